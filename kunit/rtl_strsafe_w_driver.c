// SPDX-License-Identifier: GPL-2.0
/* The safe string functions of WCHAR in ntstrsafe.h; the cases are in strsafe_rows.h. */
#include "driver.h"

#include <ntstrsafe.h>

#define CHAR_T		WCHAR
#define T(text)		L##text
#define FILL		L"\x2e2e"

/* All functions as ones of the same type. */
#include "strsafe_shapes.h"

PLAIN(RtlStringCchCopyW)
WITH_N(RtlStringCchCopyNW)
WITH_EX(RtlStringCchCopyExW)
WITH_N_EX(RtlStringCchCopyNExW)
PLAIN(RtlStringCchCatW)
WITH_N(RtlStringCchCatNW)
WITH_EX(RtlStringCchCatExW)
WITH_N_EX(RtlStringCchCatNExW)
FORMAT_PLAIN(RtlStringCchPrintfW)
FORMAT_EX(RtlStringCchPrintfExW)
V_FORMAT_PLAIN(RtlStringCchVPrintfW)
V_FORMAT_EX(RtlStringCchVPrintfExW)
PLAIN(RtlStringCbCopyW)
WITH_N(RtlStringCbCopyNW)
WITH_EX(RtlStringCbCopyExW)
WITH_N_EX(RtlStringCbCopyNExW)
PLAIN(RtlStringCbCatW)
WITH_N(RtlStringCbCatNW)
WITH_EX(RtlStringCbCatExW)
WITH_N_EX(RtlStringCbCatNExW)
FORMAT_PLAIN(RtlStringCbPrintfW)
FORMAT_EX(RtlStringCbPrintfExW)
V_FORMAT_PLAIN(RtlStringCbVPrintfW)
V_FORMAT_EX(RtlStringCbVPrintfExW)

/* From a counted string, which has no NUL. */
static PCUNICODE_STRING counted(UNICODE_STRING *u, const WCHAR *s)
{
	u->Length = (USHORT)(s ? wcslen(s) * sizeof(WCHAR) : 0);
	u->MaximumLength = u->Length;
	u->Buffer = (PWCH)s;
	return s ? u : NULL;
}

#define FROM_COUNTED(function)							\
static NTSTATUS use_##function(CHAR_T *d, size_t size, const CHAR_T *s, size_t n, \
			       CHAR_T **end, size_t *left, ULONG flags)	\
{										\
	UNICODE_STRING u;							\
										\
	return function(d, size, counted(&u, s));				\
}
#define FROM_COUNTED_EX(function)						\
static NTSTATUS use_##function(CHAR_T *d, size_t size, const CHAR_T *s, size_t n, \
			       CHAR_T **end, size_t *left, ULONG flags)	\
{										\
	UNICODE_STRING u;							\
										\
	return function(d, size, counted(&u, s), end, left, flags);		\
}
FROM_COUNTED(RtlStringCchCopyUnicodeString)
FROM_COUNTED(RtlStringCbCopyUnicodeString)
FROM_COUNTED_EX(RtlStringCchCopyUnicodeStringEx)
FROM_COUNTED_EX(RtlStringCbCopyUnicodeStringEx)

#define OPERATIONS static const struct operation operations[] = { \
	OPERATION(RtlStringCchCopyW, 0, 0, 0, 1), \
	OPERATION(RtlStringCchCopyNW, 0, 1, 0, 1), \
	OPERATION(RtlStringCchCopyExW, 0, 0, 1, 1), \
	OPERATION(RtlStringCchCopyNExW, 0, 1, 1, 1), \
	OPERATION(RtlStringCchCatW, 1, 0, 0, 1), \
	OPERATION(RtlStringCchCatNW, 1, 1, 0, 1), \
	OPERATION(RtlStringCchCatExW, 1, 0, 1, 1), \
	OPERATION(RtlStringCchCatNExW, 1, 1, 1, 1), \
	OPERATION(RtlStringCbCopyW, 0, 0, 0, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCopyNW, 0, 1, 0, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCopyExW, 0, 0, 1, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCopyNExW, 0, 1, 1, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCatW, 1, 0, 0, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCatNW, 1, 1, 0, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCatExW, 1, 0, 1, sizeof(WCHAR)), \
	OPERATION(RtlStringCbCatNExW, 1, 1, 1, sizeof(WCHAR)), \
	OPERATION(RtlStringCchCopyUnicodeString, 0, 0, 0, 1), \
	OPERATION(RtlStringCbCopyUnicodeString, 0, 0, 0, sizeof(WCHAR)), \
	OPERATION(RtlStringCchCopyUnicodeStringEx, 0, 0, 1, 1), \
	OPERATION(RtlStringCbCopyUnicodeStringEx, 0, 0, 1, sizeof(WCHAR)), \
};

#define FORMATS static const struct format formats[] = { \
	FORMAT_OF(RtlStringCchPrintfW, 0, 1), \
	FORMAT_OF(RtlStringCchPrintfExW, 1, 1), \
	FORMAT_OF(RtlStringCchVPrintfW, 0, 1), \
	FORMAT_OF(RtlStringCchVPrintfExW, 1, 1), \
	FORMAT_OF(RtlStringCbPrintfW, 0, sizeof(WCHAR)), \
	FORMAT_OF(RtlStringCbPrintfExW, 1, sizeof(WCHAR)), \
	FORMAT_OF(RtlStringCbVPrintfW, 0, sizeof(WCHAR)), \
	FORMAT_OF(RtlStringCbVPrintfExW, 1, sizeof(WCHAR)), \
};

#include "strsafe_rows.h"

void wide_safe_copies(struct kunit *test)
{
	run_copies(test);
}

void wide_safe_appends(struct kunit *test)
{
	run_cats(test);
}

void wide_safe_formats(struct kunit *test)
{
	run_formats(test);
}

void wide_safe_limits(struct kunit *test)
{
	run_limits(test);
}

void wide_safe_lengths(struct kunit *test)
{
	run_length(test, RtlStringCchLengthW, 1);
	run_length(test, RtlStringCbLengthW, sizeof(WCHAR));
	run_length(test, RtlUnalignedStringCchLengthW, 1);
	run_length(test, RtlUnalignedStringCbLengthW, sizeof(WCHAR));
}

/* The last byte of an odd size is no room for a character, and stays inside the size. */
void sizes_in_bytes_may_be_odd(struct kunit *test)
{
	WCHAR b[4], *end;
	size_t left;

	memset(b, 0x55, sizeof(b));
	CHECK_EQ(test, RtlStringCbCopyW(b, 7, L"abc"), STATUS_BUFFER_OVERFLOW);
	CHECK_BYTES(test, b, L"ab\0\x5555", 8);
	memset(b, 0x55, sizeof(b));
	CHECK_EQ(test, RtlStringCbCopyExW(b, 7, L"a", &end, &left, STRSAFE_FILL_BYTE(0x2e)),
		 STATUS_SUCCESS);
	CHECK_PTR(test, end, b + 1);
	CHECK_EQ(test, ((PUCHAR)b)[7], 0x55);
	CHECK_EQ(test, RtlStringCbCatW(b, 5, L"xy"), STATUS_BUFFER_OVERFLOW);
	CHECK_WIDE(test, b, L"a");
	CHECK_EQ(test, RtlStringCbPrintfW(b, 7, L"%d", 123), STATUS_BUFFER_OVERFLOW);
	CHECK_WIDE(test, b, L"12");
	CHECK_EQ(test, RtlStringCbCopyW(b, 1, L""), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCbLengthW(b, 5, &left), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCbCopyNW(b, 8, L"xyz", 5), STATUS_SUCCESS);
	CHECK_WIDE(test, b, L"xy");
}

/* A counted string that makes no sense, and one with a NUL inside. */
void counted_sources_are_checked(struct kunit *test)
{
	WCHAR text[4] = { 'a', 0, 'b', 'c' }, b[8];
	UNICODE_STRING odd = { 3, 8, text }, beyond = { 8, 4, text }, none = { 2, 2, NULL };
	UNICODE_STRING nul = { 6, 8, text };

	CHECK_EQ(test, RtlStringCchCopyUnicodeString(b, 8, &odd), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCbCopyUnicodeString(b, 16, &beyond), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCchCopyUnicodeStringEx(b, 8, &none, NULL, NULL, 0),
		 STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCbCopyUnicodeStringEx(b, 16, &odd, NULL, NULL,
						      STRSAFE_IGNORE_NULLS),
		 STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlStringCchCopyUnicodeString(b, 8, &nul), STATUS_SUCCESS);
	CHECK_BYTES(test, b, L"a\0b", 8);
}
