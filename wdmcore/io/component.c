// SPDX-License-Identifier: GPL-2.0
/* Io: start and end of the IRP core. */
#include <linux/init.h>

#include "io.h"

/**
 * wdm_io_init - make what the IRP core needs
 *
 * Return: 0 or -errno.
 */
int __init wdm_io_init(void)
{
	return wdm_irp_init();
}

/**
 * wdm_io_exit - undo wdm_io_init()
 *
 * No driver is loaded any more, so no IRP and no work item is left.
 */
void wdm_io_exit(void)
{
	wdm_work_item_flush();
	wdm_irp_exit();
}
