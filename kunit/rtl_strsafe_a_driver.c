// SPDX-License-Identifier: GPL-2.0
/* The safe string functions of char in ntstrsafe.h; the cases are in strsafe_rows.h. */
#include "driver.h"

#include <ntstrsafe.h>

#define CHAR_T		char
#define T(text)		text
#define FILL		"."

/* All functions as ones of the same type. */
#include "strsafe_shapes.h"

PLAIN(RtlStringCchCopyA)
WITH_N(RtlStringCchCopyNA)
WITH_EX(RtlStringCchCopyExA)
WITH_N_EX(RtlStringCchCopyNExA)
PLAIN(RtlStringCchCatA)
WITH_N(RtlStringCchCatNA)
WITH_EX(RtlStringCchCatExA)
WITH_N_EX(RtlStringCchCatNExA)
FORMAT_PLAIN(RtlStringCchPrintfA)
FORMAT_EX(RtlStringCchPrintfExA)
V_FORMAT_PLAIN(RtlStringCchVPrintfA)
V_FORMAT_EX(RtlStringCchVPrintfExA)
PLAIN(RtlStringCbCopyA)
WITH_N(RtlStringCbCopyNA)
WITH_EX(RtlStringCbCopyExA)
WITH_N_EX(RtlStringCbCopyNExA)
PLAIN(RtlStringCbCatA)
WITH_N(RtlStringCbCatNA)
WITH_EX(RtlStringCbCatExA)
WITH_N_EX(RtlStringCbCatNExA)
FORMAT_PLAIN(RtlStringCbPrintfA)
FORMAT_EX(RtlStringCbPrintfExA)
V_FORMAT_PLAIN(RtlStringCbVPrintfA)
V_FORMAT_EX(RtlStringCbVPrintfExA)

#define OPERATIONS static const struct operation operations[] = { \
	OPERATION(RtlStringCchCopyA, 0, 0, 0, 1), \
	OPERATION(RtlStringCchCopyNA, 0, 1, 0, 1), \
	OPERATION(RtlStringCchCopyExA, 0, 0, 1, 1), \
	OPERATION(RtlStringCchCopyNExA, 0, 1, 1, 1), \
	OPERATION(RtlStringCchCatA, 1, 0, 0, 1), \
	OPERATION(RtlStringCchCatNA, 1, 1, 0, 1), \
	OPERATION(RtlStringCchCatExA, 1, 0, 1, 1), \
	OPERATION(RtlStringCchCatNExA, 1, 1, 1, 1), \
	OPERATION(RtlStringCbCopyA, 0, 0, 0, sizeof(char)), \
	OPERATION(RtlStringCbCopyNA, 0, 1, 0, sizeof(char)), \
	OPERATION(RtlStringCbCopyExA, 0, 0, 1, sizeof(char)), \
	OPERATION(RtlStringCbCopyNExA, 0, 1, 1, sizeof(char)), \
	OPERATION(RtlStringCbCatA, 1, 0, 0, sizeof(char)), \
	OPERATION(RtlStringCbCatNA, 1, 1, 0, sizeof(char)), \
	OPERATION(RtlStringCbCatExA, 1, 0, 1, sizeof(char)), \
	OPERATION(RtlStringCbCatNExA, 1, 1, 1, sizeof(char)), \
};

#define FORMATS static const struct format formats[] = { \
	FORMAT_OF(RtlStringCchPrintfA, 0, 1), \
	FORMAT_OF(RtlStringCchPrintfExA, 1, 1), \
	FORMAT_OF(RtlStringCchVPrintfA, 0, 1), \
	FORMAT_OF(RtlStringCchVPrintfExA, 1, 1), \
	FORMAT_OF(RtlStringCbPrintfA, 0, sizeof(char)), \
	FORMAT_OF(RtlStringCbPrintfExA, 1, sizeof(char)), \
	FORMAT_OF(RtlStringCbVPrintfA, 0, sizeof(char)), \
	FORMAT_OF(RtlStringCbVPrintfExA, 1, sizeof(char)), \
};

#include "strsafe_rows.h"

void narrow_safe_copies(struct kunit *test)
{
	run_copies(test);
}

void narrow_safe_appends(struct kunit *test)
{
	run_cats(test);
}

void narrow_safe_formats(struct kunit *test)
{
	run_formats(test);
}

void narrow_safe_limits(struct kunit *test)
{
	run_limits(test);
}

void narrow_safe_lengths(struct kunit *test)
{
	run_length(test, RtlStringCchLengthA, 1);
	run_length(test, RtlStringCbLengthA, sizeof(char));
}
