// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_io_controller: IoCreateController, IoAllocateController, IoFreeController,
 * IoDeleteController; IoGetConfigurationInformation, IoIs32bitProcess.
 */
#include <kunit/test.h>

#include <ntddk.h>
#include "io_fake.h"
#include "faults.h"
#include "ke.h"

#define DEVICES 4

struct shared {
	PCONTROLLER_OBJECT controller;
	struct fake_device *device[DEVICES];
	/* What each routine answers. */
	IO_ALLOCATION_ACTION answer;
	/* Numbers of the devices, in the order in which they got it. */
	unsigned int order[2 * DEVICES];
	unsigned int count;
	PVOID irp, base;
	KIRQL irql;
};

static struct shared *the_shared;

static IO_ALLOCATION_ACTION NTAPI got_it(PDEVICE_OBJECT device, PIRP irp, PVOID base, PVOID context)
{
	the_shared->order[the_shared->count++] = (long)context;
	the_shared->irp = irp;
	the_shared->base = base;
	the_shared->irql = KeGetCurrentIrql();
	return the_shared->answer;
}

static int controller_init(struct kunit *test)
{
	struct shared *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	unsigned int i;

	s->controller = IoCreateController(100);
	if (!s->controller)
		return -ENOMEM;
	for (i = 0; i < DEVICES; i++)
		s->device[i] = fake_device(test, NULL, 1);
	test->priv = s;
	the_shared = s;
	return 0;
}

static void controller_exit(struct kunit *test)
{
	faults_set(false);
	IoDeleteController(the_shared->controller);
}

static void allocate(struct shared *s, long number)
{
	IoAllocateController(s->controller, &s->device[number]->device, got_it, (PVOID)number);
}

static void has_an_extension(struct kunit *test)
{
	struct shared *s = test->priv;

	KUNIT_EXPECT_EQ(test, s->controller->Type, 2);
	KUNIT_ASSERT_NOT_NULL(test, s->controller->ControllerExtension);
	KUNIT_EXPECT_NULL(test, memchr_inv(s->controller->ControllerExtension, 0, 100));
	KUNIT_EXPECT_FALSE(test, s->controller->DeviceWaitQueue.Busy);
}

static void one_after_the_other(struct kunit *test)
{
	struct shared *s = test->priv;
	IRP irp;
	unsigned int i;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	s->answer = KeepObject;
	s->device[0]->device.CurrentIrp = &irp;
	allocate(s, 0);
	KUNIT_EXPECT_EQ(test, s->count, 1U);
	KUNIT_EXPECT_PTR_EQ(test, s->irp, (PVOID)&irp);
	KUNIT_EXPECT_NULL(test, s->base);
	KUNIT_EXPECT_EQ(test, s->irql, DISPATCH_LEVEL);
	for (i = 1; i < DEVICES; i++)
		allocate(s, i);
	KUNIT_EXPECT_EQ(test, s->count, 1U);
	for (i = 1; i < DEVICES; i++) {
		IoFreeController(s->controller);
		KUNIT_EXPECT_EQ(test, s->count, i + 1);
		KUNIT_EXPECT_EQ(test, s->order[i], i);
	}
	KUNIT_EXPECT_TRUE(test, s->controller->DeviceWaitQueue.Busy);
	IoFreeController(s->controller);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, s->controller->DeviceWaitQueue.Busy);
}

static void who_is_done_at_once_passes_it_on(struct kunit *test)
{
	struct shared *s = test->priv;
	unsigned int i;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	s->answer = KeepObject;
	allocate(s, 0);
	for (i = 1; i < DEVICES; i++)
		allocate(s, i);
	s->answer = DeallocateObject;
	IoFreeController(s->controller);
	KUNIT_EXPECT_EQ(test, s->count, (unsigned int)DEVICES);
	KUNIT_EXPECT_FALSE(test, s->controller->DeviceWaitQueue.Busy);
	allocate(s, 2);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, s->order[DEVICES], 2U);
	KUNIT_EXPECT_FALSE(test, s->controller->DeviceWaitQueue.Busy);
}

static bool swallow(const struct wdm_bug_report *report, void *context)
{
	*(u32 *)context = report->code;
	return true;
}

static void deleting_one_in_use_is_reported(struct kunit *test)
{
	struct shared *s = test->priv;
	PCONTROLLER_OBJECT first = s->controller;
	u32 code = 0;
	KIRQL old;

	s->controller = IoCreateController(0);
	KUNIT_ASSERT_NOT_NULL(test, s->controller);
	swap(first, s->controller);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	s->answer = KeepObject;
	IoAllocateController(first, &s->device[0]->device, got_it, NULL);
	KeLowerIrql(old);
	wdm_set_bug_report_hook(swallow, &code);
	IoDeleteController(first);
	wdm_set_bug_report_hook(NULL, NULL);
	KUNIT_EXPECT_EQ(test, code, 0xc4U);
}

static bool create(struct kunit *test, struct faults *f, void *context)
{
	PCONTROLLER_OBJECT controller;

	faults_begin(f);
	controller = IoCreateController(500);
	faults_end(f);
	if (controller)
		IoDeleteController(controller);
	return controller;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "IoCreateController", create, NULL, 1);
}

static void configuration_is_shared(struct kunit *test)
{
	PCONFIGURATION_INFORMATION information = IoGetConfigurationInformation();
	ULONG count = information->SerialCount++;

	KUNIT_EXPECT_EQ(test, IoGetConfigurationInformation()->SerialCount, count + 1);
	information->SerialCount--;
}

static void processes_have_a_width(struct kunit *test)
{
	IRP irp = { .RequestorMode = KernelMode, .Tail.Overlay.Thread = PsGetCurrentThread() };

	KUNIT_EXPECT_FALSE(test, IoIs32bitProcess(NULL));
	set_thread_flag(TIF_ADDR32);
	KUNIT_EXPECT_TRUE(test, IoIs32bitProcess(NULL));
	KUNIT_EXPECT_FALSE(test, IoIs32bitProcess(&irp));
	irp.RequestorMode = UserMode;
	KUNIT_EXPECT_TRUE(test, IoIs32bitProcess(&irp));
	clear_thread_flag(TIF_ADDR32);
	KUNIT_EXPECT_FALSE(test, IoIs32bitProcess(&irp));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(has_an_extension),
	KUNIT_CASE(one_after_the_other),
	KUNIT_CASE(who_is_done_at_once_passes_it_on),
	KUNIT_CASE(deleting_one_in_use_is_reported),
	KUNIT_CASE(without_memory),
	KUNIT_CASE(configuration_is_shared),
	KUNIT_CASE(processes_have_a_width),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_controller",
	.init = controller_init,
	.exit = controller_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
