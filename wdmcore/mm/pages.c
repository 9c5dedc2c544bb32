// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: pages for an MDL: physical memory that nobody has mapped for the driver. The
 * MDL comes from pool, as the driver frees it by ExFreePool().
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"

#define KNOWN_FLAGS (MM_DONT_ZERO_ALLOCATION | MM_ALLOCATE_FROM_LOCAL_NODE_ONLY |	\
		     MM_ALLOCATE_FULLY_REQUIRED | MM_ALLOCATE_NO_WAIT |			\
		     MM_ALLOCATE_PREFER_CONTIGUOUS | MM_ALLOCATE_FAST_LARGE_PAGES)

static gfp_t zone_of(u64 highest)
{
	if (highest > DMA_BIT_MASK(32))
		return 0;
	return highest > DMA_BIT_MASK(24) ? GFP_DMA32 : GFP_DMA;
}

/* One page in [low, high]; pages outside are kept on @rejected until the end. */
static struct page *one_page(gfp_t gfp, u64 low, u64 high, struct list_head *rejected,
			     unsigned int *tries)
{
	while (*tries) {
		struct page *page = alloc_page(gfp);

		if (!page)
			return NULL;
		if (page_to_phys(page) >= low && page_to_phys(page) + PAGE_SIZE - 1 <= high)
			return page;
		list_add(&page->lru, rejected);
		--*tries;
	}
	return NULL;
}

static PMDL allocate_pages(u64 low, u64 high, size_t total, u32 flags)
{
	unsigned int wanted = DIV_ROUND_UP(total, PAGE_SIZE);
	/* Looking for low memory in a machine full of high memory has an end. */
	unsigned int tries = wanted + 256;
	unsigned int got;
	LIST_HEAD(rejected);
	struct page *page, *next;
	gfp_t gfp;
	PMDL mdl;

	mdl = MmCreateMdl(NULL, NULL, (size_t)wanted * PAGE_SIZE);
	if (!mdl)
		return NULL;
	gfp = wdm_irql_gfp() | zone_of(high) | __GFP_NOWARN;
	if (flags & MM_ALLOCATE_NO_WAIT)
		gfp = GFP_NOWAIT | zone_of(high) | __GFP_NOWARN;
	if (!(flags & MM_DONT_ZERO_ALLOCATION))
		gfp |= __GFP_ZERO;
	for (got = 0; got < wanted; got++) {
		page = one_page(gfp, low, high, &rejected, &tries);
		if (!page)
			break;
		MmGetMdlPfnArray(mdl)[got] = page_to_pfn(page);
	}
	list_for_each_entry_safe(page, next, &rejected, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	mdl->ByteCount = (size_t)got * PAGE_SIZE;
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	if (got && (got == wanted || !(flags & MM_ALLOCATE_FULLY_REQUIRED)))
		return mdl;
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return NULL;
}

/**
 * MmAllocatePagesForMdlEx - MmAllocatePagesForMdlEx function
 * @LowAddress: lowest physical address
 * @HighAddress: highest physical address
 * @SkipBytes: with 0, as usual, pages come from the whole range; else from its first
 *	@SkipBytes bytes only
 * @TotalBytes: how much, below 4 GiB
 * @CacheType: ignored: memory is cached
 * @Flags: MM_ALLOCATE_XXX; MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS and
 *	MM_ALLOCATE_AND_HOT_REMOVE are not supported and fail
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: an MDL with the pages, perhaps fewer than asked for, or NULL.
 */
PMDL NTAPI MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
				   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
				   MEMORY_CACHING_TYPE CacheType, ULONG Flags)
{
	u64 high = HighAddress.QuadPart;

	if (!TotalBytes || TotalBytes > U32_MAX - PAGE_SIZE || Flags & ~KNOWN_FLAGS)
		return NULL;
	if (SkipBytes.QuadPart)
		high = min_t(u64, high, LowAddress.QuadPart + SkipBytes.QuadPart - 1);
	return allocate_pages(LowAddress.QuadPart, high, TotalBytes, Flags);
}
WDM_EXPORT(MmAllocatePagesForMdlEx);

/**
 * MmAllocatePagesForMdl - MmAllocatePagesForMdl function
 * @LowAddress: lowest physical address
 * @HighAddress: highest physical address
 * @SkipBytes: see MmAllocatePagesForMdlEx()
 * @TotalBytes: how much, below 4 GiB
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: an MDL with zeroed pages, perhaps fewer than asked for, or NULL.
 */
PMDL NTAPI MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
				 PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes)
{
	return MmAllocatePagesForMdlEx(LowAddress, HighAddress, SkipBytes, TotalBytes, MmCached,
				       0);
}
WDM_EXPORT(MmAllocatePagesForMdl);

/**
 * MmFreePagesFromMdl - MmFreePagesFromMdl function
 * @MemoryDescriptorList: from MmAllocatePagesForMdl[Ex](); it itself stays, for
 *	ExFreePool()
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmFreePagesFromMdl(PMDLX MemoryDescriptorList)
{
	PMDL mdl = MemoryDescriptorList;
	unsigned int i, pages = wdm_mdl_pages(mdl);

	if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
	for (i = 0; i < pages; i++)
		__free_page(pfn_to_page(MmGetMdlPfnArray(mdl)[i]));
	mdl->ByteCount = 0;
	mdl->MdlFlags &= ~MDL_PAGES_LOCKED;
}
WDM_EXPORT(MmFreePagesFromMdl);
