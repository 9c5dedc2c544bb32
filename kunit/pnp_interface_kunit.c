// SPDX-License-Identifier: GPL-2.0
/* Tests for device interfaces and notification: wdmcore/pnp/interface.c, notify.c. */
#include <kunit/test.h>
#include <linux/string.h>

#include <ntddk.h>
#include "pnp.h"

static const GUID class = {
	0x12345678, 0x9ABC, 0xDEF0, { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef }
};

static struct wdm_devnode *new_node(struct kunit *test)
{
	struct wdm_devnode *node = kunit_kzalloc(test, sizeof(*node), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, node);
	node->ids.device = L"PCI\\VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10";
	wdm_wprintf(node->instance, ARRAY_SIZE(node->instance), "3&abc&0&20");
	return node;
}

static void expect_name(struct kunit *test, PWSTR name, USHORT bytes, const char *expected)
{
	size_t i, n = strlen(expected);

	KUNIT_ASSERT_NOT_NULL(test, name);
	KUNIT_ASSERT_EQ(test, n * sizeof(WCHAR), bytes);
	for (i = 0; i <= n; i++)
		KUNIT_EXPECT_EQ(test, (u8)expected[i], name[i]);
	ExFreePool(name);
}

static void name_is_made_of_device_and_class(struct kunit *test)
{
	struct wdm_devnode *node = new_node(test);
	USHORT bytes = 0, link = 0;
	PWSTR name = wdm_interface_name(node, &class, NULL, &bytes, &link);

	KUNIT_EXPECT_EQ(test, bytes, link);
	expect_name(test, name, bytes,
		    "\\??\\PCI#VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10#3&abc&0&20"
		    "#{12345678-9abc-def0-0123-456789abcdef}");
}

static void reference_string_is_a_tail(struct kunit *test)
{
	struct wdm_devnode *node = new_node(test);
	USHORT bytes = 0, link = 0;
	UNICODE_STRING reference;
	PWSTR name;

	RtlInitUnicodeString(&reference, L"Wave");
	name = wdm_interface_name(node, &class, &reference, &bytes, &link);
	KUNIT_EXPECT_EQ(test, link + 5 * sizeof(WCHAR), bytes);
	expect_name(test, name, bytes,
		    "\\??\\PCI#VEN_1234&DEV_11E8&SUBSYS_11001AF4&REV_10#3&abc&0&20"
		    "#{12345678-9abc-def0-0123-456789abcdef}\\Wave");
}

static void only_a_pdo_has_interfaces(struct kunit *test)
{
	UNICODE_STRING name = {};
	PZZWSTR list = (PZZWSTR)1;

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_DEVICE_REQUEST,
			IoRegisterDeviceInterface(NULL, &class, NULL, &name));
	KUNIT_EXPECT_NULL(test, name.Buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, IoGetDeviceInterfaces(&class, NULL, 0, &list));
	KUNIT_ASSERT_NOT_NULL(test, list);
	KUNIT_EXPECT_EQ(test, 0, list[0]);
	ExFreePool(list);
}

static void unknown_interface_is_not_found(struct kunit *test)
{
	UNICODE_STRING name = {};

	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER, IoSetDeviceInterfaceState(&name, TRUE));
	RtlInitUnicodeString(&name, L"\\??\\PCI#nothing");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoSetDeviceInterfaceState(&name, TRUE));
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			IoSetDeviceInterfaceState(&name, FALSE));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(name_is_made_of_device_and_class),
	KUNIT_CASE(reference_string_is_a_tail),
	KUNIT_CASE(only_a_pdo_has_interfaces),
	KUNIT_CASE(unknown_interface_is_not_found),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_interface",
	.test_cases = cases,
};
kunit_test_suite(suite);
