// SPDX-License-Identifier: GPL-2.0
/* Names of NTSTATUS codes. The table is made from the DDK's ntstatus.h. */
#include <stdio.h>
#include <string.h>

#include "libwdm.h"

static const struct {
	uint32_t code;
	const char *name;
} names[] = {
#include "status_names.h"
};

/* Some codes have several names: the header's first is the usual one. */
const char *wdm_status_name(int32_t status)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == (uint32_t)status)
			return names[i].name;
	return NULL;
}

bool wdm_status_code(const char *name, int32_t *status)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i].name, name)) {
			*status = names[i].code;
			return true;
		}
	}
	return false;
}

void wdm_status_format(int32_t status, char *text, size_t size)
{
	const char *name = wdm_status_name(status);

	if (name)
		snprintf(text, size, "%s (0x%08X)", name, (uint32_t)status);
	else
		snprintf(text, size, "0x%08X", (uint32_t)status);
}
