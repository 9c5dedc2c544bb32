/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the two drivers and the program agree on. Each command is answered by the
 * WDM driver as control code BENCH_WDM_CODE, and by the native one as the Linux
 * ioctl BENCH_NATIVE_CODE of the same function number.
 */
#ifndef BENCHIOCTL_H
#define BENCHIOCTL_H

/* Function numbers. In and out: one 32-bit number. */
#define BENCH_INVERT	0	/* returns the inverse: a request that ends at once */
#define BENCH_INTERRUPT	1	/* raises an interrupt; ends in its deferred part */
#define BENCH_DPC	2	/* n times a deferred call; returns the cost of all */
#define BENCH_SPINLOCK	3	/* n times lock and unlock; returns the cost of all */
#define BENCH_EVENT	4	/* n times to another thread and back */
#define BENCH_TIMER	5	/* n times a timer set and cancelled */
#define BENCH_TIMERS	6	/* the same with BENCH_OTHERS more set, if it is WDM's */
#define BENCH_POOL	7	/* n times BENCH_BYTES allocated and freed */
#define BENCH_LOOKASIDE	8	/* n times BENCH_BYTES from a cache of such blocks, and back */

#define BENCH_OTHERS	100000
#define BENCH_BYTES	200

#define BENCH_WDM_CODE(n)	(0x220000 | (0x800 + (n)) << 2)	/* METHOD_BUFFERED */
#define BENCH_NATIVE_CODE(n)	_IOWR('B', (n), unsigned int)

#endif
