/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices for the tests of the IRP core that need no object manager: a driver
 * object, a device object and what the test wants to remember of its calls.
 */
#ifndef _WDM_KUNIT_IO_FAKE_H
#define _WDM_KUNIT_IO_FAKE_H

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "dbg.h"
#include "io.h"

struct fake_device {
	DRIVER_OBJECT driver;
	DEVICE_OBJECT device;
	DEVOBJ_EXTENSION ext;
	void *context;
};

static inline struct fake_device *fake_of(PDEVICE_OBJECT device)
{
	return container_of(device, struct fake_device, device);
}

/* A device of its own driver, whose every dispatch routine is @dispatch. */
static inline struct fake_device *fake_device(struct kunit *test, PDRIVER_DISPATCH dispatch,
					      CCHAR stack_size)
{
	struct fake_device *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->driver.Type = IO_TYPE_DRIVER;
	fake->driver.Size = sizeof(DRIVER_OBJECT);
	fake->driver.DeviceObject = &fake->device;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		fake->driver.MajorFunction[i] = dispatch;
	fake->device.Type = IO_TYPE_DEVICE;
	fake->device.Size = sizeof(DEVICE_OBJECT);
	fake->device.DriverObject = &fake->driver;
	fake->device.StackSize = stack_size;
	fake->device.DeviceObjectExtension = &fake->ext;
	fake->ext.DeviceObject = &fake->device;
	KeInitializeDeviceQueue(&fake->device.DeviceQueue);
	return fake;
}

/* Bug reports of one code are expected, counted, and kept out of the log. */
struct fake_reports {
	u32 code;
	atomic_t count;
	u64 parameter[4];
};

static inline bool fake_report_hook(const struct wdm_bug_report *report, void *context)
{
	struct fake_reports *reports = context;

	if (report->code != reports->code)
		return false;
	memcpy(reports->parameter, report->parameter, sizeof(reports->parameter));
	atomic_inc(&reports->count);
	return true;
}

static inline void expect_reports(struct fake_reports *reports, u32 code)
{
	memset(reports, 0, sizeof(*reports));
	reports->code = code;
	wdm_set_bug_report_hook(fake_report_hook, reports);
}

static inline int end_of_reports(struct fake_reports *reports)
{
	wdm_set_bug_report_hook(NULL, NULL);
	return atomic_read(&reports->count);
}

/* The originator's completion routine: takes the IRP back, and counts. */
static inline NTSTATUS NTAPI fake_take(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	atomic_inc(context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

#endif /* _WDM_KUNIT_IO_FAKE_H */
