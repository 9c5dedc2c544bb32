/* SPDX-License-Identifier: GPL-2.0 */
/* Ke: what a KDPC's opaque fields hold. */
#ifndef _WDM_INTERNAL_DPC_H
#define _WDM_INTERNAL_DPC_H

/* KDPC.Type */
#define WDM_TYPE_DPC		19
#define WDM_TYPE_THREADED_DPC	24

/* KDPC.Number is this plus the processor, or 0: where the DPC is queued. */
#define WDM_DPC_TARGET_BASE	0x800

#endif
