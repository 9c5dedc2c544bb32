/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoints that drivers' event tracing ends in. A provider is enabled while
 * its tracepoint is: one session, which sees all levels and keywords and filters
 * them itself (tracefs: events/wdm/...).
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM wdm

#if !defined(_WDM_TRACE_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define _WDM_TRACE_EVENTS_H

#include <linux/tracepoint.h>

#include "wdm_trace.h"

TRACE_EVENT_FN(wdm_etw,
	TP_PROTO(const struct wdm_etw_event *event),
	TP_ARGS(event),
	TP_STRUCT__entry(
		__array(u8, provider, 16)
		__array(u8, activity, 16)
		__array(u8, related, 16)
		__field(u64, keyword)
		__field(u16, id)
		__field(u16, task)
		__field(u8, version)
		__field(u8, level)
		__field(u8, opcode)
		__dynamic_array(char, text, event->text_length + 1)
		__dynamic_array(u8, data, wdm_etw_data_size(event))
	),
	TP_fast_assign(
		memcpy(__entry->provider, event->provider, 16);
		memcpy(__entry->activity, &event->activity, 16);
		memcpy(__entry->related, &event->related, 16);
		__entry->keyword = event->descriptor->Keyword;
		__entry->id = event->descriptor->Id;
		__entry->task = event->descriptor->Task;
		__entry->version = event->descriptor->Version;
		__entry->level = event->descriptor->Level;
		__entry->opcode = event->descriptor->Opcode;
		memcpy(__get_dynamic_array(text), event->text, event->text_length);
		((char *)__get_dynamic_array(text))[event->text_length] = 0;
		wdm_etw_copy_data(event, __get_dynamic_array(data));
	),
	TP_printk("provider=%pUl id=%u version=%u level=%u opcode=%u task=%u keyword=0x%llx activity=%pUl related=%pUl %s data=%s",
		  __entry->provider, __entry->id, __entry->version, __entry->level,
		  __entry->opcode, __entry->task, __entry->keyword, __entry->activity,
		  __entry->related, (char *)__get_dynamic_array(text),
		  __print_hex_str(__get_dynamic_array(data), __get_dynamic_array_len(data))),
	wdm_etw_session_begins,
	wdm_etw_session_ends
);

TRACE_EVENT(wdm_wpp,
	TP_PROTO(const struct wdm_wpp_message *message),
	TP_ARGS(message),
	TP_STRUCT__entry(
		__field(u8, level)
		__dynamic_array(char, driver, strlen(message->driver) + 1)
		__dynamic_array(char, flags, strlen(message->flags) + 1)
		__dynamic_array(char, function, strlen(message->function) + 1)
		__dynamic_array(char, text, message->text_length + 1)
	),
	TP_fast_assign(
		__entry->level = message->level;
		memcpy(__get_dynamic_array(driver), message->driver,
		       __get_dynamic_array_len(driver));
		memcpy(__get_dynamic_array(flags), message->flags,
		       __get_dynamic_array_len(flags));
		memcpy(__get_dynamic_array(function), message->function,
		       __get_dynamic_array_len(function));
		memcpy(__get_dynamic_array(text), message->text, message->text_length);
		((char *)__get_dynamic_array(text))[message->text_length] = 0;
	),
	TP_printk("%s: %s: level=%u flags=%s: %s", (char *)__get_dynamic_array(driver),
		  (char *)__get_dynamic_array(function), __entry->level,
		  (char *)__get_dynamic_array(flags), (char *)__get_dynamic_array(text))
);

TRACE_EVENT_FN(wdm_wmi_event,
	TP_PROTO(const WNODE_HEADER *wnode),
	TP_ARGS(wnode),
	TP_STRUCT__entry(
		__array(u8, guid, 16)
		__field(u32, provider)
		__field(u32, flags)
		__dynamic_array(u8, data, min_t(u32, wnode->BufferSize, WDM_TRACE_DATA_MAX))
	),
	TP_fast_assign(
		memcpy(__entry->guid, &wnode->Guid, 16);
		__entry->provider = wnode->ProviderId;
		__entry->flags = wnode->Flags;
		memcpy(__get_dynamic_array(data), wnode, __get_dynamic_array_len(data));
	),
	TP_printk("guid=%pUl provider=%u flags=0x%x wnode=%s", __entry->guid,
		  __entry->provider, __entry->flags,
		  __print_hex_str(__get_dynamic_array(data), __get_dynamic_array_len(data))),
	wdm_wmi_session_begins,
	wdm_wmi_session_ends
);

TRACE_EVENT_FN(wdm_wmi_message,
	TP_PROTO(struct wdm_wmi_message *message),
	TP_ARGS(message),
	TP_STRUCT__entry(
		__array(u8, guid, 16)
		__field(u16, number)
		__field(u32, sequence)
		__field(pid_t, process)
		__field(pid_t, thread)
		__dynamic_array(u8, data, message->size)
	),
	TP_fast_assign(
		memcpy(__entry->guid, message->guid, 16);
		__entry->number = message->number;
		__entry->sequence = message->sequence;
		__entry->process = message->pid;
		__entry->thread = message->tid;
		wdm_wmi_copy_message(message, __get_dynamic_array(data));
	),
	TP_printk("guid=%pUl number=%u sequence=%u process=%d thread=%d data=%s",
		  __entry->guid, __entry->number, __entry->sequence, __entry->process,
		  __entry->thread,
		  __print_hex_str(__get_dynamic_array(data), __get_dynamic_array_len(data))),
	wdm_wmi_session_begins,
	wdm_wmi_session_ends
);

#endif /* _WDM_TRACE_EVENTS_H */

/* Found by way of -I: see Kbuild. */
#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE wdm_events
#include <trace/define_trace.h>
