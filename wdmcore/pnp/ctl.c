// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the commands of /dev/wdmctl that are about devices.
 */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <glue/wdm_module.h>
#include <uapi/wdm_ctl.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "pnp.h"
#include "rtl.h"

#define MAX_NAME_BYTES	(3 * 2 * WDM_MAX_ID_CHARS)

static void put_string(char *to, size_t size, const WCHAR *from)
{
	size_t length;

	if (!from)
		return;
	length = wdm_utf16_to_utf8(to, size - 1, (const u16 *)from, wdm_wcslen(from));
	to[min(length, size - 1)] = 0;
}

static void put_instance_path(char *to, size_t size, const struct wdm_devnode *node)
{
	size_t length;

	put_string(to, size, node->ids.device);
	length = strlen(to);
	if (length + 2 < size) {
		to[length++] = '\\';
		put_string(to + length, size - length, node->instance);
	}
}

/* The devnode with the lowest number above @after, referenced; NULL: none. */
static struct wdm_devnode *devnode_after(u64 after)
{
	struct wdm_devnode *node, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	do {
		found = NULL;
		list_for_each_entry(node, &wdm_devnodes, entry)
			if (node->id > after && (!found || node->id < found->id))
				found = node;
		/* One that is going has no reference to take. */
		if (found)
			after = found->id;
	} while (found && !kref_get_unless_zero(&found->ref));
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return found;
}

static void fill(struct wdm_ctl_devnode *record, struct wdm_devnode *node)
{
	record->id = node->id;
	record->kind = node->kind;
	record->parent = node->parent ? node->parent->id : 0;
	put_instance_path(record->path, sizeof(record->path), node);
	put_string(record->hardware_id, sizeof(record->hardware_id), node->ids.hardware);
	strscpy(record->state, wdm_devnode_state_name(node), sizeof(record->state));

	wdm_devnode_lock(node);
	if (node->pdo)
		record->pdo = wdm_device(node->pdo)->id;
	if (node->driver)
		strscpy(record->service, node->driver->service, sizeof(record->service));
	put_string(record->description, sizeof(record->description),
		   node->inf_id ? (const WCHAR *)node->inf_id->description :
				  node->ids.description);
	wdm_devnode_unlock(node);
}

static int next_devnode(void *argument)
{
	struct wdm_ctl_devnode *record = argument;
	struct wdm_devnode *node = devnode_after(record->id);

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	if (!node)
		return -ENOENT;
	fill(record, node);
	wdm_devnode_put(node);
	return 0;
}

/* The devnode with an instance path, in any letter case; referenced; NULL: none. */
static struct wdm_devnode *find_by_path(const WCHAR *path)
{
	struct wdm_devnode *node;
	size_t n;
	u64 id;

	for (node = devnode_after(0); node; node = devnode_after(id)) {
		id = node->id;
		n = node->ids.device ? wdm_wcslen(node->ids.device) : 0;
		if (n && wdm_crt_wcsnicmp(path, node->ids.device, n) == 0 && path[n] == '\\' &&
		    wdm_crt_wcsnicmp(path + n + 1, node->instance, WDM_MAX_ID_CHARS) == 0)
			return node;
		wdm_devnode_put(node);
	}
	return NULL;
}

/* A string of a program, to be kfree()d. */
static WCHAR *get_name(u64 utf8_ptr, u32 length)
{
	WCHAR *name;
	size_t units;
	char *utf8;

	if (!length || length > MAX_NAME_BYTES)
		return ERR_PTR(-EINVAL);
	utf8 = memdup_user((void __user *)(uintptr_t)utf8_ptr, length);
	if (IS_ERR(utf8))
		return ERR_CAST(utf8);
	units = wdm_utf8_to_utf16(NULL, 0, utf8, length);
	name = kcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (name)
		wdm_utf8_to_utf16((u16 *)name, units, utf8, length);
	kfree(utf8);
	return name ?: ERR_PTR(-ENOMEM);
}

static NTSTATUS rebalance(struct wdm_devnode *node)
{
	NTSTATUS status;
	bool failed;

	wdm_devnode_lock(node);
	status = wdm_pnp_restart(node);
	failed = node->failed;
	wdm_devnode_unlock(node);
	if (failed && dev_get_drvdata(node->dev) == node)
		device_release_driver(node->dev);
	return status;
}

/* A PCI device that couldn't be started has no devnode, but may get another chance. */
static NTSTATUS start_failed(const WCHAR *name)
{
	struct pci_dev *pdev = wdm_pci_find(name);
	NTSTATUS status;

	if (!pdev)
		return STATUS_NO_SUCH_DEVICE;
	status = wdm_pnp_attach(&pdev->dev);
	pci_dev_put(pdev);
	return status;
}

static NTSTATUS change(const WCHAR *name, u32 action, struct wdm_devnode **node)
{
	if (action == WDM_CTL_DEVICE_ADD)
		return wdm_root_add(name, node);
	*node = find_by_path(name);
	if (!*node)
		return action == WDM_CTL_DEVICE_RESTART ? start_failed(name) :
							  STATUS_NO_SUCH_DEVICE;
	switch (action) {
	case WDM_CTL_DEVICE_REMOVE:
		return wdm_root_remove(*node);
	case WDM_CTL_DEVICE_RESTART:
		return wdm_pnp_rebuild(*node);
	case WDM_CTL_DEVICE_REBALANCE:
		return rebalance(*node);
	default:
		return wdm_pnp_eject(*node);
	}
}

static long change_device(struct wdm_ctl_device_change __user *argp)
{
	struct wdm_devnode *node = NULL;
	struct wdm_ctl_device_change *arg;
	WCHAR *name;
	long ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	arg = memdup_user(argp, sizeof(*arg));
	if (IS_ERR(arg))
		return PTR_ERR(arg);
	ret = -EINVAL;
	if (arg->reserved || arg->action < WDM_CTL_DEVICE_ADD ||
	    arg->action > WDM_CTL_DEVICE_REBALANCE)
		goto out;
	name = get_name(arg->name, arg->name_len);
	ret = PTR_ERR_OR_ZERO(name);
	if (ret)
		goto out;
	memset(arg->path, 0, sizeof(arg->path));
	arg->status = change(name, arg->action, &node);
	kfree(name);
	if (node) {
		put_instance_path(arg->path, sizeof(arg->path), node);
		wdm_devnode_put(node);
	}
	ret = copy_to_user(argp, arg, sizeof(*arg)) ? -EFAULT : 0;
out:
	kfree(arg);
	return ret;
}

static WCHAR *get_service(struct wdm_ctl_filter *arg)
{
	size_t length = strnlen(arg->service, sizeof(arg->service));
	size_t units = wdm_utf8_to_utf16(NULL, 0, arg->service, length);
	WCHAR *service;

	if (!length || length == sizeof(arg->service))
		return ERR_PTR(-EINVAL);
	service = kcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!service)
		return ERR_PTR(-ENOMEM);
	wdm_utf8_to_utf16((u16 *)service, units, arg->service, length);
	return service;
}

static long add_or_remove(const WCHAR *where, struct wdm_ctl_filter *arg)
{
	WCHAR *service = get_service(arg);

	if (IS_ERR(service))
		return PTR_ERR(service);
	arg->status = wdm_filter_change(where, arg->upper, service,
					arg->action == WDM_CTL_FILTER_ADD);
	kfree(service);
	return 0;
}

static long list_filter(const WCHAR *where, struct wdm_ctl_filter *arg)
{
	WCHAR *service;
	bool upper = false;

	memset(arg->service, 0, sizeof(arg->service));
	arg->status = wdm_filter_list(where, arg->index, &upper, &service);
	arg->upper = upper;
	put_string(arg->service, sizeof(arg->service), service);
	kfree(service);
	return 0;
}

static long change_filter(struct wdm_ctl_filter __user *argp)
{
	struct wdm_ctl_filter arg;
	WCHAR *where;
	long ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&arg, argp, sizeof(arg)))
		return -EFAULT;
	if (arg.reserved || arg.upper > 1 || arg.action < WDM_CTL_FILTER_ADD ||
	    arg.action > WDM_CTL_FILTER_LIST)
		return -EINVAL;
	where = get_name(arg.where, arg.where_len);
	if (IS_ERR(where))
		return PTR_ERR(where);
	if (arg.action == WDM_CTL_FILTER_LIST)
		ret = list_filter(where, &arg);
	else
		ret = add_or_remove(where, &arg);
	kfree(where);
	if (!ret && copy_to_user(argp, &arg, sizeof(arg)))
		ret = -EFAULT;
	return ret;
}

/** wdm_pnp_ctl - the commands of /dev/wdmctl that are about devices */
long wdm_pnp_ctl(unsigned int command, void __user *argp)
{
	switch (command) {
	case WDM_CTL_NEXT_DEVNODE:
		return wdm_ctl_enumerate(argp, sizeof(struct wdm_ctl_devnode), next_devnode);
	case WDM_CTL_DEVICE_CHANGE:
		return change_device(argp);
	case WDM_CTL_FILTER:
		return change_filter(argp);
	default:
		return -ENOTTY;
	}
}
