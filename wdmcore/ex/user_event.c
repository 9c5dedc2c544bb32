// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: events that a program shares with a driver by handle.
 *
 * On Windows a program makes an event, passes its handle in a control request, and waits
 * for the driver to signal it. Here what it waits for is an eventfd, for the sake of
 * poll() and its kin; the KEVENT that the driver signals stands for it: each KeSetEvent
 * adds one to the eventfd, at any IRQL. The KEVENT itself behaves as any other, so a
 * driver can wait for it as well; the program signals it by an ioctl then.
 *
 * A byte of the dispatcher header that Windows keeps for itself tells such an event, and
 * only such, from those in a driver's memory, which have nothing in front of them.
 */
#include <linux/eventfd.h>
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ex.h"
#include "ke_wait.h"
#include "ob.h"

/**
 * struct user_event - an event with an eventfd
 * @ctx: the eventfd, with a reference
 * @header: the object manager's
 * @event: what the driver sees
 */
struct user_event {
	struct eventfd_ctx *ctx;
	struct wdm_object_header header;
	KEVENT event;
};

static void forward(PKEVENT event)
{
	wdm_eventfd_signal(container_of(event, struct user_event, event)->ctx);
}

/* The object type's deletion routine, of all events. */
void wdm_event_delete(void *body)
{
	PKEVENT event = body;

	if (event->Header.Signalling)
		eventfd_ctx_put(container_of(event, struct user_event, event)->ctx);
}

NTSTATUS wdm_user_event_create(int eventfd, EVENT_TYPE type, bool signalled, HANDLE *handle)
{
	const struct wdm_object_type *event_type =
		(const struct wdm_object_type *)*ExEventObjectType;
	struct eventfd_ctx *ctx = eventfd_ctx_fdget(eventfd);
	struct user_event *user;
	NTSTATUS status;

	if (IS_ERR(ctx))
		return STATUS_INVALID_HANDLE;
	user = WDM_OB_ALLOC(struct user_event, header, event, 0, event_type, GFP_KERNEL_ACCOUNT);
	if (!user) {
		eventfd_ctx_put(ctx);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	user->ctx = ctx;
	KeInitializeEvent(&user->event, type, signalled);
	user->event.Header.Signalling = 1;
	status = wdm_handle_create_user(&user->event, EVENT_ALL_ACCESS, handle);
	wdm_ob_put(&user->event);
	return status;
}
WDM_EXPORT(wdm_user_event_create);

NTSTATUS wdm_user_event_change(HANDLE handle, bool set)
{
	NTSTATUS status;
	PKEVENT event;

	status = wdm_handle_reference(handle, (const struct wdm_object_type *)*ExEventObjectType,
				      EVENT_MODIFY_STATE, UserMode, (void **)&event, NULL);
	if (!NT_SUCCESS(status))
		return status;
	if (set)
		KeSetEvent(event, IO_NO_INCREMENT, FALSE);
	else
		KeClearEvent(event);
	wdm_ob_put(event);
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_user_event_change);

void wdm_user_event_init(void)
{
	wdm_event_forward = forward;
}
