// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_pnp: a device that is added and started, and what drivers ask of the PnP
 * manager, with each allocation failing in turn, see faults.h.
 */
#include <linux/ioport.h>

#include "pnp_fake.h"
#include "faults.h"

static const GUID class = {
	0x6ab42c21, 0x1f0b, 0x4f2e, { 0x9d, 0x21, 0x4b, 0x5e, 0x77, 0x31, 0x90, 0x01 }
};

static const GUID other_class = {
	0x6ab42c21, 0x1f0b, 0x4f2e, { 0x9d, 0x21, 0x4b, 0x5e, 0x77, 0x31, 0x90, 0x02 }
};

/* Nobody has resources there. */
#define FREE_PLACE	0x7f00000000ULL

static const DEVPROPKEY key = {
	{ 0x1c2f1d41, 0x7c5a, 0x4b7e, { 0x80, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 } }, 5
};

static bool succeeded(struct kunit *test, NTSTATUS status)
{
	if (NT_SUCCESS(status))
		return true;
	KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
	return false;
}

/* A device without memory for it is one less, or one that isn't started. */
static bool add_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;
	bool started = false;
	NTSTATUS status;

	faults_begin(f);
	status = wdm_root_add(FAKE_ROOT_ID, &node);
	faults_end(f);
	the_fake->log[0] = 0;
	if (!succeeded(test, status))
		return false;
	started = node->state == WDM_DEVNODE_STARTED;
	KUNIT_EXPECT_EQ(test, started, !!the_fake->root[0].fdo);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	wdm_devnode_put(node);
	return started;
}

static void device_starts(struct kunit *test)
{
	fake_register(test->priv);
	faults_run(test, "a device", add_device, NULL, 10);
}

/* Removal can't fail: a driver that isn't told of it never goes. */
static bool remove_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = NULL;
	NTSTATUS status;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_add(FAKE_ROOT_ID, &node));
	the_fake->log[0] = 0;
	faults_begin(f);
	status = wdm_root_remove(node);
	faults_end(f);
	if (NT_SUCCESS(status)) {
		KUNIT_EXPECT_STREQ(test, the_fake->log, "r0.QREMOVE r0.REMOVE");
	} else {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	}
	KUNIT_EXPECT_NULL(test, the_fake->root[0].fdo);
	wdm_devnode_put(node);
	return NT_SUCCESS(status);
}

static void device_goes(struct kunit *test)
{
	fake_register(test->priv);
	faults_run(test, "a removal", remove_device, NULL, 1);
}

/* A child that there was no memory for is found, or started, the next time. */
static bool find_child(struct kunit *test, struct faults *f, void *context)
{
	struct fake_node *child = &the_fake->child[0];
	struct wdm_devnode *bus = context, *node;
	bool started;

	child->present = true;
	wdm_devnode_lock(bus);
	faults_begin(f);
	wdm_pnp_ask_children(bus);
	faults_end(f);
	node = wdm_devnode_of_pdo(child->pdo);
	started = node && node->state == WDM_DEVNODE_STARTED;
	wdm_devnode_put(node);
	wdm_pnp_ask_children(bus);
	wdm_devnode_unlock(bus);

	node = wdm_devnode_of_pdo(child->pdo);
	KUNIT_ASSERT_NOT_NULL(test, node);
	if (node->state != WDM_DEVNODE_STARTED)
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(node));
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
	wdm_devnode_put(node);
	child->present = false;
	wdm_devnode_lock(bus);
	wdm_pnp_ask_children(bus);
	wdm_devnode_unlock(bus);
	the_fake->log[0] = 0;
	return started;
}

static void child_is_found(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;

	fake_plug(fake, 0, &fake->root[0]);
	fake->child[0].present = false;
	fake_register(fake);
	faults_run(test, "a child", find_child, fake_add_root(fake, 0), 20);
}

/* A device that works goes on to do so, if it is stopped for nothing as well. */
static bool rebalance(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = context;
	NTSTATUS status;

	the_fake->log[0] = 0;
	wdm_devnode_lock(node);
	faults_begin(f);
	status = wdm_pnp_restart(node);
	faults_end(f);
	wdm_devnode_unlock(node);
	KUNIT_EXPECT_EQ(test, WDM_DEVNODE_STARTED, node->state);
	KUNIT_EXPECT_FALSE(test, node->failed);
	if (NT_SUCCESS(status))
		KUNIT_EXPECT_STREQ(test, the_fake->log, "c0.QSTOP c0.STOP c0.START");
	else
		KUNIT_EXPECT_NULL(test, strstr(the_fake->log, "START"));
	return succeeded(test, status);
}

static void device_is_rebalanced(struct kunit *test)
{
	static const IO_RESOURCE_REQUIREMENTS_LIST needs = {
		.ListSize = sizeof(needs),
		.AlternativeLists = 1,
		.List[0] = {
			.Version = 1,
			.Revision = 1,
			.Count = 1,
			.Descriptors[0] = {
				.Type = CmResourceTypeMemory,
				.u.Memory = {
					.Length = 0x1000,
					.Alignment = 0x1000,
					.MinimumAddress.QuadPart = FREE_PLACE,
					.MaximumAddress.QuadPart = FREE_PLACE + 0xffff,
				},
			},
		},
	};
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake->child[0].requirements = &needs;
	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	fake_add_root(fake, 0);
	node = wdm_devnode_of_pdo(fake->child[0].pdo);
	KUNIT_ASSERT_NOT_NULL(test, node);
	faults_run(test, "a rebalance", rebalance, node, 3);
	wdm_devnode_put(node);
}

/* An ejection happens, or it doesn't. */
static bool eject(struct kunit *test, struct faults *f, void *context)
{
	struct fake_node *child = &the_fake->child[0];
	struct wdm_devnode *bus = context, *node = wdm_devnode_of_pdo(child->pdo);
	NTSTATUS status;

	the_fake->log[0] = 0;
	faults_begin(f);
	status = wdm_pnp_eject(node);
	faults_end(f);
	wdm_devnode_put(node);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, NT_SUCCESS(status), !child->present);
	if (NT_SUCCESS(status)) {
		KUNIT_EXPECT_STREQ(test, the_fake->log, "c0.QREMOVE c0.REMOVE c0.EJECT");
		child->present = true;
		IoInvalidateDeviceRelations(bus->pdo, BusRelations);
		wdm_pnp_flush();
	} else {
		KUNIT_EXPECT_NULL(test, strstr(the_fake->log, "REMOVE"));
	}
	return succeeded(test, status);
}

static void child_is_ejected(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;

	fake->child[0].can_eject = true;
	fake_plug(fake, 0, &fake->root[0]);
	fake_register(fake);
	faults_run(test, "an ejection", eject, fake_add_root(fake, 0), 1);
}

static bool set_property(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = context;
	DEVPROPTYPE type;
	ULONG required;
	u32 value = 1;
	NTSTATUS status;

	faults_begin(f);
	status = IoSetDevicePropertyData(node->pdo, &key, LOCALE_NEUTRAL, 0, DEVPROP_TYPE_UINT32,
					 sizeof(value), &value);
	if (NT_SUCCESS(status))
		status = IoGetDevicePropertyData(node->pdo, &key, LOCALE_NEUTRAL, 0,
						 sizeof(value), &value, &required, &type);
	faults_end(f);
	IoSetDevicePropertyData(node->pdo, &key, LOCALE_NEUTRAL, 0, DEVPROP_TYPE_EMPTY, 0, NULL);
	return succeeded(test, status);
}

static bool interface(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node = context;
	UNICODE_STRING link = {};
	NTSTATUS status;
	HANDLE handle = NULL;

	faults_begin(f);
	status = IoRegisterDeviceInterface(node->pdo, &class, NULL, &link);
	if (NT_SUCCESS(status))
		status = IoOpenDeviceInterfaceRegistryKey(&link, KEY_READ, &handle);
	faults_end(f);
	if (handle)
		ZwClose(handle);
	RtlFreeUnicodeString(&link);
	return succeeded(test, status);
}

static bool report_change(struct kunit *test, struct faults *f, void *context)
{
	TARGET_DEVICE_CUSTOM_NOTIFICATION n = {
		.Version = 1, .Size = sizeof(n), .Event = class,
	};
	struct wdm_devnode *node = context;
	NTSTATUS status;

	faults_begin(f);
	status = IoReportTargetDeviceChange(node->pdo, &n);
	faults_end(f);
	return succeeded(test, status);
}

static VOID NTAPI reported(PVOID context)
{
	++*(unsigned int *)context;
}

/* Nobody is called back for what wasn't accepted. */
static bool report_later(struct kunit *test, struct faults *f, void *context)
{
	TARGET_DEVICE_CUSTOM_NOTIFICATION n = {
		.Version = 1, .Size = sizeof(n), .Event = class,
	};
	struct wdm_devnode *node = context;
	unsigned int calls = 0;
	NTSTATUS status;

	faults_begin(f);
	status = IoReportTargetDeviceChangeAsynchronous(node->pdo, &n, reported, &calls);
	faults_end(f);
	wdm_pnp_flush();
	KUNIT_EXPECT_EQ(test, calls, NT_SUCCESS(status));
	return succeeded(test, status);
}

/* An interface of two classes with a property. */
struct interfaces {
	UNICODE_STRING link[2];
};

static bool find_alias(struct kunit *test, struct faults *f, void *context)
{
	struct interfaces *i = context;
	UNICODE_STRING alias = {};
	NTSTATUS status;

	faults_begin(f);
	status = IoGetDeviceInterfaceAlias(&i->link[0], &other_class, &alias);
	faults_end(f);
	if (!succeeded(test, status)) {
		KUNIT_EXPECT_NULL(test, alias.Buffer);
		return false;
	}
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&alias, &i->link[1], FALSE));
	RtlFreeUnicodeString(&alias);
	return true;
}

static bool interface_property(struct kunit *test, struct faults *f, void *context)
{
	struct interfaces *i = context;
	DEVPROPTYPE type;
	ULONG required;
	u32 value = 1;
	NTSTATUS status;

	faults_begin(f);
	status = IoSetDeviceInterfacePropertyData(&i->link[0], &key, LOCALE_NEUTRAL, 0,
						  DEVPROP_TYPE_UINT32, sizeof(value), &value);
	if (NT_SUCCESS(status))
		status = IoGetDeviceInterfacePropertyData(&i->link[0], &key, LOCALE_NEUTRAL, 0,
							  sizeof(value), &value, &required,
							  &type);
	faults_end(f);
	IoSetDeviceInterfacePropertyData(&i->link[0], &key, LOCALE_NEUTRAL, 0,
					 DEVPROP_TYPE_EMPTY, 0, NULL);
	return succeeded(test, status);
}

/* What the driver has, for want of memory, is what it had before. */
static bool claim(struct kunit *test, struct faults *f, void *context)
{
	PDRIVER_OBJECT driver = &the_fake->driver->obj;
	CM_RESOURCE_LIST none = {}, list = {
		.Count = 1,
		.List[0].PartialResourceList.Count = 1,
	};
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d = list.List[0].PartialResourceList.PartialDescriptors;
	BOOLEAN conflict;
	NTSTATUS status;

	d->Type = CmResourceTypeMemory;
	d->u.Memory.Start.QuadPart = FREE_PLACE;
	d->u.Memory.Length = 0x1000;
	faults_begin(f);
	if (context)
		status = IoReportResourceUsage(NULL, driver, &list, sizeof(list), NULL, NULL, 0,
					       FALSE, &conflict);
	else
		status = IoReportResourceForDetection(driver, &list, sizeof(list), NULL, NULL, 0,
						      &conflict);
	faults_end(f);
	if (NT_SUCCESS(status)) {
		KUNIT_EXPECT_NULL(test, request_mem_region(FREE_PLACE, 0x10, "kunit"));
		IoReportResourceForDetection(driver, &none, sizeof(none), NULL, NULL, 0,
					     &conflict);
	} else if (status != STATUS_CONFLICTING_ADDRESSES) {
		KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, status);
	}
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(FREE_PLACE, 0x10, "kunit"));
	release_mem_region(FREE_PLACE, 0x10);
	return NT_SUCCESS(status);
}

static bool assign(struct kunit *test, struct faults *f, void *context)
{
	PDRIVER_OBJECT driver = &the_fake->driver->obj;
	IO_RESOURCE_REQUIREMENTS_LIST needs = {
		.ListSize = sizeof(needs),
		.AlternativeLists = 1,
		.List[0] = {
			.Version = 1,
			.Revision = 1,
			.Count = 1,
			.Descriptors[0] = {
				.Type = CmResourceTypeMemory,
				.u.Memory = {
					.Length = 0x1000,
					.Alignment = 0x1000,
					.MinimumAddress.QuadPart = FREE_PLACE,
					.MaximumAddress.QuadPart = FREE_PLACE + 0xffff,
				},
			},
		},
	};
	PCM_RESOURCE_LIST list = NULL;
	NTSTATUS status;

	faults_begin(f);
	status = IoAssignResources(NULL, NULL, driver, NULL, &needs, &list);
	faults_end(f);
	if (NT_SUCCESS(status)) {
		ExFreePool(list);
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				IoAssignResources(NULL, NULL, driver, NULL, NULL, &list));
	} else {
		KUNIT_EXPECT_NULL(test, list);
		if (status != STATUS_CONFLICTING_ADDRESSES)
			KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, status);
	}
	KUNIT_EXPECT_NOT_NULL(test, request_mem_region(FREE_PLACE, 0x10, "kunit"));
	release_mem_region(FREE_PLACE, 0x10);
	return NT_SUCCESS(status);
}

static bool detect(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_devnode *node;
	PDEVICE_OBJECT pdo = NULL;
	CM_RESOURCE_LIST list = {
		.Count = 1,
		.List[0].PartialResourceList.Count = 1,
	};
	PCM_PARTIAL_RESOURCE_DESCRIPTOR d = list.List[0].PartialResourceList.PartialDescriptors;
	NTSTATUS status;

	d->Type = CmResourceTypeMemory;
	d->u.Memory.Start.QuadPart = FREE_PLACE;
	d->u.Memory.Length = 0x1000;
	faults_begin(f);
	status = IoReportDetectedDevice(&the_fake->driver->obj, Internal, 0, 0, &list, NULL,
					FALSE, &pdo);
	faults_end(f);
	if (!NT_SUCCESS(status)) {
		/* A region without memory for it can't be told from one that is taken. */
		if (status != STATUS_CONFLICTING_ADDRESSES)
			KUNIT_EXPECT_EQ(test, STATUS_INSUFFICIENT_RESOURCES, status);
		KUNIT_EXPECT_NULL(test, pdo);
		return false;
	}
	node = wdm_devnode_of_pdo(pdo);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	wdm_devnode_put(node);
	return true;
}

static void driver_asks(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	faults_run(test, "IoSetDevicePropertyData", set_property, node, 3);
	faults_run(test, "IoRegisterDeviceInterface", interface, node, 3);
	faults_run(test, "IoReportTargetDeviceChange", report_change, node, 1);
	faults_run(test, "IoReportTargetDeviceChangeAsynchronous", report_later, node, 1);
	faults_run(test, "IoReportDetectedDevice", detect, NULL, 10);
}

static void interfaces_are_asked(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;
	struct interfaces i;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(node->pdo, &class, NULL, &i.link[0]));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(node->pdo, &other_class, NULL, &i.link[1]));
	faults_run(test, "IoGetDeviceInterfaceAlias", find_alias, &i, 1);
	faults_run(test, "IoSetDeviceInterfacePropertyData", interface_property, &i, 3);
	RtlFreeUnicodeString(&i.link[0]);
	RtlFreeUnicodeString(&i.link[1]);
}

static void resources_are_claimed(struct kunit *test)
{
	fake_register(test->priv);
	faults_run(test, "IoReportResourceForDetection", claim, NULL, 2);
	faults_run(test, "IoReportResourceUsage", claim, test, 2);
	faults_run(test, "IoAssignResources", assign, NULL, 2);
}

static void faults_exit(struct kunit *test)
{
	faults_set(false);
	fake_pnp_exit(test);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(device_starts),
	KUNIT_CASE(device_goes),
	KUNIT_CASE_SLOW(child_is_found),
	KUNIT_CASE(device_is_rebalanced),
	KUNIT_CASE(child_is_ejected),
	KUNIT_CASE(driver_asks),
	KUNIT_CASE(interfaces_are_asked),
	KUNIT_CASE(resources_are_claimed),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_pnp",
	.init = fake_pnp_init,
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
