// SPDX-License-Identifier: GPL-2.0
/*
 * Io: remove locks.
 *
 * IoCount starts at 1, the lock's own count, that IoReleaseRemoveLockAndWait drops
 * together with the acquisition of the remove request; who brings it to 0 sets
 * RemoveEvent. A driver compiled with DBG has a longer IO_REMOVE_LOCK: for that one,
 * each acquisition is noted with its tag, so that a release without one and an
 * acquisition never released can be named. A driver compiled without it pays two
 * instructions for an acquisition.
 */
#include <linux/compiler.h>
#include <linux/slab.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

/* The lock as a driver compiled with DBG lays it out. */
struct checked_lock {
	IO_REMOVE_LOCK_COMMON_BLOCK common;
	IO_REMOVE_LOCK_DBG_BLOCK dbg;
};

struct _IO_REMOVE_LOCK_TRACKING_BLOCK {
	PIO_REMOVE_LOCK_TRACKING_BLOCK next;
	PVOID tag;
	PCSTR file;
	ULONG line;
};

#define CHECKED_SIGNATURE	0x4c4d4552	/* 'REML' */

static bool is_checked(ULONG size)
{
	return unlikely(size >= sizeof(struct checked_lock));
}

static noinline __cold void report_misuse(const void *lock, PVOID tag, const void *caller,
					  const char *what)
{
	wdm_bug_report(0xc4, 0xd0, (ULONG_PTR)lock, (ULONG_PTR)tag, 0, caller,
		       "remove lock %p, tag %p: %s", lock, tag, what);
}

static noinline void track(struct checked_lock *lock, PVOID tag, PCSTR file, ULONG line,
			   const void *caller)
{
	PIO_REMOVE_LOCK_TRACKING_BLOCK block;
	KIRQL irql;

	if (lock->dbg.HighWatermark &&
	    READ_ONCE(lock->common.IoCount) - 1 > (LONG)lock->dbg.HighWatermark)
		report_misuse(lock, tag, caller, "acquired more often than HighWatermark allows");

	block = kmalloc(sizeof(*block), GFP_ATOMIC | __GFP_NOWARN);
	irql = KeAcquireSpinLockRaiseToDpc(&lock->dbg.Spin);
	if (block) {
		block->tag = tag;
		block->file = file;
		block->line = line;
		block->next = lock->dbg.Blocks;
		lock->dbg.Blocks = block;
	} else {
		lock->dbg.LowMemoryCount++;
	}
	KeReleaseSpinLock(&lock->dbg.Spin, irql);
}

static noinline void untrack(struct checked_lock *lock, PVOID tag, const void *caller)
{
	PIO_REMOVE_LOCK_TRACKING_BLOCK *link, block;
	bool found = true;
	KIRQL irql;

	irql = KeAcquireSpinLockRaiseToDpc(&lock->dbg.Spin);
	for (link = &lock->dbg.Blocks; *link; link = &(*link)->next) {
		if ((*link)->tag == tag)
			break;
	}
	block = *link;
	if (block)
		*link = block->next;
	else if (lock->dbg.LowMemoryCount)
		lock->dbg.LowMemoryCount--;
	else
		found = false;
	KeReleaseSpinLock(&lock->dbg.Spin, irql);

	kfree(block);
	if (!found)
		report_misuse(lock, tag, caller,
			      "released with a tag that it wasn't acquired with");
}

/**
 * IoInitializeRemoveLockEx - initialise a remove lock
 * @Lock: the lock, in a device extension
 * @AllocateTag: ignored: nothing is allocated here
 * @MaxLockedMinutes: ignored, how long the lock is held isn't measured
 * @HighWatermark: for checked drivers: outstanding acquisitions that are still
 *	plausible; 0 for any
 * @RemlockSize: sizeof(IO_REMOVE_LOCK) of the driver
 *
 * Reached through IoInitializeRemoveLock.
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "IoInitializeRemoveLock macro (wdm.h)".
 */
VOID NTAPI IoInitializeRemoveLockEx(PIO_REMOVE_LOCK Lock, ULONG AllocateTag,
				    ULONG MaxLockedMinutes, ULONG HighWatermark,
				    ULONG RemlockSize)
{
	struct checked_lock *checked = (struct checked_lock *)Lock;

	if (!Lock)
		return;
	Lock->Common.Removed = FALSE;
	Lock->Common.IoCount = 1;
	KeInitializeEvent(&Lock->Common.RemoveEvent, SynchronizationEvent, FALSE);

	if (is_checked(RemlockSize)) {
		checked->dbg.Signature = CHECKED_SIGNATURE;
		checked->dbg.HighWatermark = HighWatermark;
		checked->dbg.AllocateTag = AllocateTag;
		checked->dbg.LowMemoryCount = 0;
		checked->dbg.Blocks = NULL;
		KeInitializeSpinLock(&checked->dbg.Spin);
	}
}
WDM_EXPORT(IoInitializeRemoveLockEx);

/**
 * IoAcquireRemoveLockEx - keep a device from being removed
 * @RemoveLock: the lock
 * @Tag: for checked drivers: what the lock is acquired for
 * @File: for checked drivers: where
 * @Line: for checked drivers: where
 * @RemlockSize: sizeof(IO_REMOVE_LOCK) of the driver
 *
 * Reached through IoAcquireRemoveLock.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_DELETE_PENDING after removal began: the lock isn't
 *	held then.
 * Reference: "IoAcquireRemoveLock macro (wdm.h)".
 */
NTSTATUS NTAPI IoAcquireRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, PCSTR File,
				     ULONG Line, ULONG RemlockSize)
{
	InterlockedIncrement(&RemoveLock->Common.IoCount);
	if (unlikely(READ_ONCE(RemoveLock->Common.Removed))) {
		if (!InterlockedDecrement(&RemoveLock->Common.IoCount))
			KeSetEvent(&RemoveLock->Common.RemoveEvent, IO_NO_INCREMENT, FALSE);
		return STATUS_DELETE_PENDING;
	}
	if (is_checked(RemlockSize))
		track((struct checked_lock *)RemoveLock, Tag, File, Line,
		      WDM_CALLER());
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoAcquireRemoveLockEx);

/**
 * IoReleaseRemoveLockEx - end an acquisition of a remove lock
 * @RemoveLock: the lock
 * @Tag: for checked drivers: what it was acquired with
 * @RemlockSize: sizeof(IO_REMOVE_LOCK) of the driver
 *
 * Reached through IoReleaseRemoveLock. A release without an acquisition is reported
 * and ignored.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoReleaseRemoveLock macro (wdm.h)".
 */
VOID NTAPI IoReleaseRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize)
{
	LONG count;

	if (is_checked(RemlockSize))
		untrack((struct checked_lock *)RemoveLock, Tag, WDM_CALLER());

	/*
	 * Both before the release: afterwards the lock may be gone. The count first, as
	 * removal sets Removed and then takes its two off the count.
	 */
	if (unlikely(smp_load_acquire(&RemoveLock->Common.IoCount) <= 1 &&
		     !READ_ONCE(RemoveLock->Common.Removed))) {
		report_misuse(RemoveLock, Tag, WDM_CALLER(),
			      "released without having been acquired");
		return;
	}
	count = InterlockedDecrement(&RemoveLock->Common.IoCount);
	if (unlikely(!count))
		KeSetEvent(&RemoveLock->Common.RemoveEvent, IO_NO_INCREMENT, FALSE);
	else if (unlikely(count < 0))
		report_misuse(RemoveLock, Tag, WDM_CALLER(),
			      "released more often than acquired");
}
WDM_EXPORT(IoReleaseRemoveLockEx);

/**
 * IoReleaseRemoveLockAndWaitEx - end one acquisition and wait for the others' end
 * @RemoveLock: the lock, which can't be acquired any more from now on
 * @Tag: for checked drivers: what it was acquired with
 * @RemlockSize: sizeof(IO_REMOVE_LOCK) of the driver
 *
 * Reached through IoReleaseRemoveLockAndWait, by the handler of a remove request.
 *
 * Context: PASSIVE_LEVEL.
 * Reference: "IoReleaseRemoveLockAndWait macro (wdm.h)".
 */
VOID NTAPI IoReleaseRemoveLockAndWaitEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag,
					ULONG RemlockSize)
{
	const void *caller = WDM_CALLER();
	LONG count;

	if (unlikely(RemoveLock->Common.Removed)) {
		report_misuse(RemoveLock, Tag, caller, "waited for a second time");
		return;
	}
	if (is_checked(RemlockSize))
		untrack((struct checked_lock *)RemoveLock, Tag, caller);

	WRITE_ONCE(RemoveLock->Common.Removed, TRUE);
	InterlockedDecrement(&RemoveLock->Common.IoCount);
	count = InterlockedDecrement(&RemoveLock->Common.IoCount);
	if (unlikely(count < 0))
		report_misuse(RemoveLock, Tag, caller, "removal without an acquisition");
	else if (count)
		KeWaitForSingleObject(&RemoveLock->Common.RemoveEvent, Executive, KernelMode,
				      FALSE, NULL);
}
WDM_EXPORT(IoReleaseRemoveLockAndWaitEx);
