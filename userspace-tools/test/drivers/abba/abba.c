/* SPDX-License-Identifier: GPL-2.0 */
/*
 * abba.c: a driver that takes two spin locks in both orders, though never at once.
 * Nothing goes wrong today.
 */
#include <ntddk.h>

static KSPIN_LOCK LockA, LockB;

static DECLSPEC_NOINLINE VOID
InitializeA(VOID)
{
    KeInitializeSpinLock(&LockA);
    KeMemoryBarrier();      /* not a tail call: the caller is the lock's name */
}

static DECLSPEC_NOINLINE VOID
InitializeB(VOID)
{
    KeInitializeSpinLock(&LockB);
    KeMemoryBarrier();
}

static DECLSPEC_NOINLINE VOID
TakeAThenB(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&LockA, &irql);
    KeAcquireSpinLockAtDpcLevel(&LockB);
    KeReleaseSpinLockFromDpcLevel(&LockB);
    KeReleaseSpinLock(&LockA, irql);
    KeMemoryBarrier();
}

static DECLSPEC_NOINLINE VOID
TakeBThenA(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&LockB, &irql);
    KeAcquireSpinLockAtDpcLevel(&LockA);
    KeReleaseSpinLockFromDpcLevel(&LockA);
    KeReleaseSpinLock(&LockB, irql);
    KeMemoryBarrier();
}

static VOID NTAPI
AbbaUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = AbbaUnload;
    InitializeA();
    InitializeB();
    TakeAThenB();
    TakeBThenA();
    return STATUS_SUCCESS;
}
