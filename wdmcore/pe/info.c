// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: what an INF says about an image's driver, as user space hands it over: a block of
 * tables and strings that refer to each other by offsets. It becomes the same struct
 * wdm_module that the build makes for a driver from source.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include <uapi/wdm_ctl.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

#define SERVICE_DEMAND_START	3

/**
 * struct block - the block of data, while it is read
 * @data: it; aligned as kvmalloc() does
 * @size: bytes there
 * @bad: a reference in it leads nowhere
 */
struct block {
	const void *data;
	size_t size;
	bool bad;
};

static const void *table(struct block *b, u32 offset, u32 count, size_t size)
{
	size_t bytes, end;

	if (check_mul_overflow((size_t)count, size, &bytes) ||
	    check_add_overflow((size_t)offset, bytes, &end) || end > b->size ||
	    offset % sizeof(u32)) {
		b->bad = true;
		return NULL;
	}
	return b->data + offset;
}

/* A string of UTF-16 with its NUL; offset zero is none. */
static const u16 *string(struct block *b, u32 offset)
{
	size_t i;

	if (!offset)
		return NULL;
	if (offset < b->size && !(offset % sizeof(u16))) {
		const u16 *units = b->data + offset;

		for (i = 0; i < (b->size - offset) / sizeof(u16); i++)
			if (!units[i])
				return units;
	}
	b->bad = true;
	return NULL;
}

static void read_value(struct block *b, const struct wdm_ctl_inf_value *from,
		       struct wdm_inf_value *value)
{
	static const u16 empty[1];

	value->root = from->root;
	value->subkey = string(b, from->subkey) ?: empty;
	value->name = string(b, from->name);
	value->type = from->type;
	value->len = from->length;
	value->append = from->flags & WDM_CTL_INF_APPEND;
	if (from->root > WDM_INF_ROOT_DEVICE || from->flags & ~WDM_CTL_INF_APPEND ||
	    from->length > b->size || from->data > b->size - from->length)
		b->bad = true;
	else if (from->length)
		value->data = b->data + from->data;
}

static int read_values(struct block *b, const struct wdm_ctl_inf *inf,
		       struct wdm_image_info *info)
{
	const struct wdm_ctl_inf_value *from = table(b, inf->values, inf->nr_values,
						     sizeof(*from));
	u32 i;

	if (!from)
		return -EINVAL;
	info->values = kvcalloc(inf->nr_values + 1, sizeof(*info->values), GFP_KERNEL);
	if (!info->values)
		return -ENOMEM;
	for (i = 0; i < inf->nr_values; i++)
		read_value(b, &from[i], &info->values[i]);
	return 0;
}

/* Some of the values. */
static const struct wdm_inf_value *values(struct block *b, const struct wdm_ctl_inf *inf,
					  const struct wdm_image_info *info, u32 first, u32 count)
{
	if (count <= inf->nr_values && first <= inf->nr_values - count)
		return info->values + first;
	b->bad = true;
	return NULL;
}

static struct wdm_inf_id *read_ids(struct block *b, const struct wdm_ctl_inf *inf,
				   const struct wdm_image_info *info,
				   const struct wdm_ctl_inf_id *from, u32 count)
{
	static const u16 empty[1];
	struct wdm_inf_id *ids;
	u32 i;

	ids = kvcalloc(count + 1, sizeof(*ids), GFP_KERNEL);
	for (i = 0; ids && i < count; i++) {
		ids[i].hardware_id = string(b, from[i].hardware_id);
		ids[i].description = string(b, from[i].description) ?: empty;
		ids[i].hw_values = values(b, inf, info, from[i].values, from[i].nr_values);
		ids[i].nr_hw_values = from[i].nr_values;
		if (!ids[i].hardware_id)
			b->bad = true;
	}
	return ids;
}

static int read_all_ids(struct block *b, const struct wdm_ctl_inf *inf,
			struct wdm_image_info *info)
{
	const struct wdm_ctl_inf_id *from;
	u32 count;

	if (check_add_overflow(inf->nr_ids, inf->nr_filter_ids, &count))
		return -EINVAL;
	from = table(b, inf->ids, count, sizeof(*from));
	if (!from)
		return -EINVAL;
	info->ids = read_ids(b, inf, info, from, inf->nr_ids);
	info->filter_ids = read_ids(b, inf, info, from + inf->nr_ids, inf->nr_filter_ids);
	return info->ids && info->filter_ids ? 0 : -ENOMEM;
}

static void read_module(struct block *b, const struct wdm_ctl_inf *inf,
			struct wdm_image_info *info)
{
	struct wdm_module *m = &info->module;

	m->ids = inf->nr_ids ? info->ids : NULL;
	m->nr_ids = inf->nr_ids;
	m->filter_ids = inf->nr_filter_ids ? info->filter_ids : NULL;
	m->nr_filter_ids = inf->nr_filter_ids;
	m->service_values = values(b, inf, info, inf->service_values, inf->nr_service_values);
	m->nr_service_values = inf->nr_service_values;
	m->class_name = string(b, inf->class_name);
	m->class_guid = string(b, inf->class_guid);
	m->provider = string(b, inf->provider);
	m->driver_ver = string(b, inf->driver_ver);
	m->mfg = string(b, inf->mfg);
	m->start_type = inf->start_type;
}

int wdm_image_info_init(struct wdm_image_info *info, void *data, size_t size,
			struct wdm_pe_report *report)
{
	struct block b = { .data = data, .size = size };
	const struct wdm_ctl_inf *inf;
	int ret;

	info->data = data;
	info->module.start_type = SERVICE_DEMAND_START;
	if (!data)
		return 0;
	inf = table(&b, 0, 1, sizeof(*inf));
	ret = inf && !inf->reserved ? 0 : -EINVAL;
	if (!ret)
		ret = read_values(&b, inf, info);
	if (!ret)
		ret = read_all_ids(&b, inf, info);
	if (!ret) {
		read_module(&b, inf, info);
		ret = b.bad ? -EINVAL : 0;
	}
	if (ret) {
		wdm_pe_say(report, ret == -ENOMEM ? "no memory" :
			   "what was made of the INF is malformed");
		return ret;
	}
	info->pci_ids = wdm_image_pci_table(info->ids, inf->nr_ids, report);
	if (IS_ERR(info->pci_ids)) {
		ret = PTR_ERR(info->pci_ids);
		info->pci_ids = NULL;
		return ret;
	}
	info->module.pci_ids = info->pci_ids;
	return 0;
}
WDM_EXPORT(wdm_image_info_init);

void wdm_image_info_free(struct wdm_image_info *info)
{
	kvfree(info->pci_ids);
	kvfree(info->ids);
	kvfree(info->filter_ids);
	kvfree(info->values);
	kvfree(info->data);
	memset(info, 0, sizeof(*info));
}
WDM_EXPORT(wdm_image_info_free);
