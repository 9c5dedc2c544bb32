// SPDX-License-Identifier: GPL-2.0
/*
 * Ke: the affinity of a thread, and its run time.
 *
 * A driver's affinity for the thread that it runs in (the system affinity) replaces
 * what the user has given it, until the driver reverts to that. Moving to another
 * processor may sleep; at DISPATCH_LEVEL it is put off until the IRQL falls. So is the
 * memory for what Linux is told: the routines here can't fail for want of it.
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
 * struct wdm_affinity - of a thread that a driver has moved once
 * @moved: it is, to @in_force
 * @in_force: what Linux was told last
 * @next: what it is being told
 * @user: what there was before
 *
 * Used by the thread itself only.
 */
struct wdm_affinity {
	bool moved;
	struct cpumask in_force;
	struct cpumask next;
	struct cpumask user;
};

static void move_to_system(struct wdm_thread *t)
{
	unsigned int first = t->affinity_group * MAXIMUM_PROC_PER_GROUP;
	struct wdm_affinity *a = t->affinity;
	int i;

	if (!a) {
		a = kzalloc(sizeof(*a), GFP_KERNEL | __GFP_NOFAIL);
		t->affinity = a;
	}
	if (!a->moved)
		cpumask_copy(&a->user, current->cpus_ptr);
	cpumask_clear(&a->next);
	for (i = 0; i < MAXIMUM_PROC_PER_GROUP; i++)
		if (t->affinity_mask & (1ULL << i))
			cpumask_set_cpu(first + i, &a->next);
	if (set_cpus_allowed_ptr(current, &a->next))
		return;
	cpumask_copy(&a->in_force, &a->next);
	a->moved = true;
}

static void move_back(struct wdm_thread *t)
{
	struct wdm_affinity *a = t->affinity;

	if (!a || !a->moved)
		return;
	/* If the user has changed it meanwhile, that counts. */
	if (cpumask_equal(current->cpus_ptr, &a->in_force))
		set_cpus_allowed_ptr(current, &a->user);
	a->moved = false;
}

/* To where the thread belongs now. */
static void move(struct wdm_thread *t)
{
	if (t->affinity_mask)
		move_to_system(t);
	else
		move_back(t);
}

void wdm_affinity_apply(struct wdm_thread *t)
{
	t->affinity_deferred = false;
	atomic_dec(&wdm_thread_work);
	move(t);
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
		move(t);
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
	if (!is_valid(group, mask))
		return false;
	t->affinity_group = group;
	t->affinity_mask = mask & KeQueryGroupAffinity(group);
	move_when_possible(t);
	return true;
}

static void revert(struct wdm_thread *t)
{
	if (!t->affinity_mask)
		return;
	t->affinity_mask = 0;
	t->affinity_group = 0;
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
	KAFFINITY old = t->affinity_mask;

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

	if (!t->affinity_mask)
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
	GROUP_AFFINITY old = { .Mask = t->affinity_mask, .Group = t->affinity_group };

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

	if (!t->affinity_mask)
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
