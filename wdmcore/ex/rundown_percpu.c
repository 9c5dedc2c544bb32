// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: cache-aware run-down protection: a reference per processor, each in a cache line
 * of its own, so that processors don't take the line from each other.
 *
 * A protection may be released on another processor than it was acquired on. So one
 * reference alone says nothing, and may well be "negative"; only the sum counts, modulo
 * 2^63. It is taken when all references point to the thread that waits: what is
 * released meanwhile is subtracted from a number that is too large to become zero
 * before the sum has been added.
 */
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/smp.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "rundown.h"

#define REFERENCE_BY_POINTER	0x18

#define STRIDE			SMP_CACHE_BYTES
#define NOT_SUMMED_UP		0x10000000000LL

/**
 * struct _EX_RUNDOWN_REF_CACHE_AWARE - opaque to drivers
 * @refs: the first reference, at the beginning of a cache line
 * @count: number of references
 * @running_down: a thread waits, or has waited
 * @finished: it has
 */
struct _EX_RUNDOWN_REF_CACHE_AWARE {
	u8 *refs;
	u32 count;
	bool running_down;
	KEVENT finished;
};

static EX_RUNDOWN_REF *ref_at(struct _EX_RUNDOWN_REF_CACHE_AWARE *r, u32 i)
{
	return (EX_RUNDOWN_REF *)(r->refs + i * STRIDE);
}

static EX_RUNDOWN_REF *ref_here(struct _EX_RUNDOWN_REF_CACHE_AWARE *r)
{
	return ref_at(r, raw_smp_processor_id() % r->count);
}

static void set_all(struct _EX_RUNDOWN_REF_CACHE_AWARE *r, ULONG_PTR value)
{
	u32 i;

	for (i = 0; i < r->count; i++)
		WRITE_ONCE(ref_at(r, i)->Count, value);
}

static size_t size_needed(void)
{
	return sizeof(struct _EX_RUNDOWN_REF_CACHE_AWARE) + (nr_cpu_ids + 1) * STRIDE;
}

/**
 * ExSizeOfRundownProtectionCacheAware - ExSizeOfRundownProtectionCacheAware function
 *
 * Context: any IRQL.
 * Return: bytes to allocate for ExInitializeRundownProtectionCacheAware().
 */
SIZE_T NTAPI ExSizeOfRundownProtectionCacheAware(VOID)
{
	return size_needed();
}
WDM_EXPORT(ExSizeOfRundownProtectionCacheAware);

/**
 * ExInitializeRundownProtectionCacheAware -
 *	ExInitializeRundownProtectionCacheAware function
 * @RunRefCacheAware: memory of the caller
 * @RunRefSize: what ExSizeOfRundownProtectionCacheAware() said
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI
ExInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware,
					SIZE_T RunRefSize)
{
	struct _EX_RUNDOWN_REF_CACHE_AWARE *r = RunRefCacheAware;
	u8 *end = (u8 *)r + RunRefSize;

	r->refs = PTR_ALIGN((u8 *)(r + 1), STRIDE);
	/* Who allocates less than was asked for gets fewer references. */
	r->count = clamp_t(ssize_t, (end - r->refs) / STRIDE, 1, nr_cpu_ids);
	r->running_down = false;
	KeInitializeEvent(&r->finished, NotificationEvent, FALSE);
	set_all(r, 0);
}
WDM_EXPORT(ExInitializeRundownProtectionCacheAware);

/**
 * ExAllocateCacheAwareRundownProtection - ExAllocateCacheAwareRundownProtection function
 * @PoolType: POOL_TYPE of the memory
 * @PoolTag: its tag
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: initialised run-down protection for ExFreeCacheAwareRundownProtection();
 * NULL: no memory.
 */
PEX_RUNDOWN_REF_CACHE_AWARE NTAPI
ExAllocateCacheAwareRundownProtection(POOL_TYPE PoolType, ULONG PoolTag)
{
	u32 flags = PoolType & PagedPool ? WDM_POOL_PAGED : 0;
	void *p = wdm_pool_alloc(size_needed(), PoolTag, flags, WDM_CALLER());

	if (p)
		ExInitializeRundownProtectionCacheAware(p, size_needed());
	return p;
}
WDM_EXPORT(ExAllocateCacheAwareRundownProtection);

/**
 * ExFreeCacheAwareRundownProtection - ExFreeCacheAwareRundownProtection function
 * @RunRefCacheAware: from ExAllocateCacheAwareRundownProtection()
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI ExFreeCacheAwareRundownProtection(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	wdm_pool_free(RunRefCacheAware, 0, WDM_CALLER());
}
WDM_EXPORT(ExFreeCacheAwareRundownProtection);

/**
 * ExReInitializeRundownProtectionCacheAware -
 *	ExReInitializeRundownProtectionCacheAware function
 * @RunRefCacheAware: protection that is run down; another one is reported (bug check
 *	0x18) and stays as it is
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI
ExReInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	struct _EX_RUNDOWN_REF_CACHE_AWARE *r = RunRefCacheAware;

	if (READ_ONCE(ref_at(r, 0)->Count) != EX_RUNDOWN_ACTIVE) {
		wdm_bug_report(REFERENCE_BY_POINTER, 0, (uintptr_t)r, 0, ref_at(r, 0)->Count,
			       WDM_CALLER(),
			       "reinitializes run-down protection that isn't run down");
		return;
	}
	r->running_down = false;
	KeClearEvent(&r->finished);
	set_all(r, 0);
}
WDM_EXPORT(ExReInitializeRundownProtectionCacheAware);

/**
 * ExAcquireRundownProtectionCacheAware - ExAcquireRundownProtectionCacheAware function
 * @RunRefCacheAware: the protection
 *
 * Context: any IRQL.
 * Return: TRUE if acquired, FALSE if the object is or is being run down.
 */
BOOLEAN NTAPI ExAcquireRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	return wdm_rundown_acquire(ref_here(RunRefCacheAware), 1);
}
WDM_EXPORT(ExAcquireRundownProtectionCacheAware);

/**
 * ExAcquireRundownProtectionCacheAwareEx -
 *	ExAcquireRundownProtectionCacheAwareEx function
 * @RunRefCacheAware: the protection
 * @Count: how often to acquire it
 *
 * Context: any IRQL.
 * Return: TRUE if acquired @Count times, FALSE if not at all.
 */
BOOLEAN NTAPI
ExAcquireRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, ULONG Count)
{
	return wdm_rundown_acquire(ref_here(RunRefCacheAware), Count);
}
WDM_EXPORT(ExAcquireRundownProtectionCacheAwareEx);

/**
 * ExReleaseRundownProtectionCacheAware - ExReleaseRundownProtectionCacheAware function
 * @RunRefCacheAware: protection acquired before, on whatever processor
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExReleaseRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	wdm_rundown_release(ref_here(RunRefCacheAware), 1, true, WDM_CALLER());
}
WDM_EXPORT(ExReleaseRundownProtectionCacheAware);

/**
 * ExReleaseRundownProtectionCacheAwareEx -
 *	ExReleaseRundownProtectionCacheAwareEx function
 * @RunRefCacheAware: protection acquired before, on whatever processor
 * @Count: how often to release it
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI
ExReleaseRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, ULONG Count)
{
	wdm_rundown_release(ref_here(RunRefCacheAware), Count, true, WDM_CALLER());
}
WDM_EXPORT(ExReleaseRundownProtectionCacheAwareEx);

/**
 * ExRundownCompletedCacheAware - ExRundownCompletedCacheAware function
 * @RunRefCacheAware: the protection, run down afterwards; nobody may have it
 *
 * Context: any IRQL.
 */
VOID NTAPI ExRundownCompletedCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	set_all(RunRefCacheAware, EX_RUNDOWN_ACTIVE);
}
WDM_EXPORT(ExRundownCompletedCacheAware);

/* Points all references to @wait; returns the sum of what they counted, modulo 2^63. */
static u64 point_all_to(struct _EX_RUNDOWN_REF_CACHE_AWARE *r, struct wdm_rundown_wait *wait)
{
	ULONG_PTR odd = (ULONG_PTR)wait | EX_RUNDOWN_ACTIVE;
	u64 sum = 0;
	u32 i;

	for (i = 0; i < r->count; i++)
		sum += xchg((unsigned long *)&ref_at(r, i)->Count, odd);
	return sum >> EX_RUNDOWN_COUNT_SHIFT;
}

/**
 * ExWaitForRundownProtectionReleaseCacheAware -
 *	ExWaitForRundownProtectionReleaseCacheAware function
 * @RunRefCacheAware: the protection, run down afterwards
 *
 * As ExWaitForRundownProtectionRelease().
 *
 * Context: IRQL <= APC_LEVEL.
 */
VOID NTAPI
ExWaitForRundownProtectionReleaseCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	struct _EX_RUNDOWN_REF_CACHE_AWARE *r = RunRefCacheAware;
	struct wdm_rundown_wait wait;
	s64 left;

	if (READ_ONCE(ref_at(r, 0)->Count) == EX_RUNDOWN_ACTIVE)
		return;
	if (xchg(&r->running_down, true)) {
		KeWaitForSingleObject(&r->finished, WrRundown, KernelMode, FALSE, NULL);
		return;
	}

	KeInitializeEvent(&wait.done, NotificationEvent, FALSE);
	atomic64_set(&wait.left, NOT_SUMMED_UP);
	left = point_all_to(r, &wait);
	left = atomic64_add_return(left - NOT_SUMMED_UP, &wait.left);
	if (left)
		wdm_rundown_wait_done(&wait, r, WDM_CALLER());
	set_all(r, EX_RUNDOWN_ACTIVE);
	KeSetEvent(&r->finished, 0, FALSE);
}
WDM_EXPORT(ExWaitForRundownProtectionReleaseCacheAware);
