/* SPDX-License-Identifier: GPL-2.0 */
/* conform.c: entry, the control device, and the list of checks that failed. */
#include <ntddk.h>
#include <ntstrsafe.h>
#include "conform.h"

PDEVICE_OBJECT ConformDevice;
volatile LONG ConformReinitializeCount;

static char *ReportNext;
static size_t ReportLeft;
static volatile LONG IoTimerTicks;

static CONFORM_GROUP *const Groups[CONFORM_GROUPS] = {
    TestEvents, TestSemaphoresAndMutexes, TestTimers, TestDpcs, TestWorkItems,
    TestThreads, TestRemoveLock, TestCancelSafeQueue, TestPool, TestIrql
};

VOID
ConformFail(const char *File, ULONG Line, const char *Condition)
{
    const char *slash = strrchr(File, '/');

    DbgPrint("conform: %s:%u: %s\n", slash ? slash + 1 : File, Line, Condition);
    RtlStringCbPrintfExA(ReportNext, ReportLeft, &ReportNext, &ReportLeft, 0, "%s:%u: %s\n",
                         slash ? slash + 1 : File, Line, Condition);
}

static VOID
TestReinitialization(VOID)
{
    LARGE_INTEGER interval;
    ULONG i;

    interval.QuadPart = -10 * 10000;
    for (i = 0; i < 300 && ConformReinitializeCount != 3; i++)
        KeDelayExecutionThread(KernelMode, FALSE, &interval);
    CHECK(ConformReinitializeCount == 3);
}

static VOID
TestIoTimer(VOID)
{
    LARGE_INTEGER interval;
    LONG before;

    interval.QuadPart = -2500 * 10000LL;
    IoTimerTicks = 0;
    IoStartTimer(ConformDevice);
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
    CHECK(IoTimerTicks >= 2 && IoTimerTicks <= 3);
    IoStopTimer(ConformDevice);
    before = IoTimerTicks;
    interval.QuadPart = -1200 * 10000LL;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
    CHECK(IoTimerTicks == before);
}

static NTSTATUS NTAPI
ConformControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG length = stack->Parameters.DeviceIoControl.OutputBufferLength;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    ULONG group;

    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Information = 0;
    if (stack->Parameters.DeviceIoControl.IoControlCode == IOCTL_CONFORM_RUN &&
        stack->Parameters.DeviceIoControl.InputBufferLength >= sizeof(ULONG) && length >= 1024) {
        group = *(PULONG)Irp->AssociatedIrp.SystemBuffer;
        RtlZeroMemory(Irp->AssociatedIrp.SystemBuffer, length);
        ReportNext = (char *)Irp->AssociatedIrp.SystemBuffer;
        ReportLeft = length;
        status = STATUS_SUCCESS;
        if (group < CONFORM_GROUPS)
            Groups[group]();
        else if (group == CONFORM_GROUPS)
            TestReinitialization();
        else if (group == CONFORM_GROUPS + 1)
            TestIoTimer();
        else
            status = STATUS_NO_MORE_ENTRIES;
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
        Irp->IoStatus.Information = length - ReportLeft;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI
ConformCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static VOID NTAPI
ConformIoTimer(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    if (DeviceObject == ConformDevice && Context == &IoTimerTicks &&
        KeGetCurrentIrql() == DISPATCH_LEVEL)
        InterlockedIncrement(&IoTimerTicks);
}

static VOID NTAPI
ConformReinitialize(PDRIVER_OBJECT DriverObject, PVOID Context, ULONG Count)
{
    // Count is how often the routine has been called, this time included.
    if (Count == (ULONG)ConformReinitializeCount + 1 && Context == &ConformReinitializeCount)
        InterlockedIncrement(&ConformReinitializeCount);
    if (Count < 3)
        IoRegisterDriverReinitialization(DriverObject, ConformReinitialize, Context);
}

static VOID NTAPI
ConformUnload(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Conform");

    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Conform");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Conform");
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN,
                            FALSE, &ConformDevice);
    if (!NT_SUCCESS(status))
        return status;
    status = IoInitializeTimer(ConformDevice, ConformIoTimer, (PVOID)&IoTimerTicks);
    if (NT_SUCCESS(status))
        status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(ConformDevice);
        return status;
    }
    DriverObject->DriverUnload = ConformUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ConformCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ConformCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = ConformControl;
    IoRegisterDriverReinitialization(DriverObject, ConformReinitialize,
                                     (PVOID)&ConformReinitializeCount);
    return STATUS_SUCCESS;
}
