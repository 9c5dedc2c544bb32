/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rtl: what it offers to the other components, beside the DDIs.
 * Include Linux headers first.
 */
#ifndef _WDM_INTERNAL_RTL_H
#define _WDM_INTERNAL_RTL_H

#include <linux/string.h>
#include <linux/types.h>

#include <wdm/rtl.h>

/* Status codes: errno where the char device and module init need it. */
int wdm_status_to_errno(NTSTATUS status);
NTSTATUS wdm_errno_to_status(int error);
const char *wdm_status_name(NTSTATUS status);

/* Case folding of one UTF-16 unit, as RtlUpcaseUnicodeChar. */
u16 wdm_upcase(u16 c);
u16 wdm_downcase(u16 c);

/* Windows-1252. A unit without a character there becomes '?'. */
u16 wdm_ansi_to_unicode(u8 c);
u8 wdm_unicode_to_ansi(u16 c);

/* UTF-16 units of a NUL-terminated string, the NUL not counted. */
size_t wdm_wcslen(const u16 *s);

/*
 * UTF-8 (what user space speaks) to UTF-16 and back. Both write as much as fits,
 * never half a character, and no NUL; they return the size that all of it takes,
 * in units of the target (u16 or bytes). Bad input becomes U+FFFD.
 */
size_t wdm_utf8_to_utf16(u16 *dst, size_t max, const char *src, size_t len);
size_t wdm_utf16_to_utf8(char *dst, size_t max, const u16 *src, size_t units);

/* As above for counted strings; NUL-terminated results for user space. */
NTSTATUS wdm_utf8_to_ustr(PUNICODE_STRING dst, const char *src);
size_t wdm_ustr_to_utf8(char *dst, size_t size, PCUNICODE_STRING src);

/* For name tables: equality and hash without regard to case. */
bool wdm_ustr_equal_nocase(PCUNICODE_STRING a, PCUNICODE_STRING b);
u32 wdm_ustr_hash_nocase(PCUNICODE_STRING s);

/* The pool tag of buffers that Rtl allocates for a caller. */
#define WDM_RTL_STRING_TAG	0x53747452	/* 'RttS' */

#endif /* _WDM_INTERNAL_RTL_H */
