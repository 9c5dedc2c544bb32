/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _VECTORSIOCTL_H
#define _VECTORSIOCTL_H

/* Returns a ULONG64: a bit for each check that failed, VECTORS_RAN if all were made */
#define IOCTL_VECTORS_CHECK CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_NEITHER, FILE_ANY_ACCESS)
/* Spoils all registers at every IRQL and says nothing. */
#define IOCTL_VECTORS_SPOIL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_NEITHER, FILE_ANY_ACCESS)

#define VECTORS_RAN         0x8000000000000000ULL

#endif
