/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: memory.c

    MDLs, physical addresses, special kinds of memory.

--*/
#include "ddconform.h"

CHECK(IoAllocateMdl_Fields)
{
    PUCHAR buffer = ExAllocatePoolWithTag(NonPagedPool, 3 * PAGE_SIZE, DDCONFORM_POOL_TAG);
    PMDL mdl;

    REQUIRE(buffer != NULL);
    mdl = IoAllocateMdl(buffer + 100, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
    REQUIRE(mdl != NULL);
    EXPECT(MmGetMdlVirtualAddress(mdl) == buffer + 100);
    EXPECT(MmGetMdlByteCount(mdl) == 2 * PAGE_SIZE);
    EXPECT(MmGetMdlByteOffset(mdl) == BYTE_OFFSET(buffer + 100));
    EXPECT(mdl->StartVa == PAGE_ALIGN(buffer + 100) && mdl->Next == NULL);
    EXPECT((SIZE_T)mdl->Size >= sizeof(MDL) + 3 * sizeof(PFN_NUMBER));
    IoFreeMdl(mdl);
    ExFreePoolWithTag(buffer, DDCONFORM_POOL_TAG);
}

// With an IRP it becomes the IRP's, or a part of its chain.
CHECK(IoAllocateMdl_Chain)
{
    PIRP irp = IoAllocateIrp(1, FALSE);
    UCHAR buffer[64];
    PMDL first, second;

    REQUIRE(irp != NULL);
    first = IoAllocateMdl(buffer, 10, FALSE, FALSE, irp);
    second = IoAllocateMdl(buffer + 20, 10, TRUE, FALSE, irp);
    REQUIRE(first != NULL && second != NULL);
    EXPECT(irp->MdlAddress == first && first->Next == second && second->Next == NULL);
    irp->MdlAddress = NULL;
    IoFreeMdl(first);
    IoFreeMdl(second);
    IoFreeIrp(irp);
}

CHECK(MmSizeOfMdl_Pages)
{
    EXPECT(MmSizeOfMdl((PVOID)0x10000, 1) == sizeof(MDL) + sizeof(PFN_NUMBER));
    EXPECT(MmSizeOfMdl((PVOID)0x10fff, 2) == sizeof(MDL) + 2 * sizeof(PFN_NUMBER));
    EXPECT(MmSizeOfMdl((PVOID)0x10000, 2 * PAGE_SIZE) == sizeof(MDL) + 2 * sizeof(PFN_NUMBER));
}

CHECK(AddressAndSizeToSpanPages_Counts)
{
    EXPECT(ADDRESS_AND_SIZE_TO_SPAN_PAGES((PVOID)0x10000, 0) == 0);
    EXPECT(ADDRESS_AND_SIZE_TO_SPAN_PAGES((PVOID)0x10ff0, 0x20) == 2);
    EXPECT(ADDRESS_AND_SIZE_TO_SPAN_PAGES((PVOID)0x10000, 3 * PAGE_SIZE) == 3);
}

CHECK(MmBuildMdlForNonPagedPool_Address)
{
    PUCHAR buffer = ExAllocatePoolWithTag(NonPagedPool, 2 * PAGE_SIZE, DDCONFORM_POOL_TAG);
    PPFN_NUMBER pages;
    PMDL mdl;

    REQUIRE(buffer != NULL);
    mdl = IoAllocateMdl(buffer, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
    REQUIRE(mdl != NULL);
    MmBuildMdlForNonPagedPool(mdl);
    EXPECT(mdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL);
    EXPECT(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == buffer);
    pages = MmGetMdlPfnArray(mdl);
    EXPECT(pages[0] == (PFN_NUMBER)(MmGetPhysicalAddress(buffer).QuadPart >> PAGE_SHIFT));
    EXPECT(pages[1] ==
           (PFN_NUMBER)(MmGetPhysicalAddress(buffer + PAGE_SIZE).QuadPart >> PAGE_SHIFT));
    IoFreeMdl(mdl);
    ExFreePoolWithTag(buffer, DDCONFORM_POOL_TAG);
}

CHECK(IoBuildPartialMdl_Part)
{
    PUCHAR buffer = ExAllocatePoolWithTag(NonPagedPool, 2 * PAGE_SIZE, DDCONFORM_POOL_TAG);
    PMDL mdl, part;

    REQUIRE(buffer != NULL);
    mdl = IoAllocateMdl(buffer, 2 * PAGE_SIZE, FALSE, FALSE, NULL);
    part = IoAllocateMdl(buffer + PAGE_SIZE + 16, 100, FALSE, FALSE, NULL);
    REQUIRE(mdl != NULL && part != NULL);
    MmBuildMdlForNonPagedPool(mdl);
    IoBuildPartialMdl(mdl, part, buffer + PAGE_SIZE + 16, 100);
    EXPECT(part->MdlFlags & MDL_PARTIAL);
    EXPECT(MmGetMdlByteCount(part) == 100 && MmGetMdlByteOffset(part) == 16);
    EXPECT(MmGetMdlPfnArray(part)[0] == MmGetMdlPfnArray(mdl)[1]);
    IoFreeMdl(part);
    IoFreeMdl(mdl);
    ExFreePoolWithTag(buffer, DDCONFORM_POOL_TAG);
}

CHECK(MmProbeAndLockPages_Kernel)
{
    PUCHAR buffer = ExAllocatePoolWithTag(PagedPool, PAGE_SIZE, DDCONFORM_POOL_TAG), mapped;
    PMDL mdl;

    REQUIRE(buffer != NULL);
    mdl = IoAllocateMdl(buffer, PAGE_SIZE, FALSE, FALSE, NULL);
    REQUIRE(mdl != NULL);
    MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess);
    EXPECT(mdl->MdlFlags & MDL_PAGES_LOCKED);
    mapped = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
    EXPECT(mapped != NULL);
    if (mapped != NULL) {
        mapped[5] = 0x77;
        EXPECT(buffer[5] == 0x77);
    }
    MmUnlockPages(mdl);
    EXPECT(!(mdl->MdlFlags & MDL_PAGES_LOCKED));
    IoFreeMdl(mdl);
    ExFreePoolWithTag(buffer, DDCONFORM_POOL_TAG);
}

CHECK(MmAllocatePagesForMdl_Maps)
{
    PHYSICAL_ADDRESS low, high, skip;
    PUCHAR mapped;
    PMDL mdl;

    low.QuadPart = 0;
    high.QuadPart = -1;
    skip.QuadPart = 0;
    mdl = MmAllocatePagesForMdl(low, high, skip, 4 * PAGE_SIZE);
    REQUIRE(mdl != NULL);
    EXPECT(MmGetMdlByteCount(mdl) == 4 * PAGE_SIZE);
    mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE,
                                          NormalPagePriority);
    EXPECT(mapped != NULL);
    if (mapped != NULL) {
        EXPECT(mapped[0] == 0 && mapped[4 * PAGE_SIZE - 1] == 0);
        MmUnmapLockedPages(mapped, mdl);
    }
    MmFreePagesFromMdl(mdl);
    ExFreePool(mdl);
}

CHECK(MmAllocateContiguousMemory_Contiguous)
{
    PHYSICAL_ADDRESS highest;
    ULONGLONG first;
    PUCHAR block;
    ULONG i;

    highest.QuadPart = 0xffffffff;
    block = MmAllocateContiguousMemory(4 * PAGE_SIZE, highest);
    REQUIRE(block != NULL);
    EXPECT(BYTE_OFFSET(block) == 0);
    first = MmGetPhysicalAddress(block).QuadPart;
    EXPECT(first + 4 * PAGE_SIZE - 1 <= 0xffffffff);
    for (i = 1; i < 4; i++) {
        EXPECT((ULONGLONG)MmGetPhysicalAddress(block + i * PAGE_SIZE).QuadPart ==
               first + i * PAGE_SIZE);
    }
    MmFreeContiguousMemory(block);
}

CHECK(MmAllocateNonCachedMemory_Aligned)
{
    PUCHAR block = MmAllocateNonCachedMemory(PAGE_SIZE);

    REQUIRE(block != NULL);
    EXPECT(BYTE_OFFSET(block) == 0);
    block[PAGE_SIZE - 1] = 1;
    MmFreeNonCachedMemory(block, PAGE_SIZE);
}

CHECK(MmIsAddressValid_Nowhere)
{
    PVOID block = ExAllocatePoolWithTag(NonPagedPool, 16, DDCONFORM_POOL_TAG);

    REQUIRE(block != NULL);
    EXPECT(MmIsAddressValid(block));
    EXPECT(!MmIsAddressValid(NULL));
    ExFreePoolWithTag(block, DDCONFORM_POOL_TAG);
}

static const DD_CHECK DdMemoryChecksEntries[] = {
    ENTRY(IoAllocateMdl_Fields),
    ENTRY(IoAllocateMdl_Chain),
    ENTRY(MmSizeOfMdl_Pages),
    ENTRY(AddressAndSizeToSpanPages_Counts),
    ENTRY(MmBuildMdlForNonPagedPool_Address),
    ENTRY(IoBuildPartialMdl_Part),
    ENTRY(MmProbeAndLockPages_Kernel),
    ENTRY(MmAllocatePagesForMdl_Maps),
    ENTRY(MmAllocateContiguousMemory_Contiguous),
    ENTRY(MmAllocateNonCachedMemory_Aligned),
    ENTRY(MmIsAddressValid_Nowhere),
};
CHECK_LIST(DdMemoryChecks);
