// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: scatter/gather lists.
 *
 * A list is made in two steps. What the device can reach is mapped when the driver
 * asks, as that can fail and a queued request can't. What has to be copied gets its
 * pages when the map registers are there, and then the driver is called.
 *
 * The list that the driver sees stands behind our own data in one piece of memory,
 * sized by the request. The Reserved member of an element tells how it is mapped.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "call.h"
#include "hal.h"
#include "io.h"
#include "ke.h"

enum element_kind {
	ELEMENT_NONE,		/* not mapped (yet, or any more) */
	ELEMENT_DIRECT,
	ELEMENT_BOUNCED,
};

/**
 * struct wdm_sg - a scatter/gather list and what is to be known about it
 * @wait: request for map registers
 * @entry: A: in adapter->lists
 * @adapter: referenced
 * @routine: the driver's AdapterListControl routine
 * @context: for it
 * @start: where the transfer begins
 * @length: of the transfer, in bytes
 * @to_device: direction
 * @own_memory: GetScatterGatherList allocated this; else the driver did
 * @base: the map registers
 * @list: what the driver sees
 */
struct wdm_sg {
	WAIT_CONTEXT_BLOCK wait;
	struct list_head entry;
	struct wdm_adapter *adapter;
	PDRIVER_LIST_CONTROL routine;
	PVOID context;
	struct wdm_mdl_cursor start;
	size_t length;
	bool to_device;
	bool own_memory;
	struct wdm_map_register *base;
	SCATTER_GATHER_LIST list;
};

static size_t sg_size(u32 elements)
{
	return sizeof(struct wdm_sg) + elements * sizeof(SCATTER_GATHER_ELEMENT);
}

/* Elements that the transfer comes to; one if the device takes only that. */
static u32 count_elements(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor,
			  size_t length)
{
	bool reachable;
	u32 count = 0;
	size_t run;

	for (; length; length -= run, count++) {
		run = wdm_cursor_run(adapter, cursor, length, &reachable);
		if (!run)
			break;
		wdm_cursor_advance(&cursor, run);
	}
	return adapter->scatter_gather ? count : min(count, 1U);
}

static void unmap_element(struct wdm_sg *sg, PSCATTER_GATHER_ELEMENT e)
{
	struct wdm_adapter *adapter = sg->adapter;
	enum dma_data_direction direction = wdm_dma_direction(sg->to_device);

	lockdep_assert_held(&adapter->lock);
	if (e->Reserved == ELEMENT_DIRECT) {
		dma_unmap_page(adapter->dev, e->Address.QuadPart, e->Length, direction);
		e->Reserved = ELEMENT_NONE;
	} else if (e->Reserved == ELEMENT_BOUNCED && adapter->bounce_mapped && sg->base) {
		dma_sync_single_for_cpu(adapter->dev, e->Address.QuadPart, e->Length, direction);
	}
}

static void unmap_all(struct wdm_sg *sg)
{
	u32 i;

	for (i = 0; i < sg->list.NumberOfElements; i++)
		unmap_element(sg, &sg->list.Elements[i]);
}

/** wdm_sg_release - the device goes: nothing stays mapped; adapter->lock held */
void wdm_sg_release(struct wdm_adapter *adapter)
{
	struct wdm_sg *sg;

	lockdep_assert_held(&adapter->lock);
	list_for_each_entry(sg, &adapter->lists, entry)
		unmap_all(sg);
}

static bool map_element(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor,
			PSCATTER_GATHER_ELEMENT e, bool to_device)
{
	phys_addr_t physical = wdm_cursor_address(&cursor);
	dma_addr_t address;

	if (!pfn_valid(PHYS_PFN(physical)))
		return false;
	address = dma_map_page(adapter->dev, pfn_to_page(PHYS_PFN(physical)),
			       offset_in_page(physical), e->Length, wdm_dma_direction(to_device));
	if (dma_mapping_error(adapter->dev, address))
		return false;
	e->Address.QuadPart = address;
	e->Reserved = ELEMENT_DIRECT;
	if (address + e->Length - 1 <= adapter->mask)
		return true;
	dma_unmap_page(adapter->dev, address, e->Length, wdm_dma_direction(to_device));
	e->Reserved = ELEMENT_NONE;
	return false;
}

/* First step: the elements, with those mapped that can be. */
static NTSTATUS fill_list(struct wdm_sg *sg, u32 elements)
{
	struct wdm_adapter *adapter = sg->adapter;
	struct wdm_mdl_cursor cursor = sg->start;
	size_t left = sg->length;
	NTSTATUS status = STATUS_SUCCESS;
	PSCATTER_GATHER_ELEMENT e;
	unsigned long flags;
	bool reachable;
	size_t run;
	u32 i;

	spin_lock_irqsave(&adapter->lock, flags);
	for (i = 0; i < elements; i++) {
		e = &sg->list.Elements[i];
		run = wdm_cursor_run(adapter, cursor, left, &reachable);
		if (!adapter->scatter_gather && run < left) {
			reachable = false;
			run = left;
		}
		e->Length = run;
		e->Address.QuadPart = 0;
		e->Reserved = ELEMENT_BOUNCED;
		sg->list.NumberOfElements = i + 1;
		if (adapter->gone)
			status = STATUS_NO_SUCH_DEVICE;
		else if (reachable && !map_element(adapter, cursor, e, sg->to_device) &&
			 !adapter->bounce)
			status = STATUS_INSUFFICIENT_RESOURCES;
		else if (e->Reserved == ELEMENT_NONE)
			e->Reserved = ELEMENT_BOUNCED;
		if (!NT_SUCCESS(status))
			break;
		left -= run;
		wdm_cursor_advance(&cursor, run);
	}
	if (NT_SUCCESS(status))
		list_add_tail(&sg->entry, &adapter->lists);
	else
		unmap_all(sg);
	spin_unlock_irqrestore(&adapter->lock, flags);
	return status;
}

/* Calls @fn for each bounced element with its bounce memory. */
static void for_each_bounced(struct wdm_sg *sg,
			     void (*fn)(struct wdm_sg *sg, struct wdm_mdl_cursor cursor,
					PSCATTER_GATHER_ELEMENT e, size_t offset))
{
	struct wdm_mdl_cursor cursor = sg->start;
	u32 i, used = 0;

	for (i = 0; i < sg->list.NumberOfElements; i++) {
		PSCATTER_GATHER_ELEMENT e = &sg->list.Elements[i];
		size_t in_page;

		if (e->Reserved == ELEMENT_BOUNCED) {
			wdm_cursor_advance(&cursor, 0);
			in_page = offset_in_page(wdm_cursor_address(&cursor));
			fn(sg, cursor, e, (size_t)used * PAGE_SIZE + in_page);
			used += ADDRESS_AND_SIZE_TO_SPAN_PAGES(in_page, e->Length);
		}
		wdm_cursor_advance(&cursor, e->Length);
	}
}

static void copy_in(struct wdm_sg *sg, struct wdm_mdl_cursor cursor, PSCATTER_GATHER_ELEMENT e,
		    size_t offset)
{
	struct wdm_adapter *adapter = sg->adapter;
	unsigned long flags;

	if (sg->to_device)
		wdm_cursor_copy(cursor, wdm_bounce_page(sg->base) + offset, e->Length, false);
	spin_lock_irqsave(&adapter->lock, flags);
	if (adapter->bounce_mapped) {
		e->Address.QuadPart = adapter->bounce_address +
				      (dma_addr_t)sg->base->index * PAGE_SIZE + offset;
		dma_sync_single_for_device(adapter->dev, e->Address.QuadPart, e->Length,
					   wdm_dma_direction(sg->to_device));
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
}

static void copy_out(struct wdm_sg *sg, struct wdm_mdl_cursor cursor, PSCATTER_GATHER_ELEMENT e,
		     size_t offset)
{
	wdm_cursor_copy(cursor, wdm_bounce_page(sg->base) + offset, e->Length, true);
}

/* Second step: the map registers are there. As AdapterControl, at DISPATCH_LEVEL. */
IO_ALLOCATION_ACTION NTAPI wdm_sg_ready(PDEVICE_OBJECT device, PIRP irp, PVOID base,
					PVOID context)
{
	struct wdm_sg *sg = context;

	sg->base = base;
	for_each_bounced(sg, copy_in);
	WDM_CALL(sg->routine, device, irp, &sg->list, sg->context);
	return DeallocateObjectKeepRegisters;
}

/* What a request comes to; the checks that both ways of asking share. */
static NTSTATUS measure(struct wdm_adapter *adapter, PMDL mdl, PVOID va, ULONG length,
			struct wdm_mdl_cursor *cursor, u32 *elements, u32 *registers)
{
	if (!wdm_cursor_init(cursor, mdl, va) || wdm_cursor_left(*cursor) < length)
		return STATUS_BUFFER_TOO_SMALL;
	wdm_cursor_advance(cursor, 0);
	*elements = count_elements(adapter, *cursor, length);
	*registers = wdm_cursor_pages(*cursor, length);
	if (*registers > adapter->nr_registers)
		return STATUS_INSUFFICIENT_RESOURCES;
	return STATUS_SUCCESS;
}

static NTSTATUS start_list(struct wdm_sg *sg, struct wdm_adapter *adapter, PDEVICE_OBJECT device,
			   u32 elements, u32 registers)
{
	NTSTATUS status;

	sg->adapter = adapter;
	sg->list.NumberOfElements = 0;
	sg->list.Reserved = 0;
	status = fill_list(sg, elements);
	if (!NT_SUCCESS(status))
		return status;

	kref_get(&adapter->ref);
	sg->wait.DeviceRoutine = wdm_sg_ready;
	sg->wait.DeviceContext = sg;
	sg->wait.NumberOfMapRegisters = registers;
	sg->wait.DeviceObject = device;
	sg->wait.CurrentIrp = device ? device->CurrentIrp : NULL;
	/* Can't fail: measure() compared the number. */
	return wdm_channel_allocate(adapter, &sg->wait);
}

/* DMA_OPERATIONS.GetScatterGatherList (PGET_SCATTER_GATHER_LIST) */
NTSTATUS NTAPI wdm_dma_get_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl,
				   PVOID CurrentVa, ULONG Length,
				   PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				   BOOLEAN WriteToDevice)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_mdl_cursor cursor;
	u32 elements, registers;
	struct wdm_sg *sg;
	NTSTATUS status;

	status = measure(adapter, Mdl, CurrentVa, Length, &cursor, &elements, &registers);
	if (!NT_SUCCESS(status))
		return status;
	sg = kzalloc(sg_size(elements), GFP_ATOMIC | __GFP_NOWARN);
	if (!sg)
		return STATUS_INSUFFICIENT_RESOURCES;
	sg->routine = ExecutionRoutine;
	sg->context = Context;
	sg->start = cursor;
	sg->length = Length;
	sg->to_device = WriteToDevice;
	sg->own_memory = true;
	status = start_list(sg, adapter, DeviceObject, elements, registers);
	if (!NT_SUCCESS(status))
		kfree(sg);
	return status;
}

/* DMA_OPERATIONS.PutScatterGatherList (PPUT_SCATTER_GATHER_LIST) */
VOID NTAPI wdm_dma_put_sg_list(PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather,
			       BOOLEAN WriteToDevice)
{
	struct wdm_sg *sg = container_of(ScatterGather, struct wdm_sg, list);
	struct wdm_adapter *adapter = sg->adapter;
	struct wdm_map_register *base = sg->base;
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	list_del(&sg->entry);
	unmap_all(sg);
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (!sg->to_device)
		for_each_bounced(sg, copy_out);
	if (sg->own_memory)
		kfree(sg);
	wdm_registers_free(adapter, base);
	wdm_adapter_put(adapter);
}

/* DMA_OPERATIONS.CalculateScatterGatherList (PCALCULATE_SCATTER_GATHER_LIST_SIZE) */
NTSTATUS NTAPI wdm_dma_calculate_sg_list(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID CurrentVa,
					 ULONG Length, PULONG ScatterGatherListSize,
					 PULONG pNumberOfMapRegisters)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_mdl_cursor cursor;
	u32 elements, registers;
	NTSTATUS status;

	if (Mdl) {
		status = measure(adapter, Mdl, CurrentVa, Length, &cursor, &elements,
				 &registers);
		if (!NT_SUCCESS(status))
			return status;
	} else {
		registers = ADDRESS_AND_SIZE_TO_SPAN_PAGES(CurrentVa, Length);
		elements = registers;
		if (registers > adapter->nr_registers)
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	*ScatterGatherListSize = sg_size(elements);
	if (pNumberOfMapRegisters)
		*pNumberOfMapRegisters = registers;
	return STATUS_SUCCESS;
}

/* DMA_OPERATIONS.BuildScatterGatherList (PBUILD_SCATTER_GATHER_LIST) */
NTSTATUS NTAPI wdm_dma_build_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
				     PMDL Mdl, PVOID CurrentVa, ULONG Length,
				     PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				     BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
				     ULONG ScatterGatherLength)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_sg *sg = ScatterGatherBuffer;
	struct wdm_mdl_cursor cursor;
	u32 elements, registers;
	NTSTATUS status;

	status = measure(adapter, Mdl, CurrentVa, Length, &cursor, &elements, &registers);
	if (!NT_SUCCESS(status))
		return status;
	if (ScatterGatherLength < sg_size(elements))
		return STATUS_BUFFER_TOO_SMALL;
	memset(sg, 0, sizeof(*sg));
	sg->routine = ExecutionRoutine;
	sg->context = Context;
	sg->start = cursor;
	sg->length = Length;
	sg->to_device = WriteToDevice;
	return start_list(sg, adapter, DeviceObject, elements, registers);
}

/* DMA_OPERATIONS.BuildMdlFromScatterGatherList */
NTSTATUS NTAPI wdm_dma_build_mdl_from_sg_list(PDMA_ADAPTER DmaAdapter,
					      PSCATTER_GATHER_LIST ScatterGather,
					      PMDL OriginalMdl, PMDL *TargetMdl)
{
	struct wdm_sg *sg = container_of(ScatterGather, struct wdm_sg, list);
	u32 i, pages = 0, n;
	PPFN_NUMBER pfn;
	PVOID va;
	PMDL mdl;

	/* An MDL has an offset in its first page only: elements must line up. */
	for (i = 0; i < ScatterGather->NumberOfElements; i++) {
		u64 address = ScatterGather->Elements[i].Address.QuadPart;

		if ((i && offset_in_page(address)) ||
		    (i + 1 < ScatterGather->NumberOfElements &&
		     offset_in_page(address + ScatterGather->Elements[i].Length)))
			return STATUS_NONE_MAPPED;
	}
	va = (PVOID)((ULONG_PTR)MmGetMdlBaseVa(OriginalMdl) +
		     offset_in_page(wdm_cursor_address(&sg->start)));
	mdl = IoAllocateMdl(va,
			    sg->length, FALSE, FALSE, NULL);
	if (!mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	pfn = MmGetMdlPfnArray(mdl);
	for (i = 0; i < ScatterGather->NumberOfElements; i++) {
		u64 address = ScatterGather->Elements[i].Address.QuadPart;

		n = ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, ScatterGather->Elements[i].Length);
		for (; n; n--, address += PAGE_SIZE)
			pfn[pages++] = address >> PAGE_SHIFT;
	}
	mdl->Process = OriginalMdl->Process;
	*TargetMdl = mdl;
	return STATUS_SUCCESS;
}
