// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of a device with several messages: the 82574 network adapter (QEMU's
 * e1000e), which raises any of its five causes when it is told to, and routes each to a
 * message of its own. Connects in each way that there is, and counts.
 */
#include <ntddk.h>
#include "msixioctl.h"

// Registers.
#define REG_CTRL_EXT    0x0018
#define REG_ICR         0x00C0      // causes; writing ones clears these, reading all if there
                                    // are no messages
#define REG_ICS         0x00C8      // raises causes
#define REG_IMS         0x00D0      // enables causes
#define REG_IMC         0x00D8      // disables causes
#define REG_EIAC        0x00DC      // causes that are cleared as their message is sent
#define REG_IVAR        0x00E4      // cause to message
#define REGISTERS       0x1000

// RxQ0, RxQ1, TxQ0, TxQ1 and Other.
#define CAUSE(N)        (1UL << (20 + (N)))
#define ALL_CAUSES      0x01F00000UL
#define IVAR_VALID      8

typedef struct _EXTENSION EXTENSION, *PEXTENSION;

// One connected vector: the context of its ISR if it has one for itself.
typedef struct _VECTOR {
    PEXTENSION Extension;
    ULONG Number;
    PKINTERRUPT Interrupt;
} VECTOR, *PVECTOR;

struct _EXTENSION {
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Lower;
    PUCHAR Registers;
    BOOLEAN Messages;           // the resources say so
    ULONG Resources;
    ULONG ResourceVector[MSIX_MESSAGES];
    KIRQL ResourceLevel[MSIX_MESSAGES];
    KEVENT Lock;                // connecting and raising: free if it is set
    ULONG Legacy;
    ULONG Mode;
    ULONG Version;              // 0: not connected
    PIO_INTERRUPT_MESSAGE_INFO Table;
    ULONG Vectors;
    VECTOR Vector[MSIX_MESSAGES];
    ULONG Raise;                // for the synchronized routine
    MSIX_COUNTS Counts;         // the ISRs' lock
};

DRIVER_INITIALIZE DriverEntry;

static ULONG
Read(PEXTENSION Extension, ULONG Offset)
{
    return READ_REGISTER_ULONG((PULONG)(Extension->Registers + Offset));
}

static VOID
Write(PEXTENSION Extension, ULONG Offset, ULONG Value)
{
    WRITE_REGISTER_ULONG((PULONG)(Extension->Registers + Offset), Value);
}

static VOID
CountOne(PEXTENSION Extension, ULONG Number)
{
    LARGE_INTEGER millisecond;

    Extension->Counts.IrqlMask |= 1UL << KeGetCurrentIrql();
    Extension->Counts.Processors[Number] |= 1ULL << KeGetCurrentProcessorNumberEx(NULL);
    if (KeGetCurrentIrql() == PASSIVE_LEVEL) {
        //
        // A passive-level ISR may wait.
        //
        millisecond.QuadPart = -10000;
        KeDelayExecutionThread(KernelMode, FALSE, &millisecond);
    }
    Extension->Counts.Count[Number]++;
}

static BOOLEAN NTAPI
MessageService(PKINTERRUPT Interrupt, PVOID Context, ULONG MessageId)
{
    PEXTENSION extension = Context;

    if (extension->Table == NULL) {
        return TRUE;    // being connected
    }
    if (MessageId >= MSIX_MESSAGES ||
        extension->Table->MessageInfo[MessageId].InterruptObject != Interrupt) {
        extension->Counts.Wrong++;
        return TRUE;
    }
    CountOne(extension, MessageId);
    return TRUE;
}

static BOOLEAN NTAPI
VectorService(PKINTERRUPT Interrupt, PVOID Context)
{
    PVECTOR vector = Context;

    if (vector->Interrupt == NULL) {
        return TRUE;    // being connected
    }
    if (vector->Interrupt != Interrupt) {
        vector->Extension->Counts.Wrong++;
    }
    CountOne(vector->Extension, vector->Number);
    return TRUE;
}

static BOOLEAN NTAPI
LineService(PKINTERRUPT Interrupt, PVOID Context)
{
    PEXTENSION extension = ((PVECTOR)Context)->Extension;
    ULONG causes = Read(extension, REG_ICR) & ALL_CAUSES;
    ULONG i;

    UNREFERENCED_PARAMETER(Interrupt);
    if (causes == 0) {
        extension->Counts.Foreign++;
        return FALSE;
    }
    for (i = 0; i < MSIX_MESSAGES; i++) {
        if (causes & CAUSE(i)) {
            CountOne(extension, i);
        }
    }
    return TRUE;
}

// With messages, one object stands for the line as well.
static BOOLEAN NTAPI
FallBackService(PKINTERRUPT Interrupt, PVOID Context)
{
    return LineService(Interrupt, &((PEXTENSION)Context)->Vector[0]);
}

static VOID
Disconnect(PEXTENSION Extension)
{
    IO_DISCONNECT_INTERRUPT_PARAMETERS parameters;
    ULONG i;

    if (Extension->Version == 0) {
        return;
    }
    Write(Extension, REG_IMC, 0xFFFFFFFF);
    RtlZeroMemory(&parameters, sizeof(parameters));
    parameters.Version = Extension->Version;
    if (Extension->Table != NULL) {
        parameters.ConnectionContext.InterruptMessageTable = Extension->Table;
        IoDisconnectInterruptEx(&parameters);
    } else {
        for (i = 0; i < Extension->Vectors; i++) {
            parameters.ConnectionContext.InterruptObject = Extension->Vector[i].Interrupt;
            IoDisconnectInterruptEx(&parameters);
        }
    }
    for (i = 0; i < MSIX_MESSAGES; i++) {
        Extension->Vector[i].Interrupt = NULL;
    }
    Extension->Table = NULL;
    Extension->Vectors = 0;
    Extension->Version = 0;
}

static NTSTATUS
ConnectByMessage(PEXTENSION Extension, PIO_CONNECT_INTERRUPT_PARAMETERS Parameters)
{
    PVOID context = NULL;
    NTSTATUS status;
    ULONG i;

    Parameters->MessageBased.PhysicalDeviceObject = Extension->Pdo;
    Parameters->MessageBased.ConnectionContext.Generic = &context;
    Parameters->MessageBased.MessageServiceRoutine = MessageService;
    Parameters->MessageBased.FallBackServiceRoutine = FallBackService;
    Parameters->MessageBased.ServiceContext = Extension;
    status = IoConnectInterruptEx(Parameters);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Parameters->Version == CONNECT_LINE_BASED) {
        Extension->Vector[0].Interrupt = context;
        Extension->Vectors = 1;
        return status;
    }
    Extension->Table = context;
    Extension->Vectors = Extension->Table->MessageCount;
    for (i = 0; i < Extension->Vectors && i < MSIX_MESSAGES; i++) {
        Extension->Vector[i].Interrupt = Extension->Table->MessageInfo[i].InterruptObject;
    }
    return status;
}

static NTSTATUS
ConnectByVector(PEXTENSION Extension, PIO_CONNECT_INTERRUPT_PARAMETERS Parameters)
{
    BOOLEAN passive = Extension->Mode == MSIX_PASSIVE_BY_VECTOR;
    NTSTATUS status = STATUS_UNSUCCESSFUL;
    ULONG i;

    for (i = 0; i < Extension->Resources; i++) {
        Parameters->FullySpecified.PhysicalDeviceObject = Extension->Pdo;
        Parameters->FullySpecified.InterruptObject = &Extension->Vector[i].Interrupt;
        Parameters->FullySpecified.ServiceRoutine =
            Extension->Messages ? VectorService : LineService;
        Parameters->FullySpecified.ServiceContext = &Extension->Vector[i];
        Parameters->FullySpecified.Vector = Extension->ResourceVector[i];
        Parameters->FullySpecified.Irql =
            passive ? PASSIVE_LEVEL : Extension->ResourceLevel[i];
        Parameters->FullySpecified.SynchronizeIrql = Parameters->FullySpecified.Irql;
        Parameters->FullySpecified.ShareVector = !Extension->Messages;
        Parameters->FullySpecified.InterruptMode =
            Extension->Messages ? Latched : LevelSensitive;
        Parameters->FullySpecified.ProcessorEnableMask =
            Extension->Mode == MSIX_BY_VECTOR_GROUP ? (KAFFINITY)1 << (i % 2) : ~(KAFFINITY)0;
        status = IoConnectInterruptEx(Parameters);
        if (!NT_SUCCESS(status)) {
            break;
        }
        Extension->Vectors = i + 1;
    }
    return status;
}

static NTSTATUS
ConnectByLine(PEXTENSION Extension, PIO_CONNECT_INTERRUPT_PARAMETERS Parameters)
{
    NTSTATUS status;

    Parameters->LineBased.PhysicalDeviceObject = Extension->Pdo;
    Parameters->LineBased.InterruptObject = &Extension->Vector[0].Interrupt;
    Parameters->LineBased.ServiceRoutine = LineService;
    Parameters->LineBased.ServiceContext = &Extension->Vector[0];
    status = IoConnectInterruptEx(Parameters);
    if (NT_SUCCESS(status)) {
        Extension->Vectors = 1;
    }
    return status;
}

static NTSTATUS
Connect(PEXTENSION Extension, ULONG Mode, MSIX_CONNECTION *Connection)
{
    static const ULONG versions[] = {
        CONNECT_MESSAGE_BASED, CONNECT_FULLY_SPECIFIED, CONNECT_FULLY_SPECIFIED_GROUP,
        CONNECT_LINE_BASED, CONNECT_MESSAGE_BASED_PASSIVE, CONNECT_FULLY_SPECIFIED,
    };
    IO_CONNECT_INTERRUPT_PARAMETERS parameters;
    GROUP_AFFINITY affinity;
    LARGE_INTEGER settle;
    NTSTATUS status;
    ULONG i;

    if (Mode >= RTL_NUMBER_OF(versions)) {
        return STATUS_INVALID_PARAMETER;
    }
    Disconnect(Extension);
    RtlZeroMemory(&Extension->Counts, sizeof(Extension->Counts));
    RtlZeroMemory(&parameters, sizeof(parameters));
    Extension->Mode = Mode;
    parameters.Version = versions[Mode];
    if (Mode == MSIX_BY_MESSAGE || Mode == MSIX_PASSIVE_BY_MESSAGE) {
        status = ConnectByMessage(Extension, &parameters);
    } else if (Mode == MSIX_BY_LINE) {
        status = ConnectByLine(Extension, &parameters);
    } else {
        status = ConnectByVector(Extension, &parameters);
    }
    Extension->Version = parameters.Version;
    if (!NT_SUCCESS(status)) {
        Disconnect(Extension);
    }

    RtlZeroMemory(Connection, sizeof(*Connection));
    Connection->Legacy = Extension->Legacy;
    Connection->Status = status;
    Connection->Version = parameters.Version;
    Connection->MessageCount = Extension->Vectors;
    for (i = 0; i < Extension->Vectors && i < MSIX_MESSAGES; i++) {
        if (NT_SUCCESS(IoGetAffinityInterrupt(Extension->Vector[i].Interrupt, &affinity)) &&
            affinity.Group == 0) {
            Connection->Affinity[i] = affinity.Mask;
        }
        if (Extension->Table != NULL) {
            PIO_INTERRUPT_MESSAGE_INFO_ENTRY entry = &Extension->Table->MessageInfo[i];

            Connection->UnifiedIrql = Extension->Table->UnifiedIrql;
            Connection->Irql[i] = entry->Irql;
            Connection->Vector[i] = entry->Vector;
            Connection->Latched[i] = entry->Mode == Latched;
            Connection->TargetProcessorSet[i] = entry->TargetProcessorSet;
        }
    }

    //
    // Each cause to the message of its number; a message clears its cause.
    //
    if (NT_SUCCESS(status)) {
        Write(Extension, REG_IVAR, IVAR_VALID | 0 | (IVAR_VALID | 1) << 4 |
              (IVAR_VALID | 2) << 8 | (IVAR_VALID | 3) << 12 | (IVAR_VALID | 4) << 16);
        Write(Extension, REG_EIAC, Extension->Messages ? ALL_CAUSES : 0);
        Write(Extension, REG_ICR, 0xFFFFFFFF);
        Read(Extension, REG_ICR);
        //
        // What the device sent again when its messages were disconnected already has waited
        // for this connection: it isn't what is counted.
        //
        settle.QuadPart = -50 * 10000;
        KeDelayExecutionThread(KernelMode, FALSE, &settle);
        RtlZeroMemory(&Extension->Counts, sizeof(Extension->Counts));
    }
    return STATUS_SUCCESS;
}

static BOOLEAN NTAPI
RaiseCauses(PVOID Context)
{
    PEXTENSION extension = Context;

    extension->Counts.SynchronizeIrqlMask |= 1UL << KeGetCurrentIrql();
    Write(extension, REG_IMS, ALL_CAUSES);
    Write(extension, REG_ICS, extension->Raise);
    return TRUE;
}

static NTSTATUS
Raise(PEXTENSION Extension, ULONG Mask, MSIX_COUNTS *Counts)
{
    LARGE_INTEGER millisecond;
    ULONG before[MSIX_MESSAGES];
    ULONG tries;
    ULONG i;

    if (Extension->Vectors == 0) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    RtlCopyMemory(before, Extension->Counts.Count, sizeof(before));
    Extension->Raise = 0;
    for (i = 0; i < MSIX_MESSAGES; i++) {
        if (Mask & 1UL << i) {
            Extension->Raise |= CAUSE(i);
        }
    }
    if (!KeSynchronizeExecution(Extension->Vector[0].Interrupt, RaiseCauses, Extension)) {
        return STATUS_UNSUCCESSFUL;
    }

    millisecond.QuadPart = -10000;
    for (tries = 0; tries < 3000; tries++) {
        for (i = 0; i < MSIX_MESSAGES; i++) {
            if ((Mask & 1UL << i) &&
                *(volatile ULONG *)&Extension->Counts.Count[i] == before[i]) {
                break;
            }
        }
        if (i == MSIX_MESSAGES) {
            break;
        }
        KeDelayExecutionThread(KernelMode, FALSE, &millisecond);
    }
    *Counts = Extension->Counts;
    return STATUS_SUCCESS;
}

static NTSTATUS
Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS NTAPI
DispatchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return Complete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI
DispatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG inLength = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG outLength = stack->Parameters.DeviceIoControl.OutputBufferLength;
    PVOID buffer = Irp->AssociatedIrp.SystemBuffer;
    ULONG_PTR information = 0;
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    KeWaitForSingleObject(&extension->Lock, Executive, KernelMode, FALSE, NULL);
    if (extension->Registers == NULL) {
        status = STATUS_DEVICE_NOT_READY;
    } else {
        switch (stack->Parameters.DeviceIoControl.IoControlCode) {
        case IOCTL_MSIX_CONNECT:
            if (inLength == sizeof(ULONG) && outLength == sizeof(MSIX_CONNECTION)) {
                information = sizeof(MSIX_CONNECTION);
                status = Connect(extension, *(PULONG)buffer, buffer);
            }
            break;
        case IOCTL_MSIX_DISCONNECT:
            Disconnect(extension);
            status = STATUS_SUCCESS;
            break;
        case IOCTL_MSIX_RAISE:
            if (inLength == sizeof(ULONG) && outLength == sizeof(MSIX_COUNTS)) {
                information = sizeof(MSIX_COUNTS);
                status = Raise(extension, *(PULONG)buffer, buffer);
            }
            break;
        default:
            status = STATUS_INVALID_DEVICE_REQUEST;
            break;
        }
    }
    KeSetEvent(&extension->Lock, IO_NO_INCREMENT, FALSE);
    return Complete(Irp, status, NT_SUCCESS(status) ? information : 0);
}

static VOID
TryLegacy(PEXTENSION Extension, PDRIVER_OBJECT DriverObject, PCM_RESOURCE_LIST Raw)
/*++

    What a driver from before Plug and Play would ask for, while it is started.

--*/
{
    PCM_PARTIAL_RESOURCE_LIST raw = &Raw->List[0].PartialResourceList;
    PCM_RESOURCE_LIST list;
    PCI_SLOT_NUMBER slot;
    DEVICE_DESCRIPTION description;
    PADAPTER_OBJECT adapter;
    KAFFINITY affinity;
    ULONG bus = Raw->List[0].BusNumber;
    ULONG registers;
    ULONG address;
    ULONG length;
    ULONG line = 0;
    ULONG i;
    KIRQL irql;

    for (i = 0; i < raw->Count; i++) {
        if (raw->PartialDescriptors[i].Type == CmResourceTypeInterrupt) {
            line = raw->PartialDescriptors[i].u.Interrupt.Level;
        }
    }
    if (HalGetInterruptVector(PCIBus, bus, line, line, &irql, &affinity) ==
            Extension->ResourceVector[0] &&
        irql == Extension->ResourceLevel[0] && affinity != 0) {
        Extension->Legacy |= MSIX_LEGACY_VECTOR;
    }

    RtlZeroMemory(&description, sizeof(description));
    description.Master = TRUE;
    description.InterfaceType = PCIBus;
    description.Dma32BitAddresses = TRUE;
    description.MaximumLength = PAGE_SIZE;
    adapter = HalGetAdapter(&description, &registers);
    if (adapter != NULL) {
        if (registers == 2) {
            Extension->Legacy |= MSIX_LEGACY_ADAPTER;
        }
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        adapter->DmaOperations->PutDmaAdapter(adapter);
        KeLowerIrql(irql);
    }

    if (!NT_SUCCESS(IoGetDeviceProperty(Extension->Pdo, DevicePropertyAddress, sizeof(address),
                                        &address, &length))) {
        return;
    }
    slot.u.AsULONG = 0;
    slot.u.bits.DeviceNumber = address >> 16;
    slot.u.bits.FunctionNumber = address & 7;
    if (NT_SUCCESS(HalAssignSlotResources(NULL, NULL, DriverObject, NULL, PCIBus, bus,
                                          slot.u.AsULONG, &list))) {
        if (list->Count == 1 && list->List[0].PartialResourceList.Count == raw->Count &&
            RtlCompareMemory(list->List[0].PartialResourceList.PartialDescriptors,
                             raw->PartialDescriptors,
                             raw->Count * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR)) ==
                raw->Count * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR)) {
            Extension->Legacy |= MSIX_LEGACY_SLOT;
        }
        ExFreePool(list);
    }
    if (HalGetInterruptVector(PCIBus, bus, 0xFE, 0xFE, &irql, &affinity) == 0 &&
        HalGetInterruptVector(Isa, bus, line, line, &irql, &affinity) == 0 &&
        HalAssignSlotResources(NULL, NULL, DriverObject, NULL, PCIBus, bus,
                               slot.u.AsULONG ^ 1, &list) == STATUS_DEVICE_DOES_NOT_EXIST &&
        HalAssignSlotResources(NULL, NULL, Extension->Lower->DriverObject, NULL, PCIBus, bus,
                               slot.u.AsULONG, &list) == STATUS_DEVICE_DOES_NOT_EXIST) {
        Extension->Legacy |= MSIX_LEGACY_REFUSED;
    }
}

static NTSTATUS
Start(PEXTENSION Extension, PCM_RESOURCE_LIST Translated)
{
    PCM_PARTIAL_RESOURCE_DESCRIPTOR descriptor;
    ULONG i;

    if (Translated == NULL) {
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    }
    descriptor = Translated->List[0].PartialResourceList.PartialDescriptors;
    for (i = 0; i < Translated->List[0].PartialResourceList.Count; i++, descriptor++) {
        if (descriptor->Type == CmResourceTypeMemory && Extension->Registers == NULL) {
            Extension->Registers = MmMapIoSpace(descriptor->u.Memory.Start, REGISTERS,
                                                MmNonCached);
        } else if (descriptor->Type == CmResourceTypeInterrupt &&
                   Extension->Resources < MSIX_MESSAGES) {
            Extension->Messages = (descriptor->Flags & CM_RESOURCE_INTERRUPT_MESSAGE) != 0;
            Extension->ResourceVector[Extension->Resources] = descriptor->u.Interrupt.Vector;
            Extension->ResourceLevel[Extension->Resources] =
                (KIRQL)descriptor->u.Interrupt.Level;
            Extension->Resources++;
        }
    }
    return Extension->Registers ? STATUS_SUCCESS : STATUS_DEVICE_CONFIGURATION_ERROR;
}

static VOID
Stop(PEXTENSION Extension)
{
    KeWaitForSingleObject(&Extension->Lock, Executive, KernelMode, FALSE, NULL);
    if (Extension->Registers != NULL) {
        Disconnect(Extension);
        MmUnmapIoSpace(Extension->Registers, REGISTERS);
        Extension->Registers = NULL;
        Extension->Resources = 0;
    }
    KeSetEvent(&Extension->Lock, IO_NO_INCREMENT, FALSE);
}

static NTSTATUS NTAPI
DispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Msix");
    PDEVICE_OBJECT lower = extension->Lower;
    NTSTATUS status;

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        status = STATUS_UNSUCCESSFUL;
        if (IoForwardIrpSynchronously(lower, Irp)) {
            status = Irp->IoStatus.Status;
        }
        if (NT_SUCCESS(status)) {
            status = Start(extension, stack->Parameters.StartDevice.AllocatedResourcesTranslated);
        }
        if (NT_SUCCESS(status)) {
            TryLegacy(extension, DeviceObject->DriverObject,
                      stack->Parameters.StartDevice.AllocatedResources);
        }
        return Complete(Irp, status, 0);

    case IRP_MN_STOP_DEVICE:
    case IRP_MN_SURPRISE_REMOVAL:
        Stop(extension);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_REMOVE_DEVICE:
        Stop(extension);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        IoSkipCurrentIrpStackLocation(Irp);
        status = IoCallDriver(lower, Irp);
        IoDeleteSymbolicLink(&link);
        IoDetachDevice(lower);
        IoDeleteDevice(DeviceObject);
        return status;

    case IRP_MN_QUERY_STOP_DEVICE:
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_QUERY_REMOVE_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;
    }
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(lower, Irp);
}

static NTSTATUS NTAPI
DispatchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;

    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    return PoCallDriver(extension->Lower, Irp);
}

static NTSTATUS NTAPI
AddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT Pdo)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Msix");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Msix");
    PDEVICE_OBJECT device;
    PEXTENSION extension;
    NTSTATUS status;
    ULONG i;

    status = IoCreateDevice(DriverObject, sizeof(EXTENSION), &name, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = device->DeviceExtension;
    RtlZeroMemory(extension, sizeof(*extension));
    KeInitializeEvent(&extension->Lock, SynchronizationEvent, TRUE);
    extension->Pdo = Pdo;
    for (i = 0; i < MSIX_MESSAGES; i++) {
        extension->Vector[i].Extension = extension;
        extension->Vector[i].Number = i;
    }
    status = IoCreateSymbolicLink(&link, &name);
    extension->Lower = IoAttachDeviceToDeviceStack(device, Pdo);
    if (!NT_SUCCESS(status) || extension->Lower == NULL) {
        if (NT_SUCCESS(status)) {
            IoDeleteSymbolicLink(&link);
            status = STATUS_NO_SUCH_DEVICE;
        } else if (extension->Lower != NULL) {
            IoDetachDevice(extension->Lower);
        }
        IoDeleteDevice(device);
        return status;
    }
    device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static VOID NTAPI
Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverExtension->AddDevice = AddDevice;
    DriverObject->DriverUnload = Unload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DispatchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DispatchPower;
    return STATUS_SUCCESS;
}
