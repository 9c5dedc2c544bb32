// SPDX-License-Identifier: GPL-2.0
/*
 * show-sites FILE.sys: what libwdm finds in an image's code, one line each: the address, the
 * kind, and what belongs to it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

static const char *const kinds[] = {
	[WDM_SITE_READ_IRQL] = "read-irql",
	[WDM_SITE_WRITE_IRQL] = "write-irql",
	[WDM_SITE_READ_GS] = "read-gs",
	[WDM_SITE_DISABLE] = "disable",
	[WDM_SITE_ENABLE] = "enable",
	[WDM_SITE_POP_FLAGS] = "pop-flags",
	[WDM_SITE_BREAK] = "break",
	[WDM_SITE_ASSERT] = "assert",
	[WDM_SITE_FAIL_FAST] = "fail-fast",
	[WDM_SITE_SHARED_DATA] = "shared-data",
};

static void show(const struct wdm_ctl_site *site)
{
	printf("0x%" PRIx32 " %s length %u", site->rva, kinds[site->kind], site->length);
	switch (site->kind) {
	case WDM_SITE_READ_IRQL:
	case WDM_SITE_WRITE_IRQL:
		printf(" reg %u", site->reg);
		break;
	case WDM_SITE_READ_GS:
		printf(" reg %u width %u size %u base %d index %d shift %u displacement 0x%" PRIx32,
		       site->reg, site->width, site->size, (int8_t)site->base, (int8_t)site->index,
		       site->shift, (uint32_t)site->displacement);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	static uint8_t file[64 << 20];
	struct wdm_machine_code code;
	size_t length;
	FILE *stream;
	uint32_t i;
	int ret;

	stream = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!stream) {
		fprintf(stderr, "usage: show-sites FILE.sys\n");
		return 2;
	}
	length = fread(file, 1, sizeof(file), stream);
	fclose(stream);
	ret = wdm_machine_read(file, length, &code);
	if (ret) {
		fprintf(stderr, "show-sites: %s\n", strerror(-ret));
		return 1;
	}
	printf("read %d vectors %d\n", !!(code.code & WDM_IMAGE_READ),
	       !!(code.code & WDM_IMAGE_VECTORS));
	for (i = 0; i < code.nr_sites; i++)
		show(&code.sites[i]);
	for (i = 0; i < code.nr_plain; i++)
		printf("plain 0x%x\n", code.plain[i]);
	if (code.refused)
		printf("%s\n", code.refused);
	wdm_machine_free(&code);
	return 0;
}
