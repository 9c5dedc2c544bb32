// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: memory whose pages have protections of their own, for images.
 *
 * vmap() makes one mapping, that can be written and not executed; that is how an image is
 * filled. Kernels export nothing that changes the protection of such pages to modules, but
 * lookup_address() tells where the entry of a page is in the kernel's page table. So the
 * entries are set here, page by page, and then all processors forget what they know. No
 * page is ever writable and executable in this mapping. (Linux's own mapping of all memory
 * has these pages as well: writable, and never executable.)
 */
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"

int wdm_memory_alloc(struct wdm_memory *memory, size_t size)
{
	u32 i;

	memory->nr_pages = PAGE_ALIGN(size) >> PAGE_SHIFT;
	memory->base = NULL;
	memory->pages = kvcalloc(memory->nr_pages, sizeof(*memory->pages), GFP_KERNEL);
	if (!memory->pages)
		return -ENOMEM;
	for (i = 0; i < memory->nr_pages; i++) {
		memory->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!memory->pages[i])
			goto fail;
	}
	memory->base = vmap(memory->pages, memory->nr_pages, VM_MAP, PAGE_KERNEL);
	if (memory->base)
		return 0;
fail:
	wdm_memory_free(memory);
	return -ENOMEM;
}
WDM_EXPORT(wdm_memory_alloc);

void wdm_memory_free(struct wdm_memory *memory)
{
	u32 i;

	if (memory->base)
		vunmap(memory->base);
	for (i = 0; memory->pages && i < memory->nr_pages; i++)
		if (memory->pages[i])
			__free_page(memory->pages[i]);
	kvfree(memory->pages);
	memset(memory, 0, sizeof(*memory));
}
WDM_EXPORT(wdm_memory_free);

static pte_t entry_of(struct page *page, enum wdm_protection protection)
{
	switch (protection) {
	case WDM_READ_ONLY:
		return mk_pte(page, PAGE_KERNEL_RO);
	case WDM_READ_WRITE:
		return mk_pte(page, PAGE_KERNEL);
	case WDM_EXECUTE_READ:
		return mk_pte(page, PAGE_KERNEL_ROX);
	default:
		return __pte(0);
	}
}

static int protect_page(struct wdm_memory *memory, u32 index, enum wdm_protection protection)
{
	unsigned long address = (unsigned long)memory->base + ((unsigned long)index << PAGE_SHIFT);
	unsigned int level;
	pte_t *pte;

	if (!memory->pages[index])
		return protection == WDM_NO_ACCESS ? 0 : -EINVAL;
	pte = lookup_address(address, &level);
	if (!pte || level != PG_LEVEL_4K)
		return -EINVAL;
	set_pte(pte, entry_of(memory->pages[index], protection));
	return 0;
}

int wdm_memory_protect(struct wdm_memory *memory, u32 offset, u32 size,
		       enum wdm_protection protection)
{
	u32 i, end = min(PAGE_ALIGN(offset + size) >> PAGE_SHIFT, (ulong)memory->nr_pages);
	int ret;

	for (i = offset >> PAGE_SHIFT; i < end; i++) {
		ret = protect_page(memory, i, protection);
		if (ret)
			return ret;
	}
	if (protection != WDM_NO_ACCESS)
		return 0;
	/* Nobody may have an old translation when the pages get another use. */
	wdm_memory_flush();
	for (i = offset >> PAGE_SHIFT; i < end; i++) {
		if (memory->pages[i])
			__free_page(memory->pages[i]);
		memory->pages[i] = NULL;
	}
	return 0;
}
WDM_EXPORT(wdm_memory_protect);

static void flush_this_cpu(void *unused)
{
	__flush_tlb_all();
}

void wdm_memory_flush(void)
{
	on_each_cpu(flush_this_cpu, NULL, 1);
}
WDM_EXPORT(wdm_memory_flush);
