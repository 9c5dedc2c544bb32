// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: physically contiguous memory below a limit, and uncached memory.
 *
 * The page allocator knows three zones: below 16 MiB, below 4 GiB, all. For a limit
 * in between, it is asked a few times for the larger zone, keeping what lies too
 * high meanwhile, before the scarce memory of the smaller one is taken.
 * Blocks are powers of two, aligned to their size, 4 MiB at most: so the boundary
 * condition holds for every block that is no larger than the boundary.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/set_memory.h>

#include <wdm.h>
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

#define BAD_POOL_CALLER	0xc2
#define TRIES		16

struct limits {
	phys_addr_t lowest;
	phys_addr_t highest;
};

static bool fits(struct page *page, size_t size, const struct limits *range)
{
	phys_addr_t start = page_to_phys(page);

	return start >= range->lowest && start + size - 1 <= range->highest;
}

static struct page *try_zone(gfp_t gfp, size_t size, const struct limits *range)
{
	unsigned int order = get_order(size);
	struct page *rejected[TRIES];
	struct page *page = NULL;
	unsigned int tries = 0;

	while (tries < TRIES) {
		page = alloc_pages(gfp | __GFP_COMP | __GFP_NOWARN, order);
		if (!page || fits(page, size, range))
			break;
		rejected[tries++] = page;
		page = NULL;
	}
	while (tries)
		__free_pages(rejected[--tries], order);
	return page;
}

static struct page *allocate(size_t size, const struct limits *range)
{
	gfp_t gfp = wdm_irql_gfp();
	struct page *page = NULL;

	if (range->highest > DMA_BIT_MASK(32))
		page = try_zone(gfp, size, range);
	if (!page && range->highest > DMA_BIT_MASK(24))
		page = try_zone(gfp | GFP_DMA32, size, range);
	if (!page)
		page = try_zone(gfp | GFP_DMA, size, range);
	return page;
}

/* The cache type of a block, in its first page. */
static int set_caching(struct page *page, MEMORY_CACHING_TYPE type)
{
	unsigned long address = (unsigned long)page_address(page);
	int pages = 1 << compound_order(page);

	switch (type) {
	case MmCached:
	case MmHardwareCoherentCached:
		set_page_private(page, MmCached);
		return 0;
	case MmWriteCombined:
	case MmUSWCCached:
	case MmNonCached:
	case MmNonCachedUnordered:
		/* It changes the kernel's own mapping, and sleeps. */
		if (preempt_count() || irqs_disabled())
			return -EWOULDBLOCK;
		set_page_private(page, type);
		if (type == MmNonCached)
			return set_memory_uc(address, pages);
		return set_memory_wc(address, pages);
	default:
		return -EINVAL;
	}
}

static void undo_caching(void *address, size_t size)
{
	struct page *page = virt_to_page(address);

	set_memory_wb((unsigned long)address, 1 << compound_order(page));
	set_page_private(page, 0);
	__free_pages(page, compound_order(page));
}

static void *allocate_typed(size_t size, const struct limits *range, MEMORY_CACHING_TYPE type)
{
	struct page *page;
	void *address;

	if (!size || range->highest < range->lowest)
		return NULL;
	page = allocate(size, range);
	if (!page)
		return NULL;
	address = page_address(page);
	if (set_caching(page, type))
		goto out_free;
	if (page_private(page) != MmCached &&
	    wdm_mapping_add(address, size, undo_caching, GFP_KERNEL)) {
		set_memory_wb((unsigned long)address, 1 << compound_order(page));
		goto out_free;
	}
	return address;

out_free:
	set_page_private(page, 0);
	__free_pages(page, compound_order(page));
	return NULL;
}

static void free_block(void *address, const void *caller)
{
	struct page *page;

	if (wdm_mapping_remove(address))
		return;
	if (!virt_addr_valid(address) || !PAGE_ALIGNED(address) ||
	    page_private(virt_to_page(address)) != MmCached) {
		wdm_bug_report(BAD_POOL_CALLER, 0x7, 0, (uintptr_t)address, 0, caller,
			       "%p isn't contiguous or uncached memory", address);
		return;
	}
	page = virt_to_page(address);
	set_page_private(page, 0);
	__free_pages(page, compound_order(page));
}

/**
 * MmAllocateContiguousMemorySpecifyCache -
 *	MmAllocateContiguousMemorySpecifyCache function
 * @NumberOfBytes: the size, 4 MiB at most
 * @LowestAcceptableAddress: lowest physical address
 * @HighestAcceptableAddress: highest physical address
 * @BoundaryAddressMultiple: the block doesn't cross a multiple of this, a power of
 *	two; 0 for none
 * @CacheType: MmCached, MmNonCached or MmWriteCombined
 *
 * Differs from Windows: at DISPATCH_LEVEL, only cached memory can be had.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: page-aligned memory with undefined contents, or NULL.
 */
PVOID NTAPI MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes,
						   PHYSICAL_ADDRESS LowestAcceptableAddress,
						   PHYSICAL_ADDRESS HighestAcceptableAddress,
						   PHYSICAL_ADDRESS BoundaryAddressMultiple,
						   MEMORY_CACHING_TYPE CacheType)
{
	struct limits range = {
		.lowest = LowestAcceptableAddress.QuadPart,
		.highest = HighestAcceptableAddress.QuadPart,
	};
	u64 boundary = BoundaryAddressMultiple.QuadPart;

	if (boundary && (!is_power_of_2(boundary) || NumberOfBytes > boundary))
		return NULL;
	return allocate_typed(NumberOfBytes, &range, CacheType);
}
WDM_EXPORT(MmAllocateContiguousMemorySpecifyCache);

/**
 * MmAllocateContiguousMemory - MmAllocateContiguousMemory function
 * @NumberOfBytes: the size, 4 MiB at most
 * @HighestAcceptableAddress: highest physical address
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: page-aligned, cached memory with undefined contents, or NULL.
 */
PVOID NTAPI MmAllocateContiguousMemory(SIZE_T NumberOfBytes,
				       PHYSICAL_ADDRESS HighestAcceptableAddress)
{
	struct limits range = { .highest = HighestAcceptableAddress.QuadPart };

	return allocate_typed(NumberOfBytes, &range, MmCached);
}
WDM_EXPORT(MmAllocateContiguousMemory);

/**
 * MmFreeContiguousMemory - MmFreeContiguousMemory function
 * @BaseAddress: from a MmAllocateContiguousMemoryXxx routine
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmFreeContiguousMemory(PVOID BaseAddress)
{
	free_block(BaseAddress, __builtin_return_address(0));
}
WDM_EXPORT(MmFreeContiguousMemory);

/**
 * MmFreeContiguousMemorySpecifyCache - MmFreeContiguousMemorySpecifyCache function
 * @BaseAddress: from MmAllocateContiguousMemorySpecifyCache()
 * @NumberOfBytes: as there; not needed
 * @CacheType: as there; not needed
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes,
					      MEMORY_CACHING_TYPE CacheType)
{
	free_block(BaseAddress, __builtin_return_address(0));
}
WDM_EXPORT(MmFreeContiguousMemorySpecifyCache);

/**
 * MmAllocateNonCachedMemory - MmAllocateNonCachedMemory function
 * @NumberOfBytes: the size, 4 MiB at most
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: page-aligned, uncached memory, or NULL.
 */
PVOID NTAPI MmAllocateNonCachedMemory(SIZE_T NumberOfBytes)
{
	struct limits range = { .highest = PHYS_ADDR_MAX };

	return allocate_typed(NumberOfBytes, &range, MmNonCached);
}
WDM_EXPORT(MmAllocateNonCachedMemory);

/**
 * MmFreeNonCachedMemory - MmFreeNonCachedMemory function
 * @BaseAddress: from MmAllocateNonCachedMemory()
 * @NumberOfBytes: as there; not needed
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmFreeNonCachedMemory(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
	free_block(BaseAddress, __builtin_return_address(0));
}
WDM_EXPORT(MmFreeNonCachedMemory);
