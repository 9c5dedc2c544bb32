/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Safe strings: every function gets the size of its target, in bytes (Cb) or in
 * characters (Cch), always ends the result with a NUL and says when it was cut
 * off. A, W: char, WCHAR. Ex: more results and flags. UnicodeString: the target
 * is a counted string, which needs no NUL.
 *
 * All the functions come down to a few steps: check the target, put characters,
 * finish by the flags.
 */
#ifndef _NTSTRSAFE_H_INCLUDED_
#define _NTSTRSAFE_H_INCLUDED_

#include <ntdef.h>
#include <ntstatus.h>
#include <stdarg.h>
#include <wdm/crt.h>

#define NTSTRSAFE_MAX_CCH			2147483647
#define NTSTRSAFE_MAX_LENGTH			(NTSTRSAFE_MAX_CCH - 1)
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH	(0xffff / sizeof(WCHAR))

#define STRSAFE_FILL_BYTE_MASK			0x000000ff
#define STRSAFE_IGNORE_NULLS			0x00000100
#define STRSAFE_FILL_BEHIND_NULL		0x00000200
#define STRSAFE_FILL_BEHIND			0x00000200
#define STRSAFE_FILL_ON_FAILURE			0x00000400
#define STRSAFE_NULL_ON_FAILURE			0x00000800
#define STRSAFE_ZERO_LENGTH_ON_FAILURE		0x00000800
#define STRSAFE_NO_TRUNCATION			0x00001000
#define STRSAFE_VALID_FLAGS			0x00001fff
#define STRSAFE_UNICODE_STRING_VALID_FLAGS	STRSAFE_VALID_FLAGS
#define STRSAFE_FILL_BYTE(x)	((unsigned int)(((x) & 0xff) | STRSAFE_FILL_BEHIND_NULL))
#define STRSAFE_FAILURE_BYTE(x)	((unsigned int)(((x) & 0xff) | STRSAFE_FILL_ON_FAILURE))
#define STRSAFE_GET_FILL_PATTERN(flags)		((int)((flags) & STRSAFE_FILL_BYTE_MASK))

typedef char *NTSTRSAFE_PSTR;
typedef const char *NTSTRSAFE_PCSTR;
typedef WCHAR *NTSTRSAFE_PWSTR;
typedef const WCHAR *NTSTRSAFE_PCWSTR;
typedef const WCHAR *NTSTRSAFE_PCUWSTR;

#ifndef NTSTRSAFEDDI
#define NTSTRSAFEDDI	WDM_INLINE NTSTATUS
#endif

/* gcc does not inline a function with "..."; unused ones vanish all the same. */
#define __wdm_safe_variadic	static __inline__ __attribute__((__unused__))

/* ---- A: steps ---- */

/* Length of what is in the target, cch if it has no end. */
WDM_INLINE size_t __wdm_safe_lenA(const char *s, size_t cch)
{
	size_t n = 0;

	while (n < cch && s[n])
		n++;
	return n;
}

/* Puts up to n characters of s at d[*at], and a NUL; there is room for that. */
WDM_INLINE NTSTATUS __wdm_safe_putA(char *d, size_t cch, size_t *at, const char *s, size_t n)
{
	size_t i = *at;

	for (; n && *s; n--, s++) {
		if (i + 1 >= cch) {
			d[i] = 0;
			*at = i;
			return STATUS_BUFFER_OVERFLOW;
		}
		d[i++] = *s;
	}
	d[i] = 0;
	*at = i;
	return STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __wdm_safe_printfA(char *d, size_t cch, size_t *at, const char *f, va_list ap)
{
	int n = wdm_crt_vsnprintf(d, cch - 1, f, ap);

	if (n < 0 || (size_t)n >= cch) {
		d[cch - 1] = 0;
		*at = cch - 1;
		return STATUS_BUFFER_OVERFLOW;
	}
	d[n] = 0;
	*at = (size_t)n;
	return STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __wdm_safe_checkA(char *d, size_t cch)
{
	if (cch && cch <= NTSTRSAFE_MAX_CCH)
		return STATUS_SUCCESS;
	if (cch)
		*d = 0;
	return STATUS_INVALID_PARAMETER;
}

/* Ex: cch 0 is allowed, and with STRSAFE_IGNORE_NULLS a NULL target of that size. */
WDM_INLINE NTSTATUS __wdm_safe_check_exA(const char *d, size_t cch, ULONG flags)
{
	if (flags & ~STRSAFE_VALID_FLAGS || cch > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	if ((flags & STRSAFE_IGNORE_NULLS) && !d && cch)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* What the flags ask for, once the target holds what it got. */
WDM_INLINE NTSTATUS __wdm_safe_finishA(char *d, size_t cb, size_t at, NTSTATUS status, char **end,
				       size_t *left, int bytes, ULONG flags)
{
	size_t cch = cb / sizeof(char);

	if (NT_SUCCESS(status)) {
		if ((flags & STRSAFE_FILL_BEHIND_NULL) && cb > (at + 1) * sizeof(char))
			__builtin_memset(d + at + 1, STRSAFE_GET_FILL_PATTERN(flags),
					 cb - (at + 1) * sizeof(char));
	} else if (cch) {
		if (flags & STRSAFE_FILL_ON_FAILURE) {
			__builtin_memset(d, STRSAFE_GET_FILL_PATTERN(flags), cb);
			at = STRSAFE_GET_FILL_PATTERN(flags) ? cch - 1 : 0;
			d[at] = 0;
		}
		if (flags & (STRSAFE_NULL_ON_FAILURE | STRSAFE_NO_TRUNCATION)) {
			at = 0;
			d[0] = 0;
		}
	}
	if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
		if (end)
			*end = d ? d + at : d;
		if (left)
			*left = bytes ? cb - at * sizeof(char) : cch - at;
	}
	return status;
}

WDM_INLINE NTSTATUS __wdm_safe_copy_exA(char *d, size_t cb, const char *s, size_t n, char **end,
					  size_t *left, int bytes, ULONG flags)
{
	static const char nothing = 0;
	size_t cch = cb / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_check_exA(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (n != (size_t)-1 && n > NTSTRSAFE_MAX_CCH)
		status = STATUS_INVALID_PARAMETER;
	else if (!s && (flags & STRSAFE_IGNORE_NULLS))
		s = &nothing;
	if (NT_SUCCESS(status)) {
		if (cch)
			status = __wdm_safe_putA(d, cch, &at, s, n);
		else if (n && *s)
			status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_finishA(d, cb, at, status, end, left, bytes, flags);
}

WDM_INLINE NTSTATUS __wdm_safe_cat_exA(char *d, size_t cb, const char *s, size_t n, char **end,
				       size_t *left, int bytes, ULONG flags)
{
	static const char nothing = 0;
	size_t cch = cb / sizeof(char), old, at;
	NTSTATUS status = __wdm_safe_check_exA(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (n != (size_t)-1 && n > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	old = at = d ? __wdm_safe_lenA(d, cch) : 0;
	if (cch && old == cch)
		return STATUS_INVALID_PARAMETER;
	if (!s && (flags & STRSAFE_IGNORE_NULLS))
		s = &nothing;
	if (cch)
		status = __wdm_safe_putA(d, cch, &at, s, n);
	else if (n && *s)
		status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	/* Without truncation means here: leave what was there. */
	if (!NT_SUCCESS(status) && (flags & STRSAFE_NO_TRUNCATION)) {
		flags &= ~(ULONG)STRSAFE_NO_TRUNCATION;
		at = old;
		if (cch)
			d[at] = 0;
	}
	return __wdm_safe_finishA(d, cb, at, status, end, left, bytes, flags);
}

WDM_INLINE NTSTATUS __wdm_safe_vprintf_exA(char *d, size_t cb, char **end, size_t *left, int bytes,
					     ULONG flags, const char *f, va_list ap)
{
	static const char nothing = 0;
	size_t cch = cb / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_check_exA(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (!f && (flags & STRSAFE_IGNORE_NULLS))
		f = &nothing;
	if (cch)
		status = __wdm_safe_printfA(d, cch, &at, f, ap);
	else if (*f)
		status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	return __wdm_safe_finishA(d, cb, at, status, end, left, bytes, flags);
}

NTSTRSAFEDDI RtlStringCchCopyA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCchCopyExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				 NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_copy_exA(pszDest, cchDest * sizeof(char), pszSrc, (size_t)-1, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyNA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				size_t cchToCopy)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	if (cchToCopy > NTSTRSAFE_MAX_CCH) {
		*pszDest = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, cchToCopy);
}

NTSTRSAFEDDI RtlStringCchCopyNExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				  size_t cchToCopy, NTSTRSAFE_PSTR *ppszDestEnd,
				  size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_copy_exA(pszDest, cchDest * sizeof(char), pszSrc, cchToCopy, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenA(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCchCatExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_cat_exA(pszDest, cchDest * sizeof(char), pszSrc, (size_t)-1, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatNA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
			       size_t cchToAppend)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenA(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	if (cchToAppend > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, cchToAppend);
}

NTSTRSAFEDDI RtlStringCchCatNExA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszSrc,
				 size_t cchToAppend, NTSTRSAFE_PSTR *ppszDestEnd,
				 size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_cat_exA(pszDest, cchDest * sizeof(char), pszSrc, cchToAppend, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchVPrintfA(NTSTRSAFE_PSTR pszDest, size_t cchDest, NTSTRSAFE_PCSTR pszFormat,
				  va_list argList)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_printfA(pszDest, cch, &at, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCchVPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cchDest,
				    NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcchRemaining,
				    ULONG dwFlags, NTSTRSAFE_PCSTR pszFormat, va_list argList)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_vprintf_exA(pszDest, cchDest * sizeof(char), ppszDestEnd, pcchRemaining,
				      0, dwFlags, pszFormat, argList);
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
	size_t cch = cchMax;
	size_t n = psz && cch <= NTSTRSAFE_MAX_CCH ? __wdm_safe_lenA(psz, cch) : cch;

	if (pcchLength)
		*pcchLength = n < cch ? n : 0;
	return n < cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTRSAFEDDI RtlStringCbCopyA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc)
{
	size_t cch = cbDest / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCbCopyExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_copy_exA(pszDest, cbDest, pszSrc, (size_t)-1, ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCopyNA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			       size_t cbToCopy)
{
	size_t cch = cbDest / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	if (cbToCopy / sizeof(char) > NTSTRSAFE_MAX_CCH) {
		*pszDest = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, cbToCopy / sizeof(char));
}

NTSTRSAFEDDI RtlStringCbCopyNExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				 size_t cbToCopy, NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining,
				 ULONG dwFlags)
{
	return __wdm_safe_copy_exA(pszDest, cbDest, pszSrc, cbToCopy / sizeof(char), ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc)
{
	size_t cch = cbDest / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenA(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCbCatExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			       NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_cat_exA(pszDest, cbDest, pszSrc, (size_t)-1, ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatNA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
			      size_t cbToAppend)
{
	size_t cch = cbDest / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenA(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	if (cbToAppend / sizeof(char) > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putA(pszDest, cch, &at, pszSrc, cbToAppend / sizeof(char));
}

NTSTRSAFEDDI RtlStringCbCatNExA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszSrc,
				size_t cbToAppend, NTSTRSAFE_PSTR *ppszDestEnd,
				size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_cat_exA(pszDest, cbDest, pszSrc, cbToAppend / sizeof(char), ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbVPrintfA(NTSTRSAFE_PSTR pszDest, size_t cbDest, NTSTRSAFE_PCSTR pszFormat,
				 va_list argList)
{
	size_t cch = cbDest / sizeof(char), at = 0;
	NTSTATUS status = __wdm_safe_checkA(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_printfA(pszDest, cch, &at, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCbVPrintfExA(NTSTRSAFE_PSTR pszDest, size_t cbDest,
				   NTSTRSAFE_PSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags,
				   NTSTRSAFE_PCSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exA(pszDest, cbDest, ppszDestEnd, pcbRemaining, 1,
				       dwFlags, pszFormat, argList);
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
	size_t cch = cbMax / sizeof(char);
	size_t n = psz && cch <= NTSTRSAFE_MAX_CCH ? __wdm_safe_lenA(psz, cch) : cch;

	if (pcbLength)
		*pcbLength = n < cch ? n * sizeof(char) : 0;
	return n < cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- W: steps ---- */

/* Length of what is in the target, cch if it has no end. */
WDM_INLINE size_t __wdm_safe_lenW(const WCHAR *s, size_t cch)
{
	size_t n = 0;

	while (n < cch && s[n])
		n++;
	return n;
}

/* Puts up to n characters of s at d[*at], and a NUL; there is room for that. */
WDM_INLINE NTSTATUS __wdm_safe_putW(WCHAR *d, size_t cch, size_t *at, const WCHAR *s, size_t n)
{
	size_t i = *at;

	for (; n && *s; n--, s++) {
		if (i + 1 >= cch) {
			d[i] = 0;
			*at = i;
			return STATUS_BUFFER_OVERFLOW;
		}
		d[i++] = *s;
	}
	d[i] = 0;
	*at = i;
	return STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __wdm_safe_printfW(WCHAR *d, size_t cch, size_t *at, const WCHAR *f, va_list ap)
{
	int n = wdm_crt_vsnwprintf(d, cch - 1, f, ap);

	if (n < 0 || (size_t)n >= cch) {
		d[cch - 1] = 0;
		*at = cch - 1;
		return STATUS_BUFFER_OVERFLOW;
	}
	d[n] = 0;
	*at = (size_t)n;
	return STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __wdm_safe_checkW(WCHAR *d, size_t cch)
{
	if (cch && cch <= NTSTRSAFE_MAX_CCH)
		return STATUS_SUCCESS;
	if (cch)
		*d = 0;
	return STATUS_INVALID_PARAMETER;
}

/* Ex: cch 0 is allowed, and with STRSAFE_IGNORE_NULLS a NULL target of that size. */
WDM_INLINE NTSTATUS __wdm_safe_check_exW(const WCHAR *d, size_t cch, ULONG flags)
{
	if (flags & ~STRSAFE_VALID_FLAGS || cch > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	if ((flags & STRSAFE_IGNORE_NULLS) && !d && cch)
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* What the flags ask for, once the target holds what it got. */
WDM_INLINE NTSTATUS __wdm_safe_finishW(WCHAR *d, size_t cb, size_t at, NTSTATUS status, WCHAR **end,
				       size_t *left, int bytes, ULONG flags)
{
	size_t cch = cb / sizeof(WCHAR);

	if (NT_SUCCESS(status)) {
		if ((flags & STRSAFE_FILL_BEHIND_NULL) && cb > (at + 1) * sizeof(WCHAR))
			__builtin_memset(d + at + 1, STRSAFE_GET_FILL_PATTERN(flags),
					 cb - (at + 1) * sizeof(WCHAR));
	} else if (cch) {
		if (flags & STRSAFE_FILL_ON_FAILURE) {
			__builtin_memset(d, STRSAFE_GET_FILL_PATTERN(flags), cb);
			at = STRSAFE_GET_FILL_PATTERN(flags) ? cch - 1 : 0;
			d[at] = 0;
		}
		if (flags & (STRSAFE_NULL_ON_FAILURE | STRSAFE_NO_TRUNCATION)) {
			at = 0;
			d[0] = 0;
		}
	}
	if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
		if (end)
			*end = d ? d + at : d;
		if (left)
			*left = bytes ? cb - at * sizeof(WCHAR) : cch - at;
	}
	return status;
}

WDM_INLINE NTSTATUS __wdm_safe_copy_exW(WCHAR *d, size_t cb, const WCHAR *s, size_t n, WCHAR **end,
					  size_t *left, int bytes, ULONG flags)
{
	static const WCHAR nothing = 0;
	size_t cch = cb / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_check_exW(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (n != (size_t)-1 && n > NTSTRSAFE_MAX_CCH)
		status = STATUS_INVALID_PARAMETER;
	else if (!s && (flags & STRSAFE_IGNORE_NULLS))
		s = &nothing;
	if (NT_SUCCESS(status)) {
		if (cch)
			status = __wdm_safe_putW(d, cch, &at, s, n);
		else if (n && *s)
			status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_finishW(d, cb, at, status, end, left, bytes, flags);
}

WDM_INLINE NTSTATUS __wdm_safe_cat_exW(WCHAR *d, size_t cb, const WCHAR *s, size_t n, WCHAR **end,
				       size_t *left, int bytes, ULONG flags)
{
	static const WCHAR nothing = 0;
	size_t cch = cb / sizeof(WCHAR), old, at;
	NTSTATUS status = __wdm_safe_check_exW(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (n != (size_t)-1 && n > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	old = at = d ? __wdm_safe_lenW(d, cch) : 0;
	if (cch && old == cch)
		return STATUS_INVALID_PARAMETER;
	if (!s && (flags & STRSAFE_IGNORE_NULLS))
		s = &nothing;
	if (cch)
		status = __wdm_safe_putW(d, cch, &at, s, n);
	else if (n && *s)
		status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	/* Without truncation means here: leave what was there. */
	if (!NT_SUCCESS(status) && (flags & STRSAFE_NO_TRUNCATION)) {
		flags &= ~(ULONG)STRSAFE_NO_TRUNCATION;
		at = old;
		if (cch)
			d[at] = 0;
	}
	return __wdm_safe_finishW(d, cb, at, status, end, left, bytes, flags);
}

WDM_INLINE NTSTATUS __wdm_safe_vprintf_exW(WCHAR *d, size_t cb, WCHAR **end, size_t *left,
					   int bytes, ULONG flags, const WCHAR *f, va_list ap)
{
	static const WCHAR nothing = 0;
	size_t cch = cb / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_check_exW(d, cch, flags);

	if (!NT_SUCCESS(status))
		return status;
	if (!f && (flags & STRSAFE_IGNORE_NULLS))
		f = &nothing;
	if (cch)
		status = __wdm_safe_printfW(d, cch, &at, f, ap);
	else if (*f)
		status = d ? STATUS_BUFFER_OVERFLOW : STATUS_INVALID_PARAMETER;
	return __wdm_safe_finishW(d, cb, at, status, end, left, bytes, flags);
}

NTSTRSAFEDDI RtlStringCchCopyW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCchCopyExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				 NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_copy_exW(pszDest, cchDest * sizeof(WCHAR), pszSrc, (size_t)-1,
				   ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCopyNW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				size_t cchToCopy)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	if (cchToCopy > NTSTRSAFE_MAX_CCH) {
		*pszDest = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, cchToCopy);
}

NTSTRSAFEDDI RtlStringCchCopyNExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				  size_t cchToCopy, NTSTRSAFE_PWSTR *ppszDestEnd,
				  size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_copy_exW(pszDest, cchDest * sizeof(WCHAR), pszSrc, cchToCopy, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenW(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCchCatExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_cat_exW(pszDest, cchDest * sizeof(WCHAR), pszSrc, (size_t)-1, ppszDestEnd,
				    pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchCatNW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
			       size_t cchToAppend)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenW(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	if (cchToAppend > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, cchToAppend);
}

NTSTRSAFEDDI RtlStringCchCatNExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest, NTSTRSAFE_PCWSTR pszSrc,
				 size_t cchToAppend, NTSTRSAFE_PWSTR *ppszDestEnd,
				 size_t *pcchRemaining, ULONG dwFlags)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_cat_exW(pszDest, cchDest * sizeof(WCHAR), pszSrc, cchToAppend,
				  ppszDestEnd, pcchRemaining, 0, dwFlags);
}

NTSTRSAFEDDI RtlStringCchVPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
				  NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	size_t cch = cchDest, at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_printfW(pszDest, cch, &at, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCchVPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cchDest,
				    NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcchRemaining,
				    ULONG dwFlags, NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	if (cchDest > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_vprintf_exW(pszDest, cchDest * sizeof(WCHAR), ppszDestEnd, pcchRemaining,
				      0, dwFlags, pszFormat, argList);
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
	size_t cch = cchMax;
	size_t n = psz && cch <= NTSTRSAFE_MAX_CCH ? __wdm_safe_lenW(psz, cch) : cch;

	if (pcchLength)
		*pcchLength = n < cch ? n : 0;
	return n < cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTRSAFEDDI RtlStringCbCopyW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc)
{
	size_t cch = cbDest / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCbCopyExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_copy_exW(pszDest, cbDest, pszSrc, (size_t)-1, ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCopyNW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			       size_t cbToCopy)
{
	size_t cch = cbDest / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	if (cbToCopy / sizeof(WCHAR) > NTSTRSAFE_MAX_CCH) {
		*pszDest = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, cbToCopy / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCopyNExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				 size_t cbToCopy, NTSTRSAFE_PWSTR *ppszDestEnd,
				 size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_copy_exW(pszDest, cbDest, pszSrc, cbToCopy / sizeof(WCHAR), ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc)
{
	size_t cch = cbDest / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenW(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, (size_t)-1);
}

NTSTRSAFEDDI RtlStringCbCatExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			       NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_cat_exW(pszDest, cbDest, pszSrc, (size_t)-1, ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbCatNW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
			      size_t cbToAppend)
{
	size_t cch = cbDest / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	at = __wdm_safe_lenW(pszDest, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	if (cbToAppend / sizeof(WCHAR) > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	return __wdm_safe_putW(pszDest, cch, &at, pszSrc, cbToAppend / sizeof(WCHAR));
}

NTSTRSAFEDDI RtlStringCbCatNExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszSrc,
				size_t cbToAppend, NTSTRSAFE_PWSTR *ppszDestEnd,
				size_t *pcbRemaining, ULONG dwFlags)
{
	return __wdm_safe_cat_exW(pszDest, cbDest, pszSrc, cbToAppend / sizeof(WCHAR), ppszDestEnd,
				    pcbRemaining, 1, dwFlags);
}

NTSTRSAFEDDI RtlStringCbVPrintfW(NTSTRSAFE_PWSTR pszDest, size_t cbDest, NTSTRSAFE_PCWSTR pszFormat,
				 va_list argList)
{
	size_t cch = cbDest / sizeof(WCHAR), at = 0;
	NTSTATUS status = __wdm_safe_checkW(pszDest, cch);

	if (!NT_SUCCESS(status))
		return status;
	return __wdm_safe_printfW(pszDest, cch, &at, pszFormat, argList);
}

NTSTRSAFEDDI RtlStringCbVPrintfExW(NTSTRSAFE_PWSTR pszDest, size_t cbDest,
				   NTSTRSAFE_PWSTR *ppszDestEnd, size_t *pcbRemaining,
				   ULONG dwFlags, NTSTRSAFE_PCWSTR pszFormat, va_list argList)
{
	return __wdm_safe_vprintf_exW(pszDest, cbDest, ppszDestEnd, pcbRemaining, 1,
				       dwFlags, pszFormat, argList);
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
	size_t cch = cbMax / sizeof(WCHAR);
	size_t n = psz && cch <= NTSTRSAFE_MAX_CCH ? __wdm_safe_lenW(psz, cch) : cch;

	if (pcbLength)
		*pcbLength = n < cch ? n * sizeof(WCHAR) : 0;
	return n < cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

#define RtlUnalignedStringCchLengthW	RtlStringCchLengthW
#define RtlUnalignedStringCbLengthW	RtlStringCbLengthW

#ifdef UNICODE
#define RtlStringCbCopy		RtlStringCbCopyW
#define RtlStringCchCopy	RtlStringCchCopyW
#define RtlStringCbCat		RtlStringCbCatW
#define RtlStringCchCat		RtlStringCchCatW
#define RtlStringCbPrintf	RtlStringCbPrintfW
#define RtlStringCchPrintf	RtlStringCchPrintfW
#define RtlStringCbLength	RtlStringCbLengthW
#define RtlStringCchLength	RtlStringCchLengthW
#else
#define RtlStringCbCopy		RtlStringCbCopyA
#define RtlStringCchCopy	RtlStringCchCopyA
#define RtlStringCbCat		RtlStringCbCatA
#define RtlStringCchCat		RtlStringCchCatA
#define RtlStringCbPrintf	RtlStringCbPrintfA
#define RtlStringCchPrintf	RtlStringCchPrintfA
#define RtlStringCbLength	RtlStringCbLengthA
#define RtlStringCchLength	RtlStringCchLengthA
#endif

#include <wdm/strsafe_unicode.h>

#endif /* _NTSTRSAFE_H_INCLUDED_ */
