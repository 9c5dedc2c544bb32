/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hal: interrupts and DMA.
 *
 * Locks (order: adapter->lock before nothing else):
 *   I: the interrupt's KSPIN_LOCK, interrupts off; the driver's ISR runs under it
 *   A: adapter->lock, irq-safe; map registers and who waits for them
 *   L: wdm_pnp_lock (internal/pnp.h)
 */
#ifndef _WDM_INTERNAL_HAL_H
#define _WDM_INTERNAL_HAL_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <wdm.h>

struct wdm_devnode;

int wdm_hal_init(void);
void wdm_hal_exit(void);

/*
 * The device is taken away (removal, surprise): what the driver left connected
 * and mapped is undone on Linux's side. The driver's objects stay valid until it
 * gives them back; an interrupt can't come any more and nothing is mapped.
 */
void wdm_hal_release(struct wdm_devnode *node);

/* Interrupts */

/**
 * struct _KINTERRUPT - a connected interrupt
 * @entry: L: with its devnode, if it has one
 * @node: the devnode, referenced; NULL: unknown
 * @irq: Linux's number
 * @live: the handler is registered; cleared before it goes
 * @inactive: the driver expects no interrupts (active.c)
 * @irql: the level of the vector
 * @synchronize_irql: the level that the ISR runs at
 * @lock: I: the driver's own, or @own_lock
 * @own_lock: if the driver gave none
 * @routine: ISR of a line, or NULL
 * @message_routine: ISR of a message
 * @context: for both
 * @message: number of the message
 * @flags: I: saved by KeAcquireInterruptSpinLock
 * @previous: I: the same
 */
struct _KINTERRUPT {
	struct list_head entry;
	struct wdm_devnode *node;
	unsigned int irq;
	bool live;
	bool inactive;
	KIRQL irql;
	KIRQL synchronize_irql;
	PKSPIN_LOCK lock;
	KSPIN_LOCK own_lock;
	PKSERVICE_ROUTINE routine;
	PKMESSAGE_SERVICE_ROUTINE message_routine;
	PVOID context;
	u32 message;
	unsigned long flags;
	KIRQL previous;
};

/* How to connect one; @node may be NULL. */
struct wdm_interrupt_request {
	struct wdm_devnode *node;
	unsigned int irq;
	bool shared;
	KIRQL irql;
	KIRQL synchronize_irql;
	PKSPIN_LOCK lock;
	PKSERVICE_ROUTINE routine;
	PKMESSAGE_SERVICE_ROUTINE message_routine;
	PVOID context;
	u32 message;
};

NTSTATUS wdm_interrupt_connect(const struct wdm_interrupt_request *request,
			       PKINTERRUPT *interrupt);
void wdm_interrupt_disconnect(PKINTERRUPT interrupt);
void wdm_interrupts_release(struct wdm_devnode *node);

/* DMA */

/**
 * struct wdm_map_register - one map register: a page of a transfer
 * @adapter: its adapter
 * @index: its number there
 * @count: A: of the first of an allocation: how many it has; 0: not a first one
 * @used: of the first: how many hold mappings
 * @mdl: of a mapping that begins at this register
 * @va: its address, as an index into @mdl
 * @length: its length in bytes; 0: none begins here
 * @to_device: its direction
 * @bounced: through the adapter's bounce pages
 * @mapped: A: known to the DMA API
 * @address: as the device sees it
 */
struct wdm_map_register {
	struct wdm_adapter *adapter;
	u32 index;
	u32 count;
	u32 used;
	PMDL mdl;
	PUCHAR va;
	u32 length;
	bool to_device;
	bool bounced;
	bool mapped;
	dma_addr_t address;
};

enum wdm_channel_state {
	WDM_CHANNEL_FREE,
	WDM_CHANNEL_CALLING,	/* an AdapterControl routine runs */
	WDM_CHANNEL_FREED,	/* ... and FreeAdapterChannel was called meanwhile */
	WDM_CHANNEL_KEPT,	/* it returned KeepObject */
};

/* Memory from AllocateCommonBuffer. */
struct wdm_common_buffer {
	struct list_head entry;	/* A: adapter->common */
	void *va;
	size_t size;
	dma_addr_t address;
	bool own;		/* pages of our own; else dma_alloc_coherent()'s */
	bool mapped;		/* A: the device can reach it */
};

/**
 * struct wdm_adapter - a DMA adapter
 * @public: what the driver sees
 * @entry: L: with its devnode
 * @ref: the driver's, and one per scatter/gather list
 * @node: the devnode, referenced; NULL in tests
 * @dev: the device that does the DMA, referenced
 * @gone: the device was taken away: nothing may be mapped any more
 * @mask: what the device can address
 * @scatter_gather: the device takes lists; if not, transfers are made contiguous
 * @bounce: its bounce pages, one per register; NULL: it reaches all memory
 * @bounce_mapped: A: the bounce pages are known to the DMA API
 * @bounce_address: where the device finds them
 * @nr_registers: how many map registers
 * @registers: the map registers
 * @used: A: bitmap of registers in use
 * @lock: A
 * @state: A: the channel
 * @kept: A: first register of the owner that keeps the channel
 * @waiting: A: WAIT_CONTEXT_BLOCKs in order of arrival
 * @common: A: common buffers
 * @lists: A: scatter/gather lists (struct wdm_sg)
 */
struct wdm_adapter {
	DMA_ADAPTER public;
	struct list_head entry;
	struct kref ref;
	struct wdm_devnode *node;
	struct device *dev;
	bool gone;
	u64 mask;
	bool scatter_gather;
	void *bounce;
	bool bounce_mapped;
	dma_addr_t bounce_address;
	u32 nr_registers;
	struct wdm_map_register *registers;
	unsigned long *used;

	spinlock_t lock;	/* A */
	enum wdm_channel_state state;
	struct wdm_map_register *kept;
	struct list_head waiting;
	struct list_head common;
	struct list_head lists;
};

static inline struct wdm_adapter *to_wdm_adapter(PDMA_ADAPTER adapter)
{
	return container_of(adapter, struct wdm_adapter, public);
}

/* dma_adapter.c */
u64 wdm_dma_mask(const DEVICE_DESCRIPTION *description);
u32 wdm_dma_registers(u64 maximum_length, bool bounced);
struct wdm_adapter *wdm_adapter_create(struct device *dev, struct wdm_devnode *node, u64 mask,
				       bool scatter_gather, u64 maximum_length, u16 version);
void wdm_adapter_put(struct wdm_adapter *adapter);
void wdm_adapters_release(struct wdm_devnode *node);

/* dma_channel.c: map registers and the queue for them */
NTSTATUS wdm_channel_allocate(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait);
void wdm_channel_run(struct wdm_adapter *adapter);
void wdm_registers_free(struct wdm_adapter *adapter, struct wdm_map_register *first);
NTSTATUS NTAPI wdm_dma_allocate_adapter_channel(PDMA_ADAPTER DmaAdapter,
						PDEVICE_OBJECT DeviceObject,
						ULONG NumberOfMapRegisters,
						PDRIVER_CONTROL ExecutionRoutine,
						PVOID Context);
VOID NTAPI wdm_dma_free_adapter_channel(PDMA_ADAPTER DmaAdapter);
VOID NTAPI wdm_dma_free_map_registers(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase,
				      ULONG NumberOfMapRegisters);

/* dma_cursor.c: a place in a chain of MDLs */

struct wdm_mdl_cursor {
	PMDL mdl;
	size_t offset;		/* in the MDL's buffer */
};

bool wdm_cursor_init(struct wdm_mdl_cursor *cursor, PMDL mdl, PVOID va);
size_t wdm_cursor_left(struct wdm_mdl_cursor cursor);
phys_addr_t wdm_cursor_address(const struct wdm_mdl_cursor *cursor);
void wdm_cursor_advance(struct wdm_mdl_cursor *cursor, size_t length);
size_t wdm_cursor_run(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor, size_t length,
		      bool *reachable);
void wdm_cursor_copy(struct wdm_mdl_cursor cursor, void *buffer, size_t length, bool to_mdl);
u32 wdm_cursor_pages(struct wdm_mdl_cursor cursor, size_t length);

/* dma_transfer.c: MapTransfer and FlushAdapterBuffers */
void wdm_transfer_drop(struct wdm_map_register *first);
void wdm_transfer_release(struct wdm_adapter *adapter);
PHYSICAL_ADDRESS NTAPI wdm_dma_map_transfer(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
					    BOOLEAN WriteToDevice);
BOOLEAN NTAPI wdm_dma_flush_adapter_buffers(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
					    PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
					    BOOLEAN WriteToDevice);
/* Bounce page of a register, and the direction for the DMA API. */
static inline void *wdm_bounce_page(struct wdm_map_register *reg)
{
	return reg->adapter->bounce + (size_t)reg->index * PAGE_SIZE;
}

static inline enum dma_data_direction wdm_dma_direction(bool to_device)
{
	return to_device ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

/* dma_sg.c: scatter/gather lists */
NTSTATUS NTAPI wdm_dma_get_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl,
				   PVOID CurrentVa, ULONG Length,
				   PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				   BOOLEAN WriteToDevice);
VOID NTAPI wdm_dma_put_sg_list(PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather,
			       BOOLEAN WriteToDevice);
NTSTATUS NTAPI wdm_dma_calculate_sg_list(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID CurrentVa,
					 ULONG Length, PULONG ScatterGatherListSize,
					 PULONG pNumberOfMapRegisters);
NTSTATUS NTAPI wdm_dma_build_sg_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
				     PMDL Mdl, PVOID CurrentVa, ULONG Length,
				     PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				     BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
				     ULONG ScatterGatherLength);
NTSTATUS NTAPI wdm_dma_build_mdl_from_sg_list(PDMA_ADAPTER DmaAdapter,
					      PSCATTER_GATHER_LIST ScatterGather,
					      PMDL OriginalMdl, PMDL *TargetMdl);
IO_ALLOCATION_ACTION NTAPI wdm_sg_ready(PDEVICE_OBJECT device, PIRP irp, PVOID base,
					PVOID context);
void wdm_sg_release(struct wdm_adapter *adapter);

/* dma_common.c: common buffers */
PVOID NTAPI wdm_dma_allocate_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
					   PPHYSICAL_ADDRESS LogicalAddress,
					   BOOLEAN CacheEnabled);
VOID NTAPI wdm_dma_free_common_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length,
				      PHYSICAL_ADDRESS LogicalAddress, PVOID VirtualAddress,
				      BOOLEAN CacheEnabled);
void *wdm_dma_pages(struct device *dev, u64 mask, size_t size, dma_addr_t *address);
void wdm_dma_unmap_pages(struct device *dev, size_t size, dma_addr_t address);
void wdm_common_release(struct wdm_adapter *adapter);

/*
 * Configuration space, whatever alignment and length (busdata.c); the range has to
 * exist. Any IRQL.
 */
struct pci_dev;
void wdm_config_space_read(struct pci_dev *pdev, void *buffer, u32 offset, u32 length);
void wdm_config_space_write(struct pci_dev *pdev, const void *buffer, u32 offset, u32 length);

#endif /* _WDM_INTERNAL_HAL_H */
