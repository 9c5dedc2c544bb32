// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: printf formats as Windows has them.
 *
 * They differ from Linux's and from C's: "l" and a plain "I32" mean 32 bits,
 * "I" alone the size of a pointer and "I64" or "ll" 64 bits; %s takes a string of
 * the kind of the function, %S one of the other kind, %hs and %ls (%ws) say it;
 * %Z and %wZ take a counted string; %p is sixteen upper case digits. There is no
 * floating point in a kernel-mode driver; its conversions are copied as they are.
 *
 * The same code serves narrow and wide functions: format and output are read and
 * written unit by unit.
 */
#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include "format.h"

#define FLAG_LEFT	0x01
#define FLAG_SIGN	0x02
#define FLAG_SPACE	0x04
#define FLAG_ALT	0x08
#define FLAG_ZERO	0x10

enum size {
	SIZE_NONE,
	SIZE_CHAR,		/* hh */
	SIZE_SHORT,		/* h */
	SIZE_LONG,		/* l, w: 32 bits; a wide string or character */
	SIZE_64,		/* ll, I64, j, and I, z, t on a 64-bit machine */
};

struct spec {
	unsigned int flags;
	int width;
	int precision;		/* -1: none given */
	enum size size;
};

/* va_list can't be passed by reference portably unless it is in a struct. */
struct args {
	va_list ap;
};

static void put(struct wdm_format_out *out, u16 c)
{
	if (out->total < out->max) {
		if (out->wide)
			((u16 *)out->buffer)[out->total] = c;
		else
			((u8 *)out->buffer)[out->total] = c;
	}
	out->total++;
}

/* A character of either kind, converted to the kind of the output. */
static void put_char(struct wdm_format_out *out, u16 c, bool wide)
{
	if (wide == out->wide)
		put(out, c);
	else if (wide)
		put(out, wdm_unicode_to_ansi(c));
	else
		put(out, wdm_ansi_to_unicode(c));
}

static void pad(struct wdm_format_out *out, u16 c, int n)
{
	while (n-- > 0)
		put(out, c);
}

static void put_string(struct wdm_format_out *out, const struct spec *spec,
		       const void *s, size_t n, bool wide)
{
	int padding = 0;
	size_t i;

	if (spec->precision >= 0 && n > spec->precision)
		n = spec->precision;
	if (spec->width > 0 && n < spec->width)
		padding = spec->width - n;

	if (!(spec->flags & FLAG_LEFT))
		pad(out, spec->flags & FLAG_ZERO ? '0' : ' ', padding);
	for (i = 0; i < n; i++)
		put_char(out, wide ? ((const u16 *)s)[i] : ((const u8 *)s)[i],
			 wide);
	if (spec->flags & FLAG_LEFT)
		pad(out, ' ', padding);
}

/* Length of a string that needs no NUL within @precision units. */
static size_t string_length(const void *s, int precision, bool wide)
{
	size_t max = precision < 0 ? SIZE_MAX : precision;
	size_t n = 0;

	if (wide)
		while (n < max && ((const u16 *)s)[n])
			n++;
	else
		while (n < max && ((const u8 *)s)[n])
			n++;
	return n;
}

static void format_string(struct wdm_format_out *out, const struct spec *spec,
			  const void *s, bool wide)
{
	if (!s) {
		put_string(out, spec, "(null)", 6, false);
		return;
	}
	put_string(out, spec, s, string_length(s, spec->precision, wide), wide);
}

static void format_counted(struct wdm_format_out *out, const struct spec *spec,
			   const void *arg, bool wide)
{
	const UNICODE_STRING *u = arg;
	const STRING *s = arg;

	if (!arg || !s->Buffer)
		put_string(out, spec, "(null)", 6, false);
	else if (wide)
		put_string(out, spec, u->Buffer, u->Length / sizeof(u16), true);
	else
		put_string(out, spec, s->Buffer, s->Length, false);
}

static void format_number(struct wdm_format_out *out, const struct spec *spec,
			  u64 value, unsigned int base, bool upper, u16 sign)
{
	const char *digit = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int precision = spec->precision;
	u8 digits[24];
	u16 prefix[2];
	int n = 0, nprefix = 0, zeros, padding;

	/* Hexadecimal gets its prefix only when it isn't 0. */
	if (sign) {
		prefix[nprefix++] = sign;
	} else if ((spec->flags & FLAG_ALT) && base == 16 && value) {
		prefix[nprefix++] = '0';
		prefix[nprefix++] = upper ? 'X' : 'x';
	}

	while (value) {
		digits[n++] = digit[value % base];
		value /= base;
	}
	zeros = (precision < 0 ? 1 : precision) - n;
	if ((spec->flags & FLAG_ALT) && base == 8 && zeros <= 0 &&
	    (!n || digits[n - 1] != '0'))
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	padding = spec->width - nprefix - zeros - n;

	/* A precision switches the padding by zeros off. */
	if (!(spec->flags & FLAG_LEFT) && (spec->flags & FLAG_ZERO) &&
	    precision < 0 && padding > 0) {
		zeros += padding;
		padding = 0;
	}
	if (!(spec->flags & FLAG_LEFT))
		pad(out, ' ', padding);
	if (nprefix)
		put(out, prefix[0]);
	if (nprefix > 1)
		put(out, prefix[1]);
	pad(out, '0', zeros);
	while (n)
		put(out, digits[--n]);
	if (spec->flags & FLAG_LEFT)
		pad(out, ' ', padding);
}

static void format_signed(struct wdm_format_out *out, const struct spec *spec,
			  struct args *args)
{
	u16 sign = 0;
	s64 v;

	switch (spec->size) {
	case SIZE_64:
		v = va_arg(args->ap, s64);
		break;
	case SIZE_CHAR:
		v = (s8)va_arg(args->ap, int);
		break;
	case SIZE_SHORT:
		v = (s16)va_arg(args->ap, int);
		break;
	default:
		v = va_arg(args->ap, int);
	}
	if (v < 0)
		sign = '-';
	else if (spec->flags & FLAG_SIGN)
		sign = '+';
	else if (spec->flags & FLAG_SPACE)
		sign = ' ';
	format_number(out, spec, v < 0 ? 0 - (u64)v : v, 10, false, sign);
}

static void format_unsigned(struct wdm_format_out *out, const struct spec *spec,
			    struct args *args, unsigned int base, bool upper)
{
	u64 v;

	switch (spec->size) {
	case SIZE_64:
		v = va_arg(args->ap, u64);
		break;
	case SIZE_CHAR:
		v = (u8)va_arg(args->ap, unsigned int);
		break;
	case SIZE_SHORT:
		v = (u16)va_arg(args->ap, unsigned int);
		break;
	default:
		v = va_arg(args->ap, unsigned int);
	}
	format_number(out, spec, v, base, upper, 0);
}

/* The kind of %c and %s (@capital: %C and %S) in this function. */
static bool is_wide(const struct wdm_format_out *out, const struct spec *spec,
		    bool capital)
{
	switch (spec->size) {
	case SIZE_SHORT:
		return false;
	case SIZE_LONG:
		return true;
	default:
		return out->wide != capital;
	}
}

/* One conversion; false if @type is none. */
static bool convert(struct wdm_format_out *out, struct spec *spec, u16 type,
		    struct args *args)
{
	u16 c;

	switch (type) {
	case 'd':
	case 'i':
		format_signed(out, spec, args);
		return true;
	case 'u':
		format_unsigned(out, spec, args, 10, false);
		return true;
	case 'o':
		format_unsigned(out, spec, args, 8, false);
		return true;
	case 'x':
	case 'X':
		format_unsigned(out, spec, args, 16, type == 'X');
		return true;
	case 'p':
		spec->size = SIZE_64;
		spec->precision = 2 * sizeof(void *);
		format_unsigned(out, spec, args, 16, true);
		return true;
	case 'c':
	case 'C':
		c = va_arg(args->ap, int);
		spec->precision = -1;
		if (is_wide(out, spec, type == 'C')) {
			put_string(out, spec, &c, 1, true);
		} else {
			u8 narrow = c;

			put_string(out, spec, &narrow, 1, false);
		}
		return true;
	case 's':
	case 'S':
		format_string(out, spec, va_arg(args->ap, const void *),
			      is_wide(out, spec, type == 'S'));
		return true;
	case 'Z':
		format_counted(out, spec, va_arg(args->ap, const void *),
			       spec->size == SIZE_LONG);
		return true;
	case 'n':
		/* Writing through a pointer from a format is refused. */
		(void)va_arg(args->ap, void *);
		return true;
	default:
		return false;
	}
}

static u16 unit_at(const void *format, size_t i, bool wide)
{
	return wide ? ((const u16 *)format)[i] : ((const u8 *)format)[i];
}

static bool set_flag(struct spec *spec, u16 c)
{
	switch (c) {
	case '-':
		spec->flags |= FLAG_LEFT;
		return true;
	case '+':
		spec->flags |= FLAG_SIGN;
		return true;
	case ' ':
		spec->flags |= FLAG_SPACE;
		return true;
	case '#':
		spec->flags |= FLAG_ALT;
		return true;
	case '0':
		spec->flags |= FLAG_ZERO;
		return true;
	default:
		return false;
	}
}

/* Widths are bounded: a wrong one must not keep the CPU busy for minutes. */
#define MAX_NUMBER	65536

static size_t parse_number(const void *f, size_t i, bool wide, struct args *args,
			   int *number)
{
	int n = 0;

	if (unit_at(f, i, wide) == '*') {
		n = va_arg(args->ap, int);
		i++;
	} else {
		for (;;) {
			u16 c = unit_at(f, i, wide);

			if (c < '0' || c > '9')
				break;
			if (n < MAX_NUMBER)
				n = n * 10 + (c - '0');
			i++;
		}
	}
	*number = clamp(n, -MAX_NUMBER, MAX_NUMBER);
	return i;
}

static size_t parse_size(const void *f, size_t i, bool wide, enum size *size)
{
	u16 next = unit_at(f, i, wide) ? unit_at(f, i + 1, wide) : 0;

	switch (unit_at(f, i, wide)) {
	case 'h':
		*size = next == 'h' ? SIZE_CHAR : SIZE_SHORT;
		return next == 'h' ? i + 2 : i + 1;
	case 'l':
		*size = next == 'l' ? SIZE_64 : SIZE_LONG;
		return next == 'l' ? i + 2 : i + 1;
	case 'w':
		*size = SIZE_LONG;
		return i + 1;
	case 'I':
		if (next == '6' && unit_at(f, i + 2, wide) == '4') {
			*size = SIZE_64;
			return i + 3;
		}
		if (next == '3' && unit_at(f, i + 2, wide) == '2') {
			*size = SIZE_NONE;
			return i + 3;
		}
		*size = SIZE_64;
		return i + 1;
	case 'j':
	case 'z':
	case 't':
		*size = SIZE_64;
		return i + 1;
	case 'L':
		return i + 1;
	default:
		return i;
	}
}

void wdm_format(struct wdm_format_out *out, const void *format, va_list ap)
{
	bool wide = out->wide;
	struct args args;
	size_t i = 0;
	u16 c;

	va_copy(args.ap, ap);
	while ((c = unit_at(format, i, wide))) {
		struct spec spec = { .precision = -1 };

		i++;
		if (c != '%') {
			put(out, c);
			continue;
		}
		while (set_flag(&spec, unit_at(format, i, wide)))
			i++;
		i = parse_number(format, i, wide, &args, &spec.width);
		if (spec.width < 0) {
			spec.flags |= FLAG_LEFT;
			spec.width = -spec.width;
		}
		if (unit_at(format, i, wide) == '.')
			i = parse_number(format, i + 1, wide, &args,
					 &spec.precision);
		if (spec.precision < 0)
			spec.precision = -1;
		i = parse_size(format, i, wide, &spec.size);

		/* What is no conversion is an ordinary character: "%%", "%y". */
		c = unit_at(format, i, wide);
		if (!c)
			break;
		i++;
		if (!convert(out, &spec, c, &args))
			put(out, c);
	}
	va_end(args.ap);
}
