/* SPDX-License-Identifier: GPL-2.0 */
/* Safe strings of char; part of ntstrsafe.h, which includes this file at its end. */
#include <ntstrsafe.h>

#ifndef _WDM_STRSAFE_A_H
#define _WDM_STRSAFE_A_H

NTSTRSAFEDDI RtlStringCchCopyA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc)
{
	return __wdm_safe_copyA(pszDest, cchDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCchCopyNA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				size_t cchToCopy)
{
	return __wdm_safe_copyA(pszDest, cchDest, pszSrc, cchToCopy);
}

NTSTRSAFEDDI RtlStringCchCopyExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				 NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cchDest, 0, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyNExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				  size_t cchToCopy, NTSTRSAFE_PSTR *ppszDestEnd,
				  size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cchDest, 0, pszSrc, cchToCopy, ppszDestEnd,
				     pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc)
{
	return __wdm_safe_catA(pszDest, cchDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCchCatNA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
			       size_t cchToAppend)
{
	return __wdm_safe_catA(pszDest, cchDest, pszSrc, cchToAppend);
}

NTSTRSAFEDDI RtlStringCchCatExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cchDest, 1, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatNExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				 size_t cchToAppend, NTSTRSAFE_PSTR *ppszDestEnd,
				 size_t *pcchRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cchDest, 1, pszSrc, cchToAppend, ppszDestEnd,
				     pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchVPrintfA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszFormat,
				  va_list argList)
{
	return __wdm_safe_vprintfA(pszDest, cchDest, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCchVPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cchDest,
				    NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining,
				    ULONG dwFlags, NTSTRSAFE_PCSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exA(pszDest, cchDest, ppszDestEnd, pcchRemaining, 0, dwFlags,
				      pszFormat, argList);
}

__wdm_safe_variadic NTSTATUS RtlStringCchPrintfA(NTSTRSAFE_PSTR pszDest, size_t cchDest,
						 NTSTRSAFE_PCSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCchVPrintfA(pszDest, cchDest, pszFormat, ap);
	va_end(ap);
	return status;
}

__wdm_safe_variadic NTSTATUS RtlStringCchPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cchDest,
						   NTSTRSAFE_PSTR *ppszDestEnd,
						   size_t *pcchRemaining, ULONG dwFlags,
						   NTSTRSAFE_PCSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCchVPrintfExA(pszDest, cchDest, ppszDestEnd, pcchRemaining, dwFlags,
					pszFormat, ap);
	va_end(ap);
	return status;
}

NTSTRSAFEDDI RtlStringCchLengthA(NTSTRSAFE_PCSTR psz, size_t cchMax, size_t *pcchLength)
{
	return __wdm_safe_lengthA(psz, cchMax, 1, pcchLength);
}

NTSTRSAFEDDI RtlStringCbCopyA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc)
{
	return __wdm_safe_copyA(pszDest, cbDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCbCopyNA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			       size_t cbToCopy)
{
	return __wdm_safe_copyA(pszDest, cbDest, pszSrc, cbToCopy);
}

NTSTRSAFEDDI RtlStringCbCopyExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cbDest, 0, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCopyNExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				 size_t cbToCopy, NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining,
				 ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cbDest, 0, pszSrc, cbToCopy, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc)
{
	return __wdm_safe_catA(pszDest, cbDest, pszSrc, NTSTRSAFE_MAX_CCH);
}

NTSTRSAFEDDI RtlStringCbCatNA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			      size_t cbToAppend)
{
	return __wdm_safe_catA(pszDest, cbDest, pszSrc, cbToAppend);
}

NTSTRSAFEDDI RtlStringCbCatExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			       NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cbDest, 1, pszSrc, NTSTRSAFE_MAX_CCH, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatNExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				size_t cbToAppend, NTSTRSAFE_PSTR *ppszDestEnd,
				size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_string_exA(pszDest, cbDest, 1, pszSrc, cbToAppend, ppszDestEnd,
				     pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbVPrintfA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszFormat,
				 va_list argList)
{
	return __wdm_safe_vprintfA(pszDest, cbDest, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCbVPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cbDest,
				   NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags,
				   NTSTRSAFE_PCSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exA(pszDest, cbDest, ppszDestEnd, pcbRemaining, 1, dwFlags,
				      pszFormat, argList);
}

__wdm_safe_variadic NTSTATUS RtlStringCbPrintfA(NTSTRSAFE_PSTR pszDest, size_t cbDest,
						NTSTRSAFE_PCSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCbVPrintfA(pszDest, cbDest, pszFormat, ap);
	va_end(ap);
	return status;
}

__wdm_safe_variadic NTSTATUS RtlStringCbPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cbDest,
						  NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining,
						  ULONG dwFlags, NTSTRSAFE_PCSTR pszFormat, ...)
{
	NTSTATUS status;
	va_list ap;

	va_start(ap, pszFormat);
	status = RtlStringCbVPrintfExA(pszDest, cbDest, ppszDestEnd, pcbRemaining, dwFlags,
				       pszFormat, ap);
	va_end(ap);
	return status;
}

NTSTRSAFEDDI RtlStringCbLengthA(NTSTRSAFE_PCSTR psz, size_t cbMax, size_t *pcbLength)
{
	return __wdm_safe_lengthA(psz, cbMax, sizeof(char), pcbLength);
}

#endif /* _WDM_STRSAFE_A_H */
