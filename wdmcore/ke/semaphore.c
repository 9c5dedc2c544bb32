// SPDX-License-Identifier: GPL-2.0
/* Ke: semaphores. */
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <wdm.h>

#include "compat.h"
#include "ex.h"
#include "ke_wait.h"

/**
 * KeInitializeSemaphore - make a semaphore
 * @Semaphore: resident memory of the caller
 * @Count: initial count; above 0 it is signalled
 * @Limit: the count may not go above that
 *
 * Context: any IRQL (the reference says PASSIVE_LEVEL).
 */
VOID NTAPI KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit)
{
	wdm_header_init(&Semaphore->Header, WDM_TYPE_SEMAPHORE,
			sizeof(*Semaphore) / sizeof(LONG), Count);
	Semaphore->Limit = Limit;
}
WDM_EXPORT(KeInitializeSemaphore);

/**
 * KeReleaseSemaphore - add to a semaphore's count
 * @Semaphore: the semaphore
 * @Increment: ignored: Linux threads get no boost
 * @Adjustment: what to add; that many waiters are released
 * @Wait: the caller promises a KeWaitXxx next; ignored, always correct
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL if @Wait is TRUE.
 * Return: nonzero (the count) if the semaphore was signalled before.
 * Raises STATUS_SEMAPHORE_LIMIT_EXCEEDED, the count unchanged, if it would go above
 * the limit.
 */
LONG NTAPI KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY Increment, LONG Adjustment,
			      BOOLEAN Wait)
{
	struct wdm_dispatcher_guard guard;
	LONG old, new;
	bool fits;

	wdm_dispatcher_lock(&Semaphore->Header, &guard);
	old = Semaphore->Header.SignalState;
	fits = !check_add_overflow(old, Adjustment, &new) && new >= old &&
	       new <= Semaphore->Limit;
	if (fits) {
		Semaphore->Header.SignalState = new;
		wdm_dispatcher_satisfy(&Semaphore->Header, &guard);
	}
	wdm_dispatcher_unlock(&guard);

	if (!fits)
		wdm_raise(STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	return old;
}
WDM_EXPORT(KeReleaseSemaphore);

/**
 * KeReadStateSemaphore - the count of a semaphore
 * @Semaphore: the semaphore
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the count; 0: not signalled.
 */
LONG NTAPI KeReadStateSemaphore(PRKSEMAPHORE Semaphore)
{
	return READ_ONCE(Semaphore->Header.SignalState);
}
WDM_EXPORT(KeReadStateSemaphore);
