// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: mapping physical addresses: device memory by ioremap(), RAM by the mapping
 * that it has.
 */
#include <linux/hashtable.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

#define SYSTEM_PTE_MISUSE	0xda
#define NOT_IO_SPACE		0x400	/* its first parameter */

/**
 * struct io_range - what is mapped
 * @node: link in ranges, by @page; R
 * @page: address of the page that the mapping begins in
 * @physical: first physical address
 * @last: last physical address
 */
struct io_range {
	struct hlist_node node;
	void *page;
	phys_addr_t physical;
	phys_addr_t last;
};

/* R */
static DEFINE_SPINLOCK(ranges_lock);
static DEFINE_HASHTABLE(ranges, 6);

static void note_range(struct io_range *range, void *address, phys_addr_t physical, size_t size)
{
	unsigned long flags;

	range->page = (void *)((unsigned long)address & PAGE_MASK);
	range->physical = physical;
	range->last = physical + size - 1;
	spin_lock_irqsave(&ranges_lock, flags);
	hash_add(ranges, &range->node, (unsigned long)range->page);
	spin_unlock_irqrestore(&ranges_lock, flags);
}

/* FALSE: nothing is mapped there. */
static bool forget_range(void *page)
{
	struct io_range *range, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&ranges_lock, flags);
	hash_for_each_possible(ranges, range, node, (unsigned long)page)
		if (range->page == page) {
			found = range;
			hash_del(&range->node);
			break;
		}
	spin_unlock_irqrestore(&ranges_lock, flags);
	kfree(found);
	return found;
}

static void undo_ioremap(void *address, size_t size)
{
	iounmap((void __iomem *)address);
}

static void __iomem *remap(phys_addr_t address, size_t size, MEMORY_CACHING_TYPE type)
{
	switch (type) {
	case MmCached:
		return ioremap_cache(address, size);
	case MmWriteCombined:
	case MmUSWCCached:
		return ioremap_wc(address, size);
	default:
		return ioremap(address, size);
	}
}

static bool is_ram(phys_addr_t address, size_t size)
{
	return pfn_valid(PHYS_PFN(address)) && pfn_valid(PHYS_PFN(address + size - 1)) &&
	       page_is_ram(PHYS_PFN(address));
}

/*
 * ioremap() sleeps. The window can do without what it has besides: a record of the
 * cache type, so that others don't map the same memory otherwise.
 */
static void *map_in_window(phys_addr_t address, size_t pages, MEMORY_CACHING_TYPE type)
{
	pgprot_t prot = PAGE_KERNEL_IO;

	switch (type) {
	case MmCached:
		break;
	case MmWriteCombined:
	case MmUSWCCached:
		prot = pgprot_writecombine(prot);
		break;
	default:
		prot = pgprot_noncached(prot);
	}
	if (pages > UINT_MAX)
		return NULL;
	return wdm_window_map_range(PHYS_PFN(address), pages, prot);
}

static void *map_range(phys_addr_t physical, size_t size, MEMORY_CACHING_TYPE type)
{
	unsigned long offset = offset_in_page(physical);
	void *address;

	if (is_ram(physical, size))
		return phys_to_virt(physical);
	if (preempt_count() || irqs_disabled()) {
		address = map_in_window(physical - offset, PFN_UP(size + offset), type);
		return address ? address + offset : NULL;
	}
	address = (void __force *)remap(physical - offset, size + offset, type);
	if (!address)
		return NULL;
	if (wdm_mapping_add(address, size, undo_ioremap, GFP_KERNEL)) {
		iounmap((void __iomem *)address);
		return NULL;
	}
	return address + offset;
}

static void *map_io(phys_addr_t physical, size_t size, MEMORY_CACHING_TYPE type)
{
	struct io_range *range;
	void *address;

	if (!size || physical + size < physical)
		return NULL;
	range = kmalloc(sizeof(*range), (preemptible() ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN);
	if (!range)
		return NULL;
	address = map_range(physical, size, type);
	if (address)
		note_range(range, address, physical, size);
	else
		kfree(range);
	return address;
}

/**
 * MmMapIoSpace - MmMapIoSpace function
 * @PhysicalAddress: the first address, of any alignment
 * @NumberOfBytes: the length, more than 0
 * @CacheType: how to map a device's memory; RAM is cached in any case
 *
 * At DISPATCH_LEVEL, a device's memory is mapped in the window that the module's
 * parameter dispatch_pages gives the size of.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the address, or NULL.
 */
PVOID NTAPI MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes,
			 MEMORY_CACHING_TYPE CacheType)
{
	return map_io(PhysicalAddress.QuadPart, NumberOfBytes, CacheType);
}
WDM_EXPORT(MmMapIoSpace);

/**
 * MmMapIoSpaceEx - MmMapIoSpaceEx function
 * @PhysicalAddress: the first address, of any alignment
 * @NumberOfBytes: the length, more than 0
 * @Protect: PAGE_READWRITE or PAGE_READONLY, with PAGE_NOCACHE or PAGE_WRITECOMBINE;
 *	executable mappings are refused, and writing isn't prevented
 *
 * Context: IRQL <= DISPATCH_LEVEL; see MmMapIoSpace().
 * Return: the address, or NULL.
 */
PVOID NTAPI MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect)
{
	MEMORY_CACHING_TYPE type = MmCached;
	u32 access = Protect & ~(PAGE_NOCACHE | PAGE_WRITECOMBINE);

	if (access != PAGE_READONLY && access != PAGE_READWRITE)
		return NULL;
	if (Protect & PAGE_NOCACHE && Protect & PAGE_WRITECOMBINE)
		return NULL;
	if (Protect & PAGE_NOCACHE)
		type = MmNonCached;
	else if (Protect & PAGE_WRITECOMBINE)
		type = MmWriteCombined;
	return map_io(PhysicalAddress.QuadPart, NumberOfBytes, type);
}
WDM_EXPORT(MmMapIoSpaceEx);

/**
 * MmUnmapIoSpace - MmUnmapIoSpace function
 * @BaseAddress: from MmMapIoSpace() or MmMapIoSpaceEx()
 * @NumberOfBytes: as there; not needed
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
	void *page = (void *)((unsigned long)BaseAddress & PAGE_MASK);

	if (forget_range(page) &&
	    (wdm_window_has(page) ? wdm_window_unmap(page) :
	     wdm_mapping_remove(page) || virt_addr_valid(BaseAddress)))
		return;
	wdm_bug_report(SYSTEM_PTE_MISUSE, NOT_IO_SPACE, (uintptr_t)BaseAddress,
		       PFN_UP(NumberOfBytes + offset_in_page(BaseAddress)), 0,
		       WDM_CALLER(),
		       "MmUnmapIoSpace of an address that isn't mapped");
}
WDM_EXPORT(MmUnmapIoSpace);

/**
 * MmIsIoSpaceActive - is any of a range of physical addresses mapped by MmMapIoSpace()?
 * @StartAddress: the first address
 * @NumberOfBytes: the length
 *
 * The name is in wdm.h; its page wasn't to be had.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if so.
 */
LOGICAL NTAPI MmIsIoSpaceActive(PHYSICAL_ADDRESS StartAddress, SIZE_T NumberOfBytes)
{
	phys_addr_t first = StartAddress.QuadPart, last = first + NumberOfBytes - 1;
	struct io_range *range;
	unsigned long flags;
	bool active = false;
	int i;

	if (!NumberOfBytes)
		return FALSE;
	spin_lock_irqsave(&ranges_lock, flags);
	hash_for_each(ranges, i, range, node)
		if (range->physical <= last && range->last >= first)
			active = true;
	spin_unlock_irqrestore(&ranges_lock, flags);
	return active;
}
WDM_EXPORT(MmIsIoSpaceActive);

void wdm_iospace_exit(void)
{
	struct hlist_node *next;
	struct io_range *range;
	int i;

	/* What drivers left: its mapping goes with the record of mapping.c, or the window. */
	hash_for_each_safe(ranges, i, next, range, node) {
		hash_del(&range->node);
		kfree(range);
	}
}
