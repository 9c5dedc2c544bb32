/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: driver.c

    The driver object's routines: DriverEntry, DDReinitialize, DDAddDevice,
    DDUnload.

--*/
#include <ntddk.h>
#include <initguid.h>
#include "ddedu.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DDAddDevice)
#pragma alloc_text(PAGE, DDUnload)
#endif

UNICODE_STRING DdRegistryPath;
LIST_ENTRY DdDevices;
FAST_MUTEX DdDevicesLock;
DDEDU_ROUTINE_STATISTICS DdRoutines[DdRtnMaximum];

static VOID
DdReadUnloadRecord(VOID)
/*++

    DDUnload leaves in the service's registry key how often it has run, since
    nobody is there to be asked any more. Here the count is taken up again.

--*/
{
    RTL_QUERY_REGISTRY_TABLE table[3];

    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[0].Name = L"UnloadCount";
    table[0].EntryContext = &DdRoutines[DdRtnUnload].Count;
    table[0].DefaultType = REG_NONE;
    table[1].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[1].Name = L"UnloadIrqlMask";
    table[1].EntryContext = &DdRoutines[DdRtnUnload].IrqlMask;
    table[1].DefaultType = REG_NONE;

    RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, DdRegistryPath.Buffer, table, NULL, NULL);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DdCount(DdRtnDriverEntry);

    //
    // The path is only lent. The copy gets a terminating zero for the
    // registry routines.
    //
    DdRegistryPath.MaximumLength = RegistryPath->Length + sizeof(WCHAR);
    DdRegistryPath.Buffer = ExAllocatePoolWithTag(PagedPool, DdRegistryPath.MaximumLength,
                                                  DDEDU_POOL_TAG);
    if (DdRegistryPath.Buffer == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlCopyUnicodeString(&DdRegistryPath, RegistryPath);
    DdRegistryPath.Buffer[DdRegistryPath.Length / sizeof(WCHAR)] = L'\0';
    DdReadUnloadRecord();

    InitializeListHead(&DdDevices);
    ExInitializeFastMutex(&DdDevicesLock);

    DriverObject->DriverUnload = DDUnload;
    DriverObject->DriverStartIo = DDStartIo;
    DriverObject->DriverExtension->AddDevice = DDAddDevice;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DDDispatchCreate;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DDDispatchClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DDDispatchCleanup;
    DriverObject->MajorFunction[IRP_MJ_READ] = DDDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DDDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DDDispatchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DDDispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DDDispatchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = DDDispatchSystemControl;

    IoRegisterDriverReinitialization(DriverObject, DDReinitialize, NULL);
    return STATUS_SUCCESS;
}

VOID NTAPI
DDReinitialize(PDRIVER_OBJECT DriverObject, PVOID Context, ULONG Count)
/*++

    Finishes what DriverEntry couldn't do for want of a device: the self-test.
    The first call only asks for a second one, by when the devices that were
    present have been started. Devices that come later test themselves as they
    start, since they find that this has run.

--*/
{
    PLIST_ENTRY entry;
    PDEVICE_EXTENSION extension;

    DdCount(DdRtnReinitialize);

    if (Count == 1) {
        IoRegisterDriverReinitialization(DriverObject, DDReinitialize, Context);
    }

    ExAcquireFastMutex(&DdDevicesLock);
    for (entry = DdDevices.Flink; entry != &DdDevices; entry = entry->Flink) {
        extension = CONTAINING_RECORD(entry, DEVICE_EXTENSION, DriverLink);
        extension->ReinitializeCount = (LONG)Count;
        if (Count > 1 && NT_SUCCESS(IoAcquireRemoveLock(&extension->RemoveLock, entry))) {
            extension->SelfTestStatus = DdSelfTest(extension);
            IoReleaseRemoveLock(&extension->RemoveLock, entry);
        }
    }
    ExReleaseFastMutex(&DdDevicesLock);
}

static NTSTATUS
DdCreateDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT *DeviceObject)
/*++

    The first free name. A device that was pulled keeps its own until its last
    handle is closed, so a number can be taken.

--*/
{
    NTSTATUS status = STATUS_OBJECT_NAME_COLLISION;
    PDEVICE_EXTENSION extension;
    UNICODE_STRING name;
    UNICODE_STRING suffix;
    WCHAR buffer[RTL_NUMBER_OF(extension->DeviceNameBuffer)];
    WCHAR suffixBuffer[4];
    ULONG number;

    name.Buffer = buffer;
    name.MaximumLength = sizeof(buffer);
    suffix.Buffer = suffixBuffer;
    suffix.MaximumLength = sizeof(suffixBuffer);

    for (number = 0; number < 100 && status == STATUS_OBJECT_NAME_COLLISION; number++) {
        name.Length = 0;
        RtlAppendUnicodeToString(&name, L"\\Device\\DDEdu");
        RtlIntegerToUnicodeString(number, 10, &suffix);
        RtlAppendUnicodeStringToString(&name, &suffix);

        status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &name,
                                FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE,
                                DeviceObject);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }

    extension = (*DeviceObject)->DeviceExtension;
    extension->DeviceName.Buffer = extension->DeviceNameBuffer;
    extension->DeviceName.MaximumLength = sizeof(extension->DeviceNameBuffer);
    RtlCopyUnicodeString(&extension->DeviceName, &name);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI
DDAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT deviceObject;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    PAGED_CODE();
    DdCount(DdRtnAddDevice);

    status = DdCreateDevice(DriverObject, &deviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    extension = deviceObject->DeviceExtension;
    extension->Self = deviceObject;
    extension->Pdo = PhysicalDeviceObject;
    extension->PnpState = DdNotStarted;
    extension->PreviousPnpState = DdNotStarted;
    extension->PowerState = PowerDeviceD3;
    extension->SelfTestStatus = STATUS_DEVICE_NOT_READY;
    IoInitializeRemoveLock(&extension->RemoveLock, DDEDU_POOL_TAG, 0, 0);
    KeInitializeSpinLock(&extension->OperationLock);
    KeInitializeEvent(&extension->OperationIdle, NotificationEvent, TRUE);
    KeInitializeEvent(&extension->PowerSettled, NotificationEvent, TRUE);
    InitializeListHead(&extension->WaitList);

    //
    // Requests follow one another from the DPC, but a request that fails in
    // StartIo starts the next one from there: that must not nest.
    //
    IoSetStartIoAttributes(deviceObject, TRUE, FALSE);
    IoInitializeDpcRequest(deviceObject, DDDpcForIsr);
    KeInitializeDpc(&extension->CustomDpc, DDCustomDpc, extension);
    KeInitializeTimer(&extension->Watchdog);
    KeInitializeDpc(&extension->WatchdogDpc, DDCustomTimerDpc, extension);

    status = IoInitializeTimer(deviceObject, DDIoTimer, extension);
    if (!NT_SUCCESS(status)) {
        goto DeleteDevice;
    }

    status = IoRegisterDeviceInterface(PhysicalDeviceObject, &GUID_DEVINTERFACE_DDEDU, NULL,
                                       &extension->InterfaceName);
    if (!NT_SUCCESS(status)) {
        goto DeleteDevice;
    }

    extension->Lower = IoAttachDeviceToDeviceStack(deviceObject, PhysicalDeviceObject);
    if (extension->Lower == NULL) {
        status = STATUS_NO_SUCH_DEVICE;
        goto FreeInterface;
    }

    deviceObject->Flags |= DO_DIRECT_IO | (extension->Lower->Flags & DO_POWER_PAGABLE);
    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;

    ExAcquireFastMutex(&DdDevicesLock);
    InsertTailList(&DdDevices, &extension->DriverLink);
    ExReleaseFastMutex(&DdDevicesLock);
    return STATUS_SUCCESS;

FreeInterface:
    RtlFreeUnicodeString(&extension->InterfaceName);
DeleteDevice:
    IoDeleteDevice(deviceObject);
    return status;
}

VOID NTAPI
DDUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    DdCount(DdRtnUnload);

    RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, DdRegistryPath.Buffer, L"UnloadCount", REG_DWORD,
                          &DdRoutines[DdRtnUnload].Count, sizeof(ULONG));
    RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, DdRegistryPath.Buffer, L"UnloadIrqlMask",
                          REG_DWORD, &DdRoutines[DdRtnUnload].IrqlMask, sizeof(ULONG));
    ExFreePoolWithTag(DdRegistryPath.Buffer, DDEDU_POOL_TAG);
}
