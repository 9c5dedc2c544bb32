// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: numbers and GUIDs as counted strings.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/ex.h>

static bool is_base(ULONG base)
{
	return base == 2 || base == 8 || base == 10 || base == 16;
}

static unsigned int digit_value(u16 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/**
 * RtlInt64ToUnicodeString - a number as digits
 * @Value: the number
 * @Base: 2, 8, 10 or 16; 0 means 10
 * @String: gets the digits (upper case), and a NUL if there is room
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (the buffer is too small and
 *	unchanged), STATUS_INVALID_PARAMETER (no such base).
 * Reference: "RtlInt64ToUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base,
				       PUNICODE_STRING String)
{
	u16 digits[65];
	size_t n = 0, size, i;

	if (!Base)
		Base = 10;
	if (!is_base(Base))
		return STATUS_INVALID_PARAMETER;
	do {
		digits[n++] = "0123456789ABCDEF"[Value % Base];
		Value /= Base;
	} while (Value);

	size = n * sizeof(WCHAR);
	if (size > String->MaximumLength)
		return STATUS_BUFFER_OVERFLOW;
	for (i = 0; i < n; i++)
		String->Buffer[i] = digits[n - 1 - i];
	if (size + sizeof(WCHAR) <= String->MaximumLength)
		String->Buffer[n] = 0;
	String->Length = size;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlInt64ToUnicodeString);

/**
 * RtlIntegerToUnicodeString - a number as digits
 * @Value: the number
 * @Base: 2, 8, 10 or 16; 0 means 10
 * @String: gets the digits (upper case), and a NUL if there is room
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW (the buffer is too small and
 *	unchanged), STATUS_INVALID_PARAMETER (no such base).
 * Reference: "RtlIntegerToUnicodeString function (wdm.h)"
 */
NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base,
					 PUNICODE_STRING String)
{
	return RtlInt64ToUnicodeString(Value, Base, String);
}
WDM_EXPORT(RtlIntegerToUnicodeString);

struct input {
	const void *s;
	size_t n;		/* units; SIZE_MAX: up to a NUL */
	bool wide;
};

/* The unit at @i, 0 at the end. */
static u16 unit_at(const struct input *in, size_t i)
{
	if (i >= in->n)
		return 0;
	return in->wide ? ((const u16 *)in->s)[i] : ((const u8 *)in->s)[i];
}

/* Spaces, a sign, a prefix if @base is 0, digits; the rest is ignored. */
static NTSTATUS parse(const struct input *in, ULONG base, u64 *value, size_t *end)
{
	bool negative = false;
	size_t i = 0;
	u64 v = 0;
	u16 c;

	while ((c = unit_at(in, i)) && c <= ' ')
		i++;
	if (c == '-' || c == '+') {
		negative = c == '-';
		i++;
	}
	if (!base) {
		base = 10;
		if (unit_at(in, i) == '0') {
			switch (unit_at(in, i + 1)) {
			case 'x':
				base = 16;
				i += 2;
				break;
			case 'o':
				base = 8;
				i += 2;
				break;
			case 'b':
				base = 2;
				i += 2;
				break;
			}
		}
	} else if (!is_base(base)) {
		return STATUS_INVALID_PARAMETER;
	}
	for (; digit_value(unit_at(in, i)) < base; i++)
		v = v * base + digit_value(unit_at(in, i));
	*value = negative ? 0 - v : v;
	if (end)
		*end = i;
	return STATUS_SUCCESS;
}

/**
 * RtlUnicodeStringToInteger - the number that a string begins with
 * @String: spaces, a sign and digits; what follows is ignored
 * @Base: 2, 8, 10 or 16; 0 takes it from the prefix 0b, 0o or 0x, else 10
 * @Value: gets the number, 0 if there are no digits
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (no such base, or no string).
 * Reference: "RtlUnicodeStringToInteger function (wdm.h)"
 */
NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base,
					 PULONG Value)
{
	struct input in = { String->Buffer, String->Length / sizeof(WCHAR), true };
	NTSTATUS status;
	u64 v;

	if (!in.n)
		return STATUS_INVALID_PARAMETER;
	status = parse(&in, Base, &v, NULL);
	if (NT_SUCCESS(status))
		*Value = v;
	return status;
}
WDM_EXPORT(RtlUnicodeStringToInteger);

/**
 * RtlUnicodeStringToInt64 - the number that a string begins with
 * @String: spaces, a sign and digits; what follows is ignored
 * @Base: 2, 8, 10 or 16; 0 takes it from the prefix 0b, 0o or 0x, else 10
 * @Number: gets the number, 0 if there are no digits
 * @EndPointer: gets the first character that is no part of it; may be NULL
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (no such base, or no string).
 * Reference: "RtlUnicodeStringToInt64 function (wdm.h)"
 */
NTSTATUS NTAPI RtlUnicodeStringToInt64(PCUNICODE_STRING String, ULONG Base,
				       PLONG64 Number, PWSTR *EndPointer)
{
	struct input in = { String->Buffer, String->Length / sizeof(WCHAR), true };
	NTSTATUS status;
	size_t end;
	u64 v;

	if (!in.n)
		return STATUS_INVALID_PARAMETER;
	status = parse(&in, Base, &v, &end);
	if (!NT_SUCCESS(status))
		return status;
	*Number = v;
	if (EndPointer)
		*EndPointer = String->Buffer + end;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlUnicodeStringToInt64);

/**
 * RtlCharToInteger - the number that a string begins with
 * @String: NUL-terminated: spaces, a sign and digits; what follows is ignored
 * @Base: 2, 8, 10 or 16; 0 takes it from the prefix 0b, 0o or 0x, else 10
 * @Value: gets the number, 0 if there are no digits
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS or STATUS_INVALID_PARAMETER (no such base).
 * Reference: "RtlCharToInteger function (ntddk.h)"
 */
NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value)
{
	struct input in = { String, SIZE_MAX, false };
	NTSTATUS status;
	u64 v;

	status = parse(&in, Base, &v, NULL);
	if (NT_SUCCESS(status))
		*Value = v;
	return status;
}
WDM_EXPORT(RtlCharToInteger);

/* "{01234567-89AB-CDEF-0123-456789ABCDEF}" */
#define GUID_CHARS	38

/* Bytes in the order of the digits; a GUID's first three fields are numbers. */
static const u8 guid_order[16] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
};

static bool is_hyphen(int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/**
 * RtlStringFromGUID - a GUID as text
 * @Guid: the GUID
 * @GuidString: gets the text in braces, NUL-terminated, in allocated memory that
 *	the caller frees by RtlFreeUnicodeString()
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_NO_MEMORY.
 * Reference: "RtlStringFromGUID function (wdm.h)"
 */
NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
	static const char digit[] = "0123456789ABCDEF";
	const u8 *bytes = (const u8 *)Guid;
	u16 *p;
	int i;

	p = ExAllocatePoolWithTag(PagedPool, (GUID_CHARS + 1) * sizeof(WCHAR),
				  WDM_RTL_STRING_TAG);
	if (!p)
		return STATUS_NO_MEMORY;
	GuidString->Buffer = p;
	GuidString->Length = GUID_CHARS * sizeof(WCHAR);
	GuidString->MaximumLength = (GUID_CHARS + 1) * sizeof(WCHAR);

	*p++ = '{';
	for (i = 0; i < 16; i++) {
		u8 b = bytes[guid_order[i]];

		if (is_hyphen(i))
			*p++ = '-';
		*p++ = digit[b >> 4];
		*p++ = digit[b & 15];
	}
	*p++ = '}';
	*p = 0;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlStringFromGUID);

/**
 * RtlGUIDFromString - a GUID from its text
 * @GuidString: the text, with braces, digits in either case
 * @Guid: gets the GUID
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER, with @Guid unchanged.
 * Reference: "RtlGUIDFromString function (wdm.h)"
 */
NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
	const u16 *p = GuidString->Buffer;
	u8 bytes[16];
	int i;

	if (GuidString->Length != GUID_CHARS * sizeof(WCHAR) || *p++ != '{')
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < 16; i++) {
		unsigned int high, low;

		if (is_hyphen(i) && *p++ != '-')
			return STATUS_INVALID_PARAMETER;
		high = digit_value(*p++);
		low = digit_value(*p++);
		if (high > 15 || low > 15)
			return STATUS_INVALID_PARAMETER;
		bytes[guid_order[i]] = high << 4 | low;
	}
	if (*p != '}')
		return STATUS_INVALID_PARAMETER;
	memcpy(Guid, bytes, sizeof(bytes));
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlGUIDFromString);
