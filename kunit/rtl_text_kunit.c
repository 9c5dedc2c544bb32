// SPDX-License-Identifier: GPL-2.0
/* wdmcore_rtl_text: counted strings. The cases are in rtl_text_driver.c. */
#include <kunit/test.h>

#include "driver.h"

static struct kunit_case cases[] = {
	KUNIT_CASE(descriptions_are_set_up),
	KUNIT_CASE(narrow_strings_are_copied_and_appended),
	KUNIT_CASE(strings_have_an_order),
	KUNIT_CASE(case_changes_in_place_or_in_new_memory),
	KUNIT_CASE(copies_are_made),
	KUNIT_CASE(counted_strings_change_their_character_set),
	KUNIT_CASE(runs_of_characters_change_their_set),
	KUNIT_CASE(texts_become_integers),
	KUNIT_CASE(integers_become_texts),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_text",
	.test_cases = cases,
};
kunit_test_suite(suite);
