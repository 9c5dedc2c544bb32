// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: scatter/gather lists.
 *
 * A list is made in two steps. What the device can reach is mapped when the driver
 * asks, as that can fail and a queued request can't. What has to be copied gets its
 * pages when the map registers are there, and then the driver is called.
 *
 * The list that the driver sees stands before our own data in one piece of memory, sized
 * by the request: a driver that brings the memory finds the list at its start. Reserved
 * of the list leads to our data, and that of an element tells how it is mapped.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "call.h"
#include "hal.h"
#include "io.h"
#include "ke.h"

static size_t list_size(u32 elements)
{
	return sizeof(SCATTER_GATHER_LIST) + (size_t)elements * sizeof(SCATTER_GATHER_ELEMENT);
}

/** wdm_sg_size - memory for a list of @elements, in bytes */
size_t wdm_sg_size(u32 elements)
{
	return list_size(elements) + sizeof(struct wdm_sg);
}

static struct wdm_sg *sg_init(void *memory, u32 elements)
{
	struct wdm_sg *sg = memory + list_size(elements);

	memset(sg, 0, sizeof(*sg));
	sg->list = memory;
	sg->list->NumberOfElements = 0;
	sg->list->Reserved = (ULONG_PTR)sg;
	return sg;
}

/** wdm_sg_count - elements that a transfer comes to; one if the device takes only that */
u32 wdm_sg_count(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor, size_t length)
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
	if (e->Reserved == WDM_SG_DIRECT) {
		dma_unmap_page(adapter->dev, e->Address.QuadPart, e->Length, direction);
		e->Reserved = WDM_SG_NONE;
	} else if (e->Reserved == WDM_SG_BOUNCED && adapter->bounce_mapped && sg->base) {
		dma_sync_single_for_cpu(adapter->dev, e->Address.QuadPart, e->Length, direction);
	}
}

static void unmap_all(struct wdm_sg *sg)
{
	u32 i;

	for (i = 0; i < sg->list->NumberOfElements; i++)
		unmap_element(sg, &sg->list->Elements[i]);
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
	e->Reserved = WDM_SG_DIRECT;
	if (address + e->Length - 1 <= adapter->mask)
		return true;
	dma_unmap_page(adapter->dev, address, e->Length, wdm_dma_direction(to_device));
	e->Reserved = WDM_SG_NONE;
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
		e = &sg->list->Elements[i];
		run = wdm_cursor_run(adapter, cursor, left, &reachable);
		if (!adapter->scatter_gather && run < left) {
			reachable = false;
			run = left;
		}
		e->Length = run;
		e->Address.QuadPart = 0;
		e->Reserved = WDM_SG_BOUNCED;
		sg->list->NumberOfElements = i + 1;
		if (adapter->gone)
			status = STATUS_NO_SUCH_DEVICE;
		else if (reachable && !map_element(adapter, cursor, e, sg->to_device) &&
			 !adapter->bounce)
			status = STATUS_INSUFFICIENT_RESOURCES;
		else if (e->Reserved == WDM_SG_NONE)
			e->Reserved = WDM_SG_BOUNCED;
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

/**
 * wdm_sg_for_each - call a function for each element of a list that has its registers
 * @sg: the list
 * @fn: gets the element, its place in the MDLs and its bounce memory; NULL: it has none
 * @data: for @fn
 */
void wdm_sg_for_each(struct wdm_sg *sg, wdm_sg_fn fn, void *data)
{
	struct wdm_mdl_cursor cursor = sg->start;
	u32 i, used = 0;

	for (i = 0; i < sg->list->NumberOfElements; i++) {
		PSCATTER_GATHER_ELEMENT e = &sg->list->Elements[i];
		void *bounce = NULL;
		size_t in_page;

		wdm_cursor_advance(&cursor, 0);
		if (e->Reserved == WDM_SG_BOUNCED) {
			in_page = offset_in_page(wdm_cursor_address(&cursor));
			bounce = wdm_bounce_page(sg->base + used) + in_page;
			used += ADDRESS_AND_SIZE_TO_SPAN_PAGES(in_page, e->Length);
		}
		fn(sg, cursor, e, bounce, data);
		wdm_cursor_advance(&cursor, e->Length);
	}
}

static void copy_in(struct wdm_sg *sg, struct wdm_mdl_cursor cursor, PSCATTER_GATHER_ELEMENT e,
		    void *bounce, void *data)
{
	struct wdm_adapter *adapter = sg->adapter;
	unsigned long flags;

	if (!bounce)
		return;
	/* For a read as well: see dma_transfer.c. */
	wdm_cursor_copy(cursor, bounce, e->Length, false);
	spin_lock_irqsave(&adapter->lock, flags);
	if (adapter->bounce_mapped) {
		e->Address.QuadPart = adapter->bounce_address + (bounce - adapter->bounce);
		dma_sync_single_for_device(adapter->dev, e->Address.QuadPart, e->Length,
					   wdm_dma_direction(sg->to_device));
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
}

static void copy_out(struct wdm_sg *sg, struct wdm_mdl_cursor cursor, PSCATTER_GATHER_ELEMENT e,
		     void *bounce, void *data)
{
	if (bounce)
		wdm_cursor_copy(cursor, bounce, e->Length, true);
}

/* Second step: the map registers are there. As AdapterControl, at DISPATCH_LEVEL. */
IO_ALLOCATION_ACTION NTAPI wdm_sg_ready(PDEVICE_OBJECT device, PIRP irp, PVOID base,
					PVOID context)
{
	struct wdm_sg *sg = context;

	sg->base = base;
	wdm_sg_for_each(sg, copy_in, NULL);
	if (!sg->routine)
		return KeepObject;
	WDM_CALL(sg->routine, device, irp, sg->list, sg->context);
	return DeallocateObjectKeepRegisters;
}

/* What a request comes to; the checks that all ways of asking share. */
static NTSTATUS measure(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor, ULONG length,
			u32 *elements, u32 *registers)
{
	*elements = wdm_sg_count(adapter, cursor, length);
	*registers = wdm_cursor_pages(cursor, length);
	if (*registers > adapter->nr_registers)
		return STATUS_INSUFFICIENT_RESOURCES;
	return STATUS_SUCCESS;
}

/* Where a transfer begins that is named by an address. */
static NTSTATUS find_va(PMDL mdl, PVOID va, ULONG length, struct wdm_mdl_cursor *cursor)
{
	if (!wdm_cursor_init(cursor, mdl, va) || wdm_cursor_left(*cursor) < length)
		return STATUS_BUFFER_TOO_SMALL;
	wdm_cursor_advance(cursor, 0);
	return STATUS_SUCCESS;
}

/* The device no longer uses a list: all but its registers and its memory. */
static void undo_list(struct wdm_sg *sg)
{
	struct wdm_adapter *adapter = sg->adapter;
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	list_del(&sg->entry);
	unmap_all(sg);
	spin_unlock_irqrestore(&adapter->lock, flags);
}

/* What a list is made of. */
struct request {
	struct wdm_adapter *adapter;
	PDEVICE_OBJECT device;
	struct wdm_dma_context *context;	/* NULL: version 1 or 2 */
	struct wdm_mdl_cursor start;
	ULONG length;
	bool now;		/* not if it would have to wait */
	bool to_device;
	PDRIVER_LIST_CONTROL routine;
	PVOID routine_context;
	PVOID buffer;		/* the driver's memory; NULL: ours */
	ULONG buffer_length;
	PSCATTER_GATHER_LIST *out;	/* returns the list; may be NULL */
};

static NTSTATUS start_list(const struct request *r)
{
	struct wdm_adapter *adapter = r->adapter;
	void *memory = r->buffer;
	u32 elements, registers;
	struct wdm_sg *sg;
	NTSTATUS status;

	status = measure(adapter, r->start, r->length, &elements, &registers);
	if (!NT_SUCCESS(status))
		return status;
	if (!memory)
		memory = kmalloc(wdm_sg_size(elements), GFP_ATOMIC | __GFP_NOWARN);
	else if (r->buffer_length < wdm_sg_size(elements))
		return STATUS_BUFFER_TOO_SMALL;
	if (!memory)
		return STATUS_INSUFFICIENT_RESOURCES;

	sg = sg_init(memory, elements);
	sg->adapter = adapter;
	sg->routine = r->routine;
	sg->context = r->routine_context;
	sg->start = r->start;
	sg->length = r->length;
	sg->to_device = r->to_device;
	sg->own_memory = !r->buffer;
	status = fill_list(sg, elements);
	if (!NT_SUCCESS(status))
		goto fail;

	kref_get(&adapter->ref);
	/* Before the routine can free the list. */
	if (r->out)
		*r->out = sg->list;
	sg->wait.DeviceRoutine = wdm_sg_ready;
	sg->wait.DeviceContext = sg;
	sg->wait.NumberOfMapRegisters = registers;
	sg->wait.DeviceObject = r->device;
	sg->wait.CurrentIrp = r->device ? r->device->CurrentIrp : NULL;
	wdm_wait_set_context(&sg->wait, r->context);
	if (r->now)
		status = wdm_channel_allocate_now(adapter, &sg->wait, NULL);
	else
		status = wdm_channel_allocate(adapter, &sg->wait);
	if (NT_SUCCESS(status))
		return status;

	if (r->out)
		*r->out = NULL;
	undo_list(sg);
	wdm_adapter_put(adapter);
fail:
	if (!r->buffer)
		kfree(memory);
	return status;
}

/** wdm_sg_cancelled - the request for a list was taken out of the queue */
void wdm_sg_cancelled(struct wdm_sg *sg)
{
	struct wdm_adapter *adapter = sg->adapter;

	undo_list(sg);
	if (sg->own_memory)
		kfree(sg->list);
	wdm_adapter_put(adapter);
}

/* DMA_OPERATIONS.PutScatterGatherList (PPUT_SCATTER_GATHER_LIST) */
VOID NTAPI wdm_dma_put_sg_list(PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather,
			       BOOLEAN WriteToDevice)
{
	struct wdm_sg *sg = wdm_sg_of(ScatterGather);
	struct wdm_adapter *adapter = sg->adapter;
	struct wdm_map_register *base = sg->base;

	undo_list(sg);
	if (!sg->to_device)
		wdm_sg_for_each(sg, copy_out, NULL);
	wdm_sg_free_mdl(sg);
	if (sg->own_memory)
		kfree(sg->list);
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
		status = find_va(Mdl, CurrentVa, Length, &cursor);
		if (NT_SUCCESS(status))
			status = measure(adapter, cursor, Length, &elements, &registers);
		if (!NT_SUCCESS(status))
			return status;
	} else {
		registers = ADDRESS_AND_SIZE_TO_SPAN_PAGES(CurrentVa, Length);
		elements = registers;
		if (registers > adapter->nr_registers)
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	*ScatterGatherListSize = wdm_sg_size(elements);
	if (pNumberOfMapRegisters)
		*pNumberOfMapRegisters = registers;
	return STATUS_SUCCESS;
}

/* DMA_OPERATIONS.GetScatterGatherList (PGET_SCATTER_GATHER_LIST) */
NTSTATUS NTAPI wdm_dma_get_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl,
				   PVOID CurrentVa, ULONG Length,
				   PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				   BOOLEAN WriteToDevice)
{
	struct request r = {
		.adapter = to_wdm_adapter(DmaAdapter),
		.device = DeviceObject,
		.length = Length,
		.to_device = WriteToDevice,
		.routine = ExecutionRoutine,
		.routine_context = Context,
	};
	NTSTATUS status = find_va(Mdl, CurrentVa, Length, &r.start);

	return NT_SUCCESS(status) ? start_list(&r) : status;
}

/* DMA_OPERATIONS.BuildScatterGatherList (PBUILD_SCATTER_GATHER_LIST) */
NTSTATUS NTAPI wdm_dma_build_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
				     PMDL Mdl, PVOID CurrentVa, ULONG Length,
				     PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				     BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
				     ULONG ScatterGatherLength)
{
	struct request r = {
		.adapter = to_wdm_adapter(DmaAdapter),
		.device = DeviceObject,
		.length = Length,
		.to_device = WriteToDevice,
		.routine = ExecutionRoutine,
		.routine_context = Context,
		.buffer = ScatterGatherBuffer,
		.buffer_length = ScatterGatherLength,
	};
	NTSTATUS status = find_va(Mdl, CurrentVa, Length, &r.start);

	if (!NT_SUCCESS(status))
		return status;
	return ScatterGatherBuffer ? start_list(&r) : STATUS_BUFFER_TOO_SMALL;
}

/*
 * Version 3: by an offset into the chain, and under a transfer context. Without a
 * routine the list has to be returned, and can only be if nobody has to wait for it;
 * then the channel is kept until FreeAdapterObject, and the list with its registers, as
 * ever, until PutScatterGatherList.
 */
static NTSTATUS start_list_ex(struct request *r, PVOID context, PMDL mdl, u64 offset, ULONG flags)
{
	r->context = context;
	r->now = flags & DMA_SYNCHRONOUS_CALLBACK;
	if (!r->device || !wdm_dma_context_valid(r->adapter, context) ||
	    (flags & ~DMA_SYNCHRONOUS_CALLBACK) || (!r->routine && !(r->now && r->out)))
		return STATUS_INVALID_PARAMETER;
	if (!mdl || !r->length || !wdm_cursor_init_offset(&r->start, mdl, offset) ||
	    wdm_cursor_left(r->start) < r->length)
		return STATUS_INVALID_PARAMETER;
	return start_list(r);
}

/* DMA_OPERATIONS.GetScatterGatherListEx (PGET_SCATTER_GATHER_LIST_EX) */
NTSTATUS NTAPI wdm_dma_get_sg_list_ex(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
				      PVOID DmaTransferContext, PMDL Mdl, ULONGLONG Offset,
				      ULONG Length, ULONG Flags,
				      PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				      BOOLEAN WriteToDevice,
				      PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
				      PVOID CompletionContext,
				      PSCATTER_GATHER_LIST *ScatterGatherList)
{
	struct request r = {
		.adapter = to_wdm_adapter(DmaAdapter),
		.device = DeviceObject,
		.length = Length,
		.to_device = WriteToDevice,
		.routine = ExecutionRoutine,
		.routine_context = Context,
		.out = ScatterGatherList,
	};

	return start_list_ex(&r, DmaTransferContext, Mdl, Offset, Flags);
}

/* DMA_OPERATIONS.BuildScatterGatherListEx (PBUILD_SCATTER_GATHER_LIST_EX) */
NTSTATUS NTAPI wdm_dma_build_sg_list_ex(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
					PVOID DmaTransferContext, PMDL Mdl, ULONGLONG Offset,
					ULONG Length, ULONG Flags,
					PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
					BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
					ULONG ScatterGatherLength,
					PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
					PVOID CompletionContext, PVOID ScatterGatherList)
{
	struct request r = {
		.adapter = to_wdm_adapter(DmaAdapter),
		.device = DeviceObject,
		.length = Length,
		.to_device = WriteToDevice,
		.routine = ExecutionRoutine,
		.routine_context = Context,
		.buffer = ScatterGatherBuffer,
		.buffer_length = ScatterGatherLength,
		.out = ScatterGatherList,
	};

	if (!ScatterGatherBuffer)
		return STATUS_INVALID_PARAMETER;
	return start_list_ex(&r, DmaTransferContext, Mdl, Offset, Flags);
}
