// SPDX-License-Identifier: GPL-2.0
/*
 * Io: cancellation of an IRP.
 *
 * Irp->CancelRoutine is the one thing that cancelling and completing compete for:
 * it is only ever taken by an atomic exchange (IoSetCancelRoutine), and who gets
 * it completes the IRP. The cancel spin lock does no more than WDM promises: it
 * orders cancel routines among themselves and with drivers that acquire it. A
 * cancel routine is entered with the lock held and releases it.
 */
#include <linux/compiler.h>
#include <linux/sched.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

static KSPIN_LOCK cancel_lock;

/* Who holds cancel_lock; to find a cancel routine that returns with it. */
static struct task_struct *cancel_lock_owner;

/**
 * IoAcquireCancelSpinLock - acquire the lock of all cancel routines
 * @Irql: receives the IRQL to return to
 *
 * Context: IRQL <= DISPATCH_LEVEL; returns at DISPATCH_LEVEL.
 * Reference: "IoAcquireCancelSpinLock function (wdm.h)".
 */
VOID NTAPI IoAcquireCancelSpinLock(PKIRQL Irql)
{
	*Irql = KeAcquireSpinLockRaiseToDpc(&cancel_lock);
	WRITE_ONCE(cancel_lock_owner, current);
}
WDM_EXPORT(IoAcquireCancelSpinLock);

/**
 * IoReleaseCancelSpinLock - release the lock of all cancel routines
 * @Irql: IRQL to return to: what IoAcquireCancelSpinLock stored, or in a cancel
 *	routine Irp->CancelIrql
 *
 * Context: DISPATCH_LEVEL, with the lock held.
 * Reference: "IoReleaseCancelSpinLock function (wdm.h)".
 */
VOID NTAPI IoReleaseCancelSpinLock(KIRQL Irql)
{
	WRITE_ONCE(cancel_lock_owner, NULL);
	KeReleaseSpinLock(&cancel_lock, Irql);
}
WDM_EXPORT(IoReleaseCancelSpinLock);

/**
 * wdm_irp_call_cancel_routine - call a cancel routine that was taken from an IRP
 * @device: the device that the IRP is at
 * @irp: the IRP, it is the cancel routine's from now on
 * @routine: the routine
 * @irql: what IoAcquireCancelSpinLock stored
 *
 * Context: the cancel spin lock is held, and released by the routine.
 */
void wdm_irp_call_cancel_routine(PDEVICE_OBJECT device, PIRP irp, PDRIVER_CANCEL routine,
				 KIRQL irql)
{
	irp->CancelIrql = irql;
	WDM_CALL(routine, device, irp);

	if (unlikely(READ_ONCE(cancel_lock_owner) == current && KeGetCurrentIrql() != irql)) {
		wdm_bug_report(0xc4, 0x00, (ULONG_PTR)irp, (ULONG_PTR)routine, 0, routine,
			       "cancel routine returned without releasing the cancel spin lock");
		IoReleaseCancelSpinLock(irql);
	}
}

/**
 * IoCancelIrp - ask for the end of a request
 * @Irp: the request; the caller knows that it is not freed meanwhile
 *
 * Sets Irp->Cancel. If the driver that holds the request gave it a cancel routine,
 * calls that.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: TRUE if a cancel routine was called.
 * Reference: "IoCancelIrp function (wdm.h)".
 */
BOOLEAN NTAPI IoCancelIrp(PIRP Irp)
{
	PDRIVER_CANCEL routine;
	KIRQL irql;

	IoAcquireCancelSpinLock(&irql);
	WRITE_ONCE(Irp->Cancel, TRUE);
	/* The exchange is a full barrier: who sets a routine later sees Cancel. */
	routine = IoSetCancelRoutine(Irp, NULL);
	if (!routine) {
		IoReleaseCancelSpinLock(irql);
		return FALSE;
	}

	if (unlikely(Irp->Type != IO_TYPE_IRP || Irp->CurrentLocation > Irp->StackCount + 1)) {
		IoReleaseCancelSpinLock(irql);
		wdm_bug_report(0x48, (ULONG_PTR)Irp, (ULONG_PTR)routine, 0, 0, routine,
			       "IoCancelIrp: IRP %p is complete, and has a cancel routine", Irp);
		return FALSE;
	}

	wdm_irp_call_cancel_routine(IoGetCurrentIrpStackLocation(Irp)->DeviceObject, Irp,
				    routine, irql);
	return TRUE;
}
WDM_EXPORT(IoCancelIrp);
