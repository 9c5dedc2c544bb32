// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's conversions between strings of the ANSI code page and wide
 * ones, and the functions of wide strings that came later.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

#define FAILED	((SIZE_T)-1)

/**
 * wdm_crt_mbstowcs - mbstowcs
 * @d: gets WCHARs, with a NUL if there is room; NULL: only count
 * @s: string of the ANSI code page
 * @count: WCHARs at @d
 *
 * Context: any IRQL, here and below
 * Return: WCHARs without the NUL
 */
SIZE_T wdm_crt_mbstowcs(WCHAR *d, const char *s, SIZE_T count)
{
	size_t i;

	if (!d)
		return strlen(s);
	for (i = 0; i < count; i++) {
		d[i] = wdm_ansi_to_unicode((u8)s[i]);
		if (!d[i])
			break;
	}
	return i;
}
WDM_EXPORT(wdm_crt_mbstowcs);

/* Is there a character for it? */
static bool has_ansi(u16 c)
{
	return wdm_ansi_to_unicode(wdm_unicode_to_ansi(c)) == c;
}

/**
 * wdm_crt_wcstombs - wcstombs
 * @d: gets the string, with a NUL if there is room; NULL: only count
 * @s: wide string
 * @count: bytes at @d
 *
 * Return: bytes without the NUL; (size_t)-1 if the code page lacks a character
 */
SIZE_T wdm_crt_wcstombs(char *d, const WCHAR *s, SIZE_T count)
{
	size_t i;

	for (i = 0; !d || i < count; i++) {
		if (!has_ansi(s[i]))
			return FAILED;
		if (d)
			d[i] = (char)wdm_unicode_to_ansi(s[i]);
		if (!s[i])
			break;
	}
	return i;
}
WDM_EXPORT(wdm_crt_wcstombs);

/**
 * wdm_crt_mbtowc - mbtowc
 * @d: gets the WCHAR; may be NULL
 * @s: a character of the ANSI code page; NULL: does the code page have states?
 * @count: bytes at @s
 *
 * Return: 1, 0 for a NUL and for the question, -1 without a byte
 */
int wdm_crt_mbtowc(WCHAR *d, const char *s, SIZE_T count)
{
	if (!s)
		return 0;
	if (!count)
		return -1;
	if (d)
		*d = wdm_ansi_to_unicode((u8)*s);
	return *s != 0;
}
WDM_EXPORT(wdm_crt_mbtowc);

/**
 * wdm_crt_wctomb - wctomb
 * @d: gets the character; NULL: does the code page have states?
 * @c: WCHAR
 *
 * Return: 1; 0 for the question; -1 if the code page lacks it
 */
int wdm_crt_wctomb(char *d, WCHAR c)
{
	if (!d)
		return 0;
	if (!has_ansi(c))
		return -1;
	*d = (char)wdm_unicode_to_ansi(c);
	return 1;
}
WDM_EXPORT(wdm_crt_wctomb);

WCHAR *wdm_crt_wcsset(WCHAR *s, WCHAR c)
{
	WCHAR *p;

	for (p = s; *p; p++)
		*p = c;
	return s;
}
WDM_EXPORT(wdm_crt_wcsset);

WCHAR *wdm_crt_wcsnset(WCHAR *s, WCHAR c, SIZE_T n)
{
	WCHAR *p;

	for (p = s; *p && n; p++, n--)
		*p = c;
	return s;
}
WDM_EXPORT(wdm_crt_wcsnset);

WCHAR *wdm_crt_wcstok_s(WCHAR *s, const WCHAR *set, WCHAR **context)
{
	if (!s)
		s = *context;
	s += wdm_crt_wcsspn(s, set);
	if (!*s) {
		*context = s;
		return NULL;
	}
	*context = s + wdm_crt_wcscspn(s, set);
	if (**context)
		*(*context)++ = 0;
	return s;
}
WDM_EXPORT(wdm_crt_wcstok_s);
