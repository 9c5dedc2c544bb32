/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: cancel.c

    Requests that end without having been served: by a signal, by the close of
    their file, by the removal of the device.

--*/
#include "ddedu.h"

static BOOLEAN
DdIsWait(PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    return stack->MajorFunction == IRP_MJ_DEVICE_CONTROL &&
           stack->Parameters.DeviceIoControl.IoControlCode == IOCTL_DDEDU_WAIT_INTERRUPT;
}

VOID NTAPI
DDCancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    Called with the cancel spin lock held; releasing it is our part. A request
    that is just becoming the current one is left to DDStartIo, which finds its
    routine gone; one that is held there for want of power is ended here.

--*/
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    BOOLEAN ours = TRUE;
    BOOLEAN held = FALSE;
    KIRQL irql;

    DdCount(DdRtnCancel);

    if (DdIsWait(Irp)) {
        RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
    } else {
        ours = KeRemoveEntryDeviceQueue(&DeviceObject->DeviceQueue,
                                        &Irp->Tail.Overlay.DeviceQueueEntry);
    }
    IoReleaseCancelSpinLock(Irp->CancelIrql);

    InterlockedIncrement(&extension->Cancelled);
    if (!ours) {
        //
        // The current one, which waits for power?
        //
        KeAcquireSpinLock(&extension->OperationLock, &irql);
        if (extension->Held && DeviceObject->CurrentIrp == Irp) {
            extension->Held = FALSE;
            held = TRUE;
        }
        KeReleaseSpinLock(&extension->OperationLock, irql);
        if (held) {
            KeRaiseIrql(DISPATCH_LEVEL, &irql);
            IoStartNextPacket(DeviceObject, TRUE);
            KeLowerIrql(irql);
        }
    }
    if (ours || held) {
        DdComplete(Irp, STATUS_CANCELLED, 0);
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    }
}

VOID
DdCancelRequests(PDEVICE_EXTENSION Extension, PFILE_OBJECT FileObject, NTSTATUS Status)
/*++

    Ends the requests that wait, those of FileObject or, without one, all.

--*/
{
    PKDEVICE_QUEUE queue = &Extension->Self->DeviceQueue;
    LIST_ENTRY done;
    LIST_ENTRY keep;
    PLIST_ENTRY entry;
    PLIST_ENTRY next;
    PKDEVICE_QUEUE_ENTRY packet;
    PIRP irp;
    KIRQL irql;

    InitializeListHead(&done);
    InitializeListHead(&keep);

    IoAcquireCancelSpinLock(&irql);
    for (entry = Extension->WaitList.Flink; entry != &Extension->WaitList; entry = next) {
        next = entry->Flink;
        irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
        if ((FileObject == NULL || IoGetCurrentIrpStackLocation(irp)->FileObject == FileObject) &&
            IoSetCancelRoutine(irp, NULL) != NULL) {
            RemoveEntryList(entry);
            InsertTailList(&done, entry);
        }
    }

    //
    // The queue is busy as long as there is anything in it, and with the
    // cancel lock held nobody starts a packet: what is taken out for a look
    // can be put back in the same order. The list entry of an IRP and its
    // device queue entry are different fields.
    //
    while (!IsListEmpty(&queue->DeviceListHead)) {
        packet = CONTAINING_RECORD(queue->DeviceListHead.Flink, KDEVICE_QUEUE_ENTRY,
                                   DeviceListEntry);
        KeRemoveEntryDeviceQueue(queue, packet);
        irp = CONTAINING_RECORD(packet, IRP, Tail.Overlay.DeviceQueueEntry);
        if ((FileObject == NULL || IoGetCurrentIrpStackLocation(irp)->FileObject == FileObject) &&
            IoSetCancelRoutine(irp, NULL) != NULL) {
            InsertTailList(&done, &irp->Tail.Overlay.ListEntry);
        } else {
            InsertTailList(&keep, &irp->Tail.Overlay.ListEntry);
        }
    }
    while (!IsListEmpty(&keep)) {
        irp = CONTAINING_RECORD(RemoveHeadList(&keep), IRP, Tail.Overlay.ListEntry);
        KeInsertDeviceQueue(queue, &irp->Tail.Overlay.DeviceQueueEntry);
    }
    IoReleaseCancelSpinLock(irql);

    while (!IsListEmpty(&done)) {
        irp = CONTAINING_RECORD(RemoveHeadList(&done), IRP, Tail.Overlay.ListEntry);
        InterlockedIncrement(&Extension->Cancelled);
        DdComplete(irp, Status, 0);
        IoReleaseRemoveLock(&Extension->RemoveLock, irp);
    }
}
