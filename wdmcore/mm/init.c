// SPDX-License-Identifier: GPL-2.0
/* Mm: init and exit. */
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "mm.h"

int __init wdm_mm_init(void)
{
	return wdm_window_init();
}

void wdm_mm_exit(void)
{
	wdm_unpin_flush();
	wdm_mapping_flush();
	wdm_reserved_exit();
	wdm_window_exit();
}
