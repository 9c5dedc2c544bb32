/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Po: power requests.
 *
 * Linux's suspend and resume become system power IRPs; the driver that owns a
 * device's power policy answers by asking for device power IRPs
 * (PoRequestPowerIrp), which end in the PDO and there in the PCI core.
 */
#ifndef _WDM_INTERNAL_PO_H
#define _WDM_INTERNAL_PO_H

#include <linux/pm.h>

#include <wdm.h>

struct wdm_devnode;
struct workqueue_struct;

int wdm_po_init(void);
void wdm_po_exit(void);

extern const struct dev_pm_ops wdm_po_pm_ops;
extern struct workqueue_struct *wdm_po_wq;

/* IRP_MJ_POWER at a PDO; completes the IRP. */
NTSTATUS NTAPI wdm_pdo_power(PDEVICE_OBJECT pdo, PIRP irp);

/* Brings the device to D0 in wdmcore's books, when it was started. */
void wdm_po_started(struct wdm_devnode *node);

/* The states that PoSetPowerState keeps with a device object. */
SYSTEM_POWER_STATE wdm_po_system_state(PDEVICE_OBJECT device);
DEVICE_POWER_STATE wdm_po_device_state(PDEVICE_OBJECT device);

#endif /* _WDM_INTERNAL_PO_H */
