// SPDX-License-Identifier: GPL-2.0
/*
 * Wmi: names of instances.
 *
 * A provider lists static names, or gives a base that a number is appended to. The base
 * may be a device: then it is the path of that device's instance, and "_". Without any,
 * names are dynamic, and only the driver knows them.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "io_dev.h"
#include "pnp.h"
#include "provider.h"
#include "rtl.h"

#define NAME_TAG	0x4e696d57	/* 'WmiN' */

/* Digits of an u32. */
#define MAX_DIGITS	10

static u32 chars_of(const WCHAR *s)
{
	return s ? wdm_wcslen(s) : 0;
}

/* "PCI\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10\3&2411E6FE&0&20_" */
static NTSTATUS path_of(PDEVICE_OBJECT pdo, UNICODE_STRING *path)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	u32 a, b;

	*path = (UNICODE_STRING) {};
	if (!node)
		return STATUS_SUCCESS;
	a = chars_of(node->ids.device);
	b = chars_of(node->instance);
	path->Length = (a + b + 2) * sizeof(WCHAR);
	path->MaximumLength = path->Length;
	path->Buffer = kmalloc(path->Length, GFP_KERNEL);
	if (path->Buffer) {
		memcpy(path->Buffer, node->ids.device, a * sizeof(WCHAR));
		path->Buffer[a] = '\\';
		memcpy(path->Buffer + a + 1, node->instance, b * sizeof(WCHAR));
		path->Buffer[a + 1 + b] = '_';
	}
	wdm_devnode_put(node);
	return path->Buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

void wdm_wmi_free_blocks(struct wdm_wmi_block_info *blocks, const WMIREGINFOW *info)
{
	u32 i;

	for (i = 0; blocks && i < info->GuidCount; i++)
		kfree(blocks[i].path.Buffer);
	kvfree(blocks);
}

struct wdm_wmi_block_info *wdm_wmi_alloc_blocks(const WMIREGINFOW *info)
{
	struct wdm_wmi_block_info *blocks;
	const WMIREGGUIDW *block = info->WmiRegGuid;
	u32 i;

	blocks = kvcalloc(max_t(u32, info->GuidCount, 1), sizeof(*blocks), GFP_KERNEL);
	for (i = 0; blocks && i < info->GuidCount; i++) {
		if (!(block[i].Flags & WMIREG_FLAG_INSTANCE_PDO) || !block[i].Pdo)
			continue;
		if (!NT_SUCCESS(path_of((PDEVICE_OBJECT)block[i].Pdo, &blocks[i].path))) {
			wdm_wmi_free_blocks(blocks, info);
			return NULL;
		}
	}
	return blocks;
}

/* A string with its length in front; false if it isn't inside of the answer. */
static bool counted_string(const WMIREGINFOW *info, u32 offset, UNICODE_STRING *string)
{
	USHORT length;

	if (offset < sizeof(*info) || offset > info->BufferSize - sizeof(USHORT))
		return false;
	memcpy(&length, (void *)info + offset, sizeof(length));
	length &= ~1;
	if (length > info->BufferSize - offset - sizeof(USHORT))
		return false;
	string->Buffer = (void *)info + offset + sizeof(USHORT);
	/* With a terminating zero, or without. */
	if (length && !string->Buffer[length / sizeof(WCHAR) - 1])
		length -= sizeof(WCHAR);
	string->Length = length;
	string->MaximumLength = length;
	return true;
}

/* What a number is appended to; false: names aren't made so. */
static bool base_of(const struct wdm_wmi_provider *provider, int i, UNICODE_STRING *base)
{
	const WMIREGGUIDW *block = &provider->info->WmiRegGuid[i];

	if (block->Flags & WMIREG_FLAG_INSTANCE_PDO) {
		*base = provider->blocks[i].path;
		return base->Buffer;
	}
	if (block->Flags & WMIREG_FLAG_INSTANCE_BASENAME)
		return counted_string(provider->info, block->BaseNameOffset, base);
	return false;
}

/* The n-th of a list. */
static bool listed(const struct wdm_wmi_provider *provider, int i, u32 n, UNICODE_STRING *name)
{
	u32 offset = provider->info->WmiRegGuid[i].InstanceNameList;
	USHORT length;

	for (;;) {
		if (!counted_string(provider->info, offset, name))
			return false;
		if (!n--)
			return true;
		memcpy(&length, (void *)provider->info + offset, sizeof(length));
		offset += sizeof(USHORT) + length;
	}
}

static bool parse_index(const WCHAR *digits, u32 count, u32 *index)
{
	u64 value = 0;
	u32 i;

	if (!count || count > MAX_DIGITS || (count > 1 && digits[0] == '0'))
		return false;
	for (i = 0; i < count; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		value = 10 * value + digits[i] - '0';
	}
	*index = value;
	return value <= U32_MAX;
}

enum wdm_wmi_found wdm_wmi_find_instance(const struct wdm_wmi_provider *provider, int i,
					 const UNICODE_STRING *name, u32 *index)
{
	const WMIREGGUIDW *block = &provider->info->WmiRegGuid[i];
	UNICODE_STRING base, known;
	u32 chars;

	if (block->Flags & WMIREG_FLAG_INSTANCE_LIST) {
		for (*index = 0; *index < block->InstanceCount; (*index)++)
			if (listed(provider, i, *index, &known) &&
			    RtlEqualUnicodeString(&known, (PUNICODE_STRING)name, TRUE))
				return WDM_WMI_STATIC;
		return WDM_WMI_NONE;
	}
	if (!(block->Flags & (WMIREG_FLAG_INSTANCE_PDO | WMIREG_FLAG_INSTANCE_BASENAME)))
		return WDM_WMI_DYNAMIC;
	if (!base_of(provider, i, &base) ||
	    !RtlPrefixUnicodeString(&base, (PUNICODE_STRING)name, TRUE))
		return WDM_WMI_NONE;
	chars = base.Length / sizeof(WCHAR);
	if (!parse_index(name->Buffer + chars, name->Length / sizeof(WCHAR) - chars, index) ||
	    *index >= block->InstanceCount)
		return WDM_WMI_NONE;
	return WDM_WMI_STATIC;
}

NTSTATUS wdm_wmi_instance_name(const struct wdm_wmi_provider *provider, int i, u32 index,
			       UNICODE_STRING *name)
{
	const WMIREGGUIDW *block = &provider->info->WmiRegGuid[i];
	char digits[MAX_DIGITS + 1] = "";
	UNICODE_STRING base;
	u32 n, k;

	if (index >= block->InstanceCount)
		return STATUS_WMI_INSTANCE_NOT_FOUND;
	if (block->Flags & WMIREG_FLAG_INSTANCE_LIST) {
		if (!listed(provider, i, index, &base))
			return STATUS_WMI_INSTANCE_NOT_FOUND;
	} else if (base_of(provider, i, &base)) {
		snprintf(digits, sizeof(digits), "%u", index);
	} else {
		return STATUS_WMI_INSTANCE_NOT_FOUND;
	}
	n = strlen(digits);
	if (base.Length + (n + 1) * sizeof(WCHAR) > U16_MAX)
		return STATUS_WMI_INSTANCE_NOT_FOUND;
	name->Length = base.Length + n * sizeof(WCHAR);
	name->MaximumLength = name->Length + sizeof(WCHAR);
	name->Buffer = ExAllocatePoolZero(PagedPool, name->MaximumLength, NAME_TAG);
	if (!name->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(name->Buffer, base.Buffer, base.Length);
	for (k = 0; k < n; k++)
		name->Buffer[base.Length / sizeof(WCHAR) + k] = digits[k];
	return STATUS_SUCCESS;
}

static bool strip_prefix(UNICODE_STRING *link)
{
	static const UNICODE_STRING prefixes[] = {
		RTL_CONSTANT_STRING(L"\\??\\"), RTL_CONSTANT_STRING(L"\\DosDevices\\"),
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (RtlPrefixUnicodeString((PUNICODE_STRING)&prefixes[i], link, TRUE)) {
			link->Buffer += prefixes[i].Length / sizeof(WCHAR);
			link->Length -= prefixes[i].Length;
			return true;
		}
	}
	return false;
}

/**
 * IoWMISuggestInstanceName - a base for names of instances of a device
 * @PhysicalDeviceObject: the device, or NULL
 * @SymbolicLinkName: from IoRegisterDeviceInterface(), or NULL
 * @CombineNames: make the name of both; else only one of them is looked at
 * @SuggestedInstanceName: gets the name; the caller frees its buffer by ExFreePool()
 *
 * The name is the device's instance path, the link without its prefix, or both, the path
 * first, with "_" between them.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL for what has no name, and for @CombineNames
 * without both; STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMISuggestInstanceName function (wdm.h)"
 */
NTSTATUS NTAPI IoWMISuggestInstanceName(PDEVICE_OBJECT PhysicalDeviceObject,
					PUNICODE_STRING SymbolicLinkName, BOOLEAN CombineNames,
					PUNICODE_STRING SuggestedInstanceName)
{
	UNICODE_STRING path = {}, link = {};
	NTSTATUS status = STATUS_SUCCESS;
	u32 length;

	if (CombineNames && (!PhysicalDeviceObject || !SymbolicLinkName))
		return STATUS_UNSUCCESSFUL;
	if (PhysicalDeviceObject)
		status = path_of(PhysicalDeviceObject, &path);
	if (!NT_SUCCESS(status))
		return status;
	if (SymbolicLinkName && (CombineNames || !PhysicalDeviceObject)) {
		link = *SymbolicLinkName;
		strip_prefix(&link);
	}
	/* The separator is for who follows. */
	if (path.Length && !link.Length)
		path.Length -= sizeof(WCHAR);
	length = path.Length + link.Length;
	if (!length || (CombineNames && (!path.Length || !link.Length)) ||
	    length > U16_MAX - sizeof(WCHAR)) {
		status = STATUS_UNSUCCESSFUL;
		goto out;
	}
	SuggestedInstanceName->Buffer = ExAllocatePoolZero(PagedPool, length + sizeof(WCHAR),
							   NAME_TAG);
	if (!SuggestedInstanceName->Buffer) {
		status = STATUS_INSUFFICIENT_RESOURCES;
		goto out;
	}
	SuggestedInstanceName->Length = length;
	SuggestedInstanceName->MaximumLength = length + sizeof(WCHAR);
	memcpy(SuggestedInstanceName->Buffer, path.Buffer, path.Length);
	memcpy((void *)SuggestedInstanceName->Buffer + path.Length, link.Buffer, link.Length);
out:
	kfree(path.Buffer);
	return status;
}
WDM_EXPORT(IoWMISuggestInstanceName);
