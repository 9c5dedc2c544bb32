// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: list operations and additions under a spin lock of the caller.
 *
 * These are legal at any IRQL, so they disable interrupts around the lock; which
 * is why the same lock must not be used with KeAcquireSpinLock() as well when one
 * of these is called above DISPATCH_LEVEL.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include <wdm.h>
#include "compat.h"
#include "ke.h"

static unsigned long lock_irqs(PKSPIN_LOCK lock)
{
	unsigned long flags;

	local_irq_save(flags);
	wdm_spin_acquire(lock);
	return flags;
}

static void unlock_irqs(PKSPIN_LOCK lock, unsigned long flags)
{
	wdm_spin_release(lock);
	local_irq_restore(flags);
}

/**
 * ExInterlockedInsertHeadList - ExInterlockedInsertHeadList function
 * @ListHead: the list
 * @ListEntry: becomes its first entry
 * @Lock: the list's lock
 *
 * Context: any IRQL.
 * Return: what was the first entry, NULL if the list was empty.
 */
PLIST_ENTRY NTAPI ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry,
					      PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	LIST_ENTRY *first = ListHead->Flink;

	InsertHeadList(ListHead, ListEntry);
	unlock_irqs(Lock, flags);
	return first == ListHead ? NULL : first;
}
WDM_EXPORT(ExInterlockedInsertHeadList);

/**
 * ExInterlockedInsertTailList - ExInterlockedInsertTailList function
 * @ListHead: the list
 * @ListEntry: becomes its last entry
 * @Lock: the list's lock
 *
 * Context: any IRQL.
 * Return: what was the last entry, NULL if the list was empty.
 */
PLIST_ENTRY NTAPI ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry,
					      PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	LIST_ENTRY *last = ListHead->Blink;

	InsertTailList(ListHead, ListEntry);
	unlock_irqs(Lock, flags);
	return last == ListHead ? NULL : last;
}
WDM_EXPORT(ExInterlockedInsertTailList);

/**
 * ExInterlockedRemoveHeadList - ExInterlockedRemoveHeadList function
 * @ListHead: the list
 * @Lock: the list's lock
 *
 * Context: any IRQL.
 * Return: the entry that was removed, NULL if the list was empty.
 */
PLIST_ENTRY NTAPI ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	LIST_ENTRY *first = NULL;

	if (!IsListEmpty(ListHead))
		first = RemoveHeadList(ListHead);
	unlock_irqs(Lock, flags);
	return first;
}
WDM_EXPORT(ExInterlockedRemoveHeadList);

/**
 * ExInterlockedPushEntryList - ExInterlockedPushEntryList function
 * @ListHead: the list
 * @ListEntry: becomes its first entry
 * @Lock: the list's lock
 *
 * Context: any IRQL.
 * Return: what was the first entry, NULL if the list was empty.
 */
PSINGLE_LIST_ENTRY NTAPI ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead,
						    PSINGLE_LIST_ENTRY ListEntry,
						    PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	SINGLE_LIST_ENTRY *first = ListHead->Next;

	ListEntry->Next = first;
	ListHead->Next = ListEntry;
	unlock_irqs(Lock, flags);
	return first;
}
WDM_EXPORT(ExInterlockedPushEntryList);

/**
 * ExInterlockedPopEntryList - ExInterlockedPopEntryList function
 * @ListHead: the list
 * @Lock: the list's lock
 *
 * Context: any IRQL.
 * Return: the entry that was removed, NULL if the list was empty.
 */
PSINGLE_LIST_ENTRY NTAPI ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead,
						   PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	SINGLE_LIST_ENTRY *first = ListHead->Next;

	if (first)
		ListHead->Next = first->Next;
	unlock_irqs(Lock, flags);
	return first;
}
WDM_EXPORT(ExInterlockedPopEntryList);

/**
 * ExInterlockedAddUlong - ExInterlockedAddUlong function
 * @Addend: the number to change
 * @Increment: what to add
 * @Lock: the number's lock
 *
 * Context: any IRQL.
 * Return: the number before.
 */
ULONG NTAPI ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	ULONG old = *Addend;

	*Addend = old + Increment;
	unlock_irqs(Lock, flags);
	return old;
}
WDM_EXPORT(ExInterlockedAddUlong);

/**
 * ExInterlockedAddLargeInteger - ExInterlockedAddLargeInteger function
 * @Addend: the number to change
 * @Increment: what to add
 * @Lock: the number's lock
 *
 * Context: any IRQL.
 * Return: the number before.
 */
LARGE_INTEGER NTAPI ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend,
						 LARGE_INTEGER Increment, PKSPIN_LOCK Lock)
{
	unsigned long flags = lock_irqs(Lock);
	LARGE_INTEGER old = *Addend;

	Addend->QuadPart = (u64)old.QuadPart + Increment.QuadPart;
	unlock_irqs(Lock, flags);
	return old;
}
WDM_EXPORT(ExInterlockedAddLargeInteger);
