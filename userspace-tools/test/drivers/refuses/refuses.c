/* SPDX-License-Identifier: GPL-2.0 */
/*
 * refuses.c: a driver that doesn't find what it needs. Its DriverEntry makes a
 * device and a link, cleans up, and fails.
 */
#include <ntddk.h>

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\Refuses");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\Refuses");
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    status = IoCreateSymbolicLink(&link, &name);
    if (NT_SUCCESS(status))
        IoDeleteSymbolicLink(&link);
    IoDeleteDevice(device);
    return STATUS_NO_SUCH_DEVICE;
}
