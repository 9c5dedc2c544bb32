// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: sleeping, with timeouts as WDM has them.
 *
 * Relative times run by the monotonic clock, absolute ones by the real-time clock and
 * its changes; both to the precision of the high-resolution timers.
 */
#include <linux/hrtimer.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include <wdm.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "queue.h"
#include "shared_data.h"
#include "wait_limits.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a

/* 100 ns to ns, for values that may be meant as "never". */
static ktime_t units_to_ktime(u64 units)
{
	return units > KTIME_MAX / WDM_NS_PER_UNIT ? KTIME_MAX : units * WDM_NS_PER_UNIT;
}

static void set_deadline(struct wdm_wait_limits *l, LONGLONG timeout)
{
	l->has_deadline = true;
	if (timeout < 0) {
		l->clock = CLOCK_MONOTONIC;
		l->deadline = ktime_add_safe(ktime_get(), units_to_ktime(-(u64)timeout));
	} else {
		l->clock = CLOCK_REALTIME;
		timeout -= WDM_UNIX_EPOCH;
		l->deadline = timeout > 0 ? units_to_ktime(timeout) : 0;
	}
}

/*
 * A kernel-mode wait may take for ever without anything being wrong, so it is idle
 * for the load average and the detector of hung tasks. Waits on behalf of the user
 * end with a signal, which is what thread termination and user APCs are here; not
 * while the thread has APCs disabled.
 */
void wdm_wait_limits_init(struct wdm_wait_limits *l, KPROCESSOR_MODE mode, BOOLEAN alertable,
			  PLARGE_INTEGER timeout)
{
	l->state = TASK_IDLE;
	l->has_deadline = false;
	l->poll = timeout && !timeout->QuadPart;
	l->alertable = alertable;
	l->mode = mode;
	l->of_queue = false;
	if (l->poll)
		return;
	if (timeout)
		set_deadline(l, timeout->QuadPart);

	if (likely(mode == KernelMode && !alertable))
		return;
	if (current->flags & PF_KTHREAD || KeAreApcsDisabled())
		return;
	l->interrupted = mode == KernelMode ? STATUS_ALERTED : STATUS_USER_APC;
	l->state = alertable ? TASK_INTERRUPTIBLE : TASK_KILLABLE | TASK_NOLOAD;
	l->state |= TASK_FREEZABLE;
}

/* Sleeps until woken for whatever reason. False: the deadline has passed. */
static bool sleep_once(struct wdm_wait_limits *l)
{
	if (!l->has_deadline) {
		schedule();
		return true;
	}
	return schedule_hrtimeout_range_clock(&l->deadline, 0, HRTIMER_MODE_ABS, l->clock) != 0;
}

static bool is_alerted(const struct wdm_wait_limits *l)
{
	return l->alertable && unlikely(atomic_read(&wdm_alerts)) && wdm_alert_take(l->mode);
}

NTSTATUS wdm_wait_polled(const struct wdm_wait_limits *l, NTSTATUS status)
{
	return status == STATUS_TIMEOUT && is_alerted(l) ? STATUS_ALERTED : status;
}

static NTSTATUS sleep(const bool *done, struct wdm_wait_limits *l)
{
	NTSTATUS status = STATUS_WAIT_0;

	for (;;) {
		set_current_state(l->state);
		/* Pairs with publish() in wait.c. */
		if (smp_load_acquire(done))
			break;
		/* Pairs with the inserter of an APC, who wakes this thread after it. */
		if (unlikely(atomic_read(&wdm_thread_work)) && wdm_thread_has_work()) {
			status = STATUS_KERNEL_APC;
			break;
		}
		if (is_alerted(l)) {
			status = STATUS_ALERTED;
			break;
		}
		if (signal_pending_state(l->state, current)) {
			status = l->interrupted;
			break;
		}
		if (!sleep_once(l)) {
			status = STATUS_TIMEOUT;
			break;
		}
	}
	__set_current_state(TASK_RUNNING);
	return status;
}

NTSTATUS wdm_wait_sleep(const bool *done, struct wdm_wait_limits *l)
{
	struct _KQUEUE *queue = NULL;
	NTSTATUS status;

	/* A thread that serves a queue makes room for another while it sleeps. */
	if (unlikely(atomic_read(&wdm_queue_threads)) && !l->of_queue && !READ_ONCE(*done))
		queue = wdm_queue_thread_sleeps();
	status = sleep(done, l);
	if (unlikely(queue))
		wdm_queue_thread_runs(queue);
	if (status == STATUS_TIMEOUT)
		wdm_shared_data_refresh();
	return status;
}

void wdm_wait_at_high_irql(struct wdm_wait_limits *l, const void *object, const void *caller)
{
	KIRQL irql = KeGetCurrentIrql();

	if (likely(irql < DISPATCH_LEVEL))
		return;
	wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)object, irql, 0, (uintptr_t)caller,
		       caller, "a wait that may sleep, at IRQL %u", irql);
	l->poll = true;
}

/**
 * KeDelayExecutionThread - sleep
 * @WaitMode: as for KeWaitForSingleObject()
 * @Alertable: as for KeWaitForSingleObject()
 * @Interval: in 100 ns; negative: from now; positive: until that system time
 *
 * An interval of 0 lets other threads run.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS after the whole time, STATUS_ALERTED, STATUS_USER_APC.
 */
NTSTATUS NTAPI KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				      PLARGE_INTEGER Interval)
{
	const bool never = false;
	struct wdm_wait_limits limits;
	NTSTATUS status;

	wdm_wait_limits_init(&limits, WaitMode, Alertable, Interval);
	wdm_wait_check_irql(&limits, NULL, WDM_CALLER());
	if (limits.poll) {
		if (wdm_irql_is_low()) {
			wdm_thread_look();
			cond_resched();
		}
		status = wdm_wait_polled(&limits, STATUS_TIMEOUT);
		return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
	}

	might_sleep();
	while ((status = wdm_wait_sleep(&never, &limits)) == STATUS_KERNEL_APC)
		wdm_thread_do_work();
	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}
WDM_EXPORT(KeDelayExecutionThread);
