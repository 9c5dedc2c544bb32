// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: bug checks that a driver asks for. The machine goes on; what can't go on is
 * the thread that asked. Where no thread can be stopped, it is a panic.
 */
#include <linux/module.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"

void wdm_bug_check(u32 code, u64 p1, u64 p2, u64 p3, u64 p4, const void *caller)
{
	wdm_bug_report(code, p1, p2, p3, p4, caller, "the driver called KeBugCheck");
	wdm_bug_check_callbacks();
	wdm_contain_thread("KeBugCheck");
}

/**
 * KeBugCheckEx - KeBugCheckEx function
 * @BugCheckCode: why
 * @BugCheckParameter1: its meaning depends on the code, as of the others
 * @BugCheckParameter2: see above
 * @BugCheckParameter3: see above
 * @BugCheckParameter4: see above
 *
 * Calls the routines that drivers have registered for a bug check.
 *
 * Differs from Windows: below DISPATCH_LEVEL, only the calling thread stops.
 *
 * Context: any IRQL. Doesn't return.
 */
VOID NTAPI (KeBugCheckEx)(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1,
			  ULONG_PTR BugCheckParameter2, ULONG_PTR BugCheckParameter3,
			  ULONG_PTR BugCheckParameter4)
{
	wdm_bug_check(BugCheckCode, BugCheckParameter1, BugCheckParameter2, BugCheckParameter3,
		      BugCheckParameter4, WDM_CALLER());
}
WDM_EXPORT(KeBugCheckEx);

/**
 * KeBugCheck - KeBugCheck function
 * @BugCheckCode: why
 *
 * Differs from Windows: below DISPATCH_LEVEL, only the calling thread stops.
 *
 * Context: any IRQL. Doesn't return.
 */
VOID NTAPI (KeBugCheck)(ULONG BugCheckCode)
{
	wdm_bug_check(BugCheckCode, 0, 0, 0, 0, WDM_CALLER());
}
WDM_EXPORT(KeBugCheck);
