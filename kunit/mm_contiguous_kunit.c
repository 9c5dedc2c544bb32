// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_contiguous: contiguous memory of more than a block of the page allocator,
 * MmAllocateContiguousMemorySpecifyCacheNode, MmAllocateContiguousNodeMemory, the ranges
 * and chunks of MmAllocatePagesForMdlEx, MmGetPhysicalMemoryRanges,
 * MmGetVirtualForPhysical.
 */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"

static PHYSICAL_ADDRESS address(u64 a)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = a };
}

static void expect_contiguous(struct kunit *test, u8 *p, size_t size)
{
	u64 start = MmGetPhysicalAddress(p).QuadPart;
	size_t i;

	for (i = 0; i < size; i += PAGE_SIZE)
		if (MmGetPhysicalAddress(p + i).QuadPart != start + i)
			KUNIT_FAIL(test, "page %zu of %zu is elsewhere", i, size);
}

static void large_blocks(struct kunit *test)
{
	static const size_t sizes[] = { SZ_4M, SZ_4M + 1, 3 * SZ_4M - 5, 4 * SZ_4M };
	unsigned int i;
	KIRQL old;
	u8 *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = MmAllocateContiguousMemory(sizes[i], address(-1));
		KUNIT_ASSERT_NOT_NULL(test, p);
		expect_contiguous(test, p, sizes[i]);
		memset(p, 0x33, sizes[i]);
		KeRaiseIrql(i & 1 ? DISPATCH_LEVEL : PASSIVE_LEVEL, &old);
		MmFreeContiguousMemory(p);
		KeLowerIrql(old);
	}
	p = MmAllocateContiguousMemorySpecifyCache(2 * SZ_4M, address(0x2000000),
						   address(0xffffffff), address(0x1000000),
						   MmNonCached);
	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_contiguous(test, p, 2 * SZ_4M);
	KUNIT_EXPECT_GE(test, MmGetPhysicalAddress(p).QuadPart, 0x2000000);
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(p).QuadPart >> 24,
			(MmGetPhysicalAddress(p).QuadPart + 2 * SZ_4M - 1) >> 24);
	p[2 * SZ_4M - 1] = 1;
	MmFreeContiguousMemory(p);
	/* More than there is. */
	KUNIT_EXPECT_NULL(test, MmAllocateContiguousMemory(totalram_pages() << (PAGE_SHIFT + 1),
							   address(-1)));
	KUNIT_EXPECT_NULL(test, MmAllocateContiguousMemory(2 * SZ_4M, address(SZ_4M)));
}

static u8 *on_node(u32 protect, u32 node)
{
	return MmAllocateContiguousNodeMemory(5000, address(0), address(-1), address(0),
					      protect, node);
}

static void nodes_and_protections(struct kunit *test)
{
	static const u32 wrong[] = {
		0, PAGE_READONLY, PAGE_EXECUTE_READWRITE, PAGE_READWRITE | PAGE_READONLY,
		PAGE_READWRITE | PAGE_NOCACHE | PAGE_WRITECOMBINE, PAGE_NOCACHE,
	};
	static const u32 right[] = {
		PAGE_READWRITE, PAGE_READWRITE | PAGE_NOCACHE, PAGE_READWRITE | PAGE_WRITECOMBINE,
	};
	unsigned int i;
	u8 *p;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		KUNIT_EXPECT_NULL(test, on_node(wrong[i], MM_ANY_NODE_OK));
	for (i = 0; i < ARRAY_SIZE(right); i++) {
		p = on_node(right[i], i ? MM_ANY_NODE_OK : 0);
		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, i, 5000);
		MmFreeContiguousMemory(p);
	}
	p = MmAllocateContiguousMemorySpecifyCacheNode(5000, address(0), address(-1), address(0),
						       MmCached, 77);
	/* With one node, all memory is of it. */
	KUNIT_EXPECT_EQ(test, !!p, num_online_nodes() == 1);
	if (p)
		MmFreeContiguousMemory(p);
}

static void chunks_are_contiguous(struct kunit *test)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 37 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
	u32 flags = MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS | MM_ALLOCATE_FAST_LARGE_PAGES;
	PFN_NUMBER *pfns;
	unsigned int i;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	pfns = MmGetMdlPfnArray(mdl);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl), 37 * PAGE_SIZE);
	for (i = 1; i < 37; i++)
		KUNIT_EXPECT_EQ(test, pfns[i], pfns[0] + i);
	va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, 37 * PAGE_SIZE));
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);

	mdl = MmAllocatePagesForMdlEx(address(0), address(0xffffffff), address(SZ_64K),
				      6 * SZ_64K, MmCached,
				      MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	pfns = MmGetMdlPfnArray(mdl);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl) % SZ_64K, 0);
	for (i = 0; i < wdm_mdl_pages(mdl); i++)
		KUNIT_EXPECT_EQ(test, pfns[i], (pfns[i & ~15U] & ~15UL) + (i & 15));
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);

	/* Not a power of two; no multiple; large pages without chunks, or of half a size. */
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1),
							address(3 * PAGE_SIZE), 9 * PAGE_SIZE,
							MmCached, flags & ~0x40));
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1), address(SZ_64K),
							SZ_64K + PAGE_SIZE, MmCached,
							flags & ~0x40));
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1), address(SZ_2M),
							SZ_2M, MmCached,
							MM_ALLOCATE_FAST_LARGE_PAGES));
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1), address(SZ_1M),
							SZ_1M, MmCached, flags));
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1), address(100),
							SZ_1M, MmCached, 0));
	KUNIT_EXPECT_NULL(test, MmAllocatePagesForMdlEx(address(0), address(-1), address(0),
							SZ_1M, MmCached,
							MM_ALLOCATE_AND_HOT_REMOVE));
}

static void further_ranges_are_skipped_to(struct kunit *test)
{
	/* The first half of each 32 MiB, and from 32 MiB up only. */
	PMDL mdl = MmAllocatePagesForMdl(address(SZ_32M), address(SZ_32M + SZ_16M - 1),
					 address(SZ_32M), 300 * PAGE_SIZE);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	for (i = 0; i < wdm_mdl_pages(mdl); i++) {
		u64 pa = (u64)MmGetMdlPfnArray(mdl)[i] << PAGE_SHIFT;

		KUNIT_EXPECT_GE(test, pa, (u64)SZ_32M);
		KUNIT_EXPECT_LT(test, pa % SZ_32M, (u64)SZ_16M);
	}
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	/* Only what can't be there: a hole of the PC. */
	mdl = MmAllocatePagesForMdl(address(0xa0000), address(0xbffff), address(0), PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, mdl);
}

static void ranges_cover_memory(struct kunit *test)
{
	PPHYSICAL_MEMORY_RANGE range = MmGetPhysicalMemoryRanges();
	u8 *mine = (u8 *)__get_free_page(GFP_KERNEL);
	u64 total = 0, previous = 0, pa;
	bool found = false;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, range);
	KUNIT_ASSERT_NOT_NULL(test, mine);
	pa = virt_to_phys(mine);
	for (i = 0; range[i].NumberOfBytes.QuadPart; i++) {
		u64 start = range[i].BaseAddress.QuadPart;

		KUNIT_EXPECT_GE(test, start, previous);
		KUNIT_EXPECT_EQ(test, range[i].NumberOfBytes.QuadPart & ~PAGE_MASK, 0);
		previous = start + range[i].NumberOfBytes.QuadPart;
		total += range[i].NumberOfBytes.QuadPart;
		found |= pa >= start && pa < previous;
	}
	KUNIT_EXPECT_EQ(test, range[i].BaseAddress.QuadPart, 0);
	KUNIT_EXPECT_TRUE(test, found);
	KUNIT_EXPECT_GE(test, total, (u64)totalram_pages() << PAGE_SHIFT);
	ExFreePool(range);

	KUNIT_EXPECT_PTR_EQ(test, MmGetVirtualForPhysical(address(pa + 7)), (PVOID)(mine + 7));
	KUNIT_EXPECT_NULL(test, MmGetVirtualForPhysical(address(0xfee00000)));
	KUNIT_EXPECT_TRUE(test, MmIsNonPagedSystemAddressValid(mine));
	KUNIT_EXPECT_FALSE(test, MmIsNonPagedSystemAddressValid((PVOID)0x1000));
	free_page((unsigned long)mine);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(large_blocks),
	KUNIT_CASE(nodes_and_protections),
	KUNIT_CASE(chunks_are_contiguous),
	KUNIT_CASE(further_ranges_are_skipped_to),
	KUNIT_CASE(ranges_cover_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_contiguous",
	.test_cases = cases,
};
kunit_test_suite(suite);
