// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: one DPC on every processor.
 *
 * KeGenericCallDpc() has a DPC of its own per CPU, queues them all and waits until
 * each routine has said that it is done. Routines may meet at a barrier, spinning, so
 * that no second call may be under way: its routines could come in another order on
 * another CPU, and all would spin for ever. A mutex keeps the calls apart.
 */
#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/mutex.h>
#include <linux/percpu.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "undeclared.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a

/**
 * struct call_barrier - where the routines of one call meet
 * @total: routines
 * @missing: routines that haven't come yet
 * @meeting: number of meetings so far; changed by who comes last
 */
struct call_barrier {
	int total;
	atomic_t missing;
	unsigned int meeting;
};

/**
 * struct call_count - routines of one call that aren't done
 * @left: their number
 * @done: it is 0
 */
struct call_count {
	atomic_t left;
	struct completion done;
};

static DEFINE_MUTEX(call_mutex);
static DEFINE_PER_CPU(KDPC, call_dpc);
static struct call_barrier barrier;
static struct call_count count;

/*
 * On this CPU last, when the others are on their way: the routine may wait for them.
 * The CPU must not change in between, and the DPC not run before.
 */
static void queue_everywhere(void)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	int this_cpu = smp_processor_id();
	int cpu;

	for_each_online_cpu(cpu)
		if (cpu != this_cpu)
			KeInsertQueueDpc(per_cpu_ptr(&call_dpc, cpu), &count, &barrier);
	KeInsertQueueDpc(per_cpu_ptr(&call_dpc, this_cpu), &count, &barrier);
	KeLowerIrql(old);
}

/**
 * KeGenericCallDpc - call a DPC routine on every active processor
 * @Routine: called at DISPATCH_LEVEL. Its SystemArgument1 is for
 *	KeSignalCallDpcDone(), which every call must make at its end, SystemArgument2
 *	for KeSignalCallDpcSynchronize()
 * @Context: the routine's DeferredContext
 *
 * Returns when all routines are done. One call is served at a time.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI KeGenericCallDpc(PKDEFERRED_ROUTINE Routine, PVOID Context)
{
	int cpu;

	if (!wdm_irql_is_low()) {
		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)Routine, KeGetCurrentIrql(), 0,
			       0, WDM_CALLER(),
			       "KeGenericCallDpc is called at DISPATCH_LEVEL or above");
		return;
	}

	mutex_lock(&call_mutex);
	cpus_read_lock();
	barrier.total = num_online_cpus();
	atomic_set(&barrier.missing, barrier.total);
	atomic_set(&count.left, barrier.total);
	init_completion(&count.done);
	for_each_online_cpu(cpu) {
		KDPC *dpc = per_cpu_ptr(&call_dpc, cpu);

		KeInitializeDpc(dpc, Routine, Context);
		KeSetTargetProcessorDpc(dpc, cpu);
		KeSetImportanceDpc(dpc, HighImportance);
	}
	queue_everywhere();
	wait_for_completion(&count.done);
	cpus_read_unlock();
	mutex_unlock(&call_mutex);
}
WDM_EXPORT(KeGenericCallDpc);

/**
 * KeSignalCallDpcDone - a routine of KeGenericCallDpc() is done on its processor
 * @SystemArgument1: as the routine got it
 *
 * Context: IRQL == DISPATCH_LEVEL, in the routine, once.
 */
VOID NTAPI KeSignalCallDpcDone(PVOID SystemArgument1)
{
	struct call_count *c = SystemArgument1;

	if (atomic_dec_and_test(&c->left))
		complete(&c->done);
}
WDM_EXPORT(KeSignalCallDpcDone);

/**
 * KeSignalCallDpcSynchronize - wait until the routine is here on every processor
 * @SystemArgument2: as the routine got it
 *
 * Any number of times, if all of them do so.
 *
 * Context: IRQL == DISPATCH_LEVEL, in a routine of KeGenericCallDpc().
 * Return: TRUE on one processor, FALSE on the others.
 */
LOGICAL NTAPI KeSignalCallDpcSynchronize(PVOID SystemArgument2)
{
	struct call_barrier *b = SystemArgument2;
	unsigned int meeting = READ_ONCE(b->meeting);

	if (atomic_dec_and_test(&b->missing)) {
		atomic_set(&b->missing, b->total);
		/* Pairs with the wait below: what was done before is seen after. */
		smp_store_release(&b->meeting, meeting + 1);
		return TRUE;
	}
	smp_cond_load_acquire(&b->meeting, VAL != meeting);
	return FALSE;
}
WDM_EXPORT(KeSignalCallDpcSynchronize);
