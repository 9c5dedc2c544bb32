// SPDX-License-Identifier: GPL-2.0
/*
 * Mm: addresses that a driver reserves, to map MDLs there when nothing may fail.
 *
 * Page tables are made when the addresses are reserved; mapping writes entries. The
 * same addresses are used again at once, so the CPUs have to forget the old entries
 * in between, and that can't be waited for at DISPATCH_LEVEL. So unmapping asks every
 * CPU for it, by interrupts whose structures were allocated with the reservation, and
 * goes on; mapping looks whether all have answered, which takes some microseconds.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/hashtable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include <asm/tlbflush.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "mm.h"

#define SYSTEM_PTE_MISUSE	0xda
/* Its first parameter */
#define NO_ADDRESSES		0x100
#define FREE_NOT_OWNED		0x101
#define FREE_NOTHING		0x102
#define FREE_MAPPED		0x103
#define MAP_NOT_OWNED		0x104
#define MAP_NOTHING		0x105
#define MAP_TWICE		0x107
#define UNMAP_NOT_OWNED		0x108
#define UNMAP_NOTHING		0x109
#define UNMAP_TWICE		0x10b
#define UNMAP_PART		0x10c

/* How long a DPC waits for other CPUs that have their interrupts off. */
#define PATIENCE_US		1000

/**
 * struct reservation - addresses of MmAllocateMappingAddress()
 * @node: L: link in the table
 * @start: the first address
 * @pages: how many
 * @tag: of the owner
 * @mapped: L: pages that are mapped, from @start; 0: none
 * @flushing: CPUs that haven't flushed yet
 * @calls: a request to flush for each CPU
 *
 * L: protected by reservations_lock
 */
struct reservation {
	struct hlist_node node;
	void *start;
	unsigned int pages;
	u32 tag;
	unsigned int mapped;
	atomic_t flushing;
	call_single_data_t calls[];
};

static DEFINE_HASHTABLE(reservations, 6);
static DEFINE_SPINLOCK(reservations_lock);

static struct reservation *find(const void *start)
{
	struct reservation *r;

	lockdep_assert_held(&reservations_lock);
	hash_for_each_possible(reservations, r, node, (unsigned long)start)
		if (r->start == start)
			return r;
	return NULL;
}

static void misuse(u32 what, const void *address, u64 p3, u64 p4, const void *caller,
		   const char *text)
{
	wdm_bug_report(SYSTEM_PTE_MISUSE, what, (uintptr_t)address, p3, p4, caller,
		       "reserved addresses at %px: %s", address, text);
}

static void flush_here(void *context)
{
	struct reservation *r = context;

	__flush_tlb_all();
	atomic_dec_return_release(&r->flushing);
}

/* On all CPUs, some time soon. */
static void start_flush(struct reservation *r)
{
	int cpu, this_cpu = get_cpu();

	atomic_inc(&r->flushing);
	for_each_online_cpu(cpu) {
		if (cpu == this_cpu)
			continue;
		atomic_inc(&r->flushing);
		/* A CPU that is offline has nothing to forget when it comes back. */
		if (smp_call_function_single_async(cpu, &r->calls[cpu]))
			atomic_dec(&r->flushing);
	}
	flush_here(r);
	put_cpu();
}

/*
 * In a softirq it may be for ever that another CPU has its interrupts off, if that
 * waits for a lock which the interrupted code holds.
 */
static bool wait_for_flush(struct reservation *r)
{
	unsigned int us = 0;

	while (atomic_read_acquire(&r->flushing)) {
		if (!in_task() && us++ >= PATIENCE_US)
			return false;
		udelay(1);
	}
	return true;
}

static void set_entries(struct reservation *r, unsigned int pages, const PFN_NUMBER *pfns)
{
	unsigned int i, level;

	for (i = 0; i < pages; i++)
		set_pte(lookup_address((unsigned long)r->start + i * PAGE_SIZE, &level),
			pfns ? pfn_pte(pfns[i], PAGE_KERNEL) : __pte(0));
}

/**
 * MmAllocateMappingAddress - MmAllocateMappingAddress function
 * @NumberOfBytes: how much to reserve
 * @PoolTag: names the owner
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the first address, which can't be accessed until an MDL is mapped there, or
 * NULL.
 */
PVOID NTAPI MmAllocateMappingAddress(SIZE_T NumberOfBytes, ULONG PoolTag)
{
	const void *caller = WDM_CALLER();
	unsigned int pages = PFN_UP(NumberOfBytes);
	struct reservation *r;
	int cpu;

	if (!NumberOfBytes) {
		wdm_bug_report(SYSTEM_PTE_MISUSE, NO_ADDRESSES, 0, PoolTag, (uintptr_t)caller,
			       caller, "MmAllocateMappingAddress of 0 bytes");
		return NULL;
	}
	if (NumberOfBytes > U32_MAX)
		return NULL;
	r = kzalloc(struct_size(r, calls, nr_cpu_ids), GFP_KERNEL);
	if (!r)
		return NULL;
	r->start = wdm_reserve_addresses(pages);
	if (!r->start) {
		kfree(r);
		return NULL;
	}
	r->pages = pages;
	r->tag = PoolTag;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		INIT_CSD(&r->calls[cpu], flush_here, r);
	spin_lock_irq(&reservations_lock);
	hash_add(reservations, &r->node, (unsigned long)r->start);
	spin_unlock_irq(&reservations_lock);
	return r->start;
}
WDM_EXPORT(MmAllocateMappingAddress);

static void destroy(struct reservation *r)
{
	wait_for_flush(r);
	vunmap(r->start);
	kfree(r);
}

/**
 * MmFreeMappingAddress - MmFreeMappingAddress function
 * @BaseAddress: from MmAllocateMappingAddress()
 * @PoolTag: as there
 *
 * Addresses of another owner, or with something mapped, are reported as
 * SYSTEM_PTE_MISUSE and stay.
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI MmFreeMappingAddress(PVOID BaseAddress, ULONG PoolTag)
{
	const void *caller = WDM_CALLER();
	struct reservation *r;
	unsigned int mapped = 0;
	u32 tag = 0;

	spin_lock_irq(&reservations_lock);
	r = find(BaseAddress);
	if (r) {
		tag = r->tag;
		mapped = r->mapped;
		if (tag == PoolTag && !mapped)
			hash_del(&r->node);
	}
	spin_unlock_irq(&reservations_lock);
	if (!r)
		misuse(FREE_NOTHING, BaseAddress, PoolTag, 0, caller, "freed, not reserved");
	else if (tag != PoolTag)
		misuse(FREE_NOT_OWNED, BaseAddress, PoolTag, tag, caller, "freed by another tag");
	else if (mapped)
		misuse(FREE_MAPPED, BaseAddress, PoolTag, mapped, caller, "freed while mapped");
	else
		destroy(r);
}
WDM_EXPORT(MmFreeMappingAddress);

/* What is wrong with mapping @pages pages; 0: nothing, and they are the caller's. */
static u32 claim(struct reservation *r, u32 tag, unsigned int pages)
{
	if (!r)
		return MAP_NOTHING;
	if (r->tag != tag)
		return MAP_NOT_OWNED;
	if (r->mapped)
		return MAP_TWICE;
	if (pages && pages <= r->pages)
		r->mapped = pages;
	return 0;
}

/**
 * MmMapLockedPagesWithReservedMapping - MmMapLockedPagesWithReservedMapping function
 * @MappingAddress: from MmAllocateMappingAddress()
 * @PoolTag: as there
 * @MemoryDescriptorList: an MDL whose pages are locked, as many as were reserved at
 *	most; its MappedSystemVa becomes @MappingAddress, without the byte offset
 * @CacheType: ignored: the pages have a cache type already
 *
 * Differs from Windows: called in a DPC, it may fail when another CPU has had its
 * interrupts off for a millisecond since the last unmapping.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the address of the buffer's first byte; NULL if the addresses are too few,
 * not the caller's or in use (which is reported as SYSTEM_PTE_MISUSE).
 */
PVOID NTAPI MmMapLockedPagesWithReservedMapping(PVOID MappingAddress, ULONG PoolTag,
						PMDLX MemoryDescriptorList,
						MEMORY_CACHING_TYPE CacheType)
{
	const void *caller = WDM_CALLER();
	MDL *mdl = MemoryDescriptorList;
	unsigned int pages = mdl->MdlFlags & MDL_IO_SPACE ? 0 : wdm_mdl_pages(mdl);
	struct reservation *r;
	unsigned long flags;
	u32 wrong;

	spin_lock_irqsave(&reservations_lock, flags);
	r = find(MappingAddress);
	wrong = claim(r, PoolTag, pages);
	spin_unlock_irqrestore(&reservations_lock, flags);
	if (wrong) {
		misuse(wrong, MappingAddress, PoolTag, 0, caller,
		       wrong == MAP_TWICE ? "mapped twice" : "not the caller's to map");
		return NULL;
	}
	if (!pages || pages > r->pages)
		return NULL;
	if (!wait_for_flush(r)) {
		WRITE_ONCE(r->mapped, 0);
		return NULL;
	}
	set_entries(r, pages, MmGetMdlPfnArray(mdl));
	mdl->MappedSystemVa = MappingAddress;
	mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
	return MappingAddress + mdl->ByteOffset;
}
WDM_EXPORT(MmMapLockedPagesWithReservedMapping);

/**
 * MmUnmapReservedMapping - MmUnmapReservedMapping function
 * @BaseAddress: from MmMapLockedPagesWithReservedMapping(), or the first address
 * @PoolTag: of MmAllocateMappingAddress()
 * @MemoryDescriptorList: the MDL that is mapped there
 *
 * What isn't the caller's, or isn't mapped, is reported as SYSTEM_PTE_MISUSE.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI MmUnmapReservedMapping(PVOID BaseAddress, ULONG PoolTag, PMDLX MemoryDescriptorList)
{
	void *start = (void *)((unsigned long)BaseAddress & PAGE_MASK);
	const void *caller = WDM_CALLER();
	MDL *mdl = MemoryDescriptorList;
	unsigned int pages = wdm_mdl_pages(mdl);
	struct reservation *r;
	unsigned long flags;
	u32 wrong = 0;

	spin_lock_irqsave(&reservations_lock, flags);
	r = find(start);
	if (!r)
		wrong = UNMAP_NOTHING;
	else if (r->tag != PoolTag)
		wrong = UNMAP_NOT_OWNED;
	else if (!r->mapped)
		wrong = UNMAP_TWICE;
	else if (r->mapped != pages)
		wrong = UNMAP_PART;
	spin_unlock_irqrestore(&reservations_lock, flags);
	if (wrong) {
		misuse(wrong, start, PoolTag, pages, caller, "not what is mapped there");
		return;
	}
	set_entries(r, pages, NULL);
	start_flush(r);
	mdl->MdlFlags &= ~MDL_MAPPED_TO_SYSTEM_VA;
	/* From here on, it can be mapped, or freed. */
	smp_store_release(&r->mapped, 0);
}
WDM_EXPORT(MmUnmapReservedMapping);

void wdm_reserved_exit(void)
{
	struct reservation *r;
	struct hlist_node *next;
	int i;

	hash_for_each_safe(reservations, i, next, r, node) {
		hash_del(&r->node);
		destroy(r);
	}
}
