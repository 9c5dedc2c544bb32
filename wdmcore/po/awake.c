// SPDX-License-Identifier: GPL-2.0
/*
 * Po: what keeps the system in its working state: power requests, and the system state
 * that drivers register.
 *
 * Each is a wakeup source. While one is active, Linux doesn't go to sleep by itself
 * (autosleep, and user space that reads wakeup_count before it suspends). As on Windows,
 * somebody who puts the system to sleep by hand gets what he asked for.
 *
 * The display is not the kernel's to keep on here: requests for it are not supported,
 * and flags for it change nothing.
 */
#include <linux/limits.h>
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "po.h"

#define INTERNAL_POWER_ERROR	0xa0

/**
 * struct awake - a reason to stay in the working state
 * @source: what Linux knows of it
 * @lock: protects @count
 * @count: requests in effect
 */
struct awake {
	struct wakeup_source *source;
	spinlock_t lock;	/* see above */
	unsigned int count;
};

/* For PoSetSystemState(), which has no object. */
static struct wakeup_source *activity;

static struct awake *create(const char *name)
{
	struct awake *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return NULL;
	spin_lock_init(&a->lock);
	a->source = wakeup_source_register(NULL, name);
	if (!a->source) {
		kfree(a);
		return NULL;
	}
	return a;
}

static void destroy(struct awake *a)
{
	wakeup_source_unregister(a->source);
	kfree(a);
}

/* FALSE: there was none to take back. */
static bool change(struct awake *a, bool more)
{
	unsigned long flags;
	bool done = true;

	spin_lock_irqsave(&a->lock, flags);
	if (more) {
		if (!a->count++)
			__pm_stay_awake(a->source);
	} else if (!a->count) {
		done = false;
	} else if (!--a->count) {
		__pm_relax(a->source);
	}
	spin_unlock_irqrestore(&a->lock, flags);
	return done;
}

/**
 * PoCreatePowerRequest - PoCreatePowerRequest function
 * @PowerRequest: gets the power request object; NULL on failure
 * @DeviceObject: the caller's
 * @Context: why; ignored: the driver's name says it in /sys/kernel/debug/wakeup_sources
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER without a device object, or
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI PoCreatePowerRequest(PVOID *PowerRequest, PDEVICE_OBJECT DeviceObject,
				    PCOUNTED_REASON_CONTEXT Context)
{
	char name[64];

	*PowerRequest = NULL;
	if (!DeviceObject)
		return STATUS_INVALID_PARAMETER;
	wdm_driver_name(WDM_CALLER(), name, sizeof(name));
	*PowerRequest = create(name);
	return *PowerRequest ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}
WDM_EXPORT(PoCreatePowerRequest);

/**
 * PoSetPowerRequest - PoSetPowerRequest function
 * @PowerRequest: from PoCreatePowerRequest()
 * @Type: PowerRequestSystemRequired
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_NOT_SUPPORTED for another type.
 */
NTSTATUS NTAPI PoSetPowerRequest(PVOID PowerRequest, POWER_REQUEST_TYPE Type)
{
	if (Type != PowerRequestSystemRequired)
		return STATUS_NOT_SUPPORTED;
	change(PowerRequest, true);
	return STATUS_SUCCESS;
}
WDM_EXPORT(PoSetPowerRequest);

/**
 * PoClearPowerRequest - PoClearPowerRequest function
 * @PowerRequest: from PoCreatePowerRequest()
 * @Type: PowerRequestSystemRequired
 *
 * One that wasn't set is reported.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_NOT_SUPPORTED for another type.
 */
NTSTATUS NTAPI PoClearPowerRequest(PVOID PowerRequest, POWER_REQUEST_TYPE Type)
{
	if (Type != PowerRequestSystemRequired)
		return STATUS_NOT_SUPPORTED;
	if (!change(PowerRequest, false))
		wdm_bug_report(INTERNAL_POWER_ERROR, 0, (uintptr_t)PowerRequest, Type, 0,
			       WDM_CALLER(),
			       "PoClearPowerRequest of a request that isn't set");
	return STATUS_SUCCESS;
}
WDM_EXPORT(PoClearPowerRequest);

/**
 * PoDeletePowerRequest - PoDeletePowerRequest function
 * @PowerRequest: from PoCreatePowerRequest(); what is set with it ends
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI PoDeletePowerRequest(PVOID PowerRequest)
{
	destroy(PowerRequest);
}
WDM_EXPORT(PoDeletePowerRequest);

/**
 * PoRegisterSystemState - PoRegisterSystemState function
 * @StateHandle: from an earlier call, whose state is changed; NULL for a new one
 * @Flags: ES_XXX; ES_SYSTEM_REQUIRED keeps the system working until the state is
 *	changed or unregistered. Other flags change nothing here
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the handle, NULL without memory.
 */
PVOID NTAPI PoRegisterSystemState(PVOID StateHandle, EXECUTION_STATE Flags)
{
	struct awake *a = StateHandle;
	char name[64];

	if (!a) {
		wdm_driver_name(WDM_CALLER(), name, sizeof(name));
		a = create(name);
		if (!a)
			return NULL;
	}
	/* It's on or off: one request at most. */
	if (Flags & ES_SYSTEM_REQUIRED) {
		if (!READ_ONCE(a->count))
			change(a, true);
	} else {
		change(a, false);
	}
	return a;
}
WDM_EXPORT(PoRegisterSystemState);

/**
 * PoUnregisterSystemState - PoUnregisterSystemState function
 * @StateHandle: from PoRegisterSystemState()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI PoUnregisterSystemState(PVOID StateHandle)
{
	destroy(StateHandle);
}
WDM_EXPORT(PoUnregisterSystemState);

/**
 * PoSetSystemState - PoSetSystemState function
 * @Flags: ES_XXX; ES_SYSTEM_REQUIRED: the system isn't idle now. Other flags change
 *	nothing here
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoSetSystemState(EXECUTION_STATE Flags)
{
	if (Flags & ES_SYSTEM_REQUIRED)
		__pm_wakeup_event(activity, 0);
}
WDM_EXPORT(PoSetSystemState);

int wdm_awake_init(void)
{
	activity = wakeup_source_register(NULL, "wdm");
	return activity ? 0 : -ENOMEM;
}

void wdm_awake_exit(void)
{
	wakeup_source_unregister(activity);
}

/* For tests: is it active, how often has it been? */
struct wakeup_source *wdm_awake_source(void *handle)
{
	struct awake *a = handle;

	return a ? a->source : activity;
}
EXPORT_SYMBOL_GPL(wdm_awake_source);
