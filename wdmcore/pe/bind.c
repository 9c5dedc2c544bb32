// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: imports. A descriptor per library, and in it two tables of one entry per import:
 * one says which (by name, or by number), the other gets the address.
 *
 * All that can't be resolved is collected before the image is refused: whoever wants a
 * driver to run needs to know how much is missing. wdmcore exports by name, and its
 * exports are routines and data of its own: nothing is forwarded to another library.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

/* More than any driver has; an image whose tables overlap could go on for long. */
#define MAX_IMPORTS	16384
#define MAX_NAME	255
#define BY_ORDINAL	BIT_ULL(63)

struct descriptor {
	u32 lookup;		/* RVA of the table that says which; may be 0 */
	u32 time;
	u32 forwarder;
	u32 library;		/* RVA of the library's name */
	u32 addresses;		/* RVA of the table that gets the addresses */
};

/**
 * struct binder - the work on one image
 * @pe: its headers
 * @image: its memory
 * @resolve: finds what an import stands for
 * @report: why it is refused
 * @imports: how many were seen
 * @missing: how many of them can't be resolved
 * @by_ordinal: one of those is by number
 */
struct binder {
	const struct wdm_pe *pe;
	void *image;
	wdm_pe_resolve_t resolve;
	struct wdm_pe_report *report;
	u32 imports;
	u32 missing;
	bool by_ordinal;
};

/* A name of printable characters, copied: a later import might change it. */
static bool get_name(const struct binder *b, u32 rva, char name[MAX_NAME + 1])
{
	const char *from = b->image + rva;
	size_t room, length, i;

	if (!rva || rva >= b->pe->size)
		return false;
	room = min_t(size_t, b->pe->size - rva, MAX_NAME + 1);
	length = strnlen(from, room);
	if (!length || length == room)
		return false;
	memcpy(name, from, length);
	name[length] = 0;
	for (i = 0; i < length; i++)
		if (!isascii(name[i]) || !isgraph(name[i]))
			return false;
	return true;
}

static void is_missing(struct binder *b, const char *library, const char *name, u32 ordinal)
{
	wdm_pe_say(b->report, "%s%s", b->missing++ ? ", " : "unresolved imports: ", library);
	if (name) {
		wdm_pe_say(b->report, "!%s", name);
	} else {
		wdm_pe_say(b->report, " #%u", ordinal);
		b->by_ordinal = true;
	}
}

/* What entry @which, which isn't 0, of a lookup table stands for. */
static NTSTATUS bind_one(struct binder *b, const char *library, u64 which, u32 slot)
{
	char name[MAX_NAME + 1];
	void *address;

	if (++b->imports > MAX_IMPORTS)
		return wdm_pe_refuse(b->report, "more than %u imports", MAX_IMPORTS);
	if (!wdm_pe_section_of(b->pe, slot, sizeof(address)))
		return wdm_pe_refuse(b->report, "the import address at 0x%x is in no section",
				     slot);
	if (which & BY_ORDINAL) {
		is_missing(b, library, NULL, which & 0xffff);
		return STATUS_SUCCESS;
	}
	/* Two bytes of a hint precede the name. */
	if (which >= b->pe->size || !get_name(b, which + sizeof(u16), name))
		return wdm_pe_refuse(b->report, "an import from %s has a bad name (at 0x%llx)",
				     library, which);
	address = b->resolve(library, name);
	if (!address)
		is_missing(b, library, name, 0);
	else
		memcpy(b->image + slot, &address, sizeof(address));
	return STATUS_SUCCESS;
}

static NTSTATUS bind_library(struct binder *b, const struct descriptor *d)
{
	u32 lookup = d->lookup ?: d->addresses;
	char library[MAX_NAME + 1];
	NTSTATUS status;
	u64 which;
	u32 i;

	if (!get_name(b, d->library, library))
		return wdm_pe_refuse(b->report, "the name of an imported library (at 0x%x) is bad",
				     d->library);
	for (i = 0; ; i += sizeof(which)) {
		if (!wdm_pe_has(b->pe, lookup, i + sizeof(which)))
			return wdm_pe_refuse(b->report, "the list of imports from %s has no end",
					     library);
		memcpy(&which, b->image + lookup + i, sizeof(which));
		if (!which)
			return STATUS_SUCCESS;
		if (d->addresses > b->pe->size - i)
			return wdm_pe_refuse(b->report,
					     "the import addresses of %s are outside of the image",
					     library);
		status = bind_one(b, library, which, d->addresses + i);
		if (!NT_SUCCESS(status))
			return status;
	}
}

/**
 * wdm_pe_bind() - gives an image the addresses of what it imports
 * @pe: from wdm_pe_parse()
 * @image: from wdm_pe_lay_out()
 * @resolve: finds what an import stands for
 * @report: why it is refused; lists all imports that can't be resolved
 *
 * Context: any IRQL that @resolve allows.
 * Return: STATUS_SUCCESS, STATUS_INVALID_IMAGE_FORMAT; STATUS_DRIVER_ENTRYPOINT_NOT_FOUND
 *	or STATUS_DRIVER_ORDINAL_NOT_FOUND if there are unresolved imports
 */
NTSTATUS wdm_pe_bind(const struct wdm_pe *pe, void *image, wdm_pe_resolve_t resolve,
		     struct wdm_pe_report *report)
{
	u32 rva = pe->directories[WDM_PE_IMPORT].rva;
	struct binder b = { .pe = pe, .image = image, .resolve = resolve, .report = report };
	struct descriptor d;
	NTSTATUS status;

	if (!rva)
		return STATUS_SUCCESS;
	for (;; rva += sizeof(d)) {
		if (!wdm_pe_has(pe, rva, sizeof(d)))
			return wdm_pe_refuse(report, "the list of imported libraries has no end");
		memcpy(&d, image + rva, sizeof(d));
		if (!d.library && !d.addresses)
			break;
		status = bind_library(&b, &d);
		if (!NT_SUCCESS(status))
			return status;
	}
	if (b.by_ordinal)
		return STATUS_DRIVER_ORDINAL_NOT_FOUND;
	return b.missing ? STATUS_DRIVER_ENTRYPOINT_NOT_FOUND : STATUS_SUCCESS;
}
WDM_EXPORT(wdm_pe_bind);
