// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: the interval of the clock.
 *
 * On Windows, timers expire with a tick of the clock, and a driver may ask for more
 * ticks. Here they expire when they are due, so there is nothing to be had by asking;
 * the interval is accounted for as documented, and no more.
 */
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "compat.h"
#include "ke.h"

#define SHORTEST_INTERVAL	5000	/* 100 ns units */

static u32 interval = WDM_TIME_INCREMENT;
static u32 requests;
static DEFINE_SPINLOCK(interval_lock);

/**
 * ExSetTimerResolution - ExSetTimerResolution function
 * @DesiredTime: interval of the clock in 100 ns. Makes it shorter, never longer, and not
 *	shorter than 0.5 ms
 * @SetResolution: FALSE to take back what was asked for before. When all have, the
 *	interval is what it was at first
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the interval afterwards, in 100 ns.
 */
ULONG NTAPI ExSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution)
{
	ULONG result;

	spin_lock_bh(&interval_lock);
	if (SetResolution) {
		requests++;
		interval = min(interval, max_t(u32, DesiredTime, SHORTEST_INTERVAL));
	} else if (requests && !--requests) {
		interval = WDM_TIME_INCREMENT;
	}
	result = interval;
	spin_unlock_bh(&interval_lock);
	return result;
}
WDM_EXPORT(ExSetTimerResolution);

/**
 * ExQueryTimerResolution - ExQueryTimerResolution function
 * @MaximumTime: longest interval of the clock, in 100 ns
 * @MinimumTime: shortest
 * @CurrentTime: present
 *
 * Context: any IRQL.
 */
VOID NTAPI ExQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime)
{
	*MaximumTime = WDM_TIME_INCREMENT;
	*MinimumTime = SHORTEST_INTERVAL;
	*CurrentTime = READ_ONCE(interval);
}
WDM_EXPORT(ExQueryTimerResolution);
