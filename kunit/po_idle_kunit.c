// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_po_idle: PoRegisterDeviceForIdleDetection, PoSetDeviceBusyEx, PoStartDeviceBusy,
 * PoEndDeviceBusy. The detection counts in seconds, so do these cases.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>

#include <ntddk.h>
#include "faults.h"
#include "io_dev.h"
#include "po.h"

struct idle {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	struct completion asked;
	unsigned int requests;
	POWER_STATE state;
};

static struct idle *the_idle;

static NTSTATUS NTAPI power(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);

	if (location->MinorFunction == IRP_MN_SET_POWER &&
	    location->Parameters.Power.Type == DevicePowerState) {
		the_idle->requests++;
		the_idle->state = location->Parameters.Power.State;
		complete(&the_idle->asked);
	}
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

static PULONG register_idle(struct idle *idle, ULONG conservation, ULONG performance)
{
	return PoRegisterDeviceForIdleDetection(idle->device, conservation, performance,
						PowerDeviceD3);
}

static int idle_init(struct kunit *test)
{
	struct idle *idle = kunit_kzalloc(test, sizeof(*idle), GFP_KERNEL);

	if (!idle || !NT_SUCCESS(wdm_driver_create("kunit_idle", NULL, &idle->driver)))
		return -ENOMEM;
	idle->driver->obj.MajorFunction[IRP_MJ_POWER] = power;
	if (!NT_SUCCESS(IoCreateDevice(&idle->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0,
				       FALSE, &idle->device)))
		return -ENOMEM;
	init_completion(&idle->asked);
	test->priv = idle;
	the_idle = idle;
	wdm_po_force_source(0);
	return 0;
}

static void idle_exit(struct kunit *test)
{
	struct idle *idle = test->priv;

	faults_set(false);
	if (idle->device)
		IoDeleteDevice(idle->device);
	wdm_driver_destroy(idle->driver);
	wdm_po_force_source(-1);
}

static void asks_when_idle(struct kunit *test)
{
	struct idle *idle = test->priv;
	PULONG counter = PoRegisterDeviceForIdleDetection(idle->device, 0, 2, PowerDeviceD3);

	KUNIT_ASSERT_NOT_NULL(test, counter);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&idle->asked, 10 * HZ));
	KUNIT_EXPECT_EQ(test, idle->state.DeviceState, PowerDeviceD3);
	/* Once, and again only after it was busy. */
	msleep(2500);
	KUNIT_EXPECT_EQ(test, idle->requests, 1U);
	PoSetDeviceBusy(counter);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&idle->asked, 10 * HZ));
	KUNIT_EXPECT_EQ(test, idle->requests, 2U);
	KUNIT_EXPECT_NULL(test, register_idle(idle, 0, 0));
}

/* At any IRQL; more than once a second is enough for a device never to be idle for two. */
static void busy_starts_the_counter_again(struct kunit *test)
{
	struct idle *idle = test->priv;
	PULONG counter = PoRegisterDeviceForIdleDetection(idle->device, 0, 2, PowerDeviceD3);
	KIRQL old;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, counter);
	for (i = 0; i < 8; i++) {
		KeRaiseIrql(HIGH_LEVEL, &old);
		PoSetDeviceBusyEx(counter);
		KeLowerIrql(old);
		msleep(400);
	}
	KUNIT_EXPECT_EQ(test, idle->requests, 0U);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&idle->asked, 10 * HZ));
	KUNIT_EXPECT_NULL(test, register_idle(idle, 0, 0));
}

static void busy_stops_the_counter(struct kunit *test)
{
	struct idle *idle = test->priv;
	PULONG counter = PoRegisterDeviceForIdleDetection(idle->device, 1, 1, PowerDeviceD2);

	KUNIT_ASSERT_NOT_NULL(test, counter);
	PoStartDeviceBusy(counter);
	PoStartDeviceBusy(counter);
	PoEndDeviceBusy(counter);
	KUNIT_EXPECT_EQ(test, 0UL, wait_for_completion_timeout(&idle->asked, 3 * HZ));
	PoEndDeviceBusy(counter);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&idle->asked, 10 * HZ));
	KUNIT_EXPECT_EQ(test, idle->state.DeviceState, PowerDeviceD2);
	PoRegisterDeviceForIdleDetection(idle->device, 0, 0, PowerDeviceD2);
}

static void power_source_decides(struct kunit *test)
{
	struct idle *idle = test->priv;
	PULONG counter = PoRegisterDeviceForIdleDetection(idle->device, 1, 0, PowerDeviceD1);

	KUNIT_ASSERT_NOT_NULL(test, counter);
	/* Zero for performance: no detection there. */
	KUNIT_EXPECT_EQ(test, 0UL, wait_for_completion_timeout(&idle->asked, 3 * HZ));
	wdm_po_force_source(1);
	KUNIT_EXPECT_NE(test, 0UL, wait_for_completion_timeout(&idle->asked, 10 * HZ));
	/* The same counter, with other values. */
	KUNIT_EXPECT_PTR_EQ(test, counter,
			    PoRegisterDeviceForIdleDetection(idle->device, 9, 9, PowerDeviceD1));
	/* It ends with the device. */
	IoDeleteDevice(idle->device);
	idle->device = NULL;
}

static void standard_times_are_for_disks(struct kunit *test)
{
	struct idle *idle = test->priv;

	KUNIT_EXPECT_NULL(test, register_idle(idle, -1, 5));
	idle->device->DeviceType = FILE_DEVICE_DISK;
	KUNIT_EXPECT_NOT_NULL(test, register_idle(idle, -1, -1));
	PoRegisterDeviceForIdleDetection(idle->device, 0, 0, PowerDeviceD3);
}

static bool detect(struct kunit *test, struct faults *f, void *context)
{
	struct idle *idle = test->priv;
	PULONG counter;

	faults_begin(f);
	counter = PoRegisterDeviceForIdleDetection(idle->device, 60, 60, PowerDeviceD3);
	faults_end(f);
	PoRegisterDeviceForIdleDetection(idle->device, 0, 0, PowerDeviceD3);
	return counter;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "PoRegisterDeviceForIdleDetection", detect, NULL, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(asks_when_idle),
	KUNIT_CASE(busy_starts_the_counter_again),
	KUNIT_CASE(busy_stops_the_counter),
	KUNIT_CASE(power_source_decides),
	KUNIT_CASE(standard_times_are_for_disks),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_idle",
	.init = idle_init,
	.exit = idle_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
