// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_time: system, interrupt and tick time, performance counter,
 * KeStallExecutionProcessor; processor queries.
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/timekeeping.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"

static void system_time_is_utc_since_1601(struct kunit *test)
{
	s64 before = ktime_get_real_ns() / 100 + 11644473600LL * 10000000;
	LARGE_INTEGER now, precise;
	s64 after;

	KeQuerySystemTime(&now);
	KeQuerySystemTimePrecise(&precise);
	after = ktime_get_real_ns() / 100 + 11644473600LL * 10000000;
	KUNIT_EXPECT_GE(test, now.QuadPart, before);
	KUNIT_EXPECT_GE(test, precise.QuadPart, now.QuadPart);
	KUNIT_EXPECT_LE(test, precise.QuadPart, after);
}

static void clocks_agree(struct kunit *test)
{
	u64 start = KeQueryInterruptTime();
	LARGE_INTEGER ticks, counter, frequency;
	u64 precise, stamp, end;

	KeQueryTickCount(&ticks);
	counter = KeQueryPerformanceCounter(&frequency);
	precise = KeQueryInterruptTimePrecise(&stamp);
	end = KeQueryInterruptTime();
	KUNIT_EXPECT_EQ(test, frequency.QuadPart, 10000000);
	KUNIT_EXPECT_GE(test, ticks.QuadPart, start / KeQueryTimeIncrement());
	KUNIT_EXPECT_LE(test, ticks.QuadPart, end / KeQueryTimeIncrement());
	KUNIT_EXPECT_GE(test, precise, start);
	KUNIT_EXPECT_LE(test, precise, end);
	KUNIT_EXPECT_GE(test, stamp, counter.QuadPart);
	KUNIT_EXPECT_EQ(test, KeQueryPerformanceCounter(NULL).QuadPart >= counter.QuadPart, 1);
}

static void stall_lasts_at_least_so_long(struct kunit *test)
{
	static const ULONG stalls[] = { 0, 1, 50, 999, 1000, 1001, 12345 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stalls); i++) {
		u64 start = KeQueryInterruptTime();

		KeStallExecutionProcessor(stalls[i]);
		/* Both ends are rounded down to 100 ns. */
		KUNIT_EXPECT_GE(test, KeQueryInterruptTime() - start + 1, stalls[i] * 10ULL);
	}
}

static void processors_are_linux_cpus(struct kunit *test)
{
	PROCESSOR_NUMBER number = { .Reserved = 1 };
	KAFFINITY mask = 0;
	ULONG index = KeGetCurrentProcessorNumberEx(&number);

	KUNIT_EXPECT_LT(test, index, KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS));
	KUNIT_EXPECT_EQ(test, number.Group * 64 + number.Number, index);
	KUNIT_EXPECT_EQ(test, number.Reserved, 0);
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS),
			num_online_cpus());
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCount(&mask),
			KeQueryActiveProcessorCountEx(0));
	KUNIT_EXPECT_EQ(test, mask, KeQueryActiveProcessors());
	KUNIT_EXPECT_EQ(test, mask, KeQueryGroupAffinity(0));
	KUNIT_EXPECT_EQ(test, hweight64(mask), KeQueryActiveProcessorCountEx(0));
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessorCountEx(9), 0);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCountEx(9), 0);
	KUNIT_EXPECT_EQ(test, KeQueryMaximumProcessorCount(), KeQueryMaximumProcessorCountEx(0));
	KUNIT_EXPECT_GE(test, KeQueryMaximumProcessorCount(), KeQueryActiveProcessorCount(NULL));
	KUNIT_EXPECT_LE(test, KeQueryMaximumProcessorCount(), MAXIMUM_PROC_PER_GROUP);
	KUNIT_EXPECT_EQ(test, KeGetRecommendedSharedDataAlignment(), SMP_CACHE_BYTES);
	KUNIT_EXPECT_EQ(test, KeQueryGroupAffinity(9), 0);
	KUNIT_EXPECT_GE(test, KeQueryActiveGroupCount(), 1);
	KUNIT_EXPECT_GE(test, KeQueryMaximumGroupCount(), KeQueryActiveGroupCount());
}

static struct kunit_case cases[] = {
	KUNIT_CASE(system_time_is_utc_since_1601),
	KUNIT_CASE(clocks_agree),
	KUNIT_CASE(stall_lasts_at_least_so_long),
	KUNIT_CASE(processors_are_linux_cpus),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_time",
	.test_cases = cases,
};
kunit_test_suite(suite);
