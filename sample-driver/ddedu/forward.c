/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: forward.c

    Requests that ddedu sends on: PnP requests to the bus below, and a
    read-modify-write as a read and a write to itself. DDIoCompletion meets
    them on their way back.

--*/
#include "ddedu.h"

NTSTATUS
DdForwardAndWait(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    DDEDU_COMPLETION completion;
    NTSTATUS status;

    completion.Type = DdCompletionSynchronous;
    KeInitializeEvent(&completion.Event, NotificationEvent, FALSE);

    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, DDIoCompletion, &completion, TRUE, TRUE, TRUE);
    status = IoCallDriver(Extension->Lower, Irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&completion.Event, Executive, KernelMode, FALSE, NULL);
        status = Irp->IoStatus.Status;
    }
    return status;
}

static VOID
DdEndModify(PDDEDU_COMPLETION Completion, NTSTATUS Status)
{
    PDEVICE_EXTENSION extension = Completion->Extension;
    PIRP irp = Completion->Irp;

    if (NT_SUCCESS(Status)) {
        *(PULONG)irp->AssociatedIrp.SystemBuffer = Completion->OldValue;
    }
    ObDereferenceObject(Completion->Target);
    ExFreePoolWithTag(Completion, DDEDU_POOL_TAG);
    DdComplete(irp, Status, NT_SUCCESS(Status) ? sizeof(ULONG) : 0);
    IoReleaseRemoveLock(&extension->RemoveLock, irp);
}

static VOID
DdSendModifyStep(PDDEDU_COMPLETION Completion)
{
    PIRP step;

    step = IoBuildAsynchronousFsdRequest(Completion->Writing ? IRP_MJ_WRITE : IRP_MJ_READ,
                                         Completion->Target, &Completion->Value, sizeof(ULONG),
                                         &Completion->Offset, NULL);
    if (step == NULL) {
        DdEndModify(Completion, STATUS_INSUFFICIENT_RESOURCES);
        return;
    }
    IoSetCompletionRoutine(step, DDIoCompletion, Completion, TRUE, TRUE, TRUE);
    IoCallDriver(Completion->Target, step);
}

NTSTATUS
DdModify(PDEVICE_EXTENSION Extension, PIRP Irp)
/*++

    Reads a ULONG of the device's memory, changes it, writes it back: two
    requests through the top of the stack, so that filters see them. Between
    the two, others may get in: the device knows no transactions.

--*/
{
    PDDEDU_MODIFY modify = Irp->AssociatedIrp.SystemBuffer;
    PDDEDU_COMPLETION completion;

    completion = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*completion), DDEDU_POOL_TAG);
    if (completion == NULL) {
        IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
        return DdComplete(Irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    }

    RtlZeroMemory(completion, sizeof(*completion));
    completion->Type = DdCompletionModify;
    completion->Extension = Extension;
    completion->Irp = Irp;
    completion->Offset.QuadPart = modify->Offset;
    completion->Target = IoGetAttachedDeviceReference(Extension->Self);

    IoMarkIrpPending(Irp);
    DdSendModifyStep(completion);
    return STATUS_PENDING;
}

static VOID
DdModifyStepDone(PDDEDU_COMPLETION Completion, PIRP Step)
{
    PDDEDU_MODIFY modify = Completion->Irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = Step->IoStatus.Status;
    PMDL mdl;

    //
    // The step is ours alone: nobody else frees it or what was built for it.
    //
    while ((mdl = Step->MdlAddress) != NULL) {
        Step->MdlAddress = mdl->Next;
        MmUnlockPages(mdl);
        IoFreeMdl(mdl);
    }
    IoFreeIrp(Step);

    if (!NT_SUCCESS(status) || Completion->Writing) {
        DdEndModify(Completion, status);
        return;
    }
    Completion->OldValue = Completion->Value;
    Completion->Value = (Completion->Value & modify->AndMask) | modify->OrMask;
    Completion->Writing = TRUE;
    DdSendModifyStep(Completion);
}

NTSTATUS NTAPI
DDIoCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDDEDU_COMPLETION completion = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    DdCount(DdRtnIoCompletion);

    if (completion->Type == DdCompletionModify) {
        DdModifyStepDone(completion, Irp);
    } else if (Irp->PendingReturned) {
        //
        // Who sent it down waits only then.
        //
        KeSetEvent(&completion->Event, IO_NO_INCREMENT, FALSE);
    }

    //
    // In both cases somebody else goes on with the request, or it is gone.
    //
    return STATUS_MORE_PROCESSING_REQUIRED;
}
