/* SPDX-License-Identifier: GPL-2.0 */
/* Safe strings whose target is a UNICODE_STRING; part of ntstrsafe.h. */
/* Which includes this file in turn, at its end. */
#include <ntstrsafe.h>

#ifndef _WDM_STRSAFE_UNICODE_H
#define _WDM_STRSAFE_UNICODE_H

NTSTRSAFEDDI RtlUnicodeStringValidateEx(PCUNICODE_STRING SourceString, ULONG dwFlags)
{
	if (dwFlags & ~(ULONG)STRSAFE_UNICODE_STRING_VALID_FLAGS)
		return STATUS_INVALID_PARAMETER;
	if (!SourceString)
		return dwFlags & STRSAFE_IGNORE_NULLS ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	if ((SourceString->Length | SourceString->MaximumLength) & 1 ||
	    SourceString->Length > SourceString->MaximumLength ||
	    (!SourceString->Buffer && (SourceString->Length || SourceString->MaximumLength)))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

NTSTRSAFEDDI RtlUnicodeStringValidate(PCUNICODE_STRING SourceString)
{
	return RtlUnicodeStringValidateEx(SourceString, 0);
}

NTSTRSAFEDDI RtlUnicodeStringInitEx(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc,
				    ULONG dwFlags)
{
	size_t n;

	if (dwFlags & ~(ULONG)STRSAFE_IGNORE_NULLS)
		return STATUS_INVALID_PARAMETER;
	if (!DestinationString)
		return dwFlags && !pszSrc ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	DestinationString->Length = 0;
	DestinationString->MaximumLength = 0;
	DestinationString->Buffer = NULL;
	if (!pszSrc)
		return STATUS_SUCCESS;
	/* MaximumLength has to count the NUL in 16 bits. */
	n = __wdm_safe_lenW(pszSrc, NTSTRSAFE_UNICODE_STRING_MAX_CCH);
	if (n == NTSTRSAFE_UNICODE_STRING_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	DestinationString->Length = (USHORT)(n * sizeof(WCHAR));
	DestinationString->MaximumLength = (USHORT)((n + 1) * sizeof(WCHAR));
	DestinationString->Buffer = (PWCH)pszSrc;
	return STATUS_SUCCESS;
}

NTSTRSAFEDDI RtlUnicodeStringInit(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc)
{
	return RtlUnicodeStringInitEx(DestinationString, pszSrc, 0);
}

/* What the flags ask for, and where the rest of the target lies. */
WDM_INLINE NTSTATUS __wdm_safe_finish_ustr(PUNICODE_STRING d, NTSTATUS status,
					   PUNICODE_STRING left, ULONG flags)
{
	int fill = STRSAFE_GET_FILL_PATTERN(flags);

	if (NT_SUCCESS(status)) {
		if (d && (flags & STRSAFE_FILL_BEHIND) && d->MaximumLength > d->Length)
			__builtin_memset((PUCHAR)d->Buffer + d->Length, fill,
					 d->MaximumLength - d->Length);
	} else if (d && NT_SUCCESS(RtlUnicodeStringValidate(d))) {
		if ((flags & STRSAFE_FILL_ON_FAILURE) && d->MaximumLength) {
			__builtin_memset(d->Buffer, fill, d->MaximumLength);
			d->Length = 0;
		}
		if (flags & STRSAFE_ZERO_LENGTH_ON_FAILURE)
			d->Length = 0;
	}
	if (left && (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)) {
		left->Length = 0;
		left->MaximumLength = d ? (USHORT)(d->MaximumLength - d->Length) : 0;
		left->Buffer = d && d->Buffer ? d->Buffer + d->Length / sizeof(WCHAR) : NULL;
	}
	return status;
}

/* Copies or appends units. What must not be truncated stays as it is. */
WDM_INLINE NTSTATUS __wdm_safe_store_ustr(PUNICODE_STRING d, int append, const WCHAR *s,
					  size_t units, NTSTATUS status, PUNICODE_STRING left,
					  ULONG flags)
{
	size_t at, room;

	if (NT_SUCCESS(status))
		status = RtlUnicodeStringValidateEx(d, flags);
	/* No buffer at all is not one that is too small. */
	if (NT_SUCCESS(status) && units && (!d || !d->MaximumLength))
		status = STATUS_INVALID_PARAMETER;
	if (NT_SUCCESS(status) && d) {
		at = append ? d->Length / sizeof(WCHAR) : 0;
		room = d->MaximumLength / sizeof(WCHAR) - at;
		if (units > room) {
			status = STATUS_BUFFER_OVERFLOW;
			units = room;
		}
		if (NT_SUCCESS(status) || !(flags & STRSAFE_NO_TRUNCATION)) {
			for (; units; units--)
				d->Buffer[at++] = *s++;
			d->Length = (USHORT)(at * sizeof(WCHAR));
		}
	}
	return __wdm_safe_finish_ustr(d, status, left, flags);
}

/* From a string that a NUL or the length n ends. */
WDM_INLINE NTSTATUS __wdm_safe_ustr(PUNICODE_STRING d, int append, const WCHAR *s, size_t n,
				    PUNICODE_STRING left, ULONG flags)
{
	NTSTATUS status = STATUS_SUCCESS;

	if ((!s && !(flags & STRSAFE_IGNORE_NULLS)) || n > NTSTRSAFE_MAX_CCH)
		status = STATUS_INVALID_PARAMETER;
	/* More than a target can take is as good as all. */
	if (n > NTSTRSAFE_UNICODE_STRING_MAX_CCH + 1)
		n = NTSTRSAFE_UNICODE_STRING_MAX_CCH + 1;
	return __wdm_safe_store_ustr(d, append, s, s ? __wdm_safe_lenW(s, n) : 0, status, left,
				     flags);
}

/* From a counted string, up to n units of it. */
WDM_INLINE NTSTATUS __wdm_safe_ustr_from_ustr(PUNICODE_STRING d, int append, PCUNICODE_STRING s,
					      size_t n, PUNICODE_STRING left, ULONG flags)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(s, flags);
	size_t units = s && NT_SUCCESS(status) ? s->Length / sizeof(WCHAR) : 0;

	if (n > NTSTRSAFE_MAX_CCH)
		status = STATUS_INVALID_PARAMETER;
	return __wdm_safe_store_ustr(d, append, s ? s->Buffer : NULL, n < units ? n : units,
				     status, left, flags);
}

NTSTRSAFEDDI RtlUnicodeStringCopy(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 NTSTRSAFE_MAX_CCH, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCopyEx(PUNICODE_STRING DestinationString,
				    PCUNICODE_STRING SourceString, PUNICODE_STRING RemainingString,
				    ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 NTSTRSAFE_MAX_CCH, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyN(PUNICODE_STRING DestinationString,
				     PCUNICODE_STRING SourceString, size_t cbToCopy)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 cbToCopy / sizeof(WCHAR), NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyNEx(PUNICODE_STRING DestinationString,
				       PCUNICODE_STRING SourceString, size_t cbToCopy,
				       PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 cbToCopy / sizeof(WCHAR), RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyN(PUNICODE_STRING DestinationString,
				      PCUNICODE_STRING SourceString, size_t cchToCopy)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString, cchToCopy, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyNEx(PUNICODE_STRING DestinationString,
					PCUNICODE_STRING SourceString, size_t cchToCopy,
					PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 cchToCopy, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCopyString(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, NTSTRSAFE_MAX_CCH, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCopyStringEx(PUNICODE_STRING DestinationString,
					  NTSTRSAFE_PCWSTR pszSrc, PUNICODE_STRING RemainingString,
					  ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, NTSTRSAFE_MAX_CCH,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyStringN(PUNICODE_STRING DestinationString,
					   NTSTRSAFE_PCWSTR pszSrc, size_t cbToCopy)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cbToCopy / sizeof(WCHAR), NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyStringNEx(PUNICODE_STRING DestinationString,
					     NTSTRSAFE_PCWSTR pszSrc, size_t cbToCopy,
					     PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cbToCopy / sizeof(WCHAR),
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyStringN(PUNICODE_STRING DestinationString,
					    NTSTRSAFE_PCWSTR pszSrc, size_t cchToCopy)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cchToCopy, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyStringNEx(PUNICODE_STRING DestinationString,
					      NTSTRSAFE_PCWSTR pszSrc, size_t cchToCopy,
					      PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cchToCopy, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCat(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 NTSTRSAFE_MAX_CCH, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCatEx(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
				   PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 NTSTRSAFE_MAX_CCH, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatN(PUNICODE_STRING DestinationString,
				    PCUNICODE_STRING SourceString, size_t cbToAppend)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 cbToAppend / sizeof(WCHAR), NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatNEx(PUNICODE_STRING DestinationString,
				      PCUNICODE_STRING SourceString, size_t cbToAppend,
				      PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 cbToAppend / sizeof(WCHAR), RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatN(PUNICODE_STRING DestinationString,
				     PCUNICODE_STRING SourceString, size_t cchToAppend)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString, cchToAppend, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatNEx(PUNICODE_STRING DestinationString,
				       PCUNICODE_STRING SourceString, size_t cchToAppend,
				       PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 cchToAppend, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCatString(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, NTSTRSAFE_MAX_CCH, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCatStringEx(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc,
					 PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, NTSTRSAFE_MAX_CCH,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatStringN(PUNICODE_STRING DestinationString,
					  NTSTRSAFE_PCWSTR pszSrc, size_t cbToAppend)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cbToAppend / sizeof(WCHAR), NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatStringNEx(PUNICODE_STRING DestinationString,
					    NTSTRSAFE_PCWSTR pszSrc, size_t cbToAppend,
					    PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cbToAppend / sizeof(WCHAR),
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatStringN(PUNICODE_STRING DestinationString,
					   NTSTRSAFE_PCWSTR pszSrc, size_t cchToAppend)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cchToAppend, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatStringNEx(PUNICODE_STRING DestinationString,
					     NTSTRSAFE_PCWSTR pszSrc, size_t cchToAppend,
					     PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cchToAppend, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringVPrintfEx(PUNICODE_STRING DestinationString,
				       PUNICODE_STRING RemainingString, ULONG dwFlags,
				       NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(DestinationString, dwFlags);
	PUNICODE_STRING d = DestinationString;
	int n, max;

	if (!pszFormat && !(dwFlags & STRSAFE_IGNORE_NULLS))
		status = STATUS_INVALID_PARAMETER;
	if (!pszFormat)
		pszFormat = L"";
	if (NT_SUCCESS(status) && (!d || !d->MaximumLength)) {
		if (*pszFormat)
			status = STATUS_INVALID_PARAMETER;
	} else if (NT_SUCCESS(status)) {
		max = d->MaximumLength / sizeof(WCHAR);
		n = dwFlags & STRSAFE_NO_TRUNCATION ? wdm_crt_vscwprintf(pszFormat, argList) : 0;
		if (n < 0 || n > max) {
			status = STATUS_BUFFER_OVERFLOW;
		} else {
			n = wdm_crt_vsnwprintf(d->Buffer, (SIZE_T)max, pszFormat, argList);
			if (n < 0)
				status = STATUS_BUFFER_OVERFLOW;
			d->Length = (USHORT)((size_t)(n < 0 ? max : n) * sizeof(WCHAR));
		}
	}
	return __wdm_safe_finish_ustr(d, status, RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringVPrintf(PUNICODE_STRING DestinationString,
				     NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	return RtlUnicodeStringVPrintfEx(DestinationString, NULL, 0, pszFormat, argList);
}

__wdm_safe_variadic NTSTATUS RtlUnicodeStringPrintfEx(PUNICODE_STRING DestinationString,
						      PUNICODE_STRING RemainingString,
						      ULONG dwFlags, NTSTRSAFE_PCWSTR pszFormat,
						      ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlUnicodeStringVPrintfEx(DestinationString, RemainingString, dwFlags, pszFormat,
					   ap);
	va_end(ap);
	return status;
}

__wdm_safe_variadic NTSTATUS RtlUnicodeStringPrintf(PUNICODE_STRING DestinationString,
						    NTSTRSAFE_PCWSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlUnicodeStringVPrintf(DestinationString, pszFormat, ap);
	va_end(ap);
	return status;
}

/* A counted string to one with a NUL. */
NTSTRSAFEDDI RtlStringCchCopyUnicodeString(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
					   PCUNICODE_STRING SourceString)
{
	size_t at = 0;

	if (!pszDest || !cchDest)
		return STATUS_INVALID_PARAMETER;
	if (cchDest > NTSTRSAFE_MAX_CCH || !NT_SUCCESS(RtlUnicodeStringValidate(SourceString))) {
		*pszDest = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_putW(pszDest, cchDest, &at, SourceString->Buffer,
			       SourceString->Length / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeString(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
					  PCUNICODE_STRING SourceString)
{
	return RtlStringCchCopyUnicodeString(pszDest, cbDest / sizeof(WCHAR), SourceString);
}

WDM_INLINE NTSTATUS __wdm_safe_copy_ustr_ex(WCHAR *d, size_t cb, PCUNICODE_STRING s, WCHAR **end,
					    size_t *left, int bytes, ULONG flags)
{
	NTSTATUS status = __wdm_safe_check_exW(d, cb / sizeof(WCHAR), s, flags);

	if (NT_SUCCESS(status))
		status = RtlUnicodeStringValidateEx(s, flags);
	if (!NT_SUCCESS(status))
		return __wdm_safe_finishW(d, cb, 0, status, end, left, bytes, flags);
	return __wdm_safe_store_exW(d, cb, 0, s ? s->Buffer : NULL,
				    s ? s->Length / sizeof(WCHAR) : 0, end, left, bytes, flags);
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeStringEx(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
					    PCUNICODE_STRING SourceString,
					    NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining,
					    ULONG dwFlags)
{
	return __wdm_safe_copy_ustr_ex(pszDest, cbDest, SourceString, ppszDestEnd, pcbRemaining,
				       1, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyUnicodeStringEx(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
					     PCUNICODE_STRING SourceString,
					     NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining,
					     ULONG dwFlags)
{
	return __wdm_safe_copy_ustr_ex(pszDest, __wdm_safe_bytes(cchDest), SourceString,
				       ppszDestEnd, pcchRemaining, 0, dwFlags);
}

#endif /* _WDM_STRSAFE_UNICODE_H */
