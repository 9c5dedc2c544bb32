/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace: what ETW, TraceLogging and WPP hand to the tracepoints of
 * trace/wdm_events.h.
 */
#ifndef _WDM_INTERNAL_TRACE_H
#define _WDM_INTERNAL_TRACE_H

#include <linux/stdarg.h>
#include <linux/types.h>

#include <ntddk.h>
#include <wmistr.h>

/* Of one event; a trace buffer's entry must fit into a page. */
#define WDM_TRACE_TEXT_MAX	512
#define WDM_TRACE_DATA_MAX	1024

/**
 * struct wdm_etw_event - an event on its way to the tracepoint
 * @provider: who writes it
 * @descriptor: its id, level, keyword ...
 * @activity: what it belongs to; zeros for nothing
 * @related: the activity that led to it, or zeros
 * @text: in words, @text_length bytes without NUL
 * @text_length: at most WDM_TRACE_TEXT_MAX
 * @data: the driver's data, of which WDM_TRACE_DATA_MAX bytes are kept
 * @data_count: descriptors at @data
 */
struct wdm_etw_event {
	const GUID *provider;
	const EVENT_DESCRIPTOR *descriptor;
	GUID activity;
	GUID related;
	const char *text;
	size_t text_length;
	const EVENT_DATA_DESCRIPTOR *data;
	ULONG data_count;
};

/**
 * struct wdm_wpp_message - a message on its way to the tracepoint
 * @driver: the module's name
 * @flags: the flags, as the driver's source spells them
 * @function: who writes it
 * @level: TRACE_LEVEL_*, zero if it isn't known
 * @text: the message, @text_length bytes without NUL
 * @text_length: at most WDM_TRACE_TEXT_MAX
 */
struct wdm_wpp_message {
	const char *driver;
	const char *flags;
	const char *function;
	u8 level;
	const char *text;
	size_t text_length;
};

/**
 * struct wdm_wmi_message - a message for the logger on its way to the tracepoint
 * @guid: its class
 * @number: which one of the class
 * @sequence: its place among the session's that have one, from 1; zero without
 * @pid: the process, zero if the driver doesn't want it to be there
 * @tid: the thread, likewise
 * @size: bytes of data, at most WDM_TRACE_DATA_MAX
 * @parts: the data: pairs of a pointer and a ULONG
 */
struct wdm_wmi_message {
	const GUID *guid;
	u16 number;
	u32 sequence;
	pid_t pid;
	pid_t tid;
	u32 size;
	va_list parts;
};

/* va_copy() takes no list that is const. */
void wdm_wmi_copy_message(struct wdm_wmi_message *message, u8 *to);

/* A tracepoint of WMI has got its first user, has lost its last one. */
int wdm_wmi_session_begins(void);
void wdm_wmi_session_ends(void);

size_t wdm_etw_data_size(const struct wdm_etw_event *event);
void wdm_etw_copy_data(const struct wdm_etw_event *event, u8 *to);

/* The tracepoint's first user has come, its last one has gone. */
int wdm_etw_session_begins(void);
void wdm_etw_session_ends(void);

/*
 * Writes @text as an event of the provider, whose handle EtwRegister() gave.
 * Without an @activity, it is the thread's.
 */
NTSTATUS wdm_etw_write_text(REGHANDLE handle, const EVENT_DESCRIPTOR *descriptor,
			    const GUID *activity, const GUID *related, const char *text,
			    size_t length);

/* A driver's code goes: removes what it forgot to unregister, and reports it. */
void wdm_etw_driver_gone(const void *start, size_t size);

#endif /* _WDM_INTERNAL_TRACE_H */
