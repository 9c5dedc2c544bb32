// SPDX-License-Identifier: GPL-2.0
/*
 * Files of the host and devices by handle.
 * Under test: io/zw_create.c, io/zw_file.c, io/zw_info.c, io/host_*.c,
 * io/request.c (asynchronous requests).
 *
 * The files are in the guest's /tmp.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include "io.h"
#include "io_dev.h"
#include "ob.h"

#define SYNC		FILE_SYNCHRONOUS_IO_NONALERT
#define RW		(GENERIC_READ | GENERIC_WRITE | DELETE | SYNCHRONIZE)
#define FOLDER		L"\\??\\C:\\tmp\\kunit_zw"

static NTSTATUS open_at(HANDLE root, const WCHAR *path, u32 access, u32 disposition, u32 options,
			HANDLE *h, ULONG_PTR *information)
{
	IO_STATUS_BLOCK iosb = { .Information = 77 };
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	NTSTATUS status;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&oa, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, root,
				   NULL);
	*h = NULL;
	status = ZwCreateFile(h, access, &oa, &iosb, NULL, FILE_ATTRIBUTE_NORMAL, 0, disposition,
			      options, NULL, 0);
	if (information)
		*information = iosb.Information;
	return status;
}

static NTSTATUS open(const WCHAR *path, u32 access, u32 disposition, u32 options, HANDLE *h,
		     ULONG_PTR *information)
{
	return open_at(NULL, path, access, disposition, options, h, information);
}

static void delete(const WCHAR *path, u32 options)
{
	HANDLE h;

	if (NT_SUCCESS(open(path, DELETE | SYNCHRONIZE, FILE_OPEN,
			    SYNC | FILE_DELETE_ON_CLOSE | options, &h, NULL)))
		ZwClose(h);
}

static void clean(void)
{
	delete(FOLDER L"\\a", 0);
	delete(FOLDER L"\\b", 0);
	delete(FOLDER L"\\sub\\c", 0);
	delete(FOLDER L"\\sub", FILE_DIRECTORY_FILE);
	delete(FOLDER, FILE_DIRECTORY_FILE);
}

static int host_init(struct kunit *test)
{
	NTSTATUS status;
	HANDLE h;

	clean();
	/* A guest may come without the folder above. */
	status = open(L"\\??\\C:\\tmp", FILE_LIST_DIRECTORY | SYNCHRONIZE, FILE_OPEN_IF,
		      SYNC | FILE_DIRECTORY_FILE, &h, NULL);
	if (NT_SUCCESS(status))
		ZwClose(h);
	status = open(FOLDER, FILE_LIST_DIRECTORY | SYNCHRONIZE, FILE_CREATE,
		      SYNC | FILE_DIRECTORY_FILE, &h, NULL);
	if (!NT_SUCCESS(status))
		return -EIO;
	return NT_SUCCESS(ZwClose(h)) ? 0 : -EIO;
}

static void host_exit(struct kunit *test)
{
	clean();
}

static NTSTATUS put(HANDLE h, const char *text, s64 where, IO_STATUS_BLOCK *iosb)
{
	LARGE_INTEGER offset = { .QuadPart = where };

	memset(iosb, 0xcc, sizeof(*iosb));
	return ZwWriteFile(h, NULL, NULL, NULL, iosb, (void *)text, strlen(text),
			   where == -3 ? NULL : &offset, NULL);
}

static NTSTATUS get(HANDLE h, char *buffer, ULONG length, s64 where, IO_STATUS_BLOCK *iosb)
{
	LARGE_INTEGER offset = { .QuadPart = where };

	memset(iosb, 0xcc, sizeof(*iosb));
	memset(buffer, 0, length + 1);
	return ZwReadFile(h, NULL, NULL, NULL, iosb, buffer, length,
			  where == -3 ? NULL : &offset, NULL);
}

#define HERE		(-3)		/* no offset */
#define AT_POSITION	(-2)		/* HighPart -1, FILE_USE_FILE_POINTER_POSITION */
#define AT_END		(-1)		/* HighPart -1, FILE_WRITE_TO_END_OF_FILE */

static void dispositions_and_what_they_did(struct kunit *test)
{
	static const struct {
		u32 disposition;
		bool there;
		NTSTATUS status;
		ULONG_PTR information;
		s64 size;
	} cases[] = {
		{ FILE_OPEN, false, STATUS_OBJECT_NAME_NOT_FOUND, 77, 0 },
		{ FILE_OVERWRITE, false, STATUS_OBJECT_NAME_NOT_FOUND, 77, 0 },
		{ FILE_CREATE, false, STATUS_SUCCESS, FILE_CREATED, 0 },
		{ FILE_OPEN_IF, false, STATUS_SUCCESS, FILE_CREATED, 0 },
		{ FILE_OVERWRITE_IF, false, STATUS_SUCCESS, FILE_CREATED, 0 },
		{ FILE_SUPERSEDE, false, STATUS_SUCCESS, FILE_CREATED, 0 },
		{ FILE_OPEN, true, STATUS_SUCCESS, FILE_OPENED, 5 },
		{ FILE_CREATE, true, STATUS_OBJECT_NAME_COLLISION, 77, 0 },
		{ FILE_OPEN_IF, true, STATUS_SUCCESS, FILE_OPENED, 5 },
		{ FILE_OVERWRITE, true, STATUS_SUCCESS, FILE_OVERWRITTEN, 0 },
		{ FILE_OVERWRITE_IF, true, STATUS_SUCCESS, FILE_OVERWRITTEN, 0 },
		{ FILE_SUPERSEDE, true, STATUS_SUCCESS, FILE_SUPERSEDED, 0 },
	};
	FILE_STANDARD_INFORMATION standard;
	IO_STATUS_BLOCK iosb;
	ULONG_PTR information;
	NTSTATUS status;
	HANDLE h;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		delete(FOLDER L"\\a", 0);
		if (cases[i].there) {
			KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
					open(FOLDER L"\\a", RW, FILE_CREATE, SYNC, &h, NULL));
			KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "hello", 0, &iosb));
			ZwClose(h);
		}
		status = open(FOLDER L"\\a", RW, cases[i].disposition, SYNC, &h, &information);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].status, status, "case %d", i);
		if (!NT_SUCCESS(status))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, cases[i].information, information, "case %d", i);
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
						       FileStandardInformation));
		KUNIT_EXPECT_EQ_MSG(test, cases[i].size, standard.EndOfFile.QuadPart, "case %d", i);
		ZwClose(h);
	}
}

static void position_moves(struct kunit *test)
{
	FILE_POSITION_INFORMATION position;
	IO_STATUS_BLOCK iosb;
	char buffer[16];
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", RW, FILE_CREATE, SYNC, &h, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "hello ", HERE, &iosb));
	KUNIT_EXPECT_EQ(test, 6, iosb.Information);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "world", AT_POSITION, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &position, sizeof(position),
					       FilePositionInformation));
	KUNIT_EXPECT_EQ(test, 11, position.CurrentByteOffset.QuadPart);
	KUNIT_EXPECT_EQ(test, STATUS_END_OF_FILE, get(h, buffer, 4, HERE, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_END_OF_FILE, iosb.Status);
	KUNIT_EXPECT_EQ(test, 0, iosb.Information);
	/* An explicit offset moves the position as well. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 3, 2, &iosb));
	KUNIT_EXPECT_STREQ(test, "llo", buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 15, HERE, &iosb));
	KUNIT_EXPECT_STREQ(test, " world", buffer);
	KUNIT_EXPECT_EQ(test, 6, iosb.Information);
	position.CurrentByteOffset.QuadPart = 1;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationFile(h, &iosb, &position, sizeof(position),
					     FilePositionInformation));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 2, HERE, &iosb));
	KUNIT_EXPECT_STREQ(test, "el", buffer);
	position.CurrentByteOffset.QuadPart = -5;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwSetInformationFile(h, &iosb, &position, sizeof(position),
					     FilePositionInformation));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "!", AT_END, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 15, 6, &iosb));
	KUNIT_EXPECT_STREQ(test, "world!", buffer);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, get(h, buffer, 2, -7, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_END_OF_FILE, get(h, buffer, 2, 1000, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 0, 0, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwFlushBuffersFile(h, &iosb));
	ZwClose(h);

	/* With the right to append alone, the offset is ignored. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", FILE_APPEND_DATA | SYNCHRONIZE, FILE_OPEN, SYNC, &h,
			     NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "?", 0, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, get(h, buffer, 2, 0, &iosb));
	ZwClose(h);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", GENERIC_READ, FILE_OPEN, SYNC, &h, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 15, 0, &iosb));
	KUNIT_EXPECT_STREQ(test, "hello world!?", buffer);
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, put(h, "x", 0, &iosb));
	ZwClose(h);
}

static void without_synchronous_io_no_position(struct kunit *test)
{
	FILE_POSITION_INFORMATION position;
	LARGE_INTEGER zero = {};
	IO_STATUS_BLOCK iosb;
	char buffer[8] = {};
	HANDLE h, event;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, TRUE));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", GENERIC_READ | GENERIC_WRITE, FILE_CREATE, 0, &h,
			     NULL));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, put(h, "hello", HERE, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, put(h, "hello", AT_POSITION, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "hello", 0, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwQueryInformationFile(h, &iosb, &position, sizeof(position),
					       FilePositionInformation));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwReadFile(h, event, NULL, NULL, &iosb, buffer, 5, &zero, NULL));
	KUNIT_EXPECT_STREQ(test, "hello", buffer);
	KUNIT_EXPECT_EQ(test, 5, iosb.Information);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(event, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwReadFile(h, (HANDLE)0x7770, NULL, NULL, &iosb, buffer, 5, &zero, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwReadFile(h, h, NULL, NULL, &iosb, buffer, 5, &zero, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			ZwReadFile(event, NULL, NULL, NULL, &iosb, buffer, 5, &zero, NULL));
	ZwClose(h);
	ZwClose(event);
}

static void names_good_and_bad(struct kunit *test)
{
	static const struct {
		const WCHAR *path;
		u32 options;
		NTSTATUS status;
	} cases[] = {
		{ FOLDER L"\\none", 0, STATUS_OBJECT_NAME_NOT_FOUND },
		{ FOLDER L"\\none\\none", 0, STATUS_OBJECT_PATH_NOT_FOUND },
		{ FOLDER L"\\a\\b", 0, STATUS_OBJECT_PATH_NOT_FOUND },
		{ FOLDER L"\\A", 0, STATUS_OBJECT_NAME_NOT_FOUND },
		{ FOLDER L"\\.", 0, STATUS_OBJECT_NAME_INVALID },
		{ FOLDER L"\\..\\kunit_zw\\a", 0, STATUS_OBJECT_NAME_INVALID },
		{ FOLDER L"\\\\a", 0, STATUS_OBJECT_NAME_INVALID },
		{ FOLDER L"/a", 0, STATUS_OBJECT_NAME_INVALID },
		{ FOLDER L"\\a", FILE_DIRECTORY_FILE, STATUS_NOT_A_DIRECTORY },
		{ FOLDER, FILE_NON_DIRECTORY_FILE, STATUS_FILE_IS_A_DIRECTORY },
		{ FOLDER L"\\a", 0, STATUS_SUCCESS },
		{ L"\\DosDevices\\c:\\tmp\\kunit_zw\\a", 0, STATUS_SUCCESS },
		{ FOLDER, 0, STATUS_SUCCESS },
		{ FOLDER L"\\", FILE_DIRECTORY_FILE, STATUS_SUCCESS },
		{ L"\\??\\C:\\", FILE_DIRECTORY_FILE, STATUS_SUCCESS },
		{ L"\\??\\C:", 0, STATUS_SUCCESS },
		{ L"\\??\\Q:\\a", 0, STATUS_OBJECT_PATH_NOT_FOUND },
		{ L"\\SystemRoot\\kunit\\none", 0, STATUS_OBJECT_PATH_NOT_FOUND },
		{ L"\\??\\C:\\dev\\null", 0, STATUS_ACCESS_DENIED },
		{ L"a", 0, STATUS_OBJECT_PATH_SYNTAX_BAD },
		{ L"\\Device", 0, STATUS_OBJECT_TYPE_MISMATCH },
	};
	NTSTATUS status;
	HANDLE h, folder;
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", RW, FILE_CREATE, SYNC, &h, NULL));
	ZwClose(h);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		status = open(cases[i].path, FILE_READ_ATTRIBUTES | SYNCHRONIZE, FILE_OPEN,
			      SYNC | cases[i].options, &h, NULL);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].status, status, "case %d", i);
		if (NT_SUCCESS(status))
			KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(h));
	}
	/* Relative to an open folder, which may itself have been opened so. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(L"\\??\\C:\\tmp", FILE_LIST_DIRECTORY | SYNCHRONIZE, FILE_OPEN,
			     SYNC | FILE_DIRECTORY_FILE, &folder, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			open_at(folder, L"kunit_zw\\a", GENERIC_READ, FILE_OPEN, SYNC, &h, NULL));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			open_at(folder, L"kunit_zw\\sub", FILE_LIST_DIRECTORY | SYNCHRONIZE,
				FILE_CREATE, SYNC | FILE_DIRECTORY_FILE, &h, NULL));
	ZwClose(folder);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			open_at(h, L"c", RW, FILE_CREATE, SYNC, &folder, NULL));
	ZwClose(folder);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID,
			open_at(h, L"\\c", RW, FILE_OPEN, SYNC, &folder, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_INVALID,
			open_at(h, L"..\\a", RW, FILE_OPEN, SYNC, &folder, NULL));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\sub\\c", GENERIC_READ, FILE_OPEN, SYNC, &h, NULL));
	ZwClose(h);
}

static void parameters_are_checked(struct kunit *test)
{
	static const struct {
		u32 access, disposition, options;
	} cases[] = {
		{ GENERIC_READ, FILE_MAXIMUM_DISPOSITION + 1, SYNC },
		{ GENERIC_READ, FILE_OPEN, 0x80000000 },
		{ GENERIC_READ, FILE_OPEN, SYNC | FILE_SYNCHRONOUS_IO_ALERT },
		{ FILE_READ_DATA, FILE_OPEN, SYNC },
		{ GENERIC_READ, FILE_OPEN, SYNC | FILE_DELETE_ON_CLOSE },
		{ GENERIC_READ, FILE_OPEN, FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE },
		{ GENERIC_READ, FILE_OVERWRITE, SYNC | FILE_DIRECTORY_FILE },
	};
	HANDLE h;
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, STATUS_INVALID_PARAMETER,
				    open(FOLDER, cases[i].access, cases[i].disposition,
					 cases[i].options, &h, NULL), "case %d", i);
		KUNIT_EXPECT_NULL(test, h);
	}
}

static void information_is_read_and_set(struct kunit *test)
{
	FILE_END_OF_FILE_INFORMATION size = { .EndOfFile.QuadPart = 3 };
	FILE_NETWORK_OPEN_INFORMATION network;
	FILE_FS_DEVICE_INFORMATION device;
	FILE_STANDARD_INFORMATION standard;
	FILE_DISPOSITION_INFORMATION gone = { TRUE };
	FILE_BASIC_INFORMATION basic = {}, again;
	FILE_FS_SIZE_INFORMATION volume;
	IO_STATUS_BLOCK iosb;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE h;

	RtlInitUnicodeString(&name, FOLDER L"\\a");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", RW, FILE_CREATE, SYNC, &h, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "hello", 0, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationFile(h, &iosb, &size, sizeof(size),
					     FileEndOfFileInformation));
	/* 2001-01-01 */
	basic.LastWriteTime.QuadPart = 126227808000000000LL;
	basic.FileAttributes = FILE_ATTRIBUTE_READONLY;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationFile(h, &iosb, &basic, sizeof(basic),
					     FileBasicInformation));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &again, sizeof(again),
					       FileBasicInformation));
	KUNIT_EXPECT_EQ(test, sizeof(again), iosb.Information);
	KUNIT_EXPECT_EQ(test, basic.LastWriteTime.QuadPart, again.LastWriteTime.QuadPart);
	KUNIT_EXPECT_EQ(test, FILE_ATTRIBUTE_READONLY, again.FileAttributes);
	KUNIT_EXPECT_GT(test, again.ChangeTime.QuadPart, basic.LastWriteTime.QuadPart);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwQueryFullAttributesFile(&oa, &network));
	KUNIT_EXPECT_EQ(test, 3, network.EndOfFile.QuadPart);
	KUNIT_EXPECT_EQ(test, FILE_ATTRIBUTE_READONLY, network.FileAttributes);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQueryInformationFile(h, &iosb, &again, sizeof(again) - 1,
					       FileBasicInformation));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			ZwQueryInformationFile(h, &iosb, &again, sizeof(again), 0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_INFO_CLASS,
			ZwQueryInformationFile(h, &iosb, &again, sizeof(again), 1000));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryVolumeInformationFile(h, &iosb, &device, sizeof(device),
						     FileFsDeviceInformation));
	KUNIT_EXPECT_EQ(test, FILE_DEVICE_DISK, device.DeviceType);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryVolumeInformationFile(h, &iosb, &volume, sizeof(volume),
						     FileFsSizeInformation));
	KUNIT_EXPECT_EQ(test, 512, volume.BytesPerSector);
	KUNIT_EXPECT_EQ(test, STATUS_INFO_LENGTH_MISMATCH,
			ZwQueryVolumeInformationFile(h, &iosb, &volume, 4, FileFsSizeInformation));

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetInformationFile(h, &iosb, &gone, sizeof(gone),
					     FileDispositionInformation));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
	KUNIT_EXPECT_TRUE(test, standard.DeletePending);
	KUNIT_EXPECT_FALSE(test, standard.Directory);
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwQueryFullAttributesFile(&oa, &network));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
}

static void name_of_a_file(struct kunit *test)
{
	struct {
		OBJECT_NAME_INFORMATION name;
		WCHAR chars[64];
	} info;
	struct {
		FILE_NAME_INFORMATION name;
		WCHAR chars[64];
	} file;
	UNICODE_STRING expected;
	IO_STATUS_BLOCK iosb;
	ULONG length;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(FOLDER L"\\a", RW, FILE_CREATE, SYNC, &h, NULL));
	RtlInitUnicodeString(&expected, L"\\Device\\HarddiskVolume1\\tmp\\kunit_zw\\a");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryObject(h, ObjectNameInformation, &info, sizeof(info), &length));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&info.name.Name, &expected, FALSE));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &file, sizeof(file), FileNameInformation));
	KUNIT_EXPECT_EQ(test, 15 * sizeof(WCHAR), file.name.FileNameLength);
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_OVERFLOW,
			ZwQueryInformationFile(h, &iosb, &file, 12, FileNameInformation));
	KUNIT_EXPECT_EQ(test, 15 * sizeof(WCHAR), file.name.FileNameLength);
	ZwClose(h);
}

static struct kunit_case host_cases[] = {
	KUNIT_CASE(dispositions_and_what_they_did),
	KUNIT_CASE(position_moves),
	KUNIT_CASE(without_synchronous_io_no_position),
	KUNIT_CASE(names_good_and_bad),
	KUNIT_CASE(parameters_are_checked),
	KUNIT_CASE(information_is_read_and_set),
	KUNIT_CASE(name_of_a_file),
	{}
};

static struct kunit_suite host_suite = {
	.name = "wdmcore_io_zw_host",
	.init = host_init,
	.exit = host_exit,
	.test_cases = host_cases,
};

/* A device whose driver completes at once, or keeps the request. */
static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	PIRP kept;
	NTSTATUS status;
	u8 last_major;
	u32 count[IRP_MJ_MAXIMUM_FUNCTION + 1];
	FILE_INFORMATION_CLASS class;
} fake;

static NTSTATUS finish(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);

	irp->IoStatus.Status = fake.status;
	irp->IoStatus.Information = 0;
	if (location->MajorFunction == IRP_MJ_READ ||
	    location->MajorFunction == IRP_MJ_DEVICE_CONTROL) {
		memcpy(irp->AssociatedIrp.SystemBuffer, "data", 4);
		irp->IoStatus.Information = 4;
	}
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return fake.status;
}

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);

	fake.count[location->MajorFunction]++;
	if (location->MajorFunction == IRP_MJ_CREATE || location->MajorFunction == IRP_MJ_CLOSE ||
	    location->MajorFunction == IRP_MJ_CLEANUP) {
		irp->IoStatus.Status = STATUS_SUCCESS;
		irp->IoStatus.Information = FILE_OPENED;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		return STATUS_SUCCESS;
	}
	fake.class = location->Parameters.QueryFile.FileInformationClass;
	if (fake.status != STATUS_PENDING)
		return finish(irp);
	IoMarkIrpPending(irp);
	fake.kept = irp;
	return STATUS_PENDING;
}

static int device_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&fake, 0, sizeof(fake));
	if (!NT_SUCCESS(wdm_driver_create("kunit_zw", NULL, &fake.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		fake.driver->obj.MajorFunction[i] = dispatch;
	RtlInitUnicodeString(&name, L"\\Device\\KUnitZw");
	if (!NT_SUCCESS(IoCreateDevice(&fake.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &fake.device))) {
		wdm_driver_destroy(fake.driver);
		return -ENOMEM;
	}
	fake.device->Flags |= DO_BUFFERED_IO;
	fake.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void device_exit(struct kunit *test)
{
	IoDeleteDevice(fake.device);
	wdm_driver_destroy(fake.driver);
	wdm_ob_flush();
}

static void device_sees_its_requests(struct kunit *test)
{
	FILE_STANDARD_INFORMATION standard;
	IO_STATUS_BLOCK iosb;
	char buffer[8] = {};
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(L"\\Device\\KUnitZw", GENERIC_READ | GENERIC_WRITE, FILE_OPEN, SYNC,
			     &h, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, get(h, buffer, 4, HERE, &iosb));
	KUNIT_EXPECT_STREQ(test, "data", buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, put(h, "abc", HERE, &iosb));
	memset(buffer, 0, sizeof(buffer));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwDeviceIoControlFile(h, NULL, NULL, NULL, &iosb,
					      CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED,
						       FILE_ANY_ACCESS),
					      NULL, 0, buffer, sizeof(buffer)));
	KUNIT_EXPECT_STREQ(test, "data", buffer);
	KUNIT_EXPECT_EQ(test, 4, iosb.Information);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwFlushBuffersFile(h, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryInformationFile(h, &iosb, &standard, sizeof(standard),
					       FileStandardInformation));
	KUNIT_EXPECT_EQ(test, FileStandardInformation, fake.class);
	fake.status = STATUS_DEVICE_NOT_READY;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_NOT_READY, get(h, buffer, 4, HERE, &iosb));
	fake.status = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, 0, fake.count[IRP_MJ_CLEANUP]);
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_CREATE]);
	KUNIT_EXPECT_EQ(test, 2, fake.count[IRP_MJ_READ]);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_WRITE]);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_FLUSH_BUFFERS]);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_CLEANUP]);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_CLOSE]);
}

static void asynchronous_request_ends_later(struct kunit *test)
{
	IO_STATUS_BLOCK iosb = { .Information = 77 };
	LARGE_INTEGER zero = {};
	char buffer[8] = {};
	HANDLE h, event;
	KIRQL irql;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, TRUE));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(L"\\Device\\KUnitZw", GENERIC_READ | GENERIC_WRITE, FILE_OPEN, 0, &h,
			     NULL));
	fake.status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			ZwReadFile(h, event, NULL, NULL, &iosb, buffer, 8, &zero, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(event, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(h, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, 77, iosb.Information);
	fake.status = STATUS_SUCCESS;
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	finish(fake.kept);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(event, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, &zero));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_EXPECT_EQ(test, 4, iosb.Information);
	KUNIT_EXPECT_STREQ(test, "data", buffer);

	/* Failed later: the status block says so. Failed at once: it isn't touched. */
	fake.status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			ZwReadFile(h, event, NULL, NULL, &iosb, buffer, 8, &zero, NULL));
	fake.status = STATUS_IO_TIMEOUT;
	finish(fake.kept);
	KUNIT_EXPECT_EQ(test, STATUS_IO_TIMEOUT, iosb.Status);
	iosb.Status = 55;
	KUNIT_EXPECT_EQ(test, STATUS_IO_TIMEOUT,
			ZwReadFile(h, event, NULL, NULL, &iosb, buffer, 8, &zero, NULL));
	KUNIT_EXPECT_EQ(test, 55, iosb.Status);
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT, ZwWaitForSingleObject(event, FALSE, &zero));

	/* Closed while one is on its way: the file stays until that ends. */
	fake.status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			ZwReadFile(h, event, NULL, NULL, &iosb, buffer, 8, &zero, NULL));
	ZwClose(h);
	ZwClose(event);
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_CLEANUP]);
	KUNIT_EXPECT_EQ(test, 0, fake.count[IRP_MJ_CLOSE]);
	fake.status = STATUS_SUCCESS;
	finish(fake.kept);
	wdm_ob_flush();
	KUNIT_EXPECT_EQ(test, 1, fake.count[IRP_MJ_CLOSE]);
}

static void io_create_file_checks_its_type(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;
	HANDLE h;

	RtlInitUnicodeString(&name, L"\\Device\\KUnitZw");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			IoCreateFile(&h, GENERIC_READ, &oa, &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL,
				     0, CreateFileTypeNamedPipe, NULL, 0));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateFile(&h, GENERIC_READ, &oa, &iosb, NULL, 0, 0, FILE_OPEN, 0, NULL,
				     0, CreateFileTypeNone, NULL, IO_NO_PARAMETER_CHECKING));
	KUNIT_EXPECT_EQ(test, FILE_OPENED, iosb.Information);
	ZwClose(h);
}

static struct kunit_case device_cases[] = {
	KUNIT_CASE(device_sees_its_requests),
	KUNIT_CASE(asynchronous_request_ends_later),
	KUNIT_CASE(io_create_file_checks_its_type),
	{}
};

static struct kunit_suite device_suite = {
	.name = "wdmcore_io_zw_device",
	.init = device_init,
	.exit = device_exit,
	.test_cases = device_cases,
};
kunit_test_suites(&host_suite, &device_suite);
