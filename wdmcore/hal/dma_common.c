// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: memory that driver and device share.
 *
 * dma_alloc_coherent() memory must go before the device does, but a driver may touch
 * its common buffers until REMOVE_DEVICE, which comes after the last close. On x86 all
 * memory is coherent: so these are pages of our own, mapped for the device as long as
 * it is there. Where the DMA API would copy them (an IOMMU or encrypted memory), they
 * are dma_alloc_coherent()'s after all.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "dbg.h"
#include "hal.h"

static void *try_pages(struct device *dev, u64 mask, size_t size, gfp_t zone,
		       dma_addr_t *address)
{
	void *pages = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | zone);

	if (!pages)
		return NULL;
	/* First by the physical address, so that no mapping is made to be refused. */
	if (virt_to_phys(pages) + size - 1 <= mask || mask >= dma_get_required_mask(dev)) {
		*address = dma_map_single(dev, pages, size, DMA_BIDIRECTIONAL);
		if (!dma_mapping_error(dev, *address)) {
			if (*address + size - 1 <= mask && !dma_need_sync(dev, *address))
				return pages;
			wdm_dma_unmap_pages(dev, size, *address);
		}
	}
	free_pages_exact(pages, size);
	return NULL;
}

/**
 * wdm_dma_pages - contiguous memory that a device can reach, mapped for it
 * @dev: the device
 * @mask: what it can address
 * @size: in bytes
 * @address: returns where the device finds it
 *
 * Context: PASSIVE_LEVEL.
 * Return: the zeroed pages, to be unmapped with wdm_dma_unmap_pages() and freed with
 *	free_pages_exact(); NULL if there are none.
 */
void *wdm_dma_pages(struct device *dev, u64 mask, size_t size, dma_addr_t *address)
{
	void *pages = NULL;

	if (mask >= dma_get_required_mask(dev))
		pages = try_pages(dev, mask, size, 0, address);
	if (!pages)
		pages = try_pages(dev, mask, size, GFP_DMA32, address);
	if (!pages && mask < DMA_BIT_MASK(32))
		pages = try_pages(dev, mask, size, GFP_DMA, address);
	return pages;
}

/** wdm_dma_unmap_pages - the device can't reach them any more */
void wdm_dma_unmap_pages(struct device *dev, size_t size, dma_addr_t address)
{
	dma_unmap_single(dev, address, size, DMA_BIDIRECTIONAL);
}

/* DMA_OPERATIONS.AllocateCommonBuffer (PALLOCATE_COMMON_BUFFER) */
PVOID NTAPI wdm_dma_allocate_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
					   PPHYSICAL_ADDRESS LogicalAddress,
					   BOOLEAN CacheEnabled)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_common_buffer *buffer;
	unsigned long flags;

	if (!Length || adapter->gone)
		return NULL;
	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;
	buffer->size = round_up((size_t)Length, PAGE_SIZE);
	buffer->own = true;
	buffer->va = wdm_dma_pages(adapter->dev, adapter->mask, buffer->size, &buffer->address);
	if (!buffer->va) {
		buffer->own = false;
		buffer->va = dma_alloc_coherent(adapter->dev, buffer->size, &buffer->address,
						GFP_KERNEL | __GFP_NOWARN);
		if (buffer->va && buffer->address + buffer->size - 1 > adapter->mask) {
			dma_free_coherent(adapter->dev, buffer->size, buffer->va,
					  buffer->address);
			buffer->va = NULL;
		}
	}
	if (!buffer->va) {
		kfree(buffer);
		return NULL;
	}
	buffer->mapped = true;
	spin_lock_irqsave(&adapter->lock, flags);
	list_add_tail(&buffer->entry, &adapter->common);
	spin_unlock_irqrestore(&adapter->lock, flags);
	LogicalAddress->QuadPart = buffer->address;
	return buffer->va;
}

static void free_buffer(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer)
{
	if (!buffer->own) {
		dma_free_coherent(adapter->dev, buffer->size, buffer->va, buffer->address);
	} else {
		if (buffer->mapped)
			wdm_dma_unmap_pages(adapter->dev, buffer->size, buffer->address);
		free_pages_exact(buffer->va, buffer->size);
	}
	kfree(buffer);
}

/* DMA_OPERATIONS.FreeCommonBuffer (PFREE_COMMON_BUFFER) */
VOID NTAPI wdm_dma_free_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
				      PHYSICAL_ADDRESS LogicalAddress, PVOID VirtualAddress,
				      BOOLEAN CacheEnabled)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_common_buffer *buffer, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	list_for_each_entry(buffer, &adapter->common, entry) {
		if (buffer->va == VirtualAddress) {
			found = buffer;
			list_del(&buffer->entry);
			break;
		}
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	if (!found || found->size != round_up((size_t)Length, PAGE_SIZE) ||
	    found->address != LogicalAddress.QuadPart)
		wdm_bug_report(0xe6, 0, (ULONG_PTR)DmaAdapter, (ULONG_PTR)VirtualAddress, Length,
			       __builtin_return_address(0),
			       "FreeCommonBuffer does not match an AllocateCommonBuffer");
	if (found)
		free_buffer(adapter, found);
}

/**
 * wdm_common_release - end the device's use of common buffers, or free all
 * @adapter: an adapter whose device goes (@gone), or whose last reference went
 */
void wdm_common_release(struct wdm_adapter *adapter)
{
	struct wdm_common_buffer *buffer, *next;
	unsigned long flags;

	if (!kref_read(&adapter->ref)) {
		list_for_each_entry_safe(buffer, next, &adapter->common, entry) {
			wdm_bug_report(0xe6, 0, (ULONG_PTR)&adapter->public,
				       (ULONG_PTR)buffer->va, buffer->size, NULL,
				       "PutDmaAdapter with a common buffer of %zu bytes allocated",
				       buffer->size);
			list_del(&buffer->entry);
			free_buffer(adapter, buffer);
		}
		return;
	}

	spin_lock_irqsave(&adapter->lock, flags);
	list_for_each_entry(buffer, &adapter->common, entry) {
		if (buffer->own && buffer->mapped)
			wdm_dma_unmap_pages(adapter->dev, buffer->size, buffer->address);
		buffer->mapped = false;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
}
