/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the suites of ke/, ps/ and ex/: threads that wait for something while the test
 * goes on, and bug reports that are expected.
 */
#ifndef _WDM_KUNIT_KE_WAITER_H
#define _WDM_KUNIT_KE_WAITER_H

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include <wdm.h>

#include "dbg.h"
#include "ke.h"
#include "rounds.h"

/* Long enough for any thread of a test to get on, and the end of a hopeless wait. */
#define PATIENCE_MS	60000

/**
 * struct ke_waiter - a thread that calls a routine once
 * @routine: what it calls
 * @context: its argument
 * @status: what it returned
 * @order: the how-manieth thread to return it was, from 1
 * @done: it has returned
 */
struct ke_waiter {
	NTSTATUS (*routine)(void *context);
	void *context;
	NTSTATUS status;
	int order;
	struct completion done;
	struct task_struct *task;
};

static atomic_t ke_waiter_order;

static inline int ke_waiter_thread(void *arg)
{
	struct ke_waiter *w = arg;

	w->status = w->routine(w->context);
	w->order = atomic_inc_return(&ke_waiter_order);
	kthread_complete_and_exit(&w->done, 0);
}

static inline void ke_waiter_start(struct kunit *test, struct ke_waiter *w,
				   NTSTATUS (*routine)(void *), void *context, int cpu)
{
	w->routine = routine;
	w->context = context;
	w->status = 0x7eadbeef;
	w->order = 0;
	init_completion(&w->done);
	w->task = kthread_create(ke_waiter_thread, w, "ke_waiter");
	KUNIT_ASSERT_FALSE(test, IS_ERR(w->task));
	if (cpu >= 0)
		kthread_bind(w->task, cpu % num_online_cpus());
	get_task_struct(w->task);
	wake_up_process(w->task);
}

static inline bool ke_waiter_finish(struct ke_waiter *w)
{
	unsigned int ms = wdm_patience_ms(PATIENCE_MS);

	if (!wait_for_completion_timeout(&w->done, msecs_to_jiffies(ms)))
		return false;
	if (w->task)
		put_task_struct(w->task);
	w->task = NULL;
	return true;
}

/*
 * The thread has not only returned, but is gone: at its end it gives up mutexes that it
 * owns, which may be on the stack of the test.
 */
static inline bool ke_waiter_gone(struct ke_waiter *w)
{
	unsigned int ms = wdm_patience_ms(PATIENCE_MS);
	struct task_struct *task = w->task;
	bool gone;

	get_task_struct(task);
	gone = ke_waiter_finish(w);
	while (gone && !READ_ONCE(task->exit_state)) {
		msleep(1);
		gone = --ms;
	}
	put_task_struct(task);
	return gone;
}

static inline int ke_waiters_of(DISPATCHER_HEADER *h)
{
	LIST_ENTRY *e;
	int n = 0;

	for (e = READ_ONCE(h->WaitListHead.Flink); e != &h->WaitListHead;
	     e = READ_ONCE(e->Flink))
		n++;
	return n;
}

/* Waits until @n threads are queued on the object. */
static inline bool ke_await_waiters(DISPATCHER_HEADER *h, int n)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS; ms++) {
		if (ke_waiters_of(h) == n)
			return true;
		msleep(1);
	}
	return false;
}

static inline NTSTATUS ke_wait_for_ever(void *object)
{
	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
}

/* A wait that gives up, so that a broken test ends. */
static inline NTSTATUS ke_wait_ms(void *object, int ms)
{
	LARGE_INTEGER timeout = { .QuadPart = -10000LL * ms };

	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &timeout);
}

static inline NTSTATUS ke_poll(void *object)
{
	return ke_wait_ms(object, 0);
}

/* Bug reports while the hook is set: counted by code, kept out of the log. */
struct ke_reports {
	u32 code;
	atomic_t count;
	u64 parameter[4];
};

static inline bool ke_take_report(const struct wdm_bug_report *report, void *context)
{
	struct ke_reports *r = context;

	if (report->code != r->code)
		return false;
	memcpy(r->parameter, report->parameter, sizeof(r->parameter));
	atomic_inc(&r->count);
	return true;
}

static inline void ke_expect_reports(struct ke_reports *r, u32 code)
{
	r->code = code;
	atomic_set(&r->count, 0);
	wdm_set_bug_report_hook(ke_take_report, r);
}

static inline int ke_reports_end(struct ke_reports *r)
{
	wdm_set_bug_report_hook(NULL, NULL);
	return atomic_read(&r->count);
}

#endif /* _WDM_KUNIT_KE_WAITER_H */
