/* SPDX-License-Identifier: GPL-2.0 */
/* stays.c: a driver without an Unload routine can't be unloaded. */
#include <ntddk.h>

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
