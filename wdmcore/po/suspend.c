// SPDX-License-Identifier: GPL-2.0
/*
 * Po: Linux's system sleep as system power IRPs.
 *
 * As on Windows, all devices are asked (QUERY_POWER) before the first is told
 * (SET_POWER). If one refuses, those who agreed are told that the system stays awake.
 * Devices are told children first, on the way up parents first. The driver turns the
 * system's states into device states.
 *
 *	Linux			prepare		suspend, freeze	resume		complete
 *	IRP_MJ_POWER		QUERY_POWER	SET_POWER	SET_POWER S0	- (SET_POWER S0
 *									if it didn't sleep)
 *
 * Suspend-to-idle and standby are S1, suspend-to-RAM is S3, hibernation S4.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/suspend.h>

#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

static SYSTEM_POWER_STATE target_state(void)
{
	switch (pm_suspend_target_state) {
	case PM_SUSPEND_ON:
		return PowerSystemHibernate;
	case PM_SUSPEND_MEM:
		return PowerSystemSleeping3;
	default:
		return PowerSystemSleeping1;
	}
}

static POWER_ACTION action_for(SYSTEM_POWER_STATE target)
{
	return target == PowerSystemHibernate ? PowerActionHibernate : PowerActionSleep;
}

static NTSTATUS send_system(struct wdm_devnode *node, UCHAR minor, SYSTEM_POWER_STATE current_,
			    SYSTEM_POWER_STATE target, POWER_ACTION action)
{
	IO_STACK_LOCATION request = { .MajorFunction = IRP_MJ_POWER, .MinorFunction = minor };
	NTSTATUS status;

	request.Parameters.Power.Type = SystemPowerState;
	request.Parameters.Power.State.SystemState = target;
	request.Parameters.Power.ShutdownType = action;
	request.Parameters.Power.SystemPowerStateContext.TargetSystemState = target;
	request.Parameters.Power.SystemPowerStateContext.EffectiveSystemState = target;
	request.Parameters.Power.SystemPowerStateContext.CurrentSystemState = current_;
	/* Requests for device states say what they are for. */
	WRITE_ONCE(node->power.action, action);
	/* A question may be taken for refused; who is told has to hear it. */
	if (minor == IRP_MN_QUERY_POWER)
		status = wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, NULL);
	else
		status = wdm_pnp_request_sure(node->pdo, &request);
	WRITE_ONCE(node->power.action, PowerActionNone);
	return status;
}

/* To S0, from wherever it is. */
static void send_working(struct wdm_devnode *node)
{
	SYSTEM_POWER_STATE from = node->power.slept;

	node->power.queried = false;
	node->power.slept = PowerSystemWorking;
	send_system(node, IRP_MN_SET_POWER, from, PowerSystemWorking, PowerActionSleep);
}

/* The devnode, with its lock, if its drivers take part; else NULL. */
static struct wdm_devnode *lock_started(struct device *dev)
{
	struct wdm_devnode *node = wdm_devnode_of_dev(dev);

	if (!node)
		return NULL;
	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED)
		return node;
	wdm_devnode_unlock(node);
	return NULL;
}

static int prepare(struct device *dev)
{
	SYSTEM_POWER_STATE target = target_state();
	struct wdm_devnode *node = lock_started(dev);
	NTSTATUS status;
	int ret = 0;

	if (!node)
		return 0;
	status = send_system(node, IRP_MN_QUERY_POWER, PowerSystemWorking, target,
			     action_for(target));
	node->power.queried = true;
	if (!NT_SUCCESS(status) && status != STATUS_NOT_SUPPORTED) {
		/* Drivers below the one that refuses may have agreed. */
		send_working(node);
		dev_err(dev, "wdm: the driver refuses to sleep (status 0x%08x)\n", status);
		ret = -EBUSY;
	}
	wdm_devnode_unlock(node);
	return ret;
}

/* A SET_POWER can't be refused. */
static int suspend_to(struct device *dev, SYSTEM_POWER_STATE target)
{
	struct wdm_devnode *node = lock_started(dev);

	if (!node)
		return 0;
	node->power.queried = false;
	node->power.slept = target;
	send_system(node, IRP_MN_SET_POWER, PowerSystemWorking, target, action_for(target));
	wdm_po_settle(node);
	wdm_devnode_unlock(node);
	return 0;
}

static int suspend(struct device *dev)
{
	return suspend_to(dev, target_state());
}

static int freeze(struct device *dev)
{
	return suspend_to(dev, PowerSystemHibernate);
}

static int resume_noirq(struct device *dev)
{
	struct wdm_devnode *node = wdm_devnode_of_dev(dev);

	if (node)
		wdm_wake_note(node);
	return 0;
}

static int resume(struct device *dev)
{
	struct wdm_devnode *node = lock_started(dev);

	if (!node)
		return 0;
	if (node->power.slept != PowerSystemWorking)
		send_working(node);
	wdm_po_settle(node);
	wdm_wake_deliver(node);
	wdm_devnode_unlock(node);
	return 0;
}

/* The last word; a device that was asked and didn't sleep hears that it won't. */
static void complete_sleep(struct device *dev)
{
	struct wdm_devnode *node = lock_started(dev);

	if (!node)
		return;
	if (node->power.queried)
		send_working(node);
	wdm_devnode_unlock(node);
}

/*
 * wdm_po_shutdown - the system is switched off or starts again
 *
 * Nobody can refuse it, so there is no query.
 */
void wdm_po_shutdown(struct wdm_devnode *node)
{
	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED)
		send_system(node, IRP_MN_SET_POWER, PowerSystemWorking, PowerSystemShutdown,
			    system_state == SYSTEM_RESTART ? PowerActionShutdownReset :
							     PowerActionShutdownOff);
	wdm_devnode_unlock(node);
}
EXPORT_SYMBOL_GPL(wdm_po_shutdown);

const struct dev_pm_ops wdm_po_pm_ops = {
	.prepare = prepare,
	.suspend = suspend,
	.resume_noirq = resume_noirq,
	.resume = resume,
	.freeze = freeze,
	.thaw = resume,
	.poweroff = freeze,
	.restore = resume,
	.complete = complete_sleep,
	.runtime_suspend = wdm_runtime_suspend,
	.runtime_resume = wdm_runtime_resume,
};
EXPORT_SYMBOL_GPL(wdm_po_pm_ops);
