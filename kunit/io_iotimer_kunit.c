// SPDX-License-Identifier: GPL-2.0
/* Tests for the device timer: wdmcore/io/iotimer.c. */
#include <linux/ktime.h>

#include "io_fake.h"

struct ticks {
	atomic_t count;
	int wrong_irql;
	PDEVICE_OBJECT device;
	bool stop_at_first;
	int msec_in_routine;
};

static VOID NTAPI on_tick(PDEVICE_OBJECT device, PVOID context)
{
	struct ticks *ticks = context;

	ticks->wrong_irql += KeGetCurrentIrql() != DISPATCH_LEVEL;
	ticks->device = device;
	atomic_inc(&ticks->count);
	if (ticks->stop_at_first)
		IoStopTimer(device);
	mdelay(ticks->msec_in_routine);
}

static struct fake_device *new_device(struct kunit *test, struct ticks *ticks)
{
	struct fake_device *fake = fake_device(test, wdm_invalid_device_request, 1);

	memset(ticks, 0, sizeof(*ticks));
	KUNIT_EXPECT_EQ(test, IoInitializeTimer(&fake->device, on_tick, ticks),
			STATUS_SUCCESS);
	KUNIT_EXPECT_NOT_NULL(test, fake->device.Timer);
	return fake;
}

static void timer_ticks_once_a_second(struct kunit *test)
{
	struct ticks ticks;
	struct fake_device *fake = new_device(test, &ticks);

	msleep(1100);
	KUNIT_EXPECT_EQ(test, atomic_read(&ticks.count), 0);
	IoStartTimer(&fake->device);
	IoStartTimer(&fake->device);
	msleep(3500);
	IoStopTimer(&fake->device);
	KUNIT_EXPECT_GE(test, atomic_read(&ticks.count), 3);
	KUNIT_EXPECT_LE(test, atomic_read(&ticks.count), 4);
	KUNIT_EXPECT_EQ(test, ticks.wrong_irql, 0);
	KUNIT_EXPECT_PTR_EQ(test, ticks.device, &fake->device);

	atomic_set(&ticks.count, 0);
	msleep(1500);
	KUNIT_EXPECT_EQ(test, atomic_read(&ticks.count), 0);
	IoStartTimer(&fake->device);
	msleep(1500);
	KUNIT_EXPECT_EQ(test, atomic_read(&ticks.count), 1);
	wdm_io_timer_delete(&fake->device);
	KUNIT_EXPECT_NULL(test, fake->device.Timer);
}

static void routine_may_stop_its_timer(struct kunit *test)
{
	struct ticks ticks;
	struct fake_device *fake = new_device(test, &ticks);

	ticks.stop_at_first = true;
	IoStartTimer(&fake->device);
	msleep(2500);
	KUNIT_EXPECT_EQ(test, atomic_read(&ticks.count), 1);
	wdm_io_timer_delete(&fake->device);
}

/* When the deletion returns, the routine isn't running and won't be called. */
static void deletion_waits_for_the_routine(struct kunit *test)
{
	struct ticks ticks;
	struct fake_device *fake = new_device(test, &ticks);
	int count;

	ticks.msec_in_routine = 100;
	IoStartTimer(&fake->device);
	while (!atomic_read(&ticks.count))
		usleep_range(100, 200);
	wdm_io_timer_delete(&fake->device);
	count = atomic_read(&ticks.count);
	msleep(1200);
	KUNIT_EXPECT_EQ(test, atomic_read(&ticks.count), count);
	/* A device without a timer: nothing to stop, nothing to delete. */
	IoStopTimer(&fake->device);
	wdm_io_timer_delete(&fake->device);
}

static void second_initialization_is_reported(struct kunit *test)
{
	struct fake_reports reports;
	struct ticks ticks;
	struct fake_device *fake = new_device(test, &ticks);

	expect_reports(&reports, 0xc9);
	KUNIT_EXPECT_EQ(test, IoInitializeTimer(&fake->device, on_tick, &ticks),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 0x0a);
	wdm_io_timer_delete(&fake->device);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(timer_ticks_once_a_second),
	KUNIT_CASE(routine_may_stop_its_timer),
	KUNIT_CASE(deletion_waits_for_the_routine),
	KUNIT_CASE(second_initialization_is_reported),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_iotimer",
	.test_cases = cases,
};

kunit_test_suite(suite);
