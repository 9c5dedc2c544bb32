// SPDX-License-Identifier: GPL-2.0
/* Patterns, divisions, flags, callers: rtl/memory.c, magic.c, backtrace.c. */
#include <kunit/test.h>
#include <linux/string.h>

#include <asm/cpufeature.h>

#include "rtl.h"

static void patterns(struct kunit *test)
{
	u64 block[4] = {};

	RtlFillMemoryUlong(block, 15, 0x11223344);
	KUNIT_EXPECT_EQ(test, block[0], 0x1122334411223344ULL);
	KUNIT_EXPECT_EQ(test, block[1], 0x11223344ULL);
	KUNIT_EXPECT_EQ(test, RtlCompareMemoryUlong(block, sizeof(block), 0x11223344), 12UL);
	RtlFillMemoryUlonglong(&block[1], 23, 0x8877665544332211ULL);
	KUNIT_EXPECT_EQ(test, block[2], 0x8877665544332211ULL);
	KUNIT_EXPECT_EQ(test, block[3], 0ULL);
}

static void magic_division(struct kunit *test)
{
	/* 2^77 / 10000: a driver makes milliseconds of 100 ns units with it. */
	LARGE_INTEGER magic = { .QuadPart = (LONGLONG)0xd1b71758e219652cULL };
	static const s64 values[] = { 0, 9999, 10000, -10000, -19999, 123456789012345LL,
				      S64_MAX, -S64_MAX };
	LARGE_INTEGER dividend;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		dividend.QuadPart = values[i];
		KUNIT_EXPECT_EQ(test, RtlExtendedMagicDivide(dividend, magic, 13).QuadPart,
				values[i] / 10000);
	}
}

static void interlocked_bits(struct kunit *test)
{
	struct { ULONG flags, guard; } f = { 0xf0, 0x5555 };

	KUNIT_EXPECT_EQ(test, RtlInterlockedSetBits(&f.flags, 0x0f), 0xf0U);
	KUNIT_EXPECT_EQ(test, RtlInterlockedClearBits(&f.flags, 0x81), 0xffU);
	KUNIT_EXPECT_EQ(test, RtlInterlockedAndBits(&f.flags, 0x7c), 0x7eU);
	KUNIT_EXPECT_EQ(test, RtlInterlockedXorBits(&f.flags, 0xff), 0x7cU);
	RtlInterlockedSetBitsDiscardReturn(&f.flags, 0x80000000);
	RtlInterlockedClearBitsDiscardReturn(&f.flags, 0x3);
	RtlInterlockedAndBitsDiscardReturn(&f.flags, 0x800000ff);
	KUNIT_EXPECT_EQ(test, f.flags, 0x80000080U);
	KUNIT_EXPECT_EQ(test, f.guard, 0x5555U);
}

static void features(struct kunit *test)
{
	u64 all = RtlGetEnabledExtendedFeatures(~0ULL);

	/* Where XSAVE is on, x87 and SSE always are. */
	KUNIT_EXPECT_EQ(test, all & 3, boot_cpu_has(X86_FEATURE_OSXSAVE) ? 3ULL : 0ULL);
	KUNIT_EXPECT_EQ(test, RtlGetEnabledExtendedFeatures(1), all & 1);
	KUNIT_EXPECT_EQ(test, RtlGetEnabledExtendedFeatures(0), 0ULL);
}

static noinline USHORT capture(PVOID *trace, ULONG skip, ULONG count, PULONG hash)
{
	USHORT n = RtlCaptureStackBackTrace(skip, count, trace, hash);

	barrier();
	return n;
}

static bool within(const void *address, const void *function)
{
	return (size_t)(address - function) < 0x1000;
}

static void callers(struct kunit *test)
{
	PVOID trace[16] = {}, again[16] = {};
	ULONG hash = 0, i;
	USHORT n;

	n = capture(trace, 0, ARRAY_SIZE(trace), &hash);
	KUNIT_ASSERT_GE(test, n, 2);
	KUNIT_EXPECT_TRUE(test, within(trace[0], capture));
	KUNIT_EXPECT_TRUE(test, within(trace[1], callers));
	for (i = 0; i < n; i++)
		hash -= (ULONG)(ULONG_PTR)trace[i];
	KUNIT_EXPECT_EQ(test, hash, 0U);
	KUNIT_EXPECT_EQ(test, capture(again, 1, 1, NULL), 1);
	KUNIT_EXPECT_TRUE(test, within(again[0], callers));
	KUNIT_EXPECT_NULL(test, again[1]);

	memset(again, 0, sizeof(again));
	KUNIT_EXPECT_GE(test, RtlWalkFrameChain(again, ARRAY_SIZE(again), 0), 2U);
	KUNIT_EXPECT_TRUE(test, within(again[0], callers));
	KUNIT_EXPECT_EQ(test, RtlWalkFrameChain(again, 1, 0), 1U);
	KUNIT_EXPECT_EQ(test, RtlWalkFrameChain(again, 16, RTL_WALK_USER_MODE_STACK), 0U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(patterns),
	KUNIT_CASE(magic_division),
	KUNIT_CASE(interlocked_bits),
	KUNIT_CASE(features),
	KUNIT_CASE(callers),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_misc",
	.test_cases = cases,
};
kunit_test_suite(suite);
