/* SPDX-License-Identifier: GPL-2.0 */
/* spinlocks.c: locks that are waited for in a loop. */
#include "races.h"

static KSPIN_LOCK SpinLock;
static EX_SPIN_LOCK ReaderWriterLock;
static LARGE_INTEGER Sum;

static VOID
InitializeLocks(PRACE Race)
{
    UNREFERENCED_PARAMETER(Race);
    KeInitializeSpinLock(&SpinLock);
    ReaderWriterLock = 0;
    Sum.QuadPart = 0;
}

static VOID
AcquirePlain(PSIDE Side)
{
    KeAcquireSpinLock(&SpinLock, &Side->Irql);
}

static VOID
ReleasePlain(PSIDE Side)
{
    EXPECT(Side->Race, KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLock(&SpinLock, Side->Irql);
}

static VOID
AcquireAtDpcLevel(PSIDE Side)
{
    KeRaiseIrql(DISPATCH_LEVEL, &Side->Irql);
    KeAcquireSpinLockAtDpcLevel(&SpinLock);
}

static VOID
ReleaseFromDpcLevel(PSIDE Side)
{
    KeReleaseSpinLockFromDpcLevel(&SpinLock);
    KeLowerIrql(Side->Irql);
}

static VOID
AcquireByTrying(PSIDE Side)
{
    KeRaiseIrql(DISPATCH_LEVEL, &Side->Irql);
    while (!KeTryToAcquireSpinLockAtDpcLevel(&SpinLock))
        YieldProcessor();
}

static VOID
AcquireQueued(PSIDE Side)
{
    KeAcquireInStackQueuedSpinLock(&SpinLock, &Side->Queued);
}

static VOID
ReleaseQueued(PSIDE Side)
{
    KeReleaseInStackQueuedSpinLock(&Side->Queued);
}

static VOID
AcquireQueuedAtDpcLevel(PSIDE Side)
{
    KeRaiseIrql(DISPATCH_LEVEL, &Side->Irql);
    KeAcquireInStackQueuedSpinLockAtDpcLevel(&SpinLock, &Side->Queued);
}

static VOID
ReleaseQueuedFromDpcLevel(PSIDE Side)
{
    KeReleaseInStackQueuedSpinLockFromDpcLevel(&Side->Queued);
    KeLowerIrql(Side->Irql);
}

static VOID
AcquireCancel(PSIDE Side)
{
    IoAcquireCancelSpinLock(&Side->Irql);
}

static VOID
ReleaseCancel(PSIDE Side)
{
    IoReleaseCancelSpinLock(Side->Irql);
}

// The ...ForDpc routines may be called in DPCs only: a threaded one of each side competes.

static KDPC ThreadedDpcs[SIDES];
static KEVENT DpcEnded[SIDES];

static VOID NTAPI
CompeteInDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PSIDE side = (PSIDE)Context;
    ULONG i;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    EXPECT(side->Race, KeGetCurrentProcessorNumberEx(NULL) == side->Number);
    for (i = 0; i < 1000 && !RaceIsOver(side->Race); i++) {
        if (i & 1) {
            side->Irql = KeAcquireSpinLockForDpc(&SpinLock);
            Hold(side);
            KeReleaseSpinLockForDpc(&SpinLock, side->Irql);
        } else {
            KeAcquireInStackQueuedSpinLockForDpc(&SpinLock, &side->Queued);
            Hold(side);
            KeReleaseInStackQueuedSpinLockForDpc(&side->Queued);
        }
        GiveWay(side);
    }
    KeSetEvent(&DpcEnded[side->Number], IO_NO_INCREMENT, FALSE);
}

static VOID
CompeteInDpcs(PSIDE Side)
{
    PKDPC dpc = &ThreadedDpcs[Side->Number];

    KeInitializeEvent(&DpcEnded[Side->Number], SynchronizationEvent, FALSE);
    KeInitializeThreadedDpc(dpc, CompeteInDpc, Side);
    KeSetTargetProcessorDpc(dpc, (CCHAR)Side->Number);
    while (!RaceIsOver(Side->Race)) {
        EXPECT(Side->Race, KeInsertQueueDpc(dpc, NULL, NULL));
        KeWaitForSingleObject(&DpcEnded[Side->Number], Executive, KernelMode, FALSE, NULL);
    }
    KeFlushQueuedDpcs();
}

// The lock that the interlocked routines take is an ordinary one.

static VOID
AddInterlocked(PSIDE Side)
{
    PRACE race = Side->Race;
    LARGE_INTEGER one, before;

    one.QuadPart = 1;
    while (!RaceIsOver(race)) {
        before = ExInterlockedAddLargeInteger(&Sum, one, &SpinLock);
        EXPECT(race, before.QuadPart >= Side->Round);
        Side->Round++;
        KeAcquireSpinLock(&SpinLock, &Side->Irql);
        if (race->Last != Side->Number) {
            race->Last = Side->Number;
            Side->HandOvers++;
        }
        Sum.QuadPart++;
        Side->Round++;
        KeReleaseSpinLock(&SpinLock, Side->Irql);
        GiveWay(Side);
        Breathe(Side);
    }
}

static VOID
CheckSum(PRACE Race)
{
    EXPECT(Race, Sum.QuadPart == (LONGLONG)Race->Sides[0].Round + Race->Sides[1].Round);
}

// EX_SPIN_LOCK: all routines, by turns

static VOID
AcquireExclusive(PSIDE Side)
{
    if (Side->Round % 3 == 0) {
        Side->Irql = ExAcquireSpinLockExclusive(&ReaderWriterLock);
        return;
    }
    KeRaiseIrql(DISPATCH_LEVEL, &Side->Irql);
    if (Side->Round % 3 == 1)
        ExAcquireSpinLockExclusiveAtDpcLevel(&ReaderWriterLock);
    else
        while (!ExTryAcquireSpinLockExclusiveAtDpcLevel(&ReaderWriterLock))
            YieldProcessor();
}

static VOID
ReleaseExclusive(PSIDE Side)
{
    if (Side->Round % 2) {
        ExReleaseSpinLockExclusive(&ReaderWriterLock, Side->Irql);
        return;
    }
    ExReleaseSpinLockExclusiveFromDpcLevel(&ReaderWriterLock);
    KeLowerIrql(Side->Irql);
}

static VOID
AcquireShared(PSIDE Side)
{
    if (Side->Round % 3 == 0) {
        Side->Irql = ExAcquireSpinLockShared(&ReaderWriterLock);
        return;
    }
    KeRaiseIrql(DISPATCH_LEVEL, &Side->Irql);
    if (Side->Round % 3 == 1)
        ExAcquireSpinLockSharedAtDpcLevel(&ReaderWriterLock);
    else
        while (!ExTryAcquireSpinLockSharedAtDpcLevel(&ReaderWriterLock))
            YieldProcessor();
}

static VOID
ReleaseShared(PSIDE Side)
{
    if (Side->Round % 2) {
        ExReleaseSpinLockShared(&ReaderWriterLock, Side->Irql);
        return;
    }
    ExReleaseSpinLockSharedFromDpcLevel(&ReaderWriterLock);
    KeLowerIrql(Side->Irql);
}

static BOOLEAN
ConvertToExclusive(PSIDE Side)
{
    UNREFERENCED_PARAMETER(Side);
    return ExTryConvertSharedSpinLockExclusive(&ReaderWriterLock) != 0;
}

#define SPIN_LOCK_RACE(name, acquire, release) \
    { .Name = name, .Begin = InitializeLocks, .End = CheckTotal, .Run = CompeteForLock, \
      .Acquire = acquire, .Release = release, .Spins = TRUE }

const RACE_KIND SpinLockRaces[] = {
    SPIN_LOCK_RACE("KSPIN_LOCK", AcquirePlain, ReleasePlain),
    SPIN_LOCK_RACE("KSPIN_LOCK, AtDpcLevel", AcquireAtDpcLevel, ReleaseFromDpcLevel),
    SPIN_LOCK_RACE("KSPIN_LOCK, Try", AcquireByTrying, ReleaseFromDpcLevel),
    SPIN_LOCK_RACE("in-stack queued spin lock", AcquireQueued, ReleaseQueued),
    SPIN_LOCK_RACE("in-stack queued spin lock, AtDpcLevel", AcquireQueuedAtDpcLevel,
                   ReleaseQueuedFromDpcLevel),
    { .Name = "KSPIN_LOCK and queued, ForDpc, in threaded DPCs", .Begin = InitializeLocks,
      .End = CheckTotal, .Run = CompeteInDpcs, .Spins = TRUE },
    SPIN_LOCK_RACE("cancel spin lock", AcquireCancel, ReleaseCancel),
    { .Name = "ExInterlockedAddLargeInteger", .Begin = InitializeLocks, .End = CheckSum,
      .Run = AddInterlocked, .Spins = TRUE },
    { .Name = "EX_SPIN_LOCK", .Begin = InitializeLocks, .End = CheckTotal,
      .Run = CompeteForSharedLock, .Acquire = AcquireExclusive, .Release = ReleaseExclusive,
      .AcquireShared = AcquireShared, .ReleaseShared = ReleaseShared,
      .Upgrade = ConvertToExclusive, .Spins = TRUE },
    { .Name = NULL }
};
