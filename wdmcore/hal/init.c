// SPDX-License-Identifier: GPL-2.0
/* Hal: start and end of the component; what is undone when a device goes. */
#include "hal.h"
#include "pnp.h"

int __init wdm_hal_init(void)
{
	wdm_dma_init();
	return 0;
}

void wdm_hal_exit(void)
{
}

/** wdm_hal_release - undo on Linux's side what the driver left (internal/hal.h) */
void wdm_hal_release(struct wdm_devnode *node)
{
	wdm_interrupts_release(node);
	wdm_adapters_release(node);
	wdm_iommu_release(node);
}
