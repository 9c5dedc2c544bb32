/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Safe strings: every function gets the size of its target, in bytes (Cb) or in
 * characters (Cch), always ends the result with a NUL and says when it was cut
 * off. A, W: char, WCHAR. Ex: more results and flags. UnicodeString: the target
 * is a counted string, which needs no NUL.
 *
 * wdm/strsafe_steps.h has what all of them come down to: check the target, put
 * characters, finish by the flags.
 *
 * Every function refuses NULL (STATUS_INVALID_PARAMETER), the Ex ones unless they get
 * STRSAFE_IGNORE_NULLS. STRSAFE_NO_TRUNCATION leaves a target that is too small as it
 * was; where that has no NUL, *ppszDestEnd is its end and nothing remains.
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

/* Cch with a size in bytes behind it: too great a size stays too great. */
WDM_INLINE size_t __wdm_safe_bytes(size_t cch)
{
	return cch > NTSTRSAFE_MAX_CCH ? (size_t)-1 : cch * sizeof(WCHAR);
}

#define __WDM_SAFE(name)	__wdm_safe_##name##A
#define __WDM_SAFE_CHAR		char
#define __WDM_SAFE_FORMAT	wdm_crt_vsnprintf
#define __WDM_SAFE_MEASURE	wdm_crt_vscprintf
#include <wdm/strsafe_steps.h>
#undef __WDM_SAFE
#undef __WDM_SAFE_CHAR
#undef __WDM_SAFE_FORMAT
#undef __WDM_SAFE_MEASURE

#define __WDM_SAFE(name)	__wdm_safe_##name##W
#define __WDM_SAFE_CHAR		WCHAR
#define __WDM_SAFE_FORMAT	wdm_crt_vsnwprintf
#define __WDM_SAFE_MEASURE	wdm_crt_vscwprintf
#include <wdm/strsafe_steps.h>
#undef __WDM_SAFE
#undef __WDM_SAFE_CHAR
#undef __WDM_SAFE_FORMAT
#undef __WDM_SAFE_MEASURE

#include <wdm/strsafe_a.h>
#include <wdm/strsafe_w.h>

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
