// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: pages for an MDL: physical memory that nobody has mapped for the driver. The
 * MDL comes from pool, as the driver frees it by ExFreePool(). Each page has a reference
 * of its own, also those that were asked for as contiguous chunks.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"

#define KNOWN_FLAGS (MM_DONT_ZERO_ALLOCATION | MM_ALLOCATE_FROM_LOCAL_NODE_ONLY |	\
		     MM_ALLOCATE_FULLY_REQUIRED | MM_ALLOCATE_NO_WAIT |			\
		     MM_ALLOCATE_PREFER_CONTIGUOUS | MM_ALLOCATE_FAST_LARGE_PAGES |	\
		     MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS | MM_ALLOCATE_TRIM_IF_NECESSARY)

#define LARGE_PAGE	PMD_SIZE

/**
 * struct request - what MmAllocatePagesForMdlEx() was asked for
 * @low: the start of the first range
 * @high: its end
 * @skip: how far each further range is from the one before; 0: there is none.
 *	With MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS, the length of a chunk
 * @pages: how many
 * @flags: MM_ALLOCATE_XXX
 */
struct request {
	u64 low;
	u64 high;
	u64 skip;
	unsigned int pages;
	u32 flags;
};

static gfp_t zone_of(u64 highest)
{
	if (highest > DMA_BIT_MASK(32))
		return 0;
	return highest > DMA_BIT_MASK(24) ? GFP_DMA32 : GFP_DMA;
}

static gfp_t gfp_of(const struct request *r)
{
	gfp_t gfp = r->flags & MM_ALLOCATE_NO_WAIT ? GFP_NOWAIT : wdm_irql_gfp();

	gfp |= __GFP_NOWARN;
	if (r->flags & MM_ALLOCATE_FROM_LOCAL_NODE_ONLY)
		gfp |= __GFP_THISNODE;
	if (r->flags & MM_ALLOCATE_FAST_LARGE_PAGES)
		gfp |= __GFP_NORETRY;
	if (!(r->flags & MM_DONT_ZERO_ALLOCATION))
		gfp |= __GFP_ZERO;
	return gfp;
}

/* Whether a page lies in one of the ranges, of which the last that starts below ends last. */
static bool in_ranges(const struct request *r, u64 address, bool first_only)
{
	u64 moved = 0;

	if (address < r->low)
		return false;
	if (r->skip && !first_only)
		moved = (address - r->low) / r->skip * r->skip;
	return address - moved + PAGE_SIZE - 1 <= r->high;
}

/* Distance of ranges, in pages, that is bridged by taking what lies in between. */
#define MAX_APART	16384

/* Fills the MDL from @got on; pages outside are kept meanwhile, and that has an end. */
static unsigned int take_pages(PMDL mdl, const struct request *r, unsigned int got,
			       bool first_only)
{
	gfp_t gfp = gfp_of(r) | zone_of(first_only ? r->high : U64_MAX);
	/* Pages come from one neighbourhood, which may lie between two ranges as a whole. */
	unsigned int tries = r->pages - got + 256 +
			     (first_only ? 0 : min_t(u64, r->skip >> PAGE_SHIFT, MAX_APART));
	struct page *page, *next;
	LIST_HEAD(rejected);

	while (got < r->pages && tries--) {
		page = alloc_page(gfp);
		if (!page)
			break;
		if (in_ranges(r, page_to_phys(page), first_only))
			MmGetMdlPfnArray(mdl)[got++] = page_to_pfn(page);
		else
			list_add(&page->lru, &rejected);
	}
	list_for_each_entry_safe(page, next, &rejected, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	return got;
}

static unsigned int take_chunks(PMDL mdl, const struct request *r)
{
	unsigned int chunk = r->skip ? r->skip >> PAGE_SHIFT : r->pages;
	struct wdm_run_limits limits = {
		.lowest = r->low,
		.highest = r->high,
		.alignment = r->skip,
		.node = r->flags & MM_ALLOCATE_FROM_LOCAL_NODE_ONLY ? numa_mem_id() :
								      NUMA_NO_NODE,
		.gfp = gfp_of(r),
	};
	unsigned int i, got;

	for (got = 0; got + chunk <= r->pages; got += chunk) {
		struct page *page = wdm_run_alloc(chunk, &limits);

		if (!page)
			break;
		for (i = 0; i < chunk; i++)
			MmGetMdlPfnArray(mdl)[got + i] = page_to_pfn(page) + i;
	}
	return got;
}

static PMDL allocate_pages(const struct request *r)
{
	PMDL mdl = MmCreateMdl(NULL, NULL, (size_t)r->pages * PAGE_SIZE);
	unsigned int got;

	if (!mdl)
		return NULL;
	if (r->flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS) {
		got = take_chunks(mdl, r);
	} else {
		got = take_pages(mdl, r, 0, true);
		if (got < r->pages && r->skip)
			got = take_pages(mdl, r, got, false);
	}
	mdl->ByteCount = (size_t)got * PAGE_SIZE;
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	if (got && (got == r->pages || !(r->flags & MM_ALLOCATE_FULLY_REQUIRED)))
		return mdl;
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return NULL;
}

static bool is_valid(const struct request *r, size_t total)
{
	bool chunks = r->flags & MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS;

	if (!total || total > U32_MAX - PAGE_SIZE + 1 || r->flags & ~KNOWN_FLAGS ||
	    r->high < r->low || !PAGE_ALIGNED(r->skip))
		return false;
	if (r->flags & MM_ALLOCATE_FAST_LARGE_PAGES &&
	    (!chunks || !r->skip || r->skip % LARGE_PAGE))
		return false;
	return !chunks || !r->skip || (is_power_of_2(r->skip) && !(total & (r->skip - 1)));
}

/**
 * MmAllocatePagesForMdlEx - MmAllocatePagesForMdlEx function
 * @LowAddress: start of the first range of physical addresses
 * @HighAddress: end of the first range
 * @SkipBytes: a multiple of the page size: when the first range doesn't have enough, by
 *	how much the next one starts higher, and so on; 0: there is one range only.
 *	With MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS: length and alignment of each chunk,
 *	a power of two that divides @TotalBytes; 0: one chunk of all
 * @TotalBytes: how much, at most 4 GiB less a page
 * @CacheType: ignored: memory is cached
 * @Flags: MM_ALLOCATE_XXX; MM_ALLOCATE_AND_HOT_REMOVE is not supported and fails.
 *	MM_ALLOCATE_FAST_LARGE_PAGES takes what is there without making room
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: an MDL with the pages, perhaps fewer than asked for (but whole chunks), or
 * NULL.
 */
PMDL NTAPI MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress,
				   PHYSICAL_ADDRESS SkipBytes, SIZE_T TotalBytes,
				   MEMORY_CACHING_TYPE CacheType, ULONG Flags)
{
	struct request request = {
		.low = LowAddress.QuadPart,
		.high = HighAddress.QuadPart,
		.skip = SkipBytes.QuadPart,
		.pages = DIV_ROUND_UP(TotalBytes, PAGE_SIZE),
		.flags = Flags,
	};

	if (!is_valid(&request, TotalBytes))
		return NULL;
	return allocate_pages(&request);
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
