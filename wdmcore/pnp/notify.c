// SPDX-License-Identifier: GPL-2.0
/*
 * Pnp: notification of drivers about devices that come and go.
 *
 * Arrival and removal of interfaces are told by a work item, in the order in which
 * they happened. The removal of a device that a driver has open is told by whoever
 * removes it, as the answer counts.
 *
 * A registration is taken off the list at once; its memory stays until the last
 * call has returned, which IoUnregisterPlugPlayNotification waits for.
 */
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "wdmguid.h"

/**
 * struct registration - what IoRegisterPlugPlayNotification made
 * @entry: in registrations, in the order of their numbers; N
 * @number: tells which come after it
 * @ref: the list's, and one per caller of the routine
 * @calling: held while the routine runs
 * @runner: the thread that runs it
 * @dead: it was unregistered; under @calling
 * @category: kind of events
 * @class: interface class
 * @file: the driver's open file
 * @node: the device it is open on, referenced
 * @asked: it agreed to a removal that may be cancelled
 * @driver: referenced
 * @routine: the driver's routine
 * @context: for it
 *
 * N: protected by registration_lock.
 */
struct registration {
	struct list_head entry;
	u64 number;
	struct kref ref;
	struct mutex calling;	/* held while the routine runs */
	struct task_struct *runner;
	bool dead;
	bool asked;
	IO_NOTIFICATION_EVENT_CATEGORY category;
	GUID class;
	PFILE_OBJECT file;
	struct wdm_devnode *node;
	PDRIVER_OBJECT driver;
	PDRIVER_NOTIFICATION_CALLBACK_ROUTINE routine;
	PVOID context;
};

/* One event of an interface, on its way. */
struct interface_event {
	struct work_struct work;
	GUID event;
	GUID class;
	UNICODE_STRING name;
	WCHAR buffer[];
};

static DEFINE_MUTEX(registration_lock);
static LIST_HEAD(registrations);
static u64 last_number;
static struct workqueue_struct *notify_wq;

static void release_registration(struct kref *ref)
{
	struct registration *r = container_of(ref, struct registration, ref);

	wdm_devnode_put(r->node);
	ObDereferenceObject(r->driver);
	kfree(r);
}

static NTSTATUS call(struct registration *r, PVOID structure)
{
	NTSTATUS status = STATUS_SUCCESS;

	mutex_lock(&r->calling);
	if (!r->dead) {
		WRITE_ONCE(r->runner, current);
		status = WDM_CALL(r->routine, structure, r->context);
		WRITE_ONCE(r->runner, NULL);
	}
	mutex_unlock(&r->calling);
	return status;
}

static NTSTATUS tell_interface(struct registration *r, const GUID *event, const GUID *class,
			       PUNICODE_STRING name)
{
	DEVICE_INTERFACE_CHANGE_NOTIFICATION n = {
		.Version = 1,
		.Size = sizeof(n),
		.Event = *event,
		.InterfaceClassGuid = *class,
		.SymbolicLinkName = name,
	};

	return call(r, &n);
}

static NTSTATUS tell_target(struct registration *r, const GUID *event)
{
	TARGET_DEVICE_REMOVAL_NOTIFICATION n = {
		.Version = 1,
		.Size = sizeof(n),
		.Event = *event,
		.FileObject = r->file,
	};

	return call(r, &n);
}

/*
 * The next registration that an event is for, referenced; NULL: there is none. @last is
 * the one before, whose reference is given up. One at a time: the list can't be locked
 * while drivers are called, and an event must not be lost for want of memory.
 */
static struct registration *next(struct registration *last,
				 IO_NOTIFICATION_EVENT_CATEGORY category, const GUID *class,
				 const struct wdm_devnode *node)
{
	struct registration *r, *found = NULL;
	u64 after = last ? last->number : 0;

	mutex_lock(&registration_lock);
	list_for_each_entry(r, &registrations, entry) {
		if (r->number > after && r->category == category &&
		    (!class || IsEqualGUID(class, &r->class)) && (!node || node == r->node)) {
			kref_get(&r->ref);
			found = r;
			break;
		}
	}
	mutex_unlock(&registration_lock);
	if (last)
		kref_put(&last->ref, release_registration);
	return found;
}

static void tell_event(struct work_struct *work)
{
	struct interface_event *e = container_of(work, struct interface_event, work);
	struct registration *r = NULL;

	while ((r = next(r, EventCategoryDeviceInterfaceChange, &e->class, NULL)))
		tell_interface(r, &e->event, &e->class, &e->name);
	kfree(e);
}

/** wdm_notify_interface - an interface was enabled or disabled; returns at once */
void wdm_notify_interface(const GUID *event, const GUID *class, PUNICODE_STRING name)
{
	/* Who isn't told of an arrival waits for it for ever. */
	struct interface_event *e = kzalloc(struct_size(e, buffer, name->Length / 2 + 1),
					    GFP_KERNEL | __GFP_NOFAIL);

	INIT_WORK(&e->work, tell_event);
	e->event = *event;
	e->class = *class;
	memcpy(e->buffer, name->Buffer, name->Length);
	e->name.Buffer = e->buffer;
	e->name.Length = name->Length;
	e->name.MaximumLength = name->Length + sizeof(WCHAR);
	wdm_notify_queue(&e->work);
}

/** wdm_notify_queue - have @work run behind the events that were queued before */
void wdm_notify_queue(struct work_struct *work)
{
	queue_work(notify_wq, work);
}

/**
 * wdm_notify_query_remove - ask who has a device open whether it may be removed
 * @node: the device
 *
 * The first one who refuses is the last one who is asked.
 *
 * Return: STATUS_SUCCESS, or what he returned.
 */
NTSTATUS wdm_notify_query_remove(struct wdm_devnode *node)
{
	struct registration *r = NULL;
	NTSTATUS status;

	while ((r = next(r, EventCategoryTargetDeviceChange, NULL, node))) {
		status = tell_target(r, &GUID_TARGET_DEVICE_QUERY_REMOVE);
		if (!NT_SUCCESS(status)) {
			kref_put(&r->ref, release_registration);
			return status;
		}
		r->asked = true;
	}
	return STATUS_SUCCESS;
}

/**
 * wdm_notify_target - tell who has a device open that it is gone, or stays
 * @node: the device, whose lock is held
 * @event: GUID_TARGET_DEVICE_REMOVE_COMPLETE; GUID_TARGET_DEVICE_REMOVE_CANCELLED, for
 *	those who had agreed
 */
void wdm_notify_target(struct wdm_devnode *node, const GUID *event)
{
	bool all = IsEqualGUID(event, &GUID_TARGET_DEVICE_REMOVE_COMPLETE);
	struct registration *r = NULL;

	while ((r = next(r, EventCategoryTargetDeviceChange, NULL, node))) {
		if (r->asked || all)
			tell_target(r, event);
		r->asked = false;
	}
}

/**
 * wdm_notify_custom - tell who has a device open of a driver's own event
 * @node: the device
 * @n: the event; its FileObject is filled in for each who is told
 */
void wdm_notify_custom(struct wdm_devnode *node, PTARGET_DEVICE_CUSTOM_NOTIFICATION n)
{
	struct registration *r = NULL;

	while ((r = next(r, EventCategoryTargetDeviceChange, NULL, node))) {
		n->FileObject = r->file;
		call(r, n);
	}
}

static NTSTATUS tell_all_existing(struct registration *r)
{
	UNICODE_STRING name;
	NTSTATUS status;
	PZZWSTR list;
	PWSTR s;

	status = IoGetDeviceInterfaces(&r->class, NULL, 0, &list);
	if (!NT_SUCCESS(status))
		return status;
	for (s = list; *s; s += name.MaximumLength / sizeof(WCHAR)) {
		RtlInitUnicodeString(&name, s);
		tell_interface(r, &GUID_DEVICE_INTERFACE_ARRIVAL, &r->class, &name);
	}
	ExFreePool(list);
	return STATUS_SUCCESS;
}

/*
 * The device that a file is open on, as its stack says: one that stands on no PDO may
 * forward the question to one that does. Referenced; NULL: none.
 */
static struct wdm_devnode *target_of(PFILE_OBJECT file)
{
	IO_STACK_LOCATION request = {
		.MajorFunction = IRP_MJ_PNP,
		.MinorFunction = IRP_MN_QUERY_DEVICE_RELATIONS,
		.FileObject = file,
	};
	struct wdm_devnode *node = NULL;
	ULONG_PTR information = 0;
	PDEVICE_RELATIONS relations;
	ULONG i;

	request.Parameters.QueryDeviceRelations.Type = TargetDeviceRelation;
	if (NT_SUCCESS(wdm_pnp_request(file->DeviceObject, &request, STATUS_NOT_SUPPORTED,
				       &information)) && information) {
		relations = (PDEVICE_RELATIONS)information;
		for (i = 0; i < relations->Count; i++) {
			if (!node)
				node = wdm_devnode_of_pdo(*(relations->Objects + i));
			ObDereferenceObject(*(relations->Objects + i));
		}
		ExFreePool(relations);
	}
	/* A bus driver may have left the question out. */
	return node ?: wdm_devnode_of_stack(file->DeviceObject);
}

static NTSTATUS fill(struct registration *r, PVOID data)
{
	switch (r->category) {
	case EventCategoryDeviceInterfaceChange:
		if (!data)
			return STATUS_INVALID_PARAMETER;
		r->class = *(GUID *)data;
		return STATUS_SUCCESS;
	case EventCategoryTargetDeviceChange:
		if (!data)
			return STATUS_INVALID_PARAMETER;
		r->file = data;
		r->node = target_of(r->file);
		return r->node ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
	case EventCategoryHardwareProfileChange:
		/* Linux has none: there is nothing to be told of. */
		return data ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
	default:
		return STATUS_INVALID_PARAMETER;
	}
}

/**
 * IoRegisterPlugPlayNotification - IoRegisterPlugPlayNotification routine
 * @EventCategory: device interfaces, the device of an open file, hardware profile
 * @EventCategoryFlags: PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES
 * @EventCategoryData: the interface class, the file object, or NULL
 * @DriverObject: the caller's driver; referenced while registered
 * @CallbackRoutine: called at PASSIVE_LEVEL for each event
 * @Context: for @CallbackRoutine
 * @NotificationEntry: gets what identifies the registration
 *
 * With existing interfaces included, @CallbackRoutine is called for each before this
 * returns; one that arrives meanwhile may be told twice, as documented.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES: nothing is registered, and if
 *	there was no memory for the list of existing interfaces, none was told;
 *	STATUS_INVALID_PARAMETER; STATUS_INVALID_DEVICE_REQUEST.
 */
NTSTATUS NTAPI IoRegisterPlugPlayNotification(IO_NOTIFICATION_EVENT_CATEGORY EventCategory,
					      ULONG EventCategoryFlags, PVOID EventCategoryData,
					      PDRIVER_OBJECT DriverObject,
					      PDRIVER_NOTIFICATION_CALLBACK_ROUTINE CallbackRoutine,
					      PVOID Context, PVOID *NotificationEntry)
{
	struct registration *r;
	NTSTATUS status;

	if (!DriverObject || !CallbackRoutine || !NotificationEntry)
		return STATUS_INVALID_PARAMETER;
	*NotificationEntry = NULL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;

	kref_init(&r->ref);
	mutex_init(&r->calling);
	r->category = EventCategory;
	r->driver = DriverObject;
	r->routine = CallbackRoutine;
	r->context = Context;
	status = fill(r, EventCategoryData);
	if (!NT_SUCCESS(status)) {
		kfree(r);
		return status;
	}
	ObReferenceObject(DriverObject);
	*NotificationEntry = r;

	kref_get(&r->ref);
	mutex_lock(&registration_lock);
	r->number = ++last_number;
	list_add_tail(&r->entry, &registrations);
	mutex_unlock(&registration_lock);
	if (EventCategory == EventCategoryDeviceInterfaceChange &&
	    EventCategoryFlags & PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES)
		status = tell_all_existing(r);
	if (!NT_SUCCESS(status)) {
		*NotificationEntry = NULL;
		IoUnregisterPlugPlayNotificationEx(r);
	}
	kref_put(&r->ref, release_registration);
	return status;
}
WDM_EXPORT(IoRegisterPlugPlayNotification);

/**
 * IoUnregisterPlugPlayNotificationEx - IoUnregisterPlugPlayNotificationEx routine
 * @NotificationEntry: from IoRegisterPlugPlayNotification
 *
 * When this returns, the routine is not running and will not be called again; called
 * from within the routine itself, it can't wait for its end.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI IoUnregisterPlugPlayNotificationEx(PVOID NotificationEntry)
{
	struct registration *r = NotificationEntry;

	mutex_lock(&registration_lock);
	list_del(&r->entry);
	mutex_unlock(&registration_lock);

	if (READ_ONCE(r->runner) == current) {
		r->dead = true;
	} else {
		mutex_lock(&r->calling);
		r->dead = true;
		mutex_unlock(&r->calling);
	}
	kref_put(&r->ref, release_registration);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoUnregisterPlugPlayNotificationEx);

/**
 * IoUnregisterPlugPlayNotification - IoUnregisterPlugPlayNotification routine
 * @NotificationEntry: from IoRegisterPlugPlayNotification
 *
 * As IoUnregisterPlugPlayNotificationEx; documented not to be called from the routine
 * itself.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI IoUnregisterPlugPlayNotification(PVOID NotificationEntry)
{
	return IoUnregisterPlugPlayNotificationEx(NotificationEntry);
}
WDM_EXPORT(IoUnregisterPlugPlayNotification);

/** wdm_notify_flush - events that were queued so far have been told */
void wdm_notify_flush(void)
{
	flush_workqueue(notify_wq);
}

/** wdm_notify_drop - a driver is going: nothing may call it any more */
void wdm_notify_drop(struct wdm_driver *driver)
{
	struct registration *r, *left;

	do {
		left = NULL;
		mutex_lock(&registration_lock);
		list_for_each_entry(r, &registrations, entry)
			if (r->driver == &driver->obj)
				left = r;
		mutex_unlock(&registration_lock);
		if (left) {
			/* DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS */
			wdm_bug_report(0xce, (ULONG_PTR)left->routine, 0, 0, 0, left->routine,
				       "driver %s is still registered for PnP notification",
				       driver->service);
			IoUnregisterPlugPlayNotificationEx(left);
		}
	} while (left);
	/* What it is still to be called back for. */
	wdm_notify_flush();
}

int wdm_notify_init(void)
{
	notify_wq = alloc_ordered_workqueue("wdm_notify", 0);
	return notify_wq ? 0 : -ENOMEM;
}

void wdm_notify_exit(void)
{
	destroy_workqueue(notify_wq);
}
