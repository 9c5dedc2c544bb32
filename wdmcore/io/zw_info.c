// SPDX-License-Identifier: GPL-2.0
/* Io: facts about files by handle. Some the I/O manager knows itself. */
#include <linux/kernel.h>
#include <linux/mm.h>

#include <ntifs.h>
#include "compat.h"
#include "io_dev.h"
#include "ob.h"

#define MAX_CLASS	76

/* The fixed part of what a class returns or takes; 0: only its driver knows. */
static ULONG minimum(FILE_INFORMATION_CLASS class)
{
	switch (class) {
	case FileBasicInformation:
		return sizeof(FILE_BASIC_INFORMATION);
	case FileStandardInformation:
		return sizeof(FILE_STANDARD_INFORMATION);
	case FileInternalInformation:
		return sizeof(FILE_INTERNAL_INFORMATION);
	case FileEaInformation:
		return sizeof(FILE_EA_INFORMATION);
	case FileAccessInformation:
		return sizeof(FILE_ACCESS_INFORMATION);
	case FileNameInformation:
		return sizeof(FILE_NAME_INFORMATION);
	case FileDispositionInformation:
		return sizeof(FILE_DISPOSITION_INFORMATION);
	case FilePositionInformation:
		return sizeof(FILE_POSITION_INFORMATION);
	case FileModeInformation:
		return sizeof(FILE_MODE_INFORMATION);
	case FileAlignmentInformation:
		return sizeof(FILE_ALIGNMENT_INFORMATION);
	case FileAllocationInformation:
		return sizeof(FILE_ALLOCATION_INFORMATION);
	case FileEndOfFileInformation:
		return sizeof(FILE_END_OF_FILE_INFORMATION);
	case FileRenameInformation:
	case FileLinkInformation:
		return sizeof(FILE_RENAME_INFORMATION);
	case FileNetworkOpenInformation:
		return sizeof(FILE_NETWORK_OPEN_INFORMATION);
	case FileAttributeTagInformation:
		return sizeof(FILE_ATTRIBUTE_TAG_INFORMATION);
	default:
		return 0;
	}
}

static NTSTATUS check(FILE_INFORMATION_CLASS class, ULONG length)
{
	if (!class || (u32)class > MAX_CLASS)
		return STATUS_INVALID_INFO_CLASS;
	return length < minimum(class) ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

static ULONG mode_of(PFILE_OBJECT file)
{
	ULONG mode = 0;

	if (file->Flags & FO_WRITE_THROUGH)
		mode |= FILE_WRITE_THROUGH;
	if (file->Flags & FO_SEQUENTIAL_ONLY)
		mode |= FILE_SEQUENTIAL_ONLY;
	if (file->Flags & FO_NO_INTERMEDIATE_BUFFERING)
		mode |= FILE_NO_INTERMEDIATE_BUFFERING;
	if (file->Flags & FO_SYNCHRONOUS_IO)
		mode |= file->Flags & FO_ALERTABLE_IO ? FILE_SYNCHRONOUS_IO_ALERT :
							FILE_SYNCHRONOUS_IO_NONALERT;
	return mode;
}

/* FALSE: that is the driver's to answer. */
static bool query_here(PFILE_OBJECT file, FILE_INFORMATION_CLASS class, void *info,
		       ULONG_PTR *size, NTSTATUS *status)
{
	*status = STATUS_SUCCESS;
	*size = minimum(class);
	switch (class) {
	case FilePositionInformation:
		/* Without synchronous I/O there is none. */
		if (!(file->Flags & FO_SYNCHRONOUS_IO)) {
			*status = STATUS_INVALID_PARAMETER;
			*size = 0;
			return true;
		}
		((FILE_POSITION_INFORMATION *)info)->CurrentByteOffset = file->CurrentByteOffset;
		return true;
	case FileModeInformation:
		((FILE_MODE_INFORMATION *)info)->Mode = mode_of(file);
		return true;
	case FileAccessInformation:
		((FILE_ACCESS_INFORMATION *)info)->AccessFlags = wdm_file(file)->access;
		return true;
	case FileAlignmentInformation:
		((FILE_ALIGNMENT_INFORMATION *)info)->AlignmentRequirement =
			file->DeviceObject->AlignmentRequirement;
		return true;
	default:
		return false;
	}
}

static NTSTATUS reference_file(HANDLE handle, PFILE_OBJECT *file)
{
	return wdm_handle_reference(handle, &wdm_file_type, 0, KernelMode, (void **)file, NULL);
}

/**
 * ZwQueryInformationFile() - facts about a file
 * @FileHandle: the file
 * @IoStatusBlock: returns the status and the number of bytes
 * @FileInformation: returns the structure
 * @Length: bytes there
 * @FileInformationClass: File*Information
 *
 * Position, mode, access and alignment are the I/O manager's to know; everything else
 * is asked by IRP_MJ_QUERY_INFORMATION. Files of the host answer to the classes Basic,
 * Standard, Internal, Ea, Name, NetworkOpen and AttributeTag.
 * Reference page: "ZwQueryInformationFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_INVALID_INFO_CLASS, STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_PARAMETER
 */
NTSTATUS NTAPI ZwQueryInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
				      PVOID FileInformation, ULONG Length,
				      FILE_INFORMATION_CLASS FileInformationClass)
{
	struct wdm_request r = {
		.major = IRP_MJ_QUERY_INFORMATION,
		.mode = KernelMode,
		.class = FileInformationClass,
		.out = FileInformation,
		.out_len = Length,
	};
	PFILE_OBJECT file;
	NTSTATUS status;

	status = check(FileInformationClass, Length);
	if (!NT_SUCCESS(status))
		return status;
	status = reference_file(FileHandle, &file);
	if (!NT_SUCCESS(status))
		return status;
	if (!query_here(file, FileInformationClass, FileInformation, &r.information, &status))
		status = wdm_file_request(file, &r);
	wdm_ob_put(file);
	IoStatusBlock->Status = status;
	IoStatusBlock->Information = r.information;
	return status;
}
WDM_EXPORT(ZwQueryInformationFile);

static NTSTATUS set_position(PFILE_OBJECT file, const FILE_POSITION_INFORMATION *info)
{
	if (!(file->Flags & FO_SYNCHRONOUS_IO) || info->CurrentByteOffset.QuadPart < 0)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&wdm_file(file)->lock);
	file->CurrentByteOffset = info->CurrentByteOffset;
	mutex_unlock(&wdm_file(file)->lock);
	return STATUS_SUCCESS;
}

/**
 * ZwSetInformationFile() - changes facts about a file
 * @FileHandle: the file
 * @IoStatusBlock: returns the status
 * @FileInformation: the structure
 * @Length: bytes there
 * @FileInformationClass: File*Information
 *
 * The position is the I/O manager's; everything else goes to the driver by
 * IRP_MJ_SET_INFORMATION. Files of the host know the classes Basic (times of access and
 * writing, read-only), Disposition, EndOfFile, Allocation, Rename and Link.
 * Differs from Windows: after a renaming, FileNameInformation of the same handle is the
 * name that the file was opened by.
 * Reference page: "ZwSetInformationFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwQueryInformationFile(); STATUS_ACCESS_DENIED for FileDispositionInformation
 *	and FileRenameInformation without the DELETE right
 */
NTSTATUS NTAPI ZwSetInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
				    PVOID FileInformation, ULONG Length,
				    FILE_INFORMATION_CLASS FileInformationClass)
{
	struct wdm_request r = {
		.major = IRP_MJ_SET_INFORMATION,
		.mode = KernelMode,
		.class = FileInformationClass,
		.in = FileInformation,
		.in_len = Length,
	};
	PFILE_OBJECT file;
	NTSTATUS status;

	status = check(FileInformationClass, Length);
	if (!NT_SUCCESS(status))
		return status;
	status = reference_file(FileHandle, &file);
	if (!NT_SUCCESS(status))
		return status;
	if (FileInformationClass == FilePositionInformation)
		status = set_position(file, FileInformation);
	else if ((FileInformationClass == FileDispositionInformation ||
		  FileInformationClass == FileRenameInformation) &&
		 !(wdm_file(file)->access & DELETE))
		status = STATUS_ACCESS_DENIED;
	else
		status = wdm_file_request(file, &r);
	wdm_ob_put(file);
	IoStatusBlock->Status = status;
	IoStatusBlock->Information = r.information;
	return status;
}
WDM_EXPORT(ZwSetInformationFile);

static ULONG volume_minimum(FS_INFORMATION_CLASS class)
{
	switch (class) {
	case FileFsSizeInformation:
		return sizeof(FILE_FS_SIZE_INFORMATION);
	case FileFsFullSizeInformation:
		return sizeof(FILE_FS_FULL_SIZE_INFORMATION);
	case FileFsDeviceInformation:
		return sizeof(FILE_FS_DEVICE_INFORMATION);
	default:
		return 0;
	}
}

/**
 * ZwQueryVolumeInformationFile() - facts about the volume or device of a file
 * @FileHandle: the file
 * @IoStatusBlock: returns the status and the number of bytes
 * @FsInformation: returns the structure
 * @Length: bytes there
 * @FsInformationClass: FileFs*Information
 *
 * The type of the device is the I/O manager's to know; the rest is asked by
 * IRP_MJ_QUERY_VOLUME_INFORMATION. Files of the host answer to the sizes.
 * Reference page: "ZwQueryVolumeInformationFile function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwQueryInformationFile()
 */
NTSTATUS NTAPI ZwQueryVolumeInformationFile(HANDLE FileHandle, PIO_STATUS_BLOCK IoStatusBlock,
					    PVOID FsInformation, ULONG Length,
					    FS_INFORMATION_CLASS FsInformationClass)
{
	struct wdm_request r = {
		.major = IRP_MJ_QUERY_VOLUME_INFORMATION,
		.mode = KernelMode,
		.class = FsInformationClass,
		.out = FsInformation,
		.out_len = Length,
	};
	FILE_FS_DEVICE_INFORMATION *device = FsInformation;
	PFILE_OBJECT file;
	NTSTATUS status;

	if (FsInformationClass < FileFsVolumeInformation ||
	    FsInformationClass > FileFsDriverPathInformation + 5)
		return STATUS_INVALID_INFO_CLASS;
	if (Length < volume_minimum(FsInformationClass))
		return STATUS_INFO_LENGTH_MISMATCH;
	status = reference_file(FileHandle, &file);
	if (!NT_SUCCESS(status))
		return status;
	if (FsInformationClass == FileFsDeviceInformation) {
		device->DeviceType = file->DeviceObject->DeviceType;
		device->Characteristics = file->DeviceObject->Characteristics;
		r.information = sizeof(*device);
	} else {
		status = wdm_file_request(file, &r);
	}
	wdm_ob_put(file);
	IoStatusBlock->Status = status;
	IoStatusBlock->Information = r.information;
	return status;
}
WDM_EXPORT(ZwQueryVolumeInformationFile);

/**
 * ZwQueryFullAttributesFile() - facts about a file that isn't open
 * @ObjectAttributes: its name
 * @FileInformation: returns times, sizes and attributes
 *
 * Reference page: "ZwQueryFullAttributesFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwOpenFile() and ZwQueryInformationFile()
 */
NTSTATUS NTAPI ZwQueryFullAttributesFile(POBJECT_ATTRIBUTES ObjectAttributes,
					 PFILE_NETWORK_OPEN_INFORMATION FileInformation)
{
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK iosb;
	NTSTATUS status;
	HANDLE file;

	if (!ObjectAttributes)
		return STATUS_INVALID_PARAMETER;
	attributes = *ObjectAttributes;
	attributes.Attributes |= OBJ_KERNEL_HANDLE;
	status = ZwOpenFile(&file, FILE_READ_ATTRIBUTES, &attributes, &iosb,
			    FILE_SHARE_VALID_FLAGS, 0);
	if (!NT_SUCCESS(status))
		return status;
	status = ZwQueryInformationFile(file, &iosb, FileInformation, sizeof(*FileInformation),
					FileNetworkOpenInformation);
	ZwClose(file);
	return status;
}
WDM_EXPORT(ZwQueryFullAttributesFile);
