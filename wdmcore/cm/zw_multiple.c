// SPDX-License-Identifier: GPL-2.0
/* Cm: several values of a key in one call. */
#include <linux/slab.h>

#include "cm.h"
#include "compat.h"
#include "ob.h"

/* One after the other, each at a multiple of a ULONG; @length is what there is room for. */
static NTSTATUS query(struct wdm_cm_key *key, PKEY_VALUE_ENTRY entries, ULONG count, u8 *buffer,
		      ULONG length, u64 *needed, ULONG *used)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct wdm_cm_value *value;
	u64 offset;
	ULONG i;

	*needed = 0;
	*used = 0;
	if (key->deleted)
		return STATUS_KEY_DELETED;
	for (i = 0; i < count; i++) {
		value = wdm_cm_find_value(key, entries[i].ValueName);
		if (!value)
			return STATUS_OBJECT_NAME_NOT_FOUND;
		offset = ALIGN(*needed, sizeof(ULONG));
		*needed = offset + value->length;
		if (*needed > length) {
			status = STATUS_BUFFER_OVERFLOW;
			continue;
		}
		/* Those behind one that didn't fit would leave a hole. */
		if (status == STATUS_BUFFER_OVERFLOW)
			continue;
		if (value->length)
			memcpy(buffer + offset, value->data, value->length);
		entries[i].Type = value->type;
		entries[i].DataLength = value->length;
		entries[i].DataOffset = offset;
		*used = *needed;
	}
	return status;
}

/**
 * ZwQueryMultipleValueKey - several values of a key, as of one moment
 * @KeyHandle: handle with KEY_QUERY_VALUE access
 * @ValueEntries: names; returns type, length and place of the data of each
 * @EntryCount: how many
 * @ValueBuffer: returns the data
 * @BufferLength: bytes there; returns those that are used
 * @RequiredBufferLength: returns those that all data takes; may be NULL
 *
 * Reference page: ZwQueryMultipleValueKey (ntddk.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW if not all fitted,
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_INVALID_HANDLE, STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwQueryMultipleValueKey(HANDLE KeyHandle, PKEY_VALUE_ENTRY ValueEntries,
				       ULONG EntryCount, PVOID ValueBuffer, PULONG BufferLength,
				       PULONG RequiredBufferLength)
{
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_QUERY_VALUE, &key);
	ULONG used;
	u64 needed;

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = query(key, ValueEntries, EntryCount, ValueBuffer, *BufferLength, &needed, &used);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	if (NT_ERROR(status))
		return status;
	if (needed > U32_MAX)
		return STATUS_INSUFFICIENT_RESOURCES;
	*BufferLength = used;
	if (RequiredBufferLength)
		*RequiredBufferLength = needed;
	return status;
}
WDM_EXPORT(ZwQueryMultipleValueKey);
