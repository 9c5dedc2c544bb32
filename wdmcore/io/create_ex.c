// SPDX-License-Identifier: GPL-2.0
/* Io: opening files with more to be said than ZwCreateFile takes. */
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "io_dev.h"
#include "ob.h"

#define KNOWN_OPTIONS	(IO_FORCE_ACCESS_CHECK | IO_NO_PARAMETER_CHECKING | \
			 IO_STOP_ON_SYMLINK | IO_OPEN_TARGET_DIRECTORY | \
			 IO_IGNORE_SHARE_ACCESS_CHECK)

/**
 * IoCreateFileEx() - opens or makes a file, with what a file system's filter has to say
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
 * @Options: IO_*; the driver sees IO_FORCE_ACCESS_CHECK, IO_OPEN_TARGET_DIRECTORY and
 *	IO_STOP_ON_SYMLINK as SL_* flags of its stack location. There are neither symbolic
 *	links below a device nor share accesses that the I/O manager checks
 * @DriverContext: from IoInitializeDriverCreateContext(), or NULL. Its DeviceObjectHint is
 *	the device of the stack that requests on the file go to, those above it see none
 *
 * Partial: there are no extra create parameters and no transactions: STATUS_NOT_SUPPORTED.
 * Files of the host don't know IO_OPEN_TARGET_DIRECTORY.
 * Reference page: "IoCreateFileEx function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ZwCreateFile(); STATUS_INVALID_PARAMETER for other types of files, options
 *	or contexts; STATUS_INVALID_DEVICE_OBJECT_PARAMETER if the hint isn't in the stack
 */
NTSTATUS NTAPI IoCreateFileEx(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
			      POBJECT_ATTRIBUTES ObjectAttributes,
			      PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize,
			      ULONG FileAttributes, ULONG ShareAccess, ULONG Disposition,
			      ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength,
			      CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters,
			      ULONG Options, PIO_DRIVER_CREATE_CONTEXT DriverContext)
{
	struct wdm_open how = {
		.access = wdm_ob_map_access(&wdm_file_type, DesiredAccess),
		.share = ShareAccess,
		.disposition = Disposition,
		.options = CreateOptions,
		.attributes = FileAttributes,
		.allocation = AllocationSize ? AllocationSize->QuadPart : 0,
		.mode = KernelMode,
		.ea = EaBuffer,
		.ea_length = EaBuffer ? EaLength : 0,
	};

	if (CreateFileType != CreateFileTypeNone || InternalParameters ||
	    Options & ~KNOWN_OPTIONS || ShareAccess & ~FILE_SHARE_VALID_FLAGS)
		return STATUS_INVALID_PARAMETER;
	if (Options & IO_FORCE_ACCESS_CHECK)
		how.location_flags |= SL_FORCE_ACCESS_CHECK;
	if (Options & IO_OPEN_TARGET_DIRECTORY)
		how.location_flags |= SL_OPEN_TARGET_DIRECTORY;
	if (Options & IO_STOP_ON_SYMLINK)
		how.location_flags |= SL_STOP_ON_SYMLINK;
	if (DriverContext) {
		if (DriverContext->Size < (CSHORT)sizeof(*DriverContext))
			return STATUS_INVALID_PARAMETER;
		if (DriverContext->ExtraCreateParameter || DriverContext->TxnParameters)
			return STATUS_NOT_SUPPORTED;
		how.hint = DriverContext->DeviceObjectHint;
	}
	return wdm_zw_create(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, &how);
}
WDM_EXPORT(IoCreateFileEx);

/**
 * IoCreateFileSpecifyDeviceObjectHint() - opens or makes a file, by way of a lower device
 * @FileHandle: as for IoCreateFileEx(), like all up to @Options
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
 * @CreateFileType: see there
 * @InternalParameters: see there
 * @Options: see there
 * @DeviceObject: the device of the stack that requests go to; NULL: its top
 *
 * Reference page: "IoCreateFileSpecifyDeviceObjectHint function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as IoCreateFileEx()
 */
NTSTATUS NTAPI
IoCreateFileSpecifyDeviceObjectHint(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
				    POBJECT_ATTRIBUTES ObjectAttributes,
				    PIO_STATUS_BLOCK IoStatusBlock,
				    PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
				    ULONG ShareAccess, ULONG Disposition, ULONG CreateOptions,
				    PVOID EaBuffer, ULONG EaLength,
				    CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters,
				    ULONG Options, PVOID DeviceObject)
{
	IO_DRIVER_CREATE_CONTEXT context = {
		.Size = sizeof(context),
		.DeviceObjectHint = DeviceObject,
	};

	return IoCreateFileEx(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock,
			      AllocationSize, FileAttributes, ShareAccess, Disposition,
			      CreateOptions, EaBuffer, EaLength, CreateFileType,
			      InternalParameters, Options, &context);
}
WDM_EXPORT(IoCreateFileSpecifyDeviceObjectHint);

/**
 * IoGetFileObjectGenericMapping() - what generic rights stand for with files
 *
 * Reference page: "IoGetFileObjectGenericMapping function (ntddk.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: the mapping, which isn't to be changed
 */
PGENERIC_MAPPING NTAPI IoGetFileObjectGenericMapping(VOID)
{
	return (PGENERIC_MAPPING)&wdm_file_type.mapping;
}
WDM_EXPORT(IoGetFileObjectGenericMapping);
