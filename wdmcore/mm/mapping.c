// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: mappings that may be undone at DISPATCH_LEVEL.
 *
 * Windows lets a driver unmap at DISPATCH_LEVEL; Linux's vunmap() and iounmap()
 * sleep. So each mapping has a record, made when it is made, that a worker takes
 * over when nobody may sleep. Nothing can fail on the way down.
 */
#include <linux/hashtable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>
#include "ke.h"
#include "mm.h"

struct mapping {
	struct hlist_node node;
	struct llist_node late;
	void *address;
	size_t size;
	void (*undo)(void *address, size_t size);
};

static DEFINE_HASHTABLE(mappings, 8);
static DEFINE_SPINLOCK(mappings_lock);
static LLIST_HEAD(late_mappings);

static void undo(struct mapping *m)
{
	m->undo(m->address, m->size);
	kfree(m);
}

static void undo_late(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&late_mappings);
	struct mapping *m, *next;

	llist_for_each_entry_safe(m, next, list, late)
		undo(m);
}

static DECLARE_WORK(late_work, undo_late);

int wdm_mapping_add(void *address, size_t size, void (*undo)(void *address, size_t size),
		    gfp_t gfp)
{
	struct mapping *m = kmalloc(sizeof(*m), gfp);
	unsigned long flags;

	if (!m)
		return -ENOMEM;
	m->address = address;
	m->size = size;
	m->undo = undo;
	spin_lock_irqsave(&mappings_lock, flags);
	hash_add(mappings, &m->node, (unsigned long)address);
	spin_unlock_irqrestore(&mappings_lock, flags);
	return 0;
}

static struct mapping *take(void *address)
{
	struct mapping *m;

	hash_for_each_possible(mappings, m, node, (unsigned long)address)
		if (m->address == address) {
			hash_del(&m->node);
			return m;
		}
	return NULL;
}

bool wdm_mapping_remove(void *address)
{
	struct mapping *m;
	unsigned long flags;

	spin_lock_irqsave(&mappings_lock, flags);
	m = take(address);
	spin_unlock_irqrestore(&mappings_lock, flags);
	if (!m)
		return false;
	if (preempt_count() || irqs_disabled()) {
		llist_add(&m->late, &late_mappings);
		schedule_work(&late_work);
	} else {
		undo(m);
	}
	return true;
}

void wdm_mapping_flush(void)
{
	flush_work(&late_work);
}
