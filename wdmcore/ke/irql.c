// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: the IRQL, as internal/ke.h defines it.
 *
 * KeRaiseIrql() above DISPATCH_LEVEL disables BH as well as interrupts, so that
 * the way down may stop at DISPATCH_LEVEL, as it may on Windows. Only interrupts
 * that were disabled here are enabled here: an interrupt handler that "lowers"
 * below its own level is reported and stays where it is.
 */
#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include <wdm.h>
#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "ps.h"

#define IRQL_NOT_GREATER_OR_EQUAL	0x09

atomic_t wdm_apc_level_threads = ATOMIC_INIT(0);

/* The level above DISPATCH_LEVEL that somebody told, 0 if nobody did. */
static DEFINE_PER_CPU(KIRQL, cpu_dirql);

/* KeRaiseIrql() disabled the interrupts and BH of this CPU. */
static DEFINE_PER_CPU(bool, cpu_raised);

KIRQL wdm_dirql_enter(KIRQL irql)
{
	KIRQL previous = __this_cpu_read(cpu_dirql);

	__this_cpu_write(cpu_dirql, irql);
	return previous;
}
EXPORT_SYMBOL_GPL(wdm_dirql_enter);

void wdm_dirql_leave(KIRQL previous)
{
	__this_cpu_write(cpu_dirql, previous);
}
EXPORT_SYMBOL_GPL(wdm_dirql_leave);

KIRQL wdm_thread_irql(void)
{
	struct wdm_thread *thread;

	if (likely(!atomic_read(&wdm_apc_level_threads)))
		return PASSIVE_LEVEL;
	thread = wdm_thread_current_or_null();
	return thread && thread->irql_apc ? APC_LEVEL : PASSIVE_LEVEL;
}
EXPORT_SYMBOL_GPL(wdm_thread_irql);

void wdm_thread_irql_change(KIRQL irql)
{
	wdm_thread_current()->irql_apc = irql == APC_LEVEL;
	if (irql == APC_LEVEL)
		atomic_inc(&wdm_apc_level_threads);
	else
		atomic_dec(&wdm_apc_level_threads);
}

KIRQL wdm_thread_irql_set(KIRQL irql)
{
	KIRQL old = wdm_thread_irql();

	if (old == irql)
		return old;
	wdm_thread_irql_change(irql);
	if (irql == PASSIVE_LEVEL)
		wdm_thread_look();
	return old;
}
EXPORT_SYMBOL_GPL(wdm_thread_irql_set);

static bool above_dispatch(void)
{
	return in_hardirq() || in_nmi() || irqs_disabled();
}

static KIRQL high_irql(void)
{
	KIRQL irql = raw_cpu_read(cpu_dirql);

	return irql ? irql : WDM_DEFAULT_DIRQL;
}

/**
 * KeGetCurrentIrql - KeGetCurrentIrql function
 *
 * Context: any IRQL.
 * Return: the IRQL of the present context.
 */
KIRQL NTAPI KeGetCurrentIrql(VOID)
{
	if (unlikely(above_dispatch()))
		return high_irql();
	if (softirq_count())
		return DISPATCH_LEVEL;
	return wdm_thread_irql();
}
WDM_EXPORT(KeGetCurrentIrql);

/**
 * KfRaiseIrql - KfRaiseIrql function (what the KeRaiseIrql macro calls)
 * @NewIrql: the level to run at, not below the present one
 *
 * A raise to a lower level is reported as IRQL_NOT_GREATER_OR_EQUAL and changes
 * nothing.
 *
 * Context: IRQL <= @NewIrql.
 * Return: the level before, for KeLowerIrql().
 */
KIRQL NTAPI KfRaiseIrql(KIRQL NewIrql)
{
	KIRQL old = KeGetCurrentIrql();

	if (unlikely(NewIrql < old || NewIrql > HIGH_LEVEL)) {
		wdm_bug_report(IRQL_NOT_GREATER_OR_EQUAL, old, NewIrql, 0, 0,
			       WDM_CALLER(),
			       "KeRaiseIrql from IRQL %u to IRQL %u", old, NewIrql);
		return old;
	}
	if (NewIrql == old)
		return old;
	if (old > DISPATCH_LEVEL) {
		wdm_dirql_enter(NewIrql);
		return old;
	}
	if (NewIrql == APC_LEVEL) {
		wdm_thread_irql_set(APC_LEVEL);
		return old;
	}
	if (old < DISPATCH_LEVEL)
		local_bh_disable();
	if (NewIrql > DISPATCH_LEVEL) {
		local_irq_disable();
		wdm_dirql_enter(NewIrql);
		__this_cpu_write(cpu_raised, true);
	}
	return old;
}
WDM_EXPORT(KfRaiseIrql);

/**
 * KeRaiseIrqlToDpcLevel - KeRaiseIrqlToDpcLevel function
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the level before, for KeLowerIrql().
 */
KIRQL NTAPI KeRaiseIrqlToDpcLevel(VOID)
{
	return KfRaiseIrql(DISPATCH_LEVEL);
}
WDM_EXPORT(KeRaiseIrqlToDpcLevel);

/**
 * KeRaiseIrqlToSynchLevel - raises to the level of the scheduler's own lock
 *
 * Which is DISPATCH_LEVEL, as on a machine with one processor: there is no level
 * between that and the devices' here.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the level before, for KeLowerIrql().
 */
KIRQL NTAPI KeRaiseIrqlToSynchLevel(VOID)
{
	return KfRaiseIrql(DISPATCH_LEVEL);
}
WDM_EXPORT(KeRaiseIrqlToSynchLevel);

static void report_lower(KIRQL from, KIRQL to, const void *caller, const char *why)
{
	wdm_bug_report(IRQL_NOT_GREATER_OR_EQUAL, from, to, 0, 0, caller,
		       "KeLowerIrql from IRQL %u to IRQL %u: %s", from, to, why);
}

static void lower_irql(KIRQL new, const void *caller)
{
	KIRQL old = KeGetCurrentIrql();

	if (unlikely(new > old)) {
		report_lower(old, new, caller, "that is a raise");
		return;
	}
	if (new == old)
		return;
	if (old == APC_LEVEL) {
		wdm_thread_irql_set(PASSIVE_LEVEL);
		return;
	}
	if (old > DISPATCH_LEVEL) {
		if (new > DISPATCH_LEVEL) {
			wdm_dirql_leave(new);
			return;
		}
		if (!__this_cpu_read(cpu_raised)) {
			report_lower(old, new, caller,
				     "the level wasn't reached by KeRaiseIrql");
			return;
		}
		__this_cpu_write(cpu_raised, false);
		wdm_dirql_leave(0);
		local_irq_enable();
		if (new == DISPATCH_LEVEL)
			return;
	}
	/* A softirq or a DPC routine ends at the level at which it was called. */
	if (unlikely(in_serving_softirq() ||
		     __this_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING)) {
		report_lower(DISPATCH_LEVEL, new, caller,
			     "a DPC must not run below DISPATCH_LEVEL");
		return;
	}
	if (unlikely(__this_cpu_read(wdm_dpc_state)))
		wdm_dpc_drain();
	local_bh_enable();
	if (new != wdm_thread_irql())
		wdm_thread_irql_set(new);
	else
		wdm_thread_look();
}

/**
 * KeLowerIrql - KeLowerIrql function
 * @NewIrql: what KeRaiseIrql() returned
 *
 * Falling below DISPATCH_LEVEL runs the DPCs that are queued on this processor,
 * before the call returns. A "lowering" to a higher level is reported as
 * IRQL_NOT_GREATER_OR_EQUAL and changes nothing.
 *
 * Context: IRQL >= @NewIrql.
 */
VOID NTAPI KeLowerIrql(KIRQL NewIrql)
{
	lower_irql(NewIrql, WDM_CALLER());
}
WDM_EXPORT(KeLowerIrql);

/**
 * KfLowerIrql - KfLowerIrql function, the same as KeLowerIrql()
 * @NewIrql: what KeRaiseIrql() returned
 *
 * Context: IRQL >= @NewIrql.
 */
VOID NTAPI KfLowerIrql(KIRQL NewIrql)
{
	lower_irql(NewIrql, WDM_CALLER());
}
WDM_EXPORT(KfLowerIrql);
