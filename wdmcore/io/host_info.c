// SPDX-License-Identifier: GPL-2.0
/* Io: files of the host: what is known about them, and changing that. */
#include <linux/fs.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <linux/statfs.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "host_file.h"

/* Seconds from 1601, where Windows' time begins, to 1970. */
#define EPOCH_SECONDS	11644473600LL
#define TICKS		10000000LL

static LARGE_INTEGER nt_time(const struct timespec64 *time)
{
	LARGE_INTEGER result;

	result.QuadPart = (time->tv_sec + EPOCH_SECONDS) * TICKS + time->tv_nsec / 100;
	return result;
}

static struct timespec64 linux_time(LARGE_INTEGER time)
{
	struct timespec64 result;
	u32 ticks;

	result.tv_sec = (s64)div_u64_rem(time.QuadPart, TICKS, &ticks) - EPOCH_SECONDS;
	result.tv_nsec = ticks * 100;
	return result;
}

static ULONG attributes_of(const struct kstat *stat)
{
	ULONG attributes = 0;

	if (S_ISDIR(stat->mode))
		attributes |= FILE_ATTRIBUTE_DIRECTORY;
	if (!(stat->mode & 0222))
		attributes |= FILE_ATTRIBUTE_READONLY;
	return attributes ?: FILE_ATTRIBUTE_NORMAL;
}

static void get_basic(FILE_BASIC_INFORMATION *info, const struct kstat *stat)
{
	const struct timespec64 *created = stat->result_mask & STATX_BTIME ? &stat->btime :
									     &stat->ctime;

	info->CreationTime = nt_time(created);
	info->LastAccessTime = nt_time(&stat->atime);
	info->LastWriteTime = nt_time(&stat->mtime);
	info->ChangeTime = nt_time(&stat->ctime);
	info->FileAttributes = attributes_of(stat);
}

static void get_standard(FILE_STANDARD_INFORMATION *info, const struct kstat *stat,
			 const struct host_file *host)
{
	info->AllocationSize.QuadPart = S_ISDIR(stat->mode) ? 0 : stat->blocks << 9;
	info->EndOfFile.QuadPart = S_ISDIR(stat->mode) ? 0 : stat->size;
	info->NumberOfLinks = stat->nlink;
	info->DeletePending = host->delete;
	info->Directory = S_ISDIR(stat->mode);
}

static void get_network_open(FILE_NETWORK_OPEN_INFORMATION *info, const struct kstat *stat,
			     const struct host_file *host)
{
	FILE_STANDARD_INFORMATION standard;
	FILE_BASIC_INFORMATION basic;

	get_basic(&basic, stat);
	get_standard(&standard, stat, host);
	info->CreationTime = basic.CreationTime;
	info->LastAccessTime = basic.LastAccessTime;
	info->LastWriteTime = basic.LastWriteTime;
	info->ChangeTime = basic.ChangeTime;
	info->AllocationSize = standard.AllocationSize;
	info->EndOfFile = standard.EndOfFile;
	info->FileAttributes = basic.FileAttributes;
}

void wdm_host_facts(FILE_NETWORK_OPEN_INFORMATION *info, const struct kstat *stat)
{
	static const struct host_file nobodys;

	get_network_open(info, stat, &nobodys);
}

/* As much of the name as fits; the length is that of all of it. */
static NTSTATUS get_name(FILE_NAME_INFORMATION *info, ULONG length, PFILE_OBJECT file,
			 ULONG_PTR *size)
{
	ULONG room = length - offsetof(FILE_NAME_INFORMATION, FileName);
	ULONG copied = min_t(ULONG, room, file->FileName.Length);

	info->FileNameLength = file->FileName.Length;
	memcpy(info->FileName, file->FileName.Buffer, copied);
	*size = offsetof(FILE_NAME_INFORMATION, FileName) + copied;
	return copied < file->FileName.Length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS wdm_host_query(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct host_file *host = host_file_of(location->FileObject);
	void *info = irp->AssociatedIrp.SystemBuffer;
	FILE_ATTRIBUTE_TAG_INFORMATION *tag = info;
	struct kstat stat;
	int ret;

	ret = vfs_getattr(&host->filp->f_path, &stat, STATX_BASIC_STATS | STATX_BTIME,
			  AT_STATX_SYNC_AS_STAT);
	if (ret)
		return wdm_host_status(ret);
	/* The I/O manager has made sure that the structure fits. */
	switch (location->Parameters.QueryFile.FileInformationClass) {
	case FileBasicInformation:
		get_basic(info, &stat);
		irp->IoStatus.Information = sizeof(FILE_BASIC_INFORMATION);
		return STATUS_SUCCESS;
	case FileStandardInformation:
		get_standard(info, &stat, host);
		irp->IoStatus.Information = sizeof(FILE_STANDARD_INFORMATION);
		return STATUS_SUCCESS;
	case FileNetworkOpenInformation:
		get_network_open(info, &stat, host);
		irp->IoStatus.Information = sizeof(FILE_NETWORK_OPEN_INFORMATION);
		return STATUS_SUCCESS;
	case FileInternalInformation:
		((FILE_INTERNAL_INFORMATION *)info)->IndexNumber.QuadPart = stat.ino;
		irp->IoStatus.Information = sizeof(FILE_INTERNAL_INFORMATION);
		return STATUS_SUCCESS;
	case FileEaInformation:
		((FILE_EA_INFORMATION *)info)->EaSize = 0;
		irp->IoStatus.Information = sizeof(FILE_EA_INFORMATION);
		return STATUS_SUCCESS;
	case FileAttributeTagInformation:
		tag->FileAttributes = attributes_of(&stat);
		tag->ReparseTag = 0;
		irp->IoStatus.Information = sizeof(*tag);
		return STATUS_SUCCESS;
	case FileNameInformation:
		return get_name(info, location->Parameters.QueryFile.Length,
				location->FileObject, &irp->IoStatus.Information);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

static NTSTATUS change(struct file *filp, struct iattr *attr)
{
	struct dentry *dentry = filp->f_path.dentry;
	int ret = mnt_want_write(filp->f_path.mnt);

	if (ret)
		return wdm_host_status(ret);
	inode_lock(d_inode(dentry));
	ret = notify_change(wdm_file_idmap(filp), dentry, attr, NULL);
	inode_unlock(d_inode(dentry));
	mnt_drop_write(filp->f_path.mnt);
	return wdm_host_status(ret);
}

/* 0: leave it; -1 and -2 switch updates on this handle off and on, which aren't here. */
static bool wants_time(LARGE_INTEGER time)
{
	return time.QuadPart > 0;
}

static NTSTATUS set_basic(struct host_file *host, const FILE_BASIC_INFORMATION *info)
{
	umode_t mode = file_inode(host->filp)->i_mode;
	struct iattr attr = {};

	if (info->LastAccessTime.QuadPart < -2 || info->LastWriteTime.QuadPart < -2)
		return STATUS_INVALID_PARAMETER;
	if (wants_time(info->LastAccessTime)) {
		attr.ia_valid |= ATTR_ATIME | ATTR_ATIME_SET;
		attr.ia_atime = linux_time(info->LastAccessTime);
	}
	if (wants_time(info->LastWriteTime)) {
		attr.ia_valid |= ATTR_MTIME | ATTR_MTIME_SET;
		attr.ia_mtime = linux_time(info->LastWriteTime);
	}
	if (info->FileAttributes) {
		if (!S_ISDIR(mode) && info->FileAttributes & FILE_ATTRIBUTE_DIRECTORY)
			return STATUS_INVALID_PARAMETER;
		attr.ia_valid |= ATTR_MODE;
		attr.ia_mode = info->FileAttributes & FILE_ATTRIBUTE_READONLY ? mode & ~0222 :
			       mode & 0222 ? mode : mode | 0200;
	}
	return attr.ia_valid ? change(host->filp, &attr) : STATUS_SUCCESS;
}

static NTSTATUS set_size(struct host_file *host, s64 size)
{
	struct iattr attr = {
		.ia_valid = ATTR_SIZE | ATTR_FILE,
		.ia_size = size,
		.ia_file = host->filp,
	};

	if (size < 0)
		return STATUS_INVALID_PARAMETER;
	if (!S_ISREG(file_inode(host->filp)->i_mode))
		return STATUS_INVALID_PARAMETER;
	if (!(host->filp->f_mode & FMODE_WRITE))
		return STATUS_ACCESS_DENIED;
	return change(host->filp, &attr);
}

NTSTATUS wdm_host_set(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct host_file *host = host_file_of(location->FileObject);
	void *info = irp->AssociatedIrp.SystemBuffer;
	LARGE_INTEGER *size = info;

	switch (location->Parameters.SetFile.FileInformationClass) {
	case FileBasicInformation:
		return set_basic(host, info);
	case FileDispositionInformation:
		host->delete = ((FILE_DISPOSITION_INFORMATION *)info)->DeleteFile;
		return STATUS_SUCCESS;
	case FileRenameInformation:
	case FileLinkInformation:
		return wdm_host_rename(irp);
	case FileEndOfFileInformation:
		return set_size(host, size->QuadPart);
	case FileAllocationInformation:
		/* Space is allocated as it is written; less of it cuts the file off. */
		if (size->QuadPart < i_size_read(file_inode(host->filp)))
			return set_size(host, size->QuadPart);
		return STATUS_SUCCESS;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

static NTSTATUS stat_volume(PIRP irp, struct kstatfs *stat)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct host_file *host = host_file_of(location->FileObject);

	if (!host)
		return STATUS_INVALID_PARAMETER;
	return wdm_host_status(vfs_statfs(&host->filp->f_path, stat));
}

NTSTATUS wdm_host_query_volume(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	void *info = irp->AssociatedIrp.SystemBuffer;
	FILE_FS_FULL_SIZE_INFORMATION *full = info;
	FILE_FS_SIZE_INFORMATION *size = info;
	struct kstatfs stat = {};
	NTSTATUS status;

	status = stat_volume(irp, &stat);
	if (!NT_SUCCESS(status))
		return status;
	switch (location->Parameters.QueryVolume.FsInformationClass) {
	case FileFsSizeInformation:
		size->TotalAllocationUnits.QuadPart = stat.f_blocks;
		size->AvailableAllocationUnits.QuadPart = stat.f_bavail;
		size->SectorsPerAllocationUnit = max_t(u32, stat.f_bsize / 512, 1);
		size->BytesPerSector = 512;
		irp->IoStatus.Information = sizeof(*size);
		return STATUS_SUCCESS;
	case FileFsFullSizeInformation:
		full->TotalAllocationUnits.QuadPart = stat.f_blocks;
		full->CallerAvailableAllocationUnits.QuadPart = stat.f_bavail;
		full->ActualAvailableAllocationUnits.QuadPart = stat.f_bfree;
		full->SectorsPerAllocationUnit = max_t(u32, stat.f_bsize / 512, 1);
		full->BytesPerSector = 512;
		irp->IoStatus.Information = sizeof(*full);
		return STATUS_SUCCESS;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}
