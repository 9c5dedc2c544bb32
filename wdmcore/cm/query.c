// SPDX-License-Identifier: GPL-2.0
/*
 * Cm: RtlQueryRegistryValues, a table of questions about a key and its subkeys.
 *
 * The driver's routines are called for copies of the values, without the lock: a
 * routine may use the registry itself.
 */
#include <linux/mm.h>
#include <linux/string.h>

#include "call.h"
#include "cm.h"
#include "compat.h"
#include "rtl.h"

/**
 * struct query - the state of one call
 * @top: what RelativeTo and Path say; NULL if it is optional and missing
 * @current_key: @top, or the subkey that the last SUBKEY entry named
 * @context: Context of the call
 * @environment: Environment of the call: variables, or NULL for the system's
 */
struct query {
	struct wdm_cm_key *top;
	struct wdm_cm_key *current_key;
	PVOID context;
	const WCHAR *environment;
};

/* A value as the registry or the table's default gives it. */
struct datum {
	WCHAR *name;
	u32 type;
	u32 length;
	void *data;
};

static bool is_string(u32 type)
{
	return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* Into a UNICODE_STRING, with memory of its own if it has none. */
static NTSTATUS store_string(PUNICODE_STRING string, const struct datum *datum)
{
	const WCHAR *units = datum->data;
	u32 bytes = datum->length & ~1U;
	bool terminated = bytes && !units[bytes / sizeof(WCHAR) - 1];
	u32 needed = terminated ? bytes : bytes + sizeof(WCHAR);

	if (needed > MAXUSHORT)
		return STATUS_BUFFER_TOO_SMALL;
	if (!string->Buffer) {
		string->Buffer = ExAllocatePoolWithTag(PagedPool, needed, WDM_RTL_STRING_TAG);
		if (!string->Buffer)
			return STATUS_INSUFFICIENT_RESOURCES;
		string->MaximumLength = needed;
	} else if (string->MaximumLength < needed) {
		return STATUS_BUFFER_TOO_SMALL;
	}
	memcpy(string->Buffer, units, bytes);
	string->Length = needed - sizeof(WCHAR);
	string->Buffer[string->Length / sizeof(WCHAR)] = 0;
	return STATUS_SUCCESS;
}

/*
 * Other data: up to a ULONG as it is; more into a buffer that says its size in
 * its first LONG, with the length and type in front unless that is negative.
 */
static NTSTATUS store_data(void *buffer, const struct datum *datum)
{
	LONG size;

	if (datum->length <= sizeof(ULONG)) {
		memcpy(buffer, datum->data, datum->length);
		return STATUS_SUCCESS;
	}
	size = *(LONG *)buffer;
	if (size < 0) {
		if (-(s64)size < datum->length)
			return STATUS_BUFFER_TOO_SMALL;
		memcpy(buffer, datum->data, datum->length);
		return STATUS_SUCCESS;
	}
	if ((u64)size < (u64)datum->length + 2 * sizeof(ULONG))
		return STATUS_BUFFER_TOO_SMALL;
	((ULONG *)buffer)[0] = datum->length;
	((ULONG *)buffer)[1] = datum->type;
	memcpy((ULONG *)buffer + 2, datum->data, datum->length);
	return STATUS_SUCCESS;
}

static NTSTATUS deliver(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry,
			const struct datum *datum)
{
	NTSTATUS status;

	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
		if (is_string(datum->type) && !(entry->Flags & RTL_QUERY_REGISTRY_NOSTRING))
			return store_string(entry->EntryContext, datum);
		return store_data(entry->EntryContext, datum);
	}
	status = WDM_CALL(entry->QueryRoutine, datum->name, datum->type, datum->data,
			  datum->length, query->context, entry->EntryContext);
	return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
}

/* Each string of a REG_MULTI_SZ as a REG_SZ of its own. */
static NTSTATUS deliver_strings(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry,
				const struct datum *datum)
{
	WCHAR *units = datum->data;
	WCHAR *end = units + datum->length / sizeof(WCHAR);
	NTSTATUS status = STATUS_SUCCESS;

	while (units < end && *units && NT_SUCCESS(status)) {
		struct datum one = { .name = datum->name, .type = REG_SZ, .data = units };

		while (units < end && *units)
			units++;
		if (units < end)
			units++;
		one.length = (u8 *)units - (u8 *)one.data;
		status = deliver(query, entry, &one);
	}
	return status;
}

/* A REG_EXPAND_SZ as a REG_SZ without variables. */
static NTSTATUS deliver_expanded(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry,
				 const struct datum *datum)
{
	struct datum expanded = { .name = datum->name, .type = REG_SZ };
	NTSTATUS status;
	WCHAR *text;

	status = wdm_cm_expand(datum->data, datum->length / sizeof(WCHAR), query->environment,
			       &text, &expanded.length);
	if (!NT_SUCCESS(status))
		return status;
	expanded.data = text;
	status = deliver(query, entry, &expanded);
	kvfree(text);
	return status;
}

static NTSTATUS process(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry,
			struct datum *datum)
{
	if (!(entry->Flags & RTL_QUERY_REGISTRY_NOEXPAND)) {
		if (datum->type == REG_MULTI_SZ)
			return deliver_strings(query, entry, datum);
		if (datum->type == REG_EXPAND_SZ)
			return deliver_expanded(query, entry, datum);
	}
	return deliver(query, entry, datum);
}

/* A copy of @value with a terminated name. */
static NTSTATUS copy_value(struct wdm_cm_value *value, struct datum *datum)
{
	datum->type = value->type;
	datum->length = value->length;
	datum->name = kvzalloc(value->name.Length + sizeof(WCHAR), GFP_KERNEL);
	datum->data = kvzalloc(value->length + sizeof(WCHAR), GFP_KERNEL);
	if (!datum->name || !datum->data) {
		kvfree(datum->name);
		kvfree(datum->data);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	memcpy(datum->name, value->name.Buffer, value->name.Length);
	if (value->length)
		memcpy(datum->data, value->data, value->length);
	return STATUS_SUCCESS;
}

static void delete_value(struct wdm_cm_key *key, const WCHAR *value_name)
{
	struct wdm_cm_value *value;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, value_name);
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_find_value(key, &name);
	if (value)
		wdm_cm_delete_value(key, value);
	mutex_unlock(&wdm_cm_lock);
}

static NTSTATUS process_value(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry,
			      struct datum *datum)
{
	u32 expected = entry->DefaultType >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
	u32 type = datum->type;
	NTSTATUS status;

	if ((entry->Flags & RTL_QUERY_REGISTRY_DIRECT) &&
	    (entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK) && type != expected)
		status = STATUS_OBJECT_TYPE_MISMATCH;
	else
		status = process(query, entry, datum);
	if (NT_SUCCESS(status) && (entry->Flags & RTL_QUERY_REGISTRY_DELETE))
		delete_value(query->current_key, datum->name);
	kvfree(datum->name);
	kvfree(datum->data);
	return status;
}

/* Returns STATUS_NO_MORE_ENTRIES past the last value. */
static NTSTATUS copy_value_at(struct wdm_cm_key *key, u32 index, struct datum *datum)
{
	struct wdm_cm_value *value;
	NTSTATUS status;

	if (!key)
		return STATUS_NO_MORE_ENTRIES;
	mutex_lock(&wdm_cm_lock);
	value = wdm_cm_value_at(key, index);
	status = value ? copy_value(value, datum) : STATUS_NO_MORE_ENTRIES;
	mutex_unlock(&wdm_cm_lock);
	return status;
}

static NTSTATUS process_all(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry)
{
	struct datum datum;
	bool any = false;
	NTSTATUS status;
	u32 index = 0;

	for (;;) {
		status = copy_value_at(query->current_key, index, &datum);
		if (!NT_SUCCESS(status))
			break;
		any = true;
		status = process_value(query, entry, &datum);
		if (!NT_SUCCESS(status))
			return status;
		/* In the place of one that was deleted is the next. */
		if (!(entry->Flags & RTL_QUERY_REGISTRY_DELETE))
			index++;
	}
	if (status != STATUS_NO_MORE_ENTRIES)
		return status;
	if (!any && (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return STATUS_SUCCESS;
}

/* Length of default strings whose length the table leaves to us. */
static u32 default_length(u32 type, const WCHAR *units)
{
	u32 length = 0;

	if (type == REG_MULTI_SZ) {
		while (units[length])
			length += wdm_wcslen(units + length) + 1;
	} else {
		length = wdm_wcslen(units);
	}
	return (length + 1) * sizeof(WCHAR);
}

static NTSTATUS process_default(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry)
{
	struct datum datum = {
		.name = entry->Name,
		.type = entry->DefaultType & 0xff,
		.length = entry->DefaultLength,
		.data = entry->DefaultData,
	};

	if (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (datum.type == REG_NONE)
		return STATUS_SUCCESS;
	if (is_string(datum.type) && !datum.length && datum.data)
		datum.length = default_length(datum.type, datum.data);
	if (!datum.data)
		datum.length = 0;
	return process(query, entry, &datum);
}

static NTSTATUS process_name(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry)
{
	struct wdm_cm_value *value = NULL;
	UNICODE_STRING name;
	struct datum datum;
	NTSTATUS status = STATUS_SUCCESS;

	RtlInitUnicodeString(&name, entry->Name);
	if (query->current_key) {
		mutex_lock(&wdm_cm_lock);
		value = wdm_cm_find_value(query->current_key, &name);
		if (value)
			status = copy_value(value, &datum);
		mutex_unlock(&wdm_cm_lock);
	}
	if (!NT_SUCCESS(status))
		return status;
	if (!value)
		return process_default(query, entry);

	return process_value(query, entry, &datum);
}

static void leave_subkey(struct query *query)
{
	if (query->current_key && query->current_key != query->top)
		wdm_cm_put(query->current_key);
	query->current_key = query->top;
}

/* A missing subkey is one without values, unless it is required. */
static NTSTATUS enter_subkey(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry)
{
	UNICODE_STRING name;
	NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;

	query->current_key = NULL;
	if (query->top) {
		RtlInitUnicodeString(&name, entry->Name);
		mutex_lock(&wdm_cm_lock);
		status = wdm_cm_walk(query->top, &name, WDM_CM_OPEN, &query->current_key, NULL);
		mutex_unlock(&wdm_cm_lock);
	}
	if (status == STATUS_OBJECT_NAME_NOT_FOUND &&
	    !(entry->Flags & RTL_QUERY_REGISTRY_REQUIRED))
		return STATUS_SUCCESS;
	return status;
}

static NTSTATUS process_entry(struct query *query, PRTL_QUERY_REGISTRY_TABLE entry)
{
	NTSTATUS status;

	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
		if (!entry->Name || entry->QueryRoutine ||
		    (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY))
			return STATUS_INVALID_PARAMETER;
	}
	if (entry->Flags & (RTL_QUERY_REGISTRY_TOPKEY | RTL_QUERY_REGISTRY_SUBKEY))
		leave_subkey(query);

	if (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY) {
		if (!entry->Name)
			return STATUS_INVALID_PARAMETER;
		status = enter_subkey(query, entry);
		if (!NT_SUCCESS(status) || !entry->QueryRoutine)
			return status;
		return process_all(query, entry);
	}
	if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT)
		return process_name(query, entry);
	if (!entry->QueryRoutine)
		return entry->Flags & RTL_QUERY_REGISTRY_TOPKEY ? STATUS_SUCCESS :
								  STATUS_INVALID_PARAMETER;
	if (entry->Flags & RTL_QUERY_REGISTRY_NOVALUE) {
		const struct datum none = { .name = entry->Name, .type = REG_NONE };

		return deliver(query, entry, &none);
	}
	return entry->Name ? process_name(query, entry) : process_all(query, entry);
}

/**
 * RtlQueryRegistryValues - query several values with a single call
 * @RelativeTo: RTL_REGISTRY_*; with RTL_REGISTRY_OPTIONAL, a missing key is one
 *	without values
 * @Path: path, or a key's handle with RTL_REGISTRY_HANDLE
 * @QueryTable: entries, up to one with neither QueryRoutine nor Name
 * @Context: for the QueryRoutines
 * @Environment: variables for REG_EXPAND_SZ values, "NAME=VALUE" with a NUL behind each
 *	and an empty string at the end; NULL for the system's: SystemRoot, SystemDrive and
 *	the values of Control\Session Manager\Environment
 *
 * Reference page: RtlQueryRegistryValues function (wdm.h). All flags of its table
 * are there. Where the page speaks of reporting "every direct subkey" for an
 * entry without a name, it means every value, as its description of Name says.
 *
 * What names no variable stays in a REG_EXPAND_SZ value as it is.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for an impossible entry,
 * STATUS_OBJECT_NAME_NOT_FOUND for a missing key or required value,
 * STATUS_BUFFER_TOO_SMALL, STATUS_OBJECT_TYPE_MISMATCH, or a QueryRoutine's error.
 */
NTSTATUS NTAPI RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path,
				      PRTL_QUERY_REGISTRY_TABLE QueryTable, PVOID Context,
				      PVOID Environment)
{
	struct query query = { .context = Context, .environment = Environment };
	PRTL_QUERY_REGISTRY_TABLE entry;
	NTSTATUS status;

	status = wdm_cm_relative(RelativeTo, Path, WDM_CM_OPEN, KEY_QUERY_VALUE, &query.top,
				 NULL);
	if (status == STATUS_OBJECT_NAME_NOT_FOUND && (RelativeTo & RTL_REGISTRY_OPTIONAL))
		query.top = NULL;
	else if (!NT_SUCCESS(status))
		return status;
	query.current_key = query.top;

	status = STATUS_SUCCESS;
	for (entry = QueryTable; entry->QueryRoutine || entry->Name; entry++) {
		status = process_entry(&query, entry);
		if (!NT_SUCCESS(status))
			break;
	}
	leave_subkey(&query);
	if (query.top)
		wdm_cm_put(query.top);
	return status;
}
WDM_EXPORT(RtlQueryRegistryValues);
