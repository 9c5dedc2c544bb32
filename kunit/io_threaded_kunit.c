// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_io_threaded: a thread that ends cancels its requests and waits for them
 * (io/threaded.c); completion routines that return nonsense.
 */
#include "io_fake.h"

#include <ntddk.h>
#include "ps.h"

static PIRP held;
static KEVENT arrived;
static bool cancelled;

static VOID NTAPI cancel(PDEVICE_OBJECT device, PIRP irp)
{
	IoReleaseCancelSpinLock(irp->CancelIrql);
	cancelled = true;
	irp->IoStatus.Status = STATUS_CANCELLED;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
}

/* Holds the request until it is cancelled. */
static NTSTATUS NTAPI hold(PDEVICE_OBJECT device, PIRP irp)
{
	IoMarkIrpPending(irp);
	held = irp;
	IoSetCancelRoutine(irp, cancel);
	KeSetEvent(&arrived, IO_NO_INCREMENT, FALSE);
	return STATUS_PENDING;
}

/* Holds it whatever comes. */
static NTSTATUS NTAPI hold_on(PDEVICE_OBJECT device, PIRP irp)
{
	IoMarkIrpPending(irp);
	held = irp;
	KeSetEvent(&arrived, IO_NO_INCREMENT, FALSE);
	return STATUS_PENDING;
}

struct sender {
	struct fake_device *fake;
	IO_STATUS_BLOCK iosb;
	KEVENT event;
	bool terminates;
};

static VOID NTAPI send_and_end(PVOID context)
{
	struct sender *s = context;
	PIRP irp;

	irp = IoBuildDeviceIoControlRequest(0x222000, &s->fake->device, NULL, 0, NULL, 0, FALSE,
					    &s->event, &s->iosb);
	if (irp)
		IoCallDriver(&s->fake->device, irp);
	if (s->terminates)
		PsTerminateSystemThread(STATUS_SUCCESS);
}

static PKTHREAD start(struct kunit *test, struct sender *s)
{
	PKTHREAD thread;
	HANDLE handle;

	held = NULL;
	cancelled = false;
	KeInitializeEvent(&arrived, NotificationEvent, FALSE);
	KeInitializeEvent(&s->event, NotificationEvent, FALSE);
	s->iosb.Status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					     send_and_end, s));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode,
						  (PVOID *)&thread, NULL));
	ZwClose(handle);
	return thread;
}

static void wait_for(struct kunit *test, PVOID object)
{
	LARGE_INTEGER timeout = { .QuadPart = -10 * 10000000LL };

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &timeout));
}

static void thread_cancels_its_requests(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, hold, 1) };
	PKTHREAD thread;
	int i;

	for (i = 0; i < 2; i++) {
		s.terminates = i;
		thread = start(test, &s);
		wait_for(test, thread);
		KUNIT_EXPECT_TRUE(test, cancelled);
		/* It was told before it ended. */
		KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, s.iosb.Status);
		KUNIT_EXPECT_EQ(test, 1, KeReadStateEvent(&s.event));
		ObDereferenceObject(thread);
	}
}

/* One that isn't a driver's: it is told of in the middle of its end. */
static int send_in_task(void *context)
{
	send_and_end(context);
	return 0;
}

static void task_cancels_its_requests(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, hold, 1) };
	struct task_struct *task;

	held = NULL;
	cancelled = false;
	KeInitializeEvent(&arrived, NotificationEvent, FALSE);
	KeInitializeEvent(&s.event, NotificationEvent, FALSE);
	task = kthread_run(send_in_task, &s, "kunit_sender");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for(test, &s.event);
	KUNIT_EXPECT_TRUE(test, cancelled);
	KUNIT_EXPECT_EQ(test, STATUS_CANCELLED, s.iosb.Status);
}

static void thread_waits_for_its_requests(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, hold_on, 1) };
	LARGE_INTEGER soon = { .QuadPart = -100 * 10000LL };
	PKTHREAD thread = start(test, &s);

	wait_for(test, &arrived);
	KUNIT_EXPECT_EQ(test, STATUS_TIMEOUT,
			KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, &soon));
	KUNIT_EXPECT_TRUE(test, held->Cancel);
	held->IoStatus.Status = STATUS_SUCCESS;
	held->IoStatus.Information = 3;
	IoCompleteRequest(held, IO_NO_INCREMENT);
	wait_for(test, thread);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, s.iosb.Status);
	KUNIT_EXPECT_EQ(test, 3, s.iosb.Information);
	ObDereferenceObject(thread);
}

/* One that was built and never sent is nobody's to wait for; freeing it is a report. */
static VOID NTAPI build_and_end(PVOID context)
{
	struct sender *s = context;

	held = IoBuildDeviceIoControlRequest(0x222000, &s->fake->device, NULL, 0, NULL, 0, FALSE,
					     &s->event, &s->iosb);
}

static void unsent_request_holds_nobody(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, hold, 1) };
	struct fake_reports reports;
	PKTHREAD thread;
	HANDLE handle;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					     build_and_end, &s));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode,
						  (PVOID *)&thread, NULL));
	ZwClose(handle);
	wait_for(test, thread);
	ObDereferenceObject(thread);
	KUNIT_ASSERT_NOT_NULL(test, held);
	KUNIT_EXPECT_NULL(test, held->Tail.Overlay.Thread);
	expect_reports(&reports, 0xc9);
	IoFreeIrp(held);
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
}

static NTSTATUS NTAPI complete_at_once(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

/* One whose completion routine has taken it holds nobody either, and its memory is left alone. */
static NTSTATUS NTAPI take_back(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static VOID NTAPI take_back_and_end(PVOID context)
{
	struct sender *s = context;

	held = IoBuildDeviceIoControlRequest(0x222000, &s->fake->device, NULL, 0, NULL, 0, FALSE,
					     &s->event, &s->iosb);
	IoSetCompletionRoutine(held, take_back, NULL, TRUE, TRUE, TRUE);
	IoCallDriver(&s->fake->device, held);
}

static void request_taken_back_holds_nobody(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, complete_at_once, 1) };
	struct fake_reports reports;
	PKTHREAD thread;
	HANDLE handle;

	KeInitializeEvent(&s.event, NotificationEvent, FALSE);
	s.iosb.Status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					     take_back_and_end, &s));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode,
						  (PVOID *)&thread, NULL));
	ZwClose(handle);
	wait_for(test, thread);
	ObDereferenceObject(thread);
	KUNIT_EXPECT_NULL(test, held->Tail.Overlay.Thread);
	expect_reports(&reports, 0xc9);
	IoFreeIrp(held);
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, s.iosb.Status);
	KUNIT_EXPECT_EQ(test, 0, KeReadStateEvent(&s.event));
}

/* A driver that completes now and then, and cancels by the rules, under the cancel lock. */
static int complete_now_and_then(void *context)
{
	KIRQL irql;
	PIRP irp;

	while (!kthread_should_stop()) {
		IoAcquireCancelSpinLock(&irql);
		irp = held;
		if (irp && IoSetCancelRoutine(irp, NULL))
			held = NULL;
		else
			irp = NULL;
		IoReleaseCancelSpinLock(irql);
		if (irp) {
			irp->IoStatus.Status = STATUS_SUCCESS;
			irp->IoStatus.Information = 0;
			IoCompleteRequest(irp, IO_NO_INCREMENT);
		}
		cond_resched();
	}
	return 0;
}

static VOID NTAPI cancel_in_race(PDEVICE_OBJECT device, PIRP irp)
{
	held = NULL;
	cancel(device, irp);
}

static NTSTATUS NTAPI hold_in_race(PDEVICE_OBJECT device, PIRP irp)
{
	KIRQL irql;

	IoMarkIrpPending(irp);
	IoAcquireCancelSpinLock(&irql);
	IoSetCancelRoutine(irp, cancel_in_race);
	held = irp;
	IoReleaseCancelSpinLock(irql);
	return STATUS_PENDING;
}

static void end_races_with_completion(struct kunit *test)
{
	struct sender s = { .fake = fake_device(test, hold_in_race, 1) };
	struct task_struct *task;
	int i;

	held = NULL;
	task = kthread_run(complete_now_and_then, NULL, "kunit_race");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 100; i++) {
		PKTHREAD thread = start(test, &s);

		wait_for(test, thread);
		KUNIT_EXPECT_NE(test, STATUS_PENDING, s.iosb.Status);
		ObDereferenceObject(thread);
	}
	kthread_stop(task);
}

/* Completion routines. */
static NTSTATUS returned;

static NTSTATUS NTAPI return_it(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	return returned;
}

static int reports_for(struct kunit *test, struct fake_device *fake, NTSTATUS status)
{
	struct fake_reports reports;
	atomic_t taken = ATOMIC_INIT(0);
	PIRP irp = IoAllocateIrp(2, FALSE);
	int count;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	returned = status;
	IoSetCompletionRoutine(irp, fake_take, &taken, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	IoSetCompletionRoutine(irp, return_it, NULL, TRUE, TRUE, TRUE);
	expect_reports(&reports, 0xc4);
	IoCallDriver(&fake->device, irp);
	count = end_of_reports(&reports);
	/* It goes on in any case. */
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&taken));
	IoFreeIrp(irp);
	return count;
}

static void routine_returns_nonsense(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, complete_at_once, 1);

	KUNIT_EXPECT_EQ(test, 0, reports_for(test, fake, STATUS_CONTINUE_COMPLETION));
	/* Not as documented, but what many drivers do. */
	KUNIT_EXPECT_EQ(test, 0, reports_for(test, fake, STATUS_UNSUCCESSFUL));
	/* A code of the driver's own, and ERROR_ACCESS_DENIED as a status. */
	KUNIT_EXPECT_EQ(test, 0, reports_for(test, fake, (NTSTATUS)0xe0010001));
	KUNIT_EXPECT_EQ(test, 0, reports_for(test, fake, (NTSTATUS)0xc0070005));
	KUNIT_EXPECT_EQ(test, 1, reports_for(test, fake, 0x12345678));
	KUNIT_EXPECT_EQ(test, 1, reports_for(test, fake, (NTSTATUS)0xdeadbeef));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(thread_cancels_its_requests),
	KUNIT_CASE(task_cancels_its_requests),
	KUNIT_CASE(thread_waits_for_its_requests),
	KUNIT_CASE(unsent_request_holds_nobody),
	KUNIT_CASE(request_taken_back_holds_nobody),
	KUNIT_CASE(end_races_with_completion),
	KUNIT_CASE(routine_returns_nonsense),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_threaded",
	.test_cases = cases,
};
kunit_test_suite(suite);
