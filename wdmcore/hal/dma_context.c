// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: the adapter channel in version 3 of the operations.
 *
 * A request is made under a transfer context, memory of the driver's that takes our
 * notes about it, so that it can be cancelled while it waits:
 *
 *   state        its request                       CancelAdapterChannel
 *   IDLE         none was made                     TRUE, CANCELLED: none can be made
 *   WAITING      in the adapter's queue            TRUE, CANCELLED: taken out
 *   GRANTED      its routine was or is called      FALSE
 *   CANCELLED    none                              TRUE
 *
 * A context is looked at under the adapter's lock, and never after its request was
 * granted, save when the driver names it: the driver may free it then.
 */
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "hal.h"

#define MAGIC	0x43616d44

/** wdm_dma_context_valid - whether a transfer context was initialized for an adapter */
bool wdm_dma_context_valid(struct wdm_adapter *adapter, struct wdm_dma_context *context)
{
	return context && context->magic == MAGIC && context->adapter == adapter;
}

/* DMA_OPERATIONS.InitializeDmaTransferContext (PINITIALIZE_DMA_TRANSFER_CONTEXT) */
NTSTATUS NTAPI wdm_dma_initialize_transfer_context(PDMA_ADAPTER DmaAdapter,
						   PVOID DmaTransferContext)
{
	struct wdm_dma_context *context = DmaTransferContext;

	if (!context)
		return STATUS_INVALID_PARAMETER;
	memset(DmaTransferContext, 0, DMA_TRANSFER_CONTEXT_SIZE_V1);
	context->magic = MAGIC;
	context->adapter = to_wdm_adapter(DmaAdapter);
	return STATUS_SUCCESS;
}

/*
 * DMA_OPERATIONS.AllocateAdapterChannelEx (PALLOCATE_ADAPTER_CHANNEL_EX)
 *
 * Without DMA_SYNCHRONOUS_CALLBACK there has to be a routine and nowhere to return the
 * registers; with it, one of the two. (The page asks for both and forbids it: both are
 * taken.)
 */
NTSTATUS NTAPI wdm_dma_allocate_adapter_channel_ex(PDMA_ADAPTER DmaAdapter,
						   PDEVICE_OBJECT DeviceObject,
						   PVOID DmaTransferContext,
						   ULONG NumberOfMapRegisters, ULONG Flags,
						   PDRIVER_CONTROL ExecutionRoutine,
						   PVOID ExecutionContext,
						   PVOID *MapRegisterBase)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_dma_context *context = DmaTransferContext;
	bool now = Flags & DMA_SYNCHRONOUS_CALLBACK;
	PWAIT_CONTEXT_BLOCK wait;
	unsigned long flags;
	bool waiting;

	if (!DeviceObject || !wdm_dma_context_valid(adapter, context) ||
	    (Flags & ~DMA_SYNCHRONOUS_CALLBACK) || (!ExecutionRoutine && !MapRegisterBase) ||
	    (!now && MapRegisterBase))
		return STATUS_INVALID_PARAMETER;

	/* Not over a request that waits. */
	spin_lock_irqsave(&adapter->lock, flags);
	waiting = context->state == WDM_CONTEXT_WAITING;
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (waiting)
		return STATUS_INVALID_PARAMETER;

	wait = &context->wait;
	wait->DeviceRoutine = ExecutionRoutine;
	wait->DeviceContext = ExecutionContext;
	wait->NumberOfMapRegisters = NumberOfMapRegisters;
	wait->DeviceObject = DeviceObject;
	wait->CurrentIrp = DeviceObject->CurrentIrp;
	wdm_wait_set_context(wait, context);
	if (now)
		return wdm_channel_allocate_now(adapter, wait,
						(struct wdm_map_register **)MapRegisterBase);
	return wdm_channel_allocate(adapter, wait);
}

/* DMA_OPERATIONS.CancelAdapterChannel (PCANCEL_ADAPTER_CHANNEL) */
BOOLEAN NTAPI wdm_dma_cancel_adapter_channel(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
					     PVOID DmaTransferContext)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);

	return wdm_dma_context_valid(adapter, DmaTransferContext) &&
	       wdm_channel_cancel(adapter, DmaTransferContext);
}

/*
 * DMA_OPERATIONS.CancelMappedTransfer (PCANCEL_MAPPED_TRANSFER)
 *
 * Nobody but the device's driver can stop what a bus master has begun. What can be
 * done is that nothing more is mapped for the transfer.
 */
NTSTATUS NTAPI wdm_dma_cancel_mapped_transfer(PDMA_ADAPTER DmaAdapter, PVOID DmaTransferContext)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_dma_context *context = DmaTransferContext;
	struct wdm_map_register *base;
	NTSTATUS status = STATUS_UNSUCCESSFUL;
	unsigned long flags;

	if (!wdm_dma_context_valid(adapter, context))
		return STATUS_INVALID_PARAMETER;
	spin_lock_irqsave(&adapter->lock, flags);
	base = context->base;
	if (context->state == WDM_CONTEXT_GRANTED) {
		context->state = WDM_CONTEXT_CANCELLED;
		/* Only if they were not given back and allocated by somebody else. */
		if (base && base->count && base->context == context)
			base->cancelled = true;
		status = STATUS_SUCCESS;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	return status;
}

/* DMA_OPERATIONS.FreeAdapterObject (PFREE_ADAPTER_OBJECT) */
VOID NTAPI wdm_dma_free_adapter_object(PDMA_ADAPTER DmaAdapter,
				       IO_ALLOCATION_ACTION AllocationAction)
{
	if (AllocationAction != KeepObject)
		wdm_channel_free(to_wdm_adapter(DmaAdapter),
				 AllocationAction == DeallocateObjectKeepRegisters);
}
