/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: io.c

    Dispatch routines for what programs ask: create, close, cleanup, read,
    write, device control.

--*/
#include "ddedu.h"

BOOLEAN
DdIsRunning(PDEVICE_EXTENSION Extension)
/*++

    Between the query and the removal itself the device still works.

--*/
{
    return Extension->PnpState == DdStarted || Extension->PnpState == DdRemovePending ||
           Extension->PnpState == DdStopPending;
}

NTSTATUS
DdComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, NT_SUCCESS(Status) ? IO_SOUND_INCREMENT : IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NTAPI
DDDispatchCreate(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    DdCount(DdRtnDispatchCreate);

    //
    // There is nothing below the device to open.
    //
    if (stack->FileObject != NULL && stack->FileObject->FileName.Length != 0) {
        return DdComplete(Irp, STATUS_OBJECT_NAME_NOT_FOUND, 0);
    }
    if (!DdIsRunning(extension)) {
        return DdComplete(Irp, STATUS_DEVICE_NOT_READY, 0);
    }
    return DdComplete(Irp, STATUS_SUCCESS, FILE_OPENED);
}

NTSTATUS NTAPI
DDDispatchClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    DdCount(DdRtnDispatchClose);
    return DdComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS NTAPI
DDDispatchCleanup(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    The last handle is gone: so is the interest in what it asked for.

--*/
{
    DdCount(DdRtnDispatchCleanup);
    DdCancelRequests(DeviceObject->DeviceExtension, IoGetCurrentIrpStackLocation(Irp)->FileObject,
                     STATUS_CANCELLED);
    return DdComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS
DdCheckRange(LONGLONG Offset, ULONG Length, BOOLEAN Reading)
{
    if (Offset < 0 || Offset > EDU_MEMORY_LENGTH) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Reading && Offset == EDU_MEMORY_LENGTH && Length != 0) {
        return STATUS_END_OF_FILE;
    }
    if (Length > EDU_MEMORY_LENGTH - (ULONG)Offset) {
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS
DdQueue(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    IoMarkIrpPending(Irp);
    IoStartPacket(Extension->Self, Irp, NULL, DDCancel);
    return STATUS_PENDING;
}

NTSTATUS NTAPI
DDDispatchReadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    DdCount(DdRtnDispatchReadWrite);

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdComplete(Irp, status, 0);
    }

    //
    // Read and Write have the same parameters.
    //
    status = DdCheckRange(stack->Parameters.Read.ByteOffset.QuadPart, stack->Parameters.Read.Length,
                          stack->MajorFunction == IRP_MJ_READ);
    if (NT_SUCCESS(status) && !DdIsRunning(extension)) {
        status = STATUS_DEVICE_NOT_READY;
    }
    if (!NT_SUCCESS(status) || stack->Parameters.Read.Length == 0) {
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdComplete(Irp, status, 0);
    }
    return DdQueue(extension, Irp);
}

static NTSTATUS
DdWaitInterrupt(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    KIRQL irql;

    IoAcquireCancelSpinLock(&irql);

    //
    // Looked at under the lock, or the request could be listed just after a
    // removal has gone through the list.
    //
    if (!DdIsRunning(Extension)) {
        IoReleaseCancelSpinLock(irql);
        return STATUS_DEVICE_NOT_READY;
    }
    IoSetCancelRoutine(Irp, DDCancel);
    if (Irp->Cancel && IoSetCancelRoutine(Irp, NULL) != NULL) {
        IoReleaseCancelSpinLock(irql);
        return STATUS_CANCELLED;
    }
    IoMarkIrpPending(Irp);
    InsertTailList(&Extension->WaitList, &Irp->Tail.Overlay.ListEntry);
    IoReleaseCancelSpinLock(irql);
    return STATUS_PENDING;
}

static NTSTATUS
DdRaiseInterrupt(PDEVICE_EXTENSION Extension, ULONG Bits)
{
    DDEDU_SYNCH synch;
    KIRQL irql;

    if (Bits == 0 || (Bits & ~DDEDU_USER_INTERRUPTS) != 0) {
        return STATUS_INVALID_PARAMETER;
    }

    synch.Action = DdCriticalRaise;
    synch.Bits = Bits;
    if (!DdLockHardware(Extension, &irql)) {
        return STATUS_DEVICE_NOT_READY;
    }
    DdSynchronize(Extension, &synch);
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS
DdLiveness(PDEVICE_EXTENSION Extension, PULONG Value)
{
    KIRQL irql;

    if (!DdLockHardware(Extension, &irql)) {
        return STATUS_DEVICE_NOT_READY;
    }
    DdWriteRegister(Extension, EDU_REG_LIVENESS, *Value);
    *Value = DdReadRegister(Extension, EDU_REG_LIVENESS);
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS
DdIdentify(PDEVICE_EXTENSION Extension, PIRP Irp, ULONG Length)
/*++

    METHOD_NEITHER: the pointer is the caller's own, and anything may be wrong
    with it. We run in the caller's context, at PASSIVE_LEVEL.

--*/
{
    PMDL mdl;
    PVOID mapped;
    ULONG value = 0;
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    if (Length < sizeof(ULONG)) {
        return STATUS_BUFFER_TOO_SMALL;
    }

    if (!DdLockHardware(Extension, &irql)) {
        return STATUS_DEVICE_NOT_READY;
    }
    value = DdReadRegister(Extension, EDU_REG_ID);
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    mdl = IoAllocateMdl(Irp->UserBuffer, sizeof(ULONG), FALSE, FALSE, NULL);
    if (mdl == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    __try {
        MmProbeAndLockPages(mdl, Irp->RequestorMode, IoWriteAccess);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }

    if (NT_SUCCESS(status)) {
        mapped = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
        if (mapped != NULL) {
            RtlCopyMemory(mapped, &value, sizeof(value));
        } else {
            status = STATUS_INSUFFICIENT_RESOURCES;
        }
        MmUnlockPages(mdl);
    }
    IoFreeMdl(mdl);
    return status;
}

VOID
DdCollectStatistics(PDEVICE_EXTENSION Extension, PDDEDU_STATISTICS Statistics)
{
    KIRQL irql;

    RtlZeroMemory(Statistics, sizeof(*Statistics));
    Statistics->Size = sizeof(*Statistics);
    Statistics->RoutineCount = DdRtnMaximum;
    Statistics->MessageSignaled = Extension->InterruptVersion == CONNECT_MESSAGE_BASED;
    Statistics->ReinitializeCount = Extension->ReinitializeCount;
    Statistics->SelfTestStatus = (ULONG)Extension->SelfTestStatus;
    Statistics->SecondsRunning = Extension->SecondsRunning;
    Statistics->Interrupts = Extension->Interrupts;
    Statistics->InterruptsLastSecond = Extension->InterruptsLastSecond;
    Statistics->ForeignInterrupts = Extension->ForeignInterrupts;
    Statistics->Timeouts = Extension->Timeouts;
    Statistics->Cancelled = Extension->Cancelled;
    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    Statistics->BytesRead = Extension->BytesRead;
    Statistics->BytesWritten = Extension->BytesWritten;
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    RtlCopyMemory(Statistics->Routines, DdRoutines, sizeof(Statistics->Routines));
}

static NTSTATUS
DdGetStatistics(PDEVICE_EXTENSION Extension, PIRP Irp, ULONG Length, PULONG_PTR Information)
{
    DDEDU_STATISTICS statistics;
    PVOID buffer;

    if (Length < FIELD_OFFSET(DDEDU_STATISTICS, Routines)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    buffer = MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
    if (buffer == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    DdCollectStatistics(Extension, &statistics);
    if (Length > sizeof(statistics)) {
        Length = sizeof(statistics);
    }
    RtlCopyMemory(buffer, &statistics, Length);
    *Information = Length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI
DDDispatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode;
    ULONG inLength = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG outLength = stack->Parameters.DeviceIoControl.OutputBufferLength;
    PULONG buffer = Irp->AssociatedIrp.SystemBuffer;
    ULONG_PTR information = 0;
    NTSTATUS status;

    DdCount(DdRtnDispatchDeviceControl);

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdComplete(Irp, status, 0);
    }

    switch (code) {
    case IOCTL_DDEDU_FACTORIAL:
        if (inLength < sizeof(ULONG) || outLength < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
        } else if (*buffer > DDEDU_FACTORIAL_MAXIMUM) {
            status = STATUS_INVALID_PARAMETER;
        } else {
            return DdQueue(extension, Irp);
        }
        break;

    case IOCTL_DDEDU_LIVENESS:
        if (inLength < sizeof(ULONG) || outLength < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = DdLiveness(extension, buffer);
        information = NT_SUCCESS(status) ? sizeof(ULONG) : 0;
        break;

    case IOCTL_DDEDU_WAIT_INTERRUPT:
        if (outLength < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = DdWaitInterrupt(extension, Irp);
        if (status == STATUS_PENDING) {
            return status;
        }
        break;

    case IOCTL_DDEDU_RAISE_INTERRUPT:
        status = inLength < sizeof(ULONG) ? STATUS_BUFFER_TOO_SMALL :
                                            DdRaiseInterrupt(extension, *buffer);
        break;

    case IOCTL_DDEDU_GET_STATISTICS:
        status = DdGetStatistics(extension, Irp, outLength, &information);
        break;

    case IOCTL_DDEDU_DMA_SELF_TEST:
        //
        // The second buffer of a METHOD_IN_DIRECT request is data to read.
        //
        if (inLength < sizeof(DDEDU_SELF_TEST) || outLength == 0) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }

        //
        // What can't go by DMA can't be tested either.
        //
        status = DdCheckRange(((PDDEDU_SELF_TEST)buffer)->Offset, outLength, FALSE);
        if (NT_SUCCESS(status) &&
            ((PDDEDU_SELF_TEST)buffer)->Offset + outLength > EDU_DMA_LENGTH) {
            status = STATUS_INVALID_PARAMETER;
        }
        if (NT_SUCCESS(status)) {
            return DdQueue(extension, Irp);
        }
        break;

    case IOCTL_DDEDU_IDENTIFY:
        status = DdIdentify(extension, Irp, outLength);
        information = NT_SUCCESS(status) ? sizeof(ULONG) : 0;
        break;

    case IOCTL_DDEDU_READ_MODIFY_WRITE:
        if (inLength < sizeof(DDEDU_MODIFY) || outLength < sizeof(ULONG)) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        status = DdCheckRange(((PDDEDU_MODIFY)buffer)->Offset, sizeof(ULONG), FALSE);
        if (NT_SUCCESS(status)) {
            return DdModify(extension, Irp);
        }
        break;

    case IOCTL_DDEDU_LOSE_INTERRUPT:
        InterlockedExchange(&extension->LoseInterrupt, 1);
        break;

    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }

    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return DdComplete(Irp, status, information);
}
