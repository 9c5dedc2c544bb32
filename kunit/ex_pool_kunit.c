// SPDX-License-Identifier: GPL-2.0
/* KUnit: ExAllocatePoolWithTag and its kin, ExFreePool, the pool's accounting. */
#include "ke_waiter.h"

#include <linux/mm.h>

#include "ex.h"

#define TAG	0x54736574	/* "tesT" */

static const size_t sizes[] = {
	1, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 90, 96, 97, 127, 128, 129, 160, 161, 192,
	200, 256, 1000, 2048, 4000, 4063, 4064, 4065, 4095, 4096, 4097, 5000, 8191, 8192, 8193,
	65536, 100000, 1 << 20,
};

static bool is_placed_right(const void *p, size_t size)
{
	unsigned long a = (unsigned long)p;

	if (size >= PAGE_SIZE && a % PAGE_SIZE)
		return false;
	if (size <= PAGE_SIZE && a / PAGE_SIZE != (a + size - 1) / PAGE_SIZE)
		return false;
	return a % 16 == 0;
}

/* Several of each size, since the place depends on what is there already. */
static void alignment_and_page_boundaries(struct kunit *test)
{
	void *p[24];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(p); j++) {
			p[j] = ExAllocatePoolWithTag(NonPagedPool, sizes[i], TAG);
			KUNIT_ASSERT_NOT_NULL(test, p[j]);
			KUNIT_EXPECT_TRUE_MSG(test, is_placed_right(p[j], sizes[i]),
					      "%zu bytes at %px", sizes[i], p[j]);
			memset(p[j], j, sizes[i]);
		}
		for (j = 0; j < ARRAY_SIZE(p); j++) {
			KUNIT_EXPECT_EQ(test, ((u8 *)p[j])[0], j);
			KUNIT_EXPECT_EQ(test, ((u8 *)p[j])[sizes[i] - 1], j);
			ExFreePoolWithTag(p[j], TAG);
		}
	}
}

static void cache_aligned_types_are_aligned_to_a_cache_line(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = ExAllocatePoolWithTag(NonPagedPoolCacheAligned, sizes[i], TAG);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, (unsigned long)p % 64, 0);
		KUNIT_EXPECT_TRUE(test, is_placed_right(p, sizes[i]));
		memset(p, 1, sizes[i]);
		ExFreePool(p);
	}
}

static void zeroing(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizes[i], TAG);
		void *q = ExAllocatePoolZero(PagedPool, sizes[i], TAG);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_ASSERT_NOT_NULL(test, q);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(p, 0, sizes[i]), NULL);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(q, 0, sizes[i]), NULL);
		memset(p, 0xa5, sizes[i]);
		memset(q, 0xa5, sizes[i]);
		ExFreePool(p);
		ExFreePool(q);
	}
}

static void pool2_refuses_bad_requests(struct kunit *test)
{
	static const struct {
		u64 flags;
		size_t size;
		u32 tag;
	} bad[] = {
		{ POOL_FLAG_NON_PAGED, 16, 0 },
		{ POOL_FLAG_NON_PAGED, 0, TAG },
		{ 0, 16, TAG },
		{ POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED, 16, TAG },
		{ POOL_FLAG_NON_PAGED | 0x400, 16, TAG },
		{ POOL_FLAG_NON_PAGED | 0x40000000, 16, TAG },
	};
	NTSTATUS raised = 0;
	void *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_PTR_EQ(test, ExAllocatePool2(bad[i].flags, bad[i].size, bad[i].tag),
				    NULL);
	__try {
		ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE, 16, 0);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		raised = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, raised, STATUS_INVALID_PARAMETER);

	/* An optional flag that nobody knows doesn't matter. */
	p = ExAllocatePool2(POOL_FLAG_PAGED | 0x4000000000ULL, 16, TAG);
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		ExFreePool(p);
}

static void pool3_has_further_wishes(struct kunit *test)
{
	POOL_EXTENDED_PARAMETER wishes[2] = { };
	NTSTATUS raised = 0;
	u8 *p;

	wishes[0].Type = PoolExtendedParameterPriority;
	wishes[0].Priority = HighPoolPrioritySpecialPoolUnderrun;
	wishes[1].Type = PoolExtendedParameterNumaNode;
	p = ExAllocatePool3(POOL_FLAG_NON_PAGED, 100, TAG, wishes, 2);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(p, 0, 100), NULL);
	ExFreePoolWithTag(p, TAG);
	p = ExAllocatePool3(POOL_FLAG_PAGED, 100, TAG, NULL, 0);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreePoolWithTag(p, TAG);

	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePool3(POOL_FLAG_NON_PAGED, 100, TAG, NULL, 1), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePool3(POOL_FLAG_NON_PAGED, 100, 0, wishes, 2), NULL);
	wishes[0].Priority = 1;
	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePool3(POOL_FLAG_PAGED, 1, TAG, wishes, 2), NULL);
	wishes[0].Type = PoolExtendedParameterSecurePool;
	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePool3(POOL_FLAG_PAGED, 1, TAG, wishes, 2), NULL);
	__try {
		ExAllocatePool3(POOL_FLAG_PAGED | POOL_FLAG_RAISE_ON_FAILURE, 1, TAG, wishes, 2);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		raised = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, raised, STATUS_INVALID_PARAMETER);
	wishes[0].Optional = 1;
	p = ExAllocatePool3(POOL_FLAG_NON_PAGED, 1, TAG, wishes, 2);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreePoolWithTag(p, TAG);
}

static void inline_forms_zero(struct kunit *test)
{
	u8 *p;

	p = ExAllocatePoolQuotaZero(NonPagedPoolNx | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, 200, TAG);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(p, 0, 200), NULL);
	memset(p, 0xcc, 200);
	ExFreePoolWithTag(p, TAG);
	p = ExAllocatePoolPriorityZero(PagedPool, 200, TAG, NormalPoolPriority);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(p, 0, 200), NULL);
	ExFreePoolWithTag(p, TAG);
	p = ExAllocatePoolQuotaUninitialized(NonPagedPoolNx, 200, TAG);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreePoolWithTag(p, TAG);
	p = ExAllocatePoolPriorityUninitialized(NonPagedPoolNx, 200, TAG, LowPoolPriority);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreePoolWithTag(p, TAG);
}

static void too_much_is_null_or_an_exception(struct kunit *test)
{
	const size_t huge = (size_t)-100;
	NTSTATUS raised[3] = {};

	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePoolWithTag(NonPagedPool, huge, TAG), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePoolWithTag(NonPagedPool, 1UL << 40, TAG), NULL);
	KUNIT_EXPECT_PTR_EQ(test, ExAllocatePoolWithQuotaTag(NonPagedPool |
							     POOL_QUOTA_FAIL_INSTEAD_OF_RAISE,
							     huge, TAG), NULL);
	__try {
		ExAllocatePoolWithTag(PagedPool | POOL_RAISE_IF_ALLOCATION_FAILURE, huge, TAG);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		raised[0] = GetExceptionCode();
	}
	__try {
		ExAllocatePoolWithQuotaTag(PagedPool, huge, TAG);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		raised[1] = GetExceptionCode();
	}
	__try {
		ExAllocatePool2(POOL_FLAG_PAGED | POOL_FLAG_RAISE_ON_FAILURE, huge, TAG);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		raised[2] = GetExceptionCode();
	}
	KUNIT_EXPECT_EQ(test, raised[0], STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, raised[1], STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, raised[2], STATUS_INSUFFICIENT_RESOURCES);
}

static void at_dispatch_level(struct kunit *test)
{
	void *p[ARRAY_SIZE(sizes)];
	KIRQL old;
	size_t i;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		p[i] = ExAllocatePoolWithTag(NonPagedPool, sizes[i], TAG);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (p[i])
			ExFreePool(p[i]);
	KeLowerIrql(old);
	KUNIT_EXPECT_NOT_NULL(test, p[0]);

	/* Memory that came from vmalloc may go at DISPATCH_LEVEL. */
	p[0] = ExAllocatePoolWithTag(NonPagedPool, 16 << 20, TAG);
	KUNIT_ASSERT_NOT_NULL(test, p[0]);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	ExFreePool(p[0]);
	KeLowerIrql(old);
}

static void paged_pool_at_dispatch_level_is_reported(struct kunit *test)
{
	struct ke_reports r;
	KIRQL old;
	void *p;

	ke_expect_reports(&r, 0xc4);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	p = ExAllocatePoolWithTag(PagedPool, 32, TAG);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x01);
	ExFreePool(p);
}

static void bad_frees_are_reported(struct kunit *test)
{
	static u64 no_pool[32] __aligned(16);
	struct ke_reports r;
	void *p;

	ke_expect_reports(&r, 0xc2);
	p = ExAllocatePoolWithTag(NonPagedPool, 40, TAG);
	ExFreePoolWithTag(p, TAG + 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x0a);
	KUNIT_EXPECT_EQ(test, r.parameter[2], TAG);
	KUNIT_EXPECT_EQ(test, r.parameter[3], TAG + 1);
	ExFreePoolWithTag(p, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 1);
	ExFreePool(p);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x07);
	KUNIT_EXPECT_EQ(test, r.parameter[3], (unsigned long)p);

	ExFreePool(NULL);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x46);
	ExFreePool(&no_pool[16]);
	KUNIT_EXPECT_EQ(test, r.parameter[1], (unsigned long)&no_pool[16]);
	ExFreePool((void *)0x10);
	ExFreePool((void *)0xdead000000000110UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 6);

	p = ExAllocatePoolWithTag(NonPagedPool, 3 * PAGE_SIZE, TAG);
	ExFreePoolWithTag(p, TAG + 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x0a);
	ExFreePoolWithTag(p, TAG);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 7);
	ExFreePool(p);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x46);

	p = ExAllocatePoolWithTag(NonPagedPool, 24, 0);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x9b);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 9);
	ExFreePool(p);
}

static void a_write_before_the_block_is_reported(struct kunit *test)
{
	u64 *p = ExAllocatePoolWithTag(NonPagedPool, 40, TAG);
	struct ke_reports r;
	u64 check = p[-1];

	p[-1] = 0;
	ke_expect_reports(&r, 0xc2);
	ExFreePool(p);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	p[-1] = check;
	ExFreePool(p);
}

/* An "image" of one allocating function, as far as the accounting knows. */
static void accounting(struct kunit *test)
{
	const u32 tag = 0x63634131;
	const void *image = (const void *)0x1000;
	struct wdm_pool_usage u;
	struct ke_reports r;
	void *p[3];
	u64 count;

	p[0] = wdm_pool_alloc(100, tag, 0, image + 0x10);
	p[1] = wdm_pool_alloc(10000, tag, 0, image + 0x20);
	p[2] = wdm_pool_alloc(7, tag, 0, image + 0x1000);
	wdm_pool_tag_usage(tag, &u);
	KUNIT_EXPECT_EQ(test, u.bytes, 10107);
	KUNIT_EXPECT_EQ(test, u.allocs, 3);
	KUNIT_EXPECT_EQ(test, u.frees, 0);
	KUNIT_EXPECT_EQ(test, wdm_pool_driver_bytes(image, 0x1000, &count), 10100);
	KUNIT_EXPECT_EQ(test, count, 2);
	ExFreePool(p[0]);
	KUNIT_EXPECT_EQ(test, wdm_pool_driver_bytes(image, 0x1000, &count), 10000);
	KUNIT_EXPECT_EQ(test, count, 1);

	ke_expect_reports(&r, 0xc4);
	KUNIT_EXPECT_EQ(test, wdm_pool_report_leaks(image, 0x1000), 10000);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x62);
	KUNIT_EXPECT_EQ(test, r.parameter[3], 1);

	/* Another driver at the same address isn't blamed for it. */
	KUNIT_EXPECT_EQ(test, wdm_pool_driver_bytes(image, 0x1000, NULL), 0);
	ExFreePool(p[1]);
	ExFreePool(p[2]);
	wdm_pool_tag_usage(tag, &u);
	KUNIT_EXPECT_EQ(test, u.bytes, 0);
	KUNIT_EXPECT_EQ(test, wdm_pool_report_leaks(image, 0x2000), 0);
}

/* A driver that is loaded again, at the same address, and so with the same places. */
static void a_place_whose_code_went_is_a_new_one(struct kunit *test)
{
	const void *image = (const void *)0x20000;
	struct wdm_pool_usage u;
	u64 count;
	void *p;
	int i;

	for (i = 1; i <= 3; i++) {
		p = wdm_pool_alloc(100, 'RlP', 0, image + 0x10);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, wdm_pool_driver_bytes(image, 0x1000, &count), 100);
		KUNIT_EXPECT_EQ(test, count, 1);
		wdm_pool_tag_usage('RlP', &u);
		KUNIT_EXPECT_EQ(test, u.allocs, 1);
		ExFreePool(p);
		KUNIT_EXPECT_EQ(test, wdm_pool_report_leaks(image, 0x1000), 0);
		wdm_pool_tag_usage('RlP', &u);
		KUNIT_EXPECT_EQ(test, u.allocs, 0);
		/* Once at once, once when its memory may be used again. */
		if (i == 2)
			rcu_barrier();
	}
}

static void the_older_routines_allocate_as_well(struct kunit *test)
{
	static const EX_POOL_PRIORITY priorities[] = {
		LowPoolPriority, LowPoolPrioritySpecialPoolOverrun,
		LowPoolPrioritySpecialPoolUnderrun, NormalPoolPriority,
		NormalPoolPrioritySpecialPoolOverrun, NormalPoolPrioritySpecialPoolUnderrun,
		HighPoolPriority, HighPoolPrioritySpecialPoolOverrun,
		HighPoolPrioritySpecialPoolUnderrun,
	};
	struct wdm_pool_usage before, after;
	size_t i;
	void *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = ExAllocatePool(i % 2 ? PagedPool : NonPagedPool, sizes[i]);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, is_placed_right(p, sizes[i]));
		memset(p, 0xa5, sizes[i]);
		ExFreePool(p);
		p = ExAllocatePoolWithQuota(NonPagedPool, sizes[i]);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, is_placed_right(p, sizes[i]));
		memset(p, 0xa5, sizes[i]);
		ExFreePool(p);
	}
	wdm_pool_tag_usage(TAG, &before);
	for (i = 0; i < ARRAY_SIZE(priorities); i++) {
		p = ExAllocatePoolWithTagPriority(PagedPool, 100, TAG, priorities[i]);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, is_placed_right(p, 100));
		wdm_pool_tag_usage(TAG, &after);
		KUNIT_EXPECT_EQ(test, after.bytes - before.bytes, 100);
		ExFreePoolWithTag(p, TAG);
	}

	/* What a driver calls first, so that NonPagedPool isn't executable: it never is. */
	ExInitializeDriverRuntime(DrvRtPoolNxOptIn);
}

#define FAR_TOO_MUCH	((SIZE_T)1 << 46)

static NTSTATUS quota_raises(POOL_TYPE type, void **p)
{
	*p = NULL;
	__try {
		*p = ExAllocatePoolWithQuota(type, FAR_TOO_MUCH);
	} __except(EXCEPTION_EXECUTE_HANDLER) {
		return GetExceptionCode();
	}
	return STATUS_SUCCESS;
}

static void without_memory_the_older_routines_say_so(struct kunit *test)
{
	void *p;

	KUNIT_EXPECT_NULL(test, ExAllocatePool(NonPagedPool, FAR_TOO_MUCH));
	KUNIT_EXPECT_NULL(test, ExAllocatePoolWithTagPriority(NonPagedPool, FAR_TOO_MUCH, TAG,
							      HighPoolPriority));
	KUNIT_EXPECT_EQ(test, quota_raises(NonPagedPool, &p), STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, quota_raises(NonPagedPool | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, &p),
			STATUS_SUCCESS);
	KUNIT_EXPECT_NULL(test, p);
}

static NTSTATUS churn(void *context)
{
	int i, rounds = *(int *)context;
	void *p[16] = {};

	for (i = 0; i < rounds; i++) {
		int j = i * 7 % 16;

		if (p[j])
			ExFreePoolWithTag(p[j], TAG);
		p[j] = ExAllocatePoolWithTag(NonPagedPool, sizes[i % 32], TAG);
		if (!p[j])
			return STATUS_NO_MEMORY;
	}
	for (i = 0; i < 16; i++)
		if (p[i])
			ExFreePoolWithTag(p[i], TAG);
	return STATUS_SUCCESS;
}

static void two_cpus(struct kunit *test)
{
	struct wdm_pool_usage before, after;
	int i, rounds = wdm_rounds(5000);
	struct ke_waiter w[2];

	wdm_pool_tag_usage(TAG, &before);
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], churn, &rounds, i);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	wdm_pool_tag_usage(TAG, &after);
	KUNIT_EXPECT_EQ(test, after.bytes, before.bytes);
	KUNIT_EXPECT_EQ(test, after.allocs - before.allocs, 2 * rounds);
	KUNIT_EXPECT_EQ(test, after.frees - before.frees, 2 * rounds);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(alignment_and_page_boundaries),
	KUNIT_CASE(cache_aligned_types_are_aligned_to_a_cache_line),
	KUNIT_CASE(zeroing),
	KUNIT_CASE(pool2_refuses_bad_requests),
	KUNIT_CASE(pool3_has_further_wishes),
	KUNIT_CASE(inline_forms_zero),
	KUNIT_CASE(too_much_is_null_or_an_exception),
	KUNIT_CASE(at_dispatch_level),
	KUNIT_CASE(paged_pool_at_dispatch_level_is_reported),
	KUNIT_CASE(bad_frees_are_reported),
	KUNIT_CASE(a_write_before_the_block_is_reported),
	KUNIT_CASE(accounting),
	KUNIT_CASE(a_place_whose_code_went_is_a_new_one),
	KUNIT_CASE(the_older_routines_allocate_as_well),
	KUNIT_CASE(without_memory_the_older_routines_say_so),
	KUNIT_CASE_SLOW(two_cpus),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "wdmcore_ex_pool",
	.test_cases = pool_cases,
};
kunit_test_suite(pool_suite);
