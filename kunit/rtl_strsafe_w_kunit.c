// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_strsafe_w: wide safe strings. The cases are in rtl_strsafe_w_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(wide_safe_copies),
	KUNIT_CASE(wide_safe_appends),
	KUNIT_CASE(wide_safe_formats),
	KUNIT_CASE(wide_safe_limits),
	KUNIT_CASE(wide_safe_lengths),
	KUNIT_CASE(sizes_in_bytes_may_be_odd),
	KUNIT_CASE(counted_sources_are_checked),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_strsafe_w",
	.test_cases = cases,
};
kunit_test_suite(suite);
