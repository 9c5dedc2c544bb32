// SPDX-License-Identifier: GPL-2.0
/* ZwQuerySystemInformation, ZwPowerInformation, ZwSetInformationThread. */
#include "ke_waiter.h"

#include <linux/cpumask.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "ob.h"
#include "ps.h"
#include "undeclared.h"

/* As drivers declare them, after the reference. */
struct basic {
	ULONG reserved[2];
	ULONG page_size;
	ULONG between[3];
	ULONG granularity;
	ULONG_PTR lowest, highest;
	ULONG_PTR affinity;
	CCHAR processors;
};

struct processor {
	LARGE_INTEGER idle, kernel, user, reserved[2];
	ULONG reserved2;
};

struct process {
	ULONG next;
	ULONG threads;
	LARGE_INTEGER reserved[3];
	LARGE_INTEGER created, user, kernel;
	UNICODE_STRING name;
	KPRIORITY priority;
	HANDLE id, parent;
	UCHAR rest[256 - 112 + 16];
};

static void lengths_are_told(struct kunit *test)
{
	static const struct {
		ULONG class;
		ULONG length;
	} cases[] = {
		{ SystemBasicInformation, 64 },
		{ SystemPerformanceInformation, 312 },
		{ SystemTimeOfDayInformation, 48 },
		{ SystemInterruptInformation, 24 },
		{ SystemExceptionInformation, 16 },
		{ SystemRegistryQuotaInformation, 16 },
		{ SystemLookasideInformation, 32 },
	};
	u8 buffer[320];
	ULONG length;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(buffer, 0xcc, sizeof(buffer));
		KUNIT_EXPECT_EQ_MSG(test, STATUS_INFO_LENGTH_MISMATCH,
				    ZwQuerySystemInformation(cases[i].class, buffer,
							     cases[i].length - 1, &length),
				    "class %u", cases[i].class);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].length, length, "class %u", cases[i].class);
		KUNIT_EXPECT_NULL(test, memchr_inv(buffer, 0xcc, sizeof(buffer)));
		KUNIT_EXPECT_EQ_MSG(test, STATUS_SUCCESS,
				    ZwQuerySystemInformation(cases[i].class, buffer,
							     cases[i].length, NULL),
				    "class %u", cases[i].class);
		KUNIT_EXPECT_NOT_NULL(test, memchr_inv(buffer, 0xcc, cases[i].length));
		KUNIT_EXPECT_NULL(test, memchr_inv(buffer + cases[i].length, 0xcc,
						   sizeof(buffer) - cases[i].length));
	}
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			ZwQuerySystemInformation(1000, buffer, sizeof(buffer), &length));
}

static void basic_facts(struct kunit *test)
{
	struct basic basic;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQuerySystemInformation(SystemBasicInformation, &basic, 64, NULL));
	KUNIT_EXPECT_EQ(test, 4096U, basic.page_size);
	KUNIT_EXPECT_EQ(test, 0x10000U, basic.granularity);
	KUNIT_EXPECT_EQ(test, (int)num_online_cpus(), (int)basic.processors);
	KUNIT_EXPECT_EQ(test, KeQueryActiveProcessors(), basic.affinity);
	KUNIT_EXPECT_EQ(test, TASK_SIZE_MAX - 1, basic.highest);
}

static void time_of_day(struct kunit *test)
{
	LARGE_INTEGER info[6], before, after;

	KeQuerySystemTime(&before);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQuerySystemInformation(SystemTimeOfDayInformation, info, 48, NULL));
	KeQuerySystemTime(&after);
	KUNIT_EXPECT_GE(test, info[1].QuadPart, before.QuadPart);
	KUNIT_EXPECT_LE(test, info[1].QuadPart, after.QuadPart);
	/* It was started after 1970 and not just now. */
	KUNIT_EXPECT_LT(test, info[0].QuadPart, before.QuadPart);
	KUNIT_EXPECT_GT(test, info[0].QuadPart, 0);
}

static void times_of_processors(struct kunit *test)
{
	u32 size = num_online_cpus() * sizeof(struct processor);
	struct processor *info = kunit_kzalloc(test, size, GFP_KERNEL);
	s64 total = 0;
	ULONG length;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, info);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQuerySystemInformation(SystemProcessorPerformanceInformation, info,
						 size - 1, &length));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQuerySystemInformation(SystemProcessorPerformanceInformation, info, size,
						 &length));
	KUNIT_EXPECT_EQ(test, size, length);
	for (i = 0; i < num_online_cpus(); i++) {
		/* The time of doing nothing is part of the kernel's. */
		KUNIT_EXPECT_GE(test, info[i].kernel.QuadPart, info[i].idle.QuadPart);
		total += info[i].kernel.QuadPart + info[i].user.QuadPart;
	}
	KUNIT_EXPECT_GT(test, total, 0);
}

static void processes_in_a_row(struct kunit *test)
{
	bool idle = false, system = false, first = false;
	ULONG length = 0, again;
	struct process *p;
	u8 *buffer;

	KUNIT_ASSERT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQuerySystemInformation(SystemProcessInformation, NULL, 0, &length));
	KUNIT_ASSERT_GT(test, length, 0);
	/* Some may begin meanwhile. */
	length += 65536;
	buffer = kunit_kzalloc(test, length, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQuerySystemInformation(SystemProcessInformation, buffer, length, &again));
	for (p = (void *)buffer; ; p = (void *)p + p->next) {
		idle |= !p->id;
		system |= p->id == (HANDLE)4UL;
		if (p->id == (HANDLE)1UL) {
			first = true;
			KUNIT_EXPECT_GE(test, p->threads, 1);
			KUNIT_EXPECT_GT(test, p->created.QuadPart, 0);
			KUNIT_EXPECT_GT(test, p->name.Length, 0);
		}
		/* All of it lies within what was needed. */
		KUNIT_EXPECT_LE(test, (u8 *)p + sizeof(*p) - buffer, (ptrdiff_t)again);
		if (p->name.Length)
			KUNIT_EXPECT_LE(test, (u8 *)p->name.Buffer + p->name.Length - buffer,
					(ptrdiff_t)again);
		if (!p->next)
			break;
	}
	KUNIT_EXPECT_TRUE(test, idle);
	KUNIT_EXPECT_TRUE(test, system);
	KUNIT_EXPECT_TRUE(test, first);
}

static void power(struct kunit *test)
{
	u32 size = num_online_cpus() * sizeof(PROCESSOR_POWER_INFORMATION);
	PROCESSOR_POWER_INFORMATION *cpus = kunit_kzalloc(test, size, GFP_KERNEL);
	SYSTEM_POWER_CAPABILITIES capabilities;
	u64 slept = 77, woke = 77;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, cpus);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwPowerInformation(SystemPowerCapabilities, NULL, 0, &capabilities,
					   sizeof(capabilities)));
	KUNIT_EXPECT_TRUE(test, capabilities.SystemS5);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwPowerInformation(ProcessorInformation, NULL, 0, cpus, size));
	for (i = 0; i < num_online_cpus(); i++) {
		KUNIT_EXPECT_EQ(test, i, cpus[i].Number);
		KUNIT_EXPECT_GT(test, cpus[i].MaxMhz, 0);
	}
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			ZwPowerInformation(ProcessorInformation, NULL, 0, cpus, size - 1));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwPowerInformation(LastSleepTime, NULL, 0, &slept, sizeof(slept)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwPowerInformation(LastWakeTime, NULL, 0, &woke, sizeof(woke)));
	KUNIT_EXPECT_LE(test, slept, woke);
	KUNIT_EXPECT_LT(test, woke, KeQueryInterruptTime());
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwPowerInformation(LastWakeTime, &woke, sizeof(woke), &woke, sizeof(woke)));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			ZwPowerInformation(SystemPowerPolicyAc, NULL, 0, &woke, sizeof(woke)));
}

static void a_threads_priority(struct kunit *test)
{
	KPRIORITY old = KeQueryPriorityThread(KeGetCurrentThread());
	KPRIORITY priority = 9;
	LONG increment = 1;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadPriority, &priority,
					       sizeof(priority)));
	KUNIT_EXPECT_EQ(test, 9, KeQueryPriorityThread(KeGetCurrentThread()));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadBasePriority, &increment,
					       sizeof(increment)));
	KUNIT_EXPECT_EQ(test, 9, KeQueryPriorityThread(KeGetCurrentThread()));
	increment = -2;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadBasePriority, &increment,
					       sizeof(increment)));
	KUNIT_EXPECT_EQ(test, 6, KeQueryPriorityThread(KeGetCurrentThread()));
	KeSetPriorityThread(KeGetCurrentThread(), old);
}

static void values_out_of_range(struct kunit *test)
{
	static const LONG priorities[] = { 0, -1, 32 };
	static const LONG increments[] = { 3, -3, 14, 16, -16 };
	static const ULONG pages[] = { 0, 6 };
	POWER_THROTTLING_THREAD_STATE state = { .Version = 1, .ControlMask = 1, .StateMask = 1 };
	PAGE_PRIORITY_INFORMATION page = { .PagePriority = 2 };
	HANDLE event;
	int i;

	for (i = 0; i < ARRAY_SIZE(priorities); i++)
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
				ZwSetInformationThread(ZwCurrentThread(), ThreadPriority,
						       (PVOID)&priorities[i], sizeof(LONG)));
	for (i = 0; i < ARRAY_SIZE(increments); i++)
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
				ZwSetInformationThread(ZwCurrentThread(), ThreadBasePriority,
						       (PVOID)&increments[i], sizeof(LONG)));
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
				ZwSetInformationThread(ZwCurrentThread(), ThreadPagePriority,
						       (PVOID)&pages[i], sizeof(ULONG)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadPagePriority, &page,
					       sizeof(page)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadPowerThrottlingState,
					       &state, sizeof(state)));
	state.ControlMask = 0;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwSetInformationThread(ZwCurrentThread(), ThreadPowerThrottlingState,
					       &state, sizeof(state)));
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwSetInformationThread(ZwCurrentThread(), ThreadPriority, &page, 8));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			ZwSetInformationThread(ZwCurrentThread(), ThreadTimes, &page, 4));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	page.PagePriority = 9;
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwSetInformationThread(event, ThreadPriority, &page, 4));
	ZwClose(event);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwSetInformationThread((HANDLE)0x1234567cUL, ThreadPriority, &page, 4));
}

static struct kunit_case information_cases[] = {
	KUNIT_CASE(lengths_are_told),
	KUNIT_CASE(basic_facts),
	KUNIT_CASE(time_of_day),
	KUNIT_CASE(times_of_processors),
	KUNIT_CASE(processes_in_a_row),
	KUNIT_CASE(power),
	KUNIT_CASE(a_threads_priority),
	KUNIT_CASE(values_out_of_range),
	{}
};

static struct kunit_suite information_suite = {
	.name = "wdmcore_zw_information",
	.test_cases = information_cases,
};
kunit_test_suite(information_suite);
