// SPDX-License-Identifier: GPL-2.0
/* KUnit: kernel APCs, their delivery and what keeps them off; alerts. */
#include "ke_waiter.h"

#include "apc.h"
#include "ps.h"
#include "undeclared.h"

/* An APC that remembers what became of it. */
struct seen {
	KAPC apc;
	int kernel_calls;
	int normal_calls;
	int rundown_calls;
	KIRQL kernel_irql;
	KIRQL normal_irql;
	PVOID context, argument1, argument2;
	PKTHREAD in;
	bool change;
	struct seen *next_before;	/* which must not have run yet */
	bool order_broken;
};

static VOID NTAPI normal_routine(PVOID context, PVOID argument1, PVOID argument2)
{
	struct seen *s = context;

	s->normal_calls++;
	s->normal_irql = KeGetCurrentIrql();
	s->argument1 = argument1;
	s->argument2 = argument2;
	s->in = KeGetCurrentThread();
	if (s->next_before && s->next_before->normal_calls)
		s->order_broken = true;
}

static VOID NTAPI kernel_routine(PKAPC apc, PKNORMAL_ROUTINE *normal, PVOID *context,
				 PVOID *argument1, PVOID *argument2)
{
	struct seen *s = container_of(apc, struct seen, apc);

	s->kernel_calls++;
	s->kernel_irql = KeGetCurrentIrql();
	s->in = KeGetCurrentThread();
	s->argument1 = *argument1;
	s->argument2 = *argument2;
	if (s->change) {
		*argument1 = (PVOID)77;
		*argument2 = NULL;
	}
}

static VOID NTAPI rundown_routine(PKAPC apc)
{
	container_of(apc, struct seen, apc)->rundown_calls++;
}

static void make(struct seen *s, PKTHREAD thread, bool normal)
{
	memset(s, 0, sizeof(*s));
	KeInitializeApc(&s->apc, thread, OriginalApcEnvironment, kernel_routine, rundown_routine,
			normal ? normal_routine : NULL, KernelMode, s);
}

static void to_oneself_at_once(struct kunit *test)
{
	struct seen s;

	make(&s, KeGetCurrentThread(), false);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&s.apc, (PVOID)1, (PVOID)2, 0));
	KUNIT_EXPECT_EQ(test, s.kernel_calls, 1);
	KUNIT_EXPECT_EQ(test, s.kernel_irql, APC_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, s.argument1, (PVOID)1);
	KUNIT_EXPECT_PTR_EQ(test, s.argument2, (PVOID)2);
	KUNIT_EXPECT_EQ(test, s.apc.Inserted, FALSE);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	make(&s, KeGetCurrentThread(), true);
	s.change = true;
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&s.apc, (PVOID)1, (PVOID)2, 0));
	KUNIT_EXPECT_EQ(test, s.kernel_calls, 1);
	KUNIT_EXPECT_EQ(test, s.normal_calls, 1);
	KUNIT_EXPECT_EQ(test, s.normal_irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, s.argument1, (PVOID)77);
	KUNIT_EXPECT_PTR_EQ(test, s.argument2, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_thread_work), 0);
}

static void user_mode_is_refused(struct kunit *test)
{
	struct seen s;

	make(&s, KeGetCurrentThread(), true);
	s.apc.ApcMode = UserMode;
	KUNIT_EXPECT_FALSE(test, KeInsertQueueApc(&s.apc, NULL, NULL, 0));
	KUNIT_EXPECT_EQ(test, s.apc.Inserted, FALSE);
	KUNIT_EXPECT_EQ(test, s.kernel_calls, 0);
}

static void irql_keeps_them_off(struct kunit *test)
{
	struct seen special, normal;
	KSPIN_LOCK lock;
	KIRQL old;
	int i;

	KeInitializeSpinLock(&lock);
	for (i = 0; i < 4; i++) {
		make(&special, KeGetCurrentThread(), false);
		make(&normal, KeGetCurrentThread(), true);
		switch (i) {
		case 0:
			KeRaiseIrql(APC_LEVEL, &old);
			break;
		case 1:
			KeRaiseIrql(DISPATCH_LEVEL, &old);
			break;
		case 2:
			KeRaiseIrql(HIGH_LEVEL, &old);
			KeLowerIrql(DISPATCH_LEVEL);
			break;
		case 3:
			KeAcquireSpinLock(&lock, &old);
			break;
		}
		KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&normal.apc, NULL, NULL, 0));
		KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&special.apc, NULL, NULL, 0));
		KUNIT_EXPECT_FALSE(test, KeInsertQueueApc(&special.apc, NULL, NULL, 0));
		KUNIT_EXPECT_EQ(test, special.kernel_calls, 0);
		KUNIT_EXPECT_EQ(test, normal.kernel_calls, 0);
		if (i == 3)
			KeReleaseSpinLock(&lock, old);
		else
			KeLowerIrql(old);
		KUNIT_EXPECT_EQ(test, special.kernel_calls, 1);
		KUNIT_EXPECT_EQ(test, normal.kernel_calls, 1);
		KUNIT_EXPECT_EQ(test, normal.normal_calls, 1);
		KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	}
}

static void regions_keep_them_off(struct kunit *test)
{
	struct seen special, normal;
	KMUTEX mutex;

	make(&special, KeGetCurrentThread(), false);
	make(&normal, KeGetCurrentThread(), true);
	KeEnterCriticalRegion();
	KeInsertQueueApc(&normal.apc, NULL, NULL, 0);
	KeInsertQueueApc(&special.apc, NULL, NULL, 0);
	KUNIT_EXPECT_EQ(test, special.kernel_calls, 1);
	KUNIT_EXPECT_EQ(test, normal.kernel_calls, 0);
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_EQ(test, normal.normal_calls, 1);

	make(&special, KeGetCurrentThread(), false);
	make(&normal, KeGetCurrentThread(), true);
	KeEnterGuardedRegion();
	KeInsertQueueApc(&normal.apc, NULL, NULL, 0);
	KeInsertQueueApc(&special.apc, NULL, NULL, 0);
	KUNIT_EXPECT_EQ(test, special.kernel_calls, 0);
	KUNIT_EXPECT_EQ(test, normal.kernel_calls, 0);
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, special.kernel_calls, 1);
	KUNIT_EXPECT_EQ(test, normal.normal_calls, 1);

	/* A mutex is a critical region. */
	KeInitializeMutex(&mutex, 0);
	make(&normal, KeGetCurrentThread(), true);
	KUNIT_EXPECT_EQ(test, ke_wait_for_ever(&mutex), STATUS_SUCCESS);
	KeInsertQueueApc(&normal.apc, NULL, NULL, 0);
	KUNIT_EXPECT_EQ(test, normal.kernel_calls, 0);
	KeReleaseMutex(&mutex, FALSE);
	KUNIT_EXPECT_EQ(test, normal.normal_calls, 1);
}

static void they_come_in_order_special_ones_first(struct kunit *test)
{
	struct seen normal[3], special;
	int i;

	KeEnterGuardedRegion();
	for (i = 0; i < 3; i++) {
		make(&normal[i], KeGetCurrentThread(), true);
		if (i)
			normal[i - 1].next_before = &normal[i];
		KeInsertQueueApc(&normal[i].apc, NULL, NULL, 0);
	}
	make(&special, KeGetCurrentThread(), false);
	KeInsertQueueApc(&special.apc, NULL, NULL, 0);
	KUNIT_EXPECT_TRUE(test, KeRemoveQueueApc(&normal[1].apc));
	KUNIT_EXPECT_FALSE(test, KeRemoveQueueApc(&normal[1].apc));
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, special.kernel_calls, 1);
	KUNIT_EXPECT_EQ(test, normal[0].normal_calls, 1);
	KUNIT_EXPECT_EQ(test, normal[1].normal_calls, 0);
	KUNIT_EXPECT_EQ(test, normal[2].normal_calls, 1);
	KUNIT_EXPECT_FALSE(test, normal[0].order_broken);
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_thread_work), 0);
}

/* A thread that waits for an event while the test does things to it. */
struct sleeper {
	KEVENT ready, event;
	PKTHREAD thread;
	bool alertable;
	KPROCESSOR_MODE mode;
	LARGE_INTEGER delay;
	bool after;		/* a look for a left alert: its answer in @alerted */
	BOOLEAN alerted;
};

static NTSTATUS sleep_in_wait(void *context)
{
	struct sleeper *s = context;
	NTSTATUS status;

	s->thread = KeGetCurrentThread();
	KeSetEvent(&s->ready, 0, FALSE);
	if (s->delay.QuadPart)
		return KeDelayExecutionThread(s->mode, s->alertable, &s->delay);
	status = KeWaitForSingleObject(&s->event, Executive, s->mode, s->alertable, NULL);
	if (s->after)
		s->alerted = KeTestAlertThread(KernelMode);
	return status;
}

static struct sleeper *make_sleeper(struct kunit *test, struct ke_waiter *w, bool alertable,
				    LONGLONG delay_ms)
{
	struct sleeper *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	KeInitializeEvent(&s->ready, NotificationEvent, FALSE);
	KeInitializeEvent(&s->event, SynchronizationEvent, FALSE);
	s->alertable = alertable;
	s->delay.QuadPart = -10000LL * delay_ms;
	ke_waiter_start(test, w, sleep_in_wait, s, 1);
	KUNIT_ASSERT_EQ(test, ke_wait_ms(&s->ready, PATIENCE_MS), STATUS_SUCCESS);
	if (!delay_ms)
		KUNIT_ASSERT_TRUE(test, ke_await_waiters(&s->event.Header, 1));
	return s;
}

static bool await(int *calls)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(*calls); ms++)
		msleep(1);
	return READ_ONCE(*calls) == 1;
}

static void a_waiting_thread_runs_them_and_waits_on(struct kunit *test)
{
	struct seen special, normal;
	struct ke_waiter w;
	struct sleeper *s = make_sleeper(test, &w, false, 0);

	make(&special, s->thread, false);
	make(&normal, s->thread, true);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&special.apc, NULL, NULL, 0));
	KUNIT_EXPECT_TRUE(test, await(&special.kernel_calls));
	KUNIT_EXPECT_PTR_EQ(test, special.in, s->thread);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&normal.apc, NULL, NULL, 0));
	KUNIT_EXPECT_TRUE(test, await(&normal.normal_calls));
	KUNIT_EXPECT_EQ(test, normal.normal_irql, PASSIVE_LEVEL);

	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&s->event.Header, 1));
	KUNIT_EXPECT_FALSE(test, completion_done(&w.done));
	KeSetEvent(&s->event, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&s->event), 0);
}

static void a_delay_lasts_in_spite_of_them(struct kunit *test)
{
	ktime_t start = ktime_get();
	struct ke_waiter w;
	struct sleeper *s = make_sleeper(test, &w, false, 200);
	struct seen special;

	msleep(20);
	make(&special, s->thread, false);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&special.apc, NULL, NULL, 0));
	KUNIT_EXPECT_TRUE(test, await(&special.kernel_calls));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), start), 200);
}

/* A system thread that ends with its APC kept off. */
static struct {
	KEVENT ready, go;
	bool in_region;
} ending;

static VOID end_with_apc(PVOID context)
{
	if (ending.in_region)
		KeEnterCriticalRegion();
	KeSetEvent(&ending.ready, 0, FALSE);
	ke_wait_for_ever(&ending.go);
}

static void rest_is_run_down(struct kunit *test, bool in_region)
{
	struct ke_reports r;
	struct seen normal;
	HANDLE handle;
	PVOID thread;

	KeInitializeEvent(&ending.ready, NotificationEvent, FALSE);
	KeInitializeEvent(&ending.go, NotificationEvent, FALSE);
	ending.in_region = in_region;
	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
						   end_with_apc, NULL), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType,
							KernelMode, &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&ending.ready, PATIENCE_MS), STATUS_SUCCESS);
	make(&normal, thread, true);
	KUNIT_EXPECT_TRUE(test, KeInsertQueueApc(&normal.apc, NULL, NULL, 0));
	ke_expect_reports(&r, 0x20);
	KeSetEvent(&ending.go, 0, FALSE);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), in_region);
	KUNIT_EXPECT_EQ(test, normal.rundown_calls, in_region);
	KUNIT_EXPECT_EQ(test, normal.normal_calls, !in_region);
	KUNIT_EXPECT_EQ(test, normal.apc.Inserted, FALSE);

	KUNIT_EXPECT_FALSE(test, KeInsertQueueApc(&normal.apc, NULL, NULL, 0));
	ObDereferenceObject(thread);
}

static void a_thread_ends_with_what_is_left(struct kunit *test)
{
	rest_is_run_down(test, false);
	rest_is_run_down(test, true);
}

static void an_alert_ends_an_alertable_wait(struct kunit *test)
{
	struct ke_waiter w;
	struct sleeper *s = make_sleeper(test, &w, true, 0);

	KUNIT_EXPECT_FALSE(test, KeAlertThread(s->thread, KernelMode));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_ALERTED);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&s->event.Header), 0);

	s = make_sleeper(test, &w, true, 60000);
	msleep(5);
	KeAlertThread(s->thread, KernelMode);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_ALERTED);
}

static void other_waits_leave_it(struct kunit *test)
{
	struct ke_waiter w;
	struct sleeper *s = make_sleeper(test, &w, false, 0);

	s->after = true;
	KUNIT_EXPECT_FALSE(test, KeAlertThread(s->thread, KernelMode));
	KUNIT_EXPECT_TRUE(test, KeAlertThread(s->thread, KernelMode));
	msleep(10);
	KUNIT_EXPECT_FALSE(test, completion_done(&w.done));
	KeSetEvent(&s->event, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, s->alerted);
}

static void alerts_wait_for_the_next_wait(struct kunit *test)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	KUNIT_EXPECT_FALSE(test, KeTestAlertThread(KernelMode));
	KUNIT_EXPECT_FALSE(test, KeAlertThread(KeGetCurrentThread(), KernelMode));
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, FALSE, &zero),
			STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, TRUE, &zero),
			STATUS_ALERTED);
	KUNIT_EXPECT_FALSE(test, KeTestAlertThread(KernelMode));

	/* One for user mode doesn't end a wait in kernel mode; the other way round it does. */
	KeAlertThread(KeGetCurrentThread(), UserMode);
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, TRUE, &zero),
			STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, UserMode, TRUE, &zero),
			STATUS_ALERTED);
	KeAlertThread(KeGetCurrentThread(), KernelMode);
	KUNIT_EXPECT_EQ(test, KeDelayExecutionThread(UserMode, TRUE, &zero), STATUS_ALERTED);

	/* An object that is there goes before an alert. */
	KeSetEvent(&e, 0, FALSE);
	KeAlertThread(KeGetCurrentThread(), KernelMode);
	KUNIT_EXPECT_EQ(test, KeWaitForSingleObject(&e, Executive, KernelMode, TRUE, NULL),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, KeTestAlertThread(KernelMode));
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_alerts), 0);
}

/* One CPU waits for an event again and again, the other sends events and APCs. */
#define ROUNDS	((int)wdm_rounds(4000))

static struct {
	KEVENT event;
	PKTHREAD thread;
	KEVENT ready;
	atomic_t apcs;
} race;

static VOID NTAPI count_apc(PKAPC apc, PKNORMAL_ROUTINE *normal, PVOID *context,
			    PVOID *argument1, PVOID *argument2)
{
	atomic_inc(&race.apcs);
}

static NTSTATUS wait_often(void *context)
{
	int i;

	race.thread = KeGetCurrentThread();
	KeSetEvent(&race.ready, 0, FALSE);
	for (i = 0; i < ROUNDS; i++)
		if (ke_wait_ms(&race.event, PATIENCE_MS))
			return i ?: -1;
	return STATUS_SUCCESS;
}

static void no_event_and_no_apc_is_lost(struct kunit *test)
{
	struct ke_waiter w;
	int events = 0, apcs = 0;
	KAPC apc;

	KeInitializeEvent(&race.ready, NotificationEvent, FALSE);
	KeInitializeEvent(&race.event, SynchronizationEvent, FALSE);
	atomic_set(&race.apcs, 0);
	ke_waiter_start(test, &w, wait_often, NULL, 1);
	KUNIT_ASSERT_EQ(test, ke_wait_ms(&race.ready, PATIENCE_MS), STATUS_SUCCESS);
	KeInitializeApc(&apc, race.thread, OriginalApcEnvironment, count_apc, NULL, NULL,
			KernelMode, NULL);
	while (events < ROUNDS && !completion_done(&w.done)) {
		if (events < ROUNDS - 1 && KeInsertQueueApc(&apc, NULL, NULL, 0))
			apcs++;
		if (!KeReadStateEvent(&race.event) && !KeSetEvent(&race.event, 0, FALSE))
			events++;
		if (events == ROUNDS - 1)
			while (READ_ONCE(apc.Inserted))
				cond_resched();
		cond_resched();
	}
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.apcs), apcs);
	KUNIT_EXPECT_GT(test, apcs, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_thread_work), 0);
}

static struct kunit_case apc_cases[] = {
	KUNIT_CASE(to_oneself_at_once),
	KUNIT_CASE(user_mode_is_refused),
	KUNIT_CASE(irql_keeps_them_off),
	KUNIT_CASE(regions_keep_them_off),
	KUNIT_CASE(they_come_in_order_special_ones_first),
	KUNIT_CASE(a_waiting_thread_runs_them_and_waits_on),
	KUNIT_CASE(a_delay_lasts_in_spite_of_them),
	KUNIT_CASE(a_thread_ends_with_what_is_left),
	KUNIT_CASE(an_alert_ends_an_alertable_wait),
	KUNIT_CASE(other_waits_leave_it),
	KUNIT_CASE(alerts_wait_for_the_next_wait),
	KUNIT_CASE_SLOW(no_event_and_no_apc_is_lost),
	{}
};

static struct kunit_suite apc_suite = {
	.name = "wdmcore_ke_apc",
	.test_cases = apc_cases,
};
kunit_test_suite(apc_suite);
