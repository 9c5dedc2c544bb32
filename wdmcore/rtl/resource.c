// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: resource descriptors of large memory ranges. A descriptor has 32 bits for a
 * length and for an alignment. What needs more is stored without its low bits,
 * which have to be zero: 8, 16 or 32 of them, as a flag of the descriptor says.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/types.h>

#include <wdm/cm.h>
#include "compat.h"
#include "rtl.h"

struct encoding {
	u16 flag;
	u8 shift;
};

static const struct encoding encodings[] = {
	{ 0,				0 },
	{ CM_RESOURCE_MEMORY_LARGE_40,	8 },
	{ CM_RESOURCE_MEMORY_LARGE_48,	16 },
	{ CM_RESOURCE_MEMORY_LARGE_64,	32 },
};

static bool fits(u64 value, u8 shift)
{
	return !(value & (BIT_ULL(shift) - 1)) && value >> shift <= U32_MAX;
}

/* The narrowest encoding for both values, of those that @type can have. */
static const struct encoding *encoding_for(UCHAR type, u64 a, u64 b)
{
	size_t i, count = type == CmResourceTypePort ? 1 : ARRAY_SIZE(encodings);

	for (i = 0; i < count; i++)
		if (fits(a, encodings[i].shift) && fits(b, encodings[i].shift))
			return &encodings[i];
	return NULL;
}

static u8 shift_of(UCHAR type, USHORT flags)
{
	size_t i;

	if (type == CmResourceTypeMemoryLarge)
		for (i = 1; i < ARRAY_SIZE(encodings); i++)
			if (flags & encodings[i].flag)
				return encodings[i].shift;
	return 0;
}

static bool is_range_type(UCHAR type)
{
	return type == CmResourceTypePort || type == CmResourceTypeMemory ||
	       type == CmResourceTypeMemoryLarge;
}

/* The type and flags that go with an encoding. */
static UCHAR apply(const struct encoding *e, UCHAR type, USHORT *flags)
{
	if (type == CmResourceTypePort)
		return type;
	*flags = (*flags & ~CM_RESOURCE_MEMORY_LARGE) | e->flag;
	return e->flag ? CmResourceTypeMemoryLarge : CmResourceTypeMemory;
}

/**
 * RtlCmEncodeMemIoResource - describe a range of memory or ports
 * @Descriptor: gets type, flags, start and length; other members stay
 * @Type: CmResourceTypePort, or one of CmResourceTypeMemory and
 *	CmResourceTypeMemoryLarge: the length decides which of them it becomes
 * @Length: bytes
 * @Start: first address
 *
 * Context: any IRQL
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL if the length can't be encoded: not a
 *	multiple of 2^8, 2^16 or 2^32 above 32, 40 and 48 bits; above 32 bits for ports;
 *	STATUS_INVALID_PARAMETER for other types and ranges beyond the address space
 * Reference: "RtlCmEncodeMemIoResource function (wdm.h)"
 */
NTSTATUS NTAPI RtlCmEncodeMemIoResource(PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor, UCHAR Type,
					ULONGLONG Length, ULONGLONG Start)
{
	const struct encoding *e;

	if (!is_range_type(Type) || (Length && Start + (Length - 1) < Start))
		return STATUS_INVALID_PARAMETER;
	e = encoding_for(Type, Length, 0);
	if (!e)
		return STATUS_UNSUCCESSFUL;
	Descriptor->Type = apply(e, Type, &Descriptor->Flags);
	Descriptor->u.Generic.Start.QuadPart = Start;
	Descriptor->u.Generic.Length = (ULONG)(Length >> e->shift);
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlCmEncodeMemIoResource);

/**
 * RtlCmDecodeMemIoResource - the range that a descriptor describes
 * @Descriptor: of memory or ports
 * @Start: gets the first address; may be NULL
 *
 * Context: any IRQL
 * Return: its length in bytes
 * Reference: "RtlCmDecodeMemIoResource function (wdm.h)"
 */
ULONGLONG NTAPI RtlCmDecodeMemIoResource(PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor,
					 PULONGLONG Start)
{
	if (Start)
		*Start = Descriptor->u.Generic.Start.QuadPart;
	return (u64)Descriptor->u.Generic.Length <<
	       shift_of(Descriptor->Type, Descriptor->Flags);
}
WDM_EXPORT(RtlCmDecodeMemIoResource);

/**
 * RtlIoEncodeMemIoResource - ask for a range of memory or ports
 * @Descriptor: gets type, flags, length and bounds; other members stay
 * @Type: CmResourceTypePort, or one of CmResourceTypeMemory and
 *	CmResourceTypeMemoryLarge: length and alignment decide which of them it becomes
 * @Length: bytes
 * @Alignment: of the first address, in bytes
 * @MinimumAddress: lowest address of the range
 * @MaximumAddress: highest address of the range
 *
 * Context: any IRQL
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL if no encoding has room for both the
 *	length and the alignment; STATUS_INVALID_PARAMETER for other types and bounds
 *	that the length doesn't fit between
 * Reference: "RtlIoEncodeMemIoResource function (wdm.h)"
 */
NTSTATUS NTAPI RtlIoEncodeMemIoResource(PIO_RESOURCE_DESCRIPTOR Descriptor, UCHAR Type,
					ULONGLONG Length, ULONGLONG Alignment,
					ULONGLONG MinimumAddress, ULONGLONG MaximumAddress)
{
	const struct encoding *e;

	if (!is_range_type(Type) || MinimumAddress > MaximumAddress ||
	    (Length && Length - 1 > MaximumAddress - MinimumAddress))
		return STATUS_INVALID_PARAMETER;
	e = encoding_for(Type, Length, Alignment);
	if (!e)
		return STATUS_UNSUCCESSFUL;
	Descriptor->Type = apply(e, Type, &Descriptor->Flags);
	Descriptor->u.Generic.Length = (ULONG)(Length >> e->shift);
	Descriptor->u.Generic.Alignment = (ULONG)(Alignment >> e->shift);
	Descriptor->u.Generic.MinimumAddress.QuadPart = MinimumAddress;
	Descriptor->u.Generic.MaximumAddress.QuadPart = MaximumAddress;
	return STATUS_SUCCESS;
}
WDM_EXPORT(RtlIoEncodeMemIoResource);

/**
 * RtlIoDecodeMemIoResource - the range that a descriptor asks for
 * @Descriptor: of memory or ports
 * @Alignment: gets the alignment in bytes; may be NULL
 * @MinimumAddress: gets the lowest address; may be NULL
 * @MaximumAddress: gets the highest address; may be NULL
 *
 * Context: any IRQL
 * Return: its length in bytes
 * Reference: "RtlIoDecodeMemIoResource function (wdm.h)"
 */
ULONGLONG NTAPI RtlIoDecodeMemIoResource(PIO_RESOURCE_DESCRIPTOR Descriptor,
					 PULONGLONG Alignment, PULONGLONG MinimumAddress,
					 PULONGLONG MaximumAddress)
{
	u8 shift = shift_of(Descriptor->Type, Descriptor->Flags);

	if (Alignment)
		*Alignment = (u64)Descriptor->u.Generic.Alignment << shift;
	if (MinimumAddress)
		*MinimumAddress = Descriptor->u.Generic.MinimumAddress.QuadPart;
	if (MaximumAddress)
		*MaximumAddress = Descriptor->u.Generic.MaximumAddress.QuadPart;
	return (u64)Descriptor->u.Generic.Length << shift;
}
WDM_EXPORT(RtlIoDecodeMemIoResource);

/**
 * RtlFindClosestEncodableLength - round a length up to one that can be encoded
 * @SourceLength: bytes
 * @TargetLength: gets the least length from there on that a descriptor can have
 *
 * Context: any IRQL
 * Return: STATUS_SUCCESS; STATUS_UNSUCCESSFUL if there is none
 * Reference: "RtlFindClosestEncodableLength function (wdm.h)"
 */
NTSTATUS NTAPI RtlFindClosestEncodableLength(ULONGLONG SourceLength, PULONGLONG TargetLength)
{
	u64 rounded;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(encodings); i++) {
		rounded = round_up(SourceLength, BIT_ULL(encodings[i].shift));
		if (rounded >= SourceLength && fits(rounded, encodings[i].shift)) {
			*TargetLength = rounded;
			return STATUS_SUCCESS;
		}
	}
	return STATUS_UNSUCCESSFUL;
}
WDM_EXPORT(RtlFindClosestEncodableLength);
