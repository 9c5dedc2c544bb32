// SPDX-License-Identifier: GPL-2.0
/*
 * Dbg: break points and failed assertions.
 *
 * On Windows without a debugger these stop the machine with an unhandled
 * exception. Here they are reports, and the driver goes on.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include <wdm/dbg.h>
#include <ntstatus.h>

#define KMODE_EXCEPTION_NOT_HANDLED	0x1e

static BOOLEAN debugger_enabled = FALSE;
static BOOLEAN debugger_not_present = TRUE;

PBOOLEAN KdDebuggerEnabled = &debugger_enabled;
WDM_EXPORT(KdDebuggerEnabled);

PBOOLEAN KdDebuggerNotPresent = &debugger_not_present;
WDM_EXPORT(KdDebuggerNotPresent);

/**
 * KdRefreshDebuggerNotPresent - is there no kernel debugger?
 *
 * Context: any IRQL.
 * Return: TRUE: there is never one in Windows' sense.
 * Reference: "KdRefreshDebuggerNotPresent function (ntddk.h)"
 */
BOOLEAN NTAPI KdRefreshDebuggerNotPresent(VOID)
{
	return debugger_not_present;
}
WDM_EXPORT(KdRefreshDebuggerNotPresent);

/**
 * KdDisableDebugger - disable the kernel debugger
 *
 * As on a Windows that was booted without debugging. Linux' own debuggers are not
 * a driver's to disable.
 *
 * Context: any IRQL.
 * Return: STATUS_DEBUGGER_INACTIVE
 * Reference: "KdDisableDebugger function (wdm.h)"
 */
NTSTATUS NTAPI KdDisableDebugger(VOID)
{
	return STATUS_DEBUGGER_INACTIVE;
}
WDM_EXPORT(KdDisableDebugger);

/**
 * KdEnableDebugger - enable the kernel debugger again
 *
 * As on a Windows that was booted without debugging.
 *
 * Context: any IRQL.
 * Return: STATUS_DEBUGGER_INACTIVE
 * Reference: "KdEnableDebugger function (wdm.h)"
 */
NTSTATUS NTAPI KdEnableDebugger(VOID)
{
	return STATUS_DEBUGGER_INACTIVE;
}
WDM_EXPORT(KdEnableDebugger);

/**
 * KdChangeOption - change what the kernel debugger does
 * @Option: KD_OPTION_SET_BLOCK_ENABLE
 * @InBufferBytes: bytes at @InBuffer
 * @InBuffer: a BOOLEAN: whether the debugger can be enabled
 * @OutBufferBytes: 0
 * @OutBuffer: NULL
 * @OutBufferNeeded: gets 0; may be NULL
 *
 * As on a Windows that was booted without debugging.
 *
 * Context: any IRQL.
 * Return: STATUS_INVALID_PARAMETER for another option or other buffers,
 * STATUS_DEBUGGER_INACTIVE
 * Reference: "KdChangeOption function (ntddk.h)"
 */
NTSTATUS NTAPI KdChangeOption(KD_OPTION Option, ULONG InBufferBytes, PVOID InBuffer,
			      ULONG OutBufferBytes, PVOID OutBuffer, PULONG OutBufferNeeded)
{
	if (OutBufferNeeded)
		*OutBufferNeeded = 0;
	if (Option != KD_OPTION_SET_BLOCK_ENABLE || InBufferBytes != sizeof(BOOLEAN) ||
	    !InBuffer || OutBufferBytes || OutBuffer)
		return STATUS_INVALID_PARAMETER;
	return STATUS_DEBUGGER_INACTIVE;
}
WDM_EXPORT(KdChangeOption);

/**
 * DbgBreakPoint - a break point in a driver
 *
 * Differs from Windows: reports where it is, and returns.
 *
 * Context: any IRQL.
 * Reference: "DbgBreakPoint function (wdm.h)"
 */
VOID NTAPI DbgBreakPoint(VOID)
{
	void *caller = WDM_CALLER();

	wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)STATUS_BREAKPOINT,
		       (u64)caller, 0, 0, caller, "break point");
}
WDM_EXPORT(DbgBreakPoint);

/**
 * DbgBreakPointWithStatus - a break point in a driver, with a reason
 * @Status: the reason, DBG_STATUS_*
 *
 * Differs from Windows: reports where it is, and returns.
 *
 * Context: any IRQL.
 * Reference: "DbgBreakPointWithStatus function (wdm.h)"
 */
VOID NTAPI DbgBreakPointWithStatus(ULONG Status)
{
	void *caller = WDM_CALLER();

	wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)STATUS_BREAKPOINT,
		       (u64)caller, Status, 0, caller,
		       "break point with status 0x%x", Status);
}
WDM_EXPORT(DbgBreakPointWithStatus);

/**
 * RtlAssert - report a failed assertion of a checked build
 * @FailedAssertion: the expression's text
 * @FileName: source file
 * @LineNumber: line
 * @Message: more text, or NULL
 *
 * Differs from Windows: reports the assertion, and returns.
 *
 * Context: any IRQL.
 * Reference: "ASSERT macro", "RTL_SOFT_ASSERT macro"
 */
VOID NTAPI RtlAssert(PVOID FailedAssertion, PVOID FileName, ULONG LineNumber,
		     PCHAR Message)
{
	void *caller = WDM_CALLER();

	wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)STATUS_ASSERTION_FAILURE,
		       (u64)caller, 0, 0, caller,
		       "assertion failed: %s%s%s, %s line %u",
		       Message ?: "", Message ? ": " : "",
		       (char *)FailedAssertion, (char *)FileName, LineNumber);
}
WDM_EXPORT(RtlAssert);
