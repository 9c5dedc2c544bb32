// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: ejection of a bus driver's device.
 *
 * The drivers are asked first and may refuse. Then the stack above the PDO goes, and
 * IRP_MN_EJECT tells the bus driver to let the device out. Whether it did is seen by
 * asking the bus for its children.
 */
#include <linux/device.h>
#include <linux/slab.h>

#include "call.h"
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* A request on its way. */
struct ejection {
	struct work_struct work;
	struct wdm_devnode *node;		/* referenced */
	PIO_DEVICE_EJECT_CALLBACK callback;
	PVOID context;
};

static NTSTATUS tell_bus(struct wdm_devnode *node)
{
	NTSTATUS status = STATUS_NO_SUCH_DEVICE;

	wdm_devnode_lock(node);
	/* It was started without a driver, and no driver could be taken from it. */
	if (node->state == WDM_DEVNODE_STARTED && !node->driver)
		wdm_pnp_remove(node);
	if (node->state == WDM_DEVNODE_NEW)
		status = wdm_pnp_request_minor(node->pdo, IRP_MN_EJECT);
	wdm_devnode_unlock(node);
	return status;
}

/**
 * wdm_pnp_eject - eject a device
 * @node: a child of a bus
 *
 * Context: IRQL == PASSIVE_LEVEL, no lock of a devnode held.
 * Return: STATUS_SUCCESS; STATUS_NOT_SUPPORTED if its bus driver can't eject it;
 *	STATUS_DEVICE_BUSY: files are open, or a driver refuses; what the bus driver said.
 */
NTSTATUS wdm_pnp_eject(struct wdm_devnode *node)
{
	NTSTATUS status;

	/* Its capabilities are asked for once more as it starts: under the lock. */
	wdm_devnode_lock(node);
	status = node->kind == WDM_DEVNODE_CHILD && node->capabilities.EjectSupported ?
		 STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
	wdm_devnode_unlock(node);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_pnp_query_remove(node, true);
	if (!NT_SUCCESS(status))
		return status;
	device_release_driver(node->dev);
	status = tell_bus(node);

	wdm_devnode_get(node->parent);
	if (!queue_work(wdm_pnp_wq, &node->parent->relations_work))
		wdm_devnode_put(node->parent);
	return status;
}
WDM_EXPORT(wdm_pnp_eject);

static void eject_worker(struct work_struct *work)
{
	struct ejection *e = container_of(work, struct ejection, work);
	NTSTATUS status = wdm_pnp_eject(e->node);

	if (e->callback)
		WDM_CALL(e->callback, status, e->context);
	wdm_devnode_put(e->node);
	kfree(e);
}

/**
 * IoRequestDeviceEjectEx - IoRequestDeviceEjectEx function: eject a device, and hear of it
 * @PhysicalDeviceObject: its PDO
 * @Callback: called at PASSIVE_LEVEL with the result; may be NULL
 * @Context: for @Callback
 * @DriverObject: the caller's driver object; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS: it was begun; STATUS_INVALID_DEVICE_REQUEST if
 *	@PhysicalDeviceObject is no PDO; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoRequestDeviceEjectEx(PDEVICE_OBJECT PhysicalDeviceObject,
				      PIO_DEVICE_EJECT_CALLBACK Callback, PVOID Context,
				      PDRIVER_OBJECT DriverObject)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);
	struct ejection *e;

	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;
	e = kzalloc(sizeof(*e), GFP_ATOMIC);
	if (!e) {
		wdm_devnode_put(node);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	INIT_WORK(&e->work, eject_worker);
	e->node = node;
	e->callback = Callback;
	e->context = Context;
	queue_work(wdm_pnp_wq, &e->work);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoRequestDeviceEjectEx);

/**
 * IoRequestDeviceEject - IoRequestDeviceEject function: the eject button was pressed
 * @PhysicalDeviceObject: the PDO of the device
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoRequestDeviceEject(PDEVICE_OBJECT PhysicalDeviceObject)
{
	IoRequestDeviceEjectEx(PhysicalDeviceObject, NULL, NULL, NULL);
}
WDM_EXPORT(IoRequestDeviceEject);
