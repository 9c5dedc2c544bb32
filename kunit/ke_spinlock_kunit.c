// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_spinlock: KeInitializeSpinLock, KeAcquireSpinLock[RaiseToDpc,
 * AtDpcLevel,ForDpc], KeReleaseSpinLock[...], KeTryToAcquireSpinLockAtDpcLevel,
 * KeTestSpinLock, in-stack queued spin locks.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched/task.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "ke_waiter.h"
#include "rounds.h"

#define ROUNDS wdm_rounds(50000)

static void irql_goes_up_and_back(struct kunit *test)
{
	KIRQL old, inner, held, between;
	KSPIN_LOCK a, b;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	KeAcquireSpinLock(&a, &old);
	held = KeGetCurrentIrql();
	KeAcquireSpinLock(&b, &inner);
	/* Not in the reverse order: the level goes with NewIrql, not with the lock. */
	KeReleaseSpinLock(&a, inner);
	between = KeGetCurrentIrql();
	KeReleaseSpinLock(&b, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, held, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, inner, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, between, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void raise_acquire_and_release_mix(struct kunit *test)
{
	KSPIN_LOCK lock = 0;		/* zeroed is as good as initialised */
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLock(&lock, old);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLockFromDpcLevel(&lock);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_EQ(test, (u32)lock, 0);
}

/* A tasklet, as Linux's drivers have them: BH is enabled again as by local_bh_enable(). */
static void count_tasklet(struct tasklet_struct *tasklet)
{
}

static void softirqs_wait_for_the_release(struct kunit *test)
{
	DECLARE_TASKLET(tasklet, count_tasklet);
	bool held, released;
	KSPIN_LOCK lock;
	KIRQL old;

	KeInitializeSpinLock(&lock);
	KeAcquireSpinLock(&lock, &old);
	tasklet_schedule(&tasklet);
	held = test_bit(TASKLET_STATE_SCHED, &tasklet.state);
	KeReleaseSpinLock(&lock, old);
	released = !test_bit(TASKLET_STATE_SCHED, &tasklet.state);
	tasklet_kill(&tasklet);
	KUNIT_EXPECT_TRUE(test, held);
	KUNIT_EXPECT_TRUE(test, released);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void above_dispatch_level_is_reported(struct kunit *test)
{
	KIRQL old, inner, after;
	struct ke_reports r;
	KSPIN_LOCK lock;

	KeInitializeSpinLock(&lock);
	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(12, &old);
	KeAcquireSpinLock(&lock, &inner);
	KeReleaseSpinLock(&lock, inner);
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, inner, 12);
	KUNIT_EXPECT_EQ(test, after, 12);

	/* Interrupts are off, whoever did that. */
	ke_expect_reports(&r, 0x0a);
	local_irq_disable();
	KeAcquireSpinLock(&lock, &inner);
	KeReleaseSpinLock(&lock, inner);
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_GT(test, inner, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
}

static void try_fails_while_held(struct kunit *test)
{
	BOOLEAN first, second, free, held;
	KSPIN_LOCK lock;
	KIRQL old;

	KeInitializeSpinLock(&lock);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	free = KeTestSpinLock(&lock);
	first = KeTryToAcquireSpinLockAtDpcLevel(&lock);
	held = !KeTestSpinLock(&lock);
	second = KeTryToAcquireSpinLockAtDpcLevel(&lock);
	if (first)
		KeReleaseSpinLockFromDpcLevel(&lock);
	KeLowerIrql(old);
	KUNIT_EXPECT_TRUE(test, free);
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_TRUE(test, held);
	KUNIT_EXPECT_FALSE(test, second);
	KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&lock));
}

static void queued_lock_remembers_the_level(struct kunit *test)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a, b;
	KIRQL held, after;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	KeAcquireInStackQueuedSpinLock(&a, &outer);
	held = KeGetCurrentIrql();
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	after = KeGetCurrentIrql();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&b, &inner);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	KUNIT_EXPECT_EQ(test, held, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, after, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void the_routines_behind_the_macros_do_the_same(struct kunit *test)
{
	KIRQL old, held;
	KSPIN_LOCK lock;

	KeInitializeSpinLock(&lock);
	old = KfAcquireSpinLock(&lock);
	held = KeGetCurrentIrql();
	KfReleaseSpinLock(&lock, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, held, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, KeTestSpinLock(&lock));
}

struct in_dpc {
	KSPIN_LOCK lock;
	KIRQL before, old, held, after, queued_held, queued_after;
	bool free;
};

static VOID NTAPI lock_for_dpc(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	KLOCK_QUEUE_HANDLE handle;
	struct in_dpc *d = context;

	d->before = KeGetCurrentIrql();
	d->old = KeAcquireSpinLockForDpc(&d->lock);
	d->held = KeGetCurrentIrql();
	KeReleaseSpinLockForDpc(&d->lock, d->old);
	d->after = KeGetCurrentIrql();
	KeAcquireInStackQueuedSpinLockForDpc(&d->lock, &handle);
	d->queued_held = KeGetCurrentIrql();
	KeReleaseInStackQueuedSpinLockForDpc(&handle);
	d->queued_after = KeGetCurrentIrql();
	d->free = KeTestSpinLock(&d->lock);
}

/* A threaded DPC runs at PASSIVE_LEVEL, an ordinary one at DISPATCH_LEVEL already. */
static void locks_for_either_kind_of_dpc(struct kunit *test)
{
	struct in_dpc *d = kunit_kzalloc(test, sizeof(*d), GFP_KERNEL);
	KIRQL irql;
	KDPC dpc;

	KUNIT_ASSERT_NOT_NULL(test, d);
	for (irql = PASSIVE_LEVEL; irql <= DISPATCH_LEVEL; irql += DISPATCH_LEVEL) {
		memset(d, 0xcc, sizeof(*d));
		KeInitializeSpinLock(&d->lock);
		if (irql == PASSIVE_LEVEL)
			KeInitializeThreadedDpc(&dpc, lock_for_dpc, d);
		else
			KeInitializeDpc(&dpc, lock_for_dpc, d);
		KUNIT_EXPECT_TRUE(test, KeInsertQueueDpc(&dpc, NULL, NULL));
		KeFlushQueuedDpcs();
		KUNIT_EXPECT_EQ(test, d->before, irql);
		KUNIT_EXPECT_EQ(test, d->old, irql);
		KUNIT_EXPECT_EQ(test, d->held, DISPATCH_LEVEL);
		KUNIT_EXPECT_EQ(test, d->after, irql);
		KUNIT_EXPECT_EQ(test, d->queued_held, DISPATCH_LEVEL);
		KUNIT_EXPECT_EQ(test, d->queued_after, irql);
		KUNIT_EXPECT_TRUE(test, d->free);
	}
}

struct shared {
	KSPIN_LOCK lock;
	unsigned long counter;	/* plain: only the lock makes it right */
	struct completion done;
	KDPC dpc;
	struct hrtimer hrtimer;
	unsigned int dpcs;
	bool stop;
};

static VOID NTAPI count_in_dpc(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct shared *s = context;

	KeAcquireSpinLockAtDpcLevel(&s->lock);
	s->counter++;
	s->dpcs++;
	KeReleaseSpinLockFromDpcLevel(&s->lock);
}

static enum hrtimer_restart queue_dpc(struct hrtimer *hrtimer)
{
	struct shared *s = container_of(hrtimer, struct shared, hrtimer);

	KeInsertQueueDpc(&s->dpc, NULL, NULL);
	if (READ_ONCE(s->stop))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(hrtimer, ns_to_ktime(50 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

static int count_in_thread(void *context)
{
	struct shared *s = context;
	unsigned int i;
	KIRQL old;

	for (i = 0; i < ROUNDS; i++) {
		KeAcquireSpinLock(&s->lock, &old);
		s->counter++;
		KeReleaseSpinLock(&s->lock, old);
	}
	complete(&s->done);
	return 0;
}

/* Two threads and a DPC from an interrupt: no increment is lost, no deadlock. */
static void excludes_threads_and_dpcs(struct kunit *test)
{
	struct shared *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	unsigned int i;

	KeInitializeSpinLock(&s->lock);
	KeInitializeDpc(&s->dpc, count_in_dpc, s);
	init_completion(&s->done);
	wdm_hrtimer_setup(&s->hrtimer, queue_dpc, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	hrtimer_start(&s->hrtimer, ns_to_ktime(50 * NSEC_PER_USEC), HRTIMER_MODE_REL_HARD);
	for (i = 0; i < 2; i++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(count_in_thread, s, "spin%u", i)));
	for (i = 0; i < 2; i++)
		wait_for_completion(&s->done);
	WRITE_ONCE(s->stop, true);
	hrtimer_cancel(&s->hrtimer);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, s->counter, 2 * ROUNDS + s->dpcs);
	KUNIT_EXPECT_GT(test, s->dpcs, 0);
}

static void init_at_one_site(KSPIN_LOCK *lock)
{
	KeInitializeSpinLock(lock);
}

/* A driver may nest locks of one kind, if it orders them; lockdep must not mind. */
static void locks_of_one_site_may_nest(struct kunit *test)
{
	KSPIN_LOCK locks[2];
	KIRQL old;

	init_at_one_site(&locks[0]);
	init_at_one_site(&locks[1]);
	KeAcquireSpinLock(&locks[0], &old);
	KeAcquireSpinLockAtDpcLevel(&locks[1]);
	KeReleaseSpinLockFromDpcLevel(&locks[1]);
	KeReleaseSpinLock(&locks[0], old);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(irql_goes_up_and_back),
	KUNIT_CASE(raise_acquire_and_release_mix),
	KUNIT_CASE(softirqs_wait_for_the_release),
	KUNIT_CASE(above_dispatch_level_is_reported),
	KUNIT_CASE(try_fails_while_held),
	KUNIT_CASE(queued_lock_remembers_the_level),
	KUNIT_CASE(the_routines_behind_the_macros_do_the_same),
	KUNIT_CASE(locks_for_either_kind_of_dpc),
	KUNIT_CASE(excludes_threads_and_dpcs),
	KUNIT_CASE(locks_of_one_site_may_nest),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_spinlock",
	.test_cases = cases,
};
kunit_test_suite(suite);
