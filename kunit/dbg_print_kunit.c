// SPDX-License-Identifier: GPL-2.0
/*
 * DbgPrint's filter and output, and the report of a driver's bug: dbg/print.c,
 * break.c, report.c. What reaches the log is read back by a console of the test's.
 */
#include <kunit/test.h>
#include <linux/console.h>
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dbg.h"
#include <wdm/dbg.h>
#include <ntstatus.h>

static bool take_report(const struct wdm_bug_report *report, void *context)
{
	*(struct wdm_bug_report *)context = *report;
	return true;
}

static void break_points_are_reports(struct kunit *test)
{
	struct wdm_bug_report report = {};
	int before = atomic_read(&wdm_bug_reports);

	wdm_set_bug_report_hook(take_report, &report);
	DbgBreakPoint();
	KUNIT_EXPECT_EQ(test, report.code, 0x1e);
	KUNIT_EXPECT_EQ(test, report.parameter[0], 0x80000003);
	RtlAssert("a == b", "file.c", 12, NULL);
	KUNIT_EXPECT_EQ(test, report.parameter[0], 0xc0000420);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&wdm_bug_reports), before);
	KUNIT_EXPECT_FALSE(test, KD_DEBUGGER_ENABLED);
	KUNIT_EXPECT_TRUE(test, KD_DEBUGGER_NOT_PRESENT);
	/* Variables, whose addresses images import. */
	KUNIT_EXPECT_FALSE(test, *KdDebuggerEnabled);
	KUNIT_EXPECT_TRUE(test, *KdDebuggerNotPresent);
}

/* As on a machine that was booted without debugging. */
static void there_is_no_debugger(struct kunit *test)
{
	BOOLEAN block = TRUE;
	ULONG needed = 9;

	KUNIT_EXPECT_TRUE(test, KdRefreshDebuggerNotPresent());
	KUNIT_EXPECT_EQ(test, STATUS_DEBUGGER_INACTIVE, KdDisableDebugger());
	KUNIT_EXPECT_EQ(test, STATUS_DEBUGGER_INACTIVE, KdEnableDebugger());
	KUNIT_EXPECT_EQ(test, STATUS_DEBUGGER_INACTIVE,
			KdChangeOption(KD_OPTION_SET_BLOCK_ENABLE, sizeof(block), &block, 0, NULL,
				       &needed));
	KUNIT_EXPECT_EQ(test, 0U, needed);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			KdChangeOption(KD_OPTION_SET_BLOCK_ENABLE, 0, NULL, 0, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			KdChangeOption(1, sizeof(block), &block, 0, NULL, NULL));
}

static void break_points_with_status(struct kunit *test)
{
	struct wdm_bug_report report = {};

	wdm_set_bug_report_hook(take_report, &report);
	DbgBreakPointWithStatus(DBG_STATUS_FATAL);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, report.parameter[0], 0x80000003);
	KUNIT_EXPECT_EQ(test, report.parameter[2], DBG_STATUS_FATAL);
}

static char called_with[64];
static int calls;

static VOID NTAPI print_callback(PSTRING output, ULONG component, ULONG level)
{
	if (component != DPFLTR_IHVBUS_ID)
		return;
	calls++;
	strscpy(called_with, output->Buffer,
		min_t(size_t, output->Length + 1, sizeof(called_with)));
}

static void forget_callback(void *unused)
{
	DbgSetDebugPrintCallback(print_callback, FALSE);
}

static void output_callbacks(struct kunit *test)
{
	calls = 0;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, DbgSetDebugPrintCallback(NULL, TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_FOUND, DbgSetDebugPrintCallback(print_callback, FALSE));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, DbgSetDebugPrintCallback(print_callback, TRUE));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_callback, NULL));
	DbgPrintEx(DPFLTR_IHVBUS_ID, DPFLTR_ERROR_LEVEL, "dbgtest %d\n", 5);
	KUNIT_EXPECT_EQ(test, 1, calls);
	KUNIT_EXPECT_STREQ(test, "dbgtest 5\n", called_with);
	DbgPrintEx(DPFLTR_IHVBUS_ID, 20, "dbgtest filtered\n");
	KUNIT_EXPECT_EQ(test, 1, calls);
	kunit_release_action(test, forget_callback, NULL);
	DbgPrintEx(DPFLTR_IHVBUS_ID, DPFLTR_ERROR_LEVEL, "dbgtest unheard\n");
	KUNIT_EXPECT_EQ(test, 1, calls);
}

static ULONG print_list(const char *prefix, ULONG level, const char *format, ...)
{
	va_list ap;
	ULONG ret;

	va_start(ap, format);
	if (prefix)
		ret = vDbgPrintExWithPrefix(prefix, DPFLTR_IHVBUS_ID, level, format, ap);
	else
		ret = vDbgPrintEx(DPFLTR_IHVBUS_ID, level, format, ap);
	va_end(ap);
	return ret;
}

static void lists_of_arguments(struct kunit *test)
{
	calls = 0;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, DbgSetDebugPrintCallback(print_callback, TRUE));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_callback, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			print_list(NULL, DPFLTR_ERROR_LEVEL, "dbgtest %s %x\n", "list", 0x1f));
	KUNIT_EXPECT_STREQ(test, "dbgtest list 1f\n", called_with);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			print_list("dbgtest prefix: ", DPFLTR_ERROR_LEVEL, "%d\n", -5));
	KUNIT_EXPECT_STREQ(test, "dbgtest prefix: -5\n", called_with);
	KUNIT_EXPECT_EQ(test, 2, calls);
	/* What the filter drops is a success, too. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, print_list(NULL, 20, "dbgtest filtered\n"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, print_list("dbgtest ", 20, "filtered\n"));
	KUNIT_EXPECT_EQ(test, 2, calls);
}

/* Nothing is left of these without DBG but NT_VERIFY's expression, and NT_FRE_ASSERT. */
static void free_build(struct kunit *test)
{
	struct wdm_bug_report report = {};
	int a = 0;

	wdm_set_bug_report_hook(take_report, &report);
	ASSERT(++a == 77);
	ASSERTMSG("nothing", ++a == 77);
	NT_ASSERT(++a == 77);
	KdPrint(("dbgtest %d\n", ++a));
	KdPrintEx((DPFLTR_IHVBUS_ID, DPFLTR_ERROR_LEVEL, "dbgtest %d\n", ++a));
	KdBreakPoint();
	KUNIT_EXPECT_EQ(test, a, 0);
	KUNIT_EXPECT_FALSE(test, NT_VERIFY(++a == 77));
	KUNIT_EXPECT_EQ(test, a, 1);
	KUNIT_EXPECT_EQ(test, report.code, 0);
	NT_FRE_ASSERT(a == 77);
	KUNIT_EXPECT_EQ(test, report.parameter[0], (u64)(u32)STATUS_ASSERTION_FAILURE);
	wdm_set_bug_report_hook(NULL, NULL);
}

static void bug_check_names(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, wdm_bug_check_name(0x44), "MULTIPLE_IRP_COMPLETE_REQUESTS");
	KUNIT_EXPECT_NULL(test, wdm_bug_check_name(0xfffff));
}

static void filter_masks(struct kunit *test)
{
	ULONG id = DPFLTR_FSLIB_ID;

	KUNIT_EXPECT_EQ(test, DbgQueryDebugFilterState(id, DPFLTR_INFO_LEVEL), TRUE);
	KUNIT_EXPECT_EQ(test, DbgQueryDebugFilterState(id, 31), FALSE);
	KUNIT_EXPECT_EQ(test, DbgSetDebugFilterState(id, DPFLTR_INFO_LEVEL, FALSE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, DbgQueryDebugFilterState(id, DPFLTR_INFO_LEVEL), FALSE);
	KUNIT_EXPECT_EQ(test, DbgQueryDebugFilterState(id, DPFLTR_ERROR_LEVEL), TRUE);
	/* A level beyond 31 is a mask. */
	KUNIT_EXPECT_EQ(test, DbgSetDebugFilterState(id, 0x80000008, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, DbgQueryDebugFilterState(id, 31), TRUE);
	KUNIT_EXPECT_EQ(test, DbgSetDebugFilterState(100000, 0, TRUE),
			STATUS_INVALID_PARAMETER_1);
	DbgSetDebugFilterState(id, 31, FALSE);
}

/* What the log got, as a console sees it. */
static DEFINE_SPINLOCK(seen_lock);
static char seen[2048];
static size_t seen_length;

static void see(struct console *console, const char *text, unsigned int n)
{
	unsigned long flags;

	spin_lock_irqsave(&seen_lock, flags);
	n = min_t(size_t, n, sizeof(seen) - 1 - seen_length);
	memcpy(seen + seen_length, text, n);
	seen_length += n;
	seen[seen_length] = 0;
	spin_unlock_irqrestore(&seen_lock, flags);
}

static struct console witness = {
	.name = "wdmtest",
	.write = see,
	.flags = CON_ENABLED,
	.index = -1,
};

static void forget_witness(void *unused)
{
	unregister_console(&witness);
}

static void output_by_lines(struct kunit *test)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"edu0");

	seen_length = 0;
	register_console(&witness);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, forget_witness, NULL));

	KUNIT_EXPECT_EQ(test, DbgPrint("dbgtest one %wZ ", &name), STATUS_SUCCESS);
	DbgPrint("%p\ndbgtest two\n", (void *)0x1234);
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, "dbgtest three\r\n");
	DbgPrintEx(DPFLTR_IHVDRIVER_ID, 20, "dbgtest hidden\n");
	DbgPrint("dbgtest without end");
	msleep(300);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(seen, "wdmcore_kunit: dbgtest one edu0 0000000000001234\n"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(seen, "wdmcore_kunit: dbgtest two\n"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(seen, "wdmcore_kunit: dbgtest three\n"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(seen, "wdmcore_kunit: dbgtest without end\n"));
	KUNIT_EXPECT_NULL(test, strstr(seen, "hidden"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(break_points_are_reports),
	KUNIT_CASE(break_points_with_status),
	KUNIT_CASE(there_is_no_debugger),
	KUNIT_CASE(output_callbacks),
	KUNIT_CASE(lists_of_arguments),
	KUNIT_CASE(free_build),
	KUNIT_CASE(bug_check_names),
	KUNIT_CASE(filter_masks),
	KUNIT_CASE(output_by_lines),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_dbg_print",
	.test_cases = cases,
};
kunit_test_suite(suite);
