// SPDX-License-Identifier: GPL-2.0
/*
 * Po: power requests at the PDO, where they become PCI power states.
 *
 * A change of the hardware's state sleeps. A driver that lets its last transfer end before
 * it passes the request on does so at DISPATCH_LEVEL: then a work item goes on with it.
 */
#include <linux/pci.h>

#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "pnp.h"
#include "po.h"

static pci_power_t pci_state(DEVICE_POWER_STATE state)
{
	switch (state) {
	case PowerDeviceD0:
		return PCI_D0;
	case PowerDeviceD1:
		return PCI_D1;
	case PowerDeviceD2:
		return PCI_D2;
	case PowerDeviceD3:
		return PCI_D3hot;
	default:
		return PCI_POWER_ERROR;
	}
}

/* How deep a device sleeps; Linux's type for that doesn't compare. */
static int depth(pci_power_t state)
{
	return (__force int)state;
}

/*
 * To D1 ... D3. The state saved on the way down tells the PCI core that it need not do
 * it again. A device without power management stays as it is.
 */
static void leave_d0(struct wdm_devnode *node, pci_power_t target)
{
	struct pci_dev *pdev = node->pdev;

	lockdep_assert_held(&node->power.hardware_lock);
	if (pdev->current_state == target)
		return;
	/* No way leads from one low state up to another. */
	if (depth(pdev->current_state) > depth(target) &&
	    depth(pdev->current_state) <= depth(PCI_D3cold)) {
		pci_set_power_state(pdev, PCI_D0);
		pci_restore_state(pdev);
	}
	if (pdev->current_state == PCI_D0)
		pci_save_state(pdev);
	pci_enable_wake(pdev, target, wdm_wake_is_armed(node));
	pci_set_power_state(pdev, target);
}

/* To D0: what was saved comes back before the drivers above see the device. */
static void enter_d0(struct wdm_devnode *node)
{
	struct pci_dev *pdev = node->pdev;

	lockdep_assert_held(&node->power.hardware_lock);
	wdm_wake_note(node);
	pci_set_power_state(pdev, PCI_D0);
	pci_restore_state(pdev);
	pci_enable_wake(pdev, PCI_D0, false);
}

static bool is_gone(struct wdm_devnode *node)
{
	return node->kind == WDM_DEVNODE_PCI &&
	       (!node->hardware || !pci_device_is_present(node->pdev));
}

/* Only PCI has states that the hardware knows. PASSIVE_LEVEL */
static NTSTATUS set_device_state(struct wdm_devnode *node, PDEVICE_OBJECT pdo, POWER_STATE state)
{
	pci_power_t target = pci_state(state.DeviceState);

	if (target == PCI_POWER_ERROR)
		return STATUS_INVALID_PARAMETER;
	if (node->kind != WDM_DEVNODE_PCI)
		goto done;
	if (target == PCI_D0)
		wdm_runtime_take(node);
	/* What Linux was told lately counts now. */
	flush_work(&node->power.wake_work);
	mutex_lock(&node->power.hardware_lock);
	if (target == PCI_D0 && is_gone(node)) {
		mutex_unlock(&node->power.hardware_lock);
		return STATUS_NO_SUCH_DEVICE;
	}
	if (node->hardware && wdm_po_device_state(pdo) != state.DeviceState) {
		if (target == PCI_D0)
			enter_d0(node);
		else
			leave_d0(node, target);
	}
	if (node->hardware && target != PCI_D0)
		wdm_runtime_release(node);
	PoSetPowerState(pdo, DevicePowerState, state);
	mutex_unlock(&node->power.hardware_lock);
	if (target == PCI_D0)
		wdm_wake_deliver(node);
	return STATUS_SUCCESS;
done:
	PoSetPowerState(pdo, DevicePowerState, state);
	return STATUS_SUCCESS;
}

static NTSTATUS complete_with(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static void pending_worker(struct work_struct *work)
{
	struct wdm_node_power *power = container_of(work, struct wdm_node_power, pending_work);
	struct wdm_devnode *node = container_of(power, struct wdm_devnode, power);
	PIO_STACK_LOCATION stack;
	PLIST_ENTRY entry;
	LIST_HEAD(pending);
	PIRP irp;

	spin_lock_irq(&power->lock);
	list_splice_init(&power->pending, &pending);
	spin_unlock_irq(&power->lock);
	while (!list_empty(&pending)) {
		entry = (PLIST_ENTRY)pending.next;
		list_del(pending.next);
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
		stack = IoGetCurrentIrpStackLocation(irp);
		complete_with(irp, set_device_state(node, stack->DeviceObject,
						    stack->Parameters.Power.State));
	}
	wdm_devnode_put(node);
}

static NTSTATUS set_device_state_later(struct wdm_devnode *node, PIRP irp)
{
	struct wdm_node_power *power = &node->power;
	unsigned long flags;

	static_assert(sizeof(LIST_ENTRY) == sizeof(struct list_head));
	IoMarkIrpPending(irp);
	spin_lock_irqsave(&power->lock, flags);
	list_add_tail((struct list_head *)&irp->Tail.Overlay.ListEntry, &power->pending);
	spin_unlock_irqrestore(&power->lock, flags);
	wdm_devnode_get(node);
	if (!queue_work(wdm_po_wq, &power->pending_work))
		wdm_devnode_put(node);
	return STATUS_PENDING;
}

/* The status to complete the request with; STATUS_PENDING: that is somebody else's now. */
static NTSTATUS answer(struct wdm_devnode *node, PDEVICE_OBJECT pdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);

	switch (stack->MinorFunction) {
	case IRP_MN_SET_POWER:
		if (stack->Parameters.Power.Type == SystemPowerState) {
			PoSetPowerState(pdo, SystemPowerState, stack->Parameters.Power.State);
			return STATUS_SUCCESS;
		}
		if (!wdm_irql_is_low())
			return set_device_state_later(node, irp);
		return set_device_state(node, pdo, stack->Parameters.Power.State);
	case IRP_MN_QUERY_POWER:
		return STATUS_SUCCESS;
	case IRP_MN_WAIT_WAKE:
		return wdm_wake_wait(node, pdo, irp);
	default:
		return irp->IoStatus.Status;
	}
}

/** wdm_pdo_power - IRP_MJ_POWER at a PDO */
NTSTATUS NTAPI wdm_pdo_power(PDEVICE_OBJECT pdo, PIRP irp)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	NTSTATUS status = STATUS_NO_SUCH_DEVICE;

	if (node)
		status = answer(node, pdo, irp);
	wdm_devnode_put(node);
	if (status != STATUS_PENDING)
		complete_with(irp, status);
	return status;
}

/** wdm_po_init_node - a devnode begins */
void wdm_po_init_node(struct wdm_devnode *node)
{
	struct wdm_node_power *power = &node->power;

	mutex_init(&power->hardware_lock);
	spin_lock_init(&power->lock);
	INIT_LIST_HEAD(&power->pending);
	INIT_WORK(&power->pending_work, pending_worker);
	INIT_WORK(&power->wake_work, wdm_wake_worker);
	power->slept = PowerSystemWorking;
	power->action = PowerActionNone;
}

/**
 * wdm_po_power_on - IRP_MN_START_DEVICE finds the device in D0
 * @node: the devnode, whose hardware is ours
 *
 * A device that was in D3 when it was stopped still is.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_po_power_on(struct wdm_devnode *node)
{
	wdm_runtime_take(node);
	mutex_lock(&node->power.hardware_lock);
	if (node->pdev->current_state != PCI_D0)
		enter_d0(node);
	mutex_unlock(&node->power.hardware_lock);
}

/** wdm_po_started - a device that was started is in D0 */
void wdm_po_started(struct wdm_devnode *node)
{
	POWER_STATE state = { .DeviceState = PowerDeviceD0 };

	PoSetPowerState(node->pdo, DevicePowerState, state);
}
EXPORT_SYMBOL_GPL(wdm_po_started);

/**
 * wdm_po_settle - give the hardware the state that drivers believe in
 * @node: a started devnode
 *
 * Linux brings a device to D0 when the system wakes up, and before it sleeps. A driver
 * may have left it in D3 all the time.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_po_settle(struct wdm_devnode *node)
{
	pci_power_t target;

	if (node->kind != WDM_DEVNODE_PCI)
		return;
	flush_work(&node->power.wake_work);
	mutex_lock(&node->power.hardware_lock);
	/* A request for D0 may be on its way: its state and the hardware's change together. */
	target = pci_state(wdm_po_device_state(node->pdo));
	if (node->hardware && target != PCI_POWER_ERROR && target != PCI_D0) {
		leave_d0(node, target);
		/* It was saved on the way down, whatever the PCI core thinks. */
		if (node->pdev->current_state != PCI_D0)
			node->pdev->state_saved = true;
	}
	mutex_unlock(&node->power.hardware_lock);
}

/**
 * wdm_po_hardware_gone - Linux takes its device back
 * @node: the devnode, whose hardware is still ours
 *
 * It gets it as it came: in D0, if it is there, not armed, and in use.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_po_hardware_gone(struct wdm_devnode *node)
{
	wdm_wake_end(node);
	flush_work(&node->power.pending_work);
	wdm_runtime_take(node);
	mutex_lock(&node->power.hardware_lock);
	if (node->pdev->current_state != PCI_D0 && !is_gone(node))
		enter_d0(node);
	mutex_unlock(&node->power.hardware_lock);
}
