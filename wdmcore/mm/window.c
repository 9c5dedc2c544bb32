// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: mapping at DISPATCH_LEVEL.
 *
 * vmap() sleeps, but StartIo routines and DPCs map buffers all the time. So a window
 * of kernel addresses is set aside at init: its page tables (and KASAN's shadow)
 * exist for good, and mapping there only writes entries that belong to nobody else.
 *
 * An entry that isn't in use is not present, and a CPU caches nothing for such an
 * entry: mapping needs no flush of TLBs. Unmapping does, on all CPUs, which can't be
 * done at DISPATCH_LEVEL: entries that were unmapped are stale until a worker has
 * flushed, for many of them at once, and are handed out again only then.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include <asm/tlbflush.h>

#include <wdm.h>
#include "mm.h"

static unsigned int dispatch_pages = 4096;
module_param(dispatch_pages, uint, 0444);
MODULE_PARM_DESC(dispatch_pages,
		 "pages that drivers can have mapped at DISPATCH_LEVEL at a time (4096)");

static struct {
	void *start;
	unsigned int pages;
	pte_t **ptes;
	/* Pages of the run that starts at an entry; 0: none does. */
	unsigned int *lengths;
	/* Protects the rest, and lengths[]. */
	spinlock_t lock;
	/* In use, stale or being flushed. */
	unsigned long *taken;
	unsigned long *stale;
	unsigned int stale_count;
	/* Where looking for room starts. */
	unsigned int next;
	/* The worker's own. */
	unsigned long *flushing;
} window = {
	.lock = __SPIN_LOCK_UNLOCKED(window.lock),
};

static void flush_this_cpu(void *unused)
{
	/* INVLPG would leave what other address spaces (PCIDs) have cached under PTI. */
	__flush_tlb_all();
}

static void flush_stale(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&window.lock, flags);
	bitmap_copy(window.flushing, window.stale, window.pages);
	bitmap_zero(window.stale, window.pages);
	window.stale_count = 0;
	spin_unlock_irqrestore(&window.lock, flags);

	on_each_cpu(flush_this_cpu, NULL, 1);

	spin_lock_irqsave(&window.lock, flags);
	bitmap_andnot(window.taken, window.taken, window.flushing, window.pages);
	spin_unlock_irqrestore(&window.lock, flags);
}

static DECLARE_WORK(flush_work_item, flush_stale);

/* A run of entries, which is the caller's own then; negative: there is none. */
static int take_run(unsigned int pages)
{
	/* An entry more, which stays not present: going past the end faults. */
	unsigned int size = pages + 1;
	unsigned long first, flags;

	if (pages >= window.pages)
		return -1;
	spin_lock_irqsave(&window.lock, flags);
	first = bitmap_find_next_zero_area(window.taken, window.pages, window.next, size, 0);
	if (first >= window.pages)
		first = bitmap_find_next_zero_area(window.taken, window.pages, 0, size, 0);
	if (first < window.pages) {
		bitmap_set(window.taken, first, size);
		window.lengths[first] = pages;
		window.next = first + size;
	}
	spin_unlock_irqrestore(&window.lock, flags);
	return first < window.pages ? first : -1;
}

/* As take_run(); has room made for the next one if there is none. */
static int take_or_flush(unsigned int pages)
{
	int first = take_run(pages);

	/* What is stale may be enough for the next one. */
	if (first < 0 && READ_ONCE(window.stale_count))
		queue_work(system_highpri_wq, &flush_work_item);
	return first;
}

void *wdm_window_map(const PFN_NUMBER *pfns, unsigned int pages, pgprot_t prot)
{
	int first = take_or_flush(pages);
	unsigned int i;

	if (first < 0)
		return NULL;
	for (i = 0; i < pages; i++)
		set_pte(window.ptes[first + i], pfn_pte(pfns[i], prot));
	return window.start + (size_t)first * PAGE_SIZE;
}

void *wdm_window_map_range(PFN_NUMBER pfn, unsigned int pages, pgprot_t prot)
{
	int first = take_or_flush(pages);
	unsigned int i;

	if (first < 0)
		return NULL;
	for (i = 0; i < pages; i++)
		set_pte(window.ptes[first + i], pfn_pte(pfn + i, prot));
	return window.start + (size_t)first * PAGE_SIZE;
}

bool wdm_window_has(const void *address)
{
	return window.start && address >= window.start &&
	       address < window.start + (size_t)window.pages * PAGE_SIZE;
}
EXPORT_SYMBOL_GPL(wdm_window_has);

bool wdm_window_unmap(void *address)
{
	unsigned int first = (address - window.start) >> PAGE_SHIFT;
	unsigned int i, pages;
	unsigned long flags;
	bool enough;

	/* Whoever finds the length unmaps, nobody else. */
	spin_lock_irqsave(&window.lock, flags);
	pages = window.lengths[first];
	window.lengths[first] = 0;
	spin_unlock_irqrestore(&window.lock, flags);
	if (!pages)
		return false;

	for (i = 0; i < pages; i++)
		set_pte(window.ptes[first + i], __pte(0));

	spin_lock_irqsave(&window.lock, flags);
	bitmap_set(window.stale, first, pages + 1);
	window.stale_count += pages + 1;
	enough = window.stale_count >= window.pages / 4;
	spin_unlock_irqrestore(&window.lock, flags);
	/* Flushes stop all CPUs: one for a quarter of the window. */
	if (enough)
		queue_work(system_highpri_wq, &flush_work_item);
	return true;
}

void wdm_window_flush(void)
{
	if (!window.start)
		return;
	queue_work(system_highpri_wq, &flush_work_item);
	flush_work(&flush_work_item);
}
EXPORT_SYMBOL_GPL(wdm_window_flush);

unsigned int wdm_window_used(void)
{
	unsigned int used;
	unsigned long flags;

	spin_lock_irqsave(&window.lock, flags);
	used = bitmap_weight(window.taken, window.pages);
	spin_unlock_irqrestore(&window.lock, flags);
	return used;
}
EXPORT_SYMBOL_GPL(wdm_window_used);

static bool clear_entries(void *start, unsigned int pages)
{
	unsigned int i, level;

	for (i = 0; i < pages; i++) {
		pte_t *pte = lookup_address((unsigned long)start + i * PAGE_SIZE, &level);

		if (!pte || level != PG_LEVEL_4K)
			return false;
		set_pte(pte, __pte(0));
	}
	on_each_cpu(flush_this_cpu, NULL, 1);
	return true;
}

/* vmap() makes the tables for any page. */
void *wdm_reserve_addresses(unsigned int pages)
{
	struct page **array = kvmalloc_array(pages, sizeof(*array), GFP_KERNEL | __GFP_NOWARN);
	unsigned int i;
	void *start;

	if (!array)
		return NULL;
	for (i = 0; i < pages; i++)
		array[i] = ZERO_PAGE(0);
	start = vmap(array, pages, VM_MAP, PAGE_KERNEL_RO);
	kvfree(array);
	if (start && !clear_entries(start, pages)) {
		vunmap(start);
		start = NULL;
	}
	return start;
}

static void __init find_entries(void)
{
	unsigned int i, level;

	for (i = 0; i < window.pages; i++)
		window.ptes[i] = lookup_address((unsigned long)window.start + i * PAGE_SIZE,
						&level);
}

void wdm_window_exit(void)
{
	cancel_work_sync(&flush_work_item);
	/* vunmap() takes entries that aren't present, and flushes. */
	vunmap(window.start);
	window.start = NULL;
	window.pages = 0;
	kvfree(window.ptes);
	kvfree(window.lengths);
	bitmap_free(window.taken);
	bitmap_free(window.stale);
	bitmap_free(window.flushing);
}

int __init wdm_window_init(void)
{
	/* A whole number of tables; 1 GiB is more than anybody needs. */
	unsigned int pages = round_up(clamp(dispatch_pages, 1U, 1U << 18), PTRS_PER_PTE);

	window.ptes = kvcalloc(pages, sizeof(*window.ptes), GFP_KERNEL);
	window.lengths = kvcalloc(pages, sizeof(*window.lengths), GFP_KERNEL);
	window.taken = bitmap_zalloc(pages, GFP_KERNEL);
	window.stale = bitmap_zalloc(pages, GFP_KERNEL);
	window.flushing = bitmap_zalloc(pages, GFP_KERNEL);
	if (window.ptes && window.lengths && window.taken && window.stale && window.flushing)
		window.start = wdm_reserve_addresses(pages);
	if (window.start) {
		window.pages = pages;
		find_entries();
		return 0;
	}
	wdm_window_exit();
	return -ENOMEM;
}
