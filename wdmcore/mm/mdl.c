// SPDX-License-Identifier: GPL-2.0
/* Mm: memory descriptor lists themselves: make, describe, cut, free. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "mm.h"

#define TARGET_MDL_TOO_SMALL	0x40
#define MEMORY_MANAGEMENT	0x1a

#define TAG			0x4d6d4d6c	/* "lMmM", as Windows shows it */

/* What Windows takes at most: 2 GiB less a page. */
#define MAXIMUM_LENGTH		(0x80000000UL - PAGE_SIZE)

/* MDL.Size of an MDL that is larger than the field can say. */
#define MAXIMUM_SIZE		0x7ff8

/**
 * MmSizeOfMdl - MmSizeOfMdl function
 * @Base: start of a buffer
 * @Length: its length in bytes
 *
 * Context: any IRQL.
 * Return: the size in bytes of an MDL for the buffer.
 */
SIZE_T NTAPI MmSizeOfMdl(PVOID Base, SIZE_T Length)
{
	SIZE_T pages = (offset_in_page(Base) + Length + PAGE_SIZE - 1) >> PAGE_SHIFT;

	return sizeof(MDL) + pages * sizeof(PFN_NUMBER);
}
WDM_EXPORT(MmSizeOfMdl);

static void initialize(MDL *mdl, void *base, size_t length, u16 flags, u16 marks)
{
	MmInitializeMdl(mdl, base, length);
	/* 15 bits are few: what doesn't fit is told by the greatest size that does. */
	mdl->Size = min_t(size_t, MmSizeOfMdl(base, length), MAXIMUM_SIZE);
	mdl->MdlFlags = flags;
	mdl->AllocationProcessorNumber = 0;
	mdl->Reserved = marks;
	mdl->Process = NULL;
	mdl->MappedSystemVa = NULL;
}

/**
 * MmCreateMdl - MmCreateMdl routine
 * @MemoryDescriptorList: memory for the MDL, or NULL to have it allocated from pool
 * @Base: start of the buffer
 * @Length: its length in bytes
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the MDL, whose PFN array is not filled, or NULL if there is no memory.
 */
PMDL NTAPI MmCreateMdl(PMDL MemoryDescriptorList, PVOID Base, SIZE_T Length)
{
	u16 marks = 0;

	if (!MemoryDescriptorList) {
		MemoryDescriptorList = ExAllocatePoolWithTag(NonPagedPoolNx,
							     MmSizeOfMdl(Base, Length),
							     TAG);
		marks = WDM_MDL_POOL;
	}
	if (MemoryDescriptorList)
		initialize(MemoryDescriptorList, Base, Length, 0, marks);
	return MemoryDescriptorList;
}
WDM_EXPORT(MmCreateMdl);

static void attach_to_irp(PIRP irp, PMDL mdl, bool secondary)
{
	PMDL *link = &irp->MdlAddress;

	if (secondary)
		while (*link)
			link = &(*link)->Next;
	*link = mdl;
}

/**
 * IoAllocateMdl - IoAllocateMdl function
 * @VirtualAddress: start of the buffer
 * @Length: its length in bytes, below 2 GiB by a page at least
 * @SecondaryBuffer: with @Irp, append to its chain of MDLs instead of being the chain
 * @ChargeQuota: ignored, there are no quotas
 * @Irp: the IRP that the MDL belongs to, or NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the MDL, whose PFN array is not filled, or NULL if there is no memory.
 */
PMDL NTAPI IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer,
			 BOOLEAN ChargeQuota, PIRP Irp)
{
	size_t size = MmSizeOfMdl(VirtualAddress, Length);
	gfp_t gfp = wdm_irql_gfp();
	PMDL mdl;

	if (Length > MAXIMUM_LENGTH)
		return NULL;
	if (gfp == GFP_KERNEL)
		mdl = kvmalloc(size, gfp | __GFP_NOWARN);
	else
		mdl = kmalloc(size, gfp | __GFP_NOWARN);
	if (!mdl)
		return NULL;
	initialize(mdl, VirtualAddress, Length, MDL_ALLOCATED_FIXED_SIZE, 0);
	if (Irp)
		attach_to_irp(Irp, mdl, SecondaryBuffer);
	return mdl;
}
WDM_EXPORT(IoAllocateMdl);

/**
 * IoFreeMdl - IoFreeMdl function
 * @Mdl: from IoAllocateMdl(), not locked; a partial MDL's own mapping goes with it
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoFreeMdl(PMDL Mdl)
{
	MmPrepareMdlForReuse(Mdl);
	if (Mdl->Reserved & WDM_MDL_PINNED) {
		wdm_bug_report(MEMORY_MANAGEMENT, 0, (uintptr_t)Mdl, 0, 0,
			       WDM_CALLER(),
			       "IoFreeMdl of an MDL whose pages are locked");
		MmUnlockPages(Mdl);
	}
	if (Mdl->Reserved & WDM_MDL_VMAP)
		MmUnmapLockedPages(Mdl->MappedSystemVa, Mdl);
	if (Mdl->Reserved & WDM_MDL_POOL)
		ExFreePool(Mdl);
	else
		kvfree(Mdl);
}
WDM_EXPORT(IoFreeMdl);

/**
 * IoBuildPartialMdl - IoBuildPartialMdl function
 * @SourceMdl: an MDL whose pages are locked or not pageable
 * @TargetMdl: an MDL with room for the part, which is described afterwards
 * @VirtualAddress: where the part starts, in the address space of @SourceMdl
 * @Length: its length in bytes; 0 for all that is left
 *
 * A target that is too small, or a part that lies outside, is reported, and
 * the target describes nothing.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress, ULONG Length)
{
	u8 *start = MmGetMdlVirtualAddress(SourceMdl);
	size_t skip = (u8 *)VirtualAddress - start;
	size_t left = SourceMdl->ByteCount - skip;
	size_t first, pages, room;

	if (!Length)
		Length = left;
	pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(VirtualAddress, Length);
	room = (TargetMdl->Size - sizeof(MDL)) / sizeof(PFN_NUMBER);
	if (TargetMdl->Size == MAXIMUM_SIZE)
		room = max(room, pages);
	if ((u8 *)VirtualAddress < start || skip > SourceMdl->ByteCount || Length > left ||
	    pages > room) {
		wdm_bug_report(TARGET_MDL_TOO_SMALL, (uintptr_t)SourceMdl,
			       (uintptr_t)TargetMdl, (uintptr_t)VirtualAddress, Length,
			       WDM_CALLER(),
			       "IoBuildPartialMdl: %u bytes at offset %zu of %u, target has %zu of %zu pages",
			       Length, skip, SourceMdl->ByteCount, room, pages);
		TargetMdl->ByteCount = 0;
		return;
	}
	MmPrepareMdlForReuse(TargetMdl);
	first = ((unsigned long)VirtualAddress >> PAGE_SHIFT) -
		((unsigned long)SourceMdl->StartVa >> PAGE_SHIFT);
	TargetMdl->StartVa = (PVOID)((unsigned long)VirtualAddress & PAGE_MASK);
	TargetMdl->ByteOffset = offset_in_page(VirtualAddress);
	TargetMdl->ByteCount = Length;
	TargetMdl->Process = SourceMdl->Process;
	TargetMdl->Reserved &= WDM_MDL_POOL;
	TargetMdl->MdlFlags &= MDL_ALLOCATED_FIXED_SIZE | MDL_ALLOCATED_MUST_SUCCEED;
	TargetMdl->MdlFlags |= MDL_PARTIAL;
	TargetMdl->MdlFlags |= SourceMdl->MdlFlags &
			       (MDL_IO_PAGE_READ | MDL_SOURCE_IS_NONPAGED_POOL |
				MDL_MAPPED_TO_SYSTEM_VA | MDL_IO_SPACE);
	if (SourceMdl->MdlFlags & (MDL_SOURCE_IS_NONPAGED_POOL | MDL_MAPPED_TO_SYSTEM_VA))
		TargetMdl->MappedSystemVa = (u8 *)SourceMdl->MappedSystemVa + skip;
	if (SourceMdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		TargetMdl->MdlFlags |= MDL_PARENT_MAPPED_SYSTEM_VA;
	memcpy(MmGetMdlPfnArray(TargetMdl), MmGetMdlPfnArray(SourceMdl) + first,
	       pages * sizeof(PFN_NUMBER));
}
WDM_EXPORT(IoBuildPartialMdl);

/**
 * MmBuildMdlForNonPagedPool - MmBuildMdlForNonPagedPool function
 * @MemoryDescriptorList: an MDL whose buffer is memory of the kernel: pool, a
 *	driver's data, a stack, device memory that is mapped
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmBuildMdlForNonPagedPool(PMDLX MemoryDescriptorList)
{
	PMDL mdl = MemoryDescriptorList;
	PFN_NUMBER *pfns = MmGetMdlPfnArray(mdl);
	unsigned int i, pages = wdm_mdl_pages(mdl);
	phys_addr_t physical;
	bool writable;

	for (i = 0; i < pages; i++) {
		u8 *page = (u8 *)mdl->StartVa + i * PAGE_SIZE;

		if (wdm_is_user_address(page) ||
		    !wdm_kernel_to_physical(page, &physical, &writable)) {
			wdm_bug_report(MEMORY_MANAGEMENT, 0, (uintptr_t)mdl, (uintptr_t)page, 0,
				       WDM_CALLER(),
				       "MmBuildMdlForNonPagedPool: no kernel memory at %p", page);
			mdl->ByteCount = 0;
			return;
		}
		pfns[i] = PHYS_PFN(physical);
		if (!pfn_valid(pfns[i]))
			mdl->MdlFlags |= MDL_IO_SPACE;
	}
	mdl->Process = NULL;
	mdl->Reserved &= WDM_MDL_POOL;
	mdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
	mdl->MappedSystemVa = MmGetMdlVirtualAddress(mdl);
}
WDM_EXPORT(MmBuildMdlForNonPagedPool);

/**
 * MmAdvanceMdl - MmAdvanceMdl function
 * @Mdl: the MDL
 * @NumberOfBytes: by which the start of its buffer moves up
 *
 * Pinned pages that aren't described any more are unlocked now.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER_2 if the buffer is shorter.
 */
NTSTATUS NTAPI MmAdvanceMdl(PMDL Mdl, ULONG NumberOfBytes)
{
	PFN_NUMBER *pfns = MmGetMdlPfnArray(Mdl);
	unsigned int pages = wdm_mdl_pages(Mdl);
	unsigned int gone;

	if (NumberOfBytes > Mdl->ByteCount)
		return STATUS_INVALID_PARAMETER_2;
	gone = (Mdl->ByteOffset + NumberOfBytes) >> PAGE_SHIFT;
	/* The last page stays with an MDL that ends where it starts now. */
	gone = min(gone, pages);
	if (gone && Mdl->Reserved & WDM_MDL_VMAP)
		MmUnmapLockedPages(Mdl->MappedSystemVa, Mdl);
	if (Mdl->Reserved & WDM_MDL_PINNED)
		wdm_unpin(Mdl, gone);
	memmove(pfns, pfns + gone, (pages - gone) * sizeof(PFN_NUMBER));
	Mdl->StartVa = (u8 *)Mdl->StartVa + (size_t)gone * PAGE_SIZE;
	Mdl->ByteOffset = (Mdl->ByteOffset + NumberOfBytes) & (PAGE_SIZE - 1);
	Mdl->ByteCount -= NumberOfBytes;
	if (Mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL))
		Mdl->MappedSystemVa = (u8 *)Mdl->MappedSystemVa + NumberOfBytes;
	return STATUS_SUCCESS;
}
WDM_EXPORT(MmAdvanceMdl);

void wdm_mdl_release(PMDL mdl)
{
	while (mdl) {
		PMDL next = mdl->Next;

		if (mdl->MdlFlags & MDL_PAGES_LOCKED)
			MmUnlockPages(mdl);
		IoFreeMdl(mdl);
		mdl = next;
	}
}
EXPORT_SYMBOL_GPL(wdm_mdl_release);
