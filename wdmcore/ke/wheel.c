// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: a queue of timers by due time, O(1) to insert and to remove, exact to the
 * unit, with nothing but the list entry and the due time inside a KTIMER.
 *
 * A hierarchical wheel: a timer's level is that of the highest 6-bit digit in
 * which its due time differs from the wheel's time, its slot the value of that
 * digit. So whatever is on a level is due before everything on the levels above,
 * and the slots of a level are in order. When the wheel's time reaches a slot, the
 * slot's timers go down to the levels below, at most ten times in the life of a
 * timer. On level 0 a slot is one unit of time, and equal times stay in the order
 * of insertion.
 *
 * Linux's own timer wheel rounds by distance and a red-black tree is not O(1) and
 * needs 24 bytes, of which a KTIMER has 16.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>

#include <wdm.h>
#include "wheel.h"

/* So many timers of a slot are searched for the first one. */
#define SCAN_LIMIT 8

static KTIMER *timer_of(struct list_head *link)
{
	return container_of((LIST_ENTRY *)link, KTIMER, TimerListEntry);
}

static unsigned int level_of(u64 due, u64 now)
{
	u64 different = due ^ now;

	return different ? __fls(different) / WDM_WHEEL_BITS : 0;
}

static unsigned int slot_of(u64 due, unsigned int level)
{
	return (due >> (level * WDM_WHEEL_BITS)) & (WDM_WHEEL_SLOTS - 1);
}

/* The first time that belongs to a slot. */
static u64 start_of(const struct wdm_wheel *wheel, unsigned int level, unsigned int slot)
{
	unsigned int shift = level * WDM_WHEEL_BITS;
	u64 above = 0;

	if (shift + WDM_WHEEL_BITS < 64)
		above = wheel->now >> (shift + WDM_WHEEL_BITS) << (shift + WDM_WHEEL_BITS);
	return above | (u64)slot << shift;
}

static bool first_slot(const struct wdm_wheel *wheel, unsigned int *level,
		       unsigned int *slot)
{
	if (!wheel->levels)
		return false;
	*level = __ffs(wheel->levels);
	*slot = __ffs64(wheel->used[*level]);
	return true;
}

void wdm_wheel_init(struct wdm_wheel *wheel, u64 now)
{
	unsigned int level, slot;

	wheel->now = now;
	wheel->levels = 0;
	for (level = 0; level < WDM_WHEEL_LEVELS; level++) {
		wheel->used[level] = 0;
		for (slot = 0; slot < WDM_WHEEL_SLOTS; slot++)
			INIT_LIST_HEAD(&wheel->slots[level][slot]);
	}
}
EXPORT_SYMBOL_GPL(wdm_wheel_init);

void wdm_wheel_insert(struct wdm_wheel *wheel, KTIMER *timer)
{
	u64 due = max_t(u64, timer->DueTime.QuadPart, wheel->now);
	unsigned int level = level_of(due, wheel->now);
	unsigned int slot = slot_of(due, level);

	list_add_tail(wdm_wheel_link(timer), &wheel->slots[level][slot]);
	wheel->used[level] |= BIT_ULL(slot);
	wheel->levels |= BIT(level);
}
EXPORT_SYMBOL_GPL(wdm_wheel_insert);

static void mark_empty(struct wdm_wheel *wheel, unsigned int level, unsigned int slot)
{
	wheel->used[level] &= ~BIT_ULL(slot);
	if (!wheel->used[level])
		wheel->levels &= ~BIT(level);
}

void wdm_wheel_remove(struct wdm_wheel *wheel, KTIMER *timer)
{
	struct list_head *link = wdm_wheel_link(timer);
	struct list_head *neighbour = link->next;
	bool last = link->next == link->prev;

	__list_del_entry(link);
	timer->TimerListEntry.Flink = NULL;
	timer->TimerListEntry.Blink = NULL;
	/* The same neighbour on both sides is the head. */
	if (last) {
		size_t index = neighbour - &wheel->slots[0][0];

		mark_empty(wheel, index / WDM_WHEEL_SLOTS, index % WDM_WHEEL_SLOTS);
	}
}
EXPORT_SYMBOL_GPL(wdm_wheel_remove);

static void insert_all(struct wdm_wheel *wheel, struct list_head *timers)
{
	struct list_head *link, *next;

	list_for_each_safe(link, next, timers) {
		list_del(link);
		wdm_wheel_insert(wheel, timer_of(link));
	}
}

KTIMER *wdm_wheel_expire(struct wdm_wheel *wheel, u64 now)
{
	unsigned int level, slot;

	while (first_slot(wheel, &level, &slot)) {
		struct list_head *head = &wheel->slots[level][slot];
		u64 start = start_of(wheel, level, slot);
		LIST_HEAD(timers);

		if (start > now)
			break;
		wheel->now = start;
		if (!level) {
			KTIMER *timer = timer_of(head->next);

			wdm_wheel_remove(wheel, timer);
			return timer;
		}
		list_splice_init(head, &timers);
		mark_empty(wheel, level, slot);
		insert_all(wheel, &timers);
	}
	/* No slot that is in use begins between the two. */
	if (wheel->now < now)
		wheel->now = now;
	return NULL;
}
EXPORT_SYMBOL_GPL(wdm_wheel_expire);

u64 wdm_wheel_next(const struct wdm_wheel *wheel)
{
	unsigned int level, slot, scanned = 0;
	struct list_head *link;
	u64 first = U64_MAX;

	if (!first_slot(wheel, &level, &slot))
		return U64_MAX;
	if (!level)
		return start_of(wheel, level, slot);
	list_for_each(link, &wheel->slots[level][slot]) {
		/* With many timers, one look more to sort them is cheap. */
		if (scanned++ == SCAN_LIMIT)
			return start_of(wheel, level, slot);
		first = min_t(u64, first, timer_of(link)->DueTime.QuadPart);
	}
	return first;
}
EXPORT_SYMBOL_GPL(wdm_wheel_next);

void wdm_wheel_rebase(struct wdm_wheel *wheel, u64 now)
{
	unsigned int level, slot;
	LIST_HEAD(timers);

	while (first_slot(wheel, &level, &slot)) {
		list_splice_tail_init(&wheel->slots[level][slot], &timers);
		mark_empty(wheel, level, slot);
	}
	wheel->now = now;
	insert_all(wheel, &timers);
}
EXPORT_SYMBOL_GPL(wdm_wheel_rebase);
