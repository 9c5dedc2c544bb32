/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LEGACYIOCTL_H
#define LEGACYIOCTL_H

#define LEGACY_CTL(n, m, a) CTL_CODE(0x8001, 0x900 + (n), (m), (a))

/* The input comes back, each byte plus one; in whichever way it travels. */
#define IOCTL_LEGACY_BUFFERED   LEGACY_CTL(0, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_LEGACY_OUT_DIRECT LEGACY_CTL(2, METHOD_OUT_DIRECT, FILE_ANY_ACCESS)
#define IOCTL_LEGACY_NEITHER    LEGACY_CTL(3, METHOD_NEITHER, FILE_ANY_ACCESS)
/* The sum of all bytes of the second buffer, as Information */
#define IOCTL_LEGACY_IN_DIRECT  LEGACY_CTL(1, METHOD_IN_DIRECT, FILE_ANY_ACCESS)
/* In: ULONG, the status to complete with. Writes four bytes "data", Information 4 */
#define IOCTL_LEGACY_STATUS     LEGACY_CTL(4, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Says that it has written more than the buffer holds */
#define IOCTL_LEGACY_TOO_MUCH   LEGACY_CTL(5, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
