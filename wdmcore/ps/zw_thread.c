// SPDX-License-Identifier: GPL-2.0
/* Ps: changing facts about a thread by handle. */
#include <linux/kernel.h>
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "ps.h"

#define THREAD_BASE_PRIORITY_LOWRT	15
#define THREAD_BASE_PRIORITY_MAX	2
#define THREAD_BASE_PRIORITY_MIN	-2
#define THREAD_BASE_PRIORITY_IDLE	-15

#define THREAD_SET_INFORMATION		0x0020

static NTSTATUS set_priority(struct wdm_thread *t, const KPRIORITY *priority)
{
	if (*priority <= LOW_PRIORITY || *priority > HIGH_PRIORITY)
		return STATUS_INVALID_PARAMETER;
	KeSetPriorityThread((PKTHREAD)t, *priority);
	return STATUS_SUCCESS;
}

static NTSTATUS set_base_priority(struct wdm_thread *t, const LONG *increment)
{
	if ((*increment < THREAD_BASE_PRIORITY_MIN || *increment > THREAD_BASE_PRIORITY_MAX) &&
	    *increment != THREAD_BASE_PRIORITY_IDLE && *increment != THREAD_BASE_PRIORITY_LOWRT)
		return STATUS_INVALID_PARAMETER;
	KeSetBasePriorityThread((PKTHREAD)t, *increment);
	return STATUS_SUCCESS;
}

/* Linux has no such priority of pages: the hint is heard and not followed. */
static NTSTATUS set_page_priority(const PAGE_PRIORITY_INFORMATION *info)
{
	if (info->PagePriority < MEMORY_PRIORITY_VERY_LOW ||
	    info->PagePriority > MEMORY_PRIORITY_NORMAL)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* Nor does a kernel thread run slower by order. */
static NTSTATUS set_throttling(const POWER_THROTTLING_THREAD_STATE *state)
{
	if (state->Version != POWER_THROTTLING_THREAD_CURRENT_VERSION ||
	    state->ControlMask & ~POWER_THROTTLING_THREAD_VALID_FLAGS ||
	    state->StateMask & ~state->ControlMask)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static ULONG length_of(THREADINFOCLASS class)
{
	switch (class) {
	case ThreadPriority:
		return sizeof(KPRIORITY);
	case ThreadBasePriority:
		return sizeof(LONG);
	case ThreadPagePriority:
		return sizeof(PAGE_PRIORITY_INFORMATION);
	case ThreadPowerThrottlingState:
		return sizeof(POWER_THROTTLING_THREAD_STATE);
	default:
		return 0;
	}
}

static NTSTATUS set_information(struct wdm_thread *t, THREADINFOCLASS class, const void *info)
{
	switch (class) {
	case ThreadPriority:
		return set_priority(t, info);
	case ThreadBasePriority:
		return set_base_priority(t, info);
	case ThreadPagePriority:
		return set_page_priority(info);
	default:
		return set_throttling(info);
	}
}

/**
 * ZwSetInformationThread() - sets a thread's priority
 * @ThreadHandle: the thread; ZwCurrentThread()
 * @ThreadInformationClass: ThreadPriority, ThreadBasePriority, ThreadPagePriority or
 *	ThreadPowerThrottlingState
 * @ThreadInformation: a KPRIORITY of 1 to 31; a LONG of -2 to 2, -15 or 15; the structures
 *	of the other two
 * @ThreadInformationLength: bytes there
 *
 * Differs from Windows: priority of pages and throttling are hints that make no difference.
 * Reference page: "ZwSetInformationThread function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_INFO_CLASS, STATUS_INFO_LENGTH_MISMATCH,
 *	STATUS_INVALID_PARAMETER, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwSetInformationThread(HANDLE ThreadHandle,
				      THREADINFOCLASS ThreadInformationClass,
				      PVOID ThreadInformation, ULONG ThreadInformationLength)
{
	ULONG length = length_of(ThreadInformationClass);
	NTSTATUS status;
	void *thread;

	if (!length)
		return STATUS_INVALID_INFO_CLASS;
	if (ThreadInformationLength != length)
		return STATUS_INFO_LENGTH_MISMATCH;
	status = wdm_handle_reference(ThreadHandle, &wdm_thread_type, THREAD_SET_INFORMATION,
				      KernelMode, &thread, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = set_information(thread, ThreadInformationClass, ThreadInformation);
	wdm_ob_put(thread);
	return status;
}
WDM_EXPORT(ZwSetInformationThread);
