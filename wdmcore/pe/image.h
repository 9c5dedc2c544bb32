/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe, among its own files: an image file as it is read, and an image in memory.
 *
 * The steps of a load, each of which ends with a text that names what is wrong:
 *
 *	wdm_pe_parse()		headers and sections of the file; nothing is copied yet
 *	wdm_pe_lay_out()	the sections go where they will be in memory
 *	wdm_pe_relocate()	addresses are those of the memory
 *	wdm_pe_bind()		imports get their addresses
 *	wdm_pe_check()		entry point, exception table, load configuration
 *	wdm_memory_protect()	from here on the image can be executed
 *
 * The first five work on memory that can't be executed, and believe nothing: a
 * relocation or an import may hit what a later step reads.
 */
#ifndef _WDM_PE_IMAGE_H
#define _WDM_PE_IMAGE_H

#include <linux/atomic.h>
#include <linux/compiler_attributes.h>
#include <linux/list.h>
#include <linux/types.h>

#include <glue/wdm_module.h>

#include <ntddk.h>

struct page;
struct wdm_ctl_site;
struct wdm_site;

/* What Windows allows at most. */
#define WDM_PE_MAX_SECTIONS	96
#define WDM_PE_MAX_SIZE		(64U << 20)

/* Of DataDirectory[] */
enum wdm_pe_directory_number {
	WDM_PE_IMPORT		= 1,
	WDM_PE_EXCEPTION	= 3,
	WDM_PE_SECURITY		= 4,
	WDM_PE_RELOCATION	= 5,
	WDM_PE_TLS		= 9,
	WDM_PE_LOAD_CONFIG	= 10,
	WDM_PE_DELAY_IMPORT	= 13,
	WDM_PE_CLR		= 14,
	WDM_PE_DIRECTORIES	= 16,
};

/**
 * struct wdm_pe_report - why an image is refused
 * @text: gets the reason, NUL-terminated
 * @size: bytes there
 * @used: how many are in use, without the NUL
 */
struct wdm_pe_report {
	char *text;
	size_t size;
	size_t used;
};

__printf(2, 3)
void wdm_pe_say(struct wdm_pe_report *report, const char *format, ...);
/* The same, and returns STATUS_INVALID_IMAGE_FORMAT. */
__printf(2, 3)
NTSTATUS wdm_pe_refuse(struct wdm_pe_report *report, const char *format, ...);

/**
 * struct wdm_pe_section - a section
 * @name: its name; printable
 * @rva: where it begins in the image; a multiple of PAGE_SIZE
 * @size: bytes in memory, a multiple of PAGE_SIZE
 * @file_offset: where its contents begin in the file
 * @file_size: bytes of that, not more than @size; the rest is zero
 * @flags: IMAGE_SCN_*
 */
struct wdm_pe_section {
	char name[9];
	u32 rva;
	u32 size;
	u32 file_offset;
	u32 file_size;
	u32 flags;
};

/**
 * struct wdm_pe - what the headers of an image file say
 * @file: the file; not needed after wdm_pe_lay_out()
 * @file_size: bytes there
 * @preferred: the address that it was linked for
 * @size: bytes in memory, a multiple of PAGE_SIZE
 * @headers_size: bytes of the headers
 * @entry: RVA of the entry point
 * @directories: RVA and size of each; both zero if it isn't there
 * @functions: number of entries in the exception table; set by wdm_pe_check()
 * @cookie: RVA of the security cookie, 0 for none; set by wdm_pe_check()
 * @nr_sections: how many
 * @sections: in the order of their RVAs
 */
struct wdm_pe {
	const void *file;
	size_t file_size;
	u64 preferred;
	u32 size;
	u32 headers_size;
	u32 entry;
	struct {
		u32 rva;
		u32 size;
	} directories[WDM_PE_DIRECTORIES];
	u32 functions;
	u32 cookie;
	u32 nr_sections;
	struct wdm_pe_section sections[WDM_PE_MAX_SECTIONS];
};

/* validate.c */
NTSTATUS wdm_pe_parse(const void *file, size_t size, struct wdm_pe *pe,
		      struct wdm_pe_report *report);
void wdm_pe_lay_out(const struct wdm_pe *pe, void *image);
/* The section that all of a range lies in, or NULL. */
const struct wdm_pe_section *wdm_pe_section_of(const struct wdm_pe *pe, u32 rva, u32 size);
/* Whether a range lies in the image. */
static inline bool wdm_pe_has(const struct wdm_pe *pe, u32 rva, u32 size)
{
	return size <= pe->size && rva <= pe->size - size;
}

/* relocate.c; @address is where the image will run */
NTSTATUS wdm_pe_relocate(const struct wdm_pe *pe, void *image, u64 address,
			 struct wdm_pe_report *report);

/* bind.c */
typedef void *(*wdm_pe_resolve_t)(const char *library, const char *name);
NTSTATUS wdm_pe_bind(const struct wdm_pe *pe, void *image, wdm_pe_resolve_t resolve,
		     struct wdm_pe_report *report);

/* directories.c */
bool wdm_pe_catches(const struct wdm_pe *pe, const void *image);
NTSTATUS wdm_pe_check(struct wdm_pe *pe, const void *image, u64 address,
		      struct wdm_pe_report *report);
/* The security cookie becomes a random number. */
void wdm_pe_set_cookie(const struct wdm_pe *pe, void *image);

/* memory.c */

/**
 * struct wdm_memory - pages, mapped one behind the other, each with its own protection
 * @base: the mapping
 * @nr_pages: how many
 * @pages: the pages; NULL for one that was given back
 */
struct wdm_memory {
	void *base;
	u32 nr_pages;
	struct page **pages;
};

enum wdm_protection {
	WDM_READ_ONLY,
	WDM_READ_WRITE,
	WDM_EXECUTE_READ,
	WDM_NO_ACCESS,		/* its pages are given back */
};

/* Zeroed memory of @size bytes that can be read and written; 0 or -ENOMEM */
int wdm_memory_alloc(struct wdm_memory *memory, size_t size);
void wdm_memory_free(struct wdm_memory *memory);
/*
 * Whole pages. Takes effect with wdm_memory_flush(), which is to be called before anything
 * that relies on it. PASSIVE_LEVEL
 */
int wdm_memory_protect(struct wdm_memory *memory, u32 offset, u32 size,
		       enum wdm_protection protection);
void wdm_memory_flush(void);

/* code_policy.c: may it run on this machine? @code: WDM_IMAGE_* */
NTSTATUS wdm_pe_check_code(u32 code, struct wdm_pe_report *report);

/* info.c */

/**
 * struct wdm_image_info - what an INF says about an image's driver
 * @module: for the rest of wdmcore
 * @data: what all strings and values of @module lie in
 * @ids: memory of @module.ids
 * @filter_ids: memory of @module.filter_ids
 * @values: memory of all values
 * @pci_ids: memory of @module.pci_ids
 */
struct wdm_image_info {
	struct wdm_module module;
	void *data;
	struct wdm_inf_id *ids;
	struct wdm_inf_id *filter_ids;
	struct wdm_inf_value *values;
	struct pci_device_id *pci_ids;
};

/*
 * @data of @size bytes is a struct wdm_ctl_inf and what it refers to; NULL for a driver
 * without INF. It belongs to @info from here on, also if it is refused (-EINVAL).
 */
int wdm_image_info_init(struct wdm_image_info *info, void *data, size_t size,
			struct wdm_pe_report *report);
void wdm_image_info_free(struct wdm_image_info *info);

/* pci_table.c: what pnp/pci.c needs of PCI ids, closest first; NULL without any, ERR_PTR */
struct pci_device_id *wdm_image_pci_table(const struct wdm_inf_id *ids, u32 count,
					  struct wdm_pe_report *report);

/* image.c */

/**
 * struct wdm_image - an image in memory
 * @link: in the list of all; writers hold the list's lock, readers are under RCU
 * @references: one while it is loaded, and one for each wdm_image_get(); 0: it goes
 * @loaded: its driver runs; under the list's lock
 * @name: the file's name
 * @service: the service's name
 * @memory: where it is, and stubs behind it
 * @pe: its headers
 * @info: its driver
 * @sites: places in it whose instructions are replaced, sorted
 * @nr_sites: how many
 * @kind: how its routines are called, WDM_CODE_*
 * @plain: bit map of where routines begin that are WDM_CODE_PLAIN all the same, or NULL
 * @catches_faults: its faults are exceptions
 */
struct wdm_image {
	struct list_head link;
	atomic_t references;
	bool loaded;
	char name[64];
	char service[64];
	struct wdm_memory memory;
	struct wdm_pe pe;
	struct wdm_image_info info;
	struct wdm_site *sites;
	u32 nr_sites;
	int kind;
	unsigned long *plain;
	bool catches_faults;
};

/**
 * struct wdm_image_source - what an image is made from
 * @file: the file
 * @size: bytes there
 * @name: its name, without folder
 * @service: name of the service
 * @info: what its INF says, see wdm_image_info_init(); belongs to wdm_image_load()
 * @info_size: bytes there
 * @sites: places whose instructions are to be replaced
 * @nr_sites: how many
 * @plain: where routines begin from which none of its use of SSE can be reached
 * @nr_plain: how many
 * @code: WDM_IMAGE_*
 */
struct wdm_image_source {
	const void *file;
	size_t size;
	const char *name;
	const char *service;
	void *info;
	size_t info_size;
	const struct wdm_ctl_site *sites;
	u32 nr_sites;
	const u32 *plain;
	u32 nr_plain;
	u32 code;
};

/* Makes an image and starts its driver. Unless the status is a success, the report says why. */
NTSTATUS wdm_image_load(const struct wdm_image_source *source, struct wdm_pe_report *report);
/* 0; -ENOENT; -EBUSY: it is in use, or can't be unloaded */
int wdm_image_unload(const char *service);

/* symbol.c */
int wdm_symbol_init(void);
void wdm_symbol_exit(void);

#endif /* _WDM_PE_IMAGE_H */
