// SPDX-License-Identifier: GPL-2.0
/*
 * Counted strings: rtl/string.c, compare.c, convert.c, utf8.c, case.c; see also
 * rtl_text_driver.c, and rtl_strsafe_*_driver.c for the safe strings.
 */
#include <kunit/test.h>
#include <linux/string.h>

#include "rtl.h"
#include <wdm/crt.h>
#include <wdm/ex.h>

static void init_counts_bytes(struct kunit *test)
{
	UNICODE_STRING u;
	ANSI_STRING a;

	RtlInitUnicodeString(&u, L"edu");
	KUNIT_EXPECT_EQ(test, u.Length, 6);
	KUNIT_EXPECT_EQ(test, u.MaximumLength, 8);
	RtlInitUnicodeString(&u, NULL);
	KUNIT_EXPECT_EQ(test, u.Length, 0);
	KUNIT_EXPECT_EQ(test, u.MaximumLength, 0);
	KUNIT_EXPECT_NULL(test, u.Buffer);
	RtlInitAnsiString(&a, "edu");
	KUNIT_EXPECT_EQ(test, a.Length, 3);
	KUNIT_EXPECT_EQ(test, a.MaximumLength, 4);
}

static void init_of_a_long_string(struct kunit *test)
{
	size_t n = 40000;
	WCHAR *s = kunit_kzalloc(test, (n + 1) * sizeof(WCHAR), GFP_KERNEL);
	UNICODE_STRING u;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < n; i++)
		s[i] = 'x';
	RtlInitUnicodeString(&u, s);
	KUNIT_EXPECT_EQ(test, u.Length, 65532);
	KUNIT_EXPECT_EQ(test, u.MaximumLength, 65534);
	KUNIT_EXPECT_EQ(test, RtlInitUnicodeStringEx(&u, s), STATUS_NAME_TOO_LONG);
	KUNIT_EXPECT_NULL(test, u.Buffer);
}

static void copy_and_append(struct kunit *test)
{
	WCHAR b[8];
	UNICODE_STRING u = { 0, 5 * sizeof(WCHAR), b }, ab = RTL_CONSTANT_STRING(L"ab");
	UNICODE_STRING six = RTL_CONSTANT_STRING(L"abcdef");

	memset(b, 0x55, sizeof(b));
	RtlCopyUnicodeString(&u, &ab);
	KUNIT_EXPECT_EQ(test, u.Length, 4);
	KUNIT_EXPECT_EQ(test, b[2], 0);
	KUNIT_EXPECT_EQ(test, RtlAppendUnicodeToString(&u, L"cd"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, u.Length, 8);
	KUNIT_EXPECT_EQ(test, b[4], 0);
	/* Too much: nothing changes. */
	KUNIT_EXPECT_EQ(test, RtlAppendUnicodeStringToString(&u, &ab),
			STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, u.Length, 8);
	/* It just fits, without a NUL. */
	KUNIT_EXPECT_EQ(test, RtlAppendUnicodeToString(&u, L"e"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, u.Length, 10);
	KUNIT_EXPECT_EQ(test, b[5], 0x5555);
	KUNIT_EXPECT_EQ(test, RtlAppendUnicodeToString(&u, NULL), STATUS_SUCCESS);

	RtlCopyUnicodeString(&u, &six);
	KUNIT_EXPECT_EQ(test, u.Length, 10);
	KUNIT_EXPECT_EQ(test, b[5], 0x5555);
	RtlCopyUnicodeString(&u, NULL);
	KUNIT_EXPECT_EQ(test, u.Length, 0);
}

static void compare(struct kunit *test)
{
	UNICODE_STRING a = RTL_CONSTANT_STRING(L"abc"), b = RTL_CONSTANT_STRING(L"ABC");
	UNICODE_STRING ab = RTL_CONSTANT_STRING(L"Ab"), bc = RTL_CONSTANT_STRING(L"BC");
	UNICODE_STRING empty = {};
	ULONG h1, h2;

	KUNIT_EXPECT_GT(test, RtlCompareUnicodeString(&a, &b, FALSE), 0);
	KUNIT_EXPECT_EQ(test, RtlCompareUnicodeString(&a, &b, TRUE), 0);
	KUNIT_EXPECT_LT(test, RtlCompareUnicodeString(&ab, &a, TRUE), 0);
	KUNIT_EXPECT_GT(test, RtlCompareUnicodeString(&a, &empty, TRUE), 0);
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&a, &b, TRUE));
	KUNIT_EXPECT_FALSE(test, RtlEqualUnicodeString(&a, &b, FALSE));
	KUNIT_EXPECT_TRUE(test, RtlPrefixUnicodeString(&ab, &a, TRUE));
	KUNIT_EXPECT_FALSE(test, RtlPrefixUnicodeString(&ab, &a, FALSE));
	KUNIT_EXPECT_FALSE(test, RtlPrefixUnicodeString(&a, &ab, TRUE));
	KUNIT_EXPECT_TRUE(test, RtlPrefixUnicodeString(&empty, &a, FALSE));
	KUNIT_EXPECT_TRUE(test, RtlSuffixUnicodeString(&bc, &a, TRUE));
	KUNIT_EXPECT_EQ(test, RtlHashUnicodeString(&a, TRUE, HASH_STRING_ALGORITHM_DEFAULT, &h1),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlHashUnicodeString(&b, TRUE, HASH_STRING_ALGORITHM_X65599, &h2),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, h1, h2);
	KUNIT_EXPECT_EQ(test, RtlHashUnicodeString(&b, TRUE, 2, &h2), STATUS_INVALID_PARAMETER);
}

static void case_of_characters(struct kunit *test)
{
	static const struct {
		u16 from, upper;
	} map[] = {
		{ 'a', 'A' }, { 'Z', 'Z' }, { '{', '{' }, { '`', '`' },
		{ 0xe4, 0xc4 }, { 0xf7, 0xf7 }, { 0xdf, 0xdf }, { 0xff, 0x178 },
		{ 0xb5, 0xb5 }, { 0x131, 0x131 }, { 0x17f, 0x17f },
		{ 0x3b1, 0x391 }, { 0x3c2, 0x3a3 }, { 0x44f, 0x42f },
		{ 0x24d0, 0x24b6 }, { 0xff41, 0xff21 }, { 0xffff, 0xffff },
	};
	u32 c;
	int i;

	for (i = 0; i < ARRAY_SIZE(map); i++)
		KUNIT_EXPECT_EQ_MSG(test, RtlUpcaseUnicodeChar(map[i].from),
				    map[i].upper, "U+%04x", map[i].from);
	/* Upper case of upper case is itself, of all characters. */
	for (c = 0; c < 0x10000; c++) {
		u16 u = RtlUpcaseUnicodeChar(c);

		if (RtlUpcaseUnicodeChar(u) != u)
			KUNIT_FAIL(test, "U+%04x", c);
	}
	KUNIT_EXPECT_EQ(test, RtlDowncaseUnicodeChar(0xc4), 0xe4);
	KUNIT_EXPECT_EQ(test, RtlUpperChar('\xe4'), '\xc4');
	KUNIT_EXPECT_EQ(test, RtlUpperChar('\xb5'), '\xb5');
}

static void ansi_and_unicode(struct kunit *test)
{
	ANSI_STRING a = RTL_CONSTANT_STRING("a\x80z"), back;
	UNICODE_STRING u, small;
	WCHAR b[4];

	KUNIT_ASSERT_EQ(test, RtlAnsiStringToUnicodeString(&u, &a, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, u.Length, 6);
	KUNIT_EXPECT_EQ(test, u.MaximumLength, 8);
	KUNIT_EXPECT_EQ(test, u.Buffer[1], 0x20ac);
	KUNIT_EXPECT_EQ(test, u.Buffer[3], 0);
	KUNIT_ASSERT_EQ(test, RtlUnicodeStringToAnsiString(&back, &u, TRUE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, RtlEqualString(&a, &back, FALSE));
	RtlFreeAnsiString(&back);
	KUNIT_EXPECT_NULL(test, back.Buffer);
	RtlFreeUnicodeString(&u);
	RtlFreeUnicodeString(&u);

	/* The NUL needs room, too. */
	small = (UNICODE_STRING){ 0, 6, b };
	KUNIT_EXPECT_EQ(test, RtlAnsiStringToUnicodeString(&small, &a, FALSE),
			STATUS_BUFFER_OVERFLOW);
	small.MaximumLength = 8;
	KUNIT_EXPECT_EQ(test, RtlAnsiStringToUnicodeString(&small, &a, FALSE),
			STATUS_SUCCESS);
}

static void utf8(struct kunit *test)
{
	static const struct {
		const char *utf8;
		const WCHAR *utf16;
		NTSTATUS status;
	} map[] = {
		{ "abc", L"abc", STATUS_SUCCESS },
		{ "\xc3\xa4\xe2\x82\xac", L"\xe4\x20ac", STATUS_SUCCESS },
		{ "\xf0\x9f\x98\x80", L"\xd83d\xde00", STATUS_SUCCESS },
		{ "\xc0\x80", L"\xfffd\xfffd", STATUS_SOME_NOT_MAPPED },
		{ "\xed\xa0\x80", L"\xfffd\xfffd\xfffd", STATUS_SOME_NOT_MAPPED },
		{ "a\xe2\x82", L"a\xfffd", STATUS_SOME_NOT_MAPPED },
		{ "\xf4\x90\x80\x80", L"\xfffd\xfffd\xfffd\xfffd", STATUS_SOME_NOT_MAPPED },
	};
	WCHAR w[16];
	char c[16];
	ULONG n;
	int i;

	for (i = 0; i < ARRAY_SIZE(map); i++) {
		memset(w, 0, sizeof(w));
		KUNIT_EXPECT_EQ_MSG(test, RtlUTF8ToUnicodeN(w, sizeof(w), &n, map[i].utf8,
							    strlen(map[i].utf8)),
				    map[i].status, "line %d", i);
		KUNIT_EXPECT_EQ_MSG(test, n, 2 * wdm_crt_wcslen(map[i].utf16), "line %d", i);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(w, map[i].utf16, n), 0, "line %d", i);
		if (map[i].status != STATUS_SUCCESS)
			continue;
		memset(c, 0, sizeof(c));
		KUNIT_EXPECT_EQ(test, RtlUnicodeToUTF8N(c, sizeof(c), NULL, w, n),
				STATUS_SUCCESS);
		KUNIT_EXPECT_STREQ(test, c, map[i].utf8);
	}
	/* No half characters; the size alone; no arguments at all. */
	KUNIT_EXPECT_EQ(test, RtlUnicodeToUTF8N(c, 4, &n, L"a\x20ac\x20ac", 6),
			STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_EQ(test, RtlUnicodeToUTF8N(NULL, 0, &n, L"a\x20ac", 4), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_EQ(test, RtlUnicodeToUTF8N(NULL, 0, NULL, L"a", 2),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlUnicodeToUTF8N(c, 4, &n, L"\xd800", 2),
			STATUS_SOME_NOT_MAPPED);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(init_counts_bytes),
	KUNIT_CASE(init_of_a_long_string),
	KUNIT_CASE(copy_and_append),
	KUNIT_CASE(compare),
	KUNIT_CASE(case_of_characters),
	KUNIT_CASE(ansi_and_unicode),
	KUNIT_CASE(utf8),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_string",
	.test_cases = cases,
};
kunit_test_suite(suite);
