// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_crt_number: numbers, sorting and paths. The cases are in rtl_crt_number_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(strings_become_numbers),
	KUNIT_CASE(numbers_become_strings),
	KUNIT_CASE(magnitudes_have_their_type),
	KUNIT_CASE(random_numbers_repeat),
	KUNIT_CASE(arrays_are_sorted_and_searched),
	KUNIT_CASE(characters_become_wide_and_back),
	KUNIT_CASE(paths_are_made_and_split),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_crt_number",
	.test_cases = cases,
};
kunit_test_suite(suite);
