// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: resources, which any number of threads may have shared, or one exclusively.
 *
 * The first owner is in OwnerEntry, the only one of an exclusive resource; further
 * ones are in OwnerTable, whose first entry knows the table's size. Whoever may need
 * an entry makes sure that there is room for it before it takes the resource or waits
 * for it. So a release, which may come at DISPATCH_LEVEL, can give the resource to all
 * who wait without needing memory.
 *
 * The resource is handed over: it is never free while somebody waits. An exclusive
 * owner leaves it to all who wait for shared access, the last shared owner to the
 * first who waits for exclusive access, so that neither kind starves the other.
 *
 * The list of all resources, which serves Windows' debugger, isn't kept.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "lockclass.h"
#include "ps.h"

#define IRQL_NOT_LESS_OR_EQUAL		0x0a
#define DRIVER_VERIFIER_DETECTED_VIOLATION	0xc4
#define ACQUIRE_WITH_APCS		0x37	/* its first parameter */
#define RELEASE_WITH_APCS		0x38
#define RESOURCE_NOT_OWNED		0xe3
#define RESOURCE_OWNER_POINTER_INVALID	0x132

/* Both set in an owner that isn't a thread. */
#define OWNER_POINTER_BITS		3UL

#define FIRST_TABLE_SIZE		4U

enum access {
	EXCLUSIVE,
	SHARED,
	SHARED_STARVE,		/* before those who wait for exclusive access */
	SHARED_WAIT,		/* after them even if it is the thread's already */
};

/**
 * struct waiter - a thread that waits, on its stack
 * @next: in its queue, which is circular: the resource knows the last
 * @thread: who gets the resource
 * @granted: it has it
 */
struct waiter {
	struct waiter *next;
	ERESOURCE_THREAD thread;
	KEVENT granted;
};

/* The high half of the lock is lockdep's, and means the resource (lockclass.c). */
static unsigned long lock(ERESOURCE *r)
{
	unsigned long flags;

	local_irq_save(flags);
	arch_spin_lock((arch_spinlock_t *)&r->SpinLock);
	return flags;
}

static void unlock(ERESOURCE *r, unsigned long flags)
{
	arch_spin_unlock((arch_spinlock_t *)&r->SpinLock);
	local_irq_restore(flags);
}

static ERESOURCE_THREAD this_thread(void)
{
	return (ERESOURCE_THREAD)wdm_thread_current();
}

static bool is_exclusive(const ERESOURCE *r)
{
	return r->Flag & ResourceOwnedExclusive;
}

static u32 table_size(const ERESOURCE *r)
{
	return r->OwnerTable ? r->OwnerTable[0].TableSize : 1;
}

/* The entry of an owner; with 0, a free one. NULL: there is none. */
static OWNER_ENTRY *find_entry(ERESOURCE *r, ERESOURCE_THREAD owner)
{
	u32 i, size = table_size(r);

	if (r->OwnerEntry.OwnerThread == owner)
		return &r->OwnerEntry;
	for (i = 1; i < size; i++)
		if (r->OwnerTable[i].OwnerThread == owner)
			return &r->OwnerTable[i];
	return NULL;
}

static void own(ERESOURCE *r, OWNER_ENTRY *entry, ERESOURCE_THREAD owner)
{
	entry->OwnerThread = owner;
	entry->OwnerCount = 1;
	r->ActiveEntries++;
	r->ActiveCount = 1;
}

static void disown(ERESOURCE *r, OWNER_ENTRY *entry)
{
	entry->OwnerThread = 0;
	entry->OwnerCount = 0;
	r->ActiveEntries--;
	r->ActiveCount = r->ActiveEntries != 0;
}

static void enqueue(PVOID *queue, struct waiter *w)
{
	struct waiter *last = *queue;

	if (last) {
		w->next = last->next;
		last->next = w;
	} else {
		w->next = w;
	}
	*queue = w;
}

static struct waiter *dequeue(PVOID *queue)
{
	struct waiter *last = *queue, *first;

	if (!last)
		return NULL;
	first = last->next;
	if (first == last)
		*queue = NULL;
	else
		last->next = first->next;
	return first;
}

/* Gives the resource to all who wait for shared access; returns them. */
static struct waiter *grant_shared(ERESOURCE *r)
{
	struct waiter *granted = NULL, *w;
	OWNER_ENTRY *entry;

	while ((w = dequeue(&r->SharedWaiters))) {
		r->NumberOfSharedWaiters--;
		entry = find_entry(r, w->thread);
		if (entry)
			entry->OwnerCount++;
		else
			own(r, find_entry(r, 0), w->thread);
		w->next = granted;
		granted = w;
	}
	return granted;
}

/* Gives the resource, which is free, to the first who waits for exclusive access. */
static struct waiter *grant_exclusive(ERESOURCE *r)
{
	struct waiter *w = dequeue(&r->ExclusiveWaiters);

	if (!w)
		return NULL;
	r->NumberOfExclusiveWaiters--;
	own(r, &r->OwnerEntry, w->thread);
	r->Flag |= ResourceOwnedExclusive;
	w->next = NULL;
	return w;
}

/* A waiter is gone as soon as its event is set. */
static void wake(struct waiter *w)
{
	struct waiter *next;

	for (; w; w = next) {
		next = w->next;
		KeSetEvent(&w->granted, EVENT_INCREMENT, FALSE);
	}
}

/* No room for one more owner, besides those who wait? */
static bool lacks_room(ERESOURCE *r, ERESOURCE_THREAD me)
{
	return r->ActiveEntries + r->NumberOfSharedWaiters >= table_size(r) &&
	       !find_entry(r, me);
}

/*
 * A table with more entries, for when it is still needed: the lock isn't held.
 * NULL: no memory. Who may wait for the resource may wait for memory, too.
 */
static OWNER_ENTRY *alloc_table(u32 size, bool wait)
{
	gfp_t gfp = wait ? wdm_irql_gfp() : GFP_NOWAIT | __GFP_NOWARN;
	OWNER_ENTRY *table;

	if (gfp == GFP_KERNEL)
		gfp |= __GFP_NOFAIL;
	table = kcalloc(size, sizeof(*table), gfp);
	if (table)
		table[0].TableSize = size;
	return table;
}

/* Returns the table that isn't needed any more. */
static OWNER_ENTRY *install_table(ERESOURCE *r, OWNER_ENTRY *table)
{
	OWNER_ENTRY *old = r->OwnerTable;

	if (table[0].TableSize <= table_size(r))
		return table;
	if (old)
		memcpy(&table[1], &old[1], (old[0].TableSize - 1) * sizeof(*old));
	r->OwnerTable = table;
	return old;
}

/* Locks the resource, with room for @me as an owner. False: no memory, not locked. */
static bool lock_with_room(ERESOURCE *r, ERESOURCE_THREAD me, bool wait, unsigned long *flags)
{
	OWNER_ENTRY *table;
	u32 size;

	for (;;) {
		*flags = lock(r);
		if (!lacks_room(r, me))
			return true;
		size = max(2 * table_size(r), FIRST_TABLE_SIZE);
		unlock(r, *flags);

		table = alloc_table(size, wait);
		if (!table)
			return false;
		*flags = lock(r);
		table = install_table(r, table);
		unlock(r, *flags);
		kfree(table);
	}
}

/* *@first: it wasn't the thread's before. */
static bool try_acquire(ERESOURCE *r, ERESOURCE_THREAD me, enum access access, bool *first)
{
	OWNER_ENTRY *entry;

	*first = true;
	if (!r->ActiveEntries) {
		own(r, &r->OwnerEntry, me);
		if (access == EXCLUSIVE)
			r->Flag |= ResourceOwnedExclusive;
		return true;
	}

	entry = find_entry(r, me);
	*first = !entry;
	if (entry && (is_exclusive(r) || access == SHARED || access == SHARED_STARVE ||
		      (access == SHARED_WAIT && !r->ExclusiveWaiters))) {
		entry->OwnerCount++;
		return true;
	}
	if (is_exclusive(r) || access == EXCLUSIVE)
		return false;
	if (r->ExclusiveWaiters && access != SHARED_STARVE)
		return false;
	own(r, find_entry(r, 0), me);
	return true;
}

/* False: nothing may wait here. */
static bool check_context(const ERESOURCE *r, u32 violation, KIRQL highest, const void *caller)
{
	KIRQL irql = KeGetCurrentIrql();

	if (unlikely(irql > highest))
		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)r, irql, 0, (uintptr_t)caller,
			       caller, "acquires or releases a resource at IRQL %u", irql);
	else if (irql == PASSIVE_LEVEL && !(current->flags & PF_KTHREAD) && !KeAreApcsDisabled())
		wdm_bug_report(DRIVER_VERIFIER_DETECTED_VIOLATION, violation, irql, 0,
			       (uintptr_t)r, caller,
			       "acquires or releases a resource outside a critical region");
	return irql <= APC_LEVEL;
}

static bool acquire(ERESOURCE *r, enum access access, bool wait, const void *caller)
{
	struct waiter w = { .thread = this_thread() };
	unsigned long flags;
	bool first;

	if (!check_context(r, ACQUIRE_WITH_APCS, APC_LEVEL, caller))
		wait = false;
	if (access == EXCLUSIVE)
		flags = lock(r);
	else if (!lock_with_room(r, w.thread, wait, &flags))
		return false;

	if (try_acquire(r, w.thread, access, &first)) {
		unlock(r, flags);
		if (first)
			wdm_lockclass_sleeper_acquire(&r->SpinLock, access != EXCLUSIVE, !wait,
						      false, caller);
		return true;
	}
	if (!wait) {
		unlock(r, flags);
		return false;
	}

	r->ContentionCount++;
	KeInitializeEvent(&w.granted, NotificationEvent, FALSE);
	if (access == EXCLUSIVE) {
		r->NumberOfExclusiveWaiters++;
		enqueue(&r->ExclusiveWaiters, &w);
	} else {
		r->NumberOfSharedWaiters++;
		enqueue(&r->SharedWaiters, &w);
	}
	unlock(r, flags);
	if (first || access == EXCLUSIVE)
		wdm_lockclass_sleeper_acquire(&r->SpinLock, access != EXCLUSIVE, false, !first,
					      caller);
	KeWaitForSingleObject(&w.granted, WrResource, KernelMode, FALSE, NULL);
	return true;
}

static void report_not_owned(ERESOURCE *r, ERESOURCE_THREAD owner, const void *caller)
{
	wdm_bug_report(RESOURCE_NOT_OWNED, (uintptr_t)r, owner, (uintptr_t)r->OwnerTable, 0,
		       caller, "a resource isn't owned by who releases or converts it");
}

static void release(ERESOURCE *r, ERESOURCE_THREAD owner, const void *caller)
{
	struct waiter *granted = NULL;
	OWNER_ENTRY *entry;
	unsigned long flags;
	bool last = false;

	check_context(r, RELEASE_WITH_APCS, DISPATCH_LEVEL, caller);
	flags = lock(r);
	entry = find_entry(r, owner);
	if (unlikely(!owner || !entry)) {
		unlock(r, flags);
		report_not_owned(r, owner, caller);
		return;
	}
	if (!--entry->OwnerCount) {
		last = true;
		disown(r, entry);
		if (is_exclusive(r)) {
			r->Flag &= ~ResourceOwnedExclusive;
			granted = grant_shared(r) ?: grant_exclusive(r);
		} else if (!r->ActiveEntries) {
			granted = grant_exclusive(r);
		}
	}
	unlock(r, flags);
	if (last && !(owner & OWNER_POINTER_BITS))
		wdm_lockclass_sleeper_release(&r->SpinLock, caller);
	wake(granted);
}

/**
 * ExInitializeResourceLite - ExInitializeResourceLite function
 * @Resource: resident memory of the caller, 8-byte aligned
 *
 * For lockdep, the place of the call is the resource's class.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI ExInitializeResourceLite(PERESOURCE Resource)
{
	memset(Resource, 0, sizeof(*Resource));
	InitializeListHead(&Resource->SystemResourcesList);
	wdm_lockclass_sleeper_init(&Resource->SpinLock, WDM_CALLER());
	return STATUS_SUCCESS;
}
WDM_EXPORT(ExInitializeResourceLite);

/**
 * ExReinitializeResourceLite - ExReinitializeResourceLite function
 * @Resource: a resource that nobody owns or waits for
 *
 * As new, but the table of owners that it had to allocate is kept.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI ExReinitializeResourceLite(PERESOURCE Resource)
{
	OWNER_ENTRY *table = Resource->OwnerTable;
	KSPIN_LOCK spin_lock = Resource->SpinLock;

	memset(Resource, 0, sizeof(*Resource));
	InitializeListHead(&Resource->SystemResourcesList);
	Resource->SpinLock = spin_lock;
	Resource->OwnerTable = table;
	if (table)
		memset(&table[1], 0, (table[0].TableSize - 1) * sizeof(*table));
	return STATUS_SUCCESS;
}
WDM_EXPORT(ExReinitializeResourceLite);

/**
 * ExDeleteResourceLite - ExDeleteResourceLite function
 * @Resource: a resource that nobody waits for; its memory may be freed afterwards
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI ExDeleteResourceLite(PERESOURCE Resource)
{
	/* Whoever released it last may still be about to leave the lock. */
	unsigned long flags = lock(Resource);
	OWNER_ENTRY *table = Resource->OwnerTable;
	OWNER_ENTRY *entry = find_entry(Resource, this_thread());

	Resource->OwnerTable = NULL;
	unlock(Resource, flags);
	if (entry)
		wdm_lockclass_sleeper_release(&Resource->SpinLock, WDM_CALLER());
	kfree(table);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ExDeleteResourceLite);

/**
 * ExAcquireResourceExclusiveLite - ExAcquireResourceExclusiveLite function
 * @Resource: the resource
 * @Wait: FALSE if the call is to return at once
 *
 * Granted if the resource has no owner, or the caller has it exclusively already. A
 * caller that has it shared waits for itself, too, unless another thread releases it
 * on the caller's behalf.
 *
 * Context: IRQL <= APC_LEVEL, normal kernel APCs disabled (a system thread needn't;
 * others are reported as bug check 0xC4, 0x37). At a higher level, which is reported, too,
 * it doesn't wait whatever @Wait says.
 * Return: TRUE if acquired; FALSE if @Wait is FALSE and it couldn't be at once.
 */
BOOLEAN NTAPI ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, EXCLUSIVE, Wait, WDM_CALLER());
}
WDM_EXPORT(ExAcquireResourceExclusiveLite);

/**
 * ExTryToAcquireResourceExclusiveLite - ExTryToAcquireResourceExclusiveLite function
 * @Resource: the resource
 *
 * Context: as ExAcquireResourceExclusiveLite().
 * Return: TRUE if acquired.
 */
BOOLEAN NTAPI ExTryToAcquireResourceExclusiveLite(PERESOURCE Resource)
{
	return acquire(Resource, EXCLUSIVE, false, WDM_CALLER());
}
WDM_EXPORT(ExTryToAcquireResourceExclusiveLite);

/**
 * ExAcquireResourceSharedLite - ExAcquireResourceSharedLite function
 * @Resource: the resource
 * @Wait: FALSE if the call is to return at once
 *
 * Granted if the resource has no owner, or the caller has it in whatever way, which it
 * then has once more, or others share it and nobody waits for exclusive access.
 *
 * Context: as ExAcquireResourceExclusiveLite().
 * Return: TRUE if acquired; FALSE if @Wait is FALSE and it couldn't be at once, which
 * includes that there was no memory to note one more owner.
 */
BOOLEAN NTAPI ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, SHARED, Wait, WDM_CALLER());
}
WDM_EXPORT(ExAcquireResourceSharedLite);

/**
 * ExAcquireSharedStarveExclusive - ExAcquireSharedStarveExclusive function
 * @Resource: the resource
 * @Wait: FALSE if the call is to return at once
 *
 * As ExAcquireResourceSharedLite(), but those who wait for exclusive access are passed.
 *
 * Context: as ExAcquireResourceExclusiveLite().
 * Return: as ExAcquireResourceSharedLite().
 */
BOOLEAN NTAPI ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, SHARED_STARVE, Wait, WDM_CALLER());
}
WDM_EXPORT(ExAcquireSharedStarveExclusive);

/**
 * ExAcquireSharedWaitForExclusive - ExAcquireSharedWaitForExclusive function
 * @Resource: the resource
 * @Wait: FALSE if the call is to return at once
 *
 * As ExAcquireResourceSharedLite(), but a caller that shares the resource already waits
 * for those who wait for exclusive access. Another thread must release it on the
 * caller's behalf then.
 *
 * Context: as ExAcquireResourceExclusiveLite().
 * Return: as ExAcquireResourceSharedLite().
 */
BOOLEAN NTAPI ExAcquireSharedWaitForExclusive(PERESOURCE Resource, BOOLEAN Wait)
{
	return acquire(Resource, SHARED_WAIT, Wait, WDM_CALLER());
}
WDM_EXPORT(ExAcquireSharedWaitForExclusive);

/**
 * ExEnterCriticalRegionAndAcquireResourceExclusive -
 *	ExEnterCriticalRegionAndAcquireResourceExclusive function
 * @Resource: the resource
 *
 * Context: IRQL <= APC_LEVEL; inside a critical region afterwards.
 * Return: the thread's Win32 thread, which no thread here has: NULL.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceExclusive(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, EXCLUSIVE, true, WDM_CALLER());
	return NULL;
}
WDM_EXPORT(ExEnterCriticalRegionAndAcquireResourceExclusive);

/**
 * ExEnterCriticalRegionAndAcquireResourceShared -
 *	ExEnterCriticalRegionAndAcquireResourceShared function
 * @Resource: the resource
 *
 * Context: IRQL <= APC_LEVEL; inside a critical region afterwards.
 * Return: NULL.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireResourceShared(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, SHARED, true, WDM_CALLER());
	return NULL;
}
WDM_EXPORT(ExEnterCriticalRegionAndAcquireResourceShared);

/**
 * ExEnterCriticalRegionAndAcquireSharedWaitForExclusive -
 *	ExEnterCriticalRegionAndAcquireSharedWaitForExclusive function
 * @Resource: the resource
 *
 * Context: IRQL <= APC_LEVEL; inside a critical region afterwards.
 * Return: NULL.
 */
PVOID NTAPI ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(PERESOURCE Resource)
{
	KeEnterCriticalRegion();
	acquire(Resource, SHARED_WAIT, true, WDM_CALLER());
	return NULL;
}
WDM_EXPORT(ExEnterCriticalRegionAndAcquireSharedWaitForExclusive);

/**
 * ExReleaseResourceLite - ExReleaseResourceLite function
 * @Resource: a resource of the calling thread; another is reported (bug check 0xE3)
 *
 * It is free when it has been released as often as it was acquired.
 *
 * Context: IRQL <= DISPATCH_LEVEL, normal kernel APCs disabled.
 */
VOID NTAPI ExReleaseResourceLite(PERESOURCE Resource)
{
	release(Resource, this_thread(), WDM_CALLER());
}
WDM_EXPORT(ExReleaseResourceLite);

/**
 * ExReleaseResourceForThreadLite - ExReleaseResourceForThreadLite function
 * @Resource: the resource
 * @ResourceThreadId: its owner: ExGetCurrentResourceThread() of the thread that
 *	acquired it, or the pointer given to ExSetResourceOwnerPointer()
 *
 * Context: IRQL <= DISPATCH_LEVEL, normal kernel APCs disabled.
 */
VOID NTAPI ExReleaseResourceForThreadLite(PERESOURCE Resource, ERESOURCE_THREAD ResourceThreadId)
{
	release(Resource, ResourceThreadId, WDM_CALLER());
}
WDM_EXPORT(ExReleaseResourceForThreadLite);

/**
 * ExReleaseResourceAndLeaveCriticalRegion -
 *	ExReleaseResourceAndLeaveCriticalRegion function
 * @Resource: a resource of the calling thread
 *
 * Context: IRQL <= APC_LEVEL, inside a critical region.
 */
VOID NTAPI ExReleaseResourceAndLeaveCriticalRegion(PERESOURCE Resource)
{
	release(Resource, this_thread(), WDM_CALLER());
	KeLeaveCriticalRegion();
}
WDM_EXPORT(ExReleaseResourceAndLeaveCriticalRegion);

/**
 * ExConvertExclusiveToSharedLite - ExConvertExclusiveToSharedLite function
 * @Resource: a resource that the calling thread has exclusively; another is reported
 *	(bug check 0xE3)
 *
 * The caller and all who wait for shared access share the resource then.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExConvertExclusiveToSharedLite(PERESOURCE Resource)
{
	const void *caller = WDM_CALLER();
	ERESOURCE_THREAD me = this_thread();
	unsigned long flags = lock(Resource);
	struct waiter *granted;

	if (!is_exclusive(Resource) || Resource->OwnerEntry.OwnerThread != me) {
		unlock(Resource, flags);
		report_not_owned(Resource, me, caller);
		return;
	}
	Resource->Flag &= ~ResourceOwnedExclusive;
	granted = grant_shared(Resource);
	unlock(Resource, flags);
	wdm_lockclass_sleeper_release(&Resource->SpinLock, caller);
	wdm_lockclass_sleeper_acquire(&Resource->SpinLock, true, true, false, caller);
	wake(granted);
}
WDM_EXPORT(ExConvertExclusiveToSharedLite);

static void set_owner(ERESOURCE *r, ERESOURCE_THREAD owner, const void *caller)
{
	ERESOURCE_THREAD me = this_thread();
	OWNER_ENTRY *entry, *other;
	unsigned long flags;

	if ((owner & OWNER_POINTER_BITS) != OWNER_POINTER_BITS) {
		wdm_bug_report(RESOURCE_OWNER_POINTER_INVALID, (uintptr_t)r,
			       (uintptr_t)r->OwnerTable, me, owner, caller,
			       "an owner pointer of a resource hasn't both low bits set");
		return;
	}

	flags = lock(r);
	entry = find_entry(r, me);
	if (unlikely(!entry)) {
		unlock(r, flags);
		report_not_owned(r, me, caller);
		return;
	}
	other = find_entry(r, owner);
	if (other) {
		other->OwnerCount += entry->OwnerCount;
		disown(r, entry);
	} else {
		entry->OwnerThread = owner;
	}
	unlock(r, flags);
	wdm_lockclass_sleeper_release(&r->SpinLock, caller);
}

/**
 * ExSetResourceOwnerPointer - ExSetResourceOwnerPointer function
 * @Resource: a resource of the calling thread
 * @OwnerPointer: who owns it from now on: an address with both low bits set
 *
 * The kind of access stays. All that may be done with the resource is
 * ExReleaseResourceForThreadLite() with @OwnerPointer, by any thread.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExSetResourceOwnerPointer(PERESOURCE Resource, PVOID OwnerPointer)
{
	set_owner(Resource, (ERESOURCE_THREAD)OwnerPointer, WDM_CALLER());
}
WDM_EXPORT(ExSetResourceOwnerPointer);

/**
 * ExSetResourceOwnerPointerEx - ExSetResourceOwnerPointerEx function
 * @Resource: a resource of the calling thread
 * @OwnerPointer: who owns it from now on: an address with both low bits set
 * @Flags: 0, or FLAG_OWNER_POINTER_IS_THREAD: the address is a thread object, whose
 *	priority might be boosted; ignored: Linux threads get no boost
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExSetResourceOwnerPointerEx(PERESOURCE Resource, PVOID OwnerPointer, ULONG Flags)
{
	set_owner(Resource, (ERESOURCE_THREAD)OwnerPointer, WDM_CALLER());
}
WDM_EXPORT(ExSetResourceOwnerPointerEx);

/**
 * ExIsResourceAcquiredExclusiveLite - ExIsResourceAcquiredExclusiveLite function
 * @Resource: the resource
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the calling thread has it exclusively.
 */
BOOLEAN NTAPI ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource)
{
	/* If the thread is the owner, nobody else changes that. */
	return READ_ONCE(Resource->OwnerEntry.OwnerThread) == this_thread() &&
	       is_exclusive(Resource);
}
WDM_EXPORT(ExIsResourceAcquiredExclusiveLite);

/**
 * ExIsResourceAcquiredSharedLite - ExIsResourceAcquiredSharedLite function
 * @Resource: the resource
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: how often the calling thread has it, shared or exclusively.
 */
ULONG NTAPI ExIsResourceAcquiredSharedLite(PERESOURCE Resource)
{
	ERESOURCE_THREAD me = this_thread();
	unsigned long flags = lock(Resource);
	OWNER_ENTRY *entry = find_entry(Resource, me);
	ULONG count = entry ? entry->OwnerCount : 0;

	unlock(Resource, flags);
	return count;
}
WDM_EXPORT(ExIsResourceAcquiredSharedLite);

/**
 * ExGetExclusiveWaiterCount - ExGetExclusiveWaiterCount function
 * @Resource: the resource
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: number of threads that wait for exclusive access.
 */
ULONG NTAPI ExGetExclusiveWaiterCount(PERESOURCE Resource)
{
	return READ_ONCE(Resource->NumberOfExclusiveWaiters);
}
WDM_EXPORT(ExGetExclusiveWaiterCount);

/**
 * ExGetSharedWaiterCount - ExGetSharedWaiterCount function
 * @Resource: the resource
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: number of threads that wait for shared access.
 */
ULONG NTAPI ExGetSharedWaiterCount(PERESOURCE Resource)
{
	return READ_ONCE(Resource->NumberOfSharedWaiters);
}
WDM_EXPORT(ExGetSharedWaiterCount);

/**
 * ExDisableResourceBoostLite - ExDisableResourceBoostLite function
 * @Resource: a resource whose owners aren't to be boosted: no thread here ever is
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI ExDisableResourceBoostLite(PERESOURCE Resource)
{
}
WDM_EXPORT(ExDisableResourceBoostLite);
