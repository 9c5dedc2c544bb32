// SPDX-License-Identifier: GPL-2.0
/*
 * Trace: messages of WPP software tracing. The .tmh file of each source, which
 * `generate` writes, turns the driver's trace functions into wdm_wpp_trace().
 *
 * WPP's formats are printf's and %!NAME!, which stands for a type, or for
 * something about the place. On Windows they are resolved where a trace is read.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <ntddk.h>
#include <wdm/wpp.h>

#include "compat.h"
#include "rtl.h"
#include "text.h"
#include "wdm_events.h"

/* How a %!NAME! is printed: a printf format, or one of our own. */
enum wpp_type {
	WPP_FORMAT,
	WPP_STATUS,
	WPP_GUID,
	WPP_BOOLEAN,
	WPP_IPADDR,
	WPP_PORT,
	WPP_IRQL,
};

static const struct {
	const char *name;
	enum wpp_type type;
	const char *format;
} wpp_types[] = {
	{ "STATUS", WPP_STATUS },
	{ "NTSTATUS", WPP_STATUS },
	{ "HRESULT", WPP_FORMAT, "0x%08x" },
	{ "WINERROR", WPP_FORMAT, "%u" },
	{ "GUID", WPP_GUID },
	{ "IID", WPP_GUID },
	{ "CLSID", WPP_GUID },
	{ "LIBID", WPP_GUID },
	{ "BOOLEAN", WPP_BOOLEAN },
	{ "BOOL", WPP_BOOLEAN },
	{ "IPADDR", WPP_IPADDR },
	{ "PORT", WPP_PORT },
	{ "IRQL", WPP_IRQL },
	{ "PTR", WPP_FORMAT, "%p" },
	{ "HANDLE", WPP_FORMAT, "%p" },
	{ "TIMESTAMP", WPP_FORMAT, "%I64d" },
	{ "TIME", WPP_FORMAT, "%I64d" },
	{ "DATE", WPP_FORMAT, "%I64d" },
	{ "DATETIME", WPP_FORMAT, "%I64d" },
	{ "WAITTIME", WPP_FORMAT, "%I64d" },
	{ "DUE", WPP_FORMAT, "%I64d" },
	{ "DELTA", WPP_FORMAT, "%I64d" },
	{ "ASTR", WPP_FORMAT, "%s" },
	{ "WSTR", WPP_FORMAT, "%ws" },
	{ "USTR", WPP_FORMAT, "%wZ" },
	{ "CSTR", WPP_FORMAT, "%Z" },
	{ "SBYTE", WPP_FORMAT, "%hhd" },
	{ "UBYTE", WPP_FORMAT, "%hhu" },
	{ "XBYTE", WPP_FORMAT, "%02hhx" },
	{ "OBYTE", WPP_FORMAT, "%hho" },
	{ "SSHORT", WPP_FORMAT, "%hd" },
	{ "USHORT", WPP_FORMAT, "%hu" },
	{ "XSHORT", WPP_FORMAT, "%04hx" },
	{ "OSHORT", WPP_FORMAT, "%ho" },
	{ "SINT", WPP_FORMAT, "%d" },
	{ "UINT", WPP_FORMAT, "%u" },
	{ "XINT", WPP_FORMAT, "%08x" },
	{ "OINT", WPP_FORMAT, "%o" },
	{ "SLONG", WPP_FORMAT, "%d" },
	{ "ULONG", WPP_FORMAT, "%u" },
	{ "XLONG", WPP_FORMAT, "%08x" },
	{ "OLONG", WPP_FORMAT, "%o" },
	{ "SINT64", WPP_FORMAT, "%I64d" },
	{ "UINT64", WPP_FORMAT, "%I64u" },
	{ "XINT64", WPP_FORMAT, "%016I64x" },
	{ "OINT64", WPP_FORMAT, "%I64o" },
	{ "IOCTL", WPP_FORMAT, "0x%08x" },
};

struct wpp_args {
	va_list ap;
};

static void add_irql(struct wdm_trace_text *text, KIRQL irql)
{
	static const char * const names[] = { "PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL" };

	if (irql < ARRAY_SIZE(names))
		wdm_trace_add(text, "%s", names[irql]);
	else
		wdm_trace_add(text, "IRQL %u", irql);
}

/* %!NAME! that says something about the place. */
static bool add_place(struct wdm_trace_text *text, const struct wdm_wpp_place *place,
		      const char *name, size_t length)
{
#define IS(s)	(length == sizeof(s) - 1 && !strncasecmp(name, s, length))
	if (IS("FUNC"))
		wdm_trace_add(text, "%s", place->function);
	else if (IS("FILE"))
		wdm_trace_add(text, "%s", place->file);
	else if (IS("LINE"))
		wdm_trace_add(text, "%u", place->line);
	else if (IS("LEVEL"))
		wdm_trace_add(text, "%u", place->level);
	else if (IS("FLAGS"))
		wdm_trace_add(text, "%s", place->flags);
	else if (IS("COMPNAME") || IS("SUBCOMP") || IS("MOD"))
		wdm_trace_add(text, "%s", place->driver);
	else if (IS("SPACE"))
		wdm_trace_add(text, " ");
	else if (!IS("STDPREFIX"))
		return false;
#undef IS
	return true;
}

/* %!NAME! of a type. What the driver's configuration defines is an unsigned number. */
static void add_typed(struct wdm_trace_text *text, const char *name, size_t length,
		      struct wpp_args *args)
{
	u64 value = va_arg(args->ap, u64);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wpp_types); i++)
		if (strlen(wpp_types[i].name) == length &&
		    !strncasecmp(wpp_types[i].name, name, length))
			break;
	if (i == ARRAY_SIZE(wpp_types)) {
		wdm_trace_add(text, "%u", (u32)value);
		return;
	}
	switch (wpp_types[i].type) {
	case WPP_FORMAT:
		wdm_trace_add(text, wpp_types[i].format, value);
		break;
	case WPP_STATUS:
		wdm_trace_add_status(text, value);
		break;
	case WPP_GUID:
		if (value)
			wdm_trace_add_guid(text, (const GUID *)value);
		else
			wdm_trace_add(text, "NULL");
		break;
	case WPP_BOOLEAN:
		wdm_trace_add(text, "%s", (u8)value ? "TRUE" : "FALSE");
		break;
	case WPP_IPADDR:
		wdm_trace_add(text, "%u.%u.%u.%u", (u8)value, (u8)(value >> 8),
			      (u8)(value >> 16), (u8)(value >> 24));
		break;
	case WPP_PORT:
		wdm_trace_add(text, "%u", be16_to_cpu((__force __be16)value));
		break;
	case WPP_IRQL:
		add_irql(text, value);
		break;
	}
}

/*
 * One conversion of printf, at @format; returns what follows it. On x86-64 each
 * argument takes 8 bytes, and the callee uses as many as its conversion has.
 */
static const char *add_conversion(struct wdm_trace_text *text, const char *format,
				  struct wpp_args *args)
{
	char spec[32];
	int stars[2], nr_stars = 0;
	size_t n = 0;
	char c;

	do {
		c = format[n];
		if (!c || n == sizeof(spec) - 1)
			return format + n;
		if (c == '*' && nr_stars < 2)
			stars[nr_stars++] = va_arg(args->ap, int);
		spec[n++] = c;
		/* The letters and digits of a size are no conversion yet. */
	} while (n == 1 || !isalpha(c) || strchr("hlwIjzt", c));
	spec[n] = 0;

	if (nr_stars == 2)
		wdm_trace_add(text, spec, stars[0], stars[1], va_arg(args->ap, u64));
	else if (nr_stars)
		wdm_trace_add(text, spec, stars[0], va_arg(args->ap, u64));
	else
		wdm_trace_add(text, spec, va_arg(args->ap, u64));
	return format + n;
}

static void add_message(struct wdm_trace_text *text, const struct wdm_wpp_place *place,
			const char *format, struct wpp_args *args)
{
	while (*format) {
		size_t plain = strcspn(format, "%");
		const char *end;

		if (plain) {
			wdm_trace_add(text, "%.*s", (int)plain, format);
			format += plain;
			continue;
		}
		if (format[1] == '%') {
			wdm_trace_add(text, "%%");
			format += 2;
			continue;
		}
		end = format[1] == '!' ? strchr(format + 2, '!') : NULL;
		if (!end) {
			format = add_conversion(text, format, args);
			continue;
		}
		if (!add_place(text, place, format + 2, end - format - 2))
			add_typed(text, format + 2, end - format - 2, args);
		format = end + 1;
	}
}

/* The driver has nothing but the name of the level, as its source spells it. */
static u8 level_of(const char *name)
{
	static const char * const names[] = {
		"NONE", "CRITICAL", "ERROR", "WARNING", "INFORMATION", "VERBOSE",
	};
	int i;

	if (strncmp(name, "TRACE_LEVEL_", 12))
		return 0;
	i = match_string(names, ARRAY_SIZE(names), name + 12);
	return i < 0 ? !strcmp(name, "TRACE_LEVEL_FATAL") : i;
}

/**
 * wdm_wpp_trace - a message of WPP software tracing
 * @place: where it comes from
 * @format: the message, with printf's and WPP's formats
 *
 * Reference: "WPP Software Tracing", "Format Specifications for Trace Messages"
 *
 * Context: any IRQL.
 */
void wdm_wpp_trace(const struct wdm_wpp_place *place, const char *format, ...)
{
	struct wdm_wpp_message message = {
		.driver = place->driver,
		.flags = place->flags,
		.function = place->function,
		.level = place->level ?: level_of(place->flags),
	};
	struct wdm_trace_text text;
	struct wpp_args args;

	if (!trace_wdm_wpp_enabled())
		return;
	text.length = 0;
	va_start(args.ap, format);
	add_message(&text, place, format, &args);
	va_end(args.ap);
	/* A line of its own in the trace anyway. */
	while (text.length && strchr("\r\n", text.buffer[text.length - 1]))
		text.length--;
	message.text = text.buffer;
	message.text_length = text.length;
	trace_wdm_wpp(&message);
}
WDM_EXPORT(wdm_wpp_trace);
