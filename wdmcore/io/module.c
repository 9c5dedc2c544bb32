// SPDX-License-Identifier: GPL-2.0
/*
 * Io: loading and unloading of drivers that are Linux modules.
 *
 * The generated glue calls these two from module_init and module_exit. Files that
 * are open on a driver's stack hold references to its module, so by the time of
 * wdm_module_unload() there are none, and none can be opened: try_module_get()
 * fails for a module that goes.
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
	struct module *owner = driver->owner;
	const void *text;
	size_t size;

	wdm_pnp_driver_gone(driver);
	wdm_driver_delete_devices(driver);
	wdm_work_item_flush();
	text = wdm_module_text(owner, &size);
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

/**
 * wdm_module_load() - starts a driver
 * @m: the driver
 *
 * Return: 0, or what module_init() is to return
 */
int wdm_module_load(struct wdm_module *m)
{
	struct wdm_driver *driver;
	NTSTATUS status;
	int ret;

	status = wdm_driver_create(m->service, m, &driver);
	if (!NT_SUCCESS(status)) {
		pr_err("wdm: driver %s can't be created: %s (0x%08x)\n", m->service,
		       wdm_status_name(status), status);
		return wdm_status_to_errno(status) ?: -EINVAL;
	}
	m->priv = driver;
	wdm_notify_driver_image(m->owner->name, driver->obj.DriverStart, driver->obj.DriverSize);
	status = wdm_cm_seed_service(m);
	if (NT_SUCCESS(status))
		status = call_driver_entry(driver, m);
	if (!NT_SUCCESS(status))
		goto fail;
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
		__module_get(m->owner);
	return 0;

fail:
	pr_err("wdm: driver %s failed to start: %s (0x%08x)\n", m->service,
	       wdm_status_name(status), status);
	wdm_reinit_forget(driver);
	forget_driver(driver);
	m->priv = NULL;
	wdm_driver_destroy(driver);
	ret = wdm_status_to_errno(status);
	return ret ?: -EIO;
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
