// SPDX-License-Identifier: GPL-2.0
/*
 * Io: reinitialization routines.
 *
 * One queue for all drivers and one work item that calls what stands in it, in
 * order of registration, with boot routines first. What a routine registers goes
 * to the end, so others have had their turn before it runs again. A driver's
 * entries wait until its DriverEntry has returned and its devices are bound.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "io_dev.h"

/**
 * struct reinit - a registration
 * @list: link in one of the queues
 * @driver: who registered it
 * @routine: what to call
 * @context: with this
 */
struct reinit {
	struct list_head list;
	struct wdm_driver *driver;
	PDRIVER_REINITIALIZE routine;
	void *context;
};

/* Protects the queues, @running and the drivers' @ready. */
static DEFINE_MUTEX(reinit_lock);
static LIST_HEAD(boot_queue);
static LIST_HEAD(queue);
static struct wdm_driver *running;
static DECLARE_WAIT_QUEUE_HEAD(routine_done);
static struct workqueue_struct *reinit_wq;

static struct reinit *next_ready(struct list_head *list)
{
	struct reinit *entry;

	list_for_each_entry(entry, list, list)
		if (entry->driver->ready)
			return entry;
	return NULL;
}

static struct reinit *take_next(void)
{
	struct reinit *entry;

	mutex_lock(&reinit_lock);
	entry = next_ready(&boot_queue) ?: next_ready(&queue);
	if (entry) {
		list_del(&entry->list);
		running = entry->driver;
	}
	mutex_unlock(&reinit_lock);
	return entry;
}

static void call_routines(struct work_struct *work)
{
	struct reinit *entry;

	while ((entry = take_next())) {
		struct wdm_thread *thread = wdm_user_access_begin();
		PDRIVER_OBJECT driver = &entry->driver->obj;

		driver->DriverExtension->Count++;
		WDM_CALL(entry->routine, driver, entry->context, driver->DriverExtension->Count);
		wdm_user_access_put(thread);
		kfree(entry);
		mutex_lock(&reinit_lock);
		running = NULL;
		mutex_unlock(&reinit_lock);
		wake_up_all(&routine_done);
	}
}

static DECLARE_WORK(reinit_work, call_routines);

static void register_routine(struct list_head *list, PDRIVER_OBJECT driver,
			     PDRIVER_REINITIALIZE routine, void *context)
{
	struct reinit *entry = kmalloc(sizeof(*entry), GFP_KERNEL | __GFP_NOFAIL);

	entry->driver = wdm_driver(driver);
	entry->routine = routine;
	entry->context = context;
	mutex_lock(&reinit_lock);
	list_add_tail(&entry->list, list);
	mutex_unlock(&reinit_lock);
	queue_work(reinit_wq, &reinit_work);
}

/**
 * IoRegisterDriverReinitialization() - asks for another round of initialization
 * @DriverObject: the caller's driver object
 * @DriverReinitializationRoutine: called once, in a worker thread, after DriverEntry
 *	has succeeded and devices that were there have been started
 * @Context: for the routine
 *
 * The routine may register itself again; its Count says which call it is. If
 * DriverEntry fails, the registration is void.
 * Reference page: "IoRegisterDriverReinitialization function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 */
VOID NTAPI IoRegisterDriverReinitialization(PDRIVER_OBJECT DriverObject,
					    PDRIVER_REINITIALIZE DriverReinitializationRoutine,
					    PVOID Context)
{
	register_routine(&queue, DriverObject, DriverReinitializationRoutine, Context);
}
WDM_EXPORT(IoRegisterDriverReinitialization);

/**
 * IoRegisterBootDriverReinitialization() - the same, before the ordinary routines
 * @DriverObject: the caller's driver object
 * @DriverReinitializationRoutine: as above
 * @Context: for the routine
 *
 * Differs from Windows: every driver counts as a boot driver here; the routine is
 * called once the devices found at the load are started.
 * Reference page: "IoRegisterBootDriverReinitialization function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 */
VOID NTAPI IoRegisterBootDriverReinitialization(PDRIVER_OBJECT DriverObject,
						PDRIVER_REINITIALIZE DriverReinitializationRoutine,
						PVOID Context)
{
	register_routine(&boot_queue, DriverObject, DriverReinitializationRoutine, Context);
}
WDM_EXPORT(IoRegisterBootDriverReinitialization);

void wdm_reinit_start(struct wdm_driver *driver)
{
	mutex_lock(&reinit_lock);
	driver->ready = true;
	mutex_unlock(&reinit_lock);
	queue_work(reinit_wq, &reinit_work);
}
WDM_EXPORT(wdm_reinit_start);

static void drop_entries(struct list_head *list, struct wdm_driver *driver)
{
	struct reinit *entry, *next;

	list_for_each_entry_safe(entry, next, list, list) {
		if (entry->driver == driver) {
			list_del(&entry->list);
			kfree(entry);
		}
	}
}

void wdm_reinit_forget(struct wdm_driver *driver)
{
	mutex_lock(&reinit_lock);
	driver->ready = false;
	mutex_unlock(&reinit_lock);
	wait_event(routine_done, READ_ONCE(running) != driver);
	/* With what a routine that ran until now has registered. */
	mutex_lock(&reinit_lock);
	drop_entries(&boot_queue, driver);
	drop_entries(&queue, driver);
	mutex_unlock(&reinit_lock);
}
WDM_EXPORT(wdm_reinit_forget);

int wdm_reinit_init(void)
{
	reinit_wq = alloc_ordered_workqueue("wdm_reinit", 0);
	return reinit_wq ? 0 : -ENOMEM;
}

void wdm_reinit_exit(void)
{
	destroy_workqueue(reinit_wq);
}
