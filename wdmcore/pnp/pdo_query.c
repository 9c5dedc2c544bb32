// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: what the PCI bus driver knows about a device.
 *
 * Answers go into IoStatus.Information as pool memory, which whoever asked frees.
 */
#include <linux/pci.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"
#include "wdmguid.h"

#define QUERY_TAG	0x51706e50	/* 'PnpQ' */

static NTSTATUS give(PIRP irp, PVOID answer)
{
	if (!answer)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->IoStatus.Information = (ULONG_PTR)answer;
	return STATUS_SUCCESS;
}

/* IRP_MN_QUERY_ID */
NTSTATUS wdm_pdo_query_id(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	WCHAR instance[8];

	switch (stack->Parameters.QueryId.IdType) {
	case BusQueryDeviceID:
		return give(irp, wdm_id_device(&node->identity));
	case BusQueryHardwareIDs:
		return give(irp, wdm_id_hardware(&node->identity, NULL));
	case BusQueryCompatibleIDs:
		return give(irp, wdm_id_compatible(&node->identity, NULL));
	case BusQueryInstanceID:
		/* Unique on the bus; the PnP manager adds the rest. */
		wdm_wprintf(instance, ARRAY_SIZE(instance), "%02X", node->identity.devfn);
		return give(irp, wdm_wstrdup((const u16 *)instance, NULL));
	default:
		return irp->IoStatus.Status;
	}
}

/* IRP_MN_QUERY_DEVICE_TEXT */
NTSTATUS wdm_pdo_query_text(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	static const u16 unnamed[] = { 'P', 'C', 'I', ' ', 'D', 'e', 'v', 'i', 'c', 'e', 0 };

	switch (stack->Parameters.QueryDeviceText.DeviceTextType) {
	case DeviceTextDescription:
		return give(irp, wdm_wstrdup(unnamed, NULL));
	case DeviceTextLocationInformation:
		return give(irp, wdm_id_location(&node->identity));
	default:
		return irp->IoStatus.Status;
	}
}

/* IRP_MN_QUERY_CAPABILITIES */
NTSTATUS wdm_pdo_query_capabilities(struct wdm_devnode *node, PIRP irp,
				    PIO_STACK_LOCATION stack)
{
	PDEVICE_CAPABILITIES c = stack->Parameters.DeviceCapabilities.Capabilities;
	struct pci_dev *pdev = node->pdev;
	int s;

	if (!c || c->Version != 1 || c->Size < sizeof(*c))
		return STATUS_UNSUCCESSFUL;

	c->DeviceD1 = pdev->d1_support;
	c->DeviceD2 = pdev->d2_support;
	c->LockSupported = FALSE;
	c->EjectSupported = FALSE;
	c->Removable = pdev->is_hotplug_bridge || dev_is_removable(&pdev->dev);
	c->DockDevice = FALSE;
	c->UniqueID = FALSE;
	c->RawDeviceOK = FALSE;
	c->WakeFromD0 = pci_pme_capable(pdev, PCI_D0);
	c->WakeFromD1 = pci_pme_capable(pdev, PCI_D1);
	c->WakeFromD2 = pci_pme_capable(pdev, PCI_D2);
	c->WakeFromD3 = pci_pme_capable(pdev, PCI_D3hot);
	c->Address = PCI_SLOT(pdev->devfn) << 16 | PCI_FUNC(pdev->devfn);
	c->UINumber = ~0U;
	c->DeviceState[PowerSystemUnspecified] = PowerDeviceUnspecified;
	c->DeviceState[PowerSystemWorking] = PowerDeviceD0;
	for (s = PowerSystemSleeping1; s < PowerSystemMaximum; s++)
		c->DeviceState[s] = PowerDeviceD3;
	c->SystemWake = wdm_wake_system_state(node);
	c->DeviceWake = wdm_wake_device_state(node);
	/* In units of 100 us: what PCI power management demands. */
	c->D1Latency = 0;
	c->D2Latency = 2;
	c->D3Latency = 100;
	return STATUS_SUCCESS;
}

/* IRP_MN_QUERY_BUS_INFORMATION */
NTSTATUS wdm_pdo_query_bus_information(struct wdm_devnode *node, PIRP irp,
				       PIO_STACK_LOCATION stack)
{
	PPNP_BUS_INFORMATION info = ExAllocatePoolWithTag(PagedPool, sizeof(*info), QUERY_TAG);

	if (info) {
		info->BusTypeGuid = GUID_BUS_TYPE_PCI;
		info->LegacyBusType = PCIBus;
		info->BusNumber = node->identity.bus;
	}
	return give(irp, info);
}

/* @list may be NULL, for a device that has none. */
static NTSTATUS give_resources(struct wdm_devnode *node, PIRP irp, void *list)
{
	if (!list && wdm_resources_any(&node->resources))
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->IoStatus.Information = (ULONG_PTR)list;
	return STATUS_SUCCESS;
}

/* IRP_MN_QUERY_RESOURCES: what the firmware assigned */
NTSTATUS wdm_pdo_query_resources(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	return give_resources(node, irp, wdm_resources_list(&node->resources, false, NULL));
}

/* IRP_MN_QUERY_RESOURCE_REQUIREMENTS */
NTSTATUS wdm_pdo_query_requirements(struct wdm_devnode *node, PIRP irp,
				    PIO_STACK_LOCATION stack)
{
	return give_resources(node, irp, wdm_resources_requirements(&node->resources));
}

/* IRP_MN_QUERY_DEVICE_RELATIONS: the PDO itself; it has no children. */
NTSTATUS wdm_pdo_query_relations(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	PDEVICE_RELATIONS relations;

	if (stack->Parameters.QueryDeviceRelations.Type != TargetDeviceRelation)
		return irp->IoStatus.Status;
	relations = ExAllocatePoolWithTag(PagedPool, sizeof(*relations), QUERY_TAG);
	if (relations) {
		relations->Count = 1;
		relations->Objects[0] = stack->DeviceObject;
		ObReferenceObject(relations->Objects[0]);
	}
	return give(irp, relations);
}
