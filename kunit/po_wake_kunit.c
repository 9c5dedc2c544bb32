// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_po_wake: IRP_MN_WAIT_WAKE at the PDO (wdmcore/po/wake.c). The device is one that
 * Linux is told can wake the system; the test makes the wakeup events.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "po_fake.h"

static struct {
	atomic_t count;
	NTSTATUS status;
	UCHAR minor;
	POWER_STATE state;
} woken;

static VOID NTAPI wake_done(PDEVICE_OBJECT device, UCHAR minor, POWER_STATE state, PVOID context,
			    PIO_STATUS_BLOCK iosb)
{
	woken.minor = minor;
	woken.state = state;
	woken.status = iosb->Status;
	atomic_inc(&woken.count);
}

static int wake_init(struct kunit *test)
{
	int ret = po_fake_init(test);

	memset(&woken, 0, sizeof(woken));
	if (!ret)
		device_set_wakeup_capable(po_the_fake->node->dev, true);
	return ret;
}

static NTSTATUS wait_wake(struct po_fake *fake, SYSTEM_POWER_STATE state, PIRP *irp)
{
	POWER_STATE power = { .SystemState = state };

	return PoRequestPowerIrp(fake->device, IRP_MN_WAIT_WAKE, power, wake_done, NULL, irp);
}

/* What Linux is told; it happens in a work item. */
static bool may_wake(struct po_fake *fake)
{
	flush_work(&fake->node->power.wake_work);
	return device_may_wakeup(fake->node->dev);
}

static void a_device_that_cant_wake(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	PIRP irp = NULL;

	device_set_wakeup_capable(fake->node->dev, false);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, wait_wake(fake, PowerSystemSleeping3, &irp));
	KUNIT_EXPECT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_NOT_SUPPORTED, woken.status);
	KUNIT_EXPECT_FALSE(test, may_wake(fake));
}

static void states_it_cant_wake_from(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	/* Deeper than SystemWake. */
	wait_wake(fake, PowerSystemHibernate, NULL);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_STATE, woken.status);
	/* In less power than DeviceWake. */
	PoSetPowerState(fake->node->pdo, DevicePowerState,
			(POWER_STATE){ .DeviceState = PowerDeviceMaximum });
	wait_wake(fake, PowerSystemSleeping3, NULL);
	KUNIT_EXPECT_EQ(test, 2, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_STATE, woken.status);
	wdm_po_started(fake->node);
}

static void held_until_the_device_wakes(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	KUNIT_EXPECT_FALSE(test, may_wake(fake));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, wait_wake(fake, PowerSystemSleeping3, NULL));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&woken.count));
	KUNIT_EXPECT_TRUE(test, may_wake(fake));

	/* Somebody else woke the system. */
	wdm_po_pm_ops.prepare(dev);
	wdm_po_pm_ops.suspend(dev);
	wdm_po_pm_ops.resume(dev);
	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&woken.count));

	wdm_po_pm_ops.prepare(dev);
	wdm_po_pm_ops.suspend(dev);
	pm_wakeup_event(dev, 0);
	wdm_po_pm_ops.resume(dev);
	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, woken.status);
	KUNIT_EXPECT_EQ(test, IRP_MN_WAIT_WAKE, (int)woken.minor);
	KUNIT_EXPECT_EQ(test, PowerSystemSleeping3, woken.state.SystemState);
	/* It was for once; the next sleep isn't ended by this device. */
	KUNIT_EXPECT_FALSE(test, may_wake(fake));

	/* An event from before doesn't count. */
	wait_wake(fake, PowerSystemSleeping1, NULL);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	wdm_po_pm_ops.resume(dev);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	/* As when a device in D3 wakes while the system works. */
	pm_wakeup_event(dev, 0);
	wdm_po_pm_ops.runtime_resume(dev);
	KUNIT_EXPECT_EQ(test, 2, atomic_read(&woken.count));
}

static void a_second_one_is_refused(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	PIRP first;

	wait_wake(fake, PowerSystemSleeping3, &first);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, wait_wake(fake, PowerSystemSleeping3, NULL));
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, woken.status);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(first));
	KUNIT_EXPECT_EQ(test, 2, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, woken.status);
	KUNIT_EXPECT_FALSE(test, may_wake(fake));
	/* And then there is room again. */
	wait_wake(fake, PowerSystemSleeping3, &first);
	KUNIT_EXPECT_EQ(test, 2, atomic_read(&woken.count));
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(first));
}

/* It is no request for a state: others pass it. */
static void states_change_meanwhile(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	POWER_STATE state = { .DeviceState = PowerDeviceD3 };
	PIRP irp;

	wait_wake(fake, PowerSystemSleeping3, &irp);
	PoRequestPowerIrp(fake->device, IRP_MN_SET_POWER, state, NULL, NULL, NULL);
	KUNIT_EXPECT_EQ(test, PowerDeviceD3, wdm_po_device_state(fake->node->pdo));
	state.DeviceState = PowerDeviceD0;
	PoRequestPowerIrp(fake->device, IRP_MN_SET_POWER, state, NULL, NULL, NULL);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&woken.count));
	IoCancelIrp(irp);
}

static void the_users_choice_comes_back(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	PIRP irp;

	device_set_wakeup_enable(fake->node->dev, true);
	wait_wake(fake, PowerSystemSleeping3, &irp);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	IoCancelIrp(irp);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	device_set_wakeup_enable(fake->node->dev, false);
}

static void cancelled_at_high_irql(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	KIRQL irql;
	PIRP irp;

	wait_wake(fake, PowerSystemSleeping3, &irp);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	IoCancelIrp(irp);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, woken.status);
	KUNIT_EXPECT_FALSE(test, may_wake(fake));
}

/* The driver forgot it: nobody is left to complete it later. */
static void ends_with_the_device(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	wait_wake(fake, PowerSystemSleeping3, NULL);
	KUNIT_EXPECT_TRUE(test, may_wake(fake));
	po_fake_remove(fake);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&woken.count));
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, woken.status);
}

#define RACES	300

/* The IRP stays while somebody may still cancel it. */
static NTSTATUS NTAPI keep(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	atomic_inc(context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static struct completion go, went;
static PIRP race_irp;

static int canceller(void *unused)
{
	while (!kthread_should_stop()) {
		if (wait_for_completion_timeout(&go, HZ / 10)) {
			IoCancelIrp(race_irp);
			complete(&went);
		}
	}
	return 0;
}

static void cancel_and_wake_at_once(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;
	int i, cancelled = 0, succeeded = 0;
	struct task_struct *task;
	atomic_t ended;

	init_completion(&go);
	init_completion(&went);
	task = kthread_run(canceller, NULL, "wdm-kunit-cancel");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < RACES; i++) {
		PIO_STACK_LOCATION next;
		PIRP irp = IoAllocateIrp(fake->node->pdo->StackSize, FALSE);

		if (!irp)
			break;
		atomic_set(&ended, 0);
		next = IoGetNextIrpStackLocation(irp);
		next->MajorFunction = IRP_MJ_POWER;
		next->MinorFunction = IRP_MN_WAIT_WAKE;
		next->Parameters.WaitWake.PowerState = PowerSystemSleeping3;
		irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
		IoSetCompletionRoutine(irp, keep, &ended, TRUE, TRUE, TRUE);
		IoCallDriver(fake->node->pdo, irp);
		may_wake(fake);
		race_irp = irp;
		complete(&go);
		pm_wakeup_event(dev, 0);
		ndelay(i * 37 % 4000);
		wdm_po_pm_ops.runtime_resume(dev);
		wait_for_completion(&went);
		if (atomic_read(&ended) == 1 && irp->IoStatus.Status == STATUS_CANCELLED)
			cancelled++;
		if (atomic_read(&ended) == 1 && irp->IoStatus.Status == STATUS_SUCCESS)
			succeeded++;
		IoFreeIrp(irp);
	}
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, RACES, cancelled + succeeded);
	KUNIT_EXPECT_FALSE(test, may_wake(fake));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_device_that_cant_wake),
	KUNIT_CASE(states_it_cant_wake_from),
	KUNIT_CASE(held_until_the_device_wakes),
	KUNIT_CASE(a_second_one_is_refused),
	KUNIT_CASE(states_change_meanwhile),
	KUNIT_CASE(the_users_choice_comes_back),
	KUNIT_CASE(cancelled_at_high_irql),
	KUNIT_CASE(ends_with_the_device),
	KUNIT_CASE(cancel_and_wake_at_once),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_wake",
	.init = wake_init,
	.exit = po_fake_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
