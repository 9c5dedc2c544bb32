// SPDX-License-Identifier: GPL-2.0
/* Io: files of the host: names, opening, closing, deletion. */
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "host_file.h"
#include "rtl.h"

/* Somebody creates and deletes the file all the time. */
#define MAX_TRIES	16

NTSTATUS wdm_host_status(int error)
{
	switch (error) {
	case -ENOENT:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case -EEXIST:
		return STATUS_OBJECT_NAME_COLLISION;
	case -EISDIR:
		return STATUS_FILE_IS_A_DIRECTORY;
	case -ENOTDIR:
		return STATUS_NOT_A_DIRECTORY;
	case -ENOTEMPTY:
		return STATUS_DIRECTORY_NOT_EMPTY;
	case -EROFS:
		return STATUS_MEDIA_WRITE_PROTECTED;
	case -ENOSPC:
	case -EDQUOT:
	case -EFBIG:
		return STATUS_DISK_FULL;
	case -ENOMEM:
		return STATUS_INSUFFICIENT_RESOURCES;
	case -ENAMETOOLONG:
	case -ELOOP:
		return STATUS_OBJECT_NAME_INVALID;
	case -EACCES:
	case -EPERM:
	case -ETXTBSY:
	case -ENXIO:
		return STATUS_ACCESS_DENIED;
	default:
		return wdm_errno_to_status(error);
	}
}

/* "\a\b" after "/root": "/root/a/b". No "." and "..", which Windows doesn't know here. */
static bool append_name(char *path, size_t size, PCUNICODE_STRING name)
{
	size_t length = strlen(path);
	size_t needed = wdm_utf16_to_utf8(path + length, size - length - 1, name->Buffer,
					  name->Length / sizeof(WCHAR));
	char *p, *end;

	if (needed > size - length - 1)
		return false;
	path[length + needed] = 0;
	if (memchr(path + length, '/', needed) || memchr(path + length, 0, needed))
		return false;
	strreplace(path + length, '\\', '/');
	/* One backslash at the end means a folder. */
	if (needed > 1 && path[length + needed - 1] == '/')
		path[length + needed - 1] = 0;
	p = path + length;
	if (*p == '/')
		p++;
	for (; *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, '/');
		if (end == p)
			return false;
		if ((end - p == 1 && p[0] == '.') || (end - p == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

/* The path below the root of init, in a buffer of PATH_MAX. */
static NTSTATUS make_path(PDEVICE_OBJECT device, bool relative, PCUNICODE_STRING name,
			  char *path)
{
	const char *folder = wdm_host_folder(device);

	if (strscpy(path, folder, PATH_MAX) < 0)
		return STATUS_OBJECT_NAME_INVALID;
	while (*path && path[strlen(path) - 1] == '/')
		path[strlen(path) - 1] = 0;
	/* A relative name is one below the folder that the other file is. */
	if (relative)
		path[0] = 0;
	if (name->Length && !append_name(path, PATH_MAX, name))
		return STATUS_OBJECT_NAME_INVALID;
	if (!*path)
		strscpy(path, relative ? "." : "/", PATH_MAX);
	return STATUS_SUCCESS;
}

/**
 * struct request - what is to be opened
 * @base: the folder that @path begins at, or NULL for the root of init
 * @path: the name, in PATH_MAX bytes
 * @disposition: FILE_OPEN ...
 * @options: CreateOptions
 * @flags: O_* by the access
 */
struct request {
	struct file *base;
	char *path;
	u32 disposition;
	u32 options;
	int flags;
};

/* As init sees it: the caller may be anybody's thread, in a container or a chroot. */
static struct file *open_path(const struct request *r, const char *path, int flags)
{
	struct path root;
	struct file *filp;

	/* Neither FIFOs nor terminals may hold up a driver. */
	flags |= O_LARGEFILE | O_NONBLOCK | O_NOCTTY;
	if (r->base)
		return file_open_root(&r->base->f_path, path, flags, 0644);
	task_lock(&init_task);
	get_fs_root(init_task.fs, &root);
	task_unlock(&init_task);
	filp = file_open_root(&root, path, flags, 0644);
	path_put(&root);
	return filp;
}

/* Opens the folder that the file is in; *@last: the last component of its name. */
static struct file *open_parent(const struct request *r, const char **last)
{
	char *slash = strrchr(r->path, '/');
	struct file *filp;

	*last = slash ? slash + 1 : r->path;
	if (!slash)
		return open_path(r, ".", O_PATH | O_DIRECTORY);
	if (!slash[1])
		return ERR_PTR(-EINVAL);
	*slash = 0;
	filp = open_path(r, *r->path ? r->path : "/", O_PATH | O_DIRECTORY);
	*slash = '/';
	return filp;
}

NTSTATUS wdm_host_open_parent(PDEVICE_OBJECT device, struct file *base, PCUNICODE_STRING name,
			      char *path, struct file **parent, const char **last)
{
	struct request r = { .base = base, .path = path };
	NTSTATUS status;

	status = make_path(device, base, name, path);
	if (!NT_SUCCESS(status))
		return status;
	*parent = open_parent(&r, last);
	if (IS_ERR(*parent))
		return PTR_ERR(*parent) == -ENOENT || PTR_ERR(*parent) == -ENOTDIR ?
		       STATUS_OBJECT_PATH_NOT_FOUND : wdm_host_status(PTR_ERR(*parent));
	return STATUS_SUCCESS;
}

/* ENOENT may stand for the last component or for one before it. */
static NTSTATUS not_found(const struct request *r)
{
	const char *last;
	struct file *parent = open_parent(r, &last);

	if (IS_ERR(parent))
		return STATUS_OBJECT_PATH_NOT_FOUND;
	fput(parent);
	return STATUS_OBJECT_NAME_NOT_FOUND;
}

static int make_folder(const struct request *r)
{
	const char *last;
	struct file *parent = open_parent(r, &last);
	struct inode *inode;
	struct dentry *dentry;
	int ret;

	if (IS_ERR(parent))
		return PTR_ERR(parent);
	ret = mnt_want_write(parent->f_path.mnt);
	if (ret)
		goto out_parent;
	inode = file_inode(parent);
	inode_lock_nested(inode, I_MUTEX_PARENT);
	dentry = lookup_one_len(last, parent->f_path.dentry, strlen(last));
	if (IS_ERR(dentry)) {
		ret = PTR_ERR(dentry);
	} else {
		ret = d_is_positive(dentry) ? -EEXIST :
		      vfs_mkdir(wdm_file_idmap(parent), inode, dentry, 0755);
		dput(dentry);
	}
	inode_unlock(inode);
	mnt_drop_write(parent->f_path.mnt);
out_parent:
	fput(parent);
	return ret;
}

static struct file *open_existing(const struct request *r, u32 *what)
{
	bool overwrite = r->disposition == FILE_SUPERSEDE ||
			 r->disposition == FILE_OVERWRITE ||
			 r->disposition == FILE_OVERWRITE_IF;
	struct file *filp;
	int flags = r->flags;

	if (r->options & FILE_DIRECTORY_FILE)
		flags = O_RDONLY | O_DIRECTORY;
	else if (overwrite)
		flags = (flags & ~O_ACCMODE) | O_RDWR | O_TRUNC;
	filp = open_path(r, r->path, flags);
	/* The right to write to a folder is one to make files in it. */
	if (filp == ERR_PTR(-EISDIR) && !(r->options & FILE_NON_DIRECTORY_FILE) && !overwrite)
		filp = open_path(r, r->path, O_RDONLY | O_DIRECTORY);
	*what = !overwrite ? FILE_OPENED :
		r->disposition == FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN;
	return filp;
}

static struct file *create_new(const struct request *r, u32 *what)
{
	int ret;

	*what = FILE_CREATED;
	if (!(r->options & FILE_DIRECTORY_FILE))
		return open_path(r, r->path, r->flags | O_CREAT | O_EXCL);
	ret = make_folder(r);
	return ret ? ERR_PTR(ret) : open_path(r, r->path, O_RDONLY | O_DIRECTORY);
}

static struct file *open_or_create(const struct request *r, u32 *what)
{
	struct file *filp = ERR_PTR(-ENOENT);
	int tries = MAX_TRIES;

	do {
		if (r->disposition != FILE_CREATE)
			filp = open_existing(r, what);
		if (r->disposition == FILE_OPEN || r->disposition == FILE_OVERWRITE ||
		    filp != ERR_PTR(-ENOENT))
			break;
		filp = create_new(r, what);
	} while (filp == ERR_PTR(-EEXIST) && r->disposition != FILE_CREATE && --tries);
	return filp;
}

static int open_flags(u32 access, u32 options)
{
	bool read = access & (FILE_READ_DATA | FILE_EXECUTE);
	bool write = access & (FILE_WRITE_DATA | FILE_APPEND_DATA);
	int flags = write ? (read ? O_RDWR : O_WRONLY) : O_RDONLY;

	if (options & FILE_WRITE_THROUGH)
		flags |= O_DSYNC;
	return flags;
}

static NTSTATUS check_type(struct file *filp, u32 options)
{
	umode_t mode = file_inode(filp)->i_mode;

	if (S_ISDIR(mode))
		return options & FILE_NON_DIRECTORY_FILE ? STATUS_FILE_IS_A_DIRECTORY :
							   STATUS_SUCCESS;
	if (options & FILE_DIRECTORY_FILE)
		return STATUS_NOT_A_DIRECTORY;
	/* A device of Linux behind a device of Windows: nobody has asked for that. */
	return S_ISREG(mode) ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

static NTSTATUS open_error(struct request *r, int error, u32 *what)
{
	switch (error) {
	case -ENOENT:
		*what = FILE_DOES_NOT_EXIST;
		return not_found(r);
	case -ENOTDIR:
		/* Of the last component, or of one on the way? */
		return not_found(r) == STATUS_OBJECT_NAME_NOT_FOUND ?
		       STATUS_NOT_A_DIRECTORY : STATUS_OBJECT_PATH_NOT_FOUND;
	case -EEXIST:
		*what = FILE_EXISTS;
		return STATUS_OBJECT_NAME_COLLISION;
	default:
		return wdm_host_status(error);
	}
}

static NTSTATUS open_host_file(PFILE_OBJECT file, struct request *r, PIRP irp)
{
	struct host_file *host;
	struct file *filp;
	NTSTATUS status;
	u32 what = 0;

	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return STATUS_INSUFFICIENT_RESOURCES;
	filp = open_or_create(r, &what);
	if (IS_ERR(filp))
		status = open_error(r, PTR_ERR(filp), &what);
	else
		status = check_type(filp, r->options);
	irp->IoStatus.Information = what;
	if (!NT_SUCCESS(status)) {
		if (!IS_ERR(filp))
			fput(filp);
		kfree(host);
		return status;
	}
	host->filp = filp;
	mutex_init(&host->scan_lock);
	host->delete = r->options & FILE_DELETE_ON_CLOSE;
	file->FsContext = host;
	return STATUS_SUCCESS;
}

NTSTATUS wdm_host_create(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	PIO_SECURITY_CONTEXT security = location->Parameters.Create.SecurityContext;
	PFILE_OBJECT file = location->FileObject;
	struct request r = {
		.disposition = location->Parameters.Create.Options >> 24,
		.options = location->Parameters.Create.Options & 0xffffff,
	};
	NTSTATUS status;

	if (location->Parameters.Create.EaLength)
		return STATUS_EAS_NOT_SUPPORTED;
	if (location->Flags & SL_OPEN_TARGET_DIRECTORY)
		return STATUS_NOT_SUPPORTED;
	/* "\??\C:" without a backslash is the volume. */
	if (!file->FileName.Length && !file->RelatedFileObject) {
		irp->IoStatus.Information = FILE_OPENED;
		return r.options & FILE_DIRECTORY_FILE ? STATUS_NOT_A_DIRECTORY : STATUS_SUCCESS;
	}
	if (r.options & FILE_DIRECTORY_FILE &&
	    (r.options & FILE_NON_DIRECTORY_FILE ||
	     (r.disposition != FILE_CREATE && r.disposition != FILE_OPEN &&
	      r.disposition != FILE_OPEN_IF)))
		return STATUS_INVALID_PARAMETER;
	r.flags = open_flags(security->DesiredAccess, r.options);
	r.path = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!r.path)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (file->RelatedFileObject && host_file_of(file->RelatedFileObject))
		r.base = host_file_of(file->RelatedFileObject)->filp;
	status = make_path(device, file->RelatedFileObject, &file->FileName, r.path);
	if (NT_SUCCESS(status))
		status = open_host_file(file, &r, irp);
	kfree(r.path);
	return status;
}

/* The name that the file was opened by, if it still has that. */
static void delete_file(struct file *filp)
{
	struct dentry *dentry = filp->f_path.dentry;
	struct dentry *parent = dget_parent(dentry);
	struct inode *inode = d_inode(parent);

	if (dentry == filp->f_path.mnt->mnt_root || mnt_want_write(filp->f_path.mnt))
		goto out;
	inode_lock_nested(inode, I_MUTEX_PARENT);
	if (dentry->d_parent == parent && !d_unhashed(dentry)) {
		/* The file is open and needs its inode, which the last reference takes along. */
		dget(dentry);
		if (d_is_dir(dentry))
			vfs_rmdir(wdm_file_idmap(filp), inode, dentry);
		else
			vfs_unlink(wdm_file_idmap(filp), inode, dentry, NULL);
		dput(dentry);
	}
	inode_unlock(inode);
	mnt_drop_write(filp->f_path.mnt);
out:
	dput(parent);
}

void wdm_host_cleanup(PFILE_OBJECT file)
{
	struct host_file *host = host_file_of(file);

	if (host && host->delete)
		delete_file(host->filp);
}

void wdm_host_close(PFILE_OBJECT file)
{
	struct host_file *host = host_file_of(file);

	file->FsContext = NULL;
	if (!host)
		return;
	fput(host->filp);
	kfree(host->pattern.Buffer);
	kfree(host);
}
