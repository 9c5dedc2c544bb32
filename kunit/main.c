// SPDX-License-Identifier: GPL-2.0
/*
 * Module information of the KUnit suites, and what the halves of suites that see no
 * Linux header report through. Each suite registers itself with kunit_test_suite() in
 * its own file.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/string.h>

#include "compat.h"
#include "driver.h"
#include "rounds.h"

unsigned int wdm_kunit_rounds;
module_param_named(rounds, wdm_kunit_rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each race is run; 0: as often as takes a second or so");

int wdm_check_equal(struct kunit *test, const char *file, int line, int row, const char *what,
		    long long got, long long expected)
{
	if (got == expected)
		return true;
	KUNIT_FAIL(test, "%s:%d: row %d: %s is %lld (0x%llx), not %lld (0x%llx)",
		   kbasename(file), line, row, what, got, got, expected, expected);
	return false;
}

int wdm_check_text(struct kunit *test, const char *file, int line, int row, const char *what,
		   const char *got, const char *expected)
{
	if (got == expected || (got && expected && !strcmp(got, expected)))
		return true;
	KUNIT_FAIL(test, "%s:%d: row %d: %s is \"%s\", not \"%s\"", kbasename(file), line, row,
		   what, got ?: "(null)", expected ?: "(null)");
	return false;
}

int wdm_check_wide(struct kunit *test, const char *file, int line, int row, const char *what,
		   const WCHAR *got, const WCHAR *expected)
{
	size_t i = 0;

	if (got == expected)
		return true;
	while (got && expected && got[i] == expected[i] && got[i])
		i++;
	if (got && expected && got[i] == expected[i])
		return true;
	KUNIT_FAIL(test, "%s:%d: row %d: %s differs at %zu: U+%04x, not U+%04x", kbasename(file),
		   line, row, what, i, got ? got[i] : 0, expected ? expected[i] : 0);
	return false;
}

int wdm_check_bytes(struct kunit *test, const char *file, int line, int row, const char *what,
		    const void *got, const void *expected, unsigned long long size)
{
	if (!memcmp(got, expected, size))
		return true;
	KUNIT_FAIL(test, "%s:%d: row %d: %s is %*ph, not %*ph", kbasename(file), line, row, what,
		   (int)min_t(u64, size, 32), got, (int)min_t(u64, size, 32), expected);
	return false;
}

struct parallel {
	void (*function)(void *context);
	void *context;
	struct completion *go;
	struct completion done;
};

static int run_in_parallel(void *data)
{
	struct parallel *p = data;

	wait_for_completion(p->go);
	p->function(p->context);
	complete(&p->done);
	return 0;
}

void wdm_check_in_parallel(struct kunit *test, void (*function)(void *context), void *context,
			   int threads)
{
	struct parallel *all = kunit_kcalloc(test, threads, sizeof(*all), GFP_KERNEL);
	DECLARE_COMPLETION_ONSTACK(go);
	int cpu = -1, i, started;

	KUNIT_ASSERT_NOT_NULL(test, all);
	for (started = 0; started < threads; started++) {
		struct parallel *p = &all[started];
		struct task_struct *task;

		*p = (struct parallel){ .function = function, .context = context, .go = &go };
		init_completion(&p->done);
		task = kthread_create(run_in_parallel, p, "parallel%d", started);
		if (IS_ERR(task))
			break;
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
		kthread_bind(task, cpu);
		wake_up_process(task);
	}
	complete_all(&go);
	for (i = 0; i < started; i++)
		wait_for_completion(&all[i].done);
	KUNIT_EXPECT_EQ(test, started, threads);
}

int wdm_check_processors(void)
{
	return num_online_cpus();
}

WDM_IMPORT_NAMESPACE;
MODULE_DESCRIPTION("KUnit suites of wdmcore");
MODULE_LICENSE("GPL");
