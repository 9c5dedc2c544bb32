// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for IofCompleteRequest, associated IRPs and what sets completion routines:
 * wdmcore/io/{complete,associated,forward,send}.c.
 */
#include "io_fake.h"

/* How the lower driver is to end the request, and what the upper one saw. */
struct walk {
	NTSTATUS status;
	bool pending;
	UCHAR invoke_on;

	int calls;
	PDEVICE_OBJECT device;
	CHAR location;
	bool pending_returned;
	bool cleared;
	NTSTATUS result;		/* of the upper routine */
	NTSTATUS change_status;		/* 0: no change */

	int taken;
	PDEVICE_OBJECT taken_device;
	CHAR taken_location;
	bool taken_pending;
};

static NTSTATUS NTAPI end_request(PDEVICE_OBJECT device, PIRP irp)
{
	struct walk *walk = fake_of(device)->context;

	if (walk->pending)
		IoMarkIrpPending(irp);
	irp->IoStatus.Status = walk->status;
	irp->IoStatus.Information = 0;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return walk->pending ? STATUS_PENDING : walk->status;
}

static NTSTATUS NTAPI upper_routine(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	struct walk *walk = context;
	PIO_STACK_LOCATION lower = IoGetNextIrpStackLocation(irp);

	walk->calls++;
	walk->device = device;
	walk->location = irp->CurrentLocation;
	walk->pending_returned = irp->PendingReturned;
	walk->cleared = !lower->Control && !lower->Parameters.Others.Argument1 &&
			!lower->Parameters.Others.Argument4 && !lower->FileObject;
	if (irp->PendingReturned)
		IoMarkIrpPending(irp);
	if (walk->change_status)
		irp->IoStatus.Status = walk->change_status;
	return walk->result;
}

static NTSTATUS NTAPI originator_routine(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	struct walk *walk = context;

	walk->taken++;
	walk->taken_device = device;
	walk->taken_location = irp->CurrentLocation;
	walk->taken_pending = irp->PendingReturned;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

struct stack {
	struct fake_device *lower;
	struct walk *walk;
};

static NTSTATUS NTAPI pass_down(PDEVICE_OBJECT device, PIRP irp)
{
	struct stack *stack = fake_of(device)->context;
	UCHAR invoke_on = stack->walk->invoke_on;

	IoCopyCurrentIrpStackLocationToNext(irp);
	IoSetCompletionRoutine(irp, upper_routine, stack->walk,
			       invoke_on & SL_INVOKE_ON_SUCCESS,
			       invoke_on & SL_INVOKE_ON_ERROR,
			       invoke_on & SL_INVOKE_ON_CANCEL);
	return IoCallDriver(&stack->lower->device, irp);
}

/* A request through two drivers, as @walk says. */
static NTSTATUS walk_down(struct kunit *test, struct fake_device *upper, PIRP irp,
			  struct walk *walk)
{
	struct stack *stack = upper->context;

	stack->walk = walk;
	stack->lower->context = walk;
	IoGetNextIrpStackLocation(irp)->Parameters.Others.Argument1 = irp;
	IoGetNextIrpStackLocation(irp)->Parameters.Others.Argument4 = irp;
	IoSetCompletionRoutine(irp, originator_routine, walk, TRUE, TRUE, TRUE);
	return IoCallDriver(&upper->device, irp);
}

static struct fake_device *two_drivers(struct kunit *test)
{
	struct fake_device *upper = fake_device(test, pass_down, 2);
	struct stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	stack->lower = fake_device(test, end_request, 1);
	upper->context = stack;
	return upper;
}

static const NTSTATUS walk_statuses[] = {
	STATUS_SUCCESS,
	STATUS_OBJECT_NAME_EXISTS,	/* informational: success */
	STATUS_BUFFER_OVERFLOW,		/* a warning is no success */
	STATUS_CANCELLED,
	STATUS_UNSUCCESSFUL,
};

static void check_walk(struct kunit *test, struct fake_device *upper, PIRP irp,
		       UCHAR invoke_on, NTSTATUS final, bool cancel, bool pending)
{
	struct walk walk = {
		.status = final,
		.pending = pending,
		.invoke_on = invoke_on,
		.result = STATUS_CONTINUE_COMPLETION,
	};
	UCHAR due_on = final >= 0 ? SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR;
	bool due = (invoke_on & due_on) || (cancel && (invoke_on & SL_INVOKE_ON_CANCEL));
	NTSTATUS status;

	IoReuseIrp(irp, STATUS_SUCCESS);
	irp->Cancel = cancel;
	status = walk_down(test, upper, irp, &walk);
	KUNIT_EXPECT_EQ(test, status, pending ? STATUS_PENDING : final);
	KUNIT_EXPECT_EQ_MSG(test, walk.calls, due ? 1 : 0, "bits %02x status %08x cancel %d",
			    invoke_on, final, cancel);
	if (due) {
		KUNIT_EXPECT_PTR_EQ(test, walk.device, &upper->device);
		KUNIT_EXPECT_EQ(test, walk.location, 2);
		KUNIT_EXPECT_EQ(test, walk.pending_returned, pending);
		KUNIT_EXPECT_TRUE(test, walk.cleared);
	}
	/* Pending is carried on by the routine, or without one by itself. */
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	KUNIT_EXPECT_NULL(test, walk.taken_device);
	KUNIT_EXPECT_EQ(test, walk.taken_location, 3);
	KUNIT_EXPECT_EQ(test, walk.taken_pending, pending);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, final);
}

/* Every combination of SL_INVOKE_ON_*, status, Cancel and pending. */
static void routine_is_called_when_due(struct kunit *test)
{
	struct fake_device *upper = two_drivers(test);
	PIRP irp = IoAllocateIrp(2, FALSE);
	unsigned int bits, s, more;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	for (bits = 0; bits < 8; bits++) {
		for (s = 0; s < ARRAY_SIZE(walk_statuses); s++) {
			for (more = 0; more < 4; more++)
				check_walk(test, upper, irp, bits << 5, walk_statuses[s],
					   more & 1, more & 2);
		}
	}
	IoFreeIrp(irp);
}

static void routine_may_change_the_status(struct kunit *test)
{
	struct fake_device *upper = two_drivers(test);
	PIRP irp = IoAllocateIrp(2, FALSE);
	struct walk walk = {
		.status = STATUS_SUCCESS,
		.invoke_on = SL_INVOKE_ON_SUCCESS,
		.change_status = STATUS_DEVICE_DATA_ERROR,
		.result = STATUS_CONTINUE_COMPLETION,
	};
	struct stack *stack = upper->context;
	atomic_t taken = ATOMIC_INIT(0);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	stack->walk = &walk;
	stack->lower->context = &walk;
	/* The originator asks for errors alone: decided by the changed status. */
	IoSetCompletionRoutine(irp, fake_take, &taken, FALSE, TRUE, FALSE);
	IoCallDriver(&upper->device, irp);
	KUNIT_EXPECT_EQ(test, atomic_read(&taken), 1);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_DEVICE_DATA_ERROR);
	IoFreeIrp(irp);
}

static void more_processing_stops_and_resumes(struct kunit *test)
{
	struct fake_device *upper = two_drivers(test);
	PIRP irp = IoAllocateIrp(2, FALSE);
	struct walk walk = {
		.status = STATUS_SUCCESS,
		.invoke_on = SL_INVOKE_ON_SUCCESS,
		.result = STATUS_MORE_PROCESSING_REQUIRED,
	};

	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, walk_down(test, upper, irp, &walk), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, walk.calls, 1);
	KUNIT_EXPECT_EQ(test, walk.taken, 0);
	/* The upper driver has it: its own location is the current one. */
	KUNIT_EXPECT_EQ(test, irp->CurrentLocation, 2);
	KUNIT_EXPECT_PTR_EQ(test, IoGetCurrentIrpStackLocation(irp)->DeviceObject,
			    &upper->device);

	IoMarkIrpPending(irp);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	KUNIT_EXPECT_EQ(test, walk.calls, 1);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	KUNIT_EXPECT_TRUE(test, walk.taken_pending);
	IoFreeIrp(irp);
}

/* The upper driver sends the IRP down for a second time from its routine's end. */
static void irp_can_go_down_again(struct kunit *test)
{
	struct fake_device *upper = two_drivers(test);
	struct stack *stack = upper->context;
	PIRP irp = IoAllocateIrp(2, FALSE);
	struct walk walk = {
		.status = STATUS_UNSUCCESSFUL,
		.pending = true,
		.invoke_on = SL_INVOKE_ON_ERROR,
		.result = STATUS_MORE_PROCESSING_REQUIRED,
	};

	KUNIT_ASSERT_NOT_NULL(test, irp);
	walk_down(test, upper, irp, &walk);
	KUNIT_EXPECT_EQ(test, walk.calls, 1);
	walk.status = STATUS_SUCCESS;
	walk.pending = false;
	/* Nothing of the first time is left in the location below. */
	IoCopyCurrentIrpStackLocationToNext(irp);
	KUNIT_EXPECT_EQ(test, IoCallDriver(&stack->lower->device, irp), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, walk.calls, 1);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	IoFreeIrp(irp);
}

static void skipped_location_takes_no_part(struct kunit *test)
{
	struct walk walk = { .status = STATUS_SUCCESS, .pending = true };
	struct fake_device *lower = fake_device(test, end_request, 1);
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	lower->context = &walk;
	IoSetCompletionRoutine(irp, originator_routine, &walk, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	IoSkipCurrentIrpStackLocation(irp);
	KUNIT_EXPECT_EQ(test, IoCallDriver(&lower->device, irp), STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	KUNIT_EXPECT_TRUE(test, walk.taken_pending);
	IoFreeIrp(irp);
}

static void done(struct wdm_irp *w, PIRP irp)
{
	(*(int *)w->done_context)++;
}

static void double_completion_is_contained(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, end_request, 1);
	struct walk walk = { .status = STATUS_SUCCESS };
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;
	int ended = 0;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	lower->context = &walk;
	KUNIT_EXPECT_EQ(test, wdm_irp_send(&lower->device, irp, done, &ended), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ended, 1);

	expect_reports(&reports, 0x44);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], (uintptr_t)irp);
	KUNIT_EXPECT_EQ(test, ended, 1);
	wdm_irp_free(irp);
}

static void pending_status_is_contained(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, end_request, 1);
	struct walk walk = { .status = STATUS_PENDING, .pending = true };
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	lower->context = &walk;
	IoSetCompletionRoutine(irp, originator_routine, &walk, FALSE, TRUE, FALSE);
	expect_reports(&reports, 0xc9);
	IoCallDriver(&lower->device, irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 6);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_UNSUCCESSFUL);
	IoFreeIrp(irp);
}

static VOID NTAPI forgotten_routine(PDEVICE_OBJECT device, PIRP irp)
{
}

static void cancel_routine_left_is_contained(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, end_request, 1);
	struct walk walk = { .status = STATUS_SUCCESS };
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	lower->context = &walk;
	IoSetCancelRoutine(irp, forgotten_routine);
	IoSetCompletionRoutine(irp, originator_routine, &walk, TRUE, TRUE, TRUE);
	expect_reports(&reports, 0x48);
	IoCallDriver(&lower->device, irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[1], (uintptr_t)forgotten_routine);
	KUNIT_EXPECT_NULL(test, irp->CancelRoutine);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	IoFreeIrp(irp);
}

static void irp_without_an_owner_is_reported(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, end_request, 1);
	struct walk walk = { .status = STATUS_SUCCESS };
	PIRP irp = IoAllocateIrp(1, FALSE);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	lower->context = &walk;
	expect_reports(&reports, 0x46);
	IoCallDriver(&lower->device, irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	/* Its owner may still free it. */
	IoFreeIrp(irp);
}

static void last_associated_irp_completes_the_master(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, end_request, 1);
	struct walk walk = { .status = STATUS_DEVICE_DATA_ERROR };
	struct walk master_walk = { };
	PIRP master = IoAllocateIrp(1, FALSE);
	PIRP parts[3];
	int i;

	KUNIT_ASSERT_NOT_NULL(test, master);
	lower->context = &walk;
	IoSetCompletionRoutine(master, originator_routine, &master_walk, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(master);
	IoMarkIrpPending(master);
	master->IoStatus.Status = STATUS_SUCCESS;
	master->IoStatus.Information = 77;
	master->AssociatedIrp.IrpCount = ARRAY_SIZE(parts);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		parts[i] = IoMakeAssociatedIrp(master, 1);
		KUNIT_ASSERT_NOT_NULL(test, parts[i]);
		KUNIT_EXPECT_PTR_EQ(test, parts[i]->AssociatedIrp.MasterIrp, master);
		KUNIT_EXPECT_TRUE(test, parts[i]->Flags & IRP_ASSOCIATED_IRP);
	}
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		KUNIT_EXPECT_EQ(test, master_walk.taken, 0);
		IoCallDriver(&lower->device, parts[i]);
	}
	KUNIT_EXPECT_EQ(test, master_walk.taken, 1);
	KUNIT_EXPECT_TRUE(test, master_walk.taken_pending);
	/* The parts' results are their driver's to merge. */
	KUNIT_EXPECT_EQ(test, master->IoStatus.Status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, master->IoStatus.Information, 77);
	IoFreeIrp(master);
}

static NTSTATUS NTAPI keep(PDEVICE_OBJECT device, PIRP irp)
{
	IoMarkIrpPending(irp);
	fake_of(device)->context = irp;
	return STATUS_PENDING;
}

static int complete_later(void *context)
{
	PIRP irp = context;

	msleep(20);
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 5;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return 0;
}

static NTSTATUS NTAPI keep_and_complete_later(PDEVICE_OBJECT device, PIRP irp)
{
	IoMarkIrpPending(irp);
	kthread_run(complete_later, irp, "wdm_kunit_io");
	return STATUS_PENDING;
}

static void forwarding_waits_for_the_return(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, keep_and_complete_later, 1);
	PIRP irp = IoAllocateIrp(2, FALSE);
	struct walk walk = { };

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetCompletionRoutine(irp, originator_routine, &walk, TRUE, TRUE, TRUE);
	IoSetNextIrpStackLocation(irp);
	KUNIT_EXPECT_TRUE(test, IoForwardIrpSynchronously(&lower->device, irp));
	KUNIT_EXPECT_EQ(test, irp->CurrentLocation, 2);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Information, 5);
	KUNIT_EXPECT_EQ(test, walk.taken, 0);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	KUNIT_EXPECT_EQ(test, walk.taken, 1);
	IoFreeIrp(irp);
}

static void forwarding_needs_a_location(struct kunit *test)
{
	struct fake_device *lower = fake_device(test, keep, 1);
	PIRP irp = IoAllocateIrp(1, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoSetNextIrpStackLocation(irp);
	KUNIT_EXPECT_FALSE(test, IoForwardIrpSynchronously(&lower->device, irp));
	KUNIT_EXPECT_NULL(test, lower->context);
	IoFreeIrp(irp);
}

static void sender_waits_only_for_a_pending_request(struct kunit *test)
{
	struct fake_device *at_once = fake_device(test, end_request, 1);
	struct fake_device *later = fake_device(test, keep_and_complete_later, 1);
	struct walk walk = { .status = STATUS_BUFFER_OVERFLOW };
	PIRP irp = wdm_irp_alloc(1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	at_once->context = &walk;
	KUNIT_EXPECT_EQ(test, wdm_irp_send_wait(&at_once->device, irp),
			STATUS_BUFFER_OVERFLOW);
	IoReuseIrp(irp, STATUS_SUCCESS);
	walk.pending = true;
	KUNIT_EXPECT_EQ(test, wdm_irp_send_wait(&at_once->device, irp),
			STATUS_BUFFER_OVERFLOW);
	IoReuseIrp(irp, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, wdm_irp_send_wait(&later->device, irp), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Information, 5);
	wdm_irp_free(irp);
}

static NTSTATUS NTAPI claim_pending(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_PENDING;
}

static NTSTATUS NTAPI deny_pending(PDEVICE_OBJECT device, PIRP irp)
{
	keep_and_complete_later(device, irp);
	return STATUS_SUCCESS;
}

/* Neither hangs the sender, and both are named. */
static void wrong_return_value_is_contained(struct kunit *test)
{
	struct fake_device *claim = fake_device(test, claim_pending, 1);
	struct fake_device *deny = fake_device(test, deny_pending, 1);
	PIRP irp = wdm_irp_alloc(1, GFP_KERNEL);
	struct fake_reports reports;

	KUNIT_ASSERT_NOT_NULL(test, irp);
	expect_reports(&reports, 0xc9);
	KUNIT_EXPECT_EQ(test, wdm_irp_send_wait(&claim->device, irp), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 0x23d);

	IoReuseIrp(irp, STATUS_UNSUCCESSFUL);
	expect_reports(&reports, 0xc9);
	KUNIT_EXPECT_EQ(test, wdm_irp_send_wait(&deny->device, irp), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 0x226);
	wdm_irp_free(irp);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(routine_is_called_when_due),
	KUNIT_CASE(routine_may_change_the_status),
	KUNIT_CASE(more_processing_stops_and_resumes),
	KUNIT_CASE(irp_can_go_down_again),
	KUNIT_CASE(skipped_location_takes_no_part),
	KUNIT_CASE(double_completion_is_contained),
	KUNIT_CASE(pending_status_is_contained),
	KUNIT_CASE(cancel_routine_left_is_contained),
	KUNIT_CASE(irp_without_an_owner_is_reported),
	KUNIT_CASE(last_associated_irp_completes_the_master),
	KUNIT_CASE(forwarding_waits_for_the_return),
	KUNIT_CASE(forwarding_needs_a_location),
	KUNIT_CASE(sender_waits_only_for_a_pending_request),
	KUNIT_CASE(wrong_return_value_is_contained),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_complete",
	.test_cases = cases,
};

kunit_test_suite(suite);
