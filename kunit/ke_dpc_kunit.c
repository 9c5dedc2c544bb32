// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_dpc: KeInitializeDpc, KeInitializeThreadedDpc, KeInsertQueueDpc,
 * KeRemoveQueueDpc, KeFlushQueuedDpcs, KeSetImportanceDpc,
 * KeSetTargetProcessorDpc[Ex].
 */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/preempt.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "rounds.h"

#define ARG(n) ((PVOID)(uintptr_t)(n))

struct order {
	unsigned int count;
	void *ran[8];
};

struct record {
	KDPC dpc;
	struct order *order;
	atomic_t runs;
	PVOID arg1;
	PVOID arg2;
	KIRQL irql;
	int cpu;
	unsigned int again;
	BOOLEAN requeued;
};

static VOID NTAPI routine(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct record *r = context;

	r->arg1 = arg1;
	r->arg2 = arg2;
	r->irql = KeGetCurrentIrql();
	r->cpu = raw_smp_processor_id();
	if (r->order && r->order->count < ARRAY_SIZE(r->order->ran))
		r->order->ran[r->order->count++] = r;
	if (r->again) {
		r->again--;
		r->requeued = KeInsertQueueDpc(dpc, arg1, arg2);
	}
	atomic_inc(&r->runs);
}

static struct record *new_record(struct kunit *test)
{
	struct record *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->irql = 0xff;
	KeInitializeDpc(&r->dpc, routine, r);
	return r;
}

static void has_run_when_insert_returns(struct kunit *test)
{
	struct record *r = new_record(test);
	unsigned int i;

	for (i = 1; i <= 1000; i++) {
		KUNIT_ASSERT_TRUE(test, KeInsertQueueDpc(&r->dpc, ARG(i), ARG(i + 1)));
		KUNIT_ASSERT_EQ(test, atomic_read(&r->runs), i);
	}
	KUNIT_EXPECT_PTR_EQ(test, r->arg1, ARG(1000));
	KUNIT_EXPECT_PTR_EQ(test, r->arg2, ARG(1001));
	KUNIT_EXPECT_EQ(test, r->irql, DISPATCH_LEVEL);
}

static void runs_when_irql_drops(struct kunit *test)
{
	struct record *r = new_record(test);
	BOOLEAN first, second;
	int before;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	first = KeInsertQueueDpc(&r->dpc, ARG(1), ARG(2));
	second = KeInsertQueueDpc(&r->dpc, ARG(3), ARG(4));
	before = atomic_read(&r->runs);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 1);
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_FALSE(test, second);
	KUNIT_EXPECT_EQ(test, before, 0);
	KUNIT_EXPECT_PTR_EQ(test, r->arg1, ARG(1));
	KUNIT_EXPECT_PTR_EQ(test, r->arg2, ARG(2));
}

static void runs_when_spin_lock_is_released(struct kunit *test)
{
	struct record *r = new_record(test);
	KSPIN_LOCK lock;
	int before;
	KIRQL old;

	KeInitializeSpinLock(&lock);
	KeAcquireSpinLock(&lock, &old);
	KeInsertQueueDpc(&r->dpc, NULL, NULL);
	before = atomic_read(&r->runs);
	KeReleaseSpinLock(&lock, old);
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 1);
	KUNIT_EXPECT_EQ(test, before, 0);
}

static void runs_when_lowered_from_dirql(struct kunit *test)
{
	struct record *r = new_record(test);
	int at_dirql, at_dispatch;
	KIRQL old;

	KeRaiseIrql(8, &old);
	KeInsertQueueDpc(&r->dpc, NULL, NULL);
	at_dirql = atomic_read(&r->runs);
	KeLowerIrql(DISPATCH_LEVEL);
	at_dispatch = atomic_read(&r->runs);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 1);
	KUNIT_EXPECT_EQ(test, at_dirql, 0);
	KUNIT_EXPECT_EQ(test, at_dispatch, 0);
}

static void can_queue_itself(struct kunit *test)
{
	struct record *r = new_record(test);

	r->again = 5;
	KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&r->dpc, NULL, NULL));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_TRUE(test, r->requeued);
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 6);
}

static void importance_orders_the_queue(struct kunit *test)
{
	static const KDPC_IMPORTANCE importance[] = {
		MediumImportance, LowImportance, HighImportance, MediumHighImportance,
		HighImportance,
	};
	static const unsigned int expected[] = { 4, 2, 0, 1, 3 };
	struct record *r[ARRAY_SIZE(importance)];
	struct order order = { 0 };
	unsigned int i;
	KIRQL old;

	for (i = 0; i < ARRAY_SIZE(r); i++) {
		r[i] = new_record(test);
		r[i]->order = &order;
		KeSetImportanceDpc(&r[i]->dpc, importance[i]);
	}
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (i = 0; i < ARRAY_SIZE(r); i++)
		KeInsertQueueDpc(&r[i]->dpc, NULL, NULL);
	KeLowerIrql(old);
	KUNIT_ASSERT_EQ(test, order.count, ARRAY_SIZE(r));
	for (i = 0; i < ARRAY_SIZE(r); i++)
		KUNIT_EXPECT_PTR_EQ(test, order.ran[i], (void *)r[expected[i]]);
}

static void remove_takes_first_middle_and_last(struct kunit *test)
{
	unsigned int removed;

	for (removed = 0; removed < 3; removed++) {
		struct record *r[3] = { new_record(test), new_record(test), new_record(test) };
		struct record *late = new_record(test);
		BOOLEAN was, again;
		unsigned int i;
		KIRQL old;

		KUNIT_EXPECT_FALSE(test, KeRemoveQueueDpc(&r[0]->dpc));
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		for (i = 0; i < 3; i++)
			KeInsertQueueDpc(&r[i]->dpc, NULL, NULL);
		was = KeRemoveQueueDpc(&r[removed]->dpc);
		again = KeRemoveQueueDpc(&r[removed]->dpc);
		KeInsertQueueDpc(&late->dpc, NULL, NULL);
		KeLowerIrql(old);
		KUNIT_EXPECT_TRUE(test, was);
		KUNIT_EXPECT_FALSE(test, again);
		for (i = 0; i < 3; i++)
			KUNIT_EXPECT_EQ(test, atomic_read(&r[i]->runs), i != removed);
		KUNIT_EXPECT_EQ(test, atomic_read(&late->runs), 1);
	}
}

static void runs_on_its_target(struct kunit *test)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct record *r = new_record(test);
		PROCESSOR_NUMBER number = { .Number = cpu };
		int i;

		if (cpu % 2)
			KeSetTargetProcessorDpc(&r->dpc, cpu);
		else
			KUNIT_EXPECT_EQ(test, KeSetTargetProcessorDpcEx(&r->dpc, &number),
					STATUS_SUCCESS);
		for (i = 1; i <= 200; i++) {
			KUNIT_ASSERT_TRUE(test, KeInsertQueueDpc(&r->dpc, NULL, NULL));
			KeFlushQueuedDpcs();
			KUNIT_ASSERT_EQ(test, atomic_read(&r->runs), i);
			KUNIT_ASSERT_EQ(test, r->cpu, cpu);
			KUNIT_ASSERT_EQ(test, r->irql, DISPATCH_LEVEL);
		}
	}
}

static void target_must_exist(struct kunit *test)
{
	struct record *r = new_record(test);
	PROCESSOR_NUMBER bad[] = {
		{ .Group = 7 }, { .Number = 63 }, { .Number = 64 }, { .Reserved = 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, KeSetTargetProcessorDpcEx(&r->dpc, &bad[i]),
				STATUS_INVALID_PARAMETER);
	/* A processor that is not there must not swallow the DPC either. */
	KeSetTargetProcessorDpc(&r->dpc, 60);
	KeInsertQueueDpc(&r->dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 1);
}

static void threaded_runs_at_passive(struct kunit *test)
{
	struct record *r = new_record(test);

	KeInitializeThreadedDpc(&r->dpc, routine, r);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&r->dpc, ARG(1), ARG(2)));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&r->runs), 1);
	KUNIT_EXPECT_EQ(test, r->irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, r->arg2, ARG(2));
}

static VOID NTAPI slow_routine(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	mdelay(20);
	WRITE_ONCE(*(bool *)context, true);
}

static void flush_waits_for_a_running_routine(struct kunit *test)
{
	int cpu;

	for_each_online_cpu(cpu) {
		bool done = false;
		KDPC dpc;

		KeInitializeDpc(&dpc, slow_routine, &done);
		KeSetTargetProcessorDpc(&dpc, cpu);
		KeInsertQueueDpc(&dpc, NULL, NULL);
		udelay(2000);
		KeFlushQueuedDpcs();
		KUNIT_EXPECT_TRUE(test, READ_ONCE(done));
	}
}

struct from_interrupt {
	struct hrtimer hrtimer;
	struct record *record;
	atomic_t inserted;
	unsigned int left;
};

static enum hrtimer_restart insert_from_interrupt(struct hrtimer *hrtimer)
{
	struct from_interrupt *f = container_of(hrtimer, struct from_interrupt, hrtimer);

	if (KeInsertQueueDpc(&f->record->dpc, NULL, NULL))
		atomic_inc(&f->inserted);
	if (!--f->left)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(hrtimer, ns_to_ktime(50 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

/* Two sources at once: each successful insertion is one run, none is lost. */
static void every_insertion_runs_once(struct kunit *test)
{
	struct from_interrupt *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;

	f->record = new_record(test);
	f->left = 2000;
	wdm_hrtimer_setup(&f->hrtimer, insert_from_interrupt, CLOCK_MONOTONIC,
			  HRTIMER_MODE_REL_HARD);
	hrtimer_start(&f->hrtimer, ns_to_ktime(50 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	for (i = 0; i < wdm_rounds(20000); i++) {
		if (KeInsertQueueDpc(&f->record->dpc, NULL, NULL))
			atomic_inc(&f->inserted);
		if (i % 7 == 0 && KeRemoveQueueDpc(&f->record->dpc))
			atomic_dec(&f->inserted);
		if (i % 1000 == 0)
			usleep_range(500, 1000);
	}
	while (READ_ONCE(f->left))
		usleep_range(500, 1000);
	hrtimer_cancel(&f->hrtimer);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&f->record->runs), atomic_read(&f->inserted));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(has_run_when_insert_returns),
	KUNIT_CASE(runs_when_irql_drops),
	KUNIT_CASE(runs_when_spin_lock_is_released),
	KUNIT_CASE(runs_when_lowered_from_dirql),
	KUNIT_CASE(can_queue_itself),
	KUNIT_CASE(importance_orders_the_queue),
	KUNIT_CASE(remove_takes_first_middle_and_last),
	KUNIT_CASE(runs_on_its_target),
	KUNIT_CASE(target_must_exist),
	KUNIT_CASE(threaded_runs_at_passive),
	KUNIT_CASE(flush_waits_for_a_running_routine),
	KUNIT_CASE(every_insertion_runs_once),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_dpc",
	.test_cases = cases,
};
kunit_test_suite(suite);
