// SPDX-License-Identifier: GPL-2.0
/* Rtl: the callers of a function, as Linux's unwinder finds them. */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/stacktrace.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

/**
 * RtlWalkFrameChain - the callers of the current function
 * @Callers: gets return addresses, that into the caller of this function first
 * @Count: how many at most
 * @Flags: from bit 8 on, frames to leave out; RTL_WALK_USER_MODE_STACK finds none: the
 *	stacks of programs are their own business here
 *
 * Context: any IRQL
 * Return: how many were found
 * Reference: "RtlWalkFrameChain function (ntddk.h)"
 */
ULONG NTAPI noinline RtlWalkFrameChain(PVOID *Callers, ULONG Count, ULONG Flags)
{
	ULONG count;

	if (Flags & RTL_WALK_USER_MODE_STACK)
		return 0;
	count = stack_trace_save((unsigned long *)Callers, Count,
				 (Flags >> RTL_STACK_WALKING_MODE_FRAMES_TO_SKIP_SHIFT) + 1);
	/* Not a jump to it: the frame that is left out has to be this function's. */
	barrier();
	return count;
}
WDM_EXPORT(RtlWalkFrameChain);

/**
 * RtlCaptureStackBackTrace - the callers of the current function, and a hash of them
 * @FramesToSkip: frames to leave out
 * @FramesToCapture: how many at most
 * @BackTrace: gets return addresses, that into the caller of this function first
 * @BackTraceHash: gets the sum of their low 32 bits; may be NULL
 *
 * Context: any IRQL
 * Return: how many were found
 * Reference: "RtlCaptureStackBackTrace function (ntifs.h)"
 */
USHORT NTAPI noinline RtlCaptureStackBackTrace(ULONG FramesToSkip, ULONG FramesToCapture,
					       PVOID *BackTrace, PULONG BackTraceHash)
{
	ULONG i, hash = 0, count;

	count = stack_trace_save((unsigned long *)BackTrace, min(FramesToCapture, 0xffffU),
				 FramesToSkip + 1);
	for (i = 0; i < count; i++)
		hash += (ULONG)(ULONG_PTR)BackTrace[i];
	if (BackTraceHash)
		*BackTraceHash = hash;
	return (USHORT)count;
}
WDM_EXPORT(RtlCaptureStackBackTrace);
