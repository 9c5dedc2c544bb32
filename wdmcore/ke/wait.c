// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: waiting for dispatcher objects.
 *
 * An object's state and its list of waiters are protected by one of a fixed set of
 * locks, chosen by the object's address. Who makes an object signalled also decides,
 * under that lock, whose wait is over: first come, first served. The waiter never
 * races for the object once it is awake.
 *
 * A wait for any of several objects is claimed by an exchange of one word before
 * anything is taken, so that two objects can't both satisfy it, and no two locks
 * are ever needed. A wait for all objects needs all their locks at once: such waits
 * are serialised by wait_all_lock. A signaller takes it first, but only if a waiter
 * of that kind hangs on an object of its bucket.
 *
 * Wait blocks lie on the waiter's stack. The claimer unlinks what the waiter would
 * otherwise have to lock for, then publishes the result, and from there on touches
 * nothing but the task, which RCU keeps: interrupts are disabled.
 */
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <wdm.h>

#include "apc.h"
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "ke.h"
#include "ke_wait.h"
#include "ps.h"
#include "wait_limits.h"

#define WAIT_BUCKET_BITS	8

#define MAXIMUM_WAIT_OBJECTS_EXCEEDED	0x0c

/**
 * struct wait_bucket - the lock of the objects whose addresses fall together here
 * @lock: protects those objects, interrupts disabled
 * @nr_all: blocks of WaitAll waits on them; changed under @lock and wait_all_lock
 * @held: A: the holder of wait_all_lock has taken @lock
 * @next_held: A: list of the buckets taken
 *
 * A: protected by wait_all_lock.
 */
struct wait_bucket {
	raw_spinlock_t lock;
	unsigned int nr_all;
	bool held;
	struct wait_bucket *next_held;
} ____cacheline_aligned_in_smp;

static struct wait_bucket buckets[1 << WAIT_BUCKET_BITS];
static struct wait_bucket *held_buckets;
static DEFINE_RAW_SPINLOCK(wait_all_lock);

/* KWAIT_BLOCK.BlockState */
#define BLOCK_IDLE	0
#define BLOCK_QUEUED	1

/* waiter.claim: the index of the object that ended the wait, or */
#define CLAIM_NONE	(-1)
#define CLAIM_ABORTED	(-2)

/**
 * struct waiter - a wait under way, on the stack of the waiting thread
 * @task: who waits
 * @thread: its block, if there is a mutant among the objects
 * @in_dpc: it is a DPC on that thread, if there is one
 * @blocks: one per object
 * @count: number of objects
 * @all: WaitAll
 * @claim: who ended the wait; changed once, by exchange
 * @status: the result, published by @done
 * @done: the claimer won't touch this structure or the blocks any more
 */
struct waiter {
	struct task_struct *task;
	struct wdm_thread *thread;
	bool in_dpc;
	KWAIT_BLOCK *blocks;
	u32 count;
	bool all;
	int claim;
	NTSTATUS status;
	bool done;
};

void __init wdm_wait_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		raw_spin_lock_init(&buckets[i].lock);
}

static struct wait_bucket *bucket_of(const DISPATCHER_HEADER *h)
{
	return &buckets[hash_ptr(h, WAIT_BUCKET_BITS)];
}

/* Under wait_all_lock any number of buckets is taken, in any order. */
static void hold_bucket(struct wait_bucket *b)
{
	if (b->held)
		return;
	raw_spin_lock_nest_lock(&b->lock, &wait_all_lock);
	b->held = true;
	b->next_held = held_buckets;
	held_buckets = b;
}

static void release_buckets(void)
{
	struct wait_bucket *b;

	while ((b = held_buckets)) {
		held_buckets = b->next_held;
		b->held = false;
		raw_spin_unlock(&b->lock);
	}
}

static __always_inline void lock_object(DISPATCHER_HEADER *h, struct wdm_dispatcher_guard *guard)
{
	struct wait_bucket *b = bucket_of(h);

	guard->bucket = b;
	guard->all = false;
	raw_spin_lock_irqsave(&b->lock, guard->flags);
	if (likely(!b->nr_all))
		return;

	raw_spin_unlock(&b->lock);
	guard->all = true;
	raw_spin_lock(&wait_all_lock);
	hold_bucket(b);
}

static __always_inline void unlock_object(struct wdm_dispatcher_guard *guard)
{
	if (likely(!guard->all)) {
		raw_spin_unlock_irqrestore(&guard->bucket->lock, guard->flags);
		return;
	}
	release_buckets();
	raw_spin_unlock_irqrestore(&wait_all_lock, guard->flags);
}

void wdm_dispatcher_lock(DISPATCHER_HEADER *h, struct wdm_dispatcher_guard *guard)
{
	lock_object(h, guard);
}

void wdm_dispatcher_unlock(struct wdm_dispatcher_guard *guard)
{
	unlock_object(guard);
}

static void lock_all(struct waiter *w, unsigned long *flags)
{
	u32 i;

	raw_spin_lock_irqsave(&wait_all_lock, *flags);
	for (i = 0; i < w->count; i++)
		hold_bucket(bucket_of(w->blocks[i].Object));
}

static void unlock_all(unsigned long flags)
{
	release_buckets();
	raw_spin_unlock_irqrestore(&wait_all_lock, flags);
}

static bool is_available(const DISPATCHER_HEADER *h, const struct waiter *w)
{
	lockdep_assert_held(&bucket_of(h)->lock);

	if (h->Type == WDM_TYPE_MUTANT)
		return wdm_mutant_available((const KMUTANT *)h, w->thread, w->in_dpc);
	return h->SignalState > 0;
}

/* What a satisfied wait does to the object, by its type. */
static NTSTATUS take(DISPATCHER_HEADER *h, const struct waiter *w)
{
	lockdep_assert_held(&bucket_of(h)->lock);

	switch (h->Type) {
	case WDM_TYPE_MUTANT:
		return wdm_mutant_take((KMUTANT *)h, w->thread, w->in_dpc);
	case WDM_TYPE_EVENT_SYNCHRONIZATION:
	case WDM_TYPE_TIMER_SYNCHRONIZATION:
		h->SignalState = 0;
		break;
	case WDM_TYPE_SEMAPHORE:
		/* Not below 0 if one wait names a semaphore twice. */
		if (h->SignalState > 0)
			h->SignalState--;
		break;
	default:
		break;		/* stays signalled for everybody */
	}
	return STATUS_WAIT_0;
}

static void queue_block(KWAIT_BLOCK *block)
{
	DISPATCHER_HEADER *h = block->Object;

	block->BlockState = BLOCK_QUEUED;
	InsertTailList(&h->WaitListHead, &block->WaitListEntry);
}

static void unlink_block(KWAIT_BLOCK *block)
{
	RemoveEntryList(&block->WaitListEntry);
	block->BlockState = BLOCK_IDLE;
}

static bool claim_wait(struct waiter *w, int who)
{
	return cmpxchg(&w->claim, CLAIM_NONE, who) == CLAIM_NONE;
}

/* The last that a claimer does with @w. Interrupts are disabled. */
static void publish(struct waiter *w, NTSTATUS status)
{
	struct task_struct *task = w->task;

	w->status = status;
	/* Pairs with the waiter's look at @done: the status and the blocks are final. */
	smp_store_release(&w->done, true);
	/* @w and the stack it was on may be gone; RCU has @task. */
	wake_up_process(task);
}

/* Takes all objects of @w if they can be had. All their buckets are held. */
static bool take_all(struct waiter *w, NTSTATUS *status)
{
	u32 i;

	for (i = 0; i < w->count; i++)
		if (!is_available(w->blocks[i].Object, w))
			return false;

	*status = STATUS_WAIT_0;
	for (i = 0; i < w->count; i++)
		if (take(w->blocks[i].Object, w) == STATUS_ABANDONED)
			*status = STATUS_ABANDONED;
	return true;
}

/* A WaitAll wait met on an object's list. True: satisfied, @w is gone. */
static bool satisfy_all(struct waiter *w)
{
	NTSTATUS status;
	u32 i;

	lockdep_assert_held(&wait_all_lock);

	/* An aborted wait still hangs here until its thread gets the locks. */
	if (READ_ONCE(w->claim) != CLAIM_NONE)
		return false;
	for (i = 0; i < w->count; i++)
		hold_bucket(bucket_of(w->blocks[i].Object));
	for (i = 0; i < w->count; i++)
		if (!is_available(w->blocks[i].Object, w))
			return false;
	if (!claim_wait(w, 0))
		return false;

	take_all(w, &status);
	for (i = 0; i < w->count; i++) {
		unlink_block(&w->blocks[i]);
		bucket_of(w->blocks[i].Object)->nr_all--;
	}
	publish(w, status);
	return true;
}

/* True: satisfied, @w is gone. */
static bool satisfy_any(struct waiter *w, KWAIT_BLOCK *block)
{
	int index = block->WaitKey;
	NTSTATUS status;

	if (!claim_wait(w, index))
		return false;
	status = take(block->Object, w);
	unlink_block(block);
	publish(w, status + index);
	return true;
}

static __always_inline void satisfy(DISPATCHER_HEADER *h)
{
	LIST_ENTRY *head = &h->WaitListHead;
	LIST_ENTRY *entry = head->Flink;

	while (entry != head && h->SignalState > 0) {
		KWAIT_BLOCK *block = CONTAINING_RECORD(entry, KWAIT_BLOCK, WaitListEntry);
		struct waiter *w = block->SparePtr;

		entry = entry->Flink;
		if (!w->all)
			satisfy_any(w, block);
		else if (satisfy_all(w))
			entry = head->Flink;	/* more than one block may have gone */
	}
}

void wdm_dispatcher_satisfy(DISPATCHER_HEADER *h, struct wdm_dispatcher_guard *guard)
{
	satisfy(h);
}

/**
 * wdm_header_init - make a dispatcher object
 * @h: the object, memory of its owner
 * @type: WDM_TYPE_*
 * @size_in_longs: size of the whole object, in units of 4 bytes
 * @signal: initial state
 *
 * Context: any IRQL.
 */
void wdm_header_init(DISPATCHER_HEADER *h, u8 type, u8 size_in_longs, LONG signal)
{
	h->Lock = 0;
	h->Type = type;
	h->Size = size_in_longs;
	h->SignalState = signal;
	InitializeListHead(&h->WaitListHead);
}

/**
 * wdm_header_signal - signal an object and satisfy its waiters
 * @h: an event, timer, thread or process
 *
 * Once a waiter is satisfied, the object may be gone.
 *
 * Context: any IRQL, interrupts may be disabled.
 * Return: the state before, and whether Signalling was set.
 */
struct wdm_header_was wdm_header_signal(DISPATCHER_HEADER *h)
{
	struct wdm_dispatcher_guard guard;
	struct wdm_header_was was;

	lock_object(h, &guard);
	was.state = h->SignalState;
	was.signalling = h->Signalling;
	h->SignalState = 1;
	satisfy(h);
	unlock_object(&guard);
	return was;
}

/**
 * wdm_header_clear - make an object not signalled
 * @h: the object
 *
 * Context: any IRQL, interrupts may be disabled.
 * Return: the state before.
 */
LONG wdm_header_clear(DISPATCHER_HEADER *h)
{
	struct wdm_dispatcher_guard guard;
	LONG old;

	lock_object(h, &guard);
	old = h->SignalState;
	h->SignalState = 0;
	unlock_object(&guard);
	return old;
}

/* Takes what is left of @w off the objects. Nobody claims it any more. */
static void dequeue(struct waiter *w)
{
	struct wdm_dispatcher_guard guard;
	unsigned long flags;
	u32 i;

	if (w->all) {
		if (w->blocks[0].BlockState == BLOCK_IDLE)
			return;
		lock_all(w, &flags);
		for (i = 0; i < w->count; i++) {
			unlink_block(&w->blocks[i]);
			bucket_of(w->blocks[i].Object)->nr_all--;
		}
		unlock_all(flags);
		return;
	}

	/* The claimer has unlinked its own block before it published. */
	for (i = 0; i < w->count; i++) {
		if (w->blocks[i].BlockState == BLOCK_IDLE)
			continue;
		lock_object(w->blocks[i].Object, &guard);
		unlink_block(&w->blocks[i]);
		unlock_object(&guard);
	}
}

static NTSTATUS poll_any(struct waiter *w)
{
	struct wdm_dispatcher_guard guard;
	NTSTATUS status;
	u32 i;

	for (i = 0; i < w->count; i++) {
		DISPATCHER_HEADER *h = w->blocks[i].Object;
		bool available;

		lock_object(h, &guard);
		available = is_available(h, w);
		if (available)
			status = take(h, w) + i;
		unlock_object(&guard);
		if (available)
			return status;
	}
	return STATUS_TIMEOUT;
}

/*
 * Queues @w on its objects in their order, up to the first that can be had, which
 * is taken. True: the wait is over with w->status, if it isn't being ended by the
 * signaller of an object before.
 */
static bool queue_any(struct waiter *w)
{
	struct wdm_dispatcher_guard guard;
	bool over = false;
	u32 i;

	for (i = 0; i < w->count && !over; i++) {
		DISPATCHER_HEADER *h = w->blocks[i].Object;

		lock_object(h, &guard);
		if (!is_available(h, w)) {
			queue_block(&w->blocks[i]);
		} else {
			over = true;
			if (claim_wait(w, i)) {
				w->status = take(h, w) + i;
				w->done = true;
			}
		}
		unlock_object(&guard);
	}
	return over;
}

/* Takes all objects, or queues @w on them. True: taken. */
static bool take_or_queue_all(struct waiter *w, bool queue)
{
	unsigned long flags;
	bool taken;
	u32 i;

	lock_all(w, &flags);
	taken = take_all(w, &w->status);
	for (i = 0; i < w->count && !taken && queue; i++) {
		queue_block(&w->blocks[i]);
		bucket_of(w->blocks[i].Object)->nr_all++;
	}
	unlock_all(flags);
	return taken;
}

static NTSTATUS wait_for_objects(struct waiter *w, struct wdm_wait_limits *l)
{
	NTSTATUS status;

	if (w->all) {
		if (take_or_queue_all(w, !l->poll))
			return w->status;
		if (l->poll)
			return wdm_wait_polled(l, STATUS_TIMEOUT);
	} else {
		if (l->poll)
			return wdm_wait_polled(l, poll_any(w));
		if (queue_any(w) && w->done) {
			dequeue(w);
			return w->status;
		}
	}

	status = wdm_wait_sleep(&w->done, l);
	if (status != STATUS_WAIT_0 && claim_wait(w, CLAIM_ABORTED)) {
		dequeue(w);
		w->claim = CLAIM_NONE;
		return status;
	}

	/* Claimed in the last moment: the claimer is about to publish. */
	smp_cond_load_acquire(&w->done, VAL);
	dequeue(w);
	return w->status;
}

static NTSTATUS start_wait(struct waiter *w, PVOID *objects, struct wdm_wait_limits *l,
			   const void *caller)
{
	NTSTATUS status;
	u32 i;

	w->task = current;
	w->thread = NULL;
	w->claim = CLAIM_NONE;
	w->done = false;
	for (i = 0; i < w->count; i++) {
		DISPATCHER_HEADER *h = objects[i];
		KWAIT_BLOCK *block = &w->blocks[i];

		block->Object = h;
		block->BlockState = BLOCK_IDLE;
		block->WaitType = w->all ? WaitAll : WaitAny;
		block->WaitKey = i;
		block->SparePtr = w;
		if (h->Type == WDM_TYPE_MUTANT && !w->thread) {
			w->thread = wdm_thread_current();
			w->in_dpc = wdm_mutant_in_dpc();
		}
		block->Thread = (PKTHREAD)w->thread;
		if (h->Type == WDM_TYPE_MUTANT && h->SignalState == (LONG)MINLONG &&
		    ((KMUTANT *)h)->OwnerThread == (PKTHREAD)w->thread)
			wdm_raise_from(STATUS_MUTANT_LIMIT_EXCEEDED, caller);
	}
	if (!l->poll) {
		wdm_wait_check_irql(l, objects[0], caller);
		if (!l->poll)
			might_sleep();
	}
	/* A thread that runs an APC loses its place in the queue, as on Windows. */
	while ((status = wait_for_objects(w, l)) == STATUS_KERNEL_APC)
		wdm_thread_do_work();
	wdm_thread_look();
	return status;
}

/**
 * KeWaitForSingleObject - wait until an object is signalled
 * @Object: event, mutex, semaphore, thread, timer, process
 * @WaitReason: ignored, for debuggers only
 * @WaitMode: UserMode if the wait is on behalf of a user, and ends when the thread
 *	is being terminated (here: a fatal signal)
 * @Alertable: TRUE if an alert (KeAlertThread()) or any signal ends the wait
 * @Timeout: in 100 ns; negative: from now; positive: system time, follows changes of
 *	the clock; 0: doesn't wait; NULL: for ever
 *
 * The object is taken as its type has it: a synchronization event or timer is
 * reset, a semaphore counts down, a mutex becomes the thread's own. Waiters are
 * served in the order in which they came.
 *
 * Differs from Windows: an alertable wait ends by a signal as well, which stands for
 * both user APCs (UserMode) and alerts (KernelMode). A wait that may sleep at
 * DISPATCH_LEVEL or above is reported (bug check 0xA) and only polls.
 *
 * Context: IRQL <= APC_LEVEL; <= DISPATCH_LEVEL if *@Timeout is 0.
 * Return: STATUS_SUCCESS, STATUS_ABANDONED_WAIT_0 for a mutex whose owner ended,
 * STATUS_TIMEOUT, STATUS_ALERTED, STATUS_USER_APC.
 * Raises STATUS_MUTANT_LIMIT_EXCEEDED.
 */
NTSTATUS NTAPI KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason,
				     KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
				     PLARGE_INTEGER Timeout)
{
	struct wdm_wait_limits limits;
	KWAIT_BLOCK block;
	struct waiter w = { .blocks = &block, .count = 1 };

	wdm_wait_limits_init(&limits, WaitMode, Alertable, Timeout);
	return start_wait(&w, &Object, &limits, WDM_CALLER());
}
WDM_EXPORT(KeWaitForSingleObject);

/**
 * KeWaitForMultipleObjects - wait for any or all of several objects
 * @Count: number of objects, 1 to 64
 * @Object: the objects
 * @WaitType: WaitAny, or WaitAll: all are signalled at the same moment and taken
 *	together, none of them before
 * @WaitReason: ignored, for debuggers only
 * @WaitMode: as for KeWaitForSingleObject()
 * @Alertable: as for KeWaitForSingleObject()
 * @Timeout: as for KeWaitForSingleObject()
 * @WaitBlockArray: @Count blocks that stay valid until the call returns; may be NULL
 *	for up to 3 objects
 *
 * Too many objects are a bug check on Windows (MAXIMUM_WAIT_OBJECTS_EXCEEDED); here
 * they are reported as that, and the call fails with STATUS_INVALID_PARAMETER.
 *
 * Context: IRQL <= APC_LEVEL; <= DISPATCH_LEVEL if *@Timeout is 0.
 * Return: STATUS_WAIT_0 plus the index of the object that ended the wait (WaitAny),
 * STATUS_SUCCESS (WaitAll), STATUS_ABANDONED_WAIT_0 (plus the index), STATUS_TIMEOUT,
 * STATUS_ALERTED, STATUS_USER_APC. Raises STATUS_MUTANT_LIMIT_EXCEEDED.
 */
NTSTATUS NTAPI KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType,
					KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode,
					BOOLEAN Alertable, PLARGE_INTEGER Timeout,
					PKWAIT_BLOCK WaitBlockArray)
{
	const void *caller = WDM_CALLER_BEHIND(2);
	KWAIT_BLOCK built_in[THREAD_WAIT_OBJECTS];
	struct waiter w = { .count = Count, .all = WaitType == WaitAll };
	struct wdm_wait_limits limits;

	if (Count > (WaitBlockArray ? MAXIMUM_WAIT_OBJECTS : THREAD_WAIT_OBJECTS)) {
		wdm_bug_report(MAXIMUM_WAIT_OBJECTS_EXCEEDED, Count, 0, 0, 0, caller,
			       "waits for %u objects %s wait blocks", Count,
			       WaitBlockArray ? "with" : "without");
		return STATUS_INVALID_PARAMETER;
	}
	if (!Count)
		return STATUS_INVALID_PARAMETER;

	w.blocks = WaitBlockArray ?: built_in;
	wdm_wait_limits_init(&limits, WaitMode, Alertable, Timeout);
	return start_wait(&w, Object, &limits, caller);
}
WDM_EXPORT(KeWaitForMultipleObjects);
