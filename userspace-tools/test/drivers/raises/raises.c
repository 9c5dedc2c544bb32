/* SPDX-License-Identifier: GPL-2.0 */
/*
 * raises.c: raises exceptions and handles none. Its code has no handlers, so nothing need be
 * known of it while it runs.
 */
#include "../control.h"

#define RAISES_LINK L"\\DosDevices\\Raises"

static volatile ULONG_PTR Nowhere = 0x10;

static NTSTATUS NTAPI
RaisesControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ULONG what = IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceIoControl.IoControlCode;

    UNREFERENCED_PARAMETER(DeviceObject);
    Complete(Irp, STATUS_SUCCESS, 0);
    switch ((what >> 2) & 0xfff) {
    case 0x800:
        ExRaiseStatus(STATUS_DEVICE_BUSY);
    case 0x801:
        *(volatile ULONG *)Nowhere = 0;
        break;
    case 0x802:
        ExRaiseDatatypeMisalignment();
    }
    return STATUS_SUCCESS;
}

static VOID NTAPI
RaisesUnload(PDRIVER_OBJECT DriverObject)
{
    ControlDelete(DriverObject, RAISES_LINK);
}

NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    return ControlCreate(DriverObject, L"\\Device\\Raises", RAISES_LINK, RaisesControl,
                         RaisesUnload);
}
