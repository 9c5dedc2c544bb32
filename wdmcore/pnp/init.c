// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: start and end of the component; the bus driver's driver object.
 */
#include <linux/init.h>
#include <linux/workqueue.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

struct workqueue_struct *wdm_pnp_wq;
struct wdm_driver *wdm_pci_bus_driver;
struct wdm_driver *wdm_root_bus_driver;

int wdm_pnp_init(void)
{
	NTSTATUS status;
	int ret;

	wdm_pnp_wq = alloc_workqueue("wdm_pnp", WQ_UNBOUND, 0);
	if (!wdm_pnp_wq)
		return -ENOMEM;
	ret = wdm_notify_init();
	if (ret)
		goto out_wq;
	ret = wdm_bus_init();
	if (ret)
		goto out_notify;
	ret = -ENOMEM;
	status = wdm_driver_create("PCI", NULL, &wdm_pci_bus_driver);
	if (!NT_SUCCESS(status))
		goto out_bus;
	wdm_pdo_set_dispatch(&wdm_pci_bus_driver->obj);
	status = wdm_driver_create("PnpManager", NULL, &wdm_root_bus_driver);
	if (!NT_SUCCESS(status))
		goto out_pci;
	wdm_root_set_dispatch(&wdm_root_bus_driver->obj);
	return 0;

out_pci:
	wdm_driver_destroy(wdm_pci_bus_driver);
out_bus:
	wdm_bus_exit();
out_notify:
	wdm_notify_exit();
out_wq:
	destroy_workqueue(wdm_pnp_wq);
	return ret;
}

void wdm_pnp_exit(void)
{
	wdm_root_exit();
	/* What is being removed yet. */
	flush_workqueue(wdm_pnp_wq);
	wdm_driver_destroy(wdm_root_bus_driver);
	wdm_driver_destroy(wdm_pci_bus_driver);
	wdm_bus_exit();
	wdm_notify_exit();
	destroy_workqueue(wdm_pnp_wq);
}

static bool has_other_ids(const struct wdm_module *m)
{
	u32 i;

	for (i = 0; i < m->nr_ids; i++)
		if (!wdm_id_is_pci(m->ids[i].hardware_id))
			return true;
	return false;
}

/**
 * wdm_pnp_driver_ready - bind a driver to its devices
 * @driver: a driver whose DriverEntry succeeded
 *
 * Devices that are there are started before this returns; one that fails to
 * start does not make the driver fail.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also for a driver without ids.
 */
NTSTATUS wdm_pnp_driver_ready(struct wdm_driver *driver)
{
	const struct wdm_module *m = driver->module;
	NTSTATUS status = STATUS_SUCCESS;

	if (!m)
		return STATUS_SUCCESS;
	status = wdm_extension_install(driver);
	if (NT_SUCCESS(status) && m->pci_ids)
		status = wdm_pci_driver_register(driver);
	if (NT_SUCCESS(status) && has_other_ids(m)) {
		status = wdm_bus_driver_register(driver);
		if (!NT_SUCCESS(status))
			wdm_pnp_driver_remove(driver);
	}
	return status;
}
WDM_EXPORT(wdm_pnp_driver_ready);

/**
 * wdm_pnp_driver_started - a driver's load is done
 * @driver: a driver that wdm_pnp_driver_ready() has bound to its devices
 *
 * From now on it can be a filter: its module won't vanish by a failure.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_pnp_driver_started(struct wdm_driver *driver)
{
	mutex_lock(&wdm_registry_lock);
	driver->started = true;
	mutex_unlock(&wdm_registry_lock);
	wdm_filters_retry(driver);
}
WDM_EXPORT(wdm_pnp_driver_started);

/**
 * wdm_pnp_driver_remove - take all devices from a driver
 * @driver: a driver about to be unloaded; no file is open on its devices
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_pnp_driver_remove(struct wdm_driver *driver)
{
	wdm_bus_driver_unregister(driver);
	wdm_pci_driver_unregister(driver);
	wdm_root_driver_gone(driver);
	wdm_devnode_wait_gone(driver);
}
WDM_EXPORT(wdm_pnp_driver_remove);

void wdm_pnp_driver_gone(struct wdm_driver *driver)
{
	wdm_root_driver_gone(driver);
	wdm_notify_drop(driver);
	wdm_arbiter_release(&driver->obj);
}
WDM_EXPORT(wdm_pnp_driver_gone);

/** wdm_pnp_flush - what work items are about to do to devices, and to tell, is done */
void wdm_pnp_flush(void)
{
	flush_workqueue(wdm_pnp_wq);
	/* Of one that was queued by another. */
	flush_workqueue(wdm_pnp_wq);
	wdm_notify_flush();
}
WDM_EXPORT(wdm_pnp_flush);
