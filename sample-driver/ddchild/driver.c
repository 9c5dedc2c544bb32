/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: driver.c

    ddchild, the function driver of ddbus's children: DriverEntry,
    DdChildAddDevice, DdChildUnload, and PnP.

--*/
#include <ntddk.h>
#include <initguid.h>
#include "ddchild.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DdChildAddDevice)
#pragma alloc_text(PAGE, DdChildUnload)
#endif

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = DdChildUnload;
    DriverObject->DriverExtension->AddDevice = DdChildAddDevice;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DdChildDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DdChildDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DdChildDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = DdChildDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DdChildDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DdChildDispatchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DdChildDispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DdChildDispatchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = DdChildDispatchSystemControl;
    return STATUS_SUCCESS;
}

VOID NTAPI
DdChildUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DdChildAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT deviceObject;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    PAGED_CODE();
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &deviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = deviceObject->DeviceExtension;
    extension->Self = deviceObject;
    extension->Pdo = PhysicalDeviceObject;
    IoInitializeRemoveLock(&extension->RemoveLock, DDCHILD_POOL_TAG, 0, 0);
    status = IoRegisterDeviceInterface(PhysicalDeviceObject, &GUID_DEVINTERFACE_DDBUS_CHILD,
                                       NULL, &extension->InterfaceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(deviceObject);
        return status;
    }
    extension->Lower = IoAttachDeviceToDeviceStack(deviceObject, PhysicalDeviceObject);
    if (extension->Lower == NULL) {
        RtlFreeUnicodeString(&extension->InterfaceName);
        IoDeleteDevice(deviceObject);
        return STATUS_NO_SUCH_DEVICE;
    }

    //
    // Reads and writes go down as they come, so the bus says how buffers are passed.
    //
    deviceObject->Flags |= extension->Lower->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO |
                                                      DO_POWER_PAGABLE);
    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static NTSTATUS
DdChildStart(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    if (IoForwardIrpSynchronously(Extension->Lower, Irp)) {
        status = Irp->IoStatus.Status;
    }
    if (NT_SUCCESS(status)) {
        status = IoSetDeviceInterfaceState(&Extension->InterfaceName, TRUE);
        if (status == STATUS_OBJECT_NAME_EXISTS) {
            status = STATUS_SUCCESS;
        }
    }
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
    return DdChildComplete(Irp, status, 0);
}

static NTSTATUS
DdChildRemove(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    PDEVICE_OBJECT lower = Extension->Lower;
    NTSTATUS status;

    IoSetDeviceInterfaceState(&Extension->InterfaceName, FALSE);
    IoReleaseRemoveLockAndWait(&Extension->RemoveLock, Irp);
    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(lower, Irp);
    RtlFreeUnicodeString(&Extension->InterfaceName);
    IoDetachDevice(lower);
    IoDeleteDevice(Extension->Self);
    return status;
}

NTSTATUS NTAPI
DdChildDispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdChildComplete(Irp, status, 0);
    }
    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        return DdChildStart(extension, Irp);

    case IRP_MN_REMOVE_DEVICE:
        return DdChildRemove(extension, Irp);

    case IRP_MN_SURPRISE_REMOVAL:
        extension->Gone = TRUE;
        IoSetDeviceInterfaceState(&extension->InterfaceName, FALSE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
    case IRP_MN_QUERY_STOP_DEVICE:
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_STOP_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    default:
        break;
    }
    return DdChildPassDown(extension, Irp);
}
