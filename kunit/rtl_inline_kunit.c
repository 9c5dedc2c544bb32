// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_inline: macros and inline functions. The cases are in rtl_inline_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(lists_are_appended),
	KUNIT_CASE(single_lists_are_stacks),
	KUNIT_CASE(small_lists_have_small_links),
	KUNIT_CASE(large_integers_compute),
	KUNIT_CASE(large_integers_shift),
	KUNIT_CASE(products_have_64_bits),
	KUNIT_CASE(statuses_have_their_severity),
	KUNIT_CASE(pointers_and_integers_convert),
	KUNIT_CASE(pages_are_rounded),
	KUNIT_CASE(arguments_may_be_absent),
	KUNIT_CASE(memory_is_moved_and_filled),
	KUNIT_CASE(bytes_are_swapped),
	KUNIT_CASE(unaligned_values_are_moved),
	KUNIT_CASE(geometry_is_known),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_inline",
	.test_cases = cases,
};
kunit_test_suite(suite);
