// SPDX-License-Identifier: GPL-2.0
/*
 * Keys of the registry by handle: ZwCreateKey, ZwOpenKey, ZwOpenKeyEx, ZwDeleteKey,
 * ZwQueryKey, ZwEnumerateKey; by path: RtlCreateRegistryKey, RtlCheckRegistryKey. Each
 * test works below a key of its own.
 */
#include <kunit/test.h>

#include <ntddk.h>

#define WINDOWS_NT L"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion"
#define TEST_KEY L"\\Registry\\Machine\\Software\\wdmcore-kunit"

static NTSTATUS open_key(HANDLE root, const WCHAR *path, bool create, PHANDLE handle,
			 PULONG disposition)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE,
				   root, NULL);
	*handle = (HANDLE)0xcccc;
	if (create)
		return ZwCreateKey(handle, KEY_ALL_ACCESS, &attributes, 0, NULL,
				   REG_OPTION_NON_VOLATILE, disposition);
	return ZwOpenKey(handle, KEY_ALL_ACCESS, &attributes);
}

static void delete_and_close(HANDLE handle)
{
	ZwDeleteKey(handle);
	ZwClose(handle);
}

static int key_init(struct kunit *test)
{
	HANDLE top;

	if (!NT_SUCCESS(open_key(NULL, TEST_KEY, true, &top, NULL)))
		return -ENOMEM;
	test->priv = top;
	return 0;
}

static void key_exit(struct kunit *test)
{
	delete_and_close(test->priv);
}

static void create_tells_new_from_existing(struct kunit *test)
{
	HANDLE first, second;
	ULONG disposition = 0xcc;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open_key(test->priv, L"A", true, &first, &disposition));
	KUNIT_EXPECT_EQ(test, REG_CREATED_NEW_KEY, disposition);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open_key(test->priv, L"a", true, &second, &disposition));
	KUNIT_EXPECT_EQ(test, REG_OPENED_EXISTING_KEY, disposition);
	ZwClose(second);
	delete_and_close(first);
}

static void only_the_last_component_is_created(struct kunit *test)
{
	HANDLE handle;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_key(test->priv, L"No\\Such\\Parent", true, &handle, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_key(test->priv, L"No", false, &handle, NULL));
}

static void paths_are_checked(struct kunit *test)
{
	static const struct {
		const WCHAR *path;
		bool relative;
		NTSTATUS status;
	} cases[] = {
		{ L"Registry\\Machine", false, STATUS_OBJECT_PATH_SYNTAX_BAD },
		{ L"\\Device\\Foo", false, STATUS_OBJECT_NAME_NOT_FOUND },
		{ L"\\Registry\\Machine\\\\System", false, STATUS_OBJECT_NAME_INVALID },
		{ L"\\A", true, STATUS_OBJECT_PATH_SYNTAX_BAD },
		{ L"", false, STATUS_OBJECT_PATH_SYNTAX_BAD },
	};
	HANDLE handle;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].status,
				    open_key(cases[i].relative ? test->priv : NULL,
					     cases[i].path, false, &handle, NULL),
				    "case %d", i);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open_key(NULL, L"\\REGISTRY\\machine\\System\\", false, &handle, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(handle));
}

static void deleted_key_says_so(struct kunit *test)
{
	UCHAR buffer[64];
	HANDLE child, inner;
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(test->priv, L"B", true, &child, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_key(child, L"C", true, &inner, NULL));

	/* Not while it has subkeys. */
	KUNIT_EXPECT_EQ(test, STATUS_CANNOT_DELETE, ZwDeleteKey(child));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwDeleteKey(inner));
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED, ZwDeleteKey(inner));
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED,
			ZwQueryKey(inner, KeyBasicInformation, buffer, sizeof(buffer), &length));
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED, ZwFlushKey(inner));
	ZwClose(inner);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwDeleteKey(child));
	ZwClose(child);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open_key(test->priv, L"B", false, &child, NULL));
}

static void enumeration_ends(struct kunit *test)
{
	static const WCHAR * const names[] = { L"zeta", L"Alpha", L"beta" };
	static const WCHAR * const sorted[] = { L"Alpha", L"beta", L"zeta" };
	union {
		KEY_BASIC_INFORMATION info;
		UCHAR bytes[64];
	} out;
	HANDLE handles[ARRAY_SIZE(names)];
	ULONG length;
	int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				open_key(test->priv, names[i], true, &handles[i], NULL));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		UNICODE_STRING name;
		size_t bytes;

		RtlInitUnicodeString(&name, sorted[i]);
		bytes = name.Length;
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				ZwEnumerateKey(test->priv, i, KeyBasicInformation, &out,
					       sizeof(out), &length));
		KUNIT_EXPECT_EQ(test, bytes, (size_t)out.info.NameLength);
		KUNIT_EXPECT_EQ(test, FIELD_OFFSET(KEY_BASIC_INFORMATION, Name) + bytes,
				(size_t)length);
		KUNIT_EXPECT_EQ(test, 0, memcmp(out.info.Name, sorted[i], bytes));
	}
	KUNIT_EXPECT_EQ(test, STATUS_NO_MORE_ENTRIES,
			ZwEnumerateKey(test->priv, i, KeyBasicInformation, &out, sizeof(out),
				       &length));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwEnumerateKey(test->priv, 0, KeyNameInformation, &out, sizeof(out),
				       &length));
	while (i--)
		delete_and_close(handles[i]);
}

static void query_obeys_the_buffer(struct kunit *test)
{
	const u32 fixed = FIELD_OFFSET(KEY_NAME_INFORMATION, Name);
	const u32 bytes = sizeof(TEST_KEY) - sizeof(WCHAR);
	union {
		KEY_NAME_INFORMATION info;
		UCHAR bytes[256];
	} out;
	ULONG length;

	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			ZwQueryKey(test->priv, KeyNameInformation, NULL, 0, &length));
	KUNIT_EXPECT_EQ(test, fixed + bytes, length);

	memset(&out, 0xcc, sizeof(out));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_OVERFLOW,
			ZwQueryKey(test->priv, KeyNameInformation, &out, fixed + 4, &length));
	KUNIT_EXPECT_EQ(test, bytes, out.info.NameLength);
	KUNIT_EXPECT_EQ(test, 0, memcmp(out.info.Name, L"\\R", 4));
	KUNIT_EXPECT_EQ(test, 0xcc, (int)out.bytes[fixed + 4]);

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryKey(test->priv, KeyNameInformation, &out, fixed + bytes, &length));
	KUNIT_EXPECT_EQ(test, 0, memcmp(out.info.Name, L"\\Registry\\Machine", 34));
	KUNIT_EXPECT_EQ(test, 0xcc, (int)out.bytes[fixed + bytes]);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwQueryKey(test->priv, MaxKeyInfoClass, &out, sizeof(out), &length));
}

static void foreign_handles_are_refused(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes = { .Length = sizeof(attributes) - 1 };
	HANDLE handle;
	ULONG length;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwQueryKey((HANDLE)0x1234567c, KeyBasicInformation, NULL, 0, &length));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ZwOpenKey(&handle, KEY_READ, &attributes));
}

/* Of a path only the last component is made; one that is there is a success. */
static void keys_by_path(struct kunit *test)
{
	static const struct {
		ULONG relative_to;
		const WCHAR *path, *full;
	} places[] = {
		{ RTL_REGISTRY_ABSOLUTE, TEST_KEY L"\\Rtl", TEST_KEY L"\\Rtl" },
		{ RTL_REGISTRY_SERVICES, L"kunit-rtl",
		  L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\kunit-rtl" },
		{ RTL_REGISTRY_CONTROL, L"kunit-rtl",
		  L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\kunit-rtl" },
		{ RTL_REGISTRY_WINDOWS_NT, L"kunit-rtl",
		  WINDOWS_NT L"\\kunit-rtl" },
		{ RTL_REGISTRY_DEVICEMAP, L"kunit-rtl",
		  L"\\Registry\\Machine\\Hardware\\DeviceMap\\kunit-rtl" },
		{ RTL_REGISTRY_USER, L"kunit-rtl", L"\\Registry\\User\\.Default\\kunit-rtl" },
	};
	HANDLE h;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		PWSTR path = (PWSTR)places[i].path;

		KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
				RtlCheckRegistryKey(places[i].relative_to, path));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				RtlCreateRegistryKey(places[i].relative_to, path));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				RtlCheckRegistryKey(places[i].relative_to, path));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				RtlCreateRegistryKey(places[i].relative_to, path));
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				open_key(NULL, places[i].full, false, &h, NULL));
		delete_and_close(h);
	}
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE,
					     (PWSTR)TEST_KEY L"\\Missing\\Below"));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)TEST_KEY L"\\Missing"));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			RtlCreateRegistryKey(RTL_REGISTRY_MAXIMUM, (PWSTR)L"x"));
	/* Relative to a handle, a key that is there. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlCreateRegistryKey(RTL_REGISTRY_HANDLE, test->priv));
}

static void opening_with_options(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE h = NULL;
	ULONG length;

	RtlInitUnicodeString(&name, TEST_KEY);
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE,
				   NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenKeyEx(&h, KEY_READ, &attributes, 0));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			ZwQueryKey(h, KeyBasicInformation, NULL, 0, &length));
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwOpenKeyEx(&h, KEY_READ, &attributes,
				    REG_OPTION_OPEN_LINK | REG_OPTION_BACKUP_RESTORE));
	ZwClose(h);
	h = (HANDLE)0xcccc;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4,
			ZwOpenKeyEx(&h, KEY_READ, &attributes, REG_OPTION_CREATE_LINK));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4,
			ZwOpenKeyEx(&h, KEY_READ, &attributes, 0x80000000));
	/* It opens, and makes nothing. */
	RtlInitUnicodeString(&name, TEST_KEY L"\\Absent");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenKeyEx(&h, KEY_READ, &attributes, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)TEST_KEY L"\\Absent"));
	RtlInitUnicodeString(&name, L"Registry");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD,
			ZwOpenKeyEx(&h, KEY_READ, &attributes, 0));
	KUNIT_EXPECT_PTR_EQ(test, h, (HANDLE)0xcccc);
}

static struct kunit_case cm_key_cases[] = {
	KUNIT_CASE(create_tells_new_from_existing),
	KUNIT_CASE(only_the_last_component_is_created),
	KUNIT_CASE(paths_are_checked),
	KUNIT_CASE(deleted_key_says_so),
	KUNIT_CASE(enumeration_ends),
	KUNIT_CASE(query_obeys_the_buffer),
	KUNIT_CASE(foreign_handles_are_refused),
	KUNIT_CASE(keys_by_path),
	KUNIT_CASE(opening_with_options),
	{ }
};

static struct kunit_suite cm_key_suite = {
	.name = "wdmcore_cm_key",
	.init = key_init,
	.exit = key_exit,
	.test_cases = cm_key_cases,
};
kunit_test_suite(cm_key_suite);
