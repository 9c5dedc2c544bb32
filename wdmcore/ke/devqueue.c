// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: device queues.
 *
 * A queue is busy while its device works on a request. Inserting into a queue that
 * isn't busy only makes it busy: the caller has to start its request itself.
 * Removing from a busy queue that is empty makes it not busy again.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "ke.h"

/* KDEVICE_QUEUE.Type, as Windows has it. */
#define DEVICE_QUEUE_OBJECT	20

static struct list_head *queue_head(KDEVICE_QUEUE *queue)
{
	return (struct list_head *)&queue->DeviceListHead;
}

static struct list_head *link_of(KDEVICE_QUEUE_ENTRY *entry)
{
	return (struct list_head *)&entry->DeviceListEntry;
}

static KDEVICE_QUEUE_ENTRY *entry_of(struct list_head *link)
{
	return container_of((LIST_ENTRY *)link, KDEVICE_QUEUE_ENTRY, DeviceListEntry);
}

/* Behind all entries that have the same key or a smaller one. */
static struct list_head *place_of_key(KDEVICE_QUEUE *queue, ULONG key)
{
	struct list_head *place;

	/* From the end: keys mostly come in order. */
	list_for_each_prev(place, queue_head(queue))
		if (entry_of(place)->SortKey <= key)
			break;
	return place;
}

static KDEVICE_QUEUE_ENTRY *take(struct list_head *link)
{
	KDEVICE_QUEUE_ENTRY *entry = entry_of(link);

	list_del_init(link);
	entry->Inserted = FALSE;
	return entry;
}

/* The first entry with the key or a greater one, else the first of all. */
static KDEVICE_QUEUE_ENTRY *take_by_key(KDEVICE_QUEUE *queue, ULONG key)
{
	struct list_head *link;

	list_for_each(link, queue_head(queue))
		if (entry_of(link)->SortKey >= key)
			return take(link);
	return take(queue_head(queue)->next);
}

static KDEVICE_QUEUE_ENTRY *remove_by_key(KDEVICE_QUEUE *queue, ULONG key)
{
	KDEVICE_QUEUE_ENTRY *entry = NULL;
	KIRQL irql = KeAcquireSpinLockRaiseToDpc(&queue->Lock);

	if (queue->Busy) {
		if (list_empty(queue_head(queue)))
			queue->Busy = FALSE;
		else
			entry = take_by_key(queue, key);
	}
	KeReleaseSpinLock(&queue->Lock, irql);
	return entry;
}

/**
 * KeInitializeDeviceQueue - KeInitializeDeviceQueue function
 * @DeviceQueue: the queue; empty and not busy afterwards
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
	DeviceQueue->Type = DEVICE_QUEUE_OBJECT;
	DeviceQueue->Size = sizeof(*DeviceQueue);
	INIT_LIST_HEAD(queue_head(DeviceQueue));
	wdm_spin_init(&DeviceQueue->Lock, WDM_CALLER());
	DeviceQueue->Hint = 0;
	DeviceQueue->Busy = FALSE;
}
WDM_EXPORT(KeInitializeDeviceQueue);

/**
 * KeInsertDeviceQueue - KeInsertDeviceQueue function
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: goes to the tail if the queue is busy
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: TRUE if the entry was queued. FALSE if the queue wasn't busy: it is now,
 * and the caller starts the request.
 */
BOOLEAN NTAPI KeInsertDeviceQueue(PKDEVICE_QUEUE DeviceQueue,
				  PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
	KIRQL irql = KeAcquireSpinLockRaiseToDpc(&DeviceQueue->Lock);
	BOOLEAN busy = DeviceQueue->Busy;

	DeviceQueue->Busy = TRUE;
	DeviceQueueEntry->Inserted = busy;
	if (busy)
		list_add_tail(link_of(DeviceQueueEntry), queue_head(DeviceQueue));
	KeReleaseSpinLock(&DeviceQueue->Lock, irql);
	return busy;
}
WDM_EXPORT(KeInsertDeviceQueue);

/**
 * KeInsertByKeyDeviceQueue - KeInsertByKeyDeviceQueue function
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: goes behind the entries with the same key or a smaller one, if
 *	the queue is busy
 * @SortKey: its key
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: as KeInsertDeviceQueue().
 */
BOOLEAN NTAPI KeInsertByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue,
				       PKDEVICE_QUEUE_ENTRY DeviceQueueEntry, ULONG SortKey)
{
	KIRQL irql = KeAcquireSpinLockRaiseToDpc(&DeviceQueue->Lock);
	BOOLEAN busy = DeviceQueue->Busy;

	DeviceQueue->Busy = TRUE;
	DeviceQueueEntry->SortKey = SortKey;
	DeviceQueueEntry->Inserted = busy;
	if (busy)
		list_add(link_of(DeviceQueueEntry), place_of_key(DeviceQueue, SortKey));
	KeReleaseSpinLock(&DeviceQueue->Lock, irql);
	return busy;
}
WDM_EXPORT(KeInsertByKeyDeviceQueue);

/**
 * KeRemoveDeviceQueue - KeRemoveDeviceQueue function
 * @DeviceQueue: the queue, which should be busy
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: the first entry, or NULL if there is none: the queue isn't busy any more.
 */
PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
	KIRQL irql = KeAcquireSpinLockRaiseToDpc(&DeviceQueue->Lock);
	KDEVICE_QUEUE_ENTRY *entry = NULL;

	if (list_empty(queue_head(DeviceQueue)))
		DeviceQueue->Busy = FALSE;
	else
		entry = take(queue_head(DeviceQueue)->next);
	KeReleaseSpinLock(&DeviceQueue->Lock, irql);
	return entry;
}
WDM_EXPORT(KeRemoveDeviceQueue);

/**
 * KeRemoveByKeyDeviceQueue - KeRemoveByKeyDeviceQueue function
 * @DeviceQueue: the queue, which should be busy
 * @SortKey: where to look first
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: the first entry with @SortKey or a greater key, else the first of all, or
 * NULL if there is none: the queue isn't busy any more.
 */
PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue, ULONG SortKey)
{
	return remove_by_key(DeviceQueue, SortKey);
}
WDM_EXPORT(KeRemoveByKeyDeviceQueue);

/**
 * KeRemoveByKeyDeviceQueueIfBusy - KeRemoveByKeyDeviceQueueIfBusy function
 * @DeviceQueue: the queue, which may be busy or not
 * @SortKey: where to look first
 *
 * Context: IRQL == DISPATCH_LEVEL.
 * Return: as KeRemoveByKeyDeviceQueue(); NULL also if the queue isn't busy.
 */
PKDEVICE_QUEUE_ENTRY NTAPI KeRemoveByKeyDeviceQueueIfBusy(PKDEVICE_QUEUE DeviceQueue,
							  ULONG SortKey)
{
	return remove_by_key(DeviceQueue, SortKey);
}
WDM_EXPORT(KeRemoveByKeyDeviceQueueIfBusy);

/**
 * KeRemoveEntryDeviceQueue - KeRemoveEntryDeviceQueue function
 * @DeviceQueue: the queue
 * @DeviceQueueEntry: the entry to take out
 *
 * The queue stays busy.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the entry was in the queue, else FALSE.
 */
BOOLEAN NTAPI KeRemoveEntryDeviceQueue(PKDEVICE_QUEUE DeviceQueue,
				       PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
	KIRQL irql = KeAcquireSpinLockRaiseToDpc(&DeviceQueue->Lock);
	BOOLEAN inserted = DeviceQueueEntry->Inserted;

	if (inserted)
		take(link_of(DeviceQueueEntry));
	KeReleaseSpinLock(&DeviceQueue->Lock, irql);
	return inserted;
}
WDM_EXPORT(KeRemoveEntryDeviceQueue);
