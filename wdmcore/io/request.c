// SPDX-License-Identifier: GPL-2.0
/*
 * Io: requests on files: read, write, device control, flush.
 *
 * How the buffers are passed is decided by the flags of the device on top of the
 * stack (reads and writes) or by the control code:
 *
 *			buffered	direct			neither
 *	read, write	SystemBuffer	MdlAddress		UserBuffer
 *	control	in	SystemBuffer	SystemBuffer		Type3InputBuffer
 *		out	SystemBuffer	MdlAddress		UserBuffer
 *
 * Buffered data goes back to the requester unless the request ended with an
 * error: as many bytes as Information says, and never more than were asked for.
 * The part of a system buffer that no input fills is zeroed, so that a driver
 * which reports more than it wrote gives no memory of the kernel away.
 */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "mm.h"
#include "ps.h"

/*
 * What one request may take. Lengths come from programs: system buffers are
 * memory that can't be swapped, locked pages can't either.
 */
#define MAX_BUFFERED	SZ_64M
#define MAX_DIRECT	SZ_1G

static bool copy_in(const struct wdm_request *r, void *to)
{
	if (r->mode == KernelMode)
		memcpy(to, r->in, r->in_len);
	else if (copy_from_user(to, (const void __user *)r->in, r->in_len))
		return false;
	return true;
}

static bool copy_out(const struct wdm_request *r, const void *from, size_t length)
{
	if (r->mode == KernelMode)
		memcpy(r->out, from, length);
	else if (copy_to_user((void __user *)r->out, from, length))
		return false;
	return true;
}

/* The range lies in user space; whether there is memory, an access will show. */
static bool probe(const struct wdm_request *r, const void *address, u32 length)
{
	return r->mode == KernelMode || access_ok((const void __user *)address, length);
}

/*
 * Memory aligned as pool is. It isn't taken from the pool itself: drivers neither
 * allocate nor free it, and the accounting by tags costs more than the rest.
 */
static void *alloc_system_buffer(u32 size)
{
	if (size <= PAGE_SIZE)
		return kmalloc(roundup_pow_of_two(max(size, 16U)), GFP_KERNEL);
	return kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

/* A system buffer of @size bytes that holds the input. */
static NTSTATUS set_buffered(PIRP irp, const struct wdm_request *r, u32 size)
{
	u8 *buffer;

	irp->Flags |= IRP_BUFFERED_IO;
	if (!size)
		return STATUS_SUCCESS;
	if (size > MAX_BUFFERED)
		return STATUS_INSUFFICIENT_RESOURCES;
	buffer = alloc_system_buffer(size);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->AssociatedIrp.SystemBuffer = buffer;
	irp->Flags |= IRP_DEALLOCATE_BUFFER;
	if (r->in_len && !copy_in(r, buffer))
		return STATUS_ACCESS_VIOLATION;
	memset(buffer + r->in_len, 0, size - r->in_len);
	return STATUS_SUCCESS;
}

static NTSTATUS set_direct(PIRP irp, const struct wdm_request *r, void *address, u32 length,
			   LOCK_OPERATION operation)
{
	NTSTATUS status;
	PMDL mdl;

	if (!length)
		return STATUS_SUCCESS;
	if (length > MAX_DIRECT)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!probe(r, address, length))
		return STATUS_ACCESS_VIOLATION;
	mdl = IoAllocateMdl(address, length, FALSE, FALSE, NULL);
	if (!mdl)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_mdl_probe_and_lock(mdl, r->mode, operation);
	if (!NT_SUCCESS(status)) {
		IoFreeMdl(mdl);
		return status;
	}
	irp->MdlAddress = mdl;
	return STATUS_SUCCESS;
}

static NTSTATUS set_read(PIRP irp, const struct wdm_request *r, ULONG device_flags)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);

	location->Parameters.Read.Length = r->out_len;
	location->Parameters.Read.ByteOffset.QuadPart = r->offset;
	irp->Flags |= IRP_READ_OPERATION | IRP_DEFER_IO_COMPLETION;
	if (device_flags & DO_BUFFERED_IO) {
		irp->Flags |= IRP_INPUT_OPERATION;
		irp->UserBuffer = r->out;
		return set_buffered(irp, r, r->out_len);
	}
	if (device_flags & DO_DIRECT_IO)
		return set_direct(irp, r, r->out, r->out_len, IoWriteAccess);
	irp->UserBuffer = r->out;
	return probe(r, r->out, r->out_len) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_write(PIRP irp, const struct wdm_request *r, ULONG device_flags)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);

	location->Parameters.Write.Length = r->in_len;
	location->Parameters.Write.ByteOffset.QuadPart = r->offset;
	irp->Flags |= IRP_WRITE_OPERATION | IRP_DEFER_IO_COMPLETION;
	if (device_flags & DO_BUFFERED_IO) {
		irp->UserBuffer = r->in;
		return set_buffered(irp, r, r->in_len);
	}
	if (device_flags & DO_DIRECT_IO)
		return set_direct(irp, r, r->in, r->in_len, IoReadAccess);
	irp->UserBuffer = r->in;
	return probe(r, r->in, r->in_len) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_control(PIRP irp, const struct wdm_request *r)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);
	NTSTATUS status;

	location->Parameters.DeviceIoControl.OutputBufferLength = r->out_len;
	location->Parameters.DeviceIoControl.InputBufferLength = r->in_len;
	location->Parameters.DeviceIoControl.IoControlCode = r->code;
	switch (METHOD_FROM_CTL_CODE(r->code)) {
	case METHOD_BUFFERED:
		irp->UserBuffer = r->out;
		if (r->out_len)
			irp->Flags |= IRP_INPUT_OPERATION;
		return set_buffered(irp, r, max(r->in_len, r->out_len));
	case METHOD_IN_DIRECT:
	case METHOD_OUT_DIRECT:
		status = set_buffered(irp, r, r->in_len);
		if (!NT_SUCCESS(status))
			return status;
		return set_direct(irp, r, r->out, r->out_len,
				  METHOD_FROM_CTL_CODE(r->code) == METHOD_IN_DIRECT ?
				  IoReadAccess : IoWriteAccess);
	default:
		/* Both are the driver's to probe: that is what NEITHER means. */
		irp->UserBuffer = r->out;
		location->Parameters.DeviceIoControl.Type3InputBuffer = r->in;
		return STATUS_SUCCESS;
	}
}

/* Parameters of queries lie alike, and those of files as those of volumes. */
static NTSTATUS set_information(PIRP irp, const struct wdm_request *r)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);

	location->Parameters.QueryFile.FileInformationClass = r->class;
	if (r->major == IRP_MJ_SET_INFORMATION) {
		location->Parameters.SetFile.Length = r->in_len;
		return set_buffered(irp, r, r->in_len);
	}
	location->Parameters.QueryFile.Length = r->out_len;
	irp->Flags |= IRP_INPUT_OPERATION;
	irp->UserBuffer = r->out;
	return set_buffered(irp, r, r->out_len);
}

/* Passed as reads are; what is asked for is in the location. */
static NTSTATUS set_directory(PIRP irp, const struct wdm_request *r, ULONG device_flags)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);

	location->MinorFunction = r->minor;
	location->Flags = r->location_flags;
	location->Parameters.QueryDirectory.Length = r->out_len;
	location->Parameters.QueryDirectory.FileName = r->auxiliary;
	location->Parameters.QueryDirectory.FileInformationClass = r->class;
	irp->UserBuffer = r->out;
	if (device_flags & DO_BUFFERED_IO) {
		irp->Flags |= IRP_INPUT_OPERATION;
		return set_buffered(irp, r, r->out_len);
	}
	if (device_flags & DO_DIRECT_IO)
		return set_direct(irp, r, r->out, r->out_len, IoWriteAccess);
	return STATUS_SUCCESS;
}

/* The rights that a control code names, against those of the file. */
static NTSTATUS check_control_access(PIRP irp, struct wdm_file *file, u32 code)
{
	PIO_STACK_LOCATION location = IoGetNextIrpStackLocation(irp);
	u32 required = (code >> 14) & 3;

	if (file->access & FILE_READ_DATA)
		location->Flags |= SL_READ_ACCESS_GRANTED;
	if (file->access & FILE_WRITE_DATA)
		location->Flags |= SL_WRITE_ACCESS_GRANTED;
	if ((required & FILE_READ_ACCESS && !(file->access & FILE_READ_DATA)) ||
	    (required & FILE_WRITE_ACCESS && !(file->access & FILE_WRITE_DATA)))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

static NTSTATUS set_up(PIRP irp, struct wdm_file *file, const struct wdm_request *r,
		       ULONG device_flags)
{
	NTSTATUS status;

	switch (r->major) {
	case IRP_MJ_READ:
		if (!(file->access & FILE_READ_DATA))
			return STATUS_ACCESS_DENIED;
		return set_read(irp, r, device_flags);
	case IRP_MJ_WRITE:
		if (!(file->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)))
			return STATUS_ACCESS_DENIED;
		return set_write(irp, r, device_flags);
	case IRP_MJ_DEVICE_CONTROL:
		status = check_control_access(irp, file, r->code);
		return NT_SUCCESS(status) ? set_control(irp, r) : status;
	case IRP_MJ_DIRECTORY_CONTROL:
		if (!(file->access & FILE_LIST_DIRECTORY))
			return STATUS_ACCESS_DENIED;
		return set_directory(irp, r, device_flags);
	case IRP_MJ_QUERY_INFORMATION:
	case IRP_MJ_SET_INFORMATION:
	case IRP_MJ_QUERY_VOLUME_INFORMATION:
		return set_information(irp, r);
	default:
		return STATUS_SUCCESS;
	}
}

/* What goes back to the requester from a system buffer. */
static NTSTATUS finish(PIRP irp, struct wdm_request *r, const void *buffer)
{
	NTSTATUS status = irp->IoStatus.Status;
	size_t length;

	r->information = irp->IoStatus.Information;
	if (!buffer || !(irp->Flags & IRP_INPUT_OPERATION) || NT_ERROR(status))
		return status;
	length = min_t(ULONG_PTR, r->information, r->out_len);
	if (length && !copy_out(r, buffer, length))
		return STATUS_ACCESS_VIOLATION;
	return status;
}

static PIRP new_irp(struct wdm_file *file, const struct wdm_request *r, PDEVICE_OBJECT top,
		    struct wdm_thread *thread)
{
	PIRP irp = wdm_irp_alloc(top->StackSize, GFP_KERNEL);
	PIO_STACK_LOCATION location;

	if (!irp)
		return NULL;
	irp->RequestorMode = r->mode;
	irp->Tail.Overlay.Thread = (PETHREAD)thread;
	irp->Tail.Overlay.OriginalFileObject = &file->obj;
	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = r->major;
	location->FileObject = &file->obj;
	return irp;
}

static NTSTATUS send_request(struct wdm_file *file, struct wdm_request *r, PDEVICE_OBJECT top,
			     struct wdm_thread *thread)
{
	PIRP irp = new_irp(file, r, top, thread);
	void *buffer = NULL;
	NTSTATUS status;

	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->Flags = IRP_SYNCHRONOUS_API;
	status = set_up(irp, file, r, top->Flags);
	/* A driver may put a buffer of its own into the IRP: this one is ours. */
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		buffer = irp->AssociatedIrp.SystemBuffer;
	if (NT_SUCCESS(status)) {
		wdm_user_access_renew();
		wdm_irp_send_wait_cancellable(top, irp);
		status = finish(irp, r, buffer);
	}
	if (irp->MdlAddress)
		wdm_mdl_release(irp->MdlAddress);
	kvfree(buffer);
	wdm_irp_free(irp);
	return status;
}

/**
 * wdm_file_request() - one synchronous request on a file
 * @obj: the file
 * @r: the request; its @information is set
 *
 * Context: IRQL == PASSIVE_LEVEL; the requester's address space for UserMode
 * Return: the final status, or why there was no request
 */
NTSTATUS wdm_file_request(PFILE_OBJECT obj, struct wdm_request *r)
{
	struct wdm_thread *thread = wdm_thread_current();
	struct wdm_file *file = wdm_file(obj);
	PDEVICE_OBJECT top;
	NTSTATUS status;

	r->information = 0;
	if (unlikely(READ_ONCE(wdm_device(obj->DeviceObject)->deleted)))
		return STATUS_NO_SUCH_DEVICE;
	top = wdm_file_top_get(file);
	if (r->mode == UserMode) {
		thread->user_requests++;
		wdm_user_access_get(thread);
	}
	status = send_request(file, r, top, thread);
	if (r->mode == UserMode) {
		wdm_user_access_put(thread);
		thread->user_requests--;
	}
	wdm_ob_put(top);
	return status;
}
WDM_EXPORT(wdm_file_request);

/**
 * struct async - a request that nobody waits for
 * @r: what it is
 * @buffer: its system buffer, or NULL
 * @file: the file, with a reference
 * @top: the top of the stack, with a reference
 * @event: set at the end, with a reference; or NULL
 * @apc: queued to who made the request at the end, or NULL
 * @iosb: filled in at the end
 */
struct async {
	struct wdm_request r;
	void *buffer;
	PFILE_OBJECT file;
	PDEVICE_OBJECT top;
	PKEVENT event;
	struct wdm_io_apc *apc;
	PIO_STATUS_BLOCK iosb;
};

static void free_async(struct async *a, PIRP irp)
{
	if (irp->MdlAddress)
		wdm_mdl_release(irp->MdlAddress);
	kvfree(a->buffer);
	if (wdm_irp_thread_unlink(container_of(irp, struct wdm_irp, irp)))
		wdm_irp_free(irp);
	if (a->event)
		wdm_ob_put(a->event);
	wdm_io_apc_free(a->apc);
	kfree(a->r.auxiliary);
	wdm_ob_put(a->top);
	wdm_ob_put(a->file);
	kfree(a);
}

/* IRQL <= DISPATCH_LEVEL. What the requester sees follows the table in finish.c. */
static void async_done(struct wdm_irp *w, PIRP irp)
{
	struct async *a = w->done_context;
	NTSTATUS status;

	if (!wdm_irp_tell(w)) {
		free_async(a, irp);
		return;
	}
	status = finish(irp, &a->r, a->buffer);
	if (!NT_ERROR(status) || irp->PendingReturned) {
		a->iosb->Status = status;
		a->iosb->Information = a->r.information;
		KeSetEvent(&a->file->Event, IO_NO_INCREMENT, FALSE);
		if (a->event)
			KeSetEvent(a->event, IO_NO_INCREMENT, FALSE);
		if (a->apc)
			wdm_io_apc_queue(a->apc, a->iosb);
		a->apc = NULL;
	}
	free_async(a, irp);
}

NTSTATUS wdm_file_request_async(PFILE_OBJECT obj, const struct wdm_request *r, PKEVENT event,
				struct wdm_io_apc *apc, PIO_STATUS_BLOCK iosb)
{
	struct wdm_file *file = wdm_file(obj);
	struct async *a = NULL;
	NTSTATUS status;
	PIRP irp;

	status = STATUS_NO_SUCH_DEVICE;
	if (likely(!READ_ONCE(wdm_device(obj->DeviceObject)->deleted))) {
		a = kzalloc(sizeof(*a), GFP_KERNEL);
		status = STATUS_INSUFFICIENT_RESOURCES;
	}
	if (!a) {
		wdm_io_apc_free(apc);
		kfree(r->auxiliary);
		return status;
	}
	a->r = *r;
	a->apc = apc;
	a->iosb = iosb;
	a->top = wdm_file_top_get(file);
	irp = new_irp(file, r, a->top, wdm_thread_current());
	if (!irp) {
		wdm_ob_put(a->top);
		wdm_io_apc_free(apc);
		kfree(r->auxiliary);
		kfree(a);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	a->file = obj;
	wdm_ob_get(obj);
	a->event = event;
	if (event)
		wdm_ob_get(event);
	irp->UserIosb = iosb;
	irp->UserEvent = event;
	status = set_up(irp, file, &a->r, a->top->Flags);
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		a->buffer = irp->AssociatedIrp.SystemBuffer;
	if (!NT_SUCCESS(status)) {
		free_async(a, irp);
		return status;
	}
	KeClearEvent(&obj->Event);
	wdm_irp_thread_link(irp);
	return wdm_irp_send(a->top, irp, async_done, a);
}
WDM_EXPORT(wdm_file_request_async);
