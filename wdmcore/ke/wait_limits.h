/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: how a wait ends by itself; between the files that wait. */
#ifndef _WDM_KE_WAIT_LIMITS_H
#define _WDM_KE_WAIT_LIMITS_H

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include <wdm.h>

/**
 * struct wdm_wait_limits - how a wait ends without its objects
 * @state: of the task while it sleeps
 * @interrupted: status when a signal comes
 * @has_deadline: @deadline and @clock count
 * @poll: doesn't wait at all
 * @alertable: an alert ends it
 * @of_queue: it is KeRemoveQueue(), which counts its threads itself
 * @mode: which alerts end it
 * @deadline: absolute
 * @clock: of @deadline
 */
struct wdm_wait_limits {
	unsigned int state;
	NTSTATUS interrupted;
	bool has_deadline;
	bool poll;
	bool alertable;
	bool of_queue;
	KPROCESSOR_MODE mode;
	ktime_t deadline;
	clockid_t clock;
};

/* From the parameters of KeWaitForSingleObject(). */
void wdm_wait_limits_init(struct wdm_wait_limits *l, KPROCESSOR_MODE mode, BOOLEAN alertable,
			  PLARGE_INTEGER timeout);

/* After a wait that doesn't wait has failed: what an alert makes of its status. */
NTSTATUS wdm_wait_polled(const struct wdm_wait_limits *l, NTSTATUS status);

/*
 * A wait that would sleep where nothing may: reported, and made one that doesn't.
 * Otherwise the CPU would be lost.
 */
void wdm_wait_at_high_irql(struct wdm_wait_limits *l, const void *object, const void *caller);

static __always_inline void wdm_wait_check_irql(struct wdm_wait_limits *l, const void *object,
						const void *caller)
{
	if (unlikely(preempt_count() || irqs_disabled()))
		wdm_wait_at_high_irql(l, object, caller);
}

/*
 * Sleeps until *@done, whose setter wakes the task, or until a limit is reached,
 * whose status is returned. STATUS_KERNEL_APC: the caller ends its wait, calls
 * wdm_thread_do_work() and waits again with the same limits.
 */
NTSTATUS wdm_wait_sleep(const bool *done, struct wdm_wait_limits *l);

#endif /* _WDM_KE_WAIT_LIMITS_H */
