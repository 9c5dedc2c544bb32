// SPDX-License-Identifier: GPL-2.0
/*
 * Io: wdmcore's own requests: a user's reads and writes, PnP and power.
 *
 * Most are complete when the dispatch routine returns. So sender and completer
 * meet in one atomic exchange of struct wdm_irp, @state: if the last stage was
 * first, the sender finds that out and goes on, without having slept or having
 * been woken. If the sender was first, it sleeps and the last stage wakes it.
 *
 * That decides, and not what the dispatch routine returned: a driver that returns
 * STATUS_PENDING for a request it has not marked, or some other status for one
 * that it holds, is reported, but neither hangs its requester nor has it free an
 * IRP in use.
 */
#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>

#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "io_dev.h"

#define STUCK_AFTER	(30 * HZ)
/* A driver that has dropped a request may have thought of it, somewhere else. */
#define DROPPED_AFTER	HZ

static noinline __cold void report_bad_status(PDEVICE_OBJECT device, PIRP irp,
					      NTSTATUS returned, u32 violation,
					      const char *what)
{
	UCHAR major = ((PIO_STACK_LOCATION)(irp + 1))[irp->StackCount - 1].MajorFunction;
	PDRIVER_DISPATCH dispatch = NULL;

	if (major <= IRP_MJ_MAXIMUM_FUNCTION)
		dispatch = device->DriverObject->MajorFunction[major];
	wdm_bug_report(0xc9, violation, (ULONG_PTR)dispatch, (ULONG_PTR)irp,
		       (ULONG_PTR)device, dispatch,
		       "dispatch routine for major function 0x%02x returned 0x%08x, but %s",
		       major, returned, what);
}

/* What it returned doesn't go with what it did to the IRP, which is complete. */
static noinline __cold void report_mismatch(PDEVICE_OBJECT device, PIRP irp, NTSTATUS returned)
{
	if (returned == STATUS_PENDING)
		report_bad_status(device, irp, returned, 0x23d,
				  "did not mark the IRP pending");
	else
		report_bad_status(device, irp, returned, 0x23e, "marked the IRP pending");
}

/*
 * TRUE when the request is finished; FALSE: it is pending, and @completed comes, unless it
 * was dropped: *@status isn't STATUS_PENDING then.
 */
static bool send(PDEVICE_OBJECT device, PIRP irp, NTSTATUS *status)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	NTSTATUS returned;

	w->kind = WDM_IRP_WAITED;
	atomic_set(&w->state, WDM_IRP_IDLE);
	returned = IofCallDriver(device, irp);
	*status = returned;

	if (likely(atomic_read(&w->state) == WDM_IRP_FINISHED)) {
		bool pending = returned == STATUS_PENDING;

		if (unlikely(irp->PendingReturned != pending))
			report_mismatch(device, irp, returned);
		return true;
	}

	if (unlikely(returned != STATUS_PENDING))
		report_bad_status(device, irp, returned, 0x226,
				  "has not completed the IRP");
	init_completion(&w->completed);
	return atomic_xchg(&w->state, WDM_IRP_SLEEPING) == WDM_IRP_FINISHED;
}

/* The same for a request of wdmcore's own, PnP or power. */
static bool send_of_system(PDEVICE_OBJECT device, PIRP irp, NTSTATUS *returned)
{
	struct wdm_thread *thread = wdm_user_access_begin();
	bool ended = send(device, irp, returned);

	wdm_user_access_put(thread);
	return ended;
}

/* Not for ever without a word: a request that nobody completes is a driver's bug. */
static void wait_for_end(PDEVICE_OBJECT device, PIRP irp, const char *after)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);

	if (wait_for_completion_timeout(&w->completed, STUCK_AFTER))
		return;
	pr_warn("wdm: IRP %p for device %p (driver %ps) is not completed 30 s after %s\n",
		irp, device, device->DriverObject->DriverInit, after);
	wait_for_completion(&w->completed);
}

/**
 * wdm_irp_send_wait - send a request and wait for its end
 * @device: top of the stack that is to handle it
 * @irp: made by wdm_irp_alloc(), its next location set up; the caller frees it
 *
 * Context: PASSIVE_LEVEL.
 * Return: the final Irp->IoStatus.Status.
 */
NTSTATUS wdm_irp_send_wait(PDEVICE_OBJECT device, PIRP irp)
{
	NTSTATUS returned;

	if (!send_of_system(device, irp, &returned))
		wait_for_end(device, irp, "it was sent");
	return irp->IoStatus.Status;
}
WDM_EXPORT(wdm_irp_send_wait);

/*
 * The freezer makes a thread that runs believe in a signal, and looks away once it sleeps
 * where it may be frozen. A request in flight is not cancelled because the system sleeps.
 */
static bool has_signal(void)
{
	/* A thread's own doesn't go. */
	struct sighand_struct *sighand = rcu_dereference_protected(current->sighand, 1);

	spin_lock_irq(&sighand->siglock);
	recalc_sigpending();
	spin_unlock_irq(&sighand->siglock);
	return signal_pending(current) && !freezing(current);
}

/* FALSE: a signal came first. */
static bool wait_interruptible(struct completion *completed)
{
	while (wait_for_completion_state(completed, TASK_INTERRUPTIBLE | TASK_FREEZABLE)) {
		if (has_signal())
			return false;
		set_current_state(TASK_UNINTERRUPTIBLE | TASK_FREEZABLE);
		schedule_timeout(1);
	}
	return true;
}

/**
 * wdm_irp_send_wait_or_leave - send a request that its driver may drop
 * @device: top of the stack that is to handle it
 * @irp: made by wdm_irp_alloc(), its next location set up, without parameters
 * @status: returns the final status; an error if the request was dropped
 *
 * A driver that returns from its dispatch routine as if the request was complete, when it
 * isn't, has been reported. It has a second to make up for it; then the request is left to
 * it, and freed should it be completed ever.
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE: the caller frees the request; FALSE: it was dropped.
 */
bool wdm_irp_send_wait_or_leave(PDEVICE_OBJECT device, PIRP irp, NTSTATUS *status)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	NTSTATUS returned;

	if (send_of_system(device, irp, &returned)) {
		*status = irp->IoStatus.Status;
		return true;
	}
	if (returned != STATUS_PENDING &&
	    !wait_for_completion_timeout(&w->completed, DROPPED_AFTER)) {
		*status = NT_SUCCESS(returned) ? STATUS_UNSUCCESSFUL : returned;
		if (atomic_cmpxchg(&w->state, WDM_IRP_SLEEPING, WDM_IRP_LEFT) ==
		    WDM_IRP_SLEEPING)
			return false;
		wait_for_completion(&w->completed);
	} else if (returned == STATUS_PENDING) {
		wait_for_end(device, irp, "it was sent");
	}
	*status = irp->IoStatus.Status;
	return true;
}

/**
 * wdm_irp_send_wait_cancellable - send a request and wait for its end or a signal
 * @device: top of the stack that is to handle it
 * @irp: made by wdm_irp_alloc(), its next location set up; the caller frees it
 *
 * A signal cancels the request. Its driver may take its time with that, or may
 * not be able to; the end is waited for in any case, since the IRP and its buffers
 * are the driver's until then.
 *
 * Context: PASSIVE_LEVEL.
 * Return: the final Irp->IoStatus.Status.
 */
NTSTATUS wdm_irp_send_wait_cancellable(PDEVICE_OBJECT device, PIRP irp)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	NTSTATUS returned;

	if (!send(device, irp, &returned) && !wait_interruptible(&w->completed)) {
		IoCancelIrp(irp);
		wait_for_end(device, irp, "its cancellation");
	}
	return irp->IoStatus.Status;
}
WDM_EXPORT(wdm_irp_send_wait_cancellable);

/**
 * wdm_irp_send - send a request, and be called at its end
 * @device: top of the stack that is to handle it
 * @irp: made by wdm_irp_alloc(), its next location set up
 * @done: called at the end, possibly before this function returns, and at
 *	IRQL <= DISPATCH_LEVEL; the IRP is its own then
 * @context: for @done, in struct wdm_irp
 *
 * Context: IRQL <= DISPATCH_LEVEL, as the kind of request allows.
 * Return: what the driver's dispatch routine returned.
 */
NTSTATUS wdm_irp_send(PDEVICE_OBJECT device, PIRP irp,
		      void (*done)(struct wdm_irp *w, PIRP irp), void *context)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);

	w->kind = WDM_IRP_DONE;
	w->done = done;
	w->done_context = context;
	return IofCallDriver(device, irp);
}
WDM_EXPORT(wdm_irp_send);
