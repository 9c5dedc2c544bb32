// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: blocks of the pool.
 *
 * The contract: 16-byte alignment and no page boundary inside a block up to a page;
 * page alignment from a page up. kmalloc() aligns power-of-two sizes naturally, which
 * gives both; its sizes of 96 and 192 give neither, so they aren't used: the next
 * power of two is, with the block at its end, where an overrun shows.
 *
 * A block below a page has its header right in front of it, with the check word at
 * the end of the header: that is what a write before the block hits first, and what
 * the allocator doesn't use for itself once the block is freed. Blocks that start at
 * a page boundary are those without a header; a table has the same facts.
 *
 * What Windows answers with BAD_POOL_CALLER is reported as that, and the block stays
 * allocated.
 */
#include <linux/align.h>
#include <linux/bits.h>
#include <linux/hashtable.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include <wdm.h>

#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "pool_site.h"

#define BAD_POOL_CALLER		0xc2
/* Its first parameter */
#define POOL_FREED_TWICE	0x07
#define POOL_WRONG_TAG		0x0a
#define POOL_BAD_ADDRESS	0x46

#define CHECK_LIVE		0x6c6f6f706d647721ULL
#define CHECK_FREED		0x6c6f6f7064616564ULL

#define POOL_ALIGNMENT		16
#define CACHE_ALIGNMENT		64
/* Nothing like that can be had. */
#define MAX_POOL_SIZE		BIT(40)

/**
 * struct pool_header - directly in front of a block below a page
 * @site: where it is counted
 * @size: what was asked for
 * @tag: pool tag
 * @offset: of the block in its kmalloc() memory
 * @check: CHECK_*, mixed with the block's address
 */
struct pool_header {
	struct pool_site *site;
	size_t size;
	u32 tag;
	u32 offset;
	u64 check;
};

static_assert(sizeof(struct pool_header) == 32);

/**
 * struct page_block - a block that starts at a page boundary
 * @node: link in the table
 * @p: the block
 * @size: what was asked for
 * @site: where it is counted
 * @tag: pool tag
 */
struct page_block {
	struct hlist_node node;
	void *p;
	size_t size;
	struct pool_site *site;
	u32 tag;
};

static DEFINE_HASHTABLE(page_blocks, 8);
static DEFINE_SPINLOCK(page_blocks_lock);

static struct pool_header *header_of(void *p)
{
	return p - sizeof(struct pool_header);
}

static u64 mix(u64 check, const void *p)
{
	return check ^ (uintptr_t)p;
}

static void *alloc_page_block(size_t size, u32 tag, gfp_t gfp, const void *caller)
{
	struct page_block *b = kmalloc(sizeof(*b), gfp & ~__GFP_ZERO);
	unsigned long flags;

	if (!b)
		return NULL;
	b->p = gfpflags_allow_blocking(gfp) ? kvmalloc(size, gfp) : kmalloc(size, gfp);
	if (!b->p) {
		kfree(b);
		return NULL;
	}
	WARN_ON_ONCE(!PAGE_ALIGNED(b->p));
	b->size = size;
	b->tag = tag;
	b->site = wdm_pool_site_charge(tag, caller, size);

	spin_lock_irqsave(&page_blocks_lock, flags);
	hash_add(page_blocks, &b->node, (uintptr_t)b->p);
	spin_unlock_irqrestore(&page_blocks_lock, flags);
	return b->p;
}

/* Sizes of a block that, with its header, kmalloc() would serve from 96 and 192 bytes. */
static __always_inline bool is_odd_size(size_t size)
{
	size_t total = size + sizeof(struct pool_header);

	return (total > 64 && total <= 96) || (total > 128 && total <= 192);
}

/* Writes the header of a block of @size, which stands @offset into its memory. */
static __always_inline void *finish(void *p, size_t size, u32 tag, u32 offset, const void *caller)
{
	struct pool_header *h = header_of(p);

	h->site = wdm_pool_site_charge(tag, caller, size);
	h->size = size;
	h->tag = tag;
	h->offset = offset;
	h->check = mix(CHECK_LIVE, p);
	return p;
}

/* Blocks that aren't right behind a header at the start of their memory. */
static noinline void *alloc_otherwise(size_t size, u32 tag, u32 flags, gfp_t gfp,
				      const void *caller)
{
	u32 offset = sizeof(struct pool_header);
	size_t total;
	void *base;

	if (size > MAX_POOL_SIZE)
		return NULL;
	size = max_t(size_t, size, 1);
	if (flags & WDM_POOL_CACHE_ALIGNED)
		offset = CACHE_ALIGNMENT;
	if (size > PAGE_SIZE - offset)
		return alloc_page_block(size, tag, gfp, caller);

	total = size + offset;
	if (flags & WDM_POOL_CACHE_ALIGNED) {
		total = roundup_pow_of_two(total);
	} else if (is_odd_size(size)) {
		total = roundup_pow_of_two(total);
		offset = ALIGN_DOWN(total - size, POOL_ALIGNMENT);
	}
	base = kmalloc(total, gfp);
	return base ? finish(base + offset, size, tag, offset, caller) : NULL;
}

/* Inlined for constant @flags: this is the way of most allocations. */
static __always_inline void *alloc(size_t size, u32 tag, u32 flags, const void *caller)
{
	gfp_t gfp = wdm_irql_gfp() | __GFP_NOWARN;
	void *base;

	if (flags & WDM_POOL_ZERO)
		gfp |= __GFP_ZERO;
	/* A size of 0 is big here. */
	if (unlikely(size - 1 >= PAGE_SIZE - sizeof(struct pool_header) ||
		     flags & WDM_POOL_CACHE_ALIGNED || is_odd_size(size)))
		return alloc_otherwise(size, tag, flags, gfp, caller);

	base = kmalloc(size + sizeof(struct pool_header), gfp);
	if (unlikely(!base))
		return NULL;
	return finish(base + sizeof(struct pool_header), size, tag,
		      sizeof(struct pool_header), caller);
}

/**
 * wdm_pool_alloc - allocate pool
 * @size: bytes; 0 gives a block that may only be freed
 * @tag: pool tag
 * @flags: WDM_POOL_*
 * @caller: return address, for the accounting
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the block, NULL without memory.
 */
void *wdm_pool_alloc(size_t size, u32 tag, u32 flags, const void *caller)
{
	return alloc(size, tag, flags, caller);
}
EXPORT_SYMBOL_GPL(wdm_pool_alloc);

/**
 * wdm_pool_alloc_nonpaged - allocate pool, without flags
 * @type: ignored, so that ExAllocatePoolWithTag() passes on what it got where it got it
 * @size: bytes; 0 gives a block that may only be freed
 * @tag: pool tag
 * @caller: return address, for the accounting
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the block, NULL without memory.
 */
void *wdm_pool_alloc_nonpaged(u32 type, size_t size, u32 tag, const void *caller)
{
	return alloc(size, tag, 0, caller);
}

static void report_tag(const void *p, u32 right, u32 wrong, const void *caller)
{
	wdm_bug_report(BAD_POOL_CALLER, POOL_WRONG_TAG, (uintptr_t)p, right, wrong, caller,
		       "frees pool %px with tag '%.4s', its tag is '%.4s'", p,
		       (const char *)&wrong, (const char *)&right);
}

static void report_address(const void *p, const void *caller)
{
	wdm_bug_report(BAD_POOL_CALLER, POOL_BAD_ADDRESS, (uintptr_t)p, 0, 0, caller,
		       "frees %px, which is no pool, or whose header is overwritten", p);
}

static bool is_in_direct_map(const void *p)
{
	unsigned long address = (unsigned long)p;

	return address >= PAGE_OFFSET && address < (unsigned long)high_memory;
}

/*
 * Reads the check word of what may be a block. It may have been freed already, which
 * isn't KASAN's business here, or not be memory at all.
 */
static u64 read_check(void *p)
{
	u64 check = 0;

	if (!p || !IS_ALIGNED((unsigned long)p, POOL_ALIGNMENT))
		return 0;
	if (is_in_direct_map(p))
		return READ_ONCE_NOCHECK(header_of(p)->check);
	if (copy_from_kernel_nofault(&check, &header_of(p)->check, sizeof(check)))
		return 0;
	return check;
}

static void free_page_block(void *p, u32 tag, const void *caller)
{
	struct page_block *b;
	unsigned long flags;

	spin_lock_irqsave(&page_blocks_lock, flags);
	hash_for_each_possible(page_blocks, b, node, (uintptr_t)p)
		if (b->p == p)
			break;
	if (b && (!tag || tag == b->tag))
		hash_del(&b->node);
	spin_unlock_irqrestore(&page_blocks_lock, flags);

	if (!b) {
		report_address(p, caller);
		return;
	}
	if (tag && tag != b->tag) {
		report_tag(p, b->tag, tag, caller);
		return;
	}
	wdm_pool_site_uncharge(b->site, b->size);
	kvfree(p);
	kfree(b);
}

/* What isn't a live block below a page with the right tag. */
static noinline void free_otherwise(void *p, u32 tag, const void *caller)
{
	struct pool_header *h = header_of(p);
	u64 check;

	if (p && PAGE_ALIGNED(p)) {
		free_page_block(p, tag, caller);
		return;
	}
	check = read_check(p);
	if (check == mix(CHECK_FREED, p))
		wdm_bug_report(BAD_POOL_CALLER, POOL_FREED_TWICE, (uintptr_t)h, 0, (uintptr_t)p,
			       caller, "frees pool %px a second time", p);
	else if (check == mix(CHECK_LIVE, p) && tag && tag != h->tag)
		report_tag(p, h->tag, tag, caller);
	else
		report_address(p, caller);
}

/**
 * wdm_pool_free - free pool
 * @p: the block
 * @tag: its tag; 0: not checked
 * @caller: return address, for reports
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_pool_free(void *p, u32 tag, const void *caller)
{
	struct pool_header *h = header_of(p);
	u64 live = mix(CHECK_LIVE, p);

	/* Of two threads that free the block, one gets through the exchange. */
	if (unlikely(PAGE_ALIGNED(p) || !IS_ALIGNED((unsigned long)p, POOL_ALIGNMENT) ||
		     !is_in_direct_map(p) || READ_ONCE_NOCHECK(h->check) != live ||
		     (tag && tag != h->tag) ||
		     cmpxchg(&h->check, live, mix(CHECK_FREED, p)) != live)) {
		free_otherwise(p, tag, caller);
		return;
	}
	wdm_pool_site_uncharge(h->site, h->size);
	kfree(p - h->offset);
}
EXPORT_SYMBOL_GPL(wdm_pool_free);

int __init wdm_pool_init(void)
{
	return 0;
}

/* Drivers are gone; what they leaked can't be known to be unused and stays. */
void wdm_pool_exit(void)
{
	struct hlist_node *next;
	struct page_block *b;
	int i;

	hash_for_each_safe(page_blocks, i, next, b, node)
		kfree(b);
	wdm_pool_sites_exit();
}
