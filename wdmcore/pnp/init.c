// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: start and end of the component; the bus driver's driver object.
 */
#include <linux/init.h>
#include <linux/workqueue.h>

#include "io.h"
#include "io_dev.h"
#include "pnp.h"

struct workqueue_struct *wdm_pnp_wq;
struct wdm_driver *wdm_pci_bus_driver;

int wdm_pnp_init(void)
{
	NTSTATUS status;
	int ret;

	wdm_pnp_wq = alloc_workqueue("wdm_pnp", WQ_UNBOUND, 0);
	if (!wdm_pnp_wq)
		return -ENOMEM;
	ret = wdm_notify_init();
	if (ret)
		goto out_wq;
	status = wdm_driver_create("PCI", NULL, &wdm_pci_bus_driver);
	if (!NT_SUCCESS(status)) {
		ret = -ENOMEM;
		goto out_notify;
	}
	wdm_pdo_set_dispatch(&wdm_pci_bus_driver->obj);
	return 0;

out_notify:
	wdm_notify_exit();
out_wq:
	destroy_workqueue(wdm_pnp_wq);
	return ret;
}

void wdm_pnp_exit(void)
{
	wdm_driver_destroy(wdm_pci_bus_driver);
	wdm_notify_exit();
	destroy_workqueue(wdm_pnp_wq);
}
