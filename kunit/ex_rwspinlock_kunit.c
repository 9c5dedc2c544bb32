// SPDX-License-Identifier: GPL-2.0
/* KUnit: reader/writer spin locks. */
#include "ke_waiter.h"

static void the_irql_is_dispatch_level_while_held(struct kunit *test)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old, inside;

	old = ExAcquireSpinLockShared(&lock);
	inside = KeGetCurrentIrql();
	ExReleaseSpinLockShared(&lock, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, inside, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, lock, 0);

	old = ExAcquireSpinLockExclusive(&lock);
	inside = KeGetCurrentIrql();
	ExReleaseSpinLockExclusive(&lock, old);
	KUNIT_EXPECT_EQ(test, old, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, inside, DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

static void readers_exclude_writers(struct kunit *test)
{
	EX_SPIN_LOCK lock = 0;
	bool second, third, writer, converted, alone;
	KIRQL old;

	old = ExAcquireSpinLockShared(&lock);
	second = ExTryAcquireSpinLockSharedAtDpcLevel(&lock);
	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	writer = ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock);
	converted = ExTryConvertSharedSpinLockExclusive(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	alone = ExTryConvertSharedSpinLockExclusive(&lock);
	third = ExTryAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockExclusive(&lock, old);
	KUNIT_EXPECT_TRUE(test, second);
	KUNIT_EXPECT_FALSE(test, writer);
	KUNIT_EXPECT_FALSE(test, converted);
	KUNIT_EXPECT_TRUE(test, alone);
	KUNIT_EXPECT_FALSE(test, third);

	old = KeRaiseIrqlToDpcLevel();
	ExAcquireSpinLockExclusiveAtDpcLevel(&lock);
	writer = ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	second = ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, writer);
	KUNIT_EXPECT_TRUE(test, second);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

static void wrong_releases_are_reported(struct kunit *test)
{
	EX_SPIN_LOCK lock = 0;
	struct ke_reports r;
	KIRQL old;

	ke_expect_reports(&r, 0x10);
	old = KeRaiseIrqlToDpcLevel();
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 3);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

/* Once somebody shares the lock */
static NTSTATUS write_after_reader(void *lock)
{
	KIRQL old;

	while (READ_ONCE(*(EX_SPIN_LOCK *)lock) != 1)
		cond_resched();
	old = ExAcquireSpinLockExclusive(lock);
	ExReleaseSpinLockExclusive(lock, old);
	return STATUS_SUCCESS;
}

static void a_waiting_writer_keeps_readers_out(struct kunit *test)
{
	bool noticed, reader, converted;
	EX_SPIN_LOCK lock = 0;
	struct ke_waiter w;
	u64 end;
	KIRQL old;

	KUNIT_ASSERT_GE(test, num_online_cpus(), 2);
	KUNIT_ASSERT_EQ(test, 0, set_cpus_allowed_ptr(current, cpumask_of(0)));
	ke_waiter_start(test, &w, write_after_reader, &lock, 1);

	old = ExAcquireSpinLockShared(&lock);
	end = ktime_get_mono_fast_ns() + 5ULL * NSEC_PER_SEC;
	while (READ_ONCE(lock) == 1 && ktime_get_mono_fast_ns() < end)
		cpu_relax();
	noticed = READ_ONCE(lock) != 1;
	reader = ExTryAcquireSpinLockSharedAtDpcLevel(&lock);
	converted = ExTryConvertSharedSpinLockExclusive(&lock);
	ExReleaseSpinLockShared(&lock, old);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	set_cpus_allowed_ptr(current, cpu_possible_mask);
	KUNIT_EXPECT_TRUE(test, noticed);
	KUNIT_EXPECT_FALSE(test, reader);
	KUNIT_EXPECT_FALSE(test, converted);
	KUNIT_EXPECT_EQ(test, lock, 0);
}

struct contest {
	EX_SPIN_LOCK lock;
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

static NTSTATUS compete(void *context)
{
	struct contest *c = context;
	KIRQL old;
	int i;

	for (i = 0; i < c->rounds; i++) {
		if (!(i % 3)) {
			old = ExAcquireSpinLockExclusive(&c->lock);
			write_once(c);
			ExReleaseSpinLockExclusive(&c->lock, old);
			continue;
		}
		old = ExAcquireSpinLockShared(&c->lock);
		atomic_inc(&c->readers);
		if (READ_ONCE(c->writers))
			c->errors++;
		atomic_dec(&c->readers);
		if (i % 4 || !ExTryConvertSharedSpinLockExclusive(&c->lock)) {
			ExReleaseSpinLockShared(&c->lock, old);
			continue;
		}
		write_once(c);
		ExReleaseSpinLockExclusive(&c->lock, old);
	}
	return STATUS_SUCCESS;
}

static void readers_and_writers_never_meet(struct kunit *test)
{
	struct contest *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct ke_waiter w[4];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->rounds = wdm_rounds(250000);
	for (i = 0; i < 4; i++)
		ke_waiter_start(test, &w[i], compete, c, i);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
	KUNIT_EXPECT_EQ(test, c->errors, 0);
	KUNIT_EXPECT_GE(test, c->writes, 4 * c->rounds / 3);
	KUNIT_EXPECT_EQ(test, c->lock, 0);
}

static struct kunit_case rwspinlock_cases[] = {
	KUNIT_CASE(the_irql_is_dispatch_level_while_held),
	KUNIT_CASE(readers_exclude_writers),
	KUNIT_CASE(wrong_releases_are_reported),
	KUNIT_CASE(a_waiting_writer_keeps_readers_out),
	KUNIT_CASE_SLOW(readers_and_writers_never_meet),
	{}
};

static struct kunit_suite rwspinlock_suite = {
	.name = "wdmcore_ex_rwspinlock",
	.test_cases = rwspinlock_cases,
};
kunit_test_suite(rwspinlock_suite);
