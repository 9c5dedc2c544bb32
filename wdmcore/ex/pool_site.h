/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: who holds how much pool; between the files of the pool. */
#ifndef _WDM_EX_POOL_SITE_H
#define _WDM_EX_POOL_SITE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

/**
 * struct pool_site - allocations of one tag made at one place in the code
 * @node: link in the table, or in the list of those that leaked or are spare
 * @caller: return address of the allocating call; NULL when its code is gone
 * @tag: pool tag
 * @allocs: allocations made
 * @frees: allocations freed
 * @bytes: bytes allocated at present
 * @rcu: until it may be used again
 *
 * Once made, the memory stays a pool_site until wdmcore goes.
 */
struct pool_site {
	struct hlist_node node;
	const void *caller;
	u32 tag;
	atomic64_t allocs;
	atomic64_t frees;
	atomic64_t bytes;
	struct rcu_head rcu;
};

#define POOL_RECENT_BITS	8

/*
 * Sites by what they stand for, those used last: a look here is all that most allocations
 * need. What an entry points to may have gone from the table meanwhile. It stands for
 * nothing then, and whoever looks here is code that isn't gone, with a site of its own: so
 * no lock is needed, nor RCU.
 */
extern struct pool_site *wdm_pool_recent[1 << POOL_RECENT_BITS];

static __always_inline u32 wdm_pool_recent_index(u32 tag, const void *caller)
{
	return ((u32)(uintptr_t)caller ^ tag) & ((1 << POOL_RECENT_BITS) - 1);
}

/* Finds or makes a site. Never NULL; without memory, one site stands for all. */
struct pool_site *wdm_pool_site_get(u32 tag, const void *caller);

/* Counts an allocation. */
static __always_inline struct pool_site *wdm_pool_site_charge(u32 tag, const void *caller,
							      size_t size)
{
	struct pool_site *site = READ_ONCE(wdm_pool_recent[wdm_pool_recent_index(tag, caller)]);

	/* Pairs with make(): who sees its caller sees the rest of a site. */
	if (unlikely(smp_load_acquire(&site->caller) != caller || site->tag != tag))
		site = wdm_pool_site_get(tag, caller);
	atomic64_inc(&site->allocs);
	atomic64_add(size, &site->bytes);
	return site;
}

static inline void wdm_pool_site_uncharge(struct pool_site *site, size_t size)
{
	atomic64_inc(&site->frees);
	atomic64_sub(size, &site->bytes);
}

void wdm_pool_sites_exit(void);

#endif /* _WDM_EX_POOL_SITE_H */
