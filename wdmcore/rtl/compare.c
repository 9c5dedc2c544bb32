// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: counted strings - compare, prefix, hash, change of case.
 *
 * Order is that of the code units, upcased first when case doesn't matter; no
 * locale has a say.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/ex.h>

static int compare_units(const u16 *a, size_t na, const u16 *b, size_t nb,
			 bool nocase)
{
	size_t n = min(na, nb);
	size_t i;

	for (i = 0; i < n; i++) {
		u16 x = a[i], y = b[i];

		if (x == y)
			continue;
		if (nocase) {
			x = wdm_upcase(x);
			y = wdm_upcase(y);
			if (x == y)
				continue;
		}
		return (int)x - (int)y;
	}
	return na == nb ? 0 : na < nb ? -1 : 1;
}

static int compare_bytes(const char *a, size_t na, const char *b, size_t nb,
			 bool nocase)
{
	size_t n = min(na, nb);
	size_t i;

	for (i = 0; i < n; i++) {
		u8 x = a[i], y = b[i];

		if (x == y)
			continue;
		if (nocase) {
			x = (u8)RtlUpperChar((CHAR)x);
			y = (u8)RtlUpperChar((CHAR)y);
			if (x == y)
				continue;
		}
		return (int)x - (int)y;
	}
	return na == nb ? 0 : na < nb ? -1 : 1;
}

#define UNITS(s)	((s)->Length / sizeof(WCHAR))

/**
 * RtlCompareUnicodeStrings - compare two runs of UTF-16 units
 * @String1: first run
 * @String1Length: its units
 * @String2: second run
 * @String2Length: its units
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: PASSIVE_LEVEL when ignoring case, else any IRQL.
 * Return: negative, 0 or positive, as the first one is less, equal, greater.
 * Reference: "RtlCompareUnicodeStrings function (ntddk.h)"
 */
LONG NTAPI RtlCompareUnicodeStrings(PCWCH String1, SIZE_T String1Length,
				    PCWCH String2, SIZE_T String2Length,
				    BOOLEAN CaseInSensitive)
{
	return compare_units(String1, String1Length, String2, String2Length,
			     CaseInSensitive);
}
WDM_EXPORT(RtlCompareUnicodeStrings);

/**
 * RtlCompareUnicodeString - compare two Unicode strings
 * @String1: first string
 * @String2: second string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: negative, 0 or positive, as the first one is less, equal, greater.
 * Reference: "RtlCompareUnicodeString function (wdm.h)"
 */
LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1,
				   PCUNICODE_STRING String2,
				   BOOLEAN CaseInSensitive)
{
	return compare_units(String1->Buffer, UNITS(String1), String2->Buffer,
			     UNITS(String2), CaseInSensitive);
}
WDM_EXPORT(RtlCompareUnicodeString);

/**
 * RtlCompareString - compare two counted strings
 * @String1: first string
 * @String2: second string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: negative, 0 or positive, as the first one is less, equal, greater.
 * Reference: "RtlCompareString function (ntddk.h)"
 */
LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2,
			    BOOLEAN CaseInSensitive)
{
	return compare_bytes(String1->Buffer, String1->Length, String2->Buffer,
			     String2->Length, CaseInSensitive);
}
WDM_EXPORT(RtlCompareString);

/**
 * RtlEqualUnicodeString - are two Unicode strings equal?
 * @String1: first string
 * @String2: second string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: TRUE or FALSE.
 * Reference: "RtlEqualUnicodeString function (wdm.h)"
 */
BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1,
				    PCUNICODE_STRING String2,
				    BOOLEAN CaseInSensitive)
{
	return String1->Length == String2->Length &&
	       !RtlCompareUnicodeString(String1, String2, CaseInSensitive);
}
WDM_EXPORT(RtlEqualUnicodeString);

/**
 * RtlEqualString - are two counted strings equal?
 * @String1: first string
 * @String2: second string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: TRUE or FALSE.
 * Reference: "RtlEqualString function (ntddk.h)"
 */
BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2,
			     BOOLEAN CaseInSensitive)
{
	return String1->Length == String2->Length &&
	       !RtlCompareString(String1, String2, CaseInSensitive);
}
WDM_EXPORT(RtlEqualString);

/**
 * RtlPrefixUnicodeString - does a string begin with another one?
 * @String1: the beginning
 * @String2: the string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: TRUE or FALSE.
 * Reference: "RtlPrefixUnicodeString function (ntddk.h)"
 */
BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1,
				     PCUNICODE_STRING String2,
				     BOOLEAN CaseInSensitive)
{
	return String1->Length <= String2->Length &&
	       !compare_units(String1->Buffer, UNITS(String1), String2->Buffer,
			      UNITS(String1), CaseInSensitive);
}
WDM_EXPORT(RtlPrefixUnicodeString);

/**
 * RtlPrefixString - does a string begin with another one?
 * @String1: the beginning
 * @String2: the string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: TRUE or FALSE.
 * Reference: "RtlPrefixString function (ntddk.h)"
 */
BOOLEAN NTAPI RtlPrefixString(const STRING *String1, const STRING *String2,
			      BOOLEAN CaseInSensitive)
{
	return String1->Length <= String2->Length &&
	       !compare_bytes(String1->Buffer, String1->Length, String2->Buffer,
			      String1->Length, CaseInSensitive);
}
WDM_EXPORT(RtlPrefixString);

/**
 * RtlSuffixUnicodeString - does a string end with another one?
 * @String1: the end
 * @String2: the string
 * @CaseInSensitive: TRUE to ignore case
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: TRUE or FALSE.
 * Reference: "RtlSuffixUnicodeString function (ntddk.h)"
 */
BOOLEAN NTAPI RtlSuffixUnicodeString(PCUNICODE_STRING String1,
				     PCUNICODE_STRING String2,
				     BOOLEAN CaseInSensitive)
{
	return String1->Length <= String2->Length &&
	       !compare_units(String1->Buffer, UNITS(String1),
			      String2->Buffer + UNITS(String2) - UNITS(String1),
			      UNITS(String1), CaseInSensitive);
}
WDM_EXPORT(RtlSuffixUnicodeString);

static u32 hash_units(const u16 *s, size_t n, bool nocase)
{
	u32 hash = 0;
	size_t i;

	for (i = 0; i < n; i++)
		hash = hash * 65599 + (nocase ? wdm_upcase(s[i]) : s[i]);
	return hash;
}

/**
 * RtlHashUnicodeString - hash of a Unicode string
 * @String: the string
 * @CaseInSensitive: TRUE to ignore case
 * @HashAlgorithm: HASH_STRING_ALGORITHM_DEFAULT or _X65599, which are the same
 * @HashValue: gets the hash
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER.
 * Reference: "RtlHashUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String,
				    BOOLEAN CaseInSensitive,
				    ULONG HashAlgorithm, PULONG HashValue)
{
	if (!String || !HashValue ||
	    (HashAlgorithm != HASH_STRING_ALGORITHM_DEFAULT &&
	     HashAlgorithm != HASH_STRING_ALGORITHM_X65599))
		return STATUS_INVALID_PARAMETER;
	*HashValue = hash_units(String->Buffer, UNITS(String), CaseInSensitive);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlHashUnicodeString);

bool wdm_ustr_equal_nocase(PCUNICODE_STRING a, PCUNICODE_STRING b)
{
	return RtlEqualUnicodeString(a, b, TRUE);
}

u32 wdm_ustr_hash_nocase(PCUNICODE_STRING s)
{
	return hash_units(s->Buffer, UNITS(s), true);
}

static NTSTATUS change_case(PUNICODE_STRING d, PCUNICODE_STRING s,
			    bool allocate, u16 (*mapping)(u16))
{
	/* Both may be one string: the source is read before it is replaced. */
	const u16 *source = s->Buffer;
	u16 length = s->Length;
	PWCH buffer = d->Buffer;
	size_t i;

	if (allocate) {
		buffer = ExAllocatePoolWithTag(PagedPool, max_t(u16, length, 1),
					       WDM_RTL_STRING_TAG);
		if (!buffer)
			return STATUS_NO_MEMORY;
	} else if (length > d->MaximumLength) {
		return STATUS_BUFFER_OVERFLOW;
	}

	for (i = 0; i < length / sizeof(WCHAR); i++)
		buffer[i] = mapping(source[i]);
	if (allocate) {
		d->Buffer = buffer;
		d->MaximumLength = length;
	}
	d->Length = length;
	return STATUS_SUCCESS;
}

/**
 * RtlUpcaseUnicodeString - a string in upper case
 * @DestinationString: gets the result
 * @SourceString: the string; may be the same as @DestinationString
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (the buffer is too small, and
 *	unchanged), STATUS_NO_MEMORY.
 * Reference: "RtlUpcaseUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString,
				      PCUNICODE_STRING SourceString,
				      BOOLEAN AllocateDestinationString)
{
	return change_case(DestinationString, SourceString,
			   AllocateDestinationString, wdm_upcase);
}
WDM_EXPORT(RtlUpcaseUnicodeString);

/**
 * RtlDowncaseUnicodeString - a string in lower case
 * @DestinationString: gets the result
 * @SourceString: the string; may be the same as @DestinationString
 * @AllocateDestinationString: TRUE to allocate the result's buffer, which the
 *	caller frees by RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (the buffer is too small, and
 *	unchanged), STATUS_NO_MEMORY.
 * Reference: "RtlDowncaseUnicodeString function (ntifs.h)"
 */
NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString,
					PCUNICODE_STRING SourceString,
					BOOLEAN AllocateDestinationString)
{
	return change_case(DestinationString, SourceString,
			   AllocateDestinationString, wdm_downcase);
}
WDM_EXPORT(RtlDowncaseUnicodeString);

/**
 * RtlUpperString - copy a counted string in upper case
 * @DestinationString: target; its MaximumLength bounds the copy
 * @SourceString: source
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Reference: "RtlUpperString function (ntddk.h)"
 */
VOID NTAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
	u16 n = min(SourceString->Length, DestinationString->MaximumLength);
	u16 i;

	for (i = 0; i < n; i++)
		DestinationString->Buffer[i] =
			RtlUpperChar(SourceString->Buffer[i]);
	DestinationString->Length = n;
}
WDM_EXPORT(RtlUpperString);
