// SPDX-License-Identifier: GPL-2.0
/* libwdm: an INF as the block of data that goes to /dev/wdmctl with an image. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inf.h"

/* More than any INF has. */
#define MAX_FILE	(4U << 20)

/* The file's bytes; -errno. */
static int read_file(const char *path, uint8_t **bytes, size_t *length)
{
	FILE *file = fopen(path, "rb");
	int error = 0;

	if (!file)
		return -errno;
	*bytes = malloc(MAX_FILE + 1);
	if (!*bytes)
		error = -ENOMEM;
	else
		*length = fread(*bytes, 1, MAX_FILE + 1, file);
	if (!error && (ferror(file) || *length > MAX_FILE)) {
		error = ferror(file) ? -EIO : -EFBIG;
		free(*bytes);
	}
	fclose(file);
	return error;
}

/* False: an error, and its text is written. */
static bool parse(struct wdm_inf *inf, const uint8_t *bytes, size_t length, const char *service)
{
	if (setjmp(inf->failed))
		return false;
	inf_parse(inf, inf_decode(inf, bytes, length));
	inf_read_driver(inf, service);
	return true;
}

struct wdm_inf *wdm_inf_read(const char *path, const char *service, char *error, size_t size)
{
	struct wdm_inf *inf;
	uint8_t *bytes = NULL;
	size_t length = 0;
	int ret = read_file(path, &bytes, &length);

	if (ret) {
		snprintf(error, size, "%s: %s", path, strerror(-ret));
		return NULL;
	}
	inf = calloc(1, sizeof(*inf));
	if (!inf) {
		snprintf(error, size, "%s: no memory", path);
		free(bytes);
		return NULL;
	}
	inf->path = path;
	inf->error = error;
	inf->error_size = size;
	if (!parse(inf, bytes, length, service)) {
		wdm_inf_free(inf);
		inf = NULL;
	}
	free(bytes);
	return inf;
}

void wdm_inf_free(struct wdm_inf *inf)
{
	if (!inf)
		return;
	inf_free_memory(inf);
	free(inf);
}

const char *wdm_inf_service(const struct wdm_inf *inf)
{
	return inf->service.name;
}

/* The block, while it grows. */
struct block {
	struct wdm_inf *inf;
	uint8_t *bytes;
	size_t length;
	size_t room;
};

/* At a multiple of 4 bytes; the offset. */
static uint32_t put(struct block *b, const void *bytes, size_t length)
{
	size_t at = (b->length + 3) & ~(size_t)3;
	uint8_t *bigger;

	if (at + length > b->room) {
		b->room = 2 * (at + length) + 4096;
		bigger = inf_alloc(b->inf, b->room);
		if (b->length)
			memcpy(bigger, b->bytes, b->length);
		b->bytes = bigger;
	}
	if (length)
		memcpy(b->bytes + at, bytes, length);
	b->length = at + length;
	return at;
}

static uint32_t put_string(struct block *b, const char *text)
{
	uint8_t *units;
	size_t length;

	if (!text)
		return 0;
	units = inf_utf16(b->inf, text, &length);
	return put(b, units, length + 2);
}

static void put_values(struct block *b, const struct inf_values *values,
		       struct wdm_ctl_inf_value **table, uint32_t *first, uint32_t *count)
{
	struct wdm_ctl_inf_value *to;
	size_t i;

	*first = *count;
	for (i = 0; i < values->count; i++) {
		const struct inf_value *value = &values->list[i];

		*table = inf_grow(b->inf, *table, *count, sizeof(*to));
		to = &(*table)[(*count)++];
		to->root = value->root;
		to->subkey = put_string(b, value->subkey);
		to->name = put_string(b, value->name);
		to->type = value->type;
		to->data = put(b, value->data, value->length);
		to->length = value->length;
		to->flags = value->append ? WDM_CTL_INF_APPEND : 0;
	}
}

static void put_ids(struct block *b, const struct inf_model *model, uint32_t first,
		    uint32_t values, struct wdm_ctl_inf_id **table, uint32_t *count)
{
	struct wdm_ctl_inf_id *id;
	size_t i;

	for (i = 0; i < model->count; i++) {
		*table = inf_grow(b->inf, *table, *count, sizeof(*id));
		id = &(*table)[(*count)++];
		id->hardware_id = put_string(b, model->ids[i]);
		id->description = put_string(b, model->description);
		id->values = first;
		id->nr_values = values;
	}
}

static void write_block(struct wdm_inf *inf, struct block *b)
{
	struct wdm_ctl_inf header = { .start_type = inf->service.start_type };
	struct wdm_ctl_inf_value *values = NULL;
	struct wdm_ctl_inf_id *ids = NULL;
	uint32_t first, total = 0, count = 0;
	int filters;
	size_t i;

	put(b, &header, sizeof(header));
	put_values(b, &inf->service.values, &values, &first, &count);
	header.service_values = first;
	header.nr_service_values = count;
	for (filters = 0; filters < 2; filters++) {
		for (i = 0; i < inf->nr_models; i++) {
			if (!inf->models[i].ours || inf->models[i].filtered != filters)
				continue;
			put_values(b, &inf->models[i].values, &values, &first, &count);
			put_ids(b, &inf->models[i], first, count - first, &ids, &total);
		}
		if (!filters)
			header.nr_ids = total;
	}
	header.nr_filter_ids = total - header.nr_ids;
	header.class_name = put_string(b, inf->class_name);
	header.class_guid = put_string(b, inf->class_guid);
	header.provider = put_string(b, inf->provider);
	header.driver_ver = put_string(b, inf->driver_ver);
	header.mfg = put_string(b, inf->manufacturer);
	header.nr_values = count;
	header.values = put(b, values, count * sizeof(*values));
	header.ids = put(b, ids, total * sizeof(*ids));
	memcpy(b->bytes, &header, sizeof(header));
}

int wdm_inf_block(struct wdm_inf *inf, const void **data, uint32_t *length)
{
	struct block b = { .inf = inf };

	if (setjmp(inf->failed))
		return -ENOMEM;
	write_block(inf, &b);
	*data = b.bytes;
	*length = b.length;
	return 0;
}
