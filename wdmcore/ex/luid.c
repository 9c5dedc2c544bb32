// SPDX-License-Identifier: GPL-2.0
/* Ex: numbers that are never given twice. */
#include <linux/atomic.h>
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"

/* Below are those that Windows gives well-known meanings. */
static atomic64_t last_luid = ATOMIC64_INIT(1000);

/**
 * ZwAllocateLocallyUniqueId() - a number that nobody else gets until the next boot
 * @Luid: returns it
 *
 * Reference page: "ZwAllocateLocallyUniqueId function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS
 */
NTSTATUS NTAPI ZwAllocateLocallyUniqueId(PLUID Luid)
{
	u64 value = atomic64_inc_return(&last_luid);

	Luid->LowPart = (u32)value;
	Luid->HighPart = value >> 32;
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwAllocateLocallyUniqueId);
