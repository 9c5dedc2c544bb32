// SPDX-License-Identifier: GPL-2.0
/*
 * Sections: making, naming and mapping them, in system space and in a program.
 * Under test: mm/section.c.
 */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include <ntddk.h>
#include "ob.h"

static NTSTATUS make(s64 size, u32 protection, HANDLE *h)
{
	LARGE_INTEGER max = { .QuadPart = size };

	*h = NULL;
	return ZwCreateSection(h, SECTION_ALL_ACCESS, NULL, &max, protection, SEC_COMMIT, NULL);
}

static NTSTATUS map(HANDLE h, s64 offset, SIZE_T *size, u32 protection, void **address)
{
	LARGE_INTEGER where = { .QuadPart = offset };

	*address = NULL;
	return ZwMapViewOfSection(h, NtCurrentProcess(), address, 0, 0, &where, size, ViewUnmap, 0,
				  protection);
}

static void parameters_are_checked(struct kunit *test)
{
	LARGE_INTEGER size = { .QuadPart = 4096 };
	HANDLE h;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4, make(0, PAGE_READWRITE, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4, make(-1, PAGE_READWRITE, &h));
	KUNIT_EXPECT_EQ(test, STATUS_SECTION_TOO_BIG, make(S64_MAX, PAGE_READWRITE, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION, make(4096, 0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION, make(4096, PAGE_EXECUTE, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_6,
			ZwCreateSection(&h, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
					SEC_IMAGE, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwCreateSection(&h, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
					SEC_COMMIT, (HANDLE)0x1234567cUL));
	KUNIT_EXPECT_NULL(test, h);
}

static void two_views_are_one_memory(struct kunit *test)
{
	SIZE_T size = 0, half = 4096, none = 8192;
	void *body, *all, *part, *ro;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make(0x10000 + 4096, PAGE_READWRITE, &h));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(h, SECTION_ALL_ACCESS, *MmSectionObjectType,
						  KernelMode, &body, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, MmMapViewInSystemSpace(body, &all, &size));
	KUNIT_EXPECT_EQ(test, 0x11000, size);
	KUNIT_EXPECT_EQ(test, 0, *(int *)(all + 0x10000));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(h, 0x10010, &half, PAGE_READWRITE, &part));
	KUNIT_EXPECT_EQ(test, 4096, half);
	*(int *)part = 42;
	KUNIT_EXPECT_EQ(test, 42, *(int *)(all + 0x10000));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_VIEW_SIZE,
			map(h, 0x10000, &none, PAGE_READWRITE, &ro));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_VIEW_SIZE,
			map(h, 0x20000, &half, PAGE_READWRITE, &ro));
	/* The views outlive handle and object. */
	ZwClose(h);
	ObDereferenceObject(body);
	*(int *)part = 43;
	KUNIT_EXPECT_EQ(test, 43, *(int *)(all + 0x10000));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), part));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_MAPPED_VIEW,
			ZwUnmapViewOfSection(NtCurrentProcess(), part));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_MAPPED_VIEW, MmUnmapViewInSystemSpace(all + 4096));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, MmUnmapViewInSystemSpace(all));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE, map(h, 0, &half, PAGE_READWRITE, &ro));
}

static void memory_stays_without_a_view(struct kunit *test)
{
	SIZE_T size = 0;
	HANDLE h;
	int *p;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make(4096, PAGE_READWRITE, &h));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(h, 0, &size, PAGE_READWRITE, (void **)&p));
	*p = 7;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), p));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(h, 0, &size, PAGE_READONLY, (void **)&p));
	KUNIT_EXPECT_EQ(test, 7, *p);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), p));
	ZwClose(h);
}

static void protection_and_bad_views(struct kunit *test)
{
	LARGE_INTEGER zero = {};
	SIZE_T size = 0;
	HANDLE h, event;
	void *p;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make(4096, PAGE_READONLY, &h));
	KUNIT_EXPECT_EQ(test, STATUS_SECTION_PROTECTION, map(h, 0, &size, PAGE_READWRITE, &p));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION, map(h, 0, &size, PAGE_EXECUTE, &p));
	p = (void *)0x1234;
	KUNIT_EXPECT_EQ(test, STATUS_MAPPED_ALIGNMENT,
			ZwMapViewOfSection(h, NtCurrentProcess(), &p, 0, 0, &zero, &size, ViewShare,
					   0, PAGE_READONLY));
	p = NULL;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_8,
			ZwMapViewOfSection(h, NtCurrentProcess(), &p, 0, 0, &zero, &size, 0, 0,
					   PAGE_READONLY));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_9,
			ZwMapViewOfSection(h, NtCurrentProcess(), &p, 0, 0, &zero, &size, ViewShare,
					   1, PAGE_READONLY));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_4,
			ZwMapViewOfSection(h, NtCurrentProcess(), &p, 1, 0, &zero, &size, ViewShare,
					   0, PAGE_READONLY));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwMapViewOfSection(h, h, &p, 0, 0, &zero, &size, ViewShare, 0,
					   PAGE_READONLY));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH, map(event, 0, &size, PAGE_READONLY, &p));
	ZwClose(event);
	ZwClose(h);
}

static void found_by_name(struct kunit *test)
{
	LARGE_INTEGER max = { .QuadPart = 100 };
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	SIZE_T size = 0;
	HANDLE a, b;
	int *p, *q;

	RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\KSection");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwOpenSection(&b, SECTION_ALL_ACCESS, &oa));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateSection(&a, SECTION_ALL_ACCESS, &oa, &max, PAGE_READWRITE,
					SEC_COMMIT, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenSection(&b, SECTION_ALL_ACCESS, &oa));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(a, 0, &size, PAGE_READWRITE, (void **)&p));
	KUNIT_EXPECT_EQ(test, 4096, size);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(b, 0, &size, PAGE_READWRITE, (void **)&q));
	*p = 9;
	KUNIT_EXPECT_EQ(test, 9, *q);
	ZwUnmapViewOfSection(NtCurrentProcess(), p);
	ZwUnmapViewOfSection(NtCurrentProcess(), q);
	ZwClose(a);
	ZwClose(b);
}

static void program_and_driver_share(struct kunit *test)
{
	int value = 0, changed = 78;
	SIZE_T size = 0;
	void *body, *user, *again;
	HANDLE h;
	int *p;

	/* Gives this thread an address space for the time of the test case. */
	KUNIT_ASSERT_NE(test, 0UL, kunit_vm_mmap(test, NULL, 0, PAGE_SIZE, 1, 0x22, 0));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make(0x20000, PAGE_READWRITE, &h));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(h, SECTION_ALL_ACCESS, *MmSectionObjectType,
						  KernelMode, &body, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, MmMapViewInSystemSpace(body, (void **)&p, &size));
	size = 0;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(h, 0, &size, PAGE_READWRITE, &user));
	KUNIT_EXPECT_EQ(test, 0x20000, size);
	KUNIT_EXPECT_LT(test, (unsigned long)user, TASK_SIZE_MAX);
	*p = 77;
	KUNIT_EXPECT_EQ(test, 0, copy_from_user(&value, (void __user *)user, sizeof(value)));
	KUNIT_EXPECT_EQ(test, 77, value);
	KUNIT_EXPECT_EQ(test, 0, copy_to_user((void __user *)user, &changed, sizeof(changed)));
	KUNIT_EXPECT_EQ(test, 78, *p);
	/* That place is taken. */
	again = (void *)((uintptr_t)user & ~0xffffUL) ?: user;
	size = 0;
	KUNIT_EXPECT_EQ(test, STATUS_CONFLICTING_ADDRESSES,
			ZwMapViewOfSection(h, NtCurrentProcess(), &again, 0, 0, NULL, &size,
					   ViewShare, 0, PAGE_READWRITE));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), user));
	KUNIT_EXPECT_NE(test, 0, copy_from_user(&value, (void __user *)user, sizeof(value)));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_MAPPED_VIEW,
			ZwUnmapViewOfSection(NtCurrentProcess(), user));
	MmUnmapViewInSystemSpace(p);
	ObDereferenceObject(body);
	ZwClose(h);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(parameters_are_checked),
	KUNIT_CASE(two_views_are_one_memory),
	KUNIT_CASE(memory_stays_without_a_view),
	KUNIT_CASE(protection_and_bad_views),
	KUNIT_CASE(found_by_name),
	KUNIT_CASE(program_and_driver_share),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_mm_section",
	.test_cases = cases,
};
kunit_test_suite(suite);
