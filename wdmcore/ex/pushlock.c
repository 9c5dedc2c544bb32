// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: push locks, which any number of threads may have shared, or one exclusively, in
 * eight bytes.
 *
 * The low half is the state: how often the lock is shared, whether it is exclusive,
 * and whether anybody waits. Without waiters, acquiring and releasing are one exchange.
 * Waiters hang off one of a fixed set of lists, chosen by the lock's address, with a
 * spin lock of its own; while there are any, the state changes only under it. A release
 * hands the lock to the first who waits, and to those behind that want it shared, too.
 *
 * The high half belongs to lockdep (lockclass.c). All zero is a free lock.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "lockclass.h"

#define IRQL_NOT_LESS_OR_EQUAL		0x0a
#define DRIVER_VERIFIER_DETECTED_VIOLATION	0xc4
#define ACQUIRE_WITH_APCS		0x37	/* its first parameter, a resource's on Windows */
#define RESOURCE_NOT_OWNED		0xe3

/* The state */
#define WAITED_FOR	0x1U
#define HELD_EXCLUSIVE	0x2U
#define SHARED_UNIT	0x4U

#define BUCKET_BITS	6

/**
 * struct waiter - a thread that waits, on its stack
 * @link: in the list of its bucket
 * @lock: what it waits for
 * @unit: what it adds to the state: HELD_EXCLUSIVE or SHARED_UNIT
 * @granted: it has the lock
 */
struct waiter {
	struct list_head link;
	EX_PUSH_LOCK *lock;
	u32 unit;
	KEVENT granted;
};

struct bucket {
	raw_spinlock_t lock;	/* protects @waiters, and the state of locks waited for */
	struct list_head waiters;
} ____cacheline_aligned_in_smp;

static struct bucket buckets[1 << BUCKET_BITS];

void __init wdm_pushlock_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++) {
		raw_spin_lock_init(&buckets[i].lock);
		INIT_LIST_HEAD(&buckets[i].waiters);
	}
}

static u32 *state_of(EX_PUSH_LOCK *lock)
{
	return (u32 *)lock;
}

static struct bucket *bucket_of(const EX_PUSH_LOCK *lock)
{
	return &buckets[hash_ptr(lock, BUCKET_BITS)];
}

/* May who wants @unit have a lock of this state? */
static bool is_available(u32 state, u32 unit)
{
	return !(state & (unit == HELD_EXCLUSIVE ? ~0U : WAITED_FOR | HELD_EXCLUSIVE));
}

static bool try_acquire(EX_PUSH_LOCK *lock, u32 unit)
{
	u32 *state = state_of(lock);
	u32 old = READ_ONCE(*state);

	do {
		if (!is_available(old, unit))
			return false;
	} while (!try_cmpxchg(state, &old, old + unit));
	return true;
}

/* Takes the lock, or marks it as waited for. True: taken. */
static bool try_acquire_or_mark(EX_PUSH_LOCK *lock, u32 unit)
{
	u32 *state = state_of(lock);
	u32 old = READ_ONCE(*state), new;

	do {
		new = is_available(old, unit) ? old + unit : old | WAITED_FOR;
	} while (!try_cmpxchg(state, &old, new));
	return is_available(old, unit);
}

static void acquire_slowly(EX_PUSH_LOCK *lock, u32 unit)
{
	struct bucket *b = bucket_of(lock);
	struct waiter w = { .lock = lock, .unit = unit };
	unsigned long flags;

	raw_spin_lock_irqsave(&b->lock, flags);
	if (try_acquire_or_mark(lock, unit)) {
		raw_spin_unlock_irqrestore(&b->lock, flags);
		return;
	}
	KeInitializeEvent(&w.granted, NotificationEvent, FALSE);
	list_add_tail(&w.link, &b->waiters);
	raw_spin_unlock_irqrestore(&b->lock, flags);
	KeWaitForSingleObject(&w.granted, WrPushLock, KernelMode, FALSE, NULL);
}

/*
 * The state of a free lock that somebody waits for, given to the first of them and to
 * those who can have it together with them. They are moved to @granted.
 */
static u32 hand_over(EX_PUSH_LOCK *lock, struct bucket *b, struct list_head *granted)
{
	struct waiter *w, *next;
	u32 state = 0;

	lockdep_assert_held(&b->lock);
	list_for_each_entry_safe(w, next, &b->waiters, link) {
		if (w->lock != lock)
			continue;
		if (!is_available(state, w->unit))
			return state | WAITED_FOR;
		state += w->unit;
		list_move_tail(&w->link, granted);
	}
	return state;
}

static void release_slowly(EX_PUSH_LOCK *lock, u32 unit)
{
	struct bucket *b = bucket_of(lock);
	struct waiter *w, *next;
	LIST_HEAD(granted);
	unsigned long flags;
	u32 state;

	raw_spin_lock_irqsave(&b->lock, flags);
	state = *state_of(lock) - unit;
	if (state == WAITED_FOR)
		state = hand_over(lock, b, &granted);
	/* pairs with the exchange by which the next one gets it without waiting */
	smp_store_release(state_of(lock), state);
	raw_spin_unlock_irqrestore(&b->lock, flags);

	/* A waiter is gone as soon as its event is set. */
	list_for_each_entry_safe(w, next, &granted, link)
		KeSetEvent(&w->granted, EVENT_INCREMENT, FALSE);
}

/* False: nothing may wait here. */
static bool check_context(const EX_PUSH_LOCK *lock, const void *caller)
{
	KIRQL irql = KeGetCurrentIrql();

	if (unlikely(irql > APC_LEVEL))
		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)lock, irql, 0,
			       (uintptr_t)caller, caller, "acquires a push lock at IRQL %u", irql);
	else if (irql == PASSIVE_LEVEL && !(current->flags & PF_KTHREAD) && !KeAreApcsDisabled())
		wdm_bug_report(DRIVER_VERIFIER_DETECTED_VIOLATION, ACQUIRE_WITH_APCS, irql, 0,
			       (uintptr_t)lock, caller,
			       "acquires a push lock outside a critical region");
	return irql <= APC_LEVEL;
}

static void acquire(EX_PUSH_LOCK *lock, u32 unit, const void *caller)
{
	bool may_wait = check_context(lock, caller);

	wdm_lockclass_sleeper_acquire(lock, unit == SHARED_UNIT, false, false, caller);
	if (likely(try_acquire(lock, unit)))
		return;
	if (likely(may_wait)) {
		acquire_slowly(lock, unit);
		return;
	}
	/* A bug, reported: what is left is to hope for the other processors. */
	while (!try_acquire(lock, unit))
		cpu_relax();
}

static bool acquire_if_free(EX_PUSH_LOCK *lock, u32 unit, const void *caller)
{
	check_context(lock, caller);
	if (!try_acquire(lock, unit))
		return false;
	wdm_lockclass_sleeper_acquire(lock, unit == SHARED_UNIT, true, false, caller);
	return true;
}

static void release(EX_PUSH_LOCK *lock, u32 unit, const void *caller)
{
	u32 *state = state_of(lock);
	u32 old = READ_ONCE(*state);

	if (unlikely(unit == SHARED_UNIT ? old < SHARED_UNIT : !(old & HELD_EXCLUSIVE))) {
		wdm_bug_report(RESOURCE_NOT_OWNED, (uintptr_t)lock,
			       (uintptr_t)KeGetCurrentThread(), 0, 0, caller,
			       "releases a push lock that isn't held like that");
		return;
	}
	wdm_lockclass_sleeper_release(lock, caller);
	do {
		if (old & WAITED_FOR) {
			release_slowly(lock, unit);
			return;
		}
	} while (!try_cmpxchg(state, &old, old - unit));
}

/**
 * ExInitializePushLock - ExInitializePushLock function
 * @PushLock: memory of the caller, 8-byte aligned; free afterwards, and nothing ever
 *	needs to be undone
 *
 * For lockdep, the place of the call is the lock's class.
 *
 * Context: any IRQL.
 */
VOID NTAPI ExInitializePushLock(PEX_PUSH_LOCK PushLock)
{
	*PushLock = 0;
	wdm_lockclass_sleeper_init(PushLock, WDM_CALLER());
}
WDM_EXPORT(ExInitializePushLock);

/**
 * ExAcquirePushLockExclusiveEx - what the macro ExAcquirePushLockExclusive() calls
 * @PushLock: a push lock that the thread doesn't have
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored: Linux threads get no boost
 *
 * Context: IRQL <= APC_LEVEL, normal kernel APCs disabled (a system thread needn't;
 * others are reported as bug check 0xC4, 0x37).
 */
VOID NTAPI ExAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	acquire(PushLock, HELD_EXCLUSIVE, WDM_CALLER());
}
WDM_EXPORT(ExAcquirePushLockExclusiveEx);

/**
 * ExAcquirePushLockSharedEx - what the macro ExAcquirePushLockShared() calls
 * @PushLock: a push lock that the thread hasn't exclusively
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored: Linux threads get no boost
 *
 * Waits while somebody has the lock exclusively, or waits for that.
 *
 * Context: as ExAcquirePushLockExclusiveEx().
 */
VOID NTAPI ExAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	acquire(PushLock, SHARED_UNIT, WDM_CALLER());
}
WDM_EXPORT(ExAcquirePushLockSharedEx);

/**
 * ExTryAcquirePushLockExclusiveEx - what ExTryAcquirePushLockExclusive() calls
 * @PushLock: the push lock
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored
 *
 * Context: as ExAcquirePushLockExclusiveEx().
 * Return: TRUE if acquired.
 */
BOOLEAN NTAPI ExTryAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	return acquire_if_free(PushLock, HELD_EXCLUSIVE, WDM_CALLER());
}
WDM_EXPORT(ExTryAcquirePushLockExclusiveEx);

/**
 * ExTryAcquirePushLockSharedEx - what ExTryAcquirePushLockShared() calls
 * @PushLock: the push lock
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored
 *
 * Context: as ExAcquirePushLockExclusiveEx().
 * Return: TRUE if acquired.
 */
BOOLEAN NTAPI ExTryAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	return acquire_if_free(PushLock, SHARED_UNIT, WDM_CALLER());
}
WDM_EXPORT(ExTryAcquirePushLockSharedEx);

/**
 * ExReleasePushLockExclusiveEx - what the macro ExReleasePushLockExclusive() calls
 * @PushLock: a push lock held exclusively; another is reported (bug check 0xE3)
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored
 *
 * Context: IRQL <= APC_LEVEL, inside the same critical region.
 */
VOID NTAPI ExReleasePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	release(PushLock, HELD_EXCLUSIVE, WDM_CALLER());
}
WDM_EXPORT(ExReleasePushLockExclusiveEx);

/**
 * ExReleasePushLockSharedEx - what the macro ExReleasePushLockShared() calls
 * @PushLock: a push lock held shared; another is reported (bug check 0xE3)
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored
 *
 * Context: IRQL <= APC_LEVEL, inside the same critical region.
 */
VOID NTAPI ExReleasePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	release(PushLock, SHARED_UNIT, WDM_CALLER());
}
WDM_EXPORT(ExReleasePushLockSharedEx);

/**
 * ExReleasePushLockEx - release a push lock in the way in which it is held
 * @PushLock: a push lock held by the caller
 * @Flags: EX_DEFAULT_PUSH_LOCK_FLAGS; ignored
 *
 * Context: IRQL <= APC_LEVEL, inside the same critical region.
 */
VOID NTAPI ExReleasePushLockEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
	bool exclusive = READ_ONCE(*state_of(PushLock)) & HELD_EXCLUSIVE;

	release(PushLock, exclusive ? HELD_EXCLUSIVE : SHARED_UNIT, WDM_CALLER());
}
WDM_EXPORT(ExReleasePushLockEx);
