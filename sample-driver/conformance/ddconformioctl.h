/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddconformioctl.h

    What programs see of the conformance driver: how many checks it has, their
    names, and the results of running them, one at a time.

--*/
#ifndef DDCONFORMIOCTL_H
#define DDCONFORMIOCTL_H

#define DDCONFORM_CTL(Function) \
    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (Function), METHOD_BUFFERED, FILE_ANY_ACCESS)

// Out: ULONG, the number of checks.
#define IOCTL_DDCONFORM_COUNT DDCONFORM_CTL(0)

// In: ULONG, the number of a check. Out: DDCONFORM_RESULT with its name alone.
#define IOCTL_DDCONFORM_NAME  DDCONFORM_CTL(1)

// In: ULONG, the number of a check. Out: DDCONFORM_RESULT. Returns after
// DDCONFORM_SECONDS at the latest.
#define IOCTL_DDCONFORM_RUN   DDCONFORM_CTL(2)

#define DDCONFORM_SECONDS 20

#define DDCONFORM_NOT_RUN  0
#define DDCONFORM_PASSED   1
#define DDCONFORM_FAILED   2
#define DDCONFORM_SKIPPED  3    // it can't be found out here; Text says why
#define DDCONFORM_STOPPED  4    // the check didn't come to its end

typedef struct _DDCONFORM_RESULT {
    ULONG Number;
    ULONG Result;
    ULONG Line;                 // of the first expectation that wasn't met
    ULONG Reserved;
    char Name[48];
    char Text[192];             // that expectation
} DDCONFORM_RESULT, *PDDCONFORM_RESULT;

#endif
