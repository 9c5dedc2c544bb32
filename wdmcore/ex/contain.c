// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: the end of a thread that a bug check would have ended the machine for.
 *
 * The code above on the stack belongs to the driver and expects that this call never
 * returns. A kernel thread of any kind could exit here, but its callers hold locks
 * and references that nobody would give back; a user's thread can't exit from within
 * a module at all. So either sleeps for ever, with everything it holds, and the rest
 * of the machine goes on: like a thread that has oopsed, but without the oops.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "ex.h"

void wdm_stop_thread(const char *why)
{
	if (in_interrupt() || irqs_disabled() || is_idle_task(current))
		panic("wdmcore: %s, at an IRQL where no thread can be stopped", why);

	pr_emerg("wdmcore: %s: thread %d (%s) is stopped for good\n", why, task_pid_nr(current),
		 current->comm);
	for (;;) {
		/* Freezable, so that the machine can still be suspended. */
		set_current_state(TASK_IDLE | TASK_FREEZABLE_UNSAFE);
		schedule();
	}
}
EXPORT_SYMBOL_GPL(wdm_stop_thread);
