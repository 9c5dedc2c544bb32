// SPDX-License-Identifier: GPL-2.0
/* KUnit: KeInitializeSemaphore, KeReleaseSemaphore, KeReadStateSemaphore. */
#include "ke_waiter.h"

static void the_count_goes_down_with_each_wait(struct kunit *test)
{
	KSEMAPHORE s;

	memset(&s, 0xcc, sizeof(s));
	KeInitializeSemaphore(&s, 2, 3);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 2);
	KUNIT_EXPECT_EQ(test, ke_poll(&s), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(&s), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(&s), STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&s, 0, 1, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&s, 0, 2, FALSE), 1);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 3);
}

/* What KeReleaseSemaphore() raises; 0 for nothing. */
static NTSTATUS release_raises(KSEMAPHORE *s, LONG adjustment)
{
	__try {
		KeReleaseSemaphore(s, 0, adjustment, FALSE);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		return GetExceptionCode();
	}
	return STATUS_SUCCESS;
}

static void above_the_limit_raises_and_changes_nothing(struct kunit *test)
{
	static const LONG too_much[] = { 3, 0x7fffffff, -1, (LONG)0x80000000 };
	KSEMAPHORE s;
	size_t i;

	KeInitializeSemaphore(&s, 1, 3);
	for (i = 0; i < ARRAY_SIZE(too_much); i++) {
		KUNIT_EXPECT_EQ(test, release_raises(&s, too_much[i]),
				STATUS_SEMAPHORE_LIMIT_EXCEEDED);
		KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 1);
	}
	KUNIT_EXPECT_EQ(test, release_raises(&s, 2), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, release_raises(&s, 1), STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 3);
}

static void release_wakes_as_many_as_it_adds_in_order(struct kunit *test)
{
	struct ke_waiter w[4];
	KSEMAPHORE s;
	int i;

	KeInitializeSemaphore(&s, 0, 100);
	for (i = 0; i < 4; i++) {
		ke_waiter_start(test, &w[i], ke_wait_for_ever, &s, i);
		KUNIT_EXPECT_TRUE(test, ke_await_waiters(&s.Header, i + 1));
	}
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&s, 0, 2, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 0);
	KUNIT_EXPECT_EQ(test, ke_waiters_of(&s.Header), 2);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	KUNIT_EXPECT_FALSE(test, completion_done(&w[2].done));
	KUNIT_EXPECT_EQ(test, KeReleaseSemaphore(&s, 0, 5, FALSE), 0);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 3);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[2]));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[3]));
}

#define TAKES	3000

static NTSTATUS take_many(void *s)
{
	int i;

	for (i = 0; i < TAKES; i++)
		if (ke_wait_ms(s, PATIENCE_MS))
			return STATUS_TIMEOUT;
	return STATUS_SUCCESS;
}

static void no_unit_is_lost_or_doubled(struct kunit *test)
{
	struct ke_waiter w[3];
	KSEMAPHORE s;
	int i;

	KeInitializeSemaphore(&s, 0, 0x7fffffff);
	for (i = 0; i < 3; i++)
		ke_waiter_start(test, &w[i], take_many, &s, i);
	for (i = 0; i < TAKES; i++)
		KeReleaseSemaphore(&s, 0, 3, FALSE);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s), 0);
}

static struct kunit_case semaphore_cases[] = {
	KUNIT_CASE(the_count_goes_down_with_each_wait),
	KUNIT_CASE(above_the_limit_raises_and_changes_nothing),
	KUNIT_CASE(release_wakes_as_many_as_it_adds_in_order),
	KUNIT_CASE_SLOW(no_unit_is_lost_or_doubled),
	{}
};

static struct kunit_suite semaphore_suite = {
	.name = "wdmcore_ke_semaphore",
	.test_cases = semaphore_cases,
};
kunit_test_suite(semaphore_suite);
