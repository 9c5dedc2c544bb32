// SPDX-License-Identifier: GPL-2.0
/* Mm: init and exit. */
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "mm.h"

int __init wdm_mm_init(void)
{
	int ret = wdm_window_init();

	if (ret)
		return ret;
	ret = wdm_physical_init();
	if (ret)
		wdm_window_exit();
	return ret;
}

void wdm_mm_exit(void)
{
	wdm_physical_exit();
	wdm_protect_flush();
	wdm_unpin_flush();
	wdm_mapping_flush();
	wdm_iospace_exit();
	wdm_reserved_exit();
	wdm_window_exit();
}
