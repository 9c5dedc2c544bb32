// SPDX-License-Identifier: GPL-2.0
/* Po: start and end of the component. */
#include <linux/export.h>
#include <linux/workqueue.h>

#include "po.h"

struct workqueue_struct *wdm_po_wq;
EXPORT_SYMBOL_GPL(wdm_po_wq);

int wdm_po_init(void)
{
	int ret;

	/* Power requests are sent while the system goes to sleep. */
	wdm_po_wq = alloc_workqueue("wdm_po", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!wdm_po_wq)
		return -ENOMEM;
	ret = wdm_awake_init();
	if (ret)
		goto out_wq;
	ret = wdm_setting_init();
	if (ret)
		goto out_awake;
	ret = wdm_power_information_init();
	if (ret)
		goto out_setting;
	return 0;

out_setting:
	wdm_setting_exit();
out_awake:
	wdm_awake_exit();
out_wq:
	destroy_workqueue(wdm_po_wq);
	return ret;
}

void wdm_po_exit(void)
{
	wdm_power_information_exit();
	wdm_setting_exit();
	wdm_idle_exit();
	wdm_awake_exit();
	destroy_workqueue(wdm_po_wq);
}
