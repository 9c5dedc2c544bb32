// SPDX-License-Identifier: GPL-2.0
/* Ex: the exports of fault_kasan.S. */
#include <linux/types.h>

#include "compat.h"

#ifdef CONFIG_KASAN_GENERIC
#define WDM_KASAN_CHECK(access)						\
	void wdm_asan_##access##_noabort(const void *address);		\
	WDM_EXPORT(wdm_asan_##access##_noabort)

WDM_KASAN_CHECK(load1);
WDM_KASAN_CHECK(load2);
WDM_KASAN_CHECK(load4);
WDM_KASAN_CHECK(load8);
WDM_KASAN_CHECK(load16);
WDM_KASAN_CHECK(store1);
WDM_KASAN_CHECK(store2);
WDM_KASAN_CHECK(store4);
WDM_KASAN_CHECK(store8);
WDM_KASAN_CHECK(store16);
void wdm_asan_loadN_noabort(const void *address, size_t size);
WDM_EXPORT(wdm_asan_loadN_noabort);
void wdm_asan_storeN_noabort(const void *address, size_t size);
WDM_EXPORT(wdm_asan_storeN_noabort);
#endif
