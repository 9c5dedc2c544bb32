// SPDX-License-Identifier: GPL-2.0
/* libwdm: memory of an INF, and the way out when something is wrong in it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inf.h"

struct inf_memory {
	struct inf_memory *next;
	max_align_t data[];
};

static __attribute__((noreturn)) void no_memory(struct wdm_inf *inf)
{
	snprintf(inf->error, inf->error_size, "%s: no memory", inf->path);
	longjmp(inf->failed, 1);
}

void *inf_alloc(struct wdm_inf *inf, size_t size)
{
	struct inf_memory *memory = calloc(1, sizeof(*memory) + size);

	if (!memory)
		no_memory(inf);
	memory->next = inf->memory;
	inf->memory = memory;
	return memory->data;
}

void *inf_grow(struct wdm_inf *inf, void *list, size_t count, size_t size)
{
	void *bigger;

	/* There is room up to the next power of two. */
	if (count & (count - 1))
		return list;
	bigger = inf_alloc(inf, (count ? 2 * count : 1) * size);
	if (count)
		memcpy(bigger, list, count * size);
	return bigger;
}

char *inf_copy(struct wdm_inf *inf, const char *text, size_t length)
{
	char *copy = inf_alloc(inf, length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *inf_format(struct wdm_inf *inf, const char *format, ...)
{
	va_list args;
	int length;
	char *text;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		no_memory(inf);
	text = inf_alloc(inf, length + 1);
	va_start(args, format);
	vsnprintf(text, length + 1, format, args);
	va_end(args);
	return text;
}

void inf_free_memory(struct wdm_inf *inf)
{
	struct inf_memory *next;

	while (inf->memory) {
		next = inf->memory->next;
		free(inf->memory);
		inf->memory = next;
	}
}

void inf_fail(struct wdm_inf *inf, int line, const char *format, ...)
{
	va_list args;
	int used;

	used = snprintf(inf->error, inf->error_size, "%s:%d: error: ", inf->path, line);
	va_start(args, format);
	if (used >= 0 && (size_t)used < inf->error_size)
		vsnprintf(inf->error + used, inf->error_size - used, format, args);
	va_end(args);
	longjmp(inf->failed, 1);
}
