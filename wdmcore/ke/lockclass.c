// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: lockdep classes of KSPIN_LOCKs.
 *
 * Linux makes a lock class per initialisation site by a static key in a macro. A
 * driver calls one function, so its return address takes the key's place: the
 * first lock that is initialised there gets a slot of a table, and the slot's
 * number is stored in the lock's high half. Slots, not the locks, hold lockdep's
 * structures. The slot is the class's name in reports, too: the function that
 * initialised the lock.
 *
 * Locks of one class may be nested (a driver that orders them by address is
 * right); a lock taken twice by one processor can't. To tell these, the CPU that
 * holds a lock is kept beside the slot's number.
 *
 * A lock that was zeroed and never initialised has slot 0, and lockdep doesn't see
 * it: nothing is known about it that would tell it from any other.
 */
#include <linux/bitmap.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include <wdm.h>
#include "lockclass.h"

#ifdef CONFIG_LOCKDEP

#define SLOTS		1024
#define NAME_SIZE	64

struct lock_slot {
	const void *site;
	struct lock_class_key key;
	struct lockdep_map map;
	char name[NAME_SIZE];
};

/* The high half of a KSPIN_LOCK. */
struct lock_tail {
	u16 slot;
	u16 owner;		/* CPU + 1, 0 while free */
};

static struct lock_slot *slots;
static DECLARE_BITMAP(slots_used, SLOTS);
static DEFINE_RAW_SPINLOCK(slots_lock);

static struct lock_tail *tail_of(PKSPIN_LOCK lock)
{
	return (struct lock_tail *)((u32 *)lock + 1);
}

static struct lock_slot *slot_of(PKSPIN_LOCK lock)
{
	u16 slot = READ_ONCE(tail_of(lock)->slot);

	return slot && slot < SLOTS && test_bit(slot, slots_used) ? &slots[slot] : NULL;
}

int __init wdm_lockclass_table_init(void)
{
	slots = kvcalloc(SLOTS, sizeof(*slots), GFP_KERNEL);
	return slots ? 0 : -ENOMEM;
}

/* The site goes last: a slot without one is free to be taken. */
static void forget(unsigned int i)
{
	struct lock_slot *slot = &slots[i];

	clear_bit(i, slots_used);
	lockdep_unregister_key(&slot->key);
	memset(&slot->key, 0, sizeof(slot->key));
	memset(&slot->map, 0, sizeof(slot->map));
	/* pairs with find_slot(): a free slot is seen as cleared */
	smp_store_release(&slot->site, NULL);
}

void wdm_lockclass_table_exit(void)
{
	unsigned int i;

	for_each_set_bit(i, slots_used, SLOTS)
		forget(i);
	kvfree(slots);
}

void wdm_lockclass_driver_gone(const void *start, size_t size)
{
	unsigned int i;

	for_each_set_bit(i, slots_used, SLOTS)
		if (slots[i].site >= start && slots[i].site < start + size)
			forget(i);
}

static void make_class(unsigned int i, const void *site)
{
	struct lock_slot *slot = &slots[i];

	slot->site = site;
	snprintf(slot->name, NAME_SIZE, "%pS", site);
	lockdep_register_key(&slot->key);
	/*
	 * No wait type: under a KSPIN_LOCK, wdmcore takes spinlock_t, and a driver's
	 * interrupt handler takes KSPIN_LOCKs.
	 */
	lockdep_init_map(&slot->map, slot->name, &slot->key, 0);
	set_bit(i, slots_used);
}

/*
 * Slot of a site, 0 if the table is full: such locks are not checked. A slot that
 * was forgotten ends the search early; the site gets a second class then, no harm.
 */
static u16 find_slot(const void *site)
{
	unsigned int start = 1 + hash_ptr(site, 10) % (SLOTS - 1);
	unsigned int i = start;
	unsigned long flags;
	u16 found = 0;

	raw_spin_lock_irqsave(&slots_lock, flags);
	do {
		/* pairs with forget() */
		if (!smp_load_acquire(&slots[i].site))
			make_class(i, site);
		if (slots[i].site == site) {
			found = i;
			break;
		}
		i = i + 1 < SLOTS ? i + 1 : 1;
	} while (i != start);
	raw_spin_unlock_irqrestore(&slots_lock, flags);
	return found;
}

void wdm_lockclass_init(PKSPIN_LOCK lock, const void *site)
{
	struct lock_tail *tail = tail_of(lock);

	tail->owner = 0;
	tail->slot = slots ? find_slot(site) : 0;
}

void wdm_lockclass_acquire(PKSPIN_LOCK lock, bool try, unsigned long ip)
{
	struct lock_slot *slot = slot_of(lock);
	unsigned int subclass;

	if (!slot)
		return;
	subclass = lock_is_held(&slot->map) &&
		   READ_ONCE(tail_of(lock)->owner) != raw_smp_processor_id() + 1;
	lock_acquire(&slot->map, subclass, try, 0, 1, NULL, ip);
}

void wdm_lockclass_acquired(PKSPIN_LOCK lock)
{
	if (tail_of(lock)->slot)
		WRITE_ONCE(tail_of(lock)->owner, raw_smp_processor_id() + 1);
}

void wdm_lockclass_release(PKSPIN_LOCK lock, unsigned long ip)
{
	struct lock_slot *slot = slot_of(lock);

	if (!slot)
		return;
	WRITE_ONCE(tail_of(lock)->owner, 0);
	lock_release(&slot->map, ip);
}

/*
 * A lock that sleeps has no CPU. In its place is a mark that only the initialisation
 * leaves: drivers' images may initialise a fast mutex by inline code, which leaves
 * in these bytes what was there before.
 */
static u16 sleeper_mark(const void *lock)
{
	return hash_ptr(lock, 15) | 0x8000;
}

static struct lock_slot *sleeper_slot(void *lock)
{
	return READ_ONCE(tail_of(lock)->owner) == sleeper_mark(lock) ? slot_of(lock) : NULL;
}

void wdm_lockclass_sleeper_init(void *lock, const void *site)
{
	wdm_lockclass_init(lock, site);
	tail_of(lock)->owner = sleeper_mark(lock);
}

/*
 * Other locks of the class may be held, in an order that is the driver's business: then
 * lockdep takes it for an attempt, which can't be in the wrong order.
 */
void wdm_lockclass_sleeper_acquire(void *lock, bool shared, bool try, bool again,
				   const void *caller)
{
	struct lock_slot *slot = sleeper_slot(lock);

	if (!slot)
		return;
	if (!again && lock_is_held(&slot->map))
		try = true;
	lock_acquire(&slot->map, 0, try, shared, 1, NULL, (unsigned long)caller);
}

/* By a thread that didn't acquire it: the owner gave it away before. */
void wdm_lockclass_sleeper_release(void *lock, const void *caller)
{
	struct lock_slot *slot = sleeper_slot(lock);

	if (slot && lock_is_held(&slot->map))
		lock_release(&slot->map, (unsigned long)caller);
}

#endif /* CONFIG_LOCKDEP */
