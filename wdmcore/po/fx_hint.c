// SPDX-License-Identifier: GPL-2.0
/*
 * Po: what a driver lets the power management framework know of its components, and how
 * an idle component's state is chosen by it.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>

#include "call.h"
#include "compat.h"
#include "fx.h"
#include "io.h"
#include "po.h"

/*
 * The deepest state that it can wake from, if it is armed; that it comes back from in
 * time; and that it stays in for long enough. A time that the driver doesn't know suits
 * only who has said nothing.
 */
u32 wdm_fx_idle_state(const struct fx_component *c)
{
	u32 state = c->armed ? c->deepest_wakeable : c->count - 1;

	for (; state; state--)
		if (c->states[state].TransitionLatency <= c->latency &&
		    c->states[state].ResidencyRequirement <= c->residency)
			break;
	return state;
}

/**
 * PoFxSetComponentLatency - PoFxSetComponentLatency function
 * @Handle: from PoFxRegisterDevice()
 * @Component: index of the component
 * @Latency: in units of 100 ns: how long it may take the component from idle to active
 *
 * It counts until the next call. A component that is idle may change its state at once.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxSetComponentLatency(POHANDLE Handle, ULONG Component, ULONGLONG Latency)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	fx->component[Component].latency = Latency;
	wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxSetComponentLatency);

/**
 * PoFxSetComponentResidency - PoFxSetComponentResidency function
 * @Handle: from PoFxRegisterDevice()
 * @Component: index of the component
 * @Residency: in units of 100 ns: how long the component is likely to be idle
 *
 * It counts until the next call. A component that is idle may change its state at once.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxSetComponentResidency(POHANDLE Handle, ULONG Component, ULONGLONG Residency)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	fx->component[Component].residency = Residency;
	wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxSetComponentResidency);

/**
 * PoFxSetComponentWake - PoFxSetComponentWake function
 * @Handle: from PoFxRegisterDevice()
 * @Component: index of the component
 * @WakeHint: TRUE: the driver arms it to wake when it becomes idle, and so it may be in no
 *	state from which it can't
 *
 * It counts until the next call. A component that is idle may change its state at once.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxSetComponentWake(POHANDLE Handle, ULONG Component, BOOLEAN WakeHint)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	fx->component[Component].armed = WakeHint;
	wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxSetComponentWake);

/**
 * PoFxPowerControl - PoFxPowerControl function
 * @Handle: from PoFxRegisterDevice()
 * @PowerControlCode: the operation
 * @InBuffer: its input; may be NULL
 * @InBufferSize: in bytes
 * @OutBuffer: for its output; may be NULL
 * @OutBufferSize: in bytes
 * @BytesReturned: gets the bytes of output, none; may be NULL
 *
 * Operations are those of a platform's extension plug-in (PEP), and here is none.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_NOT_SUPPORTED: no PEP supports the device.
 */
NTSTATUS NTAPI PoFxPowerControl(POHANDLE Handle, LPCGUID PowerControlCode, PVOID InBuffer,
				SIZE_T InBufferSize, PVOID OutBuffer, SIZE_T OutBufferSize,
				PSIZE_T BytesReturned)
{
	if (BytesReturned)
		*BytesReturned = 0;
	return STATUS_NOT_SUPPORTED;
}
WDM_EXPORT(PoFxPowerControl);

/**
 * PoFxSetDeviceIdleTimeout - PoFxSetDeviceIdleTimeout function
 * @Handle: from PoFxRegisterDevice()
 * @IdleTimeout: in units of 100 ns: how long all components are idle before the device
 *	doesn't need power
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxSetDeviceIdleTimeout(POHANDLE Handle, ULONGLONG IdleTimeout)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	spin_lock_irqsave(&fx->lock, flags);
	/* A year is for ever, and can be counted in nanoseconds. */
	fx->idle_timeout = min_t(u64, IdleTimeout, 31557600ULL * 10000000);
	wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxSetDeviceIdleTimeout);
