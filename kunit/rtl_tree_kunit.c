// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_tree: trees, bit maps, times, versions. The cases are in rtl_tree_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(splay_lifts_a_node_to_the_root),
	KUNIT_CASE(neighbours_are_found),
	KUNIT_CASE(nodes_are_deleted),
	KUNIT_CASE(single_bits_change_alone),
	KUNIT_CASE(runs_of_bits_are_found),
	KUNIT_CASE(seconds_have_their_epoch),
	KUNIT_CASE(conditions_lie_beside_one_another),
	KUNIT_CASE(service_packs_are_of_one_version),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_tree",
	.test_cases = cases,
};
kunit_test_suite(suite);
