/* SPDX-License-Identifier: GPL-2.0 */
/* ntddk.h: wdm.h and what non-WDM kernel-mode drivers use beside it. */
#ifndef _NTDDK_
#define _NTDDK_

#include <wdm.h>
#include <wdm/legacy.h>
#include <wdm/ps_notify.h>
#include <wdm/ntddk_io.h>
#include <wdm/shared_data.h>

#endif
