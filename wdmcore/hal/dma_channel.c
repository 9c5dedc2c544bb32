// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: who may use an adapter, and its map registers.
 *
 * Requests are served strictly in order: one that waits for many registers is not
 * overtaken by one that needs few. While an AdapterControl routine runs, the channel
 * is its own; what it returns says what happens to channel and registers:
 *
 *   returns                        channel     registers
 *   KeepObject                     kept        kept      until FreeAdapterChannel
 *   DeallocateObject               freed       freed
 *   DeallocateObjectKeepRegisters  freed       kept      until FreeMapRegisters
 *
 * The routine starts the device, so the end of the transfer may be handled on
 * another processor before the routine has returned: FreeAdapterChannel may come
 * before KeepObject does.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "call.h"
#include "dbg.h"
#include "hal.h"
#include "io.h"
#include "ke.h"

static struct list_head *link_of(PWAIT_CONTEXT_BLOCK wait)
{
	static_assert(sizeof(LIST_ENTRY) == sizeof(struct list_head));
	return (struct list_head *)&wait->DmaWaitEntry;
}

static struct wdm_map_register *take_registers(struct wdm_adapter *adapter, u32 count)
{
	unsigned long first;

	lockdep_assert_held(&adapter->lock);
	first = bitmap_find_next_zero_area(adapter->used, adapter->nr_registers, 0, count, 0);
	if (first >= adapter->nr_registers)
		return NULL;
	bitmap_set(adapter->used, first, count);
	adapter->registers[first].count = count;
	adapter->registers[first].used = 0;
	return &adapter->registers[first];
}

static void give_registers(struct wdm_adapter *adapter, struct wdm_map_register *first)
{
	lockdep_assert_held(&adapter->lock);
	if (!first || !first->count)
		return;
	wdm_transfer_drop(first);
	bitmap_clear(adapter->used, first->index, first->count);
	first->count = 0;
}

/* The first in the queue, if it can be served; it is taken off. */
static PWAIT_CONTEXT_BLOCK next_served(struct wdm_adapter *adapter,
				       struct wdm_map_register **base)
{
	PWAIT_CONTEXT_BLOCK wait;

	lockdep_assert_held(&adapter->lock);
	if (adapter->state != WDM_CHANNEL_FREE || list_empty(&adapter->waiting))
		return NULL;
	wait = (PWAIT_CONTEXT_BLOCK)container_of((LIST_ENTRY *)adapter->waiting.next,
						 WAIT_CONTEXT_BLOCK, DmaWaitEntry);
	*base = NULL;
	if (wait->NumberOfMapRegisters) {
		*base = take_registers(adapter, wait->NumberOfMapRegisters);
		if (!*base)
			return NULL;
	}
	list_del(link_of(wait));
	adapter->state = WDM_CHANNEL_CALLING;
	return wait;
}

static void after_call(struct wdm_adapter *adapter, struct wdm_map_register *base,
		       IO_ALLOCATION_ACTION action)
{
	bool freed = adapter->state == WDM_CHANNEL_FREED;

	lockdep_assert_held(&adapter->lock);
	adapter->state = WDM_CHANNEL_FREE;
	switch (action) {
	case KeepObject:
		if (freed) {
			give_registers(adapter, base);
		} else {
			adapter->state = WDM_CHANNEL_KEPT;
			adapter->kept = base;
		}
		break;
	case DeallocateObjectKeepRegisters:
		break;
	default:
		give_registers(adapter, base);
	}
}

/**
 * wdm_channel_run - serve who waits
 * @adapter: the adapter
 *
 * Context: IRQL <= DISPATCH_LEVEL; routines are called at DISPATCH_LEVEL.
 */
void wdm_channel_run(struct wdm_adapter *adapter)
{
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	struct wdm_map_register *base;
	IO_ALLOCATION_ACTION action;
	PDRIVER_CONTROL routine;
	PWAIT_CONTEXT_BLOCK wait;
	unsigned long flags;

	kref_get(&adapter->ref);
	spin_lock_irqsave(&adapter->lock, flags);
	while ((wait = next_served(adapter, &base))) {
		/* @wait may be used again, or freed, from within the routine. */
		PDEVICE_OBJECT device = wait->DeviceObject;
		PVOID context = wait->DeviceContext;
		PIRP irp = wait->CurrentIrp;

		routine = wait->DeviceRoutine;
		spin_unlock_irqrestore(&adapter->lock, flags);
		if (routine == wdm_sg_ready)
			action = wdm_sg_ready(device, irp, base, context);
		else
			action = WDM_CALL(routine, device, irp, base, context);
		spin_lock_irqsave(&adapter->lock, flags);
		after_call(adapter, base, action);
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_adapter_put(adapter);
	KeLowerIrql(irql);
}

/**
 * wdm_channel_allocate - queue a request for the channel, and serve it if possible
 * @adapter: the adapter
 * @wait: the request, with routine, context, device, IRP and number of registers
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS if the routine was or will be called;
 *	STATUS_INSUFFICIENT_RESOURCES if it can't ever be.
 */
NTSTATUS wdm_channel_allocate(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait)
{
	unsigned long flags;

	if (wait->NumberOfMapRegisters > adapter->nr_registers)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_irqsave(&adapter->lock, flags);
	list_add_tail(link_of(wait), &adapter->waiting);
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_channel_run(adapter);
	return STATUS_SUCCESS;
}

/** wdm_registers_free - give map registers back; IRQL <= DISPATCH_LEVEL */
void wdm_registers_free(struct wdm_adapter *adapter, struct wdm_map_register *first)
{
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	give_registers(adapter, first);
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_channel_run(adapter);
}

static bool is_waiting(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait)
{
	struct list_head *pos;
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&adapter->lock, flags);
	list_for_each(pos, &adapter->waiting)
		found |= pos == link_of(wait);
	spin_unlock_irqrestore(&adapter->lock, flags);
	return found;
}

/* DMA_OPERATIONS.AllocateAdapterChannel (PALLOCATE_ADAPTER_CHANNEL) */
NTSTATUS NTAPI wdm_dma_allocate_adapter_channel(PDMA_ADAPTER DmaAdapter,
						PDEVICE_OBJECT DeviceObject,
						ULONG NumberOfMapRegisters,
						PDRIVER_CONTROL ExecutionRoutine, PVOID Context)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	PWAIT_CONTEXT_BLOCK wait = &DeviceObject->Queue.Wcb;

	if (is_waiting(adapter, wait)) {
		wdm_bug_report(0xe6, 0, (ULONG_PTR)DmaAdapter, (ULONG_PTR)DeviceObject, 0,
			       ExecutionRoutine,
			       "AllocateAdapterChannel with one request of the device object queued");
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	wait->DeviceRoutine = ExecutionRoutine;
	wait->DeviceContext = Context;
	wait->NumberOfMapRegisters = NumberOfMapRegisters;
	wait->DeviceObject = DeviceObject;
	wait->CurrentIrp = DeviceObject->CurrentIrp;
	return wdm_channel_allocate(adapter, wait);
}

/* DMA_OPERATIONS.FreeAdapterChannel (PFREE_ADAPTER_CHANNEL) */
VOID NTAPI wdm_dma_free_adapter_channel(PDMA_ADAPTER DmaAdapter)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	if (adapter->state == WDM_CHANNEL_CALLING) {
		adapter->state = WDM_CHANNEL_FREED;
	} else if (adapter->state == WDM_CHANNEL_KEPT) {
		give_registers(adapter, adapter->kept);
		adapter->kept = NULL;
		adapter->state = WDM_CHANNEL_FREE;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_channel_run(adapter);
}

/* DMA_OPERATIONS.FreeMapRegisters (PFREE_MAP_REGISTERS) */
VOID NTAPI wdm_dma_free_map_registers(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase,
				      ULONG NumberOfMapRegisters)
{
	struct wdm_map_register *first = MapRegisterBase;

	if (first && first->count != NumberOfMapRegisters)
		wdm_bug_report(0xe6, 0, (ULONG_PTR)DmaAdapter, NumberOfMapRegisters,
			       first->count, __builtin_return_address(0),
			       "FreeMapRegisters of %u registers, allocated were %u",
			       NumberOfMapRegisters, first->count);
	wdm_registers_free(to_wdm_adapter(DmaAdapter), first);
}
