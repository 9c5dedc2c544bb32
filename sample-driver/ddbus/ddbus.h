/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddbus.h

    The driver's own definitions.

--*/
#ifndef DDBUS_H
#define DDBUS_H

#include <ntddk.h>
#include "ddbusioctl.h"

#define DDBUS_POOL_TAG 'sBDD'

typedef struct _COMMON_EXTENSION {
    BOOLEAN IsFdo;
    PDEVICE_OBJECT Self;
} COMMON_EXTENSION, *PCOMMON_EXTENSION;

typedef struct _FDO_EXTENSION {
    COMMON_EXTENSION Common;
    PDEVICE_OBJECT Pdo;         // of the bus itself
    PDEVICE_OBJECT Lower;
    IO_REMOVE_LOCK RemoveLock;
    UNICODE_STRING InterfaceName;
    UNICODE_STRING LinkName;    // in LinkBuffer
    WCHAR LinkBuffer[32];

    FAST_MUTEX ChildrenLock;
    LIST_ENTRY Children;        // PDO_EXTENSION.Link; ChildrenLock
    BOOLEAN Gone;               // nothing can be plugged in any more; ChildrenLock
    DDBUS_STATISTICS Statistics;    // by interlocked operations
} FDO_EXTENSION, *PFDO_EXTENSION;

//
// A child's PDO is deleted when it is neither there nor known to the PnP manager
// to be there. Until then it outlives any number of stacks above it.
//
typedef struct _PDO_EXTENSION {
    COMMON_EXTENSION Common;
    PFDO_EXTENSION Bus;
    LIST_ENTRY Link;
    ULONG Serial;
    BOOLEAN Present;            // the hardware is there; ChildrenLock
    BOOLEAN Reported;           // named in the last answer; ChildrenLock

    IO_CSQ Queue;               // reads and writes, oldest first
    KSPIN_LOCK QueueLock;
    LIST_ENTRY QueueList;
    BOOLEAN Pulled;             // nothing is taken any more; QueueLock
    KTIMER Timer;               // for the oldest one
    KDPC Dpc;
    ULONG Latency;
    UCHAR Memory[DDBUS_CHILD_MEMORY];   // QueueLock
} PDO_EXTENSION, *PPDO_EXTENSION;

//
// When a waiting request is due, in interrupt time; kept in the IRP.
//
FORCEINLINE ULONGLONG
DdBusDueTime(PIRP Irp)
{
    ULONGLONG time;

    RtlCopyMemory(&time, Irp->Tail.Overlay.DriverContext, sizeof(time));
    return time;
}

FORCEINLINE VOID
DdBusSetDueTime(PIRP Irp, ULONGLONG Time)
{
    RtlCopyMemory(Irp->Tail.Overlay.DriverContext, &Time, sizeof(Time));
}
#define DdBusCount(Bus, Member) InterlockedIncrement((volatile LONG *)&(Bus)->Statistics.Member)

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DdBusUnload;
DRIVER_ADD_DEVICE DdBusAddDevice;
DRIVER_DISPATCH DdBusDispatchCreateClose;
DRIVER_DISPATCH DdBusDispatchReadWrite;
DRIVER_DISPATCH DdBusDispatchDeviceControl;
DRIVER_DISPATCH DdBusDispatchInternalControl;
DRIVER_DISPATCH DdBusDispatchPnp;
DRIVER_DISPATCH DdBusDispatchPower;
DRIVER_DISPATCH DdBusDispatchSystemControl;
KDEFERRED_ROUTINE DdBusTransferDpc;

NTSTATUS DdBusComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information);
NTSTATUS DdBusFdoPnp(PFDO_EXTENSION Bus, PIRP Irp);
NTSTATUS DdBusPdoPnp(PPDO_EXTENSION Child, PIRP Irp);

NTSTATUS DdBusPlugIn(PFDO_EXTENSION Bus, const DDBUS_PLUG_IN *Request);
NTSTATUS DdBusUnplug(PFDO_EXTENSION Bus, ULONG Serial);
NTSTATUS DdBusEject(PFDO_EXTENSION Bus, ULONG Serial);
NTSTATUS DdBusQueryRelations(PFDO_EXTENSION Bus, PIRP Irp);
VOID DdBusForgetChildren(PFDO_EXTENSION Bus);
VOID DdBusDeleteChildren(PFDO_EXTENSION Bus);
VOID DdBusDeleteIfGone(PPDO_EXTENSION Child);

NTSTATUS DdBusQueryId(PPDO_EXTENSION Child, PIRP Irp, BUS_QUERY_ID_TYPE Type);
NTSTATUS DdBusQueryText(PPDO_EXTENSION Child, PIRP Irp, DEVICE_TEXT_TYPE Type);
NTSTATUS DdBusQueryCapabilities(PPDO_EXTENSION Child, PDEVICE_CAPABILITIES Capabilities);
NTSTATUS DdBusQueryBusInformation(PIRP Irp);
NTSTATUS DdBusQueryTarget(PPDO_EXTENSION Child, PIRP Irp);

VOID DdBusInitializeQueue(PPDO_EXTENSION Child, ULONG Latency);
VOID DdBusAbortTransfers(PPDO_EXTENSION Child);
VOID DdBusEndQueue(PPDO_EXTENSION Child);

#endif
