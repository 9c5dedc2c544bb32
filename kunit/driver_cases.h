/* SPDX-License-Identifier: GPL-2.0 */
/* The cases that *_driver.c files define and suites in *_kunit.c list. */
#ifndef _WDM_KUNIT_DRIVER_CASES_H
#define _WDM_KUNIT_DRIVER_CASES_H

struct kunit;

/* ex_atomic_driver.c */
void increments_return_what_is_left(struct kunit *test);
void exchanges_return_what_was_there(struct kunit *test);
void bits_return_what_was_there(struct kunit *test);
void single_bits_are_tested(struct kunit *test);
void pointers_are_exchanged(struct kunit *test);
void weaker_orders_are_there(struct kunit *test);
void reads_and_writes_have_their_width(struct kunit *test);
void operations_are_atomic(struct kunit *test);
void a_release_is_seen_by_an_acquire(struct kunit *test);

/* rtl_crt_driver.c */
void memory_is_searched_and_compared(struct kunit *test);
void strings_are_copied(struct kunit *test);
void strings_are_compared(struct kunit *test);
void strings_are_searched(struct kunit *test);
void strings_change_their_case(struct kunit *test);
void checked_copies_say_what_went_wrong(struct kunit *test);
void wide_strings_are_copied(struct kunit *test);
void wide_strings_are_compared(struct kunit *test);
void wide_strings_are_searched(struct kunit *test);
void characters_have_their_class(struct kunit *test);

/* rtl_crt_number_driver.c */
void strings_become_numbers(struct kunit *test);
void numbers_become_strings(struct kunit *test);
void magnitudes_have_their_type(struct kunit *test);
void random_numbers_repeat(struct kunit *test);
void arrays_are_sorted_and_searched(struct kunit *test);
void characters_become_wide_and_back(struct kunit *test);
void paths_are_made_and_split(struct kunit *test);

/* rtl_inline_driver.c */
void lists_are_appended(struct kunit *test);
void single_lists_are_stacks(struct kunit *test);
void small_lists_have_small_links(struct kunit *test);
void large_integers_compute(struct kunit *test);
void large_integers_shift(struct kunit *test);
void products_have_64_bits(struct kunit *test);
void statuses_have_their_severity(struct kunit *test);
void pointers_and_integers_convert(struct kunit *test);
void pages_are_rounded(struct kunit *test);
void arguments_may_be_absent(struct kunit *test);
void memory_is_moved_and_filled(struct kunit *test);
void bytes_are_swapped(struct kunit *test);
void unaligned_values_are_moved(struct kunit *test);
void geometry_is_known(struct kunit *test);

/* rtl_intsafe_driver.c */
void integers_compute(struct kunit *test);
void narrow_integers_convert(struct kunit *test);
void ints_and_longs_convert(struct kunit *test);
void long_longs_convert(struct kunit *test);
void pointer_sizes_convert(struct kunit *test);

/* rtl_stdio_driver.c */
void narrow_output_is_bounded(struct kunit *test);
void wide_output_is_bounded(struct kunit *test);
void kinds_of_characters_are_swapped(struct kunit *test);
void sizes_of_arguments_are_those_of_windows(struct kunit *test);
void lists_of_arguments_are_walked(struct kunit *test);
void input_is_scanned(struct kunit *test);

/* rtl_strsafe_a_driver.c */
void narrow_safe_copies(struct kunit *test);
void narrow_safe_appends(struct kunit *test);
void narrow_safe_formats(struct kunit *test);
void narrow_safe_limits(struct kunit *test);
void narrow_safe_lengths(struct kunit *test);

/* rtl_strsafe_u_driver.c */
void counted_safe_copies(struct kunit *test);
void counted_safe_appends(struct kunit *test);
void counted_safe_formats(struct kunit *test);
void counted_safe_limits(struct kunit *test);
void counted_strings_are_validated(struct kunit *test);
void counted_strings_are_set_up(struct kunit *test);

/* rtl_strsafe_w_driver.c */
void wide_safe_copies(struct kunit *test);
void wide_safe_appends(struct kunit *test);
void wide_safe_formats(struct kunit *test);
void wide_safe_limits(struct kunit *test);
void wide_safe_lengths(struct kunit *test);
void sizes_in_bytes_may_be_odd(struct kunit *test);
void counted_sources_are_checked(struct kunit *test);

/* rtl_text_driver.c */
void descriptions_are_set_up(struct kunit *test);
void narrow_strings_are_copied_and_appended(struct kunit *test);
void strings_have_an_order(struct kunit *test);
void case_changes_in_place_or_in_new_memory(struct kunit *test);
void copies_are_made(struct kunit *test);
void counted_strings_change_their_character_set(struct kunit *test);
void runs_of_characters_change_their_set(struct kunit *test);
void texts_become_integers(struct kunit *test);
void integers_become_texts(struct kunit *test);

/* rtl_tree_driver.c */
void splay_lifts_a_node_to_the_root(struct kunit *test);
void neighbours_are_found(struct kunit *test);
void nodes_are_deleted(struct kunit *test);
void single_bits_change_alone(struct kunit *test);
void runs_of_bits_are_found(struct kunit *test);
void seconds_have_their_epoch(struct kunit *test);
void conditions_lie_beside_one_another(struct kunit *test);
void service_packs_are_of_one_version(struct kunit *test);

#endif
