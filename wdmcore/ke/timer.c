// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: timer objects.
 *
 * Each CPU has two wheels: of timers relative to interrupt time, and of timers at
 * an absolute system time, which follow the clock when it is set. A timer goes to
 * the wheels of the CPU that sets it. One hrtimer for each wheel is programmed to
 * the first due time (so timers are exact, whatever HZ is), in its interrupt the
 * timer is signalled and its DPC queued.
 *
 * The KTIMER belongs to the driver and may be freed as soon as it isn't queued. So
 * all of the expiry happens under the wheel's lock, which KeCancelTimer() takes as
 * well even if the timer is not queued any more: after that, nobody touches it.
 * KTIMER.Processor and TimerType say which wheel's lock that is.
 *
 * Cancelling leaves the hrtimer as it is: it finds nothing and is programmed anew.
 * So a time-out that is set and cancelled for every request costs no access to the
 * hardware.
 */
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include <wdm.h>
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "shared_data.h"
#include "ke_wait.h"
#include "wheel.h"

#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

/* Header.TimerMiscFlags: Period is in units of 100 ns. */
#define FINE_PERIOD	0x1

/* KTIMER.TimerType: the kind of wheel. */
enum timer_clock { RELATIVE, ABSOLUTE, CLOCKS };

/**
 * struct timer_queue - one CPU's timers of one clock
 * @lock: protects all here, and the timers whose Processor and TimerType say so
 * @wheel: the timers
 * @hrtimer: runs the wheel
 * @programmed: when the hrtimer will, U64_MAX if not needed
 * @clock: RELATIVE or ABSOLUTE
 */
struct timer_queue {
	raw_spinlock_t lock;
	struct wdm_wheel wheel;
	struct hrtimer hrtimer;
	u64 programmed;
	enum timer_clock clock;
};

static DEFINE_PER_CPU(struct timer_queue *, timer_queues);

/* Processor and TimerType in one: they change together. */
union timer_home {
	struct {
		u16 cpu;
		u16 clock;
	};
	u32 both;
};

static u32 *home_of(KTIMER *timer)
{
	return (u32 *)&timer->Processor;
}

static struct timer_queue *queue_at(u32 home)
{
	union timer_home h = { .both = home };

	return &per_cpu(timer_queues, h.cpu)[h.clock];
}

static u32 home_here(enum timer_clock clock)
{
	union timer_home h = { .cpu = raw_smp_processor_id(), .clock = clock };

	return h.both;
}

/* In units of the wheel: 100 ns of the clock, not later than the present. */
static u64 clock_now(enum timer_clock clock)
{
	return clock == ABSOLUTE ? wdm_system_time() : div_u64(ktime_get_ns(), WDM_NS_PER_UNIT);
}

static ktime_t to_ktime(const struct timer_queue *q, u64 due)
{
	u64 units = q->clock == ABSOLUTE ? due - WDM_UNIX_EPOCH : due;

	return min_t(u64, units, div_u64(KTIME_MAX, WDM_NS_PER_UNIT)) * WDM_NS_PER_UNIT;
}

static void program(struct timer_queue *q, u64 due)
{
	lockdep_assert_held(&q->lock);
	if (due >= q->programmed)
		return;
	q->programmed = due;
	hrtimer_start(&q->hrtimer, to_ktime(q, due), HRTIMER_MODE_ABS_PINNED_HARD);
}

static void enqueue(struct timer_queue *q, KTIMER *timer, u64 now)
{
	lockdep_assert_held(&q->lock);
	/* The clock may have been set back; an empty wheel may follow it freely. */
	if (wdm_wheel_empty(&q->wheel))
		q->wheel.now = now;
	else if (unlikely(now < q->wheel.now))
		wdm_wheel_rebase(&q->wheel, now);
	wdm_wheel_insert(&q->wheel, timer);
	program(q, timer->DueTime.QuadPart);
}

/* The next time of a periodic timer: in step with its due time, and not yet over. */
static u64 next_due(u64 due, u64 period, u64 now)
{
	u64 next = due + period;

	if (next <= now)
		next += (div64_u64(now - next, period) + 1) * period;
	return next;
}

static u64 period_of(const KTIMER *timer)
{
	return timer->Header.TimerMiscFlags & FINE_PERIOD ? timer->Period :
							    (u64)timer->Period * 10000;
}

/* An expired timer that is not in the wheel. Its memory may be gone afterwards. */
static void fire(struct timer_queue *q, KTIMER *timer, u64 now)
{
	LARGE_INTEGER time = { .QuadPart = wdm_system_time() };
	KDPC *dpc = timer->Dpc;

	lockdep_assert_held(&q->lock);
	if (timer->Period) {
		timer->DueTime.QuadPart = next_due(timer->DueTime.QuadPart,
						   period_of(timer), now);
		enqueue(q, timer, now);
	}
	wdm_header_signal(&timer->Header);
	/* What Windows passes; the documentation promises nothing. */
	if (dpc)
		KeInsertQueueDpc(dpc, ULongToPtr(time.LowPart), LongToPtr(time.HighPart));
}

static enum hrtimer_restart run_wheel(struct hrtimer *hrtimer)
{
	struct timer_queue *q = container_of(hrtimer, struct timer_queue, hrtimer);
	unsigned long flags;
	KTIMER *timer;
	u64 now;

	raw_spin_lock_irqsave(&q->lock, flags);
	/* Until the end, so that a periodic timer doesn't program it in between. */
	q->programmed = 0;
	now = clock_now(q->clock);
	wdm_shared_data_refresh();
	while ((timer = wdm_wheel_expire(&q->wheel, now)))
		fire(q, timer, now);
	q->programmed = U64_MAX;
	program(q, wdm_wheel_next(&q->wheel));
	raw_spin_unlock_irqrestore(&q->lock, flags);
	return HRTIMER_NORESTART;
}

/* Locks the wheel that a timer is in, or was in last. */
static struct timer_queue *lock_home(KTIMER *timer, unsigned long *flags)
{
	for (;;) {
		u32 home = READ_ONCE(*home_of(timer));
		struct timer_queue *q = queue_at(home);

		raw_spin_lock_irqsave(&q->lock, *flags);
		if (*home_of(timer) == home)
			return q;
		raw_spin_unlock_irqrestore(&q->lock, *flags);
	}
}

static bool dequeue(struct timer_queue *q, KTIMER *timer)
{
	lockdep_assert_held(&q->lock);
	if (!wdm_wheel_queued(timer))
		return false;
	wdm_wheel_remove(&q->wheel, timer);
	return true;
}

/*
 * Takes the timer out of its wheel and locks the wheel of this CPU as its new one.
 * The two locks are never held together.
 */
static struct timer_queue *move_home(KTIMER *timer, enum timer_clock clock, bool *queued,
				     unsigned long *flags)
{
	struct timer_queue *q = lock_home(timer, flags);
	u32 here = home_here(clock);

	*queued = dequeue(q, timer);
	while (q != queue_at(here)) {
		WRITE_ONCE(*home_of(timer), here);
		raw_spin_unlock_irqrestore(&q->lock, *flags);
		/* Somebody else may set it here, and this CPU may be another one. */
		q = lock_home(timer, flags);
		here = home_here(clock);
		*queued |= dequeue(q, timer);
	}
	return q;
}

static bool set_timer(KTIMER *timer, LARGE_INTEGER due_time, u32 period, u8 flags_of_period,
		      KDPC *dpc)
{
	enum timer_clock clock = due_time.QuadPart < 0 ? RELATIVE : ABSOLUTE;
	struct timer_queue *q;
	unsigned long flags;
	bool queued;
	u64 now, due;

	q = move_home(timer, clock, &queued, &flags);
	wdm_header_clear(&timer->Header);
	timer->Dpc = dpc;
	timer->Period = period;
	timer->Header.TimerMiscFlags = flags_of_period;
	now = clock_now(clock);
	/* Plus one: the present unit has begun already, and early is wrong. */
	due = clock == RELATIVE ? now + 1 - due_time.QuadPart : due_time.QuadPart;
	/* What is over expires now, and periods count from then. */
	timer->DueTime.QuadPart = max(due, now);
	if (due > now)
		enqueue(q, timer, now);
	else
		fire(q, timer, now);
	raw_spin_unlock_irqrestore(&q->lock, flags);
	if (due <= now)
		wdm_dpc_run_pending();
	return queued;
}

/**
 * KeInitializeTimerEx - KeInitializeTimerEx function
 * @Timer: the timer object, not set afterwards
 * @Type: NotificationTimer, which stays signalled until it is set again, or
 *	SynchronizationTimer, which releases one waiter
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
	wdm_header_init(&Timer->Header,
			Type == SynchronizationTimer ? WDM_TYPE_TIMER_SYNCHRONIZATION :
						       WDM_TYPE_TIMER_NOTIFICATION,
			sizeof(*Timer) / sizeof(LONG), 0);
	Timer->DueTime.QuadPart = 0;
	Timer->TimerListEntry.Flink = NULL;
	Timer->TimerListEntry.Blink = NULL;
	Timer->Dpc = NULL;
	Timer->Period = 0;
	*home_of(Timer) = home_here(RELATIVE);
}
WDM_EXPORT(KeInitializeTimerEx);

/**
 * KeInitializeTimer - KeInitializeTimer function
 * @Timer: the timer object: a notification timer, not set afterwards
 *
 * Context: any IRQL.
 */
VOID NTAPI KeInitializeTimer(PKTIMER Timer)
{
	KeInitializeTimerEx(Timer, NotificationTimer);
}
WDM_EXPORT(KeInitializeTimer);

/**
 * KeSetTimer - KeSetTimer function
 * @Timer: the timer object; cancelled first if it is set
 * @DueTime: 100 ns units; negative: from now on, else the system time to expire at
 * @Dpc: queued at expiry, or NULL
 *
 * The timer is not signalled until it expires. If that time is over already, it
 * expires before the call returns.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set before, else FALSE.
 */
BOOLEAN NTAPI KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
	return set_timer(Timer, DueTime, 0, 0, Dpc);
}
WDM_EXPORT(KeSetTimer);

/**
 * KeSetTimerEx - KeSetTimerEx function
 * @Timer: the timer object; cancelled first if it is set
 * @DueTime: as for KeSetTimer()
 * @Period: ms from one expiry to the next, 0 for one only
 * @Dpc: queued at each expiry, or NULL
 *
 * Periods are counted from @DueTime, or from the call if that time is over, so they
 * don't drift. An expiry that couldn't be served before the next one is left out.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set before, else FALSE.
 */
BOOLEAN NTAPI KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc)
{
	return set_timer(Timer, DueTime, max_t(LONG, Period, 0), 0, Dpc);
}
WDM_EXPORT(KeSetTimerEx);

/**
 * KeSetCoalescableTimer - KeSetCoalescableTimer function
 * @Timer: the timer object; cancelled first if it is set
 * @DueTime: as for KeSetTimer()
 * @Period: ms from one expiry to the next, 0 for one only
 * @TolerableDelay: ms by which the expiry may be late; not made use of
 * @Dpc: queued at each expiry, or NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set before, else FALSE.
 */
BOOLEAN NTAPI KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period,
				    ULONG TolerableDelay, PKDPC Dpc)
{
	return set_timer(Timer, DueTime, Period, 0, Dpc);
}
WDM_EXPORT(KeSetCoalescableTimer);

/**
 * KeCancelTimer - KeCancelTimer function
 * @Timer: the timer object
 *
 * A DPC that is queued already stays queued, see KeFlushQueuedDpcs().
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer was set, which a periodic timer is until it is
 * cancelled, else FALSE.
 */
BOOLEAN NTAPI KeCancelTimer(PKTIMER Timer)
{
	unsigned long flags;
	struct timer_queue *q = lock_home(Timer, &flags);
	bool queued = dequeue(q, Timer);

	raw_spin_unlock_irqrestore(&q->lock, flags);
	return queued;
}
WDM_EXPORT(KeCancelTimer);

bool wdm_timer_set(KTIMER *timer, s64 due_time, u32 period, KDPC *dpc)
{
	LARGE_INTEGER due = { .QuadPart = due_time };

	return set_timer(timer, due, period, FINE_PERIOD, dpc);
}

bool wdm_timer_is_set(KTIMER *timer)
{
	unsigned long flags;
	struct timer_queue *q = lock_home(timer, &flags);
	bool queued = wdm_wheel_queued(timer);

	raw_spin_unlock_irqrestore(&q->lock, flags);
	return queued;
}

/**
 * KeReadStateTimer - KeReadStateTimer function
 * @Timer: the timer object
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if the timer is signalled, else FALSE.
 */
BOOLEAN NTAPI KeReadStateTimer(PKTIMER Timer)
{
	return READ_ONCE(Timer->Header.SignalState) != 0;
}
WDM_EXPORT(KeReadStateTimer);

static bool in_image(const void *address, const void *start, size_t size)
{
	return address >= start && address < start + size;
}

static void remove_of_driver(struct timer_queue *q, const void *start, size_t size)
{
	struct list_head *head = &q->wheel.slots[0][0];
	struct list_head *end = head + WDM_WHEEL_LEVELS * WDM_WHEEL_SLOTS;
	unsigned long flags;

	raw_spin_lock_irqsave(&q->lock, flags);
	for (; head < end; head++) {
		struct list_head *link, *next;

		list_for_each_safe(link, next, head) {
			KTIMER *timer = container_of((LIST_ENTRY *)link, KTIMER,
						     TimerListEntry);
			const void *routine = timer->Dpc ? timer->Dpc->DeferredRoutine : NULL;

			if (!in_image(routine, start, size) && !in_image(timer, start, size))
				continue;
			wdm_wheel_remove(&q->wheel, timer);
			wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
				       (uintptr_t)timer, (uintptr_t)routine, 0, 0,
				       routine ? routine : start,
				       "a timer was set when its driver was unloaded");
		}
	}
	raw_spin_unlock_irqrestore(&q->lock, flags);
}

void wdm_timer_driver_gone(const void *start, size_t size)
{
	int cpu, clock;

	for_each_possible_cpu(cpu)
		for (clock = 0; clock < CLOCKS; clock++)
			remove_of_driver(&per_cpu(timer_queues, cpu)[clock], start, size);
}

static void queue_init(struct timer_queue *q, enum timer_clock clock)
{
	clockid_t id = clock == ABSOLUTE ? CLOCK_REALTIME : CLOCK_MONOTONIC;

	raw_spin_lock_init(&q->lock);
	wdm_wheel_init(&q->wheel, 0);
	wdm_hrtimer_setup(&q->hrtimer, run_wheel, id, HRTIMER_MODE_ABS_PINNED_HARD);
	q->programmed = U64_MAX;
	q->clock = clock;
}

int __init wdm_timer_init(void)
{
	int cpu, clock;

	for_each_possible_cpu(cpu) {
		struct timer_queue *queues = kcalloc_node(CLOCKS, sizeof(*queues), GFP_KERNEL,
							  cpu_to_node(cpu));

		if (!queues) {
			wdm_timer_exit();
			return -ENOMEM;
		}
		for (clock = 0; clock < CLOCKS; clock++)
			queue_init(&queues[clock], clock);
		per_cpu(timer_queues, cpu) = queues;
	}
	return 0;
}

void wdm_timer_exit(void)
{
	int cpu, clock;

	for_each_possible_cpu(cpu) {
		struct timer_queue *queues = per_cpu(timer_queues, cpu);

		if (!queues)
			continue;
		for (clock = 0; clock < CLOCKS; clock++)
			hrtimer_cancel(&queues[clock].hrtimer);
		kfree(queues);
	}
}
