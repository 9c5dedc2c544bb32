// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_kernel: threads, processors, work and resources with each allocation
 * failing in turn, see faults.h. What can't fail by its reference page does what it is
 * for without memory.
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "ex.h"
#include "ke.h"
#include "ke_waiter.h"
#include "faults.h"

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

/* Each attempt in a thread of its own, to which no affinity has ever been given. */
struct move {
	struct kunit *test;
	struct faults *f;
	int way;
	bool high;
};

static void set_affinity(int way, PGROUP_AFFINITY previous)
{
	GROUP_AFFINITY second = { .Mask = 2 };

	switch (way) {
	case 0:
		KeSetSystemAffinityThread(2);
		break;
	case 1:
		previous->Mask = KeSetSystemAffinityThreadEx(2);
		break;
	default:
		KeSetSystemGroupAffinityThread(&second, previous);
	}
}

static void revert_affinity(int way, PGROUP_AFFINITY previous)
{
	switch (way) {
	case 0:
		KeRevertToUserAffinityThread();
		break;
	case 1:
		KeRevertToUserAffinityThreadEx(previous->Mask);
		break;
	default:
		KeRevertToUserGroupAffinityThread(previous);
	}
}

static NTSTATUS move_thread(void *context)
{
	cpumask_t user = *current->cpus_ptr;
	GROUP_AFFINITY previous = {};
	struct move *m = context;
	struct kunit *test = m->test;
	KIRQL old = 0;

	PsGetCurrentThread();
	if (m->high)
		KeRaiseIrql(DISPATCH_LEVEL, &old);
	faults_begin(m->f);
	set_affinity(m->way, &previous);
	faults_end(m->f);
	if (m->high)
		KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), 1);
	KUNIT_EXPECT_EQ(test, previous.Mask, 0);
	revert_affinity(m->way, &previous);
	KUNIT_EXPECT_TRUE(test, cpumask_equal(current->cpus_ptr, &user));
	return STATUS_SUCCESS;
}

static bool affinity(struct kunit *test, struct faults *f, void *context)
{
	struct move *m = context;
	struct ke_waiter w;

	m->f = f;
	ke_waiter_start(test, &w, move_thread, m, -1);
	return ke_waiter_finish(&w);
}

static void affinities(struct kunit *test)
{
	static const char * const names[] = {
		"KeSetSystemAffinityThread", "KeSetSystemAffinityThreadEx",
		"KeSetSystemGroupAffinityThread",
	};
	struct move m = { .test = test };

	for (m.way = 0; m.way < ARRAY_SIZE(names); m.way++) {
		m.high = false;
		faults_run(test, names[m.way], affinity, &m, 0);
		m.high = true;
		faults_run(test, names[m.way], affinity, &m, 0);
	}
}

/* A second use, for which the first one's registers have to be kept somewhere. */
static bool save_state(struct kunit *test, struct faults *f, void *context)
{
	XSTATE_SAVE extended, other;
	KFLOATING_SAVE outer, inner;
	NTSTATUS status;

	if (!NT_SUCCESS(KeSaveFloatingPointState(&outer)))
		return false;
	faults_begin(f);
	status = context ? KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY, &extended) :
			   KeSaveFloatingPointState(&inner);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		if (context)
			KeRestoreExtendedProcessorState(&extended);
		else
			KUNIT_EXPECT_EQ(test, KeRestoreFloatingPointState(&inner), STATUS_SUCCESS);
	}
	/* Or else this would be reported: it isn't the last state that was saved. */
	KUNIT_EXPECT_EQ(test, KeRestoreFloatingPointState(&outer), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY, &other),
			STATUS_SUCCESS);
	KeRestoreExtendedProcessorState(&other);
	return NT_SUCCESS(status);
}

static VOID NTAPI processor_changes(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change,
				    PNTSTATUS status)
{
	++*(unsigned int *)context;
}

static bool processor_callback(struct kunit *test, struct faults *f, void *context)
{
	unsigned int calls = 0;
	PVOID handle;

	faults_begin(f);
	handle = KeRegisterProcessorChangeCallback(processor_changes, &calls,
						   KE_PROCESSOR_CHANGE_ADD_EXISTING);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, calls, handle ? 2 * num_online_cpus() : 0U);
	if (handle)
		KeDeregisterProcessorChangeCallback(handle);
	return handle;
}

static bool allocate_timer(struct kunit *test, struct faults *f, void *context)
{
	PEX_TIMER timer;

	faults_begin(f);
	timer = ExAllocateTimer(NULL, NULL, 0);
	faults_end(f);
	if (timer)
		KUNIT_EXPECT_FALSE(test, ExDeleteTimer(timer, TRUE, TRUE, NULL));
	return timer;
}

static VOID NTAPI work(PVOID context)
{
	KeSetEvent(context, IO_NO_INCREMENT, FALSE);
}

/* It returns nothing: the item runs, with memory or without. */
static bool queue_work_item(struct kunit *test, struct faults *f, void *context)
{
	WORK_QUEUE_ITEM item;
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	ExInitializeWorkItem(&item, work, &event);
	faults_begin(f);
	ExQueueWorkItem(&item, DelayedWorkQueue);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(&event, PATIENCE_MS), STATUS_SUCCESS);
	return true;
}

static bool firmware_variable(struct kunit *test, struct faults *f, void *context)
{
	static GUID guid = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	UNICODE_STRING name;
	ULONG length = 4;
	NTSTATUS status;
	u32 value;

	RtlInitUnicodeString(&name, L"KunitFaults");
	faults_begin(f);
	status = ExGetFirmwareEnvironmentVariable(&name, &guid, &value, &length, NULL);
	faults_end(f);
	/* The machine has no UEFI: that is as far as it gets. */
	if (status == STATUS_NOT_IMPLEMENTED)
		return true;
	KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
	return false;
}

static VOID NTAPI strike(PVOID context, ULONG low, LONG high)
{
}

/* A timer that can't be set stays as it was: signalled, as setting it would have undone. */
static bool set_timer(struct kunit *test, struct faults *f, void *context)
{
	LARGE_INTEGER due = { .QuadPart = -3600 * 10000000LL }, now = { .QuadPart = 0 };
	BOOLEAN signalled = FALSE;
	NTSTATUS status;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetTimer(context, &now, NULL, NULL, FALSE, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(context, FALSE, NULL));
	faults_begin(f);
	status = ZwSetTimer(context, &due, strike, NULL, FALSE, 0, NULL);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwCancelTimer(context, &signalled));
	KUNIT_EXPECT_EQ(test, !signalled, NT_SUCCESS(status));
	return faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES);
}

static void timers(struct kunit *test)
{
	OBJECT_ATTRIBUTES oa;
	HANDLE h;

	InitializeObjectAttributes(&oa, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, &oa, NotificationTimer));
	faults_run(test, "ZwSetTimer", set_timer, h, 1);
	ZwClose(h);
}

static void kernel(struct kunit *test)
{
	faults_run(test, "KeSaveFloatingPointState", save_state, NULL, 1);
	faults_run(test, "KeSaveExtendedProcessorState", save_state, test, 1);
	faults_run(test, "KeRegisterProcessorChangeCallback", processor_callback, NULL, 1);
	faults_run(test, "ExAllocateTimer", allocate_timer, NULL, 1);
	faults_run(test, "ExQueueWorkItem", queue_work_item, NULL, 0);
	faults_run(test, "ExGetFirmwareEnvironmentVariable", firmware_variable, NULL, 1);
}

/* Shared owners beyond the first: the table of owners has to grow. */
struct owners {
	struct kunit *test;
	struct faults *f;
	ERESOURCE resource;
	int way;
	bool wait;
	bool acquired;
};

static BOOLEAN acquire_shared(struct owners *o)
{
	switch (o->way) {
	case 0:
		return ExAcquireResourceSharedLite(&o->resource, o->wait);
	case 1:
		return ExAcquireSharedStarveExclusive(&o->resource, o->wait);
	case 2:
		return ExAcquireSharedWaitForExclusive(&o->resource, o->wait);
	case 3:
		ExEnterCriticalRegionAndAcquireResourceShared(&o->resource);
		break;
	default:
		ExEnterCriticalRegionAndAcquireSharedWaitForExclusive(&o->resource);
	}
	KeLeaveCriticalRegion();
	return TRUE;
}

static NTSTATUS share(void *context)
{
	struct owners *o = context;

	PsGetCurrentThread();
	KeEnterCriticalRegion();
	faults_begin(o->f);
	o->acquired = acquire_shared(o);
	faults_end(o->f);
	if (o->acquired)
		ExReleaseResourceLite(&o->resource);
	KeLeaveCriticalRegion();
	return STATUS_SUCCESS;
}

static bool second_owner(struct kunit *test, struct faults *f, void *context)
{
	struct owners *o = context;
	struct ke_waiter w;

	o->f = f;
	ExInitializeResourceLite(&o->resource);
	KeEnterCriticalRegion();
	ExAcquireResourceSharedLite(&o->resource, TRUE);
	ke_waiter_start(test, &w, share, o, -1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	/* Who may wait gets it in any case; who may not is refused, as if it were taken. */
	if (o->wait || !f->hit)
		KUNIT_EXPECT_TRUE(test, o->acquired);
	ExReleaseResourceLite(&o->resource);
	KUNIT_EXPECT_EQ(test, o->resource.ActiveEntries, 0U);
	/* Nothing is left of a failed attempt that would keep others out. */
	KUNIT_EXPECT_TRUE(test, ExTryToAcquireResourceExclusiveLite(&o->resource));
	ExReleaseResourceLite(&o->resource);
	KeLeaveCriticalRegion();
	ExDeleteResourceLite(&o->resource);
	return o->acquired;
}

/* An exclusive owner needs no memory. */
static bool exclusive_owner(struct kunit *test, struct faults *f, void *context)
{
	static ERESOURCE resource;
	bool acquired;

	ExInitializeResourceLite(&resource);
	KeEnterCriticalRegion();
	faults_begin(f);
	acquired = context ? ExAcquireResourceExclusiveLite(&resource, FALSE) :
			     ExTryToAcquireResourceExclusiveLite(&resource);
	if (acquired) {
		ExEnterCriticalRegionAndAcquireResourceExclusive(&resource);
		ExReleaseResourceAndLeaveCriticalRegion(&resource);
	}
	faults_end(f);
	KUNIT_EXPECT_TRUE(test, acquired);
	if (acquired)
		ExReleaseResourceLite(&resource);
	KeLeaveCriticalRegion();
	ExDeleteResourceLite(&resource);
	return acquired;
}

static void resources(struct kunit *test)
{
	static const char * const names[] = {
		"ExAcquireResourceSharedLite", "ExAcquireSharedStarveExclusive",
		"ExAcquireSharedWaitForExclusive", "ExEnterCriticalRegionAndAcquireResourceShared",
		"ExEnterCriticalRegionAndAcquireSharedWaitForExclusive",
	};
	struct owners *o = kunit_kzalloc(test, sizeof(*o), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, o);
	o->test = test;
	for (o->way = 0; o->way < ARRAY_SIZE(names); o->way++) {
		o->wait = true;
		faults_run(test, names[o->way], second_owner, o, 0);
		if (o->way > 2)
			continue;
		o->wait = false;
		faults_run(test, names[o->way], second_owner, o, 1);
	}
	faults_run(test, "ExAcquireResourceExclusiveLite", exclusive_owner, test, 0);
	faults_run(test, "ExTryToAcquireResourceExclusiveLite", exclusive_owner, NULL, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(affinities),
	KUNIT_CASE(kernel),
	KUNIT_CASE(timers),
	KUNIT_CASE(resources),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_kernel",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
