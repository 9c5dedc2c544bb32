// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: memory, checksums, bits of a number, and the guard of the list inlines.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/types.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "rtl.h"

/**
 * RtlCompareMemory - count the bytes that are equal
 * @Source1: first block
 * @Source2: second block
 * @Length: bytes to compare
 *
 * Context: any IRQL, as far as the blocks are resident.
 * Return: bytes that are equal up to the first difference.
 * Reference: "RtlCompareMemory function (wdm.h)"
 */
SIZE_T NTAPI RtlCompareMemory(const VOID *Source1, const VOID *Source2,
			      SIZE_T Length)
{
	const u8 *a = Source1, *b = Source2;
	SIZE_T i;

	for (i = 0; i < Length && a[i] == b[i]; i++)
		;
	return i;
}
WDM_EXPORT(RtlCompareMemory);

/**
 * RtlCompareMemoryUlong - count the bytes that hold a pattern
 * @Source: block, 4-byte aligned
 * @Length: its bytes; a remainder of a division by 4 is ignored
 * @Pattern: the value to look for
 *
 * Context: any IRQL, as far as the block is resident.
 * Return: bytes that hold the pattern up to the first difference.
 * Reference: "RtlCompareMemoryUlong function (ntifs.h)"
 */
SIZE_T NTAPI RtlCompareMemoryUlong(PVOID Source, SIZE_T Length, ULONG Pattern)
{
	const ULONG *p = Source;
	SIZE_T i;

	for (i = 0; i < Length / sizeof(ULONG) && p[i] == Pattern; i++)
		;
	return i * sizeof(ULONG);
}
WDM_EXPORT(RtlCompareMemoryUlong);

/**
 * RtlFillMemoryUlong - fill a block with a pattern
 * @Destination: block, 4-byte aligned
 * @Length: its bytes; a remainder of a division by 4 is left as it is
 * @Pattern: the value
 *
 * Context: any IRQL, as far as the block is resident.
 * Reference: "RtlFillMemoryUlong function (ntifs.h)"
 */
VOID NTAPI RtlFillMemoryUlong(PVOID Destination, SIZE_T Length, ULONG Pattern)
{
	memset32(Destination, Pattern, Length / sizeof(Pattern));
}
WDM_EXPORT(RtlFillMemoryUlong);

/**
 * RtlFillMemoryUlonglong - fill a block with a pattern
 * @Destination: block, 8-byte aligned
 * @Length: its bytes; a remainder of a division by 8 is left as it is
 * @Pattern: the value
 *
 * Context: any IRQL, as far as the block is resident.
 * Reference: "RtlFillMemoryUlonglong function (ntifs.h)"
 */
VOID NTAPI RtlFillMemoryUlonglong(PVOID Destination, SIZE_T Length, ULONGLONG Pattern)
{
	memset64(Destination, Pattern, Length / sizeof(Pattern));
}
WDM_EXPORT(RtlFillMemoryUlonglong);

/**
 * RtlCrc32 - checksum of a block
 * @Buffer: the block
 * @Size: its bytes
 * @InitialCrc: 0, or the result for the bytes before these
 *
 * The usual CRC-32 (IEEE 802.3). Bit by bit: the kernel's table driven one may be
 * missing, and drivers checksum short headers.
 *
 * Context: any IRQL.
 * Return: the checksum.
 * Reference: "RtlCrc32 function (ntddk.h)"
 */
ULONG NTAPI RtlCrc32(const VOID *Buffer, SIZE_T Size, ULONG InitialCrc)
{
	const u8 *p = Buffer;
	u32 crc = ~InitialCrc;
	int i;

	while (Size--) {
		crc ^= *p++;
		for (i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}
WDM_EXPORT(RtlCrc32);

/**
 * RtlCrc64 - checksum of a block
 * @Buffer: the block
 * @Size: its bytes
 * @InitialCrc: 0, or the result for the bytes before these
 *
 * The reference names no polynomial; this is the one that NVM Express took over.
 *
 * Context: any IRQL.
 * Return: the checksum.
 * Reference: "RtlCrc64 function (ntddk.h)"
 */
ULONGLONG NTAPI RtlCrc64(const VOID *Buffer, SIZE_T Size, ULONGLONG InitialCrc)
{
	const u8 *p = Buffer;
	u64 crc = ~InitialCrc;
	int i;

	while (Size--) {
		crc ^= *p++;
		for (i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0x9a6c9329ac4bc9b5ull : 0);
	}
	return ~crc;
}
WDM_EXPORT(RtlCrc64);

/**
 * RtlFindMostSignificantBit - index of the highest bit that is set
 * @Set: the number
 *
 * Context: any IRQL.
 * Return: 0 to 63, -1 if no bit is set.
 * Reference: "RtlFindMostSignificantBit function (wdm.h)"
 */
CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG Set)
{
	return Set ? __fls(Set) : -1;
}
WDM_EXPORT(RtlFindMostSignificantBit);

/**
 * RtlFindLeastSignificantBit - index of the lowest bit that is set
 * @Set: the number
 *
 * Context: any IRQL.
 * Return: 0 to 63, -1 if no bit is set.
 * Reference: "RtlFindLeastSignificantBit function (wdm.h)"
 */
CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG Set)
{
	return Set ? __ffs(Set) : -1;
}
WDM_EXPORT(RtlFindLeastSignificantBit);

/**
 * wdm_list_corrupt - report a list whose links don't agree
 * @Entry: the entry or head where it was noticed
 *
 * Called by the list inlines, which then leave the list alone.
 *
 * Context: any IRQL.
 */
VOID NTAPI wdm_list_corrupt(const LIST_ENTRY *Entry)
{
	/* 3: FAST_FAIL_CORRUPT_LIST_ENTRY */
	wdm_bug_report(0x139, 3, (u64)Entry, (u64)Entry->Flink, (u64)Entry->Blink,
		       WDM_CALLER(),
		       "corrupt list: a neighbour of entry %px doesn't point back",
		       Entry);
}
WDM_EXPORT(wdm_list_corrupt);
