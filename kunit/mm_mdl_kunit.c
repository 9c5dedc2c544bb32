// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_mdl: IoAllocateMdl, IoFreeMdl, IoBuildPartialMdl, MmSizeOfMdl,
 * MmCreateMdl, MmBuildMdlForNonPagedPool, MmProbeAndLockPages (kernel memory),
 * MmMapLockedPagesSpecifyCache, MmGetSystemAddressForMdlSafe, MmUnmapLockedPages,
 * MmAdvanceMdl, MmAllocatePagesForMdl[Ex], MmFreePagesFromMdl.
 */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
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

static void sizes_at_the_edges(struct kunit *test)
{
	static const struct {
		size_t offset, length, pages;
	} edges[] = {
		{ 0, 0, 0 }, { 1, 0, 1 }, { 0, 1, 1 }, { 4095, 1, 1 }, { 4095, 2, 2 },
		{ 0, 4096, 1 }, { 0, 4097, 2 }, { 1, 4096, 2 }, { 4095, 4098, 3 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		void *va = (void *)(0x10000UL + edges[i].offset);
		PMDL mdl = IoAllocateMdl(va, edges[i].length, FALSE, FALSE, NULL);

		KUNIT_EXPECT_EQ(test, MmSizeOfMdl(va, edges[i].length),
				48 + 8 * edges[i].pages);
		KUNIT_ASSERT_NOT_NULL(test, mdl);
		KUNIT_EXPECT_EQ(test, (size_t)mdl->Size, 48 + 8 * edges[i].pages);
		KUNIT_EXPECT_PTR_EQ(test, MmGetMdlVirtualAddress(mdl), va);
		KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl), edges[i].length);
		KUNIT_EXPECT_EQ(test, MmGetMdlByteOffset(mdl), edges[i].offset);
		KUNIT_EXPECT_PTR_EQ(test, mdl->Next, NULL);
		IoFreeMdl(mdl);
	}
	KUNIT_EXPECT_PTR_EQ(test, IoAllocateMdl(NULL, 0xffffffff, FALSE, FALSE, NULL), NULL);
}

static void irp_gets_a_chain(struct kunit *test)
{
	IRP *irp = kunit_kzalloc(test, sizeof(*irp), GFP_KERNEL);
	PMDL mdl[3];
	unsigned int i;

	for (i = 0; i < 3; i++)
		mdl[i] = IoAllocateMdl(irp, 8, i > 0, FALSE, irp);
	KUNIT_EXPECT_PTR_EQ(test, irp->MdlAddress, mdl[0]);
	KUNIT_EXPECT_PTR_EQ(test, mdl[0]->Next, mdl[1]);
	KUNIT_EXPECT_PTR_EQ(test, mdl[1]->Next, mdl[2]);
	KUNIT_EXPECT_PTR_EQ(test, mdl[2]->Next, NULL);
	wdm_mdl_release(irp->MdlAddress);
}

static void expect_pages(struct kunit *test, PMDL mdl, u8 *va, bool vmalloced)
{
	unsigned int i;

	for (i = 0; i < wdm_mdl_pages(mdl); i++) {
		u8 *page = (u8 *)mdl->StartVa + i * PAGE_SIZE;
		unsigned long pfn = vmalloced ? vmalloc_to_pfn(page) :
						PHYS_PFN(virt_to_phys(page));

		KUNIT_EXPECT_EQ(test, MmGetMdlPfnArray(mdl)[i], pfn);
	}
	KUNIT_EXPECT_TRUE(test, mdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL);
	KUNIT_EXPECT_PTR_EQ(test, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority), va);
}

static void describes_any_kernel_memory(struct kunit *test)
{
	u8 *direct = kunit_kzalloc(test, 3 * PAGE_SIZE, GFP_KERNEL);
	u8 *mapped = vmalloc(5 * PAGE_SIZE);
	static u8 in_module[2 * PAGE_SIZE];
	u8 on_stack[64];
	struct {
		u8 *va;
		size_t length;
		bool vmalloced;
	} buffers[] = {
		{ direct, 3 * PAGE_SIZE, false }, { direct + 100, PAGE_SIZE, false },
		{ mapped + 4095, 2 * PAGE_SIZE + 2, true }, { in_module, sizeof(in_module), true },
		{ on_stack, sizeof(on_stack), IS_ENABLED(CONFIG_VMAP_STACK) },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(buffers); i++) {
		PMDL mdl = IoAllocateMdl(buffers[i].va, buffers[i].length, FALSE, FALSE, NULL);

		MmBuildMdlForNonPagedPool(mdl);
		expect_pages(test, mdl, buffers[i].va, buffers[i].vmalloced);
		IoFreeMdl(mdl);
	}
	vfree(mapped);
}

static void partial_describes_the_part(struct kunit *test)
{
	u8 *buffer = vmalloc(4 * PAGE_SIZE);
	PMDL source = IoAllocateMdl(buffer + 10, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
	PMDL target = IoAllocateMdl(buffer + 10, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
	u8 *va = buffer + PAGE_SIZE + 5;

	MmBuildMdlForNonPagedPool(source);
	IoBuildPartialMdl(source, target, va, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, target->ByteCount, PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, MmGetMdlVirtualAddress(target), (PVOID)va);
	KUNIT_EXPECT_EQ(test, MmGetMdlPfnArray(target)[0], vmalloc_to_pfn(buffer + PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, MmGetMdlPfnArray(target)[1], vmalloc_to_pfn(buffer + 2 * PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, target->MdlFlags & MDL_PARTIAL);
	KUNIT_EXPECT_PTR_EQ(test, MmGetSystemAddressForMdlSafe(target, NormalPagePriority),
			    (PVOID)va);
	/* No length: all the rest. */
	MmPrepareMdlForReuse(target);
	IoBuildPartialMdl(source, target, va, 0);
	KUNIT_EXPECT_EQ(test, target->ByteCount, 2 * PAGE_SIZE + 5);
	IoFreeMdl(target);
	IoFreeMdl(source);
	vfree(buffer);
}

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	*(u32 *)context = report->code;
	return true;
}

static void partial_outside_is_reported(struct kunit *test)
{
	u8 *buffer = kunit_kzalloc(test, 2 * PAGE_SIZE, GFP_KERNEL);
	PMDL source = IoAllocateMdl(buffer, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
	PMDL target = IoAllocateMdl(buffer, 1, FALSE, FALSE, NULL);
	u32 code = 0;

	MmBuildMdlForNonPagedPool(source);
	wdm_set_bug_report_hook(swallow, &code);
	IoBuildPartialMdl(source, target, buffer, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, code, 0x40);
	code = 0;
	IoBuildPartialMdl(source, target, buffer + 2 * PAGE_SIZE, 1);
	KUNIT_EXPECT_EQ(test, code, 0x40);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, target->ByteCount, 0);
	IoFreeMdl(target);
	IoFreeMdl(source);
}

static void scattered_pages_are_mapped_in_order(struct kunit *test)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 9 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_FULLY_REQUIRED);
	PFN_NUMBER *pfns;
	unsigned int i;
	KIRQL old;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl), 9 * PAGE_SIZE);
	pfns = MmGetMdlPfnArray(mdl);
	swap(pfns[0], pfns[8]);		/* certainly not contiguous now */
	va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	KUNIT_ASSERT_NOT_NULL(test, va);
	for (i = 0; i < 9 * PAGE_SIZE; i += 1024)
		KUNIT_EXPECT_EQ(test, va[i], 0);
	for (i = 0; i < 9; i++)
		va[i * PAGE_SIZE] = i + 1;
	for (i = 0; i < 9; i++)
		KUNIT_EXPECT_EQ(test, *(u8 *)page_address(pfn_to_page(pfns[i])), i + 1);
	KUNIT_EXPECT_PTR_EQ(test, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority),
			    (PVOID)va);
	/* Unmapping is legal at DISPATCH_LEVEL. */
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	MmUnmapLockedPages(va, mdl);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

struct seen {
	u8 *va;
	u8 first;
	unsigned int calls;
	KIRQL irql;
};

static VOID NTAPI look(PVOID context, PVOID va)
{
	struct seen *seen = context;

	seen->va = va;
	seen->first = *(u8 *)va;
	seen->calls++;
	seen->irql = KeGetCurrentIrql();
}

static void map_mdl_calls_back(struct kunit *test)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 3 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_FULLY_REQUIRED);
	struct seen seen = { .calls = 0 };
	PFN_NUMBER *pfns;
	KIRQL old;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	pfns = MmGetMdlPfnArray(mdl);
	swap(pfns[0], pfns[2]);
	*(u8 *)page_address(pfn_to_page(pfns[0])) = 0x99;
	KUNIT_EXPECT_EQ(test, MmMapMdl(mdl, PAGE_NOACCESS, look, &seen),
			STATUS_INVALID_PAGE_PROTECTION);
	KUNIT_EXPECT_EQ(test, seen.calls, 0U);
	KUNIT_EXPECT_EQ(test, MmMapMdl(mdl, PAGE_READONLY, look, &seen), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, seen.calls, 1U);
	KUNIT_EXPECT_EQ(test, seen.first, 0x99);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid(seen.va));
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, MmMapMdl(mdl, PAGE_READWRITE, look, &seen), STATUS_SUCCESS);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, seen.calls, 2U);
	KUNIT_EXPECT_EQ(test, seen.irql, DISPATCH_LEVEL);
	/* A mapping that exists is used, and stays. */
	va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	KUNIT_EXPECT_EQ(test, MmMapMdl(mdl, PAGE_READWRITE, look, &seen), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, seen.va, va);
	KUNIT_EXPECT_TRUE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static void locks_kernel_memory(struct kunit *test)
{
	static const char constant[16] = "read only";
	u8 *buffer = vmalloc(2 * PAGE_SIZE);
	PMDL mdl = IoAllocateMdl(buffer + 1, PAGE_SIZE, FALSE, FALSE, NULL);
	PMDL bad = IoAllocateMdl((PVOID)constant, 16, FALSE, FALSE, NULL);

	KUNIT_EXPECT_EQ(test, wdm_mdl_probe_and_lock(mdl, UserMode, IoReadAccess),
			STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, wdm_mdl_probe_and_lock(mdl, KernelMode, IoWriteAccess),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, mdl->MdlFlags & MDL_PAGES_LOCKED);
	KUNIT_EXPECT_TRUE(test, mdl->MdlFlags & MDL_WRITE_OPERATION);
	KUNIT_EXPECT_EQ(test, MmGetMdlPfnArray(mdl)[1], vmalloc_to_pfn(buffer + PAGE_SIZE));
	MmUnlockPages(mdl);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_PAGES_LOCKED);
	KUNIT_EXPECT_EQ(test, wdm_mdl_probe_and_lock(bad, KernelMode, IoReadAccess),
			STATUS_SUCCESS);
	MmUnlockPages(bad);
	KUNIT_EXPECT_EQ(test, wdm_mdl_probe_and_lock(bad, KernelMode, IoModifyAccess),
			STATUS_ACCESS_VIOLATION);
	IoFreeMdl(bad);
	IoFreeMdl(mdl);
	vfree(buffer);
	mdl = IoAllocateMdl((PVOID)(TASK_SIZE_MAX - 8), 16, FALSE, FALSE, NULL);
	KUNIT_EXPECT_EQ(test, wdm_mdl_probe_and_lock(mdl, KernelMode, IoReadAccess),
			STATUS_ACCESS_VIOLATION);
	IoFreeMdl(mdl);
}

static void advance_drops_pages(struct kunit *test)
{
	u8 *buffer = vmalloc(4 * PAGE_SIZE);
	PMDL mdl = IoAllocateMdl(buffer + 100, 3 * PAGE_SIZE, FALSE, FALSE, NULL);

	MmBuildMdlForNonPagedPool(mdl);
	KUNIT_EXPECT_EQ(test, MmAdvanceMdl(mdl, 3 * PAGE_SIZE + 1), STATUS_INVALID_PARAMETER_2);
	KUNIT_EXPECT_EQ(test, MmAdvanceMdl(mdl, 2 * PAGE_SIZE - 50), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, MmGetMdlVirtualAddress(mdl),
			    (PVOID)(buffer + 2 * PAGE_SIZE + 50));
	KUNIT_EXPECT_EQ(test, mdl->ByteCount, PAGE_SIZE + 50);
	KUNIT_EXPECT_EQ(test, MmGetMdlPfnArray(mdl)[0], vmalloc_to_pfn(buffer + 2 * PAGE_SIZE));
	KUNIT_EXPECT_PTR_EQ(test, mdl->MappedSystemVa, MmGetMdlVirtualAddress(mdl));
	IoFreeMdl(mdl);
	vfree(buffer);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sizes_at_the_edges),
	KUNIT_CASE(irp_gets_a_chain),
	KUNIT_CASE(describes_any_kernel_memory),
	KUNIT_CASE(partial_describes_the_part),
	KUNIT_CASE(partial_outside_is_reported),
	KUNIT_CASE(scattered_pages_are_mapped_in_order),
	KUNIT_CASE(map_mdl_calls_back),
	KUNIT_CASE(locks_kernel_memory),
	KUNIT_CASE(advance_drops_pages),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_mdl",
	.test_cases = cases,
};
kunit_test_suite(suite);
