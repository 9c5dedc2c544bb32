// SPDX-License-Identifier: GPL-2.0
/*
 * Counted strings: set up, copy, append, compare, case, character sets, numbers. After
 * a failure the target is what it was.
 */
#include "driver.h"

#include <string.h>
#include <wchar.h>

#define FILLED	0x5a

/* A target with room for @max bytes, and something in it. */
static void target(STRING *s, char *b, int max, const char *text)
{
	memset(b, FILLED, 16);
	s->Buffer = b;
	s->MaximumLength = (USHORT)max;
	s->Length = (USHORT)strlen(text);
	memcpy(b, text, s->Length);
}

static void wide_target(UNICODE_STRING *s, WCHAR *b, int max, const WCHAR *text)
{
	memset(b, FILLED, 32);
	s->Buffer = b;
	s->MaximumLength = (USHORT)max;
	s->Length = (USHORT)(wcslen(text) * sizeof(WCHAR));
	memcpy(b, text, s->Length);
}

static PCHAR many(struct kunit *test, int n)
{
	PCHAR s = ExAllocatePoolWithTag(PagedPool, n + 1, 'tseT');

	CHECK_TRUE(test, s);
	if (!s)
		return NULL;
	memset(s, 'x', n);
	s[n] = 0;
	return s;
}

/* The functions differ in their types and in what they do with too much. */
void descriptions_are_set_up(struct kunit *test)
{
	static const struct {
		VOID (NTAPI *plain)(PSTRING s, PCSTR text);
		NTSTATUS (NTAPI *checked)(PSTRING s, PCSTR text);
	} kinds[] = {
		{ RtlInitString, RtlInitStringEx },
		{ RtlInitAnsiString, RtlInitAnsiStringEx },
		{ RtlInitUTF8String, RtlInitUTF8StringEx },
	};
	PCHAR big = many(test, 65535);
	WCHAR room[4];
	UNICODE_STRING u;
	char b[4];
	STRING s;
	int i;

	for (i = 0; big && i < (int)ARRAYSIZE(kinds); i++) {
		kinds[i].plain(&s, "edu");
		CHECK_ROW(test, i, s.Length, 3);
		CHECK_ROW(test, i, s.MaximumLength, 4);
		CHECK_ROW(test, i, strcmp(s.Buffer, "edu"), 0);
		kinds[i].plain(&s, NULL);
		CHECK_ROW(test, i, s.Length | s.MaximumLength, 0);
		CHECK_PTR(test, s.Buffer, NULL);
		CHECK_ROW(test, i, kinds[i].checked(&s, "edu"), STATUS_SUCCESS);
		CHECK_ROW(test, i, s.Length, 3);
		CHECK_ROW(test, i, s.MaximumLength, 4);
		CHECK_ROW(test, i, kinds[i].checked(&s, NULL), STATUS_SUCCESS);
		CHECK_ROW(test, i, s.Length | s.MaximumLength, 0);
		CHECK_ROW(test, i, kinds[i].checked(&s, big), STATUS_NAME_TOO_LONG);
		CHECK_ROW(test, i, kinds[i].checked(&s, big + 1), STATUS_SUCCESS);
		CHECK_ROW(test, i, s.Length, 65534);
		CHECK_ROW(test, i, s.MaximumLength, 65535);
	}
	if (big)
		ExFreePoolWithTag(big, 'tseT');
	CHECK_EQ(test, WdmlibRtlInitUnicodeStringEx(&u, L"ab"), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length, 4);
	CHECK_EQ(test, u.MaximumLength, 6);
	CHECK_EQ(test, WdmlibRtlInitUnicodeStringEx(&u, NULL), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length | u.MaximumLength, 0);
	RtlInitEmptyAnsiString(&s, b, sizeof(b));
	CHECK_EQ(test, s.Length, 0);
	CHECK_EQ(test, s.MaximumLength, 4);
	CHECK_PTR(test, s.Buffer, b);
	RtlInitEmptyUnicodeString(&u, room, sizeof(room));
	CHECK_EQ(test, u.Length, 0);
	CHECK_EQ(test, u.MaximumLength, 8);
	CHECK_PTR(test, u.Buffer, room);
}

void narrow_strings_are_copied_and_appended(struct kunit *test)
{
	STRING s, ab = RTL_CONSTANT_STRING("ab"), abcdef = RTL_CONSTANT_STRING("abcdef");
	char b[16];

	target(&s, b, 4, "x");
	RtlCopyString(&s, &ab);
	CHECK_EQ(test, s.Length, 2);
	CHECK_BYTES(test, b, "ab\x5a", 3);
	RtlCopyString(&s, &abcdef);
	CHECK_EQ(test, s.Length, 4);
	CHECK_BYTES(test, b, "abcd\x5a", 5);
	CHECK_EQ(test, s.MaximumLength, 4);
	RtlCopyString(&s, NULL);
	CHECK_EQ(test, s.Length, 0);

	target(&s, b, 4, "x");
	CHECK_EQ(test, RtlAppendStringToString(&s, &ab), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 3);
	CHECK_EQ(test, RtlAppendStringToString(&s, &ab), STATUS_BUFFER_TOO_SMALL);
	CHECK_EQ(test, s.Length, 3);
	CHECK_BYTES(test, b, "xab\x5a\x5a", 5);
	CHECK_EQ(test, RtlAppendAsciizToString(&s, "cd"), STATUS_BUFFER_TOO_SMALL);
	CHECK_EQ(test, s.Length, 3);
	CHECK_EQ(test, RtlAppendAsciizToString(&s, "c"), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 4);
	CHECK_BYTES(test, b, "xabc\x5a", 5);
	CHECK_EQ(test, RtlAppendAsciizToString(&s, NULL), STATUS_SUCCESS);
	CHECK_EQ(test, RtlAppendAsciizToString(&s, ""), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 4);

	target(&s, b, 4, "x");
	ab.Buffer = "a\xe4z";
	ab.Length = 3;
	RtlUpperString(&s, &ab);
	CHECK_EQ(test, s.Length, 3);
	CHECK_BYTES(test, b, "A\xc4Z\x5a", 4);
	RtlUpperString(&s, &abcdef);
	CHECK_EQ(test, s.Length, 4);
	CHECK_BYTES(test, b, "ABCD\x5a", 5);
	CHECK_EQ(test, s.MaximumLength, 4);
}

static int sign(LONG n)
{
	return n < 0 ? -1 : n > 0;
}

void strings_have_an_order(struct kunit *test)
{
	static const struct {
		const char *a, *b;
		const WCHAR *wa, *wb;
		int order, nocase, prefix, prefix_nocase;
	} rows[] = {
		{ "abc", "abc", L"abc", L"abc", 0, 0, 1, 1 },
		{ "abc", "ABC", L"abc", L"ABC", 1, 0, 0, 1 },
		{ "ab", "abc", L"ab", L"abc", -1, -1, 1, 1 },
		{ "AB", "abc", L"AB", L"abc", -1, -1, 0, 1 },
		{ "abc", "ab", L"abc", L"ab", 1, 1, 0, 0 },
		{ "", "a", L"", L"a", -1, -1, 1, 1 },
		{ "", "", L"", L"", 0, 0, 1, 1 },
		{ "b", "abc", L"b", L"abc", 1, 1, 0, 0 },
		{ "\xe4", "\xc4", L"\xe4", L"\xc4", 1, 0, 0, 1 },
		/* Case is upper case: '_' lies between the two. */
		{ "a", "_", L"a", L"_", 1, -1, 0, 0 },
	};
	int i;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		UNICODE_STRING wa, wb;
		STRING a, b;

		RtlInitString(&a, rows[i].a);
		RtlInitString(&b, rows[i].b);
		RtlInitUnicodeString(&wa, rows[i].wa);
		RtlInitUnicodeString(&wb, rows[i].wb);
		CHECK_ROW(test, i, sign(RtlCompareString(&a, &b, FALSE)), rows[i].order);
		CHECK_ROW(test, i, sign(RtlCompareString(&b, &a, FALSE)), -rows[i].order);
		CHECK_ROW(test, i, sign(RtlCompareString(&a, &b, TRUE)), rows[i].nocase);
		CHECK_ROW(test, i, RtlPrefixString(&a, &b, FALSE), rows[i].prefix);
		CHECK_ROW(test, i, RtlPrefixString(&a, &b, TRUE), rows[i].prefix_nocase);
		CHECK_ROW(test, i, RtlEqualString(&a, &b, TRUE), !rows[i].nocase);
		CHECK_ROW(test, i, RtlEqualString(&a, &b, FALSE), !rows[i].order);
		CHECK_ROW(test, i, sign(RtlCompareUnicodeString(&wa, &wb, FALSE)), rows[i].order);
		CHECK_ROW(test, i, sign(RtlCompareUnicodeString(&wa, &wb, TRUE)), rows[i].nocase);
		CHECK_ROW(test, i, sign(RtlCompareUnicodeStrings(rows[i].wa, wcslen(rows[i].wa),
								 rows[i].wb, wcslen(rows[i].wb),
								 FALSE)), rows[i].order);
		CHECK_ROW(test, i, sign(RtlCompareUnicodeStrings(rows[i].wa, wcslen(rows[i].wa),
								 rows[i].wb, wcslen(rows[i].wb),
								 TRUE)), rows[i].nocase);
		CHECK_ROW(test, i, RtlPrefixUnicodeString(&wa, &wb, FALSE), rows[i].prefix);
		CHECK_ROW(test, i, RtlPrefixUnicodeString(&wa, &wb, TRUE), rows[i].prefix_nocase);
	}
	/* Lengths count, not NULs; units count, not bytes. */
	CHECK_EQ(test, RtlCompareUnicodeStrings(L"abc", 2, L"abd", 2, FALSE), 0);
	CHECK_TRUE(test, RtlCompareUnicodeStrings(L"a\0b", 3, L"a\0c", 3, FALSE) < 0);
	CHECK_TRUE(test, RtlCompareUnicodeStrings(L"\x0100", 1, L"\x00ff", 1, FALSE) > 0);
}

void case_changes_in_place_or_in_new_memory(struct kunit *test)
{
	UNICODE_STRING source = RTL_CONSTANT_STRING(L"aZ\xe4\x42f"), s;
	WCHAR b[16];

	wide_target(&s, b, 8, L"x");
	CHECK_EQ(test, RtlUpcaseUnicodeString(&s, &source, FALSE), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 8);
	CHECK_BYTES(test, b, L"AZ\xc4\x42f\x5a5a", 10);
	CHECK_EQ(test, RtlDowncaseUnicodeString(&s, &s, FALSE), STATUS_SUCCESS);
	CHECK_BYTES(test, b, L"az\xe4\x44f\x5a5a", 10);
	wide_target(&s, b, 7, L"x");
	CHECK_EQ(test, RtlUpcaseUnicodeString(&s, &source, FALSE), STATUS_BUFFER_OVERFLOW);
	CHECK_EQ(test, RtlDowncaseUnicodeString(&s, &source, FALSE), STATUS_BUFFER_OVERFLOW);
	CHECK_EQ(test, s.Length, 2);
	CHECK_BYTES(test, b, L"x\x5a5a", 4);
	CHECK_EQ(test, RtlUpcaseUnicodeString(&s, &source, TRUE), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 8);
	CHECK_TRUE(test, s.MaximumLength >= 8 && s.Buffer != b);
	CHECK_BYTES(test, s.Buffer, L"AZ\xc4\x42f", 8);
	RtlFreeUnicodeString(&s);
	CHECK_EQ(test, RtlDowncaseUnicodeString(&s, &source, TRUE), STATUS_SUCCESS);
	CHECK_BYTES(test, s.Buffer, L"az\xe4\x44f", 8);
	RtlFreeUnicodeString(&s);
}

void copies_are_made(struct kunit *test)
{
	UNICODE_STRING source = { 4, 8, L"abc" }, empty = { 0, 0, NULL }, odd = { 3, 8, L"abc" }, s;

	CHECK_TRUE(test, RtlCreateUnicodeString(&s, L"abc"));
	CHECK_EQ(test, s.Length, 6);
	CHECK_EQ(test, s.MaximumLength, 8);
	CHECK_WIDE(test, s.Buffer, L"abc");
	RtlFreeUnicodeString(&s);
	CHECK_PTR(test, s.Buffer, NULL);

	CHECK_EQ(test, RtlDuplicateUnicodeString(0, &source, &s), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 4);
	CHECK_EQ(test, s.MaximumLength, 4);
	CHECK_TRUE(test, s.Buffer != source.Buffer);
	CHECK_BYTES(test, s.Buffer, L"ab", 4);
	RtlFreeUnicodeString(&s);
	CHECK_EQ(test, RtlDuplicateUnicodeString(RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE,
						 &source, &s), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 4);
	CHECK_EQ(test, s.MaximumLength, 6);
	CHECK_WIDE(test, s.Buffer, L"ab");
	RtlFreeUnicodeString(&s);
	/* An empty string gets memory for its NUL only when that is asked for. */
	CHECK_EQ(test, RtlDuplicateUnicodeString(1, &empty, &s), STATUS_SUCCESS);
	CHECK_PTR(test, s.Buffer, NULL);
	CHECK_EQ(test, RtlDuplicateUnicodeString(3, &empty, &s), STATUS_SUCCESS);
	CHECK_EQ(test, s.Length, 0);
	CHECK_EQ(test, s.MaximumLength, 2);
	CHECK_WIDE(test, s.Buffer, L"");
	RtlFreeUnicodeString(&s);
	CHECK_EQ(test, RtlDuplicateUnicodeString(2, &source, &s), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlDuplicateUnicodeString(4, &source, &s), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlDuplicateUnicodeString(0, &odd, &s), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlDuplicateUnicodeString(0, &source, NULL), STATUS_INVALID_PARAMETER);
}

/* Of the ANSI and OEM code pages and UTF-8: the same rules, other types. */
void counted_strings_change_their_character_set(struct kunit *test)
{
	static const struct {
		NTSTATUS (NTAPI *narrow)(PSTRING d, PCUNICODE_STRING s, BOOLEAN allocate);
		VOID (NTAPI *release)(PSTRING s);
		const char *bytes;
		const WCHAR *units;
	} kinds[] = {
		{ RtlUnicodeStringToAnsiString, RtlFreeAnsiString, "a\x80z", L"a\x20acz" },
		{ RtlUnicodeStringToOemString, RtlFreeOemString, "a\x80z", L"a\x20acz" },
		{ RtlUnicodeStringToUTF8String, RtlFreeUTF8String, "a\xe2\x82\xacz", L"a\x20acz" },
	};
	STRING s, bytes;
	UNICODE_STRING u, units;
	WCHAR w[16];
	char b[16];
	int i;

	for (i = 0; i < (int)ARRAYSIZE(kinds); i++) {
		int n = (int)strlen(kinds[i].bytes);

		RtlInitUnicodeString(&units, kinds[i].units);
		target(&s, b, n + 1, "xy");
		CHECK_ROW(test, i, kinds[i].narrow(&s, &units, FALSE), STATUS_SUCCESS);
		CHECK_ROW(test, i, s.Length, n);
		CHECK_ROW(test, i, s.MaximumLength, n + 1);
		CHECK_TEXT_ROW(test, i, b, kinds[i].bytes);
		CHECK_ROW(test, i, b[n + 1], FILLED);
		/* Room for the NUL is needed; without it nothing happens. */
		target(&s, b, n, "xy");
		CHECK_ROW(test, i, kinds[i].narrow(&s, &units, FALSE), STATUS_BUFFER_OVERFLOW);
		CHECK_ROW(test, i, s.Length, 2);
		CHECK_BYTES_ROW(test, i, b, "xy\x5a\x5a", 4);
		CHECK_ROW(test, i, kinds[i].narrow(&s, &units, TRUE), STATUS_SUCCESS);
		CHECK_TEXT_ROW(test, i, s.Buffer, kinds[i].bytes);
		CHECK_ROW(test, i, s.Length, n);
		kinds[i].release(&s);
		CHECK_PTR(test, s.Buffer, NULL);
		CHECK_ROW(test, i, s.Length | s.MaximumLength, 0);
	}

	RtlInitString(&bytes, "a\x80");
	wide_target(&u, w, 6, L"x");
	CHECK_EQ(test, RtlOemStringToUnicodeString(&u, &bytes, FALSE), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length, 4);
	CHECK_BYTES(test, w, L"a\x20ac\0\x5a5a", 8);
	wide_target(&u, w, 5, L"x");
	CHECK_EQ(test, RtlOemStringToUnicodeString(&u, &bytes, FALSE), STATUS_BUFFER_OVERFLOW);
	CHECK_EQ(test, u.Length, 2);
	CHECK_BYTES(test, w, L"x\x5a5a", 4);
	CHECK_EQ(test, RtlOemStringToUnicodeString(&u, &bytes, TRUE), STATUS_SUCCESS);
	CHECK_WIDE(test, u.Buffer, L"a\x20ac");
	RtlFreeUnicodeString(&u);

	RtlInitUTF8String(&bytes, "\xf0\x9f\x98\x80\xff");
	wide_target(&u, w, 8, L"x");
	CHECK_EQ(test, RtlUTF8StringToUnicodeString(&u, &bytes, FALSE), STATUS_SOME_NOT_MAPPED);
	CHECK_EQ(test, u.Length, 6);
	CHECK_BYTES(test, w, L"\xd83d\xde00\xfffd\0\x5a5a", 10);
	bytes.Length = 4;
	wide_target(&u, w, 4, L"x");
	CHECK_EQ(test, RtlUTF8StringToUnicodeString(&u, &bytes, FALSE), STATUS_BUFFER_OVERFLOW);
	CHECK_BYTES(test, w, L"x\x5a5a", 4);
	CHECK_EQ(test, RtlUTF8StringToUnicodeString(&u, &bytes, TRUE), STATUS_SUCCESS);
	CHECK_WIDE(test, u.Buffer, L"\xd83d\xde00");
	RtlFreeUnicodeString(&u);
}

void runs_of_characters_change_their_set(struct kunit *test)
{
	UCHAR ansi[] = "\x80z", *p = ansi;
	UNICODE_STRING units = RTL_CONSTANT_STRING(L"abc");
	STRING bytes = RTL_CONSTANT_STRING("abc");
	WCHAR w[4];
	char b[4];
	ULONG n;

	CHECK_EQ(test, RtlAnsiCharToUnicodeChar(&p), 0x20ac);
	CHECK_PTR(test, p, ansi + 1);
	CHECK_EQ(test, RtlAnsiCharToUnicodeChar(&p), 'z');
	CHECK_PTR(test, p, ansi + 2);

	/* Sizes with the NUL of a counted string, and without one of a run. */
	CHECK_EQ(test, RtlAnsiStringToUnicodeSize(&bytes), 8);
	CHECK_EQ(test, RtlxAnsiStringToUnicodeSize(&bytes), 8);
	CHECK_EQ(test, RtlxUnicodeStringToAnsiSize(&units), 4);
	CHECK_EQ(test, RtlUnicodeStringToAnsiSize(&units), 4);
	CHECK_EQ(test, RtlMultiByteToUnicodeSize(&n, "abc", 3), STATUS_SUCCESS);
	CHECK_EQ(test, n, 6);
	CHECK_EQ(test, RtlUnicodeToMultiByteSize(&n, L"abc", 6), STATUS_SUCCESS);
	CHECK_EQ(test, n, 3);

	memset(w, FILLED, sizeof(w));
	CHECK_EQ(test, RtlMultiByteToUnicodeN(w, 8, &n, "a\x80", 2), STATUS_SUCCESS);
	CHECK_EQ(test, n, 4);
	CHECK_BYTES(test, w, L"a\x20ac\x5a5a", 6);
	/* Cutting off is no error. */
	memset(w, FILLED, sizeof(w));
	CHECK_EQ(test, RtlMultiByteToUnicodeN(w, 5, &n, "abc", 3), STATUS_SUCCESS);
	CHECK_EQ(test, n, 4);
	CHECK_BYTES(test, w, L"ab\x5a5a", 6);
	CHECK_EQ(test, RtlMultiByteToUnicodeN(w, 8, NULL, "abc", 3), STATUS_SUCCESS);
	memset(b, FILLED, sizeof(b));
	CHECK_EQ(test, RtlUnicodeToMultiByteN(b, 4, &n, L"a\x20ac\x4e00", 6), STATUS_SUCCESS);
	CHECK_EQ(test, n, 3);
	CHECK_BYTES(test, b, "a\x80?\x5a", 4);
	memset(b, FILLED, sizeof(b));
	CHECK_EQ(test, RtlUnicodeToMultiByteN(b, 2, &n, L"abc", 6), STATUS_SUCCESS);
	CHECK_EQ(test, n, 2);
	CHECK_BYTES(test, b, "ab\x5a", 3);
}

void texts_become_integers(struct kunit *test)
{
	/* The examples of the reference, the prefixes, and what wraps. */
	static const struct {
		const WCHAR *text;
		const char *narrow;
		ULONG base;
		NTSTATUS status;
		LONG64 value;
		int end;
	} rows[] = {
		{ L"123", "123", 10, STATUS_SUCCESS, 123, 3 },
		{ L"  -345", "  -345", 10, STATUS_SUCCESS, -345, 6 },
		{ L"   +678abc", "   +678abc", 10, STATUS_SUCCESS, 678, 7 },
		{ L"   +678abc", "   +678abc", 16, STATUS_SUCCESS, 6785724, 10 },
		{ L"007", "007", 10, STATUS_SUCCESS, 7, 3 },
		{ L"789", "789", 8, STATUS_SUCCESS, 7, 1 },
		{ L"FGH", "FGH", 16, STATUS_SUCCESS, 15, 1 },
		{ L"xyz", "xyz", 10, STATUS_SUCCESS, 0, 0 },
		{ L"      ", "      ", 10, STATUS_SUCCESS, 0, 6 },
		{ L"0x1f", "0x1f", 0, STATUS_SUCCESS, 31, 4 },
		{ L"0o17", "0o17", 0, STATUS_SUCCESS, 15, 4 },
		{ L"0b11", "0b11", 0, STATUS_SUCCESS, 3, 4 },
		{ L"17", "17", 0, STATUS_SUCCESS, 17, 2 },
		{ L"102", "102", 2, STATUS_SUCCESS, 2, 2 },
		{ L"4294967295", "4294967295", 10, STATUS_SUCCESS, 0xffffffff, 10 },
		{ L"1", "1", 3, STATUS_INVALID_PARAMETER, 0x55, 0 },
		{ L"1", "1", 36, STATUS_INVALID_PARAMETER, 0x55, 0 },
	};
	UNICODE_STRING u, none = { 0, 0, NULL }, empty = { 0, 8, L"123" };
	LONG64 wide_value;
	ULONG value;
	PWSTR end;
	int i;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		RtlInitUnicodeString(&u, rows[i].text);
		value = 0x55;
		CHECK_ROW(test, i, RtlUnicodeStringToInteger(&u, rows[i].base, &value),
			  rows[i].status);
		CHECK_ROW(test, i, value, (ULONG)rows[i].value);
		value = 0x55;
		CHECK_ROW(test, i, RtlCharToInteger(rows[i].narrow, rows[i].base, &value),
			  rows[i].status);
		CHECK_ROW(test, i, value, (ULONG)rows[i].value);
		wide_value = 0x55;
		end = u.Buffer;
		CHECK_ROW(test, i, RtlUnicodeStringToInt64(&u, rows[i].base, &wide_value, &end),
			  rows[i].status);
		CHECK_ROW(test, i, wide_value, rows[i].value);
		CHECK_ROW(test, i, end - u.Buffer, rows[i].end);
	}
	/* Nothing at all is an error. */
	value = 0x55;
	CHECK_EQ(test, RtlUnicodeStringToInteger(&none, 10, &value), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringToInteger(&empty, 10, &value), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, value, 0x55);
	wide_value = 0x55;
	CHECK_EQ(test, RtlUnicodeStringToInt64(&none, 0, &wide_value, NULL),
		 STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, wide_value, 0x55);
	RtlInitUnicodeString(&u, L"-9223372036854775808x");
	CHECK_EQ(test, RtlUnicodeStringToInt64(&u, 10, &wide_value, NULL), STATUS_SUCCESS);
	CHECK_EQ(test, wide_value, MINLONG64);
}

void integers_become_texts(struct kunit *test)
{
	static const struct {
		ULONGLONG value;
		ULONG base;
		int max;
		NTSTATUS status;
		const WCHAR *text;
	} rows[] = {
		{ 0, 10, 4, STATUS_SUCCESS, L"0" },
		{ 255, 16, 6, STATUS_SUCCESS, L"FF" },
		{ 255, 16, 4, STATUS_SUCCESS, L"FF" },
		{ 255, 16, 3, STATUS_BUFFER_OVERFLOW, L"xyz" },
		{ 8, 8, 8, STATUS_SUCCESS, L"10" },
		{ 5, 2, 8, STATUS_SUCCESS, L"101" },
		{ 12, 0, 8, STATUS_SUCCESS, L"12" },
		{ 12, 7, 8, STATUS_INVALID_PARAMETER, L"xyz" },
		{ 4294967295U, 10, 20, STATUS_SUCCESS, L"4294967295" },
	};
	UNICODE_STRING u;
	WCHAR b[24];
	int i, n;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		n = (int)wcslen(rows[i].text);
		wide_target(&u, b, rows[i].max, L"xyz");
		CHECK_ROW(test, i, RtlInt64ToUnicodeString(rows[i].value, rows[i].base, &u),
			  rows[i].status);
		CHECK_ROW(test, i, u.Length, 2 * n);
		CHECK_BYTES_ROW(test, i, b, rows[i].text, 2 * n);
		/* A NUL where there is room for it, and nothing behind the size. */
		if (rows[i].status == STATUS_SUCCESS)
			CHECK_ROW(test, i, b[n], rows[i].max > 2 * n ? 0 : n < 3 ? 'z' : 0x5a5a);
		wide_target(&u, b, rows[i].max, L"xyz");
		CHECK_ROW(test, i, RtlIntegerToUnicodeString((ULONG)rows[i].value, rows[i].base,
							     &u), rows[i].status);
		CHECK_ROW(test, i, u.Length, 2 * n);
		CHECK_BYTES_ROW(test, i, b, rows[i].text, 2 * n);
	}
	wide_target(&u, b, sizeof(b), L"");
	u.MaximumLength = sizeof(b);
	CHECK_EQ(test, RtlInt64ToUnicodeString(MAXULONGLONG, 10, &u), STATUS_SUCCESS);
	CHECK_WIDE(test, b, L"18446744073709551615");
}
