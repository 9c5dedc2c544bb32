// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: is a driver being verified?
 *
 * There is no list of drivers to be verified: wdmcore tracks the pool of every driver and
 * checks its requests, as Driver Verifier does those of the ones in its list.
 */
#include <linux/kconfig.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "mm.h"

static bool has_image(struct wdm_driver *driver)
{
	return driver->owner;
}

/**
 * MmIsDriverVerifying() - is a driver, or one that it calls, being verified?
 * @DriverObject: the driver
 *
 * Reference page: "MmIsDriverVerifying function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: TRUE for each driver that was loaded, FALSE for wdmcore's own
 */
LOGICAL NTAPI MmIsDriverVerifying(PDRIVER_OBJECT DriverObject)
{
	return has_image(wdm_driver(DriverObject));
}
WDM_EXPORT(MmIsDriverVerifying);

/**
 * MmIsDriverSuspectForVerifier() - is a driver among those to be verified?
 * @DriverObject: the driver
 *
 * Reference page: "MmIsDriverSuspectForVerifier function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: as MmIsDriverVerifying()
 */
LOGICAL NTAPI MmIsDriverSuspectForVerifier(PDRIVER_OBJECT DriverObject)
{
	return has_image(wdm_driver(DriverObject));
}
WDM_EXPORT(MmIsDriverSuspectForVerifier);

/**
 * MmIsDriverVerifyingByAddress() - is the driver at an address being verified?
 * @AddressWithinSection: an address in its code
 *
 * Reference page: "MmIsDriverVerifyingByAddress function (wdm.h)".
 *
 * Context: IRQL <= APC_LEVEL
 * Return: TRUE if it is in a driver that was loaded; FALSE elsewhere
 */
LOGICAL NTAPI MmIsDriverVerifyingByAddress(PVOID AddressWithinSection)
{
	struct wdm_driver *driver;
	bool found = false;

	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all)
		if (has_image(driver) && AddressWithinSection >= driver->obj.DriverStart &&
		    AddressWithinSection < driver->obj.DriverStart + driver->obj.DriverSize)
			found = true;
	mutex_unlock(&wdm_registry_lock);
	return found;
}
WDM_EXPORT(MmIsDriverVerifyingByAddress);

/**
 * MmIsVerifierEnabled() - which checks are made?
 * @VerifierFlags: returns DRIVER_VERIFIER_*
 *
 * Pool and requests are checked at all times, memory around allocations if the kernel has
 * KASAN. The others are not made, or of a kind that no flag stands for.
 * The name is in wdm.h; its page wasn't to be had.
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS
 */
NTSTATUS NTAPI MmIsVerifierEnabled(PULONG VerifierFlags)
{
	*VerifierFlags = DRIVER_VERIFIER_TRACK_POOL_ALLOCATIONS | DRIVER_VERIFIER_IO_CHECKING;
	if (IS_ENABLED(CONFIG_KASAN))
		*VerifierFlags |= DRIVER_VERIFIER_SPECIAL_POOLING;
	return STATUS_SUCCESS;
}
WDM_EXPORT(MmIsVerifierEnabled);
