// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: locking the pages of an MDL. User pages are pinned until they are unlocked.
 * Kernel memory is never paged out here: its pages are only looked up.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

#include <wdm.h>
#include "compat.h"
#include "ex.h"
#include "ke.h"
#include "mm.h"
#include "ps.h"

static_assert(sizeof(struct page *) == sizeof(PFN_NUMBER));

/**
 * struct source - where the pages of an MDL are
 * @process: whose address space it is; NULL: the current one
 * @mm: of @process
 * @segments: the address of each page; NULL: they follow one another from StartVa
 */
struct source {
	struct wdm_process *process;
	struct mm_struct *mm;
	const FILE_SEGMENT_ELEMENT *segments;
};

static u8 *page_at(const MDL *mdl, const struct source *from, unsigned int i)
{
	return from->segments ? from->segments[i].Buffer : (u8 *)mdl->StartVa + i * PAGE_SIZE;
}

/* Pins the pages from number @first on, or some of them. */
static long pin(MDL *mdl, const struct source *from, unsigned int first, unsigned int count,
		unsigned int gup, struct page **array)
{
	unsigned long address = (unsigned long)page_at(mdl, from, first);
	long ret;

	if (from->segments)
		count = 1;
	if (!from->mm)
		return pin_user_pages_fast(address, count, gup, array);
	mmap_read_lock(from->mm);
	ret = wdm_pin_user_pages_remote(from->mm, address, count, gup, array);
	mmap_read_unlock(from->mm);
	return ret;
}

static NTSTATUS lock_user(MDL *mdl, LOCK_OPERATION operation, const struct source *from)
{
	unsigned int gup = operation == IoReadAccess ? 0 : FOLL_WRITE;
	unsigned int i, pages = wdm_mdl_pages(mdl);
	/* Pages first, their numbers afterwards in the same place. */
	struct page **array = (struct page **)MmGetMdlPfnArray(mdl);
	unsigned int done = 0;

	if (!(from->mm ?: current->mm) || !wdm_irql_is_low())
		return STATUS_ACCESS_VIOLATION;
	while (done < pages) {
		long ret = pin(mdl, from, done, pages - done, gup, array + done);

		if (ret <= 0) {
			unpin_user_pages(array, done);
			/* It is there, but there is no memory to make it present. */
			return ret == -ENOMEM ? STATUS_INSUFFICIENT_RESOURCES :
						STATUS_ACCESS_VIOLATION;
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
	mdl->Process = from->process ? (PEPROCESS)from->process : PsGetCurrentProcess();
	mdl->Reserved |= WDM_MDL_PINNED;
	return STATUS_SUCCESS;
}

static NTSTATUS lock_kernel(MDL *mdl, LOCK_OPERATION operation, const struct source *from)
{
	unsigned int i, pages = wdm_mdl_pages(mdl);

	for (i = 0; i < pages; i++) {
		phys_addr_t physical;
		bool writable;

		if (!wdm_kernel_to_physical(page_at(mdl, from, i), &physical, &writable) ||
		    (operation != IoReadAccess && !writable))
			return STATUS_ACCESS_VIOLATION;
		MmGetMdlPfnArray(mdl)[i] = PHYS_PFN(physical);
		if (!pfn_valid(PHYS_PFN(physical)))
			mdl->MdlFlags |= MDL_IO_SPACE;
	}
	mdl->Process = NULL;
	return STATUS_SUCCESS;
}

/* Whether a buffer lies on one side of the address space, one that @mode may name. */
static bool is_allowed(const u8 *buffer, size_t length, KPROCESSOR_MODE mode, bool user)
{
	unsigned long start = (unsigned long)buffer;
	unsigned long end = start + length;

	if (end < start || user != wdm_is_user_address(buffer))
		return false;
	return user ? end <= TASK_SIZE_MAX : mode == KernelMode;
}

/* The pages of segments are whole ones. */
static bool are_allowed(const MDL *mdl, const struct source *from, KPROCESSOR_MODE mode,
			bool user)
{
	unsigned int i, pages = wdm_mdl_pages(mdl);

	if (!from->segments)
		return is_allowed(MmGetMdlVirtualAddress(mdl), mdl->ByteCount, mode, user);
	for (i = 0; i < pages; i++)
		if (!is_allowed(from->segments[i].Buffer, PAGE_SIZE, mode, user) ||
		    !PAGE_ALIGNED(from->segments[i].Buffer))
			return false;
	return true;
}

static NTSTATUS probe_and_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation,
			       const struct source *from)
{
	bool user = wdm_is_user_address(from->segments ? from->segments[0].Buffer :
							 MmGetMdlVirtualAddress(mdl));
	NTSTATUS status;

	if (!are_allowed(mdl, from, mode, user))
		return STATUS_ACCESS_VIOLATION;
	mdl->Reserved &= WDM_MDL_POOL;
	mdl->MdlFlags &= ~(MDL_MAPPED_TO_SYSTEM_VA | MDL_PAGES_LOCKED | MDL_IO_SPACE |
			   MDL_SOURCE_IS_NONPAGED_POOL | MDL_PARTIAL |
			   MDL_PARTIAL_HAS_BEEN_MAPPED | MDL_WRITE_OPERATION);
	status = user ? lock_user(mdl, operation, from) : lock_kernel(mdl, operation, from);
	if (!NT_SUCCESS(status))
		return status;
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	if (operation != IoReadAccess)
		mdl->MdlFlags |= MDL_WRITE_OPERATION;
	return STATUS_SUCCESS;
}

NTSTATUS wdm_mdl_probe_and_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
	static const struct source here;

	return probe_and_lock(mdl, mode, operation, &here);
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
 * MmProbeAndLockSelectedPages - MmProbeAndLockSelectedPages function
 * @MemoryDescriptorList: an MDL with room for the pages, one for each that its buffer
 *	touches
 * @SegmentArray: the address of each page
 * @AccessMode: UserMode: the pages have to lie in the user's part
 * @Operation: as for MmProbeAndLockPages()
 *
 * Raises what MmProbeAndLockPages() raises, and STATUS_ACCESS_VIOLATION for an address
 * that isn't one of a page.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmProbeAndLockSelectedPages(PMDLX MemoryDescriptorList,
				       PFILE_SEGMENT_ELEMENT SegmentArray,
				       KPROCESSOR_MODE AccessMode, LOCK_OPERATION Operation)
{
	struct source from = { .segments = SegmentArray };
	NTSTATUS status = probe_and_lock(MemoryDescriptorList, AccessMode, Operation, &from);

	if (!NT_SUCCESS(status))
		ExRaiseStatus(status);
}
WDM_EXPORT(MmProbeAndLockSelectedPages);

static struct mm_struct *mm_of(const struct wdm_process *process)
{
	struct task_struct *task = get_pid_task(process->tgid, PIDTYPE_TGID);
	struct mm_struct *mm = NULL;

	if (task) {
		mm = get_task_mm(task);
		put_task_struct(task);
	}
	return mm;
}

/**
 * MmProbeAndLockProcessPages - MmProbeAndLockPages for another process
 * @MemoryDescriptorList: an MDL with its buffer
 * @Process: whose address space the buffer is in
 * @AccessMode: UserMode: the buffer has to lie in the user's part
 * @Operation: as for MmProbeAndLockPages()
 *
 * Raises what MmProbeAndLockPages() raises, and STATUS_ACCESS_VIOLATION for a process
 * that has ended.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmProbeAndLockProcessPages(PMDL MemoryDescriptorList, PEPROCESS Process,
				      KPROCESSOR_MODE AccessMode, LOCK_OPERATION Operation)
{
	struct wdm_process *process = (struct wdm_process *)Process;
	struct source from = { .process = process };
	NTSTATUS status = STATUS_ACCESS_VIOLATION;
	void *start = MmGetMdlVirtualAddress(MemoryDescriptorList);

	if (wdm_is_user_address(start) && process->tgid)
		from.mm = mm_of(process);
	if (from.mm || !wdm_is_user_address(start))
		status = probe_and_lock(MemoryDescriptorList, AccessMode, Operation, &from);
	if (from.mm)
		mmput(from.mm);
	if (!NT_SUCCESS(status))
		ExRaiseStatus(status);
}
WDM_EXPORT(MmProbeAndLockProcessPages);

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
