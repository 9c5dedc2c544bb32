// SPDX-License-Identifier: GPL-2.0
/* wdmctl reg: keys, types and data as people and .reg files write them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"
#include "wdmctl.h"

static const char *const type_names[] = {
	"REG_NONE", "REG_SZ", "REG_EXPAND_SZ", "REG_BINARY", "REG_DWORD",
	"REG_DWORD_BIG_ENDIAN", "REG_LINK", "REG_MULTI_SZ", "REG_RESOURCE_LIST",
	"REG_FULL_RESOURCE_DESCRIPTOR", "REG_RESOURCE_REQUIREMENTS_LIST", "REG_QWORD",
};

/* The first name is the one that is written. */
static const struct {
	const char *name, *path;
} roots[] = {
	{ "HKEY_LOCAL_MACHINE", "\\Registry\\Machine" },
	{ "HKLM", "\\Registry\\Machine" },
	{ "HKEY_USERS", "\\Registry\\User" },
	{ "HKU", "\\Registry\\User" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Is @prefix all of @text, or all of what stands before a backslash? */
static bool begins(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return !strncasecmp(text, prefix, length) && (!text[length] || text[length] == '\\');
}

static char *join(const char *a, const char *b)
{
	char *text = malloc(strlen(a) + strlen(b) + 1);

	return text ? strcat(strcpy(text, a), b) : NULL;
}

char *reg_full_path(const char *text)
{
	size_t i;

	if (begins(text, "\\Registry"))
		return strdup(text);
	for (i = 0; i < COUNT(roots); i++)
		if (begins(text, roots[i].name))
			return join(roots[i].path, text + strlen(roots[i].name));
	return NULL;
}

char *reg_long_path(const char *path)
{
	size_t i;

	for (i = 0; i < COUNT(roots); i++)
		if (begins(path, roots[i].path))
			return join(roots[i].name, path + strlen(roots[i].path));
	return strdup(path);
}

const char *reg_type_name(uint32_t type)
{
	return type < COUNT(type_names) ? type_names[type] : NULL;
}

bool reg_parse_type(const char *text, uint32_t *type)
{
	uint64_t number;
	size_t i;

	for (i = 0; i < COUNT(type_names); i++) {
		if (!strcasecmp(text, type_names[i]) || !strcasecmp(text, type_names[i] + 4)) {
			*type = i;
			return true;
		}
	}
	if (!parse_number(text, UINT32_MAX, &number))
		return false;
	*type = number;
	return true;
}

static uint32_t unit_at(const uint8_t *data, size_t i)
{
	return data[i] | data[i + 1] << 8;
}

char *reg_to_utf8(const uint8_t *data, size_t bytes)
{
	char *text = malloc(bytes / 2 * 3 + 1), *to = text;
	uint32_t c, low;
	size_t i;

	if (!text || bytes % 2)
		goto no_text;
	for (i = 0; i < bytes; i += 2) {
		c = unit_at(data, i);
		if (c >= 0xd800 && c < 0xdc00) {
			low = i + 2 < bytes ? unit_at(data, i + 2) : 0;
			if (low < 0xdc00 || low > 0xdfff)
				goto no_text;
			c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
			i += 2;
		} else if (!c || (c >= 0xdc00 && c <= 0xdfff)) {
			goto no_text;
		}
		to = wdm_put_utf8(to, c);
	}
	*to = 0;
	return text;

no_text:
	free(text);
	return NULL;
}

bool reg_append(struct reg_data *data, const void *bytes, size_t length)
{
	uint8_t *bigger = realloc(data->bytes, data->length + length + 1);

	if (!bigger)
		return false;
	memcpy(bigger + data->length, bytes, length);
	data->bytes = bigger;
	data->length += length;
	return true;
}

static bool append_unit(struct reg_data *data, uint32_t unit)
{
	uint8_t bytes[] = { unit & 0xff, unit >> 8 };

	return reg_append(data, bytes, sizeof(bytes));
}

/* One character off *@text; what is malformed is taken as Latin 1. */
static uint32_t get_utf8(const char **text, const char *end)
{
	const uint8_t *p = (const uint8_t *)*text;
	uint32_t c = *p, more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0, i;

	(*text)++;
	if (!more || c > 0xf4 || (size_t)(end - *text) < more)
		return c;
	c &= 0x3f >> more;
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return p[0];
		c = c << 6 | (p[i] & 0x3f);
	}
	*text += more;
	return c;
}

bool reg_append_utf16(struct reg_data *data, const char *text, size_t length)
{
	const char *end = text + length;
	uint32_t c;

	while (text < end) {
		c = get_utf8(&text, end);
		if (c >= 0x10000) {
			if (!append_unit(data, 0xd800 | (c - 0x10000) >> 10))
				return false;
			c = 0xdc00 | ((c - 0x10000) & 0x3ff);
		}
		if (!append_unit(data, c))
			return false;
	}
	return true;
}

static bool parse_strings(const char *text, struct reg_data *data)
{
	size_t length;

	while (*text) {
		length = strcspn(text, "\n");
		/* An empty string would end the list. */
		if (length && !(reg_append_utf16(data, text, length) && append_unit(data, 0)))
			return false;
		text += length + (text[length] == '\n');
	}
	return append_unit(data, 0);
}

bool reg_parse_data(uint32_t type, const char *text, struct reg_data *data)
{
	uint8_t *bytes;
	uint32_t length;
	uint64_t number;
	bool ok;

	switch (type) {
	case REG_SZ:
	case REG_EXPAND_SZ:
		return reg_append_utf16(data, text, strlen(text)) && append_unit(data, 0);
	case REG_MULTI_SZ:
		return parse_strings(text, data);
	case REG_DWORD:
		return parse_number(text, UINT32_MAX, &number) && reg_append(data, &number, 4);
	case REG_QWORD:
		return parse_number(text, UINT64_MAX, &number) && reg_append(data, &number, 8);
	default:
		if (read_input(text, &bytes, &length))
			return false;
		ok = reg_append(data, bytes, length);
		free(bytes);
		return ok;
	}
}

static void print_quoted(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_hex(uint32_t type, const uint8_t *data, uint32_t length)
{
	uint32_t i;

	if (type == REG_BINARY)
		printf("hex:");
	else
		printf("hex(%x):", type);
	for (i = 0; i < length; i++)
		printf("%s%02x", i ? "," : "", data[i]);
	putchar('\n');
}

void reg_print_line(const char *name, uint32_t type, const uint8_t *data, uint32_t length)
{
	char *text = NULL;

	if (*name)
		print_quoted(name);
	else
		putchar('@');
	putchar('=');
	/* With just one NUL, at its end, and on one line. */
	if (type == REG_SZ && length >= 2 && !data[length - 1] && !data[length - 2])
		text = reg_to_utf8(data, length - 2);
	if (text && !strpbrk(text, "\r\n")) {
		print_quoted(text);
		putchar('\n');
	} else if (type == REG_DWORD && length == 4) {
		printf("dword:%08x\n", unit_at(data, 0) | unit_at(data, 2) << 16);
	} else {
		print_hex(type, data, length);
	}
	free(text);
}
