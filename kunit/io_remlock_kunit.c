// SPDX-License-Identifier: GPL-2.0
/* Tests for remove locks, of unchecked and of checked drivers: wdmcore/io/remlock.c. */
#include "io_fake.h"

/* IO_REMOVE_LOCK of a driver compiled with DBG, and without. */
struct checked {
	IO_REMOVE_LOCK_COMMON_BLOCK common;
	IO_REMOVE_LOCK_DBG_BLOCK dbg;
};

#define FREE_SIZE	sizeof(IO_REMOVE_LOCK_COMMON_BLOCK)
#define CHECKED_SIZE	sizeof(struct checked)

static const ULONG sizes[] = { FREE_SIZE, CHECKED_SIZE };

static PIO_REMOVE_LOCK new_lock(struct kunit *test, ULONG size)
{
	PIO_REMOVE_LOCK lock = kunit_kmalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, lock);
	memset(lock, 0xcc, size);
	IoInitializeRemoveLockEx(lock, 'kunW', 1, 0, size);
	return lock;
}

static NTSTATUS acquire(PIO_REMOVE_LOCK lock, void *tag, ULONG size)
{
	return IoAcquireRemoveLockEx(lock, tag, __FILE__, __LINE__, size);
}

static void lock_counts_from_one(struct kunit *test)
{
	PIO_REMOVE_LOCK lock;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		lock = new_lock(test, sizes[i]);
		KUNIT_EXPECT_EQ(test, lock->Common.IoCount, 1);
		KUNIT_EXPECT_EQ(test, acquire(lock, &lock, sizes[i]), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, acquire(lock, NULL, sizes[i]), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, lock->Common.IoCount, 3);
		IoReleaseRemoveLockEx(lock, &lock, sizes[i]);
		/* The last acquisition is released by the wait, which doesn't wait. */
		IoReleaseRemoveLockAndWaitEx(lock, NULL, sizes[i]);
		KUNIT_EXPECT_EQ(test, acquire(lock, NULL, sizes[i]), STATUS_DELETE_PENDING);
		KUNIT_EXPECT_EQ(test, lock->Common.IoCount, 0);
	}
}

static void release_without_acquisition_is_reported(struct kunit *test)
{
	PIO_REMOVE_LOCK lock = new_lock(test, FREE_SIZE);
	struct fake_reports reports;

	expect_reports(&reports, 0xc4);
	IoReleaseRemoveLockEx(lock, NULL, FREE_SIZE);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, lock->Common.IoCount, 1);

	expect_reports(&reports, 0xc4);
	IoReleaseRemoveLockAndWaitEx(lock, NULL, FREE_SIZE);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, acquire(lock, NULL, FREE_SIZE), STATUS_DELETE_PENDING);
}

static void wrong_tag_is_reported(struct kunit *test)
{
	PIO_REMOVE_LOCK lock = new_lock(test, CHECKED_SIZE);
	struct fake_reports reports;

	acquire(lock, &lock, CHECKED_SIZE);
	acquire(lock, &reports, CHECKED_SIZE);
	expect_reports(&reports, 0xc4);
	IoReleaseRemoveLockEx(lock, NULL, CHECKED_SIZE);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	/* Nobody but a checked driver is asked for tags. */
	expect_reports(&reports, 0xc4);
	IoReleaseRemoveLockAndWaitEx(lock, &lock, CHECKED_SIZE);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 0);
	/* The note that was never matched would be lost: match it. */
	lock->Common.Removed = TRUE;
	lock->Common.IoCount = 2;
	IoReleaseRemoveLockEx(lock, &reports, CHECKED_SIZE);
}

static void high_watermark_is_checked(struct kunit *test)
{
	struct checked *checked = kunit_kzalloc(test, sizeof(*checked), GFP_KERNEL);
	PIO_REMOVE_LOCK lock = (PIO_REMOVE_LOCK)checked;
	struct fake_reports reports;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, checked);
	IoInitializeRemoveLockEx(lock, 'kunW', 0, 2, CHECKED_SIZE);
	expect_reports(&reports, 0xc4);
	for (i = 0; i < 3; i++)
		acquire(lock, lock, CHECKED_SIZE);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	for (i = 0; i < 3; i++)
		IoReleaseRemoveLockEx(lock, lock, CHECKED_SIZE);
}

struct race {
	PIO_REMOVE_LOCK lock;
	ULONG size;
	atomic_t inside;
	atomic_t removed;
	atomic_t intruders;
	atomic_t refused;
	atomic_t running;
};

static int use_device(void *context)
{
	struct race *race = context;

	atomic_inc(&race->running);
	for (;;) {
		if (acquire(race->lock, race, race->size) != STATUS_SUCCESS) {
			atomic_inc(&race->refused);
			break;
		}
		atomic_inc(&race->inside);
		if (atomic_read(&race->removed))
			atomic_inc(&race->intruders);
		cpu_relax();
		atomic_dec(&race->inside);
		IoReleaseRemoveLockEx(race->lock, race, race->size);
		cond_resched();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void remove_under_use(struct kunit *test, ULONG size)
{
	struct task_struct *threads[2];
	struct race race = { .size = size };
	int t;

	race.lock = new_lock(test, size);
	KUNIT_EXPECT_EQ(test, acquire(race.lock, test, size), STATUS_SUCCESS);
	for (t = 0; t < ARRAY_SIZE(threads); t++) {
		threads[t] = kthread_run(use_device, &race, "wdm_kunit_remlock");
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[t]));
	}
	while (atomic_read(&race.running) < ARRAY_SIZE(threads))
		usleep_range(1000, 2000);
	usleep_range(500, 3000);
	IoReleaseRemoveLockAndWaitEx(race.lock, test, size);
	/* Set late: an intruder is one that gets inside after the wait. */
	atomic_set(&race.removed, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.inside), 0);
	for (t = 0; t < ARRAY_SIZE(threads); t++)
		kthread_stop(threads[t]);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.inside), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.intruders), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&race.refused), 2);
}

static void removal_waits_for_everybody(struct kunit *test)
{
	int i;

	for (i = 0; i < 40; i++)
		remove_under_use(test, sizes[i % ARRAY_SIZE(sizes)]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(lock_counts_from_one),
	KUNIT_CASE(release_without_acquisition_is_reported),
	KUNIT_CASE(wrong_tag_is_reported),
	KUNIT_CASE(high_watermark_is_checked),
	KUNIT_CASE(removal_waits_for_everybody),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_remlock",
	.test_cases = cases,
};

kunit_test_suite(suite);
