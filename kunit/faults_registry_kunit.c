// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_registry: the registry with each allocation failing in turn, see
 * faults.h: the tree of keys, and the values in it, are as they were before.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntifs.h>
#include "faults.h"

#define PARENT	L"\\Registry\\Machine\\SYSTEM\\KunitFaults"
#define CHILD	PARENT L"\\Child"
#define DATA	5

static HANDLE open(const WCHAR *path)
{
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE key;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
	return NT_SUCCESS(ZwOpenKey(&key, KEY_ALL_ACCESS, &oa)) ? key : NULL;
}

static bool exists(const WCHAR *path)
{
	return NT_SUCCESS(RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)path));
}

/* Deletes the key if it is there. */
static bool delete(const WCHAR *path)
{
	HANDLE key = open(path);

	if (!key)
		return false;
	ZwDeleteKey(key);
	ZwClose(key);
	return true;
}

/* The REG_DWORD "Value" of the key; 0: there is none. */
static ULONG value_of(const WCHAR *path)
{
	ULONG data = 0;
	RTL_QUERY_REGISTRY_TABLE table[2] = {
		{
			.Flags = RTL_QUERY_REGISTRY_DIRECT,
			.Name = L"Value",
			.EntryContext = &data,
			.DefaultType = REG_NONE,
		},
	};

	RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, path, table, NULL, NULL);
	return data;
}

static int registry_init(struct kunit *test)
{
	ULONG data = DATA;

	return NT_SUCCESS(RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, PARENT)) &&
	       NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Value",
						REG_DWORD, &data, sizeof(data))) ? 0 : -ENOMEM;
}

static void registry_exit(struct kunit *test)
{
	faults_set(false);
	delete(CHILD);
	delete(PARENT);
}

static bool create_key(struct kunit *test, struct faults *f, void *context)
{
	ULONG disposition = 77;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name, class;
	HANDLE key = NULL;
	NTSTATUS status;

	RtlInitUnicodeString(&name, CHILD);
	RtlInitUnicodeString(&class, L"A class");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
	faults_begin(f);
	status = ZwCreateKey(&key, KEY_ALL_ACCESS, &oa, 0, context ? &class : NULL,
			     REG_OPTION_NON_VOLATILE, &disposition);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_FALSE_MSG(test, delete(CHILD), "failed, and left a key behind");
		KUNIT_EXPECT_EQ(test, disposition, 77U);
		return false;
	}
	KUNIT_EXPECT_EQ(test, disposition, REG_CREATED_NEW_KEY);
	KUNIT_EXPECT_EQ(test, ZwDeleteKey(key), STATUS_SUCCESS);
	ZwClose(key);
	return true;
}

/* A key that was there stays. */
static bool open_key(struct kunit *test, struct faults *f, void *context)
{
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE key = NULL;
	NTSTATUS status;

	RtlInitUnicodeString(&name, PARENT);
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
	faults_begin(f);
	switch ((long)context) {
	case 0:
		status = ZwOpenKey(&key, KEY_READ, &oa);
		break;
	case 1:
		status = ZwOpenKeyEx(&key, KEY_READ, &oa, 0);
		break;
	default:
		status = ZwCreateKey(&key, KEY_READ, &oa, 0, NULL, 0, NULL);
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, value_of(PARENT), DATA);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		return false;
	ZwClose(key);
	return true;
}

static bool rename_key(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING name;
	NTSTATUS status;
	HANDLE key;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, CHILD));
	key = open(CHILD);
	KUNIT_ASSERT_NOT_NULL(test, key);
	RtlInitUnicodeString(&name, L"Renamed");
	faults_begin(f);
	status = ZwRenameKey(key, &name);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, exists(CHILD), !NT_SUCCESS(status));
	KUNIT_EXPECT_EQ(test, exists(PARENT L"\\Renamed"), NT_SUCCESS(status));
	ZwDeleteKey(key);
	ZwClose(key);
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

/* Without memory for it nothing is watched, and the status block is left alone. */
static bool watch_key(struct kunit *test, struct faults *f, void *context)
{
	IO_STATUS_BLOCK iosb = { .Status = STATUS_PENDING };
	NTSTATUS status;
	HANDLE key;

	key = open(PARENT);
	KUNIT_ASSERT_NOT_NULL(test, key);
	faults_begin(f);
	status = ZwNotifyChangeKey(key, NULL, NULL, NULL, &iosb, REG_NOTIFY_CHANGE_LAST_SET, FALSE,
				   NULL, 0, TRUE);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, iosb.Status);
	/* Which ends what is watched through it. */
	ZwClose(key);
	KUNIT_EXPECT_EQ(test, iosb.Status != STATUS_PENDING, NT_SUCCESS(status));
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

static void keys(struct kunit *test)
{
	faults_run(test, "ZwCreateKey", create_key, NULL, 2);
	faults_run(test, "ZwCreateKey with a class", create_key, test, 2);
	faults_run(test, "ZwOpenKey", open_key, (void *)0, 2);
	faults_run(test, "ZwOpenKeyEx", open_key, (void *)1, 2);
	faults_run(test, "ZwCreateKey of one that is there", open_key, (void *)2, 2);
	faults_run(test, "ZwRenameKey", rename_key, NULL, 1);
	faults_run(test, "ZwNotifyChangeKey", watch_key, NULL, 1);
}

static bool set_value(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING name;
	ULONG data = DATA + 1;
	NTSTATUS status;
	HANDLE key = open(PARENT);

	RtlInitUnicodeString(&name, context ? L"Value" : L"Other");
	faults_begin(f);
	status = ZwSetValueKey(key, &name, 0, REG_DWORD, &data, sizeof(data));
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_EQ(test, value_of(PARENT), DATA);
		RtlInitUnicodeString(&name, L"Other");
		KUNIT_EXPECT_EQ(test, ZwDeleteValueKey(key, &name), STATUS_OBJECT_NAME_NOT_FOUND);
	} else if (context) {
		KUNIT_EXPECT_EQ(test, value_of(PARENT), DATA + 1);
		data = DATA;
		ZwSetValueKey(key, &name, 0, REG_DWORD, &data, sizeof(data));
	} else {
		KUNIT_EXPECT_EQ(test, ZwDeleteValueKey(key, &name), STATUS_SUCCESS);
	}
	ZwClose(key);
	return NT_SUCCESS(status);
}

static bool write_value(struct kunit *test, struct faults *f, void *context)
{
	ULONG data = DATA + 1;
	NTSTATUS status;

	faults_begin(f);
	status = RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, CHILD, L"Value", REG_DWORD, &data,
				       sizeof(data));
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_FALSE_MSG(test, delete(CHILD), "failed, and left a key behind");
		return false;
	}
	KUNIT_EXPECT_EQ(test, value_of(CHILD), DATA + 1);
	KUNIT_EXPECT_TRUE(test, delete(CHILD));
	return true;
}

static void values(struct kunit *test)
{
	faults_run(test, "ZwSetValueKey of a new value", set_value, NULL, 2);
	faults_run(test, "ZwSetValueKey of an old one", set_value, test, 1);
	faults_run(test, "RtlWriteRegistryValue with a new key", write_value, NULL, 2);
	KUNIT_EXPECT_EQ(test, value_of(PARENT), DATA);
}

/* Those that need no memory succeed without. */
static bool by_path(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status;
	ULONG data = 1;

	switch ((long)context) {
	case 0:
		faults_begin(f);
		status = RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, CHILD);
		faults_end(f);
		KUNIT_EXPECT_EQ(test, exists(CHILD), NT_SUCCESS(status));
		delete(CHILD);
		return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
	case 1:
		faults_begin(f);
		status = RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, PARENT);
		faults_end(f);
		break;
	default:
		RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Gone", REG_DWORD, &data,
				      sizeof(data));
		faults_begin(f);
		status = RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Gone");
		faults_end(f);
	}
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	return NT_SUCCESS(status);
}

static void paths(struct kunit *test)
{
	faults_run(test, "RtlCreateRegistryKey", by_path, (void *)0, 1);
	faults_run(test, "RtlCheckRegistryKey", by_path, (void *)1, 0);
	faults_run(test, "RtlDeleteRegistryValue", by_path, (void *)2, 0);
}

static NTSTATUS NTAPI take_value(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID context,
				 PVOID entry_context)
{
	++*(unsigned int *)context;
	return STATUS_SUCCESS;
}

/* A string whose memory is allocated, and a routine that is called for all values. */
static bool query_values(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string = {};
	unsigned int calls = 0;
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ .QueryRoutine = take_value },
		{
			.Flags = RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED |
				 RTL_QUERY_REGISTRY_DELETE,
			.Name = L"Text",
			.EntryContext = &string,
		},
		{},
	};
	static WCHAR text[] = L"text";
	NTSTATUS status;

	RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Text", REG_SZ, text, sizeof(text));
	faults_begin(f);
	status = RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, PARENT, table, &calls, NULL);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, string.Buffer);
		/* What could not be read is not deleted. */
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Text"));
		return false;
	}
	KUNIT_EXPECT_EQ(test, calls, 2U);
	KUNIT_EXPECT_EQ(test, string.Length, sizeof(text) - sizeof(WCHAR));
	RtlFreeUnicodeString(&string);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, PARENT, L"Text"));
	return true;
}

static void queries(struct kunit *test)
{
	faults_run(test, "RtlQueryRegistryValues", query_values, NULL, 4);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(keys),
	KUNIT_CASE(values),
	KUNIT_CASE(paths),
	KUNIT_CASE(queries),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_registry",
	.init = registry_init,
	.exit = registry_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
