// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_dbg_assert: ASSERT, ASSERTMSG, NT_ASSERT, NT_VERIFY, KdPrint and KdPrintEx of a
 * checked build (DBG is 1). What they are in a free one, dbg_print_kunit.c sees.
 */
#define DBG 1
#include <kunit/test.h>
#include <linux/string.h>

#include "dbg.h"
#include <wdm/dbg.h>
#include <ntstatus.h>

static struct {
	unsigned int count;
	struct wdm_bug_report report;
	char text[192];
} reported;

static bool take_report(const struct wdm_bug_report *report, void *context)
{
	reported.count++;
	reported.report = *report;
	strscpy(reported.text, report->text, sizeof(reported.text));
	return true;
}

static int assert_init(struct kunit *test)
{
	memset(&reported, 0, sizeof(reported));
	wdm_set_bug_report_hook(take_report, NULL);
	return 0;
}

static void assert_exit(struct kunit *test)
{
	wdm_set_bug_report_hook(NULL, NULL);
}

static void failure_is_reported(struct kunit *test)
{
	int a = 1;

	ASSERT(a == 1);
	ASSERTMSG("fine", a == 1);
	KUNIT_EXPECT_EQ(test, reported.count, 0U);

	ASSERT(a == 2);
	KUNIT_EXPECT_EQ(test, reported.count, 1U);
	KUNIT_EXPECT_EQ(test, reported.report.code, 0x1e);
	KUNIT_EXPECT_EQ(test, reported.report.parameter[0], (u64)(u32)STATUS_ASSERTION_FAILURE);
	/* The expression, and where it stands. */
	KUNIT_EXPECT_NOT_NULL(test, strstr(reported.text, "a == 2"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(reported.text, "dbg_assert_kunit.c"));

	ASSERTMSG("a is not three", a == 3);
	KUNIT_EXPECT_EQ(test, reported.count, 2U);
	KUNIT_EXPECT_NOT_NULL(test, strstr(reported.text, "a is not three"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(reported.text, "a == 3"));
}

/* Each form evaluates its expression once, and NT_VERIFY gives its truth. */
static void expression_is_evaluated_once(struct kunit *test)
{
	int a = 0;

	ASSERT(++a == 1);
	ASSERTMSG("", ++a == 2);
	NT_ASSERT(++a == 3);
	KUNIT_EXPECT_TRUE(test, NT_VERIFY(++a == 4));
	KUNIT_EXPECT_EQ(test, a, 4);
	KUNIT_EXPECT_EQ(test, reported.count, 0U);
	KUNIT_EXPECT_FALSE(test, NT_VERIFY(++a == 4));
	KUNIT_EXPECT_EQ(test, a, 5);
	KUNIT_EXPECT_EQ(test, reported.count, 1U);
	NT_ASSERT(a == 4);
	KUNIT_EXPECT_EQ(test, reported.count, 2U);
	/* As a part of an expression. */
	KUNIT_EXPECT_EQ(test, (NT_VERIFY(a == 5) ? 7 : 8), 7);
}

static unsigned int printed;
static char text[64];

static VOID NTAPI print_callback(PSTRING output, ULONG component, ULONG level)
{
	if (component != DPFLTR_DEFAULT_ID && component != DPFLTR_IHVBUS_ID)
		return;
	printed++;
	strscpy(text, output->Buffer, min_t(size_t, output->Length + 1, sizeof(text)));
}

static void forget_callback(void *unused)
{
	DbgSetDebugPrintCallback(print_callback, FALSE);
}

static void output_of_a_checked_build(struct kunit *test)
{
	printed = 0;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, DbgSetDebugPrintCallback(print_callback, TRUE));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_callback, NULL));
	/* The parentheses around the arguments are part of the macro's use. */
	KdPrint(("dbgassert %d\n", 5));
	KUNIT_EXPECT_EQ(test, printed, 1U);
	KUNIT_EXPECT_STREQ(test, text, "dbgassert 5\n");
	KdPrintEx((DPFLTR_IHVBUS_ID, DPFLTR_ERROR_LEVEL, "dbgassert %s\n", "ex"));
	KUNIT_EXPECT_STREQ(test, text, "dbgassert ex\n");
	KUNIT_EXPECT_EQ(test, printed, 2U);
	KdBreakPoint();
	KUNIT_EXPECT_EQ(test, reported.count, 1U);
	KUNIT_EXPECT_EQ(test, reported.report.parameter[0], (u64)(u32)STATUS_BREAKPOINT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(failure_is_reported),
	KUNIT_CASE(expression_is_evaluated_once),
	KUNIT_CASE(output_of_a_checked_build),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_dbg_assert",
	.init = assert_init,
	.exit = assert_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
