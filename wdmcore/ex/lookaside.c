// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: lookaside lists.
 *
 * A stack of free entries (an SLIST in the list's own header) in front of an
 * allocator. How many entries it keeps is the system's choice: as many as fit in
 * MAX_CACHED_BYTES. Windows adapts the number to the load, which drivers can't see.
 */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/types.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "ex.h"
#include "pe.h"
#include "pe_thunk.h"

#define MIN_DEPTH		4
#define MAX_DEPTH		256
#define MAX_CACHED_BYTES	0x40000

/* The defaults are marked by NULL: pool is then charged to the list's user. */
static void init(GENERAL_LOOKASIDE_POOL *l, ULONG type, size_t size, u32 tag)
{
	memset(l, 0, sizeof(*l));
	InitializeSListHead(&l->ListHead);
	l->Type = type;
	l->Tag = tag;
	l->Size = max_t(size_t, size, sizeof(SLIST_ENTRY));
	l->MaximumDepth = MAX_DEPTH;
	l->Depth = clamp_t(size_t, MAX_CACHED_BYTES / l->Size, MIN_DEPTH, MAX_DEPTH);
	InitializeListHead(&l->ListEntry);
}

static PSLIST_ENTRY pop(GENERAL_LOOKASIDE_POOL *l)
{
	return ExpInterlockedPopEntrySList(&l->ListHead);
}

/* Takes a cached entry and counts. */
static void *take_cached(GENERAL_LOOKASIDE_POOL *l)
{
	void *entry = pop(l);

	InterlockedIncrement((LONG *)&l->TotalAllocates);
	if (!entry)
		InterlockedIncrement((LONG *)&l->AllocateMisses);
	return entry;
}

/* Keeps an entry for later, and counts. False: it has to be freed. */
static bool cache(GENERAL_LOOKASIDE_POOL *l, void *entry)
{
	InterlockedIncrement((LONG *)&l->TotalFrees);
	if (ExQueryDepthSList(&l->ListHead) < l->Depth &&
	    IS_ALIGNED((uintptr_t)entry, __alignof__(SLIST_ENTRY))) {
		ExpInterlockedPushEntrySList(&l->ListHead, entry);
		return true;
	}
	InterlockedIncrement((LONG *)&l->FreeMisses);
	return false;
}

static void *allocate_default(GENERAL_LOOKASIDE_POOL *l, const void *caller)
{
	void *p = wdm_pool_alloc(l->Size, l->Tag, l->Type & PagedPool ? WDM_POOL_PAGED : 0,
				 caller);

	if (!p && l->Type & POOL_RAISE_IF_ALLOCATION_FAILURE)
		wdm_raise_from(STATUS_INSUFFICIENT_RESOURCES, caller);
	return p;
}

/* The two kinds of lists without Ex, which differ in the type of pool. */

static void *allocate(GENERAL_LOOKASIDE_POOL *l, const void *caller)
{
	void *entry = take_cached(l);

	if (entry)
		return entry;
	if (!l->Allocate)
		return allocate_default(l, caller);
	return WDM_CALL(l->Allocate, l->Type, l->Size, l->Tag);
}

static void release(GENERAL_LOOKASIDE_POOL *l, void *entry, const void *caller)
{
	if (!l->Free)
		wdm_pool_free(entry, 0, caller);
	else
		WDM_CALL(l->Free, entry);
}

static void delete(GENERAL_LOOKASIDE_POOL *l, const void *caller)
{
	void *entry;

	while ((entry = pop(l)))
		release(l, entry, caller);
}

static GENERAL_LOOKASIDE_POOL *general(GENERAL_LOOKASIDE *l)
{
	/* The same members; this one is only aligned to a cache line as well. */
	return (GENERAL_LOOKASIDE_POOL *)l;
}

/*
 * Images have the code that takes entries and gives them back inline, and call the two
 * routines in the list without a look at them.
 */
static void set_defaults(GENERAL_LOOKASIDE_POOL *l, const void *caller)
{
	if (!wdm_is_image_code(caller))
		return;
	if (!l->Allocate)
		l->Allocate = wdm_pe_export("ntoskrnl.exe", "ExAllocatePoolWithTag");
	if (!l->Free)
		l->Free = wdm_pe_export("ntoskrnl.exe", "ExFreePool");
}

static void set_defaults_ex(LOOKASIDE_LIST_EX *l, const void *caller)
{
	if (!wdm_is_image_code(caller))
		return;
	if (!l->L.AllocateEx)
		l->L.AllocateEx = wdm_pe_export("ntoskrnl.exe", "_lookaside_allocate");
	if (!l->L.FreeEx)
		l->L.FreeEx = wdm_pe_export("ntoskrnl.exe", "_lookaside_free");
}

/* What these two are bound to (internal/pe_thunk.h). */
PVOID wdm_pe__lookaside_allocate(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
	return allocate_default(&list->L, WDM_CALLER());
}

VOID wdm_pe__lookaside_free(PVOID entry, PLOOKASIDE_LIST_EX list)
{
	wdm_pool_free(entry, 0, WDM_CALLER());
}

/**
 * ExInitializeNPagedLookasideList - make a lookaside list of nonpaged entries
 * @Lookaside: resident memory of the caller, aligned to 16 bytes
 * @Allocate: called for an entry when the list is empty; NULL: pool is allocated
 * @Free: called for an entry that the list has no room for; NULL: pool is freed
 * @Flags: POOL_RAISE_IF_ALLOCATION_FAILURE, POOL_NX_ALLOCATION or 0
 * @Size: of each entry, in bytes
 * @Tag: pool tag of the entries
 * @Depth: reserved, ignored
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside,
					   PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
					   ULONG Flags, SIZE_T Size, ULONG Tag, USHORT Depth)
{
	init(general(&Lookaside->L), NonPagedPool | Flags, Size, Tag);
	Lookaside->L.Allocate = Allocate;
	Lookaside->L.Free = Free;
	if (static_branch_unlikely(&wdm_images_key))
		set_defaults(general(&Lookaside->L), WDM_CALLER_BEHIND(1));
}
WDM_EXPORT(ExInitializeNPagedLookasideList);

/**
 * ExDeleteNPagedLookasideList - free the entries that a list holds
 * @Lookaside: the list, not used any more
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	delete(general(&Lookaside->L), WDM_CALLER());
}
WDM_EXPORT(ExDeleteNPagedLookasideList);

/**
 * ExAllocateFromNPagedLookasideList - take an entry, or allocate one
 * @Lookaside: the list
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the entry; NULL without memory.
 */
PVOID NTAPI ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
	return allocate(general(&Lookaside->L), WDM_CALLER());
}
WDM_EXPORT(ExAllocateFromNPagedLookasideList);

/**
 * ExFreeToNPagedLookasideList - give an entry back, to be kept or freed
 * @Lookaside: the list that it came from
 * @Entry: the entry
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
	if (!cache(general(&Lookaside->L), Entry))
		release(general(&Lookaside->L), Entry, WDM_CALLER());
}
WDM_EXPORT(ExFreeToNPagedLookasideList);

/**
 * ExInitializePagedLookasideList - make a lookaside list of paged entries
 * @Lookaside: resident memory of the caller, aligned to 16 bytes
 * @Allocate: called for an entry when the list is empty; NULL: pool is allocated
 * @Free: called for an entry that the list has no room for; NULL: pool is freed
 * @Flags: POOL_RAISE_IF_ALLOCATION_FAILURE or 0
 * @Size: of each entry, in bytes
 * @Tag: pool tag of the entries
 * @Depth: reserved, ignored
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExInitializePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside,
					  PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
					  ULONG Flags, SIZE_T Size, ULONG Tag, USHORT Depth)
{
	init(general(&Lookaside->L), PagedPool | Flags, Size, Tag);
	Lookaside->L.Allocate = Allocate;
	Lookaside->L.Free = Free;
	if (static_branch_unlikely(&wdm_images_key))
		set_defaults(general(&Lookaside->L), WDM_CALLER_BEHIND(1));
}
WDM_EXPORT(ExInitializePagedLookasideList);

/**
 * ExDeletePagedLookasideList - free the entries that a list holds
 * @Lookaside: the list, not used any more
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExDeletePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
	delete(general(&Lookaside->L), WDM_CALLER());
}
WDM_EXPORT(ExDeletePagedLookasideList);

/**
 * ExAllocateFromPagedLookasideList - take an entry, or allocate one
 * @Lookaside: the list
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the entry; NULL without memory.
 */
PVOID NTAPI ExAllocateFromPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
	return allocate(general(&Lookaside->L), WDM_CALLER());
}
WDM_EXPORT(ExAllocateFromPagedLookasideList);

/**
 * ExFreeToPagedLookasideList - give an entry back, to be kept or freed
 * @Lookaside: the list that it came from
 * @Entry: the entry
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExFreeToPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
	if (!cache(general(&Lookaside->L), Entry))
		release(general(&Lookaside->L), Entry, WDM_CALLER());
}
WDM_EXPORT(ExFreeToPagedLookasideList);

/* LOOKASIDE_LIST_EX: the routines are told which list it is. */

static void release_ex(LOOKASIDE_LIST_EX *l, void *entry, const void *caller)
{
	if (!l->L.FreeEx)
		wdm_pool_free(entry, 0, caller);
	else
		WDM_CALL(l->L.FreeEx, entry, l);
}

static void flush_ex(LOOKASIDE_LIST_EX *l, const void *caller)
{
	void *entry;

	while ((entry = pop(&l->L)))
		release_ex(l, entry, caller);
}

/**
 * ExInitializeLookasideListEx - make a lookaside list of either kind of pool
 * @Lookaside: resident memory of the caller, aligned to 16 bytes
 * @Allocate: called for an entry when the list is empty; NULL: pool is allocated
 * @Free: called for an entry that the list has no room for; NULL: pool is freed
 * @PoolType: of the entries; what @Allocate is told, with the bit that @Flags adds
 * @Flags: EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL or _FAIL_NO_RAISE, or 0
 * @Size: of each entry, in bytes
 * @Tag: pool tag of the entries
 * @Depth: reserved, ignored
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: STATUS_SUCCESS, STATUS_INVALID_PARAMETER_4 for a type that isn't one,
 * STATUS_INVALID_PARAMETER_5 for bad flags.
 */
NTSTATUS NTAPI ExInitializeLookasideListEx(PLOOKASIDE_LIST_EX Lookaside,
					   PALLOCATE_FUNCTION_EX Allocate,
					   PFREE_FUNCTION_EX Free, POOL_TYPE PoolType, ULONG Flags,
					   SIZE_T Size, ULONG Tag, USHORT Depth)
{
	ULONG type = PoolType;

	switch (type & ~(NonPagedPoolSession | POOL_COLD_ALLOCATION)) {
	case NonPagedPool:
	case PagedPool:
	case NonPagedPoolCacheAligned:
	case PagedPoolCacheAligned:
	case NonPagedPoolNx:
	case NonPagedPoolNxCacheAligned:
	case PagedPool | POOL_NX_ALLOCATION:
		break;
	default:
		return STATUS_INVALID_PARAMETER_4;
	}
	switch (Flags) {
	case 0:
		break;
	case EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL:
		type |= POOL_RAISE_IF_ALLOCATION_FAILURE;
		break;
	case EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE:
		type |= POOL_QUOTA_FAIL_INSTEAD_OF_RAISE;
		break;
	default:
		return STATUS_INVALID_PARAMETER_5;
	}

	init(&Lookaside->L, type, Size, Tag);
	Lookaside->L.AllocateEx = Allocate;
	Lookaside->L.FreeEx = Free;
	if (static_branch_unlikely(&wdm_images_key))
		set_defaults_ex(Lookaside, WDM_CALLER_BEHIND(2));
	return STATUS_SUCCESS;
}
WDM_EXPORT(ExInitializeLookasideListEx);

/**
 * ExDeleteLookasideListEx - free the entries that a list holds
 * @Lookaside: the list, not used any more
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 */
VOID NTAPI ExDeleteLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	flush_ex(Lookaside, WDM_CALLER());
}
WDM_EXPORT(ExDeleteLookasideListEx);

/**
 * ExFlushLookasideListEx - free the entries that a list holds; it stays usable
 * @Lookaside: the list
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 */
VOID NTAPI ExFlushLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	flush_ex(Lookaside, WDM_CALLER());
}
WDM_EXPORT(ExFlushLookasideListEx);

/**
 * ExAllocateFromLookasideListEx - take an entry, or allocate one
 * @Lookaside: the list
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: the entry; NULL without memory.
 */
PVOID NTAPI ExAllocateFromLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
	void *entry = take_cached(&Lookaside->L);

	if (entry)
		return entry;
	if (!Lookaside->L.AllocateEx)
		return allocate_default(&Lookaside->L, WDM_CALLER());
	return WDM_CALL(Lookaside->L.AllocateEx, Lookaside->L.Type, Lookaside->L.Size,
			Lookaside->L.Tag, Lookaside);
}
WDM_EXPORT(ExAllocateFromLookasideListEx);

/**
 * ExFreeToLookasideListEx - give an entry back, to be kept or freed
 * @Lookaside: the list that it came from
 * @Entry: the entry
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 */
VOID NTAPI ExFreeToLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PVOID Entry)
{
	if (!cache(&Lookaside->L, Entry))
		release_ex(Lookaside, Entry, WDM_CALLER());
}
WDM_EXPORT(ExFreeToLookasideListEx);
