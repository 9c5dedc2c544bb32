// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's functions on narrow strings and memory.
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

static SIZE_T length(const char *s)
{
	return strlen(s);
}

/* The "C" locale: ASCII letters only. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? c - 0x20 : c;
}

char *wdm_crt_strcpy(char *d, const char *s)
{
	char *r = d;

	while ((*d++ = *s++))
		;
	return r;
}
WDM_EXPORT(wdm_crt_strcpy);

char *wdm_crt_strncpy(char *d, const char *s, SIZE_T n)
{
	SIZE_T i = 0;

	for (; i < n && s[i]; i++)
		d[i] = s[i];
	for (; i < n; i++)
		d[i] = 0;
	return d;
}
WDM_EXPORT(wdm_crt_strncpy);

char *wdm_crt_strcat(char *d, const char *s)
{
	wdm_crt_strcpy(d + length(d), s);
	return d;
}
WDM_EXPORT(wdm_crt_strcat);

char *wdm_crt_strncat(char *d, const char *s, SIZE_T n)
{
	char *p = d + length(d);

	while (n-- && *s)
		*p++ = *s++;
	*p = 0;
	return d;
}
WDM_EXPORT(wdm_crt_strncat);

static int compare(const char *a, const char *b, SIZE_T n, bool nocase)
{
	for (; n; n--, a++, b++) {
		u8 x = *a, y = *b;

		if (nocase) {
			x = lower(x);
			y = lower(y);
		}
		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			break;
	}
	return 0;
}

int wdm_crt_strcmp(const char *a, const char *b)
{
	return compare(a, b, SIZE_MAX, false);
}
WDM_EXPORT(wdm_crt_strcmp);

int wdm_crt_strncmp(const char *a, const char *b, SIZE_T n)
{
	return compare(a, b, n, false);
}
WDM_EXPORT(wdm_crt_strncmp);

int wdm_crt_stricmp(const char *a, const char *b)
{
	return compare(a, b, SIZE_MAX, true);
}
WDM_EXPORT(wdm_crt_stricmp);

int wdm_crt_strnicmp(const char *a, const char *b, SIZE_T n)
{
	return compare(a, b, n, true);
}
WDM_EXPORT(wdm_crt_strnicmp);

char *wdm_crt_strchr(const char *s, int c)
{
	for (; *s != (char)c; s++) {
		if (!*s)
			return NULL;
	}
	return (char *)s;
}
WDM_EXPORT(wdm_crt_strchr);

char *wdm_crt_strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (;; s++) {
		if (*s == (char)c)
			found = s;
		if (!*s)
			return (char *)found;
	}
}
WDM_EXPORT(wdm_crt_strrchr);

char *wdm_crt_strstr(const char *s, const char *t)
{
	SIZE_T n = length(t);

	for (;; s++) {
		if (!compare(s, t, n, false))
			return (char *)s;
		if (!*s)
			return NULL;
	}
}
WDM_EXPORT(wdm_crt_strstr);

static bool is_in(const char *set, char c)
{
	for (; *set; set++) {
		if (*set == c)
			return true;
	}
	return false;
}

SIZE_T wdm_crt_strspn(const char *s, const char *set)
{
	SIZE_T n = 0;

	while (s[n] && is_in(set, s[n]))
		n++;
	return n;
}
WDM_EXPORT(wdm_crt_strspn);

SIZE_T wdm_crt_strcspn(const char *s, const char *set)
{
	SIZE_T n = 0;

	while (s[n] && !is_in(set, s[n]))
		n++;
	return n;
}
WDM_EXPORT(wdm_crt_strcspn);

char *wdm_crt_strpbrk(const char *s, const char *set)
{
	s += wdm_crt_strcspn(s, set);
	return *s ? (char *)s : NULL;
}
WDM_EXPORT(wdm_crt_strpbrk);

SIZE_T wdm_crt_strnlen(const char *s, SIZE_T n)
{
	SIZE_T i = 0;

	while (i < n && s[i])
		i++;
	return i;
}
WDM_EXPORT(wdm_crt_strnlen);

char *wdm_crt_strlwr(char *s)
{
	char *p;

	for (p = s; *p; p++)
		*p = lower(*p);
	return s;
}
WDM_EXPORT(wdm_crt_strlwr);

char *wdm_crt_strupr(char *s)
{
	char *p;

	for (p = s; *p; p++)
		*p = upper(*p);
	return s;
}
WDM_EXPORT(wdm_crt_strupr);

char *wdm_crt_strrev(char *s)
{
	SIZE_T n = length(s), i;

	for (i = 0; i < n / 2; i++)
		swap(s[i], s[n - 1 - i]);
	return s;
}
WDM_EXPORT(wdm_crt_strrev);

/*
 * The checked functions: EINVAL for a missing string (an empty result), ERANGE for
 * one that doesn't fit (an empty result), STRUNCATE if the caller asked to cut off.
 */
static int append(char *d, SIZE_T size, SIZE_T at, const char *s, SIZE_T n)
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

int wdm_crt_strncpy_s(char *d, SIZE_T size, const char *s, SIZE_T n)
{
	return append(d, size, 0, s, n);
}
WDM_EXPORT(wdm_crt_strncpy_s);

int wdm_crt_strcpy_s(char *d, SIZE_T size, const char *s)
{
	/* TRUNCATE would cut off; no string is as long as the next number. */
	return append(d, size, 0, s, TRUNCATE - 1);
}
WDM_EXPORT(wdm_crt_strcpy_s);

int wdm_crt_strncat_s(char *d, SIZE_T size, const char *s, SIZE_T n)
{
	return append(d, size, d ? wdm_crt_strnlen(d, size) : 0, s, n);
}
WDM_EXPORT(wdm_crt_strncat_s);

int wdm_crt_strcat_s(char *d, SIZE_T size, const char *s)
{
	return wdm_crt_strncat_s(d, size, s, TRUNCATE - 1);
}
WDM_EXPORT(wdm_crt_strcat_s);

char *wdm_crt_strset(char *s, int c)
{
	memset(s, c, strlen(s));
	return s;
}
WDM_EXPORT(wdm_crt_strset);

char *wdm_crt_strnset(char *s, int c, SIZE_T n)
{
	memset(s, c, wdm_crt_strnlen(s, n));
	return s;
}
WDM_EXPORT(wdm_crt_strnset);

char *wdm_crt_strtok_s(char *s, const char *set, char **context)
{
	if (!s)
		s = *context;
	s += wdm_crt_strspn(s, set);
	if (!*s) {
		*context = s;
		return NULL;
	}
	*context = s + wdm_crt_strcspn(s, set);
	if (**context)
		*(*context)++ = 0;
	return s;
}
WDM_EXPORT(wdm_crt_strtok_s);

void *wdm_crt_memchr(const void *s, int c, SIZE_T n)
{
	const u8 *p = s;

	for (; n; n--, p++) {
		if (*p == (u8)c)
			return (void *)p;
	}
	return NULL;
}
WDM_EXPORT(wdm_crt_memchr);

int wdm_crt_memicmp(const void *a, const void *b, SIZE_T n)
{
	const char *x = a, *y = b;

	for (; n; n--, x++, y++) {
		u8 p = lower(*x), q = lower(*y);

		if (p != q)
			return p < q ? -1 : 1;
	}
	return 0;
}
WDM_EXPORT(wdm_crt_memicmp);

int wdm_crt_memmove_s(void *d, SIZE_T size, const void *s, SIZE_T n)
{
	if (!n)
		return 0;
	if (!d || !s)
		return EINVAL;
	if (n > size)
		return ERANGE;
	memmove(d, s, n);
	return 0;
}
WDM_EXPORT(wdm_crt_memmove_s);

/* Unlike memmove_s, a failure clears the target. */
int wdm_crt_memcpy_s(void *d, SIZE_T size, const void *s, SIZE_T n)
{
	if (!n)
		return 0;
	if (!d)
		return EINVAL;
	if (!s || n > size) {
		memset(d, 0, size);
		return s ? ERANGE : EINVAL;
	}
	memcpy(d, s, n);
	return 0;
}
WDM_EXPORT(wdm_crt_memcpy_s);
