/* SPDX-License-Identifier: GPL-2.0 */
/* racesioctl.h: what the driver and its client agree on. */
#ifndef RACESIOCTL_H
#define RACESIOCTL_H

/* Runs one race; STATUS_NO_MORE_ENTRIES if there is none of that number. */
#define IOCTL_RACES_RUN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _RACES_ORDER {
    ULONG Race;
    ULONG HandOvers;
    ULONG Milliseconds;     /* after which it ends all the same; 0: never */
} RACES_ORDER;

typedef struct _RACES_RESULT {
    ULONG HandOvers;        /* from one processor to the other */
    ULONG Milliseconds;
    ULONG Failures;         /* each a check that didn't hold; the first ones are reported */
    ULONG Unfinished;       /* a side never came to an end: something was lost */
    char Name[56];
    char Report[440];
} RACES_RESULT;

#endif
