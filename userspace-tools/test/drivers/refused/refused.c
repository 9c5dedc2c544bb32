/* SPDX-License-Identifier: GPL-2.0 */
/* refused.c: a driver whose code would change what belongs to Linux. It is never loaded. */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

static DECLSPEC_NOINLINE ULONG64
Meddle(PVOID Table)
{
    ULONG64 block;

    __asm__ __volatile__("lgdt (%0)" : : "r"(Table));
    __asm__ __volatile__("mov %%rax, %%cr3" : : : "memory");
    __asm__ __volatile__("swapgs");
    __asm__ __volatile__("movq %%gs:0x20, %%rax" : "=a"(block));
    return block;
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    return Meddle(DriverObject) ? STATUS_UNSUCCESSFUL : STATUS_INVALID_DEVICE_STATE;
}
