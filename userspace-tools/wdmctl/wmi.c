// SPDX-License-Identifier: GPL-2.0
/* wdmctl wmi: blocks of drivers that provide data by WMI, and the data. */
#include <errno.h>
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "wdmctl.h"

#define GUID_TEXT	37

/* WNODE_ALL_DATA, as far as it is needed. */
struct wnode {
	uint32_t buffer_size;
	uint32_t provider;
	uint8_t between[36];
	uint32_t flags;
	uint32_t data_offset;
	uint32_t instances;
	uint32_t names_offset;
	uint32_t place[];	/* offset and length of each, or one length for all */
};

#define WNODE_FLAG_FIXED_INSTANCE_SIZE	0x10

_Static_assert(offsetof(struct wnode, flags) == 44, "WNODE_HEADER.Flags");

static void format_guid(const uint8_t *g, char *text)
{
	snprintf(text, GUID_TEXT,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 g[3], g[2], g[1], g[0], g[5], g[4], g[7], g[6], g[8], g[9], g[10], g[11],
		 g[12], g[13], g[14], g[15]);
}

static bool parse_guid(const char *text, uint8_t *g)
{
	static const uint8_t place[] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	char compare[GUID_TEXT];
	unsigned int value;
	const char *at;
	size_t i;

	at = text + (*text == '{');
	for (i = 0; i < sizeof(place); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			at++;
		if (strlen(at) < 2 || sscanf(at, "%2x", &value) != 1)
			return false;
		g[place[i]] = value;
		at += 2;
	}
	/* What was passed over must have been right as well. */
	format_guid(g, compare);
	text += *text == '{';
	return !strncasecmp(text, compare, GUID_TEXT - 1) &&
	       (!strcmp(text + GUID_TEXT - 1, "") || !strcmp(text + GUID_TEXT - 1, "}"));
}

static int open_ctl(int *ctl)
{
	*ctl = wdm_ctl_open_node();
	if (*ctl >= 0)
		return EXIT_OK;
	if (*ctl != -ENOENT && *ctl != -ENODEV && *ctl != -ENXIO)
		return fail("/dev/wdmctl", NULL, *ctl);
	fprintf(stderr, "wdmctl: /dev/wdmctl: %s (is wdmcore loaded?)\n", strerror(-*ctl));
	return EXIT_NO_DEVICE;
}

static int print_document(json_t *document)
{
	if (!document)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return EXIT_OK;
}

/* The device's own name, for people. */
static const char *device_name(int ctl, uint64_t id, struct wdm_ctl_device *device)
{
	memset(device, 0, sizeof(*device));
	device->id = id - 1;
	return !wdm_next_device(ctl, device) && device->id == id ? device->name : "";
}

int command_wmi_list(char **argv, const struct options *options)
{
	json_t *blocks = options->json ? json_array() : NULL;
	struct wdm_ctl_wmi block = { };
	struct wdm_ctl_device device;
	char guid[GUID_TEXT];
	int ctl, ret, status;

	(void)argv;
	status = open_ctl(&ctl);
	if (status)
		return status;
	while (!(ret = wdm_next_wmi(ctl, &block))) {
		const char *name = device_name(ctl, block.device, &device);

		format_guid(block.guid, guid);
		if (blocks)
			json_array_append_new(blocks, json_pack(
				"{s:s, s:I, s:I, s:I, s:I, s:s}", "guid", guid,
				"instances", (json_int_t)block.instances,
				"flags", (json_int_t)block.flags,
				"provider", (json_int_t)block.provider,
				"device", (json_int_t)block.device, "device_name", name));
		else
			printf("%s  %u instance%s, device #%llu%s%s\n", guid, block.instances,
			       block.instances == 1 ? "" : "s",
			       (unsigned long long)block.device, *name ? " " : "", name);
	}
	close(ctl);
	if (ret != -ENOENT) {
		json_decref(blocks);
		return fail("/dev/wdmctl", NULL, ret);
	}
	return blocks ? print_document(json_pack("{s:o}", "blocks", blocks)) : EXIT_OK;
}

/* Where instance @i of a node lies; false if that isn't inside of it. */
static bool find_instance(const struct wnode *node, uint32_t i, const uint8_t **data,
			  uint32_t *length)
{
	uint32_t needed = node->flags & WNODE_FLAG_FIXED_INSTANCE_SIZE ? 1 : 2 * (i + 1);
	uint64_t offset;

	if (sizeof(*node) + 4ull * needed > node->buffer_size)
		return false;
	if (node->flags & WNODE_FLAG_FIXED_INSTANCE_SIZE) {
		*length = node->place[0];
		offset = node->data_offset + (uint64_t)i * *length;
	} else {
		offset = node->place[2 * i];
		*length = node->place[2 * i + 1];
	}
	*data = (const uint8_t *)node + offset;
	return offset + *length <= node->buffer_size;
}

static void print_instance(json_t *instances, const struct wnode *node, uint32_t i,
			   const uint8_t *data, uint32_t length)
{
	char *hex;

	if (!instances) {
		printf("provider %u, instance %u, %u bytes\n", node->provider, i, length);
		print_dump(data, length);
		return;
	}
	hex = hex_string(data, length);
	json_array_append_new(instances, json_pack("{s:I, s:I, s:s}", "provider",
						   (json_int_t)node->provider, "instance",
						   (json_int_t)i, "data", hex ? hex : ""));
	free(hex);
}

static void print_nodes(json_t *instances, const uint8_t *data, uint32_t length)
{
	uint32_t at = 0;

	while (length - at >= sizeof(struct wnode)) {
		const struct wnode *node = (const void *)(data + at);
		const uint8_t *bytes;
		uint32_t i, size;

		if (node->buffer_size < sizeof(*node) || node->buffer_size > length - at)
			return;
		for (i = 0; i < node->instances; i++)
			if (find_instance(node, i, &bytes, &size))
				print_instance(instances, node, i, bytes, size);
		size = (node->buffer_size + 7) & ~7u;
		if (size > length - at)
			return;
		at += size;
	}
}

int command_wmi_query(char **argv, const struct options *options)
{
	json_t *instances;
	uint32_t length;
	uint8_t guid[16];
	int32_t status;
	uint8_t *data;
	char text[128];
	int ctl, ret;

	if (!parse_guid(argv[0], guid))
		return syntax_error("'%s' is no GUID", argv[0]);
	ret = open_ctl(&ctl);
	if (ret)
		return ret;
	ret = wdm_wmi_query(ctl, guid, &data, &length, &status);
	close(ctl);
	if (ret)
		return fail("query", argv[0], ret);
	if (status < 0) {
		wdm_status_format(status, text, sizeof(text));
		fprintf(stderr, "wdmctl: %s\n", text);
		free(data);
		return EXIT_STATUS;
	}
	instances = options->json ? json_array() : NULL;
	print_nodes(instances, data, length);
	free(data);
	return instances ? print_document(json_pack("{s:o}", "instances", instances)) : EXIT_OK;
}
