// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: upper and lower case of single characters.
 *
 * Names in NT compare by upcased UTF-16 units, one to one and without regard to
 * any locale, so that two names that are equal today are equal for ever.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

struct case_range {
	u16 first;
	u16 last;
	u16 step;
	u16 distance;
};

#include "case_table.h"

static u16 map(const struct case_range *table, size_t n, u16 c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct case_range *r = &table[middle];

		if (c < r->first)
			high = middle;
		else if (c > r->last)
			low = middle + 1;
		else if ((c - r->first) % r->step)
			return c;
		else
			return c + r->distance;
	}
	return c;
}

u16 wdm_upcase(u16 c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c - 0x20 : c;
	return map(to_upper, ARRAY_SIZE(to_upper), c);
}

u16 wdm_downcase(u16 c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
	return map(to_lower, ARRAY_SIZE(to_lower), c);
}

/**
 * RtlUpcaseUnicodeChar - upper case of a character
 * @SourceCharacter: one UTF-16 unit
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the upper case character, @SourceCharacter if it has none.
 * Reference: "RtlUpcaseUnicodeChar function (wdm.h)"
 */
WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
	return wdm_upcase(SourceCharacter);
}
WDM_EXPORT(RtlUpcaseUnicodeChar);

/**
 * RtlDowncaseUnicodeChar - lower case of a character
 * @SourceCharacter: one UTF-16 unit
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the lower case character, @SourceCharacter if it has none.
 * Reference: "RtlDowncaseUnicodeChar function (ntifs.h)"
 */
WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
	return wdm_downcase(SourceCharacter);
}
WDM_EXPORT(RtlDowncaseUnicodeChar);

/**
 * RtlUpperChar - upper case of a character of the ANSI code page
 * @Character: one character of Windows-1252
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the upper case character; @Character if it has none in the code page.
 * Reference: "RtlUpperChar function (ntddk.h)"
 */
CHAR NTAPI RtlUpperChar(CHAR Character)
{
	u16 wide = wdm_ansi_to_unicode((u8)Character);
	u16 upper = wdm_upcase(wide);
	u8 result;

	if (upper == wide)
		return Character;
	result = wdm_unicode_to_ansi(upper);
	return wdm_ansi_to_unicode(result) == upper ? (CHAR)result : Character;
}
WDM_EXPORT(RtlUpperChar);
