// SPDX-License-Identifier: GPL-2.0
/* Wmi: requests to providers, and asking all of them for a block. */
#include <linux/align.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include <uapi/wdm_ctl.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "provider.h"

/* More than this no driver's block takes; a driver that asks for more is ignored. */
#define MAX_BLOCK	(1 << 20)

NTSTATUS wdm_wmi_send(PDEVICE_OBJECT device, UCHAR minor, void *path, void *buffer, u32 size,
		      ULONG_PTR *information)
{
	PDEVICE_OBJECT top = IoGetAttachedDeviceReference(device);
	PIO_STACK_LOCATION stack;
	NTSTATUS status;
	PIRP irp;

	irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL);
	if (!irp) {
		wdm_ob_put(top);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	/* What no driver of the stack handles comes back as it was sent. */
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MajorFunction = IRP_MJ_SYSTEM_CONTROL;
	stack->MinorFunction = minor;
	stack->Parameters.WMI.ProviderId = (ULONG_PTR)device;
	stack->Parameters.WMI.DataPath = path;
	stack->Parameters.WMI.BufferSize = size;
	stack->Parameters.WMI.Buffer = buffer;
	status = wdm_irp_send_wait(top, irp);
	*information = irp->IoStatus.Information;
	wdm_irp_free(irp);
	wdm_ob_put(top);
	return status;
}

static bool has_block(const struct wdm_wmi_provider *provider, const GUID *guid)
{
	const WMIREGGUIDW *block;
	u32 i;

	if (!provider->info)
		return false;
	block = provider->info->WmiRegGuid;
	for (i = 0; i < provider->info->GuidCount; i++)
		if (!memcmp(&block[i].Guid, guid, sizeof(*guid)))
			return true;
	return false;
}

/*
 * A block's number is its provider's, which is never given again, and its place in
 * what the provider registered.
 */
#define BLOCK_BITS	16

static bool fill_block(struct wdm_ctl_wmi *record, const struct wdm_wmi_provider *provider,
		       u32 index)
{
	const WMIREGGUIDW *block;

	if (provider->gone || !provider->info || index >= provider->info->GuidCount ||
	    index >= BIT(BLOCK_BITS) - 1)
		return false;
	block = &provider->info->WmiRegGuid[index];
	record->id = ((u64)provider->id << BLOCK_BITS) + index + 1;
	record->flags = block->Flags;
	record->device = wdm_device(provider->device)->id;
	record->instances = block->InstanceCount;
	record->provider = provider->id;
	memcpy(record->guid, &block->Guid, sizeof(record->guid));
	return true;
}

static struct wdm_wmi_provider *next_provider(struct wdm_wmi_provider *last);

int wdm_wmi_next_block(struct wdm_ctl_wmi *record)
{
	struct wdm_wmi_provider *provider = NULL;
	u64 after = record->id;

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	while ((provider = next_provider(provider))) {
		bool found = false;

		if (provider->id < after >> BLOCK_BITS)
			continue;
		down_read(&provider->gate);
		found = fill_block(record, provider, provider->id == after >> BLOCK_BITS ?
				   after & (BIT(BLOCK_BITS) - 1) : 0);
		up_read(&provider->gate);
		if (found) {
			wdm_wmi_provider_put(provider);
			return 0;
		}
	}
	return -ENOENT;
}

/* Asks with a buffer that grows to what the driver says it needs. */
static NTSTATUS ask(PDEVICE_OBJECT device, const GUID *guid, void **data, u32 *length)
{
	u32 size = PAGE_SIZE;
	NTSTATUS status;
	int attempt;

	for (attempt = 0; attempt < 3; attempt++) {
		WNODE_TOO_SMALL *small = kvzalloc(size, GFP_KERNEL);
		WNODE_HEADER *header = &small->WnodeHeader;
		ULONG_PTR information = 0;

		if (!small)
			return STATUS_INSUFFICIENT_RESOURCES;
		header->BufferSize = size;
		header->Guid = *guid;
		header->Flags = WNODE_FLAG_ALL_DATA | WNODE_FLAG_STATIC_INSTANCE_NAMES;
		KeQuerySystemTime(&header->TimeStamp);
		status = wdm_wmi_send(device, IRP_MN_QUERY_ALL_DATA, &header->Guid,
				      small, size, &information);
		if (NT_SUCCESS(status) && !(header->Flags & WNODE_FLAG_TOO_SMALL)) {
			/* A driver's idea of the size must not make us read past the end. */
			if (information > size || header->BufferSize > size ||
			    header->BufferSize < sizeof(*header)) {
				kvfree(small);
				return STATUS_DATA_ERROR;
			}
			*data = small;
			*length = header->BufferSize;
			return STATUS_SUCCESS;
		}
		if (NT_SUCCESS(status) && small->SizeNeeded > size &&
		    small->SizeNeeded <= MAX_BLOCK)
			size = small->SizeNeeded;
		else if (NT_SUCCESS(status))
			status = STATUS_BUFFER_TOO_SMALL;
		kvfree(small);
		if (!NT_SUCCESS(status))
			return status;
	}
	return STATUS_BUFFER_TOO_SMALL;
}

static NTSTATUS append(void **data, u32 *length, const void *block, u32 size)
{
	u32 offset = ALIGN(*length, 8);
	void *all = kvzalloc(size_add(offset, size), GFP_KERNEL);

	if (!all)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (*data)
		memcpy(all, *data, *length);
	memcpy(all + offset, block, size);
	kvfree(*data);
	*data = all;
	*length = offset + size;
	return STATUS_SUCCESS;
}

/* The provider after @last, referenced; drops the reference to @last. */
static struct wdm_wmi_provider *next_provider(struct wdm_wmi_provider *last)
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

NTSTATUS wdm_wmi_query_all(const GUID *guid, void **data, u32 *length)
{
	struct wdm_wmi_provider *provider = NULL;
	NTSTATUS result = STATUS_WMI_GUID_NOT_FOUND;

	*data = NULL;
	*length = 0;
	while ((provider = next_provider(provider))) {
		NTSTATUS status = STATUS_WMI_GUID_NOT_FOUND;
		void *block;
		u32 size;

		down_read(&provider->gate);
		if (!provider->gone && has_block(provider, guid))
			status = ask(provider->device, guid, &block, &size);
		up_read(&provider->gate);

		if (NT_SUCCESS(status)) {
			status = append(data, length, block, size);
			kvfree(block);
		}
		/* One that fails doesn't hide the answers of the others. */
		if (!*data && status != STATUS_WMI_GUID_NOT_FOUND)
			result = status;
	}
	return *data ? STATUS_SUCCESS : result;
}
WDM_EXPORT(wdm_wmi_query_all);

void wdm_wmi_control(const GUID *guid, UCHAR minor)
{
	struct wdm_wmi_provider *provider = NULL;
	WNODE_HEADER header = { .BufferSize = sizeof(header), .Guid = *guid };
	ULONG_PTR information;

	while ((provider = next_provider(provider))) {
		down_read(&provider->gate);
		if (!provider->gone && has_block(provider, guid))
			wdm_wmi_send(provider->device, minor, &header.Guid, &header,
				     sizeof(header), &information);
		up_read(&provider->gate);
	}
}
