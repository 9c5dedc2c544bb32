// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: generic tables on splay trees. The driver compares, allocates and frees; an
 * element lies behind a header with the tree's links and those of a list in the
 * order of insertion.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "call.h"
#include "rtl.h"

struct element {
	RTL_SPLAY_LINKS links;
	LIST_ENTRY order;
	LONGLONG data[];
};

static struct element *element_of(PRTL_SPLAY_LINKS links)
{
	return (struct element *)links;
}

/* Where @buffer is, or would be inserted. */
static TABLE_SEARCH_RESULT search(PRTL_GENERIC_TABLE table, PVOID buffer,
				  PRTL_SPLAY_LINKS *found)
{
	PRTL_SPLAY_LINKS n = table->TableRoot, next;
	RTL_GENERIC_COMPARE_RESULTS r;

	*found = NULL;
	if (!n)
		return TableEmptyTree;
	for (;; n = next) {
		*found = n;
		r = WDM_CALL(table->CompareRoutine, table, buffer,
			     (PVOID)element_of(n)->data);
		if (r == GenericEqual)
			return TableFoundNode;
		next = r == GenericLessThan ? n->LeftChild : n->RightChild;
		if (!next)
			return r == GenericLessThan ? TableInsertAsLeft :
						      TableInsertAsRight;
	}
}

/**
 * RtlInitializeGenericTable - set up an empty table
 * @Table: the table
 * @CompareRoutine: compares two elements
 * @AllocateRoutine: allocates an element with its header
 * @FreeRoutine: frees one
 * @TableContext: for the driver's routines
 *
 * Context: IRQL < DISPATCH_LEVEL if the table or the routines are pageable, here
 *	and in all functions below; the caller serialises.
 * Reference: "RtlInitializeGenericTable function (ntddk.h)"
 */
VOID NTAPI
RtlInitializeGenericTable(PRTL_GENERIC_TABLE Table,
			  PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine,
			  PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine,
			  PRTL_GENERIC_FREE_ROUTINE FreeRoutine,
			  PVOID TableContext)
{
	memset(Table, 0, sizeof(*Table));
	InitializeListHead(&Table->InsertOrderList);
	Table->OrderedPointer = &Table->InsertOrderList;
	Table->CompareRoutine = CompareRoutine;
	Table->AllocateRoutine = AllocateRoutine;
	Table->FreeRoutine = FreeRoutine;
	Table->TableContext = TableContext;
}
WDM_EXPORT(RtlInitializeGenericTable);

/**
 * RtlInsertElementGenericTableFull - insert at a place that a look-up found
 * @Table: the table
 * @Buffer: what to copy into the new element
 * @BufferSize: its bytes
 * @NewElement: gets TRUE if an element was inserted; may be NULL
 * @NodeOrParent: from RtlLookupElementGenericTableFull()
 * @SearchResult: from there as well
 *
 * Return: the element's data, be it new or there before; NULL without memory.
 * Reference: "RtlInsertElementGenericTableFull function (ntddk.h)"
 */
PVOID NTAPI RtlInsertElementGenericTableFull(PRTL_GENERIC_TABLE Table,
					     PVOID Buffer, CLONG BufferSize,
					     PBOOLEAN NewElement,
					     PVOID NodeOrParent,
					     TABLE_SEARCH_RESULT SearchResult)
{
	PRTL_SPLAY_LINKS place = NodeOrParent;
	struct element *e;

	if (NewElement)
		*NewElement = FALSE;
	if (SearchResult == TableFoundNode) {
		Table->TableRoot = RtlSplay(place);
		return element_of(place)->data;
	}

	e = WDM_CALL(Table->AllocateRoutine, Table,
		     (CLONG)sizeof(*e) + BufferSize);
	if (!e)
		return NULL;
	RtlInitializeSplayLinks(&e->links);
	InsertTailList(&Table->InsertOrderList, &e->order);
	memcpy(e->data, Buffer, BufferSize);
	if (SearchResult == TableInsertAsLeft)
		RtlInsertAsLeftChild(place, &e->links);
	else if (SearchResult == TableInsertAsRight)
		RtlInsertAsRightChild(place, &e->links);
	Table->TableRoot = RtlSplay(&e->links);
	Table->NumberGenericTableElements++;
	if (NewElement)
		*NewElement = TRUE;
	return e->data;
}
WDM_EXPORT(RtlInsertElementGenericTableFull);

/**
 * RtlInsertElementGenericTable - insert an element, unless an equal one is there
 * @Table: the table
 * @Buffer: what to copy into the new element
 * @BufferSize: its bytes
 * @NewElement: gets TRUE if an element was inserted; may be NULL
 *
 * Return: the element's data, be it new or there before; NULL without memory.
 * Reference: "RtlInsertElementGenericTable function (ntddk.h)"
 */
PVOID NTAPI RtlInsertElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer,
					 CLONG BufferSize, PBOOLEAN NewElement)
{
	PRTL_SPLAY_LINKS place;
	TABLE_SEARCH_RESULT result = search(Table, Buffer, &place);

	return RtlInsertElementGenericTableFull(Table, Buffer, BufferSize,
						NewElement, place, result);
}
WDM_EXPORT(RtlInsertElementGenericTable);

/**
 * RtlDeleteElementGenericTable - delete the element that is equal to a given one
 * @Table: the table
 * @Buffer: what to compare with
 *
 * Return: TRUE if there was one.
 * Reference: "RtlDeleteElementGenericTable function (ntddk.h)"
 */
BOOLEAN NTAPI RtlDeleteElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
	PRTL_SPLAY_LINKS n;

	if (search(Table, Buffer, &n) != TableFoundNode)
		return FALSE;
	Table->TableRoot = RtlDelete(n);
	RemoveEntryList(&element_of(n)->order);
	Table->NumberGenericTableElements--;
	Table->WhichOrderedElement = 0;
	Table->OrderedPointer = &Table->InsertOrderList;
	WDM_CALL(Table->FreeRoutine, Table, (PVOID)n);
	return TRUE;
}
WDM_EXPORT(RtlDeleteElementGenericTable);

/**
 * RtlLookupElementGenericTableFull - look up an element or the place for it
 * @Table: the table
 * @Buffer: what to compare with
 * @NodeOrParent: gets the node, or the parent that a new one would have
 * @SearchResult: gets what @NodeOrParent is
 *
 * Return: the element's data, NULL if there is none.
 * Reference: "RtlLookupElementGenericTableFull function (ntddk.h)"
 */
PVOID NTAPI RtlLookupElementGenericTableFull(PRTL_GENERIC_TABLE Table,
					     PVOID Buffer, PVOID *NodeOrParent,
					     TABLE_SEARCH_RESULT *SearchResult)
{
	PRTL_SPLAY_LINKS n;

	*SearchResult = search(Table, Buffer, &n);
	*NodeOrParent = n;
	if (*SearchResult != TableFoundNode)
		return NULL;
	Table->TableRoot = RtlSplay(n);
	return element_of(n)->data;
}
WDM_EXPORT(RtlLookupElementGenericTableFull);

/**
 * RtlLookupElementGenericTable - look up an element
 * @Table: the table
 * @Buffer: what to compare with
 *
 * Return: the element's data, NULL if there is none.
 * Reference: "RtlLookupElementGenericTable function (ntddk.h)"
 */
PVOID NTAPI RtlLookupElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
	TABLE_SEARCH_RESULT result;
	PVOID place;

	return RtlLookupElementGenericTableFull(Table, Buffer, &place, &result);
}
WDM_EXPORT(RtlLookupElementGenericTable);

/**
 * RtlEnumerateGenericTableWithoutSplaying - the next element in order
 * @Table: the table
 * @RestartKey: NULL to begin; the enumeration's state
 *
 * Return: the element's data, NULL after the last one.
 * Reference: "RtlEnumerateGenericTableWithoutSplaying function (ntddk.h)"
 */
PVOID NTAPI RtlEnumerateGenericTableWithoutSplaying(PRTL_GENERIC_TABLE Table,
						    PVOID *RestartKey)
{
	PRTL_SPLAY_LINKS n = *RestartKey;

	if (n) {
		n = RtlRealSuccessor(n);
	} else {
		n = Table->TableRoot;
		while (n && n->LeftChild)
			n = n->LeftChild;
	}
	if (!n)
		return NULL;
	*RestartKey = n;
	return element_of(n)->data;
}
WDM_EXPORT(RtlEnumerateGenericTableWithoutSplaying);

/**
 * RtlEnumerateGenericTable - the next element in order, which becomes the root
 * @Table: the table
 * @Restart: TRUE to begin
 *
 * Return: the element's data, NULL after the last one.
 * Reference: "RtlEnumerateGenericTable function (ntddk.h)"
 */
PVOID NTAPI RtlEnumerateGenericTable(PRTL_GENERIC_TABLE Table, BOOLEAN Restart)
{
	/* Where the enumeration stands is the root: the last one returned. */
	PVOID key = Restart ? NULL : Table->TableRoot;
	PVOID data;

	if (!Table->TableRoot)
		return NULL;
	data = RtlEnumerateGenericTableWithoutSplaying(Table, &key);
	if (data)
		Table->TableRoot = RtlSplay(key);
	return data;
}
WDM_EXPORT(RtlEnumerateGenericTable);

/**
 * RtlGetElementGenericTable - an element by the order of insertion
 * @Table: the table
 * @I: index from 0
 *
 * Return: the element's data, NULL if there are fewer elements.
 * Reference: "RtlGetElementGenericTable function (ntddk.h)"
 */
PVOID NTAPI RtlGetElementGenericTable(PRTL_GENERIC_TABLE Table, ULONG I)
{
	PLIST_ENTRY entry = Table->OrderedPointer;
	ULONG at = Table->WhichOrderedElement;	/* of entry, from 1; 0: the head */

	if (I >= Table->NumberGenericTableElements)
		return NULL;
	/* The place of the last call makes walking by index fast. */
	for (; at < I + 1; at++)
		entry = entry->Flink;
	for (; at > I + 1; at--)
		entry = entry->Blink;
	Table->OrderedPointer = entry;
	Table->WhichOrderedElement = at;
	return CONTAINING_RECORD(entry, struct element, order)->data;
}
WDM_EXPORT(RtlGetElementGenericTable);

/**
 * RtlNumberGenericTableElements - count the elements
 * @Table: the table
 *
 * Return: elements.
 * Reference: "RtlNumberGenericTableElements function (ntddk.h)"
 */
ULONG NTAPI RtlNumberGenericTableElements(PRTL_GENERIC_TABLE Table)
{
	return Table->NumberGenericTableElements;
}
WDM_EXPORT(RtlNumberGenericTableElements);

/**
 * RtlIsGenericTableEmpty - is there no element?
 * @Table: the table
 *
 * Return: TRUE if so.
 * Reference: "RtlIsGenericTableEmpty function (ntddk.h)"
 */
BOOLEAN NTAPI RtlIsGenericTableEmpty(PRTL_GENERIC_TABLE Table)
{
	return !Table->TableRoot;
}
WDM_EXPORT(RtlIsGenericTableEmpty);
