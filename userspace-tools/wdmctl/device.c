// SPDX-License-Identifier: GPL-2.0
/* wdmctl device: devices as the PnP manager sees them. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wdmctl.h"

#define STATUS_NO_SUCH_DEVICE	((int32_t)0xC000000E)

static const char *const kinds[] = { "PCI", "root", "child" };

static const char *kind_name(const struct wdm_ctl_devnode *node)
{
	return node->kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[node->kind] : "unknown";
}

static int next_devnode(int ctl, void *record)
{
	return wdm_next_devnode(ctl, record);
}

static void print_below(const struct wdm_ctl_devnode *nodes, size_t count, uint64_t parent,
			int depth)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (nodes[i].parent != parent)
			continue;
		printf("%*s%s: %s", 2 * depth, "", nodes[i].path, nodes[i].state);
		if (nodes[i].service[0])
			printf(", driver %s", nodes[i].service);
		if (nodes[i].description[0])
			printf(" (%s)", nodes[i].description);
		putchar('\n');
		print_below(nodes, count, nodes[i].id, depth + 1);
	}
}

static int print_json(const struct wdm_ctl_devnode *nodes, size_t count)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		json_array_append_new(array,
				      json_pack("{s:I, s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s}",
						"id", (json_int_t)nodes[i].id,
						"parent", (json_int_t)nodes[i].parent,
						"pdo", (json_int_t)nodes[i].pdo,
						"kind", kind_name(&nodes[i]),
						"path", nodes[i].path,
						"hardware_id", nodes[i].hardware_id,
						"description", nodes[i].description,
						"driver", nodes[i].service,
						"state", nodes[i].state));
	if (!array)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(array, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(array);
	return EXIT_OK;
}

int command_device_list(char **argv, const struct options *options)
{
	int ctl = wdm_ctl_open_node();
	void *nodes = NULL;
	size_t count = 0;
	int ret, status;

	(void)argv;
	if (ctl < 0)
		return fail_ctl(ctl);
	ret = fetch_records(ctl, sizeof(struct wdm_ctl_devnode), next_devnode, &nodes, &count);
	close(ctl);
	if (ret) {
		status = fail_ctl(ret);
	} else if (options->json) {
		status = print_json(nodes, count);
	} else {
		print_below(nodes, count, 0, 0);
		status = EXIT_OK;
	}
	free(nodes);
	return status;
}

static int print_change(const struct options *options, const char *path, int32_t code)
{
	const char *name = wdm_status_name(code);
	char text[128];
	json_t *document;

	wdm_status_format(code, text, sizeof(text));
	if (!options->json) {
		/* STATUS_DEVICE_BUSY is a warning, but no success. */
		if (!wdm_is_success(code))
			fprintf(stderr, "wdmctl: %s\n", text);
		else
			puts(path);
		return EXIT_OK;
	}
	document = json_pack("{s:s, s:o, s:I, s:s}", "path", path, "status",
			     name ? json_string(name) : json_null(), "code",
			     (json_int_t)(uint32_t)code, "text", text);
	if (!document)
		return fail("output", NULL, -ENOMEM);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return EXIT_OK;
}

static int change(const char *name, uint32_t action, const struct options *options)
{
	char path[WDM_CTL_NAME_MAX] = "";
	int ctl = wdm_ctl_open_node();
	int32_t code = 0;
	int ret;

	if (ctl < 0)
		return fail_ctl(ctl);
	ret = wdm_device_change(ctl, action, name, path, &code);
	close(ctl);
	if (ret)
		return ret == -EINVAL ? fail("device", name, ret) : fail_ctl(ret);
	ret = print_change(options, path, code);
	if (ret)
		return ret;
	if (code == STATUS_NO_SUCH_DEVICE)
		return EXIT_NO_DEVICE;
	return wdm_is_success(code) ? EXIT_OK : EXIT_STATUS;
}

int command_device_add(char **argv, const struct options *options)
{
	return change(argv[0], WDM_CTL_DEVICE_ADD, options);
}

int command_device_remove(char **argv, const struct options *options)
{
	return change(argv[0], WDM_CTL_DEVICE_REMOVE, options);
}

int command_device_restart(char **argv, const struct options *options)
{
	return change(argv[0], WDM_CTL_DEVICE_RESTART, options);
}

int command_device_rebalance(char **argv, const struct options *options)
{
	return change(argv[0], WDM_CTL_DEVICE_REBALANCE, options);
}

int command_device_eject(char **argv, const struct options *options)
{
	return change(argv[0], WDM_CTL_DEVICE_EJECT, options);
}
