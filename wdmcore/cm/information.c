// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: the structures that ZwQueryKey, ZwQueryValueKey and the enumerations
 * return.
 *
 * All follow one rule. If not even the fixed part fits, nothing is written and
 * the status is STATUS_BUFFER_TOO_SMALL; if the variable parts don't, as much as
 * does is written, and the status is STATUS_BUFFER_OVERFLOW. The size that all
 * of it takes is told in any case.
 */
#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cm.h"

/* The buffer of a caller, which may end anywhere. */
struct output {
	u8 *buffer;
	u32 length;
};

static void put(struct output *out, u32 offset, const void *data, u32 size)
{
	if (offset < out->length)
		memcpy(out->buffer + offset, data, min(size, out->length - offset));
}

static NTSTATUS verdict(u32 fixed, u32 total, u32 length)
{
	if (length < fixed)
		return STATUS_BUFFER_TOO_SMALL;
	return length < total ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS key_basic(struct wdm_cm_key *key, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_BASIC_INFORMATION, Name);
	KEY_BASIC_INFORMATION info = {
		.LastWriteTime = key->written,
		.NameLength = key->name.Length,
	};

	*result = fixed + key->name.Length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, key->name.Buffer, key->name.Length);
	}
	return verdict(fixed, *result, out.length);
}

static NTSTATUS key_node(struct wdm_cm_key *key, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_NODE_INFORMATION, Name);
	u32 class = ALIGN(fixed + key->name.Length, sizeof(ULONG));
	KEY_NODE_INFORMATION info = {
		.LastWriteTime = key->written,
		.ClassOffset = key->class.Length ? class : 0xffffffff,
		.ClassLength = key->class.Length,
		.NameLength = key->name.Length,
	};

	*result = key->class.Length ? class + key->class.Length : fixed + key->name.Length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, key->name.Buffer, key->name.Length);
		put(&out, class, key->class.Buffer, key->class.Length);
	}
	return verdict(fixed, *result, out.length);
}

static NTSTATUS key_full(struct wdm_cm_key *key, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_FULL_INFORMATION, Class);
	struct wdm_cm_key *subkey;
	struct wdm_cm_value *value;
	KEY_FULL_INFORMATION info = {
		.LastWriteTime = key->written,
		.ClassOffset = key->class.Length ? fixed : 0xffffffff,
		.ClassLength = key->class.Length,
	};

	list_for_each_entry(subkey, &key->subkeys, sibling) {
		info.SubKeys++;
		info.MaxNameLen = max_t(u32, info.MaxNameLen, subkey->name.Length);
		info.MaxClassLen = max_t(u32, info.MaxClassLen, subkey->class.Length);
	}
	list_for_each_entry(value, &key->values, link) {
		info.Values++;
		info.MaxValueNameLen = max_t(u32, info.MaxValueNameLen, value->name.Length);
		info.MaxValueDataLen = max_t(u32, info.MaxValueDataLen, value->length);
	}
	*result = fixed + key->class.Length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, key->class.Buffer, key->class.Length);
	}
	return verdict(fixed, *result, out.length);
}

/* The full path, built from its end. */
static NTSTATUS key_name(struct wdm_cm_key *key, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_NAME_INFORMATION, Name);
	KEY_NAME_INFORMATION info = { };
	const WCHAR backslash = '\\';
	struct wdm_cm_key *up;
	u32 end;

	for (up = key; up; up = up->parent)
		info.NameLength += sizeof(WCHAR) + up->name.Length;
	*result = fixed + info.NameLength;
	if (out.length < fixed)
		return STATUS_BUFFER_TOO_SMALL;
	put(&out, 0, &info, fixed);
	for (up = key, end = *result; up; up = up->parent) {
		end -= up->name.Length;
		put(&out, end, up->name.Buffer, up->name.Length);
		end -= sizeof(WCHAR);
		put(&out, end, &backslash, sizeof(backslash));
	}
	return verdict(fixed, *result, out.length);
}

NTSTATUS wdm_cm_key_information(struct wdm_cm_key *key, KEY_INFORMATION_CLASS class,
				void *buffer, ULONG length, PULONG result)
{
	struct output out = { buffer, buffer ? length : 0 };

	lockdep_assert_held(&wdm_cm_lock);
	switch (class) {
	case KeyBasicInformation:
		return key_basic(key, out, result);
	case KeyNodeInformation:
		return key_node(key, out, result);
	case KeyFullInformation:
		return key_full(key, out, result);
	case KeyNameInformation:
		return key_name(key, out, result);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

static NTSTATUS value_basic(struct wdm_cm_value *value, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name);
	KEY_VALUE_BASIC_INFORMATION info = {
		.Type = value->type,
		.NameLength = value->name.Length,
	};

	*result = fixed + value->name.Length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, value->name.Buffer, value->name.Length);
	}
	return verdict(fixed, *result, out.length);
}

static NTSTATUS value_full(struct wdm_cm_value *value, u32 align, struct output out,
			   PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name);
	u32 data = ALIGN(fixed + value->name.Length, align);
	KEY_VALUE_FULL_INFORMATION info = {
		.Type = value->type,
		.DataOffset = data,
		.DataLength = value->length,
		.NameLength = value->name.Length,
	};

	*result = value->length ? data + value->length : fixed + value->name.Length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, value->name.Buffer, value->name.Length);
		put(&out, data, value->data, value->length);
	}
	return verdict(fixed, *result, out.length);
}

static NTSTATUS value_partial(struct wdm_cm_value *value, struct output out, PULONG result)
{
	const u32 fixed = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data);
	KEY_VALUE_PARTIAL_INFORMATION info = {
		.Type = value->type,
		.DataLength = value->length,
	};

	*result = fixed + value->length;
	if (out.length >= fixed) {
		put(&out, 0, &info, fixed);
		put(&out, fixed, value->data, value->length);
	}
	return verdict(fixed, *result, out.length);
}

/* Two ULONGs, then the data, so that the data of an aligned buffer is aligned. */
static NTSTATUS value_partial_align64(struct wdm_cm_value *value, struct output out,
				      PULONG result)
{
	const ULONG info[] = { value->type, value->length };

	*result = sizeof(info) + value->length;
	if (out.length >= sizeof(info)) {
		put(&out, 0, info, sizeof(info));
		put(&out, sizeof(info), value->data, value->length);
	}
	return verdict(sizeof(info), *result, out.length);
}

NTSTATUS wdm_cm_value_information(struct wdm_cm_value *value,
				  KEY_VALUE_INFORMATION_CLASS class, void *buffer,
				  ULONG length, PULONG result)
{
	struct output out = { buffer, buffer ? length : 0 };

	lockdep_assert_held(&wdm_cm_lock);
	switch (class) {
	case KeyValueBasicInformation:
		return value_basic(value, out, result);
	case KeyValueFullInformation:
		return value_full(value, sizeof(ULONG), out, result);
	case KeyValueFullInformationAlign64:
		return value_full(value, sizeof(ULONG64), out, result);
	case KeyValuePartialInformation:
		return value_partial(value, out, result);
	case KeyValuePartialInformationAlign64:
		return value_partial_align64(value, out, result);
	default:
		return STATUS_INVALID_PARAMETER;
	}
}
