// SPDX-License-Identifier: GPL-2.0
/*
 * DMA of the edu device through each way that the operations of version 3 offer, for a
 * device of any address width. Slow and synchronous: the device is asked until it is
 * through.
 */
#include <ntddk.h>
#include "edudmaioctl.h"

#define REG_DMA_SOURCE      0x80
#define REG_DMA_DESTINATION 0x88
#define REG_DMA_COUNT       0x90
#define REG_DMA_COMMAND     0x98
#define REGISTERS           0x1000
#define DMA_START           0x1
#define DMA_TO_MEMORY       0x2
#define DEVICE_MEMORY       0x40000
// What is transferred at once; the device's memory has 4095 bytes that can be used.
#define CHUNK               3000

typedef struct _EXTENSION {
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Lower;
    PUCHAR Registers;
    FAST_MUTEX Lock;
    KEVENT Ready;               // an execution routine was called
    PVOID MapRegisterBase;
    PSCATTER_GATHER_LIST List;
    UCHAR Context[DMA_TRANSFER_CONTEXT_SIZE_V1];
    UCHAR ListBuffer[1024];
} EXTENSION, *PEXTENSION;

DRIVER_INITIALIZE DriverEntry;

static NTSTATUS
Transfer(PEXTENSION Extension, ULONGLONG Address, ULONG Offset, ULONG Length, BOOLEAN ToDevice)
/*++

    Moves bytes between memory and the device's memory. An address that the
    device can't put on the bus comes out as another one: the data shows it.

--*/
{
    ULONGLONG device = DEVICE_MEMORY + Offset;
    LARGE_INTEGER millisecond;
    ULONG tries;

    WRITE_REGISTER_ULONG64((PULONG64)(Extension->Registers + REG_DMA_SOURCE),
                           ToDevice ? Address : device);
    WRITE_REGISTER_ULONG64((PULONG64)(Extension->Registers + REG_DMA_DESTINATION),
                           ToDevice ? device : Address);
    WRITE_REGISTER_ULONG64((PULONG64)(Extension->Registers + REG_DMA_COUNT), Length);
    WRITE_REGISTER_ULONG((PULONG)(Extension->Registers + REG_DMA_COMMAND),
                         DMA_START | (ToDevice ? 0 : DMA_TO_MEMORY));
    millisecond.QuadPart = -10000;
    for (tries = 0; tries < 5000; tries++) {
        if (!(READ_REGISTER_ULONG((PULONG)(Extension->Registers + REG_DMA_COMMAND)) &
              DMA_START)) {
            return STATUS_SUCCESS;
        }
        KeDelayExecutionThread(KernelMode, FALSE, &millisecond);
    }
    return STATUS_IO_TIMEOUT;
}

static NTSTATUS
TransferList(PEXTENSION Extension, PSCATTER_GATHER_LIST List, ULONG Offset, BOOLEAN ToDevice)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    for (i = 0; i < List->NumberOfElements && NT_SUCCESS(status); i++) {
        status = Transfer(Extension, List->Elements[i].Address.QuadPart, Offset,
                          List->Elements[i].Length, ToDevice);
        Offset += List->Elements[i].Length;
    }
    return status;
}

static IO_ALLOCATION_ACTION NTAPI
AdapterControl(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID MapRegisterBase, PVOID Context)
{
    PEXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    extension->MapRegisterBase = MapRegisterBase;
    KeSetEvent(&extension->Ready, IO_NO_INCREMENT, FALSE);
    return DeallocateObjectKeepRegisters;
}

static VOID NTAPI
ListControl(PDEVICE_OBJECT DeviceObject, PIRP Irp, PSCATTER_GATHER_LIST List, PVOID Context)
{
    PEXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(Irp);
    extension->List = List;
    KeSetEvent(&extension->Ready, IO_NO_INCREMENT, FALSE);
}

static VOID
WaitUntilReady(PEXTENSION Extension)
{
    KeWaitForSingleObject(&Extension->Ready, Executive, KernelMode, FALSE, NULL);
}

static NTSTATUS
ByMapTransferEx(PEXTENSION Extension, PDMA_ADAPTER Adapter, PMDL Mdl, ULONG Offset, ULONG Length,
                BOOLEAN ToDevice)
{
    PDMA_OPERATIONS operations = Adapter->DmaOperations;
    PSCATTER_GATHER_LIST list = (PSCATTER_GATHER_LIST)Extension->ListBuffer;
    DMA_TRANSFER_INFO info;
    NTSTATUS status;
    ULONG mapped;
    ULONG done;
    KIRQL irql;

    info.Version = DMA_TRANSFER_INFO_VERSION1;
    status = operations->GetDmaTransferInfo(Adapter, Mdl, Offset, Length, ToDevice, &info);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    status = operations->AllocateAdapterChannelEx(Adapter, Extension->Self, Extension->Context,
                                                  info.V1.MapRegisterCount, 0, AdapterControl,
                                                  Extension, NULL);
    KeLowerIrql(irql);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WaitUntilReady(Extension);
    for (done = 0; done < Length && NT_SUCCESS(status); done += mapped) {
        mapped = Length - done;
        status = operations->MapTransferEx(Adapter, Mdl, Extension->MapRegisterBase,
                                           Offset + done, 0, &mapped, ToDevice, list,
                                           sizeof(Extension->ListBuffer), NULL, NULL);
        if (NT_SUCCESS(status)) {
            status = TransferList(Extension, list, done, ToDevice);
            operations->FlushAdapterBuffersEx(Adapter, Mdl, Extension->MapRegisterBase,
                                              Offset + done, mapped, ToDevice);
        }
    }
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    operations->FreeMapRegisters(Adapter, Extension->MapRegisterBase, info.V1.MapRegisterCount);
    KeLowerIrql(irql);
    return status;
}

static NTSTATUS
ByMapTransfer(PEXTENSION Extension, PDMA_ADAPTER Adapter, PMDL Mdl, ULONG Offset, ULONG Length,
              BOOLEAN ToDevice)
{
    PDMA_OPERATIONS operations = Adapter->DmaOperations;
    PUCHAR va = (PUCHAR)MmGetMdlVirtualAddress(Mdl) + Offset;
    ULONG registers = ADDRESS_AND_SIZE_TO_SPAN_PAGES(va, Length);
    PHYSICAL_ADDRESS address;
    NTSTATUS status;
    ULONG mapped;
    ULONG done;
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    status = operations->AllocateAdapterChannel(Adapter, Extension->Self, registers,
                                                AdapterControl, Extension);
    KeLowerIrql(irql);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WaitUntilReady(Extension);
    for (done = 0; done < Length && NT_SUCCESS(status); done += mapped) {
        mapped = Length - done;
        address = operations->MapTransfer(Adapter, Mdl, Extension->MapRegisterBase, va + done,
                                          &mapped, ToDevice);
        if (mapped == 0) {
            status = STATUS_INSUFFICIENT_RESOURCES;
            break;
        }
        status = Transfer(Extension, address.QuadPart, done, mapped, ToDevice);
    }
    operations->FlushAdapterBuffers(Adapter, Mdl, Extension->MapRegisterBase, va, Length,
                                    ToDevice);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    operations->FreeMapRegisters(Adapter, Extension->MapRegisterBase, registers);
    KeLowerIrql(irql);
    return status;
}

static NTSTATUS
ByList(PEXTENSION Extension, PDMA_ADAPTER Adapter, ULONG Way, PMDL Mdl, ULONG Offset,
       ULONG Length, BOOLEAN ToDevice)
{
    PDMA_OPERATIONS operations = Adapter->DmaOperations;
    PUCHAR va = (PUCHAR)MmGetMdlVirtualAddress(Mdl) + Offset;
    PSCATTER_GATHER_LIST list = NULL;
    NTSTATUS status;
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    if (Way == EDUDMA_LIST) {
        status = operations->GetScatterGatherList(Adapter, Extension->Self, Mdl, va, Length,
                                                  ListControl, Extension, ToDevice);
    } else if (Way == EDUDMA_LIST_EX) {
        status = operations->GetScatterGatherListEx(Adapter, Extension->Self,
                                                    Extension->Context, Mdl, Offset, Length, 0,
                                                    ListControl, Extension, ToDevice, NULL,
                                                    NULL, NULL);
    } else {
        status = operations->BuildScatterGatherListEx(Adapter, Extension->Self,
                                                      Extension->Context, Mdl, Offset, Length,
                                                      DMA_SYNCHRONOUS_CALLBACK, NULL, NULL,
                                                      ToDevice, Extension->ListBuffer,
                                                      sizeof(Extension->ListBuffer), NULL, NULL,
                                                      &list);
        if (NT_SUCCESS(status)) {
            operations->FreeAdapterObject(Adapter, DeallocateObjectKeepRegisters);
        }
    }
    KeLowerIrql(irql);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Way != EDUDMA_BUILD_EX) {
        WaitUntilReady(Extension);
        list = Extension->List;
    }
    status = TransferList(Extension, list, 0, ToDevice);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    operations->PutScatterGatherList(Adapter, list, ToDevice);
    KeLowerIrql(irql);
    return status;
}

static NTSTATUS
ByCommonBuffer(PEXTENSION Extension, PDMA_ADAPTER Adapter, PMDL Mdl, ULONG Offset, ULONG Length,
               BOOLEAN ToDevice)
{
    PDMA_OPERATIONS operations = Adapter->DmaOperations;
    PUCHAR data = MmGetSystemAddressForMdlSafe(Mdl, NormalPagePriority);
    PHYSICAL_ADDRESS logical;
    NTSTATUS status;
    PUCHAR common;

    if (data == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    common = operations->AllocateCommonBufferEx(Adapter, NULL, Length, &logical, TRUE, 0);
    if (common == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    if (ToDevice) {
        RtlCopyMemory(common, data + Offset, Length);
    }
    status = Transfer(Extension, logical.QuadPart, 0, Length, ToDevice);
    if (!ToDevice) {
        RtlCopyMemory(data + Offset, common, Length);
    }
    operations->FreeCommonBuffer(Adapter, Length, logical, common, TRUE);
    return status;
}

static NTSTATUS
MoveChunk(PEXTENSION Extension, PDMA_ADAPTER Adapter, ULONG Way, PMDL Mdl, ULONG Offset,
          ULONG Length, BOOLEAN ToDevice)
{
    Adapter->DmaOperations->InitializeDmaTransferContext(Adapter, Extension->Context);
    switch (Way) {
    case EDUDMA_MAP_EX:
        return ByMapTransferEx(Extension, Adapter, Mdl, Offset, Length, ToDevice);
    case EDUDMA_MAP:
        return ByMapTransfer(Extension, Adapter, Mdl, Offset, Length, ToDevice);
    case EDUDMA_COMMON:
        return ByCommonBuffer(Extension, Adapter, Mdl, Offset, Length, ToDevice);
    default:
        return ByList(Extension, Adapter, Way, Mdl, Offset, Length, ToDevice);
    }
}

static NTSTATUS
Copy(PEXTENSION Extension, const EDUDMA_COPY *Request, PMDL Mdl)
{
    ULONG half = MmGetMdlByteCount(Mdl) / 2;
    DEVICE_DESCRIPTION description;
    NTSTATUS status = STATUS_SUCCESS;
    PDMA_ADAPTER adapter;
    ULONG registers;
    ULONG length;
    ULONG done;
    KIRQL irql;

    if (Request->Way >= EDUDMA_WAYS) {
        return STATUS_INVALID_PARAMETER;
    }
    RtlZeroMemory(&description, sizeof(description));
    description.Version = DEVICE_DESCRIPTION_VERSION3;
    description.Master = TRUE;
    description.ScatterGather = Request->ScatterGather != 0;
    description.InterfaceType = PCIBus;
    description.MaximumLength = CHUNK;
    description.DmaAddressWidth = Request->AddressWidth;
    adapter = IoGetDmaAdapter(Extension->Pdo, &description, &registers);
    if (adapter == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    for (done = 0; done < half && NT_SUCCESS(status); done += length) {
        length = min(half - done, CHUNK);
        status = MoveChunk(Extension, adapter, Request->Way, Mdl, done, length, TRUE);
        if (NT_SUCCESS(status)) {
            status = MoveChunk(Extension, adapter, Request->Way, Mdl, half + done, length,
                               FALSE);
        }
    }
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    adapter->DmaOperations->PutDmaAdapter(adapter);
    KeLowerIrql(irql);
    return status;
}

static NTSTATUS
Where(PMDL Mdl)
{
    ULONG pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(MmGetMdlVirtualAddress(Mdl),
                                                 MmGetMdlByteCount(Mdl));
    PULONGLONG result = MmGetSystemAddressForMdlSafe(Mdl, NormalPagePriority);
    ULONGLONG highest = 0;
    ULONG i;

    if (result == NULL || MmGetMdlByteCount(Mdl) < sizeof(ULONGLONG)) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    for (i = 0; i < pages; i++) {
        highest = max(highest, (ULONGLONG)MmGetMdlPfnArray(Mdl)[i] << PAGE_SHIFT);
    }
    *result = highest;
    return STATUS_SUCCESS;
}

static BOOLEAN
MoveBetweenPages(PEXTENSION Extension, PUCHAR Pages, ULONGLONG From, ULONGLONG To)
/*++

    The first page goes to the device, and comes back into the second one.
    FALSE: the second one is what it was before.

--*/
{
    static UCHAR pattern;
    ULONG i;

    pattern += 7;
    for (i = 0; i < CHUNK; i++) {
        Pages[i] = (UCHAR)(pattern + i * 3);
        Pages[PAGE_SIZE + i] = 0;
    }
    if (!NT_SUCCESS(Transfer(Extension, From, 0, CHUNK, TRUE)) ||
        !NT_SUCCESS(Transfer(Extension, To, 0, CHUNK, FALSE))) {
        return FALSE;
    }
    return RtlCompareMemory(Pages, Pages + PAGE_SIZE, CHUNK) == CHUNK;
}

static VOID
TryDomain(PEXTENSION Extension, PDMA_IOMMU_INTERFACE Iommu, PIOMMU_DMA_DOMAIN Domain, PMDL Mdl,
          PMDL First, PEDUDMA_IOMMU Result)
{
    const ULONGLONG logical = 0x300000;
    const ULONGLONG read_only = 0x500000;
    PUCHAR pages = MmGetMdlVirtualAddress(Mdl);
    PPFN_NUMBER pfns = MmGetMdlPfnArray(Mdl);

    Result->MapNoPermission = Iommu->MapLogicalRange(Domain, 0, Mdl, logical);
    Result->MapUnaligned = Iommu->MapLogicalRange(Domain, 3, Mdl, logical + 1);
    Result->Map = Iommu->MapLogicalRange(Domain, 3, Mdl, logical);
    Result->MapAgain = Iommu->MapLogicalRange(Domain, 3, First, logical + PAGE_SIZE);
    Result->AttachStream = Iommu->AttachDevice(Domain, Extension->Pdo, 1, 1);
    Result->Attach = Iommu->AttachDevice(Domain, Extension->Pdo, 0, 1);
    Result->AttachAgain = Iommu->AttachDevice(Domain, Extension->Pdo, 0, 1);
    Result->DeleteUsed = Iommu->DeleteDomain(Domain);
    Result->Flush = Iommu->FlushDomain(Domain);
    if (!NT_SUCCESS((NTSTATUS)Result->Attach)) {
        return;
    }
    Result->ThereAndBack = MoveBetweenPages(Extension, pages, logical, logical + PAGE_SIZE);

    // The second page once more, by an address that can only be read.
    if (NT_SUCCESS(Iommu->MapLogicalRange(Domain, 1, Mdl, read_only))) {
        Result->ReadOnlyIsKept = !MoveBetweenPages(Extension, pages, read_only,
                                                   read_only + PAGE_SIZE);
    }
    Result->Unmap = Iommu->UnmapLogicalRange(Domain, logical, 2);
    Result->UnmapAgain = Iommu->UnmapLogicalRange(Domain, logical, 2);
    Result->UnmappedIsKept = !MoveBetweenPages(Extension, pages, read_only, logical + PAGE_SIZE);

    Result->MapIdentity = Iommu->MapIdentityRange(Domain, 3, Mdl);
    Result->IdentityThereAndBack = MoveBetweenPages(Extension, pages,
                                                    (ULONGLONG)pfns[0] << PAGE_SHIFT,
                                                    (ULONGLONG)pfns[1] << PAGE_SHIFT);
    Result->UnmapIdentity = Iommu->UnmapIdentityRange(Domain, Mdl);
    Result->UnmapIdentityAgain = Iommu->UnmapIdentityRange(Domain, Mdl);
    Result->Detach = Iommu->DetachDevice(Domain, Extension->Pdo, 0);
    Result->DetachAgain = Iommu->DetachDevice(Domain, Extension->Pdo, 0);
}

static NTSTATUS
TryIommu(PEXTENSION Extension, PMDL Output)
{
    PEDUDMA_IOMMU result = MmGetSystemAddressForMdlSafe(Output, NormalPagePriority);
    DMA_IOMMU_INTERFACE iommu;
    PIOMMU_DMA_DOMAIN domain;
    PMDL first = NULL;
    PMDL mdl = NULL;
    PUCHAR pages;

    if (result == NULL || MmGetMdlByteCount(Output) < sizeof(*result)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    RtlZeroMemory(result, sizeof(*result));
    result->Interface = IoGetIommuInterface(DMA_IOMMU_INTERFACE_VERSION_1, &iommu);
    if (!NT_SUCCESS((NTSTATUS)result->Interface)) {
        return STATUS_SUCCESS;
    }
    pages = ExAllocatePoolWithTag(NonPagedPool, 2 * PAGE_SIZE, 'ammI');
    if (pages != NULL) {
        mdl = IoAllocateMdl(pages, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
        first = IoAllocateMdl(pages, PAGE_SIZE, FALSE, FALSE, NULL);
    }
    if (mdl != NULL && first != NULL) {
        MmBuildMdlForNonPagedPool(mdl);
        MmBuildMdlForNonPagedPool(first);
        result->CreateWithOwnTables = iommu.CreateDomain(FALSE, &domain);
        result->Create = iommu.CreateDomain(TRUE, &domain);
        if (NT_SUCCESS((NTSTATUS)result->Create)) {
            TryDomain(Extension, &iommu, domain, mdl, first, result);
            result->Delete = iommu.DeleteDomain(domain);
        }
    }
    if (first != NULL) {
        IoFreeMdl(first);
    }
    if (mdl != NULL) {
        IoFreeMdl(mdl);
    }
    if (pages != NULL) {
        ExFreePoolWithTag(pages, 'ammI');
    }
    return mdl != NULL && first != NULL ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
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
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    ExAcquireFastMutex(&extension->Lock);
    if (extension->Registers == NULL) {
        status = STATUS_DEVICE_NOT_READY;
    } else if (Irp->MdlAddress != NULL) {
        switch (stack->Parameters.DeviceIoControl.IoControlCode) {
        case IOCTL_EDUDMA_COPY:
            if (stack->Parameters.DeviceIoControl.InputBufferLength == sizeof(EDUDMA_COPY)) {
                status = Copy(extension, Irp->AssociatedIrp.SystemBuffer, Irp->MdlAddress);
            }
            break;
        case IOCTL_EDUDMA_WHERE:
            status = Where(Irp->MdlAddress);
            break;
        case IOCTL_EDUDMA_IOMMU:
            status = TryIommu(extension, Irp->MdlAddress);
            break;
        default:
            status = STATUS_INVALID_DEVICE_REQUEST;
            break;
        }
    }
    ExReleaseFastMutex(&extension->Lock);
    return Complete(Irp, status, NT_SUCCESS(status) ?
                    stack->Parameters.DeviceIoControl.OutputBufferLength : 0);
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
        }
    }
    return Extension->Registers ? STATUS_SUCCESS : STATUS_DEVICE_CONFIGURATION_ERROR;
}

static VOID
Stop(PEXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->Lock);
    if (Extension->Registers != NULL) {
        MmUnmapIoSpace(Extension->Registers, REGISTERS);
        Extension->Registers = NULL;
    }
    ExReleaseFastMutex(&Extension->Lock);
}

static NTSTATUS NTAPI
DispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PEXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\EduDma");
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
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\EduDma");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\EduDma");
    PDEVICE_OBJECT device;
    PEXTENSION extension;
    NTSTATUS status;

    status = IoCreateDevice(DriverObject, sizeof(EXTENSION), &name, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = device->DeviceExtension;
    RtlZeroMemory(extension, sizeof(*extension));
    ExInitializeFastMutex(&extension->Lock);
    KeInitializeEvent(&extension->Ready, SynchronizationEvent, FALSE);
    extension->Self = device;
    extension->Pdo = Pdo;
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
