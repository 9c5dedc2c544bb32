// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: names of an INF's sections for systems: [Models.NTamd64.10.0...14393],
 * [Install.NT]. What a driver finds here is Windows 10.0 for x64, on a workstation.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"

#define VERSION		(10 << 8 | 0)
#define WORKSTATION	1

/* A number or nothing, up to the next "." or the end; false: something else. */
static bool take_number(const char **at, int64_t *value)
{
	char *end;

	*value = -1;
	while (**at == ' ')
		(*at)++;
	if (**at != '.' && **at) {
		if (**at < '0' || **at > '9')
			return false;
		*value = strtoul(*at, &end, 0) & 0xffffff;
		*at = end;
		while (**at == ' ')
			(*at)++;
	}
	if (**at == '.')
		(*at)++;
	else if (**at)
		return false;
	return true;
}

int64_t inf_rank(const char *decoration)
{
	/* Major and minor version, product type, suite, build */
	int64_t numbers[5] = { -1, -1, -1, -1, -1 };
	bool amd64 = !strncasecmp(decoration, "ntamd64", 7);
	const char *at = decoration + (amd64 ? 7 : 2);
	int64_t version;
	int i;

	if (strncasecmp(decoration, "nt", 2) || (*at && *at != '.'))
		return -1;
	if (*at == '.')
		at++;
	for (i = 0; *at; i++)
		if (i == 5 || !take_number(&at, &numbers[i]))
			return -1;
	version = (numbers[0] > 0 ? numbers[0] : 0) << 8 | (numbers[1] > 0 ? numbers[1] : 0);
	if (version > VERSION || (numbers[2] != -1 && numbers[2] != WORKSTATION) ||
	    numbers[3] > 0)
		return -1;
	return (int64_t)amd64 << 50 | version << 26 | (int64_t)(numbers[2] != -1) << 25 |
	       (numbers[4] > 0 ? numbers[4] : 0);
}

/* The decorations are the fields of @line from @first on; the models section for x64. */
struct inf_section *inf_models_section(struct wdm_inf *inf, const char *base,
				       const struct inf_line *line, size_t first)
{
	struct inf_section *section, *best = NULL;
	const char *decoration;
	int64_t rank, highest = -1;
	size_t i;

	for (i = first; i < line->count; i++) {
		decoration = inf_trim(inf, inf_field(inf, line, i));
		rank = *decoration ? inf_rank(decoration) : -1;
		if (rank <= highest)
			continue;
		section = inf_section(inf, inf_format(inf, "%s.%s", base, decoration));
		if (section) {
			best = section;
			highest = rank;
		}
	}
	/* Those for other systems exclude this one, unless there is a common section. */
	return best ? best : inf_section(inf, base);
}

/* [base.NTamd64suffix], [base.NTsuffix] or [basesuffix], the closest that is there. */
struct inf_section *inf_install(struct wdm_inf *inf, const char *base, const char *suffix)
{
	size_t length, start = strlen(base), end = strlen(suffix), i;
	struct inf_section *best = NULL;
	int64_t rank, highest = -1;
	const char *name;

	for (i = 0; i < inf->count; i++) {
		name = inf->sections[i].name;
		length = strlen(name);
		if (length < start + 3 + end || strncasecmp(name, base, start) ||
		    name[start] != '.' || strcasecmp(name + length - end, suffix))
			continue;
		rank = inf_rank(inf_copy(inf, name + start + 1, length - end - start - 1));
		if (rank > highest) {
			best = &inf->sections[i];
			highest = rank;
		}
	}
	return best ? best : inf_section(inf, inf_format(inf, "%s%s", base, suffix));
}
