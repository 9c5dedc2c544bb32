// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for cancellation: wdmcore/io/cancel.c, the signals of send.c, and the
 * races between IoCancelIrp, IoSetCancelRoutine and completion on two CPUs.
 */
#include <linux/sched/signal.h>

#include "io_fake.h"
#include "rounds.h"

struct canceled {
	int calls;
	PIRP irp;
	PDEVICE_OBJECT device;
	KIRQL irql;
	bool flag;
	bool routine_gone;
};

static VOID NTAPI note_cancel(PDEVICE_OBJECT device, PIRP irp)
{
	struct canceled *canceled = irp->UserBuffer;

	canceled->irql = KeGetCurrentIrql();
	canceled->calls++;
	canceled->irp = irp;
	canceled->device = device;
	canceled->flag = irp->Cancel;
	canceled->routine_gone = !irp->CancelRoutine;
	IoReleaseCancelSpinLock(irp->CancelIrql);
}

static void cancel_without_a_routine_sets_the_flag(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_TRUE(test, irp->Cancel);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	IoFreeIrp(irp);
}

static void cancel_calls_the_routine_once(struct kunit *test)
{
	struct canceled canceled = { };
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->DeviceObject = (PDEVICE_OBJECT)&canceled;
	irp->UserBuffer = &canceled;
	KUNIT_EXPECT_NULL(test, IoSetCancelRoutine(irp, note_cancel));
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, canceled.calls, 1);
	KUNIT_EXPECT_PTR_EQ(test, canceled.irp, irp);
	KUNIT_EXPECT_PTR_EQ(test, canceled.device, (PDEVICE_OBJECT)&canceled);
	KUNIT_EXPECT_EQ(test, canceled.irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_TRUE(test, canceled.flag);
	KUNIT_EXPECT_TRUE(test, canceled.routine_gone);
	KUNIT_EXPECT_EQ(test, irp->CancelIrql, PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);

	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, canceled.calls, 1);
	IoFreeIrp(irp);
}

static void cancel_at_dispatch_level_stays_there(struct kunit *test)
{
	struct canceled canceled = { };
	PIRP irp = IoAllocateIrp(1, FALSE);
	KIRQL irql;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetNextIrpStackLocation(irp);
	irp->UserBuffer = &canceled;
	IoSetCancelRoutine(irp, note_cancel);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KUNIT_EXPECT_EQ(test, irp->CancelIrql, DISPATCH_LEVEL);
	KeLowerIrql(irql);
	IoFreeIrp(irp);
}

static VOID NTAPI keep_the_lock(PDEVICE_OBJECT device, PIRP irp)
{
}

static void routine_that_keeps_the_lock_is_contained(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;
	KIRQL irql;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetNextIrpStackLocation(irp);
	IoSetCancelRoutine(irp, keep_the_lock);
	expect_reports(&reports, 0xc4);
	IoCancelIrp(irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	/* It is free. */
	IoAcquireCancelSpinLock(&irql);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), DISPATCH_LEVEL);
	IoReleaseCancelSpinLock(irql);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	IoFreeIrp(irp);
}

static void done(struct wdm_irp *w, PIRP irp)
{
}

static void canceling_a_complete_irp_is_contained(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, wdm_invalid_device_request, 1);
	PIRP irp = wdm_irp_alloc(1, GFP_KERNEL);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	wdm_irp_send(&fake->device, irp, done, NULL);
	IoSetCancelRoutine(irp, keep_the_lock);
	expect_reports(&reports, 0x48);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_NULL(test, irp->CancelRoutine);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	wdm_irp_free(irp);
}

/*
 * One thread cancels, the other one takes its cancel routine back, as a driver
 * does that is about to complete. Exactly one of them has the request.
 */
struct race {
	PIRP irp;
	atomic_t round;
	atomic_t in_routine;
	atomic_t canceler_done;
	int rounds;
};

static VOID NTAPI race_cancel(PDEVICE_OBJECT device, PIRP irp)
{
	struct race *race = irp->UserBuffer;

	IoReleaseCancelSpinLock(irp->CancelIrql);
	atomic_inc(&race->in_routine);
}

static int race_canceler(void *context)
{
	struct race *race = context;
	int round;

	for (round = 1; round <= race->rounds; round++) {
		while (atomic_read(&race->round) < round)
			cpu_relax();
		IoCancelIrp(race->irp);
		atomic_set(&race->canceler_done, round);
	}
	return 0;
}

static void cancel_and_completion_have_one_winner(struct kunit *test)
{
	struct race race = { .rounds = wdm_rounds(20000) };
	int round, taken, both = 0, neither = 0, wins = 0, unflagged = 0;
	struct task_struct *thread;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	race.irp = IoAllocateIrp(1, FALSE);
	KUNIT_ASSERT_NOT_NULL(test, race.irp);

	thread = kthread_create(race_canceler, &race, "wdm_kunit_cancel");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	for (round = 1; round <= race.rounds; round++) {
		IoReuseIrp(race.irp, STATUS_SUCCESS);
		IoSetNextIrpStackLocation(race.irp);
		race.irp->UserBuffer = &race;
		atomic_set(&race.in_routine, 0);
		IoSetCancelRoutine(race.irp, race_cancel);
		atomic_set(&race.round, round);
		ndelay(round % 64 * 16);
		taken = IoSetCancelRoutine(race.irp, NULL) ? 1 : 0;
		while (atomic_read(&race.canceler_done) < round)
			cpu_relax();
		taken += atomic_read(&race.in_routine) * 2;
		both += taken == 3;
		neither += taken == 0;
		wins += taken == 1;
		unflagged += !race.irp->Cancel;
		if (round % 256 == 0)
			cond_resched();
	}
	kthread_stop(thread);
	put_task_struct(thread);
	KUNIT_EXPECT_EQ(test, both, 0);
	KUNIT_EXPECT_EQ(test, neither, 0);
	KUNIT_EXPECT_EQ(test, unflagged, 0);
	kunit_info(test, "the driver won %d of %d rounds", wins, race.rounds);
	IoFreeIrp(race.irp);
}

/* The last stage and the sender's cancellation, with an IRP freed right after. */
static VOID NTAPI complete_canceled(PDEVICE_OBJECT device, PIRP irp)
{
	IoReleaseCancelSpinLock(irp->CancelIrql);
	irp->IoStatus.Status = STATUS_CANCELLED;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static NTSTATUS NTAPI hold_cancelable(PDEVICE_OBJECT device, PIRP irp)
{
	IoMarkIrpPending(irp);
	IoSetCancelRoutine(irp, complete_canceled);
	if (irp->Cancel && IoSetCancelRoutine(irp, NULL)) {
		irp->IoStatus.Status = STATUS_CANCELLED;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
	}
	return STATUS_PENDING;
}

struct signaled {
	struct fake_device *fake;
	NTSTATUS status;
	struct completion started, ended;
};

static int send_and_wait(void *context)
{
	struct signaled *signaled = context;
	PIRP irp = wdm_irp_alloc(1, GFP_KERNEL);

	allow_signal(SIGUSR1);
	complete(&signaled->started);
	if (irp) {
		signaled->status = wdm_irp_send_wait_cancellable(&signaled->fake->device, irp);
		wdm_irp_free(irp);
	}
	complete(&signaled->ended);
	while (!kthread_should_stop()) {
		flush_signals(current);
		schedule_timeout_interruptible(1);
	}
	return 0;
}

static void signal_cancels_the_request(struct kunit *test)
{
	struct signaled signaled = { .status = STATUS_SUCCESS };
	struct task_struct *thread;

	signaled.fake = fake_device(test, hold_cancelable, 1);
	init_completion(&signaled.started);
	init_completion(&signaled.ended);
	thread = kthread_run(send_and_wait, &signaled, "wdm_kunit_signal");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	wait_for_completion(&signaled.started);
	msleep(20);
	KUNIT_EXPECT_FALSE(test, completion_done(&signaled.ended));
	send_sig(SIGUSR1, thread, 1);
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&signaled.ended, 10 * HZ), 0);
	KUNIT_EXPECT_EQ(test, signaled.status, STATUS_CANCELLED);
	kthread_stop(thread);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(cancel_without_a_routine_sets_the_flag),
	KUNIT_CASE(cancel_calls_the_routine_once),
	KUNIT_CASE(cancel_at_dispatch_level_stays_there),
	KUNIT_CASE(routine_that_keeps_the_lock_is_contained),
	KUNIT_CASE(canceling_a_complete_irp_is_contained),
	KUNIT_CASE(cancel_and_completion_have_one_winner),
	KUNIT_CASE(signal_cancels_the_request),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_cancel",
	.test_cases = cases,
};

kunit_test_suite(suite);
