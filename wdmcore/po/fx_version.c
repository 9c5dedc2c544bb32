// SPDX-License-Identifier: GPL-2.0
/*
 * Po: descriptions of versions 2 and 3 for PoFxRegisterDevice(). What they say beyond
 * version 1 (components that depend on others, directed power transitions) needs
 * nothing here or isn't there, so the rest of the framework sees version 1 only.
 */
#include <linux/overflow.h>
#include <linux/slab.h>

#include <ntddk.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "fx.h"

static bool has_callbacks(const PO_FX_DEVICE_V1 *device)
{
	return device->ComponentActiveConditionCallback &&
	       device->ComponentIdleConditionCallback && device->ComponentIdleStateCallback;
}

static bool is_valid(const PO_FX_DEVICE_V1 *device)
{
	const PO_FX_COMPONENT_V1 *c = device->Components;
	u32 i;

	if (!device->ComponentCount)
		return false;
	for (i = 0; i < device->ComponentCount; i++, c++) {
		if (!c->IdleStateCount || !c->IdleStates ||
		    c->DeepestWakeableIdleState >= c->IdleStateCount ||
		    (c->IdleStateCount > 1 && !has_callbacks(device)))
			return false;
	}
	return true;
}

/* FALSE: what the component needs isn't there. */
static bool copy_component(PO_FX_COMPONENT_V1 *to, const PO_FX_COMPONENT_V2 *from)
{
	to->Id = from->Id;
	to->IdleStateCount = from->IdleStateCount;
	to->DeepestWakeableIdleState = from->DeepestWakeableIdleState;
	to->IdleStates = from->IdleStates;
	return !from->Flags && !from->ProviderCount;
}

NTSTATUS wdm_fx_describe(const void *device, PO_FX_DEVICE_V1 **described)
{
	const PO_FX_DEVICE_V1 *v1 = device;
	const PO_FX_DEVICE_V2 *v2 = device;
	const PO_FX_DEVICE_V3 *v3 = device;
	const PO_FX_COMPONENT_V2 *components = NULL;
	NTSTATUS status = STATUS_SUCCESS;
	PO_FX_DEVICE_V1 *to;
	void *context = NULL;
	u32 i, count;

	/* Both begin with the same members, up to the callbacks for components and power. */
	static_assert(offsetof(PO_FX_DEVICE_V2, DeviceContext) ==
		      offsetof(PO_FX_DEVICE_V3, DirectedPowerUpCallback));

	switch (v1->Version) {
	case PO_FX_VERSION_V1:
		count = v1->ComponentCount;
		break;
	case PO_FX_VERSION_V2:
		if (v2->Flags)
			return STATUS_INVALID_PARAMETER;
		context = v2->DeviceContext;
		count = v2->ComponentCount;
		components = v2->Components;
		break;
	case PO_FX_VERSION_V3:
		/* One is no use without the other. */
		if (!v3->DirectedPowerUpCallback != !v3->DirectedPowerDownCallback)
			return STATUS_INVALID_PARAMETER;
		context = v3->DeviceContext;
		count = v3->ComponentCount;
		components = v3->Components;
		break;
	default:
		return STATUS_INVALID_PARAMETER;
	}
	if (v1->Version != PO_FX_VERSION_V1 && !components)
		return STATUS_INVALID_PARAMETER;
	to = kzalloc(struct_size(to, Components, count), GFP_KERNEL);
	if (!to)
		return STATUS_INSUFFICIENT_RESOURCES;
	*described = to;
	if (v1->Version == PO_FX_VERSION_V1) {
		memcpy(to, v1, struct_size(v1, Components, count));
		goto out;
	}
	to->DeviceContext = context;
	to->ComponentCount = count;
	to->Version = PO_FX_VERSION_V1;
	to->ComponentActiveConditionCallback = v2->ComponentActiveConditionCallback;
	to->ComponentIdleConditionCallback = v2->ComponentIdleConditionCallback;
	to->ComponentIdleStateCallback = v2->ComponentIdleStateCallback;
	to->DevicePowerRequiredCallback = v2->DevicePowerRequiredCallback;
	to->DevicePowerNotRequiredCallback = v2->DevicePowerNotRequiredCallback;
	to->PowerControlCallback = v2->PowerControlCallback;
	for (i = 0; i < to->ComponentCount; i++)
		if (!copy_component(&to->Components[i], &components[i]))
			status = STATUS_NOT_SUPPORTED;
out:
	if (NT_SUCCESS(status) && !is_valid(*described))
		status = STATUS_INVALID_PARAMETER;
	if (!NT_SUCCESS(status))
		kfree(*described);
	return status;
}

/**
 * PoFxCompleteDirectedPowerDown - PoFxCompleteDirectedPowerDown function
 * @Handle: from PoFxRegisterDevice()
 *
 * Partial: directed power transitions, which are for Modern Standby, don't happen: the
 * callbacks for them are never called, and so this is the driver's mistake, which is
 * reported. Linux's suspend-to-idle sends power IRPs to the devices instead.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxCompleteDirectedPowerDown(POHANDLE Handle)
{
	wdm_bug_report(INTERNAL_POWER_ERROR, 0, (uintptr_t)Handle, 0, 0,
		       WDM_CALLER(),
		       "PoFxCompleteDirectedPowerDown without a directed power transition");
}
WDM_EXPORT(PoFxCompleteDirectedPowerDown);
