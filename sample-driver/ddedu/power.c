/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: power.c

    DDDispatchPower: ddedu is the power policy owner of its device. It answers
    a system power request by one for the device, sends the device to D3 when
    nobody has used it for a while, and brings it back for the next request.

    Requests that come while the device is in D3, or on its way, wait in the
    device queue.

--*/
#include "ddedu.h"

VOID
DdStartIdleDetection(PDEVICE_EXTENSION Extension)
/*++

    The system counts the seconds, and asks for D3 when the time is over.

--*/
{
    RTL_QUERY_REGISTRY_TABLE table[3];
    ULONG seconds = 0;
    PULONG counter;
    KIRQL irql;

    RtlZeroMemory(table, sizeof(table));
    table[0].Flags = RTL_QUERY_REGISTRY_SUBKEY;
    table[0].Name = L"Parameters";
    table[1].Flags = RTL_QUERY_REGISTRY_DIRECT;
    table[1].Name = L"IdleSeconds";
    table[1].EntryContext = &seconds;
    table[1].DefaultType = REG_NONE;
    RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, DdRegistryPath.Buffer, table, NULL, NULL);
    if (seconds == 0) {
        return;
    }

    counter = PoRegisterDeviceForIdleDetection(Extension->Self, seconds, seconds, PowerDeviceD3);
    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    Extension->IdleCounter = counter;
    KeReleaseSpinLock(&Extension->OperationLock, irql);
}

VOID
DdStopIdleDetection(PDEVICE_EXTENSION Extension)
{
    KIRQL irql;

    //
    // Whoever sets the counter back does so under the lock, and not after this.
    //
    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    Extension->IdleCounter = NULL;
    KeReleaseSpinLock(&Extension->OperationLock, irql);
    PoRegisterDeviceForIdleDetection(Extension->Self, 0, 0, PowerDeviceD3);
}

static VOID
DdPowerSettled(PDEVICE_EXTENSION Extension, BOOLEAN Failed)
/*++

    Requests go on, or end. IRQL <= DISPATCH_LEVEL.

--*/
{
    DDEDU_SYNCH synch;
    KIRQL irql;

    synch.Action = DdCriticalPowerUp;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    Extension->PowerUpFailed = Failed;
    if (!Failed) {
        //
        // Nothing of the device's is lost in D3. One that forgets its settings
        // gets them back here.
        //
        if (Extension->HardwareReady) {
            DdSynchronize(Extension, &synch);
        }
        Extension->PowerState = PowerDeviceD0;
        Extension->Holding = FALSE;
    }
    KeSetEvent(&Extension->PowerSettled, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    DdReleaseHeld(Extension);
}

static VOID
DdPowerDown(PDEVICE_EXTENSION Extension, DEVICE_POWER_STATE State)
/*++

    No request begins any more, and the one on the device ends. IRQL =
    PASSIVE_LEVEL, as DO_POWER_PAGABLE is set.

--*/
{
    DDEDU_SYNCH synch;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    Extension->Holding = TRUE;
    Extension->PowerUpFailed = FALSE;
    KeClearEvent(&Extension->PowerSettled);
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    KeWaitForSingleObject(&Extension->OperationIdle, Executive, KernelMode, FALSE, NULL);

    synch.Action = DdCriticalPowerDown;
    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    if (Extension->HardwareReady && Extension->Powered) {
        DdSynchronize(Extension, &synch);
    }
    Extension->PowerState = State;
    KeReleaseSpinLock(&Extension->OperationLock, irql);
}

static VOID NTAPI
DdPowerUpDone(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction, POWER_STATE PowerState,
              PVOID Context, PIO_STATUS_BLOCK IoStatus)
{
    PDEVICE_EXTENSION extension = Context;

    UNREFERENCED_PARAMETER(DeviceObject);
    UNREFERENCED_PARAMETER(MinorFunction);
    UNREFERENCED_PARAMETER(PowerState);

    InterlockedExchange(&extension->PoweringUp, 0);
    if (!NT_SUCCESS(IoStatus->Status)) {
        DdPowerSettled(extension, TRUE);
    }
}

VOID
DdNeedPower(PDEVICE_EXTENSION Extension)
/*++

    There is a request: the device isn't idle, and comes back if it isn't in D0.
    While the system sleeps, that has to wait. IRQL <= DISPATCH_LEVEL; the
    caller has the remove lock.

--*/
{
    POWER_STATE state;
    BOOLEAN needed;
    KIRQL irql;

    KeAcquireSpinLock(&Extension->OperationLock, &irql);
    if (Extension->IdleCounter != NULL) {
        PoSetDeviceBusy(Extension->IdleCounter);
    }
    needed = Extension->Holding && !Extension->SystemSleeping && Extension->HardwareReady;
    KeReleaseSpinLock(&Extension->OperationLock, irql);

    if (needed && InterlockedExchange(&Extension->PoweringUp, 1) == 0) {
        //
        // If the request for D3 is still on its way, this one comes after it.
        //
        state.DeviceState = PowerDeviceD0;
        if (PoRequestPowerIrp(Extension->Self, IRP_MN_SET_POWER, state, DdPowerUpDone, Extension,
                              NULL) != STATUS_PENDING) {
            InterlockedExchange(&Extension->PoweringUp, 0);
            DdPowerSettled(Extension, TRUE);
        }
    }
}

BOOLEAN
DdLockHardware(PDEVICE_EXTENSION Extension, PKIRQL Irql)
/*++

    For who needs the registers at once. TRUE: they answer until the caller
    releases OperationLock. FALSE: they don't, and the lock isn't held. IRQL <
    DISPATCH_LEVEL.

--*/
{
    for (;;) {
        DdNeedPower(Extension);
        KeWaitForSingleObject(&Extension->PowerSettled, Executive, KernelMode, FALSE, NULL);

        KeAcquireSpinLock(&Extension->OperationLock, Irql);
        if (Extension->HardwareReady && !Extension->Holding) {
            return TRUE;
        }
        if (!Extension->HardwareReady || Extension->PowerUpFailed) {
            break;
        }
        KeReleaseSpinLock(&Extension->OperationLock, *Irql);
    }
    KeReleaseSpinLock(&Extension->OperationLock, *Irql);
    return FALSE;
}

static VOID
DdSystemPowerDone(PDEVICE_EXTENSION Extension, PIRP Irp, NTSTATUS Status)
/*++

    A query may be answered in the negative. The system's decision may not: it
    sleeps, whatever became of the device.

--*/
{
    if (IoGetCurrentIrpStackLocation(Irp)->MinorFunction == IRP_MN_SET_POWER) {
        Status = STATUS_SUCCESS;
    }
    PoStartNextPowerIrp(Irp);
    DdComplete(Irp, Status, 0);
    IoReleaseRemoveLock(&Extension->RemoveLock, Irp);
}

static VOID NTAPI
DdDevicePowerDone(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction, POWER_STATE PowerState,
                  PVOID Context, PIO_STATUS_BLOCK IoStatus)
/*++

    The device has changed its state: now the system's request may go on.

--*/
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    if (!NT_SUCCESS(IoStatus->Status) && MinorFunction == IRP_MN_SET_POWER &&
        PowerState.DeviceState == PowerDeviceD0) {
        DdPowerSettled(extension, TRUE);
    }
    DdSystemPowerDone(extension, Context, IoStatus->Status);
}

static NTSTATUS NTAPI
DdSystemPowerCompletion(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
/*++

    The drivers below have seen the system's request. The device's follows, and
    the system's ends with it.

--*/
{
    PDEVICE_EXTENSION extension = Context;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    POWER_STATE state;
    NTSTATUS status = Irp->IoStatus.Status;

    UNREFERENCED_PARAMETER(DeviceObject);

    if (stack->MinorFunction == IRP_MN_SET_POWER) {
        extension->SystemSleeping =
            stack->Parameters.Power.State.SystemState != PowerSystemWorking;
    } else if (!NT_SUCCESS(status)) {
        DdSystemPowerDone(extension, Irp, status);
        return STATUS_MORE_PROCESSING_REQUIRED;
    }

    state.DeviceState = stack->Parameters.Power.State.SystemState == PowerSystemWorking ?
                            PowerDeviceD0 : PowerDeviceD3;
    status = PoRequestPowerIrp(extension->Self, stack->MinorFunction, state, DdDevicePowerDone,
                               Irp, NULL);
    if (status != STATUS_PENDING) {
        DdSystemPowerDone(extension, Irp, status);
    }
    return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS NTAPI
DdDevicePowerUp(PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context)
/*++

    The bus has powered the device on, or couldn't. IRQL <= DISPATCH_LEVEL.

--*/
{
    PDEVICE_EXTENSION extension = Context;
    POWER_STATE state;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (Irp->PendingReturned) {
        IoMarkIrpPending(Irp);
    }
    if (NT_SUCCESS(Irp->IoStatus.Status)) {
        state.DeviceState = PowerDeviceD0;
        PoSetPowerState(extension->Self, DevicePowerState, state);
        DdPowerSettled(extension, FALSE);
    }
    PoStartNextPowerIrp(Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return STATUS_CONTINUE_COMPLETION;
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
            DdPowerDown(extension, stack->Parameters.Power.State.DeviceState);
            PoSetPowerState(DeviceObject, DevicePowerState, stack->Parameters.Power.State);
        }
    }

    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    status = PoCallDriver(extension->Lower, Irp);
    IoReleaseRemoveLock(&extension->RemoveLock, Irp);
    return status;
}
