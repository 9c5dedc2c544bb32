// SPDX-License-Identifier: GPL-2.0
/* Io: completion routines that the I/O manager sets on a driver's behalf. */
#include <linux/slab.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

static NTSTATUS NTAPI signal_and_take(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	KeSetEvent(context, IO_NO_INCREMENT, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/**
 * IoForwardIrpSynchronously - send the current IRP down and wait for its return
 * @DeviceObject: the next-lower device
 * @Irp: the IRP; its current stack location is copied to the next one
 *
 * When it returns TRUE the lower drivers are through with the IRP, its result is
 * in Irp->IoStatus, and it is the caller's again, to be completed.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: FALSE if there is no next stack location; nothing was sent then.
 * Reference: "IoForwardIrpSynchronously function (wdm.h)".
 */
BOOLEAN NTAPI IoForwardIrpSynchronously(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	KEVENT event;

	if (Irp->CurrentLocation <= 1)
		return FALSE;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	IoCopyCurrentIrpStackLocationToNext(Irp);
	IoSetCompletionRoutine(Irp, signal_and_take, &event, TRUE, TRUE, TRUE);
	IofCallDriver(DeviceObject, Irp);
	/* The routine has run, or will, whatever the driver below returned. */
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
	return TRUE;
}
WDM_EXPORT(IoForwardIrpSynchronously);

struct kept_routine {
	PIO_COMPLETION_ROUTINE routine;
	PVOID context;
	PDEVICE_OBJECT device;
	UCHAR invoke_on;
};

/* Is called in any case, so that the reference goes in any case. */
static NTSTATUS NTAPI call_kept_routine(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	struct kept_routine kept = *(struct kept_routine *)context;
	NTSTATUS status = STATUS_CONTINUE_COMPLETION;
	UCHAR due;

	kfree(context);

	due = NT_SUCCESS(irp->IoStatus.Status) ? SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR;
	if (irp->Cancel)
		due |= SL_INVOKE_ON_CANCEL;

	if (kept.invoke_on & due)
		status = WDM_CALL(kept.routine, device, irp, kept.context);
	else if (irp->PendingReturned && irp->CurrentLocation <= irp->StackCount)
		IoMarkIrpPending(irp);

	ObDereferenceObject(kept.device);
	return status;
}

/**
 * IoSetCompletionRoutineEx - set a completion routine that keeps its driver loaded
 * @DeviceObject: a device of the driver that has the routine; referenced until the
 *	routine has run
 * @Irp: the IRP; the routine goes into its next stack location
 * @CompletionRoutine: the routine
 * @Context: for the routine
 * @InvokeOnSuccess: call it if the IRP is completed with success
 * @InvokeOnError: call it if the IRP is completed with another status
 * @InvokeOnCancel: call it if the IRP was cancelled
 *
 * The IRP has to be sent afterwards; otherwise the memory is lost.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS or STATUS_INSUFFICIENT_RESOURCES.
 * Reference: "IoSetCompletionRoutineEx function (wdm.h)".
 */
NTSTATUS NTAPI IoSetCompletionRoutineEx(PDEVICE_OBJECT DeviceObject, PIRP Irp,
					PIO_COMPLETION_ROUTINE CompletionRoutine, PVOID Context,
					BOOLEAN InvokeOnSuccess, BOOLEAN InvokeOnError,
					BOOLEAN InvokeOnCancel)
{
	struct kept_routine *kept;

	kept = kmalloc(sizeof(*kept), wdm_io_gfp());
	if (!kept)
		return STATUS_INSUFFICIENT_RESOURCES;

	kept->routine = CompletionRoutine;
	kept->context = Context;
	kept->device = DeviceObject;
	kept->invoke_on = (InvokeOnSuccess ? SL_INVOKE_ON_SUCCESS : 0) |
			  (InvokeOnError ? SL_INVOKE_ON_ERROR : 0) |
			  (InvokeOnCancel ? SL_INVOKE_ON_CANCEL : 0);
	ObReferenceObject(DeviceObject);
	IoSetCompletionRoutine(Irp, call_kept_routine, kept, TRUE, TRUE, TRUE);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoSetCompletionRoutineEx);
