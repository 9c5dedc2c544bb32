// SPDX-License-Identifier: GPL-2.0
/*
 * Objects: references, deletion by who can't sleep, alignment, types.
 * Under test: ob/object.c (ObfReferenceObject and the like).
 */
#include <kunit/test.h>
#include <linux/atomic.h>

#include <ntddk.h>
#include "ob.h"

static atomic_t deleted;
static KIRQL deleted_at;

static void count_deletion(void *body)
{
	deleted_at = KeGetCurrentIrql();
	atomic_inc(&deleted);
}

static const struct wdm_object_type counted_type = {
	.name = "Counted",
	.delete = count_deletion,
	.mapping = {
		.GenericRead = 0x1,
		.GenericWrite = 0x2,
		.GenericExecute = 0x4,
		.GenericAll = 0xf,
	},
	.valid_access = 0x1f,
};

static const struct wdm_object_type other_type = { .name = "Other" };

static void *new_object(struct kunit *test, size_t prefix, size_t size)
{
	void *body = wdm_ob_alloc(&counted_type, prefix, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, body);
	atomic_set(&deleted, 0);
	return body;
}

static void body_is_aligned_and_zeroed(struct kunit *test)
{
	static const size_t sizes[] = { 1, 7, 24, 100, 336, 4096, 5000, 300000 };
	size_t prefix, i, k;
	u8 *body;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (prefix = 0; prefix < 64; prefix += 8) {
			body = new_object(test, prefix, sizes[i]);
			KUNIT_EXPECT_EQ(test, 0, (unsigned long)body % 16);
			for (k = 0; k < sizes[i] && !body[k]; k++)
				;
			KUNIT_EXPECT_EQ(test, sizes[i], k);
			memset((u8 *)wdm_ob_header(body) - prefix, 0xcc, prefix);
			memset(body, 0xcc, sizes[i]);
			wdm_ob_put(body);
		}
	}
}

static void impossible_size_fails(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, wdm_ob_alloc(&counted_type, 0, SIZE_MAX - 8, GFP_KERNEL));
}

static void last_reference_deletes(struct kunit *test)
{
	void *body = new_object(test, 0, 8);

	KUNIT_EXPECT_EQ(test, 2, ObfReferenceObject(body));
	KUNIT_EXPECT_EQ(test, 3, ObfReferenceObjectWithTag(body, 'tseT'));
	KUNIT_EXPECT_EQ(test, 2, ObfDereferenceObjectWithTag(body, 'tseT'));
	KUNIT_EXPECT_EQ(test, 1, ObfDereferenceObject(body));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&deleted));
	KUNIT_EXPECT_EQ(test, 0, ObfDereferenceObject(body));
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&deleted));
}

static void deletion_is_at_passive_level(struct kunit *test)
{
	void *body = new_object(test, 0, 8);
	KIRQL irql;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	ObfDereferenceObject(body);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&deleted));
	KeLowerIrql(irql);
	wdm_ob_flush();
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&deleted));
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, deleted_at);
}

static void deferred_deletion_is_in_another_thread(struct kunit *test)
{
	void *body = new_object(test, 0, 8);

	ObDereferenceObjectDeferDelete(body);
	wdm_ob_flush();
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&deleted));
}

static void many_deferred_deletions_all_happen(struct kunit *test)
{
	void *body[64];
	KIRQL irql;
	int i;

	for (i = 0; i < ARRAY_SIZE(body); i++)
		body[i] = new_object(test, 0, 8);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	for (i = 0; i < ARRAY_SIZE(body); i++)
		ObfDereferenceObject(body[i]);
	KeLowerIrql(irql);
	wdm_ob_flush();
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(body), atomic_read(&deleted));
}

static void nobody_gets_a_dying_object(struct kunit *test)
{
	void *body = new_object(test, 0, 8);

	atomic_long_set(&wdm_ob_header(body)->references, 0);
	KUNIT_EXPECT_FALSE(test, wdm_ob_get_unless_zero(body));
	atomic_long_set(&wdm_ob_header(body)->references, 1);
	KUNIT_EXPECT_TRUE(test, wdm_ob_get_unless_zero(body));
	wdm_ob_put(body);
	wdm_ob_put(body);
}

static void reference_by_pointer_checks_the_type(struct kunit *test)
{
	POBJECT_TYPE right = (POBJECT_TYPE)&counted_type, wrong = (POBJECT_TYPE)&other_type;
	void *body = new_object(test, 0, 8);

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObReferenceObjectByPointer(body, 0, wrong, KernelMode));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ObReferenceObjectByPointer(body, 0, NULL, UserMode));
	KUNIT_EXPECT_EQ(test, 1, atomic_long_read(&wdm_ob_header(body)->references));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByPointer(body, 0, NULL, KernelMode));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByPointer(body, 0, right, UserMode));
	KUNIT_EXPECT_EQ(test, 3, atomic_long_read(&wdm_ob_header(body)->references));
	wdm_ob_put(body);
	wdm_ob_put(body);
	wdm_ob_put(body);
}

static void generic_rights_are_mapped(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0x1, wdm_ob_map_access(&counted_type, GENERIC_READ));
	KUNIT_EXPECT_EQ(test, 0x7, wdm_ob_map_access(&counted_type, GENERIC_READ | GENERIC_WRITE |
						     GENERIC_EXECUTE));
	KUNIT_EXPECT_EQ(test, 0xf, wdm_ob_map_access(&counted_type, GENERIC_ALL));
	KUNIT_EXPECT_EQ(test, 0x1f, wdm_ob_map_access(&counted_type, MAXIMUM_ALLOWED));
	KUNIT_EXPECT_EQ(test, 0x10, wdm_ob_map_access(&counted_type, 0x10));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(body_is_aligned_and_zeroed),
	KUNIT_CASE(impossible_size_fails),
	KUNIT_CASE(last_reference_deletes),
	KUNIT_CASE(deletion_is_at_passive_level),
	KUNIT_CASE(deferred_deletion_is_in_another_thread),
	KUNIT_CASE(many_deferred_deletions_all_happen),
	KUNIT_CASE(nobody_gets_a_dying_object),
	KUNIT_CASE(reference_by_pointer_checks_the_type),
	KUNIT_CASE(generic_rights_are_mapped),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ob_object",
	.test_cases = cases,
};

kunit_test_suite(suite);
