// SPDX-License-Identifier: GPL-2.0
/*
 * The safe string functions of ntstrsafe.h whose target is a UNICODE_STRING. Each row
 * goes through every function that it applies to; the whole buffer is compared.
 */
#include "driver.h"

#include <ntstrsafe.h>

#define ALL		NTSTRSAFE_MAX_CCH
#define BUFFER		8
#define EMPTY		L"########"
#define FILL		L"\x2e2e"
#define OVERFLOW	STATUS_BUFFER_OVERFLOW
#define INVALID		STATUS_INVALID_PARAMETER
#define SUCCESS		STATUS_SUCCESS

/* A counted string, which needs no NUL; NULL stays NULL. */
static PCUNICODE_STRING counted(UNICODE_STRING *u, const WCHAR *s)
{
	u->Length = (USHORT)(s ? wcslen(s) * sizeof(WCHAR) : 0);
	u->MaximumLength = u->Length;
	u->Buffer = (PWCH)s;
	return s ? u : NULL;
}

#define SHAPE(function) \
static NTSTATUS use_##function(PUNICODE_STRING d, const WCHAR *s, size_t n, PUNICODE_STRING left, \
			       ULONG flags)
#define FROM_STRING(function) \
SHAPE(function) \
{ \
	return function(d, s); \
}
#define FROM_STRING_EX(function) \
SHAPE(function) \
{ \
	return function(d, s, left, flags); \
}
#define FROM_STRING_N(function) \
SHAPE(function) \
{ \
	return function(d, s, n); \
}
#define FROM_STRING_N_EX(function) \
SHAPE(function) \
{ \
	return function(d, s, n, left, flags); \
}
#define FROM_COUNTED(function) \
SHAPE(function) \
{ \
	UNICODE_STRING u; \
	\
	return function(d, counted(&u, s)); \
}
#define FROM_COUNTED_EX(function) \
SHAPE(function) \
{ \
	UNICODE_STRING u; \
	\
	return function(d, counted(&u, s), left, flags); \
}
#define FROM_COUNTED_N(function) \
SHAPE(function) \
{ \
	UNICODE_STRING u; \
	\
	return function(d, counted(&u, s), n); \
}
#define FROM_COUNTED_N_EX(function) \
SHAPE(function) \
{ \
	UNICODE_STRING u; \
	\
	return function(d, counted(&u, s), n, left, flags); \
}

FROM_COUNTED(RtlUnicodeStringCopy)
FROM_COUNTED_EX(RtlUnicodeStringCopyEx)
FROM_COUNTED_N(RtlUnicodeStringCbCopyN)
FROM_COUNTED_N_EX(RtlUnicodeStringCbCopyNEx)
FROM_COUNTED_N(RtlUnicodeStringCchCopyN)
FROM_COUNTED_N_EX(RtlUnicodeStringCchCopyNEx)
FROM_STRING(RtlUnicodeStringCopyString)
FROM_STRING_EX(RtlUnicodeStringCopyStringEx)
FROM_STRING_N(RtlUnicodeStringCbCopyStringN)
FROM_STRING_N_EX(RtlUnicodeStringCbCopyStringNEx)
FROM_STRING_N(RtlUnicodeStringCchCopyStringN)
FROM_STRING_N_EX(RtlUnicodeStringCchCopyStringNEx)
FROM_COUNTED(RtlUnicodeStringCat)
FROM_COUNTED_EX(RtlUnicodeStringCatEx)
FROM_COUNTED_N(RtlUnicodeStringCbCatN)
FROM_COUNTED_N_EX(RtlUnicodeStringCbCatNEx)
FROM_COUNTED_N(RtlUnicodeStringCchCatN)
FROM_COUNTED_N_EX(RtlUnicodeStringCchCatNEx)
FROM_STRING(RtlUnicodeStringCatString)
FROM_STRING_EX(RtlUnicodeStringCatStringEx)
FROM_STRING_N(RtlUnicodeStringCbCatStringN)
FROM_STRING_N_EX(RtlUnicodeStringCbCatStringNEx)
FROM_STRING_N(RtlUnicodeStringCchCatStringN)
FROM_STRING_N_EX(RtlUnicodeStringCchCatStringNEx)

#define OPERATION(function, append, n, ex, unit) \
	{ #function, use_##function, append, n, ex, unit }

static const struct operation {
	const char *name;
	NTSTATUS (*run)(PUNICODE_STRING d, const WCHAR *s, size_t n, PUNICODE_STRING left,
			ULONG flags);
	int append;
	int n;			/* has a count of characters */
	int ex;			/* has flags, and returns what is left */
	size_t unit;		/* of the count */
} operations[] = {
	OPERATION(RtlUnicodeStringCopy, 0, 0, 0, 1),
	OPERATION(RtlUnicodeStringCopyEx, 0, 0, 1, 1),
	OPERATION(RtlUnicodeStringCbCopyN, 0, 1, 0, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCbCopyNEx, 0, 1, 1, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCchCopyN, 0, 1, 0, 1),
	OPERATION(RtlUnicodeStringCchCopyNEx, 0, 1, 1, 1),
	OPERATION(RtlUnicodeStringCopyString, 0, 0, 0, 1),
	OPERATION(RtlUnicodeStringCopyStringEx, 0, 0, 1, 1),
	OPERATION(RtlUnicodeStringCbCopyStringN, 0, 1, 0, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCbCopyStringNEx, 0, 1, 1, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCchCopyStringN, 0, 1, 0, 1),
	OPERATION(RtlUnicodeStringCchCopyStringNEx, 0, 1, 1, 1),
	OPERATION(RtlUnicodeStringCat, 1, 0, 0, 1),
	OPERATION(RtlUnicodeStringCatEx, 1, 0, 1, 1),
	OPERATION(RtlUnicodeStringCbCatN, 1, 1, 0, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCbCatNEx, 1, 1, 1, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCchCatN, 1, 1, 0, 1),
	OPERATION(RtlUnicodeStringCchCatNEx, 1, 1, 1, 1),
	OPERATION(RtlUnicodeStringCatString, 1, 0, 0, 1),
	OPERATION(RtlUnicodeStringCatStringEx, 1, 0, 1, 1),
	OPERATION(RtlUnicodeStringCbCatStringN, 1, 1, 0, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCbCatStringNEx, 1, 1, 1, sizeof(WCHAR)),
	OPERATION(RtlUnicodeStringCchCatStringN, 1, 1, 0, 1),
	OPERATION(RtlUnicodeStringCchCatStringNEx, 1, 1, 1, 1),
};

struct row {
	const WCHAR *before;
	int max;		/* of the target, in characters */
	const WCHAR *s;
	size_t n;
	ULONG flags;
	NTSTATUS status;
	const WCHAR *after;	/* the whole buffer; '?' is anything */
	int length;
};

static const struct row copies[] = {
	{ L"", 4, L"abc", ALL, 0, SUCCESS, L"abc#####", 3 },
	{ L"", 4, L"abcd", ALL, 0, SUCCESS, L"abcd####", 4 },
	{ L"", 4, L"abcde", ALL, 0, OVERFLOW, L"abcd####", 4 },
	{ L"xy", 4, L"", ALL, 0, SUCCESS, L"xy######", 0 },
	{ L"xy", 4, L"abcd", 3, 0, SUCCESS, L"abc#####", 3 },
	{ L"xy", 4, L"abcdef", 5, 0, OVERFLOW, L"abcd####", 4 },
	{ L"xy", 4, L"ab", 3, 0, SUCCESS, L"ab######", 2 },
	{ L"xy", 4, L"ab", 0, 0, SUCCESS, L"xy######", 0 },
	{ L"", 0, L"a", ALL, 0, INVALID, EMPTY, 0 },
	{ L"", 0, L"", ALL, 0, SUCCESS, EMPTY, 0 },
	{ L"xy", 4, NULL, ALL, 0, INVALID, L"xy######", 2 },
	{ L"", 6, L"abc", ALL, STRSAFE_FILL_BYTE('.'), SUCCESS, L"abc" FILL FILL FILL L"##", 3 },
	{ L"", 5, L"abc", ALL, STRSAFE_FILL_BYTE(0), SUCCESS, L"abc\0\0###", 3 },
	{ L"", 4, L"abcde", ALL, STRSAFE_FILL_BYTE('.'), OVERFLOW, L"abcd####", 4 },
	{ L"", 3, L"abcd", ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW,
	  FILL FILL FILL L"#####", 0 },
	{ L"xy", 3, L"abcd", ALL, STRSAFE_ZERO_LENGTH_ON_FAILURE, OVERFLOW, L"???#####", 0 },
	{ L"xy", 3, L"abcd", ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, L"xy######", 2 },
	{ L"xy", 3, L"abcd", 4, STRSAFE_NO_TRUNCATION, OVERFLOW, L"xy######", 2 },
	{ L"xy", 3, L"abc", ALL, STRSAFE_NO_TRUNCATION, SUCCESS, L"abc#####", 3 },
	{ L"xy", 3, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, L"xy######", 0 },
	{ L"xy", 3, NULL, ALL, STRSAFE_NULL_ON_FAILURE, INVALID, L"xy######", 0 },
	{ L"xy", 3, L"a", ALL, 0x80000000, INVALID, L"xy######", 2 },
};

static const struct row cats[] = {
	{ L"ab", 5, L"cd", ALL, 0, SUCCESS, L"abcd####", 4 },
	{ L"ab", 4, L"cd", ALL, 0, SUCCESS, L"abcd####", 4 },
	{ L"ab", 4, L"cde", ALL, 0, OVERFLOW, L"abcd####", 4 },
	{ L"ab", 4, L"", ALL, 0, SUCCESS, L"ab######", 2 },
	{ L"abcd", 4, L"", ALL, 0, SUCCESS, L"abcd####", 4 },
	{ L"ab", 6, L"cdef", 3, 0, SUCCESS, L"abcde###", 5 },
	{ L"ab", 4, L"cdef", 3, 0, OVERFLOW, L"abcd####", 4 },
	{ L"ab", 6, L"c", 3, 0, SUCCESS, L"abc#####", 3 },
	{ L"", 0, L"a", ALL, 0, INVALID, EMPTY, 0 },
	{ L"ab", 4, NULL, ALL, 0, INVALID, L"ab######", 2 },
	{ L"ab", 5, L"c", ALL, STRSAFE_FILL_BYTE('.'), SUCCESS, L"abc" FILL FILL L"###", 3 },
	{ L"ab", 3, L"cd", ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW, FILL FILL FILL L"#####", 0 },
	{ L"ab", 3, L"cd", ALL, STRSAFE_ZERO_LENGTH_ON_FAILURE, OVERFLOW, L"???#####", 0 },
	{ L"ab", 3, L"cd", ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, L"ab######", 2 },
	{ L"ab", 4, L"cdef", 3, STRSAFE_NO_TRUNCATION, OVERFLOW, L"ab######", 2 },
	{ L"ab", 4, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, L"ab######", 2 },
};

/* "12|ab", or what @s has instead of the format. */
#define FORMAT	L"%d|%ws"

static const struct row formats_of_12_ab[] = {
	{ L"xy", 6, FORMAT, ALL, 0, SUCCESS, L"12|ab???", 5 },
	{ L"xy", 5, FORMAT, ALL, 0, SUCCESS, L"12|ab###", 5 },
	{ L"xy", 4, FORMAT, ALL, 0, OVERFLOW, L"12|a####", 4 },
	{ L"", 0, FORMAT, ALL, 0, INVALID, EMPTY, 0 },
	{ L"xy", 4, NULL, ALL, 0, INVALID, L"xy######", 2 },
	{ L"xy", 7, FORMAT, ALL, STRSAFE_FILL_BYTE('.'), SUCCESS, L"12|ab" FILL FILL L"#", 5 },
	{ L"xy", 3, FORMAT, ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW, FILL FILL FILL L"#####", 0 },
	{ L"xy", 3, FORMAT, ALL, STRSAFE_ZERO_LENGTH_ON_FAILURE, OVERFLOW, L"???#####", 0 },
	{ L"xy", 4, FORMAT, ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, L"xy######", 2 },
	{ L"xy", 5, FORMAT, ALL, STRSAFE_NO_TRUNCATION, SUCCESS, L"12|ab###", 5 },
	{ L"xy", 4, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, L"????####", 0 },
	{ L"xy", 4, FORMAT, ALL, 0x80000000, INVALID, L"xy######", 2 },
};

struct target {
	UNICODE_STRING u;
	UNICODE_STRING left;
	WCHAR b[BUFFER];
};

static void prepare(struct target *t, const struct row *row)
{
	int i;

	for (i = 0; i < BUFFER; i++)
		t->b[i] = '#';
	for (i = 0; row->before[i]; i++)
		t->b[i] = row->before[i];
	t->u.Length = (USHORT)(i * sizeof(WCHAR));
	t->u.MaximumLength = (USHORT)(row->max * sizeof(WCHAR));
	t->u.Buffer = t->b;
	t->left = (UNICODE_STRING){ 1, 1, NULL };
}

static void judge(struct kunit *test, const char *name, int i, const struct row *row,
		  NTSTATUS status, const struct target *t, int ex)
{
	int at;

	wdm_check_equal(test, __FILE__, __LINE__, i, name, status, row->status);
	for (at = 0; at < BUFFER && (row->after[at] == '?' || t->b[at] == row->after[at]); at++)
		;
	wdm_check_equal(test, __FILE__, __LINE__, i, name, at, BUFFER);
	wdm_check_equal(test, __FILE__, __LINE__, i, name, t->u.Length,
			row->length * (int)sizeof(WCHAR));
	wdm_check_equal(test, __FILE__, __LINE__, i, name, t->u.MaximumLength,
			row->max * (int)sizeof(WCHAR));
	if (!ex || row->status == INVALID)
		return;
	wdm_check_equal(test, __FILE__, __LINE__, i, name, t->left.Length, 0);
	wdm_check_equal(test, __FILE__, __LINE__, i, name, t->left.MaximumLength,
			(row->max - row->length) * (int)sizeof(WCHAR));
	wdm_check_equal(test, __FILE__, __LINE__, i, name, t->left.Buffer - t->b, row->length);
}

static void run(struct kunit *test, const struct row *rows, int count, int append)
{
	struct target t;
	NTSTATUS status;
	int i, j;

	for (i = 0; i < (int)ARRAYSIZE(operations); i++) {
		const struct operation *op = &operations[i];

		for (j = 0; op->append == append && j < count; j++) {
			const struct row *row = &rows[j];

			if ((row->flags && !op->ex) || (row->n != ALL && !op->n))
				continue;
			prepare(&t, row);
			status = op->run(&t.u, row->s, row->n == ALL ? ALL : row->n * op->unit,
					 &t.left, row->flags);
			judge(test, op->name, j, row, status, &t, op->ex);
		}
	}
}

void counted_safe_copies(struct kunit *test)
{
	run(test, copies, ARRAYSIZE(copies), 0);
}

void counted_safe_appends(struct kunit *test)
{
	run(test, cats, ARRAYSIZE(cats), 1);
}

static NTSTATUS format_list(PUNICODE_STRING d, const WCHAR *f, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, f);
	status = RtlUnicodeStringVPrintf(d, f, ap);
	va_end(ap);
	return status;
}

static NTSTATUS format_list_ex(PUNICODE_STRING d, PUNICODE_STRING left, ULONG flags,
			       const WCHAR *f, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, f);
	status = RtlUnicodeStringVPrintfEx(d, left, flags, f, ap);
	va_end(ap);
	return status;
}

void counted_safe_formats(struct kunit *test)
{
	struct target t;
	NTSTATUS status;
	int i;

	for (i = 0; i < (int)ARRAYSIZE(formats_of_12_ab); i++) {
		const struct row *row = &formats_of_12_ab[i];

		prepare(&t, row);
		status = RtlUnicodeStringPrintfEx(&t.u, &t.left, row->flags, row->s, 12, L"ab");
		judge(test, "RtlUnicodeStringPrintfEx", i, row, status, &t, 1);
		prepare(&t, row);
		status = format_list_ex(&t.u, &t.left, row->flags, row->s, 12, L"ab");
		judge(test, "RtlUnicodeStringVPrintfEx", i, row, status, &t, 1);
		if (row->flags)
			continue;
		prepare(&t, row);
		status = RtlUnicodeStringPrintf(&t.u, row->s, 12, L"ab");
		judge(test, "RtlUnicodeStringPrintf", i, row, status, &t, 0);
		prepare(&t, row);
		status = format_list(&t.u, row->s, 12, L"ab");
		judge(test, "RtlUnicodeStringVPrintf", i, row, status, &t, 0);
	}
	CHECK_EQ(test, format_list(NULL, L"a"), INVALID);
	CHECK_EQ(test, format_list_ex(NULL, NULL, STRSAFE_IGNORE_NULLS, L""), SUCCESS);
	CHECK_EQ(test, format_list_ex(NULL, NULL, STRSAFE_IGNORE_NULLS, NULL), SUCCESS);
	CHECK_EQ(test, format_list_ex(NULL, NULL, STRSAFE_IGNORE_NULLS, L"a"), INVALID);
}

/* No target; a count that can't be. What is left is optional. */
void counted_safe_limits(struct kunit *test)
{
	static const struct row row = { .before = L"x", .max = 4 };
	struct target t;
	NTSTATUS status;
	int i;

	for (i = 0; i < (int)ARRAYSIZE(operations); i++) {
		const struct operation *op = &operations[i];

		CHECK_ROW(test, i, op->run(NULL, L"a", ALL, NULL, 0), INVALID);
		CHECK_ROW(test, i, op->run(NULL, L"", ALL, NULL, 0), INVALID);
		prepare(&t, &row);
		CHECK_ROW(test, i, op->run(&t.u, L"a", ALL, NULL, 0), SUCCESS);
		if (op->n)
			CHECK_ROW(test, i, op->run(&t.u, L"a", (size_t)-1, NULL, 0), INVALID);
		if (!op->ex)
			continue;
		CHECK_ROW(test, i, op->run(NULL, NULL, ALL, NULL, STRSAFE_IGNORE_NULLS), SUCCESS);
		CHECK_ROW(test, i, op->run(NULL, L"", ALL, NULL, STRSAFE_IGNORE_NULLS), SUCCESS);
		status = op->run(NULL, L"a", ALL, NULL, STRSAFE_IGNORE_NULLS);
		CHECK_ROW(test, i, status, INVALID);
	}
}

void counted_strings_are_validated(struct kunit *test)
{
	static WCHAR text[4] = { 'a', 'b', 'c' };
	static const struct {
		UNICODE_STRING u;
		NTSTATUS status;
	} rows[] = {
		{ { 0, 0, NULL }, STATUS_SUCCESS },
		{ { 0, 8, text }, STATUS_SUCCESS },
		{ { 8, 8, text }, STATUS_SUCCESS },
		{ { 3, 8, text }, STATUS_INVALID_PARAMETER },
		{ { 2, 7, text }, STATUS_INVALID_PARAMETER },
		{ { 6, 4, text }, STATUS_INVALID_PARAMETER },
		{ { 0, 2, NULL }, STATUS_INVALID_PARAMETER },
		{ { 2, 2, NULL }, STATUS_INVALID_PARAMETER },
		{ { 0, 65535, text }, STATUS_INVALID_PARAMETER },
	};
	UNICODE_STRING u, source = RTL_CONSTANT_STRING(L"x");
	int i;

	for (i = 0; i < (int)ARRAYSIZE(rows); i++) {
		u = rows[i].u;
		CHECK_ROW(test, i, RtlUnicodeStringValidate(&u), rows[i].status);
		CHECK_ROW(test, i, RtlUnicodeStringValidateEx(&u, 0), rows[i].status);
		CHECK_ROW(test, i, RtlValidateUnicodeString(0, &u), rows[i].status);
		if (rows[i].status == STATUS_SUCCESS)
			continue;
		/* Nor is it a target or a source. */
		CHECK_ROW(test, i, RtlUnicodeStringCat(&u, &source), rows[i].status);
		CHECK_ROW(test, i, RtlUnicodeStringCopyString(&u, L"x"), rows[i].status);
		CHECK_ROW(test, i, RtlUnicodeStringPrintf(&u, L"x"), rows[i].status);
		CHECK_ROW(test, i, RtlUnicodeStringCopy(&source, &u), rows[i].status);
		CHECK_ROW(test, i, u.Length, rows[i].u.Length);
	}
	CHECK_EQ(test, RtlUnicodeStringValidate(NULL), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringValidateEx(NULL, 0), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringValidateEx(NULL, STRSAFE_IGNORE_NULLS), STATUS_SUCCESS);
	CHECK_EQ(test, RtlUnicodeStringValidateEx(&source, 0x80000000), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlValidateUnicodeString(0, NULL), STATUS_SUCCESS);
	CHECK_EQ(test, RtlValidateUnicodeString(1, &source), STATUS_INVALID_PARAMETER);
}

void counted_strings_are_set_up(struct kunit *test)
{
	const WCHAR *text = L"edu";
	UNICODE_STRING u = { 1, 1, (PWCH)text };
	WCHAR *big;
	int i;

	CHECK_EQ(test, RtlUnicodeStringInit(&u, text), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length, 6);
	CHECK_EQ(test, u.MaximumLength, 8);
	CHECK_PTR(test, u.Buffer, text);
	CHECK_EQ(test, RtlUnicodeStringInitEx(&u, NULL, 0), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length | u.MaximumLength, 0);
	CHECK_PTR(test, u.Buffer, NULL);
	CHECK_EQ(test, RtlUnicodeStringInit(NULL, text), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringInitEx(NULL, NULL, 0), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringInitEx(NULL, text, STRSAFE_IGNORE_NULLS),
		 STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringInitEx(NULL, NULL, STRSAFE_IGNORE_NULLS), STATUS_SUCCESS);

	/* The longest there is, and one more. */
	big = ExAllocatePoolWithTag(PagedPool, 32768 * sizeof(WCHAR), 'tseT');
	if (!big) {
		CHECK_TRUE(test, big);
		return;
	}
	for (i = 0; i < 32767; i++)
		big[i] = 'x';
	big[32767] = 0;
	CHECK_EQ(test, RtlUnicodeStringInit(&u, big), STATUS_INVALID_PARAMETER);
	CHECK_EQ(test, RtlUnicodeStringInit(&u, big + 1), STATUS_SUCCESS);
	CHECK_EQ(test, u.Length, 65532);
	CHECK_EQ(test, u.MaximumLength, 65534);
	ExFreePoolWithTag(big, 'tseT');
}
