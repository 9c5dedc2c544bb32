// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: bit maps.
 *
 * The buffer is an array of ULONGs, which on a little-endian machine has the bits
 * where Linux's bitmaps have them; but it is only 4-byte aligned and sized, and
 * Linux's functions read 8 bytes at a time, beyond its end. So runs are found here,
 * a ULONG at a time. No function takes a lock: the caller serialises.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"

#define NONE	0xffffffffu

/* The first bit with @value from @from on, the map's size if there is none. */
static u32 next_bit(const RTL_BITMAP *map, u32 from, bool value)
{
	u32 flip = value ? 0 : ~0u;
	u32 i = from;

	while (i < map->SizeOfBitMap) {
		u32 word = (map->Buffer[i / 32] ^ flip) >> (i % 32);

		if (word)
			return min_t(u32, i + __ffs(word), map->SizeOfBitMap);
		i = (i | 31) + 1;
		if (!i)
			break;
	}
	return map->SizeOfBitMap;
}

static void fill(const RTL_BITMAP *map, u32 start, u32 count, bool value)
{
	while (count) {
		u32 shift = start % 32;
		u32 n = min_t(u32, count, 32 - shift);
		u32 mask = (n == 32 ? ~0u : (1u << n) - 1) << shift;

		if (value)
			map->Buffer[start / 32] |= mask;
		else
			map->Buffer[start / 32] &= ~mask;
		start += n;
		count -= n;
	}
}

static bool lies_in(const RTL_BITMAP *map, u32 start, u32 count)
{
	return start <= map->SizeOfBitMap && count <= map->SizeOfBitMap - start;
}

static bool all_are(const RTL_BITMAP *map, u32 start, u32 count, bool value)
{
	if (!count || !lies_in(map, start, count))
		return false;
	return next_bit(map, start, !value) - start >= count;
}

/* A run of @count bits with @value that begins in [@from, @to). */
static u32 find_run(const RTL_BITMAP *map, u32 count, u32 from, u32 to, bool value)
{
	while (from < to) {
		u32 start = next_bit(map, from, value), end;

		if (start >= to || !lies_in(map, start, count))
			return NONE;
		end = next_bit(map, start, !value);
		if (end - start >= count)
			return start;
		from = end;
	}
	return NONE;
}

static u32 find(const RTL_BITMAP *map, u32 count, u32 hint, bool value)
{
	u32 found;

	if (hint >= map->SizeOfBitMap)
		hint = 0;
	/* Nothing is found at once, at the byte that the hint lies in. */
	if (!count)
		return hint & ~7u;
	if (count > map->SizeOfBitMap)
		return NONE;
	found = find_run(map, count, hint, map->SizeOfBitMap, value);
	return found != NONE ? found : find_run(map, count, 0, hint, value);
}

static u32 count_bits(const RTL_BITMAP *map)
{
	u32 n = 0, i;

	for (i = 0; i < map->SizeOfBitMap / 32; i++)
		n += hweight32(map->Buffer[i]);
	if (map->SizeOfBitMap % 32)
		n += hweight32(map->Buffer[i] &
			       ((1u << map->SizeOfBitMap % 32) - 1));
	return n;
}

/**
 * RtlInitializeBitMap - describe a bit map
 * @BitMapHeader: gets the description
 * @BitMapBuffer: the bits, in whole ULONGs, which stay as they are
 * @SizeOfBitMap: number of bits
 *
 * Context: any IRQL, here and in all functions below, as far as the memory is
 *	resident.
 * Reference: "RtlInitializeBitMap function (wdm.h)"
 */
VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer,
			       ULONG SizeOfBitMap)
{
	BitMapHeader->SizeOfBitMap = SizeOfBitMap;
	BitMapHeader->Buffer = BitMapBuffer;
}
WDM_EXPORT(RtlInitializeBitMap);

/**
 * RtlClearBit - clear a bit
 * @BitMapHeader: the map
 * @BitNumber: index, which must lie in the map
 *
 * Reference: "RtlClearBit function (wdm.h)"
 */
VOID NTAPI RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	BitMapHeader->Buffer[BitNumber / 32] &= ~(1u << BitNumber % 32);
}
WDM_EXPORT(RtlClearBit);

/**
 * RtlSetBit - set a bit
 * @BitMapHeader: the map
 * @BitNumber: index, which must lie in the map
 *
 * Reference: "RtlSetBit function (wdm.h)"
 */
VOID NTAPI RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	BitMapHeader->Buffer[BitNumber / 32] |= 1u << BitNumber % 32;
}
WDM_EXPORT(RtlSetBit);

/**
 * RtlTestBit - value of a bit
 * @BitMapHeader: the map
 * @BitNumber: index, which must lie in the map
 *
 * Return: TRUE if the bit is set.
 * Reference: "RtlTestBit function (wdm.h)"
 */
BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
	return BitMapHeader->Buffer[BitNumber / 32] >> BitNumber % 32 & 1;
}
WDM_EXPORT(RtlTestBit);

/**
 * RtlClearAllBits - clear all bits
 * @BitMapHeader: the map
 *
 * Reference: "RtlClearAllBits function (wdm.h)"
 */
VOID NTAPI RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
	memset(BitMapHeader->Buffer, 0,
	       DIV_ROUND_UP_ULL(BitMapHeader->SizeOfBitMap, 32) * sizeof(ULONG));
}
WDM_EXPORT(RtlClearAllBits);

/**
 * RtlSetAllBits - set all bits
 * @BitMapHeader: the map
 *
 * Reference: "RtlSetAllBits function (wdm.h)"
 */
VOID NTAPI RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
	memset(BitMapHeader->Buffer, 0xff,
	       DIV_ROUND_UP_ULL(BitMapHeader->SizeOfBitMap, 32) * sizeof(ULONG));
}
WDM_EXPORT(RtlSetAllBits);

/**
 * RtlClearBits - clear a run of bits
 * @BitMapHeader: the map
 * @StartingIndex: first bit
 * @NumberToClear: bits, all of which must lie in the map
 *
 * Reference: "RtlClearBits function (wdm.h)"
 */
VOID NTAPI RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex,
			ULONG NumberToClear)
{
	if (lies_in(BitMapHeader, StartingIndex, NumberToClear))
		fill(BitMapHeader, StartingIndex, NumberToClear, false);
}
WDM_EXPORT(RtlClearBits);

/**
 * RtlSetBits - set a run of bits
 * @BitMapHeader: the map
 * @StartingIndex: first bit
 * @NumberToSet: bits, all of which must lie in the map
 *
 * Reference: "RtlSetBits function (wdm.h)"
 */
VOID NTAPI RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex,
		      ULONG NumberToSet)
{
	if (lies_in(BitMapHeader, StartingIndex, NumberToSet))
		fill(BitMapHeader, StartingIndex, NumberToSet, true);
}
WDM_EXPORT(RtlSetBits);

/**
 * RtlAreBitsClear - is a run of bits all clear?
 * @BitMapHeader: the map
 * @StartingIndex: first bit
 * @Length: bits
 *
 * Return: TRUE; FALSE also if @Length is 0 or the run leaves the map.
 * Reference: "RtlAreBitsClear function (wdm.h)"
 */
BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex,
			      ULONG Length)
{
	return all_are(BitMapHeader, StartingIndex, Length, false);
}
WDM_EXPORT(RtlAreBitsClear);

/**
 * RtlAreBitsSet - is a run of bits all set?
 * @BitMapHeader: the map
 * @StartingIndex: first bit
 * @Length: bits
 *
 * Return: TRUE; FALSE also if @Length is 0 or the run leaves the map.
 * Reference: "RtlAreBitsSet function (wdm.h)"
 */
BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex,
			    ULONG Length)
{
	return all_are(BitMapHeader, StartingIndex, Length, true);
}
WDM_EXPORT(RtlAreBitsSet);

/**
 * RtlFindClearBits - find a run of clear bits
 * @BitMapHeader: the map
 * @NumberToFind: bits; 0 finds the hint, rounded down to a multiple of 8
 * @HintIndex: where to begin; the search goes on from the start of the map
 *
 * Return: the run's first bit, 0xFFFFFFFF if there is none.
 * Reference: "RtlFindClearBits function (wdm.h)"
 */
ULONG NTAPI RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			     ULONG HintIndex)
{
	return find(BitMapHeader, NumberToFind, HintIndex, false);
}
WDM_EXPORT(RtlFindClearBits);

/**
 * RtlFindSetBits - find a run of set bits
 * @BitMapHeader: the map
 * @NumberToFind: bits; 0 finds the hint, rounded down to a multiple of 8
 * @HintIndex: where to begin; the search goes on from the start of the map
 *
 * Return: the run's first bit, 0xFFFFFFFF if there is none.
 * Reference: "RtlFindSetBits function (wdm.h)"
 */
ULONG NTAPI RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
			   ULONG HintIndex)
{
	return find(BitMapHeader, NumberToFind, HintIndex, true);
}
WDM_EXPORT(RtlFindSetBits);

/**
 * RtlFindClearBitsAndSet - find a run of clear bits, and set them
 * @BitMapHeader: the map
 * @NumberToFind: bits
 * @HintIndex: where to begin; the search goes on from the start of the map
 *
 * Return: the run's first bit, 0xFFFFFFFF if there is none.
 * Reference: "RtlFindClearBitsAndSet function (wdm.h)"
 */
ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
				   ULONG HintIndex)
{
	u32 start = find(BitMapHeader, NumberToFind, HintIndex, false);

	if (start != NONE)
		fill(BitMapHeader, start, NumberToFind, true);
	return start;
}
WDM_EXPORT(RtlFindClearBitsAndSet);

/**
 * RtlFindSetBitsAndClear - find a run of set bits, and clear them
 * @BitMapHeader: the map
 * @NumberToFind: bits
 * @HintIndex: where to begin; the search goes on from the start of the map
 *
 * Return: the run's first bit, 0xFFFFFFFF if there is none.
 * Reference: "RtlFindSetBitsAndClear function (wdm.h)"
 */
ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind,
				   ULONG HintIndex)
{
	u32 start = find(BitMapHeader, NumberToFind, HintIndex, true);

	if (start != NONE)
		fill(BitMapHeader, start, NumberToFind, false);
	return start;
}
WDM_EXPORT(RtlFindSetBitsAndClear);

/**
 * RtlFindClearRuns - the first or the longest runs of clear bits
 * @BitMapHeader: the map
 * @RunArray: gets the runs
 * @SizeOfRunArray: room in @RunArray
 * @LocateLongestRuns: TRUE for the longest ones, longest first; else the first
 *	ones of the map
 *
 * Return: runs found.
 * Reference: "RtlFindClearRuns function (wdm.h)"
 */
ULONG NTAPI RtlFindClearRuns(PRTL_BITMAP BitMapHeader, PRTL_BITMAP_RUN RunArray,
			     ULONG SizeOfRunArray, BOOLEAN LocateLongestRuns)
{
	u32 n = 0, start = 0, end, i;

	while (SizeOfRunArray) {
		start = next_bit(BitMapHeader, start, false);
		if (start >= BitMapHeader->SizeOfBitMap)
			break;
		end = next_bit(BitMapHeader, start, true);
		if (!LocateLongestRuns) {
			RunArray[n].StartingIndex = start;
			RunArray[n].NumberOfBits = end - start;
			if (++n == SizeOfRunArray)
				break;
		} else if (n < SizeOfRunArray ||
			   RunArray[n - 1].NumberOfBits < end - start) {
			if (n < SizeOfRunArray)
				n++;
			for (i = n - 1; i > 0; i--) {
				if (RunArray[i - 1].NumberOfBits >= end - start)
					break;
				RunArray[i] = RunArray[i - 1];
			}
			RunArray[i].StartingIndex = start;
			RunArray[i].NumberOfBits = end - start;
		}
		start = end;
	}
	return n;
}
WDM_EXPORT(RtlFindClearRuns);

/**
 * RtlFindLongestRunClear - the longest run of clear bits
 * @BitMapHeader: the map
 * @StartingIndex: gets the run's first bit
 *
 * Return: bits of the run, 0 if no bit is clear.
 * Reference: "RtlFindLongestRunClear function (wdm.h)"
 */
ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	RTL_BITMAP_RUN run = {};

	RtlFindClearRuns(BitMapHeader, &run, 1, TRUE);
	*StartingIndex = run.StartingIndex;
	return run.NumberOfBits;
}
WDM_EXPORT(RtlFindLongestRunClear);

/**
 * RtlFindNextForwardRunClear - the next run of clear bits
 * @BitMapHeader: the map
 * @FromIndex: where to begin
 * @StartingRunIndex: gets the run's first bit, @FromIndex at the least
 *
 * Return: bits of the run, 0 if there is none.
 * Reference: "RtlFindNextForwardRunClear function (wdm.h)"
 */
ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
				       PULONG StartingRunIndex)
{
	u32 start = next_bit(BitMapHeader, FromIndex, false);

	if (start >= BitMapHeader->SizeOfBitMap) {
		*StartingRunIndex = FromIndex;
		return 0;
	}
	*StartingRunIndex = start;
	return next_bit(BitMapHeader, start, true) - start;
}
WDM_EXPORT(RtlFindNextForwardRunClear);

/**
 * RtlFindFirstRunClear - the first run of clear bits
 * @BitMapHeader: the map
 * @StartingIndex: gets the run's first bit
 *
 * Return: bits of the run, 0 if no bit is clear.
 * Reference: "RtlFindFirstRunClear function (wdm.h)"
 */
ULONG NTAPI RtlFindFirstRunClear(PRTL_BITMAP BitMapHeader, PULONG StartingIndex)
{
	return RtlFindNextForwardRunClear(BitMapHeader, 0, StartingIndex);
}
WDM_EXPORT(RtlFindFirstRunClear);

/**
 * RtlFindLastBackwardRunClear - the run of clear bits before an index
 * @BitMapHeader: the map
 * @FromIndex: where to begin; the run ends here or before
 * @StartingRunIndex: gets the run's first bit
 *
 * Return: bits of the run, 0 if there is none.
 * Reference: "RtlFindLastBackwardRunClear function (wdm.h)"
 */
ULONG NTAPI RtlFindLastBackwardRunClear(PRTL_BITMAP BitMapHeader, ULONG FromIndex,
					PULONG StartingRunIndex)
{
	s64 i = min_t(s64, FromIndex, (s64)BitMapHeader->SizeOfBitMap - 1), end;

	while (i >= 0 && RtlTestBit(BitMapHeader, i))
		i--;
	end = i;
	while (i >= 0 && !RtlTestBit(BitMapHeader, i))
		i--;
	*StartingRunIndex = end < 0 ? FromIndex : i + 1;
	return end - i;
}
WDM_EXPORT(RtlFindLastBackwardRunClear);

/**
 * RtlNumberOfClearBits - count the clear bits
 * @BitMapHeader: the map
 *
 * Return: clear bits.
 * Reference: "RtlNumberOfClearBits function (wdm.h)"
 */
ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
	return BitMapHeader->SizeOfBitMap - count_bits(BitMapHeader);
}
WDM_EXPORT(RtlNumberOfClearBits);

/**
 * RtlNumberOfSetBits - count the set bits
 * @BitMapHeader: the map
 *
 * Return: set bits.
 * Reference: "RtlNumberOfSetBits function (wdm.h)"
 */
ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
	return count_bits(BitMapHeader);
}
WDM_EXPORT(RtlNumberOfSetBits);

/**
 * RtlNumberOfSetBitsUlongPtr - count the set bits of a number
 * @Target: the number
 *
 * Return: set bits.
 * Reference: "RtlNumberOfSetBitsUlongPtr function (wdm.h)"
 */
ULONG NTAPI RtlNumberOfSetBitsUlongPtr(ULONG_PTR Target)
{
	return hweight64(Target);
}
WDM_EXPORT(RtlNumberOfSetBitsUlongPtr);
