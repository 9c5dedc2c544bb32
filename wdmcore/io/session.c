// SPDX-License-Identifier: GPL-2.0
/*
 * Io: the sessions of users.
 *
 * There is one. Linux's kernel knows no sessions: who logs on and off is user space's
 * business alone. All that the kernel sees of it is the end: when reboot() is called,
 * user space is gone, and so is the session.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include <ntddk.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io_dev.h"
#include "ob.h"

#define SESSION_ID	1

/**
 * struct registration - what IoRegisterContainerNotification() makes
 * @node: link in the list
 * @object: a device, driver or file object, referenced
 * @callback: told of events
 * @events: which ones, IO_SESSION_STATE_*
 * @context: its own
 * @owner: an address in the driver that registered it
 * @gone: unregistered by a callback
 */
struct registration {
	struct list_head node;
	PVOID object;
	PIO_SESSION_NOTIFICATION_FUNCTION callback;
	u32 events;
	PVOID context;
	const void *owner;
	bool gone;
};

/* Protects all of it, and is held while a driver is told: see enter(). */
static DEFINE_MUTEX(session_lock);
static LIST_HEAD(registrations);
static IO_SESSION_STATE session_state = IoSessionStateLoggedOn;
/* Who tells drivers at present. */
static struct task_struct *telling;

/* TRUE: leave() has to follow. A callback may register and unregister. */
static bool enter(void)
{
	if (READ_ONCE(telling) == current)
		return false;
	mutex_lock(&session_lock);
	return true;
}

static void leave(bool entered)
{
	if (entered)
		mutex_unlock(&session_lock);
}

static void forget(struct registration *r)
{
	list_del(&r->node);
	wdm_ob_put(r->object);
	kfree(r);
}

static IO_SESSION_STATE state_after(u32 event)
{
	switch (event) {
	case IoSessionEventCreated:
		return IoSessionStateCreated;
	case IoSessionEventConnected:
		return session_state == IoSessionStateDisconnectedLoggedOn ?
			IoSessionStateLoggedOn : IoSessionStateConnected;
	case IoSessionEventDisconnected:
		return session_state == IoSessionStateLoggedOn ?
			IoSessionStateDisconnectedLoggedOn : IoSessionStateDisconnected;
	case IoSessionEventLogon:
		return IoSessionStateLoggedOn;
	case IoSessionEventLogoff:
		return IoSessionStateLoggedOff;
	default:
		return IoSessionStateTerminated;
	}
}

/* The event's bit in a mask. */
static u32 event_bit(u32 event)
{
	switch (event) {
	case IoSessionEventCreated:
		return IO_SESSION_STATE_CREATION_EVENT;
	case IoSessionEventConnected:
		return IO_SESSION_STATE_CONNECT_EVENT;
	case IoSessionEventDisconnected:
		return IO_SESSION_STATE_DISCONNECT_EVENT;
	case IoSessionEventLogon:
		return IO_SESSION_STATE_LOGON_EVENT;
	case IoSessionEventLogoff:
		return IO_SESSION_STATE_LOGOFF_EVENT;
	default:
		return IO_SESSION_STATE_TERMINATION_EVENT;
	}
}

/* wdm_session_event - something has happened to the session */
void wdm_session_event(u32 event)
{
	struct registration *r, *next;

	mutex_lock(&session_lock);
	session_state = state_after(event);
	WRITE_ONCE(telling, current);
	list_for_each_entry(r, &registrations, node) {
		/* The driver's own: it may change it. */
		IO_SESSION_CONNECT_INFO info = { .SessionId = SESSION_ID, .LocalSession = TRUE };

		if (!r->gone && (r->events & event_bit(event)))
			WDM_CALL(r->callback, &session_state, r->object, event, r->context, &info,
				 sizeof(info));
	}
	WRITE_ONCE(telling, NULL);
	list_for_each_entry_safe(r, next, &registrations, node)
		if (r->gone)
			forget(r);
	mutex_unlock(&session_lock);
}
EXPORT_SYMBOL_GPL(wdm_session_event);

/**
 * IoGetContainerInformation - the state of a session
 * @InformationClass: IoSessionStateInformation
 * @ContainerObject: the session, as a callback of IoRegisterContainerNotification() got it
 * @Buffer: gets an IO_SESSION_STATE_INFORMATION
 * @BufferLength: bytes at @Buffer
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 for another class, _2 without a
 * session, _4 for a buffer that is too small.
 * Reference: "IoGetContainerInformation function (wdm.h)"
 */
NTSTATUS NTAPI IoGetContainerInformation(IO_CONTAINER_INFORMATION_CLASS InformationClass,
					 PVOID ContainerObject, PVOID Buffer, ULONG BufferLength)
{
	IO_SESSION_STATE_INFORMATION *info = Buffer;
	bool entered;

	if (InformationClass != IoSessionStateInformation)
		return STATUS_INVALID_PARAMETER_1;
	if (ContainerObject != &session_state)
		return STATUS_INVALID_PARAMETER_2;
	if (!Buffer || BufferLength < sizeof(*info))
		return STATUS_INVALID_PARAMETER_4;
	entered = enter();
	info->SessionId = SESSION_ID;
	info->SessionState = session_state;
	info->LocalSession = TRUE;
	leave(entered);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetContainerInformation);

static bool is_io_object(PVOID object)
{
	/* All three begin with their type. */
	const CSHORT *type = object;

	return type &&
	       (*type == IO_TYPE_DEVICE || *type == IO_TYPE_DRIVER || *type == IO_TYPE_FILE);
}

static bool is_valid(const IO_SESSION_STATE_NOTIFICATION *info)
{
	return info && info->Size == sizeof(*info) && !info->Flags &&
	       (info->EventMask & IO_SESSION_STATE_VALID_EVENT_MASK) &&
	       is_io_object(info->IoObject);
}

/* FALSE: the object has a registration already. */
static bool add(struct registration *new)
{
	struct registration *r;
	bool entered = enter();
	bool is_new = true;

	list_for_each_entry(r, &registrations, node)
		if (r->object == new->object && !r->gone)
			is_new = false;
	if (is_new)
		list_add_tail(&new->node, &registrations);
	leave(entered);
	return is_new;
}

/**
 * IoRegisterContainerNotification - hear of what happens to the sessions of users
 * @NotificationClass: IoSessionStateNotification
 * @CallbackFunction: an IO_SESSION_NOTIFICATION_FUNCTION, called at PASSIVE_LEVEL. What it
 *	returns is ignored.
 * @NotificationInformation: an IO_SESSION_STATE_NOTIFICATION
 * @NotificationInformationLength: its size
 * @CallbackRegistration: gets what IoUnregisterContainerNotification() takes
 *
 * Partial: there is one session, with somebody logged on, and it ends when the machine is
 * shut down or restarts, before IRP_MJ_SHUTDOWN: logoff, then termination. Other events
 * don't happen, as Linux's kernel isn't told who logs on.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER_1 for another class, _2 without a
 * callback, _3 for information that isn't right, _4 for a wrong size;
 * STATUS_ALREADY_COMMITTED for an object that has a registration;
 * STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoRegisterContainerNotification function (wdm.h)"
 */
NTSTATUS NTAPI
IoRegisterContainerNotification(IO_CONTAINER_NOTIFICATION_CLASS NotificationClass,
				PIO_CONTAINER_NOTIFICATION_FUNCTION CallbackFunction,
				PVOID NotificationInformation, ULONG NotificationInformationLength,
				PVOID *CallbackRegistration)
{
	const IO_SESSION_STATE_NOTIFICATION *info = NotificationInformation;
	struct registration *r;

	if (NotificationClass != IoSessionStateNotification)
		return STATUS_INVALID_PARAMETER_1;
	if (!CallbackFunction)
		return STATUS_INVALID_PARAMETER_2;
	if (NotificationInformationLength != sizeof(*info))
		return STATUS_INVALID_PARAMETER_4;
	if (!is_valid(info))
		return STATUS_INVALID_PARAMETER_3;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	r->object = info->IoObject;
	r->callback = (PIO_SESSION_NOTIFICATION_FUNCTION)(void *)CallbackFunction;
	r->events = info->EventMask;
	r->context = info->Context;
	r->owner = CallbackFunction;
	wdm_ob_get(r->object);
	if (!add(r)) {
		wdm_ob_put(r->object);
		kfree(r);
		return STATUS_ALREADY_COMMITTED;
	}
	*CallbackRegistration = r;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoRegisterContainerNotification);

/**
 * IoUnregisterContainerNotification - hear no more of sessions
 * @CallbackRegistration: from IoRegisterContainerNotification()
 *
 * The callback isn't running and won't be called when this returns, unless it is the
 * callback that calls it.
 *
 * Context: IRQL <= APC_LEVEL.
 * Reference: "IoUnregisterContainerNotification function (wdm.h)"
 */
VOID NTAPI IoUnregisterContainerNotification(PVOID CallbackRegistration)
{
	struct registration *r = CallbackRegistration;
	bool entered = enter();

	/* Else wdm_session_event() is at it. */
	if (entered)
		forget(r);
	else
		r->gone = true;
	leave(entered);
}
WDM_EXPORT(IoUnregisterContainerNotification);

void wdm_session_driver_gone(const void *start, size_t size)
{
	struct registration *r, *next;

	mutex_lock(&session_lock);
	list_for_each_entry_safe(r, next, &registrations, node) {
		if (r->owner < start || r->owner >= start + size)
			continue;
		wdm_bug_report(0xce, (u64)r->owner, 0, (u64)r->object, 0, r->owner,
			       "the driver is unloaded, but registered for events of sessions");
		forget(r);
	}
	mutex_unlock(&session_lock);
}
EXPORT_SYMBOL_GPL(wdm_session_driver_gone);
