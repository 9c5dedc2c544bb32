// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: device properties.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <glue/wdm_module.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "rtl.h"
#include "wdmguid.h"

/*
 * A property's value: @data of @size bytes, in pool memory if @pool. A size of 0
 * stands for a property that the device doesn't have.
 */
struct value {
	const void *data;
	size_t size;
	bool pool;
	union {
		ULONG ulong;
		GUID guid;
		WCHAR text[64];
	};
};

static void value_string(struct value *v, const u16 *s)
{
	v->data = s;
	v->size = s ? (wdm_wcslen(s) + 1) * sizeof(WCHAR) : 0;
}

static void value_ulong(struct value *v, ULONG ulong)
{
	v->ulong = ulong;
	v->data = &v->ulong;
	v->size = sizeof(v->ulong);
}

static void value_pool(struct value *v, PVOID data, size_t size)
{
	v->data = data;
	v->size = data ? size : 0;
	v->pool = true;
}

static void value_list(struct value *v, struct wdm_devnode *node, bool translated)
{
	ULONG size;
	PVOID list = wdm_resources_list(&node->resources, translated, &size);

	value_pool(v, list, size);
}

static void value_requirements(struct value *v, struct wdm_devnode *node)
{
	PIO_RESOURCE_REQUIREMENTS_LIST list = wdm_resources_requirements(&node->resources);

	value_pool(v, list, list ? list->ListSize : 0);
}

static void value_ids(struct value *v, struct wdm_devnode *node, bool hardware)
{
	size_t size = 0;
	PWSTR ids = hardware ? wdm_id_hardware(&node->identity, &size) :
			       wdm_id_compatible(&node->identity, &size);

	value_pool(v, ids, size);
}

static void value_driver_key(struct value *v, struct wdm_devnode *node)
{
	const u16 *class = node->module->class_guid;
	size_t n;

	if (!class || wdm_wcslen(class) > 40)
		return;
	n = wdm_wcslen(class);
	memcpy(v->text, class, n * sizeof(WCHAR));
	wdm_wprintf(v->text + n, ARRAY_SIZE(v->text) - n, "\\%04u", node->number);
	value_string(v, (const u16 *)v->text);
}

static void value_pdo_name(struct value *v, struct wdm_devnode *node)
{
	wdm_wprintf(v->text, ARRAY_SIZE(v->text), "\\Device\\NTPNP_PCI%04u", node->number);
	value_string(v, (const u16 *)v->text);
}

/* FALSE: no such property exists. */
static bool find_value(struct wdm_devnode *node, DEVICE_REGISTRY_PROPERTY property,
		       struct value *v)
{
	static const u16 enumerator[] = { 'P', 'C', 'I', 0 };
	PWSTR location;

	switch (property) {
	case DevicePropertyDeviceDescription:
		value_string(v, node->inf_id->description);
		return true;
	case DevicePropertyHardwareID:
		value_ids(v, node, true);
		return true;
	case DevicePropertyCompatibleIDs:
		value_ids(v, node, false);
		return true;
	case DevicePropertyBootConfiguration:
	case DevicePropertyAllocatedResources:
		value_list(v, node, false);
		return true;
	case DevicePropertyBootConfigurationTranslated:
		value_list(v, node, true);
		return true;
	case DevicePropertyResourceRequirements:
		value_requirements(v, node);
		return true;
	case DevicePropertyClassName:
		value_string(v, node->module->class_name);
		return true;
	case DevicePropertyClassGuid:
		value_string(v, node->module->class_guid);
		return true;
	case DevicePropertyDriverKeyName:
		value_driver_key(v, node);
		return true;
	case DevicePropertyManufacturer:
		value_string(v, node->module->mfg);
		return true;
	case DevicePropertyLocationInformation:
		location = wdm_id_location(&node->identity);
		value_pool(v, location,
			   location ? (wdm_wcslen((const u16 *)location) + 1) * sizeof(WCHAR) : 0);
		return true;
	case DevicePropertyPhysicalDeviceObjectName:
		value_pdo_name(v, node);
		return true;
	case DevicePropertyBusTypeGuid:
		v->guid = GUID_BUS_TYPE_PCI;
		v->data = &v->guid;
		v->size = sizeof(v->guid);
		return true;
	case DevicePropertyLegacyBusType:
		value_ulong(v, PCIBus);
		return true;
	case DevicePropertyBusNumber:
		value_ulong(v, node->identity.bus);
		return true;
	case DevicePropertyEnumeratorName:
		value_string(v, enumerator);
		return true;
	case DevicePropertyAddress:
		value_ulong(v, node->capabilities.Address);
		return true;
	case DevicePropertyUINumber:
		value_ulong(v, node->capabilities.UINumber);
		return true;
	case DevicePropertyInstallState:
		value_ulong(v, InstallStateInstalled);
		return true;
	case DevicePropertyRemovalPolicy:
		value_ulong(v, !node->capabilities.Removable ? RemovalPolicyExpectNoRemoval :
			    node->capabilities.SurpriseRemovalOK ?
			    RemovalPolicyExpectSurpriseRemoval :
			    RemovalPolicyExpectOrderlyRemoval);
		return true;
	case DevicePropertyFriendlyName:
	case DevicePropertyContainerID:
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
 *	STATUS_INVALID_DEVICE_REQUEST if @DeviceObject is no PDO.
 */
NTSTATUS NTAPI IoGetDeviceProperty(PDEVICE_OBJECT DeviceObject,
				   DEVICE_REGISTRY_PROPERTY DeviceProperty, ULONG BufferLength,
				   PVOID PropertyBuffer, PULONG ResultLength)
{
	struct wdm_devnode *node = wdm_devnode_of_pdo(DeviceObject);
	NTSTATUS status = STATUS_SUCCESS;
	struct value v = {};

	if (!node)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!find_value(node, DeviceProperty, &v)) {
		wdm_devnode_put(node);
		return STATUS_INVALID_PARAMETER_2;
	}

	*ResultLength = v.size;
	if (!v.size)
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	else if (v.size > BufferLength || !PropertyBuffer)
		status = STATUS_BUFFER_TOO_SMALL;
	else
		memcpy(PropertyBuffer, v.data, v.size);
	if (v.pool && v.data)
		ExFreePool((PVOID)v.data);
	wdm_devnode_put(node);
	return status;
}
WDM_EXPORT(IoGetDeviceProperty);
