// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: a device's place in the registry.
 *
 * Its hardware key lies under Enum, by device id and instance; its software key
 * (the "driver key") under the class of its driver. What the INF says of either
 * is put there when the device is found; values that exist are kept, so that a
 * device that comes back finds its settings. Filters that an INF names are added when
 * the device gets the driver for the first time, to those that it has already.
 */
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "cm.h"
#include "compat.h"
#include "ex.h"
#include "io_dev.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

#define ENUM	L"\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\"
#define CLASSES	L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Class\\"
#define NO_CLASS L"{4D36E97E-E325-11CE-BFC1-08002BE10318}"	/* "Unknown" */
#define PARAMETERS L"\\Device Parameters"

#define MAX_NUMBER	9999
#define MAX_STRING_CHARS 1024

/* One device at a time chooses the number of its driver key. */
static DEFINE_MUTEX(number_lock);

static WCHAR *append(WCHAR *end, const WCHAR *string)
{
	size_t units = wdm_wcslen(string);

	memcpy(end, string, (units + 1) * sizeof(WCHAR));
	return end + units;
}

WCHAR *wdm_devnode_key(const struct wdm_devnode *node, const WCHAR *tail)
{
	WCHAR *path = kcalloc(ARRAY_SIZE(ENUM) + wdm_wcslen(node->ids.device) +
			      ARRAY_SIZE(node->instance) + wdm_wcslen(tail) + 1,
			      sizeof(WCHAR), GFP_KERNEL);
	WCHAR *end;

	if (path) {
		end = append(path, ENUM);
		end = append(end, node->ids.device);
		end = append(end, L"\\");
		end = append(end, node->instance);
		append(end, tail);
	}
	return path;
}

/* Path of @name below the key of all classes; to be kfree()d. NULL: no memory. */
WCHAR *wdm_class_path(const WCHAR *name)
{
	WCHAR *path = kcalloc(ARRAY_SIZE(CLASSES) + wdm_wcslen(name), sizeof(WCHAR), GFP_KERNEL);

	if (path)
		append(append(path, CLASSES), name);
	return path;
}

/* @overwrite: what the bus or the driver says today counts, not what it said once. */
static NTSTATUS put_value(const WCHAR *path, const WCHAR *name, u32 type, const void *data,
			  u32 length, bool overwrite)
{
	struct wdm_cm_key *key;
	UNICODE_STRING value;
	NTSTATUS status;

	status = wdm_cm_open(path, WDM_CM_CREATE_PATH, &key);
	if (!NT_SUCCESS(status) || !data) {
		if (NT_SUCCESS(status))
			wdm_cm_put(key);
		return status;
	}
	RtlInitUnicodeString(&value, name);
	mutex_lock(&wdm_cm_lock);
	if (overwrite || !wdm_cm_find_value(key, &value))
		status = wdm_cm_set_value(key, &value, type, data, length);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

static NTSTATUS put_string(const WCHAR *path, const WCHAR *name, const u16 *string)
{
	return put_value(path, name, REG_SZ, string,
			 string ? (wdm_wcslen(string) + 1) * sizeof(WCHAR) : 0, true);
}

/* The string that is the value @name of the device's key; FALSE: there is none that fits. */
bool wdm_key_string(const WCHAR *path, const WCHAR *name, WCHAR *buffer, size_t units)
{
	struct wdm_cm_value *found;
	struct wdm_cm_key *key;
	UNICODE_STRING value;
	bool got = false;

	if (!NT_SUCCESS(wdm_cm_open(path, WDM_CM_OPEN, &key)))
		return false;
	RtlInitUnicodeString(&value, name);
	mutex_lock(&wdm_cm_lock);
	found = wdm_cm_find_value(key, &value);
	if (found && found->type == REG_SZ && found->length >= sizeof(WCHAR) &&
	    found->length <= units * sizeof(WCHAR)) {
		memcpy(buffer, found->data, found->length);
		buffer[found->length / sizeof(WCHAR) - 1] = 0;
		got = true;
	}
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return got;
}

WCHAR *wdm_devnode_key_string(const struct wdm_devnode *node, const WCHAR *name)
{
	WCHAR *path = wdm_devnode_key(node, L"");
	WCHAR *string = kcalloc(MAX_STRING_CHARS, sizeof(WCHAR), GFP_KERNEL);

	if (!path || !string || !wdm_key_string(path, name, string, MAX_STRING_CHARS)) {
		kfree(string);
		string = NULL;
	}
	kfree(path);
	return string;
}

NTSTATUS wdm_devnode_set_key_string(const struct wdm_devnode *node, const WCHAR *name,
				    const WCHAR *string)
{
	WCHAR *path = wdm_devnode_key(node, L"");
	struct wdm_cm_value *found;
	struct wdm_cm_key *key;
	UNICODE_STRING value;
	NTSTATUS status;

	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (string && wdm_wcslen(string) >= MAX_STRING_CHARS) {
		status = STATUS_INVALID_PARAMETER;
	} else if (string) {
		status = put_string(path, name, (const u16 *)string);
	} else {
		status = wdm_cm_open(path, WDM_CM_OPEN, &key);
		if (NT_SUCCESS(status)) {
			RtlInitUnicodeString(&value, name);
			mutex_lock(&wdm_cm_lock);
			found = wdm_cm_find_value(key, &value);
			if (found)
				wdm_cm_delete_value(key, found);
			else
				status = STATUS_OBJECT_NAME_NOT_FOUND;
			wdm_cm_put_locked(key);
			mutex_unlock(&wdm_cm_lock);
		}
	}
	kfree(path);
	return status;
}

static bool starts_with(const WCHAR *string, const WCHAR *prefix)
{
	while (*prefix)
		if (wdm_upcase(*string++) != wdm_upcase(*prefix++))
			return false;
	return true;
}

/* The first number of the class that no device has. */
static NTSTATUS new_driver_key(struct wdm_devnode *node, const WCHAR *class)
{
	size_t n = wdm_wcslen(class);
	struct wdm_cm_key *key;
	NTSTATUS status;
	WCHAR *path;
	u32 number;

	memcpy(node->driver_key, class, n * sizeof(WCHAR));
	for (number = 0; number <= MAX_NUMBER; number++) {
		wdm_wprintf(node->driver_key + n, ARRAY_SIZE(node->driver_key) - n, "\\%04u",
			    number);
		path = wdm_class_path(node->driver_key);
		status = path ? wdm_cm_open(path, WDM_CM_OPEN, &key) :
				STATUS_INSUFFICIENT_RESOURCES;
		if (status == STATUS_OBJECT_NAME_NOT_FOUND ||
		    status == STATUS_OBJECT_PATH_NOT_FOUND)
			status = wdm_cm_open(path, WDM_CM_CREATE_PATH, &key);
		else if (NT_SUCCESS(status))
			status = STATUS_OBJECT_NAME_COLLISION;
		if (NT_SUCCESS(status) || status == STATUS_OBJECT_NAME_COLLISION)
			wdm_cm_put(key);
		kfree(path);
		if (status != STATUS_OBJECT_NAME_COLLISION)
			break;
	}
	if (!NT_SUCCESS(status))
		node->driver_key[0] = 0;
	return status;
}

/* What new_driver_key() made, of which nothing says yet whose it is. */
static void drop_driver_key(struct wdm_devnode *node)
{
	WCHAR *path = node->driver_key[0] ? wdm_class_path(node->driver_key) : NULL;
	struct wdm_cm_key *key;

	/* Without memory for its path, an empty key remains. */
	if (path && NT_SUCCESS(wdm_cm_open(path, WDM_CM_OPEN, &key))) {
		mutex_lock(&wdm_cm_lock);
		wdm_cm_undo_create(key);
		wdm_cm_put_locked(key);
		mutex_unlock(&wdm_cm_lock);
	}
	kfree(path);
	node->driver_key[0] = 0;
}

/*
 * A device that has had a driver of the same class before finds its key again: the
 * value "Driver" says which it was.
 */
static NTSTATUS find_driver_key(struct wdm_devnode *node)
{
	const WCHAR *class = node->module && node->module->class_guid &&
			     wdm_wcslen(node->module->class_guid) < 40 ?
			     (const WCHAR *)node->module->class_guid : NO_CLASS;
	WCHAR *path = wdm_devnode_key(node, L"");
	NTSTATUS status = STATUS_SUCCESS;

	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	mutex_lock(&number_lock);
	if (!wdm_key_string(path, L"Driver", node->driver_key, ARRAY_SIZE(node->driver_key)) ||
	    !starts_with(node->driver_key, class)) {
		status = new_driver_key(node, class);
		if (NT_SUCCESS(status))
			status = put_string(path, L"Driver", (const u16 *)node->driver_key);
		if (!NT_SUCCESS(status))
			drop_driver_key(node);
	}
	mutex_unlock(&number_lock);
	kfree(path);
	return status;
}

static NTSTATUS seed_driver(struct wdm_devnode *node, const WCHAR *instance,
			    const WCHAR *hardware, bool first)
{
	const struct wdm_inf_id *inf = node->inf_id;
	WCHAR *software;
	NTSTATUS status;

	status = find_driver_key(node);
	if (!NT_SUCCESS(status))
		return status;
	software = wdm_class_path(node->driver_key);
	if (!software)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = put_string(software, L"DriverDesc", inf->description);
	if (NT_SUCCESS(status))
		status = put_string(software, L"ProviderName", node->module->provider);
	if (NT_SUCCESS(status))
		status = wdm_cm_seed_values(hardware, inf->hw_values, inf->nr_hw_values,
					    WDM_INF_ROOT_HARDWARE);
	if (NT_SUCCESS(status))
		status = (first ? wdm_cm_add_values : wdm_cm_seed_values)
			 (instance, inf->hw_values, inf->nr_hw_values, WDM_INF_ROOT_DEVICE);
	if (NT_SUCCESS(status))
		status = wdm_cm_seed_values(software, inf->hw_values, inf->nr_hw_values,
					    WDM_INF_ROOT_SOFTWARE);
	kfree(software);
	return status;
}

static NTSTATUS seed_instance(struct wdm_devnode *node, const WCHAR *path)
{
	const struct wdm_device_ids *ids = &node->ids;
	/* A driver that found the device by itself may have no line for it. */
	const struct wdm_module *m = node->inf_id ? node->module : NULL;
	NTSTATUS status;

	status = put_value(path, L"HardwareID", REG_MULTI_SZ, ids->hardware,
			   ids->hardware_bytes, true);
	if (NT_SUCCESS(status))
		status = put_value(path, L"CompatibleIDs", REG_MULTI_SZ, ids->compatible,
				   ids->compatible_bytes, true);
	if (NT_SUCCESS(status))
		status = put_string(path, L"LocationInformation", (const u16 *)ids->location);
	if (NT_SUCCESS(status))
		status = put_string(path, L"DeviceDesc", m ? node->inf_id->description :
							     (const u16 *)ids->description);
	if (!m || !NT_SUCCESS(status))
		return status;
	status = put_string(path, L"ClassGUID", m->class_guid);
	if (NT_SUCCESS(status))
		status = put_string(path, L"Class", m->class_name);
	if (NT_SUCCESS(status))
		status = put_string(path, L"Mfg", m->mfg);
	if (NT_SUCCESS(status))
		status = put_string(path, L"Service",
				    (const u16 *)node->driver->ext.ServiceKeyName.Buffer);
	return status;
}

static bool key_exists(const WCHAR *path)
{
	struct wdm_cm_key *key;

	if (!NT_SUCCESS(wdm_cm_open(path, WDM_CM_OPEN, &key)))
		return false;
	wdm_cm_put(key);
	return true;
}

/* Is it the driver that the device had the last time? */
static bool had_driver(const struct wdm_devnode *node, const WCHAR *instance)
{
	const UNICODE_STRING *service = &node->driver->ext.ServiceKeyName;
	UNICODE_STRING last;
	WCHAR buffer[64];

	if (!wdm_key_string(instance, L"Service", buffer, ARRAY_SIZE(buffer)))
		return false;
	RtlInitUnicodeString(&last, buffer);
	return wdm_ustr_equal_nocase(&last, service);
}

/**
 * wdm_devnode_seed_registry - make the keys of a device, with what its INF says
 * @node: the device, identified; its driver may be known or not yet
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_devnode_seed_registry(struct wdm_devnode *node)
{
	WCHAR *instance = wdm_devnode_key(node, L"");
	WCHAR *hardware = wdm_devnode_key(node, PARAMETERS);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	bool first = false, install = false;
	struct wdm_cm_key *key;

	if (instance && hardware) {
		first = node->inf_id && !had_driver(node, instance);
		install = first || !key_exists(instance);
		status = wdm_cm_open(hardware, WDM_CM_CREATE_PATH, &key);
	}
	if (NT_SUCCESS(status)) {
		wdm_cm_put(key);
		status = seed_instance(node, instance);
	}
	if (NT_SUCCESS(status) && node->inf_id)
		status = seed_driver(node, instance, hardware, first);
	if (NT_SUCCESS(status) && install)
		status = wdm_extension_apply_all(instance);
	kfree(instance);
	kfree(hardware);
	return status;
}

static WCHAR *software_key(struct wdm_devnode *node)
{
	if (!node->driver_key[0] && !NT_SUCCESS(find_driver_key(node)))
		return NULL;
	return wdm_class_path(node->driver_key);
}

/**
 * IoOpenDeviceRegistryKey - open a device's hardware or software key
 * @DeviceObject: PDO of the device
 * @DevInstKeyType: PLUGPLAY_REGKEY_DEVICE for the "Device Parameters" key of the
 *	device, PLUGPLAY_REGKEY_DRIVER for the driver key; with
 *	PLUGPLAY_REGKEY_CURRENT_HWPROFILE, as there is one profile, the same
 * @DesiredAccess: KEY_* rights
 * @DeviceRegKey: returns the handle, to be closed with ZwClose()
 *
 * Reference page: IoOpenDeviceRegistryKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for impossible flags,
 * STATUS_INVALID_DEVICE_REQUEST if @DeviceObject isn't a PDO,
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoOpenDeviceRegistryKey(PDEVICE_OBJECT DeviceObject, ULONG DevInstKeyType,
				       ACCESS_MASK DesiredAccess, PHANDLE DeviceRegKey)
{
	ULONG type = DevInstKeyType & ~PLUGPLAY_REGKEY_CURRENT_HWPROFILE;
	struct wdm_devnode *node;
	struct wdm_cm_key *key;
	NTSTATUS status;
	WCHAR *path;

	if (type != PLUGPLAY_REGKEY_DEVICE && type != PLUGPLAY_REGKEY_DRIVER)
		return STATUS_INVALID_PARAMETER;
	node = wdm_devnode_of_pdo(DeviceObject);
	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;

	path = type == PLUGPLAY_REGKEY_DEVICE ? wdm_devnode_key(node, PARAMETERS) :
						software_key(node);
	status = path ? wdm_cm_open(path, WDM_CM_CREATE_PATH, &key) :
			STATUS_INSUFFICIENT_RESOURCES;
	kfree(path);
	wdm_devnode_put(node);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_cm_handle(key, DesiredAccess, OBJ_KERNEL_HANDLE, DeviceRegKey);
	wdm_cm_put(key);
	return status;
}
WDM_EXPORT(IoOpenDeviceRegistryKey);
