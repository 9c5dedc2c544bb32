// SPDX-License-Identifier: GPL-2.0
/* Io: associated IRPs, the parts of a request that a driver splits. */
#include "compat.h"
#include "io.h"

/**
 * IoMakeAssociatedIrp - make an IRP for a part of a master IRP
 * @Irp: the master; its AssociatedIrp.IrpCount is set by the caller to the number
 *	of its associated IRPs before the first one is sent
 * @StackSize: stack locations
 *
 * The master is completed with the status that it then has, when the last of its
 * associated IRPs was.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the IRP; NULL without memory.
 * Reference: "IoMakeAssociatedIrp function (ntddk.h)".
 */
PIRP NTAPI IoMakeAssociatedIrp(PIRP Irp, CCHAR StackSize)
{
	PIRP associated = wdm_irp_alloc(StackSize, wdm_io_gfp());

	if (!associated)
		return NULL;
	associated->Flags = IRP_ASSOCIATED_IRP;
	associated->AssociatedIrp.MasterIrp = Irp;
	associated->Tail.Overlay.Thread = Irp->Tail.Overlay.Thread;
	return associated;
}
WDM_EXPORT(IoMakeAssociatedIrp);
