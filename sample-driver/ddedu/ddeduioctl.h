/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddeduioctl.h

    What programs see of ddedu: control codes and the structures that travel
    with them. Reads and writes address the 4096 bytes of the edu's memory by
    the file offset.

--*/
#ifndef DDEDUIOCTL_H
#define DDEDUIOCTL_H

#define DDEDU_MEMORY_SIZE 4096

//
// The class of the device interface, and the WMI data block with the statistics
//
#ifdef DEFINE_GUID
DEFINE_GUID(GUID_DEVINTERFACE_DDEDU,
    0x5c3c1f0b, 0x6a2e, 0x4a58, 0x9e, 0x0c, 0x8b, 0x8f, 0x3c, 0x0e, 0x2d, 0x11);
DEFINE_GUID(GUID_DDEDU_STATISTICS,
    0x9d0f7c1e, 0x2b64, 0x4f0b, 0xa3, 0x5d, 0x61, 0x0e, 0x7b, 0x92, 0xc4, 0x58);
#endif

#define DDEDU_CTL(Function, Method, Access) \
    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (Function), (Method), (Access))

// In: ULONG n. Out: ULONG, n! modulo 2^32, computed by the device.
#define IOCTL_DDEDU_FACTORIAL         DDEDU_CTL(0, METHOD_BUFFERED, FILE_ANY_ACCESS)

// In: ULONG. Out: ULONG, its inverse as the device returns it.
#define IOCTL_DDEDU_LIVENESS          DDEDU_CTL(1, METHOD_BUFFERED, FILE_ANY_ACCESS)

// Out: ULONG, the values raised. Pends until the next IOCTL_DDEDU_RAISE_INTERRUPT.
#define IOCTL_DDEDU_WAIT_INTERRUPT    DDEDU_CTL(2, METHOD_BUFFERED, FILE_READ_ACCESS)

// In: ULONG, the value to raise; only bits of DDEDU_USER_INTERRUPTS.
#define IOCTL_DDEDU_RAISE_INTERRUPT   DDEDU_CTL(3, METHOD_BUFFERED, FILE_WRITE_ACCESS)

// Out: DDEDU_STATISTICS, as much of it as fits.
#define IOCTL_DDEDU_GET_STATISTICS    DDEDU_CTL(4, METHOD_OUT_DIRECT, FILE_READ_ACCESS)

// In: DDEDU_SELF_TEST. The data in the second buffer goes to the device and
// back, and is compared; Information is the number of bytes that agree. The last
// byte of the device's memory is out of reach.
#define IOCTL_DDEDU_DMA_SELF_TEST     DDEDU_CTL(5, METHOD_IN_DIRECT, FILE_WRITE_ACCESS)

// Out: ULONG, the identification register.
#define IOCTL_DDEDU_IDENTIFY          DDEDU_CTL(6, METHOD_NEITHER, FILE_ANY_ACCESS)

// In: DDEDU_MODIFY. Out: ULONG, the value before.
#define IOCTL_DDEDU_READ_MODIFY_WRITE DDEDU_CTL(7, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

// The next operation of the device is started without its interrupt, so that
// the time-out can be seen at work.
#define IOCTL_DDEDU_LOSE_INTERRUPT    DDEDU_CTL(8, METHOD_BUFFERED, FILE_WRITE_ACCESS)

// Bits 0 and 8 are the device's own: factorial done, DMA done.
#define DDEDU_USER_INTERRUPTS 0xFFFFFEFEU

// Above this, the answer is 0 anyway and only takes longer.
#define DDEDU_FACTORIAL_MAXIMUM 0xFFFFFU

typedef struct _DDEDU_SELF_TEST {
    ULONG Offset;               // in the device's memory
} DDEDU_SELF_TEST, *PDDEDU_SELF_TEST;

typedef struct _DDEDU_MODIFY {
    ULONG Offset;               // in the device's memory, of a ULONG
    ULONG AndMask;
    ULONG OrMask;
} DDEDU_MODIFY, *PDDEDU_MODIFY;

typedef enum _DDEDU_ROUTINE {
    DdRtnDriverEntry,
    DdRtnUnload,
    DdRtnReinitialize,
    DdRtnAddDevice,
    DdRtnDispatchCreate,
    DdRtnDispatchClose,
    DdRtnDispatchCleanup,
    DdRtnDispatchReadWrite,
    DdRtnDispatchDeviceControl,
    DdRtnDispatchPnp,
    DdRtnDispatchPower,
    DdRtnDispatchSystemControl,
    DdRtnStartIo,
    DdRtnInterruptService,
    DdRtnInterruptMessageService,
    DdRtnDpcForIsr,
    DdRtnCustomDpc,
    DdRtnSynchCritSection,
    DdRtnAdapterControl,
    DdRtnAdapterListControl,
    DdRtnIoCompletion,
    DdRtnCancel,
    DdRtnCustomTimerDpc,
    DdRtnIoTimer,
    DdRtnMaximum
} DDEDU_ROUTINE;

typedef struct _DDEDU_ROUTINE_STATISTICS {
    ULONG Count;                // calls since the driver was loaded
    ULONG IrqlMask;             // bit n: it saw itself at IRQL n
} DDEDU_ROUTINE_STATISTICS, *PDDEDU_ROUTINE_STATISTICS;

typedef struct _DDEDU_STATISTICS {
    ULONG Size;                 // of this structure
    ULONG RoutineCount;         // DdRtnMaximum
    ULONG MessageSignaled;      // 1: interrupts come as messages
    ULONG ReinitializeCount;    // the Count that DDReinitialize saw last
    ULONG SelfTestStatus;       // NTSTATUS of the start-up self-test
    ULONG SecondsRunning;       // by the IoTimer
    ULONG Interrupts;           // claimed by this device
    ULONG InterruptsLastSecond;
    ULONG ForeignInterrupts;    // of others on a shared line
    ULONG Timeouts;
    ULONG Cancelled;
    ULONG Reserved;
    ULONGLONG BytesRead;
    ULONGLONG BytesWritten;
    DDEDU_ROUTINE_STATISTICS Routines[DdRtnMaximum];
} DDEDU_STATISTICS, *PDDEDU_STATISTICS;

#endif
