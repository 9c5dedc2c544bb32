/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device that the root enumerates, with its PDO and a filter of the test's on top, for
 * the tests of what wants a PDO. No driver is bound to it: what a state or a resource
 * means to a DDI, the test sets in the devnode.
 */
#ifndef _KUNIT_PNP_PDO_H
#define _KUNIT_PNP_PDO_H

#include <kunit/test.h>

#include <ntddk.h>
#include "io_dev.h"
#include "pnp.h"

struct pdo_test {
	struct wdm_devnode *node;
	PDEVICE_OBJECT pdo;
	struct wdm_driver *driver;
	PDEVICE_OBJECT filter;
	PDEVICE_OBJECT lower;
	/* The test's own. */
	void *context;
	/* IRP_MJ_PNP requests by minor function, and the IRQL of the last. */
	unsigned int requests[32];
	KIRQL irql[32];
};

static inline struct pdo_test *pdo_test_of(PDEVICE_OBJECT filter)
{
	return *(struct pdo_test **)filter->DeviceExtension;
}

static inline NTSTATUS NTAPI pdo_test_pass(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct pdo_test *fake = pdo_test_of(device);

	if (location->MajorFunction == IRP_MJ_PNP &&
	    location->MinorFunction < ARRAY_SIZE(fake->requests)) {
		fake->irql[location->MinorFunction] = KeGetCurrentIrql();
		fake->requests[location->MinorFunction]++;
	}
	IoSkipCurrentIrpStackLocation(irp);
	return IoCallDriver(fake->lower, irp);
}

static inline void pdo_test_gone(void *data)
{
	struct pdo_test *fake = data;

	if (fake->filter) {
		IoDetachDevice(fake->lower);
		IoDeleteDevice(fake->filter);
	}
	if (fake->driver)
		wdm_driver_destroy(fake->driver);
	wdm_root_remove(fake->node);
	wdm_devnode_put(fake->node);
}

/* The device goes when the test does. */
static inline struct pdo_test *pdo_test_new(struct kunit *test, const WCHAR *id)
{
	struct pdo_test *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, fake);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(id, &fake->node));
	fake->pdo = fake->node->pdo;
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, pdo_test_gone, fake));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_driver_create("kunit_pnp_fake", NULL, &fake->driver));
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		fake->driver->obj.MajorFunction[i] = pdo_test_pass;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoCreateDevice(&fake->driver->obj, sizeof(fake), NULL,
				       FILE_DEVICE_UNKNOWN, 0, FALSE, &fake->filter));
	*(struct pdo_test **)fake->filter->DeviceExtension = fake;
	fake->lower = IoAttachDeviceToDeviceStack(fake->filter, fake->pdo);
	KUNIT_ASSERT_PTR_EQ(test, fake->lower, fake->pdo);
	fake->filter->Flags &= ~DO_DEVICE_INITIALIZING;
	return fake;
}

#endif
