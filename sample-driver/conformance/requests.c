/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: requests.c

    IRPs: how they are made, sent, completed and cancelled.

--*/
#include "ddconform.h"

typedef struct _DD_SENT {
    KEVENT Event;
    ULONG Calls;
    NTSTATUS Status;            // in the completion routine
    ULONG_PTR Information;
    BOOLEAN Pending, Cancel;
    PDEVICE_OBJECT Device;
} DD_SENT;

static NTSTATUS NTAPI
DdSentCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    DD_SENT *sent = Context;

    sent->Calls++;
    sent->Device = DeviceObject;
    sent->Status = Irp->IoStatus.Status;
    sent->Information = Irp->IoStatus.Information;
    sent->Pending = Irp->PendingReturned;
    sent->Cancel = Irp->Cancel;
    KeSetEvent(&sent->Event, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

// An IRP of the driver's own for Device, with a completion routine that keeps it.
static PIRP
DdNewIrp(PDEVICE_OBJECT Device, DD_SENT *Sent)
{
    PIRP irp = IoAllocateIrp(Device->StackSize, FALSE);
    PIO_STACK_LOCATION stack;

    RtlZeroMemory(Sent, sizeof(*Sent));
    KeInitializeEvent(&Sent->Event, NotificationEvent, FALSE);
    if (irp != NULL) {
        stack = IoGetNextIrpStackLocation(irp);
        stack->MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
        stack->Parameters.DeviceIoControl.IoControlCode = IOCTL_TARGET_NEITHER;
        stack->Parameters.DeviceIoControl.OutputBufferLength = 1234;
        IoSetCompletionRoutine(irp, DdSentCompletion, Sent, TRUE, TRUE, TRUE);
    }
    return irp;
}

CHECK(IoAllocateIrp_Fields)
{
    PIRP irp = IoAllocateIrp(3, FALSE);

    REQUIRE(irp != NULL);
    EXPECT(irp->Type == IO_TYPE_IRP && irp->StackCount == 3);
    EXPECT(irp->CurrentLocation == 4);
    EXPECT(irp->Size >= IoSizeOfIrp(3));
    EXPECT(!irp->Cancel && !irp->PendingReturned && irp->MdlAddress == NULL);
    IoFreeIrp(irp);
}

CHECK(IoInitializeIrp_Fields)
{
    PIRP irp = ExAllocatePoolWithTag(NonPagedPool, IoSizeOfIrp(2), DDCONFORM_POOL_TAG);

    REQUIRE(irp != NULL);
    RtlFillMemory(irp, IoSizeOfIrp(2), 0xee);
    IoInitializeIrp(irp, IoSizeOfIrp(2), 2);
    EXPECT(irp->Type == IO_TYPE_IRP && irp->Size == IoSizeOfIrp(2));
    EXPECT(irp->StackCount == 2 && irp->CurrentLocation == 3);
    EXPECT(irp->IoStatus.Status == 0 && !irp->Cancel && irp->CancelRoutine == NULL);
    EXPECT(IoGetNextIrpStackLocation(irp) == (PIO_STACK_LOCATION)(irp + 1) + 1);
    ExFreePoolWithTag(irp, DDCONFORM_POOL_TAG);
}

CHECK(IoReuseIrp_Status)
{
    PIRP irp = IoAllocateIrp(2, FALSE);

    REQUIRE(irp != NULL);
    IoSetNextIrpStackLocation(irp);
    irp->Cancel = TRUE;
    IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
    EXPECT(irp->IoStatus.Status == STATUS_NOT_SUPPORTED);
    EXPECT(!irp->Cancel && irp->StackCount == 2 && irp->CurrentLocation == 3);
    IoFreeIrp(irp);
}

CHECK(IoCallDriver_Location)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_SUCCESS);
    EXPECT(DdTarget(device)->Calls == 1 && sent.Calls == 1);
    EXPECT(DdTarget(device)->Stack.DeviceObject == device);
    EXPECT(DdTarget(device)->Stack.Parameters.DeviceIoControl.OutputBufferLength == 1234);
    EXPECT(sent.Status == STATUS_SUCCESS && !sent.Pending);
    // There was no location of the sender's own.
    EXPECT(sent.Device == NULL);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

CHECK(IoCallDriver_Status)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetFail);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_DEVICE_BUSY);
    EXPECT(sent.Calls == 1 && sent.Status == STATUS_DEVICE_BUSY);
    EXPECT(irp->IoStatus.Status == STATUS_DEVICE_BUSY);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

CHECK(IoMarkIrpPending_Returned)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetPend);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_PENDING);
    EXPECT(sent.Calls == 0);
    DdCompletePending(device, STATUS_SUCCESS, 77);
    EXPECT(sent.Calls == 1 && sent.Pending && sent.Information == 77);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

// A skipped location is the lower driver's; a copied one leaves the upper its own.
static VOID
DdSendThroughTwo(PDDCONFORM_RESULT Result, DD_TARGET_MODE Mode)
{
    PDEVICE_OBJECT lower = DdNewTarget(DdTargetComplete), upper = DdNewTarget(Mode);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(lower != NULL && upper != NULL);
    DdTarget(upper)->Lower = IoAttachDeviceToDeviceStack(upper, lower);
    irp = DdNewIrp(upper, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(upper, irp) == STATUS_SUCCESS);
    EXPECT(DdTarget(upper)->Calls == 1 && DdTarget(lower)->Calls == 1 && sent.Calls == 1);
    EXPECT(DdTarget(lower)->Stack.Parameters.DeviceIoControl.OutputBufferLength == 1234);
    if (Mode == DdTargetSkip) {
        EXPECT(DdTarget(lower)->Location == DdTarget(upper)->Location);
        EXPECT(DdTarget(upper)->Completions == 0);
    } else {
        EXPECT(DdTarget(lower)->Location + 1 == DdTarget(upper)->Location);
        EXPECT(DdTarget(upper)->Completions == 1);
    }
    IoFreeIrp(irp);
    IoDetachDevice(lower);
    IoDeleteDevice(upper);
    IoDeleteDevice(lower);
}

CHECK(IoSkipCurrentIrpStackLocation_Same)
{
    DdSendThroughTwo(Result, DdTargetSkip);
}

CHECK(IoCopyCurrentIrpStackLocationToNext_Below)
{
    DdSendThroughTwo(Result, DdTargetCopy);
}

// PendingReturned goes up, from routine to routine, as each passes it on.
CHECK(IoMarkIrpPending_Propagates)
{
    PDEVICE_OBJECT lower = DdNewTarget(DdTargetPend), upper = DdNewTarget(DdTargetCopy);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(lower != NULL && upper != NULL);
    DdTarget(upper)->Lower = IoAttachDeviceToDeviceStack(upper, lower);
    irp = DdNewIrp(upper, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(upper, irp) == STATUS_PENDING);
    EXPECT(DdTarget(upper)->Completions == 0);
    DdCompletePending(lower, STATUS_SUCCESS, 0);
    EXPECT(DdTarget(upper)->Completions == 1 && sent.Calls == 1 && sent.Pending);
    IoFreeIrp(irp);
    IoDetachDevice(lower);
    IoDeleteDevice(upper);
    IoDeleteDevice(lower);
}

// InvokeOnSuccess, InvokeOnError: for these outcomes only.
CHECK(IoSetCompletionRoutine_Outcomes)
{
    static const DD_TARGET_MODE modes[] = { DdTargetComplete, DdTargetFail };
    PDEVICE_OBJECT lower, upper;
    DD_SENT sent, filter;
    PIRP irp;
    LONG i;

    for (i = 0; i < 2; i++) {
        lower = DdNewTarget(modes[i]);
        upper = DdNewTarget(DdTargetSkip);
        REQUIRE(lower != NULL && upper != NULL);
        IoAttachDeviceToDeviceStack(upper, lower);
        irp = DdNewIrp(upper, &sent);
        REQUIRE(irp != NULL);
        RtlZeroMemory(&filter, sizeof(filter));
        KeInitializeEvent(&filter.Event, NotificationEvent, FALSE);
        // What the upper driver would do.
        IoSetNextIrpStackLocation(irp);
        IoCopyCurrentIrpStackLocationToNext(irp);
        IoSetCompletionRoutine(irp, DdSentCompletion, &filter, FALSE, TRUE, FALSE);
        IoCallDriver(lower, irp);
        EXPECT(filter.Calls == (ULONG)i);
        if (filter.Calls != 0) {
            IoCompleteRequest(irp, IO_NO_INCREMENT);
        }
        EXPECT(sent.Calls == 1);
        IoFreeIrp(irp);
        IoDetachDevice(lower);
        IoDeleteDevice(upper);
        IoDeleteDevice(lower);
    }
}

CHECK(IoSetCompletionRoutineEx_Calls)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoSetCompletionRoutineEx(DdControlDevice, irp, DdSentCompletion, &sent, TRUE, TRUE,
                                    TRUE) == STATUS_SUCCESS);
    IoCallDriver(device, irp);
    EXPECT(sent.Calls == 1);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

static NTSTATUS
DdSendControl(PDEVICE_OBJECT Device, ULONG Code, PVOID In, ULONG InLength, PVOID Out,
              ULONG OutLength, BOOLEAN Internal, PIO_STATUS_BLOCK Block)
{
    NTSTATUS status;
    KEVENT event;
    PIRP irp;

    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(Code, Device, In, InLength, Out, OutLength, Internal,
                                        &event, Block);
    if (irp == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = IoCallDriver(Device, irp);
    if (status == STATUS_PENDING) {
        KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
        status = Block->Status;
    }
    return status;
}

CHECK(IoBuildDeviceIoControlRequest_Buffered)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    UCHAR in[4] = { 1, 2, 3, 4 }, out[4] = { 0 };
    IO_STATUS_BLOCK block = { { 0 } };

    REQUIRE(device != NULL);
    EXPECT(DdSendControl(device, IOCTL_TARGET_DATA, in, 4, out, 4, FALSE, &block) ==
           STATUS_SUCCESS);
    EXPECT(block.Status == STATUS_SUCCESS && block.Information == 4);
    EXPECT(out[0] == 0xfe && out[3] == 0xfb && in[0] == 1);
    EXPECT(DdTarget(device)->Stack.MajorFunction == IRP_MJ_DEVICE_CONTROL);
    EXPECT(DdTarget(device)->Buffer != in && DdTarget(device)->Buffer != out);
    IoDeleteDevice(device);
}

CHECK(IoBuildDeviceIoControlRequest_Internal)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    IO_STATUS_BLOCK block = { { 0 } };

    REQUIRE(device != NULL);
    EXPECT(DdSendControl(device, IOCTL_TARGET_DATA, NULL, 0, NULL, 0, TRUE, &block) ==
           STATUS_SUCCESS);
    EXPECT(DdTarget(device)->Stack.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL);
    EXPECT(DdTarget(device)->Stack.Parameters.DeviceIoControl.IoControlCode == IOCTL_TARGET_DATA);
    IoDeleteDevice(device);
}

CHECK(IoBuildDeviceIoControlRequest_Neither)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetFail);
    IO_STATUS_BLOCK block = { { 0 } };
    UCHAR in[4], out[4];
    KEVENT event;
    PIRP irp;

    REQUIRE(device != NULL);
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_TARGET_NEITHER, device, in, 4, out, 4, FALSE, &event,
                                        &block);
    REQUIRE(irp != NULL);
    EXPECT(irp->UserBuffer == out);
    EXPECT(IoGetNextIrpStackLocation(irp)->Parameters.DeviceIoControl.Type3InputBuffer == in);
    EXPECT(IoCallDriver(device, irp) == STATUS_DEVICE_BUSY);
    IoDeleteDevice(device);
}

CHECK(IoBuildDeviceIoControlRequest_Direct)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    IO_STATUS_BLOCK block = { { 0 } };
    PUCHAR out = ExAllocatePoolWithTag(NonPagedPool, 100, DDCONFORM_POOL_TAG);
    KEVENT event;
    PIRP irp;

    REQUIRE(device != NULL && out != NULL);
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_TARGET_DIRECT, device, NULL, 0, out, 100, FALSE,
                                        &event, &block);
    REQUIRE(irp != NULL);
    EXPECT(irp->MdlAddress != NULL);
    if (irp->MdlAddress != NULL) {
        EXPECT(MmGetMdlByteCount(irp->MdlAddress) == 100);
        EXPECT(MmGetMdlVirtualAddress(irp->MdlAddress) == out);
    }
    EXPECT(IoCallDriver(device, irp) == STATUS_SUCCESS);
    IoDeleteDevice(device);
    ExFreePoolWithTag(out, DDCONFORM_POOL_TAG);
}

static VOID NTAPI
DdLaterThread(PVOID Context)
{
    DdSleep(50);
    DdCompletePending(Context, STATUS_SUCCESS, 0);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

// The event is set, and the status block filled in, when the request is completed.
CHECK(IoBuildDeviceIoControlRequest_Pending)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetPend);
    IO_STATUS_BLOCK block = { { 0 } };
    LARGE_INTEGER timeout;
    PVOID thread;
    KEVENT event;
    PIRP irp;

    REQUIRE(device != NULL);
    timeout.QuadPart = -10 * 10000000LL;
    block.Status = STATUS_UNSUCCESSFUL;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildDeviceIoControlRequest(IOCTL_TARGET_DATA, device, NULL, 0, NULL, 0, TRUE, &event,
                                        &block);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_PENDING);
    EXPECT(KeReadStateEvent(&event) == 0);
    REQUIRE(DdRunThread(DdLaterThread, device, &thread));
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &timeout) == STATUS_SUCCESS);
    EXPECT(block.Status == STATUS_SUCCESS);
    DdJoinThread(thread);
    IoDeleteDevice(device);
}

CHECK(IoBuildSynchronousFsdRequest_Read)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    IO_STATUS_BLOCK block = { { 0 } };
    UCHAR buffer[16] = { 0 };
    LARGE_INTEGER offset;
    KEVENT event;
    PIRP irp;

    REQUIRE(device != NULL);
    offset.QuadPart = 0x123456789LL;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    irp = IoBuildSynchronousFsdRequest(IRP_MJ_READ, device, buffer, sizeof(buffer), &offset, &event,
                                       &block);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_SUCCESS);
    EXPECT(block.Information == sizeof(buffer) && buffer[0] == 0x5a && buffer[15] == 0x5a);
    EXPECT(DdTarget(device)->Stack.MajorFunction == IRP_MJ_READ);
    EXPECT(DdTarget(device)->Stack.Parameters.Read.ByteOffset.QuadPart == 0x123456789LL);
    IoDeleteDevice(device);
}

CHECK(IoBuildAsynchronousFsdRequest_Write)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    IO_STATUS_BLOCK block = { { 0 } };
    UCHAR buffer[16] = { 0 };
    LARGE_INTEGER offset;
    DD_SENT sent = { 0 };
    PIRP irp;

    REQUIRE(device != NULL);
    offset.QuadPart = 0;
    KeInitializeEvent(&sent.Event, NotificationEvent, FALSE);
    irp = IoBuildAsynchronousFsdRequest(IRP_MJ_WRITE, device, buffer, sizeof(buffer), &offset,
                                        &block);
    REQUIRE(irp != NULL);
    IoSetCompletionRoutine(irp, DdSentCompletion, &sent, TRUE, TRUE, TRUE);
    EXPECT(IoCallDriver(device, irp) == STATUS_SUCCESS);
    EXPECT(sent.Calls == 1 && sent.Information == sizeof(buffer));
    EXPECT(DdTarget(device)->Stack.Parameters.Write.Length == sizeof(buffer));
    // Its own buffer goes with it, if the I/O manager made one.
    if (irp->AssociatedIrp.SystemBuffer != NULL && irp->AssociatedIrp.SystemBuffer != buffer) {
        ExFreePool(irp->AssociatedIrp.SystemBuffer);
    }
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

CHECK(IoForwardIrpSynchronously_Waits)
{
    PDEVICE_OBJECT lower = DdNewTarget(DdTargetPend), upper = DdNewTarget(DdTargetSkip);
    DD_SENT sent;
    PVOID thread;
    PIRP irp;

    REQUIRE(lower != NULL && upper != NULL);
    IoAttachDeviceToDeviceStack(upper, lower);
    irp = DdNewIrp(upper, &sent);
    REQUIRE(irp != NULL);
    IoSetNextIrpStackLocation(irp);
    REQUIRE(DdRunThread(DdLaterThread, lower, &thread));
    EXPECT(IoForwardIrpSynchronously(lower, irp));
    EXPECT(DdTarget(lower)->Calls == 1 && DdTarget(lower)->Pending == NULL);
    EXPECT(irp->IoStatus.Status == STATUS_SUCCESS && sent.Calls == 0);
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    EXPECT(sent.Calls == 1);
    DdJoinThread(thread);
    IoFreeIrp(irp);
    IoDetachDevice(lower);
    IoDeleteDevice(upper);
    IoDeleteDevice(lower);
}

CHECK(IoCancelIrp_Routine)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetPendCancelable);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_PENDING);
    EXPECT(IoCancelIrp(irp));
    EXPECT(DdTarget(device)->Cancels == 1);
    EXPECT(sent.Calls == 1 && sent.Status == STATUS_CANCELLED && sent.Cancel);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

// Without a routine the request is only marked.
CHECK(IoCancelIrp_NoRoutine)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetPend);
    DD_SENT sent;
    PIRP irp;

    REQUIRE(device != NULL);
    irp = DdNewIrp(device, &sent);
    REQUIRE(irp != NULL);
    EXPECT(IoCallDriver(device, irp) == STATUS_PENDING);
    EXPECT(!IoCancelIrp(irp));
    EXPECT(irp->Cancel && sent.Calls == 0);
    DdCompletePending(device, STATUS_SUCCESS, 0);
    EXPECT(sent.Calls == 1 && sent.Cancel);
    IoFreeIrp(irp);
    IoDeleteDevice(device);
}

static VOID NTAPI
DdNeverCancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    IoReleaseCancelSpinLock(Irp->CancelIrql);
}

CHECK(IoSetCancelRoutine_Previous)
{
    PIRP irp = IoAllocateIrp(1, FALSE);

    REQUIRE(irp != NULL);
    EXPECT(IoSetCancelRoutine(irp, DdNeverCancel) == NULL);
    EXPECT(IoSetCancelRoutine(irp, NULL) == DdNeverCancel);
    EXPECT(irp->CancelRoutine == NULL);
    IoFreeIrp(irp);
}

CHECK(IoAcquireCancelSpinLock_Irql)
{
    KIRQL irql = HIGH_LEVEL;

    IoAcquireCancelSpinLock(&irql);
    EXPECT(irql == PASSIVE_LEVEL && KeGetCurrentIrql() == DISPATCH_LEVEL);
    IoReleaseCancelSpinLock(irql);
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

// A master is completed with the last of its associated IRPs.
CHECK(IoMakeAssociatedIrp_Master)
{
    PDEVICE_OBJECT device = DdNewTarget(DdTargetComplete);
    PIO_STACK_LOCATION stack;
    PIRP master, part[2];
    DD_SENT sent;
    LONG i;

    REQUIRE(device != NULL);
    master = DdNewIrp(device, &sent);
    REQUIRE(master != NULL);
    IoSetNextIrpStackLocation(master);
    IoMarkIrpPending(master);
    for (i = 0; i < 2; i++) {
        part[i] = IoMakeAssociatedIrp(master, 1);
        REQUIRE(part[i] != NULL);
        EXPECT(part[i]->AssociatedIrp.MasterIrp == master);
        EXPECT(part[i]->Flags & IRP_ASSOCIATED_IRP);
        stack = IoGetNextIrpStackLocation(part[i]);
        stack->MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
    }
    master->AssociatedIrp.IrpCount = 2;
    EXPECT(IoCallDriver(device, part[0]) == STATUS_SUCCESS);
    EXPECT(sent.Calls == 0);
    EXPECT(IoCallDriver(device, part[1]) == STATUS_SUCCESS);
    EXPECT(sent.Calls == 1);
    IoFreeIrp(master);
    IoDeleteDevice(device);
}

static const DD_CHECK DdRequestChecksEntries[] = {
    ENTRY(IoAllocateIrp_Fields),
    ENTRY(IoInitializeIrp_Fields),
    ENTRY(IoReuseIrp_Status),
    ENTRY(IoCallDriver_Location),
    ENTRY(IoCallDriver_Status),
    ENTRY(IoMarkIrpPending_Returned),
    ENTRY(IoSkipCurrentIrpStackLocation_Same),
    ENTRY(IoCopyCurrentIrpStackLocationToNext_Below),
    ENTRY(IoMarkIrpPending_Propagates),
    ENTRY(IoSetCompletionRoutine_Outcomes),
    ENTRY(IoSetCompletionRoutineEx_Calls),
    ENTRY(IoBuildDeviceIoControlRequest_Buffered),
    ENTRY(IoBuildDeviceIoControlRequest_Internal),
    ENTRY(IoBuildDeviceIoControlRequest_Neither),
    ENTRY(IoBuildDeviceIoControlRequest_Direct),
    ENTRY(IoBuildDeviceIoControlRequest_Pending),
    ENTRY(IoBuildSynchronousFsdRequest_Read),
    ENTRY(IoBuildAsynchronousFsdRequest_Write),
    ENTRY(IoForwardIrpSynchronously_Waits),
    ENTRY(IoCancelIrp_Routine),
    ENTRY(IoCancelIrp_NoRoutine),
    ENTRY(IoSetCancelRoutine_Previous),
    ENTRY(IoAcquireCancelSpinLock_Irql),
    ENTRY(IoMakeAssociatedIrp_Master),
};
CHECK_LIST(DdRequestChecks);
