/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the *_driver.c files have of KUnit. They see the DDK as a driver does, and
 * nothing of Linux: macros that are hidden from Linux's sources, the C run-time under
 * its own names, a char with a sign. Their cases are listed in driver_cases.h, and a
 * suite in *_kunit.c has them in its table.
 */
#ifndef _WDM_KUNIT_DRIVER_H
#define _WDM_KUNIT_DRIVER_H

/* Kbuild includes a header of Linux's everywhere, which makes these what they aren't in C. */
#ifndef _LINUX_TYPES_H
#undef inline
#undef __inline
#undef __inline__
#endif

#include <ntddk.h>

#include "driver_cases.h"

/* In main.c. @row: line of a table, -1 for none. */
int wdm_check_equal(struct kunit *test, const char *file, int line, int row, const char *what,
		    long long got, long long expected);
int wdm_check_text(struct kunit *test, const char *file, int line, int row, const char *what,
		   const char *got, const char *expected);
int wdm_check_wide(struct kunit *test, const char *file, int line, int row, const char *what,
		   const WCHAR *got, const WCHAR *expected);
int wdm_check_bytes(struct kunit *test, const char *file, int line, int row, const char *what,
		    const void *got, const void *expected, unsigned long long size);

/* Runs a function in several threads at once, spread over the CPUs. */
void wdm_check_in_parallel(struct kunit *test, void (*function)(void *context), void *context,
			   int threads);
int wdm_check_processors(void);

#define CHECK_ROW(test, row, got, expected) \
	wdm_check_equal(test, __FILE__, __LINE__, row, #got, (long long)(got), \
			(long long)(expected))
#define CHECK_EQ(test, got, expected)	CHECK_ROW(test, -1, got, expected)
#define CHECK_PTR(test, got, expected) \
	wdm_check_equal(test, __FILE__, __LINE__, -1, #got, (long long)(ULONG_PTR)(got), \
			(long long)(ULONG_PTR)(expected))
#define CHECK_TRUE(test, got)		CHECK_ROW(test, -1, !!(got), 1)
#define CHECK_FALSE(test, got)		CHECK_ROW(test, -1, !!(got), 0)
#define CHECK_TEXT_ROW(test, row, got, expected) \
	wdm_check_text(test, __FILE__, __LINE__, row, #got, got, expected)
#define CHECK_TEXT(test, got, expected)	CHECK_TEXT_ROW(test, -1, got, expected)
#define CHECK_WIDE_ROW(test, row, got, expected) \
	wdm_check_wide(test, __FILE__, __LINE__, row, #got, got, expected)
#define CHECK_WIDE(test, got, expected)	CHECK_WIDE_ROW(test, -1, got, expected)
#define CHECK_BYTES_ROW(test, row, got, expected, size) \
	wdm_check_bytes(test, __FILE__, __LINE__, row, #got, got, expected, size)
#define CHECK_BYTES(test, got, expected, size) CHECK_BYTES_ROW(test, -1, got, expected, size)

/* The type of an expression, as the contract has it. */
#define CHECK_TYPE(expression, type) \
	C_ASSERT(__builtin_types_compatible_p(__typeof__(expression), type))

#endif
