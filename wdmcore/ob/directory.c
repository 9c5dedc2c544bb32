// SPDX-License-Identifier: GPL-2.0
/* Ob: directories for drivers. */
#include <linux/mm.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

/**
 * ZwCreateDirectoryObject() - makes or opens an object directory
 * @DirectoryHandle: returns the handle
 * @DesiredAccess: DIRECTORY_* rights
 * @ObjectAttributes: its name. OBJ_OPENIF opens one that is there; with
 *	OBJ_PERMANENT it stays when its last handle is closed
 *
 * Reference page: "ZwCreateDirectoryObject function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_EXISTS if it was opened, not made,
 *	STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_PATH_NOT_FOUND,
 *	STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_NAME_INVALID,
 *	STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwCreateDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
				       POBJECT_ATTRIBUTES ObjectAttributes)
{
	void *directory = wdm_directory_alloc();
	NTSTATUS status;

	if (!directory)
		return STATUS_INSUFFICIENT_RESOURCES;
	status = wdm_ob_create(ObjectAttributes, directory, DesiredAccess, DirectoryHandle);
	wdm_ob_put(directory);
	return status;
}
WDM_EXPORT(ZwCreateDirectoryObject);

/**
 * ZwOpenDirectoryObject() - opens an object directory
 * @DirectoryHandle: returns the handle, good as a RootDirectory
 * @DesiredAccess: DIRECTORY_* rights
 * @ObjectAttributes: its name
 *
 * Reference page: "ZwOpenDirectoryObject function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH
 *	and the like
 */
NTSTATUS NTAPI ZwOpenDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess,
				     POBJECT_ATTRIBUTES ObjectAttributes)
{
	return wdm_ob_open(ObjectAttributes, 0, &wdm_directory_type, DesiredAccess,
			   DirectoryHandle);
}
WDM_EXPORT(ZwOpenDirectoryObject);
