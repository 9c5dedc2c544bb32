// SPDX-License-Identifier: GPL-2.0
/* Generic tables on AVL trees: rtl/avl.c, avl_table.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "rtl.h"

#define COUNT	1000

/* The table's context. */
struct state {
	int live;
	int fail_at;
};

struct item {
	int key;
	int payload;
};

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_AVL_TABLE table, PVOID a, PVOID b)
{
	int x = ((struct item *)a)->key, y = ((struct item *)b)->key;

	return x < y ? GenericLessThan : x > y ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(PRTL_AVL_TABLE table, CLONG size)
{
	struct state *s = table->TableContext;

	if (s->fail_at && s->live + 1 >= s->fail_at)
		return NULL;
	s->live++;
	/* Not zeroed: the links are the table's business. */
	return memset(kmalloc(size, GFP_KERNEL), 0xcc, size);
}

static VOID release(PRTL_AVL_TABLE table, PVOID element)
{
	((struct state *)table->TableContext)->live--;
	kfree(element);
}

static int key_of(PRTL_BALANCED_LINKS n)
{
	return ((struct item *)(n + 1))->key;
}

/* Order, parents, balances; returns the height. */
static int check(struct kunit *test, PRTL_BALANCED_LINKS n, int low, int high, int *count)
{
	int left, right;

	if (!n)
		return 0;
	++*count;
	if (key_of(n) <= low || key_of(n) >= high ||
	    (n->LeftChild && n->LeftChild->Parent != n) ||
	    (n->RightChild && n->RightChild->Parent != n))
		KUNIT_FAIL(test, "tree is wrong at %d", key_of(n));
	left = check(test, n->LeftChild, low, key_of(n), count);
	right = check(test, n->RightChild, key_of(n), high, count);
	if (right - left != (s8)n->Balance || abs(right - left) > 1)
		KUNIT_FAIL(test, "balance is wrong at %d: %d %d %d", key_of(n), left, right,
			   (s8)n->Balance);
	return max(left, right) + 1;
}

static void check_table(struct kunit *test, PRTL_AVL_TABLE t, int expected)
{
	int count = 0, height = check(test, t->BalancedRoot.RightChild, INT_MIN, INT_MAX, &count);

	KUNIT_EXPECT_EQ(test, count, expected);
	KUNIT_EXPECT_EQ(test, t->DepthOfTree, (ULONG)height);
	KUNIT_EXPECT_EQ(test, RtlNumberGenericTableElementsAvl(t), (ULONG)expected);
	KUNIT_EXPECT_EQ(test, RtlIsGenericTableEmptyAvl(t), !expected);
}

static struct item *insert(PRTL_AVL_TABLE t, int key, int payload, PBOOLEAN new)
{
	struct item item = { key, payload };

	return RtlInsertElementGenericTableAvl(t, &item, sizeof(item), new);
}

static BOOLEAN delete(PRTL_AVL_TABLE t, int key)
{
	struct item item = { key };

	return RtlDeleteElementGenericTableAvl(t, &item);
}

static void empty(struct kunit *test, PRTL_AVL_TABLE t)
{
	struct item *item;

	while ((item = RtlGetElementGenericTableAvl(t, 0)))
		KUNIT_ASSERT_TRUE(test, RtlDeleteElementGenericTableAvl(t, item));
	KUNIT_EXPECT_EQ(test, ((struct state *)t->TableContext)->live, 0);
}

/* Every order of keys that rotates: mixed, up, down. */
static void insert_and_delete(struct kunit *test)
{
	static const int factors[] = { 337, 1, COUNT - 1 };
	struct state s = {};
	struct item *item;
	RTL_AVL_TABLE t;
	BOOLEAN new;
	int i, f;

	RtlInitializeGenericTableAvl(&t, compare, allocate, release, &s);
	check_table(test, &t, 0);
	KUNIT_EXPECT_FALSE(test, delete(&t, 1));
	for (f = 0; f < ARRAY_SIZE(factors); f++) {
		for (i = 0; i < COUNT; i++) {
			item = insert(&t, i * factors[f] % COUNT, i, &new);
			KUNIT_ASSERT_NOT_NULL(test, item);
			KUNIT_EXPECT_TRUE(test, new);
			KUNIT_EXPECT_EQ(test, item->payload, i);
		}
		check_table(test, &t, COUNT);
		/* 1.44 log2(n) at most. */
		KUNIT_EXPECT_LE(test, t.DepthOfTree, 14U);
		item = insert(&t, 5 * factors[f] % COUNT, -1, &new);
		KUNIT_EXPECT_FALSE(test, new);
		KUNIT_EXPECT_EQ(test, item->payload, 5);
		for (i = 0; i < COUNT; i++) {
			KUNIT_EXPECT_TRUE(test, delete(&t, i * 7 % COUNT));
			if (i % 50 == 0)
				check_table(test, &t, COUNT - 1 - i);
		}
		check_table(test, &t, 0);
		KUNIT_EXPECT_EQ(test, s.live, 0);
	}
}

static void look_up(struct kunit *test)
{
	TABLE_SEARCH_RESULT result;
	struct item key = {}, *item;
	struct state s = {};
	RTL_AVL_TABLE t;
	BOOLEAN new;
	PVOID place;
	int i;

	RtlInitializeGenericTableAvl(&t, compare, allocate, release, &s);
	KUNIT_EXPECT_NULL(test, RtlLookupElementGenericTableFullAvl(&t, &key, &place, &result));
	KUNIT_EXPECT_EQ(test, result, TableEmptyTree);
	for (i = 0; i < 20; i += 2) {
		key.key = i;
		KUNIT_EXPECT_NULL(test, RtlLookupElementGenericTableFullAvl(&t, &key, &place,
									    &result));
		item = RtlInsertElementGenericTableFullAvl(&t, &key, sizeof(key), &new, place,
							   result);
		KUNIT_ASSERT_NOT_NULL(test, item);
		KUNIT_EXPECT_TRUE(test, new);
		KUNIT_EXPECT_PTR_EQ(test, RtlLookupElementGenericTableAvl(&t, &key), (PVOID)item);
	}
	check_table(test, &t, 10);
	key.key = 6;
	item = RtlLookupElementGenericTableFullAvl(&t, &key, &place, &result);
	KUNIT_EXPECT_EQ(test, result, TableFoundNode);
	KUNIT_EXPECT_PTR_EQ(test, RtlInsertElementGenericTableFullAvl(&t, &key, sizeof(key), &new,
								      place, result),
			    (PVOID)item);
	KUNIT_EXPECT_FALSE(test, new);
	key.key = 7;
	KUNIT_EXPECT_NULL(test, RtlLookupElementGenericTableAvl(&t, &key));

	/* Out of memory: nothing changes. */
	s.fail_at = s.live + 1;
	KUNIT_EXPECT_NULL(test, insert(&t, 7, 0, &new));
	KUNIT_EXPECT_FALSE(test, new);
	check_table(test, &t, 10);
	s.fail_at = 0;
	empty(test, &t);
}

static void enumerate(struct kunit *test)
{
	struct state s = {};
	struct item *item;
	PVOID key = NULL;
	RTL_AVL_TABLE t;
	int i;

	RtlInitializeGenericTableAvl(&t, compare, allocate, release, &s);
	KUNIT_EXPECT_NULL(test, RtlEnumerateGenericTableAvl(&t, TRUE));
	KUNIT_EXPECT_NULL(test, RtlEnumerateGenericTableWithoutSplayingAvl(&t, &key));
	KUNIT_EXPECT_NULL(test, RtlGetElementGenericTableAvl(&t, 0));
	for (i = 0; i < 100; i++)
		insert(&t, i * 37 % 100, i, NULL);
	for (i = 0; (item = RtlEnumerateGenericTableWithoutSplayingAvl(&t, &key)); i++)
		KUNIT_EXPECT_EQ(test, item->key, i);
	KUNIT_EXPECT_EQ(test, i, 100);
	KUNIT_EXPECT_NULL(test, RtlEnumerateGenericTableWithoutSplayingAvl(&t, &key));
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, ((struct item *)RtlGetElementGenericTableAvl(&t, i))->key, i);
	for (i = 99; i >= 0; i -= 11)
		KUNIT_EXPECT_EQ(test, ((struct item *)RtlGetElementGenericTableAvl(&t, i))->key, i);
	KUNIT_EXPECT_NULL(test, RtlGetElementGenericTableAvl(&t, 100));
	KUNIT_EXPECT_NULL(test, RtlGetElementGenericTableAvl(&t, ~0U));

	/* Each one deleted as soon as it was seen: all are seen. */
	i = 0;
	for (item = RtlEnumerateGenericTableAvl(&t, TRUE); item;
	     item = RtlEnumerateGenericTableAvl(&t, FALSE)) {
		KUNIT_EXPECT_EQ(test, item->key, i++);
		KUNIT_EXPECT_TRUE(test, RtlDeleteElementGenericTableAvl(&t, item));
	}
	KUNIT_EXPECT_EQ(test, i, 100);
	KUNIT_EXPECT_EQ(test, s.live, 0);
}

static NTSTATUS odd_below_50(PRTL_AVL_TABLE table, PVOID user, PVOID match)
{
	int key = ((struct item *)user)->key;

	++*(int *)match;
	if (key >= 50)
		return STATUS_NO_MORE_MATCHES;
	return key & 1 ? STATUS_SUCCESS : STATUS_NO_MATCH;
}

static void like_a_directory(struct kunit *test)
{
	struct item at = { 10 }, *item;
	struct state s = {};
	int i, calls = 0, sum = 0;
	ULONG deletions = 0;
	PVOID key = NULL;
	RTL_AVL_TABLE t;

	RtlInitializeGenericTableAvl(&t, compare, allocate, release, &s);
	KUNIT_EXPECT_NULL(test, RtlEnumerateGenericTableLikeADirectory(&t, NULL, NULL, FALSE, &key,
								       &deletions, &at));
	for (i = 0; i < 100; i++)
		insert(&t, i, i, NULL);
#define NEXT(flag) RtlEnumerateGenericTableLikeADirectory(&t, NULL, NULL, flag, &key, \
							  &deletions, &at)
	item = NEXT(FALSE);
	KUNIT_ASSERT_NOT_NULL(test, item);
	KUNIT_EXPECT_EQ(test, item->key, 10);
	key = NULL;
	item = NEXT(TRUE);
	KUNIT_EXPECT_EQ(test, item->key, 11);
	item = NEXT(TRUE);
	KUNIT_EXPECT_EQ(test, item->key, 12);
	item = NEXT(FALSE);
	KUNIT_EXPECT_EQ(test, item->key, 12);
	/* The place is gone, and the key with it: on from the buffer. */
	delete(&t, 12);
	at.key = 12;
	item = NEXT(TRUE);
	KUNIT_EXPECT_EQ(test, item->key, 13);
	KUNIT_EXPECT_EQ(test, deletions, 1U);
	at.key = 99;
	delete(&t, 98);
	KUNIT_EXPECT_NULL(test, NEXT(TRUE));
	KUNIT_EXPECT_EQ(test, deletions, 2U);
	at.key = 200;
	key = NULL;
	KUNIT_EXPECT_NULL(test, NEXT(FALSE));
	at.key = -1;
	item = NEXT(TRUE);
	KUNIT_EXPECT_EQ(test, item->key, 0);
#undef NEXT

	key = NULL;
	at.key = 0;
	while ((item = RtlEnumerateGenericTableLikeADirectory(&t, odd_below_50, &calls, TRUE, &key,
							      &deletions, &at)))
		sum += item->key;
	KUNIT_EXPECT_EQ(test, sum, 625);
	/* 1 to 50 without 12; the match function ends it. */
	KUNIT_EXPECT_EQ(test, calls, 49);
	empty(test, &t);
}

/* Tens are equal to all of their decade. */
static RTL_GENERIC_COMPARE_RESULTS compare_tens(PRTL_AVL_TABLE table, PVOID a, PVOID b)
{
	struct item *x = a, *y = b;

	if (x->payload != -1)
		return compare(table, a, b);
	if (x->key / 10 == y->key / 10)
		return GenericEqual;
	return x->key < y->key ? GenericLessThan : GenericGreaterThan;
}

static void first_match(struct kunit *test)
{
	struct item tens = { 30, -1 }, *item;
	struct state s = {};
	PVOID key = NULL;
	RTL_AVL_TABLE t;
	int i;

	RtlInitializeGenericTableAvl(&t, compare_tens, allocate, release, &s);
	for (i = 0; i < 100; i++)
		insert(&t, i * 7 % 100, 0, NULL);
	item = RtlLookupFirstMatchingElementGenericTableAvl(&t, &tens, &key);
	for (i = 30; i < 45; i++) {
		KUNIT_ASSERT_NOT_NULL(test, item);
		KUNIT_EXPECT_EQ(test, item->key, i);
		item = RtlEnumerateGenericTableWithoutSplayingAvl(&t, &key);
	}
	tens.key = 500;
	KUNIT_EXPECT_NULL(test, RtlLookupFirstMatchingElementGenericTableAvl(&t, &tens, &key));
	KUNIT_EXPECT_NULL(test, key);
	empty(test, &t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(insert_and_delete),
	KUNIT_CASE(look_up),
	KUNIT_CASE(enumerate),
	KUNIT_CASE(like_a_directory),
	KUNIT_CASE(first_match),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_avl",
	.test_cases = cases,
};
kunit_test_suite(suite);
