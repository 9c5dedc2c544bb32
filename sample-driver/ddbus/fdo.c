/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: fdo.c

    The bus as a device: its PnP requests, and the control codes of programs.

--*/
#include "ddbus.h"

static NTSTATUS
DdBusStart(PFDO_EXTENSION Bus, PIRP Irp)
{
    NTSTATUS status = STATUS_UNSUCCESSFUL;

    if (IoForwardIrpSynchronously(Bus->Lower, Irp)) {
        status = Irp->IoStatus.Status;
    }
    if (NT_SUCCESS(status)) {
        status = IoSetDeviceInterfaceState(&Bus->InterfaceName, TRUE);
        // It is enabled from the first start on.
        if (status == STATUS_OBJECT_NAME_EXISTS) {
            status = STATUS_SUCCESS;
        }
    }
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return DdBusComplete(Irp, status, 0);
}

static NTSTATUS
DdBusRemove(PFDO_EXTENSION Bus, PIRP Irp)
{
    PDEVICE_OBJECT lower = Bus->Lower;
    NTSTATUS status;

    IoSetDeviceInterfaceState(&Bus->InterfaceName, FALSE);
    IoReleaseRemoveLockAndWait(&Bus->RemoveLock, Irp);

    //
    // The stacks of the children are gone by now; PDOs that were kept for another
    // stack go with the bus.
    //
    DdBusDeleteChildren(Bus);

    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(lower, Irp);
    IoDeleteSymbolicLink(&Bus->LinkName);
    RtlFreeUnicodeString(&Bus->InterfaceName);
    IoDetachDevice(lower);
    IoDeleteDevice(Bus->Common.Self);
    return status;
}

NTSTATUS
DdBusFdoPnp(PFDO_EXTENSION Bus, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    status = IoAcquireRemoveLock(&Bus->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdBusComplete(Irp, status, 0);
    }

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        return DdBusStart(Bus, Irp);

    case IRP_MN_REMOVE_DEVICE:
        return DdBusRemove(Bus, Irp);

    case IRP_MN_QUERY_DEVICE_RELATIONS:
        if (stack->Parameters.QueryDeviceRelations.Type == BusRelations) {
            status = DdBusQueryRelations(Bus, Irp);
            if (!NT_SUCCESS(status)) {
                IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
                return DdBusComplete(Irp, status, Irp->IoStatus.Information);
            }
            Irp->IoStatus.Status = status;
        }
        break;

    case IRP_MN_SURPRISE_REMOVAL:
        DdBusForgetChildren(Bus);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_STOP_DEVICE:
        DdBusCount(Bus, StopQueried);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_STOP_DEVICE:
        DdBusCount(Bus, Stopped);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    default:
        break;
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(Bus->Lower, Irp);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return status;
}

static NTSTATUS
DdBusControl(PFDO_EXTENSION Bus, PIRP Irp, PULONG_PTR Information)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    PVOID buffer = Irp->AssociatedIrp.SystemBuffer;

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_DDBUS_PLUG_IN:
        return in == sizeof(DDBUS_PLUG_IN) ? DdBusPlugIn(Bus, buffer) : STATUS_INVALID_PARAMETER;

    case IOCTL_DDBUS_UNPLUG:
        return in == sizeof(ULONG) ? DdBusUnplug(Bus, *(PULONG)buffer) :
                                     STATUS_INVALID_PARAMETER;

    case IOCTL_DDBUS_EJECT:
        return in == sizeof(ULONG) ? DdBusEject(Bus, *(PULONG)buffer) :
                                     STATUS_INVALID_PARAMETER;

    case IOCTL_DDBUS_GET_STATISTICS:
        if (out < sizeof(DDBUS_STATISTICS)) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        RtlCopyMemory(buffer, &Bus->Statistics, sizeof(DDBUS_STATISTICS));
        *Information = sizeof(DDBUS_STATISTICS);
        return STATUS_SUCCESS;

    default:
        return STATUS_INVALID_DEVICE_REQUEST;
    }
}

NTSTATUS NTAPI
DdBusDispatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PFDO_EXTENSION bus = DeviceObject->DeviceExtension;
    ULONG_PTR information = 0;
    NTSTATUS status;

    if (!bus->Common.IsFdo) {
        return DdBusComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    status = IoAcquireRemoveLock(&bus->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdBusComplete(Irp, status, 0);
    }
    status = DdBusControl(bus, Irp, &information);
    DdBusComplete(Irp, status, information);
    IoReleaseRemoveLock(&bus->RemoveLock, Irp);
    return status;
}
