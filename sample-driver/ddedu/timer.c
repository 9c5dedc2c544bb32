/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: timer.c

    The time-out of an operation whose interrupt got lost, and the statistics
    of each second.

--*/
#include "ddedu.h"

VOID
DdArmWatchdog(PDEVICE_EXTENSION Extension)
{
    LARGE_INTEGER dueTime;

    dueTime.QuadPart = -10000LL * DDEDU_TIMEOUT_MS;
    KeSetTimer(&Extension->Watchdog, dueTime, &Extension->WatchdogDpc);
}

VOID NTAPI
DDCustomTimerDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
/*++

    The interrupt of the operation hasn't come. While a DMA transfer still
    runs, the memory must not be given back; when it has ended, or the device
    is beyond help, the request ends with STATUS_IO_TIMEOUT.

--*/
{
    PDEVICE_EXTENSION extension = DeferredContext;
    PDDEDU_OPERATION operation = &extension->Operation;
    BOOLEAN claimed = FALSE;
    BOOLEAN busy;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    DdCount(DdRtnCustomTimerDpc);

    KeAcquireSpinLockAtDpcLevel(&extension->OperationLock);
    if (operation->InFlight) {
        busy = operation->Type != DdOpFactorial &&
               (DdReadRegister(extension, EDU_REG_DMA_COMMAND) & EDU_DMA_START) != 0;
        if (busy && operation->BusyRetries < DDEDU_BUSY_RETRIES) {
            operation->BusyRetries++;
            DdArmWatchdog(extension);
        } else {
            operation->InFlight = FALSE;
            claimed = TRUE;
        }
    }
    KeReleaseSpinLockFromDpcLevel(&extension->OperationLock);

    if (claimed) {
        InterlockedIncrement(&extension->Timeouts);
        DdReleaseTransfer(extension);
        DdFinishOperation(extension, STATUS_IO_TIMEOUT, 0);
    }
}

VOID NTAPI
DDIoTimer(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PDEVICE_EXTENSION extension = Context;
    LONG interrupts = extension->Interrupts;

    UNREFERENCED_PARAMETER(DeviceObject);
    DdCount(DdRtnIoTimer);

    InterlockedIncrement(&extension->SecondsRunning);
    InterlockedExchange(&extension->InterruptsLastSecond,
                        interrupts - extension->InterruptsAtLastTick);
    InterlockedExchange(&extension->InterruptsAtLastTick, interrupts);
}
