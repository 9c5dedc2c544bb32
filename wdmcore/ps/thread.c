// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: the block of a thread.
 *
 * Linux has no place for a pointer of ours in its task_struct, so a hash table
 * leads from one to the other. It is read under RCU; a thread's own entry can't go
 * away while the thread runs.
 */
#include <linux/gfp.h>
#include <linux/hashtable.h>
#include <linux/pid.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include <wdm.h>

#include "apc.h"
#include "compat.h"
#include "io_dev.h"
#include "ke.h"
#include "ke_wait.h"
#include "io.h"
#include "ob.h"
#include "ps.h"

#define THREAD_HASH_BITS	10
/* Blocks that a burst of new threads finds at DISPATCH_LEVEL without memory. */
#define RESERVE_SIZE		16

static DEFINE_HASHTABLE(threads, THREAD_HASH_BITS);
static DEFINE_SPINLOCK(threads_lock);

static struct wdm_thread *reserve[RESERVE_SIZE];
static unsigned int reserve_count;
static DEFINE_SPINLOCK(reserve_lock);

/* Shared by all threads that came too late: see wdm_thread_current(). */
static struct wdm_thread *last_resort;

static void delete_thread(void *body)
{
	struct wdm_thread *t = body;

	kfree(t->affinity);
	if (t->process)
		wdm_ob_put(t->process);
}

const struct wdm_object_type wdm_thread_type = {
	.name = "Thread",
	.delete = delete_thread,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | 0x48,
		.GenericWrite = STANDARD_RIGHTS_WRITE | 0x37,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
		.GenericAll = THREAD_ALL_ACCESS,
	},
	.valid_access = THREAD_ALL_ACCESS,
	.waitable = true,
	.rcu = true,
};
WDM_DDK_OBJECT_TYPE(PsThreadType, wdm_thread_type);

struct wdm_thread *wdm_thread_alloc(gfp_t gfp)
{
	struct wdm_thread *t = wdm_ob_alloc(&wdm_thread_type, 0, sizeof(*t), gfp);

	if (!t)
		return NULL;
	wdm_header_init(&t->header, WDM_TYPE_THREAD, sizeof(*t) / sizeof(LONG), 0);
	spin_lock_init(&t->task_lock);
	spin_lock_init(&t->irp_lock);
	raw_spin_lock_init(&t->mutant_lock);
	INIT_LIST_HEAD(&t->irps);
	InitializeListHead(&t->mutants);
	INIT_LIST_HEAD(&t->system_link);
	wdm_apc_init_thread(t);
	t->priority = 8;
	return t;
}

static void fill_reserve(void)
{
	while (READ_ONCE(reserve_count) < RESERVE_SIZE) {
		struct wdm_thread *t = wdm_thread_alloc(GFP_KERNEL);
		unsigned long flags;

		if (!t)
			return;
		spin_lock_irqsave(&reserve_lock, flags);
		if (reserve_count < RESERVE_SIZE) {
			reserve[reserve_count++] = t;
			t = NULL;
		}
		spin_unlock_irqrestore(&reserve_lock, flags);
		if (t)
			wdm_ob_put(t);
	}
}

static struct wdm_thread *take_from_reserve(void)
{
	struct wdm_thread *t = NULL;
	unsigned long flags;

	spin_lock_irqsave(&reserve_lock, flags);
	if (reserve_count)
		t = reserve[--reserve_count];
	spin_unlock_irqrestore(&reserve_lock, flags);
	return t;
}

struct wdm_thread *wdm_thread_find(const struct task_struct *task)
{
	struct wdm_thread *t;

	hash_for_each_possible_rcu(threads, t, node, (uintptr_t)task)
		if (t->task == task)
			return t;
	return NULL;
}

struct wdm_thread *wdm_thread_current_or_null(void)
{
	struct wdm_thread *t;

	rcu_read_lock();
	t = wdm_thread_find(current);
	rcu_read_unlock();
	return t;
}
EXPORT_SYMBOL_GPL(wdm_thread_current_or_null);

struct wdm_thread *wdm_thread_bind(struct wdm_thread *t, struct task_struct *task)
{
	struct wdm_thread *other;
	unsigned long flags;

	t->id = ULongToHandle(task_pid_nr(task));
	t->process_id = t->process ? t->process->id : wdm_task_process_id(task);
	spin_lock_irqsave(&threads_lock, flags);
	other = wdm_thread_find(task);
	if (!other) {
		t->task = task;
		hash_add_rcu(threads, &t->node, (uintptr_t)task);
	}
	spin_unlock_irqrestore(&threads_lock, flags);
	return other ?: t;
}

/* Another thread may be looking for this one, and a DPC on top of it may be. */
static struct wdm_thread *bind_to_current(struct wdm_thread *t)
{
	struct wdm_thread *bound;

	t->bound = true;
	bound = wdm_thread_bind(t, current);
	if (bound != t)
		wdm_ob_put(t);
	return bound;
}

static struct wdm_thread *make_block(void)
{
	struct wdm_thread *t;

	if (gfpflags_allow_blocking(wdm_irql_gfp())) {
		if (READ_ONCE(reserve_count) < RESERVE_SIZE)
			fill_reserve();
		t = wdm_thread_alloc(GFP_KERNEL | __GFP_NOFAIL);
	} else {
		t = wdm_thread_alloc(GFP_ATOMIC | __GFP_NOWARN) ?: take_from_reserve();
	}
	if (t)
		return bind_to_current(t);

	pr_crit_ratelimited("wdmcore: no memory for the block of thread %d; it shares one\n",
			    task_pid_nr(current));
	return last_resort;
}

struct wdm_thread *wdm_thread_current(void)
{
	return wdm_thread_current_or_null() ?: make_block();
}
EXPORT_SYMBOL_GPL(wdm_thread_current);

/* What an ended thread leaves behind. Called again if it did more after that. */
static void run_down(struct wdm_thread *t)
{
	wdm_mutant_abandon_all(t);
	wdm_queue_leave(t);
	if (t->affinity_deferred) {
		t->affinity_deferred = false;
		atomic_dec(&wdm_thread_work);
	}
	if (t->irql_apc) {
		t->irql_apc = 0;
		atomic_dec(&wdm_apc_level_threads);
	}
}

void wdm_thread_ended(struct task_struct *task)
{
	struct wdm_thread *t;

	rcu_read_lock();
	t = wdm_thread_find(task);
	rcu_read_unlock();
	if (!t)
		return;
	if (task == current) {
		wdm_user_access_drop(t);
		wdm_irp_thread_exit(t);
	}
	run_down(t);
	/* A program's thread has its APCs yet, in the last work of its task. */
	wdm_apc_refuse(t);
	t->user_time = task->utime;
	t->kernel_time = task->stime;
	t->terminated = true;
	wdm_header_signal(&t->header);
}

static void forget(struct wdm_thread *t)
{
	unsigned long flags;

	run_down(t);
	wdm_irp_thread_forget(t);
	wdm_apc_abandon(t);
	spin_lock_irqsave(&threads_lock, flags);
	hash_del_rcu(&t->node);
	spin_unlock_irqrestore(&threads_lock, flags);
	/* Readers compare t->task until the grace period is over: it stays unequal. */
	spin_lock_irqsave(&t->task_lock, flags);
	t->task = NULL;
	spin_unlock_irqrestore(&t->task_lock, flags);
	wdm_ob_put(t);
}

void wdm_thread_forget(struct task_struct *task)
{
	struct wdm_thread *t;

	rcu_read_lock();
	t = wdm_thread_find(task);
	rcu_read_unlock();
	if (!t)
		return;
	if (!t->terminated) {
		t->terminated = true;
		wdm_header_signal(&t->header);
	}
	forget(t);
}

int __init wdm_thread_init(void)
{
	last_resort = wdm_thread_alloc(GFP_KERNEL);
	if (!last_resort)
		return -ENOMEM;
	fill_reserve();
	return 0;
}

void wdm_thread_exit(void)
{
	struct hlist_node *next;
	struct wdm_thread *t;
	int i;

	hash_for_each_safe(threads, i, next, t, node)
		forget(t);
	while ((t = take_from_reserve()))
		wdm_ob_put(t);
	wdm_ob_put(last_resort);
}

/**
 * PsGetCurrentThread - the current thread's object
 *
 * KeGetCurrentThread() is the same pointer. No reference is taken.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the thread; in a DPC, the interrupted one.
 */
PETHREAD NTAPI PsGetCurrentThread(VOID)
{
	return (PETHREAD)wdm_thread_current();
}
WDM_EXPORT(PsGetCurrentThread);

/**
 * PsGetCurrentThreadId - the id of the current thread
 *
 * Context: IRQL <= DISPATCH_LEVEL (the reference says PASSIVE_LEVEL).
 * Return: the id that user space knows the thread by.
 */
HANDLE NTAPI PsGetCurrentThreadId(VOID)
{
	return ULongToHandle(task_pid_nr(current));
}
WDM_EXPORT(PsGetCurrentThreadId);

/**
 * PsGetThreadId - the id of a thread
 * @Thread: the thread
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the id that user space knows the thread by.
 */
HANDLE NTAPI PsGetThreadId(PETHREAD Thread)
{
	return ((struct wdm_thread *)Thread)->id;
}
WDM_EXPORT(PsGetThreadId);
