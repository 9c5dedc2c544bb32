// SPDX-License-Identifier: GPL-2.0
/* Ob: what can be done to any object by its handle. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"
#include "ps.h"
#include "rtl.h"

/**
 * ZwMakeTemporaryObject() - undoes OBJ_PERMANENT
 * @Handle: handle of the object; its name goes when the last handle is closed
 *
 * Reference page: "ZwMakeTemporaryObject function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS or STATUS_INVALID_HANDLE
 */
NTSTATUS NTAPI ZwMakeTemporaryObject(HANDLE Handle)
{
	NTSTATUS status;
	void *body;

	status = wdm_handle_reference(Handle, NULL, DELETE, KernelMode, &body, NULL);
	if (!NT_SUCCESS(status))
		return status;
	wdm_ob_make_temporary(body);
	wdm_ob_put(body);
	return STATUS_SUCCESS;
}
WDM_EXPORT(ZwMakeTemporaryObject);

static NTSTATUS process_of(HANDLE handle, struct wdm_process **process)
{
	void *body;
	NTSTATUS status = wdm_handle_reference(handle, &wdm_process_type, 0, KernelMode, &body,
					       NULL);

	*process = body;
	return status;
}

/**
 * ZwDuplicateObject() - a second handle to an object
 * @SourceProcessHandle: the process that @SourceHandle belongs to
 * @SourceHandle: the handle
 * @TargetProcessHandle: the process that is to get the new one; may be NULL with
 *	DUPLICATE_CLOSE_SOURCE
 * @TargetHandle: returns the new handle; may be NULL with DUPLICATE_CLOSE_SOURCE
 * @DesiredAccess: its rights, unless DUPLICATE_SAME_ACCESS
 * @HandleAttributes: OBJ_KERNEL_HANDLE, OBJ_INHERIT, unless DUPLICATE_SAME_ATTRIBUTES
 * @Options: DUPLICATE_*; DUPLICATE_CLOSE_SOURCE closes the source whatever happens
 *
 * Reference page: "ZwDuplicateObject function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES
 */
NTSTATUS NTAPI ZwDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle,
				 HANDLE TargetProcessHandle, PHANDLE TargetHandle,
				 ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
				 ULONG Options)
{
	struct wdm_process *source, *target = NULL;
	OBJECT_HANDLE_INFORMATION information;
	NTSTATUS status;
	void *body;

	if (!TargetHandle && !(Options & DUPLICATE_CLOSE_SOURCE))
		return STATUS_INVALID_PARAMETER;
	status = process_of(SourceProcessHandle, &source);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_handle_reference_in(source, SourceHandle, &body, &information);
	if (!NT_SUCCESS(status))
		goto out_source;
	if (!TargetHandle)
		goto out_body;
	status = process_of(TargetProcessHandle, &target);
	if (!NT_SUCCESS(status))
		goto out_body;
	if (Options & DUPLICATE_SAME_ACCESS)
		DesiredAccess = information.GrantedAccess;
	if (Options & DUPLICATE_SAME_ATTRIBUTES)
		HandleAttributes = information.HandleAttributes;
	status = wdm_handle_create_in(target, body, DesiredAccess, HandleAttributes,
				      TargetHandle);
	wdm_ob_put(target);
out_body:
	wdm_ob_put(body);
	if (Options & DUPLICATE_CLOSE_SOURCE)
		wdm_handle_close_in(source, SourceHandle);
out_source:
	wdm_ob_put(source);
	return status;
}
WDM_EXPORT(ZwDuplicateObject);

static NTSTATUS query_basic(void *body, const OBJECT_HANDLE_INFORMATION *handle, void *out,
			    ULONG length, ULONG *needed)
{
	PPUBLIC_OBJECT_BASIC_INFORMATION info = out;

	*needed = sizeof(*info);
	if (length != sizeof(*info))
		return STATUS_INFO_LENGTH_MISMATCH;
	memset(info, 0, sizeof(*info));
	info->Attributes = handle->HandleAttributes;
	if (wdm_ob_header(body)->flags & WDM_OBJECT_PERMANENT)
		info->Attributes |= OBJ_PERMANENT;
	info->GrantedAccess = handle->GrantedAccess;
	info->HandleCount = atomic_read(&wdm_ob_header(body)->handles);
	/* Without the one of this query. */
	info->PointerCount = atomic_long_read(&wdm_ob_header(body)->references) - 1;
	return STATUS_SUCCESS;
}

static NTSTATUS query_type(void *body, void *out, ULONG length, ULONG *needed)
{
	PPUBLIC_OBJECT_TYPE_INFORMATION info = out;
	const char *name = wdm_ob_type(body)->name;
	size_t i, units = strlen(name);
	WCHAR *chars;

	*needed = sizeof(*info) + (units + 1) * sizeof(WCHAR);
	if (length < *needed)
		return STATUS_INFO_LENGTH_MISMATCH;
	memset(info, 0, *needed);
	chars = (WCHAR *)(info + 1);
	for (i = 0; i < units; i++)
		chars[i] = name[i];
	info->TypeName.Buffer = chars;
	info->TypeName.Length = units * sizeof(WCHAR);
	info->TypeName.MaximumLength = info->TypeName.Length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

/**
 * ZwQueryObject() - facts about an object
 * @Handle: handle of the object
 * @ObjectInformationClass: ObjectBasicInformation, ObjectTypeInformation, or
 *	ObjectNameInformation (as ObQueryNameString())
 * @ObjectInformation: returns the structure
 * @ObjectInformationLength: bytes there
 * @ReturnLength: returns the bytes that it takes; may be NULL
 *
 * Reference page: "ZwQueryObject function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_INVALID_INFO_CLASS,
 *	STATUS_INFO_LENGTH_MISMATCH
 */
NTSTATUS NTAPI ZwQueryObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass,
			     PVOID ObjectInformation, ULONG ObjectInformationLength,
			     PULONG ReturnLength)
{
	OBJECT_HANDLE_INFORMATION handle;
	ULONG needed = 0;
	NTSTATUS status;
	void *body;

	status = wdm_handle_reference(Handle, NULL, 0, KernelMode, &body, &handle);
	if (!NT_SUCCESS(status))
		return status;
	switch (ObjectInformationClass) {
	case ObjectBasicInformation:
		status = query_basic(body, &handle, ObjectInformation, ObjectInformationLength,
				     &needed);
		break;
	case ObjectNameInformation:
		status = ObQueryNameString(body, ObjectInformation, ObjectInformationLength,
					   &needed);
		break;
	case ObjectTypeInformation:
		status = query_type(body, ObjectInformation, ObjectInformationLength, &needed);
		break;
	default:
		status = STATUS_INVALID_INFO_CLASS;
	}
	wdm_ob_put(body);
	if (ReturnLength)
		*ReturnLength = needed;
	return status;
}
WDM_EXPORT(ZwQueryObject);
