// SPDX-License-Identifier: GPL-2.0
/*
 * Io: StartIo and the device queue in the device object.
 *
 * The device queue is busy from the packet that found it idle until
 * IoStartNextPacket finds it empty; whoever learns that a packet is the one to
 * be started stores it in CurrentIrp and calls StartIo, at DISPATCH_LEVEL.
 *
 * StartIo may call IoStartNextPacket itself. StartIoCount counts the calls of
 * StartIo in progress; above a limit (1 with DeferredStartIo) a call is not made but
 * noted in StartIoFlags, and made by whoever brings the count to 0. Noting comes
 * between an increment and a decrement as a call does, so that the last one out
 * sees every note.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>

#include "call.h"
#include "compat.h"
#include "io.h"

/* DEVOBJ_EXTENSION.StartIoFlags */
#define STARTIO_DEFERRED	0x01U
#define STARTIO_NONCANCELABLE	0x02U
/* What to do when no call of StartIo is in progress any more. */
#define STARTIO_CURRENT		0x10U	/* start CurrentIrp */
#define STARTIO_NEXT		0x20U	/* start the next packet */
#define STARTIO_BY_KEY		0x40U	/* the next one by StartIoKey */
#define STARTIO_CANCELABLE	0x80U	/* the queue is under the cancel lock */
#define STARTIO_NOTES	(STARTIO_CURRENT | STARTIO_NEXT | STARTIO_BY_KEY | STARTIO_CANCELABLE)

/* Calls of StartIo inside each other; a kernel stack has room for them. */
#define STARTIO_NESTING		8

/* An irp that leaves the queue; with the cancel lock held if it can be cancelled. */
static void make_current(PDEVICE_OBJECT device, PIRP irp)
{
	device->CurrentIrp = irp;
	if (device->DeviceObjectExtension->StartIoFlags & STARTIO_NONCANCELABLE)
		IoSetCancelRoutine(irp, NULL);
}

static PIRP dequeue(PDEVICE_OBJECT device, u32 what, ULONG key)
{
	PKDEVICE_QUEUE_ENTRY entry;
	PIRP irp = NULL;
	KIRQL irql;

	if (what & STARTIO_CANCELABLE)
		IoAcquireCancelSpinLock(&irql);
	device->CurrentIrp = NULL;
	if (what & STARTIO_BY_KEY)
		entry = KeRemoveByKeyDeviceQueue(&device->DeviceQueue, key);
	else
		entry = KeRemoveDeviceQueue(&device->DeviceQueue);
	if (entry) {
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.DeviceQueueEntry);
		make_current(device, irp);
	}
	if (what & STARTIO_CANCELABLE)
		IoReleaseCancelSpinLock(irql);
	return irp;
}

/* Does, or notes, what @what says. At DISPATCH_LEVEL. */
static void start(PDEVICE_OBJECT device, u32 what, ULONG key)
{
	PDEVOBJ_EXTENSION ext = device->DeviceObjectExtension;
	atomic_t *count = (atomic_t *)&ext->StartIoCount;
	atomic_t *flags = (atomic_t *)&ext->StartIoFlags;
	PIRP irp;

	do {
		int limit = atomic_read(flags) & STARTIO_DEFERRED ? 1 : STARTIO_NESTING;

		if (likely(atomic_inc_return(count) <= limit)) {
			irp = what & STARTIO_CURRENT ? device->CurrentIrp :
						       dequeue(device, what, key);
			if (irp)
				WDM_CALL(device->DriverObject->DriverStartIo, device, irp);
		} else {
			WRITE_ONCE(ext->StartIoKey, key);
			atomic_or(what, flags);
		}
		if (!atomic_dec_and_test(count))
			return;
		/* The last one out. */
		if (likely(!(atomic_read(flags) & STARTIO_NOTES)))
			return;
		key = READ_ONCE(ext->StartIoKey);
		what = atomic_fetch_andnot(STARTIO_NOTES, flags) & STARTIO_NOTES;
	} while (what);
}

/**
 * IoStartPacket - start a request, or queue it if the device is busy
 * @DeviceObject: the device
 * @Irp: the request, marked pending
 * @Key: where to insert it into the device queue; NULL for the tail
 * @CancelFunction: cancel routine for the request; NULL if it can't be cancelled
 *
 * With a cancel routine all of it happens under the cancel spin lock, and a request
 * that was cancelled before it got into the queue has the routine called.
 *
 * Context: IRQL <= DISPATCH_LEVEL.
 * Reference: "IoStartPacket function (ntifs.h)".
 */
VOID NTAPI IoStartPacket(PDEVICE_OBJECT DeviceObject, PIRP Irp, PULONG Key,
			 PDRIVER_CANCEL CancelFunction)
{
	PKDEVICE_QUEUE_ENTRY entry = &Irp->Tail.Overlay.DeviceQueueEntry;
	KIRQL old_irql, cancel_irql;
	BOOLEAN queued;

	old_irql = KeRaiseIrqlToDpcLevel();
	if (CancelFunction) {
		IoAcquireCancelSpinLock(&cancel_irql);
		IoSetCancelRoutine(Irp, CancelFunction);
	}

	if (Key)
		queued = KeInsertByKeyDeviceQueue(&DeviceObject->DeviceQueue, entry, *Key);
	else
		queued = KeInsertDeviceQueue(&DeviceObject->DeviceQueue, entry);

	if (!queued) {
		DeviceObject->CurrentIrp = Irp;
		if (CancelFunction) {
			if (DeviceObject->DeviceObjectExtension->StartIoFlags &
			    STARTIO_NONCANCELABLE)
				IoSetCancelRoutine(Irp, NULL);
			IoReleaseCancelSpinLock(cancel_irql);
		}
		start(DeviceObject, STARTIO_CURRENT, 0);
	} else if (CancelFunction) {
		if (unlikely(Irp->Cancel) && IoSetCancelRoutine(Irp, NULL))
			wdm_irp_call_cancel_routine(DeviceObject, Irp, CancelFunction,
						    cancel_irql);
		else
			IoReleaseCancelSpinLock(cancel_irql);
	}
	KeLowerIrql(old_irql);
}
WDM_EXPORT(IoStartPacket);

/**
 * IoStartNextPacket - start the next queued request, if there is one
 * @DeviceObject: the device
 * @Cancelable: the requests were queued with a cancel routine: use the cancel lock
 *
 * Calls StartIo, unless StartIo calls it and the device has the attribute
 * DeferredStartIo: then StartIo is called again after its return. Without the
 * attribute that happens from the eighth call inside each other on.
 *
 * Context: DISPATCH_LEVEL.
 * Reference: "IoStartNextPacket function (ntifs.h)".
 */
VOID NTAPI IoStartNextPacket(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable)
{
	start(DeviceObject, STARTIO_NEXT | (Cancelable ? STARTIO_CANCELABLE : 0), 0);
}
WDM_EXPORT(IoStartNextPacket);

/**
 * IoStartNextPacketByKey - start the queued request with the next key
 * @DeviceObject: the device
 * @Cancelable: the requests were queued with a cancel routine: use the cancel lock
 * @Key: the request with the lowest key that isn't lower, or else the first one
 *
 * Context: DISPATCH_LEVEL.
 * Reference: "IoStartNextPacketByKey function (ntifs.h)".
 */
VOID NTAPI IoStartNextPacketByKey(PDEVICE_OBJECT DeviceObject, BOOLEAN Cancelable, ULONG Key)
{
	start(DeviceObject,
	      STARTIO_NEXT | STARTIO_BY_KEY | (Cancelable ? STARTIO_CANCELABLE : 0), Key);
}
WDM_EXPORT(IoStartNextPacketByKey);

/**
 * IoSetStartIoAttributes - how StartIo is to be called
 * @DeviceObject: the device
 * @DeferredStartIo: never while StartIo is running
 * @NonCancelable: a request that leaves the queue loses its cancel routine
 *
 * Context: any IRQL.
 * Reference: "IoSetStartIoAttributes function (wdm.h)".
 */
VOID NTAPI IoSetStartIoAttributes(PDEVICE_OBJECT DeviceObject, BOOLEAN DeferredStartIo,
				  BOOLEAN NonCancelable)
{
	atomic_t *flags = (atomic_t *)&DeviceObject->DeviceObjectExtension->StartIoFlags;

	atomic_andnot(STARTIO_DEFERRED | STARTIO_NONCANCELABLE, flags);
	atomic_or((DeferredStartIo ? STARTIO_DEFERRED : 0) |
		  (NonCancelable ? STARTIO_NONCANCELABLE : 0), flags);
}
WDM_EXPORT(IoSetStartIoAttributes);
