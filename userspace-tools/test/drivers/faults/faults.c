/* SPDX-License-Identifier: GPL-2.0 */
/* faults.c: touches the addresses that a program gives it, bad ones in particular. */
#include <ntddk.h>
#include "faults.h"
#include "faultsioctl.h"

#define POOL_TAG 'tluF'
#define STORE 8192

static DRIVER_UNLOAD FaultsUnload;
static DRIVER_DISPATCH FaultsCreateClose, FaultsControl;

typedef struct _REQUEST {
    ULONG Code;
    PUCHAR In;
    ULONG InLength;
    PUCHAR Out;
    ULONG OutLength;
    PUCHAR Store;
    ULONG_PTR Information;
} REQUEST, *PREQUEST;

static ULONG
Sum(volatile UCHAR *From, ULONG Length)
{
    ULONG sum = 0;

    while (Length--)
        sum += *From++;
    return sum;
}

/* A filter as many drivers have one: a function, told what has happened. */
static LONG
Filter(ULONG Code, PEXCEPTION_POINTERS Pointers, PULONG_PTR Information)
{
    PEXCEPTION_RECORD record = Pointers->ExceptionRecord;

    if ((ULONG)record->ExceptionCode != Code)
        return EXCEPTION_CONTINUE_SEARCH;
    if (Code == (ULONG)STATUS_ACCESS_VIOLATION && record->NumberParameters >= 2)
        *Information = record->ExceptionInformation[1];
    return EXCEPTION_EXECUTE_HANDLER;
}

static VOID
ManyReads(PREQUEST Request)
{
    ULONG i, faults = 0;

    for (i = 0; i < 5000; i++) {
        __try {
            ProbeForRead(Request->In, Request->InLength, 1);
            Sum(Request->In, Request->InLength);
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            if (GetExceptionCode() != STATUS_ACCESS_VIOLATION)
                ExRaiseStatus(STATUS_UNSUCCESSFUL);
            faults++;
        }
    }
    Request->Information = faults;
}

static VOID
Touch(PREQUEST Request)
{
    LARGE_INTEGER delay;
    UNICODE_STRING string;
    ULONG i;

    switch (Request->Code) {
    case IOCTL_FAULTS_PROBE_READ:
        ProbeForRead(Request->In, Request->InLength, 1);
        /* fall through */
    case IOCTL_FAULTS_READ:
        Request->Information = Sum(Request->In, Request->InLength);
        break;
    case IOCTL_FAULTS_PROBE_WRITE:
        ProbeForWrite(Request->Out, Request->OutLength, 1);
        /* fall through */
    case IOCTL_FAULTS_WRITE:
        for (i = 0; i < Request->OutLength; i++)
            ((volatile UCHAR *)Request->Out)[i] = (UCHAR)i;
        Request->Information = i;
        break;
    case IOCTL_FAULTS_COPY_FROM:
        RtlCopyMemory(Request->Store, Request->In, Request->InLength);
        Request->Information = Sum(Request->Store, Request->InLength);
        break;
    case IOCTL_FAULTS_COPY_TO:
        RtlFillMemory(Request->Store, Request->OutLength, 0x5a);
        RtlCopyMemory(Request->Out, Request->Store, Request->OutLength);
        Request->Information = Request->OutLength;
        break;
    case IOCTL_FAULTS_MOVE:
        RtlMoveMemory(Request->Out, Request->In, Request->InLength);
        Request->Information = Request->InLength;
        break;
    case IOCTL_FAULTS_ZERO:
        RtlZeroMemory(Request->Out, Request->OutLength);
        Request->Information = Request->OutLength;
        break;
    case IOCTL_FAULTS_COMPARE:
        Request->Information = RtlEqualMemory(Request->In, Request->Out, Request->InLength);
        break;
    case IOCTL_FAULTS_PROBE_WAIT_READ:
        ProbeForRead(Request->In, Request->InLength, 1);
        delay.QuadPart = -300 * 10000;
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
        RtlCopyMemory(Request->Store, Request->In, Request->InLength);
        Request->Information = Sum(Request->Store, Request->InLength);
        break;
    case IOCTL_FAULTS_MANY_READS:
        ManyReads(Request);
        break;
    case IOCTL_FAULTS_STRING:
        RtlInitUnicodeString(&string, (PCWSTR)Request->In);
        Request->Information = string.Length;
        break;
    case IOCTL_FAULTS_RMW:
        Request->Information = InterlockedIncrement((PLONG)Request->Out);
        break;
    default:
        ExRaiseStatus(STATUS_INVALID_DEVICE_REQUEST);
    }
}

static NTSTATUS
Guarded(PREQUEST Request)
{
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        Touch(Request);
    } __except (Filter(GetExceptionCode(), GetExceptionInformation(), &Request->Information)) {
        status = GetExceptionCode();
    }
    return status;
}

static VOID
BreakDown(ULONG Code)
{
    volatile ULONG *pointer = NULL;

    switch (Code) {
    case IOCTL_FAULTS_OUTSIDE:
        pointer[3] = 1;
        break;
    case IOCTL_FAULTS_KERNEL:
        __try {
            pointer = (volatile ULONG *)(ULONG_PTR)0xffff800000001000;
            pointer[0] = 1;
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            DbgPrint("faults: a bad kernel address was an exception\n");
        }
        break;
    case IOCTL_FAULTS_RAISE:
        ExRaiseStatus(STATUS_IN_PAGE_ERROR);
    }
}

static IO_WORKITEM_ROUTINE BreakWorkItem;
static KDEFERRED_ROUTINE BreakDpc;
static KDPC Dpc;

static VOID NTAPI
BreakWorkItem(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoFreeWorkItem((PIO_WORKITEM)Context);
    BreakDown(IOCTL_FAULTS_OUTSIDE);
}

static VOID NTAPI
BreakDpc(PKDPC Object, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Object);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    BreakDown(IOCTL_FAULTS_OUTSIDE);
}

static NTSTATUS
BreakLater(PDEVICE_OBJECT DeviceObject, ULONG Code)
{
    PIO_WORKITEM item;

    if (Code == IOCTL_FAULTS_DPC) {
        KeInitializeDpc(&Dpc, BreakDpc, NULL);
        KeInsertQueueDpc(&Dpc, NULL, NULL);
        return STATUS_SUCCESS;
    }
    item = IoAllocateWorkItem(DeviceObject);
    if (!item)
        return STATUS_INSUFFICIENT_RESOURCES;
    IoQueueWorkItem(item, BreakWorkItem, DelayedWorkQueue, item);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
FaultsControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    REQUEST request;
    NTSTATUS status;

    RtlZeroMemory(&request, sizeof(request));
    request.Code = stack->Parameters.DeviceIoControl.IoControlCode;
    request.In = (PUCHAR)stack->Parameters.DeviceIoControl.Type3InputBuffer;
    request.InLength = stack->Parameters.DeviceIoControl.InputBufferLength;
    request.Out = (PUCHAR)Irp->UserBuffer;
    request.OutLength = stack->Parameters.DeviceIoControl.OutputBufferLength;

    switch (request.Code) {
    case IOCTL_FAULTS_OUTSIDE:
    case IOCTL_FAULTS_KERNEL:
    case IOCTL_FAULTS_RAISE:
        BreakDown(request.Code);
        status = STATUS_SUCCESS;
        break;
    case IOCTL_FAULTS_WORK_ITEM:
    case IOCTL_FAULTS_DPC:
        status = BreakLater(DeviceObject, request.Code);
        break;
    case IOCTL_FAULTS_BLOCKS:
        request.Information = TestBlocks();
        status = STATUS_SUCCESS;
        break;
    default:
        status = STATUS_INVALID_PARAMETER;
        if (request.InLength > STORE || request.OutLength > STORE)
            break;
        status = STATUS_INSUFFICIENT_RESOURCES;
        request.Store = ExAllocatePoolWithTag(PagedPool, STORE, POOL_TAG);
        if (!request.Store)
            break;
        __try {
            status = Guarded(&request);
        } __finally {
            ExFreePoolWithTag(request.Store, POOL_TAG);
        }
    }
    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = request.Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI
FaultsCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Faults");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Faults");

static VOID NTAPI
FaultsUnload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;
    ULONG line;

    UNREFERENCED_PARAMETER(RegistryPath);
    /* Not in a program's request here: a null pointer is an exception all the same. */
    line = TestBlocks();
    if (line) {
        DbgPrint("faults: line %u of blocks.c\n", line);
        return STATUS_UNSUCCESSFUL;
    }
    DriverObject->DriverUnload = FaultsUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = FaultsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = FaultsCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = FaultsControl;
    status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}
