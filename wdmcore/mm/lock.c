// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: locking the pages of an MDL. User pages are pinned until they are unlocked.
 * Kernel memory is never paged out here: its pages are only looked up.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "compat.h"
#include "ex.h"
#include "ke.h"
#include "mm.h"

static_assert(sizeof(struct page *) == sizeof(PFN_NUMBER));

static NTSTATUS lock_user(MDL *mdl, LOCK_OPERATION operation)
{
	unsigned long start = (unsigned long)mdl->StartVa;
	unsigned int gup = operation == IoReadAccess ? 0 : FOLL_WRITE;
	unsigned int i, pages = wdm_mdl_pages(mdl);
	/* Pages first, their numbers afterwards in the same place. */
	struct page **array = (struct page **)MmGetMdlPfnArray(mdl);
	unsigned int done = 0;

	if (!current->mm || !wdm_irql_is_low())
		return STATUS_ACCESS_VIOLATION;
	while (done < pages) {
		int ret = pin_user_pages_fast(start + (unsigned long)done * PAGE_SIZE,
					      pages - done, gup, array + done);

		if (ret <= 0) {
			unpin_user_pages(array, done);
			return STATUS_ACCESS_VIOLATION;
		}
		done += ret;
	}
	for (i = 0; i < pages; i++)
		MmGetMdlPfnArray(mdl)[i] = page_to_pfn(array[i]);
	if (operation != IoReadAccess && !wdm_unpin_prepare(mdl)) {
		for (i = 0; i < pages; i++)
			unpin_user_page(pfn_to_page(MmGetMdlPfnArray(mdl)[i]));
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	mdl->Process = PsGetCurrentProcess();
	mdl->Reserved |= WDM_MDL_PINNED;
	return STATUS_SUCCESS;
}

static NTSTATUS lock_kernel(MDL *mdl, LOCK_OPERATION operation)
{
	unsigned int i, pages = wdm_mdl_pages(mdl);

	for (i = 0; i < pages; i++) {
		phys_addr_t physical;
		bool writable;

		if (!wdm_kernel_to_physical((u8 *)mdl->StartVa + i * PAGE_SIZE, &physical,
					    &writable) ||
		    (operation != IoReadAccess && !writable))
			return STATUS_ACCESS_VIOLATION;
		MmGetMdlPfnArray(mdl)[i] = PHYS_PFN(physical);
		if (!pfn_valid(PHYS_PFN(physical)))
			mdl->MdlFlags |= MDL_IO_SPACE;
	}
	mdl->Process = NULL;
	return STATUS_SUCCESS;
}

NTSTATUS wdm_mdl_probe_and_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
	unsigned long start = (unsigned long)MmGetMdlVirtualAddress(mdl);
	unsigned long end = start + mdl->ByteCount;
	bool user = wdm_is_user_address((void *)start);
	NTSTATUS status;

	if (end < start || (user && end > TASK_SIZE_MAX) || (!user && mode != KernelMode))
		return STATUS_ACCESS_VIOLATION;
	mdl->Reserved &= WDM_MDL_POOL;
	mdl->MdlFlags &= ~(MDL_MAPPED_TO_SYSTEM_VA | MDL_PAGES_LOCKED | MDL_IO_SPACE |
			   MDL_SOURCE_IS_NONPAGED_POOL | MDL_PARTIAL |
			   MDL_PARTIAL_HAS_BEEN_MAPPED | MDL_WRITE_OPERATION);
	status = user ? lock_user(mdl, operation) : lock_kernel(mdl, operation);
	if (!NT_SUCCESS(status))
		return status;
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	if (operation != IoReadAccess)
		mdl->MdlFlags |= MDL_WRITE_OPERATION;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_GPL(wdm_mdl_probe_and_lock);

/**
 * MmProbeAndLockPages - MmProbeAndLockPages function
 * @MemoryDescriptorList: an MDL with its buffer, user's or kernel's memory
 * @AccessMode: UserMode: the buffer has to lie in the user's part
 * @Operation: IoReadAccess, or IoWriteAccess or IoModifyAccess: the memory has to be
 *	writable
 *
 * Raises STATUS_ACCESS_VIOLATION if the buffer isn't accessible so, and
 * STATUS_INSUFFICIENT_RESOURCES if there is no memory.
 *
 * Context: IRQL <= APC_LEVEL for memory of users, <= DISPATCH_LEVEL for the kernel's.
 */
VOID NTAPI MmProbeAndLockPages(PMDLX MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
			       LOCK_OPERATION Operation)
{
	NTSTATUS status = wdm_mdl_probe_and_lock(MemoryDescriptorList, AccessMode, Operation);

	if (!NT_SUCCESS(status))
		ExRaiseStatus(status);
}
WDM_EXPORT(MmProbeAndLockPages);

/**
 * MmUnlockPages - MmUnlockPages function
 * @MemoryDescriptorList: locked by MmProbeAndLockPages(); its mapping into system
 *	space goes, too
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmUnlockPages(PMDLX MemoryDescriptorList)
{
	MDL *mdl = MemoryDescriptorList;

	if (mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mdl->MappedSystemVa, mdl);
	if (mdl->Reserved & WDM_MDL_PINNED) {
		wdm_unpin(mdl, wdm_mdl_pages(mdl));
		wdm_unpin_end(mdl);
	}
	mdl->MdlFlags &= ~(MDL_PAGES_LOCKED | MDL_WRITE_OPERATION | MDL_IO_SPACE);
}
WDM_EXPORT(MmUnlockPages);
