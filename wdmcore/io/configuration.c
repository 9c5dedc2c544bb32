// SPDX-License-Identifier: GPL-2.0
/* Io: facts about the system that drivers share, and about a request's process. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/thread_info.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "ps.h"

/* Drivers count their devices here; nobody else does. */
static CONFIGURATION_INFORMATION configuration = {
	.Version = 1,
};

/**
 * IoGetConfigurationInformation - IoGetConfigurationInformation function
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the counts of devices, which drivers of such devices raise and lower. They name
 * devices of WDM drivers only, as Linux's own have names of their own.
 */
PCONFIGURATION_INFORMATION NTAPI IoGetConfigurationInformation(VOID)
{
	return &configuration;
}
WDM_EXPORT(IoGetConfigurationInformation);

static bool is_32bit(struct task_struct *task)
{
	return test_tsk_thread_flag(task, TIF_ADDR32);
}

/**
 * IoIs32bitProcess - IoIs32bitProcess function
 * @Irp: a request; NULL for the current process
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the request comes from user mode of a 32-bit process.
 */
BOOLEAN NTAPI IoIs32bitProcess(PIRP Irp)
{
	struct wdm_thread *thread;
	unsigned long flags;
	bool answer = false;

	if (!Irp)
		return is_32bit(current);
	if (Irp->RequestorMode != UserMode)
		return FALSE;
	thread = (struct wdm_thread *)Irp->Tail.Overlay.Thread;
	if (!thread)
		return FALSE;
	spin_lock_irqsave(&thread->task_lock, flags);
	if (thread->task)
		answer = is_32bit(thread->task);
	spin_unlock_irqrestore(&thread->task_lock, flags);
	return answer;
}
WDM_EXPORT(IoIs32bitProcess);
