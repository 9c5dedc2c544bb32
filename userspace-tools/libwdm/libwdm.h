/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libwdm: talking to WDM drivers from a Linux program.
 *
 * A request has two ends: whether there was one (a negative errno says why not),
 * and what the driver made of it (an NTSTATUS). Functions return 0 or -errno, and
 * leave the status to the caller.
 */
#ifndef LIBWDM_H
#define LIBWDM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wdm_ctl.h"

/**
 * struct wdm_result - what became of a request
 * @status: the NTSTATUS, IoStatus.Status
 * @information: IoStatus.Information, the number of bytes as a rule
 */
struct wdm_result {
	int32_t status;
	uint64_t information;
};

/* Severities of an NTSTATUS. */
static inline bool wdm_is_success(int32_t status)
{
	return status >= 0;
}

static inline bool wdm_is_error(int32_t status)
{
	return ((uint32_t)status >> 30) == 3;
}

/* "STATUS_ACCESS_DENIED", NULL for a code that has no name. */
const char *wdm_status_name(int32_t status);
/* The code of a name; FALSE if there is none. */
bool wdm_status_code(const char *name, int32_t *status);
/* Writes "STATUS_ACCESS_DENIED (0xC0000022)", or the number alone. */
void wdm_status_format(int32_t status, char *text, size_t size);

/*
 * Names of devices, in any of the ways in which people write them:
 * "DDEdu0", "\\.\DDEdu0", "\??\DDEdu0", "\DosDevices\DDEdu0", "\Device\Edu",
 * "/dev/wdm/DDEdu0", with or without a rest behind the device.
 */

/* The full name in the object directory, to be freed; NULL: no memory. */
char *wdm_full_name(const char *name);

#define WDM_OPEN_READ	0x1
#define WDM_OPEN_WRITE	0x2

/*
 * Opens a device. *@fd is -1 unless @result->status is a success. Through
 * /dev/wdmctl, so that the status is the driver's own; this needs CAP_SYS_ADMIN.
 */
int wdm_open(const char *name, int flags, int *fd, struct wdm_result *result);

/* With all parameters; @open is filled in, but for name, name_len and flags. */
int wdm_open_with(const char *name, struct wdm_ctl_open *open);

/* Opens the node under /dev/wdm; for everybody who may. The errno is all there is. */
int wdm_open_node(const char *name, int flags, int *fd);

int wdm_close(int fd);

int wdm_device_control(int fd, uint32_t code, const void *in, uint32_t in_len, void *out,
		       uint32_t out_len, struct wdm_result *result);

/* @offset NULL: at the file's position, which is advanced. */
int wdm_read(int fd, void *buffer, uint32_t length, const int64_t *offset,
	     struct wdm_result *result);
int wdm_write(int fd, const void *buffer, uint32_t length, const int64_t *offset,
	      struct wdm_result *result);
int wdm_flush(int fd, struct wdm_result *result);

/*
 * Events, as Windows programs pass them to drivers: a handle to put into the input of a
 * control request, where the driver expects a HANDLE (8 bytes), and an eventfd to wait
 * on. Each KeSetEvent of the driver adds one to the eventfd; so a read() of it is the
 * wait for an auto-reset event, and poll(), epoll and io_uring work as ever. That the
 * driver clears the event doesn't take back what the eventfd counts.
 *
 * @fd is any open device. @flags: WDM_EVENT_SYNCHRONIZATION, WDM_EVENT_SIGNALED. The
 * handle is good for all drivers and threads of the process, not for its children, and
 * closed when the process ends; the eventfd may be closed before.
 */
int wdm_create_event(int fd, int eventfd, uint32_t flags, uint64_t *handle);
/* Signals the event to the driver that waits for it (and adds one to the eventfd). */
int wdm_set_event(int fd, uint64_t handle);
int wdm_reset_event(int fd, uint64_t handle);
int wdm_close_handle(int fd, uint64_t handle);

/* Control codes as text: a number, or CTL_CODE(type, function, method, access). */
int wdm_parse_code(const char *text, uint32_t *code);

/*
 * Enumeration: a descriptor of /dev/wdmctl, and the record after the one that the
 * structure holds; begin with a zeroed one. 0, -ENOENT at the end, -errno.
 */
int wdm_ctl_open_node(void);
int wdm_next_driver(int ctl, struct wdm_ctl_driver *driver);
int wdm_next_device(int ctl, struct wdm_ctl_device *device);
int wdm_next_link(int ctl, struct wdm_ctl_link *link);
int wdm_next_devnode(int ctl, struct wdm_ctl_devnode *devnode);

/*
 * Does WDM_CTL_DEVICE_@action to a device, which is named by its instance path, or by
 * its hardware id to add it. @path returns the instance path; WDM_CTL_NAME_MAX bytes.
 * 0 if it was tried: then *@status says what became of it. -errno.
 */
int wdm_device_change(int ctl, uint32_t action, const char *name, char *path,
		      int32_t *status);

/* Adds, removes or lists a filter driver of a device or class: struct wdm_ctl_filter. */
int wdm_filter(int ctl, const char *where, struct wdm_ctl_filter *filter);

int wdm_next_wmi(int ctl, struct wdm_ctl_wmi *block);

/*
 * The data of a WMI block, of all its providers: WNODE_ALL_DATA structures, to be
 * free()d. 0 with *@status, or -errno.
 */
int wdm_wmi_query(int ctl, const uint8_t guid[16], uint8_t **data, uint32_t *length,
		  int32_t *status);

/*
 * The registry. Paths are full ones, "\\Registry\\Machine\\..."; data of strings is
 * UTF-16, as drivers see it. 0 if the registry was asked, and then the status is in the
 * structure or at @status; -errno.
 */

/* A key, and the name of its subkey @index if there is one; see struct wdm_ctl_reg_key. */
int wdm_reg_key(int ctl, const char *path, uint32_t index, struct wdm_ctl_reg_key *key);

/**
 * struct wdm_reg_value - a value; to be given to wdm_reg_free()
 * @status: of the question; all else is valid if it is a success
 * @type: REG_SZ (1) ...
 * @name: its name if it was asked for by index, else NULL
 * @data: its data
 * @length: bytes there
 */
struct wdm_reg_value {
	int32_t status;
	uint32_t type;
	char *name;
	uint8_t *data;
	uint32_t length;
};

int wdm_reg_value(int ctl, const char *path, const char *name, struct wdm_reg_value *value);
int wdm_reg_value_at(int ctl, const char *path, uint32_t index, struct wdm_reg_value *value);
void wdm_reg_free(struct wdm_reg_value *value);

/* Does WDM_CTL_REG_@action; @name may be NULL. */
int wdm_reg_change(int ctl, uint32_t action, const char *path, const char *name, uint32_t type,
		   const void *data, uint32_t length, int32_t *status);

/*
 * Drivers as Windows has them: images (.sys). What an INF says about the driver goes with
 * the image.
 */

/* An INF, and what it says about one driver. */
struct wdm_inf;
/*
 * Reads an INF. @service: the driver's service; NULL for the one that is the function
 * driver. NULL: an error, with its text in @error.
 */
struct wdm_inf *wdm_inf_read(const char *path, const char *service, char *error, size_t size);
/* The name of the service */
const char *wdm_inf_service(const struct wdm_inf *inf);
/* The block for wdm_load_image(), which belongs to @inf; 0 or -ENOMEM. */
int wdm_inf_block(struct wdm_inf *inf, const void **data, uint32_t *length);
void wdm_inf_free(struct wdm_inf *inf);

/**
 * struct wdm_image_file - an image, and what is to be known about its driver
 * @data: contents of the file
 * @length: bytes there
 * @info: from wdm_inf_block(), or NULL
 * @info_length: bytes there
 * @sites: from wdm_machine_read()
 * @nr_sites: how many
 * @plain: from there too
 * @nr_plain: how many
 * @code: from there too
 * @name: the file's name without folder
 * @service: the service's name
 */
struct wdm_image_file {
	const void *data;
	uint32_t length;
	const void *info;
	uint32_t info_length;
	const struct wdm_ctl_site *sites;
	uint32_t nr_sites;
	const uint32_t *plain;
	uint32_t nr_plain;
	uint32_t code;
	const char *name;
	const char *service;
};

/*
 * Loads an image and starts its driver. 0 if that was tried: *@status says what became of
 * it, and @text why it failed (4096 bytes are enough). -errno.
 */
int wdm_load_image(int ctl, const struct wdm_image_file *file, int32_t *status, char *text,
		   uint32_t text_size);
/* 0, -ENOENT, -EBUSY, another -errno */
int wdm_unload_image(int ctl, const char *service);

#endif /* LIBWDM_H */
