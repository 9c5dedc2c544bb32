/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: pool, lookaside lists, work queues, raised exceptions. */
#ifndef _WDM_INTERNAL_EX_H
#define _WDM_INTERNAL_EX_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/types.h>

#include <wdm.h>

#include "call.h"

int __init wdm_ex_init(void);
void wdm_ex_exit(void);

/* A driver's image is going, after its Unload: waits for its queued work items. */
void wdm_ex_driver_gone(const void *start, size_t size);

/* Exceptions (seh.c, contain.c) */

/*
 * Raises @status as an exception: goes on in the innermost __try frame of this
 * context. Without one it is a bug report (KMODE_EXCEPTION_NOT_HANDLED) and the
 * end of the thread. @address: who raised it. No lock of Linux may be held.
 */
void wdm_raise_at(NTSTATUS status, const void *address);

/* objtool can't know which functions of other files don't return: it is shown here. */
static __always_inline void __noreturn wdm_raise_from(NTSTATUS status, const void *address)
{
	wdm_raise_at(status, address);
	__builtin_trap();
}

#define wdm_raise(status) wdm_raise_from((status), WDM_CALLER())

/*
 * The same for an exception of which more is known. Comes back if it can be continued
 * (no EXCEPTION_NONCONTINUABLE) and a filter says so.
 */
void wdm_raise_record(EXCEPTION_RECORD *record);

/* Is there a __try frame that would catch an exception? IRQL: any */
bool wdm_can_raise(void);

/*
 * Stops the current thread for good, because the code above it on its stack can't
 * go on: what a bug check does to the machine. The thread sleeps for ever with all
 * that it holds; a process whose thread it is can't end any more. At DISPATCH_LEVEL
 * or above, where nothing can sleep, it is a panic.
 */
void wdm_stop_thread(const char *why);

static __always_inline void __noreturn wdm_contain_thread(const char *why)
{
	wdm_stop_thread(why);
	__builtin_trap();
}

/* Pool (pool.c, pool_sites.c) */

#define WDM_POOL_ZERO		0x1U	/* zeroed */
#define WDM_POOL_PAGED		0x2U	/* paged pool, for those who look at it */
#define WDM_POOL_CACHE_ALIGNED	0x4U	/* a cache line's alignment */

/*
 * Pool memory on behalf of the code at @caller: 16-byte aligned and within one page
 * up to a page, page aligned from there. NULL: no memory. Counted under @tag and
 * @caller until it is freed with ExFreePool[WithTag]. IRQL <= DISPATCH_LEVEL
 */
void *wdm_pool_alloc(size_t size, u32 tag, u32 flags, const void *caller);
void *wdm_pool_alloc_nonpaged(u32 type, size_t size, u32 tag, const void *caller);
void wdm_pool_free(void *p, u32 tag, const void *caller);

/* Bytes and number of allocations that code in [start, start + size) still holds. */
size_t wdm_pool_driver_bytes(const void *start, size_t size, u64 *count);

/*
 * A driver is gone: each place in its code whose allocations weren't all freed is
 * reported (bug check 0xC4, 0x62). Returns the bytes leaked. PASSIVE_LEVEL
 */
size_t wdm_pool_report_leaks(const void *start, size_t size);

/* Totals of a tag. */
struct wdm_pool_usage {
	u64 allocs;
	u64 frees;
	u64 bytes;
};

void wdm_pool_tag_usage(u32 tag, struct wdm_pool_usage *usage);
int __init wdm_pool_init(void);
void wdm_pool_exit(void);

/* Work queues (worker.c) */

/*
 * The workqueue that serves @type: for wdmcore's own work_structs (IoQueueWorkItem).
 * Drivers' items go through ExQueueWorkItem(). Unbound, PASSIVE_LEVEL.
 */
struct workqueue_struct *wdm_workqueue(WORK_QUEUE_TYPE type);

/* After a driver's worker routine @routine: back at PASSIVE_LEVEL? Reports if not. */
void wdm_worker_returned(const void *routine, const void *item);

int __init wdm_worker_init(void);
void wdm_worker_exit(void);

void __init wdm_pushlock_init(void);

/* Timers that the system allocates (timer.c) */

int __init wdm_extimer_init(void);
void wdm_extimer_exit(void);

/* A driver is gone: its timers are reported and removed. PASSIVE_LEVEL */
void wdm_extimer_driver_gone(const void *start, size_t size);

/* Callback objects (callback.c); they need the object directory. */

int wdm_callback_init(void);
void wdm_callback_exit(void);

/* A driver is gone: the routines that it left registered, likewise. PASSIVE_LEVEL */
void wdm_callback_driver_gone(const void *start, size_t size);
/* Events shared with a program (ex/user_event.c); PASSIVE_LEVEL */
void wdm_user_event_init(void);
void wdm_event_delete(void *body);
/* An event whose signals go to the eventfd of that descriptor, for the current process. */
NTSTATUS wdm_user_event_create(int eventfd, EVENT_TYPE type, bool signalled, HANDLE *handle);
/* Sets or clears any event that the current process has a handle to. */
NTSTATUS wdm_user_event_change(HANDLE handle, bool set);

#endif /* _WDM_INTERNAL_EX_H */
