/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: hardware.c

    Registers, interrupt and DMA adapter: taken at START, given back at STOP
    and at removal. The self-test of the registers.

--*/
#include "ddedu.h"

static NTSTATUS
DdMapRegisters(PDEVICE_EXTENSION Extension, PCM_RESOURCE_LIST Translated)
{
    PCM_PARTIAL_RESOURCE_LIST list;
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    ULONG i;

    if (Translated == NULL || Translated->Count == 0) {
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    }

    list = &Translated->List[0].PartialResourceList;
    descriptor = list->PartialDescriptors;
    for (i = 0; i < list->Count; i++, descriptor++) {
        if (descriptor->Type == CmResourceTypeMemory &&
            descriptor->u.Memory.Length >= EDU_REGISTERS_LENGTH) {
            Extension->Registers = MmMapIoSpace(descriptor->u.Memory.Start,
                                                EDU_REGISTERS_LENGTH, MmNonCached);
            return Extension->Registers ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        }
    }
    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

static NTSTATUS
DdConnectInterrupt(PDEVICE_EXTENSION Extension)
/*++

    Asks for messages. Where the device has none to use, the system falls back
    to the line and says so in Version.

--*/
{
    IO_CONNECT_INTERRUPT_PARAMETERS parameters;
    PIO_INTERRUPT_MESSAGE_INFO messages;
    NTSTATUS status;

    RtlZeroMemory(&parameters, sizeof(parameters));
    parameters.Version = CONNECT_MESSAGE_BASED;
    parameters.MessageBased.PhysicalDeviceObject = Extension->Pdo;
    parameters.MessageBased.ConnectionContext.Generic = &Extension->InterruptContext;
    parameters.MessageBased.MessageServiceRoutine = DDInterruptMessageService;
    parameters.MessageBased.FallBackServiceRoutine = DDInterruptService;
    parameters.MessageBased.ServiceContext = Extension;
    parameters.MessageBased.SpinLock = NULL;
    parameters.MessageBased.SynchronizeIrql = 0;
    parameters.MessageBased.FloatingSave = FALSE;

    status = IoConnectInterruptEx(&parameters);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    Extension->InterruptVersion = parameters.Version;
    if (parameters.Version == CONNECT_MESSAGE_BASED) {
        messages = Extension->InterruptContext;
        Extension->Interrupt = messages->MessageInfo[0].InterruptObject;
    } else {
        Extension->Interrupt = Extension->InterruptContext;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS
DdGetAdapter(PDEVICE_EXTENSION Extension)
{
    DEVICE_DESCRIPTION description;

    RtlZeroMemory(&description, sizeof(description));
    description.Master = TRUE;
    description.InterfaceType = PCIBus;
    description.MaximumLength = DDEDU_MEMORY_SIZE;
#ifdef DEVICE_DESCRIPTION_VERSION3
    description.Version = DEVICE_DESCRIPTION_VERSION3;
    description.DmaAddressWidth = EDU_DMA_ADDRESS_WIDTH;
    description.ScatterGather = TRUE;
#else
    //
    // A kit that can't say 28 bits: 24 are the next that it can, for a device
    // with neither of the flags for more, nor scatter/gather hardware.
    //
    description.Version = DEVICE_DESCRIPTION_VERSION;
#endif

    Extension->Adapter = IoGetDmaAdapter(Extension->Pdo, &description, &Extension->MapRegisters);
    if (Extension->Adapter == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    Extension->CommonBuffer = Extension->Adapter->DmaOperations->AllocateCommonBuffer(
        Extension->Adapter, 2 * DDEDU_MEMORY_SIZE, &Extension->CommonBufferLogical, TRUE);
    return Extension->CommonBuffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS
DdStartHardware(PDEVICE_EXTENSION Extension, PCM_RESOURCE_LIST Translated)
{
    DDEDU_SYNCH synch;
    NTSTATUS status;
    KIRQL irql;

    status = DdMapRegisters(Extension, Translated);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if ((DdReadRegister(Extension, EDU_REG_ID) & EDU_ID_MASK) != EDU_ID) {
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    }

    //
    // What an earlier owner left raised would interrupt at once.
    //
    DdWriteRegister(Extension, EDU_REG_IRQ_ACK, DdReadRegister(Extension, EDU_REG_IRQ_STATUS));

    status = DdGetAdapter(Extension);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = DdConnectInterrupt(Extension);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    synch.Action = DdCriticalPowerUp;
    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    DdSynchronize(Extension, &synch);
    Extension->PowerState = PowerDeviceD0;
    Extension->PowerUpFailed = FALSE;
    Extension->Holding = FALSE;
    Extension->HardwareReady = TRUE;
    KeSetEvent(&Extension->PowerSettled, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return STATUS_SUCCESS;
}

VOID
DdStopHardware(PDEVICE_EXTENSION Extension)
/*++

    The mirror of DdStartHardware, from wherever that got to. Afterwards no
    code of the driver touches the registers: whoever starts something on the
    device looks at HardwareReady under OperationLock, the interrupt is
    disconnected, and what it had queued has run.

--*/
{
    IO_DISCONNECT_INTERRUPT_PARAMETERS parameters;
    DDEDU_SYNCH synch;
    BOOLEAN claimed;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    claimed = Extension->Operation.InFlight;
    Extension->Operation.InFlight = FALSE;
    if (Extension->HardwareReady) {
        Extension->HardwareReady = FALSE;
        synch.Action = DdCriticalQuiesce;
        DdSynchronize(Extension, &synch);
    }
    KeSetEvent(&Extension->PowerSettled, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    DdReleaseHeld(Extension);
    KeCancelTimer(&Extension->Watchdog);

    if (Extension->Interrupt != NULL) {
        RtlZeroMemory(&parameters, sizeof(parameters));
        parameters.Version = Extension->InterruptVersion;
        parameters.ConnectionContext.Generic = Extension->InterruptContext;
        IoDisconnectInterruptEx(&parameters);
        Extension->Interrupt = NULL;
        Extension->InterruptContext = NULL;
    }
    KeFlushQueuedDpcs();

    if (claimed) {
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        DdReleaseTransfer(Extension);
        DdFinishOperation(Extension, STATUS_NO_SUCH_DEVICE, 0);
        KeLowerIrql(irql);
    }

    //
    // A request may be on its way from StartIo to the device, or wait for map
    // registers. It ends when it finds the hardware gone.
    //
    KeWaitForSingleObject(&Extension->OperationIdle, Executive, KernelMode, FALSE, NULL);

    if (Extension->CommonBuffer != NULL) {
        Extension->Adapter->DmaOperations->FreeCommonBuffer(
            Extension->Adapter, 2 * DDEDU_MEMORY_SIZE, Extension->CommonBufferLogical,
            Extension->CommonBuffer, TRUE);
        Extension->CommonBuffer = NULL;
    }
    if (Extension->Adapter != NULL) {
        Extension->Adapter->DmaOperations->PutDmaAdapter(Extension->Adapter);
        Extension->Adapter = NULL;
    }
    if (Extension->Registers != NULL) {
        MmUnmapIoSpace(Extension->Registers, EDU_REGISTERS_LENGTH);
        Extension->Registers = NULL;
    }
}

NTSTATUS
DdSelfTest(PDEVICE_EXTENSION Extension)
/*++

    Identification, and the liveness register with patterns that tell stuck
    bits.

--*/
{
    static const ULONG patterns[] = { 0x00000000, 0xFFFFFFFF, 0xA5A5A5A5, 0x12345678 };
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;
    KIRQL irql;

    if (!DdLockHardware(Extension, &irql)) {
        return STATUS_DEVICE_NOT_READY;
    }
    if ((DdReadRegister(Extension, EDU_REG_ID) & EDU_ID_MASK) != EDU_ID) {
        status = STATUS_IO_DEVICE_ERROR;
    } else {
        for (i = 0; i < RTL_NUMBER_OF(patterns); i++) {
            DdWriteRegister(Extension, EDU_REG_LIVENESS, patterns[i]);
            if (DdReadRegister(Extension, EDU_REG_LIVENESS) != ~patterns[i]) {
                status = STATUS_IO_DEVICE_ERROR;
            }
        }
    }
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    return status;
}
