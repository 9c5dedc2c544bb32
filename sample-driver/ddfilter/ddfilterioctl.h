/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddfilterioctl.h

    What programs see of ddfilter: the control device \\.\DDFilter, which is
    there as long as ddfilter is in a stack. It counts the requests that pass
    each of its devices, and lets chosen ones fail or wait.

--*/
#ifndef DDFILTERIOCTL_H
#define DDFILTERIOCTL_H

#define DDFILTER_CTL(Function, Access) \
    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900 + (Function), METHOD_BUFFERED, (Access))

// Out: DDFILTER_LIST, as many numbers as fit.
#define IOCTL_DDFILTER_LIST           DDFILTER_CTL(0, FILE_READ_ACCESS)

// In: ULONG, number of a device. Out: DDFILTER_STATISTICS.
#define IOCTL_DDFILTER_GET_STATISTICS DDFILTER_CTL(1, FILE_READ_ACCESS)

// In: DDFILTER_RULE. It replaces the one that the device has.
#define IOCTL_DDFILTER_SET_RULE       DDFILTER_CTL(2, FILE_WRITE_ACCESS)

// In: ULONG, number of a device. Its rule goes; what waits is sent on.
#define IOCTL_DDFILTER_CLEAR_RULE     DDFILTER_CTL(3, FILE_WRITE_ACCESS)

#define DDFILTER_MAJOR_FUNCTIONS 28

typedef struct _DDFILTER_LIST {
    ULONG Count;                // of devices, which may be more than fit
    ULONG Numbers[1];
} DDFILTER_LIST, *PDDFILTER_LIST;

typedef struct _DDFILTER_STATISTICS {
    ULONG Number;
    ULONG Reserved;
    ULONGLONG Passed[DDFILTER_MAJOR_FUNCTIONS];     // by major function
    ULONGLONG Failed;           // by the rule
    ULONGLONG Delayed;          // by the rule
    ULONGLONG Cancelled;        // while they waited
    ULONGLONG Succeeded;        // as the drivers below said; with Watch only
    ULONGLONG Unsuccessful;
    ULONGLONG Bytes;            // of Succeeded, read and written
} DDFILTER_STATISTICS, *PDDFILTER_STATISTICS;

typedef enum _DDFILTER_ACTION {
    DdFilterPass,               // only watch
    DdFilterFail,               // complete with Status
    DdFilterDelay               // send on after Milliseconds
} DDFILTER_ACTION;

typedef struct _DDFILTER_RULE {
    ULONG Number;               // of the device
    ULONG Action;               // DDFILTER_ACTION
    ULONG MajorFunction;        // IRP_MJ_READ, IRP_MJ_WRITE or IRP_MJ_DEVICE_CONTROL
    ULONG IoControlCode;        // of IRP_MJ_DEVICE_CONTROL; 0: any
    ULONG Every;                // 1: each of them, 2: every second one ...
    ULONG Count;                // so many in all; 0: without end
    ULONG Status;               // for DdFilterFail; an error
    ULONG Milliseconds;         // for DdFilterDelay
    ULONG Watch;                // 1: count how requests end, too
} DDFILTER_RULE, *PDDFILTER_RULE;

#define DDFILTER_MAXIMUM_DELAY 60000

#endif
