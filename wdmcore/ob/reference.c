// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: the further ways to refer to an object: with a tag, by its name, as a handle.
 *
 * Tags are for Windows' object reference tracing. Here kmemleak and the count in the
 * report of a wrong dereference serve that end: a tag is taken and not kept.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

/**
 * ObfReferenceObjectWithTag() - takes a reference
 * @Object: the object's body
 * @Tag: up to four characters; not kept
 *
 * What ObReferenceObjectWithTag stands for.
 * Reference page: "ObfReferenceObjectWithTag", "ObReferenceObjectWithTag macro".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the new count; drivers are told not to use it
 */
LONG_PTR NTAPI ObfReferenceObjectWithTag(PVOID Object, ULONG Tag)
{
	return ObfReferenceObject(Object);
}
WDM_EXPORT(ObfReferenceObjectWithTag);

/**
 * ObfDereferenceObjectWithTag() - drops a reference
 * @Object: the object's body
 * @Tag: that of the reference; not compared
 *
 * What ObDereferenceObjectWithTag stands for.
 * Reference page: "ObfDereferenceObjectWithTag", "ObDereferenceObjectWithTag macro".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the new count; drivers are told not to use it
 */
LONG_PTR NTAPI ObfDereferenceObjectWithTag(PVOID Object, ULONG Tag)
{
	return ObfDereferenceObject(Object);
}
WDM_EXPORT(ObfDereferenceObjectWithTag);

/**
 * ObDereferenceObjectDeferDeleteWithTag() - drops a reference; deletes later
 * @Object: the object's body
 * @Tag: that of the reference; not compared
 *
 * Reference page: "ObDereferenceObjectDeferDeleteWithTag function".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 */
VOID NTAPI ObDereferenceObjectDeferDeleteWithTag(PVOID Object, ULONG Tag)
{
	ObDereferenceObjectDeferDelete(Object);
}
WDM_EXPORT(ObDereferenceObjectDeferDeleteWithTag);

/**
 * ObReferenceObjectByPointerWithTag() - takes a reference after a check of the type
 * @Object: the object's body
 * @DesiredAccess: as for ObReferenceObjectByPointer()
 * @ObjectType: what the object must be; NULL allowed for KernelMode
 * @AccessMode: KernelMode or UserMode
 * @Tag: not kept
 *
 * Reference page: "ObReferenceObjectByPointerWithTag function".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS or STATUS_OBJECT_TYPE_MISMATCH
 */
NTSTATUS NTAPI ObReferenceObjectByPointerWithTag(PVOID Object, ACCESS_MASK DesiredAccess,
						 POBJECT_TYPE ObjectType,
						 KPROCESSOR_MODE AccessMode, ULONG Tag)
{
	return ObReferenceObjectByPointer(Object, DesiredAccess, ObjectType, AccessMode);
}
WDM_EXPORT(ObReferenceObjectByPointerWithTag);

/**
 * ObReferenceObjectByHandleWithTag() - the object that a handle stands for
 * @Handle: the handle
 * @DesiredAccess: as for ObReferenceObjectByHandle(), like all that follow
 * @ObjectType: what the object must be; NULL: anything
 * @AccessMode: KernelMode or UserMode
 * @Tag: not kept
 * @Object: returns the object's body with a reference
 * @HandleInformation: returns granted access and attributes; may be NULL
 *
 * Reference page: "ObReferenceObjectByHandleWithTag function".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: as ObReferenceObjectByHandle()
 */
NTSTATUS NTAPI ObReferenceObjectByHandleWithTag(HANDLE Handle, ACCESS_MASK DesiredAccess,
						POBJECT_TYPE ObjectType,
						KPROCESSOR_MODE AccessMode, ULONG Tag,
						PVOID *Object,
						POBJECT_HANDLE_INFORMATION HandleInformation)
{
	return ObReferenceObjectByHandle(Handle, DesiredAccess, ObjectType, AccessMode, Object,
					 HandleInformation);
}
WDM_EXPORT(ObReferenceObjectByHandleWithTag);

/**
 * ObReferenceObjectByName() - the object of that name
 * @ObjectName: full path
 * @Attributes: OBJ_*; OBJ_OPENLINK finds a symbolic link itself. Letter case never
 *	matters
 * @PassedAccessState: ignored, see ObReferenceObjectByPointer()
 * @DesiredAccess: ignored as well
 * @ObjectType: what the object must be, e.g. *IoDriverObjectType; NULL: anything
 * @AccessMode: KernelMode or UserMode
 * @ParseContext: for the parse routines of types that drivers can't define
 * @Object: returns the object's body with a reference
 *
 * Without a reference page; drivers declare it themselves to find a driver object
 * such as \Driver\Disk.
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_PATH_SYNTAX_BAD
 */
NTSTATUS NTAPI ObReferenceObjectByName(PUNICODE_STRING ObjectName, ULONG Attributes,
				       PACCESS_STATE PassedAccessState,
				       ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
				       KPROCESSOR_MODE AccessMode, PVOID ParseContext,
				       PVOID *Object)
{
	return wdm_ob_lookup(ObjectName, Attributes & OBJ_OPENLINK ? WDM_LOOKUP_LINK : 0,
			     (const struct wdm_object_type *)ObjectType, Object, NULL);
}
WDM_EXPORT(ObReferenceObjectByName);

/**
 * ObOpenObjectByPointer() - a handle to an object that one has a pointer to
 * @Object: the object's body
 * @HandleAttributes: OBJ_KERNEL_HANDLE, OBJ_INHERIT, ...
 * @PassedAccessState: ignored; may be NULL
 * @DesiredAccess: rights for the handle
 * @ObjectType: what the object must be; NULL allowed for KernelMode
 * @AccessMode: KernelMode or UserMode
 * @Handle: returns the handle
 *
 * Reference page: "ObOpenObjectByPointer function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_TYPE_MISMATCH, STATUS_INVALID_PARAMETER,
 *	STATUS_ACCESS_DENIED for rights that a UserMode caller can't have,
 *	STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ObOpenObjectByPointer(PVOID Object, ULONG HandleAttributes,
				     PACCESS_STATE PassedAccessState, ACCESS_MASK DesiredAccess,
				     POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode,
				     PHANDLE Handle)
{
	const struct wdm_object_type *type = wdm_ob_type(Object);

	if (HandleAttributes & ~OBJ_VALID_ATTRIBUTES)
		return STATUS_INVALID_PARAMETER;
	if (ObjectType ? (void *)ObjectType != type : AccessMode != KernelMode)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (AccessMode != KernelMode &&
	    wdm_ob_map_access(type, DesiredAccess) & ~type->valid_access)
		return STATUS_ACCESS_DENIED;
	return wdm_handle_create(Object, DesiredAccess, HandleAttributes, Handle);
}
WDM_EXPORT(ObOpenObjectByPointer);

/**
 * ObIsKernelHandle() - is the handle one of the kernel's?
 * @Handle: the handle; need not be open
 *
 * Reference page: "ObIsKernelHandle function (ntifs.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: TRUE for a kernel handle; FALSE for others and for NtCurrentProcess() and
 *	NtCurrentThread()
 */
BOOLEAN NTAPI ObIsKernelHandle(HANDLE Handle)
{
	return wdm_handle_is_kernel(Handle);
}
WDM_EXPORT(ObIsKernelHandle);

/**
 * ObQueryNameString() - name of an object
 * @Object: the object's body
 * @ObjectNameInfo: returns a UNICODE_STRING, and the NUL-terminated name behind it;
 *	an empty string with a NULL Buffer if the object has no name
 * @Length: bytes at @ObjectNameInfo
 * @ReturnLength: returns the bytes that it takes
 *
 * For a file: the name of its device, and its own behind it.
 * Reference page: "ObQueryNameString function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INFO_LENGTH_MISMATCH, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ObQueryNameString(PVOID Object, POBJECT_NAME_INFORMATION ObjectNameInfo,
				 ULONG Length, PULONG ReturnLength)
{
	UNICODE_STRING path;
	NTSTATUS status;
	ULONG needed;

	if (wdm_ob_type(Object)->name_of)
		status = wdm_ob_type(Object)->name_of(Object, &path);
	else
		status = wdm_ob_path(Object, &path);
	if (!NT_SUCCESS(status))
		return status;
	needed = sizeof(*ObjectNameInfo);
	if (path.Length)
		needed += path.Length + sizeof(WCHAR);
	*ReturnLength = needed;
	if (Length < needed) {
		status = STATUS_INFO_LENGTH_MISMATCH;
	} else {
		memset(ObjectNameInfo, 0, needed);
		if (path.Length) {
			ObjectNameInfo->Name.Buffer = (WCHAR *)(ObjectNameInfo + 1);
			ObjectNameInfo->Name.Length = path.Length;
			ObjectNameInfo->Name.MaximumLength = path.Length + sizeof(WCHAR);
			memcpy(ObjectNameInfo->Name.Buffer, path.Buffer, path.Length);
		}
	}
	kfree(path.Buffer);
	return status;
}
WDM_EXPORT(ObQueryNameString);
