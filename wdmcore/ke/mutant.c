// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: mutexes, and mutants, which are mutexes that don't disable APCs.
 *
 * The state is 1 when free, 0 when owned and below that for an owner who has
 * taken it again. A thread keeps a list of what it owns; when it ends, those are
 * abandoned: free, and the next owner is told. While a thread owns a mutex, normal
 * kernel APCs are off: the count of that is kept by whoever satisfies the wait, for
 * a thread that sleeps in it.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <wdm.h>

#include "apc.h"
#include "compat.h"
#include "ex.h"
#include "ke.h"
#include "ke_wait.h"
#include "ps.h"

/*
 * Is it a DPC that wants a mutex, or gives it back? It isn't the thread that it has
 * interrupted, though that is the current one.
 */
bool wdm_mutant_in_dpc(void)
{
	return in_serving_softirq() ||
	       (softirq_count() && this_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING);
}

/* Can @thread have @mutant now, or the DPC on it? Its object is locked. */
bool wdm_mutant_available(const KMUTANT *mutant, const struct wdm_thread *thread, bool in_dpc)
{
	return mutant->Header.SignalState > 0 ||
	       (mutant->OwnerThread == (PKTHREAD)thread && mutant->Header.DpcActive == in_dpc);
}

/* Makes @thread the owner, once more maybe. Its object is locked. */
NTSTATUS wdm_mutant_take(KMUTANT *mutant, struct wdm_thread *thread, bool in_dpc)
{
	if (--mutant->Header.SignalState < 0)
		return STATUS_WAIT_0;

	mutant->OwnerThread = (PKTHREAD)thread;
	mutant->Header.DpcActive = in_dpc;
	thread->apc_disable += mutant->ApcDisable;
	raw_spin_lock(&thread->mutant_lock);
	InsertTailList(&thread->mutants, &mutant->MutantListEntry);
	raw_spin_unlock(&thread->mutant_lock);

	if (!mutant->Abandoned)
		return STATUS_WAIT_0;
	mutant->Abandoned = FALSE;
	return STATUS_ABANDONED;
}

/* Frees @mutant and hands it on. Its object is locked. */
static void let_go(KMUTANT *mutant, struct wdm_thread *thread, struct wdm_dispatcher_guard *guard)
{
	raw_spin_lock(&thread->mutant_lock);
	RemoveEntryList(&mutant->MutantListEntry);
	raw_spin_unlock(&thread->mutant_lock);
	thread->apc_disable -= mutant->ApcDisable;

	mutant->OwnerThread = NULL;
	mutant->Header.SignalState = 1;
	wdm_dispatcher_satisfy(&mutant->Header, guard);
}

static KMUTANT *first_owned(struct wdm_thread *thread)
{
	KMUTANT *mutant = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&thread->mutant_lock, flags);
	if (!IsListEmpty(&thread->mutants))
		mutant = CONTAINING_RECORD(thread->mutants.Flink, KMUTANT, MutantListEntry);
	raw_spin_unlock_irqrestore(&thread->mutant_lock, flags);
	return mutant;
}

/* The thread doesn't run any more: nobody else takes its mutants off the list. */
void wdm_mutant_abandon_all(struct wdm_thread *thread)
{
	struct wdm_dispatcher_guard guard;
	KMUTANT *mutant;

	while ((mutant = first_owned(thread))) {
		wdm_dispatcher_lock(&mutant->Header, &guard);
		mutant->Abandoned = TRUE;
		let_go(mutant, thread, &guard);
		wdm_dispatcher_unlock(&guard);
	}
}

static void init_mutant(KMUTANT *mutant, u8 apc_disable)
{
	wdm_header_init(&mutant->Header, WDM_TYPE_MUTANT, sizeof(*mutant) / sizeof(LONG), 1);
	InitializeListHead(&mutant->MutantListEntry);
	mutant->OwnerThread = NULL;
	mutant->MutantFlags = 0;
	mutant->ApcDisable = apc_disable;
}

/**
 * KeInitializeMutex - make a mutex, free
 * @Mutex: resident memory of the caller
 * @Level: reserved, must be 0; ignored
 *
 * Context: any IRQL (the reference says PASSIVE_LEVEL).
 */
VOID NTAPI KeInitializeMutex(PRKMUTEX Mutex, ULONG Level)
{
	init_mutant(Mutex, 1);
}
WDM_EXPORT(KeInitializeMutex);

/**
 * KeInitializeMutant - make a mutant
 * @Mutant: resident memory of the caller
 * @InitialOwner: TRUE if the current thread owns it from the start
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeInitializeMutant(PRKMUTANT Mutant, BOOLEAN InitialOwner)
{
	unsigned long flags;

	init_mutant(Mutant, 0);
	if (!InitialOwner)
		return;
	local_irq_save(flags);	/* as under the object's lock */
	wdm_mutant_take(Mutant, wdm_thread_current(), wdm_mutant_in_dpc());
	local_irq_restore(flags);
}
WDM_EXPORT(KeInitializeMutant);

/**
 * KeReleaseMutex - release a mutex
 * @Mutex: the mutex, owned by the current thread
 * @Wait: the caller promises a KeWaitXxx next; ignored, always correct
 *
 * A thread that acquired it more than once releases it as often. Once free it goes
 * to the first waiter. What a DPC has acquired only a DPC can release.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: 0 if the mutex has become free, nonzero if the thread still owns it.
 * Raises STATUS_MUTANT_NOT_OWNED, or STATUS_ABANDONED if its owner has ended.
 */
LONG NTAPI KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait)
{
	struct wdm_thread *thread = wdm_thread_current();
	struct wdm_dispatcher_guard guard;
	NTSTATUS status = STATUS_SUCCESS;
	LONG old;

	wdm_dispatcher_lock(&Mutex->Header, &guard);
	old = Mutex->Header.SignalState;
	if (Mutex->OwnerThread != (PKTHREAD)thread ||
	    Mutex->Header.DpcActive != wdm_mutant_in_dpc())
		status = Mutex->Abandoned ? STATUS_ABANDONED : STATUS_MUTANT_NOT_OWNED;
	else if (old < 0)
		Mutex->Header.SignalState++;
	else
		let_go(Mutex, thread, &guard);
	wdm_dispatcher_unlock(&guard);

	if (status)
		wdm_raise(status);
	wdm_thread_look();
	return old;
}
WDM_EXPORT(KeReleaseMutex);

/**
 * KeReadStateMutex - is a mutex free?
 * @Mutex: the mutex
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: 1 if it is free, else 0 or less.
 */
LONG NTAPI KeReadStateMutex(PRKMUTEX Mutex)
{
	return READ_ONCE(Mutex->Header.SignalState);
}
WDM_EXPORT(KeReadStateMutex);
