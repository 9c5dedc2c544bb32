// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_stdio: formatted output. The cases are in rtl_stdio_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(narrow_output_is_bounded),
	KUNIT_CASE(wide_output_is_bounded),
	KUNIT_CASE(kinds_of_characters_are_swapped),
	KUNIT_CASE(sizes_of_arguments_are_those_of_windows),
	KUNIT_CASE(lists_of_arguments_are_walked),
	KUNIT_CASE(input_is_scanned),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_stdio",
	.test_cases = cases,
};
kunit_test_suite(suite);
