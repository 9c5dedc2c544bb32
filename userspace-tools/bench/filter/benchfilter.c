/* SPDX-License-Identifier: GPL-2.0 */
/*++

    Two devices, one with eight filters in its stack, that answer a request at
    once: the difference is what the filters cost. A filter skips its stack
    location, and does nothing else. The driver is both the function driver and
    the filter. A third device takes a second to start, and to go.

--*/
#include <ntddk.h>
#include <ntstrsafe.h>
#include "../benchioctl.h"

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Lower;
    ULONG Number;
    BOOLEAN IsFilter;
    UNICODE_STRING Link;
    WCHAR LinkBuffer[32];
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD BenchUnload;
static DRIVER_ADD_DEVICE BenchAddDevice;
static DRIVER_DISPATCH BenchCreateClose;
static DRIVER_DISPATCH BenchDeviceControl;
static DRIVER_DISPATCH BenchPnp;
static DRIVER_DISPATCH BenchPower;
static DRIVER_DISPATCH BenchPassDown;

#define BENCH_SLOW 2    /* the number of the third device */

static ULONG BenchNumber;

static NTSTATUS
BenchComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS NTAPI
BenchPassDown(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(((PDEVICE_EXTENSION)DeviceObject->DeviceExtension)->Lower, Irp);
}

static DECLSPEC_NOINLINE NTSTATUS
BenchAnswer(PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PULONG value;

    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG) ||
        stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG)) {
        return BenchComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }
    value = Irp->AssociatedIrp.SystemBuffer;
    *value = ~*value;
    return BenchComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

static NTSTATUS NTAPI
BenchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (!extension->IsFilter) {
        return BenchAnswer(Irp);
    }
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(extension->Lower, Irp);
}

static NTSTATUS NTAPI
BenchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    if (((PDEVICE_EXTENSION)DeviceObject->DeviceExtension)->IsFilter) {
        return BenchPassDown(DeviceObject, Irp);
    }
    return BenchComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI
BenchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    UCHAR minor = IoGetCurrentIrpStackLocation(Irp)->MinorFunction;
    PDEVICE_OBJECT lower = extension->Lower;
    LARGE_INTEGER interval;
    NTSTATUS status;

    if (minor == IRP_MN_START_DEVICE || minor == IRP_MN_QUERY_REMOVE_DEVICE ||
        minor == IRP_MN_CANCEL_REMOVE_DEVICE || minor == IRP_MN_SURPRISE_REMOVAL ||
        minor == IRP_MN_REMOVE_DEVICE) {
        Irp->IoStatus.Status = STATUS_SUCCESS;
    }
    if (!extension->IsFilter && extension->Number == BENCH_SLOW &&
        (minor == IRP_MN_START_DEVICE || minor == IRP_MN_REMOVE_DEVICE)) {
        interval.QuadPart = -10000000LL;
        KeDelayExecutionThread(KernelMode, FALSE, &interval);
    }
    status = BenchPassDown(DeviceObject, Irp);
    if (minor == IRP_MN_REMOVE_DEVICE) {
        if (!extension->IsFilter) {
            IoDeleteSymbolicLink(&extension->Link);
        }
        IoDetachDevice(lower);
        IoDeleteDevice(DeviceObject);
    }
    return status;
}

static NTSTATUS NTAPI
BenchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    return PoCallDriver(((PDEVICE_EXTENSION)DeviceObject->DeviceExtension)->Lower, Irp);
}

static NTSTATUS
BenchCreate(PDRIVER_OBJECT DriverObject, BOOLEAN IsFilter, PDEVICE_OBJECT *DeviceObject)
{
    PDEVICE_EXTENSION extension;
    UNICODE_STRING name;
    WCHAR buffer[32];
    NTSTATUS status;

    name.Buffer = buffer;
    name.MaximumLength = sizeof(buffer);
    name.Length = 0;
    RtlUnicodeStringPrintf(&name, L"\\Device\\BenchStack%u", BenchNumber);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), IsFilter ? NULL : &name,
                            FILE_DEVICE_UNKNOWN, 0, FALSE, DeviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = (*DeviceObject)->DeviceExtension;
    extension->IsFilter = IsFilter;
    if (IsFilter) {
        return STATUS_SUCCESS;
    }
    extension->Number = BenchNumber;
    extension->Link.Buffer = extension->LinkBuffer;
    extension->Link.MaximumLength = sizeof(extension->LinkBuffer);
    RtlUnicodeStringPrintf(&extension->Link, L"\\DosDevices\\BenchStack%u", BenchNumber++);
    status = IoCreateSymbolicLink(&extension->Link, &name);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(*DeviceObject);
    }
    return status;
}

static NTSTATUS NTAPI
BenchAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
    PDEVICE_OBJECT top = IoGetAttachedDeviceReference(PhysicalDeviceObject);
    BOOLEAN isFilter = top->DriverObject == DriverObject;
    PDEVICE_OBJECT deviceObject;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    ObDereferenceObject(top);
    status = BenchCreate(DriverObject, isFilter, &deviceObject);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    extension = deviceObject->DeviceExtension;
    extension->Lower = IoAttachDeviceToDeviceStack(deviceObject, PhysicalDeviceObject);
    deviceObject->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static VOID NTAPI
BenchUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = BenchUnload;
    DriverObject->DriverExtension->AddDevice = BenchAddDevice;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = BenchCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = BenchDeviceControl;
    DriverObject->MajorFunction[IRP_MJ_PNP] = BenchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = BenchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = BenchPassDown;
    return STATUS_SUCCESS;
}
