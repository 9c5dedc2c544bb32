// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: sections.
 *
 * A section is a file of Linux: one of the host, or one without a name in shared memory.
 * So a view of it in a program is an ordinary mapping: the program may fork, end or unmap
 * it, and nothing of it is noted here. A view in system space holds its pages.
 *
 * A page that a view in system space has written to is dirty when the view is gone, and
 * its file system hears of it then. One that must know before, as those on disks do, gets
 * no such views. \Device\PhysicalMemory is a section without a file (physical.c).
 */
#include <linux/backing-dev.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mutex.h>
#include <linux/pagemap.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <ntddk.h>
#include "compat.h"
#include "mm.h"
#include "section.h"
#include "ob.h"
#include "ps.h"
#include "rtl.h"

#define NAME		"wdm-section"
#define GRANULARITY	0x10000
#define MAX_SIZE	BIT_ULL(40)

/**
 * struct view - a view in system space
 * @all: link in views; V
 * @address: where it is
 * @size: its bytes, of physical memory; there are no @pages then
 * @writable: it may have been written to
 * @count: its pages
 * @pages: those, with a reference each
 */
struct view {
	struct list_head all;
	void *address;
	size_t size;
	bool writable;
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

struct file *(*wdm_section_file)(PFILE_OBJECT file);
EXPORT_SYMBOL_GPL(wdm_section_file);

const struct wdm_object_type wdm_section_type = {
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
WDM_DDK_OBJECT_TYPE(MmSectionObjectType, wdm_section_type);

/* @filp's reference is given up, or goes to the section. */
static NTSTATUS make_section(struct file *filp, u64 size, bool writable, struct section **out)
{
	struct section *section;

	section = wdm_ob_alloc(&wdm_section_type, 0, sizeof(*section), GFP_KERNEL);
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

static NTSTATUS make_anonymous(PLARGE_INTEGER size, bool writable, struct section **section)
{
	struct file *filp;

	if (!size || size->QuadPart <= 0)
		return STATUS_INVALID_PARAMETER_4;
	if (size->QuadPart > MAX_SIZE)
		return STATUS_SECTION_TOO_BIG;
	filp = shmem_file_setup(NAME, PAGE_ALIGN(size->QuadPart), 0);
	/* Whatever Linux calls it: one kind of memory or another. */
	if (IS_ERR(filp))
		return STATUS_INSUFFICIENT_RESOURCES;
	return make_section(filp, PAGE_ALIGN(size->QuadPart), writable, section);
}

/* The file is to have at least @size bytes, or 0 for those that it has; *@got: its bytes. */
static NTSTATUS check_size(HANDLE handle, struct file *filp, s64 size, bool writable, u64 *got)
{
	FILE_END_OF_FILE_INFORMATION end = { .EndOfFile.QuadPart = size };
	s64 has = i_size_read(file_inode(filp));
	IO_STATUS_BLOCK iosb;

	*got = size ?: has;
	if (!*got)
		return STATUS_MAPPED_FILE_SIZE_ZERO;
	if (*got > MAX_SIZE || (size > has && !writable))
		return STATUS_SECTION_TOO_BIG;
	return size > has ? ZwSetInformationFile(handle, &iosb, &end, sizeof(end),
						 FileEndOfFileInformation) : STATUS_SUCCESS;
}

static NTSTATUS make_of_file(HANDLE handle, PLARGE_INTEGER maximum, bool writable,
			     struct section **section)
{
	s64 size = maximum ? maximum->QuadPart : 0;
	struct file *filp;
	NTSTATUS status;
	PVOID file;
	u64 got;

	status = ObReferenceObjectByHandle(handle, FILE_READ_DATA, *IoFileObjectType, KernelMode,
					   &file, NULL);
	if (!NT_SUCCESS(status))
		return status;
	filp = wdm_section_file(file);
	if (!filp)
		status = STATUS_INVALID_FILE_FOR_SECTION;
	else if (!(filp->f_mode & FMODE_READ) || (writable && !(filp->f_mode & FMODE_WRITE)))
		status = STATUS_ACCESS_DENIED;
	else if (size < 0)
		status = STATUS_INVALID_PARAMETER_4;
	else
		status = check_size(handle, filp, size, writable, &got);
	if (NT_SUCCESS(status))
		status = make_section(get_file(filp), got, writable, section);
	ObDereferenceObject(file);
	return status;
}

/**
 * ZwCreateSection() - makes memory that can be mapped in several places
 * @SectionHandle: returns the handle
 * @DesiredAccess: SECTION_* rights
 * @ObjectAttributes: its name, or NULL. OBJ_OPENIF opens one that is there
 * @MaximumSize: its bytes, rounded up to pages; of a file, NULL or 0 for those that it has
 * @SectionPageProtection: PAGE_READONLY or PAGE_READWRITE
 * @AllocationAttributes: SEC_COMMIT or SEC_RESERVE; memory is committed as it is touched
 * @FileHandle: a file of the host, opened for reading, and for writing if its pages are to be
 *	written; it becomes as long as @MaximumSize. NULL: memory
 *
 * Partial: no sections of images, none that can be executed or copied on write.
 * Reference page: "ZwCreateSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS, STATUS_INVALID_PAGE_PROTECTION,
 *	STATUS_SECTION_TOO_BIG, STATUS_INVALID_PARAMETER_4 without a size,
 *	STATUS_INVALID_PARAMETER_6 for other attributes, STATUS_INVALID_FILE_FOR_SECTION for
 *	devices and folders, STATUS_MAPPED_FILE_SIZE_ZERO, STATUS_ACCESS_DENIED,
 *	STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
			       POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
			       ULONG SectionPageProtection, ULONG AllocationAttributes,
			       HANDLE FileHandle)
{
	bool writable = SectionPageProtection == PAGE_READWRITE;
	struct section *section;
	NTSTATUS status;

	if (SectionPageProtection != PAGE_READONLY && SectionPageProtection != PAGE_READWRITE)
		return STATUS_INVALID_PAGE_PROTECTION;
	if (AllocationAttributes != SEC_COMMIT && AllocationAttributes != SEC_RESERVE)
		return STATUS_INVALID_PARAMETER_6;
	status = FileHandle ? make_of_file(FileHandle, MaximumSize, writable, &section) :
			      make_anonymous(MaximumSize, writable, &section);
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
 * \Device\PhysicalMemory is all of the physical address space.
 * Reference page: "ZwOpenSection function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
			     POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, 0, &wdm_section_type, DesiredAccess, SectionHandle);
}
WDM_EXPORT(ZwOpenSection);

static void put_pages(struct view *view, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (view->writable)
			set_page_dirty_lock(view->pages[i]);
		put_page(view->pages[i]);
	}
}

static struct page *get_page_at(struct file *filp, pgoff_t index)
{
	struct address_space *mapping = filp->f_mapping;

	if (mapping->a_ops->read_folio)
		return read_mapping_page(mapping, index, filp);
	return shmem_read_mapping_page_gfp(mapping, index, mapping_gfp_mask(mapping));
}

/* The file system takes pages that were written to without its knowing. */
static bool takes_written_pages(struct file *filp)
{
	return !(file_inode(filp)->i_sb->s_bdi->capabilities & BDI_CAP_WRITEBACK);
}

static NTSTATUS add_view(struct view *view, void **address)
{
	mutex_lock(&views_lock);
	list_add(&view->all, &views);
	mutex_unlock(&views_lock);
	*address = view->address;
	return STATUS_SUCCESS;
}

static NTSTATUS map_physical_in_system(u64 offset, size_t size, ULONG protect, void **address)
{
	struct view *view = kzalloc(sizeof(*view), GFP_KERNEL);

	if (!view)
		return STATUS_INSUFFICIENT_RESOURCES;
	view->size = size;
	view->address = wdm_physical_map(offset, size, protect);
	if (!view->address) {
		kfree(view);
		return STATUS_NO_MEMORY;
	}
	return add_view(view, address);
}

static NTSTATUS map_in_system(struct section *section, u64 offset, size_t size, bool writable,
			      void **address)
{
	size_t i, count = size >> PAGE_SHIFT;
	struct view *view;
	struct page *page;

	if (writable && !takes_written_pages(section->filp))
		return STATUS_NOT_SUPPORTED;
	view = kvzalloc(struct_size(view, pages, count), GFP_KERNEL);
	if (!view)
		return STATUS_INSUFFICIENT_RESOURCES;
	view->count = count;
	view->writable = writable;
	for (i = 0; i < count; i++) {
		page = get_page_at(section->filp, (offset >> PAGE_SHIFT) + i);
		if (IS_ERR(page))
			break;
		view->pages[i] = page;
	}
	if (i == count)
		view->address = vmap(view->pages, count, VM_MAP,
				     writable ? PAGE_KERNEL : PAGE_KERNEL_RO);
	if (!view->address) {
		put_pages(view, i);
		kvfree(view);
		return STATUS_NO_MEMORY;
	}
	return add_view(view, address);
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
	if (view->size) {
		MmUnmapIoSpace(address, view->size);
	} else {
		vunmap(address);
		put_pages(view, view->count);
	}
	kvfree(view);
	return STATUS_SUCCESS;
}

/* A view of *@size bytes at @offset, or of all from there on if that is 0. */
static NTSTATUS check_range(struct section *section, u64 offset, SIZE_T *size)
{
	u64 all = PAGE_ALIGN(section->size);

	if (offset >= section->size)
		return STATUS_INVALID_VIEW_SIZE;
	if (!*size)
		*size = section->size - offset;
	if (*size > all - offset || (!section->filp && *size > MAX_SIZE))
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
	struct section *section = Section;
	SIZE_T size = *ViewSize;
	NTSTATUS status;

	if (wdm_ob_type(Section) != &wdm_section_type)
		return STATUS_OBJECT_TYPE_MISMATCH;
	status = check_range(Section, 0, &size);
	if (NT_SUCCESS(status) && !section->filp)
		status = map_physical_in_system(0, size, PAGE_READWRITE, MappedBase);
	else if (NT_SUCCESS(status))
		status = map_in_system(section, 0, size, section->writable, MappedBase);
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
 * @Win32Protect: PAGE_READONLY or PAGE_READWRITE; of physical memory, with PAGE_NOCACHE or
 *	PAGE_WRITECOMBINE
 *
 * In a system thread the view is in system space: there is no other.
 * Differs from Windows: a program's children have the view whatever
 * @InheritDisposition says, as Linux' fork() copies all of a process.
 * Partial: only in the current process, without ZeroBits and AllocationType. In system space,
 * views of files on disks can only be read: STATUS_NOT_SUPPORTED.
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
	ULONG access = Win32Protect & ~(PAGE_NOCACHE | PAGE_WRITECOMBINE);
	bool writable = access == PAGE_READWRITE;
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
	if (!writable && access != PAGE_READONLY)
		return STATUS_INVALID_PAGE_PROTECTION;
	if ((uintptr_t)*BaseAddress & (GRANULARITY - 1))
		return STATUS_MAPPED_ALIGNMENT;
	status = check_process(ProcessHandle);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_handle_reference(SectionHandle, &wdm_section_type, SECTION_MAP_READ,
				      KernelMode, (void **)&section, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (section->filp && access != Win32Protect)
		status = STATUS_INVALID_PAGE_PROTECTION;
	else if (writable && !section->writable)
		status = STATUS_SECTION_PROTECTION;
	else
		status = check_range(section, offset, &size);
	if (NT_SUCCESS(status)) {
		if (current->mm)
			status = section->filp ?
				 map_in_process(section, offset, size, writable, BaseAddress) :
				 wdm_physical_map_user(offset, size, Win32Protect, BaseAddress);
		else if (*BaseAddress)
			status = STATUS_CONFLICTING_ADDRESSES;
		else
			status = section->filp ?
				 map_in_system(section, offset, size, writable, BaseAddress) :
				 map_physical_in_system(offset, size, Win32Protect, BaseAddress);
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
	/* A view of a file is like one that the program made itself, as on Windows. */
	if (vma && vma->vm_start <= address && vma->vm_file &&
	    (!(vma->vm_flags & VM_PFNMAP) || wdm_physical_is_view(vma))) {
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
