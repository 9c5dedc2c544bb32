// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_pnp_notify: who is told what of a device that he has open, and of interfaces:
 * notify.c, custom.c, interface.c, interface_data.c.
 */
#include "pnp_fake.h"
#include "io_fake.h"
#include <initguid.h>
#include <devpkey.h>
#include <wdmguid.h>

static const GUID class_a = {
	0x6ab42c11, 0x1f0b, 0x4f2e, { 0x9d, 0x21, 0x4b, 0x5e, 0x77, 0x31, 0x90, 0x01 }
};

static const GUID class_b = {
	0x6ab42c12, 0x1f0b, 0x4f2e, { 0x9d, 0x21, 0x4b, 0x5e, 0x77, 0x31, 0x90, 0x02 }
};

static const GUID custom = {
	0x6ab42c13, 0x1f0b, 0x4f2e, { 0x9d, 0x21, 0x4b, 0x5e, 0x77, 0x31, 0x90, 0x03 }
};

/* A client that has a device open. */
struct client {
	const char *name;
	PFILE_OBJECT file;
	PVOID entry;
	NTSTATUS answer;
	bool keeps_file;
	bool unregisters;
	struct fake_node *reopens;	/* when it hears that the device stays */
	PFILE_OBJECT told_file;
	u8 data;
};

static const char *event_name(const GUID *event)
{
	if (IsEqualGUID(event, &GUID_TARGET_DEVICE_QUERY_REMOVE))
		return "query";
	if (IsEqualGUID(event, &GUID_TARGET_DEVICE_REMOVE_CANCELLED))
		return "cancelled";
	if (IsEqualGUID(event, &GUID_TARGET_DEVICE_REMOVE_COMPLETE))
		return "complete";
	if (IsEqualGUID(event, &GUID_DEVICE_INTERFACE_ARRIVAL))
		return "arrival";
	if (IsEqualGUID(event, &GUID_DEVICE_INTERFACE_REMOVAL))
		return "removal";
	return IsEqualGUID(event, &custom) ? "custom" : "unknown";
}

static void close_file(struct client *c)
{
	if (c->file)
		ObDereferenceObject(c->file);
	c->file = NULL;
}

static NTSTATUS NTAPI told(PVOID structure, PVOID context)
{
	PTARGET_DEVICE_CUSTOM_NOTIFICATION n = structure;
	struct client *c = context;

	KUNIT_EXPECT_EQ(the_fake->test, PASSIVE_LEVEL, KeGetCurrentIrql());
	KUNIT_EXPECT_EQ(the_fake->test, 1, n->Version);
	fake_log(c->name, event_name(&n->Event));
	c->told_file = n->FileObject;
	if (IsEqualGUID(&n->Event, &custom)) {
		c->data = n->CustomDataBuffer[0];
		return STATUS_UNSUCCESSFUL;
	}
	if (!c->keeps_file)
		close_file(c);
	if (c->reopens && IsEqualGUID(&n->Event, &GUID_TARGET_DEVICE_REMOVE_CANCELLED)) {
		c->file = fake_open(the_fake->test, c->reopens);
		KUNIT_EXPECT_NOT_NULL(the_fake->test, c->file);
	}
	if (c->unregisters) {
		IoUnregisterPlugPlayNotificationEx(c->entry);
		c->entry = NULL;
	}
	return c->answer;
}

static void open_and_register(struct kunit *test, struct client *c, struct fake_node *node)
{
	struct fake_pnp *fake = test->priv;

	c->file = fake_open(test, node);
	KUNIT_ASSERT_NOT_NULL(test, c->file);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryTargetDeviceChange, 0,
						       c->file, &fake->driver->obj, told, c,
						       &c->entry));
}

static void end(struct client *c)
{
	close_file(c);
	if (c->entry)
		IoUnregisterPlugPlayNotification(c->entry);
	c->entry = NULL;
}

static struct wdm_devnode *one_device(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node;

	fake_register(fake);
	node = fake_add_root(fake, 0);
	expect_log(test, "r0.ADD r0.START");
	return node;
}

/* Who closes his file when asked doesn't keep the device. */
static void client_lets_go(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct fake_pnp *fake = test->priv;
	struct client c = { .name = "A" };

	open_and_register(test, &c, &fake->root[0]);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "A.query r0.QREMOVE A.complete r0.REMOVE");
	end(&c);
}

static void client_refuses(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct client a = { .name = "A" }, b = { .name = "B", .keeps_file = true };
	struct client c = { .name = "C" };
	struct fake_pnp *fake = test->priv;

	b.answer = STATUS_UNSUCCESSFUL;
	open_and_register(test, &a, &fake->root[0]);
	open_and_register(test, &b, &fake->root[0]);
	open_and_register(test, &c, &fake->root[0]);
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	/* Who agreed may open the device again; who wasn't asked has it open yet. */
	expect_log(test, "A.query B.query A.cancelled");
	KUNIT_EXPECT_NOT_NULL(test, c.file);
	end(&a);
	end(&b);
	end(&c);
}

static void driver_refuses_after_the_client(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct fake_pnp *fake = test->priv;
	struct client c = { .name = "A", .reopens = &fake->root[0] };

	open_and_register(test, &c, &fake->root[0]);
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	/* As documented, it opens the device again when it hears that it stays. */
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "A.query r0.QREMOVE r0.CREMOVE A.cancelled");
	end(&c);
}

/* Who agrees, but keeps his file, has refused. */
static void file_counts_more_than_words(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct client c = { .name = "A", .keeps_file = true };
	struct fake_pnp *fake = test->priv;

	open_and_register(test, &c, &fake->root[0]);
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
	expect_log(test, "A.query A.cancelled");
	KUNIT_EXPECT_PTR_EQ(test, c.file, c.told_file);
	end(&c);
}

/* Without this, the client would wait for the device, and the device for the client. */
static void surprise_is_told_while_the_file_is_open(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct client c = { .name = "A", .unregisters = true };
	struct fake_pnp *fake = test->priv;

	open_and_register(test, &c, &fake->root[0]);
	fake->root[0].state = PNP_DEVICE_REMOVED;
	IoInvalidateDeviceState(node->pdo);
	expect_log(test, "r0.SURPRISE A.complete r0.REMOVE");
	KUNIT_EXPECT_NULL(test, c.entry);
	fake->root[0].state = 0;
	end(&c);
}

static void fill(TARGET_DEVICE_CUSTOM_NOTIFICATION *n, const GUID *event)
{
	*n = (TARGET_DEVICE_CUSTOM_NOTIFICATION) {
		.Version = 1,
		.Size = sizeof(*n),
		.Event = *event,
		.NameBufferOffset = -1,
		.CustomDataBuffer = { 0x5a },
	};
}

static VOID NTAPI reported(PVOID context)
{
	KUNIT_EXPECT_EQ(the_fake->test, PASSIVE_LEVEL, KeGetCurrentIrql());
	fake_log(NULL, context);
}

static void custom_events_are_told(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct client a = { .name = "A" }, b = { .name = "B" };
	struct fake_pnp *fake = test->priv;
	TARGET_DEVICE_CUSTOM_NOTIFICATION n;
	KIRQL irql;

	open_and_register(test, &a, &fake->root[0]);
	open_and_register(test, &b, &fake->root[0]);
	fill(&n, &custom);
	/* What a routine returns doesn't matter. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoReportTargetDeviceChange(node->pdo, &n));
	KUNIT_EXPECT_NULL(test, n.FileObject);
	expect_log(test, "A.custom B.custom");
	KUNIT_EXPECT_PTR_EQ(test, a.file, a.told_file);
	KUNIT_EXPECT_PTR_EQ(test, b.file, b.told_file);
	KUNIT_EXPECT_EQ(test, 0x5a, b.data);

	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoReportTargetDeviceChangeAsynchronous(node->pdo, &n, reported, "done"));
	/* It was copied. */
	memset(&n, 0xff, sizeof(n));
	KeLowerIrql(irql);
	expect_log(test, "A.custom B.custom done");
	end(&a);
	end(&b);
}

static void only_custom_events_can_be_reported(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	TARGET_DEVICE_CUSTOM_NOTIFICATION n;
	struct fake_pnp *fake = test->priv;

	fill(&n, &GUID_TARGET_DEVICE_QUERY_REMOVE);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoReportTargetDeviceChange(node->pdo, &n));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoReportTargetDeviceChangeAsynchronous(node->pdo, &n, NULL, NULL));
	fill(&n, &GUID_TARGET_DEVICE_REMOVE_CANCELLED);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoReportTargetDeviceChange(node->pdo, &n));
	fill(&n, &custom);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoReportTargetDeviceChange(fake->root[0].fdo, &n));
	n.FileObject = (PVOID)&n;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, IoReportTargetDeviceChange(node->pdo, &n));
	n.FileObject = NULL;
	n.Size = 8;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, IoReportTargetDeviceChange(node->pdo, &n));
}

/* Registers and enables interfaces from within START_DEVICE, as drivers do. */
static UNICODE_STRING link_a, link_b;

static bool enables(struct fake_node *node, PIRP irp, NTSTATUS *status)
{
	UNICODE_STRING reference;

	if (IoGetCurrentIrpStackLocation(irp)->MinorFunction != IRP_MN_START_DEVICE)
		return false;
	RtlInitUnicodeString(&reference, L"Ref");
	KUNIT_EXPECT_EQ(the_fake->test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(node->pdo, &class_a, &reference, &link_a));
	KUNIT_EXPECT_EQ(the_fake->test, STATUS_SUCCESS,
			IoRegisterDeviceInterface(node->pdo, &class_b, &reference, &link_b));
	KUNIT_EXPECT_EQ(the_fake->test, STATUS_SUCCESS, IoSetDeviceInterfaceState(&link_a, TRUE));
	return false;
}

static struct wdm_devnode *device_with_interfaces(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;

	fake->root[0].hook = enables;
	fake_register(fake);
	return fake_add_root(fake, 0);
}

static void free_links(void)
{
	RtlFreeUnicodeString(&link_a);
	RtlFreeUnicodeString(&link_b);
}

static void interfaces_come_and_go(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct client c = { .name = "A" }, late = { .name = "B" };
	struct wdm_devnode *node;
	ULONG flags;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0,
						       (PVOID)&class_a, &fake->driver->obj, told,
						       &c, &c.entry));
	node = device_with_interfaces(test);
	/* Not before the device is started. */
	expect_log(test, "r0.ADD r0.START A.arrival");
	flags = PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, flags,
						       (PVOID)&class_a, &fake->driver->obj, told,
						       &late, &late.entry));
	expect_log(test, "B.arrival");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	expect_log(test, "r0.QREMOVE r0.REMOVE A.removal B.removal");
	end(&c);
	end(&late);
	free_links();
}

static void alias_is_of_the_same_device(struct kunit *test)
{
	UNICODE_STRING alias = {}, unknown;

	device_with_interfaces(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoGetDeviceInterfaceAlias(&link_a, &class_b, &alias));
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&alias, &link_b, FALSE));
	RtlFreeUnicodeString(&alias);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoGetDeviceInterfaceAlias(&link_a, &custom, &alias));
	RtlInitUnicodeString(&unknown, L"\\??\\nothing");
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			IoGetDeviceInterfaceAlias(&unknown, &class_b, &alias));
	free_links();
}

static void interface_has_a_key(struct kunit *test)
{
	UNICODE_STRING name, unknown;
	struct wdm_devnode *node = device_with_interfaces(test);
	HANDLE key, again;
	ULONG value = 7;
	u8 buffer[64];
	ULONG length;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceInterfaceRegistryKey(&link_a, KEY_ALL_ACCESS, &key));
	RtlInitUnicodeString(&name, L"Resolution");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwSetValueKey(key, &name, 0, REG_DWORD, &value, sizeof(value)));
	ZwClose(key);
	/* That of the alias is another one. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceInterfaceRegistryKey(&link_b, KEY_READ, &again));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			ZwQueryValueKey(again, &name, KeyValuePartialInformation, buffer,
					sizeof(buffer), &length));
	ZwClose(again);
	/* It is there when the device comes back. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoOpenDeviceInterfaceRegistryKey(&link_a, KEY_READ, &again));
	free_links();
	wdm_devnode_put(node);
	fake_add_root(test->priv, 0);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoOpenDeviceInterfaceRegistryKey(&link_a, KEY_READ, &again));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwQueryValueKey(again, &name, KeyValuePartialInformation, buffer,
					sizeof(buffer), &length));
	KUNIT_EXPECT_EQ(test, 7, *(u32 *)((PKEY_VALUE_PARTIAL_INFORMATION)buffer)->Data);
	ZwClose(again);
	RtlInitUnicodeString(&unknown, L"\\??\\nothing");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoOpenDeviceInterfaceRegistryKey(&unknown, KEY_READ, &again));
	free_links();
}

static void interface_has_properties(struct kunit *test)
{
	static const WCHAR friendly[] = L"The first port";
	DEVPROP_BOOLEAN enabled = 1;
	DEVPROPTYPE type = 0;
	WCHAR text[32];
	ULONG size = 0;
	GUID guid;

	device_with_interfaces(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceInterfacePropertyData(&link_a, &DEVPKEY_DeviceInterface_Enabled,
							 LOCALE_NEUTRAL, 0, sizeof(enabled),
							 &enabled, &size, &type));
	KUNIT_EXPECT_EQ(test, DEVPROP_TRUE, enabled);
	KUNIT_EXPECT_EQ(test, DEVPROP_TYPE_BOOLEAN, type);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceInterfacePropertyData(&link_b,
							 &DEVPKEY_DeviceInterface_ClassGuid,
							 LOCALE_NEUTRAL, 0, sizeof(guid), &guid,
							 &size, &type));
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&guid, &class_b));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_ReferenceString,
							 LOCALE_NEUTRAL, 0, sizeof(text), text,
							 &size, &type));
	KUNIT_EXPECT_EQ(test, 8, size);
	KUNIT_EXPECT_EQ(test, STATUS_NOT_IMPLEMENTED,
			IoSetDeviceInterfacePropertyData(&link_a, &DEVPKEY_DeviceInterface_Enabled,
							 LOCALE_NEUTRAL, 0, DEVPROP_TYPE_BOOLEAN,
							 1, &enabled));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoGetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_FriendlyName,
							 LOCALE_NEUTRAL, 0, sizeof(text), text,
							 &size, &type));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoSetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_FriendlyName,
							 LOCALE_NEUTRAL,
							 PLUGPLAY_PROPERTY_PERSISTENT,
							 DEVPROP_TYPE_STRING, sizeof(friendly),
							 (PVOID)friendly));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			IoGetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_FriendlyName,
							 LOCALE_NEUTRAL, 0, 4, text, &size, &type));
	KUNIT_EXPECT_EQ(test, sizeof(friendly), size);
	KUNIT_EXPECT_EQ(test, STATUS_UNSUCCESSFUL,
			IoGetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_FriendlyName,
							 LOCALE_USER_DEFAULT, 0, sizeof(text), text,
							 &size, &type));
	/* Put away for the tests behind this one. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoSetDeviceInterfacePropertyData(&link_a,
							 &DEVPKEY_DeviceInterface_FriendlyName,
							 LOCALE_NEUTRAL, 0, DEVPROP_TYPE_EMPTY, 0,
							 NULL));
	free_links();
}

/* A client that comes and goes while somebody tries to remove the device. */
static WCHAR device_name[64];

static int come_and_go(void *context)
{
	struct fake_pnp *fake = context;
	PDEVICE_OBJECT device;
	UNICODE_STRING name;
	PFILE_OBJECT file;
	struct client c;

	RtlInitUnicodeString(&name, device_name);
	while (!kthread_should_stop()) {
		if (!NT_SUCCESS(IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device)))
			continue;
		memset(&c, 0, sizeof(c));
		c.name = "A";
		c.keeps_file = true;
		if (NT_SUCCESS(IoRegisterPlugPlayNotification(EventCategoryTargetDeviceChange, 0,
							      file, &fake->driver->obj, told, &c,
							      &c.entry)))
			IoUnregisterPlugPlayNotificationEx(c.entry);
		ObDereferenceObject(file);
		cond_resched();
	}
	return 0;
}

static void clients_come_and_go_meanwhile(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	struct fake_pnp *fake = test->priv;
	struct task_struct *task;
	PFILE_OBJECT file;
	ULONG length;
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(node->pdo, DevicePropertyPhysicalDeviceObjectName,
					    sizeof(device_name), device_name, &length));
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_UNSUCCESSFUL;
	task = kthread_run(come_and_go, fake, "kunit_client");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 200; i++) {
		KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_root_remove(node));
		cond_resched();
	}
	kthread_stop(task);
	/* Whatever happened, the device takes files, and goes when it may. */
	file = fake_open(test, &fake->root[0]);
	KUNIT_ASSERT_NOT_NULL(test, file);
	ObDereferenceObject(file);
	fake->root[0].status[IRP_MN_QUERY_REMOVE_DEVICE] = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
}

/* A driver that goes with a registration would be called where it isn't any more. */
static void registration_is_left_behind(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct fake_reports reports;
	struct client c = { .name = "A" };

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			IoRegisterPlugPlayNotification(EventCategoryDeviceInterfaceChange, 0,
						       (PVOID)&class_a, &fake->driver->obj, told,
						       &c, &c.entry));
	expect_reports(&reports, 0xce);
	wdm_pnp_driver_gone(fake->driver);
	KUNIT_EXPECT_EQ(test, 1, end_of_reports(&reports));
	device_with_interfaces(test);
	expect_log(test, "r0.ADD r0.START");
	free_links();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(client_lets_go),
	KUNIT_CASE(client_refuses),
	KUNIT_CASE(driver_refuses_after_the_client),
	KUNIT_CASE(file_counts_more_than_words),
	KUNIT_CASE(surprise_is_told_while_the_file_is_open),
	KUNIT_CASE(custom_events_are_told),
	KUNIT_CASE(only_custom_events_can_be_reported),
	KUNIT_CASE(interfaces_come_and_go),
	KUNIT_CASE(alias_is_of_the_same_device),
	KUNIT_CASE(interface_has_a_key),
	KUNIT_CASE(interface_has_properties),
	KUNIT_CASE(clients_come_and_go_meanwhile),
	KUNIT_CASE(registration_is_left_behind),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_notify",
	.init = fake_pnp_init,
	.exit = fake_pnp_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
