// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: calls that need much stack.
 *
 * Linux gives a thread one stack of a fixed size and counts on its being there: it
 * can't be left for a larger one. What can be kept is the promise: a routine that is
 * called has the stack that was asked for.
 */
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "ke.h"

/* For interrupts that come on this stack, and for what they call. */
#define RESERVE		1024

static size_t stack_left(void)
{
	size_t left = (size_t)__builtin_frame_address(0) - (size_t)task_stack_page(current);

	/* On a stack of interrupts: nobody knows. */
	if (left >= THREAD_SIZE)
		return 0;
	return left > RESERVE ? left - RESERVE : 0;
}

static NTSTATUS call(PEXPAND_STACK_CALLOUT callout, PVOID parameter, SIZE_T size)
{
	if (size > MAXIMUM_EXPANSION_SIZE)
		return STATUS_INVALID_PARAMETER_3;
	if (size > stack_left())
		return STATUS_NO_MEMORY;
	WDM_CALL(callout, parameter);
	return STATUS_SUCCESS;
}

/**
 * KeExpandKernelStackAndCallout - KeExpandKernelStackAndCallout function
 * @Callout: the routine
 * @Parameter: its argument
 * @Size: bytes of stack that it needs, at most MAXIMUM_EXPANSION_SIZE
 *
 * Partial: the stack isn't grown; the call fails if it hasn't @Size bytes left.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS after the call; STATUS_NO_MEMORY, STATUS_INVALID_PARAMETER_3
 * without.
 */
NTSTATUS NTAPI KeExpandKernelStackAndCallout(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter,
					     SIZE_T Size)
{
	return call(Callout, Parameter, Size);
}
WDM_EXPORT(KeExpandKernelStackAndCallout);

/**
 * KeExpandKernelStackAndCalloutEx - KeExpandKernelStackAndCalloutEx function
 * @Callout: the routine
 * @Parameter: its argument
 * @Size: bytes of stack that it needs, at most MAXIMUM_EXPANSION_SIZE
 * @Wait: ignored: no memory is waited for
 * @Context: reserved, NULL
 *
 * Partial: the stack isn't grown; the call fails if it hasn't @Size bytes left.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS after the call; STATUS_NO_MEMORY, STATUS_INVALID_PARAMETER_3
 * without.
 */
NTSTATUS NTAPI KeExpandKernelStackAndCalloutEx(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter,
					       SIZE_T Size, BOOLEAN Wait, PVOID Context)
{
	return call(Callout, Parameter, Size);
}
WDM_EXPORT(KeExpandKernelStackAndCalloutEx);
