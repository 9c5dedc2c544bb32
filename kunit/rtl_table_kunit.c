// SPDX-License-Identifier: GPL-2.0
/*
 * Generic tables and one-time initialisation: rtl/splay.c, generic_table.c,
 * runonce.c.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "rtl.h"

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_GENERIC_TABLE table, PVOID a, PVOID b)
{
	int x = *(int *)a, y = *(int *)b;

	return x < y ? GenericLessThan : x > y ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(PRTL_GENERIC_TABLE table, CLONG size)
{
	++*(int *)table->TableContext;
	return kmalloc(size, GFP_KERNEL);
}

static VOID release(PRTL_GENERIC_TABLE table, PVOID element)
{
	--*(int *)table->TableContext;
	kfree(element);
}

/* Left is less, right is greater, parents agree; returns the nodes. */
static int check(struct kunit *test, PRTL_SPLAY_LINKS n, int low, int high)
{
	int key;

	if (!n)
		return 0;
	key = *(int *)((char *)n + sizeof(RTL_SPLAY_LINKS) + sizeof(LIST_ENTRY));
	if (key <= low || key >= high || (n->LeftChild && n->LeftChild->Parent != n) ||
	    (n->RightChild && n->RightChild->Parent != n))
		KUNIT_FAIL(test, "tree is wrong at %d", key);
	return 1 + check(test, n->LeftChild, low, key) + check(test, n->RightChild, key, high);
}

static void splay_table(struct kunit *test)
{
	RTL_GENERIC_TABLE t;
	int live = 0, key, *p;
	PVOID state = NULL;
	BOOLEAN new;
	int i;

	RtlInitializeGenericTable(&t, compare, allocate, release, &live);
	KUNIT_EXPECT_TRUE(test, RtlIsGenericTableEmpty(&t));
	KUNIT_EXPECT_NULL(test, RtlEnumerateGenericTable(&t, TRUE));
	for (i = 0; i < 200; i++) {
		key = i * 73 % 200;
		p = RtlInsertElementGenericTable(&t, &key, sizeof(key), &new);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, new);
	}
	key = 5;
	p = RtlInsertElementGenericTable(&t, &key, sizeof(key), &new);
	KUNIT_EXPECT_FALSE(test, new);
	KUNIT_EXPECT_EQ(test, *p, 5);
	KUNIT_EXPECT_TRUE(test, RtlIsRoot(t.TableRoot));
	KUNIT_EXPECT_EQ(test, check(test, t.TableRoot, -1, 200), 200);

	for (i = 0; (p = RtlEnumerateGenericTableWithoutSplaying(&t, &state)); i++)
		KUNIT_EXPECT_EQ(test, *p, i);
	KUNIT_EXPECT_EQ(test, i, 200);
	i = 0;
	for (p = RtlEnumerateGenericTable(&t, TRUE); p; p = RtlEnumerateGenericTable(&t, FALSE))
		KUNIT_EXPECT_EQ(test, *p, i++);
	KUNIT_EXPECT_EQ(test, i, 200);

	KUNIT_EXPECT_EQ(test, *(int *)RtlGetElementGenericTable(&t, 3), 19);
	KUNIT_EXPECT_EQ(test, *(int *)RtlGetElementGenericTable(&t, 1), 73);
	KUNIT_EXPECT_NULL(test, RtlGetElementGenericTable(&t, 200));

	for (i = 0; i < 200; i += 2)
		KUNIT_EXPECT_TRUE(test, RtlDeleteElementGenericTable(&t, &i));
	i = 0;
	KUNIT_EXPECT_FALSE(test, RtlDeleteElementGenericTable(&t, &i));
	KUNIT_EXPECT_EQ(test, RtlNumberGenericTableElements(&t), 100);
	KUNIT_EXPECT_EQ(test, check(test, t.TableRoot, -1, 200), 100);
	KUNIT_EXPECT_EQ(test, *(int *)RtlGetElementGenericTable(&t, 0), 73);
	while ((p = RtlGetElementGenericTable(&t, 0)))
		RtlDeleteElementGenericTable(&t, p);
	KUNIT_EXPECT_TRUE(test, RtlIsGenericTableEmpty(&t));
	KUNIT_EXPECT_EQ(test, live, 0);
}

static ULONG count_and_fail_first(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
	int *calls = parameter;

	*context = parameter;
	return ++*calls > 1;
}

static void run_once(struct kunit *test)
{
	RTL_RUN_ONCE once = RTL_RUN_ONCE_INIT;
	PVOID context = NULL;
	int calls = 0;

	KUNIT_EXPECT_EQ(test, RtlRunOnceExecuteOnce(&once, count_and_fail_first, &calls, &context),
			STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, RtlRunOnceExecuteOnce(&once, count_and_fail_first, &calls, &context),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlRunOnceExecuteOnce(&once, count_and_fail_first, &calls, &context),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, calls, 2);
	KUNIT_EXPECT_PTR_EQ(test, context, (PVOID)&calls);

	RtlRunOnceInitialize(&once);
	KUNIT_EXPECT_EQ(test, RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_CHECK_ONLY, NULL),
			STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_ASYNC, NULL),
			STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, RtlRunOnceBeginInitialize(&once, RTL_RUN_ONCE_ASYNC, NULL),
			STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, RtlRunOnceComplete(&once, RTL_RUN_ONCE_ASYNC, &calls),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlRunOnceComplete(&once, RTL_RUN_ONCE_ASYNC, &context),
			STATUS_OBJECT_NAME_COLLISION);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(splay_table),
	KUNIT_CASE(run_once),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_table",
	.test_cases = cases,
};
kunit_test_suite(suite);
