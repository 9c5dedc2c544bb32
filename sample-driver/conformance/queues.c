/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: queues.c

    Device queues, cancel-safe queues, StartIo, remove locks.

--*/
#include "ddconform.h"

// The first entry makes the device busy, and isn't queued.
CHECK(KeInsertDeviceQueue_Busy)
{
    KDEVICE_QUEUE_ENTRY entry[3];
    KDEVICE_QUEUE queue;
    KIRQL irql;

    KeInitializeDeviceQueue(&queue);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    EXPECT(!KeInsertDeviceQueue(&queue, &entry[0]));
    EXPECT(KeInsertDeviceQueue(&queue, &entry[1]));
    EXPECT(KeInsertDeviceQueue(&queue, &entry[2]));
    EXPECT(KeRemoveDeviceQueue(&queue) == &entry[1]);
    EXPECT(KeRemoveDeviceQueue(&queue) == &entry[2]);
    EXPECT(KeRemoveDeviceQueue(&queue) == NULL);
    EXPECT(!KeInsertDeviceQueue(&queue, &entry[0]));
    KeLowerIrql(irql);
}

CHECK(KeInsertByKeyDeviceQueue_Sorts)
{
    KDEVICE_QUEUE_ENTRY entry[4];
    KDEVICE_QUEUE queue;
    KIRQL irql;

    KeInitializeDeviceQueue(&queue);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    EXPECT(!KeInsertByKeyDeviceQueue(&queue, &entry[0], 5));
    EXPECT(KeInsertByKeyDeviceQueue(&queue, &entry[1], 30));
    EXPECT(KeInsertByKeyDeviceQueue(&queue, &entry[2], 10));
    EXPECT(KeInsertByKeyDeviceQueue(&queue, &entry[3], 20));
    // The first whose key isn't below; behind the last, the first of all.
    EXPECT(KeRemoveByKeyDeviceQueue(&queue, 15) == &entry[3]);
    EXPECT(KeRemoveByKeyDeviceQueue(&queue, 40) == &entry[2]);
    EXPECT(KeRemoveDeviceQueue(&queue) == &entry[1]);
    EXPECT(KeRemoveDeviceQueue(&queue) == NULL);
    KeLowerIrql(irql);
}

CHECK(KeRemoveEntryDeviceQueue_Queued)
{
    KDEVICE_QUEUE_ENTRY entry[2];
    KDEVICE_QUEUE queue;
    KIRQL irql;

    KeInitializeDeviceQueue(&queue);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeInsertDeviceQueue(&queue, &entry[0]);
    KeInsertDeviceQueue(&queue, &entry[1]);
    EXPECT(KeRemoveEntryDeviceQueue(&queue, &entry[1]));
    EXPECT(!KeRemoveEntryDeviceQueue(&queue, &entry[1]));
    EXPECT(KeRemoveDeviceQueue(&queue) == NULL);
    KeLowerIrql(irql);
}

typedef struct _DD_CSQ {
    IO_CSQ Csq;
    KSPIN_LOCK Lock;
    LIST_ENTRY List;
    ULONG Completed;
} DD_CSQ, *PDD_CSQ;

static VOID NTAPI
DdCsqInsert(PIO_CSQ Csq, PIRP Irp)
{
    InsertTailList(&CONTAINING_RECORD(Csq, DD_CSQ, Csq)->List, &Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI
DdCsqRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

static PIRP NTAPI
DdCsqPeek(PIO_CSQ Csq, PIRP Irp, PVOID Context)
{
    PDD_CSQ queue = CONTAINING_RECORD(Csq, DD_CSQ, Csq);
    PLIST_ENTRY entry = Irp != NULL ? Irp->Tail.Overlay.ListEntry.Flink : queue->List.Flink;

    UNREFERENCED_PARAMETER(Context);
    if (entry == &queue->List) {
        return NULL;
    }
    return CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
}

static VOID NTAPI
DdCsqAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, DD_CSQ, Csq)->Lock, Irql);
}

static VOID NTAPI
DdCsqRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, DD_CSQ, Csq)->Lock, Irql);
}

static VOID NTAPI
DdCsqComplete(PIO_CSQ Csq, PIRP Irp)
{
    CONTAINING_RECORD(Csq, DD_CSQ, Csq)->Completed++;
    Irp->IoStatus.Status = STATUS_CANCELLED;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI
DdKeepIrp(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    UNREFERENCED_PARAMETER(Context);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

// An IRP that is in a driver's hands, so to say.
static PIRP
DdQueuedIrp(VOID)
{
    PIRP irp = IoAllocateIrp(2, FALSE);

    if (irp != NULL) {
        IoSetCompletionRoutine(irp, DdKeepIrp, NULL, TRUE, TRUE, TRUE);
        IoSetNextIrpStackLocation(irp);
        IoGetCurrentIrpStackLocation(irp)->DeviceObject = DdControlDevice;
    }
    return irp;
}

static VOID
DdInitializeCsq(PDD_CSQ Queue)
{
    RtlZeroMemory(Queue, sizeof(*Queue));
    KeInitializeSpinLock(&Queue->Lock);
    InitializeListHead(&Queue->List);
    IoCsqInitialize(&Queue->Csq, DdCsqInsert, DdCsqRemove, DdCsqPeek, DdCsqAcquire, DdCsqRelease,
                    DdCsqComplete);
}

CHECK(IoCsqRemoveNextIrp_Order)
{
    PIRP irp[2];
    DD_CSQ queue;

    DdInitializeCsq(&queue);
    irp[0] = DdQueuedIrp();
    irp[1] = DdQueuedIrp();
    REQUIRE(irp[0] != NULL && irp[1] != NULL);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == NULL);
    IoCsqInsertIrp(&queue.Csq, irp[0], NULL);
    IoCsqInsertIrp(&queue.Csq, irp[1], NULL);
    EXPECT(irp[0]->CancelRoutine != NULL);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == irp[0]);
    EXPECT(irp[0]->CancelRoutine == NULL);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == irp[1]);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == NULL);
    IoFreeIrp(irp[0]);
    IoFreeIrp(irp[1]);
}

CHECK(IoCsqInsertIrp_MarksPending)
{
    DD_CSQ queue;
    PIRP irp;

    DdInitializeCsq(&queue);
    irp = DdQueuedIrp();
    REQUIRE(irp != NULL);
    IoCsqInsertIrp(&queue.Csq, irp, NULL);
    EXPECT(IoGetCurrentIrpStackLocation(irp)->Control & SL_PENDING_RETURNED);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == irp);
    IoFreeIrp(irp);
}

CHECK(IoCsqInsertIrp_Cancel)
{
    DD_CSQ queue;
    PIRP irp;

    DdInitializeCsq(&queue);
    irp = DdQueuedIrp();
    REQUIRE(irp != NULL);
    IoCsqInsertIrp(&queue.Csq, irp, NULL);
    EXPECT(IoCancelIrp(irp));
    EXPECT(queue.Completed == 1 && irp->IoStatus.Status == STATUS_CANCELLED);
    EXPECT(IoCsqRemoveNextIrp(&queue.Csq, NULL) == NULL);
    IoFreeIrp(irp);
}

// A context finds the very IRP, once.
CHECK(IoCsqRemoveIrp_Context)
{
    IO_CSQ_IRP_CONTEXT context[2];
    PIRP irp[2];
    DD_CSQ queue;

    DdInitializeCsq(&queue);
    irp[0] = DdQueuedIrp();
    irp[1] = DdQueuedIrp();
    REQUIRE(irp[0] != NULL && irp[1] != NULL);
    IoCsqInsertIrp(&queue.Csq, irp[0], &context[0]);
    IoCsqInsertIrp(&queue.Csq, irp[1], &context[1]);
    EXPECT(IoCsqRemoveIrp(&queue.Csq, &context[1]) == irp[1]);
    EXPECT(IoCsqRemoveIrp(&queue.Csq, &context[1]) == NULL);
    IoCancelIrp(irp[0]);
    EXPECT(IoCsqRemoveIrp(&queue.Csq, &context[0]) == NULL && queue.Completed == 1);
    IoFreeIrp(irp[0]);
    IoFreeIrp(irp[1]);
}

static PIRP DdStarted[4];
static volatile LONG DdStarts;
static KIRQL DdStartIrql;

static VOID NTAPI
DdConformStartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    DdStartIrql = KeGetCurrentIrql();
    if (DdStarts < 4) {
        DdStarted[DdStarts] = Irp;
    }
    DdStarts++;
}

// One request at a time; CurrentIrp is the one that was started.
CHECK(IoStartPacket_OneByOne)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    PIRP irp[2];
    KIRQL irql;

    irp[0] = DdQueuedIrp();
    irp[1] = DdQueuedIrp();
    REQUIRE(device != NULL && irp[0] != NULL && irp[1] != NULL);
    DdDriverObject->DriverStartIo = DdConformStartIo;
    DdStarts = 0;
    IoStartPacket(device, irp[0], NULL, NULL);
    EXPECT(DdStarts == 1 && DdStarted[0] == irp[0] && device->CurrentIrp == irp[0]);
    EXPECT(DdStartIrql == DISPATCH_LEVEL);
    IoStartPacket(device, irp[1], NULL, NULL);
    EXPECT(DdStarts == 1);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    IoStartNextPacket(device, FALSE);
    EXPECT(DdStarts == 2 && DdStarted[1] == irp[1] && device->CurrentIrp == irp[1]);
    IoStartNextPacket(device, FALSE);
    KeLowerIrql(irql);
    EXPECT(DdStarts == 2 && device->CurrentIrp == NULL);
    DdDriverObject->DriverStartIo = NULL;
    IoFreeIrp(irp[0]);
    IoFreeIrp(irp[1]);
    IoDeleteDevice(device);
}

CHECK(IoAcquireRemoveLock_Pending)
{
    IO_REMOVE_LOCK lock;

    IoInitializeRemoveLock(&lock, DDCONFORM_POOL_TAG, 0, 0);
    EXPECT(IoAcquireRemoveLock(&lock, &lock) == STATUS_SUCCESS);
    IoReleaseRemoveLockAndWait(&lock, &lock);
    EXPECT(IoAcquireRemoveLock(&lock, &lock) == STATUS_DELETE_PENDING);
}

static VOID NTAPI
DdReleaserThread(PVOID Context)
{
    DdSleep(100);
    IoReleaseRemoveLock((PIO_REMOVE_LOCK)Context, Context);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

CHECK(IoReleaseRemoveLockAndWait_Waits)
{
    ULONGLONG start;
    IO_REMOVE_LOCK lock;
    PVOID thread;
    LONG tag;

    IoInitializeRemoveLock(&lock, DDCONFORM_POOL_TAG, 0, 0);
    EXPECT(IoAcquireRemoveLock(&lock, &lock) == STATUS_SUCCESS);
    EXPECT(IoAcquireRemoveLock(&lock, &tag) == STATUS_SUCCESS);
    start = KeQueryInterruptTime();
    REQUIRE(DdRunThread(DdReleaserThread, &lock, &thread));
    IoReleaseRemoveLockAndWait(&lock, &tag);
    EXPECT(KeQueryInterruptTime() - start >= 100 * 10000 - 160000);
    DdJoinThread(thread);
}

static const DD_CHECK DdQueueChecksEntries[] = {
    ENTRY(KeInsertDeviceQueue_Busy),
    ENTRY(KeInsertByKeyDeviceQueue_Sorts),
    ENTRY(KeRemoveEntryDeviceQueue_Queued),
    ENTRY(IoCsqRemoveNextIrp_Order),
    ENTRY(IoCsqInsertIrp_MarksPending),
    ENTRY(IoCsqInsertIrp_Cancel),
    ENTRY(IoCsqRemoveIrp_Context),
    ENTRY(IoStartPacket_OneByOne),
    ENTRY(IoAcquireRemoveLock_Pending),
    ENTRY(IoReleaseRemoveLockAndWait_Waits),
};
CHECK_LIST(DdQueueChecks);
