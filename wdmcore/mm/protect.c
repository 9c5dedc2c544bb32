// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: protection of the kernel's mapping of an MDL.
 *
 * The entries of the mapping are the MDL's own, so changing them is all. What was
 * unmapped must be as it was mapped, for vunmap(): wdm_unprotect() sees to that.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <asm/tlbflush.h>

#include <wdm.h>
#include "compat.h"
#include "mm.h"

static void flush_this_cpu(void *unused)
{
	/* As in window.c. */
	__flush_tlb_all();
}

static void flush_all(struct work_struct *work)
{
	on_each_cpu(flush_this_cpu, NULL, 1);
}

static DECLARE_WORK(late_flush, flush_all);

/* What must not be possible any more. Other CPUs have it late at DISPATCH_LEVEL. */
static void flush(void)
{
	if (preempt_count() || irqs_disabled()) {
		flush_this_cpu(NULL);
		queue_work(system_highpri_wq, &late_flush);
	} else {
		flush_all(NULL);
	}
}

static bool find_protection(ULONG protect, pgprot_t *prot)
{
	switch (protect) {
	case PAGE_NOACCESS:
		*prot = PAGE_NONE;
		return true;
	case PAGE_READONLY:
		*prot = PAGE_KERNEL_RO;
		return true;
	case PAGE_READWRITE:
		*prot = PAGE_KERNEL;
		return true;
	/* x86 can't keep from reading what can be executed. */
	case PAGE_EXECUTE:
	case PAGE_EXECUTE_READ:
		*prot = PAGE_KERNEL_ROX;
		return true;
	case PAGE_EXECUTE_READWRITE:
		*prot = PAGE_KERNEL_EXEC;
		return true;
	default:
		return false;
	}
}

static void set_entries(MDL *mdl, pgprot_t prot)
{
	unsigned long address = (unsigned long)mdl->MappedSystemVa & PAGE_MASK;
	unsigned int i, level, pages = wdm_mdl_pages(mdl);

	for (i = 0; i < pages; i++, address += PAGE_SIZE) {
		pte_t *pte = lookup_address(address, &level);

		if (pte && level == PG_LEVEL_4K)
			set_pte(pte, pfn_pte(MmGetMdlPfnArray(mdl)[i], prot));
	}
}

void wdm_unprotect(PMDL mdl)
{
	if (!(mdl->Reserved & WDM_MDL_PROTECTED))
		return;
	mdl->Reserved &= ~WDM_MDL_PROTECTED;
	set_entries(mdl, PAGE_KERNEL);
}

/**
 * MmProtectMdlSystemAddress - MmProtectMdlSystemAddress function
 * @MemoryDescriptorList: an MDL that is mapped
 * @NewProtect: PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE, PAGE_EXECUTE,
 *	PAGE_EXECUTE_READ or PAGE_EXECUTE_READWRITE, of all its pages
 *
 * What becomes forbidden at DISPATCH_LEVEL is possible on other processors for a moment.
 *
 * Partial: an MDL whose pages lie together has no mapping of its own and stays readable
 * and writable: STATUS_NOT_SUPPORTED, unless that is what was asked for.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PAGE_PROTECTION; STATUS_NOT_MAPPED_VIEW if the
 * MDL isn't mapped; STATUS_NOT_SUPPORTED.
 */
NTSTATUS NTAPI MmProtectMdlSystemAddress(PMDL MemoryDescriptorList, ULONG NewProtect)
{
	MDL *mdl = MemoryDescriptorList;
	pgprot_t prot;

	if (!find_protection(NewProtect, &prot))
		return STATUS_INVALID_PAGE_PROTECTION;
	if (!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA))
		return STATUS_NOT_MAPPED_VIEW;
	if (!(mdl->Reserved & WDM_MDL_VMAP))
		return NewProtect == PAGE_READWRITE ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
	mdl->Reserved |= WDM_MDL_PROTECTED;
	set_entries(mdl, prot);
	flush();
	return STATUS_SUCCESS;
}
WDM_EXPORT(MmProtectMdlSystemAddress);

void wdm_protect_flush(void)
{
	flush_work(&late_flush);
}
