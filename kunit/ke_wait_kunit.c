// SPDX-License-Identifier: GPL-2.0
/* KUnit: KeWaitForSingleObject, KeWaitForMultipleObjects, KeDelayExecutionThread. */
#include "ke_waiter.h"

#include <linux/random.h>

#define MS	10000LL		/* in 100 ns */

static s64 ms_since(ktime_t start)
{
	return ktime_ms_delta(ktime_get(), start);
}

static void relative_timeout_is_kept(struct kunit *test)
{
	ktime_t start = ktime_get();
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&e, 30), STATUS_TIMEOUT);
	KUNIT_EXPECT_GE(test, ms_since(start), 30);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 0);
}

static void absolute_timeout_is_system_time(struct kunit *test)
{
	ktime_t start = ktime_get();
	LARGE_INTEGER t;
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	KeQuerySystemTime(&t);
	t.QuadPart += 30 * MS;
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, FALSE, &t),
			STATUS_TIMEOUT);
	KUNIT_EXPECT_GE(test, ms_since(start), 29);

	t.QuadPart = 1;		/* 1601 is over */
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, FALSE, &t),
			STATUS_TIMEOUT);
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, FALSE, &t),
			STATUS_SUCCESS);
}

static NTSTATUS wait_far_future(void *e)
{
	LARGE_INTEGER t = { .QuadPart = 0x7fffffffffffffffLL };

	return KeWaitForSingleObject(e, Executive, KernelMode, FALSE, &t);
}

static NTSTATUS wait_very_long(void *e)
{
	LARGE_INTEGER t = { .QuadPart = (LONGLONG)0x8000000000000000ULL };

	return KeWaitForSingleObject(e, Executive, KernelMode, FALSE, &t);
}

static void the_largest_timeouts_do_not_overflow(struct kunit *test)
{
	struct ke_waiter w[2];
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	ke_waiter_start(test, &w[0], wait_far_future, &e, 0);
	ke_waiter_start(test, &w[1], wait_very_long, &e, 1);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, 2));
	msleep(20);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 2);
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	KUNIT_EXPECT_EQ(test, w[0].status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, w[1].status, STATUS_SUCCESS);
}

static void a_wait_for_ever_is_idle(struct kunit *test)
{
	struct ke_waiter w;
	unsigned int state;
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	ke_waiter_start(test, &w, ke_wait_for_ever, &e, 1);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, 1));
	msleep(5);
	/* Neither load nor a hung task. */
	state = READ_ONCE(w.task->__state);
	KUNIT_EXPECT_EQ(test, state, (unsigned int)TASK_IDLE);
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
}

static void zero_timeout_is_legal_at_dispatch_level(struct kunit *test)
{
	KEVENT e;
	KIRQL old;

	KeInitializeEvent(&e, SynchronizationEvent, TRUE);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, ke_poll(&e), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(&e), STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
}

static void a_sleeping_wait_at_dispatch_level_is_reported(struct kunit *test)
{
	LARGE_INTEGER t = { .QuadPart = -MS };
	struct ke_reports r;
	NTSTATUS status[3];
	KIRQL old;
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	status[0] = ke_wait_ms(&e, 1000);
	status[1] = ke_wait_for_ever(&e);
	status[2] = KeDelayExecutionThread(KernelMode, FALSE, &t);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 3);
	KUNIT_EXPECT_EQ(test, status[0], STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, status[1], STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, status[2], STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, r.parameter[1], DISPATCH_LEVEL);
}

static void delay_takes_its_time(struct kunit *test)
{
	LARGE_INTEGER t = { .QuadPart = -20 * MS };
	ktime_t start = ktime_get();

	KUNIT_EXPECT_EQ(test, KeDelayExecutionThread(KernelMode, FALSE, &t), STATUS_SUCCESS);
	KUNIT_EXPECT_GE(test, ms_since(start), 20);
	/* Taken first: what passes in between is part of the delay. */
	start = ktime_get();
	KeQuerySystemTime(&t);
	t.QuadPart += 20 * MS;
	KUNIT_EXPECT_EQ(test, KeDelayExecutionThread(KernelMode, FALSE, &t), STATUS_SUCCESS);
	KUNIT_EXPECT_GE(test, ms_since(start), 19);
	t.QuadPart = 0;
	KUNIT_EXPECT_EQ(test, KeDelayExecutionThread(KernelMode, FALSE, &t), STATUS_SUCCESS);
}

/* 64 events, blocks for them, and a wait for them. */
struct many {
	KEVENT event[MAXIMUM_WAIT_OBJECTS];
	PVOID object[MAXIMUM_WAIT_OBJECTS + 1];
	KWAIT_BLOCK block[MAXIMUM_WAIT_OBJECTS];
	ULONG count;
	WAIT_TYPE type;
	bool built_in;
	LARGE_INTEGER timeout;
	bool no_timeout;
};

static struct many *make_many(struct kunit *test, ULONG count, WAIT_TYPE type, EVENT_TYPE kind)
{
	struct many *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	ULONG i;

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->count = count;
	m->type = type;
	for (i = 0; i < MAXIMUM_WAIT_OBJECTS; i++) {
		KeInitializeEvent(&m->event[i], kind, FALSE);
		m->object[i] = &m->event[i];
	}
	return m;
}

static NTSTATUS wait_many(void *context)
{
	struct many *m = context;

	return KeWaitForMultipleObjects(m->count, m->object, m->type, Executive, KernelMode,
					FALSE, m->no_timeout ? NULL : &m->timeout,
					m->built_in ? NULL : m->block);
}

static void any_returns_the_index(struct kunit *test)
{
	struct many *m = make_many(test, 64, WaitAny, SynchronizationEvent);
	struct ke_waiter w;
	int i;

	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_TIMEOUT);
	KeSetEvent(&m->event[63], 0, FALSE);
	KeSetEvent(&m->event[7], 0, FALSE);
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_WAIT_0 + 7);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&m->event[63]), 1);
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_WAIT_63);
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_TIMEOUT);

	m->no_timeout = true;
	ke_waiter_start(test, &w, wait_many, m, 1);
	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_TRUE(test, ke_await_waiters(&m->event[i].Header, 1));
	KeSetEvent(&m->event[40], 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_WAIT_0 + 40);
	for (i = 0; i < 64; i++) {
		KUNIT_EXPECT_EQ(test, ke_waiters_of(&m->event[i].Header), 0);
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&m->event[i]), 0);
	}
}

static void three_objects_need_no_blocks(struct kunit *test)
{
	struct many *m = make_many(test, 3, WaitAny, NotificationEvent);
	struct ke_reports r;

	m->built_in = true;
	m->timeout.QuadPart = -MS;
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_TIMEOUT);
	KeSetEvent(&m->event[2], 0, FALSE);
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_WAIT_2);

	ke_expect_reports(&r, 0x0c);
	m->count = 4;
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_INVALID_PARAMETER);
	m->built_in = false;
	m->count = 65;
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 2);
}

static void all_takes_everything_or_nothing(struct kunit *test)
{
	struct many *m = make_many(test, 5, WaitAll, SynchronizationEvent);
	struct ke_waiter w;
	int i;

	for (i = 0; i < 4; i++)
		KeSetEvent(&m->event[i], 0, FALSE);
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_TIMEOUT);
	m->timeout.QuadPart = -5 * MS;
	KUNIT_EXPECT_EQ(test, wait_many(m), STATUS_TIMEOUT);
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&m->event[i]), i < 4);
		KUNIT_EXPECT_EQ(test, ke_waiters_of(&m->event[i].Header), 0);
	}

	m->no_timeout = true;
	ke_waiter_start(test, &w, wait_many, m, 1);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&m->event[4].Header, 1));
	/* A waiter for all keeps nobody else from one of them. */
	KUNIT_EXPECT_EQ(test, ke_poll(&m->event[0]), STATUS_SUCCESS);
	KeSetEvent(&m->event[4], 0, FALSE);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&m->event[4]), 1);
	KUNIT_EXPECT_FALSE(test, completion_done(&w.done));
	KeSetEvent(&m->event[0], 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&m->event[i]), 0);
}

static void all_with_objects_of_several_kinds(struct kunit *test)
{
	PVOID objects[3];
	KSEMAPHORE s;
	KMUTEX x;
	KEVENT e;

	KeInitializeSemaphore(&s, 2, 2);
	KeInitializeMutex(&x, 0);
	KeInitializeEvent(&e, NotificationEvent, TRUE);
	objects[0] = &s;
	objects[1] = &x;
	objects[2] = &e;
	KUNIT_EXPECT_EQ(test, KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode,
						       FALSE, NULL, NULL), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 1);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&x), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 1);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&x, FALSE), 0);
}

struct two {
	PVOID objects[2];
	WAIT_TYPE type;
};

static NTSTATUS wait_two(void *context)
{
	struct two *t = context;

	return KeWaitForMultipleObjects(2, t->objects, t->type, Executive, KernelMode, FALSE, NULL,
					NULL);
}

static NTSTATUS poll_two(PVOID a, PVOID b, WAIT_TYPE type)
{
	LARGE_INTEGER zero = {};
	PVOID objects[2] = { a, b };

	return KeWaitForMultipleObjects(2, objects, type, Executive, KernelMode, FALSE, &zero,
					NULL);
}

static void an_object_may_be_named_twice(struct kunit *test)
{
	struct ke_waiter w;
	struct two two;
	KSEMAPHORE s;
	KMUTEX x;
	KEVENT e;

	KeInitializeEvent(&e, SynchronizationEvent, TRUE);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &e, WaitAll), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
	KeInitializeSemaphore(&s, 1, 2);
	KUNIT_EXPECT_EQ(test, poll_two(&s, &s, WaitAll), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 0);
	KeInitializeMutex(&x, 0);
	KUNIT_EXPECT_EQ(test, poll_two(&x, &x, WaitAll), STATUS_SUCCESS);
	KUNIT_EXPECT_NE(test, KeReleaseMutex(&x, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&x, FALSE), 0);
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &e, WaitAny), STATUS_WAIT_0);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &e, WaitAny), STATUS_TIMEOUT);

	two.objects[0] = &e;
	two.objects[1] = &e;
	for (two.type = WaitAll; two.type <= WaitAny; two.type++) {
		ke_waiter_start(test, &w, wait_two, &two, 1);
		KUNIT_EXPECT_TRUE(test, ke_await_waiters(&e.Header, 2));
		KeSetEvent(&e, 0, FALSE);
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
		KUNIT_EXPECT_EQ(test, w.status, STATUS_WAIT_0);
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
		KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 0);
	}
}

static void abandon(struct kunit *test, KMUTEX *mutex)
{
	struct ke_waiter w;

	KeInitializeMutex(mutex, 0);
	ke_waiter_start(test, &w, ke_wait_for_ever, mutex, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w));
}

static void an_abandoned_mutex_among_others(struct kunit *test)
{
	KMUTEX mutex;
	KEVENT e;

	KeInitializeEvent(&e, SynchronizationEvent, FALSE);
	abandon(test, &mutex);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &mutex, WaitAny), STATUS_ABANDONED_WAIT_0 + 1);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);

	abandon(test, &mutex);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &mutex, WaitAll), STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&mutex), 1);
	KeSetEvent(&e, 0, FALSE);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &mutex, WaitAll), STATUS_ABANDONED_WAIT_0);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&e), 0);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
	KUNIT_EXPECT_EQ(test, poll_two(&e, &mutex, WaitAny), STATUS_WAIT_1);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
}

static void several_objects_at_dispatch_level(struct kunit *test)
{
	NTSTATUS none, any, all;
	KSEMAPHORE s;
	KEVENT e;
	KIRQL old;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	KeInitializeSemaphore(&s, 2, 2);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	none = poll_two(&e, &s, WaitAll);
	any = poll_two(&e, &s, WaitAny);
	KeSetEvent(&e, 0, FALSE);
	all = poll_two(&e, &s, WaitAll);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, none, STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, any, STATUS_WAIT_1);
	KUNIT_EXPECT_EQ(test, all, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 0);
}

/*
 * Two forks and threads that take both at once, others that take one: nobody is
 * left waiting, and no fork is ever in two hands.
 */
struct table {
	KEVENT fork[2];
	atomic_t hands[2];
	int rounds;
	int errors;
};

static NTSTATUS eat_with_both(void *context)
{
	struct table *t = context;
	LARGE_INTEGER limit = { .QuadPart = -MS * PATIENCE_MS };
	PVOID forks[] = { &t->fork[0], &t->fork[1] };
	int i;

	for (i = 0; i < t->rounds; i++) {
		if (KeWaitForMultipleObjects(2, forks, WaitAll, Executive, KernelMode, FALSE,
					     &limit, NULL))
			return STATUS_TIMEOUT;
		if (atomic_inc_return(&t->hands[0]) != 1 || atomic_inc_return(&t->hands[1]) != 1)
			t->errors++;
		atomic_dec(&t->hands[0]);
		atomic_dec(&t->hands[1]);
		KeSetEvent(&t->fork[i & 1], 0, FALSE);
		KeSetEvent(&t->fork[!(i & 1)], 0, FALSE);
	}
	return STATUS_SUCCESS;
}

static NTSTATUS eat_with_either(void *context)
{
	struct table *t = context;
	LARGE_INTEGER limit = { .QuadPart = -MS * PATIENCE_MS };
	PVOID forks[] = { &t->fork[1], &t->fork[0] };
	NTSTATUS status;
	int i, fork;

	for (i = 0; i < t->rounds; i++) {
		/* Some waits end by themselves, in the middle of a hand-over maybe. */
		limit.QuadPart = i % 5 ? -MS * PATIENCE_MS : -10LL * get_random_u8();
		status = KeWaitForMultipleObjects(2, forks, WaitAny, Executive, KernelMode, FALSE,
						  &limit, NULL);
		if (status == STATUS_TIMEOUT && !(i % 5))
			continue;
		if (status > STATUS_WAIT_1)
			return STATUS_TIMEOUT;
		fork = status == STATUS_WAIT_0;
		if (atomic_inc_return(&t->hands[fork]) != 1)
			t->errors++;
		atomic_dec(&t->hands[fork]);
		KeSetEvent(&t->fork[fork], 0, FALSE);
	}
	return STATUS_SUCCESS;
}

static void any_and_all_compete_without_loss(struct kunit *test)
{
	struct table *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct ke_waiter w[4];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->rounds = wdm_rounds(1500);
	KeInitializeEvent(&t->fork[0], SynchronizationEvent, TRUE);
	KeInitializeEvent(&t->fork[1], SynchronizationEvent, TRUE);
	for (i = 0; i < 4; i++)
		ke_waiter_start(test, &w[i], i & 1 ? eat_with_either : eat_with_both, t, i / 2);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, t->errors, 0);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, KeReadStateEvent(&t->fork[i]), 1);
		KUNIT_EXPECT_EQ(test, ke_waiters_of(&t->fork[i].Header), 0);
	}
}

static NTSTATUS time_out_often(void *context)
{
	KEVENT *e = context;
	int i, got = 0;

	for (i = 0; i < wdm_rounds(2000); i++) {
		LARGE_INTEGER t = { .QuadPart = -(LONGLONG)(1 + get_random_u8()) };

		if (!KeWaitForSingleObject(e, Executive, KernelMode, FALSE, &t))
			got++;
	}
	return got;
}

static void a_signal_at_the_moment_of_the_timeout_is_not_lost(struct kunit *test)
{
	struct ke_waiter w;
	int sets = 0;
	KEVENT e;

	KeInitializeEvent(&e, SynchronizationEvent, FALSE);
	ke_waiter_start(test, &w, time_out_often, &e, 1);
	while (!completion_done(&w.done)) {
		/* Set only when it is not set: each one counts. */
		if (!KeReadStateEvent(&e) && !KeSetEvent(&e, 0, FALSE))
			sets++;
		udelay(get_random_u8() % 16);
		cond_resched();
	}
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status + KeReadStateEvent(&e), sets);
}

static struct kunit_case wait_cases[] = {
	KUNIT_CASE(relative_timeout_is_kept),
	KUNIT_CASE(absolute_timeout_is_system_time),
	KUNIT_CASE(the_largest_timeouts_do_not_overflow),
	KUNIT_CASE(a_wait_for_ever_is_idle),
	KUNIT_CASE(zero_timeout_is_legal_at_dispatch_level),
	KUNIT_CASE(a_sleeping_wait_at_dispatch_level_is_reported),
	KUNIT_CASE(delay_takes_its_time),
	KUNIT_CASE(any_returns_the_index),
	KUNIT_CASE(three_objects_need_no_blocks),
	KUNIT_CASE(all_takes_everything_or_nothing),
	KUNIT_CASE(all_with_objects_of_several_kinds),
	KUNIT_CASE(an_object_may_be_named_twice),
	KUNIT_CASE(an_abandoned_mutex_among_others),
	KUNIT_CASE(several_objects_at_dispatch_level),
	KUNIT_CASE_SLOW(any_and_all_compete_without_loss),
	KUNIT_CASE_SLOW(a_signal_at_the_moment_of_the_timeout_is_not_lost),
	{}
};

static struct kunit_suite wait_suite = {
	.name = "wdmcore_ke_wait",
	.test_cases = wait_cases,
};
kunit_test_suite(wait_suite);
