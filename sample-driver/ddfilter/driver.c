/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: driver.c

    DriverEntry, DdFilterAddDevice, DdFilterUnload.

--*/
#include "ddfilter.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, DdFilterAddDevice)
#pragma alloc_text(PAGE, DdFilterUnload)
#endif

LIST_ENTRY DdFilterDevices;
FAST_MUTEX DdFilterLock;
static ULONG DdFilterLastNumber;

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG i;

    UNREFERENCED_PARAMETER(RegistryPath);
    InitializeListHead(&DdFilterDevices);
    ExInitializeFastMutex(&DdFilterLock);

    //
    // A filter has an answer to every request: it sends it on.
    //
    for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++) {
        DriverObject->MajorFunction[i] = DdFilterDispatchPass;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DdFilterDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DdFilterDispatchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DdFilterDispatchCleanup;
    DriverObject->MajorFunction[IRP_MJ_READ] = DdFilterDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DdFilterDispatchReadWrite;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DdFilterDispatchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DdFilterDispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DdFilterDispatchPower;
    DriverObject->DriverExtension->AddDevice = DdFilterAddDevice;
    DriverObject->DriverUnload = DdFilterUnload;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI
DdFilterAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT deviceObject;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    PAGED_CODE();

    //
    // No name: the device has one already, or an interface. The type is that of
    // the device below.
    //
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), NULL,
                            PhysicalDeviceObject->DeviceType, FILE_DEVICE_SECURE_OPEN, FALSE,
                            &deviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = deviceObject->DeviceExtension;
    extension->Common.Kind = DdFilterKindDevice;
    extension->Self = deviceObject;
    extension->Pdo = PhysicalDeviceObject;
    IoInitializeRemoveLock(&extension->RemoveLock, DDFILTER_POOL_TAG, 0, 0);
    KeInitializeSpinLock(&extension->RuleLock);
    status = DdFilterInitializeDelays(extension);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(deviceObject);
        return status;
    }

    status = DdFilterCreateControl(DriverObject);
    if (!NT_SUCCESS(status)) {
        IoFreeWorkItem(extension->DelayWork);
        IoDeleteDevice(deviceObject);
        return status;
    }

    extension->Lower = IoAttachDeviceToDeviceStack(deviceObject, PhysicalDeviceObject);
    if (extension->Lower == NULL) {
        DdFilterDeleteControl();
        IoFreeWorkItem(extension->DelayWork);
        IoDeleteDevice(deviceObject);
        return STATUS_NO_SUCH_DEVICE;
    }

    //
    // How buffers are passed, and how power requests come, is the lower driver's
    // choice; a filter looks like it from above.
    //
    deviceObject->Flags |= extension->Lower->Flags & (DO_BUFFERED_IO | DO_DIRECT_IO |
                                                      DO_POWER_PAGABLE | DO_POWER_INRUSH);
    deviceObject->DeviceType = extension->Lower->DeviceType;

    ExAcquireFastMutex(&DdFilterLock);
    extension->Number = ++DdFilterLastNumber;
    InsertTailList(&DdFilterDevices, &extension->DriverLink);
    ExReleaseFastMutex(&DdFilterLock);

    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

VOID NTAPI
DdFilterUnload(PDRIVER_OBJECT DriverObject)
{
    //
    // Devices and the control device went with the last stack.
    //
    PAGED_CODE();
    UNREFERENCED_PARAMETER(DriverObject);
    NT_ASSERT(DriverObject->DeviceObject == NULL);
}
