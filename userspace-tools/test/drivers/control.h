/* SPDX-License-Identifier: GPL-2.0 */
/*
 * control.h: for drivers of the tests that have one device without hardware, which a
 * program asks for things.
 */
#ifndef _CONTROL_H
#define _CONTROL_H

#include <ntddk.h>

static NTSTATUS
Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS NTAPI
ControlOpenClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

/* In DriverEntry: a device, its link, and who answers. */
static NTSTATUS
ControlCreate(PDRIVER_OBJECT DriverObject, PCWSTR Name, PCWSTR Link, PDRIVER_DISPATCH Control,
              PDRIVER_UNLOAD Unload)
{
    UNICODE_STRING name, link;
    PDEVICE_OBJECT device;
    NTSTATUS status;

    RtlInitUnicodeString(&name, Name);
    RtlInitUnicodeString(&link, Link);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&link, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ControlOpenClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ControlOpenClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}

/* In Unload. */
static VOID
ControlDelete(PDRIVER_OBJECT DriverObject, PCWSTR Link)
{
    UNICODE_STRING link;

    RtlInitUnicodeString(&link, Link);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(DriverObject->DeviceObject);
}

#endif
