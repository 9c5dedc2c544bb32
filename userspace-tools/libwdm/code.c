// SPDX-License-Identifier: GPL-2.0
/*
 * Control codes as people write them: 0x222004, 2236420, or as in the driver's
 * header: CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS).
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libwdm.h"

static const struct {
	const char *name;
	uint32_t value;
} words[] = {
#include "device_types.h"
	{ "METHOD_BUFFERED", 0 },
	{ "METHOD_IN_DIRECT", 1 },
	{ "METHOD_OUT_DIRECT", 2 },
	{ "METHOD_NEITHER", 3 },
	{ "METHOD_DIRECT_TO_HARDWARE", 1 },
	{ "METHOD_DIRECT_FROM_HARDWARE", 2 },
	{ "FILE_ANY_ACCESS", 0 },
	{ "FILE_SPECIAL_ACCESS", 0 },
	{ "FILE_READ_ACCESS", 1 },
	{ "FILE_WRITE_ACCESS", 2 },
	{ "FILE_READ_DATA", 1 },
	{ "FILE_WRITE_DATA", 2 },
};

static const char *skip_space(const char *p)
{
	while (isspace((unsigned char)*p))
		p++;
	return p;
}

/* A number or a word at *@p, which is moved behind it and the blanks there. */
static int parse_term(const char **p, uint32_t *value)
{
	const char *start = skip_space(*p);
	unsigned long long number;
	size_t length, i;
	char *end;

	if (isdigit((unsigned char)*start)) {
		errno = 0;
		number = strtoull(start, &end, 0);
		if (errno || number > UINT32_MAX)
			return -ERANGE;
		/* C's suffixes, since codes are copied from headers. */
		while (*end == 'u' || *end == 'U' || *end == 'l' || *end == 'L')
			end++;
		*value = number;
		*p = skip_space(end);
		return 0;
	}
	for (length = 0; isalnum((unsigned char)start[length]) || start[length] == '_'; length++)
		;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (length == strlen(words[i].name) && !memcmp(start, words[i].name, length)) {
			*value = words[i].value;
			*p = skip_space(start + length);
			return 0;
		}
	}
	return -EINVAL;
}

/* Terms with "|" between them. */
static int parse_value(const char **p, uint32_t *value)
{
	uint32_t term;
	int ret;

	*value = 0;
	for (;;) {
		ret = parse_term(p, &term);
		if (ret)
			return ret;
		*value |= term;
		if (**p != '|')
			return 0;
		++*p;
	}
}

int wdm_parse_code(const char *text, uint32_t *code)
{
	/* device type, function, method, access: the largest value of each */
	static const uint32_t limit[4] = { 0xffff, 0xfff, 3, 3 };
	const char *p = skip_space(text);
	uint32_t part[4];
	int ret, i;

	if (strncmp(p, "CTL_CODE", 8)) {
		ret = parse_term(&p, code);
		return ret ? ret : *p ? -EINVAL : 0;
	}
	p = skip_space(p + 8);
	if (*p++ != '(')
		return -EINVAL;
	for (i = 0; i < 4; i++) {
		ret = parse_value(&p, &part[i]);
		if (ret)
			return ret;
		if (part[i] > limit[i])
			return -ERANGE;
		if (*p++ != (i < 3 ? ',' : ')'))
			return -EINVAL;
	}
	if (*skip_space(p))
		return -EINVAL;
	*code = part[0] << 16 | part[3] << 14 | part[1] << 2 | part[2];
	return 0;
}
