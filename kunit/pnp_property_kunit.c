// SPDX-License-Identifier: GPL-2.0
/* wdmcore_pnp_property: properties of devices: property_data.c, _store.c, _system.c. */
#include "pnp_fake.h"
#include <cfg.h>
#include <initguid.h>
#include <devpkey.h>
#include "pnp_property.h"

static const DEVPROPKEY key = {
	{ 0x1c2f1d40, 0x7c5a, 0x4b7e, { 0x80, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 } }, 5
};

static struct wdm_devnode *one_device(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;

	fake_register(fake);
	return fake_add_root(fake, 0);
}

static NTSTATUS get(PDEVICE_OBJECT pdo, const DEVPROPKEY *k, LCID lcid, ULONG size, void *data,
		    ULONG *required, DEVPROPTYPE *type)
{
	return IoGetDevicePropertyData(pdo, k, lcid, 0, size, data, required, type);
}

static NTSTATUS set(PDEVICE_OBJECT pdo, const DEVPROPKEY *k, LCID lcid, DEVPROPTYPE type,
		    ULONG size, const void *data)
{
	return IoSetDevicePropertyData(pdo, k, lcid, PLUGPLAY_PROPERTY_PERSISTENT, type, size,
				       (PVOID)data);
}

static void expect_text(struct kunit *test, PDEVICE_OBJECT pdo, const DEVPROPKEY *k,
			DEVPROPTYPE type, const WCHAR *expected, size_t bytes)
{
	DEVPROPTYPE found = 0;
	WCHAR text[128] = {};
	ULONG required = 0;

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(pdo, k, LOCALE_NEUTRAL, sizeof(text), text, &required, &found));
	KUNIT_EXPECT_EQ(test, type, found);
	KUNIT_EXPECT_EQ(test, bytes, required);
	KUNIT_EXPECT_EQ(test, 0, memcmp(text, expected, bytes));
}

/* Characters of a device's instance path, as it tells them. */
static size_t path_length(struct kunit *test, PDEVICE_OBJECT pdo)
{
	DEVPROPTYPE type;
	ULONG required = 0;

	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			get(pdo, &DEVPKEY_Device_InstanceId, LOCALE_NEUTRAL, 0, NULL, &required,
			    &type));
	return required / sizeof(WCHAR);
}

#define EXPECT_TEXT(test, pdo, name, type, text) \
	expect_text(test, pdo, &DEVPKEY_##name, DEVPROP_TYPE_##type, text, sizeof(text))

static void system_knows_the_device(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	DEVPROP_BOOLEAN boolean = 1;
	DEVPROPTYPE type = 0;
	ULONG required = 0;
	s64 time = 0;

	EXPECT_TEXT(test, node->pdo, Device_InstanceId, STRING, L"ROOT\\KUNITPNP\\0000");
	EXPECT_TEXT(test, node->pdo, Device_HardwareIds, STRING_LIST, L"ROOT\\KUNITPNP\0");
	EXPECT_TEXT(test, node->pdo, Device_DeviceDesc, STRING, L"A device of a test");
	EXPECT_TEXT(test, node->pdo, NAME, STRING, L"A device of a test");
	EXPECT_TEXT(test, node->pdo, Device_Service, STRING, L"kunit_pnp");
	EXPECT_TEXT(test, node->pdo, Device_MatchingDeviceId, STRING, L"ROOT\\KUNITPNP");
	EXPECT_TEXT(test, node->pdo, Device_EnumeratorName, STRING, L"ROOT");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(node->pdo, &DEVPKEY_Device_InLocalMachineContainer, LOCALE_NEUTRAL, 1,
			    &boolean, &required, &type));
	KUNIT_EXPECT_EQ(test, DEVPROP_TRUE, boolean);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(node->pdo, &DEVPKEY_Device_LastArrivalDate, LOCALE_NEUTRAL, 8, &time,
			    &required, &type));
	KUNIT_EXPECT_EQ(test, DEVPROP_TYPE_FILETIME, type);
	KUNIT_EXPECT_GT(test, time, 0);
	/* It has no manufacturer, and no bus above. */
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			get(node->pdo, &DEVPKEY_Device_Manufacturer, LOCALE_NEUTRAL, 0, NULL,
			    &required, &type));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			get(node->pdo, &DEVPKEY_Device_Parent, LOCALE_NEUTRAL, 0, NULL, &required,
			    &type));
	/* What it knows has no language. */
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			get(node->pdo, &DEVPKEY_Device_InstanceId, 0x409, 0, NULL, &required,
			    &type));
}

static void family_is_known(struct kunit *test)
{
	static const WCHAR container[] = L"{11223344-5566-7788-99aa-bbccddeeff00}";
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node, *child;
	DEVPROPTYPE type;
	WCHAR text[128];
	ULONG required;
	GUID guid;

	fake->child[0].container = container;
	fake->child[1].removable = true;
	fake_plug(fake, 0, &fake->root[0]);
	fake_plug(fake, 1, &fake->root[0]);
	fake_plug(fake, 2, &fake->root[0]);
	node = one_device(test);
	EXPECT_TEXT(test, fake->child[0].pdo, Device_Parent, STRING, L"ROOT\\KUNITPNP\\0000");
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			get(node->pdo, &DEVPKEY_Device_Children, LOCALE_NEUTRAL, 0, NULL,
			    &required, &type));
	KUNIT_EXPECT_EQ(test, (3 * path_length(test, fake->child[0].pdo) + 1) * sizeof(WCHAR),
			required);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(fake->child[1].pdo, &DEVPKEY_Device_Siblings, LOCALE_NEUTRAL,
			    sizeof(text), text, &required, &type));
	KUNIT_EXPECT_EQ(test, DEVPROP_TYPE_STRING_LIST, type);
	KUNIT_EXPECT_EQ(test, (2 * path_length(test, fake->child[0].pdo) + 1) * sizeof(WCHAR),
			required);

	/* As the bus driver says; a removable one without an id is a thing of its own. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(fake->child[0].pdo, &DEVPKEY_Device_ContainerId, LOCALE_NEUTRAL,
			    sizeof(guid), &guid, &required, &type));
	KUNIT_EXPECT_EQ(test, 0x11223344, guid.Data1);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(fake->child[0].pdo, DevicePropertyContainerID,
					    sizeof(text), text, &required));
	KUNIT_EXPECT_EQ(test, sizeof(container), required);
	KUNIT_EXPECT_EQ(test, 0, memcmp(text, container, sizeof(container)));
	child = wdm_devnode_of_pdo(fake->child[1].pdo);
	KUNIT_EXPECT_FALSE(test, IsEqualGUID(&child->container, &node->container));
	wdm_devnode_put(child);
	child = wdm_devnode_of_pdo(fake->child[2].pdo);
	KUNIT_EXPECT_TRUE(test, IsEqualGUID(&child->container, &node->container));
	wdm_devnode_put(child);
}

static void drivers_set_properties(struct kunit *test)
{
	struct wdm_devnode *node = one_device(test);
	DEVPROPTYPE type = 0;
	ULONG required = 0;
	u32 value = 0x12345678;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			get(node->pdo, &key, LOCALE_NEUTRAL, 4, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &key, LOCALE_NEUTRAL, DEVPROP_TYPE_UINT32, 4, &value));
	value = 0x1111;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &key, 0x407, DEVPROP_TYPE_UINT32, 4, &value));
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			get(node->pdo, &key, LOCALE_NEUTRAL, 3, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, 4, required);
	KUNIT_EXPECT_EQ(test, 0x1111, value);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(node->pdo, &key, LOCALE_NEUTRAL, 4, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, 0x12345678, value);
	KUNIT_EXPECT_EQ(test, DEVPROP_TYPE_UINT32, type);
	/* A device that comes back finds them; the driver's is told from others by its key. */
	fake_unregister(test->priv);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	wdm_devnode_put(node);
	node = one_device(test);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			get(node->pdo, &key, 0x407, 4, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, 0x1111, value);
	/* Deleting one language leaves the others. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &key, LOCALE_NEUTRAL, DEVPROP_TYPE_EMPTY, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			get(node->pdo, &key, LOCALE_NEUTRAL, 4, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, 0, required);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &key, 0x407, DEVPROP_TYPE_EMPTY, 0, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			set(node->pdo, &key, 0x407, DEVPROP_TYPE_EMPTY, 0, NULL));
}

static void nonsense_is_refused(struct kunit *test)
{
	struct fake_pnp *fake = test->priv;
	struct wdm_devnode *node = one_device(test);
	DEVPROPKEY first = key;
	DEVPROPTYPE type;
	ULONG required;
	u32 value = 0;

	first.pid = 1;
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			set(node->pdo, &first, LOCALE_NEUTRAL, DEVPROP_TYPE_UINT32, 4, &value));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			set(node->pdo, &key, LOCALE_SYSTEM_DEFAULT, DEVPROP_TYPE_UINT32, 4,
			    &value));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			set(node->pdo, &key, LOCALE_NEUTRAL, DEVPROP_TYPE_UINT32, 3, &value));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			set(node->pdo, &key, LOCALE_NEUTRAL, MAX_DEVPROP_TYPE + 1, 4, &value));
	/* A string without its end. */
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			set(node->pdo, &key, LOCALE_NEUTRAL, DEVPROP_TYPE_STRING, 4, L"ab"));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			set(fake->root[0].fdo, &key, LOCALE_NEUTRAL, DEVPROP_TYPE_UINT32, 4,
			    &value));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			get(fake->root[0].fdo, &key, LOCALE_NEUTRAL, 4, &value, &required, &type));
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED,
			set(node->pdo, &DEVPKEY_Device_ProblemCode, LOCALE_NEUTRAL,
			    DEVPROP_TYPE_UINT32, 4, &value));
	KUNIT_EXPECT_TRUE(test, wdm_property_is_sound(DEVPROP_TYPE_BINARY, &value, 3));
	KUNIT_EXPECT_FALSE(test, wdm_property_is_sound(DEVPROP_TYPE_UINT32 |
						       DEVPROP_TYPEMOD_LIST, &value, 4));
	KUNIT_EXPECT_FALSE(test, wdm_property_is_sound(DEVPROP_TYPE_GUID, &value, 4));
}

/* One name for both ways of asking. */
static void friendly_name_is_one(struct kunit *test)
{
	static const WCHAR name[] = L"My port";
	struct wdm_devnode *node = one_device(test);
	WCHAR text[32] = {};
	ULONG length = 0;

	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoGetDeviceProperty(node->pdo, DevicePropertyFriendlyName, sizeof(text),
					    text, &length));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &DEVPKEY_Device_FriendlyName, LOCALE_NEUTRAL,
			    DEVPROP_TYPE_STRING, sizeof(name), name));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			IoGetDeviceProperty(node->pdo, DevicePropertyFriendlyName, sizeof(text),
					    text, &length));
	KUNIT_EXPECT_EQ(test, sizeof(name), length);
	KUNIT_EXPECT_EQ(test, 0, memcmp(text, name, sizeof(name)));
	EXPECT_TEXT(test, node->pdo, NAME, STRING, L"My port");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			set(node->pdo, &DEVPKEY_Device_FriendlyName, LOCALE_NEUTRAL,
			    DEVPROP_TYPE_EMPTY, 0, NULL));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(system_knows_the_device),
	KUNIT_CASE(family_is_known),
	KUNIT_CASE(drivers_set_properties),
	KUNIT_CASE(nonsense_is_refused),
	KUNIT_CASE(friendly_name_is_one),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_property",
	.init = fake_pnp_init,
	.exit = fake_pnp_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
