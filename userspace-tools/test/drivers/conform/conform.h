/* SPDX-License-Identifier: GPL-2.0 */
/*
 * conform.h: the driver checks what the reference pages say of standard routines.
 * A check that fails leaves a line in the buffer that IOCTL_CONFORM_RUN returns.
 */
#ifndef CONFORM_H
#define CONFORM_H

#define IOCTL_CONFORM_RUN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

#define CONFORM_GROUPS 10

#ifdef _NTDDK_
VOID ConformFail(const char *File, ULONG Line, const char *Condition);

#define CHECK(condition) \
    ((condition) ? (void)0 : ConformFail(__FILE__, __LINE__, #condition))

extern PDEVICE_OBJECT ConformDevice;
extern volatile LONG ConformReinitializeCount;

typedef VOID CONFORM_GROUP(VOID);
CONFORM_GROUP TestEvents, TestSemaphoresAndMutexes, TestTimers, TestDpcs, TestWorkItems,
    TestThreads, TestRemoveLock, TestCancelSafeQueue, TestPool, TestIrql;
#endif

#endif
