/* SPDX-License-Identifier: GPL-2.0 */
/* Rtl: splay links, generic tables on splay trees and on AVL trees. */
#ifndef _WDM_RTL_TABLE_H
#define _WDM_RTL_TABLE_H

#include <ntdef.h>
#include <ntstatus.h>

typedef struct _RTL_SPLAY_LINKS {
	struct _RTL_SPLAY_LINKS *Parent;
	struct _RTL_SPLAY_LINKS *LeftChild;
	struct _RTL_SPLAY_LINKS *RightChild;
} RTL_SPLAY_LINKS, *PRTL_SPLAY_LINKS;

/* The root is its own parent. */
#define RtlInitializeSplayLinks(Links) do { \
	PRTL_SPLAY_LINKS _SplayLinks = (PRTL_SPLAY_LINKS)(Links); \
	_SplayLinks->Parent = _SplayLinks; \
	_SplayLinks->LeftChild = NULL; \
	_SplayLinks->RightChild = NULL; \
} while (0)
#define RtlParent(Links)	((PRTL_SPLAY_LINKS)(Links)->Parent)
#define RtlLeftChild(Links)	((PRTL_SPLAY_LINKS)(Links)->LeftChild)
#define RtlRightChild(Links)	((PRTL_SPLAY_LINKS)(Links)->RightChild)
#define RtlIsRoot(Links)	(RtlParent(Links) == (PRTL_SPLAY_LINKS)(Links))
#define RtlIsLeftChild(Links) \
	(RtlLeftChild(RtlParent(Links)) == (PRTL_SPLAY_LINKS)(Links))
#define RtlIsRightChild(Links) \
	(RtlRightChild(RtlParent(Links)) == (PRTL_SPLAY_LINKS)(Links))
#define RtlInsertAsLeftChild(ParentLinks, ChildLinks) do { \
	PRTL_SPLAY_LINKS _SplayParent = (PRTL_SPLAY_LINKS)(ParentLinks); \
	PRTL_SPLAY_LINKS _SplayChild = (PRTL_SPLAY_LINKS)(ChildLinks); \
	_SplayParent->LeftChild = _SplayChild; \
	_SplayChild->Parent = _SplayParent; \
} while (0)
#define RtlInsertAsRightChild(ParentLinks, ChildLinks) do { \
	PRTL_SPLAY_LINKS _SplayParent = (PRTL_SPLAY_LINKS)(ParentLinks); \
	PRTL_SPLAY_LINKS _SplayChild = (PRTL_SPLAY_LINKS)(ChildLinks); \
	_SplayParent->RightChild = _SplayChild; \
	_SplayChild->Parent = _SplayParent; \
} while (0)

NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlSplay(PRTL_SPLAY_LINKS Links);
NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlDelete(PRTL_SPLAY_LINKS Links);
NTSYSAPI VOID NTAPI RtlDeleteNoSplay(PRTL_SPLAY_LINKS Links, PRTL_SPLAY_LINKS *Root);
NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlSubtreeSuccessor(PRTL_SPLAY_LINKS Links);
NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlSubtreePredecessor(PRTL_SPLAY_LINKS Links);
NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlRealSuccessor(PRTL_SPLAY_LINKS Links);
NTSYSAPI PRTL_SPLAY_LINKS NTAPI RtlRealPredecessor(PRTL_SPLAY_LINKS Links);

typedef enum _TABLE_SEARCH_RESULT {
	TableEmptyTree,
	TableFoundNode,
	TableInsertAsLeft,
	TableInsertAsRight
} TABLE_SEARCH_RESULT;

typedef enum _RTL_GENERIC_COMPARE_RESULTS {
	GenericLessThan,
	GenericGreaterThan,
	GenericEqual
} RTL_GENERIC_COMPARE_RESULTS;

/* AVL tables. */
struct _RTL_AVL_TABLE;

typedef RTL_GENERIC_COMPARE_RESULTS NTAPI
RTL_AVL_COMPARE_ROUTINE(struct _RTL_AVL_TABLE *Table, PVOID FirstStruct,
			PVOID SecondStruct);
typedef RTL_AVL_COMPARE_ROUTINE *PRTL_AVL_COMPARE_ROUTINE;
typedef PVOID NTAPI RTL_AVL_ALLOCATE_ROUTINE(struct _RTL_AVL_TABLE *Table,
					     CLONG ByteSize);
typedef RTL_AVL_ALLOCATE_ROUTINE *PRTL_AVL_ALLOCATE_ROUTINE;
typedef VOID NTAPI RTL_AVL_FREE_ROUTINE(struct _RTL_AVL_TABLE *Table, PVOID Buffer);
typedef RTL_AVL_FREE_ROUTINE *PRTL_AVL_FREE_ROUTINE;
typedef NTSTATUS NTAPI RTL_AVL_MATCH_FUNCTION(struct _RTL_AVL_TABLE *Table,
					      PVOID UserData, PVOID MatchData);
typedef RTL_AVL_MATCH_FUNCTION *PRTL_AVL_MATCH_FUNCTION;

typedef struct _RTL_BALANCED_LINKS {
	struct _RTL_BALANCED_LINKS *Parent;
	struct _RTL_BALANCED_LINKS *LeftChild;
	struct _RTL_BALANCED_LINKS *RightChild;
	CHAR Balance;
	UCHAR Reserved[3];
} RTL_BALANCED_LINKS, *PRTL_BALANCED_LINKS;

typedef struct _RTL_AVL_TABLE {
	RTL_BALANCED_LINKS BalancedRoot;
	PVOID OrderedPointer;
	ULONG WhichOrderedElement;
	ULONG NumberGenericTableElements;
	ULONG DepthOfTree;
	PRTL_BALANCED_LINKS RestartKey;
	ULONG DeleteCount;
	PRTL_AVL_COMPARE_ROUTINE CompareRoutine;
	PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine;
	PRTL_AVL_FREE_ROUTINE FreeRoutine;
	PVOID TableContext;
} RTL_AVL_TABLE, *PRTL_AVL_TABLE;
C_ASSERT(sizeof(RTL_AVL_TABLE) == 104);

NTSYSAPI VOID NTAPI
RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table,
			     PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
			     PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
			     PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext);
NTSYSAPI PVOID NTAPI RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						     CLONG BufferSize,
						     PBOOLEAN NewElement);
NTSYSAPI PVOID NTAPI RtlInsertElementGenericTableFullAvl(PRTL_AVL_TABLE Table,
							 PVOID Buffer, CLONG BufferSize,
							 PBOOLEAN NewElement,
							 PVOID NodeOrParent,
							 TABLE_SEARCH_RESULT SearchResult);
NTSYSAPI BOOLEAN NTAPI RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table,
						       PVOID Buffer);
NTSYSAPI PVOID NTAPI RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table,
						     PVOID Buffer);
NTSYSAPI PVOID NTAPI RtlLookupElementGenericTableFullAvl(PRTL_AVL_TABLE Table,
							 PVOID Buffer,
							 PVOID *NodeOrParent,
							 TABLE_SEARCH_RESULT *SearchResult);
NTSYSAPI PVOID NTAPI
RtlLookupFirstMatchingElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
					     PVOID *RestartKey);
NTSYSAPI PVOID NTAPI RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart);
NTSYSAPI PVOID NTAPI RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table,
								PVOID *RestartKey);
NTSYSAPI PVOID NTAPI
RtlEnumerateGenericTableLikeADirectory(PRTL_AVL_TABLE Table,
				       PRTL_AVL_MATCH_FUNCTION MatchFunction,
				       PVOID MatchData, ULONG NextFlag,
				       PVOID *RestartKey, PULONG DeleteCount,
				       PVOID Buffer);
NTSYSAPI PVOID NTAPI RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I);
NTSYSAPI ULONG NTAPI RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table);
NTSYSAPI BOOLEAN NTAPI RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table);

#ifndef RTL_USE_AVL_TABLES

/* Splay tables. */
struct _RTL_GENERIC_TABLE;

typedef RTL_GENERIC_COMPARE_RESULTS NTAPI
RTL_GENERIC_COMPARE_ROUTINE(struct _RTL_GENERIC_TABLE *Table, PVOID FirstStruct,
			    PVOID SecondStruct);
typedef RTL_GENERIC_COMPARE_ROUTINE *PRTL_GENERIC_COMPARE_ROUTINE;
typedef PVOID NTAPI RTL_GENERIC_ALLOCATE_ROUTINE(struct _RTL_GENERIC_TABLE *Table,
						 CLONG ByteSize);
typedef RTL_GENERIC_ALLOCATE_ROUTINE *PRTL_GENERIC_ALLOCATE_ROUTINE;
typedef VOID NTAPI RTL_GENERIC_FREE_ROUTINE(struct _RTL_GENERIC_TABLE *Table,
					    PVOID Buffer);
typedef RTL_GENERIC_FREE_ROUTINE *PRTL_GENERIC_FREE_ROUTINE;

typedef struct _RTL_GENERIC_TABLE {
	PRTL_SPLAY_LINKS TableRoot;
	LIST_ENTRY InsertOrderList;
	PLIST_ENTRY OrderedPointer;
	ULONG WhichOrderedElement;
	ULONG NumberGenericTableElements;
	PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine;
	PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine;
	PRTL_GENERIC_FREE_ROUTINE FreeRoutine;
	PVOID TableContext;
} RTL_GENERIC_TABLE, *PRTL_GENERIC_TABLE;
C_ASSERT(sizeof(RTL_GENERIC_TABLE) == 72);

NTSYSAPI VOID NTAPI
RtlInitializeGenericTable(PRTL_GENERIC_TABLE Table,
			  PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine,
			  PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine,
			  PRTL_GENERIC_FREE_ROUTINE FreeRoutine, PVOID TableContext);
NTSYSAPI PVOID NTAPI RtlInsertElementGenericTable(PRTL_GENERIC_TABLE Table,
						  PVOID Buffer, CLONG BufferSize,
						  PBOOLEAN NewElement);
NTSYSAPI PVOID NTAPI RtlInsertElementGenericTableFull(PRTL_GENERIC_TABLE Table,
						      PVOID Buffer, CLONG BufferSize,
						      PBOOLEAN NewElement,
						      PVOID NodeOrParent,
						      TABLE_SEARCH_RESULT SearchResult);
NTSYSAPI BOOLEAN NTAPI RtlDeleteElementGenericTable(PRTL_GENERIC_TABLE Table,
						    PVOID Buffer);
NTSYSAPI PVOID NTAPI RtlLookupElementGenericTable(PRTL_GENERIC_TABLE Table,
						  PVOID Buffer);
NTSYSAPI PVOID NTAPI RtlLookupElementGenericTableFull(PRTL_GENERIC_TABLE Table,
						      PVOID Buffer, PVOID *NodeOrParent,
						      TABLE_SEARCH_RESULT *SearchResult);
NTSYSAPI PVOID NTAPI RtlEnumerateGenericTable(PRTL_GENERIC_TABLE Table,
					      BOOLEAN Restart);
NTSYSAPI PVOID NTAPI RtlEnumerateGenericTableWithoutSplaying(PRTL_GENERIC_TABLE Table,
							     PVOID *RestartKey);
NTSYSAPI PVOID NTAPI RtlGetElementGenericTable(PRTL_GENERIC_TABLE Table, ULONG I);
NTSYSAPI ULONG NTAPI RtlNumberGenericTableElements(PRTL_GENERIC_TABLE Table);
NTSYSAPI BOOLEAN NTAPI RtlIsGenericTableEmpty(PRTL_GENERIC_TABLE Table);

#else /* RTL_USE_AVL_TABLES: the driver wants AVL under the generic names. */

#define RTL_GENERIC_TABLE			RTL_AVL_TABLE
#define PRTL_GENERIC_TABLE			PRTL_AVL_TABLE
#define RTL_GENERIC_COMPARE_ROUTINE		RTL_AVL_COMPARE_ROUTINE
#define PRTL_GENERIC_COMPARE_ROUTINE		PRTL_AVL_COMPARE_ROUTINE
#define RTL_GENERIC_ALLOCATE_ROUTINE		RTL_AVL_ALLOCATE_ROUTINE
#define PRTL_GENERIC_ALLOCATE_ROUTINE		PRTL_AVL_ALLOCATE_ROUTINE
#define RTL_GENERIC_FREE_ROUTINE		RTL_AVL_FREE_ROUTINE
#define PRTL_GENERIC_FREE_ROUTINE		PRTL_AVL_FREE_ROUTINE
#define RtlInitializeGenericTable		RtlInitializeGenericTableAvl
#define RtlInsertElementGenericTable		RtlInsertElementGenericTableAvl
#define RtlInsertElementGenericTableFull	RtlInsertElementGenericTableFullAvl
#define RtlDeleteElementGenericTable		RtlDeleteElementGenericTableAvl
#define RtlLookupElementGenericTable		RtlLookupElementGenericTableAvl
#define RtlLookupElementGenericTableFull	RtlLookupElementGenericTableFullAvl
#define RtlEnumerateGenericTable		RtlEnumerateGenericTableAvl
#define RtlEnumerateGenericTableWithoutSplaying	RtlEnumerateGenericTableWithoutSplayingAvl
#define RtlGetElementGenericTable		RtlGetElementGenericTableAvl
#define RtlNumberGenericTableElements		RtlNumberGenericTableElementsAvl
#define RtlIsGenericTableEmpty			RtlIsGenericTableEmptyAvl

#endif

#endif /* _WDM_RTL_TABLE_H */
