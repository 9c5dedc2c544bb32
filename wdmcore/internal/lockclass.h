/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ke: what lockdep knows about KSPIN_LOCKs. See ke/lockclass.c.
 */
#ifndef _WDM_INTERNAL_LOCKCLASS_H
#define _WDM_INTERNAL_LOCKCLASS_H

#include <linux/types.h>

#include <wdm.h>

#ifdef CONFIG_LOCKDEP

int __init wdm_lockclass_table_init(void);
void wdm_lockclass_table_exit(void);
/* Forgets the classes whose sites lie in a driver's image. PASSIVE_LEVEL */
void wdm_lockclass_driver_gone(const void *start, size_t size);

void wdm_lockclass_init(PKSPIN_LOCK lock, const void *site);
void wdm_lockclass_acquire(PKSPIN_LOCK lock, bool try, unsigned long ip);
void wdm_lockclass_acquired(PKSPIN_LOCK lock);
void wdm_lockclass_release(PKSPIN_LOCK lock, unsigned long ip);

/*
 * Locks that sleep: resources, push locks, fast mutexes. @lock is any 8 bytes whose
 * high half is unused otherwise. @again: the thread has this very lock already, so
 * waiting for it is a deadlock.
 */
void wdm_lockclass_sleeper_init(void *lock, const void *site);
void wdm_lockclass_sleeper_acquire(void *lock, bool shared, bool try, bool again,
				   const void *caller);
void wdm_lockclass_sleeper_release(void *lock, const void *caller);

#else

static inline int wdm_lockclass_table_init(void) { return 0; }
static inline void wdm_lockclass_table_exit(void) { }
static inline void wdm_lockclass_driver_gone(const void *start, size_t size) { }

static inline void wdm_lockclass_init(PKSPIN_LOCK lock, const void *site) { }
static inline void wdm_lockclass_acquire(PKSPIN_LOCK lock, bool try, unsigned long ip) { }
static inline void wdm_lockclass_acquired(PKSPIN_LOCK lock) { }
static inline void wdm_lockclass_release(PKSPIN_LOCK lock, unsigned long ip) { }

static inline void wdm_lockclass_sleeper_init(void *lock, const void *site) { }

static inline void wdm_lockclass_sleeper_acquire(void *lock, bool shared, bool try, bool again,
						 const void *caller)
{
}

static inline void wdm_lockclass_sleeper_release(void *lock, const void *caller) { }

#endif

#endif /* _WDM_INTERNAL_LOCKCLASS_H */
