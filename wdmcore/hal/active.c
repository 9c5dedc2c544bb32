// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: ISRs that expect no interrupts for a while, as when their device is off.
 *
 * An inactive ISR isn't called. An interrupt that comes for it all the same is nobody's,
 * which on a shared line is what its other handlers expect.
 */
#include <linux/kernel.h>
#include <linux/mm.h>

#include <wdm.h>
#include "compat.h"
#include "hal.h"

static void set(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS p, bool inactive)
{
	PIO_INTERRUPT_MESSAGE_INFO info = p->ConnectionContext.InterruptMessageTable;
	PIO_INTERRUPT_MESSAGE_INFO_ENTRY entry;
	u32 i;

	if (p->Version != CONNECT_MESSAGE_BASED && p->Version != CONNECT_MESSAGE_BASED_PASSIVE) {
		WRITE_ONCE(p->ConnectionContext.InterruptObject->inactive, inactive);
		return;
	}
	entry = info->MessageInfo;
	for (i = 0; i < info->MessageCount; i++)
		WRITE_ONCE(entry[i].InterruptObject->inactive, inactive);
}

/**
 * IoReportInterruptActive - IoReportInterruptActive function
 * @Parameters: Version as IoConnectInterruptEx() left it, and what it returned
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoReportInterruptActive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters)
{
	set(Parameters, false);
}
WDM_EXPORT(IoReportInterruptActive);

/**
 * IoReportInterruptInactive - IoReportInterruptInactive function
 * @Parameters: Version as IoConnectInterruptEx() left it, and what it returned
 *
 * An ISR that is running on another CPU comes to its end by itself.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI IoReportInterruptInactive(PIO_REPORT_INTERRUPT_ACTIVE_STATE_PARAMETERS Parameters)
{
	set(Parameters, true);
}
WDM_EXPORT(IoReportInterruptInactive);
