// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: dynamic hash tables, by linear hashing: the table grows and shrinks by one
 * bucket at a time, when the driver asks for it, and only the entries of one bucket
 * move. A bucket is a list in the order of the signatures, so that equal ones are
 * neighbours. The buckets lie in segments; the first has BASE_SIZE of them, each
 * further one as many as all before it, so that a segment never moves.
 *
 * An enumeration leaves its enumerator in the chain, as a bookmark that entries come
 * and go around. It has the reserved signature, and everybody else steps over it.
 */
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/types.h>

#include "call.h"
#include "compat.h"
#include "ex.h"
#include "rtl.h"

#define BASE_SIZE	128
#define MAX_SEGMENTS	20
#define MAX_SIZE	(BASE_SIZE << (MAX_SEGMENTS - 1))
#define TAG		0x68746c52	/* 'Rlth' */

struct directory {
	PLIST_ENTRY segment[MAX_SEGMENTS];
};

static u32 segment_of(u32 bucket)
{
	return bucket < BASE_SIZE ? 0 : ilog2(bucket / BASE_SIZE) + 1;
}

static u32 segment_start(u32 segment)
{
	return segment ? BASE_SIZE << (segment - 1) : 0;
}

static u32 segment_size(u32 segment)
{
	return segment ? BASE_SIZE << (segment - 1) : BASE_SIZE;
}

static PLIST_ENTRY bucket_head(PRTL_DYNAMIC_HASH_TABLE table, u32 bucket)
{
	struct directory *directory = table->Directory;
	u32 segment = segment_of(bucket);

	return &directory->segment[segment][bucket - segment_start(segment)];
}

static u32 bucket_of(PRTL_DYNAMIC_HASH_TABLE table, ULONG_PTR signature)
{
	u32 hash = hash_64(signature >> table->Shift, 32);
	u32 bucket = hash & table->DivisorMask;

	/* Buckets before the pivot have been split already. */
	if (bucket < table->Pivot)
		bucket = hash & (table->DivisorMask * 2 + 1);
	return bucket;
}

static PRTL_DYNAMIC_HASH_TABLE_ENTRY entry_of(PLIST_ENTRY link)
{
	return CONTAINING_RECORD(link, RTL_DYNAMIC_HASH_TABLE_ENTRY, Linkage);
}

static bool is_bookmark(PLIST_ENTRY link)
{
	return entry_of(link)->Signature == RTL_HASH_RESERVED_SIGNATURE;
}

/* The first entry at or behind @link; the head if there is none. */
static PLIST_ENTRY skip_bookmarks(PLIST_ENTRY head, PLIST_ENTRY link)
{
	while (link != head && is_bookmark(link))
		link = link->Flink;
	return link;
}

static bool has_entries(PLIST_ENTRY head)
{
	return skip_bookmarks(head, head->Flink) != head;
}

/* No entry may look like a bookmark. */
static ULONG_PTR usable_signature(ULONG_PTR signature)
{
	return signature == RTL_HASH_RESERVED_SIGNATURE ? signature + 1 : signature;
}

/* The place of @signature: the link before the first entry that has it, or would be next. */
static void find_place(PRTL_DYNAMIC_HASH_TABLE table, ULONG_PTR signature,
		       PRTL_DYNAMIC_HASH_TABLE_CONTEXT context)
{
	PLIST_ENTRY head = bucket_head(table, bucket_of(table, signature));
	PLIST_ENTRY link = skip_bookmarks(head, head->Flink);

	while (link != head && entry_of(link)->Signature < signature)
		link = skip_bookmarks(head, link->Flink);
	context->ChainHead = head;
	context->PrevLinkage = link->Blink;
	context->Signature = signature;
}

static bool add_segment(PRTL_DYNAMIC_HASH_TABLE table, u32 segment)
{
	struct directory *directory = table->Directory;
	u32 i, size = segment_size(segment);
	PLIST_ENTRY heads;

	heads = wdm_pool_alloc(size * sizeof(*heads), TAG, 0, add_segment);
	if (!heads)
		return false;
	for (i = 0; i < size; i++)
		InitializeListHead(&heads[i]);
	directory->segment[segment] = heads;
	return true;
}

static void free_directory(struct directory *directory)
{
	u32 i;

	for (i = 0; i < MAX_SEGMENTS; i++)
		if (directory->segment[i])
			wdm_pool_free(directory->segment[i], TAG, free_directory);
	wdm_pool_free(directory, TAG, free_directory);
}

static bool init_table(PRTL_DYNAMIC_HASH_TABLE table, u32 size, u32 shift)
{
	u32 i;

	memset(table, 0, sizeof(*table));
	table->Shift = shift;
	table->TableSize = size;
	table->DivisorMask = size - 1;
	table->Directory = wdm_pool_alloc(sizeof(struct directory), TAG, WDM_POOL_ZERO,
					  init_table);
	if (!table->Directory)
		return false;
	for (i = 0; i <= segment_of(size - 1); i++) {
		if (!add_segment(table, i)) {
			free_directory(table->Directory);
			table->Directory = NULL;
			return false;
		}
	}
	return true;
}

/**
 * RtlCreateHashTableEx - make a hash table of a given size
 * @HashTable: where the table is; if that is NULL, memory is allocated
 * @InitialSize: buckets to begin with; rounded up to a power of two, at least 128
 * @Shift: low bits of a signature that say nothing, less than 64
 * @Flags: reserved, zero
 *
 * Context: IRQL <= DISPATCH_LEVEL, here and in all functions below; the caller
 *	serialises (look-ups and weak enumerations can run side by side).
 * Return: TRUE; FALSE without memory and for parameters that can't be.
 * Reference: "RtlCreateHashTableEx function (ntddk.h)"
 */
BOOLEAN NTAPI RtlCreateHashTableEx(PRTL_DYNAMIC_HASH_TABLE *HashTable, ULONG InitialSize,
				   ULONG Shift, ULONG Flags)
{
	PRTL_DYNAMIC_HASH_TABLE table = *HashTable;

	if (Flags || Shift >= 64 || InitialSize > MAX_SIZE)
		return FALSE;
	if (!table) {
		table = wdm_pool_alloc(sizeof(*table), TAG, 0, WDM_CALLER());
		if (!table)
			return FALSE;
	}
	if (!init_table(table, roundup_pow_of_two(max(InitialSize, (ULONG)BASE_SIZE)), Shift)) {
		if (!*HashTable)
			wdm_pool_free(table, TAG, WDM_CALLER());
		return FALSE;
	}
	if (!*HashTable)
		table->Flags = RTL_HASH_ALLOCATED_HEADER;
	*HashTable = table;
	return TRUE;
}
WDM_EXPORT(RtlCreateHashTableEx);

/**
 * RtlCreateHashTable - make a hash table
 * @HashTable: where the table is; if that is NULL, memory is allocated
 * @Shift: low bits of a signature that say nothing, less than 64
 * @Flags: reserved, zero
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE; FALSE without memory and for parameters that can't be.
 * Reference: "RtlCreateHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlCreateHashTable(PRTL_DYNAMIC_HASH_TABLE *HashTable, ULONG Shift, ULONG Flags)
{
	return RtlCreateHashTableEx(HashTable, 0, Shift, Flags);
}
WDM_EXPORT(RtlCreateHashTable);

/**
 * RtlDeleteHashTable - free what a hash table allocated
 * @HashTable: an empty table without enumerations; gone if it was allocated
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Reference: "RtlDeleteHashTable function (ntddk.h)"
 */
VOID NTAPI RtlDeleteHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	ULONG flags = HashTable->Flags;

	if (HashTable->Directory)
		free_directory(HashTable->Directory);
	HashTable->Directory = NULL;
	if (flags & RTL_HASH_ALLOCATED_HEADER)
		wdm_pool_free(HashTable, TAG, WDM_CALLER());
}
WDM_EXPORT(RtlDeleteHashTable);

/**
 * RtlInsertEntryHashTable - insert an entry
 * @HashTable: the table
 * @Entry: the entry, part of the driver's structure
 * @Signature: its hash; several entries can have the same. The reserved one, 0,
 *	becomes 1, here and in look-ups.
 * @Context: NULL; or a context, for what comes next; or one in which a look-up for
 *	@Signature left the place, if the table is as it was then
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE.
 * Reference: "RtlInsertEntryHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlInsertEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				      PRTL_DYNAMIC_HASH_TABLE_ENTRY Entry, ULONG_PTR Signature,
				      PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	RTL_DYNAMIC_HASH_TABLE_CONTEXT local;

	Signature = usable_signature(Signature);
	if (!Context) {
		Context = &local;
		RtlInitHashTableContext(Context);
	}
	if (!Context->ChainHead)
		find_place(HashTable, Signature, Context);
	if (!has_entries(Context->ChainHead))
		HashTable->NonEmptyBuckets++;
	Entry->Signature = Signature;
	InsertHeadList(Context->PrevLinkage, &Entry->Linkage);
	HashTable->NumEntries++;
	return TRUE;
}
WDM_EXPORT(RtlInsertEntryHashTable);

/**
 * RtlRemoveEntryHashTable - take an entry out
 * @HashTable: the table
 * @Entry: an entry of it
 * @Context: NULL; or a context, which then has the place where the entry was
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE.
 * Reference: "RtlRemoveEntryHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlRemoveEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				      PRTL_DYNAMIC_HASH_TABLE_ENTRY Entry,
				      PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	PLIST_ENTRY head = bucket_head(HashTable, bucket_of(HashTable, Entry->Signature));

	RemoveEntryList(&Entry->Linkage);
	HashTable->NumEntries--;
	if (!has_entries(head))
		HashTable->NonEmptyBuckets--;
	if (Context && (!Context->ChainHead || Context->PrevLinkage == &Entry->Linkage))
		find_place(HashTable, Entry->Signature, Context);
	return TRUE;
}
WDM_EXPORT(RtlRemoveEntryHashTable);

/**
 * RtlLookupEntryHashTable - find the first entry with a signature
 * @HashTable: the table
 * @Signature: the signature
 * @Context: NULL; or gets the place, for RtlGetNextEntryHashTable() and
 *	RtlInsertEntryHashTable()
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the entry, NULL if there is none.
 * Reference: "RtlLookupEntryHashTable function (ntddk.h)"
 */
PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlLookupEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable, ULONG_PTR Signature,
			PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	RTL_DYNAMIC_HASH_TABLE_CONTEXT local;
	PLIST_ENTRY link;

	if (!Context)
		Context = &local;
	Signature = usable_signature(Signature);
	find_place(HashTable, Signature, Context);
	link = Context->PrevLinkage->Flink;
	if (link == Context->ChainHead || entry_of(link)->Signature != Signature)
		return NULL;
	return entry_of(link);
}
WDM_EXPORT(RtlLookupEntryHashTable);

/**
 * RtlGetNextEntryHashTable - the next entry with the same signature
 * @HashTable: the table
 * @Context: from RtlLookupEntryHashTable(); the table must not have changed
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the entry, NULL after the last one.
 * Reference: "RtlGetNextEntryHashTable function (ntddk.h)"
 */
PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlGetNextEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			 PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	PLIST_ENTRY head = Context->ChainHead, link;

	link = skip_bookmarks(head, Context->PrevLinkage->Flink);
	if (link == head)
		return NULL;
	link = skip_bookmarks(head, link->Flink);
	if (link == head || entry_of(link)->Signature != Context->Signature)
		return NULL;
	Context->PrevLinkage = link->Blink;
	return entry_of(link);
}
WDM_EXPORT(RtlGetNextEntryHashTable);

/* The first entry behind @link, which is in chain @bucket, or in the chains after it. */
static PLIST_ENTRY next_entry(PRTL_DYNAMIC_HASH_TABLE table, PLIST_ENTRY link, u32 *bucket)
{
	PLIST_ENTRY head = bucket_head(table, *bucket);

	link = skip_bookmarks(head, link->Flink);
	while (link == head) {
		if (*bucket + 1 >= table->TableSize)
			return NULL;
		head = bucket_head(table, ++*bucket);
		link = skip_bookmarks(head, head->Flink);
	}
	return link;
}

/**
 * RtlInitEnumerationHashTable - begin to go through a table that may change
 * @HashTable: the table
 * @Enumerator: a bookmark that becomes part of the table
 *
 * Entries may be inserted and removed meanwhile, also the one returned last; the
 * table can't be resized.
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE.
 * Reference: "RtlInitEnumerationHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlInitEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					  PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	Enumerator->BucketIndex = 0;
	Enumerator->ChainHead = bucket_head(HashTable, 0);
	Enumerator->HashEntry.Signature = RTL_HASH_RESERVED_SIGNATURE;
	InsertHeadList(Enumerator->ChainHead, &Enumerator->HashEntry.Linkage);
	HashTable->NumEnumerators++;
	return TRUE;
}
WDM_EXPORT(RtlInitEnumerationHashTable);

/**
 * RtlEnumerateEntryHashTable - the next entry of an enumeration
 * @HashTable: the table
 * @Enumerator: from RtlInitEnumerationHashTable()
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the entry, NULL after the last one.
 * Reference: "RtlEnumerateEntryHashTable function (ntddk.h)"
 */
PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlEnumerateEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			   PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	u32 bucket = Enumerator->BucketIndex;
	PLIST_ENTRY link = next_entry(HashTable, &Enumerator->HashEntry.Linkage, &bucket);

	if (!link)
		return NULL;
	RemoveEntryList(&Enumerator->HashEntry.Linkage);
	InsertHeadList(link, &Enumerator->HashEntry.Linkage);
	Enumerator->BucketIndex = bucket;
	Enumerator->ChainHead = bucket_head(HashTable, bucket);
	return entry_of(link);
}
WDM_EXPORT(RtlEnumerateEntryHashTable);

/**
 * RtlEndEnumerationHashTable - end an enumeration
 * @HashTable: the table
 * @Enumerator: from RtlInitEnumerationHashTable()
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Reference: "RtlEndEnumerationHashTable function (ntddk.h)"
 */
VOID NTAPI RtlEndEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				      PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	RemoveEntryList(&Enumerator->HashEntry.Linkage);
	Enumerator->ChainHead = NULL;
	HashTable->NumEnumerators--;
}
WDM_EXPORT(RtlEndEnumerationHashTable);

/**
 * RtlInitWeakEnumerationHashTable - begin to go through a table that stays as it is
 * @HashTable: the table, which isn't written to save for the count of enumerations
 * @Enumerator: remembers the place
 *
 * The entry returned last must stay in the table until the next call.
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE.
 * Reference: "RtlInitWeakEnumerationHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlInitWeakEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					      PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	Enumerator->BucketIndex = 0;
	Enumerator->ChainHead = bucket_head(HashTable, 0);
	Enumerator->CurEntry = Enumerator->ChainHead;
	/* Readers may do this at the same time. */
	__atomic_fetch_add(&HashTable->NumEnumerators, 1, __ATOMIC_RELAXED);
	return TRUE;
}
WDM_EXPORT(RtlInitWeakEnumerationHashTable);

/**
 * RtlWeaklyEnumerateEntryHashTable - the next entry of a weak enumeration
 * @HashTable: the table
 * @Enumerator: from RtlInitWeakEnumerationHashTable()
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the entry, NULL after the last one.
 * Reference: "RtlWeaklyEnumerateEntryHashTable function (ntddk.h)"
 */
PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlWeaklyEnumerateEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				 PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	u32 bucket = Enumerator->BucketIndex;
	PLIST_ENTRY link = next_entry(HashTable, Enumerator->CurEntry, &bucket);

	if (!link)
		return NULL;
	Enumerator->CurEntry = link;
	Enumerator->BucketIndex = bucket;
	Enumerator->ChainHead = bucket_head(HashTable, bucket);
	return entry_of(link);
}
WDM_EXPORT(RtlWeaklyEnumerateEntryHashTable);

/**
 * RtlEndWeakEnumerationHashTable - end a weak enumeration
 * @HashTable: the table
 * @Enumerator: from RtlInitWeakEnumerationHashTable()
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Reference: "RtlEndWeakEnumerationHashTable function (ntddk.h)"
 */
VOID NTAPI RtlEndWeakEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					  PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	Enumerator->ChainHead = NULL;
	__atomic_fetch_sub(&HashTable->NumEnumerators, 1, __ATOMIC_RELAXED);
}
WDM_EXPORT(RtlEndWeakEnumerationHashTable);

/* Moves the entries of @from that hash to @to, as the table now is; the order stays. */
static void split(PRTL_DYNAMIC_HASH_TABLE table, u32 from, u32 to)
{
	PLIST_ENTRY source = bucket_head(table, from), target = bucket_head(table, to);
	PLIST_ENTRY link, next;

	if (IsListEmpty(source))
		return;
	for (link = source->Flink; link != source; link = next) {
		next = link->Flink;
		if (bucket_of(table, entry_of(link)->Signature) != to)
			continue;
		RemoveEntryList(link);
		InsertTailList(target, link);
	}
	if (!IsListEmpty(source) && !IsListEmpty(target))
		table->NonEmptyBuckets++;
}

/* Moves all entries of @from into @to, in the order of their signatures. */
static void merge(PRTL_DYNAMIC_HASH_TABLE table, u32 from, u32 to)
{
	PLIST_ENTRY source = bucket_head(table, from), target = bucket_head(table, to);
	PLIST_ENTRY place = target->Flink, link;

	if (!IsListEmpty(source) && !IsListEmpty(target))
		table->NonEmptyBuckets--;
	while (!IsListEmpty(source)) {
		link = RemoveHeadList(source);
		while (place != target &&
		       entry_of(place)->Signature < entry_of(link)->Signature)
			place = place->Flink;
		InsertTailList(place, link);
	}
}

/**
 * RtlExpandHashTable - add a bucket
 * @HashTable: the table
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE; FALSE without memory, during enumerations, and at the largest size.
 * Reference: "RtlExpandHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlExpandHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	struct directory *directory = HashTable->Directory;
	u32 bucket = HashTable->TableSize;

	if (HashTable->NumEnumerators || bucket >= MAX_SIZE)
		return FALSE;
	if (!directory->segment[segment_of(bucket)] &&
	    !add_segment(HashTable, segment_of(bucket)))
		return FALSE;
	HashTable->TableSize++;
	HashTable->Pivot++;
	split(HashTable, HashTable->Pivot - 1, bucket);
	if (HashTable->Pivot > HashTable->DivisorMask) {
		HashTable->DivisorMask = HashTable->DivisorMask * 2 + 1;
		HashTable->Pivot = 0;
	}
	return TRUE;
}
WDM_EXPORT(RtlExpandHashTable);

/**
 * RtlContractHashTable - take a bucket away
 * @HashTable: the table
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE; FALSE during enumerations, and at the smallest size, 128 buckets.
 * Reference: "RtlContractHashTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlContractHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	struct directory *directory = HashTable->Directory;
	u32 segment;

	if (HashTable->NumEnumerators || HashTable->TableSize <= BASE_SIZE)
		return FALSE;
	if (!HashTable->Pivot) {
		HashTable->DivisorMask /= 2;
		HashTable->Pivot = HashTable->DivisorMask + 1;
	}
	HashTable->Pivot--;
	HashTable->TableSize--;
	merge(HashTable, HashTable->TableSize, HashTable->Pivot);
	segment = segment_of(HashTable->TableSize);
	if (HashTable->TableSize == segment_start(segment)) {
		wdm_pool_free(directory->segment[segment], TAG, WDM_CALLER());
		directory->segment[segment] = NULL;
	}
	return TRUE;
}
WDM_EXPORT(RtlContractHashTable);
