/* SPDX-License-Identifier: GPL-2.0 */
/* Rtl: dynamic hash tables; the entries lie in the driver's own structures. */
#ifndef _WDM_RTL_HASH_H
#define _WDM_RTL_HASH_H

#include <ntdef.h>

#define RTL_HASH_ALLOCATED_HEADER	0x00000001
/* Marks the enumerators in a chain: no entry has it. */
#define RTL_HASH_RESERVED_SIGNATURE	0

typedef struct _RTL_DYNAMIC_HASH_TABLE_ENTRY {
	LIST_ENTRY Linkage;
	ULONG_PTR Signature;
} RTL_DYNAMIC_HASH_TABLE_ENTRY, *PRTL_DYNAMIC_HASH_TABLE_ENTRY;

#define HASH_ENTRY_KEY(x)	((x)->Signature)

typedef struct _RTL_DYNAMIC_HASH_TABLE_CONTEXT {
	PLIST_ENTRY ChainHead;
	PLIST_ENTRY PrevLinkage;
	ULONG_PTR Signature;
} RTL_DYNAMIC_HASH_TABLE_CONTEXT, *PRTL_DYNAMIC_HASH_TABLE_CONTEXT;

typedef struct _RTL_DYNAMIC_HASH_TABLE_ENUMERATOR {
	union {
		RTL_DYNAMIC_HASH_TABLE_ENTRY HashEntry;
		PLIST_ENTRY CurEntry;
	};
	PLIST_ENTRY ChainHead;
	ULONG BucketIndex;
} RTL_DYNAMIC_HASH_TABLE_ENUMERATOR, *PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR;

typedef struct _RTL_DYNAMIC_HASH_TABLE {
	ULONG Flags;
	ULONG Shift;
	ULONG TableSize;
	ULONG Pivot;
	ULONG DivisorMask;
	ULONG NumEntries;
	ULONG NonEmptyBuckets;
	ULONG NumEnumerators;
	PVOID Directory;
} RTL_DYNAMIC_HASH_TABLE, *PRTL_DYNAMIC_HASH_TABLE;
C_ASSERT(sizeof(RTL_DYNAMIC_HASH_TABLE) == 40);

NTSYSAPI BOOLEAN NTAPI RtlCreateHashTable(PRTL_DYNAMIC_HASH_TABLE *HashTable, ULONG Shift,
					  ULONG Flags);
NTSYSAPI BOOLEAN NTAPI RtlCreateHashTableEx(PRTL_DYNAMIC_HASH_TABLE *HashTable,
					    ULONG InitialSize, ULONG Shift, ULONG Flags);
NTSYSAPI VOID NTAPI RtlDeleteHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable);
NTSYSAPI BOOLEAN NTAPI RtlInsertEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					       PRTL_DYNAMIC_HASH_TABLE_ENTRY Entry,
					       ULONG_PTR Signature,
					       PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context);
NTSYSAPI BOOLEAN NTAPI RtlRemoveEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					       PRTL_DYNAMIC_HASH_TABLE_ENTRY Entry,
					       PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context);
NTSYSAPI PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlLookupEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable, ULONG_PTR Signature,
			PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context);
NTSYSAPI PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlGetNextEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			 PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context);
NTSYSAPI BOOLEAN NTAPI
RtlInitEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			    PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlEnumerateEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			   PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI VOID NTAPI RtlEndEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
					       PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI BOOLEAN NTAPI
RtlInitWeakEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI PRTL_DYNAMIC_HASH_TABLE_ENTRY NTAPI
RtlWeaklyEnumerateEntryHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
				 PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI VOID NTAPI
RtlEndWeakEnumerationHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable,
			       PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator);
NTSYSAPI BOOLEAN NTAPI RtlExpandHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable);
NTSYSAPI BOOLEAN NTAPI RtlContractHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable);

WDM_INLINE VOID RtlInitHashTableContext(PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	Context->ChainHead = NULL;
	Context->PrevLinkage = NULL;
}

WDM_INLINE VOID
RtlInitHashTableContextFromEnumerator(PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context,
				      PRTL_DYNAMIC_HASH_TABLE_ENUMERATOR Enumerator)
{
	Context->ChainHead = Enumerator->ChainHead;
	Context->PrevLinkage = Enumerator->HashEntry.Linkage.Blink;
}

WDM_INLINE VOID RtlReleaseHashTableContext(PRTL_DYNAMIC_HASH_TABLE_CONTEXT Context)
{
	(void)Context;
}

WDM_INLINE ULONG RtlTotalBucketsHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	return HashTable->TableSize;
}

WDM_INLINE ULONG RtlNonEmptyBucketsHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	return HashTable->NonEmptyBuckets;
}

WDM_INLINE ULONG RtlEmptyBucketsHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	return HashTable->TableSize - HashTable->NonEmptyBuckets;
}

WDM_INLINE ULONG RtlTotalEntriesHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	return HashTable->NumEntries;
}

WDM_INLINE ULONG RtlActiveEnumeratorsHashTable(PRTL_DYNAMIC_HASH_TABLE HashTable)
{
	return HashTable->NumEnumerators;
}

#endif
