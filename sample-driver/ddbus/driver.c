/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: driver.c

    DriverEntry, DdBusAddDevice, DdBusUnload, and the dispatch routines that both
    kinds of device objects share.

--*/
#include <ntddk.h>
#include <initguid.h>
#include "ddbus.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DdBusAddDevice)
#pragma alloc_text(PAGE, DdBusUnload)
#endif

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = DdBusUnload;
    DriverObject->DriverExtension->AddDevice = DdBusAddDevice;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DdBusDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DdBusDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DdBusDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = DdBusDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DdBusDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DdBusDispatchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = DdBusDispatchInternalControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DdBusDispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DdBusDispatchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = DdBusDispatchSystemControl;
    return STATUS_SUCCESS;
}

VOID NTAPI
DdBusUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(DriverObject);
}

static VOID
DdBusName(PUNICODE_STRING Name, PCWSTR Prefix, ULONG Number)
{
    UNICODE_STRING digits;
    WCHAR buffer[4];

    digits.Buffer = buffer;
    digits.MaximumLength = sizeof(buffer);
    RtlIntegerToUnicodeString(Number, 10, &digits);
    Name->Length = 0;
    RtlAppendUnicodeToString(Name, Prefix);
    RtlAppendUnicodeStringToString(Name, &digits);
}

static NTSTATUS
DdBusCreateFdo(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT *DeviceObject)
/*++

    \Device\DDBus0 and the link DDBus0, or the first number that is free.

--*/
{
    NTSTATUS status = STATUS_OBJECT_NAME_COLLISION;
    PFDO_EXTENSION bus;
    UNICODE_STRING name;
    WCHAR buffer[32];
    ULONG number;

    name.Buffer = buffer;
    name.MaximumLength = sizeof(buffer);
    for (number = 0; number < 100 && status == STATUS_OBJECT_NAME_COLLISION; number++) {
        DdBusName(&name, L"\\Device\\DDBus", number);
        status = IoCreateDevice(DriverObject, sizeof(FDO_EXTENSION), &name,
                                FILE_DEVICE_BUS_EXTENDER, FILE_DEVICE_SECURE_OPEN, FALSE,
                                DeviceObject);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    bus = (*DeviceObject)->DeviceExtension;
    bus->LinkName.Buffer = bus->LinkBuffer;
    bus->LinkName.MaximumLength = sizeof(bus->LinkBuffer);
    DdBusName(&bus->LinkName, L"\\DosDevices\\DDBus", number - 1);
    status = IoCreateSymbolicLink(&bus->LinkName, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(*DeviceObject);
    }
    return status;
}

NTSTATUS NTAPI
DdBusAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT fdo;
    PFDO_EXTENSION bus;
    NTSTATUS status;

    PAGED_CODE();
    status = DdBusCreateFdo(DriverObject, &fdo);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    bus = fdo->DeviceExtension;
    bus->Common.IsFdo = TRUE;
    bus->Common.Self = fdo;
    bus->Pdo = PhysicalDeviceObject;
    IoInitializeRemoveLock(&bus->RemoveLock, DDBUS_POOL_TAG, 0, 0);
    ExInitializeFastMutex(&bus->ChildrenLock);
    InitializeListHead(&bus->Children);

    status = IoRegisterDeviceInterface(PhysicalDeviceObject, &GUID_DEVINTERFACE_DDBUS, NULL,
                                       &bus->InterfaceName);
    if (!NT_SUCCESS(status)) {
        goto DeleteDevice;
    }
    bus->Lower = IoAttachDeviceToDeviceStack(fdo, PhysicalDeviceObject);
    if (bus->Lower == NULL) {
        status = STATUS_NO_SUCH_DEVICE;
        goto FreeInterface;
    }
    fdo->Flags |= DO_POWER_PAGABLE;
    fdo->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;

FreeInterface:
    RtlFreeUnicodeString(&bus->InterfaceName);
DeleteDevice:
    IoDeleteSymbolicLink(&bus->LinkName);
    IoDeleteDevice(fdo);
    return status;
}

NTSTATUS
DdBusComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NTAPI
DdBusDispatchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    The function driver of a child completes these itself; without one there is
    nothing to be opened.

--*/
{
    PCOMMON_EXTENSION common = DeviceObject->DeviceExtension;

    return DdBusComplete(Irp, common->IsFdo ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST, 0);
}

NTSTATUS NTAPI
DdBusDispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PCOMMON_EXTENSION common = DeviceObject->DeviceExtension;

    return common->IsFdo ? DdBusFdoPnp(DeviceObject->DeviceExtension, Irp) :
                           DdBusPdoPnp(DeviceObject->DeviceExtension, Irp);
}

NTSTATUS NTAPI
DdBusDispatchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    There is no power to be switched. A child agrees to every state.

--*/
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PFDO_EXTENSION bus = DeviceObject->DeviceExtension;
    NTSTATUS status;

    PoStartNextPowerIrp(Irp);
    if (!bus->Common.IsFdo) {
        if (stack->MinorFunction == IRP_MN_SET_POWER ||
            stack->MinorFunction == IRP_MN_QUERY_POWER) {
            if (stack->MinorFunction == IRP_MN_SET_POWER &&
                stack->Parameters.Power.Type == DevicePowerState) {
                PoSetPowerState(DeviceObject, DevicePowerState, stack->Parameters.Power.State);
            }
            Irp->IoStatus.Status = STATUS_SUCCESS;
        }
        status = Irp->IoStatus.Status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return status;
    }
    status = IoAcquireRemoveLock(&bus->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdBusComplete(Irp, status, 0);
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(bus->Lower, Irp);
    IoReleaseRemoveLock(&bus->RemoveLock, Irp);
    return status;
}

NTSTATUS NTAPI
DdBusDispatchSystemControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PFDO_EXTENSION bus = DeviceObject->DeviceExtension;
    NTSTATUS status;

    if (!bus->Common.IsFdo) {
        status = Irp->IoStatus.Status;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return status;
    }
    status = IoAcquireRemoveLock(&bus->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdBusComplete(Irp, status, 0);
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(bus->Lower, Irp);
    IoReleaseRemoveLock(&bus->RemoveLock, Irp);
    return status;
}
