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

	/* Who only tells a provider something can't say that it failed. */
	irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL | __GFP_NOFAIL);
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

int wdm_wmi_next_block(struct wdm_ctl_wmi *record)
{
	struct wdm_wmi_provider *provider = NULL;
	u64 after = record->id;

	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	while ((provider = wdm_wmi_next_provider(provider))) {
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

/*
 * Asks with a buffer that grows to what the driver says it needs. *@no_memory: the
 * driver wasn't asked for want of a buffer.
 */
static NTSTATUS ask(PDEVICE_OBJECT device, const GUID *guid, void **data, u32 *length,
		    bool *no_memory)
{
	u32 size = PAGE_SIZE;
	NTSTATUS status;
	int attempt;

	for (attempt = 0; attempt < 3; attempt++) {
		WNODE_TOO_SMALL *small = kvzalloc(size, GFP_KERNEL);
		WNODE_HEADER *header = &small->WnodeHeader;
		ULONG_PTR information = 0;

		if (!small) {
			*no_memory = true;
			return STATUS_INSUFFICIENT_RESOURCES;
		}
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

/* FALSE: no memory; nothing has changed. */
static bool append(void **data, u32 *length, const void *block, u32 size)
{
	u32 offset = ALIGN(*length, 8);
	void *all = kvzalloc(size_add(offset, size), GFP_KERNEL);

	if (!all)
		return false;
	if (*data)
		memcpy(all, *data, *length);
	memcpy(all + offset, block, size);
	kvfree(*data);
	*data = all;
	*length = offset + size;
	return true;
}

NTSTATUS wdm_wmi_query_all(const GUID *guid, void **data, u32 *length)
{
	struct wdm_wmi_provider *provider = NULL;
	NTSTATUS result = STATUS_WMI_GUID_NOT_FOUND;
	bool no_memory = false;

	*data = NULL;
	*length = 0;
	while ((provider = wdm_wmi_next_provider(provider))) {
		NTSTATUS status = STATUS_WMI_GUID_NOT_FOUND;
		void *block;
		u32 size;

		down_read(&provider->gate);
		if (wdm_wmi_find_block(provider, guid) >= 0)
			status = ask(provider->device, guid, &block, &size, &no_memory);
		up_read(&provider->gate);

		if (NT_SUCCESS(status)) {
			no_memory = !append(data, length, block, size);
			kvfree(block);
		}
		/* What is incomplete for lack of memory looks like what is complete. */
		if (no_memory) {
			wdm_wmi_provider_put(provider);
			kvfree(*data);
			*data = NULL;
			return STATUS_INSUFFICIENT_RESOURCES;
		}
		/* One that fails doesn't hide the answers of the others. */
		if (!*data && status != STATUS_WMI_GUID_NOT_FOUND)
			result = status;
	}
	return *data ? STATUS_SUCCESS : result;
}
WDM_EXPORT(wdm_wmi_query_all);

/* Tells the provider of one block, if it isn't what it knows. @logger: or zero */
static void tell(struct wdm_wmi_provider *provider, u32 i, bool *known, bool enable, u64 logger)
{
	WNODE_HEADER header = { .BufferSize = sizeof(header) };
	ULONG_PTR information;

	lockdep_assert_held(&provider->events_mutex);
	if (enable == *known)
		return;
	*known = enable;
	header.Guid = provider->info->WmiRegGuid[i].Guid;
	header.HistoricalContext = logger;
	header.Flags = logger ? WNODE_FLAG_TRACED_GUID : 0;
	wdm_wmi_send(provider->device, enable ? IRP_MN_ENABLE_EVENTS : IRP_MN_DISABLE_EVENTS,
		     &header.Guid, &header, sizeof(header), &information);
}

/* Tells the provider of one block whether somebody listens, and where to log. */
static void sync_block(struct wdm_wmi_provider *provider, u32 i)
{
	const WMIREGGUIDW *reg = &provider->info->WmiRegGuid[i];
	struct wdm_wmi_block_info *block = &provider->blocks[i];
	bool is_traced = reg->Flags & (WMIREG_FLAG_TRACED_GUID | WMIREG_FLAG_TRACE_CONTROL_GUID);

	tell(provider, i, &block->enabled, wdm_wmi_is_heard(&reg->Guid), 0);
	tell(provider, i, &block->traced, is_traced && wdm_wmi_logger(), WDM_WMI_LOGGER);
}

void wdm_wmi_sync_events(struct wdm_wmi_provider *provider)
{
	u32 i;

	mutex_lock(&provider->events_mutex);
	down_read(&provider->gate);
	if (!provider->gone && provider->info)
		for (i = 0; i < provider->info->GuidCount; i++)
			sync_block(provider, i);
	up_read(&provider->gate);
	mutex_unlock(&provider->events_mutex);
}

void wdm_wmi_sync_all_events(void)
{
	struct wdm_wmi_provider *provider = NULL;

	while ((provider = wdm_wmi_next_provider(provider)))
		wdm_wmi_sync_events(provider);
}
