// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: a device's place in the registry.
 *
 * Its hardware key lies under Enum, by device id and instance; its software key
 * (the "driver key") under the class of its driver. What the INF says of either
 * is put there when the device is found; values that exist are kept, so that a
 * device that comes back finds its settings.
 */
#include <linux/slab.h>

#include <glue/wdm_module.h>
#include "cm.h"
#include "compat.h"
#include "ex.h"
#include "pnp.h"
#include "rtl.h"

#define ENUM	L"\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\"
#define CLASSES	L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Class\\"
#define NO_CLASS L"{4D36E97E-E325-11CE-BFC1-08002BE10318}"	/* "Unknown" */

static WCHAR *append(WCHAR *end, const WCHAR *string)
{
	size_t units = wdm_wcslen(string);

	memcpy(end, string, (units + 1) * sizeof(WCHAR));
	return end + units;
}

/* Path of the key, to be kfree()d. NULL: no memory. */
static WCHAR *hardware_key(struct wdm_devnode *node)
{
	WCHAR *id = wdm_id_device(&node->identity);
	WCHAR *path;
	WCHAR *end;

	if (!id)
		return NULL;
	path = kcalloc(ARRAY_SIZE(ENUM) + wdm_wcslen(id) + ARRAY_SIZE(node->instance) + 24,
		       sizeof(WCHAR), GFP_KERNEL);
	if (path) {
		end = append(path, ENUM);
		end = append(end, id);
		end = append(end, L"\\");
		end = append(end, node->instance);
		append(end, L"\\Device Parameters");
	}
	ExFreePool(id);
	return path;
}

/* The class, and a number that tells the devices of the class apart. */
int wdm_devnode_driver_key(const struct wdm_devnode *node, WCHAR *buffer, size_t units)
{
	const WCHAR *class = node->module && node->module->class_guid ?
			     node->module->class_guid : NO_CLASS;
	size_t length = wdm_wcslen(class);

	if (length + 6 > units)
		return -ENOSPC;
	memcpy(buffer, class, length * sizeof(WCHAR));
	return length + wdm_wprintf(buffer + length, units - length, "\\%04u", node->number);
}

static WCHAR *software_key(struct wdm_devnode *node)
{
	size_t prefix = ARRAY_SIZE(CLASSES) - 1;
	WCHAR *path = kcalloc(prefix + 64, sizeof(WCHAR), GFP_KERNEL);

	if (!path)
		return NULL;
	memcpy(path, CLASSES, prefix * sizeof(WCHAR));
	if (wdm_devnode_driver_key(node, path + prefix, 64) < 0) {
		kfree(path);
		return NULL;
	}
	return path;
}

/**
 * wdm_devnode_seed_registry - make the keys of a device, with what its INF says
 * @node: the device; PASSIVE_LEVEL
 */
NTSTATUS wdm_devnode_seed_registry(struct wdm_devnode *node)
{
	const struct wdm_inf_id *inf = node->inf_id;
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	WCHAR *hardware = hardware_key(node);
	WCHAR *software = software_key(node);
	struct wdm_cm_key *key;

	if (hardware && software)
		status = wdm_cm_open(hardware, WDM_CM_CREATE_PATH, &key);
	if (NT_SUCCESS(status)) {
		wdm_cm_put(key);
		status = wdm_cm_open(software, WDM_CM_CREATE_PATH, &key);
	}
	if (NT_SUCCESS(status)) {
		wdm_cm_put(key);
		if (inf)
			status = wdm_cm_seed_values(hardware, inf->hw_values, inf->nr_hw_values,
						    WDM_INF_ROOT_HARDWARE);
	}
	if (NT_SUCCESS(status) && inf)
		status = wdm_cm_seed_values(software, inf->hw_values, inf->nr_hw_values,
					    WDM_INF_ROOT_SOFTWARE);
	kfree(hardware);
	kfree(software);
	return status;
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

	path = type == PLUGPLAY_REGKEY_DEVICE ? hardware_key(node) : software_key(node);
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
