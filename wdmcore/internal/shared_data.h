/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: the page that drivers read clocks from (ke/shared_data.c). */
#ifndef _WDM_INTERNAL_SHARED_DATA_H
#define _WDM_INTERNAL_SHARED_DATA_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/types.h>

extern bool wdm_shared_data_used;

/* Its clocks are right again. IRQL: any */
void wdm_shared_data_update(void);

/* The same, if anybody looks at them. */
static inline void wdm_shared_data_refresh(void)
{
	if (unlikely(READ_ONCE(wdm_shared_data_used)))
		wdm_shared_data_update();
}

int __init wdm_shared_data_init(void);
void wdm_shared_data_exit(void);

#endif /* _WDM_INTERNAL_SHARED_DATA_H */
