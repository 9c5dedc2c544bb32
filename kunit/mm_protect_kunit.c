// SPDX-License-Identifier: GPL-2.0
/* MmProtectMdlSystemAddress, MmIsIoSpaceActive, MmIsDriverVerifying and its like. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include <glue/wdm_module.h>
#include <ntddk.h>
#include "io_dev.h"
#include "mm.h"
#include "ob.h"

#define PAGES	3

static PHYSICAL_ADDRESS address(u64 value)
{
	PHYSICAL_ADDRESS result = { .QuadPart = value };

	return result;
}

/* Pages with a mapping of their own, which a read-only one always is. */
static PMDL map_pages(struct kunit *test, u8 **mapped)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(~0ULL), address(0),
					   PAGES * PAGE_SIZE, MmCached, 0);

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	*mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
					       NormalPagePriority | MdlMappingNoWrite);
	KUNIT_ASSERT_NOT_NULL(test, *mapped);
	return mdl;
}

static void free_pages_of(PMDL mdl, void *mapped)
{
	MmUnmapLockedPages(mapped, mdl);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static pteval_t entry_of(void *p)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)p, &level);

	return pte && level == PG_LEVEL_4K ? pte_val(*pte) : 0;
}

static bool can_be_read(void *p)
{
	u8 byte;

	return !copy_from_kernel_nofault(&byte, p, 1);
}

static void all_protections(struct kunit *test)
{
	static const struct {
		ULONG protect;
		bool read, write, execute;
	} cases[] = {
		{ PAGE_READWRITE, true, true, false },
		{ PAGE_NOACCESS, false, false, false },
		{ PAGE_READONLY, true, false, false },
		{ PAGE_EXECUTE, true, false, true },
		{ PAGE_EXECUTE_READ, true, false, true },
		{ PAGE_EXECUTE_READWRITE, true, true, true },
		{ PAGE_NOACCESS, false, false, false },
	};
	u8 *p;
	PMDL mdl = map_pages(test, &p);
	int i, page;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				MmProtectMdlSystemAddress(mdl, cases[i].protect));
		for (page = 0; page < PAGES; page++) {
			u8 *at = p + page * PAGE_SIZE;

			KUNIT_EXPECT_EQ_MSG(test, cases[i].read, can_be_read(at), "%d", i);
			if (!cases[i].read)
				continue;
			KUNIT_EXPECT_EQ_MSG(test, cases[i].write, !!(entry_of(at) & _PAGE_RW),
					    "%d", i);
			KUNIT_EXPECT_EQ_MSG(test, cases[i].execute,
					    !(entry_of(at) & _PAGE_NX), "%d", i);
			if (cases[i].write)
				*at = 0x5a + page;
		}
	}
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmProtectMdlSystemAddress(mdl, PAGE_READONLY));
	for (page = 0; page < PAGES; page++)
		KUNIT_EXPECT_EQ(test, 0x5a + page, (int)p[page * PAGE_SIZE]);
	/* Unmapped as it is: what comes next finds an ordinary mapping. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmProtectMdlSystemAddress(mdl, PAGE_NOACCESS));
	free_pages_of(mdl, p);
}

static void at_dispatch_level(struct kunit *test)
{
	u8 *p;
	PMDL mdl = map_pages(test, &p);
	KIRQL irql;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmProtectMdlSystemAddress(mdl, PAGE_NOACCESS));
	KUNIT_EXPECT_FALSE(test, can_be_read(p));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmProtectMdlSystemAddress(mdl, PAGE_READWRITE));
	*p = 1;
	KeLowerIrql(irql);
	free_pages_of(mdl, p);
}

static void what_is_refused(struct kunit *test)
{
	u8 *p;
	PMDL mdl = map_pages(test, &p);

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION,
			MmProtectMdlSystemAddress(mdl, PAGE_WRITECOPY));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION,
			MmProtectMdlSystemAddress(mdl, PAGE_READONLY | PAGE_NOCACHE));
	MmUnmapLockedPages(p, mdl);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_MAPPED_VIEW,
			MmProtectMdlSystemAddress(mdl, PAGE_READONLY));
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

/* One page has no mapping of its own; its protection is what it is. */
static void pages_that_lie_together(struct kunit *test)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(~0ULL), address(0), PAGE_SIZE,
					   MmCached, 0);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	p = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
					 NormalPagePriority);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			MmProtectMdlSystemAddress(mdl, PAGE_READONLY));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmProtectMdlSystemAddress(mdl, PAGE_READWRITE));
	free_pages_of(mdl, p);
}

static void io_space_is_active_while_it_is_mapped(struct kunit *test)
{
	const u64 base = 0xfee00000;	/* the local APIC */
	void *a, *b;

	KUNIT_ASSERT_FALSE(test, MmIsIoSpaceActive(address(base), PAGE_SIZE));
	a = MmMapIoSpace(address(base + 0x30), 4, MmNonCached);
	KUNIT_ASSERT_NOT_NULL(test, a);
	b = MmMapIoSpace(address(base), PAGE_SIZE, MmNonCached);
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_TRUE(test, MmIsIoSpaceActive(address(base), PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, MmIsIoSpaceActive(address(base - PAGE_SIZE), PAGE_SIZE + 1));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(base - PAGE_SIZE), PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(base + PAGE_SIZE), PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(base), 0));
	MmUnmapIoSpace(b, PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, MmIsIoSpaceActive(address(base), PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(base + 0x34), 4));
	MmUnmapIoSpace(a, 4);
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(base), PAGE_SIZE));
}

static void memory_is_io_space_as_well(struct kunit *test)
{
	u8 *ram = kunit_kzalloc(test, 64, GFP_KERNEL);
	PHYSICAL_ADDRESS physical;
	KIRQL irql;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, ram);
	physical = MmGetPhysicalAddress(ram);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	p = MmMapIoSpace(physical, 64, MmCached);
	KUNIT_EXPECT_TRUE(test, MmIsIoSpaceActive(physical, 1));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(address(physical.QuadPart + 64), 1));
	MmUnmapIoSpace(p, 64);
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(physical, 64));
	KeLowerIrql(irql);
}

static s32 no_entry(struct _DRIVER_OBJECT *driver, struct _UNICODE_STRING *path)
{
	return STATUS_SUCCESS;
}

static void loaded_drivers_are_verified(struct kunit *test)
{
	struct wdm_module m = {
		.service = "kunit_verified",
		.owner = THIS_MODULE,
		.driver_entry = no_entry,
	};
	struct wdm_driver *driver, *own;
	ULONG flags = 0;

	KUNIT_EXPECT_FALSE(test, MmIsDriverVerifyingByAddress((PVOID)no_entry));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_driver_create(m.service, &m, &driver));
	KUNIT_EXPECT_TRUE(test, MmIsDriverVerifying(&driver->obj));
	KUNIT_EXPECT_TRUE(test, MmIsDriverSuspectForVerifier(&driver->obj));
	KUNIT_EXPECT_TRUE(test, MmIsDriverVerifyingByAddress((PVOID)no_entry));
	KUNIT_EXPECT_FALSE(test, MmIsDriverVerifyingByAddress((PVOID)_printk));
	wdm_driver_destroy(driver);
	KUNIT_EXPECT_FALSE(test, MmIsDriverVerifyingByAddress((PVOID)no_entry));

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_driver_create("kunit_own", NULL, &own));
	KUNIT_EXPECT_FALSE(test, MmIsDriverVerifying(&own->obj));
	KUNIT_EXPECT_FALSE(test, MmIsDriverSuspectForVerifier(&own->obj));
	wdm_driver_destroy(own);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmIsVerifierEnabled(&flags));
	KUNIT_EXPECT_TRUE(test, flags & DRIVER_VERIFIER_TRACK_POOL_ALLOCATIONS);
	KUNIT_EXPECT_EQ(test, IS_ENABLED(CONFIG_KASAN),
			!!(flags & DRIVER_VERIFIER_SPECIAL_POOLING));
}

static struct kunit_case mm_protect_cases[] = {
	KUNIT_CASE(all_protections),
	KUNIT_CASE(at_dispatch_level),
	KUNIT_CASE(what_is_refused),
	KUNIT_CASE(pages_that_lie_together),
	KUNIT_CASE(io_space_is_active_while_it_is_mapped),
	KUNIT_CASE(memory_is_io_space_as_well),
	KUNIT_CASE(loaded_drivers_are_verified),
	{}
};

static struct kunit_suite mm_protect_suite = {
	.name = "wdmcore_mm_protect",
	.test_cases = mm_protect_cases,
};
kunit_test_suite(mm_protect_suite);
