// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: DMA adapters.
 *
 * A map register is one page of a transfer. For a device that reaches all memory
 * it is a number and no more: transfers are mapped where they are. A device that
 * doesn't has a bounce page for each, below its limit and in one contiguous piece.
 * These pages are our own because Linux's (swiotlb) only promise to lie below 4 GiB,
 * and a device with fewer than 32 address bits could not reach them. A device that
 * doesn't take scatter/gather lists has them too: its transfers must be contiguous.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "call.h"
#include "compat.h"
#include "hal.h"
#include "io.h"
#include "pe.h"
#include "pe_thunk.h"
#include "pnp.h"
#include "wdmguid.h"

/* 64 MiB in one transfer are enough; bounce pages are rarer: 1 MiB. */
#define MAX_REGISTERS		0x4001
#define MAX_BOUNCE_REGISTERS	256

static VOID NTAPI put_dma_adapter(PDMA_ADAPTER DmaAdapter)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	unsigned long flags;

	spin_lock_irqsave(&wdm_pnp_lock, flags);
	list_del_init(&adapter->entry);
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	wdm_adapter_put(adapter);
}

/* Bus masters have no alignment of their own on a coherent machine. */
static ULONG NTAPI get_dma_alignment(PDMA_ADAPTER DmaAdapter)
{
	return dma_get_cache_alignment();
}

/* Counts what the system's DMA controller has left: nothing for a bus master. */
static ULONG NTAPI read_dma_counter(PDMA_ADAPTER DmaAdapter)
{
	return 0;
}

#define OPERATIONS_V1						\
	.PutDmaAdapter = put_dma_adapter,			\
	.AllocateCommonBuffer = wdm_dma_allocate_common_buffer,	\
	.FreeCommonBuffer = wdm_dma_free_common_buffer,		\
	.AllocateAdapterChannel = wdm_dma_allocate_adapter_channel, \
	.FlushAdapterBuffers = wdm_dma_flush_adapter_buffers,	\
	.FreeAdapterChannel = wdm_dma_free_adapter_channel,	\
	.FreeMapRegisters = wdm_dma_free_map_registers,		\
	.MapTransfer = wdm_dma_map_transfer,			\
	.GetDmaAlignment = get_dma_alignment,			\
	.ReadDmaCounter = read_dma_counter,			\
	.GetScatterGatherList = wdm_dma_get_sg_list,		\
	.PutScatterGatherList = wdm_dma_put_sg_list

#define OPERATIONS_V2						\
	OPERATIONS_V1,						\
	.CalculateScatterGatherList = wdm_dma_calculate_sg_list, \
	.BuildScatterGatherList = wdm_dma_build_sg_list,	\
	.BuildMdlFromScatterGatherList = wdm_dma_build_mdl_from_sg_list

/* Size says which operations there are; the others are NULL. */
static DMA_OPERATIONS operations_v1 = {
	.Size = offsetof(DMA_OPERATIONS, CalculateScatterGatherList),
	OPERATIONS_V1,
};

static DMA_OPERATIONS operations_v2 = {
	.Size = offsetof(DMA_OPERATIONS, GetDmaAdapterInfo),
	OPERATIONS_V2,
};

DMA_OPERATIONS wdm_dma_operations = {
	.Size = sizeof(DMA_OPERATIONS),
	OPERATIONS_V2,
	.GetDmaAdapterInfo = wdm_dma_get_adapter_info,
	.GetDmaTransferInfo = wdm_dma_get_transfer_info,
	.InitializeDmaTransferContext = wdm_dma_initialize_transfer_context,
	.AllocateCommonBufferEx = wdm_dma_allocate_common_buffer_ex,
	.AllocateAdapterChannelEx = wdm_dma_allocate_adapter_channel_ex,
	.ConfigureAdapterChannel = wdm_dma_configure_adapter_channel,
	.CancelAdapterChannel = wdm_dma_cancel_adapter_channel,
	.MapTransferEx = wdm_dma_map_transfer_ex,
	.GetScatterGatherListEx = wdm_dma_get_sg_list_ex,
	.BuildScatterGatherListEx = wdm_dma_build_sg_list_ex,
	.FlushAdapterBuffersEx = wdm_dma_flush_adapter_buffers_ex,
	.FreeAdapterObject = wdm_dma_free_adapter_object,
	.CancelMappedTransfer = wdm_dma_cancel_mapped_transfer,
	.AllocateDomainCommonBuffer = wdm_dma_allocate_domain_common_buffer,
	.FlushDmaBuffer = wdm_dma_flush_dma_buffer,
	.JoinDmaDomain = wdm_dma_join_domain,
	.LeaveDmaDomain = wdm_dma_leave_domain,
	.GetDmaDomain = wdm_dma_get_domain,
	.AllocateCommonBufferWithBounds = wdm_dma_allocate_common_buffer_with_bounds,
	.AllocateCommonBufferVector = wdm_dma_allocate_common_buffer_vector,
	.GetCommonBufferFromVectorByIndex = wdm_dma_get_common_buffer_from_vector,
	.FreeCommonBufferFromVector = wdm_dma_free_common_buffer_from_vector,
	.FreeCommonBufferVector = wdm_dma_free_common_buffer_vector,
	.CreateCommonBufferFromMdl = wdm_dma_create_common_buffer_from_mdl,
};

/* The same for images. */
static DMA_OPERATIONS entries_v1, entries_v2, entries_v3;

/** wdm_dma_init - make the tables for images */
void __init wdm_dma_init(void)
{
	memcpy(&entries_v1, &wdm_dma_operations_entries, operations_v1.Size);
	memcpy(&entries_v2, &wdm_dma_operations_entries, operations_v2.Size);
	memcpy(&entries_v3, &wdm_dma_operations_entries, wdm_dma_operations.Size);
	entries_v1.Size = operations_v1.Size;
	entries_v2.Size = operations_v2.Size;
	entries_v3.Size = wdm_dma_operations.Size;
}

void wdm_dma_gate_entries(void)
{
	wdm_gate_table(&entries_v1, sizeof(entries_v1));
	wdm_gate_table(&entries_v2, sizeof(entries_v2));
	wdm_gate_table(&entries_v3, sizeof(entries_v3));
}

static PDMA_OPERATIONS operations(u32 version)
{
	if (version >= DEVICE_DESCRIPTION_VERSION3)
		return &wdm_dma_operations;
	return version == DEVICE_DESCRIPTION_VERSION2 ? &operations_v2 : &operations_v1;
}

/**
 * wdm_dma_set_caller - whose calling convention an adapter's operations have
 * @adapter: an adapter, which may be a bus driver's own; that one is left alone
 * @image: its user is an image
 *
 * Context: any IRQL. Before it is used.
 */
void wdm_dma_set_caller(PDMA_ADAPTER adapter, bool image)
{
	static const PDMA_OPERATIONS tables[][2] = {
		{ &operations_v1, &entries_v1 },
		{ &operations_v2, &entries_v2 },
		{ &wdm_dma_operations, &entries_v3 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		if (adapter->DmaOperations == tables[i][!image])
			adapter->DmaOperations = tables[i][image];
}

/**
 * wdm_dma_mask - what a device can address, by its description
 * @d: the description
 *
 * Return: the mask; 0 if the description is invalid.
 */
u64 wdm_dma_mask(const DEVICE_DESCRIPTION *d)
{
	if (d->Version >= DEVICE_DESCRIPTION_VERSION3)
		return d->DmaAddressWidth && d->DmaAddressWidth <= 64 ?
		       DMA_BIT_MASK(d->DmaAddressWidth) : 0;
	if (d->Dma64BitAddresses)
		return DMA_BIT_MASK(64);
	if (d->Dma32BitAddresses || (d->ScatterGather && d->InterfaceType == PCIBus))
		return DMA_BIT_MASK(32);
	return DMA_BIT_MASK(24);
}
WDM_EXPORT(wdm_dma_mask);

/**
 * wdm_dma_registers - map registers for transfers of a length
 * @maximum_length: in bytes
 * @bounced: each needs a page of memory
 *
 * A transfer may begin anywhere in a page, hence one more than its pages.
 */
u32 wdm_dma_registers(u64 maximum_length, bool bounced)
{
	u64 pages = DIV_ROUND_UP_ULL(maximum_length, PAGE_SIZE) + 1;

	return min_t(u64, pages, bounced ? MAX_BOUNCE_REGISTERS : MAX_REGISTERS);
}
WDM_EXPORT(wdm_dma_registers);

static void free_adapter(struct kref *ref)
{
	struct wdm_adapter *adapter = container_of(ref, struct wdm_adapter, ref);

	wdm_common_release(adapter);
	if (adapter->bounce) {
		if (adapter->bounce_mapped)
			wdm_dma_unmap_pages(adapter->dev, adapter->nr_registers * PAGE_SIZE,
					    adapter->bounce_address);
		wdm_dma_free_pages(adapter->bounce, adapter->nr_registers * PAGE_SIZE);
	}
	bitmap_free(adapter->used);
	kvfree(adapter->registers);
	wdm_devnode_put(adapter->node);
	put_device(adapter->dev);
	kfree(adapter);
}

/** wdm_adapter_put - drop a reference; IRQL <= DISPATCH_LEVEL */
void wdm_adapter_put(struct wdm_adapter *adapter)
{
	kref_put(&adapter->ref, free_adapter);
}
WDM_EXPORT(wdm_adapter_put);

/* As many bounce pages as there are; fewer than asked for is fine. */
static bool allocate_bounce(struct wdm_adapter *adapter)
{
	struct wdm_common_limits limits = { .highest = adapter->mask, .node = MM_ANY_NODE_OK };

	for (; adapter->nr_registers; adapter->nr_registers /= 2) {
		adapter->bounce = wdm_dma_pages(adapter->dev, &limits,
						adapter->nr_registers * PAGE_SIZE,
						&adapter->bounce_address);
		if (adapter->bounce) {
			adapter->bounce_mapped = true;
			return true;
		}
	}
	return false;
}

/**
 * wdm_adapter_create - a DMA adapter
 * @dev: the device; its DMA mask is set already
 * @node: its devnode; may be NULL
 * @mask: what the device can address
 * @scatter_gather: it takes scatter/gather lists
 * @maximum_length: of one transfer, in bytes
 * @version: of the device description
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the adapter with one reference; NULL without memory.
 */
struct wdm_adapter *wdm_adapter_create(struct device *dev, struct wdm_devnode *node, u64 mask,
				       bool scatter_gather, u64 maximum_length, u16 version)
{
	struct wdm_adapter *adapter = kzalloc(sizeof(*adapter), GFP_KERNEL);
	bool bounced = !scatter_gather || mask < dma_get_required_mask(dev);
	u32 i;

	if (!adapter)
		return NULL;
	kref_init(&adapter->ref);
	spin_lock_init(&adapter->lock);
	INIT_LIST_HEAD(&adapter->entry);
	INIT_LIST_HEAD(&adapter->waiting);
	INIT_LIST_HEAD(&adapter->common);
	INIT_LIST_HEAD(&adapter->lists);
	/* Of the adapter itself, whichever operations it has, as documented. */
	adapter->public.Version = 1;
	adapter->public.Size = sizeof(adapter->public);
	adapter->public.DmaOperations = operations(version);
	adapter->dev = get_device(dev);
	adapter->node = node ? wdm_devnode_get(node) : NULL;
	adapter->mask = mask;
	adapter->scatter_gather = scatter_gather;
	adapter->nr_registers = wdm_dma_registers(maximum_length, bounced);
	if (bounced && !allocate_bounce(adapter))
		goto fail;
	adapter->registers = kvcalloc(adapter->nr_registers, sizeof(*adapter->registers),
				      GFP_KERNEL);
	adapter->used = bitmap_zalloc(adapter->nr_registers, GFP_KERNEL);
	if (!adapter->registers || !adapter->used)
		goto fail;
	for (i = 0; i < adapter->nr_registers; i++) {
		adapter->registers[i].adapter = adapter;
		adapter->registers[i].index = i;
	}
	return adapter;

fail:
	wdm_adapter_put(adapter);
	return NULL;
}
WDM_EXPORT(wdm_adapter_create);

/**
 * wdm_adapters_release - the device goes: nothing may be mapped for it any more
 * @node: the device
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_adapters_release(struct wdm_devnode *node)
{
	struct wdm_adapter *adapter;
	unsigned long flags;

	for (;;) {
		spin_lock_irqsave(&wdm_pnp_lock, flags);
		adapter = list_first_entry_or_null(&node->adapters, struct wdm_adapter, entry);
		if (adapter) {
			list_del_init(&adapter->entry);
			kref_get(&adapter->ref);
		}
		spin_unlock_irqrestore(&wdm_pnp_lock, flags);
		if (!adapter)
			break;

		spin_lock_irqsave(&adapter->lock, flags);
		adapter->gone = true;
		wdm_transfer_release(adapter);
		wdm_sg_release(adapter);
		if (adapter->bounce_mapped)
			wdm_dma_unmap_pages(adapter->dev, adapter->nr_registers * PAGE_SIZE,
					    adapter->bounce_address);
		adapter->bounce_mapped = false;
		spin_unlock_irqrestore(&adapter->lock, flags);
		wdm_common_release(adapter);
		wdm_adapter_put(adapter);
	}
	node->dma_mask = 0;
}

/**
 * wdm_dma_adapter_get - a DMA adapter of the system's
 * @node: the device; one without hardware that Linux knows, as the child of a WDM bus
 *	driver, does its DMA as the next one above it that has some
 * @description: what the device can do
 * @registers: gets how many map registers a transfer may use
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the adapter; NULL if the description can't be met, or without memory.
 */
PDMA_ADAPTER wdm_dma_adapter_get(struct wdm_devnode *node, PDEVICE_DESCRIPTION description,
				 PULONG registers)
{
	u64 mask = wdm_dma_mask(description);
	struct wdm_adapter *adapter;
	unsigned long flags;

	while (node && !node->hardware)
		node = node->parent;
	if (description->Version > DEVICE_DESCRIPTION_VERSION3 || !description->Master || !mask ||
	    !node)
		return NULL;
	/* One device, one mask for Linux: the widest. Adapters look at their own. */
	if (mask > node->dma_mask) {
		if (dma_set_mask_and_coherent(node->dev, mask))
			return NULL;
		node->dma_mask = mask;
	}

	adapter = wdm_adapter_create(node->dev, node, mask, description->ScatterGather,
				     description->MaximumLength, description->Version);
	if (!adapter)
		return NULL;
	spin_lock_irqsave(&wdm_pnp_lock, flags);
	list_add_tail(&adapter->entry, &node->adapters);
	spin_unlock_irqrestore(&wdm_pnp_lock, flags);
	*registers = adapter->nr_registers;
	return &adapter->public;
}

/* FALSE: the device's bus driver has no BUS_INTERFACE_STANDARD, and leaves it to us. */
static bool ask_bus(PDEVICE_OBJECT pdo, PDEVICE_DESCRIPTION description, PULONG registers,
		    PDMA_ADAPTER *adapter)
{
	BUS_INTERFACE_STANDARD bus = {};
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_INTERFACE,
	};

	request.Parameters.QueryInterface.InterfaceType = &GUID_BUS_INTERFACE_STANDARD;
	request.Parameters.QueryInterface.Size = sizeof(bus);
	request.Parameters.QueryInterface.Version = 1;
	request.Parameters.QueryInterface.Interface = (PINTERFACE)&bus;
	if (!NT_SUCCESS(wdm_pnp_request(pdo, &request, STATUS_NOT_SUPPORTED, NULL)))
		return false;
	if (bus.GetDmaAdapter)
		*adapter = WDM_CALL(bus.GetDmaAdapter, bus.Context, description, registers);
	if (bus.InterfaceDereference)
		WDM_CALL(bus.InterfaceDereference, bus.Context);
	return bus.GetDmaAdapter;
}

/**
 * IoGetDmaAdapter - IoGetDmaAdapter routine: a DMA adapter for a device
 * @PhysicalDeviceObject: the PDO
 * @DeviceDescription: what the device can do
 * @NumberOfMapRegisters: gets how many map registers a transfer may use
 *
 * It is the bus driver's GetDmaAdapter routine that makes it, if the device has a
 * BUS_INTERFACE_STANDARD. The adapter's Version is 1 in any case; the version of its
 * operations is that of @DeviceDescription.
 *
 * Differs from Windows: there is no system DMA controller: @DeviceDescription->Master
 * must be TRUE, and ConfigureAdapterChannel is not supported. Nor are there DMA domains:
 * GetDmaDomain returns NULL, and the operations that take one are not supported.
 * CancelMappedTransfer only keeps more from being mapped, as a bus master can't be
 * stopped by others. A common buffer is cached whatever it is asked to be, as DMA is
 * coherent on x86.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the adapter, to be given back with PutDmaAdapter; NULL if
 *	@PhysicalDeviceObject is no PDO, the description can't be met, or without memory.
 */
PDMA_ADAPTER NTAPI IoGetDmaAdapter(PDEVICE_OBJECT PhysicalDeviceObject,
				   PDEVICE_DESCRIPTION DeviceDescription,
				   PULONG NumberOfMapRegisters)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(PhysicalDeviceObject);
	PDMA_ADAPTER adapter = NULL;

	bool image = WDM_CALLED_BY_IMAGE();

	if (!node)
		return NULL;
	if (!ask_bus(PhysicalDeviceObject, DeviceDescription, NumberOfMapRegisters, &adapter))
		adapter = wdm_dma_adapter_get(node, DeviceDescription, NumberOfMapRegisters);
	wdm_devnode_put(node);
	if (adapter)
		wdm_dma_set_caller(adapter, image);
	return adapter;
}
WDM_EXPORT(IoGetDmaAdapter);
