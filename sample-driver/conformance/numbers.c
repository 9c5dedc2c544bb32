/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: numbers.c

    Numbers and strings, dates, versions, memory.

--*/
#include "ddconform.h"

static BOOLEAN
DdConverts(PCWSTR Text, ULONG Base, ULONG Expected)
{
    UNICODE_STRING string;
    ULONG value = ~Expected;

    RtlInitUnicodeString(&string, Text);
    return RtlUnicodeStringToInteger(&string, Base, &value) == STATUS_SUCCESS && value == Expected;
}

CHECK(RtlUnicodeStringToInteger_Decimal)
{
    EXPECT(DdConverts(L"1234", 10, 1234));
    EXPECT(DdConverts(L"-12", 10, (ULONG)-12));
    EXPECT(DdConverts(L"+12", 10, 12));
    EXPECT(DdConverts(L"12x", 10, 12));
}

CHECK(RtlUnicodeStringToInteger_Bases)
{
    EXPECT(DdConverts(L"ff", 16, 255));
    EXPECT(DdConverts(L"17", 8, 15));
    EXPECT(DdConverts(L"101", 2, 5));
}

// With a base of 0, a prefix says what it is.
CHECK(RtlUnicodeStringToInteger_Prefixes)
{
    EXPECT(DdConverts(L"0x1F", 0, 31));
    EXPECT(DdConverts(L"0o17", 0, 15));
    EXPECT(DdConverts(L"0b101", 0, 5));
    EXPECT(DdConverts(L"99", 0, 99));
}

CHECK(RtlUnicodeStringToInteger_BadBase)
{
    UNICODE_STRING string = RTL_CONSTANT_STRING(L"12");
    ULONG value;

    EXPECT(RtlUnicodeStringToInteger(&string, 7, &value) == STATUS_INVALID_PARAMETER);
}

CHECK(RtlCharToInteger_Bases)
{
    ULONG value = 0;

    EXPECT(RtlCharToInteger("0x1f", 0, &value) == STATUS_SUCCESS && value == 31);
    EXPECT(RtlCharToInteger("-5", 10, &value) == STATUS_SUCCESS && value == (ULONG)-5);
    EXPECT(RtlCharToInteger("5", 3, &value) == STATUS_INVALID_PARAMETER);
}

CHECK(RtlIntegerToUnicodeString_Bases)
{
    static const struct {
        ULONG Value, Base;
        PCWSTR Text;
    } rows[] = {
        { 1234, 10, L"1234" }, { 1234, 0, L"1234" }, { 0xabcd, 16, L"ABCD" }, { 15, 8, L"17" },
        { 5, 2, L"101" }, { 0, 10, L"0" }, { 0xffffffff, 10, L"4294967295" },
    };
    UNICODE_STRING string, expected;
    WCHAR buffer[40];
    ULONG i;

    for (i = 0; i < RTL_NUMBER_OF(rows); i++) {
        string.Buffer = buffer;
        string.Length = 0;
        string.MaximumLength = sizeof(buffer);
        RtlInitUnicodeString(&expected, rows[i].Text);
        EXPECT(RtlIntegerToUnicodeString(rows[i].Value, rows[i].Base, &string) == STATUS_SUCCESS);
        EXPECT(RtlEqualUnicodeString(&string, &expected, FALSE));
    }
}

CHECK(RtlIntegerToUnicodeString_Errors)
{
    WCHAR buffer[3];
    UNICODE_STRING string = { 0, sizeof(buffer), buffer };

    EXPECT(RtlIntegerToUnicodeString(1234, 10, &string) == STATUS_BUFFER_OVERFLOW);
    EXPECT(RtlIntegerToUnicodeString(1, 7, &string) == STATUS_INVALID_PARAMETER);
}

CHECK(RtlInt64ToUnicodeString_Bases)
{
    UNICODE_STRING expected = RTL_CONSTANT_STRING(L"123456789ABCDEF0");
    WCHAR buffer[20];
    UNICODE_STRING string = { 0, sizeof(buffer), buffer };

    EXPECT(RtlInt64ToUnicodeString(0x123456789abcdef0ULL, 16, &string) == STATUS_SUCCESS);
    EXPECT(RtlEqualUnicodeString(&string, &expected, FALSE));
    string.MaximumLength = 4;
    EXPECT(RtlInt64ToUnicodeString(1234567, 10, &string) == STATUS_BUFFER_OVERFLOW);
}

// 2024-02-29 was a Thursday.
CHECK(RtlTimeToTimeFields_LeapDay)
{
    TIME_FIELDS fields, again;
    LARGE_INTEGER time, back;

    RtlZeroMemory(&fields, sizeof(fields));
    fields.Year = 2024;
    fields.Month = 2;
    fields.Day = 29;
    fields.Hour = 23;
    fields.Minute = 59;
    fields.Second = 58;
    fields.Milliseconds = 987;
    REQUIRE(RtlTimeFieldsToTime(&fields, &time));
    RtlTimeToTimeFields(&time, &again);
    EXPECT(again.Year == 2024 && again.Month == 2 && again.Day == 29);
    EXPECT(again.Hour == 23 && again.Minute == 59 && again.Second == 58);
    EXPECT(again.Milliseconds == 987 && again.Weekday == 4);
    EXPECT(RtlTimeFieldsToTime(&again, &back) && back.QuadPart == time.QuadPart);
}

CHECK(RtlTimeToTimeFields_Start)
{
    LARGE_INTEGER time;
    TIME_FIELDS fields;

    time.QuadPart = 0;
    RtlTimeToTimeFields(&time, &fields);
    EXPECT(fields.Year == 1601 && fields.Month == 1 && fields.Day == 1);
    EXPECT(fields.Hour == 0 && fields.Weekday == 1);
}

CHECK(RtlTimeFieldsToTime_Invalid)
{
    TIME_FIELDS fields;
    LARGE_INTEGER time;

    RtlZeroMemory(&fields, sizeof(fields));
    fields.Year = 2023;
    fields.Month = 2;
    fields.Day = 29;
    EXPECT(!RtlTimeFieldsToTime(&fields, &time));
    fields.Day = 28;
    EXPECT(RtlTimeFieldsToTime(&fields, &time));
    fields.Month = 13;
    EXPECT(!RtlTimeFieldsToTime(&fields, &time));
    fields.Month = 1;
    fields.Hour = 24;
    EXPECT(!RtlTimeFieldsToTime(&fields, &time));
    fields.Hour = 0;
    fields.Year = 1600;
    EXPECT(!RtlTimeFieldsToTime(&fields, &time));
}

CHECK(ExSystemTimeToLocalTime_Inverse)
{
    LARGE_INTEGER time, local, back;

    KeQuerySystemTime(&time);
    ExSystemTimeToLocalTime(&time, &local);
    ExLocalTimeToSystemTime(&local, &back);
    EXPECT(back.QuadPart == time.QuadPart);
}

CHECK(RtlCompareMemory_CountsEqualBytes)
{
    EXPECT(RtlCompareMemory("abcdef", "abcxef", 6) == 3);
    EXPECT(RtlCompareMemory("abcdef", "abcdef", 6) == 6);
    EXPECT(RtlCompareMemory("a", "b", 0) == 0);
}

CHECK(RtlMoveMemory_Overlap)
{
    char text[10] = "abcdefgh";

    RtlMoveMemory(text + 2, text, 6);
    EXPECT(RtlCompareMemory(text, "ababcdef", 8) == 8);
    RtlMoveMemory(text, text + 2, 6);
    EXPECT(RtlCompareMemory(text, "abcdefef", 8) == 8);
}

CHECK(RtlGetVersion_NT)
{
    RTL_OSVERSIONINFOEXW version;

    RtlZeroMemory(&version, sizeof(version));
    version.dwOSVersionInfoSize = sizeof(version);
    EXPECT(RtlGetVersion((PRTL_OSVERSIONINFOW)&version) == STATUS_SUCCESS);
    EXPECT(version.dwPlatformId == 2);
    EXPECT(version.dwMajorVersion >= 5);
    EXPECT(version.wProductType == VER_NT_WORKSTATION || version.wProductType == VER_NT_SERVER ||
           version.wProductType == VER_NT_DOMAIN_CONTROLLER);
}

CHECK(RtlVerifyVersionInfo_Compares)
{
    RTL_OSVERSIONINFOEXW version;
    ULONGLONG condition;

    RtlZeroMemory(&version, sizeof(version));
    version.dwOSVersionInfoSize = sizeof(version);
    version.dwMajorVersion = 5;
    condition = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL);
    EXPECT(RtlVerifyVersionInfo(&version, VER_MAJORVERSION, condition) == STATUS_SUCCESS);
    condition = VerSetConditionMask(0, VER_MAJORVERSION, VER_LESS);
    EXPECT(RtlVerifyVersionInfo(&version, VER_MAJORVERSION, condition) == STATUS_REVISION_MISMATCH);
}

static const DD_CHECK DdNumberChecksEntries[] = {
    ENTRY(RtlUnicodeStringToInteger_Decimal),
    ENTRY(RtlUnicodeStringToInteger_Bases),
    ENTRY(RtlUnicodeStringToInteger_Prefixes),
    ENTRY(RtlUnicodeStringToInteger_BadBase),
    ENTRY(RtlCharToInteger_Bases),
    ENTRY(RtlIntegerToUnicodeString_Bases),
    ENTRY(RtlIntegerToUnicodeString_Errors),
    ENTRY(RtlInt64ToUnicodeString_Bases),
    ENTRY(RtlTimeToTimeFields_LeapDay),
    ENTRY(RtlTimeToTimeFields_Start),
    ENTRY(RtlTimeFieldsToTime_Invalid),
    ENTRY(ExSystemTimeToLocalTime_Inverse),
    ENTRY(RtlCompareMemory_CountsEqualBytes),
    ENTRY(RtlMoveMemory_Overlap),
    ENTRY(RtlGetVersion_NT),
    ENTRY(RtlVerifyVersionInfo_Compares),
};
CHECK_LIST(DdNumberChecks);
