/* SPDX-License-Identifier: GPL-2.0 */
/* What msix-client asks of the driver msix. */
#ifndef MSIXIOCTL_H
#define MSIXIOCTL_H

#define MSIX_MESSAGES   5

// How to connect; in: one of these, out: MSIX_CONNECTION.
#define IOCTL_MSIX_CONNECT  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, METHOD_BUFFERED, FILE_ANY_ACCESS)

#define MSIX_BY_MESSAGE             0   // CONNECT_MESSAGE_BASED, falls back to the line
#define MSIX_BY_VECTOR              1   // CONNECT_FULLY_SPECIFIED, each for itself
#define MSIX_BY_VECTOR_GROUP        2   // ..._GROUP, message N to processor N % 2
#define MSIX_BY_LINE                3   // CONNECT_LINE_BASED
#define MSIX_PASSIVE_BY_MESSAGE     4   // CONNECT_MESSAGE_BASED_PASSIVE
#define MSIX_PASSIVE_BY_VECTOR      5   // CONNECT_FULLY_SPECIFIED at PASSIVE_LEVEL

typedef struct _MSIX_CONNECTION {
    ULONG Status;
    ULONG Version;              // as IoConnectInterruptEx left it
    ULONG MessageCount;         // vectors connected
    ULONG UnifiedIrql;
    ULONG Irql[MSIX_MESSAGES];
    ULONG Vector[MSIX_MESSAGES];
    ULONG Latched[MSIX_MESSAGES];
    ULONGLONG TargetProcessorSet[MSIX_MESSAGES];
    ULONGLONG Affinity[MSIX_MESSAGES];  // IoGetAffinityInterrupt
    ULONG Legacy;               // MSIX_LEGACY_...: what the older routines found at START
    ULONG Reserved;
} MSIX_CONNECTION;

#define MSIX_LEGACY_VECTOR      1   // HalGetInterruptVector: the one of the resources
#define MSIX_LEGACY_ADAPTER     2   // HalGetAdapter
#define MSIX_LEGACY_SLOT        4   // HalAssignSlotResources: the same raw resources
#define MSIX_LEGACY_REFUSED     8   // nothing for another line, another slot, another driver

#define IOCTL_MSIX_DISCONNECT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x901, METHOD_BUFFERED, FILE_ANY_ACCESS)

// Makes the device raise the causes of a mask; in: the mask, out: MSIX_COUNTS, what
// has been seen since the connection. Bit N is routed to message N.
#define IOCTL_MSIX_RAISE    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x902, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _MSIX_COUNTS {
    ULONG Count[MSIX_MESSAGES];
    ULONG Foreign;              // ISR calls that were not for this device
    ULONG Wrong;                // a MessageId that isn't its interrupt object's
    ULONG IrqlMask;             // of the ISR
    ULONG SynchronizeIrqlMask;  // of the routine under KeSynchronizeExecution
    ULONG Reserved;
    ULONGLONG Processors[MSIX_MESSAGES];
} MSIX_COUNTS;

#endif
