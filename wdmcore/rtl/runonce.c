// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: one-time initialisation.
 *
 * All state is in the one pointer of RTL_RUN_ONCE, which may lie anywhere and is
 * never torn down: its two lowest bits say where initialisation stands, the others
 * are the context (4-byte aligned) once it is complete. Waiters sleep on the word's
 * address, and look at the word again when it may have changed.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/wait_bit.h>

#include "compat.h"
#include "call.h"
#include "rtl.h"

#define STATE_MASK	3ul
#define STATE_NONE	0ul	/* nobody has begun */
#define STATE_RUNNING	1ul	/* one thread initialises, others wait */
#define STATE_DONE	2ul	/* the rest is the context */
#define STATE_ASYNC	3ul	/* any number of threads try, the first one wins */

static unsigned long *word_of(PRTL_RUN_ONCE once)
{
	return (unsigned long *)&once->Ptr;
}

static unsigned long state_of(unsigned long value)
{
	return value & STATE_MASK;
}

/**
 * RtlRunOnceInitialize - prepare for one-time initialisation
 * @RunOnce: the object; RTL_RUN_ONCE_INIT does the same
 *
 * Context: any IRQL.
 * Reference: "RtlRunOnceInitialize function (ntddk.h)"
 */
VOID NTAPI RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce)
{
	RunOnce->Ptr = NULL;
}
WDM_EXPORT(RtlRunOnceInitialize);

/**
 * RtlRunOnceBeginInitialize - begin one-time initialisation, or learn that it is done
 * @RunOnce: the object
 * @Flags: 0; RTL_RUN_ONCE_CHECK_ONLY to ask only; RTL_RUN_ONCE_ASYNC to let
 *	several threads try
 * @Context: gets the context if initialisation is complete; may be NULL
 *
 * Waits for another thread's attempt, unless that is asynchronous, too.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS (complete), STATUS_PENDING (the caller is to initialise
 *	and to call RtlRunOnceComplete()), STATUS_UNSUCCESSFUL (not complete, and
 *	the caller only asked), STATUS_INVALID_PARAMETER_2 (flags that exclude each
 *	other, or an asynchronous attempt after one that isn't).
 * Reference: "RtlRunOnceBeginInitialize function (ntddk.h)"
 */
NTSTATUS NTAPI RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags,
					 PVOID *Context)
{
	unsigned long *word = word_of(RunOnce);
	bool async = Flags & RTL_RUN_ONCE_ASYNC;
	unsigned long value, begun;

	if (Flags & ~(RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC) ||
	    (async && Flags & RTL_RUN_ONCE_CHECK_ONLY))
		return STATUS_INVALID_PARAMETER_2;

	for (;;) {
		/* Done: what the initialization wrote is seen. */
		value = smp_load_acquire(word);
		if (state_of(value) == STATE_DONE) {
			if (Context)
				*Context = (PVOID)(value & ~STATE_MASK);
			return STATUS_SUCCESS;
		}
		if (Flags & RTL_RUN_ONCE_CHECK_ONLY)
			return STATUS_UNSUCCESSFUL;

		switch (state_of(value)) {
		case STATE_NONE:
			begun = async ? STATE_ASYNC : STATE_RUNNING;
			if (cmpxchg(word, value, begun) == value)
				return STATUS_PENDING;
			break;
		case STATE_ASYNC:
			return async ? STATUS_PENDING : STATUS_INVALID_PARAMETER_2;
		case STATE_RUNNING:
			if (async)
				return STATUS_INVALID_PARAMETER_2;
			/* As above. */
			wait_var_event(word, state_of(smp_load_acquire(word)) !=
				       STATE_RUNNING);
			break;
		}
	}
}
WDM_EXPORT(RtlRunOnceBeginInitialize);

/**
 * RtlRunOnceComplete - end an attempt at one-time initialisation
 * @RunOnce: the object
 * @Flags: 0; RTL_RUN_ONCE_ASYNC if the attempt was begun so;
 *	RTL_RUN_ONCE_INIT_FAILED if it failed, so that another one may begin
 * @Context: result for all callers, 4-byte aligned; NULL after a failure
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_COLLISION (another asynchronous
 *	attempt was first, discard this one's result); STATUS_UNSUCCESSFUL (no
 *	such attempt is under way); STATUS_INVALID_PARAMETER_2 or _3.
 * Reference: "RtlRunOnceComplete function (ntddk.h)"
 */
NTSTATUS NTAPI RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags,
				  PVOID Context)
{
	unsigned long *word = word_of(RunOnce);
	bool failed = Flags & RTL_RUN_ONCE_INIT_FAILED;
	bool async = Flags & RTL_RUN_ONCE_ASYNC;
	unsigned long value, done;

	if (Flags & ~(RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED) ||
	    (async && failed))
		return STATUS_INVALID_PARAMETER_2;
	if ((unsigned long)Context & STATE_MASK || (failed && Context))
		return STATUS_INVALID_PARAMETER_3;

	done = failed ? STATE_NONE : (unsigned long)Context | STATE_DONE;
	value = READ_ONCE(*word);
	switch (state_of(value)) {
	case STATE_RUNNING:
		if (async)
			return STATUS_UNSUCCESSFUL;
		/* Pairs with the loads of RtlRunOnceBeginInitialize. */
		smp_store_release(word, done);
		/* Pairs with the waiter's queueing before it looks again. */
		smp_mb();
		wake_up_var(word);
		return STATUS_SUCCESS;
	case STATE_ASYNC:
		if (!async)
			return STATUS_UNSUCCESSFUL;
		if (cmpxchg(word, value, done) == value)
			return STATUS_SUCCESS;
		return STATUS_OBJECT_NAME_COLLISION;
	case STATE_DONE:
		return async ? STATUS_OBJECT_NAME_COLLISION : STATUS_UNSUCCESSFUL;
	default:
		return STATUS_UNSUCCESSFUL;
	}
}
WDM_EXPORT(RtlRunOnceComplete);

/**
 * RtlRunOnceExecuteOnce - have a routine run exactly once
 * @RunOnce: the object
 * @InitFn: the routine; non-zero means that it succeeded
 * @Parameter: handed to it
 * @Context: gets the context that the routine left; may be NULL
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL if the routine failed, and the next
 *	call runs it again.
 * Reference: "RtlRunOnceExecuteOnce function (ntddk.h)"
 */
NTSTATUS NTAPI RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce,
				     PRTL_RUN_ONCE_INIT_FN InitFn,
				     PVOID Parameter, PVOID *Context)
{
	PVOID context = NULL;
	NTSTATUS status;

	status = RtlRunOnceBeginInitialize(RunOnce, 0, Context);
	if (status != STATUS_PENDING)
		return status;
	if (!WDM_CALL(InitFn, RunOnce, Parameter, &context)) {
		RtlRunOnceComplete(RunOnce, RTL_RUN_ONCE_INIT_FAILED, NULL);
		return STATUS_UNSUCCESSFUL;
	}
	status = RtlRunOnceComplete(RunOnce, 0, context);
	if (NT_SUCCESS(status) && Context)
		*Context = context;
	return status;
}
WDM_EXPORT(RtlRunOnceExecuteOnce);
