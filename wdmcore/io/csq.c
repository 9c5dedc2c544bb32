// SPDX-License-Identifier: GPL-2.0
/*
 * Io: cancel-safe queues.
 *
 * The driver has the queue and its lock, this file the race with cancellation. An
 * IRP in a queue has csq_cancel() as its cancel routine. Who takes that away by an
 * exchange, under the queue's lock, has the IRP: IoCsqRemoveXxx, or IoCancelIrp,
 * whose csq_cancel() then gets the lock, unlinks the IRP and completes it. An IRP
 * that is found without its cancel routine is about to be unlinked by csq_cancel()
 * on another CPU, which waits for the queue's lock: it is passed over.
 *
 * DriverContext[3] of a queued IRP points to the IO_CSQ, or to the
 * IO_CSQ_IRP_CONTEXT that the driver queued it with; both begin with a type.
 */
#include <linux/compiler.h>

#include "call.h"
#include "compat.h"
#include "io.h"

#define CSQ_OF(irp)	((irp)->Tail.Overlay.DriverContext[3])

static void initialize_csq(PIO_CSQ csq, ULONG type, PIO_CSQ_INSERT_IRP insert,
			   PIO_CSQ_REMOVE_IRP remove, PIO_CSQ_PEEK_NEXT_IRP peek,
			   PIO_CSQ_ACQUIRE_LOCK acquire, PIO_CSQ_RELEASE_LOCK release,
			   PIO_CSQ_COMPLETE_CANCELED_IRP complete_canceled)
{
	csq->Type = type;
	csq->CsqInsertIrp = insert;
	csq->CsqRemoveIrp = remove;
	csq->CsqPeekNextIrp = peek;
	csq->CsqAcquireLock = acquire;
	csq->CsqReleaseLock = release;
	csq->CsqCompleteCanceledIrp = complete_canceled;
	csq->ReservePointer = NULL;
}

/**
 * IoCsqInitialize - initialise the table of a driver's cancel-safe queue
 * @Csq: the table
 * @CsqInsertIrp: puts an IRP into the queue
 * @CsqRemoveIrp: takes an IRP out of it
 * @CsqPeekNextIrp: the next matching IRP after a given one
 * @CsqAcquireLock: locks the queue
 * @CsqReleaseLock: unlocks it
 * @CsqCompleteCanceledIrp: completes an IRP that was cancelled
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS.
 * Reference: "IoCsqInitialize function (wdm.h)".
 */
NTSTATUS NTAPI IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP CsqInsertIrp,
			       PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
			       PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
			       PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
			       PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
			       PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	initialize_csq(Csq, IO_TYPE_CSQ, CsqInsertIrp, CsqRemoveIrp, CsqPeekNextIrp,
		       CsqAcquireLock, CsqReleaseLock, CsqCompleteCanceledIrp);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoCsqInitialize);

/**
 * IoCsqInitializeEx - the same for a queue whose insert routine can refuse
 * @Csq: the table
 * @CsqInsertIrp: puts an IRP into the queue, or returns an error
 * @CsqRemoveIrp: takes an IRP out of it
 * @CsqPeekNextIrp: the next matching IRP after a given one
 * @CsqAcquireLock: locks the queue
 * @CsqReleaseLock: unlocks it
 * @CsqCompleteCanceledIrp: completes an IRP that was cancelled
 *
 * Context: any IRQL.
 * Return: STATUS_SUCCESS.
 * Reference: "IoCsqInitializeEx function (wdm.h)".
 */
NTSTATUS NTAPI IoCsqInitializeEx(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP_EX CsqInsertIrp,
				 PIO_CSQ_REMOVE_IRP CsqRemoveIrp,
				 PIO_CSQ_PEEK_NEXT_IRP CsqPeekNextIrp,
				 PIO_CSQ_ACQUIRE_LOCK CsqAcquireLock,
				 PIO_CSQ_RELEASE_LOCK CsqReleaseLock,
				 PIO_CSQ_COMPLETE_CANCELED_IRP CsqCompleteCanceledIrp)
{
	initialize_csq(Csq, IO_TYPE_CSQ_EX, (PIO_CSQ_INSERT_IRP)(void *)CsqInsertIrp,
		       CsqRemoveIrp, CsqPeekNextIrp, CsqAcquireLock, CsqReleaseLock,
		       CsqCompleteCanceledIrp);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoCsqInitializeEx);

/* Ends the connection of an unlinked IRP to its queue. The queue is locked. */
static void disconnect(PIRP irp)
{
	PIO_CSQ_IRP_CONTEXT context = CSQ_OF(irp);

	CSQ_OF(irp) = NULL;
	if (context->Type == IO_TYPE_CSQ_IRP_CONTEXT)
		context->Irp = NULL;
}

static VOID NTAPI csq_cancel(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_CSQ_IRP_CONTEXT context;
	PIO_CSQ csq;
	KIRQL irql;

	IoReleaseCancelSpinLock(irp->CancelIrql);

	context = CSQ_OF(irp);
	csq = context->Type == IO_TYPE_CSQ_IRP_CONTEXT ? context->Csq : (PIO_CSQ)context;

	WDM_CALL(csq->CsqAcquireLock, csq, &irql);
	WDM_CALL(csq->CsqRemoveIrp, csq, irp);
	disconnect(irp);
	WDM_CALL(csq->CsqReleaseLock, csq, irql);

	WDM_CALL(csq->CsqCompleteCanceledIrp, csq, irp);
}

static NTSTATUS call_insert(PIO_CSQ csq, PIRP irp, PVOID insert_context)
{
	PIO_CSQ_INSERT_IRP_EX insert_ex;

	if (csq->Type == IO_TYPE_CSQ_EX) {
		insert_ex = (PIO_CSQ_INSERT_IRP_EX)(void *)csq->CsqInsertIrp;
		return WDM_CALL(insert_ex, csq, irp, insert_context);
	}
	WDM_CALL(csq->CsqInsertIrp, csq, irp);
	return STATUS_SUCCESS;
}

/**
 * IoCsqInsertIrpEx - put an IRP into a cancel-safe queue and mark it pending
 * @Csq: the queue
 * @Irp: the IRP
 * @Context: initialised, for IoCsqRemoveIrp; may be NULL
 * @InsertContext: for the CsqInsertIrpEx routine of a queue of IoCsqInitializeEx
 *
 * An IRP that is cancelled already isn't put into the queue, but completed by
 * CsqCompleteCanceledIrp.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: STATUS_SUCCESS for a queue of IoCsqInitialize; else what CsqInsertIrpEx
 *	returned. With an error the IRP isn't queued or marked.
 * Reference: "IoCsqInsertIrpEx function (wdm.h)", "Cancel-Safe IRP Queues".
 */
NTSTATUS NTAPI IoCsqInsertIrpEx(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context,
				PVOID InsertContext)
{
	NTSTATUS status = STATUS_SUCCESS;
	bool canceled = false;
	KIRQL irql;

	Csq->ReservePointer = NULL;
	if (Context) {
		Context->Type = IO_TYPE_CSQ_IRP_CONTEXT;
		Context->Irp = Irp;
		Context->Csq = Csq;
		CSQ_OF(Irp) = Context;
	} else {
		CSQ_OF(Irp) = Csq;
	}

	WDM_CALL(Csq->CsqAcquireLock, Csq, &irql);
	if (unlikely(READ_ONCE(Irp->Cancel))) {
		IoMarkIrpPending(Irp);
		canceled = true;
	} else {
		status = call_insert(Csq, Irp, InsertContext);
		if (!NT_SUCCESS(status)) {
			disconnect(Irp);
			goto unlock;
		}
		IoMarkIrpPending(Irp);
		IoSetCancelRoutine(Irp, csq_cancel);
		/*
		 * Cancelled since? If the routine is gone, IoCancelIrp has it, and
		 * csq_cancel() waits for the lock.
		 */
		if (unlikely(READ_ONCE(Irp->Cancel)) && IoSetCancelRoutine(Irp, NULL)) {
			WDM_CALL(Csq->CsqRemoveIrp, Csq, Irp);
			canceled = true;
		}
	}
	if (unlikely(canceled))
		disconnect(Irp);
unlock:
	WDM_CALL(Csq->CsqReleaseLock, Csq, irql);

	if (unlikely(canceled))
		WDM_CALL(Csq->CsqCompleteCanceledIrp, Csq, Irp);
	return status;
}
WDM_EXPORT(IoCsqInsertIrpEx);

/**
 * IoCsqInsertIrp - put an IRP into a cancel-safe queue and mark it pending
 * @Csq: the queue
 * @Irp: the IRP
 * @Context: initialised, for IoCsqRemoveIrp; may be NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoCsqInsertIrp function (wdm.h)".
 */
VOID NTAPI IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context)
{
	IoCsqInsertIrpEx(Csq, Irp, Context, NULL);
}
WDM_EXPORT(IoCsqInsertIrp);

/**
 * IoCsqRemoveNextIrp - take the next matching IRP out of a cancel-safe queue
 * @Csq: the queue
 * @PeekContext: for CsqPeekNextIrp, which knows what matches
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the IRP, the caller's from now on; NULL if there is none.
 * Reference: "IoCsqRemoveNextIrp function (wdm.h)".
 */
PIRP NTAPI IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID PeekContext)
{
	PIRP irp = NULL;
	KIRQL irql;

	Csq->ReservePointer = NULL;
	WDM_CALL(Csq->CsqAcquireLock, Csq, &irql);
	while ((irp = WDM_CALL(Csq->CsqPeekNextIrp, Csq, irp, PeekContext)) != NULL) {
		if (!IoSetCancelRoutine(irp, NULL))
			continue;
		WDM_CALL(Csq->CsqRemoveIrp, Csq, irp);
		disconnect(irp);
		break;
	}
	WDM_CALL(Csq->CsqReleaseLock, Csq, irql);
	return irp;
}
WDM_EXPORT(IoCsqRemoveNextIrp);

/**
 * IoCsqRemoveIrp - take a certain IRP out of a cancel-safe queue
 * @Csq: the queue
 * @Context: what the IRP was inserted with
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Return: the IRP, the caller's from now on; NULL if it was cancelled, or is no
 *	longer in the queue.
 * Reference: "IoCsqRemoveIrp function (wdm.h)".
 */
PIRP NTAPI IoCsqRemoveIrp(PIO_CSQ Csq, PIO_CSQ_IRP_CONTEXT Context)
{
	PIRP irp;
	KIRQL irql;

	Csq->ReservePointer = NULL;
	WDM_CALL(Csq->CsqAcquireLock, Csq, &irql);
	irp = Context->Irp;
	if (irp) {
		if (IoSetCancelRoutine(irp, NULL)) {
			WDM_CALL(Csq->CsqRemoveIrp, Csq, irp);
			disconnect(irp);
		} else {
			irp = NULL;
		}
	}
	WDM_CALL(Csq->CsqReleaseLock, Csq, irql);
	return irp;
}
WDM_EXPORT(IoCsqRemoveIrp);
