/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: devices.c

    Device objects, their stacks and names.

--*/
#include "ddconform.h"

CHECK(IoCreateDevice_Fields)
{
    PDEVICE_OBJECT device;
    PUCHAR extension;
    ULONG i;

    REQUIRE(IoCreateDevice(DdDriverObject, 100, NULL, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN,
                           FALSE, &device) == STATUS_SUCCESS);
    EXPECT(device->DriverObject == DdDriverObject);
    EXPECT(device->DeviceType == FILE_DEVICE_UNKNOWN);
    EXPECT(device->Characteristics & FILE_DEVICE_SECURE_OPEN);
    EXPECT(device->StackSize == 1);
    EXPECT(device->Flags & DO_DEVICE_INITIALIZING);
    EXPECT(device->AttachedDevice == NULL);
    extension = device->DeviceExtension;
    REQUIRE(extension != NULL);
    for (i = 0; i < 100; i++) {
        if (extension[i] != 0) {
            break;
        }
    }
    EXPECT(i == 100);
    IoDeleteDevice(device);
}

CHECK(IoCreateDevice_Collision)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\DDConform");
    PDEVICE_OBJECT device;

    EXPECT(IoCreateDevice(DdDriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device) ==
           STATUS_OBJECT_NAME_COLLISION);
}

CHECK(IoCreateDevice_Exclusive)
{
    PDEVICE_OBJECT device;

    REQUIRE(IoCreateDevice(DdDriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, TRUE, &device) ==
            STATUS_SUCCESS);
    EXPECT(device->Flags & DO_EXCLUSIVE);
    IoDeleteDevice(device);
}

// The driver object heads a list of all its devices, the latest first.
CHECK(IoCreateDevice_DriverList)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);

    REQUIRE(device != NULL);
    EXPECT(DdDriverObject->DeviceObject == device);
    EXPECT(device->NextDevice == DdControlDevice);
    IoDeleteDevice(device);
    EXPECT(DdDriverObject->DeviceObject == DdControlDevice);
}

CHECK(IoAttachDeviceToDeviceStack_Stack)
{
    PDEVICE_OBJECT lower = DdNewTarget(DdTargetComplete), upper = DdNewTarget(DdTargetSkip);

    if (lower != NULL && upper != NULL) {
        lower->AlignmentRequirement = FILE_LONG_ALIGNMENT;
        EXPECT(IoAttachDeviceToDeviceStack(upper, lower) == lower);
        EXPECT(upper->StackSize == 2 && lower->AttachedDevice == upper);
        EXPECT(upper->AlignmentRequirement == FILE_LONG_ALIGNMENT);
        IoDetachDevice(lower);
        EXPECT(lower->AttachedDevice == NULL);
    }
    REQUIRE(lower != NULL && upper != NULL);
    IoDeleteDevice(upper);
    IoDeleteDevice(lower);
}

// What is attached to a stack comes on top of it, whatever device of it was named.
CHECK(IoAttachDeviceToDeviceStack_Top)
{
    PDEVICE_OBJECT device[3], top;
    LONG i;

    for (i = 0; i < 3; i++) {
        device[i] = DdNewTarget(DdTargetComplete);
        REQUIRE(device[i] != NULL);
    }
    EXPECT(IoAttachDeviceToDeviceStack(device[1], device[0]) == device[0]);
    EXPECT(IoAttachDeviceToDeviceStack(device[2], device[0]) == device[1]);
    EXPECT(device[2]->StackSize == 3);
    top = IoGetAttachedDeviceReference(device[0]);
    EXPECT(top == device[2]);
    ObDereferenceObject(top);
    IoDetachDevice(device[1]);
    IoDetachDevice(device[0]);
    for (i = 2; i >= 0; i--) {
        IoDeleteDevice(device[i]);
    }
}

CHECK(IoAttachDeviceToDeviceStackSafe_Writes)
{
    PDEVICE_OBJECT lower = DdNewTarget(DdTargetComplete), upper = DdNewTarget(DdTargetSkip);

    REQUIRE(lower != NULL && upper != NULL);
    EXPECT(IoAttachDeviceToDeviceStackSafe(upper, lower, &DdTarget(upper)->Lower) ==
           STATUS_SUCCESS);
    EXPECT(DdTarget(upper)->Lower == lower);
    IoDetachDevice(lower);
    IoDeleteDevice(upper);
    IoDeleteDevice(lower);
}

CHECK(IoGetDeviceObjectPointer_Opens)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\DDConform");
    PFILE_OBJECT file = NULL;
    PDEVICE_OBJECT device = NULL;

    REQUIRE(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device) == STATUS_SUCCESS);
    EXPECT(device == DdControlDevice);
    EXPECT(file != NULL && file->DeviceObject == DdControlDevice);
    ObDereferenceObject(file);
}

CHECK(IoGetDeviceObjectPointer_Missing)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\DDConformMissing");
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;

    EXPECT(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device) ==
           STATUS_OBJECT_NAME_NOT_FOUND);
}

static NTSTATUS
DdOpenFile(PCWSTR Name, PHANDLE Handle)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK block;
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, Name);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
                               NULL);
    return ZwCreateFile(Handle, GENERIC_READ | SYNCHRONIZE, &attributes, &block, NULL, 0,
                        FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN,
                        FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

CHECK(ZwCreateFile_Device)
{
    PFILE_OBJECT file = NULL;
    HANDLE handle;

    REQUIRE(DdOpenFile(L"\\DosDevices\\DDConform", &handle) == STATUS_SUCCESS);
    EXPECT(ObReferenceObjectByHandle(handle, FILE_READ_DATA, FILE_TYPE, KernelMode,
                                     (PVOID *)&file, NULL) == STATUS_SUCCESS);
    if (file != NULL) {
        EXPECT(file->DeviceObject == DdControlDevice);
        EXPECT(file->Flags & FO_SYNCHRONOUS_IO);
        ObDereferenceObject(file);
    }
    EXPECT(ZwClose(handle) == STATUS_SUCCESS);
    EXPECT(DdOpenFile(L"\\DosDevices\\DDConformMissing", &handle) == STATUS_OBJECT_NAME_NOT_FOUND);
}

CHECK(ZwDeviceIoControlFile_Answers)
{
    IO_STATUS_BLOCK block = { { 0 } };
    ULONG count = 0;
    HANDLE handle;

    REQUIRE(DdOpenFile(L"\\Device\\DDConform", &handle) == STATUS_SUCCESS);
    EXPECT(ZwDeviceIoControlFile(handle, NULL, NULL, NULL, &block, IOCTL_DDCONFORM_COUNT, NULL, 0,
                                 &count, sizeof(count)) == STATUS_SUCCESS);
    EXPECT(block.Status == STATUS_SUCCESS && block.Information == sizeof(count) && count > 100);
    EXPECT(ZwDeviceIoControlFile(handle, NULL, NULL, NULL, &block, IOCTL_DDCONFORM_COUNT, NULL, 0,
                                 &count, 1) == STATUS_BUFFER_TOO_SMALL);
    ZwClose(handle);
}

static UCHAR DdExtensionId;

CHECK(IoAllocateDriverObjectExtension_Finds)
{
    PVOID extension = IoGetDriverObjectExtension(DdDriverObject, &DdExtensionId), again;

    // It lasts as long as the driver.
    if (extension == NULL) {
        REQUIRE(IoAllocateDriverObjectExtension(DdDriverObject, &DdExtensionId, 64, &extension) ==
                STATUS_SUCCESS);
    }
    EXPECT(IoGetDriverObjectExtension(DdDriverObject, &DdExtensionId) == extension);
    EXPECT(IoAllocateDriverObjectExtension(DdDriverObject, &DdExtensionId, 64, &again) ==
           STATUS_OBJECT_NAME_COLLISION);
    EXPECT(IoGetDriverObjectExtension(DdDriverObject, &again) == NULL);
}

CHECK(IoIsWdmVersionAvailable_Compares)
{
    EXPECT(IoIsWdmVersionAvailable(1, 0x10));
    EXPECT(!IoIsWdmVersionAvailable(99, 0));
}

static const DD_CHECK DdDeviceChecksEntries[] = {
    ENTRY(IoCreateDevice_Fields),
    ENTRY(IoCreateDevice_Collision),
    ENTRY(IoCreateDevice_Exclusive),
    ENTRY(IoCreateDevice_DriverList),
    ENTRY(IoAttachDeviceToDeviceStack_Stack),
    ENTRY(IoAttachDeviceToDeviceStack_Top),
    ENTRY(IoAttachDeviceToDeviceStackSafe_Writes),
    ENTRY(IoGetDeviceObjectPointer_Opens),
    ENTRY(IoGetDeviceObjectPointer_Missing),
    ENTRY(ZwCreateFile_Device),
    ENTRY(ZwDeviceIoControlFile_Answers),
    ENTRY(IoAllocateDriverObjectExtension_Finds),
    ENTRY(IoIsWdmVersionAvailable_Compares),
};
CHECK_LIST(DdDeviceChecks);
