/* SPDX-License-Identifier: GPL-2.0 */
/* lists.c: lists that several processors change at once, and device queues. */
#include "races.h"

#define RACE_TAG 'ecaR'
#define ENTRIES 8

typedef struct DECLSPEC_ALIGN(16) _THING {
    union {
        SLIST_ENTRY Interlocked;
        LIST_ENTRY Double;
        SINGLE_LIST_ENTRY Single;
    };
    volatile LONG Owned;
    ULONG Last;                     // the side that had it
    ULONG Number;
} THING, *PTHING;

static THING Things[ENTRIES];
static SLIST_HEADER Interlocked[2];
static LIST_ENTRY Double[SIDES];
static SINGLE_LIST_ENTRY Single;
static KSPIN_LOCK Lock;

static VOID
InitializeLists(PRACE Race)
{
    ULONG i;

    UNREFERENCED_PARAMETER(Race);
    RtlZeroMemory(Things, sizeof(Things));
    KeInitializeSpinLock(&Lock);
    Single.Next = NULL;
    for (i = 0; i < 2; i++) {
        ExInitializeSListHead(&Interlocked[i]);
        InitializeListHead(&Double[i]);
    }
}

// Whoever has a thing has it alone.
static VOID
Take(PSIDE Side, PTHING Thing)
{
    if (InterlockedExchange(&Thing->Owned, TRUE))
        EXPECT(Side->Race, !"an entry is in one list only");
    if (Thing->Last != Side->Number) {
        Thing->Last = Side->Number;
        Side->HandOvers++;
    }
    Side->Round++;
}

static VOID
Return(PTHING Thing)
{
    InterlockedExchange(&Thing->Owned, FALSE);
}

/*
 * Interlocked singly linked lists. Both sides pop from both lists and push to both, the
 * first popped is the last pushed: the same first entry comes back with another next one.
 */

static VOID
InitializeInterlocked(PRACE Race)
{
    ULONG i;

    InitializeLists(Race);
    for (i = 0; i < ENTRIES; i++)
        ExInterlockedPushEntrySList(&Interlocked[i % 2], &Things[i].Interlocked, &Lock);
}

static VOID
FlushAndPushBack(PSIDE Side, PSLIST_HEADER List)
{
    PSLIST_ENTRY entry = ExInterlockedFlushSList(List), next;

    for (; entry; entry = next) {
        next = entry->Next;
        Take(Side, CONTAINING_RECORD(entry, THING, Interlocked));
        Return(CONTAINING_RECORD(entry, THING, Interlocked));
        ExInterlockedPushEntrySList(List, entry, &Lock);
    }
}

static VOID
PopAndPush(PSIDE Side)
{
    PSLIST_ENTRY first, second;
    ULONG turn;

    for (turn = 0; !RaceIsOver(Side->Race); turn++) {
        PSLIST_HEADER from = &Interlocked[(turn ^ Side->Number) & 1];
        PSLIST_HEADER to = &Interlocked[(turn >> 1) & 1];

        if (turn % 64 == 63)
            FlushAndPushBack(Side, from);
        first = ExInterlockedPopEntrySList(from, &Lock);
        second = ExInterlockedPopEntrySList(from, &Lock);
        if (first) {
            Take(Side, CONTAINING_RECORD(first, THING, Interlocked));
            Return(CONTAINING_RECORD(first, THING, Interlocked));
            ExInterlockedPushEntrySList(to, first, &Lock);
        }
        if (second) {
            Take(Side, CONTAINING_RECORD(second, THING, Interlocked));
            Return(CONTAINING_RECORD(second, THING, Interlocked));
            ExInterlockedPushEntrySList(to, second, &Lock);
        }
        if (!first)
            YieldProcessor();
        Breathe(Side);
    }
}

static VOID
CountInterlocked(PRACE Race)
{
    PSLIST_ENTRY entry;
    ULONG i, count = 0, depth;

    depth = ExQueryDepthSList(&Interlocked[0]) + ExQueryDepthSList(&Interlocked[1]);
    EXPECT(Race, depth == ENTRIES);
    for (i = 0; i < 2; i++) {
        for (entry = ExInterlockedFlushSList(&Interlocked[i]); entry; entry = entry->Next) {
            PTHING thing = CONTAINING_RECORD(entry, THING, Interlocked);

            EXPECT(Race, !thing->Owned);
            thing->Owned = TRUE;
            if (++count > ENTRIES)
                break;
        }
    }
    EXPECT(Race, count == ENTRIES);
}

// Doubly linked lists with a lock: a queue to each side, in order.

static VOID
InitializeDouble(PRACE Race)
{
    ULONG i;

    InitializeLists(Race);
    for (i = 0; i < ENTRIES; i++) {
        Things[i].Number = i;
        Things[i].Last = 1;
        ExInterlockedInsertTailList(&Double[0], &Things[i].Double, &Lock);
    }
}

static VOID
PassOn(PSIDE Side)
{
    PLIST_ENTRY from = &Double[Side->Number], to = &Double[1 - Side->Number], entry;
    PTHING thing;

    while (!RaceIsOver(Side->Race)) {
        entry = ExInterlockedRemoveHeadList(from, &Lock);
        if (!entry) {
            YieldProcessor();
            continue;
        }
        thing = CONTAINING_RECORD(entry, THING, Double);
        EXPECT(Side->Race, thing->Number == Side->HandOvers % ENTRIES);
        Take(Side, thing);
        Return(thing);
        ExInterlockedInsertTailList(to, entry, &Lock);
        Breathe(Side);
    }
}

static VOID
CountDouble(PRACE Race)
{
    ULONG i, count = 0;

    for (i = 0; i < SIDES; i++)
        while (ExInterlockedRemoveHeadList(&Double[i], &Lock) && count <= ENTRIES)
            count++;
    EXPECT(Race, count == ENTRIES);
}

// One singly linked list with a lock

static VOID
InitializeSingle(PRACE Race)
{
    ULONG i;

    InitializeLists(Race);
    for (i = 0; i < ENTRIES; i++)
        ExInterlockedPushEntryList(&Single, &Things[i].Single, &Lock);
}

static VOID
PopTwoAndPush(PSIDE Side)
{
    PSINGLE_LIST_ENTRY first, second;

    while (!RaceIsOver(Side->Race)) {
        first = ExInterlockedPopEntryList(&Single, &Lock);
        second = ExInterlockedPopEntryList(&Single, &Lock);
        EXPECT(Side->Race, first && second && first != second);
        if (!first || !second)
            return;
        Take(Side, CONTAINING_RECORD(first, THING, Single));
        Take(Side, CONTAINING_RECORD(second, THING, Single));
        Return(CONTAINING_RECORD(first, THING, Single));
        ExInterlockedPushEntryList(&Single, first, &Lock);
        Return(CONTAINING_RECORD(second, THING, Single));
        ExInterlockedPushEntryList(&Single, second, &Lock);
        Breathe(Side);
    }
}

static VOID
CountSingle(PRACE Race)
{
    ULONG count = 0;

    while (ExInterlockedPopEntryList(&Single, &Lock) && count <= ENTRIES)
        count++;
    EXPECT(Race, count == ENTRIES);
}

/*
 * Lookaside lists: what one side allocates the other side frees, through a letter box
 * for each of them.
 */

#define LETTERS 16

static NPAGED_LOOKASIDE_LIST NPaged;
static LOOKASIDE_LIST_EX Either;
static volatile PVOID Letters[SIDES][LETTERS];
static volatile LONG Allocated, Freed;

static PVOID NTAPI
AllocateThing(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    PTHING thing = (PTHING)ExAllocatePoolWithTag(PoolType, NumberOfBytes, Tag);

    if (thing) {
        RtlZeroMemory(thing, NumberOfBytes);
        InterlockedIncrement(&Allocated);
    }
    return thing;
}

static VOID NTAPI
FreeThing(PVOID Buffer)
{
    InterlockedIncrement(&Freed);
    ExFreePoolWithTag(Buffer, RACE_TAG);
}

static PVOID NTAPI
AllocateThingEx(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag, PLOOKASIDE_LIST_EX Lookaside)
{
    UNREFERENCED_PARAMETER(Lookaside);
    return AllocateThing(PoolType, NumberOfBytes, Tag);
}

static VOID NTAPI
FreeThingEx(PVOID Buffer, PLOOKASIDE_LIST_EX Lookaside)
{
    UNREFERENCED_PARAMETER(Lookaside);
    FreeThing(Buffer);
}

static VOID
InitializeLookaside(PRACE Race)
{
    Allocated = Freed = 0;
    RtlZeroMemory((PVOID)Letters, sizeof(Letters));
    ExInitializeNPagedLookasideList(&NPaged, AllocateThing, FreeThing, 0, sizeof(THING), RACE_TAG,
                                    0);
    EXPECT(Race, ExInitializeLookasideListEx(&Either, AllocateThingEx, FreeThingEx,
                                             NonPagedPoolNx, 0, sizeof(THING), RACE_TAG, 0) ==
                     STATUS_SUCCESS);
}

static PVOID
Allocate(PSIDE Side)
{
    return Side->Race->Kind->Spins ? ExAllocateFromNPagedLookasideList(&NPaged) :
                                     ExAllocateFromLookasideListEx(&Either);
}

static VOID
Free(PSIDE Side, PVOID Thing)
{
    if (Side->Race->Kind->Spins)
        ExFreeToNPagedLookasideList(&NPaged, Thing);
    else
        ExFreeToLookasideListEx(&Either, Thing);
}

static VOID
SendAndReceive(PSIDE Side)
{
    ULONG sent = 0, received = 0;
    PTHING thing;

    while (!RaceIsOver(Side->Race)) {
        volatile PVOID *out = &Letters[1 - Side->Number][sent % LETTERS];
        volatile PVOID *in = &Letters[Side->Number][received % LETTERS];

        if (!*out) {
            thing = (PTHING)Allocate(Side);
            EXPECT(Side->Race, thing);
            if (!thing)
                return;
            if (InterlockedExchange(&thing->Owned, TRUE))
                EXPECT(Side->Race, !"memory is allocated once");
            thing->Number = sent++;
            InterlockedExchangePointer((PVOID *)out, thing);
        }
        thing = (PTHING)InterlockedExchangePointer((PVOID *)in, NULL);
        if (!thing) {
            YieldProcessor();
            continue;
        }
        EXPECT(Side->Race, thing->Number == received);
        received++;
        Side->HandOvers++;
        Side->Round++;
        Return(thing);
        Free(Side, thing);
        Breathe(Side);
    }
}

static VOID
DeleteLookaside(PRACE Race)
{
    ULONG i;

    for (i = 0; i < SIDES * LETTERS; i++)
        if (Letters[i / LETTERS][i % LETTERS])
            Free(&Race->Sides[0], Letters[i / LETTERS][i % LETTERS]);
    EXPECT(Race, Race->Kind->Spins ? NPaged.L.TotalAllocates == NPaged.L.TotalFrees :
                                     Either.L.TotalAllocates == Either.L.TotalFrees);
    ExDeleteNPagedLookasideList(&NPaged);
    ExDeleteLookasideListEx(&Either);
    EXPECT(Race, Allocated == Freed && Allocated > 0);
}

/*
 * A device queue: who finds the device idle works for all until the queue is empty. A
 * hand-over is a request that the other side works on.
 */

#define REQUESTS 4

typedef struct _REQUEST {
    KDEVICE_QUEUE_ENTRY Entry;
    volatile LONG State;            // 0: with its side, 1: submitted, 2: worked on
    ULONG Side;
} REQUEST, *PREQUEST;

static KDEVICE_QUEUE DeviceQueue;
static REQUEST Requests[SIDES][REQUESTS];
static ULONG Submitted[SIDES], Withdrawn[SIDES];

static VOID
InitializeDeviceQueue(PRACE Race)
{
    ULONG i, j;

    UNREFERENCED_PARAMETER(Race);
    KeInitializeDeviceQueue(&DeviceQueue);
    RtlZeroMemory(Requests, sizeof(Requests));
    for (i = 0; i < SIDES; i++) {
        Submitted[i] = Withdrawn[i] = 0;
        for (j = 0; j < REQUESTS; j++)
            Requests[i][j].Side = i;
    }
}

static VOID
Work(PSIDE Side, PREQUEST Request)
{
    PRACE race = Side->Race;

    if (race->Inside)
        EXPECT(race, !"a device works on one request at a time");
    race->Inside = TRUE;
    race->Total++;
    if (InterlockedExchange(&Request->State, 2) != 1)
        EXPECT(race, !"a request is started once");
    if (Request->Side != Side->Number)
        Side->HandOvers++;
    race->Inside = FALSE;
    InterlockedExchange(&Request->State, 0);
}

static VOID
Submit(PSIDE Side, PREQUEST Request, ULONG Key)
{
    PKDEVICE_QUEUE_ENTRY entry;
    BOOLEAN queued;
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    Submitted[Side->Number]++;
    InterlockedExchange(&Request->State, 1);
    queued = Key % 4 ? KeInsertDeviceQueue(&DeviceQueue, &Request->Entry) :
                       KeInsertByKeyDeviceQueue(&DeviceQueue, &Request->Entry, Key);
    if (queued && Key % 16 == 3) {
        // Whether the request is there still, or which one of its lives it is, who knows.
        if (KeRemoveEntryDeviceQueue(&DeviceQueue, &Request->Entry)) {
            Withdrawn[Side->Number]++;
            if (InterlockedExchange(&Request->State, 0) != 1)
                EXPECT(Side->Race, !"a request is started or withdrawn");
        }
    }
    if (!queued) {
        entry = &Request->Entry;
        do {
            Work(Side, CONTAINING_RECORD(entry, REQUEST, Entry));
            entry = Key % 8 ? KeRemoveDeviceQueue(&DeviceQueue) :
                              KeRemoveByKeyDeviceQueueIfBusy(&DeviceQueue, Key);
        } while (entry);
    }
    KeLowerIrql(irql);
}

static VOID
SubmitAll(PSIDE Side)
{
    ULONG i;

    while (!RaceIsOver(Side->Race)) {
        for (i = 0; i < REQUESTS; i++)
            if (!Requests[Side->Number][i].State)
                Submit(Side, &Requests[Side->Number][i], Side->Round++);
        Breathe(Side);
    }
}

static VOID
CheckDeviceQueue(PRACE Race)
{
    ULONG i, j;

    EXPECT(Race, Race->Total == Submitted[0] + Submitted[1] - Withdrawn[0] - Withdrawn[1]);
    EXPECT(Race, !DeviceQueue.Busy);
    for (i = 0; i < SIDES; i++)
        for (j = 0; j < REQUESTS; j++)
            EXPECT(Race, !Requests[i][j].State);
}

const RACE_KIND ListRaces[] = {
    { .Name = "SLIST", .Begin = InitializeInterlocked, .End = CountInterlocked,
      .Run = PopAndPush },
    { .Name = "ExInterlocked...List, doubly linked", .Begin = InitializeDouble,
      .End = CountDouble, .Run = PassOn },
    { .Name = "ExInterlocked...EntryList, singly linked", .Begin = InitializeSingle,
      .End = CountSingle, .Run = PopTwoAndPush },
    { .Name = "NPAGED_LOOKASIDE_LIST", .Begin = InitializeLookaside, .End = DeleteLookaside,
      .Run = SendAndReceive, .Spins = TRUE },
    { .Name = "LOOKASIDE_LIST_EX", .Begin = InitializeLookaside, .End = DeleteLookaside,
      .Run = SendAndReceive },
    { .Name = "KDEVICE_QUEUE", .Begin = InitializeDeviceQueue, .End = CheckDeviceQueue,
      .Run = SubmitAll },
    { .Name = NULL }
};
