// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: init and exit, and the two moments of a task's end.
 *
 * sched_process_exit is when a thread ends for everybody who waits for it. It may
 * still close files after that, in which drivers ask for its block again; so the
 * block is found until sched_process_free, after which the memory of the task, by
 * whose address blocks are found, may become another task's.
 *
 * Probes run with preemption disabled, the second one in softirq context.
 */
#include <linux/binfmts.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <wdm.h>

#include "ke_wait.h"
#include "ob.h"
#include "ps.h"

static void on_exit(void *data, struct task_struct *task)
{
	wdm_notify_task_exit(task);
	wdm_thread_ended(task);
	if (!atomic_read(&task->signal->live))
		wdm_process_ended(task);
}

static void on_free(void *data, struct task_struct *task)
{
	wdm_thread_forget(task);
	if (task->pid == task->tgid)
		wdm_process_forget(task);
}

static void on_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	wdm_notify_fork(parent, child);
}

static void on_exec(void *data, struct task_struct *task, pid_t old_pid,
		    struct linux_binprm *bprm)
{
	wdm_notify_exec(task, bprm->file);
}

static struct {
	const char *name;
	void *probe;
	struct tracepoint *tracepoint;
} hooks[] = {
	{ "sched_process_exit", on_exit },
	{ "sched_process_free", on_free },
	{ "sched_process_fork", on_fork },
	{ "sched_process_exec", on_exec },
};

static void find_tracepoint(struct tracepoint *tracepoint, void *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(tracepoint->name, hooks[i].name))
			hooks[i].tracepoint = tracepoint;
}

static void unregister_hooks(size_t count)
{
	while (count--)
		tracepoint_probe_unregister(hooks[count].tracepoint, hooks[count].probe, NULL);
	tracepoint_synchronize_unregister();
}

static int __init register_hooks(void)
{
	size_t i;
	int ret;

	for_each_kernel_tracepoint(find_tracepoint, NULL);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		ret = -ENOENT;
		if (hooks[i].tracepoint)
			ret = tracepoint_probe_register(hooks[i].tracepoint, hooks[i].probe,
							NULL);
		if (ret) {
			pr_err("wdmcore: no tracepoint %s (%d)\n", hooks[i].name, ret);
			unregister_hooks(i);
			return ret;
		}
	}
	return 0;
}

int __init wdm_ps_init(void)
{
	int ret;

	wdm_wait_init();
	ret = wdm_process_init();
	if (ret)
		return ret;
	ret = wdm_thread_init();
	if (ret)
		goto out_process;
	ret = register_hooks();
	if (ret)
		goto out_thread;
	return 0;

out_thread:
	wdm_thread_exit();
out_process:
	wdm_process_exit();
	return ret;
}

void wdm_ps_exit(void)
{
	unregister_hooks(ARRAY_SIZE(hooks));
	wdm_thread_exit();
	wdm_process_exit();
	/* What the hooks have dropped last, in softirq context. */
	wdm_ob_flush();
	/* Blocks are freed after a grace period, by code of this module. */
	rcu_barrier();
}
