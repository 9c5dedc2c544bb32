/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Io: files of the host, between the files of that driver.
 *
 * It is a driver like any other, with a device for each place that NT paths lead to:
 *
 *	\??\C:		\Device\HarddiskVolume1		below module parameter host_root
 *	\SystemRoot	\Device\WdmSystemRoot		below module parameter system_root
 *
 * So a driver's ZwReadFile on such a file is an IRP like that on a device. Names keep
 * their letter case: "\??\C:\Dir\F" is Dir/F below host_root, as init sees it, and
 * nothing else. All accesses are made as root, as those of kernel mode on Windows
 * aren't checked.
 *
 * Locking: Linux's own. A FILE_OBJECT's FsContext points to a struct host_file, which
 * doesn't change but for @delete and what @scan_lock protects.
 */
#ifndef _WDM_IO_HOST_FILE_H
#define _WDM_IO_HOST_FILE_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/mutex.h>

#include <ntddk.h>

/**
 * struct host_file - an open file of the host
 * @filp: Linux's file
 * @delete: it goes with the last handle
 * @scan_lock: one directory query at a time; protects what follows and the position
 * @scanned: there was one before
 * @pattern: the names that are wanted; Buffer NULL: all
 */
struct host_file {
	struct file *filp;
	bool delete;
	struct mutex scan_lock;	/* see above */
	bool scanned;
	UNICODE_STRING pattern;
};

static inline struct host_file *host_file_of(PFILE_OBJECT file)
{
	return file->FsContext;
}

/* As whom files are opened and changed; set as long as the driver exists. */
extern const struct cred *wdm_host_cred;

/* An errno about a file, where it differs from wdm_errno_to_status(). */
NTSTATUS wdm_host_status(int error);

NTSTATUS wdm_host_create(PDEVICE_OBJECT device, PIRP irp);
void wdm_host_cleanup(PFILE_OBJECT file);
void wdm_host_close(PFILE_OBJECT file);
NTSTATUS wdm_host_read(PIRP irp);
NTSTATUS wdm_host_write(PIRP irp);
NTSTATUS wdm_host_query(PIRP irp);
NTSTATUS wdm_host_set(PIRP irp);
NTSTATUS wdm_host_query_volume(PIRP irp);
NTSTATUS wdm_host_rename(PIRP irp);
NTSTATUS wdm_host_query_directory(PIRP irp);

/* Times, sizes and attributes. */
struct kstat;
void wdm_host_facts(FILE_NETWORK_OPEN_INFORMATION *info, const struct kstat *stat);

/*
 * The folder that @name, below @base or the device's folder, is in or would be in, opened
 * with O_PATH; *@last: its last component, inside of @path, which has PATH_MAX bytes.
 */
NTSTATUS wdm_host_open_parent(PDEVICE_OBJECT device, struct file *base, PCUNICODE_STRING name,
			      char *path, struct file **parent, const char **last);

/* The folder that the device stands for, without a slash at its end. */
const char *wdm_host_folder(PDEVICE_OBJECT device);

#endif /* _WDM_IO_HOST_FILE_H */
