// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: what drivers asked for before there was Plug and Play.
 *
 * A device belongs to a driver by its INF here, whatever the driver thinks it finds. So
 * these answer about devices of wdmcore's, and have nothing to say about others.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include <ntddk.h>
#include "compat.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/* What a PCI device is known by; members that don't matter are -1. */
struct wanted {
	s64 bus;
	s64 slot;
	s64 line;
	const struct task_struct *starter;
};

static bool fits(const struct wdm_devnode *node, const struct wanted *w)
{
	const struct wdm_pci_resources *r = &node->resources;

	if (node->kind != WDM_DEVNODE_PCI || !node->hardware)
		return false;
	if (w->starter && READ_ONCE(node->starter) != w->starter)
		return false;
	if (w->line >= 0 && (w->line != r->interrupt.line || !r->interrupt.irq ||
			     r->interrupt.messages))
		return false;
	return (w->bus < 0 || w->bus == r->bus) && (w->slot < 0 || w->slot == r->slot);
}

/* The first that fits, referenced. */
static struct wdm_devnode *find(const struct wanted *w)
{
	struct wdm_devnode *node, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	list_for_each_entry(node, &wdm_devnodes, entry) {
		if (fits(node, w) && kref_get_unless_zero(&node->ref)) {
			found = node;
			break;
		}
	}
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return found;
}

/**
 * HalGetAdapter - HalGetAdapter routine (obsolete): a DMA adapter
 * @DeviceDescription: what the device can do
 * @NumberOfMapRegisters: gets how many map registers a transfer may use
 *
 * As IoGetDmaAdapter(), for a driver that has no PDO to name.
 *
 * Partial: only for the device that the calling thread is starting; the description
 * doesn't say which one is meant.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the adapter; NULL.
 */
PADAPTER_OBJECT NTAPI HalGetAdapter(PDEVICE_DESCRIPTION DeviceDescription,
				    PULONG NumberOfMapRegisters)
{
	const struct wanted wanted = { .bus = -1, .slot = -1, .line = -1, .starter = current };
	struct wdm_devnode *node = find(&wanted);
	PADAPTER_OBJECT adapter = NULL;

	if (!node)
		return NULL;
	if (node->pdo)
		adapter = IoGetDmaAdapter(node->pdo, DeviceDescription, NumberOfMapRegisters);
	wdm_devnode_put(node);
	return adapter;
}
WDM_EXPORT(HalGetAdapter);

/**
 * HalAllocateAdapterChannel - HalAllocateAdapterChannel routine: the channel of an adapter
 * @AdapterObject: the adapter
 * @Wcb: the caller's wait block, with DeviceObject, CurrentIrp and DeviceContext set;
 *	in use until @ExecutionRoutine is called
 * @NumberOfMapRegisters: how many it takes
 * @ExecutionRoutine: an AdapterControl routine
 *
 * As AllocateAdapterChannel, whose wait block is the device object's.
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS if the routine was or will be called;
 *	STATUS_INSUFFICIENT_RESOURCES if there aren't that many map registers.
 */
NTSTATUS NTAPI HalAllocateAdapterChannel(PADAPTER_OBJECT AdapterObject, PWAIT_CONTEXT_BLOCK Wcb,
					 ULONG NumberOfMapRegisters,
					 PDRIVER_CONTROL ExecutionRoutine)
{
	Wcb->DeviceRoutine = ExecutionRoutine;
	Wcb->NumberOfMapRegisters = NumberOfMapRegisters;
	wdm_wait_set_context(Wcb, NULL);
	return wdm_channel_allocate(to_wdm_adapter(AdapterObject), Wcb);
}
WDM_EXPORT(HalAllocateAdapterChannel);

/**
 * HalGetInterruptVector - HalGetInterruptVector routine (obsolete): what to connect to
 * @InterfaceType: PCIBus
 * @BusNumber: the bus
 * @BusInterruptLevel: the line, as the device's configuration space has it
 * @BusInterruptVector: ignored, PCI has none
 * @Irql: gets the DIRQL
 * @Affinity: gets the processors that it may come to
 *
 * Partial: only for the lines of devices that have drivers here.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the vector, for IoConnectInterrupt(); 0 if there is no such line.
 */
ULONG NTAPI HalGetInterruptVector(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
				  ULONG BusInterruptLevel, ULONG BusInterruptVector, PKIRQL Irql,
				  PKAFFINITY Affinity)
{
	const struct wanted wanted = { .bus = BusNumber, .slot = -1, .line = BusInterruptLevel };
	struct wdm_devnode *node = InterfaceType == PCIBus ? find(&wanted) : NULL;
	u32 irq;

	*Irql = PASSIVE_LEVEL;
	*Affinity = 0;
	if (!node)
		return 0;
	irq = node->resources.interrupt.irq;
	if (irq) {
		*Irql = wdm_dirql_of_irq(irq);
		*Affinity = wdm_irq_affinity(irq);
	}
	wdm_devnode_put(node);
	return irq;
}
WDM_EXPORT(HalGetInterruptVector);

/**
 * HalAssignSlotResources - HalAssignSlotResources routine (obsolete): a device's resources
 * @RegistryPath: ignored, nothing is written to the registry
 * @DriverClassName: ignored
 * @DriverObject: the driver, which has to be the device's
 * @DeviceObject: ignored
 * @BusType: PCIBus
 * @BusNumber: the bus
 * @SlotNumber: a PCI_SLOT_NUMBER
 * @AllocatedResources: gets the raw resources, for ExFreePool()
 *
 * The resources are the device's as long as it has its driver.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_DOES_NOT_EXIST if there is none, or it has another
 *	driver; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI HalAssignSlotResources(PUNICODE_STRING RegistryPath,
				      PUNICODE_STRING DriverClassName,
				      PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT DeviceObject,
				      INTERFACE_TYPE BusType, ULONG BusNumber, ULONG SlotNumber,
				      PCM_RESOURCE_LIST *AllocatedResources)
{
	const struct wanted wanted = { .bus = BusNumber, .slot = SlotNumber, .line = -1 };
	struct wdm_devnode *node = BusType == PCIBus ? find(&wanted) : NULL;
	NTSTATUS status = STATUS_DEVICE_DOES_NOT_EXIST;

	*AllocatedResources = NULL;
	if (!node)
		return status;
	if (node->driver && &node->driver->obj == DriverObject) {
		*AllocatedResources = wdm_resources_list(&node->resources, false, NULL);
		status = *AllocatedResources ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
	}
	wdm_devnode_put(node);
	return status;
}
WDM_EXPORT(HalAssignSlotResources);
