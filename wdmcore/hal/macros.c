// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: the older names of an adapter's operations, for images (rtl/macros.c). An image's
 * adapter has the entries of the operations; these go to the operations themselves.
 */
#include <linux/types.h>

#include <ntddk.h>
#include "pe_thunk.h"

PVOID wdm_pe_HalAllocateCommonBuffer(PDMA_ADAPTER adapter, ULONG length,
				     PPHYSICAL_ADDRESS address, BOOLEAN cached)
{
	return wdm_dma_operations.AllocateCommonBuffer(adapter, length, address, cached);
}

VOID wdm_pe_HalFreeCommonBuffer(PDMA_ADAPTER adapter, ULONG length, PHYSICAL_ADDRESS address,
				PVOID va, BOOLEAN cached)
{
	wdm_dma_operations.FreeCommonBuffer(adapter, length, address, va, cached);
}

NTSTATUS wdm_pe_IoAllocateAdapterChannel(PDMA_ADAPTER adapter, PDEVICE_OBJECT device, ULONG count,
					 PDRIVER_CONTROL routine, PVOID context)
{
	return wdm_dma_operations.AllocateAdapterChannel(adapter, device, count, routine, context);
}

BOOLEAN wdm_pe_IoFlushAdapterBuffers(PDMA_ADAPTER adapter, PMDL mdl, PVOID base, PVOID va,
				     ULONG length, BOOLEAN write)
{
	return wdm_dma_operations.FlushAdapterBuffers(adapter, mdl, base, va, length, write);
}

VOID wdm_pe_IoFreeAdapterChannel(PDMA_ADAPTER adapter)
{
	wdm_dma_operations.FreeAdapterChannel(adapter);
}

VOID wdm_pe_IoFreeMapRegisters(PDMA_ADAPTER adapter, PVOID base, ULONG count)
{
	wdm_dma_operations.FreeMapRegisters(adapter, base, count);
}

PHYSICAL_ADDRESS wdm_pe_IoMapTransfer(PDMA_ADAPTER adapter, PMDL mdl, PVOID base, PVOID va,
				      PULONG length, BOOLEAN write)
{
	return wdm_dma_operations.MapTransfer(adapter, mdl, base, va, length, write);
}

ULONG wdm_pe_HalGetDmaAlignment(PDMA_ADAPTER adapter)
{
	return wdm_dma_operations.GetDmaAlignment(adapter);
}

ULONG wdm_pe_HalReadDmaCounter(PDMA_ADAPTER adapter)
{
	return wdm_dma_operations.ReadDmaCounter(adapter);
}
