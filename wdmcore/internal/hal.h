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

/* iommu.c: the device goes: takes it out of a domain that it is still attached to. */
void wdm_iommu_release(struct wdm_devnode *node);

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
 * @passive: the ISR runs in a thread at PASSIVE_LEVEL, with @event taken instead of @lock
 * @event: a synchronization event, the other messages' too, or @own_event
 * @own_event: if there is no other
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
	bool passive;
	PKEVENT event;
	KEVENT own_event;
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
	bool passive;
	PKEVENT event;
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

/* affinity.c: the processors of group 0 that an interrupt may come to */
KAFFINITY wdm_irq_affinity(unsigned int irq);
bool wdm_irq_set_affinity(unsigned int irq, KAFFINITY mask);

/* DMA */

/**
 * struct wdm_map_register - one map register: a page of a transfer
 * @adapter: its adapter
 * @index: its number there
 * @count: A: of the first of an allocation: how many it has; 0: not a first one
 * @used: of the first: how many hold mappings
 * @context: A: of the first: the transfer context it was allocated under, or NULL; only
 *	to be compared
 * @cancelled: A: of the first: CancelMappedTransfer was called for @context
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
	const void *context;
	bool cancelled;
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
	WDM_CHANNEL_FREED_KEEP,	/* ... the same, but the registers stay allocated */
	WDM_CHANNEL_KEPT,	/* it returned KeepObject, or there was no routine */
};

enum wdm_common_kind {
	WDM_COMMON_PAGES,	/* pages of our own */
	WDM_COMMON_COHERENT,	/* dma_alloc_coherent()'s */
	WDM_COMMON_MDL,		/* the driver's, CreateCommonBufferFromMdl */
};

/* A common buffer. */
struct wdm_common_buffer {
	struct list_head entry;	/* A: adapter->common */
	void *va;
	size_t size;
	dma_addr_t address;
	enum wdm_common_kind kind;
	bool mapped;		/* A: the device can reach it */
};

/* Where a common buffer has to lie, as the device sees it; both inclusive. */
struct wdm_common_limits {
	u64 lowest;
	u64 highest;
	bool large_pages;
	u32 node;
};

/**
 * struct wdm_dma_context - what is in a driver's DMA_TRANSFER_CONTEXT_SIZE_V1 bytes
 * @magic: that it was initialized
 * @adapter: its adapter
 * @state: A: see there
 * @request: A: of WDM_CONTEXT_WAITING: what waits
 * @base: A: of WDM_CONTEXT_GRANTED: the registers, if they are still allocated under it
 * @wait: the request of AllocateAdapterChannelEx
 */
struct wdm_dma_context {
	u32 magic;
	enum {
		WDM_CONTEXT_IDLE,
		WDM_CONTEXT_WAITING,	/* in the adapter's queue */
		WDM_CONTEXT_GRANTED,	/* the routine was or is about to be called */
		WDM_CONTEXT_CANCELLED,	/* no request is granted under it any more */
	} state;
	struct wdm_adapter *adapter;
	PWAIT_CONTEXT_BLOCK request;
	struct wdm_map_register *base;
	WAIT_CONTEXT_BLOCK wait;
};

static_assert(sizeof(struct wdm_dma_context) <= DMA_TRANSFER_CONTEXT_SIZE_V1);

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
void wdm_dma_init(void);
u64 wdm_dma_mask(const DEVICE_DESCRIPTION *description);
u32 wdm_dma_registers(u64 maximum_length, bool bounced);
struct wdm_adapter *wdm_adapter_create(struct device *dev, struct wdm_devnode *node, u64 mask,
				       bool scatter_gather, u64 maximum_length, u16 version);
void wdm_adapter_put(struct wdm_adapter *adapter);
PDMA_ADAPTER wdm_dma_adapter_get(struct wdm_devnode *node, PDEVICE_DESCRIPTION description,
				 PULONG registers);
void wdm_dma_set_caller(PDMA_ADAPTER adapter, bool image);
void wdm_adapters_release(struct wdm_devnode *node);

/*
 * dma_channel.c: map registers and the queue for them. A request's BufferChainingDpc, of
 * no use to a bus master, holds its transfer context or NULL.
 */
static inline void wdm_wait_set_context(PWAIT_CONTEXT_BLOCK wait, struct wdm_dma_context *context)
{
	wait->BufferChainingDpc = (PKDPC)context;
}

static inline struct wdm_dma_context *wdm_wait_context(PWAIT_CONTEXT_BLOCK wait)
{
	return (struct wdm_dma_context *)wait->BufferChainingDpc;
}

NTSTATUS wdm_channel_allocate(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait);
NTSTATUS wdm_channel_allocate_now(struct wdm_adapter *adapter, PWAIT_CONTEXT_BLOCK wait,
				  struct wdm_map_register **base);
bool wdm_channel_cancel(struct wdm_adapter *adapter, struct wdm_dma_context *context);
void wdm_channel_free(struct wdm_adapter *adapter, bool keep_registers);
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

/* dma_context.c: requests that can be cancelled, or don't wait (version 3) */
bool wdm_dma_context_valid(struct wdm_adapter *adapter, struct wdm_dma_context *context);
NTSTATUS NTAPI wdm_dma_initialize_transfer_context(PDMA_ADAPTER DmaAdapter,
						   PVOID DmaTransferContext);
NTSTATUS NTAPI wdm_dma_allocate_adapter_channel_ex(PDMA_ADAPTER DmaAdapter,
						   PDEVICE_OBJECT DeviceObject,
						   PVOID DmaTransferContext,
						   ULONG NumberOfMapRegisters, ULONG Flags,
						   PDRIVER_CONTROL ExecutionRoutine,
						   PVOID ExecutionContext,
						   PVOID *MapRegisterBase);
BOOLEAN NTAPI wdm_dma_cancel_adapter_channel(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
					     PVOID DmaTransferContext);
NTSTATUS NTAPI wdm_dma_cancel_mapped_transfer(PDMA_ADAPTER DmaAdapter, PVOID DmaTransferContext);
VOID NTAPI wdm_dma_free_adapter_object(PDMA_ADAPTER DmaAdapter,
				       IO_ALLOCATION_ACTION AllocationAction);

/* dma_info.c: what an adapter can do and what a transfer takes; what isn't there */
NTSTATUS NTAPI wdm_dma_get_adapter_info(PDMA_ADAPTER DmaAdapter, PDMA_ADAPTER_INFO AdapterInfo);
NTSTATUS NTAPI wdm_dma_get_transfer_info(PDMA_ADAPTER DmaAdapter, PMDL Mdl, ULONGLONG Offset,
					 ULONG Length, BOOLEAN WriteOnly,
					 PDMA_TRANSFER_INFO TransferInfo);
NTSTATUS NTAPI wdm_dma_configure_adapter_channel(PDMA_ADAPTER DmaAdapter, ULONG FunctionNumber,
						 PVOID Context);
NTSTATUS NTAPI wdm_dma_allocate_domain_common_buffer(PDMA_ADAPTER DmaAdapter, HANDLE DomainHandle,
						     PPHYSICAL_ADDRESS MaximumAddress,
						     ULONG Length, ULONG Flags,
						     MEMORY_CACHING_TYPE *CacheType,
						     NODE_REQUIREMENT PreferredNode,
						     PPHYSICAL_ADDRESS LogicalAddress,
						     PVOID *VirtualAddress);
NTSTATUS NTAPI wdm_dma_join_domain(PDMA_ADAPTER DmaAdapter, HANDLE DomainHandle);
NTSTATUS NTAPI wdm_dma_leave_domain(PDMA_ADAPTER DmaAdapter);
HANDLE NTAPI wdm_dma_get_domain(PDMA_ADAPTER DmaAdapter);

/* dma_cursor.c: a place in a chain of MDLs */

struct wdm_mdl_cursor {
	PMDL mdl;
	size_t offset;		/* in the MDL's buffer */
};

bool wdm_cursor_init(struct wdm_mdl_cursor *cursor, PMDL mdl, PVOID va);
bool wdm_cursor_init_offset(struct wdm_mdl_cursor *cursor, PMDL mdl, u64 offset);
PUCHAR wdm_cursor_va(const struct wdm_mdl_cursor *cursor);
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

/* dma_transfer_ex.c: the same for chains of MDLs (version 3), and FlushDmaBuffer */
NTSTATUS NTAPI wdm_dma_map_transfer_ex(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase,
				       ULONGLONG Offset, ULONG DeviceOffset, PULONG Length,
				       BOOLEAN WriteToDevice,
				       PSCATTER_GATHER_LIST ScatterGatherBuffer,
				       ULONG ScatterGatherBufferLength,
				       PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
				       PVOID CompletionContext);
NTSTATUS NTAPI wdm_dma_flush_adapter_buffers_ex(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
						PVOID MapRegisterBase, ULONGLONG Offset,
						ULONG Length, BOOLEAN WriteToDevice);
NTSTATUS NTAPI wdm_dma_flush_dma_buffer(PDMA_ADAPTER DmaAdapter, PMDL Mdl, BOOLEAN ReadOperation);

/* What the two share: one mapping, and its end with its data copied back. */
struct wdm_map_register *wdm_transfer_next(struct wdm_map_register *first);
size_t wdm_transfer_map(struct wdm_map_register *reg, u32 left, struct wdm_mdl_cursor cursor,
			size_t length, bool to_device, dma_addr_t *address);
void wdm_transfer_unmap(struct wdm_map_register *reg);
u32 wdm_transfer_registers(const struct wdm_map_register *reg);

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

enum wdm_sg_kind {
	WDM_SG_NONE,		/* not mapped (yet, or any more) */
	WDM_SG_DIRECT,
	WDM_SG_BOUNCED,
};

/**
 * struct wdm_sg - what is to be known about a scatter/gather list
 * @wait: request for map registers
 * @entry: A: in adapter->lists
 * @adapter: referenced
 * @routine: the driver's AdapterListControl routine; NULL: it waits for none
 * @context: for it
 * @start: where the transfer begins
 * @length: of the transfer, in bytes
 * @to_device: direction
 * @own_memory: all of it was allocated here; else it is the driver's
 * @base: the map registers
 * @mdl: what BuildMdlFromScatterGatherList made, with the list; NULL: nothing yet
 * @list: what the driver sees; it stands before this, in the same piece of memory
 */
struct wdm_sg {
	WAIT_CONTEXT_BLOCK wait;
	struct list_head entry;
	struct wdm_adapter *adapter;
	PDRIVER_LIST_CONTROL routine;
	PVOID context;
	struct wdm_mdl_cursor start;
	size_t length;
	bool to_device;
	bool own_memory;
	struct wdm_map_register *base;
	PMDL mdl;
	PSCATTER_GATHER_LIST list;
};

static inline struct wdm_sg *wdm_sg_of(PSCATTER_GATHER_LIST list)
{
	return (struct wdm_sg *)list->Reserved;
}

size_t wdm_sg_size(u32 elements);
u32 wdm_sg_count(struct wdm_adapter *adapter, struct wdm_mdl_cursor cursor, size_t length);
void wdm_sg_cancelled(struct wdm_sg *sg);

typedef void (*wdm_sg_fn)(struct wdm_sg *sg, struct wdm_mdl_cursor cursor,
			  PSCATTER_GATHER_ELEMENT e, void *bounce, void *data);
void wdm_sg_for_each(struct wdm_sg *sg, wdm_sg_fn fn, void *data);
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
NTSTATUS NTAPI wdm_dma_get_sg_list_ex(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
				      PVOID DmaTransferContext, PMDL Mdl, ULONGLONG Offset,
				      ULONG Length, ULONG Flags,
				      PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
				      BOOLEAN WriteToDevice,
				      PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
				      PVOID CompletionContext,
				      PSCATTER_GATHER_LIST *ScatterGatherList);
NTSTATUS NTAPI wdm_dma_build_sg_list_ex(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
					PVOID DmaTransferContext, PMDL Mdl, ULONGLONG Offset,
					ULONG Length, ULONG Flags,
					PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context,
					BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
					ULONG ScatterGatherLength,
					PDMA_COMPLETION_ROUTINE DmaCompletionRoutine,
					PVOID CompletionContext, PVOID ScatterGatherList);

/* dma_sg_mdl.c */
void wdm_sg_free_mdl(struct wdm_sg *sg);
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
void *wdm_dma_pages(struct device *dev, const struct wdm_common_limits *limits, size_t size,
		    dma_addr_t *address);
void wdm_dma_free_pages(void *pages, size_t size);
void wdm_dma_unmap_pages(struct device *dev, size_t size, dma_addr_t address);
struct wdm_common_buffer *wdm_common_allocate(struct wdm_adapter *adapter,
					      const struct wdm_common_limits *limits, u64 length);
bool wdm_common_add(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer);
void wdm_common_free(struct wdm_adapter *adapter, struct wdm_common_buffer *buffer);
void wdm_common_release(struct wdm_adapter *adapter);

/* dma_common_ex.c: common buffers with more to be said about them (version 3) */
PVOID NTAPI wdm_dma_allocate_common_buffer_ex(PDMA_ADAPTER DmaAdapter,
					      PPHYSICAL_ADDRESS MaximumAddress, ULONG Length,
					      PPHYSICAL_ADDRESS LogicalAddress,
					      BOOLEAN CacheEnabled,
					      NODE_REQUIREMENT PreferredNode);
PVOID NTAPI wdm_dma_allocate_common_buffer_with_bounds(PDMA_ADAPTER DmaAdapter,
						       PPHYSICAL_ADDRESS MinimumAddress,
						       PPHYSICAL_ADDRESS MaximumAddress,
						       ULONG Length, ULONG Flags,
						       MEMORY_CACHING_TYPE *CacheType,
						       NODE_REQUIREMENT PreferredNode,
						       PPHYSICAL_ADDRESS LogicalAddress);
NTSTATUS NTAPI wdm_dma_allocate_common_buffer_vector(PDMA_ADAPTER DmaAdapter,
						     PHYSICAL_ADDRESS LowAddress,
						     PHYSICAL_ADDRESS HighAddress,
						     MEMORY_CACHING_TYPE CacheType,
						     NODE_REQUIREMENT IdealNode, ULONG Flags,
						     ULONG NumberOfElements,
						     ULONGLONG SizeOfElements,
						     PDMA_COMMON_BUFFER_VECTOR *VectorOut);
VOID NTAPI wdm_dma_get_common_buffer_from_vector(PDMA_ADAPTER DmaAdapter,
						 PDMA_COMMON_BUFFER_VECTOR Vector, ULONG Index,
						 PVOID *VirtualAddressOut,
						 PPHYSICAL_ADDRESS LogicalAddressOut);
VOID NTAPI wdm_dma_free_common_buffer_from_vector(PDMA_ADAPTER DmaAdapter,
						  PDMA_COMMON_BUFFER_VECTOR Vector, ULONG Index);
VOID NTAPI wdm_dma_free_common_buffer_vector(PDMA_ADAPTER DmaAdapter,
					     PDMA_COMMON_BUFFER_VECTOR Vector);
NTSTATUS NTAPI
wdm_dma_create_common_buffer_from_mdl(PDMA_ADAPTER DmaAdapter, PMDL Mdl,
				      PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION ExtendedConfigs,
				      ULONG ExtendedConfigsCount,
				      PPHYSICAL_ADDRESS LogicalAddress);

/* dma_adapter.c: images get gates from now on (wdm_gate_table()). PASSIVE_LEVEL */
void wdm_dma_gate_entries(void);

/* eflags.c: in <intrin.h>, of which Linux's files see nothing. Any IRQL */
void _disable(void);
void _enable(void);
void __writeeflags(ULONG64 value);

/*
 * Configuration space, whatever alignment and length (busdata.c); the range has to
 * exist. Any IRQL.
 */
struct pci_dev;
void wdm_config_space_read(struct pci_dev *pdev, void *buffer, u32 offset, u32 length);
void wdm_config_space_write(struct pci_dev *pdev, const void *buffer, u32 offset, u32 length);

#endif /* _WDM_INTERNAL_HAL_H */
