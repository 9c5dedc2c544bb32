/* SPDX-License-Identifier: GPL-2.0 */
/* Safe strings of WCHAR; part of ntstrsafe.h, which includes this file at its end. */
#include <ntstrsafe.h>

#ifndef _WDM_STRSAFE_W_H
#define _WDM_STRSAFE_W_H

NTSTRSAFEDDI RtlStringCchCopyW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_copyW(pszDest, cchDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCchCopyNW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				size_t cchToCopy)
{
	return __wdm_safe_copyW(pszDest, cchDest, pszSrc, cchToCopy);
}

NTSTRSAFEDDI RtlStringCchCopyExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				 NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, __wdm_safe_bytes(cchDest), 0, pszSrc,
				     NTSTRSAFE_MAX_CCH, ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyNExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				  size_t cchToCopy, NTSTRSAFE_PWSTR *ppszDestEnd,
				  size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, __wdm_safe_bytes(cchDest), 0, pszSrc, cchToCopy,
				     ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_catW(pszDest, cchDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCchCatNW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
			       size_t cchToAppend)
{
	return __wdm_safe_catW(pszDest, cchDest, pszSrc, cchToAppend);
}

NTSTRSAFEDDI RtlStringCchCatExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, __wdm_safe_bytes(cchDest), 1, pszSrc,
				     NTSTRSAFE_MAX_CCH, ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatNExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				 size_t cchToAppend, NTSTRSAFE_PWSTR *ppszDestEnd,
				 size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, __wdm_safe_bytes(cchDest), 1, pszSrc, cchToAppend,
				     ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchVPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
				  NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintfW(pszDest, cchDest, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCchVPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
				    NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining,
				    ULONG dwFlags, NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exW(pszDest, __wdm_safe_bytes(cchDest), ppszDestEnd,
				      pcchRemaining, 0, dwFlags, pszFormat, argList);
}

__wdm_safe_variadic NTSTATUS RtlStringCchPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
						 NTSTRSAFE_PCWSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCchVPrintfW(pszDest, cchDest, pszFormat, ap);
	va_end(ap);
	return status;
}

__wdm_safe_variadic NTSTATUS RtlStringCchPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
						   NTSTRSAFE_PWSTR *ppszDestEnd,
						   size_t *pcchRemaining, ULONG dwFlags,
						   NTSTRSAFE_PCWSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCchVPrintfExW(pszDest, cchDest, ppszDestEnd, pcchRemaining, dwFlags,
					pszFormat, ap);
	va_end(ap);
	return status;
}

NTSTRSAFEDDI RtlStringCchLengthW(NTSTRSAFE_PCWSTR psz, size_t cchMax, size_t *pcchLength)
{
	return __wdm_safe_lengthW(psz, cchMax, 1, pcchLength);
}

NTSTRSAFEDDI RtlStringCbCopyW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_copyW(pszDest, cbDest / sizeof(WCHAR), pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCbCopyNW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			       size_t cbToCopy)
{
	return __wdm_safe_copyW(pszDest, cbDest / sizeof(WCHAR), pszSrc, cbToCopy / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCopyExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, cbDest, 0, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCopyNExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				 size_t cbToCopy, NTSTRSAFE_PWSTR *ppszDestEnd,
				 size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, cbDest, 0, pszSrc, cbToCopy / sizeof(WCHAR),
				     ppszDestEnd, pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc)
{
	return __wdm_safe_catW(pszDest, cbDest / sizeof(WCHAR), pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCbCatNW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			      size_t cbToAppend)
{
	return __wdm_safe_catW(pszDest, cbDest / sizeof(WCHAR), pszSrc, cbToAppend / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCatExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			       NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, cbDest, 1, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatNExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				size_t cbToAppend, NTSTRSAFE_PWSTR *ppszDestEnd,
				size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exW(pszDest, cbDest, 1, pszSrc, cbToAppend / sizeof(WCHAR),
				     ppszDestEnd, pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbVPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszFormat,
				 va_list argList)
{
	return __wdm_safe_vprintfW(pszDest, cbDest / sizeof(WCHAR), pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCbVPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
				   NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining,
				   ULONG dwFlags, NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exW(pszDest, cbDest, ppszDestEnd, pcbRemaining, 1, dwFlags,
				      pszFormat, argList);
}

__wdm_safe_variadic NTSTATUS RtlStringCbPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
						NTSTRSAFE_PCWSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCbVPrintfW(pszDest, cbDest, pszFormat, ap);
	va_end(ap);
	return status;
}

__wdm_safe_variadic NTSTATUS RtlStringCbPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
						  NTSTRSAFE_PWSTR *ppszDestEnd,
						  size_t *pcbRemaining, ULONG dwFlags,
						  NTSTRSAFE_PCWSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCbVPrintfExW(pszDest, cbDest, ppszDestEnd, pcbRemaining, dwFlags,
				       pszFormat, ap);
	va_end(ap);
	return status;
}

NTSTRSAFEDDI RtlStringCbLengthW(NTSTRSAFE_PCWSTR psz, size_t cbMax, size_t *pcbLength)
{
	return __wdm_safe_lengthW(psz, cbMax / sizeof(WCHAR), sizeof(WCHAR), pcbLength);
}

/* x86-64 reads what isn't aligned. */
NTSTRSAFEDDI RtlUnalignedStringCchLengthW(NTSTRSAFE_PCUWSTR psz, size_t cchMax, size_t *pcchLength)
{
	return RtlStringCchLengthW(psz, cchMax, pcchLength);
}

NTSTRSAFEDDI RtlUnalignedStringCbLengthW(NTSTRSAFE_PCUWSTR psz, size_t cbMax, size_t *pcbLength)
{
	return RtlStringCbLengthW(psz, cbMax, pcbLength);
}

#endif /* _WDM_STRSAFE_W_H */
