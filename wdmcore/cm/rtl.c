// SPDX-License-Identifier: GPL-2.0
/* Cm: keys and values by path, the Rtl convenience routines. */
#include <linux/string.h>

#include "cm.h"
#include "compat.h"
#include "ob.h"

static const WCHAR * const base_paths[RTL_REGISTRY_MAXIMUM] = {
	[RTL_REGISTRY_SERVICES] = L"\\Registry\\Machine\\System\\CurrentControlSet\\Services",
	[RTL_REGISTRY_CONTROL] = L"\\Registry\\Machine\\System\\CurrentControlSet\\Control",
	[RTL_REGISTRY_WINDOWS_NT] =
		L"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion",
	[RTL_REGISTRY_DEVICEMAP] = L"\\Registry\\Machine\\Hardware\\DeviceMap",
	[RTL_REGISTRY_USER] = L"\\Registry\\User\\.Default",
};

NTSTATUS wdm_cm_relative(ULONG relative_to, PCWSTR path, enum wdm_cm_how how,
			 ACCESS_MASK access, struct wdm_cm_key **key, bool *created)
{
	struct wdm_cm_key *base = NULL;
	UNICODE_STRING name;
	NTSTATUS status;

	if (created)
		*created = false;
	if (relative_to & RTL_REGISTRY_HANDLE)
		return wdm_cm_reference((HANDLE)path, access, key);
	relative_to &= ~RTL_REGISTRY_OPTIONAL;
	if (relative_to >= RTL_REGISTRY_MAXIMUM)
		return STATUS_INVALID_PARAMETER;

	if (relative_to != RTL_REGISTRY_ABSOLUTE) {
		status = wdm_cm_open(base_paths[relative_to], WDM_CM_OPEN, &base);
		if (!NT_SUCCESS(status))
			return status;
	}
	RtlInitUnicodeString(&name, path);
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(base, &name, how, key, created);
	if (base)
		wdm_cm_put_locked(base);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

/**
 * RtlWriteRegistryValue - write a value of a key given by its path
 * @RelativeTo: RTL_REGISTRY_*
 * @Path: path, or a key's handle with RTL_REGISTRY_HANDLE; its last component is
 *	created if it doesn't exist
 * @ValueName: name of the value, NULL or empty for the default value
 * @ValueType: REG_*
 * @ValueData: @ValueLength bytes
 * @ValueLength: in bytes
 *
 * Reference page: RtlWriteRegistryValue function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for an unknown @RelativeTo, or
 * what ZwCreateKey() and ZwSetValueKey() return.
 */
NTSTATUS NTAPI RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName,
				     ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
	struct wdm_cm_key *key;
	UNICODE_STRING name;
	NTSTATUS status;
	bool created;

	status = wdm_cm_relative(RelativeTo, Path, WDM_CM_CREATE, KEY_SET_VALUE, &key, &created);
	if (!NT_SUCCESS(status))
		return status;
	RtlInitUnicodeString(&name, ValueName);
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_set_value(key, &name, ValueType, ValueData, ValueLength);
	if (!NT_SUCCESS(status) && created)
		wdm_cm_undo_create(key);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(RtlWriteRegistryValue);

/**
 * RtlDeleteRegistryValue - delete a value of a key given by its path
 * @RelativeTo: RTL_REGISTRY_*
 * @Path: path, or a key's handle with RTL_REGISTRY_HANDLE
 * @ValueName: name of the value
 *
 * Reference page: RtlDeleteRegistryValue function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND for key or value.
 */
NTSTATUS NTAPI RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	UNICODE_STRING name;
	NTSTATUS status;

	status = wdm_cm_relative(RelativeTo, Path, WDM_CM_OPEN, KEY_SET_VALUE, &key, NULL);
	if (!NT_SUCCESS(status))
		return status;
	RtlInitUnicodeString(&name, ValueName);
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, &name);
	if (value)
		wdm_cm_delete_value(key, value);
	else
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(RtlDeleteRegistryValue);

/**
 * RtlCheckRegistryKey - does a key exist?
 * @RelativeTo: RTL_REGISTRY_*
 * @Path: path, or a key's handle with RTL_REGISTRY_HANDLE
 *
 * Reference page: RtlCheckRegistryKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS if it exists, else STATUS_OBJECT_NAME_NOT_FOUND or the
 * reason why it can't be told.
 */
NTSTATUS NTAPI RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
	struct wdm_cm_key *key;
	NTSTATUS status;

	status = wdm_cm_relative(RelativeTo, Path, WDM_CM_OPEN, 0, &key, NULL);
	if (NT_SUCCESS(status))
		wdm_cm_put(key);
	return status;
}
WDM_EXPORT(RtlCheckRegistryKey);

/**
 * RtlCreateRegistryKey - create a key given by its path
 * @RelativeTo: RTL_REGISTRY_*
 * @Path: path; all of it but the last component must exist
 *
 * Reference page: RtlCreateRegistryKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, also if the key exists already; what ZwCreateKey()
 * returns.
 */
NTSTATUS NTAPI RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
	struct wdm_cm_key *key;
	NTSTATUS status;

	status = wdm_cm_relative(RelativeTo, Path, WDM_CM_CREATE, KEY_CREATE_SUB_KEY, &key, NULL);
	if (NT_SUCCESS(status))
		wdm_cm_put(key);
	return status;
}
WDM_EXPORT(RtlCreateRegistryKey);
