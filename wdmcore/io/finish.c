// SPDX-License-Identifier: GPL-2.0
/*
 * Io: the last stage of a request that the I/O manager made for a driver
 * (IoBuildDeviceIoControlRequest, IoBuildSynchronousFsdRequest).
 *
 * On Windows this runs as an APC in the requesting thread; buffers and status
 * block of such a request are in system memory, so here it runs where the request
 * was completed. What the requester gets to see:
 *
 *	the request was		data	status block, event
 *	successful, a warning	copied	written, set
 *	failed, was pending	-	written, set
 *	failed at once		-	untouched: IoCallDriver's result says it
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "compat.h"
#include "io.h"
#include "mm.h"

static void finish_buffer(struct wdm_irp *w, PIRP irp, NTSTATUS status)
{
	if ((irp->Flags & IRP_INPUT_OPERATION) && !NT_ERROR(status) &&
	    status != STATUS_VERIFY_REQUIRED && irp->UserBuffer)
		memcpy(irp->UserBuffer, irp->AssociatedIrp.SystemBuffer,
		       min_t(ULONG_PTR, irp->IoStatus.Information, w->output_length));
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		ExFreePool(irp->AssociatedIrp.SystemBuffer);
}

/**
 * wdm_irp_finish - last stage of a request that the I/O manager owns
 * @irp: the request, all its completion routines have run; freed here
 *
 * The event comes last: its setting may end the life of everything that the
 * requester lent to the request.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_irp_finish(PIRP irp)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	IO_STATUS_BLOCK result = irp->IoStatus;
	PIO_STATUS_BLOCK user_iosb = irp->UserIosb;
	PKEVENT event = irp->UserEvent;
	bool tell = !NT_ERROR(result.Status) || irp->PendingReturned;

	if (irp->Flags & IRP_BUFFERED_IO)
		finish_buffer(w, irp, result.Status);
	if (irp->MdlAddress)
		wdm_mdl_release(irp->MdlAddress);
	wdm_irp_free(irp);

	if (!tell)
		return;
	if (user_iosb)
		*user_iosb = result;
	if (event)
		KeSetEvent(event, IO_NO_INCREMENT, FALSE);
}
