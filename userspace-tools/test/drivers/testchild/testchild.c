/* SPDX-License-Identifier: GPL-2.0 */
/*
 * testchild.c: a function driver for a child of the test bus: a device interface, and
 * no request besides open and close.
 */
#include <ntddk.h>
#include <initguid.h>

DEFINE_GUID(GUID_TEST_CHILD, 0x6d1cbf3a, 0x52f1, 0x4c0e, 0x9b, 0x3a, 0x10, 0x27, 0x81, 0x44, 0x5e,
            0x90);

typedef struct _EXTENSION {
    PDEVICE_OBJECT Lower;
    UNICODE_STRING Interface;
} EXTENSION, *PEXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ChildUnload;
DRIVER_ADD_DEVICE ChildAddDevice;
DRIVER_DISPATCH ChildPnp, ChildPass, ChildCreateClose;

NTSTATUS
ChildCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

NTSTATUS
ChildPass(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;

    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(extension->Lower, Irp);
}

NTSTATUS
ChildPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PEXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        if (!IoForwardIrpSynchronously(extension->Lower, Irp))
            Irp->IoStatus.Status = STATUS_UNSUCCESSFUL;
        status = Irp->IoStatus.Status;
        if (NT_SUCCESS(status))
            IoSetDeviceInterfaceState(&extension->Interface, TRUE);
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return status;
    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
    case IRP_MN_QUERY_STOP_DEVICE:
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_STOP_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;
    case IRP_MN_SURPRISE_REMOVAL:
        IoSetDeviceInterfaceState(&extension->Interface, FALSE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;
    case IRP_MN_REMOVE_DEVICE:
        IoSetDeviceInterfaceState(&extension->Interface, FALSE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(extension->Lower, Irp);
        RtlFreeUnicodeString(&extension->Interface);
        IoDetachDevice(extension->Lower);
        IoDeleteDevice(DeviceObject);
        return status;
    }
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(extension->Lower, Irp);
}

NTSTATUS
ChildAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PEXTENSION extension;
    PDEVICE_OBJECT device;
    NTSTATUS status;

    status = IoCreateDevice(DriverObject, sizeof(*extension), NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
                            &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    status = IoRegisterDeviceInterface(PhysicalDeviceObject, &GUID_TEST_CHILD, NULL,
                                       &extension->Interface);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    extension->Lower = IoAttachDeviceToDeviceStack(device, PhysicalDeviceObject);
    device->Flags |= DO_POWER_PAGABLE;
    device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

VOID
ChildUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);
    for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
        DriverObject->MajorFunction[i] = ChildPass;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = ChildCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = ChildCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = ChildCreateClose;
    DriverObject->MajorFunction[IRP_MJ_PNP] = ChildPnp;
    DriverObject->DriverExtension->AddDevice = ChildAddDevice;
    DriverObject->DriverUnload = ChildUnload;
    return STATUS_SUCCESS;
}
