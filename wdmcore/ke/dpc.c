// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: deferred procedure calls.
 *
 * Each CPU has two queues: of ordinary DPCs, drained at DISPATCH_LEVEL, and of
 * threaded ones, drained at PASSIVE_LEVEL by a worker bound to the CPU. A KDPC is
 * linked by its own DpcListEntry, and its DpcData names the queue that it is in:
 * whoever turns DpcData from NULL into a queue has queued the DPC, so a second
 * insertion changes nothing. It is NULL again before the routine runs: the routine
 * may queue the DPC again or free it.
 *
 * Windows runs the queue as soon as the IRQL of its processor falls below
 * DISPATCH_LEVEL. A tasklet does this at the end of interrupts and softirqs. In
 * process context it would only wake ksoftirqd, or be left to it when softirqs are
 * busy. So there the queue is drained at once by KeInsertQueueDpc(), or by whatever
 * lowers the IRQL; the tasklet then finds nothing.
 *
 * When a CPU goes offline, softirqs move its tasklet to another, which drains the
 * queue of the old one; nothing new is queued to a CPU that is offline.
 */
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "dpc.h"
#include "fault.h"
#include "ke.h"

#define IRQL_NOT_DISPATCH_LEVEL	0x08
#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

/* A drain that takes longer leaves the rest to the tasklet, and to fairness. */
#define DRAIN_LIMIT_NS	(2 * NSEC_PER_MSEC)

/**
 * struct dpc_queue - one CPU's queue of one kind
 * @lock: protects the list, and DpcListEntry and DpcData of the DPCs in it
 * @head: first DPC to run
 * @tail: last one
 * @running: L: DPC routines that were taken from here and haven't returned
 *
 * L: protected by @lock.
 */
struct dpc_queue {
	raw_spinlock_t lock;
	SINGLE_LIST_ENTRY *head;
	SINGLE_LIST_ENTRY *tail;
	unsigned int running;
};

/**
 * struct dpc_cpu - DPCs of one CPU
 * @queue: ordinary DPCs
 * @threaded: threaded DPCs
 * @cpu: its number
 * @tasklet: drains @queue
 * @kick: makes another CPU schedule its tasklet
 * @work: drains @threaded
 * @marker: queued to @queue and @threaded by KeFlushQueuedDpcs()
 * @flushed: @marker ran
 */
struct dpc_cpu {
	struct dpc_queue queue;
	struct dpc_queue threaded;
	int cpu;
	struct tasklet_struct tasklet;
	call_single_data_t kick;
	struct work_struct work;
	KDPC marker[2];
	struct completion flushed[2];
};

DEFINE_PER_CPU(unsigned int, wdm_dpc_state);

static struct dpc_cpu __percpu *dpc_cpus;
static struct workqueue_struct *threaded_workers;
static DEFINE_MUTEX(flush_mutex);

static KDPC *dpc_of(SINGLE_LIST_ENTRY *entry)
{
	return container_of(entry, KDPC, DpcListEntry);
}

static void link_dpc(struct dpc_queue *q, KDPC *dpc)
{
	SINGLE_LIST_ENTRY *entry = &dpc->DpcListEntry;

	lockdep_assert_held(&q->lock);
	if (dpc->Importance == HighImportance || !q->head) {
		entry->Next = q->head;
		q->head = entry;
		if (!entry->Next)
			q->tail = entry;
		return;
	}
	entry->Next = NULL;
	q->tail->Next = entry;
	q->tail = entry;
}

static void unlink_dpc(struct dpc_queue *q, KDPC *dpc)
{
	SINGLE_LIST_ENTRY *entry = &dpc->DpcListEntry;
	SINGLE_LIST_ENTRY **link = &q->head;
	SINGLE_LIST_ENTRY *before = NULL;

	lockdep_assert_held(&q->lock);
	while (*link != entry) {
		before = *link;
		link = &before->Next;
	}
	*link = entry->Next;
	if (q->tail == entry)
		q->tail = before;
	/* The DPC is the driver's again from here on. */
	smp_store_release(&dpc->DpcData, NULL);
}

/* What a routine is called with: the KDPC may be gone or queued again by then. */
struct dpc_call {
	KDPC *dpc;
	PKDEFERRED_ROUTINE routine;
	PVOID context;
	PVOID argument1;
	PVOID argument2;
};

static bool take_first(struct dpc_queue *q, struct dpc_call *call)
{
	unsigned long flags;
	KDPC *dpc;

	raw_spin_lock_irqsave(&q->lock, flags);
	if (!q->head) {
		raw_spin_unlock_irqrestore(&q->lock, flags);
		return false;
	}
	dpc = dpc_of(q->head);
	call->dpc = dpc;
	call->routine = dpc->DeferredRoutine;
	call->context = dpc->DeferredContext;
	call->argument1 = dpc->SystemArgument1;
	call->argument2 = dpc->SystemArgument2;
	q->running++;
	unlink_dpc(q, dpc);
	raw_spin_unlock_irqrestore(&q->lock, flags);
	return true;
}

/* A routine must return at the IRQL at which it was called. */
static void check_return(const struct dpc_call *call, int count)
{
	KIRQL irql = KeGetCurrentIrql();

	if (likely(preempt_count() == count && irql <= DISPATCH_LEVEL))
		return;
	wdm_bug_report(IRQL_NOT_DISPATCH_LEVEL, (uintptr_t)call->routine, irql, 0, 0,
		       call->routine, "DPC routine returned at IRQL %u", irql);
	if (irql > DISPATCH_LEVEL)
		KeLowerIrql(DISPATCH_LEVEL);
	preempt_count_set(count);
}

static void run(struct dpc_queue *q, const struct dpc_call *call)
{
	int count = preempt_count();
	unsigned long flags;

	WDM_CALL(call->routine, call->dpc, call->context, call->argument1,
		 call->argument2);
	check_return(call, count);
	raw_spin_lock_irqsave(&q->lock, flags);
	q->running--;
	raw_spin_unlock_irqrestore(&q->lock, flags);
}

static void drain_cpu(struct dpc_cpu *c)
{
	u64 end = ktime_get_mono_fast_ns() + DRAIN_LIMIT_NS;
	struct dpc_call call;
	unsigned long armed;

	/* A routine that changes the IRQL doesn't start a second drain. */
	if (this_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING)
		return;
	this_cpu_write(wdm_dpc_state, WDM_DPC_DRAINING);
	armed = wdm_fault_arm();
	while (take_first(&c->queue, &call)) {
		run(&c->queue, &call);
		if (ktime_get_mono_fast_ns() > end) {
			if (READ_ONCE(c->queue.head))
				tasklet_schedule(&c->tasklet);
			break;
		}
	}
	wdm_fault_disarm(armed);
	/* What an interrupt queued since the queue was empty is still pending. */
	this_cpu_and(wdm_dpc_state, ~WDM_DPC_DRAINING);
}

void wdm_dpc_drain(void)
{
	drain_cpu(this_cpu_ptr(dpc_cpus));
}

void wdm_dpc_run_pending(void)
{
	if (!raw_cpu_read(wdm_dpc_state) || !wdm_irql_is_low())
		return;
	local_bh_disable();
	wdm_dpc_drain();
	local_bh_enable();
}
EXPORT_SYMBOL_GPL(wdm_dpc_run_pending);

static void tasklet_drain(struct tasklet_struct *tasklet)
{
	drain_cpu(container_of(tasklet, struct dpc_cpu, tasklet));
}

/* On the target CPU, in its interrupt. */
static void kicked(void *context)
{
	struct dpc_cpu *c = context;

	this_cpu_or(wdm_dpc_state, WDM_DPC_PENDING);
	tasklet_schedule(&c->tasklet);
}

static void threaded_drain(struct work_struct *work)
{
	struct dpc_cpu *c = container_of(work, struct dpc_cpu, work);
	struct dpc_call call;

	while (take_first(&c->threaded, &call)) {
		run(&c->threaded, &call);
		cond_resched();
	}
}

/*
 * Gets the queue of @c to be drained; preemption is off. @at_once: the caller is
 * below DISPATCH_LEVEL and runs what is pending on its own CPU itself.
 */
static void start_drain(struct dpc_cpu *c, bool threaded, bool at_once)
{
	if (threaded) {
		queue_work_on(c->cpu, threaded_workers, &c->work);
		return;
	}
	if (c->cpu != smp_processor_id()) {
		/* -EBUSY: an earlier kick is on its way and will do. */
		if (smp_call_function_single_async(c->cpu, &c->kick) == -ENXIO)
			tasklet_schedule(&c->tasklet);
		return;
	}
	/* A DPC routine returns to the loop that looks at the queue again. */
	if (this_cpu_read(wdm_dpc_state) & WDM_DPC_DRAINING && !in_hardirq())
		return;
	this_cpu_or(wdm_dpc_state, WDM_DPC_PENDING);
	if (!at_once)
		tasklet_schedule(&c->tasklet);
}

/* The CPU that a DPC has to run on; preemption is off. */
static struct dpc_cpu *target_of(const KDPC *dpc)
{
	int number = dpc->Number;

	if (number) {
		int cpu = number - WDM_DPC_TARGET_BASE;

		if (cpu >= 0 && cpu < nr_cpu_ids && cpu_online(cpu))
			return per_cpu_ptr(dpc_cpus, cpu);
	}
	return this_cpu_ptr(dpc_cpus);
}

/* Preemption is off. */
static bool insert_dpc(KDPC *dpc, PVOID argument1, PVOID argument2, bool at_once)
{
	bool threaded = dpc->Type == WDM_TYPE_THREADED_DPC;
	struct dpc_cpu *c = target_of(dpc);
	struct dpc_queue *q = threaded ? &c->threaded : &c->queue;
	unsigned long flags;

	raw_spin_lock_irqsave(&q->lock, flags);
	if (cmpxchg((void **)&dpc->DpcData, NULL, (void *)q)) {
		raw_spin_unlock_irqrestore(&q->lock, flags);
		return false;
	}
	dpc->SystemArgument1 = argument1;
	dpc->SystemArgument2 = argument2;
	link_dpc(q, dpc);
	raw_spin_unlock_irqrestore(&q->lock, flags);
	start_drain(c, threaded, at_once);
	return true;
}

static void initialize(KDPC *dpc, u8 type, PKDEFERRED_ROUTINE routine, PVOID context)
{
	dpc->TargetInfoAsUlong = 0;
	dpc->Type = type;
	dpc->Importance = MediumImportance;
	dpc->DpcListEntry.Next = NULL;
	dpc->ProcessorHistory = 0;
	dpc->DeferredRoutine = routine;
	dpc->DeferredContext = context;
	dpc->DpcData = NULL;
}

/**
 * KeInitializeDpc - KeInitializeDpc function
 * @Dpc: the DPC object, which must not be queued
 * @DeferredRoutine: called at DISPATCH_LEVEL
 * @DeferredContext: for the routine
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
			   PVOID DeferredContext)
{
	initialize(Dpc, WDM_TYPE_DPC, DeferredRoutine, DeferredContext);
}
WDM_EXPORT(KeInitializeDpc);

/**
 * KeInitializeThreadedDpc - KeInitializeThreadedDpc function
 * @Dpc: the DPC object, which must not be queued
 * @DeferredRoutine: called at PASSIVE_LEVEL, in a thread on its processor
 * @DeferredContext: for the routine
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
				   PVOID DeferredContext)
{
	initialize(Dpc, WDM_TYPE_THREADED_DPC, DeferredRoutine, DeferredContext);
}
WDM_EXPORT(KeInitializeThreadedDpc);

/**
 * KeInsertQueueDpc - KeInsertQueueDpc function
 * @Dpc: the DPC object
 * @SystemArgument1: for the routine
 * @SystemArgument2: for the routine
 *
 * Below DISPATCH_LEVEL, and if no other processor was asked for, the DPC has run
 * when the call returns. Of a DPC that is queued already, the arguments stay.
 *
 * Context: any IRQL.
 * Return: TRUE if the DPC was queued, FALSE if it was in a queue already.
 */
BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2)
{
	bool queued;

	if (in_interrupt() || irqs_disabled()) {
		/* The CPU must stay the same from its choice to the tasklet. */
		preempt_disable();
		queued = insert_dpc(Dpc, SystemArgument1, SystemArgument2, false);
		preempt_enable();
		return queued;
	}
	local_bh_disable();
	queued = insert_dpc(Dpc, SystemArgument1, SystemArgument2, true);
	if (this_cpu_read(wdm_dpc_state) & WDM_DPC_PENDING)
		wdm_dpc_drain();
	local_bh_enable();
	return queued;
}
WDM_EXPORT(KeInsertQueueDpc);

/**
 * KeRemoveQueueDpc - KeRemoveQueueDpc function
 * @Dpc: the DPC object
 *
 * Doesn't wait for a routine that is running.
 *
 * Context: any IRQL.
 * Return: TRUE if the DPC was in a queue and won't run, else FALSE.
 */
BOOLEAN NTAPI KeRemoveQueueDpc(PRKDPC Dpc)
{
	struct dpc_queue *q;
	unsigned long flags;

	while ((q = READ_ONCE(Dpc->DpcData))) {
		raw_spin_lock_irqsave(&q->lock, flags);
		if (Dpc->DpcData == q) {
			unlink_dpc(q, Dpc);
			raw_spin_unlock_irqrestore(&q->lock, flags);
			return TRUE;
		}
		raw_spin_unlock_irqrestore(&q->lock, flags);
	}
	return FALSE;
}
WDM_EXPORT(KeRemoveQueueDpc);

/**
 * KeSetImportanceDpc - KeSetImportanceDpc function
 * @Dpc: the DPC object, which should not be queued
 * @Importance: HighImportance goes to the head of its queue, all others to the tail
 *
 * Differs from Windows: a queue is always drained as soon as possible, so low and
 * medium importance are the same.
 *
 * Context: any IRQL.
 */
VOID NTAPI KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance)
{
	Dpc->Importance = Importance;
}
WDM_EXPORT(KeSetImportanceDpc);

/**
 * KeSetTargetProcessorDpc - KeSetTargetProcessorDpc function
 * @Dpc: the DPC object, which should not be queued
 * @Number: the processor on which it shall run
 *
 * A DPC for a processor that is not active runs where it is queued.
 *
 * Context: any IRQL.
 */
VOID NTAPI KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number)
{
	Dpc->Number = WDM_DPC_TARGET_BASE + (UCHAR)Number;
}
WDM_EXPORT(KeSetTargetProcessorDpc);

/**
 * KeSetTargetProcessorDpcEx - KeSetTargetProcessorDpcEx function
 * @Dpc: the DPC object, which should not be queued
 * @ProcNumber: the processor on which it shall run
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER if there is no such processor.
 */
NTSTATUS NTAPI KeSetTargetProcessorDpcEx(PKDPC Dpc, PPROCESSOR_NUMBER ProcNumber)
{
	unsigned int cpu = ProcNumber->Group * MAXIMUM_PROC_PER_GROUP + ProcNumber->Number;

	if (ProcNumber->Number >= MAXIMUM_PROC_PER_GROUP || ProcNumber->Reserved ||
	    cpu >= nr_cpu_ids || !cpu_online(cpu))
		return STATUS_INVALID_PARAMETER;
	Dpc->Number = WDM_DPC_TARGET_BASE + cpu;
	return STATUS_SUCCESS;
}
WDM_EXPORT(KeSetTargetProcessorDpcEx);

static VOID NTAPI marker_routine(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	complete(context);
}

static bool is_idle(struct dpc_queue *q)
{
	unsigned long flags;
	bool idle;

	raw_spin_lock_irqsave(&q->lock, flags);
	idle = !q->head && !q->running;
	raw_spin_unlock_irqrestore(&q->lock, flags);
	return idle;
}

/*
 * Queues a marker behind everything in @q, and waits for it. The queue is run by
 * one CPU at a time, so what ran when the marker was queued has returned as well.
 */
static void flush_queue(struct dpc_cpu *c, struct dpc_queue *q, unsigned int which)
{
	KDPC *marker = &c->marker[which];

	if (is_idle(q))
		return;
	reinit_completion(&c->flushed[which]);
	initialize(marker, which ? WDM_TYPE_THREADED_DPC : WDM_TYPE_DPC, marker_routine,
		   &c->flushed[which]);
	marker->Importance = LowImportance;
	marker->Number = WDM_DPC_TARGET_BASE + c->cpu;
	KeInsertQueueDpc(marker, NULL, NULL);
	wait_for_completion(&c->flushed[which]);
}

/**
 * KeFlushQueuedDpcs - KeFlushQueuedDpcs function
 *
 * Waits until every DPC that was queued on any processor when the call was made
 * has run to its end, threaded ones included.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
VOID NTAPI KeFlushQueuedDpcs(VOID)
{
	int cpu;

	if (KeGetCurrentIrql() >= DISPATCH_LEVEL) {
		wdm_bug_report(0x0a, 0, KeGetCurrentIrql(), 0, 0,
			       WDM_CALLER(),
			       "KeFlushQueuedDpcs is called at DISPATCH_LEVEL or above");
		return;
	}
	mutex_lock(&flush_mutex);
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct dpc_cpu *c = per_cpu_ptr(dpc_cpus, cpu);

		flush_queue(c, &c->queue, 0);
		flush_queue(c, &c->threaded, 1);
	}
	cpus_read_unlock();
	mutex_unlock(&flush_mutex);
}
WDM_EXPORT(KeFlushQueuedDpcs);

static void remove_of_driver(struct dpc_queue *q, const void *start, size_t size)
{
	SINGLE_LIST_ENTRY *entry, *next;
	unsigned long flags;

	raw_spin_lock_irqsave(&q->lock, flags);
	for (entry = q->head; entry; entry = next) {
		KDPC *dpc = dpc_of(entry);
		const void *routine = dpc->DeferredRoutine;

		next = entry->Next;
		if (routine < start || routine >= start + size)
			continue;
		unlink_dpc(q, dpc);
		wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
			       (uintptr_t)routine, 0, 0, 0, routine,
			       "a DPC was queued when its driver was unloaded");
	}
	raw_spin_unlock_irqrestore(&q->lock, flags);
}

/* A DPC that queues itself for ever is still queued after a flush. */
void wdm_dpc_driver_gone(const void *start, size_t size)
{
	int cpu;

	KeFlushQueuedDpcs();
	for_each_possible_cpu(cpu) {
		struct dpc_cpu *c = per_cpu_ptr(dpc_cpus, cpu);

		remove_of_driver(&c->queue, start, size);
		remove_of_driver(&c->threaded, start, size);
	}
	KeFlushQueuedDpcs();
}

static void queue_init(struct dpc_queue *q)
{
	raw_spin_lock_init(&q->lock);
	q->head = NULL;
	q->tail = NULL;
	q->running = 0;
}

int __init wdm_dpc_init(void)
{
	int cpu;

	threaded_workers = alloc_workqueue("wdm_dpc", WQ_HIGHPRI, 1);
	if (!threaded_workers)
		return -ENOMEM;
	dpc_cpus = alloc_percpu(struct dpc_cpu);
	if (!dpc_cpus) {
		destroy_workqueue(threaded_workers);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		struct dpc_cpu *c = per_cpu_ptr(dpc_cpus, cpu);

		c->cpu = cpu;
		queue_init(&c->queue);
		queue_init(&c->threaded);
		tasklet_setup(&c->tasklet, tasklet_drain);
		INIT_CSD(&c->kick, kicked, c);
		INIT_WORK(&c->work, threaded_drain);
		init_completion(&c->flushed[0]);
		init_completion(&c->flushed[1]);
	}
	return 0;
}

void wdm_dpc_exit(void)
{
	int cpu;

	/* No driver is left, so nothing is queued after this. */
	KeFlushQueuedDpcs();
	for_each_possible_cpu(cpu)
		tasklet_kill(&per_cpu_ptr(dpc_cpus, cpu)->tasklet);
	destroy_workqueue(threaded_workers);
	free_percpu(dpc_cpus);
}
