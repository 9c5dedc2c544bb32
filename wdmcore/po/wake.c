// SPDX-License-Identifier: GPL-2.0
/*
 * Po: IRP_MN_WAIT_WAKE at a PDO.
 *
 * The PDO holds the request while the device may wake the system or itself. Linux is
 * told so as by a driver of its own: the device's power/wakeup is enabled meanwhile. A
 * signal counts as one if Linux has seen a wakeup event of the device since (ACPI, PCI
 * Express and the PCI core's look at PME make these), or if the device's PME status is
 * set when the system or the device comes back.
 *
 * Only who takes the cancel routine away may end the request.
 */
#include <linux/acpi.h>
#include <linux/pci.h>
#include <linux/device.h>

#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "pnp.h"
#include "po.h"

static struct wdm_node_power *power_of(struct wdm_devnode *node)
{
	return &node->power;
}

/* ACPI knows the deepest state; without it, what suspends to RAM can be woken. */
static SYSTEM_POWER_STATE firmware_state(struct device *dev)
{
#ifdef CONFIG_ACPI_SLEEP
	struct acpi_device *companion = ACPI_COMPANION(dev);

	if (companion && companion->wakeup.flags.valid)
		return min_t(u32, PowerSystemWorking + companion->wakeup.sleep_state,
			     PowerSystemHibernate);
#endif
	return PowerSystemSleeping3;
}

SYSTEM_POWER_STATE wdm_wake_system_state(struct wdm_devnode *node)
{
	if (!device_can_wakeup(node->dev))
		return PowerSystemUnspecified;
	return firmware_state(node->dev);
}

DEVICE_POWER_STATE wdm_wake_device_state(struct wdm_devnode *node)
{
	struct pci_dev *pdev = node->pdev;

	if (!device_can_wakeup(node->dev))
		return PowerDeviceUnspecified;
	/* Another wire than PME, which firmware looks after, works in any state. */
	if (!pdev || !pdev->pme_support || pci_pme_capable(pdev, PCI_D3hot) ||
	    pci_pme_capable(pdev, PCI_D3cold))
		return PowerDeviceD3;
	if (pci_pme_capable(pdev, PCI_D2))
		return PowerDeviceD2;
	if (pci_pme_capable(pdev, PCI_D1))
		return PowerDeviceD1;
	return PowerDeviceD0;
}

bool wdm_wake_is_armed(struct wdm_devnode *node)
{
	return READ_ONCE(power_of(node)->wait_wake);
}

static unsigned long events_of(struct device *dev)
{
	unsigned long count = 0;
	unsigned long flags;

	spin_lock_irqsave(&dev->power.lock, flags);
#ifdef CONFIG_PM_SLEEP
	if (dev->power.wakeup)
		count = dev->power.wakeup->event_count;
#endif
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return count;
}

static void queue_worker(struct wdm_devnode *node)
{
	wdm_devnode_get(node);
	if (!queue_work(wdm_po_wq, &power_of(node)->wake_work))
		wdm_devnode_put(node);
}

/* Enabling and disabling may sleep; a request can end at DISPATCH_LEVEL. */
void wdm_wake_worker(struct work_struct *work)
{
	struct wdm_node_power *power = container_of(work, struct wdm_node_power, wake_work);
	struct wdm_devnode *node = container_of(power, struct wdm_devnode, power);
	bool armed = wdm_wake_is_armed(node);

	if (armed && !power->wake_set) {
		power->wake_before = device_may_wakeup(node->dev);
		device_set_wakeup_enable(node->dev, true);
		power->wake_set = true;
	} else if (!armed && power->wake_set) {
		power->wake_set = false;
		device_set_wakeup_enable(node->dev, power->wake_before);
	}
	wdm_devnode_put(node);
}

/* Ends the request, which the caller has taken. */
static void end(struct wdm_devnode *node, PIRP irp, NTSTATUS status)
{
	PDEVICE_OBJECT pdo = IoGetCurrentIrpStackLocation(irp)->DeviceObject;

	queue_worker(node);
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	ObDereferenceObject(pdo);
	wdm_devnode_put(node);
}

/* NULL: there is none, or it is being cancelled. */
static PIRP take(struct wdm_devnode *node)
{
	struct wdm_node_power *power = power_of(node);
	unsigned long flags;
	PIRP irp;

	spin_lock_irqsave(&power->lock, flags);
	irp = power->wait_wake;
	if (irp && IoSetCancelRoutine(irp, NULL))
		WRITE_ONCE(power->wait_wake, NULL);
	else
		irp = NULL;
	spin_unlock_irqrestore(&power->lock, flags);
	return irp;
}

static VOID NTAPI cancel(PDEVICE_OBJECT pdo, PIRP irp)
{
	struct wdm_devnode *node = irp->Tail.Overlay.DriverContext[0];
	struct wdm_node_power *power = power_of(node);
	unsigned long flags;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	spin_lock_irqsave(&power->lock, flags);
	WRITE_ONCE(power->wait_wake, NULL);
	spin_unlock_irqrestore(&power->lock, flags);
	end(node, irp, STATUS_CANCELLED);
}

/*
 * wdm_wake_wait - hold an IRP_MN_WAIT_WAKE
 *
 * The device may be in D0 or as deep as it can wake from, and the request may name no
 * system state that the device can't wake from.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_PENDING: it is held, or was cancelled; else why not, and the caller
 * completes it.
 */
NTSTATUS wdm_wake_wait(struct wdm_devnode *node, PDEVICE_OBJECT pdo, PIRP irp)
{
	struct wdm_node_power *power = power_of(node);
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	bool cancelled;
	unsigned long flags;

	if (!device_can_wakeup(node->dev))
		return STATUS_NOT_SUPPORTED;
	if (wdm_po_device_state(pdo) > wdm_wake_device_state(node) ||
	    stack->Parameters.WaitWake.PowerState > wdm_wake_system_state(node))
		return STATUS_INVALID_DEVICE_STATE;

	spin_lock_irqsave(&power->lock, flags);
	if (power->wait_wake) {
		spin_unlock_irqrestore(&power->lock, flags);
		return STATUS_DEVICE_BUSY;
	}
	irp->Tail.Overlay.DriverContext[0] = wdm_devnode_get(node);
	ObReferenceObject(pdo);
	power->wake_seen = false;
	power->wake_events = events_of(node->dev);
	IoMarkIrpPending(irp);
	IoSetCancelRoutine(irp, cancel);
	/* Cancelled before there was a routine? Then it is ours, unless that runs now. */
	cancelled = irp->Cancel && IoSetCancelRoutine(irp, NULL);
	if (!cancelled)
		WRITE_ONCE(power->wait_wake, irp);
	spin_unlock_irqrestore(&power->lock, flags);

	if (cancelled)
		end(node, irp, STATUS_CANCELLED);
	else
		queue_worker(node);
	return STATUS_PENDING;
}

/* Looks for PME before Linux clears it. */
void wdm_wake_note(struct wdm_devnode *node)
{
	struct pci_dev *pdev = node->pdev;
	u16 control;

	if (!wdm_wake_is_armed(node) || !pdev || !pdev->pm_cap)
		return;
	if (pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &control) ||
	    PCI_POSSIBLE_ERROR(control))
		return;
	if (control & PCI_PM_CTRL_PME_STATUS)
		WRITE_ONCE(power_of(node)->wake_seen, true);
}

/* The device or the system is back: if it was this device's doing, its driver hears of it. */
void wdm_wake_deliver(struct wdm_devnode *node)
{
	struct wdm_node_power *power = power_of(node);
	PIRP irp;

	if (!wdm_wake_is_armed(node))
		return;
	if (!READ_ONCE(power->wake_seen) && events_of(node->dev) == power->wake_events)
		return;
	irp = take(node);
	if (irp)
		end(node, irp, STATUS_SUCCESS);
}

/* The device goes. A driver should have cancelled its request before. */
void wdm_wake_end(struct wdm_devnode *node)
{
	PIRP irp = take(node);

	if (irp)
		end(node, irp, STATUS_CANCELLED);
	flush_work(&power_of(node)->wake_work);
}
