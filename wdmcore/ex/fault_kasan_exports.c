// SPDX-License-Identifier: GPL-2.0
/* Ex: the exports of fault_kasan.S. */
#include <linux/types.h>

#include "compat.h"
#include "fault.h"

#ifdef CONFIG_KASAN_GENERIC
WDM_EXPORT(wdm_asan_load1_noabort);
WDM_EXPORT(wdm_asan_load2_noabort);
WDM_EXPORT(wdm_asan_load4_noabort);
WDM_EXPORT(wdm_asan_load8_noabort);
WDM_EXPORT(wdm_asan_load16_noabort);
WDM_EXPORT(wdm_asan_loadN_noabort);
WDM_EXPORT(wdm_asan_store1_noabort);
WDM_EXPORT(wdm_asan_store2_noabort);
WDM_EXPORT(wdm_asan_store4_noabort);
WDM_EXPORT(wdm_asan_store8_noabort);
WDM_EXPORT(wdm_asan_store16_noabort);
WDM_EXPORT(wdm_asan_storeN_noabort);
#endif
