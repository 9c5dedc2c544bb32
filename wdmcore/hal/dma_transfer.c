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
 * when flushed.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>

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

static u32 registers_of(const struct wdm_map_register *reg)
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

/* A register to map at; old mappings that were never flushed make room. */
static struct wdm_map_register *next_register(struct wdm_map_register *first)
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
			       __builtin_return_address(0),
			       "MapTransfer without a free map register; data read before was not flushed");
	return first;
}

/* DMA_OPERATIONS.MapTransfer (PMAP_TRANSFER) */
PHYSICAL_ADDRESS NTAPI wdm_dma_map_transfer(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
					    BOOLEAN WriteToDevice)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_map_register *first = MapRegisterBase, *reg;
	PHYSICAL_ADDRESS result = {};
	struct wdm_mdl_cursor cursor;
	bool reachable, mapped;
	unsigned long flags;
	size_t length, run;
	u32 left;

	if (!first || !*Length || !wdm_cursor_init(&cursor, Mdl, CurrentVa)) {
		*Length = 0;
		return result;
	}
	reg = next_register(first);
	left = first->count - (reg - first);
	length = min_t(size_t, *Length, Mdl->ByteCount - cursor.offset);
	length = clip(CurrentVa, length, left);
	run = wdm_cursor_run(adapter, cursor, length, &reachable);
	/* Without scatter/gather the whole length has to be one piece. */
	if (!adapter->scatter_gather && run < length) {
		reachable = false;
		run = length;
	}
	if (!run) {
		*Length = 0;
		return result;
	}

	reg->mdl = Mdl;
	reg->va = CurrentVa;
	reg->to_device = WriteToDevice;
	if (!reachable && WriteToDevice)
		wdm_cursor_copy(cursor, bounce_of(reg), run, false);

	spin_lock_irqsave(&adapter->lock, flags);
	reg->length = run;
	mapped = !adapter->gone &&
		 (reachable ? map_direct(reg, &cursor) : map_bounced(reg));
	reg->mapped = mapped;
	spin_unlock_irqrestore(&adapter->lock, flags);

	/* Linux could not map it: the bounce pages can, if there are any. */
	if (!mapped && reachable && adapter->bounce && !adapter->gone) {
		if (WriteToDevice)
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
		*Length = 0;
		return result;
	}

	first->used = (reg - first) + registers_of(reg);
	*Length = run;
	result.QuadPart = mapped ? reg->address : 0;
	return result;
}

/* DMA_OPERATIONS.FlushAdapterBuffers (PFLUSH_ADAPTER_BUFFERS) */
BOOLEAN NTAPI wdm_dma_flush_adapter_buffers(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
					    BOOLEAN WriteToDevice)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_map_register *first = MapRegisterBase, *reg;
	PUCHAR start = CurrentVa, end = start + Length;
	struct wdm_mdl_cursor cursor;
	unsigned long flags;
	bool left = false;
	u32 i;

	if (!first)
		return TRUE;
	for (i = 0; i < first->used; i++) {
		reg = &first[i];
		if (!reg->length)
			continue;
		if (reg->va >= end || reg->va + reg->length <= start) {
			left = true;
			continue;
		}
		spin_lock_irqsave(&adapter->lock, flags);
		unmap(reg);
		spin_unlock_irqrestore(&adapter->lock, flags);
		if (reg->bounced && !reg->to_device &&
		    wdm_cursor_init(&cursor, reg->mdl, reg->va))
			wdm_cursor_copy(cursor, bounce_of(reg), reg->length, true);
		reg->length = 0;
	}
	if (!left)
		first->used = 0;
	return TRUE;
}
