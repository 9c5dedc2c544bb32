// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: device properties.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

void wdm_property_string(struct wdm_property_value *v, const u16 *s)
{
	v->data = s;
	v->size = s ? (wdm_wcslen(s) + 1) * sizeof(WCHAR) : 0;
}

void wdm_property_heap_string(struct wdm_property_value *v, WCHAR *s)
{
	v->heap = s;
	wdm_property_string(v, (const u16 *)s);
}

void wdm_property_free(struct wdm_property_value *v)
{
	if (v->pool)
		ExFreePool(v->pool);
	kfree(v->heap);
}

static void value_ulong(struct wdm_property_value *v, ULONG ulong)
{
	v->ulong = ulong;
	v->data = &v->ulong;
	v->size = sizeof(v->ulong);
}

static void value_pool(struct wdm_property_value *v, PVOID data, size_t size)
{
	v->data = data;
	v->size = data ? size : 0;
	v->pool = data;
}

static void value_list(struct wdm_property_value *v, struct wdm_devnode *node, bool boot,
		       bool translated)
{
	ULONG size;
	PVOID list = wdm_devnode_resources(node, boot, translated, &size);

	value_pool(v, list, size);
	v->no_memory = !list && size;
}

static void value_requirements(struct wdm_property_value *v, struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list = wdm_devnode_requirements(node);

	value_pool(v, list, list ? list->ListSize : 0);
	v->no_memory = !list && (node->requirements || wdm_resources_any(&node->resources));
}

static void value_bytes(struct wdm_property_value *v, const void *data, size_t size)
{
	v->data = data;
	v->size = data ? size : 0;
}

static void value_pdo_name(struct wdm_property_value *v, struct wdm_devnode *node)
{
	UNICODE_STRING path;

	v->no_memory = !NT_SUCCESS(wdm_ob_path(node->pdo, &path));
	if (v->no_memory)
		return;
	v->heap = path.Buffer;
	if (path.Length)
		wdm_property_string(v, (const u16 *)path.Buffer);
}

/* What stands before the first backslash of the device id: who found the device. */
static void value_enumerator(struct wdm_property_value *v, const struct wdm_devnode *node)
{
	const WCHAR *id = node->ids.device;
	size_t n = 0;

	while (id[n] && id[n] != '\\' && n < ARRAY_SIZE(v->text) - 1) {
		v->text[n] = id[n];
		n++;
	}
	v->text[n] = 0;
	wdm_property_string(v, (const u16 *)v->text);
}

bool wdm_property_find(struct wdm_devnode *node, DEVICE_REGISTRY_PROPERTY property,
		       struct wdm_property_value *v)
{
	const struct wdm_module *m = node->module;
	const PNP_BUS_INFORMATION *bus = node->has_bus ? &node->bus : NULL;

	switch (property) {
	case DevicePropertyDeviceDescription:
		wdm_property_string(v, node->inf_id ? node->inf_id->description :
					       (const u16 *)node->ids.description);
		return true;
	case DevicePropertyHardwareID:
		value_bytes(v, node->ids.hardware, node->ids.hardware_bytes);
		return true;
	case DevicePropertyCompatibleIDs:
		value_bytes(v, node->ids.compatible, node->ids.compatible_bytes);
		return true;
	case DevicePropertyBootConfiguration:
		value_list(v, node, true, false);
		return true;
	case DevicePropertyBootConfigurationTranslated:
		value_list(v, node, true, true);
		return true;
	case DevicePropertyAllocatedResources:
		value_list(v, node, false, false);
		return true;
	case DevicePropertyResourceRequirements:
		value_requirements(v, node);
		return true;
	case DevicePropertyClassName:
		wdm_property_string(v, m ? m->class_name : NULL);
		return true;
	case DevicePropertyClassGuid:
		wdm_property_string(v, m ? m->class_guid : NULL);
		return true;
	case DevicePropertyDriverKeyName:
		if (node->driver_key[0])
			wdm_property_string(v, (const u16 *)node->driver_key);
		return true;
	case DevicePropertyManufacturer:
		wdm_property_string(v, m ? m->mfg : NULL);
		return true;
	case DevicePropertyLocationInformation:
		wdm_property_string(v, (const u16 *)node->ids.location);
		return true;
	case DevicePropertyPhysicalDeviceObjectName:
		value_pdo_name(v, node);
		return true;
	case DevicePropertyBusTypeGuid:
		value_bytes(v, bus ? &bus->BusTypeGuid : NULL, sizeof(GUID));
		return true;
	case DevicePropertyLegacyBusType:
		value_bytes(v, bus ? &bus->LegacyBusType : NULL, sizeof(bus->LegacyBusType));
		return true;
	case DevicePropertyBusNumber:
		value_bytes(v, bus ? &bus->BusNumber : NULL, sizeof(bus->BusNumber));
		return true;
	case DevicePropertyEnumeratorName:
		value_enumerator(v, node);
		return true;
	case DevicePropertyAddress:
		value_ulong(v, node->capabilities.Address);
		return true;
	case DevicePropertyUINumber:
		value_ulong(v, node->capabilities.UINumber);
		return true;
	case DevicePropertyInstallState:
		value_ulong(v, m ? InstallStateInstalled : InstallStateNeedsReinstall);
		return true;
	case DevicePropertyRemovalPolicy:
		value_ulong(v, !node->capabilities.Removable ? RemovalPolicyExpectNoRemoval :
			    node->capabilities.SurpriseRemovalOK ?
			    RemovalPolicyExpectSurpriseRemoval :
			    RemovalPolicyExpectOrderlyRemoval);
		return true;
	case DevicePropertyFriendlyName:
		wdm_property_heap_string(v, wdm_devnode_key_string(node, L"FriendlyName"));
		return true;
	case DevicePropertyContainerID:
		wdm_guid_string(&node->container, v->text, ARRAY_SIZE(v->text));
		wdm_property_string(v, (const u16 *)v->text);
		return true;
	default:
		return false;
	}
}

/**
 * IoGetDeviceProperty - IoGetDeviceProperty routine: information about a device
 * @DeviceObject: the PDO
 * @DeviceProperty: which
 * @BufferLength: bytes at @PropertyBuffer
 * @PropertyBuffer: gets the value; may be NULL if @BufferLength is 0
 * @ResultLength: gets the size of the value
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_TOO_SMALL; STATUS_INVALID_PARAMETER_2 if there is
 *	no such property; STATUS_OBJECT_NAME_NOT_FOUND if the device doesn't have it;
 *	STATUS_INVALID_DEVICE_REQUEST if @DeviceObject is no PDO;
 *	STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject,
				   DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
				   PVOID PropertyBuffer, PULONG ResultLength)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(DeviceObject);
	NTSTATUS status = STATUS_SUCCESS;
	struct wdm_property_value v = {};

	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!wdm_property_find(node, DeviceProperty, &v)) {
		wdm_devnode_put(node);
		return STATUS_INVALID_PARAMETER_2;
	}

	*ResultLength = v.size;
	if (v.no_memory)
		status = STATUS_INSUFFICIENT_RESOURCES;
	else if (!v.size)
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	else if (v.size > BufferLength || !PropertyBuffer)
		status = STATUS_BUFFER_TOO_SMALL;
	else
		memcpy(PropertyBuffer, v.data, v.size);
	wdm_property_free(&v);
	wdm_devnode_put(node);
	return status;
}
WDM_EXPORT(IoGetDeviceProperty);
