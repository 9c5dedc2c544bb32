// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: properties that drivers set, and that stay.
 *
 * They lie in the registry, below the key of what they are properties of:
 * Properties\{fmtid}\pid, and there a value for each locale. A value's type is the
 * property's, with a mark that keeps it apart from the types of the registry.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cm.h"
#include "compat.h"
#include "pnp.h"
#include "pnp_property.h"
#include "rtl.h"

#define TYPE_MARK	0xffff0000U
#define PROPERTIES	L"\\Properties\\"
/* "{...}", a backslash, eight digits */
#define KEY_CHARS	(38 + 1 + 8)

/* Language-neutral, or a language with its sorting order; no stand-in for "the user's". */
bool wdm_property_is_lcid(LCID lcid)
{
	return lcid <= 0xfffff && lcid != LOCALE_SYSTEM_DEFAULT && lcid != LOCALE_USER_DEFAULT;
}

/* Bytes that a value of a type has; 0: as many as it likes; -1: there is no such type. */
static int size_of_type(DEVPROPTYPE type)
{
	switch (type) {
	case DEVPROP_TYPE_SBYTE:
	case DEVPROP_TYPE_BYTE:
	case DEVPROP_TYPE_BOOLEAN:
		return 1;
	case DEVPROP_TYPE_INT16:
	case DEVPROP_TYPE_UINT16:
		return 2;
	case DEVPROP_TYPE_INT32:
	case DEVPROP_TYPE_UINT32:
	case DEVPROP_TYPE_FLOAT:
	case DEVPROP_TYPE_DEVPROPTYPE:
	case DEVPROP_TYPE_ERROR:
	case DEVPROP_TYPE_NTSTATUS:
		return 4;
	case DEVPROP_TYPE_INT64:
	case DEVPROP_TYPE_UINT64:
	case DEVPROP_TYPE_DOUBLE:
	case DEVPROP_TYPE_CURRENCY:
	case DEVPROP_TYPE_DATE:
	case DEVPROP_TYPE_FILETIME:
		return 8;
	case DEVPROP_TYPE_DECIMAL:
	case DEVPROP_TYPE_GUID:
		return 16;
	case DEVPROP_TYPE_DEVPROPKEY:
		return sizeof(DEVPROPKEY);
	case DEVPROP_TYPE_STRING:
	case DEVPROP_TYPE_SECURITY_DESCRIPTOR:
	case DEVPROP_TYPE_SECURITY_DESCRIPTOR_STRING:
	case DEVPROP_TYPE_STRING_INDIRECT:
		return 0;
	default:
		return -1;
	}
}

static bool is_string(const WCHAR *s, ULONG size)
{
	return size >= sizeof(WCHAR) && size % sizeof(WCHAR) == 0 &&
	       !s[size / sizeof(WCHAR) - 1];
}

/* A value is as long as its type says, and a string has its end. */
bool wdm_property_is_sound(DEVPROPTYPE type, const void *data, ULONG size)
{
	DEVPROPTYPE base = type & DEVPROP_MASK_TYPE;
	int n = size_of_type(base);

	switch (type & ~DEVPROP_MASK_TYPE) {
	case 0:
		if (base == DEVPROP_TYPE_STRING || base == DEVPROP_TYPE_STRING_INDIRECT ||
		    base == DEVPROP_TYPE_SECURITY_DESCRIPTOR_STRING)
			return is_string(data, size);
		return n == 0 ? size > 0 : n > 0 && size == (ULONG)n;
	case DEVPROP_TYPEMOD_ARRAY:
		return n > 0 && size % n == 0;
	case DEVPROP_TYPEMOD_LIST:
		return (base == DEVPROP_TYPE_STRING ||
			base == DEVPROP_TYPE_SECURITY_DESCRIPTOR_STRING) && is_string(data, size);
	default:
		return false;
	}
}
WDM_EXPORT(wdm_property_is_sound);

NTSTATUS wdm_property_give(const void *from, size_t length, ULONG size, void *data,
			   PULONG required)
{
	*required = length;
	if (length > size || (length && !data))
		return STATUS_BUFFER_TOO_SMALL;
	if (length)
		memcpy(data, from, length);
	return STATUS_SUCCESS;
}

/* Path of the key of a property; to be kfree()d. NULL: no memory. */
static WCHAR *property_key(const WCHAR *base, const DEVPROPKEY *key)
{
	size_t n = wdm_wcslen(base);
	size_t chars = n + ARRAY_SIZE(PROPERTIES) + KEY_CHARS;
	WCHAR *path = kcalloc(chars, sizeof(WCHAR), GFP_KERNEL);

	if (!path)
		return NULL;
	memcpy(path, base, n * sizeof(WCHAR));
	memcpy(path + n, PROPERTIES, sizeof(PROPERTIES));
	n += ARRAY_SIZE(PROPERTIES) - 1;
	n += wdm_guid_string(&key->fmtid, path + n, chars - n);
	wdm_wprintf(path + n, chars - n, "\\%08x", key->pid);
	return path;
}

static void locale_name(LCID lcid, WCHAR buffer[static 9], UNICODE_STRING *name)
{
	wdm_wprintf(buffer, 9, "%08x", lcid);
	RtlInitUnicodeString(name, buffer);
}

static NTSTATUS open_property(const WCHAR *base, const DEVPROPKEY *key, enum wdm_cm_how how,
			      struct wdm_cm_key **out)
{
	WCHAR *path = property_key(base, key);
	NTSTATUS status;

	if (!path)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_cm_open(path, how, out);
	kfree(path);
	return status == STATUS_OBJECT_PATH_NOT_FOUND ? STATUS_OBJECT_NAME_NOT_FOUND : status;
}

/** wdm_property_store_get - STATUS_OBJECT_NAME_NOT_FOUND if nobody has set the property */
NTSTATUS wdm_property_store_get(const WCHAR *base, const DEVPROPKEY *key, LCID lcid, ULONG size,
				void *data, PULONG required, PDEVPROPTYPE type)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *k;
	UNICODE_STRING name;
	WCHAR buffer[9];
	NTSTATUS status;

	*required = 0;
	status = open_property(base, key, WDM_CM_OPEN, &k);
	if (!NT_SUCCESS(status))
		return status;
	locale_name(lcid, buffer, &name);
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(k, &name);
	if (value) {
		*type = value->type & ~TYPE_MARK;
		status = wdm_property_give(value->data, value->length, size, data, required);
	} else {
		status = STATUS_OBJECT_NAME_NOT_FOUND;
	}
	wdm_cm_put_locked(k);
	mutex_unlock(&wdm_cm_lock);
	return status;
}

/** wdm_property_store_set - @data NULL: the property of this locale goes */
NTSTATUS wdm_property_store_set(const WCHAR *base, const DEVPROPKEY *key, LCID lcid,
				DEVPROPTYPE type, ULONG size, const void *data)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *k;
	UNICODE_STRING name;
	WCHAR buffer[9];
	NTSTATUS status;

	status = open_property(base, key, data ? WDM_CM_CREATE_PATH : WDM_CM_OPEN, &k);
	if (!NT_SUCCESS(status))
		return status;
	locale_name(lcid, buffer, &name);
	mutex_lock(&wdm_cm_lock);
	if (data) {
		status = wdm_cm_set_value(k, &name, TYPE_MARK | type, data, size);
	} else {
		value = wdm_cm_find_value(k, &name);
		if (value)
			wdm_cm_delete_value(k, value);
		else
			status = STATUS_OBJECT_NAME_NOT_FOUND;
	}
	wdm_cm_put_locked(k);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
