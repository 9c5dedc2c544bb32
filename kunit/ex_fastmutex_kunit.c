// SPDX-License-Identifier: GPL-2.0
/* KUnit: fast mutexes and guarded mutexes. */
#include "ke_waiter.h"

static void the_irql_is_apc_level_while_held(struct kunit *test)
{
	FAST_MUTEX m;
	KIRQL inside;

	memset(&m, 0xcc, sizeof(m));
	ExInitializeFastMutex(&m);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	ExAcquireFastMutex(&m);
	inside = KeGetCurrentIrql();
	KUNIT_EXPECT_PTR_EQ(test, m.Owner, (void *)KeGetCurrentThread());
	ExReleaseFastMutex(&m);
	KUNIT_EXPECT_EQ(test, inside, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, m.Owner, NULL);

	KUNIT_EXPECT_TRUE(test, ExTryToAcquireFastMutex(&m));
	inside = KeGetCurrentIrql();
	KUNIT_EXPECT_FALSE(test, ExTryToAcquireFastMutex(&m));
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	ExReleaseFastMutex(&m);
	KUNIT_EXPECT_EQ(test, inside, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void unsafe_forms_leave_the_irql_alone(struct kunit *test)
{
	FAST_MUTEX m;

	ExInitializeFastMutex(&m);
	KeEnterCriticalRegion();
	ExAcquireFastMutexUnsafe(&m);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, ExTryToAcquireFastMutex(&m));
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	ExReleaseFastMutexUnsafe(&m);
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_TRUE(test, ExTryToAcquireFastMutex(&m));
	ExReleaseFastMutex(&m);
}

static void guarded_mutexes_disable_all_apcs(struct kunit *test)
{
	KGUARDED_MUTEX m;

	KeInitializeGuardedMutex(&m);
	KeAcquireGuardedMutex(&m);
	KUNIT_EXPECT_TRUE(test, KeAreAllApcsDisabled());
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, KeTryToAcquireGuardedMutex(&m));
	KeReleaseGuardedMutex(&m);
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
	KUNIT_EXPECT_TRUE(test, KeTryToAcquireGuardedMutex(&m));
	KeReleaseGuardedMutex(&m);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());

	KeEnterGuardedRegion();
	KeAcquireGuardedMutexUnsafe(&m);
	KeReleaseGuardedMutexUnsafe(&m);
	KUNIT_EXPECT_TRUE(test, KeAreAllApcsDisabled());
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
}

static void recursion_is_reported(struct kunit *test)
{
	struct ke_reports r;
	FAST_MUTEX m;
	KIRQL irql;

	ExInitializeFastMutex(&m);
	ke_expect_reports(&r, 0xbf);
	ExAcquireFastMutex(&m);
	ExAcquireFastMutex(&m);
	ExReleaseFastMutex(&m);
	irql = KeGetCurrentIrql();
	ExReleaseFastMutex(&m);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, irql, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	ke_expect_reports(&r, 0x11);
	ExReleaseFastMutex(&m);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_TRUE(test, ExTryToAcquireFastMutex(&m));
	ExReleaseFastMutex(&m);
}

static void trying_is_for_apc_level_as_well(struct kunit *test)
{
	struct ke_reports r;
	FAST_MUTEX fast;
	KGUARDED_MUTEX guarded;
	KIRQL old, after;

	ExInitializeFastMutex(&fast);
	KeInitializeGuardedMutex(&guarded);
	ke_expect_reports(&r, 0x0a);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	if (ExTryToAcquireFastMutex(&fast))
		ExReleaseFastMutex(&fast);
	if (KeTryToAcquireGuardedMutex(&guarded))
		KeReleaseGuardedMutex(&guarded);
	after = KeGetCurrentIrql();
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 2);
	KUNIT_EXPECT_EQ(test, after, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	/* One's own mutex isn't to be had a second time, and stays held. */
	ExAcquireFastMutex(&fast);
	KUNIT_EXPECT_FALSE(test, ExTryToAcquireFastMutex(&fast));
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), APC_LEVEL);
	ExReleaseFastMutex(&fast);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void regions_nest(struct kunit *test)
{
	struct ke_reports r;

	KeEnterCriticalRegion();
	KeEnterCriticalRegion();
	KeEnterGuardedRegion();
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_TRUE(test, KeAreAllApcsDisabled());
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
	ke_expect_reports(&r, 0x01);
	KeLeaveCriticalRegion();
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 2);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

struct contest {
	FAST_MUTEX mutex;
	int rounds, inside, total, errors;
};

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	int i;

	for (i = 0; i < c->rounds; i++) {
		if (i % 4 || !ExTryToAcquireFastMutex(&c->mutex))
			ExAcquireFastMutex(&c->mutex);
		if (c->inside++)
			c->errors++;
		c->total++;
		if (!(i % 3))
			cond_resched();
		c->inside--;
		ExReleaseFastMutex(&c->mutex);
	}
	return KeGetCurrentIrql() == PASSIVE_LEVEL ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static void one_owner_at_a_time(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[4];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->rounds = wdm_rounds(3000);
	ExInitializeFastMutex(&c->mutex);
	for (i = 0; i < 4; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_EQ(test, c->total, 4 * c->rounds);
	KUNIT_EXPECT_EQ(test, c->mutex.Count, 1);
}

static struct kunit_case fastmutex_cases[] = {
	KUNIT_CASE(the_irql_is_apc_level_while_held),
	KUNIT_CASE(unsafe_forms_leave_the_irql_alone),
	KUNIT_CASE(guarded_mutexes_disable_all_apcs),
	KUNIT_CASE(recursion_is_reported),
	KUNIT_CASE(trying_is_for_apc_level_as_well),
	KUNIT_CASE(regions_nest),
	KUNIT_CASE_SLOW(one_owner_at_a_time),
	{}
};

static struct kunit_suite fastmutex_suite = {
	.name = "wdmcore_ex_fastmutex",
	.test_cases = fastmutex_cases,
};
kunit_test_suite(fastmutex_suite);
