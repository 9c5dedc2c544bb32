/* SPDX-License-Identifier: GPL-2.0 */
/* sync.c: events, semaphores, mutexes, waits. */
#include <ntddk.h>
#include "conform.h"

static NTSTATUS
Poll(PVOID Object)
{
    LARGE_INTEGER zero = { .QuadPart = 0 };

    return KeWaitForSingleObject(Object, Executive, KernelMode, FALSE, &zero);
}

static ULONGLONG
Milliseconds(VOID)
{
    return KeQueryInterruptTime() / 10000;
}

VOID
TestEvents(VOID)
{
    KEVENT notification, synchronization, third;
    PVOID objects[3] = { &notification, &synchronization, &third };
    LARGE_INTEGER timeout;
    ULONGLONG start;
    KIRQL irql;

    KeInitializeEvent(&notification, NotificationEvent, FALSE);
    KeInitializeEvent(&synchronization, SynchronizationEvent, FALSE);
    KeInitializeEvent(&third, NotificationEvent, FALSE);

    // Set, reset and pulse return the previous state: nonzero if signaled.
    CHECK(KeReadStateEvent(&notification) == 0);
    CHECK(KeSetEvent(&notification, IO_NO_INCREMENT, FALSE) == 0);
    CHECK(KeSetEvent(&notification, IO_NO_INCREMENT, FALSE) != 0);
    CHECK(KeReadStateEvent(&notification) != 0);
    CHECK(Poll(&notification) == STATUS_SUCCESS);
    CHECK(Poll(&notification) == STATUS_SUCCESS);
    CHECK(KeResetEvent(&notification) != 0);
    CHECK(KeResetEvent(&notification) == 0);
    CHECK(Poll(&notification) == STATUS_TIMEOUT);
    CHECK(KePulseEvent(&notification, IO_NO_INCREMENT, FALSE) == 0);
    CHECK(KeReadStateEvent(&notification) == 0);
    KeSetEvent(&notification, IO_NO_INCREMENT, FALSE);
    KeClearEvent(&notification);
    CHECK(KeReadStateEvent(&notification) == 0);

    // A synchronization event is taken by the wait.
    KeSetEvent(&synchronization, IO_NO_INCREMENT, FALSE);
    CHECK(Poll(&synchronization) == STATUS_SUCCESS);
    CHECK(Poll(&synchronization) == STATUS_TIMEOUT);
    CHECK(KeReadStateEvent(&synchronization) == 0);

    // WaitAny tells the index; WaitAll takes all or nothing.
    timeout.QuadPart = 0;
    CHECK(KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, &timeout,
                                   NULL) == STATUS_TIMEOUT);
    KeSetEvent(&third, IO_NO_INCREMENT, FALSE);
    CHECK(KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, &timeout,
                                   NULL) == STATUS_WAIT_0 + 2);
    KeSetEvent(&synchronization, IO_NO_INCREMENT, FALSE);
    CHECK(KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode, FALSE, &timeout,
                                   NULL) == STATUS_TIMEOUT);
    CHECK(KeReadStateEvent(&synchronization) != 0);
    KeSetEvent(&notification, IO_NO_INCREMENT, FALSE);
    CHECK(KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode, FALSE, &timeout,
                                   NULL) == STATUS_SUCCESS);
    CHECK(KeReadStateEvent(&synchronization) == 0);
    CHECK(KeReadStateEvent(&notification) != 0);

    // With a zero timeout, waits are legal at DISPATCH_LEVEL.
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    CHECK(Poll(&third) == STATUS_SUCCESS);
    CHECK(Poll(&synchronization) == STATUS_TIMEOUT);
    KeLowerIrql(irql);

    // Relative and absolute timeouts, in 100 ns.
    start = Milliseconds();
    timeout.QuadPart = -50 * 10000LL;
    CHECK(KeWaitForSingleObject(&synchronization, Executive, KernelMode, FALSE, &timeout) ==
          STATUS_TIMEOUT);
    CHECK(Milliseconds() - start >= 49);
    KeQuerySystemTime(&timeout);
    timeout.QuadPart += 50 * 10000LL;
    start = Milliseconds();
    CHECK(KeWaitForSingleObject(&synchronization, Executive, KernelMode, FALSE, &timeout) ==
          STATUS_TIMEOUT);
    CHECK(Milliseconds() - start >= 45);
    KeQuerySystemTime(&timeout);
    timeout.QuadPart -= 10000;
    CHECK(KeWaitForSingleObject(&synchronization, Executive, KernelMode, FALSE, &timeout) ==
          STATUS_TIMEOUT);
}

VOID
TestSemaphoresAndMutexes(VOID)
{
    KSEMAPHORE semaphore;
    KMUTEX mutex;
    FAST_MUTEX fast;
    NTSTATUS status;

    KeInitializeSemaphore(&semaphore, 1, 3);
    CHECK(KeReadStateSemaphore(&semaphore) == 1);
    CHECK(KeReleaseSemaphore(&semaphore, 0, 2, FALSE) == 1);
    CHECK(KeReadStateSemaphore(&semaphore) == 3);
    status = STATUS_SUCCESS;
    __try {
        KeReleaseSemaphore(&semaphore, 0, 1, FALSE);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    CHECK(status == STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    CHECK(KeReadStateSemaphore(&semaphore) == 3);
    CHECK(Poll(&semaphore) == STATUS_SUCCESS);
    CHECK(Poll(&semaphore) == STATUS_SUCCESS);
    CHECK(Poll(&semaphore) == STATUS_SUCCESS);
    CHECK(Poll(&semaphore) == STATUS_TIMEOUT);

    // A mutex is taken recursively; 1 is free.
    KeInitializeMutex(&mutex, 0);
    CHECK(KeReadStateMutex(&mutex) == 1);
    CHECK(Poll(&mutex) == STATUS_SUCCESS);
    CHECK(KeReadStateMutex(&mutex) == 0);
    CHECK(Poll(&mutex) == STATUS_SUCCESS);
    CHECK(KeReleaseMutex(&mutex, FALSE) != 0);
    CHECK(KeReleaseMutex(&mutex, FALSE) == 0);
    CHECK(KeReadStateMutex(&mutex) == 1);
    status = STATUS_SUCCESS;
    __try {
        KeReleaseMutex(&mutex, FALSE);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    CHECK(status == STATUS_MUTANT_NOT_OWNED);

    ExInitializeFastMutex(&fast);
    ExAcquireFastMutex(&fast);
    CHECK(KeGetCurrentIrql() == APC_LEVEL);
    CHECK(!ExTryToAcquireFastMutex(&fast));
    ExReleaseFastMutex(&fast);
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    CHECK(ExTryToAcquireFastMutex(&fast));
    CHECK(KeGetCurrentIrql() == APC_LEVEL);
    ExReleaseFastMutex(&fast);
}

static KEVENT ThreadGo, ThreadReady;

static VOID NTAPI
ThreadRoutine(PVOID Context)
{
    PLONG order = (PLONG)Context;

    if (KeGetCurrentIrql() == PASSIVE_LEVEL)
        InterlockedIncrement(order);
    KeSetEvent(&ThreadReady, IO_NO_INCREMENT, FALSE);
    KeWaitForSingleObject(&ThreadGo, Executive, KernelMode, FALSE, NULL);
    InterlockedIncrement(order);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID
TestThreads(VOID)
{
    LARGE_INTEGER timeout;
    HANDLE handle = NULL;
    PVOID thread = NULL;
    LONG order = 0;
    NTSTATUS status;

    KeInitializeEvent(&ThreadGo, NotificationEvent, FALSE);
    KeInitializeEvent(&ThreadReady, NotificationEvent, FALSE);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, ThreadRoutine,
                                  &order);
    CHECK(status == STATUS_SUCCESS);
    if (!NT_SUCCESS(status))
        return;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode,
                                       &thread, NULL);
    CHECK(status == STATUS_SUCCESS);
    CHECK(ZwClose(handle) == STATUS_SUCCESS);

    CHECK(KeWaitForSingleObject(&ThreadReady, Executive, KernelMode, FALSE, NULL) ==
          STATUS_SUCCESS);
    CHECK(order == 1);
    timeout.QuadPart = -20 * 10000LL;
    CHECK(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, &timeout) == STATUS_TIMEOUT);
    KeSetEvent(&ThreadGo, IO_NO_INCREMENT, FALSE);
    CHECK(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    CHECK(order == 2);
    // A thread that has ended stays signaled.
    CHECK(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    ObDereferenceObject(thread);
}
