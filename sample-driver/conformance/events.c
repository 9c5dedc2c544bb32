/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: events.c

    Events, semaphores, mutexes, and waiting for them.

--*/
#include "ddconform.h"

static NTSTATUS
DdPoll(PVOID Object)
{
    LARGE_INTEGER zero;

    zero.QuadPart = 0;
    return KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, &zero);
}

CHECK(KeSetEvent_PreviousState)
{
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    EXPECT(KeReadStateEvent(&event) == 0);
    EXPECT(KeSetEvent(&event, IO_NO_INCREMENT, FALSE) == 0);
    EXPECT(KeSetEvent(&event, IO_NO_INCREMENT, FALSE) != 0);
    EXPECT(KeReadStateEvent(&event) != 0);
    EXPECT(KeResetEvent(&event) != 0);
    EXPECT(KeResetEvent(&event) == 0);
}

CHECK(KeInitializeEvent_Signaled)
{
    KEVENT event;

    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    EXPECT(KeReadStateEvent(&event) != 0);
    KeClearEvent(&event);
    EXPECT(KeReadStateEvent(&event) == 0);
}

// A notification event stays signaled, a synchronization event ends one wait.
CHECK(KeWaitForSingleObject_Notification)
{
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, TRUE);
    EXPECT(DdPoll(&event) == STATUS_SUCCESS);
    EXPECT(DdPoll(&event) == STATUS_SUCCESS);
}

CHECK(KeWaitForSingleObject_Synchronization)
{
    KEVENT event;

    KeInitializeEvent(&event, SynchronizationEvent, TRUE);
    EXPECT(DdPoll(&event) == STATUS_SUCCESS);
    EXPECT(KeReadStateEvent(&event) == 0);
    EXPECT(DdPoll(&event) == STATUS_TIMEOUT);
}

CHECK(KeWaitForSingleObject_RelativeTimeout)
{
    LARGE_INTEGER timeout;
    ULONGLONG start;
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    timeout.QuadPart = -50 * 10000;
    start = KeQueryInterruptTime();
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_TIMEOUT);
    EXPECT(KeQueryInterruptTime() - start >= 50 * 10000 - 160000);
}

CHECK(KeWaitForSingleObject_AbsoluteTimeout)
{
    LARGE_INTEGER timeout;
    ULONGLONG start;
    KEVENT event;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeQuerySystemTime(&timeout);
    timeout.QuadPart += 50 * 10000;
    start = KeQueryInterruptTime();
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_TIMEOUT);
    EXPECT(KeQueryInterruptTime() - start >= 50 * 10000 - 160000);
    // In the past: no wait.
    timeout.QuadPart = 1;
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_TIMEOUT);
}

typedef struct _DD_SETTER {
    PKEVENT Event;
    LONG Delay;
} DD_SETTER;

static VOID NTAPI
DdSetterThread(PVOID Context)
{
    DD_SETTER *setter = Context;

    DdSleep(setter->Delay);
    KeSetEvent(setter->Event, IO_NO_INCREMENT, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

CHECK(KeSetEvent_WakesWaiter)
{
    LARGE_INTEGER timeout;
    DD_SETTER setter;
    PVOID thread;
    KEVENT event;

    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    setter.Event = &event;
    setter.Delay = 20;
    REQUIRE(DdRunThread(DdSetterThread, &setter, &thread));
    timeout.QuadPart = -5 * 10000000LL;
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_SUCCESS);
    EXPECT(KeReadStateEvent(&event) == 0);
    DdJoinThread(thread);
}

CHECK(KeWaitForMultipleObjects_Any)
{
    LARGE_INTEGER zero;
    KEVENT event[3];
    PVOID objects[3];
    LONG i;

    for (i = 0; i < 3; i++) {
        KeInitializeEvent(&event[i], SynchronizationEvent, FALSE);
        objects[i] = &event[i];
    }
    zero.QuadPart = 0;
    EXPECT(KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, &zero,
                                    NULL) == STATUS_TIMEOUT);
    KeSetEvent(&event[2], IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, &zero,
                                    NULL) == STATUS_WAIT_2);
    // Of several, the first one; the others stay as they are.
    KeSetEvent(&event[1], IO_NO_INCREMENT, FALSE);
    KeSetEvent(&event[2], IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, &zero,
                                    NULL) == STATUS_WAIT_1);
    EXPECT(KeReadStateEvent(&event[1]) == 0 && KeReadStateEvent(&event[2]) != 0);
}

// As long as one is missing, none is taken.
CHECK(KeWaitForMultipleObjects_All)
{
    LARGE_INTEGER zero;
    KEVENT event[2];
    PVOID objects[2] = { &event[0], &event[1] };

    KeInitializeEvent(&event[0], SynchronizationEvent, TRUE);
    KeInitializeEvent(&event[1], SynchronizationEvent, FALSE);
    zero.QuadPart = 0;
    EXPECT(KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, &zero,
                                    NULL) == STATUS_TIMEOUT);
    EXPECT(KeReadStateEvent(&event[0]) != 0);
    KeSetEvent(&event[1], IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, &zero,
                                    NULL) == STATUS_SUCCESS);
    EXPECT(KeReadStateEvent(&event[0]) == 0 && KeReadStateEvent(&event[1]) == 0);
}

// More than THREAD_WAIT_OBJECTS need an array of wait blocks.
CHECK(KeWaitForMultipleObjects_WaitBlocks)
{
    KWAIT_BLOCK blocks[6];
    LARGE_INTEGER zero;
    KEVENT event[6];
    PVOID objects[6];
    LONG i;

    for (i = 0; i < 6; i++) {
        KeInitializeEvent(&event[i], NotificationEvent, i == 4);
        objects[i] = &event[i];
    }
    zero.QuadPart = 0;
    EXPECT(KeWaitForMultipleObjects(6, objects, WaitAny, Executive, KernelMode, FALSE, &zero,
                                    blocks) == STATUS_WAIT_0 + 4);
}

CHECK(KeReleaseSemaphore_Counts)
{
    KSEMAPHORE semaphore;

    KeInitializeSemaphore(&semaphore, 1, 5);
    EXPECT(KeReadStateSemaphore(&semaphore) == 1);
    EXPECT(KeReleaseSemaphore(&semaphore, IO_NO_INCREMENT, 2, FALSE) == 1);
    EXPECT(KeReadStateSemaphore(&semaphore) == 3);
    EXPECT(DdPoll(&semaphore) == STATUS_SUCCESS);
    EXPECT(KeReadStateSemaphore(&semaphore) == 2);
}

CHECK(KeWaitForSingleObject_Semaphore)
{
    KSEMAPHORE semaphore;

    KeInitializeSemaphore(&semaphore, 2, 2);
    EXPECT(DdPoll(&semaphore) == STATUS_SUCCESS);
    EXPECT(DdPoll(&semaphore) == STATUS_SUCCESS);
    EXPECT(DdPoll(&semaphore) == STATUS_TIMEOUT);
}

// Its owner may take a mutex again. Zero: it is free now.
CHECK(KeReleaseMutex_Recursion)
{
    KMUTEX mutex;

    KeInitializeMutex(&mutex, 0);
    EXPECT(KeReadStateMutex(&mutex) == 1);
    EXPECT(DdPoll(&mutex) == STATUS_SUCCESS);
    EXPECT(DdPoll(&mutex) == STATUS_SUCCESS);
    EXPECT(KeReadStateMutex(&mutex) < 1);
    EXPECT(KeReleaseMutex(&mutex, FALSE) != 0);
    EXPECT(KeReleaseMutex(&mutex, FALSE) == 0);
    EXPECT(KeReadStateMutex(&mutex) == 1);
}

typedef struct _DD_TAKER {
    PKMUTEX Mutex;
    NTSTATUS Status;
} DD_TAKER;

static VOID NTAPI
DdTakerThread(PVOID Context)
{
    DD_TAKER *taker = Context;

    taker->Status = DdPoll(taker->Mutex);
    if (taker->Status == STATUS_SUCCESS) {
        KeReleaseMutex(taker->Mutex, FALSE);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

CHECK(KeWaitForSingleObject_MutexOwned)
{
    DD_TAKER taker;
    KMUTEX mutex;
    PVOID thread;

    KeInitializeMutex(&mutex, 0);
    EXPECT(DdPoll(&mutex) == STATUS_SUCCESS);
    taker.Mutex = &mutex;
    taker.Status = STATUS_UNSUCCESSFUL;
    if (DdRunThread(DdTakerThread, &taker, &thread)) {
        DdJoinThread(thread);
    }
    EXPECT(taker.Status == STATUS_TIMEOUT);
    EXPECT(KeReleaseMutex(&mutex, FALSE) == 0);
    if (DdRunThread(DdTakerThread, &taker, &thread)) {
        DdJoinThread(thread);
    }
    EXPECT(taker.Status == STATUS_SUCCESS);
}

// Owning a mutex keeps normal kernel APCs away.
CHECK(KeAreApcsDisabled_MutexOwner)
{
    KMUTEX mutex;

    KeInitializeMutex(&mutex, 0);
    EXPECT(!KeAreApcsDisabled());
    EXPECT(DdPoll(&mutex) == STATUS_SUCCESS);
    EXPECT(KeAreApcsDisabled());
    KeReleaseMutex(&mutex, FALSE);
    EXPECT(!KeAreApcsDisabled());
}

CHECK(KeDelayExecutionThread_Waits)
{
    LARGE_INTEGER interval;
    ULONGLONG start = KeQueryInterruptTime();

    interval.QuadPart = -50 * 10000;
    EXPECT(KeDelayExecutionThread(KernelMode, FALSE, &interval) == STATUS_SUCCESS);
    EXPECT(KeQueryInterruptTime() - start >= 50 * 10000 - 160000);
}

static const DD_CHECK DdEventChecksEntries[] = {
    ENTRY(KeSetEvent_PreviousState),
    ENTRY(KeInitializeEvent_Signaled),
    ENTRY(KeWaitForSingleObject_Notification),
    ENTRY(KeWaitForSingleObject_Synchronization),
    ENTRY(KeWaitForSingleObject_RelativeTimeout),
    ENTRY(KeWaitForSingleObject_AbsoluteTimeout),
    ENTRY(KeSetEvent_WakesWaiter),
    ENTRY(KeWaitForMultipleObjects_Any),
    ENTRY(KeWaitForMultipleObjects_All),
    ENTRY(KeWaitForMultipleObjects_WaitBlocks),
    ENTRY(KeReleaseSemaphore_Counts),
    ENTRY(KeWaitForSingleObject_Semaphore),
    ENTRY(KeReleaseMutex_Recursion),
    ENTRY(KeWaitForSingleObject_MutexOwned),
    ENTRY(KeAreApcsDisabled_MutexOwner),
    ENTRY(KeDelayExecutionThread_Waits),
};
CHECK_LIST(DdEventChecks);
