/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddedu.h

    The driver's own definitions: device extension, the operation that the
    device is working on, and the standard driver routines.

--*/
#ifndef DDEDU_H
#define DDEDU_H

#include <ntddk.h>
#include "ddeduioctl.h"
#include "edureg.h"

#define DDEDU_POOL_TAG 'udED'

// Time that an operation may take before its interrupt counts as lost.
#define DDEDU_TIMEOUT_MS 3000

// A DMA engine that is still busy at the time-out owns the memory: wait on.
#define DDEDU_BUSY_RETRIES 4

typedef enum _DDEDU_PNP_STATE {
    DdNotStarted,
    DdStarted,
    DdStopPending,
    DdStopped,
    DdRemovePending,
    DdSurpriseRemoved,
    DdDeleted
} DDEDU_PNP_STATE;

typedef enum _DDEDU_OPERATION_TYPE {
    DdOpNone,
    DdOpRead,                   // device to caller, AllocateAdapterChannel
    DdOpWrite,                  // caller to device, scatter/gather list
    DdOpFactorial,
    DdOpSelfTestWrite,          // common buffer to device
    DdOpSelfTestRead            // and back
} DDEDU_OPERATION_TYPE;

//
// The one operation that the device works on. Type, Irp and the progress
// belong to whoever runs for the operation: StartIo first, then the one that
// finds InFlight set and clears it - the DPC, the time-out or the removal.
//
typedef struct _DDEDU_OPERATION {
    DDEDU_OPERATION_TYPE Type;
    BOOLEAN InFlight;           // the device is at it; guarded by OperationLock
    ULONG BusyRetries;
    PIRP Irp;
    PMDL Mdl;
    PUCHAR Va;                  // of the caller's buffer, as the MDL has it
    ULONG Offset;               // in the device's memory
    ULONG Length;               // of what goes by DMA
    BOOLEAN WithLastByte;       // the request goes on to the byte that can't
    ULONG Done;
    ULONG Chunk;                // size of the transfer in flight
    PVOID MapRegisterBase;
    PSCATTER_GATHER_LIST List;
    ULONG Element;
    ULONG ElementDone;
} DDEDU_OPERATION, *PDDEDU_OPERATION;

typedef struct _DEVICE_EXTENSION {
    LIST_ENTRY DriverLink;      // on DdDevices
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Lower;
    IO_REMOVE_LOCK RemoveLock;
    UNICODE_STRING InterfaceName;
    UNICODE_STRING DeviceName;  // in DeviceNameBuffer
    WCHAR DeviceNameBuffer[16];
    ULONG LinkNumber;
    BOOLEAN LinkCreated;
    BOOLEAN WmiRegistered;

    DDEDU_PNP_STATE PnpState;
    DDEDU_PNP_STATE PreviousPnpState;
    BOOLEAN HardwareReady;      // registers mapped, interrupt connected

    //
    // A device in D3 doesn't answer. Holding is set first, and requests stay in
    // the queue; Powered is cleared when the last operation is done.
    //
    DEVICE_POWER_STATE PowerState;
    BOOLEAN Holding;            // guarded by OperationLock
    BOOLEAN Held;               // CurrentIrp waits for power; OperationLock
    BOOLEAN Powered;            // guarded by the interrupt's spin lock
    BOOLEAN SystemSleeping;
    BOOLEAN PowerUpFailed;
    volatile LONG PoweringUp;   // a request for D0 is on its way
    KEVENT PowerSettled;        // signaled: not Holding, or no use to wait
    PULONG IdleCounter;

    PUCHAR Registers;
    PKINTERRUPT Interrupt;      // for KeSynchronizeExecution
    PVOID InterruptContext;     // what IoConnectInterruptEx returned
    ULONG InterruptVersion;     // CONNECT_...; how it has to be disconnected
    ULONG RaisedBits;           // by the ISR, fetched in DDSynchCritSection

    PDMA_ADAPTER Adapter;
    ULONG MapRegisters;
    PUCHAR CommonBuffer;        // twice DDEDU_MEMORY_SIZE: out and back
    PHYSICAL_ADDRESS CommonBufferLogical;

    KSPIN_LOCK OperationLock;
    DDEDU_OPERATION Operation;
    KEVENT OperationIdle;       // signaled: Operation.Type is DdOpNone
    volatile LONG LoseInterrupt;
    KTIMER Watchdog;
    KDPC WatchdogDpc;
    KDPC CustomDpc;

    LIST_ENTRY WaitList;        // IOCTL_DDEDU_WAIT_INTERRUPT; cancel spin lock

    LONG ReinitializeCount;
    NTSTATUS SelfTestStatus;
    volatile LONG SecondsRunning;
    volatile LONG Interrupts;
    volatile LONG InterruptsAtLastTick;
    volatile LONG InterruptsLastSecond;
    volatile LONG ForeignInterrupts;
    volatile LONG Timeouts;
    volatile LONG Cancelled;
    UCHAR LastByte;             // of the device's memory, see edureg.h
    ULONGLONG BytesRead;        // OperationLock
    ULONGLONG BytesWritten;     // OperationLock
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

//
// Context of DDIoCompletion.
//
typedef enum _DDEDU_COMPLETION_TYPE {
    DdCompletionSynchronous,    // somebody waits for Event
    DdCompletionModify          // a step of a read-modify-write request
} DDEDU_COMPLETION_TYPE;

typedef struct _DDEDU_COMPLETION {
    DDEDU_COMPLETION_TYPE Type;
    KEVENT Event;
    PDEVICE_EXTENSION Extension;
    PIRP Irp;                   // the request that the step works for
    PDEVICE_OBJECT Target;
    BOOLEAN Writing;
    LARGE_INTEGER Offset;
    ULONG OldValue;
    ULONG Value;                // the buffer of both steps
} DDEDU_COMPLETION, *PDDEDU_COMPLETION;

//
// What DDSynchCritSection does against the ISR.
//
typedef enum _DDEDU_CRITICAL {
    DdCriticalFetchBits,
    DdCriticalStartDma,
    DdCriticalStartFactorial,
    DdCriticalRaise,
    DdCriticalPowerUp,
    DdCriticalPowerDown,
    DdCriticalQuiesce
} DDEDU_CRITICAL;

typedef struct _DDEDU_SYNCH {
    DDEDU_CRITICAL Action;
    PDEVICE_EXTENSION Extension;
    ULONG Bits;                 // FetchBits: mask in, bits out; Raise: value
    ULONG Source;
    ULONG Destination;
    ULONG Count;
    ULONG Command;              // DMA command, or the factorial's argument
    BOOLEAN WithInterrupt;
} DDEDU_SYNCH, *PDDEDU_SYNCH;

extern UNICODE_STRING DdRegistryPath;
extern LIST_ENTRY DdDevices;
extern FAST_MUTEX DdDevicesLock;
extern DDEDU_ROUTINE_STATISTICS DdRoutines[DdRtnMaximum];

//
// Each standard routine calls this first: it is what the statistics show.
//
FORCEINLINE VOID
DdCount(DDEDU_ROUTINE Routine)
{
    InterlockedIncrement((LONG volatile *)&DdRoutines[Routine].Count);
    InterlockedOr((LONG volatile *)&DdRoutines[Routine].IrqlMask, 1 << KeGetCurrentIrql());
}

FORCEINLINE ULONG
DdReadRegister(PDEVICE_EXTENSION Extension, ULONG Offset)
{
    return READ_REGISTER_ULONG((PULONG)(Extension->Registers + Offset));
}

FORCEINLINE VOID
DdWriteRegister(PDEVICE_EXTENSION Extension, ULONG Offset, ULONG Value)
{
    WRITE_REGISTER_ULONG((PULONG)(Extension->Registers + Offset), Value);
}

//
// The standard driver routines.
//
DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DDUnload;
DRIVER_ADD_DEVICE DDAddDevice;
VOID NTAPI DDReinitialize(PDRIVER_OBJECT DriverObject, PVOID Context, ULONG Count);
DRIVER_DISPATCH DDDispatchCreate;
DRIVER_DISPATCH DDDispatchClose;
DRIVER_DISPATCH DDDispatchCleanup;
DRIVER_DISPATCH DDDispatchReadWrite;
DRIVER_DISPATCH DDDispatchDeviceControl;
DRIVER_DISPATCH DDDispatchPnp;
DRIVER_DISPATCH DDDispatchPower;
DRIVER_DISPATCH DDDispatchSystemControl;
DRIVER_STARTIO DDStartIo;
KSERVICE_ROUTINE DDInterruptService;
KMESSAGE_SERVICE_ROUTINE DDInterruptMessageService;
IO_DPC_ROUTINE DDDpcForIsr;
KDEFERRED_ROUTINE DDCustomDpc;
KSYNCHRONIZE_ROUTINE DDSynchCritSection;
DRIVER_CONTROL DDAdapterControl;
DRIVER_LIST_CONTROL DDAdapterListControl;
IO_COMPLETION_ROUTINE DDIoCompletion;
DRIVER_CANCEL DDCancel;
KDEFERRED_ROUTINE DDCustomTimerDpc;
IO_TIMER_ROUTINE DDIoTimer;

//
// Between the files of the driver.
//
BOOLEAN DdIsRunning(PDEVICE_EXTENSION Extension);
NTSTATUS DdComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information);
NTSTATUS DdForwardAndWait(PDEVICE_EXTENSION Extension, PIRP Irp);
VOID DdCollectStatistics(PDEVICE_EXTENSION Extension, PDDEDU_STATISTICS Statistics);
NTSTATUS DdModify(PDEVICE_EXTENSION Extension, PIRP Irp);
VOID DdCancelRequests(PDEVICE_EXTENSION Extension, PFILE_OBJECT FileObject, NTSTATUS Status);

NTSTATUS DdStartHardware(PDEVICE_EXTENSION Extension, PCM_RESOURCE_LIST Translated);
VOID DdStopHardware(PDEVICE_EXTENSION Extension);
NTSTATUS DdSelfTest(PDEVICE_EXTENSION Extension);
BOOLEAN DdSynchronize(PDEVICE_EXTENSION Extension, PDDEDU_SYNCH Synch);

VOID DdStartIdleDetection(PDEVICE_EXTENSION Extension);
VOID DdStopIdleDetection(PDEVICE_EXTENSION Extension);
VOID DdNeedPower(PDEVICE_EXTENSION Extension);
BOOLEAN DdLockHardware(PDEVICE_EXTENSION Extension, PKIRQL Irql);
VOID DdReleaseHeld(PDEVICE_EXTENSION Extension);

VOID DdStartTransfer(PDEVICE_EXTENSION Extension);
VOID DdLaunchDma(PDEVICE_EXTENSION Extension, ULONG Address, ULONG Length, BOOLEAN ToMemory);
VOID DdArmWatchdog(PDEVICE_EXTENSION Extension);
BOOLEAN DdClaimOperation(PDEVICE_EXTENSION Extension, BOOLEAN Dma);
VOID DdTransferDone(PDEVICE_EXTENSION Extension);
VOID DdReleaseTransfer(PDEVICE_EXTENSION Extension);
VOID DdFinishOperation(PDEVICE_EXTENSION Extension, NTSTATUS Status, ULONG_PTR Information);

#endif
