// SPDX-License-Identifier: GPL-2.0
/* Io: what is in a folder, by handle. */
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "compat.h"
#include "io_dev.h"
#include "ob.h"

static ULONG minimum(FILE_INFORMATION_CLASS class)
{
	switch (class) {
	case FileDirectoryInformation:
		return sizeof(FILE_DIRECTORY_INFORMATION);
	case FileFullDirectoryInformation:
		return sizeof(FILE_FULL_DIR_INFORMATION);
	case FileBothDirectoryInformation:
		return sizeof(FILE_BOTH_DIR_INFORMATION);
	case FileNamesInformation:
		return sizeof(FILE_NAMES_INFORMATION);
	case FileIdBothDirectoryInformation:
		return sizeof(FILE_ID_BOTH_DIR_INFORMATION);
	case FileIdFullDirectoryInformation:
		return sizeof(FILE_ID_FULL_DIR_INFORMATION);
	default:
		return 0;
	}
}

/* The driver's own copy, which stays until the request has ended. */
static PUNICODE_STRING copy_pattern(PCUNICODE_STRING pattern)
{
	PUNICODE_STRING copy = kmalloc(sizeof(*copy) + pattern->Length, GFP_KERNEL);

	if (!copy)
		return NULL;
	copy->Buffer = (WCHAR *)(copy + 1);
	copy->Length = pattern->Length;
	copy->MaximumLength = pattern->Length;
	memcpy(copy->Buffer, pattern->Buffer, pattern->Length);
	return copy;
}

/**
 * ZwQueryDirectoryFile() - what is in a folder
 * @FileHandle: the folder, opened with FILE_LIST_DIRECTORY
 * @Event: as for ZwReadFile(), like the three that follow
 * @ApcRoutine: see there
 * @ApcContext: see there
 * @IoStatusBlock: returns the status and the number of bytes
 * @FileInformation: returns structures, one behind the other
 * @Length: bytes there
 * @FileInformationClass: FileDirectoryInformation, FileFullDirectoryInformation,
 *	FileBothDirectoryInformation, FileNamesInformation, FileIdBothDirectoryInformation
 *	or FileIdFullDirectoryInformation
 * @ReturnSingleEntry: TRUE: one structure is enough
 * @FileName: which names, perhaps with wildcards; counts in the first call. NULL: all
 * @RestartScan: TRUE: begin with the first one again
 *
 * Becomes IRP_MJ_DIRECTORY_CONTROL with IRP_MN_QUERY_DIRECTORY.
 * Differs from Windows: in folders of the host, letter case counts in @FileName, and there
 * are no short names.
 * Reference page: "ZwQueryDirectoryFile function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: what the driver said; STATUS_PENDING; STATUS_NO_SUCH_FILE; STATUS_NO_MORE_FILES;
 *	STATUS_BUFFER_OVERFLOW; STATUS_INFO_LENGTH_MISMATCH; STATUS_INVALID_INFO_CLASS;
 *	STATUS_INVALID_HANDLE; STATUS_OBJECT_TYPE_MISMATCH; STATUS_ACCESS_DENIED
 */
NTSTATUS NTAPI ZwQueryDirectoryFile(HANDLE FileHandle, HANDLE Event, PIO_APC_ROUTINE ApcRoutine,
				    PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock,
				    PVOID FileInformation, ULONG Length,
				    FILE_INFORMATION_CLASS FileInformationClass,
				    BOOLEAN ReturnSingleEntry, PUNICODE_STRING FileName,
				    BOOLEAN RestartScan)
{
	struct wdm_request r = {
		.major = IRP_MJ_DIRECTORY_CONTROL,
		.minor = IRP_MN_QUERY_DIRECTORY,
		.mode = KernelMode,
		.class = FileInformationClass,
		.out = FileInformation,
		.out_len = Length,
		.location_flags = (ReturnSingleEntry ? SL_RETURN_SINGLE_ENTRY : 0) |
				  (RestartScan ? SL_RESTART_SCAN : 0),
	};

	if (!minimum(FileInformationClass))
		return STATUS_INVALID_INFO_CLASS;
	if (Length < minimum(FileInformationClass))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (FileName && FileName->Length) {
		r.auxiliary = copy_pattern(FileName);
		if (!r.auxiliary)
			return STATUS_INSUFFICIENT_RESOURCES;
	}
	return wdm_zw_send(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, &r);
}
WDM_EXPORT(ZwQueryDirectoryFile);
