// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: strings with names of variables between percent signs.
 *
 * Variables come from a block that a driver passes, or from the system: SystemRoot and
 * SystemDrive, and what stands below Session Manager\Environment. A value there may name
 * others again.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cm.h"
#include "compat.h"
#include "rtl.h"

#define WINDOWS_NT	L"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion"
#define ENVIRONMENT \
	L"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\Session Manager\\Environment"

/* Variables that name each other in a circle end here. */
#define MAX_DEPTH	8

/* What a UNICODE_STRING holds, with a NUL. */
#define MAX_UNITS	(MAXUSHORT / sizeof(WCHAR))

/**
 * struct text - a string that grows
 * @buffer: kvfree()d by its owner
 * @units: of the string
 * @room: units at @buffer
 */
struct text {
	WCHAR *buffer;
	size_t units;
	size_t room;
};

static NTSTATUS append(struct text *text, const WCHAR *units, size_t count)
{
	size_t room = max(2 * text->room, text->units + count);
	WCHAR *bigger;

	if (text->units + count > MAX_UNITS)
		return STATUS_BUFFER_TOO_SMALL;
	if (text->units + count > text->room) {
		bigger = kvmalloc_array(room, sizeof(WCHAR), GFP_KERNEL);
		if (!bigger)
			return STATUS_INSUFFICIENT_RESOURCES;
		if (text->units)
			memcpy(bigger, text->buffer, text->units * sizeof(WCHAR));
		kvfree(text->buffer);
		text->buffer = bigger;
		text->room = room;
	}
	memcpy(text->buffer + text->units, units, count * sizeof(WCHAR));
	text->units += count;
	return STATUS_SUCCESS;
}

static UNICODE_STRING counted(const WCHAR *units, size_t count)
{
	return (UNICODE_STRING){
		.Length = count * sizeof(WCHAR),
		.MaximumLength = count * sizeof(WCHAR),
		.Buffer = (WCHAR *)units,
	};
}

/* "NAME=VALUE", one behind the other, up to an empty one. A name may begin with "=". */
static bool find_in_block(const WCHAR *block, PCUNICODE_STRING name, PUNICODE_STRING value)
{
	for (; *block; block += wdm_wcslen(block) + 1) {
		size_t length = wdm_wcslen(block), i = 1;
		UNICODE_STRING candidate;

		while (i < length && block[i] != '=')
			i++;
		if (i >= length)
			continue;
		candidate = counted(block, i);
		if (wdm_ustr_equal_nocase(&candidate, name)) {
			*value = counted(block + i + 1, min(length - i - 1, MAX_UNITS));
			return true;
		}
	}
	return false;
}

/* A copy of the string that a value of @path is; @units of it. NULL: there is none. */
static WCHAR *read_string(const WCHAR *path, PCUNICODE_STRING name, size_t *units, bool *expand)
{
	struct wdm_cm_value *value;
	struct wdm_cm_key *key;
	WCHAR *copy = NULL;

	if (!NT_SUCCESS(wdm_cm_open(path, WDM_CM_OPEN, &key)))
		return NULL;
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, name);
	if (value && value->length >= sizeof(WCHAR) &&
	    (value->type == REG_SZ || value->type == REG_EXPAND_SZ)) {
		copy = kvmalloc(value->length, GFP_KERNEL);
		if (copy)
			memcpy(copy, value->data, value->length);
		*units = value->length / sizeof(WCHAR);
		if (copy && !copy[*units - 1])
			--*units;
		*expand = value->type == REG_EXPAND_SZ;
	}
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return copy;
}

static WCHAR *find_in_system(PCUNICODE_STRING name, size_t *units, bool *expand)
{
	static const UNICODE_STRING root = RTL_CONSTANT_STRING(L"SystemRoot");
	static const UNICODE_STRING drive = RTL_CONSTANT_STRING(L"SystemDrive");
	WCHAR *value;

	if (wdm_ustr_equal_nocase(name, &root))
		return read_string(WINDOWS_NT, &root, units, expand);
	if (!wdm_ustr_equal_nocase(name, &drive))
		return read_string(ENVIRONMENT, name, units, expand);
	value = read_string(WINDOWS_NT, &root, units, expand);
	if (value && *units >= 2 && value[1] == ':') {
		*units = 2;
		return value;
	}
	kvfree(value);
	return NULL;
}

static NTSTATUS expand(struct text *text, const WCHAR *units, size_t count,
		       const WCHAR *environment, int depth);

/* STATUS_NOT_FOUND: there is no such variable. */
static NTSTATUS append_variable(struct text *text, PCUNICODE_STRING name,
				const WCHAR *environment, int depth)
{
	UNICODE_STRING found;
	bool again = false;
	NTSTATUS status;
	WCHAR *value;
	size_t units;

	if (environment)
		return find_in_block(environment, name, &found) ?
		       append(text, found.Buffer, found.Length / sizeof(WCHAR)) :
		       STATUS_NOT_FOUND;
	value = depth < MAX_DEPTH ? find_in_system(name, &units, &again) : NULL;
	if (!value)
		return STATUS_NOT_FOUND;
	status = again ? expand(text, value, units, NULL, depth + 1) :
			 append(text, value, units);
	kvfree(value);
	return status;
}

/* What names no variable stays as it is. */
static NTSTATUS expand(struct text *text, const WCHAR *units, size_t count,
		       const WCHAR *environment, int depth)
{
	size_t begin, end, at = 0;
	UNICODE_STRING name;
	NTSTATUS status;

	while (at < count) {
		for (begin = at; begin < count && units[begin] != '%'; begin++)
			;
		for (end = begin + 1; end < count && units[end] != '%'; end++)
			;
		if (end >= count)
			return append(text, units + at, count - at);
		status = append(text, units + at, begin - at);
		if (!NT_SUCCESS(status))
			return status;
		name = counted(units + begin + 1, min(end - begin - 1, MAX_UNITS));
		status = name.Length ? append_variable(text, &name, environment, depth) :
				       STATUS_NOT_FOUND;
		if (status == STATUS_NOT_FOUND)
			status = append(text, units + begin, end + 1 - begin);
		if (!NT_SUCCESS(status))
			return status;
		at = end + 1;
	}
	return STATUS_SUCCESS;
}

/**
 * wdm_cm_expand() - a string with its variables replaced by what they stand for
 * @units: the string
 * @count: units there, with a NUL or without
 * @environment: variables, or NULL for the system's
 * @result: returns the new string with a NUL behind it, to be kvfree()d
 * @length: returns its bytes, with the NUL
 *
 * wdm_cm_lock must not be held.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES, STATUS_BUFFER_TOO_SMALL
 */
NTSTATUS wdm_cm_expand(const WCHAR *units, size_t count, const WCHAR *environment,
		       WCHAR **result, u32 *length)
{
	static const WCHAR end;
	struct text text = {};
	NTSTATUS status;

	if (count && !units[count - 1])
		count--;
	status = expand(&text, units, count, environment, 0);
	if (NT_SUCCESS(status))
		status = append(&text, &end, 1);
	if (!NT_SUCCESS(status)) {
		kvfree(text.buffer);
		return status;
	}
	*result = text.buffer;
	*length = text.units * sizeof(WCHAR);
	return STATUS_SUCCESS;
}
