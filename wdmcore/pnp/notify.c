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
#include "io.h"
#include "io_dev.h"
#include "pnp.h"
#include "wdmguid.h"

/**
 * struct registration - what IoRegisterPlugPlayNotification made
 * @entry: in registrations; N
 * @ref: the list's, and one per caller of the routine
 * @calling: held while the routine runs
 * @runner: the thread that runs it
 * @dead: it was unregistered; under @calling
 * @category: kind of events
 * @class: interface class
 * @file: the driver's open file
 * @node: the device it is open on, referenced
 * @driver: referenced
 * @routine: the driver's routine
 * @context: for it
 *
 * N: protected by registration_lock.
 */
struct registration {
	struct list_head entry;
	struct kref ref;
	struct mutex calling;	/* held while the routine runs */
	struct task_struct *runner;
	bool dead;
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
 * Registrations that an event is for, each with a reference, as the list can't be
 * locked while drivers are called. Returns their number.
 */
static size_t collect(IO_NOTIFICATION_EVENT_CATEGORY category, const GUID *class,
		      const struct wdm_devnode *node, struct registration ***found)
{
	struct registration *r;
	size_t n = 0, max = 0;

	*found = NULL;
	mutex_lock(&registration_lock);
	list_for_each_entry(r, &registrations, entry)
		max++;
	if (max)
		*found = kcalloc(max, sizeof(**found), GFP_KERNEL);
	if (*found) {
		list_for_each_entry(r, &registrations, entry) {
			if (r->category != category ||
			    (class && !IsEqualGUID(class, &r->class)) ||
			    (node && node != r->node))
				continue;
			kref_get(&r->ref);
			(*found)[n++] = r;
		}
	}
	mutex_unlock(&registration_lock);
	return n;
}

static void tell_event(struct work_struct *work)
{
	struct interface_event *e = container_of(work, struct interface_event, work);
	struct registration **found;
	size_t i, n;

	n = collect(EventCategoryDeviceInterfaceChange, &e->class, NULL, &found);
	for (i = 0; i < n; i++) {
		tell_interface(found[i], &e->event, &e->class, &e->name);
		kref_put(&found[i]->ref, release_registration);
	}
	kfree(found);
	kfree(e);
}

/** wdm_notify_interface - an interface was enabled or disabled; returns at once */
void wdm_notify_interface(const GUID *event, const GUID *class, PUNICODE_STRING name)
{
	struct interface_event *e = kzalloc(struct_size(e, buffer, name->Length / 2 + 1),
					    GFP_KERNEL);

	if (!e)
		return;
	INIT_WORK(&e->work, tell_event);
	e->event = *event;
	e->class = *class;
	memcpy(e->buffer, name->Buffer, name->Length);
	e->name.Buffer = e->buffer;
	e->name.Length = name->Length;
	e->name.MaximumLength = name->Length + sizeof(WCHAR);
	queue_work(notify_wq, &e->work);
}

/**
 * wdm_notify_target - tell who has a device open that it is to be removed
 * @node: the device
 * @event: GUID_TARGET_DEVICE_QUERY_REMOVE and so on
 *
 * Return: the first error that a routine returned.
 */
NTSTATUS wdm_notify_target(struct wdm_devnode *node, const GUID *event)
{
	NTSTATUS status, first = STATUS_SUCCESS;
	struct registration **found;
	size_t i, n;

	n = collect(EventCategoryTargetDeviceChange, NULL, node, &found);
	for (i = 0; i < n; i++) {
		status = tell_target(found[i], event);
		if (!NT_SUCCESS(status) && NT_SUCCESS(first))
			first = status;
		kref_put(&found[i]->ref, release_registration);
	}
	kfree(found);
	return first;
}

static void tell_all_existing(struct registration *r)
{
	UNICODE_STRING name;
	PZZWSTR list;
	PWSTR s;

	if (!NT_SUCCESS(IoGetDeviceInterfaces(&r->class, NULL, 0, &list)))
		return;
	for (s = list; *s; s += name.MaximumLength / sizeof(WCHAR)) {
		RtlInitUnicodeString(&name, s);
		tell_interface(r, &GUID_DEVICE_INTERFACE_ARRIVAL, &r->class, &name);
	}
	ExFreePool(list);
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
		r->node = wdm_devnode_of_stack(r->file->DeviceObject);
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
 * Return: STATUS_SUCCESS or an error.
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
	list_add_tail(&r->entry, &registrations);
	mutex_unlock(&registration_lock);
	if (EventCategory == EventCategoryDeviceInterfaceChange &&
	    EventCategoryFlags & PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES)
		tell_all_existing(r);
	kref_put(&r->ref, release_registration);
	return STATUS_SUCCESS;
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

int wdm_notify_init(void)
{
	notify_wq = alloc_ordered_workqueue("wdm_notify", 0);
	return notify_wq ? 0 : -ENOMEM;
}

void wdm_notify_exit(void)
{
	destroy_workqueue(notify_wq);
}
