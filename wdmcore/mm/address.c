// SPDX-License-Identifier: GPL-2.0
/* Mm: what is known about an address. */
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"

#define TAG_RANGES	0x68506d4d	/* "MmPh" in memory */

bool wdm_kernel_to_physical(const void *address, phys_addr_t *physical, bool *writable)
{
	unsigned long va = (unsigned long)address;
	unsigned long offset;
	unsigned int level;
	phys_addr_t base;
	pte_t *pte = lookup_address(va, &level);

	if (!pte || pte_none(*pte))
		return false;
	/* An entry of a table of 2 MiB or 1 GiB pages has its address elsewhere. */
	switch (level) {
	case PG_LEVEL_4K:
		if (!pte_present(*pte))
			return false;
		base = (phys_addr_t)pte_pfn(*pte) << PAGE_SHIFT;
		offset = va & ~PAGE_MASK;
		break;
	case PG_LEVEL_2M:
		if (!pmd_present(*(pmd_t *)pte))
			return false;
		base = (phys_addr_t)pmd_pfn(*(pmd_t *)pte) << PAGE_SHIFT;
		offset = va & ~PMD_MASK;
		break;
	case PG_LEVEL_1G:
		base = (phys_addr_t)pud_pfn(*(pud_t *)pte) << PAGE_SHIFT;
		offset = va & ~PUD_MASK;
		break;
	default:
		return false;
	}
	*physical = base + offset;
	*writable = pte_write(*pte);
	return true;
}
EXPORT_SYMBOL_GPL(wdm_kernel_to_physical);

/* The page of a user's address if it is in memory; without waiting for it. */
static bool user_to_physical(void *address, phys_addr_t *physical)
{
	struct page *page;

	if (!current->mm ||
	    get_user_pages_fast_only((unsigned long)address & PAGE_MASK, 1, 0, &page) != 1)
		return false;
	*physical = page_to_phys(page) + offset_in_page(address);
	put_page(page);
	return true;
}

static bool to_physical(void *address, phys_addr_t *physical)
{
	bool writable;

	if (wdm_is_user_address(address))
		return user_to_physical(address, physical);
	return wdm_kernel_to_physical(address, physical, &writable);
}

/**
 * MmGetPhysicalAddress - MmGetPhysicalAddress function
 * @BaseAddress: an address of the kernel, or of the current process if in memory
 *
 * Context: any IRQL.
 * Return: the physical address, 0 if there is none.
 */
PHYSICAL_ADDRESS NTAPI MmGetPhysicalAddress(PVOID BaseAddress)
{
	PHYSICAL_ADDRESS address = { .QuadPart = 0 };
	phys_addr_t physical;

	if (to_physical(BaseAddress, &physical))
		address.QuadPart = physical;
	return address;
}
WDM_EXPORT(MmGetPhysicalAddress);

/**
 * MmIsAddressValid - MmIsAddressValid function
 * @VirtualAddress: an address
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if reading there wouldn't fault right now.
 */
BOOLEAN NTAPI MmIsAddressValid(PVOID VirtualAddress)
{
	phys_addr_t physical;

	return to_physical(VirtualAddress, &physical);
}
WDM_EXPORT(MmIsAddressValid);

/**
 * MmIsNonPagedSystemAddressValid - MmIsNonPagedSystemAddressValid function (obsolete)
 * @VirtualAddress: an address
 *
 * Context: IRQL <= HIGH_LEVEL.
 * Return: TRUE for an address of the kernel that is mapped: none of it is paged out.
 */
BOOLEAN NTAPI MmIsNonPagedSystemAddressValid(PVOID VirtualAddress)
{
	phys_addr_t physical;
	bool writable;

	return !wdm_is_user_address(VirtualAddress) &&
	       wdm_kernel_to_physical(VirtualAddress, &physical, &writable);
}
WDM_EXPORT(MmIsNonPagedSystemAddressValid);

/**
 * MmGetVirtualForPhysical - the kernel's address of a physical address
 * @PhysicalAddress: in RAM
 *
 * Differs from Windows: all RAM has an address in Linux's direct map, and that is the
 * answer, also for memory that is mapped at another address besides.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the address, NULL for what isn't RAM.
 */
PVOID NTAPI MmGetVirtualForPhysical(PHYSICAL_ADDRESS PhysicalAddress)
{
	unsigned long pfn = PHYS_PFN((u64)PhysicalAddress.QuadPart);

	if (!pfn_valid(pfn) || !page_is_ram(pfn))
		return NULL;
	return phys_to_virt(PhysicalAddress.QuadPart);
}
WDM_EXPORT(MmGetVirtualForPhysical);

struct ranges {
	PHYSICAL_MEMORY_RANGE *range;
	unsigned int room;
	unsigned int count;
};

static int note_range(struct resource *resource, void *context)
{
	u64 start = PAGE_ALIGN(resource->start);
	u64 end = (resource->end + 1) & PAGE_MASK;
	struct ranges *ranges = context;

	if (end <= start)
		return 0;
	if (ranges->count < ranges->room) {
		ranges->range[ranges->count].BaseAddress.QuadPart = start;
		ranges->range[ranges->count].NumberOfBytes.QuadPart = end - start;
	}
	ranges->count++;
	return 0;
}

static void walk_ranges(struct ranges *ranges)
{
	ranges->count = 0;
	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, 0, -1,
			    ranges, note_range);
}

/**
 * MmGetPhysicalMemoryRanges - where the machine has RAM
 *
 * The page is that of MmGetPhysicalMemoryRangesEx2.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: an array that ends with an entry of zeros, for the caller to free by
 * ExFreePool(); NULL without memory.
 */
PPHYSICAL_MEMORY_RANGE NTAPI MmGetPhysicalMemoryRanges(VOID)
{
	struct ranges ranges = { .room = 0 };

	/* Memory can be plugged in between. */
	do {
		if (ranges.range)
			ExFreePool(ranges.range);
		walk_ranges(&ranges);
		ranges.room = ranges.count;
		ranges.range = ExAllocatePoolWithTag(NonPagedPoolNx,
						     (ranges.room + 1) * sizeof(*ranges.range),
						     TAG_RANGES);
		if (!ranges.range)
			return NULL;
		walk_ranges(&ranges);
	} while (ranges.count > ranges.room);
	memset(&ranges.range[ranges.count], 0, sizeof(*ranges.range));
	return ranges.range;
}
WDM_EXPORT(MmGetPhysicalMemoryRanges);

/**
 * MmQuerySystemSize - MmQuerySystemSize function
 *
 * Context: any IRQL.
 * Return: by the machine's memory: below 1 GiB small, below 4 GiB medium, or large.
 */
MM_SYSTEMSIZE NTAPI MmQuerySystemSize(VOID)
{
	unsigned long gib = totalram_pages() >> (30 - PAGE_SHIFT);

	return gib < 1 ? MmSmallSystem : gib < 4 ? MmMediumSystem : MmLargeSystem;
}
WDM_EXPORT(MmQuerySystemSize);
