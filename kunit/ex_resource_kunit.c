// SPDX-License-Identifier: GPL-2.0
/* KUnit: resources. */
#include <linux/slab.h>

#include "ke_waiter.h"

/* The tests' threads are system threads: they needn't enter critical regions. */

typedef BOOLEAN NTAPI acquire_fn(PERESOURCE resource, BOOLEAN wait);
typedef PVOID NTAPI enter_fn(PERESOURCE resource);

struct asker {
	ERESOURCE *resource;
	acquire_fn *acquire;
	KEVENT release;
	BOOLEAN result;
};

/* Acquires, says so, and releases when told. */
static NTSTATUS hold(void *context)
{
	struct asker *a = context;

	WRITE_ONCE(a->result, a->acquire(a->resource, TRUE));
	ke_wait_for_ever(&a->release);
	ExReleaseResourceLite(a->resource);
	return STATUS_SUCCESS;
}

/* A thread that can't wait: what would it get? */
static NTSTATUS try(void *context)
{
	struct asker *a = context;

	a->result = a->acquire(a->resource, FALSE);
	if (a->result)
		ExReleaseResourceLite(a->resource);
	return STATUS_SUCCESS;
}

static bool would_get(struct kunit *test, ERESOURCE *r, acquire_fn *acquire)
{
	struct asker a = { .resource = r, .acquire = acquire };
	struct ke_waiter w;

	ke_waiter_start(test, &w, try, &a, -1);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	return a.result;
}

static void start_holder(struct kunit *test, struct ke_waiter *w, struct asker *a, ERESOURCE *r,
			 acquire_fn *acquire)
{
	a->resource = r;
	a->acquire = acquire;
	a->result = FALSE;
	KeInitializeEvent(&a->release, NotificationEvent, FALSE);
	ke_waiter_start(test, w, hold, a, -1);
}

static void end_holder(struct kunit *test, struct ke_waiter *w, struct asker *a)
{
	KeSetEvent(&a->release, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(w));
}

static bool await(const bool *condition)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(*condition); ms++)
		msleep(1);
	return *condition;
}

static bool await_result(struct asker *a)
{
	return await((const bool *)&a->result);
}

static bool await_waiters(ERESOURCE *r, u32 shared, u32 exclusive)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS; ms++) {
		if (ExGetSharedWaiterCount(r) == shared &&
		    ExGetExclusiveWaiterCount(r) == exclusive)
			return true;
		msleep(1);
	}
	return false;
}

static void a_new_resource_is_free(struct kunit *test)
{
	ERESOURCE r;

	memset(&r, 0xcc, sizeof(r));
	KUNIT_EXPECT_EQ(test, ExInitializeResourceLite(&r), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, sizeof(r), 0x68);
	KUNIT_EXPECT_FALSE(test, ExIsResourceAcquiredExclusiveLite(&r));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 0);
	KUNIT_EXPECT_EQ(test, ExGetSharedWaiterCount(&r), 0);
	KUNIT_EXPECT_EQ(test, ExGetExclusiveWaiterCount(&r), 0);
	KUNIT_EXPECT_EQ(test, r.ContentionCount, 0);
	ExDisableResourceBoostLite(&r);
	KUNIT_EXPECT_TRUE(test, ExTryToAcquireResourceExclusiveLite(&r));
	KUNIT_EXPECT_EQ(test, r.ActiveCount, 1);
	ExReleaseResourceLite(&r);
	KUNIT_EXPECT_EQ(test, r.ActiveCount, 0);
	KUNIT_EXPECT_EQ(test, ExDeleteResourceLite(&r), STATUS_SUCCESS);
}

static void an_exclusive_owner_has_it_often(struct kunit *test)
{
	ERESOURCE r;

	ExInitializeResourceLite(&r);
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceExclusiveLite(&r, TRUE));
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceExclusiveLite(&r, FALSE));
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceSharedLite(&r, TRUE));
	KUNIT_EXPECT_TRUE(test, ExAcquireSharedStarveExclusive(&r, TRUE));
	KUNIT_EXPECT_TRUE(test, ExAcquireSharedWaitForExclusive(&r, TRUE));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 5);
	KUNIT_EXPECT_TRUE(test, ExIsResourceAcquiredExclusiveLite(&r));
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceSharedLite));
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExReleaseResourceLite(&r);
	ExReleaseResourceLite(&r);
	ExReleaseResourceLite(&r);
	ExReleaseResourceForThreadLite(&r, ExGetCurrentResourceThread());
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireSharedStarveExclusive));
	KUNIT_EXPECT_TRUE(test, ExIsResourceAcquiredExclusiveLite(&r));
	ExReleaseResourceLite(&r);
	KUNIT_EXPECT_FALSE(test, ExIsResourceAcquiredExclusiveLite(&r));
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	KUNIT_EXPECT_EQ(test, r.ContentionCount, 0);
	ExDeleteResourceLite(&r);
}

static void shared_access_excludes_exclusive(struct kunit *test)
{
	struct ke_waiter w;
	struct asker a;
	ERESOURCE r;

	ExInitializeResourceLite(&r);
	start_holder(test, &w, &a, &r, ExAcquireResourceSharedLite);
	KUNIT_ASSERT_TRUE(test, await_result(&a));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 0);
	KUNIT_EXPECT_FALSE(test, ExAcquireResourceExclusiveLite(&r, FALSE));
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceSharedLite(&r, FALSE));
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceSharedLite(&r, TRUE));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 2);
	KUNIT_EXPECT_FALSE(test, ExIsResourceAcquiredExclusiveLite(&r));
	/* Shared access isn't a way to exclusive access, not even the only one. */
	end_holder(test, &w, &a);
	KUNIT_EXPECT_FALSE(test, ExAcquireResourceExclusiveLite(&r, FALSE));
	ExReleaseResourceLite(&r);
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExReleaseResourceLite(&r);
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExDeleteResourceLite(&r);
}

static void exclusive_waiters_come_before_new_sharers(struct kunit *test)
{
	struct ke_waiter writer, reader;
	struct asker a, b;
	ERESOURCE r;

	ExInitializeResourceLite(&r);
	ExAcquireResourceSharedLite(&r, TRUE);
	start_holder(test, &writer, &a, &r, ExAcquireResourceExclusiveLite);
	KUNIT_ASSERT_TRUE(test, await_waiters(&r, 0, 1));
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceSharedLite));
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireSharedWaitForExclusive));
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireSharedStarveExclusive));
	/* Who shares it already needn't wait, unless it asks for that. */
	KUNIT_EXPECT_TRUE(test, ExAcquireResourceSharedLite(&r, FALSE));
	KUNIT_EXPECT_FALSE(test, ExAcquireSharedWaitForExclusive(&r, FALSE));
	ExReleaseResourceLite(&r);

	start_holder(test, &reader, &b, &r, ExAcquireResourceSharedLite);
	KUNIT_ASSERT_TRUE(test, await_waiters(&r, 1, 1));
	KUNIT_EXPECT_EQ(test, r.ContentionCount, 2);
	ExReleaseResourceLite(&r);
	KUNIT_ASSERT_TRUE(test, await_result(&a));
	KUNIT_EXPECT_TRUE(test, await_waiters(&r, 1, 0));
	KUNIT_EXPECT_FALSE(test, READ_ONCE(b.result));
	end_holder(test, &writer, &a);
	KUNIT_EXPECT_TRUE(test, await_result(&b));
	KUNIT_EXPECT_TRUE(test, await_waiters(&r, 0, 0));
	end_holder(test, &reader, &b);
	ExDeleteResourceLite(&r);
}

static void an_exclusive_owner_leaves_it_to_all_sharers(struct kunit *test)
{
	struct ke_waiter w[6], writer;
	struct asker a[6], b;
	ERESOURCE r;
	int i;

	ExInitializeResourceLite(&r);
	ExAcquireResourceExclusiveLite(&r, TRUE);
	start_holder(test, &writer, &b, &r, ExAcquireResourceExclusiveLite);
	KUNIT_ASSERT_TRUE(test, await_waiters(&r, 0, 1));
	for (i = 0; i < 6; i++)
		start_holder(test, &w[i], &a[i], &r, ExAcquireResourceSharedLite);
	KUNIT_ASSERT_TRUE(test, await_waiters(&r, 6, 1));
	ExReleaseResourceLite(&r);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_TRUE(test, await_result(&a[i]));
	KUNIT_EXPECT_EQ(test, r.ActiveEntries, 6);
	KUNIT_EXPECT_TRUE(test, await_waiters(&r, 0, 1));
	for (i = 0; i < 6; i++)
		end_holder(test, &w[i], &a[i]);
	KUNIT_EXPECT_TRUE(test, await_result(&b));
	end_holder(test, &writer, &b);

	KUNIT_EXPECT_EQ(test, ExReinitializeResourceLite(&r), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, r.ContentionCount, 0);
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExDeleteResourceLite(&r);
}

static void converting_lets_sharers_in(struct kunit *test)
{
	struct ke_waiter reader;
	struct ke_reports reports;
	struct asker b;
	ERESOURCE r;

	ExInitializeResourceLite(&r);
	ExAcquireResourceExclusiveLite(&r, TRUE);
	start_holder(test, &reader, &b, &r, ExAcquireResourceSharedLite);
	KUNIT_ASSERT_TRUE(test, await_waiters(&r, 1, 0));
	ExConvertExclusiveToSharedLite(&r);
	KUNIT_EXPECT_TRUE(test, await_result(&b));
	KUNIT_EXPECT_FALSE(test, ExIsResourceAcquiredExclusiveLite(&r));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 1);
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));

	ke_expect_reports(&reports, 0xe3);
	ExConvertExclusiveToSharedLite(&r);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);
	ExReleaseResourceLite(&r);
	end_holder(test, &reader, &b);
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExDeleteResourceLite(&r);
}

static NTSTATUS release_for(void *context)
{
	struct asker *a = context;

	ExReleaseResourceForThreadLite(a->resource, (ERESOURCE_THREAD)a | 3);
	return STATUS_SUCCESS;
}

static void owner_pointers_own(struct kunit *test)
{
	struct asker a = { };
	struct ke_reports reports;
	struct ke_waiter w;
	ERESOURCE r;

	a.resource = &r;
	ExInitializeResourceLite(&r);
	ExAcquireResourceExclusiveLite(&r, TRUE);
	ExSetResourceOwnerPointer(&r, (PVOID)((ERESOURCE_THREAD)&a | 3));
	KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 0);
	KUNIT_EXPECT_FALSE(test, ExAcquireResourceSharedLite(&r, FALSE));
	ke_expect_reports(&reports, 0xe3);
	ExReleaseResourceLite(&r);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], (uintptr_t)&r);
	KUNIT_EXPECT_EQ(test, reports.parameter[1], ExGetCurrentResourceThread());
	ke_waiter_start(test, &w, release_for, &a, -1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));

	/* Shared access that two threads gave to one owner */
	ExAcquireResourceSharedLite(&r, TRUE);
	ExSetResourceOwnerPointerEx(&r, (PVOID)((ERESOURCE_THREAD)&a | 3), 0);
	ExAcquireResourceSharedLite(&r, TRUE);
	ExSetResourceOwnerPointerEx(&r, (PVOID)((ERESOURCE_THREAD)&a | 3),
				    FLAG_OWNER_POINTER_IS_THREAD);
	ExReleaseResourceForThreadLite(&r, (ERESOURCE_THREAD)&a | 3);
	KUNIT_EXPECT_FALSE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));
	ExReleaseResourceForThreadLite(&r, (ERESOURCE_THREAD)&a | 3);
	KUNIT_EXPECT_TRUE(test, would_get(test, &r, ExAcquireResourceExclusiveLite));

	ExAcquireResourceExclusiveLite(&r, TRUE);
	ke_expect_reports(&reports, 0x132);
	ExSetResourceOwnerPointer(&r, &a);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);
	KUNIT_EXPECT_TRUE(test, ExIsResourceAcquiredExclusiveLite(&r));
	ExReleaseResourceLite(&r);
	ExDeleteResourceLite(&r);
}

static void critical_regions_come_along(struct kunit *test)
{
	enter_fn * const acquire[] = {
		ExEnterCriticalRegionAndAcquireResourceExclusive,
		ExEnterCriticalRegionAndAcquireResourceShared,
		ExEnterCriticalRegionAndAcquireSharedWaitForExclusive,
	};
	ERESOURCE r;
	size_t i;

	ExInitializeResourceLite(&r);
	for (i = 0; i < ARRAY_SIZE(acquire); i++) {
		acquire[i](&r);
		KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
		KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredExclusiveLite(&r), i == 0);
		KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 1);
		ExReleaseResourceAndLeaveCriticalRegion(&r);
		KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
		KUNIT_EXPECT_EQ(test, ExIsResourceAcquiredSharedLite(&r), 0);
	}
	ExDeleteResourceLite(&r);
}

static void wrong_contexts_are_reported(struct kunit *test)
{
	struct ke_reports reports;
	struct ke_waiter w;
	struct asker a;
	ERESOURCE r;
	BOOLEAN acquired;
	KIRQL irql;

	ExInitializeResourceLite(&r);
	ke_expect_reports(&reports, 0x0a);
	irql = KeRaiseIrqlToDpcLevel();
	ExAcquireResourceExclusiveLite(&r, FALSE);
	/* Releasing is fine there. */
	ExReleaseResourceLite(&r);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);

	start_holder(test, &w, &a, &r, ExAcquireResourceExclusiveLite);
	KUNIT_ASSERT_TRUE(test, await_result(&a));
	ke_expect_reports(&reports, 0x0a);
	irql = KeRaiseIrqlToDpcLevel();
	acquired = ExAcquireResourceExclusiveLite(&r, TRUE);
	KeLowerIrql(irql);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);
	KUNIT_EXPECT_FALSE(test, acquired);
	KUNIT_EXPECT_EQ(test, ExGetExclusiveWaiterCount(&r), 0);
	end_holder(test, &w, &a);

	/* As a program's thread */
	ke_expect_reports(&reports, 0xc4);
	current->flags &= ~PF_KTHREAD;
	ExAcquireResourceSharedLite(&r, TRUE);
	KeEnterCriticalRegion();
	ExAcquireResourceSharedLite(&r, TRUE);
	ExReleaseResourceLite(&r);
	ExReleaseResourceLite(&r);
	KeLeaveCriticalRegion();
	current->flags |= PF_KTHREAD;
	KUNIT_EXPECT_EQ(test, ke_reports_end(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 0x37);
	KUNIT_EXPECT_EQ(test, reports.parameter[3], (uintptr_t)&r);
	ExDeleteResourceLite(&r);
}

struct contest {
	ERESOURCE resource;
	int rounds;
	atomic_t readers;
	int writers, writes, errors;
};

static void write_once(struct contest *c)
{
	if (c->writers++ || atomic_read(&c->readers))
		c->errors++;
	c->writes++;
	c->writers--;
}

static void read_once(struct contest *c)
{
	atomic_inc(&c->readers);
	if (READ_ONCE(c->writers))
		c->errors++;
	atomic_dec(&c->readers);
}

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	int i;

	for (i = 0; i < c->rounds; i++) {
		switch (i % 4) {
		case 0:
			ExAcquireResourceExclusiveLite(&c->resource, TRUE);
			write_once(c);
			if (i % 8)
				break;
			ExConvertExclusiveToSharedLite(&c->resource);
			read_once(c);
			break;
		case 1:
			ExAcquireResourceSharedLite(&c->resource, TRUE);
			read_once(c);
			break;
		case 2:
			ExAcquireSharedStarveExclusive(&c->resource, TRUE);
			read_once(c);
			break;
		default:
			ExAcquireSharedWaitForExclusive(&c->resource, TRUE);
			read_once(c);
			break;
		}
		if (!(i % 5))
			cond_resched();
		ExReleaseResourceLite(&c->resource);
	}
	return ExIsResourceAcquiredSharedLite(&c->resource) ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static void readers_and_writers_never_meet(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[6];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->rounds = wdm_rounds(2000);
	ExInitializeResourceLite(&c->resource);
	for (i = 0; i < 6; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 6; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, w[i].status, STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_EQ(test, c->writes, 6 * c->rounds / 4);
	KUNIT_EXPECT_EQ(test, c->resource.ActiveEntries, 0);
	KUNIT_EXPECT_GT(test, c->resource.ContentionCount, 0);
	ExDeleteResourceLite(&c->resource);
}

static struct kunit_case resource_cases[] = {
	KUNIT_CASE(a_new_resource_is_free),
	KUNIT_CASE(an_exclusive_owner_has_it_often),
	KUNIT_CASE(shared_access_excludes_exclusive),
	KUNIT_CASE(exclusive_waiters_come_before_new_sharers),
	KUNIT_CASE(an_exclusive_owner_leaves_it_to_all_sharers),
	KUNIT_CASE(converting_lets_sharers_in),
	KUNIT_CASE(owner_pointers_own),
	KUNIT_CASE(critical_regions_come_along),
	KUNIT_CASE(wrong_contexts_are_reported),
	KUNIT_CASE_SLOW(readers_and_writers_never_meet),
	{}
};

static struct kunit_suite resource_suite = {
	.name = "wdmcore_ex_resource",
	.test_cases = resource_cases,
};
kunit_test_suite(resource_suite);
