// SPDX-License-Identifier: GPL-2.0
/* KUnit: ExInitializeWorkItem, ExQueueWorkItem. */
#include "ke_waiter.h"

#include <linux/slab.h>

#include "ex.h"

struct job {
	WORK_QUEUE_ITEM item;
	KEVENT done;
	KEVENT go;
	WORK_QUEUE_TYPE type;
	int calls, wanted;
	KIRQL irql;
	bool queued_inside;
};

static struct job *make_job(struct kunit *test, PWORKER_THREAD_ROUTINE routine)
{
	struct job *j = kunit_kzalloc(test, sizeof(*j), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, j);
	KeInitializeEvent(&j->done, SynchronizationEvent, FALSE);
	KeInitializeEvent(&j->go, NotificationEvent, FALSE);
	j->type = DelayedWorkQueue;
	ExInitializeWorkItem(&j->item, routine, j);
	return j;
}

static VOID run_once(PVOID context)
{
	struct job *j = context;

	j->irql = KeGetCurrentIrql();
	j->queued_inside = j->item.List.Flink;
	j->calls++;
	KeSetEvent(&j->done, 0, FALSE);
}

static void every_queue_runs_it_at_passive_level(struct kunit *test)
{
	static const int types[] = { CriticalWorkQueue, DelayedWorkQueue, HyperCriticalWorkQueue,
		NormalWorkQueue, BackgroundWorkQueue, RealTimeWorkQueue, SuperCriticalWorkQueue,
		CustomPriorityWorkQueue + 1, CustomPriorityWorkQueue + 31 };
	struct job *j = make_job(test, run_once);
	KIRQL old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		j->irql = HIGH_LEVEL;
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		ExQueueWorkItem(&j->item, types[i]);
		KeLowerIrql(old);
		KUNIT_EXPECT_EQ(test, ke_wait_ms(&j->done, PATIENCE_MS), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, j->irql, PASSIVE_LEVEL);
		KUNIT_EXPECT_FALSE(test, j->queued_inside);
	}
	KUNIT_EXPECT_EQ(test, j->calls, (int)ARRAY_SIZE(types));
}

static VOID run_again(PVOID context)
{
	struct job *j = context;

	if (++j->calls < j->wanted)
		ExQueueWorkItem(&j->item, j->type);
	else
		KeSetEvent(&j->done, 0, FALSE);
}

static void it_may_queue_itself(struct kunit *test)
{
	struct job *j = make_job(test, run_again);

	j->wanted = 1000;
	ExQueueWorkItem(&j->item, CriticalWorkQueue);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&j->done, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, j->calls, 1000);
}

struct freed_job {
	WORK_QUEUE_ITEM item;
	PKEVENT done;
};

static VOID free_itself(PVOID context)
{
	struct freed_job *f = context;
	PKEVENT done = f->done;

	ExFreePool(f);
	KeSetEvent(done, 0, FALSE);
}

static void it_may_be_freed_by_its_routine(struct kunit *test)
{
	struct freed_job *f = ExAllocatePoolWithTag(NonPagedPool, sizeof(*f), 0x6b726f57);
	KEVENT done;

	KUNIT_ASSERT_NOT_NULL(test, f);
	KeInitializeEvent(&done, SynchronizationEvent, FALSE);
	f->done = &done;
	ExInitializeWorkItem(&f->item, free_itself, f);
	ExQueueWorkItem(&f->item, DelayedWorkQueue);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&done, PATIENCE_MS), STATUS_SUCCESS);
	/* The event is on this stack: nobody may be in KeSetEvent() any more. */
	wdm_ex_driver_gone(NULL, 0);
}

static VOID wait_for_go(PVOID context)
{
	struct job *j = context;

	ke_wait_for_ever(&j->go);
	run_once(j);
}

#define NR_BLOCKED	24

static void blocked_items_do_not_block_others(struct kunit *test)
{
	struct job *blocked[NR_BLOCKED], *last = make_job(test, run_once);
	int i;

	for (i = 0; i < NR_BLOCKED; i++) {
		blocked[i] = make_job(test, wait_for_go);
		ExQueueWorkItem(&blocked[i]->item, DelayedWorkQueue);
	}
	ExQueueWorkItem(&last->item, DelayedWorkQueue);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&last->done, PATIENCE_MS), STATUS_SUCCESS);
	for (i = 0; i < NR_BLOCKED; i++)
		KeSetEvent(&blocked[i]->go, 0, FALSE);
	for (i = 0; i < NR_BLOCKED; i++)
		KUNIT_EXPECT_EQ(test, ke_wait_ms(&blocked[i]->done, PATIENCE_MS), STATUS_SUCCESS);
	wdm_ex_driver_gone(NULL, 0);
}

static void queuing_twice_is_reported(struct kunit *test)
{
	struct job *j = make_job(test, run_once);
	struct ke_reports r;

	/* As good as queued, and nobody dequeues it. */
	InitializeListHead(&j->item.List);
	ke_expect_reports(&r, 0x96);
	ExQueueWorkItem(&j->item, DelayedWorkQueue);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, j->calls, 0);
}

static VOID return_raised(PVOID context)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	run_once(context);
}

static void a_raised_irql_at_return_is_reported(struct kunit *test)
{
	struct job *j = make_job(test, return_raised);
	struct ke_reports r;

	ke_expect_reports(&r, 0xe1);
	ExQueueWorkItem(&j->item, DelayedWorkQueue);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&j->done, PATIENCE_MS), STATUS_SUCCESS);
	wdm_ex_driver_gone(NULL, 0);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, r.parameter[1], DISPATCH_LEVEL);
}

static struct kunit_case worker_cases[] = {
	KUNIT_CASE(every_queue_runs_it_at_passive_level),
	KUNIT_CASE(it_may_queue_itself),
	KUNIT_CASE(it_may_be_freed_by_its_routine),
	KUNIT_CASE(blocked_items_do_not_block_others),
	KUNIT_CASE(queuing_twice_is_reported),
	KUNIT_CASE(a_raised_irql_at_return_is_reported),
	{}
};

static struct kunit_suite worker_suite = {
	.name = "wdmcore_ex_worker",
	.test_cases = worker_cases,
};
kunit_test_suite(worker_suite);
