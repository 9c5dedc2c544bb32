/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: pnp.c

    DDDispatchPnp: the device's life from START to REMOVE, and the link by
    which programs find it.

--*/
#include "ddedu.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, DDDispatchPnp)
#endif

static VOID
DdSetPnpState(PDEVICE_EXTENSION Extension, DDEDU_PNP_STATE State)
{
    Extension->PreviousPnpState = Extension->PnpState;
    Extension->PnpState = State;
}

static VOID
DdBuildLinkName(PUNICODE_STRING Name, PWCHAR Buffer, ULONG Number)
{
    RtlInitUnicodeString(Name, L"\\DosDevices\\DDEdu0");
    RtlCopyMemory(Buffer, Name->Buffer, Name->Length);
    Name->Buffer = Buffer;
    Buffer[Name->Length / sizeof(WCHAR) - 1] = (WCHAR)(L'0' + Number);
}

static VOID
DdPublish(PDEVICE_EXTENSION Extension)
/*++

    Makes the device known: the interface for those who look for a class, the
    link DDEdu0 ... DDEdu9 for those who know the name. Without a free link
    the interface has to do.

--*/
{
    UNICODE_STRING link;
    WCHAR buffer[32];
    ULONG number;

    IoSetDeviceInterfaceState(&Extension->InterfaceName, TRUE);
    Extension->WmiRegistered =
        NT_SUCCESS(IoWMIRegistrationControl(Extension->Self, WMIREG_ACTION_REGISTER));

    for (number = 0; number < 10 && !Extension->LinkCreated; number++) {
        DdBuildLinkName(&link, buffer, number);
        if (NT_SUCCESS(IoCreateSymbolicLink(&link, &Extension->DeviceName))) {
            Extension->LinkNumber = number;
            Extension->LinkCreated = TRUE;
        }
    }
}

static VOID
DdUnpublish(PDEVICE_EXTENSION Extension)
{
    UNICODE_STRING link;
    WCHAR buffer[32];

    if (Extension->LinkCreated) {
        DdBuildLinkName(&link, buffer, Extension->LinkNumber);
        IoDeleteSymbolicLink(&link);
        Extension->LinkCreated = FALSE;
    }
    IoSetDeviceInterfaceState(&Extension->InterfaceName, FALSE);

    //
    // Waits for the WMI requests that are in our hands.
    //
    if (Extension->WmiRegistered) {
        IoWMIRegistrationControl(Extension->Self, WMIREG_ACTION_DEREGISTER);
        Extension->WmiRegistered = FALSE;
    }
}

static NTSTATUS
DdStartDevice(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    //
    // The bus comes first: before it has started the device, its registers
    // don't answer.
    //
    status = DdForwardAndWait(Extension, Irp);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = DdStartHardware(Extension, stack->Parameters.StartDevice.AllocatedResourcesTranslated);
    if (!NT_SUCCESS(status)) {
        DdStopHardware(Extension);
        return status;
    }

    DdSetPnpState(Extension, DdStarted);
    DdPublish(Extension);
    DdStartIdleDetection(Extension);
    IoStartTimer(Extension->Self);
    if (DdRoutines[DdRtnReinitialize].Count > 1) {
        Extension->SelfTestStatus = DdSelfTest(Extension);
    }
    return STATUS_SUCCESS;
}

static VOID
DdHaltDevice(PDEVICE_EXTENSION Extension, NTSTATUS Status)
/*++

    No request gets past the device's state any more; here those on the way
    are ended, and the hardware is let go.

--*/
{
    DdUnpublish(Extension);
    DdStopIdleDetection(Extension);
    IoStopTimer(Extension->Self);
    DdCancelRequests(Extension, NULL, Status);
    DdStopHardware(Extension);
    DdCancelRequests(Extension, NULL, Status);
}

static NTSTATUS
DdRemoveDevice(PDEVICE_EXTENSION Extension, PIRP Irp)
{
    DDEDU_PNP_STATE state = Extension->PnpState;
    PDEVICE_OBJECT deviceObject = Extension->Self;
    NTSTATUS status;

    DdSetPnpState(Extension, DdDeleted);
    if (state != DdSurpriseRemoved) {
        DdHaltDevice(Extension, STATUS_DELETE_PENDING);
    }
    IoReleaseRemoveLockAndWait(&Extension->RemoveLock, Irp);

    ExAcquireFastMutex(&DdDevicesLock);
    RemoveEntryList(&Extension->DriverLink);
    ExReleaseFastMutex(&DdDevicesLock);

    Irp->IoStatus.Status = STATUS_SUCCESS;
    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(Extension->Lower, Irp);

    IoDetachDevice(Extension->Lower);
    RtlFreeUnicodeString(&Extension->InterfaceName);
    IoDeleteDevice(deviceObject);
    return status;
}

NTSTATUS NTAPI
DDDispatchPnp(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    PAGED_CODE();
    DdCount(DdRtnDispatchPnp);

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        return DdComplete(Irp, status, 0);
    }

    switch (stack->MinorFunction) {
    case IRP_MN_START_DEVICE:
        status = DdStartDevice(extension, Irp);
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdComplete(Irp, status, 0);

    case IRP_MN_QUERY_CAPABILITIES:
        status = DdForwardAndWait(extension, Irp);
        if (NT_SUCCESS(status)) {
            stack->Parameters.DeviceCapabilities.Capabilities->SurpriseRemovalOK = 1;
        }
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdComplete(Irp, status, Irp->IoStatus.Information);

    case IRP_MN_QUERY_STOP_DEVICE:
        DdSetPnpState(extension, DdStopPending);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_QUERY_REMOVE_DEVICE:
        DdSetPnpState(extension, DdRemovePending);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_CANCEL_STOP_DEVICE:
        status = DdForwardAndWait(extension, Irp);
        if (NT_SUCCESS(status) && extension->PnpState == DdStopPending) {
            extension->PnpState = extension->PreviousPnpState;
        }
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdComplete(Irp, status, 0);

    case IRP_MN_CANCEL_REMOVE_DEVICE:
        status = DdForwardAndWait(extension, Irp);
        if (NT_SUCCESS(status) && extension->PnpState == DdRemovePending) {
            extension->PnpState = extension->PreviousPnpState;
        }
        IoReleaseRemoveLock(&extension->RemoveLock, Irp);
        return DdComplete(Irp, status, 0);

    case IRP_MN_STOP_DEVICE:
        DdSetPnpState(extension, DdStopped);
        DdHaltDevice(extension, STATUS_DEVICE_NOT_READY);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_SURPRISE_REMOVAL:
        DdSetPnpState(extension, DdSurpriseRemoved);
        DdHaltDevice(extension, STATUS_NO_SUCH_DEVICE);
        Irp->IoStatus.Status = STATUS_SUCCESS;
        break;

    case IRP_MN_REMOVE_DEVICE:
        return DdRemoveDevice(extension, Irp);

    default:
        break;
    }

    IoSkipCurrentIrpStackLocation(Irp);
    status = IoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}
