// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_memory: pool by its older names, contiguous memory, MDLs, mappings and
 * sections with each allocation failing in turn, see faults.h.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "compat.h"
#include "ex.h"
#include "io_dev.h"
#include "ke.h"
#include "mm.h"
#include "ps.h"
#include "faults.h"

#define TAG 0x4d746c75

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

static PHYSICAL_ADDRESS address(u64 a)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = a };
}

enum way { PLAIN, POOL3, PRIORITY, QUOTA, ZERO, RUNDOWN };

static const char * const ways[] = {
	[PLAIN] = "ExAllocatePool", [POOL3] = "ExAllocatePool3",
	[PRIORITY] = "ExAllocatePoolWithTagPriority", [QUOTA] = "ExAllocatePoolWithQuota",
	[ZERO] = "ExAllocatePoolZero", [RUNDOWN] = "ExAllocateCacheAwareRundownProtection",
};

static bool allocate_pool(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status = STATUS_SUCCESS;
	void *p = NULL;

	__try {
		faults_begin(f);
		switch ((enum way)(long)context) {
		case PLAIN:
			p = ExAllocatePool(NonPagedPoolNx, 100);
			break;
		case POOL3:
			p = ExAllocatePool3(POOL_FLAG_PAGED, 5000, TAG, NULL, 0);
			break;
		case PRIORITY:
			p = ExAllocatePoolWithTagPriority(PagedPool, 5000, TAG,
							  LowPoolPriority);
			break;
		case QUOTA:
			p = ExAllocatePoolWithQuota(PagedPool | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE,
						    100);
			break;
		case ZERO:
			p = ExAllocatePoolZero(NonPagedPoolNx, 100, TAG);
			break;
		default:
			p = ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, TAG);
		}
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	faults_end(f);
	/* None of these raises. */
	KUNIT_EXPECT_EQ(test, status, STATUS_SUCCESS);
	if (p && (long)context == RUNDOWN)
		ExFreeCacheAwareRundownProtection(p);
	else if (p)
		ExFreePool(p);
	return p;
}

static bool allocate_pool_raising(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status = STATUS_SUCCESS;
	void *p = NULL;

	__try {
		faults_begin(f);
		p = ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE, 100, TAG);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, status, p ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES);
	if (p)
		ExFreePool(p);
	return p;
}

static void pool(struct kunit *test)
{
	long i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		faults_run(test, ways[i], allocate_pool, (void *)i, 1);
	faults_run(test, "ExAllocatePool2, raising", allocate_pool_raising, NULL, 1);
}

static bool allocate_contiguous(struct kunit *test, struct faults *f, void *context)
{
	MEMORY_CACHING_TYPE type = MmNonCached;
	void *p;

	faults_begin(f);
	switch ((long)context) {
	case 0:
		p = MmAllocateContiguousMemorySpecifyCache(5000, address(0), address(-1),
							   address(0), type);
		break;
	case 1:
		p = MmAllocateContiguousMemorySpecifyCacheNode(5000, address(0), address(-1),
							       address(0), type, MM_ANY_NODE_OK);
		break;
	default:
		p = MmAllocateContiguousNodeMemory(5000, address(0), address(-1), address(0),
						   PAGE_READWRITE | PAGE_WRITECOMBINE,
						   MM_ANY_NODE_OK);
	}
	faults_end(f);
	if (p)
		MmFreeContiguousMemory(p);
	return p;
}

static bool allocate_pages(struct kunit *test, struct faults *f, void *context)
{
	bool all;
	PMDL mdl;

	faults_begin(f);
	mdl = MmAllocatePagesForMdl(address(0), address(-1), address(0), 6 * PAGE_SIZE);
	faults_end(f);
	if (!mdl)
		return false;
	/* Fewer pages than asked for are a success, as documented. */
	KUNIT_EXPECT_GE(test, MmGetMdlByteCount(mdl), PAGE_SIZE);
	all = MmGetMdlByteCount(mdl) == 6 * PAGE_SIZE;
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return all;
}

static bool create_mdl(struct kunit *test, struct faults *f, void *context)
{
	PMDL mdl;

	faults_begin(f);
	mdl = MmCreateMdl(NULL, test, 4 * PAGE_SIZE);
	faults_end(f);
	if (mdl)
		IoFreeMdl(mdl);
	return mdl;
}

static bool map_io(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = MmMapIoSpaceEx(address(0xfee00000), 4096, PAGE_READWRITE | PAGE_NOCACHE);
	faults_end(f);
	if (p)
		MmUnmapIoSpace(p, 4096);
	return p;
}

static void memory(struct kunit *test)
{
	faults_run(test, "MmAllocateContiguousMemorySpecifyCache", allocate_contiguous, (void *)0,
		   1);
	faults_run(test, "MmAllocateContiguousMemorySpecifyCacheNode", allocate_contiguous,
		   (void *)1, 1);
	faults_run(test, "MmAllocateContiguousNodeMemory", allocate_contiguous, (void *)2, 1);
	faults_run(test, "MmAllocatePagesForMdl", allocate_pages, NULL, 4);
	faults_run(test, "MmCreateMdl", create_mdl, NULL, 1);
	faults_run(test, "MmMapIoSpaceEx", map_io, NULL, 1);
}

static VOID NTAPI use_mapping(PVOID context, PVOID mapped)
{
	++*(unsigned int *)context;
}

/* A mapping that has to be made: the pages don't follow one another. */
static bool map_mdl(struct kunit *test, struct faults *f, void *context)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 3 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_FULLY_REQUIRED);
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int calls = 0;
	void *p = NULL;

	if (!mdl)
		return false;
	swap(MmGetMdlPfnArray(mdl)[0], MmGetMdlPfnArray(mdl)[2]);
	faults_begin(f);
	if (context) {
		status = MmMapMdl(mdl, PAGE_READWRITE, use_mapping, &calls);
		faults_end(f);
		KUNIT_EXPECT_EQ(test, calls, NT_SUCCESS(status) ? 1U : 0U);
		KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA);
		faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
		p = NT_SUCCESS(status) ? mdl : NULL;
	} else {
		p = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
						 NormalPagePriority);
		faults_end(f);
		KUNIT_EXPECT_EQ(test, !!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA), !!p);
		if (p)
			MmUnmapLockedPages(p, mdl);
	}
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return p;
}

static u8 *user_memory(struct kunit *test, struct file *file, size_t size)
{
	unsigned long start = kunit_vm_mmap(test, file, 0, size, PROT_READ | PROT_WRITE,
					    file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, 0);

	KUNIT_ASSERT_NE(test, start, 0UL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(start));
	return (u8 *)start;
}

struct buffer {
	struct file *file;
	size_t size;
	int way;
};

/*
 * Pages that aren't present yet: what is raised says that there is no memory, and not
 * that there is no buffer.
 */
static bool lock_pages(struct kunit *test, struct faults *f, void *context)
{
	FILE_SEGMENT_ELEMENT segments[2] = {};
	struct buffer *b = context;
	unsigned long va = vm_mmap(b->file, 0, b->size, PROT_READ | PROT_WRITE,
				   b->file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, 0);
	NTSTATUS status = STATUS_SUCCESS;
	PMDL mdl;

	if (IS_ERR_VALUE(va))
		return false;
	segments[0].Buffer = (void *)va;
	segments[1].Buffer = (void *)(va + PAGE_SIZE);
	mdl = IoAllocateMdl((void *)va, b->size, FALSE, FALSE, NULL);
	if (!mdl)
		return false;
	__try {
		faults_begin(f);
		switch (b->way) {
		case 0:
			MmProbeAndLockPages(mdl, UserMode, IoWriteAccess);
			break;
		default:
			MmProbeAndLockSelectedPages(mdl, segments, UserMode, IoWriteAccess);
		}
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!(mdl->MdlFlags & MDL_PAGES_LOCKED), NT_SUCCESS(status));
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		MmUnlockPages(mdl);
	IoFreeMdl(mdl);
	vm_munmap(va, b->size);
	return NT_SUCCESS(status);
}

/* The arguments of the first process, which are there: Linux needs no memory for them. */
static bool lock_process_pages(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_process process = { .tgid = find_get_pid(1) };
	struct task_struct *task = get_pid_task(process.tgid, PIDTYPE_TGID);
	struct mm_struct *mm = get_task_mm(task);
	PMDL mdl = IoAllocateMdl((void *)mm->arg_start, 4, FALSE, FALSE, NULL);
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		faults_begin(f);
		MmProbeAndLockProcessPages(mdl, (PEPROCESS)&process, UserMode, IoModifyAccess);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!(mdl->MdlFlags & MDL_PAGES_LOCKED), NT_SUCCESS(status));
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		MmUnlockPages(mdl);
	IoFreeMdl(mdl);
	mmput(mm);
	put_task_struct(task);
	put_pid(process.tgid);
	return NT_SUCCESS(status);
}

/* The mapping is made in the process, or not at all: that is raised. */
static bool map_for_user(struct kunit *test, struct faults *f, void *context)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 2 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_FULLY_REQUIRED);
	NTSTATUS status = STATUS_SUCCESS;
	void *p = NULL;

	if (!mdl)
		return false;
	__try {
		faults_begin(f);
		if (context)
			p = MmMapLockedPages(mdl, UserMode);
		else
			p = MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL, FALSE,
							 NormalPagePriority);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!p, NT_SUCCESS(status));
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		MmUnmapLockedPages(p, mdl);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return p;
}

static void mappings(struct kunit *test)
{
	static const char * const names[] = {
		"MmProbeAndLockPages", "MmProbeAndLockSelectedPages",
	};
	struct buffer anonymous = { .size = 2 * PAGE_SIZE };
	struct buffer shared = { .size = 2 * PAGE_SIZE };

	/* Linux may have a place and its page tables in store: then nothing can fail. */
	faults_run(test, "MmMapLockedPagesSpecifyCache", map_mdl, NULL, 0);
	faults_run(test, "MmMapMdl", map_mdl, test, 0);

	/* The test gets an address space. */
	user_memory(test, NULL, PAGE_SIZE);
	faults_run(test, "MmMapLockedPagesSpecifyCache for users", map_for_user, NULL, 1);
	faults_run(test, "MmMapLockedPages for users", map_for_user, test, 1);
	/* Only the first page's: Linux returns what it got before, and is asked again. */
	for (; anonymous.way < ARRAY_SIZE(names); anonymous.way++) {
		faults_run(test, names[anonymous.way], lock_pages, &anonymous, 1);
		shared.way = anonymous.way;
		shared.file = shmem_file_setup("kunit", shared.size, VM_NORESERVE);
		KUNIT_ASSERT_FALSE(test, IS_ERR(shared.file));
		faults_run(test, names[shared.way], lock_pages, &shared, 1);
		fput(shared.file);
	}
	faults_run(test, "MmProbeAndLockProcessPages", lock_process_pages, NULL, 0);
}

static bool map_view(struct kunit *test, struct faults *f, void *context)
{
	HANDLE section = context;
	NTSTATUS status;
	SIZE_T size = 0;
	PVOID object, base = NULL;

	if (!NT_SUCCESS(ObReferenceObjectByHandle(section, SECTION_MAP_READ, NULL, KernelMode,
						  &object, NULL)))
		return false;
	faults_begin(f);
	status = MmMapViewInSystemSpace(object, &base, &size);
	faults_end(f);
	ObDereferenceObject(object);
	/* The page names the one, the first allocation's is the other. */
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_TRUE_MSG(test, status == STATUS_NO_MEMORY ||
				      status == STATUS_INSUFFICIENT_RESOURCES,
				      "status 0x%08x", status);
		KUNIT_EXPECT_NULL(test, base);
		KUNIT_EXPECT_EQ(test, size, 0);
		return false;
	}
	KUNIT_EXPECT_EQ(test, MmUnmapViewInSystemSpace(base), STATUS_SUCCESS);
	return true;
}

static bool map_view_in_process(struct kunit *test, struct faults *f, void *context)
{
	HANDLE section = context;
	NTSTATUS status;
	PVOID base = NULL;
	SIZE_T size = 0;

	faults_begin(f);
	status = ZwMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &size,
				    ViewShare, 0, PAGE_READWRITE);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_NULL(test, base);
		return false;
	}
	KUNIT_EXPECT_EQ(test, ZwUnmapViewOfSection(NtCurrentProcess(), base), STATUS_SUCCESS);
	return true;
}

static void sections(struct kunit *test)
{
	LARGE_INTEGER size = { .QuadPart = 3 * PAGE_SIZE };
	HANDLE section;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
					SEC_COMMIT, NULL));
	faults_run(test, "MmMapViewInSystemSpace", map_view, section, 2);
	user_memory(test, NULL, PAGE_SIZE);
	faults_run(test, "ZwMapViewOfSection", map_view_in_process, section, 1);
	ZwClose(section);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pool),
	KUNIT_CASE(memory),
	KUNIT_CASE(mappings),
	KUNIT_CASE(sections),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_memory",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
