// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's printf functions.
 *
 * They differ in what happens when the output doesn't fit:
 *  sprintf, swprintf		there is no bound, as ever
 *  _snprintf, _snwprintf	cut off, no NUL, -1; no NUL either when it just fits
 *  snprintf (C99)		cut off, NUL, the length it would have
 *  swprintf with a count	cut off, NUL, -1
 *  sprintf_s			nothing but a NUL, -1
 *  _snprintf_s			cut off at the count with NUL, -1
 *  _scprintf			there is no output, only the length
 *
 * All: any IRQL (Windows: mostly PASSIVE_LEVEL), no locks.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include "format.h"
#include <wdm/crt.h>

#define UNBOUNDED	(SIZE_MAX / 4)
#define TRUNCATE	SIZE_MAX

/* Formats to at most @max units; returns the length of all of it. */
static size_t format_to(bool wide, void *d, size_t max, const void *format,
			va_list ap)
{
	struct wdm_format_out out = { .wide = wide, .buffer = d, .max = max };

	wdm_format(&out, format, ap);
	return out.total;
}

static void put_nul(bool wide, void *d, size_t i)
{
	if (wide)
		((u16 *)d)[i] = 0;
	else
		((u8 *)d)[i] = 0;
}

static int format_unbounded(bool wide, void *d, const void *format, va_list ap)
{
	size_t n = format_to(wide, d, UNBOUNDED, format, ap);

	put_nul(wide, d, n);
	return n;
}

/* _snprintf: the NUL only where there is room for it. Without a buffer, the length. */
static int format_counted(bool wide, void *d, size_t count, const void *format,
			  va_list ap)
{
	size_t n;

	if (!format || (!d && count))
		return -1;
	n = format_to(wide, d, count, format, ap);
	if (!d)
		return n;
	if (n > count)
		return -1;
	if (n < count)
		put_nul(wide, d, n);
	return n;
}

/* Always with a NUL. What was cut off returns its full length only in C99. */
static int format_terminated(bool wide, void *d, size_t count,
			     const void *format, va_list ap, bool c99)
{
	size_t n;

	if (!format || (!d && count))
		return -1;
	n = format_to(wide, d, count ? count - 1 : 0, format, ap);
	if (count)
		put_nul(wide, d, min(n, count - 1));
	return n < count || c99 ? n : -1;
}

/* Only counts. */
static int format_measured(bool wide, const void *format, va_list ap)
{
	return format ? (int)format_to(wide, NULL, 0, format, ap) : -1;
}

static int format_checked(bool wide, void *d, size_t size, size_t count,
			  const void *format, va_list ap)
{
	size_t n;

	if (!format || !d || !size)
		return -1;
	n = format_to(wide, d, count == TRUNCATE ? size - 1 : min(count, size - 1),
		      format, ap);
	if (n < size && n <= count) {
		put_nul(wide, d, n);
		return n;
	}
	if (count == TRUNCATE)
		put_nul(wide, d, size - 1);
	else if (count < size)
		put_nul(wide, d, count);
	else
		put_nul(wide, d, 0);
	return -1;
}

int wdm_crt_vsprintf(char *d, const char *format, va_list ap)
{
	return format_unbounded(false, d, format, ap);
}
WDM_EXPORT(wdm_crt_vsprintf);

int wdm_crt_sprintf(char *d, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsprintf(d, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_sprintf);

int wdm_crt_vsnprintf(char *d, SIZE_T count, const char *format, va_list ap)
{
	return format_counted(false, d, count, format, ap);
}
WDM_EXPORT(wdm_crt_vsnprintf);

int wdm_crt_snprintf(char *d, SIZE_T count, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsnprintf(d, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_snprintf);

int wdm_crt_c99_vsnprintf(char *d, SIZE_T count, const char *format, va_list ap)
{
	return format_terminated(false, d, count, format, ap, true);
}
WDM_EXPORT(wdm_crt_c99_vsnprintf);

int wdm_crt_c99_snprintf(char *d, SIZE_T count, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_c99_vsnprintf(d, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_c99_snprintf);

int wdm_crt_vsprintf_s(char *d, SIZE_T size, const char *format, va_list ap)
{
	return format_checked(false, d, size, size, format, ap);
}
WDM_EXPORT(wdm_crt_vsprintf_s);

int wdm_crt_sprintf_s(char *d, SIZE_T size, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsprintf_s(d, size, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_sprintf_s);

int wdm_crt_vsnprintf_s(char *d, SIZE_T size, SIZE_T count, const char *format,
			va_list ap)
{
	return format_checked(false, d, size, count, format, ap);
}
WDM_EXPORT(wdm_crt_vsnprintf_s);

int wdm_crt_snprintf_s(char *d, SIZE_T size, SIZE_T count, const char *format,
		       ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsnprintf_s(d, size, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_snprintf_s);

int wdm_crt_vswprintf(WCHAR *d, const WCHAR *format, va_list ap)
{
	return format_unbounded(true, d, format, ap);
}
WDM_EXPORT(wdm_crt_vswprintf);

int wdm_crt_swprintf(WCHAR *d, const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vswprintf(d, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_swprintf);

int wdm_crt_vswprintf_count(WCHAR *d, SIZE_T count, const WCHAR *format,
			    va_list ap)
{
	return format_terminated(true, d, count, format, ap, false);
}
WDM_EXPORT(wdm_crt_vswprintf_count);

int wdm_crt_swprintf_count(WCHAR *d, SIZE_T count, const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vswprintf_count(d, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_swprintf_count);

int wdm_crt_vsnwprintf(WCHAR *d, SIZE_T count, const WCHAR *format, va_list ap)
{
	return format_counted(true, d, count, format, ap);
}
WDM_EXPORT(wdm_crt_vsnwprintf);

int wdm_crt_snwprintf(WCHAR *d, SIZE_T count, const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsnwprintf(d, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_snwprintf);

int wdm_crt_vswprintf_s(WCHAR *d, SIZE_T size, const WCHAR *format, va_list ap)
{
	return format_checked(true, d, size, size, format, ap);
}
WDM_EXPORT(wdm_crt_vswprintf_s);

int wdm_crt_swprintf_s(WCHAR *d, SIZE_T size, const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vswprintf_s(d, size, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_swprintf_s);

int wdm_crt_vsnwprintf_s(WCHAR *d, SIZE_T size, SIZE_T count,
			 const WCHAR *format, va_list ap)
{
	return format_checked(true, d, size, count, format, ap);
}
WDM_EXPORT(wdm_crt_vsnwprintf_s);

int wdm_crt_snwprintf_s(WCHAR *d, SIZE_T size, SIZE_T count,
			const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vsnwprintf_s(d, size, count, format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_snwprintf_s);

int wdm_crt_vscprintf(const char *format, va_list ap)
{
	return format_measured(false, format, ap);
}
WDM_EXPORT(wdm_crt_vscprintf);

int wdm_crt_scprintf(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vscprintf(format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_scprintf);

int wdm_crt_vscwprintf(const WCHAR *format, va_list ap)
{
	return format_measured(true, format, ap);
}
WDM_EXPORT(wdm_crt_vscwprintf);

int wdm_crt_scwprintf(const WCHAR *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = wdm_crt_vscwprintf(format, ap);
	va_end(ap);
	return n;
}
WDM_EXPORT(wdm_crt_scwprintf);
