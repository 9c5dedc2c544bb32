// SPDX-License-Identifier: GPL-2.0
/* KUnit: run-down protection, plain and cache-aware. */
#include "ke_waiter.h"

#define TAG	0x746b6477	/* "wdkt" */

static NTSTATUS run_down(void *ref)
{
	ExWaitForRundownProtectionRelease(ref);
	return STATUS_SUCCESS;
}

static NTSTATUS run_down_aware(void *ref)
{
	ExWaitForRundownProtectionReleaseCacheAware(ref);
	return STATUS_SUCCESS;
}

static void nobody_gets_in_after_the_rundown(struct kunit *test)
{
	EX_RUNDOWN_REF ref;
	struct ke_reports r;

	memset(&ref, 0xcc, sizeof(ref));
	ExInitializeRundownProtection(&ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtection(&ref));
	ExReleaseRundownProtection(&ref);
	ExWaitForRundownProtectionRelease(&ref);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtection(&ref));
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtectionEx(&ref, 3));
	/* Again is no error, and neither is this: */
	ExWaitForRundownProtectionRelease(&ref);
	ExRundownCompleted(&ref);
	ExReInitializeRundownProtection(&ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtection(&ref));

	ke_expect_reports(&r, 0x18);
	ExReInitializeRundownProtection(&ref);
	ExReleaseRundownProtection(&ref);
	ExReleaseRundownProtection(&ref);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 2);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtection(&ref));
	ExReleaseRundownProtection(&ref);
	ExRundownCompleted(&ref);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtection(&ref));
}

static void the_rundown_waits_for_all(struct kunit *test)
{
	struct ke_waiter w[2];
	EX_RUNDOWN_REF ref;
	KIRQL irql;

	ExInitializeRundownProtection(&ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtection(&ref));
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtectionEx(&ref, 3));
	ke_waiter_start(test, &w[0], run_down, &ref, -1);
	while (!(READ_ONCE(ref.Count) & EX_RUNDOWN_ACTIVE))
		msleep(1);
	ke_waiter_start(test, &w[1], run_down, &ref, -1);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtection(&ref));
	ExReleaseRundownProtectionEx(&ref, 2);
	ExReleaseRundownProtection(&ref);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&w[0].done));
	KUNIT_EXPECT_FALSE(test, completion_done(&w[1].done));
	irql = KeRaiseIrqlToDpcLevel();
	ExReleaseRundownProtection(&ref);
	KeLowerIrql(irql);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtection(&ref));
	ExReInitializeRundownProtection(&ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtection(&ref));
}

static NTSTATUS release_after_rundown(void *context)
{
	EX_RUNDOWN_REF *ref = context;

	while (!(READ_ONCE(ref->Count) & EX_RUNDOWN_ACTIVE))
		cond_resched();
	ExReleaseRundownProtection(ref);
	return STATUS_SUCCESS;
}

static void a_rundown_at_dispatch_level_is_reported(struct kunit *test)
{
	EX_RUNDOWN_REF ref;
	struct ke_reports r;
	struct ke_waiter w;
	KIRQL irql;

	KUNIT_ASSERT_GE(test, num_online_cpus(), 2);
	ExInitializeRundownProtection(&ref);
	ExAcquireRundownProtection(&ref);
	KUNIT_ASSERT_EQ(test, 0, set_cpus_allowed_ptr(current, cpumask_of(0)));
	ke_waiter_start(test, &w, release_after_rundown, &ref, 1);
	ke_expect_reports(&r, 0x0a);
	irql = KeRaiseIrqlToDpcLevel();
	ExWaitForRundownProtectionRelease(&ref);
	KeLowerIrql(irql);
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtection(&ref));
}

struct aware {
	PEX_RUNDOWN_REF_CACHE_AWARE ref;
	bool acquired;
};

static NTSTATUS acquire_twice(void *context)
{
	struct aware *a = context;

	a->acquired = ExAcquireRundownProtectionCacheAwareEx(a->ref, 2);
	return STATUS_SUCCESS;
}

static NTSTATUS release_once(void *context)
{
	struct aware *a = context;

	ExReleaseRundownProtectionCacheAware(a->ref);
	return STATUS_SUCCESS;
}

static void on_cpu(struct kunit *test, NTSTATUS (*routine)(void *), void *context, int cpu)
{
	struct ke_waiter w;

	ke_waiter_start(test, &w, routine, context, cpu);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
}

static void processors_share_cache_aware_protection(struct kunit *test)
{
	SIZE_T size = ExSizeOfRundownProtectionCacheAware();
	struct aware a = { .ref = kunit_kzalloc(test, size, GFP_KERNEL) };
	struct ke_waiter w[2];
	struct ke_reports r;

	KUNIT_ASSERT_NOT_NULL(test, a.ref);
	memset(a.ref, 0xcc, size);
	ExInitializeRundownProtectionCacheAware(a.ref, size);
	/* Acquired here, released there */
	on_cpu(test, acquire_twice, &a, 0);
	KUNIT_EXPECT_TRUE(test, a.acquired);
	on_cpu(test, release_once, &a, 1);
	ke_waiter_start(test, &w[0], run_down_aware, a.ref, 0);
	while (ExAcquireRundownProtectionCacheAware(a.ref)) {
		ExReleaseRundownProtectionCacheAware(a.ref);
		msleep(1);
	}
	ke_waiter_start(test, &w[1], run_down_aware, a.ref, 1);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&w[0].done));
	KUNIT_EXPECT_FALSE(test, completion_done(&w[1].done));
	on_cpu(test, release_once, &a, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[0]));
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[1]));
	on_cpu(test, acquire_twice, &a, 0);
	KUNIT_EXPECT_FALSE(test, a.acquired);
	on_cpu(test, acquire_twice, &a, 1);
	KUNIT_EXPECT_FALSE(test, a.acquired);
	ExWaitForRundownProtectionReleaseCacheAware(a.ref);

	ExReInitializeRundownProtectionCacheAware(a.ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtectionCacheAwareEx(a.ref, 2));
	ke_expect_reports(&r, 0x18);
	ExReInitializeRundownProtectionCacheAware(a.ref);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	ExReleaseRundownProtectionCacheAwareEx(a.ref, 2);
	ExRundownCompletedCacheAware(a.ref);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtectionCacheAware(a.ref));
	ke_expect_reports(&r, 0x18);
	ExReleaseRundownProtectionCacheAware(a.ref);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
}

static void cache_aware_protection_from_pool(struct kunit *test)
{
	PEX_RUNDOWN_REF_CACHE_AWARE ref;

	ref = ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, TAG);
	KUNIT_ASSERT_NOT_NULL(test, ref);
	KUNIT_EXPECT_TRUE(test, ExAcquireRundownProtectionCacheAware(ref));
	ExReleaseRundownProtectionCacheAware(ref);
	ExWaitForRundownProtectionReleaseCacheAware(ref);
	KUNIT_EXPECT_FALSE(test, ExAcquireRundownProtectionCacheAware(ref));
	ExFreeCacheAwareRundownProtection(ref);
}

struct contest {
	EX_RUNDOWN_REF plain;
	PEX_RUNDOWN_REF_CACHE_AWARE aware;
	atomic_t inside;
	int rounds, errors;
	bool stop;
};

static NTSTATUS use(void *context)
{
	struct contest *c = context;
	bool plain = true;

	while (!READ_ONCE(c->stop)) {
		plain = !plain;
		if (plain ? ExAcquireRundownProtection(&c->plain) :
			    ExAcquireRundownProtectionCacheAware(c->aware)) {
			atomic_add(plain ? 1 : 0x10000, &c->inside);
			cpu_relax();
			atomic_sub(plain ? 1 : 0x10000, &c->inside);
			if (plain)
				ExReleaseRundownProtection(&c->plain);
			else
				ExReleaseRundownProtectionCacheAware(c->aware);
		}
		cond_resched();
	}
	return STATUS_SUCCESS;
}

static void nobody_is_inside_after_the_wait(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->aware = ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, TAG);
	KUNIT_ASSERT_NOT_NULL(test, c->aware);
	ExInitializeRundownProtection(&c->plain);
	for (i = 0; i < 3; i++)
		ke_waiter_start(test, &w[i], use, c, -1);
	for (i = 0; i < wdm_rounds(10000); i++) {
		ExWaitForRundownProtectionRelease(&c->plain);
		if (atomic_read(&c->inside) & 0xffff)
			c->errors++;
		ExReInitializeRundownProtection(&c->plain);
		ExWaitForRundownProtectionReleaseCacheAware(c->aware);
		if (atomic_read(&c->inside) & ~0xffff)
			c->errors++;
		ExReInitializeRundownProtectionCacheAware(c->aware);
		cond_resched();
	}
	WRITE_ONCE(c->stop, true);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	ExFreeCacheAwareRundownProtection(c->aware);
}

static struct kunit_case rundown_cases[] = {
	KUNIT_CASE(nobody_gets_in_after_the_rundown),
	KUNIT_CASE(the_rundown_waits_for_all),
	KUNIT_CASE(a_rundown_at_dispatch_level_is_reported),
	KUNIT_CASE(processors_share_cache_aware_protection),
	KUNIT_CASE(cache_aware_protection_from_pool),
	KUNIT_CASE_SLOW(nobody_is_inside_after_the_wait),
	{}
};

static struct kunit_suite rundown_suite = {
	.name = "wdmcore_ex_rundown",
	.test_cases = rundown_cases,
};
kunit_test_suite(rundown_suite);
