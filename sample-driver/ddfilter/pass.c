/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: pass.c

    Requests on their way down: counted, and sent on, failed or delayed as the
    device's rule says.

--*/
#include "ddfilter.h"

NTSTATUS
DdFilterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS NTAPI
DdFilterWatchCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;
    UCHAR major = IoGetCurrentIrpStackLocation(Irp)->MajorFunction;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    if (NT_SUCCESS(Irp->IoStatus.Status)) {
        InterlockedIncrement64(&extension->Succeeded);
        if (major == IRP_MJ_READ || major == IRP_MJ_WRITE) {
            InterlockedAdd64(&extension->Bytes, (LONGLONG)Irp->IoStatus.Information);
        }
    } else {
        InterlockedIncrement64(&extension->Unsuccessful);
    }
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return STATUS_CONTINUE_COMPLETION;
}

NTSTATUS
DdFilterPassDown(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    Sends a request on that holds the remove lock. With a rule that watches, it
    is met again on its way up; else the filter is out of it.

--*/
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    InterlockedIncrement64(&Extension->Passed[stack->MajorFunction]);
    if (Extension->HasRule && Extension->Rule.Watch) {
        IoCopyCurrentIrpStackLocationToNext(Irp);
        IoSetCompletionRoutine(Irp, DdFilterWatchCompletion, Extension, TRUE, TRUE, TRUE);
        return IoCallDriver(Extension->Lower, Irp);
    }
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(Extension->Lower, Irp);
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
    return status;
}

static DDFILTER_ACTION
DdFilterJudge(PDEVICE_EXTENSION Extension, PIO_STACK_LOCATION Stack, PDDFILTER_RULE Rule)
/*++

    What is to become of a request. Rule gets the rule that says so.

--*/
{
    DDFILTER_ACTION action = DdFilterPass;
    KIRQL irql;

    if (!Extension->HasRule) {
        return DdFilterPass;
    }
    KeAcquireSpinLock(&Extension->RuleLock, &irql);
    *Rule = Extension->Rule;
    if (Extension->HasRule && Rule->Action != DdFilterPass &&
        Rule->MajorFunction == Stack->MajorFunction &&
        (Stack->MajorFunction != IRP_MJ_DEVICE_CONTROL || Rule->IoControlCode == 0 ||
         Rule->IoControlCode == Stack->Parameters.DeviceIoControl.IoControlCode) &&
        ++Extension->Seen % Rule->Every == 0 &&
        (Rule->Count == 0 || Extension->Done < Rule->Count)) {
        Extension->Done++;
        action = (DDFILTER_ACTION)Rule->Action;
    }
    KeReleaseSpinLock(&Extension->RuleLock, irql);
    return action;
}

static NTSTATUS
DdFilterRequest(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    DDFILTER_RULE rule;
    NTSTATUS status;

    status = IoAcquireRemoveLock(&Extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdFilterComplete(Irp, status, 0);
    }
    switch (DdFilterJudge(Extension, stack, &rule)) {
    case DdFilterFail:
        InterlockedIncrement64(&Extension->Failed);
        status = DdFilterComplete(Irp, (NTSTATUS)rule.Status, 0);
        IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
        return status;

    case DdFilterDelay:
        IoMarkIrpPending(Irp);
        DdFilterHold(Extension, Irp, rule.Milliseconds);
        return STATUS_PENDING;

    default:
        return DdFilterPassDown(Extension, Irp);
    }
}

NTSTATUS NTAPI
DdFilterDispatchPass(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PCOMMON_EXTENSION common = DeviceObject->DeviceExtension;

    if (common->Kind == DdFilterKindControl) {
        return DdFilterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    return DdFilterRequest(DeviceObject->DeviceExtension, Irp);
}

NTSTATUS NTAPI
DdFilterDispatchReadWrite(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    return DdFilterDispatchPass(DeviceObject, Irp);
}

NTSTATUS NTAPI
DdFilterDispatchCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PCOMMON_EXTENSION common = DeviceObject->DeviceExtension;

    if (common->Kind == DdFilterKindControl) {
        return DdFilterComplete(Irp, STATUS_SUCCESS, 0);
    }
    return DdFilterRequest(DeviceObject->DeviceExtension, Irp);
}

NTSTATUS NTAPI
DdFilterDispatchCleanup(PDEVICE_OBJECT DeviceObject, PIRP Irp)
/*++

    The last handle is closed: what waits for that file has nobody to wait for it.

--*/
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (extension->Common.Kind == DdFilterKindControl) {
        return DdFilterComplete(Irp, STATUS_SUCCESS, 0);
    }
    DdFilterCancelDelayed(extension, IoGetCurrentIrpStackLocation(Irp)->FileObject);
    return DdFilterRequest(extension, Irp);
}

NTSTATUS NTAPI
DdFilterDispatchDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PCOMMON_EXTENSION common = DeviceObject->DeviceExtension;

    if (common->Kind == DdFilterKindControl) {
        return DdFilterControl(Irp);
    }
    return DdFilterRequest(DeviceObject->DeviceExtension, Irp);
}
