// SPDX-License-Identifier: GPL-2.0
/* Sections of files of the host, and of physical memory. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "ob.h"

#define RW		(GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE)
#define FILE_NAME	L"\\??\\C:\\tmp\\kunit_section.dat"

static NTSTATUS open(const WCHAR *path, u32 access, u32 disposition, u32 options, HANDLE *h)
{
	OBJECT_ATTRIBUTES oa;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	*h = NULL;
	return ZwCreateFile(h, access | SYNCHRONIZE, &oa, &iosb, NULL, FILE_ATTRIBUTE_NORMAL,
			    FILE_SHARE_VALID_FLAGS, disposition,
			    FILE_SYNCHRONOUS_IO_NONALERT | options, NULL, 0);
}

static int file_init(struct kunit *test)
{
	HANDLE h;

	if (NT_SUCCESS(open(L"\\??\\C:\\tmp", FILE_READ_ATTRIBUTES, FILE_OPEN_IF,
			    FILE_DIRECTORY_FILE, &h)))
		ZwClose(h);
	if (!NT_SUCCESS(open(FILE_NAME, RW, FILE_SUPERSEDE, 0, &h)))
		return -EIO;
	ZwClose(h);
	return 0;
}

static void file_exit(struct kunit *test)
{
	HANDLE h;

	if (NT_SUCCESS(open(FILE_NAME, DELETE, FILE_OPEN, FILE_DELETE_ON_CLOSE, &h)))
		ZwClose(h);
}

static NTSTATUS make_section(HANDLE file, s64 size, u32 protection, HANDLE *h)
{
	LARGE_INTEGER max = { .QuadPart = size };

	return ZwCreateSection(h, SECTION_ALL_ACCESS, NULL, &max, protection, SEC_COMMIT, file);
}

static NTSTATUS map(HANDLE h, u32 protection, SIZE_T *size, void **address)
{
	*address = NULL;
	*size = 0;
	return ZwMapViewOfSection(h, NtCurrentProcess(), address, 0, 0, NULL, size, ViewUnmap, 0,
				  protection);
}

static void a_view_is_the_file(struct kunit *test)
{
	LARGE_INTEGER zero = {}, offset = { .QuadPart = 2 };
	IO_STATUS_BLOCK iosb;
	HANDLE file, section;
	char buffer[8] = {};
	SIZE_T size;
	void *view;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FILE_NAME, RW, FILE_OPEN, 0, &file));
	KUNIT_EXPECT_EQ(test, STATUS_MAPPED_FILE_SIZE_ZERO,
			make_section(file, 0, PAGE_READWRITE, &section));
	KUNIT_EXPECT_EQ(test, STATUS_SECTION_TOO_BIG,
			make_section(file, 10, PAGE_READONLY, &section));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwWriteFile(file, NULL, NULL, NULL, &iosb, "abcdef", 6, &zero, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make_section(file, 0, PAGE_READWRITE, &section));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(section, PAGE_READWRITE, &size, &view));
	KUNIT_EXPECT_EQ(test, 4096, size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(view, "abcdef", 7));
	memcpy(view, "xy", 2);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwWriteFile(file, NULL, NULL, NULL, &iosb, "Z", 1, &offset, NULL));
	KUNIT_EXPECT_EQ(test, 0, memcmp(view, "xyZdef", 7));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwReadFile(file, NULL, NULL, NULL, &iosb, buffer, 8, &zero, NULL));
	KUNIT_EXPECT_STREQ(test, "xyZdef", buffer);
	/* The view needs neither handle. */
	ZwClose(section);
	ZwClose(file);
	KUNIT_EXPECT_EQ(test, 0, memcmp(view, "xyZdef", 7));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), view));
}

static void a_section_makes_the_file_longer(struct kunit *test)
{
	FILE_STANDARD_INFORMATION standard;
	IO_STATUS_BLOCK iosb;
	HANDLE file, section;
	SIZE_T size;
	void *view;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FILE_NAME, RW, FILE_OPEN, 0, &file));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, make_section(file, 5000, PAGE_READWRITE, &section));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(file, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
	KUNIT_EXPECT_EQ(test, 5000, standard.EndOfFile.QuadPart);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, map(section, PAGE_READONLY, &size, &view));
	KUNIT_EXPECT_EQ(test, 8192, size);
	KUNIT_EXPECT_NULL(test, memchr_inv(view, 0, 5000));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), view));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PAGE_PROTECTION,
			map(section, PAGE_READWRITE | PAGE_NOCACHE, &size, &view));
	ZwClose(section);
	ZwClose(file);
}

static void files_without_sections(struct kunit *test)
{
	HANDLE file, section;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FILE_NAME, GENERIC_READ, FILE_OPEN, 0, &file));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			make_section(file, 100, PAGE_READWRITE, &section));
	ZwClose(file);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(L"\\??\\C:\\tmp", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE,
			     &file));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_FILE_FOR_SECTION,
			make_section(file, 0, PAGE_READONLY, &section));
	ZwClose(file);
}

static void physical_memory(struct kunit *test)
{
	u8 *page = kunit_kzalloc(test, 2 * PAGE_SIZE, GFP_KERNEL), *view;
	LARGE_INTEGER offset;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	SIZE_T size = PAGE_SIZE;
	u64 physical;
	HANDLE h;
	PVOID base = NULL;

	KUNIT_ASSERT_NOT_NULL(test, page);
	page = PTR_ALIGN(page, PAGE_SIZE);
	physical = MmGetPhysicalAddress(page).QuadPart;
	offset.QuadPart = physical;
	size = PAGE_SIZE + (physical & 0xffff);
	RtlInitUnicodeString(&name, L"\\Device\\PhysicalMemory");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenSection(&h, SECTION_ALL_ACCESS, &oa));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwMapViewOfSection(h, NtCurrentProcess(), &base, 0, size, &offset, &size,
					   ViewUnmap, 0, PAGE_READWRITE));
	/* The view begins at a multiple of 64 KB. */
	KUNIT_EXPECT_EQ(test, physical & ~0xffffULL, (u64)offset.QuadPart);
	view = (u8 *)base + (physical - offset.QuadPart);
	*view = 0x5a;
	KUNIT_EXPECT_EQ(test, 0x5a, (int)*page);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), base));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_MAPPED_VIEW,
			ZwUnmapViewOfSection(NtCurrentProcess(), base));
	/* The local APIC, which is no memory. */
	offset.QuadPart = 0xfee00000;
	size = PAGE_SIZE;
	base = NULL;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwMapViewOfSection(h, NtCurrentProcess(), &base, 0, size, &offset, &size,
					   ViewUnmap, 0, PAGE_READONLY | PAGE_NOCACHE));
	KUNIT_EXPECT_TRUE(test, MmIsIoSpaceActive(offset, size));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwUnmapViewOfSection(NtCurrentProcess(), base));
	KUNIT_EXPECT_FALSE(test, MmIsIoSpaceActive(offset, size));
	ZwClose(h);
}

static struct kunit_case file_section_cases[] = {
	KUNIT_CASE(a_view_is_the_file),
	KUNIT_CASE(a_section_makes_the_file_longer),
	KUNIT_CASE(files_without_sections),
	KUNIT_CASE(physical_memory),
	{}
};

static struct kunit_suite file_section_suite = {
	.name = "wdmcore_mm_file_section",
	.init = file_init,
	.exit = file_exit,
	.test_cases = file_section_cases,
};
kunit_test_suite(file_section_suite);
