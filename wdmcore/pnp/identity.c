// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: what a bus driver calls a device.
 *
 * It is asked once, before there is a stack above the PDO: nothing of it may change
 * while the device is there. The strings come in the bus driver's pool memory; what
 * is kept is a copy, so that they may outlive the bus driver.
 */
#include <linux/crc32.h>
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include <cfg.h>
#include "compat.h"
#include "pnp.h"
#include "rtl.h"

/* A REG_MULTI_SZ that is longer has lost its end. */
#define MAX_LIST_CHARS	4096

/* Length of a string of at most @max characters; -1: it has no end there. */
static int bounded_length(const WCHAR *s, int max)
{
	int n;

	for (n = 0; n < max; n++)
		if (!s[n])
			return n;
	return -1;
}

/* Characters of a REG_MULTI_SZ with the NUL at its end; -1: it has none. */
static int list_length(const WCHAR *s)
{
	int total = 0;
	int n;

	do {
		n = bounded_length(s + total, MAX_LIST_CHARS - total);
		if (n < 0)
			return -1;
		total += n + 1;
	} while (n);
	return total;
}

/* A copy of a string or REG_MULTI_SZ; NULL if there is none, or it is unusable. */
static NTSTATUS ask_string(struct wdm_devnode *node, const IO_STACK_LOCATION *request,
			   bool list, WCHAR **string, size_t *bytes)
{
	NTSTATUS status;
	void *pool;
	int n;

	*string = NULL;
	status = wdm_pnp_ask(node, request, &pool);
	if (!pool)
		return status;
	n = list ? list_length(pool) : bounded_length(pool, MAX_LIST_CHARS) + 1;
	if (n > 0) {
		*string = kmemdup(pool, n * sizeof(WCHAR), GFP_KERNEL);
		if (!*string)
			status = STATUS_INSUFFICIENT_RESOURCES;
		else if (bytes)
			*bytes = n * sizeof(WCHAR);
	}
	ExFreePool(pool);
	return status;
}

static NTSTATUS ask_id(struct wdm_devnode *node, BUS_QUERY_ID_TYPE type, WCHAR **id)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_ID,
	};

	request.Parameters.QueryId.IdType = type;
	return ask_string(node, &request, false, id, NULL);
}

static NTSTATUS ask_ids(struct wdm_devnode *node, BUS_QUERY_ID_TYPE type, WCHAR **ids,
			size_t *bytes)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_ID,
	};

	request.Parameters.QueryId.IdType = type;
	return ask_string(node, &request, true, ids, bytes);
}

static NTSTATUS ask_text(struct wdm_devnode *node, DEVICE_TEXT_TYPE type, WCHAR **text)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_DEVICE_TEXT,
	};

	request.Parameters.QueryDeviceText.DeviceTextType = type;
	request.Parameters.QueryDeviceText.LocaleId = 0x409;
	return ask_string(node, &request, false, text, NULL);
}

/* A device id has at most one backslash, and no character that a path can't have. */
static bool is_id(const WCHAR *id)
{
	int n = id ? bounded_length(id, WDM_MAX_ID_CHARS) : -1;

	if (n <= 0)
		return false;
	while (n--)
		if (id[n] <= ' ' || id[n] > 0x7f || id[n] == ',')
			return false;
	return true;
}

/*
 * The bus driver's own instance id may be unique on its bus only; then one that is
 * unique to the bus stands in front.
 */
static NTSTATUS make_instance(struct wdm_devnode *node, const WCHAR *own)
{
	const struct wdm_devnode *parent = node->parent;
	WCHAR prefix[32] = {};
	u32 crc = ~0;
	size_t n, start = 0;

	if (!is_id(own))
		return STATUS_INVALID_PARAMETER;
	if (parent && !node->capabilities.UniqueID) {
		crc = crc32(crc, parent->ids.device,
			    wdm_wcslen(parent->ids.device) * sizeof(WCHAR));
		crc = crc32(crc, parent->instance, wdm_wcslen(parent->instance) * sizeof(WCHAR));
		start = wdm_wprintf(prefix, ARRAY_SIZE(prefix), "%u&%x&0&", node->depth + 1, crc);
	}
	n = wdm_wcslen(own);
	if (start + n >= ARRAY_SIZE(node->instance))
		return STATUS_NAME_TOO_LONG;
	memcpy(node->instance, prefix, start * sizeof(WCHAR));
	memcpy(node->instance + start, own, (n + 1) * sizeof(WCHAR));
	return STATUS_SUCCESS;
}

static NTSTATUS ask_bus(struct wdm_devnode *node)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_BUS_INFORMATION,
	};
	NTSTATUS status;
	void *bus;

	status = wdm_pnp_ask(node, &request, &bus);
	if (!bus)
		return status;
	node->bus = *(PPNP_BUS_INFORMATION)bus;
	node->has_bus = true;
	ExFreePool(bus);
	return status;
}

/* What isn't part of anything that can be carried away is part of the computer. */
const GUID wdm_local_container = {
	0, 0, 0, { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
};

/* Without an id of its bus driver's, a fixed part is where its parent is. */
static NTSTATUS ask_container(struct wdm_devnode *node)
{
	UNICODE_STRING string;
	NTSTATUS status;
	WCHAR *id;

	status = ask_id(node, BusQueryContainerID, &id);
	if (!NT_SUCCESS(status))
		return status;
	memset(&node->container, 0, sizeof(node->container));
	if (id) {
		RtlInitUnicodeString(&string, id);
		if (!NT_SUCCESS(RtlGUIDFromString(&string, &node->container)))
			memset(&node->container, 0, sizeof(node->container));
		kfree(id);
	}
	if (!IsEqualGUID(&node->container, &(GUID) {}))
		return STATUS_SUCCESS;
	if (node->capabilities.Removable)
		ExUuidCreate(&node->container);
	else
		node->container = node->parent ? node->parent->container : wdm_local_container;
	return STATUS_SUCCESS;
}

static NTSTATUS ask_instance(struct wdm_devnode *node)
{
	NTSTATUS status;
	WCHAR *instance;

	status = ask_id(node, BusQueryInstanceID, &instance);
	if (NT_SUCCESS(status))
		status = make_instance(node, instance);
	kfree(instance);
	return status;
}

/* What a device can do without. */
static NTSTATUS ask_details(struct wdm_devnode *node)
{
	struct wdm_device_ids *ids = &node->ids;
	NTSTATUS status;

	status = ask_ids(node, BusQueryHardwareIDs, &ids->hardware, &ids->hardware_bytes);
	if (NT_SUCCESS(status))
		status = ask_ids(node, BusQueryCompatibleIDs, &ids->compatible,
				 &ids->compatible_bytes);
	if (NT_SUCCESS(status))
		status = ask_text(node, DeviceTextDescription, &ids->description);
	if (NT_SUCCESS(status))
		status = ask_text(node, DeviceTextLocationInformation, &ids->location);
	if (NT_SUCCESS(status))
		status = ask_bus(node);
	if (NT_SUCCESS(status))
		status = ask_container(node);
	return status;
}

/**
 * wdm_devnode_identify - ask the bus driver what a device is
 * @node: a devnode with its PDO, and nothing attached to that
 *
 * Fills in ids, instance, bus, capabilities, and what resources it needs.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for a device without a device id
 *	or instance id, or with impossible ones, or impossible lists of resources;
 *	STATUS_NAME_TOO_LONG;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_devnode_identify(struct wdm_devnode *node)
{
	NTSTATUS status;

	status = wdm_pnp_query_capabilities(node->pdo, &node->capabilities);
	if (status != STATUS_INSUFFICIENT_RESOURCES)
		status = ask_id(node, BusQueryDeviceID, &node->ids.device);
	if (!NT_SUCCESS(status))
		return status;
	if (!is_id(node->ids.device))
		return STATUS_INVALID_PARAMETER;
	/* This is the only time that the bit counts. */
	node->disabled = node->capabilities.HardwareDisabled;
	if (node->disabled)
		node->problem = CM_PROB_HARDWARE_DISABLED;

	status = ask_details(node);
	/* A PCI device's is made of its place, and can't fail. */
	if (NT_SUCCESS(status) && !node->instance[0])
		status = ask_instance(node);
	if (NT_SUCCESS(status) && node->kind != WDM_DEVNODE_PCI)
		status = wdm_devnode_ask_resources(node);
	return status;
}

/** wdm_device_ids_free - free what wdm_devnode_identify() kept */
void wdm_device_ids_free(struct wdm_device_ids *ids)
{
	kfree(ids->device);
	kfree(ids->hardware);
	kfree(ids->compatible);
	kfree(ids->description);
	kfree(ids->location);
	*ids = (struct wdm_device_ids) {};
}

static bool equal_nocase(const WCHAR *a, const u16 *b)
{
	for (; *a && wdm_upcase(*a) == wdm_upcase(*b); a++, b++)
		;
	return !*a && !*b;
}

static int position(const WCHAR *list, const u16 *id)
{
	int n = 0;

	if (!list)
		return -1;
	for (; *list; list += wdm_wcslen(list) + 1, n++)
		if (equal_nocase(list, id))
			return n;
	return -1;
}

/**
 * wdm_ids_rank - how well a line of an INF fits a device
 * @ids: the device
 * @hardware_id: the id of the line
 *
 * Return: position among the device's hardware and then compatible ids, so that
 *	less is better; -1 if it is none of them.
 */
int wdm_ids_rank(const struct wdm_device_ids *ids, const u16 *hardware_id)
{
	int rank = position(ids->hardware, hardware_id);

	if (rank < 0) {
		rank = position(ids->compatible, hardware_id);
		if (rank >= 0)
			rank += 0x1000;
	}
	return rank;
}
WDM_EXPORT(wdm_ids_rank);
