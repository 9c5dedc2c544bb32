// SPDX-License-Identifier: GPL-2.0
/*
 * Io: drivers that touch a program's memory.
 *
 * METHOD_NEITHER, and pointers inside of buffers: a Windows driver uses such an
 * address like any other. On Linux, SMAP makes that a fault unless the AC flag is set,
 * and then no exception table is asked: it is an oops. So AC is set while a driver
 * works on a program's request, and in each __try block. It is also what turns a null
 * pointer into an exception of the driver (ex/fault.c): for that it is set around what
 * drivers do in threads of the system as well, and in interrupts and DPCs (fault.h).
 *
 * The kernel clears it after each copy of its own to or from a program: wdmcore's DDIs
 * that make one set it again.
 *
 * The flag belongs to the CPU. It goes off when the thread is switched away, so
 * that nobody else runs with it, and on again when the thread comes back. An
 * interrupt clears it on entry and restores it on return.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include <asm/cpufeature.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "ps.h"

#ifdef CONFIG_PREEMPT_NOTIFIERS
static void sched_in(struct preempt_notifier *notifier, int cpu)
{
	wdm_set_ac();
}

static void sched_out(struct preempt_notifier *notifier, struct task_struct *next)
{
	wdm_clear_ac();
}

static struct preempt_ops preempt_ops = {
	.sched_in = sched_in,
	.sched_out = sched_out,
};

static void follow_switches(struct wdm_thread *thread)
{
	preempt_notifier_init(&thread->user_access_notifier, &preempt_ops);
	preempt_notifier_register(&thread->user_access_notifier);
}

static void ignore_switches(struct wdm_thread *thread)
{
	preempt_notifier_unregister(&thread->user_access_notifier);
}

void wdm_user_access_init(void)
{
	if (boot_cpu_has(X86_FEATURE_SMAP))
		preempt_notifier_inc();
}

void wdm_user_access_exit(void)
{
	if (boot_cpu_has(X86_FEATURE_SMAP))
		preempt_notifier_dec();
}
#else
/* Such a kernel has no KVM: a driver has to be done with the memory before it waits. */
static void follow_switches(struct wdm_thread *thread) { }
static void ignore_switches(struct wdm_thread *thread) { }
void wdm_user_access_init(void) { }
void wdm_user_access_exit(void) { }
#endif

/* From now on, until wdm_user_access_put(), the thread may touch a program's memory. */
void wdm_user_access_get(struct wdm_thread *thread)
{
	if (!boot_cpu_has(X86_FEATURE_SMAP))
		return;
	if (!thread->user_access++)
		follow_switches(thread);
	wdm_set_ac();
}

void wdm_user_access_put(struct wdm_thread *thread)
{
	if (!boot_cpu_has(X86_FEATURE_SMAP))
		return;
	if (--thread->user_access) {
		wdm_set_ac();
		return;
	}
	ignore_switches(thread);
	wdm_clear_ac();
}

struct wdm_thread *wdm_user_access_begin(void)
{
	struct wdm_thread *thread = wdm_thread_current();

	wdm_user_access_get(thread);
	return thread;
}

/* The current thread ends, perhaps in the midst of a __try block. */
void wdm_user_access_drop(struct wdm_thread *thread)
{
	if (!thread->user_access)
		return;
	thread->user_access = 1;
	wdm_user_access_put(thread);
}

/* After a copy of the kernel's own, which has cleared AC. */
void wdm_user_access_renew(void)
{
	struct wdm_thread *thread;

	if (!boot_cpu_has(X86_FEATURE_SMAP) || in_interrupt())
		return;
	thread = wdm_thread_current_or_null();
	if (thread && thread->user_access)
		wdm_set_ac();
}
WDM_EXPORT(wdm_user_access_renew);
