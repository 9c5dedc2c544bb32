// SPDX-License-Identifier: GPL-2.0
/* wdmctl: data on its way in and out. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wdmctl.h"

/* More than any device takes at once, and little enough to be read into memory. */
#define MAX_INPUT	(256U << 20)

int read_file(const char *name, uint8_t **data, uint32_t *length)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "rb") : stdin;
	size_t size = 0, got;
	uint8_t *bigger;

	if (!file) {
		fail("input", name, -errno);
		return EXIT_FAIL;
	}
	*data = NULL;
	do {
		bigger = realloc(*data, size + 65536);
		if (!bigger || size + 65536 > MAX_INPUT) {
			free(bigger ? bigger : *data);
			*data = NULL;
			fail("input", name, bigger ? -EFBIG : -ENOMEM);
			return EXIT_FAIL;
		}
		*data = bigger;
		got = fread(*data + size, 1, 65536, file);
		size += got;
	} while (got);
	if (ferror(file)) {
		fail("input", name, -EIO);
		return EXIT_FAIL;
	}
	if (file != stdin)
		fclose(file);
	*length = size;
	return EXIT_OK;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_hex(const char *text, uint8_t **data, uint32_t *length)
{
	const char *p = text;
	uint8_t *to;

	*data = malloc(strlen(text) / 2 + 1);
	if (!*data)
		return fail("input", NULL, -ENOMEM);
	to = *data;
	while (*p) {
		if (isspace((unsigned char)*p)) {
			p++;
			continue;
		}
		if (hex_digit(p[0]) < 0 || hex_digit(p[1]) < 0) {
			free(*data);
			return syntax_error("'%s' is no sequence of hexadecimal bytes", text);
		}
		*to++ = hex_digit(p[0]) << 4 | hex_digit(p[1]);
		p += 2;
	}
	*length = to - *data;
	return EXIT_OK;
}

/* What --in says. Returns the exit status if that fails, with a message printed. */
int read_input(const char *text, uint8_t **data, uint32_t *length)
{
	*data = NULL;
	*length = 0;
	if (!text)
		return EXIT_OK;
	return text[0] == '@' ? read_file(text + 1, data, length) :
				read_hex(text, data, length);
}

char *hex_string(const uint8_t *data, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(2 * length + 1);
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < length; i++) {
		text[2 * i] = digits[data[i] >> 4];
		text[2 * i + 1] = digits[data[i] & 0xf];
	}
	text[2 * length] = 0;
	return text;
}

/* As `hexdump -C` has it. */
void print_dump(const uint8_t *data, size_t length)
{
	size_t line, i;

	for (line = 0; line < length; line += 16) {
		printf("%08zx ", line);
		for (i = line; i < line + 16; i++) {
			if (i < length)
				printf("%s%02x", i % 8 ? " " : "  ", data[i]);
			else
				printf("%s  ", i % 8 ? " " : "  ");
		}
		printf("  |");
		for (i = line; i < line + 16 && i < length; i++)
			putchar(data[i] >= ' ' && data[i] < 0x7f ? data[i] : '.');
		printf("|\n");
	}
}
