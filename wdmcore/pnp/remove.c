// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: removal.
 *
 * Linux takes a device from its driver in one way only (unbind, rmmod, unplug), and
 * the driver can't refuse. Where somebody asked for the removal first, as an ejection
 * does, a refusal counts: wdm_pnp_query_remove(). What the stack is told depends:
 *
 * RemovalRelations are asked for first. Who registered on an open file is told by
 * GUID_TARGET_DEVICE_REMOVE_COMPLETE, before REMOVE, or after SURPRISE_REMOVAL.
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
#include <linux/device.h>
#include <linux/pci.h>

#include <glue/wdm_module.h>
#include "dbg.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "wdmguid.h"

/* Who has it open learns that it is gone, once: who then closes his file is waited for. */
static void tell_removed(struct wdm_devnode *node)
{
	wdm_notify_target(node, &GUID_TARGET_DEVICE_REMOVE_COMPLETE);
}

/* The parent may have waited for it. */
static void child_removed(struct wdm_devnode *parent)
{
	if (!atomic_dec_and_test(&parent->pending_children))
		return;
	wdm_devnode_get(parent);
	if (!queue_work(wdm_pnp_wq, &parent->remove_work))
		wdm_devnode_put(parent);
}

static void send_remove(struct wdm_devnode *node)
{
	PDEVICE_OBJECT pdo = node->pdo;
	PDEVICE_OBJECT left;

	if (node->state == WDM_DEVNODE_STARTED)
		tell_removed(node);
	WRITE_ONCE(node->remover, current);
	wdm_pnp_request_minor(pdo, IRP_MN_REMOVE_DEVICE);
	WRITE_ONCE(node->remover, NULL);
	wdm_interfaces_disable(node);
	wdm_interfaces_forget(node);

	left = pdo->AttachedDevice;
	if (left) {
		wdm_bug_report(0xca, 5, (ULONG_PTR)pdo, (ULONG_PTR)left, 0,
			       left->DriverObject->MajorFunction[IRP_MJ_PNP],
			       "a device object is attached to the PDO after REMOVE_DEVICE");
		IoDetachDevice(pdo);
	}
	wdm_filters_release(node);
	wdm_power_relations_drop(node);
	node->agreed = false;
	wdm_devnode_drop_resources(node);
	/* The devnode of a PCI device is there for its driver alone. */
	if (node->leaving || node->kind == WDM_DEVNODE_PCI) {
		node->state = WDM_DEVNODE_REMOVED;
		wdm_devnode_release_pdo(node);
	} else {
		/* The device is there, ready for another driver. */
		node->state = WDM_DEVNODE_NEW;
		node->failed = false;
	}
	if (node->kind != WDM_DEVNODE_PCI)
		wdm_devnode_set_driver(node, NULL, NULL);
	if (node->waits) {
		node->waits = false;
		child_removed(node->parent);
	}
}

/* Files, or children that have files, keep REMOVE_DEVICE waiting. */
static bool is_held(struct wdm_devnode *node)
{
	return wdm_devnode_open_files(node) || atomic_read(&node->pending_children);
}

static bool is_present(const struct wdm_devnode *node)
{
	return node->pdev ? pci_device_is_present(node->pdev) : !node->missing;
}

/*
 * The driver and whoever registered on an open file may say no. @stays: it takes files
 * again then, which those who closed theirs open as soon as they hear of it.
 */
static bool may_be_removed(struct wdm_devnode *node, bool stays)
{
	NTSTATUS status = wdm_notify_query_remove(node);
	bool queried = false;

	if (NT_SUCCESS(status) && !is_held(node)) {
		status = wdm_pnp_request_minor(node->pdo, IRP_MN_QUERY_REMOVE_DEVICE);
		if (NT_SUCCESS(status))
			return true;
		queried = true;
		dev_warn(node->dev, "wdm: driver %s refuses the removal (status 0x%08x)\n",
			 wdm_devnode_service(node), status);
	}
	if (queried)
		wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_REMOVE_DEVICE);
	if (stays)
		wdm_devnode_close(node, false);
	wdm_notify_target(node, &GUID_TARGET_DEVICE_REMOVE_CANCELLED);
	return false;
}

/* Who goes with it: those that agreed, or whom its drivers name now. */
static void release_relations(struct wdm_devnode *node)
{
	struct wdm_relations *set = node->relations;

	node->relations = NULL;
	wdm_relations_release(set ?: wdm_relations_of(node));
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
	wdm_children_remove(node);
	if (node->state == WDM_DEVNODE_NEW) {
		send_remove(node);
		return;
	}
	release_relations(node);
	if (!node->failed && is_present(node) && (node->agreed || may_be_removed(node, false))) {
		send_remove(node);
		return;
	}

	wdm_pnp_request_minor(node->pdo, IRP_MN_SURPRISE_REMOVAL);
	/* The device may be plugged in again, under the same names, before REMOVE. */
	wdm_interfaces_disable(node);
	wdm_interfaces_forget(node);
	node->state = WDM_DEVNODE_SURPRISE;
	if (node->parent && !node->waits) {
		node->waits = true;
		atomic_inc(&node->parent->pending_children);
	}
	tell_removed(node);
	/* A close from now on finds this state and queues the work. */
	if (!is_held(node))
		send_remove(node);
}

/* PNP_DEVICE_NOT_DISABLEABLE holds for all devices above, too. */
static bool is_removable(struct wdm_devnode *node)
{
	struct wdm_devnode *child;
	bool removable = !(node->pnp_state & PNP_DEVICE_NOT_DISABLEABLE);

	lockdep_assert_held(&node->lock);
	list_for_each_entry(child, &node->children, sibling) {
		wdm_devnode_lock(child);
		removable = removable && is_removable(child);
		wdm_devnode_unlock(child);
	}
	return removable;
}

/* The children first. TRUE: all of them agreed, and take no new files. */
static bool query_tree(struct wdm_devnode *node)
{
	struct wdm_devnode *child;
	bool agreed = true;

	lockdep_assert_held(&node->lock);
	if (node->state != WDM_DEVNODE_STARTED)
		return true;
	list_for_each_entry(child, &node->children, sibling) {
		wdm_devnode_lock(child);
		agreed = query_tree(child);
		wdm_devnode_unlock(child);
		if (!agreed)
			return false;
	}
	wdm_devnode_close(node, true);
	node->agreed = may_be_removed(node, true);
	return node->agreed;
}

/* Those that agreed learn that it won't happen. */
static void cancel_tree(struct wdm_devnode *node)
{
	struct wdm_devnode *child;

	lockdep_assert_held(&node->lock);
	if (node->agreed && node->state == WDM_DEVNODE_STARTED) {
		node->agreed = false;
		wdm_pnp_request_minor(node->pdo, IRP_MN_CANCEL_REMOVE_DEVICE);
		wdm_devnode_close(node, false);
		wdm_notify_target(node, &GUID_TARGET_DEVICE_REMOVE_CANCELLED);
	}
	list_for_each_entry(child, &node->children, sibling) {
		wdm_devnode_lock(child);
		cancel_tree(child);
		wdm_devnode_unlock(child);
	}
}

static NTSTATUS query_one(struct wdm_devnode *node)
{
	NTSTATUS status = STATUS_SUCCESS;

	wdm_devnode_lock(node);
	if (node->leaving)
		status = STATUS_NO_SUCH_DEVICE;
	else if (!is_removable(node) || !query_tree(node))
		status = STATUS_DEVICE_BUSY;
	wdm_devnode_unlock(node);
	return status;
}

static void cancel_one(struct wdm_devnode *node)
{
	wdm_devnode_lock(node);
	cancel_tree(node);
	wdm_devnode_unlock(node);
}

/**
 * wdm_pnp_query_remove - may the device be removed?
 * @node: a devnode
 * @eject: it is to be ejected
 *
 * Asks its children, itself, and all devices that go with it. If they agree, they take no
 * new files from now on, and the removal has to follow.
 *
 * Context: IRQL == PASSIVE_LEVEL, no lock of a devnode held.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_BUSY for open files, a refusal, or a device that
 *	is PNP_DEVICE_NOT_DISABLEABLE; STATUS_NO_SUCH_DEVICE: it is going already;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_pnp_query_remove(struct wdm_devnode *node, bool eject)
{
	struct wdm_relations *set;
	NTSTATUS status;
	u32 i;

	status = wdm_relations_query(node, eject, &set);
	if (!NT_SUCCESS(status))
		return status;
	status = query_one(node);
	for (i = 0; i < set->count && NT_SUCCESS(status); i++)
		status = query_one(set->node[i]);
	if (NT_SUCCESS(status)) {
		wdm_devnode_lock(node);
		wdm_relations_free(node->relations);
		node->relations = set;
		wdm_devnode_unlock(node);
		return STATUS_SUCCESS;
	}
	cancel_one(node);
	for (i = 0; i < set->count; i++)
		cancel_one(set->node[i]);
	wdm_relations_free(set);
	return status;
}

/* REMOVE_DEVICE after the last close. */
void wdm_pnp_remove_worker(struct work_struct *work)
{
	struct wdm_devnode *node = container_of(work, struct wdm_devnode, remove_work);

	bool ready = false;

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_SURPRISE && !is_held(node)) {
		send_remove(node);
		ready = node->state == WDM_DEVNODE_NEW;
	}
	wdm_devnode_unlock(node);
	/* A driver that came meanwhile was turned away. */
	if (ready && device_is_registered(node->dev) && device_attach(node->dev) < 0)
		dev_err(node->dev, "wdm: no driver can be bound\n");
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
