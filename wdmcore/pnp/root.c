// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: devices that exist because a user says so, as devcon adds them on Windows.
 *
 * They have no hardware that anybody could find: "ROOT\NAME" is all there is. Their
 * PDOs are of \Driver\PnpManager, which agrees to everything.
 */
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"
#include "rtl.h"
#include "wdmguid.h"

#define ROOT_TAG	0x52706e50	/* 'PnpR' */
#define PREFIX		L"ROOT\\"
#define MAX_INSTANCES	10000

/* R: devices that a user added, each with a reference; their numbers are unique. */
static DEFINE_MUTEX(root_lock);
static LIST_HEAD(root_devices);

static void *pool_copy(const void *data, size_t bytes)
{
	void *copy = data ? ExAllocatePoolWithTag(PagedPool, bytes, ROOT_TAG) : NULL;

	return copy ? memcpy(copy, data, bytes) : NULL;
}

static NTSTATUS give(PIRP irp, const void *data, size_t bytes)
{
	void *answer;

	if (!data)
		return irp->IoStatus.Status;
	answer = pool_copy(data, bytes);
	if (!answer)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->IoStatus.Information = (ULONG_PTR)answer;
	return STATUS_SUCCESS;
}

static NTSTATUS give_string(PIRP irp, const WCHAR *string)
{
	return give(irp, string, string ? (wdm_wcslen(string) + 1) * sizeof(WCHAR) : 0);
}

static NTSTATUS query_id(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	switch (stack->Parameters.QueryId.IdType) {
	case BusQueryDeviceID:
		return give_string(irp, node->ids.device);
	case BusQueryHardwareIDs:
		return give(irp, node->ids.hardware, node->ids.hardware_bytes);
	case BusQueryCompatibleIDs:
		return give(irp, node->ids.compatible, node->ids.compatible_bytes);
	case BusQueryInstanceID:
		return give_string(irp, node->instance);
	default:
		return irp->IoStatus.Status;
	}
}

static NTSTATUS query_capabilities(PIO_STACK_LOCATION stack)
{
	PDEVICE_CAPABILITIES c = stack->Parameters.DeviceCapabilities.Capabilities;
	int s;

	if (!c || c->Version != 1 || c->Size < sizeof(*c))
		return STATUS_UNSUCCESSFUL;
	c->UniqueID = TRUE;
	c->SilentInstall = TRUE;
	c->DeviceState[PowerSystemWorking] = PowerDeviceD0;
	for (s = PowerSystemSleeping1; s < PowerSystemMaximum; s++)
		c->DeviceState[s] = PowerDeviceD3;
	return STATUS_SUCCESS;
}

static NTSTATUS query_bus(PIRP irp)
{
	const PNP_BUS_INFORMATION bus = {
		.BusTypeGuid = GUID_BUS_TYPE_INTERNAL,
		.LegacyBusType = PNPBus,
	};

	return give(irp, &bus, sizeof(bus));
}

static NTSTATUS query_relations(PDEVICE_OBJECT pdo, PIRP irp, PIO_STACK_LOCATION stack)
{
	DEVICE_RELATIONS relations = { .Count = 1, .Objects = { pdo } };
	NTSTATUS status;

	if (stack->Parameters.QueryDeviceRelations.Type != TargetDeviceRelation)
		return irp->IoStatus.Status;
	status = give(irp, &relations, sizeof(relations));
	if (NT_SUCCESS(status))
		ObReferenceObject(pdo);
	return status;
}

/* The status that the request ends with. */
static NTSTATUS answer(struct wdm_devnode *node, PIRP irp, PIO_STACK_LOCATION stack)
{
	switch (stack->MinorFunction) {
	case IRP_MN_START_DEVICE:
	case IRP_MN_STOP_DEVICE:
	case IRP_MN_QUERY_STOP_DEVICE:
	case IRP_MN_CANCEL_STOP_DEVICE:
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
	case IRP_MN_QUERY_PNP_DEVICE_STATE:
	case IRP_MN_DEVICE_USAGE_NOTIFICATION:
		return STATUS_SUCCESS;
	case IRP_MN_REMOVE_DEVICE:
		wdm_wake_end(node);
		return STATUS_SUCCESS;
	case IRP_MN_QUERY_ID:
		return query_id(node, irp, stack);
	case IRP_MN_QUERY_CAPABILITIES:
		return query_capabilities(stack);
	case IRP_MN_QUERY_BUS_INFORMATION:
		return query_bus(irp);
	case IRP_MN_QUERY_DEVICE_RELATIONS:
		return query_relations(stack->DeviceObject, irp, stack);
	default:
		return irp->IoStatus.Status;
	}
}

static NTSTATUS NTAPI dispatch_pnp(PDEVICE_OBJECT pdo, PIRP irp)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(pdo);
	NTSTATUS status = STATUS_NO_SUCH_DEVICE;

	if (node)
		status = answer(node, irp, IoGetCurrentIrpStackLocation(irp));
	wdm_devnode_put(node);
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS NTAPI dispatch_system_control(PDEVICE_OBJECT pdo, PIRP irp)
{
	NTSTATUS status = irp->IoStatus.Status;

	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

/** wdm_root_set_dispatch - fill in the driver object */
void wdm_root_set_dispatch(PDRIVER_OBJECT driver)
{
	driver->MajorFunction[IRP_MJ_PNP] = dispatch_pnp;
	driver->MajorFunction[IRP_MJ_POWER] = wdm_pdo_power;
	driver->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = dispatch_system_control;
}

static bool is_root_id(const WCHAR *id)
{
	const WCHAR *prefix = PREFIX;

	for (; *prefix; prefix++, id++)
		if (wdm_upcase(*id) != *prefix)
			return false;
	return true;
}

/*
 * The device id is the hardware id if that is one of the root's, else the root's with
 * the hardware id as its name: "ROOT\PCI_FOO".
 */
static NTSTATUS fill_ids(struct wdm_devnode *node, const WCHAR *hardware_id)
{
	struct wdm_device_ids *ids = &node->ids;
	size_t prefix = is_root_id(hardware_id) ? 0 : ARRAY_SIZE(PREFIX) - 1;
	size_t n = wdm_wcslen(hardware_id);
	size_t i, separator = 0;
	WCHAR c;

	if (n <= (prefix ? 0 : ARRAY_SIZE(PREFIX) - 1) || prefix + n >= WDM_MAX_ID_CHARS)
		return STATUS_INVALID_PARAMETER;
	ids->hardware_bytes = (n + 2) * sizeof(WCHAR);
	ids->hardware = kzalloc(ids->hardware_bytes, GFP_KERNEL);
	ids->device = kcalloc(prefix + n + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!ids->hardware || !ids->device)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(ids->hardware, hardware_id, n * sizeof(WCHAR));
	memcpy(ids->device, PREFIX, prefix * sizeof(WCHAR));
	for (i = 0; i < n; i++) {
		c = wdm_upcase(hardware_id[i]);
		if (c <= ' ' || c > 0x7e || c == ',' || c == '/')
			return STATUS_INVALID_PARAMETER;
		/* One backslash there may be, the root's own. */
		if (c == '\\' && (prefix || separator++))
			c = '_';
		ids->device[prefix + i] = c;
	}
	return STATUS_SUCCESS;
}

static bool same_string(const WCHAR *a, const WCHAR *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* The first number that no device of this id has; -1: none is left. */
static int free_number(const WCHAR *device_id)
{
	struct wdm_devnode *node;
	WCHAR text[8];
	int number;
	bool taken;

	lockdep_assert_held(&root_lock);
	for (number = 0; number < MAX_INSTANCES; number++) {
		wdm_wprintf(text, ARRAY_SIZE(text), "%04d", number);
		taken = false;
		list_for_each_entry(node, &root_devices, sibling)
			taken |= same_string(node->ids.device, device_id) &&
				 same_string(node->instance, text);
		if (!taken)
			return number;
	}
	return -1;
}

/**
 * wdm_root_enlist - number a device, and put it on the list, which takes its reference
 * @node: named, but without an instance id
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES: no number is left.
 */
NTSTATUS wdm_root_enlist(struct wdm_devnode *node)
{
	int number;

	mutex_lock(&root_lock);
	number = free_number(node->ids.device);
	if (number >= 0) {
		wdm_wprintf(node->instance, ARRAY_SIZE(node->instance), "%04d", number);
		list_add_tail(&node->sibling, &root_devices);
	}
	mutex_unlock(&root_lock);
	return number < 0 ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

/** wdm_root_delist - undo that; the reference is the caller's again */
void wdm_root_delist(struct wdm_devnode *node)
{
	mutex_lock(&root_lock);
	list_del_init(&node->sibling);
	mutex_unlock(&root_lock);
}

/**
 * wdm_root_add - a user adds a device
 * @hardware_id: its id, such as "ROOT\Toaster"
 * @node: returns the devnode, with a reference
 *
 * If a driver for it is there, it is started before this returns.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also without a driver, or with one that failed;
 *	STATUS_INVALID_PARAMETER for an impossible id; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_root_add(const WCHAR *hardware_id, struct wdm_devnode **node)
{
	struct wdm_devnode *new = wdm_bus_device_alloc(WDM_DEVNODE_ROOT, NULL);
	NTSTATUS status;

	if (!new)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = fill_ids(new, hardware_id);
	if (NT_SUCCESS(status))
		status = wdm_devnode_create_pdo(new);
	if (!NT_SUCCESS(status)) {
		wdm_devnode_put(new);
		return status;
	}
	new->bus = (PNP_BUS_INFORMATION) {
		.BusTypeGuid = GUID_BUS_TYPE_INTERNAL,
		.LegacyBusType = PNPBus,
	};
	new->has_bus = true;

	status = wdm_pnp_query_capabilities(new->pdo, &new->capabilities);
	if (NT_SUCCESS(status))
		status = wdm_root_enlist(new);
	if (NT_SUCCESS(status))
		status = wdm_devnode_seed_registry(new);
	if (NT_SUCCESS(status) && wdm_bus_device_add(new))
		status = STATUS_INSUFFICIENT_RESOURCES;
	if (!NT_SUCCESS(status)) {
		wdm_root_delist(new);
		wdm_devnode_release_pdo(new);
		wdm_devnode_put(new);
		return status;
	}
	*node = wdm_devnode_get(new);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_root_add);

/* FALSE: somebody else is removing it. */
static bool take_off_list(struct wdm_devnode *node)
{
	bool mine;

	mutex_lock(&root_lock);
	mine = !list_empty(&node->sibling);
	list_del_init(&node->sibling);
	mutex_unlock(&root_lock);
	return mine;
}

static void let_go(struct wdm_devnode *node)
{
	node->leaving = true;
	wdm_bus_device_gone(node);
	wdm_devnode_put(node);
}

/**
 * wdm_root_remove - a user takes a device away
 * @node: the devnode
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_DEVICE_BUSY: files are open, a driver refuses, or one
 *	needs the device (PNP_DEVICE_NOT_DISABLEABLE); STATUS_NO_SUCH_DEVICE: it is going
 *	already; STATUS_INVALID_DEVICE_REQUEST: nobody added it.
 */
NTSTATUS wdm_root_remove(struct wdm_devnode *node)
{
	NTSTATUS status;

	if (node->kind != WDM_DEVNODE_ROOT)
		return STATUS_INVALID_DEVICE_REQUEST;
	status = wdm_pnp_query_remove(node, false);
	if (!NT_SUCCESS(status))
		return status;
	if (!take_off_list(node))
		return STATUS_NO_SUCH_DEVICE;
	let_go(node);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_root_remove);

void wdm_root_driver_gone(struct wdm_driver *driver)
{
	struct wdm_devnode *node, *found;

	do {
		found = NULL;
		mutex_lock(&root_lock);
		list_for_each_entry(node, &root_devices, sibling)
			if (node->detected && node->driver == driver)
				found = node;
		mutex_unlock(&root_lock);
		if (found && take_off_list(found))
			let_go(found);
	} while (found);
}

/** wdm_root_exit - the devices that no user has taken away */
void wdm_root_exit(void)
{
	struct wdm_devnode *node;

	for (;;) {
		mutex_lock(&root_lock);
		node = list_first_entry_or_null(&root_devices, struct wdm_devnode, sibling);
		mutex_unlock(&root_lock);
		if (!node)
			break;
		if (take_off_list(node))
			let_go(node);
	}
}
