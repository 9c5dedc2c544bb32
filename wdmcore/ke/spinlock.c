// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: spin locks.
 *
 * A KSPIN_LOCK's eight bytes hold Linux's queued spin lock in the low half. The
 * high half belongs to lockdep (lockclass.c) and stays zero on kernels without
 * it. All zero is a free lock, as on Windows.
 *
 * Acquiring moves the IRQL to DISPATCH_LEVEL only if it is below, and releasing
 * lowers it only if the caller's NewIrql says so: locks may be released in any
 * order, and a lock acquired by KeAcquireSpinLockAtDpcLevel() may be released by
 * KeReleaseSpinLock().
 */
#include <linux/bottom_half.h>
#include <linux/build_bug.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>

#include <wdm.h>
#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "lockclass.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a

static_assert(sizeof(arch_spinlock_t) == 4);

static __always_inline arch_spinlock_t *arch_lock(PKSPIN_LOCK lock)
{
	return (arch_spinlock_t *)lock;
}

static __always_inline void acquire(PKSPIN_LOCK lock, unsigned long ip)
{
	wdm_lockclass_acquire(lock, false, ip);
	arch_spin_lock(arch_lock(lock));
	wdm_lockclass_acquired(lock);
}

static __always_inline void release(PKSPIN_LOCK lock, unsigned long ip)
{
	wdm_lockclass_release(lock, ip);
	arch_spin_unlock(arch_lock(lock));
}

static __always_inline bool try_acquire(PKSPIN_LOCK lock, unsigned long ip)
{
	if (!arch_spin_trylock(arch_lock(lock)))
		return false;
	wdm_lockclass_acquire(lock, true, ip);
	wdm_lockclass_acquired(lock);
	return true;
}

static noinline KIRQL raise_from_high(const void *caller)
{
	if (in_hardirq() || irqs_disabled())
		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, 0, KeGetCurrentIrql(), 0, 0, caller,
			       "a spin lock is acquired above DISPATCH_LEVEL");
	return KeGetCurrentIrql();
}

/* Nothing is raised, disabled or held: the common case, told by few looks. */
static __always_inline bool is_passive(void)
{
	return likely(!preempt_count() && !irqs_disabled() &&
		      !atomic_read(&wdm_apc_level_threads));
}

static noinline KIRQL raise_slowly_and_acquire(PKSPIN_LOCK lock, const void *caller)
{
	KIRQL old = DISPATCH_LEVEL;

	if (in_hardirq() || irqs_disabled()) {
		old = raise_from_high(caller);
	} else if (!in_interrupt()) {
		old = wdm_thread_irql();
		local_bh_disable();
	}
	acquire(lock, (unsigned long)caller);
	return old;
}

/*
 * Up to DISPATCH_LEVEL, and the lock; returns the level before. The two are one, so that
 * the way of most calls keeps nothing over a call of another function.
 */
static __always_inline KIRQL raise_and_acquire(PKSPIN_LOCK lock)
{
	if (!is_passive())
		return raise_slowly_and_acquire(lock, WDM_CALLER());
	local_bh_disable();
	acquire(lock, _RET_IP_);
	return PASSIVE_LEVEL;
}

#if defined(CONFIG_TRACE_IRQFLAGS) || defined(CONFIG_DEBUG_PREEMPT) || \
	defined(CONFIG_TRACE_PREEMPT_TOGGLE)
static __always_inline void enable_bh(void)
{
	local_bh_enable();
}
#else
/*
 * local_bh_enable(), of whose 20 instructions this has the seven that matter: no softirq
 * came meanwhile, and preempt_enable() looks whether another thread should run. The look
 * at the softirqs comes after BH is enabled for interrupts, which from there on run what
 * they raise themselves.
 */
static __always_inline void enable_bh(void)
{
	barrier();
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET - 1);
	if (unlikely(local_softirq_pending())) {
		preempt_count_add(SOFTIRQ_DISABLE_OFFSET - 1);
		local_bh_enable();
		return;
	}
	preempt_enable();
}
#endif

/* Down from DISPATCH_LEVEL, if @new is below. */
static __always_inline void lower_from_dispatch(KIRQL new)
{
	if (new >= DISPATCH_LEVEL)
		return;
	/* Something is queued, or there is a level to complain about. One branch for all. */
	if (unlikely(__this_cpu_read(wdm_dpc_state) | atomic_read(&wdm_thread_work) |
		     in_serving_softirq())) {
		KeLowerIrql(new);
		return;
	}
	enable_bh();
}

void wdm_spin_acquire(PKSPIN_LOCK lock)
{
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL_GPL(wdm_spin_acquire);

void wdm_spin_release(PKSPIN_LOCK lock)
{
	release(lock, _RET_IP_);
}
EXPORT_SYMBOL_GPL(wdm_spin_release);

bool wdm_spin_try_acquire(PKSPIN_LOCK lock)
{
	return try_acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL_GPL(wdm_spin_try_acquire);

void wdm_spin_init(PKSPIN_LOCK lock, const void *site)
{
	*lock = 0;
	wdm_lockclass_init(lock, site);
}
EXPORT_SYMBOL_GPL(wdm_spin_init);

/**
 * KeInitializeSpinLock - KeInitializeSpinLock function
 * @SpinLock: the lock, free afterwards; nothing ever needs to be undone
 *
 * For lockdep, the place of the call is the lock's class.
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
	wdm_spin_init(SpinLock, WDM_CALLER());
}
WDM_EXPORT(KeInitializeSpinLock);

/**
 * KeAcquireSpinLockRaiseToDpc - KeAcquireSpinLockRaiseToDpc function
 * @SpinLock: the lock
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 * Return: the IRQL before, for KeReleaseSpinLock().
 */
KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
	return raise_and_acquire(SpinLock);
}
WDM_EXPORT(KeAcquireSpinLockRaiseToDpc);

/**
 * KfAcquireSpinLock - KfAcquireSpinLock function, as KeAcquireSpinLockRaiseToDpc()
 * @SpinLock: the lock
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 * Return: the IRQL before.
 */
KIRQL NTAPI KfAcquireSpinLock(PKSPIN_LOCK SpinLock)
{
	return raise_and_acquire(SpinLock);
}
WDM_EXPORT(KfAcquireSpinLock);

/**
 * KeReleaseSpinLock - KeReleaseSpinLock function
 * @SpinLock: a lock held by the caller
 * @NewIrql: what acquiring it returned
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at @NewIrql.
 */
VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
	release(SpinLock, _RET_IP_);
	lower_from_dispatch(NewIrql);
}
WDM_EXPORT(KeReleaseSpinLock);

/**
 * KfReleaseSpinLock - KfReleaseSpinLock function, as KeReleaseSpinLock()
 * @SpinLock: a lock held by the caller
 * @NewIrql: what acquiring it returned
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at @NewIrql.
 */
VOID NTAPI KfReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
	release(SpinLock, _RET_IP_);
	lower_from_dispatch(NewIrql);
}
WDM_EXPORT(KfReleaseSpinLock);

/**
 * KeAcquireSpinLockAtDpcLevel - KeAcquireSpinLockAtDpcLevel function
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	acquire(SpinLock, _RET_IP_);
}
WDM_EXPORT(KeAcquireSpinLockAtDpcLevel);

/**
 * KeReleaseSpinLockFromDpcLevel - KeReleaseSpinLockFromDpcLevel function
 * @SpinLock: a lock held by the caller
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
	release(SpinLock, _RET_IP_);
}
WDM_EXPORT(KeReleaseSpinLockFromDpcLevel);

/**
 * KeTryToAcquireSpinLockAtDpcLevel - KeTryToAcquireSpinLockAtDpcLevel function
 * @SpinLock: the lock
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 * Return: TRUE if the lock is the caller's now, FALSE if it is somebody else's.
 */
BOOLEAN NTAPI KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
	return try_acquire(SpinLock, _RET_IP_);
}
WDM_EXPORT(KeTryToAcquireSpinLockAtDpcLevel);

/**
 * KeTestSpinLock - KeTestSpinLock function
 * @SpinLock: the lock
 *
 * Context: any IRQL.
 * Return: TRUE if the lock is free, for the moment.
 */
BOOLEAN NTAPI KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
	return !arch_spin_is_locked(arch_lock(SpinLock));
}
WDM_EXPORT(KeTestSpinLock);

/*
 * A threaded DPC runs at PASSIVE_LEVEL and an ordinary one at DISPATCH_LEVEL. The
 * ...ForDpc routines serve a routine that doesn't know which of the two it is.
 */

/**
 * KeAcquireSpinLockForDpc - KeAcquireSpinLockForDpc function
 * @SpinLock: the lock
 *
 * Context: IRQL <= DISPATCH_LEVEL, in a DPC routine of either kind.
 * Return: the IRQL before, for KeReleaseSpinLockForDpc().
 */
KIRQL NTAPI KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock)
{
	return raise_and_acquire(SpinLock);
}
WDM_EXPORT(KeAcquireSpinLockForDpc);

/**
 * KeReleaseSpinLockForDpc - KeReleaseSpinLockForDpc function
 * @SpinLock: a lock held by the caller
 * @OldIrql: what KeAcquireSpinLockForDpc() returned
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at @OldIrql.
 */
VOID NTAPI KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql)
{
	release(SpinLock, _RET_IP_);
	lower_from_dispatch(OldIrql);
}
WDM_EXPORT(KeReleaseSpinLockForDpc);

/*
 * In-stack queued spin locks: waiters get the lock in the order of their arrival.
 * Linux's spin lock does so anyway, and a lock used through these routines and
 * through the plain ones at once is no mistake here. The handle remembers the rest.
 */

/**
 * KeAcquireInStackQueuedSpinLock - KeAcquireInStackQueuedSpinLock function
 * @SpinLock: the lock
 * @LockHandle: the caller's, usually on its stack, until the release
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 */
VOID NTAPI KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock,
					  PKLOCK_QUEUE_HANDLE LockHandle)
{
	LockHandle->LockQueue.Next = NULL;
	LockHandle->LockQueue.Lock = SpinLock;
	LockHandle->OldIrql = raise_and_acquire(SpinLock);
}
WDM_EXPORT(KeAcquireInStackQueuedSpinLock);

/**
 * KeReleaseInStackQueuedSpinLock - KeReleaseInStackQueuedSpinLock function
 * @LockHandle: as given to KeAcquireInStackQueuedSpinLock()
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at the IRQL before the acquisition.
 */
VOID NTAPI KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
	release(LockHandle->LockQueue.Lock, _RET_IP_);
	lower_from_dispatch(LockHandle->OldIrql);
}
WDM_EXPORT(KeReleaseInStackQueuedSpinLock);

/**
 * KeAcquireInStackQueuedSpinLockAtDpcLevel -
 *	KeAcquireInStackQueuedSpinLockAtDpcLevel function
 * @SpinLock: the lock
 * @LockHandle: the caller's, until the release
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock,
						    PKLOCK_QUEUE_HANDLE LockHandle)
{
	LockHandle->LockQueue.Next = NULL;
	LockHandle->LockQueue.Lock = SpinLock;
	LockHandle->OldIrql = DISPATCH_LEVEL;
	acquire(SpinLock, _RET_IP_);
}
WDM_EXPORT(KeAcquireInStackQueuedSpinLockAtDpcLevel);

/**
 * KeReleaseInStackQueuedSpinLockFromDpcLevel -
 *	KeReleaseInStackQueuedSpinLockFromDpcLevel function
 * @LockHandle: as given to KeAcquireInStackQueuedSpinLockAtDpcLevel()
 *
 * Context: IRQL >= DISPATCH_LEVEL.
 */
VOID NTAPI KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
	release(LockHandle->LockQueue.Lock, _RET_IP_);
}
WDM_EXPORT(KeReleaseInStackQueuedSpinLockFromDpcLevel);

/**
 * KeAcquireInStackQueuedSpinLockForDpc - KeAcquireInStackQueuedSpinLockForDpc function
 * @SpinLock: the lock
 * @LockHandle: the caller's, until the release
 *
 * Context: IRQL <= DISPATCH_LEVEL, in a DPC routine of either kind.
 */
VOID NTAPI KeAcquireInStackQueuedSpinLockForDpc(PKSPIN_LOCK SpinLock,
						PKLOCK_QUEUE_HANDLE LockHandle)
{
	LockHandle->LockQueue.Next = NULL;
	LockHandle->LockQueue.Lock = SpinLock;
	LockHandle->OldIrql = raise_and_acquire(SpinLock);
}
WDM_EXPORT(KeAcquireInStackQueuedSpinLockForDpc);

/**
 * KeReleaseInStackQueuedSpinLockForDpc - KeReleaseInStackQueuedSpinLockForDpc function
 * @LockHandle: as given to KeAcquireInStackQueuedSpinLockForDpc()
 *
 * Context: IRQL == DISPATCH_LEVEL; returns at the IRQL before the acquisition.
 */
VOID NTAPI KeReleaseInStackQueuedSpinLockForDpc(PKLOCK_QUEUE_HANDLE LockHandle)
{
	release(LockHandle->LockQueue.Lock, _RET_IP_);
	lower_from_dispatch(LockHandle->OldIrql);
}
WDM_EXPORT(KeReleaseInStackQueuedSpinLockForDpc);
