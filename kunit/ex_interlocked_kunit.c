// SPDX-License-Identifier: GPL-2.0
/* wdmcore_ex_interlocked: ExInterlocked* lists and additions, SLISTs. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "rounds.h"

static void doubly_linked_lists(struct kunit *test)
{
	LIST_ENTRY head, a, b, c;
	KSPIN_LOCK lock;
	KIRQL old, at;

	KeInitializeSpinLock(&lock);
	InitializeListHead(&head);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedInsertTailList(&head, &b, &lock), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedInsertTailList(&head, &c, &lock), &b);
	/* Legal at any IRQL. */
	KeRaiseIrql(HIGH_LEVEL, &old);
	ExInterlockedInsertHeadList(&head, &a, &lock);
	at = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, at, HIGH_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), &a);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedInsertHeadList(&head, &a, &lock), &b);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), &a);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), &b);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), &c);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedRemoveHeadList(&head, &lock), NULL);
}

static void single_lists_and_numbers(struct kunit *test)
{
	SINGLE_LIST_ENTRY head = { NULL }, a, b;
	LARGE_INTEGER large = { .QuadPart = 0xffffffffLL }, one = { .QuadPart = 1 };
	ULONG number = 0xfffffffe;
	KSPIN_LOCK lock = 0;

	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntryList(&head, &lock), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntryList(&head, &a, &lock), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntryList(&head, &b, &lock), &a);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntryList(&head, &lock), &b);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntryList(&head, &lock), &a);
	KUNIT_EXPECT_EQ(test, ExInterlockedAddUlong(&number, 3, &lock), 0xfffffffe);
	KUNIT_EXPECT_EQ(test, number, 1);
	KUNIT_EXPECT_EQ(test, ExInterlockedAddLargeInteger(&large, one, &lock).QuadPart,
			0xffffffffLL);
	KUNIT_EXPECT_EQ(test, large.QuadPart, 0x100000000LL);
}

static void slist_keeps_depth_and_order(struct kunit *test)
{
	SLIST_HEADER *head = kunit_kzalloc(test, sizeof(*head), GFP_KERNEL);
	SLIST_ENTRY *e = kunit_kcalloc(test, 3, sizeof(*e), GFP_KERNEL);

	InitializeSListHead(head);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntrySList(head, NULL), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntrySList(head, &e[0], NULL), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntrySList(head, &e[1], NULL), &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntrySList(head, &e[2], NULL), &e[1]);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(head), 3);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntrySList(head, NULL), &e[2]);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(head), 2);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedFlushSList(head), &e[1]);
	KUNIT_EXPECT_PTR_EQ(test, e[1].Next, &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, e[0].Next, NULL);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(head), 0);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedFlushSList(head), NULL);
}

/* The names without Ex and without a lock are the same lists. */
static void slist_has_two_names(struct kunit *test)
{
	SLIST_HEADER *head = kunit_kzalloc(test, sizeof(*head), GFP_KERNEL);
	SLIST_ENTRY *e = kunit_kcalloc(test, 2, sizeof(*e), GFP_KERNEL);

	InitializeSListHead(head);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedPopEntrySList(head), NULL);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedPushEntrySList(head, &e[0]), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPushEntrySList(head, &e[1], NULL), &e[0]);
	KUNIT_EXPECT_EQ(test, QueryDepthSList(head), 2);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedPopEntrySList(head), &e[1]);
	KUNIT_EXPECT_EQ(test, QueryDepthSList(head), 1);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedPushEntrySList(head, &e[1]), &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedFlushSList(head), &e[1]);
	KUNIT_EXPECT_PTR_EQ(test, e[1].Next, &e[0]);
	KUNIT_EXPECT_PTR_EQ(test, InterlockedPopEntrySList(head), NULL);
}

static void compare_exchange_64(struct kunit *test)
{
	LONGLONG destination = 0x123456789abcdef0LL, exchange = -5, comparand = 1;
	KSPIN_LOCK lock;

	KeInitializeSpinLock(&lock);
	KUNIT_EXPECT_EQ(test, ExInterlockedCompareExchange64(&destination, &exchange, &comparand,
							     &lock), 0x123456789abcdef0LL);
	KUNIT_EXPECT_EQ(test, destination, 0x123456789abcdef0LL);
	comparand = destination;
	KUNIT_EXPECT_EQ(test, ExInterlockedCompareExchange64(&destination, &exchange, &comparand,
							     &lock), 0x123456789abcdef0LL);
	KUNIT_EXPECT_EQ(test, destination, -5);
}

struct race {
	SLIST_HEADER head;
	SLIST_ENTRY entries[16];
	struct completion done;
	atomic_t twice;
	atomic_t owned[16];
};

static int pop_and_push(void *context)
{
	struct race *race = context;
	unsigned int i;

	for (i = 0; i < wdm_rounds(100000); i++) {
		SLIST_ENTRY *entry = ExInterlockedPopEntrySList(&race->head, NULL);
		unsigned int n = entry - race->entries;

		if (!entry)
			continue;
		/* Nobody else may have it now. */
		if (atomic_inc_return(&race->owned[n]) != 1)
			atomic_inc(&race->twice);
		atomic_dec(&race->owned[n]);
		ExInterlockedPushEntrySList(&race->head, entry, NULL);
	}
	complete(&race->done);
	return 0;
}

static void slist_gives_each_entry_to_one(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	unsigned int i;

	InitializeSListHead(&race->head);
	init_completion(&race->done);
	for (i = 0; i < 16; i++)
		ExInterlockedPushEntrySList(&race->head, &race->entries[i], NULL);
	for (i = 0; i < 3; i++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(pop_and_push, race, "slist%u", i)));
	for (i = 0; i < 3; i++)
		wait_for_completion(&race->done);
	KUNIT_EXPECT_EQ(test, atomic_read(&race->twice), 0);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(&race->head), 16);
	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_NOT_NULL(test, ExInterlockedPopEntrySList(&race->head, NULL));
	KUNIT_EXPECT_PTR_EQ(test, ExInterlockedPopEntrySList(&race->head, NULL), NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(doubly_linked_lists),
	KUNIT_CASE(single_lists_and_numbers),
	KUNIT_CASE(slist_keeps_depth_and_order),
	KUNIT_CASE(slist_has_two_names),
	KUNIT_CASE(compare_exchange_64),
	KUNIT_CASE(slist_gives_each_entry_to_one),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ex_interlocked",
	.test_cases = cases,
};
kunit_test_suite(suite);
