/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: startio.c

    DDStartIo takes one request after the other to the device; here is how an
    operation begins, is claimed by the one who may end it, and ends.

--*/
#include "ddedu.h"

static NTSTATUS
DdBeginOperation(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PVOID data;
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    if (!Extension->HardwareReady) {
        status = STATUS_DEVICE_NOT_READY;
        goto Unlock;
    }
    if (Extension->Holding) {
        status = STATUS_DEVICE_POWER_FAILURE;
        goto Unlock;
    }

    RtlZeroMemory(operation, sizeof(*operation));
    operation->Irp = Irp;

    switch (stack->MajorFunction) {
    case IRP_MJ_READ:
    case IRP_MJ_WRITE:
        operation->Type = stack->MajorFunction == IRP_MJ_READ ? DdOpRead : DdOpWrite;
        operation->Mdl = Irp->MdlAddress;
        operation->Va = MmGetMdlVirtualAddress(Irp->MdlAddress);
        operation->Offset = stack->Parameters.Read.ByteOffset.LowPart;
        operation->Length = stack->Parameters.Read.Length;
        operation->WithLastByte = operation->Offset + operation->Length == EDU_MEMORY_LENGTH;
        if (operation->WithLastByte) {
            operation->Length--;
        }
        break;

    case IRP_MJ_DEVICE_CONTROL:
        if (stack->Parameters.DeviceIoControl.IoControlCode == IOCTL_DDEDU_FACTORIAL) {
            operation->Type = DdOpFactorial;
            break;
        }

        //
        // The self-test: the data goes out from a common buffer, which needs
        // no mapping for each transfer.
        //
        data = MmGetSystemAddressForMdlSafe(Irp->MdlAddress, NormalPagePriority);
        if (data == NULL) {
            status = STATUS_INSUFFICIENT_RESOURCES;
            break;
        }
        operation->Type = DdOpSelfTestWrite;
        operation->Offset = ((PDDEDU_SELF_TEST)Irp->AssociatedIrp.SystemBuffer)->Offset;
        operation->Length = stack->Parameters.DeviceIoControl.OutputBufferLength;
        RtlCopyMemory(Extension->CommonBuffer, data, operation->Length);
        RtlZeroMemory(Extension->CommonBuffer + DDEDU_MEMORY_SIZE, operation->Length);
        break;

    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }

    if (NT_SUCCESS(status)) {
        KeClearEvent(&Extension->OperationIdle);
    }

Unlock:
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return status;
}

static VOID
DdStartFactorial(PDEVICE_EXTENSION Extension)
{
    DDEDU_SYNCH synch;
    BOOLEAN started = FALSE;
    KIRQL irql;

    synch.Action = DdCriticalStartFactorial;
    synch.Command = *(PULONG)Extension->Operation.Irp->AssociatedIrp.SystemBuffer;
    synch.WithInterrupt = !InterlockedExchange(&Extension->LoseInterrupt, 0);

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    if (Extension->HardwareReady && DdSynchronize(Extension, &synch)) {
        Extension->Operation.InFlight = TRUE;
        DdArmWatchdog(Extension);
        started = TRUE;
    }
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    if (!started) {
        DdFinishOperation(Extension, STATUS_DEVICE_BUSY, 0);
    }
}

static BOOLEAN
DdHold(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    Without power the request stays the current one, and those behind it stay in
    the queue, until DdReleaseHeld. It can still be cancelled: if that happens
    now, DDCancel has looked at Held before.

--*/
{
    BOOLEAN hold;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    hold = Extension->HardwareReady && Extension->Holding && !Extension->PowerUpFailed &&
           Irp->CancelRoutine != NULL;
    if (hold) {
        Extension->Held = TRUE;
    } else if (Extension->IdleCounter != NULL) {
        PoSetDeviceBusy(Extension->IdleCounter);
    }
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return hold;
}

VOID
DdReleaseHeld(PDEVICE_EXTENSION Extension)
{
    BOOLEAN held;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    held = Extension->Held;
    Extension->Held = FALSE;
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    if (held) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        DDStartIo(Extension->Self, Extension->Self->CurrentIrp);
        KeLowerIrql(irql);
    }
}

VOID NTAPI
DDStartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    NTSTATUS status;
    KIRQL irql;

    DdCount(DdRtnStartIo);

    if (DdHold(extension, Irp)) {
        DdNeedPower(extension);
        return;
    }

    //
    // From here on the request can't be cancelled: a transfer that runs ends
    // soon. Without a routine to take away, DDCancel has met it as the current
    // one and left it to us.
    //
    IoAcquireCancelSpinLock(&irql);
    if (IoSetCancelRoutine(Irp, NULL) == NULL) {
        IoReleaseCancelSpinLock(irql);
        status = STATUS_CANCELLED;
    } else {
        IoReleaseCancelSpinLock(irql);
        status = DdBeginOperation(extension, Irp);
    }

    if (!NT_SUCCESS(status)) {
        IoStartNextPacket(DeviceObject, TRUE);
        DdComplete(Irp, status, 0);
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return;
    }

    if (extension->Operation.Type == DdOpFactorial) {
        DdStartFactorial(extension);
    } else {
        DdStartTransfer(extension);
    }
}

BOOLEAN
DdClaimOperation(PDEVICE_EXTENSION Extension, BOOLEAN Dma)
/*++

    An operation in flight may be ended by its interrupt, by the time-out or
    by a removal. The first that comes here gets it. An interrupt that comes
    late, for an operation that had timed out, must not end the next one: then
    the device says that it is still busy.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    BOOLEAN claimed = FALSE;

    KeAcquireSpinLockAtDpcLevel(&Extension->OperationLock);
    if (operation->InFlight && (operation->Type != DdOpFactorial) == Dma) {
        claimed = Dma ? !(DdReadRegister(Extension, EDU_REG_DMA_COMMAND) & EDU_DMA_START) :
                        !(DdReadRegister(Extension, EDU_REG_STATUS) & EDU_STATUS_COMPUTING);
        if (claimed) {
            operation->InFlight = FALSE;
        }
    }
    KeReleaseSpinLockFromDpcLevel(&Extension->OperationLock);
    return claimed;
}

VOID
DdFinishOperation(PDEVICE_EXTENSION Extension, NTSTATUS Status, ULONG_PTR Information)
/*++

    Ends the request and starts the next one. IRQL = DISPATCH_LEVEL.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PIRP irp = operation->Irp;

    KeAcquireSpinLockAtDpcLevel(&Extension->OperationLock);
    if (NT_SUCCESS(Status) && operation->Type == DdOpRead) {
        Extension->BytesRead += Information;
    } else if (NT_SUCCESS(Status) && operation->Type == DdOpWrite) {
        Extension->BytesWritten += Information;
    }
    operation->Type = DdOpNone;
    operation->Irp = NULL;
    KeSetEvent(&Extension->OperationIdle, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLockFromDpcLevel(&Extension->OperationLock);

    IoStartNextPacket(Extension->Self, TRUE);
    DdComplete(irp, Status, Information);
    IoReleaseRemoveLock(&Extension->RemoveLock, irp);
}
