// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: thread priorities.
 *
 * Windows' 31 levels become nice values (1 to 15, where 8 is usual) and the lowest
 * real-time priority (16 to 31): a driver's real-time thread goes before all normal
 * ones, but not before the kernel's own, which its device may depend on.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include <wdm.h>

#include "compat.h"
#include "ps.h"

#define NORMAL_PRIORITY		8
#define NICE_PER_LEVEL		2

struct task_struct *wdm_thread_get_task(struct wdm_thread *t)
{
	struct task_struct *task;
	unsigned long flags;

	spin_lock_irqsave(&t->task_lock, flags);
	task = t->task;
	if (task)
		get_task_struct(task);
	spin_unlock_irqrestore(&t->task_lock, flags);
	return task;
}

static void apply(struct wdm_thread *t, KPRIORITY priority)
{
	struct task_struct *task = wdm_thread_get_task(t);

	if (!task)
		return;		/* it has ended */
	if (priority >= LOW_REALTIME_PRIORITY)
		sched_set_fifo_low(task);
	else
		sched_set_normal(task, clamp((NORMAL_PRIORITY - priority) * NICE_PER_LEVEL,
					     MIN_NICE, MAX_NICE));
	put_task_struct(task);
}

/**
 * KeSetPriorityThread - set a thread's priority
 * @Thread: the thread
 * @Priority: 1 to 31; from 16 on real-time
 *
 * Differs from Windows: the real-time priorities are one, above all normal threads.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the priority before.
 */
KPRIORITY NTAPI KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Thread);
	KPRIORITY old = t->priority;

	t->priority = clamp(Priority, LOW_PRIORITY + 1, HIGH_PRIORITY);
	t->base_increment = 0;
	apply(t, t->priority);
	return old;
}
WDM_EXPORT(KeSetPriorityThread);

/**
 * KeQueryPriorityThread - a thread's priority
 * @Thread: the thread
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: what was set last; 8 if nothing was.
 */
KPRIORITY NTAPI KeQueryPriorityThread(PKTHREAD Thread)
{
	return READ_ONCE(wdm_thread_from_kthread(Thread)->priority);
}
WDM_EXPORT(KeQueryPriorityThread);

/**
 * KeSetBasePriorityThread - set a thread's priority relative to its process'
 * @Thread: the thread
 * @Increment: what to add to the base priority, which is 8
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the increment before.
 */
LONG NTAPI KeSetBasePriorityThread(PKTHREAD Thread, LONG Increment)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Thread);
	LONG old = t->base_increment;

	/* A base priority doesn't cross into the real-time range or out of it. */
	t->priority = clamp(NORMAL_PRIORITY + clamp(Increment, -16, 16), LOW_PRIORITY + 1,
			    LOW_REALTIME_PRIORITY - 1);
	t->base_increment = Increment;
	apply(t, t->priority);
	return old;
}
WDM_EXPORT(KeSetBasePriorityThread);
