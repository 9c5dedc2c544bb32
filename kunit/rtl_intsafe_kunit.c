// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_intsafe: ntintsafe.h. The cases are in rtl_intsafe_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(integers_compute),
	KUNIT_CASE(narrow_integers_convert),
	KUNIT_CASE(ints_and_longs_convert),
	KUNIT_CASE(long_longs_convert),
	KUNIT_CASE(pointer_sizes_convert),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_intsafe",
	.test_cases = cases,
};
kunit_test_suite(suite);
