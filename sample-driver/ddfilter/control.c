/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: control.c

    The control device. It isn't in any stack, so requests to it can't be mistaken
    for those of the devices that are filtered. It is made with the first filter
    device and deleted with the last: a driver with a device object isn't unloaded.

--*/
#include "ddfilter.h"

static PDEVICE_OBJECT ControlDevice;    // DdFilterLock
static ULONG ControlUsers;              // DdFilterLock

NTSTATUS
DdFilterCreateControl(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\DDFilter");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\DDFilter");
    PDEVICE_OBJECT device;
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&DdFilterLock);
    if (ControlUsers == 0) {
        status = IoCreateDevice(DriverObject, sizeof(COMMON_EXTENSION), &name,
                                FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
        if (NT_SUCCESS(status)) {
            ((PCOMMON_EXTENSION)device->DeviceExtension)->Kind = DdFilterKindControl;
            status = IoCreateSymbolicLink(&link, &name);
            if (!NT_SUCCESS(status)) {
                IoDeleteDevice(device);
            }
        }
        if (NT_SUCCESS(status)) {
            device->Flags &= ~DO_DEVICE_INITIALIZING;
            ControlDevice = device;
        }
    }
    if (NT_SUCCESS(status)) {
        ControlUsers++;
    }
    ExReleaseFastMutex(&DdFilterLock);
    return status;
}

VOID
DdFilterDeleteControl(VOID)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\DDFilter");

    ExAcquireFastMutex(&DdFilterLock);
    if (--ControlUsers == 0) {
        IoDeleteSymbolicLink(&link);
        IoDeleteDevice(ControlDevice);
        ControlDevice = NULL;
    }
    ExReleaseFastMutex(&DdFilterLock);
}

static PDEVICE_EXTENSION
DdFilterFind(ULONG Number)
/*++

    The device of that number, with its remove lock; NULL if there is none.

--*/
{
    PDEVICE_EXTENSION extension, found = NULL;
    PLIST_ENTRY entry;

    ExAcquireFastMutex(&DdFilterLock);
    for (entry = DdFilterDevices.Flink; entry != &DdFilterDevices; entry = entry->Flink) {
        extension = CONTAINING_RECORD(entry, DEVICE_EXTENSION, DriverLink);
        if (extension->Number == Number &&
            NT_SUCCESS(IoAcquireRemoveLock(&extension->RemoveLock, &ControlDevice))) {
            found = extension;
            break;
        }
    }
    ExReleaseFastMutex(&DdFilterLock);
    return found;
}

static NTSTATUS
DdFilterList(PDDFILTER_LIST List, ULONG Length, PULONG_PTR Information)
{
    ULONG room;
    PLIST_ENTRY entry;

    if (Length < FIELD_OFFSET(DDFILTER_LIST, Numbers)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    room = (Length - FIELD_OFFSET(DDFILTER_LIST, Numbers)) / sizeof(ULONG);
    List->Count = 0;
    ExAcquireFastMutex(&DdFilterLock);
    for (entry = DdFilterDevices.Flink; entry != &DdFilterDevices; entry = entry->Flink) {
        if (List->Count < room) {
            List->Numbers[List->Count] =
                CONTAINING_RECORD(entry, DEVICE_EXTENSION, DriverLink)->Number;
        }
        List->Count++;
    }
    ExReleaseFastMutex(&DdFilterLock);
    *Information = FIELD_OFFSET(DDFILTER_LIST, Numbers) + min(List->Count, room) * sizeof(ULONG);
    return STATUS_SUCCESS;
}

static VOID
DdFilterCollect(PDEVICE_EXTENSION Extension, PDDFILTER_STATISTICS Statistics)
{
    ULONG i;

    RtlZeroMemory(Statistics, sizeof(*Statistics));
    Statistics->Number = Extension->Number;
    for (i = 0; i < DDFILTER_MAJOR_FUNCTIONS; i++) {
        Statistics->Passed[i] = Extension->Passed[i];
    }
    Statistics->Failed = Extension->Failed;
    Statistics->Delayed = Extension->Delayed;
    Statistics->Cancelled = Extension->Cancelled;
    Statistics->Succeeded = Extension->Succeeded;
    Statistics->Unsuccessful = Extension->Unsuccessful;
    Statistics->Bytes = Extension->Bytes;
}

static BOOLEAN
DdFilterIsRule(const DDFILTER_RULE *Rule)
{
    if (Rule->Action > DdFilterDelay || Rule->Every == 0 || Rule->Watch > 1) {
        return FALSE;
    }
    if (Rule->Action == DdFilterPass) {
        return TRUE;
    }
    if (Rule->MajorFunction != IRP_MJ_READ && Rule->MajorFunction != IRP_MJ_WRITE &&
        Rule->MajorFunction != IRP_MJ_DEVICE_CONTROL) {
        return FALSE;
    }
    return Rule->Action == DdFilterFail ? NT_ERROR((NTSTATUS)Rule->Status) :
                                          Rule->Milliseconds <= DDFILTER_MAXIMUM_DELAY;
}

static VOID
DdFilterSetRule(PDEVICE_EXTENSION Extension, const DDFILTER_RULE *Rule)
/*++

    NULL takes the rule away, and what waits because of it goes on.

--*/
{
    KIRQL irql;

    KeAcquireSpinLock(&Extension->RuleLock, &irql);
    Extension->HasRule = Rule != NULL;
    if (Rule != NULL) {
        Extension->Rule = *Rule;
    }
    Extension->Seen = 0;
    Extension->Done = 0;
    KeReleaseSpinLock(&Extension->RuleLock, irql);
    if (Rule == NULL) {
        DdFilterSendDelayed(Extension, TRUE);
    }
}

static NTSTATUS
DdFilterOnDevice(ULONG Code, PVOID Buffer, PULONG_PTR Information)
{
    PDEVICE_EXTENSION extension = DdFilterFind(*(PULONG)Buffer);

    if (extension == NULL) {
        return STATUS_NO_SUCH_DEVICE;
    }
    switch (Code) {
    case IOCTL_DDFILTER_GET_STATISTICS:
        DdFilterCollect(extension, Buffer);
        *Information = sizeof(DDFILTER_STATISTICS);
        break;
    case IOCTL_DDFILTER_SET_RULE:
        DdFilterSetRule(extension, Buffer);
        break;
    default:
        DdFilterSetRule(extension, NULL);
        break;
    }
    IoReleaseRemoveLock(&extension->RemoveLock, &ControlDevice);
    return STATUS_SUCCESS;
}

NTSTATUS
DdFilterControl(PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode;
    PVOID buffer = Irp->AssociatedIrp.SystemBuffer;
    ULONG_PTR information = 0;
    NTSTATUS status;

    switch (code) {
    case IOCTL_DDFILTER_LIST:
        status = DdFilterList(buffer, out, &information);
        break;

    case IOCTL_DDFILTER_GET_STATISTICS:
        status = in == sizeof(ULONG) && out >= sizeof(DDFILTER_STATISTICS) ?
                     DdFilterOnDevice(code, buffer, &information) : STATUS_INVALID_PARAMETER;
        break;

    case IOCTL_DDFILTER_SET_RULE:
        status = in == sizeof(DDFILTER_RULE) && DdFilterIsRule(buffer) ?
                     DdFilterOnDevice(code, buffer, &information) : STATUS_INVALID_PARAMETER;
        break;

    case IOCTL_DDFILTER_CLEAR_RULE:
        status = in == sizeof(ULONG) ? DdFilterOnDevice(code, buffer, &information) :
                                       STATUS_INVALID_PARAMETER;
        break;

    default:
        status = STATUS_INVALID_DEVICE_REQUEST;
        break;
    }
    return DdFilterComplete(Irp, status, information);
}
