/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of wmi. */
#ifndef _WDM_WMI_PROVIDER_H
#define _WDM_WMI_PROVIDER_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

#include "wmi.h"

/**
 * struct wdm_wmi_provider - a registered device object
 * @link: in the list of providers; L
 * @ref: the list, and who is asking it
 * @gate: held for reading while a request is at the driver: a driver that
 *	deregisters must see none any more when that returns
 * @gone: deregistered; written with @gate held for writing
 * @device: with a reference
 * @id: for IoWMIDeviceObjectToProviderId
 * @info: what it answered to IRP_MN_REGINFO; @gate
 *
 * L: protected by wdm_wmi_lock.
 */
struct wdm_wmi_provider {
	struct list_head link;
	struct kref ref;
	struct rw_semaphore gate;
	bool gone;
	PDEVICE_OBJECT device;
	u32 id;
	WMIREGINFOW *info;
};

extern struct mutex wdm_wmi_lock;
extern struct list_head wdm_wmi_providers;

void wdm_wmi_provider_put(struct wdm_wmi_provider *provider);

/*
 * Sends an IRP_MJ_SYSTEM_CONTROL request to the top of the provider's stack.
 * @information returns IoStatus.Information.
 */
NTSTATUS wdm_wmi_send(PDEVICE_OBJECT device, UCHAR minor, void *path, void *buffer, u32 size,
		      ULONG_PTR *information);

/* The provider's number, zero if the device isn't registered. IRQL <= DISPATCH_LEVEL */
u32 wdm_wmi_provider_id(PDEVICE_OBJECT device);

/* Frees what IoWMIAllocateInstanceIds() remembers. */
void wdm_wmi_forget_ids(void);

/* Sends a request without data, such as IRP_MN_ENABLE_EVENTS, to all who have the block. */
void wdm_wmi_control(const GUID *guid, UCHAR minor);

#endif
