/* SPDX-License-Identifier: GPL-2.0 */
/*
 * imports.c: a driver for Windows alone: it imports what wdmcore doesn't have, a routine
 * of a kind that no driver of a device needs and data.
 */
#include <ntddk.h>

__declspec(dllimport) NTSTATUS NTAPI NtVdmControl(ULONG Service, PVOID Data);
__declspec(dllimport) extern PVOID *KdComPortInUse;

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    DbgPrint("%p\n", KdComPortInUse);
    return NtVdmControl(0, NULL);
}
