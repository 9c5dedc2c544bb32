// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: timers that the system allocates, so that they can outlive their deletion: the
 * callback may be running, or still be due, when the driver deletes the timer.
 *
 * An EX_TIMER is a KTIMER, which makes it an object to wait for, with a DPC that calls
 * the driver. Deleting first disables it: from then on nobody sets it. When it isn't
 * set any more, a work item ends it: it waits for DPCs that are queued or running,
 * frees the timer, tells the driver and whoever waits for that. ExDeleteTimer() itself
 * has a reference as long as it looks at the timer.
 */
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <wdm.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"

#define IRQL_NOT_LESS_OR_EQUAL	0x0a
#define TIMER_OR_DPC_INVALID	0xc7
#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

#define KNOWN_ATTRIBUTES	(EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE |	\
				 EX_TIMER_NOTIFICATION)

/* No timer expires more often than the clock ticks, at its fastest: 0.5 ms. */
#define SHORTEST_PERIOD		5000

/* _EX_TIMER.state */
#define IS_ENDING		0

/**
 * struct _EX_TIMER - an EX_TIMER, opaque to drivers
 * @timer: what drivers wait for
 * @dpc: runs when it expires
 * @callback: the driver's routine, or NULL
 * @context: its argument
 * @attributes: EX_TIMER_*
 * @lock: orders setting and disabling; interrupts disabled
 * @disabled: L: nobody sets it any more
 * @periodic: L: it was set with a period
 * @state: IS_ENDING: @work is queued
 * @kref: one for @work, one for ExDeleteTimer()
 * @site: who allocated it
 * @link: in the list of all timers
 * @work: ends it
 * @delete_callback: the driver's routine for that, or NULL
 * @delete_context: its argument
 * @ended: an event of who waits for the end, or NULL
 *
 * L: changed under @lock.
 */
struct _EX_TIMER {
	KTIMER timer;
	KDPC dpc;
	PEXT_CALLBACK callback;
	PVOID context;
	u32 attributes;
	raw_spinlock_t lock;	/* see above */
	bool disabled;
	bool periodic;
	unsigned long state;
	struct kref kref;
	const void *site;
	struct list_head link;
	struct work_struct work;
	PEXT_DELETE_CALLBACK delete_callback;
	PVOID delete_context;
	KEVENT *ended;
};

static struct workqueue_struct *ending_timers;
static LIST_HEAD(timers);
static DEFINE_SPINLOCK(timers_lock);

static void free_timer(struct kref *kref)
{
	kfree(container_of(kref, struct _EX_TIMER, kref));
}

static void end_timer(struct work_struct *work)
{
	struct _EX_TIMER *t = container_of(work, struct _EX_TIMER, work);
	PEXT_DELETE_CALLBACK callback = t->delete_callback;
	PVOID context = t->delete_context;
	KEVENT *ended = t->ended;
	KIRQL irql;

	KeFlushQueuedDpcs();
	spin_lock_bh(&timers_lock);
	list_del(&t->link);
	spin_unlock_bh(&timers_lock);
	kref_put(&t->kref, free_timer);
	if (callback) {
		irql = KeRaiseIrqlToDpcLevel();
		WDM_CALL(callback, context);
		KeLowerIrql(irql);
	}
	if (ended)
		KeSetEvent(ended, 0, FALSE);
}

static void start_end(struct _EX_TIMER *t)
{
	if (!test_and_set_bit(IS_ENDING, &t->state))
		queue_work(ending_timers, &t->work);
}

static VOID NTAPI expire(PKDPC dpc, PVOID context, PVOID arg1, PVOID arg2)
{
	struct _EX_TIMER *t = context;

	if (t->callback)
		WDM_CALL(t->callback, t, t->context);
	/* pairs with disable() */
	if (likely(!smp_load_acquire(&t->disabled)))
		return;
	/* A periodic timer expires once after that at most. */
	if (t->periodic)
		KeCancelTimer(&t->timer);
	if (!wdm_timer_is_set(&t->timer))
		start_end(t);
}

/* False: it was before. */
static bool disable(struct _EX_TIMER *t, const EXT_DELETE_PARAMETERS *parameters, KEVENT *ended)
{
	unsigned long flags;
	bool was;

	raw_spin_lock_irqsave(&t->lock, flags);
	was = t->disabled;
	if (!was) {
		if (parameters) {
			t->delete_callback = parameters->DeleteCallback;
			t->delete_context = parameters->DeleteContext;
		}
		t->ended = ended;
		/* expire() ends the timer when it sees this */
		smp_store_release(&t->disabled, true);
	}
	raw_spin_unlock_irqrestore(&t->lock, flags);
	return !was;
}

/**
 * ExAllocateTimer - ExAllocateTimer function
 * @Callback: called at each expiry at DISPATCH_LEVEL, or NULL
 * @CallbackContext: its argument
 * @Attributes: EX_TIMER_NOTIFICATION for a notification timer, else it is a
 *	synchronization timer; EX_TIMER_HIGH_RESOLUTION or EX_TIMER_NO_WAKE. Both are a bug
 *	(bug check 0xC7). All timers are exact, and none wakes a sleeping system
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the timer, also an object to wait for; NULL without memory or for wrong
 * attributes.
 */
PEX_TIMER NTAPI ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext, ULONG Attributes)
{
	const u32 exclusive = EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE;
	const void *caller = WDM_CALLER();
	unsigned long flags;
	struct _EX_TIMER *t;

	if (Attributes & ~KNOWN_ATTRIBUTES || (Attributes & exclusive) == exclusive) {
		wdm_bug_report(TIMER_OR_DPC_INVALID, 0, Attributes, 0, 0, caller,
			       "allocates a timer with attributes 0x%x", Attributes);
		return NULL;
	}
	t = kzalloc(sizeof(*t), wdm_irql_gfp());
	if (!t)
		return NULL;
	KeInitializeTimerEx(&t->timer, Attributes & EX_TIMER_NOTIFICATION ?
			    NotificationTimer : SynchronizationTimer);
	KeInitializeDpc(&t->dpc, expire, t);
	t->callback = Callback;
	t->context = CallbackContext;
	t->attributes = Attributes;
	raw_spin_lock_init(&t->lock);
	kref_init(&t->kref);
	INIT_WORK(&t->work, end_timer);
	t->site = caller;

	spin_lock_irqsave(&timers_lock, flags);
	list_add_tail(&t->link, &timers);
	spin_unlock_irqrestore(&timers_lock, flags);
	return t;
}
WDM_EXPORT(ExAllocateTimer);

static bool is_valid_setting(struct _EX_TIMER *t, s64 due, s64 period,
			     const EXT_SET_PARAMETERS *parameters)
{
	if (t->attributes & EX_TIMER_HIGH_RESOLUTION && due >= 0)
		return false;
	if (parameters && parameters->NoWakeTolerance < EX_TIMER_UNLIMITED_TOLERANCE)
		return false;
	return period >= 0 && period <= MAXLONG;
}

/**
 * ExSetTimer - ExSetTimer function
 * @Timer: the timer; cancelled first if it is set
 * @DueTime: 100 ns units; negative: from now on, which it must be for a high-resolution
 *	timer; else the system time to expire at
 * @Period: from one expiry to the next, in 100 ns, 0 for one only; at most MAXLONG.
 *	Below the clock's shortest interval (0.5 ms) it is that
 * @Parameters: from ExInitializeSetTimerParameters(), or NULL. The tolerance allows
 *	being late and isn't made use of; a negative one, but for
 *	EX_TIMER_UNLIMITED_TOLERANCE, is a bug
 *
 * What is a bug check on Windows is reported as 0xC7, and the timer isn't set.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set before, else FALSE; also if it has been deleted.
 */
BOOLEAN NTAPI ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period,
			 PEXT_SET_PARAMETERS Parameters)
{
	unsigned long flags;
	bool was_set = false;

	if (unlikely(!is_valid_setting(Timer, DueTime, Period, Parameters))) {
		wdm_bug_report(TIMER_OR_DPC_INVALID, 0, (uintptr_t)Timer, DueTime, Period,
			       WDM_CALLER(),
			       "sets a timer with a time that it can't have");
		return FALSE;
	}
	raw_spin_lock_irqsave(&Timer->lock, flags);
	if (!Timer->disabled) {
		Timer->periodic = Period;
		was_set = wdm_timer_set(&Timer->timer, DueTime,
					Period ? max_t(u32, Period, SHORTEST_PERIOD) : 0,
					&Timer->dpc);
	}
	raw_spin_unlock_irqrestore(&Timer->lock, flags);
	/* For a time that was over already */
	wdm_dpc_run_pending();
	return was_set;
}
WDM_EXPORT(ExSetTimer);

/**
 * ExCancelTimer - ExCancelTimer function
 * @Timer: the timer
 * @Parameters: NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set; FALSE also if it has been deleted.
 */
BOOLEAN NTAPI ExCancelTimer(PEX_TIMER Timer, PEXT_CANCEL_PARAMETERS Parameters)
{
	unsigned long flags;
	bool was_set;

	raw_spin_lock_irqsave(&Timer->lock, flags);
	was_set = !Timer->disabled && KeCancelTimer(&Timer->timer);
	raw_spin_unlock_irqrestore(&Timer->lock, flags);
	return was_set;
}
WDM_EXPORT(ExCancelTimer);

/* Waits if it must and may. True: cancelled. */
static bool delete_timer(struct _EX_TIMER *t, bool cancel, bool wait,
			 const EXT_DELETE_PARAMETERS *parameters)
{
	bool cancelled;
	KEVENT ended;

	KeInitializeEvent(&ended, NotificationEvent, FALSE);
	kref_get(&t->kref);
	if (!disable(t, parameters, wait ? &ended : NULL)) {
		kref_put(&t->kref, free_timer);
		return false;
	}
	cancelled = cancel && KeCancelTimer(&t->timer);
	if (!wdm_timer_is_set(&t->timer))
		start_end(t);
	kref_put(&t->kref, free_timer);
	if (wait)
		KeWaitForSingleObject(&ended, Executive, KernelMode, FALSE, NULL);
	return cancelled;
}

/**
 * ExDeleteTimer - ExDeleteTimer function
 * @Timer: the timer; can't be set any more
 * @Cancel: TRUE if it is to be cancelled; else it expires before it is freed, a periodic
 *	one once
 * @Wait: TRUE if the call is to return when the timer is freed, the callback has
 *	returned and the delete callback, too; @Cancel must be TRUE then
 * @Parameters: from ExInitializeDeleteTimerParameters(), with a routine to be called at
 *	DISPATCH_LEVEL when the timer is freed; or NULL
 *
 * @Wait without @Cancel is reported (bug check 0xC7), and the timer cancelled; @Wait at
 * DISPATCH_LEVEL, too (0xA), and the call doesn't wait.
 *
 * Context: IRQL <= APC_LEVEL if @Wait is TRUE, else <= DISPATCH_LEVEL.
 * Return: TRUE if @Cancel is TRUE and the timer was set.
 */
BOOLEAN NTAPI ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait,
			    PEXT_DELETE_PARAMETERS Parameters)
{
	const void *caller = WDM_CALLER();
	KIRQL irql = KeGetCurrentIrql();

	if (unlikely(Wait && !Cancel)) {
		wdm_bug_report(TIMER_OR_DPC_INVALID, 0, (uintptr_t)Timer, 0, 0, caller,
			       "waits for the end of a timer without cancelling it");
		Cancel = TRUE;
	}
	if (unlikely(Wait && irql > APC_LEVEL)) {
		wdm_bug_report(IRQL_NOT_LESS_OR_EQUAL, (uintptr_t)Timer, irql, 0,
			       (uintptr_t)caller, caller,
			       "waits for the end of a timer at IRQL %u", irql);
		Wait = FALSE;
	}
	return delete_timer(Timer, Cancel, Wait, Parameters);
}
WDM_EXPORT(ExDeleteTimer);

static bool in_image(const void *address, const void *start, size_t size)
{
	return address >= start && address < start + size;
}

/* One that a driver left and that isn't disabled; it is now, with a reference. */
static struct _EX_TIMER *take_left_timer(const void *start, size_t size)
{
	struct _EX_TIMER *t, *found = NULL;

	spin_lock_bh(&timers_lock);
	list_for_each_entry(t, &timers, link) {
		if ((in_image(t->site, start, size) || in_image(t->callback, start, size)) &&
		    disable(t, NULL, NULL)) {
			kref_get(&t->kref);
			found = t;
			break;
		}
	}
	spin_unlock_bh(&timers_lock);
	return found;
}

void wdm_extimer_driver_gone(const void *start, size_t size)
{
	struct _EX_TIMER *t;

	while ((t = take_left_timer(start, size))) {
		wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
			       (uintptr_t)t, (uintptr_t)t->callback, 0, 0, t->site,
			       "a timer was left when its driver was unloaded");
		KeCancelTimer(&t->timer);
		start_end(t);
		kref_put(&t->kref, free_timer);
	}
	/* Delete callbacks are the driver's code, too. */
	flush_workqueue(ending_timers);
}
EXPORT_SYMBOL_GPL(wdm_extimer_driver_gone);

int __init wdm_extimer_init(void)
{
	ending_timers = alloc_workqueue("wdm_timers", WQ_UNBOUND, 0);
	return ending_timers ? 0 : -ENOMEM;
}

void wdm_extimer_exit(void)
{
	destroy_workqueue(ending_timers);
}
