/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: lists.c

    Interlocked operations and lists.

--*/
#include "ddconform.h"

typedef struct _DD_NODE {
    LIST_ENTRY Link;
    SINGLE_LIST_ENTRY Single;
    DECLSPEC_ALIGN(16) SLIST_ENTRY Entry;
} DD_NODE, *PDD_NODE;

CHECK(InterlockedExchangeAdd_Returns)
{
    volatile LONG value = 5;

    EXPECT(InterlockedExchangeAdd(&value, 3) == 5 && value == 8);
    EXPECT(InterlockedIncrement(&value) == 9);
    EXPECT(InterlockedDecrement(&value) == 8);
    EXPECT(InterlockedExchange(&value, 1) == 8 && value == 1);
}

CHECK(InterlockedCompareExchange_Returns)
{
    volatile LONG value = 5;

    EXPECT(InterlockedCompareExchange(&value, 9, 4) == 5 && value == 5);
    EXPECT(InterlockedCompareExchange(&value, 9, 5) == 5 && value == 9);
}

CHECK(InterlockedAnd_Returns)
{
    volatile LONG value = 0x0f;

    EXPECT(InterlockedAnd(&value, 0x3c) == 0x0f && value == 0x0c);
    EXPECT(InterlockedOr(&value, 0x30) == 0x0c && value == 0x3c);
    EXPECT(InterlockedXor(&value, 0x0c) == 0x3c && value == 0x30);
}

CHECK(RemoveEntryList_Empty)
{
    LIST_ENTRY head;
    DD_NODE node[2];

    InitializeListHead(&head);
    EXPECT(IsListEmpty(&head));
    InsertTailList(&head, &node[0].Link);
    InsertHeadList(&head, &node[1].Link);
    EXPECT(head.Flink == &node[1].Link && head.Blink == &node[0].Link);
    EXPECT(!RemoveEntryList(&node[0].Link));
    EXPECT(RemoveEntryList(&node[1].Link) && IsListEmpty(&head));
}

// The first, or last, entry before the insertion; NULL: there was none.
CHECK(ExInterlockedInsertHeadList_Returns)
{
    LIST_ENTRY head;
    KSPIN_LOCK lock;
    DD_NODE node[3];

    KeInitializeSpinLock(&lock);
    InitializeListHead(&head);
    EXPECT(ExInterlockedInsertHeadList(&head, &node[0].Link, &lock) == NULL);
    EXPECT(ExInterlockedInsertHeadList(&head, &node[1].Link, &lock) == &node[0].Link);
    EXPECT(ExInterlockedInsertTailList(&head, &node[2].Link, &lock) == &node[0].Link);
    EXPECT(head.Flink == &node[1].Link && head.Blink == &node[2].Link);
}

CHECK(ExInterlockedRemoveHeadList_Returns)
{
    LIST_ENTRY head;
    KSPIN_LOCK lock;
    DD_NODE node;

    KeInitializeSpinLock(&lock);
    InitializeListHead(&head);
    EXPECT(ExInterlockedRemoveHeadList(&head, &lock) == NULL);
    ExInterlockedInsertTailList(&head, &node.Link, &lock);
    EXPECT(ExInterlockedRemoveHeadList(&head, &lock) == &node.Link);
    EXPECT(IsListEmpty(&head));
}

CHECK(ExInterlockedPushEntryList_Returns)
{
    SINGLE_LIST_ENTRY head = { NULL };
    KSPIN_LOCK lock;
    DD_NODE node[2];

    KeInitializeSpinLock(&lock);
    EXPECT(ExInterlockedPushEntryList(&head, &node[0].Single, &lock) == NULL);
    EXPECT(ExInterlockedPushEntryList(&head, &node[1].Single, &lock) == &node[0].Single);
    EXPECT(ExInterlockedPopEntryList(&head, &lock) == &node[1].Single);
    EXPECT(ExInterlockedPopEntryList(&head, &lock) == &node[0].Single);
    EXPECT(ExInterlockedPopEntryList(&head, &lock) == NULL);
}

CHECK(ExInterlockedAddUlong_Returns)
{
    KSPIN_LOCK lock;
    ULONG value = 5;

    KeInitializeSpinLock(&lock);
    EXPECT(ExInterlockedAddUlong(&value, 7, &lock) == 5);
    EXPECT(value == 12);
}

CHECK(ExInterlockedAddLargeInteger_Returns)
{
    LARGE_INTEGER value, increment, before;
    KSPIN_LOCK lock;

    KeInitializeSpinLock(&lock);
    value.QuadPart = 0xffffffffLL;
    increment.QuadPart = 1;
    before = ExInterlockedAddLargeInteger(&value, increment, &lock);
    EXPECT(before.QuadPart == 0xffffffffLL && value.QuadPart == 0x100000000LL);
}

// The last one in is the first one out; a push returns what was first before.
CHECK(ExInterlockedPushEntrySList_Order)
{
    PSLIST_HEADER head;
    KSPIN_LOCK lock;
    PDD_NODE node;

    KeInitializeSpinLock(&lock);
    head = ExAllocatePoolWithTag(NonPagedPool, sizeof(*head), DDCONFORM_POOL_TAG);
    node = ExAllocatePoolWithTag(NonPagedPool, 2 * sizeof(*node), DDCONFORM_POOL_TAG);
    if (head != NULL && node != NULL) {
        ExInitializeSListHead(head);
        EXPECT(ExQueryDepthSList(head) == 0);
        EXPECT(ExInterlockedPopEntrySList(head, &lock) == NULL);
        EXPECT(ExInterlockedPushEntrySList(head, &node[0].Entry, &lock) == NULL);
        EXPECT(ExInterlockedPushEntrySList(head, &node[1].Entry, &lock) == &node[0].Entry);
        EXPECT(ExQueryDepthSList(head) == 2);
        EXPECT(ExInterlockedPopEntrySList(head, &lock) == &node[1].Entry);
        EXPECT(ExInterlockedPopEntrySList(head, &lock) == &node[0].Entry);
        EXPECT(ExQueryDepthSList(head) == 0);
    }
    if (node != NULL) {
        ExFreePoolWithTag(node, DDCONFORM_POOL_TAG);
    }
    REQUIRE(head != NULL);
    ExFreePoolWithTag(head, DDCONFORM_POOL_TAG);
}

CHECK(ExInterlockedFlushSList_Chain)
{
    PSLIST_HEADER head;
    PDD_NODE node;
    PSLIST_ENTRY first;

    head = ExAllocatePoolWithTag(NonPagedPool, sizeof(*head), DDCONFORM_POOL_TAG);
    node = ExAllocatePoolWithTag(NonPagedPool, 2 * sizeof(*node), DDCONFORM_POOL_TAG);
    if (head != NULL && node != NULL) {
        ExInitializeSListHead(head);
        EXPECT(ExInterlockedFlushSList(head) == NULL);
        ExInterlockedPushEntrySList(head, &node[0].Entry, NULL);
        ExInterlockedPushEntrySList(head, &node[1].Entry, NULL);
        first = ExInterlockedFlushSList(head);
        EXPECT(first == &node[1].Entry && first->Next == &node[0].Entry);
        EXPECT(node[0].Entry.Next == NULL && ExQueryDepthSList(head) == 0);
    }
    if (node != NULL) {
        ExFreePoolWithTag(node, DDCONFORM_POOL_TAG);
    }
    REQUIRE(head != NULL);
    ExFreePoolWithTag(head, DDCONFORM_POOL_TAG);
}

static const DD_CHECK DdListChecksEntries[] = {
    ENTRY(InterlockedExchangeAdd_Returns),
    ENTRY(InterlockedCompareExchange_Returns),
    ENTRY(InterlockedAnd_Returns),
    ENTRY(RemoveEntryList_Empty),
    ENTRY(ExInterlockedInsertHeadList_Returns),
    ENTRY(ExInterlockedRemoveHeadList_Returns),
    ENTRY(ExInterlockedPushEntryList_Returns),
    ENTRY(ExInterlockedAddUlong_Returns),
    ENTRY(ExInterlockedAddLargeInteger_Returns),
    ENTRY(ExInterlockedPushEntrySList_Order),
    ENTRY(ExInterlockedFlushSList_Chain),
};
CHECK_LIST(DdListChecks);
