// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: sections.
 *
 * A section is a file without a name in Linux's shared memory, so a view of it in a
 * program is an ordinary mapping: the program may fork, end or unmap it, and nothing of
 * it is noted here. A view in system space holds its pages.
 */
#include <linux/file.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mutex.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <ntddk.h>
#include "compat.h"
#include "mm.h"
#include "ob.h"
#include "ps.h"
#include "rtl.h"

#define NAME		"wdm-section"
#define GRANULARITY	0x10000
#define MAX_SIZE	BIT_ULL(40)

/**
 * struct section - body of a section object
 * @filp: the memory
 * @size: its bytes, whole pages
 * @writable: views may be written to
 */
struct section {
	struct file *filp;
	size_t size;
	bool writable;
};

/**
 * struct view - a view in system space
 * @all: link in views; V
 * @address: where it is
 * @count: its pages
 * @pages: those, with a reference each
 */
struct view {
	struct list_head all;
	void *address;
	size_t count;
	struct page *pages[];
};

/* V */
static DEFINE_MUTEX(views_lock);
static LIST_HEAD(views);

static void delete_section(void *body)
{
	struct section *section = body;

	if (section->filp)
		fput(section->filp);
}

static const struct wdm_object_type section_type = {
	.name = "Section",
	.delete = delete_section,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | SECTION_QUERY | SECTION_MAP_READ,
		.GenericWrite = STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE,
		.GenericAll = SECTION_ALL_ACCESS,
	},
	.valid_access = SECTION_ALL_ACCESS,
};
WDM_DDK_OBJECT_TYPE(MmSectionObjectType, section_type);

static NTSTATUS make_section(u64 size, bool writable, struct section **out)
{
	struct section *section;
	struct file *filp;

	filp = shmem_file_setup(NAME, size, 0);
	if (IS_ERR(filp))
		return wdm_errno_to_status(PTR_ERR(filp));
	section = wdm_ob_alloc(&section_type, 0, sizeof(*section), GFP_KERNEL);
	if (!section) {
		fput(filp);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	section->filp = filp;
	section->size = size;
	section->writable = writable;
	*out = section;
	return STATUS_SUCCESS;
}

/**
 * ZwCreateSection() - makes memory that can be mapped in several places
 * @SectionHandle: returns the handle
 * @DesiredAccess: SECTION_* rights
 * @ObjectAttributes: its name, or NULL. OBJ_OPENIF opens one that is there
 * @MaximumSize: its bytes, rounded up to pages
 * @SectionPageProtection: PAGE_READONLY or PAGE_READWRITE
 * @AllocationAttributes: SEC_COMMIT or SEC_RESERVE; memory is committed as it is touched
 * @FileHandle: NULL
 *
 * Partial: no sections of files or images, none that can be executed or copied on write.
 * Reference page: "ZwCreateSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS, STATUS_INVALID_PAGE_PROTECTION,
 *	STATUS_SECTION_TOO_BIG, STATUS_INVALID_PARAMETER_4 without a size,
 *	STATUS_INVALID_PARAMETER_6 for other attributes, STATUS_INVALID_FILE_FOR_SECTION for
 *	a file, STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
			       POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
			       ULONG SectionPageProtection, ULONG AllocationAttributes,
			       HANDLE FileHandle)
{
	struct section *section;
	NTSTATUS status;

	if (FileHandle)
		return STATUS_INVALID_FILE_FOR_SECTION;
	if (SectionPageProtection != PAGE_READONLY && SectionPageProtection != PAGE_READWRITE)
		return STATUS_INVALID_PAGE_PROTECTION;
	if (AllocationAttributes != SEC_COMMIT && AllocationAttributes != SEC_RESERVE)
		return STATUS_INVALID_PARAMETER_6;
	if (!MaximumSize || MaximumSize->QuadPart <= 0)
		return STATUS_INVALID_PARAMETER_4;
	if (MaximumSize->QuadPart > MAX_SIZE)
		return STATUS_SECTION_TOO_BIG;
	status = make_section(PAGE_ALIGN(MaximumSize->QuadPart),
			      SectionPageProtection == PAGE_READWRITE, &section);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_ob_create(ObjectAttributes, section, DesiredAccess, SectionHandle);
	wdm_ob_put(section);
	return status;
}
WDM_EXPORT(ZwCreateSection);

/**
 * ZwOpenSection() - opens a named section
 * @SectionHandle: returns the handle
 * @DesiredAccess: SECTION_* rights
 * @ObjectAttributes: its name
 *
 * Partial: there is no \Device\PhysicalMemory; MmMapIoSpace() maps devices.
 * Reference page: "ZwOpenSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
			     POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, 0, &section_type, DesiredAccess, SectionHandle);
}
WDM_EXPORT(ZwOpenSection);

static void put_pages(struct view *view, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		set_page_dirty_lock(view->pages[i]);
		put_page(view->pages[i]);
	}
}

static NTSTATUS map_in_system(struct section *section, u64 offset, size_t size, void **address)
{
	size_t i, count = size >> PAGE_SHIFT;
	struct view *view;
	struct page *page;

	view = kvzalloc(struct_size(view, pages, count), GFP_KERNEL);
	if (!view)
		return STATUS_INSUFFICIENT_RESOURCES;
	view->count = count;
	for (i = 0; i < count; i++) {
		page = shmem_read_mapping_page_gfp(section->filp->f_mapping,
						   (offset >> PAGE_SHIFT) + i,
						   mapping_gfp_mask(section->filp->f_mapping));
		if (IS_ERR(page))
			break;
		view->pages[i] = page;
	}
	if (i == count)
		view->address = vmap(view->pages, count, VM_MAP,
				     section->writable ? PAGE_KERNEL : PAGE_KERNEL_RO);
	if (!view->address) {
		put_pages(view, i);
		kvfree(view);
		return STATUS_NO_MEMORY;
	}
	mutex_lock(&views_lock);
	list_add(&view->all, &views);
	mutex_unlock(&views_lock);
	*address = view->address;
	return STATUS_SUCCESS;
}

static NTSTATUS unmap_in_system(void *address)
{
	struct view *view;
	bool found = false;

	mutex_lock(&views_lock);
	list_for_each_entry(view, &views, all) {
		if (view->address == address) {
			list_del(&view->all);
			found = true;
			break;
		}
	}
	mutex_unlock(&views_lock);
	if (!found)
		return STATUS_NOT_MAPPED_VIEW;
	vunmap(address);
	put_pages(view, view->count);
	kvfree(view);
	return STATUS_SUCCESS;
}

/* A view of *@size bytes at @offset, or of all from there on if that is 0. */
static NTSTATUS check_range(struct section *section, u64 offset, SIZE_T *size)
{
	if (offset >= section->size)
		return STATUS_INVALID_VIEW_SIZE;
	if (!*size)
		*size = section->size - offset;
	if (*size > section->size - offset)
		return STATUS_INVALID_VIEW_SIZE;
	*size = PAGE_ALIGN(*size);
	return STATUS_SUCCESS;
}

/**
 * MmMapViewInSystemSpace() - maps a section for all of the kernel
 * @Section: the section, from ObReferenceObjectByHandle()
 * @MappedBase: returns the address
 * @ViewSize: bytes, from the section's start; 0: all. Returns those that are mapped
 *
 * Reference page: "MmMapViewInSystemSpace function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_VIEW_SIZE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI MmMapViewInSystemSpace(PVOID Section, PVOID *MappedBase, PSIZE_T ViewSize)
{
	SIZE_T size = *ViewSize;
	NTSTATUS status;

	if (wdm_ob_type(Section) != &section_type)
		return STATUS_OBJECT_TYPE_MISMATCH;
	status = check_range(Section, 0, &size);
	if (NT_SUCCESS(status))
		status = map_in_system(Section, 0, size, MappedBase);
	if (NT_SUCCESS(status))
		*ViewSize = size;
	return status;
}
WDM_EXPORT(MmMapViewInSystemSpace);

/**
 * MmUnmapViewInSystemSpace() - undoes MmMapViewInSystemSpace()
 * @MappedBase: the address
 *
 * Reference page: "MmUnmapViewInSystemSpace function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_NOT_MAPPED_VIEW
 */
NTSTATUS NTAPI MmUnmapViewInSystemSpace(PVOID MappedBase)
{
	return unmap_in_system(MappedBase);
}
WDM_EXPORT(MmUnmapViewInSystemSpace);

static NTSTATUS map_in_process(struct section *section, u64 offset, size_t size, bool writable,
			       void **address)
{
	unsigned long prot = PROT_READ | (writable ? PROT_WRITE : 0);
	unsigned long flags = MAP_SHARED | (*address ? MAP_FIXED_NOREPLACE : 0);
	unsigned long got;

	got = vm_mmap(section->filp, (unsigned long)*address, size, prot, flags, offset);
	if (IS_ERR_VALUE(got))
		return (long)got == -EEXIST ? STATUS_CONFLICTING_ADDRESSES :
					      wdm_errno_to_status((long)got);
	*address = (void *)got;
	return STATUS_SUCCESS;
}

/* The current process is the only one whose memory can be reached. */
static NTSTATUS check_process(HANDLE handle)
{
	NTSTATUS status;
	void *process;

	status = wdm_handle_reference(handle, &wdm_process_type, 0, KernelMode, &process, NULL);
	if (!NT_SUCCESS(status))
		return status;
	wdm_ob_put(process);
	return process == wdm_process_current() ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

/**
 * ZwMapViewOfSection() - maps a section into the current process
 * @SectionHandle: the section
 * @ProcessHandle: ZwCurrentProcess()
 * @BaseAddress: returns the address; unless NULL before, it is to be just there
 * @ZeroBits: 0
 * @CommitSize: ignored: memory is committed as it is touched
 * @SectionOffset: where in the section, rounded down to 64 KB; may be NULL
 * @ViewSize: bytes; 0: all from there on. Returns those that are mapped
 * @InheritDisposition: ViewShare or ViewUnmap
 * @AllocationType: 0
 * @Win32Protect: PAGE_READONLY or PAGE_READWRITE
 *
 * In a system thread the view is in system space: there is no other.
 * Differs from Windows: a program's children have the view whatever
 * @InheritDisposition says, as Linux' fork() copies all of a process.
 * Partial: only in the current process, without ZeroBits and AllocationType.
 * Reference page: "ZwMapViewOfSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_CONFLICTING_ADDRESSES, STATUS_INVALID_PAGE_PROTECTION,
 *	STATUS_INVALID_VIEW_SIZE, STATUS_SECTION_PROTECTION to write to what is read-only,
 *	STATUS_MAPPED_ALIGNMENT, STATUS_INVALID_PARAMETER_n, STATUS_NOT_SUPPORTED,
 *	STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_NO_MEMORY
 */
NTSTATUS NTAPI ZwMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle,
				  PVOID *BaseAddress, ULONG_PTR ZeroBits, SIZE_T CommitSize,
				  PLARGE_INTEGER SectionOffset, PSIZE_T ViewSize,
				  SECTION_INHERIT InheritDisposition, ULONG AllocationType,
				  ULONG Win32Protect)
{
	bool writable = Win32Protect == PAGE_READWRITE;
	u64 offset = SectionOffset ? SectionOffset->QuadPart & ~(u64)(GRANULARITY - 1) : 0;
	struct section *section;
	SIZE_T size = *ViewSize;
	NTSTATUS status;

	if (ZeroBits)
		return STATUS_INVALID_PARAMETER_4;
	if (InheritDisposition != ViewShare && InheritDisposition != ViewUnmap)
		return STATUS_INVALID_PARAMETER_8;
	if (AllocationType)
		return STATUS_INVALID_PARAMETER_9;
	if (!writable && Win32Protect != PAGE_READONLY)
		return STATUS_INVALID_PAGE_PROTECTION;
	if ((uintptr_t)*BaseAddress & (GRANULARITY - 1))
		return STATUS_MAPPED_ALIGNMENT;
	status = check_process(ProcessHandle);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_handle_reference(SectionHandle, &section_type, SECTION_MAP_READ, KernelMode,
				      (void **)&section, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (writable && !section->writable)
		status = STATUS_SECTION_PROTECTION;
	else
		status = check_range(section, offset, &size);
	if (NT_SUCCESS(status)) {
		if (current->mm)
			status = map_in_process(section, offset, size, writable, BaseAddress);
		else if (*BaseAddress)
			status = STATUS_CONFLICTING_ADDRESSES;
		else
			status = map_in_system(section, offset, size, BaseAddress);
	}
	wdm_ob_put(section);
	if (!NT_SUCCESS(status))
		return status;
	*ViewSize = size;
	if (SectionOffset)
		SectionOffset->QuadPart = offset;
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwMapViewOfSection);

static NTSTATUS unmap_in_process(unsigned long address)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long start = 0, end = 0;

	mmap_read_lock(mm);
	vma = find_vma(mm, address);
	if (vma && vma->vm_start <= address && vma->vm_file &&
	    !strcmp(vma->vm_file->f_path.dentry->d_name.name, NAME)) {
		start = vma->vm_start;
		end = vma->vm_end;
	}
	mmap_read_unlock(mm);
	if (!end)
		return STATUS_NOT_MAPPED_VIEW;
	return wdm_errno_to_status(vm_munmap(start, end - start));
}

/**
 * ZwUnmapViewOfSection() - undoes ZwMapViewOfSection()
 * @ProcessHandle: ZwCurrentProcess()
 * @BaseAddress: any address in the view; in system space, its start
 *
 * Reference page: "ZwUnmapViewOfSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_NOT_MAPPED_VIEW, STATUS_NOT_SUPPORTED for another process,
 *	STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress)
{
	NTSTATUS status = check_process(ProcessHandle);

	if (!NT_SUCCESS(status))
		return status;
	if (current->mm && (uintptr_t)BaseAddress < TASK_SIZE_MAX)
		return unmap_in_process((uintptr_t)BaseAddress);
	return unmap_in_system(BaseAddress);
}
WDM_EXPORT(ZwUnmapViewOfSection);
