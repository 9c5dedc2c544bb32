/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntifs.h: ntddk.h and what drivers of devices use of the file systems' header.
 * What only a file system needs isn't here.
 */
#ifndef _NTIFS_
#define _NTIFS_

#include <ntddk.h>
#include <wdm/ifs_cm.h>
#include <wdm/ifs_file.h>
#include <wdm/ifs_ke.h>
#include <wdm/se_sid.h>

#define FILE_NEED_EA			0x00000080
#define FILE_EA_TYPE_BINARY		0xfffe
#define FILE_EA_TYPE_ASCII		0xfffd

/* Control codes of file systems: devices see them as IRP_MN_USER_FS_REQUEST. */
#define FSCTL_REQUEST_OPLOCK_LEVEL_1 \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 0, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_LOCK_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 6, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_UNLOCK_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 7, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_DISMOUNT_VOLUME \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 8, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_IS_VOLUME_MOUNTED \
	CTL_CODE(FILE_DEVICE_FILE_SYSTEM, 10, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Named pipes, which drivers know by their codes only. */
#define FSCTL_PIPE_ASSIGN_EVENT \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 0, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_PIPE_DISCONNECT \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 1, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define FSCTL_PIPE_LISTEN \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 2, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif /* _NTIFS_ */
