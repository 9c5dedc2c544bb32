// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_window: MmMapLockedPagesSpecifyCache, MmGetSystemAddressForMdlSafe and
 * MmUnmapLockedPages at DISPATCH_LEVEL for pages that don't follow one another.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"

#define WORDS	(PAGE_SIZE / sizeof(u64))

/* An MDL of pages of which no two follow one another. */
static PMDL scattered(struct page **pages, unsigned int count, unsigned int offset)
{
	unsigned int length = (count - 1) * PAGE_SIZE - offset + 100;
	PMDL mdl = IoAllocateMdl((PVOID)(uintptr_t)offset, length, FALSE, FALSE, NULL);
	unsigned int i;

	if (!mdl)
		return NULL;
	for (i = 0; i < count; i++)
		MmGetMdlPfnArray(mdl)[i] = page_to_pfn(pages[i]);
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	return mdl;
}

static void free_mdl(PMDL mdl)
{
	mdl->MdlFlags &= ~MDL_PAGES_LOCKED;
	IoFreeMdl(mdl);
}

/* Pages with gaps between them, last one first. */
static bool get_pages(struct page **pages, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		pages[count - 1 - i] = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
		if (!pages[count - 1 - i])
			return false;
	}
	return true;
}

static void put_pages_back(struct page **pages, unsigned int count)
{
	while (count--)
		__free_pages(pages[count], 1);
}

static u64 *word(struct page *page, unsigned int i)
{
	return (u64 *)page_address(page) + i;
}

static PVOID map_at_dispatch(PMDL mdl, ULONG priority)
{
	KIRQL old;
	PVOID va;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	va = MmGetSystemAddressForMdlSafe(mdl, priority);
	KeLowerIrql(old);
	return va;
}

static void unmap_at_dispatch(PVOID va, PMDL mdl)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	MmUnmapLockedPages(va, mdl);
	KeLowerIrql(old);
}

static void maps_both_ways(struct kunit *test)
{
	static const unsigned int counts[] = { 2, 3, 17 };
	struct page *pages[17];
	unsigned int c, i;

	KUNIT_ASSERT_TRUE(test, get_pages(pages, 17));
	for (c = 0; c < ARRAY_SIZE(counts); c++) {
		PMDL mdl = scattered(pages, counts[c], 1000);
		u8 *va, *base;

		KUNIT_ASSERT_NOT_NULL(test, mdl);
		for (i = 0; i < counts[c]; i++)
			*word(pages[i], WORDS - 1) = 1000 * c + i;
		va = map_at_dispatch(mdl, NormalPagePriority);
		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_TRUE(test, wdm_window_has(va));
		KUNIT_EXPECT_EQ(test, offset_in_page(va), 1000);
		base = va - 1000;
		for (i = 0; i < counts[c]; i++) {
			KUNIT_EXPECT_EQ(test, *(u64 *)(base + (i + 1) * PAGE_SIZE - 8),
					1000 * c + i);
			*(u64 *)(base + i * PAGE_SIZE) = ~(1000ULL * c + i);
		}
		for (i = 0; i < counts[c]; i++)
			KUNIT_EXPECT_EQ(test, *word(pages[i], 0), ~(1000ULL * c + i));
		/* A second request gets the mapping that exists. */
		KUNIT_EXPECT_PTR_EQ(test, map_at_dispatch(mdl, NormalPagePriority), (PVOID)va);
		KUNIT_EXPECT_EQ(test, MmGetPhysicalAddress(va).QuadPart,
				page_to_phys(pages[0]) + 1000);
		unmap_at_dispatch(va, mdl);
		KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		/* Where sleeping is possible, the window is left alone. */
		va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
		KUNIT_ASSERT_NOT_NULL(test, va);
		KUNIT_EXPECT_FALSE(test, wdm_window_has(va));
		unmap_at_dispatch(va, mdl);
		free_mdl(mdl);
	}
	put_pages_back(pages, 17);
}

static void one_page_needs_none(struct kunit *test)
{
	struct page *page;
	u64 seen, stamp = 0x5eed;
	phys_addr_t physical;
	bool writable;
	PMDL mdl;
	u8 *va;

	KUNIT_ASSERT_TRUE(test, get_pages(&page, 1));
	mdl = scattered(&page, 1, 0);
	*word(page, 0) = stamp;
	va = map_at_dispatch(mdl, NormalPagePriority);
	KUNIT_EXPECT_PTR_EQ(test, (void *)va, page_address(page));
	unmap_at_dispatch(va, mdl);
	/* Unless it is to be read only: */
	va = map_at_dispatch(mdl, NormalPagePriority | MdlMappingNoWrite);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_TRUE(test, wdm_window_has(va));
	KUNIT_EXPECT_EQ(test, copy_from_kernel_nofault(&seen, va, 8), 0);
	KUNIT_EXPECT_EQ(test, seen, stamp);
	KUNIT_EXPECT_TRUE(test, wdm_kernel_to_physical(va, &physical, &writable));
	KUNIT_EXPECT_EQ(test, physical, page_to_phys(page));
	KUNIT_EXPECT_FALSE(test, writable);
	unmap_at_dispatch(va, mdl);
	free_mdl(mdl);
	put_pages_back(&page, 1);
}

static void what_is_not_mapped_faults(struct kunit *test)
{
	struct page *pages[2];
	PMDL mdl;
	u64 seen;
	u8 *va;

	KUNIT_ASSERT_TRUE(test, get_pages(pages, 2));
	mdl = scattered(pages, 2, 0);
	va = map_at_dispatch(mdl, NormalPagePriority);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, copy_from_kernel_nofault(&seen, va + PAGE_SIZE, 8), 0);
	/* Past the end. */
	KUNIT_EXPECT_NE(test, copy_from_kernel_nofault(&seen, va + 2 * PAGE_SIZE, 8), 0);
	unmap_at_dispatch(va, mdl);
	wdm_window_flush();
	KUNIT_EXPECT_NE(test, copy_from_kernel_nofault(&seen, va, 8), 0);
	KUNIT_EXPECT_FALSE(test, MmIsAddressValid(va));
	free_mdl(mdl);
	put_pages_back(pages, 2);
}

/* The same two pages again and again take up the window. */
static PMDL large_mdl(struct page **pages, unsigned int count)
{
	struct page **all = kmalloc_array(count, sizeof(*all), GFP_KERNEL);
	unsigned int i;
	PMDL mdl;

	if (!all)
		return NULL;
	for (i = 0; i < count; i++)
		all[i] = pages[i % 2];
	mdl = scattered(all, count, 0);
	kfree(all);
	return mdl;
}

static void full_window_gives_null_and_recovers(struct kunit *test)
{
	struct page *pages[2];
	unsigned int i, used = 0, mapped = 0, size = 511;
	PMDL mdls[64], small;
	PVOID va[64];

	wdm_window_flush();
	KUNIT_EXPECT_EQ(test, wdm_window_used(), 0);
	KUNIT_ASSERT_TRUE(test, get_pages(pages, 2));
	/* Ever smaller, until not even two pages find room. */
	while (size > 1 && mapped < ARRAY_SIZE(mdls)) {
		mdls[mapped] = large_mdl(pages, size);
		KUNIT_ASSERT_NOT_NULL(test, mdls[mapped]);
		va[mapped] = map_at_dispatch(mdls[mapped], HighPagePriority);
		if (va[mapped]) {
			used += size + 1;
			mapped++;
			continue;
		}
		KUNIT_EXPECT_FALSE(test, mdls[mapped]->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		free_mdl(mdls[mapped]);
		size = size > 2 ? max(size / 2, 2U) : 1;
	}
	KUNIT_ASSERT_GT(test, mapped, 2);
	KUNIT_ASSERT_EQ(test, size, 1);
	KUNIT_EXPECT_EQ(test, wdm_window_used(), used);
	small = scattered(pages, 2, 0);
	KUNIT_EXPECT_NULL(test, map_at_dispatch(small, HighPagePriority));
	/* Sleeping helps. */
	KUNIT_EXPECT_NOT_NULL(test, MmGetSystemAddressForMdlSafe(small, NormalPagePriority));
	unmap_at_dispatch(small->MappedSystemVa, small);
	/* A gap in the middle is found, after the flush. */
	unmap_at_dispatch(va[1], mdls[1]);
	wdm_window_flush();
	KUNIT_EXPECT_PTR_EQ(test, map_at_dispatch(small, NormalPagePriority), va[1]);
	unmap_at_dispatch(small->MappedSystemVa, small);
	free_mdl(small);
	for (i = 0; i < mapped; i++) {
		if (i != 1)
			unmap_at_dispatch(va[i], mdls[i]);
		free_mdl(mdls[i]);
	}
	wdm_window_flush();
	KUNIT_EXPECT_EQ(test, wdm_window_used(), 0);
	put_pages_back(pages, 2);
}

/* What all CPUs see at an address. */
struct view {
	const u8 *va;
	unsigned int count;
	const u64 *stamps;
	atomic_t wrong;
};

static void look(void *data)
{
	struct view *view = data;
	unsigned int i;

	for (i = 0; i < view->count; i++)
		if (*(const u64 *)(view->va + i * PAGE_SIZE) != view->stamps[i])
			atomic_inc(&view->wrong);
}

static void no_cpu_sees_old_pages(struct kunit *test)
{
	struct page *pages[32];
	unsigned int round, i, failed = 0, reused = 0;
	struct view view = {};
	u64 stamps[32];
	u8 *highest = NULL;

	KUNIT_ASSERT_TRUE(test, get_pages(pages, 32));
	for (i = 0; i < 32; i++)
		*word(pages[i], 0) = i;
	for (round = 0; round < 2000; round++) {
		unsigned int first = round % 15;
		PMDL mdl;
		KIRQL old;

		view.count = 2 + round % 16;
		mdl = scattered(pages + first, view.count, 0);
		for (i = 0; i < view.count; i++)
			stamps[i] = first + i;
		view.stamps = stamps;
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		view.va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
		if (view.va) {
			on_each_cpu(look, &view, 1);
			if (view.va < highest)
				reused++;
			highest = max(highest, (u8 *)view.va);
			MmUnmapLockedPages((PVOID)view.va, mdl);
		} else {
			failed++;
		}
		KeLowerIrql(old);
		free_mdl(mdl);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&view.wrong), 0);
	KUNIT_EXPECT_GT(test, reused, 0);
	KUNIT_EXPECT_LT(test, failed, 1000);
	put_pages_back(pages, 32);
}

#define OWN_PAGES	40
#define AT_A_TIME	4

struct mapper {
	struct task_struct *task;
	struct completion done;
	u64 id;
	unsigned int wrong, failed, mapped;
	struct page *pages[OWN_PAGES];
	struct {
		PMDL mdl;
		u8 *va;
		unsigned int count;
		unsigned int which[OWN_PAGES];
	} maps[AT_A_TIME];
};

static void drop(struct mapper *m, unsigned int k)
{
	unsigned int i;

	if (m->maps[k].va) {
		for (i = 0; i < m->maps[k].count; i++) {
			u64 *here = (u64 *)(m->maps[k].va + i * PAGE_SIZE);

			if (here[0] != (m->id << 32 | m->maps[k].which[i]))
				m->wrong++;
		}
		unmap_at_dispatch(m->maps[k].va, m->maps[k].mdl);
		m->maps[k].va = NULL;
	}
	if (m->maps[k].mdl)
		free_mdl(m->maps[k].mdl);
	m->maps[k].mdl = NULL;
}

static void map_some(struct mapper *m, unsigned int k, unsigned int round)
{
	unsigned int count = 2 + get_random_u32() % (OWN_PAGES - 2);
	unsigned int start = get_random_u32() % OWN_PAGES;
	struct page *pages[OWN_PAGES];
	unsigned int i;

	/* 7 and the number of pages have no divisor in common: all are different. */
	for (i = 0; i < count; i++) {
		m->maps[k].which[i] = (start + 7 * i) % OWN_PAGES;
		pages[i] = m->pages[m->maps[k].which[i]];
	}
	m->maps[k].count = count;
	m->maps[k].mdl = scattered(pages, count, 0);
	m->maps[k].va = map_at_dispatch(m->maps[k].mdl, NormalPagePriority);
	if (!m->maps[k].va) {
		m->failed++;
		return;
	}
	m->mapped++;
	/* One way and the other. */
	for (i = 0; i < count; i++)
		((u64 *)(m->maps[k].va + i * PAGE_SIZE))[1 + k] = m->id << 32 | round;
	for (i = 0; i < count; i++)
		if (*word(pages[i], 1 + k) != (m->id << 32 | round))
			m->wrong++;
}

static int mapper_thread(void *data)
{
	struct mapper *m = data;
	unsigned int round;

	for (round = 0; round < 1500; round++) {
		unsigned int k = get_random_u32() % AT_A_TIME;

		drop(m, k);
		map_some(m, k, round);
		cond_resched();
	}
	for (round = 0; round < AT_A_TIME; round++)
		drop(m, round);
	complete(&m->done);
	return 0;
}

static void two_cpus_never_mix_up_pages(struct kunit *test)
{
	struct mapper *mappers = kunit_kcalloc(test, 2, sizeof(*mappers), GFP_KERNEL);
	unsigned int cpu = cpumask_first(cpu_online_mask);
	unsigned int i, k;

	for (i = 0; i < 2; i++) {
		struct mapper *m = &mappers[i];

		m->id = i + 1;
		init_completion(&m->done);
		KUNIT_ASSERT_TRUE(test, get_pages(m->pages, OWN_PAGES));
		for (k = 0; k < OWN_PAGES; k++)
			*word(m->pages[k], 0) = m->id << 32 | k;
		m->task = kthread_create(mapper_thread, m, "wdm_mapper/%u", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(m->task));
		kthread_bind(m->task, cpu);
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
	}
	for (i = 0; i < 2; i++)
		wake_up_process(mappers[i].task);
	for (i = 0; i < 2; i++) {
		wait_for_completion(&mappers[i].done);
		KUNIT_EXPECT_EQ(test, mappers[i].wrong, 0);
		KUNIT_EXPECT_GT(test, mappers[i].mapped, 500);
		put_pages_back(mappers[i].pages, OWN_PAGES);
	}
	wdm_window_flush();
	KUNIT_EXPECT_EQ(test, wdm_window_used(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(maps_both_ways),
	KUNIT_CASE(one_page_needs_none),
	KUNIT_CASE(what_is_not_mapped_faults),
	KUNIT_CASE(full_window_gives_null_and_recovers),
	KUNIT_CASE_SLOW(no_cpu_sees_old_pages),
	KUNIT_CASE_SLOW(two_cpus_never_mix_up_pages),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_window",
	.test_cases = cases,
};
kunit_test_suite(suite);
