// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: counted strings - set up, copy, append, free.
 *
 * A counted string holds its length and its buffer's size in bytes, in 16 bits,
 * and need not end with a NUL. One of up to 65,534 bytes can be described; the
 * functions of the Ex kind say so when a string is longer, the older ones cut off.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/ex.h>

#define MAX_ANSI_BYTES		(MAXUSHORT - sizeof(CHAR))
#define MAX_UNICODE_BYTES	((MAXUSHORT & ~1) - sizeof(WCHAR))

size_t wdm_wcslen(const u16 *s)
{
	const u16 *p = s;

	while (*p)
		p++;
	return p - s;
}

static void init_string(PSTRING s, PCSTR source, size_t length)
{
	s->Length = length;
	s->MaximumLength = source ? length + sizeof(CHAR) : 0;
	s->Buffer = (PCHAR)source;
}

static NTSTATUS init_string_checked(PSTRING s, PCSTR source)
{
	size_t length = source ? strlen(source) : 0;

	init_string(s, NULL, 0);
	if (length > MAX_ANSI_BYTES)
		return STATUS_NAME_TOO_LONG;
	init_string(s, source, length);
	return STATUS_SUCCESS;
}

/**
 * RtlInitString - describe a NUL-terminated string
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Reference: "RtlInitString function (wdm.h)"
 */
VOID NTAPI RtlInitString(PSTRING DestinationString, PCSTR SourceString)
{
	size_t length = SourceString ? strlen(SourceString) : 0;

	init_string(DestinationString, SourceString,
		    min_t(size_t, length, MAX_ANSI_BYTES));
}
WDM_EXPORT(RtlInitString);

/**
 * RtlInitAnsiString - describe a NUL-terminated ANSI string
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Reference: "RtlInitAnsiString function (wdm.h)"
 */
VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSTR SourceString)
{
	RtlInitString(DestinationString, SourceString);
}
WDM_EXPORT(RtlInitAnsiString);

/**
 * RtlInitStringEx - describe a NUL-terminated string, unless it is too long
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, or STATUS_NAME_TOO_LONG with an empty description.
 * Reference: "RtlInitStringEx function (wdm.h)"
 */
NTSTATUS NTAPI RtlInitStringEx(PSTRING DestinationString, PCSTR SourceString)
{
	return init_string_checked(DestinationString, SourceString);
}
WDM_EXPORT(RtlInitStringEx);

/**
 * RtlInitAnsiStringEx - describe a NUL-terminated string, unless it is too long
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, or STATUS_NAME_TOO_LONG with an empty description.
 * Reference: "RtlInitAnsiStringEx"
 */
NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString,
				   PCSTR SourceString)
{
	return init_string_checked(DestinationString, SourceString);
}
WDM_EXPORT(RtlInitAnsiStringEx);

/**
 * RtlInitUTF8String - describe a NUL-terminated UTF-8 string
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Reference: "RtlInitUTF8String function (wdm.h)"
 */
VOID NTAPI RtlInitUTF8String(PUTF8_STRING DestinationString, PCSTR SourceString)
{
	RtlInitString(DestinationString, SourceString);
}
WDM_EXPORT(RtlInitUTF8String);

/**
 * RtlInitUTF8StringEx - describe a NUL-terminated string, unless it is too long
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, or STATUS_NAME_TOO_LONG with an empty description.
 * Reference: "RtlInitUTF8StringEx function (wdm.h)"
 */
NTSTATUS NTAPI RtlInitUTF8StringEx(PUTF8_STRING DestinationString,
				   PCSTR SourceString)
{
	return init_string_checked(DestinationString, SourceString);
}
WDM_EXPORT(RtlInitUTF8StringEx);

static void init_unicode(PUNICODE_STRING s, PCWSTR source, size_t length)
{
	s->Length = length;
	s->MaximumLength = source ? length + sizeof(WCHAR) : 0;
	s->Buffer = (PWCH)source;
}

/**
 * RtlInitUnicodeString - describe a NUL-terminated Unicode string
 * @DestinationString: gets the description; MaximumLength counts the NUL
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "RtlInitUnicodeString function (wdm.h)"
 */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString,
				PCWSTR SourceString)
{
	size_t length = 0;

	if (SourceString)
		length = wdm_wcslen(SourceString) * sizeof(WCHAR);
	init_unicode(DestinationString, SourceString,
		     min_t(size_t, length, MAX_UNICODE_BYTES));
}
WDM_EXPORT(RtlInitUnicodeString);

/**
 * RtlInitUnicodeStringEx - describe a Unicode string, unless it is too long
 * @DestinationString: gets the description
 * @SourceString: the string, which stays where it is; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_NAME_TOO_LONG with an empty description.
 * Reference: "WdmlibRtlInitUnicodeStringEx function"
 */
NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString,
				      PCWSTR SourceString)
{
	size_t length = 0;

	init_unicode(DestinationString, NULL, 0);
	if (SourceString)
		length = wdm_wcslen(SourceString) * sizeof(WCHAR);
	if (length > MAX_UNICODE_BYTES)
		return STATUS_NAME_TOO_LONG;
	init_unicode(DestinationString, SourceString, length);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlInitUnicodeStringEx);

/**
 * RtlCreateUnicodeString - make a copy of a NUL-terminated Unicode string
 * @DestinationString: gets a NUL-terminated copy in paged pool
 * @SourceString: the string
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE; FALSE if there is no memory or the string is too long.
 * Reference: "RtlCreateUnicodeString function (ntifs.h)"
 */
BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString,
				     PCWSTR SourceString)
{
	size_t size = (wdm_wcslen(SourceString) + 1) * sizeof(WCHAR);
	PWCH buffer;

	if (size > UNICODE_STRING_MAX_BYTES)
		return FALSE;
	buffer = ExAllocatePoolWithTag(PagedPool, size, WDM_RTL_STRING_TAG);
	if (!buffer)
		return FALSE;

	memcpy(buffer, SourceString, size);
	DestinationString->Buffer = buffer;
	DestinationString->Length = size - sizeof(WCHAR);
	DestinationString->MaximumLength = size;
	return TRUE;
}
WDM_EXPORT(RtlCreateUnicodeString);

/**
 * RtlDuplicateUnicodeString - make a copy of a counted Unicode string
 * @Flags: RTL_DUPLICATE_UNICODE_STRING_*: end the copy with a NUL; and allocate
 *	a buffer for the NUL of an empty string, too
 * @StringIn: the string
 * @StringOut: gets the copy in paged pool
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_NAME_TOO_LONG,
 *	STATUS_NO_MEMORY.
 * Reference: "RtlDuplicateUnicodeString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn,
					 PUNICODE_STRING StringOut)
{
	bool terminate = Flags & RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE;
	bool always = Flags & RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING;
	u32 length, size;

	if (!StringOut || (Flags & ~3) || (always && !terminate))
		return STATUS_INVALID_PARAMETER;
	if (StringIn && ((StringIn->Length | StringIn->MaximumLength) & 1 ||
			 StringIn->Length > StringIn->MaximumLength ||
			 (!StringIn->Buffer && StringIn->MaximumLength)))
		return STATUS_INVALID_PARAMETER;

	length = StringIn ? StringIn->Length : 0;
	size = length + (terminate ? sizeof(WCHAR) : 0);
	if (!length && !always)
		size = 0;
	if (size > UNICODE_STRING_MAX_BYTES)
		return STATUS_NAME_TOO_LONG;

	StringOut->Length = 0;
	StringOut->MaximumLength = 0;
	StringOut->Buffer = NULL;
	if (!size)
		return STATUS_SUCCESS;

	StringOut->Buffer = ExAllocatePoolWithTag(PagedPool, size,
						  WDM_RTL_STRING_TAG);
	if (!StringOut->Buffer)
		return STATUS_NO_MEMORY;
	if (length)
		memcpy(StringOut->Buffer, StringIn->Buffer, length);
	if (terminate)
		StringOut->Buffer[length / sizeof(WCHAR)] = 0;
	StringOut->Length = length;
	StringOut->MaximumLength = size;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlDuplicateUnicodeString);

/**
 * RtlValidateUnicodeString - check that a description makes sense
 * @Flags: must be 0
 * @String: the description; NULL counts as valid
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 * Reference: "RtlUnicodeStringValidate function (ntstrsafe.h)"
 */
NTSTATUS NTAPI RtlValidateUnicodeString(ULONG Flags, PCUNICODE_STRING String)
{
	if (Flags)
		return STATUS_INVALID_PARAMETER;
	if (!String)
		return STATUS_SUCCESS;
	if ((String->Length | String->MaximumLength) & 1 ||
	    String->Length > String->MaximumLength ||
	    (!String->Buffer && (String->Length || String->MaximumLength)))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlValidateUnicodeString);

/**
 * RtlCopyString - copy a counted string into another one's buffer
 * @DestinationString: target; its MaximumLength bounds the copy
 * @SourceString: source; NULL empties the target
 *
 * Context: any IRQL.
 * Reference: "RtlCopyString function (ntddk.h)"
 */
VOID NTAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
	u16 n = 0;

	if (SourceString) {
		n = min(SourceString->Length, DestinationString->MaximumLength);
		memmove(DestinationString->Buffer, SourceString->Buffer, n);
	}
	DestinationString->Length = n;
}
WDM_EXPORT(RtlCopyString);

/**
 * RtlCopyUnicodeString - copy a Unicode string into another one's buffer
 * @DestinationString: target; its MaximumLength bounds the copy. It gets a NUL
 *	when there is room for one, which Length doesn't count
 * @SourceString: source; NULL empties the target
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "RtlCopyUnicodeString function (wdm.h)"
 */
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString,
				PCUNICODE_STRING SourceString)
{
	u16 n = 0;

	if (SourceString) {
		n = min(SourceString->Length, DestinationString->MaximumLength);
		memmove(DestinationString->Buffer, SourceString->Buffer, n);
		if (n + sizeof(WCHAR) <= DestinationString->MaximumLength)
			DestinationString->Buffer[n / sizeof(WCHAR)] = 0;
	}
	DestinationString->Length = n;
}
WDM_EXPORT(RtlCopyUnicodeString);

static NTSTATUS append_bytes(PSTRING d, const char *source, size_t n)
{
	if (n > (size_t)d->MaximumLength - min(d->Length, d->MaximumLength))
		return STATUS_BUFFER_TOO_SMALL;
	if (n)
		memmove(d->Buffer + d->Length, source, n);
	d->Length += n;
	return STATUS_SUCCESS;
}

/**
 * RtlAppendStringToString - append a counted string
 * @Destination: target; unchanged if there isn't room for all
 * @Source: what to append
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS or STATUS_BUFFER_TOO_SMALL.
 * Reference: "RtlAppendStringToString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlAppendStringToString(PSTRING Destination, const STRING *Source)
{
	return append_bytes(Destination, Source->Buffer, Source->Length);
}
WDM_EXPORT(RtlAppendStringToString);

/**
 * RtlAppendAsciizToString - append a NUL-terminated string
 * @Destination: target; unchanged if there isn't room for all
 * @Source: what to append; may be NULL
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS or STATUS_BUFFER_TOO_SMALL.
 * Reference: "RtlAppendAsciizToString"
 */
NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING Destination, PCSTR Source)
{
	return append_bytes(Destination, Source, Source ? strlen(Source) : 0);
}
WDM_EXPORT(RtlAppendAsciizToString);

static NTSTATUS append_units(PUNICODE_STRING d, const u16 *source, size_t n)
{
	size_t room = d->MaximumLength - min(d->Length, d->MaximumLength);

	if (n > room)
		return STATUS_BUFFER_TOO_SMALL;
	if (n)
		memmove(d->Buffer + d->Length / sizeof(WCHAR), source, n);
	d->Length += n;
	if (d->Length + sizeof(WCHAR) <= d->MaximumLength)
		d->Buffer[d->Length / sizeof(WCHAR)] = 0;
	return STATUS_SUCCESS;
}

/**
 * RtlAppendUnicodeStringToString - append a counted Unicode string
 * @Destination: target; unchanged if there isn't room for all
 * @Source: what to append
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_BUFFER_TOO_SMALL.
 * Reference: "RtlAppendUnicodeStringToString function (wdm.h)"
 */
NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination,
					      PCUNICODE_STRING Source)
{
	return append_units(Destination, Source->Buffer, Source->Length);
}
WDM_EXPORT(RtlAppendUnicodeStringToString);

/**
 * RtlAppendUnicodeToString - append a NUL-terminated Unicode string
 * @Destination: target; unchanged if there isn't room for all
 * @Source: what to append; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_BUFFER_TOO_SMALL.
 * Reference: "RtlAppendUnicodeToString function (wdm.h)"
 */
NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination,
					PCWSTR Source)
{
	if (!Source)
		return STATUS_SUCCESS;
	return append_units(Destination, Source,
			    wdm_wcslen(Source) * sizeof(WCHAR));
}
WDM_EXPORT(RtlAppendUnicodeToString);

/**
 * RtlFreeUnicodeString - free the buffer of a string that Rtl allocated
 * @UnicodeString: the string; its buffer may be NULL. It is empty afterwards
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "RtlFreeUnicodeString function (wdm.h)"
 */
VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
	if (UnicodeString->Buffer)
		ExFreePool(UnicodeString->Buffer);
	memset(UnicodeString, 0, sizeof(*UnicodeString));
}
WDM_EXPORT(RtlFreeUnicodeString);

static void free_string(PSTRING s)
{
	if (s->Buffer)
		ExFreePool(s->Buffer);
	memset(s, 0, sizeof(*s));
}

/**
 * RtlFreeAnsiString - free the buffer of a string that Rtl allocated
 * @AnsiString: the string; its buffer may be NULL. It is empty afterwards
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "RtlFreeAnsiString function (wdm.h)"
 */
VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString)
{
	free_string(AnsiString);
}
WDM_EXPORT(RtlFreeAnsiString);

/**
 * RtlFreeOemString - free the buffer of a string that Rtl allocated
 * @OemString: the string; its buffer may be NULL. It is empty afterwards
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "RtlFreeOemString function (ntifs.h)"
 */
VOID NTAPI RtlFreeOemString(POEM_STRING OemString)
{
	free_string(OemString);
}
WDM_EXPORT(RtlFreeOemString);

/**
 * RtlFreeUTF8String - free the buffer of a string that Rtl allocated
 * @utf8String: the string; its buffer may be NULL. It is empty afterwards
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "RtlFreeUTF8String function (wdm.h)"
 */
VOID NTAPI RtlFreeUTF8String(PUTF8_STRING utf8String)
{
	free_string(utf8String);
}
WDM_EXPORT(RtlFreeUTF8String);
