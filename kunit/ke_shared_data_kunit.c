// SPDX-License-Identifier: GPL-2.0
/* KUnit: KUSER_SHARED_DATA. */
#include <kunit/test.h>
#include <linux/delay.h>

#include <ntddk.h>

/* In one read, or by the three parts: they agree, and with the routines. */
static void clocks_are_those_of_the_routines(struct kunit *test)
{
	const KUSER_SHARED_DATA *shared = SharedUserData;
	u64 before = KeQueryInterruptTime(), read, after;
	LARGE_INTEGER system, ticks;

	msleep(20);
	read = *(const volatile u64 *)&shared->InterruptTime;
	after = KeQueryInterruptTime();
	KUNIT_EXPECT_GT(test, read, before);
	KUNIT_EXPECT_LE(test, read, after);
	KUNIT_EXPECT_EQ(test, shared->InterruptTime.High1Time, shared->InterruptTime.High2Time);

	KeQuerySystemTime(&system);
	read = *(const volatile u64 *)&shared->SystemTime;
	KUNIT_EXPECT_LE(test, read, system.QuadPart + 1);
	KUNIT_EXPECT_LT(test, system.QuadPart - read, 10000000ULL);
	KUNIT_EXPECT_EQ(test, shared->SystemTime.High1Time, shared->SystemTime.High2Time);

	KeQueryTickCount(&ticks);
	KUNIT_EXPECT_LE(test, shared->TickCountQuad, ticks.QuadPart);
	KUNIT_EXPECT_LT(test, ticks.QuadPart - shared->TickCountQuad, 64);
}

/* (ticks * multiplier) >> 24 is milliseconds. */
static void multiplier_makes_milliseconds(struct kunit *test)
{
	u64 ticks = 1000000;

	KUNIT_EXPECT_EQ(test, (ticks * SharedUserData->TickCountMultiplier) >> 24,
			ticks * KeQueryTimeIncrement() / 10000);
}

static void facts_are_those_of_the_routines(struct kunit *test)
{
	RTL_OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
	ULONG i;

	KUNIT_ASSERT_EQ(test, RtlGetVersion(&version), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, SharedUserData->NtMajorVersion, version.dwMajorVersion);
	KUNIT_EXPECT_EQ(test, SharedUserData->NtMinorVersion, version.dwMinorVersion);
	KUNIT_EXPECT_EQ(test, SharedUserData->NtProductType, NtProductWinNt);
	KUNIT_EXPECT_TRUE(test, SharedUserData->ProductTypeIsValid);
	for (i = 0; i < PROCESSOR_FEATURE_MAX; i++)
		KUNIT_EXPECT_EQ(test, SharedUserData->ProcessorFeatures[i],
				ExIsProcessorFeaturePresent(i));
}

/* Who waits on a timer and reads a clock finds that the time has passed. */
static void clock_has_passed_after_a_wait(struct kunit *test)
{
	LARGE_INTEGER due = { .QuadPart = -20000 };
	u64 before, now;
	int i;

	for (i = 0; i < 50; i++) {
		before = *(const volatile u64 *)&SharedUserData->InterruptTime;
		KeDelayExecutionThread(KernelMode, FALSE, &due);
		now = *(const volatile u64 *)&SharedUserData->InterruptTime;
		KUNIT_EXPECT_GE(test, now - before, 20000ULL - 10000);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(clocks_are_those_of_the_routines),
	KUNIT_CASE(multiplier_makes_milliseconds),
	KUNIT_CASE(facts_are_those_of_the_routines),
	KUNIT_CASE(clock_has_passed_after_a_wait),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_shared_data",
	.test_cases = cases,
};
kunit_test_suite(suite);
