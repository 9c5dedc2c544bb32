/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ke: IRQL, spin locks, DPCs, timers, device queues, time, processors.
 *
 * IRQL is read off the Linux context and never remembered:
 *
 *	PASSIVE_LEVEL	process context, BH and interrupts on
 *	APC_LEVEL	the same, and the thread's block says so
 *	DISPATCH_LEVEL	softirq, or BH disabled
 *	above		hard interrupt, or interrupts disabled; which of the levels
 *			is a number per CPU that whoever disabled them leaves there
 *
 * A level is changed by who needs the change: KeAcquireSpinLock() at
 * DISPATCH_LEVEL disables nothing, and the release that names the old level is
 * the one that enables BH again, in whatever order locks are released.
 *
 * Lock order, outermost first:
 *	a driver's KSPIN_LOCKs
 *	wheel lock (timer.c)
 *	the lock of a dispatcher object (wait.c)
 *	DPC queue lock (dpc.c)
 *	a thread's task_lock; its apc_lock (apc.c), neither inside the other
 *	the scheduler's and hrtimers' own
 */
#ifndef _WDM_INTERNAL_KE_H
#define _WDM_INTERNAL_KE_H

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include <wdm.h>

int __init wdm_ke_init(void);
void wdm_ke_exit(void);

/*
 * Timers and DPCs of a driver that is gone: @start, @size is its image. What is
 * still armed or queued is reported and removed. Waits for running DPCs.
 * IRQL == PASSIVE_LEVEL
 */
void wdm_ke_driver_gone(const void *start, size_t size);

/* irql.c */

/* What a hard interrupt is at when nobody told a level. */
#define WDM_DEFAULT_DIRQL	12

/*
 * The level above DISPATCH_LEVEL that this CPU runs at. Interrupts must be
 * disabled already. Returns the level to give back, 0 for none.
 */
KIRQL wdm_dirql_enter(KIRQL irql);
void wdm_dirql_leave(KIRQL previous);

/*
 * Threads at APC_LEVEL. The count spares everybody else the look-up of the
 * thread: whoever sets irql_apc of a thread's block increments it.
 */
extern atomic_t wdm_apc_level_threads;

/* PASSIVE_LEVEL or APC_LEVEL: the part of the IRQL that the thread carries. */
KIRQL wdm_thread_irql(void);

/* Sets that part for the current thread, nothing else. */
void wdm_thread_irql_change(KIRQL irql);

/* Sets that part for the current thread; returns what it was. */
KIRQL wdm_thread_irql_set(KIRQL irql);

/* Below DISPATCH_LEVEL, that is: may this context sleep, as WDM sees it? */
static inline bool wdm_irql_is_low(void)
{
	return KeGetCurrentIrql() < DISPATCH_LEVEL;
}

/* GFP flags that the present IRQL allows. */
static __always_inline gfp_t wdm_irql_gfp(void)
{
	/* Spelt out, as preemptible() is always false on kernels without preemption. */
	return likely(!preempt_count() && !irqs_disabled()) ? GFP_KERNEL : GFP_ATOMIC;
}

/* spinlock.c */

/* No change of IRQL; interrupts may be disabled. A zeroed lock is a free one. */
void wdm_spin_acquire(PKSPIN_LOCK lock);
void wdm_spin_release(PKSPIN_LOCK lock);
bool wdm_spin_try_acquire(PKSPIN_LOCK lock);

/* @site: an address in the code that initialises the lock, lockdep's class. */
void wdm_spin_init(PKSPIN_LOCK lock, const void *site);

/* dpc.c */

int __init wdm_dpc_init(void);
void wdm_dpc_exit(void);
void wdm_dpc_driver_gone(const void *start, size_t size);

/*
 * Bits of this CPU's state, looked at whenever the IRQL falls below
 * DISPATCH_LEVEL. Only its own CPU changes it.
 */
#define WDM_DPC_PENDING		0x1U	/* the queue may hold something */
#define WDM_DPC_DRAINING	0x2U	/* a DPC routine is on this CPU's stack */
DECLARE_PER_CPU(unsigned int, wdm_dpc_state);

/* Runs this CPU's DPCs. BH must be disabled, interrupts on. */
void wdm_dpc_drain(void);

/*
 * For those who fell from above DISPATCH_LEVEL in their own way: runs what was
 * queued meanwhile if the IRQL allows it now.
 */
void wdm_dpc_run_pending(void);

/* processor.c */

int __init wdm_processor_init(void);
void wdm_processor_exit(void);
void wdm_processor_driver_gone(const void *start, size_t size);

/* bugcheck_callback.c */

int __init wdm_bug_check_init(void);
void wdm_bug_check_exit(void);
void wdm_bug_check_driver_gone(const void *start, size_t size);

/* KeBugCheckEx() of a driver's code at @caller. IRQL: any */
void __noreturn wdm_bug_check(u32 code, u64 p1, u64 p2, u64 p3, u64 p4, const void *caller);

/* A bug check is issued: calls what drivers have registered for it. IRQL: any */
void wdm_bug_check_callbacks(void);

/* timer.c */

int __init wdm_timer_init(void);
void wdm_timer_exit(void);
void wdm_timer_driver_gone(const void *start, size_t size);

/* KeSetTimerEx() with a period in 100 ns. IRQL: any; DPCs run when it falls */
bool wdm_timer_set(KTIMER *timer, s64 due_time, u32 period, KDPC *dpc);
/* If not, and it was, its DPC has been queued. IRQL: any */
bool wdm_timer_is_set(KTIMER *timer);

/* time.c */

#define WDM_UNITS_PER_SECOND	10000000LL	/* 100 ns each */
#define WDM_NS_PER_UNIT		100
/* From 1601, where system time starts, to 1970. */
#define WDM_UNIX_EPOCH		116444736000000000LL
/* What KeQueryTimeIncrement() says: 15.625 ms. */
#define WDM_TIME_INCREMENT	156250

s64 wdm_system_time(void);	/* 100 ns since 1601, UTC */
u64 wdm_interrupt_time(void);	/* 100 ns since boot, sleep included */

#endif /* _WDM_INTERNAL_KE_H */
