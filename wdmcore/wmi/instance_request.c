// SPDX-License-Identifier: GPL-2.0
/*
 * Wmi: requests about one instance of a block, which is found by its name.
 *
 * The request goes to the provider that registered the name, with the instance's number.
 * Providers with dynamic names are asked one after the other, with the name, until one
 * knows it.
 */
#include <linux/align.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "provider.h"

/* More than this no driver's block takes; a driver that asks for more is ignored. */
#define MAX_INSTANCE	SZ_1M
#define FIRST_OUT	1024

/* Both kinds of structures, up to their data. */
static_assert(offsetof(WNODE_SINGLE_INSTANCE, VariableData) == 64);
static_assert(offsetof(WNODE_METHOD_ITEM, VariableData) == 68);

static bool has_id(UCHAR minor)
{
	return minor == IRP_MN_CHANGE_SINGLE_ITEM || minor == IRP_MN_EXECUTE_METHOD;
}

static u32 name_offset(UCHAR minor)
{
	return has_id(minor) ? offsetof(WNODE_METHOD_ITEM, VariableData) :
			       offsetof(WNODE_SINGLE_INSTANCE, VariableData);
}

/* Where the data are: behind the name, even where it isn't asked for. */
static u32 data_offset(const struct wdm_wmi_request *r)
{
	return ALIGN(name_offset(r->minor) + sizeof(USHORT) + r->name->Length, 8);
}

static u32 flag_of(UCHAR minor)
{
	switch (minor) {
	case IRP_MN_CHANGE_SINGLE_ITEM:
		return WNODE_FLAG_SINGLE_ITEM;
	case IRP_MN_EXECUTE_METHOD:
		return WNODE_FLAG_METHOD_ITEM;
	default:
		return WNODE_FLAG_SINGLE_INSTANCE;
	}
}

static void fill_node(const struct wdm_wmi_request *r, void *node, u32 size, bool is_static,
		      u32 index)
{
	WNODE_SINGLE_INSTANCE *single = node;
	WNODE_METHOD_ITEM *item = node;
	WNODE_HEADER *header = node;
	u32 at = name_offset(r->minor);

	header->BufferSize = size;
	header->Guid = *r->guid;
	header->Flags = flag_of(r->minor);
	if (is_static)
		header->Flags |= WNODE_FLAG_STATIC_INSTANCE_NAMES;
	KeQuerySystemTime(&header->TimeStamp);
	/* The first two are in the same place in all. */
	single->OffsetInstanceName = at;
	single->InstanceIndex = index;
	if (has_id(r->minor)) {
		item->MethodId = r->id;
		item->DataBlockOffset = data_offset(r);
		item->SizeDataBlock = r->in_size;
	} else {
		single->DataBlockOffset = data_offset(r);
		single->SizeDataBlock = r->in_size;
	}
	*(USHORT *)(node + at) = r->name->Length;
	memcpy(node + at + sizeof(USHORT), r->name->Buffer, r->name->Length);
	if (r->in_size)
		memcpy(node + data_offset(r), r->in, r->in_size);
}

/* Drivers are not believed: what they say to have written must be there. */
static bool is_sane(const struct wdm_wmi_request *r, const void *node, u32 size)
{
	const WNODE_SINGLE_INSTANCE *single = node;
	const WNODE_METHOD_ITEM *item = node;
	u32 offset, length;

	if (r->minor == IRP_MN_QUERY_SINGLE_INSTANCE) {
		offset = single->DataBlockOffset;
		length = single->SizeDataBlock;
	} else if (r->minor == IRP_MN_EXECUTE_METHOD) {
		offset = item->DataBlockOffset;
		length = item->SizeDataBlock;
	} else {
		return true;
	}
	return single->WnodeHeader.BufferSize <= size && offset == data_offset(r) &&
	       length <= size - offset;
}

static NTSTATUS ask_one(struct wdm_wmi_provider *provider, const struct wdm_wmi_request *r,
			bool is_static, u32 index, void **out, u32 *needed)
{
	u32 room = max(r->in_size, r->out_size);
	u32 offset = data_offset(r);
	ULONG_PTR information;
	WNODE_TOO_SMALL *node;
	u32 size, wanted;
	NTSTATUS status;
	int attempt;

	if (r->minor == IRP_MN_QUERY_SINGLE_INSTANCE)
		room = FIRST_OUT;
	for (attempt = 0; attempt < 3; attempt++) {
		/* An answer of its own fits in any case. */
		size = max_t(u32, offset + room, sizeof(*node));
		node = kvzalloc(size, GFP_KERNEL);
		if (!node)
			return STATUS_INSUFFICIENT_RESOURCES;
		fill_node(r, node, size, is_static, index);
		information = 0;
		status = wdm_wmi_send(provider->device, r->minor, &node->WnodeHeader.Guid, node,
				      size, &information);
		if (!NT_SUCCESS(status)) {
			kvfree(node);
			return status;
		}
		if (!(node->WnodeHeader.Flags & WNODE_FLAG_TOO_SMALL)) {
			if (!is_sane(r, node, size)) {
				kvfree(node);
				return STATUS_DATA_ERROR;
			}
			*out = node;
			return STATUS_SUCCESS;
		}
		wanted = node->SizeNeeded;
		kvfree(node);
		if (wanted <= size || wanted > MAX_INSTANCE)
			return STATUS_BUFFER_TOO_SMALL;
		room = wanted - offset;
		/* A method may have done its work: the caller decides whether to ask again. */
		if (r->minor != IRP_MN_QUERY_SINGLE_INSTANCE) {
			*needed = room;
			return STATUS_BUFFER_TOO_SMALL;
		}
	}
	return STATUS_BUFFER_TOO_SMALL;
}

NTSTATUS wdm_wmi_instance_request(const struct wdm_wmi_request *r, void **node, u32 *needed)
{
	struct wdm_wmi_provider *provider = NULL;
	NTSTATUS result = STATUS_WMI_GUID_NOT_FOUND;

	if (r->in_size > MAX_INSTANCE || r->out_size > MAX_INSTANCE)
		return STATUS_INVALID_PARAMETER;
	*node = NULL;
	while ((provider = wdm_wmi_next_provider(provider))) {
		enum wdm_wmi_found found = WDM_WMI_NONE;
		NTSTATUS status = STATUS_WMI_INSTANCE_NOT_FOUND;
		u32 index = 0;
		int block;

		down_read(&provider->gate);
		block = wdm_wmi_find_block(provider, r->guid);
		if (block >= 0)
			found = wdm_wmi_find_instance(provider, block, r->name, &index);
		if (found != WDM_WMI_NONE)
			status = ask_one(provider, r, found == WDM_WMI_STATIC, index, node, needed);
		up_read(&provider->gate);
		if (block < 0)
			continue;
		result = status;
		/* Whoever knows the instance has the last word. */
		if (status != STATUS_WMI_INSTANCE_NOT_FOUND) {
			wdm_wmi_provider_put(provider);
			break;
		}
	}
	return result;
}
WDM_EXPORT(wdm_wmi_instance_request);
