// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: MapTransferEx and FlushAdapterBuffersEx.
 *
 * One call maps a whole transfer, from anywhere in a chain of MDLs, as far as the map
 * registers and the caller's list go. The mappings are the same as MapTransfer's, one
 * per element of the list, so either flush can end them.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "hal.h"

static u32 elements_in(size_t bytes)
{
	if (bytes < sizeof(SCATTER_GATHER_LIST))
		return 0;
	return (bytes - sizeof(SCATTER_GATHER_LIST)) / sizeof(SCATTER_GATHER_ELEMENT);
}

static bool is_within(PMDL mdl, u64 offset, u32 length, struct wdm_mdl_cursor *cursor)
{
	if (!mdl || !wdm_cursor_init_offset(cursor, mdl, offset))
		return false;
	return wdm_cursor_left(*cursor) >= length;
}

/* DMA_OPERATIONS.MapTransferEx (PMAP_TRANSFER_EX) */
NTSTATUS NTAPI wdm_dma_map_transfer_ex(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase,
				       ULONGLONG Offset, ULONG DeviceOffset, PULONG Length,
				       BOOLEAN WriteToDevice,
				       PSCATTER_GATHER_LIST ScatterGatherBuffer,
				       ULONG ScatterGatherBufferLength,
				       PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
				       PVOID CompletionContext)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_map_register *first = MapRegisterBase, *reg;
	PSCATTER_GATHER_LIST list = ScatterGatherBuffer;
	u32 room = elements_in(ScatterGatherBufferLength);
	struct wdm_mdl_cursor cursor;
	size_t length, left;
	dma_addr_t address;

	/* Nobody would call a completion routine: the device doesn't tell us. */
	if (!first || !Length || !list || !room || DmaCompletionRoutine ||
	    !is_within(Mdl, Offset, *Length, &cursor))
		return STATUS_INVALID_PARAMETER;
	if (READ_ONCE(first->cancelled))
		return STATUS_CANCELLED;
	if (adapter->gone)
		return STATUS_NO_SUCH_DEVICE;

	left = *Length;
	*Length = 0;
	list->NumberOfElements = 0;
	list->Reserved = 0;
	reg = left ? wdm_transfer_next(first) : NULL;
	while (left && list->NumberOfElements < room && reg < first + first->count) {
		PSCATTER_GATHER_ELEMENT e = &list->Elements[list->NumberOfElements];

		length = wdm_transfer_map(reg, first + first->count - reg, cursor, left,
					  WriteToDevice, &address);
		if (!length)
			break;
		first->used = (reg - first) + wdm_transfer_registers(reg);
		reg = &first[first->used];
		e->Address.QuadPart = address;
		e->Length = length;
		e->Reserved = 0;
		list->NumberOfElements++;
		*Length += length;
		left -= length;
		wdm_cursor_advance(&cursor, length);
		/* A device without scatter/gather takes one piece at a time. */
		if (!adapter->scatter_gather)
			break;
	}
	return *Length || !left ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* Whether a mapping has bytes of the transfer that begins @offset bytes into a chain. */
static bool is_part(const struct wdm_map_register *reg, PMDL chain, u64 offset, u32 length)
{
	u64 start = 0;

	for (; chain; chain = chain->Next) {
		if (chain == reg->mdl) {
			start += reg->va - (PUCHAR)MmGetMdlVirtualAddress(chain);
			return start < offset + length && start + reg->length > offset;
		}
		start += chain->ByteCount;
	}
	return false;
}

/* DMA_OPERATIONS.FlushAdapterBuffersEx (PFLUSH_ADAPTER_BUFFERS_EX) */
NTSTATUS NTAPI wdm_dma_flush_adapter_buffers_ex(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
						PVOID MapRegisterBase, ULONGLONG Offset,
						ULONG Length, BOOLEAN WriteToDevice)
{
	struct wdm_map_register *first = MapRegisterBase;
	struct wdm_mdl_cursor cursor;
	bool left = false;
	u32 i;

	if (!first || !is_within(Mdl, Offset, Length, &cursor))
		return STATUS_INVALID_PARAMETER;
	for (i = 0; i < first->used; i++) {
		if (!first[i].length)
			continue;
		if (is_part(&first[i], Mdl, Offset, Length))
			wdm_transfer_unmap(&first[i]);
		else
			left = true;
	}
	if (!left)
		first->used = 0;
	return STATUS_SUCCESS;
}

/* A bounced mapping of @mdl in this direction, from @i on; its number is one less. */
static u32 next_bounced(struct wdm_adapter *adapter, u32 i, PMDL mdl, bool to_device)
{
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	for (; i < adapter->nr_registers; i++) {
		struct wdm_map_register *reg = &adapter->registers[i];

		if (reg->length && reg->mapped && reg->bounced && reg->mdl == mdl &&
		    reg->to_device == to_device)
			break;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	return i + 1;
}

/*
 * DMA_OPERATIONS.FlushDmaBuffer (PFLUSH_DMA_BUFFER)
 *
 * Caches need nothing here; what has been copied to bounce pages, or has to be copied
 * from them, is made to agree with the buffer while the mapping goes on.
 */
NTSTATUS NTAPI wdm_dma_flush_dma_buffer(PDMA_ADAPTER DmaAdapter, PMDL Mdl, BOOLEAN ReadOperation)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	u32 i = 0;

	if (!Mdl)
		return STATUS_INVALID_PARAMETER;
	if (!adapter->bounce)
		return STATUS_SUCCESS;
	while ((i = next_bounced(adapter, i, Mdl, !ReadOperation)) <= adapter->nr_registers) {
		struct wdm_map_register *reg = &adapter->registers[i - 1];
		enum dma_data_direction direction = wdm_dma_direction(reg->to_device);
		void *bounce = wdm_bounce_page(reg) + offset_in_page(reg->va);
		struct wdm_mdl_cursor cursor;

		if (!wdm_cursor_init(&cursor, reg->mdl, reg->va))
			continue;
		if (ReadOperation)
			dma_sync_single_for_cpu(adapter->dev, reg->address, reg->length,
						direction);
		wdm_cursor_copy(cursor, bounce, reg->length, ReadOperation);
		dma_sync_single_for_device(adapter->dev, reg->address, reg->length, direction);
	}
	return STATUS_SUCCESS;
}
