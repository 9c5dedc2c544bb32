// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: interlocked singly linked lists, without a lock.
 *
 * The header's 16 bytes change as one: depth, a sequence number that tells two
 * lists with the same first entry apart, and the first entry. Pop reads the Next of
 * an entry that another CPU may have popped and freed meanwhile; the value is
 * thrown away then, but the read itself has to be one that may fail, and that
 * KASAN doesn't see.
 */
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include "compat.h"

#define DEPTH_MASK	0xffffULL
#define SEQUENCE_ONE	0x10000ULL

static SLIST_ENTRY *first_of(const SLIST_HEADER *header)
{
	return (SLIST_ENTRY *)(uintptr_t)(header->Region & ~0xfULL);
}

static bool exchange(SLIST_HEADER *header, SLIST_HEADER *seen, SLIST_HEADER new)
{
	bool done;

	asm volatile("lock cmpxchg16b %1"
		     : "=@cce" (done), "+m" (*header), "+a" (seen->Alignment),
		       "+d" (seen->Region)
		     : "b" (new.Alignment), "c" (new.Region)
		     : "memory");
	return done;
}

/* Not one access, but exchange() finds out and reads it again. */
static SLIST_HEADER look(SLIST_HEADER *header)
{
	SLIST_HEADER seen;

	seen.Alignment = READ_ONCE(header->Alignment);
	seen.Region = READ_ONCE(header->Region);
	return seen;
}

static bool read_next(SLIST_ENTRY *entry, u64 *next)
{
	__get_kernel_nofault(next, &entry->Next, u64, gone);
	return true;
gone:
	return false;
}

/**
 * InitializeSListHead - ExInitializeSListHead function
 * @SListHead: the list, aligned to 16 bytes; empty afterwards
 *
 * Context: any IRQL.
 */
VOID NTAPI InitializeSListHead(PSLIST_HEADER SListHead)
{
	SListHead->Alignment = 0;
	SListHead->Region = 0;
}
WDM_EXPORT(InitializeSListHead);

/**
 * ExpInterlockedPushEntrySList - ExInterlockedPushEntrySList function
 * @ListHead: the list
 * @ListEntry: becomes its first entry; aligned to 16 bytes
 *
 * Context: any IRQL.
 * Return: what was the first entry, NULL if the list was empty.
 */
PSLIST_ENTRY NTAPI ExpInterlockedPushEntrySList(PSLIST_HEADER ListHead,
						PSLIST_ENTRY ListEntry)
{
	SLIST_HEADER seen = look(ListHead);
	SLIST_HEADER new;

	do {
		ListEntry->Next = first_of(&seen);
		new.Alignment = ((seen.Alignment + SEQUENCE_ONE) & ~DEPTH_MASK) |
				((seen.Alignment + 1) & DEPTH_MASK);
		new.Region = (uintptr_t)ListEntry;
	} while (!exchange(ListHead, &seen, new));
	return first_of(&seen);
}
WDM_EXPORT(ExpInterlockedPushEntrySList);

/**
 * ExpInterlockedPopEntrySList - ExInterlockedPopEntrySList function
 * @ListHead: the list
 *
 * Context: any IRQL.
 * Return: the entry that was removed, NULL if the list was empty.
 */
PSLIST_ENTRY NTAPI ExpInterlockedPopEntrySList(PSLIST_HEADER ListHead)
{
	SLIST_HEADER seen = look(ListHead);
	SLIST_ENTRY *first;
	SLIST_HEADER new;
	u64 next;

	for (;;) {
		first = first_of(&seen);
		if (!first)
			return NULL;
		if (!read_next(first, &next)) {
			seen = look(ListHead);
			continue;
		}
		new.Alignment = ((seen.Alignment + SEQUENCE_ONE) & ~DEPTH_MASK) |
				((seen.Alignment - 1) & DEPTH_MASK);
		new.Region = next;
		if (exchange(ListHead, &seen, new))
			return first;
	}
}
WDM_EXPORT(ExpInterlockedPopEntrySList);

/**
 * ExpInterlockedFlushSList - ExInterlockedFlushSList function
 * @ListHead: the list, empty afterwards
 *
 * Context: any IRQL.
 * Return: what was the first entry of the list, with the others behind it, or NULL.
 */
PSLIST_ENTRY NTAPI ExpInterlockedFlushSList(PSLIST_HEADER ListHead)
{
	SLIST_HEADER seen = look(ListHead);
	SLIST_HEADER new;

	do {
		if (!first_of(&seen))
			return NULL;
		new.Alignment = (seen.Alignment + SEQUENCE_ONE) & ~DEPTH_MASK;
		new.Region = 0;
	} while (!exchange(ListHead, &seen, new));
	return first_of(&seen);
}
WDM_EXPORT(ExpInterlockedFlushSList);

/**
 * ExQueryDepthSList - ExQueryDepthSList function
 * @SListHead: the list
 *
 * Context: any IRQL.
 * Return: the number of entries, modulo 65536.
 */
USHORT NTAPI ExQueryDepthSList(PSLIST_HEADER SListHead)
{
	return READ_ONCE(SListHead->Alignment) & DEPTH_MASK;
}
WDM_EXPORT(ExQueryDepthSList);
