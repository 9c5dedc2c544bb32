// SPDX-License-Identifier: GPL-2.0
/*
 * Values of the registry: ZwSetValueKey, ZwQueryValueKey, ZwEnumerateValueKey,
 * ZwDeleteValueKey, RtlWriteRegistryValue, RtlDeleteRegistryValue.
 */
#include <kunit/test.h>

#include <ntddk.h>

#define TEST_KEY L"\\Registry\\Machine\\Software\\wdmcore-kunit-values"

static int value_init(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name = RTL_CONSTANT_STRING(TEST_KEY);
	HANDLE key;

	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	if (!NT_SUCCESS(ZwCreateKey(&key, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL)))
		return -ENOMEM;
	test->priv = key;
	return 0;
}

static void value_exit(struct kunit *test)
{
	ZwDeleteKey(test->priv);
	ZwClose(test->priv);
}

static NTSTATUS query(struct kunit *test, const WCHAR *value, KEY_VALUE_INFORMATION_CLASS class,
		      void *buffer, ULONG size, ULONG *length)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, value);
	*length = 0xcccccccc;
	return ZwQueryValueKey(test->priv, &name, class, buffer, size, length);
}

static void set(struct kunit *test, const WCHAR *value, ULONG type, const void *data, ULONG size)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, value);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwSetValueKey(test->priv, &name, 0, type, (void *)data, size));
}

static void each_class_at_each_size(struct kunit *test)
{
	static const struct {
		KEY_VALUE_INFORMATION_CLASS class;
		ULONG fixed;
		ULONG total;
	} classes[] = {
		{ KeyValueBasicInformation, 12, 12 + 6 },
		{ KeyValueFullInformation, 20, 28 + 5 },
		{ KeyValuePartialInformation, 12, 12 + 5 },
		{ KeyValueFullInformationAlign64, 20, 32 + 5 },
		{ KeyValuePartialInformationAlign64, 8, 8 + 5 },
	};
	UCHAR buffer[64];
	ULONG length, size;
	int i;

	set(test, L"abc", REG_BINARY, "12345", 5);
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		for (size = 0; size < sizeof(buffer); size++) {
			NTSTATUS expected = size < classes[i].fixed ? STATUS_BUFFER_TOO_SMALL :
					    size < classes[i].total ? STATUS_BUFFER_OVERFLOW :
					    STATUS_SUCCESS;

			memset(buffer, 0xcc, sizeof(buffer));
			KUNIT_EXPECT_EQ_MSG(test, expected,
					    query(test, L"ABC", classes[i].class, buffer, size,
						  &length), "class %d, %u bytes", i, size);
			KUNIT_EXPECT_EQ(test, classes[i].total, length);
			KUNIT_EXPECT_EQ(test, 0xcc, (int)buffer[max(size, classes[i].fixed)]);
			if (expected == STATUS_BUFFER_TOO_SMALL)
				KUNIT_EXPECT_EQ(test, 0xcc, (int)buffer[0]);
		}
	}
}

static void partial_information_is_the_data(struct kunit *test)
{
	union {
		KEY_VALUE_PARTIAL_INFORMATION info;
		UCHAR bytes[64];
	} out;
	ULONG value = 0x12345678, length;

	set(test, L"dword", REG_DWORD, &value, sizeof(value));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, L"DWord", KeyValuePartialInformation, &out, sizeof(out),
			      &length));
	KUNIT_EXPECT_EQ(test, REG_DWORD, out.info.Type);
	KUNIT_EXPECT_EQ(test, 4U, out.info.DataLength);
	KUNIT_EXPECT_EQ(test, value, *(ULONG *)out.info.Data);

	/* Written again: type and size are the new ones. */
	set(test, L"DWORD", REG_SZ, L"x", 4);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, L"dword", KeyValuePartialInformation, &out, sizeof(out),
			      &length));
	KUNIT_EXPECT_EQ(test, REG_SZ, out.info.Type);
	KUNIT_EXPECT_EQ(test, 4U, out.info.DataLength);

	/* The default value has an empty name; a value may be empty. */
	set(test, L"", REG_NONE, NULL, 0);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			query(test, L"", KeyValuePartialInformation, &out, sizeof(out), &length));
	KUNIT_EXPECT_EQ(test, 0U, out.info.DataLength);
}

static void enumeration_sees_each_value_once(struct kunit *test)
{
	union {
		KEY_VALUE_BASIC_INFORMATION info;
		UCHAR bytes[64];
	} out;
	ULONG length;
	int i;

	set(test, L"b", REG_SZ, NULL, 0);
	set(test, L"a", REG_SZ, NULL, 0);
	set(test, L"B", REG_BINARY, NULL, 0);
	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				ZwEnumerateValueKey(test->priv, i, KeyValueBasicInformation, &out,
						    sizeof(out), &length));
		KUNIT_EXPECT_EQ(test, i ? L'a' : L'b', out.info.Name[0]);
	}
	KUNIT_EXPECT_EQ(test, STATUS_NO_MORE_ENTRIES,
			ZwEnumerateValueKey(test->priv, i, KeyValueBasicInformation, &out,
					    sizeof(out), &length));
}

static void deleted_value_is_gone(struct kunit *test)
{
	UNICODE_STRING name = RTL_CONSTANT_STRING(L"gone");
	ULONG length;

	set(test, L"gone", REG_SZ, NULL, 0);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwDeleteValueKey(test->priv, &name));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND, ZwDeleteValueKey(test->priv, &name));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			query(test, L"gone", KeyValueBasicInformation, NULL, 0, &length));
}

static void write_by_path_creates_one_level(struct kunit *test)
{
	ULONG data = 7, length;
	UCHAR buffer[32];

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)test->priv, L"h",
					      REG_DWORD, &data, sizeof(data)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			query(test, L"h", KeyValuePartialInformation, buffer, sizeof(buffer),
			      &length));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"KUNITMAP", L"v",
					      REG_DWORD, &data, sizeof(data)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlCheckRegistryKey(RTL_REGISTRY_DEVICEMAP, L"KunitMap"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlDeleteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"KUNITMAP", L"v"));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlDeleteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"KUNITMAP", L"v"));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"No\\Such", L"v", REG_DWORD,
					      &data, sizeof(data)));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			RtlWriteRegistryValue(RTL_REGISTRY_MAXIMUM, L"x", L"v", REG_DWORD, &data,
					      sizeof(data)));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, L"NoSuchService"));
}

static struct kunit_case cm_value_cases[] = {
	KUNIT_CASE(each_class_at_each_size),
	KUNIT_CASE(partial_information_is_the_data),
	KUNIT_CASE(enumeration_sees_each_value_once),
	KUNIT_CASE(deleted_value_is_gone),
	KUNIT_CASE(write_by_path_creates_one_level),
	{ }
};

static struct kunit_suite cm_value_suite = {
	.name = "wdmcore_cm_value",
	.init = value_init,
	.exit = value_exit,
	.test_cases = cm_value_cases,
};
kunit_test_suite(cm_value_suite);
