// SPDX-License-Identifier: GPL-2.0
/* KUnit: push locks. */
#include "ke_waiter.h"

struct holder {
	EX_PUSH_LOCK *lock;
	bool exclusive;
	bool holds;
	KEVENT release;
};

static NTSTATUS hold(void *context)
{
	struct holder *h = context;

	if (h->exclusive)
		ExAcquirePushLockExclusive(h->lock);
	else
		ExAcquirePushLockShared(h->lock);
	WRITE_ONCE(h->holds, true);
	ke_wait_for_ever(&h->release);
	if (h->exclusive)
		ExReleasePushLockExclusive(h->lock);
	else
		ExReleasePushLockShared(h->lock);
	return STATUS_SUCCESS;
}

static void start_holder(struct kunit *test, struct ke_waiter *w, struct holder *h,
			 EX_PUSH_LOCK *lock, bool exclusive)
{
	h->lock = lock;
	h->exclusive = exclusive;
	h->holds = false;
	KeInitializeEvent(&h->release, NotificationEvent, FALSE);
	ke_waiter_start(test, w, hold, h, -1);
}

static void end_holder(struct kunit *test, struct ke_waiter *w, struct holder *h)
{
	KeSetEvent(&h->release, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(w));
}

static bool await_holder(struct holder *h)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(h->holds); ms++)
		msleep(1);
	return h->holds;
}

static void shared_or_exclusive(struct kunit *test)
{
	EX_PUSH_LOCK lock;

	memset(&lock, 0xcc, sizeof(lock));
	ExInitializePushLock(&lock);
	KeEnterCriticalRegion();
	ExAcquirePushLockExclusive(&lock);
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusive(&lock));
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockShared(&lock));
	ExReleasePushLockExclusive(&lock);

	ExAcquirePushLockShared(&lock);
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockShared(&lock));
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusive(&lock));
	ExReleasePushLockShared(&lock);
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusive(&lock));
	ExReleasePushLock(&lock);
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockExclusive(&lock));
	ExReleasePushLock(&lock);
	KUNIT_EXPECT_EQ(test, (u32)lock, 0);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KeLeaveCriticalRegion();
}

static void sharers_wait_behind_an_exclusive_waiter(struct kunit *test)
{
	struct ke_waiter writer, reader[2];
	struct holder a, b[2];
	EX_PUSH_LOCK lock = 0;

	ExAcquirePushLockShared(&lock);
	start_holder(test, &writer, &a, &lock, true);
	/* The lowest bit: somebody waits. */
	while (!(READ_ONCE(lock) & 1))
		msleep(1);
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockShared(&lock));
	start_holder(test, &reader[0], &b[0], &lock, false);
	start_holder(test, &reader[1], &b[1], &lock, false);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(a.holds));
	ExReleasePushLockShared(&lock);
	KUNIT_EXPECT_TRUE(test, await_holder(&a));
	msleep(20);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(b[0].holds) || READ_ONCE(b[1].holds));
	end_holder(test, &writer, &a);
	KUNIT_EXPECT_TRUE(test, await_holder(&b[0]));
	KUNIT_EXPECT_TRUE(test, await_holder(&b[1]));
	end_holder(test, &reader[0], &b[0]);
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusive(&lock));
	end_holder(test, &reader[1], &b[1]);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

static void wrong_uses_are_reported(struct kunit *test)
{
	struct ke_reports r;
	EX_PUSH_LOCK lock = 0;
	KIRQL irql;

	ke_expect_reports(&r, 0xe3);
	ExReleasePushLockShared(&lock);
	ExReleasePushLockExclusive(&lock);
	ExAcquirePushLockShared(&lock);
	ExReleasePushLockExclusive(&lock);
	ExReleasePushLockShared(&lock);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 3);
	KUNIT_EXPECT_EQ(test, lock, 0);

	ke_expect_reports(&r, 0x0a);
	irql = KeRaiseIrqlToDpcLevel();
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockShared(&lock));
	KeLowerIrql(irql);
	ExReleasePushLockShared(&lock);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);

	ke_expect_reports(&r, 0xc4);
	current->flags &= ~PF_KTHREAD;
	ExAcquirePushLockExclusive(&lock);
	current->flags |= PF_KTHREAD;
	ExReleasePushLockExclusive(&lock);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, r.parameter[0], 0x37);
}

/* The Ex forms, and a release that finds out how the lock is held. */
static void the_forms_with_flags(struct kunit *test)
{
	EX_PUSH_LOCK lock;

	ExInitializePushLock(&lock);
	KeEnterCriticalRegion();
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockSharedEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS));
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockSharedEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS));
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusiveEx(&lock,
								 EX_DEFAULT_PUSH_LOCK_FLAGS));
	ExReleasePushLockEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockExclusiveEx(&lock,
								 EX_DEFAULT_PUSH_LOCK_FLAGS));
	ExReleasePushLockEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	KUNIT_EXPECT_EQ(test, (u32)lock, 0);
	KUNIT_EXPECT_TRUE(test, ExTryAcquirePushLockExclusiveEx(&lock,
								EX_DEFAULT_PUSH_LOCK_FLAGS));
	KUNIT_EXPECT_FALSE(test, ExTryAcquirePushLockSharedEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS));
	ExReleasePushLockEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	KUNIT_EXPECT_EQ(test, (u32)lock, 0);
	ExAcquirePushLockExclusiveEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	ExReleasePushLockExclusiveEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	ExAcquirePushLockSharedEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	ExReleasePushLockSharedEx(&lock, EX_DEFAULT_PUSH_LOCK_FLAGS);
	KUNIT_EXPECT_EQ(test, (u32)lock, 0);
	KeLeaveCriticalRegion();
}

struct contest {
	EX_PUSH_LOCK lock;
	int rounds;
	atomic_t readers;
	int writers, writes, errors;
};

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	int i;

	for (i = 0; i < c->rounds; i++) {
		if (i % 3) {
			ExAcquirePushLockShared(&c->lock);
			atomic_inc(&c->readers);
			if (READ_ONCE(c->writers))
				c->errors++;
			if (!(i % 7))
				cond_resched();
			atomic_dec(&c->readers);
			ExReleasePushLockShared(&c->lock);
			continue;
		}
		if (i % 2 || !ExTryAcquirePushLockExclusive(&c->lock))
			ExAcquirePushLockExclusive(&c->lock);
		if (c->writers++ || atomic_read(&c->readers))
			c->errors++;
		c->writes++;
		if (!(i % 9))
			cond_resched();
		c->writers--;
		ExReleasePushLockExclusive(&c->lock);
	}
	return STATUS_SUCCESS;
}

static void readers_and_writers_never_meet(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[6];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->rounds = wdm_rounds(3000);
	ExInitializePushLock(&c->lock);
	for (i = 0; i < 6; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_EQ(test, c->writes, 6 * c->rounds / 3);
	KUNIT_EXPECT_EQ(test, (u32)c->lock, 0);
}

static struct kunit_case pushlock_cases[] = {
	KUNIT_CASE(shared_or_exclusive),
	KUNIT_CASE(sharers_wait_behind_an_exclusive_waiter),
	KUNIT_CASE(wrong_uses_are_reported),
	KUNIT_CASE(the_forms_with_flags),
	KUNIT_CASE_SLOW(readers_and_writers_never_meet),
	{}
};

static struct kunit_suite pushlock_suite = {
	.name = "wdmcore_ex_pushlock",
	.test_cases = pushlock_cases,
};
kunit_test_suite(pushlock_suite);
