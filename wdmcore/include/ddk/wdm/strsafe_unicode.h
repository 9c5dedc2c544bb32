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
		return dwFlags ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	DestinationString->Length = 0;
	DestinationString->MaximumLength = 0;
	DestinationString->Buffer = NULL;
	if (!pszSrc)
		return STATUS_SUCCESS;
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

/* Puts up to n units of s at byte offset at. A NUL ends s if it has no length. */
WDM_INLINE NTSTATUS __wdm_safe_put_ustr(PUNICODE_STRING d, size_t at, const WCHAR *s, size_t n,
					int counted)
{
	size_t i = at / sizeof(WCHAR), max = d->MaximumLength / sizeof(WCHAR);
	NTSTATUS status = STATUS_SUCCESS;

	for (; n && (counted || *s); n--, s++) {
		if (i >= max) {
			status = STATUS_BUFFER_OVERFLOW;
			break;
		}
		d->Buffer[i++] = *s;
	}
	d->Length = (USHORT)(i * sizeof(WCHAR));
	return status;
}

/* What the flags ask for; old is the length to return to without truncation. */
WDM_INLINE NTSTATUS __wdm_safe_finish_ustr(PUNICODE_STRING d, USHORT old, NTSTATUS status,
					   PUNICODE_STRING left, ULONG flags)
{
	int fill = STRSAFE_GET_FILL_PATTERN(flags);

	if (!d)
		return status;
	if (NT_SUCCESS(status)) {
		if ((flags & STRSAFE_FILL_BEHIND) && d->MaximumLength > d->Length)
			__builtin_memset((PUCHAR)d->Buffer + d->Length, fill,
					 d->MaximumLength - d->Length);
	} else {
		if (flags & STRSAFE_NO_TRUNCATION)
			d->Length = old;
		if ((flags & STRSAFE_FILL_ON_FAILURE) && d->MaximumLength) {
			__builtin_memset(d->Buffer, fill, d->MaximumLength);
			d->Length = 0;
		}
		if (flags & STRSAFE_ZERO_LENGTH_ON_FAILURE)
			d->Length = 0;
	}
	if (left && (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)) {
		left->Length = 0;
		left->MaximumLength = (USHORT)(d->MaximumLength - d->Length);
		left->Buffer = d->Buffer ? d->Buffer + d->Length / sizeof(WCHAR) : NULL;
	}
	return status;
}

WDM_INLINE NTSTATUS __wdm_safe_ustr(PUNICODE_STRING d, int append, const WCHAR *s, size_t n,
				    int counted, PUNICODE_STRING left, ULONG flags)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(d, flags);
	USHORT old;

	if (!NT_SUCCESS(status))
		return status;
	if (!s && !(flags & STRSAFE_IGNORE_NULLS) && n && counted)
		return STATUS_INVALID_PARAMETER;
	if (!s)
		n = 0;
	if (!d)
		return n && (counted || *s) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
	if (n != (size_t)-1 && n > NTSTRSAFE_UNICODE_STRING_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	old = append ? d->Length : 0;
	status = __wdm_safe_put_ustr(d, old, s, n, counted);
	return __wdm_safe_finish_ustr(d, old, status, left, flags);
}

WDM_INLINE NTSTATUS __wdm_safe_ustr_from_ustr(PUNICODE_STRING d, int append, PCUNICODE_STRING s,
					      size_t n, PUNICODE_STRING left, ULONG flags)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(s, flags);
	size_t length;

	if (!NT_SUCCESS(status))
		return status;
	if (n != (size_t)-1 && n > NTSTRSAFE_UNICODE_STRING_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	length = s ? s->Length / sizeof(WCHAR) : 0;
	return __wdm_safe_ustr(d, append, s ? s->Buffer : NULL, n < length ? n : length, 1, left,
			       flags);
}

NTSTRSAFEDDI RtlUnicodeStringCopy(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 (size_t)-1, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCopyEx(PUNICODE_STRING DestinationString,
				    PCUNICODE_STRING SourceString, PUNICODE_STRING RemainingString,
				    ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 (size_t)-1, RemainingString, dwFlags);
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
	return __wdm_safe_ustr_from_ustr(DestinationString, 0, SourceString,
					 cchToCopy, NULL, 0);
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
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, (size_t)-1, 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCopyStringEx(PUNICODE_STRING DestinationString,
					  NTSTRSAFE_PCWSTR pszSrc, PUNICODE_STRING RemainingString,
					  ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, (size_t)-1, 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyStringN(PUNICODE_STRING DestinationString,
					   NTSTRSAFE_PCWSTR pszSrc, size_t cbToCopy)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cbToCopy / sizeof(WCHAR), 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCopyStringNEx(PUNICODE_STRING DestinationString,
					     NTSTRSAFE_PCWSTR pszSrc, size_t cbToCopy,
					     PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cbToCopy / sizeof(WCHAR), 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyStringN(PUNICODE_STRING DestinationString,
					    NTSTRSAFE_PCWSTR pszSrc, size_t cchToCopy)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cchToCopy, 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCopyStringNEx(PUNICODE_STRING DestinationString,
					      NTSTRSAFE_PCWSTR pszSrc, size_t cchToCopy,
					      PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 0, pszSrc, cchToCopy, 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCat(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 (size_t)-1, NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCatEx(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
				   PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 (size_t)-1, RemainingString, dwFlags);
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
	return __wdm_safe_ustr_from_ustr(DestinationString, 1, SourceString,
					 cchToAppend, NULL, 0);
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
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, (size_t)-1, 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCatStringEx(PUNICODE_STRING DestinationString, NTSTRSAFE_PCWSTR pszSrc,
					 PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, (size_t)-1, 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatStringN(PUNICODE_STRING DestinationString,
					  NTSTRSAFE_PCWSTR pszSrc, size_t cbToAppend)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cbToAppend / sizeof(WCHAR), 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCbCatStringNEx(PUNICODE_STRING DestinationString,
					    NTSTRSAFE_PCWSTR pszSrc, size_t cbToAppend,
					    PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cbToAppend / sizeof(WCHAR), 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatStringN(PUNICODE_STRING DestinationString,
					   NTSTRSAFE_PCWSTR pszSrc, size_t cchToAppend)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cchToAppend, 0,
			       NULL, 0);
}

NTSTRSAFEDDI RtlUnicodeStringCchCatStringNEx(PUNICODE_STRING DestinationString,
					     NTSTRSAFE_PCWSTR pszSrc, size_t cchToAppend,
					     PUNICODE_STRING RemainingString, ULONG dwFlags)
{
	return __wdm_safe_ustr(DestinationString, 1, pszSrc, cchToAppend, 0,
			       RemainingString, dwFlags);
}

NTSTRSAFEDDI RtlUnicodeStringVPrintfEx(PUNICODE_STRING DestinationString,
				       PUNICODE_STRING RemainingString, ULONG dwFlags,
				       NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(DestinationString, dwFlags);
	size_t max;
	int n;

	if (!NT_SUCCESS(status))
		return status;
	if (!pszFormat && (dwFlags & STRSAFE_IGNORE_NULLS))
		pszFormat = L"";
	if (!DestinationString)
		return *pszFormat ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
	max = DestinationString->MaximumLength / sizeof(WCHAR);
	n = wdm_crt_vsnwprintf(DestinationString->Buffer, max, pszFormat, argList);
	if (n < 0 || (size_t)n > max) {
		status = STATUS_BUFFER_OVERFLOW;
		n = (int)max;
	}
	DestinationString->Length = (USHORT)(n * sizeof(WCHAR));
	return __wdm_safe_finish_ustr(DestinationString, 0, status, RemainingString, dwFlags);
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
	NTSTATUS status = __wdm_safe_checkW(pszDest, cchDest);
	size_t at = 0;

	if (!NT_SUCCESS(status))
		return status;
	status = RtlUnicodeStringValidate(SourceString);
	if (!NT_SUCCESS(status)) {
		*pszDest = 0;
		return status;
	}
	return __wdm_safe_putW(pszDest, cchDest, &at, SourceString->Buffer,
			       SourceString->Length / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeString(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
					  PCUNICODE_STRING SourceString)
{
	return RtlStringCchCopyUnicodeString(pszDest, cbDest / sizeof(WCHAR), SourceString);
}

NTSTRSAFEDDI RtlStringCbCopyUnicodeStringEx(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
					    PCUNICODE_STRING SourceString,
					    NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining,
					    ULONG dwFlags)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(SourceString, dwFlags);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_copy_exW(pszDest, cbDest,
				   SourceString && SourceString->Buffer ? SourceString->Buffer : L"",
				   SourceString ? SourceString->Length / sizeof(WCHAR) : 0,
				   ppszDestEnd, pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyUnicodeStringEx(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
					     PCUNICODE_STRING SourceString,
					     NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining,
					     ULONG dwFlags)
{
	NTSTATUS status = RtlUnicodeStringValidateEx(SourceString, dwFlags);

	if (!NT_SUCCESS(status))
		return status;
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_copy_exW(pszDest, cchDest * sizeof(WCHAR),
				   SourceString && SourceString->Buffer ? SourceString->Buffer : L"",
				   SourceString ? SourceString->Length / sizeof(WCHAR) : 0,
				   ppszDestEnd, pcchRemaining, 0, dwFlags);
}

#endif /* _WDM_STRSAFE_UNICODE_H */
