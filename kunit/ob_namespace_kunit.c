// SPDX-License-Identifier: GPL-2.0
/*
 * The object directory: paths good and bad, letter case, links, life of names.
 * Under test: ob/namespace.c, ob/symlink.c.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "ob.h"

static const struct wdm_object_type thing_type = { .name = "Thing" };
static const struct wdm_object_type other_type = { .name = "Other" };

#define U(text) ({ static UNICODE_STRING __u; RtlInitUnicodeString(&__u, text); &__u; })

static int thing_init(struct kunit *test)
{
	test->priv = wdm_ob_alloc(&thing_type, 0, 8, GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void thing_exit(struct kunit *test)
{
	wdm_ob_remove(test->priv);
	wdm_ob_put(test->priv);
}

static NTSTATUS find(const WCHAR *path, void **body)
{
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	*body = (void *)0xcc;
	return wdm_ob_lookup(&name, 0, NULL, body, NULL);
}

static void expect_found(struct kunit *test, const WCHAR *path)
{
	void *body;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, find(path, &body));
	KUNIT_EXPECT_PTR_EQ(test, test->priv, body);
	wdm_ob_put(body);
}

static void expect_error(struct kunit *test, const WCHAR *path, NTSTATUS status)
{
	void *body;

	KUNIT_EXPECT_EQ(test, status, find(path, &body));
	KUNIT_EXPECT_NULL(test, body);
}

static void found_in_any_case(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KThing"), test->priv, 0));
	expect_found(test, L"\\Device\\KThing");
	expect_found(test, L"\\dEVICE\\kTHING");
}

static void name_is_taken_in_any_case(struct kunit *test)
{
	void *other = wdm_ob_alloc(&other_type, 0, 8, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KThing"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			wdm_ob_insert(U(L"\\device\\KTHING"), other, 0));
	wdm_ob_put(other);
	expect_found(test, L"\\Device\\KThing");
}

static void bad_paths_are_told_apart(struct kunit *test)
{
	UNICODE_STRING odd = { .Length = 3, .MaximumLength = 4, .Buffer = (WCHAR *)L"\\D" };
	UNICODE_STRING empty = {};
	void *body;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KThing"), test->priv, 0));
	expect_error(test, L"\\Device\\KNothing", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_error(test, L"\\KNowhere\\KThing", STATUS_OBJECT_PATH_NOT_FOUND);
	expect_error(test, L"\\Device\\KThing\\More", STATUS_OBJECT_TYPE_MISMATCH);
	expect_error(test, L"Device\\KThing", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_error(test, L"", STATUS_OBJECT_PATH_SYNTAX_BAD);
	expect_error(test, L"\\Device\\", STATUS_OBJECT_NAME_INVALID);
	expect_error(test, L"\\\\Device", STATUS_OBJECT_NAME_INVALID);
	expect_error(test, L"\\Device\\\\KThing", STATUS_OBJECT_NAME_INVALID);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD,
			wdm_ob_lookup(&odd, 0, NULL, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD,
			wdm_ob_lookup(&empty, 0, NULL, &body, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD,
			wdm_ob_lookup(NULL, 0, NULL, &body, NULL));
}

static void no_names_in_bad_places(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_NOT_FOUND,
			wdm_ob_insert(U(L"\\KNowhere\\KThing"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID,
			wdm_ob_insert(U(L"\\Device\\"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID,
			wdm_ob_insert(U(L"\\"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_SYNTAX_BAD,
			wdm_ob_insert(U(L"KThing"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			wdm_ob_insert(U(L"\\Device"), test->priv, 0));
}

static void all_ways_to_dos_devices_meet(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_insert(U(L"\\DosDevices\\KThing"), test->priv, 0));
	expect_found(test, L"\\??\\KThing");
	expect_found(test, L"\\GLOBAL??\\KThing");
	expect_found(test, L"\\DosDevices\\Global\\KThing");
	expect_found(test, L"\\??\\GLOBALROOT\\DosDevices\\kthing");
}

static void type_is_checked(struct kunit *test)
{
	void *body;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KThing"), test->priv, 0));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			wdm_ob_lookup(U(L"\\Device\\KThing"), 0, &other_type, &body, NULL));
	KUNIT_EXPECT_EQ(test, 1, atomic_long_read(&wdm_ob_header(test->priv)->references));
}

static void link_is_followed_unless_asked_for(struct kunit *test)
{
	void *link, *found;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KThing"), test->priv, 0));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_create_symlink(U(L"\\??\\KLink"), U(L"\\Device\\KThing"), &link));
	expect_found(test, L"\\??\\KLink");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_ob_lookup(U(L"\\??\\KLink"), WDM_LOOKUP_LINK,
							    &wdm_symlink_type, &found, NULL));
	KUNIT_EXPECT_PTR_EQ(test, link, found);
	wdm_ob_put(found);
	wdm_ob_remove(link);
	wdm_ob_put(link);
	expect_error(test, L"\\??\\KLink", STATUS_OBJECT_NAME_NOT_FOUND);
}

static void circle_of_links_ends(struct kunit *test)
{
	void *a, *b, *longer;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_create_symlink(U(L"\\??\\KA"), U(L"\\??\\KB"), &a));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_create_symlink(U(L"\\??\\KB"), U(L"\\??\\KA"), &b));
	/* This one gets longer each time. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_create_symlink(U(L"\\??\\KC"), U(L"\\??\\KC\\x"), &longer));
	expect_error(test, L"\\??\\KA", STATUS_OBJECT_NAME_NOT_FOUND);
	expect_error(test, L"\\??\\KC", STATUS_OBJECT_NAME_NOT_FOUND);
	wdm_ob_remove(a);
	wdm_ob_remove(b);
	wdm_ob_remove(longer);
	wdm_ob_put(a);
	wdm_ob_put(b);
	wdm_ob_put(longer);
}

static void name_goes_with_a_temporary_object(struct kunit *test)
{
	void *other = wdm_ob_alloc(&other_type, 0, 8, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KOther"), other, 0));
	wdm_ob_put(other);
	expect_error(test, L"\\Device\\KOther", STATUS_OBJECT_NAME_NOT_FOUND);
}

static void name_keeps_a_permanent_object(struct kunit *test)
{
	void *other = wdm_ob_alloc(&other_type, 0, 8, GFP_KERNEL), *found;

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_insert(U(L"\\Device\\KOther"), other,
							    WDM_OBJECT_PERMANENT));
	wdm_ob_put(other);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, find(L"\\Device\\KOther", &found));
	wdm_ob_remove(found);
	KUNIT_EXPECT_EQ(test, 1, atomic_long_read(&wdm_ob_header(found)->references));
	wdm_ob_put(found);
	expect_error(test, L"\\Device\\KOther", STATUS_OBJECT_NAME_NOT_FOUND);
}

static void path_is_the_real_one(struct kunit *test)
{
	UNICODE_STRING path;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_path(test->priv, &path));
	KUNIT_EXPECT_EQ(test, 0, path.Length);
	kfree(path.Buffer);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_ob_insert(U(L"\\DosDevices\\KThing"), test->priv, 0));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_ob_path(test->priv, &path));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&path, U(L"\\??\\KThing"), FALSE));
	kfree(path.Buffer);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(found_in_any_case),
	KUNIT_CASE(name_is_taken_in_any_case),
	KUNIT_CASE(bad_paths_are_told_apart),
	KUNIT_CASE(no_names_in_bad_places),
	KUNIT_CASE(all_ways_to_dos_devices_meet),
	KUNIT_CASE(type_is_checked),
	KUNIT_CASE(link_is_followed_unless_asked_for),
	KUNIT_CASE(circle_of_links_ends),
	KUNIT_CASE(name_goes_with_a_temporary_object),
	KUNIT_CASE(name_keeps_a_permanent_object),
	KUNIT_CASE(path_is_the_real_one),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ob_namespace",
	.init = thing_init,
	.exit = thing_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
