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

#define BENCH_WDM_CODE(n)	(0x220000 | (0x800 + (n)) << 2)	/* METHOD_BUFFERED */
#define BENCH_NATIVE_CODE(n)	_IOWR('B', (n), unsigned int)

#endif
