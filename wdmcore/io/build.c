// SPDX-License-Identifier: GPL-2.0
/*
 * Io: requests that the I/O manager builds for a driver.
 *
 * A threaded request (IoBuildDeviceIoControlRequest, IoBuildSynchronousFsdRequest)
 * is the I/O manager's again at its last stage, which frees it with everything
 * made here (finish.c). The others are the driver's to free. In both cases the
 * system buffer is pool memory with IRP_DEALLOCATE_BUFFER set, which is where
 * drivers expect it to come from.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "compat.h"
#include "ex.h"
#include "io.h"
#include "mm.h"
#include "ps.h"

#define BUFFER_TAG	0x20206f49	/* 'Io  ' */

/* The system buffer of @irp, with @length bytes of @input at its start. */
static bool make_system_buffer(PIRP irp, const void *input, ULONG length, ULONG size)
{
	void *buffer = wdm_pool_alloc(size, BUFFER_TAG, 0, make_system_buffer);

	if (!buffer)
		return false;
	if (length)
		memcpy(buffer, input, length);
	irp->AssociatedIrp.SystemBuffer = buffer;
	irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
	return true;
}

static bool make_mdl(PIRP irp, PVOID buffer, ULONG length, LOCK_OPERATION operation)
{
	PMDL mdl = IoAllocateMdl(buffer, length, FALSE, FALSE, irp);

	if (!mdl)
		return false;
	if (NT_SUCCESS(wdm_mdl_probe_and_lock(mdl, KernelMode, operation)))
		return true;
	irp->MdlAddress = NULL;
	IoFreeMdl(mdl);
	return false;
}

static void unmake(PIRP irp)
{
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		wdm_pool_free(irp->AssociatedIrp.SystemBuffer, BUFFER_TAG, unmake);
	wdm_irp_free(irp);
}

static PIRP new_request(PDEVICE_OBJECT device, PIO_STATUS_BLOCK iosb)
{
	PIRP irp = wdm_irp_alloc(device->StackSize, wdm_io_gfp());

	if (!irp)
		return NULL;
	irp->UserIosb = iosb;
	irp->Tail.Overlay.Thread = (PETHREAD)wdm_thread_current();
	return irp;
}

static void make_threaded(PIRP irp, PKEVENT event, ULONG output_length)
{
	struct wdm_irp *w = container_of(irp, struct wdm_irp, irp);

	w->kind = WDM_IRP_THREADED;
	w->output_length = output_length;
	irp->UserEvent = event;
}

/* The buffers of a control request, as its transfer type says. */
static bool describe_control(PIRP irp, PIO_STACK_LOCATION location, ULONG code,
			     PVOID input, ULONG input_length, PVOID output, ULONG output_length)
{
	switch (METHOD_FROM_CTL_CODE(code)) {
	case METHOD_BUFFERED:
		if (output && output_length) {
			irp->UserBuffer = output;
			irp->Flags |= IRP_INPUT_OPERATION;
		}
		return (!input_length && !output_length) ||
		       make_system_buffer(irp, input, input_length,
					  max(input_length, output_length));
	case METHOD_IN_DIRECT:
	case METHOD_OUT_DIRECT:
		if (input_length &&
		    !make_system_buffer(irp, input, input_length, input_length))
			return false;
		if (!output_length)
			return true;
		return make_mdl(irp, output, output_length,
				METHOD_FROM_CTL_CODE(code) == METHOD_IN_DIRECT ?
					IoReadAccess : IoWriteAccess);
	default:
		irp->UserBuffer = output;
		location->Parameters.DeviceIoControl.Type3InputBuffer = input;
		return true;
	}
}

/**
 * IoBuildDeviceIoControlRequest - build a control request to be waited for
 * @IoControlCode: the control code; its transfer type decides how the buffers are
 *	described
 * @DeviceObject: the device that it will be sent to
 * @InputBuffer: input, NULL if @InputBufferLength is 0
 * @InputBufferLength: bytes
 * @OutputBuffer: output, NULL if @OutputBufferLength is 0
 * @OutputBufferLength: bytes
 * @InternalDeviceIoControl: IRP_MJ_INTERNAL_DEVICE_CONTROL, not IRP_MJ_DEVICE_CONTROL
 * @Event: set at the end of the request; may be NULL
 * @IoStatusBlock: receives the result
 *
 * The I/O manager frees the IRP when it was completed. @Event and @IoStatusBlock
 * are left alone if it fails without having been pending: the caller has the
 * status from IoCallDriver, and nothing to wait for. A thread that ends before that
 * cancels it, and waits for it.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the IRP, with the next stack location set up; NULL without memory, or if
 *	a buffer can't be accessed.
 * Reference: "IoBuildDeviceIoControlRequest function (wdm.h)", "Buffer Descriptions
 * for I/O Control Codes".
 */
PIRP NTAPI IoBuildDeviceIoControlRequest(ULONG IoControlCode, PDEVICE_OBJECT DeviceObject,
					 PVOID InputBuffer, ULONG InputBufferLength,
					 PVOID OutputBuffer, ULONG OutputBufferLength,
					 BOOLEAN InternalDeviceIoControl, PKEVENT Event,
					 PIO_STATUS_BLOCK IoStatusBlock)
{
	PIO_STACK_LOCATION location;
	PIRP irp;

	irp = new_request(DeviceObject, IoStatusBlock);
	if (!irp)
		return NULL;
	make_threaded(irp, Event, OutputBufferLength);

	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = InternalDeviceIoControl ? IRP_MJ_INTERNAL_DEVICE_CONTROL :
							    IRP_MJ_DEVICE_CONTROL;
	location->Parameters.DeviceIoControl.IoControlCode = IoControlCode;
	location->Parameters.DeviceIoControl.InputBufferLength = InputBufferLength;
	location->Parameters.DeviceIoControl.OutputBufferLength = OutputBufferLength;

	if (!describe_control(irp, location, IoControlCode, InputBuffer, InputBufferLength,
			      OutputBuffer, OutputBufferLength)) {
		unmake(irp);
		return NULL;
	}
	wdm_irp_thread_link(irp);
	return irp;
}
WDM_EXPORT(IoBuildDeviceIoControlRequest);

/* The buffer of a read or write, as the device's flags say. */
static bool describe_transfer(PIRP irp, PDEVICE_OBJECT device, bool read, PVOID buffer,
			      ULONG length)
{
	irp->Flags |= read ? IRP_READ_OPERATION : IRP_WRITE_OPERATION;

	if (device->Flags & DO_BUFFERED_IO) {
		if (read) {
			irp->UserBuffer = buffer;
			irp->Flags |= IRP_INPUT_OPERATION;
		}
		return !length || make_system_buffer(irp, buffer, read ? 0 : length, length);
	}
	if (device->Flags & DO_DIRECT_IO)
		return !length ||
		       make_mdl(irp, buffer, length, read ? IoWriteAccess : IoReadAccess);
	irp->UserBuffer = buffer;
	return true;
}

/**
 * IoBuildAsynchronousFsdRequest - build a request that the driver frees itself
 * @MajorFunction: IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_FLUSH_BUFFERS, IRP_MJ_SHUTDOWN or
 *	IRP_MJ_PNP
 * @DeviceObject: the device that it will be sent to; its flags say how @Buffer is
 *	described
 * @Buffer: data of a read or write, else NULL
 * @Length: bytes
 * @StartingOffset: of a read or write; may be NULL for 0
 * @IoStatusBlock: of no use to the I/O manager, but kept in the IRP
 *
 * The completion routine that the caller sets frees the system buffer (pool) or
 * MDL and the IRP. The thread in the IRP isn't referenced.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the IRP, with the next stack location set up; NULL without memory, or if
 *	the buffer can't be accessed.
 * Reference: "IoBuildAsynchronousFsdRequest function (wdm.h)".
 */
PIRP NTAPI IoBuildAsynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject,
					 PVOID Buffer, ULONG Length,
					 PLARGE_INTEGER StartingOffset,
					 PIO_STATUS_BLOCK IoStatusBlock)
{
	PIO_STACK_LOCATION location;
	PIRP irp;

	irp = new_request(DeviceObject, IoStatusBlock);
	if (!irp)
		return NULL;

	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = MajorFunction;
	if (MajorFunction != IRP_MJ_READ && MajorFunction != IRP_MJ_WRITE)
		return irp;

	/* Parameters.Read and Parameters.Write are alike. */
	location->Parameters.Read.Length = Length;
	if (StartingOffset)
		location->Parameters.Read.ByteOffset = *StartingOffset;
	if (!describe_transfer(irp, DeviceObject, MajorFunction == IRP_MJ_READ, Buffer,
			       Length)) {
		unmake(irp);
		return NULL;
	}
	return irp;
}
WDM_EXPORT(IoBuildAsynchronousFsdRequest);

/**
 * IoBuildSynchronousFsdRequest - build a request to be waited for
 * @MajorFunction: as for IoBuildAsynchronousFsdRequest
 * @DeviceObject: the device that it will be sent to
 * @Buffer: data of a read or write, else NULL
 * @Length: bytes
 * @StartingOffset: of a read or write
 * @Event: set at the end of the request
 * @IoStatusBlock: receives the result
 *
 * The I/O manager frees the IRP when it was completed; @Event and @IoStatusBlock
 * as for IoBuildDeviceIoControlRequest.
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the IRP, with the next stack location set up; NULL without memory, or if
 *	the buffer can't be accessed.
 * Reference: "IoBuildSynchronousFsdRequest function (wdm.h)".
 */
PIRP NTAPI IoBuildSynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject,
					PVOID Buffer, ULONG Length,
					PLARGE_INTEGER StartingOffset, PKEVENT Event,
					PIO_STATUS_BLOCK IoStatusBlock)
{
	PIRP irp;

	irp = IoBuildAsynchronousFsdRequest(MajorFunction, DeviceObject, Buffer, Length,
					    StartingOffset, IoStatusBlock);
	if (irp) {
		make_threaded(irp, Event, Length);
		wdm_irp_thread_link(irp);
	}
	return irp;
}
WDM_EXPORT(IoBuildSynchronousFsdRequest);
