// SPDX-License-Identifier: GPL-2.0
/*
 * Io: files of the host: other names for them.
 *
 * The new name is, as on Windows, one in the same folder, one below a folder that is
 * open, or a full path; the device that it leads to must be the file's own.
 */
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "compat.h"
#include "host_file.h"
#include "io_dev.h"
#include "ob.h"

/* FILE_LINK_INFORMATION lies alike. */
static_assert(sizeof(FILE_LINK_INFORMATION) == sizeof(FILE_RENAME_INFORMATION));

/**
 * struct target - where the new name is to be
 * @parent: the folder, opened with O_PATH
 * @last: the name in there
 * @path: memory that @last is in
 */
struct target {
	struct file *parent;
	const char *last;
	char *path;
};

static NTSTATUS in_folder(PDEVICE_OBJECT device, struct file *base, PCUNICODE_STRING name,
			  struct target *target)
{
	return wdm_host_open_parent(device, base, name, target->path, &target->parent,
				    &target->last);
}

static NTSTATUS below_handle(PFILE_OBJECT file, HANDLE handle, PCUNICODE_STRING name,
			     struct target *target)
{
	PFILE_OBJECT root;
	NTSTATUS status;

	status = wdm_handle_reference(handle, &wdm_file_type, 0, KernelMode, (void **)&root, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (root->DeviceObject != file->DeviceObject)
		status = STATUS_NOT_SAME_DEVICE;
	else if (!host_file_of(root) || name->Buffer[0] == '\\')
		status = STATUS_INVALID_PARAMETER;
	else
		status = in_folder(file->DeviceObject, host_file_of(root)->filp, name, target);
	wdm_ob_put(root);
	return status;
}

static NTSTATUS by_full_path(PFILE_OBJECT file, PCUNICODE_STRING name, struct target *target)
{
	UNICODE_STRING tail;
	NTSTATUS status;
	void *device;

	status = wdm_ob_lookup(name, WDM_LOOKUP_TAIL, &wdm_device_type, &device, &tail);
	if (!NT_SUCCESS(status))
		return status;
	if (device != file->DeviceObject)
		status = STATUS_NOT_SAME_DEVICE;
	else if (!tail.Length)
		status = STATUS_OBJECT_NAME_INVALID;
	else
		status = in_folder(device, NULL, &tail, target);
	kfree(tail.Buffer);
	wdm_ob_put(device);
	return status;
}

/* A name without a folder: beside the file. */
static NTSTATUS beside(PFILE_OBJECT file, PCUNICODE_STRING name, struct target *target)
{
	struct file *filp = host_file_of(file)->filp;
	struct path parent = { .mnt = filp->f_path.mnt };
	struct file *folder;
	NTSTATUS status;
	u32 i;

	for (i = 0; i < name->Length / sizeof(WCHAR); i++)
		if (name->Buffer[i] == '\\')
			return STATUS_OBJECT_NAME_INVALID;
	parent.dentry = dget_parent(filp->f_path.dentry);
	folder = dentry_open(&parent, O_PATH | O_DIRECTORY, current_cred());
	dput(parent.dentry);
	if (IS_ERR(folder))
		return wdm_host_status(PTR_ERR(folder));
	status = in_folder(file->DeviceObject, folder, name, target);
	fput(folder);
	return status;
}

static NTSTATUS find_target(PFILE_OBJECT file, const FILE_RENAME_INFORMATION *info, ULONG length,
			    struct target *target)
{
	UNICODE_STRING name = { .Buffer = (WCHAR *)info->FileName };

	if (!info->FileNameLength || info->FileNameLength % sizeof(WCHAR) ||
	    info->FileNameLength > UNICODE_STRING_MAX_BYTES - 1 ||
	    info->FileNameLength > length - offsetof(FILE_RENAME_INFORMATION, FileName))
		return STATUS_INVALID_PARAMETER;
	name.Length = info->FileNameLength;
	name.MaximumLength = name.Length;
	if (info->RootDirectory)
		return below_handle(file, info->RootDirectory, &name, target);
	if (name.Buffer[0] == '\\')
		return by_full_path(file, &name, target);
	return beside(file, &name, target);
}

/* What is there already, if anything, may it go? Both folders are locked. */
static NTSTATUS check_existing(struct dentry *existing, struct dentry *own, bool replace)
{
	if (d_is_negative(existing) || existing == own)
		return STATUS_SUCCESS;
	if (!replace)
		return STATUS_OBJECT_NAME_COLLISION;
	return d_is_dir(existing) ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

static NTSTATUS rename_to(struct file *filp, struct target *target, bool replace)
{
	struct dentry *dentry = filp->f_path.dentry;
	struct dentry *new_folder = target->parent->f_path.dentry;
	struct dentry *old_folder = dget_parent(dentry);
	struct dentry *trap, *new;
	struct renamedata data = {};
	NTSTATUS status;

	trap = lock_rename(new_folder, old_folder);
	if (IS_ERR(trap)) {
		dput(old_folder);
		return wdm_host_status(PTR_ERR(trap));
	}
	/* Somebody else renamed or deleted it. */
	status = STATUS_OBJECT_NAME_NOT_FOUND;
	if (dentry->d_parent != old_folder || d_unhashed(dentry))
		goto out;
	status = STATUS_INVALID_PARAMETER;
	if (dentry == trap)	/* a folder into itself */
		goto out;
	new = lookup_one_len(target->last, new_folder, strlen(target->last));
	if (IS_ERR(new)) {
		status = wdm_host_status(PTR_ERR(new));
		goto out;
	}
	status = new == trap ? STATUS_ACCESS_DENIED : check_existing(new, dentry, replace);
	if (NT_SUCCESS(status)) {
		wdm_rename_idmap(&data, wdm_file_idmap(filp));
		data.old_dir = d_inode(old_folder);
		data.old_dentry = dentry;
		data.new_dir = d_inode(new_folder);
		data.new_dentry = new;
		status = wdm_host_status(vfs_rename(&data));
	}
	dput(new);
out:
	unlock_rename(new_folder, old_folder);
	dput(old_folder);
	return status;
}

static struct dentry *look_up(struct target *target)
{
	return lookup_one_len(target->last, target->parent->f_path.dentry, strlen(target->last));
}

static NTSTATUS link_to(struct file *filp, struct target *target, bool replace)
{
	struct dentry *dentry = filp->f_path.dentry, *new;
	struct inode *folder = file_inode(target->parent);
	NTSTATUS status;

	if (d_is_dir(dentry))
		return STATUS_FILE_IS_A_DIRECTORY;
	inode_lock_nested(folder, I_MUTEX_PARENT);
	new = look_up(target);
	if (IS_ERR(new)) {
		status = wdm_host_status(PTR_ERR(new));
		goto out;
	}
	status = check_existing(new, dentry, replace);
	if (new == dentry)
		goto out_dentry;
	if (NT_SUCCESS(status) && d_is_positive(new)) {
		status = wdm_host_status(vfs_unlink(wdm_file_idmap(filp), folder, new, NULL));
		dput(new);
		new = look_up(target);
		if (IS_ERR(new)) {
			status = wdm_host_status(PTR_ERR(new));
			goto out;
		}
	}
	if (NT_SUCCESS(status))
		status = wdm_host_status(vfs_link(dentry, wdm_file_idmap(filp), folder, new,
						  NULL));
out_dentry:
	dput(new);
out:
	inode_unlock(folder);
	return status;
}

/**
 * wdm_host_rename() - FileRenameInformation and FileLinkInformation
 * @irp: the request
 *
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_ACCESS_DENIED if a folder is
 *	in the way, STATUS_NOT_SAME_DEVICE, STATUS_OBJECT_NAME_INVALID,
 *	STATUS_OBJECT_PATH_NOT_FOUND, STATUS_INVALID_PARAMETER ...
 */
NTSTATUS wdm_host_rename(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	const FILE_RENAME_INFORMATION *info = irp->AssociatedIrp.SystemBuffer;
	PFILE_OBJECT file = location->FileObject;
	struct file *filp = host_file_of(file)->filp;
	struct target target = {};
	NTSTATUS status;
	int ret;

	target.path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!target.path)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = find_target(file, info, location->Parameters.SetFile.Length, &target);
	if (!NT_SUCCESS(status))
		goto out_path;
	status = STATUS_NOT_SAME_DEVICE;
	if (target.parent->f_path.mnt != filp->f_path.mnt)
		goto out_parent;
	ret = mnt_want_write(filp->f_path.mnt);
	status = wdm_host_status(ret);
	if (ret)
		goto out_parent;
	if (location->Parameters.SetFile.FileInformationClass == FileRenameInformation)
		status = rename_to(filp, &target, info->ReplaceIfExists);
	else
		status = link_to(filp, &target, info->ReplaceIfExists);
	mnt_drop_write(filp->f_path.mnt);
out_parent:
	fput(target.parent);
out_path:
	kfree(target.path);
	return status;
}
