// SPDX-License-Identifier: GPL-2.0
/* KUnit: exceptions in images. The image is in pe_image_kunit.c. */
#include <kunit/test.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <ntddk.h>
#include "call.h"
#include "ex.h"
#include "pe_exception.h"
#include "pe_image.h"

static struct wdm_image_code image;

static int init(struct kunit *test)
{
	memset(&pe_image_state, 0, sizeof(pe_image_state));
	pe_image_state.c_handler = wdm_pe_export("ntoskrnl.exe", "__C_specific_handler");
	pe_image_state.raise = wdm_pe_export("ntoskrnl.exe", "ExRaiseStatus");
	pe_image_state.inner = pe_image_state.raise;
	pe_image_state.answer = EXCEPTION_EXECUTE_HANDLER;
	image = (struct wdm_image_code){
		.base = pe_image,
		.size = pe_image_text_end - pe_image,
		.extent = pe_image_end - pe_image,
		.functions = pe_image_functions,
		.count = 5,
	};
	wdm_image_pretend(&image);
	return 0;
}

static void finish(struct kunit *test)
{
	wdm_image_pretend_end(&image);
}

/* As a driver's header has it. */
static long call(void *routine, long status)
{
	long (*plain)(long) = routine;

	return (int)WDM_CALL(plain, status);
}

static void a_handler_in_an_image_takes_it(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, call(pe_except, STATUS_NO_MEMORY), (long)STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, (NTSTATUS)pe_image_state.code, STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 1);
	/* And again: nothing is left of the first. */
	KUNIT_EXPECT_EQ(test, call(pe_except, STATUS_TIMEOUT), (long)STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 2);
}

static void a_finally_runs_on_the_way(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, call(pe_nested, STATUS_NO_MEMORY), (long)STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, pe_image_state.finallies, 1);
	KUNIT_EXPECT_EQ(test, pe_image_state.abnormal, 1);
}

static void frames_with_a_pointer_are_restored(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, call(pe_frame, STATUS_NO_MEMORY), (long)STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 1);
}

/* No function of the image wants it. */
static void a_handler_outside_takes_it(struct kunit *test)
{
	NTSTATUS status = STATUS_SUCCESS;

	pe_image_state.answer = EXCEPTION_CONTINUE_SEARCH;
	__try {
		call(pe_except, STATUS_NO_MEMORY);
		KUNIT_FAIL(test, "came back");
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_NO_MEMORY);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 1);

	/* A __finally of an image that is passed. */
	status = STATUS_SUCCESS;
	__try {
		call(pe_finally, STATUS_TIMEOUT);
		KUNIT_FAIL(test, "came back");
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_TIMEOUT);
	KUNIT_EXPECT_EQ(test, pe_image_state.finallies, 1);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static void an_end_without_exception_is_none(struct kunit *test)
{
	pe_image_state.inner = wdm_pe_export("ntoskrnl.exe", "RtlFindLeastSignificantBit");
	call(pe_finally, 8);
	KUNIT_EXPECT_EQ(test, pe_image_state.finallies, 1);
	KUNIT_EXPECT_EQ(test, pe_image_state.abnormal, 0);
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

/* Reads where nothing is, and where something is. */
static void a_fault_in_an_image_is_an_exception(struct kunit *test)
{
	static const int here = 4711;
	const long bad = 0x10000;

	if (!wdm_image_faults_on())
		kunit_skip(test, "the kernel has no probes");
	KUNIT_EXPECT_EQ(test, call(pe_read, (long)&here), 4711);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 0);
	KUNIT_EXPECT_EQ(test, call(pe_read, bad), (long)STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 1);
	KUNIT_EXPECT_EQ(test, call(pe_read, 1L << 62), (long)STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, pe_image_state.filters, 2);
	wdm_image_faults_off();
	KUNIT_EXPECT_FALSE(test, wdm_can_raise());
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_handler_in_an_image_takes_it),
	KUNIT_CASE(a_finally_runs_on_the_way),
	KUNIT_CASE(frames_with_a_pointer_are_restored),
	KUNIT_CASE(a_handler_outside_takes_it),
	KUNIT_CASE(a_fault_in_an_image_is_an_exception),
	KUNIT_CASE(an_end_without_exception_is_none),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_seh",
	.init = init,
	.exit = finish,
	.test_cases = cases,
};
kunit_test_suite(suite);
