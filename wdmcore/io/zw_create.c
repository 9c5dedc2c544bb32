// SPDX-License-Identifier: GPL-2.0
/* Io: opening files and devices by name, with a handle. */
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "ob.h"

#define SYNCHRONOUS	(FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)

static NTSTATUS check(const struct wdm_open *how)
{
	if (how->disposition > FILE_MAXIMUM_DISPOSITION || how->options & 0xff000000 ||
	    how->share & ~FILE_SHARE_VALID_FLAGS)
		return STATUS_INVALID_PARAMETER;
	if ((how->options & SYNCHRONOUS) == SYNCHRONOUS)
		return STATUS_INVALID_PARAMETER;
	/* Whoever has others wait for him must be able to wait. */
	if (how->options & SYNCHRONOUS && !(how->access & SYNCHRONIZE))
		return STATUS_INVALID_PARAMETER;
	if (how->options & FILE_DELETE_ON_CLOSE && !(how->access & DELETE))
		return STATUS_INVALID_PARAMETER;
	if (how->options & FILE_DIRECTORY_FILE && how->options & FILE_NON_DIRECTORY_FILE)
		return STATUS_INVALID_PARAMETER;
	if (how->options & FILE_NO_INTERMEDIATE_BUFFERING && how->access & FILE_APPEND_DATA &&
	    !(how->access & FILE_WRITE_DATA))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* RootDirectory is a file, e.g. a folder of the host, and not a directory object. */
static NTSTATUS open_relative(POBJECT_ATTRIBUTES oa, PFILE_OBJECT related,
			      const struct wdm_open *how, PFILE_OBJECT *file,
			      ULONG_PTR *information)
{
	static const UNICODE_STRING empty;
	PCUNICODE_STRING name = oa->ObjectName ?: &empty;

	if (name->Length && name->Buffer[0] == '\\')
		return STATUS_OBJECT_NAME_INVALID;
	return wdm_file_open_relative(related, name, how, file, information);
}

static NTSTATUS open(POBJECT_ATTRIBUTES oa, const struct wdm_open *how, PFILE_OBJECT *file,
		     ULONG_PTR *information)
{
	UNICODE_STRING path;
	NTSTATUS status;
	void *related;

	if (!oa)
		return STATUS_INVALID_PARAMETER;
	status = wdm_ob_check_attributes(oa);
	if (!NT_SUCCESS(status))
		return status;
	if (oa->RootDirectory &&
	    NT_SUCCESS(wdm_handle_reference(oa->RootDirectory, &wdm_file_type, 0, KernelMode,
					    &related, NULL))) {
		status = open_relative(oa, related, how, file, information);
		wdm_ob_put(related);
		return status;
	}
	status = wdm_ob_attributes_path(oa, &path);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_file_open(&path, how, file, information);
	kfree(path.Buffer);
	return status;
}

NTSTATUS wdm_zw_create(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes,
		       PIO_STATUS_BLOCK iosb, const struct wdm_open *how)
{
	ULONG_PTR information = 0;
	PFILE_OBJECT file;
	NTSTATUS status;

	status = check(how);
	if (!NT_SUCCESS(status))
		return status;
	status = open(attributes, how, &file, &information);
	if (NT_SUCCESS(status)) {
		NTSTATUS made = wdm_handle_create(file, access, attributes->Attributes, handle);

		wdm_ob_put(file);
		if (!NT_SUCCESS(made))
			return made;
	}
	iosb->Status = status;
	iosb->Information = information;
	return status;
}

/**
 * ZwCreateFile() - opens or makes a file, or opens a device
 * @FileHandle: returns the handle
 * @DesiredAccess: FILE_* and GENERIC_* rights
 * @ObjectAttributes: its name, absolute or relative to a directory object or a file
 * @IoStatusBlock: returns the status, and in Information FILE_OPENED, FILE_CREATED ...
 * @AllocationSize: passed on in the IRP; may be NULL
 * @FileAttributes: FILE_ATTRIBUTE_* for a new file, passed on
 * @ShareAccess: FILE_SHARE_*, passed on
 * @CreateDisposition: FILE_OPEN ...
 * @CreateOptions: FILE_SYNCHRONOUS_IO_NONALERT ...
 * @EaBuffer: extended attributes for the driver, or NULL
 * @EaLength: bytes there
 *
 * Devices get IRP_MJ_CREATE. \??\C:\... and \SystemRoot\... are files of the host:
 * see the module parameters host_root and system_root.
 * Differs from Windows: on files of the host, letter case counts, ShareAccess isn't
 * enforced, and hidden, system and archive attributes are not kept.
 * They have no extended attributes.
 * Reference page: "ZwCreateFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_INVALID_PARAMETER; STATUS_OBJECT_NAME_NOT_FOUND,
 *	STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_NAME_COLLISION,
 *	STATUS_OBJECT_TYPE_MISMATCH for what is no file, STATUS_FILE_IS_A_DIRECTORY,
 *	STATUS_NOT_A_DIRECTORY, STATUS_ACCESS_DENIED; STATUS_EA_LIST_INCONSISTENT,
 *	STATUS_EAS_NOT_SUPPORTED ...
 */
NTSTATUS NTAPI ZwCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
			    POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
			    PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
			    ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions,
			    PVOID EaBuffer, ULONG EaLength)
{
	struct wdm_open how = {
		.access = wdm_ob_map_access(&wdm_file_type, DesiredAccess),
		.share = ShareAccess,
		.disposition = CreateDisposition,
		.options = CreateOptions,
		.attributes = FileAttributes,
		.allocation = AllocationSize ? AllocationSize->QuadPart : 0,
		.mode = KernelMode,
		.ea = EaBuffer,
		.ea_length = EaBuffer ? EaLength : 0,
	};

	if (ShareAccess & ~FILE_SHARE_VALID_FLAGS)
		return STATUS_INVALID_PARAMETER;
	return wdm_zw_create(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, &how);
}
WDM_EXPORT(ZwCreateFile);

/**
 * ZwOpenFile() - opens a file or device
 * @FileHandle: returns the handle
 * @DesiredAccess: FILE_* and GENERIC_* rights
 * @ObjectAttributes: its name
 * @IoStatusBlock: returns the status and Information
 * @ShareAccess: FILE_SHARE_*
 * @OpenOptions: FILE_SYNCHRONOUS_IO_NONALERT ...
 *
 * Reference page: "ZwOpenFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwCreateFile() with FILE_OPEN
 */
NTSTATUS NTAPI ZwOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
			  POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
			  ULONG ShareAccess, ULONG OpenOptions)
{
	return ZwCreateFile(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, NULL, 0,
			    ShareAccess, FILE_OPEN, OpenOptions, NULL, 0);
}
WDM_EXPORT(ZwOpenFile);

/**
 * IoCreateFile() - opens or makes a file, or opens a device
 * @FileHandle: as for ZwCreateFile(), like all up to @EaLength
 * @DesiredAccess: see there
 * @ObjectAttributes: see there
 * @IoStatusBlock: see there
 * @AllocationSize: see there
 * @FileAttributes: see there
 * @ShareAccess: see there
 * @Disposition: see there
 * @CreateOptions: see there
 * @EaBuffer: see there
 * @EaLength: see there
 * @CreateFileType: CreateFileTypeNone
 * @InternalParameters: NULL
 * @Options: IO_NO_PARAMETER_CHECKING and IO_FORCE_ACCESS_CHECK make no difference:
 *	parameters are always checked, and access of kernel mode never is
 *
 * Reference page: "IoCreateFile function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwCreateFile(); STATUS_INVALID_PARAMETER for other types of files
 */
NTSTATUS NTAPI IoCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
			    POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
			    PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
			    ULONG ShareAccess, ULONG Disposition, ULONG CreateOptions,
			    PVOID EaBuffer, ULONG EaLength, CREATE_FILE_TYPE CreateFileType,
			    PVOID InternalParameters, ULONG Options)
{
	if (CreateFileType != CreateFileTypeNone || InternalParameters)
		return STATUS_INVALID_PARAMETER;
	return ZwCreateFile(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock,
			    AllocationSize, FileAttributes, ShareAccess, Disposition,
			    CreateOptions, EaBuffer, EaLength);
}
WDM_EXPORT(IoCreateFile);
