// SPDX-License-Identifier: GPL-2.0
/*
 * Po: idle detection.
 *
 * A driver says when its device is in use, by a counter that it is given: setting it to
 * zero needs no call and is legal at any IRQL. So nothing happens on the way of a request;
 * a worker looks at all counters once a second and counts them up. A counter that reaches
 * the device's time makes it ask for the device's low power state.
 */
#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "po.h"

/* Seconds, where a disk asks for the standard of its class. */
#define STANDARD_CONSERVATION	600
#define STANDARD_PERFORMANCE	1200

/**
 * struct idle_device - a device whose idle time is counted
 * @node: I: link in the list
 * @device: the device object, which IoDeleteDevice() takes from the list
 * @conservation: I: seconds when the system runs on a battery; 0: never
 * @performance: I: seconds when it doesn't
 * @state: I: the state to ask for
 * @round: I: the look at all devices that it was counted in last
 * @counter: seconds since it was busy; what the driver has the address of
 * @busy: PoStartDeviceBusy() that haven't ended
 *
 * I: protected by idle_lock
 */
struct idle_device {
	struct list_head node;
	PDEVICE_OBJECT device;
	u32 conservation;
	u32 performance;
	DEVICE_POWER_STATE state;
	unsigned int round;
	ULONG counter;
	atomic_t busy;
};

static DEFINE_MUTEX(idle_lock);
static LIST_HEAD(idle_devices);

static void look(struct work_struct *work);
static DECLARE_DELAYED_WORK(idle_work, look);

static struct idle_device *idle_of(PULONG counter)
{
	return container_of(counter, struct idle_device, counter);
}

/* Counts a second. TRUE: the time has just been reached. */
static bool has_become_idle(struct idle_device *i)
{
	u32 limit = wdm_po_on_battery() ? i->conservation : i->performance;
	ULONG old = READ_ONCE(i->counter);

	lockdep_assert_held(&idle_lock);
	if (!limit || atomic_read(&i->busy)) {
		WRITE_ONCE(i->counter, 0);
		return false;
	}
	/* Whoever makes it zero meanwhile is right. */
	if (old >= limit || cmpxchg(&i->counter, old, old + 1) != old)
		return false;
	return old + 1 == limit;
}

/* The next one that has become idle in this round, with a reference. */
static PDEVICE_OBJECT next_idle(unsigned int round, DEVICE_POWER_STATE *state)
{
	PDEVICE_OBJECT device = NULL;
	struct idle_device *i;

	mutex_lock(&idle_lock);
	list_for_each_entry(i, &idle_devices, node) {
		if (i->round == round)
			continue;
		i->round = round;
		if (!has_become_idle(i))
			continue;
		device = i->device;
		*state = i->state;
		ObReferenceObject(device);
		break;
	}
	mutex_unlock(&idle_lock);
	return device;
}

static void look(struct work_struct *work)
{
	static unsigned int round;
	PDEVICE_OBJECT device;
	POWER_STATE power;

	round++;
	/* No lock is held when drivers are called. */
	while ((device = next_idle(round, &power.DeviceState))) {
		PoRequestPowerIrp(device, IRP_MN_SET_POWER, power, NULL, NULL, NULL);
		ObDereferenceObject(device);
	}
	mutex_lock(&idle_lock);
	if (!list_empty(&idle_devices))
		queue_delayed_work(wdm_po_wq, &idle_work, HZ);
	mutex_unlock(&idle_lock);
}

static bool is_disk(PDEVICE_OBJECT device)
{
	return device->DeviceType == FILE_DEVICE_DISK ||
	       device->DeviceType == FILE_DEVICE_MASS_STORAGE;
}

static struct idle_device *find(PDEVICE_OBJECT device)
{
	struct idle_device *i;

	list_for_each_entry(i, &idle_devices, node)
		if (i->device == device)
			return i;
	return NULL;
}

static void forget(PDEVICE_OBJECT device)
{
	struct idle_device *i;

	mutex_lock(&idle_lock);
	i = find(device);
	if (i)
		list_del(&i->node);
	mutex_unlock(&idle_lock);
	kfree(i);
}

static PULONG remember(PDEVICE_OBJECT device, u32 conservation, u32 performance,
		       DEVICE_POWER_STATE state)
{
	struct idle_device *new = kzalloc(sizeof(*new), GFP_KERNEL);
	struct idle_device *i;

	mutex_lock(&idle_lock);
	i = find(device);
	if (!i && new) {
		i = new;
		new = NULL;
		i->device = device;
		list_add_tail(&i->node, &idle_devices);
		queue_delayed_work(wdm_po_wq, &idle_work, HZ);
	}
	if (i) {
		i->conservation = conservation;
		i->performance = performance;
		i->state = state;
		WRITE_ONCE(i->counter, 0);
	}
	mutex_unlock(&idle_lock);
	kfree(new);
	return i ? &i->counter : NULL;
}

/**
 * PoRegisterDeviceForIdleDetection - PoRegisterDeviceForIdleDetection function
 * @DeviceObject: of the device's stack
 * @ConservationIdleTime: in seconds, when the system runs on a battery; 0: never; -1:
 *	the standard time, for disks only
 * @PerformanceIdleTime: the same, when it doesn't
 * @State: the device state to ask for when the device has been idle for that time, by
 *	IRP_MN_SET_POWER to the top of the stack
 *
 * A second call for a device changes its values; with both times zero, it ends the
 * detection, and so does IoDeleteDevice().
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the idle counter, for PoSetDeviceBusy() and the like; NULL if detection is off
 * now, without memory, or if a time is invalid.
 */
PULONG NTAPI PoRegisterDeviceForIdleDetection(PDEVICE_OBJECT DeviceObject,
					      ULONG ConservationIdleTime,
					      ULONG PerformanceIdleTime, DEVICE_POWER_STATE State)
{
	if (!ConservationIdleTime && !PerformanceIdleTime) {
		forget(DeviceObject);
		return NULL;
	}
	if ((ConservationIdleTime == U32_MAX || PerformanceIdleTime == U32_MAX) &&
	    !is_disk(DeviceObject))
		return NULL;
	if (ConservationIdleTime == U32_MAX)
		ConservationIdleTime = STANDARD_CONSERVATION;
	if (PerformanceIdleTime == U32_MAX)
		PerformanceIdleTime = STANDARD_PERFORMANCE;
	return remember(DeviceObject, ConservationIdleTime, PerformanceIdleTime, State);
}
WDM_EXPORT(PoRegisterDeviceForIdleDetection);

/** wdm_po_device_deleted - a device object goes; its idle time isn't counted any more */
void wdm_po_device_deleted(PDEVICE_OBJECT device)
{
	if (!list_empty_careful(&idle_devices))
		forget(device);
}

/**
 * PoSetDeviceBusyEx - PoSetDeviceBusyEx function
 * @IdlePointer: the idle counter, which starts again
 *
 * Context: any IRQL.
 */
VOID NTAPI PoSetDeviceBusyEx(PULONG IdlePointer)
{
	WRITE_ONCE(*IdlePointer, 0);
}
WDM_EXPORT(PoSetDeviceBusyEx);

/**
 * PoStartDeviceBusy - PoStartDeviceBusy function
 * @IdlePointer: the idle counter, which stands still until as many PoEndDeviceBusy()
 *
 * Context: any IRQL.
 */
VOID NTAPI PoStartDeviceBusy(PULONG IdlePointer)
{
	atomic_inc(&idle_of(IdlePointer)->busy);
	WRITE_ONCE(*IdlePointer, 0);
}
WDM_EXPORT(PoStartDeviceBusy);

/**
 * PoEndDeviceBusy - PoEndDeviceBusy function
 * @IdlePointer: the idle counter, which starts again with the last one
 *
 * Context: any IRQL.
 */
VOID NTAPI PoEndDeviceBusy(PULONG IdlePointer)
{
	WRITE_ONCE(*IdlePointer, 0);
	atomic_dec(&idle_of(IdlePointer)->busy);
}
WDM_EXPORT(PoEndDeviceBusy);

void wdm_idle_exit(void)
{
	cancel_delayed_work_sync(&idle_work);
}
