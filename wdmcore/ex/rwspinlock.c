// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: spin locks that any number of processors may have shared, or one exclusively.
 *
 * An EX_SPIN_LOCK has four bytes, which must be zero at first, and no initialisation of
 * its own; Linux's rwlock_t has eight. It holds the number of readers, and two bits:
 * somebody writes, somebody waits to write. With the latter set, no more readers get
 * in, so writers don't starve; whoever of them gets the lock clears it, and the others
 * set it again.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/processor.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"

#define SPIN_LOCK_NOT_OWNED	0x10

#define WRITTEN		0x80000000U
#define AWAITED		0x40000000U	/* by a writer */

static u32 *state_of(PEX_SPIN_LOCK lock)
{
	return (u32 *)lock;
}

static bool try_shared(u32 *state)
{
	u32 old = READ_ONCE(*state);

	do {
		if (old & (WRITTEN | AWAITED))
			return false;
	} while (!try_cmpxchg_acquire(state, &old, old + 1));
	return true;
}

/* @as_waiter: the bit that a waiting writer set may be taken off. */
static bool try_exclusive(u32 *state, bool as_waiter)
{
	u32 old = READ_ONCE(*state);

	do {
		if (old & ~(as_waiter ? AWAITED : 0))
			return false;
	} while (!try_cmpxchg_acquire(state, &old, WRITTEN));
	return true;
}

static void acquire_shared(u32 *state)
{
	while (!try_shared(state))
		cpu_relax();
}

static void acquire_exclusive(u32 *state)
{
	while (!try_exclusive(state, true)) {
		u32 old = READ_ONCE(*state);

		if (old && !(old & AWAITED))
			try_cmpxchg_relaxed(state, &old, old | AWAITED);
		cpu_relax();
	}
}

static void report_not_owned(const u32 *state, const void *caller)
{
	wdm_bug_report(SPIN_LOCK_NOT_OWNED, (uintptr_t)state, *state, 0, 0, caller,
		       "releases a reader/writer spin lock that isn't held like that");
}

static void release_shared(u32 *state, const void *caller)
{
	if (unlikely(!(READ_ONCE(*state) & ~(WRITTEN | AWAITED))))
		report_not_owned(state, caller);
	else
		atomic_dec_return_release((atomic_t *)state);
}

static void release_exclusive(u32 *state, const void *caller)
{
	if (unlikely(!(READ_ONCE(*state) & WRITTEN)))
		report_not_owned(state, caller);
	else
		atomic_fetch_andnot_release(WRITTEN, (atomic_t *)state);
}

/**
 * ExAcquireSpinLockShared - ExAcquireSpinLockShared function
 * @SpinLock: the lock, which the processor doesn't have
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 * Return: the IRQL before, for ExReleaseSpinLockShared().
 */
KIRQL NTAPI ExAcquireSpinLockShared(PEX_SPIN_LOCK SpinLock)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	acquire_shared(state_of(SpinLock));
	return old;
}
WDM_EXPORT(ExAcquireSpinLockShared);

/**
 * ExAcquireSpinLockSharedAtDpcLevel - ExAcquireSpinLockSharedAtDpcLevel function
 * @SpinLock: the lock, which the processor doesn't have
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI ExAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	acquire_shared(state_of(SpinLock));
}
WDM_EXPORT(ExAcquireSpinLockSharedAtDpcLevel);

/**
 * ExReleaseSpinLockShared - ExReleaseSpinLockShared function
 * @SpinLock: a lock held shared; another one is reported (bug check 0x10)
 * @OldIrql: what acquiring it returned
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at @OldIrql.
 */
VOID NTAPI ExReleaseSpinLockShared(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
	release_shared(state_of(SpinLock), WDM_CALLER());
	KeLowerIrql(OldIrql);
}
WDM_EXPORT(ExReleaseSpinLockShared);

/**
 * ExReleaseSpinLockSharedFromDpcLevel - ExReleaseSpinLockSharedFromDpcLevel function
 * @SpinLock: a lock held shared; another one is reported (bug check 0x10)
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI ExReleaseSpinLockSharedFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	release_shared(state_of(SpinLock), WDM_CALLER());
}
WDM_EXPORT(ExReleaseSpinLockSharedFromDpcLevel);

/**
 * ExAcquireSpinLockExclusive - ExAcquireSpinLockExclusive function
 * @SpinLock: the lock, which the processor doesn't have
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 * Return: the IRQL before, for ExReleaseSpinLockExclusive().
 */
KIRQL NTAPI ExAcquireSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	acquire_exclusive(state_of(SpinLock));
	return old;
}
WDM_EXPORT(ExAcquireSpinLockExclusive);

/**
 * ExAcquireSpinLockExclusiveAtDpcLevel - ExAcquireSpinLockExclusiveAtDpcLevel function
 * @SpinLock: the lock, which the processor doesn't have
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI ExAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	acquire_exclusive(state_of(SpinLock));
}
WDM_EXPORT(ExAcquireSpinLockExclusiveAtDpcLevel);

/**
 * ExReleaseSpinLockExclusive - ExReleaseSpinLockExclusive function
 * @SpinLock: a lock held exclusively; another one is reported (bug check 0x10)
 * @OldIrql: what acquiring it returned
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at @OldIrql.
 */
VOID NTAPI ExReleaseSpinLockExclusive(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
	release_exclusive(state_of(SpinLock), WDM_CALLER());
	KeLowerIrql(OldIrql);
}
WDM_EXPORT(ExReleaseSpinLockExclusive);

/**
 * ExReleaseSpinLockExclusiveFromDpcLevel -
 *	ExReleaseSpinLockExclusiveFromDpcLevel function
 * @SpinLock: a lock held exclusively; another one is reported (bug check 0x10)
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI ExReleaseSpinLockExclusiveFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	release_exclusive(state_of(SpinLock), WDM_CALLER());
}
WDM_EXPORT(ExReleaseSpinLockExclusiveFromDpcLevel);

/**
 * ExTryConvertSharedSpinLockExclusive - ExTryConvertSharedSpinLockExclusive function
 * @SpinLock: a lock that the processor has shared
 *
 * Succeeds if no other processor shares the lock, or waits for exclusive access.
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 * Return: TRUE if it is held exclusively now, FALSE if still shared.
 */
BOOLEAN NTAPI ExTryConvertSharedSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
	u32 one = 1;

	return try_cmpxchg_acquire(state_of(SpinLock), &one, WRITTEN);
}
WDM_EXPORT(ExTryConvertSharedSpinLockExclusive);

/**
 * ExTryAcquireSpinLockSharedAtDpcLevel - ExTryAcquireSpinLockSharedAtDpcLevel function
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 * Return: TRUE if acquired, FALSE if it couldn't be at once.
 */
BOOLEAN NTAPI ExTryAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	return try_shared(state_of(SpinLock));
}
WDM_EXPORT(ExTryAcquireSpinLockSharedAtDpcLevel);

/**
 * ExTryAcquireSpinLockExclusiveAtDpcLevel -
 *	ExTryAcquireSpinLockExclusiveAtDpcLevel function
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 * Return: TRUE if acquired, FALSE if it couldn't be at once.
 */
BOOLEAN NTAPI ExTryAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	return try_exclusive(state_of(SpinLock), false);
}
WDM_EXPORT(ExTryAcquireSpinLockExclusiveAtDpcLevel);
