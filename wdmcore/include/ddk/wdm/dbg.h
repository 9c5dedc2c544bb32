/* SPDX-License-Identifier: GPL-2.0 */
/* Dbg: debug output, break points, assertions. DBG is 1 in a checked build. */
#ifndef _WDM_DBG_H
#define _WDM_DBG_H

#include <ntdef.h>
#include <dpfilter.h>

NTSYSAPI ULONG STDAPIVCALLTYPE DbgPrint(PCSTR Format, ...);
NTSYSAPI ULONG STDAPIVCALLTYPE DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format,
					  ...);
NTSYSAPI ULONG NTAPI vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format,
				 va_list arglist);
NTSYSAPI ULONG NTAPI vDbgPrintExWithPrefix(PCCH Prefix, ULONG ComponentId, ULONG Level,
					   PCCH Format, va_list arglist);
NTSYSAPI NTSTATUS NTAPI DbgQueryDebugFilterState(ULONG ComponentId, ULONG Level);
NTSYSAPI NTSTATUS NTAPI DbgSetDebugFilterState(ULONG ComponentId, ULONG Level,
					       BOOLEAN State);
NTSYSAPI VOID NTAPI DbgBreakPoint(VOID);
NTSYSAPI VOID NTAPI DbgBreakPointWithStatus(ULONG Status);
NTSYSAPI VOID NTAPI RtlAssert(PVOID FailedAssertion, PVOID FileName, ULONG LineNumber,
			      PCHAR Message);

/* There is never a kernel debugger in Windows' sense. */
extern PBOOLEAN KdDebuggerEnabled;
extern PBOOLEAN KdDebuggerNotPresent;
#define KD_DEBUGGER_ENABLED		(*KdDebuggerEnabled)
#define KD_DEBUGGER_NOT_PRESENT		(*KdDebuggerNotPresent)
NTKERNELAPI BOOLEAN NTAPI KdRefreshDebuggerNotPresent(VOID);
NTKERNELAPI NTSTATUS NTAPI KdDisableDebugger(VOID);
NTKERNELAPI NTSTATUS NTAPI KdEnableDebugger(VOID);

typedef enum _KD_OPTION {
	KD_OPTION_SET_BLOCK_ENABLE
} KD_OPTION;
NTSYSAPI NTSTATUS NTAPI KdChangeOption(KD_OPTION Option, ULONG InBufferBytes, PVOID InBuffer,
				       ULONG OutBufferBytes, PVOID OutBuffer,
				       PULONG OutBufferNeeded);

typedef VOID (NTAPI *PDEBUG_PRINT_CALLBACK)(PSTRING Output, ULONG ComponentId, ULONG Level);
NTSYSAPI NTSTATUS NTAPI DbgSetDebugPrintCallback(PDEBUG_PRINT_CALLBACK DebugPrintCallback,
						 BOOLEAN Enable);

#define DBG_STATUS_CONTROL_C		1
#define DBG_STATUS_SYSRQ		2
#define DBG_STATUS_BUGCHECK_FIRST	3
#define DBG_STATUS_BUGCHECK_SECOND	4
#define DBG_STATUS_FATAL		5
#define DBG_STATUS_DEBUG_CONTROL	6
#define DBG_STATUS_WORKER		7

#define WDM_ASSERT_FAILED(msg, exp) \
	(RtlAssert((PVOID)(exp), (PVOID)__FILE__, __LINE__, (PCHAR)(msg)))

#if defined(DBG) && DBG
#define RTL_ASSERT(exp) \
	((!(exp)) ? (WDM_ASSERT_FAILED(NULL, #exp), FALSE) : TRUE)
#define RTL_ASSERTMSG(msg, exp) \
	((!(exp)) ? (WDM_ASSERT_FAILED(msg, #exp), FALSE) : TRUE)
#define RTL_SOFT_ASSERT(exp)		RTL_ASSERT(exp)
#define RTL_SOFT_ASSERTMSG(msg, exp)	RTL_ASSERTMSG(msg, exp)
#define RTL_VERIFY(exp)			RTL_ASSERT(exp)
#define RTL_VERIFYMSG(msg, exp)		RTL_ASSERTMSG(msg, exp)
#define NT_ASSERT(exp)			RTL_ASSERT(exp)
#define NT_ASSERTMSG(msg, exp)		RTL_ASSERTMSG(msg, exp)
#define NT_ASSERTMSGW(msg, exp)		RTL_ASSERT(exp)
#define NT_VERIFY(exp)			RTL_ASSERT(exp)
#define NT_VERIFYMSG(msg, exp)		RTL_ASSERTMSG(msg, exp)
#define NT_FRE_ASSERT(exp)		RTL_ASSERT(exp)
#define KdPrint(_x_)			DbgPrint _x_
#define KdPrintEx(_x_)			DbgPrintEx _x_
#define vKdPrintEx(_x_)			vDbgPrintEx _x_
#define vKdPrintExWithPrefix(_x_)	vDbgPrintExWithPrefix _x_
#define KdBreakPoint()			DbgBreakPoint()
#define KdBreakPointWithStatus(s)	DbgBreakPointWithStatus(s)
#else
#define RTL_ASSERT(exp)			((void)0)
#define RTL_ASSERTMSG(msg, exp)		((void)0)
#define RTL_SOFT_ASSERT(exp)		((void)0)
#define RTL_SOFT_ASSERTMSG(msg, exp)	((void)0)
#define RTL_VERIFY(exp)			((exp) ? TRUE : FALSE)
#define RTL_VERIFYMSG(msg, exp)		((exp) ? TRUE : FALSE)
#define NT_ASSERT(exp)			((void)0)
#define NT_ASSERTMSG(msg, exp)		((void)0)
#define NT_ASSERTMSGW(msg, exp)		((void)0)
#define NT_VERIFY(exp)			((exp) ? TRUE : FALSE)
#define NT_VERIFYMSG(msg, exp)		((exp) ? TRUE : FALSE)
#define NT_FRE_ASSERT(exp) \
	((!(exp)) ? (WDM_ASSERT_FAILED(NULL, #exp), FALSE) : TRUE)
#define KdPrint(_x_)
#define KdPrintEx(_x_)
#define vKdPrintEx(_x_)
#define vKdPrintExWithPrefix(_x_)
#define KdBreakPoint()
#define KdBreakPointWithStatus(s)
#endif

#define NT_ANALYSIS_ASSUME(exp)		((void)0)
#ifndef ASSERT
#define ASSERT(exp)			RTL_ASSERT(exp)
#endif
#ifndef ASSERTMSG
#define ASSERTMSG(msg, exp)		RTL_ASSERTMSG(msg, exp)
#endif
#define SOFT_ASSERT(exp)		RTL_SOFT_ASSERT(exp)
#define SOFT_ASSERTMSG(msg, exp)	RTL_SOFT_ASSERTMSG(msg, exp)

#endif /* _WDM_DBG_H */
