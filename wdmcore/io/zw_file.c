// SPDX-License-Identifier: GPL-2.0
/*
 * Io: reading, writing and control of files by handle.
 *
 * A file that was opened with FILE_SYNCHRONOUS_IO_* has a position, and one request at
 * a time: the call waits for its end. On any other, a request goes its own way: the
 * call returns STATUS_PENDING, and IoStatusBlock, event and file are told at its end. The
 * APC is last. Like the others it is for requests that didn't fail at once.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "ob.h"

static NTSTATUS get_event(HANDLE handle, PKEVENT *event)
{
	*event = NULL;
	if (!handle)
		return STATUS_SUCCESS;
	return wdm_handle_reference(handle, (const struct wdm_object_type *)*ExEventObjectType,
				    EVENT_MODIFY_STATE, KernelMode, (void **)event, NULL);
}

/* @r->offset is set, for a file with a position and a transfer. */
static NTSTATUS send_synchronous(PFILE_OBJECT file, struct wdm_request *r, bool move,
				 bool here, PIO_STATUS_BLOCK iosb)
{
	struct wdm_file *f = wdm_file(file);
	NTSTATUS status;

	mutex_lock(&f->lock);
	if (here)
		r->offset = file->CurrentByteOffset.QuadPart;
	status = wdm_file_request(file, r);
	if (move && !NT_ERROR(status))
		file->CurrentByteOffset.QuadPart = r->offset + r->information;
	mutex_unlock(&f->lock);
	iosb->Status = status;
	iosb->Information = r->information;
	return status;
}

/*
 * @offset: of a transfer, or NULL. What comes of it is in the comment on
 * ZwReadFile() and ZwWriteFile().
 */
static NTSTATUS send_request(HANDLE handle, HANDLE event_handle, PIO_APC_ROUTINE routine,
			     PVOID context, PIO_STATUS_BLOCK iosb, struct wdm_request *r,
			     bool transfer, PLARGE_INTEGER offset)
{
	bool synchronous, here = false, end = false, given = false;
	struct wdm_io_apc *apc = NULL;
	PFILE_OBJECT file;
	NTSTATUS status;
	PKEVENT event;

	status = wdm_handle_reference(handle, &wdm_file_type, 0, KernelMode, (void **)&file,
				      NULL);
	if (!NT_SUCCESS(status))
		goto out;
	status = get_event(event_handle, &event);
	if (!NT_SUCCESS(status))
		goto out_file;
	synchronous = file->Flags & FO_SYNCHRONOUS_IO;
	if (transfer) {
		here = !offset || (offset->HighPart == -1 &&
				   offset->LowPart == FILE_USE_FILE_POINTER_POSITION);
		end = r->major == IRP_MJ_WRITE &&
		      ((offset && offset->HighPart == -1 &&
			offset->LowPart == FILE_WRITE_TO_END_OF_FILE) ||
		       (wdm_file(file)->access & (FILE_APPEND_DATA | FILE_WRITE_DATA)) ==
		       FILE_APPEND_DATA);
		status = STATUS_INVALID_PARAMETER;
		if (end)
			r->offset = -1;
		else if (here ? !synchronous : offset->QuadPart < 0)
			goto out_event;
		else if (!here)
			r->offset = offset->QuadPart;
	}
	if (routine) {
		apc = wdm_io_apc_alloc(routine, context);
		status = STATUS_INSUFFICIENT_RESOURCES;
		if (!apc)
			goto out_event;
	}
	if (event)
		KeClearEvent(event);
	if (synchronous) {
		status = send_synchronous(file, r, transfer && !end, here && !end, iosb);
		if (event && !NT_ERROR(status))
			KeSetEvent(event, IO_NO_INCREMENT, FALSE);
		if (apc && !NT_ERROR(status))
			wdm_io_apc_queue(apc, iosb);
		else
			wdm_io_apc_free(apc);
	} else {
		status = wdm_file_request_async(file, r, event, apc, iosb);
		given = true;
	}
out_event:
	if (event)
		wdm_ob_put(event);
out_file:
	wdm_ob_put(file);
out:
	if (!given)
		kfree(r->auxiliary);
	return status;
}

NTSTATUS wdm_zw_send(HANDLE handle, HANDLE event, PIO_APC_ROUTINE routine, PVOID context,
		     PIO_STATUS_BLOCK iosb, struct wdm_request *r)
{
	return send_request(handle, event, routine, context, iosb, r, false, NULL);
}

/**
 * ZwReadFile() - reads from a file or device
 * @FileHandle: its handle, opened with FILE_READ_DATA
 * @Event: handle of an event that is reset now and set at the end; may be NULL
 * @ApcRoutine: called in the current thread at PASSIVE_LEVEL, as a normal kernel APC, with
 *	@ApcContext and @IoStatusBlock; may be NULL
 * @ApcContext: for @ApcRoutine
 * @IoStatusBlock: returns the status and the number of bytes
 * @Buffer: returns the data
 * @Length: bytes there
 * @ByteOffset: where; for a synchronous file, NULL or
 *	FILE_USE_FILE_POINTER_POSITION means its position, which is moved in any case
 * @Key: ignored: there are no locks on ranges
 *
 * Reference page: "ZwReadFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_PENDING; STATUS_END_OF_FILE;
 *	STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH; STATUS_ACCESS_DENIED;
 *	STATUS_INVALID_PARAMETER for a negative offset, or for none where there is no
 *	position
 */
NTSTATUS NTAPI ZwReadFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
			  PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
			  ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
	struct wdm_request r = {
		.major = IRP_MJ_READ,
		.mode = KernelMode,
		.out = Buffer,
		.out_len = Length,
	};

	return send_request(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, &r, true,
			    ByteOffset);
}
WDM_EXPORT(ZwReadFile);

/**
 * ZwWriteFile() - writes to a file or device
 * @FileHandle: its handle, opened with FILE_WRITE_DATA or FILE_APPEND_DATA; with the
 *	latter alone, everything goes to the end of the file
 * @Event: as for ZwReadFile(), like all that follow
 * @ApcRoutine: as for ZwReadFile()
 * @ApcContext: for @ApcRoutine
 * @IoStatusBlock: returns the status and the number of bytes
 * @Buffer: the data
 * @Length: bytes there
 * @ByteOffset: also FILE_WRITE_TO_END_OF_FILE, with a HighPart of -1
 * @Key: ignored
 *
 * Reference page: "ZwWriteFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwReadFile(); STATUS_DISK_FULL
 */
NTSTATUS NTAPI ZwWriteFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
			   PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, PVOID Buffer,
			   ULONG Length, PLARGE_INTEGER ByteOffset, PULONG Key)
{
	struct wdm_request r = {
		.major = IRP_MJ_WRITE,
		.mode = KernelMode,
		.in = Buffer,
		.in_len = Length,
	};

	return send_request(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, &r, true,
			    ByteOffset);
}
WDM_EXPORT(ZwWriteFile);

/**
 * ZwDeviceIoControlFile() - sends a control code to a device
 * @FileHandle: handle of a file on the device, with the rights that the code names
 * @Event: as for ZwReadFile()
 * @ApcRoutine: as for ZwReadFile()
 * @ApcContext: for @ApcRoutine
 * @IoStatusBlock: returns the status and the number of bytes
 * @IoControlCode: the code; its transfer type says how the buffers are passed
 * @InputBuffer: input, or NULL
 * @InputBufferLength: bytes there
 * @OutputBuffer: output, or NULL
 * @OutputBufferLength: bytes there
 *
 * Reference page: "ZwDeviceIoControlFile function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_PENDING; STATUS_INVALID_HANDLE;
 *	STATUS_OBJECT_TYPE_MISMATCH; STATUS_ACCESS_DENIED
 */
NTSTATUS NTAPI ZwDeviceIoControlFile(HANDLE FileHandle, HANDLE Event,
				     PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
				     PIO_STATUS_BLOCK IoStatusBlock, ULONG IoControlCode,
				     PVOID InputBuffer, ULONG InputBufferLength,
				     PVOID OutputBuffer, ULONG OutputBufferLength)
{
	struct wdm_request r = {
		.major = IRP_MJ_DEVICE_CONTROL,
		.mode = KernelMode,
		.code = IoControlCode,
		.in = InputBuffer,
		.in_len = InputBuffer ? InputBufferLength : 0,
		.out = OutputBuffer,
		.out_len = OutputBuffer ? OutputBufferLength : 0,
	};

	return send_request(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, &r, false,
			    NULL);
}
WDM_EXPORT(ZwDeviceIoControlFile);

/**
 * ZwFlushBuffersFile() - has written data brought to its medium
 * @FileHandle: the file
 * @IoStatusBlock: returns the status
 *
 * Reference page: "ZwFlushBuffersFile function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ZwFlushBuffersFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock)
{
	struct wdm_request r = { .major = IRP_MJ_FLUSH_BUFFERS, .mode = KernelMode };

	return wdm_zw_request(FileHandle, &r, IoStatusBlock);
}
WDM_EXPORT(ZwFlushBuffersFile);

/* A request that is waited for on any file. */
NTSTATUS wdm_zw_request(HANDLE handle, struct wdm_request *r, PIO_STATUS_BLOCK iosb)
{
	PFILE_OBJECT file;
	NTSTATUS status;

	status = wdm_handle_reference(handle, &wdm_file_type, 0, KernelMode, (void **)&file,
				      NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_file_request(file, r);
	wdm_ob_put(file);
	iosb->Status = status;
	iosb->Information = r->information;
	return status;
}
