// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's conversions between numbers and strings.
 *
 * "long" has 32 bits in their results. A number that doesn't fit becomes the
 * nearest one that does. All: any IRQL, no locks.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/overflow.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

struct number {
	u64 magnitude;
	bool negative;
	bool overflow;		/* of 64 bits */
	size_t end;		/* index of the first unit that isn't part of it */
};

static u16 unit_at(const void *s, size_t i, bool wide)
{
	return wide ? ((const u16 *)s)[i] : ((const u8 *)s)[i];
}

static int digit_value(u16 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return INT_MAX;
}

static struct number parse(const void *s, int base, bool wide)
{
	struct number n = {};
	bool any = false;
	size_t i = 0;
	u16 c;

	if (base < 0 || base == 1 || base > 36)
		return n;
	while (wide ? wdm_crt_iswspace(unit_at(s, i, wide)) :
		      wdm_crt_isspace(unit_at(s, i, wide)))
		i++;
	c = unit_at(s, i, wide);
	if (c == '-' || c == '+') {
		n.negative = c == '-';
		i++;
	}
	if ((base == 0 || base == 16) && unit_at(s, i, wide) == '0' &&
	    (unit_at(s, i + 1, wide) | 0x20) == 'x' &&
	    digit_value(unit_at(s, i + 2, wide)) < 16) {
		i += 2;
		base = 16;
	} else if (!base) {
		base = unit_at(s, i, wide) == '0' ? 8 : 10;
	}
	for (; digit_value(unit_at(s, i, wide)) < base; i++) {
		any = true;
		if (check_mul_overflow(n.magnitude, (u64)base, &n.magnitude) ||
		    check_add_overflow(n.magnitude,
				       (u64)digit_value(unit_at(s, i, wide)),
				       &n.magnitude))
			n.overflow = true;
	}
	if (any)
		n.end = i;
	else
		n.negative = false;
	return n;
}

static s64 to_signed(const struct number *n, s64 min, s64 max)
{
	if (n->negative) {
		if (n->overflow || n->magnitude > (u64)max + 1)
			return min;
		return 0 - n->magnitude;
	}
	if (n->overflow || n->magnitude > (u64)max)
		return max;
	return n->magnitude;
}

static u64 to_unsigned(const struct number *n, u64 max)
{
	if (n->overflow || n->magnitude > max)
		return max;
	return n->negative ? (0 - n->magnitude) & max : n->magnitude;
}

LONG wdm_crt_strtol(const char *s, char **end, int base)
{
	struct number n = parse(s, base, false);

	if (end)
		*end = (char *)s + n.end;
	return to_signed(&n, S32_MIN, S32_MAX);
}
WDM_EXPORT(wdm_crt_strtol);

ULONG wdm_crt_strtoul(const char *s, char **end, int base)
{
	struct number n = parse(s, base, false);

	if (end)
		*end = (char *)s + n.end;
	return to_unsigned(&n, U32_MAX);
}
WDM_EXPORT(wdm_crt_strtoul);

LONGLONG wdm_crt_strtoi64(const char *s, char **end, int base)
{
	struct number n = parse(s, base, false);

	if (end)
		*end = (char *)s + n.end;
	return to_signed(&n, S64_MIN, S64_MAX);
}
WDM_EXPORT(wdm_crt_strtoi64);

ULONGLONG wdm_crt_strtoui64(const char *s, char **end, int base)
{
	struct number n = parse(s, base, false);

	if (end)
		*end = (char *)s + n.end;
	return to_unsigned(&n, U64_MAX);
}
WDM_EXPORT(wdm_crt_strtoui64);

LONG wdm_crt_wcstol(const WCHAR *s, WCHAR **end, int base)
{
	struct number n = parse(s, base, true);

	if (end)
		*end = (WCHAR *)s + n.end;
	return to_signed(&n, S32_MIN, S32_MAX);
}
WDM_EXPORT(wdm_crt_wcstol);

ULONG wdm_crt_wcstoul(const WCHAR *s, WCHAR **end, int base)
{
	struct number n = parse(s, base, true);

	if (end)
		*end = (WCHAR *)s + n.end;
	return to_unsigned(&n, U32_MAX);
}
WDM_EXPORT(wdm_crt_wcstoul);

LONGLONG wdm_crt_wcstoi64(const WCHAR *s, WCHAR **end, int base)
{
	struct number n = parse(s, base, true);

	if (end)
		*end = (WCHAR *)s + n.end;
	return to_signed(&n, S64_MIN, S64_MAX);
}
WDM_EXPORT(wdm_crt_wcstoi64);

ULONGLONG wdm_crt_wcstoui64(const WCHAR *s, WCHAR **end, int base)
{
	struct number n = parse(s, base, true);

	if (end)
		*end = (WCHAR *)s + n.end;
	return to_unsigned(&n, U64_MAX);
}
WDM_EXPORT(wdm_crt_wcstoui64);

int wdm_crt_atoi(const char *s)
{
	return wdm_crt_strtol(s, NULL, 10);
}
WDM_EXPORT(wdm_crt_atoi);

LONG wdm_crt_atol(const char *s)
{
	return wdm_crt_strtol(s, NULL, 10);
}
WDM_EXPORT(wdm_crt_atol);

LONGLONG wdm_crt_atoi64(const char *s)
{
	return wdm_crt_strtoi64(s, NULL, 10);
}
WDM_EXPORT(wdm_crt_atoi64);

int wdm_crt_wtoi(const WCHAR *s)
{
	return wdm_crt_wcstol(s, NULL, 10);
}
WDM_EXPORT(wdm_crt_wtoi);

LONGLONG wdm_crt_wtoi64(const WCHAR *s)
{
	return wdm_crt_wcstoi64(s, NULL, 10);
}
WDM_EXPORT(wdm_crt_wtoi64);

/* The sign is for base 10 only; other bases show the bits. */
static void to_string(void *s, u64 value, bool negative, int base, bool wide)
{
	u8 digits[65];
	int n = 0, i = 0;

	if (base < 2 || base > 36) {
		n = 0;
		negative = false;
	} else {
		do {
			digits[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
			value /= base;
		} while (value);
		if (negative)
			digits[n++] = '-';
	}
	for (; n; i++) {
		if (wide)
			((u16 *)s)[i] = digits[--n];
		else
			((u8 *)s)[i] = digits[--n];
	}
	if (wide)
		((u16 *)s)[i] = 0;
	else
		((u8 *)s)[i] = 0;
}

char *wdm_crt_itoa(int value, char *s, int base)
{
	bool negative = base == 10 && value < 0;

	to_string(s, negative ? 0 - (u64)value : (u32)value, negative, base,
		  false);
	return s;
}
WDM_EXPORT(wdm_crt_itoa);

char *wdm_crt_ultoa(ULONG value, char *s, int base)
{
	to_string(s, value, false, base, false);
	return s;
}
WDM_EXPORT(wdm_crt_ultoa);

char *wdm_crt_i64toa(LONGLONG value, char *s, int base)
{
	bool negative = base == 10 && value < 0;

	to_string(s, negative ? 0 - (u64)value : (u64)value, negative, base,
		  false);
	return s;
}
WDM_EXPORT(wdm_crt_i64toa);

char *wdm_crt_ui64toa(ULONGLONG value, char *s, int base)
{
	to_string(s, value, false, base, false);
	return s;
}
WDM_EXPORT(wdm_crt_ui64toa);

WCHAR *wdm_crt_itow(int value, WCHAR *s, int base)
{
	bool negative = base == 10 && value < 0;

	to_string(s, negative ? 0 - (u64)value : (u32)value, negative, base,
		  true);
	return s;
}
WDM_EXPORT(wdm_crt_itow);

WCHAR *wdm_crt_ultow(ULONG value, WCHAR *s, int base)
{
	to_string(s, value, false, base, true);
	return s;
}
WDM_EXPORT(wdm_crt_ultow);

WCHAR *wdm_crt_i64tow(LONGLONG value, WCHAR *s, int base)
{
	bool negative = base == 10 && value < 0;

	to_string(s, negative ? 0 - (u64)value : (u64)value, negative, base,
		  true);
	return s;
}
WDM_EXPORT(wdm_crt_i64tow);

WCHAR *wdm_crt_ui64tow(ULONGLONG value, WCHAR *s, int base)
{
	to_string(s, value, false, base, true);
	return s;
}
WDM_EXPORT(wdm_crt_ui64tow);
