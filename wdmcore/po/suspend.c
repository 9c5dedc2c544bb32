// SPDX-License-Identifier: GPL-2.0
/*
 * Po: Linux's system sleep as system power IRPs.
 *
 * Linux suspends each device by itself, children first, with processes frozen. So
 * for each stack: QUERY_POWER and SET_POWER to the sleeping state, and SET_POWER to
 * the working state afterwards. The driver turns them into device states.
 */
#include <linux/kernel.h>
#include <linux/pci.h>

#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

static NTSTATUS send_system(struct wdm_devnode *node, UCHAR minor, SYSTEM_POWER_STATE target,
			    POWER_ACTION action)
{
	IO_STACK_LOCATION request = { .MajorFunction = IRP_MJ_POWER, .MinorFunction = minor };

	request.Parameters.Power.Type = SystemPowerState;
	request.Parameters.Power.State.SystemState = target;
	request.Parameters.Power.ShutdownType = action;
	request.Parameters.Power.SystemPowerStateContext.TargetSystemState = target;
	request.Parameters.Power.SystemPowerStateContext.EffectiveSystemState = target;
	request.Parameters.Power.SystemPowerStateContext.CurrentSystemState = PowerSystemWorking;
	return wdm_pnp_request(node->pdo, &request, STATUS_NOT_SUPPORTED, NULL);
}

static int suspend_to(struct device *dev, SYSTEM_POWER_STATE target, POWER_ACTION action)
{
	struct wdm_devnode *node = dev_get_drvdata(dev);
	NTSTATUS status;
	int ret = 0;

	wdm_devnode_lock(node);
	if (node->state != WDM_DEVNODE_STARTED)
		goto out;
	status = send_system(node, IRP_MN_QUERY_POWER, target, action);
	if (!NT_SUCCESS(status) && status != STATUS_NOT_SUPPORTED) {
		/* Who agreed already learns that it won't happen. */
		send_system(node, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionNone);
		dev_err(dev, "wdm: the driver refuses to sleep (status 0x%08x)\n", status);
		ret = -EBUSY;
		goto out;
	}
	/* SET_POWER can't be refused. */
	send_system(node, IRP_MN_SET_POWER, target, action);
out:
	wdm_devnode_unlock(node);
	return ret;
}

static int resume(struct device *dev)
{
	struct wdm_devnode *node = dev_get_drvdata(dev);

	wdm_devnode_lock(node);
	if (node->state == WDM_DEVNODE_STARTED)
		send_system(node, IRP_MN_SET_POWER, PowerSystemWorking, PowerActionNone);
	wdm_devnode_unlock(node);
	return 0;
}

static int suspend(struct device *dev)
{
	return suspend_to(dev, PowerSystemSleeping3, PowerActionSleep);
}

static int freeze(struct device *dev)
{
	return suspend_to(dev, PowerSystemHibernate, PowerActionHibernate);
}

/*
 * wdm_po_shutdown - the system is switched off or starts again
 *
 * Nobody can refuse it, so there is no query.
 */
void wdm_po_shutdown(struct pci_dev *pdev)
{
	struct wdm_devnode *node = pci_get_drvdata(pdev);

	if (!node)
		return;
	mutex_lock(&node->lock);
	if (node->state == WDM_DEVNODE_STARTED)
		send_system(node, IRP_MN_SET_POWER, PowerSystemShutdown,
			    system_state == SYSTEM_RESTART ? PowerActionShutdownReset :
							     PowerActionShutdownOff);
	mutex_unlock(&node->lock);
}

const struct dev_pm_ops wdm_po_pm_ops = {
	.suspend = suspend,
	.resume = resume,
	.freeze = freeze,
	.thaw = resume,
	.poweroff = freeze,
	.restore = resume,
};
