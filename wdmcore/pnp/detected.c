// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: devices and resources that drivers find by themselves.
 *
 * A driver from before PnP claims the resources at which it looks for its hardware, and
 * reports a device that it finds. The device has a place among those that a user adds, and
 * is at work already: no AddDevice, no START_DEVICE.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include <glue/wdm_module.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"
#include "rtl.h"
#include "wdmguid.h"

#define MAX_LIST	0x10000

/* What stands for a bus in the name of a detected device. */
static const char *interface_name(const CM_RESOURCE_LIST *list)
{
	static const char * const names[] = {
		"Internal", "Isa", "Eisa", "MicroChannel", "TurboChannel", "PCIBus", "VMEBus",
		"NuBus", "PCMCIABus", "CBus", "MPIBus", "MPSABus", "ProcessorInternal",
		"InternalPowerBus", "PNPISABus", "PNPBus",
	};
	INTERFACE_TYPE type = list && list->Count ? list->List[0].InterfaceType : Internal;

	return type >= 0 && type < ARRAY_SIZE(names) ? names[type] : names[0];
}

static NTSTATUS name_it(struct wdm_devnode *node, struct wdm_driver *driver,
			const CM_RESOURCE_LIST *list)
{
	struct wdm_device_ids *ids = &node->ids;
	const char *interface = interface_name(list);
	size_t service = strlen(driver->service);
	size_t chars = 2 * (strlen("DETECTED\\") + service + 1) + strlen(interface) + 1;
	size_t n, i;

	if (strlen("ROOT\\") + service >= WDM_MAX_ID_CHARS)
		return STATUS_INVALID_PARAMETER;
	ids->device = kcalloc(strlen("ROOT\\") + service + 1, sizeof(WCHAR), GFP_KERNEL);
	ids->compatible = kcalloc(chars, sizeof(WCHAR), GFP_KERNEL);
	if (!ids->device || !ids->compatible)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_wprintf(ids->device, strlen("ROOT\\") + service + 1, "ROOT\\%s", driver->service);
	for (i = 0; ids->device[i]; i++)
		ids->device[i] = wdm_upcase(ids->device[i]);
	n = wdm_wprintf(ids->compatible, chars, "DETECTED%s\\%s", interface, driver->service) + 1;
	wdm_wprintf(ids->compatible + n, chars - n, "DETECTED\\%s", driver->service);
	ids->compatible_bytes = chars * sizeof(WCHAR);
	return STATUS_SUCCESS;
}

static NTSTATUS keep_resources(struct wdm_devnode *node, const CM_RESOURCE_LIST *list,
			       const IO_RESOURCE_REQUIREMENTS_LIST *needs, bool claimed)
{
	size_t bytes = list ? wdm_cm_list_bytes(list, MAX_LIST) : 0;

	if ((list && !bytes) || (needs && needs->ListSize > MAX_LIST))
		return STATUS_INVALID_PARAMETER;
	if (list) {
		node->boot = kmemdup(list, bytes, GFP_KERNEL);
		node->raw = kmemdup(list, bytes, GFP_KERNEL);
	}
	if (needs)
		node->requirements = kmemdup(needs, needs->ListSize, GFP_KERNEL);
	if ((list && (!node->boot || !node->raw)) || (needs && !node->requirements))
		return STATUS_INSUFFICIENT_RESOURCES;
	return list && !claimed ? wdm_arbiter_claim(node, NULL, list, false) : STATUS_SUCCESS;
}

static NTSTATUS set_pdo(struct wdm_devnode *node, PDEVICE_OBJECT pdo)
{
	if (!pdo)
		return wdm_devnode_create_pdo(node);
	ObReferenceObject(pdo);
	node->foreign_pdo = true;
	wdm_devnode_attach_pdo(node, pdo);
	return STATUS_SUCCESS;
}

static NTSTATUS make_device(struct wdm_devnode *node, struct wdm_driver *driver)
{
	NTSTATUS status = wdm_root_enlist(node);

	if (!NT_SUCCESS(status))
		return status;
	wdm_devnode_set_driver(node, driver, driver->module ?
			       wdm_bus_best_id(driver->module, node) : NULL);
	status = wdm_devnode_seed_registry(node);
	if (NT_SUCCESS(status)) {
		wdm_devnode_lock(node);
		wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
		node->state = WDM_DEVNODE_STARTED;
		wdm_po_started(node);
		wdm_devnode_close(node, false);
		wdm_devnode_unlock(node);
		/* If its driver has been registered by now, it is bound to it. */
		if (wdm_bus_device_add(node))
			status = STATUS_INSUFFICIENT_RESOURCES;
	}
	if (NT_SUCCESS(status))
		return status;
	node->state = WDM_DEVNODE_NEW;
	wdm_devnode_set_driver(node, NULL, NULL);
	wdm_root_delist(node);
	return status;
}

/**
 * IoReportDetectedDevice - IoReportDetectedDevice function: a driver has found a device
 * @DriverObject: the driver
 * @LegacyBusType: the bus that it is on, or InterfaceTypeUndefined
 * @BusNumber: number of the bus, or -1
 * @SlotNumber: likewise
 * @ResourceList: resources at which it was found, raw; may be NULL
 * @ResourceRequirements: what it could use as well; may be NULL
 * @ResourceAssigned: they are claimed already
 * @DeviceObject: if it points to NULL, returns the PDO, which is the PnP manager's; else
 *	points to the PDO
 *
 * The caller attaches a device object to the PDO, and gets all PnP requests but AddDevice
 * and START_DEVICE. The ids of the device are DETECTEDInterface\\Service and
 * DETECTED\\Service: a driver with an INF for them keeps it; without, the device goes with
 * the driver.
 *
 * Differs from Windows: nothing is kept from one boot to the next.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_CONFLICTING_ADDRESSES: somebody else has the resources;
 *	STATUS_INVALID_PARAMETER for an impossible list; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoReportDetectedDevice(PDRIVER_OBJECT DriverObject, INTERFACE_TYPE LegacyBusType,
				      ULONG BusNumber, ULONG SlotNumber,
				      PCM_RESOURCE_LIST ResourceList,
				      PIO_RESOURCE_REQUIREMENTS_LIST ResourceRequirements,
				      BOOLEAN ResourceAssigned, PDEVICE_OBJECT *DeviceObject)
{
	struct wdm_driver *driver = wdm_driver(DriverObject);
	struct wdm_devnode *node;
	NTSTATUS status;

	if (!DeviceObject || (*DeviceObject && wdm_device(*DeviceObject)->devnode))
		return STATUS_INVALID_PARAMETER;
	node = wdm_bus_device_alloc(WDM_DEVNODE_ROOT, NULL);
	if (!node)
		return STATUS_INSUFFICIENT_RESOURCES;
	node->detected = true;
	if (LegacyBusType != InterfaceTypeUndefined) {
		node->bus.BusTypeGuid = GUID_BUS_TYPE_INTERNAL;
		node->bus.LegacyBusType = LegacyBusType;
		node->bus.BusNumber = BusNumber;
		node->has_bus = true;
	}
	status = name_it(node, driver, ResourceList);
	if (NT_SUCCESS(status))
		status = keep_resources(node, ResourceList, ResourceRequirements,
					ResourceAssigned);
	if (NT_SUCCESS(status))
		status = set_pdo(node, *DeviceObject);
	if (NT_SUCCESS(status)) {
		status = make_device(node, driver);
		if (!NT_SUCCESS(status))
			wdm_devnode_release_pdo(node);
	}
	if (!NT_SUCCESS(status)) {
		/* The caller may try again, before a work item has freed the node. */
		wdm_arbiter_release(node);
		wdm_devnode_put(node);
		return status;
	}
	*DeviceObject = node->pdo;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoReportDetectedDevice);

/*
 * For which object, and with which list: a device's own goes before the driver's. FALSE:
 * the list isn't as long as it says.
 */
static bool select_list(PDRIVER_OBJECT driver, PCM_RESOURCE_LIST driver_list,
			ULONG driver_size, PDEVICE_OBJECT device, PCM_RESOURCE_LIST device_list,
			ULONG device_size, const void **owner, PCM_RESOURCE_LIST *list)
{
	ULONG size = device_list ? device_size : driver_size;

	*owner = device_list && device ? (void *)device : driver;
	*list = device_list ?: driver_list;
	return *list && wdm_cm_list_bytes(*list, size);
}

/**
 * IoReportResourceForDetection - IoReportResourceForDetection function: claim resources to
 *	look for a device
 * @DriverObject: the driver
 * @DriverList: resources of the driver; may be NULL
 * @DriverListSize: bytes
 * @DeviceObject: the device that @DeviceList is of; may be NULL
 * @DeviceList: its resources, raw; may be NULL, and goes before @DriverList
 * @DeviceListSize: bytes
 * @ConflictDetected: returns TRUE if somebody else has them
 *
 * A new list takes the place of the one before; one with a Count of 0 gives it back. What
 * is left when the device object is deleted, or the driver goes, is given back then.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_CONFLICTING_ADDRESSES; STATUS_UNSUCCESSFUL for an
 *	impossible list; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoReportResourceForDetection(PDRIVER_OBJECT DriverObject,
					    PCM_RESOURCE_LIST DriverList, ULONG DriverListSize,
					    PDEVICE_OBJECT DeviceObject,
					    PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize,
					    PBOOLEAN ConflictDetected)
{
	PCM_RESOURCE_LIST list;
	const void *owner;
	NTSTATUS status;

	*ConflictDetected = FALSE;
	if (!select_list(DriverObject, DriverList, DriverListSize, DeviceObject, DeviceList,
			 DeviceListSize, &owner, &list))
		return STATUS_UNSUCCESSFUL;
	status = wdm_arbiter_claim(owner, NULL, list, false);
	*ConflictDetected = status == STATUS_CONFLICTING_ADDRESSES;
	return status;
}
WDM_EXPORT(IoReportResourceForDetection);

/**
 * IoReportResourceUsage - IoReportResourceUsage function: claim resources, as drivers for
 *	NT 4 do
 * @DriverClassName: what the driver is filed under; ignored
 * @DriverObject: as for IoReportResourceForDetection()
 * @DriverList: likewise
 * @DriverListSize: likewise
 * @DeviceObject: likewise
 * @DeviceList: likewise
 * @DeviceListSize: likewise
 * @OverrideConflict: claim them although somebody else has them
 * @ConflictDetected: returns TRUE if somebody else has them
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: as IoReportResourceForDetection(); with @OverrideConflict STATUS_SUCCESS also if
 *	there is a conflict.
 */
NTSTATUS NTAPI IoReportResourceUsage(PUNICODE_STRING DriverClassName,
				     PDRIVER_OBJECT DriverObject, PCM_RESOURCE_LIST DriverList,
				     ULONG DriverListSize, PDEVICE_OBJECT DeviceObject,
				     PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize,
				     BOOLEAN OverrideConflict, PBOOLEAN ConflictDetected)
{
	PCM_RESOURCE_LIST list;
	const void *owner;
	NTSTATUS status;

	*ConflictDetected = FALSE;
	if (!select_list(DriverObject, DriverList, DriverListSize, DeviceObject, DeviceList,
			 DeviceListSize, &owner, &list))
		return STATUS_UNSUCCESSFUL;
	status = wdm_arbiter_claim(owner, NULL, list, false);
	*ConflictDetected = status == STATUS_CONFLICTING_ADDRESSES;
	if (*ConflictDetected && OverrideConflict)
		status = wdm_arbiter_claim(owner, NULL, list, true);
	return status;
}
WDM_EXPORT(IoReportResourceUsage);

/**
 * IoAssignResources - IoAssignResources function: be given resources, as drivers for NT 4 are
 * @RegistryPath: where the choice would be noted; ignored
 * @DriverClassName: what the driver is filed under; ignored
 * @DriverObject: the driver
 * @DeviceObject: the device that they are for; may be NULL
 * @RequestedResources: what is needed; NULL gives back what there is
 * @AllocatedResources: returns what was assigned, in pool memory that the caller frees
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_CONFLICTING_ADDRESSES if what is needed can't be had;
 *	STATUS_INVALID_PARAMETER for an impossible list; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoAssignResources(PUNICODE_STRING RegistryPath, PUNICODE_STRING DriverClassName,
				 PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT DeviceObject,
				 PIO_RESOURCE_REQUIREMENTS_LIST RequestedResources,
				 PCM_RESOURCE_LIST *AllocatedResources)
{
	const void *owner = DeviceObject ? (void *)DeviceObject : DriverObject;

	if (RequestedResources)
		return wdm_arbiter_assign(owner, NULL, RequestedResources, AllocatedResources);
	if (AllocatedResources)
		*AllocatedResources = NULL;
	wdm_arbiter_release(owner);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoAssignResources);
