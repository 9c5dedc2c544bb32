/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddfilter.h

    The driver's own definitions.

--*/
#ifndef DDFILTER_H
#define DDFILTER_H

#include <ntddk.h>
#include "ddfilterioctl.h"

#define DDFILTER_POOL_TAG 'tFDD'

C_ASSERT(DDFILTER_MAJOR_FUNCTIONS == IRP_MJ_MAXIMUM_FUNCTION + 1);

//
// Every dispatch routine is called for devices of both kinds.
//
typedef enum _DDFILTER_KIND {
    DdFilterKindDevice,
    DdFilterKindControl
} DDFILTER_KIND;

typedef struct _COMMON_EXTENSION {
    DDFILTER_KIND Kind;
} COMMON_EXTENSION, *PCOMMON_EXTENSION;

typedef struct _DEVICE_EXTENSION {
    COMMON_EXTENSION Common;
    LIST_ENTRY DriverLink;      // on DdFilterDevices
    ULONG Number;               // for programs
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Lower;
    IO_REMOVE_LOCK RemoveLock;
    volatile LONG UsageCount;   // in paths of special files

    KSPIN_LOCK RuleLock;        // Rule, Seen, Done
    DDFILTER_RULE Rule;
    ULONG Seen;                 // requests that the rule is about
    ULONG Done;                 // those that it was applied to
    volatile LONG HasRule;      // for a look without the lock

    IO_CSQ DelayQueue;
    KSPIN_LOCK DelayLock;
    LIST_ENTRY DelayList;
    BOOLEAN DelayClosed;        // nothing may wait any more; DelayLock
    KTIMER DelayTimer;
    KDPC DelayDpc;
    PIO_WORKITEM DelayWork;
    volatile LONG DelayWorkQueued;

    volatile LONGLONG Passed[DDFILTER_MAJOR_FUNCTIONS];
    volatile LONGLONG Failed;
    volatile LONGLONG Delayed;
    volatile LONGLONG Cancelled;
    volatile LONGLONG Succeeded;
    volatile LONGLONG Unsuccessful;
    volatile LONGLONG Bytes;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

//
// When a waiting request is due, in interrupt time; kept in the IRP.
//
FORCEINLINE ULONGLONG
DdFilterDueTime(PIRP Irp)
{
    ULONGLONG time;

    RtlCopyMemory(&time, Irp->Tail.Overlay.DriverContext, sizeof(time));
    return time;
}

FORCEINLINE VOID
DdFilterSetDueTime(PIRP Irp, ULONGLONG Time)
{
    RtlCopyMemory(Irp->Tail.Overlay.DriverContext, &Time, sizeof(Time));
}

extern LIST_ENTRY DdFilterDevices;
extern FAST_MUTEX DdFilterLock;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DdFilterUnload;
DRIVER_ADD_DEVICE DdFilterAddDevice;
DRIVER_DISPATCH DdFilterDispatchPass;
DRIVER_DISPATCH DdFilterDispatchCreateClose;
DRIVER_DISPATCH DdFilterDispatchCleanup;
DRIVER_DISPATCH DdFilterDispatchReadWrite;
DRIVER_DISPATCH DdFilterDispatchDeviceControl;
DRIVER_DISPATCH DdFilterDispatchPnp;
DRIVER_DISPATCH DdFilterDispatchPower;
IO_COMPLETION_ROUTINE DdFilterWatchCompletion;
KDEFERRED_ROUTINE DdFilterDelayDpc;
IO_WORKITEM_ROUTINE DdFilterDelayWork;

NTSTATUS DdFilterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information);
NTSTATUS DdFilterPassDown(PDEVICE_EXTENSION Extension, PIRP Irp);

NTSTATUS DdFilterCreateControl(PDRIVER_OBJECT DriverObject);
VOID DdFilterDeleteControl(VOID);
NTSTATUS DdFilterControl(PIRP Irp);

NTSTATUS DdFilterInitializeDelays(PDEVICE_EXTENSION Extension);
VOID DdFilterHold(PDEVICE_EXTENSION Extension, PIRP Irp, ULONG Milliseconds);
VOID DdFilterSendDelayed(PDEVICE_EXTENSION Extension, BOOLEAN All);
VOID DdFilterCancelDelayed(PDEVICE_EXTENSION Extension, PFILE_OBJECT FileObject);
VOID DdFilterEndDelays(PDEVICE_EXTENSION Extension);

#endif
