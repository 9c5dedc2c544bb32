// SPDX-License-Identifier: GPL-2.0
/*
 * The C run-time under the names that drivers use: numbers and strings, sorting, paths,
 * characters of another kind. "long" has 32 bits in all of them.
 */
#include "driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void strings_become_numbers(struct kunit *test)
{
	static const struct {
		const char *s;
		const WCHAR *w;
		int base;
		LONG value;
		ULONG unsigned_value;
		LONGLONG value64;
		int end;
	} rows[] = {
		{ "42", L"42", 10, 42, 42, 42, 2 },
		{ " \t-42x", L" \t-42x", 10, -42, -42, -42, 5 },
		{ "+7", L"+7", 0, 7, 7, 7, 2 },
		{ "0x1Fg", L"0x1Fg", 0, 31, 31, 31, 4 },
		{ "1F", L"1F", 16, 31, 31, 31, 2 },
		{ "017", L"017", 0, 15, 15, 15, 3 },
		{ "z", L"z", 36, 35, 35, 35, 1 },
		{ "102", L"102", 2, 2, 2, 2, 2 },
		{ "", L"", 10, 0, 0, 0, 0 },
		{ "x", L"x", 10, 0, 0, 0, 0 },
		{ "-", L"-", 10, 0, 0, 0, 0 },
		{ "2147483647", L"2147483647", 10, MAXLONG, MAXLONG, MAXLONG, 10 },
		{ "2147483648", L"2147483648", 10, MAXLONG, 0x80000000, 0x80000000LL, 10 },
		{ "-2147483649", L"-2147483649", 10, MINLONG, 0x7fffffff, -0x80000001LL, 11 },
		{ "4294967295", L"4294967295", 10, MAXLONG, MAXULONG, MAXULONG, 10 },
		{ "4294967296", L"4294967296", 10, MAXLONG, MAXULONG, 0x100000000LL, 10 },
		{ "9223372036854775808", L"9223372036854775808", 10, MAXLONG, MAXULONG,
		  MAXLONGLONG, 19 },
		{ "-9223372036854775809", L"-9223372036854775809", 10, MINLONG, MAXULONG,
		  MINLONGLONG, 20 },
	};
	WCHAR *wide_end;
	char *end;
	int i;

	CHECK_TYPE(strtol("", NULL, 0), LONG);
	CHECK_TYPE(strtoul("", NULL, 0), ULONG);
	CHECK_TYPE(wcstoul(L"", NULL, 0), ULONG);
	CHECK_TYPE(atol(""), LONG);
	CHECK_TYPE(_strtoui64("", NULL, 0), ULONGLONG);
	for (i = 0; i < (int)_countof(rows); i++) {
		const char *s = rows[i].s;
		const WCHAR *w = rows[i].w;
		int base = rows[i].base;

		CHECK_ROW(test, i, strtol(s, &end, base), rows[i].value);
		CHECK_ROW(test, i, end - s, rows[i].end);
		CHECK_ROW(test, i, strtoul(s, &end, base), rows[i].unsigned_value);
		CHECK_ROW(test, i, end - s, rows[i].end);
		CHECK_ROW(test, i, _strtoi64(s, &end, base), rows[i].value64);
		CHECK_ROW(test, i, end - s, rows[i].end);
		CHECK_ROW(test, i, wcstol(w, &wide_end, base), rows[i].value);
		CHECK_ROW(test, i, wide_end - w, rows[i].end);
		CHECK_ROW(test, i, wcstoul(w, &wide_end, base), rows[i].unsigned_value);
		CHECK_ROW(test, i, wide_end - w, rows[i].end);
		CHECK_ROW(test, i, _wcstoi64(w, &wide_end, base), rows[i].value64);
		CHECK_ROW(test, i, wide_end - w, rows[i].end);
		CHECK_ROW(test, i, strtol(s, NULL, base), rows[i].value);
		if (base != 10)
			continue;
		CHECK_ROW(test, i, atoi(s), rows[i].value);
		CHECK_ROW(test, i, atol(s), rows[i].value);
		CHECK_ROW(test, i, _atoi64(s), rows[i].value64);
		CHECK_ROW(test, i, _wtoi(w), rows[i].value);
		CHECK_ROW(test, i, _wtol(w), rows[i].value);
		CHECK_ROW(test, i, _wtoi64(w), rows[i].value64);
	}
	CHECK_EQ(test, _strtoui64("18446744073709551615", NULL, 10), MAXULONGLONG);
	CHECK_EQ(test, _strtoui64("18446744073709551616", NULL, 10), MAXULONGLONG);
	CHECK_EQ(test, _wcstoui64(L"ffffffffffffffff", NULL, 16), MAXULONGLONG);
	CHECK_EQ(test, strtoul("5", &end, 1), 0);
	CHECK_EQ(test, strtoull("-1", NULL, 10), MAXULONGLONG);
}

void numbers_become_strings(struct kunit *test)
{
	WCHAR w[70];
	char b[70];

	CHECK_TEXT(test, _itoa(-255, b, 10), "-255");
	CHECK_TEXT(test, _itoa(-255, b, 16), "ffffff01");
	CHECK_TEXT(test, _itoa(MINLONG, b, 10), "-2147483648");
	CHECK_TEXT(test, _ltoa(35, b, 36), "z");
	CHECK_TEXT(test, _ultoa(MAXULONG, b, 10), "4294967295");
	CHECK_TEXT(test, _i64toa(MINLONGLONG, b, 10), "-9223372036854775808");
	CHECK_TEXT(test, _ui64toa(MAXULONGLONG, b, 8), "1777777777777777777777");
	CHECK_WIDE(test, _itow(0, w, 2), L"0");
	CHECK_WIDE(test, _ltow(-1, w, 10), L"-1");
	CHECK_WIDE(test, _ultow(0xbeef, w, 16), L"beef");
	CHECK_WIDE(test, _i64tow(-1, w, 16), L"ffffffffffffffff");
	CHECK_WIDE(test, _ui64tow(MAXULONGLONG, w, 10), L"18446744073709551615");

	/* With a size: EINVAL for none and no base, ERANGE and nothing for a small one. */
	CHECK_EQ(test, _itoa_s(-12, b, 4, 10), 0);
	CHECK_TEXT(test, b, "-12");
	CHECK_EQ(test, _itoa_s(-12, b, 3, 10), ERANGE);
	CHECK_TEXT(test, b, "");
	CHECK_EQ(test, _ltoa_s(1, b, 4, 37), EINVAL);
	CHECK_EQ(test, _ultoa_s(1, NULL, 4, 10), EINVAL);
	CHECK_EQ(test, _ultoa_s(255, b, 3, 16), 0);
	CHECK_TEXT(test, b, "ff");
	CHECK_EQ(test, _i64toa_s(-1, b, 17, 16), 0);
	CHECK_TEXT(test, b, "ffffffffffffffff");
	CHECK_EQ(test, _ui64toa_s(MAXULONGLONG, b, 20, 10), ERANGE);
	CHECK_EQ(test, _itow_s(-1, w, 9, 16), 0);
	CHECK_WIDE(test, w, L"ffffffff");
	CHECK_EQ(test, _ltow_s(-1, w, 3, 10), 0);
	CHECK_WIDE(test, w, L"-1");
	CHECK_EQ(test, _ultow_s(100, w, 3, 10), ERANGE);
	CHECK_WIDE(test, w, L"");
	CHECK_EQ(test, _i64tow_s(MINLONGLONG, w, 21, 10), 0);
	CHECK_WIDE(test, w, L"-9223372036854775808");
	CHECK_EQ(test, _ui64tow_s(5, w, 4, 2), 0);
	CHECK_WIDE(test, w, L"101");
}

void magnitudes_have_their_type(struct kunit *test)
{
	CHECK_TYPE(abs(-1), int);
	CHECK_TYPE(labs((LONG)-1), LONG);
	CHECK_TYPE(_abs64(-1), LONGLONG);
	CHECK_EQ(test, abs(-5), 5);
	CHECK_EQ(test, abs(5), 5);
	CHECK_EQ(test, labs((LONG)-MAXLONG), MAXLONG);
	CHECK_EQ(test, _abs64(MINLONGLONG + 1), MAXLONGLONG);
	CHECK_EQ(test, max(-1, 2), 2);
	CHECK_EQ(test, min(-1, 2), -1);
	CHECK_EQ(test, __max(3, 2), 3);
	CHECK_EQ(test, __min(3, 2), 2);
	CHECK_EQ(test, _byteswap_ushort(0x1234), 0x3412);
	CHECK_EQ(test, _byteswap_ulong(0x12345678), 0x78563412);
	CHECK_EQ(test, _byteswap_uint64(0x0102030405060708ULL), 0x0807060504030201LL);
}

/* The published generator: a driver's sequence for a seed is the one it had. */
void random_numbers_repeat(struct kunit *test)
{
	int first[4], i;

	srand(1);
	for (i = 0; i < 4; i++) {
		first[i] = rand();
		CHECK_TRUE(test, first[i] >= 0 && first[i] <= RAND_MAX);
	}
	CHECK_TRUE(test, first[0] != first[1] || first[1] != first[2]);
	srand(1);
	for (i = 0; i < 4; i++)
		CHECK_EQ(test, rand(), first[i]);
	srand(2);
	CHECK_TRUE(test, rand() != first[0]);
}

static int calls;

static int by_value(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	calls++;
	return x < y ? -1 : x > y;
}

/* The context is the factor: -1 sorts downwards. */
static int by_context(void *context, const void *a, const void *b)
{
	return *(int *)context * by_value(a, b);
}

void arrays_are_sorted_and_searched(struct kunit *test)
{
	int v[64], key, down = -1, i;

	for (i = 0; i < 64; i++)
		v[i] = i * 37 % 64;
	qsort(v, 64, sizeof(v[0]), by_value);
	for (i = 0; i < 64; i++)
		CHECK_ROW(test, i, v[i], i);
	for (key = 0; key < 64; key++)
		CHECK_PTR(test, bsearch(&key, v, 64, sizeof(v[0]), by_value), &v[key]);
	key = 64;
	CHECK_PTR(test, bsearch(&key, v, 64, sizeof(v[0]), by_value), NULL);
	key = -1;
	CHECK_PTR(test, bsearch(&key, v, 64, sizeof(v[0]), by_value), NULL);
	CHECK_PTR(test, bsearch(&key, v, 0, sizeof(v[0]), by_value), NULL);

	qsort_s(v, 64, sizeof(v[0]), by_context, &down);
	for (i = 0; i < 64; i++)
		CHECK_ROW(test, i, v[i], 63 - i);
	key = 60;
	CHECK_PTR(test, bsearch_s(&key, v, 64, sizeof(v[0]), by_context, &down), &v[3]);
	CHECK_PTR(test, bsearch_s(NULL, v, 64, sizeof(v[0]), by_context, &down), NULL);
	CHECK_PTR(test, bsearch_s(&key, NULL, 64, sizeof(v[0]), by_context, &down), NULL);
	CHECK_PTR(test, bsearch_s(&key, v, 64, 0, by_context, &down), NULL);
	CHECK_PTR(test, bsearch_s(&key, v, 64, sizeof(v[0]), NULL, &down), NULL);
	qsort_s(v, 64, sizeof(v[0]), NULL, &down);
	CHECK_EQ(test, v[0], 63);

	/* One that is sorted already costs n log n as well. */
	calls = 0;
	qsort(v, 64, sizeof(v[0]), by_value);
	CHECK_TRUE(test, calls < 64 * 6 * 3);
}

void characters_become_wide_and_back(struct kunit *test)
{
	WCHAR w[8];
	char b[8];

	CHECK_EQ(test, mbstowcs(w, "a\x80z", 8), 3);
	CHECK_WIDE(test, w, L"a\x20acz");
	CHECK_EQ(test, mbstowcs(NULL, "abc", 0), 3);
	w[2] = 0x5555;
	CHECK_EQ(test, mbstowcs(w, "abc", 2), 2);
	CHECK_EQ(test, w[2], 0x5555);
	CHECK_EQ(test, wcstombs(b, L"a\x20acz", 8), 3);
	CHECK_TEXT(test, b, "a\x80z");
	CHECK_EQ(test, wcstombs(NULL, L"abc", 0), 3);
	CHECK_EQ(test, wcstombs(b, L"a\x4e00", 8), (SIZE_T)-1);
	CHECK_EQ(test, mbtowc(w, "\x80", 1), 1);
	CHECK_EQ(test, w[0], 0x20ac);
	CHECK_EQ(test, mbtowc(w, "", 1), 0);
	CHECK_EQ(test, mbtowc(w, "a", 0), -1);
	CHECK_EQ(test, mbtowc(NULL, NULL, 0), 0);
	CHECK_EQ(test, wctomb(b, 0x20ac), 1);
	CHECK_EQ(test, b[0], '\x80');
	CHECK_EQ(test, wctomb(b, 0x4e00), -1);
	CHECK_EQ(test, wctomb(NULL, 'a'), 0);
}

void paths_are_made_and_split(struct kunit *test)
{
	static const struct {
		const char *path, *drive, *dir, *name, *ext;
	} rows[] = {
		{ "c:\\a\\b.c\\d.e.txt", "c:", "\\a\\b.c\\", "d.e", ".txt" },
		{ "c:x", "c:", "", "x", "" },
		{ "a/b\\", "", "a/b\\", "", "" },
		{ "\\a.b\\c", "", "\\a.b\\", "c", "" },
		{ ".profile", "", "", "", ".profile" },
		{ "name.", "", "", "name", "." },
		{ "", "", "", "", "" },
	};
	static const struct {
		const char *drive, *dir, *name, *ext, *path;
	} parts[] = {
		{ "c", "\\a", "b", "txt", "c:\\a\\b.txt" },
		{ "c:", "\\a\\", "b", ".txt", "c:\\a\\b.txt" },
		{ NULL, "a/", "b", "", "a/b" },
		{ "", NULL, "b", NULL, "b" },
		{ "d", "", "", "", "d:" },
		{ NULL, "a", NULL, "x", "a\\.x" },
	};
	char drive[_MAX_DRIVE], dir[16], name[16], ext[16], path[24];
	WCHAR wide[8], wide_path[16];
	int i;

	for (i = 0; i < (int)_countof(rows); i++) {
		CHECK_ROW(test, i, _splitpath_s(rows[i].path, drive, sizeof(drive), dir,
						sizeof(dir), name, sizeof(name), ext,
						sizeof(ext)), 0);
		CHECK_TEXT_ROW(test, i, drive, rows[i].drive);
		CHECK_TEXT_ROW(test, i, dir, rows[i].dir);
		CHECK_TEXT_ROW(test, i, name, rows[i].name);
		CHECK_TEXT_ROW(test, i, ext, rows[i].ext);
	}
	CHECK_EQ(test, _splitpath_s("c:abc.d", drive, 3, NULL, 0, name, 3, ext, 16), ERANGE);
	CHECK_EQ(test, drive[0] | name[0] | ext[0], 0);
	CHECK_EQ(test, _splitpath_s("c:abc", NULL, 0, NULL, 0, name, 4, NULL, 0), 0);
	CHECK_TEXT(test, name, "abc");
	CHECK_EQ(test, _splitpath_s(NULL, drive, 3, NULL, 0, NULL, 0, NULL, 0), EINVAL);
	CHECK_EQ(test, _splitpath_s("a", NULL, 3, NULL, 0, NULL, 0, NULL, 0), EINVAL);
	CHECK_EQ(test, _splitpath_s("a", NULL, 0, dir, 0, NULL, 0, NULL, 0), EINVAL);
	CHECK_EQ(test, _wsplitpath_s(L"c:\\\x20ac.x", NULL, 0, NULL, 0, wide, 8, NULL, 0), 0);
	CHECK_WIDE(test, wide, L"\x20ac");

	for (i = 0; i < (int)_countof(parts); i++) {
		CHECK_ROW(test, i, _makepath_s(path, sizeof(path), parts[i].drive, parts[i].dir,
					       parts[i].name, parts[i].ext), 0);
		CHECK_TEXT_ROW(test, i, path, parts[i].path);
	}
	CHECK_EQ(test, _makepath_s(path, 5, "c", NULL, "abc", NULL), ERANGE);
	CHECK_TEXT(test, path, "");
	CHECK_EQ(test, _makepath_s(path, 6, "c", NULL, "abc", NULL), 0);
	CHECK_TEXT(test, path, "c:abc");
	CHECK_EQ(test, _makepath_s(NULL, 5, "c", NULL, NULL, NULL), EINVAL);
	CHECK_EQ(test, _makepath_s(path, 0, "c", NULL, NULL, NULL), EINVAL);
	CHECK_EQ(test, _wmakepath_s(wide_path, 16, L"c", L"\\", L"\x20ac", L"x"), 0);
	CHECK_WIDE(test, wide_path, L"c:\\\x20ac.x");
}
