// SPDX-License-Identifier: GPL-2.0
/*
 * Io: memory of IRPs, and their initial state.
 *
 * The fast path of a request is: allocate, IofCallDriver per layer,
 * IofCompleteRequest, free. It takes no lock and touches no memory but the
 * IRP's: whom an IRP belongs to is known to whoever holds it, so neither list
 * nor table of IRPs is kept, and nothing of the path is per CPU but the stock
 * of free IRPs here. That stock is there since a slab allocation and its free
 * cost more instructions than everything else of a request together; it is a
 * few pointers, guarded by disabling interrupts on this CPU for the moment.
 * With KASAN there is no stock, so that each use after free is seen.
 *
 * An IRP is 16-byte aligned and stands in a struct wdm_irp, whose first fields
 * lie before it, its stack locations behind it. IRPs in a driver's own memory
 * have nothing before them; AllocationFlags tells the two apart.
 */
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/stddef.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

/* Stack sizes up to this one have a cache of their own; beyond it, kmalloc. */
#define CACHED_LOCATIONS	16
#define STOCK_DEPTH		16

/* CurrentLocation, a CHAR, goes up to StackCount + 2. */
#define MAX_LOCATIONS		(127 - 2)

static_assert(offsetof(struct wdm_irp, irp) % 16 == 0);

struct irp_stock {
	unsigned int count;
	struct wdm_irp *free[STOCK_DEPTH];
};

static struct kmem_cache *irp_caches[CACHED_LOCATIONS + 1];
static DEFINE_PER_CPU(struct irp_stock[CACHED_LOCATIONS + 1], irp_stocks);

static size_t wdm_irp_size(unsigned int locations)
{
	return offsetof(struct wdm_irp, irp) + IoSizeOfIrp(locations);
}

static bool use_stock(unsigned int locations)
{
	return !IS_ENABLED(CONFIG_KASAN) && locations <= CACHED_LOCATIONS;
}

static struct wdm_irp *take_from_stock(unsigned int locations)
{
	struct wdm_irp *w = NULL;
	struct irp_stock *stock;
	unsigned long flags;

	if (!use_stock(locations))
		return NULL;

	local_irq_save(flags);
	stock = this_cpu_ptr(&irp_stocks[locations]);
	if (likely(stock->count))
		w = stock->free[--stock->count];
	local_irq_restore(flags);
	return w;
}

static bool put_into_stock(struct wdm_irp *w)
{
	struct irp_stock *stock;
	unsigned long flags;
	bool put = false;

	if (!use_stock(w->locations))
		return false;

	local_irq_save(flags);
	stock = this_cpu_ptr(&irp_stocks[w->locations]);
	if (likely(stock->count < STOCK_DEPTH)) {
		stock->free[stock->count++] = w;
		put = true;
	}
	local_irq_restore(flags);
	return put;
}

static void free_memory(struct wdm_irp *w)
{
	if (w->locations <= CACHED_LOCATIONS)
		kmem_cache_free(irp_caches[w->locations], w);
	else
		kfree(w);
}

/* @size is a multiple of 8. Eight bytes at a time whatever the CPU offers. */
static __always_inline void zero_longs(void *memory, size_t size)
{
	size_t count = size / 8;

	asm volatile("rep stosq" : "+D" (memory), "+c" (count) : "a" (0L) : "memory");
}

static __always_inline void initialize(PIRP irp, USHORT size, CCHAR stack_size)
{
	irp->Type = IO_TYPE_IRP;
	irp->Size = size;
	irp->StackCount = stack_size;
	irp->CurrentLocation = stack_size + 1;
	irp->ThreadListEntry.Flink = &irp->ThreadListEntry;
	irp->ThreadListEntry.Blink = &irp->ThreadListEntry;
	irp->Tail.Overlay.CurrentStackLocation = (PIO_STACK_LOCATION)(irp + 1) + stack_size;
}

/**
 * wdm_irp_alloc - an IRP as IoAllocateIrp makes it
 * @stack_size: stack locations, at most 125
 * @gfp: for the memory
 *
 * Context: IRQL <= DISPATCH_LEVEL, as @gfp allows.
 * Return: the IRP, NULL without memory.
 */
PIRP wdm_irp_alloc(CCHAR stack_size, gfp_t gfp)
{
	/* Negative ones are too many as well, whether or not a char has a sign. */
	unsigned int locations = (u8)stack_size;
	struct wdm_irp *w;

	if (unlikely(locations > MAX_LOCATIONS))
		return NULL;

	w = take_from_stock(locations);
	if (!w) {
		if (locations <= CACHED_LOCATIONS)
			w = kmem_cache_alloc(irp_caches[locations], gfp);
		else
			w = kmalloc(wdm_irp_size(locations), gfp);
		if (unlikely(!w))
			return NULL;
	}

	zero_longs(w, wdm_irp_size(locations));
	w->self = &w->irp;
	w->locations = locations;
	w->irp.AllocationFlags = WDM_IRP_PRIVATE;
	initialize(&w->irp, IoSizeOfIrp(locations), stack_size);
	return &w->irp;
}
WDM_EXPORT(wdm_irp_alloc);

/**
 * wdm_irp_free - give an IRP of wdm_irp_alloc() back
 * @irp: the IRP
 *
 * What is left in the memory is no IRP any more, and a completed one: who
 * completes, frees or sends it once more is found out as long as the memory
 * isn't in use again.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_irp_free(PIRP irp)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);

	w->self = NULL;
	irp->Type = 0;
	irp->AllocationFlags = 0;
	irp->CurrentLocation = irp->StackCount + 2;
	if (likely(put_into_stock(w)))
		return;
	free_memory(w);
}
WDM_EXPORT(wdm_irp_free);

/**
 * IoAllocateIrp - make an IRP
 * @StackSize: stack locations, at most 125
 * @ChargeQuota: ignored: there is no quota to charge
 *
 * The IRP belongs to no thread. Who allocated it sets a completion routine that
 * returns STATUS_MORE_PROCESSING_REQUIRED, and frees it.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the IRP, zeroed but for its stack; NULL without memory.
 * Reference: "IoAllocateIrp function (wdm.h)".
 */
PIRP NTAPI IoAllocateIrp(CCHAR StackSize, BOOLEAN ChargeQuota)
{
	return wdm_irp_alloc(StackSize, wdm_io_gfp());
}
WDM_EXPORT(IoAllocateIrp);

/**
 * IoAllocateIrpEx - make an IRP for a device
 * @DeviceObject: the device that the IRP will be sent to; ignored, it matters to
 *	Windows' I/O verification only
 * @StackSize: stack locations
 * @ChargeQuota: ignored: there is no quota to charge
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the IRP; NULL without memory.
 * Reference: "IoAllocateIrpEx function (wdm.h)".
 */
PIRP NTAPI IoAllocateIrpEx(PDEVICE_OBJECT DeviceObject, CCHAR StackSize, BOOLEAN ChargeQuota)
{
	return wdm_irp_alloc(StackSize, wdm_io_gfp());
}
WDM_EXPORT(IoAllocateIrpEx);

/*
 * IoInitializeIrp is allowed on an IRP of IoAllocateIrp that is used again, and
 * that one has to be freed later. In raw memory everything may be found, so
 * nothing before the IRP is read until all in it looks right.
 */
static bool is_allocated_irp(PIRP irp)
{
	return irp->Type == IO_TYPE_IRP && (irp->AllocationFlags & WDM_IRP_PRIVATE) &&
	       (u8)irp->StackCount <= MAX_LOCATIONS && irp->Size == IoSizeOfIrp(irp->StackCount) &&
	       container_of(irp, struct wdm_irp, irp)->self == irp;
}

/**
 * IoInitializeIrp - make an IRP of raw memory
 * @Irp: the memory, non-paged
 * @PacketSize: its size in bytes, IoSizeOfIrp(@StackSize)
 * @StackSize: stack locations
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoInitializeIrp function (wdm.h)", "Reusing IRPs".
 */
VOID NTAPI IoInitializeIrp(PIRP Irp, USHORT PacketSize, CCHAR StackSize)
{
	bool allocated = is_allocated_irp(Irp);

	memset(Irp, 0, PacketSize);
	if (allocated) {
		Irp->AllocationFlags = WDM_IRP_PRIVATE;
		wdm_irp_of(Irp)->has_activity = false;
	}
	initialize(Irp, PacketSize, StackSize);
}
WDM_EXPORT(IoInitializeIrp);

/**
 * IoReuseIrp - prepare an IRP of the caller's for its next use
 * @Irp: made by IoAllocateIrp or IoInitializeIrp
 * @Iostatus: for Irp->IoStatus.Status
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoReuseIrp function (wdm.h)", "Reusing IRPs".
 */
VOID NTAPI IoReuseIrp(PIRP Irp, NTSTATUS Iostatus)
{
	UCHAR allocation_flags = Irp->AllocationFlags;
	USHORT size = Irp->Size;
	CCHAR stack_size = Irp->StackCount;

	memset(Irp, 0, size);
	Irp->AllocationFlags = allocation_flags;
	if (wdm_irp_of(Irp))
		wdm_irp_of(Irp)->has_activity = false;
	initialize(Irp, size, stack_size);
	Irp->IoStatus.Status = Iostatus;
}
WDM_EXPORT(IoReuseIrp);

/* TRUE if @irp can be freed. What can't be is left as it is: lost, but safe. */
static noinline __cold bool report_bad_free(PIRP irp, const void *caller)
{
	struct wdm_irp *w;

	if (irp->Type != IO_TYPE_IRP) {
		wdm_bug_report(0xc9, 0x01, (ULONG_PTR)irp, 0, 0, caller,
			       "IoFreeIrp: %p is no IRP, or was freed before", irp);
		return false;
	}
	w = wdm_irp_of(irp);
	if (!w) {
		wdm_bug_report(0xc2, 0x46, (ULONG_PTR)irp, 0, 0, caller,
			       "IoFreeIrp: the memory of IRP %p is the driver's own", irp);
		return false;
	}
	if (irp->CancelRoutine || irp->CurrentLocation < irp->StackCount) {
		wdm_bug_report(0xc9, 0x20b, (ULONG_PTR)irp, (ULONG_PTR)irp->CancelRoutine, 0,
			       caller, "IoFreeIrp: IRP %p is still in use", irp);
		return false;
	}
	wdm_bug_report(0xc9, 0x02, (ULONG_PTR)irp, 0, 0, caller,
		       "IoFreeIrp: IRP %p is the I/O manager's to free, at its completion", irp);
	return true;
}

/**
 * IoFreeIrp - free an IRP of IoAllocateIrp, IoBuildAsynchronousFsdRequest or
 *	IoMakeAssociatedIrp
 * @Irp: the IRP; its MDLs are the caller's to free
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoFreeIrp function (wdm.h)".
 */
VOID NTAPI IoFreeIrp(PIRP Irp)
{
	struct wdm_irp *w = wdm_irp_of(Irp);

	if (unlikely(!w || Irp->Type != IO_TYPE_IRP || w->kind != WDM_IRP_DRIVER ||
		     Irp->CancelRoutine || Irp->CurrentLocation < Irp->StackCount)) {
		if (!report_bad_free(Irp, WDM_CALLER()) ||
		    !wdm_irp_thread_unlink(w))
			return;
	}
	wdm_irp_free(Irp);
}
WDM_EXPORT(IoFreeIrp);

int wdm_irp_init(void)
{
	char name[16];
	int i;

	for (i = 0; i <= CACHED_LOCATIONS; i++) {
		snprintf(name, sizeof(name), "wdm_irp_%d", i);
		irp_caches[i] = kmem_cache_create(name, wdm_irp_size(i), 16,
						  SLAB_HWCACHE_ALIGN, NULL);
		if (!irp_caches[i]) {
			wdm_irp_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

void wdm_irp_exit(void)
{
	struct irp_stock *stock;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		for (i = 0; i <= CACHED_LOCATIONS; i++) {
			stock = &per_cpu(irp_stocks[i], cpu);
			while (stock->count)
				free_memory(stock->free[--stock->count]);
		}
	}
	for (i = 0; i <= CACHED_LOCATIONS; i++) {
		kmem_cache_destroy(irp_caches[i]);
		irp_caches[i] = NULL;
	}
}
