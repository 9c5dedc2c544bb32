// SPDX-License-Identifier: GPL-2.0
/* KUnit: KeInitializeMutex, KeReleaseMutex, KeReadStateMutex, abandoned mutexes. */
#include "ke_waiter.h"

/* What KeReleaseMutex() raises; 0 for nothing. */
static NTSTATUS release_raises(KMUTEX *m)
{
	__try {
		KeReleaseMutex(m, FALSE);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		return GetExceptionCode();
	}
	return STATUS_SUCCESS;
}

static void the_owner_may_take_it_again(struct kunit *test)
{
	KMUTEX m;

	memset(&m, 0xcc, sizeof(m));
	KeInitializeMutex(&m, 0);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 1);
	KUNIT_EXPECT_EQ(test, ke_poll(&m), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 0);
	KUNIT_EXPECT_EQ(test, ke_poll(&m), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_wait_for_ever(&m), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), -2);
	KUNIT_EXPECT_NE(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_NE(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 1);
}

static void normal_apcs_are_off_while_owned(struct kunit *test)
{
	KMUTEX m;

	KeInitializeMutex(&m, 0);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
	ke_poll(&m);
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
	ke_poll(&m);
	KeReleaseMutex(&m, FALSE);
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KeReleaseMutex(&m, FALSE);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

static NTSTATUS release_elsewhere(void *m)
{
	return release_raises(m);
}

static void only_the_owner_may_release(struct kunit *test)
{
	struct ke_waiter w;
	KMUTEX m;

	KeInitializeMutex(&m, 0);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_MUTANT_NOT_OWNED);
	ke_poll(&m);
	ke_waiter_start(test, &w, release_elsewhere, &m, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_MUTANT_NOT_OWNED);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 0);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_SUCCESS);
}

static NTSTATUS take_and_leave(void *m)
{
	return ke_wait_for_ever(m);
}

static void an_ended_thread_abandons_it(struct kunit *test)
{
	struct ke_waiter w;
	KMUTEX m;

	KeInitializeMutex(&m, 0);
	ke_waiter_start(test, &w, take_and_leave, &m, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&m, PATIENCE_MS), STATUS_ABANDONED_WAIT_0);
	/* Once only: the next owner gets a sound one. */
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_EQ(test, ke_poll(&m), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&m, FALSE), 0);
}

static void releasing_an_abandoned_one_says_so(struct kunit *test)
{
	struct ke_waiter w;
	KMUTEX m;

	KeInitializeMutex(&m, 0);
	ke_waiter_start(test, &w, take_and_leave, &m, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w));
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_ABANDONED);
}

/* A mutant is a mutex that leaves APCs alone, and may have an owner from the start. */
static void a_mutant_may_be_owned_from_the_start(struct kunit *test)
{
	struct ke_waiter w;
	KMUTANT m;

	memset(&m, 0xcc, sizeof(m));
	KeInitializeMutant(&m, FALSE);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 1);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_MUTANT_NOT_OWNED);

	memset(&m, 0xcc, sizeof(m));
	KeInitializeMutant(&m, TRUE);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 0);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
	ke_waiter_start(test, &w, ke_wait_for_ever, &m, 1);
	KUNIT_EXPECT_TRUE(test, ke_await_waiters(&m.Header, 1));
	KUNIT_EXPECT_EQ(test, ke_poll(&m), STATUS_SUCCESS);
	KUNIT_EXPECT_NE(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&m, FALSE), 0);
	KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
}

/* As often as a LONG can count */
static void the_deepest_recursion_raises(struct kunit *test)
{
	NTSTATUS status = STATUS_SUCCESS;
	PVOID objects[2];
	KEVENT e;
	KMUTEX m;

	KeInitializeMutex(&m, 0);
	KeInitializeEvent(&e, NotificationEvent, FALSE);
	ke_poll(&m);
	m.Header.SignalState = MINLONG;
	__try {
		ke_poll(&m);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_MUTANT_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), MINLONG);

	objects[0] = &e;
	objects[1] = &m;
	status = STATUS_SUCCESS;
	__try {
		KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL,
					 NULL);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_MUTANT_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&e.Header), 0);
	m.Header.SignalState = 0;
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&m, FALSE), 0);
}

struct in_dpc {
	KMUTEX *mutex;
	NTSTATUS took, raised;
};

static VOID NTAPI release_in_dpc(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct in_dpc *d = context;

	d->raised = release_raises(d->mutex);
}

static VOID NTAPI take_in_dpc(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct in_dpc *d = context;

	d->took = ke_poll(d->mutex);
}

/* What a DPC takes isn't the thread's that it has interrupted, and the other way round. */
static void a_dpc_and_its_thread_are_two_owners(struct kunit *test)
{
	struct in_dpc d;
	KDPC take, release;
	KMUTEX m;

	d.mutex = &m;
	KeInitializeDpc(&take, take_in_dpc, &d);
	KeInitializeDpc(&release, release_in_dpc, &d);

	KeInitializeMutex(&m, 0);
	KUNIT_EXPECT_EQ(test, ke_poll(&m), STATUS_SUCCESS);
	KeInsertQueueDpc(&release, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, d.raised, STATUS_MUTANT_NOT_OWNED);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_SUCCESS);

	KeInsertQueueDpc(&take, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, d.took, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_MUTANT_NOT_OWNED);
	KeInsertQueueDpc(&release, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, d.raised, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&m), 1);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

struct contest {
	KMUTEX mutex;
	int rounds;
	int inside;
	int total;
	int errors;
};

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	int i;

	for (i = 0; i < c->rounds; i++) {
		if (ke_wait_ms(&c->mutex, PATIENCE_MS))
			return STATUS_TIMEOUT;
		if (c->inside++)
			c->errors++;
		c->total++;
		if (!(i % 3))
			cond_resched();
		c->inside--;
		KeReleaseMutex(&c->mutex, FALSE);
	}
	return KeAreApcsDisabled() ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static void one_owner_at_a_time(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[4];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->rounds = wdm_rounds(1500);
	KeInitializeMutex(&c->mutex, 0);
	for (i = 0; i < 4; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_gone(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_EQ(test, c->total, 4 * c->rounds);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&c->mutex), 1);
}

static struct kunit_case mutant_cases[] = {
	KUNIT_CASE(the_owner_may_take_it_again),
	KUNIT_CASE(normal_apcs_are_off_while_owned),
	KUNIT_CASE(only_the_owner_may_release),
	KUNIT_CASE(an_ended_thread_abandons_it),
	KUNIT_CASE(releasing_an_abandoned_one_says_so),
	KUNIT_CASE(a_mutant_may_be_owned_from_the_start),
	KUNIT_CASE(the_deepest_recursion_raises),
	KUNIT_CASE(a_dpc_and_its_thread_are_two_owners),
	KUNIT_CASE_SLOW(one_owner_at_a_time),
	{}
};

static struct kunit_suite mutant_suite = {
	.name = "wdmcore_ke_mutant",
	.test_cases = mutant_cases,
};
kunit_test_suite(mutant_suite);
