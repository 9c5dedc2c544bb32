/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: power.c

    DDDispatchPower: ddedu is the power policy owner of its device. It answers
    a system power request by one for the device.

--*/
#include "ddedu.h"

static VOID NTAPI
DdDevicePowerDone(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction, POWER_STATE PowerState,
                  PVOID Context, PIO_STATUS_BLOCK IoStatus)
/*++

    The device has changed its state: now the system's request may go on.

--*/
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIRP irp = Context;

    UNREFERENCED_PARAMETER(MinorFunction);
    UNREFERENCED_PARAMETER(PowerState);

    PoStartNextPowerIrp(irp);
    DdComplete(irp, IoStatus->Status, 0);
    IoReleaseRemoveLock(&extension->RemoveLock, irp);
}

static NTSTATUS NTAPI
DdSystemPowerCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    POWER_STATE state;
    NTSTATUS status = Irp->IoStatus.Status;

    if (NT_SUCCESS(status)) {
        state.DeviceState = stack->Parameters.Power.State.SystemState == PowerSystemWorking ?
                                PowerDeviceD0 : PowerDeviceD3;
        status = PoRequestPowerIrp(extension->Self, stack->MinorFunction, state,
                                   DdDevicePowerDone, Irp, NULL);
        if (status == STATUS_PENDING) {
            return STATUS_MORE_PROCESSING_REQUIRED;
        }
        Irp->IoStatus.Status = status;
    }

    UNREFERENCED_PARAMETER(DeviceObject);
    PoStartNextPowerIrp(Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI
DdDevicePowerUp(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;
    POWER_STATE state;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    if (NT_SUCCESS(Irp->IoStatus.Status)) {
        state.DeviceState = PowerDeviceD0;
        extension->PowerState = PowerDeviceD0;
        PoSetPowerState(extension->Self, DevicePowerState, state);
    }
    PoStartNextPowerIrp(Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI
DDDispatchPower(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status;

    DdCount(DdRtnDispatchPower);

    status = IoAcquireRemoveLock(&extension->RemoveLock, Irp);
    if (!NT_SUCCESS(status)) {
        PoStartNextPowerIrp(Irp);
        return DdComplete(Irp, status, 0);
    }

    if (stack->MinorFunction == IRP_MN_SET_POWER || stack->MinorFunction == IRP_MN_QUERY_POWER) {
        if (stack->Parameters.Power.Type == SystemPowerState) {
            IoMarkIrpPending(Irp);
            IoCopyCurrentIrpStackLocationToNext(Irp);
            IoSetCompletionRoutine(Irp, DdSystemPowerCompletion, extension, TRUE, TRUE, TRUE);
            PoCallDriver(extension->Lower, Irp);
            return STATUS_PENDING;
        }

        if (stack->MinorFunction == IRP_MN_SET_POWER &&
            stack->Parameters.Power.State.DeviceState == PowerDeviceD0) {
            //
            // The bus powers the device on first.
            //
            IoCopyCurrentIrpStackLocationToNext(Irp);
            IoSetCompletionRoutine(Irp, DdDevicePowerUp, extension, TRUE, TRUE, TRUE);
            return PoCallDriver(extension->Lower, Irp);
        }

        if (stack->MinorFunction == IRP_MN_SET_POWER) {
            extension->PowerState = stack->Parameters.Power.State.DeviceState;
            PoSetPowerState(extension->Self, DevicePowerState, stack->Parameters.Power.State);
        }
    }

    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}
