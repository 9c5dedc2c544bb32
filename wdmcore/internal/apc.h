/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: what a thread has to do as soon as its IRQL allows it; alerts. */
#ifndef _WDM_INTERNAL_APC_H
#define _WDM_INTERNAL_APC_H

#include <linux/atomic.h>
#include <linux/types.h>

#include <wdm.h>

struct wdm_thread;

/*
 * Queued APCs and put off changes of affinity, of all threads. The count spares
 * everybody the look-up of the thread's block while there are none.
 */
extern atomic_t wdm_thread_work;

/* Is there something that the current thread may do now? IRQL: any */
bool wdm_thread_has_work(void);

/* Does it. Returns at once where that isn't allowed. IRQL: any */
void wdm_thread_do_work(void);

/* At every point where APCs may have become possible for the thread. */
static inline void wdm_thread_look(void)
{
	if (unlikely(atomic_read(&wdm_thread_work)))
		wdm_thread_do_work();
}

void wdm_apc_init_thread(struct wdm_thread *t);

/* @t, the current thread, takes no more APCs. IRQL: any */
void wdm_apc_refuse(struct wdm_thread *t);

/* The same; those that are queued are delivered or run down before. PASSIVE_LEVEL */
void wdm_apc_close(struct wdm_thread *t);

/* @t is gone: what it left is run down. IRQL <= DISPATCH_LEVEL */
void wdm_apc_abandon(struct wdm_thread *t);

/* Alerts that no thread has taken. */
extern atomic_t wdm_alerts;

/* True: an alert ends an alertable wait in @mode of the current thread. */
bool wdm_alert_take(KPROCESSOR_MODE mode);

/* affinity.c: what was set at DISPATCH_LEVEL */
void wdm_affinity_apply(struct wdm_thread *t);

#endif
