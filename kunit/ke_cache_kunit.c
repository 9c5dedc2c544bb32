// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_ke_cache: KeInvalidateAllCaches, KeInvalidateRangeAllCaches,
 * KeFlushWriteBuffer, KeFlushIoBuffers. What they do can't be seen from here; that
 * they leave memory as it is, and where they may be called, can.
 */
#include <kunit/test.h>
#include <linux/slab.h>

#include <wdm.h>
#include "ke.h"

#define BYTES 8192

static void memory_stays_as_it_is(struct kunit *test)
{
	u8 *memory = kunit_kzalloc(test, BYTES, GFP_KERNEL);
	BOOLEAN at_dispatch, above;
	size_t i, wrong = 0;
	KIRQL old;
	MDL *mdl;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	for (i = 0; i < BYTES; i++)
		memory[i] = i * 7;
	mdl = IoAllocateMdl(memory, BYTES, FALSE, FALSE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, mdl);
	MmBuildMdlForNonPagedPool(mdl);

	KUNIT_EXPECT_TRUE(test, KeInvalidateAllCaches());
	KeInvalidateRangeAllCaches(memory + 3, BYTES - 5);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	at_dispatch = KeInvalidateAllCaches();
	KeFlushIoBuffers(mdl, TRUE, TRUE);
	KeFlushIoBuffers(mdl, FALSE, TRUE);
	KeFlushIoBuffers(mdl, TRUE, FALSE);
	KeFlushIoBuffers(mdl, FALSE, FALSE);
	KeFlushWriteBuffer();
	KeLowerIrql(old);
	KeRaiseIrql(HIGH_LEVEL, &old);
	above = KeInvalidateAllCaches();
	KeInvalidateRangeAllCaches(memory, 64);
	KeFlushWriteBuffer();
	KeLowerIrql(old);
	KUNIT_EXPECT_TRUE(test, at_dispatch);
	KUNIT_EXPECT_FALSE(test, above);

	for (i = 0; i < BYTES; i++)
		wrong += memory[i] != (u8)(i * 7);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	IoFreeMdl(mdl);
}

static struct kunit_case cache_cases[] = {
	KUNIT_CASE(memory_stays_as_it_is),
	{}
};

static struct kunit_suite cache_suite = {
	.name = "wdmcore_ke_cache",
	.test_cases = cache_cases,
};
kunit_test_suite(cache_suite);
