// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: from AddDevice to a started device.
 */
#include <linux/sched.h>

#include <glue/wdm_module.h>
#include "call.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

/*
 * A driver may give back another list, having freed the first. What it asks for
 * beyond what the device was assigned is not arbitrated: PCI resources are fixed
 * by the time a driver sees them.
 */
static void filter_requirements(struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list = wdm_resources_requirements(&node->resources);
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_FILTER_RESOURCE_REQUIREMENTS,
	};
	ULONG_PTR information = (ULONG_PTR)list;

	request.Parameters.FilterResourceRequirements.IoResourceRequirementList = list;
	wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, &information);
	if (information)
		ExFreePool((PVOID)information);
	else if (list)
		ExFreePool(list);
}

static NTSTATUS start_device(struct wdm_devnode *node)
{
	PCM_RESOURCE_LIST raw = wdm_resources_list(&node->resources, false, NULL);
	PCM_RESOURCE_LIST translated = wdm_resources_list(&node->resources, true, NULL);
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_START_DEVICE,
	};
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	if (!raw == !translated) {
		request.Parameters.StartDevice.AllocatedResources = raw;
		request.Parameters.StartDevice.AllocatedResourcesTranslated = translated;
		node->starter = current;
		status = wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, NULL);
		node->starter = NULL;
	}
	if (raw)
		ExFreePool(raw);
	if (translated)
		ExFreePool(translated);
	return status;
}

static NTSTATUS add_device(struct wdm_devnode *node)
{
	struct wdm_thread *thread;
	PDRIVER_OBJECT driver;
	PDRIVER_ADD_DEVICE routine;
	NTSTATUS status;

	/* Its PDO will do (RawDeviceOK). */
	if (!node->driver)
		return STATUS_SUCCESS;
	driver = &node->driver->obj;
	routine = driver->DriverExtension->AddDevice;
	if (!routine) {
		pr_err("wdm: driver %s has ids of devices but no AddDevice routine\n",
		       wdm_devnode_service(node));
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	thread = wdm_user_access_begin();
	status = WDM_CALL(routine, driver, node->pdo);
	wdm_user_access_put(thread);
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
	NTSTATUS status;

	lockdep_assert_held(&node->lock);
	wdm_pnp_query_capabilities(node->pdo, &node->capabilities);

	status = add_device(node);
	if (!NT_SUCCESS(status))
		goto remove;
	filter_requirements(node);
	status = start_device(node);
	if (!NT_SUCCESS(status))
		goto remove;

	node->state = WDM_DEVNODE_STARTED;
	wdm_po_started(node);
	wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
	status = wdm_pnp_ask_state(node);
	if (!NT_SUCCESS(status)) {
		wdm_pnp_remove(node);
		return status;
	}
	wdm_pnp_ask_relations(node, BusRelations);
	wdm_devnode_close(node, false);
	wdm_interfaces_announce(node);
	return STATUS_SUCCESS;

remove:
	wdm_pnp_remove(node);
	return status;
}

/**
 * wdm_pnp_restart - stop a device and start it again, with its resources as they are now
 * @node: a started devnode
 *
 * Drivers hold their requests meanwhile. If one refuses to stop, nothing happens.
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_BUSY for a refusal; another error: it can't be
 *	started again, and has to be removed from its driver.
 */
NTSTATUS wdm_pnp_restart(struct wdm_devnode *node)
{
	NTSTATUS status;

	lockdep_assert_held(&node->lock);
	if (node->state != WDM_DEVNODE_STARTED)
		return STATUS_INVALID_DEVICE_STATE;
	status = wdm_pnp_request_minor(node->pdo, IRP_MN_QUERY_STOP_DEVICE);
	if (!NT_SUCCESS(status)) {
		wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_STOP_DEVICE);
		dev_info(node->dev, "wdm: driver %s refuses to stop (status 0x%08x)\n",
			 wdm_devnode_service(node), status);
		return STATUS_DEVICE_BUSY;
	}
	wdm_pnp_request_minor(node->pdo, IRP_MN_STOP_DEVICE);
	filter_requirements(node);
	status = start_device(node);
	if (NT_SUCCESS(status)) {
		wdm_po_started(node);
		wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
		return STATUS_SUCCESS;
	}
	dev_err(node->dev, "wdm: driver %s can't start the device again (status 0x%08x)\n",
		wdm_devnode_service(node), status);
	node->failed = true;
	return status;
}
