// SPDX-License-Identifier: GPL-2.0
/* Large ranges in resource descriptors: rtl/resource.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <wdm/cm.h>
#include "rtl.h"

static const struct large {
	const char *name;
	UCHAR type;
	u64 length;
	NTSTATUS status;
	UCHAR encoded_type;
	USHORT flags;
	u32 stored;
} ranges[] = {
	{ "nothing", CmResourceTypeMemory, 0, STATUS_SUCCESS, CmResourceTypeMemory, 0, 0 },
	{ "4 GiB - 1", CmResourceTypeMemoryLarge, U32_MAX, STATUS_SUCCESS,
	  CmResourceTypeMemory, 0, U32_MAX },
	{ "4 GiB", CmResourceTypeMemory, SZ_4G, STATUS_SUCCESS, CmResourceTypeMemoryLarge,
	  CM_RESOURCE_MEMORY_LARGE_40, 0x1000000 },
	{ "4 GiB + 255", CmResourceTypeMemory, SZ_4G + 255, STATUS_UNSUCCESSFUL },
	{ "largest of 40 bits", CmResourceTypeMemoryLarge, 0xffffffff00ULL, STATUS_SUCCESS,
	  CmResourceTypeMemoryLarge, CM_RESOURCE_MEMORY_LARGE_40, U32_MAX },
	{ "1 TiB", CmResourceTypeMemoryLarge, 1ULL << 40, STATUS_SUCCESS,
	  CmResourceTypeMemoryLarge, CM_RESOURCE_MEMORY_LARGE_48, 0x1000000 },
	{ "1 TiB + 256", CmResourceTypeMemoryLarge, (1ULL << 40) + 256, STATUS_UNSUCCESSFUL },
	{ "2^48", CmResourceTypeMemory, 1ULL << 48, STATUS_SUCCESS,
	  CmResourceTypeMemoryLarge, CM_RESOURCE_MEMORY_LARGE_64, 0x10000 },
	{ "ports", CmResourceTypePort, 0x10000, STATUS_SUCCESS, CmResourceTypePort, 0, 0x10000 },
	{ "too many ports", CmResourceTypePort, SZ_4G, STATUS_UNSUCCESSFUL },
	{ "no range", CmResourceTypeInterrupt, 1, STATUS_INVALID_PARAMETER },
	{ "beyond the end", CmResourceTypeMemory, 0xffffffff00000000ULL,
	  STATUS_INVALID_PARAMETER },
};

static void large_name(const struct large *r, char *desc)
{
	strscpy(desc, r->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(large, ranges, large_name);

static void encode(struct kunit *test)
{
	const u64 start = 0x40000000000ULL;
	const struct large *r = test->param_value;
	CM_PARTIAL_RESOURCE_DESCRIPTOR d, poison;
	u64 from = 0;

	memset(&d, 0xcc, sizeof(d));
	d.Flags = CM_RESOURCE_MEMORY_PREFETCHABLE | CM_RESOURCE_MEMORY_LARGE_64;
	poison = d;
	KUNIT_EXPECT_EQ(test, RtlCmEncodeMemIoResource(&d, r->type, r->length, start), r->status);
	if (!NT_SUCCESS(r->status)) {
		KUNIT_EXPECT_MEMEQ(test, &d, &poison, sizeof(d));
		return;
	}
	KUNIT_EXPECT_EQ(test, d.Type, r->encoded_type);
	if (r->type != CmResourceTypePort)
		KUNIT_EXPECT_EQ(test, d.Flags, r->flags | CM_RESOURCE_MEMORY_PREFETCHABLE);
	KUNIT_EXPECT_EQ(test, d.u.Generic.Length, r->stored);
	KUNIT_EXPECT_EQ(test, d.ShareDisposition, 0xcc);
	KUNIT_EXPECT_EQ(test, RtlCmDecodeMemIoResource(&d, &from), r->length);
	KUNIT_EXPECT_EQ(test, from, start);
	KUNIT_EXPECT_EQ(test, RtlCmDecodeMemIoResource(&d, NULL), r->length);
}

static void requirement(struct kunit *test)
{
	IO_RESOURCE_DESCRIPTOR d = { .Flags = CM_RESOURCE_MEMORY_PREFETCHABLE };
	u64 alignment, low, high;

	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypeMemory, SZ_4K, SZ_4K, 0,
						       U64_MAX), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, d.Type, CmResourceTypeMemory);
	KUNIT_EXPECT_EQ(test, d.u.Memory.Length, (ULONG)SZ_4K);
	/* A small length, but a large alignment: both are stored in the wider form. */
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypeMemory, SZ_64K,
						       1ULL << 40, 1ULL << 41, U64_MAX),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, d.Type, CmResourceTypeMemoryLarge);
	KUNIT_EXPECT_EQ(test, d.Flags,
			CM_RESOURCE_MEMORY_PREFETCHABLE | CM_RESOURCE_MEMORY_LARGE_48);
	KUNIT_EXPECT_EQ(test, d.u.Memory48.Length48, 1U);
	KUNIT_EXPECT_EQ(test, d.u.Memory48.Alignment48, 1U << 24);
	KUNIT_EXPECT_EQ(test, RtlIoDecodeMemIoResource(&d, &alignment, &low, &high), (u64)SZ_64K);
	KUNIT_EXPECT_EQ(test, alignment, 1ULL << 40);
	KUNIT_EXPECT_EQ(test, low, 1ULL << 41);
	KUNIT_EXPECT_EQ(test, high, U64_MAX);
	KUNIT_EXPECT_EQ(test, RtlIoDecodeMemIoResource(&d, NULL, NULL, NULL), (u64)SZ_64K);
	/* No form has room for the low bit of one and the high bits of the other. */
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypeMemory, SZ_4G, 1, 0,
						       U64_MAX), STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypeMemory, SZ_4K, 1, 0,
						       SZ_4K - 2), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypePort, 8, 8, 2, 1),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypeDma, 8, 8, 0, 100),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlIoEncodeMemIoResource(&d, CmResourceTypePort, 8, 8, 0x100, 0x107),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, d.u.Port.Alignment, 8U);
}

static void closest(struct kunit *test)
{
	static const struct { u64 from, to; } rounded[] = {
		{ 0, 0 }, { 1, 1 }, { U32_MAX, U32_MAX }, { SZ_4G, SZ_4G },
		{ SZ_4G + 1, SZ_4G + 256 }, { 0xfffffffeffULL, 0xffffffff00ULL },
		{ 0xffffffff01ULL, 1ULL << 40 }, { (1ULL << 40) + 1, (1ULL << 40) + 0x10000 },
		{ 0xffffffff0001ULL, 1ULL << 48 }, { (1ULL << 48) + 1, (1ULL << 48) + SZ_4G },
		{ 0xffffffff00000000ULL, 0xffffffff00000000ULL },
	};
	u64 to = 7;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rounded); i++) {
		KUNIT_EXPECT_EQ(test, RtlFindClosestEncodableLength(rounded[i].from, &to),
				STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, to, rounded[i].to);
	}
	to = 7;
	KUNIT_EXPECT_EQ(test, RtlFindClosestEncodableLength(0xffffffff00000001ULL, &to),
			STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_EQ(test, to, 7ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(encode, large_gen_params),
	KUNIT_CASE(requirement),
	KUNIT_CASE(closest),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_resource",
	.test_cases = cases,
};
kunit_test_suite(suite);
