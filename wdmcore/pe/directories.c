// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: what an image must have in order once its addresses are right: an entry point that
 * can be executed, an exception table that can be searched, and a security cookie that
 * nobody knows.
 *
 * The exception table and its unwind data have to be read-only: what is found to be right
 * here stays so.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/pe.h>
#include <linux/random.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

struct function {
	u32 begin;
	u32 end;
	u32 unwind;
};

/* UNWIND_INFO begins with: version and flags, size of the prolog, count of codes, frame */
#define UNWIND_HEADER		4
#define UNWIND_VERSION(byte)	((byte) & 7)
#define UNWIND_FLAGS(byte)	((byte) >> 3)
#define UNWIND_HANDLER		0x3	/* for exceptions, for the way out */
#define UNWIND_CHAINED		0x4

/* Of the load configuration: where its field SecurityCookie is, and its size. */
#define COOKIE_FIELD		0x58
#define DEFAULT_COOKIE		0x00002b992ddfa232ULL

static const struct wdm_pe_section *code_at(const struct wdm_pe *pe, u32 rva, u32 size)
{
	const struct wdm_pe_section *section = wdm_pe_section_of(pe, rva, size);

	return section && (section->flags & IMAGE_SCN_MEM_EXECUTE) ? section : NULL;
}

/* In a section that nobody writes to, and that stays. */
static bool is_constant(const struct wdm_pe *pe, u32 rva, u32 size)
{
	const struct wdm_pe_section *section = wdm_pe_section_of(pe, rva, size);

	return section && !(section->flags & (IMAGE_SCN_MEM_WRITE | IMAGE_SCN_MEM_DISCARDABLE));
}

static NTSTATUS check_entry(const struct wdm_pe *pe, struct wdm_pe_report *report)
{
	if (!pe->entry)
		return wdm_pe_refuse(report, "no entry point");
	if (!code_at(pe, pe->entry, 1))
		return wdm_pe_refuse(report, "the entry point 0x%x is in no executable section",
				     pe->entry);
	return STATUS_SUCCESS;
}

static bool is_unwind_info(const struct wdm_pe *pe, const void *image, u32 rva)
{
	const u8 *info = image + rva;
	u32 size = UNWIND_HEADER;

	if (rva % sizeof(u32) || !is_constant(pe, rva, size))
		return false;
	if (UNWIND_VERSION(info[0]) != 1 && UNWIND_VERSION(info[0]) != 2)
		return false;
	/* Pairs of codes; then another entry, or a handler's RVA. */
	size += round_up(info[2], 2) * sizeof(u16);
	if (UNWIND_FLAGS(info[0]) & UNWIND_CHAINED)
		size += sizeof(struct function);
	else if (UNWIND_FLAGS(info[0]) & UNWIND_HANDLER)
		size += sizeof(u32);
	return is_constant(pe, rva, size);
}

static NTSTATUS check_functions(struct wdm_pe *pe, const void *image,
				struct wdm_pe_report *report)
{
	u32 rva = pe->directories[WDM_PE_EXCEPTION].rva;
	u32 size = pe->directories[WDM_PE_EXCEPTION].size;
	const struct function *f = image + rva;
	u32 i, end = 0;

	if (!rva)
		return STATUS_SUCCESS;
	if (rva % sizeof(u32) || size % sizeof(*f))
		return wdm_pe_refuse(report, "an exception table of 0x%x bytes at 0x%x", size, rva);
	if (!is_constant(pe, rva, size))
		return wdm_pe_refuse(report, "the exception table is in no read-only section");
	for (i = 0; i < size / sizeof(*f); i++, f++) {
		if (f->begin < end || f->end <= f->begin)
			return wdm_pe_refuse(report, "the exception table isn't sorted (entry %u)",
					     i);
		if (!code_at(pe, f->begin, f->end - f->begin))
			return wdm_pe_refuse(report,
					     "entry %u of the exception table (0x%x) is not for code",
					     i, f->begin);
		if (!is_unwind_info(pe, image, f->unwind))
			return wdm_pe_refuse(report,
					     "entry %u of the exception table has bad unwind data (0x%x)",
					     i, f->unwind);
		end = f->end;
	}
	pe->functions = i;
	return STATUS_SUCCESS;
}

/**
 * wdm_pe_catches() - has any function of an image a handler for exceptions or unwinding?
 * @pe: from wdm_pe_parse()
 * @image: its memory, of which nothing is believed
 *
 * Context: any IRQL.
 * Return: false if there is none
 */
bool wdm_pe_catches(const struct wdm_pe *pe, const void *image)
{
	u32 rva = pe->directories[WDM_PE_EXCEPTION].rva;
	u32 size = pe->directories[WDM_PE_EXCEPTION].size;
	const struct function *f = image + rva;
	u32 i;

	if (!rva)
		return false;
	if (rva % sizeof(u32) || !is_constant(pe, rva, size))
		return true;
	for (i = 0; i < size / sizeof(*f); i++, f++)
		if (!is_unwind_info(pe, image, f->unwind) ||
		    UNWIND_FLAGS(*(const u8 *)(image + f->unwind)) & UNWIND_HANDLER)
			return true;
	return false;
}
WDM_EXPORT(wdm_pe_catches);

static NTSTATUS check_load_config(struct wdm_pe *pe, const void *image, u64 address,
				  struct wdm_pe_report *report)
{
	u32 rva = pe->directories[WDM_PE_LOAD_CONFIG].rva;
	const struct wdm_pe_section *section;
	u32 size;
	u64 at;

	if (!rva)
		return STATUS_SUCCESS;
	if (!wdm_pe_section_of(pe, rva, sizeof(size)))
		return wdm_pe_refuse(report, "the load configuration is in no section");
	/* The directory's size is wrong in old images; the structure's own counts. */
	memcpy(&size, image + rva, sizeof(size));
	if (!wdm_pe_section_of(pe, rva, size))
		return wdm_pe_refuse(report, "a load configuration of 0x%x bytes", size);
	if (size < COOKIE_FIELD + sizeof(at))
		return STATUS_SUCCESS;
	memcpy(&at, image + rva + COOKIE_FIELD, sizeof(at));
	if (!at)
		return STATUS_SUCCESS;
	at -= address;
	section = at < pe->size ? wdm_pe_section_of(pe, at, sizeof(at)) : NULL;
	if (!section || !(section->flags & IMAGE_SCN_MEM_WRITE) || at % sizeof(at))
		return wdm_pe_refuse(report,
				     "the security cookie (0x%llx) is in no writable section", at);
	pe->cookie = at;
	return STATUS_SUCCESS;
}

/**
 * wdm_pe_check() - is the rest of an image in order?
 * @pe: from wdm_pe_parse(); @functions and @cookie are filled in
 * @image: relocated and bound
 * @address: where it will run
 * @report: why it is refused
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_IMAGE_FORMAT
 */
NTSTATUS wdm_pe_check(struct wdm_pe *pe, const void *image, u64 address,
		      struct wdm_pe_report *report)
{
	NTSTATUS status;

	status = check_entry(pe, report);
	if (NT_SUCCESS(status))
		status = check_functions(pe, image, report);
	if (NT_SUCCESS(status))
		status = check_load_config(pe, image, address, report);
	return status;
}
WDM_EXPORT(wdm_pe_check);

/* The complement stands beside the cookie, where the linker put it there. */
static void set_complement(const struct wdm_pe *pe, void *image, u32 rva, u64 cookie)
{
	const u64 old = ~DEFAULT_COOKIE;
	const struct wdm_pe_section *section = wdm_pe_section_of(pe, rva, sizeof(old));

	if (!section || !(section->flags & IMAGE_SCN_MEM_WRITE) ||
	    memcmp(image + rva, &old, sizeof(old)))
		return;
	cookie = ~cookie;
	memcpy(image + rva, &cookie, sizeof(cookie));
}

/**
 * wdm_pe_set_cookie() - gives an image its security cookie
 * @pe: the image, checked
 * @image: its memory
 *
 * A random number, whose upper 16 bits are zero as those of the default are: a string
 * that overruns a buffer can't contain it. Code that the compiler adds to DriverEntry
 * ends the machine if it finds the default. An image that has a number of its own
 * already keeps it.
 */
void wdm_pe_set_cookie(const struct wdm_pe *pe, void *image)
{
	u64 cookie;

	if (!pe->cookie)
		return;
	memcpy(&cookie, image + pe->cookie, sizeof(cookie));
	if (cookie && cookie != DEFAULT_COOKIE)
		return;
	do {
		cookie = get_random_u64() >> 16;
	} while (!cookie || cookie == DEFAULT_COOKIE);
	memcpy(image + pe->cookie, &cookie, sizeof(cookie));
	set_complement(pe, image, pe->cookie - sizeof(cookie), cookie);
	set_complement(pe, image, pe->cookie + sizeof(cookie), cookie);
}
WDM_EXPORT(wdm_pe_set_cookie);
