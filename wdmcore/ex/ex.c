// SPDX-License-Identifier: GPL-2.0
/* Ex: init and exit of the component. */
#include <linux/init.h>

#include "ex.h"

int __init wdm_ex_init(void)
{
	int ret;

	ret = wdm_pool_init();
	if (ret)
		return ret;
	ret = wdm_worker_init();
	if (ret)
		goto out_pool;
	wdm_user_event_init();
	return 0;

out_pool:
	wdm_pool_exit();
	return ret;
}

void wdm_ex_exit(void)
{
	wdm_worker_exit();
	wdm_pool_exit();
}
