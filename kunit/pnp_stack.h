/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Drivers for the tests of device stacks: they attach, pass requests on, and note what
 * they are called for. A driver is a letter: in the log, 'a' is its AddDevice and 'A'
 * its REMOVE_DEVICE.
 */
#ifndef _WDM_KUNIT_PNP_STACK_H
#define _WDM_KUNIT_PNP_STACK_H

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "io_dev.h"
#include "pnp.h"

#define FAKE_LOG 64

struct fake_stack {
	struct kunit *test;
	char log[FAKE_LOG];
	unsigned int logged;
};

/**
 * struct fake_pnp_driver - a driver
 * @stack: where it notes things
 * @letter: what it is called there
 * @answer: what AddDevice returns
 * @attach: AddDevice attaches a device
 * @name: name of that device; NULL: none
 * @characteristics: of that device
 * @block: called in each PnP request; NULL: nothing is
 * @driver: its driver object
 * @service: its name
 * @module: its description
 * @id: of its INF
 */
struct fake_pnp_driver {
	struct fake_stack *stack;
	char letter;
	NTSTATUS answer;
	bool attach;
	const WCHAR *name;
	u32 characteristics;
	void (*block)(struct fake_pnp_driver *fake, u8 minor);
	struct wdm_driver *driver;
	char service[16];
	struct wdm_module module;
	struct wdm_inf_id id;
};

struct fake_pnp_extension {
	PDEVICE_OBJECT lower;
	struct fake_pnp_driver *fake;
};

static inline void fake_note(struct fake_stack *stack, char letter)
{
	if (stack->logged < FAKE_LOG - 1)
		stack->log[stack->logged++] = letter;
}

static inline struct fake_pnp_driver *fake_pnp_of(PDRIVER_OBJECT driver)
{
	return container_of(wdm_driver(driver)->module, struct fake_pnp_driver, module);
}

static NTSTATUS NTAPI fake_pnp_add(PDRIVER_OBJECT driver, PDEVICE_OBJECT pdo)
{
	struct fake_pnp_driver *fake = fake_pnp_of(driver);
	struct fake_pnp_extension *extension;
	UNICODE_STRING name;
	PDEVICE_OBJECT device;
	NTSTATUS status;

	fake_note(fake->stack, fake->letter);
	if (!fake->attach)
		return fake->answer;
	RtlInitUnicodeString(&name, fake->name);
	status = IoCreateDevice(driver, sizeof(*extension), fake->name ? &name : NULL,
				FILE_DEVICE_UNKNOWN, fake->characteristics, FALSE, &device);
	if (!NT_SUCCESS(status))
		return status;
	extension = device->DeviceExtension;
	extension->fake = fake;
	extension->lower = IoAttachDeviceToDeviceStack(device, pdo);
	if (!extension->lower) {
		IoDeleteDevice(device);
		return STATUS_NO_SUCH_DEVICE;
	}
	device->Flags &= ~DO_DEVICE_INITIALIZING;
	return fake->answer;
}

static NTSTATUS NTAPI fake_pnp_pass(PDEVICE_OBJECT device, PIRP irp)
{
	struct fake_pnp_extension *extension = device->DeviceExtension;

	IoSkipCurrentIrpStackLocation(irp);
	return IoCallDriver(extension->lower, irp);
}

static NTSTATUS NTAPI fake_pnp_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	struct fake_pnp_extension *extension = device->DeviceExtension;
	struct fake_pnp_driver *fake = extension->fake;
	u8 minor = IoGetCurrentIrpStackLocation(irp)->MinorFunction;
	NTSTATUS status;

	if (fake->block)
		fake->block(fake, minor);
	switch (minor) {
	case IRP_MN_REMOVE_DEVICE:
		fake_note(fake->stack, fake->letter - 'a' + 'A');
		irp->IoStatus.Status = STATUS_SUCCESS;
		status = fake_pnp_pass(device, irp);
		IoDetachDevice(extension->lower);
		IoDeleteDevice(device);
		return status;
	case IRP_MN_START_DEVICE:
	case IRP_MN_QUERY_REMOVE_DEVICE:
	case IRP_MN_CANCEL_REMOVE_DEVICE:
	case IRP_MN_SURPRISE_REMOVAL:
		irp->IoStatus.Status = STATUS_SUCCESS;
		break;
	}
	return fake_pnp_pass(device, irp);
}

static NTSTATUS NTAPI fake_pnp_complete(PDEVICE_OBJECT device, PIRP irp)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

/* A driver of service "kunit_LETTER"; the caller says what AddDevice does. */
static inline struct fake_pnp_driver *fake_pnp_driver(struct fake_stack *stack, char letter)
{
	struct fake_pnp_driver *fake = kunit_kzalloc(stack->test, sizeof(*fake), GFP_KERNEL);
	PDRIVER_OBJECT obj;
	int i;

	KUNIT_ASSERT_NOT_NULL(stack->test, fake);
	fake->stack = stack;
	fake->letter = letter;
	fake->attach = true;
	snprintf(fake->service, sizeof(fake->service), "kunit_%c", letter);
	fake->module.service = fake->service;
	fake->module.owner = THIS_MODULE;
	KUNIT_ASSERT_EQ(stack->test, STATUS_SUCCESS,
			wdm_driver_create(fake->module.service, &fake->module, &fake->driver));
	obj = &fake->driver->obj;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		obj->MajorFunction[i] = fake_pnp_pass;
	obj->MajorFunction[IRP_MJ_PNP] = fake_pnp_dispatch;
	obj->DriverExtension->AddDevice = fake_pnp_add;
	return fake;
}

/* One that is a filter, and loaded. */
static inline struct fake_pnp_driver *fake_filter(struct fake_stack *stack, char letter)
{
	struct fake_pnp_driver *fake = fake_pnp_driver(stack, letter);

	wdm_pnp_driver_started(fake->driver);
	return fake;
}

/* The function driver 'f' of devices with @hardware_id; fake_bind() loads it. */
static inline struct fake_pnp_driver *fake_function(struct fake_stack *stack, char letter,
						    const WCHAR *hardware_id)
{
	struct fake_pnp_driver *fake = fake_pnp_driver(stack, letter);
	PDRIVER_OBJECT obj = &fake->driver->obj;

	fake->id.hardware_id = (const u16 *)hardware_id;
	fake->module.ids = &fake->id;
	fake->module.nr_ids = 1;
	obj->MajorFunction[IRP_MJ_CREATE] = fake_pnp_complete;
	obj->MajorFunction[IRP_MJ_CLEANUP] = fake_pnp_complete;
	obj->MajorFunction[IRP_MJ_CLOSE] = fake_pnp_complete;
	obj->MajorFunction[IRP_MJ_DEVICE_CONTROL] = fake_pnp_complete;
	return fake;
}

static inline void fake_bind(struct fake_pnp_driver *fake)
{
	KUNIT_ASSERT_EQ(fake->stack->test, STATUS_SUCCESS, wdm_pnp_driver_ready(fake->driver));
	wdm_pnp_driver_started(fake->driver);
}

static inline void fake_unload(struct fake_pnp_driver *fake)
{
	wdm_pnp_driver_remove(fake->driver);
	wdm_driver_destroy(fake->driver);
}

#endif /* _WDM_KUNIT_PNP_STACK_H */
