// SPDX-License-Identifier: GPL-2.0
/* Ex: events by handle. */
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

static const struct wdm_object_type *event_type(void)
{
	return (const struct wdm_object_type *)*ExEventObjectType;
}

static NTSTATUS reference_event(HANDLE handle, PKEVENT *event)
{
	return wdm_handle_reference(handle, event_type(), EVENT_MODIFY_STATE, KernelMode,
				    (void **)event, NULL);
}

/**
 * ZwCreateEvent() - makes an event, or opens one that is there
 * @EventHandle: returns the handle
 * @DesiredAccess: EVENT_* rights
 * @ObjectAttributes: its name, or NULL. OBJ_OPENIF opens one that is there
 * @EventType: NotificationEvent or SynchronizationEvent
 * @InitialState: TRUE for signalled
 *
 * Reference page: "ZwCreateEvent function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS if it was opened, not made,
 *	STATUS_OBJECT_NAME_COLLISION, STATUS_INVALID_PARAMETER,
 *	STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND,
 *	STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
			     POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType,
			     BOOLEAN InitialState)
{
	NTSTATUS status;
	PKEVENT event;

	if (EventType != NotificationEvent && EventType != SynchronizationEvent)
		return STATUS_INVALID_PARAMETER;
	event = wdm_ob_alloc(event_type(), 0, sizeof(*event), GFP_KERNEL);
	if (!event)
		return STATUS_INSUFFICIENT_RESOURCES;
	KeInitializeEvent(event, EventType, InitialState);
	status = wdm_ob_create(ObjectAttributes, event, DesiredAccess, EventHandle);
	wdm_ob_put(event);
	return status;
}
WDM_EXPORT(ZwCreateEvent);

/**
 * ZwOpenEvent() - opens a named event
 * @EventHandle: returns the handle
 * @DesiredAccess: EVENT_* rights
 * @ObjectAttributes: its name
 *
 * Reference page: "ZwOpenEvent function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, 0, event_type(), DesiredAccess, EventHandle);
}
WDM_EXPORT(ZwOpenEvent);

/**
 * ZwSetEvent() - signals an event
 * @EventHandle: its handle
 * @PreviousState: returns nonzero if it was signalled already; may be NULL
 *
 * Reference page: "ZwSetEvent function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
	PKEVENT event;
	NTSTATUS status = reference_event(EventHandle, &event);
	LONG previous;

	if (!NT_SUCCESS(status))
		return status;
	previous = KeSetEvent(event, IO_NO_INCREMENT, FALSE);
	if (PreviousState)
		*PreviousState = previous;
	wdm_ob_put(event);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwSetEvent);

/**
 * ZwResetEvent() - makes an event not signalled
 * @EventHandle: its handle
 * @PreviousState: returns nonzero if it was signalled; may be NULL
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwSetEvent()
 */
NTSTATUS NTAPI ZwResetEvent(HANDLE EventHandle, PLONG PreviousState)
{
	PKEVENT event;
	NTSTATUS status = reference_event(EventHandle, &event);
	LONG previous;

	if (!NT_SUCCESS(status))
		return status;
	previous = KeResetEvent(event);
	if (PreviousState)
		*PreviousState = previous;
	wdm_ob_put(event);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwResetEvent);

/**
 * ZwClearEvent() - makes an event not signalled
 * @EventHandle: its handle
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwSetEvent()
 */
NTSTATUS NTAPI ZwClearEvent(HANDLE EventHandle)
{
	return ZwResetEvent(EventHandle, NULL);
}
WDM_EXPORT(ZwClearEvent);
