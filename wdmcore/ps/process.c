// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: the block of a process.
 *
 * All kernel threads belong to one process, as they do to Windows' system process.
 * The others are found by their signal_struct, which stays the same when exec()
 * changes the leader of a thread group. Handles that a process leaves open are
 * closed by a work item, since its end is noticed where nothing may sleep.
 */
#include <linux/gfp.h>
#include <linux/hashtable.h>
#include <linux/pid.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/workqueue.h>

#include <wdm.h>

#include "compat.h"
#include "ke.h"
#include "ke_wait.h"
#include "ob.h"
#include "ps.h"

#define PROCESS_HASH_BITS	7
#define SYSTEM_PROCESS_ID	4

struct wdm_process *wdm_system_process;
EXPORT_SYMBOL_GPL(wdm_system_process);

static DEFINE_HASHTABLE(processes, PROCESS_HASH_BITS);
static DEFINE_SPINLOCK(processes_lock);
static struct workqueue_struct *rundown_wq;

static void delete_process(void *body)
{
	struct wdm_process *p = body;

	put_pid(p->tgid);
}

const struct wdm_object_type wdm_process_type = {
	.name = "Process",
	.delete = delete_process,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | 0x410,
		.GenericWrite = STANDARD_RIGHTS_WRITE | 0xbea,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
		.GenericAll = PROCESS_ALL_ACCESS,
	},
	.valid_access = PROCESS_ALL_ACCESS,
	.waitable = true,
	.rcu = true,
};
WDM_DDK_OBJECT_TYPE(PsProcessType, wdm_process_type);

static void close_handles(struct work_struct *work)
{
	struct wdm_process *p = container_of(work, struct wdm_process, rundown);

	wdm_handle_process_exit(p);
	wdm_ob_put(p);
}

struct wdm_process *wdm_process_alloc(gfp_t gfp)
{
	struct wdm_process *p = wdm_ob_alloc(&wdm_process_type, 0, sizeof(*p), gfp);

	if (!p)
		return NULL;
	wdm_header_init(&p->header, WDM_TYPE_PROCESS, sizeof(*p) / sizeof(LONG), 0);
	INIT_WORK(&p->rundown, close_handles);
	return p;
}

struct wdm_process *wdm_process_find(const struct task_struct *task)
{
	const void *key = task->signal;
	struct wdm_process *p;

	hash_for_each_possible_rcu(processes, p, node, (uintptr_t)key)
		if (p->key == key)
			return p;
	return NULL;
}

HANDLE wdm_task_process_id(const struct task_struct *task)
{
	return ULongToHandle(task->flags & PF_KTHREAD ? SYSTEM_PROCESS_ID :
			     task_tgid_nr((struct task_struct *)task));
}

/* Another thread may be doing the same. */
struct wdm_process *wdm_process_bind(struct wdm_process *p, struct task_struct *task)
{
	struct wdm_process *other;
	unsigned long flags;

	p->id = wdm_task_process_id(task);
	p->key = task->signal;
	p->tgid = get_pid(task_tgid(task));

	spin_lock_irqsave(&processes_lock, flags);
	other = wdm_process_find(task);
	if (!other)
		hash_add_rcu(processes, &p->node, (uintptr_t)p->key);
	spin_unlock_irqrestore(&processes_lock, flags);
	return other ?: p;
}

static struct wdm_process *publish(struct wdm_process *p)
{
	struct wdm_process *bound = wdm_process_bind(p, current);

	if (bound != p)
		wdm_ob_put(p);
	return bound;
}

/* The system's, unless it was made for another and uses its memory. */
static struct wdm_process *process_of_kthread(void)
{
	struct wdm_thread *t = current->mm ? wdm_thread_current_or_null() : NULL;

	return t && t->process ? t->process : wdm_system_process;
}

struct wdm_process *wdm_process_current(void)
{
	struct wdm_process *p;

	if (current->flags & PF_KTHREAD)
		return process_of_kthread();

	rcu_read_lock();
	p = wdm_process_find(current);
	rcu_read_unlock();
	if (p)
		return p;

	if (gfpflags_allow_blocking(wdm_irql_gfp()))
		p = wdm_process_alloc(GFP_KERNEL | __GFP_NOFAIL);
	else
		p = wdm_process_alloc(GFP_ATOMIC | __GFP_NOWARN);
	/* Without memory, in a DPC on top of the process: as if on top of another. */
	return p ? publish(p) : wdm_system_process;
}
EXPORT_SYMBOL_GPL(wdm_process_current);

struct wdm_process *wdm_thread_process(struct wdm_thread *thread)
{
	struct wdm_process *p = NULL;
	unsigned long flags;

	if (thread->process_id == ULongToHandle(SYSTEM_PROCESS_ID))
		return wdm_system_process;
	if (thread->process)
		return thread->process;
	if (thread == wdm_thread_current_or_null())
		return wdm_process_current();

	spin_lock_irqsave(&thread->task_lock, flags);
	if (thread->task) {
		rcu_read_lock();
		p = wdm_process_find(thread->task);
		rcu_read_unlock();
	}
	spin_unlock_irqrestore(&thread->task_lock, flags);
	return p;
}
EXPORT_SYMBOL_GPL(wdm_thread_process);

void wdm_process_ended(struct task_struct *task)
{
	struct wdm_process *p;

	rcu_read_lock();
	p = wdm_process_find(task);
	rcu_read_unlock();
	if (!p)
		return;
	wdm_header_signal(&p->header);
	wdm_ob_get(p);
	if (!queue_work(rundown_wq, &p->rundown))
		wdm_ob_put(p);
}

static void forget(struct wdm_process *p)
{
	unsigned long flags;

	spin_lock_irqsave(&processes_lock, flags);
	hash_del_rcu(&p->node);
	spin_unlock_irqrestore(&processes_lock, flags);
	wdm_ob_put(p);
}

void wdm_process_forget(struct task_struct *task)
{
	struct wdm_process *p;

	rcu_read_lock();
	p = wdm_process_find(task);
	rcu_read_unlock();
	if (!p)
		return;
	/* Blocks that came into being when the process was ending already. */
	wdm_process_ended(task);
	forget(p);
}

int __init wdm_process_init(void)
{
	rundown_wq = alloc_workqueue("wdm_rundown", WQ_UNBOUND, 1);
	if (!rundown_wq)
		return -ENOMEM;
	wdm_system_process = wdm_process_alloc(GFP_KERNEL);
	if (!wdm_system_process) {
		destroy_workqueue(rundown_wq);
		return -ENOMEM;
	}
	wdm_system_process->id = ULongToHandle(SYSTEM_PROCESS_ID);
	return 0;
}

void wdm_process_exit(void)
{
	struct hlist_node *next;
	struct wdm_process *p;
	int i;

	destroy_workqueue(rundown_wq);
	hash_for_each_safe(processes, i, next, p, node)
		forget(p);
	wdm_ob_put(wdm_system_process);
}

/**
 * PsGetCurrentProcess - the current process' object
 *
 * No reference is taken.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the process; for any kernel thread, the system process.
 */
PEPROCESS NTAPI PsGetCurrentProcess(VOID)
{
	return (PEPROCESS)wdm_process_current();
}
WDM_EXPORT(PsGetCurrentProcess);

/**
 * IoGetCurrentProcess - the current process' object
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: as PsGetCurrentProcess().
 */
PEPROCESS NTAPI IoGetCurrentProcess(VOID)
{
	return (PEPROCESS)wdm_process_current();
}
WDM_EXPORT(IoGetCurrentProcess);

/**
 * PsGetCurrentProcessId - the id of the current process
 *
 * Context: IRQL <= DISPATCH_LEVEL (the reference says PASSIVE_LEVEL).
 * Return: the id that user space knows the process by; 4 for kernel threads.
 */
HANDLE NTAPI PsGetCurrentProcessId(VOID)
{
	if (unlikely(current->flags & PF_KTHREAD && current->mm))
		return wdm_process_current()->id;
	return wdm_task_process_id(current);
}
WDM_EXPORT(PsGetCurrentProcessId);

/**
 * PsGetProcessId - the id of a process
 * @Process: the process
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the id that user space knows the process by; 4 for the system process.
 */
HANDLE NTAPI PsGetProcessId(PEPROCESS Process)
{
	return ((struct wdm_process *)Process)->id;
}
WDM_EXPORT(PsGetProcessId);
