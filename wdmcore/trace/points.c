// SPDX-License-Identifier: GPL-2.0
/* Trace: the tracepoints themselves. */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/trace_events.h>

#define CREATE_TRACE_POINTS
#include "wdm_events.h"

EXPORT_TRACEPOINT_SYMBOL_GPL(wdm_etw);
EXPORT_TRACEPOINT_SYMBOL_GPL(wdm_wpp);
EXPORT_TRACEPOINT_SYMBOL_GPL(wdm_wmi_event);
EXPORT_TRACEPOINT_SYMBOL_GPL(wdm_wmi_message);
