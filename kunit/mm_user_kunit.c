// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_mm_user: MmProbeAndLockPages and MmUnlockPages of users' memory,
 * ProbeForRead, ProbeForWrite, MmMapLockedPagesSpecifyCache for UserMode.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pagemap.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/shmem_fs.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"
#include "mm.h"
#include "ps.h"

static u8 *user_memory(struct kunit *test, struct file *file, size_t size, int prot)
{
	unsigned long address = kunit_vm_mmap(test, file, 0, size, prot,
					      file ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS,
					      0);

	KUNIT_ASSERT_NE(test, address, 0UL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(address));
	return (u8 *)address;
}

static NTSTATUS lock_in_try(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		MmProbeAndLockPages(mdl, mode, operation);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return status;
}

static NTSTATUS lock_and_unlock(void *va, size_t length, KPROCESSOR_MODE mode,
				LOCK_OPERATION operation)
{
	PMDL mdl = IoAllocateMdl(va, length, FALSE, FALSE, NULL);
	NTSTATUS status;

	if (!mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = lock_in_try(mdl, mode, operation);
	if (NT_SUCCESS(status))
		MmUnlockPages(mdl);
	else if (mdl->MdlFlags & MDL_PAGES_LOCKED || mdl->Reserved & WDM_MDL_PINNED)
		status = STATUS_UNSUCCESSFUL;
	IoFreeMdl(mdl);
	return status;
}

static void locking_raises(struct kunit *test)
{
	u8 *rw = user_memory(test, NULL, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	u8 *ro = user_memory(test, NULL, PAGE_SIZE, PROT_READ);
	u8 kernel[16];

	vm_munmap((unsigned long)rw + 2 * PAGE_SIZE, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(rw + 5, PAGE_SIZE, UserMode, IoWriteAccess),
			STATUS_SUCCESS);
	/* KernelMode is no more than no check that the address is a user's. */
	KUNIT_EXPECT_EQ(test, lock_and_unlock(rw + 5, PAGE_SIZE, KernelMode, IoModifyAccess),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(ro, 8, UserMode, IoReadAccess), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(ro, 8, UserMode, IoWriteAccess),
			STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(ro, 8, UserMode, IoModifyAccess),
			STATUS_ACCESS_VIOLATION);
	/* The third page isn't there. */
	KUNIT_EXPECT_EQ(test, lock_and_unlock(rw, 2 * PAGE_SIZE + 1, UserMode, IoReadAccess),
			STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(NULL, 1, UserMode, IoReadAccess),
			STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(kernel, 8, UserMode, IoReadAccess),
			STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, lock_and_unlock(kernel, 8, KernelMode, IoReadAccess),
			STATUS_SUCCESS);
}

static NTSTATUS probe(void *va, size_t length, u32 alignment, bool write)
{
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		if (write)
			ProbeForWrite(va, length, alignment);
		else
			ProbeForRead(va, length, alignment);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return status;
}

static void probing(struct kunit *test)
{
	u8 *rw = user_memory(test, NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	u8 *ro = user_memory(test, NULL, PAGE_SIZE, PROT_READ);
	u8 *last = (u8 *)TASK_SIZE_MAX - 8;
	u8 kernel[16];
	unsigned int w;

	for (w = 0; w < 2; w++) {
		KUNIT_EXPECT_EQ(test, probe(rw + 4, PAGE_SIZE, 4, w), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, probe(rw + 4, 8, 8, w), STATUS_DATATYPE_MISALIGNMENT);
		KUNIT_EXPECT_EQ(test, probe(rw + 1, 8, 1, w), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, probe(kernel, 8, 1, w), STATUS_ACCESS_VIOLATION);
		KUNIT_EXPECT_EQ(test, probe(last, 9, 1, w), STATUS_ACCESS_VIOLATION);
		KUNIT_EXPECT_EQ(test, probe(rw, SIZE_MAX, 1, w), STATUS_ACCESS_VIOLATION);
		/* Nothing is checked of nothing. */
		KUNIT_EXPECT_EQ(test, probe(kernel, 0, 8, w), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, probe((void *)3, 0, 8, w), STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, probe(ro, 8, 1, false), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, probe(ro, 8, 1, true), STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, probe(NULL, 8, 1, true), STATUS_ACCESS_VIOLATION);
}

static void clean(struct page *page)
{
	lock_page(page);
	folio_clear_dirty_for_io(page_folio(page));
	unlock_page(page);
}

static void unlock_at(PMDL mdl, KIRQL irql)
{
	KIRQL old;

	KeRaiseIrql(irql, &old);
	MmUnlockPages(mdl);
	KeLowerIrql(old);
}

static void unlocking_marks_pages_dirty(struct kunit *test)
{
	static const KIRQL levels[] = { PASSIVE_LEVEL, DISPATCH_LEVEL };
	struct file *file = shmem_file_setup("wdm-kunit", 2 * PAGE_SIZE, 0);
	unsigned int i, k;
	u8 *memory[2];

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	memory[0] = user_memory(test, file, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	memory[1] = user_memory(test, NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	fput(file);
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 2; k++) {
			PMDL mdl = IoAllocateMdl(memory[i], 2 * PAGE_SIZE, FALSE, FALSE, NULL);
			struct page *page;

			KUNIT_ASSERT_EQ(test, lock_in_try(mdl, UserMode, IoWriteAccess),
					STATUS_SUCCESS);
			KUNIT_EXPECT_EQ(test, !!(mdl->Reserved & WDM_MDL_FILE), i == 0);
			page = pfn_to_page(MmGetMdlPfnArray(mdl)[1]);
			get_page(page);
			KUNIT_EXPECT_TRUE(test, folio_maybe_dma_pinned(page_folio(page)));
			clean(page);
			unlock_at(mdl, levels[k]);
			IoFreeMdl(mdl);
			wdm_unpin_flush();
			KUNIT_EXPECT_TRUE(test, PageDirty(page));
			KUNIT_EXPECT_FALSE(test, folio_maybe_dma_pinned(page_folio(page)));
			put_page(page);
		}
	}
}

static void advancing_gives_pages_back(struct kunit *test)
{
	struct file *file = shmem_file_setup("wdm-kunit", 3 * PAGE_SIZE, 0);
	struct page *pages[3];
	unsigned int i;
	u8 *memory;
	KIRQL old;
	PMDL mdl;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	memory = user_memory(test, file, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	fput(file);
	mdl = IoAllocateMdl(memory, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
	KUNIT_ASSERT_EQ(test, lock_in_try(mdl, UserMode, IoWriteAccess), STATUS_SUCCESS);
	for (i = 0; i < 3; i++) {
		pages[i] = pfn_to_page(MmGetMdlPfnArray(mdl)[i]);
		get_page(pages[i]);
		clean(pages[i]);
	}
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, MmAdvanceMdl(mdl, 2 * PAGE_SIZE), STATUS_SUCCESS);
	MmUnlockPages(mdl);
	KeLowerIrql(old);
	IoFreeMdl(mdl);
	wdm_unpin_flush();
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, PageDirty(pages[i]));
		KUNIT_EXPECT_FALSE(test, folio_maybe_dma_pinned(page_folio(pages[i])));
		put_page(pages[i]);
	}
}

static NTSTATUS lock_selected(PMDL mdl, PFILE_SEGMENT_ELEMENT segments, KPROCESSOR_MODE mode)
{
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		MmProbeAndLockSelectedPages(mdl, segments, mode, IoWriteAccess);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return status;
}

static void selected_pages_are_locked(struct kunit *test)
{
	u8 *memory = user_memory(test, NULL, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE);
	FILE_SEGMENT_ELEMENT segments[3] = {
		{ .Buffer = memory + 3 * PAGE_SIZE }, { .Buffer = memory },
		{ .Buffer = memory + 2 * PAGE_SIZE },
	};
	PMDL mdl = IoAllocateMdl(memory, 3 * PAGE_SIZE, FALSE, FALSE, NULL);
	unsigned int i;
	u8 seen;

	KUNIT_ASSERT_EQ(test, lock_selected(mdl, segments, UserMode), STATUS_SUCCESS);
	for (i = 0; i < 3; i++)
		*(u8 *)page_address(pfn_to_page(MmGetMdlPfnArray(mdl)[i])) = 0x40 + i;
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, get_user(seen, (u8 __user *)segments[i].Buffer), 0);
		KUNIT_EXPECT_EQ(test, seen, 0x40 + i);
	}
	MmUnlockPages(mdl);
	segments[1].Buffer = memory + 1;
	KUNIT_EXPECT_EQ(test, lock_selected(mdl, segments, UserMode), STATUS_ACCESS_VIOLATION);
	segments[1].Buffer = (PVOID)PAGE_OFFSET;
	KUNIT_EXPECT_EQ(test, lock_selected(mdl, segments, KernelMode), STATUS_ACCESS_VIOLATION);
	vm_munmap((unsigned long)memory + 2 * PAGE_SIZE, PAGE_SIZE);
	segments[1].Buffer = memory;
	KUNIT_EXPECT_EQ(test, lock_selected(mdl, segments, UserMode), STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_FALSE(test, mdl->MdlFlags & MDL_PAGES_LOCKED);
	IoFreeMdl(mdl);
}

static NTSTATUS lock_process(PMDL mdl, struct wdm_process *process)
{
	NTSTATUS status = STATUS_SUCCESS;

	__try {
		MmProbeAndLockProcessPages(mdl, (PEPROCESS)process, UserMode, IoReadAccess);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	return status;
}

/* The arguments of the first process. */
static void pages_of_another_process(struct kunit *test)
{
	struct wdm_process process = { .tgid = find_get_pid(1) };
	struct task_struct *task = get_pid_task(process.tgid, PIDTYPE_TGID);
	struct mm_struct *mm = get_task_mm(task);
	u8 *arguments = (u8 *)mm->arg_start;
	u8 theirs[4], seen[4];
	PMDL mdl;

	KUNIT_ASSERT_EQ(test, access_process_vm(task, (unsigned long)arguments, theirs, 4, 0), 4);
	mdl = IoAllocateMdl(arguments, 4, FALSE, FALSE, NULL);
	KUNIT_EXPECT_EQ(test, lock_process(mdl, &process), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, mdl->Process, (PEPROCESS)&process);
	memcpy(seen, MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority), 4);
	KUNIT_EXPECT_MEMEQ(test, seen, theirs, 4);
	MmUnlockPages(mdl);
	/* The system process has no user's part. */
	KUNIT_EXPECT_EQ(test, lock_process(mdl, wdm_system_process), STATUS_ACCESS_VIOLATION);
	IoFreeMdl(mdl);
	mdl = IoAllocateMdl(NULL, 4, FALSE, FALSE, NULL);
	KUNIT_EXPECT_EQ(test, lock_process(mdl, &process), STATUS_ACCESS_VIOLATION);
	IoFreeMdl(mdl);
	mmput(mm);
	put_task_struct(task);
	put_pid(process.tgid);
}

static void user_sees_the_pages(struct kunit *test)
{
	PHYSICAL_ADDRESS low = { .QuadPart = 0 }, high = { .QuadPart = -1 };
	u8 __user *mapped;
	PMDL mdl;
	u8 *va;
	u32 i, seen;

	/* For the address space of a process. */
	user_memory(test, NULL, PAGE_SIZE, PROT_READ);
	mdl = MmAllocatePagesForMdlEx(low, high, low, 3 * PAGE_SIZE, MmCached,
				      MM_ALLOCATE_FULLY_REQUIRED);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	va = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	KUNIT_ASSERT_NOT_NULL(test, va);
	mapped = (u8 __user *)MmMapLockedPagesSpecifyCache(mdl, UserMode, MmCached, NULL,
							   FALSE, NormalPagePriority);
	KUNIT_ASSERT_TRUE(test, wdm_is_user_address((__force void *)mapped));
	for (i = 0; i < 3; i++) {
		*(u32 *)(va + i * PAGE_SIZE) = 100 + i;
		KUNIT_EXPECT_EQ(test, get_user(seen, (u32 __user *)(mapped + i * PAGE_SIZE)), 0);
		KUNIT_EXPECT_EQ(test, seen, 100 + i);
		KUNIT_EXPECT_EQ(test, put_user(i, (u32 __user *)(mapped + i * PAGE_SIZE + 4)), 0);
		KUNIT_EXPECT_EQ(test, *(u32 *)(va + i * PAGE_SIZE + 4), i);
	}
	MmUnmapLockedPages((__force PVOID)mapped, mdl);
	KUNIT_EXPECT_NE(test, get_user(seen, (u32 __user *)mapped), 0);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(locking_raises),
	KUNIT_CASE(probing),
	KUNIT_CASE(unlocking_marks_pages_dirty),
	KUNIT_CASE(advancing_gives_pages_back),
	KUNIT_CASE(selected_pages_are_locked),
	KUNIT_CASE(pages_of_another_process),
	KUNIT_CASE(user_sees_the_pages),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_user",
	.test_cases = cases,
};
kunit_test_suite(suite);
