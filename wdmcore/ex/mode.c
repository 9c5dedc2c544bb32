// SPDX-License-Identifier: GPL-2.0
/* Ex: on whose behalf a thread runs. */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include <wdm.h>

#include "compat.h"

/**
 * ExGetPreviousMode - the mode that the current thread came from
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: UserMode in a thread that serves a user's request, KernelMode in kernel
 * threads, DPCs and interrupts.
 */
KPROCESSOR_MODE NTAPI ExGetPreviousMode(VOID)
{
	if (current->flags & PF_KTHREAD || in_serving_softirq() || in_hardirq())
		return KernelMode;
	return UserMode;
}
WDM_EXPORT(ExGetPreviousMode);
