// SPDX-License-Identifier: GPL-2.0
/*
 * wdmctl reg import: .reg files.
 *
 *	[KEY]			the key is made; what follows is about it
 *	[-KEY]			the key and all below it is deleted
 *	"NAME"="TEXT"		@= is the default value
 *	"NAME"=dword:1234abcd
 *	"NAME"=hex:01,02	hex(N): of type N; a backslash goes on with the next line
 *	"NAME"=-		the value is deleted
 *	; comment
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "wdmctl.h"

#define REG_SZ		1
#define REG_BINARY	3
#define REG_DWORD	4

/**
 * struct import - a file that is being read
 * @ctl: /dev/wdmctl
 * @file: its name, for messages
 * @line: number of the line
 * @key: full path of the key, or NULL
 */
struct import {
	int ctl;
	const char *file;
	unsigned int line;
	char *key;
};

static int bad_line(const struct import *in, const char *what)
{
	fprintf(stderr, "wdmctl: %s:%u: %s\n", in->file, in->line, what);
	return EXIT_FAIL;
}

static int change(const struct import *in, uint32_t action, const char *name, uint32_t type,
		  const struct reg_data *data)
{
	int32_t status = 0;
	char text[128];
	int ret;

	ret = wdm_reg_change(in->ctl, action, in->key, name, type, data ? data->bytes : NULL,
			     data ? data->length : 0, &status);
	if (ret)
		return fail_ctl(ret);
	if (wdm_is_success(status) || action == WDM_CTL_REG_DELETE_VALUE)
		return EXIT_OK;
	wdm_status_format(status, text, sizeof(text));
	bad_line(in, text);
	return EXIT_STATUS;
}

static int read_key(struct import *in, char *line)
{
	char *end = strrchr(line, ']');
	bool delete = line[1] == '-';

	if (!end || end[1 + strspn(end + 1, " \t")])
		return bad_line(in, "no end of the key's name");
	*end = 0;
	free(in->key);
	in->key = reg_full_path(line + 1 + delete);
	if (!in->key)
		return bad_line(in, "no key of this registry");
	if (!delete)
		return change(in, WDM_CTL_REG_CREATE_KEY, NULL, 0, NULL);
	return reg_delete_tree(in->ctl, in->key, false);
}

/* Takes a text in quotation marks off *@at, in place; NULL: it has no end. */
static char *unquote(char **at)
{
	char *from = *at + 1, *to = from, *text = from;

	while (*from && *from != '"') {
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from++;
	}
	if (*from != '"')
		return NULL;
	*to = 0;
	*at = from + 1;
	return text;
}

static bool read_hex(const char *text, struct reg_data *data)
{
	unsigned int byte;
	int used;

	while (*text) {
		if (sscanf(text, " %2x%n", &byte, &used) != 1)
			return !text[strspn(text, " \t")];
		if (!reg_append(data, &byte, 1))
			return false;
		text += used;
		text += strspn(text, " \t");
		if (*text == ',')
			text++;
		else if (*text)
			return false;
	}
	return true;
}

static bool read_data(char *text, uint32_t *type, struct reg_data *data)
{
	unsigned int number;
	char *string;
	int used = 0;

	if (*text == '"') {
		string = unquote(&text);
		*type = REG_SZ;
		return string && !text[strspn(text, " \t")] &&
		       reg_parse_data(REG_SZ, string, data);
	}
	if (sscanf(text, "dword:%8x%n", &number, &used) == 1 && !text[used]) {
		*type = REG_DWORD;
		return reg_append(data, &number, sizeof(number));
	}
	if (!strncmp(text, "hex:", 4)) {
		*type = REG_BINARY;
		return read_hex(text + 4, data);
	}
	used = 0;
	if (sscanf(text, "hex(%x):%n", &number, &used) != 1 || !used)
		return false;
	*type = number;
	return read_hex(text + used, data);
}

static int read_value(struct import *in, char *line)
{
	struct reg_data data = { };
	const char *name = "";
	uint32_t type;
	int status;

	if (!in->key)
		return bad_line(in, "a value before any key");
	if (*line == '@')
		line++;
	else
		name = unquote(&line);
	line += name ? strspn(line, " \t") : 0;
	if (!name || *line != '=')
		return bad_line(in, "neither a key nor a value");
	line++;
	line += strspn(line, " \t");
	if (!strcmp(line, "-"))
		return change(in, WDM_CTL_REG_DELETE_VALUE, name, 0, NULL);
	if (read_data(line, &type, &data))
		status = change(in, WDM_CTL_REG_SET_VALUE, name, type, &data);
	else
		status = bad_line(in, "data that can't be read");
	free(data.bytes);
	return status;
}

/* The next line with those that it goes on in, in place; NULL: the end. */
static char *next_line(struct import *in, char **text)
{
	char *line = *text, *to = line, *end;
	size_t length;

	if (!*line)
		return NULL;
	for (;;) {
		length = strcspn(*text, "\r\n");
		memmove(to, *text, length);
		end = to + length;
		in->line++;
		*text += length;
		if (**text == '\r')
			(*text)++;
		if (**text == '\n')
			(*text)++;
		while (end > to && isspace((unsigned char)end[-1]))
			end--;
		/* Only lists of bytes go on: a text may end with a backslash. */
		if (end == to || end[-1] != '\\' || !**text)
			break;
		to = end - 1;
		*text += strspn(*text, " \t");
	}
	*end = 0;
	return line + strspn(line, " \t");
}

int reg_import(int ctl, char *text, const char *file)
{
	struct import in = { .ctl = ctl, .file = file };
	int status = EXIT_OK;
	bool header = false;
	char *line;

	while (!status && (line = next_line(&in, &text))) {
		if (!*line || *line == ';')
			continue;
		if (!header) {
			header = !strcmp(line, "Windows Registry Editor Version 5.00") ||
				 !strcmp(line, "REGEDIT4");
			if (!header)
				status = bad_line(&in, "no .reg file");
		} else if (*line == '[') {
			status = read_key(&in, line);
		} else {
			status = read_value(&in, line);
		}
	}
	free(in.key);
	return status;
}
