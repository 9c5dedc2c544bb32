/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: a queue of KTIMERs by due time. See ke/wheel.c. No locking of its own. */
#ifndef _WDM_INTERNAL_WHEEL_H
#define _WDM_INTERNAL_WHEEL_H

#include <linux/list.h>
#include <linux/types.h>

#include <wdm.h>

#define WDM_WHEEL_BITS		6
#define WDM_WHEEL_SLOTS		(1 << WDM_WHEEL_BITS)
#define WDM_WHEEL_LEVELS	11	/* of 6 bits each: all of 64 */

/**
 * struct wdm_wheel - the queue
 * @now: time up to which it was run; no timer in it is due earlier
 * @levels: bit per level that holds timers
 * @used: bit per slot that holds timers
 * @slots: lists of timers
 */
struct wdm_wheel {
	u64 now;
	unsigned long levels;
	u64 used[WDM_WHEEL_LEVELS];
	struct list_head slots[WDM_WHEEL_LEVELS][WDM_WHEEL_SLOTS];
};

void wdm_wheel_init(struct wdm_wheel *wheel, u64 now);
/* By Timer->DueTime; a timer due before the wheel's time is due at that. */
void wdm_wheel_insert(struct wdm_wheel *wheel, KTIMER *timer);
void wdm_wheel_remove(struct wdm_wheel *wheel, KTIMER *timer);
/* Removes the first timer due at @now or before; NULL if there is none. */
KTIMER *wdm_wheel_expire(struct wdm_wheel *wheel, u64 now);
/* A time at which to look again: not after the first timer's. U64_MAX: empty. */
u64 wdm_wheel_next(const struct wdm_wheel *wheel);
/* The clock was set back to @now. */
void wdm_wheel_rebase(struct wdm_wheel *wheel, u64 now);

static inline bool wdm_wheel_empty(const struct wdm_wheel *wheel)
{
	return !wheel->levels;
}

static inline struct list_head *wdm_wheel_link(KTIMER *timer)
{
	return (struct list_head *)&timer->TimerListEntry;
}

/* In some wheel? Flink is NULL in a timer that isn't. */
static inline bool wdm_wheel_queued(const KTIMER *timer)
{
	return timer->TimerListEntry.Flink;
}

#endif /* _WDM_INTERNAL_WHEEL_H */
