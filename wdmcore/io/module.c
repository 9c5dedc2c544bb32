// SPDX-License-Identifier: GPL-2.0
/*
 * Io: loading and unloading of drivers.
 *
 * For drivers that are Linux modules, the generated glue calls these from module_init
 * and module_exit; for images, the loader of those does. Files that are open on a driver's
 * stack hold references to its module or image, so by the time of wdm_module_unload()
 * there are none, and none can be opened: wdm_driver_get() fails for a driver that goes.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "call.h"
#include "cm.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "ob.h"
#include "pe.h"
#include "pnp.h"
#include "ps.h"
#include "rtl.h"
#include "wdm_trace.h"

/* Devices made in DriverEntry are complete; later ones are for the driver to say. */
static void finish_devices(struct wdm_driver *driver)
{
	PDEVICE_OBJECT device;
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = driver->obj.DeviceObject; device; device = device->NextDevice)
		device->Flags &= ~DO_DEVICE_INITIALIZING;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
}

/*
 * Nothing may be left that leads into the driver's code: it is reported, and
 * removed where that can be done.
 */
static void forget_driver(struct wdm_driver *driver)
{
	const void *text;
	size_t size;

	wdm_pnp_driver_gone(driver);
	wdm_driver_delete_devices(driver);
	wdm_work_item_flush();
	text = wdm_driver_code(driver, &size);
	wdm_ex_driver_gone(text, size);
	wdm_ps_driver_gone(text, size);
	wdm_ob_driver_gone(text, size);
	wdm_ke_driver_gone(text, size);
	wdm_etw_driver_gone(text, size);
	wdm_session_driver_gone(text, size);
	wdm_ob_flush();
	wdm_pool_report_leaks(text, size);
}

static NTSTATUS call_driver_entry(struct wdm_driver *driver, struct wdm_module *m)
{
	struct wdm_thread *thread = wdm_user_access_begin();
	NTSTATUS status;

	status = WDM_CALL(m->driver_entry, &driver->obj, &driver->registry_path);
	wdm_user_access_put(thread);
	if (KeGetCurrentIrql() != PASSIVE_LEVEL)
		wdm_bug_report(0xc8, KeGetCurrentIrql(), 0, 0, 0, m->driver_entry,
			       "DriverEntry of %s returned at IRQL %u", m->service,
			       KeGetCurrentIrql());
	return status;
}

static void call_unload(struct wdm_driver *driver)
{
	struct wdm_thread *thread = wdm_user_access_begin();

	WDM_CALL(driver->obj.DriverUnload, &driver->obj);
	wdm_user_access_put(thread);
}

static void notify_image(const struct wdm_driver *driver)
{
	char name[MODULE_NAME_LEN + 4];

	if (driver->image)
		strscpy(name, wdm_image_name(driver->image), sizeof(name));
	else
		scnprintf(name, sizeof(name), "%s.ko", driver->owner->name);
	wdm_notify_driver_image(name, driver->obj.DriverStart, driver->obj.DriverSize);
}

/**
 * wdm_driver_load() - starts a driver
 * @m: the driver
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, what DriverEntry returned, or why it isn't called
 */
NTSTATUS wdm_driver_load(struct wdm_module *m)
{
	struct wdm_driver *driver;
	NTSTATUS status;

	status = wdm_driver_create(m->service, m, &driver);
	if (!NT_SUCCESS(status)) {
		pr_err("wdm: driver %s can't be created: %s (0x%08x)\n", m->service,
		       wdm_status_name(status), status);
		return status;
	}
	m->priv = driver;
	notify_image(driver);
	status = wdm_cm_seed_service(m);
	if (NT_SUCCESS(status))
		status = call_driver_entry(driver, m);
	if (!NT_SUCCESS(status))
		goto fail;
	if (m->image)
		wdm_image_discard(m->image);
	wdm_driver_fill_dispatch(&driver->obj);
	finish_devices(driver);

	status = wdm_pnp_driver_ready(driver);
	if (!NT_SUCCESS(status)) {
		if (driver->obj.DriverUnload)
			call_unload(driver);
		goto fail;
	}
	wdm_pnp_driver_started(driver);
	wdm_reinit_start(driver);
	/* Without an Unload routine, a driver stays until the next boot. */
	if (!driver->obj.DriverUnload)
		wdm_driver_get(driver);
	return STATUS_SUCCESS;

fail:
	pr_err("wdm: driver %s failed to start: %s (0x%08x)\n", m->service,
	       wdm_status_name(status), status);
	wdm_reinit_forget(driver);
	forget_driver(driver);
	m->priv = NULL;
	wdm_driver_destroy(driver);
	return status;
}

/**
 * wdm_module_load() - starts a driver that is a Linux module
 * @m: the driver
 *
 * Return: 0, or what module_init() is to return
 */
int wdm_module_load(struct wdm_module *m)
{
	NTSTATUS status = wdm_driver_load(m);

	return NT_SUCCESS(status) ? 0 : wdm_status_to_errno(status) ?: -EIO;
}
EXPORT_SYMBOL_GPL(wdm_module_load);

/**
 * wdm_module_unload() - stops a driver
 * @m: the driver
 */
void wdm_module_unload(struct wdm_module *m)
{
	struct wdm_driver *driver = m->priv;

	wdm_reinit_forget(driver);
	wdm_pnp_driver_remove(driver);
	driver->obj.Flags |= DRVO_UNLOAD_INVOKED;
	if (driver->obj.DriverUnload)
		call_unload(driver);
	/* Once more: Unload, or a removal, may have registered something. */
	wdm_reinit_forget(driver);
	forget_driver(driver);
	m->priv = NULL;
	wdm_driver_destroy(driver);
	wdm_ob_flush();
}
EXPORT_SYMBOL_GPL(wdm_module_unload);
