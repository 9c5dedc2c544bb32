// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the stack of a device, from the PDO up: AddDevice of its drivers.
 */
#include <linux/device.h>
#include <linux/kernel.h>

#include <glue/wdm_module.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* What one driver of a stack says of the device, all device objects of it have. */
#define SHARED_CHARACTERISTICS	(FILE_REMOVABLE_MEDIA | FILE_READ_ONLY_DEVICE | \
				 FILE_FLOPPY_DISKETTE | FILE_WRITE_ONCE_MEDIA | \
				 FILE_DEVICE_SECURE_OPEN)

/* A null pointer of the driver's is a report then, and no oops. */
static NTSTATUS call_add_device(struct wdm_driver *driver, PDEVICE_OBJECT pdo)
{
	struct wdm_thread *thread = wdm_user_access_begin();
	NTSTATUS status;

	status = WDM_CALL(driver->ext.AddDevice, &driver->obj, pdo);
	wdm_user_access_put(thread);
	return status;
}

static NTSTATUS add_function(struct wdm_devnode *node)
{
	/* Its PDO will do (RawDeviceOK). */
	if (!node->driver)
		return STATUS_SUCCESS;
	if (!node->driver->ext.AddDevice) {
		pr_err("wdm: driver %s has ids of devices but no AddDevice routine\n",
		       wdm_devnode_service(node));
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	return call_add_device(node->driver, node->pdo);
}

/*
 * A filter may do without the device, by attaching nothing. One that fails is left
 * out; the device works without it.
 */
static void add_filter(struct wdm_devnode *node, struct wdm_driver *driver)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(node->pdo);
	NTSTATUS status = call_add_device(driver, node->pdo);

	if (!NT_SUCCESS(status)) {
		dev_warn(node->dev, "wdm: filter driver %s is left out: AddDevice failed (status 0x%08x)\n",
			 driver->service, status);
		if (top->AttachedDevice) {
			wdm_bug_report(0xc4, 0, (ULONG_PTR)top, (ULONG_PTR)top->AttachedDevice, 0,
				       driver->ext.AddDevice,
				       "AddDevice of %s failed, but left its device attached",
				       driver->service);
			IoDetachDevice(top);
		}
	}
	ObDereferenceObject(top);
}

static void share_characteristics(PDEVICE_OBJECT pdo)
{
	PDEVICE_OBJECT device;
	unsigned long flags;
	ULONG shared = 0;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = pdo; device; device = device->AttachedDevice)
		shared |= device->Characteristics & SHARED_CHARACTERISTICS;
	for (device = pdo; device; device = device->AttachedDevice)
		device->Characteristics |= shared;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
}

/**
 * wdm_stack_build - call AddDevice of all drivers of a device
 * @node: a new devnode
 *
 * All drivers are there before the first of them is called. What was attached when this
 * fails is to be told by REMOVE_DEVICE.
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 * Return: STATUS_SUCCESS; what wdm_filters_load() or the function driver returned.
 */
NTSTATUS wdm_stack_build(struct wdm_devnode *node)
{
	NTSTATUS status;
	u32 i;

	status = wdm_filters_load(node);
	if (!NT_SUCCESS(status))
		return status;
	for (i = 0; i < node->nr_filters && !node->filters[i].upper; i++)
		add_filter(node, node->filters[i].driver);
	status = add_function(node);
	if (!NT_SUCCESS(status))
		return status;
	for (; i < node->nr_filters; i++)
		add_filter(node, node->filters[i].driver);
	share_characteristics(node->pdo);
	return STATUS_SUCCESS;
}
