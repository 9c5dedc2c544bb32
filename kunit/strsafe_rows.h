/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cases of the safe string functions, for one kind of characters: the file that
 * includes this has CHAR_T, T("text"), FILL (what a byte of '.' makes of a character)
 * and OPERATIONS and FORMATS, the functions. Each row goes through every function that
 * it applies to, and the whole buffer is compared. Sizes are in characters; a function
 * of bytes gets and returns bytes.
 */
#define ALL	NTSTRSAFE_MAX_CCH
#define NOTHING	((size_t)-1)

/* Longer than any size in a row: what must not be touched shows. */
#define BUFFER	12
#define EMPTY	T("############")

struct operation {
	const char *name;
	NTSTATUS (*run)(CHAR_T *d, size_t cch, const CHAR_T *s, size_t n, CHAR_T **end,
			size_t *left, ULONG flags);
	int append;
	int n;			/* has a count of characters */
	int ex;			/* has flags, and returns end and left */
	size_t unit;		/* of sizes */
};

struct format {
	const char *name;
	NTSTATUS (*run)(CHAR_T *d, size_t cch, CHAR_T **end, size_t *left, ULONG flags,
			const CHAR_T *f, int number, const CHAR_T *text);
	int ex;
	size_t unit;
};

OPERATIONS
FORMATS

struct row {
	const CHAR_T *before;	/* NULL: no NUL anywhere */
	size_t cch;
	const CHAR_T *s;
	size_t n;
	ULONG flags;
	NTSTATUS status;
	const CHAR_T *after;	/* the whole buffer; '?' is anything */
	size_t end;		/* where the NUL is, NOTHING: not said */
};

#define OVERFLOW	STATUS_BUFFER_OVERFLOW
#define INVALID		STATUS_INVALID_PARAMETER
#define SUCCESS		STATUS_SUCCESS

static const struct row copies[] = {
	{ NULL, 4, T("abc"), ALL, 0, SUCCESS, T("abc\0########"), 3 },
	{ NULL, 4, T("abcdef"), ALL, 0, OVERFLOW, T("abc\0########"), 3 },
	{ NULL, 1, T(""), ALL, 0, SUCCESS, T("\0###########"), 0 },
	{ NULL, 1, T("a"), ALL, 0, OVERFLOW, T("\0###########"), 0 },
	{ T("xy"), 4, T(""), ALL, 0, SUCCESS, T("\0y\0#########"), 0 },
	{ NULL, 0, T("a"), ALL, 0, INVALID, EMPTY, NOTHING },
	/* A count: of what is copied, not of what is padded. */
	{ NULL, 4, T("abcdef"), 3, 0, SUCCESS, T("abc\0########"), 3 },
	{ NULL, 4, T("abcdef"), 4, 0, OVERFLOW, T("abc\0########"), 3 },
	{ NULL, 8, T("ab"), 5, 0, SUCCESS, T("ab\0#########"), 2 },
	{ NULL, 8, T("ab"), 0, 0, SUCCESS, T("\0###########"), 0 },
	/* Flags of success */
	{ NULL, 8, T("abc"), ALL, STRSAFE_FILL_BYTE('.'), SUCCESS,
	  T("abc\0") FILL FILL FILL FILL T("####"), 3 },
	{ NULL, 6, T("abc"), ALL, STRSAFE_FILL_BYTE(0), SUCCESS, T("abc\0\0\0######"), 3 },
	{ NULL, 4, T("abc"), ALL, STRSAFE_FILL_BYTE('.'), SUCCESS, T("abc\0########"), 3 },
	{ NULL, 4, T("abcd"), ALL, STRSAFE_FILL_BYTE('.'), OVERFLOW, T("abc\0########"), 3 },
	/* Flags of failure */
	{ NULL, 4, T("abcd"), ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW,
	  FILL FILL FILL T("\0########"), 3 },
	{ NULL, 4, T("abcd"), ALL, STRSAFE_FAILURE_BYTE(0), OVERFLOW, T("\0\0\0\0########"), 0 },
	{ NULL, 4, T("abc"), ALL, STRSAFE_FAILURE_BYTE('.'), SUCCESS, T("abc\0########"), 3 },
	{ NULL, 4, T("abcd"), ALL, STRSAFE_NULL_ON_FAILURE, OVERFLOW, T("\0???########"), 0 },
	{ T("xy"), 4, T("abcd"), ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, T("xy\0#########"), 2 },
	{ NULL, 4, T("abcd"), ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, EMPTY, 4 },
	{ T("xy"), 4, T("abc"), ALL, STRSAFE_NO_TRUNCATION, SUCCESS, T("abc\0########"), 3 },
	{ T("xy"), 4, T("abcd"), ALL, STRSAFE_NO_TRUNCATION | STRSAFE_NULL_ON_FAILURE, OVERFLOW,
	  T("\0???########"), 0 },
	{ T("xy"), 4, T("abcdef"), 4, STRSAFE_NO_TRUNCATION, OVERFLOW, T("xy\0#########"), 2 },
	{ T("xy"), 4, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, T("\0???########"), 0 },
	{ T("xy"), 4, T("a"), ALL, 0x80000000, INVALID, T("xy\0#########"), NOTHING },
	{ T("xy"), 4, T("a"), ALL, 0x80000000 | STRSAFE_NULL_ON_FAILURE, INVALID,
	  T("\0???########"), NOTHING },
	{ T("xy"), 4, NULL, ALL, STRSAFE_NULL_ON_FAILURE, INVALID, T("\0???########"), NOTHING },
	{ T("xy"), 0, T(""), ALL, STRSAFE_IGNORE_NULLS, SUCCESS, T("xy\0#########"), 0 },
	{ T("xy"), 0, T("a"), ALL, STRSAFE_IGNORE_NULLS, INVALID, T("xy\0#########"), NOTHING },
};

static const struct row cats[] = {
	{ T("ab"), 6, T("cd"), ALL, 0, SUCCESS, T("abcd\0#######"), 4 },
	{ T("ab"), 5, T("cd"), ALL, 0, SUCCESS, T("abcd\0#######"), 4 },
	{ T("ab"), 4, T("cdef"), ALL, 0, OVERFLOW, T("abc\0########"), 3 },
	{ T("ab"), 3, T(""), ALL, 0, SUCCESS, T("ab\0#########"), 2 },
	{ T("ab"), 3, T("c"), ALL, 0, OVERFLOW, T("ab\0#########"), 2 },
	{ T(""), 3, T("ab"), ALL, 0, SUCCESS, T("ab\0#########"), 2 },
	/* Full, without a NUL: there is nothing to append to. */
	{ NULL, 4, T("a"), ALL, 0, INVALID, EMPTY, NOTHING },
	{ T("abcd"), 4, T(""), ALL, 0, INVALID, T("abcd\0#######"), NOTHING },
	{ T("ab"), 0, T("c"), ALL, 0, INVALID, T("ab\0#########"), NOTHING },
	{ T("ab"), 8, T("cdefgh"), 3, 0, SUCCESS, T("abcde\0######"), 5 },
	{ T("ab"), 5, T("cdefgh"), 3, 0, OVERFLOW, T("abcd\0#######"), 4 },
	{ T("ab"), 8, T("c"), 4, 0, SUCCESS, T("abc\0########"), 3 },
	{ T("ab"), 8, T("c"), 0, 0, SUCCESS, T("ab\0#########"), 2 },
	{ T("ab"), 6, T("c"), ALL, STRSAFE_FILL_BYTE('.'), SUCCESS,
	  T("abc\0") FILL FILL T("######"), 3 },
	{ T("ab"), 4, T("cd"), ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW,
	  FILL FILL FILL T("\0########"), 3 },
	{ NULL, 4, T("a"), ALL, STRSAFE_FAILURE_BYTE('.'), INVALID,
	  FILL FILL FILL T("\0########"), NOTHING },
	{ T("ab"), 4, T("cd"), ALL, STRSAFE_NULL_ON_FAILURE, OVERFLOW, T("\0???########"), 0 },
	{ NULL, 4, T("a"), ALL, STRSAFE_NULL_ON_FAILURE, INVALID, T("\0???########"), NOTHING },
	{ T("ab"), 4, T("cdef"), ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, T("ab\0#########"), 2 },
	{ T("ab"), 4, T("c"), ALL, STRSAFE_NO_TRUNCATION, SUCCESS, T("abc\0########"), 3 },
	{ T("ab"), 5, T("cdefgh"), 3, STRSAFE_NO_TRUNCATION, OVERFLOW, T("ab\0#########"), 2 },
	{ T("ab"), 4, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, T("ab\0#########"), 2 },
	{ T("ab"), 4, T("c"), ALL, 0x2000, INVALID, T("ab\0#########"), NOTHING },
	{ T("ab"), 4, NULL, ALL, 0, INVALID, T("ab\0#########"), NOTHING },
};

/* "12|ab", or what @s has instead of the format. */
#define FORMAT	T("%d|%s")

static const struct row formats_of_12_ab[] = {
	{ NULL, 6, FORMAT, ALL, 0, SUCCESS, T("12|ab\0######"), 5 },
	{ NULL, 5, FORMAT, ALL, 0, OVERFLOW, T("12|a\0#######"), 4 },
	{ NULL, 1, FORMAT, ALL, 0, OVERFLOW, T("\0###########"), 0 },
	{ NULL, 3, T(""), ALL, 0, SUCCESS, T("\0###########"), 0 },
	{ NULL, 0, FORMAT, ALL, 0, INVALID, EMPTY, NOTHING },
	{ NULL, 8, FORMAT, ALL, STRSAFE_FILL_BYTE('.'), SUCCESS,
	  T("12|ab\0") FILL FILL T("####"), 5 },
	{ NULL, 4, FORMAT, ALL, STRSAFE_FAILURE_BYTE('.'), OVERFLOW,
	  FILL FILL FILL T("\0########"), 3 },
	{ NULL, 4, FORMAT, ALL, STRSAFE_NULL_ON_FAILURE, OVERFLOW, T("\0???########"), 0 },
	{ T("xy"), 5, FORMAT, ALL, STRSAFE_NO_TRUNCATION, OVERFLOW, T("xy\0#########"), 2 },
	{ T("xy"), 6, FORMAT, ALL, STRSAFE_NO_TRUNCATION, SUCCESS, T("12|ab\0######"), 5 },
	{ T("xy"), 4, NULL, ALL, STRSAFE_IGNORE_NULLS, SUCCESS, T("\0???########"), 0 },
	{ T("xy"), 4, NULL, ALL, STRSAFE_NULL_ON_FAILURE, INVALID, T("\0???########"), NOTHING },
	{ T("xy"), 4, FORMAT, ALL, 0x80000000, INVALID, T("xy\0#########"), NOTHING },
	{ T("xy"), 0, T(""), ALL, STRSAFE_IGNORE_NULLS, SUCCESS, T("xy\0#########"), 0 },
	{ T("xy"), 0, T("a"), ALL, STRSAFE_IGNORE_NULLS, INVALID, T("xy\0#########"), NOTHING },
};

static void prepare(const struct row *row, CHAR_T *b)
{
	int i, end = 0;

	for (i = 0; i < BUFFER; i++)
		b[i] = '#';
	if (!row->before)
		return;
	do
		b[end] = row->before[end];
	while (row->before[end++]);
}

static void judge(struct kunit *test, const char *name, int i, const struct row *row,
		  NTSTATUS status, const CHAR_T *b, int ex, size_t unit, const CHAR_T *end,
		  size_t left)
{
	int at;

	wdm_check_equal(test, __FILE__, __LINE__, i, name, status, row->status);
	for (at = 0; at < BUFFER && (row->after[at] == '?' || b[at] == row->after[at]); at++)
		;
	wdm_check_equal(test, __FILE__, __LINE__, i, name, at, BUFFER);
	if (!ex || row->end == NOTHING)
		return;
	wdm_check_equal(test, __FILE__, __LINE__, i, name, end - b, (long long)row->end);
	wdm_check_equal(test, __FILE__, __LINE__, i, name, (long long)left,
			(long long)((row->cch - row->end) * unit));
}

static void run(struct kunit *test, const struct row *rows, int count, int append)
{
	CHAR_T b[BUFFER], *end;
	const struct row *row;
	NTSTATUS status;
	size_t left;
	int i, j;

	for (i = 0; i < (int)ARRAYSIZE(operations); i++) {
		const struct operation *op = &operations[i];

		for (j = 0; op->append == append && j < count; j++) {
			row = &rows[j];
			if ((row->flags && !op->ex) || (row->n != ALL && !op->n))
				continue;
			prepare(row, b);
			status = op->run(b, row->cch * op->unit, row->s,
					 row->n == ALL ? ALL : row->n * op->unit, &end, &left,
					 row->flags);
			judge(test, op->name, j, row, status, b, op->ex, op->unit, end, left);
		}
	}
}

static void run_copies(struct kunit *test)
{
	run(test, copies, ARRAYSIZE(copies), 0);
}

static void run_cats(struct kunit *test)
{
	run(test, cats, ARRAYSIZE(cats), 1);
}

static void run_formats(struct kunit *test)
{
	CHAR_T b[BUFFER], *end;
	const struct row *row;
	NTSTATUS status;
	size_t left;
	int i, j;

	for (i = 0; i < (int)ARRAYSIZE(formats); i++) {
		for (j = 0; j < (int)ARRAYSIZE(formats_of_12_ab); j++) {
			row = &formats_of_12_ab[j];
			if (row->flags && !formats[i].ex)
				continue;
			prepare(row, b);
			status = formats[i].run(b, row->cch * formats[i].unit, &end, &left,
						row->flags, row->s, 12, T("ab"));
			judge(test, formats[i].name, j, row, status, b, formats[i].ex,
			      formats[i].unit, end, left);
		}
	}
}

/* Pointers that are missing, sizes that can't be; end and left are optional. */
static void run_limits(struct kunit *test)
{
	size_t most = NTSTRSAFE_MAX_CCH;
	CHAR_T b[BUFFER] = T("x");
	NTSTATUS status;
	int i;

	for (i = 0; i < (int)ARRAYSIZE(operations); i++) {
		const struct operation *op = &operations[i];

		CHECK_ROW(test, i, op->run(NULL, 4, T("a"), ALL, NULL, NULL, 0), INVALID);
		CHECK_ROW(test, i, op->run(NULL, 0, T("a"), ALL, NULL, NULL, 0), INVALID);
		CHECK_ROW(test, i, op->run(b, 4 * op->unit, NULL, ALL, NULL, NULL, 0), INVALID);
		CHECK_ROW(test, i, op->run(b, (most + 1) * op->unit, T("a"), ALL, NULL, NULL, 0),
			  INVALID);
		CHECK_ROW(test, i, op->run(b, (size_t)-1, T("a"), ALL, NULL, NULL, 0), INVALID);
		b[0] = 'x';
		b[1] = 0;
		CHECK_ROW(test, i, op->run(b, most * op->unit, T("a"), ALL, NULL, NULL, 0),
			  SUCCESS);
		CHECK_ROW(test, i, b[op->append], 'a');
		if (op->n) {
			status = op->run(b, 4 * op->unit, T("a"), (most + 1) * op->unit, NULL,
					 NULL, 0);
			CHECK_ROW(test, i, status, INVALID);
		}
		if (!op->ex)
			continue;
		status = op->run(NULL, 0, NULL, ALL, NULL, NULL, STRSAFE_IGNORE_NULLS);
		CHECK_ROW(test, i, status, SUCCESS);
		status = op->run(NULL, 0, T(""), ALL, NULL, NULL, STRSAFE_IGNORE_NULLS);
		CHECK_ROW(test, i, status, SUCCESS);
		status = op->run(NULL, 0, T("a"), ALL, NULL, NULL, STRSAFE_IGNORE_NULLS);
		CHECK_ROW(test, i, status, INVALID);
		status = op->run(NULL, 4, T(""), ALL, NULL, NULL, STRSAFE_IGNORE_NULLS);
		CHECK_ROW(test, i, status, INVALID);
	}
	for (i = 0; i < (int)ARRAYSIZE(formats); i++) {
		const struct format *f = &formats[i];

		CHECK_ROW(test, i, f->run(NULL, 4, NULL, NULL, 0, FORMAT, 1, T("")), INVALID);
		CHECK_ROW(test, i, f->run(b, 4 * f->unit, NULL, NULL, 0, NULL, 1, T("")), INVALID);
		CHECK_ROW(test, i, f->run(b, (most + 1) * f->unit, NULL, NULL, 0, FORMAT, 1,
					  T("")), INVALID);
		CHECK_ROW(test, i, f->run(b, 4 * f->unit, NULL, NULL, 0, FORMAT, 1, T("")),
			  SUCCESS);
		if (!f->ex)
			continue;
		status = f->run(NULL, 0, NULL, NULL, STRSAFE_IGNORE_NULLS, NULL, 1, T(""));
		CHECK_ROW(test, i, status, SUCCESS);
		status = f->run(NULL, 0, NULL, NULL, STRSAFE_IGNORE_NULLS, FORMAT, 1, T(""));
		CHECK_ROW(test, i, status, INVALID);
	}
}

/* @length: a function of @unit bytes. */
static void run_length(struct kunit *test, NTSTATUS (*length)(const CHAR_T *, size_t, size_t *),
		       size_t unit)
{
	size_t n = 77;

	CHECK_EQ(test, length(T("abc"), 4 * unit, &n), SUCCESS);
	CHECK_EQ(test, n, 3 * unit);
	CHECK_EQ(test, length(T("abc"), 9 * unit, &n), SUCCESS);
	CHECK_EQ(test, n, 3 * unit);
	CHECK_EQ(test, length(T("abc"), NTSTRSAFE_MAX_CCH * unit, &n), SUCCESS);
	CHECK_EQ(test, length(T(""), unit, &n), SUCCESS);
	CHECK_EQ(test, n, 0);
	/* The NUL has to be within the size. */
	CHECK_EQ(test, length(T("abc"), 3 * unit, &n), INVALID);
	CHECK_EQ(test, length(T(""), 0, &n), INVALID);
	CHECK_EQ(test, length(NULL, 4 * unit, &n), INVALID);
	CHECK_EQ(test, length(T("abc"), (NTSTRSAFE_MAX_CCH + 1ULL) * unit, &n), INVALID);
	CHECK_EQ(test, length(T("abc"), 4 * unit, NULL), SUCCESS);
	CHECK_EQ(test, length(T("abc"), 3 * unit, NULL), INVALID);
}
