// SPDX-License-Identifier: GPL-2.0
/* Ke: init, exit, and what is left of a driver that goes. */
#include <linux/module.h>

#include <wdm.h>
#include "ke.h"
#include "lockclass.h"

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
	return 0;

out_dpc:
	wdm_dpc_exit();
out_lockclass:
	wdm_lockclass_table_exit();
	return ret;
}

void wdm_ke_exit(void)
{
	wdm_timer_exit();
	wdm_dpc_exit();
	wdm_lockclass_table_exit();
}

/* Timers first: they queue DPCs. */
void wdm_ke_driver_gone(const void *start, size_t size)
{
	wdm_timer_driver_gone(start, size);
	wdm_dpc_driver_gone(start, size);
	wdm_lockclass_driver_gone(start, size);
}
