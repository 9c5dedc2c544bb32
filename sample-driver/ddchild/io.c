/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: io.c

    Requests of programs. The bus does the transfers: reads and writes go down to
    the PDO, and hold the remove lock until they come back.

--*/
#include "ddchild.h"

NTSTATUS
DdChildComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS
DdChildPassDown(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    A request that holds the remove lock, and that the driver has no part in.

--*/
{
    NTSTATUS status;

    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(Extension->Lower, Irp);
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
    return status;
}

NTSTATUS NTAPI
DdChildDispatchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return DdChildComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS NTAPI
DdChildTransferDone(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return STATUS_CONTINUE_COMPLETION;
}

NTSTATUS NTAPI
DdChildDispatchReadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdChildComplete(Irp, status, 0);
    }
    if (extension->Gone) {
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdChildComplete(Irp, STATUS_NO_SUCH_DEVICE, 0);
    }
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, DdChildTransferDone, extension, TRUE, TRUE, TRUE);
    return IoCallDriver(extension->Lower, Irp);
}

static NTSTATUS
DdChildAskSerial(PDEVICE_EXTENSION Extension, PULONG Serial)
/*++

    A request of the driver's own, which is waited for.

--*/
{
    IO_STATUS_BLOCK result;
    NTSTATUS status;
    KEVENT event;
    PIRP irp;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_INTERNAL_DDBUS_SERIAL, Extension->Lower, NULL, 0,
                                        Serial, sizeof(*Serial), TRUE, &event, &result);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = IoCallDriver(Extension->Lower, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        status = result.Status;
    }
    return status;
}

NTSTATUS NTAPI
DdChildDispatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG_PTR information = 0;
    NTSTATUS status;
    ULONG serial;

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdChildComplete(Irp, status, 0);
    }
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_DDBUS_CHILD_SERIAL) {
        status = STATUS_INVALID_DEVICE_REQUEST;
    } else if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG)) {
        status = STATUS_BUFFER_TOO_SMALL;
    } else {
        status = DdChildAskSerial(extension, &serial);
        if (NT_SUCCESS(status)) {
            *(PULONG)Irp->AssociatedIrp.SystemBuffer = serial;
            information = sizeof(ULONG);
        }
    }
    DdChildComplete(Irp, status, information);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}

NTSTATUS NTAPI
DdChildDispatchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    PoStartNextPowerIrp(Irp);
    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdChildComplete(Irp, status, 0);
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}

NTSTATUS NTAPI
DdChildDispatchSystemControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdChildComplete(Irp, status, 0);
    }
    return DdChildPassDown(extension, Irp);
}
