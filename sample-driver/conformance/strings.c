/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: strings.c

    Counted strings: initialization, copies, comparison, conversion.

--*/
#include "ddconform.h"

static VOID
DdEmpty(PUNICODE_STRING String, PWCHAR Buffer, USHORT Size)
{
    String->Length = 0;
    String->MaximumLength = Size;
    String->Buffer = Buffer;
}

// The terminating zero counts for MaximumLength only.
CHECK(RtlInitUnicodeString_Lengths)
{
    static const WCHAR text[] = L"abc";
    UNICODE_STRING string;

    RtlInitUnicodeString(&string, text);
    EXPECT(string.Length == 6);
    EXPECT(string.MaximumLength == 8);
    EXPECT(string.Buffer == text);
}

CHECK(RtlInitUnicodeString_NullSource)
{
    UNICODE_STRING string = { 1, 2, (PWSTR)&string };

    RtlInitUnicodeString(&string, NULL);
    EXPECT(string.Length == 0 && string.MaximumLength == 0);
    EXPECT(string.Buffer == NULL);
}

CHECK(RtlInitUnicodeString_EmptySource)
{
    UNICODE_STRING string;

    RtlInitUnicodeString(&string, L"");
    EXPECT(string.Length == 0 && string.MaximumLength == sizeof(WCHAR));
}

CHECK(RtlInitAnsiString_Lengths)
{
    ANSI_STRING string;

    RtlInitAnsiString(&string, "abcd");
    EXPECT(string.Length == 4 && string.MaximumLength == 5);
    RtlInitAnsiString(&string, NULL);
    EXPECT(string.Length == 0 && string.MaximumLength == 0 && string.Buffer == NULL);
}

CHECK(RtlInitString_Lengths)
{
    STRING string;

    RtlInitString(&string, "abcd");
    EXPECT(string.Length == 4 && string.MaximumLength == 5);
}

// Not more than the destination's MaximumLength is copied.
CHECK(RtlCopyUnicodeString_Truncates)
{
    UNICODE_STRING source = RTL_CONSTANT_STRING(L"abcdef");
    UNICODE_STRING string;
    WCHAR buffer[4] = { 0 };

    DdEmpty(&string, buffer, 3 * sizeof(WCHAR));
    RtlCopyUnicodeString(&string, &source);
    EXPECT(string.Length == 6);
    EXPECT(buffer[0] == 'a' && buffer[2] == 'c' && buffer[3] == 0);
}

CHECK(RtlCopyUnicodeString_NullSource)
{
    UNICODE_STRING string;
    WCHAR buffer[4] = { 'x' };

    DdEmpty(&string, buffer, sizeof(buffer));
    string.Length = 2;
    RtlCopyUnicodeString(&string, NULL);
    EXPECT(string.Length == 0);
    EXPECT(string.MaximumLength == sizeof(buffer));
}

CHECK(RtlCopyString_Truncates)
{
    STRING source = RTL_CONSTANT_STRING("abcdef");
    char buffer[4] = { 0 };
    STRING string = { 0, 3, buffer };

    RtlCopyString(&string, &source);
    EXPECT(string.Length == 3 && buffer[2] == 'c' && buffer[3] == 0);
    RtlCopyString(&string, NULL);
    EXPECT(string.Length == 0);
}

CHECK(RtlAppendUnicodeStringToString_Appends)
{
    UNICODE_STRING first = RTL_CONSTANT_STRING(L"ab");
    UNICODE_STRING string;
    WCHAR buffer[5] = { 0 };

    DdEmpty(&string, buffer, 4 * sizeof(WCHAR));
    EXPECT(RtlAppendUnicodeStringToString(&string, &first) == STATUS_SUCCESS);
    EXPECT(RtlAppendUnicodeStringToString(&string, &first) == STATUS_SUCCESS);
    EXPECT(string.Length == 8 && buffer[2] == 'a' && buffer[3] == 'b');
}

// Nothing is appended where not all of it fits.
CHECK(RtlAppendUnicodeStringToString_TooSmall)
{
    UNICODE_STRING first = RTL_CONSTANT_STRING(L"abc");
    UNICODE_STRING string;
    WCHAR buffer[5] = { 0 };

    DdEmpty(&string, buffer, sizeof(buffer));
    EXPECT(RtlAppendUnicodeStringToString(&string, &first) == STATUS_SUCCESS);
    EXPECT(RtlAppendUnicodeStringToString(&string, &first) == STATUS_BUFFER_TOO_SMALL);
    EXPECT(string.Length == 6 && buffer[3] == 0);
}

CHECK(RtlAppendUnicodeToString_Appends)
{
    UNICODE_STRING string;
    WCHAR buffer[8] = { 0 };

    DdEmpty(&string, buffer, sizeof(buffer));
    EXPECT(RtlAppendUnicodeToString(&string, L"abc") == STATUS_SUCCESS);
    EXPECT(RtlAppendUnicodeToString(&string, L"de") == STATUS_SUCCESS);
    EXPECT(string.Length == 10 && buffer[4] == 'e');
    EXPECT(RtlAppendUnicodeToString(&string, NULL) == STATUS_SUCCESS && string.Length == 10);
    EXPECT(RtlAppendUnicodeToString(&string, L"fghi") == STATUS_BUFFER_TOO_SMALL);
    EXPECT(string.Length == 10);
}

CHECK(RtlCompareUnicodeString_Order)
{
    UNICODE_STRING abc = RTL_CONSTANT_STRING(L"abc"), abd = RTL_CONSTANT_STRING(L"abd"),
        ab = RTL_CONSTANT_STRING(L"ab");

    EXPECT(RtlCompareUnicodeString(&abc, &abc, FALSE) == 0);
    EXPECT(RtlCompareUnicodeString(&abc, &abd, FALSE) < 0);
    EXPECT(RtlCompareUnicodeString(&abd, &abc, FALSE) > 0);
    EXPECT(RtlCompareUnicodeString(&ab, &abc, FALSE) < 0);
    EXPECT(RtlCompareUnicodeString(&abc, &ab, TRUE) > 0);
}

CHECK(RtlCompareUnicodeString_Case)
{
    UNICODE_STRING lower = RTL_CONSTANT_STRING(L"\x00e4" L"bc"),
        upper = RTL_CONSTANT_STRING(L"\x00c4" L"BC");

    EXPECT(RtlCompareUnicodeString(&lower, &upper, TRUE) == 0);
    EXPECT(RtlCompareUnicodeString(&lower, &upper, FALSE) > 0);
}

CHECK(RtlEqualUnicodeString_Case)
{
    UNICODE_STRING lower = RTL_CONSTANT_STRING(L"abc"), upper = RTL_CONSTANT_STRING(L"ABC"),
        longer = RTL_CONSTANT_STRING(L"abcd");

    EXPECT(RtlEqualUnicodeString(&lower, &upper, TRUE));
    EXPECT(!RtlEqualUnicodeString(&lower, &upper, FALSE));
    EXPECT(!RtlEqualUnicodeString(&lower, &longer, TRUE));
}

CHECK(RtlPrefixUnicodeString_Case)
{
    UNICODE_STRING prefix = RTL_CONSTANT_STRING(L"ab"), upper = RTL_CONSTANT_STRING(L"ABC"),
        empty = { 0, 0, NULL };

    EXPECT(RtlPrefixUnicodeString(&prefix, &upper, TRUE));
    EXPECT(!RtlPrefixUnicodeString(&prefix, &upper, FALSE));
    EXPECT(!RtlPrefixUnicodeString(&upper, &prefix, TRUE));
    EXPECT(RtlPrefixUnicodeString(&empty, &upper, FALSE));
}

CHECK(RtlCompareString_Order)
{
    STRING abc = RTL_CONSTANT_STRING("abc"), upper = RTL_CONSTANT_STRING("ABD");

    EXPECT(RtlCompareString(&abc, &upper, FALSE) > 0);
    EXPECT(RtlCompareString(&abc, &upper, TRUE) < 0);
    EXPECT(RtlCompareString(&abc, &abc, FALSE) == 0);
}

CHECK(RtlEqualString_Case)
{
    STRING lower = RTL_CONSTANT_STRING("abc"), upper = RTL_CONSTANT_STRING("ABC");

    EXPECT(RtlEqualString(&lower, &upper, TRUE));
    EXPECT(!RtlEqualString(&lower, &upper, FALSE));
}

CHECK(RtlUpperString_Converts)
{
    STRING source = RTL_CONSTANT_STRING("aBc1");
    char buffer[3];
    STRING string = { 0, sizeof(buffer), buffer };

    RtlUpperString(&string, &source);
    EXPECT(string.Length == 3);
    EXPECT(buffer[0] == 'A' && buffer[1] == 'B' && buffer[2] == 'C');
}

CHECK(RtlUpperChar_Converts)
{
    EXPECT(RtlUpperChar('a') == 'A' && RtlUpperChar('A') == 'A' && RtlUpperChar('1') == '1');
}

CHECK(RtlUpcaseUnicodeChar_Converts)
{
    EXPECT(RtlUpcaseUnicodeChar('z') == 'Z');
    EXPECT(RtlUpcaseUnicodeChar('[') == '[');
    EXPECT(RtlUpcaseUnicodeChar(0x00e9) == 0x00c9);
    EXPECT(RtlUpcaseUnicodeChar(0x03b1) == 0x0391);
}

CHECK(RtlUpcaseUnicodeString_Allocates)
{
    UNICODE_STRING source = RTL_CONSTANT_STRING(L"aB\x00fc"), expected = RTL_CONSTANT_STRING(L"AB\x00dc"),
        string = { 0, 0, NULL };

    REQUIRE(RtlUpcaseUnicodeString(&string, &source, TRUE) == STATUS_SUCCESS);
    EXPECT(RtlEqualUnicodeString(&string, &expected, FALSE));
    RtlFreeUnicodeString(&string);
}

CHECK(RtlUpcaseUnicodeString_TooSmall)
{
    UNICODE_STRING source = RTL_CONSTANT_STRING(L"abc"), string;
    WCHAR buffer[2];

    DdEmpty(&string, buffer, sizeof(buffer));
    EXPECT(!NT_SUCCESS(RtlUpcaseUnicodeString(&string, &source, FALSE)));
}

CHECK(RtlAnsiStringToUnicodeString_Allocates)
{
    ANSI_STRING source = RTL_CONSTANT_STRING("abc");
    UNICODE_STRING expected = RTL_CONSTANT_STRING(L"abc"), string = { 0, 0, NULL };

    REQUIRE(RtlAnsiStringToUnicodeString(&string, &source, TRUE) == STATUS_SUCCESS);
    EXPECT(RtlEqualUnicodeString(&string, &expected, FALSE));
    RtlFreeUnicodeString(&string);
}

CHECK(RtlAnsiStringToUnicodeString_TooSmall)
{
    ANSI_STRING source = RTL_CONSTANT_STRING("abc");
    UNICODE_STRING string;
    WCHAR buffer[2];

    DdEmpty(&string, buffer, sizeof(buffer));
    EXPECT(!NT_SUCCESS(RtlAnsiStringToUnicodeString(&string, &source, FALSE)));
}

CHECK(RtlUnicodeStringToAnsiString_Allocates)
{
    UNICODE_STRING source = RTL_CONSTANT_STRING(L"abc");
    ANSI_STRING expected = RTL_CONSTANT_STRING("abc"), string = { 0, 0, NULL };

    REQUIRE(RtlUnicodeStringToAnsiString(&string, &source, TRUE) == STATUS_SUCCESS);
    EXPECT(RtlEqualString(&string, &expected, FALSE));
    EXPECT(string.Buffer[3] == '\0');
    RtlFreeAnsiString(&string);
}

CHECK(RtlUnicodeStringToAnsiString_TooSmall)
{
    UNICODE_STRING source = RTL_CONSTANT_STRING(L"abc");
    char buffer[2];
    ANSI_STRING string = { 0, sizeof(buffer), buffer };

    EXPECT(!NT_SUCCESS(RtlUnicodeStringToAnsiString(&string, &source, FALSE)));
}

// Both sizes are for a string with its terminating zero.
CHECK(RtlAnsiStringToUnicodeSize_Terminator)
{
    ANSI_STRING string = RTL_CONSTANT_STRING("abc");

    EXPECT(RtlAnsiStringToUnicodeSize(&string) == 4 * sizeof(WCHAR));
}

CHECK(RtlUnicodeStringToAnsiSize_Terminator)
{
    UNICODE_STRING string = RTL_CONSTANT_STRING(L"abc");

    EXPECT(RtlUnicodeStringToAnsiSize(&string) == 4);
}

CHECK(RtlHashUnicodeString_Case)
{
    UNICODE_STRING lower = RTL_CONSTANT_STRING(L"abc"), upper = RTL_CONSTANT_STRING(L"ABC");
    ULONG first = 1, second = 2, third = 3;

    EXPECT(RtlHashUnicodeString(&lower, TRUE, HASH_STRING_ALGORITHM_X65599, &first) == STATUS_SUCCESS);
    EXPECT(RtlHashUnicodeString(&upper, TRUE, HASH_STRING_ALGORITHM_X65599, &second) == STATUS_SUCCESS);
    EXPECT(RtlHashUnicodeString(&lower, FALSE, HASH_STRING_ALGORITHM_X65599, &third) == STATUS_SUCCESS);
    EXPECT(first == second && first != third);
}

CHECK(RtlHashUnicodeString_BadAlgorithm)
{
    UNICODE_STRING string = RTL_CONSTANT_STRING(L"abc");
    ULONG hash;

    EXPECT(RtlHashUnicodeString(&string, TRUE, 77, &hash) == STATUS_INVALID_PARAMETER);
    EXPECT(RtlHashUnicodeString(&string, TRUE, HASH_STRING_ALGORITHM_DEFAULT, NULL) ==
           STATUS_INVALID_PARAMETER);
}

CHECK(RtlStringFromGUID_Format)
{
    static const GUID guid = { 0x0123abcd, 0x4567, 0x89ab, { 1, 2, 3, 4, 5, 6, 7, 0xef } };
    UNICODE_STRING expected = RTL_CONSTANT_STRING(L"{0123ABCD-4567-89AB-0102-0304050607EF}"),
        string = { 0, 0, NULL };

    REQUIRE(RtlStringFromGUID(&guid, &string) == STATUS_SUCCESS);
    EXPECT(RtlEqualUnicodeString(&string, &expected, TRUE));
    RtlFreeUnicodeString(&string);
}

CHECK(RtlGUIDFromString_Format)
{
    UNICODE_STRING good = RTL_CONSTANT_STRING(L"{0123abcd-4567-89AB-0102-0304050607EF}"),
        bad = RTL_CONSTANT_STRING(L"{0123abcd-4567-89AB-0102_0304050607EF}");
    GUID guid;

    EXPECT(RtlGUIDFromString(&good, &guid) == STATUS_SUCCESS);
    EXPECT(guid.Data1 == 0x0123abcd && guid.Data2 == 0x4567 && guid.Data3 == 0x89ab);
    EXPECT(guid.Data4[0] == 1 && guid.Data4[7] == 0xef);
    EXPECT(RtlGUIDFromString(&bad, &guid) == STATUS_INVALID_PARAMETER);
}

static const DD_CHECK DdStringChecksEntries[] = {
    ENTRY(RtlInitUnicodeString_Lengths),
    ENTRY(RtlInitUnicodeString_NullSource),
    ENTRY(RtlInitUnicodeString_EmptySource),
    ENTRY(RtlInitAnsiString_Lengths),
    ENTRY(RtlInitString_Lengths),
    ENTRY(RtlCopyUnicodeString_Truncates),
    ENTRY(RtlCopyUnicodeString_NullSource),
    ENTRY(RtlCopyString_Truncates),
    ENTRY(RtlAppendUnicodeStringToString_Appends),
    ENTRY(RtlAppendUnicodeStringToString_TooSmall),
    ENTRY(RtlAppendUnicodeToString_Appends),
    ENTRY(RtlCompareUnicodeString_Order),
    ENTRY(RtlCompareUnicodeString_Case),
    ENTRY(RtlEqualUnicodeString_Case),
    ENTRY(RtlPrefixUnicodeString_Case),
    ENTRY(RtlCompareString_Order),
    ENTRY(RtlEqualString_Case),
    ENTRY(RtlUpperString_Converts),
    ENTRY(RtlUpperChar_Converts),
    ENTRY(RtlUpcaseUnicodeChar_Converts),
    ENTRY(RtlUpcaseUnicodeString_Allocates),
    ENTRY(RtlUpcaseUnicodeString_TooSmall),
    ENTRY(RtlAnsiStringToUnicodeString_Allocates),
    ENTRY(RtlAnsiStringToUnicodeString_TooSmall),
    ENTRY(RtlUnicodeStringToAnsiString_Allocates),
    ENTRY(RtlUnicodeStringToAnsiString_TooSmall),
    ENTRY(RtlAnsiStringToUnicodeSize_Terminator),
    ENTRY(RtlUnicodeStringToAnsiSize_Terminator),
    ENTRY(RtlHashUnicodeString_Case),
    ENTRY(RtlHashUnicodeString_BadAlgorithm),
    ENTRY(RtlStringFromGUID_Format),
    ENTRY(RtlGUIDFromString_Format),
};
CHECK_LIST(DdStringChecks);
