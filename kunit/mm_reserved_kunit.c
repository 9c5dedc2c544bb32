// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_reserved: MmAllocateMappingAddress, MmFreeMappingAddress,
 * MmMapLockedPagesWithReservedMapping, MmUnmapReservedMapping.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>

#include <wdm.h>
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

#define TAG 0x4b6d4d57
#define PAGES 4

static PHYSICAL_ADDRESS address(u64 a)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = a };
}

/* An MDL of scattered pages, the first byte of each of which is @mark plus its number. */
static PMDL scattered(struct kunit *test, unsigned int pages, u8 mark)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0),
					   pages * PAGE_SIZE, MmCached,
					   MM_ALLOCATE_FULLY_REQUIRED);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, mdl);
	swap(MmGetMdlPfnArray(mdl)[0], MmGetMdlPfnArray(mdl)[pages - 1]);
	for (i = 0; i < pages; i++)
		*(u8 *)page_address(pfn_to_page(MmGetMdlPfnArray(mdl)[i])) = mark + i;
	return mdl;
}

static void drop(PMDL mdl)
{
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static void maps_at_its_addresses(struct kunit *test)
{
	u8 *start = MmAllocateMappingAddress(PAGES * PAGE_SIZE - 5, TAG);
	PMDL mdl[2] = { scattered(test, PAGES, 10), scattered(test, 2, 50) };
	unsigned int i, round;
	KIRQL old;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, start);
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid(start));
	mdl[1]->ByteOffset = 12;
	mdl[1]->ByteCount -= 12;
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (round = 0; round < 200; round++) {
		PMDL m = mdl[round & 1];
		u8 mark = round & 1 ? 50 : 10;

		va = MmMapLockedPagesWithReservedMapping(start, TAG, m, MmCached);
		KUNIT_EXPECT_PTR_EQ(test, va, start + m->ByteOffset);
		KUNIT_EXPECT_PTR_EQ(test, m->MappedSystemVa, (PVOID)start);
		KUNIT_EXPECT_TRUE(test, m->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		for (i = 0; i < wdm_mdl_pages(m); i++)
			if (READ_ONCE(start[i * PAGE_SIZE]) != mark + i)
				KUNIT_FAIL(test, "round %u, page %u: %u", round, i,
					   start[i * PAGE_SIZE]);
		if (!(round & 1))
			start[PAGE_SIZE + 1] = round;
		MmUnmapReservedMapping(va, TAG, m);
		KUNIT_EXPECT_FALSE(test, m->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	}
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ((u8 *)page_address(pfn_to_page(MmGetMdlPfnArray(mdl[0])[1])))[1],
			198);
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid(start));
	MmFreeMappingAddress(start, TAG);
	/* The MDL's own offset was the test's. */
	mdl[1]->ByteOffset = 0;
	mdl[1]->ByteCount = 2 * PAGE_SIZE;
	drop(mdl[0]);
	drop(mdl[1]);
}

static void too_large_is_null(struct kunit *test)
{
	void *start = MmAllocateMappingAddress(PAGE_SIZE, TAG);
	PMDL mdl = scattered(test, 2, 1);

	KUNIT_EXPECT_NULL(test, MmMapLockedPagesWithReservedMapping(start, TAG, mdl, MmCached));
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
	MmFreeMappingAddress(start, TAG);
	drop(mdl);
}

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	*(u64 *)context = (u64)report->code << 32 | report->parameter[0];
	return true;
}

#define EXPECT_MISUSE(what, call)						\
	do {									\
		u64 seen = 0;							\
										\
		wdm_set_bug_report_hook(swallow, &seen);			\
		call;								\
		wdm_set_bug_report_hook(NULL, NULL);				\
		KUNIT_EXPECT_EQ(test, seen, 0xda00000000ULL | (what));		\
	} while (0)

static void misuse_is_reported(struct kunit *test)
{
	u8 *start = MmAllocateMappingAddress(PAGES * PAGE_SIZE, TAG);
	PMDL mdl = scattered(test, PAGES, 1), other = scattered(test, 2, 1);
	void *va;

	EXPECT_MISUSE(0x100, va = MmAllocateMappingAddress(0, TAG));
	KUNIT_EXPECT_NULL(test, va);
	EXPECT_MISUSE(0x104, va = MmMapLockedPagesWithReservedMapping(start, 1, mdl, MmCached));
	KUNIT_EXPECT_NULL(test, va);
	EXPECT_MISUSE(0x105, va = MmMapLockedPagesWithReservedMapping(start + PAGE_SIZE, TAG,
								      mdl, MmCached));
	KUNIT_EXPECT_NULL(test, va);
	EXPECT_MISUSE(0x10b, MmUnmapReservedMapping(start, TAG, mdl));
	va = MmMapLockedPagesWithReservedMapping(start, TAG, mdl, MmCached);
	KUNIT_EXPECT_PTR_EQ(test, va, (void *)start);
	EXPECT_MISUSE(0x107, va = MmMapLockedPagesWithReservedMapping(start, TAG, other,
								      MmCached));
	KUNIT_EXPECT_NULL(test, va);
	EXPECT_MISUSE(0x108, MmUnmapReservedMapping(start, 1, mdl));
	EXPECT_MISUSE(0x109, MmUnmapReservedMapping(mdl, TAG, mdl));
	EXPECT_MISUSE(0x10c, MmUnmapReservedMapping(start, TAG, other));
	EXPECT_MISUSE(0x103, MmFreeMappingAddress(start, TAG));
	/* It is all still there. */
	KUNIT_EXPECT_EQ(test, start[PAGE_SIZE], 2);
	MmUnmapReservedMapping(start, TAG, mdl);
	EXPECT_MISUSE(0x101, MmFreeMappingAddress(start, 1));
	MmFreeMappingAddress(start, TAG);
	EXPECT_MISUSE(0x102, MmFreeMappingAddress(start, TAG));
	drop(mdl);
	drop(other);
}

/* Reads through the mapping all the time, so that its CPU caches the entries. */
struct reader {
	u8 *start;
	struct mutex lock;	/* the mapping is being changed, or not */
	u8 expected;
	unsigned int wrong;
	unsigned int reads;
};

static int read_on(void *context)
{
	struct reader *r = context;

	while (!kthread_should_stop()) {
		mutex_lock(&r->lock);
		if (r->expected) {
			r->reads++;
			r->wrong += READ_ONCE(*r->start) != r->expected;
		}
		mutex_unlock(&r->lock);
	}
	return 0;
}

static void other_cpus_forget(struct kunit *test)
{
	PMDL mdl[2] = { scattered(test, 1, 0x21), scattered(test, 1, 0x22) };
	struct reader r = { .start = MmAllocateMappingAddress(PAGE_SIZE, TAG) };
	struct task_struct *task;
	unsigned int i;

	mutex_init(&r.lock);
	task = kthread_run(read_on, &r, "wdm-kunit-read");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 3000; i++) {
		PMDL m = mdl[i & 1];

		mutex_lock(&r.lock);
		if (!MmMapLockedPagesWithReservedMapping(r.start, TAG, m, MmCached))
			KUNIT_FAIL(test, "not mapped in round %u", i);
		r.expected = 0x21 + (i & 1);
		mutex_unlock(&r.lock);
		if (!(i % 64))
			msleep(1);
		cond_resched();
		mutex_lock(&r.lock);
		r.expected = 0;
		MmUnmapReservedMapping(r.start, TAG, m);
		mutex_unlock(&r.lock);
	}
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, r.wrong, 0);
	KUNIT_EXPECT_GT(test, r.reads, 0);
	MmFreeMappingAddress(r.start, TAG);
	drop(mdl[0]);
	drop(mdl[1]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(maps_at_its_addresses),
	KUNIT_CASE(too_large_is_null),
	KUNIT_CASE(misuse_is_reported),
	KUNIT_CASE(other_cpus_forget),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_reserved",
	.test_cases = cases,
};
kunit_test_suite(suite);
