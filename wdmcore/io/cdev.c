// SPDX-License-Identifier: GPL-2.0
/*
 * Io: /dev/wdm/<name>, where programs meet drivers.
 *
 * A node is a name, not a device: each open follows the symbolic link again. An
 * open file is a FILE_OBJECT whose one handle is Linux's struct file.
 *
 * Windows sends IRP_MJ_CLEANUP when the last handle is closed, even while other
 * threads wait for requests on it: that is how a driver gets to end those. Linux
 * calls release() only when the last of such threads is back. So flush(), which
 * comes with each close(), compares the references to the struct file with those
 * that requests in flight hold; if no descriptor is left, the handle is closed.
 */
#include <linux/anon_inodes.h>
#include <linux/cdev.h>
#include <linux/compat.h>
#include <linux/device.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>

#include <uapi/wdm_ctl.h>

#include <ntddk.h>
#include "compat.h"
#include "ex.h"
#include "io_dev.h"
#include "rtl.h"

#define MAX_NODES	(MINORMASK + 1)

/**
 * struct wdm_node - a node under /dev/wdm
 * @ref: the table of minors, opens in progress
 * @minor: its minor number
 * @path: the link that an open follows
 * @mode: its permissions, 0 for the default
 * @device: Linux's device of class "wdm"
 * @name: below /dev
 */
struct wdm_node {
	struct kref ref;
	u32 minor;
	UNICODE_STRING path;
	umode_t mode;
	struct device *device;
	char *name;
};

static dev_t first_devt;
static struct cdev node_cdev;
static struct class *wdm_class;
/* Minor to struct wdm_node; its lock protects the reference that it holds. */
static DEFINE_XARRAY_ALLOC(nodes);

static void free_node(struct kref *ref)
{
	struct wdm_node *node = container_of(ref, struct wdm_node, ref);

	kfree(node->path.Buffer);
	kfree(node->name);
	kfree(node);
}

const char *wdm_node_name(const struct wdm_node *node)
{
	return node->name;
}

/* "." and ".." are no names for a file, and sysfs has its own limits. */
static bool usable_name(const char *name)
{
	return strcmp(name, ".") && strcmp(name, "..") && strlen(name) <= NAME_MAX - 4;
}

int wdm_node_create(PCUNICODE_STRING link, const char *name, struct wdm_node **out)
{
	struct wdm_node *node;
	int ret;

	*out = NULL;
	if (!usable_name(name)) {
		pr_warn("wdm: no node for the link \"%s\": not a name for a file\n", name);
		return 0;
	}
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	kref_init(&node->ref);
	node->name = kasprintf(GFP_KERNEL, "wdm/%s", name);
	node->path.Buffer = kmemdup(link->Buffer, link->Length, GFP_KERNEL);
	node->path.Length = link->Length;
	node->path.MaximumLength = link->Length;
	ret = -ENOMEM;
	if (!node->path.Buffer || !node->name)
		goto fail;
	strreplace(node->name + 4, '/', '!');
	ret = wdm_device_node_mode(&node->path);
	if (ret < 0)
		goto fail;
	node->mode = ret;
	ret = xa_alloc(&nodes, &node->minor, node, XA_LIMIT(0, MAX_NODES - 1), GFP_KERNEL);
	if (ret)
		goto fail;
	node->device = device_create(wdm_class, NULL, MKDEV(MAJOR(first_devt), node->minor),
				     node, "%s", name);
	if (IS_ERR(node->device)) {
		ret = PTR_ERR(node->device);
		xa_erase(&nodes, node->minor);
		goto fail;
	}
	*out = node;
	return 0;

fail:
	kref_put(&node->ref, free_node);
	if (ret == -ENOMEM)
		return ret;
	pr_warn("wdm: no node for the link \"%s\" (%d)\n", name, ret);
	return 0;
}

void wdm_node_destroy(struct wdm_node *node)
{
	if (!node)
		return;
	xa_erase(&nodes, node->minor);
	device_destroy(wdm_class, MKDEV(MAJOR(first_devt), node->minor));
	kref_put(&node->ref, free_node);
}

static struct wdm_node *get_node(u32 minor)
{
	struct wdm_node *node;

	xa_lock(&nodes);
	node = xa_load(&nodes, minor);
	if (node)
		kref_get(&node->ref);
	xa_unlock(&nodes);
	return node;
}

static u32 access_of(struct file *filp)
{
	u32 access = FILE_READ_ATTRIBUTES | SYNCHRONIZE;

	if (filp->f_mode & FMODE_READ)
		access |= FILE_GENERIC_READ;
	if (filp->f_mode & FMODE_WRITE)
		access |= FILE_GENERIC_WRITE;
	return access;
}

static void install_file(struct file *filp, PFILE_OBJECT file)
{
	atomic_inc(&wdm_ob_header(file)->handles);
	filp->private_data = file;
}

static int node_open(struct inode *inode, struct file *filp)
{
	/* What CreateFile(OPEN_EXISTING) asks for without FILE_FLAG_OVERLAPPED. */
	struct wdm_open how = {
		.access = access_of(filp),
		.share = FILE_SHARE_READ | FILE_SHARE_WRITE,
		.disposition = FILE_OPEN,
		.options = FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE,
		.mode = UserMode,
	};
	struct wdm_node *node;
	PFILE_OBJECT file;
	NTSTATUS status;
	int ret;

	if (filp->f_flags & O_DIRECT)
		how.options |= FILE_NO_INTERMEDIATE_BUFFERING;
	if (filp->f_flags & O_DSYNC)
		how.options |= FILE_WRITE_THROUGH;
	node = get_node(iminor(inode));
	if (!node)
		return -ENODEV;
	status = wdm_file_open(&node->path, &how, &file, NULL);
	kref_put(&node->ref, free_node);
	if (!NT_SUCCESS(status)) {
		ret = wdm_status_to_errno(status);
		return ret ?: -EIO;
	}
	install_file(filp, file);
	return 0;
}

/* The descriptor is closed. Once per struct file. */
static void close_handle(PFILE_OBJECT file)
{
	if (test_and_set_bit(WDM_FILE_HANDLE_CLOSED, &wdm_file(file)->state))
		return;
	if (atomic_dec_and_test(&wdm_ob_header(file)->handles))
		wdm_file_cleanup(file);
}

static int node_flush(struct file *filp, fl_owner_t id)
{
	PFILE_OBJECT file = filp->private_data;
	int in_flight = atomic_read(&wdm_file(file)->in_flight);

	/* One reference is the descriptor's that is being closed. */
	if (in_flight && file_count(filp) <= 1 + in_flight)
		close_handle(file);
	return 0;
}

static int node_release(struct inode *inode, struct file *filp)
{
	PFILE_OBJECT file = filp->private_data;

	close_handle(file);
	wdm_ob_put(file);
	return 0;
}

/*
 * Sends the request. A thread that shares its descriptors with others holds a
 * reference to the struct file during a system call; one that doesn't has none.
 */
static NTSTATUS send(struct file *filp, struct wdm_request *r)
{
	PFILE_OBJECT file = filp->private_data;
	bool counted = current->files && atomic_read(&current->files->count) > 1;
	NTSTATUS status;

	if (counted)
		atomic_inc(&wdm_file(file)->in_flight);
	status = wdm_file_request(file, r);
	if (counted)
		atomic_dec(&wdm_file(file)->in_flight);
	return status;
}

/* What read() and write() return for a status. */
static ssize_t result(NTSTATUS status, const struct wdm_request *r, u32 length)
{
	int ret;

	/* Cancelled because of the signal: go on after its handler, if that is wanted. */
	if (status == STATUS_CANCELLED && signal_pending(current))
		return -ERESTARTSYS;
	/* Warnings come with data: a buffer that is too small is filled, for one. */
	if (!NT_ERROR(status) && r->information)
		return min_t(u64, r->information, length);
	ret = wdm_status_to_errno(status);
	return ret;
}

static ssize_t node_read(struct file *filp, char __user *buffer, size_t count, loff_t *position)
{
	struct wdm_request r = {
		.major = IRP_MJ_READ,
		.mode = UserMode,
		.out = (void __force *)buffer,
		.out_len = count,
		.offset = *position,
	};
	ssize_t ret = result(send(filp, &r), &r, count);

	if (ret > 0)
		*position += ret;
	return ret;
}

static s64 write_offset(struct file *filp, loff_t position)
{
	LARGE_INTEGER end = { .LowPart = FILE_WRITE_TO_END_OF_FILE, .HighPart = -1 };

	return filp->f_flags & O_APPEND ? end.QuadPart : position;
}

static ssize_t node_write(struct file *filp, const char __user *buffer, size_t count,
			  loff_t *position)
{
	struct wdm_request r = {
		.major = IRP_MJ_WRITE,
		.mode = UserMode,
		.in = (void __force *)buffer,
		.in_len = count,
		.offset = write_offset(filp, *position),
	};
	ssize_t ret = result(send(filp, &r), &r, count);

	if (ret > 0)
		*position += ret;
	return ret;
}

static int node_fsync(struct file *filp, loff_t start, loff_t end, int datasync)
{
	struct wdm_request r = { .major = IRP_MJ_FLUSH_BUFFERS, .mode = UserMode };

	return result(send(filp, &r), &r, 0);
}

static long device_control(struct file *filp, struct wdm_ioc_device_control __user *argp)
{
	struct wdm_ioc_device_control arg;
	struct wdm_request r = { .major = IRP_MJ_DEVICE_CONTROL, .mode = UserMode };

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags || arg.reserved)
		return -EINVAL;
	r.code = arg.code;
	r.in = (void *)(uintptr_t)arg.in_ptr;
	r.out = (void *)(uintptr_t)arg.out_ptr;
	r.in_len = arg.in_len;
	r.out_len = arg.out_len;
	arg.status = send(filp, &r);
	arg.information = r.information;
	return copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static long transfer(struct file *filp, u8 major, struct wdm_ioc_transfer __user *argp)
{
	struct wdm_request r = { .major = major, .mode = UserMode };
	struct wdm_ioc_transfer arg;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags & ~WDM_TRANSFER_OFFSET || arg.reserved)
		return -EINVAL;
	if (major == IRP_MJ_FLUSH_BUFFERS && (arg.buffer || arg.length || arg.flags))
		return -EINVAL;
	if (major == IRP_MJ_READ) {
		r.out = (void *)(uintptr_t)arg.buffer;
		r.out_len = arg.length;
	} else {
		r.in = (void *)(uintptr_t)arg.buffer;
		r.in_len = arg.length;
	}
	r.offset = arg.flags & WDM_TRANSFER_OFFSET ? arg.offset : filp->f_pos;
	arg.status = send(filp, &r);
	arg.information = r.information;
	if (!(arg.flags & WDM_TRANSFER_OFFSET) && !NT_ERROR(arg.status))
		filp->f_pos += min_t(u64, r.information, arg.length);
	return copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static int handle_errno(NTSTATUS status)
{
	switch (status) {
	case STATUS_SUCCESS:
		return 0;
	case STATUS_INSUFFICIENT_RESOURCES:
		return -ENOMEM;
	default:
		return -EBADF;
	}
}

static long create_event(struct wdm_ioc_event __user *argp)
{
	struct wdm_ioc_event arg;
	EVENT_TYPE type;
	HANDLE handle;
	int ret;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags & ~(WDM_EVENT_SYNCHRONIZATION | WDM_EVENT_SIGNALED))
		return -EINVAL;
	type = arg.flags & WDM_EVENT_SYNCHRONIZATION ? SynchronizationEvent : NotificationEvent;
	ret = handle_errno(wdm_user_event_create(arg.eventfd, type,
						 arg.flags & WDM_EVENT_SIGNALED, &handle));
	if (ret)
		return ret;
	arg.handle = (uintptr_t)handle;
	if (copy_to_user(argp, &arg, sizeof(arg))) {
		wdm_handle_close(handle, UserMode);
		return -EFAULT;
	}
	return 0;
}

static long change_handle(unsigned int command, struct wdm_ioc_handle __user *argp)
{
	struct wdm_ioc_handle arg;
	HANDLE handle;

	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags || arg.reserved)
		return -EINVAL;
	handle = (HANDLE)(uintptr_t)arg.handle;
	if (command == WDM_IOC_CLOSE_HANDLE)
		return handle_errno(wdm_handle_close(handle, UserMode));
	return handle_errno(wdm_user_event_change(handle, command == WDM_IOC_SET_EVENT));
}

static long node_ioctl(struct file *filp, unsigned int command, unsigned long arg)
{
	void __user *argp = (void __user *)arg;

	switch (command) {
	case WDM_IOC_DEVICE_CONTROL:
		return device_control(filp, argp);
	case WDM_IOC_READ:
		return transfer(filp, IRP_MJ_READ, argp);
	case WDM_IOC_WRITE:
		return transfer(filp, IRP_MJ_WRITE, argp);
	case WDM_IOC_FLUSH:
		return transfer(filp, IRP_MJ_FLUSH_BUFFERS, argp);
	case WDM_IOC_CREATE_EVENT:
		return create_event(argp);
	case WDM_IOC_CLOSE_HANDLE:
	case WDM_IOC_SET_EVENT:
	case WDM_IOC_RESET_EVENT:
		return change_handle(command, argp);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations node_fops = {
	.owner = THIS_MODULE,
	.open = node_open,
	.flush = node_flush,
	.release = node_release,
	.read = node_read,
	.write = node_write,
	.fsync = node_fsync,
	.unlocked_ioctl = node_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = default_llseek,
};

int wdm_file_install_fd(PFILE_OBJECT file, u32 open_flags)
{
	struct wdm_file *f = wdm_file(file);
	int fd = get_unused_fd_flags(open_flags & O_CLOEXEC);
	struct file *filp;

	if (fd < 0)
		return fd;
	filp = anon_inode_getfile("[wdm]", &node_fops, NULL, f->obj.WriteAccess ?
				  (f->obj.ReadAccess ? O_RDWR : O_WRONLY) : O_RDONLY);
	if (IS_ERR(filp)) {
		put_unused_fd(fd);
		return PTR_ERR(filp);
	}
	/* Neither right: the driver's control codes that need none. */
	if (!f->obj.ReadAccess)
		filp->f_mode &= ~(FMODE_READ | FMODE_CAN_READ);
	filp->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	install_file(filp, file);
	fd_install(fd, filp);
	return fd;
}

#ifdef WDM_HAVE_DEVNODE_CONST
static char *devnode(const struct device *device, umode_t *mode)
#else
static char *devnode(struct device *device, umode_t *mode)
#endif
{
	const struct wdm_node *node = dev_get_drvdata(device);

	if (mode && node->mode)
		*mode = node->mode;
	return kasprintf(GFP_KERNEL, "wdm/%s", dev_name(device));
}

int wdm_cdev_init(void)
{
	int ret;

	wdm_class = wdm_class_create("wdm");
	if (IS_ERR(wdm_class))
		return PTR_ERR(wdm_class);
	wdm_class->devnode = devnode;
	ret = alloc_chrdev_region(&first_devt, 0, MAX_NODES, "wdm");
	if (ret)
		goto out_class;
	cdev_init(&node_cdev, &node_fops);
	node_cdev.owner = THIS_MODULE;
	ret = cdev_add(&node_cdev, first_devt, MAX_NODES);
	if (ret)
		goto out_region;
	return 0;

out_region:
	unregister_chrdev_region(first_devt, MAX_NODES);
out_class:
	class_destroy(wdm_class);
	return ret;
}

void wdm_cdev_exit(void)
{
	cdev_del(&node_cdev);
	unregister_chrdev_region(first_devt, MAX_NODES);
	class_destroy(wdm_class);
	xa_destroy(&nodes);
}
