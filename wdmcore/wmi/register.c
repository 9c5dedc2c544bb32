// SPDX-License-Identifier: GPL-2.0
/* Wmi: who provides data. */
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat.h"
#include "ob.h"
#include "provider.h"

#define MAX_REGINFO	(64 << 10)

/*
 * The list of providers. It changes with @list_lock held as well, for who looks a
 * device up at DISPATCH_LEVEL.
 */
DEFINE_MUTEX(wdm_wmi_lock);
static DEFINE_SPINLOCK(list_lock);
LIST_HEAD(wdm_wmi_providers);

static u32 last_id;

static void free_provider(struct kref *ref)
{
	struct wdm_wmi_provider *provider = container_of(ref, struct wdm_wmi_provider, ref);

	wdm_ob_put(provider->device);
	wdm_wmi_free_blocks(provider->blocks, provider->info);
	kvfree(provider->info);
	kfree(provider);
}

void wdm_wmi_provider_put(struct wdm_wmi_provider *provider)
{
	kref_put(&provider->ref, free_provider);
}

struct wdm_wmi_provider *wdm_wmi_next_provider(struct wdm_wmi_provider *last)
{
	struct wdm_wmi_provider *provider;
	struct wdm_wmi_provider *found = NULL;

	mutex_lock(&wdm_wmi_lock);
	list_for_each_entry(provider, &wdm_wmi_providers, link) {
		if (!last || provider->id > last->id) {
			kref_get(&provider->ref);
			found = provider;
			break;
		}
	}
	mutex_unlock(&wdm_wmi_lock);
	if (last)
		wdm_wmi_provider_put(last);
	return found;
}

int wdm_wmi_find_block(const struct wdm_wmi_provider *provider, const GUID *guid)
{
	const WMIREGGUIDW *block;
	u32 i;

	if (provider->gone || !provider->info)
		return -1;
	block = provider->info->WmiRegGuid;
	for (i = 0; i < provider->info->GuidCount; i++)
		if (IsEqualGUID(&block[i].Guid, guid) &&
		    !(block[i].Flags & WMIREG_FLAG_REMOVE_GUID))
			return i;
	return -1;
}

/* With a reference, or NULL. */
static struct wdm_wmi_provider *find_provider(PDEVICE_OBJECT device)
{
	struct wdm_wmi_provider *provider;

	mutex_lock(&wdm_wmi_lock);
	list_for_each_entry(provider, &wdm_wmi_providers, link) {
		if (provider->device == device) {
			kref_get(&provider->ref);
			mutex_unlock(&wdm_wmi_lock);
			return provider;
		}
	}
	mutex_unlock(&wdm_wmi_lock);
	return NULL;
}

/* A driver may say more blocks than its buffer holds. */
static bool info_is_sane(const WMIREGINFOW *info, u32 size)
{
	return info->BufferSize >= sizeof(*info) && info->BufferSize <= size &&
	       struct_size(info, WmiRegGuid, info->GuidCount) <= info->BufferSize;
}

/*
 * With IRP_MN_REGINFO_EX the driver references the PDOs that it names, and who
 * asked drops these references when it is done with them.
 */
static void drop_pdos(WMIREGINFOW *info)
{
	WMIREGGUIDW *block = info->WmiRegGuid;
	u32 i;

	for (i = 0; i < info->GuidCount; i++) {
		if ((block[i].Flags & WMIREG_FLAG_INSTANCE_PDO) && block[i].Pdo) {
			ObDereferenceObject((PVOID)block[i].Pdo);
			block[i].Pdo = 0;
		}
	}
}

static NTSTATUS ask_reginfo(struct wdm_wmi_provider *provider, UCHAR minor, ULONG datapath,
			    WMIREGINFOW **out, struct wdm_wmi_block_info **blocks)
{
	u32 size = PAGE_SIZE;
	int attempt;

	for (attempt = 0; attempt < 2; attempt++) {
		WMIREGINFOW *info = kvzalloc(size, GFP_KERNEL);
		ULONG_PTR information = 0;
		NTSTATUS status;
		u32 needed;

		if (!info)
			return STATUS_INSUFFICIENT_RESOURCES;
		status = wdm_wmi_send(provider->device, minor, (void *)(ULONG_PTR)datapath, info,
				      size, &information);
		if (NT_SUCCESS(status)) {
			if (!info_is_sane(info, size)) {
				kvfree(info);
				return STATUS_INVALID_PARAMETER;
			}
			*blocks = wdm_wmi_alloc_blocks(info);
			if (minor == IRP_MN_REGINFO_EX)
				drop_pdos(info);
			if (!*blocks) {
				kvfree(info);
				return STATUS_INSUFFICIENT_RESOURCES;
			}
			*out = info;
			return STATUS_SUCCESS;
		}
		needed = *(ULONG *)info;
		kvfree(info);
		if (status != STATUS_BUFFER_TOO_SMALL || information != sizeof(ULONG) ||
		    needed <= size || needed > MAX_REGINFO)
			return status;
		size = needed;
	}
	return STATUS_BUFFER_TOO_SMALL;
}

/* What the provider was told of its blocks stays true if it names them again. */
static void keep_enabled(struct wdm_wmi_provider *provider, const WMIREGINFOW *info,
			 struct wdm_wmi_block_info *blocks)
{
	int old;
	u32 i;

	for (i = 0; i < info->GuidCount; i++) {
		old = wdm_wmi_find_block(provider, &info->WmiRegGuid[i].Guid);
		blocks[i].enabled = old >= 0 && provider->blocks[old].enabled;
		blocks[i].traced = old >= 0 && provider->blocks[old].traced;
	}
}

static NTSTATUS update_info(struct wdm_wmi_provider *provider, ULONG datapath)
{
	struct wdm_wmi_block_info *blocks = NULL;
	WMIREGINFOW *info = NULL;
	NTSTATUS status;

	status = ask_reginfo(provider, IRP_MN_REGINFO_EX, datapath, &info, &blocks);
	if (!NT_SUCCESS(status) && status != STATUS_INSUFFICIENT_RESOURCES)
		status = ask_reginfo(provider, IRP_MN_REGINFO, datapath, &info, &blocks);
	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&provider->events_mutex);
	down_write(&provider->gate);
	keep_enabled(provider, info, blocks);
	swap(provider->info, info);
	swap(provider->blocks, blocks);
	up_write(&provider->gate);
	mutex_unlock(&provider->events_mutex);
	wdm_wmi_free_blocks(blocks, info);
	kvfree(info);
	/* Somebody may have waited for the block to come. */
	wdm_wmi_sync_events(provider);
	return STATUS_SUCCESS;
}

static NTSTATUS deregister(PDEVICE_OBJECT device)
{
	struct wdm_wmi_provider *provider = find_provider(device);

	if (!provider)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&wdm_wmi_lock);
	if (!list_empty(&provider->link)) {
		spin_lock_bh(&list_lock);
		list_del_init(&provider->link);
		spin_unlock_bh(&list_lock);
		kref_put(&provider->ref, free_provider);
	}
	mutex_unlock(&wdm_wmi_lock);

	/* Waits for the requests that are with the driver. */
	down_write(&provider->gate);
	provider->gone = true;
	up_write(&provider->gate);
	wdm_wmi_provider_put(provider);
	return STATUS_SUCCESS;
}

static NTSTATUS register_provider(PDEVICE_OBJECT device)
{
	struct wdm_wmi_provider *provider = find_provider(device);
	NTSTATUS status;

	if (provider) {
		wdm_wmi_provider_put(provider);
		return STATUS_OBJECT_NAME_EXISTS;
	}
	provider = kzalloc(sizeof(*provider), GFP_KERNEL);
	if (!provider)
		return STATUS_INSUFFICIENT_RESOURCES;
	kref_init(&provider->ref);
	init_rwsem(&provider->gate);
	mutex_init(&provider->events_mutex);
	wdm_ob_get(device);
	provider->device = device;

	mutex_lock(&wdm_wmi_lock);
	provider->id = ++last_id;
	kref_get(&provider->ref);
	spin_lock_bh(&list_lock);
	list_add_tail(&provider->link, &wdm_wmi_providers);
	spin_unlock_bh(&list_lock);
	mutex_unlock(&wdm_wmi_lock);

	status = update_info(provider, WMIREGISTER);
	wdm_wmi_provider_put(provider);
	if (!NT_SUCCESS(status))
		deregister(device);
	return status;
}

static NTSTATUS update_provider(PDEVICE_OBJECT device)
{
	struct wdm_wmi_provider *provider = find_provider(device);
	NTSTATUS status;

	if (!provider)
		return STATUS_INVALID_PARAMETER;
	status = update_info(provider, WMIUPDATE);
	wdm_wmi_provider_put(provider);
	return status;
}

/**
 * IoWMIRegistrationControl - register or deregister a provider of WMI data
 * @DeviceObject: the device object that answers IRP_MJ_SYSTEM_CONTROL
 * @Action: WMIREG_ACTION_REGISTER, _DEREGISTER, _REREGISTER or _UPDATE_GUIDS
 *
 * Registering and updating ask the driver for its blocks before this returns, by
 * IRP_MN_REGINFO_EX or else IRP_MN_REGINFO. Deregistering waits until the driver
 * has completed every request that it was sent.
 *
 * Reference page: IoWMIRegistrationControl function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL; not from within IRP_MJ_SYSTEM_CONTROL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for an unknown action or a
 * device that isn't registered, STATUS_OBJECT_NAME_EXISTS if it is already, the
 * driver's status, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action)
{
	NTSTATUS status;

	switch (Action) {
	case WMIREG_ACTION_REGISTER:
		return register_provider(DeviceObject);
	case WMIREG_ACTION_DEREGISTER:
		return deregister(DeviceObject);
	case WMIREG_ACTION_REREGISTER:
		status = deregister(DeviceObject);
		return NT_SUCCESS(status) ? register_provider(DeviceObject) : status;
	case WMIREG_ACTION_UPDATE_GUIDS:
		return update_provider(DeviceObject);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}
WDM_EXPORT(IoWMIRegistrationControl);

u32 wdm_wmi_provider_id(PDEVICE_OBJECT device)
{
	struct wdm_wmi_provider *provider;
	u32 id = 0;

	spin_lock_bh(&list_lock);
	list_for_each_entry(provider, &wdm_wmi_providers, link)
		if (provider->device == device)
			id = provider->id;
	spin_unlock_bh(&list_lock);
	return id;
}

/**
 * IoWMIDeviceObjectToProviderId - the number of a provider
 * @DeviceObject: the device object that was registered
 *
 * Reference page: IoWMIDeviceObjectToProviderId function (wdm.h).
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the number, as events carry it; zero if the device isn't registered.
 */
ULONG NTAPI IoWMIDeviceObjectToProviderId(PDEVICE_OBJECT DeviceObject)
{
	return wdm_wmi_provider_id(DeviceObject);
}
WDM_EXPORT(IoWMIDeviceObjectToProviderId);

int wdm_wmi_init(void)
{
	return 0;
}

/* Drivers are gone by now; what they forgot still holds its device. */
void wdm_wmi_exit(void)
{
	struct wdm_wmi_provider *provider, *next;

	wdm_wmi_flush_events();
	wdm_wmi_forget_ids();
	list_for_each_entry_safe(provider, next, &wdm_wmi_providers, link) {
		list_del_init(&provider->link);
		wdm_wmi_provider_put(provider);
	}
}
