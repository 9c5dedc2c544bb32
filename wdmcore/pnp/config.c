// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: configuration space, by request and by BUS_INTERFACE_STANDARD.
 *
 * The interface is a table of routines that drivers call at IRQL <= DISPATCH_LEVEL;
 * its context is the devnode, with a reference for each reference to the interface.
 * A device that was taken away reads as all ones, as the bus does.
 */
#include <linux/pci.h>
#include <linux/string.h>

#include "call.h"
#include "compat.h"
#include "hal.h"
#include "io.h"
#include "pe_thunk.h"
#include "pe.h"
#include "pnp.h"
#include "wdmguid.h"

static ULONG clip(struct wdm_devnode *node, ULONG space, ULONG offset, ULONG length)
{
	ULONG size = node->pdev->cfg_size;

	if (space != PCI_WHICHSPACE_CONFIG || offset >= size)
		return 0;
	return min(length, size - offset);
}

/**
 * wdm_config_read - read configuration space
 * @node: the device
 * @space: PCI_WHICHSPACE_CONFIG
 * @buffer: gets the data
 * @offset: in bytes
 * @length: in bytes
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: bytes read; 0 for another space or an offset behind the end.
 */
ULONG wdm_config_read(struct wdm_devnode *node, ULONG space, PVOID buffer, ULONG offset,
		      ULONG length)
{
	unsigned long flags;

	length = clip(node, space, offset, length);
	spin_lock_irqsave(&wdm_pnp_lock, flags);
	if (!node->hardware)
		memset(buffer, 0xff, length);
	else
		wdm_config_space_read(node->pdev, buffer, offset, length);
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return length;
}

/** wdm_config_write - write configuration space; as wdm_config_read() */
ULONG wdm_config_write(struct wdm_devnode *node, ULONG space, PVOID buffer, ULONG offset,
		       ULONG length)
{
	unsigned long flags;

	length = clip(node, space, offset, length);
	spin_lock_irqsave(&wdm_pnp_lock, flags);
	if (node->hardware)
		wdm_config_space_write(node->pdev, buffer, offset, length);
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	return length;
}

static VOID NTAPI interface_reference(PVOID Context)
{
	wdm_devnode_get(Context);
}

static VOID NTAPI interface_dereference(PVOID Context)
{
	wdm_devnode_put(Context);
}

static BOOLEAN NTAPI translate_bus_address(PVOID Context, PHYSICAL_ADDRESS BusAddress,
					   ULONG Length, PULONG AddressSpace,
					   PPHYSICAL_ADDRESS TranslatedAddress)
{
	struct wdm_devnode *node = Context;
	u64 address = BusAddress.QuadPart;
	u32 i;

	/* AddressSpace: 0 memory, 1 I/O; x86 maps both one to one. */
	for (i = 0; i < node->resources.nr_ranges; i++) {
		const struct wdm_pci_range *r = &node->resources.range[i];

		if (r->port != (*AddressSpace != 0) || address < r->bus_start ||
		    address - r->bus_start >= r->length ||
		    Length > r->length - (address - r->bus_start))
			continue;
		TranslatedAddress->QuadPart = r->start + (address - r->bus_start);
		return TRUE;
	}
	return FALSE;
}

static PDMA_ADAPTER NTAPI get_dma_adapter(PVOID Context, PDEVICE_DESCRIPTION DeviceDescriptor,
					  PULONG NumberOfMapRegisters)
{
	PDMA_ADAPTER adapter = wdm_dma_adapter_get(Context, DeviceDescriptor, NumberOfMapRegisters);

	if (adapter)
		wdm_dma_set_caller(adapter, WDM_CALLED_BY_IMAGE());
	return adapter;
}

static ULONG NTAPI set_bus_data(PVOID Context, ULONG DataType, PVOID Buffer, ULONG Offset,
				ULONG Length)
{
	return wdm_config_write(Context, DataType, Buffer, Offset, Length);
}

static ULONG NTAPI get_bus_data(PVOID Context, ULONG DataType, PVOID Buffer, ULONG Offset,
				ULONG Length)
{
	return wdm_config_read(Context, DataType, Buffer, Offset, Length);
}

const BUS_INTERFACE_STANDARD wdm_bus_interface = {
	.InterfaceReference = interface_reference,
	.InterfaceDereference = interface_dereference,
	.TranslateBusAddress = translate_bus_address,
	.GetDmaAdapter = get_dma_adapter,
	.SetBusData = set_bus_data,
	.GetBusData = get_bus_data,
};

/*
 * IRP_MN_QUERY_INTERFACE: BUS_INTERFACE_STANDARD, version 1
 *
 * The routines are for whoever sent the request, which an image may have done. What one
 * driver gives another in such a way only works between drivers of one kind.
 */
NTSTATUS wdm_pdo_query_interface(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	PBUS_INTERFACE_STANDARD i = (PVOID)stack->Parameters.QueryInterface.Interface;
	const struct wdm_irp *w = wdm_irp_of(irp);

	if (!IsEqualGUID(stack->Parameters.QueryInterface.InterfaceType,
			 &GUID_BUS_INTERFACE_STANDARD))
		return irp->IoStatus.Status;
	if (stack->Parameters.QueryInterface.Version < 1 ||
	    stack->Parameters.QueryInterface.Size < sizeof(*i))
		return STATUS_INVALID_PARAMETER;

	*i = wdm_bus_interface;
	if (w && w->from_image) {
		*i = wdm_bus_interface_entries;
		wdm_gate_table(i, sizeof(*i));
	}
	i->Size = sizeof(*i);
	i->Version = 1;
	i->Context = wdm_devnode_get(node);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_pdo_query_interface);
