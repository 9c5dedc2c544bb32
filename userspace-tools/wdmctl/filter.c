// SPDX-License-Identifier: GPL-2.0
/* wdmctl filter: the filter drivers that the registry names for a device or a class. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wdmctl.h"

#define STATUS_NO_MORE_ENTRIES	((int32_t)0x8000001A)
#define STATUS_NO_SUCH_DEVICE	((int32_t)0xC000000E)

static int print_status(const struct options *options, int32_t code)
{
	const char *name = wdm_status_name(code);
	char text[128];
	json_t *document;

	wdm_status_format(code, text, sizeof(text));
	if (!options->json) {
		if (!wdm_is_success(code))
			fprintf(stderr, "wdmctl: %s\n", text);
	} else {
		document = json_pack("{s:o, s:I, s:s}", "status",
				     name ? json_string(name) : json_null(), "code",
				     (json_int_t)(uint32_t)code, "text", text);
		json_dumpf(document, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(document);
	}
	if (code == STATUS_NO_SUCH_DEVICE)
		return EXIT_NO_DEVICE;
	return wdm_is_success(code) ? EXIT_OK : EXIT_STATUS;
}

static const char *position(const struct wdm_ctl_filter *filter)
{
	return filter->upper ? "upper" : "lower";
}

int command_filter_list(char **argv, const struct options *options)
{
	struct wdm_ctl_filter filter = { .action = WDM_CTL_FILTER_LIST };
	json_t *array = json_array();
	int ctl = wdm_ctl_open_node();
	int ret;

	if (ctl < 0)
		return fail_ctl(ctl);
	for (;; filter.index++) {
		ret = wdm_filter(ctl, argv[0], &filter);
		if (ret || filter.status < 0)
			break;
		if (options->json)
			json_array_append_new(array, json_pack("{s:s, s:s}", "position",
							       position(&filter), "service",
							       filter.service));
		else
			printf("%s %s\n", position(&filter), filter.service);
	}
	close(ctl);
	if (!ret && filter.status == STATUS_NO_MORE_ENTRIES && options->json) {
		json_dumpf(array, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(array);
	if (ret)
		return fail("filter", argv[0], ret);
	return filter.status == STATUS_NO_MORE_ENTRIES ? EXIT_OK :
							 print_status(options, filter.status);
}

static int change(char **argv, uint32_t action, const struct options *options)
{
	struct wdm_ctl_filter filter = { .action = action };
	int ctl, ret;

	if (!strcmp(argv[1], "upper"))
		filter.upper = 1;
	else if (strcmp(argv[1], "lower"))
		return syntax_error("'%s' is neither upper nor lower", argv[1]);
	if (!*argv[2] || strlen(argv[2]) >= sizeof(filter.service))
		return syntax_error("'%s' is no name of a service", argv[2]);
	strcpy(filter.service, argv[2]);
	ctl = wdm_ctl_open_node();
	if (ctl < 0)
		return fail_ctl(ctl);
	ret = wdm_filter(ctl, argv[0], &filter);
	close(ctl);
	if (ret)
		return fail("filter", argv[0], ret);
	return print_status(options, filter.status);
}

int command_filter_add(char **argv, const struct options *options)
{
	return change(argv, WDM_CTL_FILTER_ADD, options);
}

int command_filter_remove(char **argv, const struct options *options)
{
	return change(argv, WDM_CTL_FILTER_REMOVE, options);
}
