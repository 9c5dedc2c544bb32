// SPDX-License-Identifier: GPL-2.0
/*
 * Ob: OBJECT_ATTRIBUTES, by which callers name an object that they open or make.
 *
 * A name is either a full path, or relative to the directory object whose handle is
 * RootDirectory. A new object gets its handle first and its name second: whoever
 * opens it in between, and closes it again, can't take the name away with that.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "compat.h"
#include "ob.h"

static bool is_named(const OBJECT_ATTRIBUTES *attributes)
{
	return attributes && attributes->ObjectName && attributes->ObjectName->Length;
}

NTSTATUS wdm_ob_check_attributes(const OBJECT_ATTRIBUTES *attributes)
{
	PCUNICODE_STRING name;

	if (!attributes)
		return STATUS_SUCCESS;
	if (attributes->Length != sizeof(*attributes) ||
	    attributes->Attributes & ~OBJ_VALID_ATTRIBUTES)
		return STATUS_INVALID_PARAMETER;
	name = attributes->ObjectName;
	if (name && (name->Length % sizeof(WCHAR) || (name->Length && !name->Buffer)))
		return STATUS_OBJECT_NAME_INVALID;
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_ob_check_attributes);

static NTSTATUS append(UNICODE_STRING *path, PCUNICODE_STRING directory, PCUNICODE_STRING name)
{
	bool root = directory->Length == sizeof(WCHAR);
	size_t length = (root ? 0 : directory->Length) + sizeof(WCHAR) + name->Length;
	u8 *p;

	if (length > UNICODE_STRING_MAX_BYTES)
		return STATUS_NAME_TOO_LONG;
	path->Buffer = kmalloc(length + sizeof(WCHAR), GFP_KERNEL);
	if (!path->Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	p = (u8 *)path->Buffer;
	if (!root) {
		memcpy(p, directory->Buffer, directory->Length);
		p += directory->Length;
	}
	*(WCHAR *)p = '\\';
	memcpy(p + sizeof(WCHAR), name->Buffer, name->Length);
	path->Buffer[length / sizeof(WCHAR)] = 0;
	path->Length = length;
	path->MaximumLength = length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

NTSTATUS wdm_ob_attributes_path(const OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *path)
{
	static const UNICODE_STRING empty;
	UNICODE_STRING directory;
	PCUNICODE_STRING name;
	NTSTATUS status;
	void *body;

	*path = empty;
	status = wdm_ob_check_attributes(attributes);
	if (!NT_SUCCESS(status))
		return status;
	name = is_named(attributes) ? attributes->ObjectName : &empty;
	if (!attributes || !attributes->RootDirectory) {
		if (!name->Length || name->Buffer[0] != '\\')
			return STATUS_OBJECT_PATH_SYNTAX_BAD;
		path->Buffer = kmemdup(name->Buffer, name->Length, GFP_KERNEL);
		path->Length = name->Length;
		path->MaximumLength = name->Length;
		return path->Buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
	}
	/* A name that begins at the root has no other place to begin at. */
	if (!name->Length || name->Buffer[0] == '\\')
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	status = wdm_handle_reference(attributes->RootDirectory, &wdm_directory_type, 0,
				      KernelMode, &body, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_ob_path(body, &directory);
	wdm_ob_put(body);
	if (!NT_SUCCESS(status))
		return status;
	/* A directory that lost its name leads nowhere. */
	status = directory.Length ? append(path, &directory, name) :
				    STATUS_OBJECT_PATH_NOT_FOUND;
	kfree(directory.Buffer);
	return status;
}
WDM_EXPORT(wdm_ob_attributes_path);

NTSTATUS wdm_ob_open(const OBJECT_ATTRIBUTES *attributes, u32 flags,
		     const struct wdm_object_type *type, ACCESS_MASK access, PHANDLE handle)
{
	UNICODE_STRING path;
	NTSTATUS status;
	void *body;
	bool named;

	if (!attributes)
		return STATUS_INVALID_PARAMETER;
	if (attributes->Attributes & OBJ_OPENLINK)
		flags |= WDM_LOOKUP_LINK;
	status = wdm_ob_attributes_path(attributes, &path);
	if (!NT_SUCCESS(status))
		return status;
	for (;;) {
		status = wdm_ob_lookup(&path, flags, type, &body, NULL);
		if (!NT_SUCCESS(status))
			break;
		status = wdm_handle_create(body, access, attributes->Attributes, handle);
		/* Its last handle may have been closed in between, and its name be gone. */
		named = !NT_SUCCESS(status) || body == wdm_root_directory ||
			wdm_ob_has_name(body);
		wdm_ob_put(body);
		if (named)
			break;
		wdm_handle_close(*handle, KernelMode);
	}
	kfree(path.Buffer);
	return status;
}
WDM_EXPORT(wdm_ob_open);

NTSTATUS wdm_ob_create(const OBJECT_ATTRIBUTES *attributes, void *body, ACCESS_MASK access,
		       PHANDLE out)
{
	u32 flags = attributes ? attributes->Attributes : 0;
	UNICODE_STRING path;
	NTSTATUS status;
	int tries = 64;
	HANDLE handle;

	status = wdm_ob_check_attributes(attributes);
	if (!NT_SUCCESS(status))
		return status;
	if (!is_named(attributes))
		return wdm_handle_create(body, access, flags, out);
	status = wdm_ob_attributes_path(attributes, &path);
	if (!NT_SUCCESS(status))
		return status;
	do {
		status = wdm_handle_create(body, access, flags, &handle);
		if (!NT_SUCCESS(status))
			break;
		status = wdm_ob_insert(&path, body,
				       flags & OBJ_PERMANENT ? WDM_OBJECT_PERMANENT : 0);
		if (NT_SUCCESS(status)) {
			*out = handle;
			break;
		}
		wdm_handle_close(handle, KernelMode);
		if (status != STATUS_OBJECT_NAME_COLLISION || !(flags & OBJ_OPENIF))
			break;
		status = wdm_ob_open(attributes, 0, wdm_ob_type(body), access, out);
		if (NT_SUCCESS(status))
			status = STATUS_OBJECT_NAME_EXISTS;
		/* The other one may be gone by now. (Or it is a link that leads nowhere.) */
	} while (status == STATUS_OBJECT_NAME_NOT_FOUND && --tries);
	kfree(path.Buffer);
	return status;
}
WDM_EXPORT(wdm_ob_create);
