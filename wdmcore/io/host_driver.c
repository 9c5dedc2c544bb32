// SPDX-License-Identifier: GPL-2.0
/* Io: the driver of the host's files: its devices, links and dispatch routine. */
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <linux/string.h>

#include <ntddk.h>
#include "compat.h"
#include "host_file.h"
#include "io_dev.h"
#include "mm.h"
#include "ob.h"
#include "rtl.h"

static char *host_root = "/";
module_param(host_root, charp, 0444);
MODULE_PARM_DESC(host_root, "folder that drivers know as \\??\\C:\\ (/)");

static char *system_root = "/usr/lib/wdmcore";
module_param(system_root, charp, 0444);
MODULE_PARM_DESC(system_root, "folder that drivers know as \\SystemRoot (/usr/lib/wdmcore)");

/* Without a letter if it isn't below the folder that has one. */
void wdm_host_system_root(char *text, size_t size)
{
	size_t length = strlen(host_root);

	while (length && host_root[length - 1] == '/')
		length--;
	if (strncmp(system_root, host_root, length) || system_root[length] != '/')
		strscpy(text, "\\SystemRoot", size);
	else
		scnprintf(text, size, "C:%s", system_root + length);
	strreplace(text, '/', '\\');
}

const struct cred *wdm_host_cred;

static struct wdm_driver *driver;

static const struct place {
	const WCHAR *device, *link;
	char **folder;
} places[] = {
	{ L"\\Device\\HarddiskVolume1",	L"\\??\\C:",	&host_root },
	{ L"\\Device\\WdmSystemRoot",	L"\\SystemRoot", &system_root },
};

struct extension {
	const struct place *place;
	void *link;
};

const char *wdm_host_folder(PDEVICE_OBJECT device)
{
	struct extension *extension = device->DeviceExtension;

	return *extension->place->folder;
}

static NTSTATUS dispatch(PDEVICE_OBJECT device, PIRP irp, PIO_STACK_LOCATION location)
{
	PFILE_OBJECT file = location->FileObject;

	switch (location->MajorFunction) {
	case IRP_MJ_CREATE:
		return wdm_host_create(device, irp);
	case IRP_MJ_CLEANUP:
		wdm_host_cleanup(file);
		return STATUS_SUCCESS;
	case IRP_MJ_CLOSE:
		wdm_host_close(file);
		return STATUS_SUCCESS;
	}
	/* The volume itself, "\??\C:", has no data. */
	if (location->MajorFunction == IRP_MJ_QUERY_VOLUME_INFORMATION)
		return wdm_host_query_volume(irp);
	if (!file || !host_file_of(file))
		return STATUS_INVALID_PARAMETER;
	switch (location->MajorFunction) {
	case IRP_MJ_READ:
		return wdm_host_read(irp);
	case IRP_MJ_WRITE:
		return wdm_host_write(irp);
	case IRP_MJ_FLUSH_BUFFERS:
		return wdm_host_status(vfs_fsync(host_file_of(file)->filp, 0));
	case IRP_MJ_QUERY_INFORMATION:
		return wdm_host_query(irp);
	case IRP_MJ_SET_INFORMATION:
		return wdm_host_set(irp);
	case IRP_MJ_DIRECTORY_CONTROL:
		return wdm_host_query_directory(irp);
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
}

static NTSTATUS NTAPI host_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	const struct cred *old = override_creds(wdm_host_cred);
	NTSTATUS status;

	irp->IoStatus.Information = 0;
	status = dispatch(device, irp, IoGetCurrentIrpStackLocation(irp));
	revert_creds(old);
	irp->IoStatus.Status = status;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS make_place(const struct place *place)
{
	struct extension *extension;
	UNICODE_STRING name, link;
	PDEVICE_OBJECT device;
	NTSTATUS status;

	RtlInitUnicodeString(&name, place->device);
	RtlInitUnicodeString(&link, place->link);
	status = IoCreateDevice(&driver->obj, sizeof(*extension), &name, FILE_DEVICE_DISK,
				FILE_DEVICE_IS_MOUNTED, FALSE, &device);
	if (!NT_SUCCESS(status))
		return status;
	extension = device->DeviceExtension;
	extension->place = place;
	device->Flags |= DO_DIRECT_IO;
	/* No node: programs have the files themselves. */
	status = wdm_ob_create_symlink(&link, &name, &extension->link);
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	return status;
}

static void remove_places(void)
{
	struct extension *extension;
	PDEVICE_OBJECT device;

	while ((device = driver->obj.DeviceObject)) {
		extension = device->DeviceExtension;
		if (extension->link) {
			wdm_ob_remove(extension->link);
			wdm_ob_put(extension->link);
		}
		IoDeleteDevice(device);
	}
}

static struct file *file_for_section(PFILE_OBJECT file)
{
	struct host_file *host;

	if (file->DeviceObject->DriverObject != &driver->obj)
		return NULL;
	host = host_file_of(file);
	return host && S_ISREG(file_inode(host->filp)->i_mode) ? host->filp : NULL;
}

int wdm_host_init(void)
{
	static const UCHAR majors[] = {
		IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_CLOSE, IRP_MJ_READ, IRP_MJ_WRITE,
		IRP_MJ_FLUSH_BUFFERS, IRP_MJ_QUERY_INFORMATION, IRP_MJ_SET_INFORMATION,
		IRP_MJ_QUERY_VOLUME_INFORMATION, IRP_MJ_DIRECTORY_CONTROL,
	};
	size_t i;

	wdm_host_cred = prepare_kernel_cred(&init_task);
	if (!wdm_host_cred)
		return -ENOMEM;
	if (!NT_SUCCESS(wdm_driver_create("wdmhostfs", NULL, &driver))) {
		put_cred(wdm_host_cred);
		return -ENOMEM;
	}
	for (i = 0; i < ARRAY_SIZE(majors); i++)
		driver->obj.MajorFunction[majors[i]] = host_dispatch;
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (!NT_SUCCESS(make_place(&places[i]))) {
			wdm_host_exit();
			return -ENOMEM;
		}
	}
	wdm_section_file = file_for_section;
	return 0;
}

void wdm_host_exit(void)
{
	remove_places();
	wdm_driver_destroy(driver);
	put_cred(wdm_host_cred);
}
