// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: memory that driver and device share.
 *
 * dma_alloc_coherent() memory must go before the device does, but a driver may touch
 * its common buffers until REMOVE_DEVICE, which comes after the last close. On x86 all
 * memory is coherent: so these are pages of our own, mapped for the device as long as
 * it is there. Where the DMA API would copy them (encrypted memory), they are
 * dma_alloc_coherent()'s after all.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "call.h"
#include "dbg.h"
#include "hal.h"
#include "mm.h"

/*
 * The device gets a copy of the memory. Behind an IOMMU that translates it never does, as
 * whole pages are mapped, though Linux would have that memory synchronized as well.
 */
static bool is_copied(struct device *dev, dma_addr_t address)
{
	const struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	return !(domain && (domain->type & __IOMMU_DOMAIN_PAGING)) && dma_need_sync(dev, address);
}

/**
 * wdm_dma_pages - contiguous memory that a device can reach, mapped for it
 * @dev: the device
 * @limits: where it has to lie, as the device sees it
 * @size: in bytes, whole pages
 * @address: returns where the device finds it
 *
 * Context: PASSIVE_LEVEL.
 * Return: the zeroed pages, to be unmapped with wdm_dma_unmap_pages() and freed with
 *	wdm_dma_free_pages(); NULL if there are none.
 */
void *wdm_dma_pages(struct device *dev, const struct wdm_common_limits *limits, size_t size,
		    dma_addr_t *address)
{
	struct wdm_run_limits run = {
		.lowest = limits->lowest,
		.highest = limits->highest,
		.alignment = limits->large_pages ? PMD_SIZE : 0,
		.node = NUMA_NO_NODE,
		.gfp = GFP_KERNEL | __GFP_NOWARN,
	};
	size_t pages = PFN_DOWN(size);
	struct page *page = NULL;
	void *va;

	if (limits->node < MAX_NUMNODES && node_online(limits->node) && num_online_nodes() > 1) {
		run.node = limits->node;
		page = wdm_run_alloc(pages, &run);
		run.node = NUMA_NO_NODE;
	}
	if (!page)
		page = wdm_run_alloc(pages, &run);
	if (!page)
		return NULL;
	va = page_address(page);
	memset(va, 0, size);
	*address = dma_map_single(dev, va, size, DMA_BIDIRECTIONAL);
	if (!dma_mapping_error(dev, *address)) {
		if (*address >= limits->lowest && *address + size - 1 <= limits->highest &&
		    !is_copied(dev, *address))
			return va;
		wdm_dma_unmap_pages(dev, size, *address);
	}
	wdm_dma_free_pages(va, size);
	return NULL;
}

/** wdm_dma_free_pages - free what wdm_dma_pages() gave; IRQL <= DISPATCH_LEVEL */
void wdm_dma_free_pages(void *pages, size_t size)
{
	wdm_run_free(virt_to_page(pages), PFN_DOWN(size));
}

/** wdm_dma_unmap_pages - the device can't reach them any more */
void wdm_dma_unmap_pages(struct device *dev, size_t size, dma_addr_t address)
{
	dma_unmap_single(dev, address, size, DMA_BIDIRECTIONAL);
}

/**
 * wdm_common_add - enter a common buffer into the adapter's books
 * @adapter: the adapter
 * @buffer: the buffer, mapped
 *
 * Return: FALSE: the device has gone meanwhile.
 */
bool wdm_common_add(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer)
{
	unsigned long flags;
	bool gone;

	buffer->mapped = true;
	spin_lock_irqsave(&adapter->lock, flags);
	gone = adapter->gone;
	if (!gone)
		list_add_tail(&buffer->entry, &adapter->common);
	spin_unlock_irqrestore(&adapter->lock, flags);
	return !gone;
}

static void release_memory(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer)
{
	if (buffer->kind == WDM_COMMON_COHERENT) {
		dma_free_coherent(adapter->dev, buffer->size, buffer->va, buffer->address);
	} else {
		if (buffer->mapped)
			wdm_dma_unmap_pages(adapter->dev, buffer->size, buffer->address);
		if (buffer->kind == WDM_COMMON_PAGES)
			wdm_dma_free_pages(buffer->va, buffer->size);
	}
	kfree(buffer);
}

/**
 * wdm_common_allocate - a common buffer
 * @adapter: the adapter
 * @limits: where it has to lie; what the adapter can't reach is left out
 * @length: in bytes
 *
 * Context: PASSIVE_LEVEL.
 * Return: the buffer, NULL if there is none.
 */
struct wdm_common_buffer *wdm_common_allocate(struct wdm_adapter *adapter,
					      const struct wdm_common_limits *limits, u64 length)
{
	struct wdm_common_limits l = *limits;
	struct wdm_common_buffer *buffer;

	l.highest = min(l.highest, adapter->mask);
	if (!length || length > PAGE_SIZE * (u64)totalram_pages() || l.highest < l.lowest)
		return NULL;
	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;
	buffer->size = round_up(length, l.large_pages ? PMD_SIZE : PAGE_SIZE);
	buffer->kind = WDM_COMMON_PAGES;
	buffer->va = wdm_dma_pages(adapter->dev, &l, buffer->size, &buffer->address);
	/* These have no lower limit and no larger pages. */
	if (!buffer->va && !l.lowest && !l.large_pages) {
		buffer->kind = WDM_COMMON_COHERENT;
		buffer->va = dma_alloc_coherent(adapter->dev, buffer->size, &buffer->address,
						GFP_KERNEL | __GFP_NOWARN);
		if (buffer->va && buffer->address + buffer->size - 1 > l.highest) {
			dma_free_coherent(adapter->dev, buffer->size, buffer->va,
					  buffer->address);
			buffer->va = NULL;
		}
	}
	if (!buffer->va) {
		kfree(buffer);
		return NULL;
	}
	if (wdm_common_add(adapter, buffer))
		return buffer;
	release_memory(adapter, buffer);
	return NULL;
}

/** wdm_common_free - take a common buffer back; PASSIVE_LEVEL */
void wdm_common_free(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer)
{
	unsigned long flags;

	spin_lock_irqsave(&adapter->lock, flags);
	list_del(&buffer->entry);
	spin_unlock_irqrestore(&adapter->lock, flags);
	release_memory(adapter, buffer);
}

/* DMA_OPERATIONS.AllocateCommonBuffer (PALLOCATE_COMMON_BUFFER) */
PVOID NTAPI wdm_dma_allocate_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
					   PPHYSICAL_ADDRESS LogicalAddress,
					   BOOLEAN CacheEnabled)
{
	return wdm_dma_allocate_common_buffer_ex(DmaAdapter, NULL, Length, LogicalAddress,
						 CacheEnabled, MM_ANY_NODE_OK);
}

/* DMA_OPERATIONS.FreeCommonBuffer (PFREE_COMMON_BUFFER) */
VOID NTAPI wdm_dma_free_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
				      PHYSICAL_ADDRESS LogicalAddress, PVOID VirtualAddress,
				      BOOLEAN CacheEnabled)
{
	struct wdm_adapter *adapter = to_wdm_adapter(DmaAdapter);
	struct wdm_common_buffer *buffer, *found = NULL;
	unsigned long flags;
	size_t granularity;

	spin_lock_irqsave(&adapter->lock, flags);
	list_for_each_entry(buffer, &adapter->common, entry) {
		if (buffer->va == VirtualAddress) {
			found = buffer;
			break;
		}
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
	/* With DOMAIN_COMMON_BUFFER_LARGE_PAGE the buffer is larger than asked for. */
	granularity = found && IS_ALIGNED(found->size, PMD_SIZE) ? PMD_SIZE : PAGE_SIZE;
	if (!found || found->size != round_up((size_t)Length, granularity) ||
	    found->address != LogicalAddress.QuadPart)
		wdm_bug_report(0xe6, 0, (ULONG_PTR)DmaAdapter, (ULONG_PTR)VirtualAddress, Length,
			       WDM_CALLER(),
			       "FreeCommonBuffer does not match an AllocateCommonBuffer");
	if (found)
		wdm_common_free(adapter, found);
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
			release_memory(adapter, buffer);
		}
		return;
	}

	spin_lock_irqsave(&adapter->lock, flags);
	list_for_each_entry(buffer, &adapter->common, entry) {
		if (buffer->kind != WDM_COMMON_COHERENT && buffer->mapped)
			wdm_dma_unmap_pages(adapter->dev, buffer->size, buffer->address);
		buffer->mapped = false;
	}
	spin_unlock_irqrestore(&adapter->lock, flags);
}
