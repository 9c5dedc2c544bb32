/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FAULTSIOCTL_H
#define FAULTSIOCTL_H

/*
 * All METHOD_NEITHER: the input buffer is read from, the output buffer written to, at
 * the addresses that the program gives. Completed with the code of the exception, its
 * second parameter (the bad address) in Information; without one with STATUS_SUCCESS,
 * and the sum of the bytes read, or the number of bytes.
 */
#define FAULTS_CTL(n)           CTL_CODE(0x8002, 0x900 + (n), METHOD_NEITHER, FILE_ANY_ACCESS)

#define IOCTL_FAULTS_READ       FAULTS_CTL(0)   /* byte by byte, not probed */
#define IOCTL_FAULTS_WRITE      FAULTS_CTL(1)
#define IOCTL_FAULTS_PROBE_READ FAULTS_CTL(2)   /* ProbeForRead, then byte by byte */
#define IOCTL_FAULTS_PROBE_WRITE FAULTS_CTL(3)
#define IOCTL_FAULTS_COPY_FROM  FAULTS_CTL(4)   /* RtlCopyMemory from the input */
#define IOCTL_FAULTS_COPY_TO    FAULTS_CTL(5)   /* RtlCopyMemory to the output */
#define IOCTL_FAULTS_MOVE       FAULTS_CTL(6)   /* RtlMoveMemory, input to output */
#define IOCTL_FAULTS_ZERO       FAULTS_CTL(7)   /* RtlZeroMemory of the output */
#define IOCTL_FAULTS_COMPARE    FAULTS_CTL(8)   /* RtlEqualMemory of input and output */
#define IOCTL_FAULTS_PROBE_WAIT_READ FAULTS_CTL(9)  /* ProbeForRead, 300 ms, RtlCopyMemory */
#define IOCTL_FAULTS_MANY_READS FAULTS_CTL(10)  /* probe and read many times, count faults */
#define IOCTL_FAULTS_STRING     FAULTS_CTL(11)  /* RtlInitUnicodeString of the input */
#define IOCTL_FAULTS_RMW        FAULTS_CTL(12)  /* InterlockedIncrement of the output */

/* What is no matter of addresses: 0, or the line of the check that failed */
#define IOCTL_FAULTS_BLOCKS     FAULTS_CTL(20)

/* Each of these is a report of wdmcore, and no return. */
#define IOCTL_FAULTS_OUTSIDE    FAULTS_CTL(30)  /* a null pointer outside of any __try */
#define IOCTL_FAULTS_KERNEL     FAULTS_CTL(31)  /* a bad kernel address inside of one */
#define IOCTL_FAULTS_RAISE      FAULTS_CTL(32)  /* ExRaiseStatus outside */

/* Each of these returns; the report is about what it has queued. */
#define IOCTL_FAULTS_WORK_ITEM  FAULTS_CTL(33)  /* a null pointer in a work item */
#define IOCTL_FAULTS_DPC        FAULTS_CTL(34)  /* in a DPC, which stops the machine */

#endif
