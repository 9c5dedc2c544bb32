// SPDX-License-Identifier: GPL-2.0
/* ZwRenameKey: the key keeps its place, its handles and what is below it. */
#include <kunit/test.h>

#include <ntddk.h>

#define TEST_KEY L"\\Registry\\Machine\\Software\\wdmcore-kunit-rename"

static NTSTATUS open_key(const WCHAR *path, bool create, PHANDLE handle)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	return create ? ZwCreateKey(handle, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL) :
			ZwOpenKey(handle, KEY_ALL_ACCESS, &attributes);
}

static NTSTATUS rename_key(HANDLE handle, const WCHAR *to)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, to);
	return ZwRenameKey(handle, &name);
}

static bool exists(const WCHAR *path)
{
	return NT_SUCCESS(RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)path));
}

static void delete_key(const WCHAR *path)
{
	HANDLE handle;

	if (!NT_SUCCESS(open_key(path, false, &handle)))
		return;
	ZwDeleteKey(handle);
	ZwClose(handle);
}

static int rename_init(struct kunit *test)
{
	static const WCHAR * const paths[] = {
		TEST_KEY, TEST_KEY L"\\b", TEST_KEY L"\\b\\below", TEST_KEY L"\\d",
	};
	HANDLE handle;
	int i;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		if (!NT_SUCCESS(open_key(paths[i], true, &handle)))
			return -ENOMEM;
		ZwClose(handle);
	}
	if (!NT_SUCCESS(open_key(TEST_KEY L"\\b", false, &handle)))
		return -ENOMEM;
	test->priv = handle;
	return 0;
}

static void rename_exit(struct kunit *test)
{
	if (test->priv) {
		rename_key(test->priv, L"b");
		ZwClose(test->priv);
	}
	delete_key(TEST_KEY L"\\b\\below");
	delete_key(TEST_KEY L"\\b");
	delete_key(TEST_KEY L"\\d");
	delete_key(TEST_KEY);
}

static void the_subtree_comes_along(struct kunit *test)
{
	ULONG number = 7;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY L"\\b", L"n",
					      REG_DWORD, &number, sizeof(number)));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, rename_key(test->priv, L"new name"));
	KUNIT_EXPECT_FALSE(test, exists(TEST_KEY L"\\b"));
	KUNIT_EXPECT_TRUE(test, exists(TEST_KEY L"\\NEW NAME\\below"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY L"\\new name",
					       L"n"));
}

static void handles_stay_good(struct kunit *test)
{
	union {
		KEY_NAME_INFORMATION info;
		UCHAR bytes[256];
	} out;
	ULONG length;

	/* Twice: the second name replaces one that was allocated for the first. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, rename_key(test->priv, L"first"));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, rename_key(test->priv, L"second"));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwQueryKey(test->priv, KeyNameInformation, &out, sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, (ULONG)(sizeof(TEST_KEY L"\\second") - sizeof(WCHAR)),
			out.info.NameLength);
	KUNIT_EXPECT_EQ(test, 0, memcmp(out.info.Name, TEST_KEY L"\\second",
					out.info.NameLength));
}

static void order_follows_the_name(struct kunit *test)
{
	union {
		KEY_BASIC_INFORMATION info;
		UCHAR bytes[64];
	} out;
	HANDLE top;
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, rename_key(test->priv, L"e"));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(TEST_KEY, false, &top));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwEnumerateKey(top, 0, KeyBasicInformation, &out, sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, 'd', (int)out.info.Name[0]);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwEnumerateKey(top, 1, KeyBasicInformation, &out, sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, 'e', (int)out.info.Name[0]);
	ZwClose(top);
}

static void only_letter_case_may_change(struct kunit *test)
{
	union {
		KEY_BASIC_INFORMATION info;
		UCHAR bytes[64];
	} out;
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, rename_key(test->priv, L"B"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryKey(test->priv, KeyBasicInformation, &out, sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, 'B', (int)out.info.Name[0]);
}

static void what_is_refused(struct kunit *test)
{
	HANDLE root;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION, rename_key(test->priv, L"D"));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID, rename_key(test->priv, L""));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID, rename_key(test->priv, L"x\\y"));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, rename_key((HANDLE)0x1234567c, L"x"));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(L"\\Registry\\Machine", false, &root));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, rename_key(root, L"x"));
	ZwClose(root);
	KUNIT_EXPECT_TRUE(test, exists(TEST_KEY L"\\b"));
}

static void deleted_key_has_no_name(struct kunit *test)
{
	HANDLE handle;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(TEST_KEY L"\\d", false, &handle));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwDeleteKey(handle));
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED, rename_key(handle, L"x"));
	ZwClose(handle);
}

static struct kunit_case cm_rename_cases[] = {
	KUNIT_CASE(the_subtree_comes_along),
	KUNIT_CASE(handles_stay_good),
	KUNIT_CASE(order_follows_the_name),
	KUNIT_CASE(only_letter_case_may_change),
	KUNIT_CASE(what_is_refused),
	KUNIT_CASE(deleted_key_has_no_name),
	{ }
};

static struct kunit_suite cm_rename_suite = {
	.name = "wdmcore_cm_rename",
	.init = rename_init,
	.exit = rename_exit,
	.test_cases = cm_rename_cases,
};
kunit_test_suite(cm_rename_suite);
