// SPDX-License-Identifier: GPL-2.0
/*
 * The printf formats of Windows: rtl/format.c through the functions of
 * rtl/printf.c. Each line of the tables is a rule of the reference, or a way in
 * which such formats have gone wrong.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "rtl.h"
#include <wdm/crt.h>

#define EXPECT_FORMAT(test, expected, ...) do {					\
	char __buffer[128];							\
	int __n;								\
										\
	memset(__buffer, 0x55, sizeof(__buffer));				\
	__n = wdm_crt_snprintf(__buffer, sizeof(__buffer), __VA_ARGS__);	\
	KUNIT_EXPECT_STREQ(test, __buffer, expected);				\
	KUNIT_EXPECT_EQ(test, __n, (int)strlen(expected));			\
} while (0)

static void numbers(struct kunit *test)
{
	EXPECT_FORMAT(test, "42 -42 4294967254", "%d %i %u", 42, -42, -42);
	EXPECT_FORMAT(test, "ff FF 377", "%x %X %o", 255, 255, 255);
	EXPECT_FORMAT(test, "0xff 0XFF 0377 0", "%#x %#X %#o %#x", 255, 255, 255, 0);
	EXPECT_FORMAT(test, "   42|42   |00042|+42| 42", "%5d|%-5d|%05d|%+d|% d",
		      42, 42, 42, 42, 42);
	EXPECT_FORMAT(test, "-0042|  042|042  ", "%05d|%5.3d|%-5.3d", -42, 42, 42);
	EXPECT_FORMAT(test, "  042", "%05.3d", 42);
	EXPECT_FORMAT(test, "|0", "%.0d|%d", 0, 0);
	EXPECT_FORMAT(test, "   42|42   |042", "%*d|%*d|%.*d", 5, 42, -5, 42, 3, 42);
	EXPECT_FORMAT(test, "-2147483648", "%d", S32_MIN);
}

static void sizes(struct kunit *test)
{
	u64 big = 0x123456789abcdef0ULL;

	/* l is 32 bits wide, whatever the compiler's long is. */
	EXPECT_FORMAT(test, "9abcdef0 -1", "%lx %ld", big, (u64)0xffffffff);
	EXPECT_FORMAT(test, "4294967295", "%lu", (u32)-1);
	EXPECT_FORMAT(test, "123456789abcdef0", "%I64x", big);
	EXPECT_FORMAT(test, "123456789ABCDEF0", "%llX", big);
	EXPECT_FORMAT(test, "123456789abcdef0 9abcdef0", "%Ix %I32x", big, lower_32_bits(big));
	EXPECT_FORMAT(test, "-9223372036854775808", "%I64d", S64_MIN);
	EXPECT_FORMAT(test, "18446744073709551615", "%I64u", U64_MAX);
	EXPECT_FORMAT(test, "def0 -4368 f0 -16", "%hx %hd %hhx %hhd", 0x9abcdef0,
		      0xeef0, 0x9abcdef0, 0x9abcdef0);
	EXPECT_FORMAT(test, "1 2 3", "%zu %jd %td", (size_t)1, (s64)2, (s64)3);
}

static void pointers(struct kunit *test)
{
	EXPECT_FORMAT(test, "0000000000000000", "%p", NULL);
	EXPECT_FORMAT(test, "FFFF8880DEADBEEF", "%p", (void *)0xffff8880deadbeefULL);
	EXPECT_FORMAT(test, "    0000000000001234", "%20p", (void *)0x1234);
}

static void strings(struct kunit *test)
{
	EXPECT_FORMAT(test, "abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc",
		      "abc", "abc");
	EXPECT_FORMAT(test, "wide wide wide", "%S %ls %ws", L"wide", L"wide", L"wide");
	EXPECT_FORMAT(test, "narrow", "%hs", "narrow");
	EXPECT_FORMAT(test, "(null) (null) (null)", "%s %S %wZ", NULL, NULL, NULL);
	EXPECT_FORMAT(test, "aBc", "%c%C%c", 'a', L'B', 'c');
	EXPECT_FORMAT(test, "xy", "%hc%lc", 'x', L'y');
	/* The code page has the first character, not the second one. */
	EXPECT_FORMAT(test, "\x80?", "%S", L"\x20ac\x4e00");
}

static void counted_strings(struct kunit *test)
{
	UNICODE_STRING u = RTL_CONSTANT_STRING(L"\\Device\\Edu0");
	ANSI_STRING a = RTL_CONSTANT_STRING("ansi");
	UNICODE_STRING empty = {};

	EXPECT_FORMAT(test, "\\Device\\Edu0", "%wZ", &u);
	EXPECT_FORMAT(test, "ansi|      ansi", "%Z|%10Z", &a, &a);
	u.Length = 7 * sizeof(WCHAR);
	EXPECT_FORMAT(test, "\\Device|\\De", "%wZ|%.3wZ", &u, &u);
	EXPECT_FORMAT(test, "(null)", "%wZ", &empty);
}

static void oddities(struct kunit *test)
{
	int n = 7;

	EXPECT_FORMAT(test, "100%", "%d%%", 100);
	EXPECT_FORMAT(test, "y", "%y");
	EXPECT_FORMAT(test, "a", "a%");
	EXPECT_FORMAT(test, "a5", "a%n%d", &n, 5);
	KUNIT_EXPECT_EQ(test, n, 7);
}

static void narrow_bounds(struct kunit *test)
{
	char b[8];

	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_snprintf(b, 4, "%s", "abc"), 3);
	KUNIT_EXPECT_EQ(test, memcmp(b, "abc\0\x55", 5), 0);

	/* It just fits: no NUL. It doesn't: -1, no NUL. */
	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_snprintf(b, 4, "%s", "abcd"), 4);
	KUNIT_EXPECT_EQ(test, memcmp(b, "abcd\x55", 5), 0);
	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_snprintf(b, 4, "%s", "abcde"), -1);
	KUNIT_EXPECT_EQ(test, memcmp(b, "abcd\x55", 5), 0);

	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_c99_snprintf(b, 4, "%s", "abcde"), 5);
	KUNIT_EXPECT_EQ(test, memcmp(b, "abc\0\x55", 5), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_c99_snprintf(NULL, 0, "%d", 12345), 5);

	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_sprintf_s(b, 4, "%s", "abcd"), -1);
	KUNIT_EXPECT_EQ(test, b[0], 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sprintf_s(b, 4, "%s", "abc"), 3);
	KUNIT_EXPECT_EQ(test, wdm_crt_snprintf_s(b, 4, (SIZE_T)-1, "%s", "abcd"), -1);
	KUNIT_EXPECT_STREQ(test, b, "abc");
	KUNIT_EXPECT_EQ(test, wdm_crt_snprintf_s(b, 8, 2, "%s", "abcd"), -1);
	KUNIT_EXPECT_STREQ(test, b, "ab");
}

static void wide_output(struct kunit *test)
{
	WCHAR b[16];

	KUNIT_EXPECT_EQ(test, wdm_crt_swprintf(b, L"%s|%S|%d", L"w", "n", 5), 5);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(b, L"w|n|5"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_swprintf(b, L"%hs%ws%c", "h", L"w", L'\x20ac'), 3);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(b, L"hw\x20ac"), 0);

	memset(b, 0x55, sizeof(b));
	KUNIT_EXPECT_EQ(test, wdm_crt_snwprintf(b, 3, L"%ws", L"abcd"), -1);
	KUNIT_EXPECT_EQ(test, b[2], L'c');
	KUNIT_EXPECT_EQ(test, b[3], 0x5555);
	KUNIT_EXPECT_EQ(test, wdm_crt_swprintf_count(b, 3, L"%ws", L"abcd"), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(b, L"ab"), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(numbers),
	KUNIT_CASE(sizes),
	KUNIT_CASE(pointers),
	KUNIT_CASE(strings),
	KUNIT_CASE(counted_strings),
	KUNIT_CASE(oddities),
	KUNIT_CASE(narrow_bounds),
	KUNIT_CASE(wide_output),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_format",
	.test_cases = cases,
};
kunit_test_suite(suite);
