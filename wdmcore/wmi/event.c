// SPDX-License-Identifier: GPL-2.0
/*
 * Wmi: events of providers, and drivers that listen to them.
 *
 * An event goes to the tracepoint wdm:wdm_wmi_event at once, where user space may
 * listen, and to the drivers that asked for its GUID from a work item, in order.
 */
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wmilib.h>

#include "call.h"
#include "compat.h"
#include "ob.h"
#include "provider.h"
#include "../trace/wdm_events.h"

/* The registry of Windows has 64 KB by default, too. */
#define MAX_EVENT	(64 << 10)

#define EVENT_TAG	0x45696d57	/* 'WmiE' */

struct queued_event {
	struct list_head link;
	WNODE_HEADER *wnode;
};

/**
 * struct wmi_block - what IoWMIOpenBlock() returns: an object
 * @guid: the block
 * @callback: hears of its events, or NULL; M
 * @context: its own; M
 * @link: in the list of listeners; M
 *
 * M: protected by listener_mutex.
 */
struct wmi_block {
	GUID guid;
	WMI_NOTIFICATION_CALLBACK callback;
	PVOID context;
	struct list_head link;
};

static DEFINE_MUTEX(listener_mutex);
static LIST_HEAD(listeners);

/* The list changes with this held as well: a callback may register a provider. */
static DEFINE_SPINLOCK(heard_lock);

static DEFINE_SPINLOCK(queue_lock);
static LIST_HEAD(queue);

bool wdm_wmi_is_heard(const GUID *guid)
{
	struct wmi_block *block;
	bool heard = false;

	spin_lock_bh(&heard_lock);
	list_for_each_entry(block, &listeners, link)
		if (IsEqualGUID(&block->guid, guid))
			heard = true;
	spin_unlock_bh(&heard_lock);
	return heard;
}

const GUID *wdm_wmi_guid_of(PVOID block)
{
	return &((struct wmi_block *)block)->guid;
}

static void deliver(WNODE_HEADER *wnode)
{
	struct wmi_block *block;

	mutex_lock(&listener_mutex);
	list_for_each_entry(block, &listeners, link)
		if (IsEqualGUID(&block->guid, &wnode->Guid))
			WDM_CALL(block->callback, wnode, block->context);
	mutex_unlock(&listener_mutex);
}

static void deliver_queue(struct work_struct *unused)
{
	struct queued_event *event;

	do {
		spin_lock_irq(&queue_lock);
		event = list_first_entry_or_null(&queue, struct queued_event, link);
		if (event)
			list_del(&event->link);
		spin_unlock_irq(&queue_lock);
		if (event) {
			deliver(event->wnode);
			ExFreePool(event->wnode);
			kfree(event);
		}
	} while (event);
}

static DECLARE_WORK(queue_work_item, deliver_queue);

/**
 * IoWMIWriteEvent - deliver an event
 * @WnodeEventItem: the event, a WNODE_EVENT_ITEM in nonpaged pool. Belongs to WMI
 *	if this succeeds, else still to the caller.
 *
 * An event with WNODE_FLAG_TRACED_GUID goes to the logger only, which is the tracepoint,
 * and its memory stays the caller's.
 *
 * Context: IRQL <= APC_LEVEL; any IRQL with WNODE_FLAG_TRACED_GUID.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW for more than 64 KB,
 * STATUS_INVALID_PARAMETER for less than a header, STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIWriteEvent function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIWriteEvent(PVOID WnodeEventItem)
{
	WNODE_HEADER *wnode = WnodeEventItem;
	struct queued_event *event;
	unsigned long flags;

	if (wnode->BufferSize < sizeof(*wnode))
		return STATUS_INVALID_PARAMETER;
	if (wnode->BufferSize > MAX_EVENT)
		return STATUS_BUFFER_OVERFLOW;
	if (wnode->Flags & WNODE_FLAG_TRACED_GUID) {
		trace_wdm_wmi_event(wnode);
		return STATUS_SUCCESS;
	}
	event = kmalloc(sizeof(*event), GFP_ATOMIC);
	if (!event)
		return STATUS_INSUFFICIENT_RESOURCES;
	trace_wdm_wmi_event(wnode);
	event->wnode = wnode;
	spin_lock_irqsave(&queue_lock, flags);
	list_add_tail(&event->link, &queue);
	spin_unlock_irqrestore(&queue_lock, flags);
	schedule_work(&queue_work_item);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoWMIWriteEvent);

/**
 * WmiFireEvent - send an event of a block of the driver
 * @DeviceObject: the device object that the driver registered
 * @Guid: the event block
 * @InstanceIndex: the instance
 * @EventDataSize: bytes of data
 * @EventData: the data, in nonpaged pool, which belong to WMI from now on; or NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: as for IoWMIWriteEvent(); STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "WmiFireEvent function (wmilib.h)"
 */
NTSTATUS NTAPI WmiFireEvent(PDEVICE_OBJECT DeviceObject, LPCGUID Guid, ULONG InstanceIndex,
			    ULONG EventDataSize, PVOID EventData)
{
	u32 offset = ALIGN(offsetof(WNODE_SINGLE_INSTANCE, VariableData), 8);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	WNODE_SINGLE_INSTANCE *node = NULL;

	if (EventDataSize <= MAX_EVENT)
		node = ExAllocatePoolZero(NonPagedPoolNx, offset + EventDataSize, EVENT_TAG);
	else
		status = STATUS_BUFFER_OVERFLOW;
	if (node) {
		node->WnodeHeader.BufferSize = offset + EventDataSize;
		node->WnodeHeader.ProviderId = wdm_wmi_provider_id(DeviceObject);
		node->WnodeHeader.Guid = *Guid;
		node->WnodeHeader.Flags = WNODE_FLAG_SINGLE_INSTANCE | WNODE_FLAG_EVENT_ITEM |
					  WNODE_FLAG_STATIC_INSTANCE_NAMES;
		KeQuerySystemTime(&node->WnodeHeader.TimeStamp);
		node->InstanceIndex = InstanceIndex;
		node->DataBlockOffset = offset;
		node->SizeDataBlock = EventDataSize;
		if (EventData)
			memcpy((void *)node + offset, EventData, EventDataSize);
		status = IoWMIWriteEvent(node);
		if (!NT_SUCCESS(status))
			ExFreePool(node);
	}
	if (EventData)
		ExFreePool(EventData);
	return status;
}
WDM_EXPORT(WmiFireEvent);

static void forget_block(void *body)
{
	struct wmi_block *block = body;

	if (!block->callback)
		return;
	mutex_lock(&listener_mutex);
	spin_lock_bh(&heard_lock);
	list_del(&block->link);
	spin_unlock_bh(&heard_lock);
	mutex_unlock(&listener_mutex);
	wdm_wmi_sync_all_events();
}

static const struct wdm_object_type block_type = {
	.name = "WmiGuid",
	.delete = forget_block,
};

/**
 * IoWMIOpenBlock - open a block of data or events
 * @Guid: the block
 * @DesiredAccess: WMIGUID_QUERY, WMIGUID_NOTIFICATION ...; a driver has all access
 * @DataBlockObject: gets an object; ObDereferenceObject() closes it
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoWMIOpenBlock function (wdm.h)"
 */
NTSTATUS NTAPI IoWMIOpenBlock(LPCGUID Guid, ULONG DesiredAccess, PVOID *DataBlockObject)
{
	struct wmi_block *block = wdm_ob_alloc(&block_type, 0, sizeof(*block), GFP_KERNEL);

	if (!block)
		return STATUS_INSUFFICIENT_RESOURCES;
	block->guid = *Guid;
	*DataBlockObject = block;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoWMIOpenBlock);

/**
 * IoWMISetNotificationCallback - hear of the events of a block
 * @Object: from IoWMIOpenBlock(); when its last reference goes, the callback isn't
 *	called any more
 * @Callback: called with each event and @Context, at PASSIVE_LEVEL. Must not close
 *	blocks.
 * @Context: the caller's
 *
 * The providers of the block are told to generate events when somebody begins to
 * listen; one that registers later, when it does.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_DEVICE_REQUEST if there is a callback
 * already.
 * Reference: "IoWMISetNotificationCallback function (wdm.h)"
 */
NTSTATUS NTAPI IoWMISetNotificationCallback(PVOID Object, WMI_NOTIFICATION_CALLBACK Callback,
					    PVOID Context)
{
	struct wmi_block *block = Object;

	mutex_lock(&listener_mutex);
	if (block->callback) {
		mutex_unlock(&listener_mutex);
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	block->callback = Callback;
	block->context = Context;
	spin_lock_bh(&heard_lock);
	list_add_tail(&block->link, &listeners);
	spin_unlock_bh(&heard_lock);
	mutex_unlock(&listener_mutex);
	wdm_wmi_sync_all_events();
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoWMISetNotificationCallback);

void wdm_wmi_flush_events(void)
{
	flush_work(&queue_work_item);
}
EXPORT_SYMBOL_GPL(wdm_wmi_flush_events);
