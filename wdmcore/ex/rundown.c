// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: run-down protection: who uses an object counts itself in, who deletes it waits
 * until all have counted themselves out and lets nobody in any more.
 *
 * An EX_RUNDOWN_REF is twice the count, or odd: 1 when it is run down, the address of
 * a struct wdm_rundown_wait plus 1 while a thread waits for that. Whoever finds the
 * address has a protection to release, and until the last one is, the thread stays.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "rundown.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a
#define REFERENCE_BY_POINTER	0x18

static unsigned long *word_of(EX_RUNDOWN_REF *ref)
{
	return (unsigned long *)&ref->Count;
}

bool wdm_rundown_acquire(EX_RUNDOWN_REF *ref, u32 count)
{
	unsigned long *word = word_of(ref);
	unsigned long old = READ_ONCE(*word);

	do {
		if (unlikely(old & EX_RUNDOWN_ACTIVE))
			return false;
	} while (!try_cmpxchg(word, &old, old + (u64)count * EX_RUNDOWN_COUNT_INC));
	return true;
}

void wdm_rundown_release(EX_RUNDOWN_REF *ref, u32 count, bool shared, const void *caller)
{
	unsigned long *word = word_of(ref);
	unsigned long old = READ_ONCE(*word);
	u64 units = (u64)count * EX_RUNDOWN_COUNT_INC;
	struct wdm_rundown_wait *wait;

	do {
		if (unlikely(old == EX_RUNDOWN_ACTIVE ||
			     (!shared && !(old & EX_RUNDOWN_ACTIVE) && old < units))) {
			wdm_bug_report(REFERENCE_BY_POINTER, 0, (uintptr_t)ref, 0, old, caller,
				       "releases run-down protection that it hasn't acquired");
			return;
		}
		if (old & EX_RUNDOWN_ACTIVE) {
			wait = (void *)(old & ~(unsigned long)EX_RUNDOWN_ACTIVE);
			if (!atomic64_sub_return(count, &wait->left))
				KeSetEvent(&wait->done, 0, FALSE);
			return;
		}
	} while (!try_cmpxchg(word, &old, old - units));
}

void wdm_rundown_wait_done(struct wdm_rundown_wait *wait, const void *ref, const void *caller)
{
	LARGE_INTEGER at_once = { .QuadPart = 0 };
	KIRQL irql = KeGetCurrentIrql();

	if (likely(irql <= APC_LEVEL)) {
		KeWaitForSingleObject(&wait->done, WrRundown, KernelMode, FALSE, NULL);
		return;
	}
	wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)ref, irql, 0, (uintptr_t)caller,
		       caller, "runs an object down at IRQL %u", irql);
	while (KeWaitForSingleObject(&wait->done, WrRundown, KernelMode, FALSE, &at_once) !=
	       STATUS_SUCCESS)
		cpu_relax();
}

/**
 * ExInitializeRundownProtection - ExInitializeRundownProtection function
 * @RunRef: memory of the caller; nobody has protection afterwards, and everybody can
 *	get it
 *
 * Context: any IRQL.
 */
VOID NTAPI ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	RunRef->Count = 0;
}
WDM_EXPORT(ExInitializeRundownProtection);

/**
 * ExReInitializeRundownProtection - ExReInitializeRundownProtection function
 * @RunRef: a reference that is run down; another one is reported
 *	(bug check 0x18) and stays as it is
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	unsigned long old = EX_RUNDOWN_ACTIVE;

	if (!try_cmpxchg(word_of(RunRef), &old, 0))
		wdm_bug_report(REFERENCE_BY_POINTER, 0, (uintptr_t)RunRef, 0, old,
			       WDM_CALLER(),
			       "reinitializes run-down protection that isn't run down");
}
WDM_EXPORT(ExReInitializeRundownProtection);

/**
 * ExAcquireRundownProtection - ExAcquireRundownProtection function
 * @RunRef: the reference
 *
 * Context: any IRQL.
 * Return: TRUE if the object is there until ExReleaseRundownProtection(); FALSE if it
 * is or is being run down.
 */
BOOLEAN NTAPI ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	return wdm_rundown_acquire(RunRef, 1);
}
WDM_EXPORT(ExAcquireRundownProtection);

/**
 * ExAcquireRundownProtectionEx - ExAcquireRundownProtectionEx function
 * @RunRef: the reference
 * @Count: how often to acquire it
 *
 * Context: any IRQL.
 * Return: TRUE if acquired @Count times, FALSE if not at all.
 */
BOOLEAN NTAPI ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	return wdm_rundown_acquire(RunRef, Count);
}
WDM_EXPORT(ExAcquireRundownProtectionEx);

/**
 * ExReleaseRundownProtection - ExReleaseRundownProtection function
 * @RunRef: a reference acquired before; another one is reported (bug check 0x18)
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef)
{
	wdm_rundown_release(RunRef, 1, false, WDM_CALLER());
}
WDM_EXPORT(ExReleaseRundownProtection);

/**
 * ExReleaseRundownProtectionEx - ExReleaseRundownProtectionEx function
 * @RunRef: a reference acquired before; another one is reported (bug check 0x18)
 * @Count: how often to release it
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
	wdm_rundown_release(RunRef, Count, false, WDM_CALLER());
}
WDM_EXPORT(ExReleaseRundownProtectionEx);

/**
 * ExRundownCompleted - ExRundownCompleted function
 * @RunRef: a reference, run down afterwards; nobody may have protection
 *
 * Context: any IRQL.
 */
VOID NTAPI ExRundownCompleted(PEX_RUNDOWN_REF RunRef)
{
	WRITE_ONCE(RunRef->Count, EX_RUNDOWN_ACTIVE);
}
WDM_EXPORT(ExRundownCompleted);

/**
 * ExWaitForRundownProtectionRelease - ExWaitForRundownProtectionRelease function
 * @RunRef: the reference, run down afterwards
 *
 * No protection is granted any more, and the call returns when all that was has been
 * released. Of several calls at a time, each returns then.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef)
{
	unsigned long *word = word_of(RunRef);
	struct wdm_rundown_wait wait;
	unsigned long old = 0, count;

	if (try_cmpxchg(word, &old, EX_RUNDOWN_ACTIVE) || old == EX_RUNDOWN_ACTIVE)
		return;
	KeInitializeEvent(&wait.done, NotificationEvent, FALSE);
	do {
		if (old & EX_RUNDOWN_ACTIVE) {
			/* Another thread waits, and changes the word when it is through. */
			wait_var_event(word, READ_ONCE(*word) == EX_RUNDOWN_ACTIVE);
			return;
		}
		count = old >> EX_RUNDOWN_COUNT_SHIFT;
		atomic64_set(&wait.left, count);
	} while (!try_cmpxchg(word, &old, (unsigned long)&wait | EX_RUNDOWN_ACTIVE));

	/* Even if none is left by now: who released the last one sets the event. */
	if (count)
		wdm_rundown_wait_done(&wait, RunRef, WDM_CALLER());
	WRITE_ONCE(*word, EX_RUNDOWN_ACTIVE);
	/* wake_up_var() looks for who waits after that, and needs the address only. */
	smp_mb();
	wake_up_var(word);
}
WDM_EXPORT(ExWaitForRundownProtectionRelease);
