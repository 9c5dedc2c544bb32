// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: what a DMA adapter can do, and what a transfer through it takes.
 *
 * At the end stand the operations of version 3 that need what isn't there, a system
 * DMA controller or address domains of an IOMMU: each says so.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>

#include "hal.h"

/*
 * DMA_OPERATIONS.GetDmaAdapterInfo (PGET_DMA_ADAPTER_INFO)
 *
 * The page says that no flags are defined, and the header defines one that drivers ask
 * for before they use DMA_SYNCHRONOUS_CALLBACK.
 */
NTSTATUS NTAPI wdm_dma_get_adapter_info(PDMA_ADAPTER DmaAdapter, PDMA_ADAPTER_INFO AdapterInfo)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);

	if (AdapterInfo->Version != DMA_ADAPTER_INFO_VERSION1)
		return STATUS_NOT_SUPPORTED;
	AdapterInfo->V1 = (DMA_ADAPTER_INFO_V1) {
		.ReadDmaCounterAvailable = FALSE,
		.ScatterGatherLimit = adapter->scatter_gather ? adapter->nr_registers : 1,
		.DmaAddressWidth = fls64(adapter->mask),
		.Flags = ADAPTER_INFO_SYNCHRONOUS_CALLBACK,
		.MinimumTransferUnit = 1,
	};
	return STATUS_SUCCESS;
}

/* DMA_OPERATIONS.GetDmaTransferInfo (PGET_DMA_TRANSFER_INFO) */
NTSTATUS NTAPI wdm_dma_get_transfer_info(PDMA_ADAPTER DmaAdapter, PMDL Mdl, ULONGLONG Offset,
					 ULONG Length, BOOLEAN WriteOnly,
					 PDMA_TRANSFER_INFO TransferInfo)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_mdl_cursor cursor;
	u32 elements, registers;

	if (TransferInfo->Version != DMA_TRANSFER_INFO_VERSION1 &&
	    TransferInfo->Version != DMA_TRANSFER_INFO_VERSION2)
		return STATUS_NOT_SUPPORTED;
	if (!Mdl || !Length || !wdm_cursor_init_offset(&cursor, Mdl, Offset) ||
	    wdm_cursor_left(cursor) < Length)
		return STATUS_INVALID_PARAMETER;
	elements = wdm_sg_count(adapter, cursor, Length);
	registers = wdm_cursor_pages(cursor, Length);

	/* Version 2 begins as version 1; a caller of version 1 has no room for more. */
	TransferInfo->V1.MapRegisterCount = registers;
	TransferInfo->V1.ScatterGatherElementCount = elements;
	TransferInfo->V1.ScatterGatherListSize = wdm_sg_size(elements);
	if (TransferInfo->Version == DMA_TRANSFER_INFO_VERSION2)
		TransferInfo->V2.LogicalPageCount = registers;
	return STATUS_SUCCESS;
}

/* DMA_OPERATIONS.ConfigureAdapterChannel: a function of the system's DMA controller */
NTSTATUS NTAPI wdm_dma_configure_adapter_channel(PDMA_ADAPTER DmaAdapter, ULONG FunctionNumber,
						 PVOID Context)
{
	return STATUS_NOT_SUPPORTED;
}

/* DMA_OPERATIONS.AllocateDomainCommonBuffer: there are no domains */
NTSTATUS NTAPI wdm_dma_allocate_domain_common_buffer(PDMA_ADAPTER DmaAdapter, HANDLE DomainHandle,
						     PPHYSICAL_ADDRESS MaximumAddress,
						     ULONG Length, ULONG Flags,
						     MEMORY_CACHING_TYPE *CacheType,
						     NODE_REQUIREMENT PreferredNode,
						     PPHYSICAL_ADDRESS LogicalAddress,
						     PVOID *VirtualAddress)
{
	return STATUS_NOT_SUPPORTED;
}

/* DMA_OPERATIONS.JoinDmaDomain */
NTSTATUS NTAPI wdm_dma_join_domain(PDMA_ADAPTER DmaAdapter, HANDLE DomainHandle)
{
	return STATUS_NOT_SUPPORTED;
}

/* DMA_OPERATIONS.LeaveDmaDomain */
NTSTATUS NTAPI wdm_dma_leave_domain(PDMA_ADAPTER DmaAdapter)
{
	return STATUS_NOT_SUPPORTED;
}

/* DMA_OPERATIONS.GetDmaDomain: the adapter is in none */
HANDLE NTAPI wdm_dma_get_domain(PDMA_ADAPTER DmaAdapter)
{
	return NULL;
}
