/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: driver.c

    Entry, the control device, and the running of a check. Each check has a thread
    of its own: one that hangs or is stopped by the system is reported as such,
    and the next one can be run.

--*/
#include "ddconform.h"

typedef struct _DD_RUN {
    LONG References;            // the thread's and that of who waits for it
    KEVENT Done;
    DD_CHECK_ROUTINE *Routine;
    DDCONFORM_RESULT Result;
} DD_RUN, *PDD_RUN;

PDRIVER_OBJECT DdDriverObject;
PDEVICE_OBJECT DdControlDevice;
UNICODE_STRING DdRegistryPath;

static const DD_CHECK_LIST *const DdLists[] = {
    &DdStringChecks, &DdNumberChecks, &DdBitmapChecks, &DdTableChecks, &DdListChecks,
    &DdEventChecks, &DdTimerChecks, &DdIrqlChecks, &DdThreadChecks, &DdPoolChecks,
    &DdResourceChecks, &DdRegistryChecks, &DdObjectChecks, &DdDeviceChecks, &DdRequestChecks,
    &DdQueueChecks, &DdMemoryChecks
};

static VOID
DdCopyText(char *To, ULONG Size, const char *From)
{
    ULONG i;

    for (i = 0; i + 1 < Size && From[i] != '\0'; i++) {
        To[i] = From[i];
    }
    To[i] = '\0';
}

VOID
DdConformFail(PDDCONFORM_RESULT Result, ULONG Line, const char *Condition)
{
    DbgPrint("conformance: %s, line %u: %s\n", Result->Name, Line, Condition);
    if (Result->Result != DDCONFORM_FAILED) {
        Result->Result = DDCONFORM_FAILED;
        Result->Line = Line;
        DdCopyText(Result->Text, sizeof(Result->Text), Condition);
    }
}

VOID
DdConformSkip(PDDCONFORM_RESULT Result, const char *Reason)
{
    if (Result->Result != DDCONFORM_FAILED) {
        Result->Result = DDCONFORM_SKIPPED;
        DdCopyText(Result->Text, sizeof(Result->Text), Reason);
    }
}

VOID
DdSleep(LONG Milliseconds)
{
    LARGE_INTEGER interval;

    interval.QuadPart = -10000LL * Milliseconds;
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

BOOLEAN
DdRunThread(PKSTART_ROUTINE Routine, PVOID Context, PVOID *Thread)
/*++

    Starts a system thread. DdJoinThread must be called for it.

--*/
{
    NTSTATUS status;
    HANDLE handle;

    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Context);
    if (!NT_SUCCESS(status)) {
        return FALSE;
    }
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, Thread, NULL);
    ZwClose(handle);
    return NT_SUCCESS(status);
}

VOID
DdJoinThread(PVOID Thread)
{
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
}

static const DD_CHECK *
DdFindCheck(ULONG Number)
{
    ULONG i;

    for (i = 0; i < RTL_NUMBER_OF(DdLists); i++) {
        if (Number < DdLists[i]->Count) {
            return &DdLists[i]->Checks[Number];
        }
        Number -= DdLists[i]->Count;
    }
    return NULL;
}

static VOID
DdReleaseRun(PDD_RUN Run)
{
    if (InterlockedDecrement(&Run->References) == 0) {
        ExFreePoolWithTag(Run, DDCONFORM_POOL_TAG);
    }
}

static VOID NTAPI
DdCheckThread(PVOID Context)
{
    PDD_RUN run = (PDD_RUN)Context;

    run->Routine(&run->Result);
    if (KeGetCurrentIrql() != PASSIVE_LEVEL) {
        DdConformFail(&run->Result, 0, "KeGetCurrentIrql() == PASSIVE_LEVEL at the end");
        KeLowerIrql(PASSIVE_LEVEL);
    }
    if (run->Result.Result == DDCONFORM_NOT_RUN) {
        run->Result.Result = DDCONFORM_PASSED;
    }
    KeSetEvent(&run->Done, IO_NO_INCREMENT, FALSE);
    DdReleaseRun(run);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS
DdRunCheck(const DD_CHECK *Check, PDDCONFORM_RESULT Result)
{
    PVOID objects[2];
    LARGE_INTEGER timeout;
    PVOID thread;
    PDD_RUN run;

    run = ExAllocatePoolWithTag(NonPagedPool, sizeof(*run), DDCONFORM_POOL_TAG);
    if (run == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlZeroMemory(run, sizeof(*run));
    run->References = 2;
    run->Routine = Check->Routine;
    run->Result = *Result;
    KeInitializeEvent(&run->Done, NotificationEvent, FALSE);
    if (!DdRunThread(DdCheckThread, run, &thread)) {
        ExFreePoolWithTag(run, DDCONFORM_POOL_TAG);
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    timeout.QuadPart = DDCONFORM_SECONDS * -10000000LL;
    objects[0] = &run->Done;
    objects[1] = thread;
    KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, &timeout, NULL);
    if (KeReadStateEvent(&run->Done) != 0) {
        // The thread's code must be through before Unload can come.
        DdJoinThread(thread);
        *Result = run->Result;
    } else {
        // It may still run, some day: the driver has to stay.
        DdDriverObject->DriverUnload = NULL;
        ObDereferenceObject(thread);
        *Result = run->Result;
        Result->Result = DDCONFORM_STOPPED;
        if (run->Result.Result != DDCONFORM_FAILED) {
            DdCopyText(Result->Text, sizeof(Result->Text), "the check comes to its end");
        }
    }
    DdReleaseRun(run);
    return STATUS_SUCCESS;
}

static NTSTATUS
DdComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NTAPI
DdConformCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    if (DeviceObject != DdControlDevice) {
        return DdTargetDispatch(DeviceObject, Irp);
    }
    return DdComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS NTAPI
DdConformControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode;
    ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    PULONG number = Irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = STATUS_SUCCESS;
    DDCONFORM_RESULT result;
    const DD_CHECK *check;
    ULONG i;

    if (DeviceObject != DdControlDevice) {
        return DdTargetDispatch(DeviceObject, Irp);
    }
    switch (code) {
    case IOCTL_DDCONFORM_COUNT:
        if (out < sizeof(ULONG)) {
            return DdComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        }
        *number = 0;
        for (i = 0; i < RTL_NUMBER_OF(DdLists); i++) {
            *number += DdLists[i]->Count;
        }
        return DdComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));

    case IOCTL_DDCONFORM_NAME:
    case IOCTL_DDCONFORM_RUN:
        if (in < sizeof(ULONG) || out < sizeof(result)) {
            return DdComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        }
        check = DdFindCheck(*number);
        if (check == NULL) {
            return DdComplete(Irp, STATUS_NO_MORE_ENTRIES, 0);
        }
        RtlZeroMemory(&result, sizeof(result));
        result.Number = *number;
        DdCopyText(result.Name, sizeof(result.Name), check->Name);
        if (code == IOCTL_DDCONFORM_RUN) {
            status = DdRunCheck(check, &result);
        }
        if (!NT_SUCCESS(status)) {
            return DdComplete(Irp, status, 0);
        }
        RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, &result, sizeof(result));
        return DdComplete(Irp, STATUS_SUCCESS, sizeof(result));
    }
    return DdComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
}

VOID NTAPI
DdConformUnload(PDRIVER_OBJECT DriverObject)
{
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\DDConform");

    UNREFERENCED_PARAMETER(DriverObject);
    IoDeleteSymbolicLink(&link);
    IoDeleteDevice(DdControlDevice);
    ExFreePoolWithTag(DdRegistryPath.Buffer, DDCONFORM_POOL_TAG);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Device\\DDConform");
    UNICODE_STRING link = RTL_CONSTANT_STRING(L"\\DosDevices\\DDConform");
    NTSTATUS status;

    // The path is only lent.
    DdRegistryPath.MaximumLength = RegistryPath->Length + sizeof(WCHAR);
    DdRegistryPath.Buffer = ExAllocatePoolWithTag(PagedPool, DdRegistryPath.MaximumLength,
                                                  DDCONFORM_POOL_TAG);
    if (DdRegistryPath.Buffer == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlCopyUnicodeString(&DdRegistryPath, RegistryPath);
    DdRegistryPath.Buffer[DdRegistryPath.Length / sizeof(WCHAR)] = L'\0';

    DdDriverObject = DriverObject;
    status = IoCreateDevice(DriverObject, 0, &name, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN,
                            FALSE, &DdControlDevice);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&link, &name);
        if (!NT_SUCCESS(status)) {
            IoDeleteDevice(DdControlDevice);
        }
    }
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(DdRegistryPath.Buffer, DDCONFORM_POOL_TAG);
        return status;
    }

    DriverObject->DriverUnload = DdConformUnload;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DdConformCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DdConformCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DdConformCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DdConformControl;
    DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = DdTargetDispatch;
    DriverObject->MajorFunction[IRP_MJ_READ] = DdTargetDispatch;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = DdTargetDispatch;
    return STATUS_SUCCESS;
}
