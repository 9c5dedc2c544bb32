// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: common buffers of version 3: within bounds, several in a vector, from an MDL.
 *
 * Where there is no IOMMU, a logical address is a physical one, and the bounds are what
 * the page allocator is asked for. With an IOMMU, the addresses are its choice: then a
 * buffer that it puts elsewhere is none.
 */
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "hal.h"

struct _DMA_COMMON_BUFFER_VECTOR {
	u32 count;
	struct wdm_common_buffer *buffer[];	/* NULL: freed */
};

static bool limits_init(struct wdm_common_limits *limits, const PHYSICAL_ADDRESS *minimum,
			const PHYSICAL_ADDRESS *maximum, u32 flags,
			const MEMORY_CACHING_TYPE *caching, u32 node)
{
	*limits = (struct wdm_common_limits) {
		.lowest = minimum ? minimum->QuadPart : 0,
		.highest = maximum ? maximum->QuadPart : U64_MAX,
		.large_pages = flags & DOMAIN_COMMON_BUFFER_LARGE_PAGE,
		.node = node,
	};
	if (caching && *caching != MmCached && *caching != MmNonCached)
		return false;
	return !(flags & ~DOMAIN_COMMON_BUFFER_LARGE_PAGE);
}

/* DMA_OPERATIONS.AllocateCommonBufferWithBounds (PALLOCATE_COMMON_BUFFER_WITH_BOUNDS) */
PVOID NTAPI wdm_dma_allocate_common_buffer_with_bounds(PDMA_ADAPTER DmaAdapter,
						       PPHYSICAL_ADDRESS MinimumAddress,
						       PPHYSICAL_ADDRESS MaximumAddress,
						       ULONG Length, ULONG Flags,
						       MEMORY_CACHING_TYPE *CacheType,
						       NODE_REQUIREMENT PreferredNode,
						       PPHYSICAL_ADDRESS LogicalAddress)
{
	struct wdm_common_buffer *buffer = NULL;
	struct wdm_common_limits limits;

	if (limits_init(&limits, MinimumAddress, MaximumAddress, Flags, CacheType, PreferredNode))
		buffer = wdm_common_allocate(to_wdm_adapter(DmaAdapter), &limits, Length);
	if (!buffer)
		return NULL;
	LogicalAddress->QuadPart = buffer->address;
	return buffer->va;
}

/* DMA_OPERATIONS.AllocateCommonBufferEx (PALLOCATE_COMMON_BUFFER_EX) */
PVOID NTAPI wdm_dma_allocate_common_buffer_ex(PDMA_ADAPTER DmaAdapter,
					      PPHYSICAL_ADDRESS MaximumAddress, ULONG Length,
					      PPHYSICAL_ADDRESS LogicalAddress,
					      BOOLEAN CacheEnabled,
					      NODE_REQUIREMENT PreferredNode)
{
	return wdm_dma_allocate_common_buffer_with_bounds(DmaAdapter, NULL, MaximumAddress,
							  Length, 0, NULL, PreferredNode,
							  LogicalAddress);
}

/* DMA_OPERATIONS.FreeCommonBufferVector (PFREE_COMMON_BUFFER_VECTOR) */
VOID NTAPI wdm_dma_free_common_buffer_vector(PDMA_ADAPTER DmaAdapter,
					     PDMA_COMMON_BUFFER_VECTOR Vector)
{
	u32 i;

	for (i = 0; i < Vector->count; i++)
		wdm_dma_free_common_buffer_from_vector(DmaAdapter, Vector, i);
	kvfree(Vector);
}

/* DMA_OPERATIONS.AllocateCommonBufferVector (PALLOCATE_COMMON_BUFFER_VECTOR) */
NTSTATUS NTAPI wdm_dma_allocate_common_buffer_vector(PDMA_ADAPTER DmaAdapter,
						     PHYSICAL_ADDRESS LowAddress,
						     PHYSICAL_ADDRESS HighAddress,
						     MEMORY_CACHING_TYPE CacheType,
						     NODE_REQUIREMENT IdealNode, ULONG Flags,
						     ULONG NumberOfElements,
						     ULONGLONG SizeOfElements,
						     PDMA_COMMON_BUFFER_VECTOR *VectorOut)
{
	struct wdm_common_limits limits;
	PDMA_COMMON_BUFFER_VECTOR vector;

	*VectorOut = NULL;
	if (!NumberOfElements || !SizeOfElements ||
	    !limits_init(&limits, &LowAddress, &HighAddress, Flags, &CacheType, IdealNode))
		return STATUS_INVALID_PARAMETER;
	vector = kvzalloc(struct_size(vector, buffer, NumberOfElements), GFP_KERNEL);
	if (!vector)
		return STATUS_INSUFFICIENT_RESOURCES;
	for (; vector->count < NumberOfElements; vector->count++) {
		vector->buffer[vector->count] = wdm_common_allocate(to_wdm_adapter(DmaAdapter),
								    &limits, SizeOfElements);
		if (!vector->buffer[vector->count]) {
			wdm_dma_free_common_buffer_vector(DmaAdapter, vector);
			return STATUS_INSUFFICIENT_RESOURCES;
		}
	}
	*VectorOut = vector;
	return STATUS_SUCCESS;
}

static struct wdm_common_buffer *find(PDMA_COMMON_BUFFER_VECTOR vector, u32 i)
{
	return i < vector->count ? vector->buffer[i] : NULL;
}

/* DMA_OPERATIONS.GetCommonBufferFromVectorByIndex; NULL if there is none */
VOID NTAPI wdm_dma_get_common_buffer_from_vector(PDMA_ADAPTER DmaAdapter,
						 PDMA_COMMON_BUFFER_VECTOR Vector, ULONG Index,
						 PVOID *VirtualAddressOut,
						 PPHYSICAL_ADDRESS LogicalAddressOut)
{
	struct wdm_common_buffer *buffer = find(Vector, Index);

	*VirtualAddressOut = buffer ? buffer->va : NULL;
	LogicalAddressOut->QuadPart = buffer ? buffer->address : 0;
}

/* DMA_OPERATIONS.FreeCommonBufferFromVector: one of them; the others stay */
VOID NTAPI wdm_dma_free_common_buffer_from_vector(PDMA_ADAPTER DmaAdapter,
						  PDMA_COMMON_BUFFER_VECTOR Vector, ULONG Index)
{
	struct wdm_common_buffer *buffer = find(Vector, Index);

	if (!buffer)
		return;
	Vector->buffer[Index] = NULL;
	wdm_common_free(to_wdm_adapter(DmaAdapter), buffer);
}

/* What CreateCommonBufferFromMdl is asked for, and the part of the MDL. */
struct from_mdl {
	u64 lowest;
	u64 highest;
	u64 offset;
	u64 length;
	bool part;
};

static NTSTATUS configure(struct from_mdl *f,
			  const DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION *config, u32 count)
{
	u32 i, seen = 0;

	for (i = 0; i < count; i++) {
		const DMA_COMMON_BUFFER_EXTENDED_CONFIGURATION *c = &config[i];

		if ((u32)c->ConfigType >= CommonBufferConfigTypeMax || seen & BIT(c->ConfigType))
			return STATUS_INVALID_PARAMETER;
		seen |= BIT(c->ConfigType);
		switch (c->ConfigType) {
		case CommonBufferConfigTypeLogicalAddressLimits:
			f->lowest = c->LogicalAddressLimits.MinimumAddress.QuadPart;
			f->highest = c->LogicalAddressLimits.MaximumAddress.QuadPart;
			break;
		case CommonBufferConfigTypeSubSection:
			f->part = true;
			f->offset = c->SubSection.Offset;
			f->length = c->SubSection.Length;
			break;
		default:
			/* Less access takes remapping hardware that drivers control. */
			if ((u32)c->HardwareAccessType >= CommonBufferHardwareAccessMax)
				return STATUS_INVALID_PARAMETER;
			if (c->HardwareAccessType != CommonBufferHardwareAccessReadWrite)
				return STATUS_NOT_SUPPORTED;
		}
	}
	return STATUS_SUCCESS;
}

/* Page-aligned, in one MDL, mapped, contiguous: returns its first page frame. */
static bool find_part(struct from_mdl *f, PMDL mdl, PFN_NUMBER *pfn, void **va)
{
	struct wdm_mdl_cursor cursor;
	PPFN_NUMBER pages;
	u64 i;

	if (!f->part) {
		if (mdl->Next)
			return false;
		f->length = mdl->ByteCount;
	}
	if (!wdm_cursor_init_offset(&cursor, mdl, f->offset))
		return false;
	mdl = cursor.mdl;
	if (!f->length || !PAGE_ALIGNED(f->length) ||
	    !PAGE_ALIGNED(mdl->ByteOffset + cursor.offset) ||
	    f->length > mdl->ByteCount - cursor.offset)
		return false;
	if (!(mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL)))
		return false;
	*va = mdl->MappedSystemVa + cursor.offset;
	pages = MmGetMdlPfnArray(mdl) + PFN_DOWN(mdl->ByteOffset + cursor.offset);
	*pfn = pages[0];
	for (i = 0; i < PFN_DOWN(f->length); i++) {
		if (pages[i] != *pfn + i || !pfn_valid(pages[i]))
			return false;
	}
	return true;
}

/* DMA_OPERATIONS.CreateCommonBufferFromMdl (PCREATE_COMMON_BUFFER_FROM_MDL) */
NTSTATUS NTAPI
wdm_dma_create_common_buffer_from_mdl(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
				      PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION ExtendedConfigs,
				      ULONG ExtendedConfigsCount,
				      PPHYSICAL_ADDRESS LogicalAddress)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct from_mdl f = { .highest = U64_MAX };
	struct wdm_common_buffer *buffer;
	NTSTATUS status;
	PFN_NUMBER pfn;
	void *va;

	if (!Mdl || !LogicalAddress || (ExtendedConfigsCount && !ExtendedConfigs))
		return STATUS_INVALID_PARAMETER;
	status = configure(&f, ExtendedConfigs, ExtendedConfigsCount);
	if (!NT_SUCCESS(status))
		return status;
	f.highest = min(f.highest, adapter->mask);
	if (!find_part(&f, Mdl, &pfn, &va) || PFN_PHYS(pfn) + f.length - 1 > adapter->mask)
		return STATUS_INVALID_PARAMETER;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	buffer->kind = WDM_COMMON_MDL;
	buffer->va = va;
	buffer->size = f.length;
	buffer->address = dma_map_page(adapter->dev, pfn_to_page(pfn), 0, f.length,
				       DMA_BIDIRECTIONAL);
	if (dma_mapping_error(adapter->dev, buffer->address)) {
		kfree(buffer);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	if (buffer->address < f.lowest || buffer->address + f.length - 1 > f.highest ||
	    dma_need_sync(adapter->dev, buffer->address))
		status = STATUS_INVALID_PARAMETER;
	else if (!wdm_common_add(adapter, buffer))
		status = STATUS_NO_SUCH_DEVICE;
	if (!NT_SUCCESS(status)) {
		dma_unmap_page(adapter->dev, buffer->address, f.length, DMA_BIDIRECTIONAL);
		kfree(buffer);
		return status;
	}
	LogicalAddress->QuadPart = buffer->address;
	return STATUS_SUCCESS;
}
