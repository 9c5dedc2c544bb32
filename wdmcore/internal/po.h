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

/* IRP_MJ_POWER at a PDO of wdmcore's bus drivers; completes the IRP, then or later. */
NTSTATUS NTAPI wdm_pdo_power(PDEVICE_OBJECT pdo, PIRP irp);

/*
 * A devnode begins; its device is being started, and so in D0; it was started; it gives
 * its hardware back.
 */
void wdm_po_init_node(struct wdm_devnode *node);
void wdm_po_power_on(struct wdm_devnode *node);
void wdm_po_started(struct wdm_devnode *node);
void wdm_po_hardware_gone(struct wdm_devnode *node);

/* Whatever Linux did meanwhile, the hardware has the state that drivers believe in. */
void wdm_po_settle(struct wdm_devnode *node);

/* Linux's runtime PM of a PCI device (runtime.c) */
void wdm_runtime_take(struct wdm_devnode *node);
void wdm_runtime_release(struct wdm_devnode *node);
int wdm_runtime_suspend(struct device *dev);
int wdm_runtime_resume(struct device *dev);

/* IRP_MN_WAIT_WAKE at a PDO (wake.c) */
NTSTATUS wdm_wake_wait(struct wdm_devnode *node, PDEVICE_OBJECT pdo, PIRP irp);
/* From how deep a state it can wake; PowerDeviceUnspecified: it can't at all. */
DEVICE_POWER_STATE wdm_wake_device_state(struct wdm_devnode *node);
SYSTEM_POWER_STATE wdm_wake_system_state(struct wdm_devnode *node);
bool wdm_wake_is_armed(struct wdm_devnode *node);
void wdm_wake_note(struct wdm_devnode *node);
void wdm_wake_deliver(struct wdm_devnode *node);
void wdm_wake_end(struct wdm_devnode *node);
void wdm_wake_worker(struct work_struct *work);

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

/* What ZwPowerInformation() tells (information.c) */
int wdm_power_information_init(void);
void wdm_power_information_exit(void);

/* A device's driver learns that the system shuts down (suspend.c). */
void wdm_po_shutdown(struct wdm_devnode *node);

/* The states that PoSetPowerState keeps with a device object. */
SYSTEM_POWER_STATE wdm_po_system_state(PDEVICE_OBJECT device);
DEVICE_POWER_STATE wdm_po_device_state(PDEVICE_OBJECT device);

#endif /* _WDM_INTERNAL_PO_H */
