/* SPDX-License-Identifier: GPL-2.0 */
/* deferred.c: timers, DPCs, work items, and the IRQL at which they run. */
#include <ntddk.h>
#include "conform.h"

typedef struct _SEEN {
    volatile LONG Count;
    KIRQL Irql;
    PVOID Argument1, Argument2;
    volatile LONG RequeueLeft;
    KEVENT Event;
} SEEN, *PSEEN;

static VOID NTAPI
DpcRoutine(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PSEEN seen = (PSEEN)Context;

    seen->Irql = KeGetCurrentIrql();
    seen->Argument1 = Argument1;
    seen->Argument2 = Argument2;
    InterlockedIncrement(&seen->Count);
    if (seen->RequeueLeft > 0) {
        seen->RequeueLeft--;
        // No longer queued while it runs: it can be queued again.
        if (!KeInsertQueueDpc(Dpc, Argument1, Argument2))
            seen->Count += 1000;
    }
    KeSetEvent(&seen->Event, IO_NO_INCREMENT, FALSE);
}

static VOID
Sleep(LONG Milliseconds)
{
    LARGE_INTEGER interval;

    interval.QuadPart = -10000LL * Milliseconds;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

VOID
TestDpcs(VOID)
{
    SEEN seen;
    KDPC dpc;
    KIRQL irql;

    RtlZeroMemory(&seen, sizeof(seen));
    KeInitializeEvent(&seen.Event, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, DpcRoutine, &seen);

    // Below DISPATCH_LEVEL it has run when the call returns.
    CHECK(KeInsertQueueDpc(&dpc, (PVOID)1, (PVOID)2));
    KeFlushQueuedDpcs();
    CHECK(seen.Count == 1 && seen.Irql == DISPATCH_LEVEL);
    CHECK(seen.Argument1 == (PVOID)1 && seen.Argument2 == (PVOID)2);

    // At DISPATCH_LEVEL it waits for the IRQL to drop; queued twice it runs once,
    // with the arguments of the first call.
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    CHECK(KeInsertQueueDpc(&dpc, (PVOID)3, (PVOID)4));
    CHECK(!KeInsertQueueDpc(&dpc, (PVOID)5, (PVOID)6));
    CHECK(seen.Count == 1);
    KeLowerIrql(irql);
    KeFlushQueuedDpcs();
    CHECK(seen.Count == 2 && seen.Argument1 == (PVOID)3 && seen.Argument2 == (PVOID)4);

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    CHECK(KeRemoveQueueDpc(&dpc));
    CHECK(!KeRemoveQueueDpc(&dpc));
    KeLowerIrql(irql);
    KeFlushQueuedDpcs();
    CHECK(seen.Count == 2);

    seen.RequeueLeft = 5;
    KeInsertQueueDpc(&dpc, NULL, NULL);
    Sleep(50);
    KeFlushQueuedDpcs();
    CHECK(seen.Count == 8);

    KeSetImportanceDpc(&dpc, HighImportance);
    KeSetTargetProcessorDpc(&dpc, 0);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeWaitForSingleObject(&seen.Event, Executive, KernelMode, FALSE, NULL);
    KeFlushQueuedDpcs();
    CHECK(seen.Count == 9);
}

VOID
TestTimers(VOID)
{
    LARGE_INTEGER due, timeout;
    ULONGLONG start;
    SEEN seen;
    KTIMER timer;
    KDPC dpc;
    LONG count;

    RtlZeroMemory(&seen, sizeof(seen));
    KeInitializeEvent(&seen.Event, SynchronizationEvent, FALSE);
    KeInitializeDpc(&dpc, DpcRoutine, &seen);

    KeInitializeTimer(&timer);
    CHECK(!KeReadStateTimer(&timer));
    CHECK(!KeCancelTimer(&timer));
    due.QuadPart = -30 * 10000LL;
    start = KeQueryInterruptTime();
    CHECK(!KeSetTimer(&timer, due, &dpc));
    CHECK(KeSetTimer(&timer, due, &dpc));
    CHECK(KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    CHECK(KeQueryInterruptTime() - start >= 30 * 10000 - 10000);
    Sleep(20);
    CHECK(seen.Count == 1 && seen.Irql == DISPATCH_LEVEL);
    // A notification timer stays signaled until it is set again.
    CHECK(KeReadStateTimer(&timer));
    due.QuadPart = -500 * 10000LL;
    CHECK(!KeSetTimer(&timer, due, &dpc));
    CHECK(!KeReadStateTimer(&timer));
    CHECK(KeCancelTimer(&timer));
    CHECK(!KeCancelTimer(&timer));
    Sleep(600);
    CHECK(seen.Count == 1);

    // Due in the past: at once.
    KeQuerySystemTime(&due);
    due.QuadPart -= 10000000;
    KeSetTimer(&timer, due, NULL);
    timeout.QuadPart = -1000 * 10000LL;
    CHECK(KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, &timeout) == STATUS_SUCCESS);

    // A periodic synchronization timer: each period satisfies one wait.
    KeInitializeTimerEx(&timer, SynchronizationTimer);
    due.QuadPart = -20 * 10000LL;
    count = seen.Count;
    start = KeQueryInterruptTime();
    CHECK(!KeSetTimerEx(&timer, due, 20, &dpc));
    for (int i = 0; i < 5; i++)
        CHECK(KeWaitForSingleObject(&timer, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    CHECK(KeQueryInterruptTime() - start >= 85 * 10000);
    CHECK(KeCancelTimer(&timer));
    KeFlushQueuedDpcs();
    CHECK(seen.Count >= count + 5);
    count = seen.Count;
    Sleep(60);
    CHECK(seen.Count == count);
}

typedef struct _WORK {
    KEVENT Done;
    KIRQL Irql;
    PDEVICE_OBJECT Device;
} WORK, *PWORK;

static VOID NTAPI
WorkRoutine(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PWORK work = (PWORK)Context;

    work->Irql = KeGetCurrentIrql();
    work->Device = DeviceObject;
    KeSetEvent(&work->Done, IO_NO_INCREMENT, FALSE);
}

VOID
TestWorkItems(VOID)
{
    PIO_WORKITEM item = IoAllocateWorkItem(ConformDevice);
    WORK work;
    KIRQL irql;
    int i;

    CHECK(item != NULL);
    if (!item)
        return;
    KeInitializeEvent(&work.Done, SynchronizationEvent, FALSE);
    for (i = 0; i < 20; i++) {
        work.Irql = HIGH_LEVEL;
        work.Device = NULL;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        IoQueueWorkItem(item, WorkRoutine, i % 2 ? DelayedWorkQueue : CriticalWorkQueue, &work);
        KeLowerIrql(irql);
        CHECK(KeWaitForSingleObject(&work.Done, Executive, KernelMode, FALSE, NULL) ==
              STATUS_SUCCESS);
        CHECK(work.Irql == PASSIVE_LEVEL && work.Device == ConformDevice);
    }
    IoFreeWorkItem(item);
}

VOID
TestIrql(VOID)
{
    KSPIN_LOCK lock, zeroed = 0;
    KIRQL irql, inner;

    KeInitializeSpinLock(&lock);
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeAcquireSpinLock(&lock, &irql);
    CHECK(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeAcquireSpinLock(&zeroed, &inner);
    CHECK(inner == DISPATCH_LEVEL);
    KeReleaseSpinLock(&zeroed, inner);
    CHECK(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLock(&lock, irql);
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);

    KeRaiseIrql(APC_LEVEL, &irql);
    CHECK(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == APC_LEVEL);
    KeRaiseIrql(DISPATCH_LEVEL, &inner);
    CHECK(inner == APC_LEVEL);
    CHECK(KeRaiseIrqlToDpcLevel() == DISPATCH_LEVEL);
    KeLowerIrql(inner);
    CHECK(KeGetCurrentIrql() == APC_LEVEL);
    KeLowerIrql(irql);
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
}
