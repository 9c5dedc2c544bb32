/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: pool.c

    Pool, lookaside lists, ERESOURCE, callback objects.

--*/
#include "ddconform.h"

// Blocks below a page don't cross a page's border; those of a page start at one.
CHECK(ExAllocatePoolWithTag_Alignment)
{
    static const SIZE_T sizes[] = { 1, 8, 24, 100, 1000, 2000, 4096, 5000, 20000 };
    PUCHAR block;
    ULONG i;

    for (i = 0; i < RTL_NUMBER_OF(sizes); i++) {
        block = ExAllocatePoolWithTag(NonPagedPool, sizes[i], DDCONFORM_POOL_TAG);
        REQUIRE(block != NULL);
        EXPECT(((ULONG_PTR)block & 15) == 0);
        if (sizes[i] >= PAGE_SIZE) {
            EXPECT(BYTE_OFFSET(block) == 0);
        } else {
            EXPECT(BYTE_OFFSET(block) + sizes[i] <= PAGE_SIZE);
        }
        RtlFillMemory(block, sizes[i], 0x5a);
        ExFreePoolWithTag(block, DDCONFORM_POOL_TAG);
    }
}

CHECK(ExAllocatePoolWithTag_Paged)
{
    PVOID block = ExAllocatePoolWithTag(PagedPool, 100, DDCONFORM_POOL_TAG);

    REQUIRE(block != NULL);
    RtlZeroMemory(block, 100);
    ExFreePool(block);
}

// A request for nothing is no error.
CHECK(ExAllocatePoolWithTag_ZeroBytes)
{
    PVOID block = ExAllocatePoolWithTag(NonPagedPool, 0, DDCONFORM_POOL_TAG);

    REQUIRE(block != NULL);
    ExFreePoolWithTag(block, DDCONFORM_POOL_TAG);
}

CHECK(ExAllocatePoolWithTag_TooMuch)
{
    EXPECT(ExAllocatePoolWithTag(NonPagedPool, (SIZE_T)1 << 60, DDCONFORM_POOL_TAG) == NULL);
}

CHECK(ExAllocateFromNPagedLookasideList_Reuses)
{
    NPAGED_LOOKASIDE_LIST *list;
    PVOID block[3];
    LONG i;

    list = ExAllocatePoolWithTag(NonPagedPool, sizeof(*list), DDCONFORM_POOL_TAG);
    REQUIRE(list != NULL);
    ExInitializeNPagedLookasideList(list, NULL, NULL, 0, 64, DDCONFORM_POOL_TAG, 0);
    for (i = 0; i < 3; i++) {
        block[i] = ExAllocateFromNPagedLookasideList(list);
        EXPECT(block[i] != NULL);
    }
    EXPECT(block[0] != block[1] && block[1] != block[2] && block[0] != block[2]);
    for (i = 0; i < 3; i++) {
        if (block[i] != NULL) {
            ExFreeToNPagedLookasideList(list, block[i]);
        }
    }
    ExDeleteNPagedLookasideList(list);
    ExFreePoolWithTag(list, DDCONFORM_POOL_TAG);
}

static volatile LONG DdAllocations;

static PVOID NTAPI
DdLookasideAllocate(POOL_TYPE PoolType, SIZE_T Size, ULONG Tag)
{
    InterlockedIncrement(&DdAllocations);
    return ExAllocatePoolWithTag(PoolType, Size, Tag);
}

static VOID NTAPI
DdLookasideFree(PVOID Buffer)
{
    InterlockedDecrement(&DdAllocations);
    ExFreePool(Buffer);
}

// A driver's own routines get and return all that the list is made of.
CHECK(ExInitializePagedLookasideList_Routines)
{
    PAGED_LOOKASIDE_LIST *list;
    PVOID block;

    list = ExAllocatePoolWithTag(NonPagedPool, sizeof(*list), DDCONFORM_POOL_TAG);
    REQUIRE(list != NULL);
    DdAllocations = 0;
    ExInitializePagedLookasideList(list, DdLookasideAllocate, DdLookasideFree, 0, 64,
                                   DDCONFORM_POOL_TAG, 0);
    block = ExAllocateFromPagedLookasideList(list);
    EXPECT(block != NULL && DdAllocations == 1);
    if (block != NULL) {
        ExFreeToPagedLookasideList(list, block);
    }
    ExDeletePagedLookasideList(list);
    EXPECT(DdAllocations == 0);
    ExFreePoolWithTag(list, DDCONFORM_POOL_TAG);
}

CHECK(ExInitializeRundownProtection_Refuses)
{
    EX_RUNDOWN_REF rundown;

    ExInitializeRundownProtection(&rundown);
    EXPECT(ExAcquireRundownProtection(&rundown));
    ExReleaseRundownProtection(&rundown);
    ExWaitForRundownProtectionRelease(&rundown);
    EXPECT(!ExAcquireRundownProtection(&rundown));
    ExRundownCompleted(&rundown);
    ExReInitializeRundownProtection(&rundown);
    EXPECT(ExAcquireRundownProtection(&rundown));
    ExReleaseRundownProtection(&rundown);
}

CHECK(ExUuidCreate_Unique)
{
    GUID first, second;

    EXPECT(NT_SUCCESS(ExUuidCreate(&first)));
    EXPECT(NT_SUCCESS(ExUuidCreate(&second)));
    EXPECT(RtlCompareMemory(&first, &second, sizeof(GUID)) != sizeof(GUID));
}

static const DD_CHECK DdPoolChecksEntries[] = {
    ENTRY(ExAllocatePoolWithTag_Alignment),
    ENTRY(ExAllocatePoolWithTag_Paged),
    ENTRY(ExAllocatePoolWithTag_ZeroBytes),
    ENTRY(ExAllocatePoolWithTag_TooMuch),
    ENTRY(ExAllocateFromNPagedLookasideList_Reuses),
    ENTRY(ExInitializePagedLookasideList_Routines),
    ENTRY(ExInitializeRundownProtection_Refuses),
    ENTRY(ExUuidCreate_Unique),
};
CHECK_LIST(DdPoolChecks);
