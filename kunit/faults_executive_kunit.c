// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_executive: pool, memory manager, registry, threads and lists with each
 * of their allocations failing in turn, see faults.h.
 */
#include <kunit/test.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "ex.h"
#include "ke.h"
#include "mm.h"
#include "faults.h"

#define TAG 0x46746c75

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

static PHYSICAL_ADDRESS address(u64 a)
{
	return (PHYSICAL_ADDRESS){ .QuadPart = a };
}

static bool allocate_pool(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = ExAllocatePool2(POOL_FLAG_NON_PAGED, (size_t)context, TAG);
	faults_end(f);
	if (p)
		ExFreePoolWithTag(p, TAG);
	return p;
}

static bool allocate_pool_high(struct kunit *test, struct faults *f, void *context)
{
	KIRQL old;
	void *p;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	faults_begin(f);
	p = ExAllocatePoolWithTag(NonPagedPoolNx, (size_t)context, TAG);
	faults_end(f);
	KeLowerIrql(old);
	if (p)
		ExFreePool(p);
	return p;
}

static bool allocate_pool_raising(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status = STATUS_SUCCESS;
	void *p = NULL;

	__try {
		faults_begin(f);
		p = ExAllocatePoolWithQuotaTag(NonPagedPoolNx, (size_t)context, TAG);
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
	static const size_t sizes[] = { 1, 100, 4000, 4096, 10000 };
	struct wdm_pool_usage usage;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		faults_run(test, "ExAllocatePool2", allocate_pool, (void *)sizes[i], 1);
		faults_run(test, "ExAllocatePoolWithTag at DISPATCH_LEVEL", allocate_pool_high,
			   (void *)sizes[i], 1);
		faults_run(test, "ExAllocatePoolWithQuotaTag", allocate_pool_raising,
			   (void *)sizes[i], 1);
	}
	wdm_pool_tag_usage(TAG, &usage);
	KUNIT_EXPECT_EQ(test, usage.bytes, 0);
	KUNIT_EXPECT_EQ(test, usage.allocs, usage.frees);
}

static bool allocate_contiguous(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = MmAllocateContiguousMemory((size_t)context, address(-1));
	faults_end(f);
	if (p)
		MmFreeContiguousMemory(p);
	return p;
}

static bool allocate_uncached(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = MmAllocateNonCachedMemory(9000);
	faults_end(f);
	if (p)
		MmFreeNonCachedMemory(p, 9000);
	return p;
}

static bool allocate_pages(struct kunit *test, struct faults *f, void *context)
{
	bool chunks = context;
	PMDL mdl;

	faults_begin(f);
	mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 6 * PAGE_SIZE,
				      MmCached, MM_ALLOCATE_FULLY_REQUIRED |
				      (chunks ? MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS : 0));
	faults_end(f);
	if (!mdl)
		return false;
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(mdl), 6 * PAGE_SIZE);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return true;
}

static bool reserve(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = MmAllocateMappingAddress(20 * PAGE_SIZE, TAG);
	faults_end(f);
	if (p)
		MmFreeMappingAddress(p, TAG);
	return p;
}

static bool map_io(struct kunit *test, struct faults *f, void *context)
{
	void *p;

	faults_begin(f);
	p = MmMapIoSpace(address(0xfee00000), 4096, MmNonCached);
	faults_end(f);
	if (p)
		MmUnmapIoSpace(p, 4096);
	return p;
}

static bool map_mdl(struct kunit *test, struct faults *f, void *context)
{
	PMDL mdl = MmAllocatePagesForMdlEx(address(0), address(-1), address(0), 3 * PAGE_SIZE,
					   MmCached, MM_ALLOCATE_FULLY_REQUIRED);
	void *p;

	if (!mdl)
		return false;
	swap(MmGetMdlPfnArray(mdl)[0], MmGetMdlPfnArray(mdl)[2]);
	faults_begin(f);
	p = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, !!(mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA), !!p);
	MmFreePagesFromMdl(mdl);
	ExFreePool(mdl);
	return p;
}

static bool memory_ranges(struct kunit *test, struct faults *f, void *context)
{
	PPHYSICAL_MEMORY_RANGE p;

	faults_begin(f);
	p = MmGetPhysicalMemoryRanges();
	faults_end(f);
	if (p)
		ExFreePool(p);
	return p;
}

static void memory(struct kunit *test)
{
	/* A smaller zone, and other blocks, step in for what fails. */
	faults_run(test, "MmAllocateContiguousMemory", allocate_contiguous, (void *)5000, 0);
	faults_run(test, "MmAllocateContiguousMemory, large", allocate_contiguous,
		   (void *)(2 * SZ_4M), 0);
	faults_run(test, "MmAllocateNonCachedMemory", allocate_uncached, NULL, 1);
	faults_run(test, "MmAllocatePagesForMdlEx", allocate_pages, NULL, 2);
	faults_run(test, "MmAllocatePagesForMdlEx, contiguous", allocate_pages, test, 1);
	faults_run(test, "MmAllocateMappingAddress", reserve, NULL, 1);
	faults_run(test, "MmMapIoSpace", map_io, NULL, 1);
	/* Linux may have a place and its page tables in store: then nothing can fail. */
	faults_run(test, "MmGetSystemAddressForMdlSafe", map_mdl, NULL, 0);
	faults_run(test, "MmGetPhysicalMemoryRanges", memory_ranges, NULL, 1);
}

static bool create_key(struct kunit *test, struct faults *f, void *context)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name, value;
	NTSTATUS status, set;
	ULONG data = 5;
	HANDLE key;

	RtlInitUnicodeString(&name, L"\\Registry\\Machine\\SYSTEM\\KunitFaults");
	RtlInitUnicodeString(&value, L"Value");
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE,
				   NULL, NULL);
	faults_begin(f);
	status = ZwCreateKey(&key, KEY_ALL_ACCESS, &attributes, 0, NULL,
			     REG_OPTION_NON_VOLATILE, NULL);
	set = status;
	if (NT_SUCCESS(status))
		set = ZwSetValueKey(key, &value, 0, REG_DWORD, &data, sizeof(data));
	faults_end(f);
	if (!NT_SUCCESS(set))
		KUNIT_EXPECT_EQ(test, set, STATUS_INSUFFICIENT_RESOURCES);
	if (NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, ZwDeleteKey(key), STATUS_SUCCESS);
		ZwClose(key);
	}
	return NT_SUCCESS(set);
}

static void registry(struct kunit *test)
{
	faults_run(test, "ZwCreateKey and ZwSetValueKey", create_key, NULL, 3);
}

static VOID NTAPI thread(PVOID context)
{
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static bool create_thread(struct kunit *test, struct faults *f, void *context)
{
	NTSTATUS status;
	HANDLE handle;
	PVOID object;

	faults_begin(f);
	status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, thread, NULL);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		return false;
	}
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode,
						  &object, NULL));
	ZwClose(handle);
	KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(object);
	return true;
}

static void threads(struct kunit *test)
{
	faults_run(test, "PsCreateSystemThread", create_thread, NULL, 2);
}

static bool lookaside_ex(struct kunit *test, struct faults *f, void *context)
{
	static LOOKASIDE_LIST_EX list;
	NTSTATUS status;
	void *entry = NULL;

	faults_begin(f);
	status = ExInitializeLookasideListEx(&list, NULL, NULL, NonPagedPoolNx, 0, 64, TAG, 0);
	if (NT_SUCCESS(status))
		entry = ExAllocateFromLookasideListEx(&list);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		return false;
	}
	if (entry)
		ExFreeToLookasideListEx(&list, entry);
	ExDeleteLookasideListEx(&list);
	return entry;
}

static bool lookaside_nonpaged(struct kunit *test, struct faults *f, void *context)
{
	static NPAGED_LOOKASIDE_LIST list;
	void *entry;

	ExInitializeNPagedLookasideList(&list, NULL, NULL, POOL_NX_ALLOCATION, 64, TAG, 0);
	faults_begin(f);
	entry = ExAllocateFromNPagedLookasideList(&list);
	faults_end(f);
	if (entry)
		ExFreeToNPagedLookasideList(&list, entry);
	ExDeleteNPagedLookasideList(&list);
	return entry;
}

static bool lookaside_paged(struct kunit *test, struct faults *f, void *context)
{
	static PAGED_LOOKASIDE_LIST list;
	void *entry;

	ExInitializePagedLookasideList(&list, NULL, NULL, 0, 64, TAG, 0);
	faults_begin(f);
	entry = ExAllocateFromPagedLookasideList(&list);
	faults_end(f);
	if (entry)
		ExFreeToPagedLookasideList(&list, entry);
	ExDeletePagedLookasideList(&list);
	return entry;
}

static void lookaside_lists(struct kunit *test)
{
	faults_run(test, "LookasideListEx", lookaside_ex, NULL, 1);
	faults_run(test, "NPagedLookasideList", lookaside_nonpaged, NULL, 1);
	faults_run(test, "PagedLookasideList", lookaside_paged, NULL, 1);
}

static bool convert_string(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string;
	ANSI_STRING ansi;
	NTSTATUS status;

	RtlInitAnsiString(&ansi, "failing");
	faults_begin(f);
	status = RtlAnsiStringToUnicodeString(&string, &ansi, TRUE);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_NO_MEMORY);
		return false;
	}
	RtlFreeUnicodeString(&string);
	return true;
}

static void strings(struct kunit *test)
{
	faults_run(test, "RtlAnsiStringToUnicodeString", convert_string, NULL, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pool),
	KUNIT_CASE(memory),
	KUNIT_CASE(registry),
	KUNIT_CASE(threads),
	KUNIT_CASE(lookaside_lists),
	KUNIT_CASE(strings),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_executive",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
