/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: the threads that serve queues; between the files that wait. */
#ifndef _WDM_KE_QUEUE_H
#define _WDM_KE_QUEUE_H

#include <linux/atomic.h>

struct _KQUEUE;

/* Threads that serve a queue. */
extern atomic_t wdm_queue_threads;

/*
 * The current thread is about to sleep. Returns the queue to be told when it runs
 * again, NULL if it serves none.
 */
struct _KQUEUE *wdm_queue_thread_sleeps(void);
void wdm_queue_thread_runs(struct _KQUEUE *queue);

#endif
