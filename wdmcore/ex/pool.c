// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: the pool's routines.
 *
 * All pool is nonpaged and not executable. So the pool types differ in nothing but
 * what they promise; paged pool is marked as such where it is asked for.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"

#define BAD_POOL_CALLER		0xc2
/* Its first parameter */
#define POOL_MUST_SUCCEED	0x9a
#define POOL_TAG_ZERO		0x9b

#define DRIVER_VERIFIER_DETECTED_VIOLATION	0xc4
#define PAGED_POOL_AT_HIGH_IRQL	0x01	/* its first parameter */

/* The tag of allocations without one: "None" in memory. */
#define TAG_NONE		0x656e6f4e

/* Bits of POOL_TYPE */
#define TYPE_PAGED		1
#define TYPE_MUST_SUCCEED	2
#define TYPE_CACHE_ALIGNED	4

#define POOL2_KNOWN_FLAGS	(POOL_FLAG_USE_QUOTA | POOL_FLAG_UNINITIALIZED |	\
				 POOL_FLAG_SESSION | POOL_FLAG_CACHE_ALIGNED |		\
				 POOL_FLAG_RAISE_ON_FAILURE | POOL2_TYPES)
#define POOL2_TYPES		(POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE |	\
				 POOL_FLAG_PAGED)
#define POOL2_REQUIRED_FLAGS	0xffffffffULL

static void check_irql(u32 flags, ULONG type, size_t size, const void *caller)
{
	KIRQL irql;

	if (!(flags & WDM_POOL_PAGED))
		return;
	irql = KeGetCurrentIrql();
	if (unlikely(irql > APC_LEVEL))
		wdm_bug_report(DRIVER_VERIFIER_DETECTED_VIOLATION, PAGED_POOL_AT_HIGH_IRQL,
			       irql, type, size, caller,
			       "allocates paged pool at IRQL %u", irql);
}

static u32 flags_of_type(ULONG type)
{
	u32 flags = 0;

	if (type & TYPE_PAGED)
		flags |= WDM_POOL_PAGED;
	if (type & TYPE_CACHE_ALIGNED)
		flags |= WDM_POOL_CACHE_ALIGNED;
	if (type & POOL_ZERO_ALLOCATION)
		flags |= WDM_POOL_ZERO;
	return flags;
}

/* NULL without memory; raises if @type says so. */
static void *allocate(ULONG type, size_t size, u32 tag, u32 flags, const void *caller)
{
	void *p;

	flags |= flags_of_type(type);
	check_irql(flags, type, size, caller);
	if (unlikely(!tag)) {
		wdm_bug_report(BAD_POOL_CALLER, POOL_TAG_ZERO, type, size, (uintptr_t)caller,
			       caller, "allocates pool with a tag of 0");
		tag = TAG_NONE;
	}
	if (unlikely(type & TYPE_MUST_SUCCEED))
		wdm_bug_report(BAD_POOL_CALLER, POOL_MUST_SUCCEED, type, size, tag, caller,
			       "allocates must-succeed pool, which there isn't");

	p = wdm_pool_alloc(size, tag, flags, caller);
	if (!p && type & POOL_RAISE_IF_ALLOCATION_FAILURE)
		wdm_raise_from(STATUS_INSUFFICIENT_RESOURCES, caller);
	return p;
}

static void *allocate_quota(ULONG type, size_t size, u32 tag, const void *caller)
{
	bool raise = !(type & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE);
	void *p = allocate(type & ~POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, size, tag, 0, caller);

	if (!p && raise)
		wdm_raise_from(STATUS_INSUFFICIENT_RESOURCES, caller);
	return p;
}

/**
 * ExAllocatePool - allocate pool without a tag
 * @PoolType: POOL_TYPE, may have POOL_RAISE_IF_ALLOCATION_FAILURE
 * @NumberOfBytes: size
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: as ExAllocatePoolWithTag().
 */
PVOID NTAPI ExAllocatePool(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
	return allocate(PoolType, NumberOfBytes, TAG_NONE, 0, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePool);

/**
 * ExAllocatePoolWithTag - allocate pool
 * @PoolType: POOL_TYPE, may have POOL_RAISE_IF_ALLOCATION_FAILURE, POOL_ZERO_ALLOCATION
 *	and POOL_COLD_ALLOCATION (ignored: nothing is paged out)
 * @NumberOfBytes: size
 * @Tag: up to four characters; 0 is a bug (bug check 0xC2, 0x9B)
 *
 * A block of up to a page doesn't cross a page boundary and is aligned to 16 bytes;
 * from a page up it is aligned to pages.
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: the block, not initialised; NULL without memory. With
 * POOL_RAISE_IF_ALLOCATION_FAILURE raises STATUS_INSUFFICIENT_RESOURCES instead.
 */
PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	/* Nothing to check or to raise. */
	if (likely(!(PoolType & ~NonPagedPoolNx) && Tag))
		return wdm_pool_alloc_nonpaged(PoolType, NumberOfBytes, Tag,
					       WDM_CALLER());
	return allocate(PoolType, NumberOfBytes, Tag, 0, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePoolWithTag);

/**
 * ExAllocatePoolWithTagPriority - allocate pool, by importance when memory is low
 * @PoolType: as for ExAllocatePoolWithTag()
 * @NumberOfBytes: size
 * @Tag: as for ExAllocatePoolWithTag()
 * @Priority: ignored: Linux decides by context who gets the last memory
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: as ExAllocatePoolWithTag().
 */
PVOID NTAPI ExAllocatePoolWithTagPriority(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag,
					  EX_POOL_PRIORITY Priority)
{
	return allocate(PoolType, NumberOfBytes, Tag, 0, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePoolWithTagPriority);

/**
 * ExAllocatePoolWithQuota - allocate pool without a tag, on the process' quota
 * @PoolType: POOL_TYPE, may have POOL_QUOTA_FAIL_INSTEAD_OF_RAISE
 * @NumberOfBytes: size
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: as ExAllocatePoolWithQuotaTag().
 */
PVOID NTAPI ExAllocatePoolWithQuota(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
	return allocate_quota(PoolType, NumberOfBytes, TAG_NONE, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePoolWithQuota);

/**
 * ExAllocatePoolWithQuotaTag - allocate pool on the process' quota
 * @PoolType: POOL_TYPE, may have POOL_QUOTA_FAIL_INSTEAD_OF_RAISE
 * @NumberOfBytes: size
 * @Tag: as for ExAllocatePoolWithTag()
 *
 * Differs from Windows: processes have no pool quota, so it is never exceeded.
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: the block. Without memory raises STATUS_INSUFFICIENT_RESOURCES, or returns
 * NULL with POOL_QUOTA_FAIL_INSTEAD_OF_RAISE.
 */
PVOID NTAPI ExAllocatePoolWithQuotaTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	return allocate_quota(PoolType, NumberOfBytes, Tag, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePoolWithQuotaTag);

/* What ExAllocatePoolZero() is in the headers. */
PVOID NTAPI wdm_ex_allocate_pool_zero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
	return allocate(PoolType, NumberOfBytes, Tag, WDM_POOL_ZERO, WDM_CALLER());
}
WDM_EXPORT(wdm_ex_allocate_pool_zero);

static bool is_valid_request(POOL_FLAGS flags, size_t size, u32 tag)
{
	if (flags & POOL2_REQUIRED_FLAGS & ~POOL2_KNOWN_FLAGS)
		return false;
	return hweight64(flags & POOL2_TYPES) == 1 && size && tag;
}

/* NULL without memory or for a bad request; raises if @flags say so. */
static void *allocate_by_flags(POOL_FLAGS pool_flags, size_t size, u32 tag, bool valid,
			       const void *caller)
{
	NTSTATUS status = STATUS_INVALID_PARAMETER;
	void *p = NULL;
	u32 flags = 0;

	if (valid && is_valid_request(pool_flags, size, tag)) {
		if (!(pool_flags & POOL_FLAG_UNINITIALIZED))
			flags |= WDM_POOL_ZERO;
		if (pool_flags & POOL_FLAG_CACHE_ALIGNED)
			flags |= WDM_POOL_CACHE_ALIGNED;
		if (pool_flags & POOL_FLAG_PAGED)
			flags |= WDM_POOL_PAGED;
		check_irql(flags, pool_flags, size, caller);
		p = wdm_pool_alloc(size, tag, flags, caller);
		status = STATUS_INSUFFICIENT_RESOURCES;
	}
	if (!p && pool_flags & POOL_FLAG_RAISE_ON_FAILURE)
		wdm_raise_from(status, caller);
	return p;
}

/**
 * ExAllocatePool2 - allocate pool
 * @Flags: POOL_FLAG_*; one of the kinds of pool. Unknown optional flags are ignored,
 *	unknown required ones fail the call
 * @NumberOfBytes: size, not 0
 * @Tag: up to four characters, not 0
 *
 * Alignment as with ExAllocatePoolWithTag().
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: the block, zeroed unless POOL_FLAG_UNINITIALIZED. NULL without memory or
 * for bad parameters; with POOL_FLAG_RAISE_ON_FAILURE raises
 * STATUS_INSUFFICIENT_RESOURCES or STATUS_INVALID_PARAMETER instead.
 */
PVOID NTAPI ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
	return allocate_by_flags(Flags, NumberOfBytes, Tag, true, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePool2);

static bool is_valid_priority(EX_POOL_PRIORITY priority)
{
	u32 special = priority & 9;

	/* Bit 3 asks for special pool; bit 0 says at which end, with it only. */
	if (special == 1)
		return false;
	switch (priority - special) {
	case LowPoolPriority:
	case NormalPoolPriority:
	case HighPoolPriority:
		return true;
	default:
		return false;
	}
}

static bool is_valid_parameter(const POOL_EXTENDED_PARAMETER *p)
{
	if (p->Reserved)
		return false;
	switch (p->Type) {
	case PoolExtendedParameterPriority:
		return is_valid_priority(p->Priority);
	case PoolExtendedParameterNumaNode:
		return true;
	default:
		return p->Optional;
	}
}

/**
 * ExAllocatePool3 - allocate pool with further wishes
 * @Flags: as for ExAllocatePool2()
 * @NumberOfBytes: size, not 0
 * @Tag: up to four characters, not 0
 * @ExtendedParameters: the wishes. A priority must be valid; it and a preferred node are
 *	hints that aren't made use of. Others, secure pool among them, fail the call
 *	unless they are marked as optional
 * @ExtendedParametersCount: their number
 *
 * Context: IRQL <= DISPATCH_LEVEL; <= APC_LEVEL for paged pool.
 * Return: as ExAllocatePool2().
 */
PVOID NTAPI ExAllocatePool3(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag,
			    PCPOOL_EXTENDED_PARAMETER ExtendedParameters,
			    ULONG ExtendedParametersCount)
{
	bool valid = ExtendedParameters || !ExtendedParametersCount;
	ULONG i;

	for (i = 0; valid && i < ExtendedParametersCount; i++)
		valid = is_valid_parameter(&ExtendedParameters[i]);
	return allocate_by_flags(Flags, NumberOfBytes, Tag, valid, WDM_CALLER());
}
WDM_EXPORT(ExAllocatePool3);

/**
 * ExFreePool - free pool
 * @P: the block
 *
 * A block that is free already, and memory that is no pool, are reported as
 * BAD_POOL_CALLER and left alone.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExFreePool(PVOID P)
{
	wdm_pool_free(P, 0, WDM_CALLER());
}
WDM_EXPORT(ExFreePool);

/**
 * ExFreePoolWithTag - free pool
 * @P: the block
 * @Tag: the tag that it was allocated with; 0: any. Another one is reported as
 *	BAD_POOL_CALLER, and the block isn't freed
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExFreePoolWithTag(PVOID P, ULONG Tag)
{
	wdm_pool_free(P, Tag, WDM_CALLER());
}
WDM_EXPORT(ExFreePoolWithTag);
