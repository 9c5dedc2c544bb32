// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: counted strings from one character set to another.
 *
 * Results end with a NUL that Length doesn't count. A result that the caller has
 * a buffer for needs room for the NUL as well.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/ex.h>

/* Makes room for @size bytes, NUL included, in a result of either kind. */
static NTSTATUS prepare(void **buffer, USHORT *maximum, size_t size,
			bool allocate, NTSTATUS too_long)
{
	if (size > MAXUSHORT)
		return too_long;
	if (allocate) {
		void *p = ExAllocatePoolWithTag(PagedPool, size,
						WDM_RTL_STRING_TAG);

		if (!p)
			return STATUS_NO_MEMORY;
		*buffer = p;
		*maximum = size;
	} else if (size > *maximum) {
		return STATUS_BUFFER_OVERFLOW;
	}
	return STATUS_SUCCESS;
}

/**
 * RtlAnsiStringToUnicodeString - convert an ANSI string to Unicode
 * @DestinationString: gets the result, NUL-terminated
 * @SourceString: the string, in Windows-1252
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW (the buffer is too small and
 *	unchanged); STATUS_INVALID_PARAMETER_2 (the result would be longer than a
 *	counted string can be); STATUS_NO_MEMORY.
 * Reference: "RtlAnsiStringToUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
					    const STRING *SourceString,
					    BOOLEAN AllocateDestinationString)
{
	size_t size = (SourceString->Length + 1) * sizeof(WCHAR);
	NTSTATUS status;
	ULONG written;

	status = prepare((void **)&DestinationString->Buffer,
			 &DestinationString->MaximumLength, size,
			 AllocateDestinationString, STATUS_INVALID_PARAMETER_2);
	if (status != STATUS_SUCCESS)
		return status;

	RtlMultiByteToUnicodeN(DestinationString->Buffer, size - sizeof(WCHAR),
			       &written, SourceString->Buffer,
			       SourceString->Length);
	DestinationString->Buffer[written / sizeof(WCHAR)] = 0;
	DestinationString->Length = written;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlAnsiStringToUnicodeString);

/**
 * RtlUnicodeStringToAnsiString - convert a Unicode string to ANSI
 * @DestinationString: gets the result, NUL-terminated
 * @SourceString: the string; what Windows-1252 lacks becomes a question mark
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeAnsiString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW (the buffer is too small and
 *	unchanged); STATUS_INVALID_PARAMETER_2 (the result would be longer than a
 *	counted string can be); STATUS_NO_MEMORY.
 * Reference: "RtlUnicodeStringToAnsiString function (wdm.h)"
 */
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
					    PCUNICODE_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	size_t size = SourceString->Length / sizeof(WCHAR) + 1;
	NTSTATUS status;
	ULONG written;

	status = prepare((void **)&DestinationString->Buffer,
			 &DestinationString->MaximumLength, size,
			 AllocateDestinationString, STATUS_INVALID_PARAMETER_2);
	if (status != STATUS_SUCCESS)
		return status;

	RtlUnicodeToMultiByteN(DestinationString->Buffer, size - 1, &written,
			       SourceString->Buffer, SourceString->Length);
	DestinationString->Buffer[written] = 0;
	DestinationString->Length = written;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlUnicodeStringToAnsiString);

/**
 * RtlOemStringToUnicodeString - convert an OEM string to Unicode
 * @DestinationString: gets the result
 * @SourceString: the string; the OEM code page is the ANSI one
 * @AllocateDestinationString: TRUE to allocate the result's buffer
 *
 * Context: PASSIVE_LEVEL.
 * Return: as RtlAnsiStringToUnicodeString().
 * Reference: "RtlOemStringToUnicodeString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString,
					   const STRING *SourceString,
					   BOOLEAN AllocateDestinationString)
{
	return RtlAnsiStringToUnicodeString(DestinationString, SourceString,
					    AllocateDestinationString);
}
WDM_EXPORT(RtlOemStringToUnicodeString);

/**
 * RtlUnicodeStringToOemString - convert a Unicode string to OEM
 * @DestinationString: gets the result
 * @SourceString: the string; the OEM code page is the ANSI one
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeOemString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: as RtlUnicodeStringToAnsiString().
 * Reference: "RtlUnicodeStringToOemString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING DestinationString,
					   PCUNICODE_STRING SourceString,
					   BOOLEAN AllocateDestinationString)
{
	return RtlUnicodeStringToAnsiString(DestinationString, SourceString,
					    AllocateDestinationString);
}
WDM_EXPORT(RtlUnicodeStringToOemString);

/**
 * RtlUTF8StringToUnicodeString - convert a UTF-8 string to Unicode
 * @DestinationString: gets the result, NUL-terminated
 * @SourceString: the string; malformed input becomes U+FFFD
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED; STATUS_BUFFER_OVERFLOW (the
 *	buffer is too small and unchanged); STATUS_INVALID_PARAMETER_2 (too long);
 *	STATUS_NO_MEMORY.
 * Reference: "RtlUTF8StringToUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING DestinationString,
					    PUTF8_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	size_t units = wdm_utf8_to_utf16(NULL, 0, SourceString->Buffer,
					 SourceString->Length);
	NTSTATUS status;
	ULONG written;

	status = prepare((void **)&DestinationString->Buffer,
			 &DestinationString->MaximumLength,
			 (units + 1) * sizeof(WCHAR), AllocateDestinationString,
			 STATUS_INVALID_PARAMETER_2);
	if (status != STATUS_SUCCESS)
		return status;

	written = 0;
	if (SourceString->Length)
		status = RtlUTF8ToUnicodeN(DestinationString->Buffer,
					   units * sizeof(WCHAR), &written,
					   SourceString->Buffer,
					   SourceString->Length);
	DestinationString->Buffer[written / sizeof(WCHAR)] = 0;
	DestinationString->Length = written;
	return status;
}
WDM_EXPORT(RtlUTF8StringToUnicodeString);

/**
 * RtlUnicodeStringToUTF8String - convert a Unicode string to UTF-8
 * @DestinationString: gets the result, NUL-terminated
 * @SourceString: the string; malformed input becomes U+FFFD
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeUTF8String()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED; STATUS_BUFFER_OVERFLOW (the
 *	buffer is too small and unchanged); STATUS_INVALID_PARAMETER_2 (too long);
 *	STATUS_NO_MEMORY.
 * Reference: "RtlUnicodeStringToUTF8String function (wdm.h)"
 */
NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PUTF8_STRING DestinationString,
					    PCUNICODE_STRING SourceString,
					    BOOLEAN AllocateDestinationString)
{
	size_t bytes = wdm_utf16_to_utf8(NULL, 0, SourceString->Buffer,
					 SourceString->Length / sizeof(WCHAR));
	NTSTATUS status;
	ULONG written;

	status = prepare((void **)&DestinationString->Buffer,
			 &DestinationString->MaximumLength, bytes + 1,
			 AllocateDestinationString, STATUS_INVALID_PARAMETER_2);
	if (status != STATUS_SUCCESS)
		return status;

	written = 0;
	if (SourceString->Length)
		status = RtlUnicodeToUTF8N(DestinationString->Buffer, bytes,
					   &written, SourceString->Buffer,
					   SourceString->Length);
	DestinationString->Buffer[written] = 0;
	DestinationString->Length = written;
	return status;
}
WDM_EXPORT(RtlUnicodeStringToUTF8String);
