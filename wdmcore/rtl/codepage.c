// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the ANSI code page.
 *
 * ANSI is Windows-1252, the code page of a Western Windows: one byte is one
 * character, as most drivers take for granted. The five bytes without a character
 * (81, 8D, 8F, 90, 9D) map to the control of the same number, as on Windows.
 * The OEM code page is the same one.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

/* 0x80 to 0x9F; all other bytes are their own character. */
static const u16 high_controls[32] = {
	0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
	0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

u16 wdm_ansi_to_unicode(u8 c)
{
	if (c >= 0x80 && c < 0xa0)
		return high_controls[c - 0x80];
	return c;
}

u8 wdm_unicode_to_ansi(u16 c)
{
	int i;

	if (c < 0x80 || (c >= 0xa0 && c < 0x100))
		return c;
	for (i = 0; i < ARRAY_SIZE(high_controls); i++) {
		if (high_controls[i] == c)
			return 0x80 + i;
	}
	return '?';
}

/**
 * RtlMultiByteToUnicodeN - convert ANSI characters to UTF-16
 * @UnicodeString: buffer for the result, which gets no NUL
 * @MaxBytesInUnicodeString: bytes in @UnicodeString
 * @BytesInUnicodeString: gets the bytes written; may be NULL
 * @MultiByteString: the characters
 * @BytesInMultiByteString: bytes in @MultiByteString
 *
 * A result that doesn't fit is cut off.
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS, also after cutting off.
 * Reference: "RtlMultiByteToUnicodeN function (ntifs.h)"
 */
NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH UnicodeString,
				      ULONG MaxBytesInUnicodeString,
				      PULONG BytesInUnicodeString,
				      const CHAR *MultiByteString,
				      ULONG BytesInMultiByteString)
{
	ULONG n = min_t(ULONG, MaxBytesInUnicodeString / sizeof(WCHAR),
			BytesInMultiByteString);
	ULONG i;

	for (i = 0; i < n; i++)
		UnicodeString[i] = wdm_ansi_to_unicode((u8)MultiByteString[i]);
	if (BytesInUnicodeString)
		*BytesInUnicodeString = n * sizeof(WCHAR);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlMultiByteToUnicodeN);

/**
 * RtlUnicodeToMultiByteN - convert UTF-16 to ANSI characters
 * @MultiByteString: buffer for the result, which gets no NUL
 * @MaxBytesInMultiByteString: bytes in @MultiByteString
 * @BytesInMultiByteString: gets the bytes written; may be NULL
 * @UnicodeString: the characters
 * @BytesInUnicodeString: bytes in @UnicodeString
 *
 * A character that the code page lacks becomes a question mark; a result that
 * doesn't fit is cut off.
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS, also after cutting off.
 * Reference: "RtlUnicodeToMultiByteN function (ntifs.h)"
 */
NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString,
				      ULONG MaxBytesInMultiByteString,
				      PULONG BytesInMultiByteString,
				      PCWCH UnicodeString,
				      ULONG BytesInUnicodeString)
{
	ULONG n = min_t(ULONG, MaxBytesInMultiByteString,
			BytesInUnicodeString / sizeof(WCHAR));
	ULONG i;

	for (i = 0; i < n; i++)
		MultiByteString[i] = (CHAR)wdm_unicode_to_ansi(UnicodeString[i]);
	if (BytesInMultiByteString)
		*BytesInMultiByteString = n;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlUnicodeToMultiByteN);

/**
 * RtlMultiByteToUnicodeSize - size of ANSI characters in UTF-16
 * @BytesInUnicodeString: gets the size in bytes, without a NUL
 * @MultiByteString: the characters
 * @BytesInMultiByteString: bytes in @MultiByteString
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS.
 * Reference: "RtlMultiByteToUnicodeSize function (ntifs.h)"
 */
NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString,
					 const CHAR *MultiByteString,
					 ULONG BytesInMultiByteString)
{
	*BytesInUnicodeString = BytesInMultiByteString * sizeof(WCHAR);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlMultiByteToUnicodeSize);

/**
 * RtlUnicodeToMultiByteSize - size of UTF-16 in ANSI characters
 * @BytesInMultiByteString: gets the size in bytes, without a NUL
 * @UnicodeString: the characters
 * @BytesInUnicodeString: bytes in @UnicodeString
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS.
 * Reference: "RtlUnicodeToMultiByteSize function (ntifs.h)"
 */
NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString,
					 PCWCH UnicodeString,
					 ULONG BytesInUnicodeString)
{
	*BytesInMultiByteString = BytesInUnicodeString / sizeof(WCHAR);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlUnicodeToMultiByteSize);

/*
 * RtlAnsiStringToUnicodeSize and its kin look at these in an image: Windows' headers have
 * the arithmetic for code pages of one byte in macros.
 */
BOOLEAN NlsMbCodePageTag = FALSE;
WDM_EXPORT(NlsMbCodePageTag);

BOOLEAN NlsMbOemCodePageTag = FALSE;
WDM_EXPORT(NlsMbOemCodePageTag);

/**
 * RtlxAnsiStringToUnicodeSize - bytes that an ANSI string takes in UTF-16
 * @AnsiString: the string
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the size in bytes, with a NUL.
 * Reference: "RtlxAnsiStringToUnicodeSize function (wdm.h)"
 */
ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *AnsiString)
{
	return (AnsiString->Length + 1) * sizeof(WCHAR);
}
WDM_EXPORT(RtlxAnsiStringToUnicodeSize);

/**
 * RtlxUnicodeStringToAnsiSize - bytes that a Unicode string takes in ANSI
 * @UnicodeString: the string
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the size in bytes, with a NUL.
 * Reference: "RtlxUnicodeStringToAnsiSize function (wdm.h)"
 */
ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
	return UnicodeString->Length / sizeof(WCHAR) + 1;
}
WDM_EXPORT(RtlxUnicodeStringToAnsiSize);

/**
 * RtlAnsiCharToUnicodeChar - take one character off an ANSI string
 * @SourceCharacter: points to the pointer to the character, which moves on
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: the character.
 * Reference: "RtlAnsiCharToUnicodeChar"
 */
WCHAR NTAPI RtlAnsiCharToUnicodeChar(PUCHAR *SourceCharacter)
{
	return wdm_ansi_to_unicode(*(*SourceCharacter)++);
}
WDM_EXPORT(RtlAnsiCharToUnicodeChar);
