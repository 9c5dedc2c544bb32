// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's character classes. Narrow ones know the "C" locale, wide
 * ones take a letter for what has a case, which is all that names need.
 * All: any IRQL, no locks.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

static bool between(int c, int first, int last)
{
	return c >= first && c <= last;
}

int wdm_crt_isupper(int c)
{
	return between(c, 'A', 'Z');
}
WDM_EXPORT(wdm_crt_isupper);

int wdm_crt_islower(int c)
{
	return between(c, 'a', 'z');
}
WDM_EXPORT(wdm_crt_islower);

int wdm_crt_isdigit(int c)
{
	return between(c, '0', '9');
}
WDM_EXPORT(wdm_crt_isdigit);

int wdm_crt_isalpha(int c)
{
	return wdm_crt_isupper(c) || wdm_crt_islower(c);
}
WDM_EXPORT(wdm_crt_isalpha);

int wdm_crt_isalnum(int c)
{
	return wdm_crt_isalpha(c) || wdm_crt_isdigit(c);
}
WDM_EXPORT(wdm_crt_isalnum);

int wdm_crt_isxdigit(int c)
{
	return wdm_crt_isdigit(c) || between(c, 'A', 'F') ||
	       between(c, 'a', 'f');
}
WDM_EXPORT(wdm_crt_isxdigit);

int wdm_crt_isspace(int c)
{
	return c == ' ' || between(c, '\t', '\r');
}
WDM_EXPORT(wdm_crt_isspace);

int wdm_crt_isgraph(int c)
{
	return between(c, 0x21, 0x7e);
}
WDM_EXPORT(wdm_crt_isgraph);

int wdm_crt_isprint(int c)
{
	return between(c, 0x20, 0x7e);
}
WDM_EXPORT(wdm_crt_isprint);

int wdm_crt_ispunct(int c)
{
	return wdm_crt_isgraph(c) && !wdm_crt_isalnum(c);
}
WDM_EXPORT(wdm_crt_ispunct);

int wdm_crt_iscntrl(int c)
{
	return between(c, 0, 0x1f) || c == 0x7f;
}
WDM_EXPORT(wdm_crt_iscntrl);

int wdm_crt_toupper(int c)
{
	return wdm_crt_islower(c) ? c - 0x20 : c;
}
WDM_EXPORT(wdm_crt_toupper);

int wdm_crt_tolower(int c)
{
	return wdm_crt_isupper(c) ? c + 0x20 : c;
}
WDM_EXPORT(wdm_crt_tolower);

int wdm_crt_iswupper(wint_t c)
{
	return wdm_downcase(c) != c;
}
WDM_EXPORT(wdm_crt_iswupper);

int wdm_crt_iswlower(wint_t c)
{
	return wdm_upcase(c) != c;
}
WDM_EXPORT(wdm_crt_iswlower);

int wdm_crt_iswalpha(wint_t c)
{
	return wdm_crt_iswupper(c) || wdm_crt_iswlower(c) || c == 0xaa ||
	       c == 0xb5 || c == 0xba || c == 0xdf;
}
WDM_EXPORT(wdm_crt_iswalpha);

int wdm_crt_iswdigit(wint_t c)
{
	return between(c, '0', '9');
}
WDM_EXPORT(wdm_crt_iswdigit);

int wdm_crt_iswxdigit(wint_t c)
{
	return wdm_crt_isxdigit(c);
}
WDM_EXPORT(wdm_crt_iswxdigit);

int wdm_crt_iswalnum(wint_t c)
{
	return wdm_crt_iswalpha(c) || wdm_crt_iswdigit(c);
}
WDM_EXPORT(wdm_crt_iswalnum);

int wdm_crt_iswspace(wint_t c)
{
	return wdm_crt_isspace(c) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       between(c, 0x2000, 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}
WDM_EXPORT(wdm_crt_iswspace);

wint_t wdm_crt_towupper(wint_t c)
{
	return wdm_upcase(c);
}
WDM_EXPORT(wdm_crt_towupper);

wint_t wdm_crt_towlower(wint_t c)
{
	return wdm_downcase(c);
}
WDM_EXPORT(wdm_crt_towlower);
