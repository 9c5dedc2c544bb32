/* SPDX-License-Identifier: GPL-2.0 */
/* requests.c: remove locks, cancel-safe queues, pool. */
#include <ntddk.h>
#include "conform.h"

static VOID NTAPI
ReleaseLater(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    LARGE_INTEGER interval;

    UNREFERENCED_PARAMETER(DeviceObject);
    interval.QuadPart = -100 * 10000LL;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
    IoReleaseRemoveLock((PIO_REMOVE_LOCK)Context, Context);
}

VOID
TestRemoveLock(VOID)
{
    PIO_REMOVE_LOCK lock = ExAllocatePoolWithTag(NonPagedPool, sizeof(*lock), 'fnoC');
    PIO_WORKITEM item = IoAllocateWorkItem(ConformDevice);
    ULONGLONG start;
    int tag;

    if (lock && item) {
        IoInitializeRemoveLock(lock, 'fnoC', 0, 0);
        CHECK(IoAcquireRemoveLock(lock, &tag) == STATUS_SUCCESS);
        CHECK(IoAcquireRemoveLock(lock, lock) == STATUS_SUCCESS);
        start = KeQueryInterruptTime();
        IoQueueWorkItem(item, ReleaseLater, DelayedWorkQueue, lock);
        // Drops ours, then waits for the other one.
        IoReleaseRemoveLockAndWait(lock, &tag);
        CHECK(KeQueryInterruptTime() - start >= 95 * 10000);
        CHECK(IoAcquireRemoveLock(lock, &tag) == STATUS_DELETE_PENDING);
    }
    if (item)
        IoFreeWorkItem(item);
    if (lock)
        ExFreePoolWithTag(lock, 'fnoC');
}

typedef struct _QUEUE {
    IO_CSQ Csq;
    LIST_ENTRY List;
    KSPIN_LOCK Lock;
    PIRP Cancelled;
} QUEUE, *PQUEUE;

#define QUEUE_OF(csq) CONTAINING_RECORD(csq, QUEUE, Csq)

static VOID NTAPI
CsqInsert(PIO_CSQ Csq, PIRP Irp)
{
    InsertTailList(&QUEUE_OF(Csq)->List, &Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI
CsqRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

static PIRP NTAPI
CsqPeek(PIO_CSQ Csq, PIRP Irp, PVOID PeekContext)
{
    PQUEUE queue = QUEUE_OF(Csq);
    PLIST_ENTRY next = Irp ? Irp->Tail.Overlay.ListEntry.Flink : queue->List.Flink;

    UNREFERENCED_PARAMETER(PeekContext);
    return next == &queue->List ? NULL : CONTAINING_RECORD(next, IRP, Tail.Overlay.ListEntry);
}

static VOID NTAPI
CsqAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&QUEUE_OF(Csq)->Lock, Irql);
}

static VOID NTAPI
CsqRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&QUEUE_OF(Csq)->Lock, Irql);
}

static VOID NTAPI
CsqCompleteCanceled(PIO_CSQ Csq, PIRP Irp)
{
    QUEUE_OF(Csq)->Cancelled = Irp;
}

VOID
TestCancelSafeQueue(VOID)
{
    IO_CSQ_IRP_CONTEXT context;
    QUEUE queue;
    PIRP irp[3];
    int i;

    RtlZeroMemory(&queue, sizeof(queue));
    InitializeListHead(&queue.List);
    KeInitializeSpinLock(&queue.Lock);
    CHECK(IoCsqInitialize(&queue.Csq, CsqInsert, CsqRemove, CsqPeek, CsqAcquire, CsqRelease,
                          CsqCompleteCanceled) == STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        irp[i] = IoAllocateIrp(1, FALSE);
        if (!irp[i])
            return;
        IoSetNextIrpStackLocation(irp[i]);
    }
    IoCsqInsertIrp(&queue.Csq, irp[0], NULL);
    IoCsqInsertIrp(&queue.Csq, irp[1], &context);
    IoCsqInsertIrp(&queue.Csq, irp[2], NULL);
    CHECK(IoGetCurrentIrpStackLocation(irp[0])->Control & SL_PENDING_RETURNED);

    CHECK(IoCancelIrp(irp[2]));
    CHECK(queue.Cancelled == irp[2]);
    CHECK(IoCsqRemoveIrp(&queue.Csq, &context) == irp[1]);
    CHECK(IoCsqRemoveIrp(&queue.Csq, &context) == NULL);
    CHECK(!IoCancelIrp(irp[1]));
    CHECK(IoCsqRemoveNextIrp(&queue.Csq, NULL) == irp[0]);
    CHECK(IoCsqRemoveNextIrp(&queue.Csq, NULL) == NULL);

    // One that was cancelled before it was queued never stays in the queue.
    queue.Cancelled = NULL;
    IoCsqInsertIrp(&queue.Csq, irp[1], NULL);
    CHECK(queue.Cancelled == irp[1]);
    CHECK(IsListEmpty(&queue.List));
    for (i = 0; i < 3; i++)
        IoFreeIrp(irp[i]);
}

VOID
TestPool(VOID)
{
    static const SIZE_T sizes[] = { 1, 8, 16, 100, 1000, 4095, 4096, 4097, 70000 };
    PUCHAR block;
    SIZE_T i, n;

    for (i = 0; i < RTL_NUMBER_OF(sizes); i++) {
        block = ExAllocatePoolWithTag(NonPagedPool, sizes[i], 'fnoC');
        CHECK(block != NULL);
        if (!block)
            continue;
        CHECK(((ULONG_PTR)block & (MEMORY_ALLOCATION_ALIGNMENT - 1)) == 0);
        // A page or more begins at a page.
        if (sizes[i] >= PAGE_SIZE)
            CHECK(((ULONG_PTR)block & (PAGE_SIZE - 1)) == 0);
        else
            CHECK(((ULONG_PTR)block & (PAGE_SIZE - 1)) + sizes[i] <= PAGE_SIZE);
        RtlFillMemory(block, sizes[i], 0xA5);
        ExFreePoolWithTag(block, 'fnoC');

        block = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizes[i], 'fnoC');
        CHECK(block != NULL);
        if (!block)
            continue;
        for (n = 0; n < sizes[i] && block[n] == 0; n++)
            ;
        CHECK(n == sizes[i]);
        ExFreePool(block);
    }
}
