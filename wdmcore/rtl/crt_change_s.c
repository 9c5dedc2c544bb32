// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's functions that change a string in place and know the size of
 * its buffer: EINVAL for none, and for a buffer without a NUL, which becomes empty.
 * All: any IRQL, no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

static int check_narrow(char *s, SIZE_T size)
{
	if (!s || !size)
		return EINVAL;
	if (wdm_crt_strnlen(s, size) < size)
		return 0;
	s[0] = 0;
	return EINVAL;
}

static int check_wide(WCHAR *s, SIZE_T size)
{
	if (!s || !size)
		return EINVAL;
	if (wdm_crt_wcsnlen(s, size) < size)
		return 0;
	s[0] = 0;
	return EINVAL;
}

int wdm_crt_strlwr_s(char *s, SIZE_T size)
{
	int error = check_narrow(s, size);

	if (!error)
		wdm_crt_strlwr(s);
	return error;
}
WDM_EXPORT(wdm_crt_strlwr_s);

int wdm_crt_strupr_s(char *s, SIZE_T size)
{
	int error = check_narrow(s, size);

	if (!error)
		wdm_crt_strupr(s);
	return error;
}
WDM_EXPORT(wdm_crt_strupr_s);

int wdm_crt_strset_s(char *s, SIZE_T size, int c)
{
	int error = check_narrow(s, size);

	if (!error)
		wdm_crt_strset(s, c);
	return error;
}
WDM_EXPORT(wdm_crt_strset_s);

/* A count beyond the buffer is an error, one beyond the string isn't. */
int wdm_crt_strnset_s(char *s, SIZE_T size, int c, SIZE_T n)
{
	int error = check_narrow(s, size);

	if (!error && n > size)
		return EINVAL;
	if (!error)
		wdm_crt_strnset(s, c, n);
	return error;
}
WDM_EXPORT(wdm_crt_strnset_s);

int wdm_crt_wcslwr_s(WCHAR *s, SIZE_T size)
{
	int error = check_wide(s, size);

	if (!error)
		wdm_crt_wcslwr(s);
	return error;
}
WDM_EXPORT(wdm_crt_wcslwr_s);

int wdm_crt_wcsupr_s(WCHAR *s, SIZE_T size)
{
	int error = check_wide(s, size);

	if (!error)
		wdm_crt_wcsupr(s);
	return error;
}
WDM_EXPORT(wdm_crt_wcsupr_s);

int wdm_crt_wcsset_s(WCHAR *s, SIZE_T size, WCHAR c)
{
	int error = check_wide(s, size);

	if (!error)
		wdm_crt_wcsset(s, c);
	return error;
}
WDM_EXPORT(wdm_crt_wcsset_s);

int wdm_crt_wcsnset_s(WCHAR *s, SIZE_T size, WCHAR c, SIZE_T n)
{
	int error = check_wide(s, size);

	if (!error && n > size)
		return EINVAL;
	if (!error)
		wdm_crt_wcsnset(s, c, n);
	return error;
}
WDM_EXPORT(wdm_crt_wcsnset_s);
