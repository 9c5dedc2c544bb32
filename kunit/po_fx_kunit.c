// SPDX-License-Identifier: GPL-2.0
/* wdmcore_po_fx: the power management framework, PoFxXxx. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "dbg.h"
#include "faults.h"
#include "io_dev.h"
#include "ke.h"
#include "po.h"

#define COMPONENTS 2

/* What happened, in order: a letter and the number of a component. */
#define HAPPENED 64

struct fx {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	POHANDLE handle;
	PO_FX_COMPONENT_IDLE_STATE states[3];
	/* Room for the second component. */
	union {
		PO_FX_DEVICE description;
		u8 room[sizeof(PO_FX_DEVICE) + sizeof(PO_FX_COMPONENT)];
	};
	spinlock_t lock;	/* protects what happened */
	char happened[HAPPENED];
	unsigned int length;
	bool answers;
	struct task_struct *caller;
	KIRQL irql;
	u32 f;			/* state of the second component */
};

static void note(struct fx *fx, char what, u32 number)
{
	unsigned long flags;

	spin_lock_irqsave(&fx->lock, flags);
	if (fx->length + 3 < HAPPENED) {
		fx->happened[fx->length++] = what;
		fx->happened[fx->length++] = '0' + number;
	}
	spin_unlock_irqrestore(&fx->lock, flags);
	fx->caller = current;
	fx->irql = KeGetCurrentIrql();
}

static VOID NTAPI active(PVOID context, ULONG component)
{
	note(context, 'a', component);
}

static VOID NTAPI idle(PVOID context, ULONG component)
{
	struct fx *fx = context;

	note(fx, 'i', component);
	if (fx->answers)
		PoFxCompleteIdleCondition(fx->handle, component);
}

static VOID NTAPI state(PVOID context, ULONG component, ULONG f)
{
	struct fx *fx = context;

	note(fx, f ? 'F' : 'f', component);
	fx->f = f;
	if (fx->answers)
		PoFxCompleteIdleState(fx->handle, component);
}

static VOID NTAPI required(PVOID context)
{
	struct fx *fx = context;

	note(fx, 'p', 1);
	if (fx->answers)
		PoFxReportDevicePoweredOn(fx->handle);
}

static VOID NTAPI not_required(PVOID context)
{
	struct fx *fx = context;

	note(fx, 'p', 0);
	if (fx->answers)
		PoFxCompleteDevicePowerNotRequired(fx->handle);
}

/* Everything that was due has happened; compares, and forgets it. */
#define EXPECT(fx, expected)							\
	do {									\
		flush_workqueue(wdm_po_wq);					\
		KUNIT_EXPECT_STREQ(test, (fx)->happened, expected);		\
		memset((fx)->happened, 0, sizeof((fx)->happened));		\
		(fx)->length = 0;						\
	} while (0)

static int fx_init(struct kunit *test)
{
	struct fx *fx = kunit_kzalloc(test, sizeof(*fx), GFP_KERNEL);
	PO_FX_DEVICE *d = &fx->description;
	unsigned int i;

	if (!fx || !NT_SUCCESS(wdm_driver_create("kunit_fx", NULL, &fx->driver)))
		return -ENOMEM;
	if (!NT_SUCCESS(IoCreateDevice(&fx->driver->obj, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &fx->device)))
		return -ENOMEM;
	spin_lock_init(&fx->lock);
	d->Version = PO_FX_VERSION;
	d->ComponentCount = COMPONENTS;
	d->ComponentActiveConditionCallback = active;
	d->ComponentIdleConditionCallback = idle;
	d->ComponentIdleStateCallback = state;
	d->DevicePowerRequiredCallback = required;
	d->DevicePowerNotRequiredCallback = not_required;
	d->DeviceContext = fx;
	for (i = 0; i < COMPONENTS; i++) {
		PO_FX_COMPONENT *c = (PO_FX_COMPONENT *)&d->Components + i;

		/* The first one has F0 only, the second one F0 to F2. */
		c->IdleStateCount = i ? 3 : 1;
		c->IdleStates = fx->states;
	}
	fx->answers = true;
	test->priv = fx;
	return 0;
}

static void fx_exit(struct kunit *test)
{
	struct fx *fx = test->priv;

	faults_set(false);
	if (fx->handle)
		PoFxUnregisterDevice(fx->handle);
	IoDeleteDevice(fx->device);
	wdm_driver_destroy(fx->driver);
}

static void start(struct kunit *test, struct fx *fx)
{
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoFxRegisterDevice(fx->device, &fx->description, &fx->handle));
	EXPECT(fx, "");
	PoFxStartDevicePowerManagement(fx->handle);
}

static void starting_makes_all_idle(struct kunit *test)
{
	struct fx *fx = test->priv;

	start(test, fx);
	EXPECT(fx, "i0i1F1p0");
	KUNIT_EXPECT_EQ(test, fx->irql, PASSIVE_LEVEL);
}

static void what_was_activated_before_stays(struct kunit *test)
{
	struct fx *fx = test->priv;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoFxRegisterDevice(fx->device, &fx->description, &fx->handle));
	PoFxActivateComponent(fx->handle, 1, PO_FX_FLAG_BLOCKING);
	PoFxStartDevicePowerManagement(fx->handle);
	EXPECT(fx, "i0");
	PoFxIdleComponent(fx->handle, 1, 0);
	EXPECT(fx, "i1F1p0");
}

static void references_are_counted(struct kunit *test)
{
	struct fx *fx = test->priv;
	KIRQL old;

	start(test, fx);
	EXPECT(fx, "i0i1F1p0");
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	PoFxActivateComponent(fx->handle, 1, PO_FX_FLAG_ASYNC_ONLY);
	PoFxActivateComponent(fx->handle, 1, 0);
	KeLowerIrql(old);
	EXPECT(fx, "p1f1a1");
	KUNIT_EXPECT_PTR_NE(test, fx->caller, current);
	PoFxActivateComponent(fx->handle, 1, 0);
	EXPECT(fx, "");
	PoFxIdleComponent(fx->handle, 1, 0);
	PoFxIdleComponent(fx->handle, 1, 0);
	EXPECT(fx, "");
	PoFxIdleComponent(fx->handle, 1, 0);
	EXPECT(fx, "i1F1p0");
}

static void blocking_calls_back_here(struct kunit *test)
{
	struct fx *fx = test->priv;

	start(test, fx);
	EXPECT(fx, "i0i1F1p0");
	PoFxActivateComponent(fx->handle, 1, PO_FX_FLAG_BLOCKING);
	KUNIT_EXPECT_STREQ(test, fx->happened, "p1f1a1");
	KUNIT_EXPECT_PTR_EQ(test, fx->caller, current);
	PoFxIdleComponent(fx->handle, 1, PO_FX_FLAG_BLOCKING);
	KUNIT_EXPECT_MEMEQ(test, fx->happened, "p1f1a1i1", 8);
	EXPECT(fx, "p1f1a1i1F1p0");
}

static void answers_may_come_later(struct kunit *test)
{
	struct fx *fx = test->priv;
	KIRQL old;

	fx->answers = false;
	start(test, fx);
	EXPECT(fx, "i0i1");
	PoFxCompleteIdleCondition(fx->handle, 0);
	EXPECT(fx, "");
	PoFxCompleteIdleCondition(fx->handle, 1);
	EXPECT(fx, "F1");
	/* Wanted while it goes down: down first, then up. */
	PoFxActivateComponent(fx->handle, 1, 0);
	EXPECT(fx, "");
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	PoFxCompleteIdleState(fx->handle, 1);
	KeLowerIrql(old);
	EXPECT(fx, "f1");
	PoFxCompleteIdleState(fx->handle, 1);
	EXPECT(fx, "a1");
	PoFxIdleComponent(fx->handle, 1, 0);
	EXPECT(fx, "i1");
	PoFxCompleteIdleCondition(fx->handle, 1);
	EXPECT(fx, "F1");
	PoFxCompleteIdleState(fx->handle, 1);
	EXPECT(fx, "p0");
	/* Not before the driver has let go. */
	PoFxActivateComponent(fx->handle, 0, 0);
	EXPECT(fx, "");
	PoFxCompleteDevicePowerNotRequired(fx->handle);
	EXPECT(fx, "p1");
	PoFxReportDevicePoweredOn(fx->handle);
	EXPECT(fx, "a0");
	/* What nobody asked about changes nothing. */
	PoFxReportDevicePoweredOn(fx->handle);
	PoFxCompleteIdleCondition(fx->handle, 1);
	PoFxCompleteDevicePowerNotRequired(fx->handle);
	EXPECT(fx, "");
}

static void idle_time_is_waited_for(struct kunit *test)
{
	struct fx *fx = test->priv;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoFxRegisterDevice(fx->device, &fx->description, &fx->handle));
	PoFxSetDeviceIdleTimeout(fx->handle, 3000000);
	PoFxStartDevicePowerManagement(fx->handle);
	EXPECT(fx, "i0i1F1");
	/* Active again before: the time starts anew. */
	msleep(150);
	PoFxActivateComponent(fx->handle, 0, PO_FX_FLAG_BLOCKING);
	PoFxIdleComponent(fx->handle, 0, PO_FX_FLAG_BLOCKING);
	EXPECT(fx, "a0i0");
	msleep(200);
	EXPECT(fx, "");
	msleep(400);
	EXPECT(fx, "p0");
	/* Longer than the test: unregistering doesn't wait. */
	PoFxSetDeviceIdleTimeout(fx->handle, U64_MAX);
	PoFxActivateComponent(fx->handle, 0, PO_FX_FLAG_BLOCKING);
	PoFxIdleComponent(fx->handle, 0, 0);
	EXPECT(fx, "p1a0i0");
}

static void descriptions_are_checked(struct kunit *test)
{
	struct fx *fx = test->priv;
	PO_FX_DEVICE *d = &fx->description;
	PO_FX_COMPONENT *second = (PO_FX_COMPONENT *)&d->Components + 1;
	POHANDLE handle;

#define EXPECT_INVALID(device)						\
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,			\
			PoFxRegisterDevice(device, d, &handle))

	EXPECT_INVALID(NULL);
	d->Version = 7;
	EXPECT_INVALID(fx->device);
	d->Version = PO_FX_VERSION_V1;
	d->ComponentCount = 0;
	EXPECT_INVALID(fx->device);
	d->ComponentCount = COMPONENTS;
	second->IdleStateCount = 0;
	EXPECT_INVALID(fx->device);
	second->IdleStateCount = 3;
	second->DeepestWakeableIdleState = 3;
	EXPECT_INVALID(fx->device);
	second->DeepestWakeableIdleState = 2;
	d->ComponentIdleStateCallback = NULL;
	EXPECT_INVALID(fx->device);
	/* With F0 only, it isn't needed, nor are others. */
	second->IdleStateCount = 1;
	second->DeepestWakeableIdleState = 0;
	d->ComponentActiveConditionCallback = NULL;
	d->ComponentIdleConditionCallback = NULL;
	d->DevicePowerRequiredCallback = NULL;
	start(test, fx);
	EXPECT(fx, "p0");
	PoFxActivateComponent(fx->handle, 0, PO_FX_FLAG_BLOCKING);
	PoFxIdleComponent(fx->handle, 0, 0);
	EXPECT(fx, "p0");
}

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	++*(unsigned int *)context;
	return report->code == 0xa0;
}

/* The fixture's components, described as a later version has them. */
static void describe_components(PO_FX_COMPONENT_V2 *to, struct fx *fx)
{
	const PO_FX_COMPONENT *from = (PO_FX_COMPONENT *)&fx->description.Components;
	unsigned int i;

	for (i = 0; i < COMPONENTS; i++) {
		to[i].IdleStateCount = from[i].IdleStateCount;
		to[i].IdleStates = from[i].IdleStates;
	}
}

/* What versions 2 and 3 have at the same place. */
static void describe(void *to)
{
	PO_FX_DEVICE_V2 *d = to;

	d->ComponentActiveConditionCallback = active;
	d->ComponentIdleConditionCallback = idle;
	d->ComponentIdleStateCallback = state;
	d->DevicePowerRequiredCallback = required;
	d->DevicePowerNotRequiredCallback = not_required;
}

#define REGISTER(device, d, handle)	PoFxRegisterDevice(device, (PPO_FX_DEVICE)(d), handle)

/* It does as one of version 1 does. */
static void goes_idle_and_comes_back(struct kunit *test, struct fx *fx)
{
	EXPECT(fx, "");
	PoFxStartDevicePowerManagement(fx->handle);
	EXPECT(fx, "i0i1F1p0");
	PoFxActivateComponent(fx->handle, 1, 0);
	EXPECT(fx, "p1f1a1");
	PoFxIdleComponent(fx->handle, 1, 0);
	EXPECT(fx, "i1F1p0");
}

static void version_2(struct kunit *test)
{
	struct fx *fx = test->priv;
	PO_FX_DEVICE_V2 *d = kunit_kzalloc(test, sizeof(*d) + COMPONENTS * sizeof(*d->Components),
					   GFP_KERNEL);
	PO_FX_COMPONENT_V2 *second;
	ULONG provider = 0;
	POHANDLE handle;

	KUNIT_ASSERT_NOT_NULL(test, d);
	d->Version = PO_FX_VERSION_V2;
	describe(d);
	d->ComponentCount = COMPONENTS;
	d->DeviceContext = fx;
	describe_components((PO_FX_COMPONENT_V2 *)&d->Components, fx);
	second = (PO_FX_COMPONENT_V2 *)&d->Components + 1;

	d->Flags = 1;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, REGISTER(fx->device, d, &handle));
	d->Flags = 0;
	second->DeepestWakeableIdleState = 3;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, REGISTER(fx->device, d, &handle));
	second->DeepestWakeableIdleState = 0;
	second->ProviderCount = 1;
	second->Providers = &provider;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, REGISTER(fx->device, d, &handle));
	second->ProviderCount = 0;
	second->Flags = PO_FX_COMPONENT_FLAG_F0_ON_DX;
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, REGISTER(fx->device, d, &handle));
	second->Flags = 0;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, REGISTER(fx->device, d, &fx->handle));
	/* Nothing of the description is looked at any more. */
	memset(d, 0xff, sizeof(*d));
	goes_idle_and_comes_back(test, fx);
}

static void NTAPI directed(PVOID context, ULONG flags)
{
}

static void version_3(struct kunit *test)
{
	struct fx *fx = test->priv;
	PO_FX_DEVICE_V3 *d = kunit_kzalloc(test, sizeof(*d) + COMPONENTS * sizeof(*d->Components),
					   GFP_KERNEL);
	unsigned int reports = 0;
	POHANDLE handle;

	KUNIT_ASSERT_NOT_NULL(test, d);
	d->Version = PO_FX_VERSION_V3;
	describe(d);
	d->ComponentCount = COMPONENTS;
	d->DeviceContext = fx;
	describe_components((PO_FX_COMPONENT_V2 *)&d->Components, fx);
	d->Flags = 1;
	d->DirectedFxTimeoutInSeconds = 120;
	d->DirectedPowerDownCallback = directed;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, REGISTER(fx->device, d, &handle));
	d->DirectedPowerUpCallback = directed;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, REGISTER(fx->device, d, &fx->handle));
	memset(d, 0xff, sizeof(*d));
	goes_idle_and_comes_back(test, fx);
	/* Nobody has directed it anywhere. */
	wdm_set_bug_report_hook(swallow, &reports);
	PoFxCompleteDirectedPowerDown(fx->handle);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, reports, 1U);
}

static void mistakes_are_reported(struct kunit *test)
{
	struct fx *fx = test->priv;
	unsigned int reports = 0;
	POHANDLE handle;

	start(test, fx);
	EXPECT(fx, "i0i1F1p0");
	wdm_set_bug_report_hook(swallow, &reports);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			PoFxRegisterDevice(fx->device, &fx->description, &handle));
	KUNIT_EXPECT_EQ(test, reports, 1U);
	PoFxIdleComponent(fx->handle, 0, PO_FX_FLAG_BLOCKING);
	KUNIT_EXPECT_EQ(test, reports, 2U);
	PoFxActivateComponent(fx->handle, COMPONENTS, 0);
	KUNIT_EXPECT_EQ(test, reports, 3U);
	wdm_set_bug_report_hook(NULL, NULL);
	EXPECT(fx, "");
}

static bool register_device(struct kunit *test, struct faults *f, void *context)
{
	struct fx *fx = test->priv;
	NTSTATUS status;
	POHANDLE handle;

	faults_begin(f);
	status = PoFxRegisterDevice(fx->device, &fx->description, &handle);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		return false;
	}
	PoFxUnregisterDevice(handle);
	return true;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "PoFxRegisterDevice", register_device, NULL, 1);
}

/* The Fx of the second component, when all that was due has happened. */
static u32 settled(struct fx *fx)
{
	flush_workqueue(wdm_po_wq);
	return fx->f;
}

static void hints_choose_the_state(struct kunit *test)
{
	struct fx *fx = test->priv;
	PO_FX_COMPONENT *c = (PO_FX_COMPONENT *)&fx->description.Components + 1;

	fx->states[1].TransitionLatency = 100;
	fx->states[1].ResidencyRequirement = 1000;
	fx->states[2].TransitionLatency = 500;
	fx->states[2].ResidencyRequirement = 5000;
	c->DeepestWakeableIdleState = 1;
	/* It stays on. */
	fx->description.DevicePowerNotRequiredCallback = NULL;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoFxRegisterDevice(fx->device, &fx->description, &fx->handle));
	/* The description was only lent. */
	memset(fx->states, 0, sizeof(fx->states));
	PoFxStartDevicePowerManagement(fx->handle);
	KUNIT_EXPECT_EQ(test, 2U, settled(fx));

	/* A component that is idle follows at once. */
	PoFxSetComponentLatency(fx->handle, 1, 499);
	KUNIT_EXPECT_EQ(test, 1U, settled(fx));
	PoFxSetComponentLatency(fx->handle, 1, 99);
	KUNIT_EXPECT_EQ(test, 0U, settled(fx));
	PoFxSetComponentLatency(fx->handle, 1, 500);
	KUNIT_EXPECT_EQ(test, 2U, settled(fx));
	PoFxSetComponentResidency(fx->handle, 1, 4999);
	KUNIT_EXPECT_EQ(test, 1U, settled(fx));
	PoFxSetComponentResidency(fx->handle, 1, 5000);
	KUNIT_EXPECT_EQ(test, 2U, settled(fx));
	PoFxSetComponentWake(fx->handle, 1, TRUE);
	KUNIT_EXPECT_EQ(test, 1U, settled(fx));

	/* What is said while it is active counts when it becomes idle. */
	PoFxActivateComponent(fx->handle, 1, 0);
	KUNIT_EXPECT_EQ(test, 0U, settled(fx));
	PoFxSetComponentWake(fx->handle, 1, FALSE);
	KUNIT_EXPECT_EQ(test, 0U, settled(fx));
	PoFxIdleComponent(fx->handle, 1, 0);
	KUNIT_EXPECT_EQ(test, 2U, settled(fx));
}

static void no_plug_in_takes_requests(struct kunit *test)
{
	static const GUID code = { 0x12345678 };
	struct fx *fx = test->priv;
	SIZE_T bytes = 77;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PoFxRegisterDevice(fx->device, &fx->description, &fx->handle));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED,
			PoFxPowerControl(fx->handle, &code, NULL, 0, NULL, 0, &bytes));
	KUNIT_EXPECT_EQ(test, (SIZE_T)0, bytes);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(starting_makes_all_idle),
	KUNIT_CASE(what_was_activated_before_stays),
	KUNIT_CASE(references_are_counted),
	KUNIT_CASE(blocking_calls_back_here),
	KUNIT_CASE(answers_may_come_later),
	KUNIT_CASE(idle_time_is_waited_for),
	KUNIT_CASE(descriptions_are_checked),
	KUNIT_CASE(mistakes_are_reported),
	KUNIT_CASE(version_2),
	KUNIT_CASE(version_3),
	KUNIT_CASE(without_memory),
	KUNIT_CASE(hints_choose_the_state),
	KUNIT_CASE(no_plug_in_takes_requests),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_fx",
	.init = fx_init,
	.exit = fx_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
