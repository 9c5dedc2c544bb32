// SPDX-License-Identifier: GPL-2.0
/* Dynamic hash tables: rtl/hash_table.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "ke.h"
#include "rtl.h"

#define COUNT	600

struct item {
	int payload;
	RTL_DYNAMIC_HASH_TABLE_ENTRY link;
	bool seen;
};

static struct item *item_of(PRTL_DYNAMIC_HASH_TABLE_ENTRY entry)
{
	return entry ? container_of(entry, struct item, link) : NULL;
}

/* Buckets that aren't empty, counted through what everybody sees. */
static void check_counts(struct kunit *test, PRTL_DYNAMIC_HASH_TABLE t, ULONG entries)
{
	RTL_DYNAMIC_HASH_TABLE_ENUMERATOR e;
	PLIST_ENTRY chain = NULL;
	ULONG count = 0, chains = 0;

	KUNIT_EXPECT_TRUE(test, RtlInitWeakEnumerationHashTable(t, &e));
	while (RtlWeaklyEnumerateEntryHashTable(t, &e)) {
		count++;
		if (e.ChainHead != chain)
			chains++;
		chain = e.ChainHead;
	}
	RtlEndWeakEnumerationHashTable(t, &e);
	KUNIT_EXPECT_EQ(test, count, entries);
	KUNIT_EXPECT_EQ(test, RtlTotalEntriesHashTable(t), entries);
	KUNIT_EXPECT_EQ(test, RtlNonEmptyBucketsHashTable(t), chains);
	KUNIT_EXPECT_EQ(test, RtlEmptyBucketsHashTable(t), t->TableSize - chains);
	KUNIT_EXPECT_EQ(test, RtlActiveEnumeratorsHashTable(t), 0U);
}

static void create(struct kunit *test)
{
	PRTL_DYNAMIC_HASH_TABLE p = NULL, own;
	RTL_DYNAMIC_HASH_TABLE t;

	KUNIT_ASSERT_TRUE(test, RtlCreateHashTable(&p, 0, 0));
	KUNIT_EXPECT_EQ(test, p->Flags, (ULONG)RTL_HASH_ALLOCATED_HEADER);
	KUNIT_EXPECT_EQ(test, RtlTotalBucketsHashTable(p), 128U);
	check_counts(test, p, 0);
	RtlDeleteHashTable(p);

	own = &t;
	KUNIT_ASSERT_TRUE(test, RtlCreateHashTableEx(&own, 1000, 3, 0));
	KUNIT_EXPECT_PTR_EQ(test, own, &t);
	KUNIT_EXPECT_EQ(test, t.Flags, 0U);
	KUNIT_EXPECT_EQ(test, t.Shift, 3U);
	KUNIT_EXPECT_EQ(test, RtlTotalBucketsHashTable(own), 1024U);
	RtlDeleteHashTable(own);

	p = NULL;
	KUNIT_EXPECT_FALSE(test, RtlCreateHashTable(&p, 64, 0));
	KUNIT_EXPECT_FALSE(test, RtlCreateHashTable(&p, 0, 2));
	KUNIT_EXPECT_FALSE(test, RtlCreateHashTableEx(&p, ~0U, 0, 0));
	KUNIT_EXPECT_NULL(test, p);
}

static void equal_signatures(struct kunit *test)
{
	PRTL_DYNAMIC_HASH_TABLE t = NULL;
	RTL_DYNAMIC_HASH_TABLE_CONTEXT c;
	struct item items[6] = {};
	struct item *item;
	int i, n = 0;

	KUNIT_ASSERT_TRUE(test, RtlCreateHashTable(&t, 0, 0));
	for (i = 0; i < 6; i++) {
		items[i].payload = i;
		KUNIT_EXPECT_TRUE(test, RtlInsertEntryHashTable(t, &items[i].link,
								i < 4 ? 77 : 78, NULL));
	}
	for (item = item_of(RtlLookupEntryHashTable(t, 77, &c)); item;
	     item = item_of(RtlGetNextEntryHashTable(t, &c))) {
		KUNIT_EXPECT_EQ(test, HASH_ENTRY_KEY(&item->link), 77UL);
		KUNIT_EXPECT_FALSE(test, item->seen);
		item->seen = true;
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_NULL(test, RtlLookupEntryHashTable(t, 79, &c));
	/* The place of a look-up without success is where to insert. */
	KUNIT_EXPECT_TRUE(test, RtlRemoveEntryHashTable(t, &items[0].link, NULL));
	KUNIT_EXPECT_NULL(test, RtlLookupEntryHashTable(t, 80, &c));
	KUNIT_EXPECT_TRUE(test, RtlInsertEntryHashTable(t, &items[0].link, 80, &c));
	KUNIT_EXPECT_PTR_EQ(test, RtlLookupEntryHashTable(t, 80, NULL), &items[0].link);
	check_counts(test, t, 6);

	/* A fresh context learns the place. */
	RtlInitHashTableContext(&c);
	KUNIT_EXPECT_TRUE(test, RtlRemoveEntryHashTable(t, &items[0].link, &c));
	KUNIT_EXPECT_NOT_NULL(test, c.ChainHead);
	KUNIT_EXPECT_TRUE(test, RtlInsertEntryHashTable(t, &items[0].link, 80, &c));
	RtlReleaseHashTableContext(&c);
	KUNIT_EXPECT_PTR_EQ(test, RtlLookupEntryHashTable(t, 80, NULL), &items[0].link);

	/* The reserved signature is as good as another. */
	RtlRemoveEntryHashTable(t, &items[0].link, NULL);
	KUNIT_EXPECT_NULL(test, RtlLookupEntryHashTable(t, 0, NULL));
	RtlInsertEntryHashTable(t, &items[0].link, RTL_HASH_RESERVED_SIGNATURE, NULL);
	KUNIT_EXPECT_PTR_EQ(test, RtlLookupEntryHashTable(t, 0, NULL), &items[0].link);
	check_counts(test, t, 6);
	for (i = 0; i < 6; i++)
		RtlRemoveEntryHashTable(t, &items[i].link, NULL);
	check_counts(test, t, 0);
	RtlDeleteHashTable(t);
}

static void grow_and_shrink(struct kunit *test)
{
	PRTL_DYNAMIC_HASH_TABLE t = NULL;
	struct item *items = kunit_kcalloc(test, COUNT, sizeof(*items), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, items);
	KUNIT_ASSERT_TRUE(test, RtlCreateHashTable(&t, 4, 0));
	KUNIT_EXPECT_FALSE(test, RtlContractHashTable(t));
	for (i = 0; i < COUNT; i++) {
		RtlInsertEntryHashTable(t, &items[i].link, (ULONG_PTR)(i / 2) << 4 | 3, NULL);
		KUNIT_ASSERT_TRUE(test, RtlExpandHashTable(t));
	}
	KUNIT_EXPECT_EQ(test, RtlTotalBucketsHashTable(t), 128U + COUNT);
	check_counts(test, t, COUNT);
	for (i = 0; i < COUNT; i++)
		KUNIT_EXPECT_NOT_NULL(test, RtlLookupEntryHashTable(t, (ULONG_PTR)(i / 2) << 4 | 3,
								    NULL));
	for (i = 0; i < COUNT; i++) {
		KUNIT_ASSERT_TRUE(test, RtlContractHashTable(t));
		if (i % 100 == 0)
			check_counts(test, t, COUNT);
	}
	KUNIT_EXPECT_FALSE(test, RtlContractHashTable(t));
	KUNIT_EXPECT_EQ(test, RtlTotalBucketsHashTable(t), 128U);
	check_counts(test, t, COUNT);
	for (i = 0; i < COUNT; i++) {
		RTL_DYNAMIC_HASH_TABLE_CONTEXT c;
		ULONG_PTR signature = (ULONG_PTR)(i / 2) << 4 | 3;

		if (i % 2)
			continue;
		KUNIT_EXPECT_NOT_NULL(test, RtlLookupEntryHashTable(t, signature, &c));
		KUNIT_EXPECT_NOT_NULL(test, RtlGetNextEntryHashTable(t, &c));
		KUNIT_EXPECT_NULL(test, RtlGetNextEntryHashTable(t, &c));
	}
	for (i = 0; i < COUNT; i++)
		RtlRemoveEntryHashTable(t, &items[i].link, NULL);
	check_counts(test, t, 0);
	RtlDeleteHashTable(t);
}

/* Two enumerations at once, each removing what it sees, and one that inserts. */
static void enumerate_while_it_changes(struct kunit *test)
{
	RTL_DYNAMIC_HASH_TABLE_ENUMERATOR a, b;
	PRTL_DYNAMIC_HASH_TABLE t = NULL;
	struct item *items = kunit_kcalloc(test, COUNT, sizeof(*items), GFP_KERNEL), *item;
	int i, n = 0;

	KUNIT_ASSERT_NOT_NULL(test, items);
	KUNIT_ASSERT_TRUE(test, RtlCreateHashTable(&t, 0, 0));
	for (i = 0; i < COUNT / 2; i++)
		RtlInsertEntryHashTable(t, &items[i].link, i / 3 + 1, NULL);
	KUNIT_EXPECT_TRUE(test, RtlInitEnumerationHashTable(t, &a));
	KUNIT_EXPECT_TRUE(test, RtlInitEnumerationHashTable(t, &b));
	KUNIT_EXPECT_EQ(test, RtlActiveEnumeratorsHashTable(t), 2U);
	KUNIT_EXPECT_FALSE(test, RtlExpandHashTable(t));
	KUNIT_EXPECT_FALSE(test, RtlContractHashTable(t));
	while ((item = item_of(RtlEnumerateEntryHashTable(t, &a)))) {
		KUNIT_EXPECT_FALSE(test, item->seen);
		item->seen = true;
		if (n < COUNT / 2)
			RtlInsertEntryHashTable(t, &items[COUNT / 2 + n].link, n + 5000, NULL);
		n++;
		RtlRemoveEntryHashTable(t, &item->link, NULL);
		/* Bookmarks are nobody's entries. */
		KUNIT_EXPECT_NULL(test, RtlLookupEntryHashTable(t, 99999, NULL));
		item = item_of(RtlEnumerateEntryHashTable(t, &b));
		if (item) {
			KUNIT_EXPECT_FALSE(test, item->seen);
			item->seen = true;
			RtlRemoveEntryHashTable(t, &item->link, NULL);
		}
	}
	for (i = 0; i < COUNT / 2; i++)
		KUNIT_EXPECT_TRUE(test, items[i].seen);
	while ((item = item_of(RtlEnumerateEntryHashTable(t, &b))))
		RtlRemoveEntryHashTable(t, &item->link, NULL);
	RtlEndEnumerationHashTable(t, &a);
	RtlEndEnumerationHashTable(t, &b);
	KUNIT_EXPECT_NULL(test, b.ChainHead);

	KUNIT_EXPECT_TRUE(test, RtlInitEnumerationHashTable(t, &a));
	while ((item = item_of(RtlEnumerateEntryHashTable(t, &a))))
		RtlRemoveEntryHashTable(t, &item->link, NULL);
	RtlEndEnumerationHashTable(t, &a);
	check_counts(test, t, 0);
	RtlDeleteHashTable(t);
}

static void at_dispatch_level(struct kunit *test)
{
	PRTL_DYNAMIC_HASH_TABLE t = NULL;
	struct item item = {};
	bool ok;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	ok = RtlCreateHashTable(&t, 0, 0) && RtlInsertEntryHashTable(t, &item.link, 1, NULL) &&
	     RtlExpandHashTable(t) && RtlLookupEntryHashTable(t, 1, NULL) == &item.link &&
	     RtlRemoveEntryHashTable(t, &item.link, NULL) && RtlContractHashTable(t);
	if (t)
		RtlDeleteHashTable(t);
	KeLowerIrql(old);
	KUNIT_EXPECT_TRUE(test, ok);
}

/* An enumerator's place is one for a context: behind the entry that it came to. */
static void contexts_come_from_enumerators(struct kunit *test)
{
	PRTL_DYNAMIC_HASH_TABLE t = NULL;
	RTL_DYNAMIC_HASH_TABLE_ENUMERATOR e;
	RTL_DYNAMIC_HASH_TABLE_CONTEXT c;
	struct item items[3] = {};
	struct item *item;
	int n = 0;

	KUNIT_ASSERT_TRUE(test, RtlCreateHashTable(&t, 0, 0));
	RtlInsertEntryHashTable(t, &items[0].link, 77, NULL);
	RtlInsertEntryHashTable(t, &items[1].link, 77, NULL);
	KUNIT_ASSERT_TRUE(test, RtlInitEnumerationHashTable(t, &e));
	item = item_of(RtlEnumerateEntryHashTable(t, &e));
	KUNIT_ASSERT_NOT_NULL(test, item);

	RtlInitHashTableContext(&c);
	RtlInitHashTableContextFromEnumerator(&c, &e);
	KUNIT_EXPECT_PTR_EQ(test, c.ChainHead, e.ChainHead);
	KUNIT_EXPECT_PTR_EQ(test, c.PrevLinkage, &item->link.Linkage);
	/* An insertion needs no look-up, and the enumeration doesn't meet it again. */
	KUNIT_EXPECT_TRUE(test, RtlInsertEntryHashTable(t, &items[2].link, 77, &c));
	KUNIT_EXPECT_PTR_EQ(test, item->link.Linkage.Flink, &items[2].link.Linkage);
	for (; item; item = item_of(RtlEnumerateEntryHashTable(t, &e))) {
		KUNIT_EXPECT_FALSE(test, item->seen);
		item->seen = true;
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 2);
	KUNIT_EXPECT_FALSE(test, items[2].seen);

	/* The entry that a context stands at may go. */
	RtlEndEnumerationHashTable(t, &e);
	KUNIT_ASSERT_TRUE(test, RtlInitEnumerationHashTable(t, &e));
	item = item_of(RtlEnumerateEntryHashTable(t, &e));
	RtlInitHashTableContextFromEnumerator(&c, &e);
	KUNIT_EXPECT_TRUE(test, RtlRemoveEntryHashTable(t, &item->link, &c));
	KUNIT_EXPECT_TRUE(test, RtlInsertEntryHashTable(t, &item->link, 77, &c));
	RtlReleaseHashTableContext(&c);
	RtlEndEnumerationHashTable(t, &e);
	check_counts(test, t, 3);
	for (n = 0; n < 3; n++)
		RtlRemoveEntryHashTable(t, &items[n].link, NULL);
	check_counts(test, t, 0);
	RtlDeleteHashTable(t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(create),
	KUNIT_CASE(equal_signatures),
	KUNIT_CASE(contexts_come_from_enumerators),
	KUNIT_CASE(grow_and_shrink),
	KUNIT_CASE(enumerate_while_it_changes),
	KUNIT_CASE(at_dispatch_level),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_hash",
	.test_cases = cases,
};
kunit_test_suite(suite);
