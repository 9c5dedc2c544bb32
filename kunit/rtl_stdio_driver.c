// SPDX-License-Identifier: GPL-2.0
/*
 * Formatted output under the names that drivers use. What the formats mean is in
 * rtl_format_kunit.c; here is what each function does at the end of its buffer, and
 * that kinds of characters are swapped where the function is a wide one.
 */
#include "driver.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define POISON(b)	memset(b, '#', sizeof(b))

#define LIST(name, function, type)						\
static int name(type *d, SIZE_T count, const type *format, ...)		\
{										\
	va_list ap;								\
	int n;									\
										\
	va_start(ap, format);							\
	n = function(d, count, format, ap);					\
	va_end(ap);								\
	return n;								\
}
LIST(list_snprintf, _vsnprintf, char)
LIST(list_c99, vsnprintf, char)
LIST(list_sprintf_s, vsprintf_s, char)
LIST(list_snwprintf, _vsnwprintf, WCHAR)
LIST(list_swprintf_s, vswprintf_s, WCHAR)

static int list_sprintf(char *d, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsprintf(d, format, ap);
	va_end(ap);
	return n;
}

#define LIST_TO(name, type, call)						\
static int name(type *d, const type *format, ...)				\
{										\
	va_list ap;								\
	int n;									\
										\
	va_start(ap, format);							\
	n = call;								\
	va_end(ap);								\
	return n;								\
}
LIST_TO(list_cut, char, _vsnprintf_s(d, 6, 3, format, ap))
LIST_TO(list_cut_wide, WCHAR, _vsnwprintf_s(d, 6, 3, format, ap))
LIST_TO(list_swprintf, WCHAR, vswprintf(d, format, ap))
LIST_TO(list_swprintf_count, WCHAR, vswprintf(d, 5, format, ap))
LIST_TO(list_old_swprintf, WCHAR, _vswprintf(d, format, ap))
LIST_TO(list_measured, char, d ? -1 : _vscprintf(format, ap))
LIST_TO(list_measured_wide, WCHAR, d ? -1 : _vscwprintf(format, ap))

/* What a function returns and leaves in a buffer, by the room it has for "12345". */
#define CHECK_BOUND(test, call, returns, leaves) do {				\
	POISON(b);								\
	CHECK_EQ(test, call, returns);						\
	CHECK_BYTES(test, b, leaves, 8);					\
} while (0)

void narrow_output_is_bounded(struct kunit *test)
{
	char b[8];

	CHECK_BOUND(test, sprintf(b, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, list_sprintf(b, "%d", 12345), 5, "12345\0##");

	/* No NUL where there is no room for it. */
	CHECK_BOUND(test, _snprintf(b, 6, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, _snprintf(b, 5, "%d", 12345), 5, "12345###");
	CHECK_BOUND(test, _snprintf(b, 4, "%d", 12345), -1, "1234####");
	CHECK_BOUND(test, _snprintf(b, 0, "%d", 12345), -1, "########");
	CHECK_BOUND(test, list_snprintf(b, 6, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, list_snprintf(b, 5, "%d", 12345), 5, "12345###");
	CHECK_BOUND(test, list_snprintf(b, 4, "%d", 12345), -1, "1234####");

	CHECK_BOUND(test, snprintf(b, 6, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, snprintf(b, 5, "%d", 12345), 5, "1234\0###");
	CHECK_BOUND(test, list_c99(b, 1, "%d", 12345), 5, "\0#######");

	CHECK_BOUND(test, sprintf_s(b, 6, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, sprintf_s(b, 5, "%d", 12345) == -1 && !b[0], 1, b);
	CHECK_BOUND(test, list_sprintf_s(b, 6, "%d", 12345), 5, "12345\0##");
	CHECK_BOUND(test, list_sprintf_s(b, 5, "%d", 12345) == -1 && !b[0], 1, b);
	CHECK_BOUND(test, _snprintf_s(b, 6, 3, "%d", 12345), -1, "123\0####");
	CHECK_BOUND(test, _snprintf_s(b, 6, _TRUNCATE, "%d", 1234567), -1, "12345\0##");
	CHECK_BOUND(test, _snprintf_s(b, 6, 5, "%d", 12345), 5, "12345\0##");

	CHECK_BOUND(test, list_cut(b, "%d", 12345), -1, "123\0####");

	/* The length alone; a missing buffer or format. */
	CHECK_EQ(test, list_measured(NULL, "%d%s", 12345, "abc"), 8);
	CHECK_EQ(test, _snprintf(NULL, 0, "%d", 12345), 5);
	CHECK_EQ(test, _snprintf(NULL, 4, "%d", 12345), -1);
	CHECK_BOUND(test, _snprintf(b, 4, NULL), -1, "########");
	CHECK_EQ(test, snprintf(NULL, 0, "%d", 12345), 5);
	CHECK_EQ(test, snprintf(NULL, 4, "%d", 12345), -1);
	CHECK_EQ(test, _scprintf("%d%s", 12345, "abc"), 8);
	CHECK_EQ(test, sprintf_s(NULL, 4, "a"), -1);
	CHECK_EQ(test, sprintf_s(b, 0, "a"), -1);
}

#define CHECK_WIDE_BOUND(test, call, returns, leaves) do {			\
	int i;									\
										\
	for (i = 0; i < 8; i++)							\
		b[i] = '#';							\
	CHECK_EQ(test, call, returns);						\
	CHECK_BYTES(test, b, leaves, 16);					\
} while (0)

void wide_output_is_bounded(struct kunit *test)
{
	WCHAR b[8];

	/* The old form without a size, and the one of the C standard with it. */
	CHECK_WIDE_BOUND(test, swprintf(b, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, swprintf(b, 6, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, swprintf(b, 5, L"%d", 12345), -1, L"1234\0###");
	CHECK_WIDE_BOUND(test, _swprintf(b, L"%d", 12345), 5, L"12345\0##");

	CHECK_WIDE_BOUND(test, _snwprintf(b, 6, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, _snwprintf(b, 5, L"%d", 12345), 5, L"12345###");
	CHECK_WIDE_BOUND(test, _snwprintf(b, 4, L"%d", 12345), -1, L"1234####");
	CHECK_WIDE_BOUND(test, list_snwprintf(b, 5, L"%d", 12345), 5, L"12345###");
	CHECK_WIDE_BOUND(test, list_snwprintf(b, 4, L"%d", 12345), -1, L"1234####");
	CHECK_WIDE_BOUND(test, swprintf_s(b, 6, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, swprintf_s(b, 5, L"%d", 12345) == -1 && !b[0], 1, b);
	CHECK_WIDE_BOUND(test, list_swprintf_s(b, 6, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, _snwprintf_s(b, 6, 3, L"%d", 12345), -1, L"123\0####");
	CHECK_WIDE_BOUND(test, _snwprintf_s(b, 6, _TRUNCATE, L"%d", 1234567), -1, L"12345\0##");
	CHECK_WIDE_BOUND(test, list_cut_wide(b, L"%d", 12345), -1, L"123\0####");
	CHECK_WIDE_BOUND(test, list_swprintf(b, L"%d", 12345), 5, L"12345\0##");
	CHECK_WIDE_BOUND(test, list_swprintf_count(b, L"%d", 12345), -1, L"1234\0###");
	CHECK_WIDE_BOUND(test, list_old_swprintf(b, L"%d", 12345), 5, L"12345\0##");
	CHECK_EQ(test, list_measured_wide(NULL, L"%d%s", 12345, L"abc"), 8);
	CHECK_EQ(test, _snwprintf(NULL, 0, L"%ws", L"abc"), 3);
	CHECK_EQ(test, _scwprintf(L"%d%s", 12345, L"abc"), 8);
}

void kinds_of_characters_are_swapped(struct kunit *test)
{
	UNICODE_STRING u = RTL_CONSTANT_STRING(L"counted");
	ANSI_STRING a = RTL_CONSTANT_STRING("ansi");
	WCHAR w[48];
	char b[48];

	sprintf(b, "%s %S %hs %ls %ws", "n", L"w", "n", L"w", L"w");
	CHECK_TEXT(test, b, "n w n w w");
	swprintf(w, L"%s %S %hs %ls %ws", L"w", "n", "n", L"w", L"w");
	CHECK_WIDE(test, w, L"w n n w w");
	sprintf(b, "%c%C%hc%lc", 'n', L'w', 'n', L'w');
	CHECK_TEXT(test, b, "nwnw");
	swprintf(w, L"%c%C%hc%lc", L'\x20ac', 'n', 'n', L'\x20ac');
	CHECK_WIDE(test, w, L"\x20acnn\x20ac");
	sprintf(b, "%wZ %Z", &u, &a);
	CHECK_TEXT(test, b, "counted ansi");
	swprintf(w, L"%wZ %Z", &u, &a);
	CHECK_WIDE(test, w, L"counted ansi");
	CHECK_EQ(test, swprintf(w, L"%.2s|%4s|%-4s|", L"abc", L"d", L"e"), 13);
	CHECK_WIDE(test, w, L"ab|   d|e   |");
}

/* Sizes are those of Windows: long has 32 bits, what is in a va_list goes on behind it. */
void sizes_of_arguments_are_those_of_windows(struct kunit *test)
{
	char b[80];

	sprintf(b, "%ld %lu %lx %d", -1, MAXULONG, 0xabcdef12, 7);
	CHECK_TEXT(test, b, "-1 4294967295 abcdef12 7");
	sprintf(b, "%I64d %lld %I64x %d", MINLONGLONG, -2LL, MAXULONGLONG, 7);
	CHECK_TEXT(test, b, "-9223372036854775808 -2 ffffffffffffffff 7");
	sprintf(b, "%p %Ix %I32u %zu", (PVOID)0x12ab, MAXULONG_PTR, MAXULONG, (SIZE_T)3);
	CHECK_TEXT(test, b, "00000000000012AB ffffffffffffffff 4294967295 3");
	sprintf(b, "%hd %hhu %c%c", 0x18000, 0x1ff, 'a', 0x162);
	CHECK_TEXT(test, b, "-32768 255 ab");
}

static int sum(int count, ...)
{
	va_list ap, again;
	int total = 0, i;

	va_start(ap, count);
	va_copy(again, ap);
	for (i = 0; i < count; i++)
		total += va_arg(ap, int);
	va_end(ap);
	/* The copy begins where the list did. */
	for (i = 0; i < count; i++)
		total += 100 * va_arg(again, int);
	va_end(again);
	return total;
}

static ULONGLONG mixed(const char *kinds, ...)
{
	ULONGLONG total = 0;
	va_list ap;

	va_start(ap, kinds);
	for (; *kinds; kinds++) {
		if (*kinds == 'q')
			total = total * 10 + va_arg(ap, ULONGLONG);
		else if (*kinds == 'p')
			total = total * 10 + *va_arg(ap, PUCHAR);
		else
			total = total * 10 + va_arg(ap, ULONG);
	}
	va_end(ap);
	return total;
}

void lists_of_arguments_are_walked(struct kunit *test)
{
	UCHAR nine = 9;

	CHECK_EQ(test, sum(0), 0);
	CHECK_EQ(test, sum(3, 1, 2, 3), 606);
	/* More than registers take. */
	CHECK_EQ(test, sum(12, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1), 1010);
	CHECK_EQ(test, mixed("iqpqiqqp", 1, 2ULL, &nine, 3ULL, 4, 5ULL, 6ULL, &nine), 12934569 + 0);
}

void input_is_scanned(struct kunit *test)
{
	WCHAR word[4];
	int n = 0, m = 0;
	char text[4];

	CHECK_EQ(test, sscanf("12 0x1f", "%d %x", &n, &m), 2);
	CHECK_EQ(test, n, 12);
	CHECK_EQ(test, m, 31);
	CHECK_EQ(test, sscanf_s("ab 5", "%s %d", text, 4, &n), 2);
	CHECK_TEXT(test, text, "ab");
	CHECK_EQ(test, n, 5);
	CHECK_EQ(test, sscanf("x", "%d", &n), 0);
	CHECK_EQ(test, sscanf("", "%d", &n), EOF);
	CHECK_EQ(test, _snscanf("1234", 2, "%d", &n), 1);
	CHECK_EQ(test, n, 12);
	CHECK_EQ(test, _snscanf_s("abcd", 3, "%s", text, 4), 1);
	CHECK_TEXT(test, text, "abc");
	CHECK_EQ(test, _snwscanf(L"567", 2, L"%d", &n), 1);
	CHECK_EQ(test, n, 56);
	CHECK_EQ(test, _snwscanf_s(L"wxyz", 3, L"%s", word, 4), 1);
	CHECK_WIDE(test, word, L"wxy");
	CHECK_EQ(test, swscanf(L"7", L"%d", &n), 1);
	CHECK_EQ(test, n, 7);
	CHECK_EQ(test, swscanf_s(L"ab", L"%s", word, 4), 1);
	CHECK_WIDE(test, word, L"ab");
}
