/* SPDX-License-Identifier: GPL-2.0 */
/* The driver's interface as a Linux program uses it. */
#ifndef DEMO_EDU_H
#define DEMO_EDU_H

#include <stddef.h>
#include <stdint.h>

/* What ddeduioctl.h and devioctl.h are written with. */
typedef uint8_t UCHAR;
typedef uint16_t USHORT;
typedef uint32_t ULONG;
typedef uint64_t ULONGLONG;

#include "../../wdmcore/include/ddk/devioctl.h"
#include "../../sample-driver/ddedu/ddeduioctl.h"

#define STATUS_SUCCESS			0x00000000U
#define STATUS_PENDING			0x00000103U
#define STATUS_UNSUCCESSFUL		0xC0000001U
#define STATUS_ACCESS_VIOLATION		0xC0000005U
#define STATUS_INVALID_PARAMETER	0xC000000DU
#define STATUS_INVALID_DEVICE_REQUEST	0xC0000010U
#define STATUS_END_OF_FILE		0xC0000011U
#define STATUS_BUFFER_TOO_SMALL		0xC0000023U
#define STATUS_IO_TIMEOUT		0xC00000B5U
#define STATUS_CANCELLED		0xC0000120U

/* A request that could not even be made has no NTSTATUS. */
#define NO_REQUEST			0xFFFFFFFFU

uint32_t edu_control(int fd, uint32_t code, const void *in, size_t in_len, void *out,
		     size_t out_len, uint64_t *information);
uint32_t edu_transfer(int fd, int writing, void *buffer, size_t length, int64_t offset,
		      uint64_t *information);
uint32_t edu_number(int fd, uint32_t code, uint32_t value, uint32_t *result);

#endif
