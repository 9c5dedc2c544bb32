// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: events of a driver's own, told to those who have the device open.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "io.h"
#include "pnp.h"
#include "wdmguid.h"

/* A report on its way. */
struct report {
	struct work_struct work;
	struct wdm_devnode *node;		/* referenced */
	PDEVICE_CHANGE_COMPLETE_CALLBACK callback;
	PVOID context;
	TARGET_DEVICE_CUSTOM_NOTIFICATION notification;	/* with what follows it */
};

static bool is_system_event(const GUID *event)
{
	return IsEqualGUID(event, &GUID_TARGET_DEVICE_QUERY_REMOVE) ||
	       IsEqualGUID(event, &GUID_TARGET_DEVICE_REMOVE_CANCELLED) ||
	       IsEqualGUID(event, &GUID_TARGET_DEVICE_REMOVE_COMPLETE);
}

/* What is sent is a copy: the caller may free his, and the file object is filled in. */
static NTSTATUS make_report(PDEVICE_OBJECT pdo, const TARGET_DEVICE_CUSTOM_NOTIFICATION *n,
			    gfp_t gfp, struct report **out)
{
	struct report *r;

	if (!n || n->Size < offsetof(TARGET_DEVICE_CUSTOM_NOTIFICATION, CustomDataBuffer) ||
	    n->FileObject)
		return STATUS_INVALID_PARAMETER;
	if (is_system_event(&n->Event))
		return STATUS_INVALID_DEVICE_REQUEST;
	r = kzalloc(max(sizeof(*r), offsetof(struct report, notification) + n->Size), gfp);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	r->node = wdm_devnode_of_pdo(pdo);
	if (!r->node) {
		kfree(r);
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	unsafe_memcpy(&r->notification, n, n->Size, /* allocated for that size */);
	*out = r;
	return STATUS_SUCCESS;
}

static void send(struct report *r)
{
	wdm_notify_custom(r->node, &r->notification);
	if (r->callback)
		WDM_CALL(r->callback, r->context);
	wdm_devnode_put(r->node);
	kfree(r);
}

static void send_later(struct work_struct *work)
{
	struct report *r = container_of(work, struct report, work);

	/* A removal in which the driver reported it comes to its end first. */
	wdm_devnode_lock(r->node);
	wdm_devnode_unlock(r->node);
	send(r);
}

/**
 * IoReportTargetDeviceChange - IoReportTargetDeviceChange function: tell of a custom event
 * @PhysicalDeviceObject: PDO of the device that it happened to
 * @NotificationStructure: a TARGET_DEVICE_CUSTOM_NOTIFICATION with the driver's own GUID
 *	and data; FileObject is NULL
 *
 * Returns when all routines registered for EventCategoryTargetDeviceChange on the device
 * were called, each with its own file object; what they return doesn't matter.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_DEVICE_REQUEST for an event of the system, or if
 *	@PhysicalDeviceObject is no PDO; STATUS_INVALID_PARAMETER for an impossible size,
 *	or a file object; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI IoReportTargetDeviceChange(PDEVICE_OBJECT PhysicalDeviceObject,
					  PVOID NotificationStructure)
{
	struct report *r;
	NTSTATUS status;

	status = make_report(PhysicalDeviceObject, NotificationStructure, GFP_KERNEL, &r);
	if (NT_SUCCESS(status))
		send(r);
	return status;
}
WDM_EXPORT(IoReportTargetDeviceChange);

/**
 * IoReportTargetDeviceChangeAsynchronous - IoReportTargetDeviceChangeAsynchronous function:
 *	tell of a custom event, and go on
 * @PhysicalDeviceObject: as for IoReportTargetDeviceChange()
 * @NotificationStructure: likewise; copied
 * @Callback: called at PASSIVE_LEVEL when all were told; may be NULL
 * @Context: for @Callback
 *
 * A work item does it, so a driver that reports from a routine that handles an event or a
 * removal is called back after that has returned.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS: it will be done; the errors of IoReportTargetDeviceChange().
 */
NTSTATUS NTAPI IoReportTargetDeviceChangeAsynchronous(PDEVICE_OBJECT PhysicalDeviceObject,
						      PVOID NotificationStructure,
						      PDEVICE_CHANGE_COMPLETE_CALLBACK Callback,
						      PVOID Context)
{
	struct report *r;
	NTSTATUS status;

	status = make_report(PhysicalDeviceObject, NotificationStructure, wdm_io_gfp(), &r);
	if (!NT_SUCCESS(status))
		return status;
	r->callback = Callback;
	r->context = Context;
	INIT_WORK(&r->work, send_later);
	wdm_notify_queue(&r->work);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoReportTargetDeviceChangeAsynchronous);
