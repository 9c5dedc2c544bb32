// SPDX-License-Identifier: GPL-2.0
/*
 * Po: power settings that drivers watch.
 *
 * A setting is named by a GUID and has a value, which a driver's callback is told at once
 * and after each change. The source of power is one that Linux's drivers for batteries and
 * mains know of. Others have no counterpart in the kernel, and no value.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/power_supply.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "io.h"
#include "po.h"

/* SYSTEM_POWER_CONDITION: the value of GUID_ACDC_POWER_SOURCE */
#define POWER_AC	0
#define POWER_DC	1

static const GUID power_source = {
	0x5d3e9a59, 0xe9d5, 0x4b00, { 0xa6, 0xbd, 0xff, 0x34, 0xff, 0x51, 0x65, 0x48 },
};

/**
 * struct watch - a registered callback
 * @node: W: link in the list
 * @setting: what it is called for
 * @callback: the driver's routine
 * @context: for the routine
 * @value: C: what it was told last
 *
 * W: protected by watch_lock
 * C: protected by call_lock, which is held while callbacks run
 */
struct watch {
	struct list_head node;
	GUID setting;
	PPOWER_SETTING_CALLBACK callback;
	PVOID context;
	ULONG value;
};

static DEFINE_MUTEX(call_lock);
static DEFINE_MUTEX(watch_lock);
static LIST_HEAD(watches);
/* Who runs callbacks: it may unregister from within one. */
static struct task_struct *caller;
static int forced_source = -1;

bool wdm_po_on_battery(void)
{
	int forced = READ_ONCE(forced_source);

	if (forced >= 0)
		return forced;
	/* An error is that of a machine without batteries. */
	return power_supply_is_system_supplied() == 0;
}

static void tell(struct watch *w, ULONG value)
{
	/* The callback may unregister itself. */
	GUID setting = w->setting;

	lockdep_assert_held(&call_lock);
	w->value = value;
	WDM_CALL(w->callback, &setting, &value, sizeof(value), w->context);
}

/* The first callback that doesn't know the value yet. */
static struct watch *next_to_tell(ULONG value)
{
	struct watch *w, *found = NULL;

	mutex_lock(&watch_lock);
	list_for_each_entry(w, &watches, node)
		if (IsEqualGUID(&w->setting, &power_source) && w->value != value) {
			found = w;
			break;
		}
	mutex_unlock(&watch_lock);
	return found;
}

static void source_changed(struct work_struct *work)
{
	ULONG value = wdm_po_on_battery() ? POWER_DC : POWER_AC;
	struct watch *w;

	mutex_lock(&call_lock);
	WRITE_ONCE(caller, current);
	while ((w = next_to_tell(value)))
		tell(w, value);
	WRITE_ONCE(caller, NULL);
	mutex_unlock(&call_lock);
}

static DECLARE_WORK(source_work, source_changed);

static int supply_changed(struct notifier_block *block, unsigned long event, void *data)
{
	queue_work(wdm_po_wq, &source_work);
	return NOTIFY_OK;
}

static struct notifier_block supply_notifier = { .notifier_call = supply_changed };

/* For tests: the source of power is this now; negative: what it is. */
void wdm_po_force_source(int on_battery)
{
	WRITE_ONCE(forced_source, on_battery);
	queue_work(wdm_po_wq, &source_work);
	flush_work(&source_work);
}
EXPORT_SYMBOL_GPL(wdm_po_force_source);

/**
 * PoRegisterPowerSettingCallback - PoRegisterPowerSettingCallback function
 * @DeviceObject: the caller's; ignored, as it is for debugging only
 * @SettingGuid: the setting
 * @Callback: called at PASSIVE_LEVEL with the setting's value, for the first time before
 *	this returns
 * @Context: for @Callback
 * @Handle: gets a handle for PoUnregisterPowerSettingCallback(); may be NULL
 *
 * Partial: only GUID_ACDC_POWER_SOURCE has a value; callbacks for other settings are
 * never called.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI PoRegisterPowerSettingCallback(PDEVICE_OBJECT DeviceObject, LPCGUID SettingGuid,
					      PPOWER_SETTING_CALLBACK Callback, PVOID Context,
					      PVOID *Handle)
{
	struct watch *w = kzalloc(sizeof(*w), GFP_KERNEL);
	bool nested = READ_ONCE(caller) == current;

	if (!w)
		return STATUS_INSUFFICIENT_RESOURCES;
	w->setting = *SettingGuid;
	w->callback = Callback;
	w->context = Context;
	if (Handle)
		*Handle = w;
	if (!nested) {
		mutex_lock(&call_lock);
		WRITE_ONCE(caller, current);
	}
	if (IsEqualGUID(SettingGuid, &power_source))
		tell(w, wdm_po_on_battery() ? POWER_DC : POWER_AC);
	mutex_lock(&watch_lock);
	list_add_tail(&w->node, &watches);
	mutex_unlock(&watch_lock);
	if (!nested) {
		WRITE_ONCE(caller, NULL);
		mutex_unlock(&call_lock);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(PoRegisterPowerSettingCallback);

static struct watch *take(PVOID handle)
{
	struct watch *w;

	mutex_lock(&watch_lock);
	list_for_each_entry(w, &watches, node)
		if (w == handle) {
			list_del(&w->node);
			mutex_unlock(&watch_lock);
			return w;
		}
	mutex_unlock(&watch_lock);
	return NULL;
}

/**
 * PoUnregisterPowerSettingCallback - PoUnregisterPowerSettingCallback function
 * @Handle: from PoRegisterPowerSettingCallback()
 *
 * The callback isn't running any more when this returns, unless it is called from there.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for no such handle.
 */
NTSTATUS NTAPI PoUnregisterPowerSettingCallback(PVOID Handle)
{
	struct watch *w = take(Handle);

	if (!w)
		return STATUS_INVALID_PARAMETER;
	if (READ_ONCE(caller) != current) {
		mutex_lock(&call_lock);
		mutex_unlock(&call_lock);
	}
	kfree(w);
	return STATUS_SUCCESS;
}
WDM_EXPORT(PoUnregisterPowerSettingCallback);

int wdm_setting_init(void)
{
	return wdm_power_supply_watch(&supply_notifier);
}

void wdm_setting_exit(void)
{
	struct watch *w, *next;

	wdm_power_supply_unwatch(&supply_notifier);
	cancel_work_sync(&source_work);
	/* Drivers are gone; what they left isn't called any more. */
	list_for_each_entry_safe(w, next, &watches, node) {
		list_del(&w->node);
		kfree(w);
	}
}
