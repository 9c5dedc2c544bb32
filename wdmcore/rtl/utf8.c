// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: UTF-8 and UTF-16.
 *
 * Both directions replace what is malformed by U+FFFD, one for each longest piece
 * that can't be continued, as the Unicode standard recommends.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/ex.h>

#define REPLACEMENT	0xfffd

struct conversion {
	size_t needed;		/* units (bytes) that all of it takes */
	size_t written;		/* of these, what fitted */
	bool replaced;		/* something was malformed */
};

/* Takes one character off @s; *@bad is set if it stands for malformed input. */
static u32 decode_utf8(const u8 **s, const u8 *end, bool *bad)
{
	const u8 *p = *s;
	u8 c = *p++;
	u8 low = 0x80, high = 0xbf;
	int more;
	u32 v;

	if (c < 0x80) {
		*s = p;
		return c;
	}
	if (c >= 0xc2 && c <= 0xdf) {
		more = 1;
		v = c & 0x1f;
	} else if (c >= 0xe0 && c <= 0xef) {
		more = 2;
		v = c & 0x0f;
		if (c == 0xe0)
			low = 0xa0;	/* or it would fit in two bytes */
		else if (c == 0xed)
			high = 0x9f;	/* no surrogates */
	} else if (c >= 0xf0 && c <= 0xf4) {
		more = 3;
		v = c & 0x07;
		if (c == 0xf0)
			low = 0x90;
		else if (c == 0xf4)
			high = 0x8f;	/* up to U+10FFFF */
	} else {
		goto malformed;
	}
	while (more--) {
		if (p == end || *p < low || *p > high)
			goto malformed;
		v = v << 6 | (*p++ & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*s = p;
	return v;

malformed:
	*s = p;
	*bad = true;
	return REPLACEMENT;
}

static struct conversion to_utf16(u16 *dst, size_t max, const char *src,
				  size_t len)
{
	const u8 *s = (const u8 *)src, *end = s + len;
	struct conversion c = {};
	bool full = false;

	while (s < end) {
		u32 v = decode_utf8(&s, end, &c.replaced);
		size_t n = v >= 0x10000 ? 2 : 1;

		c.needed += n;
		if (full || !dst || c.written + n > max) {
			full = true;
			continue;
		}
		if (n == 2) {
			v -= 0x10000;
			dst[c.written++] = 0xd800 + (v >> 10);
			dst[c.written++] = 0xdc00 + (v & 0x3ff);
		} else {
			dst[c.written++] = v;
		}
	}
	return c;
}

static u32 decode_utf16(const u16 **s, const u16 *end, bool *bad)
{
	u32 v = *(*s)++;

	if (v < 0xd800 || v > 0xdfff)
		return v;
	if (v <= 0xdbff && *s < end && **s >= 0xdc00 && **s <= 0xdfff)
		return 0x10000 + ((v - 0xd800) << 10) + (*(*s)++ - 0xdc00);
	*bad = true;
	return REPLACEMENT;
}

static size_t encode_utf8(u8 out[4], u32 v)
{
	if (v < 0x80) {
		out[0] = v;
		return 1;
	}
	if (v < 0x800) {
		out[0] = 0xc0 | v >> 6;
		out[1] = 0x80 | (v & 0x3f);
		return 2;
	}
	if (v < 0x10000) {
		out[0] = 0xe0 | v >> 12;
		out[1] = 0x80 | (v >> 6 & 0x3f);
		out[2] = 0x80 | (v & 0x3f);
		return 3;
	}
	out[0] = 0xf0 | v >> 18;
	out[1] = 0x80 | (v >> 12 & 0x3f);
	out[2] = 0x80 | (v >> 6 & 0x3f);
	out[3] = 0x80 | (v & 0x3f);
	return 4;
}

static struct conversion to_utf8(char *dst, size_t max, const u16 *src,
				 size_t units)
{
	const u16 *end = src + units;
	struct conversion c = {};
	bool full = false;

	while (src < end) {
		u8 out[4];
		size_t n = encode_utf8(out, decode_utf16(&src, end, &c.replaced));

		c.needed += n;
		if (full || !dst || c.written + n > max) {
			full = true;
			continue;
		}
		memcpy(dst + c.written, out, n);
		c.written += n;
	}
	return c;
}

size_t wdm_utf8_to_utf16(u16 *dst, size_t max, const char *src, size_t len)
{
	return to_utf16(dst, max, src, len).needed;
}

size_t wdm_utf16_to_utf8(char *dst, size_t max, const u16 *src, size_t units)
{
	return to_utf8(dst, max, src, units).needed;
}

/**
 * wdm_utf8_to_ustr - a user's string as an allocated Unicode string
 * @dst: gets a NUL-terminated copy; free it by RtlFreeUnicodeString()
 * @src: NUL-terminated UTF-8
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_NAME_TOO_LONG, STATUS_NO_MEMORY.
 */
NTSTATUS wdm_utf8_to_ustr(PUNICODE_STRING dst, const char *src)
{
	size_t len = strlen(src);
	size_t units = wdm_utf8_to_utf16(NULL, 0, src, len);
	size_t size = (units + 1) * sizeof(u16);

	memset(dst, 0, sizeof(*dst));
	if (size > UNICODE_STRING_MAX_BYTES)
		return STATUS_NAME_TOO_LONG;
	dst->Buffer = ExAllocatePoolWithTag(NonPagedPoolNx, size,
					    WDM_RTL_STRING_TAG);
	if (!dst->Buffer)
		return STATUS_NO_MEMORY;
	wdm_utf8_to_utf16(dst->Buffer, units, src, len);
	dst->Buffer[units] = 0;
	dst->Length = size - sizeof(u16);
	dst->MaximumLength = size;
	return STATUS_SUCCESS;
}

/**
 * wdm_ustr_to_utf8 - a Unicode string for user space
 * @dst: buffer, NUL-terminated afterwards if @size isn't 0
 * @size: bytes in @dst
 * @src: the string
 *
 * Context: any IRQL.
 * Return: bytes that the whole result takes, without the NUL; it was cut off if
 *	that is not less than @size.
 */
size_t wdm_ustr_to_utf8(char *dst, size_t size, PCUNICODE_STRING src)
{
	struct conversion c = to_utf8(dst, size ? size - 1 : 0, src->Buffer,
				      src->Length / sizeof(u16));

	if (size)
		dst[c.written] = 0;
	return c.needed;
}

static NTSTATUS conversion_status(const struct conversion *c)
{
	if (c->written < c->needed)
		return STATUS_BUFFER_TOO_SMALL;
	return c->replaced ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

/**
 * RtlUTF8ToUnicodeN - convert UTF-8 to UTF-16
 * @UnicodeStringDestination: buffer; NULL asks for the size only. No NUL is added
 * @UnicodeStringMaxByteCount: bytes in the buffer
 * @UnicodeStringActualByteCount: gets the bytes written or, without a buffer,
 *	needed
 * @UTF8StringSource: the input
 * @UTF8StringByteCount: its bytes
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED if malformed input became
 *	U+FFFD; STATUS_BUFFER_TOO_SMALL, with what fitted; STATUS_INVALID_PARAMETER
 *	if there is neither buffer nor count; STATUS_INVALID_PARAMETER_4 without
 *	input.
 * Reference: "RtlUTF8ToUnicodeN function (wdm.h)"
 */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination,
				 ULONG UnicodeStringMaxByteCount,
				 PULONG UnicodeStringActualByteCount,
				 PCCH UTF8StringSource,
				 ULONG UTF8StringByteCount)
{
	struct conversion c;

	if (!UTF8StringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (!UnicodeStringDestination && !UnicodeStringActualByteCount)
		return STATUS_INVALID_PARAMETER;

	c = to_utf16(UnicodeStringDestination,
		     UnicodeStringMaxByteCount / sizeof(WCHAR),
		     UTF8StringSource, UTF8StringByteCount);
	if (!UnicodeStringDestination)
		c.written = c.needed;
	if (UnicodeStringActualByteCount)
		*UnicodeStringActualByteCount = c.written * sizeof(WCHAR);
	return conversion_status(&c);
}
WDM_EXPORT(RtlUTF8ToUnicodeN);

/**
 * RtlUnicodeToUTF8N - convert UTF-16 to UTF-8
 * @UTF8StringDestination: buffer; NULL asks for the size only. No NUL is added
 * @UTF8StringMaxByteCount: bytes in the buffer
 * @UTF8StringActualByteCount: gets the bytes written or, without a buffer, needed
 * @UnicodeStringSource: the input
 * @UnicodeStringByteCount: its bytes
 *
 * Context: any IRQL (Windows: PASSIVE_LEVEL).
 * Return: STATUS_SUCCESS; STATUS_SOME_NOT_MAPPED if malformed input became
 *	U+FFFD; STATUS_BUFFER_TOO_SMALL, with what fitted; STATUS_INVALID_PARAMETER
 *	if there is neither buffer nor count; STATUS_INVALID_PARAMETER_4 without
 *	input.
 * Reference: "RtlUnicodeToUTF8N function (wdm.h)"
 */
NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination,
				 ULONG UTF8StringMaxByteCount,
				 PULONG UTF8StringActualByteCount,
				 PCWCH UnicodeStringSource,
				 ULONG UnicodeStringByteCount)
{
	struct conversion c;

	if (!UnicodeStringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (!UTF8StringDestination && !UTF8StringActualByteCount)
		return STATUS_INVALID_PARAMETER;

	c = to_utf8(UTF8StringDestination, UTF8StringMaxByteCount,
		    UnicodeStringSource, UnicodeStringByteCount / sizeof(WCHAR));
	if (!UTF8StringDestination)
		c.written = c.needed;
	if (UTF8StringActualByteCount)
		*UTF8StringActualByteCount = c.written;
	return conversion_status(&c);
}
WDM_EXPORT(RtlUnicodeToUTF8N);
