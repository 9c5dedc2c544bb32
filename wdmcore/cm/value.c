// SPDX-License-Identifier: GPL-2.0
/* Cm: the values of a key. All under wdm_cm_lock. */
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntifs.h>
#include "cm.h"
#include "rtl.h"

#define MAX_NAME_BYTES	(16383 * sizeof(WCHAR))
#define MAX_DATA_BYTES	(16 << 20)

struct wdm_cm_value *wdm_cm_find_value(struct wdm_cm_key *key, PCUNICODE_STRING name)
{
	struct wdm_cm_value *value;

	lockdep_assert_held(&wdm_cm_lock);
	list_for_each_entry(value, &key->values, link)
		if (wdm_ustr_equal_nocase(&value->name, name))
			return value;
	return NULL;
}

struct wdm_cm_value *wdm_cm_value_at(struct wdm_cm_key *key, u32 index)
{
	struct wdm_cm_value *value;

	lockdep_assert_held(&wdm_cm_lock);
	list_for_each_entry(value, &key->values, link)
		if (!index--)
			return value;
	return NULL;
}

static struct wdm_cm_value *new_value(struct wdm_cm_key *key, PCUNICODE_STRING name)
{
	struct wdm_cm_value *value;

	value = kzalloc(size_add(sizeof(*value), name->Length), GFP_KERNEL);
	if (!value)
		return NULL;
	value->name.Buffer = (WCHAR *)(value + 1);
	value->name.Length = name->Length;
	value->name.MaximumLength = name->Length;
	if (name->Length)
		memcpy(value->name.Buffer, name->Buffer, name->Length);
	list_add_tail(&value->link, &key->values);
	return value;
}

/* Makes the value, or replaces type and data of the one that is there. */
NTSTATUS wdm_cm_set_value(struct wdm_cm_key *key, PCUNICODE_STRING name, u32 type,
			  const void *data, u32 length)
{
	struct wdm_cm_value *value;
	void *copy = NULL;
	bool same;

	lockdep_assert_held(&wdm_cm_lock);
	if (key->deleted)
		return STATUS_KEY_DELETED;
	if (name->Length > MAX_NAME_BYTES || name->Length % sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER;
	if (length && !data)
		return STATUS_ACCESS_VIOLATION;
	if (length > MAX_DATA_BYTES)
		return STATUS_INSUFFICIENT_RESOURCES;

	if (length) {
		copy = kvmalloc(length, GFP_KERNEL);
		if (!copy)
			return STATUS_INSUFFICIENT_RESOURCES;
		memcpy(copy, data, length);
	}
	value = wdm_cm_find_value(key, name);
	/* What it is already is no change to those who watch. */
	same = value && value->type == type && value->length == length &&
	       (!length || !memcmp(value->data, copy, length));
	if (!value)
		value = new_value(key, name);
	if (!value) {
		kvfree(copy);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	kvfree(value->data);
	value->type = type;
	value->data = copy;
	value->length = length;
	wdm_cm_touch(key);
	if (!same)
		wdm_cm_changed(key, REG_NOTIFY_CHANGE_LAST_SET);
	return STATUS_SUCCESS;
}

void wdm_cm_delete_value(struct wdm_cm_key *key, struct wdm_cm_value *value)
{
	lockdep_assert_held(&wdm_cm_lock);
	list_del(&value->link);
	kvfree(value->data);
	kfree(value);
	wdm_cm_touch(key);
	wdm_cm_changed(key, REG_NOTIFY_CHANGE_LAST_SET);
}
