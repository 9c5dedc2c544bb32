// SPDX-License-Identifier: GPL-2.0
/* wdmctl list: the objects as a tree of drivers, devices and what leads to them. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wdmctl.h"

/* All records of one kind. */
struct table {
	void *records;
	size_t size;
	size_t count;
};

struct inventory {
	struct table drivers;
	struct table devices;
	struct table links;
};

#define for_each(record, table)							\
	for ((record) = (table)->records;					\
	     (void *)(record) < (void *)((char *)(table)->records +		\
					 (table)->count * (table)->size);	\
	     (record)++)

static int next_driver(int ctl, void *record)
{
	return wdm_next_driver(ctl, record);
}

static int next_device(int ctl, void *record)
{
	return wdm_next_device(ctl, record);
}

static int next_link(int ctl, void *record)
{
	return wdm_next_link(ctl, record);
}

int fetch_records(int ctl, size_t size, int (*next)(int ctl, void *record), void **records,
		  size_t *count)
{
	char *bigger, *record;
	int ret;

	for (;;) {
		bigger = realloc(*records, (*count + 1) * size);
		if (!bigger)
			return -ENOMEM;
		*records = bigger;
		record = bigger + *count * size;
		/* Continue after the record before. */
		if (*count)
			memcpy(record, record - size, size);
		else
			memset(record, 0, size);
		ret = next(ctl, record);
		if (ret)
			return ret == -ENOENT ? 0 : ret;
		(*count)++;
	}
}

static int fetch(int ctl, struct table *table, size_t size, int (*next)(int ctl, void *record))
{
	table->size = size;
	return fetch_records(ctl, size, next, &table->records, &table->count);
}

static int fetch_all(struct inventory *all)
{
	int ctl = wdm_ctl_open_node();
	int ret;

	if (ctl < 0)
		return ctl;
	ret = fetch(ctl, &all->drivers, sizeof(struct wdm_ctl_driver), next_driver);
	if (!ret)
		ret = fetch(ctl, &all->devices, sizeof(struct wdm_ctl_device), next_device);
	if (!ret)
		ret = fetch(ctl, &all->links, sizeof(struct wdm_ctl_link), next_link);
	close(ctl);
	return ret;
}

static const struct wdm_ctl_device *device_by_id(const struct inventory *all, uint64_t id)
{
	const struct wdm_ctl_device *device;

	for_each(device, &all->devices)
		if (device->id == id)
			return device;
	return NULL;
}

static const char *driver_name(const struct inventory *all, uint64_t id)
{
	const struct wdm_ctl_driver *driver;

	for_each(driver, &all->drivers)
		if (driver->id == id)
			return driver->name;
	return "(unloaded)";
}

static const struct {
	uint32_t flag;
	const char *name;
} device_flags[] = {
	{ 0x4, "BUFFERED_IO" },
	{ 0x8, "EXCLUSIVE" },
	{ 0x10, "DIRECT_IO" },
	{ 0x80, "INITIALIZING" },
	{ 0x800, "SHUTDOWN_REGISTERED" },
	{ 0x1000, "BUS_ENUMERATED" },
	{ 0x2000, "POWER_PAGABLE" },
	{ 0x4000, "POWER_INRUSH" },
};

static void print_device_line(const struct wdm_ctl_device *device)
{
	size_t i;

	printf("#%llu", (unsigned long long)device->id);
	if (device->name[0])
		printf(" %s", device->name);
	if (device->state & WDM_CTL_DEVICE_PDO)
		printf(" (PDO)");
	if (device->state & WDM_CTL_DEVICE_DELETED)
		printf(" (deleted)");
	printf(", type 0x%x", device->type);
	for (i = 0; i < sizeof(device_flags) / sizeof(device_flags[0]); i++)
		if (device->flags & device_flags[i].flag)
			printf(" %s", device_flags[i].name);
	printf(", %u open", device->open_files);
}

static void print_link(const struct wdm_ctl_link *link, const char *indent)
{
	printf("%s%s %s -> %s", indent,
	       link->flags & WDM_CTL_LINK_INTERFACE ? "interface" : "link", link->name,
	       link->target);
	if (link->node[0])
		printf(", /dev/%s", link->node);
	putchar('\n');
}

static void print_device(const struct inventory *all, const struct wdm_ctl_device *device)
{
	const struct wdm_ctl_device *lower;
	const struct wdm_ctl_link *link;

	printf("  device ");
	print_device_line(device);
	putchar('\n');
	for (lower = device_by_id(all, device->lower); lower;
	     lower = device_by_id(all, lower->lower))
		printf("    on device #%llu%s%s of %s\n", (unsigned long long)lower->id,
		       lower->name[0] ? " " : "", lower->name, driver_name(all, lower->driver));
	for_each(link, &all->links)
		if (link->device == device->id)
			print_link(link, "    ");
}

static void print_text(const struct inventory *all)
{
	const struct wdm_ctl_device *device;
	const struct wdm_ctl_driver *driver;
	const struct wdm_ctl_link *link;

	for_each(driver, &all->drivers) {
		printf("%s (%s)\n", driver->name, driver->module[0] ? driver->module : "wdmcore");
		for_each(device, &all->devices)
			if (device->driver == driver->id)
				print_device(all, device);
	}
	for_each(link, &all->links)
		if (!link->device)
			print_link(link, "dangling ");
}

static json_t *json_link(const struct wdm_ctl_link *link)
{
	return json_pack("{s:s, s:s, s:s, s:b}", "name", link->name, "target", link->target,
			 "node", link->node, "interface",
			 !!(link->flags & WDM_CTL_LINK_INTERFACE));
}

/* Only what is a device interface, or what is none; of one device, or of nobody. */
static json_t *json_links(const struct inventory *all, uint64_t device, bool interfaces)
{
	json_t *array = json_array();
	const struct wdm_ctl_link *link;

	for_each(link, &all->links)
		if (link->device == device &&
		    !!(link->flags & WDM_CTL_LINK_INTERFACE) == interfaces)
			json_array_append_new(array, json_link(link));
	return array;
}

/* Ids of the devices below, from the next one down. */
static json_t *json_stack(const struct inventory *all, const struct wdm_ctl_device *device)
{
	json_t *array = json_array();
	const struct wdm_ctl_device *lower;

	for (lower = device_by_id(all, device->lower); lower;
	     lower = device_by_id(all, lower->lower))
		json_array_append_new(array, json_integer(lower->id));
	return array;
}

static json_t *json_device(const struct inventory *all, const struct wdm_ctl_device *device)
{
	return json_pack("{s:I, s:s, s:I, s:I, s:I, s:i, s:i, s:I, s:i, s:I, s:b, s:b, s:o, s:o, s:o}",
			 "id", (json_int_t)device->id, "name", device->name,
			 "type", (json_int_t)device->type, "flags", (json_int_t)device->flags,
			 "characteristics", (json_int_t)device->characteristics,
			 "stack_size", device->stack_size, "open_files", device->open_files,
			 "references", (json_int_t)device->references,
			 "alignment", device->alignment,
			 "extension_size", (json_int_t)device->extension_size,
			 "pdo", !!(device->state & WDM_CTL_DEVICE_PDO),
			 "deleted", !!(device->state & WDM_CTL_DEVICE_DELETED),
			 "attached_to", json_stack(all, device),
			 "links", json_links(all, device->id, false),
			 "interfaces", json_links(all, device->id, true));
}

static json_t *json_driver(const struct inventory *all, const struct wdm_ctl_driver *driver)
{
	json_t *devices = json_array();
	const struct wdm_ctl_device *device;

	for_each(device, &all->devices)
		if (device->driver == driver->id)
			json_array_append_new(devices, json_device(all, device));
	return json_pack("{s:I, s:s, s:s, s:I, s:I, s:o}", "id", (json_int_t)driver->id,
			 "name", driver->name, "module", driver->module,
			 "flags", (json_int_t)driver->flags,
			 "references", (json_int_t)driver->references, "devices", devices);
}

static int print_json(const struct inventory *all)
{
	json_t *drivers = json_array(), *document;
	const struct wdm_ctl_driver *driver;

	for_each(driver, &all->drivers)
		json_array_append_new(drivers, json_driver(all, driver));
	document = json_pack("{s:o, s:o}", "drivers", drivers, "dangling_links",
			     json_links(all, 0, false));
	if (!document)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return EXIT_OK;
}

int command_list(char **argv, const struct options *options)
{
	struct inventory all = { };
	int ret = fetch_all(&all);
	int status = EXIT_OK;

	(void)argv;
	if (ret)
		status = fail_ctl(ret);
	else if (options->json)
		status = print_json(&all);
	else
		print_text(&all);
	free(all.drivers.records);
	free(all.devices.records);
	free(all.links.records);
	return status;
}
