// SPDX-License-Identifier: GPL-2.0
/* wdmctl load, unload: drivers that are images (.sys). */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "machine.h"
#include "wdmctl.h"

#define MODULES_DISABLED	"/proc/sys/kernel/modules_disabled"

/* No module may be loaded any more until the next boot; wdmcore can't see that. */
static bool modules_are_disabled(void)
{
	FILE *file = fopen(MODULES_DISABLED, "r");
	int c = file ? fgetc(file) : '0';

	if (file)
		fclose(file);
	return c == '1';
}

/* The name of a file, without folder; without @suffix, if it is there. */
static char *base_name(const char *path, const char *suffix)
{
	const char *slash = strrchr(path, '/');
	char *name = strdup(slash ? slash + 1 : path);
	size_t length = name ? strlen(name) : 0;

	if (length > strlen(suffix) && !strcasecmp(name + length - strlen(suffix), suffix))
		name[length - strlen(suffix)] = 0;
	return name;
}

static int print_result(const struct options *options, const struct wdm_image_file *file,
			int32_t code, const char *why)
{
	const char *name = wdm_status_name(code);
	char text[128];
	json_t *document;

	wdm_status_format(code, text, sizeof(text));
	if (options->json) {
		document = json_pack("{s:s, s:o, s:I, s:s}", "service", file->service, "status",
				     name ? json_string(name) : json_null(), "code",
				     (json_int_t)(uint32_t)code, "text",
				     wdm_is_success(code) ? text : why);
		json_dumpf(document, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(document);
	} else if (!wdm_is_success(code)) {
		fprintf(stderr, "wdmctl: %s: %s: %s\n", file->name, text, why);
	}
	return wdm_is_success(code) ? EXIT_OK : EXIT_STATUS;
}

static int load(const struct wdm_image_file *file, const struct options *options)
{
	char why[4096] = "";
	int32_t status;
	int ctl, ret;

	ctl = wdm_ctl_open_node();
	if (ctl < 0)
		return fail_ctl(ctl);
	ret = wdm_load_image(ctl, file, &status, why, sizeof(why));
	close(ctl);
	if (ret)
		return fail("load", file->name, ret);
	return print_result(options, file, status, why);
}

/* With what its code has that wdmcore is to replace. */
static int load_code(struct wdm_image_file *file, const struct options *options)
{
	struct wdm_machine_code code;
	int32_t status;
	int ret;

	ret = wdm_machine_read(file->data, file->length, &code);
	if (ret)
		return fail("load", file->name, ret);
	file->sites = code.sites;
	file->nr_sites = code.nr_sites;
	file->plain = code.plain;
	file->nr_plain = code.nr_plain;
	file->code = code.code;
	if (code.refused && wdm_status_code("STATUS_ILLEGAL_INSTRUCTION", &status))
		ret = print_result(options, file, status, code.refused);
	else
		ret = load(file, options);
	wdm_machine_free(&code);
	return ret;
}

/* The image with what its INF says, if there is one. */
static int load_with_inf(struct wdm_image_file *file, const char *path,
			 const struct options *options)
{
	char *default_service, error[1024];
	struct wdm_inf *inf = NULL;
	int ret = EXIT_OK;

	default_service = base_name(path, ".sys");
	file->service = options->name ? options->name : default_service;
	if (options->inf) {
		inf = wdm_inf_read(options->inf, options->name, error, sizeof(error));
		if (!inf) {
			fprintf(stderr, "wdmctl: %s\n", error);
			ret = EXIT_FAIL;
		} else if (wdm_inf_block(inf, &file->info, &file->info_length)) {
			ret = fail("load", options->inf, -ENOMEM);
		} else if (!options->name) {
			file->service = wdm_inf_service(inf);
		}
	}
	if (ret == EXIT_OK)
		ret = file->service ? load_code(file, options) : fail("load", path, -ENOMEM);
	wdm_inf_free(inf);
	free(default_service);
	return ret;
}

int command_load(char **argv, const struct options *options)
{
	struct wdm_image_file file = { };
	uint8_t *data = NULL;
	char *name;
	int ret;

	if (modules_are_disabled()) {
		fprintf(stderr, "wdmctl: load '%s': the kernel takes no more modules (%s)\n",
			argv[0], MODULES_DISABLED);
		return EXIT_FAIL;
	}
	ret = read_file(argv[0], &data, &file.length);
	if (ret)
		return ret;
	file.data = data;
	name = base_name(argv[0], "");
	file.name = name;
	ret = name ? load_with_inf(&file, argv[0], options) : fail("load", argv[0], -ENOMEM);
	free(name);
	free(data);
	return ret;
}

int command_unload(char **argv, const struct options *options)
{
	int ctl, ret;

	(void)options;
	ctl = wdm_ctl_open_node();
	if (ctl < 0)
		return fail_ctl(ctl);
	ret = wdm_unload_image(ctl, argv[0]);
	close(ctl);
	return ret ? fail("unload", argv[0], ret) : EXIT_OK;
}
