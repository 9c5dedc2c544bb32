/* SPDX-License-Identifier: GPL-2.0 */
/*
 * catches.c: sends its requests on to another driver, and answers with the exception that
 * comes back: 0 if there is none, or if the __finally block was left out.
 */
#include "../control.h"

#define CATCHES_LINK L"\\DosDevices\\Catches"

static NTSTATUS
Send(PDEVICE_OBJECT Device, ULONG Code, PBOOLEAN Finally)
{
    IO_STATUS_BLOCK block;
    KEVENT event;
    PIRP irp;
    NTSTATUS status = STATUS_SUCCESS;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(Code, Device, NULL, 0, NULL, 0, FALSE, &event, &block);
    if (irp == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    __try {
        __try {
            status = IoCallDriver(Device, irp);
        } __finally {
            *Finally = TRUE;
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}

static NTSTATUS NTAPI
CatchesControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG answer = Irp->AssociatedIrp.SystemBuffer;
    PDEVICE_OBJECT device;
    UNICODE_STRING name;
    PFILE_OBJECT file;
    BOOLEAN finally = FALSE;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
        return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    RtlInitUnicodeString(&name, L"\\Device\\Raises");
    status = IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device);
    if (!NT_SUCCESS(status))
        return Complete(Irp, status, 0);
    *answer = Send(device, stack->Parameters.DeviceIoControl.IoControlCode, &finally);
    ObDereferenceObject(file);
    if (!finally)
        *answer = 0;
    return Complete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

static VOID NTAPI
CatchesUnload(PDRIVER_OBJECT DriverObject)
{
    ControlDelete(DriverObject, CATCHES_LINK);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    return ControlCreate(DriverObject, L"\\Device\\Catches", CATCHES_LINK, CatchesControl,
                         CatchesUnload);
}
