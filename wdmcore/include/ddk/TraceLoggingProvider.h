/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TraceLoggingProvider.h: self-describing events. A field is a row of a table that
 * wdmcore puts into words: the event's text in the trace is "Name: field=value ...".
 *
 * Floating point fields aren't here: the kernel can't print them.
 */
#ifndef _WDM_TRACELOGGINGPROVIDER_H
#define _WDM_TRACELOGGINGPROVIDER_H

#include <wdm.h>
#include <evntprov.h>
#include <evntrace.h>
#include <winmeta.h>

enum wdm_tlg_kind {
	WDM_TLG_NOTHING,
	/* Properties of the event. */
	WDM_TLG_LEVEL,
	WDM_TLG_KEYWORD,
	WDM_TLG_OPCODE,
	/* Fields with a value, of @size bytes. */
	WDM_TLG_SIGNED,
	WDM_TLG_UNSIGNED,
	WDM_TLG_HEX,
	WDM_TLG_BOOLEAN,
	WDM_TLG_CHARACTER,
	WDM_TLG_POINTER,
	WDM_TLG_STATUS,
	/* Fields behind a pointer, of @count elements where they aren't NUL-terminated. */
	WDM_TLG_STRING,
	WDM_TLG_WIDE_STRING,
	WDM_TLG_COUNTED_STRING,
	WDM_TLG_COUNTED_WIDE_STRING,
	WDM_TLG_UNICODE_STRING,
	WDM_TLG_ANSI_STRING,
	WDM_TLG_GUID,
	WDM_TLG_BINARY,
	WDM_TLG_SIGNED_ARRAY,
	WDM_TLG_UNSIGNED_ARRAY,
	WDM_TLG_HEX_ARRAY,
	/* The next @count fields are members of this one. */
	WDM_TLG_STRUCTURE,
};

struct wdm_tlg_field {
	UCHAR kind;
	UCHAR size;
	ULONG count;
	const char *name;
	ULONGLONG value;
};

struct wdm_tlg_provider {
	const char *name;
	GUID guid;
	REGHANDLE handle;
};

typedef struct wdm_tlg_provider *TraceLoggingHProvider;

void wdm_tlg_write(TraceLoggingHProvider provider, const char *event, LPCGUID activity,
		   LPCGUID related, const struct wdm_tlg_field *fields, ULONG count);

#define WDM_TLG_GUID_OF(l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }

#define TRACELOGGING_DECLARE_PROVIDER(hProvider) \
	extern const TraceLoggingHProvider hProvider
#define TRACELOGGING_DEFINE_PROVIDER(hProvider, providerName, providerId, ...) \
	static struct wdm_tlg_provider hProvider##_wdm_storage = \
		{ providerName, WDM_TLG_GUID_OF providerId, 0 }; \
	extern const TraceLoggingHProvider hProvider; \
	const TraceLoggingHProvider hProvider = &hProvider##_wdm_storage
#define TRACELOGGING_DEFINE_PROVIDER_STORAGE(storage, providerName, providerId, ...) \
	static struct wdm_tlg_provider storage = { providerName, WDM_TLG_GUID_OF providerId, 0 }

#define TraceLoggingOptionGroup(...)
#define TraceLoggingOptionGroupGuid(...)

WDM_INLINE NTSTATUS TraceLoggingRegisterEx(TraceLoggingHProvider hProvider,
					   PETWENABLECALLBACK callback, PVOID context)
{
	return EtwRegister(&hProvider->guid, callback, context, &hProvider->handle);
}

WDM_INLINE NTSTATUS TraceLoggingRegister(TraceLoggingHProvider hProvider)
{
	return TraceLoggingRegisterEx(hProvider, NULL, NULL);
}

/* May be called for a provider that isn't registered. */
WDM_INLINE VOID TraceLoggingUnregister(TraceLoggingHProvider hProvider)
{
	if (hProvider->handle)
		EtwUnregister(hProvider->handle);
	hProvider->handle = 0;
}

WDM_INLINE BOOLEAN TraceLoggingProviderEnabled(TraceLoggingHProvider hProvider, UCHAR level,
					       ULONGLONG keyword)
{
	return EtwProviderEnabled(hProvider->handle, level, keyword);
}

#define TraceLoggingProviderId(hProvider)	((hProvider)->guid)

#define TraceLoggingWriteActivity(hProvider, eventName, activity, related, ...) \
	do { \
		TraceLoggingHProvider wdm_tlg = (hProvider); \
		if (EtwProviderEnabled(wdm_tlg->handle, 0, 0)) { \
			const struct wdm_tlg_field wdm_tlg_fields[] = { \
				{ WDM_TLG_NOTHING, 0, 0, "", 0 }, ##__VA_ARGS__ \
			}; \
			wdm_tlg_write(wdm_tlg, eventName, activity, related, wdm_tlg_fields, \
				      ARRAYSIZE(wdm_tlg_fields)); \
		} \
	} while (0)
#define TraceLoggingWrite(hProvider, eventName, ...) \
	TraceLoggingWriteActivity(hProvider, eventName, NULL, NULL, ##__VA_ARGS__)

/* Properties of the event. */
#define TraceLoggingLevel(level)	{ WDM_TLG_LEVEL, 1, 0, "", (level) }
#define TraceLoggingKeyword(keyword)	{ WDM_TLG_KEYWORD, 8, 0, "", (keyword) }
#define TraceLoggingOpcode(opcode)	{ WDM_TLG_OPCODE, 1, 0, "", (opcode) }
#define TraceLoggingEventTag(tag)	{ WDM_TLG_NOTHING, 0, 0, "", 0 }
#define TraceLoggingChannel(channel)	{ WDM_TLG_NOTHING, 0, 0, "", 0 }
#define TraceLoggingDescription(text)	{ WDM_TLG_NOTHING, 0, 0, "", 0 }
#define TraceLoggingCustomAttribute(...) { WDM_TLG_NOTHING, 0, 0, "", 0 }

/* A field's name is its second argument, or else its expression. */
#define WDM_TLG_SECOND(first, second, ...)	second
#define WDM_TLG_NAME(own, ...)		WDM_TLG_SECOND(own, ##__VA_ARGS__, own, "")
#define WDM_TLG_FIELD(kind, size, count, value, own, ...) \
	{ kind, size, count, WDM_TLG_NAME(own, ##__VA_ARGS__), (ULONGLONG)(value) }
#define WDM_TLG_VALUE(kind, type, v, own, ...) \
	WDM_TLG_FIELD(kind, sizeof(type), 0, (type)(v), own, ##__VA_ARGS__)

#define TraceLoggingInt8(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingInt16(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT16, v, #v, ##__VA_ARGS__)
#define TraceLoggingInt32(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingInt64(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingLong(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingIntPtr(v, ...)	WDM_TLG_VALUE(WDM_TLG_SIGNED, INT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingUInt8(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingUInt16(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT16, v, #v, ##__VA_ARGS__)
#define TraceLoggingUInt32(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingUInt64(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingULong(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingUIntPtr(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexInt8(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexInt16(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT16, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexInt32(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexInt64(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt8(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt16(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT16, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt32(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt64(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexULong(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingHexULongPtr(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT64, v, #v, ##__VA_ARGS__)
#define TraceLoggingBool(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_BOOLEAN, INT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingBoolean(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_BOOLEAN, UINT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingChar(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_CHARACTER, UINT8, v, #v, ##__VA_ARGS__)
#define TraceLoggingWChar(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_CHARACTER, UINT16, v, #v, ##__VA_ARGS__)
#define TraceLoggingNTStatus(v, ...)	WDM_TLG_VALUE(WDM_TLG_STATUS, INT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingHResult(v, ...)	WDM_TLG_VALUE(WDM_TLG_HEX, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingWinError(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingPid(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingTid(v, ...) \
	WDM_TLG_VALUE(WDM_TLG_UNSIGNED, UINT32, v, #v, ##__VA_ARGS__)
#define TraceLoggingFileTime(v, ...) \
	WDM_TLG_FIELD(WDM_TLG_UNSIGNED, 8, 0, *(const ULONGLONG *)&(v), #v, ##__VA_ARGS__)
#define TraceLoggingPointer(v, ...)	WDM_TLG_FIELD(WDM_TLG_POINTER, 8, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingCodePointer(v, ...)	WDM_TLG_FIELD(WDM_TLG_POINTER, 8, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingString(v, ...)	WDM_TLG_FIELD(WDM_TLG_STRING, 1, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingUtf8String(v, ...)	WDM_TLG_FIELD(WDM_TLG_STRING, 1, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingWideString(v, ...) \
	WDM_TLG_FIELD(WDM_TLG_WIDE_STRING, 2, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingCountedString(v, n, ...) \
	WDM_TLG_FIELD(WDM_TLG_COUNTED_STRING, 1, n, v, #v, ##__VA_ARGS__)
#define TraceLoggingCountedUtf8String(v, n, ...) \
	WDM_TLG_FIELD(WDM_TLG_COUNTED_STRING, 1, n, v, #v, ##__VA_ARGS__)
#define TraceLoggingCountedWideString(v, n, ...) \
	WDM_TLG_FIELD(WDM_TLG_COUNTED_WIDE_STRING, 2, n, v, #v, ##__VA_ARGS__)
#define TraceLoggingUnicodeString(v, ...) \
	WDM_TLG_FIELD(WDM_TLG_UNICODE_STRING, 0, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingAnsiString(v, ...) \
	WDM_TLG_FIELD(WDM_TLG_ANSI_STRING, 0, 0, v, #v, ##__VA_ARGS__)
#define TraceLoggingGuid(v, ...) \
	WDM_TLG_FIELD(WDM_TLG_GUID, 16, 0, &(v), #v, ##__VA_ARGS__)
#define TraceLoggingBinary(v, n, ...) \
	WDM_TLG_FIELD(WDM_TLG_BINARY, 1, n, v, #v, ##__VA_ARGS__)
#define TraceLoggingStruct(n, name, ...) \
	{ WDM_TLG_STRUCTURE, 0, n, name, 0 }

#define WDM_TLG_ARRAY(kind, type, v, n, own, ...) \
	WDM_TLG_FIELD(kind, sizeof(type), n, v, own, ##__VA_ARGS__)
#define TraceLoggingInt8Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_SIGNED_ARRAY, INT8, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingInt16Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_SIGNED_ARRAY, INT16, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingInt32Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_SIGNED_ARRAY, INT32, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingInt64Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_SIGNED_ARRAY, INT64, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingUInt8Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_UNSIGNED_ARRAY, UINT8, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingUInt16Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_UNSIGNED_ARRAY, UINT16, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingUInt32Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_UNSIGNED_ARRAY, UINT32, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingUInt64Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_UNSIGNED_ARRAY, UINT64, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt8Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_HEX_ARRAY, UINT8, v, n, #v, ##__VA_ARGS__)
#define TraceLoggingHexUInt32Array(v, n, ...) \
	WDM_TLG_ARRAY(WDM_TLG_HEX_ARRAY, UINT32, v, n, #v, ##__VA_ARGS__)

#endif /* _WDM_TRACELOGGINGPROVIDER_H */
