// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: giving back pinned user pages that were written to.
 *
 * Marking a page of a file dirty takes locks that may sleep, or that code without
 * protection from softirqs holds; so at DISPATCH_LEVEL such pages are left to a
 * worker, as direct I/O of Linux does. What the worker needs is allocated when the
 * pages are locked: unlocking can't fail. Pages without a file are marked at once.
 */
#include <linux/hashtable.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>
#include "mm.h"

struct late_unpin {
	struct hlist_node node;
	struct llist_node late;
	const MDL *mdl;
	unsigned int count;
	struct page *pages[];
};

static DEFINE_HASHTABLE(unpins, 6);
static DEFINE_SPINLOCK(unpins_lock);
static LLIST_HEAD(late_unpins);

static void unpin_late(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&late_unpins);
	struct late_unpin *u, *next;

	llist_for_each_entry_safe(u, next, list, late) {
		unpin_user_pages_dirty_lock(u->pages, u->count, true);
		kvfree(u);
	}
}

static DECLARE_WORK(late_work, unpin_late);

void wdm_unpin_flush(void)
{
	flush_work(&late_work);
}
EXPORT_SYMBOL_GPL(wdm_unpin_flush);

bool wdm_unpin_prepare(MDL *mdl)
{
	unsigned int i, pages = wdm_mdl_pages(mdl);
	struct late_unpin *u;
	unsigned long flags;

	for (i = 0; i < pages; i++)
		if (!PageAnon(pfn_to_page(MmGetMdlPfnArray(mdl)[i])))
			break;
	if (i == pages)
		return true;
	u = kvmalloc(struct_size(u, pages, pages), GFP_KERNEL);
	if (!u)
		return false;
	u->mdl = mdl;
	u->count = 0;
	spin_lock_irqsave(&unpins_lock, flags);
	hash_add(unpins, &u->node, (unsigned long)mdl);
	spin_unlock_irqrestore(&unpins_lock, flags);
	mdl->Reserved |= WDM_MDL_FILE;
	return true;
}

static struct late_unpin *find(const MDL *mdl)
{
	struct late_unpin *u, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&unpins_lock, flags);
	hash_for_each_possible(unpins, u, node, (unsigned long)mdl)
		if (u->mdl == mdl)
			found = u;
	spin_unlock_irqrestore(&unpins_lock, flags);
	return found;
}

void wdm_unpin(MDL *mdl, unsigned int count)
{
	bool written = mdl->MdlFlags & MDL_WRITE_OPERATION;
	bool may_sleep = !preempt_count() && !irqs_disabled();
	struct late_unpin *u = mdl->Reserved & WDM_MDL_FILE ? find(mdl) : NULL;
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct page *page = pfn_to_page(MmGetMdlPfnArray(mdl)[i]);

		if (written && may_sleep) {
			unpin_user_pages_dirty_lock(&page, 1, true);
			continue;
		}
		if (written && !PageDirty(page)) {
			if (u) {
				u->pages[u->count++] = page;
				continue;
			}
			set_page_dirty(page);
		}
		unpin_user_page(page);
	}
}

void wdm_unpin_end(MDL *mdl)
{
	struct late_unpin *u = mdl->Reserved & WDM_MDL_FILE ? find(mdl) : NULL;
	unsigned long flags;

	mdl->Reserved &= ~(WDM_MDL_FILE | WDM_MDL_PINNED);
	if (!u)
		return;
	spin_lock_irqsave(&unpins_lock, flags);
	hash_del(&u->node);
	spin_unlock_irqrestore(&unpins_lock, flags);
	/* Freeing memory of vmalloc() is better left to the worker, too. */
	llist_add(&u->late, &late_unpins);
	schedule_work(&late_work);
}
