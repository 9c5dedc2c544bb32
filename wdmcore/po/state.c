// SPDX-License-Identifier: GPL-2.0
/*
 * Po: the power state of each device object, as its driver reports it.
 *
 * It is in DEVOBJ_EXTENSION.PowerFlags: the system state in bits 0 to 3, the device
 * state in bits 4 to 7. A device object starts out with PowerSystemWorking and
 * PowerDeviceUnspecified, which are 1 and 0.
 */
#include <linux/atomic.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "po.h"

#define SYSTEM_MASK	0x0fU
#define DEVICE_SHIFT	4
#define DEVICE_MASK	0xf0U

/** wdm_po_system_state - as PoSetPowerState set it last */
SYSTEM_POWER_STATE wdm_po_system_state(PDEVICE_OBJECT device)
{
	u32 state = READ_ONCE(device->DeviceObjectExtension->PowerFlags) & SYSTEM_MASK;

	return state ? state : PowerSystemWorking;
}
WDM_EXPORT(wdm_po_system_state);

/** wdm_po_device_state - as PoSetPowerState set it last */
DEVICE_POWER_STATE wdm_po_device_state(PDEVICE_OBJECT device)
{
	return (READ_ONCE(device->DeviceObjectExtension->PowerFlags) & DEVICE_MASK) >>
	       DEVICE_SHIFT;
}
WDM_EXPORT(wdm_po_device_state);

/**
 * PoSetPowerState - PoSetPowerState routine: a device's power state has changed
 * @DeviceObject: the device object of the caller
 * @Type: DevicePowerState; SystemPowerState is accepted
 * @State: the new state
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the previous state.
 */
POWER_STATE NTAPI PoSetPowerState(PDEVICE_OBJECT DeviceObject, POWER_STATE_TYPE Type,
				  POWER_STATE State)
{
	ULONG *flags = &DeviceObject->DeviceObjectExtension->PowerFlags;
	POWER_STATE previous;
	u32 old, new;

	old = READ_ONCE(*flags);
	do {
		if (Type == DevicePowerState)
			new = (old & ~DEVICE_MASK) |
			      ((u32)State.DeviceState << DEVICE_SHIFT & DEVICE_MASK);
		else
			new = (old & ~SYSTEM_MASK) | ((u32)State.SystemState & SYSTEM_MASK);
	} while (!try_cmpxchg(flags, &old, new));

	if (Type == DevicePowerState)
		previous.DeviceState = (old & DEVICE_MASK) >> DEVICE_SHIFT;
	else
		previous.SystemState = old & SYSTEM_MASK ?: PowerSystemWorking;
	return previous;
}
WDM_EXPORT(PoSetPowerState);
