// SPDX-License-Identifier: GPL-2.0
/* Ke: init, exit, and what is left of a driver that goes. */
#include <linux/module.h>

#include <wdm.h>
#include "ke.h"
#include "lockclass.h"
#include "shared_data.h"

int __init wdm_ke_init(void)
{
	int ret;

	ret = wdm_lockclass_table_init();
	if (ret)
		return ret;
	ret = wdm_dpc_init();
	if (ret)
		goto out_lockclass;
	ret = wdm_timer_init();
	if (ret)
		goto out_dpc;
	ret = wdm_processor_init();
	if (ret)
		goto out_timer;
	ret = wdm_bug_check_init();
	if (ret)
		goto out_processor;
	ret = wdm_shared_data_init();
	if (ret)
		goto out_bug_check;
	return 0;

out_bug_check:
	wdm_bug_check_exit();
out_processor:
	wdm_processor_exit();
out_timer:
	wdm_timer_exit();
out_dpc:
	wdm_dpc_exit();
out_lockclass:
	wdm_lockclass_table_exit();
	return ret;
}

void wdm_ke_exit(void)
{
	wdm_shared_data_exit();
	wdm_bug_check_exit();
	wdm_processor_exit();
	wdm_timer_exit();
	wdm_dpc_exit();
	wdm_lockclass_table_exit();
}

/* Timers first: they queue DPCs. */
void wdm_ke_driver_gone(const void *start, size_t size)
{
	wdm_bug_check_driver_gone(start, size);
	wdm_processor_driver_gone(start, size);
	wdm_timer_driver_gone(start, size);
	wdm_dpc_driver_gone(start, size);
	wdm_lockclass_driver_gone(start, size);
}
