// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the PCI bus driver, as device stacks see it.
 *
 * The PDO ends every request. One that a bus driver doesn't handle is completed
 * with the status that it arrived with.
 */
#include <linux/pci.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

static NTSTATUS start(struct wdm_devnode *node)
{
	unsigned long flags;
	bool hardware;

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	hardware = node->hardware;
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	if (!hardware)
		return STATUS_NO_SUCH_DEVICE;
	wdm_po_power_on(node);
	pci_set_master(node->pdev);
	return STATUS_SUCCESS;
}

static NTSTATUS stop(struct wdm_devnode *node)
{
	pci_clear_master(node->pdev);
	return STATUS_SUCCESS;
}

/* IRP_MN_READ_CONFIG, IRP_MN_WRITE_CONFIG; @information: how many bytes there were */
NTSTATUS wdm_pdo_access_config(struct wdm_devnode *node, PIO_STACK_LOCATION stack,
			       ULONG_PTR *information)
{
	PVOID buffer = stack->Parameters.ReadWriteConfig.Buffer;
	ULONG offset = stack->Parameters.ReadWriteConfig.Offset;
	ULONG length = stack->Parameters.ReadWriteConfig.Length;
	ULONG space = stack->Parameters.ReadWriteConfig.WhichSpace;

	if (space != PCI_WHICHSPACE_CONFIG)
		return STATUS_INVALID_PARAMETER_1;
	if (stack->MinorFunction == IRP_MN_READ_CONFIG)
		*information = wdm_config_read(node, space, buffer, offset, length);
	else
		*information = wdm_config_write(node, space, buffer, offset, length);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_pdo_access_config);

/* The status that the request ends with. */
static NTSTATUS answer(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	switch (stack->MinorFunction) {
	case IRP_MN_START_DEVICE:
		return start(node);
	case IRP_MN_STOP_DEVICE:
		return stop(node);
	case IRP_MN_QUERY_STOP_DEVICE:
	case IRP_MN_CANCEL_STOP_DEVICE:
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
	case IRP_MN_QUERY_PNP_DEVICE_STATE:
	case IRP_MN_DEVICE_USAGE_NOTIFICATION:
		return STATUS_SUCCESS;
	case IRP_MN_REMOVE_DEVICE:
		wdm_wake_end(node);
		return STATUS_SUCCESS;
	case IRP_MN_QUERY_ID:
		return wdm_pdo_query_id(node, irp, stack);
	case IRP_MN_QUERY_DEVICE_TEXT:
		return wdm_pdo_query_text(node, irp, stack);
	case IRP_MN_QUERY_CAPABILITIES:
		return wdm_pdo_query_capabilities(node, irp, stack);
	case IRP_MN_QUERY_BUS_INFORMATION:
		return wdm_pdo_query_bus_information(node, irp, stack);
	case IRP_MN_QUERY_RESOURCES:
		return wdm_pdo_query_resources(node, irp, stack);
	case IRP_MN_QUERY_RESOURCE_REQUIREMENTS:
		return wdm_pdo_query_requirements(node, irp, stack);
	case IRP_MN_QUERY_DEVICE_RELATIONS:
		return wdm_pdo_query_relations(node, irp, stack);
	case IRP_MN_QUERY_INTERFACE:
		return wdm_pdo_query_interface(node, irp, stack);
	case IRP_MN_READ_CONFIG:
	case IRP_MN_WRITE_CONFIG:
		return wdm_pdo_access_config(node, stack, &irp->IoStatus.Information);
	default:
		return irp->IoStatus.Status;
	}
}

static NTSTATUS NTAPI dispatch_pnp(PDEVICE_OBJECT pdo, PIRP irp)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	NTSTATUS status = STATUS_NO_SUCH_DEVICE;

	if (node)
		status = answer(node, irp, IoGetCurrentIrpStackLocation(irp));
	wdm_devnode_put(node);
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/* Nobody below knows WMI either. */
static NTSTATUS NTAPI dispatch_system_control(PDEVICE_OBJECT pdo, PIRP irp)
{
	NTSTATUS status = irp->IoStatus.Status;

	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/** wdm_pdo_set_dispatch - fill in the bus driver's driver object */
void wdm_pdo_set_dispatch(PDRIVER_OBJECT driver)
{
	driver->MajorFunction[IRP_MJ_PNP] = dispatch_pnp;
	driver->MajorFunction[IRP_MJ_POWER] = wdm_pdo_power;
	driver->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = dispatch_system_control;
}
