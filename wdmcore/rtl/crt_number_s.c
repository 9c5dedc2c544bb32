// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's conversions of numbers to strings that know the size of their
 * target: EINVAL for a target or base that can't be, ERANGE (and an empty string) if
 * the number doesn't fit.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

static void put(void *s, size_t i, bool wide, u8 c)
{
	if (wide)
		((u16 *)s)[i] = c;
	else
		((u8 *)s)[i] = c;
}

static int to_string(void *s, size_t size, u64 value, bool negative, int base, bool wide)
{
	char digits[64];
	size_t n = 0, i = 0;

	if (!s || !size)
		return EINVAL;
	put(s, 0, wide, 0);
	if (base < 2 || base > 36)
		return EINVAL;
	do {
		digits[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
		value /= base;
	} while (value);
	if (n + negative >= size)
		return ERANGE;
	if (negative)
		put(s, i++, wide, '-');
	while (n)
		put(s, i++, wide, digits[--n]);
	put(s, i, wide, 0);
	return 0;
}

/* Only in base 10 there are negative numbers. */
static int signed_to_string(void *s, size_t size, s64 value, u64 unsigned_value, int base,
			    bool wide)
{
	if (base == 10 && value < 0)
		return to_string(s, size, 0 - (u64)value, true, base, wide);
	return to_string(s, size, unsigned_value, false, base, wide);
}

int wdm_crt_itoa_s(int value, char *s, SIZE_T size, int base)
{
	return signed_to_string(s, size, value, (u32)value, base, false);
}
WDM_EXPORT(wdm_crt_itoa_s);

int wdm_crt_ultoa_s(ULONG value, char *s, SIZE_T size, int base)
{
	return to_string(s, size, value, false, base, false);
}
WDM_EXPORT(wdm_crt_ultoa_s);

int wdm_crt_i64toa_s(LONGLONG value, char *s, SIZE_T size, int base)
{
	return signed_to_string(s, size, value, (u64)value, base, false);
}
WDM_EXPORT(wdm_crt_i64toa_s);

int wdm_crt_ui64toa_s(ULONGLONG value, char *s, SIZE_T size, int base)
{
	return to_string(s, size, value, false, base, false);
}
WDM_EXPORT(wdm_crt_ui64toa_s);

int wdm_crt_itow_s(int value, WCHAR *s, SIZE_T size, int base)
{
	return signed_to_string(s, size, value, (u32)value, base, true);
}
WDM_EXPORT(wdm_crt_itow_s);

int wdm_crt_ultow_s(ULONG value, WCHAR *s, SIZE_T size, int base)
{
	return to_string(s, size, value, false, base, true);
}
WDM_EXPORT(wdm_crt_ultow_s);

int wdm_crt_i64tow_s(LONGLONG value, WCHAR *s, SIZE_T size, int base)
{
	return signed_to_string(s, size, value, (u64)value, base, true);
}
WDM_EXPORT(wdm_crt_i64tow_s);

int wdm_crt_ui64tow_s(ULONGLONG value, WCHAR *s, SIZE_T size, int base)
{
	return to_string(s, size, value, false, base, true);
}
WDM_EXPORT(wdm_crt_ui64tow_s);
