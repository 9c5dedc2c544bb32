// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: walking the pages of an MDL chain.
 *
 * Drivers name a place in a buffer by a virtual address, which is an index into the
 * MDL and need not be mapped. What counts are the page frame numbers.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "hal.h"

/**
 * wdm_cursor_init - find a place in an MDL
 * @cursor: gets it
 * @mdl: the MDL that @va is in
 * @va: the address
 *
 * Return: FALSE if it isn't.
 */
bool wdm_cursor_init(struct wdm_mdl_cursor *cursor, PMDL mdl, PVOID va)
{
	ULONG_PTR start = (ULONG_PTR)MmGetMdlVirtualAddress(mdl);
	ULONG_PTR where = (ULONG_PTR)va;

	cursor->mdl = mdl;
	cursor->offset = where - start;
	return where >= start && where - start <= mdl->ByteCount;
}

/** wdm_cursor_va - address of the place, an index into its MDL */
PUCHAR wdm_cursor_va(const struct wdm_mdl_cursor *cursor)
{
	return (PUCHAR)MmGetMdlVirtualAddress(cursor->mdl) + cursor->offset;
}

/* Moves over the end of an MDL to the next one that has bytes. */
static void settle(struct wdm_mdl_cursor *cursor)
{
	while (cursor->mdl && cursor->offset >= cursor->mdl->ByteCount) {
		cursor->offset -= cursor->mdl->ByteCount;
		cursor->mdl = cursor->mdl->Next;
	}
}

/**
 * wdm_cursor_init_offset - find a place in a chain of MDLs
 * @cursor: gets it
 * @mdl: the first MDL
 * @offset: bytes from the start of its buffer
 *
 * Return: FALSE if the chain isn't that long.
 */
bool wdm_cursor_init_offset(struct wdm_mdl_cursor *cursor, PMDL mdl, u64 offset)
{
	cursor->mdl = mdl;
	cursor->offset = offset;
	settle(cursor);
	return cursor->mdl;
}

/** wdm_cursor_left - bytes from here to the end of the chain */
size_t wdm_cursor_left(struct wdm_mdl_cursor cursor)
{
	size_t left = 0;

	for (settle(&cursor); cursor.mdl; cursor.mdl = cursor.mdl->Next) {
		left += cursor.mdl->ByteCount - cursor.offset;
		cursor.offset = 0;
	}
	return left;
}

/** wdm_cursor_address - physical address of the place; it must be in the chain */
phys_addr_t wdm_cursor_address(const struct wdm_mdl_cursor *cursor)
{
	size_t byte = cursor->mdl->ByteOffset + cursor->offset;
	PPFN_NUMBER pfn = MmGetMdlPfnArray(cursor->mdl);

	return PFN_PHYS(pfn[byte >> PAGE_SHIFT]) + offset_in_page(byte);
}

/** wdm_cursor_advance - go on by @length bytes */
void wdm_cursor_advance(struct wdm_mdl_cursor *cursor, size_t length)
{
	cursor->offset += length;
	settle(cursor);
}

/* Bytes up to the end of the page or of the MDL. */
static size_t piece(const struct wdm_mdl_cursor *cursor, size_t length)
{
	size_t byte = cursor->mdl->ByteOffset + cursor->offset;

	length = min_t(size_t, length, cursor->mdl->ByteCount - cursor->offset);
	return min_t(size_t, length, PAGE_SIZE - offset_in_page(byte));
}

static bool can_reach(const struct wdm_adapter *adapter, phys_addr_t address, size_t length)
{
	return !adapter->bounce || address + length - 1 <= adapter->mask;
}

/**
 * wdm_cursor_run - the first piece that the device can take at once
 * @adapter: the adapter
 * @cursor: where it begins
 * @length: at most so many bytes
 * @reachable: returns TRUE if the device can address it: it is physically contiguous;
 *	FALSE: it must be copied
 *
 * Return: its length; 0 at the end of the chain.
 */
size_t wdm_cursor_run(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor, size_t length,
		      bool *reachable)
{
	phys_addr_t address, next = 0;
	size_t run = 0, n;
	PMDL mdl;

	settle(&cursor);
	mdl = cursor.mdl;
	while (length && cursor.mdl == mdl && mdl) {
		n = piece(&cursor, length);
		address = wdm_cursor_address(&cursor);
		if (!run)
			*reachable = can_reach(adapter, address, n);
		else if (can_reach(adapter, address, n) != *reachable ||
			 (*reachable && address != next))
			break;
		next = address + n;
		run += n;
		length -= n;
		wdm_cursor_advance(&cursor, n);
	}
	return run;
}

/** wdm_cursor_pages - map registers that @length bytes from here take */
u32 wdm_cursor_pages(struct wdm_mdl_cursor cursor, size_t length)
{
	u32 pages = 0;
	size_t n;

	settle(&cursor);
	while (length && cursor.mdl) {
		n = min_t(size_t, length, cursor.mdl->ByteCount - cursor.offset);
		pages += ADDRESS_AND_SIZE_TO_SPAN_PAGES(cursor.mdl->ByteOffset + cursor.offset, n);
		length -= n;
		wdm_cursor_advance(&cursor, n);
	}
	return pages;
}

/** wdm_cursor_copy - copy between a buffer and the memory that the MDLs describe */
void wdm_cursor_copy(struct wdm_mdl_cursor cursor, void *buffer, size_t length, bool to_mdl)
{
	phys_addr_t address;
	size_t n;
	u8 *page;

	settle(&cursor);
	for (; length && cursor.mdl; length -= n, buffer += n) {
		n = piece(&cursor, length);
		address = wdm_cursor_address(&cursor);
		page = kmap_local_pfn(PHYS_PFN(address));
		if (to_mdl)
			memcpy(page + offset_in_page(address), buffer, n);
		else
			memcpy(buffer, page + offset_in_page(address), n);
		kunmap_local(page);
		wdm_cursor_advance(&cursor, n);
	}
}
