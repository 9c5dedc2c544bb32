// SPDX-License-Identifier: GPL-2.0
/*
 * Io: controller objects: hardware that several devices share and that does one thing at
 * a time.
 *
 * A device waits for it in the controller's device queue, with the entry that is in the
 * device object. A busy queue stands for the controller being allocated: whoever finds it
 * free, or takes the next entry when it becomes free, calls that device's routine.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io.h"

/**
 * IoCreateController - IoCreateController function
 * @Size: of the controller extension, which is zeroed
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the controller object, NULL without memory.
 */
PCONTROLLER_OBJECT NTAPI IoCreateController(ULONG Size)
{
	PCONTROLLER_OBJECT controller = kvzalloc(sizeof(*controller) + (size_t)Size, GFP_KERNEL);

	if (!controller)
		return NULL;
	controller->Type = IO_TYPE_CONTROLLER;
	controller->Size = (CSHORT)(sizeof(*controller) + Size);
	controller->ControllerExtension = controller + 1;
	KeInitializeDeviceQueue(&controller->DeviceWaitQueue);
	return controller;
}
WDM_EXPORT(IoCreateController);

/**
 * IoDeleteController - IoDeleteController function
 * @ControllerObject: not allocated, and nobody waits for it
 *
 * Context: IRQL == PASSIVE_LEVEL.
 */
VOID NTAPI IoDeleteController(PCONTROLLER_OBJECT ControllerObject)
{
	if (ControllerObject->DeviceWaitQueue.Busy)
		wdm_bug_report(0xc4, 0, (uintptr_t)ControllerObject, 0, 0,
			       WDM_CALLER(),
			       "IoDeleteController of a controller that is allocated");
	kvfree(ControllerObject);
}
WDM_EXPORT(IoDeleteController);

static IO_ALLOCATION_ACTION run(PDEVICE_OBJECT device)
{
	PWAIT_CONTEXT_BLOCK wcb = &device->Queue.Wcb;

	return WDM_CALL(wcb->DeviceRoutine, device, wcb->CurrentIrp, NULL, wcb->DeviceContext);
}

/**
 * IoAllocateController - IoAllocateController function
 * @ControllerObject: the controller
 * @DeviceObject: the device that needs it, which isn't waiting for one already
 * @ExecutionRoutine: called with the device's current IRP, at DISPATCH_LEVEL, when the
 *	controller is the device's, which may be at once. It returns KeepObject, and
 *	IoFreeController() is called later, or DeallocateObject
 * @Context: for @ExecutionRoutine
 *
 * Context: IRQL == DISPATCH_LEVEL.
 */
VOID NTAPI IoAllocateController(PCONTROLLER_OBJECT ControllerObject, PDEVICE_OBJECT DeviceObject,
				PDRIVER_CONTROL ExecutionRoutine, PVOID Context)
{
	PWAIT_CONTEXT_BLOCK wcb = &DeviceObject->Queue.Wcb;

	wcb->DeviceRoutine = ExecutionRoutine;
	wcb->DeviceContext = Context;
	wcb->CurrentIrp = DeviceObject->CurrentIrp;
	wcb->DeviceObject = DeviceObject;
	if (KeInsertDeviceQueue(&ControllerObject->DeviceWaitQueue, &wcb->WaitQueueEntry))
		return;
	if (run(DeviceObject) == DeallocateObject)
		IoFreeController(ControllerObject);
}
WDM_EXPORT(IoAllocateController);

/**
 * IoFreeController - IoFreeController function
 * @ControllerObject: a controller that is allocated; the next device that waits gets it
 *
 * Context: IRQL == DISPATCH_LEVEL.
 */
VOID NTAPI IoFreeController(PCONTROLLER_OBJECT ControllerObject)
{
	PKDEVICE_QUEUE_ENTRY entry;

	/* A loop, since routines that are done at once would recurse without end. */
	do {
		entry = KeRemoveDeviceQueue(&ControllerObject->DeviceWaitQueue);
		if (!entry)
			return;
	} while (run(CONTAINING_RECORD(entry, DEVICE_OBJECT, Queue.Wcb.WaitQueueEntry)) ==
		 DeallocateObject);
}
WDM_EXPORT(IoFreeController);
