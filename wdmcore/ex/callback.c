// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: callback objects, by whose names drivers tell each other of events.
 *
 * A registration stays in its object's list while its routine is being called, and who
 * unregisters waits for that. So a notification goes through the list with the lock
 * dropped around each call.
 */
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/pvclock_gtod.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/suspend.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ob.h"

#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

/**
 * struct _CALLBACK_OBJECT - body of a callback object
 * @lock: protects @registrations and what they hold; interrupts disabled
 * @registrations: in the order in which they came
 * @multiple: there may be more than one
 */
struct _CALLBACK_OBJECT {
	spinlock_t lock;	/* see above */
	struct list_head registrations;
	bool multiple;
};

/**
 * struct registration - a routine that is called
 * @link: in its object's list
 * @all: in the list of all registrations
 * @object: its object, with a reference
 * @function: the routine
 * @context: its first argument
 * @running: calls under way
 * @leaving: no more calls
 */
struct registration {
	struct list_head link;
	struct list_head all;
	struct _CALLBACK_OBJECT *object;
	PCALLBACK_FUNCTION function;
	PVOID context;
	unsigned int running;
	bool leaving;
};

static LIST_HEAD(registrations);
static DEFINE_SPINLOCK(registrations_lock);
static DECLARE_WAIT_QUEUE_HEAD(calls_ended);

static struct _CALLBACK_OBJECT *power_state;
static struct _CALLBACK_OBJECT *set_system_time;

static const struct wdm_object_type callback_type = {
	.name = "Callback",
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ,
		.GenericWrite = STANDARD_RIGHTS_WRITE | 1,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE,
		.GenericAll = STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 1,
	},
	.valid_access = STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 1,
};
WDM_DDK_OBJECT_TYPE(ExCallbackObjectType, callback_type);

static NTSTATUS create(PCUNICODE_STRING name, bool permanent, bool multiple,
		       struct _CALLBACK_OBJECT **result)
{
	struct _CALLBACK_OBJECT *object;
	NTSTATUS status;

	object = wdm_ob_alloc(&callback_type, 0, sizeof(*object), GFP_KERNEL);
	if (!object)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_init(&object->lock);
	INIT_LIST_HEAD(&object->registrations);
	object->multiple = multiple;
	status = wdm_ob_insert(name, object, permanent ? WDM_OBJECT_PERMANENT : 0);
	if (NT_SUCCESS(status))
		*result = object;
	else
		wdm_ob_put(object);
	return status;
}

/**
 * ExCreateCallback - ExCreateCallback function
 * @CallbackObject: returns the object, with a reference for ObDereferenceObject()
 * @ObjectAttributes: its name; OBJ_PERMANENT if it is to stay without a reference
 * @Create: make it if it isn't there
 * @AllowMultipleCallbacks: more than one routine may be registered with a new object
 *
 * \Callback\SetSystemTime is notified after each change of the system's time, from a work
 * item and with both arguments NULL; \Callback\PowerState when the system is about to sleep
 * or awake again (PO_CB_SYSTEM_STATE_LOCK). \Callback\ProcessorAdd is there for names' sake:
 * KeRegisterProcessorChangeCallback() is how a driver learns of processors.
 *
 * Partial: of PowerState's events there is PO_CB_SYSTEM_STATE_LOCK.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL without a name;
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_OBJECT_PATH_NOT_FOUND, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI ExCreateCallback(PCALLBACK_OBJECT *CallbackObject,
				POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN Create,
				BOOLEAN AllowMultipleCallbacks)
{
	PCUNICODE_STRING name = ObjectAttributes->ObjectName;
	struct _CALLBACK_OBJECT *object;
	UNICODE_STRING path;
	NTSTATUS status;

	if (!name || !name->Length)
		return STATUS_UNSUCCESSFUL;
	status = wdm_ob_attributes_path(ObjectAttributes, &path);
	if (!NT_SUCCESS(status))
		return status;
	do {
		status = wdm_ob_lookup(&path, 0, &callback_type, (void **)&object, NULL);
		if (status == STATUS_OBJECT_NAME_NOT_FOUND && Create)
			status = create(&path, ObjectAttributes->Attributes & OBJ_PERMANENT,
					AllowMultipleCallbacks, &object);
		/* Somebody else made it in between. */
	} while (status == STATUS_OBJECT_NAME_COLLISION);
	kfree(path.Buffer);
	if (NT_SUCCESS(status))
		*CallbackObject = object;
	return status;
}
WDM_EXPORT(ExCreateCallback);

/**
 * ExRegisterCallback - ExRegisterCallback function
 * @CallbackObject: from ExCreateCallback()
 * @CallbackFunction: called by ExNotifyCallback(), at the IRQL of its caller
 * @CallbackContext: its first argument
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: what ExUnregisterCallback() wants; NULL without memory, or if the object
 * allows one routine and has it.
 */
PVOID NTAPI ExRegisterCallback(PCALLBACK_OBJECT CallbackObject,
			       PCALLBACK_FUNCTION CallbackFunction, PVOID CallbackContext)
{
	struct registration *r = kzalloc(sizeof(*r), GFP_KERNEL);
	bool registered = false;

	if (!r)
		return NULL;
	r->object = CallbackObject;
	r->function = CallbackFunction;
	r->context = CallbackContext;
	wdm_ob_get(CallbackObject);

	spin_lock_irq(&CallbackObject->lock);
	if (CallbackObject->multiple || list_empty(&CallbackObject->registrations)) {
		list_add_tail(&r->link, &CallbackObject->registrations);
		registered = true;
	}
	spin_unlock_irq(&CallbackObject->lock);
	if (!registered) {
		wdm_ob_put(CallbackObject);
		kfree(r);
		return NULL;
	}

	spin_lock_irq(&registrations_lock);
	list_add_tail(&r->all, &registrations);
	spin_unlock_irq(&registrations_lock);
	return r;
}
WDM_EXPORT(ExRegisterCallback);

static bool is_idle(struct registration *r)
{
	bool idle;

	spin_lock_irq(&r->object->lock);
	r->leaving = true;
	idle = !r->running;
	if (idle)
		list_del(&r->link);
	spin_unlock_irq(&r->object->lock);
	return idle;
}

/**
 * ExUnregisterCallback - ExUnregisterCallback function
 * @CallbackRegistration: from ExRegisterCallback()
 *
 * Waits until the routine has returned if it is being called.
 *
 * Context: IRQL <= APC_LEVEL; not in the routine itself.
 */
VOID NTAPI ExUnregisterCallback(PVOID CallbackRegistration)
{
	struct registration *r = CallbackRegistration;

	spin_lock_irq(&registrations_lock);
	list_del(&r->all);
	spin_unlock_irq(&registrations_lock);
	wait_event(calls_ended, is_idle(r));
	wdm_ob_put(r->object);
	kfree(r);
}
WDM_EXPORT(ExUnregisterCallback);

/**
 * ExNotifyCallback - ExNotifyCallback function
 * @CallbackObject: a callback object, not one of the system's
 * @Argument1: for the routines
 * @Argument2: for the routines
 *
 * Calls all registered routines in the order of their registration.
 *
 * Context: IRQL <= DISPATCH_LEVEL; the routines are called at that level.
 */
VOID NTAPI ExNotifyCallback(PVOID CallbackObject, PVOID Argument1, PVOID Argument2)
{
	struct _CALLBACK_OBJECT *object = CallbackObject;
	struct registration *r;
	unsigned long flags;
	bool wake;

	spin_lock_irqsave(&object->lock, flags);
	list_for_each_entry(r, &object->registrations, link) {
		if (r->leaving)
			continue;
		r->running++;
		spin_unlock_irqrestore(&object->lock, flags);
		WDM_CALL(r->function, r->context, Argument1, Argument2);
		spin_lock_irqsave(&object->lock, flags);
		wake = !--r->running && r->leaving;
		if (unlikely(wake))
			wake_up(&calls_ended);
	}
	spin_unlock_irqrestore(&object->lock, flags);
}
WDM_EXPORT(ExNotifyCallback);

/* One that a driver left. */
static struct registration *find_left(const void *start, size_t size)
{
	struct registration *r, *found = NULL;

	spin_lock_irq(&registrations_lock);
	list_for_each_entry(r, &registrations, all) {
		const void *function = r->function;

		if (function >= start && function < start + size) {
			found = r;
			break;
		}
	}
	spin_unlock_irq(&registrations_lock);
	return found;
}

void wdm_callback_driver_gone(const void *start, size_t size)
{
	struct registration *r;

	while ((r = find_left(start, size))) {
		wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
			       (uintptr_t)r->function, (uintptr_t)r->object, 0, 0, r->function,
			       "a callback was registered when its driver was unloaded");
		ExUnregisterCallback(r);
	}
}
EXPORT_SYMBOL_GPL(wdm_callback_driver_gone);

/*
 * Before the first driver is asked to sleep, and after the last one is awake: the
 * second argument tells whether the system is (back) in its working state.
 */
static int system_sleeps(struct notifier_block *block, unsigned long event, void *unused)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
		ExNotifyCallback(power_state, (PVOID)PO_CB_SYSTEM_STATE_LOCK, (PVOID)FALSE);
		break;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
		ExNotifyCallback(power_state, (PVOID)PO_CB_SYSTEM_STATE_LOCK, (PVOID)TRUE);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block sleep_notifier = { .notifier_call = system_sleeps };

/* What has to be added to the time since boot; ns. */
static ktime_t last_offset;

static void tell_of_new_time(struct work_struct *work)
{
	ktime_t offset = ktime_mono_to_any(0, TK_OFFS_REAL);

	/* Who registers with the notifier makes it tell everybody. */
	if (offset == last_offset)
		return;
	last_offset = offset;
	ExNotifyCallback(set_system_time, NULL, NULL);
}

static DECLARE_WORK(new_time, tell_of_new_time);

static void queue_new_time(struct irq_work *work)
{
	queue_work(system_wq, &new_time);
}

static DEFINE_IRQ_WORK(new_time_irq, queue_new_time);

/*
 * @was_set is 0 for each tick. Under the timekeeper's lock: waking a worker may look at
 * the time, and would look for ever.
 */
static int time_passes(struct notifier_block *block, unsigned long was_set, void *unused)
{
	if (unlikely(was_set))
		irq_work_queue(&new_time_irq);
	return NOTIFY_DONE;
}

static struct notifier_block time_notifier = { .notifier_call = time_passes };

static struct _CALLBACK_OBJECT *system_callbacks[3];

static void remove_system_callbacks(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(system_callbacks) && system_callbacks[i]; i++) {
		wdm_ob_remove(system_callbacks[i]);
		system_callbacks[i] = NULL;
	}
}

int wdm_callback_init(void)
{
	static const WCHAR * const names[] = {
		L"\\Callback\\SetSystemTime", L"\\Callback\\ProcessorAdd",
		L"\\Callback\\PowerState",
	};
	struct _CALLBACK_OBJECT *object;
	UNICODE_STRING name;
	size_t i;
	int ret;

	static_assert(ARRAY_SIZE(names) == ARRAY_SIZE(system_callbacks));
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		RtlInitUnicodeString(&name, names[i]);
		if (!NT_SUCCESS(create(&name, true, true, &object))) {
			remove_system_callbacks();
			return -ENOMEM;
		}
		/* Its name keeps it. */
		wdm_ob_put(object);
		system_callbacks[i] = object;
	}
	power_state = object;
	set_system_time = system_callbacks[0];
	ret = register_pm_notifier(&sleep_notifier);
	if (ret) {
		remove_system_callbacks();
		return ret;
	}
	last_offset = ktime_mono_to_any(0, TK_OFFS_REAL);
	pvclock_gtod_register_notifier(&time_notifier);
	return 0;
}

void wdm_callback_exit(void)
{
	pvclock_gtod_unregister_notifier(&time_notifier);
	irq_work_sync(&new_time_irq);
	cancel_work_sync(&new_time);
	unregister_pm_notifier(&sleep_notifier);
	remove_system_callbacks();
}
