/* SPDX-License-Identifier: GPL-2.0 */
/* irps.c: requests that are cancelled while their driver takes them: one has each. */
#include "races.h"

#define IRPS 8
#define NO_MORE_TURNS MAXULONG

static PIRP Irps[IRPS];
static volatile LONG Waiting[IRPS];     // the IRP is on its way, and nobody's yet
static ULONG Inserted, Taken, Withdrawn;
static volatile LONG Cancelled;
static volatile ULONG Gate, Passed;

static VOID
AllocateIrps(PRACE Race)
{
    ULONG i;

    Inserted = Taken = Withdrawn = 0;
    Cancelled = 0;
    Gate = Passed = 0;
    for (i = 0; i < IRPS; i++) {
        Waiting[i] = FALSE;
        Irps[i] = IoAllocateIrp(1, FALSE);
        EXPECT(Race, Irps[i]);
    }
}

static VOID
FreeIrps(PRACE Race)
{
    ULONG i;

    for (i = 0; i < IRPS; i++) {
        EXPECT(Race, !Waiting[i]);
        EXPECT(Race, !IoSetCancelRoutine(Irps[i], NULL));
        IoFreeIrp(Irps[i]);
    }
    EXPECT(Race, Inserted == Taken + Withdrawn + Cancelled);
}

static VOID
Prepare(PIRP Irp, ULONG Number)
{
    IoReuseIrp(Irp, STATUS_SUCCESS);
    IoSetNextIrpStackLocation(Irp);
    Irp->Tail.Overlay.DriverContext[0] = (PVOID)(ULONG_PTR)Number;
    Inserted++;
    InterlockedExchange(&Waiting[Number], TRUE);
}

// Whoever ends the request
static VOID
End(PRACE Race, PIRP Irp)
{
    ULONG number = (ULONG)(ULONG_PTR)Irp->Tail.Overlay.DriverContext[0];

    if (!InterlockedExchange(&Waiting[number], FALSE))
        EXPECT(Race, !"a request ends once");
}

// IoCancelIrp of one side against IoSetCancelRoutine of the other, both at the same time

static PRACE CancelRace;

static VOID NTAPI
CancelOne(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    EXPECT(CancelRace, KeGetCurrentIrql() == DISPATCH_LEVEL);
    IoReleaseCancelSpinLock(Irp->CancelIrql);
    InterlockedIncrement(&Cancelled);
    End(CancelRace, Irp);
}

// As a driver does that is given a request: cancellable, unless it is cancelled already.
static VOID
TakeOne(PSIDE Side, PIRP Irp)
{
    IoSetCancelRoutine(Irp, CancelOne);
    if (Irp->Cancel) {
        if (!IoSetCancelRoutine(Irp, NULL))
            return;
    } else {
        ULONG delay;

        for (delay = Side->Round % 16; delay; delay--)
            YieldProcessor();
        if (!IoSetCancelRoutine(Irp, NULL))
            return;
    }
    Taken++;
    End(Side->Race, Irp);
}

static VOID
TakeOrCancel(PSIDE Side)
{
    PRACE race = Side->Race;
    PIRP irp = Irps[0];
    ULONG turn;

    CancelRace = race;
    for (turn = 1;; turn++) {
        Side->Round++;
        if (Side->Number == 0) {
            if (RaceIsOver(race)) {
                Gate = NO_MORE_TURNS;
                return;
            }
            Prepare(irp, 0);
            Gate = turn;
            TakeOne(Side, irp);
            while (Passed != turn)
                YieldProcessor();
            EXPECT(race, irp->Cancel && !Waiting[0]);
            Side->HandOvers++;
        } else {
            while (Gate < turn)
                YieldProcessor();
            if (Gate == NO_MORE_TURNS)
                return;
            IoCancelIrp(irp);
            Passed = turn;
        }
        Breathe(Side);
    }
}

// A cancel-safe queue: side 0 inserts and cancels, side 1 removes.

static IO_CSQ Csq;
static IO_CSQ_IRP_CONTEXT Contexts[IRPS];
static LIST_ENTRY CsqList;
static KSPIN_LOCK CsqLock;

static VOID NTAPI
CsqInsertIrp(PIO_CSQ Queue, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Queue);
    InsertTailList(&CsqList, &Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI
CsqRemoveIrp(PIO_CSQ Queue, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Queue);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

static PIRP NTAPI
CsqPeekNextIrp(PIO_CSQ Queue, PIRP Irp, PVOID PeekContext)
{
    PLIST_ENTRY next = Irp ? Irp->Tail.Overlay.ListEntry.Flink : CsqList.Flink;

    UNREFERENCED_PARAMETER(Queue);
    UNREFERENCED_PARAMETER(PeekContext);
    return next == &CsqList ? NULL : CONTAINING_RECORD(next, IRP, Tail.Overlay.ListEntry);
}

static VOID NTAPI
CsqAcquireLock(PIO_CSQ Queue, PKIRQL Irql)
{
    UNREFERENCED_PARAMETER(Queue);
    KeAcquireSpinLock(&CsqLock, Irql);
}

static VOID NTAPI
CsqReleaseLock(PIO_CSQ Queue, KIRQL Irql)
{
    UNREFERENCED_PARAMETER(Queue);
    KeReleaseSpinLock(&CsqLock, Irql);
}

static VOID NTAPI
CsqCompleteCanceledIrp(PIO_CSQ Queue, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Queue);
    InterlockedIncrement(&Cancelled);
    End(CancelRace, Irp);
}

static VOID
InitializeCsq(PRACE Race)
{
    AllocateIrps(Race);
    CancelRace = Race;
    InitializeListHead(&CsqList);
    KeInitializeSpinLock(&CsqLock);
    EXPECT(Race, IoCsqInitialize(&Csq, CsqInsertIrp, CsqRemoveIrp, CsqPeekNextIrp, CsqAcquireLock,
                                 CsqReleaseLock, CsqCompleteCanceledIrp) == STATUS_SUCCESS);
}

static VOID
InsertOne(PSIDE Side, ULONG Number)
{
    PIRP irp = Irps[Number];
    ULONG kind = Side->Round++ % 4;

    Prepare(irp, Number);
    IoCsqInsertIrp(&Csq, irp, kind == 3 ? &Contexts[Number] : NULL);
    if (kind == 1) {
        IoCancelIrp(irp);
    } else if (kind == 3 && IoCsqRemoveIrp(&Csq, &Contexts[Number])) {
        Withdrawn++;
        End(Side->Race, irp);
    }
}

static VOID
InsertOrRemove(PSIDE Side)
{
    PIRP irp;
    ULONG i;

    while (!RaceIsOver(Side->Race)) {
        if (Side->Number == 0) {
            for (i = 0; i < IRPS; i++)
                if (!Waiting[i])
                    InsertOne(Side, i);
        } else {
            irp = IoCsqRemoveNextIrp(&Csq, NULL);
            if (irp) {
                Taken++;
                Side->HandOvers++;
                Side->Round++;
                End(Side->Race, irp);
            } else {
                YieldProcessor();
            }
        }
        Breathe(Side);
    }
}

static VOID
EmptyCsq(PRACE Race)
{
    PIRP irp;

    while ((irp = IoCsqRemoveNextIrp(&Csq, NULL))) {
        Taken++;
        End(Race, irp);
    }
    FreeIrps(Race);
}

const RACE_KIND IrpRaces[] = {
    { .Name = "IoCancelIrp and IoSetCancelRoutine", .Begin = AllocateIrps, .End = FreeIrps,
      .Run = TakeOrCancel },
    { .Name = "IO_CSQ", .Begin = InitializeCsq, .End = EmptyCsq, .Run = InsertOrRemove },
    { .Name = NULL }
};
