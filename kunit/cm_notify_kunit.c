// SPDX-License-Identifier: GPL-2.0
/* ZwNotifyChangeKey: which changes end it, and what else does. */
#include "ke_waiter.h"

#include <ntifs.h>

#define TEST_KEY L"\\Registry\\Machine\\Software\\wdmcore-kunit-notify"

static NTSTATUS open_key(const WCHAR *path, bool create, PHANDLE handle)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	return create ? ZwCreateKey(handle, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL) :
			ZwOpenKey(handle, KEY_ALL_ACCESS, &attributes);
}

static void make_key(const WCHAR *path)
{
	RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)path);
}

static void delete_key(const WCHAR *path)
{
	HANDLE handle;

	if (!NT_SUCCESS(open_key(path, false, &handle)))
		return;
	ZwDeleteKey(handle);
	ZwClose(handle);
}

static void set_value(const WCHAR *path, ULONG number)
{
	RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, path, L"v", REG_DWORD, &number,
			      sizeof(number));
}

static int notify_init(struct kunit *test)
{
	HANDLE handle;

	if (!NT_SUCCESS(open_key(TEST_KEY, true, &handle)))
		return -ENOMEM;
	make_key(TEST_KEY L"\\sub");
	set_value(TEST_KEY, 1);
	test->priv = handle;
	return 0;
}

static void notify_exit(struct kunit *test)
{
	if (test->priv)
		ZwClose(test->priv);
	delete_key(TEST_KEY L"\\new");
	delete_key(TEST_KEY L"\\sub");
	delete_key(TEST_KEY);
}

#define NOT_YET	0x7eadbeef

static NTSTATUS watch(HANDLE handle, HANDLE event, PIO_STATUS_BLOCK iosb, ULONG filter, bool tree)
{
	iosb->Status = NOT_YET;
	return ZwNotifyChangeKey(handle, event, NULL, NULL, iosb, filter, tree, NULL, 0, TRUE);
}

static void a_value_changes(struct kunit *test)
{
	LARGE_INTEGER zero = {};
	IO_STATUS_BLOCK iosb;
	HANDLE event;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, TRUE));
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, event, &iosb, REG_NOTIFY_CHANGE_LAST_SET, false));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(event, FALSE, &zero));
	/* Neither of these is a change of a value of this key. */
	set_value(TEST_KEY, 1);
	set_value(TEST_KEY L"\\sub", 2);
	make_key(TEST_KEY L"\\new");
	KUNIT_EXPECT_EQ(test, NOT_YET, iosb.Status);
	set_value(TEST_KEY, 2);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(event, FALSE, &zero));
	/* Its going is one as well. */
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_LAST_SET, false));
	RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	ZwClose(event);
}

static void subkeys_come_and_go(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;
	HANDLE sub;

	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	set_value(TEST_KEY, 5);
	make_key(TEST_KEY L"\\sub\\deep");
	KUNIT_EXPECT_EQ(test, NOT_YET, iosb.Status);
	make_key(TEST_KEY L"\\new");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	delete_key(TEST_KEY L"\\new");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(TEST_KEY L"\\sub", false, &sub));
	RtlInitUnicodeString(&name, L"other");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwRenameKey(sub, &name));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	RtlInitUnicodeString(&name, L"sub");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwRenameKey(sub, &name));
	ZwClose(sub);
	delete_key(TEST_KEY L"\\sub\\deep");
}

static void the_tree_below(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;

	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb,
			      REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET, true));
	set_value(TEST_KEY L"\\sub", 7);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, true));
	make_key(TEST_KEY L"\\sub\\deep");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	delete_key(TEST_KEY L"\\sub\\deep");
}

/* What happens between two requests isn't missed. What the first one asked for stays. */
static void nothing_is_missed(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;

	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_LAST_SET, false));
	set_value(TEST_KEY, 10);
	set_value(TEST_KEY, 11);
	set_value(TEST_KEY, 12);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING,
			watch(test->priv, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	make_key(TEST_KEY L"\\new");
	KUNIT_EXPECT_EQ(test, NOT_YET, iosb.Status);
	set_value(TEST_KEY, 13);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
}

static NTSTATUS wait_for_change(void *context)
{
	IO_STATUS_BLOCK iosb;

	return ZwNotifyChangeKey(context, NULL, NULL, NULL, &iosb, REG_NOTIFY_CHANGE_LAST_SET,
				 FALSE, NULL, 0, FALSE);
}

static void a_thread_waits(struct kunit *test)
{
	struct ke_waiter w;

	ke_waiter_start(test, &w, wait_for_change, test->priv, -1);
	KUNIT_EXPECT_EQ(test, 0UL, wait_for_completion_timeout(&w.done, msecs_to_jiffies(50)));
	set_value(TEST_KEY, 20);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, w.status);

	/* A closed handle ends it, too, although the thread has a reference. */
	ke_waiter_start(test, &w, wait_for_change, test->priv, -1);
	KUNIT_EXPECT_EQ(test, 0UL, wait_for_completion_timeout(&w.done, msecs_to_jiffies(50)));
	ZwClose(test->priv);
	test->priv = NULL;
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, STATUS_NOTIFY_CLEANUP, w.status);
}

static void the_end_of_handle_and_key(struct kunit *test)
{
	IO_STATUS_BLOCK iosb, other;
	HANDLE handle, second;

	make_key(TEST_KEY L"\\new");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(TEST_KEY L"\\new", false, &handle));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(TEST_KEY L"\\new", false, &second));
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(handle, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			watch(second, NULL, &other, REG_NOTIFY_CHANGE_NAME, false));
	ZwClose(handle);
	KUNIT_EXPECT_EQ(test, STATUS_NOTIFY_CLEANUP, iosb.Status);
	KUNIT_EXPECT_EQ(test, NOT_YET, other.Status);
	delete_key(TEST_KEY L"\\new");
	KUNIT_EXPECT_EQ(test, STATUS_NOTIFY_CLEANUP, other.Status);
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED,
			watch(second, NULL, &other, REG_NOTIFY_CHANGE_NAME, false));
	ZwClose(second);
}

static VOID NTAPI no_apc(PVOID context, PIO_STATUS_BLOCK iosb, ULONG reserved)
{
}

static void what_is_refused(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	u8 buffer[8];

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, watch(test->priv, NULL, &iosb, 0, false));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			watch(test->priv, NULL, &iosb, 0x10, false));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwNotifyChangeKey(test->priv, NULL, no_apc, NULL, &iosb,
					  REG_NOTIFY_CHANGE_NAME, FALSE, NULL, 0, TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwNotifyChangeKey(test->priv, NULL, NULL, NULL, &iosb,
					  REG_NOTIFY_CHANGE_NAME, FALSE, buffer, 8, TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			watch((HANDLE)0x1234567cUL, NULL, &iosb, REG_NOTIFY_CHANGE_NAME, false));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			watch(test->priv, (HANDLE)0x1234567cUL, &iosb, REG_NOTIFY_CHANGE_NAME,
			      false));
}

static struct kunit_case cm_notify_cases[] = {
	KUNIT_CASE(a_value_changes),
	KUNIT_CASE(subkeys_come_and_go),
	KUNIT_CASE(the_tree_below),
	KUNIT_CASE(nothing_is_missed),
	KUNIT_CASE(a_thread_waits),
	KUNIT_CASE(the_end_of_handle_and_key),
	KUNIT_CASE(what_is_refused),
	{ }
};

static struct kunit_suite cm_notify_suite = {
	.name = "wdmcore_cm_notify",
	.init = notify_init,
	.exit = notify_exit,
	.test_cases = cm_notify_cases,
};
kunit_test_suite(cm_notify_suite);
