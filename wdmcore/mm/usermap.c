// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: mapping the pages of an MDL into the current process.
 *
 * vm_mmap() wants a file, and an anonymous one with our mmap() is enough. Its pages
 * are inserted by number and not counted: the driver keeps them until it has
 * unmapped them. A process that ends drops its mappings by itself.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>

#include <wdm.h>
#include "ke.h"
#include "mm.h"

static int map_user(struct file *file, struct vm_area_struct *vma)
{
	MDL *mdl = file->private_data;
	unsigned int i, pages;
	int ret;

	/* The MDL is lent for the first mapping only. */
	if (!mdl)
		return -EINVAL;
	pages = wdm_mdl_pages(mdl);
	if (vma_pages(vma) != pages)
		return -EINVAL;
	for (i = 0; i < pages; i++) {
		ret = remap_pfn_range(vma, vma->vm_start + (unsigned long)i * PAGE_SIZE,
				      MmGetMdlPfnArray(mdl)[i], PAGE_SIZE,
				      vma->vm_page_prot);
		if (ret)
			return ret;
	}
	return 0;
}

static const struct file_operations user_map_fops = {
	.owner	= THIS_MODULE,
	.mmap	= map_user,
};

void *wdm_user_map(PMDL mdl, void *wanted, bool read_only)
{
	unsigned long size = (unsigned long)wdm_mdl_pages(mdl) * PAGE_SIZE;
	unsigned long prot = PROT_READ | (read_only ? 0 : PROT_WRITE);
	unsigned long address;
	struct file *file;

	if (!current->mm || !size || preempt_count() || irqs_disabled())
		return NULL;
	/* O_RDONLY: mprotect() can't make a shared mapping writable then. */
	file = anon_inode_getfile("wdm-mdl", &user_map_fops, mdl,
				  read_only ? O_RDONLY : O_RDWR);
	if (IS_ERR(file))
		return NULL;
	address = vm_mmap(file, (unsigned long)wanted & PAGE_MASK, size, prot,
			  MAP_SHARED, 0);
	file->private_data = NULL;
	fput(file);
	if (IS_ERR_VALUE(address))
		return NULL;
	return (void *)(address + mdl->ByteOffset);
}

void wdm_user_unmap(void *address, PMDL mdl)
{
	if (current->mm)
		vm_munmap((unsigned long)address & PAGE_MASK,
			  (unsigned long)wdm_mdl_pages(mdl) * PAGE_SIZE);
}
