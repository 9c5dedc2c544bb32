// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_po_awake: PoCreatePowerRequest, PoSetPowerRequest, PoClearPowerRequest,
 * PoDeletePowerRequest, PoRegisterSystemState, PoUnregisterSystemState, PoSetSystemState.
 */
#include <kunit/test.h>
#include <linux/device.h>

#include <ntddk.h>
#include "dbg.h"
#include "faults.h"
#include "ke.h"
#include "po.h"

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	*(u32 *)context = report->code;
	return true;
}

static void requests_are_counted(struct kunit *test)
{
	PDEVICE_OBJECT device = kunit_kzalloc(test, sizeof(*device), GFP_KERNEL);
	PVOID request = (PVOID)0xcc;
	struct wakeup_source *source;
	u32 code = 0;
	KIRQL old;

	KUNIT_EXPECT_EQ(test, PoCreatePowerRequest(&request, NULL, NULL),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_NULL(test, request);
	KUNIT_ASSERT_EQ(test, PoCreatePowerRequest(&request, device, NULL), STATUS_SUCCESS);
	source = wdm_awake_source(request);
	KUNIT_EXPECT_FALSE(test, source->active);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KUNIT_EXPECT_EQ(test, PoSetPowerRequest(request, PowerRequestSystemRequired),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PoSetPowerRequest(request, PowerRequestSystemRequired),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PoSetPowerRequest(request, PowerRequestDisplayRequired),
			STATUS_NOT_SUPPORTED);
	KUNIT_EXPECT_TRUE(test, source->active);
	KUNIT_EXPECT_EQ(test, PoClearPowerRequest(request, PowerRequestSystemRequired),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, source->active);
	KUNIT_EXPECT_EQ(test, PoClearPowerRequest(request, PowerRequestAwayModeRequired),
			STATUS_NOT_SUPPORTED);
	KUNIT_EXPECT_EQ(test, PoClearPowerRequest(request, PowerRequestSystemRequired),
			STATUS_SUCCESS);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, source->active);

	wdm_set_bug_report_hook(swallow, &code);
	PoClearPowerRequest(request, PowerRequestSystemRequired);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, code, 0xa0U);
	/* What is still set ends with the object. */
	PoSetPowerRequest(request, PowerRequestSystemRequired);
	PoDeletePowerRequest(request);
}

static void system_states_change(struct kunit *test)
{
	PVOID handle = PoRegisterSystemState(NULL, ES_SYSTEM_REQUIRED | ES_CONTINUOUS);
	struct wakeup_source *source;

	KUNIT_ASSERT_NOT_NULL(test, handle);
	source = wdm_awake_source(handle);
	KUNIT_EXPECT_TRUE(test, source->active);
	KUNIT_EXPECT_PTR_EQ(test, handle, PoRegisterSystemState(handle, ES_SYSTEM_REQUIRED));
	KUNIT_EXPECT_TRUE(test, source->active);
	KUNIT_EXPECT_PTR_EQ(test, handle, PoRegisterSystemState(handle, ES_CONTINUOUS));
	KUNIT_EXPECT_FALSE(test, source->active);
	KUNIT_EXPECT_PTR_EQ(test, handle, PoRegisterSystemState(handle, ES_USER_PRESENT));
	KUNIT_EXPECT_FALSE(test, source->active);
	PoUnregisterSystemState(handle);
}

static void activity_is_an_event(struct kunit *test)
{
	struct wakeup_source *source = wdm_awake_source(NULL);
	unsigned long events = source->event_count;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	PoSetSystemState(ES_DISPLAY_REQUIRED);
	KUNIT_EXPECT_EQ(test, source->event_count, events);
	PoSetSystemState(ES_SYSTEM_REQUIRED);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, source->event_count, events + 1);
	/* It doesn't last. */
	KUNIT_EXPECT_FALSE(test, source->active);
}

static bool create(struct kunit *test, struct faults *f, void *context)
{
	PVOID request = (PVOID)0xcc;
	NTSTATUS status;

	faults_begin(f);
	status = PoCreatePowerRequest(&request, context, NULL);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		KUNIT_EXPECT_NULL(test, request);
		return false;
	}
	PoDeletePowerRequest(request);
	return true;
}

static bool register_state(struct kunit *test, struct faults *f, void *context)
{
	PVOID handle;

	faults_begin(f);
	handle = PoRegisterSystemState(NULL, ES_SYSTEM_REQUIRED);
	faults_end(f);
	if (handle)
		PoUnregisterSystemState(handle);
	return handle;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "PoCreatePowerRequest", create,
		   kunit_kzalloc(test, sizeof(DEVICE_OBJECT), GFP_KERNEL), 2);
	faults_run(test, "PoRegisterSystemState", register_state, NULL, 2);
}

static void awake_exit(struct kunit *test)
{
	faults_set(false);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(requests_are_counted),
	KUNIT_CASE(system_states_change),
	KUNIT_CASE(activity_is_an_event),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_awake",
	.exit = awake_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
