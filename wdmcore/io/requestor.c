// SPDX-License-Identifier: GPL-2.0
/* Io: who asked for a request, and what a thread works on. */
#include <linux/mm.h>

#include "compat.h"
#include "io.h"
#include "ps.h"

/**
 * IoGetRequestorProcess - process of the thread that a request came from
 * @Irp: the request
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the process, without a reference; NULL if the request belongs to no
 *	thread.
 * Reference: "IoGetRequestorProcess function (ntifs.h)".
 */
PEPROCESS NTAPI IoGetRequestorProcess(PIRP Irp)
{
	PETHREAD thread = Irp->Tail.Overlay.Thread;

	return thread ? (PEPROCESS)wdm_thread_process((struct wdm_thread *)thread) : NULL;
}
WDM_EXPORT(IoGetRequestorProcess);

/**
 * IoGetRequestorProcessId - id of the process that a request came from
 * @Irp: the request
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the id; 0 if the request belongs to no thread.
 * Reference: "IoGetRequestorProcessId function (ntifs.h)".
 */
ULONG NTAPI IoGetRequestorProcessId(PIRP Irp)
{
	PETHREAD thread = Irp->Tail.Overlay.Thread;

	return thread ? HandleToULong(((struct wdm_thread *)thread)->process_id) : 0;
}
WDM_EXPORT(IoGetRequestorProcessId);

/**
 * IoGetTopLevelIrp - what the current thread set as its top-level request
 *
 * Context: IRQL <= APC_LEVEL.
 * Return: the IRP, or one of the FSRTL_ values, or NULL.
 * Reference: "IoGetTopLevelIrp function (ntifs.h)".
 */
PIRP NTAPI IoGetTopLevelIrp(VOID)
{
	return wdm_thread_current()->toplevel_irp;
}
WDM_EXPORT(IoGetTopLevelIrp);

/**
 * IoSetTopLevelIrp - set the current thread's top-level request
 * @Irp: the IRP, or one of the FSRTL_ values, or NULL; not looked at
 *
 * Context: IRQL <= APC_LEVEL.
 * Reference: "IoSetTopLevelIrp function (ntifs.h)".
 */
VOID NTAPI IoSetTopLevelIrp(PIRP Irp)
{
	wdm_thread_current()->toplevel_irp = Irp;
}
WDM_EXPORT(IoSetTopLevelIrp);
