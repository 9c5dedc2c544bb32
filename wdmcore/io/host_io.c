// SPDX-License-Identifier: GPL-2.0
/* Io: files of the host: reading and writing. */
#include <linux/fs.h>
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "host_file.h"

static void *buffer_of(PIRP irp)
{
	if (!irp->MdlAddress)
		return NULL;
	return MmGetSystemAddressForMdlSafe(irp->MdlAddress,
					    NormalPagePriority | MdlMappingNoExecute);
}

/* Linux may move less than all at a time. */
static ssize_t transfer(struct file *filp, void *buffer, size_t length, loff_t *position,
			bool write)
{
	size_t done = 0;
	ssize_t ret = 0;

	while (done < length) {
		if (write)
			ret = kernel_write(filp, buffer + done, length - done, position);
		else
			ret = kernel_read(filp, buffer + done, length - done, position);
		if (ret <= 0)
			break;
		done += ret;
	}
	return done ? done : ret;
}

NTSTATUS wdm_host_read(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct file *filp = host_file_of(location->FileObject)->filp;
	loff_t position = location->Parameters.Read.ByteOffset.QuadPart;
	ULONG length = location->Parameters.Read.Length;
	ssize_t ret;
	void *buffer;

	if (!S_ISREG(file_inode(filp)->i_mode))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!length)
		return STATUS_SUCCESS;
	buffer = buffer_of(irp);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	ret = transfer(filp, buffer, length, &position, false);
	if (ret < 0)
		return wdm_host_status(ret);
	irp->IoStatus.Information = ret;
	return ret ? STATUS_SUCCESS : STATUS_END_OF_FILE;
}

NTSTATUS wdm_host_write(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	LARGE_INTEGER offset = location->Parameters.Write.ByteOffset;
	PFILE_OBJECT file = location->FileObject;
	struct file *filp = host_file_of(file)->filp;
	ULONG length = location->Parameters.Write.Length;
	loff_t position = offset.QuadPart;
	bool append = offset.HighPart == -1 && offset.LowPart == FILE_WRITE_TO_END_OF_FILE;
	ssize_t ret;
	void *buffer;

	if (!S_ISREG(file_inode(filp)->i_mode))
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!length)
		return STATUS_SUCCESS;
	buffer = buffer_of(irp);
	if (!buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* Not atomic with regard to other writers of the file, as O_APPEND would be. */
	if (append)
		position = i_size_read(file_inode(filp));
	ret = transfer(filp, buffer, length, &position, true);
	if (ret < 0)
		return wdm_host_status(ret);
	irp->IoStatus.Information = ret;
	if (append && file->Flags & FO_SYNCHRONOUS_IO)
		file->CurrentByteOffset.QuadPart = position;
	return ret == length ? STATUS_SUCCESS : STATUS_DISK_FULL;
}
