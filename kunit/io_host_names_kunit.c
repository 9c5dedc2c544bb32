// SPDX-License-Identifier: GPL-2.0
/*
 * Files of the host: other names (FileRenameInformation, FileLinkInformation), and what is in
 * a folder (ZwQueryDirectoryFile).
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntifs.h>
#include <ntstrsafe.h>
#include "io_dev.h"
#include "ob.h"

#define SYNC	FILE_SYNCHRONOUS_IO_NONALERT
#define RW	(GENERIC_READ | GENERIC_WRITE | DELETE | SYNCHRONIZE)
#define FOLDER	L"\\??\\C:\\tmp\\kunit_names"

static NTSTATUS open(const WCHAR *path, u32 access, u32 disposition, u32 options, HANDLE *h)
{
	OBJECT_ATTRIBUTES oa;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	*h = NULL;
	return ZwCreateFile(h, access | SYNCHRONIZE, &oa, &iosb, NULL, FILE_ATTRIBUTE_NORMAL,
			    FILE_SHARE_VALID_FLAGS, disposition, SYNC | options, NULL, 0);
}

static bool exists(const WCHAR *path)
{
	HANDLE h;

	if (!NT_SUCCESS(open(path, FILE_READ_ATTRIBUTES, FILE_OPEN, 0, &h)))
		return false;
	ZwClose(h);
	return true;
}

static void delete(const WCHAR *path, u32 options)
{
	HANDLE h;

	if (NT_SUCCESS(open(path, DELETE, FILE_OPEN, FILE_DELETE_ON_CLOSE | options, &h)))
		ZwClose(h);
}

static void clean(void)
{
	static const WCHAR * const files[] = {
		FOLDER L"\\a.txt", FOLDER L"\\b.txt", FOLDER L"\\c.dat", FOLDER L"\\sub\\a.txt",
		FOLDER L"\\sub\\d", FOLDER L"\\long name of a file.txt",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		delete(files[i], 0);
	delete(FOLDER L"\\sub", FILE_DIRECTORY_FILE);
	delete(FOLDER, FILE_DIRECTORY_FILE);
}

static void make(const WCHAR *path, u32 options)
{
	HANDLE h;

	if (NT_SUCCESS(open(path, FILE_READ_ATTRIBUTES, FILE_OPEN_IF, options, &h)))
		ZwClose(h);
}

static int names_init(struct kunit *test)
{
	clean();
	make(L"\\??\\C:\\tmp", FILE_DIRECTORY_FILE);
	make(FOLDER, FILE_DIRECTORY_FILE);
	make(FOLDER L"\\sub", FILE_DIRECTORY_FILE);
	make(FOLDER L"\\a.txt", 0);
	return exists(FOLDER L"\\a.txt") && exists(FOLDER L"\\sub") ? 0 : -EIO;
}

static void names_exit(struct kunit *test)
{
	clean();
}

static NTSTATUS set_name(HANDLE h, FILE_INFORMATION_CLASS class, HANDLE root, const WCHAR *to,
			 bool replace)
{
	union {
		FILE_RENAME_INFORMATION info;
		u8 bytes[256];
	} u = {};
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;
	ULONG length;

	RtlInitUnicodeString(&name, to);
	u.info.ReplaceIfExists = replace;
	u.info.RootDirectory = root;
	u.info.FileNameLength = name.Length;
	memcpy(u.info.FileName, name.Buffer, name.Length);
	length = offsetof(FILE_RENAME_INFORMATION, FileName) + name.Length;
	return ZwSetInformationFile(h, &iosb, &u, max_t(u32, sizeof(u.info), length), class);
}

static NTSTATUS rename_file(const WCHAR *from, HANDLE root, const WCHAR *to, bool replace)
{
	NTSTATUS status;
	HANDLE h;

	status = open(from, DELETE, FILE_OPEN, 0, &h);
	if (!NT_SUCCESS(status))
		return status;
	status = set_name(h, FileRenameInformation, root, to, replace);
	ZwClose(h);
	return status;
}

static void renamed_in_three_ways(struct kunit *test)
{
	HANDLE sub;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			rename_file(FOLDER L"\\a.txt", NULL, L"b.txt", false));
	KUNIT_EXPECT_FALSE(test, exists(FOLDER L"\\a.txt"));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\b.txt"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			rename_file(FOLDER L"\\b.txt", NULL, FOLDER L"\\sub\\a.txt", false));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\sub\\a.txt"));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\sub", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE,
			     &sub));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			rename_file(FOLDER L"\\sub\\a.txt", sub, L"d", false));
	ZwClose(sub);
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\sub\\d"));
	/* A folder, with what is in it. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, rename_file(FOLDER L"\\sub", NULL, L"c.dat", false));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\c.dat\\d"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, rename_file(FOLDER L"\\c.dat", NULL, L"sub", false));
}

static void an_open_file_goes_along(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER zero = {};
	char buffer[4] = {};
	HANDLE h, again;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FOLDER L"\\a.txt", RW, FILE_OPEN, 0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set_name(h, FileRenameInformation, NULL, L"b.txt", false));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwWriteFile(h, NULL, NULL, NULL, &iosb, "abc", 3, &zero, NULL));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FOLDER L"\\b.txt", RW, FILE_OPEN, 0, &again));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwReadFile(again, NULL, NULL, NULL, &iosb, buffer, 3, &zero, NULL));
	KUNIT_EXPECT_STREQ(test, "abc", buffer);
	ZwClose(again);
	/* And back, by the same handle. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set_name(h, FileRenameInformation, NULL, L"a.txt", false));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\a.txt"));
	ZwClose(h);
}

static void what_is_there_is_in_the_way(struct kunit *test)
{
	make(FOLDER L"\\b.txt", 0);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			rename_file(FOLDER L"\\a.txt", NULL, L"b.txt", false));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\a.txt"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			rename_file(FOLDER L"\\a.txt", NULL, L"b.txt", true));
	KUNIT_EXPECT_FALSE(test, exists(FOLDER L"\\a.txt"));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			rename_file(FOLDER L"\\b.txt", NULL, L"sub", true));
	/* Its own name is no other. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			rename_file(FOLDER L"\\b.txt", NULL, L"b.txt", false));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\b.txt"));
}

static void bad_names(struct kunit *test)
{
	FILE_RENAME_INFORMATION info = { .FileNameLength = 4 };
	IO_STATUS_BLOCK iosb;
	HANDLE h;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID,
			rename_file(FOLDER L"\\a.txt", NULL, L"sub\\b", false));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_PATH_NOT_FOUND,
			rename_file(FOLDER L"\\a.txt", NULL, FOLDER L"\\none\\b", false));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SAME_DEVICE,
			rename_file(FOLDER L"\\a.txt", NULL, L"\\SystemRoot\\b", false));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			rename_file(FOLDER L"\\a.txt", NULL, L"", false));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			rename_file(FOLDER L"\\sub", NULL, FOLDER L"\\sub\\below", false));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FOLDER L"\\a.txt", DELETE, FILE_OPEN, 0, &h));
	/* More than there is. */
	info.FileNameLength = 400;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwSetInformationFile(h, &iosb, &info, sizeof(info), FileRenameInformation));
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwSetInformationFile(h, &iosb, &info, sizeof(info) - 1,
					     FileRenameInformation));
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a.txt", GENERIC_READ, FILE_OPEN, 0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			set_name(h, FileRenameInformation, NULL, L"b.txt", false));
	ZwClose(h);
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\a.txt"));
}

static void a_second_name(struct kunit *test)
{
	FILE_STANDARD_INFORMATION standard;
	IO_STATUS_BLOCK iosb;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(FOLDER L"\\a.txt", RW, FILE_OPEN, 0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set_name(h, FileLinkInformation, NULL, FOLDER L"\\sub\\d", false));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
	KUNIT_EXPECT_EQ(test, 2U, standard.NumberOfLinks);
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\sub\\d"));
	KUNIT_EXPECT_TRUE(test, exists(FOLDER L"\\a.txt"));
	make(FOLDER L"\\b.txt", 0);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			set_name(h, FileLinkInformation, NULL, L"b.txt", false));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set_name(h, FileLinkInformation, NULL, L"b.txt", true));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
	KUNIT_EXPECT_EQ(test, 3U, standard.NumberOfLinks);
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\sub", FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE,
			     &h));
	KUNIT_EXPECT_EQ(test, STATUS_FILE_IS_A_DIRECTORY,
			set_name(h, FileLinkInformation, NULL, L"c.dat", false));
	ZwClose(h);
}

/* Folders */

static NTSTATUS list(HANDLE h, FILE_INFORMATION_CLASS class, void *buffer, u32 length, bool single,
		     const WCHAR *pattern, bool restart, ULONG_PTR *information)
{
	IO_STATUS_BLOCK iosb = {};
	UNICODE_STRING name;
	NTSTATUS status;

	if (pattern)
		RtlInitUnicodeString(&name, pattern);
	memset(buffer, 0xcc, length);
	status = ZwQueryDirectoryFile(h, NULL, NULL, NULL, &iosb, buffer, length, class, single,
				      pattern ? &name : NULL, restart);
	*information = iosb.Information;
	return status;
}

static bool is_name(const WCHAR *name, u32 bytes, const WCHAR *wanted)
{
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, wanted);
	return bytes == string.Length && !memcmp(name, string.Buffer, bytes);
}

static void open_folder(struct kunit *test, HANDLE *h)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER, FILE_LIST_DIRECTORY, FILE_OPEN, FILE_DIRECTORY_FILE, h));
}

static void all_that_is_in_a_folder(struct kunit *test)
{
	bool dot = false, dots = false, sub = false, a = false, b = false;
	FILE_DIRECTORY_INFORMATION *info;
	u8 *buffer = kunit_kzalloc(test, 4096, GFP_KERNEL);
	ULONG_PTR used;
	int count = 0;
	HANDLE h;

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	make(FOLDER L"\\b.txt", 0);
	open_folder(test, &h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			list(h, FileDirectoryInformation, buffer, 4096, false, NULL, true, &used));
	for (info = (void *)buffer; ; info = (void *)((u8 *)info + info->NextEntryOffset)) {
		count++;
		KUNIT_EXPECT_EQ(test, 0UL, (unsigned long)info % 8);
		dot |= is_name(info->FileName, info->FileNameLength, L".");
		dots |= is_name(info->FileName, info->FileNameLength, L"..");
		b |= is_name(info->FileName, info->FileNameLength, L"b.txt");
		if (is_name(info->FileName, info->FileNameLength, L"sub")) {
			sub = true;
			KUNIT_EXPECT_TRUE(test, info->FileAttributes & FILE_ATTRIBUTE_DIRECTORY);
		}
		if (is_name(info->FileName, info->FileNameLength, L"a.txt")) {
			a = true;
			KUNIT_EXPECT_EQ(test, 0, info->EndOfFile.QuadPart);
			KUNIT_EXPECT_FALSE(test, info->FileAttributes & FILE_ATTRIBUTE_DIRECTORY);
			KUNIT_EXPECT_GT(test, info->LastWriteTime.QuadPart, 0);
		}
		if (!info->NextEntryOffset)
			break;
	}
	KUNIT_EXPECT_EQ(test, 5, count);
	KUNIT_EXPECT_TRUE(test, dot && dots && sub && a && b);
	KUNIT_EXPECT_EQ(test, used, (u8 *)info + offsetof(FILE_DIRECTORY_INFORMATION, FileName) +
			info->FileNameLength - buffer);
	KUNIT_EXPECT_EQ(test, 0xcc, (int)buffer[used]);
	KUNIT_EXPECT_EQ(test, STATUS_NO_MORE_FILES,
			list(h, FileDirectoryInformation, buffer, 4096, false, NULL, false, &used));
	KUNIT_EXPECT_EQ(test, 0, used);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			list(h, FileDirectoryInformation, buffer, 4096, false, NULL, true, &used));
	ZwClose(h);
}

/* One at a time, and as many as have room: each name comes once. */
static void in_pieces(struct kunit *test)
{
	FILE_NAMES_INFORMATION *info;
	int i, at, way, seen[40];
	WCHAR path[64];
	u8 buffer[64] __aligned(8);
	const WCHAR *name;
	NTSTATUS status;
	ULONG_PTR used;
	HANDLE h;

	for (i = 0; i < 40; i++) {
		RtlStringCchPrintfW(path, ARRAY_SIZE(path), FOLDER L"\\sub\\f%02d", i);
		make(path, 0);
	}
	for (way = 0; way < 2; way++) {
		memset(seen, 0, sizeof(seen));
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				open(FOLDER L"\\sub", FILE_LIST_DIRECTORY, FILE_OPEN,
				     FILE_DIRECTORY_FILE, &h));
		while (NT_SUCCESS(status = list(h, FileNamesInformation, buffer, sizeof(buffer),
						way, L"f??", false, &used))) {
			for (at = 0; ; at += info->NextEntryOffset) {
				info = (void *)(buffer + at);
				name = info->FileName;
				i = (name[1] - '0') * 10 + name[2] - '0';
				KUNIT_EXPECT_EQ(test, 6U, info->FileNameLength);
				if (i >= 0 && i < 40)
					seen[i]++;
				if (!info->NextEntryOffset)
					break;
				KUNIT_EXPECT_EQ(test, 0, way);
			}
		}
		KUNIT_EXPECT_EQ(test, STATUS_NO_MORE_FILES, status);
		for (i = 0; i < 40; i++)
			KUNIT_EXPECT_EQ_MSG(test, 1, seen[i], "%d", i);
		ZwClose(h);
	}
	for (i = 0; i < 40; i++) {
		RtlStringCchPrintfW(path, ARRAY_SIZE(path), FOLDER L"\\sub\\f%02d", i);
		delete(path, 0);
	}
}

static void patterns(struct kunit *test)
{
	static const struct {
		const WCHAR *pattern;
		bool fits;
	} cases[] = {
		{ L"a.txt", true }, { L"*", true }, { L"*.txt", true }, { L"*.*", true },
		{ L"?.txt", true }, { L"a.???", true }, { L"a*t", true }, { L"<.txt", true },
		{ L"a\"txt", true }, { L">>>.txt", true }, { L"a.txt>", true },
		{ L"a.txt\"", true }, { L"*a*.*t*", true },
		{ L"A.TXT", false }, { L"a.tx", false }, { L"??.txt", false }, { L"a.txt?", false },
		{ L"*.dat", false }, { L"*q*", false },
	};
	FILE_NAMES_INFORMATION *info;
	u8 buffer[512] __aligned(8);
	NTSTATUS status;
	ULONG_PTR used;
	bool found;
	HANDLE h;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_folder(test, &h);
		status = list(h, FileNamesInformation, buffer, sizeof(buffer), false,
			      cases[i].pattern, true, &used);
		found = false;
		for (info = (void *)buffer; NT_SUCCESS(status);
		     info = (void *)((u8 *)info + info->NextEntryOffset)) {
			found |= is_name(info->FileName, info->FileNameLength, L"a.txt");
			if (!info->NextEntryOffset)
				break;
		}
		KUNIT_EXPECT_EQ_MSG(test, cases[i].fits, found, "pattern %d", i);
		if (!cases[i].fits)
			KUNIT_EXPECT_EQ_MSG(test, STATUS_NO_SUCH_FILE, status, "pattern %d", i);
		ZwClose(h);
	}
}

static void the_first_pattern_counts(struct kunit *test)
{
	FILE_NAMES_INFORMATION *info;
	u8 buffer[128] __aligned(8);
	ULONG_PTR used;
	HANDLE h;

	info = (void *)buffer;
	open_folder(test, &h);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			list(h, FileNamesInformation, buffer, sizeof(buffer), false, L"a*", true,
			     &used));
	KUNIT_EXPECT_TRUE(test, is_name(info->FileName, info->FileNameLength, L"a.txt"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			list(h, FileNamesInformation, buffer, sizeof(buffer), false, L"sub", true,
			     &used));
	KUNIT_EXPECT_TRUE(test, is_name(info->FileName, info->FileNameLength, L"a.txt"));
	KUNIT_EXPECT_EQ(test, 0U, info->NextEntryOffset);
	ZwClose(h);
}

static void a_name_that_is_too_long(struct kunit *test)
{
	FILE_BOTH_DIR_INFORMATION *info;
	u8 buffer[sizeof(*info)] __aligned(8);
	ULONG_PTR used;
	HANDLE h;

	info = (void *)buffer;
	make(FOLDER L"\\long name of a file.txt", 0);
	open_folder(test, &h);
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_OVERFLOW,
			list(h, FileBothDirectoryInformation, buffer, sizeof(buffer), false,
			     L"long*", true, &used));
	KUNIT_EXPECT_EQ(test, sizeof(buffer), used);
	KUNIT_EXPECT_EQ(test, 46U, info->FileNameLength);
	KUNIT_EXPECT_EQ(test, 'l', (int)info->FileName[0]);
	KUNIT_EXPECT_EQ(test, 0, (int)info->ShortNameLength);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			list(h, FileBothDirectoryInformation, buffer, sizeof(buffer) - 1, false,
			     NULL, true, &used));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			list(h, FileBasicInformation, buffer, sizeof(buffer), false, NULL, true,
			     &used));
	ZwClose(h);
}

static void what_is_no_folder(struct kunit *test)
{
	u8 buffer[64] __aligned(8);
	ULONG_PTR used;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a.txt", GENERIC_READ, FILE_OPEN, 0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			list(h, FileNamesInformation, buffer, sizeof(buffer), false, NULL, true,
			     &used));
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER, FILE_READ_ATTRIBUTES, FILE_OPEN, FILE_DIRECTORY_FILE, &h));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			list(h, FileNamesInformation, buffer, sizeof(buffer), false, NULL, true,
			     &used));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			list((HANDLE)0x1234567cUL, FileNamesInformation, buffer, sizeof(buffer),
			     false, L"x", true, &used));
}

static struct kunit_case names_cases[] = {
	KUNIT_CASE(renamed_in_three_ways),
	KUNIT_CASE(an_open_file_goes_along),
	KUNIT_CASE(what_is_there_is_in_the_way),
	KUNIT_CASE(bad_names),
	KUNIT_CASE(a_second_name),
	KUNIT_CASE(all_that_is_in_a_folder),
	KUNIT_CASE(in_pieces),
	KUNIT_CASE(patterns),
	KUNIT_CASE(the_first_pattern_counts),
	KUNIT_CASE(a_name_that_is_too_long),
	KUNIT_CASE(what_is_no_folder),
	{}
};

static struct kunit_suite names_suite = {
	.name = "wdmcore_io_host_names",
	.init = names_init,
	.exit = names_exit,
	.test_cases = names_cases,
};
kunit_test_suite(names_suite);
