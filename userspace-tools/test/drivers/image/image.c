/* SPDX-License-Identifier: GPL-2.0 */
/*
 * image.c: a driver for the tests of the loader of images. It has what they look at: a
 * section for DriverEntry alone, one of constants, data with an initial value and
 * without; and on request it does something wrong.
 */
#include <ntddk.h>
#include "../control.h"
#include "imageioctl.h"

#define INIT_SECTION __attribute__((section("INIT"), noinline))

static DRIVER_UNLOAD ImageUnload;
static DRIVER_DISPATCH ImageControl;
DRIVER_INITIALIZE DriverEntry;

static const WCHAR LinkName[] = L"\\DosDevices\\Image";
static ULONG Counter = 41;
static ULONG Zeroes[3000];
static PVOID Pointers[] = { &Counter, Zeroes, (PVOID)LinkName };
static PVOID InitRoutine;

/* Relocations, initial values and zeroes are as the linker meant them. */
static ULONG __attribute__((noinline))
Check(void)
{
    ULONG i, wrong = 0;

    wrong |= Pointers[0] != &Counter;
    wrong |= (Pointers[1] != Zeroes) << 1;
    wrong |= (((PCWSTR)Pointers[2])[12] != L'I') << 2;
    for (i = 0; i < RTL_NUMBER_OF(Zeroes); i++)
        wrong |= (Zeroes[i] != 0) << 3;
    return wrong;
}

static NTSTATUS NTAPI
ImageControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PIMAGE_ANSWER answer = Irp->AssociatedIrp.SystemBuffer;
    PVOID block;

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_IMAGE_CHECK:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(*answer))
            return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        answer->Wrong = Check();
        answer->Counter = ++Counter;
        return Complete(Irp, STATUS_SUCCESS, sizeof(*answer));
    case IOCTL_IMAGE_BUG:
        block = ExAllocatePoolWithTag(NonPagedPool, 16, 'gamI');
        if (block == NULL)
            return Complete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
        /* Which is reported, and not done. */
        ExFreePoolWithTag(block, 'XXXX');
        ExFreePoolWithTag(block, 'gamI');
        return Complete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_IMAGE_WRITE_CODE:
        *(volatile UCHAR *)(ULONG_PTR)Check = 0xc3;
        return Complete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_IMAGE_CALL_INIT:
        ((PDRIVER_INITIALIZE)InitRoutine)(DeviceObject->DriverObject, NULL);
        return Complete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_IMAGE_CALL_DATA:
        ((PDRIVER_INITIALIZE)(PVOID)Zeroes)(DeviceObject->DriverObject, NULL);
        return Complete(Irp, STATUS_SUCCESS, 0);
    default:
        return Complete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

static VOID NTAPI
ImageUnload(PDRIVER_OBJECT DriverObject)
{
    ControlDelete(DriverObject, LinkName);
    DbgPrint("unloaded after %u\n", Counter);
}

INIT_SECTION NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DbgPrint("loaded as %wZ\n", RegistryPath);
    InitRoutine = (PVOID)DriverEntry;
    return ControlCreate(DriverObject, L"\\Device\\Image", LinkName, ImageControl, ImageUnload);
}
