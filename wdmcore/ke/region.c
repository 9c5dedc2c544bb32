// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: critical and guarded regions.
 *
 * They keep kernel APCs from the thread, and with them its termination: a wait on
 * behalf of the user isn't ended by a signal inside.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <wdm.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ps.h"

#define APC_INDEX_MISMATCH	0x01

static void leave(u32 *depth, const void *caller)
{
	if (*depth) {
		if (!--*depth)
			wdm_thread_look();
		return;
	}
	wdm_bug_report(APC_INDEX_MISMATCH, (uintptr_t)caller, 0, 0, 0, caller,
		       "leaves a region that it hasn't entered");
}

/**
 * KeEnterCriticalRegion - no normal kernel APCs for this thread
 *
 * Nests. Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeEnterCriticalRegion(VOID)
{
	wdm_thread_current()->apc_disable++;
}
WDM_EXPORT(KeEnterCriticalRegion);

/**
 * KeLeaveCriticalRegion - undo one KeEnterCriticalRegion()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeLeaveCriticalRegion(VOID)
{
	leave(&wdm_thread_current()->apc_disable, WDM_CALLER());
}
WDM_EXPORT(KeLeaveCriticalRegion);

/**
 * KeEnterGuardedRegion - no kernel APCs at all for this thread
 *
 * Nests. Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeEnterGuardedRegion(VOID)
{
	wdm_thread_current()->all_apc_disable++;
}
WDM_EXPORT(KeEnterGuardedRegion);

/**
 * KeLeaveGuardedRegion - undo one KeEnterGuardedRegion()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeLeaveGuardedRegion(VOID)
{
	leave(&wdm_thread_current()->all_apc_disable, WDM_CALLER());
}
WDM_EXPORT(KeLeaveGuardedRegion);

/**
 * KeAreApcsDisabled - are normal kernel APCs disabled?
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE inside a critical or guarded region, or with a mutex owned.
 */
BOOLEAN NTAPI KeAreApcsDisabled(VOID)
{
	const struct wdm_thread *thread = wdm_thread_current_or_null();

	return thread && (thread->apc_disable || thread->all_apc_disable);
}
WDM_EXPORT(KeAreApcsDisabled);

/**
 * KeAreAllApcsDisabled - are special kernel APCs disabled, too?
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE inside a guarded region or at IRQL >= APC_LEVEL.
 */
BOOLEAN NTAPI KeAreAllApcsDisabled(VOID)
{
	const struct wdm_thread *thread = wdm_thread_current_or_null();

	return (thread && thread->all_apc_disable) || KeGetCurrentIrql() >= APC_LEVEL;
}
WDM_EXPORT(KeAreAllApcsDisabled);
