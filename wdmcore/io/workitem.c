// SPDX-License-Identifier: GPL-2.0
/*
 * Io: work items.
 *
 * A queued item holds a reference to its object and to the driver's code, until
 * the routine has returned; so neither goes away under it. The item itself is
 * the driver's: it is out of the queue before the routine is called, which may
 * free it or queue it again. Memory of IoAllocateWorkItem stays until the routine
 * has returned all the same: a workqueue takes a new item at the address of a
 * running one for the same, and would have it wait.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "io.h"
#include "io_dev.h"
#include "ob.h"

/**
 * struct _IO_WORKITEM - a work item; drivers know its size from IoSizeofWorkItem
 * @work: in the workqueue
 * @object: device or driver object
 * @routine: the routine, of IoQueueWorkItem
 * @routine_ex: the routine, of IoQueueWorkItemEx; one of the two is set
 * @context: for the routine
 * @driver: driver whose code is referenced while @queued; NULL if it is on its way out
 * @queued: 1 from queueing until just before the routine is called
 * @allocated: by IoAllocateWorkItem
 * @freed: freed while queued, its routine isn't called
 * @references: of an allocated item: its owner, its presence in the workqueue
 */
struct _IO_WORKITEM {
	struct work_struct work;
	PVOID object;
	PIO_WORKITEM_ROUTINE routine;
	PIO_WORKITEM_ROUTINE_EX routine_ex;
	PVOID context;
	struct wdm_driver *driver;
	atomic_t queued;
	bool allocated;
	bool freed;
	refcount_t references;
};

static struct wdm_driver *driver_of(PVOID object)
{
	PDRIVER_OBJECT driver = object;

	if (wdm_ob_type(object) == &wdm_device_type)
		driver = ((PDEVICE_OBJECT)object)->DriverObject;
	return wdm_driver(driver);
}

static void put_work_item(PIO_WORKITEM item)
{
	if (refcount_dec_and_test(&item->references))
		kfree(item);
}

static void run_work_item(struct work_struct *work)
{
	PIO_WORKITEM item = container_of(work, struct _IO_WORKITEM, work);
	PIO_WORKITEM_ROUTINE_EX routine_ex = item->routine_ex;
	PIO_WORKITEM_ROUTINE routine = item->routine;
	struct wdm_driver *driver = item->driver;
	bool allocated = item->allocated;
	struct wdm_thread *thread;
	PVOID context = item->context;
	PVOID object = item->object;

	if (unlikely(READ_ONCE(item->freed)))
		goto out;
	/* What isn't allocated is the driver's alone from here on. */
	atomic_set_release(&item->queued, 0);

	thread = wdm_user_access_begin();
	if (routine_ex) {
		WDM_CALL(routine_ex, object, context, item);
		wdm_worker_returned(routine_ex, item);
	} else {
		WDM_CALL(routine, object, context);
		wdm_worker_returned(routine, item);
	}
	wdm_user_access_put(thread);
out:
	if (allocated)
		put_work_item(item);
	wdm_ob_put(object);
	if (driver)
		wdm_driver_put(driver);
}

static void initialize(PIO_WORKITEM item, PVOID object)
{
	memset(item, 0, sizeof(*item));
	INIT_WORK(&item->work, run_work_item);
	item->object = object;
}

/**
 * IoSizeofWorkItem - size of a work item in the driver's own memory
 *
 * Context: any IRQL.
 * Return: bytes.
 * Reference: "IoSizeofWorkItem function (wdm.h)".
 */
ULONG NTAPI IoSizeofWorkItem(VOID)
{
	return sizeof(struct _IO_WORKITEM);
}
WDM_EXPORT(IoSizeofWorkItem);

/**
 * IoInitializeWorkItem - initialise a work item in the driver's own memory
 * @IoObject: device object or driver object
 * @IoWorkItem: IoSizeofWorkItem() bytes of non-paged memory
 *
 * Context: any IRQL.
 * Reference: "IoInitializeWorkItem function (wdm.h)".
 */
VOID NTAPI IoInitializeWorkItem(PVOID IoObject, PIO_WORKITEM IoWorkItem)
{
	initialize(IoWorkItem, IoObject);
}
WDM_EXPORT(IoInitializeWorkItem);

static bool is_queued(PIO_WORKITEM item, const void *caller)
{
	if (likely(!atomic_read(&item->queued)))
		return false;
	wdm_bug_report(0xe4, 0x02, (ULONG_PTR)item,
		       (ULONG_PTR)(item->routine_ex ? (void *)item->routine_ex :
						      (void *)item->routine), 0, caller,
		       "work item %p is freed while it is queued", item);
	return true;
}

/**
 * IoUninitializeWorkItem - end the use of a work item in the driver's own memory
 * @IoWorkItem: initialised by IoInitializeWorkItem, not queued
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoUninitializeWorkItem function (wdm.h)".
 */
VOID NTAPI IoUninitializeWorkItem(PIO_WORKITEM IoWorkItem)
{
	is_queued(IoWorkItem, WDM_CALLER());
}
WDM_EXPORT(IoUninitializeWorkItem);

/**
 * IoAllocateWorkItem - make a work item
 * @DeviceObject: device object (or driver object, for IoQueueWorkItemEx)
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the work item; NULL without memory.
 * Reference: "IoAllocateWorkItem function (wdm.h)".
 */
PIO_WORKITEM NTAPI IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
	PIO_WORKITEM item = kmalloc(sizeof(*item), wdm_io_gfp());

	if (!item)
		return NULL;
	initialize(item, DeviceObject);
	item->allocated = true;
	refcount_set(&item->references, 1);
	return item;
}
WDM_EXPORT(IoAllocateWorkItem);

/**
 * IoFreeWorkItem - free a work item of IoAllocateWorkItem
 * @IoWorkItem: not queued; its routine may be running, and may be the caller
 *
 * A work item that is queued all the same is reported, and freed without a call of
 * its routine.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoFreeWorkItem function (wdm.h)".
 */
VOID NTAPI IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
	if (unlikely(is_queued(IoWorkItem, WDM_CALLER())))
		WRITE_ONCE(IoWorkItem->freed, true);
	put_work_item(IoWorkItem);
}
WDM_EXPORT(IoFreeWorkItem);

static bool queue(PIO_WORKITEM item, PIO_WORKITEM_ROUTINE routine,
		  PIO_WORKITEM_ROUTINE_EX routine_ex, WORK_QUEUE_TYPE type, PVOID context,
		  const void *caller)
{
	struct wdm_driver *driver;

	if (unlikely(atomic_xchg(&item->queued, 1))) {
		wdm_bug_report(0xe4, 0x01, (ULONG_PTR)item, type, 0, caller,
			       "work item %p is queued already", item);
		return false;
	}
	if (item->allocated)
		refcount_inc(&item->references);
	wdm_ob_get(item->object);
	/* Fails only while the driver goes, which waits for its work items. */
	driver = driver_of(item->object);
	item->driver = wdm_driver_get(driver) ? driver : NULL;
	item->routine = routine;
	item->routine_ex = routine_ex;
	item->context = context;
	return queue_work(wdm_workqueue(type), &item->work);
}

/**
 * IoQueueWorkItem - have a system thread call a routine of the driver's
 * @IoWorkItem: for a device object, not queued
 * @WorkerRoutine: called at PASSIVE_LEVEL
 * @QueueType: kind of system thread
 * @Context: for the routine
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoQueueWorkItem function (wdm.h)".
 */
VOID NTAPI IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
			   WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	queue(IoWorkItem, WorkerRoutine, NULL, QueueType, Context,
	      WDM_CALLER());
}
WDM_EXPORT(IoQueueWorkItem);

/**
 * IoQueueWorkItemEx - the same for a routine that is told its work item
 * @IoWorkItem: for a device or driver object, not queued
 * @WorkerRoutine: called at PASSIVE_LEVEL
 * @QueueType: kind of system thread
 * @Context: for the routine
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoQueueWorkItemEx function (wdm.h)".
 */
VOID NTAPI IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
			     WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	queue(IoWorkItem, NULL, WorkerRoutine, QueueType, Context,
	      WDM_CALLER());
}
WDM_EXPORT(IoQueueWorkItemEx);

/**
 * IoTryQueueWorkItem - the same, if a system thread is to be had for it at once
 * @IoWorkItem: for a device or driver object, not queued
 * @WorkerRoutine: called at PASSIVE_LEVEL
 * @QueueType: kind of system thread
 * @Context: for the routine
 *
 * Each item gets a thread here, made for it if need be.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if it was queued; FALSE if it was queued already, which is reported.
 * Reference: "IoTryQueueWorkItem routine".
 */
BOOLEAN NTAPI IoTryQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
				 WORK_QUEUE_TYPE QueueType, PVOID Context)
{
	return queue(IoWorkItem, NULL, WorkerRoutine, QueueType, Context,
		     WDM_CALLER());
}
WDM_EXPORT(IoTryQueueWorkItem);

/**
 * wdm_work_item_flush - wait for the work items that are queued now
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_work_item_flush(void)
{
	flush_workqueue(wdm_workqueue(DelayedWorkQueue));
	flush_workqueue(wdm_workqueue(CriticalWorkQueue));
	flush_workqueue(wdm_workqueue(HyperCriticalWorkQueue));
}
WDM_EXPORT(wdm_work_item_flush);
