/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: dma.c

    Transfers between the caller's memory and the device's. Reads go the way
    of AllocateAdapterChannel and MapTransfer, writes that of a scatter/gather
    list, the self-test uses the common buffer. Whatever the way, the device
    takes one run of bytes at a time, so all of them are loops around
    DdLaunchDma, which the DPC drives.

--*/
#include "ddedu.h"

static ULONG
DdNextChunk(PDDEDU_OPERATION Operation)
{
    ULONG left = Operation->Length - Operation->Done;

    return left < EDU_TRANSFER_MAXIMUM ? left : EDU_TRANSFER_MAXIMUM;
}

VOID
DdLaunchDma(PDEVICE_EXTENSION Extension, ULONG Address, ULONG Length, BOOLEAN ToMemory)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    ULONG device = EDU_MEMORY_BASE + operation->Offset + operation->Done;
    DDEDU_SYNCH synch;
    BOOLEAN started = FALSE;

    synch.Action = DdCriticalStartDma;
    synch.Source = ToMemory ? device : Address;
    synch.Destination = ToMemory ? Address : device;
    synch.Count = Length;
    synch.Command = EDU_DMA_START | (ToMemory ? EDU_DMA_TO_MEMORY : 0);
    synch.WithInterrupt = !InterlockedExchange(&Extension->LoseInterrupt, 0);
    operation->Chunk = Length;

    KeAcquireSpinLockAtDpcLevel(&Extension->OperationLock);
    if (Extension->HardwareReady) {
        operation->InFlight = TRUE;
        operation->BusyRetries = 0;
        DdSynchronize(Extension, &synch);
        DdArmWatchdog(Extension);
        started = TRUE;
    }
    KeReleaseSpinLockFromDpcLevel(&Extension->OperationLock);

    if (!started) {
        DdReleaseTransfer(Extension);
        DdFinishOperation(Extension, STATUS_NO_SUCH_DEVICE, 0);
    }
}

static VOID
DdContinueRead(PDEVICE_EXTENSION Extension)
/*++

    MapTransfer may shorten the length to what is contiguous for the device.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    ULONG length = DdNextChunk(operation);
    PHYSICAL_ADDRESS address;

    address = Extension->Adapter->DmaOperations->MapTransfer(
        Extension->Adapter, operation->Mdl, operation->MapRegisterBase,
        operation->Va + operation->Done, &length, FALSE);
    DdLaunchDma(Extension, address.LowPart, length, TRUE);
}

IO_ALLOCATION_ACTION NTAPI
DDAdapterControl(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID MapRegisterBase, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    DdCount(DdRtnAdapterControl);

    extension->Operation.MapRegisterBase = MapRegisterBase;
    DdContinueRead(extension);

    //
    // A bus master has no channel to keep, only the map registers.
    //
    return DeallocateObjectKeepRegisters;
}

static VOID
DdContinueWrite(PDEVICE_EXTENSION Extension)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PSCATTER_GATHER_ELEMENT element = operation->List->Elements;
    ULONG left;
    ULONG length;

    element += operation->Element;
    left = element->Length - operation->ElementDone;
    length = left < EDU_TRANSFER_MAXIMUM ? left : EDU_TRANSFER_MAXIMUM;
    DdLaunchDma(Extension, element->Address.LowPart + operation->ElementDone, length, FALSE);
}

VOID NTAPI
DDAdapterListControl(PDEVICE_OBJECT DeviceObject, PIRP Irp, PSCATTER_GATHER_LIST ScatterGather,
                     PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    DdCount(DdRtnAdapterListControl);

    extension->Operation.List = ScatterGather;
    DdContinueWrite(extension);
}

static VOID
DdContinueSelfTest(PDEVICE_EXTENSION Extension)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    BOOLEAN back = operation->Type == DdOpSelfTestRead;
    ULONG address = Extension->CommonBufferLogical.LowPart + operation->Done +
                    (back ? DDEDU_MEMORY_SIZE : 0);

    DdLaunchDma(Extension, address, DdNextChunk(operation), back);
}

static VOID
DdEndTransfer(PDEVICE_EXTENSION Extension)
/*++

    All that goes by DMA has gone. What is left is the byte that we keep.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PUCHAR data;

    if (!operation->WithLastByte) {
        DdFinishOperation(Extension, STATUS_SUCCESS, operation->Length);
        return;
    }

    data = MmGetSystemAddressForMdlSafe(operation->Mdl, NormalPagePriority);
    if (data == NULL) {
        DdFinishOperation(Extension, STATUS_INSUFFICIENT_RESOURCES, 0);
        return;
    }
    if (operation->Type == DdOpRead) {
        data[operation->Length] = Extension->LastByte;
    } else {
        Extension->LastByte = data[operation->Length];
    }
    DdFinishOperation(Extension, STATUS_SUCCESS, operation->Length + 1);
}

VOID
DdStartTransfer(PDEVICE_EXTENSION Extension)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PDMA_OPERATIONS dma = Extension->Adapter->DmaOperations;
    ULONG pages;
    NTSTATUS status;

    if (operation->Length == 0) {
        DdEndTransfer(Extension);
        return;
    }

    switch (operation->Type) {
    case DdOpRead:
        pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(operation->Va, operation->Length);
        if (pages > Extension->MapRegisters) {
            status = STATUS_INSUFFICIENT_RESOURCES;
            break;
        }
        status = dma->AllocateAdapterChannel(Extension->Adapter, Extension->Self, pages,
                                             DDAdapterControl, Extension);
        break;

    case DdOpWrite:
        status = dma->GetScatterGatherList(Extension->Adapter, Extension->Self, operation->Mdl,
                                           operation->Va, operation->Length,
                                           DDAdapterListControl, Extension, TRUE);
        break;

    default:
        DdContinueSelfTest(Extension);
        return;
    }

    //
    // On success the control routine has been or will be called; the
    // operation is no longer ours to look at.
    //
    if (!NT_SUCCESS(status)) {
        DdFinishOperation(Extension, status, 0);
    }
}

VOID
DdReleaseTransfer(PDEVICE_EXTENSION Extension)
/*++

    Gives back what the mapping of the operation holds.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PDMA_OPERATIONS dma = Extension->Adapter->DmaOperations;

    if (operation->Type == DdOpRead && operation->MapRegisterBase != NULL) {
        dma->FlushAdapterBuffers(Extension->Adapter, operation->Mdl, operation->MapRegisterBase,
                                 operation->Va + operation->Done, operation->Chunk, FALSE);
        dma->FreeMapRegisters(Extension->Adapter, operation->MapRegisterBase,
                              ADDRESS_AND_SIZE_TO_SPAN_PAGES(operation->Va, operation->Length));
        operation->MapRegisterBase = NULL;
    } else if (operation->Type == DdOpWrite && operation->List != NULL) {
        dma->PutScatterGatherList(Extension->Adapter, operation->List, TRUE);
        operation->List = NULL;
    }
}

static VOID
DdEndSelfTest(PDEVICE_EXTENSION Extension)
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    SIZE_T equal;

    equal = RtlCompareMemory(Extension->CommonBuffer, Extension->CommonBuffer + DDEDU_MEMORY_SIZE,
                             operation->Length);
    DdFinishOperation(Extension, equal == operation->Length ? STATUS_SUCCESS : STATUS_DATA_ERROR,
                      equal);
}

VOID
DdTransferDone(PDEVICE_EXTENSION Extension)
/*++

    The device has moved Chunk bytes. Called by who has claimed the operation.

--*/
{
    PDDEDU_OPERATION operation = &Extension->Operation;
    PSCATTER_GATHER_ELEMENT element;

    switch (operation->Type) {
    case DdOpRead:
        Extension->Adapter->DmaOperations->FlushAdapterBuffers(
            Extension->Adapter, operation->Mdl, operation->MapRegisterBase,
            operation->Va + operation->Done, operation->Chunk, FALSE);
        operation->Done += operation->Chunk;
        operation->Chunk = 0;
        if (operation->Done < operation->Length) {
            DdContinueRead(Extension);
            return;
        }
        break;

    case DdOpWrite:
        operation->Done += operation->Chunk;
        operation->ElementDone += operation->Chunk;
        element = operation->List->Elements;
        if (operation->ElementDone == element[operation->Element].Length) {
            operation->Element++;
            operation->ElementDone = 0;
        }
        if (operation->Done < operation->Length) {
            DdContinueWrite(Extension);
            return;
        }
        break;

    default:
        operation->Done += operation->Chunk;
        if (operation->Done < operation->Length) {
            DdContinueSelfTest(Extension);
        } else if (operation->Type == DdOpSelfTestWrite) {
            operation->Type = DdOpSelfTestRead;
            operation->Done = 0;
            DdContinueSelfTest(Extension);
        } else {
            DdEndSelfTest(Extension);
        }
        return;
    }

    DdReleaseTransfer(Extension);
    DdEndTransfer(Extension);
}
