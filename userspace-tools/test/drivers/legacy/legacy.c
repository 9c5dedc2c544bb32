/* SPDX-License-Identifier: GPL-2.0 */
/*
 * legacy.c: a driver without PnP. DriverEntry makes three devices, one for each
 * way in which reads and writes can be buffered. What is written to a device is
 * kept, and read back.
 */
#include <NTDDK.H>
#include "LegacyIoctl.h"

#define POOL_TAG 'ygeL'
#define STORE 8192
#define DEVICES 3

typedef struct _EXTENSION {
    ULONG Index;
    FAST_MUTEX Lock;
    UNICODE_STRING Link;
    WCHAR LinkBuffer[32];
    __int64 Written;
    PUCHAR Store;
} EXTENSION, *PEXTENSION;

static DRIVER_UNLOAD LegacyUnload;
static DRIVER_DISPATCH LegacyCreateClose, LegacyReadWrite, LegacyControl;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, LegacyUnload)
#endif

static const PCWSTR DeviceNames[DEVICES] = {
    L"\\Device\\LegacyBuffered", L"\\Device\\LegacyDirect", L"\\Device\\LegacyNeither"
};
static const PCWSTR LinkNames[DEVICES] = {
    L"\\DosDevices\\LegacyBuffered", L"\\??\\LegacyDirect", L"\\DosDevices\\LegacyNeither"
};

static NTSTATUS
Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS NTAPI
LegacyCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI
LegacyReadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = (PEXTENSION)DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    LONGLONG offset = stack->Parameters.Read.ByteOffset.QuadPart;
    ULONG length = stack->Parameters.Read.Length;
    NTSTATUS status = STATUS_SUCCESS;
    PUCHAR buffer;

    if (offset < 0i64 || offset > STORE || length > STORE - (ULONG)offset)
        return Complete(Irp, STATUS_INVALID_PARAMETER, 0);
    if (length == 0)
        return Complete(Irp, STATUS_SUCCESS, 0);

    switch (extension->Index) {
    case 0:
        buffer = (PUCHAR)Irp->AssociatedIrp.SystemBuffer;
        break;
    case 1:
        buffer = (PUCHAR)MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
        if (!buffer)
            return Complete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
        break;
    default:
        buffer = (PUCHAR)Irp->UserBuffer;
        break;
    }

    ExAcquireFastMutex(&extension->Lock);
    __try {
        if (stack->MajorFunction == IRP_MJ_READ) {
            if (extension->Index == 2)
                ProbeForWrite(buffer, length, 1);
            RtlCopyMemory(buffer, extension->Store + offset, length);
        } else {
            if (extension->Index == 2)
                ProbeForRead(buffer, length, 1);
            RtlCopyMemory(extension->Store + offset, buffer, length);
            extension->Written += length;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    ExReleaseFastMutex(&extension->Lock);
    return Complete(Irp, status, NT_SUCCESS(status) ? length : 0);
}

static VOID
AddOne(PUCHAR To, const UCHAR *From, ULONG Length)
{
    while (Length--)
        *To++ = (UCHAR)(*From++ + 1);
}

static NTSTATUS NTAPI
LegacyControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    ULONG length = min(in, out), sum = 0, i;
    PUCHAR system = (PUCHAR)Irp->AssociatedIrp.SystemBuffer, mapped = NULL;
    NTSTATUS status = STATUS_SUCCESS;

    UNREFERENCED_PARAMETER(DeviceObject);

    if (Irp->MdlAddress) {
        mapped = (PUCHAR)MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
        if (!mapped)
            return Complete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    }

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_LEGACY_BUFFERED:
        if (length)
            AddOne(system, system, length);
        return Complete(Irp, STATUS_SUCCESS, length);

    case IOCTL_LEGACY_IN_DIRECT:
        for (i = 0; i < out; i++)
            sum += mapped[i];
        for (i = 0; i < in; i++)
            sum += system[i];
        return Complete(Irp, STATUS_SUCCESS, sum);

    case IOCTL_LEGACY_OUT_DIRECT:
        if (length)
            AddOne(mapped, system, length);
        return Complete(Irp, STATUS_SUCCESS, length);

    case IOCTL_LEGACY_NEITHER:
        __try {
            ProbeForRead(stack->Parameters.DeviceIoControl.Type3InputBuffer, in, 1);
            ProbeForWrite(Irp->UserBuffer, out, 1);
            AddOne((PUCHAR)Irp->UserBuffer,
                   (PUCHAR)stack->Parameters.DeviceIoControl.Type3InputBuffer, length);
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            status = GetExceptionCode();
        }
        return Complete(Irp, status, NT_SUCCESS(status) ? length : 0);

    case IOCTL_LEGACY_STATUS:
        if (in < 4 || out < 4)
            return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        status = *(PULONG)system;
        RtlCopyMemory(system, "data", 4);
        return Complete(Irp, status, 4);

    case IOCTL_LEGACY_TOO_MUCH:
        return Complete(Irp, STATUS_SUCCESS, (ULONG_PTR)out + 4096);
    }
    return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
}

static VOID NTAPI
LegacyUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_OBJECT device;

    PAGED_CODE();
    while ((device = DriverObject->DeviceObject) != NULL) {
        PEXTENSION extension = (PEXTENSION)device->DeviceExtension;

        if (extension->Link.Buffer)
            IoDeleteSymbolicLink(&extension->Link);
        if (extension->Store)
            ExFreePoolWithTag(extension->Store, POOL_TAG);
        IoDeleteDevice(device);
    }
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name;
    PDEVICE_OBJECT device;
    PEXTENSION extension;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);

    DriverObject->DriverUnload = LegacyUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = LegacyCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = LegacyCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = LegacyReadWrite;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = LegacyReadWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = LegacyControl;

    for (i = 0; i < DEVICES && NT_SUCCESS(status); i++) {
        RtlInitUnicodeString(&name, DeviceNames[i]);
        status = IoCreateDevice(DriverObject, sizeof(EXTENSION), &name, FILE_DEVICE_UNKNOWN,
                                FILE_DEVICE_SECURE_OPEN, FALSE, &device);
        if (!NT_SUCCESS(status))
            break;
        device->Flags |= i == 0 ? DO_BUFFERED_IO : i == 1 ? DO_DIRECT_IO : 0;
        extension = (PEXTENSION)device->DeviceExtension;
        extension->Index = i;
        ExInitializeFastMutex(&extension->Lock);
        extension->Store = ExAllocatePoolWithTag(NonPagedPool, STORE, POOL_TAG);
        if (!extension->Store) {
            status = STATUS_INSUFFICIENT_RESOURCES;
            break;
        }
        RtlZeroMemory(extension->Store, STORE);

        RtlInitEmptyUnicodeString(&extension->Link, extension->LinkBuffer,
                                  sizeof(extension->LinkBuffer));
        RtlAppendUnicodeToString(&extension->Link, LinkNames[i]);
        status = IoCreateSymbolicLink(&extension->Link, &name);
        if (!NT_SUCCESS(status))
            extension->Link.Buffer = NULL;
    }
    if (!NT_SUCCESS(status))
        LegacyUnload(DriverObject);
    return status;
}
