// SPDX-License-Identifier: GPL-2.0
/*
 * Po: the power management framework.
 *
 * The driver says which components of its device it needs (activation references); the
 * framework tells it, by callbacks, when a component becomes active or idle, which
 * functional state (F0 is on) it shall have, and whether the device as a whole needs power.
 * The driver answers each callback by a call, then or later.
 *
 * A component goes round:
 *
 *	active -> idle condition callback -> PoFxCompleteIdleCondition -> idle
 *	-> idle state callback (Fx) -> PoFxCompleteIdleState
 *	-> idle state callback (F0) -> PoFxCompleteIdleState
 *	-> active condition callback -> active
 *
 * and the device, when all components are idle for its idle time:
 *
 *	on -> power not required callback -> PoFxCompleteDevicePowerNotRequired -> not required
 *	-> power required callback -> PoFxReportDevicePoweredOn -> on
 *
 * next_call() looks at what is wanted and what is, and says which callback is next; it is
 * asked until there is none, by one thread at a time: a worker, or the thread of a caller
 * who wants to wait.
 */
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "fx.h"
#include "io.h"
#include "po.h"

struct call {
	enum {
		CALL_ACTIVE,
		CALL_IDLE,
		CALL_STATE,
		CALL_REQUIRED,
		CALL_NOT_REQUIRED,
	} what;
	u32 component;
	u32 state;
};

static DEFINE_MUTEX(registry_lock);
static LIST_HEAD(registry);

static bool is_wanted(const struct fx_component *c)
{
	return c->references && !c->must_idle;
}

/* What is next for a component. FALSE: nothing now. */
static bool next_for_component(struct fx_device *fx, u32 i, struct call *call)
{
	struct fx_component *c = &fx->component[i];

	lockdep_assert_held(&fx->lock);
	if (c->state != c->next_state)
		return false;
	*call = (struct call) { .component = i };
	switch (c->condition) {
	case ACTIVE:
		if (!c->must_idle)
			return false;
		c->must_idle = false;
		c->condition = IDLING;
		call->what = CALL_IDLE;
		return true;
	case IDLING:
		return false;
	default:
		break;
	}
	if (fx->power != ON)
		return false;
	if (is_wanted(c) && !c->state) {
		c->condition = ACTIVE;
		call->what = CALL_ACTIVE;
		return true;
	}
	c->next_state = is_wanted(c) ? 0 : wdm_fx_idle_state(c);
	call->what = CALL_STATE;
	call->state = c->next_state;
	return c->state != c->next_state;
}

static bool is_all_idle(const struct fx_device *fx)
{
	u32 i;

	for (i = 0; i < fx->count; i++) {
		const struct fx_component *c = &fx->component[i];

		if (c->condition != IDLE || c->references || c->state != c->next_state)
			return false;
	}
	return true;
}

static bool is_any_wanted(const struct fx_device *fx)
{
	u32 i;

	for (i = 0; i < fx->count; i++)
		if (is_wanted(&fx->component[i]))
			return true;
	return false;
}

/* Whether the idle time is over; else somebody looks again when it is. */
static bool is_idle_time_over(struct fx_device *fx)
{
	u64 passed = ktime_to_ns(ktime_sub(ktime_get(), fx->idle_since)) / 100;

	if (passed >= fx->idle_timeout)
		return true;
	mod_delayed_work(wdm_po_wq, &fx->timer,
			 nsecs_to_jiffies((fx->idle_timeout - passed) * 100) + 1);
	return false;
}

static bool next_for_device(struct fx_device *fx, struct call *call)
{
	lockdep_assert_held(&fx->lock);
	if (fx->power == NOT_REQUIRED && is_any_wanted(fx)) {
		fx->power = COMING_BACK;
		call->what = CALL_REQUIRED;
		return true;
	}
	if (fx->power == ON && fx->device.DevicePowerNotRequiredCallback && is_all_idle(fx) &&
	    is_idle_time_over(fx)) {
		fx->power = GIVING_UP;
		call->what = CALL_NOT_REQUIRED;
		return true;
	}
	return false;
}

static bool next_call(struct fx_device *fx, struct call *call)
{
	u32 i;

	if (!fx->started || fx->gone)
		return false;
	for (i = 0; i < fx->count; i++)
		if (next_for_component(fx, i, call))
			return true;
	return next_for_device(fx, call);
}

/* A driver without the routine has nothing to do, and is done. */
static void make_call(struct fx_device *fx, const struct call *call)
{
	const PO_FX_DEVICE_V1 *d = &fx->device;
	POHANDLE handle = (POHANDLE)fx;

	switch (call->what) {
	case CALL_ACTIVE:
		if (d->ComponentActiveConditionCallback)
			WDM_CALL(d->ComponentActiveConditionCallback, d->DeviceContext,
				 call->component);
		break;
	case CALL_IDLE:
		if (d->ComponentIdleConditionCallback)
			WDM_CALL(d->ComponentIdleConditionCallback, d->DeviceContext,
				 call->component);
		else
			PoFxCompleteIdleCondition(handle, call->component);
		break;
	case CALL_STATE:
		WDM_CALL(d->ComponentIdleStateCallback, d->DeviceContext, call->component,
			 call->state);
		break;
	case CALL_REQUIRED:
		if (d->DevicePowerRequiredCallback)
			WDM_CALL(d->DevicePowerRequiredCallback, d->DeviceContext);
		else
			PoFxReportDevicePoweredOn(handle);
		break;
	case CALL_NOT_REQUIRED:
		WDM_CALL(d->DevicePowerNotRequiredCallback, d->DeviceContext);
		break;
	}
}

/* Makes all callbacks that are due. PASSIVE_LEVEL */
static void make_calls(struct fx_device *fx)
{
	struct call call;

	mutex_lock(&fx->calling);
	spin_lock_irq(&fx->lock);
	while (next_call(fx, &call)) {
		spin_unlock_irq(&fx->lock);
		make_call(fx, &call);
		wake_up_all(&fx->changed);
		spin_lock_irq(&fx->lock);
	}
	spin_unlock_irq(&fx->lock);
	mutex_unlock(&fx->calling);
}

static void work(struct work_struct *work)
{
	struct fx_device *fx = container_of(work, struct fx_device, work);

	if (!READ_ONCE(fx->blocked))
		make_calls(fx);
}

static void time_is_over(struct work_struct *work)
{
	make_calls(container_of(to_delayed_work(work), struct fx_device, timer));
}

void wdm_fx_poke(struct fx_device *fx)
{
	lockdep_assert_held(&fx->lock);
	fx->changes++;
	if (!fx->gone)
		queue_work(wdm_po_wq, &fx->work);
	wake_up_all(&fx->changed);
}

static bool is_settled(struct fx_device *fx, u32 component, enum condition wanted)
{
	struct fx_component *c = &fx->component[component];
	bool settled;

	spin_lock_irq(&fx->lock);
	settled = (c->condition == wanted && !c->must_idle) || fx->gone || !fx->started;
	/* Somebody else wants otherwise meanwhile. */
	settled |= wanted == IDLE ? c->references : !c->references;
	spin_unlock_irq(&fx->lock);
	return settled;
}

/*
 * Makes callbacks in this thread until the component has the condition. The caller has
 * counted itself in fx->blocked, and isn't afterwards.
 */
static void wait_until(struct fx_device *fx, u32 component, enum condition wanted)
{
	unsigned int seen;

	for (;;) {
		seen = READ_ONCE(fx->changes);
		make_calls(fx);
		if (is_settled(fx, component, wanted))
			break;
		wait_event(fx->changed, READ_ONCE(fx->changes) != seen);
	}
	spin_lock_irq(&fx->lock);
	fx->blocked--;
	wdm_fx_poke(fx);
	spin_unlock_irq(&fx->lock);
}

static void destroy(struct fx_device *fx)
{
	u32 i;

	for (i = 0; i < fx->count; i++)
		kfree(fx->component[i].states);
	kfree(fx);
}

static struct fx_device *create(PDEVICE_OBJECT pdo, const PO_FX_DEVICE_V1 *device)
{
	const PO_FX_COMPONENT_V1 *components = device->Components;
	struct fx_device *fx = kzalloc(struct_size(fx, component, device->ComponentCount),
				       GFP_KERNEL);
	u32 i;

	if (!fx)
		return NULL;
	spin_lock_init(&fx->lock);
	mutex_init(&fx->calling);
	init_waitqueue_head(&fx->changed);
	INIT_WORK(&fx->work, work);
	INIT_DELAYED_WORK(&fx->timer, time_is_over);
	fx->pdo = pdo;
	fx->count = device->ComponentCount;
	memcpy(&fx->device, device, offsetof(PO_FX_DEVICE_V1, Components));
	for (i = 0; i < fx->count; i++) {
		struct fx_component *c = &fx->component[i];

		c->count = components[i].IdleStateCount;
		c->deepest_wakeable = components[i].DeepestWakeableIdleState;
		c->latency = U64_MAX;
		c->residency = U64_MAX;
		c->states = kmemdup(components[i].IdleStates,
				    array_size(c->count, sizeof(*c->states)), GFP_KERNEL);
		if (!c->states) {
			destroy(fx);
			return NULL;
		}
	}
	return fx;
}

static bool add(struct fx_device *fx)
{
	struct fx_device *other;
	bool is_new = true;

	mutex_lock(&registry_lock);
	list_for_each_entry(other, &registry, node)
		if (other->pdo == fx->pdo)
			is_new = false;
	if (is_new)
		list_add(&fx->node, &registry);
	mutex_unlock(&registry_lock);
	return is_new;
}

/**
 * PoFxRegisterDevice - PoFxRegisterDevice function
 * @Pdo: the device, which is in D0
 * @Device: its components and the driver's callbacks
 * @Handle: gets the handle for the other routines
 *
 * All components are active then, in F0. The callbacks are made at PASSIVE_LEVEL.
 *
 * Partial: of versions 2 and 3, components that depend on others or have to be in F0 when
 * the device leaves D0; directed power transitions, which don't happen.
 * PowerControlCallback is never called, as there are no platform extension plug-ins.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER without @Pdo or for a description that
 * isn't valid, and, with a report, for a device that is registered already;
 * STATUS_NOT_SUPPORTED for components as above; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI PoFxRegisterDevice(PDEVICE_OBJECT Pdo, PPO_FX_DEVICE Device, POHANDLE *Handle)
{
	PO_FX_DEVICE_V1 *described;
	struct fx_device *fx;
	NTSTATUS status;

	if (!Pdo)
		return STATUS_INVALID_PARAMETER;
	status = wdm_fx_describe(Device, &described);
	if (!NT_SUCCESS(status))
		return status;
	fx = create(Pdo, described);
	kfree(described);
	if (!fx)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!add(fx)) {
		destroy(fx);
		wdm_bug_report(INTERNAL_POWER_ERROR, 0, (uintptr_t)Pdo, 0, 0,
			       WDM_CALLER(),
			       "PoFxRegisterDevice of a device that is registered already");
		return STATUS_INVALID_PARAMETER;
	}
	ObReferenceObject(Pdo);
	*Handle = (POHANDLE)fx;
	return STATUS_SUCCESS;
}
WDM_EXPORT(PoFxRegisterDevice);

/**
 * PoFxStartDevicePowerManagement - PoFxStartDevicePowerManagement function
 * @Handle: from PoFxRegisterDevice()
 *
 * Components without an activation reference become idle.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
VOID NTAPI PoFxStartDevicePowerManagement(POHANDLE Handle)
{
	struct fx_device *fx = fx_of(Handle);
	u32 i;

	spin_lock_irq(&fx->lock);
	fx->started = true;
	for (i = 0; i < fx->count; i++)
		fx->component[i].must_idle = !fx->component[i].references;
	wdm_fx_poke(fx);
	spin_unlock_irq(&fx->lock);
}
WDM_EXPORT(PoFxStartDevicePowerManagement);

/**
 * PoFxUnregisterDevice - PoFxUnregisterDevice function
 * @Handle: from PoFxRegisterDevice(); no callback is running any more when this returns
 *
 * Context: IRQL == PASSIVE_LEVEL, not in a callback.
 */
VOID NTAPI PoFxUnregisterDevice(POHANDLE Handle)
{
	struct fx_device *fx = fx_of(Handle);

	spin_lock_irq(&fx->lock);
	fx->gone = true;
	wdm_fx_poke(fx);
	spin_unlock_irq(&fx->lock);
	cancel_work_sync(&fx->work);
	cancel_delayed_work_sync(&fx->timer);
	mutex_lock(&registry_lock);
	list_del(&fx->node);
	mutex_unlock(&registry_lock);
	ObDereferenceObject(fx->pdo);
	destroy(fx);
}
WDM_EXPORT(PoFxUnregisterDevice);

bool wdm_fx_has_component(const struct fx_device *fx, u32 component, const void *caller)
{
	if (component < fx->count)
		return true;
	wdm_bug_report(INTERNAL_POWER_ERROR, 0, (uintptr_t)fx->pdo, component, fx->count, caller,
		       "PoFx: there is no component %u", component);
	return false;
}

/**
 * PoFxActivateComponent - PoFxActivateComponent function
 * @Handle: from PoFxRegisterDevice()
 * @Component: index of the component, which gets an activation reference
 * @Flags: PO_FX_FLAG_BLOCKING: wait until it is active; the callbacks are made in this
 *	thread; IRQL < DISPATCH_LEVEL. Else they are made in another thread
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxActivateComponent(POHANDLE Handle, ULONG Component, ULONG Flags)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	if (Flags & PO_FX_FLAG_BLOCKING)
		fx->blocked++;
	if (!fx->component[Component].references++)
		wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
	if (Flags & PO_FX_FLAG_BLOCKING)
		wait_until(fx, Component, ACTIVE);
}
WDM_EXPORT(PoFxActivateComponent);

/**
 * PoFxIdleComponent - PoFxIdleComponent function
 * @Handle: from PoFxRegisterDevice()
 * @Component: index of the component, which loses an activation reference
 * @Flags: PO_FX_FLAG_BLOCKING: with the last one, wait until it is idle, as
 *	PoFxActivateComponent()
 *
 * More calls than there are references are reported.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxIdleComponent(POHANDLE Handle, ULONG Component, ULONG Flags)
{
	struct fx_device *fx = fx_of(Handle);
	struct fx_component *c;
	unsigned long flags;
	bool wait = false, none = false;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	c = &fx->component[Component];
	spin_lock_irqsave(&fx->lock, flags);
	if (!c->references) {
		none = true;
	} else if (!--c->references) {
		c->must_idle = fx->started && c->condition == ACTIVE;
		wait = Flags & PO_FX_FLAG_BLOCKING;
		if (wait)
			fx->blocked++;
		wdm_fx_poke(fx);
	}
	spin_unlock_irqrestore(&fx->lock, flags);
	if (none)
		wdm_bug_report(INTERNAL_POWER_ERROR, 0, (uintptr_t)fx->pdo, Component, 0,
			       WDM_CALLER(),
			       "PoFxIdleComponent of component %u, which has no reference",
			       Component);
	if (wait)
		wait_until(fx, Component, IDLE);
}
WDM_EXPORT(PoFxIdleComponent);

/**
 * PoFxCompleteIdleCondition - PoFxCompleteIdleCondition function
 * @Handle: from PoFxRegisterDevice()
 * @Component: of the ComponentIdleConditionCallback that is answered
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxCompleteIdleCondition(POHANDLE Handle, ULONG Component)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	if (fx->component[Component].condition == IDLING) {
		fx->component[Component].condition = IDLE;
		fx->idle_since = ktime_get();
		wdm_fx_poke(fx);
	}
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxCompleteIdleCondition);

/**
 * PoFxCompleteIdleState - PoFxCompleteIdleState function
 * @Handle: from PoFxRegisterDevice()
 * @Component: of the ComponentIdleStateCallback that is answered
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxCompleteIdleState(POHANDLE Handle, ULONG Component)
{
	struct fx_device *fx = fx_of(Handle);
	unsigned long flags;

	if (!wdm_fx_has_component(fx, Component, WDM_CALLER()))
		return;
	spin_lock_irqsave(&fx->lock, flags);
	fx->component[Component].state = fx->component[Component].next_state;
	wdm_fx_poke(fx);
	spin_unlock_irqrestore(&fx->lock, flags);
}
WDM_EXPORT(PoFxCompleteIdleState);

static void change_power(struct fx_device *fx, enum power from, enum power to)
{
	unsigned long flags;

	spin_lock_irqsave(&fx->lock, flags);
	if (fx->power == from) {
		fx->power = to;
		wdm_fx_poke(fx);
	}
	spin_unlock_irqrestore(&fx->lock, flags);
}

/**
 * PoFxCompleteDevicePowerNotRequired - PoFxCompleteDevicePowerNotRequired function
 * @Handle: from PoFxRegisterDevice()
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxCompleteDevicePowerNotRequired(POHANDLE Handle)
{
	change_power(fx_of(Handle), GIVING_UP, NOT_REQUIRED);
}
WDM_EXPORT(PoFxCompleteDevicePowerNotRequired);

/**
 * PoFxReportDevicePoweredOn - PoFxReportDevicePoweredOn function
 * @Handle: from PoFxRegisterDevice()
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoFxReportDevicePoweredOn(POHANDLE Handle)
{
	change_power(fx_of(Handle), COMING_BACK, ON);
}
WDM_EXPORT(PoFxReportDevicePoweredOn);
