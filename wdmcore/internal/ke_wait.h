/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ke: dispatcher objects and waits.
 *
 * A dispatcher object belongs to whoever allocated it: it may sit in pool, in a
 * device extension or on a stack, and no call ends its life. So nothing in it may
 * need freeing. Its lock is one of a fixed set, chosen by its address; waiters
 * hang off Header.WaitListHead by blocks that belong to the waiting thread.
 */
#ifndef _WDM_INTERNAL_KE_WAIT_H
#define _WDM_INTERNAL_KE_WAIT_H

#include <linux/init.h>
#include <linux/types.h>

#include <wdm.h>

struct wdm_thread;

/* Header.Type */
enum wdm_dispatcher_type {
	WDM_TYPE_EVENT_NOTIFICATION	= 0,
	WDM_TYPE_EVENT_SYNCHRONIZATION	= 1,
	WDM_TYPE_MUTANT			= 2,
	WDM_TYPE_PROCESS		= 3,
	WDM_TYPE_QUEUE			= 4,
	WDM_TYPE_SEMAPHORE		= 5,
	WDM_TYPE_THREAD			= 6,
	WDM_TYPE_TIMER_NOTIFICATION	= 8,
	WDM_TYPE_TIMER_SYNCHRONIZATION	= 9,
};

/* Makes a dispatcher object; nobody may be waiting. IRQL: any */
void wdm_header_init(DISPATCHER_HEADER *h, u8 type, u8 size_in_longs, LONG signal);

/*
 * Sets the object to signalled and satisfies its waiters by the rules of its type,
 * as KeSetEvent() does. Not for semaphores and mutants. IRQL: any, also with
 * interrupts disabled; no lock of the scheduler may be held. Returns what the header
 * held before: the object may be gone afterwards.
 */
struct wdm_header_was {
	LONG state;
	bool signalling;
};

struct wdm_header_was wdm_header_signal(DISPATCHER_HEADER *h);

/* Sets the object to not signalled; returns what it was. IRQL: any */
LONG wdm_header_clear(DISPATCHER_HEADER *h);

/*
 * Called after KeSetEvent() and KePulseEvent() for events whose Header.Signalling is
 * set, which only ex/user_event.c does: these are objects, which live on. IRQL: any
 */
extern void (*wdm_event_forward)(PKEVENT event);

/* What the files of ke/ that implement dispatcher objects share. */

void __init wdm_wait_init(void);

struct wait_bucket;

/* What wdm_dispatcher_lock() took. */
struct wdm_dispatcher_guard {
	unsigned long flags;
	struct wait_bucket *bucket;
	bool all;
};

/*
 * Locks @h with interrupts disabled. If somebody waits for @h together with other
 * objects (WaitAll), the lock of all such waits is taken as well, so that
 * wdm_dispatcher_satisfy() may look at the other objects.
 */
void wdm_dispatcher_lock(DISPATCHER_HEADER *h, struct wdm_dispatcher_guard *guard);
void wdm_dispatcher_unlock(struct wdm_dispatcher_guard *guard);

/*
 * Hands the signalled state of @h to its waiters in FIFO order, until nobody is
 * left or @h isn't signalled any more. @h must be locked with @guard.
 */
void wdm_dispatcher_satisfy(DISPATCHER_HEADER *h, struct wdm_dispatcher_guard *guard);

/* Releases all mutants that the ended thread @thread owned, as abandoned. */
void wdm_mutant_abandon_all(struct wdm_thread *thread);

/* @thread, which is ending, serves no queue any more. IRQL: any */
void wdm_queue_leave(struct wdm_thread *thread);

/* Does a DPC want a mutant, on the present thread? IRQL: any */
bool wdm_mutant_in_dpc(void);

/* A mutant's part in a wait (mutant.c); its object is locked. */
bool wdm_mutant_available(const KMUTANT *mutant, const struct wdm_thread *thread, bool in_dpc);
NTSTATUS wdm_mutant_take(KMUTANT *mutant, struct wdm_thread *thread, bool in_dpc);

#endif /* _WDM_INTERNAL_KE_WAIT_H */
