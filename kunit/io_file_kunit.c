// SPDX-License-Identifier: GPL-2.0
/*
 * File objects: which requests an open and a close make, and what requests carry.
 * Under test: io/file.c, io/request.c.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "io.h"
#include "io_dev.h"
#include "ob.h"

/* The driver under the test, and what it saw. */
static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	u8 major[16];
	int count;
	NTSTATUS create_status;
	NTSTATUS status;
	ULONG_PTR information;
	ULONG irp_flags;
	IO_STACK_LOCATION location;
	void *system_buffer;
	void *user_buffer;
	void *type3;
	MDL *mdl;
	u8 first_byte;
	USHORT name_length;
} seen;

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = STATUS_SUCCESS;

	if (seen.count < ARRAY_SIZE(seen.major))
		seen.major[seen.count++] = location->MajorFunction;
	seen.location = *location;
	seen.irp_flags = irp->Flags;
	seen.system_buffer = irp->AssociatedIrp.SystemBuffer;
	seen.user_buffer = irp->UserBuffer;
	seen.type3 = location->Parameters.DeviceIoControl.Type3InputBuffer;
	seen.mdl = irp->MdlAddress;
	irp->IoStatus.Information = 0;
	switch (location->MajorFunction) {
	case IRP_MJ_CREATE:
		seen.name_length = location->FileObject->FileName.Length;
		status = seen.create_status;
		break;
	case IRP_MJ_READ:
	case IRP_MJ_WRITE:
	case IRP_MJ_DEVICE_CONTROL:
		if (seen.system_buffer) {
			seen.first_byte = *(u8 *)seen.system_buffer;
			memset(seen.system_buffer, 0x5a, 4);
		}
		status = seen.status;
		irp->IoStatus.Information = seen.information;
		break;
	}
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static int file_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&seen, 0, sizeof(seen));
	if (!NT_SUCCESS(wdm_driver_create("kunit_file", NULL, &seen.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		seen.driver->obj.MajorFunction[i] = dispatch;
	RtlInitUnicodeString(&name, L"\\Device\\KUnitFile");
	if (!NT_SUCCESS(IoCreateDevice(&seen.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &seen.device))) {
		wdm_driver_destroy(seen.driver);
		return -ENOMEM;
	}
	seen.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void file_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, seen.device->ReferenceCount);
	IoDeleteDevice(seen.device);
	wdm_driver_destroy(seen.driver);
}

static NTSTATUS open_path(const WCHAR *path, u32 access, PFILE_OBJECT *file)
{
	struct wdm_open how = {
		.access = access,
		.share = FILE_SHARE_READ,
		.disposition = FILE_OPEN_IF,
		.options = FILE_NON_DIRECTORY_FILE,
		.mode = KernelMode,
	};
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	return wdm_file_open(&name, &how, file, NULL);
}

static PFILE_OBJECT open_file(struct kunit *test, u32 access)
{
	PFILE_OBJECT file = NULL;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open_path(L"\\Device\\KUnitFile", access, &file));
	return file;
}

static void close_file(PFILE_OBJECT file)
{
	wdm_file_cleanup(file);
	wdm_ob_put(file);
}

static void expect_majors(struct kunit *test, const u8 *major, int count)
{
	int i;

	KUNIT_ASSERT_EQ(test, count, seen.count);
	for (i = 0; i < count; i++)
		KUNIT_EXPECT_EQ(test, major[i], seen.major[i]);
}

static void create_cleanup_close_in_order(struct kunit *test)
{
	static const u8 order[] = { IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE };
	PFILE_OBJECT file = open_file(test, GENERIC_READ);

	KUNIT_EXPECT_EQ(test, 1, seen.device->ReferenceCount);
	KUNIT_EXPECT_EQ(test, IO_TYPE_FILE, file->Type);
	KUNIT_EXPECT_PTR_EQ(test, seen.device, file->DeviceObject);
	KUNIT_EXPECT_TRUE(test, file->ReadAccess);
	KUNIT_EXPECT_FALSE(test, file->WriteAccess);
	KUNIT_EXPECT_TRUE(test, file->SharedRead);
	KUNIT_EXPECT_EQ(test, FILE_OPEN_IF, seen.location.Parameters.Create.Options >> 24);
	KUNIT_EXPECT_EQ(test, FILE_SHARE_READ, seen.location.Parameters.Create.ShareAccess);
	wdm_ob_get(file);
	close_file(file);
	expect_majors(test, order, 2);
	wdm_file_cleanup(file);
	wdm_ob_put(file);
	expect_majors(test, order, 3);
}

static void failed_create_has_no_end(struct kunit *test)
{
	static const u8 order[] = { IRP_MJ_CREATE };
	PFILE_OBJECT file = (PFILE_OBJECT)0xcc;

	seen.create_status = STATUS_SHARING_VIOLATION;
	KUNIT_EXPECT_EQ(test, STATUS_SHARING_VIOLATION,
			open_path(L"\\Device\\KUnitFile", GENERIC_READ, &file));
	KUNIT_EXPECT_NULL(test, file);
	expect_majors(test, order, 1);
}

static void rest_of_the_path_is_the_file_name(struct kunit *test)
{
	PFILE_OBJECT file;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open_path(L"\\Device\\KUnitFile\\a\\b", GENERIC_READ, &file));
	KUNIT_EXPECT_EQ(test, 4 * sizeof(WCHAR), seen.name_length);
	close_file(file);
}

static void device_being_initialized_is_not_there(struct kunit *test)
{
	PFILE_OBJECT file;

	seen.device->Flags |= DO_DEVICE_INITIALIZING;
	KUNIT_EXPECT_EQ(test, STATUS_NO_SUCH_DEVICE,
			open_path(L"\\Device\\KUnitFile", GENERIC_READ, &file));
	KUNIT_EXPECT_EQ(test, 0, seen.count);
}

static void exclusive_device_has_one_file(struct kunit *test)
{
	PFILE_OBJECT first, second;

	seen.device->Flags |= DO_EXCLUSIVE;
	first = open_file(test, GENERIC_READ);
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			open_path(L"\\Device\\KUnitFile", GENERIC_READ, &second));
	close_file(first);
	close_file(open_file(test, GENERIC_READ));
}

static void device_pointer_closes_its_handle(struct kunit *test)
{
	static const u8 order[] = { IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE };
	PDEVICE_OBJECT device;
	UNICODE_STRING name;
	PFILE_OBJECT file;

	RtlInitUnicodeString(&name, L"\\device\\kunitfile");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device));
	KUNIT_EXPECT_PTR_EQ(test, seen.device, device);
	expect_majors(test, order, 2);
	ObfDereferenceObject(file);
	expect_majors(test, order, 3);
	RtlInitUnicodeString(&name, L"\\Device");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device));
}

static void requests_go_to_the_top(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ);
	struct wdm_request r = { .major = IRP_MJ_FLUSH_BUFFERS };
	PDEVICE_OBJECT filter;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&seen.driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &filter));
	KUNIT_ASSERT_PTR_EQ(test, seen.device, IoAttachDeviceToDeviceStack(filter, seen.device));
	KUNIT_EXPECT_PTR_EQ(test, filter, IoGetRelatedDeviceObject(file));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_PTR_EQ(test, filter, seen.location.DeviceObject);
	IoDetachDevice(seen.device);
	IoDeleteDevice(filter);
	close_file(file);
}

/* Buffers by method: which pointers the driver gets. */
static const struct method_case {
	u32 method;
	u32 in, out;
	bool system, mdl, user;
} method_cases[] = {
	{ METHOD_BUFFERED,	8, 8,	true,	false,	true },
	{ METHOD_BUFFERED,	8, 0,	true,	false,	false },
	{ METHOD_BUFFERED,	0, 8,	true,	false,	true },
	{ METHOD_BUFFERED,	0, 0,	false,	false,	false },
	{ METHOD_IN_DIRECT,	8, 8,	true,	true,	false },
	{ METHOD_IN_DIRECT,	0, 8,	false,	true,	false },
	{ METHOD_OUT_DIRECT,	8, 8,	true,	true,	false },
	{ METHOD_OUT_DIRECT,	8, 0,	true,	false,	false },
	{ METHOD_NEITHER,	8, 8,	false,	false,	true },
};

static void control_buffers_follow_the_method(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ | GENERIC_WRITE);
	u8 *in = kunit_kzalloc(test, 64, GFP_KERNEL), *out = kunit_kzalloc(test, 64, GFP_KERNEL);
	const struct method_case *c;

	KUNIT_ASSERT_NOT_NULL(test, in);
	KUNIT_ASSERT_NOT_NULL(test, out);
	for (c = method_cases; c < method_cases + ARRAY_SIZE(method_cases); c++) {
		struct wdm_request r = {
			.major = IRP_MJ_DEVICE_CONTROL,
			.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, c->method, FILE_ANY_ACCESS),
			.in = c->in ? in : NULL,
			.out = c->out ? out : NULL,
			.in_len = c->in,
			.out_len = c->out,
		};

		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
		KUNIT_EXPECT_EQ(test, c->system, !!seen.system_buffer);
		KUNIT_EXPECT_EQ(test, c->mdl, !!seen.mdl);
		KUNIT_EXPECT_EQ(test, c->user, !!seen.user_buffer);
		KUNIT_EXPECT_EQ(test, c->in,
				seen.location.Parameters.DeviceIoControl.InputBufferLength);
		KUNIT_EXPECT_EQ(test, c->out,
				seen.location.Parameters.DeviceIoControl.OutputBufferLength);
		if (c->method == METHOD_NEITHER)
			KUNIT_EXPECT_PTR_EQ(test, (void *)in, seen.type3);
	}
	close_file(file);
}

/* What comes back: as many bytes as Information says, nothing after an error. */
static const struct copy_case {
	NTSTATUS status;
	u32 out;
	ULONG_PTR information;
	u32 copied;
} copy_cases[] = {
	{ STATUS_SUCCESS,		 4, 4, 4 },
	{ STATUS_SUCCESS,		 4, 2, 2 },
	{ STATUS_SUCCESS,		 4, 0, 0 },
	{ STATUS_SUCCESS,		 2, 4, 2 },
	{ STATUS_SUCCESS,		 3, ~0UL, 3 },
	{ STATUS_BUFFER_OVERFLOW,	 4, 4, 4 },
	{ STATUS_BUFFER_TOO_SMALL,	 4, 4, 0 },
	{ STATUS_INVALID_DEVICE_REQUEST, 4, 4, 0 },
};

static void buffered_data_comes_back_by_information(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ);
	const struct copy_case *c;
	u8 out[8];
	int i;

	for (c = copy_cases; c < copy_cases + ARRAY_SIZE(copy_cases); c++) {
		struct wdm_request r = {
			.major = IRP_MJ_DEVICE_CONTROL,
			.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED,
					 FILE_ANY_ACCESS),
			.in = "abcd",
			.in_len = 4,
			.out = out,
			.out_len = c->out,
		};

		memset(out, 0xcc, sizeof(out));
		seen.status = c->status;
		seen.information = c->information;
		KUNIT_EXPECT_EQ(test, c->status, wdm_file_request(file, &r));
		KUNIT_EXPECT_EQ(test, c->information, r.information);
		KUNIT_EXPECT_EQ(test, 'a', seen.first_byte);
		for (i = 0; i < sizeof(out); i++)
			KUNIT_EXPECT_EQ(test, i < c->copied ? 0x5a : 0xcc, out[i]);
	}
	close_file(file);
}

static void reads_follow_the_flags_of_the_device(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ | GENERIC_WRITE);
	u8 *data = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct wdm_request r = {
		.major = IRP_MJ_READ,
		.out = data,
		.out_len = 64,
		.offset = 0x123456789aLL,
	};

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_PTR_EQ(test, (void *)data, seen.user_buffer);
	KUNIT_EXPECT_NULL(test, seen.system_buffer);
	KUNIT_EXPECT_EQ(test, 64, seen.location.Parameters.Read.Length);
	KUNIT_EXPECT_EQ(test, 0x123456789aLL, seen.location.Parameters.Read.ByteOffset.QuadPart);
	KUNIT_EXPECT_TRUE(test, seen.irp_flags & IRP_READ_OPERATION);

	seen.device->Flags |= DO_DIRECT_IO;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_NOT_NULL(test, seen.mdl);
	KUNIT_EXPECT_NULL(test, seen.system_buffer);
	r.out_len = 0;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_NULL(test, seen.mdl);

	seen.device->Flags |= DO_BUFFERED_IO;
	r.out_len = 64;
	seen.information = 2;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_NOT_NULL(test, seen.system_buffer);
	KUNIT_EXPECT_NULL(test, seen.mdl);
	KUNIT_EXPECT_EQ(test, 0x5a, data[1]);
	KUNIT_EXPECT_EQ(test, 0, data[2]);
	close_file(file);
}

static void control_codes_name_rights(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ);
	struct wdm_request r = { .major = IRP_MJ_DEVICE_CONTROL };

	r.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_file_request(file, &r));
	KUNIT_EXPECT_EQ(test, SL_READ_ACCESS_GRANTED, seen.location.Flags);
	r.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_WRITE_ACCESS);
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, wdm_file_request(file, &r));
	r.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED,
			  FILE_READ_ACCESS | FILE_WRITE_ACCESS);
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, wdm_file_request(file, &r));
	r.major = IRP_MJ_WRITE;
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, wdm_file_request(file, &r));
	close_file(file);
}

static void absurd_lengths_are_refused(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ | GENERIC_WRITE);
	struct wdm_request r = {
		.major = IRP_MJ_DEVICE_CONTROL,
		.code = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS),
		.out = test,
		.out_len = 0xffffffff,
	};
	int count = seen.count;

	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, wdm_file_request(file, &r));
	r.code |= METHOD_OUT_DIRECT;
	KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, wdm_file_request(file, &r));
	KUNIT_EXPECT_EQ(test, count, seen.count);
	close_file(file);
}

static void file_of_a_deleted_device_can_be_closed(struct kunit *test)
{
	PFILE_OBJECT file = open_file(test, GENERIC_READ);
	struct wdm_request r = { .major = IRP_MJ_FLUSH_BUFFERS };
	UNICODE_STRING name;
	int count;

	IoDeleteDevice(seen.device);
	count = seen.count;
	KUNIT_EXPECT_EQ(test, STATUS_NO_SUCH_DEVICE, wdm_file_request(file, &r));
	KUNIT_EXPECT_EQ(test, count, seen.count);
	close_file(file);
	KUNIT_EXPECT_EQ(test, count + 2, seen.count);
	KUNIT_EXPECT_EQ(test, IRP_MJ_CLOSE, seen.major[seen.count - 1]);
	/* For file_exit(). */
	RtlInitUnicodeString(&name, L"\\Device\\KUnitFile");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&seen.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &seen.device));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(create_cleanup_close_in_order),
	KUNIT_CASE(failed_create_has_no_end),
	KUNIT_CASE(rest_of_the_path_is_the_file_name),
	KUNIT_CASE(device_being_initialized_is_not_there),
	KUNIT_CASE(exclusive_device_has_one_file),
	KUNIT_CASE(device_pointer_closes_its_handle),
	KUNIT_CASE(requests_go_to_the_top),
	KUNIT_CASE(control_buffers_follow_the_method),
	KUNIT_CASE(buffered_data_comes_back_by_information),
	KUNIT_CASE(reads_follow_the_flags_of_the_device),
	KUNIT_CASE(control_codes_name_rights),
	KUNIT_CASE(absurd_lengths_are_refused),
	KUNIT_CASE(file_of_a_deleted_device_can_be_closed),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_file",
	.init = file_init,
	.exit = file_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
