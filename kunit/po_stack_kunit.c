// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_po_stack: power requests at a device stack. The system's (wdmcore/po/suspend.c),
 * as Linux's suspend makes them, and the driver's (request.c), down to the PDO
 * (pdo_power.c).
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/suspend.h>

#include "po_fake.h"
#include "faults.h"

static suspend_state_t saved_target;

static int stack_init(struct kunit *test)
{
	int ret = po_fake_init(test);

	saved_target = pm_suspend_target_state;
	pm_suspend_target_state = PM_SUSPEND_MEM;
	return ret;
}

static void stack_exit(struct kunit *test)
{
	faults_set(false);
	pm_suspend_target_state = saved_target;
	po_fake_exit(test);
}

/* The n-th request that the driver saw. */
static void expect_entry(struct kunit *test, int n, UCHAR minor, POWER_STATE_TYPE type, int state,
			 POWER_ACTION action)
{
	struct po_entry *e = &po_the_fake->log[n];

	KUNIT_ASSERT_GT(test, po_the_fake->logged, n);
	KUNIT_EXPECT_EQ_MSG(test, (int)minor, (int)e->minor, "minor function of request %d", n);
	KUNIT_EXPECT_EQ_MSG(test, (int)type, (int)e->type, "type of request %d", n);
	KUNIT_EXPECT_EQ_MSG(test, state, (int)e->state.SystemState, "state of request %d", n);
	KUNIT_EXPECT_EQ_MSG(test, (int)action, (int)e->action, "action of request %d", n);
}

static void expect_from(struct kunit *test, int n, SYSTEM_POWER_STATE from)
{
	KUNIT_EXPECT_EQ_MSG(test, (int)from, (int)po_the_fake->log[n].from,
			    "present state in request %d", n);
}

#define SYSTEM_ENTRY(n, minor, state, action) \
	expect_entry(test, n, minor, SystemPowerState, state, action)
#define DEVICE_ENTRY(n, minor, state, action) \
	expect_entry(test, n, minor, DevicePowerState, state, action)

static void sleeps_and_wakes(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	fake->policy = true;
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
	KUNIT_EXPECT_EQ(test, 2, fake->logged);
	SYSTEM_ENTRY(0, IRP_MN_QUERY_POWER, PowerSystemSleeping3, PowerActionSleep);
	expect_from(test, 0, PowerSystemWorking);
	DEVICE_ENTRY(1, IRP_MN_QUERY_POWER, PowerDeviceD3, PowerActionSleep);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));

	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.suspend(dev));
	KUNIT_EXPECT_EQ(test, 4, fake->logged);
	SYSTEM_ENTRY(2, IRP_MN_SET_POWER, PowerSystemSleeping3, PowerActionSleep);
	expect_from(test, 2, PowerSystemWorking);
	DEVICE_ENTRY(3, IRP_MN_SET_POWER, PowerDeviceD3, PowerActionSleep);
	KUNIT_EXPECT_EQ(test, PowerDeviceD3, wdm_po_device_state(fake->node->pdo));
	KUNIT_EXPECT_EQ(test, PowerSystemSleeping3, wdm_po_system_state(fake->node->pdo));

	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.resume(dev));
	KUNIT_EXPECT_EQ(test, 6, fake->logged);
	SYSTEM_ENTRY(4, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionSleep);
	expect_from(test, 4, PowerSystemSleeping3);
	DEVICE_ENTRY(5, IRP_MN_SET_POWER, PowerDeviceD0, PowerActionNone);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
	KUNIT_EXPECT_EQ(test, PowerSystemWorking, wdm_po_system_state(fake->node->pdo));

	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 6, fake->logged);
}

static void each_sleep_has_its_state(struct kunit *test)
{
	static const struct {
		suspend_state_t linux_state;
		SYSTEM_POWER_STATE state;
		POWER_ACTION action;
	} sleeps[] = {
		{ PM_SUSPEND_TO_IDLE, PowerSystemSleeping1, PowerActionSleep },
		{ PM_SUSPEND_STANDBY, PowerSystemSleeping1, PowerActionSleep },
		{ PM_SUSPEND_MEM, PowerSystemSleeping3, PowerActionSleep },
		/* Not a suspend. */
		{ PM_SUSPEND_ON, PowerSystemHibernate, PowerActionHibernate },
	};
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;
	int i;

	for (i = 0; i < ARRAY_SIZE(sleeps); i++) {
		fake->logged = 0;
		pm_suspend_target_state = sleeps[i].linux_state;
		KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
		if (sleeps[i].linux_state == PM_SUSPEND_ON) {
			KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.freeze(dev));
			KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.thaw(dev));
		} else {
			KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.suspend(dev));
			KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.resume(dev));
		}
		wdm_po_pm_ops.complete(dev);
		KUNIT_EXPECT_EQ(test, 3, fake->logged);
		SYSTEM_ENTRY(0, IRP_MN_QUERY_POWER, sleeps[i].state, sleeps[i].action);
		SYSTEM_ENTRY(1, IRP_MN_SET_POWER, sleeps[i].state, sleeps[i].action);
		SYSTEM_ENTRY(2, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionSleep);
		expect_from(test, 2, sleeps[i].state);
	}
}

static void a_refusal_keeps_the_system_awake(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	fake->refuse_query = STATUS_DEVICE_BUSY;
	KUNIT_EXPECT_EQ(test, -EBUSY, wdm_po_pm_ops.prepare(dev));
	/* Those below may have been asked: the present state is reaffirmed. */
	KUNIT_EXPECT_EQ(test, 2, fake->logged);
	SYSTEM_ENTRY(1, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionSleep);
	expect_from(test, 1, PowerSystemWorking);
	/* Linux doesn't call it for who refused; if it did, nothing would be said twice. */
	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 2, fake->logged);
}

static void who_agreed_hears_that_it_is_off(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	/* Another device refused, or Linux was woken before it slept. */
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 2, fake->logged);
	SYSTEM_ENTRY(1, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionSleep);
	expect_from(test, 1, PowerSystemWorking);
}

static void a_device_that_fails_doesnt_stop_the_system(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	fake->policy = true;
	fake->fail_device = STATUS_UNSUCCESSFUL;
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.suspend(dev));
	KUNIT_EXPECT_EQ(test, 4, fake->logged);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
	KUNIT_EXPECT_EQ(test, PowerSystemSleeping3, wdm_po_system_state(fake->node->pdo));
	fake->fail_device = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.resume(dev));
	KUNIT_EXPECT_EQ(test, 6, fake->logged);
}

static void only_started_devices_are_told(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	struct device *dev = fake->node->dev;

	fake->node->state = WDM_DEVNODE_SURPRISE;
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.suspend(dev));
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.resume(dev));
	wdm_po_shutdown(fake->node);
	KUNIT_EXPECT_EQ(test, 0, fake->logged);
	fake->node->state = WDM_DEVNODE_STARTED;
}

static void shutdown_is_not_asked_about(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	fake->refuse_query = STATUS_DEVICE_BUSY;
	wdm_po_shutdown(fake->node);
	KUNIT_EXPECT_EQ(test, 1, fake->logged);
	SYSTEM_ENTRY(0, IRP_MN_SET_POWER, PowerSystemShutdown, PowerActionShutdownOff);
}

/* What PowerCompletion routines were told, in order. */
static struct {
	atomic_t count;
	UCHAR minor[4];
	POWER_STATE state[4];
	NTSTATUS status[4];
	PVOID context[4];
	PDEVICE_OBJECT device;
	int seen[4];		/* requests that the driver had seen then */
} done;

static VOID NTAPI power_done(PDEVICE_OBJECT device, UCHAR minor, POWER_STATE state, PVOID context,
			     PIO_STATUS_BLOCK iosb)
{
	int i = atomic_read(&done.count);

	done.device = device;
	done.minor[i] = minor;
	done.state[i] = state;
	done.status[i] = iosb->Status;
	done.context[i] = context;
	done.seen[i] = po_the_fake->logged;
	atomic_inc(&done.count);
}

static NTSTATUS request_state(struct po_fake *fake, UCHAR minor, int state)
{
	POWER_STATE power = { .DeviceState = state };

	return PoRequestPowerIrp(fake->device, minor, power, power_done, fake, NULL);
}

static bool wait_done(int count)
{
	int i;

	for (i = 0; i < 500 && atomic_read(&done.count) < count; i++)
		msleep(10);
	return atomic_read(&done.count) == count;
}

static void a_request_is_always_pending(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	memset(&done, 0, sizeof(done));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD3));
	KUNIT_ASSERT_TRUE(test, wait_done(1));
	KUNIT_EXPECT_PTR_EQ(test, fake->device, done.device);
	KUNIT_EXPECT_PTR_EQ(test, (PVOID)fake, done.context[0]);
	KUNIT_EXPECT_EQ(test, IRP_MN_SET_POWER, (int)done.minor[0]);
	KUNIT_EXPECT_EQ(test, PowerDeviceD3, done.state[0].DeviceState);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, done.status[0]);
	/* The system is not about to do anything. */
	DEVICE_ENTRY(0, IRP_MN_SET_POWER, PowerDeviceD3, PowerActionNone);

	/* What fails at once is told by the routine only. */
	fake->fail_device = STATUS_DEVICE_DATA_ERROR;
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD0));
	KUNIT_ASSERT_TRUE(test, wait_done(2));
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_DATA_ERROR, done.status[1]);

	/* A query changes nothing. */
	KUNIT_EXPECT_EQ(test, STATUS_PENDING,
			request_state(fake, IRP_MN_QUERY_POWER, PowerDeviceD1));
	KUNIT_ASSERT_TRUE(test, wait_done(3));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, done.status[2]);
	KUNIT_EXPECT_EQ(test, PowerDeviceD3, wdm_po_device_state(fake->node->pdo));

	/* Without a routine. */
	fake->fail_device = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_PENDING,
			PoRequestPowerIrp(fake->node->pdo, IRP_MN_SET_POWER,
					  (POWER_STATE){ .DeviceState = PowerDeviceD0 }, NULL, NULL,
					  NULL));
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
}

static void other_minor_functions_are_refused(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	memset(&done, 0, sizeof(done));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_2,
			request_state(fake, IRP_MN_POWER_SEQUENCE, PowerDeviceD0));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER_2, request_state(fake, 0x55, PowerDeviceD0));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&done.count));
	KUNIT_EXPECT_EQ(test, 0, fake->logged);
}

static void impossible_states_are_refused(struct kunit *test)
{
	struct po_fake *fake = test->priv;

	memset(&done, 0, sizeof(done));
	request_state(fake, IRP_MN_SET_POWER, PowerDeviceUnspecified);
	request_state(fake, IRP_MN_SET_POWER, PowerDeviceMaximum);
	KUNIT_ASSERT_TRUE(test, wait_done(2));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, done.status[0]);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, done.status[1]);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
}

/* A stack has one request for a device state at a time. */
static void one_comes_after_the_other(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	PIRP held;

	memset(&done, 0, sizeof(done));
	fake->hold_device = true;
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD3));
	KUNIT_EXPECT_EQ(test, 1, fake->logged);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD0));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING,
			request_state(fake, IRP_MN_QUERY_POWER, PowerDeviceD2));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD2));
	msleep(50);
	KUNIT_EXPECT_EQ(test, 1, fake->logged);

	held = fake->held;
	fake->hold_device = false;
	IoSkipCurrentIrpStackLocation(held);
	IoCallDriver(fake->lower, held);
	KUNIT_ASSERT_TRUE(test, wait_done(4));
	DEVICE_ENTRY(0, IRP_MN_SET_POWER, PowerDeviceD3, PowerActionNone);
	DEVICE_ENTRY(1, IRP_MN_SET_POWER, PowerDeviceD0, PowerActionNone);
	DEVICE_ENTRY(2, IRP_MN_QUERY_POWER, PowerDeviceD2, PowerActionNone);
	DEVICE_ENTRY(3, IRP_MN_SET_POWER, PowerDeviceD2, PowerActionNone);
	/* The first one's routine had run before the driver saw the second. */
	KUNIT_EXPECT_EQ(test, 1, done.seen[0]);
	KUNIT_EXPECT_EQ(test, 2, done.seen[1]);
	KUNIT_EXPECT_EQ(test, PowerDeviceD2, wdm_po_device_state(fake->node->pdo));
}

/* Of all devices with DO_POWER_INRUSH, one at a time is switched on. */
static void inrush_comes_one_by_one(struct kunit *test)
{
	static const WCHAR id[] = L"ROOT\\KUNIT_SURGE";
	const POWER_STATE on = { .DeviceState = PowerDeviceD0 };
	struct wdm_devnode *other[2] = {};
	struct po_fake *fake = test->priv;
	PIRP held;
	int i;

	memset(&done, 0, sizeof(done));
	for (i = 0; i < ARRAY_SIZE(other); i++)
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(id, &other[i]));
	fake->device->Flags |= DO_POWER_INRUSH;
	other[0]->pdo->Flags |= DO_POWER_INRUSH;
	fake->hold_device = true;
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, request_state(fake, IRP_MN_SET_POWER, PowerDeviceD0));
	/* Twice, as one comes after the other at its own stack as well. */
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, STATUS_PENDING,
				PoRequestPowerIrp(other[0]->pdo, IRP_MN_SET_POWER, on, power_done,
						  NULL, NULL));
	msleep(50);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&done.count));
	/* Others are on at once. */
	KUNIT_EXPECT_EQ(test, STATUS_PENDING,
			PoRequestPowerIrp(other[1]->pdo, IRP_MN_SET_POWER, on, power_done, NULL,
					  NULL));
	KUNIT_EXPECT_TRUE(test, wait_done(1));
	KUNIT_EXPECT_PTR_EQ(test, other[1]->pdo, done.device);

	held = fake->held;
	fake->hold_device = false;
	IoSkipCurrentIrpStackLocation(held);
	IoCallDriver(fake->lower, held);
	KUNIT_EXPECT_TRUE(test, wait_done(4));
	KUNIT_EXPECT_PTR_EQ(test, (PVOID)fake, done.context[1]);
	KUNIT_EXPECT_PTR_EQ(test, other[0]->pdo, done.device);
	/* And to be switched off takes no turn. */
	fake->hold_device = true;
	request_state(fake, IRP_MN_SET_POWER, PowerDeviceD3);
	atomic_set(&done.count, 0);
	PoRequestPowerIrp(other[0]->pdo, IRP_MN_SET_POWER, on, power_done, NULL, NULL);
	KUNIT_EXPECT_TRUE(test, wait_done(1));
	IoSkipCurrentIrpStackLocation(fake->held);
	IoCallDriver(fake->lower, fake->held);
	KUNIT_EXPECT_TRUE(test, wait_done(2));
	for (i = 0; i < ARRAY_SIZE(other); i++) {
		wdm_root_remove(other[i]);
		wdm_devnode_put(other[i]);
	}
}

static void high_irql_is_no_obstacle(struct kunit *test)
{
	struct po_fake *fake = test->priv;
	NTSTATUS status;
	KIRQL irql;

	memset(&done, 0, sizeof(done));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	status = request_state(fake, IRP_MN_SET_POWER, PowerDeviceD3);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, status);
	KUNIT_ASSERT_TRUE(test, wait_done(1));
	/* DO_POWER_PAGABLE: the driver isn't called there. */
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, (int)fake->log[0].irql);

	/* The driver passes it on from where its last transfer ended. */
	fake->forward_high = true;
	request_state(fake, IRP_MN_SET_POWER, PowerDeviceD0);
	KUNIT_ASSERT_TRUE(test, wait_done(2));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, fake->forwarded);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, done.status[1]);
	KUNIT_EXPECT_EQ(test, PowerDeviceD0, wdm_po_device_state(fake->node->pdo));
}

/* A system that sleeps, or has slept, tells every device, with memory or without. */
static bool sleep_and_wake(struct kunit *test, struct faults *f, void *context)
{
	struct po_fake *fake = context;
	struct device *dev = fake->node->dev;
	bool hit;

	fake->logged = 0;
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.prepare(dev));
	faults_begin(f);
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.suspend(dev));
	faults_end(f);
	hit = f->hit;
	KUNIT_EXPECT_EQ(test, PowerSystemSleeping3, wdm_po_system_state(fake->node->pdo));
	faults_begin(f);
	KUNIT_EXPECT_EQ(test, 0, wdm_po_pm_ops.resume(dev));
	faults_end(f);
	f->hit |= hit;
	KUNIT_EXPECT_EQ(test, PowerSystemWorking, wdm_po_system_state(fake->node->pdo));
	wdm_po_pm_ops.complete(dev);
	KUNIT_EXPECT_EQ(test, 3, fake->logged);
	return true;
}

/* The question alone may fail, and is taken for refused then. */
static bool ask_to_sleep(struct kunit *test, struct faults *f, void *context)
{
	struct po_fake *fake = context;
	struct device *dev = fake->node->dev;
	int ret;

	faults_begin(f);
	ret = wdm_po_pm_ops.prepare(dev);
	faults_end(f);
	if (ret)
		KUNIT_EXPECT_EQ(test, -EBUSY, ret);
	wdm_po_pm_ops.complete(dev);
	return !ret;
}

static void without_memory(struct kunit *test)
{
	faults_run(test, "sleep", sleep_and_wake, test->priv, 0);
	faults_run(test, "a query", ask_to_sleep, test->priv, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sleeps_and_wakes),
	KUNIT_CASE(each_sleep_has_its_state),
	KUNIT_CASE(a_refusal_keeps_the_system_awake),
	KUNIT_CASE(who_agreed_hears_that_it_is_off),
	KUNIT_CASE(a_device_that_fails_doesnt_stop_the_system),
	KUNIT_CASE(only_started_devices_are_told),
	KUNIT_CASE(shutdown_is_not_asked_about),
	KUNIT_CASE(a_request_is_always_pending),
	KUNIT_CASE(other_minor_functions_are_refused),
	KUNIT_CASE(impossible_states_are_refused),
	KUNIT_CASE(one_comes_after_the_other),
	KUNIT_CASE(inrush_comes_one_by_one),
	KUNIT_CASE(high_irql_is_no_obstacle),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_po_stack",
	.init = stack_init,
	.exit = stack_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
