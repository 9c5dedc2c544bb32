/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Allocations that fail on demand, in one task.
 *
 * Linux counts current->fail_nth down at each allocation of the task that may fail by
 * injection, and fails the one that reaches zero. What limits that are settings of
 * failslab and fail_page_alloc in debugfs: those that leave out what may sleep, blocks
 * of one page, and pages of users. A case that asks for faults changes them for its time.
 *
 * So a case that does something with its first allocation failing, then with its second,
 * and so on until nothing fails, has seen every way out for lack of memory.
 */
#ifndef _WDM_KUNIT_FAULTS_H
#define _WDM_KUNIT_FAULTS_H

#include <kunit/test.h>
#include <linux/debugfs.h>
#include <linux/sched.h>

/* More than anything here allocates; a loop has to end. */
#define FAULTS_MAX 400

struct faults {
	/* The allocation of the present attempt that fails. */
	unsigned int nth;
	/* In the present attempt, an allocation has failed. */
	bool hit;
	/* Attempts that failed as documented. */
	unsigned int failures;
};

#ifdef CONFIG_FAULT_INJECTION_DEBUG_FS

/* The variable behind a file of debugfs, which need not be mounted. */
static inline void *faults_setting(const char *dir, const char *name)
{
	struct dentry *parent = debugfs_lookup(dir, NULL);
	struct dentry *file = parent ? debugfs_lookup(name, parent) : NULL;
	void *variable = file ? d_inode(file)->i_private : NULL;

	dput(file);
	dput(parent);
	return variable;
}

static inline bool faults_set(bool on)
{
	static const char * const dirs[] = { "failslab", "fail_page_alloc" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		bool *ignore_waiting = faults_setting(dirs[i], "ignore-gfp-wait");
		unsigned long *verbose = faults_setting(dirs[i], "verbose");

		if (!ignore_waiting || !verbose)
			return false;
		*ignore_waiting = !on;
		*verbose = on ? 0 : 2;
	}
	{
		u32 *min_order = faults_setting("fail_page_alloc", "min-order");
		bool *ignore_users = faults_setting("fail_page_alloc", "ignore-gfp-highmem");

		if (!min_order || !ignore_users)
			return false;
		*min_order = !on;
		*ignore_users = !on;
	}
	return true;
}

static inline void faults_begin(struct faults *f)
{
	f->hit = false;
	WRITE_ONCE(current->fail_nth, f->nth);
}

static inline void faults_end(struct faults *f)
{
	unsigned int left = READ_ONCE(current->fail_nth);

	WRITE_ONCE(current->fail_nth, 0);
	f->hit = !left;
}

#else

static inline bool faults_set(bool on)
{
	return false;
}

static inline void faults_begin(struct faults *f)
{
}

static inline void faults_end(struct faults *f)
{
}

#endif

/*
 * What is being tried: calls faults_begin(), the DDI, faults_end(); checks what it
 * returned; undoes it. TRUE: the DDI succeeded.
 */
typedef bool (*faults_attempt_t)(struct kunit *test, struct faults *f, void *context);

/* What a DDI returned is either a success or @none, its status for no memory. */
#define faults_succeeded(test, status, none)						\
({											\
	NTSTATUS __got = (status);							\
											\
	if (!NT_SUCCESS(__got))								\
		KUNIT_EXPECT_EQ(test, __got, none);					\
	NT_SUCCESS(__got);								\
})

/*
 * Tries with the first, second... allocation failing until none does. The last attempt,
 * with nothing in its way, has to succeed; another may, if the failure could be made up
 * for. @least: attempts that have to fail.
 */
static inline void faults_run(struct kunit *test, const char *what, faults_attempt_t attempt,
			      void *context, unsigned int least)
{
	struct faults f = { .failures = 0 };
	unsigned int again = 0;
	bool done;

	if (!faults_set(true)) {
		kunit_skip(test, "the kernel has no fault injection");
		return;
	}
	for (f.nth = 1; f.nth <= FAULTS_MAX; f.nth++) {
		done = attempt(test, &f, context);
		if (!done)
			f.failures++;
		if (!f.hit)
			break;
		/*
		 * A checker's own memory for what it notes about an allocation fails now
		 * and then in place of the allocation, and nobody is told. It is there
		 * the next time.
		 */
		if (done && again++ < 2)
			f.nth--;
		else
			again = 0;
	}
	faults_set(false);
	KUNIT_EXPECT_FALSE_MSG(test, f.hit, "%s: no end of allocations", what);
	KUNIT_EXPECT_TRUE_MSG(test, done, "%s fails with all its memory", what);
	KUNIT_EXPECT_GE_MSG(test, f.failures, least, "%s", what);
}

/*
 * The same with the first @most allocations alone, one after the other: those behind
 * them are a checker's, such as dma-debug, which gives up for good without memory.
 */
static inline void faults_run_first(struct kunit *test, const char *what,
				    faults_attempt_t attempt, void *context,
				    unsigned int most)
{
	struct faults f = { .failures = 0 };

	if (!faults_set(true)) {
		kunit_skip(test, "the kernel has no fault injection");
		return;
	}
	for (f.nth = 1; f.nth <= most; f.nth++)
		f.failures += !attempt(test, &f, context);
	faults_set(false);
	KUNIT_EXPECT_EQ_MSG(test, f.failures, most, "%s", what);
	f.nth = 0;
	KUNIT_EXPECT_TRUE_MSG(test, attempt(test, &f, context),
			      "%s fails with all its memory", what);
}

#endif /* _WDM_KUNIT_FAULTS_H */
