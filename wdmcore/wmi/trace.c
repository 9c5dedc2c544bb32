// SPDX-License-Identifier: GPL-2.0
/*
 * Wmi: the logger, and messages for it.
 *
 * There is one, whose session is the use of the tracepoints wdm:wdm_wmi_message and
 * wdm:wdm_wmi_event. When it begins, the blocks that their drivers registered for
 * tracing (WMIREG_FLAG_TRACED_GUID, _TRACE_CONTROL_GUID) are enabled with its handle
 * in HistoricalContext, and disabled when it ends.
 */
#include <linux/atomic.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <ntddk.h>
#include <evntrace.h>

#include "compat.h"
#include "provider.h"
#include "../trace/wdm_events.h"

/* Users of the tracepoints, whose own lock is held where this changes. */
static int sessions;
static atomic_t last_sequence;

int wdm_wmi_session_begins(void)
{
	if (!sessions)
		atomic_set(&last_sequence, 0);
	WRITE_ONCE(sessions, sessions + 1);
	if (sessions == 1)
		wdm_wmi_sync_all_events();
	return 0;
}

void wdm_wmi_session_ends(void)
{
	WRITE_ONCE(sessions, sessions - 1);
	if (!sessions)
		wdm_wmi_sync_all_events();
}

u64 wdm_wmi_logger(void)
{
	return READ_ONCE(sessions) ? WDM_WMI_LOGGER : 0;
}

/*
 * The next part of a message; FALSE at its end. A driver may pass a ULONG or, by
 * sizeof, a SIZE_T: what is in the lower half of the argument is right for both.
 */
static bool next_part(va_list *parts, const void **data, u32 *length)
{
	*data = va_arg(*parts, const void *);
	if (!*data)
		return false;
	*length = va_arg(*parts, u32);
	return true;
}

void wdm_wmi_copy_message(struct wdm_wmi_message *message, u8 *to)
{
	const void *data;
	va_list parts;
	u32 length;

	va_copy(parts, message->parts);
	while (next_part(&parts, &data, &length)) {
		memcpy(to, data, length);
		to += length;
	}
	va_end(parts);
}
EXPORT_SYMBOL_GPL(wdm_wmi_copy_message);

/**
 * WmiTraceMessageVa - a message for the logger
 * @LoggerHandle: from IRP_MN_ENABLE_EVENTS for a block that is traced, in
 *	WNODE_HEADER.HistoricalContext, or from WmiQueryTraceInformation()
 * @MessageFlags: TRACE_MESSAGE_GUID, and what the message is to have besides:
 *	TRACE_MESSAGE_SEQUENCE a number, TRACE_MESSAGE_SYSTEMINFO its process and thread.
 *	TRACE_MESSAGE_TIMESTAMP: Linux notes the time of each anyway.
 * @MessageGuid: the class of messages
 * @MessageNumber: which one of the class
 * @MessageArgList: its data: pairs of a pointer and a ULONG, the length; a NULL pointer
 *	and a zero length end the list
 *
 * It goes to the tracepoint wdm:wdm_wmi_message.
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE, also when the session is over;
 * STATUS_NO_MEMORY for more data than the logger's buffer has room for, 1024 bytes;
 * STATUS_INVALID_PARAMETER without TRACE_MESSAGE_GUID.
 * Reference: "WmiTraceMessageVa function (wdm.h)"
 */
NTSTATUS NTAPI WmiTraceMessageVa(TRACEHANDLE LoggerHandle, ULONG MessageFlags, LPCGUID MessageGuid,
				 USHORT MessageNumber, va_list MessageArgList)
{
	struct wdm_wmi_message message = { .guid = MessageGuid, .number = MessageNumber };
	const void *data;
	va_list parts;
	u64 size = 0;
	u32 length;

	if (!LoggerHandle || LoggerHandle != wdm_wmi_logger())
		return STATUS_INVALID_HANDLE;
	if (!(MessageFlags & TRACE_MESSAGE_GUID) || !MessageGuid)
		return STATUS_INVALID_PARAMETER;

	va_copy(parts, MessageArgList);
	while (next_part(&parts, &data, &length))
		size += length;
	va_end(parts);
	if (size > WDM_TRACE_DATA_MAX)
		return STATUS_NO_MEMORY;
	message.size = size;
	if (MessageFlags & TRACE_MESSAGE_SEQUENCE)
		message.sequence = atomic_inc_return(&last_sequence);
	if (MessageFlags & TRACE_MESSAGE_SYSTEMINFO) {
		message.pid = current->tgid;
		message.tid = current->pid;
	}
	va_copy(message.parts, MessageArgList);
	trace_wdm_wmi_message(&message);
	va_end(message.parts);
	return STATUS_SUCCESS;
}
WDM_EXPORT(WmiTraceMessageVa);

/**
 * WmiTraceMessage - a message for the logger
 * @LoggerHandle: as for WmiTraceMessageVa()
 * @MessageFlags: as for WmiTraceMessageVa()
 * @MessageGuid: the class of messages
 * @MessageNumber: which one of the class
 *
 * The data follow as arguments: pairs of a pointer and a length, NULL and zero as the
 * last.
 *
 * Context: any IRQL.
 * Return: as for WmiTraceMessageVa().
 * Reference: "WmiTraceMessage function (wdm.h)"
 */
NTSTATUS STDAPIVCALLTYPE WmiTraceMessage(TRACEHANDLE LoggerHandle, ULONG MessageFlags,
					 LPCGUID MessageGuid, USHORT MessageNumber, ...)
{
	NTSTATUS status;
	va_list parts;

	va_start(parts, MessageNumber);
	status = WmiTraceMessageVa(LoggerHandle, MessageFlags, MessageGuid, MessageNumber, parts);
	va_end(parts);
	return status;
}
WDM_EXPORT(WmiTraceMessage);

/* What there is to know about the handle in a driver's WNODE. */
static NTSTATUS ask_handle(const WNODE_HEADER *wnode, u32 answer, u32 *out)
{
	if (!wnode)
		return STATUS_INVALID_PARAMETER_MIX;
	if (!wnode->HistoricalContext || wnode->HistoricalContext != wdm_wmi_logger())
		return STATUS_INVALID_HANDLE;
	*out = answer;
	return STATUS_SUCCESS;
}

static NTSTATUS ask_all_handles(PTRACEHANDLE handles, u32 size)
{
	u64 logger = wdm_wmi_logger();

	if (!logger)
		return STATUS_SUCCESS;
	if (size < sizeof(*handles))
		return STATUS_MORE_ENTRIES;
	*handles = logger;
	return STATUS_SUCCESS;
}

/**
 * WmiQueryTraceInformation - what there is to know about the logger
 * @TraceInformationClass: TraceIdClass, TraceEnableFlagsClass or TraceEnableLevelClass
 *	about a handle, TraceHandleClass for the handle of a number, AllLoggerHandlesClass
 *	for the handles of all loggers
 * @TraceInformation: gets the answer
 * @TraceInformationLength: bytes at @TraceInformation
 * @RequiredLength: gets the bytes of the answer; may be NULL
 * @Buffer: the handle, in WNODE_HEADER.HistoricalContext, or the number, a ULONG
 *
 * Differs from Windows: there are no kernel and no global logger, and loggers have no
 * names.
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS; STATUS_INFO_LENGTH_MISMATCH; STATUS_INVALID_PARAMETER_MIX
 * without a @Buffer that is needed; STATUS_INVALID_HANDLE for a handle that is none, and
 * for a number that no logger has; STATUS_MORE_ENTRIES; STATUS_NOT_FOUND for
 * GlobalLoggerHandleClass; STATUS_INVALID_PARAMETER for TraceHandleByNameClass;
 * STATUS_INVALID_INFO_CLASS.
 * Reference: "WmiQueryTraceInformation function (wdm.h)"
 */
NTSTATUS NTAPI WmiQueryTraceInformation(TRACE_INFORMATION_CLASS TraceInformationClass,
					PVOID TraceInformation, ULONG TraceInformationLength,
					PULONG RequiredLength, PVOID Buffer)
{
	u32 needed;

	switch (TraceInformationClass) {
	case TraceIdClass:
	case TraceEnableFlagsClass:
	case TraceEnableLevelClass:
		needed = sizeof(ULONG);
		break;
	case TraceHandleClass:
	case GlobalLoggerHandleClass:
	case TraceHandleByNameClass:
		needed = sizeof(TRACEHANDLE);
		break;
	case AllLoggerHandlesClass:
		needed = wdm_wmi_logger() ? sizeof(TRACEHANDLE) : 0;
		break;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
	if (RequiredLength)
		*RequiredLength = needed;
	if (TraceInformationClass == AllLoggerHandlesClass)
		return ask_all_handles(TraceInformation, TraceInformationLength);
	/* Flags and level alone may have more room than they need. */
	if (TraceInformationLength < needed || !TraceInformation ||
	    (TraceInformationLength > needed && TraceInformationClass != TraceEnableFlagsClass &&
	     TraceInformationClass != TraceEnableLevelClass))
		return STATUS_INFO_LENGTH_MISMATCH;

	switch (TraceInformationClass) {
	case TraceIdClass:
		return ask_handle(Buffer, WDM_WMI_LOGGER_ID, TraceInformation);
	case TraceEnableFlagsClass:
		return ask_handle(Buffer, WDM_WMI_LOGGER_FLAGS, TraceInformation);
	case TraceEnableLevelClass:
		return ask_handle(Buffer, WDM_WMI_LOGGER_LEVEL, TraceInformation);
	case TraceHandleClass:
		if (!Buffer)
			return STATUS_INVALID_PARAMETER_MIX;
		if (*(ULONG *)Buffer != WDM_WMI_LOGGER_ID || !wdm_wmi_logger())
			return STATUS_INVALID_HANDLE;
		*(PTRACEHANDLE)TraceInformation = WDM_WMI_LOGGER;
		return STATUS_SUCCESS;
	case TraceHandleByNameClass:
		return Buffer ? STATUS_INVALID_PARAMETER : STATUS_INVALID_PARAMETER_MIX;
	default:
		return STATUS_NOT_FOUND;
	}
}
WDM_EXPORT(WmiQueryTraceInformation);
