// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_timer: KeInitializeTimer[Ex], KeSetTimer[Ex], KeSetCoalescableTimer,
 * KeCancelTimer, KeReadStateTimer; and the wheel behind them.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "ke_waiter.h"
#include "wheel.h"

#define MS(n) ((n) * 10000LL)

struct expiry {
	KTIMER timer;
	KDPC dpc;
	atomic_t runs;
	u64 times[64];
};

static VOID NTAPI expired(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct expiry *e = context;
	unsigned int run = atomic_read(&e->runs);

	if (run < ARRAY_SIZE(e->times))
		e->times[run] = KeQueryUnbiasedInterruptTime();
	atomic_inc(&e->runs);
}

static struct expiry *new_expiry(struct kunit *test)
{
	struct expiry *e = kunit_kzalloc(test, sizeof(*e), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, e);
	KeInitializeTimer(&e->timer);
	KeInitializeDpc(&e->dpc, expired, e);
	return e;
}

static LARGE_INTEGER units(s64 n)
{
	return (LARGE_INTEGER){ .QuadPart = n };
}

static void relative_expires_not_early(struct kunit *test)
{
	static const s64 delays[] = { 1, 10, 999, MS(1), MS(1) + 1, MS(7), MS(30) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(delays); i++) {
		struct expiry *e = new_expiry(test);
		u64 start = KeQueryUnbiasedInterruptTime();

		KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, units(-delays[i]), &e->dpc));
		msleep(80);
		KUNIT_ASSERT_EQ(test, atomic_read(&e->runs), 1);
		KUNIT_EXPECT_GE(test, e->times[0] - start, delays[i]);
		KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));
		KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
		KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));
	}
}

static void absolute_expires_at_system_time(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	LARGE_INTEGER now, due;

	KeQuerySystemTime(&now);
	due.QuadPart = now.QuadPart + MS(20);
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, due, &e->dpc));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&e->timer));
	while (!atomic_read(&e->runs))
		usleep_range(100, 200);
	KeQuerySystemTime(&now);
	KUNIT_EXPECT_GE(test, now.QuadPart, due.QuadPart);
}

static void the_past_expires_at_once(struct kunit *test)
{
	static const s64 dues[] = { 0, 1, 1000000, WDM_UNIX_EPOCH };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dues); i++) {
		struct expiry *e = new_expiry(test);
		unsigned int tries = 0;

		KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, units(dues[i]), &e->dpc));
		KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));
		/* The DPC is queued; its processor may be another one by now, or busy. */
		while (!atomic_read(&e->runs) && tries++ < 1000)
			usleep_range(100, 200);
		KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), 1);
		KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
	}
}

static void cancelled_does_nothing(struct kunit *test)
{
	struct expiry *e = new_expiry(test);

	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
	KeSetTimer(&e->timer, units(-MS(10)), &e->dpc);
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
	msleep(30);
	KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), 0);
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&e->timer));
}

static void setting_again_replaces(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	u64 start = KeQueryUnbiasedInterruptTime();

	KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, units(-MS(5)), &e->dpc));
	KUNIT_EXPECT_TRUE(test, KeSetTimer(&e->timer, units(-MS(40)), &e->dpc));
	msleep(100);
	KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), 1);
	KUNIT_EXPECT_GE(test, e->times[0] - start, MS(40));
	/* Set again, a signalled timer isn't signalled any more. */
	KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, units(-MS(1000)), &e->dpc));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&e->timer));
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
}

/* The due time of the nth expiry is fixed when the timer is set. */
static void periodic_does_not_drift(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	u64 start = KeQueryUnbiasedInterruptTime();
	unsigned int i, runs;

	KUNIT_EXPECT_FALSE(test, KeSetTimerEx(&e->timer, units(-MS(10)), 5, &e->dpc));
	msleep(250);
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
	KeFlushQueuedDpcs();
	runs = atomic_read(&e->runs);
	msleep(20);
	KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), runs);
	KUNIT_EXPECT_GE(test, runs, 25);
	KUNIT_EXPECT_LE(test, runs, 64);
	for (i = 0; i < min_t(unsigned int, runs, ARRAY_SIZE(e->times)); i++)
		KUNIT_EXPECT_GE(test, e->times[i] - start, MS(10) + i * MS(5));
	KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
}

/* The first expiry is at once, the others a period later each: not in step with 1601. */
static void a_period_from_the_past_counts_from_now(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	unsigned int i, round;
	u64 start;

	for (round = 0; round < 3; round++) {
		atomic_set(&e->runs, 0);
		start = KeQueryUnbiasedInterruptTime();
		KUNIT_EXPECT_FALSE(test, KeSetTimerEx(&e->timer, units(round), 60, &e->dpc));
		/* It is queued; on a busy machine, ksoftirqd may have it. */
		KeFlushQueuedDpcs();
		KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), 1);
		KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));
		msleep(150);
		KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
		KUNIT_ASSERT_GE(test, atomic_read(&e->runs), 3);
		for (i = 1; i < 3; i++)
			KUNIT_EXPECT_GE(test, e->times[i] - start, MS(60) * i);
		/* Not at a random moment of the period */
		msleep(7 * round);
	}
}

static void a_coalescable_timer_is_in_time(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	u64 start = KeQueryUnbiasedInterruptTime();

	KUNIT_EXPECT_FALSE(test, KeSetCoalescableTimer(&e->timer, units(-MS(1000)), 0, 50, NULL));
	KUNIT_EXPECT_TRUE(test, KeSetCoalescableTimer(&e->timer, units(-MS(10)), 0, 50, &e->dpc));
	KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&e->timer));
	msleep(100);
	KUNIT_ASSERT_EQ(test, atomic_read(&e->runs), 1);
	KUNIT_EXPECT_GE(test, e->times[0] - start, MS(10));
	KUNIT_EXPECT_TRUE(test, KeReadStateTimer(&e->timer));

	/* Periodic; the interval may be shorter or longer by the tolerance. */
	atomic_set(&e->runs, 0);
	KUNIT_EXPECT_FALSE(test, KeSetCoalescableTimer(&e->timer, units(-MS(20)), 20, 10,
						       &e->dpc));
	msleep(150);
	KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
	KUNIT_ASSERT_GE(test, atomic_read(&e->runs), 3);
	KUNIT_EXPECT_GE(test, e->times[2] - e->times[0], MS(20));
	KUNIT_EXPECT_FALSE(test, KeCancelTimer(&e->timer));
}

static void very_far_is_no_overflow(struct kunit *test)
{
	struct expiry *e = new_expiry(test);
	static const s64 dues[] = { S64_MIN, S64_MIN + 1, S64_MAX, S64_MAX - 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dues); i++) {
		KUNIT_EXPECT_FALSE(test, KeSetTimer(&e->timer, units(dues[i]), &e->dpc));
		msleep(5);
		KUNIT_EXPECT_TRUE(test, KeCancelTimer(&e->timer));
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&e->runs), 0);
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Random due times over all magnitudes come out sorted, however time advances. */
static void wheel_keeps_order(struct kunit *test)
{
	const unsigned int count = 2000;
	struct wdm_wheel *wheel = kvzalloc(sizeof(*wheel), GFP_KERNEL);
	KTIMER *timers = kvcalloc(count, sizeof(*timers), GFP_KERNEL);
	u64 *dues = kvcalloc(count, sizeof(*dues), GFP_KERNEL);
	unsigned int i, next = 0, kept = 0;
	u64 now;

	KUNIT_ASSERT_TRUE(test, wheel && timers && dues);
	now = get_random_u64() >> 4;
	wdm_wheel_init(wheel, now);
	for (i = 0; i < count; i++) {
		timers[i].DueTime.QuadPart = now + (get_random_u64() >> (4 + i % 59));
		wdm_wheel_insert(wheel, &timers[i]);
	}
	for (i = 0; i < count; i++) {
		if (i % 3)
			dues[kept++] = timers[i].DueTime.QuadPart;
		else
			wdm_wheel_remove(wheel, &timers[i]);
	}
	sort(dues, kept, sizeof(*dues), compare, NULL);
	while (next < kept) {
		u64 look = wdm_wheel_next(wheel);
		KTIMER *timer;

		KUNIT_ASSERT_LE(test, look, dues[next]);
		KUNIT_ASSERT_GE(test, look, now);
		now = look + (next % 5 ? 0 : get_random_u32() % 100000);
		while ((timer = wdm_wheel_expire(wheel, now))) {
			KUNIT_ASSERT_EQ(test, timer->DueTime.QuadPart, dues[next]);
			KUNIT_ASSERT_LE(test, timer->DueTime.QuadPart, now);
			KUNIT_ASSERT_FALSE(test, wdm_wheel_queued(timer));
			next++;
		}
		KUNIT_ASSERT_TRUE(test, next == kept || dues[next] > now);
	}
	KUNIT_EXPECT_TRUE(test, wdm_wheel_empty(wheel));
	KUNIT_EXPECT_EQ(test, wdm_wheel_next(wheel), U64_MAX);
	kvfree(dues);
	kvfree(timers);
	kvfree(wheel);
}

static void wheel_follows_a_clock_set_back(struct kunit *test)
{
	struct wdm_wheel *wheel = kvzalloc(sizeof(*wheel), GFP_KERNEL);
	KTIMER first = { 0 }, second = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, wheel);
	wdm_wheel_init(wheel, 1000000);
	second.DueTime.QuadPart = 1000500;
	wdm_wheel_insert(wheel, &second);
	wdm_wheel_rebase(wheel, 5000);
	first.DueTime.QuadPart = 6000;
	wdm_wheel_insert(wheel, &first);
	KUNIT_EXPECT_EQ(test, wdm_wheel_next(wheel), 6000);
	KUNIT_EXPECT_PTR_EQ(test, wdm_wheel_expire(wheel, 6000), &first);
	KUNIT_EXPECT_PTR_EQ(test, wdm_wheel_expire(wheel, 1000499), NULL);
	KUNIT_EXPECT_PTR_EQ(test, wdm_wheel_expire(wheel, 1000500), &second);
	kvfree(wheel);
}

static u64 arm_and_cancel(KTIMER *timer)
{
	u64 start = ktime_get_ns();
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		KeSetTimer(timer, units(-MS(500 + i % 7)), NULL);
		KeCancelTimer(timer);
	}
	return (ktime_get_ns() - start) / 2000;
}

/* The cost must not grow with the number of timers; a wide margin for noise. */
static void hundred_thousand_cost_nothing(struct kunit *test)
{
	const unsigned int count = 100000;
	KTIMER *timers = kvcalloc(count, sizeof(*timers), GFP_KERNEL);
	u64 few, many;
	unsigned int i;
	KTIMER timer;

	KUNIT_ASSERT_NOT_NULL(test, timers);
	KeInitializeTimer(&timer);
	arm_and_cancel(&timer);
	few = arm_and_cancel(&timer);
	for (i = 0; i < count; i++) {
		KeInitializeTimer(&timers[i]);
		KeSetTimer(&timers[i], units(-MS(60000) - (s64)get_random_u32()), NULL);
	}
	many = arm_and_cancel(&timer);
	for (i = 0; i < count; i++)
		KUNIT_EXPECT_TRUE(test, KeCancelTimer(&timers[i]));
	kunit_info(test, "arm+cancel: %llu ns, with %u others %llu ns", few, count, many);
	KUNIT_EXPECT_LE(test, many, few * 3);
	kvfree(timers);
}

/* Of both types: set, nobody sees it signalled before it expires; then all, or one. */
static void a_synchronization_timer_is_for_one(struct kunit *test)
{
	LARGE_INTEGER now = { .QuadPart = 0 };
	KTIMER timer;
	int i;

	for (i = 0; i < 2; i++) {
		memset(&timer, 0xcc, sizeof(timer));
		KeInitializeTimerEx(&timer, i ? SynchronizationTimer : NotificationTimer);
		KUNIT_EXPECT_FALSE(test, KeReadStateTimer(&timer));
		KUNIT_EXPECT_EQ(test, ke_poll(&timer), STATUS_TIMEOUT);
		KUNIT_EXPECT_FALSE(test, KeSetTimer(&timer, now, NULL));
		KUNIT_EXPECT_EQ(test, ke_wait_ms(&timer, 1000), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, !!KeReadStateTimer(&timer), !i);
		KUNIT_EXPECT_EQ(test, ke_poll(&timer), i ? STATUS_TIMEOUT : STATUS_SUCCESS);
		KUNIT_EXPECT_FALSE(test, KeCancelTimer(&timer));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(relative_expires_not_early),
	KUNIT_CASE(absolute_expires_at_system_time),
	KUNIT_CASE(the_past_expires_at_once),
	KUNIT_CASE(cancelled_does_nothing),
	KUNIT_CASE(setting_again_replaces),
	KUNIT_CASE(periodic_does_not_drift),
	KUNIT_CASE(a_period_from_the_past_counts_from_now),
	KUNIT_CASE(a_coalescable_timer_is_in_time),
	KUNIT_CASE(very_far_is_no_overflow),
	KUNIT_CASE(a_synchronization_timer_is_for_one),
	KUNIT_CASE(wheel_keeps_order),
	KUNIT_CASE(wheel_follows_a_clock_set_back),
	KUNIT_CASE_SLOW(hundred_thousand_cost_nothing),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_timer",
	.test_cases = cases,
};
kunit_test_suite(suite);
