// SPDX-License-Identifier: GPL-2.0
/* Ex: init and exit of the component. */
#include <linux/init.h>
#include <linux/list.h>

#include <asm/cpufeature.h>

#include "ex.h"
#include "fault.h"

int __init wdm_ex_init(void)
{
	int ret;

	wdm_pushlock_init();
	ret = wdm_pool_init();
	if (ret)
		return ret;
	ret = wdm_worker_init();
	if (ret)
		goto out_pool;
	ret = wdm_extimer_init();
	if (ret)
		goto out_worker;
	wdm_fault_init();
	wdm_user_event_init();
	return 0;

out_worker:
	wdm_worker_exit();
out_pool:
	wdm_pool_exit();
	return ret;
}

void wdm_ex_exit(void)
{
	wdm_extimer_exit();
	wdm_fault_exit();
	wdm_worker_exit();
	wdm_pool_exit();
}
