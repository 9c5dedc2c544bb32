// SPDX-License-Identifier: GPL-2.0
/*
 * Po: power requests at the PDO, where they become PCI power states.
 */
#include <linux/pci.h>

#include "io.h"
#include "io_dev.h"
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

/*
 * The state saved on the way down tells the PCI core that it need not do it again;
 * it comes back before the drivers above see the device in D0.
 */
static NTSTATUS set_device_state(struct wdm_devnode *node, PDEVICE_OBJECT pdo, POWER_STATE state)
{
	DEVICE_POWER_STATE old = wdm_po_device_state(pdo);
	pci_power_t target = pci_state(state.DeviceState);
	struct pci_dev *pdev = node->pdev;

	if (target == PCI_POWER_ERROR)
		return STATUS_INVALID_PARAMETER;
	/* Only PCI has states that the hardware knows. */
	if (pdev && node->hardware && old != state.DeviceState) {
		if (target != PCI_D0)
			pci_save_state(pdev);
		/* A device without power management stays as it is. */
		pci_set_power_state(pdev, target);
		if (target == PCI_D0)
			pci_restore_state(pdev);
	}
	PoSetPowerState(pdo, DevicePowerState, state);
	return STATUS_SUCCESS;
}

/** wdm_pdo_power - IRP_MJ_POWER at a PDO */
NTSTATUS NTAPI wdm_pdo_power(PDEVICE_OBJECT pdo, PIRP irp)
{
	PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	NTSTATUS status = irp->IoStatus.Status;

	switch (stack->MinorFunction) {
	case IRP_MN_SET_POWER:
		if (!node)
			status = STATUS_NO_SUCH_DEVICE;
		else if (stack->Parameters.Power.Type == DevicePowerState)
			status = set_device_state(node, pdo, stack->Parameters.Power.State);
		else
			status = STATUS_SUCCESS;
		break;
	case IRP_MN_QUERY_POWER:
		status = STATUS_SUCCESS;
		break;
	default:
		/* WAIT_WAKE among them: no device here can wake the system. */
		break;
	}
	wdm_devnode_put(node);
	irp->IoStatus.Status = status;
	PoStartNextPowerIrp(irp);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/** wdm_po_started - a device that was started is in D0 */
void wdm_po_started(struct wdm_devnode *node)
{
	POWER_STATE state = { .DeviceState = PowerDeviceD0 };

	PoSetPowerState(node->pdo, DevicePowerState, state);
}
