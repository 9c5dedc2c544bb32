// SPDX-License-Identifier: GPL-2.0
/* KUnit: system threads, thread and process objects, priorities, version. */
#include "ke_waiter.h"

#include <linux/sched/rt.h>

#include "ob.h"
#include "ps.h"

struct job {
	KEVENT started, go;
	NTSTATUS end_with;
	bool terminate;
	PETHREAD self;
	HANDLE id;
	KIRQL irql;
	KMUTEX mutex;
};

static VOID run(PVOID context)
{
	struct job *j = context;

	j->self = PsGetCurrentThread();
	j->id = PsGetCurrentThreadId();
	j->irql = KeGetCurrentIrql();
	ke_wait_for_ever(&j->mutex);
	KeSetEvent(&j->started, 0, FALSE);
	ke_wait_for_ever(&j->go);
	if (j->terminate)
		PsTerminateSystemThread(j->end_with);
}

static struct job *make_job(struct kunit *test)
{
	struct job *j = kunit_kzalloc(test, sizeof(*j), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, j);
	KeInitializeEvent(&j->started, NotificationEvent, FALSE);
	KeInitializeEvent(&j->go, NotificationEvent, FALSE);
	KeInitializeMutex(&j->mutex, 0);
	return j;
}

static void thread_lives_and_ends(struct kunit *test, bool terminate)
{
	struct job *j = make_job(test);
	CLIENT_ID client;
	PVOID thread;
	HANDLE handle;

	j->terminate = terminate;
	j->end_with = STATUS_UNSUCCESSFUL;
	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &client,
						   run, j), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType,
							KernelMode, &thread, NULL), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);

	KUNIT_EXPECT_EQ(test, ke_wait_ms(&j->started, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, (void *)j->self, thread);
	KUNIT_EXPECT_PTR_EQ(test, j->id, client.UniqueThread);
	KUNIT_EXPECT_PTR_EQ(test, j->id, PsGetThreadId(thread));
	KUNIT_EXPECT_PTR_EQ(test, client.UniqueProcess, (HANDLE)4UL);
	KUNIT_EXPECT_EQ(test, j->irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, 5), STATUS_TIMEOUT);

	KeSetEvent(&j->go, 0, FALSE);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(thread), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_poll(&j->mutex), STATUS_ABANDONED_WAIT_0);
	KUNIT_EXPECT_EQ(test, ((struct wdm_thread *)thread)->exit_status,
			terminate ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS);
	KeReleaseMutex(&j->mutex, FALSE);
	ObDereferenceObject(thread);
}

static void returning_ends_it(struct kunit *test)
{
	thread_lives_and_ends(test, false);
}

static void terminating_ends_it(struct kunit *test)
{
	thread_lives_and_ends(test, true);
}

static void other_threads_cannot_terminate_like_that(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PsTerminateSystemThread(STATUS_SUCCESS), STATUS_INVALID_PARAMETER);
}

static NTSTATUS image_goes(void *unused)
{
	wdm_ps_driver_gone(run, 1);
	return STATUS_SUCCESS;
}

static void a_thread_left_running_at_unload_is_reported(struct kunit *test)
{
	struct job *j = make_job(test);
	struct ke_reports r;
	struct ke_waiter w;
	HANDLE handle;
	int ms;

	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, run, j),
			STATUS_SUCCESS);
	ZwClose(handle);
	ke_wait_for_ever(&j->started);
	ke_expect_reports(&r, 0xce);
	wdm_ps_driver_gone((const void *)run + 1, 16);	/* somebody else's image */
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 0);

	ke_waiter_start(test, &w, image_goes, NULL, 1);
	for (ms = 0; !atomic_read(&r.count) && ms < PATIENCE_MS; ms++)
		msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.count), 1);
	KUNIT_EXPECT_FALSE(test, completion_done(&w.done));
	KeSetEvent(&j->go, 0, FALSE);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
}

static NTSTATUS remember_thread(void *context)
{
	PETHREAD *thread = context;

	*thread = PsGetCurrentThread();
	ObReferenceObject(*thread);
	return KeGetCurrentThread() == (PKTHREAD)*thread ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static void any_thread_is_an_object(struct kunit *test)
{
	PETHREAD thread;
	struct ke_waiter w;

	ke_waiter_start(test, &w, remember_thread, &thread, 1);
	KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, w.status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObReferenceObjectByPointer(thread, SYNCHRONIZE, *PsThreadType,
							 KernelMode), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObReferenceObjectByPointer(thread, SYNCHRONIZE, *PsProcessType,
							 KernelMode),
			STATUS_OBJECT_TYPE_MISMATCH);
	ObDereferenceObject(thread);
	ObDereferenceObject(thread);
}

static void processes(struct kunit *test)
{
	PEPROCESS process = PsGetCurrentProcess();

	KUNIT_EXPECT_PTR_EQ(test, process, IoGetCurrentProcess());
	KUNIT_EXPECT_PTR_EQ(test, PsGetProcessId(process), PsGetCurrentProcessId());
	KUNIT_EXPECT_EQ(test, ke_poll(process), STATUS_TIMEOUT);
	KUNIT_EXPECT_PTR_EQ(test, PsGetThreadId(PsGetCurrentThread()), PsGetCurrentThreadId());
}

static void priorities(struct kunit *test)
{
	PKTHREAD t = KeGetCurrentThread();
	KPRIORITY old = KeQueryPriorityThread(t);

	KUNIT_EXPECT_EQ(test, KeSetPriorityThread(t, LOW_REALTIME_PRIORITY), old);
	KUNIT_EXPECT_EQ(test, KeQueryPriorityThread(t), LOW_REALTIME_PRIORITY);
	KUNIT_EXPECT_TRUE(test, rt_task(current));
	KUNIT_EXPECT_EQ(test, KeSetPriorityThread(t, 10), LOW_REALTIME_PRIORITY);
	KUNIT_EXPECT_FALSE(test, rt_task(current));
	KUNIT_EXPECT_EQ(test, task_nice(current), -4);
	KUNIT_EXPECT_EQ(test, KeSetBasePriorityThread(t, -1), 0);
	KUNIT_EXPECT_EQ(test, KeQueryPriorityThread(t), 7);
	KUNIT_EXPECT_EQ(test, KeSetBasePriorityThread(t, 0), -1);
	KUNIT_EXPECT_EQ(test, KeSetPriorityThread(t, old), 8);
	KUNIT_EXPECT_EQ(test, task_nice(current), 0);
}

static void version(struct kunit *test)
{
	ULONG major = 0, minor = 99, build = 0;
	UNICODE_STRING pack;

	KUNIT_EXPECT_FALSE(test, PsGetVersion(&major, &minor, &build, &pack));
	KUNIT_EXPECT_EQ(test, major, 10);
	KUNIT_EXPECT_EQ(test, minor, 0);
	KUNIT_EXPECT_EQ(test, build, 19041);
	KUNIT_EXPECT_EQ(test, pack.Length, 0);
	KUNIT_EXPECT_FALSE(test, PsGetVersion(NULL, NULL, NULL, NULL));
}

static NTSTATUS touch_block(void *context)
{
	PsGetCurrentThread();
	PsGetCurrentProcess();
	return STATUS_SUCCESS;
}

/* A task_struct is reused soon: a block that outlived it would be found again. */
static void blocks_do_not_outlive_their_tasks(struct kunit *test)
{
	struct ke_waiter w;
	int i;

	for (i = 0; i < 300; i++) {
		ke_waiter_start(test, &w, touch_block, NULL, i);
		KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	}
	KUNIT_EXPECT_PTR_EQ(test, PsGetThreadId(PsGetCurrentThread()), PsGetCurrentThreadId());
}

static struct kunit_case thread_cases[] = {
	KUNIT_CASE(returning_ends_it),
	KUNIT_CASE(terminating_ends_it),
	KUNIT_CASE(other_threads_cannot_terminate_like_that),
	KUNIT_CASE_SLOW(a_thread_left_running_at_unload_is_reported),
	KUNIT_CASE(any_thread_is_an_object),
	KUNIT_CASE(processes),
	KUNIT_CASE(priorities),
	KUNIT_CASE(version),
	KUNIT_CASE(blocks_do_not_outlive_their_tasks),
	{}
};

static struct kunit_suite thread_suite = {
	.name = "wdmcore_ps_thread",
	.test_cases = thread_cases,
};
kunit_test_suite(thread_suite);
