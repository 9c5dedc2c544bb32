// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_memory: MmAllocateContiguousMemory[SpecifyCache], MmFreeContiguous-
 * Memory, MmAllocateNonCachedMemory, MmMapIoSpace[Ex], MmGetPhysicalAddress,
 * MmIsAddressValid, MmGetSystemRoutineAddress.
 */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include <wdm.h>
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

static PHYSICAL_ADDRESS address(u64 a)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = a };
}

static void contiguous_is_below_its_limit(struct kunit *test)
{
	static const u64 limits[] = { 0xffffff, 0x3ffffff, 0xfffffff, 0xffffffff, -1 };
	static const size_t sizes[] = { 1, 4096, 4097, 65536, 1000000 };
	unsigned int l, s;
	size_t i;

	for (l = 0; l < ARRAY_SIZE(limits); l++) {
		for (s = 0; s < ARRAY_SIZE(sizes); s++) {
			u8 *p = MmAllocateContiguousMemory(sizes[s], address(limits[l]));
			u64 start;

			KUNIT_ASSERT_NOT_NULL(test, p);
			start = MmGetPhysicalAddress(p).QuadPart;
			KUNIT_EXPECT_EQ(test, start & ~PAGE_MASK, 0);
			KUNIT_EXPECT_LE(test, start + sizes[s] - 1, limits[l]);
			for (i = 0; i < sizes[s]; i += PAGE_SIZE)
				KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(p + i).QuadPart,
						start + i);
			memset(p, 0xaa, sizes[s]);
			MmFreeContiguousMemory(p);
		}
	}
	KUNIT_EXPECT_PTR_EQ(test, MmAllocateContiguousMemory(0, address(-1)), NULL);
	KUNIT_EXPECT_PTR_EQ(test, MmAllocateContiguousMemory(4096, address(4094)), NULL);
}

static void contiguous_keeps_its_boundary(struct kunit *test)
{
	u8 *p = MmAllocateContiguousMemorySpecifyCache(12000, address(0), address(-1),
						       address(65536), MmCached);
	u64 start;
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, p);
	start = MmGetPhysicalAddress(p).QuadPart;
	KUNIT_EXPECT_EQ(test, start >> 16, (start + 11999) >> 16);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	MmFreeContiguousMemorySpecifyCache(p, 12000, MmCached);
	p = MmAllocateContiguousMemory(4096, address(-1));
	MmFreeContiguousMemory(p);
	KeLowerIrql(old);
	KUNIT_EXPECT_NOT_NULL(test, p);
	p = MmAllocateContiguousMemorySpecifyCache(8192, address(0), address(-1),
						   address(4096), MmCached);
	KUNIT_EXPECT_PTR_EQ(test, p, NULL);
}

static void uncached_memory_works(struct kunit *test)
{
	u8 *p = MmAllocateNonCachedMemory(5000);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0x5a, 5000);
	KUNIT_EXPECT_EQ(test, p[4999], 0x5a);
	MmFreeNonCachedMemory(p, 5000);
}

/* The local APIC's page is device memory that every machine has. */
static void device_memory_is_mapped_at_its_offset(struct kunit *test)
{
	volatile u32 *version = MmMapIoSpace(address(0xfee00030), 4, MmNonCached);
	u8 *ram = (u8 *)__get_free_page(GFP_KERNEL);
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, (void *)version);
	KUNIT_EXPECT_EQ(test, (uintptr_t)version & 0xfff, 0x30);
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress((PVOID)version).QuadPart, 0xfee00030);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	MmUnmapIoSpace((PVOID)version, 4);
	KeLowerIrql(old);
	KUNIT_EXPECT_PTR_EQ(test, MmMapIoSpace(address(0xfee00000), 0, MmNonCached), NULL);
	KUNIT_EXPECT_PTR_EQ(test, MmMapIoSpaceEx(address(0xfee00000), 4, PAGE_EXECUTE_READWRITE),
			    NULL);

	ram[5] = 0x77;
	version = MmMapIoSpace(address(virt_to_phys(ram) + 5), 1, MmCached);
	KUNIT_ASSERT_NOT_NULL(test, (void *)version);
	KUNIT_EXPECT_EQ(test, *(volatile u8 *)version, 0x77);
	MmUnmapIoSpace((PVOID)version, 1);
	free_page((unsigned long)ram);
}

/* Through the window: ioremap() sleeps. */
static void device_memory_is_mapped_at_dispatch_level(struct kunit *test)
{
	volatile u32 *mapped = MmMapIoSpace(address(0xfee00030), 4, MmNonCached);
	volatile u32 *version;
	u32 seen;
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, (void *)mapped);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	version = MmMapIoSpaceEx(address(0xfee00030), 4, PAGE_READWRITE | PAGE_NOCACHE);
	seen = version ? *version : 0;
	KUNIT_EXPECT_TRUE(test, wdm_window_has((void *)version));
	MmUnmapIoSpace((PVOID)version, 4);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, (uintptr_t)version & 0xfff, 0x30);
	KUNIT_EXPECT_EQ(test, seen, *mapped);
	KUNIT_EXPECT_NE(test, seen, 0U);
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid((PVOID)version));
	MmUnmapIoSpace((PVOID)mapped, 4);
}

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	*(u64 *)context = (u64)report->code << 32 | report->parameter[0];
	return true;
}

static void unmapping_what_is_not_mapped(struct kunit *test)
{
	u64 seen = 0;

	wdm_set_bug_report_hook(swallow, &seen);
	MmUnmapIoSpace((PVOID)0xffffc90000000000UL, 8);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, seen, 0xda00000400ULL);
}

static void validity_of_addresses(struct kunit *test)
{
	u8 *mapped = vmalloc(PAGE_SIZE);
	u8 on_stack;

	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(test));
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(mapped));
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(&on_stack));
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(validity_of_addresses));
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid(NULL));
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid((PVOID)0xdead000000000000UL));
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(NULL).QuadPart, 0);
	KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(mapped + 3).QuadPart,
			((u64)vmalloc_to_pfn(mapped) << PAGE_SHIFT) + 3);
	vfree(mapped);
}

static PVOID routine(const WCHAR *name, unsigned int length)
{
	UNICODE_STRING string = { length * 2, length * 2, (PWSTR)name };

	return MmGetSystemRoutineAddress(&string);
}

static void routines_are_found_by_name(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, routine(L"KeInsertQueueDpc", 16), (PVOID)KeInsertQueueDpc);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"IoFreeMdl", 9), (PVOID)IoFreeMdl);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"IoFreeMdl", 8), NULL);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"iofreemdl", 9), NULL);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"KeNoSuchRoutine", 15), NULL);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"wdm_spin_acquire", 16), NULL);
	KUNIT_EXPECT_PTR_EQ(test, routine(L"", 0), NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(contiguous_is_below_its_limit),
	KUNIT_CASE(contiguous_keeps_its_boundary),
	KUNIT_CASE(uncached_memory_works),
	KUNIT_CASE(device_memory_is_mapped_at_its_offset),
	KUNIT_CASE(device_memory_is_mapped_at_dispatch_level),
	KUNIT_CASE(unmapping_what_is_not_mapped),
	KUNIT_CASE(validity_of_addresses),
	KUNIT_CASE(routines_are_found_by_name),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_memory",
	.test_cases = cases,
};
kunit_test_suite(suite);
