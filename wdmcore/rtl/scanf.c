// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the sscanf family of the C run-time, with the formats of Windows: long has 32
 * bits, I64 and I32 are sizes, and S stands for the other kind of string. One scanner
 * serves narrow and wide functions; only the way to the next character differs.
 *
 * There is no floating point in the kernel: a conversion for it (e, f, g) ends the
 * scan, like input that doesn't match.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/types.h>

#include "compat.h"
#include "pe_thunk.h"
#include "rtl.h"
#include <wdm/crt.h>

#define NOTHING	(-1)

/**
 * struct scan - one call
 * @in: next character of the input
 * @left: characters there at most; the input may end with a NUL before
 * @format: next character of the format
 * @wide: both consist of WCHARs
 * @secure: strings and characters have the size of their target behind it
 * @stored: conversions done
 * @seen: anything but spaces was read, so that the end isn't the beginning
 */
struct scan {
	const void *in;
	size_t left;
	const void *format;
	bool wide;
	bool secure;
	int stored;
	bool seen;
};

/**
 * struct conversion - what stands behind a percent sign
 * @skip: '*': read, don't store
 * @width: characters at most
 * @bytes: size of an integer
 * @wide: the target consists of WCHARs
 * @type: the letter, in the small form where both mean the same
 */
struct conversion {
	bool skip;
	size_t width;
	u8 bytes;
	bool wide;
	int type;
};

static int peek(const struct scan *s)
{
	int c;

	if (!s->left)
		return NOTHING;
	c = s->wide ? *(const u16 *)s->in : *(const u8 *)s->in;
	return c ?: NOTHING;
}

static void advance(struct scan *s)
{
	s->in += s->wide ? sizeof(u16) : 1;
	s->left--;
	s->seen = true;
}

static int format_at(const struct scan *s)
{
	return s->wide ? *(const u16 *)s->format : *(const u8 *)s->format;
}

static int format_next(struct scan *s)
{
	int c = format_at(s);

	if (c)
		s->format += s->wide ? sizeof(u16) : 1;
	return c;
}

static bool is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_blanks(struct scan *s)
{
	while (is_space(peek(s))) {
		s->in += s->wide ? sizeof(u16) : 1;
		s->left--;
	}
}

static int digit_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Takes the next character of the format if it is @c. */
static bool format_take(struct scan *s, int c)
{
	if (format_at(s) != c)
		return false;
	format_next(s);
	return true;
}

static void parse_size(struct scan *s, struct conversion *c)
{
	c->bytes = sizeof(int);
	if (format_take(s, 'h')) {
		c->bytes = format_take(s, 'h') ? 1 : sizeof(short);
		c->wide = false;
	} else if (format_take(s, 'l')) {
		if (format_take(s, 'l'))
			c->bytes = sizeof(u64);
		c->wide = true;
	} else if (format_take(s, 'w')) {
		c->wide = true;
	} else if (format_take(s, 'I')) {
		c->bytes = sizeof(void *);
		if (format_take(s, '6'))
			format_take(s, '4');
		else if (format_take(s, '3') && format_take(s, '2'))
			c->bytes = sizeof(u32);
	} else if (format_take(s, 'L') || format_take(s, 'j') || format_take(s, 'z') ||
		   format_take(s, 't')) {
		c->bytes = sizeof(u64);
	}
}

/* After the percent sign. */
static void parse_conversion(struct scan *s, struct conversion *c)
{
	size_t width = 0;
	bool sized;

	memset(c, 0, sizeof(*c));
	c->skip = format_take(s, '*');
	while (digit_value(format_at(s)) < 10) {
		width = min_t(size_t, width * 10 + digit_value(format_at(s)), INT_MAX);
		format_next(s);
	}
	c->width = width;
	c->wide = s->wide;
	sized = format_at(s) == 'h' || format_at(s) == 'l' || format_at(s) == 'w';
	parse_size(s, c);
	c->type = format_next(s);
	switch (c->type) {
	case 'S':
	case 'C':
		/* The other kind, unless the size has said which. */
		if (!sized)
			c->wide = !s->wide;
		c->type = c->type == 'S' ? 's' : 'c';
		break;
	case 'X':
		c->type = 'x';
		break;
	case 'p':
		c->type = 'x';
		c->bytes = sizeof(void *);
		break;
	}
}

static void store_integer(void *target, u8 bytes, u64 value)
{
	switch (bytes) {
	case 1:
		*(u8 *)target = (u8)value;
		break;
	case 2:
		*(u16 *)target = (u16)value;
		break;
	case 4:
		*(u32 *)target = (u32)value;
		break;
	default:
		*(u64 *)target = value;
		break;
	}
}

/* The base of a number: a prefix says it for i, and may stand before x. */
static u32 take_prefix(struct scan *s, int type, size_t *width, bool *any)
{
	u32 base = type == 'x' ? 16 : type == 'o' ? 8 : 10;

	if ((type != 'i' && type != 'x') || !*width || peek(s) != '0')
		return base;
	advance(s);
	--*width;
	/* The 0 alone is a number as well. */
	*any = true;
	if (*width && (peek(s) == 'x' || peek(s) == 'X')) {
		advance(s);
		--*width;
		*any = false;
		return 16;
	}
	return type == 'i' ? 8 : base;
}

static bool scan_integer(struct scan *s, const struct conversion *c, u64 *value)
{
	size_t width = c->width ?: SIZE_MAX;
	bool negative = false, any = false;
	u32 base;

	if (peek(s) == '-' || peek(s) == '+') {
		negative = peek(s) == '-';
		advance(s);
		width--;
	}
	base = take_prefix(s, c->type, &width, &any);
	for (*value = 0; width && digit_value(peek(s)) < (int)base; width--) {
		*value = *value * base + digit_value(peek(s));
		advance(s);
		any = true;
	}
	if (negative)
		*value = -*value;
	return any;
}

/**
 * struct target - where characters go
 * @to: the next place, NULL to skip
 * @room: characters there, the NUL included
 * @wide: they are WCHARs
 */
struct target {
	void *to;
	size_t room;
	bool wide;
};

static void put(struct target *t, const struct scan *s, int c)
{
	if (!t->to)
		return;
	if (t->wide) {
		*(u16 *)t->to = s->wide ? c : wdm_ansi_to_unicode(c);
		t->to += sizeof(u16);
	} else {
		*(u8 *)t->to = s->wide ? wdm_unicode_to_ansi(c) : c;
		t->to++;
	}
}

/* A set in brackets: a bit for each of the first 256 characters. */
struct set {
	DECLARE_BITMAP(bits, 256);
	bool inverted;
};

static bool parse_set(struct scan *s, struct set *set)
{
	int c, first, last = 0;
	bool start = true;

	bitmap_zero(set->bits, 256);
	set->inverted = format_take(s, '^');
	for (;; start = false) {
		c = format_next(s);
		if (!c)
			return false;
		if (c == ']' && !start)
			return true;
		if (c == '-' && !start && format_at(s) != ']') {
			first = last;
			last = format_next(s);
			if (!last)
				return false;
			for (; first <= last && first < 256; first++)
				set_bit(first, set->bits);
			continue;
		}
		if (c < 256)
			set_bit(c, set->bits);
		last = c;
	}
}

static bool in_set(const struct set *set, int c)
{
	return (c < 256 && test_bit(c, set->bits)) != set->inverted;
}

static bool wanted(int type, const struct set *set, int c)
{
	return type == 'c' || (type == 's' ? !is_space(c) : in_set(set, c));
}

/* Strings, sets and characters. False: nothing matched, or too little room. */
static bool scan_text(struct scan *s, const struct conversion *c, const struct set *set,
		      struct target t)
{
	size_t width = c->width ?: c->type == 'c' ? 1 : SIZE_MAX;
	size_t terminator = c->type != 'c', count = 0;
	void *start = t.to;
	int next;

	for (; count < width; count++) {
		next = peek(s);
		if (next == NOTHING || !wanted(c->type, set, next))
			break;
		if (t.to && count + terminator >= t.room) {
			/* The secure functions leave an empty string. */
			t.to = start;
			if (t.room)
				put(&t, s, 0);
			return false;
		}
		put(&t, s, next);
		advance(s);
	}
	if (!count || (c->type == 'c' && count < width))
		return false;
	if (terminator)
		put(&t, s, 0);
	return true;
}

/* One conversion. False: the scan is over. */
static bool convert(struct scan *s, const void *input, va_list *ap)
{
	struct target t = { .room = SIZE_MAX };
	struct conversion c;
	struct set set;
	u64 value;

	parse_conversion(s, &c);
	if (c.type == '%') {
		skip_blanks(s);
		if (peek(s) != '%')
			return false;
		advance(s);
		return true;
	}
	if (c.type == '[' && !parse_set(s, &set))
		return false;
	if (c.type != 'c' && c.type != '[' && c.type != 'n')
		skip_blanks(s);
	switch (c.type) {
	case 'd':
	case 'i':
	case 'u':
	case 'o':
	case 'x':
		if (peek(s) == NOTHING || !scan_integer(s, &c, &value))
			return false;
		if (!c.skip)
			store_integer(va_arg(*ap, void *), c.bytes, value);
		break;
	case 'n':
		if (!c.skip)
			store_integer(va_arg(*ap, void *), c.bytes,
				      (s->in - input) / (s->wide ? sizeof(u16) : 1));
		return true;
	case 's':
	case 'c':
	case '[':
		t.wide = c.wide;
		if (!c.skip) {
			t.to = va_arg(*ap, void *);
			if (s->secure)
				t.room = va_arg(*ap, unsigned int);
		}
		if (peek(s) == NOTHING || !scan_text(s, &c, &set, t))
			return false;
		break;
	default:
		return false;
	}
	if (!c.skip)
		s->stored++;
	return true;
}

static int scan(struct scan *s, va_list *ap)
{
	const void *input = s->in;
	int c;

	while ((c = format_next(s))) {
		if (is_space(c)) {
			skip_blanks(s);
		} else if (c != '%') {
			if (peek(s) != c)
				break;
			advance(s);
		} else if (!convert(s, input, ap)) {
			break;
		}
	}
	/* The input was over before anything could match. */
	if (!s->stored && !s->seen && peek(s) == NOTHING && c)
		return NOTHING;
	return s->stored;
}

static int scan_input(const void *in, size_t count, const void *format, bool wide, bool secure,
		      va_list ap)
{
	struct scan s = { .in = in, .left = count, .format = format, .wide = wide,
			  .secure = secure };
	va_list copy;
	int ret;

	va_copy(copy, ap);
	ret = scan(&s, &copy);
	va_end(copy);
	return ret;
}

/**
 * wdm_crt_vsscanf - vsscanf
 * @s: input, NUL-terminated
 * @format: format
 * @ap: pointers to the results
 *
 * Context: any IRQL, here and below
 * Return: results stored; -1 if the input ended before the first one
 * Reference: "sscanf, _sscanf_l, swscanf, _swscanf_l", C run-time library
 */
int wdm_crt_vsscanf(const char *s, const char *format, va_list ap)
{
	return scan_input(s, SIZE_MAX, format, false, false, ap);
}
WDM_EXPORT(wdm_crt_vsscanf);

/**
 * wdm_crt_sscanf - sscanf
 * @s: input, NUL-terminated
 * @format: format, followed by pointers to the results
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_sscanf(const char *s, const char *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = scan_input(s, SIZE_MAX, format, false, false, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_sscanf);

/* The forms with a va_list are for images (internal/pe_thunk.h). */
int wdm_pe_vsscanf_s(const char *s, const char *format, va_list ap)
{
	return scan_input(s, SIZE_MAX, format, false, true, ap);
}

/**
 * wdm_crt_sscanf_s - sscanf_s: strings and characters have their size behind them
 * @s: input, NUL-terminated
 * @format: format, followed by pointers to the results
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_sscanf_s(const char *s, const char *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vsscanf_s(s, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_sscanf_s);

int wdm_pe_vsnscanf(const char *s, SIZE_T count, const char *format, va_list ap)
{
	return scan_input(s, count, format, false, false, ap);
}

/**
 * wdm_crt_snscanf - _snscanf: of an input that needs no NUL
 * @s: input
 * @count: characters of it at most
 * @format: format, followed by pointers to the results
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_snscanf(const char *s, SIZE_T count, const char *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vsnscanf(s, count, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_snscanf);

int wdm_pe_vsnscanf_s(const char *s, SIZE_T count, const char *format, va_list ap)
{
	return scan_input(s, count, format, false, true, ap);
}

/**
 * wdm_crt_snscanf_s - _snscanf_s
 * @s: input
 * @count: characters of it at most
 * @format: format, followed by pointers to the results, strings with their size
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_snscanf_s(const char *s, SIZE_T count, const char *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vsnscanf_s(s, count, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_snscanf_s);

int wdm_pe_vswscanf(const WCHAR *s, const WCHAR *format, va_list ap)
{
	return scan_input(s, SIZE_MAX, format, true, false, ap);
}

/**
 * wdm_crt_swscanf - swscanf
 * @s: input, NUL-terminated
 * @format: format, followed by pointers to the results
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_swscanf(const WCHAR *s, const WCHAR *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vswscanf(s, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_swscanf);

int wdm_pe_vswscanf_s(const WCHAR *s, const WCHAR *format, va_list ap)
{
	return scan_input(s, SIZE_MAX, format, true, true, ap);
}

/**
 * wdm_crt_swscanf_s - swscanf_s
 * @s: input, NUL-terminated
 * @format: format, followed by pointers to the results, strings with their size
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_swscanf_s(const WCHAR *s, const WCHAR *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vswscanf_s(s, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_swscanf_s);

int wdm_pe_vsnwscanf(const WCHAR *s, SIZE_T count, const WCHAR *format, va_list ap)
{
	return scan_input(s, count, format, true, false, ap);
}

/**
 * wdm_crt_snwscanf - _snwscanf
 * @s: input
 * @count: characters of it at most
 * @format: format, followed by pointers to the results
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_snwscanf(const WCHAR *s, SIZE_T count, const WCHAR *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vsnwscanf(s, count, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_snwscanf);

int wdm_pe_vsnwscanf_s(const WCHAR *s, SIZE_T count, const WCHAR *format, va_list ap)
{
	return scan_input(s, count, format, true, true, ap);
}

/**
 * wdm_crt_snwscanf_s - _snwscanf_s
 * @s: input
 * @count: characters of it at most
 * @format: format, followed by pointers to the results, strings with their size
 *
 * Return: results stored; -1 if the input ended before the first one
 */
int wdm_crt_snwscanf_s(const WCHAR *s, SIZE_T count, const WCHAR *format, ...)
{
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = wdm_pe_vsnwscanf_s(s, count, format, ap);
	va_end(ap);
	return ret;
}
WDM_EXPORT(wdm_crt_snwscanf_s);
