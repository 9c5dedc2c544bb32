// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: the identification strings of a PCI device.
 *
 * Reference: "Identifiers for PCI Devices". Strings are handed to drivers, which
 * free them with ExFreePool; so they are pool memory.
 */
#include <linux/crc32.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "pnp.h"
#include "rtl.h"

#define ID_TAG		0x49706e50	/* 'PnpI' */
#define MAX_IDS		8
#define ID_CHARS	64

struct id_list {
	unsigned int count;
	char id[MAX_IDS][ID_CHARS];
};

/**
 * wdm_wprintf - print ASCII to UTF-16
 * @buffer: gets the string with its NUL
 * @chars: its size in characters
 * @fmt: format, as for printf()
 *
 * Return: length of the string without its NUL.
 */
int wdm_wprintf(WCHAR *buffer, size_t chars, const char *fmt, ...)
{
	char text[160];
	va_list ap;
	int i, n;

	va_start(ap, fmt);
	n = vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);

	n = min_t(int, n, chars - 1);
	for (i = 0; i < n; i++)
		buffer[i] = (u8)text[i];
	buffer[n] = 0;
	return n;
}
WDM_EXPORT(wdm_wprintf);

/**
 * wdm_wstrdup - copy a string to pool memory
 * @s: NUL-terminated string
 * @bytes: returns its size with the NUL; may be NULL
 *
 * Return: the copy; NULL without memory.
 */
PWSTR wdm_wstrdup(const u16 *s, size_t *bytes)
{
	size_t size = (wdm_wcslen(s) + 1) * sizeof(WCHAR);
	PWSTR copy = ExAllocatePoolWithTag(PagedPool, size, ID_TAG);

	if (copy)
		memcpy(copy, s, size);
	if (bytes)
		*bytes = size;
	return copy;
}

__printf(2, 3)
static void add_id(struct id_list *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vscnprintf(list->id[list->count++], ID_CHARS, fmt, ap);
	va_end(ap);
}

/* Most specific first. */
static void list_hardware_ids(const struct wdm_pci_identity *id, struct id_list *list)
{
	u32 subsystem = id->subsystem_device << 16 | id->subsystem_vendor;

	add_id(list, "PCI\\VEN_%04X&DEV_%04X&SUBSYS_%08X&REV_%02X", id->vendor, id->device,
	       subsystem, id->revision);
	add_id(list, "PCI\\VEN_%04X&DEV_%04X&SUBSYS_%08X", id->vendor, id->device, subsystem);
	add_id(list, "PCI\\VEN_%04X&DEV_%04X&CC_%02X%02X%02X", id->vendor, id->device,
	       id->base_class, id->sub_class, id->prog_if);
	add_id(list, "PCI\\VEN_%04X&DEV_%04X&CC_%02X%02X", id->vendor, id->device,
	       id->base_class, id->sub_class);
}

static void list_compatible_ids(const struct wdm_pci_identity *id, struct id_list *list)
{
	add_id(list, "PCI\\VEN_%04X&DEV_%04X&REV_%02X", id->vendor, id->device, id->revision);
	add_id(list, "PCI\\VEN_%04X&DEV_%04X", id->vendor, id->device);
	add_id(list, "PCI\\VEN_%04X&CC_%02X%02X%02X", id->vendor, id->base_class,
	       id->sub_class, id->prog_if);
	add_id(list, "PCI\\VEN_%04X&CC_%02X%02X", id->vendor, id->base_class, id->sub_class);
	add_id(list, "PCI\\VEN_%04X", id->vendor);
	add_id(list, "PCI\\CC_%02X%02X%02X", id->base_class, id->sub_class, id->prog_if);
	add_id(list, "PCI\\CC_%02X%02X", id->base_class, id->sub_class);
}

/* REG_MULTI_SZ: each string with its NUL, and one more at the end. */
static PWSTR multi_sz(const struct id_list *list, size_t *bytes)
{
	size_t chars = 1;
	unsigned int i;
	PWSTR s, out;

	for (i = 0; i < list->count; i++)
		chars += strlen(list->id[i]) + 1;
	out = ExAllocatePoolWithTag(PagedPool, chars * sizeof(WCHAR), ID_TAG);
	if (!out)
		return NULL;

	for (s = out, i = 0; i < list->count; i++)
		s += wdm_wprintf(s, ID_CHARS, "%s", list->id[i]) + 1;
	*s = 0;
	if (bytes)
		*bytes = chars * sizeof(WCHAR);
	return out;
}

static PWSTR make_list(const struct wdm_pci_identity *id, size_t *bytes,
		       void (*fill)(const struct wdm_pci_identity *id, struct id_list *list))
{
	struct id_list *list = kzalloc(sizeof(*list), GFP_KERNEL);
	PWSTR out = NULL;

	if (list) {
		fill(id, list);
		out = multi_sz(list, bytes);
	}
	kfree(list);
	return out;
}

/** wdm_id_hardware - hardware ids as a REG_MULTI_SZ, most specific first */
PWSTR wdm_id_hardware(const struct wdm_pci_identity *id, size_t *bytes)
{
	return make_list(id, bytes, list_hardware_ids);
}
WDM_EXPORT(wdm_id_hardware);

/** wdm_id_compatible - compatible ids as a REG_MULTI_SZ */
PWSTR wdm_id_compatible(const struct wdm_pci_identity *id, size_t *bytes)
{
	return make_list(id, bytes, list_compatible_ids);
}
WDM_EXPORT(wdm_id_compatible);

/** wdm_id_device - the device id, which is the most specific hardware id */
PWSTR wdm_id_device(const struct wdm_pci_identity *id)
{
	PWSTR out = ExAllocatePoolWithTag(PagedPool, ID_CHARS * sizeof(WCHAR), ID_TAG);

	if (out)
		wdm_wprintf(out, ID_CHARS, "PCI\\VEN_%04X&DEV_%04X&SUBSYS_%08X&REV_%02X",
			    id->vendor, id->device,
			    id->subsystem_device << 16 | id->subsystem_vendor, id->revision);
	return out;
}
WDM_EXPORT(wdm_id_device);

/**
 * wdm_id_instance - the instance id, unique among devices of one device id
 * @id: the device
 * @buffer: gets the string
 * @chars: its size in characters
 *
 * The bus driver's own id is unique on its bus only (UniqueID is not set in the
 * capabilities), so the PnP manager puts one of the bus in front. A device that is
 * plugged into the same slot again gets the same id again.
 */
void wdm_id_instance(const struct wdm_pci_identity *id, WCHAR *buffer, size_t chars)
{
	u8 parent[3] = { id->domain, id->domain >> 8, id->bus };

	wdm_wprintf(buffer, chars, "3&%x&0&%02X", crc32(~0, parent, sizeof(parent)), id->devfn);
}
WDM_EXPORT(wdm_id_instance);

/** wdm_id_location - where the device is, for people */
PWSTR wdm_id_location(const struct wdm_pci_identity *id)
{
	PWSTR out = ExAllocatePoolWithTag(PagedPool, ID_CHARS * sizeof(WCHAR), ID_TAG);

	if (out)
		wdm_wprintf(out, ID_CHARS, "PCI bus %u, device %u, function %u", id->bus,
			    PCI_SLOT(id->devfn), PCI_FUNC(id->devfn));
	return out;
}
WDM_EXPORT(wdm_id_location);

static bool equal_nocase(const char *a, const u16 *b)
{
	for (; *a; a++, b++) {
		if (wdm_upcase((u8)*a) != wdm_upcase(*b))
			return false;
	}
	return !*b;
}

/** wdm_id_is_pci - is it an id of the PCI bus? */
bool wdm_id_is_pci(const u16 *hardware_id)
{
	const char *prefix = "PCI\\";

	for (; *prefix; prefix++, hardware_id++)
		if (wdm_upcase(*hardware_id) != *prefix)
			return false;
	return true;
}

/**
 * wdm_id_rank - how well a line of an INF fits a device
 * @id: the device
 * @hardware_id: the id of the line
 *
 * Return: position among the device's hardware and then compatible ids, so that
 *	less is better; -1 if it is none of them.
 */
int wdm_id_rank(const struct wdm_pci_identity *id, const u16 *hardware_id)
{
	struct id_list *list = kcalloc(2, sizeof(*list), GFP_KERNEL);
	int which, rank = -1;
	unsigned int i;

	if (!list)
		return -1;
	list_hardware_ids(id, &list[0]);
	list_compatible_ids(id, &list[1]);
	for (which = 0; which < 2 && rank < 0; which++) {
		for (i = 0; i < list[which].count && rank < 0; i++) {
			if (equal_nocase(list[which].id[i], hardware_id))
				rank = which * MAX_IDS + i;
		}
	}
	kfree(list);
	return rank;
}
WDM_EXPORT(wdm_id_rank);
