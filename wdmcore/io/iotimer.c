// SPDX-License-Identifier: GPL-2.0
/*
 * Io: the timer that each device object can have.
 *
 * A kernel timer per device, re-armed by each tick while it is started. No lock is
 * held when the driver's routine runs; a stop that comes while it runs lets it
 * finish, and so does a stop by the routine itself.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/timer.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

/**
 * struct _IO_TIMER - the timer of a device
 * @timer: armed while @started, or for one tick more
 * @started: by IoStartTimer
 * @device: the device, which outlives its timer
 * @routine: the driver's routine
 * @context: for the routine
 */
struct _IO_TIMER {
	struct timer_list timer;
	bool started;
	PDEVICE_OBJECT device;
	PIO_TIMER_ROUTINE routine;
	PVOID context;
};

static void tick(struct timer_list *t)
{
	PIO_TIMER timer = container_of(t, struct _IO_TIMER, timer);

	if (!READ_ONCE(timer->started))
		return;
	/* From when it was due, not from now. */
	mod_timer(&timer->timer, timer->timer.expires + HZ);
	WDM_CALL(timer->routine, timer->device, timer->context);
}

/**
 * IoInitializeTimer - give a device a timer
 * @DeviceObject: the device
 * @TimerRoutine: called once a second while the timer is started, at DISPATCH_LEVEL
 * @Context: for the routine
 *
 * A device has one timer: a second call is reported, and replaces the routine.
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoInitializeTimer function (wdm.h)".
 */
NTSTATUS NTAPI IoInitializeTimer(PDEVICE_OBJECT DeviceObject, PIO_TIMER_ROUTINE TimerRoutine,
				 PVOID Context)
{
	PIO_TIMER timer = DeviceObject->Timer;

	if (timer) {
		wdm_bug_report(0xc9, 0x0a, (ULONG_PTR)DeviceObject, 0, 0, TimerRoutine,
			       "IoInitializeTimer: the device has a timer already");
		timer_delete_sync(&timer->timer);
		WRITE_ONCE(timer->started, false);
	} else {
		timer = kzalloc(sizeof(*timer), GFP_KERNEL);
		if (!timer)
			return STATUS_INSUFFICIENT_RESOURCES;
		timer_setup(&timer->timer, tick, 0);
		timer->device = DeviceObject;
	}
	timer->routine = TimerRoutine;
	timer->context = Context;
	DeviceObject->Timer = timer;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoInitializeTimer);

/**
 * IoStartTimer - start a device's timer
 * @DeviceObject: the device; IoInitializeTimer was called for it
 *
 * The first call of the routine comes a second from now. Nothing happens if the
 * timer is started already.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoStartTimer function (ntifs.h)".
 */
VOID NTAPI IoStartTimer(PDEVICE_OBJECT DeviceObject)
{
	PIO_TIMER timer = DeviceObject->Timer;

	if (!timer) {
		wdm_bug_report(0xc4, 0, (ULONG_PTR)DeviceObject, 0, 0,
			       WDM_CALLER(),
			       "IoStartTimer: the device has no timer");
		return;
	}
	if (!xchg(&timer->started, true))
		mod_timer(&timer->timer, jiffies + HZ);
}
WDM_EXPORT(IoStartTimer);

/**
 * IoStopTimer - stop a device's timer
 * @DeviceObject: the device
 *
 * The routine is not called any more, until IoStartTimer; a call that is in progress
 * on another CPU isn't waited for.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoStopTimer function (wdm.h)".
 */
VOID NTAPI IoStopTimer(PDEVICE_OBJECT DeviceObject)
{
	PIO_TIMER timer = DeviceObject->Timer;

	if (!timer)
		return;
	if (xchg(&timer->started, false))
		timer_delete(&timer->timer);
}
WDM_EXPORT(IoStopTimer);

/**
 * wdm_io_timer_delete - stop and free the timer of a device that goes
 * @device: the device
 *
 * When it returns, the driver's routine isn't running.
 *
 * Context: PASSIVE_LEVEL, not from within the routine.
 */
void wdm_io_timer_delete(PDEVICE_OBJECT device)
{
	PIO_TIMER timer = device->Timer;

	if (!timer)
		return;
	WRITE_ONCE(timer->started, false);
	timer_delete_sync(&timer->timer);
	device->Timer = NULL;
	kfree(timer);
}
WDM_EXPORT(wdm_io_timer_delete);
