// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: headers and sections of an image file. The file is a stranger's: each number in it
 * is compared with what it refers to before it is used, and whatever isn't as the format
 * has it is refused by name. Pure functions: nothing is allocated, nothing printed.
 */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/pe.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

#define DOS_MAGIC	0x5a4d		/* "MZ" */
#define NT_MAGIC	0x00004550	/* "PE" */

/* Where the checksum stands from the beginning of struct pe_hdr. */
#define CHECKSUM_OFFSET	(sizeof(struct pe_hdr) + offsetof(struct pe32plus_opt_hdr, csum))

static void say(struct wdm_pe_report *report, const char *format, va_list ap)
{
	size_t room = report->size - report->used;

	report->used += vscnprintf(report->text + report->used, room, format, ap);
}

void wdm_pe_say(struct wdm_pe_report *report, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(report, format, ap);
	va_end(ap);
}
WDM_EXPORT(wdm_pe_say);

NTSTATUS wdm_pe_refuse(struct wdm_pe_report *report, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(report, format, ap);
	va_end(ap);
	return STATUS_INVALID_IMAGE_FORMAT;
}

/* The sum of all 16-bit words, carries added back, and the length of the file. */
static u32 checksum(const u8 *file, size_t size, size_t skip)
{
	u64 sum = 0;
	size_t i;

	for (i = 0; i < size; i += 2) {
		/* The field itself counts as zero. */
		if (i == skip || i == skip + 2)
			continue;
		sum += file[i] | (i + 1 < size ? file[i + 1] << 8 : 0);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum + size;
}

static NTSTATUS parse_file_header(const struct pe_hdr *nt, struct wdm_pe_report *report)
{
	if (nt->magic != NT_MAGIC)
		return wdm_pe_refuse(report, "no PE file: its NT header has no signature");
	if (nt->machine != IMAGE_FILE_MACHINE_AMD64)
		return wdm_pe_refuse(report, "for another processor than x86-64 (machine 0x%04x)",
				     nt->machine);
	if (!(nt->flags & IMAGE_FILE_EXECUTABLE_IMAGE))
		return wdm_pe_refuse(report, "not an executable image: its link had errors");
	if (nt->flags & IMAGE_FILE_RELOCS_STRIPPED)
		return wdm_pe_refuse(report, "linked without relocations");
	if (!nt->sections || nt->sections > WDM_PE_MAX_SECTIONS)
		return wdm_pe_refuse(report, "%u sections; 1 to %u are allowed", nt->sections,
				     WDM_PE_MAX_SECTIONS);
	return STATUS_SUCCESS;
}

static NTSTATUS parse_optional_header(const struct pe32plus_opt_hdr *opt, struct wdm_pe *pe,
				      struct wdm_pe_report *report)
{
	if (opt->magic != PE_OPT_MAGIC_PE32PLUS)
		return wdm_pe_refuse(report, "not PE32+ (magic 0x%04x)", opt->magic);
	if (opt->subsys != IMAGE_SUBSYSTEM_NATIVE)
		return wdm_pe_refuse(report, "not a driver: its subsystem is %u, not native",
				     opt->subsys);
	if (opt->section_align != PAGE_SIZE)
		return wdm_pe_refuse(report, "sections aligned to %u bytes, not to a page",
				     opt->section_align);
	if (!is_power_of_2(opt->file_align) || opt->file_align < 512 ||
	    opt->file_align > 0x10000)
		return wdm_pe_refuse(report, "contents aligned to %u bytes in the file",
				     opt->file_align);
	if (!opt->image_size || opt->image_size > WDM_PE_MAX_SIZE ||
	    !PAGE_ALIGNED(opt->image_size))
		return wdm_pe_refuse(report, "a size of 0x%x bytes in memory", opt->image_size);
	if (opt->image_base & 0xffff)
		return wdm_pe_refuse(report, "a base address of 0x%llx", opt->image_base);
	if (opt->data_dirs > WDM_PE_DIRECTORIES)
		return wdm_pe_refuse(report, "%u data directories", opt->data_dirs);
	pe->preferred = opt->image_base;
	pe->size = opt->image_size;
	pe->headers_size = opt->header_size;
	pe->entry = opt->entry_point;
	return STATUS_SUCCESS;
}

static const char * const directory_names[WDM_PE_DIRECTORIES] = {
	"export", "import", "resource", "exception", "security", "relocation", "debug",
	"architecture", "global pointer", "TLS", "load configuration", "bound import",
	"import address", "delayed import", "CLR", "last",
};

static NTSTATUS parse_directories(const struct data_dirent *dirs, u32 count, struct wdm_pe *pe,
				  struct wdm_pe_report *report)
{
	/* What has no meaning in a driver, or would need what isn't there. */
	static const u8 refused[] = { WDM_PE_TLS, WDM_PE_DELAY_IMPORT, WDM_PE_CLR };
	u32 i;

	for (i = 0; i < count; i++) {
		u32 rva = dirs[i].virtual_address, size = dirs[i].size;

		if (!rva || !size)
			continue;
		if (i == WDM_PE_SECURITY) {
			/* Signatures: of the file, and by an offset in it. */
			if (size > pe->file_size || rva > pe->file_size - size)
				return wdm_pe_refuse(report, "its signature isn't in the file");
			continue;
		}
		if (!wdm_pe_has(pe, rva, size))
			return wdm_pe_refuse(report,
					     "its %s directory (0x%x, 0x%x bytes) is outside of the image",
					     directory_names[i], rva, size);
		pe->directories[i].rva = rva;
		pe->directories[i].size = size;
	}
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		if (pe->directories[refused[i]].size)
			return wdm_pe_refuse(report, "it has a %s directory, as drivers don't",
					     directory_names[refused[i]]);
	return STATUS_SUCCESS;
}

/* @end: of what is before it in memory */
static NTSTATUS parse_section(const struct section_header *header, u32 file_align, u32 end,
			      struct wdm_pe *pe, struct wdm_pe_report *report)
{
	struct wdm_pe_section *section = &pe->sections[pe->nr_sections];
	u32 size = header->virtual_size ?: header->raw_data_size;
	int i;

	for (i = 0; i < 8 && header->name[i]; i++)
		section->name[i] = header->name[i] > ' ' && header->name[i] < 0x7f ?
				   header->name[i] : '?';
	section->rva = header->virtual_address;
	section->flags = header->flags;
	if (!size)
		return wdm_pe_refuse(report, "section %s is empty", section->name);
	if (!PAGE_ALIGNED(section->rva))
		return wdm_pe_refuse(report, "section %s is at 0x%x, not at the start of a page",
				     section->name, section->rva);
	if (!wdm_pe_has(pe, section->rva, size))
		return wdm_pe_refuse(report,
				     "section %s (0x%x, 0x%x bytes) is outside of the image",
				     section->name, section->rva, size);
	section->size = PAGE_ALIGN(size);
	if (section->rva < end)
		return wdm_pe_refuse(report, "section %s (0x%x) overlaps what is before it",
				     section->name, section->rva);
	if ((section->flags & IMAGE_SCN_MEM_WRITE) && (section->flags & IMAGE_SCN_MEM_EXECUTE))
		return wdm_pe_refuse(report, "section %s is both writable and executable",
				     section->name);
	if (!header->raw_data_size)
		return STATUS_SUCCESS;
	if (!IS_ALIGNED(header->data_addr, file_align))
		return wdm_pe_refuse(report, "section %s is at 0x%x in the file, not aligned",
				     section->name, header->data_addr);
	if (header->raw_data_size > pe->file_size ||
	    header->data_addr > pe->file_size - header->raw_data_size)
		return wdm_pe_refuse(report,
				     "section %s (0x%x, 0x%x bytes) is outside of the file",
				     section->name, header->data_addr, header->raw_data_size);
	section->file_offset = header->data_addr;
	section->file_size = min(header->raw_data_size, section->size);
	return STATUS_SUCCESS;
}

static NTSTATUS parse_sections(const struct section_header *headers, u32 count, u32 file_align,
			       struct wdm_pe *pe, struct wdm_pe_report *report)
{
	u32 end = PAGE_ALIGN(pe->headers_size);
	NTSTATUS status;
	u32 i;

	for (i = 0; i < count; i++) {
		status = parse_section(&headers[i], file_align, end, pe, report);
		if (!NT_SUCCESS(status))
			return status;
		end = pe->sections[i].rva + pe->sections[i].size;
		pe->nr_sections++;
	}
	return STATUS_SUCCESS;
}

/**
 * wdm_pe_parse() - what the headers of an image file say
 * @file: the file, aligned to 8 bytes
 * @size: bytes there
 * @pe: filled in; refers to @file
 * @report: why it is refused
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_IMAGE_NOT_MZ, STATUS_INVALID_IMAGE_FORMAT,
 *	STATUS_IMAGE_CHECKSUM_MISMATCH
 */
NTSTATUS wdm_pe_parse(const void *file, size_t size, struct wdm_pe *pe,
		      struct wdm_pe_report *report)
{
	const struct pe32plus_opt_hdr *opt;
	const struct mz_hdr *dos = file;
	const struct pe_hdr *nt;
	size_t directories, sections, end;
	NTSTATUS status;

	memset(pe, 0, sizeof(*pe));
	pe->file = file;
	pe->file_size = size;
	if (size < sizeof(*dos) || dos->magic != DOS_MAGIC) {
		wdm_pe_say(report, "no executable image: it doesn't begin with MZ");
		return STATUS_INVALID_IMAGE_NOT_MZ;
	}
	if (!IS_ALIGNED(dos->peaddr, 8) || size < sizeof(*nt) + sizeof(*opt) ||
	    dos->peaddr > size - sizeof(*nt) - sizeof(*opt))
		return wdm_pe_refuse(report, "its NT header is outside of the file, or misaligned");
	nt = file + dos->peaddr;
	opt = (const void *)(nt + 1);
	status = parse_file_header(nt, report);
	if (NT_SUCCESS(status))
		status = parse_optional_header(opt, pe, report);
	if (!NT_SUCCESS(status))
		return status;

	directories = dos->peaddr + sizeof(*nt) + sizeof(*opt);
	sections = dos->peaddr + sizeof(*nt) + nt->opt_hdr_size;
	end = sections + nt->sections * sizeof(struct section_header);
	if (directories + opt->data_dirs * sizeof(struct data_dirent) > sections ||
	    !IS_ALIGNED(sections, 4))
		return wdm_pe_refuse(report, "an optional header of %u bytes", nt->opt_hdr_size);
	if (end > pe->headers_size || pe->headers_size > size || pe->headers_size > pe->size)
		return wdm_pe_refuse(report, "headers of 0x%x bytes", pe->headers_size);
	status = parse_directories(file + directories, opt->data_dirs, pe, report);
	if (NT_SUCCESS(status))
		status = parse_sections(file + sections, nt->sections, opt->file_align, pe,
					report);
	if (NT_SUCCESS(status) && opt->csum &&
	    opt->csum != checksum(file, size, dos->peaddr + CHECKSUM_OFFSET)) {
		wdm_pe_say(report, "the file was damaged: its checksum is wrong");
		status = STATUS_IMAGE_CHECKSUM_MISMATCH;
	}
	return status;
}
WDM_EXPORT(wdm_pe_parse);

/**
 * wdm_pe_lay_out() - puts headers and sections where they are in memory
 * @pe: from wdm_pe_parse()
 * @image: @pe->size bytes of zeroes
 */
void wdm_pe_lay_out(const struct wdm_pe *pe, void *image)
{
	u32 i;

	memcpy(image, pe->file, pe->headers_size);
	for (i = 0; i < pe->nr_sections; i++)
		memcpy(image + pe->sections[i].rva, pe->file + pe->sections[i].file_offset,
		       pe->sections[i].file_size);
}
WDM_EXPORT(wdm_pe_lay_out);

/**
 * wdm_pe_section_of() - the section that all of a range lies in
 * @pe: the image
 * @rva: where the range begins
 * @size: its length
 *
 * Context: any IRQL.
 * Return: the section, NULL if there is none
 */
const struct wdm_pe_section *wdm_pe_section_of(const struct wdm_pe *pe, u32 rva, u32 size)
{
	u32 i;

	for (i = 0; i < pe->nr_sections; i++) {
		const struct wdm_pe_section *section = &pe->sections[i];

		if (rva >= section->rva && rva - section->rva < section->size)
			return size <= section->size - (rva - section->rva) ? section : NULL;
	}
	return NULL;
}
WDM_EXPORT(wdm_pe_section_of);
