// SPDX-License-Identifier: GPL-2.0
/* Ke: events. */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <wdm.h>

#include "compat.h"
#include "ke_wait.h"

/* Ex: the event is one that a program waits for; IRQL: any. */
void (*wdm_event_forward)(PKEVENT event);

/**
 * KeInitializeEvent - make an event
 * @Event: resident memory of the caller
 * @Type: NotificationEvent stays signalled until it is reset and releases all
 *	waiters; SynchronizationEvent releases one and is reset by that
 * @State: TRUE for signalled
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
	wdm_header_init(&Event->Header, Type == SynchronizationEvent ?
			WDM_TYPE_EVENT_SYNCHRONIZATION : WDM_TYPE_EVENT_NOTIFICATION,
			sizeof(*Event) / sizeof(LONG), !!State);
}
WDM_EXPORT(KeInitializeEvent);

/**
 * KeSetEvent - signal an event
 * @Event: the event
 * @Increment: ignored: Linux threads get no boost
 * @Wait: the caller promises a KeWaitXxx next; ignored, always correct
 *
 * A synchronization event that somebody waits for is handed to the first waiter
 * at once, and stays not signalled.
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL if @Wait is TRUE.
 * Return: nonzero if the event was signalled already.
 */
LONG NTAPI KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
	struct wdm_header_was was = wdm_header_signal(&Event->Header);

	/* Without a program behind it, the event may be gone by now. */
	if (unlikely(was.signalling))
		wdm_event_forward(Event);
	return was.state;
}
WDM_EXPORT(KeSetEvent);

/**
 * KePulseEvent - release those who wait now, and leave the event not signalled
 * @Event: the event
 * @Increment: ignored: Linux threads get no boost
 * @Wait: the caller promises a KeWaitXxx next; ignored, always correct
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL if @Wait is TRUE.
 * Return: nonzero if the event was signalled.
 */
LONG NTAPI KePulseEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
	struct wdm_dispatcher_guard guard;
	bool forward;
	LONG old;

	wdm_dispatcher_lock(&Event->Header, &guard);
	old = Event->Header.SignalState;
	forward = Event->Header.Signalling;
	Event->Header.SignalState = 1;
	wdm_dispatcher_satisfy(&Event->Header, &guard);
	Event->Header.SignalState = 0;
	wdm_dispatcher_unlock(&guard);
	if (unlikely(forward))
		wdm_event_forward(Event);
	return old;
}
WDM_EXPORT(KePulseEvent);

/**
 * KeResetEvent - make an event not signalled
 * @Event: the event
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: nonzero if the event was signalled.
 */
LONG NTAPI KeResetEvent(PRKEVENT Event)
{
	return wdm_header_clear(&Event->Header);
}
WDM_EXPORT(KeResetEvent);

/**
 * KeClearEvent - make an event not signalled
 * @Event: the event
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeClearEvent(PRKEVENT Event)
{
	wdm_header_clear(&Event->Header);
}
WDM_EXPORT(KeClearEvent);

/**
 * KeReadStateEvent - is an event signalled?
 * @Event: the event
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: nonzero if it is.
 */
LONG NTAPI KeReadStateEvent(PRKEVENT Event)
{
	return READ_ONCE(Event->Header.SignalState);
}
WDM_EXPORT(KeReadStateEvent);
