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
 * @blocks: for each of @info's blocks, what its answer doesn't hold; @gate
 * @events_mutex: held while it is told of listeners
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
	struct wdm_wmi_block_info *blocks;
	struct mutex events_mutex;	/* see above */
};

/**
 * struct wdm_wmi_block_info - a block of a provider
 * @path: instance path of the PDO that the instances are named after, or NULL
 * @enabled: the provider knows that somebody listens to its events; @events_mutex
 * @traced: it has the handle of the logger; @events_mutex
 */
struct wdm_wmi_block_info {
	UNICODE_STRING path;
	bool enabled;
	bool traced;
};

extern struct mutex wdm_wmi_lock;
extern struct list_head wdm_wmi_providers;

void wdm_wmi_provider_put(struct wdm_wmi_provider *provider);

/* The provider after @last, referenced; drops the reference to @last. NULL: first, none. */
struct wdm_wmi_provider *wdm_wmi_next_provider(struct wdm_wmi_provider *last);

/* The block's place in @provider->info; -1: it isn't there. @gate is held. */
int wdm_wmi_find_block(const struct wdm_wmi_provider *provider, const GUID *guid);

/* name.c; @gate is held */

/* The blocks of @info, from the devices that it names; NULL without memory. */
struct wdm_wmi_block_info *wdm_wmi_alloc_blocks(const WMIREGINFOW *info);
void wdm_wmi_free_blocks(struct wdm_wmi_block_info *blocks, const WMIREGINFOW *info);

enum wdm_wmi_found {
	WDM_WMI_STATIC,		/* it has the instance */
	WDM_WMI_DYNAMIC,	/* only its driver knows */
	WDM_WMI_NONE,
};

enum wdm_wmi_found wdm_wmi_find_instance(const struct wdm_wmi_provider *provider, int block,
					 const UNICODE_STRING *name, u32 *index);

/*
 * A static name, in pool memory. STATUS_WMI_INSTANCE_NOT_FOUND: there is no such
 * instance, or its name is dynamic. STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_wmi_instance_name(const struct wdm_wmi_provider *provider, int block, u32 index,
			       UNICODE_STRING *name);

/* Whether a driver listens to the block's events. IRQL <= DISPATCH_LEVEL (event.c) */
bool wdm_wmi_is_heard(const GUID *guid);

/*
 * The handle of the one logger: its number in the lowest 16 bits, then 8 bits of level,
 * and the enable flags in the upper half. Everything is enabled.
 */
#define WDM_WMI_LOGGER_ID	1
#define WDM_WMI_LOGGER_LEVEL	0xff
#define WDM_WMI_LOGGER_FLAGS	0xffffffffU
#define WDM_WMI_LOGGER								\
	((u64)WDM_WMI_LOGGER_FLAGS << 32 | WDM_WMI_LOGGER_LEVEL << 16 | WDM_WMI_LOGGER_ID)

/* The logger's handle while there is a session, else zero. Any IRQL (trace.c) */
u64 wdm_wmi_logger(void);

/* Tells a provider, or all, of listeners and sessions that came or went. */
void wdm_wmi_sync_events(struct wdm_wmi_provider *provider);
void wdm_wmi_sync_all_events(void);

/* instance_request.c */

/**
 * struct wdm_wmi_request - a request about one instance
 * @minor: IRP_MN_QUERY_SINGLE_INSTANCE, _CHANGE_SINGLE_INSTANCE, _CHANGE_SINGLE_ITEM or
 *	_EXECUTE_METHOD
 * @guid: the block
 * @name: of the instance
 * @id: of the item or the method
 * @in: data for the driver, @in_size bytes
 * @in_size: their size
 * @out_size: room for data of the driver
 */
struct wdm_wmi_request {
	UCHAR minor;
	const GUID *guid;
	const UNICODE_STRING *name;
	u32 id;
	const void *in;
	u32 in_size;
	u32 out_size;
};

/*
 * Sends it to the provider that has the instance. With STATUS_SUCCESS, *@node is the
 * WNODE that came back, to be kvfree()d. With STATUS_BUFFER_TOO_SMALL, *@needed is the
 * room for data that a method wants.
 */
NTSTATUS wdm_wmi_instance_request(const struct wdm_wmi_request *r, void **node, u32 *needed);

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

/* An object from IoWMIOpenBlock() */
const GUID *wdm_wmi_guid_of(PVOID block);

#endif
