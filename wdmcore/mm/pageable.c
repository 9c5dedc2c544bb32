// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: pageable parts of drivers. Linux pages out no module, so every section is
 * locked at all times, and locking it needs nothing but a handle.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "compat.h"
#include "mm.h"

/**
 * MmLockPagableDataSection - MmLockPagableDataSection function
 * @AddressWithinSection: in the section
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: a handle for MmUnlockPagableImageSection().
 */
PVOID NTAPI MmLockPagableDataSection(PVOID AddressWithinSection)
{
	return AddressWithinSection;
}
WDM_EXPORT(MmLockPagableDataSection);

/**
 * MmLockPagableSectionByHandle - MmLockPagableSectionByHandle function
 * @ImageSectionHandle: from MmLockPagableDataSection()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmLockPagableSectionByHandle(PVOID ImageSectionHandle)
{
}
WDM_EXPORT(MmLockPagableSectionByHandle);

/**
 * MmUnlockPagableImageSection - MmUnlockPagableImageSection function
 * @ImageSectionHandle: from MmLockPagableDataSection()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmUnlockPagableImageSection(PVOID ImageSectionHandle)
{
}
WDM_EXPORT(MmUnlockPagableImageSection);

/* Where the image of the driver begins that an address lies in; set by io. */
void *(*wdm_image_start)(const void *address);

/**
 * MmPageEntireDriver - MmPageEntireDriver function
 * @AddressWithinSection: in the driver
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the beginning of the driver's image, its DriverStart; NULL for what lies in no
 * driver. Nothing is paged out.
 */
PVOID NTAPI MmPageEntireDriver(PVOID AddressWithinSection)
{
	return wdm_image_start ? wdm_image_start(AddressWithinSection) : NULL;
}
WDM_EXPORT(MmPageEntireDriver);

/**
 * MmResetDriverPaging - MmResetDriverPaging function
 * @AddressWithinSection: in the driver
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmResetDriverPaging(PVOID AddressWithinSection)
{
}
WDM_EXPORT(MmResetDriverPaging);
