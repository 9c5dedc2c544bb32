/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddchild.h

    The driver's own definitions.

--*/
#ifndef DDCHILD_H
#define DDCHILD_H

#include <ntddk.h>
#include "../ddbus/ddbusioctl.h"

#define DDCHILD_POOL_TAG 'hCDD'

typedef struct _DEVICE_EXTENSION {
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Pdo;
    PDEVICE_OBJECT Lower;
    IO_REMOVE_LOCK RemoveLock;
    UNICODE_STRING InterfaceName;
    volatile LONG Gone;         // surprise removal
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD DdChildUnload;
DRIVER_ADD_DEVICE DdChildAddDevice;
DRIVER_DISPATCH DdChildDispatchCreateClose;
DRIVER_DISPATCH DdChildDispatchReadWrite;
DRIVER_DISPATCH DdChildDispatchDeviceControl;
DRIVER_DISPATCH DdChildDispatchPnp;
DRIVER_DISPATCH DdChildDispatchPower;
DRIVER_DISPATCH DdChildDispatchSystemControl;
IO_COMPLETION_ROUTINE DdChildTransferDone;

NTSTATUS DdChildComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information);
NTSTATUS DdChildPassDown(PDEVICE_EXTENSION Extension, PIRP Irp);

#endif
