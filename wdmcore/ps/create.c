// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: system threads.
 *
 * A system thread is a kthread. It ends inside PsTerminateSystemThread(), however
 * deep in the driver's code that is, since the kernel lets a kthread exit anywhere;
 * returning from the start routine does the same. Until then it holds a reference
 * to this module, given up by the kernel's own code at the very end.
 */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/wait.h>

#include <wdm.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "ob.h"
#include "ps.h"

#define PROCESS_CREATE_THREAD		0x0002
#define IRQL_UNEXPECTED_VALUE		0xc8
#define KERNEL_APC_PENDING_DURING_EXIT	0x20
#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS	0xce

/* How long a thread may take to end after its driver's Unload has returned. */
#define UNLOAD_GRACE	HZ

static LIST_HEAD(system_threads);
static DEFINE_SPINLOCK(system_threads_lock);
static DECLARE_WAIT_QUEUE_HEAD(system_thread_ended);

static void check_at_exit(const struct wdm_thread *t)
{
	KIRQL irql = KeGetCurrentIrql();

	if (irql != PASSIVE_LEVEL) {
		wdm_bug_report(IRQL_UNEXPECTED_VALUE, irql, 0, 0, 0, t->start_routine,
			       "a system thread ends at IRQL %u", irql);
		KeLowerIrql(PASSIVE_LEVEL);
	}
	if ((t->apc_disable || t->all_apc_disable) && IsListEmpty(&t->mutants))
		wdm_bug_report(KERNEL_APC_PENDING_DURING_EXIT, 0, t->apc_disable, 0, 0,
			       t->start_routine,
			       "a system thread ends inside a critical or guarded region");
}

static void __noreturn end_system_thread(struct wdm_thread *t, NTSTATUS status)
{
	check_at_exit(t);
	wdm_irp_thread_end(t);
	wdm_notify_system_thread(t->process_id, t->id, FALSE);
	wdm_apc_close(t);
	t->exit_status = status;
	if (t->mm) {
		kthread_unuse_mm(t->mm);
		mmput(t->mm);
		t->mm = NULL;
	}

	/* From here on no code of the driver runs in this thread. */
	spin_lock(&system_threads_lock);
	list_del_init(&t->system_link);
	wake_up_all(&system_thread_ended);
	spin_unlock(&system_threads_lock);

	module_put_and_kthread_exit(0);
}

static int system_thread(void *arg)
{
	struct wdm_thread *t = arg;

	t->bound = true;
	if (t->mm)
		kthread_use_mm(t->mm);
	/* A null pointer is a report then, and no oops; given up when the thread ends. */
	wdm_user_access_get(t);
	WDM_CALL(t->start_routine, t->start_context);
	end_system_thread(t, STATUS_SUCCESS);
}

static struct task_struct *make_task(struct wdm_thread *t)
{
	struct task_struct *task;

	task = kthread_create(system_thread, t, "wdm:%ps", t->start_routine);
	if (IS_ERR(task))
		return task;
	/* The table has a reference until the task is freed. */
	wdm_ob_get(t);
	if (wdm_thread_bind(t, task) == t)
		return task;
	/* Somebody has looked for the new thread by a guess at its id. */
	wdm_ob_put(t);
	kthread_stop(task);
	return ERR_PTR(-EAGAIN);
}

static void start(struct wdm_thread *t, struct task_struct *task)
{
	__module_get(THIS_MODULE);
	spin_lock(&system_threads_lock);
	list_add_tail(&t->system_link, &system_threads);
	spin_unlock(&system_threads_lock);
	wake_up_process(task);
}

/* The thread is to run in the process of the handle, with its memory. */
static NTSTATUS set_process(struct wdm_thread *t, HANDLE handle)
{
	struct task_struct *task;
	struct wdm_process *p;
	NTSTATUS status;

	status = wdm_handle_reference(handle, &wdm_process_type, PROCESS_CREATE_THREAD,
				      KernelMode, (void **)&p, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (p == wdm_system_process) {
		wdm_ob_put(p);
		return STATUS_SUCCESS;
	}
	task = get_pid_task(p->tgid, PIDTYPE_TGID);
	if (task) {
		t->mm = get_task_mm(task);
		put_task_struct(task);
	}
	if (!t->mm) {
		wdm_ob_put(p);
		return STATUS_PROCESS_IS_TERMINATING;
	}
	t->process = p;
	return STATUS_SUCCESS;
}

/**
 * PsCreateSystemThread - make a thread that runs in kernel mode only
 * @ThreadHandle: gets the handle, to be closed with ZwClose()
 * @DesiredAccess: access that the handle gives
 * @ObjectAttributes: may be NULL; the handle is a kernel handle in any case
 * @ProcessHandle: NULL for the system process; another one's memory is the thread's, too
 * @ClientId: gets the ids of process and thread; may be NULL
 * @StartRoutine: what the thread runs, at PASSIVE_LEVEL; its return ends the thread
 * @StartContext: passed to @StartRoutine
 *
 * The driver must see to it that its threads have ended when its Unload returns, by
 * a wait for the thread object.
 *
 * A thread in a program's process has that as its current process, and keeps the memory
 * until it ends; it is no thread of the program to Linux, and doesn't end with it.
 *
 * Differs from Windows: normal kernel APCs are delivered to a new thread; the reference
 * page has it run in a critical region.
 * Reference page: "PsCreateSystemThread function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_HANDLE,
 * STATUS_OBJECT_TYPE_MISMATCH, STATUS_PROCESS_IS_TERMINATING.
 */
NTSTATUS NTAPI PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess,
				    POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
				    PCLIENT_ID ClientId, PKSTART_ROUTINE StartRoutine,
				    PVOID StartContext)
{
	u32 attributes = OBJ_KERNEL_HANDLE |
			 (ObjectAttributes ? ObjectAttributes->Attributes : 0);
	struct task_struct *task;
	struct wdm_thread *t;
	NTSTATUS status;

	t = wdm_thread_alloc(GFP_KERNEL);
	if (!t)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = ProcessHandle ? set_process(t, ProcessHandle) : STATUS_SUCCESS;
	if (!NT_SUCCESS(status))
		goto out_put;
	t->system = true;
	t->start_routine = StartRoutine;
	t->start_context = StartContext;

	task = make_task(t);
	if (IS_ERR(task)) {
		status = STATUS_INSUFFICIENT_RESOURCES;
		goto out_put;
	}

	status = wdm_handle_create(t, DesiredAccess, attributes, ThreadHandle);
	if (!NT_SUCCESS(status)) {
		kthread_stop(task);	/* it has never run, and never will */
		goto out_put;
	}
	if (ClientId) {
		ClientId->UniqueProcess = t->process_id;
		ClientId->UniqueThread = t->id;
	}
	wdm_notify_system_thread(t->process_id, t->id, TRUE);
	start(t, task);
	wdm_ob_put(t);
	return STATUS_SUCCESS;

out_put:
	if (t->mm) {
		mmput(t->mm);
		t->mm = NULL;
	}
	wdm_ob_put(t);
	return status;
}
WDM_EXPORT(PsCreateSystemThread);

/**
 * PsTerminateSystemThread - end the current thread
 * @ExitStatus: why
 *
 * Mutexes that it owns are abandoned; the thread object becomes signalled.
 *
 * Context: IRQL == PASSIVE_LEVEL, in a thread made by PsCreateSystemThread().
 * Return: does not return, except with STATUS_INVALID_PARAMETER in other threads.
 */
NTSTATUS NTAPI PsTerminateSystemThread(NTSTATUS ExitStatus)
{
	struct wdm_thread *t = wdm_thread_current();

	if (!t->system || !(current->flags & PF_KTHREAD))
		return STATUS_INVALID_PARAMETER;
	end_system_thread(t, ExitStatus);
}
WDM_EXPORT(PsTerminateSystemThread);

static struct wdm_thread *find_thread_of(const void *start, size_t size)
{
	struct wdm_thread *t, *found = NULL;

	spin_lock(&system_threads_lock);
	list_for_each_entry(t, &system_threads, system_link) {
		const void *routine = t->start_routine;

		if (routine >= start && routine < start + size) {
			found = t;
			wdm_ob_get(t);
			break;
		}
	}
	spin_unlock(&system_threads_lock);
	return found;
}

static bool has_ended(struct wdm_thread *t)
{
	bool ended;

	spin_lock(&system_threads_lock);
	ended = list_empty(&t->system_link);
	spin_unlock(&system_threads_lock);
	return ended;
}

/**
 * wdm_ps_driver_gone - no system thread may run in an image that is going
 * @start: the image
 * @size: its size
 *
 * On Windows the thread would crash in memory that is code no longer. Here the
 * removal of the driver waits for it, after a report.
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_ps_driver_gone(const void *start, size_t size)
{
	struct wdm_thread *t;

	wdm_notify_driver_gone(start, size);
	while ((t = find_thread_of(start, size))) {
		if (!wait_event_timeout(system_thread_ended, has_ended(t), UNLOAD_GRACE)) {
			wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
				       (uintptr_t)t->start_routine, 0, (uintptr_t)t, 0,
				       t->start_routine,
				       "its system thread %u still runs; waiting for its end",
				       HandleToULong(t->id));
			wait_event_idle(system_thread_ended, has_ended(t));
		}
		wdm_ob_put(t);
	}
}
EXPORT_SYMBOL_GPL(wdm_ps_driver_gone);
