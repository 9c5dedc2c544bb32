// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: processors that come while the system runs, and the numbers of processors.
 *
 * A processor is announced in the prepare step of CPU hot-plug, which a driver may
 * fail, and reported as added in the last one, which runs on it. On Windows none ever
 * goes. So what Linux takes offline for a while, as it does for a suspend, stays a
 * processor that the driver knows: it is told of each of them once.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"

#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

/**
 * struct change_callback - a registered routine
 * @link: in the list
 * @routine: the routine
 * @context: its context
 * @told: processors whose addition has started for it and isn't decided
 * @known: processors that it has been told of, or that were there before it
 *
 * Protected by callbacks_mutex, inside the lock of CPU hot-plug.
 */
struct change_callback {
	struct list_head link;
	PPROCESSOR_CALLBACK_FUNCTION routine;
	PVOID context;
	struct cpumask told;
	struct cpumask known;
};

static LIST_HEAD(callbacks);
static DEFINE_MUTEX(callbacks_mutex);
static enum cpuhp_state online_state;
static enum cpuhp_state prepare_state;

static NTSTATUS tell(struct change_callback *c, unsigned int cpu,
		     KE_PROCESSOR_CHANGE_NOTIFY_STATE state, NTSTATUS why)
{
	KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change = {
		.State = state,
		.NtNumber = cpu,
		.Status = why,
		.ProcNumber = {
			.Group = cpu / MAXIMUM_PROC_PER_GROUP,
			.Number = cpu % MAXIMUM_PROC_PER_GROUP,
		},
	};
	NTSTATUS status = STATUS_SUCCESS;

	WDM_CALL(c->routine, c->context, &change, &status);
	return status;
}

/* To those who heard of the start. */
static void tell_end(unsigned int cpu, KE_PROCESSOR_CHANGE_NOTIFY_STATE state, NTSTATUS why)
{
	struct change_callback *c;

	lockdep_assert_held(&callbacks_mutex);
	list_for_each_entry(c, &callbacks, link)
		if (cpumask_test_and_clear_cpu(cpu, &c->told)) {
			if (state == KeProcessorAddCompleteNotify)
				cpumask_set_cpu(cpu, &c->known);
			tell(c, cpu, state, why);
		}
}

static int cpu_prepares(unsigned int cpu)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct change_callback *c;

	mutex_lock(&callbacks_mutex);
	list_for_each_entry(c, &callbacks, link) {
		if (cpumask_test_cpu(cpu, &c->known))
			continue;
		status = tell(c, cpu, KeProcessorAddStartNotify, STATUS_SUCCESS);
		if (!NT_SUCCESS(status))
			break;
		cpumask_set_cpu(cpu, &c->told);
	}
	if (!NT_SUCCESS(status))
		tell_end(cpu, KeProcessorAddFailureNotify, status);
	mutex_unlock(&callbacks_mutex);
	return NT_SUCCESS(status) ? 0 : -ENOMEM;
}

/* Also when an old processor goes offline: then nobody has been told anything. */
static int cpu_is_dead(unsigned int cpu)
{
	mutex_lock(&callbacks_mutex);
	tell_end(cpu, KeProcessorAddFailureNotify, STATUS_UNSUCCESSFUL);
	mutex_unlock(&callbacks_mutex);
	return 0;
}

static int cpu_is_online(unsigned int cpu)
{
	mutex_lock(&callbacks_mutex);
	tell_end(cpu, KeProcessorAddCompleteNotify, STATUS_SUCCESS);
	mutex_unlock(&callbacks_mutex);
	return 0;
}

/* All that exist: first their start, then the end of each. */
static NTSTATUS tell_existing(struct change_callback *c)
{
	KE_PROCESSOR_CHANGE_NOTIFY_STATE end = KeProcessorAddCompleteNotify;
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		status = tell(c, cpu, KeProcessorAddStartNotify, STATUS_SUCCESS);
		if (!NT_SUCCESS(status)) {
			end = KeProcessorAddFailureNotify;
			break;
		}
		cpumask_set_cpu(cpu, &c->told);
	}
	for_each_online_cpu(cpu)
		if (cpumask_test_and_clear_cpu(cpu, &c->told))
			tell(c, cpu, end, status);
	return status;
}

/**
 * KeRegisterProcessorChangeCallback - be told of processors that are added
 * @CallbackFunction: called at PASSIVE_LEVEL twice for each: when it is about to be
 *	added, which it may prevent, and when it is or has failed
 * @CallbackContext: for the routine
 * @Flags: KE_PROCESSOR_CHANGE_ADD_EXISTING: called for those that exist as well,
 *	before this call returns; if the routine fails for one of them, nothing is
 *	registered
 *
 * Here a processor is added when it comes online for the first time.
 *
 * Differs from Windows: the routine must not call what waits for all processors, such
 * as KeFlushQueuedDpcs() and KeGenericCallDpc().
 *
 * Context: IRQL == PASSIVE_LEVEL, not in a callback.
 * Return: a handle for KeDeregisterProcessorChangeCallback(); NULL on failure.
 */
PVOID NTAPI KeRegisterProcessorChangeCallback(PPROCESSOR_CALLBACK_FUNCTION CallbackFunction,
					      PVOID CallbackContext, ULONG Flags)
{
	struct change_callback *c;

	if (Flags & ~KE_PROCESSOR_CHANGE_ADD_EXISTING)
		return NULL;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return NULL;
	c->routine = CallbackFunction;
	c->context = CallbackContext;

	cpus_read_lock();
	mutex_lock(&callbacks_mutex);
	if (Flags & KE_PROCESSOR_CHANGE_ADD_EXISTING && !NT_SUCCESS(tell_existing(c))) {
		kfree(c);
		c = NULL;
	} else {
		cpumask_copy(&c->known, cpu_online_mask);
		list_add_tail(&c->link, &callbacks);
	}
	mutex_unlock(&callbacks_mutex);
	cpus_read_unlock();
	return c;
}
WDM_EXPORT(KeRegisterProcessorChangeCallback);

/**
 * KeDeregisterProcessorChangeCallback - be told no more
 * @CallbackHandle: what the registration returned
 *
 * Waits for a call of the routine that is under way.
 *
 * Context: IRQL == PASSIVE_LEVEL, not in a callback.
 */
VOID NTAPI KeDeregisterProcessorChangeCallback(PVOID CallbackHandle)
{
	struct change_callback *c = CallbackHandle;

	if (!c)
		return;
	mutex_lock(&callbacks_mutex);
	list_del(&c->link);
	mutex_unlock(&callbacks_mutex);
	kfree(c);
}
WDM_EXPORT(KeDeregisterProcessorChangeCallback);

/**
 * KeGetProcessorNumberFromIndex - group and number of a processor
 * @ProcIndex: index in the system
 * @ProcNumber: gets group and number in the group
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER if there is no such processor.
 */
NTSTATUS NTAPI KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
	if (ProcIndex >= nr_cpu_ids || !cpu_possible(ProcIndex))
		return STATUS_INVALID_PARAMETER;
	ProcNumber->Group = ProcIndex / MAXIMUM_PROC_PER_GROUP;
	ProcNumber->Number = ProcIndex % MAXIMUM_PROC_PER_GROUP;
	ProcNumber->Reserved = 0;
	return STATUS_SUCCESS;
}
WDM_EXPORT(KeGetProcessorNumberFromIndex);

/**
 * KeGetProcessorIndexFromNumber - index of a processor in the system
 * @ProcNumber: group and number in the group
 *
 * Context: any IRQL.
 * Return: the index; INVALID_PROCESSOR_INDEX if there is no such processor.
 */
ULONG NTAPI KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
	ULONG index = ProcNumber->Group * MAXIMUM_PROC_PER_GROUP + ProcNumber->Number;

	if (ProcNumber->Number >= MAXIMUM_PROC_PER_GROUP || ProcNumber->Reserved ||
	    index >= nr_cpu_ids || !cpu_possible(index))
		return INVALID_PROCESSOR_INDEX;
	return index;
}
WDM_EXPORT(KeGetProcessorIndexFromNumber);

void wdm_processor_driver_gone(const void *start, size_t size)
{
	struct change_callback *c, *next;

	mutex_lock(&callbacks_mutex);
	list_for_each_entry_safe(c, next, &callbacks, link) {
		const void *routine = c->routine;

		if (routine < start || routine >= start + size)
			continue;
		wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
			       (uintptr_t)routine, 0, 0, 0, routine,
			       "its callback for new processors was registered at its unload");
		list_del(&c->link);
		kfree(c);
	}
	mutex_unlock(&callbacks_mutex);
}

int __init wdm_processor_init(void)
{
	int ret;

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "wdm/change:prepare",
					cpu_prepares, cpu_is_dead);
	if (ret < 0)
		return ret;
	prepare_state = ret;
	ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "wdm/change:online",
					cpu_is_online, NULL);
	if (ret < 0) {
		cpuhp_remove_state_nocalls(prepare_state);
		return ret;
	}
	online_state = ret;
	return 0;
}

void wdm_processor_exit(void)
{
	cpuhp_remove_state_nocalls(online_state);
	cpuhp_remove_state_nocalls(prepare_state);
}
