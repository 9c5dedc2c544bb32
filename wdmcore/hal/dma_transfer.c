// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: MapTransfer and FlushAdapterBuffers.
 *
 * A driver maps a transfer in as many pieces as MapTransfer makes of it, one behind
 * the other in its map registers, and flushes them one by one or all together. So
 * each mapping is remembered with the first register that it uses, and a flush ends
 * those that it overlaps.
 *
 * Data that goes through bounce pages is copied to them when mapped, and from them
 * when flushed. It is copied to them for a read as well: the device may write less
 * than was mapped, and the rest of the buffer must not become what an earlier transfer
 * left in the bounce pages.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "call.h"
#include "dbg.h"
#include "hal.h"

/* Tells the DMA API that a mapping has ended. */
static void unmap(struct wdm_map_register *reg)
{
	struct wdm_adapter *adapter = reg->adapter;

	lockdep_assert_held(&adapter->lock);
	if (!reg->mapped)
		return;
	reg->mapped = false;
	if (!reg->bounced)
		dma_unmap_page(adapter->dev, reg->address, reg->length,
			       wdm_dma_direction(reg->to_device));
	else if (adapter->bounce_mapped)
		dma_sync_single_for_cpu(adapter->dev, reg->address, reg->length,
					wdm_dma_direction(reg->to_device));
}

/**
 * wdm_transfer_drop - end the mappings of registers without looking at the data
 * @first: first register of an allocation; its adapter's lock is held
 */
void wdm_transfer_drop(struct wdm_map_register *first)
{
	u32 i;

	for (i = 0; i < first->used; i++) {
		if (first[i].length)
			unmap(&first[i]);
		first[i].length = 0;
	}
	first->used = 0;
}

/** wdm_transfer_release - the device goes: nothing stays mapped; lock held */
void wdm_transfer_release(struct wdm_adapter *adapter)
{
	u32 i;

	lockdep_assert_held(&adapter->lock);
	for (i = 0; i < adapter->nr_registers; i++) {
		if (adapter->registers[i].length)
			unmap(&adapter->registers[i]);
	}
}

/** wdm_transfer_registers - how many registers a mapping takes */
u32 wdm_transfer_registers(const struct wdm_map_register *reg)
{
	return ADDRESS_AND_SIZE_TO_SPAN_PAGES(reg->va, reg->length);
}

/* As much of @length as @left registers hold, beginning at @va. */
static size_t clip(const void *va, size_t length, u32 left)
{
	return min_t(size_t, length, (size_t)left * PAGE_SIZE - offset_in_page(va));
}

static bool map_direct(struct wdm_map_register *reg, const struct wdm_mdl_cursor *cursor)
{
	phys_addr_t address = wdm_cursor_address(cursor);
	struct device *dev = reg->adapter->dev;

	if (!pfn_valid(PHYS_PFN(address)))
		return false;
	reg->address = dma_map_page(dev, pfn_to_page(PHYS_PFN(address)), offset_in_page(address),
				    reg->length, wdm_dma_direction(reg->to_device));
	if (dma_mapping_error(dev, reg->address))
		return false;
	/* An IOMMU that serves a wider adapter of the same device may go too high. */
	if (reg->address + reg->length - 1 > reg->adapter->mask) {
		dma_unmap_page(dev, reg->address, reg->length,
			       wdm_dma_direction(reg->to_device));
		return false;
	}
	reg->bounced = false;
	return true;
}

static bool map_bounced(struct wdm_map_register *reg)
{
	struct wdm_adapter *adapter = reg->adapter;

	if (!adapter->bounce_mapped)
		return false;
	reg->address = adapter->bounce_address + (dma_addr_t)reg->index * PAGE_SIZE +
		       offset_in_page(reg->va);
	dma_sync_single_for_device(adapter->dev, reg->address, reg->length,
				   wdm_dma_direction(reg->to_device));
	reg->bounced = true;
	return true;
}

static void *bounce_of(struct wdm_map_register *reg)
{
	return wdm_bounce_page(reg) + offset_in_page(reg->va);
}

/**
 * wdm_transfer_next - a register to map at
 * @first: first register of an allocation
 *
 * Old mappings that were never flushed make room if there is none.
 */
struct wdm_map_register *wdm_transfer_next(struct wdm_map_register *first)
{
	struct wdm_adapter *adapter = first->adapter;
	unsigned long flags;
	bool lost = false;
	u32 i;

	if (first->used < first->count)
		return &first[first->used];

	spin_lock_irqsave(&adapter->lock, flags);
	for (i = 0; i < first->used; i++)
		lost |= first[i].length && first[i].bounced && !first[i].to_device;
	wdm_transfer_drop(first);
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (lost)
		wdm_bug_report(0xe6, 0, (ULONG_PTR)&adapter->public, (ULONG_PTR)first, 0,
			       WDM_CALLER(),
			       "MapTransfer without a free map register; data read before was not flushed");
	return first;
}

/**
 * wdm_transfer_map - map what begins at a place, as far as it is one piece
 * @reg: the register to map at
 * @left: how many registers there are from @reg on
 * @cursor: the place, settled
 * @length: at most so many bytes; on to the next MDL only if one piece is a must
 * @to_device: the direction
 * @address: returns it as the device sees it
 *
 * Return: the length of the mapping, 0 if it can't be made. When the device is gone,
 *	nothing is mapped: the length is what would have been, and the address 0.
 */
size_t wdm_transfer_map(struct wdm_map_register *reg, u32 left, struct wdm_mdl_cursor cursor,
			size_t length, bool to_device, dma_addr_t *address)
{
	struct wdm_adapter *adapter = reg->adapter;
	PUCHAR va = wdm_cursor_va(&cursor);
	bool reachable, mapped;
	unsigned long flags;
	size_t run;

	*address = 0;
	length = clip(va, length, left);
	run = wdm_cursor_run(adapter, cursor, length, &reachable);
	/* Without scatter/gather the whole length has to be one piece. */
	if (!adapter->scatter_gather && run < length) {
		reachable = false;
		run = length;
	}
	if (!run)
		return 0;

	reg->mdl = cursor.mdl;
	reg->va = va;
	reg->to_device = to_device;
	if (!reachable)
		wdm_cursor_copy(cursor, bounce_of(reg), run, false);

	spin_lock_irqsave(&adapter->lock, flags);
	reg->length = run;
	mapped = !adapter->gone &&
		 (reachable ? map_direct(reg, &cursor) : map_bounced(reg));
	reg->mapped = mapped;
	spin_unlock_irqrestore(&adapter->lock, flags);

	/* Linux could not map it: the bounce pages can, if there are any. */
	if (!mapped && reachable && adapter->bounce && !adapter->gone) {
		wdm_cursor_copy(cursor, bounce_of(reg), run, false);
		spin_lock_irqsave(&adapter->lock, flags);
		reg->mapped = map_bounced(reg);
		mapped = reg->mapped;
		spin_unlock_irqrestore(&adapter->lock, flags);
	}
	if (!mapped && !adapter->gone) {
		pr_err_ratelimited("wdm: %s: no DMA mapping for %zu bytes\n",
				   dev_name(adapter->dev), run);
		reg->length = 0;
		return 0;
	}
	*address = mapped ? reg->address : 0;
	return run;
}

/**
 * wdm_transfer_unmap - end a mapping; what the device read goes to its place
 * @reg: the register that it begins at
 */
void wdm_transfer_unmap(struct wdm_map_register *reg)
{
	struct wdm_adapter *adapter = reg->adapter;
	struct wdm_mdl_cursor cursor;
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	unmap(reg);
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (reg->bounced && !reg->to_device && wdm_cursor_init(&cursor, reg->mdl, reg->va))
		wdm_cursor_copy(cursor, bounce_of(reg), reg->length, true);
	reg->length = 0;
}

/* DMA_OPERATIONS.MapTransfer (PMAP_TRANSFER) */
PHYSICAL_ADDRESS NTAPI wdm_dma_map_transfer(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
					    BOOLEAN WriteToDevice)
{
	struct wdm_map_register *first = MapRegisterBase, *reg;
	PHYSICAL_ADDRESS result = {};
	struct wdm_mdl_cursor cursor;
	dma_addr_t address;
	size_t length;

	if (!first || !*Length || !wdm_cursor_init(&cursor, Mdl, CurrentVa) ||
	    cursor.offset == Mdl->ByteCount) {
		*Length = 0;
		return result;
	}
	reg = wdm_transfer_next(first);
	length = min_t(size_t, *Length, Mdl->ByteCount - cursor.offset);
	length = wdm_transfer_map(reg, first->count - (reg - first), cursor, length,
				  WriteToDevice, &address);
	if (length)
		first->used = (reg - first) + wdm_transfer_registers(reg);
	*Length = length;
	result.QuadPart = address;
	return result;
}

/* DMA_OPERATIONS.FlushAdapterBuffers (PFLUSH_ADAPTER_BUFFERS) */
BOOLEAN NTAPI wdm_dma_flush_adapter_buffers(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
					    BOOLEAN WriteToDevice)
{
	struct wdm_map_register *first = MapRegisterBase, *reg;
	PUCHAR start = CurrentVa, end = start + Length;
	bool left = false;
	u32 i;

	if (!first)
		return TRUE;
	for (i = 0; i < first->used; i++) {
		reg = &first[i];
		if (!reg->length)
			continue;
		if (reg->va >= end || reg->va + reg->length <= start)
			left = true;
		else
			wdm_transfer_unmap(reg);
	}
	if (!left)
		first->used = 0;
	return TRUE;
}
