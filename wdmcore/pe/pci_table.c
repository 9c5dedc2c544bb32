// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: PCI hardware ids as rows of the table that a Linux PCI driver has. A row can't hold
 * a revision: who binds looks at the id again (struct wdm_module).
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mod_devicetable.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

/* Longer ones name nothing. */
#define MAX_ID	96

/* In capital letters; false: longer than any, or not ASCII. */
static bool to_text(const u16 *id, char text[MAX_ID])
{
	int i;

	for (i = 0; i < MAX_ID - 1 && id[i]; i++) {
		if (id[i] > 0x7e)
			return false;
		text[i] = toupper(id[i]);
	}
	text[i] = 0;
	return !id[i];
}

/* @name and then @digits hexadecimal digits, which are *@value; goes on behind them. */
static bool take(const char **at, const char *name, int digits, u32 *value)
{
	const char *from = *at + strlen(name);
	char number[9] = "";
	int i;

	if (strncmp(*at, name, strlen(name)))
		return false;
	for (i = 0; i < digits; i++) {
		if (!isxdigit(from[i]))
			return false;
		number[i] = from[i];
	}
	*at = from + digits;
	return !kstrtou32(number, 16, value);
}

static bool take_class(const char **at, struct pci_device_id *row)
{
	u32 class;

	if (**at == '&')
		(*at)++;
	if (take(at, "CC_", 6, &class)) {
		row->class_mask = 0xffffff;
	} else if (take(at, "CC_", 4, &class)) {
		class <<= 8;
		row->class_mask = 0xffff00;
	} else {
		return false;
	}
	row->class = class;
	return true;
}

/*
 * PCI\ and then, each if it is there, VEN_v, &DEV_d, &SUBSYS_s, &REV_r, &CC_c, &DT_t.
 * *@rank is the greater the closer a match of the id is.
 */
static bool parse(const char *at, struct pci_device_id *row, u32 *rank)
{
	bool has_class = false, has_revision;
	const char *before;
	u32 value;

	at += strlen("PCI\\");
	row->vendor = PCI_ANY_ID;
	row->device = PCI_ANY_ID;
	row->subvendor = PCI_ANY_ID;
	row->subdevice = PCI_ANY_ID;
	if (take(&at, "VEN_", 4, &value))
		row->vendor = value;
	if (take(&at, "&DEV_", 4, &value))
		row->device = value;
	if (take(&at, "&SUBSYS_", 8, &value)) {
		/* The subsystem first, then its vendor. */
		row->subdevice = value >> 16;
		row->subvendor = value & 0xffff;
	}
	has_revision = take(&at, "&REV_", 2, &value);
	before = at;
	has_class = take_class(&at, row);
	if (!has_class)
		at = before;
	take(&at, "&DT_", 1, &value);
	if (*at || (row->vendor == PCI_ANY_ID && !has_class))
		return false;
	if (row->vendor == PCI_ANY_ID &&
	    (row->device != PCI_ANY_ID || row->subdevice != PCI_ANY_ID))
		return false;
	*rank = (row->device != PCI_ANY_ID) << 5 | (row->subdevice != PCI_ANY_ID) << 4 |
		has_revision << 3 | (row->class_mask == 0xffffff) << 2 |
		(row->class_mask == 0xffff00) << 1 | (row->vendor != PCI_ANY_ID);
	return true;
}

/* While they are sorted, the rank is where a driver's override flag would be. */
static int compare(const void *a, const void *b)
{
	const struct pci_device_id *one = a, *other = b;

	if (one->override_only != other->override_only)
		return one->override_only > other->override_only ? -1 : 1;
	return one->driver_data < other->driver_data ? -1 : 1;
}

struct pci_device_id *wdm_image_pci_table(const struct wdm_inf_id *ids, u32 count,
					  struct wdm_pe_report *report)
{
	struct pci_device_id *rows;
	char text[MAX_ID];
	u32 i, rank, n = 0;

	rows = kvcalloc(count + 1, sizeof(*rows), GFP_KERNEL);
	if (!rows)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < count; i++) {
		if (!to_text(ids[i].hardware_id, text) || strncmp(text, "PCI\\", 4))
			continue;
		if (!parse(text, &rows[n], &rank)) {
			wdm_pe_say(report, "no PCI hardware id: %s", text);
			kvfree(rows);
			return ERR_PTR(-EINVAL);
		}
		rows[n].driver_data = i;
		rows[n++].override_only = rank;
	}
	sort(rows, n, sizeof(*rows), compare, NULL);
	for (i = 0; i < n; i++)
		rows[i].override_only = 0;
	if (n)
		return rows;
	kvfree(rows);
	return NULL;
}
WDM_EXPORT(wdm_image_pci_table);
