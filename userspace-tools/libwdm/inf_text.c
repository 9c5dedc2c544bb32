// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: the text of an INF: sections of lines, lines of fields. Comments, quoted
 * strings, continued lines and %strkey% tokens are settled here.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"

/* A line of the text as it stands, without comments, continued lines joined. */
struct raw_line {
	int number;
	char *text;
};

struct raw_section {
	struct raw_line *lines;
	size_t count;
};

/* What the system itself puts in for %dirid%. */
static const struct inf_string folders[] = {
	{ "10", "\\SystemRoot" },
	{ "11", "\\SystemRoot\\system32" },
	{ "12", "\\SystemRoot\\system32\\drivers" },
	{ "13", "\\SystemRoot\\system32\\DriverStore\\FileRepository" },
	{ "17", "\\SystemRoot\\inf" },
	{ "24", "\\??\\C:" },
	{ "30", "\\??\\C:" },
};

/* The first @separator that is in no string, or NULL. */
static char *find_outside(char *text, char separator)
{
	bool quoted = false;

	for (; *text; text++) {
		if (*text == '"')
			quoted = !quoted;
		else if (*text == separator && !quoted)
			return text;
	}
	return NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\n';
}

static void trim_end(char *text)
{
	size_t length = strlen(text);

	while (length && is_blank(text[length - 1]))
		text[--length] = 0;
}

const char *inf_trim(struct wdm_inf *inf, const char *text)
{
	char *copy;

	while (is_blank(*text))
		text++;
	copy = inf_copy(inf, text, strlen(text));
	trim_end(copy);
	return copy;
}

static bool ends_in_string(const char *text)
{
	bool quoted = false;

	for (; *text; text++)
		quoted ^= *text == '"';
	return quoted;
}

/* The next line that isn't empty; continued lines are one. *@text goes on behind it. */
static char *next_line(struct wdm_inf *inf, char **text, int *next, int *number)
{
	char *joined = NULL, *line, *end;
	size_t length;
	bool more;

	while (**text) {
		line = *text;
		end = strchr(line, '\n');
		*text = end ? end + 1 : line + strlen(line);
		if (end)
			*end = 0;
		if (!joined)
			*number = *next;
		(*next)++;
		end = find_outside(line, ';');
		if (end)
			*end = 0;
		trim_end(line);
		length = strlen(line);
		/* A path may end in a backslash, but then it is quoted. */
		more = length && line[length - 1] == '\\' && !ends_in_string(line);
		if (more)
			line[length - 1] = ' ';
		joined = joined ? inf_format(inf, "%s%s", joined, line) : line;
		if (more)
			continue;
		joined = (char *)inf_trim(inf, joined);
		if (*joined)
			return joined;
		joined = NULL;
	}
	joined = joined ? (char *)inf_trim(inf, joined) : NULL;
	return joined && *joined ? joined : NULL;
}

/* A field's value: quotes go, doubled ones become one. */
static char *unquote(struct wdm_inf *inf, const char *piece)
{
	char *result = (char *)inf_trim(inf, piece), *to = result, *from = result;
	bool quoted = false;

	for (; *from; from++) {
		if (*from != '"')
			*to++ = *from;
		else if (quoted && from[1] == '"')
			*to++ = *from++;
		else
			quoted = !quoted;
	}
	*to = 0;
	return result;
}

static void split_line(struct wdm_inf *inf, const struct raw_line *raw, struct inf_line *line)
{
	char *rest = inf_copy(inf, raw->text, strlen(raw->text));
	char *comma, *equals = find_outside(rest, '=');

	line->number = raw->number;
	if (equals) {
		*equals = 0;
		line->key = unquote(inf, rest);
		rest = equals + 1;
	}
	do {
		comma = find_outside(rest, ',');
		if (comma)
			*comma = 0;
		line->fields = inf_grow(inf, line->fields, line->count, sizeof(*line->fields));
		line->fields[line->count++] = unquote(inf, rest);
		rest = comma + 1;
	} while (comma);
}

static const char *lookup(const struct wdm_inf *inf, const char *key)
{
	size_t i;

	for (i = inf->nr_strings; i-- > 0;)
		if (!strcasecmp(inf->strings[i].key, key))
			return inf->strings[i].value;
	return NULL;
}

static void read_strings(struct wdm_inf *inf, const struct inf_section *section,
			 const struct raw_section *raw, bool overrides)
{
	struct inf_string *string;
	char *line, *equals, *key, *from, *to;
	size_t i;

	for (i = 0; i < raw->count; i++) {
		line = inf_copy(inf, raw->lines[i].text, strlen(raw->lines[i].text));
		equals = find_outside(line, '=');
		if (!equals)
			inf_fail(inf, raw->lines[i].number, "[%s]: no '=' in %s", section->name,
				 line);
		*equals = 0;
		key = unquote(inf, line);
		if (!overrides && lookup(inf, key))
			continue;
		inf->strings = inf_grow(inf, inf->strings, inf->nr_strings, sizeof(*string));
		string = &inf->strings[inf->nr_strings++];
		string->key = key;
		string->value = unquote(inf, equals + 1);
		/* Doubled percent signs are one. */
		for (from = to = string->value; *from; from++) {
			*to++ = *from;
			if (from[0] == '%' && from[1] == '%')
				from++;
		}
		*to = 0;
	}
}

/* [Strings], then what [Strings.0409] says otherwise; other languages fill up. */
static void read_all_strings(struct wdm_inf *inf, const struct raw_section *raw)
{
	size_t i;

	for (i = 0; i < inf->count; i++)
		if (!strcasecmp(inf->sections[i].name, "strings"))
			read_strings(inf, &inf->sections[i], &raw[i], true);
	for (i = 0; i < inf->count; i++)
		if (!strncasecmp(inf->sections[i].name, "strings.", 8))
			read_strings(inf, &inf->sections[i], &raw[i],
				     !strcasecmp(inf->sections[i].name, "strings.0409"));
}

static size_t section_index(struct wdm_inf *inf, const char *name)
{
	size_t i;

	for (i = 0; i < inf->count; i++)
		if (!strcasecmp(inf->sections[i].name, name))
			break;
	return i;
}

/* The section that a line "[name]" begins. */
static size_t begin_section(struct wdm_inf *inf, const char *line, int number,
			    struct raw_section **raw)
{
	const char *end = strchr(line, ']');
	const char *name;
	size_t i;

	if (!end)
		inf_fail(inf, number, "section name without ']': %s", line);
	name = unquote(inf, inf_copy(inf, line + 1, end - line - 1));
	i = section_index(inf, name);
	if (i == inf->count) {
		inf->sections = inf_grow(inf, inf->sections, i, sizeof(*inf->sections));
		*raw = inf_grow(inf, *raw, i, sizeof(**raw));
		inf->sections[i].name = (char *)name;
		inf->sections[i].number = number;
		inf->count++;
	}
	return i;
}

void inf_parse(struct wdm_inf *inf, char *text)
{
	struct raw_section *raw = NULL, *in = NULL;
	struct inf_section *section;
	int next = 1, number = 1;
	char *line;
	size_t i, j;

	while ((line = next_line(inf, &text, &next, &number))) {
		if (*line == '[') {
			/* This may move the list. */
			i = begin_section(inf, line, number, &raw);
			in = &raw[i];
			continue;
		}
		if (!in)
			inf_fail(inf, number, "not in any section: %s", line);
		in->lines = inf_grow(inf, in->lines, in->count, sizeof(*in->lines));
		in->lines[in->count++] = (struct raw_line){ number, line };
	}
	if (!inf->count)
		inf_fail(inf, 1, "no sections: not an INF file");
	read_all_strings(inf, raw);
	for (i = 0; i < inf->count; i++) {
		section = &inf->sections[i];
		section->lines = inf_alloc(inf, raw[i].count * sizeof(*section->lines));
		section->count = raw[i].count;
		for (j = 0; j < section->count; j++)
			split_line(inf, &raw[i].lines[j], &section->lines[j]);
	}
}

struct inf_section *inf_section(struct wdm_inf *inf, const char *name)
{
	size_t i = section_index(inf, name);

	return i < inf->count ? &inf->sections[i] : NULL;
}

struct inf_line *inf_next(const struct inf_section *section, const char *key,
			  const struct inf_line *after)
{
	struct inf_line *line = after ? (struct inf_line *)after + 1 : section->lines;

	for (; line < section->lines + section->count; line++)
		if (line->key && !strcasecmp(line->key, key))
			return line;
	return NULL;
}

static const char *token(struct wdm_inf *inf, const char *key, int number)
{
	const char *value = lookup(inf, key);
	size_t i;

	if (!*key)
		return "%";
	if (value)
		return value;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!strcmp(folders[i].key, key))
			return folders[i].value;
	if (!key[strspn(key, "0123456789")])
		return inf_format(inf, "%%%s%%", key);
	inf_fail(inf, number, "%%%s%% is not in [Strings]", key);
}

/* With %strkey% tokens replaced; on the way out, so that one in a line nobody needs is fine. */
static const char *expand(struct wdm_inf *inf, const char *text, int number)
{
	const char *result = "", *begin, *end;

	while ((begin = strchr(text, '%')) && (end = strchr(begin + 1, '%'))) {
		result = inf_format(inf, "%s%.*s%s", result, (int)(begin - text), text,
				    token(inf, inf_copy(inf, begin + 1, end - begin - 1), number));
		text = end + 1;
	}
	return *result ? inf_format(inf, "%s%s", result, text) : text;
}

const char *inf_field(struct wdm_inf *inf, const struct inf_line *line, size_t index)
{
	return index < line->count ? expand(inf, line->fields[index], line->number) : "";
}

const char *inf_key(struct wdm_inf *inf, const struct inf_line *line)
{
	return line->key ? expand(inf, line->key, line->number) : "";
}

const char *inf_rest(struct wdm_inf *inf, const struct inf_line *line, size_t index)
{
	const char *text = inf_field(inf, line, index);

	while (++index < line->count)
		text = inf_format(inf, "%s,%s", text, inf_field(inf, line, index));
	return text;
}
