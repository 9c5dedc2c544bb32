// SPDX-License-Identifier: GPL-2.0
/* Ke: caches and write buffers. */
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include <asm/barrier.h>
#include <asm/cacheflush.h>
#include <asm/smp.h>

#include <wdm.h>

#include "compat.h"
#include "dbg.h"
#include "ke.h"

/**
 * KeInvalidateAllCaches - write back and invalidate the caches of all processors
 *
 * Context: IRQL <= DISPATCH_LEVEL, not in a DPC.
 * Return: TRUE; FALSE where the other processors can't be asked for it.
 */
BOOLEAN NTAPI KeInvalidateAllCaches(VOID)
{
	if (!in_task() || irqs_disabled())
		return FALSE;
	wbinvd_on_all_cpus();
	return TRUE;
}
WDM_EXPORT(KeInvalidateAllCaches);

/**
 * KeInvalidateRangeAllCaches - write back and invalidate the cache lines of a range
 * @BaseAddress: address in the kernel, mapped
 * @Length: bytes
 *
 * In the caches of all processors.
 *
 * Context: any IRQL at which the memory may be touched.
 */
VOID NTAPI KeInvalidateRangeAllCaches(PVOID BaseAddress, ULONG Length)
{
	clflush_cache_range(BaseAddress, Length);
}
WDM_EXPORT(KeInvalidateRangeAllCaches);

/**
 * KeFlushWriteBuffer - wait until what was written before has left the processor
 *
 * Context: any IRQL.
 */
VOID NTAPI KeFlushWriteBuffer(VOID)
{
	/* The promise itself: whatever it is that the caller has written. */
	mb();
}
WDM_EXPORT(KeFlushWriteBuffer);
