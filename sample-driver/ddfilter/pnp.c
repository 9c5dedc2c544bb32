/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: pnp.c

    DdFilterDispatchPnp and DdFilterDispatchPower. A filter sends all of these
    on. It acts on those that end its own life, and on those that change what it
    has copied from the device below.

--*/
#include "ddfilter.h"

static NTSTATUS
DdFilterForwardAndWait(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    if (!IoForwardIrpSynchronously(Extension->Lower, Irp)) {
        return STATUS_UNSUCCESSFUL;
    }
    return Irp->IoStatus.Status;
}

static NTSTATUS
DdFilterStart(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    Only now the device below knows whether its medium is removable.

--*/
{
    NTSTATUS status = DdFilterForwardAndWait(Extension, Irp);

    if (NT_SUCCESS(status)) {
        Extension->Self->Characteristics |= Extension->Lower->Characteristics &
                                            FILE_REMOVABLE_MEDIA;
    }
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
    return status;
}

static NTSTATUS
DdFilterUsage(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    DO_POWER_PAGABLE may be set only while all above have it, and has to be
    cleared if the device below has cleared it.

--*/
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    BOOLEAN into = stack->Parameters.UsageNotification.InPath;
    PDEVICE_OBJECT self = Extension->Self;
    NTSTATUS status;

    if (self->AttachedDevice == NULL || (self->AttachedDevice->Flags & DO_POWER_PAGABLE)) {
        self->Flags |= DO_POWER_PAGABLE;
    }
    status = DdFilterForwardAndWait(Extension, Irp);
    if (NT_SUCCESS(status)) {
        if (into) {
            InterlockedIncrement(&Extension->UsageCount);
        } else {
            InterlockedDecrement(&Extension->UsageCount);
        }
    }
    if (!(Extension->Lower->Flags & DO_POWER_PAGABLE)) {
        self->Flags &= ~DO_POWER_PAGABLE;
    }
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
    return status;
}

static NTSTATUS
DdFilterRemove(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    NTSTATUS status;

    //
    // Requests that are still on their way through here are waited for; what the
    // drivers below have of them, they complete.
    //
    DdFilterEndDelays(Extension);
    IoReleaseRemoveLockAndWait(&Extension->RemoveLock, Irp);

    //
    // The work item may have set it for a last time.
    //
    KeCancelTimer(&Extension->DelayTimer);
    KeFlushQueuedDpcs();

    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(Extension->Lower, Irp);

    ExAcquireFastMutex(&DdFilterLock);
    RemoveEntryList(&Extension->DriverLink);
    ExReleaseFastMutex(&DdFilterLock);

    IoDetachDevice(Extension->Lower);
    IoFreeWorkItem(Extension->DelayWork);
    IoDeleteDevice(Extension->Self);
    DdFilterDeleteControl();
    return status;
}

NTSTATUS NTAPI
DdFilterDispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    if (extension->Common.Kind == DdFilterKindControl) {
        return DdFilterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdFilterComplete(Irp, status, 0);
    }
    InterlockedIncrement64(&extension->Passed[IRP_MJ_PNP]);

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        return DdFilterStart(extension, Irp);

    case IRP_MN_DEVICE_USAGE_NOTIFICATION:
        return DdFilterUsage(extension, Irp);

    case IRP_MN_REMOVE_DEVICE:
        return DdFilterRemove(extension, Irp);

    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_QUERY_STOP_DEVICE:
        //
        // Requests that wait here would come in the way of a function driver that
        // has stopped.
        //
        DdFilterSendDelayed(extension, TRUE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_SURPRISE_REMOVAL:
        DdFilterEndDelays(extension);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_STOP_DEVICE:
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    default:
        break;
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}

NTSTATUS NTAPI
DdFilterDispatchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    PoStartNextPowerIrp(Irp);
    if (extension->Common.Kind == DdFilterKindControl) {
        return DdFilterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdFilterComplete(Irp, status, 0);
    }
    InterlockedIncrement64(&extension->Passed[IRP_MJ_POWER]);
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}
