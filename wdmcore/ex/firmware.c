// SPDX-License-Identifier: GPL-2.0
/* Ex: environment variables of the firmware, which are those of UEFI. */
#include <linux/efi.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <wdm.h>

#include "compat.h"

#if IS_ENABLED(CONFIG_EFI)

WDM_IMPORT_EFIVAR;

static NTSTATUS status_of(efi_status_t status)
{
	switch (status) {
	case EFI_SUCCESS:
		return STATUS_SUCCESS;
	case EFI_BUFFER_TOO_SMALL:
		return STATUS_BUFFER_TOO_SMALL;
	case EFI_NOT_FOUND:
		return STATUS_VARIABLE_NOT_FOUND;
	case EFI_INVALID_PARAMETER:
		return STATUS_INVALID_PARAMETER;
	case EFI_OUT_OF_RESOURCES:
		return STATUS_INSUFFICIENT_RESOURCES;
	case EFI_UNSUPPORTED:
		return STATUS_NOT_IMPLEMENTED;
	default:
		return STATUS_UNSUCCESSFUL;
	}
}

static NTSTATUS get_variable(WCHAR *name, LPGUID vendor, PVOID value, PULONG length,
			     PULONG attributes)
{
	unsigned long size = *length;
	efi_guid_t guid;
	efi_status_t status;
	u32 attr = 0;

	memcpy(&guid, vendor, sizeof(guid));
	/* Fails if the firmware is no UEFI. */
	if (efivar_lock())
		return STATUS_NOT_IMPLEMENTED;
	status = efivar_get_variable((efi_char16_t *)name, &guid, &attr, &size, value);
	efivar_unlock();
	if (status == EFI_SUCCESS || status == EFI_BUFFER_TOO_SMALL)
		*length = size;
	if (status == EFI_SUCCESS && attributes)
		*attributes = attr;
	return status_of(status);
}

#else

static NTSTATUS get_variable(WCHAR *name, LPGUID vendor, PVOID value, PULONG length,
			     PULONG attributes)
{
	return STATUS_NOT_IMPLEMENTED;
}

#endif

/**
 * ExGetFirmwareEnvironmentVariable - ExGetFirmwareEnvironmentVariable function
 * @VariableName: its name
 * @VendorGuid: whose it is
 * @Value: returns the value; may be NULL if *@ValueLength is 0
 * @ValueLength: size of @Value in bytes; returns the length of the value, or what is
 *	needed
 * @Attributes: returns the attributes, as UEFI has them; or NULL
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_VARIABLE_NOT_FOUND,
 * STATUS_INVALID_PARAMETER, STATUS_INSUFFICIENT_RESOURCES; STATUS_NOT_IMPLEMENTED if the
 * machine wasn't started by UEFI; STATUS_UNSUCCESSFUL.
 */
NTSTATUS NTAPI ExGetFirmwareEnvironmentVariable(PUNICODE_STRING VariableName, LPGUID VendorGuid,
						PVOID Value, PULONG ValueLength,
						PULONG Attributes)
{
	NTSTATUS status;
	WCHAR *name;

	if (!VariableName || !VariableName->Length || !VendorGuid || !ValueLength ||
	    (!Value && *ValueLength))
		return STATUS_INVALID_PARAMETER;
	name = kzalloc(VariableName->Length + sizeof(WCHAR), GFP_KERNEL);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(name, VariableName->Buffer, VariableName->Length);
	status = get_variable(name, VendorGuid, Value, ValueLength, Attributes);
	kfree(name);
	return status;
}
WDM_EXPORT(ExGetFirmwareEnvironmentVariable);
