// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: one routine on all processors at the same moment.
 *
 * smp_call_function() may not be used in a softirq, where drivers' DPCs are. So each
 * CPU has a call of its own here, and a lock keeps the callers apart. Whoever waits
 * for the lock, or for the others, has interrupts enabled and so answers theirs.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a

static DEFINE_SPINLOCK(ipi_lock);
static DEFINE_PER_CPU(call_single_data_t, ipi_call);

/**
 * struct broadcast - the call under way
 * @worker: the routine
 * @argument: its argument
 * @missing: CPUs that aren't ready to begin
 * @running: CPUs other than the caller's that haven't ended
 *
 * Protected by ipi_lock.
 */
static struct broadcast {
	PKIPI_BROADCAST_WORKER worker;
	ULONG_PTR argument;
	atomic_t missing;
	atomic_t running;
} broadcast;

/* Interrupts are disabled. */
static ULONG_PTR run_together(void)
{
	KIRQL previous = wdm_dirql_enter(IPI_LEVEL);
	ULONG_PTR result;

	atomic_dec(&broadcast.missing);
	atomic_cond_read_acquire(&broadcast.missing, !VAL);
	result = WDM_CALL(broadcast.worker, broadcast.argument);
	wdm_dirql_leave(previous);
	return result;
}

static void run_there(void *unused)
{
	run_together();
	atomic_dec_return_release(&broadcast.running);
}

static ULONG_PTR call_all(PKIPI_BROADCAST_WORKER worker, ULONG_PTR argument)
{
	int this_cpu = smp_processor_id();
	ULONG_PTR result;
	int cpu;

	lockdep_assert_held(&ipi_lock);
	broadcast.worker = worker;
	broadcast.argument = argument;
	/* One more than there are, until the last call is on its way. */
	atomic_set(&broadcast.missing, 2);
	atomic_set(&broadcast.running, 0);

	/* A CPU can't go offline meanwhile: that needs this one, too. */
	for_each_online_cpu(cpu) {
		call_single_data_t *call = per_cpu_ptr(&ipi_call, cpu);

		if (cpu == this_cpu)
			continue;
		/*
		 * The last call is over: nobody else has this one. It can't have its
		 * function from the start: the module loader doesn't relocate per-CPU data.
		 */
		INIT_CSD(call, run_there, NULL);
		atomic_inc(&broadcast.missing);
		atomic_inc(&broadcast.running);
		if (smp_call_function_single_async(cpu, call)) {
			atomic_dec(&broadcast.missing);
			atomic_dec(&broadcast.running);
		}
	}

	local_irq_disable();
	atomic_dec(&broadcast.missing);
	result = run_together();
	local_irq_enable();
	atomic_cond_read_acquire(&broadcast.running, !VAL);
	return result;
}

/**
 * KeIpiGenericCall - KeIpiGenericCall function
 * @BroadcastFunction: called at IPI_LEVEL, on all active processors at the same time
 * @Context: its argument
 *
 * Partial: not above DISPATCH_LEVEL, where the call is reported and made on this processor only.
 *
 * Context: IRQL <= DISPATCH_LEVEL (the reference says below IPI_LEVEL).
 * Return: what @BroadcastFunction returned on this processor.
 */
ULONG_PTR NTAPI KeIpiGenericCall(PKIPI_BROADCAST_WORKER BroadcastFunction, ULONG_PTR Context)
{
	ULONG_PTR result;

	if (in_hardirq() || in_nmi() || irqs_disabled()) {
		KIRQL irql = KeGetCurrentIrql();
		KIRQL previous;

		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)BroadcastFunction, irql, 0, 0,
			       WDM_CALLER(),
			       "a call on all processors at IRQL %u", irql);
		previous = wdm_dirql_enter(IPI_LEVEL);
		result = WDM_CALL(BroadcastFunction, Context);
		wdm_dirql_leave(previous);
		return result;
	}

	spin_lock_bh(&ipi_lock);
	result = call_all(BroadcastFunction, Context);
	spin_unlock_bh(&ipi_lock);
	wdm_dpc_run_pending();
	return result;
}
WDM_EXPORT(KeIpiGenericCall);
