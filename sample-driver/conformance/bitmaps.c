/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: bitmaps.c

    RTL_BITMAP. All searches answer 0xFFFFFFFF, or a run of length 0, if there is
    nothing to be found.

--*/
#include "ddconform.h"

#define BITS 70
#define NONE 0xFFFFFFFF

typedef struct _DD_BITMAP {
    RTL_BITMAP Map;
    ULONG Words[4];
} DD_BITMAP;

static PRTL_BITMAP
DdClearMap(DD_BITMAP *Bitmap)
{
    RtlFillMemory(Bitmap->Words, sizeof(Bitmap->Words), 0xa5);
    RtlInitializeBitMap(&Bitmap->Map, Bitmap->Words, BITS);
    RtlClearAllBits(&Bitmap->Map);
    return &Bitmap->Map;
}

CHECK(RtlSetBits_Range)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 30, 5);
    EXPECT(bitmap.Words[0] == 0xc0000000 && bitmap.Words[1] == 0x7);
    EXPECT(RtlNumberOfSetBits(map) == 5 && RtlNumberOfClearBits(map) == BITS - 5);
    RtlClearBits(map, 31, 2);
    EXPECT(bitmap.Words[0] == 0x40000000 && bitmap.Words[1] == 0x6);
}

// Bits beyond the size don't count.
CHECK(RtlSetAllBits_Size)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetAllBits(map);
    EXPECT(RtlNumberOfSetBits(map) == BITS);
    EXPECT(RtlNumberOfClearBits(map) == 0);
    EXPECT(RtlFindClearBits(map, 1, 0) == NONE);
    EXPECT(bitmap.Words[3] == 0xa5a5a5a5);
}

CHECK(RtlTestBit_SingleBits)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBit(map, 69);
    EXPECT(RtlTestBit(map, 69) && !RtlTestBit(map, 68));
    RtlClearBit(map, 69);
    EXPECT(!RtlTestBit(map, 69));
}

CHECK(RtlCheckBit_SingleBits)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 33, 1);
    EXPECT(RtlCheckBit(map, 33) && !RtlCheckBit(map, 1));
}

CHECK(RtlAreBitsSet_Ranges)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 10, 40);
    EXPECT(RtlAreBitsSet(map, 10, 40) && RtlAreBitsSet(map, 20, 1));
    EXPECT(!RtlAreBitsSet(map, 10, 41) && !RtlAreBitsSet(map, 9, 2));
    EXPECT(RtlAreBitsClear(map, 0, 10) && RtlAreBitsClear(map, 50, 20));
    EXPECT(!RtlAreBitsClear(map, 0, 11));
}

CHECK(RtlFindClearBits_Hint)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 8, 48);
    EXPECT(RtlFindClearBits(map, 4, 0) == 0);
    EXPECT(RtlFindClearBits(map, 4, 16) == 56);
    EXPECT(RtlFindClearBits(map, 15, 0) == NONE);
}

// A search from the hint that finds nothing starts over from the beginning.
CHECK(RtlFindSetBits_Wraps)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 3, 4);
    EXPECT(RtlFindSetBits(map, 4, 40) == 3);
    EXPECT(RtlFindSetBits(map, 5, 40) == NONE);
}

CHECK(RtlFindClearBitsAndSet_Sets)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 0, 60);
    EXPECT(RtlFindClearBitsAndSet(map, 10, 0) == 60);
    EXPECT(RtlNumberOfClearBits(map) == 0);
    EXPECT(RtlFindClearBitsAndSet(map, 1, 0) == NONE);
}

CHECK(RtlFindSetBitsAndClear_Clears)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);

    RtlSetBits(map, 31, 3);
    EXPECT(RtlFindSetBitsAndClear(map, 3, 0) == 31);
    EXPECT(RtlNumberOfSetBits(map) == 0);
}

CHECK(RtlFindLongestRunClear_Finds)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);
    ULONG start = 0;

    RtlSetBits(map, 10, 5);
    RtlSetBits(map, 50, 5);
    EXPECT(RtlFindLongestRunClear(map, &start) == 35 && start == 15);
}

CHECK(RtlFindFirstRunClear_Finds)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);
    ULONG start = 0;

    RtlSetBits(map, 0, 33);
    RtlSetBits(map, 40, 1);
    EXPECT(RtlFindFirstRunClear(map, &start) == 7 && start == 33);
}

CHECK(RtlFindNextForwardRunClear_Finds)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);
    ULONG start = 0;

    RtlSetBits(map, 0, 70);
    RtlClearBits(map, 20, 3);
    EXPECT(RtlFindNextForwardRunClear(map, 0, &start) == 3 && start == 20);
    EXPECT(RtlFindNextForwardRunClear(map, 21, &start) == 2 && start == 21);
    EXPECT(RtlFindNextForwardRunClear(map, 23, &start) == 0);
}

CHECK(RtlFindLastBackwardRunClear_Finds)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);
    ULONG start = 0;

    RtlSetBits(map, 0, 70);
    RtlClearBits(map, 20, 3);
    EXPECT(RtlFindLastBackwardRunClear(map, 60, &start) == 3 && start == 20);
    EXPECT(RtlFindLastBackwardRunClear(map, 19, &start) == 0);
}

CHECK(RtlFindClearRuns_Longest)
{
    DD_BITMAP bitmap;
    PRTL_BITMAP map = DdClearMap(&bitmap);
    RTL_BITMAP_RUN runs[2];

    RtlSetBits(map, 0, 70);
    RtlClearBits(map, 5, 2);
    RtlClearBits(map, 20, 10);
    RtlClearBits(map, 40, 4);
    EXPECT(RtlFindClearRuns(map, runs, 2, TRUE) == 2);
    EXPECT(runs[0].StartingIndex == 20 && runs[0].NumberOfBits == 10);
    EXPECT(runs[1].StartingIndex == 40 && runs[1].NumberOfBits == 4);
    EXPECT(RtlFindClearRuns(map, runs, 2, FALSE) == 2);
    EXPECT(runs[0].StartingIndex == 5 && runs[1].StartingIndex == 20);
}

CHECK(RtlFindSignificantBit_Ends)
{
    EXPECT(RtlFindLeastSignificantBit(0) == -1 && RtlFindMostSignificantBit(0) == -1);
    EXPECT(RtlFindLeastSignificantBit(0x8000000000000100ULL) == 8);
    EXPECT(RtlFindMostSignificantBit(0x8000000000000100ULL) == 63);
}

static const DD_CHECK DdBitmapChecksEntries[] = {
    ENTRY(RtlSetBits_Range),
    ENTRY(RtlSetAllBits_Size),
    ENTRY(RtlTestBit_SingleBits),
    ENTRY(RtlCheckBit_SingleBits),
    ENTRY(RtlAreBitsSet_Ranges),
    ENTRY(RtlFindClearBits_Hint),
    ENTRY(RtlFindSetBits_Wraps),
    ENTRY(RtlFindClearBitsAndSet_Sets),
    ENTRY(RtlFindSetBitsAndClear_Clears),
    ENTRY(RtlFindLongestRunClear_Finds),
    ENTRY(RtlFindFirstRunClear_Finds),
    ENTRY(RtlFindNextForwardRunClear_Finds),
    ENTRY(RtlFindLastBackwardRunClear_Finds),
    ENTRY(RtlFindClearRuns_Longest),
    ENTRY(RtlFindSignificantBit_Ends),
};
CHECK_LIST(DdBitmapChecks);
