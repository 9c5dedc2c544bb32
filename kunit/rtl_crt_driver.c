// SPDX-License-Identifier: GPL-2.0
/*
 * The C run-time under the names that drivers use: string.h, wchar.h, ctype.h, stdlib.h.
 * Each line of a table is a call and what it returns or leaves.
 */
#include "driver.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int sign(int n)
{
	return n < 0 ? -1 : n > 0;
}

void memory_is_searched_and_compared(struct kunit *test)
{
	char b[8] = "abcdef";

	CHECK_PTR(test, memchr("a\0b\xff", 0xff, 4), (char *)memchr("a\0b\xff", '\xff', 4));
	CHECK_PTR(test, memchr(b, 'd', 6), &b[3]);
	CHECK_PTR(test, memchr(b, 'd', 3), NULL);
	CHECK_TRUE(test, memcmp("ab\x7f", "ab\x80", 3) < 0);
	CHECK_EQ(test, memcmp("abc", "abd", 2), 0);
	memmove(b + 1, b, 5);
	CHECK_BYTES(test, b, "aabcde", 6);
	memmove(b, b + 1, 5);
	CHECK_BYTES(test, b, "abcdee", 6);
	memset(b, 0x1ff, 3);
	CHECK_BYTES(test, b, "\xff\xff\xff" "de", 5);
	memcpy(b, "xyz", 3);
	CHECK_BYTES(test, b, "xyzdee", 6);
	CHECK_EQ(test, _memicmp("aBc1", "AbC1", 4), 0);
	CHECK_EQ(test, sign(_memicmp("ab", "AC", 2)), -1);
	CHECK_EQ(test, _memicmp("ab", "AC", 1), 0);
	CHECK_EQ(test, memcpy_s(b, 4, "12345", 5), ERANGE);
	CHECK_BYTES(test, b, "\0\0\0\0e", 5);
	CHECK_EQ(test, memcpy_s(b, 4, NULL, 1), EINVAL);
	CHECK_EQ(test, memcpy_s(b, 4, "1234", 4), 0);
	CHECK_EQ(test, memmove_s(b, 4, b + 1, 5), ERANGE);
	CHECK_BYTES(test, b, "1234e", 5);
	CHECK_EQ(test, memmove_s(b, 4, b + 1, 3), 0);
	CHECK_BYTES(test, b, "2344e", 5);
}

void strings_are_copied(struct kunit *test)
{
	char b[8];

	memset(b, '#', sizeof(b));
	CHECK_PTR(test, strcpy(b, "abc"), b);
	CHECK_BYTES(test, b, "abc\0#", 5);
	CHECK_PTR(test, strcat(b, "de"), b);
	CHECK_BYTES(test, b, "abcde\0#", 7);
	/* strncpy pads, and may leave no NUL; strncat always puts one. */
	CHECK_PTR(test, strncpy(b, "xy", 4), b);
	CHECK_BYTES(test, b, "xy\0\0e\0#", 7);
	strncpy(b, "12345", 2);
	CHECK_BYTES(test, b, "12\0\0e", 5);
	CHECK_PTR(test, strncat(b, "3456", 2), b);
	CHECK_BYTES(test, b, "1234\0", 5);
	CHECK_EQ(test, strlen(b), 4);
	CHECK_EQ(test, strnlen(b, 3), 3);
	CHECK_EQ(test, strnlen(b, 8), 4);
	CHECK_TEXT(test, _strrev(b), "4321");
	CHECK_TEXT(test, _strset(b, 'x'), "xxxx");
	CHECK_TEXT(test, _strnset(b, 'y', 2), "yyxx");
	CHECK_TEXT(test, _strnset(b, 'z', 9), "zzzz");
}

void strings_are_compared(struct kunit *test)
{
	static const struct {
		const char *a, *b;
		SIZE_T n;
		int plain, nocase, counted, counted_nocase;
	} rows[] = {
		{ "abc", "abc", 3, 0, 0, 0, 0 },
		{ "abc", "ABC", 3, 1, 0, 1, 0 },
		{ "abc", "abd", 2, -1, -1, 0, 0 },
		{ "ab", "abc", 3, -1, -1, -1, -1 },
		{ "abc", "ab", 2, 1, 1, 0, 0 },
		{ "a\xff", "a\x7f", 2, 1, 1, 1, 1 },
		{ "a_", "AZ", 2, 1, -1, 1, -1 },
		{ "", "", 5, 0, 0, 0, 0 },
		{ "x", "y", 0, -1, -1, 0, 0 },
	};
	int i;

	for (i = 0; i < (int)_countof(rows); i++) {
		const char *a = rows[i].a, *b = rows[i].b;

		CHECK_ROW(test, i, sign(strcmp(a, b)), rows[i].plain);
		CHECK_ROW(test, i, sign(_stricmp(a, b)), rows[i].nocase);
		CHECK_ROW(test, i, sign(_strcmpi(a, b)), rows[i].nocase);
		CHECK_ROW(test, i, sign(strncmp(a, b, rows[i].n)), rows[i].counted);
		CHECK_ROW(test, i, sign(_strnicmp(a, b, rows[i].n)), rows[i].counted_nocase);
	}
}

void strings_are_searched(struct kunit *test)
{
	const char *s = "a\\b\\c";
	char t[] = ";;ab;c", *context, *word;

	CHECK_PTR(test, strchr(s, '\\'), s + 1);
	CHECK_PTR(test, strchr(s, 0), s + 5);
	CHECK_PTR(test, strchr(s, 'x'), NULL);
	CHECK_PTR(test, strrchr(s, '\\'), s + 3);
	CHECK_PTR(test, strrchr(s, 0), s + 5);
	CHECK_PTR(test, strrchr(s, 'x'), NULL);
	CHECK_PTR(test, strstr(s, "b\\"), s + 2);
	CHECK_PTR(test, strstr(s, ""), s);
	CHECK_PTR(test, strstr(s, "c\\"), NULL);
	CHECK_EQ(test, strspn(s, "\\ab"), 4);
	CHECK_EQ(test, strcspn(s, "cb"), 2);
	CHECK_EQ(test, strcspn(s, "x"), 5);
	CHECK_PTR(test, strpbrk(s, "cb"), s + 2);
	CHECK_PTR(test, strpbrk(s, "x"), NULL);
	word = strtok_s(t, ";", &context);
	CHECK_TEXT(test, word, "ab");
	CHECK_TEXT(test, strtok_s(NULL, ";", &context), "c");
	CHECK_PTR(test, strtok_s(NULL, ";", &context), NULL);
}

void strings_change_their_case(struct kunit *test)
{
	char b[] = "aZ1\xe4_";
	WCHAR w[] = L"aZ1\xe4_";
	WCHAR full[2] = { 'a', 'b' };
	char narrow[2] = { 'a', 'b' };

	/* The "C" locale: ASCII letters only. */
	CHECK_TEXT(test, _strupr(b), "AZ1\xe4_");
	CHECK_TEXT(test, _strlwr(b), "az1\xe4_");
	CHECK_WIDE(test, _wcsupr(w), L"AZ1\xc4_");
	CHECK_WIDE(test, _wcslwr(w), L"az1\xe4_");
	CHECK_EQ(test, _strupr_s(b, sizeof(b)), 0);
	CHECK_TEXT(test, b, "AZ1\xe4_");
	CHECK_EQ(test, _strlwr_s(b, sizeof(b)), 0);
	CHECK_TEXT(test, b, "az1\xe4_");
	CHECK_EQ(test, _wcsupr_s(w, _countof(w)), 0);
	CHECK_WIDE(test, w, L"AZ1\xc4_");
	CHECK_EQ(test, _wcslwr_s(w, _countof(w)), 0);
	CHECK_WIDE(test, w, L"az1\xe4_");
	CHECK_EQ(test, _strset_s(b, sizeof(b), 'x'), 0);
	CHECK_TEXT(test, b, "xxxxx");
	CHECK_EQ(test, _strnset_s(b, sizeof(b), 'y', 2), 0);
	CHECK_TEXT(test, b, "yyxxx");
	CHECK_EQ(test, _strnset_s(b, sizeof(b), 'y', 6), 0);
	CHECK_TEXT(test, b, "yyyyy");
	CHECK_EQ(test, _strnset_s(b, sizeof(b), 'z', 7), EINVAL);
	CHECK_EQ(test, _wcsset_s(w, _countof(w), 0x20ac), 0);
	CHECK_WIDE(test, w, L"\x20ac\x20ac\x20ac\x20ac\x20ac");
	CHECK_EQ(test, _wcsnset_s(w, _countof(w), 'y', 1), 0);
	CHECK_EQ(test, w[0], 'y');
	CHECK_EQ(test, w[1], 0x20ac);
	CHECK_EQ(test, _strupr_s(NULL, 3), EINVAL);
	CHECK_EQ(test, _strlwr_s(b, 0), EINVAL);
	CHECK_EQ(test, _wcsupr_s(full, 2), EINVAL);
	CHECK_EQ(test, full[1], 'b');
	CHECK_EQ(test, _strset_s(narrow, 2, 'x'), EINVAL);
	CHECK_EQ(test, narrow[1], 'b');
}

#define CHECK_SAFE(test, call, error, text) do {				\
	memset(b, '#', sizeof(b));						\
	strcpy(b, "ab");							\
	CHECK_EQ(test, call, error);						\
	CHECK_TEXT(test, b, text);						\
	CHECK_EQ(test, b[6], '#');						\
} while (0)
#define CHECK_SAFE_WIDE(test, call, error, text) do {				\
	memset(w, 0x23, sizeof(w));						\
	wcscpy(w, L"ab");							\
	CHECK_EQ(test, call, error);						\
	CHECK_WIDE(test, w, text);						\
	CHECK_EQ(test, w[6], 0x2323);						\
} while (0)

/* Too little room: an empty string and ERANGE, or STRUNCATE for who asked to cut off. */
void checked_copies_say_what_went_wrong(struct kunit *test)
{
	char b[8];
	WCHAR w[8];

	CHECK_SAFE(test, strcpy_s(b, 6, "abcde"), 0, "abcde");
	CHECK_SAFE(test, strcpy_s(b, 5, "abcde"), ERANGE, "");
	CHECK_SAFE(test, strcpy_s(b, 6, NULL), EINVAL, "");
	CHECK_SAFE(test, strcpy_s(b, 0, "a"), EINVAL, "ab");
	CHECK_EQ(test, strcpy_s(NULL, 3, "a"), EINVAL);
	CHECK_SAFE(test, strcat_s(b, 6, "cde"), 0, "abcde");
	CHECK_SAFE(test, strcat_s(b, 5, "cde"), ERANGE, "");
	CHECK_SAFE(test, strcat_s(b, 2, "c"), EINVAL, "");
	CHECK_SAFE(test, strncpy_s(b, 6, "abcdef", 5), 0, "abcde");
	CHECK_SAFE(test, strncpy_s(b, 5, "abcdef", 5), ERANGE, "");
	CHECK_SAFE(test, strncpy_s(b, 4, "abcdef", _TRUNCATE), STRUNCATE, "abc");
	CHECK_SAFE(test, strncpy_s(b, 4, "abc", _TRUNCATE), 0, "abc");
	CHECK_SAFE(test, strncat_s(b, 6, "cdefg", 3), 0, "abcde");
	CHECK_SAFE(test, strncat_s(b, 5, "cdefg", 3), ERANGE, "");
	CHECK_SAFE(test, strncat_s(b, 5, "cdefg", _TRUNCATE), STRUNCATE, "abcd");

	CHECK_SAFE_WIDE(test, wcscpy_s(w, 6, L"abcde"), 0, L"abcde");
	CHECK_SAFE_WIDE(test, wcscpy_s(w, 5, L"abcde"), ERANGE, L"");
	CHECK_SAFE_WIDE(test, wcscpy_s(w, 6, NULL), EINVAL, L"");
	CHECK_SAFE_WIDE(test, wcscat_s(w, 6, L"cde"), 0, L"abcde");
	CHECK_SAFE_WIDE(test, wcscat_s(w, 5, L"cde"), ERANGE, L"");
	CHECK_SAFE_WIDE(test, wcscat_s(w, 2, L"c"), EINVAL, L"");
	CHECK_SAFE_WIDE(test, wcsncpy_s(w, 6, L"abcdef", 5), 0, L"abcde");
	CHECK_SAFE_WIDE(test, wcsncpy_s(w, 4, L"abcdef", _TRUNCATE), STRUNCATE, L"abc");
	CHECK_SAFE_WIDE(test, wcsncat_s(w, 5, L"cdefg", 3), ERANGE, L"");
	CHECK_SAFE_WIDE(test, wcsncat_s(w, 5, L"cdefg", _TRUNCATE), STRUNCATE, L"abcd");
}

void wide_strings_are_copied(struct kunit *test)
{
	WCHAR b[8];

	memset(b, 0x23, sizeof(b));
	CHECK_PTR(test, wcscpy(b, L"abc"), b);
	CHECK_BYTES(test, b, L"abc\0\x2323", 10);
	CHECK_PTR(test, wcscat(b, L"de"), b);
	CHECK_BYTES(test, b, L"abcde\0\x2323", 14);
	CHECK_PTR(test, wcsncpy(b, L"xy", 4), b);
	CHECK_BYTES(test, b, L"xy\0\0e", 10);
	CHECK_PTR(test, wcsncat(b, L"zab", 2), b);
	CHECK_WIDE(test, b, L"xyza");
	CHECK_TYPE(wcslen(b), SIZE_T);
	CHECK_EQ(test, wcslen(b), 4);
	CHECK_EQ(test, wcslen(L""), 0);
	CHECK_EQ(test, wcsnlen(b, 3), 3);
	CHECK_EQ(test, wcsnlen(b, 8), 4);
	CHECK_WIDE(test, _wcsrev(b), L"azyx");
	CHECK_WIDE(test, _wcsset(b, 0x20ac), L"\x20ac\x20ac\x20ac\x20ac");
	CHECK_WIDE(test, _wcsnset(b, 'y', 3), L"yyy\x20ac");
}

void wide_strings_are_compared(struct kunit *test)
{
	static const struct {
		const WCHAR *a, *b;
		SIZE_T n;
		int plain, nocase, counted, counted_nocase;
	} rows[] = {
		{ L"abc", L"abc", 3, 0, 0, 0, 0 },
		{ L"abc", L"ABC", 3, 1, 0, 1, 0 },
		{ L"abc", L"abd", 2, -1, -1, 0, 0 },
		{ L"ab", L"abc", 3, -1, -1, -1, -1 },
		/* Not signed, and not bytes. */
		{ L"\xffff", L"\x7fff", 1, 1, 1, 1, 1 },
		{ L"\x0100", L"\x00ff", 1, 1, 1, 1, 1 },
		{ L"\xe4x", L"\xc4X", 2, 1, 0, 1, 0 },
		{ L"", L"a", 0, -1, -1, 0, 0 },
	};
	int i;

	for (i = 0; i < (int)_countof(rows); i++) {
		const WCHAR *a = rows[i].a, *b = rows[i].b;

		CHECK_ROW(test, i, sign(wcscmp(a, b)), rows[i].plain);
		CHECK_ROW(test, i, sign(wcscmp(b, a)), -rows[i].plain);
		CHECK_ROW(test, i, sign(_wcsicmp(a, b)), rows[i].nocase);
		CHECK_ROW(test, i, sign(wcsncmp(a, b, rows[i].n)), rows[i].counted);
		CHECK_ROW(test, i, sign(_wcsnicmp(a, b, rows[i].n)), rows[i].counted_nocase);
	}
}

void wide_strings_are_searched(struct kunit *test)
{
	const WCHAR *s = L"a\\b\\c";
	WCHAR t[] = L";;ab;c", *context, *word;

	CHECK_PTR(test, wcschr(s, '\\'), s + 1);
	CHECK_PTR(test, wcschr(s, 0), s + 5);
	CHECK_PTR(test, wcschr(s, 0x161), NULL);
	CHECK_PTR(test, wcsrchr(s, '\\'), s + 3);
	CHECK_PTR(test, wcsrchr(s, 'x'), NULL);
	CHECK_PTR(test, wcsstr(s, L"b\\"), s + 2);
	CHECK_PTR(test, wcsstr(s, L""), s);
	CHECK_PTR(test, wcsstr(s, L"c\\"), NULL);
	CHECK_EQ(test, wcsspn(s, L"\\ab"), 4);
	CHECK_EQ(test, wcscspn(s, L"cb"), 2);
	CHECK_PTR(test, wcspbrk(s, L"cb"), s + 2);
	CHECK_PTR(test, wcspbrk(s, L"x"), NULL);
	word = wcstok_s(t, L";", &context);
	CHECK_WIDE(test, word, L"ab");
	CHECK_WIDE(test, wcstok_s(NULL, L";", &context), L"c");
	CHECK_PTR(test, wcstok_s(NULL, L";", &context), NULL);
}

/* The classes of all ASCII characters, by their names. */
void characters_have_their_class(struct kunit *test)
{
	int c;

	for (c = -1; c < 256; c++) {
		int digit = c >= '0' && c <= '9';
		int low = c >= 'a' && c <= 'z', up = c >= 'A' && c <= 'Z';
		int hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		int graph = c > ' ' && c < 0x7f;

		CHECK_ROW(test, c, !!isdigit(c), digit);
		CHECK_ROW(test, c, !!islower(c), low);
		CHECK_ROW(test, c, !!isupper(c), up);
		CHECK_ROW(test, c, !!isalpha(c), low || up);
		CHECK_ROW(test, c, !!isalnum(c), low || up || digit);
		CHECK_ROW(test, c, !!isxdigit(c), hex);
		CHECK_ROW(test, c, !!isgraph(c), graph);
		CHECK_ROW(test, c, !!isprint(c), graph || c == ' ');
		CHECK_ROW(test, c, !!ispunct(c), graph && !low && !up && !digit);
		CHECK_ROW(test, c, !!iscntrl(c), (c >= 0 && c < ' ') || c == 0x7f);
		CHECK_ROW(test, c, !!isspace(c), c == ' ' || (c >= '\t' && c <= '\r'));
		CHECK_ROW(test, c, toupper(c), low ? c - 'a' + 'A' : c);
		CHECK_ROW(test, c, tolower(c), up ? c - 'A' + 'a' : c);
	}
	CHECK_EQ(test, towupper(0xe4), 0xc4);
	CHECK_EQ(test, towlower(0x42f), 0x44f);
	CHECK_EQ(test, towupper('1'), '1');
	CHECK_TRUE(test, iswdigit('7') && iswxdigit('f') && iswalpha(0xe4) && iswalnum('z'));
	CHECK_TRUE(test, iswupper(0xc4) && iswlower(0xe4) && iswspace(0x3000));
	CHECK_FALSE(test, iswdigit('x') || iswxdigit('g') || iswalpha('1') || iswupper('a'));
	CHECK_EQ(test, _toupper('q'), 'Q');
	CHECK_EQ(test, _tolower('Q'), 'q');
}
