/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: threads.c

    System threads, work items, processes, processors.

--*/
#include "ddconform.h"

typedef struct _DD_SEEN_THREAD {
    PVOID Self;
    HANDLE Id;
    KIRQL Irql;
    volatile LONG Ran;
} DD_SEEN_THREAD;

static VOID NTAPI
DdSeenThread(PVOID Context)
{
    DD_SEEN_THREAD *seen = Context;

    seen->Self = KeGetCurrentThread();
    seen->Id = PsGetCurrentThreadId();
    seen->Irql = KeGetCurrentIrql();
    seen->Ran = 1;
    PsTerminateSystemThread(STATUS_SUCCESS);
}

CHECK(PsCreateSystemThread_Runs)
{
    DD_SEEN_THREAD seen = { 0 };
    PVOID thread;

    seen.Irql = HIGH_LEVEL;
    REQUIRE(DdRunThread(DdSeenThread, &seen, &thread));
    EXPECT(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    EXPECT(seen.Ran == 1 && seen.Irql == PASSIVE_LEVEL);
    EXPECT(seen.Self == thread && seen.Self != KeGetCurrentThread());
    EXPECT(seen.Id != PsGetCurrentThreadId());
    ObDereferenceObject(thread);
}

static VOID NTAPI
DdReturningThread(PVOID Context)
{
    *(volatile LONG *)Context = 1;
}

// A routine that returns ends its thread as well.
CHECK(PsCreateSystemThread_Returns)
{
    LARGE_INTEGER timeout;
    volatile LONG ran = 0;
    PVOID thread;

    timeout.QuadPart = -10 * 10000000LL;
    REQUIRE(DdRunThread(DdReturningThread, (PVOID)&ran, &thread));
    EXPECT(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, &timeout) == STATUS_SUCCESS);
    EXPECT(ran == 1);
    ObDereferenceObject(thread);
}

CHECK(PsCreateSystemThread_ClientId)
{
    DD_SEEN_THREAD seen = { 0 };
    CLIENT_ID id = { 0 };
    HANDLE handle;
    PVOID thread;

    REQUIRE(NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &id,
                                            DdSeenThread, &seen)));
    EXPECT(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread,
                                     NULL) == STATUS_SUCCESS);
    DdJoinThread(thread);
    EXPECT(id.UniqueThread == seen.Id);
    EXPECT(id.UniqueProcess == PsGetCurrentProcessId());
    EXPECT(ZwClose(handle) == STATUS_SUCCESS);
}

CHECK(KeSetPriorityThread_Returns)
{
    KPRIORITY before = KeQueryPriorityThread(KeGetCurrentThread());

    EXPECT(KeSetPriorityThread(KeGetCurrentThread(), LOW_REALTIME_PRIORITY) == before);
    EXPECT(KeQueryPriorityThread(KeGetCurrentThread()) == LOW_REALTIME_PRIORITY);
    EXPECT(KeSetPriorityThread(KeGetCurrentThread(), before) == LOW_REALTIME_PRIORITY);
}

CHECK(ExGetPreviousMode_SystemThread)
{
    EXPECT(ExGetPreviousMode() == KernelMode);
}

CHECK(PsGetCurrentProcessId_Stable)
{
    EXPECT(PsGetCurrentProcessId() == PsGetCurrentProcessId());
    EXPECT(PsGetCurrentProcessId() == PsGetProcessId(IoGetCurrentProcess()));
    EXPECT(PsGetCurrentThreadId() == PsGetThreadId((PETHREAD)KeGetCurrentThread()));
}

CHECK(KeQueryActiveProcessorCount_Affinity)
{
    KAFFINITY affinity = 0;
    ULONG count = KeQueryActiveProcessorCount(&affinity), bits = 0;

    for (; affinity != 0; affinity &= affinity - 1) {
        bits++;
    }
    EXPECT(count >= 1 && bits == count);
    EXPECT(KeGetCurrentProcessorNumber() < count);
}

CHECK(KeSetSystemAffinityThread_Moves)
{
    ULONG i, count = KeQueryActiveProcessorCount(NULL);

    for (i = 0; i < count; i++) {
        KeSetSystemAffinityThread((KAFFINITY)1 << i);
        EXPECT(KeGetCurrentProcessorNumber() == i);
    }
    KeRevertToUserAffinityThread();
}

typedef struct _DD_WORK {
    KEVENT Done;
    KIRQL Irql;
    PDEVICE_OBJECT Device;
    PVOID Item;
} DD_WORK, *PDD_WORK;

static VOID NTAPI
DdWorkRoutine(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDD_WORK work = Context;

    work->Irql = KeGetCurrentIrql();
    work->Device = DeviceObject;
    KeSetEvent(&work->Done, IO_NO_INCREMENT, FALSE);
}

CHECK(IoQueueWorkItem_Runs)
{
    PIO_WORKITEM item = IoAllocateWorkItem(DdControlDevice);
    DD_WORK work = { 0 };
    KIRQL irql;
    LONG i;

    REQUIRE(item != NULL);
    KeInitializeEvent(&work.Done, SynchronizationEvent, FALSE);
    for (i = 0; i < 10; i++) {
        work.Irql = HIGH_LEVEL;
        work.Device = NULL;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        IoQueueWorkItem(item, DdWorkRoutine, i % 2 ? DelayedWorkQueue : CriticalWorkQueue, &work);
        KeLowerIrql(irql);
        KeWaitForSingleObject(&work.Done, Executive, KernelMode, FALSE, NULL);
        EXPECT(work.Irql == PASSIVE_LEVEL && work.Device == DdControlDevice);
    }
    IoFreeWorkItem(item);
}

static VOID NTAPI
DdWorkRoutineEx(PVOID IoObject, PVOID Context, PIO_WORKITEM Item)
{
    PDD_WORK work = Context;

    work->Device = IoObject;
    work->Item = Item;
    KeSetEvent(&work->Done, IO_NO_INCREMENT, FALSE);
}

CHECK(IoQueueWorkItemEx_Arguments)
{
    PIO_WORKITEM item = IoAllocateWorkItem(DdControlDevice);
    DD_WORK work = { 0 };

    REQUIRE(item != NULL);
    KeInitializeEvent(&work.Done, SynchronizationEvent, FALSE);
    IoQueueWorkItemEx(item, DdWorkRoutineEx, DelayedWorkQueue, &work);
    KeWaitForSingleObject(&work.Done, Executive, KernelMode, FALSE, NULL);
    EXPECT(work.Item == item && work.Device == DdControlDevice);
    IoFreeWorkItem(item);
}

CHECK(IoInitializeWorkItem_Runs)
{
    PIO_WORKITEM item = ExAllocatePoolWithTag(NonPagedPool, IoSizeofWorkItem(), DDCONFORM_POOL_TAG);
    DD_WORK work = { 0 };

    REQUIRE(item != NULL);
    KeInitializeEvent(&work.Done, SynchronizationEvent, FALSE);
    IoInitializeWorkItem(DdControlDevice, item);
    IoQueueWorkItem(item, DdWorkRoutine, DelayedWorkQueue, &work);
    KeWaitForSingleObject(&work.Done, Executive, KernelMode, FALSE, NULL);
    EXPECT(work.Device == DdControlDevice);
    IoUninitializeWorkItem(item);
    ExFreePoolWithTag(item, DDCONFORM_POOL_TAG);
}

static VOID NTAPI
DdExWorkRoutine(PVOID Context)
{
    PDD_WORK work = Context;

    work->Irql = KeGetCurrentIrql();
    KeSetEvent(&work->Done, IO_NO_INCREMENT, FALSE);
}

CHECK(ExQueueWorkItem_Runs)
{
    WORK_QUEUE_ITEM item;
    DD_WORK work = { 0 };

    work.Irql = HIGH_LEVEL;
    KeInitializeEvent(&work.Done, SynchronizationEvent, FALSE);
    ExInitializeWorkItem(&item, DdExWorkRoutine, &work);
    ExQueueWorkItem(&item, DelayedWorkQueue);
    KeWaitForSingleObject(&work.Done, Executive, KernelMode, FALSE, NULL);
    EXPECT(work.Irql == PASSIVE_LEVEL);
}

static const DD_CHECK DdThreadChecksEntries[] = {
    ENTRY(PsCreateSystemThread_Runs),
    ENTRY(PsCreateSystemThread_Returns),
    ENTRY(PsCreateSystemThread_ClientId),
    ENTRY(KeSetPriorityThread_Returns),
    ENTRY(ExGetPreviousMode_SystemThread),
    ENTRY(PsGetCurrentProcessId_Stable),
    ENTRY(KeQueryActiveProcessorCount_Affinity),
    ENTRY(KeSetSystemAffinityThread_Moves),
    ENTRY(IoQueueWorkItem_Runs),
    ENTRY(IoQueueWorkItemEx_Arguments),
    ENTRY(IoInitializeWorkItem_Runs),
    ENTRY(ExQueueWorkItem_Runs),
};
CHECK_LIST(DdThreadChecks);
