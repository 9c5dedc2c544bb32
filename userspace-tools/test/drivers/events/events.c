/* SPDX-License-Identifier: GPL-2.0 */
/*
 * events.c: signals a program's event, by handle: at once, and from a DPC. Waits for
 * one as well.
 */
#include <ntddk.h>

#define IOCTL_SET   CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_LATER CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_WAIT  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_ANY_ACCESS)

static KTIMER Timer;
static KDPC Dpc;
static PKEVENT Later;

static VOID NTAPI
TimerRoutine(PKDPC DpcObject, PVOID Context, PVOID Argument1, PVOID Argument2)
{
    PKEVENT event = InterlockedExchangePointer((PVOID *)&Later, NULL);

    UNREFERENCED_PARAMETER(DpcObject);
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    if (event) {
        KeSetEvent(event, IO_NO_INCREMENT, FALSE);
        ObDereferenceObject(event);
    }
}

static NTSTATUS
Control(PIRP Irp, ULONG Code)
{
    LARGE_INTEGER due;
    PKEVENT event;
    NTSTATUS status;

    status = ObReferenceObjectByHandle(*(HANDLE *)Irp->AssociatedIrp.SystemBuffer,
                                       EVENT_MODIFY_STATE, *ExEventObjectType,
                                       Irp->RequestorMode, (PVOID *)&event, NULL);
    if (!NT_SUCCESS(status))
        return status;
    switch (Code) {
    case IOCTL_SET:
        KeSetEvent(event, IO_NO_INCREMENT, FALSE);
        break;
    case IOCTL_LATER:
        event = InterlockedExchangePointer((PVOID *)&Later, event);
        due.QuadPart = -50 * 10000;
        KeSetTimer(&Timer, due, &Dpc);
        if (!event)
            return STATUS_SUCCESS;
        break;
    case IOCTL_WAIT:
        due.QuadPart = -10LL * 10000000;
        status = KeWaitForSingleObject(event, UserRequest, KernelMode, FALSE, &due);
        break;
    }
    ObDereferenceObject(event);
    return status;
}

static NTSTATUS NTAPI
Dispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (stack->MajorFunction == IRP_MJ_DEVICE_CONTROL) {
        if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(HANDLE))
            status = STATUS_BUFFER_TOO_SMALL;
        else
            status = Control(Irp, stack->Parameters.DeviceIoControl.IoControlCode);
    }
    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

static VOID NTAPI
Unload(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Events");

    KeCancelTimer(&Timer);
    KeFlushQueuedDpcs();
    if (Later)
        ObDereferenceObject(Later);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Events");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Events");
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = Dispatch;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = Dispatch;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Dispatch;
    KeInitializeTimer(&Timer);
    KeInitializeDpc(&Dpc, TimerRoutine, NULL);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status))
        IoDeleteDevice(device);
    return status;
}
