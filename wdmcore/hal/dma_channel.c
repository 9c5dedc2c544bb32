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
	adapter->registers[first].context = NULL;
	adapter->registers[first].cancelled = false;
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

/* Takes what a request asks for, if it is there: the channel is its from then on. */
static bool grant(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait,
		  struct wdm_map_register **base)
{
	struct wdm_dma_context *context = wdm_wait_context(wait);

	lockdep_assert_held(&adapter->lock);
	*base = NULL;
	if (adapter->state != WDM_CHANNEL_FREE)
		return false;
	if (wait->NumberOfMapRegisters) {
		*base = take_registers(adapter, wait->NumberOfMapRegisters);
		if (!*base)
			return false;
	}
	if (context) {
		context->state = WDM_CONTEXT_GRANTED;
		context->request = NULL;
		context->base = *base;
		if (*base)
			(*base)->context = context;
	}
	adapter->state = WDM_CHANNEL_CALLING;
	return true;
}

/* The first in the queue, if it can be served; it is taken off. */
static PWAIT_CONTEXT_BLOCK next_served(struct wdm_adapter *adapter,
				       struct wdm_map_register **base)
{
	PWAIT_CONTEXT_BLOCK wait;

	lockdep_assert_held(&adapter->lock);
	if (list_empty(&adapter->waiting))
		return NULL;
	wait = (PWAIT_CONTEXT_BLOCK)container_of((LIST_ENTRY *)adapter->waiting.next,
						 WAIT_CONTEXT_BLOCK, DmaWaitEntry);
	if (!grant(adapter, wait, base))
		return NULL;
	list_del(link_of(wait));
	return wait;
}

/* @owned: who keeps the channel has registers to give back with it. */
static void after_call(struct wdm_adapter *adapter, struct wdm_map_register *base, bool owned,
		       IO_ALLOCATION_ACTION action)
{
	enum wdm_channel_state state = adapter->state;

	lockdep_assert_held(&adapter->lock);
	adapter->state = WDM_CHANNEL_FREE;
	switch (action) {
	case KeepObject:
		if (state == WDM_CHANNEL_CALLING) {
			adapter->state = WDM_CHANNEL_KEPT;
			adapter->kept = owned ? base : NULL;
		} else if (state == WDM_CHANNEL_FREED && owned) {
			give_registers(adapter, base);
		}
		break;
	case DeallocateObjectKeepRegisters:
		break;
	default:
		give_registers(adapter, base);
	}
}

/* Calls the routine of a request that was granted; lets go of the lock meanwhile. */
static void call_owner(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait,
		       struct wdm_map_register *base, unsigned long *flags)
{
	/* @wait may be used again, or freed, from within the routine. */
	PDRIVER_CONTROL routine = wait->DeviceRoutine;
	PDEVICE_OBJECT device = wait->DeviceObject;
	PVOID context = wait->DeviceContext;
	PIRP irp = wait->CurrentIrp;
	IO_ALLOCATION_ACTION action;

	lockdep_assert_held(&adapter->lock);
	if (!routine) {
		after_call(adapter, base, true, KeepObject);
		return;
	}
	spin_unlock_irqrestore(&adapter->lock, *flags);
	if (routine == wdm_sg_ready)
		action = wdm_sg_ready(device, irp, base, context);
	else
		action = WDM_CALL(routine, device, irp, base, context);
	spin_lock_irqsave(&adapter->lock, *flags);
	/* The registers of a list go with the list. */
	after_call(adapter, base, routine != wdm_sg_ready, action);
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
	PWAIT_CONTEXT_BLOCK wait;
	unsigned long flags;

	kref_get(&adapter->ref);
	spin_lock_irqsave(&adapter->lock, flags);
	while ((wait = next_served(adapter, &base)))
		call_owner(adapter, wait, base, &flags);
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_adapter_put(adapter);
	KeLowerIrql(irql);
}

/* Whether a request may be made under its transfer context, if it has one. */
static NTSTATUS check_context(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait)
{
	struct wdm_dma_context *context = wdm_wait_context(wait);

	lockdep_assert_held(&adapter->lock);
	if (!context)
		return STATUS_SUCCESS;
	switch (context->state) {
	case WDM_CONTEXT_WAITING:
		/* One context, one request. */
		return STATUS_INVALID_PARAMETER;
	case WDM_CONTEXT_CANCELLED:
		return STATUS_CANCELLED;
	default:
		return STATUS_SUCCESS;
	}
}

/**
 * wdm_channel_allocate - queue a request for the channel, and serve it if possible
 * @adapter: the adapter
 * @wait: the request, with routine, context, device, IRP and number of registers
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS if the routine was or will be called, unless the request is
 *	cancelled; STATUS_INSUFFICIENT_RESOURCES if it can't ever be;
 *	STATUS_CANCELLED; STATUS_INVALID_PARAMETER if its transfer context is in use.
 */
NTSTATUS wdm_channel_allocate(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait)
{
	struct wdm_dma_context *context = wdm_wait_context(wait);
	unsigned long flags;
	NTSTATUS status;

	if (wait->NumberOfMapRegisters > adapter->nr_registers)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_irqsave(&adapter->lock, flags);
	status = check_context(adapter, wait);
	if (NT_SUCCESS(status)) {
		if (context) {
			context->state = WDM_CONTEXT_WAITING;
			context->request = wait;
		}
		list_add_tail(link_of(wait), &adapter->waiting);
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (NT_SUCCESS(status))
		wdm_channel_run(adapter);
	return status;
}

/**
 * wdm_channel_allocate_now - serve a request at once, or not at all
 * @adapter: the adapter
 * @wait: the request; without a routine, the channel is kept
 * @base: returns the registers; may be NULL
 *
 * Who waits already isn't overtaken.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES if it would have to wait;
 *	STATUS_CANCELLED; STATUS_INVALID_PARAMETER if its transfer context is in use.
 */
NTSTATUS wdm_channel_allocate_now(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait,
				  struct wdm_map_register **base)
{
	struct wdm_map_register *first = NULL;
	KIRQL irql = KeRaiseIrqlToDpcLevel();
	unsigned long flags;
	NTSTATUS status;

	kref_get(&adapter->ref);
	spin_lock_irqsave(&adapter->lock, flags);
	status = check_context(adapter, wait);
	if (NT_SUCCESS(status) &&
	    (!list_empty(&adapter->waiting) || !grant(adapter, wait, &first)))
		status = STATUS_INSUFFICIENT_RESOURCES;
	if (NT_SUCCESS(status)) {
		if (base)
			*base = first;
		call_owner(adapter, wait, first, &flags);
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (NT_SUCCESS(status))
		wdm_channel_run(adapter);
	wdm_adapter_put(adapter);
	KeLowerIrql(irql);
	return status;
}

/**
 * wdm_channel_cancel - take a request that waits out of the queue
 * @adapter: the adapter
 * @context: the request's transfer context; no request under it is granted any more
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: FALSE: too late, the routine was or is about to be called.
 */
bool wdm_channel_cancel(struct wdm_adapter *adapter, struct wdm_dma_context *context)
{
	PWAIT_CONTEXT_BLOCK wait = NULL;
	unsigned long flags;
	bool cancelled;

	spin_lock_irqsave(&adapter->lock, flags);
	cancelled = context->state != WDM_CONTEXT_GRANTED;
	if (context->state == WDM_CONTEXT_WAITING) {
		wait = context->request;
		list_del(link_of(wait));
		context->request = NULL;
	}
	if (cancelled)
		context->state = WDM_CONTEXT_CANCELLED;
	spin_unlock_irqrestore(&adapter->lock, flags);

	if (wait) {
		kref_get(&adapter->ref);
		if (wait->DeviceRoutine == wdm_sg_ready)
			wdm_sg_cancelled(wait->DeviceContext);
		/* It may have been in the way of others. */
		wdm_channel_run(adapter);
		wdm_adapter_put(adapter);
	}
	return cancelled;
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
	wdm_wait_set_context(wait, NULL);
	return wdm_channel_allocate(adapter, wait);
}

/**
 * wdm_channel_free - the owner needs the channel no longer
 * @adapter: the adapter
 * @keep_registers: its registers stay allocated
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_channel_free(struct wdm_adapter *adapter, bool keep_registers)
{
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	if (adapter->state == WDM_CHANNEL_CALLING) {
		adapter->state = keep_registers ? WDM_CHANNEL_FREED_KEEP : WDM_CHANNEL_FREED;
	} else if (adapter->state == WDM_CHANNEL_KEPT) {
		if (!keep_registers)
			give_registers(adapter, adapter->kept);
		adapter->kept = NULL;
		adapter->state = WDM_CHANNEL_FREE;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	wdm_channel_run(adapter);
}

/* DMA_OPERATIONS.FreeAdapterChannel (PFREE_ADAPTER_CHANNEL) */
VOID NTAPI wdm_dma_free_adapter_channel(PDMA_ADAPTER DmaAdapter)
{
	wdm_channel_free(to_wdm_adapter(DmaAdapter), false);
}

/* DMA_OPERATIONS.FreeMapRegisters (PFREE_MAP_REGISTERS) */
VOID NTAPI wdm_dma_free_map_registers(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase,
				      ULONG NumberOfMapRegisters)
{
	struct wdm_map_register *first = MapRegisterBase;

	if (first && first->count != NumberOfMapRegisters)
		wdm_bug_report(0xe6, 0, (ULONG_PTR)DmaAdapter, NumberOfMapRegisters,
			       first->count, WDM_CALLER(),
			       "FreeMapRegisters of %u registers, allocated were %u",
			       NumberOfMapRegisters, first->count);
	wdm_registers_free(to_wdm_adapter(DmaAdapter), first);
}
