/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wdm.h: what a WDM driver is written against. A list of fragments, one per
 * executive component; no Linux header is reachable from here.
 */
#ifndef _WDMDDK_
#define _WDMDDK_

#include <sdkddkver.h>
#include <ntdef.h>
#include <ntstatus.h>
#include <guiddef.h>
#include <excpt.h>
#include <intrin.h>
#include <string.h>
#include <wdm/base.h>
#include <wdm/ke.h>
#include <wdm/ke_thread.h>
#include <wdm/ex.h>
#include <wdm/atomic_access.h>
#include <wdm/mm.h>
#include <wdm/ob.h>
#include <wdm/ps.h>
#include <wdm/se.h>
#include <wdm/ex_locks.h>
#include <wdm/ex_timer.h>
#include <wdm/ex_object.h>
#include <wdm/io.h>
#include <wdm/io_session.h>
#include <wdm/pnp.h>
#include <wdm/po.h>
#include <wdm/po_fx.h>
#include <wdm/po_information.h>
#include <wdm/hal.h>
#include <wdm/iommu.h>
#include <wdm/pci.h>
#include <wdm/cm.h>
#include <wdm/section.h>
#include <wdm/zw.h>
#include <wdm/zw_file.h>
#include <wdm/wmi.h>
#include <wdm/etw.h>
#include <wdm/rtl.h>
#include <wdm/dbg.h>

#endif
