/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: who holds how much pool; between the files of the pool. */
#ifndef _WDM_EX_POOL_SITE_H
#define _WDM_EX_POOL_SITE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>

/**
 * struct pool_site - allocations of one tag made at one place in the code
 * @node: link in the table, or in the list of those whose code is gone
 * @caller: return address of the allocating call
 * @tag: pool tag
 * @allocs: allocations made
 * @frees: allocations freed
 * @bytes: bytes allocated at present
 * @rcu: for freeing
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

/* Counts an allocation. Never NULL; without memory, one site stands for all. */
struct pool_site *wdm_pool_site_charge(u32 tag, const void *caller, size_t size);

static inline void wdm_pool_site_uncharge(struct pool_site *site, size_t size)
{
	atomic64_inc(&site->frees);
	atomic64_sub(size, &site->bytes);
}

void wdm_pool_sites_exit(void);

#endif /* _WDM_EX_POOL_SITE_H */
