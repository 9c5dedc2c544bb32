// SPDX-License-Identifier: GPL-2.0
/* Cm: values by handle of their key. */
#include "cm.h"
#include "compat.h"

/**
 * ZwSetValueKey - create or replace a value of a key
 * @KeyHandle: handle with KEY_SET_VALUE access
 * @ValueName: name; an empty one is the key's default value
 * @TitleIndex: ignored, device and intermediate drivers pass zero
 * @Type: REG_*
 * @Data: @DataSize bytes, or NULL
 * @DataSize: in bytes; strings include their terminating zero
 *
 * Reference page: ZwSetValueKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_KEY_DELETED,
 * STATUS_INSUFFICIENT_RESOURCES (no memory, or more than 16 MiB).
 */
NTSTATUS NTAPI ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex,
			     ULONG Type, PVOID Data, ULONG DataSize)
{
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_SET_VALUE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_set_value(key, ValueName, Type, Data, DataSize);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwSetValueKey);

/**
 * ZwQueryValueKey - a value of a key
 * @KeyHandle: handle with KEY_QUERY_VALUE access
 * @ValueName: name; an empty one is the key's default value
 * @KeyValueInformationClass: KeyValueBasicInformation, KeyValueFullInformation,
 *	KeyValuePartialInformation, or one of the latter two with Align64
 * @KeyValueInformation: buffer of @Length bytes, or NULL
 * @Length: in bytes
 * @ResultLength: returns the bytes that all of the information takes
 *
 * Reference page: ZwQueryValueKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW,
 * STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER, STATUS_INVALID_HANDLE,
 * STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
			       KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
			       PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_QUERY_VALUE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, ValueName);
	if (key->deleted)
		status = STATUS_KEY_DELETED;
	else if (!value)
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	else
		status = wdm_cm_value_information(value, KeyValueInformationClass,
						  KeyValueInformation, Length, ResultLength);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwQueryValueKey);

/**
 * ZwEnumerateValueKey - the values of a key, one by one
 * @KeyHandle: handle with KEY_QUERY_VALUE access
 * @Index: from 0
 * @KeyValueInformationClass: as for ZwQueryValueKey()
 * @KeyValueInformation: buffer of @Length bytes, or NULL
 * @Length: in bytes
 * @ResultLength: returns the bytes that all of the information takes
 *
 * Reference page: ZwEnumerateValueKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: as ZwQueryValueKey(); STATUS_NO_MORE_ENTRIES past the last value.
 */
NTSTATUS NTAPI ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index,
				   KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
				   PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_QUERY_VALUE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_value_at(key, Index);
	if (key->deleted)
		status = STATUS_KEY_DELETED;
	else if (!value)
		status = STATUS_NO_MORE_ENTRIES;
	else
		status = wdm_cm_value_information(value, KeyValueInformationClass,
						  KeyValueInformation, Length, ResultLength);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwEnumerateValueKey);

/**
 * ZwDeleteValueKey - delete a value of a key
 * @KeyHandle: handle with KEY_SET_VALUE access
 * @ValueName: name of the value
 *
 * Reference page: ZwDeleteValueKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_HANDLE,
 * STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_SET_VALUE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, ValueName);
	if (key->deleted)
		status = STATUS_KEY_DELETED;
	else if (!value)
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	else
		wdm_cm_delete_value(key, value);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwDeleteValueKey);
