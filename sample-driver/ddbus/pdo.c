/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: pdo.c

    PnP requests that reach a child's PDO: the bus driver is the last to get them,
    and completes all of them.

--*/
#include "ddbus.h"

NTSTATUS
DdBusPdoPnp(PPDO_EXTENSION Child, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = Irp->IoStatus.Status;
    PFDO_EXTENSION bus = Child->Bus;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        DdBusCount(bus, Started);
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_REMOVE_DEVICE:
        DdBusCount(bus, RemovalQueried);
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_STOP_DEVICE:
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_STOP_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
    case IRP_MN_DEVICE_USAGE_NOTIFICATION:
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_SURPRISE_REMOVAL:
        DdBusCount(bus, SurpriseRemoved);
        ExAcquireFastMutex(&bus->ChildrenLock);
        //
        // For the PnP manager it is gone: without this, a bus that is pulled
        // would keep its children.
        //
        if (!Child->Present) {
            Child->Reported = FALSE;
        }
        ExReleaseFastMutex(&bus->ChildrenLock);
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_REMOVE_DEVICE:
        DdBusCount(bus, Removed);
        DdBusDeleteIfGone(Child);
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_EJECT:
        DdBusCount(bus, Ejected);
        ExAcquireFastMutex(&bus->ChildrenLock);
        if (Child->Present) {
            Child->Present = FALSE;
            InterlockedDecrement((volatile LONG *)&bus->Statistics.Children);
        }
        ExReleaseFastMutex(&bus->ChildrenLock);
        status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_ID:
        status = DdBusQueryId(Child, Irp, stack->Parameters.QueryId.IdType);
        break;

    case IRP_MN_QUERY_DEVICE_TEXT:
        status = DdBusQueryText(Child, Irp, stack->Parameters.QueryDeviceText.DeviceTextType);
        break;

    case IRP_MN_QUERY_CAPABILITIES:
        status = DdBusQueryCapabilities(Child,
                                        stack->Parameters.DeviceCapabilities.Capabilities);
        break;

    case IRP_MN_QUERY_BUS_INFORMATION:
        status = DdBusQueryBusInformation(Irp);
        break;

    case IRP_MN_QUERY_DEVICE_RELATIONS:
        if (stack->Parameters.QueryDeviceRelations.Type == TargetDeviceRelation) {
            status = DdBusQueryTarget(Child, Irp);
        }
        break;

    default:
        //
        // Requests that a bus driver doesn't handle keep their status.
        //
        break;
    }
    Irp->IoStatus.Status = status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS NTAPI
DdBusDispatchInternalControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    What the function driver of a child asks the bus.

--*/
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PPDO_EXTENSION child = DeviceObject->DeviceExtension;

    if (child->Common.IsFdo ||
        stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_INTERNAL_DDBUS_SERIAL) {
        return DdBusComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG)) {
        return DdBusComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }
    *(PULONG)Irp->AssociatedIrp.SystemBuffer = child->Serial;
    return DdBusComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}
