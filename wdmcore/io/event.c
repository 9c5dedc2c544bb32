// SPDX-License-Identifier: GPL-2.0
/* Io: named events that drivers share with one another. */
#include <linux/kernel.h>
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

/*
 * Opens the event of that name, or makes one that is signalled. The handle alone
 * keeps the event: the pointer is good until ZwClose, as documented.
 */
static PKEVENT open_event(PUNICODE_STRING name, EVENT_TYPE type, PHANDLE handle)
{
	const struct wdm_object_type *event_type =
		(const struct wdm_object_type *)*ExEventObjectType;
	NTSTATUS status;
	void *event;

	for (;;) {
		status = wdm_ob_lookup(name, 0, event_type, &event, NULL);
		if (status != STATUS_OBJECT_NAME_NOT_FOUND)
			break;
		event = wdm_ob_alloc(event_type, 0, sizeof(KEVENT), GFP_KERNEL);
		if (!event)
			return NULL;
		KeInitializeEvent(event, type, TRUE);
		status = wdm_ob_insert(name, event, 0);
		if (NT_SUCCESS(status))
			break;
		wdm_ob_put(event);
		/* Somebody else was faster: open theirs. */
		if (status != STATUS_OBJECT_NAME_COLLISION)
			return NULL;
	}
	if (!NT_SUCCESS(status))
		return NULL;
	status = wdm_handle_create(event, EVENT_ALL_ACCESS, OBJ_KERNEL_HANDLE, handle);
	wdm_ob_put(event);
	return NT_SUCCESS(status) ? event : NULL;
}

/**
 * IoCreateNotificationEvent() - creates or opens a named notification event
 * @EventName: full path, usually \BaseNamedObjects\Xxx
 * @EventHandle: returns a kernel handle; ZwClose gives the event up
 *
 * A new event is signalled.
 * Reference page: "IoCreateNotificationEvent function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: the event, valid while the handle is open; NULL on failure
 */
PKEVENT NTAPI IoCreateNotificationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
	return open_event(EventName, NotificationEvent, EventHandle);
}
WDM_EXPORT(IoCreateNotificationEvent);

/**
 * IoCreateSynchronizationEvent() - creates or opens a named synchronization event
 * @EventName: full path, usually \BaseNamedObjects\Xxx
 * @EventHandle: returns a kernel handle; ZwClose gives the event up
 *
 * A new event is signalled.
 * Reference page: "IoCreateSynchronizationEvent function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: the event, valid while the handle is open; NULL on failure
 */
PKEVENT NTAPI IoCreateSynchronizationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
	return open_event(EventName, SynchronizationEvent, EventHandle);
}
WDM_EXPORT(IoCreateSynchronizationEvent);
