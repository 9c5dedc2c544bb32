// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: queues that threads wait for entries of.
 *
 * A queue lets as many threads run as it was made for. A thread that has called
 * KeRemoveQueue() belongs to the queue and counts as running until it waits, for the
 * next entry or for anything else (KeWaitFor..., KeDelayExecutionThread); then another
 * may have an entry. Of the waiting threads the one that came last goes first: it is
 * the one whose memory is still in the caches.
 *
 * Sleeping in Linux' own ways (a page fault, a mutex of the kernel's) doesn't make a
 * thread's place free.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>

#include <wdm.h>
#include <wdm/ifs_ke.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "ke_wait.h"
#include "ps.h"
#include "queue.h"
#include "wait_limits.h"

#define INVALID_WORK_QUEUE_ITEM	0x96

/**
 * struct queue_waiter - a thread in KeRemoveQueue(), on its stack
 * @link: in Header.WaitListHead
 * @task: the thread
 * @entry: what it gets, published by @done
 * @done: nobody else will touch this structure any more
 */
struct queue_waiter {
	LIST_ENTRY link;
	struct task_struct *task;
	LIST_ENTRY *entry;
	bool done;
};

atomic_t wdm_queue_threads = ATOMIC_INIT(0);

/* Header.Reserved1 */
#define RUN_DOWN	1

static bool is_run_down(const KQUEUE *q)
{
	return q->Header.Reserved1 == RUN_DOWN;
}

/* The queue is locked. */
static bool has_entry(const KQUEUE *q)
{
	return q->CurrentCount < q->MaximumCount && !IsListEmpty(&q->EntryListHead);
}

static LIST_ENTRY *take_entry(KQUEUE *q)
{
	q->CurrentCount++;
	q->Header.SignalState--;
	return RemoveHeadList(&q->EntryListHead);
}

/* The queue is locked, interrupts are disabled: RCU has the task. */
static void end_wait(struct queue_waiter *w, LIST_ENTRY *entry)
{
	struct task_struct *task = w->task;

	RemoveEntryList(&w->link);
	w->entry = entry;
	/* Pairs with the waiter's look at @done; then @w may be gone. */
	smp_store_release(&w->done, true);
	wake_up_process(task);
}

static void hand_over(KQUEUE *q)
{
	LIST_ENTRY *waiters = &q->Header.WaitListHead;

	while (has_entry(q) && !IsListEmpty(waiters))
		end_wait(CONTAINING_RECORD(waiters->Blink, struct queue_waiter, link),
			 take_entry(q));
}

/* The thread's queue, if it is @q or @q is NULL, locked; NULL: not locked. */
static KQUEUE *lock_queue_of(struct wdm_thread *t, KQUEUE *q, struct wdm_dispatcher_guard *guard)
{
	KQUEUE *of = READ_ONCE(t->queue);

	if (!of || (q && q != of))
		return NULL;
	/* The lock is found by the address: the queue may be run down, and gone. */
	wdm_dispatcher_lock(&of->Header, guard);
	if (t->queue == of)
		return of;
	wdm_dispatcher_unlock(guard);
	return NULL;
}

KQUEUE *wdm_queue_thread_sleeps(void)
{
	struct wdm_thread *t = wdm_thread_current_or_null();
	struct wdm_dispatcher_guard guard;
	KQUEUE *q;

	if (!t)
		return NULL;
	q = lock_queue_of(t, NULL, &guard);
	if (!q)
		return NULL;
	q->CurrentCount--;
	hand_over(q);
	wdm_dispatcher_unlock(&guard);
	return q;
}

/* There may be more running than allowed for a while. */
void wdm_queue_thread_runs(KQUEUE *queue)
{
	struct wdm_dispatcher_guard guard;

	if (!lock_queue_of(wdm_thread_current(), queue, &guard))
		return;
	queue->CurrentCount++;
	wdm_dispatcher_unlock(&guard);
}

void wdm_queue_leave(struct wdm_thread *t)
{
	struct wdm_dispatcher_guard guard;
	KQUEUE *q = lock_queue_of(t, NULL, &guard);

	if (!q)
		return;
	RemoveEntryList(&t->queue_link);
	t->queue = NULL;
	atomic_dec(&wdm_queue_threads);
	q->CurrentCount--;
	hand_over(q);
	wdm_dispatcher_unlock(&guard);
}

/**
 * KeInitializeQueue - KeInitializeQueue function (ntifs.h)
 * @Queue: resident memory of the caller
 * @Count: how many threads may serve the queue at a time; 0: as many as there are
 *	processors
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeInitializeQueue(PRKQUEUE Queue, ULONG Count)
{
	wdm_header_init(&Queue->Header, WDM_TYPE_QUEUE, sizeof(*Queue) / sizeof(LONG), 0);
	InitializeListHead(&Queue->EntryListHead);
	InitializeListHead(&Queue->ThreadListHead);
	Queue->CurrentCount = 0;
	Queue->MaximumCount = Count ?: num_online_cpus();
}
WDM_EXPORT(KeInitializeQueue);

/**
 * KeReadStateQueue - how many entries does a queue hold?
 * @Queue: the queue
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the number of entries.
 */
LONG NTAPI KeReadStateQueue(PRKQUEUE Queue)
{
	return READ_ONCE(Queue->Header.SignalState);
}
WDM_EXPORT(KeReadStateQueue);

static LONG insert(KQUEUE *q, LIST_ENTRY *entry, bool at_head)
{
	struct wdm_dispatcher_guard guard;
	LONG old;

	wdm_dispatcher_lock(&q->Header, &guard);
	old = q->Header.SignalState++;
	if (at_head)
		InsertHeadList(&q->EntryListHead, entry);
	else
		InsertTailList(&q->EntryListHead, entry);
	hand_over(q);
	wdm_dispatcher_unlock(&guard);
	return old;
}

/**
 * KeInsertQueue - KeInsertQueue function (ntifs.h)
 * @Queue: the queue
 * @Entry: goes to a waiting thread, or to the tail of the queue
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the number of entries in the queue before.
 */
LONG NTAPI KeInsertQueue(PRKQUEUE Queue, PLIST_ENTRY Entry)
{
	return insert(Queue, Entry, false);
}
WDM_EXPORT(KeInsertQueue);

/**
 * KeInsertHeadQueue - KeInsertHeadQueue function (ntifs.h)
 * @Queue: the queue
 * @Entry: goes to a waiting thread, or to the head of the queue
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the number of entries in the queue before.
 */
LONG NTAPI KeInsertHeadQueue(PRKQUEUE Queue, PLIST_ENTRY Entry)
{
	return insert(Queue, Entry, true);
}
WDM_EXPORT(KeInsertHeadQueue);

static LIST_ENTRY *as_entry(NTSTATUS status)
{
	return (LIST_ENTRY *)(uintptr_t)status;
}

/* What can be had, or the status of not waiting; else @w is queued. NULL: it is. */
static LIST_ENTRY *take_or_queue(KQUEUE *q, struct wdm_thread *t, struct queue_waiter *w,
				 bool poll)
{
	struct wdm_dispatcher_guard guard;
	LIST_ENTRY *entry = NULL;

	wdm_dispatcher_lock(&q->Header, &guard);
	if (is_run_down(q)) {
		entry = as_entry(STATUS_ABANDONED);
		goto out;
	}
	if (t->queue == q) {
		q->CurrentCount--;
	} else {
		t->queue = q;
		InsertTailList(&q->ThreadListHead, &t->queue_link);
		atomic_inc(&wdm_queue_threads);
	}
	if (has_entry(q)) {
		entry = take_entry(q);
	} else if (poll) {
		q->CurrentCount++;
		entry = as_entry(STATUS_TIMEOUT);
	} else {
		w->done = false;
		InsertTailList(&q->Header.WaitListHead, &w->link);
	}
out:
	wdm_dispatcher_unlock(&guard);
	return entry;
}

/* The wait has ended by itself, unless somebody was quicker. */
static LIST_ENTRY *stop_waiting(KQUEUE *q, struct queue_waiter *w, NTSTATUS status)
{
	struct wdm_dispatcher_guard guard;

	wdm_dispatcher_lock(&q->Header, &guard);
	if (!w->done) {
		RemoveEntryList(&w->link);
		q->CurrentCount++;
		w->entry = as_entry(status);
	}
	wdm_dispatcher_unlock(&guard);
	return w->entry;
}

/**
 * KeRemoveQueue - KeRemoveQueue function (ntifs.h)
 * @Queue: the queue
 * @WaitMode: as for KeWaitForSingleObject()
 * @Timeout: as for KeWaitForSingleObject()
 *
 * The thread belongs to the queue from here on, and no longer to the one that it
 * served before.
 *
 * Context: IRQL <= APC_LEVEL; <= DISPATCH_LEVEL if *@Timeout is 0.
 * Return: the entry; or in its place STATUS_TIMEOUT, STATUS_USER_APC, or
 * STATUS_ABANDONED if the queue has been run down.
 */
PLIST_ENTRY NTAPI KeRemoveQueue(PRKQUEUE Queue, KPROCESSOR_MODE WaitMode,
				PLARGE_INTEGER Timeout)
{
	struct queue_waiter w = { .task = current };
	struct wdm_thread *t = wdm_thread_current();
	struct wdm_wait_limits limits;
	LIST_ENTRY *entry;
	NTSTATUS status;

	wdm_wait_limits_init(&limits, WaitMode, FALSE, Timeout);
	limits.of_queue = true;
	if (!limits.poll)
		wdm_wait_check_irql(&limits, Queue, WDM_CALLER());
	if (t->queue != Queue)
		wdm_queue_leave(t);
	do {
		entry = take_or_queue(Queue, t, &w, limits.poll);
		if (entry)
			break;
		status = wdm_wait_sleep(&w.done, &limits);
		entry = status == STATUS_WAIT_0 ? w.entry : stop_waiting(Queue, &w, status);
		wdm_thread_look();
	} while (entry == as_entry(STATUS_KERNEL_APC));
	return entry;
}
WDM_EXPORT(KeRemoveQueue);

/**
 * KeRundownQueue - KeRundownQueue function (ntifs.h)
 * @Queue: the queue, which no thread may be waiting for
 *
 * Threads that wait all the same are reported (bug check 0x96) and get
 * STATUS_ABANDONED, as does everybody who comes later. KeInitializeQueue() makes it
 * a queue again.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: NULL if the queue was empty; else the first entry, linked in a ring with
 * the others, without the list head.
 */
PLIST_ENTRY NTAPI KeRundownQueue(PRKQUEUE Queue)
{
	LIST_ENTRY *waiters = &Queue->Header.WaitListHead;
	LIST_ENTRY *threads = &Queue->ThreadListHead;
	struct wdm_dispatcher_guard guard;
	LIST_ENTRY *first = NULL;
	bool waited;

	wdm_dispatcher_lock(&Queue->Header, &guard);
	if (!IsListEmpty(&Queue->EntryListHead)) {
		first = Queue->EntryListHead.Flink;
		RemoveEntryList(&Queue->EntryListHead);
		InitializeListHead(&Queue->EntryListHead);
	}
	Queue->Header.SignalState = 0;
	Queue->Header.Reserved1 = RUN_DOWN;
	while (!IsListEmpty(threads)) {
		struct wdm_thread *t = CONTAINING_RECORD(RemoveHeadList(threads),
							 struct wdm_thread, queue_link);

		t->queue = NULL;
		atomic_dec(&wdm_queue_threads);
	}
	Queue->CurrentCount = 0;
	waited = !IsListEmpty(waiters);
	while (!IsListEmpty(waiters))
		end_wait(CONTAINING_RECORD(waiters->Flink, struct queue_waiter, link),
			 as_entry(STATUS_ABANDONED));
	wdm_dispatcher_unlock(&guard);

	if (waited)
		wdm_bug_report(INVALID_WORK_QUEUE_ITEM, 1, (uintptr_t)Queue, 0, 0,
			       WDM_CALLER(),
			       "a queue is run down that threads are waiting for");
	return first;
}
WDM_EXPORT(KeRundownQueue);
