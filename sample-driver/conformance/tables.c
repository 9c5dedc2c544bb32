/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: tables.c

    Generic tables: splay trees and AVL trees behind the same calls.

--*/
#include "ddconform.h"

typedef struct _DD_ROW {
    LONG Key;
    LONG Value;
} DD_ROW, *PDD_ROW;

static LONG DdAllocated;

static RTL_GENERIC_COMPARE_RESULTS
DdCompareRows(PVOID First, PVOID Second)
{
    LONG first = ((PDD_ROW)First)->Key, second = ((PDD_ROW)Second)->Key;

    return first < second ? GenericLessThan : first > second ? GenericGreaterThan : GenericEqual;
}

static RTL_GENERIC_COMPARE_RESULTS NTAPI
DdAvlCompare(PRTL_AVL_TABLE Table, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Table);
    return DdCompareRows(First, Second);
}

static PVOID NTAPI
DdAvlAllocate(PRTL_AVL_TABLE Table, CLONG Size)
{
    UNREFERENCED_PARAMETER(Table);
    InterlockedIncrement(&DdAllocated);
    return ExAllocatePoolWithTag(NonPagedPool, Size, DDCONFORM_POOL_TAG);
}

static VOID NTAPI
DdAvlFree(PRTL_AVL_TABLE Table, PVOID Buffer)
{
    UNREFERENCED_PARAMETER(Table);
    InterlockedDecrement(&DdAllocated);
    ExFreePoolWithTag(Buffer, DDCONFORM_POOL_TAG);
}

static RTL_GENERIC_COMPARE_RESULTS NTAPI
DdSplayCompare(PRTL_GENERIC_TABLE Table, PVOID First, PVOID Second)
{
    UNREFERENCED_PARAMETER(Table);
    return DdCompareRows(First, Second);
}

static PVOID NTAPI
DdSplayAllocate(PRTL_GENERIC_TABLE Table, CLONG Size)
{
    UNREFERENCED_PARAMETER(Table);
    InterlockedIncrement(&DdAllocated);
    return ExAllocatePoolWithTag(NonPagedPool, Size, DDCONFORM_POOL_TAG);
}

static VOID NTAPI
DdSplayFree(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
    UNREFERENCED_PARAMETER(Table);
    InterlockedDecrement(&DdAllocated);
    ExFreePoolWithTag(Buffer, DDCONFORM_POOL_TAG);
}

static VOID
DdFillAvl(PRTL_AVL_TABLE Table)
{
    DD_ROW row;
    LONG i;

    DdAllocated = 0;
    RtlInitializeGenericTableAvl(Table, DdAvlCompare, DdAvlAllocate, DdAvlFree, NULL);
    for (i = 0; i < 100; i++) {
        row.Key = i * 37 % 100;
        row.Value = i;
        RtlInsertElementGenericTableAvl(Table, &row, sizeof(row), NULL);
    }
}

static VOID
DdDrainAvl(PRTL_AVL_TABLE Table)
{
    PVOID row;

    while ((row = RtlEnumerateGenericTableAvl(Table, TRUE)) != NULL) {
        RtlDeleteElementGenericTableAvl(Table, row);
    }
}

static VOID
DdFillSplay(PRTL_GENERIC_TABLE Table)
{
    DD_ROW row;
    LONG i;

    DdAllocated = 0;
    RtlInitializeGenericTable(Table, DdSplayCompare, DdSplayAllocate, DdSplayFree, NULL);
    for (i = 0; i < 100; i++) {
        row.Key = i * 37 % 100;
        row.Value = i;
        RtlInsertElementGenericTable(Table, &row, sizeof(row), NULL);
    }
}

static VOID
DdDrainSplay(PRTL_GENERIC_TABLE Table)
{
    PVOID row;

    while ((row = RtlEnumerateGenericTable(Table, TRUE)) != NULL) {
        RtlDeleteElementGenericTable(Table, row);
    }
}

CHECK(RtlInsertElementGenericTableAvl_Duplicate)
{
    RTL_AVL_TABLE table;
    DD_ROW row = { 7, 1000 };
    BOOLEAN isNew = TRUE;
    PDD_ROW found;

    DdFillAvl(&table);
    found = RtlInsertElementGenericTableAvl(&table, &row, sizeof(row), &isNew);
    EXPECT(!isNew && found != NULL && found->Key == 7 && found->Value != 1000);
    EXPECT(RtlNumberGenericTableElementsAvl(&table) == 100);
    row.Key = 500;
    found = RtlInsertElementGenericTableAvl(&table, &row, sizeof(row), &isNew);
    EXPECT(isNew && found != NULL && found != &row && found->Value == 1000);
    DdDrainAvl(&table);
}

CHECK(RtlLookupElementGenericTableAvl_Finds)
{
    RTL_AVL_TABLE table;
    DD_ROW row = { 42, 0 };
    PDD_ROW found;

    DdFillAvl(&table);
    found = RtlLookupElementGenericTableAvl(&table, &row);
    EXPECT(found != NULL && found->Key == 42 && found->Value * 37 % 100 == 42);
    row.Key = 100;
    EXPECT(RtlLookupElementGenericTableAvl(&table, &row) == NULL);
    DdDrainAvl(&table);
}

CHECK(RtlEnumerateGenericTableAvl_Order)
{
    RTL_AVL_TABLE table;
    LONG expected = 0;
    PDD_ROW row;

    DdFillAvl(&table);
    for (row = RtlEnumerateGenericTableAvl(&table, TRUE); row != NULL;
         row = RtlEnumerateGenericTableAvl(&table, FALSE)) {
        EXPECT(row->Key == expected);
        expected++;
    }
    EXPECT(expected == 100);
    DdDrainAvl(&table);
}

CHECK(RtlGetElementGenericTableAvl_Index)
{
    RTL_AVL_TABLE table;
    PDD_ROW row;

    DdFillAvl(&table);
    row = RtlGetElementGenericTableAvl(&table, 10);
    EXPECT(row != NULL && row->Key == 10);
    EXPECT(RtlGetElementGenericTableAvl(&table, 100) == NULL);
    DdDrainAvl(&table);
}

CHECK(RtlDeleteElementGenericTableAvl_Frees)
{
    RTL_AVL_TABLE table;
    DD_ROW row = { 50, 0 };

    DdFillAvl(&table);
    EXPECT(RtlDeleteElementGenericTableAvl(&table, &row));
    EXPECT(!RtlDeleteElementGenericTableAvl(&table, &row));
    EXPECT(RtlNumberGenericTableElementsAvl(&table) == 99 && DdAllocated == 99);
    DdDrainAvl(&table);
    EXPECT(DdAllocated == 0);
    EXPECT(RtlIsGenericTableEmptyAvl(&table));
}

CHECK(RtlInsertElementGenericTable_Duplicate)
{
    RTL_GENERIC_TABLE table;
    DD_ROW row = { 7, 1000 };
    BOOLEAN isNew = TRUE;
    PDD_ROW found;

    DdFillSplay(&table);
    found = RtlInsertElementGenericTable(&table, &row, sizeof(row), &isNew);
    EXPECT(!isNew && found != NULL && found->Key == 7 && found->Value != 1000);
    EXPECT(RtlNumberGenericTableElements(&table) == 100);
    DdDrainSplay(&table);
}

CHECK(RtlLookupElementGenericTable_Finds)
{
    RTL_GENERIC_TABLE table;
    DD_ROW row = { 42, 0 };
    PDD_ROW found;

    DdFillSplay(&table);
    found = RtlLookupElementGenericTable(&table, &row);
    EXPECT(found != NULL && found->Key == 42);
    row.Key = 100;
    EXPECT(RtlLookupElementGenericTable(&table, &row) == NULL);
    DdDrainSplay(&table);
}

CHECK(RtlEnumerateGenericTable_Order)
{
    RTL_GENERIC_TABLE table;
    LONG expected = 0;
    PDD_ROW row;

    DdFillSplay(&table);
    for (row = RtlEnumerateGenericTable(&table, TRUE); row != NULL;
         row = RtlEnumerateGenericTable(&table, FALSE)) {
        EXPECT(row->Key == expected);
        expected++;
    }
    EXPECT(expected == 100);
    DdDrainSplay(&table);
}

// The order of RtlGetElementGenericTable is that of insertion.
CHECK(RtlGetElementGenericTable_Index)
{
    RTL_GENERIC_TABLE table;
    PDD_ROW row;

    DdFillSplay(&table);
    row = RtlGetElementGenericTable(&table, 3);
    EXPECT(row != NULL && row->Value == 3);
    EXPECT(RtlGetElementGenericTable(&table, 100) == NULL);
    DdDrainSplay(&table);
}

CHECK(RtlDeleteElementGenericTable_Frees)
{
    RTL_GENERIC_TABLE table;
    DD_ROW row = { 50, 0 };

    DdFillSplay(&table);
    EXPECT(RtlDeleteElementGenericTable(&table, &row));
    EXPECT(!RtlDeleteElementGenericTable(&table, &row));
    EXPECT(RtlNumberGenericTableElements(&table) == 99 && DdAllocated == 99);
    DdDrainSplay(&table);
    EXPECT(DdAllocated == 0 && RtlIsGenericTableEmpty(&table));
}

static const DD_CHECK DdTableChecksEntries[] = {
    ENTRY(RtlInsertElementGenericTableAvl_Duplicate),
    ENTRY(RtlLookupElementGenericTableAvl_Finds),
    ENTRY(RtlEnumerateGenericTableAvl_Order),
    ENTRY(RtlGetElementGenericTableAvl_Index),
    ENTRY(RtlDeleteElementGenericTableAvl_Frees),
    ENTRY(RtlInsertElementGenericTable_Duplicate),
    ENTRY(RtlLookupElementGenericTable_Finds),
    ENTRY(RtlEnumerateGenericTable_Order),
    ENTRY(RtlGetElementGenericTable_Index),
    ENTRY(RtlDeleteElementGenericTable_Frees),
};
CHECK_LIST(DdTableChecks);
