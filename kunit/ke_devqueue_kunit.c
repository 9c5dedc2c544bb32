// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_devqueue: KeInitializeDeviceQueue, KeInsert[ByKey]DeviceQueue,
 * KeRemove[ByKey]DeviceQueue[IfBusy], KeRemoveEntryDeviceQueue.
 */
#include <kunit/test.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"

static void first_insertion_only_makes_busy(struct kunit *test)
{
	KDEVICE_QUEUE_ENTRY entry = { .Inserted = TRUE };
	KDEVICE_QUEUE queue;

	KeInitializeDeviceQueue(&queue);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
	KUNIT_EXPECT_FALSE(test, KeInsertDeviceQueue(&queue, &entry));
	KUNIT_EXPECT_TRUE(test, queue.Busy);
	KUNIT_EXPECT_FALSE(test, entry.Inserted);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), NULL);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
	KUNIT_EXPECT_FALSE(test, KeInsertByKeyDeviceQueue(&queue, &entry, 7));
	KUNIT_EXPECT_TRUE(test, queue.Busy);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveByKeyDeviceQueue(&queue, 7), NULL);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
}

static void removes_in_order_of_arrival(struct kunit *test)
{
	KDEVICE_QUEUE_ENTRY entries[4];
	KDEVICE_QUEUE queue;
	unsigned int i;

	KeInitializeDeviceQueue(&queue);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, KeInsertDeviceQueue(&queue, &entries[i]), i > 0);
	KUNIT_EXPECT_TRUE(test, KeRemoveEntryDeviceQueue(&queue, &entries[2]));
	KUNIT_EXPECT_FALSE(test, KeRemoveEntryDeviceQueue(&queue, &entries[2]));
	KUNIT_EXPECT_FALSE(test, KeRemoveEntryDeviceQueue(&queue, &entries[0]));
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), &entries[1]);
	KUNIT_EXPECT_FALSE(test, entries[1].Inserted);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), &entries[3]);
	KUNIT_EXPECT_TRUE(test, queue.Busy);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), NULL);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
}

static void keys_sort_and_equals_stay_in_order(struct kunit *test)
{
	static const ULONG keys[] = { 0, 5, 3, 5, 0, 0xffffffff, 3 };
	static const unsigned int order[] = { 4, 2, 6, 1, 3, 5 };
	KDEVICE_QUEUE_ENTRY entries[ARRAY_SIZE(keys)];
	KDEVICE_QUEUE queue;
	unsigned int i;

	KeInitializeDeviceQueue(&queue);
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KeInsertByKeyDeviceQueue(&queue, &entries[i], keys[i]);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), &entries[order[i]]);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveDeviceQueue(&queue), NULL);
}

static void remove_by_key_wraps(struct kunit *test)
{
	static const struct {
		ULONG key;
		int expected;
	} steps[] = {
		{ 25, 3 },	/* the first with 25 or more: 30 */
		{ 41, 1 },	/* none: the first of all, 10 */
		{ 20, 2 },	/* exactly */
		{ 0, 4 },	/* 40 */
		{ 0, -1 },	/* empty */
	};
	KDEVICE_QUEUE_ENTRY entries[5];
	KDEVICE_QUEUE queue;
	unsigned int i;

	KeInitializeDeviceQueue(&queue);
	for (i = 0; i < 5; i++)
		KeInsertByKeyDeviceQueue(&queue, &entries[i], i * 10);
	for (i = 0; i < ARRAY_SIZE(steps); i++)
		KUNIT_EXPECT_PTR_EQ(test, KeRemoveByKeyDeviceQueue(&queue, steps[i].key),
				    steps[i].expected < 0 ? NULL :
							    &entries[steps[i].expected]);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveByKeyDeviceQueueIfBusy(&queue, 0), NULL);
	KUNIT_EXPECT_FALSE(test, queue.Busy);
	KUNIT_EXPECT_FALSE(test, KeInsertDeviceQueue(&queue, &entries[0]));
	KUNIT_EXPECT_TRUE(test, KeInsertByKeyDeviceQueue(&queue, &entries[1], 9));
	KUNIT_EXPECT_PTR_EQ(test, KeRemoveByKeyDeviceQueueIfBusy(&queue, 10), &entries[1]);
	KUNIT_EXPECT_TRUE(test, queue.Busy);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(first_insertion_only_makes_busy),
	KUNIT_CASE(removes_in_order_of_arrival),
	KUNIT_CASE(keys_sort_and_equals_stay_in_order),
	KUNIT_CASE(remove_by_key_wraps),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_ke_devqueue",
	.test_cases = cases,
};
kunit_test_suite(suite);
