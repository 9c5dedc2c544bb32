// SPDX-License-Identifier: GPL-2.0
/* Io: life of driver objects. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "io.h"
#include "io_dev.h"
#include "mm.h"
#include "pe.h"
#include "rtl.h"

LIST_HEAD(wdm_drivers);

static void delete_driver(void *body)
{
	struct wdm_driver *driver = wdm_driver(body);

	mutex_lock(&wdm_registry_lock);
	list_del(&driver->all);
	mutex_unlock(&wdm_registry_lock);
	wdm_driver_free_extensions(driver);
	kfree(driver->obj.DriverName.Buffer);
	kfree(driver->ext.ServiceKeyName.Buffer);
	kfree(driver->registry_path.Buffer);
	kfree(driver->service);
}

const struct wdm_object_type wdm_driver_type = {
	.name = "Driver",
	.delete = delete_driver,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ,
		.GenericWrite = STANDARD_RIGHTS_WRITE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE,
		.GenericAll = STANDARD_RIGHTS_REQUIRED,
	},
	.valid_access = STANDARD_RIGHTS_ALL,
};
WDM_DDK_OBJECT_TYPE(IoDriverObjectType, wdm_driver_type);

/* @prefix and @service as one string with a NUL behind it; FALSE: no memory. */
static bool make_string(UNICODE_STRING *string, const WCHAR *prefix, const char *service)
{
	size_t start = wdm_wcslen(prefix);
	size_t units = start + wdm_utf8_to_utf16(NULL, 0, service, strlen(service));

	string->Buffer = kcalloc(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!string->Buffer)
		return false;
	memcpy(string->Buffer, prefix, start * sizeof(WCHAR));
	wdm_utf8_to_utf16(string->Buffer + start, units - start, service, strlen(service));
	string->Length = units * sizeof(WCHAR);
	string->MaximumLength = string->Length + sizeof(WCHAR);
	return true;
}

void wdm_driver_fill_dispatch(PDRIVER_OBJECT driver)
{
	int i;

	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		if (!driver->MajorFunction[i])
			driver->MajorFunction[i] = wdm_invalid_device_request;
}
WDM_EXPORT(wdm_driver_fill_dispatch);

bool wdm_driver_get(struct wdm_driver *driver)
{
	if (driver->image ? !wdm_image_get(driver->image) : !try_module_get(driver->owner))
		return false;
	wdm_ob_get(&driver->obj);
	return true;
}

void wdm_driver_put(struct wdm_driver *driver)
{
	if (driver->image)
		wdm_image_put(driver->image);
	else
		module_put(driver->owner);
	wdm_ob_put(&driver->obj);
}

const void *wdm_driver_code(const struct wdm_driver *driver, size_t *size)
{
	if (!driver->image)
		return wdm_module_text(driver->owner, size);
	*size = wdm_image_size(driver->image);
	return wdm_image_base(driver->image);
}

static bool is_in(const struct wdm_driver *driver, const void *address)
{
	if (driver->image)
		return wdm_image_at(address) == driver->image;
	return driver->owner && within_module((unsigned long)address, driver->owner);
}

static void init_driver(struct wdm_driver *driver, struct wdm_module *m)
{
	static WCHAR hardware[] = L"\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\SYSTEM";
	static UNICODE_STRING hardware_database = {
		.Length = sizeof(hardware) - sizeof(WCHAR),
		.MaximumLength = sizeof(hardware),
		.Buffer = hardware,
	};
	PDRIVER_OBJECT obj = &driver->obj;
	size_t size;

	obj->Type = IO_TYPE_DRIVER;
	obj->Size = sizeof(*obj);
	obj->DriverExtension = &driver->ext;
	obj->HardwareDatabase = &hardware_database;
	driver->ext.DriverObject = obj;
	if (m) {
		driver->module = m;
		driver->owner = m->owner;
		driver->image = m->image;
		obj->DriverInit = (PDRIVER_INITIALIZE)m->driver_entry;
		obj->DriverStart = (void *)wdm_driver_code(driver, &size);
		obj->DriverSize = size;
		obj->DriverSection = driver->image ? (void *)driver->image : m->owner;
		/* Images find their exceptions by tables of their own. */
		if (!driver->image)
			wdm_fault_image_add(&driver->fault_image, m->owner);
	} else {
		obj->Flags = DRVO_BUILTIN_DRIVER;
	}
	wdm_driver_fill_dispatch(obj);
}

NTSTATUS wdm_driver_create(const char *service, struct wdm_module *m, struct wdm_driver **out)
{
	struct wdm_driver *driver;
	NTSTATUS status;

	driver = WDM_OB_ALLOC(struct wdm_driver, header, obj, 0, &wdm_driver_type, GFP_KERNEL);
	if (!driver)
		return STATUS_INSUFFICIENT_RESOURCES;
	driver->id = wdm_next_id();
	INIT_LIST_HEAD(&driver->extensions);
	mutex_lock(&wdm_registry_lock);
	list_add_tail(&driver->all, &wdm_drivers);
	mutex_unlock(&wdm_registry_lock);

	status = STATUS_INSUFFICIENT_RESOURCES;
	driver->service = kstrdup(service, GFP_KERNEL);
	if (!driver->service ||
	    !make_string(&driver->obj.DriverName, L"\\Driver\\", service) ||
	    !make_string(&driver->ext.ServiceKeyName, L"", service) ||
	    !make_string(&driver->registry_path,
			 L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\", service))
		goto fail;
	init_driver(driver, m);
	status = wdm_ob_insert(&driver->obj.DriverName, &driver->obj, WDM_OBJECT_PERMANENT);
	if (!NT_SUCCESS(status))
		goto fail;
	*out = driver;
	return STATUS_SUCCESS;

fail:
	wdm_fault_image_remove(&driver->fault_image);
	wdm_ob_put(&driver->obj);
	return status;
}
WDM_EXPORT(wdm_driver_create);

static void *image_start(const void *address)
{
	struct wdm_driver *driver;
	void *start = NULL;

	mutex_lock(&wdm_registry_lock);
	list_for_each_entry(driver, &wdm_drivers, all)
		if (is_in(driver, address))
			start = driver->obj.DriverStart;
	mutex_unlock(&wdm_registry_lock);
	return start;
}

void wdm_drivers_init(void)
{
	wdm_image_start = image_start;
}

void wdm_drivers_exit(void)
{
	wdm_image_start = NULL;
}

void wdm_driver_destroy(struct wdm_driver *driver)
{
	wdm_fault_image_remove(&driver->fault_image);
	/* The object may have references yet; the module is about to go. */
	mutex_lock(&wdm_registry_lock);
	driver->module = NULL;
	driver->owner = NULL;
	driver->image = NULL;
	mutex_unlock(&wdm_registry_lock);
	wdm_ob_remove(&driver->obj);
	wdm_ob_put(&driver->obj);
}
WDM_EXPORT(wdm_driver_destroy);
