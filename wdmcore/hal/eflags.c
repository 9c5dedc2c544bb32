// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: the interrupt flag of this processor, for the compiler's intrinsics. Linux keeps
 * books about the flag (lockdep's irq state, paravirtualized kernels' own), which a bare
 * cli in a driver would get wrong.
 */
#include <linux/irqflags.h>

#include <asm/processor-flags.h>

#include <ntddk.h>
#include "compat.h"
#include "hal.h"

/**
 * _disable - interrupts off on this processor
 *
 * Context: any IRQL. Reference: _disable of the compiler's intrinsics.
 */
void _disable(void)
{
	local_irq_disable();
}
WDM_EXPORT(_disable);

/**
 * _enable - interrupts on
 *
 * Context: any IRQL.
 */
void _enable(void)
{
	local_irq_enable();
}
WDM_EXPORT(_enable);

/**
 * __writeeflags - set the processor's flags
 * @value: as from __readeflags()
 *
 * Partial: of the system flags only the interrupt flag is set.
 *
 * Context: any IRQL.
 */
void __writeeflags(ULONG64 value)
{
	if (value & X86_EFLAGS_IF)
		local_irq_enable();
	else
		local_irq_disable();
}
WDM_EXPORT(__writeeflags);
