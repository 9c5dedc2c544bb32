// SPDX-License-Identifier: GPL-2.0
/*
 * Io: /dev/wdmctl, for tools: what drivers, devices and links there are, and
 * opening a device by any name with the status of the open.
 *
 * Lists are walked by number: the record after the one that the caller has. So a
 * walk needs no state in the kernel, and sees everything that was there from its
 * start to its end, whatever comes and goes meanwhile.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <uapi/wdm_ctl.h>

#include <ntddk.h>
#include "cm.h"
#include "compat.h"
#include "io_dev.h"
#include "pe.h"
#include "pnp.h"
#include "rtl.h"
#include "wmi.h"

/* The longest name that a UNICODE_STRING holds, in UTF-8. */
#define MAX_PATH_BYTES	(3 * UNICODE_STRING_MAX_CHARS)

static void put_string(char *to, size_t size, PCUNICODE_STRING from)
{
	size_t length = wdm_utf16_to_utf8(to, size - 1, from->Buffer,
					  from->Length / sizeof(WCHAR));

	to[min(length, size - 1)] = 0;
}

static void put_path(char *to, size_t size, void *body)
{
	UNICODE_STRING path;

	if (!NT_SUCCESS(wdm_ob_path(body, &path)))
		return;
	put_string(to, size, &path);
	kfree(path.Buffer);
}

static void fill_driver(struct wdm_ctl_driver *record, struct wdm_driver *driver)
{
	PDEVICE_OBJECT device;
	unsigned long flags;

	record->id = driver->id;
	record->flags = driver->obj.Flags;
	record->references = atomic_long_read(&driver->header.references);
	put_string(record->name, sizeof(record->name), &driver->obj.DriverName);
	if (driver->image)
		strscpy(record->module, wdm_image_name(driver->image), sizeof(record->module));
	else if (driver->owner)
		strscpy(record->module, driver->owner->name, sizeof(record->module));
	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = driver->obj.DeviceObject; device; device = device->NextDevice)
		record->devices++;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
}

static int next_driver(struct wdm_ctl_driver *record)
{
	struct wdm_driver *driver, *found = NULL;
	u64 after = record->id;

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all)
		if (driver->id > after && (!found || driver->id < found->id))
			found = driver;
	if (found)
		fill_driver(record, found);
	mutex_unlock(&wdm_registry_lock);
	return found ? 0 : -ENOENT;
}

static void fill_device(struct wdm_ctl_device *record, struct wdm_device *device)
{
	unsigned long flags;

	record->id = device->id;
	record->driver = device->driver->id;
	record->references = atomic_long_read(&device->header.references);
	record->flags = device->obj.Flags;
	record->characteristics = device->obj.Characteristics;
	record->type = device->obj.DeviceType;
	record->alignment = device->obj.AlignmentRequirement;
	record->stack_size = device->obj.StackSize;
	record->extension_size = device->extension_size;
	if (device->devnode)
		record->state |= WDM_CTL_DEVICE_PDO;
	put_path(record->name, sizeof(record->name), &device->obj);

	spin_lock_irqsave(&wdm_stack_lock, flags);
	record->open_files = device->obj.ReferenceCount;
	if (device->deleted)
		record->state |= WDM_CTL_DEVICE_DELETED;
	if (device->ext.AttachedTo)
		record->lower = wdm_device(device->ext.AttachedTo)->id;
	if (device->obj.AttachedDevice)
		record->upper = wdm_device(device->obj.AttachedDevice)->id;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
}

static int next_device(struct wdm_ctl_device *record)
{
	struct wdm_device *device, *found = NULL;
	u64 after = record->id;

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(device, &wdm_devices, all)
		if (device->id > after && (!found || device->id < found->id))
			found = device;
	if (found)
		fill_device(record, found);
	mutex_unlock(&wdm_registry_lock);
	return found ? 0 : -ENOENT;
}

/* The device that a path leads to, with what follows it ignored; 0: none. */
static u64 device_id_of(PCUNICODE_STRING path)
{
	UNICODE_STRING tail;
	void *device;
	u64 id;

	if (!NT_SUCCESS(wdm_ob_lookup(path, WDM_LOOKUP_TAIL, &wdm_device_type, &device, &tail)))
		return 0;
	id = wdm_device(device)->id;
	wdm_ob_put(device);
	kfree(tail.Buffer);
	return id;
}

static void fill_link(struct wdm_ctl_link *record, struct wdm_link *link)
{
	record->id = link->id;
	record->device = device_id_of(&link->path);
	if (link->flags & WDM_SYMLINK_INTERFACE)
		record->flags |= WDM_CTL_LINK_INTERFACE;
	strscpy(record->name, link->name, sizeof(record->name));
	put_string(record->target, sizeof(record->target), wdm_ob_symlink_target(link->body));
	if (link->node)
		strscpy(record->node, wdm_node_name(link->node), sizeof(record->node));
}

static int next_link(struct wdm_ctl_link *record)
{
	struct wdm_link *link, *found = NULL;
	u64 after = record->id;

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	mutex_lock(&wdm_links_lock);
	list_for_each_entry(link, &wdm_links, all)
		if (link->id > after && (!found || link->id < found->id))
			found = link;
	if (found)
		fill_link(record, found);
	mutex_unlock(&wdm_links_lock);
	return found ? 0 : -ENOENT;
}

/* One record of a list: the caller's @id and @size come first in each of them. */
long wdm_ctl_enumerate(void __user *argp, size_t size, int (*next)(void *record))
{
	struct {
		u64 id;
		u32 size;
	} *record = kzalloc(size, GFP_KERNEL);
	long ret = -EFAULT;

	if (!record)
		return -ENOMEM;
	if (copy_from_user(record, argp, sizeof(*record)))
		goto out;
	ret = -EINVAL;
	if (record->size != size)
		goto out;
	ret = next(record);
	if (!ret && copy_to_user(argp, record, size))
		ret = -EFAULT;
out:
	kfree(record);
	return ret;
}

static int enumerate_drivers(void *record)
{
	return next_driver(record);
}

static int enumerate_devices(void *record)
{
	return next_device(record);
}

static int enumerate_links(void *record)
{
	return next_link(record);
}

static int enumerate_wmi(void *record)
{
	return wdm_wmi_next_block(record);
}

static long query_wmi(struct wdm_ctl_wmi_query __user *argp)
{
	struct wdm_ctl_wmi_query arg;
	void *data = NULL;
	u32 length = 0;
	long ret = 0;
	GUID guid;

	/* The data are drivers', and asking makes them work. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	memcpy(&guid, arg.guid, sizeof(guid));
	arg.status = wdm_wmi_query_all(&guid, &data, &length);
	if (NT_SUCCESS(arg.status) && arg.length >= length &&
	    copy_to_user((void __user *)(uintptr_t)arg.buffer, data, length))
		ret = -EFAULT;
	kvfree(data);
	arg.length = length;
	return ret ?: copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static int get_path(const struct wdm_ctl_open *arg, UNICODE_STRING *path)
{
	size_t units;
	char *name;

	if (!arg->name_len || arg->name_len > MAX_PATH_BYTES)
		return -EINVAL;
	name = vmemdup_user((void __user *)(uintptr_t)arg->name, arg->name_len);
	if (IS_ERR(name))
		return PTR_ERR(name);
	units = wdm_utf8_to_utf16(NULL, 0, name, arg->name_len);
	path->Buffer = units <= UNICODE_STRING_MAX_CHARS ?
		       kvcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL) : NULL;
	if (path->Buffer)
		wdm_utf8_to_utf16(path->Buffer, units, name, arg->name_len);
	kvfree(name);
	path->Length = units * sizeof(WCHAR);
	path->MaximumLength = path->Length;
	if (units > UNICODE_STRING_MAX_CHARS)
		return -ENAMETOOLONG;
	return path->Buffer ? 0 : -ENOMEM;
}

static long open_by_name(struct wdm_ctl_open __user *argp)
{
	struct wdm_ctl_open arg;
	struct wdm_open how = { .mode = UserMode };
	UNICODE_STRING path = {};
	ULONG_PTR information = 0;
	PFILE_OBJECT file;
	int ret;

	/* Nodes have owners and modes; names in the object directory have none. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.flags & ~O_CLOEXEC || arg.share & ~FILE_SHARE_VALID_FLAGS ||
	    arg.disposition > FILE_MAXIMUM_DISPOSITION || arg.options & 0xff000000)
		return -EINVAL;
	ret = get_path(&arg, &path);
	if (ret)
		return ret;
	how.access = arg.access;
	how.share = arg.share;
	how.disposition = arg.disposition;
	how.options = arg.options;
	arg.fd = -1;
	arg.status = wdm_file_open(&path, &how, &file, &information);
	arg.information = information;
	kvfree(path.Buffer);
	if (NT_SUCCESS(arg.status)) {
		arg.fd = wdm_file_install_fd(file, arg.flags);
		if (arg.fd < 0) {
			wdm_ob_put(file);
			return arg.fd;
		}
	}
	/* The descriptor exists by now; a caller that can't be told has it all the same. */
	return copy_to_user(argp, &arg, sizeof(arg)) ? -EFAULT : 0;
}

static long ctl_ioctl(struct file *filp, unsigned int command, unsigned long arg)
{
	void __user *argp = (void __user *)arg;

	switch (command) {
	case WDM_CTL_OPEN:
		return open_by_name(argp);
	case WDM_CTL_NEXT_DRIVER:
		return wdm_ctl_enumerate(argp, sizeof(struct wdm_ctl_driver), enumerate_drivers);
	case WDM_CTL_NEXT_DEVICE:
		return wdm_ctl_enumerate(argp, sizeof(struct wdm_ctl_device), enumerate_devices);
	case WDM_CTL_NEXT_LINK:
		return wdm_ctl_enumerate(argp, sizeof(struct wdm_ctl_link), enumerate_links);
	case WDM_CTL_NEXT_WMI:
		return wdm_ctl_enumerate(argp, sizeof(struct wdm_ctl_wmi), enumerate_wmi);
	case WDM_CTL_WMI_QUERY:
		return query_wmi(argp);
	case WDM_CTL_REG_KEY:
	case WDM_CTL_REG_VALUE:
	case WDM_CTL_REG_CHANGE:
		return wdm_cm_ctl(command, argp);
	case WDM_CTL_IMAGE_LOAD:
	case WDM_CTL_IMAGE_UNLOAD:
		return wdm_pe_ctl(command, argp);
	default:
		return wdm_pnp_ctl(command, argp);
	}
}

static const struct file_operations ctl_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = ctl_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice ctl_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "wdmctl",
	.fops = &ctl_fops,
	.mode = 0600,
};

int wdm_ctl_init(void)
{
	return misc_register(&ctl_device);
}

void wdm_ctl_exit(void)
{
	misc_deregister(&ctl_device);
}
