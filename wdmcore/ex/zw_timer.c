// SPDX-License-Identifier: GPL-2.0
/* Ex: timers by handle, and waiting for whatever has a handle. */
#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "ob.h"
#include "ps.h"
#include "undeclared.h"

/**
 * struct timer_apc - what a timer does for its APC, from one ZwSetTimer() to the next
 * @references: the timer's, and one while @apc is queued or being delivered
 * @thread: who set the timer, with a reference
 * @routine: what the APC is to call
 * @context: for @routine
 * @apc: queued to @thread each time
 */
struct timer_apc {
	refcount_t references;
	struct wdm_thread *thread;
	PTIMER_APC_ROUTINE routine;
	PVOID context;
	KAPC apc;
};

/**
 * struct timer - body of a timer object
 * @timer: what is waited for
 * @dpc: queues the APC
 * @lock: protects @apc; DISPATCH_LEVEL
 * @apc: or NULL
 */
struct timer {
	KTIMER timer;
	KDPC dpc;
	spinlock_t lock;	/* see above */
	struct timer_apc *apc;
};

static void put_apc(struct timer_apc *a)
{
	if (!refcount_dec_and_test(&a->references))
		return;
	wdm_ob_put(a->thread);
	kfree(a);
}

static VOID NTAPI run_down(PKAPC apc)
{
	put_apc(CONTAINING_RECORD(apc, struct timer_apc, apc));
}

/* There is nothing to be done at APC_LEVEL. */
static VOID NTAPI prepare(PKAPC apc, PKNORMAL_ROUTINE *routine, PVOID *context, PVOID *low,
			  PVOID *high)
{
}

static VOID NTAPI deliver(PVOID context, PVOID low, PVOID high)
{
	struct timer_apc *a = context;
	PTIMER_APC_ROUTINE routine = a->routine;
	PVOID routine_context = a->context;

	put_apc(a);
	WDM_CALL(routine, routine_context, PtrToUlong(low), (LONG)(LONG_PTR)high);
}

static struct timer_apc *make_apc(PTIMER_APC_ROUTINE routine, PVOID context)
{
	struct timer_apc *a = kmalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return NULL;
	refcount_set(&a->references, 1);
	a->thread = wdm_thread_current();
	wdm_ob_get(a->thread);
	a->routine = routine;
	a->context = context;
	KeInitializeApc(&a->apc, (PKTHREAD)a->thread, OriginalApcEnvironment, prepare, run_down,
			deliver, KernelMode, a);
	return a;
}

/* The APC before, if there was one, doesn't come any more. */
static void replace_apc(struct timer *t, struct timer_apc *new)
{
	struct timer_apc *old;

	spin_lock_bh(&t->lock);
	old = t->apc;
	t->apc = new;
	spin_unlock_bh(&t->lock);
	if (!old)
		return;
	if (KeRemoveQueueApc(&old->apc))
		put_apc(old);
	put_apc(old);
}

/* One that wasn't taken yet is enough. */
static VOID NTAPI expired(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct timer *t = context;
	LARGE_INTEGER now;

	KeQuerySystemTime(&now);
	spin_lock(&t->lock);
	if (t->apc) {
		refcount_inc(&t->apc->references);
		if (!KeInsertQueueApc(&t->apc->apc, ULongToPtr(now.LowPart),
				      (PVOID)(LONG_PTR)now.HighPart, IO_NO_INCREMENT))
			put_apc(t->apc);
	}
	spin_unlock(&t->lock);
}

static void delete_timer(void *body)
{
	struct timer *t = body;

	KeCancelTimer(&t->timer);
	KeRemoveQueueDpc(&t->dpc);
	KeFlushQueuedDpcs();
	replace_apc(t, NULL);
}

static const struct wdm_object_type timer_type = {
	.name = "Timer",
	.delete = delete_timer,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | TIMER_QUERY_STATE,
		.GenericWrite = STANDARD_RIGHTS_WRITE | TIMER_MODIFY_STATE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
		.GenericAll = TIMER_ALL_ACCESS,
	},
	.valid_access = TIMER_ALL_ACCESS,
	.waitable = true,
};

/**
 * ZwCreateTimer() - makes a timer, or opens one that is there
 * @TimerHandle: returns the handle
 * @DesiredAccess: TIMER_* rights
 * @ObjectAttributes: its name, or NULL. OBJ_OPENIF opens one that is there
 * @TimerType: NotificationTimer or SynchronizationTimer
 *
 * Reference page: "ZwCreateTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS if it was opened, not made,
 *	STATUS_INVALID_PARAMETER_4 for a bad type, STATUS_INVALID_PARAMETER,
 *	STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
			     POBJECT_ATTRIBUTES ObjectAttributes, TIMER_TYPE TimerType)
{
	NTSTATUS status;
	struct timer *timer;

	if (TimerType != NotificationTimer && TimerType != SynchronizationTimer)
		return STATUS_INVALID_PARAMETER_4;
	timer = wdm_ob_alloc(&timer_type, 0, sizeof(*timer), GFP_KERNEL);
	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeTimerEx(&timer->timer, TimerType);
	KeInitializeDpc(&timer->dpc, expired, timer);
	spin_lock_init(&timer->lock);
	status = wdm_ob_create(ObjectAttributes, timer, DesiredAccess, TimerHandle);
	wdm_ob_put(timer);
	return status;
}
WDM_EXPORT(ZwCreateTimer);

/**
 * ZwOpenTimer() - opens a named timer
 * @TimerHandle: returns the handle
 * @DesiredAccess: TIMER_* rights
 * @ObjectAttributes: its name
 *
 * Reference page: "ZwOpenTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, 0, &timer_type, DesiredAccess, TimerHandle);
}
WDM_EXPORT(ZwOpenTimer);

static NTSTATUS reference_timer(HANDLE handle, struct timer **timer)
{
	return wdm_handle_reference(handle, &timer_type, TIMER_MODIFY_STATE, KernelMode,
				    (void **)timer, NULL);
}

/**
 * ZwSetTimer() - starts a timer
 * @TimerHandle: its handle
 * @DueTime: in 100 ns; negative: from now, positive: system time
 * @TimerApcRoutine: called in the current thread each time, at PASSIVE_LEVEL, as a normal
 *	kernel APC, with @TimerContext and the system time; may be NULL
 * @TimerContext: for @TimerApcRoutine
 * @ResumeTimer: ignored: the machine isn't woken by it
 * @Period: in ms; 0: once
 * @PreviousState: returns TRUE if it was signalled; may be NULL
 *
 * A timer that runs is cancelled first, with its APC.
 * Reference page: "ZwSetTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_INVALID_PARAMETER_6 for a negative period, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
			  PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
			  BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
	struct timer_apc *apc = NULL;
	struct timer *timer;
	NTSTATUS status;
	BOOLEAN state;

	if (Period < 0)
		return STATUS_INVALID_PARAMETER_6;
	status = reference_timer(TimerHandle, &timer);
	if (!NT_SUCCESS(status))
		return status;
	if (TimerApcRoutine) {
		apc = make_apc(TimerApcRoutine, TimerContext);
		if (!apc) {
			wdm_ob_put(timer);
			return STATUS_INSUFFICIENT_RESOURCES;
		}
	}
	state = KeReadStateTimer(&timer->timer);
	KeCancelTimer(&timer->timer);
	replace_apc(timer, apc);
	KeSetTimerEx(&timer->timer, *DueTime, Period, apc ? &timer->dpc : NULL);
	if (PreviousState)
		*PreviousState = state;
	wdm_ob_put(timer);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwSetTimer);

/**
 * ZwCancelTimer() - stops a timer
 * @TimerHandle: its handle
 * @CurrentState: returns TRUE if it is signalled; may be NULL
 *
 * Whether it is signalled doesn't change. An APC that wasn't delivered yet won't be.
 * Reference page: "ZwCancelTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
	struct timer *timer;
	NTSTATUS status = reference_timer(TimerHandle, &timer);

	if (!NT_SUCCESS(status))
		return status;
	KeCancelTimer(&timer->timer);
	replace_apc(timer, NULL);
	if (CurrentState)
		*CurrentState = KeReadStateTimer(&timer->timer);
	wdm_ob_put(timer);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwCancelTimer);

/**
 * ZwWaitForSingleObject() - waits for an object
 * @Handle: handle of an event, semaphore, timer, thread, process or file (for a file,
 *	the end of the last asynchronous operation on it)
 * @Alertable: as for KeWaitForSingleObject()
 * @Timeout: as for KeWaitForSingleObject()
 *
 * Reference page: "ZwWaitForSingleObject function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL (the reference page has DISPATCH_LEVEL for a zero
 *	@Timeout; handles can't be looked up there)
 * Return: as KeWaitForSingleObject(); STATUS_INVALID_HANDLE;
 *	STATUS_OBJECT_TYPE_MISMATCH for what can't be waited for
 */
NTSTATUS NTAPI ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
	const struct wdm_object_type *type;
	NTSTATUS status;
	void *body;

	status = wdm_handle_reference(Handle, NULL, SYNCHRONIZE, KernelMode, &body, NULL);
	if (!NT_SUCCESS(status))
		return status;
	type = wdm_ob_type(body);
	if (type->waitable)
		status = KeWaitForSingleObject(body + type->wait_offset, UserRequest, KernelMode,
					       Alertable, Timeout);
	else
		status = STATUS_OBJECT_TYPE_MISMATCH;
	wdm_ob_put(body);
	return status;
}
WDM_EXPORT(ZwWaitForSingleObject);
