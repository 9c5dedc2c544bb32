// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_irql: KeGetCurrentIrql in every context, KeRaiseIrql, KeLowerIrql,
 * KeRaiseIrqlToDpcLevel.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>

#include <wdm.h>
#include "compat.h"
#include "dbg.h"
#include "ke.h"

static bool count_report(const struct wdm_bug_report *report, void *context)
{
	unsigned int *count = context;

	if (report->code == 0x09)
		++*count;
	return report->code == 0x09;
}

struct probe {
	struct hrtimer hrtimer;
	struct tasklet_struct tasklet;
	struct completion done;
	KIRQL seen;
	KIRQL with_dirql;
	KIRQL after;
};

static enum hrtimer_restart in_hard_interrupt(struct hrtimer *hrtimer)
{
	struct probe *probe = container_of(hrtimer, struct probe, hrtimer);
	KIRQL previous;

	probe->seen = KeGetCurrentIrql();
	previous = wdm_dirql_enter(5);
	probe->with_dirql = KeGetCurrentIrql();
	wdm_dirql_leave(previous);
	probe->after = KeGetCurrentIrql();
	complete(&probe->done);
	return HRTIMER_NORESTART;
}

static void in_softirq_context(struct tasklet_struct *tasklet)
{
	struct probe *probe = container_of(tasklet, struct probe, tasklet);

	probe->seen = KeGetCurrentIrql();
	complete(&probe->done);
}

static void process_context_is_passive(struct kunit *test)
{
	unsigned long flags;
	KIRQL off;

	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	local_bh_enable();
	local_irq_save(flags);
	off = KeGetCurrentIrql();
	local_irq_restore(flags);
	KUNIT_EXPECT_GT(test, off, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void hard_interrupt_is_at_dirql(struct kunit *test)
{
	struct probe *probe = kunit_kzalloc(test, sizeof(*probe), GFP_KERNEL);

	init_completion(&probe->done);
	wdm_hrtimer_setup(&probe->hrtimer, in_hard_interrupt, CLOCK_MONOTONIC,
			  HRTIMER_MODE_REL_HARD);
	hrtimer_start(&probe->hrtimer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	wait_for_completion(&probe->done);
	hrtimer_cancel(&probe->hrtimer);
	KUNIT_EXPECT_GT(test, probe->seen, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, probe->with_dirql, 5);
	KUNIT_EXPECT_EQ(test, probe->after, probe->seen);
}

static void softirq_is_at_dispatch(struct kunit *test)
{
	struct probe *probe = kunit_kzalloc(test, sizeof(*probe), GFP_KERNEL);

	init_completion(&probe->done);
	tasklet_setup(&probe->tasklet, in_softirq_context);
	tasklet_schedule(&probe->tasklet);
	wait_for_completion(&probe->done);
	tasklet_kill(&probe->tasklet);
	KUNIT_EXPECT_EQ(test, probe->seen, DISPATCH_LEVEL);
}

/* Every pair of levels, up and back, nested from every level in between. */
static void raise_and_lower_every_pair(struct kunit *test)
{
	unsigned int low, high;

	for (low = PASSIVE_LEVEL; low <= HIGH_LEVEL; low++) {
		for (high = low; high <= HIGH_LEVEL; high++) {
			KIRQL old1, old2, at_low, at_high, back, end;

			KeRaiseIrql(low, &old1);
			at_low = KeGetCurrentIrql();
			KeRaiseIrql(high, &old2);
			at_high = KeGetCurrentIrql();
			KeLowerIrql(old2);
			back = KeGetCurrentIrql();
			KeLowerIrql(old1);
			end = KeGetCurrentIrql();
			KUNIT_EXPECT_EQ(test, old1, PASSIVE_LEVEL);
			KUNIT_EXPECT_EQ(test, at_low, low);
			KUNIT_EXPECT_EQ(test, old2, low);
			KUNIT_EXPECT_EQ(test, at_high, high);
			KUNIT_EXPECT_EQ(test, back, low);
			KUNIT_EXPECT_EQ(test, end, PASSIVE_LEVEL);
			KUNIT_ASSERT_FALSE(test, irqs_disabled());
			KUNIT_ASSERT_EQ(test, preempt_count(), 0);
		}
	}
}

static void the_routines_behind_the_macros_do_the_same(struct kunit *test)
{
	KIRQL old, at_synch, inner, back;

	old = KfRaiseIrql(APC_LEVEL);
	inner = KeRaiseIrqlToSynchLevel();
	at_synch = KeGetCurrentIrql();
	KfLowerIrql(inner);
	back = KeGetCurrentIrql();
	KfLowerIrql(old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, inner, APC_LEVEL);
	KUNIT_EXPECT_GE(test, at_synch, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, back, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

/* From high straight down to a level that was never stopped at on the way up. */
static void lower_by_stages(struct kunit *test)
{
	KIRQL old, at[3];
	bool off;

	KeRaiseIrql(12, &old);
	KeLowerIrql(5);
	at[0] = KeGetCurrentIrql();
	KeLowerIrql(DISPATCH_LEVEL);
	at[1] = KeGetCurrentIrql();
	off = irqs_disabled();
	KeLowerIrql(APC_LEVEL);
	at[2] = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, at[0], 5);
	KUNIT_EXPECT_EQ(test, at[1], DISPATCH_LEVEL);
	KUNIT_EXPECT_FALSE(test, off);
	KUNIT_EXPECT_EQ(test, at[2], APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static int other_thread(void *context)
{
	*(KIRQL *)context = KeGetCurrentIrql();
	return 0;
}

static void apc_level_is_the_threads_own(struct kunit *test)
{
	KIRQL old, spin, other = 0xff;
	struct task_struct *task;
	KSPIN_LOCK lock;

	KeInitializeSpinLock(&lock);
	KeRaiseIrql(APC_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	task = kthread_create(other_thread, &other, "irql");
	get_task_struct(task);
	wake_up_process(task);
	kthread_stop(task);
	put_task_struct(task);
	KeAcquireSpinLock(&lock, &spin);
	KeReleaseSpinLock(&lock, spin);
	KUNIT_EXPECT_EQ(test, spin, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, other == PASSIVE_LEVEL || other == 0xff);
}

static void wrong_direction_is_reported(struct kunit *test)
{
	unsigned int reports = 0;
	KIRQL old, lower, at;

	wdm_set_bug_report_hook(count_report, &reports);
	KeLowerIrql(DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, reports, 1);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	old = KeRaiseIrqlToDpcLevel();
	KeRaiseIrql(APC_LEVEL, &lower);
	at = KeGetCurrentIrql();
	KUNIT_EXPECT_EQ(test, reports, 2);
	KUNIT_EXPECT_EQ(test, at, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, lower, DISPATCH_LEVEL);
	KeLowerIrql(old);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static VOID NTAPI lowering_dpc(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	KIRQL *seen = context;

	KeLowerIrql(PASSIVE_LEVEL);
	seen[0] = KeGetCurrentIrql();
}

static void dpc_cannot_lower_below_dispatch(struct kunit *test)
{
	unsigned int reports = 0;
	KIRQL seen[1] = { 0xff };
	KDPC dpc;

	KeInitializeDpc(&dpc, lowering_dpc, seen);
	wdm_set_bug_report_hook(count_report, &reports);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, seen[0], DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, reports, 1);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(process_context_is_passive),
	KUNIT_CASE(hard_interrupt_is_at_dirql),
	KUNIT_CASE(softirq_is_at_dispatch),
	KUNIT_CASE(raise_and_lower_every_pair),
	KUNIT_CASE(the_routines_behind_the_macros_do_the_same),
	KUNIT_CASE(lower_by_stages),
	KUNIT_CASE(apc_level_is_the_threads_own),
	KUNIT_CASE(wrong_direction_is_reported),
	KUNIT_CASE(dpc_cannot_lower_below_dispatch),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_irql",
	.test_cases = cases,
};
kunit_test_suite(suite);
