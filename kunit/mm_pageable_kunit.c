// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_pageable: MmLockPagableCodeSection, MmLockPagableDataSection,
 * MmLockPagableSectionByHandle, MmUnlockPagableImageSection, MmPageEntireDriver,
 * MmResetDriverPaging, MmQuerySystemSize; MmCreateMdl, MmInitializeMdl,
 * MmGetSystemAddressForMdl and MmMapLockedPages, which are obsolete.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "ex.h"
#include "io_dev.h"
#include "ke.h"
#include "mm.h"

static noinline int pageable_code(int x)
{
	return x + 1;
}

static int pageable_data = 7;

/* A section is there at any IRQL while it is locked, and the handle stays good. */
static void sections_are_locked(struct kunit *test)
{
	PVOID code, data;
	KIRQL old;
	int i, sum = 0;

	code = MmLockPagableCodeSection(pageable_code);
	data = MmLockPagableDataSection(&pageable_data);
	KUNIT_ASSERT_NOT_NULL(test, code);
	KUNIT_ASSERT_NOT_NULL(test, data);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	sum += pageable_code(pageable_data++);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, sum, 8);
	MmUnlockPagableImageSection(code);
	MmUnlockPagableImageSection(data);
	/* By handle, as often as one likes, also when the count was zero. */
	for (i = 0; i < 3; i++) {
		MmLockPagableSectionByHandle(code);
		MmLockPagableSectionByHandle(data);
	}
	KeRaiseIrql(APC_LEVEL, &old);
	for (i = 0; i < 3; i++) {
		MmUnlockPagableImageSection(code);
		MmUnlockPagableImageSection(data);
	}
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, pageable_data, 8);
	pageable_data = 7;
}

static NTSTATUS NTAPI entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
	return STATUS_SUCCESS;
}

/* The beginning of the image, whatever of the driver is asked for. */
static void entire_driver(struct kunit *test)
{
	struct wdm_module module = {
		.service = "kunit_pageable",
		.owner = THIS_MODULE,
		.driver_entry = (void *)entry,
	};
	struct wdm_driver *driver;
	static int here;
	PVOID start;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_driver_create("kunit_pageable", &module, &driver));
	start = driver->obj.DriverStart;
	KUNIT_ASSERT_NOT_NULL(test, start);
	KUNIT_EXPECT_PTR_EQ(test, MmPageEntireDriver(entry), start);
	KUNIT_EXPECT_PTR_EQ(test, MmPageEntireDriver(&here), start);
	/* Nothing is paged out. */
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(entry));
	KUNIT_EXPECT_TRUE(test, MmIsAddressValid(&here));
	MmResetDriverPaging(entry);
	KUNIT_EXPECT_EQ(test, entry(NULL, NULL), STATUS_SUCCESS);
	/* Not a driver's. */
	KUNIT_EXPECT_NULL(test, MmPageEntireDriver(test));
	wdm_driver_destroy(driver);
	KUNIT_EXPECT_NULL(test, MmPageEntireDriver(entry));
}

/* Three sizes, told apart by memory; any IRQL. */
static void system_size(struct kunit *test)
{
	unsigned long mib = totalram_pages() >> (20 - PAGE_SHIFT);
	MM_SYSTEMSIZE size;
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL, &old);
	size = MmQuerySystemSize();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, size, mib < 1024 ? MmSmallSystem :
				    mib < 4096 ? MmMediumSystem : MmLargeSystem);
	KUNIT_EXPECT_EQ(test, MmSmallSystem, 0);
}

#define BUFFER	((u8 *)0x12345ff0)
#define MDL_TAG	0x4d6d4d6c	/* "lMmM" */
#define LENGTH	(PAGE_SIZE + 0x20)	/* 16 bytes of a page, a whole one, 16 of a third */

static void expect_mdl(struct kunit *test, PMDL mdl)
{
	KUNIT_EXPECT_NULL(test, mdl->Next);
	KUNIT_EXPECT_PTR_EQ(test, mdl->StartVa, (PVOID)0x12345000);
	KUNIT_EXPECT_EQ(test, mdl->ByteOffset, 0xff0U);
	KUNIT_EXPECT_EQ(test, mdl->ByteCount, LENGTH);
	KUNIT_EXPECT_EQ(test, mdl->MdlFlags, 0);
	KUNIT_EXPECT_EQ(test, mdl->Size, sizeof(MDL) + 3 * sizeof(PFN_NUMBER));
	KUNIT_EXPECT_PTR_EQ(test, MmGetMdlVirtualAddress(mdl), (PVOID)BUFFER);
}

static void mdls_in_place(struct kunit *test)
{
	struct {
		MDL mdl;
		PFN_NUMBER pfns[3];
		u64 behind;
	} room;
	PMDL mdl = &room.mdl;

	memset(&room, 0xcc, sizeof(room));
	KUNIT_EXPECT_EQ(test, MmSizeOfMdl(BUFFER, LENGTH), sizeof(MDL) + sizeof(room.pfns));
	MmInitializeMdl(mdl, BUFFER, LENGTH);
	expect_mdl(test, mdl);
	memset(&room, 0xcc, sizeof(room));
	/* Into the caller's memory, or new one. */
	KUNIT_EXPECT_PTR_EQ(test, MmCreateMdl(mdl, BUFFER, LENGTH), mdl);
	expect_mdl(test, mdl);
	KUNIT_EXPECT_EQ(test, room.behind, 0xccccccccccccccccULL);
}

static void created_mdls(struct kunit *test)
{
	struct wdm_pool_usage before, after;
	KIRQL old;
	PMDL mdl;

	wdm_pool_tag_usage(MDL_TAG, &before);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	mdl = MmCreateMdl(NULL, BUFFER, LENGTH);
	KeLowerIrql(old);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	expect_mdl(test, mdl);
	IoFreeMdl(mdl);
	/* It is pool: ExFreePool() may free it as well. */
	mdl = MmCreateMdl(NULL, BUFFER, LENGTH);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	ExFreePool(mdl);
	wdm_pool_tag_usage(MDL_TAG, &after);
	KUNIT_EXPECT_EQ(test, before.bytes, after.bytes);
}

/* Pages that don't follow one another, filled by their own addresses. */
static PMDL scattered(struct kunit *test)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	PMDL mdl = MmAllocatePagesForMdlEx(low, high, low, 3 * PAGE_SIZE, MmCached,
					   MM_ALLOCATE_FULLY_REQUIRED);
	PFN_NUMBER *pfns;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	pfns = MmGetMdlPfnArray(mdl);
	swap(pfns[0], pfns[2]);
	for (i = 0; i < 3; i++)
		*(u64 *)pfn_to_kaddr(pfns[i]) = pfns[i];
	return mdl;
}

static void mapped_by_either(struct kunit *test)
{
	PMDL mdl = scattered(test);
	PFN_NUMBER *pfns = MmGetMdlPfnArray(mdl);
	u8 *va, *again;
	KIRQL old;
	int i;

	va = MmMapLockedPages(mdl, KernelMode);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_TRUE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	KUNIT_EXPECT_PTR_EQ(test, (u8 *)mdl->MappedSystemVa, va);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, *(u64 *)(va + i * PAGE_SIZE), (u64)pfns[i]);
	/* One that is mapped isn't mapped again. */
	KUNIT_EXPECT_PTR_EQ(test, (u8 *)MmGetSystemAddressForMdl(mdl), va);
	MmUnmapLockedPages(va, mdl);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);

	/* At DISPATCH_LEVEL as well. */
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	again = MmGetSystemAddressForMdl(mdl);
	for (i = 0; again && i < 3; i++)
		((u64 *)(again + i * PAGE_SIZE))[1] = i;
	KeLowerIrql(old);
	KUNIT_ASSERT_NOT_NULL(test, again);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, ((u64 *)pfn_to_kaddr(pfns[i]))[1], (u64)i);
	MmUnmapLockedPages(again, mdl);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

/* Of nonpaged pool, the address is the buffer's own. */
static void pool_has_an_address(struct kunit *test)
{
	u8 *buffer = ExAllocatePoolWithTag(NonPagedPoolNx, 100, 'eGaP');
	PMDL mdl = MmCreateMdl(NULL, buffer + 3, 90);

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmBuildMdlForNonPagedPool(mdl);
	KUNIT_EXPECT_PTR_EQ(test, (u8 *)MmGetSystemAddressForMdl(mdl), buffer + 3);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	IoFreeMdl(mdl);
	ExFreePool(buffer);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sections_are_locked),
	KUNIT_CASE(entire_driver),
	KUNIT_CASE(system_size),
	KUNIT_CASE(mdls_in_place),
	KUNIT_CASE(created_mdls),
	KUNIT_CASE(mapped_by_either),
	KUNIT_CASE(pool_has_an_address),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_pageable",
	.test_cases = cases,
};
kunit_test_suite(suite);
