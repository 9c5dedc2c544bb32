// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: physically contiguous memory below a limit, and uncached memory.
 *
 * Up to 4 MiB it is one block of the page allocator, which tells itself how large it
 * is when it is freed. What is larger, or has a cache type of its own, has a record.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/set_memory.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

#define BAD_POOL_CALLER	0xc2

/* In the first page of a block */
#define BLOCK_MARK	0x6b6c6243

#define BLOCK_MAX	((size_t)MAX_ORDER_NR_PAGES * PAGE_SIZE)

/* The kernel's own mapping of the memory gets the cache type; that sleeps. */
static int set_caching(void *address, size_t size, MEMORY_CACHING_TYPE type)
{
	unsigned long pages = PFN_UP(size);

	switch (type) {
	case MmCached:
	case MmHardwareCoherentCached:
		return 0;
	case MmWriteCombined:
	case MmUSWCCached:
	case MmNonCachedUnordered:
		if (preempt_count() || irqs_disabled())
			return -EWOULDBLOCK;
		return set_memory_wc((unsigned long)address, pages);
	case MmNonCached:
		if (preempt_count() || irqs_disabled())
			return -EWOULDBLOCK;
		return set_memory_uc((unsigned long)address, pages);
	default:
		return -EINVAL;
	}
}

static bool is_cached(MEMORY_CACHING_TYPE type)
{
	return type == MmCached || type == MmHardwareCoherentCached;
}

static void undo_run(void *address, size_t size)
{
	wdm_run_free(virt_to_page(address), PFN_UP(size));
}

static void undo_uncached_run(void *address, size_t size)
{
	set_memory_wb((unsigned long)address, PFN_UP(size));
	undo_run(address, size);
}

/* Single pages in a row, and a record of it. */
static void *allocate_run(size_t size, const struct wdm_run_limits *limits,
			  MEMORY_CACHING_TYPE type)
{
	struct page *page = wdm_run_alloc(PFN_UP(size), limits);
	void *address;

	if (!page)
		return NULL;
	address = page_address(page);
	if (set_caching(address, size, type)) {
		undo_run(address, size);
		return NULL;
	}
	if (wdm_mapping_add(address, size, is_cached(type) ? undo_run : undo_uncached_run,
			    limits->gfp)) {
		if (is_cached(type))
			undo_run(address, size);
		else
			undo_uncached_run(address, size);
		return NULL;
	}
	return address;
}

static void *allocate_typed(size_t size, struct wdm_run_limits *limits, MEMORY_CACHING_TYPE type)
{
	struct page *page;

	if (!size || limits->highest < limits->lowest)
		return NULL;
	if (limits->boundary && (!is_power_of_2(limits->boundary) || size > limits->boundary))
		return NULL;
	if (size > BLOCK_MAX || !is_cached(type))
		return allocate_run(size, limits, type);
	limits->gfp |= __GFP_COMP;
	page = wdm_block_alloc(size, limits);
	if (!page)
		return NULL;
	/* How a block is known. */
	set_page_private(page, BLOCK_MARK);
	return page_address(page);
}

static void *allocate_on_node(size_t size, struct wdm_run_limits *limits,
			      MEMORY_CACHING_TYPE type, u32 node)
{
	limits->gfp = wdm_irql_gfp();
	limits->node = NUMA_NO_NODE;
	if (node != MM_ANY_NODE_OK && num_online_nodes() > 1) {
		if (node >= MAX_NUMNODES || !node_online(node))
			return NULL;
		limits->node = node;
	}
	return allocate_typed(size, limits, type);
}

static void free_block(void *address, const void *caller)
{
	struct page *page;

	if (wdm_mapping_remove(address))
		return;
	if (!virt_addr_valid(address) || !PAGE_ALIGNED(address) ||
	    page_private(virt_to_page(address)) != BLOCK_MARK) {
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
 * @NumberOfBytes: the size
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
	return MmAllocateContiguousMemorySpecifyCacheNode(NumberOfBytes, LowestAcceptableAddress,
							  HighestAcceptableAddress,
							  BoundaryAddressMultiple, CacheType,
							  MM_ANY_NODE_OK);
}
WDM_EXPORT(MmAllocateContiguousMemorySpecifyCache);

/**
 * MmAllocateContiguousMemorySpecifyCacheNode -
 *	MmAllocateContiguousMemorySpecifyCacheNode function
 * @NumberOfBytes: the size; more than 4 MiB takes neighbouring free blocks of 4 MiB
 * @LowestAcceptableAddress: lowest physical address
 * @HighestAcceptableAddress: highest physical address
 * @BoundaryAddressMultiple: the block doesn't cross a multiple of this, a power of
 *	two; 0 for none
 * @CacheType: MmCached, MmNonCached or MmWriteCombined
 * @PreferredNode: the NUMA node that the memory has to be of, or MM_ANY_NODE_OK; on a
 *	machine with one node, all memory is of that
 *
 * Differs from Windows: at DISPATCH_LEVEL, only cached memory can be had; and no
 * memory is executable.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: page-aligned memory with undefined contents, for MmFreeContiguousMemory(),
 * or NULL.
 */
PVOID NTAPI MmAllocateContiguousMemorySpecifyCacheNode(SIZE_T NumberOfBytes,
						       PHYSICAL_ADDRESS LowestAcceptableAddress,
						       PHYSICAL_ADDRESS HighestAcceptableAddress,
						       PHYSICAL_ADDRESS BoundaryAddressMultiple,
						       MEMORY_CACHING_TYPE CacheType,
						       NODE_REQUIREMENT PreferredNode)
{
	struct wdm_run_limits limits = {
		.lowest = LowestAcceptableAddress.QuadPart,
		.highest = HighestAcceptableAddress.QuadPart,
		.boundary = BoundaryAddressMultiple.QuadPart,
	};

	return allocate_on_node(NumberOfBytes, &limits, CacheType, PreferredNode);
}
WDM_EXPORT(MmAllocateContiguousMemorySpecifyCacheNode);

/**
 * MmAllocateContiguousNodeMemory - MmAllocateContiguousNodeMemory function
 * @NumberOfBytes: the size
 * @LowestAcceptableAddress: lowest physical address
 * @HighestAcceptableAddress: highest physical address
 * @BoundaryAddressMultiple: the block doesn't cross a multiple of this, a power of
 *	two; 0 for none
 * @Protect: PAGE_READWRITE, with PAGE_NOCACHE or PAGE_WRITECOMBINE if not cached
 * @PreferredNode: as MmAllocateContiguousMemorySpecifyCacheNode()
 *
 * Differs from Windows: PAGE_EXECUTE_READWRITE is refused: Linux makes no memory of
 * modules writable and executable.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: page-aligned memory with undefined contents, for MmFreeContiguousMemory(),
 * or NULL.
 */
PVOID NTAPI MmAllocateContiguousNodeMemory(SIZE_T NumberOfBytes,
					   PHYSICAL_ADDRESS LowestAcceptableAddress,
					   PHYSICAL_ADDRESS HighestAcceptableAddress,
					   PHYSICAL_ADDRESS BoundaryAddressMultiple,
					   ULONG Protect, NODE_REQUIREMENT PreferredNode)
{
	MEMORY_CACHING_TYPE type;

	switch (Protect) {
	case PAGE_READWRITE:
		type = MmCached;
		break;
	case PAGE_READWRITE | PAGE_NOCACHE:
		type = MmNonCached;
		break;
	case PAGE_READWRITE | PAGE_WRITECOMBINE:
		type = MmWriteCombined;
		break;
	default:
		return NULL;
	}
	return MmAllocateContiguousMemorySpecifyCacheNode(NumberOfBytes, LowestAcceptableAddress,
							  HighestAcceptableAddress,
							  BoundaryAddressMultiple, type,
							  PreferredNode);
}
WDM_EXPORT(MmAllocateContiguousNodeMemory);

/**
 * MmAllocateContiguousMemory - MmAllocateContiguousMemory function
 * @NumberOfBytes: the size
 * @HighestAcceptableAddress: highest physical address
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: page-aligned, cached memory with undefined contents, or NULL.
 */
PVOID NTAPI MmAllocateContiguousMemory(SIZE_T NumberOfBytes,
				       PHYSICAL_ADDRESS HighestAcceptableAddress)
{
	struct wdm_run_limits limits = { .highest = HighestAcceptableAddress.QuadPart };

	return allocate_on_node(NumberOfBytes, &limits, MmCached, MM_ANY_NODE_OK);
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
	free_block(BaseAddress, WDM_CALLER());
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
	free_block(BaseAddress, WDM_CALLER());
}
WDM_EXPORT(MmFreeContiguousMemorySpecifyCache);

/**
 * MmAllocateNonCachedMemory - MmAllocateNonCachedMemory function
 * @NumberOfBytes: the size
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: page-aligned, uncached memory, or NULL.
 */
PVOID NTAPI MmAllocateNonCachedMemory(SIZE_T NumberOfBytes)
{
	struct wdm_run_limits limits = { .highest = PHYS_ADDR_MAX };

	return allocate_on_node(NumberOfBytes, &limits, MmNonCached, MM_ANY_NODE_OK);
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
	free_block(BaseAddress, WDM_CALLER());
}
WDM_EXPORT(MmFreeNonCachedMemory);
