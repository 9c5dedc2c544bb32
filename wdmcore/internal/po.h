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

/* Wakeup sources (awake.c) */
struct wakeup_source;

int wdm_awake_init(void);
void wdm_awake_exit(void);
/* For tests: of a power request or a system state; NULL: of PoSetSystemState(). */
struct wakeup_source *wdm_awake_source(void *handle);

/* Idle detection (idle.c) */
void wdm_po_device_deleted(PDEVICE_OBJECT device);
void wdm_idle_exit(void);

/* Power settings (setting.c) */
int wdm_setting_init(void);
void wdm_setting_exit(void);
bool wdm_po_on_battery(void);
void wdm_po_force_source(int on_battery);

/* A PCI device's driver learns that the system shuts down (suspend.c). */
struct pci_dev;
void wdm_po_shutdown(struct pci_dev *pdev);

/* The states that PoSetPowerState keeps with a device object. */
SYSTEM_POWER_STATE wdm_po_system_state(PDEVICE_OBJECT device);
DEVICE_POWER_STATE wdm_po_device_state(PDEVICE_OBJECT device);

#endif /* _WDM_INTERNAL_PO_H */
