/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: irql.c

    IRQL, spin locks, and the locks that keep APCs away.

--*/
#include "ddconform.h"

CHECK(KeRaiseIrql_Nests)
{
    KIRQL irql, inner;

    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeRaiseIrql(APC_LEVEL, &irql);
    EXPECT(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == APC_LEVEL);
    KeRaiseIrql(DISPATCH_LEVEL, &inner);
    EXPECT(inner == APC_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(inner);
    EXPECT(KeGetCurrentIrql() == APC_LEVEL);
    KeLowerIrql(irql);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

CHECK(KeRaiseIrqlToDpcLevel_Returns)
{
    KIRQL irql = KeRaiseIrqlToDpcLevel();

    EXPECT(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    EXPECT(KeRaiseIrqlToDpcLevel() == DISPATCH_LEVEL);
    KeLowerIrql(irql);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

CHECK(KeAcquireSpinLock_Irql)
{
    KSPIN_LOCK lock, second;
    KIRQL irql, inner;

    KeInitializeSpinLock(&lock);
    KeInitializeSpinLock(&second);
    KeAcquireSpinLock(&lock, &irql);
    EXPECT(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeAcquireSpinLock(&second, &inner);
    EXPECT(inner == DISPATCH_LEVEL);
    KeReleaseSpinLock(&second, inner);
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLock(&lock, irql);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

CHECK(KeAcquireSpinLockAtDpcLevel_Irql)
{
    KSPIN_LOCK lock;
    KIRQL irql;

    KeInitializeSpinLock(&lock);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeAcquireSpinLockAtDpcLevel(&lock);
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseSpinLockFromDpcLevel(&lock);
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeLowerIrql(irql);
}

CHECK(KeAcquireInStackQueuedSpinLock_Irql)
{
    KLOCK_QUEUE_HANDLE handle;
    KSPIN_LOCK lock;

    KeInitializeSpinLock(&lock);
    KeAcquireInStackQueuedSpinLock(&lock, &handle);
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);
    KeReleaseInStackQueuedSpinLock(&handle);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

typedef struct _DD_COUNTER {
    KSPIN_LOCK Lock;
    ULONG Count;
} DD_COUNTER;

static VOID NTAPI
DdCounterThread(PVOID Context)
{
    DD_COUNTER *counter = Context;
    KIRQL irql;
    ULONG i;

    for (i = 0; i < 20000; i++) {
        KeAcquireSpinLock(&counter->Lock, &irql);
        *(volatile ULONG *)&counter->Count = counter->Count + 1;
        KeReleaseSpinLock(&counter->Lock, irql);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

CHECK(KeAcquireSpinLock_Excludes)
{
    DD_COUNTER counter = { 0 };
    PVOID thread[3];
    ULONG i, started = 0;

    KeInitializeSpinLock(&counter.Lock);
    for (i = 0; i < RTL_NUMBER_OF(thread); i++) {
        if (DdRunThread(DdCounterThread, &counter, &thread[started])) {
            started++;
        }
    }
    for (i = 0; i < started; i++) {
        DdJoinThread(thread[i]);
    }
    EXPECT(started == RTL_NUMBER_OF(thread) && counter.Count == 20000 * started);
}

CHECK(ExAcquireFastMutex_ApcLevel)
{
    FAST_MUTEX mutex;

    ExInitializeFastMutex(&mutex);
    ExAcquireFastMutex(&mutex);
    EXPECT(KeGetCurrentIrql() == APC_LEVEL);
    EXPECT(!ExTryToAcquireFastMutex(&mutex));
    ExReleaseFastMutex(&mutex);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

CHECK(ExTryToAcquireFastMutex_Free)
{
    FAST_MUTEX mutex;

    ExInitializeFastMutex(&mutex);
    REQUIRE(ExTryToAcquireFastMutex(&mutex));
    EXPECT(KeGetCurrentIrql() == APC_LEVEL);
    ExReleaseFastMutex(&mutex);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

// The Unsafe routines are for a caller who keeps APCs away himself.
CHECK(ExAcquireFastMutexUnsafe_Irql)
{
    FAST_MUTEX mutex;

    ExInitializeFastMutex(&mutex);
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&mutex);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    ExReleaseFastMutexUnsafe(&mutex);
    KeLeaveCriticalRegion();
}

CHECK(KeAcquireGuardedMutex_Apcs)
{
    KGUARDED_MUTEX mutex;

    KeInitializeGuardedMutex(&mutex);
    KeAcquireGuardedMutex(&mutex);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    EXPECT(KeAreAllApcsDisabled());
    KeReleaseGuardedMutex(&mutex);
    EXPECT(!KeAreAllApcsDisabled());
    REQUIRE(KeTryToAcquireGuardedMutex(&mutex));
    KeReleaseGuardedMutex(&mutex);
}

CHECK(KeEnterCriticalRegion_Nests)
{
    EXPECT(!KeAreApcsDisabled());
    KeEnterCriticalRegion();
    KeEnterCriticalRegion();
    EXPECT(KeAreApcsDisabled() && !KeAreAllApcsDisabled());
    KeLeaveCriticalRegion();
    EXPECT(KeAreApcsDisabled());
    KeLeaveCriticalRegion();
    EXPECT(!KeAreApcsDisabled());
}

CHECK(KeEnterGuardedRegion_Apcs)
{
    KeEnterGuardedRegion();
    EXPECT(KeAreAllApcsDisabled());
    KeLeaveGuardedRegion();
    EXPECT(!KeAreAllApcsDisabled());
}

// At APC_LEVEL they are disabled as well.
CHECK(KeAreAllApcsDisabled_ApcLevel)
{
    KIRQL irql;

    KeRaiseIrql(APC_LEVEL, &irql);
    EXPECT(KeAreAllApcsDisabled());
    KeLowerIrql(irql);
    EXPECT(!KeAreAllApcsDisabled());
}

static const DD_CHECK DdIrqlChecksEntries[] = {
    ENTRY(KeRaiseIrql_Nests),
    ENTRY(KeRaiseIrqlToDpcLevel_Returns),
    ENTRY(KeAcquireSpinLock_Irql),
    ENTRY(KeAcquireSpinLockAtDpcLevel_Irql),
    ENTRY(KeAcquireInStackQueuedSpinLock_Irql),
    ENTRY(KeAcquireSpinLock_Excludes),
    ENTRY(ExAcquireFastMutex_ApcLevel),
    ENTRY(ExTryToAcquireFastMutex_Free),
    ENTRY(ExAcquireFastMutexUnsafe_Irql),
    ENTRY(KeAcquireGuardedMutex_Apcs),
    ENTRY(KeEnterCriticalRegion_Nests),
    ENTRY(KeEnterGuardedRegion_Apcs),
    ENTRY(KeAreAllApcsDisabled_ApcLevel),
};
CHECK_LIST(DdIrqlChecks);
