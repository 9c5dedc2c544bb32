// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the Linux bus "wdm", for devices that no bus of Linux has.
 *
 * Devices of WDM bus drivers and those that a user adds are there without a driver
 * too. So each is a device of Linux's driver model, with its place under
 * /sys/devices and its name under /sys/bus/wdm/devices; binding, unbinding and the
 * order of suspend are Linux's. A driver fits by the ids of its INF.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"
#include "rtl.h"

struct bus_device {
	struct device dev;
	struct wdm_devnode *node;	/* lives as long as the device is registered */
};

/* What one driver registered. */
struct bus_driver {
	struct device_driver linux_driver;
	struct wdm_driver *driver;
};

static struct device *root;

static struct wdm_devnode *node_of(struct device *dev)
{
	return container_of(dev, struct bus_device, dev)->node;
}

/* The line of the INF that fits best; NULL: none. */
const struct wdm_inf_id *wdm_bus_best_id(const struct wdm_module *m,
					 const struct wdm_devnode *node)
{
	const struct wdm_inf_id *best = NULL;
	int rank, best_rank = INT_MAX;
	u32 i;

	for (i = 0; i < m->nr_ids; i++) {
		rank = wdm_ids_rank(&node->ids, m->ids[i].hardware_id);
		if (rank >= 0 && rank < best_rank) {
			best_rank = rank;
			best = &m->ids[i];
		}
	}
	return best;
}

static int match(struct device *dev, wdm_const_driver *driver)
{
	const struct bus_driver *bd = container_of(driver, struct bus_driver, linux_driver);

	if (node_of(dev)->disabled)
		return 0;
	return wdm_bus_best_id(bd->driver->module, node_of(dev)) ? 1 : 0;
}

/* The driver, if there is one; a device that does without is started as it is. */
static NTSTATUS start(struct wdm_devnode *node, struct wdm_driver *driver,
		      const struct wdm_inf_id *id)
{
	NTSTATUS status;

	wdm_devnode_set_driver(node, driver, id);
	status = wdm_devnode_seed_registry(node);
	if (NT_SUCCESS(status))
		status = wdm_pnp_start(node);
	if (!NT_SUCCESS(status)) {
		dev_err(node->dev, "wdm: driver %s can't start the device: %s (0x%08x)\n",
			driver ? driver->service : "(none)", wdm_status_name(status), status);
		wdm_devnode_set_driver(node, NULL, NULL);
	}
	return status;
}

static int probe(struct device *dev)
{
	struct bus_driver *bd = container_of(dev->driver, struct bus_driver, linux_driver);
	struct wdm_devnode *node = node_of(dev);
	int ret = 0;

	wdm_devnode_lock(node);
	/* The driver found it by itself. */
	if (node->state == WDM_DEVNODE_STARTED && node->driver == bd->driver) {
		dev_set_drvdata(dev, node);
		goto out;
	}
	/* It was started without a driver. */
	if (node->state == WDM_DEVNODE_STARTED && !node->driver)
		wdm_pnp_remove(node);
	if (node->state != WDM_DEVNODE_NEW) {
		/* Files are open from last time; it is tried again after their close. */
		ret = -EBUSY;
	} else {
		dev_set_drvdata(dev, node);
		if (!NT_SUCCESS(start(node, bd->driver, wdm_bus_best_id(bd->driver->module, node))))
			ret = -EIO;
	}
out:
	wdm_devnode_unlock(node);
	return ret;
}

static void remove(struct device *dev)
{
	struct wdm_devnode *node = node_of(dev);

	wdm_devnode_lock(node);
	wdm_pnp_remove(node);
	wdm_devnode_unlock(node);
}

/* A REG_MULTI_SZ, a line for each of its strings. */
static ssize_t show_list(char *buf, const WCHAR *list)
{
	ssize_t n = 0;

	for (; list && *list; list++) {
		for (; *list; list++)
			n += sysfs_emit_at(buf, n, "%c", *list < 0x80 ? *list : '?');
		n += sysfs_emit_at(buf, n, "\n");
	}
	return n;
}

static ssize_t hardware_ids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_list(buf, node_of(dev)->ids.hardware);
}
static DEVICE_ATTR_RO(hardware_ids);

static ssize_t compatible_ids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return show_list(buf, node_of(dev)->ids.compatible);
}
static DEVICE_ATTR_RO(compatible_ids);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", wdm_devnode_state_name(node_of(dev)));
}
static DEVICE_ATTR_RO(state);

static struct attribute *attributes[] = {
	&dev_attr_hardware_ids.attr,
	&dev_attr_compatible_ids.attr,
	&dev_attr_state.attr,
	NULL
};

static const struct attribute_group attribute_group = { .attrs = attributes };

static const struct attribute_group *attribute_groups[] = { &attribute_group, NULL };

static void shutdown(struct device *dev)
{
	wdm_po_shutdown(node_of(dev));
}

/* Power is the bus's affair, as a device can be started without a driver. */
static struct bus_type bus = {
	.name = "wdm",
	.match = match,
	.probe = probe,
	.remove = remove,
	.shutdown = shutdown,
	.dev_groups = attribute_groups,
	.pm = &wdm_po_pm_ops,
};

struct wdm_devnode *wdm_devnode_of_dev(struct device *dev)
{
	return dev->bus == &bus ? node_of(dev) : dev_get_drvdata(dev);
}

static void release(struct device *dev)
{
	kfree(container_of(dev, struct bus_device, dev));
}

/**
 * wdm_bus_device_alloc - a devnode with a device of Linux, not registered yet
 * @kind: who makes it
 * @parent: the devnode of the bus; NULL: there is none
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the devnode with a reference; NULL without memory.
 */
struct wdm_devnode *wdm_bus_device_alloc(enum wdm_devnode_kind kind, struct wdm_devnode *parent)
{
	struct bus_device *bd = kzalloc(sizeof(*bd), GFP_KERNEL);
	struct wdm_devnode *node;

	if (!bd)
		return NULL;
	device_initialize(&bd->dev);
	bd->dev.bus = &bus;
	bd->dev.parent = parent ? parent->dev : root;
	bd->dev.release = release;
	node = wdm_devnode_alloc(kind, &bd->dev, parent);
	bd->node = node;
	/* The devnode has a reference of its own; without one, this is the end of @bd. */
	put_device(&bd->dev);
	return node;
}

/* "ROOT#FOO#0000": a backslash would be no worse, but is hard to type. */
static int set_name(struct wdm_devnode *node)
{
	const WCHAR *parts[] = { node->ids.device, node->instance };
	char name[2 * WDM_MAX_ID_CHARS + 2];
	size_t i, n = 0;
	const WCHAR *c;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		for (c = parts[i]; *c; c++)
			name[n++] = *c == '\\' ? '#' : *c == '/' ? '!' : *c;
		name[n++] = i ? 0 : '#';
	}
	return dev_set_name(node->dev, "%s", name);
}

/**
 * wdm_bus_device_add - a device is there: find its driver and start it
 * @node: from wdm_bus_device_alloc(), identified
 *
 * Without a driver it is started all the same if its bus driver says that it can do
 * without one (RawDeviceOK).
 *
 * Context: IRQL == PASSIVE_LEVEL; the lock of the parent is held.
 * Return: 0 or -errno; 0 also if no driver was found, or it failed.
 */
int wdm_bus_device_add(struct wdm_devnode *node)
{
	int ret;

	ret = set_name(node);
	if (ret)
		return ret;
	wdm_devnode_get(node);
	ret = device_add(node->dev);
	if (ret) {
		wdm_devnode_put(node);
		return ret;
	}

	wdm_bus_start_raw(node);
	return 0;
}

/**
 * wdm_bus_start_raw - start a device without a driver, if its bus driver says so
 * @node: a devnode that is registered
 *
 * Context: IRQL == PASSIVE_LEVEL; the node's lock isn't held.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL: it needs a driver, or has one; another
 *	error: it failed.
 */
NTSTATUS wdm_bus_start_raw(struct wdm_devnode *node)
{
	NTSTATUS status = STATUS_UNSUCCESSFUL;

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_NEW && !node->driver && !node->leaving &&
	    node->capabilities.RawDeviceOK && !node->disabled)
		status = start(node, NULL, NULL);
	wdm_devnode_unlock(node);
	return status;
}

/**
 * wdm_bus_device_gone - a device isn't there any more
 * @node: a devnode with @leaving set
 *
 * Context: IRQL == PASSIVE_LEVEL; the lock of the parent is held, the node's isn't.
 */
void wdm_bus_device_gone(struct wdm_devnode *node)
{
	bool added = device_is_registered(node->dev);

	if (added)
		device_del(node->dev);
	/* A device that no driver was bound to is told as well. */
	wdm_devnode_lock(node);
	wdm_pnp_remove(node);
	wdm_devnode_unlock(node);
	if (added)
		wdm_devnode_put(node);
}

/**
 * wdm_bus_driver_register - bind a driver to its devices on the bus
 * @driver: a driver with ids
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, STATUS_UNSUCCESSFUL.
 */
NTSTATUS wdm_bus_driver_register(struct wdm_driver *driver)
{
	const struct wdm_module *m = driver->module;
	struct bus_driver *bd;
	int ret;

	bd = kzalloc(sizeof(*bd), GFP_KERNEL);
	if (!bd)
		return STATUS_INSUFFICIENT_RESOURCES;
	bd->driver = driver;
	bd->linux_driver.name = m->service;
	bd->linux_driver.bus = &bus;
	bd->linux_driver.owner = m->owner;
	driver->bus = bd;
	ret = driver_register(&bd->linux_driver);
	if (ret) {
		pr_err("wdm: driver %s can't be registered (%d)\n", m->service, ret);
		driver->bus = NULL;
		kfree(bd);
		return STATUS_UNSUCCESSFUL;
	}
	return STATUS_SUCCESS;
}

/** wdm_bus_driver_unregister - take all devices on the bus from a driver */
void wdm_bus_driver_unregister(struct wdm_driver *driver)
{
	struct bus_driver *bd = driver->bus;

	if (!bd)
		return;
	driver_unregister(&bd->linux_driver);
	driver->bus = NULL;
	kfree(bd);
}

/** wdm_bus_driver_retry - bind a driver to those of its devices that have none */
void wdm_bus_driver_retry(struct wdm_driver *driver)
{
	struct bus_driver *bd = driver->bus;

	if (bd && driver_attach(&bd->linux_driver))
		pr_err("wdm: driver %s can't be bound again\n", driver->service);
}

int wdm_bus_init(void)
{
	int ret = bus_register(&bus);

	if (ret)
		return ret;
	root = root_device_register("wdm");
	if (IS_ERR(root)) {
		bus_unregister(&bus);
		return PTR_ERR(root);
	}
	return 0;
}

void wdm_bus_exit(void)
{
	root_device_unregister(root);
	bus_unregister(&bus);
}
