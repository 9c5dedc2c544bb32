// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: accounting of the pool.
 *
 * There is no list of allocations. Counted is per tag and return address of the
 * allocating call, of which a driver has a few dozen: enough for totals by tag, for
 * what a driver still holds when it goes, and for where in its code that came from.
 */
#include <linux/export.h>
#include <linux/hashtable.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "dbg.h"
#include "ex.h"
#include "pool_site.h"

#define SITE_HASH_BITS			8
#define DRIVER_VERIFIER_DETECTED_VIOLATION	0xc4
#define POOL_LEAKED			0x62	/* its first parameter */

static DEFINE_HASHTABLE(sites, SITE_HASH_BITS);
static HLIST_HEAD(orphans);
static HLIST_HEAD(spare_sites);
static DEFINE_SPINLOCK(sites_lock);

/* Stands for all places for which there was no memory. */
static struct pool_site unknown_site;

struct pool_site *wdm_pool_recent[1 << POOL_RECENT_BITS] = {
	[0 ... (1 << POOL_RECENT_BITS) - 1] = &unknown_site
};

static u64 key_of(u32 tag, const void *caller)
{
	return (uintptr_t)caller ^ tag;
}

static struct pool_site *find(u32 tag, const void *caller)
{
	struct pool_site *site;

	hash_for_each_possible_rcu(sites, site, node, key_of(tag, caller))
		if (site->caller == caller && site->tag == tag)
			return site;
	return NULL;
}

static struct pool_site *alloc_site(void)
{
	struct hlist_node *node;
	unsigned long flags;

	spin_lock_irqsave(&sites_lock, flags);
	node = spare_sites.first;
	if (node)
		hlist_del(node);
	spin_unlock_irqrestore(&sites_lock, flags);
	if (node)
		return hlist_entry(node, struct pool_site, node);
	return kzalloc(sizeof(struct pool_site), GFP_ATOMIC | __GFP_NOWARN);
}

static struct pool_site *make(u32 tag, const void *caller)
{
	struct pool_site *new = alloc_site();
	struct pool_site *site;
	unsigned long flags;

	if (!new)
		return &unknown_site;

	spin_lock_irqsave(&sites_lock, flags);
	site = find(tag, caller);
	if (!site) {
		new->tag = tag;
		atomic64_set(&new->allocs, 0);
		atomic64_set(&new->frees, 0);
		atomic64_set(&new->bytes, 0);
		/* From here on wdm_pool_site_charge() may find it. */
		smp_store_release(&new->caller, caller);
		hash_add_rcu(sites, &new->node, key_of(tag, caller));
		site = new;
	} else {
		hlist_add_head(&new->node, &spare_sites);
	}
	spin_unlock_irqrestore(&sites_lock, flags);
	return site;
}

/**
 * wdm_pool_site_get - the site of an allocating call
 * @tag: pool tag
 * @caller: return address of the call
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the site, never NULL.
 */
struct pool_site *wdm_pool_site_get(u32 tag, const void *caller)
{
	struct pool_site *site;

	rcu_read_lock();
	site = find(tag, caller);
	rcu_read_unlock();
	/*
	 * A site goes only after the code that it stands for, whose allocating call
	 * this is: it can't go in between.
	 */
	if (!site)
		site = make(tag, caller);
	WRITE_ONCE(wdm_pool_recent[wdm_pool_recent_index(tag, caller)], site);
	return site;
}

/* Nobody can be on its link any more. */
static void make_spare(struct rcu_head *rcu)
{
	struct pool_site *site = container_of(rcu, struct pool_site, rcu);
	unsigned long flags;

	spin_lock_irqsave(&sites_lock, flags);
	hlist_add_head(&site->node, &spare_sites);
	spin_unlock_irqrestore(&sites_lock, flags);
}

static u64 live_allocs(const struct pool_site *site)
{
	return atomic64_read(&site->allocs) - atomic64_read(&site->frees);
}

static bool is_in(const struct pool_site *site, const void *start, size_t size)
{
	return site->caller >= start && site->caller < start + size;
}

/**
 * wdm_pool_driver_bytes - what a driver holds
 * @start: its image
 * @size: its size
 * @count: gets the number of allocations; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: bytes.
 */
size_t wdm_pool_driver_bytes(const void *start, size_t size, u64 *count)
{
	struct pool_site *site;
	size_t bytes = 0;
	u64 n = 0;
	int i;

	rcu_read_lock();
	hash_for_each_rcu(sites, i, site, node) {
		if (!is_in(site, start, size))
			continue;
		bytes += atomic64_read(&site->bytes);
		n += live_allocs(site);
	}
	rcu_read_unlock();
	if (count)
		*count = n;
	return bytes;
}
EXPORT_SYMBOL_GPL(wdm_pool_driver_bytes);

/**
 * wdm_pool_tag_usage - totals of a tag
 * @tag: the tag
 * @usage: gets the totals
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_pool_tag_usage(u32 tag, struct wdm_pool_usage *usage)
{
	struct pool_site *site;
	int i;

	memset(usage, 0, sizeof(*usage));
	rcu_read_lock();
	hash_for_each_rcu(sites, i, site, node) {
		if (site->tag != tag)
			continue;
		usage->allocs += atomic64_read(&site->allocs);
		usage->frees += atomic64_read(&site->frees);
		usage->bytes += atomic64_read(&site->bytes);
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(wdm_pool_tag_usage);

/*
 * Takes a site in the image off the table, since other code may be loaded at that
 * address. Allocations that weren't freed still refer to it.
 */
static struct pool_site *take_site_in(const void *start, size_t size, const void **caller)
{
	struct pool_site *site;
	unsigned long flags;
	int i;

	spin_lock_irqsave(&sites_lock, flags);
	hash_for_each(sites, i, site, node) {
		if (!is_in(site, start, size))
			continue;
		hash_del_rcu(&site->node);
		*caller = site->caller;
		WRITE_ONCE(site->caller, NULL);
		goto found;
	}
	site = NULL;
found:
	spin_unlock_irqrestore(&sites_lock, flags);
	return site;
}

static void report_leak(const struct pool_site *site, const void *caller)
{
	wdm_bug_report(DRIVER_VERIFIER_DETECTED_VIOLATION, POOL_LEAKED, (uintptr_t)caller,
		       site->tag, live_allocs(site), caller,
		       "%llu allocations not freed, %lld bytes, tag '%.4s'", live_allocs(site),
		       atomic64_read(&site->bytes), (const char *)&site->tag);
}

/**
 * wdm_pool_report_leaks - a driver is gone: report what it hasn't freed
 * @start: its image
 * @size: its size
 *
 * Context: PASSIVE_LEVEL.
 * Return: bytes leaked.
 */
size_t wdm_pool_report_leaks(const void *start, size_t size)
{
	struct pool_site *site;
	const void *caller;
	unsigned long flags;
	size_t bytes = 0;

	while ((site = take_site_in(start, size, &caller))) {
		if (!live_allocs(site)) {
			call_rcu(&site->rcu, make_spare);
			continue;
		}
		bytes += atomic64_read(&site->bytes);
		report_leak(site, caller);
		synchronize_rcu();	/* readers of the table may be on its link */
		spin_lock_irqsave(&sites_lock, flags);
		hlist_add_head(&site->node, &orphans);
		spin_unlock_irqrestore(&sites_lock, flags);
	}
	return bytes;
}
EXPORT_SYMBOL_GPL(wdm_pool_report_leaks);

static void free_list(struct hlist_head *list)
{
	struct hlist_node *next;
	struct pool_site *site;

	hlist_for_each_entry_safe(site, next, list, node)
		kfree(site);
}

void wdm_pool_sites_exit(void)
{
	int i;

	rcu_barrier();		/* make_spare() */
	for (i = 0; i < HASH_SIZE(sites); i++)
		free_list(&sites[i]);
	free_list(&orphans);
	free_list(&spare_sites);
}
