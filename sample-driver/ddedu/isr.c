/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: isr.c

    Interrupt service, what must not be interrupted by it, and the DPCs that
    go on where it ends.

--*/
#include "ddedu.h"

static BOOLEAN
DdServiceInterrupt(PDEVICE_EXTENSION Extension)
{
    ULONG bits;

    //
    // In D3 the device raises nothing, and its registers don't answer.
    //
    if (!Extension->Powered) {
        InterlockedIncrement(&Extension->ForeignInterrupts);
        return FALSE;
    }
    bits = DdReadRegister(Extension, EDU_REG_IRQ_STATUS);

    //
    // Not ours - or the device has been pulled, and its registers read as
    // ones.
    //
    if (bits == 0 || bits == EDU_IRQ_GONE) {
        InterlockedIncrement(&Extension->ForeignInterrupts);
        return FALSE;
    }

    DdWriteRegister(Extension, EDU_REG_IRQ_ACK, bits);
    InterlockedIncrement(&Extension->Interrupts);
    Extension->RaisedBits |= bits;

    if (bits & EDU_IRQ_DMA) {
        IoRequestDpc(Extension->Self, Extension->Self->CurrentIrp, Extension);
    }
    if (bits & ~EDU_IRQ_DMA) {
        KeInsertQueueDpc(&Extension->CustomDpc, NULL, NULL);
    }
    return TRUE;
}

BOOLEAN NTAPI
DDInterruptService(PKINTERRUPT Interrupt, PVOID ServiceContext)
{
    UNREFERENCED_PARAMETER(Interrupt);
    DdCount(DdRtnInterruptService);
    return DdServiceInterrupt(ServiceContext);
}

BOOLEAN NTAPI
DDInterruptMessageService(PKINTERRUPT Interrupt, PVOID ServiceContext, ULONG MessageId)
{
    UNREFERENCED_PARAMETER(Interrupt);
    UNREFERENCED_PARAMETER(MessageId);
    DdCount(DdRtnInterruptMessageService);
    return DdServiceInterrupt(ServiceContext);
}

BOOLEAN NTAPI
DDSynchCritSection(PVOID SynchronizeContext)
{
    PDDEDU_SYNCH synch = SynchronizeContext;
    PDEVICE_EXTENSION extension = synch->Extension;

    DdCount(DdRtnSynchCritSection);

    switch (synch->Action) {
    case DdCriticalFetchBits:
        synch->Bits &= extension->RaisedBits;
        extension->RaisedBits &= ~synch->Bits;
        return synch->Bits != 0;

    case DdCriticalStartDma:
        DdWriteRegister(extension, EDU_REG_DMA_SOURCE, synch->Source);
        DdWriteRegister(extension, EDU_REG_DMA_DESTINATION, synch->Destination);
        DdWriteRegister(extension, EDU_REG_DMA_COUNT, synch->Count);
        DdWriteRegister(extension, EDU_REG_DMA_COMMAND,
                        synch->Command | (synch->WithInterrupt ? EDU_DMA_IRQ : 0));
        return TRUE;

    case DdCriticalStartFactorial:
        //
        // While it computes, the device ignores a write.
        //
        if (DdReadRegister(extension, EDU_REG_STATUS) & EDU_STATUS_COMPUTING) {
            return FALSE;
        }
        DdWriteRegister(extension, EDU_REG_STATUS, synch->WithInterrupt ? EDU_STATUS_IRQ : 0);
        DdWriteRegister(extension, EDU_REG_FACTORIAL, synch->Command);
        return TRUE;

    case DdCriticalRaise:
        DdWriteRegister(extension, EDU_REG_IRQ_RAISE, synch->Bits);
        return TRUE;

    case DdCriticalPowerUp:
        DdWriteRegister(extension, EDU_REG_IRQ_ACK,
                        DdReadRegister(extension, EDU_REG_IRQ_STATUS));
        extension->Powered = TRUE;
        return TRUE;

    case DdCriticalPowerDown:
        //
        // What was raised a moment ago still reaches those who wait for it.
        //
        synch->Bits = DdReadRegister(extension, EDU_REG_IRQ_STATUS);
        DdWriteRegister(extension, EDU_REG_IRQ_ACK, synch->Bits);
        extension->RaisedBits |= synch->Bits;
        if (synch->Bits != 0) {
            KeInsertQueueDpc(&extension->CustomDpc, NULL, NULL);
        }
        extension->Powered = FALSE;
        return TRUE;

    case DdCriticalQuiesce:
        if (extension->Powered) {
            DdWriteRegister(extension, EDU_REG_STATUS, 0);
            DdWriteRegister(extension, EDU_REG_IRQ_ACK,
                            DdReadRegister(extension, EDU_REG_IRQ_STATUS));
        }
        extension->RaisedBits = 0;
        extension->Powered = FALSE;
        return TRUE;
    }
    return FALSE;
}

BOOLEAN
DdSynchronize(PDEVICE_EXTENSION Extension, PDDEDU_SYNCH Synch)
{
    Synch->Extension = Extension;
    return KeSynchronizeExecution(Extension->Interrupt, DDSynchCritSection, Synch);
}

static ULONG
DdFetchBits(PDEVICE_EXTENSION Extension, ULONG Mask)
{
    DDEDU_SYNCH synch;

    synch.Action = DdCriticalFetchBits;
    synch.Bits = Mask;
    DdSynchronize(Extension, &synch);
    return synch.Bits;
}

VOID NTAPI
DDDpcForIsr(PKDPC Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
/*++

    A transfer is done: the next part of it, or the end of the request and the
    start of the next. The arguments are those of the interrupt that queued
    the DPC first; what happened since is in the extension.

--*/
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    DdCount(DdRtnDpcForIsr);

    if (DdFetchBits(extension, EDU_IRQ_DMA) && DdClaimOperation(extension, TRUE)) {
        KeCancelTimer(&extension->Watchdog);
        DdTransferDone(extension);
    }
}

static VOID
DdCompleteWaiters(PDEVICE_EXTENSION Extension, ULONG Bits)
{
    LIST_ENTRY done;
    PLIST_ENTRY entry;
    PLIST_ENTRY next;
    PIRP irp;
    KIRQL irql;

    InitializeListHead(&done);
    IoAcquireCancelSpinLock(&irql);
    for (entry = Extension->WaitList.Flink; entry != &Extension->WaitList; entry = next) {
        next = entry->Flink;
        irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);

        //
        // Without a routine it is being cancelled: DDCancel waits for the
        // lock and takes it off the list.
        //
        if (IoSetCancelRoutine(irp, NULL) != NULL) {
            RemoveEntryList(entry);
            InsertTailList(&done, entry);
        }
    }
    IoReleaseCancelSpinLock(irql);

    while (!IsListEmpty(&done)) {
        irp = CONTAINING_RECORD(RemoveHeadList(&done), IRP, Tail.Overlay.ListEntry);
        *(PULONG)irp->AssociatedIrp.SystemBuffer = Bits;
        DdComplete(irp, STATUS_SUCCESS, sizeof(ULONG));
        IoReleaseRemoveLock(&Extension->RemoveLock, irp);
    }
}

VOID NTAPI
DDCustomDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
/*++

    The factorial is done, or a value was raised for those who wait.

--*/
{
    PDEVICE_EXTENSION extension = DeferredContext;
    ULONG bits;
    ULONG result;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    DdCount(DdRtnCustomDpc);

    bits = DdFetchBits(extension, ~EDU_IRQ_DMA);
    if (bits & DDEDU_USER_INTERRUPTS) {
        DdCompleteWaiters(extension, bits & DDEDU_USER_INTERRUPTS);
    }
    if ((bits & EDU_IRQ_FACTORIAL) && DdClaimOperation(extension, FALSE)) {
        KeCancelTimer(&extension->Watchdog);
        result = DdReadRegister(extension, EDU_REG_FACTORIAL);
        *(PULONG)extension->Operation.Irp->AssociatedIrp.SystemBuffer = result;
        DdFinishOperation(extension, STATUS_SUCCESS, sizeof(ULONG));
    }
}
