// SPDX-License-Identifier: GPL-2.0
/* libwdm: text files as Windows' editors leave them: UTF-16, UTF-8 or its code page 1252. */
#include <string.h>

#include "inf.h"
#include "text.h"

/* What 0x80 to 0x9f are in code page 1252; five of them have no meaning. */
static const uint16_t cp1252[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
	0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

/* The character at *@at, which goes on behind it; 0xfffd and one byte if it is none. */
static uint32_t get_utf8(const uint8_t **at, const uint8_t *end, bool *valid)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint8_t first = *(*at)++;
	int more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 :
		   first >> 3 == 30 ? 3 : -1;
	uint32_t c = first;
	int i;

	if (more > 0)
		c &= 0x3f >> more;
	for (i = 0; i < more; i++) {
		if (*at + i >= end || ((*at)[i] & 0xc0) != 0x80)
			break;
		c = c << 6 | ((*at)[i] & 0x3f);
	}
	if (more < 0 || i < more || c < least[more] || c > 0x10ffff || c >> 11 == 0x1b) {
		if (valid)
			*valid = false;
		return 0xfffd;
	}
	*at += more;
	return c;
}

static bool is_utf8(const uint8_t *bytes, const uint8_t *end)
{
	bool valid = true;

	while (bytes < end && valid)
		get_utf8(&bytes, end, &valid);
	return valid;
}

static char *from_utf16(char *to, const uint8_t *bytes, size_t length, bool big)
{
	uint32_t c, low;
	size_t i;

#define UNIT(at) ((uint32_t)(big ? bytes[at] << 8 | bytes[(at) + 1] : \
			     bytes[(at) + 1] << 8 | bytes[at]))
	for (i = 0; i + 1 < length; i += 2) {
		c = UNIT(i);
		if (c >> 11 == 0x1b) {
			low = i + 3 < length ? UNIT(i + 2) : 0;
			if (c < 0xdc00 && low >> 10 == 0x37) {
				c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
				i += 2;
			} else {
				c = 0xfffd;
			}
		}
		to = wdm_put_utf8(to, c);
	}
#undef UNIT
	return to;
}

static char *from_utf8(char *to, const uint8_t *bytes, const uint8_t *end)
{
	while (bytes < end)
		to = wdm_put_utf8(to, get_utf8(&bytes, end, NULL));
	return to;
}

static char *from_cp1252(char *to, const uint8_t *bytes, const uint8_t *end)
{
	for (; bytes < end; bytes++)
		to = wdm_put_utf8(to, *bytes >= 0x80 && *bytes < 0xa0 ? cp1252[*bytes - 0x80] :
				      *bytes);
	return to;
}

/* ASCII characters saved as UTF-16, without a mark. */
static bool is_unmarked_utf16(const uint8_t *bytes, size_t length)
{
	size_t i;

	if (length < 4 || !bytes[0])
		return false;
	for (i = 1; i < 8 && i < length; i += 2)
		if (bytes[i])
			return false;
	return true;
}

/* One kind of line end, and nothing from Ctrl-Z on. */
static void normalise(char *text)
{
	bool has_newline;
	char *to = text;

	text[strcspn(text, "\x1a")] = 0;
	has_newline = strchr(text, '\n');
	for (; *text; text++) {
		if (*text != '\r')
			*to++ = *text;
		else if (!has_newline)
			*to++ = '\n';
		else if (text[strspn(text, "\r")] != '\n')
			*to++ = ' ';
	}
	*to = 0;
}

char *inf_decode(struct wdm_inf *inf, const uint8_t *bytes, size_t length)
{
	/* A byte of code page 1252, or a unit, is three bytes at most. */
	char *text = inf_alloc(inf, 3 * length + 1), *end;

	if (length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe)
		end = from_utf16(text, bytes + 2, length - 2, false);
	else if (length >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff)
		end = from_utf16(text, bytes + 2, length - 2, true);
	else if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
		end = from_utf8(text, bytes + 3, bytes + length);
	else if (is_unmarked_utf16(bytes, length))
		end = from_utf16(text, bytes, length, false);
	else if (is_utf8(bytes, bytes + length))
		end = from_utf8(text, bytes, bytes + length);
	else
		end = from_cp1252(text, bytes, bytes + length);
	*end = 0;
	normalise(text);
	return text;
}

uint8_t *inf_utf16(struct wdm_inf *inf, const char *text, size_t *length)
{
	const uint8_t *at = (const uint8_t *)text, *end = at + strlen(text);
	uint16_t *units = inf_alloc(inf, (end - at + 1) * sizeof(*units));
	size_t n = 0;
	uint32_t c;

	while (at < end) {
		c = get_utf8(&at, end, NULL);
		if (c >= 0x10000) {
			units[n++] = 0xd800 | (c - 0x10000) >> 10;
			c = 0xdc00 | ((c - 0x10000) & 0x3ff);
		}
		units[n++] = c;
	}
	/* The NUL behind it is part of the memory. */
	*length = n * sizeof(*units);
	return (uint8_t *)units;
}
