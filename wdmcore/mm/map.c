// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: mapping the pages of an MDL.
 *
 * All memory of an x86-64 machine is mapped by Linux anyway: an MDL whose pages
 * follow one another, as those of a single page or of pool do, needs no mapping of
 * its own. Others get one by vmap(), which may sleep, or at DISPATCH_LEVEL in a window
 * that is kept for it (window.c).
 *
 * The pages' cache type is the one that they have, as on Windows: memory is cached.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "mm.h"

#define NO_MORE_SYSTEM_PTES	0x3f
#define MEMORY_MANAGEMENT	0x1a

static bool is_contiguous(const PFN_NUMBER *pfns, unsigned int pages)
{
	unsigned int i;

	for (i = 1; i < pages; i++)
		if (pfns[i] != pfns[i - 1] + 1)
			return false;
	return true;
}

static void undo_vmap(void *address, size_t size)
{
	vunmap(address);
}

static void *map_pages(MDL *mdl, unsigned int pages, pgprot_t prot)
{
	const PFN_NUMBER *pfns = MmGetMdlPfnArray(mdl);
	struct page **array;
	unsigned int i;
	void *address;

	if (preempt_count() || irqs_disabled())
		return wdm_window_map(pfns, pages, prot);
	array = kvmalloc_array(pages, sizeof(*array), GFP_KERNEL);
	if (!array)
		return NULL;
	for (i = 0; i < pages; i++)
		array[i] = pfn_to_page(pfns[i]);
	address = vmap(array, pages, VM_MAP, prot);
	kvfree(array);
	if (address && wdm_mapping_add(address, 0, undo_vmap, GFP_KERNEL)) {
		vunmap(address);
		address = NULL;
	}
	return address;
}

static bool unmap_pages(void *address)
{
	address = (void *)((unsigned long)address & PAGE_MASK);
	if (wdm_window_has(address))
		return wdm_window_unmap(address);
	return wdm_mapping_remove(address);
}

static void *map_kernel(MDL *mdl, ULONG priority)
{
	const PFN_NUMBER *pfns = MmGetMdlPfnArray(mdl);
	unsigned int pages = wdm_mdl_pages(mdl);
	bool read_only = priority & MdlMappingNoWrite;
	u8 *address;

	if (!pages || mdl->MdlFlags & MDL_IO_SPACE)
		return NULL;
	if (!read_only && is_contiguous(pfns, pages)) {
		address = page_address(pfn_to_page(pfns[0]));
	} else {
		address = map_pages(mdl, pages, read_only ? PAGE_KERNEL_RO : PAGE_KERNEL);
		if (!address)
			return NULL;
		mdl->Reserved |= WDM_MDL_VMAP;
	}
	mdl->MappedSystemVa = address + mdl->ByteOffset;
	mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
	if (mdl->MdlFlags & MDL_PARTIAL)
		mdl->MdlFlags |= MDL_PARTIAL_HAS_BEEN_MAPPED;
	return mdl->MappedSystemVa;
}

/**
 * MmMapLockedPagesSpecifyCache - MmMapLockedPagesSpecifyCache function
 * @MemoryDescriptorList: an MDL whose pages are locked
 * @AccessMode: KernelMode, or UserMode for the address space of the current process
 * @CacheType: ignored: the pages have a cache type already
 * @RequestedAddress: where in the user's space, or NULL for anywhere
 * @BugCheckOnFailure: TRUE: what can't be mapped for the kernel is a bug check
 * @Priority: may include MdlMappingNoWrite
 *
 * Raises STATUS_INSUFFICIENT_RESOURCES if pages can't be mapped for the user.
 *
 * At DISPATCH_LEVEL, as many pages as the module's parameter dispatch_pages says can
 * be mapped at a time. When they are used up, mapping fails, as it does on Windows for
 * lack of system page table entries.
 *
 * Context: IRQL <= DISPATCH_LEVEL; UserMode: IRQL <= APC_LEVEL.
 * Return: the address of the buffer's first byte, or NULL.
 */
PVOID NTAPI MmMapLockedPagesSpecifyCache(PMDLX MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
					 MEMORY_CACHING_TYPE CacheType, PVOID RequestedAddress,
					 ULONG BugCheckOnFailure, ULONG Priority)
{
	void *address;

	if (AccessMode == UserMode) {
		address = wdm_user_map(MemoryDescriptorList, RequestedAddress,
				       Priority & MdlMappingNoWrite);
		if (!address)
			ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
		return address;
	}
	address = map_kernel(MemoryDescriptorList, Priority);
	if (!address && BugCheckOnFailure)
		KeBugCheckEx(NO_MORE_SYSTEM_PTES, 0, wdm_mdl_pages(MemoryDescriptorList), 0, 0);
	return address;
}
WDM_EXPORT(MmMapLockedPagesSpecifyCache);

/**
 * MmMapLockedPages - MmMapLockedPages function (obsolete)
 * @MemoryDescriptorList: an MDL whose pages are locked
 * @AccessMode: KernelMode or UserMode
 *
 * As MmMapLockedPagesSpecifyCache() with a bug check on failure.
 *
 * Context: IRQL <= DISPATCH_LEVEL; UserMode: IRQL <= APC_LEVEL.
 * Return: the address of the buffer's first byte.
 */
PVOID NTAPI MmMapLockedPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode)
{
	return MmMapLockedPagesSpecifyCache(MemoryDescriptorList, AccessMode, MmCached, NULL,
					    TRUE, NormalPagePriority);
}
WDM_EXPORT(MmMapLockedPages);

static bool is_read_only(ULONG protection)
{
	return protection == PAGE_READONLY;
}

/**
 * MmMapMdl - MmMapMdl function
 * @MemoryDescriptorList: an MDL whose pages are locked
 * @Protection: PAGE_READWRITE or PAGE_READONLY, of a mapping that is made
 * @DriverRoutine: called with the address of the buffer's first byte
 * @DriverContext: for @DriverRoutine
 *
 * Context: IRQL <= DISPATCH_LEVEL, at which @DriverRoutine is called.
 * Return: STATUS_SUCCESS if @DriverRoutine was called. STATUS_INVALID_PAGE_PROTECTION,
 * or STATUS_INSUFFICIENT_RESOURCES if the MDL could not be mapped.
 */
NTSTATUS NTAPI MmMapMdl(PMDL MemoryDescriptorList, ULONG Protection,
			PMM_MDL_ROUTINE DriverRoutine, PVOID DriverContext)
{
	bool mapped = MemoryDescriptorList->MdlFlags &
		      (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL);
	void *address;

	if (Protection != PAGE_READWRITE && !is_read_only(Protection))
		return STATUS_INVALID_PAGE_PROTECTION;
	if (mapped)
		address = MemoryDescriptorList->MappedSystemVa;
	else
		address = map_kernel(MemoryDescriptorList,
				     is_read_only(Protection) ? MdlMappingNoWrite : 0);
	if (!address)
		return STATUS_INSUFFICIENT_RESOURCES;
	WDM_CALL(DriverRoutine, DriverContext, address);
	if (!mapped)
		MmUnmapLockedPages(address, MemoryDescriptorList);
	return STATUS_SUCCESS;
}
WDM_EXPORT(MmMapMdl);

/**
 * MmUnmapLockedPages - MmUnmapLockedPages function
 * @BaseAddress: what mapping returned
 * @MemoryDescriptorList: the MDL
 *
 * Context: IRQL <= DISPATCH_LEVEL; a user's mapping: IRQL <= APC_LEVEL, in the
 * process that it was made in.
 */
VOID NTAPI MmUnmapLockedPages(PVOID BaseAddress, PMDLX MemoryDescriptorList)
{
	MDL *mdl = MemoryDescriptorList;

	if (wdm_is_user_address(BaseAddress)) {
		wdm_user_unmap(BaseAddress, mdl);
		return;
	}
	if (!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)) {
		wdm_bug_report(MEMORY_MANAGEMENT, 0, (uintptr_t)mdl, (uintptr_t)BaseAddress, 0,
			       WDM_CALLER(),
			       "MmUnmapLockedPages of an MDL that isn't mapped");
		return;
	}
	wdm_unprotect(mdl);
	if (mdl->Reserved & WDM_MDL_VMAP && !unmap_pages(BaseAddress))
		wdm_bug_report(MEMORY_MANAGEMENT, 0, (uintptr_t)mdl, (uintptr_t)BaseAddress,
			       (uintptr_t)mdl->MappedSystemVa, WDM_CALLER(),
			       "MmUnmapLockedPages of %p: nothing is mapped there",
			       BaseAddress);
	mdl->Reserved &= ~WDM_MDL_VMAP;
	mdl->MdlFlags &= ~(MDL_MAPPED_TO_SYSTEM_VA | MDL_PARTIAL_HAS_BEEN_MAPPED |
			   MDL_PARENT_MAPPED_SYSTEM_VA);
}
WDM_EXPORT(MmUnmapLockedPages);
