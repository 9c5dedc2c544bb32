// SPDX-License-Identifier: GPL-2.0
/* Requests to the driver, with the NTSTATUS that it completed them with. */
#include <stdint.h>
#include <sys/ioctl.h>

#include <wdm_ctl.h>

#include "edu.h"

uint32_t edu_control(int fd, uint32_t code, const void *in, size_t in_len, void *out,
		     size_t out_len, uint64_t *information)
{
	struct wdm_ioc_device_control control = {
		.code = code,
		.in_ptr = (uintptr_t)in,
		.in_len = in_len,
		.out_ptr = (uintptr_t)out,
		.out_len = out_len,
	};

	if (ioctl(fd, WDM_IOC_DEVICE_CONTROL, &control))
		return NO_REQUEST;
	if (information)
		*information = control.information;
	return control.status;
}

uint32_t edu_transfer(int fd, int writing, void *buffer, size_t length, int64_t offset,
		      uint64_t *information)
{
	struct wdm_ioc_transfer transfer = {
		.buffer = (uintptr_t)buffer,
		.length = length,
		.flags = WDM_TRANSFER_OFFSET,
		.offset = offset,
	};

	if (ioctl(fd, writing ? WDM_IOC_WRITE : WDM_IOC_READ, &transfer))
		return NO_REQUEST;
	if (information)
		*information = transfer.information;
	return transfer.status;
}

/* A number in, a number out. */
uint32_t edu_number(int fd, uint32_t code, uint32_t value, uint32_t *result)
{
	uint64_t information = 0;
	uint32_t out = 0xcccccccc;
	uint32_t status = edu_control(fd, code, &value, sizeof(value), &out, sizeof(out),
				      &information);

	if (result)
		*result = information == sizeof(out) ? out : 0xcccccccc;
	return status;
}
