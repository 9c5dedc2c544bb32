// SPDX-License-Identifier: GPL-2.0
/* Trace: TraceLogging events, put into words. See TraceLoggingProvider.h. */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/preempt.h>

#include <TraceLoggingProvider.h>

#include "compat.h"
#include "rtl.h"
#include "text.h"

static void add_number(struct wdm_trace_text *text, u8 kind, u8 size, u64 value)
{
	unsigned int unused = 64 - 8 * size;

	switch (kind) {
	case WDM_TLG_SIGNED:
		wdm_trace_add(text, "%I64d", (s64)(value << unused) >> unused);
		break;
	case WDM_TLG_UNSIGNED:
		wdm_trace_add(text, "%I64u", value << unused >> unused);
		break;
	default:
		wdm_trace_add(text, "0x%I64x", value << unused >> unused);
	}
}

static void add_array(struct wdm_trace_text *text, const struct wdm_tlg_field *field)
{
	const u8 *element = (const u8 *)(ULONG_PTR)field->value;
	u8 kind = field->kind - WDM_TLG_SIGNED_ARRAY + WDM_TLG_SIGNED;
	u32 i;

	wdm_trace_add(text, "[");
	for (i = 0; i < field->count && text->length < sizeof(text->buffer); i++) {
		u64 value = 0;

		memcpy(&value, element + i * field->size, field->size);
		if (i)
			wdm_trace_add(text, ",");
		add_number(text, kind, field->size, value);
	}
	wdm_trace_add(text, "]");
}

static void add_pointed(struct wdm_trace_text *text, const struct wdm_tlg_field *field)
{
	const void *pointer = (const void *)(ULONG_PTR)field->value;
	u32 i;

	if (!pointer) {
		wdm_trace_add(text, "NULL");
		return;
	}
	switch (field->kind) {
	case WDM_TLG_STRING:
		wdm_trace_add(text, "%s", pointer);
		break;
	case WDM_TLG_WIDE_STRING:
		wdm_trace_add(text, "%ws", pointer);
		break;
	case WDM_TLG_COUNTED_STRING:
		wdm_trace_add(text, "%.*s", field->count, pointer);
		break;
	case WDM_TLG_COUNTED_WIDE_STRING:
		wdm_trace_add(text, "%.*ws", field->count, pointer);
		break;
	case WDM_TLG_UNICODE_STRING:
		wdm_trace_add(text, "%wZ", pointer);
		break;
	case WDM_TLG_ANSI_STRING:
		wdm_trace_add(text, "%Z", pointer);
		break;
	case WDM_TLG_GUID:
		wdm_trace_add_guid(text, pointer);
		break;
	case WDM_TLG_BINARY:
		for (i = 0; i < field->count && text->length < sizeof(text->buffer); i++)
			wdm_trace_add(text, "%02x", ((const u8 *)pointer)[i]);
		break;
	default:
		add_array(text, field);
	}
}

static void add_field(struct wdm_trace_text *text, const struct wdm_tlg_field *field)
{
	wdm_trace_add(text, " %s=", field->name);
	switch (field->kind) {
	case WDM_TLG_SIGNED:
	case WDM_TLG_UNSIGNED:
	case WDM_TLG_HEX:
		add_number(text, field->kind, field->size, field->value);
		break;
	case WDM_TLG_BOOLEAN:
		wdm_trace_add(text, "%s", field->value ? "true" : "false");
		break;
	case WDM_TLG_CHARACTER:
		wdm_trace_add(text, field->size == 2 ? "%wc" : "%c", (int)field->value);
		break;
	case WDM_TLG_POINTER:
		wdm_trace_add(text, "%p", (void *)(ULONG_PTR)field->value);
		break;
	case WDM_TLG_STATUS:
		wdm_trace_add_status(text, field->value);
		break;
	case WDM_TLG_STRUCTURE:
		wdm_trace_add(text, "{%u}", field->count);
		break;
	default:
		add_pointed(text, field);
	}
}

/**
 * wdm_tlg_write - write a TraceLogging event
 * @provider: the provider
 * @event: the event's name
 * @activity: what it belongs to; NULL for the thread's activity
 * @related: the activity that led to it; may be NULL
 * @fields: the event's properties and fields
 * @count: how many
 *
 * Reference: "TraceLoggingWrite macro (traceloggingprovider.h)"
 *
 * Context: any IRQL.
 */
void wdm_tlg_write(TraceLoggingHProvider provider, const char *event, LPCGUID activity,
		   LPCGUID related, const struct wdm_tlg_field *fields, ULONG count)
{
	EVENT_DESCRIPTOR descriptor = { .Level = TRACE_LEVEL_VERBOSE };
	struct wdm_trace_text text;
	ULONG i;

	text.length = 0;
	wdm_trace_add(&text, "%s: %s:", provider->name, event);
	for (i = 0; i < count; i++) {
		switch (fields[i].kind) {
		case WDM_TLG_NOTHING:
			break;
		case WDM_TLG_LEVEL:
			descriptor.Level = fields[i].value;
			break;
		case WDM_TLG_KEYWORD:
			descriptor.Keyword |= fields[i].value;
			break;
		case WDM_TLG_OPCODE:
			descriptor.Opcode = fields[i].value;
			break;
		default:
			add_field(&text, &fields[i]);
		}
	}
	wdm_etw_write_text(provider->handle, &descriptor, activity, related, text.buffer,
			   text.length);
}
WDM_EXPORT(wdm_tlg_write);
