// SPDX-License-Identifier: GPL-2.0
/* Ex: timers by handle, and waiting for whatever has a handle. */
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

static void delete_timer(void *body)
{
	KeCancelTimer(body);
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
	PKTIMER timer;

	if (TimerType != NotificationTimer && TimerType != SynchronizationTimer)
		return STATUS_INVALID_PARAMETER_4;
	timer = wdm_ob_alloc(&timer_type, 0, sizeof(*timer), GFP_KERNEL);
	if (!timer)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeTimerEx(timer, TimerType);
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

static NTSTATUS reference_timer(HANDLE handle, PKTIMER *timer)
{
	return wdm_handle_reference(handle, &timer_type, TIMER_MODIFY_STATE, KernelMode,
				    (void **)timer, NULL);
}

/**
 * ZwSetTimer() - starts a timer
 * @TimerHandle: its handle
 * @DueTime: in 100 ns; negative: from now, positive: system time
 * @TimerApcRoutine: NULL
 * @TimerContext: for @TimerApcRoutine
 * @ResumeTimer: ignored: the machine isn't woken by it
 * @Period: in ms; 0: once
 * @PreviousState: returns TRUE if it was signalled; may be NULL
 *
 * A timer that runs is cancelled first.
 * Partial: no TimerApcRoutine.
 * Reference page: "ZwSetTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_INVALID_PARAMETER_6 for a negative period, STATUS_NOT_SUPPORTED for an APC
 */
NTSTATUS NTAPI ZwSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
			  PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
			  BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState)
{
	NTSTATUS status;
	BOOLEAN state;
	PKTIMER timer;

	if (Period < 0)
		return STATUS_INVALID_PARAMETER_6;
	if (TimerApcRoutine)
		return STATUS_NOT_SUPPORTED;
	status = reference_timer(TimerHandle, &timer);
	if (!NT_SUCCESS(status))
		return status;
	state = KeReadStateTimer(timer);
	KeSetTimerEx(timer, *DueTime, Period, NULL);
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
 * Whether it is signalled doesn't change.
 * Reference page: "ZwCancelTimer function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState)
{
	PKTIMER timer;
	NTSTATUS status = reference_timer(TimerHandle, &timer);

	if (!NT_SUCCESS(status))
		return status;
	KeCancelTimer(timer);
	if (CurrentState)
		*CurrentState = KeReadStateTimer(timer);
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
