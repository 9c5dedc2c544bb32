// SPDX-License-Identifier: GPL-2.0
/* Io: what a driver asks about its surroundings: access of a requester, WDM version. */
#include "compat.h"
#include "io.h"

/**
 * IoValidateDeviceIoControlAccess - does the sender of a control request have access?
 * @Irp: an IRP_MJ_DEVICE_CONTROL or IRP_MJ_FILE_SYSTEM_CONTROL request
 * @RequiredAccess: FILE_READ_ACCESS, FILE_WRITE_ACCESS or both
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS, also for any request of kernel mode;
 *	STATUS_ACCESS_DENIED; STATUS_INVALID_PARAMETER for other requests and
 *	other access bits.
 * Reference: "WdmlibIoValidateDeviceIoControlAccess function (wdmsec.h)".
 */
NTSTATUS NTAPI IoValidateDeviceIoControlAccess(PIRP Irp, ULONG RequiredAccess)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(Irp);

	if (RequiredAccess & ~(FILE_READ_ACCESS | FILE_WRITE_ACCESS))
		return STATUS_INVALID_PARAMETER;
	if (location->MajorFunction != IRP_MJ_DEVICE_CONTROL &&
	    location->MajorFunction != IRP_MJ_FILE_SYSTEM_CONTROL)
		return STATUS_INVALID_PARAMETER;
	if (Irp->RequestorMode == KernelMode)
		return STATUS_SUCCESS;
	if ((RequiredAccess & FILE_READ_ACCESS) && !(location->Flags & SL_READ_ACCESS_GRANTED))
		return STATUS_ACCESS_DENIED;
	if ((RequiredAccess & FILE_WRITE_ACCESS) &&
	    !(location->Flags & SL_WRITE_ACCESS_GRANTED))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoValidateDeviceIoControlAccess);

/**
 * IoIsWdmVersionAvailable - is this version of WDM there?
 * @MajorVersion: major version
 * @MinorVersion: minor version, hexadecimal: 0x30 for 1.30
 *
 * WDM is 6.00 since Windows Vista.
 *
 * Context: PASSIVE_LEVEL.
 * Return: TRUE if the version of WDM is at least the one asked for.
 * Reference: "IoIsWdmVersionAvailable function (wdm.h)".
 */
BOOLEAN NTAPI IoIsWdmVersionAvailable(UCHAR MajorVersion, UCHAR MinorVersion)
{
	return MajorVersion < 6 || (MajorVersion == 6 && MinorVersion == 0);
}
WDM_EXPORT(IoIsWdmVersionAvailable);
