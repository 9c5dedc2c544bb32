// SPDX-License-Identifier: GPL-2.0
/* Po: start and end of the component. */
#include <linux/workqueue.h>

#include "po.h"

struct workqueue_struct *wdm_po_wq;

int wdm_po_init(void)
{
	/* Power requests are sent while the system goes to sleep. */
	wdm_po_wq = alloc_workqueue("wdm_po", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	return wdm_po_wq ? 0 : -ENOMEM;
}

void wdm_po_exit(void)
{
	destroy_workqueue(wdm_po_wq);
}
