// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: generic tables on AVL trees. The driver compares, allocates and frees; an
 * element lies behind the links of the tree.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "avl.h"
#include "call.h"

struct element {
	RTL_BALANCED_LINKS links;
	LONGLONG data[];
};

/* Drivers know the size: they allocate it. */
static_assert(sizeof(struct element) == 32);

static PVOID data_of(PRTL_BALANCED_LINKS links)
{
	return links ? ((struct element *)links)->data : NULL;
}

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_AVL_TABLE table, PVOID buffer,
					   PRTL_BALANCED_LINKS n)
{
	return WDM_CALL(table->CompareRoutine, table, buffer, data_of(n));
}

/* Where @buffer is, or would be inserted. */
static TABLE_SEARCH_RESULT search(PRTL_AVL_TABLE table, PVOID buffer,
				  PRTL_BALANCED_LINKS *found)
{
	PRTL_BALANCED_LINKS n = table->BalancedRoot.RightChild, next;
	RTL_GENERIC_COMPARE_RESULTS r;

	*found = NULL;
	if (!n)
		return TableEmptyTree;
	for (;; n = next) {
		*found = n;
		r = compare(table, buffer, n);
		if (r == GenericEqual)
			return TableFoundNode;
		next = r == GenericLessThan ? n->LeftChild : n->RightChild;
		if (!next)
			return r == GenericLessThan ? TableInsertAsLeft :
						      TableInsertAsRight;
	}
}

/* The first of the elements around @n that are equal to @buffer, as @n is. */
static PRTL_BALANCED_LINKS first_equal(PRTL_AVL_TABLE table, PVOID buffer,
				       PRTL_BALANCED_LINKS n)
{
	PRTL_BALANCED_LINKS first = n;

	for (n = n->LeftChild; n;) {
		if (compare(table, buffer, n) == GenericEqual) {
			first = n;
			n = n->LeftChild;
		} else {
			n = n->RightChild;
		}
	}
	return first;
}

static void forget_order(PRTL_AVL_TABLE table)
{
	table->OrderedPointer = NULL;
	table->WhichOrderedElement = 0;
}

/**
 * RtlInitializeGenericTableAvl - set up an empty table
 * @Table: the table
 * @CompareRoutine: compares two elements
 * @AllocateRoutine: allocates an element with its header
 * @FreeRoutine: frees one
 * @TableContext: for the driver's routines
 *
 * Context: IRQL < DISPATCH_LEVEL if the table or the routines are pageable, here
 *	and in all functions below; the caller serialises.
 * Reference: "RtlInitializeGenericTableAvl function (ntddk.h)"
 */
VOID NTAPI RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table,
					PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
					PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
					PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
	memset(Table, 0, sizeof(*Table));
	Table->BalancedRoot.Parent = &Table->BalancedRoot;
	Table->CompareRoutine = CompareRoutine;
	Table->AllocateRoutine = AllocateRoutine;
	Table->FreeRoutine = FreeRoutine;
	Table->TableContext = TableContext;
}
WDM_EXPORT(RtlInitializeGenericTableAvl);

/**
 * RtlInsertElementGenericTableFullAvl - insert at a place that a look-up found
 * @Table: the table
 * @Buffer: what to copy into the new element
 * @BufferSize: its bytes
 * @NewElement: gets TRUE if an element was inserted; may be NULL
 * @NodeOrParent: from RtlLookupElementGenericTableFullAvl()
 * @SearchResult: from there as well
 *
 * Return: the element's data, be it new or there before; NULL without memory.
 * Reference: "RtlInsertElementGenericTableFullAvl function (ntddk.h)"
 */
PVOID NTAPI RtlInsertElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						CLONG BufferSize, PBOOLEAN NewElement,
						PVOID NodeOrParent,
						TABLE_SEARCH_RESULT SearchResult)
{
	struct element *e;

	if (NewElement)
		*NewElement = FALSE;
	if (SearchResult == TableFoundNode)
		return data_of(NodeOrParent);

	e = WDM_CALL(Table->AllocateRoutine, Table, (CLONG)sizeof(*e) + BufferSize);
	if (!e)
		return NULL;
	if (SearchResult == TableEmptyTree)
		NodeOrParent = &Table->BalancedRoot;
	wdm_avl_insert(Table, NodeOrParent, SearchResult == TableInsertAsLeft ? -1 : 1,
		       &e->links);
	memcpy(e->data, Buffer, BufferSize);
	Table->NumberGenericTableElements++;
	forget_order(Table);
	if (NewElement)
		*NewElement = TRUE;
	return e->data;
}
WDM_EXPORT(RtlInsertElementGenericTableFullAvl);

/**
 * RtlInsertElementGenericTableAvl - insert an element, unless an equal one is there
 * @Table: the table
 * @Buffer: what to copy into the new element
 * @BufferSize: its bytes
 * @NewElement: gets TRUE if an element was inserted; may be NULL
 *
 * Return: the element's data, be it new or there before; NULL without memory.
 * Reference: "RtlInsertElementGenericTableAvl function (ntddk.h)"
 */
PVOID NTAPI RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
					    CLONG BufferSize, PBOOLEAN NewElement)
{
	PRTL_BALANCED_LINKS place;
	TABLE_SEARCH_RESULT result = search(Table, Buffer, &place);

	return RtlInsertElementGenericTableFullAvl(Table, Buffer, BufferSize, NewElement,
						   place, result);
}
WDM_EXPORT(RtlInsertElementGenericTableAvl);

/**
 * RtlDeleteElementGenericTableAvl - delete the element that is equal to a given one
 * @Table: the table
 * @Buffer: what to compare with
 *
 * Enumerations by RtlEnumerateGenericTableAvl() and
 * RtlEnumerateGenericTableLikeADirectory() go on with the element after it.
 *
 * Return: TRUE if there was one.
 * Reference: "RtlDeleteElementGenericTableAvl function (ntddk.h)"
 */
BOOLEAN NTAPI RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	PRTL_BALANCED_LINKS n;

	if (search(Table, Buffer, &n) != TableFoundNode)
		return FALSE;
	if (n == Table->RestartKey)
		Table->RestartKey = wdm_avl_previous(Table, n);
	wdm_avl_remove(Table, n);
	Table->NumberGenericTableElements--;
	Table->DeleteCount++;
	forget_order(Table);
	WDM_CALL(Table->FreeRoutine, Table, (PVOID)n);
	return TRUE;
}
WDM_EXPORT(RtlDeleteElementGenericTableAvl);

/**
 * RtlLookupElementGenericTableFullAvl - look up an element or the place for it
 * @Table: the table
 * @Buffer: what to compare with
 * @NodeOrParent: gets the node, or the parent that a new one would have
 * @SearchResult: gets what @NodeOrParent is
 *
 * Return: the element's data, NULL if there is none.
 * Reference: "RtlLookupElementGenericTableFullAvl function (ntddk.h)"
 */
PVOID NTAPI RtlLookupElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						PVOID *NodeOrParent,
						TABLE_SEARCH_RESULT *SearchResult)
{
	PRTL_BALANCED_LINKS n;

	*SearchResult = search(Table, Buffer, &n);
	*NodeOrParent = n;
	return *SearchResult == TableFoundNode ? data_of(n) : NULL;
}
WDM_EXPORT(RtlLookupElementGenericTableFullAvl);

/**
 * RtlLookupElementGenericTableAvl - look up an element
 * @Table: the table
 * @Buffer: what to compare with
 *
 * Return: the element's data, NULL if there is none.
 * Reference: "RtlLookupElementGenericTableAvl function (ntddk.h)"
 */
PVOID NTAPI RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	PRTL_BALANCED_LINKS n;

	return search(Table, Buffer, &n) == TableFoundNode ? data_of(n) : NULL;
}
WDM_EXPORT(RtlLookupElementGenericTableAvl);

/**
 * RtlLookupFirstMatchingElementGenericTableAvl - the leftmost of equal elements
 * @Table: the table, whose compare routine finds several elements equal to @Buffer
 * @Buffer: what to compare with
 * @RestartKey: gets the place, from which
 *	RtlEnumerateGenericTableWithoutSplayingAvl() goes on
 *
 * Return: the element's data, NULL if there is none.
 * Reference: "RtlLookupFirstMatchingElementGenericTableAvl function (ntddk.h)"
 */
PVOID NTAPI RtlLookupFirstMatchingElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
							 PVOID *RestartKey)
{
	PRTL_BALANCED_LINKS n;

	*RestartKey = NULL;
	if (search(Table, Buffer, &n) != TableFoundNode)
		return NULL;
	n = first_equal(Table, Buffer, n);
	*RestartKey = n;
	return data_of(n);
}
WDM_EXPORT(RtlLookupFirstMatchingElementGenericTableAvl);

/**
 * RtlEnumerateGenericTableWithoutSplayingAvl - the next element in order
 * @Table: the table
 * @RestartKey: NULL to begin; the enumeration's state
 *
 * Return: the element's data, NULL after the last one.
 * Reference: "RtlEnumerateGenericTableWithoutSplayingAvl function (ntddk.h)"
 */
PVOID NTAPI RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table,
						       PVOID *RestartKey)
{
	PRTL_BALANCED_LINKS n;

	n = *RestartKey ? wdm_avl_next(Table, *RestartKey) : wdm_avl_first(Table);
	if (n)
		*RestartKey = n;
	return data_of(n);
}
WDM_EXPORT(RtlEnumerateGenericTableWithoutSplayingAvl);

/**
 * RtlEnumerateGenericTableAvl - the next element in order
 * @Table: the table, which remembers the place
 * @Restart: TRUE to begin
 *
 * Return: the element's data, NULL after the last one.
 * Reference: "RtlEnumerateGenericTableAvl function (ntddk.h)"
 */
PVOID NTAPI RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart)
{
	PVOID key = Restart ? NULL : Table->RestartKey;
	PVOID data = RtlEnumerateGenericTableWithoutSplayingAvl(Table, &key);

	Table->RestartKey = key;
	return data;
}
WDM_EXPORT(RtlEnumerateGenericTableAvl);

/* The element to begin with: @buffer's, or the one after its place. */
static PRTL_BALANCED_LINKS from_buffer(PRTL_AVL_TABLE table, PVOID buffer, bool next)
{
	PRTL_BALANCED_LINKS n;

	switch (search(table, buffer, &n)) {
	case TableFoundNode:
		return next ? wdm_avl_next(table, n) : first_equal(table, buffer, n);
	case TableInsertAsLeft:
		return n;
	case TableInsertAsRight:
		return wdm_avl_next(table, n);
	default:
		return NULL;
	}
}

/**
 * RtlEnumerateGenericTableLikeADirectory - the next element, whatever was deleted
 * @Table: the table
 * @MatchFunction: which elements are wanted: STATUS_SUCCESS, STATUS_NO_MATCH, or
 *	STATUS_NO_MORE_MATCHES to stop; NULL for all of them
 * @MatchData: for @MatchFunction
 * @NextFlag: TRUE for the element after the place, FALSE for the one there
 * @RestartKey: the place; NULL, or elements were deleted: that of @Buffer
 * @DeleteCount: count of deletions when @RestartKey was made
 * @Buffer: what to compare with; if it isn't there, the next one after it is it
 *
 * Return: the element's data, NULL after the last one.
 * Reference: "RtlEnumerateGenericTableLikeADirectory function (ntddk.h)"
 */
PVOID NTAPI RtlEnumerateGenericTableLikeADirectory(PRTL_AVL_TABLE Table,
						   PRTL_AVL_MATCH_FUNCTION MatchFunction,
						   PVOID MatchData, ULONG NextFlag,
						   PVOID *RestartKey, PULONG DeleteCount,
						   PVOID Buffer)
{
	PRTL_BALANCED_LINKS n = *RestartKey;
	NTSTATUS status = STATUS_SUCCESS;

	if (!n || *DeleteCount != Table->DeleteCount) {
		n = from_buffer(Table, Buffer, NextFlag);
		/* The old key may be an element that is gone. */
		*RestartKey = NULL;
	} else if (NextFlag) {
		n = wdm_avl_next(Table, n);
	}
	*DeleteCount = Table->DeleteCount;
	for (; n; n = wdm_avl_next(Table, n)) {
		*RestartKey = n;
		if (MatchFunction)
			status = WDM_CALL(MatchFunction, Table, data_of(n), MatchData);
		if (status == STATUS_NO_MORE_MATCHES)
			return NULL;
		if (status != STATUS_NO_MATCH)
			break;
	}
	return data_of(n);
}
WDM_EXPORT(RtlEnumerateGenericTableLikeADirectory);

/**
 * RtlGetElementGenericTableAvl - an element by its index
 * @Table: the table
 * @I: index from 0
 *
 * Differs from the reference page, which repeats the one on splay tables: the index
 * is that in the order of comparison. The links of an AVL tree, whose layout is
 * public, have no room for an order of insertion, on Windows neither.
 *
 * Return: the element's data, NULL if there are fewer elements.
 * Reference: "RtlGetElementGenericTableAvl function (ntddk.h)"
 */
PVOID NTAPI RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I)
{
	PRTL_BALANCED_LINKS n = Table->OrderedPointer;
	ULONG at = Table->WhichOrderedElement;	/* of n, from 1; 0: nowhere */

	if (I >= Table->NumberGenericTableElements)
		return NULL;
	/* The place of the last call makes walking by index fast. */
	if (!at || I < at / 2) {
		n = wdm_avl_first(Table);
		at = 1;
	}
	for (; at < I + 1; at++)
		n = wdm_avl_next(Table, n);
	for (; at > I + 1; at--)
		n = wdm_avl_previous(Table, n);
	Table->OrderedPointer = n;
	Table->WhichOrderedElement = at;
	return data_of(n);
}
WDM_EXPORT(RtlGetElementGenericTableAvl);

/**
 * RtlNumberGenericTableElementsAvl - count the elements
 * @Table: the table
 *
 * Return: elements.
 * Reference: "RtlNumberGenericTableElementsAvl function (ntddk.h)"
 */
ULONG NTAPI RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table)
{
	return Table->NumberGenericTableElements;
}
WDM_EXPORT(RtlNumberGenericTableElementsAvl);

/**
 * RtlIsGenericTableEmptyAvl - is there no element?
 * @Table: the table
 *
 * Return: TRUE if so.
 * Reference: "RtlIsGenericTableEmptyAvl function (ntddk.h)"
 */
BOOLEAN NTAPI RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table)
{
	return !Table->NumberGenericTableElements;
}
WDM_EXPORT(RtlIsGenericTableEmptyAvl);
