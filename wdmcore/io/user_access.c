// SPDX-License-Identifier: GPL-2.0
/*
 * Io: drivers that touch a program's memory.
 *
 * METHOD_NEITHER, and pointers inside of buffers: a Windows driver probes such an
 * address and then uses it like any other. On Linux, SMAP makes that a fault unless
 * the AC flag is set, which the kernel does around each of its own copies. So AC is
 * set for the rest of a request once its buffers are a program's addresses, or one
 * was probed (ProbeForRead, ProbeForWrite).
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
#include <asm/processor-flags.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "ps.h"

/*
 * By popf: stac stands for short sections to the compiler's checker, and it would
 * find every call of a driver in one.
 */
static noinline void set_ac(void)
{
	asm volatile("pushfq; orq %0, (%%rsp); popfq" : : "i" (X86_EFLAGS_AC) : "memory", "cc");
}

static noinline void clear_ac(void)
{
	asm volatile("pushfq; andq %0, (%%rsp); popfq" : : "i" (~X86_EFLAGS_AC) : "memory", "cc");
}

#ifdef CONFIG_PREEMPT_NOTIFIERS
static void sched_in(struct preempt_notifier *notifier, int cpu)
{
	set_ac();
}

static void sched_out(struct preempt_notifier *notifier, struct task_struct *next)
{
	clear_ac();
}

static struct preempt_ops preempt_ops = {
	.sched_in = sched_in,
	.sched_out = sched_out,
};

static void follow_switches(struct wdm_user_access *access)
{
	preempt_notifier_init(&access->notifier, &preempt_ops);
	preempt_notifier_register(&access->notifier);
}

static void ignore_switches(struct wdm_user_access *access)
{
	preempt_notifier_unregister(&access->notifier);
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
static void follow_switches(struct wdm_user_access *access) { }
static void ignore_switches(struct wdm_user_access *access) { }
void wdm_user_access_init(void) { }
void wdm_user_access_exit(void) { }
#endif

/* From now on, until wdm_user_access_end(), the thread may touch user's memory. */
void wdm_user_access_enable(void)
{
	struct wdm_thread *thread;

	if (!boot_cpu_has(X86_FEATURE_SMAP) || in_interrupt())
		return;
	thread = wdm_thread_current_or_null();
	if (!thread || !thread->user_access)
		return;
	if (!thread->user_access->enabled) {
		thread->user_access->enabled = true;
		follow_switches(thread->user_access);
	}
	/* Any copy of the kernel's own in between has cleared it. */
	set_ac();
}
WDM_EXPORT(wdm_user_access_enable);

void wdm_user_access_begin(struct wdm_thread *thread, struct wdm_user_access *access)
{
	access->enabled = false;
	access->outer = thread->user_access;
	thread->user_access = access;
}

void wdm_user_access_end(struct wdm_thread *thread, struct wdm_user_access *access)
{
	thread->user_access = access->outer;
	if (!access->enabled)
		return;
	ignore_switches(access);
	/* A request within a request: the outer one has its own setting. */
	if (!access->outer || !access->outer->enabled)
		clear_ac();
}
