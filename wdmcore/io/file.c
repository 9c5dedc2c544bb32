// SPDX-License-Identifier: GPL-2.0
/*
 * Io: life of file objects.
 *
 *	IRP_MJ_CREATE	at the open; if it fails there never was a file
 *	IRP_MJ_CLEANUP	when the last handle (or descriptor) is closed; requests may
 *			still be pending then, and the driver is to end them
 *	IRP_MJ_CLOSE	when the last reference is gone
 *
 * A file keeps the modules of all drivers that were in its stack when it was
 * opened, and lets go of them after its IRP_MJ_CLOSE.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <ntifs.h>
#include "compat.h"
#include "ex.h"
#include "io.h"
#include "io_dev.h"
#include "pnp.h"

#define FILE_NAME_TAG	0x6d4e6f49	/* 'IoNm' */

static void delete_file(void *body);

static void last_handle_closed(void *body)
{
	wdm_file_cleanup(body);
}

/* The device's name with the file's behind it. */
static NTSTATUS name_of(void *body, UNICODE_STRING *path)
{
	PFILE_OBJECT file = body;
	UNICODE_STRING device;
	NTSTATUS status;
	size_t length;

	status = wdm_ob_path(file->DeviceObject, &device);
	if (!NT_SUCCESS(status))
		return status;
	length = device.Length + file->FileName.Length;
	path->Buffer = length <= UNICODE_STRING_MAX_BYTES ?
		       kmalloc(length + sizeof(WCHAR), GFP_KERNEL) : NULL;
	if (path->Buffer) {
		memcpy(path->Buffer, device.Buffer, device.Length);
		memcpy((u8 *)path->Buffer + device.Length, file->FileName.Buffer,
		       file->FileName.Length);
		path->Length = length;
		path->MaximumLength = length;
	}
	kfree(device.Buffer);
	return path->Buffer ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

const struct wdm_object_type wdm_file_type = {
	.name = "File",
	.delete = delete_file,
	.close = last_handle_closed,
	.mapping = {
		.GenericRead = FILE_GENERIC_READ,
		.GenericWrite = FILE_GENERIC_WRITE,
		.GenericExecute = FILE_GENERIC_EXECUTE,
		.GenericAll = FILE_ALL_ACCESS,
	},
	.valid_access = FILE_ALL_ACCESS,
	.name_of = name_of,
	.waitable = true,
	.wait_offset = offsetof(FILE_OBJECT, Event),
};
WDM_DDK_OBJECT_TYPE(IoFileObjectType, wdm_file_type);

/* A reference to each driver behind the stack whose top is @top. */
static NTSTATUS get_drivers(struct wdm_file *file, PDEVICE_OBJECT top)
{
	/* Each device of a stack has added one to StackSize. */
	u32 max = top->StackSize;
	PDEVICE_OBJECT device;
	struct wdm_driver *driver;
	unsigned long flags;

	file->drivers = kcalloc(max, sizeof(*file->drivers), GFP_KERNEL);
	if (!file->drivers)
		return STATUS_INSUFFICIENT_RESOURCES;
	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = top; device; device = wdm_device(device)->ext.AttachedTo) {
		driver = wdm_device(device)->driver;
		if (!driver->owner)
			continue;
		if (file->nr_drivers == max || !wdm_driver_get(driver))
			break;
		file->drivers[file->nr_drivers++] = driver;
	}
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	/* What was taken so far is given back with the file. */
	return device ? STATUS_NO_SUCH_DEVICE : STATUS_SUCCESS;
}

static void uncount_open(PDEVICE_OBJECT device)
{
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	device->ReferenceCount--;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	wdm_pnp_last_close(device);
}

/*
 * One more file on the device, if it may be opened now. Counted first, then asked
 * for: a removal either sees the file or refuses it.
 */
static NTSTATUS count_open(PDEVICE_OBJECT device)
{
	NTSTATUS status = STATUS_SUCCESS;
	unsigned long flags;

	spin_lock_irqsave(&wdm_stack_lock, flags);
	if (wdm_device(device)->deleted || (device->Flags & DO_DEVICE_INITIALIZING))
		status = STATUS_NO_SUCH_DEVICE;
	else if ((device->Flags & DO_EXCLUSIVE) && device->ReferenceCount)
		status = STATUS_ACCESS_DENIED;
	else
		device->ReferenceCount++;
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	if (!NT_SUCCESS(status))
		return status;
	status = wdm_pnp_check_open(device);
	if (!NT_SUCCESS(status))
		uncount_open(device);
	return status;
}

static void init_file(struct wdm_file *file, PDEVICE_OBJECT device, const struct wdm_open *how)
{
	PFILE_OBJECT obj = &file->obj;

	mutex_init(&file->lock);
	file->access = wdm_ob_map_access(&wdm_file_type, how->access);
	obj->Type = IO_TYPE_FILE;
	obj->Size = sizeof(*obj);
	obj->DeviceObject = device;
	obj->ReadAccess = !!(file->access & (FILE_READ_DATA | FILE_EXECUTE));
	obj->WriteAccess = !!(file->access & (FILE_WRITE_DATA | FILE_APPEND_DATA));
	obj->DeleteAccess = !!(file->access & DELETE);
	obj->SharedRead = !!(how->share & FILE_SHARE_READ);
	obj->SharedWrite = !!(how->share & FILE_SHARE_WRITE);
	obj->SharedDelete = !!(how->share & FILE_SHARE_DELETE);
	if (how->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT))
		obj->Flags |= FO_SYNCHRONOUS_IO;
	if (how->options & FILE_SYNCHRONOUS_IO_ALERT)
		obj->Flags |= FO_ALERTABLE_IO;
	if (how->options & FILE_NO_INTERMEDIATE_BUFFERING)
		obj->Flags |= FO_NO_INTERMEDIATE_BUFFERING;
	if (how->options & FILE_WRITE_THROUGH)
		obj->Flags |= FO_WRITE_THROUGH;
	if (how->options & FILE_SEQUENTIAL_ONLY)
		obj->Flags |= FO_SEQUENTIAL_ONLY;
	if (how->options & FILE_RANDOM_ACCESS)
		obj->Flags |= FO_RANDOM_ACCESS;
	KeInitializeEvent(&obj->Lock, SynchronizationEvent, FALSE);
	KeInitializeEvent(&obj->Event, NotificationEvent, FALSE);
	KeInitializeSpinLock(&obj->IrpListLock);
	InitializeListHead(&obj->IrpList);
}

/* Drivers above others replace the name's buffer, so it is what they free: pool. */
static NTSTATUS set_name(PFILE_OBJECT file, const UNICODE_STRING *tail)
{
	if (!tail->Length)
		return STATUS_SUCCESS;
	file->FileName.Buffer = wdm_pool_alloc(tail->Length + sizeof(WCHAR), FILE_NAME_TAG,
					       WDM_POOL_ZERO, set_name);
	if (!file->FileName.Buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(file->FileName.Buffer, tail->Buffer, tail->Length);
	file->FileName.Length = tail->Length;
	file->FileName.MaximumLength = tail->Length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

PDEVICE_OBJECT wdm_file_top_get(struct wdm_file *file)
{
	PDEVICE_OBJECT hint = file->hint;

	/* One that is gone is no way to the others any more. */
	if (likely(!hint) || READ_ONCE(wdm_device(hint)->deleted))
		return wdm_device_top_get(file->obj.DeviceObject);
	wdm_ob_get(hint);
	return hint;
}
WDM_EXPORT(wdm_file_top_get);

/* The device to send to has a reference then, if it is in the stack. */
static NTSTATUS set_hint(struct wdm_file *file, PDEVICE_OBJECT hint)
{
	PDEVICE_OBJECT device;
	unsigned long flags;

	if (!hint)
		return STATUS_SUCCESS;
	spin_lock_irqsave(&wdm_stack_lock, flags);
	for (device = file->obj.DeviceObject; device && device != hint;
	     device = device->AttachedDevice)
		;
	if (device && !wdm_device(device)->deleted) {
		wdm_ob_get(device);
		file->hint = device;
	}
	spin_unlock_irqrestore(&wdm_stack_lock, flags);
	return file->hint ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_OBJECT_PARAMETER;
}

/* The driver gets a copy of the attributes, which it may change. */
static NTSTATUS set_ea(PIRP irp, const struct wdm_open *how)
{
	ULONG bad;
	NTSTATUS status;
	void *copy;

	if (!how->ea_length)
		return STATUS_SUCCESS;
	copy = kvmalloc(how->ea_length, GFP_KERNEL);
	if (!copy)
		return STATUS_INSUFFICIENT_RESOURCES;
	memcpy(copy, how->ea, how->ea_length);
	status = IoCheckEaBufferValidity(copy, how->ea_length, &bad);
	if (!NT_SUCCESS(status)) {
		kvfree(copy);
		irp->IoStatus.Information = bad;
		return status;
	}
	irp->AssociatedIrp.SystemBuffer = copy;
	IoGetNextIrpStackLocation(irp)->Parameters.Create.EaLength = how->ea_length;
	return STATUS_SUCCESS;
}

static PIRP file_irp(PFILE_OBJECT file, PDEVICE_OBJECT top, UCHAR major, gfp_t gfp)
{
	PIRP irp = wdm_irp_alloc(top->StackSize, gfp);
	PIO_STACK_LOCATION location;

	if (!irp)
		return NULL;
	irp->Tail.Overlay.Thread = PsGetCurrentThread();
	irp->Tail.Overlay.OriginalFileObject = file;
	location = IoGetNextIrpStackLocation(irp);
	location->MajorFunction = major;
	location->FileObject = file;
	return irp;
}

static NTSTATUS send_create(struct wdm_file *file, PDEVICE_OBJECT top,
			    const struct wdm_open *how, ULONG_PTR *information)
{
	IO_SECURITY_CONTEXT security = {
		.DesiredAccess = file->access,
		.FullCreateOptions = how->options,
	};
	PIO_STACK_LOCATION location;
	NTSTATUS status;
	void *ea;
	PIRP irp;

	irp = file_irp(&file->obj, top, IRP_MJ_CREATE, GFP_KERNEL);
	if (!irp)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->Flags = IRP_CREATE_OPERATION | IRP_SYNCHRONOUS_API | IRP_DEFER_IO_COMPLETION;
	irp->RequestorMode = how->mode;
	location = IoGetNextIrpStackLocation(irp);
	location->Parameters.Create.SecurityContext = &security;
	location->Parameters.Create.Options = how->disposition << 24 |
					      (how->options & 0xffffff);
	location->Parameters.Create.FileAttributes = how->attributes ?: FILE_ATTRIBUTE_NORMAL;
	irp->Overlay.AllocationSize.QuadPart = how->allocation;
	location->Parameters.Create.ShareAccess = how->share;
	location->Flags = how->location_flags;
	status = set_ea(irp, how);
	/* A driver may put a buffer of its own into the IRP: this one is ours. */
	ea = irp->AssociatedIrp.SystemBuffer;
	if (NT_SUCCESS(status))
		status = wdm_irp_send_wait_cancellable(top, irp);
	kvfree(ea);
	if (information)
		*information = irp->IoStatus.Information;
	wdm_irp_free(irp);
	return status;
}

/* @related is there for the time of the request only, as documented. */
static NTSTATUS open_device(PDEVICE_OBJECT device, const UNICODE_STRING *tail,
			    PFILE_OBJECT related, const struct wdm_open *how,
			    struct wdm_file *file, ULONG_PTR *information)
{
	PDEVICE_OBJECT top;
	NTSTATUS status;

	init_file(file, device, how);
	status = set_name(&file->obj, tail);
	if (!NT_SUCCESS(status))
		return status;
	top = wdm_device_top_get(device);
	status = get_drivers(file, top);
	wdm_ob_put(top);
	if (NT_SUCCESS(status))
		status = set_hint(file, how->hint);
	top = wdm_file_top_get(file);
	file->obj.RelatedFileObject = related;
	if (NT_SUCCESS(status))
		status = send_create(file, top, how, information);
	file->obj.RelatedFileObject = NULL;
	wdm_ob_put(top);
	/* Another name to try is what a file system answers; here is nobody to try it. */
	if (status == STATUS_REPARSE)
		status = STATUS_NOT_SUPPORTED;
	if (!NT_SUCCESS(status))
		return status;
	file->opened = true;
	file->obj.Flags |= FO_HANDLE_CREATED;
	return STATUS_SUCCESS;
}

/* @device's reference is given up, or goes to the file. */
static NTSTATUS open_file(PDEVICE_OBJECT device, const UNICODE_STRING *tail,
			  PFILE_OBJECT related, const struct wdm_open *how, PFILE_OBJECT *out,
			  ULONG_PTR *information)
{
	struct wdm_file *file;
	NTSTATUS status;

	status = wdm_device_check_access(device, how, tail);
	if (!NT_SUCCESS(status))
		goto out_device;
	status = count_open(device);
	if (!NT_SUCCESS(status))
		goto out_device;
	status = STATUS_INSUFFICIENT_RESOURCES;
	file = WDM_OB_ALLOC(struct wdm_file, header, obj, 0, &wdm_file_type, GFP_KERNEL);
	if (!file) {
		uncount_open(device);
		goto out_device;
	}
	/* From here on the file has the count and the reference of the device. */
	status = open_device(device, tail, related, how, file, information);
	if (NT_SUCCESS(status))
		*out = &file->obj;
	else
		wdm_ob_put(&file->obj);
	return status;

out_device:
	wdm_ob_put(device);
	return status;
}

/**
 * wdm_file_open() - opens a device by its name
 * @path: full path; what follows the device becomes FileName
 * @how: what is asked for
 * @out: returns the file with one reference
 * @information: returns IoStatus.Information of the request; may be NULL
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, what the driver said, or why it was not asked:
 *	STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH,
 *	STATUS_NO_SUCH_DEVICE, STATUS_ACCESS_DENIED and so on
 */
NTSTATUS wdm_file_open(PCUNICODE_STRING path, const struct wdm_open *how, PFILE_OBJECT *out,
		       ULONG_PTR *information)
{
	UNICODE_STRING tail;
	NTSTATUS status;
	void *device;

	*out = NULL;
	status = wdm_ob_lookup(path, WDM_LOOKUP_TAIL, &wdm_device_type, &device, &tail);
	if (!NT_SUCCESS(status))
		return status;
	status = open_file(device, &tail, NULL, how, out, information);
	kfree(tail.Buffer);
	return status;
}
WDM_EXPORT(wdm_file_open);

NTSTATUS wdm_file_open_relative(PFILE_OBJECT related, PCUNICODE_STRING name,
				const struct wdm_open *how, PFILE_OBJECT *out,
				ULONG_PTR *information)
{
	*out = NULL;
	wdm_ob_get(related->DeviceObject);
	return open_file(related->DeviceObject, name, related, how, out, information);
}
WDM_EXPORT(wdm_file_open_relative);

/* CLEANUP and CLOSE can't fail for want of memory: the driver would never learn. */
static void send_simple(PFILE_OBJECT file, UCHAR major, ULONG flags)
{
	PDEVICE_OBJECT top = wdm_file_top_get(wdm_file(file));
	PIRP irp = file_irp(file, top, major, GFP_KERNEL | __GFP_NOFAIL);

	irp->Flags = flags;
	wdm_irp_send_wait(top, irp);
	wdm_irp_free(irp);
	wdm_ob_put(top);
}

void wdm_file_cleanup(PFILE_OBJECT obj)
{
	struct wdm_file *file = wdm_file(obj);

	if (file->opened && !test_and_set_bit(WDM_FILE_CLEANED_UP, &file->state))
		send_simple(obj, IRP_MJ_CLEANUP, IRP_SYNCHRONOUS_API | IRP_CLOSE_OPERATION);
}
WDM_EXPORT(wdm_file_cleanup);

static void delete_file(void *body)
{
	struct wdm_file *file = wdm_file(body);
	PDEVICE_OBJECT device = file->obj.DeviceObject;
	u32 i;

	/* References may outlive the last handle; they may also never have had one. */
	wdm_file_cleanup(&file->obj);
	if (file->opened)
		send_simple(&file->obj, IRP_MJ_CLOSE, IRP_SYNCHRONOUS_API | IRP_CLOSE_OPERATION);
	uncount_open(device);
	if (file->obj.FileName.Buffer)
		ExFreePool(file->obj.FileName.Buffer);
	if (file->hint)
		wdm_ob_put(file->hint);
	wdm_ob_put(device);
	/* The drivers' code may go from here on. */
	for (i = 0; i < file->nr_drivers; i++)
		wdm_driver_put(file->drivers[i]);
	kfree(file->drivers);
}

/**
 * IoGetDeviceObjectPointer() - a named device, and a file object that keeps it
 * @ObjectName: name of the device
 * @DesiredAccess: usually FILE_READ_DATA
 * @FileObject: returns the file; ObDereferenceObject of it gives both up
 * @DeviceObject: returns the top of the device's stack, without a reference
 *
 * The stack sees IRP_MJ_CREATE, then IRP_MJ_CLEANUP (the handle is closed before
 * the return), and IRP_MJ_CLOSE once the file object is dereferenced.
 * Reference page: "IoGetDeviceObjectPointer function (wdm.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_NAME_INVALID,
 *	STATUS_INSUFFICIENT_RESOURCES, other errors of looking up and opening
 */
NTSTATUS NTAPI IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess,
					PFILE_OBJECT *FileObject, PDEVICE_OBJECT *DeviceObject)
{
	struct wdm_open how = {
		.access = DesiredAccess,
		.disposition = FILE_OPEN,
		.options = FILE_NON_DIRECTORY_FILE,
		.mode = KernelMode,
	};
	NTSTATUS status;

	*DeviceObject = NULL;
	status = wdm_file_open(ObjectName, &how, FileObject, NULL);
	if (!NT_SUCCESS(status))
		return status;
	wdm_file_cleanup(*FileObject);
	*DeviceObject = IoGetRelatedDeviceObject(*FileObject);
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoGetDeviceObjectPointer);
