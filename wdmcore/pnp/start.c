// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: from AddDevice to a started device.
 */
#include <linux/sched.h>

#include <glue/wdm_module.h>
#include <cfg.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

/* What START_DEVICE brings, in pool memory; NULL for a device without resources. */
struct start_lists {
	PCM_RESOURCE_LIST raw;
	PCM_RESOURCE_LIST translated;
};

static void free_lists(struct start_lists *lists)
{
	if (lists->raw)
		ExFreePool(lists->raw);
	if (lists->translated)
		ExFreePool(lists->translated);
}

static NTSTATUS make_lists(struct wdm_devnode *node, struct start_lists *lists)
{
	ULONG raw_bytes, translated_bytes;

	lists->raw = wdm_devnode_resources(node, false, false, &raw_bytes);
	lists->translated = wdm_devnode_resources(node, false, true, &translated_bytes);
	if (!lists->raw == !raw_bytes && !lists->translated == !translated_bytes)
		return STATUS_SUCCESS;
	free_lists(lists);
	return STATUS_INSUFFICIENT_RESOURCES;
}

/* Gives the lists up. It may be a device that was stopped: memory is no obstacle. */
static NTSTATUS start_device(struct wdm_devnode *node, struct start_lists *lists)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_START_DEVICE,
	};
	NTSTATUS status;

	request.Parameters.StartDevice.AllocatedResources = lists->raw;
	request.Parameters.StartDevice.AllocatedResourcesTranslated = lists->translated;
	node->starter = current;
	status = wdm_pnp_request_sure(node->pdo, &request);
	node->starter = NULL;
	free_lists(lists);
	return status;
}

/**
 * wdm_pnp_start - bring a new device to work
 * @node: a new devnode whose hardware is enabled
 *
 * The bus driver alone is asked first, as on Windows, where the driver isn't even
 * loaded at that time. A device that can't be started gets REMOVE_DEVICE, and its
 * devnode is REMOVED when this returns an error.
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 */
NTSTATUS wdm_pnp_start(struct wdm_devnode *node)
{
	struct start_lists lists;
	NTSTATUS status;

	lockdep_assert_held(&node->lock);
	wdm_pnp_query_capabilities(node->pdo, &node->capabilities);

	status = wdm_stack_build(node);
	node->problem = status == STATUS_DRIVER_UNABLE_TO_LOAD ? CM_PROB_DRIVER_FAILED_LOAD :
								 CM_PROB_FAILED_ADD;
	if (!NT_SUCCESS(status))
		goto remove;
	status = wdm_devnode_assign_resources(node);
	node->problem = CM_PROB_NORMAL_CONFLICT;
	if (!NT_SUCCESS(status))
		goto remove;
	status = make_lists(node, &lists);
	if (NT_SUCCESS(status))
		status = start_device(node, &lists);
	node->problem = CM_PROB_FAILED_START;
	if (!NT_SUCCESS(status))
		goto remove;

	node->problem = 0;
	node->state = WDM_DEVNODE_STARTED;
	wdm_po_started(node);
	wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
	status = wdm_pnp_ask_state(node);
	if (!NT_SUCCESS(status)) {
		wdm_pnp_remove(node);
		return status;
	}
	wdm_pnp_ask_children(node);
	wdm_devnode_close(node, false);
	wdm_interfaces_announce(node);
	return STATUS_SUCCESS;

remove:
	wdm_pnp_remove(node);
	return status;
}

/* What stop_device() found out. */
enum stopped { STOP_REFUSED, STOP_AGREED, STOP_NEEDS_CHANGED };

static enum stopped may_stop(struct wdm_devnode *node)
{
	NTSTATUS status = wdm_pnp_request_minor(node->pdo, IRP_MN_QUERY_STOP_DEVICE);

	if (status == STATUS_RESOURCE_REQUIREMENTS_CHANGED)
		return STOP_NEEDS_CHANGED;
	if (NT_SUCCESS(status))
		return STOP_AGREED;
	wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_STOP_DEVICE);
	dev_info(node->dev, "wdm: driver %s refuses to stop (status 0x%08x)\n",
		 wdm_devnode_service(node), status);
	return STOP_REFUSED;
}

/*
 * @stop: the drivers hold their requests meanwhile. Without, they are told of other
 * resources in the middle of their work. What the device gets is decided before it is
 * stopped: without resources it stays as it is.
 */
static NTSTATUS rebalance(struct wdm_devnode *node, bool stop, bool ask)
{
	enum stopped stopped = STOP_AGREED;
	NTSTATUS status = STATUS_SUCCESS;
	struct start_lists lists;

	lockdep_assert_held(&node->lock);
	if (node->state != WDM_DEVNODE_STARTED)
		return STATUS_INVALID_DEVICE_STATE;
	if (stop)
		stopped = may_stop(node);
	if (stopped == STOP_REFUSED)
		return STATUS_DEVICE_BUSY;
	if ((ask || stopped == STOP_NEEDS_CHANGED) && node->kind != WDM_DEVNODE_PCI)
		status = wdm_devnode_ask_resources(node);
	if (NT_SUCCESS(status))
		status = wdm_devnode_assign_resources(node);
	if (NT_SUCCESS(status))
		status = make_lists(node, &lists);
	if (!NT_SUCCESS(status)) {
		dev_err(node->dev, "wdm: no other resources for the device (status 0x%08x)\n",
			status);
		if (stop)
			wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_STOP_DEVICE);
		return status;
	}
	if (stop)
		wdm_pnp_request_minor(node->pdo, IRP_MN_STOP_DEVICE);
	status = start_device(node, &lists);
	if (NT_SUCCESS(status)) {
		if (stop)
			wdm_po_started(node);
		wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
		wdm_pnp_ask_children(node);
		return STATUS_SUCCESS;
	}
	dev_err(node->dev, "wdm: driver %s can't start the device again (status 0x%08x)\n",
		wdm_devnode_service(node), status);
	node->failed = true;
	node->problem = CM_PROB_FAILED_START;
	return status;
}

/**
 * wdm_pnp_restart - stop a device and start it again
 * @node: a started devnode
 *
 * Drivers hold their requests meanwhile. If one refuses to stop, nothing happens. A bus
 * driver that answers STATUS_RESOURCE_REQUIREMENTS_CHANGED is asked for them again first.
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_BUSY for a refusal; another error: there are no
 *	resources, and it goes on as it was, or @node->failed is set: it can't be started
 *	again, and has to be removed from its driver.
 */
NTSTATUS wdm_pnp_restart(struct wdm_devnode *node)
{
	return rebalance(node, true, false);
}
WDM_EXPORT(wdm_pnp_restart);

/**
 * wdm_pnp_reassign - the device needs other resources, as its drivers say
 * @node: a started devnode with PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED in its state
 *
 * It is stopped for that only if PNP_DEVICE_FAILED is set as well; else START_DEVICE comes
 * to a device that works.
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 * Return: as wdm_pnp_restart().
 */
NTSTATUS wdm_pnp_reassign(struct wdm_devnode *node)
{
	return rebalance(node, node->pnp_state & PNP_DEVICE_FAILED, true);
}
