/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: timers.c

    Timers, DPCs, clocks.

--*/
#include "ddconform.h"

typedef struct _DD_SEEN {
    KDPC Dpc;
    volatile LONG Count;
    KIRQL Irql;
    PVOID Argument1, Argument2;
    BOOLEAN Again;
    KEVENT Event;
} DD_SEEN, *PDD_SEEN;

static VOID NTAPI
DdSeenRoutine(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PDD_SEEN seen = Context;

    seen->Irql = KeGetCurrentIrql();
    seen->Argument1 = Argument1;
    seen->Argument2 = Argument2;
    if (seen->Again) {
        seen->Again = FALSE;
        KeInsertQueueDpc(Dpc, NULL, NULL);
    }
    InterlockedIncrement(&seen->Count);
    KeSetEvent(&seen->Event, IO_NO_INCREMENT, FALSE);
}

static VOID
DdInitializeSeen(PDD_SEEN Seen)
{
    RtlZeroMemory(Seen, sizeof(*Seen));
    KeInitializeEvent(&Seen->Event, SynchronizationEvent, FALSE);
    KeInitializeDpc(&Seen->Dpc, DdSeenRoutine, Seen);
}

static NTSTATUS
DdWait(PVOID Object, LONG Milliseconds)
{
    LARGE_INTEGER timeout;

    timeout.QuadPart = -10000LL * Milliseconds;
    return KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, &timeout);
}

CHECK(KeInsertQueueDpc_Runs)
{
    DD_SEEN seen;

    DdInitializeSeen(&seen);
    EXPECT(KeInsertQueueDpc(&seen.Dpc, (PVOID)1, (PVOID)2));
    EXPECT(DdWait(&seen.Event, 2000) == STATUS_SUCCESS);
    KeFlushQueuedDpcs();
    EXPECT(seen.Count == 1 && seen.Irql == DISPATCH_LEVEL);
    EXPECT(seen.Argument1 == (PVOID)1 && seen.Argument2 == (PVOID)2);
}

// One that is queued isn't queued again, and keeps its arguments.
CHECK(KeInsertQueueDpc_Twice)
{
    DD_SEEN seen;
    KIRQL irql;

    DdInitializeSeen(&seen);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    EXPECT(KeInsertQueueDpc(&seen.Dpc, (PVOID)3, (PVOID)4));
    EXPECT(!KeInsertQueueDpc(&seen.Dpc, (PVOID)5, (PVOID)6));
    EXPECT(seen.Count == 0);
    KeLowerIrql(irql);
    KeFlushQueuedDpcs();
    EXPECT(seen.Count == 1 && seen.Argument1 == (PVOID)3 && seen.Argument2 == (PVOID)4);
}

CHECK(KeInsertQueueDpc_FromItself)
{
    DD_SEEN seen;

    DdInitializeSeen(&seen);
    seen.Again = TRUE;
    KeInsertQueueDpc(&seen.Dpc, NULL, NULL);
    DdSleep(100);
    KeFlushQueuedDpcs();
    EXPECT(seen.Count == 2);
}

CHECK(KeRemoveQueueDpc_Queued)
{
    DD_SEEN seen;
    KIRQL irql;

    DdInitializeSeen(&seen);
    EXPECT(!KeRemoveQueueDpc(&seen.Dpc));
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeInsertQueueDpc(&seen.Dpc, NULL, NULL);
    EXPECT(KeRemoveQueueDpc(&seen.Dpc));
    KeLowerIrql(irql);
    KeFlushQueuedDpcs();
    EXPECT(seen.Count == 0);
}

CHECK(KeSetTimer_Expires)
{
    LARGE_INTEGER due;
    ULONGLONG start;
    KTIMER timer;

    KeInitializeTimer(&timer);
    EXPECT(!KeReadStateTimer(&timer));
    due.QuadPart = -50 * 10000;
    start = KeQueryInterruptTime();
    EXPECT(!KeSetTimer(&timer, due, NULL));
    EXPECT(DdWait(&timer, 5000) == STATUS_SUCCESS);
    EXPECT(KeQueryInterruptTime() - start >= 50 * 10000 - 160000);
    // A notification timer stays signaled.
    EXPECT(KeReadStateTimer(&timer));
    EXPECT(DdWait(&timer, 0) == STATUS_SUCCESS);
}

CHECK(KeSetTimer_AlreadySet)
{
    LARGE_INTEGER due;
    KTIMER timer;

    KeInitializeTimer(&timer);
    due.QuadPart = -3600 * 10000000LL;
    EXPECT(!KeSetTimer(&timer, due, NULL));
    EXPECT(KeSetTimer(&timer, due, NULL));
    EXPECT(KeCancelTimer(&timer));
    EXPECT(!KeCancelTimer(&timer));
}

// Setting it takes the signal back.
CHECK(KeSetTimer_Resets)
{
    LARGE_INTEGER due;
    KTIMER timer;

    KeInitializeTimer(&timer);
    due.QuadPart = -1;
    KeSetTimer(&timer, due, NULL);
    EXPECT(DdWait(&timer, 5000) == STATUS_SUCCESS);
    due.QuadPart = -3600 * 10000000LL;
    EXPECT(!KeSetTimer(&timer, due, NULL));
    EXPECT(!KeReadStateTimer(&timer));
    KeCancelTimer(&timer);
}

CHECK(KeSetTimer_PastTime)
{
    LARGE_INTEGER due;
    KTIMER timer;

    KeInitializeTimer(&timer);
    due.QuadPart = 1;
    KeSetTimer(&timer, due, NULL);
    EXPECT(DdWait(&timer, 1000) == STATUS_SUCCESS);
}

CHECK(KeSetTimer_Dpc)
{
    LARGE_INTEGER due;
    DD_SEEN seen;
    KTIMER timer;

    DdInitializeSeen(&seen);
    KeInitializeTimer(&timer);
    due.QuadPart = -20 * 10000;
    KeSetTimer(&timer, due, &seen.Dpc);
    EXPECT(DdWait(&seen.Event, 5000) == STATUS_SUCCESS);
    KeFlushQueuedDpcs();
    EXPECT(seen.Count == 1 && seen.Irql == DISPATCH_LEVEL);
}

CHECK(KeCancelTimer_Dpc)
{
    LARGE_INTEGER due;
    DD_SEEN seen;
    KTIMER timer;

    DdInitializeSeen(&seen);
    KeInitializeTimer(&timer);
    due.QuadPart = -100 * 10000;
    KeSetTimer(&timer, due, &seen.Dpc);
    EXPECT(KeCancelTimer(&timer));
    DdSleep(200);
    EXPECT(seen.Count == 0 && !KeReadStateTimer(&timer));
}

// A synchronization timer ends one wait each time.
CHECK(KeInitializeTimerEx_Synchronization)
{
    LARGE_INTEGER due;
    KTIMER timer;

    KeInitializeTimerEx(&timer, SynchronizationTimer);
    due.QuadPart = -10 * 10000;
    KeSetTimer(&timer, due, NULL);
    EXPECT(DdWait(&timer, 5000) == STATUS_SUCCESS);
    EXPECT(!KeReadStateTimer(&timer));
    EXPECT(DdWait(&timer, 0) == STATUS_TIMEOUT);
}

CHECK(KeSetTimerEx_Period)
{
    LARGE_INTEGER due;
    DD_SEEN seen;
    KTIMER timer;
    LONG i;

    DdInitializeSeen(&seen);
    KeInitializeTimerEx(&timer, SynchronizationTimer);
    due.QuadPart = -20 * 10000;
    KeSetTimerEx(&timer, due, 20, &seen.Dpc);
    for (i = 0; i < 5; i++) {
        EXPECT(DdWait(&timer, 5000) == STATUS_SUCCESS);
    }
    EXPECT(KeCancelTimer(&timer));
    KeFlushQueuedDpcs();
    EXPECT(seen.Count >= 5);
    i = seen.Count;
    DdSleep(80);
    EXPECT(seen.Count == i);
}

CHECK(KeQueryInterruptTime_Advances)
{
    ULONGLONG start = KeQueryInterruptTime();

    DdSleep(60);
    EXPECT(KeQueryInterruptTime() > start);
    EXPECT(KeQueryInterruptTime() - start < 50000000);
}

CHECK(KeQuerySystemTime_Year)
{
    LARGE_INTEGER time;
    TIME_FIELDS fields;

    KeQuerySystemTime(&time);
    RtlTimeToTimeFields(&time, &fields);
    EXPECT(fields.Year >= 2020 && fields.Year < 2100);
}

// A tick takes KeQueryTimeIncrement units of 100 ns.
CHECK(KeQueryTickCount_Increment)
{
    ULONG increment = KeQueryTimeIncrement();
    LARGE_INTEGER before, after;
    ULONGLONG start, time;

    EXPECT(increment >= 1000 && increment <= 200000);
    start = KeQueryInterruptTime();
    KeQueryTickCount(&before);
    DdSleep(300);
    KeQueryTickCount(&after);
    time = KeQueryInterruptTime() - start;
    EXPECT((ULONGLONG)(after.QuadPart - before.QuadPart) * increment >= 2000000);
    EXPECT((ULONGLONG)(after.QuadPart - before.QuadPart) * increment <= time + 1000000);
}

CHECK(KeQueryPerformanceCounter_Frequency)
{
    LARGE_INTEGER before, after, frequency;

    before = KeQueryPerformanceCounter(&frequency);
    EXPECT(frequency.QuadPart >= 1000000);
    DdSleep(100);
    after = KeQueryPerformanceCounter(NULL);
    EXPECT(after.QuadPart - before.QuadPart >= frequency.QuadPart / 20);
    EXPECT(after.QuadPart - before.QuadPart <= frequency.QuadPart * 10);
}

CHECK(KeStallExecutionProcessor_Stalls)
{
    LARGE_INTEGER before, after, frequency;

    before = KeQueryPerformanceCounter(&frequency);
    KeStallExecutionProcessor(50);
    after = KeQueryPerformanceCounter(NULL);
    EXPECT((after.QuadPart - before.QuadPart) * 1000000 / frequency.QuadPart >= 45);
}

static const DD_CHECK DdTimerChecksEntries[] = {
    ENTRY(KeInsertQueueDpc_Runs),
    ENTRY(KeInsertQueueDpc_Twice),
    ENTRY(KeInsertQueueDpc_FromItself),
    ENTRY(KeRemoveQueueDpc_Queued),
    ENTRY(KeSetTimer_Expires),
    ENTRY(KeSetTimer_AlreadySet),
    ENTRY(KeSetTimer_Resets),
    ENTRY(KeSetTimer_PastTime),
    ENTRY(KeSetTimer_Dpc),
    ENTRY(KeCancelTimer_Dpc),
    ENTRY(KeInitializeTimerEx_Synchronization),
    ENTRY(KeSetTimerEx_Period),
    ENTRY(KeQueryInterruptTime_Advances),
    ENTRY(KeQuerySystemTime_Year),
    ENTRY(KeQueryTickCount_Increment),
    ENTRY(KeQueryPerformanceCounter_Frequency),
    ENTRY(KeStallExecutionProcessor_Stalls),
};
CHECK_LIST(DdTimerChecks);
