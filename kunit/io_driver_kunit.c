// SPDX-License-Identifier: GPL-2.0
/*
 * Driver objects, their extensions, reinitialization routines.
 * Under test: io/driver.c, io/drvext.c, io/reinit.c.
 */
#include <kunit/test.h>
#include <linux/delay.h>

#include <ntddk.h>
#include "io.h"
#include "io_dev.h"

static int driver_init(struct kunit *test)
{
	struct wdm_driver *driver;

	if (!NT_SUCCESS(wdm_driver_create("kunit_driver", NULL, &driver)))
		return -ENOMEM;
	test->priv = driver;
	return 0;
}

static void driver_exit(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;

	wdm_reinit_forget(driver);
	wdm_driver_destroy(driver);
}

static void expect_string(struct kunit *test, PCUNICODE_STRING string, const WCHAR *expected)
{
	UNICODE_STRING other;

	RtlInitUnicodeString(&other, expected);
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(string, &other, FALSE));
	/* Drivers print these with %ws. */
	KUNIT_EXPECT_EQ(test, 0, string->Buffer[string->Length / sizeof(WCHAR)]);
}

static void new_driver_is_as_documented(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;
	int i;

	KUNIT_EXPECT_EQ(test, IO_TYPE_DRIVER, driver->obj.Type);
	KUNIT_EXPECT_EQ(test, sizeof(DRIVER_OBJECT), driver->obj.Size);
	KUNIT_EXPECT_PTR_EQ(test, &driver->obj, driver->obj.DriverExtension->DriverObject);
	KUNIT_EXPECT_NULL(test, driver->obj.DeviceObject);
	KUNIT_EXPECT_NULL(test, driver->obj.DriverExtension->AddDevice);
	KUNIT_EXPECT_NULL(test, driver->obj.DriverUnload);
	KUNIT_EXPECT_NULL(test, driver->obj.DriverStartIo);
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		KUNIT_EXPECT_PTR_EQ(test, (void *)wdm_invalid_device_request,
				    (void *)driver->obj.MajorFunction[i]);
	expect_string(test, &driver->obj.DriverName, L"\\Driver\\kunit_driver");
	expect_string(test, &driver->ext.ServiceKeyName, L"kunit_driver");
	expect_string(test, &driver->registry_path,
		      L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\kunit_driver");
	expect_string(test, driver->obj.HardwareDatabase,
		      L"\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\SYSTEM");
}

static void service_is_unique(struct kunit *test)
{
	struct wdm_driver *other = NULL;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			wdm_driver_create("KUnit_Driver", NULL, &other));
	KUNIT_EXPECT_NULL(test, other);
}

static void null_entries_are_filled(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;

	driver->obj.MajorFunction[IRP_MJ_READ] = NULL;
	driver->obj.MajorFunction[IRP_MJ_WRITE] = (PDRIVER_DISPATCH)0x1234;
	wdm_driver_fill_dispatch(&driver->obj);
	KUNIT_EXPECT_PTR_EQ(test, (void *)wdm_invalid_device_request,
			    (void *)driver->obj.MajorFunction[IRP_MJ_READ]);
	KUNIT_EXPECT_PTR_EQ(test, (void *)0x1234, (void *)driver->obj.MajorFunction[IRP_MJ_WRITE]);
}

static void extensions_are_found_by_their_address(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;
	void *first, *second, *third = (void *)0xcc;
	int a, b;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoAllocateDriverObjectExtension(&driver->obj, &a, 100, &first));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoAllocateDriverObjectExtension(&driver->obj, &b, 1, &second));
	KUNIT_EXPECT_EQ(test, 0, (unsigned long)first % 8);
	KUNIT_EXPECT_EQ(test, 0, ((u8 *)first)[99]);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_COLLISION,
			IoAllocateDriverObjectExtension(&driver->obj, &a, 100, &third));
	KUNIT_EXPECT_NULL(test, third);
	KUNIT_EXPECT_PTR_EQ(test, first, IoGetDriverObjectExtension(&driver->obj, &a));
	KUNIT_EXPECT_PTR_EQ(test, second, IoGetDriverObjectExtension(&driver->obj, &b));
	KUNIT_EXPECT_NULL(test, IoGetDriverObjectExtension(&driver->obj, &third));
}

static void extensions_work_at_dispatch_level(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;
	NTSTATUS status;
	void *memory;
	KIRQL irql;

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	status = IoAllocateDriverObjectExtension(&driver->obj, test, 16, &memory);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, status);
}

/* What routines were called with, in order. */
static struct {
	void *context;
	ULONG count;
} calls[8];
static atomic_t nr_calls;
static int again;

static VOID NTAPI reinitialize(PDRIVER_OBJECT driver, PVOID context, ULONG count)
{
	int i = atomic_read(&nr_calls);

	if (i < ARRAY_SIZE(calls)) {
		calls[i].context = context;
		calls[i].count = count;
	}
	if (again) {
		again--;
		IoRegisterDriverReinitialization(driver, reinitialize, context);
	}
	atomic_inc(&nr_calls);
}

static void wait_for_calls(int count)
{
	int tries = 100;

	while (atomic_read(&nr_calls) < count && tries--)
		msleep(20);
	/* And no more than that. */
	msleep(20);
}

static void reinitialization_counts_and_takes_turns(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;
	int a, b, boot;

	atomic_set(&nr_calls, 0);
	again = 1;
	IoRegisterDriverReinitialization(&driver->obj, reinitialize, &a);
	IoRegisterDriverReinitialization(&driver->obj, reinitialize, &b);
	IoRegisterBootDriverReinitialization(&driver->obj, reinitialize, &boot);
	msleep(50);
	/* DriverEntry hasn't returned yet. */
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&nr_calls));
	wdm_reinit_start(driver);
	wait_for_calls(4);
	KUNIT_ASSERT_EQ(test, 4, atomic_read(&nr_calls));
	KUNIT_EXPECT_PTR_EQ(test, (void *)&boot, calls[0].context);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&a, calls[1].context);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&b, calls[2].context);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&boot, calls[3].context);
	KUNIT_EXPECT_EQ(test, 1, calls[0].count);
	KUNIT_EXPECT_EQ(test, 4, calls[3].count);
}

static void forgotten_registrations_are_not_called(struct kunit *test)
{
	struct wdm_driver *driver = test->priv;

	atomic_set(&nr_calls, 0);
	again = 0;
	IoRegisterDriverReinitialization(&driver->obj, reinitialize, NULL);
	wdm_reinit_forget(driver);
	wdm_reinit_start(driver);
	msleep(20);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&nr_calls));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(new_driver_is_as_documented),
	KUNIT_CASE(service_is_unique),
	KUNIT_CASE(null_entries_are_filled),
	KUNIT_CASE(extensions_are_found_by_their_address),
	KUNIT_CASE(extensions_work_at_dispatch_level),
	KUNIT_CASE(reinitialization_counts_and_takes_turns),
	KUNIT_CASE(forgotten_registrations_are_not_called),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_driver",
	.init = driver_init,
	.exit = driver_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
