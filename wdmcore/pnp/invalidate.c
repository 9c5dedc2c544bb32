// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: a driver says that something about a device has changed, and is asked what.
 */
#include <linux/device.h>
#include <linux/pci.h>

#include <glue/wdm_module.h>
#include <cfg.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* What is wrong with a device whose drivers report @state. */
static u8 problem_of(PNP_DEVICE_STATE state)
{
	if (state & PNP_DEVICE_REMOVED)
		return CM_PROB_DEVICE_NOT_THERE;
	if (state & PNP_DEVICE_FAILED && !(state & PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED))
		return CM_PROB_FAILED_POST_START;
	if (state & PNP_DEVICE_DISABLED)
		return CM_PROB_HARDWARE_DISABLED;
	return 0;
}

/**
 * wdm_pnp_ask_state - IRP_MN_QUERY_PNP_DEVICE_STATE
 * @node: a started device; node->lock is held
 *
 * PNP_DEVICE_FAILED beside PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED says that the device
 * has to be stopped before it is given other resources, and not that it has failed.
 *
 * Return: an error if the device has failed or is gone, as its drivers say.
 */
NTSTATUS wdm_pnp_ask_state(struct wdm_devnode *node)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_PNP_DEVICE_STATE,
	};
	ULONG_PTR information = 0;
	NTSTATUS status;

	status = wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, &information);
	node->pnp_state = NT_SUCCESS(status) ? information : 0;
	node->problem = problem_of(node->pnp_state);
	if (!node->problem || node->problem == CM_PROB_HARDWARE_DISABLED)
		return STATUS_SUCCESS;

	dev_err(node->dev, "wdm: driver %s says that the device has failed (state 0x%x)\n",
		wdm_devnode_service(node), node->pnp_state);
	node->failed = true;
	return STATUS_DEVICE_NOT_READY;
}

/**
 * wdm_pnp_query_relations - IRP_MN_QUERY_DEVICE_RELATIONS
 * @node: a started device; node->lock is held
 * @type: which
 * @relations: returns the answer in pool memory, with a reference to each of the device
 *	objects; NULL: there are none
 *
 * Return: what the stack answered; STATUS_NOT_SUPPORTED if nobody handles the request.
 */
NTSTATUS wdm_pnp_query_relations(struct wdm_devnode *node, DEVICE_RELATION_TYPE type,
				 PDEVICE_RELATIONS *relations)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_DEVICE_RELATIONS,
	};
	ULONG_PTR information = 0;
	NTSTATUS status;

	request.Parameters.QueryDeviceRelations.Type = type;
	status = wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, &information);
	*relations = NT_SUCCESS(status) ? (PDEVICE_RELATIONS)information : NULL;
	return status;
}

/**
 * wdm_pnp_ask_children - ask a device which children it has
 * @node: a started device; node->lock is held
 *
 * The children follow the answer: who isn't named any more is gone, who is new is made.
 * An error, or a stack that doesn't handle the request, changes nothing.
 */
void wdm_pnp_ask_children(struct wdm_devnode *node)
{
	PDEVICE_RELATIONS relations;

	if (NT_SUCCESS(wdm_pnp_query_relations(node, BusRelations, &relations)))
		wdm_children_update(node, relations);
}
WDM_EXPORT(wdm_pnp_ask_children);

void wdm_pnp_state_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, state_work);
	bool failed = false;

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED) {
		failed = !NT_SUCCESS(wdm_pnp_ask_state(node));
		if (!failed && node->pnp_state & PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED)
			failed = !NT_SUCCESS(wdm_pnp_reassign(node)) && node->failed;
	}
	wdm_devnode_unlock(node);
	if (failed && dev_get_drvdata(node->dev) == node)
		device_release_driver(node->dev);
	wdm_devnode_put(node);
}

void wdm_pnp_relations_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, relations_work);

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED)
		wdm_pnp_ask_children(node);
	wdm_devnode_unlock(node);
	wdm_devnode_put(node);
}

/**
 * IoInvalidateDeviceState - IoInvalidateDeviceState routine: the PnP state has changed
 * @PhysicalDeviceObject: the PDO
 *
 * A work item sends IRP_MN_QUERY_PNP_DEVICE_STATE; a device that is reported as
 * failed is removed. Nothing happens for a device that isn't started.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoInvalidateDeviceState(PDEVICE_OBJECT PhysicalDeviceObject)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);

	if (node && !queue_work(wdm_pnp_wq, &node->state_work))
		wdm_devnode_put(node);
}
WDM_EXPORT(IoInvalidateDeviceState);

/**
 * IoInvalidateDeviceRelations - IoInvalidateDeviceRelations routine: relations have changed
 * @DeviceObject: the PDO
 * @Type: BusRelations, SingleBusRelations and PowerRelations are asked for again; for
 *	other types nothing is kept that could be out of date
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoInvalidateDeviceRelations(PDEVICE_OBJECT DeviceObject, DEVICE_RELATION_TYPE Type)
{
	struct wdm_devnode *node;

	if (Type != BusRelations && Type != SingleBusRelations && Type != PowerRelations)
		return;
	node = wdm_devnode_of_pdo(DeviceObject);
	if (node && !queue_work(wdm_pnp_wq, Type == PowerRelations ? &node->power_relations_work :
								     &node->relations_work))
		wdm_devnode_put(node);
}
WDM_EXPORT(IoInvalidateDeviceRelations);
