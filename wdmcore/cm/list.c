// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: values that are lists of names, such as UpperFilters.
 *
 * A REG_MULTI_SZ ends with an empty string. Anybody may have written it, though: what
 * lacks its NULs ends with the data. A REG_SZ is taken for a list of one.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "cm.h"
#include "rtl.h"

u32 wdm_cm_list_next(const struct wdm_cm_value *value, u32 at, UNICODE_STRING *string)
{
	const WCHAR *data = value->data;
	u32 units = value->length / sizeof(WCHAR);
	u32 end;

	*string = (UNICODE_STRING) {};
	if ((value->type != REG_MULTI_SZ && value->type != REG_SZ) || at >= units)
		return at;
	for (end = at; end < units && data[end]; end++)
		;
	if (end - at > UNICODE_STRING_MAX_CHARS)
		return at;
	string->Buffer = (WCHAR *)data + at;
	string->Length = (end - at) * sizeof(WCHAR);
	string->MaximumLength = string->Length;
	return value->type == REG_SZ ? units : end + 1;
}

/*
 * The value becomes a REG_MULTI_SZ of its strings, without those that equal @without,
 * and with @more at the end.
 */
static NTSTATUS rewrite(struct wdm_cm_key *key, PCUNICODE_STRING name,
			const struct wdm_cm_value *old, PCUNICODE_STRING without,
			PCUNICODE_STRING more)
{
	u32 bytes = (old ? old->length : 0) + (more ? more->Length : 0) + 3 * sizeof(WCHAR);
	UNICODE_STRING string;
	NTSTATUS status;
	u32 at = 0;
	u8 *list, *end;

	list = kvzalloc(bytes, GFP_KERNEL);
	if (!list)
		return STATUS_INSUFFICIENT_RESOURCES;
	end = list;
	while (old) {
		at = wdm_cm_list_next(old, at, &string);
		if (!string.Length)
			break;
		if (without && wdm_ustr_equal_nocase(&string, without))
			continue;
		memcpy(end, string.Buffer, string.Length);
		end += string.Length + sizeof(WCHAR);
	}
	if (more) {
		memcpy(end, more->Buffer, more->Length);
		end += more->Length + sizeof(WCHAR);
	}
	end += sizeof(WCHAR);
	status = wdm_cm_set_value(key, name, REG_MULTI_SZ, list, end - list);
	kvfree(list);
	return status;
}

static bool has(const struct wdm_cm_value *value, PCUNICODE_STRING wanted)
{
	UNICODE_STRING string;
	u32 at = 0;

	if (!value)
		return false;
	do {
		at = wdm_cm_list_next(value, at, &string);
		if (string.Length && wdm_ustr_equal_nocase(&string, wanted))
			return true;
	} while (string.Length);
	return false;
}

NTSTATUS wdm_cm_list_add(struct wdm_cm_key *key, PCUNICODE_STRING name, PCUNICODE_STRING string)
{
	struct wdm_cm_value *value = wdm_cm_find_value(key, name);

	if (has(value, string))
		return STATUS_SUCCESS;
	return rewrite(key, name, value, NULL, string);
}

NTSTATUS wdm_cm_list_remove(struct wdm_cm_key *key, PCUNICODE_STRING name,
			    PCUNICODE_STRING string)
{
	struct wdm_cm_value *value = wdm_cm_find_value(key, name);

	if (!has(value, string))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return rewrite(key, name, value, string, NULL);
}
