// SPDX-License-Identifier: GPL-2.0
/* KUnit: lookaside lists, paged, nonpaged and Ex. */
#include "ke_waiter.h"

#include "ex.h"

#define TAG	0x656b6f4c

static int allocs, frees;
static POOL_TYPE seen_type;
static SIZE_T seen_size;
static ULONG seen_tag;
static PLOOKASIDE_LIST_EX seen_list;

static PVOID counting_allocate(POOL_TYPE type, SIZE_T size, ULONG tag)
{
	allocs++;
	seen_type = type;
	seen_size = size;
	seen_tag = tag;
	return ExAllocatePoolWithTag(type, size, tag);
}

static VOID counting_free(PVOID p)
{
	frees++;
	ExFreePool(p);
}

static PVOID counting_allocate_ex(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
	seen_list = list;
	return counting_allocate(type, size, tag);
}

static VOID counting_free_ex(PVOID p, PLOOKASIDE_LIST_EX list)
{
	seen_list = list;
	counting_free(p);
}

static int reset(struct kunit *test)
{
	allocs = 0;
	frees = 0;
	seen_list = NULL;
	return 0;
}

static void freed_entries_come_back(struct kunit *test)
{
	NPAGED_LOOKASIDE_LIST *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, l);
	ExInitializeNPagedLookasideList(l, counting_allocate, counting_free, 0, 72, TAG, 0);
	a = ExAllocateFromNPagedLookasideList(l);
	b = ExAllocateFromNPagedLookasideList(l);
	KUNIT_EXPECT_EQ(test, allocs, 2);
	KUNIT_EXPECT_EQ(test, seen_size, 72);
	KUNIT_EXPECT_EQ(test, seen_tag, TAG);
	KUNIT_EXPECT_EQ(test, (int)seen_type, (int)NonPagedPool);
	ExFreeToNPagedLookasideList(l, a);
	ExFreeToNPagedLookasideList(l, b);
	KUNIT_EXPECT_EQ(test, frees, 0);
	KUNIT_EXPECT_PTR_EQ(test, ExAllocateFromNPagedLookasideList(l), b);
	KUNIT_EXPECT_PTR_EQ(test, ExAllocateFromNPagedLookasideList(l), a);
	KUNIT_EXPECT_EQ(test, allocs, 2);
	KUNIT_EXPECT_EQ(test, l->L.TotalAllocates, 4);
	KUNIT_EXPECT_EQ(test, l->L.AllocateMisses, 2);
	KUNIT_EXPECT_EQ(test, l->L.TotalFrees, 2);
	ExFreeToNPagedLookasideList(l, a);
	ExFreeToNPagedLookasideList(l, b);
	ExDeleteNPagedLookasideList(l);
	KUNIT_EXPECT_EQ(test, frees, 2);
}

static void a_full_list_frees(struct kunit *test)
{
	PAGED_LOOKASIDE_LIST *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	void **p = kunit_kcalloc(test, 1000, sizeof(*p), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, l);
	KUNIT_ASSERT_NOT_NULL(test, p);
	ExInitializePagedLookasideList(l, counting_allocate, counting_free, 0, 16, TAG, 0);
	for (i = 0; i < 1000; i++)
		p[i] = ExAllocateFromPagedLookasideList(l);
	KUNIT_EXPECT_EQ(test, allocs, 1000);
	KUNIT_EXPECT_EQ(test, (int)seen_type, (int)PagedPool);
	for (i = 0; i < 1000; i++)
		ExFreeToPagedLookasideList(l, p[i]);
	KUNIT_EXPECT_EQ(test, frees, 1000 - l->L.Depth);
	KUNIT_EXPECT_EQ(test, l->L.FreeMisses, frees);
	ExDeletePagedLookasideList(l);
	KUNIT_EXPECT_EQ(test, frees, 1000);
}

static void defaults_are_pool(struct kunit *test)
{
	NPAGED_LOOKASIDE_LIST *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	struct wdm_pool_usage u;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, l);
	ExInitializeNPagedLookasideList(l, NULL, NULL, POOL_NX_ALLOCATION, 5000, TAG, 0);
	p = ExAllocateFromNPagedLookasideList(l);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, (unsigned long)p % 4096, 0);
	wdm_pool_tag_usage(TAG, &u);
	KUNIT_EXPECT_EQ(test, u.bytes, 5000);
	ExFreeToNPagedLookasideList(l, p);
	ExDeleteNPagedLookasideList(l);
	wdm_pool_tag_usage(TAG, &u);
	KUNIT_EXPECT_EQ(test, u.bytes, 0);
}

static void ex_lists_tell_the_routines_who_they_are(struct kunit *test)
{
	LOOKASIDE_LIST_EX *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, l);
	KUNIT_EXPECT_EQ(test, ExInitializeLookasideListEx(l, NULL, NULL, DontUseThisType, 0, 64,
							  TAG, 0), STATUS_INVALID_PARAMETER_4);
	KUNIT_EXPECT_EQ(test, ExInitializeLookasideListEx(l, NULL, NULL, PagedPool, 3, 64, TAG, 0),
			STATUS_INVALID_PARAMETER_5);
	KUNIT_EXPECT_EQ(test,
			ExInitializeLookasideListEx(l, counting_allocate_ex, counting_free_ex,
						    PagedPool,
						    EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL,
						    64, TAG, 0), STATUS_SUCCESS);
	p = ExAllocateFromLookasideListEx(l);
	KUNIT_EXPECT_PTR_EQ(test, seen_list, l);
	KUNIT_EXPECT_EQ(test, (int)seen_type, PagedPool | POOL_RAISE_IF_ALLOCATION_FAILURE);
	seen_list = NULL;
	ExFreeToLookasideListEx(l, p);
	KUNIT_EXPECT_PTR_EQ(test, seen_list, NULL);
	ExFlushLookasideListEx(l);
	KUNIT_EXPECT_PTR_EQ(test, seen_list, l);
	KUNIT_EXPECT_EQ(test, frees, 1);
	p = ExAllocateFromLookasideListEx(l);
	KUNIT_EXPECT_EQ(test, allocs, 2);
	ExFreeToLookasideListEx(l, p);
	ExDeleteLookasideListEx(l);
	KUNIT_EXPECT_EQ(test, frees, 2);
}

static NTSTATUS take_and_give(void *context)
{
	NPAGED_LOOKASIDE_LIST *l = context;
	int i, j;

	for (i = 0; i < 5000; i++) {
		u64 *p[5];

		for (j = 0; j < 5; j++) {
			p[j] = ExAllocateFromNPagedLookasideList(l);
			if (!p[j])
				return STATUS_NO_MEMORY;
			p[j][1] = (unsigned long)&p[j];
		}
		for (j = 0; j < 5; j++) {
			if (p[j][1] != (unsigned long)&p[j])
				return STATUS_UNSUCCESSFUL;
			ExFreeToNPagedLookasideList(l, p[j]);
		}
	}
	return STATUS_SUCCESS;
}

static void no_entry_is_given_out_twice(struct kunit *test)
{
	NPAGED_LOOKASIDE_LIST *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	struct wdm_pool_usage u;
	struct ke_waiter w[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, l);
	ExInitializeNPagedLookasideList(l, NULL, NULL, 0, 32, TAG, 0);
	for (i = 0; i < 3; i++)
		ke_waiter_start(test, &w[i], take_and_give, l, i);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	ExDeleteNPagedLookasideList(l);
	wdm_pool_tag_usage(TAG, &u);
	KUNIT_EXPECT_EQ(test, u.bytes, 0);
}

static struct kunit_case lookaside_cases[] = {
	KUNIT_CASE(freed_entries_come_back),
	KUNIT_CASE(a_full_list_frees),
	KUNIT_CASE(defaults_are_pool),
	KUNIT_CASE(ex_lists_tell_the_routines_who_they_are),
	KUNIT_CASE_SLOW(no_entry_is_given_out_twice),
	{}
};

static struct kunit_suite lookaside_suite = {
	.name = "wdmcore_ex_lookaside",
	.init = reset,
	.test_cases = lookaside_cases,
};
kunit_test_suite(lookaside_suite);
