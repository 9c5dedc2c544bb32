// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: the affinity of a thread, and its run time.
 *
 * A driver's affinity for the thread that it runs in (the system affinity) replaces
 * what the user has given it, until the driver reverts to that. Moving to another
 * processor may sleep; at DISPATCH_LEVEL it is put off until the IRQL falls.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>
#include <linux/sched/cputime.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include <wdm.h>

#include "apc.h"
#include "compat.h"
#include "ke.h"
#include "ps.h"

#define TICK_NS		(WDM_TIME_INCREMENT * WDM_NS_PER_UNIT)

/**
 * struct wdm_affinity - of a thread whose affinity a driver has set once
 * @is_set: the system affinity is in force
 * @reverting: the user's is to be restored (with affinity_deferred)
 * @moved: the thread has been moved, to @in_force
 * @group: group of @mask
 * @mask: the system affinity
 * @system: the same for Linux
 * @in_force: what Linux was told last
 * @user: what there was before
 *
 * Used by the thread itself only.
 */
struct wdm_affinity {
	bool is_set;
	bool reverting;
	bool moved;
	USHORT group;
	KAFFINITY mask;
	struct cpumask system;
	struct cpumask in_force;
	struct cpumask user;
};

static void move(struct wdm_affinity *a)
{
	if (!a->reverting) {
		if (set_cpus_allowed_ptr(current, &a->system))
			return;
		cpumask_copy(&a->in_force, &a->system);
		a->moved = true;
		return;
	}
	a->reverting = false;
	/* If the user has changed it meanwhile, that counts. */
	if (a->moved && cpumask_equal(current->cpus_ptr, &a->in_force))
		set_cpus_allowed_ptr(current, &a->user);
	a->moved = false;
}

void wdm_affinity_apply(struct wdm_thread *t)
{
	t->affinity_deferred = false;
	atomic_dec(&wdm_thread_work);
	move(t->affinity);
}

static void move_when_possible(struct wdm_thread *t)
{
	if (!wdm_irql_is_low() || preempt_count()) {
		if (t->affinity_deferred)
			return;
		t->affinity_deferred = true;
		atomic_inc(&wdm_thread_work);
		return;
	}
	if (t->affinity_deferred)
		wdm_affinity_apply(t);
	else
		move(t->affinity);
}

/* Of no use if not for a processor that is there, nor if one is named that isn't. */
static bool is_valid(USHORT group, KAFFINITY mask)
{
	unsigned int first = group * MAXIMUM_PROC_PER_GROUP;
	int i;

	for (i = 0; i < MAXIMUM_PROC_PER_GROUP; i++)
		if (mask & (1ULL << i) && (first + i >= nr_cpu_ids || !cpu_possible(first + i)))
			return false;
	return mask & KeQueryGroupAffinity(group);
}

static bool set(struct wdm_thread *t, USHORT group, KAFFINITY mask)
{
	struct wdm_affinity *a = t->affinity;
	int i;

	if (!is_valid(group, mask))
		return false;
	if (!a) {
		a = kzalloc(sizeof(*a), wdm_irql_gfp());
		if (!a)
			return false;
		t->affinity = a;
	}
	if (!a->is_set && !a->reverting)
		cpumask_copy(&a->user, current->cpus_ptr);
	a->is_set = true;
	a->reverting = false;
	a->group = group;
	a->mask = mask & KeQueryGroupAffinity(group);
	cpumask_clear(&a->system);
	for (i = 0; i < MAXIMUM_PROC_PER_GROUP; i++)
		if (a->mask & (1ULL << i))
			cpumask_set_cpu(group * MAXIMUM_PROC_PER_GROUP + i, &a->system);
	move_when_possible(t);
	return true;
}

static void revert(struct wdm_thread *t)
{
	struct wdm_affinity *a = t->affinity;

	if (!a || !a->is_set)
		return;
	a->is_set = false;
	a->mask = 0;
	a->group = 0;
	a->reverting = true;
	move_when_possible(t);
}

/**
 * KeSetSystemAffinityThreadEx - KeSetSystemAffinityThreadEx function
 * @Affinity: processors of group 0
 *
 * No effect if a processor is named that doesn't exist, or none that is active.
 * Below DISPATCH_LEVEL the thread runs on one of them when the call returns; else
 * when the IRQL falls.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the system affinity before, 0 if there was none.
 */
KAFFINITY NTAPI KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
	struct wdm_thread *t = wdm_thread_current();
	KAFFINITY old = t->affinity ? t->affinity->mask : 0;

	return set(t, 0, Affinity) ? old : 0;
}
WDM_EXPORT(KeSetSystemAffinityThreadEx);

/**
 * KeRevertToUserAffinityThreadEx - KeRevertToUserAffinityThreadEx function
 * @Affinity: what KeSetSystemAffinityThreadEx() returned; 0: the user's affinity
 *
 * No effect without a system affinity.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
	struct wdm_thread *t = wdm_thread_current();

	if (!t->affinity || !t->affinity->is_set)
		return;
	if (Affinity)
		set(t, 0, Affinity);
	else
		revert(t);
}
WDM_EXPORT(KeRevertToUserAffinityThreadEx);

/**
 * KeSetSystemAffinityThread - KeSetSystemAffinityThread function
 * @Affinity: processors of group 0
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeSetSystemAffinityThread(KAFFINITY Affinity)
{
	set(wdm_thread_current(), 0, Affinity);
}
WDM_EXPORT(KeSetSystemAffinityThread);

/**
 * KeRevertToUserAffinityThread - KeRevertToUserAffinityThread function
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeRevertToUserAffinityThread(VOID)
{
	revert(wdm_thread_current());
}
WDM_EXPORT(KeRevertToUserAffinityThread);

/**
 * KeSetSystemGroupAffinityThread - KeSetSystemGroupAffinityThread function
 * @Affinity: group, and processors in it
 * @PreviousAffinity: gets the system affinity before; zeros if there was none, or if
 *	@Affinity isn't valid, which has no effect. May be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity,
					  PGROUP_AFFINITY PreviousAffinity)
{
	struct wdm_thread *t = wdm_thread_current();
	GROUP_AFFINITY old = {};

	if (t->affinity) {
		old.Mask = t->affinity->mask;
		old.Group = t->affinity->group;
	}
	if (!set(t, Affinity->Group, Affinity->Mask))
		memset(&old, 0, sizeof(old));
	if (PreviousAffinity)
		*PreviousAffinity = old;
}
WDM_EXPORT(KeSetSystemGroupAffinityThread);

/**
 * KeRevertToUserGroupAffinityThread - KeRevertToUserGroupAffinityThread function
 * @PreviousAffinity: what KeSetSystemGroupAffinityThread() gave
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
	struct wdm_thread *t = wdm_thread_current();

	if (!t->affinity || !t->affinity->is_set)
		return;
	if (PreviousAffinity->Mask)
		set(t, PreviousAffinity->Group, PreviousAffinity->Mask);
	else if (!PreviousAffinity->Group)
		revert(t);
}
WDM_EXPORT(KeRevertToUserGroupAffinityThread);

/**
 * KeQueryRuntimeThread - KeQueryRuntimeThread function
 * @Thread: the thread
 * @UserTime: gets the time in user mode, in units of KeQueryTimeIncrement()
 *
 * Of a thread that has ended, the times that it had then.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the time in kernel mode, in the same units.
 */
ULONG NTAPI KeQueryRuntimeThread(PKTHREAD Thread, PULONG UserTime)
{
	struct wdm_thread *t = wdm_thread_from_kthread(Thread);
	struct task_struct *task = wdm_thread_get_task(t);
	u64 user = t->user_time, kernel = t->kernel_time;

	if (task) {
		task_cputime_adjusted(task, &user, &kernel);
		put_task_struct(task);
	}
	*UserTime = user / TICK_NS;
	return kernel / TICK_NS;
}
WDM_EXPORT(KeQueryRuntimeThread);
