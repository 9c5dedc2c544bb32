// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: fast mutexes, and guarded mutexes, which have their layout.
 *
 * Count is 1 when free; whoever makes it 0 has the mutex, and whoever makes it less
 * waits for the event. A release with somebody waiting hands the mutex over by
 * setting the event, a synchronization event, so that they get it in order.
 *
 * Acquiring one's own mutex again would be a deadlock, and is one on Windows. Here
 * it is reported and granted: the depth is kept above the IRQL in OldIrql.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "lockclass.h"
#include "ps.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a
#define THREAD_NOT_MUTEX_OWNER	0x11
#define MUTEX_ALREADY_OWNED	0xbf

#define OLD_IRQL_MASK		0xffU
#define DEPTH_UNIT		0x100U

/* For lockdep, the place of the initialisation is the class; the padding behind Count knows. */
static_assert(offsetof(FAST_MUTEX, Count) == 0 && offsetof(FAST_MUTEX, Owner) == 8);

static void init(FAST_MUTEX *m, const void *site)
{
	m->Count = FM_LOCK_BIT;
	m->Owner = NULL;
	m->Contention = 0;
	m->OldIrql = 0;
	KeInitializeEvent(&m->Event, SynchronizationEvent, FALSE);
	wdm_lockclass_sleeper_init(m, site);
}

/* True: the mutex is the thread's already, and stays so once more. */
static bool is_recursion(FAST_MUTEX *m, const void *caller)
{
	void *thread = wdm_thread_current();

	if (likely(READ_ONCE(m->Owner) != thread))
		return false;
	wdm_bug_report(MUTEX_ALREADY_OWNED, (uintptr_t)m, (uintptr_t)thread, 0, 0, caller,
		       "acquires a fast or guarded mutex that it owns");
	m->OldIrql += DEPTH_UNIT;
	return true;
}

/* False: too high, which is reported. */
static bool check_irql(const FAST_MUTEX *m, const void *caller)
{
	KIRQL irql = KeGetCurrentIrql();

	if (likely(irql <= APC_LEVEL))
		return true;
	wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)m, irql, 0, (uintptr_t)caller,
		       caller, "acquires a fast or guarded mutex at IRQL %u", irql);
	return false;
}

/* Without a change of IRQL. False: it was the thread's already. */
static bool acquire(FAST_MUTEX *m, KIRQL old_irql, const void *caller)
{
	check_irql(m, caller);
	if (is_recursion(m, caller))
		return false;
	wdm_lockclass_sleeper_acquire(m, false, false, false, caller);
	if (InterlockedDecrement(&m->Count)) {
		m->Contention++;
		KeWaitForSingleObject(&m->Event, WrFastMutex, KernelMode, FALSE, NULL);
	}
	m->Owner = wdm_thread_current();
	m->OldIrql = old_irql;
	return true;
}

static bool try_acquire(FAST_MUTEX *m, KIRQL old_irql, const void *caller)
{
	if (InterlockedCompareExchange(&m->Count, 0, FM_LOCK_BIT) != FM_LOCK_BIT)
		return false;
	wdm_lockclass_sleeper_acquire(m, false, true, false, caller);
	m->Owner = wdm_thread_current();
	m->OldIrql = old_irql;
	return true;
}

/* False: it stays the thread's. */
static bool release(FAST_MUTEX *m, KIRQL *old_irql, const void *caller)
{
	void *thread = wdm_thread_current();

	if (unlikely(m->Owner != thread)) {
		wdm_bug_report(THREAD_NOT_MUTEX_OWNER, (uintptr_t)thread, (uintptr_t)m,
			       (uintptr_t)m->Owner, 0, caller,
			       "releases a fast or guarded mutex that it doesn't own");
		return false;
	}
	if (unlikely(m->OldIrql & ~OLD_IRQL_MASK)) {
		m->OldIrql -= DEPTH_UNIT;
		return false;
	}

	wdm_lockclass_sleeper_release(m, caller);
	*old_irql = m->OldIrql;
	m->Owner = NULL;
	if (InterlockedIncrement(&m->Count) <= 0)
		KeSetEvent(&m->Event, EVENT_INCREMENT, FALSE);
	return true;
}

/**
 * ExInitializeFastMutex - make a fast mutex, free
 * @FastMutex: resident memory of the caller
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExInitializeFastMutex(PFAST_MUTEX FastMutex)
{
	init(FastMutex, WDM_CALLER());
}
WDM_EXPORT(ExInitializeFastMutex);

/**
 * ExAcquireFastMutex - acquire a fast mutex and raise the IRQL to APC_LEVEL
 * @FastMutex: the mutex, not owned by this thread
 *
 * Context: IRQL <= APC_LEVEL; APC_LEVEL afterwards.
 */
VOID NTAPI ExAcquireFastMutex(PFAST_MUTEX FastMutex)
{
	KIRQL old = wdm_thread_irql_set(APC_LEVEL);

	acquire(FastMutex, old, WDM_CALLER());
}
WDM_EXPORT(ExAcquireFastMutex);

/**
 * ExTryToAcquireFastMutex - acquire a fast mutex if it is free
 * @FastMutex: the mutex
 *
 * Context: IRQL <= APC_LEVEL; APC_LEVEL afterwards if acquired. A higher level is
 * reported (bug check 0xA), and the mutex isn't acquired: it is its thread's, and a DPC
 * is none.
 * Return: TRUE if acquired.
 */
BOOLEAN NTAPI ExTryToAcquireFastMutex(PFAST_MUTEX FastMutex)
{
	KIRQL old;

	if (!check_irql(FastMutex, WDM_CALLER()))
		return FALSE;
	old = wdm_thread_irql_set(APC_LEVEL);
	if (try_acquire(FastMutex, old, WDM_CALLER()))
		return TRUE;
	wdm_thread_irql_set(old);
	return FALSE;
}
WDM_EXPORT(ExTryToAcquireFastMutex);

/**
 * ExReleaseFastMutex - release a fast mutex and restore the IRQL
 * @FastMutex: the mutex, acquired with ExAcquireFastMutex() or its Try form
 *
 * Context: IRQL == APC_LEVEL; the level from before the acquisition afterwards.
 */
VOID NTAPI ExReleaseFastMutex(PFAST_MUTEX FastMutex)
{
	KIRQL old;

	if (release(FastMutex, &old, WDM_CALLER()))
		wdm_thread_irql_set(old);
}
WDM_EXPORT(ExReleaseFastMutex);

/**
 * ExAcquireFastMutexUnsafe - acquire a fast mutex with APCs disabled already
 * @FastMutex: the mutex, not owned by this thread
 *
 * Context: IRQL == APC_LEVEL, or inside a critical region; unchanged.
 */
VOID NTAPI ExAcquireFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
	acquire(FastMutex, 0, WDM_CALLER());
}
WDM_EXPORT(ExAcquireFastMutexUnsafe);

/**
 * ExReleaseFastMutexUnsafe - release a fast mutex, IRQL unchanged
 * @FastMutex: the mutex, acquired with ExAcquireFastMutexUnsafe()
 *
 * Context: IRQL == APC_LEVEL, or inside a critical region; unchanged.
 */
VOID NTAPI ExReleaseFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
	KIRQL unused;

	release(FastMutex, &unused, WDM_CALLER());
}
WDM_EXPORT(ExReleaseFastMutexUnsafe);

/**
 * KeInitializeGuardedMutex - make a guarded mutex, free
 * @Mutex: resident memory of the caller
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	init(Mutex, WDM_CALLER());
}
WDM_EXPORT(KeInitializeGuardedMutex);

/**
 * KeAcquireGuardedMutex - enter a guarded region and acquire a guarded mutex
 * @Mutex: the mutex, not owned by this thread
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	KeEnterGuardedRegion();
	if (!acquire(Mutex, 0, WDM_CALLER()))
		KeLeaveGuardedRegion();
}
WDM_EXPORT(KeAcquireGuardedMutex);

/**
 * KeTryToAcquireGuardedMutex - acquire a guarded mutex if it is free
 * @Mutex: the mutex
 *
 * Context: IRQL <= APC_LEVEL; inside a guarded region afterwards if acquired. A higher
 * level is reported, and the mutex isn't acquired.
 * Return: TRUE if acquired.
 */
BOOLEAN NTAPI KeTryToAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	if (!check_irql(Mutex, WDM_CALLER()))
		return FALSE;
	KeEnterGuardedRegion();
	if (try_acquire(Mutex, 0, WDM_CALLER()))
		return TRUE;
	KeLeaveGuardedRegion();
	return FALSE;
}
WDM_EXPORT(KeTryToAcquireGuardedMutex);

/**
 * KeReleaseGuardedMutex - release a guarded mutex and leave the guarded region
 * @Mutex: the mutex, acquired with KeAcquireGuardedMutex() or its Try form
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex)
{
	KIRQL unused;

	if (release(Mutex, &unused, WDM_CALLER()))
		KeLeaveGuardedRegion();
}
WDM_EXPORT(KeReleaseGuardedMutex);

/**
 * KeAcquireGuardedMutexUnsafe - acquire a guarded mutex with APCs disabled already
 * @Mutex: the mutex, not owned by this thread
 *
 * Context: IRQL == APC_LEVEL, or inside a guarded region.
 */
VOID NTAPI KeAcquireGuardedMutexUnsafe(PKGUARDED_MUTEX Mutex)
{
	acquire(Mutex, 0, WDM_CALLER());
}
WDM_EXPORT(KeAcquireGuardedMutexUnsafe);

/**
 * KeReleaseGuardedMutexUnsafe - release a guarded mutex, nothing else
 * @Mutex: the mutex, acquired with KeAcquireGuardedMutexUnsafe()
 *
 * Context: IRQL == APC_LEVEL, or inside a guarded region.
 */
VOID NTAPI KeReleaseGuardedMutexUnsafe(PKGUARDED_MUTEX Mutex)
{
	KIRQL unused;

	release(Mutex, &unused, WDM_CALLER());
}
WDM_EXPORT(KeReleaseGuardedMutexUnsafe);
