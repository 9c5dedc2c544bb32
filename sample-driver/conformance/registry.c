/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: registry.c

    Keys and values, below the driver's own service key.

--*/
#include "ddconform.h"

#define VALUE_BUFFER 256

static NTSTATUS
DdOpenKey(HANDLE Parent, PCWSTR Name, PHANDLE Key, PULONG Disposition)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, Name);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, Parent,
                               NULL);
    if (Disposition == NULL) {
        return ZwOpenKey(Key, KEY_ALL_ACCESS, &attributes);
    }
    return ZwCreateKey(Key, KEY_ALL_ACCESS, &attributes, 0, NULL, REG_OPTION_VOLATILE, Disposition);
}

// A key for a check, with a DWORD and a string; DdDeleteKey takes it away.
static HANDLE
DdNewKey(PDDCONFORM_RESULT Result)
{
    UNICODE_STRING number = RTL_CONSTANT_STRING(L"Number"), text = RTL_CONSTANT_STRING(L"Text");
    HANDLE service, key = NULL;
    ULONG disposition, value = 0x12345678;

    if (!NT_SUCCESS(DdOpenKey(NULL, DdRegistryPath.Buffer, &service, NULL))) {
        DdConformFail(Result, __LINE__, "the service key can be opened");
        return NULL;
    }
    if (!NT_SUCCESS(DdOpenKey(service, L"Checks", &key, &disposition))) {
        DdConformFail(Result, __LINE__, "a key can be created");
        key = NULL;
    }
    ZwClose(service);
    if (key != NULL) {
        EXPECT(ZwSetValueKey(key, &number, 0, REG_DWORD, &value, sizeof(value)) == STATUS_SUCCESS);
        EXPECT(ZwSetValueKey(key, &text, 0, REG_SZ, L"hello", 6 * sizeof(WCHAR)) == STATUS_SUCCESS);
    }
    return key;
}

static VOID
DdDeleteKey(HANDLE Key)
{
    ZwDeleteKey(Key);
    ZwClose(Key);
}

CHECK(ZwCreateKey_Disposition)
{
    HANDLE key = DdNewKey(Result), sub, again;
    ULONG disposition = 0;

    REQUIRE(key != NULL);
    EXPECT(DdOpenKey(key, L"Sub", &sub, &disposition) == STATUS_SUCCESS);
    EXPECT(disposition == REG_CREATED_NEW_KEY);
    EXPECT(DdOpenKey(key, L"sUB", &again, &disposition) == STATUS_SUCCESS);
    EXPECT(disposition == REG_OPENED_EXISTING_KEY);
    ZwClose(again);
    DdDeleteKey(sub);
    DdDeleteKey(key);
}

CHECK(ZwOpenKey_Missing)
{
    HANDLE key = DdNewKey(Result), sub;

    REQUIRE(key != NULL);
    EXPECT(DdOpenKey(key, L"Missing", &sub, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
    EXPECT(DdOpenKey(NULL, L"\\Registry\\Machine\\NoSuchHive\\Key", &sub, NULL) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
}

CHECK(ZwDeleteKey_Gone)
{
    HANDLE key = DdNewKey(Result), sub;
    ULONG disposition;

    REQUIRE(key != NULL);
    REQUIRE(DdOpenKey(key, L"Sub", &sub, &disposition) == STATUS_SUCCESS);
    EXPECT(ZwDeleteKey(sub) == STATUS_SUCCESS);
    ZwClose(sub);
    EXPECT(DdOpenKey(key, L"Sub", &sub, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
}

// A key with subkeys can't be deleted.
CHECK(ZwDeleteKey_Subkeys)
{
    HANDLE key = DdNewKey(Result), sub;
    ULONG disposition;

    REQUIRE(key != NULL);
    REQUIRE(DdOpenKey(key, L"Sub", &sub, &disposition) == STATUS_SUCCESS);
    EXPECT(!NT_SUCCESS(ZwDeleteKey(key)));
    DdDeleteKey(sub);
    DdDeleteKey(key);
}

CHECK(ZwQueryValueKey_Partial)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"nUMBER");
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    PKEY_VALUE_PARTIAL_INFORMATION value = (PVOID)buffer;
    ULONG length = 0;

    REQUIRE(key != NULL);
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, value, sizeof(buffer),
                           &length) == STATUS_SUCCESS);
    EXPECT(value->Type == REG_DWORD && value->DataLength == 4);
    EXPECT(*(PULONG)value->Data == 0x12345678);
    EXPECT(length == FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + 4);
    DdDeleteKey(key);
}

CHECK(ZwQueryValueKey_Full)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Text");
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    PKEY_VALUE_FULL_INFORMATION value = (PVOID)buffer;
    ULONG length = 0;

    REQUIRE(key != NULL);
    EXPECT(ZwQueryValueKey(key, &name, KeyValueFullInformation, value, sizeof(buffer),
                           &length) == STATUS_SUCCESS);
    EXPECT(value->Type == REG_SZ && value->DataLength == 12 && value->NameLength == 8);
    EXPECT(RtlCompareMemory(value->Name, L"Text", 8) == 8);
    EXPECT(RtlCompareMemory(buffer + value->DataOffset, L"hello", 12) == 12);
    DdDeleteKey(key);
}

// Room for the fixed part only: a warning, and the length that is needed.
CHECK(ZwQueryValueKey_BufferSizes)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Text");
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    ULONG length = 0, needed = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + 12;

    REQUIRE(key != NULL);
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, NULL, 0, &length) ==
           STATUS_BUFFER_TOO_SMALL);
    EXPECT(length == needed);
    length = 0;
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, buffer,
                           FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + 4, &length) ==
           STATUS_BUFFER_OVERFLOW);
    EXPECT(length == needed);
    DdDeleteKey(key);
}

CHECK(ZwQueryValueKey_Missing)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Missing");
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    ULONG length;

    REQUIRE(key != NULL);
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, buffer, sizeof(buffer),
                           &length) == STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
}

CHECK(ZwEnumerateValueKey_All)
{
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    PKEY_VALUE_BASIC_INFORMATION value = (PVOID)buffer;
    ULONG i, length, types = 0;

    REQUIRE(key != NULL);
    for (i = 0; i < 2; i++) {
        EXPECT(ZwEnumerateValueKey(key, i, KeyValueBasicInformation, value, sizeof(buffer),
                                   &length) == STATUS_SUCCESS);
        types |= 1 << value->Type;
    }
    EXPECT(types == (1 << REG_DWORD | 1 << REG_SZ));
    EXPECT(ZwEnumerateValueKey(key, 2, KeyValueBasicInformation, value, sizeof(buffer),
                               &length) == STATUS_NO_MORE_ENTRIES);
    DdDeleteKey(key);
}

CHECK(ZwEnumerateKey_Names)
{
    HANDLE key = DdNewKey(Result), sub;
    UCHAR buffer[VALUE_BUFFER];
    PKEY_BASIC_INFORMATION basic = (PVOID)buffer;
    ULONG length, disposition;

    REQUIRE(key != NULL);
    REQUIRE(DdOpenKey(key, L"Sub", &sub, &disposition) == STATUS_SUCCESS);
    EXPECT(ZwEnumerateKey(key, 0, KeyBasicInformation, basic, sizeof(buffer), &length) ==
           STATUS_SUCCESS);
    EXPECT(basic->NameLength == 6 && RtlCompareMemory(basic->Name, L"Sub", 6) == 6);
    EXPECT(ZwEnumerateKey(key, 1, KeyBasicInformation, basic, sizeof(buffer), &length) ==
           STATUS_NO_MORE_ENTRIES);
    DdDeleteKey(sub);
    DdDeleteKey(key);
}

CHECK(ZwQueryKey_Counts)
{
    HANDLE key = DdNewKey(Result), sub;
    UCHAR buffer[VALUE_BUFFER];
    PKEY_FULL_INFORMATION full = (PVOID)buffer;
    ULONG length, disposition;

    REQUIRE(key != NULL);
    REQUIRE(DdOpenKey(key, L"Sub", &sub, &disposition) == STATUS_SUCCESS);
    EXPECT(ZwQueryKey(key, KeyFullInformation, full, sizeof(buffer), &length) == STATUS_SUCCESS);
    EXPECT(full->SubKeys == 1 && full->Values == 2);
    EXPECT(full->MaxNameLen == 3 * sizeof(WCHAR));
    EXPECT(full->MaxValueNameLen == 6 * sizeof(WCHAR) && full->MaxValueDataLen == 12);
    DdDeleteKey(sub);
    DdDeleteKey(key);
}

CHECK(ZwDeleteValueKey_Gone)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Number");
    HANDLE key = DdNewKey(Result);

    REQUIRE(key != NULL);
    EXPECT(ZwDeleteValueKey(key, &name) == STATUS_SUCCESS);
    EXPECT(ZwDeleteValueKey(key, &name) == STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
}

CHECK(ZwFlushKey_Succeeds)
{
    HANDLE key = DdNewKey(Result);

    REQUIRE(key != NULL);
    EXPECT(ZwFlushKey(key) == STATUS_SUCCESS);
    DdDeleteKey(key);
}

CHECK(RtlWriteRegistryValue_Handle)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Written");
    HANDLE key = DdNewKey(Result);
    UCHAR buffer[VALUE_BUFFER];
    PKEY_VALUE_PARTIAL_INFORMATION value = (PVOID)buffer;
    ULONG length, number = 77;

    REQUIRE(key != NULL);
    EXPECT(RtlWriteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)key, L"Written", REG_DWORD, &number,
                                 sizeof(number)) == STATUS_SUCCESS);
    EXPECT(ZwQueryValueKey(key, &name, KeyValuePartialInformation, value, sizeof(buffer),
                           &length) == STATUS_SUCCESS);
    EXPECT(value->Type == REG_DWORD && *(PULONG)value->Data == 77);
    EXPECT(RtlDeleteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)key, L"Written") == STATUS_SUCCESS);
    EXPECT(RtlDeleteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)key, L"Written") ==
           STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
}

CHECK(RtlCheckRegistryKey_Exists)
{
    EXPECT(RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, DdRegistryPath.Buffer) == STATUS_SUCCESS);
    EXPECT(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, L"conformance") == STATUS_SUCCESS);
    EXPECT(!NT_SUCCESS(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, L"no such service")));
}

// DIRECT puts a number, or a string in a buffer of its own, into EntryContext.
CHECK(RtlQueryRegistryValues_Direct)
{
    RTL_QUERY_REGISTRY_TABLE table[3];
    UNICODE_STRING text = { 0, 0, NULL }, expected = RTL_CONSTANT_STRING(L"hello");
    HANDLE key = DdNewKey(Result);
    ULONG number = 0;

    REQUIRE(key != NULL);
    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[0].Name = L"Number";
    table[0].EntryContext = &number;
    table[1].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[1].Name = L"Text";
    table[1].EntryContext = &text;
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, NULL, NULL) ==
           STATUS_SUCCESS);
    EXPECT(number == 0x12345678);
    EXPECT(RtlEqualUnicodeString(&text, &expected, FALSE));
    if (text.Buffer != NULL) {
        RtlFreeUnicodeString(&text);
    }
    DdDeleteKey(key);
}

CHECK(RtlQueryRegistryValues_Required)
{
    RTL_QUERY_REGISTRY_TABLE table[2];
    HANDLE key = DdNewKey(Result);
    ULONG number = 5;

    REQUIRE(key != NULL);
    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[0].Name = L"Missing";
    table[0].EntryContext = &number;
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, NULL, NULL) ==
           STATUS_SUCCESS);
    EXPECT(number == 5);
    table[0].Flags |= RTL_QUERY_REGISTRY_REQUIRED;
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, NULL, NULL) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
    DdDeleteKey(key);
}

CHECK(RtlQueryRegistryValues_Default)
{
    RTL_QUERY_REGISTRY_TABLE table[2];
    HANDLE key = DdNewKey(Result);
    ULONG number = 5, instead = 99;

    REQUIRE(key != NULL);
    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[0].Name = L"Missing";
    table[0].EntryContext = &number;
    table[0].DefaultType = REG_DWORD;
    table[0].DefaultData = &instead;
    table[0].DefaultLength = sizeof(instead);
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, NULL, NULL) ==
           STATUS_SUCCESS);
    EXPECT(number == 99);
    DdDeleteKey(key);
}

typedef struct _DD_QUERIED {
    ULONG Calls, Type, Length, Number;
    PVOID Context;
} DD_QUERIED;

static NTSTATUS NTAPI
DdQueryRoutine(PWSTR Name, ULONG Type, PVOID Data, ULONG Length, PVOID Context, PVOID EntryContext)
{
    DD_QUERIED *queried = EntryContext;

    UNREFERENCED_PARAMETER(Name);
    queried->Calls++;
    queried->Type = Type;
    queried->Length = Length;
    queried->Context = Context;
    if (Type == REG_DWORD) {
        queried->Number = *(PULONG)Data;
    }
    return STATUS_SUCCESS;
}

CHECK(RtlQueryRegistryValues_Routine)
{
    RTL_QUERY_REGISTRY_TABLE table[2];
    DD_QUERIED queried = { 0 };
    HANDLE key = DdNewKey(Result);

    REQUIRE(key != NULL);
    RtlZeroMemory(table, sizeof(table));
    table[0].QueryRoutine = DdQueryRoutine;
    table[0].Name = L"Number";
    table[0].EntryContext = &queried;
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, &table, NULL) ==
           STATUS_SUCCESS);
    EXPECT(queried.Calls == 1 && queried.Type == REG_DWORD && queried.Length == 4);
    EXPECT(queried.Number == 0x12345678 && queried.Context == &table);
    DdDeleteKey(key);
}

// Without a name, the routine is called for every value.
CHECK(RtlQueryRegistryValues_AllValues)
{
    RTL_QUERY_REGISTRY_TABLE table[2];
    DD_QUERIED queried = { 0 };
    HANDLE key = DdNewKey(Result);

    REQUIRE(key != NULL);
    RtlZeroMemory(table, sizeof(table));
    table[0].QueryRoutine = DdQueryRoutine;
    table[0].EntryContext = &queried;
    EXPECT(RtlQueryRegistryValues(RTL_REGISTRY_HANDLE, (PCWSTR)key, table, NULL, NULL) ==
           STATUS_SUCCESS);
    EXPECT(queried.Calls == 2);
    DdDeleteKey(key);
}

static const DD_CHECK DdRegistryChecksEntries[] = {
    ENTRY(ZwCreateKey_Disposition),
    ENTRY(ZwOpenKey_Missing),
    ENTRY(ZwDeleteKey_Gone),
    ENTRY(ZwDeleteKey_Subkeys),
    ENTRY(ZwQueryValueKey_Partial),
    ENTRY(ZwQueryValueKey_Full),
    ENTRY(ZwQueryValueKey_BufferSizes),
    ENTRY(ZwQueryValueKey_Missing),
    ENTRY(ZwEnumerateValueKey_All),
    ENTRY(ZwEnumerateKey_Names),
    ENTRY(ZwQueryKey_Counts),
    ENTRY(ZwDeleteValueKey_Gone),
    ENTRY(ZwFlushKey_Succeeds),
    ENTRY(RtlWriteRegistryValue_Handle),
    ENTRY(RtlCheckRegistryKey_Exists),
    ENTRY(RtlQueryRegistryValues_Direct),
    ENTRY(RtlQueryRegistryValues_Required),
    ENTRY(RtlQueryRegistryValues_Default),
    ENTRY(RtlQueryRegistryValues_Routine),
    ENTRY(RtlQueryRegistryValues_AllValues),
};
CHECK_LIST(DdRegistryChecks);
