// SPDX-License-Identifier: GPL-2.0
/*
 * Strings to numbers and to other strings: rtl/scanf.c, crt_multibyte.c,
 * crt_number_s.c.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "rtl.h"
#include <wdm/crt.h>

static void integers(struct kunit *test)
{
	struct { LONG value, guard; } l = { 0, 0x5555 };
	struct { s16 value; u16 guard; } h = { 0, 0x5555 };
	struct { u8 value, guard; } b = { 0, 0x55 };
	int a = 0, c = 0, n = 0;
	LONGLONG q = 0;
	u32 x = 0, o = 0;
	void *p = NULL;

	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf(" 12 -7,0x1fG", "%d %d,%x%n", &a, &c, &x, &n), 3);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, c, -7);
	KUNIT_EXPECT_EQ(test, x, 0x1fU);
	KUNIT_EXPECT_EQ(test, n, 11);
	/* long has 32 bits. */
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("-1", "%ld", &l.value), 1);
	KUNIT_EXPECT_EQ(test, l.value, -1);
	KUNIT_EXPECT_EQ(test, l.guard, 0x5555);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("-300 258", "%hd%hhu", &h.value, &b.value), 2);
	KUNIT_EXPECT_EQ(test, h.value, -300);
	KUNIT_EXPECT_EQ(test, h.guard, 0x5555);
	KUNIT_EXPECT_EQ(test, b.value, 2);
	KUNIT_EXPECT_EQ(test, b.guard, 0x55);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("-9223372036854775808", "%I64d", &q), 1);
	KUNIT_EXPECT_EQ(test, q, S64_MIN);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("123456789abcdef0", "%llx", &q), 1);
	KUNIT_EXPECT_EQ(test, q, 0x123456789abcdef0LL);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("7 8", "%I32d%Iu", &a, &q), 2);
	KUNIT_EXPECT_EQ(test, q, 8LL);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("FFFF800000001000", "%p", &p), 1);
	KUNIT_EXPECT_EQ(test, (u64)p, 0xffff800000001000ULL);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("0x10 010 10 0", "%i%i%i%i", &a, &c, &x, &o), 4);
	KUNIT_EXPECT_EQ(test, a, 16);
	KUNIT_EXPECT_EQ(test, c, 8);
	KUNIT_EXPECT_EQ(test, x, 10U);
	KUNIT_EXPECT_EQ(test, o, 0U);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("779", "%o%*d", &o), 1);
	KUNIT_EXPECT_EQ(test, o, 077U);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("123456", "%3d%*1d%d", &a, &c), 2);
	KUNIT_EXPECT_EQ(test, a, 123);
	KUNIT_EXPECT_EQ(test, c, 56);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("5%6", "%d%%%d", &a, &c), 2);
	KUNIT_EXPECT_EQ(test, c, 6);
}

static void what_does_not_match(struct kunit *test)
{
	int a = 77, b = 77;

	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("", "%d", &a), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("  \t\n", "%d", &a), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("", ""), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("x", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("-", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("0x", "%x", &a), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("1", "%d%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, a, 1);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("1;2", "%d,%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, b, 77);
	/* No floating point, nor what nobody knows: nothing is stored. */
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("1.5 2", "%f%d", &a, &b), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("1 2", "%y%d", &a, &b), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("1", "%", &a), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("abc", "%[a", &a), 0);
	KUNIT_EXPECT_EQ(test, b, 77);
}

static void strings(struct kunit *test)
{
	char s[8], t[8], c = 0;
	WCHAR w[8];

	memset(s, 0x55, sizeof(s));
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("  abc def", "%s %2s", s, t), 2);
	KUNIT_EXPECT_STREQ(test, s, "abc");
	KUNIT_EXPECT_EQ(test, s[4], 0x55);
	KUNIT_EXPECT_STREQ(test, t, "de");
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("ab", "%c%c", &c, s), 2);
	KUNIT_EXPECT_EQ(test, c, 'a');
	KUNIT_EXPECT_EQ(test, s[1], 'b');
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("a-]9z", "%[]a-]%[^z]", s, t), 2);
	KUNIT_EXPECT_STREQ(test, s, "a-]");
	KUNIT_EXPECT_STREQ(test, t, "9");
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("cafe!", "%[a-f]", s), 1);
	KUNIT_EXPECT_STREQ(test, s, "cafe");
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("wide", "%ls", w), 1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"wide"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("wide", "%S", w), 1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"wide"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf("x", "%hs", s), 1);
	KUNIT_EXPECT_STREQ(test, s, "x");

	KUNIT_EXPECT_EQ(test, wdm_crt_swscanf(L"one 2 thr", L"%s %*d %hs", w, s), 2);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"one"), 0);
	KUNIT_EXPECT_STREQ(test, s, "thr");
	KUNIT_EXPECT_EQ(test, wdm_crt_swscanf(L"narrow", L"%6S", s), 1);
	KUNIT_EXPECT_STREQ(test, s, "narrow");

	/* The secure ones: too long is no match, and leaves nothing. */
	memset(s, 0x55, sizeof(s));
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf_s("abcd 1", "%s", s, 4U), 0);
	KUNIT_EXPECT_EQ(test, s[0], 0);
	KUNIT_EXPECT_EQ(test, s[4], 0x55);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf_s("abc", "%s", s, 4U), 1);
	KUNIT_EXPECT_STREQ(test, s, "abc");
	KUNIT_EXPECT_EQ(test, wdm_crt_swscanf_s(L"abcd", L"%[a-z]", w, 3U), 0);
	KUNIT_EXPECT_EQ(test, w[0], 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_sscanf_s("ab", "%2c", s, 2U), 1);
}

/* An input without a NUL ends where its memory ends; KASAN sees further reads. */
static void counted_input(struct kunit *test)
{
	char *in = kunit_kmalloc(test, 4, GFP_KERNEL);
	WCHAR *wide = kunit_kmalloc(test, 8, GFP_KERNEL);
	int a = 0, b = 0;
	char s[8];

	KUNIT_ASSERT_NOT_NULL(test, in);
	KUNIT_ASSERT_NOT_NULL(test, wide);
	memcpy(in, "1234", 4);
	memcpy(wide, L"12 4", 8);
	KUNIT_EXPECT_EQ(test, wdm_crt_snscanf(in, 4, "%d%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, a, 1234);
	KUNIT_EXPECT_EQ(test, wdm_crt_snscanf(in, 2, "%d", &a), 1);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, wdm_crt_snscanf(in, 0, "%d", &a), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_snscanf_s(in, 4, "%s", s, 5U), 1);
	KUNIT_EXPECT_STREQ(test, s, "1234");
	KUNIT_EXPECT_EQ(test, wdm_crt_snwscanf(wide, 4, L"%d%d", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, b, 4);
	KUNIT_EXPECT_EQ(test, wdm_crt_snwscanf_s(wide, 4, L"%hs", s, 2U), 0);
}

static void code_page(struct kunit *test)
{
	WCHAR w[6], copy[] = L"a,;b";
	WCHAR *context, *token;
	char s[6];

	KUNIT_EXPECT_EQ(test, wdm_crt_mbstowcs(NULL, "a\x80", 0), 2UL);
	KUNIT_EXPECT_EQ(test, wdm_crt_mbstowcs(w, "a\x80", 6), 2UL);
	KUNIT_EXPECT_EQ(test, w[1], 0x20ac);
	KUNIT_EXPECT_EQ(test, w[2], 0);
	w[1] = 0x5555;
	KUNIT_EXPECT_EQ(test, wdm_crt_mbstowcs(w, "abc", 1), 1UL);
	KUNIT_EXPECT_EQ(test, w[1], 0x5555);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcstombs(s, L"a\x20ac", 6), 2UL);
	KUNIT_EXPECT_STREQ(test, s, "a\x80");
	KUNIT_EXPECT_EQ(test, wdm_crt_wcstombs(NULL, L"abc", 0), 3UL);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcstombs(s, L"\x4e00", 6), (SIZE_T)-1);
	KUNIT_EXPECT_EQ(test, wdm_crt_mbtowc(w, "\x80", 1), 1);
	KUNIT_EXPECT_EQ(test, w[0], 0x20ac);
	KUNIT_EXPECT_EQ(test, wdm_crt_mbtowc(w, "", 1), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_mbtowc(w, "a", 0), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wctomb(s, 0x20ac), 1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wctomb(s, 0x4e00), -1);
	KUNIT_EXPECT_EQ(test, wdm_crt_wctomb(NULL, 'a'), 0);

	token = wdm_crt_wcstok_s(copy, L",;", &context);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(token, L"a"), 0);
	token = wdm_crt_wcstok_s(NULL, L",;", &context);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(token, L"b"), 0);
	KUNIT_EXPECT_NULL(test, wdm_crt_wcstok_s(NULL, L",;", &context));
	wdm_crt_wcscpy(w, L"abcde");
	wdm_crt_wcsnset(w, 'x', 2);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"xxcde"), 0);
	wdm_crt_wcsset(w, 'y');
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"yyyyy"), 0);
}

static void checked_numbers(struct kunit *test)
{
	WCHAR w[8];
	char s[24];

	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(-12, s, 4, 10), 0);
	KUNIT_EXPECT_STREQ(test, s, "-12");
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(-12, s, 3, 10), ERANGE);
	KUNIT_EXPECT_EQ(test, s[0], 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(-1, s, 24, 16), 0);
	KUNIT_EXPECT_STREQ(test, s, "ffffffff");
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(1, s, 24, 1), EINVAL);
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(1, s, 24, 37), EINVAL);
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(1, NULL, 24, 10), EINVAL);
	KUNIT_EXPECT_EQ(test, wdm_crt_itoa_s(1, s, 0, 10), EINVAL);
	KUNIT_EXPECT_EQ(test, wdm_crt_ultoa_s(U32_MAX, s, 11, 10), 0);
	KUNIT_EXPECT_STREQ(test, s, "4294967295");
	KUNIT_EXPECT_EQ(test, wdm_crt_i64toa_s(S64_MIN, s, 21, 10), 0);
	KUNIT_EXPECT_STREQ(test, s, "-9223372036854775808");
	KUNIT_EXPECT_EQ(test, wdm_crt_ui64toa_s(U64_MAX, s, 14, 36), 0);
	KUNIT_EXPECT_STREQ(test, s, "3w5e11264sgsf");
	KUNIT_EXPECT_EQ(test, wdm_crt_itow_s(-5, w, 8, 10), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"-5"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_ultow_s(7, w, 8, 2), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_wcscmp(w, L"111"), 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_i64tow_s(-5, w, 2, 10), ERANGE);
	KUNIT_EXPECT_EQ(test, w[0], 0);
	KUNIT_EXPECT_EQ(test, wdm_crt_ui64tow_s(0, w, 2, 10), 0);
	KUNIT_EXPECT_EQ(test, w[0], '0');
}

static struct kunit_case cases[] = {
	KUNIT_CASE(integers),
	KUNIT_CASE(what_does_not_match),
	KUNIT_CASE(strings),
	KUNIT_CASE(counted_input),
	KUNIT_CASE(code_page),
	KUNIT_CASE(checked_numbers),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_scanf",
	.test_cases = cases,
};
kunit_test_suite(suite);
