// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's functions on wide strings.
 *
 * What the kernel exports under these names either differs (signedness, locale)
 * or comes and goes with releases. All: any IRQL, no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

#define TRUNCATE	SIZE_MAX
#define STRUNCATE	80

static SIZE_T length(const u16 *s)
{
	return wdm_wcslen(s);
}

SIZE_T wdm_crt_wcslen(const WCHAR *s)
{
	return wdm_wcslen(s);
}
WDM_EXPORT(wdm_crt_wcslen);

WCHAR *wdm_crt_wcscpy(WCHAR *d, const WCHAR *s)
{
	WCHAR *r = d;

	while ((*d++ = *s++))
		;
	return r;
}
WDM_EXPORT(wdm_crt_wcscpy);

WCHAR *wdm_crt_wcsncpy(WCHAR *d, const WCHAR *s, SIZE_T n)
{
	SIZE_T i = 0;

	for (; i < n && s[i]; i++)
		d[i] = s[i];
	for (; i < n; i++)
		d[i] = 0;
	return d;
}
WDM_EXPORT(wdm_crt_wcsncpy);

WCHAR *wdm_crt_wcscat(WCHAR *d, const WCHAR *s)
{
	wdm_crt_wcscpy(d + length(d), s);
	return d;
}
WDM_EXPORT(wdm_crt_wcscat);

WCHAR *wdm_crt_wcsncat(WCHAR *d, const WCHAR *s, SIZE_T n)
{
	WCHAR *p = d + length(d);

	while (n-- && *s)
		*p++ = *s++;
	*p = 0;
	return d;
}
WDM_EXPORT(wdm_crt_wcsncat);

static int compare(const WCHAR *a, const WCHAR *b, SIZE_T n, bool nocase)
{
	for (; n; n--, a++, b++) {
		u16 x = *a, y = *b;

		if (nocase) {
			x = wdm_downcase(x);
			y = wdm_downcase(y);
		}
		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			break;
	}
	return 0;
}

int wdm_crt_wcscmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, false);
}
WDM_EXPORT(wdm_crt_wcscmp);

int wdm_crt_wcsncmp(const WCHAR *a, const WCHAR *b, SIZE_T n)
{
	return compare(a, b, n, false);
}
WDM_EXPORT(wdm_crt_wcsncmp);

int wdm_crt_wcsicmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, true);
}
WDM_EXPORT(wdm_crt_wcsicmp);

int wdm_crt_wcsnicmp(const WCHAR *a, const WCHAR *b, SIZE_T n)
{
	return compare(a, b, n, true);
}
WDM_EXPORT(wdm_crt_wcsnicmp);

WCHAR *wdm_crt_wcschr(const WCHAR *s, WCHAR c)
{
	for (; *s != (WCHAR)c; s++) {
		if (!*s)
			return NULL;
	}
	return (WCHAR *)s;
}
WDM_EXPORT(wdm_crt_wcschr);

WCHAR *wdm_crt_wcsrchr(const WCHAR *s, WCHAR c)
{
	const WCHAR *found = NULL;

	for (;; s++) {
		if (*s == (WCHAR)c)
			found = s;
		if (!*s)
			return (WCHAR *)found;
	}
}
WDM_EXPORT(wdm_crt_wcsrchr);

WCHAR *wdm_crt_wcsstr(const WCHAR *s, const WCHAR *t)
{
	SIZE_T n = length(t);

	for (;; s++) {
		if (!compare(s, t, n, false))
			return (WCHAR *)s;
		if (!*s)
			return NULL;
	}
}
WDM_EXPORT(wdm_crt_wcsstr);

static bool is_in(const WCHAR *set, WCHAR c)
{
	for (; *set; set++) {
		if (*set == c)
			return true;
	}
	return false;
}

SIZE_T wdm_crt_wcsspn(const WCHAR *s, const WCHAR *set)
{
	SIZE_T n = 0;

	while (s[n] && is_in(set, s[n]))
		n++;
	return n;
}
WDM_EXPORT(wdm_crt_wcsspn);

SIZE_T wdm_crt_wcscspn(const WCHAR *s, const WCHAR *set)
{
	SIZE_T n = 0;

	while (s[n] && !is_in(set, s[n]))
		n++;
	return n;
}
WDM_EXPORT(wdm_crt_wcscspn);

WCHAR *wdm_crt_wcspbrk(const WCHAR *s, const WCHAR *set)
{
	s += wdm_crt_wcscspn(s, set);
	return *s ? (WCHAR *)s : NULL;
}
WDM_EXPORT(wdm_crt_wcspbrk);

SIZE_T wdm_crt_wcsnlen(const WCHAR *s, SIZE_T n)
{
	SIZE_T i = 0;

	while (i < n && s[i])
		i++;
	return i;
}
WDM_EXPORT(wdm_crt_wcsnlen);

WCHAR *wdm_crt_wcslwr(WCHAR *s)
{
	WCHAR *p;

	for (p = s; *p; p++)
		*p = wdm_downcase(*p);
	return s;
}
WDM_EXPORT(wdm_crt_wcslwr);

WCHAR *wdm_crt_wcsupr(WCHAR *s)
{
	WCHAR *p;

	for (p = s; *p; p++)
		*p = wdm_upcase(*p);
	return s;
}
WDM_EXPORT(wdm_crt_wcsupr);

WCHAR *wdm_crt_wcsrev(WCHAR *s)
{
	SIZE_T n = length(s), i;

	for (i = 0; i < n / 2; i++)
		swap(s[i], s[n - 1 - i]);
	return s;
}
WDM_EXPORT(wdm_crt_wcsrev);

/*
 * The checked functions: EINVAL for a missing string (an empty result), ERANGE for
 * one that doesn't fit (an empty result), STRUNCATE if the caller asked to cut off.
 */
static int append(WCHAR *d, SIZE_T size, SIZE_T at, const WCHAR *s, SIZE_T n)
{
	SIZE_T i;

	if (!d || !size)
		return EINVAL;
	/* Also when there is no end to what the target holds. */
	if ((!s && n) || at >= size) {
		d[0] = 0;
		return EINVAL;
	}
	for (i = 0; i < n && s[i]; i++) {
		if (at + i + 1 >= size) {
			d[n == TRUNCATE ? at + i : 0] = 0;
			return n == TRUNCATE ? STRUNCATE : ERANGE;
		}
		d[at + i] = s[i];
	}
	d[at + i] = 0;
	return 0;
}

int wdm_crt_wcsncpy_s(WCHAR *d, SIZE_T size, const WCHAR *s, SIZE_T n)
{
	return append(d, size, 0, s, n);
}
WDM_EXPORT(wdm_crt_wcsncpy_s);

int wdm_crt_wcscpy_s(WCHAR *d, SIZE_T size, const WCHAR *s)
{
	/* TRUNCATE would cut off; no string is as long as the next number. */
	return append(d, size, 0, s, TRUNCATE - 1);
}
WDM_EXPORT(wdm_crt_wcscpy_s);

int wdm_crt_wcsncat_s(WCHAR *d, SIZE_T size, const WCHAR *s, SIZE_T n)
{
	return append(d, size, d ? wdm_crt_wcsnlen(d, size) : 0, s, n);
}
WDM_EXPORT(wdm_crt_wcsncat_s);

int wdm_crt_wcscat_s(WCHAR *d, SIZE_T size, const WCHAR *s)
{
	return wdm_crt_wcsncat_s(d, size, s, TRUNCATE - 1);
}
WDM_EXPORT(wdm_crt_wcscat_s);
