// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: asynchronous procedure calls in kernel mode, and alerts.
 *
 * Windows interrupts a thread for an APC as soon as its IRQL is below APC_LEVEL.
 * Nothing on Linux interrupts a thread in the kernel for that; so the thread looks
 * for its APCs itself, wherever its IRQL falls, a region ends or it waits. A thread
 * that sleeps in a wait is woken for them and goes on waiting, a program's thread
 * gets them at its return to user mode at the latest, and is called there for it.
 *
 * A special APC (no normal routine) has its kernel routine called at APC_LEVEL. A
 * normal one has its normal routine called after that, at PASSIVE_LEVEL; these don't
 * interrupt each other, and critical regions keep them off.
 */
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/task_work.h>

#include <wdm.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "ob.h"
#include "ps.h"
#include "undeclared.h"

#define KERNEL_APC_PENDING_DURING_EXIT	0x20
#define IRQL_UNEXPECTED_VALUE		0xc8

#define TYPE_APC	18

/* KAPC.Reserved */
#define KERNEL_ROUTINE	0
#define RUNDOWN_ROUTINE	1
#define NORMAL_ROUTINE	2

/* wdm_thread.apcs */
#define SPECIAL		0
#define NORMAL		1

atomic_t wdm_thread_work = ATOMIC_INIT(0);
EXPORT_SYMBOL_GPL(wdm_thread_work);

atomic_t wdm_alerts = ATOMIC_INIT(0);
EXPORT_SYMBOL_GPL(wdm_alerts);

static KAPC *apc_of(LIST_ENTRY *entry)
{
	return CONTAINING_RECORD(entry, KAPC, ApcListEntry);
}

static void unlink_apc(struct wdm_thread *t, KAPC *apc)
{
	lockdep_assert_held(&t->apc_lock);
	RemoveEntryList(&apc->ApcListEntry);
	apc->Inserted = FALSE;
	atomic_dec(&wdm_thread_work);
}

/* The list of the APC that @t, the current thread, may take now; NULL: none. */
static LIST_ENTRY *deliverable(struct wdm_thread *t)
{
	if (t->all_apc_disable || t->irql_apc)
		return NULL;
	if (!IsListEmpty(&t->apcs[SPECIAL]))
		return &t->apcs[SPECIAL];
	if (t->apc_disable || t->apc_running || IsListEmpty(&t->apcs[NORMAL]))
		return NULL;
	return &t->apcs[NORMAL];
}

static KAPC *take_apc(struct wdm_thread *t)
{
	unsigned long flags;
	LIST_ENTRY *list;
	KAPC *apc = NULL;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	list = deliverable(t);
	if (list) {
		apc = apc_of(list->Flink);
		unlink_apc(t, apc);
	}
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
	return apc;
}

/* The kernel routine may free the APC, or queue it again. */
static void deliver(struct wdm_thread *t, KAPC *apc)
{
	PKKERNEL_ROUTINE kernel = apc->Reserved[KERNEL_ROUTINE];
	PKNORMAL_ROUTINE normal = apc->Reserved[NORMAL_ROUTINE];
	PVOID context = apc->NormalContext;
	PVOID argument1 = apc->SystemArgument1;
	PVOID argument2 = apc->SystemArgument2;
	KIRQL irql;

	wdm_thread_irql_change(APC_LEVEL);
	WDM_CALL(kernel, apc, &normal, &context, &argument1, &argument2);
	irql = KeGetCurrentIrql();
	if (irql > APC_LEVEL) {
		wdm_bug_report(IRQL_UNEXPECTED_VALUE, irql, APC_LEVEL, 0, 0, kernel,
			       "the kernel routine of an APC returned at IRQL %u", irql);
		KeLowerIrql(APC_LEVEL);
	}
	wdm_thread_irql_change(PASSIVE_LEVEL);
	if (!normal)
		return;

	t->apc_running = true;
	WDM_CALL(normal, context, argument1, argument2);
	t->apc_running = false;
}

static bool can_work(void)
{
	return !preempt_count() && !irqs_disabled();
}

bool wdm_thread_has_work(void)
{
	struct wdm_thread *t;

	if (!can_work())
		return false;
	t = wdm_thread_current_or_null();
	return t && (deliverable(t) || (t->affinity_deferred && !t->irql_apc));
}

void wdm_thread_do_work(void)
{
	struct wdm_thread *t;
	KAPC *apc;

	if (!can_work())
		return;
	t = wdm_thread_current_or_null();
	if (!t)
		return;
	if (t->affinity_deferred)
		wdm_affinity_apply(t);
	while ((apc = take_apc(t)))
		deliver(t, apc);
}
EXPORT_SYMBOL_GPL(wdm_thread_do_work);

/* What is left when nothing can be delivered any more. */
static void run_down(struct wdm_thread *t)
{
	unsigned long flags;
	KAPC *apc;
	int i;

	for (i = SPECIAL; i <= NORMAL; i++) {
		for (;;) {
			PKRUNDOWN_ROUTINE rundown;

			apc = NULL;
			raw_spin_lock_irqsave(&t->apc_lock, flags);
			if (!IsListEmpty(&t->apcs[i])) {
				apc = apc_of(t->apcs[i].Flink);
				unlink_apc(t, apc);
			}
			raw_spin_unlock_irqrestore(&t->apc_lock, flags);
			if (!apc)
				break;
			rundown = apc->Reserved[RUNDOWN_ROUTINE];
			if (rundown) {
				WDM_CALL(rundown, apc);
				continue;
			}
			wdm_bug_report(KERNEL_APC_PENDING_DURING_EXIT, (uintptr_t)apc,
				       t->apc_disable, 0, 0, apc->Reserved[KERNEL_ROUTINE],
				       "a thread ends with an APC that has no rundown routine");
		}
	}
}

void wdm_apc_refuse(struct wdm_thread *t)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	t->apc_closed = true;
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
}

void wdm_apc_close(struct wdm_thread *t)
{
	wdm_thread_look();
	wdm_apc_refuse(t);
	run_down(t);
}

void wdm_apc_abandon(struct wdm_thread *t)
{
	unsigned long flags;
	int i;

	wdm_apc_refuse(t);
	run_down(t);
	raw_spin_lock_irqsave(&t->apc_lock, flags);
	for (i = 0; i < ARRAY_SIZE(t->alerted); i++) {
		if (t->alerted[i])
			atomic_dec(&wdm_alerts);
		t->alerted[i] = false;
	}
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
}

/* On the way of a program's thread to user mode, or to its end. */
static void at_return_to_user(struct callback_head *head)
{
	struct wdm_thread *t = container_of(head, struct wdm_thread, apc_head);

	/* What is inserted from here on calls again. */
	smp_store_release(&t->apc_called, false);
	if (current->flags & PF_EXITING)
		wdm_apc_close(t);
	else
		wdm_thread_look();
	wdm_ob_put(t);
	module_put(THIS_MODULE);
}

void wdm_apc_init_thread(struct wdm_thread *t)
{
	raw_spin_lock_init(&t->apc_lock);
	InitializeListHead(&t->apcs[SPECIAL]);
	InitializeListHead(&t->apcs[NORMAL]);
	init_task_work(&t->apc_head, at_return_to_user);
}

static void call_at_return(struct wdm_thread *t, struct task_struct *task)
{
	if (cmpxchg(&t->apc_called, false, true))
		return;
	__module_get(THIS_MODULE);
	wdm_ob_get(t);
	if (!task_work_add(task, &t->apc_head, TWA_RESUME))
		return;
	/* It is past that point of its end. */
	wdm_ob_put(t);
	module_put(THIS_MODULE);
}

/* Has @t look at what there is for it. A new system thread isn't to be woken yet. */
static void wake(struct wdm_thread *t, bool apc)
{
	struct task_struct *task;
	unsigned long flags;

	spin_lock_irqsave(&t->task_lock, flags);
	task = t->task;
	if (task && READ_ONCE(t->bound)) {
		if (apc && !(task->flags & PF_KTHREAD))
			call_at_return(t, task);
		if (task != current)
			wake_up_process(task);
	}
	spin_unlock_irqrestore(&t->task_lock, flags);
}

/**
 * KeInitializeApc - make an APC
 * @Apc: resident memory of the caller
 * @Thread: the thread that it is for; the caller sees to it that it stays
 * @Environment: accepted; there are no attached processes here
 * @KernelRoutine: called in @Thread at APC_LEVEL; may change what follows it
 * @RundownRoutine: called instead if the thread ends before; or NULL
 * @NormalRoutine: called in @Thread at PASSIVE_LEVEL; NULL: a special APC
 * @ProcessorMode: KernelMode; counts for APCs with @NormalRoutine only
 * @NormalContext: for @NormalRoutine
 *
 * No page of the reference describes it; this is what is generally known.
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeApc(PKAPC Apc, PKTHREAD Thread, KAPC_ENVIRONMENT Environment,
			   PKKERNEL_ROUTINE KernelRoutine, PKRUNDOWN_ROUTINE RundownRoutine,
			   PKNORMAL_ROUTINE NormalRoutine, KPROCESSOR_MODE ProcessorMode,
			   PVOID NormalContext)
{
	memset(Apc, 0, sizeof(*Apc));
	Apc->Type = TYPE_APC;
	Apc->Size = sizeof(*Apc);
	Apc->Thread = Thread;
	Apc->Reserved[KERNEL_ROUTINE] = KernelRoutine;
	Apc->Reserved[RUNDOWN_ROUTINE] = RundownRoutine;
	Apc->Reserved[NORMAL_ROUTINE] = NormalRoutine;
	Apc->ApcStateIndex = Environment;
	Apc->ApcMode = NormalRoutine ? ProcessorMode : KernelMode;
	Apc->NormalContext = NormalRoutine ? NormalContext : NULL;
}
WDM_EXPORT(KeInitializeApc);

/**
 * KeInsertQueueApc - queue an APC to its thread
 * @Apc: made by KeInitializeApc()
 * @SystemArgument1: for the routines
 * @SystemArgument2: for the routines
 * @Increment: ignored, Linux schedules in its own way
 *
 * To the current thread, and if nothing keeps it off, it is delivered before the call
 * returns. Another thread gets it when its IRQL falls, when it leaves a region, waits
 * or returns to user mode; it wakes from a wait for it.
 *
 * Differs from Windows: a thread that computes in the kernel without any of these
 * isn't interrupted.
 *
 * Partial: no APCs for user mode, these are refused (FALSE).
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if queued; FALSE if it is queued already or the thread is ending.
 */
BOOLEAN NTAPI KeInsertQueueApc(PKAPC Apc, PVOID SystemArgument1, PVOID SystemArgument2,
			       KPRIORITY Increment)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Apc->Thread);
	unsigned long flags;
	bool queued;

	if (Apc->ApcMode != KernelMode)
		return FALSE;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	queued = !Apc->Inserted && !t->apc_closed;
	if (queued) {
		Apc->SystemArgument1 = SystemArgument1;
		Apc->SystemArgument2 = SystemArgument2;
		Apc->Inserted = TRUE;
		InsertTailList(&t->apcs[Apc->Reserved[NORMAL_ROUTINE] ? NORMAL : SPECIAL],
			       &Apc->ApcListEntry);
		atomic_inc(&wdm_thread_work);
	}
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
	if (!queued)
		return FALSE;

	wake(t, true);
	if (t == wdm_thread_current_or_null())
		wdm_thread_look();
	return TRUE;
}
WDM_EXPORT(KeInsertQueueApc);

/**
 * KeRemoveQueueApc - take an APC back
 * @Apc: the APC
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if it was queued and won't be delivered, else FALSE.
 */
BOOLEAN NTAPI KeRemoveQueueApc(PKAPC Apc)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Apc->Thread);
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	queued = Apc->Inserted;
	if (queued)
		unlink_apc(t, Apc);
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
	return queued;
}
WDM_EXPORT(KeRemoveQueueApc);

/* Takes back an alert for @mode, if there is one. */
static bool take_alert(struct wdm_thread *t, unsigned int mode)
{
	unsigned long flags;
	bool alerted;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	alerted = t->alerted[mode];
	if (alerted) {
		t->alerted[mode] = false;
		atomic_dec(&wdm_alerts);
	}
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
	return alerted;
}

bool wdm_alert_take(KPROCESSOR_MODE mode)
{
	struct wdm_thread *t = wdm_thread_current_or_null();

	/* An alert for kernel mode ends a wait in either mode. */
	return t && (take_alert(t, mode) || (mode != KernelMode && take_alert(t, KernelMode)));
}

/**
 * KeAlertThread - end a thread's alertable wait, or its next one
 * @Thread: the thread
 * @AlertMode: UserMode ends waits in UserMode only, KernelMode those in both
 *
 * The wait returns STATUS_ALERTED.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the thread had been alerted in this mode before.
 */
BOOLEAN NTAPI KeAlertThread(PKTHREAD Thread, KPROCESSOR_MODE AlertMode)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Thread);
	unsigned int mode = AlertMode == KernelMode ? KernelMode : UserMode;
	unsigned long flags;
	bool old;

	raw_spin_lock_irqsave(&t->apc_lock, flags);
	old = t->alerted[mode];
	if (!old && !t->terminated) {
		t->alerted[mode] = true;
		atomic_inc(&wdm_alerts);
	}
	raw_spin_unlock_irqrestore(&t->apc_lock, flags);
	wake(t, false);
	return old;
}
WDM_EXPORT(KeAlertThread);

/**
 * KeTestAlertThread - has the current thread been alerted?
 * @AlertMode: the mode of the alert
 *
 * An alert is over with that.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if there was an alert in this mode, else FALSE.
 */
BOOLEAN NTAPI KeTestAlertThread(KPROCESSOR_MODE AlertMode)
{
	return take_alert(wdm_thread_current(), AlertMode == KernelMode ? KernelMode : UserMode);
}
WDM_EXPORT(KeTestAlertThread);
