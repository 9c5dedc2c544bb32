/* SPDX-License-Identifier: GPL-2.0 */
/*
 * leaks.c: a driver that forgets at Unload what it has made: a device, a link,
 * memory, and a timer that runs.
 */
#include <ntddk.h>

static KTIMER Timer;
static KDPC Dpc;

static VOID NTAPI
TimerRoutine(PKDPC DpcObject, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(DpcObject);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
}

static VOID NTAPI
LeaksUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Leaks");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Leaks");
    PDEVICE_OBJECT device;
    LARGE_INTEGER due;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = LeaksUnload;
    if (!NT_SUCCESS(IoCreateDevice(DriverObject, 64, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
                                   &device)))
        return STATUS_UNSUCCESSFUL;
    IoCreateSymbolicLink(&link, &name);
    if (!ExAllocatePoolWithTag(NonPagedPool, 100, 'kaeL'))
        return STATUS_INSUFFICIENT_RESOURCES;

    KeInitializeTimerEx(&Timer, SynchronizationTimer);
    KeInitializeDpc(&Dpc, TimerRoutine, NULL);
    due.QuadPart = -100 * 10000;
    KeSetTimerEx(&Timer, due, 100, &Dpc);
    return STATUS_SUCCESS;
}
