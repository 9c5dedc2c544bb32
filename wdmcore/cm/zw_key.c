// SPDX-License-Identifier: GPL-2.0
/* Cm: keys by handle. */
#include <linux/slab.h>

#include "cm.h"
#include "compat.h"
#include "ob.h"

static NTSTATUS open_or_create(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes,
			       PUNICODE_STRING class, enum wdm_cm_how how, PULONG disposition)
{
	static const UNICODE_STRING empty;
	struct wdm_cm_key *root = NULL;
	struct wdm_cm_key *key;
	NTSTATUS status;
	bool created;

	if (!attributes || attributes->Length != sizeof(*attributes))
		return STATUS_INVALID_PARAMETER;
	if (attributes->RootDirectory) {
		status = wdm_cm_reference(attributes->RootDirectory, 0, &root);
		if (!NT_SUCCESS(status))
			return status;
	}

	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_walk(root, attributes->ObjectName ? attributes->ObjectName : &empty, how,
			     &key, &created);
	if (NT_SUCCESS(status) && created && class && class->Length) {
		key->class.Buffer = kmemdup(class->Buffer, class->Length, GFP_KERNEL);
		if (key->class.Buffer) {
			key->class.Length = class->Length;
			key->class.MaximumLength = class->Length;
		} else {
			wdm_cm_undo_create(key);
			wdm_cm_put_locked(key);
			status = STATUS_INSUFFICIENT_RESOURCES;
		}
	}
	if (root)
		wdm_cm_put_locked(root);
	mutex_unlock(&wdm_cm_lock);
	if (!NT_SUCCESS(status))
		return status;

	status = wdm_cm_handle(key, access, attributes->Attributes, handle);
	mutex_lock(&wdm_cm_lock);
	if (!NT_SUCCESS(status) && created)
		wdm_cm_undo_create(key);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	if (NT_SUCCESS(status) && disposition)
		*disposition = created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
	return status;
}

/**
 * ZwCreateKey - create a registry key, or open the one that is there
 * @KeyHandle: returns the handle, to be closed with ZwClose()
 * @DesiredAccess: KEY_* rights
 * @ObjectAttributes: path, absolute or relative to RootDirectory; all of it but
 *	the last component must exist
 * @TitleIndex: ignored, device and intermediate drivers pass zero
 * @Class: class of a new key, or NULL
 * @CreateOptions: REG_OPTION_*; the registry lives in memory, so all keys are
 *	volatile in that they end with wdmcore
 * @Disposition: returns REG_CREATED_NEW_KEY or REG_OPENED_EXISTING_KEY, or NULL
 *
 * Reference page: ZwCreateKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND for a missing part of the
 * path, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_INVALID_HANDLE, STATUS_KEY_DELETED, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex,
			   PUNICODE_STRING Class, ULONG CreateOptions, PULONG Disposition)
{
	/* Links between keys are for the configuration manager's own use. */
	if (CreateOptions & REG_OPTION_CREATE_LINK)
		return STATUS_INVALID_PARAMETER;
	return open_or_create(KeyHandle, DesiredAccess, ObjectAttributes, Class, WDM_CM_CREATE,
			      Disposition);
}
WDM_EXPORT(ZwCreateKey);

/**
 * ZwOpenKey - open an existing registry key
 * @KeyHandle: returns the handle, to be closed with ZwClose()
 * @DesiredAccess: KEY_* rights
 * @ObjectAttributes: path, absolute or relative to RootDirectory
 *
 * Reference page: ZwOpenKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: as ZwCreateKey(); STATUS_OBJECT_NAME_NOT_FOUND if there is no such key.
 */
NTSTATUS NTAPI ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
			 POBJECT_ATTRIBUTES ObjectAttributes)
{
	return open_or_create(KeyHandle, DesiredAccess, ObjectAttributes, NULL, WDM_CM_OPEN, NULL);
}
WDM_EXPORT(ZwOpenKey);

/**
 * ZwOpenKeyEx - open an existing registry key, with options
 * @KeyHandle: returns the handle
 * @DesiredAccess: KEY_* rights
 * @ObjectAttributes: path
 * @OpenOptions: REG_OPTION_OPEN_LINK and REG_OPTION_BACKUP_RESTORE; without
 *	links and with every right granted, neither makes a difference
 *
 * Reference page: ZwOpenKeyEx function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: as ZwOpenKey(); STATUS_INVALID_PARAMETER_4 for other options.
 */
NTSTATUS NTAPI ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions)
{
	if (OpenOptions & ~(REG_OPTION_OPEN_LINK | REG_OPTION_BACKUP_RESTORE))
		return STATUS_INVALID_PARAMETER_4;
	return ZwOpenKey(KeyHandle, DesiredAccess, ObjectAttributes);
}
WDM_EXPORT(ZwOpenKeyEx);

/**
 * ZwDeleteKey - delete an open key
 * @KeyHandle: handle with DELETE access
 *
 * The key leaves the registry at once; the handle stays to be closed.
 *
 * Reference page: ZwDeleteKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_CANNOT_DELETE if there are subkeys,
 * STATUS_INVALID_HANDLE, STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwDeleteKey(HANDLE KeyHandle)
{
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, DELETE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_delete_locked(key);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwDeleteKey);

/**
 * ZwRenameKey - give a key another name
 * @KeyHandle: handle with KEY_WRITE access
 * @NewName: the name, without a path: the key and all below it stay where they are
 *
 * Handles to the key stay good.
 *
 * Reference page: NtRenameKey function (winternl.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_ACCESS_DENIED (also for the roots of the registry),
 * STATUS_OBJECT_NAME_COLLISION if there is such a key, STATUS_OBJECT_NAME_INVALID,
 * STATUS_INVALID_HANDLE, STATUS_KEY_DELETED, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS NTAPI ZwRenameKey(HANDLE KeyHandle, PUNICODE_STRING NewName)
{
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, KEY_WRITE, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = wdm_cm_rename_locked(key, NewName);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwRenameKey);

/**
 * ZwQueryKey - information about a key
 * @KeyHandle: handle with KEY_QUERY_VALUE access (not needed for the name)
 * @KeyInformationClass: KeyBasicInformation, KeyNodeInformation,
 *	KeyFullInformation or KeyNameInformation
 * @KeyInformation: buffer of @Length bytes, or NULL
 * @Length: in bytes
 * @ResultLength: returns the bytes that all of the information takes
 *
 * Reference page: ZwQueryKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL,
 * STATUS_INVALID_PARAMETER, STATUS_INVALID_HANDLE, STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass,
			  PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
	struct wdm_cm_key *key;
	NTSTATUS status;

	status = wdm_cm_reference(KeyHandle, KeyInformationClass == KeyNameInformation ?
				  0 : KEY_QUERY_VALUE, &key);
	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = key->deleted ? STATUS_KEY_DELETED :
		 wdm_cm_key_information(key, KeyInformationClass, KeyInformation, Length,
					ResultLength);
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwQueryKey);

/**
 * ZwEnumerateKey - information about a subkey
 * @KeyHandle: handle with KEY_ENUMERATE_SUB_KEYS access
 * @Index: from 0
 * @KeyInformationClass: KeyBasicInformation, KeyNodeInformation or
 *	KeyFullInformation
 * @KeyInformation: buffer of @Length bytes, or NULL
 * @Length: in bytes
 * @ResultLength: returns the bytes that all of the information takes
 *
 * Reference page: ZwEnumerateKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: as ZwQueryKey(); STATUS_NO_MORE_ENTRIES past the last subkey.
 */
NTSTATUS NTAPI ZwEnumerateKey(HANDLE KeyHandle, ULONG Index,
			      KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation,
			      ULONG Length, PULONG ResultLength)
{
	struct wdm_cm_key *subkey;
	struct wdm_cm_key *key;
	NTSTATUS status;

	if (KeyInformationClass != KeyBasicInformation &&
	    KeyInformationClass != KeyNodeInformation && KeyInformationClass != KeyFullInformation)
		return STATUS_INVALID_PARAMETER;
	status = wdm_cm_reference(KeyHandle, KEY_ENUMERATE_SUB_KEYS, &key);
	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = key->deleted ? STATUS_KEY_DELETED : STATUS_NO_MORE_ENTRIES;
	list_for_each_entry(subkey, &key->subkeys, sibling) {
		if (Index--)
			continue;
		status = wdm_cm_key_information(subkey, KeyInformationClass, KeyInformation,
						Length, ResultLength);
		break;
	}
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwEnumerateKey);

/**
 * ZwFlushKey - force a key to storage
 * @KeyHandle: handle
 *
 * The registry is kept in memory for as long as wdmcore is loaded, so a write is
 * as durable as it gets when it returns.
 *
 * Reference page: ZwFlushKey function (wdm.h).
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_KEY_DELETED.
 */
NTSTATUS NTAPI ZwFlushKey(HANDLE KeyHandle)
{
	struct wdm_cm_key *key;
	NTSTATUS status = wdm_cm_reference(KeyHandle, 0, &key);

	if (!NT_SUCCESS(status))
		return status;
	mutex_lock(&wdm_cm_lock);
	status = key->deleted ? STATUS_KEY_DELETED : STATUS_SUCCESS;
	wdm_cm_put_locked(key);
	mutex_unlock(&wdm_cm_lock);
	return status;
}
WDM_EXPORT(ZwFlushKey);
