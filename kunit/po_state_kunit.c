// SPDX-License-Identifier: GPL-2.0
/* Tests for PoSetPowerState: wdmcore/po/state.c. */
#include <kunit/test.h>

#include <ntddk.h>
#include "po.h"

static PDEVICE_OBJECT new_device(struct kunit *test)
{
	PDEVICE_OBJECT device = kunit_kzalloc(test, sizeof(*device), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, device);
	device->DeviceObjectExtension = kunit_kzalloc(test, sizeof(DEVOBJ_EXTENSION), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, device->DeviceObjectExtension);
	return device;
}

static void returns_the_previous_state(struct kunit *test)
{
	PDEVICE_OBJECT device = new_device(test);
	POWER_STATE state = { .DeviceState = PowerDeviceD0 };

	state = PoSetPowerState(device, DevicePowerState, state);
	KUNIT_EXPECT_EQ(test, PowerDeviceUnspecified, state.DeviceState);
	state.DeviceState = PowerDeviceD3;
	state = PoSetPowerState(device, DevicePowerState, state);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, state.DeviceState);
	KUNIT_EXPECT_EQ(test, PowerDeviceD3, wdm_po_device_state(device));
}

static void system_and_device_state_are_apart(struct kunit *test)
{
	PDEVICE_OBJECT device = new_device(test);
	POWER_STATE state = { .SystemState = PowerSystemSleeping3 };

	KUNIT_EXPECT_EQ(test, PowerSystemWorking, wdm_po_system_state(device));
	state = PoSetPowerState(device, SystemPowerState, state);
	KUNIT_EXPECT_EQ(test, PowerSystemWorking, state.SystemState);
	KUNIT_EXPECT_EQ(test, PowerSystemSleeping3, wdm_po_system_state(device));
	KUNIT_EXPECT_EQ(test, PowerDeviceUnspecified, wdm_po_device_state(device));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(returns_the_previous_state),
	KUNIT_CASE(system_and_device_state_are_apart),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_state",
	.test_cases = cases,
};
kunit_test_suite(suite);
