// SPDX-License-Identifier: GPL-2.0
/* wdmcore_ex_atomic: interlocked operations. The cases are in ex_atomic_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(increments_return_what_is_left),
	KUNIT_CASE(exchanges_return_what_was_there),
	KUNIT_CASE(bits_return_what_was_there),
	KUNIT_CASE(single_bits_are_tested),
	KUNIT_CASE(pointers_are_exchanged),
	KUNIT_CASE(weaker_orders_are_there),
	KUNIT_CASE(reads_and_writes_have_their_width),
	KUNIT_CASE(operations_are_atomic),
	KUNIT_CASE(a_release_is_seen_by_an_acquire),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ex_atomic",
	.test_cases = cases,
};
kunit_test_suite(suite);
