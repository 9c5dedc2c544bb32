/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mm: MDLs, mappings, device and contiguous memory.
 *
 * The PFN array behind an MDL holds page frame numbers of Linux. MDL.Reserved, which
 * drivers never touch, says what has to be undone:
 */
#ifndef _WDM_INTERNAL_MM_H
#define _WDM_INTERNAL_MM_H

#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/types.h>

#include <wdm.h>

#define WDM_MDL_POOL	0x0001	/* the MDL itself is from pool */
#define WDM_MDL_PINNED	0x0002	/* the pages are pinned user pages */
#define WDM_MDL_VMAP	0x0004	/* MappedSystemVa is a mapping of its own */
#define WDM_MDL_PROTECTED 0x0010 /* MmProtectMdlSystemAddress changed that mapping */
#define WDM_MDL_FILE	0x0008	/* pages of files among the pinned ones (unpin.c) */

int __init wdm_mm_init(void);
void wdm_mm_exit(void);

/* What MmProbeAndLockPages() does, with a status in place of an exception. */
NTSTATUS wdm_mdl_probe_and_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation);

/* Unmaps, unlocks and frees a chain of MDLs. IRQL <= DISPATCH_LEVEL */
void wdm_mdl_release(PMDL mdl);

/* pageable.c: where the driver's image begins that @address lies in, or NULL; set by io */
extern void *(*wdm_image_start)(const void *address);

/* Pages that the buffer of an MDL touches. */
static inline unsigned int wdm_mdl_pages(const MDL *mdl)
{
	return ADDRESS_AND_SIZE_TO_SPAN_PAGES(mdl->ByteOffset, mdl->ByteCount);
}

/*
 * Mappings that can't be undone at DISPATCH_LEVEL are remembered, so that a worker
 * can do it then without allocating anything (mapping.c).
 */
int wdm_mapping_add(void *address, size_t size, void (*undo)(void *address, size_t size),
		    gfp_t gfp);
/* FALSE: no such mapping. */
bool wdm_mapping_remove(void *address);
/* Waits for what is left to the worker. */
void wdm_mapping_flush(void);

/*
 * The window of entries for mappings at DISPATCH_LEVEL (window.c).
 * wdm_window_map() may be called at IRQL <= DISPATCH_LEVEL; NULL: no room.
 */
int __init wdm_window_init(void);
void wdm_window_exit(void);
void *wdm_window_map(const PFN_NUMBER *pfns, unsigned int pages, pgprot_t prot);
/* The same for pages that follow one another. */
void *wdm_window_map_range(PFN_NUMBER first, unsigned int pages, pgprot_t prot);
/* Whether an address lies in the window. */
bool wdm_window_has(const void *address);
/* @address: page aligned, in the window. FALSE: no mapping starts there. */
bool wdm_window_unmap(void *address);
/* For tests. Makes all that was unmapped usable again; IRQL == PASSIVE_LEVEL */
void wdm_window_flush(void);
/* For tests: entries that can't be had, in use or not flushed yet. */
unsigned int wdm_window_used(void);
/*
 * Kernel addresses whose page tables exist for good and whose entries are not present;
 * freed by vunmap(). NULL: no memory. IRQL == PASSIVE_LEVEL
 */
void *wdm_reserve_addresses(unsigned int pages);

/* What drivers left mapped of devices (iospace.c). */
void wdm_iospace_exit(void);

/* What drivers left reserved (reserved.c). */
void wdm_reserved_exit(void);

/*
 * Unpinning of user pages, which are marked dirty if they were written to (unpin.c).
 * Prepared for when they were pinned for writing; FALSE: no memory. Then any number
 * of first pages, and the end of it; both at IRQL <= DISPATCH_LEVEL.
 */
bool wdm_unpin_prepare(MDL *mdl);
void wdm_unpin(MDL *mdl, unsigned int count);
void wdm_unpin_end(MDL *mdl);
/* Waits for what is left to the worker. */
void wdm_unpin_flush(void);

/**
 * struct wdm_run_limits - where contiguous memory has to lie (run.c)
 * @lowest: lowest physical address
 * @highest: highest physical address, of its last byte
 * @boundary: a power of two of which no multiple is crossed; 0: none
 * @alignment: of its start, a power of two; 0: pages
 * @node: the only node it may come from, or NUMA_NO_NODE
 * @gfp: flags for the page allocator
 */
struct wdm_run_limits {
	phys_addr_t lowest;
	phys_addr_t highest;
	u64 boundary;
	u64 alignment;
	int node;
	gfp_t gfp;
};

/* One block of the page allocator, of get_order(size); NULL: none, or too large. */
struct page *wdm_block_alloc(size_t size, const struct wdm_run_limits *limits);
/* @pages pages with a reference each, of any number. IRQL <= DISPATCH_LEVEL */
struct page *wdm_run_alloc(size_t pages, const struct wdm_run_limits *limits);
void wdm_run_free(struct page *page, size_t pages);

/* Physical address of a kernel address, however it is mapped; FALSE: it isn't. */
bool wdm_kernel_to_physical(const void *address, phys_addr_t *physical, bool *writable);

/* MmProtectMdlSystemAddress() (protect.c): undone before the mapping is. */
void wdm_unprotect(PMDL mdl);
void wdm_protect_flush(void);

/* The section \Device\PhysicalMemory (physical.c) */
int __init wdm_physical_init(void);
void wdm_physical_exit(void);

/*
 * Io's: Linux's file behind a file object that sections can be made of, without a
 * reference; NULL: there is none.
 */
extern struct file *(*wdm_section_file)(PFILE_OBJECT file);

/* User mappings of an MDL (usermap.c); raise nothing, NULL: failed. */
void *wdm_user_map(PMDL mdl, void *wanted, bool read_only);
void wdm_user_unmap(void *address, PMDL mdl);

static inline bool wdm_is_user_address(const void *address)
{
	return (unsigned long)address < TASK_SIZE_MAX;
}

#endif /* _WDM_INTERNAL_MM_H */
