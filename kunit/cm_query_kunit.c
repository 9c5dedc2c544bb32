// SPDX-License-Identifier: GPL-2.0
/* RtlQueryRegistryValues: each flag of its table, and what is wrong in a table. */
#include <kunit/test.h>

#include <ntddk.h>

#define TEST_KEY L"\\Registry\\Machine\\Software\\wdmcore-kunit-query"
#define SUBKEY TEST_KEY L"\\Sub"

static void write_value(struct kunit *test, const WCHAR *key, const WCHAR *name, ULONG type,
			const void *data, ULONG length)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, key, name, type, (void *)data,
					      length));
}

static int query_init(struct kunit *test)
{
	static const WCHAR multi[] = L"one\0two\0";
	ULONG dword = 42;
	ULONG64 qword = 0x1122334455667788ULL;

	write_value(test, TEST_KEY, L"Dword", REG_DWORD, &dword, sizeof(dword));
	write_value(test, TEST_KEY, L"Qword", REG_QWORD, &qword, sizeof(qword));
	write_value(test, TEST_KEY, L"Text", REG_SZ, L"hello", sizeof(L"hello"));
	write_value(test, TEST_KEY, L"Multi", REG_MULTI_SZ, multi, sizeof(multi));
	write_value(test, SUBKEY, L"Inner", REG_DWORD, &dword, sizeof(dword));
	return 0;
}

static void delete_key(const WCHAR *path)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE key;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	if (NT_SUCCESS(ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes))) {
		ZwDeleteKey(key);
		ZwClose(key);
	}
}

static void query_exit(struct kunit *test)
{
	delete_key(SUBKEY);
	delete_key(TEST_KEY);
}

static NTSTATUS ask(PRTL_QUERY_REGISTRY_TABLE table, void *context)
{
	return RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, TEST_KEY, table, context, NULL);
}

/* What the routine was called with, in order. */
struct calls {
	int count;
	NTSTATUS answer;
	struct {
		ULONG type;
		ULONG length;
		WCHAR first;
		void *entry;
	} call[8];
};

static NTSTATUS NTAPI record(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID context,
			     PVOID entry)
{
	struct calls *calls = context;

	if (calls->count < ARRAY_SIZE(calls->call)) {
		calls->call[calls->count].type = type;
		calls->call[calls->count].length = length;
		calls->call[calls->count].first = length >= 2 ? *(WCHAR *)data : 0;
		calls->call[calls->count].entry = entry;
	}
	calls->count++;
	return calls->answer;
}

static void direct_numbers(struct kunit *test)
{
	ULONG dword = 0, missing = 0xcc, fallback = 9;
	struct {
		LONG size;
		ULONG rest[3];
	} qword = { .size = sizeof(qword) };
	LONG64 bare = -(LONG64)sizeof(bare);
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"Dword", &dword },
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"Missing", &missing, REG_DWORD, &fallback, 4 },
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"Qword", &qword },
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"Qword", &bare },
		{ }
	};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, NULL));
	KUNIT_EXPECT_EQ(test, 42U, dword);
	KUNIT_EXPECT_EQ(test, 9U, missing);
	/* Length and type in front of the data ... */
	KUNIT_EXPECT_EQ(test, 8, qword.size);
	KUNIT_EXPECT_EQ(test, (ULONG)REG_QWORD, qword.rest[0]);
	KUNIT_EXPECT_EQ(test, 0x55667788U, qword.rest[1]);
	/* ... unless the size was given as negative. */
	KUNIT_EXPECT_EQ(test, 0x1122334455667788LL, bare);

	qword.size = sizeof(qword) - 1;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL, ask(table, NULL));
}

static void direct_strings(struct kunit *test)
{
	WCHAR small[5];
	UNICODE_STRING allocated = { };
	UNICODE_STRING given = { 0, sizeof(small), small };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"Text", &allocated },
		{ }
	};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, NULL));
	KUNIT_ASSERT_NOT_NULL(test, allocated.Buffer);
	KUNIT_EXPECT_EQ(test, 10, (int)allocated.Length);
	KUNIT_EXPECT_EQ(test, 0, memcmp(allocated.Buffer, L"hello", 12));
	RtlFreeUnicodeString(&allocated);

	table[0].EntryContext = &given;
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL, ask(table, NULL));
	KUNIT_EXPECT_EQ(test, 0, (int)given.Length);
}

static void typecheck_guards_the_buffer(struct kunit *test)
{
	ULONG dword = 0xcc;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK, L"Text", &dword,
		  REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT },
		{ }
	};

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH, ask(table, NULL));
	KUNIT_EXPECT_EQ(test, 0xccU, dword);
	table[0].Name = L"Dword";
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, NULL));
	KUNIT_EXPECT_EQ(test, 42U, dword);
}

static void multi_strings_come_one_by_one(struct kunit *test)
{
	struct calls calls = { };
	RTL_QUERY_REGISTRY_TABLE table[] = { { record, 0, L"Multi", test }, { } };

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_ASSERT_EQ(test, 2, calls.count);
	KUNIT_EXPECT_EQ(test, (ULONG)REG_SZ, calls.call[0].type);
	KUNIT_EXPECT_EQ(test, 8U, calls.call[0].length);
	KUNIT_EXPECT_EQ(test, L't', calls.call[1].first);
	KUNIT_EXPECT_PTR_EQ(test, (void *)test, calls.call[0].entry);

	memset(&calls, 0, sizeof(calls));
	table[0].Flags = RTL_QUERY_REGISTRY_NOEXPAND;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 1, calls.count);
	KUNIT_EXPECT_EQ(test, (ULONG)REG_MULTI_SZ, calls.call[0].type);
}

static void without_a_name_all_values_come(struct kunit *test)
{
	struct calls calls = { };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ record, RTL_QUERY_REGISTRY_NOEXPAND },
		{ record, RTL_QUERY_REGISTRY_NOVALUE },
		{ }
	};

	/* The end of the table is where routine and name are NULL. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 5, calls.count);
	KUNIT_EXPECT_EQ(test, (ULONG)REG_NONE, calls.call[4].type);
	KUNIT_EXPECT_EQ(test, 0U, calls.call[4].length);
}

static void subkeys_and_back(struct kunit *test)
{
	ULONG inner = 0, outer = 0;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_SUBKEY, L"Sub" },
		{ NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED, L"Inner", &inner },
		{ NULL, RTL_QUERY_REGISTRY_TOPKEY | RTL_QUERY_REGISTRY_DIRECT |
		  RTL_QUERY_REGISTRY_REQUIRED, L"Dword", &outer },
		{ }
	};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, NULL));
	KUNIT_EXPECT_EQ(test, 42U, inner);
	KUNIT_EXPECT_EQ(test, 42U, outer);

	table[0].Name = L"NoSuchKey";
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND, ask(table, NULL));
	table[0].Flags |= RTL_QUERY_REGISTRY_REQUIRED;
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND, ask(table, NULL));
}

static void impossible_entries(struct kunit *test)
{
	ULONG dword;
	RTL_QUERY_REGISTRY_TABLE direct[] = {
		{ record, RTL_QUERY_REGISTRY_DIRECT, L"Dword", &dword }, { }
	};
	RTL_QUERY_REGISTRY_TABLE subkey[] = { { record, RTL_QUERY_REGISTRY_SUBKEY }, { } };
	RTL_QUERY_REGISTRY_TABLE routine[] = { { NULL, 0, L"Dword" }, { } };

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ask(direct, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ask(subkey, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, ask(routine, NULL));
}

static void the_routines_error_ends_it(struct kunit *test)
{
	struct calls calls = { .answer = STATUS_UNSUCCESSFUL };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ record, 0, L"Dword" }, { record, 0, L"Text" }, { }
	};

	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 1, calls.count);

	/* With one exception. */
	calls.count = 0;
	calls.answer = STATUS_BUFFER_TOO_SMALL;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 2, calls.count);
}

static void delete_after_the_query(struct kunit *test)
{
	struct calls calls = { };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ record, RTL_QUERY_REGISTRY_DELETE, L"Text" }, { }
	};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 1, calls.count);
}

/* All of them, for an entry without a name. */
static void delete_all_after_the_query(struct kunit *test)
{
	struct calls calls = { };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ record, RTL_QUERY_REGISTRY_DELETE | RTL_QUERY_REGISTRY_NOEXPAND }, { }
	};

	/* A value that its routine didn't take stays, and so do those behind it. */
	calls.answer = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL, ask(table, &calls));
	calls.count = 0;
	calls.answer = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 4, calls.count);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ask(table, &calls));
	KUNIT_EXPECT_EQ(test, 4, calls.count);
	table[0].Flags |= RTL_QUERY_REGISTRY_REQUIRED;
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND, ask(table, &calls));
}

static void missing_key(struct kunit *test)
{
	ULONG value = 0, fallback = 3;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT, L"V", &value, REG_DWORD, &fallback, 4 }, { }
	};

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"none", table, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlQueryRegistryValues(RTL_REGISTRY_SERVICES | RTL_REGISTRY_OPTIONAL,
					       L"none", table, NULL, NULL));
	KUNIT_EXPECT_EQ(test, 3U, value);
}

static struct kunit_case cm_query_cases[] = {
	KUNIT_CASE(direct_numbers),
	KUNIT_CASE(direct_strings),
	KUNIT_CASE(typecheck_guards_the_buffer),
	KUNIT_CASE(multi_strings_come_one_by_one),
	KUNIT_CASE(without_a_name_all_values_come),
	KUNIT_CASE(subkeys_and_back),
	KUNIT_CASE(impossible_entries),
	KUNIT_CASE(the_routines_error_ends_it),
	KUNIT_CASE(delete_after_the_query),
	KUNIT_CASE(delete_all_after_the_query),
	KUNIT_CASE(missing_key),
	{ }
};

static struct kunit_suite cm_query_suite = {
	.name = "wdmcore_cm_query",
	.init = query_init,
	.exit = query_exit,
	.test_cases = cm_query_cases,
};
kunit_test_suite(cm_query_suite);
