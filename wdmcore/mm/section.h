/* SPDX-License-Identifier: GPL-2.0 */
/* Mm: sections, between section.c and physical.c */
#ifndef _WDM_MM_SECTION_H
#define _WDM_MM_SECTION_H

#include <linux/types.h>

#include <ntddk.h>

struct vm_area_struct;

/**
 * struct section - body of a section object
 * @filp: the memory; NULL: physical memory
 * @size: its bytes
 * @writable: views may be written to
 */
struct section {
	struct file *filp;
	u64 size;
	bool writable;
};

extern const struct wdm_object_type wdm_section_type;

/* A view for the kernel, undone by MmUnmapIoSpace(); NULL: no. @protect: PAGE_* */
void *wdm_physical_map(u64 offset, size_t size, ULONG protect);
/* A view for the current process; *@address: where, or NULL. */
NTSTATUS wdm_physical_map_user(u64 offset, size_t size, ULONG protect, void **address);
bool wdm_physical_is_view(struct vm_area_struct *vma);

#endif
