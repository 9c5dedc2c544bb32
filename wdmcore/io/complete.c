// SPDX-License-Identifier: GPL-2.0
/*
 * Io: completion of an IRP.
 *
 * Completion walks up the stack locations that the request came down by. At each
 * one, in this order: the IRP moves to the location above, so that a completion
 * routine finds its own driver's as the current one; PendingReturned tells whether
 * the driver below marked the IRP pending; and the routine is called if the
 * IRP's state of that moment (a routine may have changed it) is one that it asked
 * for. A routine that returns STATUS_MORE_PROCESSING_REQUIRED has taken the IRP:
 * it may be freed, or on its way through another IofCompleteRequest, so it isn't
 * looked at again. If no routine takes it, the last stage is the requester's.
 *
 * CurrentLocation says where completion is: StackCount + 1 above the topmost
 * location, StackCount + 2 when the last stage began. Whoever completes then does
 * it twice.
 */
#include <linux/compiler.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"
#include "rtl.h"

#define STATUS_RESERVED_BIT	0x10000000U

static noinline __cold void report_double_completion(PIRP irp, const void *caller)
{
	wdm_bug_report(0x44, (ULONG_PTR)irp, 0, 0, 0, caller,
		       "IoCompleteRequest: IRP %p is complete already", irp);
}

static noinline __cold void report_bad_state(PIRP irp, const void *caller)
{
	PDRIVER_CANCEL cancel = IoSetCancelRoutine(irp, NULL);

	if (cancel)
		wdm_bug_report(0x48, (ULONG_PTR)irp, (ULONG_PTR)cancel, 0, 0, caller,
			       "IoCompleteRequest: the cancel routine of IRP %p is still set",
			       irp);
	if (irp->IoStatus.Status == STATUS_PENDING) {
		wdm_bug_report(0xc9, 0x06, STATUS_PENDING, (ULONG_PTR)irp, 0, caller,
			       "IoCompleteRequest: IRP %p has the status STATUS_PENDING", irp);
		irp->IoStatus.Status = STATUS_UNSUCCESSFUL;
	}
}

static noinline __cold void report_orphan(PIRP irp, const void *caller)
{
	wdm_bug_report(0x46, (ULONG_PTR)irp, 0, 0, 0, caller,
		       "IoCompleteRequest: nobody is there to take IRP %p back: its owner's completion routine must return STATUS_MORE_PROCESSING_REQUIRED",
		       irp);
}

/* What a driver may have for a status: a code of its own, one of Win32's, a known one. */
static bool is_status(NTSTATUS status)
{
	if ((u32)status & STATUS_RESERVED_BIT)
		return false;
	return NT_CUSTOMER(status) || NT_FACILITY(status) == FACILITY_NTWIN32 ||
	       wdm_status_name(status);
}

/* Anything but STATUS_MORE_PROCESSING_REQUIRED goes on; what is no status at all is a bug. */
static noinline __cold void check_returned(PIRP irp, PIO_COMPLETION_ROUTINE routine,
					   NTSTATUS returned)
{
	if (!is_status(returned))
		wdm_bug_report(0xc4, 0, (ULONG_PTR)routine, (ULONG_PTR)irp, (u32)returned,
			       routine, "completion routine returned 0x%08x, which is no status",
			       returned);
}

/* What a driver saw in its location is of no use to those above. */
static __always_inline void clear_location(PIO_STACK_LOCATION location)
{
	location->MinorFunction = 0;
	location->Flags = 0;
	location->Control = 0;
	location->Parameters.Others.Argument1 = NULL;
	location->Parameters.Others.Argument2 = NULL;
	location->Parameters.Others.Argument3 = NULL;
	location->Parameters.Others.Argument4 = NULL;
	location->FileObject = NULL;
}

/* Moves up one location. FALSE: the IRP was taken. */
static __always_inline bool unwind_location(PIRP irp)
{
	PIO_STACK_LOCATION location = irp->Tail.Overlay.CurrentStackLocation;
	UCHAR control = location->Control;
	PIO_COMPLETION_ROUTINE routine;
	PDEVICE_OBJECT device;
	NTSTATUS returned;
	UCHAR due;

	irp->CurrentLocation++;
	irp->Tail.Overlay.CurrentStackLocation = location + 1;
	irp->PendingReturned = control & SL_PENDING_RETURNED;

	due = NT_SUCCESS(irp->IoStatus.Status) ? SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR;
	if (unlikely(irp->Cancel))
		due |= SL_INVOKE_ON_CANCEL;

	routine = location->CompletionRoutine;
	if ((control & due) && likely(routine)) {
		clear_location(location);
		device = NULL;
		if (irp->CurrentLocation <= irp->StackCount)
			device = location[1].DeviceObject;
		returned = WDM_CALL(routine, device, irp, location->Context);
		if (returned == STATUS_MORE_PROCESSING_REQUIRED)
			return false;
		if (unlikely(returned != STATUS_CONTINUE_COMPLETION))
			check_returned(irp, routine, returned);
		return true;
	}

	/* No routine that would do it. */
	if ((control & SL_PENDING_RETURNED) && irp->CurrentLocation <= irp->StackCount)
		location[1].Control |= SL_PENDING_RETURNED;
	location->Control = 0;
	return true;
}

/*
 * The last stage of an associated IRP: it goes, and the last of them completes
 * the master. Its MDLs describe parts of the master's memory, and are not what
 * locked it.
 */
static noinline PIRP finish_associated(PIRP irp)
{
	PIRP master = irp->AssociatedIrp.MasterIrp;
	PMDL mdl, next;

	for (mdl = irp->MdlAddress; mdl; mdl = next) {
		next = mdl->Next;
		IoFreeMdl(mdl);
	}
	wdm_irp_free(irp);
	return InterlockedDecrement(&master->AssociatedIrp.IrpCount) ? NULL : master;
}

/**
 * IofCompleteRequest - complete an IRP
 * @Irp: the request, with its result in IoStatus
 * @PriorityBoost: ignored, Linux threads get no boost
 *
 * Reached through IoCompleteRequest. No spin lock may be held: the routines of
 * other drivers are called.
 *
 * Bugs that are reported and contained: an IRP that is complete already (bug check
 * MULTIPLE_IRP_COMPLETE_REQUESTS; nothing happens to it), a cancel routine that
 * is still set (CANCEL_STATE_IN_COMPLETED_IRP; it is taken away), the status
 * STATUS_PENDING (it becomes STATUS_UNSUCCESSFUL).
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IofCompleteRequest function (wdm.h)", "Implementing an IoCompletion
 * routine".
 */
VOID NTAPI IofCompleteRequest(PIRP Irp, CCHAR PriorityBoost)
{
	struct wdm_irp *w;

again:
	if (unlikely(Irp->CurrentLocation > Irp->StackCount + 1 ||
		     Irp->Type != IO_TYPE_IRP)) {
		report_double_completion(Irp, WDM_CALLER());
		return;
	}
	if (unlikely(Irp->CancelRoutine || Irp->IoStatus.Status == STATUS_PENDING))
		report_bad_state(Irp, WDM_CALLER());

	while (Irp->CurrentLocation <= Irp->StackCount) {
		if (!unwind_location(Irp))
			return;
	}

	/* The last stage. */
	w = wdm_irp_of(Irp);
	if (likely(w && w->kind == WDM_IRP_WAITED)) {
		Irp->CurrentLocation++;
		wdm_irp_wake(w);
		return;
	}
	if (unlikely(!w)) {
		report_orphan(Irp, WDM_CALLER());
		return;
	}
	if (Irp->Flags & IRP_ASSOCIATED_IRP) {
		Irp = finish_associated(Irp);
		if (Irp)
			goto again;
		return;
	}
	if (unlikely(w->kind == WDM_IRP_DRIVER && !Irp->Tail.Overlay.Thread)) {
		report_orphan(Irp, WDM_CALLER());
		return;
	}
	Irp->CurrentLocation++;
	if (w->kind == WDM_IRP_DONE)
		w->done(w, Irp);
	else
		wdm_irp_finish(Irp);
}
WDM_EXPORT(IofCompleteRequest);
