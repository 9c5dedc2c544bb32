/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of trace: a text that grows up to its limit. */
#ifndef _WDM_TRACE_TEXT_H
#define _WDM_TRACE_TEXT_H

#include <linux/stdarg.h>

#include "format.h"
#include "rtl.h"
#include "wdm_trace.h"

struct wdm_trace_text {
	size_t length;
	char buffer[WDM_TRACE_TEXT_MAX];
};

/* Appends, with the formats of Windows. Any IRQL. */
static inline void wdm_trace_add(struct wdm_trace_text *text, const char *format, ...)
{
	struct wdm_format_out out = {
		.buffer = text->buffer + text->length,
		.max = sizeof(text->buffer) - text->length,
	};
	va_list ap;

	va_start(ap, format);
	wdm_format(&out, format, ap);
	va_end(ap);
	text->length += min(out.total, out.max);
}

static inline void wdm_trace_add_guid(struct wdm_trace_text *text, const GUID *guid)
{
	wdm_trace_add(text, "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}", guid->Data1,
		      guid->Data2, guid->Data3, guid->Data4[0], guid->Data4[1], guid->Data4[2],
		      guid->Data4[3], guid->Data4[4], guid->Data4[5], guid->Data4[6],
		      guid->Data4[7]);
}

static inline void wdm_trace_add_status(struct wdm_trace_text *text, NTSTATUS status)
{
	const char *name = wdm_status_name(status);

	wdm_trace_add(text, "0x%08x(%s)", status, name ?: "?");
}

#endif /* _WDM_TRACE_TEXT_H */
