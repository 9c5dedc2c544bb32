// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_strsafe_u: safe counted strings. The cases are in rtl_strsafe_u_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(counted_safe_copies),
	KUNIT_CASE(counted_safe_appends),
	KUNIT_CASE(counted_safe_formats),
	KUNIT_CASE(counted_safe_limits),
	KUNIT_CASE(counted_strings_are_validated),
	KUNIT_CASE(counted_strings_are_set_up),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_strsafe_u",
	.test_cases = cases,
};
kunit_test_suite(suite);
