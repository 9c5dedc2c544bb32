// SPDX-License-Identifier: GPL-2.0
/*
 * Io: sending an IRP to a driver.
 *
 * All that IofCallDriver does is to move to the next stack location and jump. What
 * a broken driver can do to it is looked at in functions out of line, and ends in
 * the request's completion with an error: a request that nobody completes would
 * take its requester with it.
 */
#include <linux/compiler.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

/**
 * wdm_invalid_device_request - the dispatch routine that a driver left out
 * @device: ignored
 * @irp: the request
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_INVALID_DEVICE_REQUEST, the status of the completed IRP.
 */
noinline NTSTATUS NTAPI wdm_invalid_device_request(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_INVALID_DEVICE_REQUEST;
}
WDM_EXPORT(wdm_invalid_device_request);

static NTSTATUS fail_request(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = 0;
	IofCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static noinline __cold NTSTATUS report_bad_call(PDEVICE_OBJECT device, PIRP irp,
						const void *caller)
{
	if (irp->Type != IO_TYPE_IRP || irp->CurrentLocation > irp->StackCount + 1) {
		wdm_bug_report(0xc9, 0x03, (ULONG_PTR)irp, 0, 0, caller,
			       "IoCallDriver: %p is no IRP, or a completed one", irp);
		return STATUS_INVALID_PARAMETER;
	}
	if (!device) {
		wdm_bug_report(0xc9, 0x204, (ULONG_PTR)irp, 0, 0, caller,
			       "IoCallDriver: no device object");
		return fail_request(irp, STATUS_NO_SUCH_DEVICE);
	}
	wdm_bug_report(0x35, (ULONG_PTR)irp, (ULONG_PTR)device, 0, 0, caller,
		       "IoCallDriver: IRP %p has no stack location left, it was made for %d",
		       irp, irp->StackCount);
	/*
	 * The caller set up a location that doesn't exist, which is the end of the
	 * IRP itself. What completion needs of that can be found again.
	 */
	irp->Tail.Overlay.CurrentStackLocation =
		(PIO_STACK_LOCATION)(irp + 1) + irp->CurrentLocation - 1;
	return fail_request(irp, STATUS_INVALID_DEVICE_REQUEST);
}

/* While images are loaded: what a driver answers is for whoever sends the question. */
static noinline void note_sender(PIRP irp, const void *caller)
{
	struct wdm_irp *w = wdm_irp_of(irp);

	if (w && irp->CurrentLocation == irp->StackCount)
		w->from_image = wdm_is_image_code(caller);
}

/**
 * IofCallDriver - send an IRP to a driver
 * @DeviceObject: the driver's device
 * @Irp: the request; the caller set up its next stack location
 *
 * Reached through IoCallDriver. The IRP is the called driver's from here on.
 *
 * Context: IRQL <= DISPATCH_LEVEL, as the request's kind allows.
 * Return: what the driver's dispatch routine returned. With no stack location
 *	left (bug check NO_MORE_IRP_STACK_LOCATIONS), the request is completed with
 *	STATUS_INVALID_DEVICE_REQUEST.
 * Reference: "IofCallDriver function (wdm.h)".
 */
NTSTATUS NTAPI IofCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
	PIO_STACK_LOCATION location;
	PDRIVER_DISPATCH dispatch;

	if (unlikely(Irp->CurrentLocation <= 1 || !DeviceObject ||
		     Irp->Type != IO_TYPE_IRP))
		return report_bad_call(DeviceObject, Irp, WDM_CALLER());

	Irp->CurrentLocation--;
	location = --Irp->Tail.Overlay.CurrentStackLocation;
	location->DeviceObject = DeviceObject;

	dispatch = NULL;
	if (likely(location->MajorFunction <= IRP_MJ_MAXIMUM_FUNCTION))
		dispatch = DeviceObject->DriverObject->MajorFunction[location->MajorFunction];
	if (unlikely(!dispatch))
		return wdm_invalid_device_request(DeviceObject, Irp);
	/* One branch for both questions; without an image, the jump that this is about. */
	if (static_branch_unlikely(&wdm_images_key)) {
		if (location->MajorFunction == IRP_MJ_PNP)
			note_sender(Irp, WDM_CALLER());
		return WDM_CALL(dispatch, DeviceObject, Irp);
	}
	return dispatch(DeviceObject, Irp);
}
WDM_EXPORT(IofCallDriver);
