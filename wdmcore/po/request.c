// SPDX-License-Identifier: GPL-2.0
/*
 * Po: power IRPs that drivers ask for.
 *
 * The IRP has one stack location more than the stack needs, above all drivers. It
 * is ours: the completion routine set from it calls the driver's PowerCompletion
 * routine, and frees the IRP.
 *
 * Drivers of pageable power paths may only be called at PASSIVE_LEVEL, so a
 * request made at DISPATCH_LEVEL is sent by a work item.
 */
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "call.h"
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "po.h"

/* A request on its way. */
struct power_request {
	struct work_struct work;
	PDEVICE_OBJECT device;		/* as the driver named it */
	PDEVICE_OBJECT top;		/* referenced */
	PIRP irp;
	UCHAR minor;
	POWER_STATE state;
	PREQUEST_POWER_COMPLETE routine;
	PVOID context;
};

static NTSTATUS NTAPI request_done(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	struct power_request *r = context;
	IO_STATUS_BLOCK iosb = irp->IoStatus;

	if (r->routine)
		WDM_CALL(r->routine, r->device, r->minor, r->state, r->context, &iosb);
	ObDereferenceObject(r->top);
	ObDereferenceObject(r->device);
	kfree(r);
	IoFreeIrp(irp);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void send_request(struct work_struct *work)
{
	struct power_request *r = container_of(work, struct power_request, work);

	IoCallDriver(r->top, r->irp);
}

static void fill(struct power_request *r)
{
	PIRP irp = r->irp;
	PIO_STACK_LOCATION next;

	/* Our own location first. */
	IoSetNextIrpStackLocation(irp);
	IoGetCurrentIrpStackLocation(irp)->DeviceObject = r->device;

	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	irp->IoStatus.Information = 0;
	next = IoGetNextIrpStackLocation(irp);
	next->MajorFunction = IRP_MJ_POWER;
	next->MinorFunction = r->minor;
	if (r->minor == IRP_MN_WAIT_WAKE) {
		next->Parameters.WaitWake.PowerState = r->state.SystemState;
	} else {
		next->Parameters.Power.Type = DevicePowerState;
		next->Parameters.Power.State = r->state;
		next->Parameters.Power.ShutdownType = PowerActionNone;
	}
	IoSetCompletionRoutine(irp, request_done, r, TRUE, TRUE, TRUE);
}

/**
 * PoRequestPowerIrp - PoRequestPowerIrp routine: send a power IRP to the top of a stack
 * @DeviceObject: any device object of the stack
 * @MinorFunction: IRP_MN_SET_POWER, IRP_MN_QUERY_POWER or IRP_MN_WAIT_WAKE
 * @PowerState: the device state; for IRP_MN_WAIT_WAKE the system state
 * @CompletionFunction: called when all drivers are done, at IRQL <= DISPATCH_LEVEL; may
 *	be NULL
 * @Context: for @CompletionFunction
 * @Irp: gets the IRP, for IRP_MN_WAIT_WAKE; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_PENDING: the request was sent, and may have ended already;
 *	STATUS_INSUFFICIENT_RESOURCES; STATUS_INVALID_PARAMETER_2 for another minor
 *	function. With an error, @CompletionFunction is not called.
 */
NTSTATUS NTAPI PoRequestPowerIrp(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction,
				 POWER_STATE PowerState,
				 PREQUEST_POWER_COMPLETE CompletionFunction, PVOID Context,
				 PIRP *Irp)
{
	struct power_request *r;
	PDEVICE_OBJECT top;

	if (MinorFunction != IRP_MN_SET_POWER && MinorFunction != IRP_MN_QUERY_POWER &&
	    MinorFunction != IRP_MN_WAIT_WAKE)
		return STATUS_INVALID_PARAMETER_2;

	r = kzalloc(sizeof(*r), GFP_ATOMIC);
	if (!r)
		return STATUS_INSUFFICIENT_RESOURCES;
	top = IoGetAttachedDeviceReference(DeviceObject);
	r->irp = IoAllocateIrp(top->StackSize + 1, FALSE);
	if (!r->irp) {
		ObDereferenceObject(top);
		kfree(r);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	ObReferenceObject(DeviceObject);
	INIT_WORK(&r->work, send_request);
	r->device = DeviceObject;
	r->top = top;
	r->minor = MinorFunction;
	r->state = PowerState;
	r->routine = CompletionFunction;
	r->context = Context;
	fill(r);
	if (Irp)
		*Irp = r->irp;

	if (wdm_irql_is_low())
		IoCallDriver(top, r->irp);
	else
		queue_work(wdm_po_wq, &r->work);
	return STATUS_PENDING;
}
WDM_EXPORT(PoRequestPowerIrp);

/**
 * PoCallDriver - PoCallDriver routine: pass a power IRP on
 * @DeviceObject: the next lower driver's device object
 * @Irp: the IRP
 *
 * The same as IoCallDriver, as on Windows since Vista.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: what the driver's dispatch routine returned.
 */
NTSTATUS NTAPI PoCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	return IoCallDriver(DeviceObject, Irp);
}
WDM_EXPORT(PoCallDriver);

/**
 * PoStartNextPowerIrp - PoStartNextPowerIrp routine: ready for the next power IRP
 * @Irp: the present one
 *
 * Nothing waits for it, as on Windows since Vista: the sender of power IRPs lets one
 * end before it sends the next of its kind.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
VOID NTAPI PoStartNextPowerIrp(PIRP Irp)
{
}
WDM_EXPORT(PoStartNextPowerIrp);
