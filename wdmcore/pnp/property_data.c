// SPDX-License-Identifier: GPL-2.0
/* Pnp: device properties of the unified model: IoGet- and IoSetDevicePropertyData. */
#include <linux/kernel.h>
#include <linux/slab.h>

#include <ntddk.h>
#include <devpkey.h>
#include "compat.h"
#include "io.h"
#include "pnp.h"
#include "pnp_property.h"

/**
 * IoGetDevicePropertyData - IoGetDevicePropertyData function: a property of a device
 * @Pdo: the PDO
 * @PropertyKey: which property
 * @Lcid: its language, or LOCALE_NEUTRAL
 * @Flags: 0
 * @Size: bytes at @Data
 * @Data: gets the value
 * @RequiredSize: gets the size of the value
 * @Type: gets its type, DEVPROP_TYPE_*
 *
 * What the PnP manager knows itself is in property_system.c, and language-neutral;
 * everything else is what a driver has set, in exactly that language.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_OBJECT_NAME_NOT_FOUND if the
 *	device doesn't have the property; STATUS_INVALID_PARAMETER for an impossible
 *	language; STATUS_INVALID_DEVICE_REQUEST if @Pdo is no PDO.
 */
NTSTATUS NTAPI IoGetDevicePropertyData(PDEVICE_OBJECT Pdo, CONST DEVPROPKEY *PropertyKey,
				       LCID Lcid, ULONG Flags, ULONG Size, PVOID Data,
				       PULONG RequiredSize, PDEVPROPTYPE Type)
{
	struct wdm_property_value v = {};
	struct wdm_devnode *node;
	NTSTATUS status;
	WCHAR *base;

	*RequiredSize = 0;
	if (!PropertyKey || !wdm_property_is_lcid(Lcid))
		return STATUS_INVALID_PARAMETER;
	node = wdm_devnode_of_pdo(Pdo);
	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (wdm_property_system(node, PropertyKey, &v, Type)) {
		if (v.no_memory)
			status = STATUS_INSUFFICIENT_RESOURCES;
		else if (v.size && Lcid == LOCALE_NEUTRAL)
			status = wdm_property_give(v.data, v.size, Size, Data, RequiredSize);
		else
			status = STATUS_OBJECT_NAME_NOT_FOUND;
		wdm_property_free(&v);
	} else {
		base = wdm_devnode_key(node, L"");
		status = base ? wdm_property_store_get(base, PropertyKey, Lcid, Size, Data,
						       RequiredSize, Type) :
				STATUS_INSUFFICIENT_RESOURCES;
		kfree(base);
	}
	wdm_devnode_put(node);
	return status;
}
WDM_EXPORT(IoGetDevicePropertyData);

/* What IoGetDeviceProperty() tells as well is a value of the device's key. */
static NTSTATUS set_friendly_name(struct wdm_devnode *node, LCID lcid, DEVPROPTYPE type,
				  const void *data)
{
	if (lcid != LOCALE_NEUTRAL || (data && type != DEVPROP_TYPE_STRING))
		return STATUS_INVALID_PARAMETER;
	return wdm_devnode_set_key_string(node, L"FriendlyName", data);
}

static NTSTATUS set(struct wdm_devnode *node, const DEVPROPKEY *key, LCID lcid, DEVPROPTYPE type,
		    ULONG size, const void *data)
{
	struct wdm_property_value v = {};
	DEVPROPTYPE ignored;
	NTSTATUS status;
	WCHAR *base;

	if (IsEqualDevPropKey(*key, DEVPKEY_Device_FriendlyName))
		return set_friendly_name(node, lcid, type, data);
	if (wdm_property_system(node, key, &v, &ignored)) {
		wdm_property_free(&v);
		return STATUS_ACCESS_DENIED;
	}
	base = wdm_devnode_key(node, L"");
	if (!base)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_property_store_set(base, key, lcid, type, size, data);
	kfree(base);
	return status;
}

/**
 * IoSetDevicePropertyData - IoSetDevicePropertyData function: set a property of a device
 * @Pdo: the PDO
 * @PropertyKey: which property
 * @Lcid: its language, or LOCALE_NEUTRAL, which is one like any other
 * @Flags: PLUGPLAY_PROPERTY_PERSISTENT, or 0, which means the same as since Windows 8
 * @Type: DEVPROP_TYPE_*
 * @Size: bytes at @Data
 * @Data: the value, copied; NULL to delete the property
 *
 * The value is there as long as the registry is, for a device that comes back as well.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED for what the PnP manager knows itself,
 *	besides DEVPKEY_Device_FriendlyName; STATUS_OBJECT_NAME_NOT_FOUND if there is
 *	nothing to delete; STATUS_INVALID_PARAMETER for an impossible key, language, or
 *	value; STATUS_INVALID_DEVICE_REQUEST if @Pdo is no PDO;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoSetDevicePropertyData(PDEVICE_OBJECT Pdo, CONST DEVPROPKEY *PropertyKey,
				       LCID Lcid, ULONG Flags, DEVPROPTYPE Type, ULONG Size,
				       PVOID Data)
{
	struct wdm_devnode *node;
	NTSTATUS status;

	if (!PropertyKey || PropertyKey->pid < DEVPROPID_FIRST_USABLE ||
	    !wdm_property_is_lcid(Lcid) || Flags & ~PLUGPLAY_PROPERTY_PERSISTENT ||
	    (Data && !wdm_property_is_sound(Type, Data, Size)))
		return STATUS_INVALID_PARAMETER;
	node = wdm_devnode_of_pdo(Pdo);
	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;
	status = set(node, PropertyKey, Lcid, Type, Size, Data);
	wdm_devnode_put(node);
	return status;
}
WDM_EXPORT(IoSetDevicePropertyData);
