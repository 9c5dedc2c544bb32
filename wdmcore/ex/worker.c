// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: system worker threads.
 *
 * A WORK_QUEUE_ITEM has no room for a work_struct. Items wait in a list per kind of
 * queue; for each item one small work_struct is queued, and whichever of these runs
 * takes the first item of the list. So items start in order, any number of them run
 * side by side, and an item may be freed or queued again by its own routine. Without
 * memory for the work_struct one that belongs to the queue serves what is there.
 */
#include <linux/slab.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "io_dev.h"
#include "ke.h"

#define INVALID_WORK_QUEUE_ITEM			0x96
#define WORKER_THREAD_RETURNED_AT_BAD_IRQL	0xe1

/**
 * struct item_queue - items of one urgency
 * @wq: runs them
 * @lock: protects @items
 * @items: List of WORK_QUEUE_ITEMs, first come first
 * @spare: takes all items, one after the other, when there was no memory
 */
struct item_queue {
	struct workqueue_struct *wq;
	spinlock_t lock;	/* see above */
	LIST_ENTRY items;
	struct work_struct spare;
};

/* Takes one item. */
struct item_taker {
	struct work_struct work;
	struct item_queue *queue;
};

static struct item_queue critical_queue;
static struct item_queue delayed_queue;

static struct item_queue *queue_of(WORK_QUEUE_TYPE type)
{
	switch (type) {
	case CriticalWorkQueue:
	case HyperCriticalWorkQueue:
	case RealTimeWorkQueue:
	case SuperCriticalWorkQueue:
		return &critical_queue;
	case DelayedWorkQueue:
	case NormalWorkQueue:
	case BackgroundWorkQueue:
		return &delayed_queue;
	default:
		/* CustomPriorityWorkQueue plus a priority; delayed work has 12 */
		return type > CustomPriorityWorkQueue + 12 ? &critical_queue : &delayed_queue;
	}
}

struct workqueue_struct *wdm_workqueue(WORK_QUEUE_TYPE type)
{
	return queue_of(type)->wq;
}
EXPORT_SYMBOL_GPL(wdm_workqueue);

void wdm_worker_returned(const void *routine, const void *item)
{
	KIRQL irql = KeGetCurrentIrql();

	if (likely(irql == PASSIVE_LEVEL))
		return;
	wdm_bug_report(WORKER_THREAD_RETURNED_AT_BAD_IRQL, (uintptr_t)routine, irql,
		       (uintptr_t)item, (uintptr_t)item, routine,
		       "a worker routine returned at IRQL %u", irql);
	KeLowerIrql(PASSIVE_LEVEL);
}

static WORK_QUEUE_ITEM *take_item(struct item_queue *q)
{
	WORK_QUEUE_ITEM *item = NULL;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	if (!IsListEmpty(&q->items)) {
		item = CONTAINING_RECORD(RemoveHeadList(&q->items), WORK_QUEUE_ITEM, List);
		item->List.Flink = NULL;	/* from here on it may be queued again */
	}
	spin_unlock_irqrestore(&q->lock, flags);
	return item;
}

/* False: there was none. */
static bool run_item(struct item_queue *q)
{
	WORK_QUEUE_ITEM *item = take_item(q);
	PWORKER_THREAD_ROUTINE routine;
	struct wdm_thread *thread;

	if (!item)
		return false;
	routine = item->WorkerRoutine;
	thread = wdm_user_access_begin();
	WDM_CALL(routine, item->Parameter);
	wdm_worker_returned(routine, item);
	wdm_user_access_put(thread);
	return true;
}

static void take_one(struct work_struct *work)
{
	struct item_taker *taker = container_of(work, struct item_taker, work);
	struct item_queue *q = taker->queue;

	kfree(taker);
	run_item(q);
}

static void take_all(struct work_struct *work)
{
	struct item_queue *q = container_of(work, struct item_queue, spare);

	while (run_item(q))
		cond_resched();
}

static bool append(struct item_queue *q, WORK_QUEUE_ITEM *item)
{
	unsigned long flags;
	bool is_new;

	spin_lock_irqsave(&q->lock, flags);
	is_new = !item->List.Flink;
	if (is_new)
		InsertTailList(&q->items, &item->List);
	spin_unlock_irqrestore(&q->lock, flags);
	return is_new;
}

/**
 * ExQueueWorkItem - have a system worker thread call a routine
 * @WorkItem: set up by ExInitializeWorkItem(), and not queued at present
 * @QueueType: how urgent it is
 *
 * The item is off the queue before its routine is called, which may free it or
 * queue it again. Queuing a queued item is reported (bug check 0x96) and ignored.
 *
 * Context: IRQL <= DISPATCH_LEVEL. The routine runs at PASSIVE_LEVEL.
 */
VOID NTAPI ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
	const void *caller = WDM_CALLER();
	struct item_queue *q = queue_of(QueueType);
	struct item_taker *taker;

	if (!append(q, WorkItem)) {
		wdm_bug_report(INVALID_WORK_QUEUE_ITEM, 0, (uintptr_t)WorkItem, 0,
			       (uintptr_t)WorkItem->WorkerRoutine, caller,
			       "queues a work item that is queued already");
		return;
	}

	taker = kmalloc(sizeof(*taker), GFP_ATOMIC | __GFP_NOWARN);
	if (!taker) {
		queue_work(q->wq, &q->spare);
		return;
	}
	INIT_WORK(&taker->work, take_one);
	taker->queue = q;
	queue_work(q->wq, &taker->work);
}
WDM_EXPORT(ExQueueWorkItem);

/**
 * wdm_ex_driver_gone - no worker routine of a driver may be left to run
 * @start: its image
 * @size: its size
 *
 * Whose items the queued ones are doesn't matter: it waits for them all.
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_ex_driver_gone(const void *start, size_t size)
{
	flush_workqueue(critical_queue.wq);
	flush_workqueue(delayed_queue.wq);
	wdm_extimer_driver_gone(start, size);
	wdm_callback_driver_gone(start, size);
}
EXPORT_SYMBOL_GPL(wdm_ex_driver_gone);

static int __init init_queue(struct item_queue *q, const char *name, unsigned int flags)
{
	spin_lock_init(&q->lock);
	InitializeListHead(&q->items);
	INIT_WORK(&q->spare, take_all);
	q->wq = alloc_workqueue("%s", WQ_UNBOUND | flags, WQ_MAX_ACTIVE, name);
	return q->wq ? 0 : -ENOMEM;
}

int __init wdm_worker_init(void)
{
	int ret;

	ret = init_queue(&critical_queue, "wdm_critical", WQ_HIGHPRI);
	if (ret)
		return ret;
	ret = init_queue(&delayed_queue, "wdm_delayed", 0);
	if (ret)
		destroy_workqueue(critical_queue.wq);
	return ret;
}

void wdm_worker_exit(void)
{
	destroy_workqueue(delayed_queue.wq);
	destroy_workqueue(critical_queue.wq);
}
