/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: delay.c

    Requests that wait. They are in a cancel-safe queue; a timer says when the
    first of them is due, and a work item sends it on, as lower drivers may ask
    for PASSIVE_LEVEL. Each holds the remove lock of its device.

--*/
#include "ddfilter.h"

static VOID NTAPI
DdFilterCsqInsert(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, DelayQueue);

    InsertTailList(&extension->DelayList, &Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI
DdFilterCsqRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

typedef struct _DDFILTER_PEEK {
    PFILE_OBJECT FileObject;    // of this file; NULL: of any
    ULONGLONG DueUntil;         // due by then
} DDFILTER_PEEK, *PDDFILTER_PEEK;

static PIRP NTAPI
DdFilterCsqPeekNext(PIO_CSQ Csq, PIRP Irp, PVOID PeekContext)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, DelayQueue);
    PDDFILTER_PEEK peek = PeekContext;
    PLIST_ENTRY entry;
    PIRP irp;

    entry = Irp != NULL ? Irp->Tail.Overlay.ListEntry.Flink : extension->DelayList.Flink;
    for (; entry != &extension->DelayList; entry = entry->Flink) {
        irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
        if ((peek->FileObject == NULL ||
             IoGetCurrentIrpStackLocation(irp)->FileObject == peek->FileObject) &&
            DdFilterDueTime(irp) <= peek->DueUntil) {
            return irp;
        }
    }
    return NULL;
}

static VOID NTAPI
DdFilterCsqAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, DelayQueue)->DelayLock, Irql);
}

static VOID NTAPI
DdFilterCsqRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DEVICE_EXTENSION, DelayQueue)->DelayLock, Irql);
}

static VOID NTAPI
DdFilterCsqComplete(PIO_CSQ Csq, PIRP Irp)
{
    PDEVICE_EXTENSION extension = CONTAINING_RECORD(Csq, DEVICE_EXTENSION, DelayQueue);

    InterlockedIncrement64(&extension->Cancelled);
    DdFilterComplete(Irp, STATUS_CANCELLED, 0);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
}

NTSTATUS
DdFilterInitializeDelays(PDEVICE_EXTENSION Extension)
{
    InitializeListHead(&Extension->DelayList);
    KeInitializeSpinLock(&Extension->DelayLock);
    KeInitializeTimer(&Extension->DelayTimer);
    KeInitializeDpc(&Extension->DelayDpc, DdFilterDelayDpc, Extension);
    IoCsqInitialize(&Extension->DelayQueue, DdFilterCsqInsert, DdFilterCsqRemove,
                    DdFilterCsqPeekNext, DdFilterCsqAcquire, DdFilterCsqRelease,
                    DdFilterCsqComplete);
    Extension->DelayWork = IoAllocateWorkItem(Extension->Self);
    return Extension->DelayWork != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static VOID
DdFilterArmTimer(PDEVICE_EXTENSION Extension)
/*++

    For the request that is due first. Called with DelayLock held.

--*/
{
    ULONGLONG first = MAXULONGLONG;
    ULONGLONG now = KeQueryInterruptTime();
    LARGE_INTEGER due;
    PLIST_ENTRY entry;
    PIRP irp;

    for (entry = Extension->DelayList.Flink; entry != &Extension->DelayList;
         entry = entry->Flink) {
        irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
        first = min(first, DdFilterDueTime(irp));
    }
    if (first != MAXULONGLONG) {
        due.QuadPart = first > now ? -(LONGLONG)(first - now) : -1;
        KeSetTimer(&Extension->DelayTimer, due, &Extension->DelayDpc);
    }
}

VOID
DdFilterHold(PDEVICE_EXTENSION Extension, PIRP Irp, ULONG Milliseconds)
/*++

    Lets a request wait that is marked pending and holds the remove lock.

--*/
{
    BOOLEAN closed;
    KIRQL irql;

    DdFilterSetDueTime(Irp, KeQueryInterruptTime() + (ULONGLONG)Milliseconds * 10000);
    InterlockedIncrement64(&Extension->Delayed);
    IoCsqInsertIrp(&Extension->DelayQueue, Irp, NULL);

    //
    // The IRP may be gone: cancelled, or found by the work item. If the device is
    // about to go, nobody would look for it any more.
    //
    KeAcquireSpinLock(&Extension->DelayLock, &irql);
    closed = Extension->DelayClosed;
    if (!closed) {
        DdFilterArmTimer(Extension);
    }
    KeReleaseSpinLock(&Extension->DelayLock, irql);
    if (closed) {
        DdFilterSendDelayed(Extension, TRUE);
    }
}

VOID NTAPI
DdFilterDelayDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PDEVICE_EXTENSION extension = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);

    //
    // The work item keeps the device, and it may be queued only once at a time.
    //
    if (InterlockedExchange(&extension->DelayWorkQueued, 1) == 0) {
        if (NT_SUCCESS(IoAcquireRemoveLock(&extension->RemoveLock, Dpc))) {
            IoQueueWorkItem(extension->DelayWork, DdFilterDelayWork, DelayedWorkQueue, extension);
        } else {
            extension->DelayWorkQueued = 0;
        }
    }
}

VOID NTAPI
DdFilterDelayWork(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;
    KIRQL irql;

    UNREFERENCED_PARAMETER(DeviceObject);
    InterlockedExchange(&extension->DelayWorkQueued, 0);
    DdFilterSendDelayed(extension, FALSE);
    KeAcquireSpinLock(&extension->DelayLock, &irql);
    DdFilterArmTimer(extension);
    KeReleaseSpinLock(&extension->DelayLock, irql);
    IoReleaseRemoveLock(&extension->RemoveLock, &extension->DelayDpc);
}

VOID
DdFilterSendDelayed(PDEVICE_EXTENSION Extension, BOOLEAN All)
/*++

    Sends on what is due, or all that waits.

--*/
{
    DDFILTER_PEEK peek = { NULL, All ? MAXULONGLONG : KeQueryInterruptTime() };
    PIRP irp;

    while ((irp = IoCsqRemoveNextIrp(&Extension->DelayQueue, &peek)) != NULL) {
        DdFilterPassDown(Extension, irp);
    }
}

VOID
DdFilterCancelDelayed(PDEVICE_EXTENSION Extension, PFILE_OBJECT FileObject)
{
    DDFILTER_PEEK peek = { FileObject, MAXULONGLONG };
    PIRP irp;

    if (FileObject == NULL) {
        return;
    }
    while ((irp = IoCsqRemoveNextIrp(&Extension->DelayQueue, &peek)) != NULL) {
        DdFilterCsqComplete(&Extension->DelayQueue, irp);
    }
}

VOID
DdFilterEndDelays(PDEVICE_EXTENSION Extension)
/*++

    The device goes: the drivers below are to answer what waits, and nothing
    waits from now on.

--*/
{
    KIRQL irql;

    KeAcquireSpinLock(&Extension->DelayLock, &irql);
    Extension->DelayClosed = TRUE;
    KeReleaseSpinLock(&Extension->DelayLock, irql);
    DdFilterSendDelayed(Extension, TRUE);
}
