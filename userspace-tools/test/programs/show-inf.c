// SPDX-License-Identifier: GPL-2.0
/*
 * show-inf FILE.inf [SERVICE]: what libwdm made of an INF, read back from the block that
 * goes to the kernel. One line per fact, as host/wdm-build/show-inf.py prints them.
 */
#include <stdio.h>
#include <string.h>

#include "libwdm.h"

static const uint8_t *block;

static void print_string(uint32_t offset)
{
	const uint16_t *units = (const uint16_t *)(block + offset);
	uint32_t c;

	if (!offset) {
		printf("None");
		return;
	}
	while ((c = *units++)) {
		if (c < 0x80)
			putchar(c);
		else if (c < 0x800)
			printf("%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
		else
			printf("%c%c%c", 0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
	}
}

static void print_values(const struct wdm_ctl_inf_value *value, uint32_t count)
{
	static const char * const roots[] = { "HKR", "HKR", "HKLM", "SOFTWARE", "DEVICE" };
	uint32_t i;

	for (; count--; value++) {
		printf("value|%s|", roots[value->root]);
		print_string(value->subkey);
		putchar('|');
		print_string(value->name);
		printf("|%u|", value->type);
		for (i = 0; i < value->length; i++)
			printf("%02x", block[value->data + i]);
		printf("%s\n", value->flags & WDM_CTL_INF_APPEND ? "|append" : "");
	}
}

/* Ids of one line of the INF stand together, and have its description. */
static void print_ids(const char *kind, const struct wdm_ctl_inf_id *id, uint32_t count)
{
	for (; count--; id++) {
		printf("%s|", kind);
		print_string(id->hardware_id);
		putchar('|');
		print_string(id->description);
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	const struct wdm_ctl_inf_value *values;
	const struct wdm_ctl_inf_id *ids;
	const struct wdm_ctl_inf *header;
	const uint32_t *strings;
	struct wdm_inf *inf;
	const void *data;
	char error[512];
	uint32_t length;
	int i;

	if (argc < 2)
		return 2;
	inf = wdm_inf_read(argv[1], argc > 2 ? argv[2] : NULL, error, sizeof(error));
	if (!inf) {
		puts(error);
		return 1;
	}
	if (wdm_inf_block(inf, &data, &length))
		return 1;
	block = data;
	header = data;
	values = data + header->values;
	ids = data + header->ids;
	printf("service %s %u\nversion", wdm_inf_service(inf), header->start_type);
	strings = &header->class_name;
	for (i = 0; i < 5; i++) {
		putchar('|');
		print_string(strings[i]);
	}
	putchar('\n');
	print_ids("model", ids, header->nr_ids);
	print_ids("filtered", ids + header->nr_ids, header->nr_filter_ids);
	print_values(values + header->service_values, header->nr_service_values);
	if (header->nr_ids + header->nr_filter_ids)
		print_values(values + ids->values, ids->nr_values);
	wdm_inf_free(inf);
	return 0;
}
