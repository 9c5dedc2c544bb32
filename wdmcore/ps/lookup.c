// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: processes and threads by their ids, and what can be asked of them.
 *
 * A task is found and its block published within one RCU section: the task can't be
 * freed before that ends, and when it is, the hook for it finds the block. A block
 * that comes too late for the hook of the task's end is signalled here.
 */
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include <wdm.h>
#include <ntddk.h>
#include <wdm/ifs_ke.h>

#include "compat.h"
#include "ke.h"
#include "ob.h"
#include "ps.h"
#include "undeclared.h"

/* Under RCU. */
static struct task_struct *task_of(HANDLE id, enum pid_type type)
{
	ULONG nr = HandleToULong(id);

	if ((uintptr_t)id != nr || !nr || nr > INT_MAX)
		return NULL;
	return pid_task(find_pid_ns(nr, &init_pid_ns), type);
}

static bool get_existing_process(HANDLE id, struct wdm_process **process, bool *exists)
{
	struct task_struct *task;
	struct wdm_process *p = NULL;

	rcu_read_lock();
	task = task_of(id, PIDTYPE_TGID);
	*exists = task && !(task->flags & PF_KTHREAD) && atomic_read(&task->signal->live);
	if (*exists)
		p = wdm_process_find(task);
	if (p)
		wdm_ob_get(p);
	rcu_read_unlock();
	*process = p;
	return p;
}

static NTSTATUS make_process(HANDLE id, struct wdm_process **process)
{
	struct wdm_process *p = wdm_process_alloc(GFP_KERNEL), *bound;
	struct task_struct *task;

	if (!p)
		return STATUS_INSUFFICIENT_RESOURCES;
	rcu_read_lock();
	task = task_of(id, PIDTYPE_TGID);
	if (!task || task->flags & PF_KTHREAD) {
		rcu_read_unlock();
		wdm_ob_put(p);
		return STATUS_INVALID_CID;
	}
	bound = wdm_process_bind(p, task);
	wdm_ob_get(bound);
	/* Pairs with the decrement in do_exit(), whose hook comes after it. */
	smp_mb();
	if (!atomic_read(&task->signal->live))
		wdm_process_ended(task);
	rcu_read_unlock();
	if (bound != p)
		wdm_ob_put(p);
	*process = bound;
	return STATUS_SUCCESS;
}

/**
 * PsLookupProcessByProcessId - PsLookupProcessByProcessId function (ntifs.h)
 * @ProcessId: as user space knows it; 4: the system process, to which all kernel
 *	threads belong
 * @Process: gets the process with a reference for the caller
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_CID if there is no such process, or not any
 * more; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI PsLookupProcessByProcessId(HANDLE ProcessId, PEPROCESS *Process)
{
	struct wdm_process *p;
	NTSTATUS status;
	bool exists;

	if (ProcessId == PsGetProcessId((PEPROCESS)wdm_system_process)) {
		wdm_ob_get(wdm_system_process);
		*Process = (PEPROCESS)wdm_system_process;
		return STATUS_SUCCESS;
	}
	if (!get_existing_process(ProcessId, &p, &exists)) {
		if (!exists)
			return STATUS_INVALID_CID;
		status = make_process(ProcessId, &p);
		if (!NT_SUCCESS(status))
			return status;
	}
	*Process = (PEPROCESS)p;
	return STATUS_SUCCESS;
}
WDM_EXPORT(PsLookupProcessByProcessId);

static bool get_existing_thread(HANDLE id, struct wdm_thread **thread, bool *exists)
{
	struct task_struct *task;
	struct wdm_thread *t = NULL;

	rcu_read_lock();
	task = task_of(id, PIDTYPE_PID);
	*exists = task && !(task->flags & PF_EXITING);
	if (*exists)
		t = wdm_thread_find(task);
	if (t)
		wdm_ob_get(t);
	rcu_read_unlock();
	*thread = t;
	return t;
}

static NTSTATUS make_thread(HANDLE id, struct wdm_thread **thread)
{
	struct wdm_thread *t = wdm_thread_alloc(GFP_KERNEL), *bound;
	struct task_struct *task;

	if (!t)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* The task runs already; only wdmcore's own are bound before they do. */
	t->bound = true;
	rcu_read_lock();
	task = task_of(id, PIDTYPE_PID);
	if (!task) {
		rcu_read_unlock();
		wdm_ob_put(t);
		return STATUS_INVALID_CID;
	}
	bound = wdm_thread_bind(t, task);
	wdm_ob_get(bound);
	/* Pairs with PF_EXITING in do_exit(), whose hook comes after it. */
	smp_mb();
	if (task->flags & PF_EXITING)
		wdm_thread_ended(task);
	rcu_read_unlock();
	if (bound != t)
		wdm_ob_put(t);
	*thread = bound;
	return STATUS_SUCCESS;
}

/**
 * PsLookupThreadByThreadId - PsLookupThreadByThreadId function (ntifs.h)
 * @ThreadId: as user space knows it
 * @Thread: gets the thread with a reference for the caller
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_CID if there is no such thread, or not any
 * more; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI PsLookupThreadByThreadId(HANDLE ThreadId, PETHREAD *Thread)
{
	struct wdm_thread *t;
	NTSTATUS status;
	bool exists;

	if (!get_existing_thread(ThreadId, &t, &exists)) {
		if (!exists)
			return STATUS_INVALID_CID;
		status = make_thread(ThreadId, &t);
		if (!NT_SUCCESS(status))
			return status;
	}
	*Thread = (PETHREAD)t;
	return STATUS_SUCCESS;
}
WDM_EXPORT(PsLookupThreadByThreadId);

/**
 * PsGetThreadProcessId - the id of a thread's process
 * @Thread: the thread
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: as PsGetProcessId().
 */
HANDLE NTAPI PsGetThreadProcessId(PETHREAD Thread)
{
	return ((struct wdm_thread *)Thread)->process_id;
}
WDM_EXPORT(PsGetThreadProcessId);

/**
 * PsIsSystemThread - does a thread run in kernel mode only?
 * @Thread: the thread
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE for the threads of the system process, which all kernel threads are, and for
 * those that PsCreateSystemThread() made in other processes.
 */
BOOLEAN NTAPI PsIsSystemThread(PETHREAD Thread)
{
	return ((struct wdm_thread *)Thread)->system ||
	       PsGetThreadProcessId(Thread) == PsGetProcessId((PEPROCESS)wdm_system_process);
}
WDM_EXPORT(PsIsSystemThread);

/**
 * PsGetProcessImageFileName - the name of a process' program
 * @Process: the process
 *
 * No page of the reference describes it; this is what is generally known. The name has
 * no folder, at most 15 characters, and goes with the process object. Here it is what
 * its first thread is called: the program's file, if that hasn't renamed itself.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the name; "System" for the system process.
 */
PUCHAR NTAPI PsGetProcessImageFileName(PEPROCESS Process)
{
	struct wdm_process *p = (struct wdm_process *)Process;
	struct task_struct *task;

	if (p == wdm_system_process)
		return (PUCHAR)"System";
	rcu_read_lock();
	task = pid_task(p->tgid, PIDTYPE_TGID);
	if (task)
		strscpy(p->image_name, task->comm, sizeof(p->image_name));
	rcu_read_unlock();
	return (PUCHAR)p->image_name;
}
WDM_EXPORT(PsGetProcessImageFileName);
