// SPDX-License-Identifier: GPL-2.0
/* KUnit: __try, __except, __leave, GetExceptionCode, ExRaiseStatus and its kin. */
#include "ke_waiter.h"

#include <linux/smp.h>

#include "ex.h"

static noinline void raise_deep(int depth, NTSTATUS status)
{
	volatile char buffer[48];	/* has red zones, and keeps this a real frame */

	memset((void *)buffer, depth, sizeof(buffer));
	if (!depth && buffer[0] == 0)
		ExRaiseStatus(status);
	if (depth)
		raise_deep(depth - 1, status);
	buffer[0] = 0;
}

static noinline NTSTATUS caught(NTSTATUS status)
{
	NTSTATUS got = STATUS_SUCCESS;

	__try {
		raise_deep(8, status);
		got = STATUS_UNSUCCESSFUL;
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		got = GetExceptionCode();
	}
	return got;
}

static void a_raised_status_is_caught(struct kunit *test)
{
	int i;

	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, caught(STATUS_IN_PAGE_ERROR + i), STATUS_IN_PAGE_ERROR + i);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void nothing_raised_runs_no_handler(struct kunit *test)
{
	int body = 0, handler = 0;

	__try {
		body++;
	} __except(handler++, EXCEPTION_EXECUTE_HANDLER) {
		handler++;
	}
	KUNIT_EXPECT_EQ(test, body, 1);
	KUNIT_EXPECT_EQ(test, handler, 0);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void the_kin_of_raise(struct kunit *test)
{
	NTSTATUS a = 0, b = 0;

	__try {
		ExRaiseAccessViolation();
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		a = GetExceptionCode();
	}
	__try {
		ExRaiseDatatypeMisalignment();
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		b = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, a, STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, b, STATUS_DATATYPE_MISALIGNMENT);
}

static noinline int leave_by_return(int how)
{
	int i;

	for (i = 0; i < 10; i++) {
		__try {
			if (how == 0)
				return 100;
			if (how == 1 && i == 3)
				break;
			if (how == 2)
				goto out;
			if (how == 3)
				continue;
			if (how == 4)
				__leave;
			return -1;
		} __except(EXCEPTION_EXECUTE_HANDLER) {
			return -2;
		}
		if (how == 4)
			return 400 + i;
	}
	return how * 100 + i;
out:
	return 200;
}

static void every_way_out_gives_up_the_frame(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, leave_by_return(0), 100);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
	KUNIT_EXPECT_EQ(test, leave_by_return(2), 200);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
	KUNIT_EXPECT_EQ(test, leave_by_return(3), 310);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
	KUNIT_EXPECT_EQ(test, leave_by_return(4), 400);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
	/* A frame left behind would catch this one. */
	KUNIT_EXPECT_EQ(test, caught(STATUS_UNSUCCESSFUL), STATUS_UNSUCCESSFUL);
}

static noinline int break_out_of_loop(void)
{
	int i, handled = 0;

	for (i = 0; i < 10; i++) {
		__try {
			if (i == 4)
				break;
			ExRaiseStatus(STATUS_UNSUCCESSFUL);
		} __except(EXCEPTION_EXECUTE_HANDLER) {
			handled++;
			if (i == 2)
				continue;
		}
	}
	return i * 100 + handled;
}

static void break_and_continue_mean_the_loop_outside(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, break_out_of_loop(), 404);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void variables_have_their_last_value(struct kunit *test)
{
	int a = 1, b = 2, i, sum = 0;

	for (i = 0; i < 3; i++) {
		__try {
			a += 10;
			b = a * 2;
			raise_deep(2, STATUS_UNSUCCESSFUL);
			a = -1;
		} __except(EXCEPTION_EXECUTE_HANDLER) {
			sum += a + b;
		}
	}
	KUNIT_EXPECT_EQ(test, a, 31);
	KUNIT_EXPECT_EQ(test, sum, (11 + 22) + (21 + 42) + (31 + 62));
}

static void the_innermost_frame_whose_filter_wants_it(struct kunit *test)
{
	char path[16] = "";

	__try {
		__try {
			__try {
				ExRaiseStatus(STATUS_UNSUCCESSFUL);
			} __except(strcat(path, "1"), EXCEPTION_CONTINUE_SEARCH) {
				strcat(path, "x");
			}
			strcat(path, "x");
		} __except(strcat(path, "2"), GetExceptionCode() == STATUS_UNSUCCESSFUL) {
			strcat(path, "3");
			KUNIT_EXPECT_EQ(test, GetExceptionCode(), STATUS_UNSUCCESSFUL);
		}
		strcat(path, "4");
	} __except(strcat(path, "x"), EXCEPTION_EXECUTE_HANDLER) {
		strcat(path, "x");
	}
	KUNIT_EXPECT_STREQ(test, path, "1234");
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void a_handler_may_raise_again(struct kunit *test)
{
	NTSTATUS inner = 0, outer = 0;

	__try {
		__try {
			ExRaiseStatus(STATUS_UNSUCCESSFUL);
		} __except(EXCEPTION_EXECUTE_HANDLER) {
			inner = GetExceptionCode();
			ExRaiseStatus(STATUS_NO_MEMORY);
		}
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		outer = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, inner, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, outer, STATUS_NO_MEMORY);
}

static void a_called_function_does_not_change_the_code(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		ExRaiseStatus(STATUS_UNSUCCESSFUL);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		caught(STATUS_NO_MEMORY);
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_UNSUCCESSFUL);
}

static void a_raised_exception_cannot_be_continued(struct kunit *test)
{
	NTSTATUS code = 0;

	__try {
		__try {
			ExRaiseStatus(STATUS_UNSUCCESSFUL);
		} __except(EXCEPTION_CONTINUE_EXECUTION) {
			code = 1;
		}
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_NONCONTINUABLE_EXCEPTION);
}

struct in_interrupt {
	NTSTATUS status;
	bool sees_thread_frame;
};

static void raise_in_interrupt(void *context)
{
	struct in_interrupt *c = context;

	c->sees_thread_frame = wdm_can_raise();
	c->status = caught(STATUS_NO_MEMORY);
}

static void raise_in_dpc(PKDPC dpc, PVOID context, PVOID a1, PVOID a2)
{
	raise_in_interrupt(context);
}

static void dpcs_and_interrupts_have_frames_of_their_own(struct kunit *test)
{
	struct in_interrupt irq = {}, dpc = {};
	NTSTATUS code = 0;
	KDPC d;

	KeInitializeDpc(&d, raise_in_dpc, &dpc);
	__try {
		smp_call_function_single(!raw_smp_processor_id(), raise_in_interrupt, &irq, 1);
		KeInsertQueueDpc(&d, NULL, NULL);
		KeFlushQueuedDpcs();
		ExRaiseStatus(STATUS_UNSUCCESSFUL);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		code = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, code, STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, irq.status, STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, dpc.status, STATUS_NO_MEMORY);
	KUNIT_EXPECT_FALSE(test, irq.sees_thread_frame);
	KUNIT_EXPECT_FALSE(test, dpc.sees_thread_frame);
}

static NTSTATUS catch_often(void *context)
{
	int i;

	for (i = 0; i < 2000; i++)
		if (caught(i | 0x80000000) != (NTSTATUS)(i | 0x80000000))
			return STATUS_UNSUCCESSFUL;
	return STATUS_SUCCESS;
}

static void threads_do_not_see_each_other(struct kunit *test)
{
	struct ke_waiter w[4];
	int i;

	for (i = 0; i < 4; i++)
		ke_waiter_start(test, &w[i], catch_often, NULL, i);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
}

static struct kunit_case seh_cases[] = {
	KUNIT_CASE(a_raised_status_is_caught),
	KUNIT_CASE(nothing_raised_runs_no_handler),
	KUNIT_CASE(the_kin_of_raise),
	KUNIT_CASE(every_way_out_gives_up_the_frame),
	KUNIT_CASE(break_and_continue_mean_the_loop_outside),
	KUNIT_CASE(variables_have_their_last_value),
	KUNIT_CASE(the_innermost_frame_whose_filter_wants_it),
	KUNIT_CASE(a_handler_may_raise_again),
	KUNIT_CASE(a_called_function_does_not_change_the_code),
	KUNIT_CASE(a_raised_exception_cannot_be_continued),
	KUNIT_CASE(dpcs_and_interrupts_have_frames_of_their_own),
	KUNIT_CASE(threads_do_not_see_each_other),
	{}
};

static struct kunit_suite seh_suite = {
	.name = "wdmcore_ex_seh",
	.test_cases = seh_cases,
};
kunit_test_suite(seh_suite);
