// SPDX-License-Identifier: GPL-2.0
/*
 * Io: stacks of device objects.
 *
 * A stack changes under wdm_stack_lock and is walked upwards without it, by every
 * request: device objects are freed after an RCU grace period, and who needs the
 * top for longer takes a reference, if there still is one to take.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>

#include <ntddk.h>
#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "io_dev.h"

static PDEVICE_OBJECT top_of(PDEVICE_OBJECT device)
{
	PDEVICE_OBJECT upper;

	while ((upper = READ_ONCE(device->AttachedDevice)))
		device = upper;
	return device;
}

PDEVICE_OBJECT wdm_device_top_get(PDEVICE_OBJECT device)
{
	PDEVICE_OBJECT top;

	rcu_read_lock();
	do {
		top = top_of(device);
		/* One without references is being detached at this moment. */
	} while (unlikely(!wdm_ob_get_unless_zero(top)));
	rcu_read_unlock();
	return top;
}

/* Puts @source on top of the stack that @target is in; *@attached_to before. */
static NTSTATUS attach(PDEVICE_OBJECT source, PDEVICE_OBJECT target,
		       PDEVICE_OBJECT *attached_to)
{
	struct wdm_device *upper = wdm_device(source);
	NTSTATUS status = STATUS_NO_SUCH_DEVICE;
	PDEVICE_OBJECT lower;
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	lower = top_of(target);
	if (wdm_device(lower)->deleted || wdm_device(target)->deleted || upper->deleted ||
	    upper->ext.AttachedTo || lower == source || lower->StackSize >= 126)
		goto out;
	wdm_ob_get(lower);
	source->AlignmentRequirement = lower->AlignmentRequirement;
	source->StackSize = lower->StackSize + 1;
	source->SectorSize = lower->SectorSize;
	upper->ext.AttachedTo = lower;
	*attached_to = lower;
	/* The first request may arrive now: it is to see all of the above. */
	smp_store_release(&lower->AttachedDevice, source);
	status = STATUS_SUCCESS;
out:
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	return status;
}

/**
 * IoAttachDeviceToDeviceStack() - puts a device on top of a stack
 * @SourceDevice: the caller's device
 * @TargetDevice: any device of the stack
 *
 * Sets AlignmentRequirement and SectorSize as below, StackSize to one more.
 * Reference page: "IoAttachDeviceToDeviceStack function (wdm.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the device below, NULL if the target is being removed
 */
PDEVICE_OBJECT NTAPI IoAttachDeviceToDeviceStack(PDEVICE_OBJECT SourceDevice,
						 PDEVICE_OBJECT TargetDevice)
{
	PDEVICE_OBJECT lower;

	return NT_SUCCESS(attach(SourceDevice, TargetDevice, &lower)) ? lower : NULL;
}
WDM_EXPORT(IoAttachDeviceToDeviceStack);

/**
 * IoAttachDeviceToDeviceStackSafe() - the same, for a stack that is in use
 * @SourceDevice: the caller's device
 * @TargetDevice: any device of the stack
 * @AttachedToDeviceObject: returns the device below, and that before the first
 *	request can arrive; untouched on failure
 *
 * Reference page: "IoAttachDeviceToDeviceStackSafe function (ntddk.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS or STATUS_NO_SUCH_DEVICE
 */
NTSTATUS NTAPI IoAttachDeviceToDeviceStackSafe(PDEVICE_OBJECT SourceDevice,
					       PDEVICE_OBJECT TargetDevice,
					       PDEVICE_OBJECT *AttachedToDeviceObject)
{
	return attach(SourceDevice, TargetDevice, AttachedToDeviceObject);
}
WDM_EXPORT(IoAttachDeviceToDeviceStackSafe);

/**
 * IoAttachDeviceByPointer() - obsolete form of IoAttachDeviceToDeviceStack
 * @SourceDevice: the caller's device
 * @TargetDevice: any device of the stack
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: STATUS_SUCCESS or STATUS_NO_SUCH_DEVICE
 */
NTSTATUS NTAPI IoAttachDeviceByPointer(PDEVICE_OBJECT SourceDevice, PDEVICE_OBJECT TargetDevice)
{
	PDEVICE_OBJECT lower;

	return attach(SourceDevice, TargetDevice, &lower);
}
WDM_EXPORT(IoAttachDeviceByPointer);

/**
 * IoAttachDevice() - puts a device on top of the stack of a named device
 * @SourceDevice: the caller's device
 * @TargetDevice: name of the other
 * @AttachedDevice: returns the device below; must be memory that the caller's
 *	dispatch routines look at, see below
 *
 * The named device is opened with FILE_READ_ATTRIBUTES for it and closed again,
 * so IRP_MJ_CLEANUP and IRP_MJ_CLOSE arrive at @SourceDevice before the return.
 * Reference page: "IoAttachDevice function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_NO_SUCH_DEVICE, or what the open returned
 */
NTSTATUS NTAPI IoAttachDevice(PDEVICE_OBJECT SourceDevice, PUNICODE_STRING TargetDevice,
			      PDEVICE_OBJECT *AttachedDevice)
{
	static const struct wdm_open how = {
		.access = FILE_READ_ATTRIBUTES,
		.disposition = FILE_OPEN,
		.options = FILE_NON_DIRECTORY_FILE,
		.mode = KernelMode,
	};
	PFILE_OBJECT file;
	NTSTATUS status;

	status = wdm_file_open(TargetDevice, &how, &file, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = attach(SourceDevice, file->DeviceObject, AttachedDevice);
	wdm_file_cleanup(file);
	wdm_ob_put(file);
	return status;
}
WDM_EXPORT(IoAttachDevice);

/**
 * IoDetachDevice() - takes the device above off a device
 * @TargetDevice: the lower one of the two, as IoAttachDeviceToDeviceStack returned it
 *
 * Reference page: "IoDetachDevice function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 */
VOID NTAPI IoDetachDevice(PDEVICE_OBJECT TargetDevice)
{
	PDEVICE_OBJECT upper;
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	upper = TargetDevice->AttachedDevice;
	if (upper) {
		WRITE_ONCE(TargetDevice->AttachedDevice, NULL);
		wdm_device(upper)->ext.AttachedTo = NULL;
	}
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	if (!upper) {
		wdm_bug_report(0xc4, 0, (unsigned long)TargetDevice, 0, 0,
			       WDM_CALLER(),
			       "IoDetachDevice was called for a device without one above");
		return;
	}
	wdm_ob_put(TargetDevice);
}
WDM_EXPORT(IoDetachDevice);

/**
 * IoGetAttachedDevice() - the top of a stack
 * @DeviceObject: a device of the stack
 *
 * Reference page: "IoGetAttachedDevice function (ntifs.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the highest device; no reference is taken
 */
PDEVICE_OBJECT NTAPI IoGetAttachedDevice(PDEVICE_OBJECT DeviceObject)
{
	PDEVICE_OBJECT top;

	rcu_read_lock();
	top = top_of(DeviceObject);
	rcu_read_unlock();
	return top;
}
WDM_EXPORT(IoGetAttachedDevice);

/**
 * IoGetAttachedDeviceReference() - the top of a stack, with a reference
 * @DeviceObject: a device of the stack
 *
 * Reference page: "IoGetAttachedDeviceReference function (wdm.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the highest device; ObDereferenceObject is due
 */
PDEVICE_OBJECT NTAPI IoGetAttachedDeviceReference(PDEVICE_OBJECT DeviceObject)
{
	return wdm_device_top_get(DeviceObject);
}
WDM_EXPORT(IoGetAttachedDeviceReference);

/**
 * IoGetRelatedDeviceObject() - the device that requests on a file are sent to
 * @FileObject: the file
 *
 * Reference page: "IoGetRelatedDeviceObject function (wdm.h)".
 *
 * Context: IRQL <= DISPATCH_LEVEL
 * Return: the top of the stack of the file's device, or the device that was named when it
 *	was opened by IoCreateFileEx(); no reference is taken
 */
PDEVICE_OBJECT NTAPI IoGetRelatedDeviceObject(PFILE_OBJECT FileObject)
{
	PDEVICE_OBJECT hint = wdm_file(FileObject)->hint;

	if (hint && !READ_ONCE(wdm_device(hint)->deleted))
		return hint;
	return IoGetAttachedDevice(FileObject->DeviceObject);
}
WDM_EXPORT(IoGetRelatedDeviceObject);
