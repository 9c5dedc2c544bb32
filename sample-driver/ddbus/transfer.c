/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: transfer.c

    Reads and writes of a child: they wait in a cancel-safe queue until the
    child's latency is over, and end with an error when it is pulled.

--*/
#include "ddbus.h"

static PPDO_EXTENSION
DdBusChildOf(PIO_CSQ Csq)
{
    return CONTAINING_RECORD(Csq, PDO_EXTENSION, Queue);
}

static NTSTATUS NTAPI
DdBusCsqInsert(PIO_CSQ Csq, PIRP Irp, PVOID InsertContext)
/*++

    A child that was pulled takes nothing.

--*/
{
    PPDO_EXTENSION child = DdBusChildOf(Csq);

    UNREFERENCED_PARAMETER(InsertContext);
    if (child->Pulled) {
        return STATUS_NO_SUCH_DEVICE;
    }
    InsertTailList(&child->QueueList, &Irp->Tail.Overlay.ListEntry);
    return STATUS_SUCCESS;
}

static VOID NTAPI
DdBusCsqRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

static PIRP NTAPI
DdBusCsqPeekNext(PIO_CSQ Csq, PIRP Irp, PVOID PeekContext)
/*++

    The oldest one, if it is due by the time that PeekContext points to.

--*/
{
    PPDO_EXTENSION child = DdBusChildOf(Csq);
    PLIST_ENTRY entry;
    PIRP irp;

    entry = Irp != NULL ? Irp->Tail.Overlay.ListEntry.Flink : child->QueueList.Flink;
    if (entry == &child->QueueList) {
        return NULL;
    }
    irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
    return DdBusDueTime(irp) <= *(PULONGLONG)PeekContext ? irp : NULL;
}

static VOID NTAPI
DdBusCsqAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&DdBusChildOf(Csq)->QueueLock, Irql);
}

static VOID NTAPI
DdBusCsqRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&DdBusChildOf(Csq)->QueueLock, Irql);
}

static VOID NTAPI
DdBusCsqComplete(PIO_CSQ Csq, PIRP Irp)
{
    DdBusCount(DdBusChildOf(Csq)->Bus, Cancelled);
    DdBusComplete(Irp, STATUS_CANCELLED, 0);
}

VOID
DdBusInitializeQueue(PPDO_EXTENSION Child, ULONG Latency)
{
    Child->Latency = Latency;
    InitializeListHead(&Child->QueueList);
    KeInitializeSpinLock(&Child->QueueLock);
    KeInitializeTimer(&Child->Timer);
    KeInitializeDpc(&Child->Dpc, DdBusTransferDpc, Child);
    IoCsqInitializeEx(&Child->Queue, DdBusCsqInsert, DdBusCsqRemove, DdBusCsqPeekNext,
                      DdBusCsqAcquire, DdBusCsqRelease, DdBusCsqComplete);
}

static VOID
DdBusArmTimer(PPDO_EXTENSION Child)
/*++

    For the oldest request, which is due first. QueueLock is held.

--*/
{
    ULONGLONG now = KeQueryInterruptTime();
    LARGE_INTEGER due;
    PIRP irp;

    if (IsListEmpty(&Child->QueueList) || Child->Pulled) {
        return;
    }
    irp = CONTAINING_RECORD(Child->QueueList.Flink, IRP, Tail.Overlay.ListEntry);
    due.QuadPart = DdBusDueTime(irp) > now ? -(LONGLONG)(DdBusDueTime(irp) - now) : -1;
    KeSetTimer(&Child->Timer, due, &Child->Dpc);
}

static VOID
DdBusTransfer(PPDO_EXTENSION Child, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG length = stack->Parameters.Read.Length;
    ULONG offset = stack->Parameters.Read.ByteOffset.LowPart;
    PVOID buffer = Irp->AssociatedIrp.SystemBuffer;
    KIRQL irql;

    KeAcquireSpinLock(&Child->QueueLock, &irql);
    if (stack->MajorFunction == IRP_MJ_READ) {
        RtlCopyMemory(buffer, Child->Memory + offset, length);
    } else {
        RtlCopyMemory(Child->Memory + offset, buffer, length);
    }
    KeReleaseSpinLock(&Child->QueueLock, irql);
    DdBusCount(Child->Bus, Transfers);
    DdBusComplete(Irp, STATUS_SUCCESS, length);
}

VOID NTAPI
DdBusTransferDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PPDO_EXTENSION child = DeferredContext;
    ULONGLONG now = KeQueryInterruptTime();
    PIRP irp;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    while ((irp = IoCsqRemoveNextIrp(&child->Queue, &now)) != NULL) {
        DdBusTransfer(child, irp);
    }
    KeAcquireSpinLockAtDpcLevel(&child->QueueLock);
    DdBusArmTimer(child);
    KeReleaseSpinLockFromDpcLevel(&child->QueueLock);
}

NTSTATUS NTAPI
DdBusDispatchReadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PPDO_EXTENSION child = DeviceObject->DeviceExtension;
    ULONGLONG offset = stack->Parameters.Read.ByteOffset.QuadPart;
    ULONG length = stack->Parameters.Read.Length;
    NTSTATUS status;
    KIRQL irql;

    if (child->Common.IsFdo) {
        return DdBusComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    if (offset >= DDBUS_CHILD_MEMORY || length > DDBUS_CHILD_MEMORY - offset) {
        return DdBusComplete(Irp, STATUS_INVALID_PARAMETER, 0);
    }
    if (length == 0) {
        return DdBusComplete(Irp, STATUS_SUCCESS, 0);
    }
    DdBusSetDueTime(Irp, KeQueryInterruptTime() + (ULONGLONG)child->Latency * 10);
    status = IoCsqInsertIrpEx(&child->Queue, Irp, NULL, NULL);
    if (!NT_SUCCESS(status)) {
        return DdBusComplete(Irp, status, 0);
    }
    KeAcquireSpinLock(&child->QueueLock, &irql);
    DdBusArmTimer(child);
    KeReleaseSpinLock(&child->QueueLock, irql);
    return STATUS_PENDING;
}

VOID
DdBusAbortTransfers(PPDO_EXTENSION Child)
{
    ULONGLONG whenever = MAXULONGLONG;
    KIRQL irql;
    PIRP irp;

    KeAcquireSpinLock(&Child->QueueLock, &irql);
    Child->Pulled = TRUE;
    KeReleaseSpinLock(&Child->QueueLock, irql);
    while ((irp = IoCsqRemoveNextIrp(&Child->Queue, &whenever)) != NULL) {
        DdBusCount(Child->Bus, Aborted);
        DdBusComplete(irp, STATUS_NO_SUCH_DEVICE, 0);
    }
}

VOID
DdBusEndQueue(PPDO_EXTENSION Child)
/*++

    The PDO is about to be deleted; nobody sends it anything any more.

--*/
{
    DdBusAbortTransfers(Child);
    KeCancelTimer(&Child->Timer);
    KeFlushQueuedDpcs();
}
