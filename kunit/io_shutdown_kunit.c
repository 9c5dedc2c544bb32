// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_io_shutdown: IoRegisterShutdownNotification,
 * IoRegisterLastChanceShutdownNotification, IoUnregisterShutdownNotification.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "io_dev.h"

#define DEVICES 4

struct told {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device[DEVICES];
	PDEVICE_OBJECT order[2 * DEVICES];
	unsigned int count;
};

static struct told *the_told;

static NTSTATUS NTAPI shut_down(PDEVICE_OBJECT device, PIRP irp)
{
	the_told->order[the_told->count++] = device;
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static int shutdown_init(struct kunit *test)
{
	struct told *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	unsigned int i;

	if (!t || !NT_SUCCESS(wdm_driver_create("kunit_shutdown", NULL, &t->driver)))
		return -ENOMEM;
	t->driver->obj.MajorFunction[IRP_MJ_SHUTDOWN] = shut_down;
	for (i = 0; i < DEVICES; i++)
		if (!NT_SUCCESS(IoCreateDevice(&t->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0,
					       FALSE, &t->device[i])))
			return -ENOMEM;
	test->priv = t;
	the_told = t;
	return 0;
}

static void shutdown_exit(struct kunit *test)
{
	struct told *t = test->priv;
	unsigned int i;

	for (i = 0; i < DEVICES; i++)
		IoDeleteDevice(t->device[i]);
	wdm_driver_destroy(t->driver);
}

static void last_chance_comes_second(struct kunit *test)
{
	struct told *t = test->priv;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoRegisterShutdownNotification(t->device[0]));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoRegisterLastChanceShutdownNotification(t->device[1]));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoRegisterShutdownNotification(t->device[2]));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoRegisterLastChanceShutdownNotification(t->device[3]));
	wdm_shutdown_notify(false);
	KUNIT_EXPECT_EQ(test, t->count, 2U);
	/* Who came last is told first. */
	KUNIT_EXPECT_PTR_EQ(test, t->order[0], t->device[2]);
	KUNIT_EXPECT_PTR_EQ(test, t->order[1], t->device[0]);
	wdm_shutdown_notify(true);
	KUNIT_EXPECT_EQ(test, t->count, 4U);
	KUNIT_EXPECT_PTR_EQ(test, t->order[2], t->device[3]);
	KUNIT_EXPECT_PTR_EQ(test, t->order[3], t->device[1]);
	/* Once only. */
	wdm_shutdown_notify(false);
	wdm_shutdown_notify(true);
	KUNIT_EXPECT_EQ(test, t->count, 4U);
}

static void unregistered_are_not_told(struct kunit *test)
{
	struct told *t = test->priv;

	IoRegisterShutdownNotification(t->device[0]);
	IoRegisterLastChanceShutdownNotification(t->device[1]);
	IoRegisterLastChanceShutdownNotification(t->device[2]);
	KUNIT_EXPECT_TRUE(test, t->device[1]->Flags & DO_SHUTDOWN_REGISTERED);
	IoUnregisterShutdownNotification(t->device[0]);
	IoUnregisterShutdownNotification(t->device[1]);
	KUNIT_EXPECT_FALSE(test, t->device[1]->Flags & DO_SHUTDOWN_REGISTERED);
	wdm_shutdown_notify(false);
	wdm_shutdown_notify(true);
	KUNIT_EXPECT_EQ(test, t->count, 1U);
	KUNIT_EXPECT_PTR_EQ(test, t->order[0], t->device[2]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(last_chance_comes_second),
	KUNIT_CASE(unregistered_are_not_told),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_shutdown",
	.init = shutdown_init,
	.exit = shutdown_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
