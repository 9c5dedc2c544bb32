// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: pages that follow one another in physical memory.
 *
 * The page allocator knows three zones: below 16 MiB, below 4 GiB, all. For a limit
 * in between, it is asked a few times for the larger zone, keeping what lies too
 * high meanwhile, before the scarce memory of the smaller one is taken.
 *
 * Its blocks are powers of two, aligned to their size, 4 MiB at most. What is larger
 * is put together from blocks that turn out to be neighbours: the allocator takes
 * them off its largest free areas, so on a machine that isn't short of memory, they
 * mostly are.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "mm.h"

/* Blocks that are looked at in the wrong place before a smaller zone is asked. */
#define TRIES		16
/* The largest block of the page allocator. */
#define BLOCK_ORDER	ilog2(MAX_ORDER_NR_PAGES)
#define BLOCK_PAGES	((size_t)MAX_ORDER_NR_PAGES)

static bool fits(phys_addr_t start, size_t size, const struct wdm_run_limits *l)
{
	phys_addr_t last = start + size - 1;

	if (start < l->lowest || last > l->highest)
		return false;
	if (l->alignment && start & (l->alignment - 1))
		return false;
	return !l->boundary || !((start ^ last) & ~(l->boundary - 1));
}

static struct page *get_block(gfp_t zone, unsigned int order, const struct wdm_run_limits *l)
{
	gfp_t gfp = l->gfp | zone | __GFP_NOWARN;

	if (l->node != NUMA_NO_NODE)
		gfp |= __GFP_THISNODE;
	return alloc_pages_node(l->node, gfp, order);
}

static struct page *try_zone(gfp_t zone, size_t size, const struct wdm_run_limits *l)
{
	unsigned int order = get_order(size);
	struct page *rejected[TRIES];
	struct page *page = NULL;
	unsigned int tries = 0;

	while (tries < TRIES) {
		page = get_block(zone, order, l);
		if (!page || fits(page_to_phys(page), size, l))
			break;
		rejected[tries++] = page;
		page = NULL;
	}
	while (tries)
		__free_pages(rejected[--tries], order);
	return page;
}

struct page *wdm_block_alloc(size_t size, const struct wdm_run_limits *l)
{
	struct page *page = NULL;

	if (size > BLOCK_PAGES * PAGE_SIZE)
		return NULL;
	if (l->highest > DMA_BIT_MASK(32))
		page = try_zone(0, size, l);
	if (!page && l->highest > DMA_BIT_MASK(24))
		page = try_zone(GFP_DMA32, size, l);
	if (!page)
		page = try_zone(GFP_DMA, size, l);
	return page;
}

static int by_address(void *unused, const struct list_head *a, const struct list_head *b)
{
	unsigned long pa = page_to_pfn(list_entry(a, struct page, lru));
	unsigned long pb = page_to_pfn(list_entry(b, struct page, lru));

	return pa < pb ? -1 : pa > pb;
}

/* The first of @need neighbours in a sorted list that fit, NULL: there are none. */
static struct page *find_neighbours(struct list_head *blocks, unsigned int need, size_t size,
				    const struct wdm_run_limits *l)
{
	struct page *first = NULL, *previous = NULL, *page;
	unsigned int length = 0;

	list_for_each_entry(page, blocks, lru) {
		if (previous && page_to_pfn(page) == page_to_pfn(previous) + BLOCK_PAGES)
			length++;
		else
			length = 1;
		previous = page;
		if (length < need)
			continue;
		first = pfn_to_page(page_to_pfn(page) - (need - 1) * BLOCK_PAGES);
		if (fits(page_to_phys(first), size, l))
			return first;
	}
	return NULL;
}

static void free_blocks(struct list_head *blocks)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, blocks, lru) {
		list_del(&page->lru);
		__free_pages(page, BLOCK_ORDER);
	}
}

/* Takes blocks of a zone, more and more of them, until enough of them are neighbours. */
static struct page *join_blocks(gfp_t zone, size_t size, const struct wdm_run_limits *l)
{
	unsigned int need = DIV_ROUND_UP(size, BLOCK_PAGES * PAGE_SIZE);
	unsigned int got = 0, look = need, most = 4 * need + 16;
	struct page *first = NULL, *page, *next;
	LIST_HEAD(blocks);

	while (!first && got < most) {
		page = get_block(zone | __GFP_NORETRY, BLOCK_ORDER, l);
		if (page) {
			list_add(&page->lru, &blocks);
			got++;
		}
		if (got < look && page)
			continue;
		list_sort(NULL, &blocks, by_address);
		first = find_neighbours(&blocks, need, size, l);
		look = min(2 * got, most);
		if (!page)
			break;
	}
	if (first)
		list_for_each_entry_safe(page, next, &blocks, lru)
			if (page >= first && page < first + need * BLOCK_PAGES)
				list_del_init(&page->lru);
	free_blocks(&blocks);
	return first;
}

/* Makes single pages of blocks, and gives back those that nobody asked for. */
static void split(struct page *page, unsigned int order, size_t wanted, size_t total)
{
	size_t i;

	for (i = 0; i < total; i += 1UL << order)
		split_page(page + i, order);
	for (i = wanted; i < total; i++)
		__free_page(page + i);
}

struct page *wdm_run_alloc(size_t pages, const struct wdm_run_limits *l)
{
	size_t size = pages * PAGE_SIZE;
	struct page *page = NULL;

	if (!pages || pages > totalram_pages())
		return NULL;
	if (pages <= BLOCK_PAGES) {
		page = wdm_block_alloc(size, l);
		if (page)
			split(page, get_order(size), pages, 1UL << get_order(size));
		return page;
	}
	if (l->highest > DMA_BIT_MASK(32))
		page = join_blocks(0, size, l);
	if (!page)
		page = join_blocks(GFP_DMA32, size, l);
	if (page)
		split(page, BLOCK_ORDER, pages, round_up(pages, BLOCK_PAGES));
	return page;
}

void wdm_run_free(struct page *page, size_t pages)
{
	size_t i;

	for (i = 0; i < pages; i++)
		__free_page(page + i);
}
