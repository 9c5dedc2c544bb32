// SPDX-License-Identifier: GPL-2.0
/* Mm: probing of user addresses. The exceptions are raised in the caller's __try. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include "compat.h"
#include "ex.h"
#include "io_dev.h"
#include "mm.h"

static void check(const volatile void *address, size_t length, u32 alignment)
{
	unsigned long start = (unsigned long)address;

	if (start & (alignment - 1))
		ExRaiseDatatypeMisalignment();
	if (start + length < start || start + length > TASK_SIZE_MAX)
		ExRaiseAccessViolation();
}

/**
 * ProbeForRead - ProbeForRead function
 * @Address: start of a user's buffer
 * @Length: its length in bytes; for 0, nothing is checked
 * @Alignment: 1, 2, 4, 8 or 16
 *
 * Raises STATUS_DATATYPE_MISALIGNMENT, or STATUS_ACCESS_VIOLATION if the buffer isn't
 * in the user's part of the address space or can't be read.
 *
 * Differs from Windows: each page is read once.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
	if (Length) {
		check(Address, Length, Alignment);
		if (current->mm && fault_in_readable((const char __user *)Address, Length))
			ExRaiseAccessViolation();
		wdm_user_access_renew();
	}
}
WDM_EXPORT(ProbeForRead);

/**
 * ProbeForWrite - ProbeForWrite function
 * @Address: start of a user's buffer
 * @Length: its length in bytes; for 0, nothing is checked
 * @Alignment: 1, 2, 4, 8 or 16
 *
 * As ProbeForRead(), and raises STATUS_ACCESS_VIOLATION unless every page is there
 * and can be written.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
	if (!Length)
		return;
	check(Address, Length, Alignment);
	if (!current->mm || fault_in_safe_writeable((const char __user *)Address, Length))
		ExRaiseAccessViolation();
	wdm_user_access_renew();
}
WDM_EXPORT(ProbeForWrite);
