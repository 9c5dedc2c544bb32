/* SPDX-License-Identifier: GPL-2.0 */
/* deferred.c: DPCs and work items: each that is queued runs once, or is taken out. */
#include "races.h"

/*
 * Two DPCs for each side: one runs on the other processor, one on the side's own. The
 * other side takes them out again now and then.
 */

typedef struct _COUNTED_DPC {
    KDPC Dpc;
    PRACE Race;
    ULONG Target;
    volatile LONG Queued, Ran, Removed;
    volatile LONG Running;
} COUNTED_DPC, *PCOUNTED_DPC;

static COUNTED_DPC Dpcs[SIDES][2];

static VOID NTAPI
CountDpc(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PCOUNTED_DPC dpc = (PCOUNTED_DPC)Context;

    EXPECT(dpc->Race, Dpc == &dpc->Dpc && Argument1 == dpc && Argument2 == &dpc->Ran);
    EXPECT(dpc->Race, KeGetCurrentIrql() == DISPATCH_LEVEL);
    EXPECT(dpc->Race, KeGetCurrentProcessorNumberEx(NULL) == dpc->Target);
    EXPECT(dpc->Race, InterlockedIncrement(&dpc->Running) == 1);
    dpc->Ran++;
    InterlockedDecrement(&dpc->Running);
}

static VOID
InitializeDpcs(PRACE Race)
{
    ULONG i, j;

    RtlZeroMemory(Dpcs, sizeof(Dpcs));
    for (i = 0; i < SIDES; i++) {
        for (j = 0; j < 2; j++) {
            PCOUNTED_DPC dpc = &Dpcs[i][j];

            dpc->Race = Race;
            dpc->Target = j ? i : 1 - i;
            KeInitializeDpc(&dpc->Dpc, CountDpc, dpc);
            KeSetTargetProcessorDpc(&dpc->Dpc, (CCHAR)dpc->Target);
            if (j)
                KeSetImportanceDpc(&dpc->Dpc, HighImportance);
        }
    }
}

static VOID
QueueDpc(PSIDE Side, PCOUNTED_DPC Dpc)
{
    if (KeInsertQueueDpc(&Dpc->Dpc, Dpc, (PVOID)&Dpc->Ran)) {
        InterlockedIncrement(&Dpc->Queued);
        Side->HandOvers++;
    }
}

static VOID
RemoveDpc(PCOUNTED_DPC Dpc)
{
    if (KeRemoveQueueDpc(&Dpc->Dpc))
        InterlockedIncrement(&Dpc->Removed);
}

static VOID
QueueDpcs(PSIDE Side)
{
    KIRQL irql;

    while (!RaceIsOver(Side->Race)) {
        Side->Round++;
        QueueDpc(Side, &Dpcs[Side->Number][0]);
        if (Side->Round % 4 == 0) {
            KeRaiseIrql(DISPATCH_LEVEL, &irql);
            QueueDpc(Side, &Dpcs[Side->Number][1]);
            KeLowerIrql(irql);
        } else if (Side->Round % 4 == 2) {
            RemoveDpc(&Dpcs[1 - Side->Number][0]);
            RemoveDpc(&Dpcs[1 - Side->Number][1]);
        }
        Breathe(Side);
    }
}

static VOID
CountDpcs(PRACE Race)
{
    ULONG i, j;

    KeFlushQueuedDpcs();
    for (i = 0; i < SIDES; i++)
        for (j = 0; j < 2; j++)
            EXPECT(Race, Dpcs[i][j].Queued == Dpcs[i][j].Ran + Dpcs[i][j].Removed);
    EXPECT(Race, Dpcs[0][0].Ran && Dpcs[1][0].Ran);
}

/*
 * Work items: each routine queues its item again, so that none is ever lost unnoticed. The
 * side's thread waits until its half has run.
 */

typedef struct _CHAIN {
    WORK_QUEUE_ITEM Item;
    PIO_WORKITEM IoItem;
    PSIDE Side;
    volatile LONG Running;
    KEVENT Over;
} CHAIN, *PCHAIN;

static CHAIN Chains[SIDES];

static VOID
RunLink(PCHAIN Chain)
{
    PSIDE side = Chain->Side;

    EXPECT(side->Race, KeGetCurrentIrql() == PASSIVE_LEVEL);
    EXPECT(side->Race, InterlockedIncrement(&Chain->Running) == 1);
    side->HandOvers++;
    InterlockedDecrement(&Chain->Running);
}

static BOOLEAN
IsLast(PCHAIN Chain)
{
    PRACE race = Chain->Side->Race;

    return race->TimeIsUp || race->Failures > 100 || Chain->Side->HandOvers >= race->Goal / 2;
}

static IO_WORKITEM_ROUTINE IoLink;

static VOID NTAPI
IoLink(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PCHAIN chain = (PCHAIN)Context;

    EXPECT(chain->Side->Race, DeviceObject == RacesDevice);
    RunLink(chain);
    if (!IsLast(chain))
        IoQueueWorkItem(chain->IoItem, IoLink, DelayedWorkQueue, chain);
    else
        KeSetEvent(&chain->Over, IO_NO_INCREMENT, FALSE);
}

static VOID NTAPI
ExLink(PVOID Context)
{
    PCHAIN chain = (PCHAIN)Context;

    RunLink(chain);
    if (!IsLast(chain))
        ExQueueWorkItem(&chain->Item, CriticalWorkQueue);
    else
        KeSetEvent(&chain->Over, IO_NO_INCREMENT, FALSE);
}

static VOID
RunIoChain(PSIDE Side)
{
    PCHAIN chain = &Chains[Side->Number];

    RtlZeroMemory(chain, sizeof(*chain));
    chain->Side = Side;
    KeInitializeEvent(&chain->Over, NotificationEvent, FALSE);
    chain->IoItem = IoAllocateWorkItem(RacesDevice);
    EXPECT(Side->Race, chain->IoItem);
    if (!chain->IoItem)
        return;
    IoQueueWorkItem(chain->IoItem, IoLink, DelayedWorkQueue, chain);
    KeWaitForSingleObject(&chain->Over, Executive, KernelMode, FALSE, NULL);
    IoFreeWorkItem(chain->IoItem);
}

static VOID
RunExChain(PSIDE Side)
{
    PCHAIN chain = &Chains[Side->Number];

    RtlZeroMemory(chain, sizeof(*chain));
    chain->Side = Side;
    KeInitializeEvent(&chain->Over, NotificationEvent, FALSE);
#pragma warning(suppress : 4996)    // what drivers have used for long
    ExInitializeWorkItem(&chain->Item, ExLink, chain);
    ExQueueWorkItem(&chain->Item, CriticalWorkQueue);
    KeWaitForSingleObject(&chain->Over, Executive, KernelMode, FALSE, NULL);
}

static VOID
CountLinks(PRACE Race)
{
    EXPECT(Race, Race->TimeIsUp || Race->Sides[0].HandOvers == Race->Goal / 2);
    EXPECT(Race, Race->TimeIsUp || Race->Sides[1].HandOvers == Race->Goal / 2);
}

const RACE_KIND DeferredRaces[] = {
    { .Name = "DPCs, queued and removed", .Begin = InitializeDpcs, .End = CountDpcs,
      .Run = QueueDpcs },
    { .Name = "IoQueueWorkItem", .End = CountLinks, .Run = RunIoChain },
    { .Name = "ExQueueWorkItem", .End = CountLinks, .Run = RunExChain },
    { .Name = NULL }
};
