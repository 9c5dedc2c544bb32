/* SPDX-License-Identifier: GPL-2.0 */
/* signals.c: dispatcher objects by which each side wakes the other, turn by turn. */
#include "races.h"

// Of each pair, each side waits for its own and signals the other's.
static KEVENT Events[TEAMS][SIDES];
static KSEMAPHORE Semaphores[TEAMS][SIDES];
static KTIMER Timers[TEAMS][SIDES];
static KQUEUE Queues[TEAMS][SIDES];
static LIST_ENTRY Entries[TEAMS];

#define SEVERAL 3

// The objects of one side for WaitAny and WaitAll: events of both kinds and a semaphore
typedef struct _SET {
    KEVENT Synchronization, Notification;
    KSEMAPHORE Semaphore;
    PVOID Objects[SEVERAL];
    ULONG Signalled, Awaited;
} SET, *PSET;

static SET Sets[TEAMS][SIDES];

#define OTHER(Side) (1 - (Side)->Number)
#define TEAM (Side->Race->Team)

static NTSTATUS
WaitFor(PVOID Object)
{
    return KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, NULL);
}

static VOID
InitializeObjects(PRACE Race, EVENT_TYPE Type)
{
    ULONG i;

    for (i = 0; i < SIDES; i++) {
        PSET set = &Sets[Race->Team][i];

        KeInitializeEvent(&Events[Race->Team][i], Type, FALSE);
        KeInitializeSemaphore(&Semaphores[Race->Team][i], 0, 1);
        KeInitializeTimerEx(&Timers[Race->Team][i], SynchronizationTimer);
        KeInitializeQueue(&Queues[Race->Team][i], 0);
        RtlZeroMemory(set, sizeof(*set));
        KeInitializeEvent(&set->Synchronization, SynchronizationEvent, FALSE);
        KeInitializeEvent(&set->Notification, NotificationEvent, FALSE);
        KeInitializeSemaphore(&set->Semaphore, 0, 1);
        set->Objects[0] = &set->Synchronization;
        set->Objects[1] = &set->Semaphore;
        set->Objects[2] = &set->Notification;
    }
}

static VOID
InitializeSignals(PRACE Race)
{
    InitializeObjects(Race, SynchronizationEvent);
}

static VOID
InitializeNotifications(PRACE Race)
{
    InitializeObjects(Race, NotificationEvent);
}

// Each signal was taken: none is left. Waits from the outside, not at the sides' objects.
static VOID
CheckSignals(PRACE Race)
{
    ULONG i;

    CheckTotal(Race);
    for (i = 0; i < SIDES; i++) {
        // In a turn of one side the last signal is the one that nobody waits for.
        EXPECT(Race, KeReadStateEvent(&Events[Race->Team][i]) == 0);
        EXPECT(Race, KeReadStateSemaphore(&Semaphores[Race->Team][i]) == 0);
        EXPECT(Race, !KeReadStateTimer(&Timers[Race->Team][i]));
        EXPECT(Race, !KeCancelTimer(&Timers[Race->Team][i]));
        EXPECT(Race, KeReadStateEvent(&Sets[Race->Team][i].Synchronization) == 0);
        EXPECT(Race, KeReadStateEvent(&Sets[Race->Team][i].Notification) == 0);
        EXPECT(Race, KeReadStateSemaphore(&Sets[Race->Team][i].Semaphore) == 0);
        EXPECT(Race, KeRundownQueue(&Queues[Race->Team][i]) == NULL);
    }
}

static VOID
SetOther(PSIDE Side)
{
    EXPECT(Side->Race, KeSetEvent(&Events[TEAM][OTHER(Side)], IO_NO_INCREMENT, FALSE) == 0);
}

static VOID
WaitOwn(PSIDE Side)
{
    EXPECT(Side->Race, WaitFor(&Events[TEAM][Side->Number]) == STATUS_SUCCESS);
}

static VOID
WaitOwnAndReset(PSIDE Side)
{
    EXPECT(Side->Race, WaitFor(&Events[TEAM][Side->Number]) == STATUS_SUCCESS);
    EXPECT(Side->Race, KeResetEvent(&Events[TEAM][Side->Number]) != 0);
}

static VOID
ReleaseOther(PSIDE Side)
{
    EXPECT(Side->Race, KeReleaseSemaphore(&Semaphores[TEAM][OTHER(Side)], 0, 1, FALSE) == 0);
}

static VOID
WaitForSemaphore(PSIDE Side)
{
    EXPECT(Side->Race, WaitFor(&Semaphores[TEAM][Side->Number]) == STATUS_SUCCESS);
}

// Over at once mostly; in a moment sometimes, or cancelled in that moment and set again.
static VOID
SetOthersTimer(PSIDE Side)
{
    PKTIMER timer = &Timers[TEAM][OTHER(Side)];
    LARGE_INTEGER due;

    due.QuadPart = 0;
    if (Side->Round % 32 == 5)
        due.QuadPart = -100;
    EXPECT(Side->Race, !KeSetTimer(timer, due, NULL));
    if (Side->Round % 64 == 5 && KeCancelTimer(timer))
        EXPECT(Side->Race, !KeSetTimer(timer, due, NULL));
}

static VOID
WaitForTimer(PSIDE Side)
{
    EXPECT(Side->Race, WaitFor(&Timers[TEAM][Side->Number]) == STATUS_SUCCESS);
}

static VOID
Signal(PSET Set, ULONG Index)
{
    switch (Index) {
    case 0:
        KeSetEvent(&Set->Synchronization, IO_NO_INCREMENT, FALSE);
        break;
    case 1:
        KeReleaseSemaphore(&Set->Semaphore, 0, 1, FALSE);
        break;
    case 2:
        KeSetEvent(&Set->Notification, IO_NO_INCREMENT, FALSE);
    }
}

static VOID
SignalOne(PSIDE Side)
{
    PSET set = &Sets[TEAM][OTHER(Side)];

    Signal(set, set->Signalled++ % SEVERAL);
}

static VOID
WaitForAny(PSIDE Side)
{
    PSET set = &Sets[TEAM][Side->Number];
    NTSTATUS status;

    status = KeWaitForMultipleObjects(SEVERAL, set->Objects, WaitAny, Executive, KernelMode,
                                      FALSE, NULL, NULL);
    EXPECT(Side->Race, status == STATUS_WAIT_0 + (NTSTATUS)(set->Awaited++ % SEVERAL));
    if (status == STATUS_WAIT_2)
        KeClearEvent(&set->Notification);
}

// In another order each time
static VOID
SignalEach(PSIDE Side)
{
    PSET set = &Sets[TEAM][OTHER(Side)];
    ULONG i, first = set->Signalled++;

    for (i = 0; i < SEVERAL; i++)
        Signal(set, (first + i) % SEVERAL);
}

static VOID
WaitForAll(PSIDE Side)
{
    PSET set = &Sets[TEAM][Side->Number];

    EXPECT(Side->Race, KeWaitForMultipleObjects(SEVERAL, set->Objects, WaitAll, Executive,
                                                KernelMode, FALSE, NULL, NULL) == STATUS_SUCCESS);
    KeClearEvent(&set->Notification);
}

static VOID
InsertForOther(PSIDE Side)
{
    if (Side->Round & 1)
        KeInsertQueue(&Queues[TEAM][OTHER(Side)], &Entries[TEAM]);
    else
        KeInsertHeadQueue(&Queues[TEAM][OTHER(Side)], &Entries[TEAM]);
}

static VOID
RemoveOwn(PSIDE Side)
{
    EXPECT(Side->Race, KeRemoveQueue(&Queues[TEAM][Side->Number], KernelMode, NULL) == &Entries[TEAM]);
}

// Thread objects: each turn is a thread, on the other processor, that its maker waits for.

static VOID NTAPI
OneTurn(PVOID Context)
{
    PSIDE side = (PSIDE)Context;

    KeSetSystemAffinityThreadEx((KAFFINITY)1 << OTHER(side));
    side->HandOvers++;
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID
MakeThreads(PSIDE Side)
{
    PVOID thread;
    HANDLE handle;

    while (!RaceIsOver(Side->Race)) {
        Side->Round++;
        if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
                                             OneTurn, Side))) {
            EXPECT(Side->Race, !"a thread can be made");
            return;
        }
        EXPECT(Side->Race, NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL,
                                                                KernelMode, &thread, NULL)));
        ZwClose(handle);
        EXPECT(Side->Race, WaitFor(thread) == STATUS_SUCCESS);
        EXPECT(Side->Race, Side->HandOvers == Side->Round);
        ObDereferenceObject(thread);
    }
}

#define TURNS(name, begin, acquire, release) \
    { .Name = name, .Begin = begin, .End = CheckSignals, .Run = TakeTurns, .Acquire = acquire, \
      .Release = release, .Teams = TRUE }

const RACE_KIND SignalRaces[] = {
    TURNS("synchronization events", InitializeSignals, WaitOwn, SetOther),
    TURNS("notification events", InitializeNotifications, WaitOwnAndReset, SetOther),
    TURNS("semaphores", InitializeSignals, WaitForSemaphore, ReleaseOther),
    TURNS("timers", InitializeSignals, WaitForTimer, SetOthersTimer),
    TURNS("WaitAny of events and a semaphore", InitializeSignals, WaitForAny, SignalOne),
    TURNS("WaitAll of events and a semaphore", InitializeSignals, WaitForAll, SignalEach),
    TURNS("KQUEUE", InitializeSignals, RemoveOwn, InsertForOther),
    { .Name = "thread objects", .Divisor = 100, .Run = MakeThreads, .Teams = TRUE },
    { .Name = NULL }
};
