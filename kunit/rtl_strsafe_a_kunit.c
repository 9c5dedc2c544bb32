// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_strsafe_a: narrow safe strings. The cases are in rtl_strsafe_a_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(narrow_safe_copies),
	KUNIT_CASE(narrow_safe_appends),
	KUNIT_CASE(narrow_safe_formats),
	KUNIT_CASE(narrow_safe_limits),
	KUNIT_CASE(narrow_safe_lengths),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_strsafe_a",
	.test_cases = cases,
};
kunit_test_suite(suite);
