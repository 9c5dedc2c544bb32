/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddconform.h

    The driver's own definitions. A check is a routine that does something which
    a reference page describes, and compares what comes of it with the page:

        // RtlInitUnicodeString: the terminating zero counts for MaximumLength only.
        CHECK(RtlInitUnicodeString_Lengths)
        {
            UNICODE_STRING string;

            RtlInitUnicodeString(&string, L"abc");
            EXPECT(string.Length == 6);
        }

    and has a line in the list at the end of its file. It runs in a system thread
    of its own, at PASSIVE_LEVEL, and leaves nothing behind. An expectation that
    isn't met doesn't end it, so that it can clean up.

--*/
#ifndef DDCONFORM_H
#define DDCONFORM_H

#include <ntddk.h>
#include "ddconformioctl.h"

#define DDCONFORM_POOL_TAG 'fnCD'

//
// mingw-w64 declares the pointers to these types as imported data, which is one
// indirection more than ntoskrnl.exe's exports have.
//
#ifdef __MINGW32__
#define EVENT_TYPE ((POBJECT_TYPE)ExEventObjectType)
#define FILE_TYPE ((POBJECT_TYPE)IoFileObjectType)
#else
#define EVENT_TYPE (*ExEventObjectType)
#define FILE_TYPE (*IoFileObjectType)
#endif

typedef VOID DD_CHECK_ROUTINE(PDDCONFORM_RESULT Result);

typedef struct _DD_CHECK {
    const char *Name;
    DD_CHECK_ROUTINE *Routine;
} DD_CHECK;

typedef struct _DD_CHECK_LIST {
    const DD_CHECK *Checks;
    ULONG Count;
} DD_CHECK_LIST;

#define CHECK(CheckName) static VOID CheckName(PDDCONFORM_RESULT Result)
#define ENTRY(CheckName) { #CheckName, CheckName }
#define CHECK_LIST(ListName) \
    const DD_CHECK_LIST ListName = { ListName##Entries, RTL_NUMBER_OF(ListName##Entries) }

#define EXPECT(Condition) \
    ((Condition) ? (VOID)0 : DdConformFail(Result, __LINE__, #Condition))

// For what a check can't do without.
#define REQUIRE(Condition) \
    do { \
        if (!(Condition)) { \
            DdConformFail(Result, __LINE__, #Condition); \
            return; \
        } \
    } while (0)

VOID DdConformFail(PDDCONFORM_RESULT Result, ULONG Line, const char *Condition);
VOID DdConformSkip(PDDCONFORM_RESULT Result, const char *Reason);
VOID DdSleep(LONG Milliseconds);
BOOLEAN DdRunThread(PKSTART_ROUTINE Routine, PVOID Context, PVOID *Thread);
VOID DdJoinThread(PVOID Thread);

extern PDRIVER_OBJECT DdDriverObject;
extern PDEVICE_OBJECT DdControlDevice;
extern UNICODE_STRING DdRegistryPath;     // with a terminating zero

extern const DD_CHECK_LIST DdStringChecks, DdNumberChecks, DdBitmapChecks, DdTableChecks,
    DdListChecks, DdEventChecks, DdTimerChecks, DdIrqlChecks, DdThreadChecks, DdPoolChecks,
    DdResourceChecks, DdRegistryChecks, DdObjectChecks, DdDeviceChecks, DdRequestChecks,
    DdQueueChecks, DdMemoryChecks;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DdConformUnload;
DRIVER_DISPATCH DdConformCreateClose;
DRIVER_DISPATCH DdConformControl;

//
// A device that the checks make for themselves, and send their own requests to
//
typedef enum _DD_TARGET_MODE {
    DdTargetComplete,           // at once, with success
    DdTargetFail,               // at once, with STATUS_DEVICE_BUSY
    DdTargetPend,               // kept in Pending
    DdTargetPendCancelable,     // the same, with a cancel routine
    DdTargetSkip,               // passed on to Lower
    DdTargetCopy                // passed on, with a completion routine
} DD_TARGET_MODE;

typedef struct _DD_TARGET {
    DD_TARGET_MODE Mode;
    PDEVICE_OBJECT Lower;
    PIRP Pending;
    ULONG Calls;
    ULONG Completions;
    ULONG Cancels;
    IO_STACK_LOCATION Stack;    // what the last request said
    PIO_STACK_LOCATION Location;
    PVOID Buffer;
} DD_TARGET, *PDD_TARGET;

// DATA is bytes that are inverted in place.
#define IOCTL_TARGET_DATA CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_TARGET_DIRECT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x901, METHOD_OUT_DIRECT, FILE_ANY_ACCESS)
#define IOCTL_TARGET_NEITHER CTL_CODE(FILE_DEVICE_UNKNOWN, 0x902, METHOD_NEITHER, FILE_ANY_ACCESS)

DRIVER_DISPATCH DdTargetDispatch;
PDEVICE_OBJECT DdNewTarget(DD_TARGET_MODE Mode);
VOID DdCompletePending(PDEVICE_OBJECT Target, NTSTATUS Status, ULONG_PTR Information);

FORCEINLINE PDD_TARGET
DdTarget(PDEVICE_OBJECT DeviceObject)
{
    return DeviceObject->DeviceExtension;
}

#endif
