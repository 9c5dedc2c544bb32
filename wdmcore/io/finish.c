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
 *	its thread is gone	-	untouched: that memory is somebody else's by now
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "compat.h"
#include "io.h"
#include "mm.h"

static void finish_buffer(struct wdm_irp *w, PIRP irp, NTSTATUS status, bool tell)
{
	if (tell && (irp->Flags & IRP_INPUT_OPERATION) && !NT_ERROR(status) &&
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
 * Setting the event may end the life of everything that the requester lent to the
 * request. His thread, if it ends, waits until the request is off its list.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 */
void wdm_irp_finish(PIRP irp)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);
	bool tell = wdm_irp_tell(w) &&
		    (!NT_ERROR(irp->IoStatus.Status) || irp->PendingReturned);

	if (irp->Flags & IRP_BUFFERED_IO)
		finish_buffer(w, irp, irp->IoStatus.Status, tell);
	if (irp->MdlAddress)
		wdm_mdl_release(irp->MdlAddress);
	if (tell && irp->UserIosb)
		*irp->UserIosb = irp->IoStatus;
	if (tell && irp->UserEvent)
		KeSetEvent(irp->UserEvent, IO_NO_INCREMENT, FALSE);
	if (wdm_irp_thread_unlink(w))
		wdm_irp_free(irp);
}
