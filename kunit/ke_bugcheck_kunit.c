// SPDX-License-Identifier: GPL-2.0
/* KUnit: routines that drivers register for a bug check. */
#include "ke_waiter.h"

static struct {
	int calls, data_calls, dump_calls;
	KIRQL irql;
	PVOID buffer;
	ULONG length, data_length;
	BOOLEAN nested;
} seen;

static UCHAR component[] = "kunit";
static KBUGCHECK_CALLBACK_RECORD record, other;
static KBUGCHECK_REASON_CALLBACK_RECORD data_record, dump_record;
static UCHAR saved[20];

static VOID NTAPI save_state(PVOID buffer, ULONG length)
{
	seen.calls++;
	seen.irql = KeGetCurrentIrql();
	seen.buffer = buffer;
	seen.length = length;
	memset(buffer, 0x42, length);
	/* Any IRQL, so also here. */
	KeInitializeCallbackRecord(&other);
	seen.nested = KeRegisterBugCheckCallback(&other, save_state, NULL, 0, component) &&
		      KeDeregisterBugCheckCallback(&other);
}

static VOID NTAPI offer_data(KBUGCHECK_CALLBACK_REASON reason,
			     struct _KBUGCHECK_REASON_CALLBACK_RECORD *r, PVOID data, ULONG length)
{
	KBUGCHECK_SECONDARY_DUMP_DATA *d = data;

	if (reason != KbCallbackSecondaryDumpData || r != &data_record || length != sizeof(*d))
		return;
	seen.data_calls++;
	seen.data_length = d->MaximumAllowed;
	d->OutBuffer = saved;
	d->OutBufferLength = sizeof(saved);
}

static VOID NTAPI write_dump(KBUGCHECK_CALLBACK_REASON reason,
			     struct _KBUGCHECK_REASON_CALLBACK_RECORD *r, PVOID data, ULONG length)
{
	seen.dump_calls++;
}

static void registration_is_once(struct kunit *test)
{
	KeInitializeCallbackRecord(&record);
	KUNIT_EXPECT_FALSE(test, KeDeregisterBugCheckCallback(&record));
	KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckCallback(&record, save_state, saved,
							   sizeof(saved), component));
	KUNIT_EXPECT_EQ(test, record.State, BufferInserted);
	KUNIT_EXPECT_FALSE(test, KeRegisterBugCheckCallback(&record, save_state, saved,
							    sizeof(saved), component));
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckCallback(&record));
	KUNIT_EXPECT_FALSE(test, KeDeregisterBugCheckCallback(&record));

	KeInitializeCallbackRecord(&data_record);
	KUNIT_EXPECT_FALSE(test, KeRegisterBugCheckReasonCallback(&data_record, offer_data,
								  KbCallbackInvalid, component));
	KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckReasonCallback(&data_record, offer_data,
								 KbCallbackSecondaryDumpData,
								 component));
	KUNIT_EXPECT_FALSE(test, KeRegisterBugCheckReasonCallback(&data_record, offer_data,
								  KbCallbackSecondaryDumpData,
								  component));
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckReasonCallback(&data_record));
	KUNIT_EXPECT_FALSE(test, KeDeregisterBugCheckReasonCallback(&data_record));
}

static void a_bug_check_calls_them_once(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	memset(saved, 0, sizeof(saved));
	KeInitializeCallbackRecord(&record);
	KeInitializeCallbackRecord(&data_record);
	KeInitializeCallbackRecord(&dump_record);
	KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckCallback(&record, save_state, saved,
							   sizeof(saved), component));
	KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckReasonCallback(&data_record, offer_data,
								 KbCallbackSecondaryDumpData,
								 component));
	KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckReasonCallback(&dump_record, write_dump,
								 KbCallbackDumpIo, component));
	/* KeBugCheckEx() stops the thread for good: this is what it does before. */
	wdm_bug_check_callbacks();
	KUNIT_EXPECT_EQ(test, seen.calls, 1);
	KUNIT_EXPECT_EQ(test, seen.irql, HIGH_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, seen.buffer, (PVOID)saved);
	KUNIT_EXPECT_EQ(test, seen.length, sizeof(saved));
	KUNIT_EXPECT_TRUE(test, seen.nested);
	KUNIT_EXPECT_EQ(test, saved[19], 0x42);
	KUNIT_EXPECT_EQ(test, record.State, BufferFinished);
	KUNIT_EXPECT_EQ(test, seen.data_calls, 1);
	KUNIT_EXPECT_GE(test, seen.data_length, 4096);
	KUNIT_EXPECT_EQ(test, seen.dump_calls, 0);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());

	wdm_bug_check_callbacks();
	KUNIT_EXPECT_EQ(test, seen.calls, 1);
	KUNIT_EXPECT_EQ(test, seen.data_calls, 1);
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckCallback(&record));
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckReasonCallback(&data_record));
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckReasonCallback(&dump_record));
}

static NTSTATUS ask_for_bug_check(void *context)
{
	if (context)
		KeBugCheckEx(0xdead0001, 1, 2, 3, (ULONG_PTR)context);
	else
		KeBugCheck(0xdead0001);
}

/* The threads stay for good, so what they use has to stay as well. */
static void a_bug_check_is_the_end_of_its_thread(struct kunit *test)
{
	static struct ke_waiter w[2];
	struct ke_reports r;
	u64 last;
	int i, ms;

	KeInitializeCallbackRecord(&record);
	for (i = 0; i < 2; i++) {
		memset(&seen, 0, sizeof(seen));
		KUNIT_EXPECT_TRUE(test, KeRegisterBugCheckCallback(&record, save_state, saved,
								   sizeof(saved), component));
		ke_expect_reports(&r, 0xdead0001);
		ke_waiter_start(test, &w[i], ask_for_bug_check, i ? &w[i] : NULL, -1);
		for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(seen.calls); ms++)
			msleep(1);
		msleep(20);
		KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
		KUNIT_EXPECT_EQ(test, seen.calls, 1);
		last = i ? (uintptr_t)&w[i] : 0;
		KUNIT_EXPECT_EQ(test, r.parameter[0], i ? 1 : 0);
		KUNIT_EXPECT_EQ(test, r.parameter[2], i ? 3 : 0);
		KUNIT_EXPECT_EQ(test, r.parameter[3], last);
		KUNIT_EXPECT_FALSE(test, completion_done(&w[i].done));
		KUNIT_EXPECT_TRUE(test, READ_ONCE(w[i].task->__state) & TASK_UNINTERRUPTIBLE);
		KeDeregisterBugCheckCallback(&record);
	}
}

static void a_contained_report_does_not(struct kunit *test)
{
	struct ke_reports r;

	memset(&seen, 0, sizeof(seen));
	KeInitializeCallbackRecord(&record);
	KeRegisterBugCheckCallback(&record, save_state, saved, sizeof(saved), component);
	ke_expect_reports(&r, 0xc4);
	wdm_bug_report(0xc4, 0, 0, 0, 0, NULL, "a test");
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, seen.calls, 0);
	KeDeregisterBugCheckCallback(&record);
}

static void a_damaged_record_is_left_alone(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	KeInitializeCallbackRecord(&record);
	KeRegisterBugCheckCallback(&record, save_state, saved, sizeof(saved), component);
	record.Length += 8;
	wdm_bug_check_callbacks();
	KUNIT_EXPECT_EQ(test, seen.calls, 0);
	KUNIT_EXPECT_TRUE(test, KeDeregisterBugCheckCallback(&record));
}

static void what_a_driver_leaves_is_reported(struct kunit *test)
{
	struct ke_reports r;

	memset(&seen, 0, sizeof(seen));
	KeInitializeCallbackRecord(&record);
	KeRegisterBugCheckCallback(&record, save_state, saved, sizeof(saved), component);
	ke_expect_reports(&r, 0xce);
	wdm_bug_check_driver_gone(save_state, 1);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	wdm_bug_check_callbacks();
	KUNIT_EXPECT_EQ(test, seen.calls, 0);
}

static struct kunit_case bugcheck_cases[] = {
	KUNIT_CASE(registration_is_once),
	KUNIT_CASE(a_bug_check_calls_them_once),
	KUNIT_CASE(a_bug_check_is_the_end_of_its_thread),
	KUNIT_CASE(a_contained_report_does_not),
	KUNIT_CASE(a_damaged_record_is_left_alone),
	KUNIT_CASE(what_a_driver_leaves_is_reported),
	{}
};

static struct kunit_suite bugcheck_suite = {
	.name = "wdmcore_ke_bugcheck",
	.test_cases = bugcheck_cases,
};
kunit_test_suite(bugcheck_suite);
