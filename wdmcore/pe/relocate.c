// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: base relocations. A linker writes each address that the image contains as if the
 * image were at the address that it prefers, and lists the places by page. All of them
 * are 64-bit addresses on x64: other kinds are refused.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

#define TYPE_ABSOLUTE	0	/* fills a block up */
#define TYPE_DIR64	10

struct block {
	u32 page;
	u32 size;		/* of the block, this header included */
};

static NTSTATUS apply(const struct wdm_pe *pe, void *image, u32 page, u16 entry, u64 delta,
		      struct wdm_pe_report *report)
{
	u32 rva = page + (entry & 0xfff);
	u64 value;

	switch (entry >> 12) {
	case TYPE_ABSOLUTE:
		return STATUS_SUCCESS;
	case TYPE_DIR64:
		break;
	default:
		return wdm_pe_refuse(report, "relocation at 0x%x is of type %u, not DIR64", rva,
				     entry >> 12);
	}
	if (!wdm_pe_section_of(pe, rva, sizeof(value)))
		return wdm_pe_refuse(report, "relocation at 0x%x is in no section", rva);
	memcpy(&value, image + rva, sizeof(value));
	value += delta;
	memcpy(image + rva, &value, sizeof(value));
	return STATUS_SUCCESS;
}

static NTSTATUS apply_block(const struct wdm_pe *pe, void *image, const struct block *block,
			    u32 rva, u64 delta, struct wdm_pe_report *report)
{
	NTSTATUS status = STATUS_SUCCESS;
	u16 entry;
	u32 at;

	/* An entry may change those behind it: each is read when its turn comes. */
	for (at = sizeof(*block); at < block->size && NT_SUCCESS(status); at += sizeof(entry)) {
		memcpy(&entry, image + rva + at, sizeof(entry));
		status = apply(pe, image, block->page, entry, delta, report);
	}
	return status;
}

/**
 * wdm_pe_relocate() - makes the addresses in an image those of where it will run
 * @pe: from wdm_pe_parse()
 * @image: from wdm_pe_lay_out()
 * @address: where it will run
 * @report: why it is refused
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_IMAGE_FORMAT
 */
NTSTATUS wdm_pe_relocate(const struct wdm_pe *pe, void *image, u64 address,
			 struct wdm_pe_report *report)
{
	u32 rva = pe->directories[WDM_PE_RELOCATION].rva;
	u32 left = pe->directories[WDM_PE_RELOCATION].size;
	u64 delta = address - pe->preferred;
	struct block block;
	NTSTATUS status;

	while (left >= sizeof(block)) {
		memcpy(&block, image + rva, sizeof(block));
		/* Some linkers end the list so, before the end of the directory. */
		if (!block.page && !block.size)
			break;
		if (block.size < sizeof(block) || block.size > left || block.size % sizeof(u16))
			return wdm_pe_refuse(report,
					     "the relocation block at 0x%x has a size of 0x%x bytes",
					     rva, block.size);
		if (!PAGE_ALIGNED(block.page) || !wdm_pe_has(pe, block.page, PAGE_SIZE))
			return wdm_pe_refuse(report,
					     "the relocation block at 0x%x is for 0x%x, which is no page of the image",
					     rva, block.page);
		status = apply_block(pe, image, &block, rva, delta, report);
		if (!NT_SUCCESS(status))
			return status;
		rva += block.size;
		left -= block.size;
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_pe_relocate);
