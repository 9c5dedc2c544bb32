// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: a device is taken from its drivers and given back to them, with its stack built
 * anew: filters that were named meanwhile are in it, and others are out.
 */
#include <linux/device.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

/**
 * wdm_pnp_attach - find the driver of a device again
 * @dev: Linux's device
 *
 * Context: IRQL == PASSIVE_LEVEL, no lock of a devnode held.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL: none was found, or it failed.
 */
NTSTATUS wdm_pnp_attach(struct device *dev)
{
	return device_attach(dev) == 1 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* It was started without a driver. */
static bool is_raw(const struct wdm_devnode *node)
{
	return node->state == WDM_DEVNODE_STARTED && !node->driver;
}

/**
 * wdm_pnp_rebuild - restart a device
 * @node: the devnode, in any state; one that has failed gets another chance
 *
 * The drivers are asked, and see IRP_MN_QUERY_REMOVE_DEVICE, IRP_MN_REMOVE_DEVICE,
 * AddDevice and IRP_MN_START_DEVICE. The devnode of a PCI device ends, and it gets
 * another one.
 *
 * Context: IRQL == PASSIVE_LEVEL, no lock of a devnode held.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_BUSY: files are open, or a driver refuses;
 *	STATUS_NO_SUCH_DEVICE: it is going; STATUS_UNSUCCESSFUL: it isn't started any more.
 */
NTSTATUS wdm_pnp_rebuild(struct wdm_devnode *node)
{
	struct device *dev = get_device(node->dev);
	NTSTATUS status = STATUS_SUCCESS;
	bool started, raw;

	wdm_devnode_lock(node);
	if (node->leaving || !device_is_registered(dev))
		status = STATUS_NO_SUCH_DEVICE;
	else if (node->state == WDM_DEVNODE_SURPRISE)
		status = STATUS_DEVICE_BUSY;
	started = node->state == WDM_DEVNODE_STARTED;
	wdm_devnode_unlock(node);
	if (NT_SUCCESS(status) && started)
		status = wdm_pnp_query_remove(node, false);
	if (!NT_SUCCESS(status))
		goto out;

	wdm_devnode_lock(node);
	raw = is_raw(node);
	if (raw)
		wdm_pnp_remove(node);
	wdm_devnode_unlock(node);
	if (!raw)
		device_release_driver(dev);
	status = wdm_pnp_attach(dev);
	if (!NT_SUCCESS(status) && node->kind != WDM_DEVNODE_PCI)
		status = wdm_bus_start_raw(node);
out:
	put_device(dev);
	return status;
}
WDM_EXPORT(wdm_pnp_rebuild);
