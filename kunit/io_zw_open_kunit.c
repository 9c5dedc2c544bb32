// SPDX-License-Identifier: GPL-2.0
/* wdmcore_io_zw_open: what ZwOpenFile asks of a device, and what it returns. */
#include <kunit/test.h>
#include <linux/string.h>

#include <ntddk.h>
#include "io_dev.h"

static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	unsigned int creates, cleanups, closes;
	NTSTATUS status;
	u32 options;
	u32 access;
	u16 share;
} fake;

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	NTSTATUS status = STATUS_SUCCESS;

	irp->IoStatus.Information = 0;
	if (location->MajorFunction == IRP_MJ_CREATE) {
		fake.creates++;
		fake.options = location->Parameters.Create.Options;
		fake.share = location->Parameters.Create.ShareAccess;
		fake.access = location->Parameters.Create.SecurityContext->DesiredAccess;
		irp->IoStatus.Information = FILE_OPENED;
		status = fake.status;
	} else if (location->MajorFunction == IRP_MJ_CLEANUP) {
		fake.cleanups++;
	} else if (location->MajorFunction == IRP_MJ_CLOSE) {
		fake.closes++;
	}
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static int open_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&fake, 0, sizeof(fake));
	if (!NT_SUCCESS(wdm_driver_create("kunit_zw_open", NULL, &fake.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		fake.driver->obj.MajorFunction[i] = dispatch;
	RtlInitUnicodeString(&name, L"\\Device\\KUnitZwOpen");
	if (!NT_SUCCESS(IoCreateDevice(&fake.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &fake.device))) {
		wdm_driver_destroy(fake.driver);
		return -ENOMEM;
	}
	fake.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void open_exit(struct kunit *test)
{
	IoDeleteDevice(fake.device);
	wdm_driver_destroy(fake.driver);
}

static NTSTATUS open(const WCHAR *path, u32 access, u32 share, u32 options, PHANDLE h,
		     PIO_STATUS_BLOCK iosb)
{
	OBJECT_ATTRIBUTES oa;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, path);
	InitializeObjectAttributes(&oa, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
				   NULL);
	*h = (HANDLE)0xcccc;
	iosb->Information = 77;
	return ZwOpenFile(h, access, &oa, iosb, share, options);
}

/* The driver is told that it is to open, never a disposition that makes something. */
static void opens_what_is_there(struct kunit *test)
{
	u32 options = FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE;
	IO_STATUS_BLOCK iosb;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			open(L"\\Device\\kunitzwopen", GENERIC_READ | SYNCHRONIZE,
			     FILE_SHARE_READ, options, &h, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KUNIT_EXPECT_EQ(test, (ULONG_PTR)FILE_OPENED, iosb.Information);
	KUNIT_EXPECT_EQ(test, fake.options, FILE_OPEN << 24 | options);
	KUNIT_EXPECT_EQ(test, fake.share, FILE_SHARE_READ);
	KUNIT_EXPECT_EQ(test, fake.access, (u32)(FILE_GENERIC_READ | SYNCHRONIZE));
	KUNIT_EXPECT_EQ(test, fake.cleanups, 0U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwClose(h));
	KUNIT_EXPECT_EQ(test, fake.creates, 1U);
	KUNIT_EXPECT_EQ(test, fake.cleanups, 1U);
	KUNIT_EXPECT_EQ(test, fake.closes, 1U);
}

static void failures_return_no_handle(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	HANDLE h;

	/* What the driver says is what is returned; there is no file to close then. */
	fake.status = STATUS_SHARING_VIOLATION;
	KUNIT_EXPECT_EQ(test, STATUS_SHARING_VIOLATION,
			open(L"\\Device\\KUnitZwOpen", GENERIC_READ, 0, 0, &h, &iosb));
	KUNIT_EXPECT_PTR_EQ(test, h, (HANDLE)0xcccc);
	KUNIT_EXPECT_EQ(test, fake.creates, 1U);
	KUNIT_EXPECT_EQ(test, fake.closes, 0U);
	/* Whoever is to wait must be able to: the driver isn't asked. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			open(L"\\Device\\KUnitZwOpen", FILE_READ_DATA, 0,
			     FILE_SYNCHRONOUS_IO_NONALERT, &h, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			open(L"\\Device\\KUnitZwOpen", GENERIC_READ, 0x100, 0, &h, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			open(L"\\Device\\KUnitNowhere", GENERIC_READ, 0, 0, &h, &iosb));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_TYPE_MISMATCH,
			open(L"\\Driver\\kunit_zw_open", GENERIC_READ, 0, 0, &h, &iosb));
	KUNIT_EXPECT_PTR_EQ(test, h, (HANDLE)0xcccc);
	KUNIT_EXPECT_EQ(test, fake.creates, 1U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(opens_what_is_there),
	KUNIT_CASE(failures_return_no_handle),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_zw_open",
	.init = open_init,
	.exit = open_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
