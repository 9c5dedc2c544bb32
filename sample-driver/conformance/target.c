/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: target.c

    The devices that checks make for themselves. What one does with a request is
    said by its Mode.

--*/
#include "ddconform.h"

static IO_COMPLETION_ROUTINE DdTargetCompletion;
static DRIVER_CANCEL DdTargetCancel;

PDEVICE_OBJECT
DdNewTarget(DD_TARGET_MODE Mode)
{
    PDEVICE_OBJECT device;

    if (!NT_SUCCESS(IoCreateDevice(DdDriverObject, sizeof(DD_TARGET), NULL, FILE_DEVICE_UNKNOWN, 0,
                                   FALSE, &device))) {
        return NULL;
    }
    DdTarget(device)->Mode = Mode;
    device->Flags |= DO_BUFFERED_IO;
    device->Flags &= ~DO_DEVICE_INITIALIZING;
    return device;
}

VOID
DdCompletePending(PDEVICE_OBJECT Target, NTSTATUS Status, ULONG_PTR Information)
{
    PIRP irp = InterlockedExchangePointer((PVOID *)&DdTarget(Target)->Pending, NULL);

    if (irp != NULL) {
        IoSetCancelRoutine(irp, NULL);
        irp->IoStatus.Status = Status;
        irp->IoStatus.Information = Information;
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    }
}

static VOID NTAPI
DdTargetCancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDD_TARGET target = DdTarget(DeviceObject);

    IoReleaseCancelSpinLock(Irp->CancelIrql);
    target->Cancels++;
    target->Pending = NULL;
    Irp->IoStatus.Status = STATUS_CANCELLED;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI
DdTargetCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDD_TARGET target = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    target->Completions++;
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    return STATUS_SUCCESS;
}

// The data of a buffered control code or read; Information.
static ULONG
DdTargetData(PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PUCHAR byte = Irp->AssociatedIrp.SystemBuffer;
    ULONG i, length = 0;

    switch (stack->MajorFunction) {
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
        length = stack->Parameters.DeviceIoControl.OutputBufferLength;
        if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_TARGET_DATA || byte == NULL) {
            return 0;
        }
        for (i = 0; i < length; i++) {
            byte[i] = ~byte[i];
        }
        break;
    case IRP_MJ_READ:
        length = stack->Parameters.Read.Length;
        if (byte != NULL) {
            RtlFillMemory(byte, length, 0x5a);
        }
        break;
    case IRP_MJ_WRITE:
        length = stack->Parameters.Write.Length;
        break;
    }
    return length;
}

NTSTATUS NTAPI
DdTargetDispatch(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = STATUS_SUCCESS;
    PDD_TARGET target;
    KIRQL irql;

    if (DeviceObject == DdControlDevice) {
        Irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
        Irp->IoStatus.Information = 0;
        IoCompleteRequest(Irp, IO_NO_INCREMENT);
        return STATUS_INVALID_DEVICE_REQUEST;
    }

    target = DdTarget(DeviceObject);
    target->Calls++;
    target->Stack = *stack;
    target->Location = stack;
    target->Buffer = Irp->AssociatedIrp.SystemBuffer;
    switch (target->Mode) {
    case DdTargetSkip:
        IoSkipCurrentIrpStackLocation(Irp);
        return IoCallDriver(target->Lower, Irp);
    case DdTargetCopy:
        IoCopyCurrentIrpStackLocationToNext(Irp);
        IoSetCompletionRoutine(Irp, DdTargetCompletion, target, TRUE, TRUE, TRUE);
        return IoCallDriver(target->Lower, Irp);
    case DdTargetPendCancelable:
        IoMarkIrpPending(Irp);
        target->Pending = Irp;
        IoAcquireCancelSpinLock(&irql);
        IoSetCancelRoutine(Irp, DdTargetCancel);
        IoReleaseCancelSpinLock(irql);
        return STATUS_PENDING;
    case DdTargetPend:
        IoMarkIrpPending(Irp);
        target->Pending = Irp;
        return STATUS_PENDING;
    case DdTargetFail:
        status = STATUS_DEVICE_BUSY;
        break;
    case DdTargetComplete:
        break;
    }
    Irp->IoStatus.Status = status;
    Irp->IoStatus.Information = NT_SUCCESS(status) ? DdTargetData(Irp) : 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return status;
}
