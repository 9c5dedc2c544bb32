// SPDX-License-Identifier: GPL-2.0
/* Opening devices and sending requests to them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "libwdm.h"

#define CONTROL_NODE	"/dev/wdmctl"
#define NODES		"/dev/wdm/"
#define DOS_DIRECTORY	"\\??\\"

#define FILE_OPEN			1
#define FILE_SYNCHRONOUS_IO_NONALERT	0x20
#define FILE_NON_DIRECTORY_FILE		0x40
#define GENERIC_READ			0x80000000U
#define GENERIC_WRITE			0x40000000U
#define FILE_READ_ATTRIBUTES		0x80
#define SYNCHRONIZE			0x100000

static bool starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* The name in \?? behind one of the prefixes; NULL for another directory. */
static const char *dos_name(const char *name)
{
	if (starts_with(name, NODES))
		return name + strlen(NODES);
	if (starts_with(name, "\\\\.\\") || starts_with(name, "\\\\?\\"))
		return name + 4;
	return name[0] == '\\' ? NULL : name;
}

char *wdm_full_name(const char *name)
{
	const char *dos = dos_name(name);
	char *full;

	if (!dos)
		return strdup(name);
	if (asprintf(&full, "%s%s", DOS_DIRECTORY, dos) < 0)
		return NULL;

	return full;
}

int wdm_ctl_open_node(void)
{
	int fd = open(CONTROL_NODE, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int wdm_open_with(const char *name, struct wdm_ctl_open *arg)
{
	char *full = wdm_full_name(name);
	int ctl, ret = 0;

	if (!full)
		return -ENOMEM;
	ctl = wdm_ctl_open_node();
	if (ctl < 0) {
		free(full);
		return ctl;
	}
	arg->name = (uintptr_t)full;
	arg->name_len = strlen(full);
	arg->flags = O_CLOEXEC;
	if (ioctl(ctl, WDM_CTL_OPEN, arg))
		ret = -errno;
	close(ctl);
	free(full);
	return ret;
}

int wdm_open(const char *name, int flags, int *fd, struct wdm_result *result)
{
	struct wdm_ctl_open arg = {
		.access = FILE_READ_ATTRIBUTES | SYNCHRONIZE |
			  (flags & WDM_OPEN_READ ? GENERIC_READ : 0) |
			  (flags & WDM_OPEN_WRITE ? GENERIC_WRITE : 0),
		.share = 3,
		.disposition = FILE_OPEN,
		.options = FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE,
	};
	int ret = wdm_open_with(name, &arg);

	*fd = -1;
	if (ret)
		return ret;
	*fd = arg.fd;
	result->status = arg.status;
	result->information = arg.information;
	return 0;
}

int wdm_open_node(const char *name, int flags, int *fd)
{
	const char *dos = dos_name(name);
	char path[PATH_MAX];

	*fd = -1;
	if (!dos)
		return -EINVAL;
	if (snprintf(path, sizeof(path), NODES "%s", dos) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	*fd = open(path, O_CLOEXEC | (flags & WDM_OPEN_WRITE ?
		   (flags & WDM_OPEN_READ ? O_RDWR : O_WRONLY) : O_RDONLY));
	return *fd < 0 ? -errno : 0;
}

int wdm_close(int fd)
{
	return close(fd) ? -errno : 0;
}

int wdm_device_control(int fd, uint32_t code, const void *in, uint32_t in_len, void *out,
		       uint32_t out_len, struct wdm_result *result)
{
	struct wdm_ioc_device_control arg = {
		.code = code,
		.in_ptr = (uintptr_t)in,
		.out_ptr = (uintptr_t)out,
		.in_len = in_len,
		.out_len = out_len,
	};

	if (ioctl(fd, WDM_IOC_DEVICE_CONTROL, &arg))
		return -errno;
	result->status = arg.status;
	result->information = arg.information;
	return 0;
}

static int transfer(int fd, unsigned long command, const void *buffer, uint32_t length,
		    const int64_t *offset, struct wdm_result *result)
{
	struct wdm_ioc_transfer arg = {
		.buffer = (uintptr_t)buffer,
		.length = length,
		.flags = offset ? WDM_TRANSFER_OFFSET : 0,
		.offset = offset ? *offset : 0,
	};

	if (ioctl(fd, command, &arg))
		return -errno;
	result->status = arg.status;
	result->information = arg.information;
	return 0;
}

int wdm_read(int fd, void *buffer, uint32_t length, const int64_t *offset,
	     struct wdm_result *result)
{
	return transfer(fd, WDM_IOC_READ, buffer, length, offset, result);
}

int wdm_write(int fd, const void *buffer, uint32_t length, const int64_t *offset,
	      struct wdm_result *result)
{
	return transfer(fd, WDM_IOC_WRITE, buffer, length, offset, result);
}

int wdm_flush(int fd, struct wdm_result *result)
{
	return transfer(fd, WDM_IOC_FLUSH, NULL, 0, NULL, result);
}

int wdm_create_event(int fd, int eventfd, uint32_t flags, uint64_t *handle)
{
	struct wdm_ioc_event arg = { .eventfd = eventfd, .flags = flags };

	*handle = 0;
	if (ioctl(fd, WDM_IOC_CREATE_EVENT, &arg))
		return -errno;
	*handle = arg.handle;
	return 0;
}

static int with_handle(int fd, unsigned long command, uint64_t handle)
{
	struct wdm_ioc_handle arg = { .handle = handle };

	return ioctl(fd, command, &arg) ? -errno : 0;
}

int wdm_set_event(int fd, uint64_t handle)
{
	return with_handle(fd, WDM_IOC_SET_EVENT, handle);
}

int wdm_reset_event(int fd, uint64_t handle)
{
	return with_handle(fd, WDM_IOC_RESET_EVENT, handle);
}

int wdm_close_handle(int fd, uint64_t handle)
{
	return with_handle(fd, WDM_IOC_CLOSE_HANDLE, handle);
}

int wdm_next_driver(int ctl, struct wdm_ctl_driver *driver)
{
	driver->size = sizeof(*driver);
	return ioctl(ctl, WDM_CTL_NEXT_DRIVER, driver) ? -errno : 0;
}

int wdm_next_device(int ctl, struct wdm_ctl_device *device)
{
	device->size = sizeof(*device);
	return ioctl(ctl, WDM_CTL_NEXT_DEVICE, device) ? -errno : 0;
}

int wdm_next_link(int ctl, struct wdm_ctl_link *link)
{
	link->size = sizeof(*link);
	return ioctl(ctl, WDM_CTL_NEXT_LINK, link) ? -errno : 0;
}

int wdm_next_devnode(int ctl, struct wdm_ctl_devnode *devnode)
{
	devnode->size = sizeof(*devnode);
	return ioctl(ctl, WDM_CTL_NEXT_DEVNODE, devnode) ? -errno : 0;
}

int wdm_device_change(int ctl, uint32_t action, const char *name, char *path, int32_t *status)
{
	struct wdm_ctl_device_change change = {
		.name = (uintptr_t)name,
		.name_len = strlen(name),
		.action = action,
	};

	if (ioctl(ctl, WDM_CTL_DEVICE_CHANGE, &change))
		return -errno;
	memcpy(path, change.path, sizeof(change.path));
	*status = change.status;
	return 0;
}

int wdm_filter(int ctl, const char *where, struct wdm_ctl_filter *filter)
{
	filter->where = (uintptr_t)where;
	filter->where_len = strlen(where);
	return ioctl(ctl, WDM_CTL_FILTER, filter) ? -errno : 0;
}

int wdm_next_wmi(int ctl, struct wdm_ctl_wmi *block)
{
	block->size = sizeof(*block);
	return ioctl(ctl, WDM_CTL_NEXT_WMI, block) ? -errno : 0;
}

int wdm_wmi_query(int ctl, const uint8_t guid[16], uint8_t **data, uint32_t *length,
		  int32_t *status)
{
	struct wdm_ctl_wmi_query query = { };
	uint32_t size = 4096;

	memcpy(query.guid, guid, sizeof(query.guid));
	for (;;) {
		*data = malloc(size);
		if (!*data)
			return -ENOMEM;
		query.buffer = (uintptr_t)*data;
		query.length = size;
		if (ioctl(ctl, WDM_CTL_WMI_QUERY, &query)) {
			free(*data);
			return -errno;
		}
		/* It may have grown since it was asked the last time. */
		if (query.status < 0 || query.length <= size)
			break;
		free(*data);
		size = query.length;
	}
	*length = query.status < 0 ? 0 : query.length;
	*status = query.status;
	return 0;
}
