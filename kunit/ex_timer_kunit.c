// SPDX-License-Identifier: GPL-2.0
/* KUnit: timers that the system allocates, and the clock's interval. */
#include <linux/ktime.h>

#include "ke_waiter.h"

#include "ex.h"

#define MS	(-10000LL)	/* a relative time of one ms */

struct counter {
	atomic_t calls, deletions;
	PEX_TIMER timer, last;
	KIRQL irql, delete_irql;
	bool rearm;
	bool block;
	bool leaving;
};

static VOID NTAPI count(PEX_TIMER timer, PVOID context)
{
	struct counter *c = context;

	c->last = timer;
	c->irql = KeGetCurrentIrql();
	if (READ_ONCE(c->rearm))
		ExSetTimer(timer, MS / 10, 0, NULL);
	if (READ_ONCE(c->block)) {
		/* Long enough to be met by whoever deletes the timer. */
		WRITE_ONCE(c->block, false);
		KeStallExecutionProcessor(20000);
		WRITE_ONCE(c->leaving, true);
	}
	atomic_inc(&c->calls);
}

static VOID NTAPI deleted(PVOID context)
{
	struct counter *c = context;

	c->delete_irql = KeGetCurrentIrql();
	atomic_inc(&c->deletions);
}

static bool await(atomic_t *value, int n)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && atomic_read(value) < n; ms++)
		msleep(1);
	return atomic_read(value) >= n;
}

static void a_callback_runs_at_dispatch_level(struct kunit *test)
{
	EXT_DELETE_PARAMETERS parameters;
	struct counter c = { };
	PEX_TIMER t = ExAllocateTimer(count, &c, EX_TIMER_NOTIFICATION);

	KUNIT_ASSERT_NOT_NULL(test, t);
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, 5 * MS, 0, NULL));
	KUNIT_EXPECT_EQ(test, ke_wait_ms(t, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, await(&c.calls, 1));
	KUNIT_EXPECT_PTR_EQ(test, c.last, t);
	KUNIT_EXPECT_EQ(test, c.irql, DISPATCH_LEVEL);
	/* A notification timer stays signalled until it is set again. */
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, ExCancelTimer(t, NULL));
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, 100000 * MS, 0, NULL));
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, ExSetTimer(t, 100000 * MS, 0, NULL));
	KUNIT_EXPECT_TRUE(test, ExCancelTimer(t, NULL));
	KUNIT_EXPECT_FALSE(test, ExCancelTimer(t, NULL));
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_TIMEOUT);

	ExSetTimer(t, 100000 * MS, 0, NULL);
	memset(&parameters, 0xcc, sizeof(parameters));
	ExInitializeDeleteTimerParameters(&parameters);
	KUNIT_EXPECT_PTR_EQ(test, parameters.DeleteCallback, NULL);
	parameters.DeleteCallback = deleted;
	parameters.DeleteContext = &c;
	KUNIT_EXPECT_TRUE(test, ExDeleteTimer(t, TRUE, TRUE, &parameters));
	KUNIT_EXPECT_EQ(test, atomic_read(&c.deletions), 1);
	KUNIT_EXPECT_EQ(test, c.delete_irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 1);
}

static void a_synchronization_timer_releases_one(struct kunit *test)
{
	EXT_SET_PARAMETERS parameters;
	PEX_TIMER t = ExAllocateTimer(NULL, NULL, EX_TIMER_NO_WAKE);

	KUNIT_ASSERT_NOT_NULL(test, t);
	memset(&parameters, 0xcc, sizeof(parameters));
	ExInitializeSetTimerParameters(&parameters);
	KUNIT_EXPECT_EQ(test, parameters.NoWakeTolerance, 0);
	parameters.NoWakeTolerance = EX_TIMER_UNLIMITED_TOLERANCE;
	/* A time that is over */
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, 1, 0, &parameters));
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_TIMEOUT);
	KUNIT_EXPECT_FALSE(test, ExDeleteTimer(t, TRUE, TRUE, NULL));
}

static void periods_are_fine(struct kunit *test)
{
	struct counter c = { };
	PEX_TIMER t = ExAllocateTimer(count, &c, EX_TIMER_HIGH_RESOLUTION);
	u64 start, elapsed;

	KUNIT_ASSERT_NOT_NULL(test, t);
	start = ktime_get_ns();
	/* 2.5 ms, which a period in ms couldn't say */
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, MS, 25000, NULL));
	KUNIT_EXPECT_TRUE(test, await(&c.calls, 20));
	elapsed = ktime_get_ns() - start;
	KUNIT_EXPECT_TRUE(test, ExSetTimer(t, MS, 25000, NULL));
	KUNIT_EXPECT_TRUE(test, ExDeleteTimer(t, TRUE, TRUE, NULL));
	/* Not earlier than it may, whatever else the machine does. */
	KUNIT_EXPECT_GE(test, elapsed, 1000000 + 19 * 2500000ULL);
}

static void what_is_set_expires_before_its_deletion(struct kunit *test)
{
	EXT_DELETE_PARAMETERS parameters;
	struct counter c = { };
	PEX_TIMER t;
	int period;

	ExInitializeDeleteTimerParameters(&parameters);
	parameters.DeleteCallback = deleted;
	parameters.DeleteContext = &c;
	for (period = 0; period <= 100000; period += 100000) {
		atomic_set(&c.calls, 0);
		atomic_set(&c.deletions, 0);
		t = ExAllocateTimer(count, &c, 0);
		KUNIT_ASSERT_NOT_NULL(test, t);
		ExSetTimer(t, 200 * MS, period, NULL);
		KUNIT_EXPECT_FALSE(test, ExDeleteTimer(t, FALSE, FALSE, &parameters));
		KUNIT_EXPECT_EQ(test, atomic_read(&c.deletions), 0);
		/* Disabled, and still there until it expires */
		KUNIT_EXPECT_FALSE(test, ExSetTimer(t, MS, 0, NULL));
		KUNIT_EXPECT_FALSE(test, ExCancelTimer(t, NULL));
		KUNIT_EXPECT_FALSE(test, ExDeleteTimer(t, TRUE, FALSE, NULL));
		KUNIT_EXPECT_TRUE(test, await(&c.deletions, 1));
		KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 1);
	}
}

static void deleting_waits_for_the_callback(struct kunit *test)
{
	struct counter c = { .block = true };
	PEX_TIMER t = ExAllocateTimer(count, &c, 0);

	KUNIT_ASSERT_NOT_NULL(test, t);
	ExSetTimer(t, MS, 0, NULL);
	while (READ_ONCE(c.block))
		cpu_relax();
	KUNIT_EXPECT_FALSE(test, ExDeleteTimer(t, TRUE, TRUE, NULL));
	KUNIT_EXPECT_TRUE(test, c.leaving);
	KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 1);
}

static void callbacks_that_set_it_again_lose(struct kunit *test)
{
	int i, calls;

	for (i = 0; i < 50; i++) {
		struct counter c = { .rearm = true };
		PEX_TIMER t = ExAllocateTimer(count, &c, 0);

		KUNIT_ASSERT_NOT_NULL(test, t);
		ExSetTimer(t, MS / 10, 0, NULL);
		KUNIT_EXPECT_TRUE(test, await(&c.calls, 1 + i % 3));
		ExDeleteTimer(t, TRUE, TRUE, NULL);
		calls = atomic_read(&c.calls);
		udelay(500);
		KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), calls);
	}
}

static VOID NTAPI delete_itself(PEX_TIMER timer, PVOID context)
{
	EXT_DELETE_PARAMETERS parameters;
	struct counter *c = context;

	ExInitializeDeleteTimerParameters(&parameters);
	parameters.DeleteCallback = deleted;
	parameters.DeleteContext = c;
	ExDeleteTimer(timer, TRUE, FALSE, &parameters);
	/* Valid until the callback returns */
	ExSetTimer(timer, MS, 0, NULL);
	atomic_inc(&c->calls);
}

static void a_callback_may_delete_its_timer(struct kunit *test)
{
	struct counter c = { };
	PEX_TIMER t = ExAllocateTimer(delete_itself, &c, 0);

	KUNIT_ASSERT_NOT_NULL(test, t);
	/* A period so long that it doesn't expire again while the callback runs. */
	ExSetTimer(t, MS, 100000000, NULL);
	KUNIT_EXPECT_TRUE(test, await(&c.deletions, 1));
	KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 1);
}

static void wrong_uses_are_reported(struct kunit *test)
{
	EXT_SET_PARAMETERS parameters;
	struct counter c = { };
	struct ke_reports r;
	PEX_TIMER t;
	KIRQL irql;

	ke_expect_reports(&r, 0xc7);
	t = ExAllocateTimer(NULL, NULL, EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE);
	KUNIT_EXPECT_PTR_EQ(test, t, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 1);

	t = ExAllocateTimer(count, &c, EX_TIMER_HIGH_RESOLUTION);
	KUNIT_ASSERT_NOT_NULL(test, t);
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, 1, 0, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 2);
	ExInitializeSetTimerParameters(&parameters);
	parameters.NoWakeTolerance = -2;
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, MS, 0, &parameters));
	KUNIT_EXPECT_FALSE(test, ExSetTimer(t, MS, -1, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 0);
	ExSetTimer(t, 100000 * MS, 0, NULL);
	KUNIT_EXPECT_TRUE(test, ExDeleteTimer(t, FALSE, TRUE, NULL));
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 5);

	t = ExAllocateTimer(count, &c, 0);
	KUNIT_ASSERT_NOT_NULL(test, t);
	ke_expect_reports(&r, 0x0a);
	irql = KeRaiseIrqlToDpcLevel();
	ExDeleteTimer(t, TRUE, TRUE, NULL);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	wdm_extimer_driver_gone(NULL, 0);
}

static void a_driver_that_goes_leaves_none(struct kunit *test)
{
	struct counter c = { };
	PEX_TIMER t = ExAllocateTimer(count, &c, 0);
	struct ke_reports r;

	KUNIT_ASSERT_NOT_NULL(test, t);
	/* Late enough for a report on a slow console to be written before. */
	ExSetTimer(t, 400 * MS, 10000, NULL);
	ke_expect_reports(&r, 0xce);
	wdm_extimer_driver_gone(count, 1);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], (uintptr_t)t);
	msleep(500);
	KUNIT_EXPECT_EQ(test, atomic_read(&c.calls), 0);
}

static void the_interval_is_shared(struct kunit *test)
{
	ULONG longest = 0, shortest = 0, present = 0;

	ExQueryTimerResolution(&longest, &shortest, &present);
	KUNIT_EXPECT_EQ(test, longest, KeQueryTimeIncrement());
	KUNIT_EXPECT_LE(test, shortest, 10000);
	KUNIT_EXPECT_GT(test, shortest, 0);
	KUNIT_EXPECT_EQ(test, present, longest);

	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(longest * 2, TRUE), longest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(20000, TRUE), 20000);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(30000, TRUE), 20000);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(1, TRUE), shortest);
	ExQueryTimerResolution(&longest, &shortest, &present);
	KUNIT_EXPECT_EQ(test, present, shortest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(0, FALSE), shortest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(0, FALSE), shortest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(0, FALSE), shortest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(0, FALSE), longest);
	KUNIT_EXPECT_EQ(test, ExSetTimerResolution(0, FALSE), longest);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(a_callback_runs_at_dispatch_level),
	KUNIT_CASE(a_synchronization_timer_releases_one),
	KUNIT_CASE(periods_are_fine),
	KUNIT_CASE(what_is_set_expires_before_its_deletion),
	KUNIT_CASE(deleting_waits_for_the_callback),
	KUNIT_CASE(callbacks_that_set_it_again_lose),
	KUNIT_CASE(a_callback_may_delete_its_timer),
	KUNIT_CASE(wrong_uses_are_reported),
	KUNIT_CASE(a_driver_that_goes_leaves_none),
	KUNIT_CASE(the_interval_is_shared),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "wdmcore_ex_timer",
	.test_cases = timer_cases,
};
kunit_test_suite(timer_suite);
