// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_crt: the C run-time's strings. The cases are in rtl_crt_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(memory_is_searched_and_compared),
	KUNIT_CASE(strings_are_copied),
	KUNIT_CASE(strings_are_compared),
	KUNIT_CASE(strings_are_searched),
	KUNIT_CASE(strings_change_their_case),
	KUNIT_CASE(checked_copies_say_what_went_wrong),
	KUNIT_CASE(wide_strings_are_copied),
	KUNIT_CASE(wide_strings_are_compared),
	KUNIT_CASE(wide_strings_are_searched),
	KUNIT_CASE(characters_have_their_class),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_crt",
	.test_cases = cases,
};
kunit_test_suite(suite);
