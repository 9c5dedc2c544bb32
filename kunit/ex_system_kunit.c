// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: what drivers ask of the system: ExGetPreviousMode, ExUuidCreate, local time,
 * ExIsProcessorFeaturePresent.
 */
#include "ke_waiter.h"

#include <linux/time.h>
#include <asm/cpufeature.h>

#include <ntddk.h>

static VOID NTAPI note_mode(KDPC *dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	*(KPROCESSOR_MODE *)context = ExGetPreviousMode();
}

static void only_a_users_thread_comes_from_user_mode(struct kunit *test)
{
	KPROCESSOR_MODE of_user, in_dpc = MaximumMode;
	KDPC dpc;

	KUNIT_EXPECT_EQ(test, ExGetPreviousMode(), KernelMode);
	KeInitializeDpc(&dpc, note_mode, &in_dpc);
	current->flags &= ~PF_KTHREAD;
	of_user = ExGetPreviousMode();
	current->flags |= PF_KTHREAD;
	KeInsertQueueDpc(&dpc, NULL, NULL);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, of_user, UserMode);
	KUNIT_EXPECT_EQ(test, in_dpc, KernelMode);
}

static void uuids_differ_and_say_what_they_are(struct kunit *test)
{
	GUID uuids[64], zero = {};
	int i, j;

	for (i = 0; i < ARRAY_SIZE(uuids); i++) {
		memset(&uuids[i], 0, sizeof(uuids[i]));
		KUNIT_EXPECT_EQ(test, ExUuidCreate(&uuids[i]), STATUS_SUCCESS);
		KUNIT_EXPECT_NE(test, memcmp(&uuids[i], &zero, sizeof(zero)), 0);
		/* RFC 4122: a random one */
		KUNIT_EXPECT_EQ(test, uuids[i].Data3 >> 12, 4);
		KUNIT_EXPECT_EQ(test, uuids[i].Data4[0] >> 6, 2);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, memcmp(&uuids[i], &uuids[j], sizeof(GUID)), 0);
	}
}

static void local_time_is_that_of_the_time_zone(struct kunit *test)
{
	LARGE_INTEGER utc = { .QuadPart = 132000000000000000LL }, local, back;
	const int zones[] = { 0, -60, 480, -345 };	/* minutes west of Greenwich */
	const int zone = sys_tz.tz_minuteswest;
	int i;

	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		sys_tz.tz_minuteswest = zones[i];
		ExSystemTimeToLocalTime(&utc, &local);
		ExLocalTimeToSystemTime(&local, &back);
		KUNIT_EXPECT_EQ(test, local.QuadPart,
				utc.QuadPart - zones[i] * 60 * WDM_UNITS_PER_SECOND);
		KUNIT_EXPECT_EQ(test, back.QuadPart, utc.QuadPart);
		/* Into the same variable */
		ExLocalTimeToSystemTime(&local, &local);
		KUNIT_EXPECT_EQ(test, local.QuadPart, utc.QuadPart);
	}
	sys_tz.tz_minuteswest = zone;
}

static void features_are_the_processors(struct kunit *test)
{
	static const ULONG always[] = {
		PF_COMPARE_EXCHANGE_DOUBLE, PF_MMX_INSTRUCTIONS_AVAILABLE,
		PF_XMMI_INSTRUCTIONS_AVAILABLE, PF_XMMI64_INSTRUCTIONS_AVAILABLE,
		PF_RDTSC_INSTRUCTION_AVAILABLE, PF_PAE_ENABLED, PF_COMPARE_EXCHANGE128,
		PF_SSE_DAZ_MODE_AVAILABLE,
	};
	static const struct { ULONG pf; int cpu; } sometimes[] = {
		{ PF_SSE3_INSTRUCTIONS_AVAILABLE, X86_FEATURE_XMM3 },
		{ PF_SSSE3_INSTRUCTIONS_AVAILABLE, X86_FEATURE_SSSE3 },
		{ PF_SSE4_1_INSTRUCTIONS_AVAILABLE, X86_FEATURE_XMM4_1 },
		{ PF_SSE4_2_INSTRUCTIONS_AVAILABLE, X86_FEATURE_XMM4_2 },
		{ PF_AVX_INSTRUCTIONS_AVAILABLE, X86_FEATURE_AVX },
		{ PF_AVX2_INSTRUCTIONS_AVAILABLE, X86_FEATURE_AVX2 },
		{ PF_XSAVE_ENABLED, X86_FEATURE_OSXSAVE },
		{ PF_RDWRFSGSBASE_AVAILABLE, X86_FEATURE_FSGSBASE },
		{ PF_RDRAND_INSTRUCTION_AVAILABLE, X86_FEATURE_RDRAND },
		{ PF_RDTSCP_INSTRUCTION_AVAILABLE, X86_FEATURE_RDTSCP },
		{ PF_NX_ENABLED, X86_FEATURE_NX },
		{ PF_3DNOW_INSTRUCTIONS_AVAILABLE, X86_FEATURE_3DNOW },
		{ PF_RDPID_INSTRUCTION_AVAILABLE, X86_FEATURE_RDPID },
		{ PF_MONITORX_INSTRUCTION_AVAILABLE, X86_FEATURE_MWAITX },
		{ PF_AVX512F_INSTRUCTIONS_AVAILABLE, X86_FEATURE_AVX512F },
		{ PF_ERMS_AVAILABLE, X86_FEATURE_ERMS },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(always); i++)
		KUNIT_EXPECT_TRUE_MSG(test, ExIsProcessorFeaturePresent(always[i]), "PF %u",
				      always[i]);
	for (i = 0; i < ARRAY_SIZE(sometimes); i++)
		KUNIT_EXPECT_EQ_MSG(test, ExIsProcessorFeaturePresent(sometimes[i].pf),
				    boot_cpu_has(sometimes[i].cpu), "PF %u", sometimes[i].pf);
	KUNIT_EXPECT_FALSE(test, ExIsProcessorFeaturePresent(PF_FLOATING_POINT_EMULATED));
	KUNIT_EXPECT_FALSE(test, ExIsProcessorFeaturePresent(PF_FLOATING_POINT_PRECISION_ERRATA));
	KUNIT_EXPECT_FALSE(test, ExIsProcessorFeaturePresent(PF_ARM_NEON_INSTRUCTIONS_AVAILABLE));
	KUNIT_EXPECT_FALSE(test, ExIsProcessorFeaturePresent(63));
	KUNIT_EXPECT_FALSE(test, ExIsProcessorFeaturePresent(0x80000000));
}

static struct kunit_case system_cases[] = {
	KUNIT_CASE(only_a_users_thread_comes_from_user_mode),
	KUNIT_CASE(uuids_differ_and_say_what_they_are),
	KUNIT_CASE(local_time_is_that_of_the_time_zone),
	KUNIT_CASE(features_are_the_processors),
	{}
};

static struct kunit_suite system_suite = {
	.name = "wdmcore_ex_system",
	.test_cases = system_cases,
};
kunit_test_suite(system_suite);
