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
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
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
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
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
	int ms;

	KeInitializeMutex(&m, 0);
	ke_waiter_start(test, &w, take_and_leave, &m, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	for (ms = 0; KeReadStateMutex(&m) != 1 && ms < PATIENCE_MS; ms++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, release_raises(&m), STATUS_ABANDONED);
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
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
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
	KUNIT_CASE_SLOW(one_owner_at_a_time),
	{}
};

static struct kunit_suite mutant_suite = {
	.name = "wdmcore_ke_mutant",
	.test_cases = mutant_cases,
};
kunit_test_suite(mutant_suite);
