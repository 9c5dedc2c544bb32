/* SPDX-License-Identifier: GPL-2.0 */
/* Between the files of the power management framework. */
#ifndef _WDM_PO_FX_INTERNAL_H
#define _WDM_PO_FX_INTERNAL_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <ntddk.h>

#define INTERNAL_POWER_ERROR	0xa0

enum condition {
	ACTIVE,
	IDLING,		/* until PoFxCompleteIdleCondition() */
	IDLE,
};

enum power {
	ON,
	GIVING_UP,	/* until PoFxCompleteDevicePowerNotRequired() */
	NOT_REQUIRED,
	COMING_BACK,	/* until PoFxReportDevicePoweredOn() */
};

/**
 * struct fx_component - what is wanted of a component and what it is; L
 * @references: to its being active
 * @condition: what the driver was told last
 * @must_idle: the last reference was dropped, which the driver is told in any case
 * @state: Fx
 * @next_state: until PoFxCompleteIdleState() the Fx that it changes to, else @state
 * @states: what the driver says of each Fx
 * @count: of @states
 * @deepest_wakeable: the highest Fx that it can wake from
 * @armed: PoFxSetComponentWake(): it has to be able to
 * @latency: in units of 100 ns: how long the way back to F0 may take
 * @residency: in units of 100 ns: how long it is going to be idle
 */
struct fx_component {
	unsigned int references;
	enum condition condition;
	bool must_idle;
	u32 state;
	u32 next_state;
	PO_FX_COMPONENT_IDLE_STATE *states;
	u32 count;
	u32 deepest_wakeable;
	bool armed;
	u64 latency;
	u64 residency;
};

/**
 * struct fx_device - a registered device
 * @node: link in the list; registry_lock
 * @pdo: referenced
 * @device: what the driver registered, without its components
 * @lock: L
 * @started: L: PoFxStartDevicePowerManagement() was called
 * @gone: L: PoFxUnregisterDevice() was called
 * @power: L
 * @idle_timeout: L: in units of 100 ns
 * @idle_since: L: when the last component became idle
 * @changes: L: counts whatever may make a callback due
 * @blocked: L: callers who wait and make the callbacks themselves
 * @calling: held by whoever makes callbacks
 * @changed: woken by each change
 * @work: makes callbacks
 * @timer: makes callbacks when the idle time is over
 * @count: of @component
 * @component: the components
 */
struct fx_device {
	struct list_head node;
	PDEVICE_OBJECT pdo;
	PO_FX_DEVICE_V1 device;
	spinlock_t lock;	/* see above */
	bool started;
	bool gone;
	enum power power;
	u64 idle_timeout;
	ktime_t idle_since;
	unsigned int changes;
	unsigned int blocked;
	struct mutex calling;	/* see above */
	wait_queue_head_t changed;
	struct work_struct work;
	struct delayed_work timer;
	unsigned int count;
	struct fx_component component[];
};

static inline struct fx_device *fx_of(POHANDLE handle)
{
	return (struct fx_device *)handle;
}

/* FALSE, with a report: the driver's number is wrong. */
bool wdm_fx_has_component(const struct fx_device *fx, u32 component, const void *caller);

/* Something has changed: callbacks may be due. fx->lock is held. */
void wdm_fx_poke(struct fx_device *fx);

/*
 * fx_version.c: a driver's description, of any version, as one of version 1, to be
 * kfree()d. STATUS_INVALID_PARAMETER for one that isn't valid; STATUS_NOT_SUPPORTED for
 * components that need what isn't there; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS wdm_fx_describe(const void *device, PO_FX_DEVICE_V1 **described);

/* fx_hint.c: the Fx that suits an idle component best; fx->lock is held. */
u32 wdm_fx_idle_state(const struct fx_component *c);

#endif
