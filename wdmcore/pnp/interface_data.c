// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: what is stored for a device interface: its registry key, its properties, and the
 * other interfaces that mean the same thing.
 *
 * The key lies below that of the interface's class, under the interface's name with '#'
 * for backslashes; it stays when the device goes.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include <devpkey.h>
#include "cm.h"
#include "compat.h"
#include "io.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

#define INTERFACE_TAG	0x44706e50	/* 'PnpD' */
#define CLASSES	L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\DeviceClasses\\"
#define PARAMETERS L"\\Device Parameters"

/* Path of the interface's key, or of one below; to be kfree()d. NULL: no memory. */
static WCHAR *interface_key(const struct wdm_interface_view *view, const WCHAR *tail)
{
	size_t link = view->link_length / sizeof(WCHAR);
	size_t all = view->name.Length / sizeof(WCHAR);
	size_t chars = ARRAY_SIZE(CLASSES) + 40 + all + 2 + wdm_wcslen(tail) + 1;
	WCHAR *path = kcalloc(chars, sizeof(WCHAR), GFP_KERNEL);
	const WCHAR *name = view->name.Buffer;
	size_t n, i;

	if (!path)
		return NULL;
	memcpy(path, CLASSES, sizeof(CLASSES));
	n = ARRAY_SIZE(CLASSES) - 1;
	n += wdm_guid_string(&view->class, path + n, chars - n);
	path[n++] = '\\';
	for (i = 0; i < link; i++)
		path[n++] = i == 1 ? '#' : name[i] == '\\' ? '#' : name[i];
	path[n++] = '\\';
	/* "#" alone for an interface without a reference string */
	path[n++] = '#';
	for (i = link + 1; i < all; i++)
		path[n++] = name[i];
	memcpy(path + n, tail, wdm_wcslen(tail) * sizeof(WCHAR));
	return path;
}

/**
 * IoOpenDeviceInterfaceRegistryKey - IoOpenDeviceInterfaceRegistryKey function: a key for
 *	what belongs to an interface
 * @SymbolicLinkName: the interface's name
 * @DesiredAccess: KEY_* rights
 * @DeviceInterfaceRegKey: returns the handle, to be closed with ZwClose()
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND if there is no such interface;
 *	STATUS_INVALID_PARAMETER without a name; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoOpenDeviceInterfaceRegistryKey(PUNICODE_STRING SymbolicLinkName,
						ACCESS_MASK DesiredAccess,
						PHANDLE DeviceInterfaceRegKey)
{
	struct wdm_interface_view view;
	struct wdm_cm_key *key;
	NTSTATUS status;
	WCHAR *path;

	status = wdm_interface_look(SymbolicLinkName, &view);
	if (!NT_SUCCESS(status))
		return status;
	path = interface_key(&view, PARAMETERS);
	wdm_interface_look_end(&view);
	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_cm_open(path, WDM_CM_CREATE_PATH, &key);
	kfree(path);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_cm_handle(key, DesiredAccess, OBJ_KERNEL_HANDLE, DeviceInterfaceRegKey);
	wdm_cm_put(key);
	return status;
}
WDM_EXPORT(IoOpenDeviceInterfaceRegistryKey);

/**
 * IoGetDeviceInterfaceAlias - IoGetDeviceInterfaceAlias function: the same, as another class
 * @SymbolicLinkName: name of an interface
 * @AliasInterfaceClassGuid: the other class
 * @AliasSymbolicLinkName: gets the name of the interface of that class which the same
 *	device has with the same reference string; to be freed with RtlFreeUnicodeString
 *
 * It need not be enabled.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_NAME_NOT_FOUND if there is none;
 *	STATUS_INVALID_HANDLE if there is no interface @SymbolicLinkName;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoGetDeviceInterfaceAlias(PUNICODE_STRING SymbolicLinkName,
					 CONST GUID *AliasInterfaceClassGuid,
					 PUNICODE_STRING AliasSymbolicLinkName)
{
	struct wdm_interface_view view;
	UNICODE_STRING reference = {};
	UNICODE_STRING name = {};
	USHORT link_bytes;
	NTSTATUS status;

	status = wdm_interface_look(SymbolicLinkName, &view);
	if (!NT_SUCCESS(status))
		return status == STATUS_INSUFFICIENT_RESOURCES ? status : STATUS_INVALID_HANDLE;
	if (view.name.Length > view.link_length) {
		reference.Buffer = view.name.Buffer + view.link_length / sizeof(WCHAR) + 1;
		reference.Length = view.name.Length - view.link_length - sizeof(WCHAR);
	}
	name.Buffer = wdm_interface_name(view.node, AliasInterfaceClassGuid, &reference,
					 &name.Length, &link_bytes);
	name.MaximumLength = name.Length + sizeof(WCHAR);
	wdm_interface_look_end(&view);
	if (!name.Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_interface_look(&name, &view);
	if (!NT_SUCCESS(status)) {
		ExFreePool(name.Buffer);
		return status;
	}
	wdm_interface_look_end(&view);
	*AliasSymbolicLinkName = name;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetDeviceInterfaceAlias);

/* What is known of each interface. FALSE: it is none of that. */
static bool system_property(const struct wdm_interface_view *view, const DEVPROPKEY *key,
			    struct wdm_property_value *v, DEVPROPTYPE *type)
{
	size_t link = view->link_length / sizeof(WCHAR);

	if (IsEqualDevPropKey(*key, DEVPKEY_DeviceInterface_ClassGuid)) {
		*type = DEVPROP_TYPE_GUID;
		v->data = &view->class;
		v->size = sizeof(view->class);
		return true;
	}
	if (IsEqualDevPropKey(*key, DEVPKEY_DeviceInterface_Enabled)) {
		*type = DEVPROP_TYPE_BOOLEAN;
		v->boolean = view->enabled ? DEVPROP_TRUE : DEVPROP_FALSE;
		v->data = &v->boolean;
		v->size = sizeof(v->boolean);
		return true;
	}
	if (IsEqualDevPropKey(*key, DEVPKEY_DeviceInterface_ReferenceString)) {
		*type = DEVPROP_TYPE_STRING;
		if (view->name.Length > view->link_length)
			wdm_property_string(v, (const u16 *)view->name.Buffer + link + 1);
		return true;
	}
	return false;
}

/**
 * IoGetDeviceInterfacePropertyData - IoGetDeviceInterfacePropertyData function: a property
 *	of an interface
 * @SymbolicLinkName: its name
 * @PropertyKey: which property
 * @Lcid: its language, or LOCALE_NEUTRAL
 * @Flags: 0
 * @Size: bytes at @Data
 * @Data: gets the value
 * @RequiredSize: gets the size of the value
 * @Type: gets its type, DEVPROP_TYPE_*
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_OBJECT_NAME_NOT_FOUND if there
 *	is no such interface or it doesn't have the property; STATUS_UNSUCCESSFUL for an
 *	impossible language; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoGetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName,
						CONST DEVPROPKEY *PropertyKey, LCID Lcid,
						ULONG Flags, ULONG Size, PVOID Data,
						PULONG RequiredSize, PDEVPROPTYPE Type)
{
	struct wdm_property_value v = {};
	struct wdm_interface_view view;
	NTSTATUS status;
	WCHAR *base;

	*RequiredSize = 0;
	if (!wdm_property_is_lcid(Lcid))
		return STATUS_UNSUCCESSFUL;
	status = wdm_interface_look(SymbolicLinkName, &view);
	if (!NT_SUCCESS(status))
		return status;
	if (system_property(&view, PropertyKey, &v, Type)) {
		status = v.size && Lcid == LOCALE_NEUTRAL ?
			 wdm_property_give(v.data, v.size, Size, Data, RequiredSize) :
			 STATUS_OBJECT_NAME_NOT_FOUND;
	} else {
		base = interface_key(&view, L"");
		status = base ? wdm_property_store_get(base, PropertyKey, Lcid, Size, Data,
						       RequiredSize, Type) :
				STATUS_INSUFFICIENT_RESOURCES;
		kfree(base);
	}
	wdm_interface_look_end(&view);
	return status;
}
WDM_EXPORT(IoGetDeviceInterfacePropertyData);

/**
 * IoSetDeviceInterfacePropertyData - IoSetDeviceInterfacePropertyData function: set a
 *	property of an interface
 * @SymbolicLinkName: its name
 * @PropertyKey: which property
 * @Lcid: its language, or LOCALE_NEUTRAL
 * @Flags: PLUGPLAY_PROPERTY_PERSISTENT, or 0; both are kept as long as the registry is
 * @Type: DEVPROP_TYPE_*
 * @Size: bytes at @Data
 * @Data: the value, copied; NULL to delete the property
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_NOT_IMPLEMENTED for one that can't be set;
 *	STATUS_UNSUCCESSFUL for an impossible language; STATUS_OBJECT_NAME_NOT_FOUND if
 *	there is no such interface, or nothing to delete; STATUS_INVALID_PARAMETER for an
 *	impossible key or value; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoSetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName,
						CONST DEVPROPKEY *PropertyKey, LCID Lcid,
						ULONG Flags, DEVPROPTYPE Type, ULONG Size,
						PVOID Data)
{
	struct wdm_property_value v = {};
	struct wdm_interface_view view;
	DEVPROPTYPE ignored;
	NTSTATUS status;
	WCHAR *base;

	if (!wdm_property_is_lcid(Lcid))
		return STATUS_UNSUCCESSFUL;
	if (PropertyKey->pid < DEVPROPID_FIRST_USABLE || Flags & ~PLUGPLAY_PROPERTY_PERSISTENT ||
	    (Data && !wdm_property_is_sound(Type, Data, Size)))
		return STATUS_INVALID_PARAMETER;
	status = wdm_interface_look(SymbolicLinkName, &view);
	if (!NT_SUCCESS(status))
		return status;
	if (system_property(&view, PropertyKey, &v, &ignored)) {
		status = STATUS_NOT_IMPLEMENTED;
	} else {
		base = interface_key(&view, L"");
		status = base ? wdm_property_store_set(base, PropertyKey, Lcid, Type, Size,
						       Data) :
				STATUS_INSUFFICIENT_RESOURCES;
		kfree(base);
	}
	wdm_interface_look_end(&view);
	return status;
}
WDM_EXPORT(IoSetDeviceInterfacePropertyData);
