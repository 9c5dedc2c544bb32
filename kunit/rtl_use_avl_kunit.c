// SPDX-License-Identifier: GPL-2.0
/* A driver that defines RTL_USE_AVL_TABLES: the generic names mean AVL tables. */
#define RTL_USE_AVL_TABLES 0
#include <kunit/test.h>
#include <linux/slab.h>

#include "rtl.h"

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_GENERIC_TABLE table, PVOID a, PVOID b)
{
	int x = *(int *)a, y = *(int *)b;

	return x < y ? GenericLessThan : x > y ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(PRTL_GENERIC_TABLE table, CLONG size)
{
	return kmalloc(size, GFP_KERNEL);
}

static VOID release(PRTL_GENERIC_TABLE table, PVOID element)
{
	kfree(element);
}

static void generic_names(struct kunit *test)
{
	TABLE_SEARCH_RESULT result;
	RTL_GENERIC_TABLE t;
	PVOID key = NULL, place;
	BOOLEAN new;
	int i, *p;

	KUNIT_EXPECT_EQ(test, sizeof(t), sizeof(RTL_AVL_TABLE));
	RtlInitializeGenericTable(&t, compare, allocate, release, NULL);
	KUNIT_EXPECT_TRUE(test, RtlIsGenericTableEmpty(&t));
	for (i = 9; i >= 0; i--)
		KUNIT_EXPECT_NOT_NULL(test, RtlInsertElementGenericTable(&t, &i, sizeof(i), &new));
	KUNIT_EXPECT_EQ(test, RtlNumberGenericTableElements(&t), 10U);
	i = 5;
	KUNIT_EXPECT_NOT_NULL(test, RtlLookupElementGenericTableFull(&t, &i, &place, &result));
	p = RtlInsertElementGenericTableFull(&t, &i, sizeof(i), &new, place, result);
	KUNIT_EXPECT_FALSE(test, new);
	KUNIT_EXPECT_PTR_EQ(test, RtlLookupElementGenericTable(&t, &i), (PVOID)p);
	for (i = 0; (p = RtlEnumerateGenericTableWithoutSplaying(&t, &key)); i++)
		KUNIT_EXPECT_EQ(test, *p, i);
	for (i = 0, p = RtlEnumerateGenericTable(&t, TRUE); p;
	     p = RtlEnumerateGenericTable(&t, FALSE))
		KUNIT_EXPECT_EQ(test, *p, i++);
	while ((p = RtlGetElementGenericTable(&t, 0)))
		KUNIT_EXPECT_TRUE(test, RtlDeleteElementGenericTable(&t, p));
	KUNIT_EXPECT_TRUE(test, RtlIsGenericTableEmpty(&t));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(generic_names),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_use_avl",
	.test_cases = cases,
};
kunit_test_suite(suite);
