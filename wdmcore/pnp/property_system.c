// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: device properties that the PnP manager knows itself.
 *
 * Most are those of IoGetDeviceProperty() by another name; the others tell of the device's
 * place in the tree, its state and its driver.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include <ntddk.h>
#include <cfg.h>
#include <devpkey.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

static void value_ulong(struct wdm_property_value *v, ULONG ulong)
{
	v->ulong = ulong;
	v->data = &v->ulong;
	v->size = sizeof(v->ulong);
}

static void value_boolean(struct wdm_property_value *v, bool boolean)
{
	v->boolean = boolean ? DEVPROP_TRUE : DEVPROP_FALSE;
	v->data = &v->boolean;
	v->size = sizeof(v->boolean);
}

static void value_guid(struct wdm_property_value *v, const GUID *guid)
{
	v->guid = *guid;
	v->data = &v->guid;
	v->size = sizeof(v->guid);
}

static void value_time(struct wdm_property_value *v, s64 time)
{
	v->time.QuadPart = time;
	v->data = &v->time;
	v->size = sizeof(v->time);
}

static size_t path_chars(const struct wdm_devnode *node)
{
	return wdm_wcslen(node->ids.device) + wdm_wcslen(node->instance) + 2;
}

/* "DEVICE\INSTANCE" with its NUL; returns what comes behind it. */
static WCHAR *put_path(WCHAR *to, const struct wdm_devnode *node)
{
	size_t n = wdm_wcslen(node->ids.device);

	memcpy(to, node->ids.device, n * sizeof(WCHAR));
	to[n++] = '\\';
	memcpy(to + n, node->instance, (wdm_wcslen(node->instance) + 1) * sizeof(WCHAR));
	return to + path_chars(node);
}

static void value_path(struct wdm_property_value *v, const struct wdm_devnode *node)
{
	WCHAR *path;

	if (!node || !node->ids.device)
		return;
	path = kcalloc(path_chars(node), sizeof(WCHAR), GFP_KERNEL);
	if (path)
		put_path(path, node);
	wdm_property_heap_string(v, path);
}

static bool is_child(const struct wdm_devnode *node, const struct wdm_devnode *parent,
		     const struct wdm_devnode *without)
{
	return node->parent == parent && node != without && node->ids.device &&
	       node->instance[0] && !node->leaving;
}

/*
 * Instance paths of the children of @parent, a REG_MULTI_SZ; the property isn't there if
 * there are none. The list of all devices is looked at, as a driver may ask in the middle
 * of a request that the lock of its device is held for.
 */
static void value_children(struct wdm_property_value *v, const struct wdm_devnode *parent,
			   const struct wdm_devnode *without)
{
	struct wdm_devnode *node;
	size_t chars = 0, room;
	unsigned long flags;
	WCHAR *list, *to;

	do {
		room = chars;
		list = kcalloc(room + 1, sizeof(WCHAR), GFP_KERNEL);
		if (!list)
			return;
		to = list;
		chars = 0;
		spin_lock_irqsave(&wdm_pnp_lock, flags);
		list_for_each_entry(node, &wdm_devnodes, entry) {
			if (!is_child(node, parent, without))
				continue;
			chars += path_chars(node);
			if (chars <= room)
				to = put_path(to, node);
		}
		spin_unlock_irqrestore(&wdm_pnp_lock, flags);
		if (chars > room)
			kfree(list);
	} while (chars > room);
	v->heap = list;
	v->data = list;
	v->size = chars ? (to - list + 1) * sizeof(WCHAR) : 0;
}

/* CM_DEVCAP_*: a selection of the capabilities, in another order. */
static ULONG capabilities(const DEVICE_CAPABILITIES *c)
{
	return c->LockSupported << 0 | c->EjectSupported << 1 | c->Removable << 2 |
	       c->DockDevice << 3 | c->UniqueID << 4 | c->SilentInstall << 5 |
	       c->RawDeviceOK << 6 | c->SurpriseRemovalOK << 7 | c->HardwareDisabled << 8 |
	       c->NonDynamic << 9;
}

static ULONG problem(const struct wdm_devnode *node)
{
	if (node->state == WDM_DEVNODE_NEW && !node->driver && !node->problem)
		return CM_PROB_FAILED_INSTALL;
	if (node->state == WDM_DEVNODE_SURPRISE || node->state == WDM_DEVNODE_REMOVED)
		return CM_PROB_PHANTOM;
	return node->problem;
}

static ULONG devnode_status(const struct wdm_devnode *node)
{
	ULONG status = DN_NT_ENUMERATOR | DN_NT_DRIVER | DN_ENUM_LOADED;

	if (node->kind == WDM_DEVNODE_ROOT)
		status |= DN_ROOT_ENUMERATED;
	if (node->driver)
		status |= DN_DRIVER_LOADED;
	if (node->state == WDM_DEVNODE_STARTED)
		status |= DN_STARTED;
	if (problem(node))
		status |= DN_HAS_PROBLEM;
	if (!(node->pnp_state & PNP_DEVICE_NOT_DISABLEABLE))
		status |= DN_DISABLEABLE;
	if (node->capabilities.Removable)
		status |= DN_REMOVABLE;
	if (node->agreed)
		status |= DN_WILL_BE_REMOVED;
	if (node->pnp_state & PNP_DEVICE_DONT_DISPLAY_IN_UI || node->capabilities.NoDisplayInUI)
		status |= DN_NO_SHOW_IN_DM;
	if (node->pnp_state & PNP_DEVICE_DISCONNECTED)
		status |= DN_DEVICE_DISCONNECTED;
	return status;
}

static void value_name(struct wdm_devnode *node, struct wdm_property_value *v)
{
	wdm_property_find(node, DevicePropertyFriendlyName, v);
	if (v->size)
		return;
	wdm_property_free(v);
	*v = (struct wdm_property_value) {};
	wdm_property_find(node, DevicePropertyDeviceDescription, v);
}

static void value_class_guid(struct wdm_devnode *node, struct wdm_property_value *v)
{
	UNICODE_STRING s;
	GUID guid;

	if (!node->module || !node->module->class_guid)
		return;
	RtlInitUnicodeString(&s, (PCWSTR)node->module->class_guid);
	if (NT_SUCCESS(RtlGUIDFromString(&s, &guid)))
		value_guid(v, &guid);
}

/* Of "mm/dd/yyyy,w.x.y.z" what stands behind the comma. */
static void value_version(struct wdm_devnode *node, struct wdm_property_value *v)
{
	const u16 *s = node->module ? node->module->driver_ver : NULL;

	while (s && *s && *s != ',')
		s++;
	if (s && *s && s[1])
		wdm_property_string(v, s + 1);
}

static const u16 *number(const u16 *s, CSHORT *n)
{
	*n = 0;
	while (s && *s >= '0' && *s <= '9' && *n < 10000)
		*n = *n * 10 + *s++ - '0';
	return s && *s == '/' ? s + 1 : NULL;
}

static void value_date(struct wdm_devnode *node, struct wdm_property_value *v)
{
	const u16 *s = node->module ? node->module->driver_ver : NULL;
	TIME_FIELDS fields = {};
	LARGE_INTEGER time;

	s = number(s, &fields.Month);
	s = number(s, &fields.Day);
	number(s, &fields.Year);
	if (s && RtlTimeFieldsToTime(&fields, &time))
		value_time(v, time.QuadPart);
}

static bool is_local(const struct wdm_devnode *node)
{
	return IsEqualGUID(&node->container, &wdm_local_container);
}

static bool needs_safe_removal(const struct wdm_devnode *node)
{
	return node->capabilities.Removable && !node->capabilities.SurpriseRemovalOK;
}

/* What has no other name. FALSE: there is no such property. */
static bool find(struct wdm_devnode *node, const DEVPROPKEY *key, struct wdm_property_value *v,
		 DEVPROPTYPE *type)
{
	const struct wdm_inf_id *inf = node->inf_id;
	PDEVICE_OBJECT pdo = node->pdo;

#define IS(name, t) \
	(IsEqualDevPropKey(*key, DEVPKEY_##name) && (*type = DEVPROP_TYPE_##t, true))
	if (IS(NAME, STRING))
		value_name(node, v);
	else if (IS(Device_Service, STRING))
		wdm_property_string(v, node->driver ?
				    (const u16 *)node->driver->ext.ServiceKeyName.Buffer : NULL);
	else if (IS(Device_ClassGuid, GUID))
		value_class_guid(node, v);
	else if (IS(Device_ConfigFlags, UINT32))
		value_ulong(v, 0);
	else if (IS(Device_Capabilities, UINT32))
		value_ulong(v, capabilities(&node->capabilities));
	else if (IS(Device_DevType, UINT32))
		value_ulong(v, pdo->DeviceType);
	else if (IS(Device_Characteristics, UINT32))
		value_ulong(v, pdo->Characteristics);
	else if (IS(Device_Exclusive, BOOLEAN))
		value_boolean(v, pdo->Flags & DO_EXCLUSIVE);
	else if (IS(Device_InstanceId, STRING))
		value_path(v, node);
	else if (IS(Device_Parent, STRING))
		value_path(v, node->parent);
	else if (IS(Device_Children, STRING_LIST) || IS(Device_BusRelations, STRING_LIST))
		value_children(v, node, NULL);
	else if (IS(Device_Siblings, STRING_LIST))
		value_children(v, node->parent, node);
	else if (IS(Device_DevNodeStatus, UINT32))
		value_ulong(v, devnode_status(node));
	else if (IS(Device_ProblemCode, UINT32))
		value_ulong(v, problem(node));
	else if (IS(Device_ContainerId, GUID) || IS(Device_BaseContainerId, GUID))
		value_guid(v, &node->container);
	else if (IS(Device_InLocalMachineContainer, BOOLEAN))
		value_boolean(v, is_local(node));
	else if (IS(Device_SafeRemovalRequired, BOOLEAN))
		value_boolean(v, needs_safe_removal(node));
	else if (IS(Device_LastArrivalDate, FILETIME))
		value_time(v, node->arrival);
	else if (IS(Device_BusReportedDeviceDesc, STRING))
		wdm_property_string(v, (const u16 *)node->ids.description);
	else if (IS(Device_DriverVersion, STRING))
		value_version(node, v);
	else if (IS(Device_DriverDate, FILETIME))
		value_date(node, v);
	else if (IS(Device_DriverDesc, STRING))
		wdm_property_string(v, inf ? inf->description : NULL);
	else if (IS(Device_DriverProvider, STRING))
		wdm_property_string(v, node->module ? node->module->provider : NULL);
	else if (IS(Device_MatchingDeviceId, STRING))
		wdm_property_string(v, inf ? inf->hardware_id : NULL);
	else
		return false;
#undef IS
	return true;
}

/* Those that IoGetDeviceProperty() knows. */
static const struct {
	const DEVPROPKEY *key;
	DEVPROPTYPE type;
	DEVICE_REGISTRY_PROPERTY property;
} registry_properties[] = {
	{ &DEVPKEY_Device_DeviceDesc, DEVPROP_TYPE_STRING, DevicePropertyDeviceDescription },
	{ &DEVPKEY_Device_HardwareIds, DEVPROP_TYPE_STRING_LIST, DevicePropertyHardwareID },
	{ &DEVPKEY_Device_CompatibleIds, DEVPROP_TYPE_STRING_LIST,
	  DevicePropertyCompatibleIDs },
	{ &DEVPKEY_Device_Class, DEVPROP_TYPE_STRING, DevicePropertyClassName },
	{ &DEVPKEY_Device_Driver, DEVPROP_TYPE_STRING, DevicePropertyDriverKeyName },
	{ &DEVPKEY_Device_Manufacturer, DEVPROP_TYPE_STRING, DevicePropertyManufacturer },
	{ &DEVPKEY_Device_FriendlyName, DEVPROP_TYPE_STRING, DevicePropertyFriendlyName },
	{ &DEVPKEY_Device_LocationInfo, DEVPROP_TYPE_STRING,
	  DevicePropertyLocationInformation },
	{ &DEVPKEY_Device_PDOName, DEVPROP_TYPE_STRING,
	  DevicePropertyPhysicalDeviceObjectName },
	{ &DEVPKEY_Device_UINumber, DEVPROP_TYPE_UINT32, DevicePropertyUINumber },
	{ &DEVPKEY_Device_BusTypeGuid, DEVPROP_TYPE_GUID, DevicePropertyBusTypeGuid },
	{ &DEVPKEY_Device_LegacyBusType, DEVPROP_TYPE_UINT32, DevicePropertyLegacyBusType },
	{ &DEVPKEY_Device_BusNumber, DEVPROP_TYPE_UINT32, DevicePropertyBusNumber },
	{ &DEVPKEY_Device_EnumeratorName, DEVPROP_TYPE_STRING, DevicePropertyEnumeratorName },
	{ &DEVPKEY_Device_Address, DEVPROP_TYPE_UINT32, DevicePropertyAddress },
	{ &DEVPKEY_Device_InstallState, DEVPROP_TYPE_UINT32, DevicePropertyInstallState },
	{ &DEVPKEY_Device_RemovalPolicy, DEVPROP_TYPE_UINT32, DevicePropertyRemovalPolicy },
	{ &DEVPKEY_Device_RemovalPolicyDefault, DEVPROP_TYPE_UINT32,
	  DevicePropertyRemovalPolicy },
};

/**
 * wdm_property_system - a property that the PnP manager knows itself
 * @node: the device
 * @key: which
 * @v: empty; returns the value, to be freed
 * @type: returns the type
 *
 * Return: FALSE if it is none of those.
 */
bool wdm_property_system(struct wdm_devnode *node, const DEVPROPKEY *key,
			 struct wdm_property_value *v, DEVPROPTYPE *type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(registry_properties); i++) {
		if (!IsEqualDevPropKey(*key, *registry_properties[i].key))
			continue;
		*type = registry_properties[i].type;
		return wdm_property_find(node, registry_properties[i].property, v);
	}
	return find(node, key, v, type);
}
