/* SPDX-License-Identifier: GPL-2.0 */
/* Ex: what plain and cache-aware run-down protection share. See ex/rundown.c. */
#ifndef _WDM_INTERNAL_RUNDOWN_H
#define _WDM_INTERNAL_RUNDOWN_H

#include <linux/atomic.h>
#include <linux/types.h>

#include <wdm.h>

/**
 * struct wdm_rundown_wait - a thread that runs an object down, on its stack
 * @left: protections that aren't released yet
 * @done: there are none
 *
 * EX_RUNDOWN_REF points to it, with the lowest bit set, while the thread waits.
 */
struct wdm_rundown_wait {
	atomic64_t left;
	KEVENT done;
};

/* Adds @count protections to one reference. False: it is or is being run down. */
bool wdm_rundown_acquire(EX_RUNDOWN_REF *ref, u32 count);

/*
 * Takes @count protections off. With @shared, the reference is one of several: it may
 * have given away fewer than it gets back, and counts modulo 2^63.
 */
void wdm_rundown_release(EX_RUNDOWN_REF *ref, u32 count, bool shared, const void *caller);

/*
 * Waits for @wait->done. At an IRQL where nothing may wait, which is reported, it spins:
 * @wait is on the stack.
 */
void wdm_rundown_wait_done(struct wdm_rundown_wait *wait, const void *ref, const void *caller);

#endif /* _WDM_INTERNAL_RUNDOWN_H */
