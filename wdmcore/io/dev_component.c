// SPDX-License-Identifier: GPL-2.0
/* Io: start and end of what stands on objects: drivers, devices, files, nodes. */
#include <linux/kernel.h>
#include <linux/mm.h>

#include "io_dev.h"
#include "ob.h"

int wdm_io_dev_init(void)
{
	int ret;

	ret = wdm_reinit_init();
	if (ret)
		return ret;
	ret = wdm_cdev_init();
	if (ret)
		goto out_reinit;
	ret = wdm_shutdown_init();
	if (ret)
		goto out_cdev;
	ret = wdm_ctl_init();
	if (ret)
		goto out_shutdown;
	ret = wdm_host_init();
	if (ret)
		goto out_ctl;
	wdm_user_access_init();
	wdm_symlinks_init();
	wdm_drivers_init();
	return 0;

out_ctl:
	wdm_ctl_exit();
out_shutdown:
	wdm_shutdown_exit();
out_cdev:
	wdm_cdev_exit();
out_reinit:
	wdm_reinit_exit();
	return ret;
}

/*
 * No driver is loaded any more: what is left of links and handles belongs to nobody.
 * Nodes go before their class, and handles while there is what they lead to.
 */
void wdm_io_dev_exit(void)
{
	wdm_drivers_exit();
	wdm_handle_close_left();
	wdm_host_exit();
	wdm_user_access_exit();
	wdm_ctl_exit();
	wdm_shutdown_exit();
	wdm_symlinks_exit();
	wdm_cdev_exit();
	wdm_reinit_exit();
}
