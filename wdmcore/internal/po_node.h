/* SPDX-License-Identifier: GPL-2.0 */
/* Po: what a devnode remembers of power. */
#ifndef _WDM_INTERNAL_PO_NODE_H
#define _WDM_INTERNAL_PO_NODE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <wdm.h>

/**
 * struct wdm_node_power - the part of a devnode that is Po's
 * @action: of the system request that is with the stack now; PowerActionNone: there is
 *	none
 * @slept: the system state that SET_POWER named last, while it isn't PowerSystemWorking;
 *	the devnode's lock
 * @queried: QUERY_POWER was answered in favour, and SET_POWER hasn't followed yet; the
 *	devnode's lock
 * @hardware_lock: held while the hardware changes its state
 * @released: the device isn't in D0, and Linux may suspend what is above it; hardware_lock
 * @lock: irq-safe, for what follows
 * @pending: requests for the PDO that arrived at DISPATCH_LEVEL
 * @pending_work: takes them
 * @wait_wake: the IRP_MN_WAIT_WAKE that the PDO holds
 * @wake_events: wakeup events of Linux's device before it was armed
 * @wake_seen: the device has said that it woke the system
 * @wake_before: whether the user had allowed the device to wake, before it was armed
 * @wake_set: Linux knows that the device may wake; only @wake_work changes it
 * @wake_work: tells Linux whether the device may wake
 */
struct wdm_node_power {
	POWER_ACTION action;
	SYSTEM_POWER_STATE slept;
	bool queried;
	struct mutex hardware_lock;	/* see above */
	bool released;
	spinlock_t lock;		/* see above */
	struct list_head pending;
	struct work_struct pending_work;
	PIRP wait_wake;
	unsigned long wake_events;
	bool wake_seen;
	bool wake_before;
	bool wake_set;
	struct work_struct wake_work;
};

#endif /* _WDM_INTERNAL_PO_NODE_H */
