// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: what the INF of a filter driver says about devices.
 *
 * It is no function driver's INF: it adds to the keys of devices that have their own,
 * as an extension INF does on Windows. That happens once for a device: when the filter
 * driver is loaded, for all devices that the registry knows, and else when the device
 * comes or gets another function driver. What somebody takes out of the registry later
 * stays out.
 */
#include <linux/mutex.h>
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "cm.h"
#include "compat.h"
#include "io_dev.h"
#include "pnp.h"
#include "rtl.h"

#define ENUM		L"\\Registry\\Machine\\System\\CurrentControlSet\\Enum"
#define PARAMETERS	L"Device Parameters"

static bool list_has(struct wdm_cm_key *key, const WCHAR *name, const u16 *id)
{
	UNICODE_STRING value_name, wanted, string;
	struct wdm_cm_value *value;
	u32 at = 0;

	RtlInitUnicodeString(&value_name, name);
	RtlInitUnicodeString(&wanted, id);
	value = wdm_cm_find_value(key, &value_name);
	if (!value)
		return false;
	do {
		at = wdm_cm_list_next(value, at, &string);
		if (string.Length && wdm_ustr_equal_nocase(&string, &wanted))
			return true;
	} while (string.Length);
	return false;
}

/* The first line of the INF that is about the device; NULL: none. */
static const struct wdm_inf_id *line_for(const struct wdm_module *m, const WCHAR *instance)
{
	const struct wdm_inf_id *found = NULL;
	struct wdm_cm_key *key;
	u32 i;

	if (!NT_SUCCESS(wdm_cm_open(instance, WDM_CM_OPEN, &key)))
		return NULL;
	mutex_lock(&wdm_cm_lock);
	for (i = 0; i < m->nr_filter_ids && !found; i++)
		if (list_has(key, L"HardwareID", m->filter_ids[i].hardware_id) ||
		    list_has(key, L"CompatibleIDs", m->filter_ids[i].hardware_id))
			found = &m->filter_ids[i];
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return found;
}

static NTSTATUS apply(const struct wdm_module *m, const WCHAR *instance)
{
	const struct wdm_inf_id *line = line_for(m, instance);
	size_t units = wdm_wcslen(instance);
	NTSTATUS status;
	WCHAR *hardware;

	if (!line)
		return STATUS_SUCCESS;
	/* One that forgot FLG_ADDREG_APPEND doesn't wipe out the filters of others. */
	status = wdm_cm_add_values(instance, line->hw_values, line->nr_hw_values,
				   WDM_INF_ROOT_DEVICE);
	if (!NT_SUCCESS(status))
		return status;
	hardware = kcalloc(units + 1 + ARRAY_SIZE(PARAMETERS), sizeof(WCHAR), GFP_KERNEL);
	if (!hardware)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(hardware, instance, units * sizeof(WCHAR));
	hardware[units] = '\\';
	memcpy(hardware + units + 1, PARAMETERS, sizeof(PARAMETERS));
	status = wdm_cm_seed_values(hardware, line->hw_values, line->nr_hw_values,
				    WDM_INF_ROOT_HARDWARE);
	kfree(hardware);
	return status;
}

/**
 * wdm_extension_apply_all - what the INFs of all filter drivers say about a device
 * @instance: path of the device's key
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_extension_apply_all(const WCHAR *instance)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct wdm_driver *driver;

	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all)
		if (NT_SUCCESS(status) && driver->module && driver->extends)
			status = apply(driver->module, instance);
	mutex_unlock(&wdm_registry_lock);
	return status;
}

/**
 * wdm_extension_install - what the INF of a filter driver says about all devices
 * @driver: a driver that is being loaded
 *
 * It takes effect when the stack of a device is built the next time.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_extension_install(struct wdm_driver *driver)
{
	NTSTATUS status;
	WCHAR *instance;
	u32 n;

	if (!driver->module->nr_filter_ids)
		return STATUS_SUCCESS;
	/* A device that comes meanwhile is served here or there; twice does no harm. */
	mutex_lock(&wdm_registry_lock);
	driver->extends = true;
	mutex_unlock(&wdm_registry_lock);
	for (n = 0;; n++) {
		/* Enumerator, device, instance */
		instance = wdm_cm_nth_below(ENUM, 3, n, &status);
		if (!instance)
			return status == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : status;
		status = apply(driver->module, instance);
		kfree(instance);
		if (!NT_SUCCESS(status))
			return status;
	}
}
