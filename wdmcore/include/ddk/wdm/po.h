/* SPDX-License-Identifier: GPL-2.0 */
/* Po: power IRPs. */
#ifndef _WDM_PO_H
#define _WDM_PO_H

#include <wdm/po_types.h>
#include <wdm/io.h>

typedef VOID NTAPI REQUEST_POWER_COMPLETE(struct _DEVICE_OBJECT *DeviceObject,
					  UCHAR MinorFunction, POWER_STATE PowerState,
					  PVOID Context, struct _IO_STATUS_BLOCK *IoStatus);
typedef REQUEST_POWER_COMPLETE *PREQUEST_POWER_COMPLETE;

NTKERNELAPI NTSTATUS NTAPI PoRequestPowerIrp(PDEVICE_OBJECT DeviceObject, UCHAR MinorFunction,
					     POWER_STATE PowerState,
					     PREQUEST_POWER_COMPLETE CompletionFunction,
					     PVOID Context, PIRP *Irp);
NTKERNELAPI NTSTATUS NTAPI PoCallDriver(PDEVICE_OBJECT DeviceObject, PIRP Irp);
NTKERNELAPI VOID NTAPI PoStartNextPowerIrp(PIRP Irp);
NTKERNELAPI POWER_STATE NTAPI PoSetPowerState(PDEVICE_OBJECT DeviceObject, POWER_STATE_TYPE Type,
					      POWER_STATE State);

#endif
