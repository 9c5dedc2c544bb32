// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: \\Device\\PhysicalMemory, the section that is all of the physical address space.
 *
 * Drivers map devices with it for programs. A view in a program is a mapping of an
 * anonymous file, whose only use that is.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>

#include <asm/processor.h>

#include <ntddk.h>
#include "compat.h"
#include "mm.h"
#include "ob.h"
#include "rtl.h"
#include "section.h"

static struct section *physical;

void *wdm_physical_map(u64 offset, size_t size, ULONG protect)
{
	PHYSICAL_ADDRESS address = { .QuadPart = offset };

	return MmMapIoSpaceEx(address, size, protect);
}

struct range_to_map {
	u64 offset;
	pgprot_t (*prot)(pgprot_t prot);
};

static pgprot_t cached(pgprot_t prot)
{
	return prot;
}

static pgprot_t uncached(pgprot_t prot)
{
	return pgprot_noncached(prot);
}

static pgprot_t combined(pgprot_t prot)
{
	return pgprot_writecombine(prot);
}

static int map_range(struct file *file, struct vm_area_struct *vma)
{
	const struct range_to_map *range = file->private_data;

	/* It is lent for the first mapping only. */
	if (!range)
		return -EINVAL;
	vma->vm_page_prot = range->prot(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(range->offset),
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations physical_fops = {
	.owner	= THIS_MODULE,
	.mmap	= map_range,
};

bool wdm_physical_is_view(struct vm_area_struct *vma)
{
	return vma->vm_file && vma->vm_file->f_op == &physical_fops;
}

NTSTATUS wdm_physical_map_user(u64 offset, size_t size, ULONG protect, void **address)
{
	bool writable = (protect & ~(PAGE_NOCACHE | PAGE_WRITECOMBINE)) == PAGE_READWRITE;
	struct range_to_map range = {
		.offset = offset,
		.prot = protect & PAGE_NOCACHE ? uncached :
			protect & PAGE_WRITECOMBINE ? combined : cached,
	};
	unsigned long flags = MAP_SHARED | (*address ? MAP_FIXED_NOREPLACE : 0);
	struct file *file;
	unsigned long got;

	/* What isn't memory is never cached, whatever was asked for. */
	if (range.prot == cached && !page_is_ram(PHYS_PFN(offset)))
		range.prot = uncached;
	/* O_RDONLY: mprotect() can't make a shared mapping writable then. */
	file = anon_inode_getfile("[wdm-physical]", &physical_fops, &range,
				  writable ? O_RDWR : O_RDONLY);
	if (IS_ERR(file))
		return wdm_errno_to_status(PTR_ERR(file));
	got = vm_mmap(file, (unsigned long)*address, size,
		      PROT_READ | (writable ? PROT_WRITE : 0), flags, 0);
	file->private_data = NULL;
	fput(file);
	if (IS_ERR_VALUE(got))
		return (long)got == -EEXIST ? STATUS_CONFLICTING_ADDRESSES :
					      wdm_errno_to_status((long)got);
	*address = (void *)got;
	return STATUS_SUCCESS;
}

int __init wdm_physical_init(void)
{
	UNICODE_STRING name;
	NTSTATUS status;

	physical = wdm_ob_alloc(&wdm_section_type, 0, sizeof(*physical), GFP_KERNEL);
	if (!physical)
		return -ENOMEM;
	physical->size = 1ULL << boot_cpu_data.x86_phys_bits;
	physical->writable = true;
	RtlInitUnicodeString(&name, L"\\Device\\PhysicalMemory");
	status = wdm_ob_insert(&name, physical, WDM_OBJECT_PERMANENT);
	if (NT_SUCCESS(status))
		return 0;
	wdm_ob_put(physical);
	physical = NULL;
	return wdm_status_to_errno(status) ?: -ENOMEM;
}

void wdm_physical_exit(void)
{
	if (!physical)
		return;
	wdm_ob_remove(physical);
	wdm_ob_put(physical);
	physical = NULL;
}
