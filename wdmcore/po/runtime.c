// SPDX-License-Identifier: GPL-2.0
/*
 * Po: Linux's runtime PM of a PCI device.
 *
 * The driver decides when its device goes to D1 ... D3, and the PDO does it. Linux hears
 * of it, so that it can suspend the bridges above, and come back when the device says
 * that it woke. The reference that is dropped is the one that the PCI core took for the
 * driver; it is taken again for D0, and before the device is given back.
 */
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "po.h"

/* Before D0, when the bridges have to be there. PASSIVE_LEVEL, without hardware_lock */
void wdm_runtime_take(struct wdm_devnode *node)
{
	bool released;

	mutex_lock(&node->power.hardware_lock);
	released = node->power.released;
	node->power.released = false;
	mutex_unlock(&node->power.hardware_lock);
	/* It resumes in this thread, or fails since Linux is suspending: no matter. */
	if (released)
		pm_runtime_get_sync(node->dev);
}

/* Behind D1 ... D3; hardware_lock is held, so it must not suspend in this thread. */
void wdm_runtime_release(struct wdm_devnode *node)
{
	lockdep_assert_held(&node->power.hardware_lock);
	if (node->power.released)
		return;
	node->power.released = true;
	pm_runtime_put(node->dev);
}

/*
 * The PDO has saved the device's state and sent it to sleep. If Linux brought it back
 * meanwhile (power/control), it is Linux that does it again.
 */
int wdm_runtime_suspend(struct device *dev)
{
	struct wdm_devnode *node = wdm_devnode_of_dev(dev);

	if (!node || !node->pdev)
		return 0;
	if (!READ_ONCE(node->power.released))
		return -EBUSY;
	if (node->pdev->current_state != PCI_D0)
		node->pdev->state_saved = true;
	return 0;
}

int wdm_runtime_resume(struct device *dev)
{
	struct wdm_devnode *node = wdm_devnode_of_dev(dev);

	if (node)
		wdm_wake_deliver(node);
	return 0;
}
