// SPDX-License-Identifier: GPL-2.0
/*
 * Io: the requests of a thread.
 *
 * What the I/O manager built for a thread (IoBuildDeviceIoControlRequest,
 * IoBuildSynchronousFsdRequest), or sent for it without waiting, is on the thread's list
 * until it is complete. A thread that ends cancels them, and waits: their status blocks and
 * events may be on its stack.
 *
 * Cancelling a request may end it, and free it, in the middle of that: so one that is being
 * cancelled is pinned, and who finishes it leaves the freeing to who has pinned it.
 */
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/task_work.h>
#include <linux/wait.h>

#include <ntddk.h>
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "ob.h"
#include "ps.h"

/* How long completion may be between a driver's routine and the last stage. */
#define RETURNING	(HZ / 4)

/* The first time a report is made; after the last the thread goes without them. */
#define STUCK_AFTER	(30 * HZ)
#define ROUNDS		10

static DECLARE_WAIT_QUEUE_HEAD(request_gone);

/** wdm_irp_thread_link - a request of its thread is about to be sent */
void wdm_irp_thread_link(PIRP irp)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	struct wdm_thread *t = (struct wdm_thread *)irp->Tail.Overlay.Thread;
	unsigned long flags;

	spin_lock_irqsave(&t->irp_lock, flags);
	w->thread = t;
	list_add_tail(&w->thread_link, &t->irps);
	spin_unlock_irqrestore(&t->irp_lock, flags);
}

/**
 * wdm_irp_thread_unlink - a request is complete, and its requester was told
 * @w: the request
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if it is the caller's to free.
 */
bool wdm_irp_thread_unlink(struct wdm_irp *w)
{
	struct wdm_thread *t;
	unsigned long flags;
	bool mine = true;

	rcu_read_lock();
	t = READ_ONCE(w->thread);
	if (t) {
		spin_lock_irqsave(&t->irp_lock, flags);
		/* A thread that was tired of waiting has taken it off. */
		if (w->thread == t) {
			list_del(&w->thread_link);
			w->thread = NULL;
		}
		mine = !w->pinned;
		w->finished = true;
		/* Under the lock, as the thread's block may be gone behind it. */
		if (list_empty(&t->irps))
			wake_up_all(&request_gone);
		spin_unlock_irqrestore(&t->irp_lock, flags);
	}
	rcu_read_unlock();
	return mine;
}

/* One that wasn't cancelled yet; it is pinned. */
static struct wdm_irp *next_to_cancel(struct wdm_thread *t)
{
	struct wdm_irp *w, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&t->irp_lock, flags);
	list_for_each_entry(w, &t->irps, thread_link) {
		if (!w->cancelled) {
			w->cancelled = true;
			w->pinned = true;
			found = w;
			break;
		}
	}
	spin_unlock_irqrestore(&t->irp_lock, flags);
	return found;
}

static void unpin(struct wdm_thread *t, struct wdm_irp *w)
{
	unsigned long flags;
	bool finished;

	spin_lock_irqsave(&t->irp_lock, flags);
	w->pinned = false;
	finished = w->finished;
	spin_unlock_irqrestore(&t->irp_lock, flags);
	if (finished)
		wdm_irp_free(&w->irp);
}

static bool is_alone(struct wdm_thread *t)
{
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&t->irp_lock, flags);
	empty = list_empty(&t->irps);
	spin_unlock_irqrestore(&t->irp_lock, flags);
	return empty;
}

/* Where a request may be of which nobody waits for the end. */
enum where {
	UNSENT,		/* with who built it, who may never send it */
	TAKEN_BACK,	/* or its completion routine took it at the end */
	ANYWHERE,
};

/*
 * What is above all its locations was never sent, was taken, or is about to be finished:
 * the last can't be if it was never sent, and must be if no routine could have taken it.
 */
static bool is_at(struct wdm_irp *w, enum where where)
{
	PIO_STACK_LOCATION top = (PIO_STACK_LOCATION)(&w->irp + 1) + w->irp.StackCount - 1;

	if (where == ANYWHERE)
		return true;
	if (READ_ONCE(w->irp.CurrentLocation) != w->irp.StackCount + 1)
		return false;
	return where == UNSENT ? !top->DeviceObject : top->DeviceObject && top->CompletionRoutine;
}

/* Takes requests off the list. The thread's memory isn't touched at their end. */
static bool abandon(struct wdm_thread *t, enum where where)
{
	struct wdm_irp *w, *next;
	unsigned long flags;
	bool all = true;

	spin_lock_irqsave(&t->irp_lock, flags);
	list_for_each_entry_safe(w, next, &t->irps, thread_link) {
		/* One that tells its thread is finished in a moment. */
		if (!is_at(w, where) || (!wdm_irp_leave(w) && where != ANYWHERE)) {
			all = false;
			continue;
		}
		list_del(&w->thread_link);
		WRITE_ONCE(w->thread, NULL);
		w->irp.Tail.Overlay.Thread = NULL;
	}
	spin_unlock_irqrestore(&t->irp_lock, flags);
	return all;
}

static void report(struct wdm_thread *t)
{
	PDRIVER_DISPATCH dispatch = NULL;
	PIO_STACK_LOCATION location;
	unsigned long flags;
	PIRP irp = NULL;

	spin_lock_irqsave(&t->irp_lock, flags);
	if (!list_empty(&t->irps)) {
		irp = &list_first_entry(&t->irps, struct wdm_irp, thread_link)->irp;
		location = IoGetCurrentIrpStackLocation(irp);
		if (irp->CurrentLocation <= irp->StackCount && location->DeviceObject)
			dispatch = location->DeviceObject->DriverObject->MajorFunction
					[location->MajorFunction];
	}
	spin_unlock_irqrestore(&t->irp_lock, flags);
	if (irp)
		wdm_bug_report(0xc9, 0x20c, (ULONG_PTR)irp, (ULONG_PTR)t, 0, dispatch,
			       "a thread ends, and its IRP %p is not completed 30 s after its cancellation",
			       irp);
}

/**
 * wdm_irp_thread_end - a thread ends: cancel its requests, and wait for them
 * @t: the current thread
 *
 * After five minutes, as on Windows, it goes without them.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
void wdm_irp_thread_end(struct wdm_thread *t)
{
	struct wdm_irp *w;
	int round;

	if (is_alone(t) || abandon(t, UNSENT))
		return;
	while ((w = next_to_cancel(t))) {
		IoCancelIrp(&w->irp);
		unpin(t, w);
	}
	if (wait_event_timeout(request_gone, is_alone(t), RETURNING) || abandon(t, TAKEN_BACK))
		return;
	for (round = 0; round < ROUNDS; round++) {
		if (wait_event_timeout(request_gone, is_alone(t), STUCK_AFTER))
			return;
		if (!round)
			report(t);
	}
	abandon(t, ANYWHERE);
}
WDM_EXPORT(wdm_irp_thread_end);

static void end_in_task(struct callback_head *head)
{
	struct wdm_thread *t = container_of(head, struct wdm_thread, irp_head);

	wdm_irp_thread_end(t);
	wdm_ob_put(t);
}

/**
 * wdm_irp_thread_exit - a task ends: have it end its requests where it can sleep
 * @t: the current thread
 *
 * Context: any in which wdm_ps is told of the end of a task.
 */
void wdm_irp_thread_exit(struct wdm_thread *t)
{
	if (is_alone(t))
		return;
	wdm_ob_get(t);
	init_task_work(&t->irp_head, end_in_task);
	if (task_work_add(current, &t->irp_head, TWA_NONE)) {
		abandon(t, ANYWHERE);
		wdm_ob_put(t);
	}
}

/** wdm_irp_thread_forget - the block of a thread goes; nobody waited for what is left */
void wdm_irp_thread_forget(struct wdm_thread *t)
{
	abandon(t, ANYWHERE);
}
