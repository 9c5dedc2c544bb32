// SPDX-License-Identifier: GPL-2.0
/* wdmcore_po_setting: PoRegisterPowerSettingCallback, PoUnregisterPowerSettingCallback. */
#include <kunit/test.h>

#include <initguid.h>
#include <ntddk.h>
#include "faults.h"
#include "ke.h"
#include "po.h"

struct told {
	unsigned int calls;
	ULONG value;
	ULONG length;
	GUID setting;
	KIRQL irql;
	PVOID unregister;
	NTSTATUS unregistered;
};

static NTSTATUS NTAPI callback(LPCGUID setting, PVOID value, ULONG length, PVOID context)
{
	struct told *told = context;

	told->calls++;
	told->setting = *setting;
	told->length = length;
	told->irql = KeGetCurrentIrql();
	if (told->unregister)
		told->unregistered = PoUnregisterPowerSettingCallback(told->unregister);
	told->unregister = NULL;
	told->value = *(ULONG *)value;
	return STATUS_SUCCESS;
}

static void source_is_told(struct kunit *test)
{
	struct told told = { .calls = 0 };
	PVOID handle = NULL;

	wdm_po_force_source(0);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoRegisterPowerSettingCallback(NULL, &GUID_ACDC_POWER_SOURCE, callback,
						       &told, &handle));
	/* The present value, before anything changes. */
	KUNIT_EXPECT_EQ(test, told.calls, 1U);
	KUNIT_EXPECT_EQ(test, told.value, 0U);
	KUNIT_EXPECT_EQ(test, told.length, 4U);
	KUNIT_EXPECT_EQ(test, told.irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&told.setting, &GUID_ACDC_POWER_SOURCE));
	wdm_po_force_source(1);
	KUNIT_EXPECT_EQ(test, told.calls, 2U);
	KUNIT_EXPECT_EQ(test, told.value, 1U);
	/* No change, no call. */
	wdm_po_force_source(1);
	KUNIT_EXPECT_EQ(test, told.calls, 2U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, PoUnregisterPowerSettingCallback(handle));
	wdm_po_force_source(0);
	KUNIT_EXPECT_EQ(test, told.calls, 2U);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, PoUnregisterPowerSettingCallback(handle));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, PoUnregisterPowerSettingCallback(NULL));
}

static void unregisters_in_its_callback(struct kunit *test)
{
	struct told told[2] = { { .calls = 0 } };
	PVOID handle[2];
	int i;

	wdm_po_force_source(0);
	for (i = 0; i < 2; i++)
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				PoRegisterPowerSettingCallback(NULL, &GUID_ACDC_POWER_SOURCE,
							       callback, &told[i], &handle[i]));
	told[0].unregister = handle[0];
	wdm_po_force_source(1);
	KUNIT_EXPECT_EQ(test, told[0].unregistered, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, told[0].calls, 2U);
	KUNIT_EXPECT_EQ(test, told[1].calls, 2U);
	wdm_po_force_source(0);
	KUNIT_EXPECT_EQ(test, told[0].calls, 2U);
	KUNIT_EXPECT_EQ(test, told[1].calls, 3U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, PoUnregisterPowerSettingCallback(handle[1]));
}

static void others_have_no_value(struct kunit *test)
{
	static const GUID lid = {
		0xba3e0f4d, 0xb817, 0x4094, { 0xa2, 0xd1, 0xd5, 0x63, 0x79, 0xe6, 0xa0, 0xf3 },
	};
	struct told told = { .calls = 0 };
	PVOID handle;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoRegisterPowerSettingCallback(NULL, &lid, callback, &told, &handle));
	wdm_po_force_source(1);
	KUNIT_EXPECT_EQ(test, told.calls, 0U);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, PoUnregisterPowerSettingCallback(handle));
}

static bool watch(struct kunit *test, struct faults *f, void *context)
{
	struct told told = { .calls = 0 };
	NTSTATUS status;
	PVOID handle;

	faults_begin(f);
	status = PoRegisterPowerSettingCallback(NULL, &GUID_ACDC_POWER_SOURCE, callback, &told,
						&handle);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		KUNIT_EXPECT_EQ(test, told.calls, 0U);
		return false;
	}
	PoUnregisterPowerSettingCallback(handle);
	return true;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "PoRegisterPowerSettingCallback", watch, NULL, 1);
}

static void setting_exit(struct kunit *test)
{
	faults_set(false);
	wdm_po_force_source(-1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(source_is_told),
	KUNIT_CASE(unregisters_in_its_callback),
	KUNIT_CASE(others_have_no_value),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_setting",
	.exit = setting_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
