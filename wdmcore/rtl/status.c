// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: NTSTATUS at the border to Linux - errno values and names.
 *
 * Only the char device and module init speak errno. A status without a line in
 * the table becomes EIO: the caller sees a failure, and the status itself is in
 * the request's result or the log.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

/* The first line of an errno is what that errno becomes. */
static const struct {
	NTSTATUS status;
	int error;
} errors[] = {
	{ STATUS_UNSUCCESSFUL,			EIO },
	{ STATUS_IO_DEVICE_ERROR,		EIO },
	{ STATUS_DEVICE_DATA_ERROR,		EIO },
	{ STATUS_DEVICE_PROTOCOL_ERROR,		EPROTO },
	{ STATUS_INVALID_PARAMETER,		EINVAL },
	{ STATUS_INVALID_PARAMETER_1,		EINVAL },
	{ STATUS_INVALID_PARAMETER_2,		EINVAL },
	{ STATUS_INVALID_PARAMETER_3,		EINVAL },
	{ STATUS_INVALID_PARAMETER_4,		EINVAL },
	{ STATUS_INVALID_PARAMETER_5,		EINVAL },
	{ STATUS_INVALID_PARAMETER_6,		EINVAL },
	{ STATUS_INVALID_PARAMETER_7,		EINVAL },
	{ STATUS_INVALID_PARAMETER_8,		EINVAL },
	{ STATUS_INVALID_INFO_CLASS,		EINVAL },
	{ STATUS_INFO_LENGTH_MISMATCH,		EINVAL },
	{ STATUS_INVALID_BUFFER_SIZE,		EINVAL },
	{ STATUS_INVALID_USER_BUFFER,		EFAULT },
	{ STATUS_BUFFER_TOO_SMALL,		EINVAL },
	{ STATUS_INVALID_DEVICE_STATE,		EINVAL },
	{ STATUS_DATATYPE_MISALIGNMENT,		EINVAL },
	{ STATUS_OBJECT_NAME_INVALID,		EINVAL },
	{ STATUS_INVALID_OFFSET_ALIGNMENT,	EINVAL },
	{ STATUS_ACCESS_VIOLATION,		EFAULT },
	{ STATUS_INVALID_HANDLE,		EBADF },
	{ STATUS_OBJECT_TYPE_MISMATCH,		EBADF },
	{ STATUS_FILE_CLOSED,			EBADF },
	{ STATUS_NO_MEMORY,			ENOMEM },
	{ STATUS_INSUFFICIENT_RESOURCES,	ENOMEM },
	{ STATUS_QUOTA_EXCEEDED,		ENOMEM },
	{ STATUS_ACCESS_DENIED,			EACCES },
	{ STATUS_PRIVILEGE_NOT_HELD,		EPERM },
	{ STATUS_PRIVILEGED_INSTRUCTION,	EPERM },
	{ STATUS_OBJECT_NAME_NOT_FOUND,		ENOENT },
	{ STATUS_OBJECT_PATH_NOT_FOUND,		ENOENT },
	{ STATUS_OBJECT_PATH_INVALID,		ENOENT },
	{ STATUS_OBJECT_PATH_SYNTAX_BAD,	ENOENT },
	{ STATUS_NO_SUCH_FILE,			ENOENT },
	{ STATUS_NOT_FOUND,			ENOENT },
	{ STATUS_NO_SUCH_DEVICE,		ENODEV },
	{ STATUS_DEVICE_DOES_NOT_EXIST,		ENODEV },
	{ STATUS_DEVICE_NOT_CONNECTED,		ENODEV },
	{ STATUS_DEVICE_REMOVED,		ENODEV },
	{ STATUS_DELETE_PENDING,		ENODEV },
	{ STATUS_PLUGPLAY_NO_DEVICE,		ENODEV },
	{ STATUS_NO_MEDIA_IN_DEVICE,		ENOMEDIUM },
	{ STATUS_DEVICE_NOT_READY,		ENXIO },
	{ STATUS_DEVICE_CONFIGURATION_ERROR,	ENXIO },
	{ STATUS_DEVICE_POWERED_OFF,		ENXIO },
	{ STATUS_OBJECT_NAME_COLLISION,		EEXIST },
	{ STATUS_INVALID_DEVICE_REQUEST,	ENOTTY },
	{ STATUS_NOT_SUPPORTED,			EOPNOTSUPP },
	{ STATUS_NOT_IMPLEMENTED,		ENOSYS },
	{ STATUS_DEVICE_BUSY,			EBUSY },
	{ STATUS_SHARING_VIOLATION,		EBUSY },
	{ STATUS_MUTANT_LIMIT_EXCEEDED,		EBUSY },
	{ STATUS_RESOURCE_IN_USE,		EBUSY },
	{ STATUS_CONFLICTING_ADDRESSES,		EBUSY },
	{ STATUS_CANCELLED,			ECANCELED },
	{ STATUS_REQUEST_ABORTED,		ECANCELED },
	{ STATUS_IO_TIMEOUT,			ETIMEDOUT },
	{ STATUS_RETRY,				EAGAIN },
	{ STATUS_CANT_WAIT,			EAGAIN },
	{ STATUS_DEVICE_OFF_LINE,		EAGAIN },
	{ STATUS_BUFFER_OVERFLOW,		EOVERFLOW },
	{ STATUS_INTEGER_OVERFLOW,		EOVERFLOW },
	{ STATUS_INVALID_BLOCK_LENGTH,		EMSGSIZE },
	{ STATUS_NAME_TOO_LONG,			ENAMETOOLONG },
	{ STATUS_DISK_FULL,			ENOSPC },
	{ STATUS_MEDIA_WRITE_PROTECTED,		EROFS },
	{ STATUS_PIPE_BROKEN,			EPIPE },
	{ STATUS_NOT_A_DIRECTORY,		ENOTDIR },
	{ STATUS_FILE_IS_A_DIRECTORY,		EISDIR },
	{ STATUS_TOO_MANY_OPENED_FILES,		EMFILE },
	{ STATUS_CRC_ERROR,			EBADMSG },
	{ STATUS_DRIVER_UNABLE_TO_LOAD,		ENOEXEC },
	{ STATUS_INVALID_IMAGE_FORMAT,		ENOEXEC },
	{ STATUS_PROCEDURE_NOT_FOUND,		ENOEXEC },
	{ STATUS_REVISION_MISMATCH,		EPROTO },
};

/**
 * wdm_status_to_errno - what user space is told about a status
 * @status: the status
 *
 * The end of a file is no error to Linux: such a read returns 0 bytes. Warnings
 * and pending are the caller's to sort out before; they come back as errors.
 *
 * Context: any IRQL.
 * Return: 0 for success and information (and STATUS_END_OF_FILE), else a
 *	negative errno.
 */
int wdm_status_to_errno(NTSTATUS status)
{
	int i;

	if (status == STATUS_END_OF_FILE)
		return 0;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (errors[i].status == status)
			return -errors[i].error;
	}
	/* These four are successes to NT, and failures to who asked. */
	switch (status) {
	case STATUS_TIMEOUT:
		return -ETIMEDOUT;
	case STATUS_ALERTED:
	case STATUS_USER_APC:
	case STATUS_KERNEL_APC:
		return -EINTR;
	}
	return NT_SUCCESS(status) ? 0 : -EIO;
}
EXPORT_SYMBOL_GPL(wdm_status_to_errno);

/**
 * wdm_errno_to_status - what a driver is told about a failure of Linux
 * @error: negative errno, or 0
 *
 * Context: any IRQL.
 * Return: the status, STATUS_UNSUCCESSFUL for an errno without a line.
 */
NTSTATUS wdm_errno_to_status(int error)
{
	int i;

	if (error >= 0)
		return STATUS_SUCCESS;
	/* A signal came, in whichever way it is to be handled. */
	if (error == -EINTR || error <= -ERESTARTSYS)
		return STATUS_CANCELLED;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (errors[i].error == -error)
			return errors[i].status;
	}
	return STATUS_UNSUCCESSFUL;
}
EXPORT_SYMBOL_GPL(wdm_errno_to_status);

static const struct {
	u32 status;
	const char *name;
} names[] = {
#include "status_names.h"
};

/**
 * wdm_status_name - symbolic name of a status
 * @status: the status
 *
 * Context: any IRQL.
 * Return: the name, NULL if the status has none.
 */
const char *wdm_status_name(NTSTATUS status)
{
	int low = 0, high = ARRAY_SIZE(names);

	/* ntstatus.h is sorted; the first name of a value wins. */
	while (low < high) {
		int middle = (low + high) / 2;

		if (names[middle].status < (u32)status)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < ARRAY_SIZE(names) && names[low].status == (u32)status)
		return names[low].name;
	return NULL;
}
EXPORT_SYMBOL_GPL(wdm_status_name);
