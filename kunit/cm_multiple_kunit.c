// SPDX-License-Identifier: GPL-2.0
/* Several values in one call. Under test: cm/zw_multiple.c. */
#include <kunit/test.h>

#include <ntddk.h>
#include "ob.h"

#define U(text) ({ static UNICODE_STRING __u; RtlInitUnicodeString(&__u, text); &__u; })

static void values_come_one_after_the_other(struct kunit *test)
{
	KEY_VALUE_ENTRY entries[2] = {
		{ .ValueName = U(L"A") }, { .ValueName = U(L"B") },
	};
	KEY_VALUE_ENTRY none = { .ValueName = U(L"None") };
	OBJECT_ATTRIBUTES oa;
	ULONG length, needed, number = 0x12345678;
	u8 buffer[16];
	HANDLE h;

	InitializeObjectAttributes(&oa, U(L"\\Registry\\Machine\\Software\\KUnitMultiple"),
				   OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateKey(&h, KEY_ALL_ACCESS, &oa, 0, NULL, 0, NULL));
	ZwSetValueKey(h, U(L"A"), 0, REG_BINARY, "xyz", 3);
	ZwSetValueKey(h, U(L"B"), 0, REG_DWORD, &number, 4);
	length = sizeof(buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryMultipleValueKey(h, entries, 2, buffer, &length, &needed));
	KUNIT_EXPECT_EQ(test, 8, length);
	KUNIT_EXPECT_EQ(test, 8, needed);
	KUNIT_EXPECT_EQ(test, 3, entries[0].DataLength);
	KUNIT_EXPECT_EQ(test, REG_BINARY, entries[0].Type);
	KUNIT_EXPECT_EQ(test, 4, entries[1].DataOffset);
	KUNIT_EXPECT_EQ(test, REG_DWORD, entries[1].Type);
	KUNIT_EXPECT_EQ(test, 0, memcmp(buffer, "xyz", 3));
	KUNIT_EXPECT_EQ(test, number, *(ULONG *)(buffer + 4));

	length = 7;
	memset(buffer, 0xcc, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_OVERFLOW,
			ZwQueryMultipleValueKey(h, entries, 2, buffer, &length, &needed));
	KUNIT_EXPECT_EQ(test, 3, length);
	KUNIT_EXPECT_EQ(test, 8, needed);
	KUNIT_EXPECT_EQ(test, 0xcc, buffer[4]);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwQueryMultipleValueKey(h, &none, 1, buffer, &length, NULL));
	ZwDeleteKey(h);
	KUNIT_EXPECT_EQ(test, STATUS_KEY_DELETED,
			ZwQueryMultipleValueKey(h, entries, 2, buffer, &length, NULL));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwQueryMultipleValueKey(h, entries, 2, buffer, &length, NULL));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(values_come_one_after_the_other),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_cm_multiple",
	.test_cases = cases,
};
kunit_test_suite(suite);
