// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: removal.
 *
 * Linux takes a device from its driver in one way only (unbind, rmmod, unplug), and
 * the driver can't refuse. What the stack is told depends:
 *
 *   device      files   driver     requests
 *   answers     none    agrees     QUERY_REMOVE, REMOVE
 *   answers     none    refuses    QUERY_REMOVE, CANCEL_REMOVE, SURPRISE_REMOVAL, REMOVE
 *   answers     open    -          SURPRISE_REMOVAL, and REMOVE after the last close
 *   is gone     any     -          the same
 *   failed      any     -          the same
 *
 * After SURPRISE_REMOVAL the hardware goes back to Linux at once; the stack of
 * device objects lives on until REMOVE_DEVICE.
 */
#include <linux/pci.h>

#include <glue/wdm_module.h>
#include "dbg.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "wdmguid.h"

static void send_remove(struct wdm_devnode *node)
{
	PDEVICE_OBJECT pdo = node->pdo;
	PDEVICE_OBJECT left;

	WRITE_ONCE(node->remover, current);
	wdm_pnp_request_minor(pdo, IRP_MN_REMOVE_DEVICE);
	WRITE_ONCE(node->remover, NULL);
	wdm_interfaces_disable(node);
	wdm_interfaces_forget(node);
	if (node->state != WDM_DEVNODE_NEW)
		wdm_notify_target(node, &GUID_TARGET_DEVICE_REMOVE_COMPLETE);
	node->state = WDM_DEVNODE_REMOVED;

	left = pdo->AttachedDevice;
	if (left) {
		wdm_bug_report(0xca, 5, (ULONG_PTR)pdo, (ULONG_PTR)left, 0,
			       left->DriverObject->MajorFunction[IRP_MJ_PNP],
			       "a device object is attached to the PDO after REMOVE_DEVICE");
		IoDetachDevice(pdo);
	}
	wdm_devnode_delete_pdo(node);
}

/* The driver and whoever registered on an open file may say no. */
static bool may_be_removed(struct wdm_devnode *node)
{
	NTSTATUS status = wdm_notify_target(node, &GUID_TARGET_DEVICE_QUERY_REMOVE);
	bool queried = false;

	if (NT_SUCCESS(status) && !wdm_devnode_open_files(node)) {
		status = wdm_pnp_request_minor(node->pdo, IRP_MN_QUERY_REMOVE_DEVICE);
		if (NT_SUCCESS(status))
			return true;
		queried = true;
		pci_warn(node->pdev, "wdm: driver %s refuses the removal (status 0x%08x)\n",
			 node->module->service, status);
	}
	if (queried)
		wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_REMOVE_DEVICE);
	wdm_notify_target(node, &GUID_TARGET_DEVICE_REMOVE_CANCELLED);
	return false;
}

/**
 * wdm_pnp_remove - the device leaves its driver
 * @node: the devnode, in any state
 *
 * Context: IRQL == PASSIVE_LEVEL, node->lock held.
 */
void wdm_pnp_remove(struct wdm_devnode *node)
{
	lockdep_assert_held(&node->lock);
	if (node->state == WDM_DEVNODE_SURPRISE || node->state == WDM_DEVNODE_REMOVED)
		return;

	wdm_devnode_close(node, true);
	if (node->state == WDM_DEVNODE_NEW) {
		send_remove(node);
		return;
	}
	if (!node->failed && pci_device_is_present(node->pdev) && may_be_removed(node)) {
		send_remove(node);
		return;
	}

	wdm_pnp_request_minor(node->pdo, IRP_MN_SURPRISE_REMOVAL);
	/* The device may be plugged in again, under the same names, before REMOVE. */
	wdm_interfaces_disable(node);
	wdm_interfaces_forget(node);
	node->state = WDM_DEVNODE_SURPRISE;
	/* A close from now on finds this state and queues the work. */
	if (!wdm_devnode_open_files(node))
		send_remove(node);
}

/* REMOVE_DEVICE after the last close. */
void wdm_pnp_remove_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, remove_work);

	mutex_lock(&node->lock);
	if (node->state == WDM_DEVNODE_SURPRISE && !wdm_devnode_open_files(node))
		send_remove(node);
	mutex_unlock(&node->lock);
	wdm_devnode_put(node);
}

/**
 * wdm_pnp_check_open - may a file be opened on a device?
 * @device: the device object, with the file counted in its ReferenceCount
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NO_SUCH_DEVICE before START_DEVICE is done and
 *	from removal on.
 */
NTSTATUS wdm_pnp_check_open(PDEVICE_OBJECT device)
{
	struct wdm_devnode *node = wdm_devnode_of_stack(device);
	unsigned long flags;
	bool closed;

	if (!node)
		return STATUS_SUCCESS;
	spin_lock_irqsave(&wdm_stack_lock, flags);
	closed = node->closed;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	wdm_devnode_put(node);
	return closed ? STATUS_NO_SUCH_DEVICE : STATUS_SUCCESS;
}

/**
 * wdm_pnp_last_close - a file was closed
 * @device: the device object that it was open on, no longer counted there
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_pnp_last_close(PDEVICE_OBJECT device)
{
	struct wdm_devnode *node = wdm_devnode_of_stack(device);

	if (!node)
		return;
	/* The work looks again, under the lock. */
	if (READ_ONCE(node->state) != WDM_DEVNODE_SURPRISE ||
	    !queue_work(wdm_pnp_wq, &node->remove_work))
		wdm_devnode_put(node);
}
